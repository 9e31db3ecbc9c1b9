/*
 * import.c (bss-crm) - records into the books, all or nothing
 *
 * Everything is read, checked and piled up before the write lock is asked
 * for, so the lock never waits for a pipe. The entities are then put in the
 * order of their keys (the result does not depend on the order of the input),
 * judged as a whole, and committed after the rejects are safe on disk.
 */
#include "base/diag.h"
#include "base/pile.h"
#include "bss/extra.h"
#include "rec/scan.h"
#include "store/journal.h"
#include "staged.h"
#include "verbs.h"

#define SAID_MAX	20	/* disagreements that are said one by one */
#define PILE_MEMORY	((size_t)16 << 20)

/* A field that a type does not have, most likely a misspelt one. */
struct stray {
	struct slice	 name;
	enum rec_type	 type;
};

struct import {
	struct crm_opts	 opts;
	struct stream	 stream;
	struct db	 db;
	struct arena	 arena;		/* of the entity at hand */
	struct arena	 names;		/* of strays */
	struct catalog	 catalog;	/* of -c */
	struct zone	 zone;
	const struct zone *given;	/* zone, or NULL: not asked for yet */
	bool		 zoned;		/* the catalog was asked for its own */
	struct pile	*pile;		/* owned: staged ones, by key */
	struct buf	 packed;
	enum crm_change	 change;	/* of the last one that was put */
	unsigned char	*judge;		/* owned: a bit for each of the pile */
	struct scanner	*scanner;	/* owned; of the fields of one's own */
	struct stray	 stray[SAID_MAX];
	unsigned	 strays;	/* that were said */
	uint64_t	 added, changed, same;
};

/* Walks over the staged ones; of the same key the first one only. */
struct walk {
	struct import	*im;
	struct buf	 last;		/* the key before */
	struct staged	 now;
	size_t		 no;		/* of it, in the pile */
	bool		 again;		/* it has the key before */
};

static const struct stream_spec import_spec = {
	.tool = "bss-crm",
	.takes = REC_BIT(REC_CUSTOMER) | REC_BIT(REC_ACCOUNT)
	    | REC_BIT(REC_SUBSCRIPTION),
};

static void
import_release(struct import *im)
{
	db_close(&im->db);
	zone_release(&im->zone);
	catalog_release(&im->catalog);
	arena_release(&im->arena);
	arena_release(&im->names);
	scanner_free(im->scanner);
	pile_free(im->pile);
	buf_release(&im->packed);
	free(im->judge);
}

/*
 * Reading
 */

static int
reject(struct import *im, enum reason why, enum field f, const char *want)
{
	return stream_reject(&im->stream, why, "%s '%s'%s%s", reason_text(why),
	    field_defs[f].name, want != NULL ? ": " : "",
	    want != NULL ? want : "");
}

/* 0: it is, or is not asked for; 1: it was rejected; -1: the run stops */
static int
sold(struct import *im, const struct entity *e)
{
	struct buf why = { 0 };
	enum reason no = REASON_NONE;
	int rc = 0;

	if (im->opts.catalog != NULL && sold_asked(NULL, e))
		no = sold_then(&im->catalog, e, &why);
	if (no != REASON_NONE)
		rc = stream_reject(&im->stream, no, "%s", buf_str(&why)) < 0
		    ? -1 : 1;
	buf_release(&why);
	return rc;
}

struct seek_stray {
	struct import	*im;
	const struct rec *r;
	enum rec_type	 type;
};

static int
say_stray(struct slice name, const struct rec_val *v, void *arg)
{
	struct seek_stray *k = arg;
	struct import *im = k->im;

	(void)v;
	if (extra_named(name))
		return 0;
	for (unsigned i = 0; i < im->strays; i++)
		if (im->stray[i].type == k->type
		    && slice_eq(im->stray[i].name, name))
			return 0;
	if (im->strays == SAID_MAX)
		return 1;
	im->stray[im->strays++] = (struct stray){
	    arena_slice(&im->names, name), k->type };
	diag_at(REASON_CRM_FIELD, k->r->file, k->r->line_no, "'%.*s' is no "
	    "field of %s: it is kept, and nothing reads it; own fields begin "
	    "with x_ or param_", SLICE_FMT(name), type_def(k->type)->name);
	return 0;
}

/* The first date without a zone asks the catalog. -1: said. */
static int
read_entity(struct import *im, const struct rec *r, struct entity *e,
    enum field *f, enum reason *why)
{
	arena_clear(&im->arena);
	*why = entity_from_rec(e, r, im->given, &im->arena, f);
	if (*why != REASON_CRM_ZONE || im->zoned)
		return 0;
	im->zoned = true;
	if (crm_zone_late(&im->opts, &im->zone, &im->given) < 0)
		return -1;
	*why = entity_from_rec(e, r, im->given, &im->arena, f);
	return 0;
}

static int
stage(struct import *im, const struct rec *r)
{
	struct entity e;
	const char *want = NULL;
	enum field f;
	int rc;
	enum reason why;

	if (read_entity(im, r, &e, &f, &why) < 0) {
		stream_fail(&im->stream, EXIT_TROUBLE);
		return -1;
	}
	if (why == REASON_NONE)
		why = entity_check(&e, &f, &want);
	else
		want = crm_want(why, f);
	if (why != REASON_NONE)
		return reject(im, why, f, want);
	if ((rc = sold(im, &e)) != 0)
		return rc < 0 ? -1 : 0;
	extra_each(e.extra, im->scanner, say_stray, &(struct seek_stray){
	    im, r, e.type });
	if (staged_add(im->pile, &im->packed, &(struct staged){ e, r->file,
	    r->line_no }) == 0)
		return 0;
	stream_fail(&im->stream, EXIT_TROUBLE);
	return -1;
}

static int
read_all(struct import *im)
{
	const struct rec *r;
	enum in_status st;

	while ((st = stream_next(&im->stream, &r)) == IN_OK)
		if (stage(im, r) < 0)
			return -1;
	return st == IN_EOF ? 0 : -1;
}

/*
 * Walking
 */

static int
walk_begin(struct walk *w, struct import *im)
{
	*w = (struct walk){ .im = im };
	return pile_rewind(im->pile);
}

/* 1: w->now is the next one, until the call after; 0: no more; -1. */
static int
walk_next(struct walk *w)
{
	struct slice key, body;
	int rc = pile_next(w->im->pile, &key, &body);

	if (rc != 1) {
		buf_release(&w->last);
		return rc;
	}
	w->no += w->last.len != 0;
	w->again = slice_eq(key, buf_slice(&w->last));
	if (!w->again) {
		buf_clear(&w->last);
		buf_add_slice(&w->last, key);
	}
	staged_get(&w->now, key, body);
	return 1;
}

static int
say_conflict(const struct staged *s, const struct staged *first)
{
	diag_at(REASON_CRM_CONFLICT, s->file, s->line, "%s '%.*s' is another "
	    "in %s:%llu", type_def(s->e.type)->name,
	    SLICE_FMT(entity_key(&s->e)), first->file,
	    (unsigned long long)first->line);
	return -1;
}

/*
 * The same key twice: the same content is a duplicate, another a conflict,
 * for nobody can say which is right.
 */
static int
find_conflicts(struct import *im)
{
	struct arena arena = { 0 };
	struct staged first = { 0 };
	struct walk w;
	int rc = walk_begin(&w, im), bad = 0;

	while (rc >= 0 && (rc = walk_next(&w)) == 1) {
		if (w.again && entity_same(&first.e, &w.now.e))
			im->same++;
		else if (w.again)
			bad = say_conflict(&w.now, &first);
		else {
			arena_clear(&arena);
			staged_copy(&first, &w.now, &arena);
		}
	}
	arena_release(&arena);
	return rc < 0 ? -1 : bad;
}

/*
 * Writing
 */

/* What a dry run would change. */
static int
foretell(struct import *im, const struct entity *e)
{
	struct entity old;
	struct buf text = { 0 };
	int rc = crm_get(&im->db, e->type, entity_key(e), &im->arena, &old);

	if (rc >= 0 && (rc == 0 || !entity_same(&old, e))) {
		entity_diff(&text, rc == 0 ? NULL : &old, e);
		note("%s '%.*s': %s", type_def(e->type)->name,
		    SLICE_FMT(entity_key(e)), buf_str(&text));
	}
	buf_release(&text);
	return rc < 0 ? -1 : 0;
}

static int
put(struct import *im, const struct walk *w)
{
	const struct entity *e = &w->now.e;

	arena_clear(&im->arena);
	if ((im->opts.dry_run && foretell(im, e) < 0)
	    || crm_put(&im->db, e, &im->arena, &im->change) < 0)
		return -1;
	im->added += im->change == CRM_ADDED;
	im->changed += im->change == CRM_CHANGED;
	im->same += im->change == CRM_SAME;
	if (crm_judged(e, im->change))
		im->judge[w->no / 8] |= (unsigned char)(1 << w->no % 8);
	return 0;
}

static int
put_all(struct import *im)
{
	struct walk w;
	int rc = walk_begin(&w, im);

	im->judge = xcalloc(pile_len(im->pile) / 8 + 1, 1);
	while (rc >= 0 && (rc = walk_next(&w)) == 1)
		if (!w.again)
			rc = put(im, &w);
	buf_release(&w.last);
	return rc;
}

static int
judge_one(struct import *im, const struct staged *s, uint64_t *bad)
{
	struct buf detail = { 0 };
	enum reason why;
	int rc = crm_judge(&im->db, &s->e, &why, &detail);

	if (rc == 0 && why == REASON_NONE && im->opts.catalog != NULL)
		rc = sold_beside(&im->db, &im->catalog, &s->e, &why, &detail);
	if (rc == 0 && why != REASON_NONE && ++*bad <= SAID_MAX)
		diag_at(why, s->file, s->line, "%s '%.*s': %s",
		    type_def(s->e.type)->name, SLICE_FMT(entity_key(&s->e)),
		    buf_str(&detail));
	buf_release(&detail);
	return rc;
}

/* When a reference leads nowhere all are asked whose it is. */
static int
judge_all(struct import *im)
{
	bool all = !db_references_hold(&im->db);
	struct walk w;
	uint64_t bad = 0;
	int rc = walk_begin(&w, im);

	while (rc >= 0 && (rc = walk_next(&w)) == 1)
		if (!w.again && (all
		    || (im->judge[w.no / 8] >> w.no % 8 & 1) != 0))
			rc = judge_one(im, &w.now, &bad);
	buf_release(&w.last);
	if (bad > SAID_MAX)
		note("and %llu more", (unsigned long long)(bad - SAID_MAX));
	return rc < 0 || bad != 0 ? -1 : 0;
}

static int
journal_import(struct import *im)
{
	struct buf detail = { 0 };
	int rc;

	if (im->added + im->changed == 0)
		return 0;
	buf_addf(&detail, "%llu added, %llu changed, %llu known already%s",
	    (unsigned long long)im->added, (unsigned long long)im->changed,
	    (unsigned long long)im->same,
	    im->opts.stream.no_end ? ", without end record" : "");
	rc = journal_add(&im->db, "import", slice_of("records"),
	    buf_slice(&detail));
	buf_release(&detail);
	return rc;
}

/* Up to the commit, which waits for the stream's close. */
static int
apply(struct import *im)
{
	if (find_conflicts(im) < 0)
		return -1;
	if (db_open(&im->db, &db_bss, &im->opts.db, DB_WRITE) < 0
	    || db_begin(&im->db) < 0 || put_all(im) < 0 || judge_all(im) < 0
	    || journal_import(im) < 0)
		return -1;
	stream_known(&im->stream, im->same);
	return 0;
}

static void
report(const struct import *im)
{
	note("%llu added, %llu changed, %llu known already%s",
	    (unsigned long long)im->added, (unsigned long long)im->changed,
	    (unsigned long long)im->same,
	    im->opts.dry_run ? " (dry run: nothing is changed)" : "");
}

static int
import(struct import *im, int argc, char **argv)
{
	struct stream_spec spec = import_spec;
	int rc;

	if (crm_zone(&im->opts, &im->zone, &im->given) < 0
	    || (im->opts.catalog != NULL
	    && catalog_load(&im->catalog, im->opts.catalog) < 0))
		return EXIT_TROUBLE;
	if (im->opts.type != 0)
		spec.csv_type = REC_CUSTOMER + (enum rec_type)im->opts.type
		    - 1;
	im->scanner = scanner_new();
	im->pile = pile_new(PILE_MEMORY, true);
	buf_init(&im->packed, SIZE_MAX);
	rc = stream_open(&im->stream, &spec, &im->opts.stream, argc, argv);
	if (rc != EXIT_OK)
		return rc;
	if (read_all(im) == 0 && stream_complete(&im->stream)
	    && apply(im) < 0)
		stream_fail(&im->stream, tool_exit_code(-1));
	rc = stream_close(&im->stream);
	if (rc > EXIT_FINDINGS)
		return rc;
	if (!im->opts.dry_run && db_commit(&im->db) < 0)
		return tool_exit_code(-1);
	report(im);
	return rc;
}

int
verb_import(int argc, char **argv)
{
	struct import im = { .opts = CRM_OPTS_DEFAULT,
	    .change = CRM_ADDED };
	int rc = crm_parse(&im.opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	rc = import(&im, argc, argv);
	import_release(&im);
	return rc;
}
