/*
 * suspense_replay.c - entries of the suspense store as input again
 * They are written first and marked when all of it was written: what fails in
 * between is sent again, and the identities of usage tell that it came twice.
 * The database is not locked while the reader of the output is slow.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/fd.h"
#include "base/pile.h"
#include "store/who.h"
#include "suspense.h"

#define WRITE_AT	((size_t)64 << 10)
#define HEADER_MAX	((size_t)1 << 20)
#define PILE_MEMORY	((size_t)1 << 20)

struct replay {
	const struct suspense_opts *opts;
	struct buf	 text;		/* not yet written */
	struct pile	*sent;		/* owned; number and digest of each */
	int64_t		 first;		/* of them */
	bool		 given;		/* a header by an option */
	struct buf	 header;	/* of the entries, else */
};

static int
flush(struct replay *r)
{
	if (r->text.len != 0 && write_all(STDOUT_FILENO, r->text.data,
	    r->text.len) != 0) {
		diag_errno(REASON_WRITE_FAILED, "cannot write stdout");
		return -1;
	}
	buf_clear(&r->text);
	return 0;
}

/* One output has one header row: that of all entries, if they have one. */
static int
note_header(struct replay *r, const struct suspense_entry *e)
{
	if (r->given)
		return 0;
	if (pile_len(r->sent) == 0)
		return buf_add_slice(&r->header, e->header) < 0 ? -1 : 0;
	if (slice_eq(buf_slice(&r->header), e->header))
		return 0;
	diag(REASON_SUSPENSE_HEADERS, "entry %lld is of a file with another "
	    "header row than entry %lld: replay them apart, by --source or "
	    "number, or say --header", (long long)e->entry,
	    (long long)r->first);
	return -1;
}

static int
id_cmp(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Of those that are named by their numbers: none twice. 0 or -1, said. */
static int
check_names(const struct suspense_filter *f)
{
	int64_t *id = xcalloc(f->ids_len, sizeof(*id));
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < f->ids_len; i++)
		rc = suspense_id(f->ids[i], &id[i]);
	if (rc == 0)
		qsort(id, f->ids_len, sizeof(*id), id_cmp);
	for (size_t i = 1; rc == 0 && i < f->ids_len; i++)
		if (id[i] == id[i - 1]) {
			diag(REASON_USAGE_OPERAND, "entry %lld stands twice",
			    (long long)id[i]);
			rc = -1;
		}
	free(id);
	return rc;
}

/* First all are looked at, so that nothing is written in vain. */
static int
note_entry(const struct suspense_entry *e, void *arg)
{
	struct replay *r = arg;
	char digest[SHA256_HEX_MAX];

	if (slice_is(e->state, "closed")) {
		diag(REASON_SUSPENSE_CLOSED, "entry %lld is closed: fix it "
		    "first, if it is to be replayed", (long long)e->entry);
		return -1;
	}
	if (note_header(r, e) < 0)
		return -1;
	if (pile_len(r->sent) == 0)
		r->first = e->entry;
	suspense_digest(suspense_text(e), digest);
	return pile_add(r->sent, (struct slice){ (const char *)&e->entry,
	    sizeof(e->entry) }, slice_of(digest));
}

static int
write_entry(const struct suspense_entry *e, void *arg)
{
	struct replay *r = arg;

	buf_add_slice(&r->text, suspense_text(e));
	buf_addc(&r->text, '\n');
	if (r->opts->blank)
		buf_addc(&r->text, '\n');
	return r->text.len < WRITE_AT ? 0 : flush(r);
}

/* The header row with its line end; nothing when there is none. */
static int
add_header(struct replay *r)
{
	const struct suspense_opts *o = r->opts;
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	FILE *f;

	if (o->header != NULL)
		return buf_adds(&r->text, o->header) < 0 ? -1
		    : buf_addc(&r->text, '\n');
	if (o->header_from == NULL && r->header.len == 0)
		return 0;
	if (o->header_from == NULL)
		return buf_add_slice(&r->text, buf_slice(&r->header)) < 0 ? -1
		    : buf_addc(&r->text, '\n');
	if ((f = fopen(o->header_from, "re")) == NULL) {
		diag_errno(REASON_OPEN_FAILED, "cannot open '%s'",
		    o->header_from);
		return -1;
	}
	n = getline(&line, &room, f);
	fclose(f);
	if (n <= 0 || (size_t)n > HEADER_MAX) {
		diag_at(REASON_CSV_HEADER, o->header_from, 1, NULL);
		free(line);
		return -1;
	}
	buf_add(&r->text, line, (size_t)n);
	if (line[n - 1] != '\n')
		buf_addc(&r->text, '\n');
	free(line);
	return 0;
}

/* One state of the store, as it was at the begin. */
static int
send_all(struct replay *r, struct db *db, const struct suspense_filter *f)
{
	if (db_begin_read(db) < 0 || suspense_read(db, f, note_entry, r) < 0)
		return -1;
	if (pile_len(r->sent) != 0 && (add_header(r) < 0
	    || suspense_read(db, f, write_entry, r) < 0 || flush(r) < 0))
		return -1;
	return db_commit(db);
}

/*
 * All or none: who sees it fail throws away what was sent, and would miss
 * those that are marked.
 */
static int
mark_all(struct replay *r, struct db *db)
{
	int64_t entry, now = who_when(db->now_us);
	struct slice key, digest;
	char text[SHA256_HEX_MAX];
	int rc;

	if (pile_len(r->sent) == 0)
		return 0;
	if (db_begin(db) < 0)
		return -1;
	while ((rc = pile_next(r->sent, &key, &digest)) == 1) {
		memcpy(&entry, key.p, sizeof(entry));
		snprintf(text, sizeof(text), "%.*s", SLICE_FMT(digest));
		if (suspense_replayed(db, entry, text, now) < 0)
			return -1;
	}
	return rc < 0 ? -1 : db_commit(db);
}

int
suspense_replay_run(const struct suspense_opts *o, int argc, char **argv)
{
	struct suspense_filter f = suspense_filter_of(o, argc, argv);
	struct replay r = { .opts = o,
	    .given = o->header != NULL || o->header_from != NULL };
	struct db db;
	int rc = EXIT_OK;

	if (o->header != NULL && o->header_from != NULL) {
		diag(REASON_USAGE_VALUE, "suspense replay: --header or "
		    "--header-from, not both");
		return EXIT_TROUBLE;
	}
	if (argc != 0 && (o->code != NULL || o->state != 0)) {
		diag(REASON_USAGE_VALUE, "suspense replay: entries are named "
		    "by their numbers or by --code and --state");
		return EXIT_TROUBLE;
	}
	if (check_names(&f) < 0)
		return EXIT_TROUBLE;
	tool_ignore_sigpipe();
	r.sent = pile_new(PILE_MEMORY, false);
	if (db_open(&db, &db_suspense, &o->db, DB_WRITE) < 0
	    || send_all(&r, &db, &f) < 0 || mark_all(&r, &db) < 0)
		rc = tool_exit_code(-1);
	else
		note("%zu replayed", pile_len(r.sent));
	db_close(&db);
	buf_release(&r.text);
	buf_release(&r.header);
	pile_free(r.sent);
	return rc;
}
