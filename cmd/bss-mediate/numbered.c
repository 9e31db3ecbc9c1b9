/*
 * numbered.c - files that are numbered; see numbered.h
 */
#include "base/diag.h"
#include "numbered.h"

static void
take(struct numbered *n, struct stream *s, const char *name, uint64_t number,
    bool again)
{
	n->files = true;
	if (sequence_add(&n->seen, n->terms, number) != SEQUENCE_KNOWN
	    || again)
		return;
	diag(REASON_SEQUENCE_OTHER, "file %ju has come before, and '%s' says "
	    "something else", (uintmax_t)number, name);
	stream_finding(s);
}

void
numbered_file(struct numbered *n, struct stream *s, const char *name,
    bool again)
{
	uint64_t number;

	if (n->terms == NULL || n->in_rows || strcmp(name, "-") == 0)
		return;
	if (sequence_number(n->terms, slice_of(name), &number))
		take(n, s, name, number, again);
	else
		diag(REASON_SEQUENCE_NAME, "'%s' has no number of the "
		    "format's sequence", name);
}

void
numbered_row(struct numbered *n, struct stream *s, const char *name,
    struct slice text, bool again)
{
	uint64_t number;

	if (n->terms == NULL)
		return;
	if (sequence_number(n->terms, text, &number))
		take(n, s, name, number, again);
	else
		diag(REASON_SEQUENCE_ROW, "'%s' is numbered '%.*s', which is "
		    "no number of the format's sequence", name,
		    SLICE_FMT(text));
}

/* Whether the run before did not know the last gap */
static bool
is_new(const struct numbered *n)
{
	return !n->seen.loaded
	    || n->seen.gap[n->seen.gaps - 1].first > n->loaded;
}

void
numbered_end(struct numbered *n, struct stream *s)
{
	struct buf b = { 0 };

	if (n->terms == NULL || !n->files || n->seen.gaps == 0)
		return;
	sequence_write(&n->seen, n->terms, false, &b);
	diag(REASON_SEQUENCE_GAP, "numbered files are missing: %s%s",
	    buf_str(&b), n->seen.lost ? ", and older ones" : "");
	buf_release(&b);
	if (is_new(n))
		stream_finding(s);
}

bool
numbered_load(struct numbered *n, const struct rec *r)
{
	uint64_t highest;

	if (n->terms == NULL || r->type != REC_CURSOR
	    || !slice_is(rec_str(r, F_KIND), "sequence")
	    || rec_u64(r, F_SEQ, &highest) != REASON_NONE
	    || highest >= INT64_MAX)
		return false;
	n->loaded = (int64_t)highest;
	return sequence_read(&n->seen, n->loaded,
	    rec_str(r, F_MISSING_PARTS));
}

int
numbered_save(const struct numbered *n, struct out *o)
{
	struct buf b = { 0 };
	int rc;

	if (n->terms == NULL || !n->seen.begun)
		return 0;
	sequence_write(&n->seen, n->terms, true, &b);
	out_begin(o, REC_CURSOR);
	out_str(o, F_KIND, SLICE_LIT("sequence"));
	out_str(o, F_OBJECT, SLICE_LIT("files"));
	out_u64(o, F_SEQ, (uint64_t)n->seen.highest);
	out_str(o, F_MISSING_PARTS, buf_slice(&b));
	rc = out_done(o);
	buf_release(&b);
	return rc;
}
