/*
 * suspense_add.c - reject records into the suspense store, all or nothing
 * They are piled up, beyond a few octets on the disk, until the last one was
 * read, so the database is not locked while the input is slow.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/pack.h"
#include "base/pile.h"
#include "rec/reject.h"
#include "store/journal.h"
#include "store/who.h"
#include "suspense.h"

#define BIG_MAX		((uint64_t)64 << 20)	/* octets of a huge line */
#define PILE_MEMORY	((size_t)4 << 20)

struct intake {
	struct stream	 s;
	struct pile	*pile;		/* owned; of packed rejects */
	struct buf	 packed, raw;
	char		*big;		/* owned; the FILE.big that is open */
	int		 big_fd;	/* -1: none */
	uint64_t	 fate[3];	/* by enum suspense_fate */
};

static const struct stream_spec spec = {
	.tool = "bss-mediate",
	.takes = REC_BIT(REC_REJECT),
	.csv_type = REC_REJECT,
	.end_optional = true,
};

/* ---- reading ---------------------------------------------------------------- */

/* FILE.big, which stays open: its lines come one behind the other. */
static int
big_open(struct intake *in, const char *file)
{
	char *path = xasprintf("%s.big", file);

	if (in->big != NULL && strcmp(in->big, path) == 0) {
		free(path);
		return in->big_fd;
	}
	if (in->big_fd >= 0)
		close(in->big_fd);
	free(in->big);
	in->big = path;
	return in->big_fd = open(path, O_RDONLY | O_CLOEXEC);
}

/* Octets of FILE.big. False when they are not there. */
static bool
read_big(struct intake *in, const char *file, uint64_t offset, uint64_t len,
    struct slice *raw)
{
	int fd = big_open(in, file);
	uint64_t at = 0;
	ssize_t n = 1;

	buf_clear(&in->raw);
	if (fd < 0 || buf_reserve(&in->raw, len + 1) != 0)
		return false;
	for (; at < len && n > 0; at += n > 0 ? (uint64_t)n : 0)
		n = pread(fd, in->raw.data + at, len - at,
		    (off_t)(offset + at));
	*raw = (struct slice){ in->raw.data, len };
	return at == len;
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

static void
pack_text(struct buf *b, struct slice s)
{
	put_fixed(b, s.len, 4);
	buf_add_slice(b, s);
}

static struct slice
unpack_text(struct unpack *u)
{
	size_t len = get_fixed(u, 4);
	struct slice s = { (const char *)u->p, len };

	if (u->bad || len > (size_t)(u->end - u->p)) {
		u->bad = true;
		return (struct slice){ NULL, 0 };
	}
	u->p += len;
	return s;
}

static int
pile_reject(struct intake *in, const struct suspense_reject *j)
{
	struct buf *b = &in->packed;

	buf_clear(b);
	put_fixed(b, j->line, 8);
	pack_text(b, j->code);
	pack_text(b, j->reason);
	pack_text(b, j->file);
	pack_text(b, j->header);
	pack_text(b, j->raw);
	return pile_add(in->pile, (struct slice){ NULL, 0 }, buf_slice(b));
}

static struct suspense_reject
reject_of(struct slice packed)
{
	struct unpack u = { (const unsigned char *)packed.p,
	    (const unsigned char *)packed.p + packed.len, false };
	struct suspense_reject j = { .line = get_fixed(&u, 8) };

	j.code = unpack_text(&u);
	j.reason = unpack_text(&u);
	j.file = unpack_text(&u);
	j.header = unpack_text(&u);
	j.raw = unpack_text(&u);
	return j;
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
	if (pile_reject(in, &j) == 0)
		return 0;
	stream_fail(&in->s, EXIT_TROUBLE);
	return -1;
}

/* ---- keeping ---------------------------------------------------------------- */

static int
keep_each(struct intake *in, struct db *db)
{
	int64_t now = who_when(db->now_us);
	struct slice key, packed;
	enum suspense_fate fate;
	int rc;

	while ((rc = pile_next(in->pile, &key, &packed)) == 1) {
		struct suspense_reject j = reject_of(packed);

		if (suspense_add(db, &j, now, &fate) < 0)
			return -1;
		in->fate[fate]++;
	}
	return rc;
}

static int
keep_all(struct intake *in, struct db *db)
{
	char detail[96];

	if (db_begin(db) < 0 || keep_each(in, db) < 0)
		return -1;
	snprintf(detail, sizeof(detail), "%" PRIu64 " new, %" PRIu64
	    " known, %" PRIu64 " refused again", in->fate[SUSPENSE_NEW],
	    in->fate[SUSPENSE_KNOWN], in->fate[SUSPENSE_AGAIN]);
	if (pile_len(in->pile) != 0 && journal_add(db, "add", slice_of("suspense"),
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
		stream_fail(&in->s, tool_exit_code(-1));
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
		return tool_exit_code(-1);
	in.pile = pile_new(PILE_MEMORY, false);
	in.big_fd = -1;
	buf_init(&in.packed, SIZE_MAX);
	rc = stream_open(&in.s, &spec, &o->stream, argc, argv);
	if (rc == EXIT_OK) {
		run(&in, &db);
		rc = stream_close(&in.s);
	}
	db_close(&db);
	if (in.big_fd >= 0)
		close(in.big_fd);
	free(in.big);
	pile_free(in.pile);
	buf_release(&in.packed);
	buf_release(&in.raw);
	return rc;
}
