/*
 * import.c (bss-crm) - records into the books, all or nothing
 *
 * Everything is read and checked before the write lock is asked for, so the
 * lock never waits for a pipe. The entities are then put in the order of
 * their keys (the result does not depend on the order of the input), judged
 * as a whole, and committed after the rejects are safe on disk.
 */
#include "base/diag.h"
#include "bss/extra.h"
#include "rec/scan.h"
#include "store/journal.h"
#include "verbs.h"

#define SAID_MAX	20	/* disagreements that are said one by one */

struct staged {
	struct entity	 e;
	const char	*file;		/* lives as long as argv */
	uint64_t	 line;
	enum crm_change	 change;
};

/* A field that a type does not have, most likely a misspelt one. */
struct stray {
	struct slice	 name;
	enum rec_type	 type;
};

struct import {
	struct crm_opts	 opts;
	struct stream	 stream;
	struct db	 db;
	struct arena	 arena;		/* of the entities */
	struct catalog	 catalog;	/* of -c */
	struct zone	 zone;
	const struct zone *given;	/* --zone: zone, else NULL */
	struct staged	*item;		/* owned */
	struct staged	**order;	/* owned: by type and key */
	size_t		 len, cap;
	struct scanner	*scanner;	/* owned; of the fields of one's own */
	struct stray	 stray[SAID_MAX];
	unsigned	 strays;	/* that were said */
	uint64_t	 added, changed, same;
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
	scanner_free(im->scanner);
	free(im->item);
	free(im->order);
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
	int rc = 0;

	if (im->opts.catalog != NULL && sold_asked(NULL, e)
	    && !sold_then(&im->catalog, e, &why))
		rc = stream_reject(&im->stream, REASON_CRM_OFFER, "%s",
		    buf_str(&why)) < 0 ? -1 : 1;
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
	    arena_slice(&im->arena, name), k->type };
	diag_at(REASON_CRM_FIELD, k->r->file, k->r->line_no, "'%.*s' is no "
	    "field of %s: it is kept, and nothing reads it; own fields begin "
	    "with x_ or param_", SLICE_FMT(name), type_def(k->type)->name);
	return 0;
}

static int
stage(struct import *im, const struct rec *r)
{
	struct staged *s;
	struct entity e;
	const char *want = NULL;
	enum field f;
	int rc;
	enum reason why = entity_from_rec(&e, r, im->given, &im->arena, &f);

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
	GROW(im->item, im->len, im->cap);
	s = &im->item[im->len++];
	*s = (struct staged){ .e = e, .file = r->file, .line = r->line_no };
	return 0;
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

static int
staged_cmp(const void *a, const void *b)
{
	const struct staged *x = *(struct staged *const *)a;
	const struct staged *y = *(struct staged *const *)b;
	int c = entity_cmp(&x->e, &y->e);

	/* pointers into one array: the order of the input */
	return c != 0 ? c : (x > y) - (x < y);
}

/*
 * The same key twice: the same content is a duplicate, another a conflict,
 * for nobody can say which is right.
 */
static int
sort_and_merge(struct import *im)
{
	size_t n = 0;
	int rc = 0;

	im->order = xreallocarray(NULL, im->len + 1, sizeof(*im->order));
	for (size_t i = 0; i < im->len; i++)
		im->order[i] = &im->item[i];
	qsort(im->order, im->len, sizeof(*im->order), staged_cmp);
	for (size_t i = 0; i < im->len; i++) {
		struct staged *s = im->order[i];
		struct staged *last = n > 0 ? im->order[n - 1] : NULL;

		if (last == NULL || entity_cmp(&last->e, &s->e) != 0) {
			im->order[n++] = s;
			continue;
		}
		if (entity_same(&last->e, &s->e)) {
			im->same++;
			continue;
		}
		diag_at(REASON_CRM_CONFLICT, s->file, s->line, "%s '%.*s' is "
		    "another in %s:%llu", type_def(s->e.type)->name,
		    SLICE_FMT(entity_key(&s->e)), last->file,
		    (unsigned long long)last->line);
		rc = -1;
	}
	im->len = n;
	return rc;
}

/*
 * Writing
 */

/* What a dry run would change. */
static int
foretell(struct import *im, const struct entity *e, struct arena *scratch)
{
	struct entity old;
	struct buf text = { 0 };
	int rc = crm_get(&im->db, e->type, entity_key(e), scratch, &old);

	if (rc >= 0 && (rc == 0 || !entity_same(&old, e))) {
		entity_diff(&text, rc == 0 ? NULL : &old, e);
		note("%s '%.*s': %s", type_def(e->type)->name,
		    SLICE_FMT(entity_key(e)), buf_str(&text));
	}
	buf_release(&text);
	return rc < 0 ? -1 : 0;
}

static int
put_all(struct import *im)
{
	struct arena scratch = { 0 };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < im->len; i++) {
		struct staged *s = im->order[i];

		if (im->opts.dry_run)
			rc = foretell(im, &s->e, &scratch);
		if (rc == 0)
			rc = crm_put(&im->db, &s->e, &scratch, &s->change);
		arena_clear(&scratch);
		im->added += rc == 0 && s->change == CRM_ADDED;
		im->changed += rc == 0 && s->change == CRM_CHANGED;
		im->same += rc == 0 && s->change == CRM_SAME;
	}
	arena_release(&scratch);
	return rc;
}

static int
judge_one(struct import *im, const struct staged *s, uint64_t *bad)
{
	struct buf detail = { 0 };
	enum reason why;
	int rc = crm_judge(&im->db, &s->e, &why, &detail);

	if (rc == 0 && why != REASON_NONE && ++*bad <= SAID_MAX)
		diag_at(why, s->file, s->line, "%s '%.*s': %s",
		    type_def(s->e.type)->name, SLICE_FMT(entity_key(&s->e)),
		    buf_str(&detail));
	buf_release(&detail);
	return rc;
}

static int
judge_all(struct import *im)
{
	uint64_t bad = 0;

	for (size_t i = 0; i < im->len; i++)
		if (im->order[i]->change != CRM_SAME
		    && judge_one(im, im->order[i], &bad) < 0)
			return -1;
	if (bad > SAID_MAX)
		note("and %llu more", (unsigned long long)(bad - SAID_MAX));
	return bad == 0 ? 0 : -1;
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
	if (sort_and_merge(im) < 0)
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
	rc = stream_open(&im->stream, &spec, &im->opts.stream, argc, argv);
	if (rc != EXIT_OK)
		return rc;
	if (read_all(im) == 0 && stream_complete(&im->stream)
	    && apply(im) < 0)
		stream_fail(&im->stream, crm_exit(-1));
	rc = stream_close(&im->stream);
	if (rc > EXIT_FINDINGS)
		return rc;
	if (!im->opts.dry_run && db_commit(&im->db) < 0)
		return crm_exit(-1);
	report(im);
	return rc;
}

int
verb_import(int argc, char **argv)
{
	struct import im = { .opts = CRM_OPTS_DEFAULT };
	int rc = crm_parse(&im.opts, &argc, &argv);

	if (rc != 0)
		return rc > 0 ? EXIT_OK : EXIT_TROUBLE;
	rc = import(&im, argc, argv);
	import_release(&im);
	return rc;
}
