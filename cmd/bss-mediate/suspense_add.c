/*
 * suspense_add.c - reject records into the suspense store, all or nothing
 * All are held in memory until the last one was read, so the database is not
 * locked while the input is slow.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/diag.h"
#include "rec/reject.h"
#include "store/journal.h"
#include "store/who.h"
#include "suspense.h"

#define BIG_MAX		((uint64_t)64 << 20)	/* octets of a huge line */

struct intake {
	struct stream		 s;
	struct arena		 mem;
	struct suspense_reject	*item;		/* owned */
	size_t			 len, cap;
	uint64_t		 fate[3];	/* by enum suspense_fate */
};

static const struct stream_spec spec = {
	.tool = "bss-mediate",
	.takes = REC_BIT(REC_REJECT),
	.csv_type = REC_REJECT,
	.end_optional = true,
};

/* Octets of FILE.big. False when they are not there. */
static bool
read_big(struct intake *in, const char *file, uint64_t offset, uint64_t len,
    struct slice *raw)
{
	char *path = xasprintf("%s.big", file);
	char *room = arena_alloc(&in->mem, len + 1);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	uint64_t at = 0;
	ssize_t n = 1;

	for (; fd >= 0 && at < len && n > 0; at += n > 0 ? (uint64_t)n : 0)
		n = pread(fd, room + at, len - at, (off_t)(offset + at));
	if (fd >= 0)
		close(fd);
	free(path);
	*raw = (struct slice){ room, len };
	return fd >= 0 && at == len;
}

static enum reason
raw_of(struct intake *in, const struct rec *r, struct slice *raw)
{
	uint64_t offset, len;

	if (!rec_has(r, F_OFFSET))
		return reject_raw(r, raw);
	if (rec_u64(r, F_OFFSET, &offset) != REASON_NONE
	    || rec_u64(r, F_LENGTH, &len) != REASON_NONE
	    || offset > INT64_MAX - BIG_MAX)
		return REASON_FIELD_VALUE;
	return len <= BIG_MAX && read_big(in, r->file, offset, len, raw)
	    ? REASON_NONE : REASON_SUSPENSE_BIG;
}

/* 0 or -1: stop, said. */
static int
take(struct intake *in, const struct rec *r)
{
	struct suspense_reject j = { .code = rec_str(r, F_CODE),
	    .reason = rec_str(r, F_REASON), .file = rec_str(r, F_FILE),
	    .header = rec_str(r, F_HEADER) };
	enum reason why = rec_u64(r, F_LINE, &j.line);

	if (why == REASON_NONE && j.line > INT64_MAX)
		why = REASON_FIELD_VALUE;
	if (why == REASON_NONE)
		why = raw_of(in, r, &j.raw);
	if (why != REASON_NONE)
		return stream_reject(&in->s, why, NULL);
	j.code = arena_slice(&in->mem, j.code);
	j.reason = arena_slice(&in->mem, j.reason);
	j.file = arena_slice(&in->mem, j.file);
	j.header = arena_slice(&in->mem, j.header);
	if (!rec_has(r, F_OFFSET))
		j.raw = arena_slice(&in->mem, j.raw);
	GROW(in->item, in->len, in->cap);
	in->item[in->len++] = j;
	return 0;
}

static int
keep_all(struct intake *in, struct db *db)
{
	int64_t now = who_when(db->now_us);
	enum suspense_fate fate;
	char detail[96];

	if (db_begin(db) < 0)
		return -1;
	for (size_t i = 0; i < in->len; i++) {
		if (suspense_add(db, &in->item[i], now, &fate) < 0)
			return -1;
		in->fate[fate]++;
	}
	snprintf(detail, sizeof(detail), "%" PRIu64 " new, %" PRIu64
	    " known, %" PRIu64 " refused again", in->fate[SUSPENSE_NEW],
	    in->fate[SUSPENSE_KNOWN], in->fate[SUSPENSE_AGAIN]);
	if (in->len != 0 && journal_add(db, "add", slice_of("suspense"),
	    slice_of(detail)) < 0)
		return -1;
	if (db_commit(db) < 0)
		return -1;
	note("%s", detail);
	return 0;
}

/* Read all, then keep all. */
static void
run(struct intake *in, struct db *db)
{
	const struct rec *r;
	enum in_status st;

	while ((st = stream_next(&in->s, &r)) == IN_OK)
		if (take(in, r) < 0)
			return;
	if (st != IN_EOF || !stream_complete(&in->s))
		return;
	if (keep_all(in, db) < 0)
		stream_fail(&in->s, suspense_exit_code());
	else
		stream_known(&in->s, in->fate[SUSPENSE_KNOWN]);
}

int
suspense_add_run(const struct suspense_opts *o, int argc, char **argv)
{
	static struct intake in;	/* large: not on the stack */
	struct db db;
	int rc;

	if (db_open(&db, &db_suspense, &o->db, DB_WRITE) < 0)
		return suspense_exit_code();
	rc = stream_open(&in.s, &spec, &o->stream, argc, argv);
	if (rc == EXIT_OK) {
		run(&in, &db);
		rc = stream_close(&in.s);
	}
	db_close(&db);
	free(in.item);
	arena_release(&in.mem);
	return rc;
}
