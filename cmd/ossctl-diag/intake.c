/*
 * intake.c (ossctl-diag) - records to observations, links and windows
 */
#include <inttypes.h>

#include "alarms.h"
#include "base/diag.h"

/* What became of a record. */
enum fate { FATE_USED, FATE_FILTERED, FATE_BAD, FATE_STOP };

struct intake {
	struct watch	*watch;
	uint64_t	 max;		/* observations in a pass */
	const char	*why;		/* FATE_BAD: what is wrong */
};

static enum fate
bad(struct intake *in, const char *why)
{
	in->why = why;
	return FATE_BAD;
}

/* A node sample that does not say whether it answered says nothing here. */
static enum fate
read_node(const struct rec *r, struct observation *seen)
{
	bool reachable;

	if (rec_bool(r, F_REACHABLE, &reachable) != REASON_NONE)
		return FATE_FILTERED;
	reading_of_node(reachable, rec_str(r, F_ERROR), &seen->reading,
	    &seen->cause);
	return FATE_USED;
}

static enum fate
read_port(struct intake *in, const struct rec *r, struct observation *seen)
{
	if (!rec_has(r, F_OPER))
		return FATE_FILTERED;
	if (!reading_of_port(rec_str(r, F_ADMIN), rec_str(r, F_OPER),
	    &seen->reading, &seen->cause))
		return bad(in, "admin or oper is no word of RFC 2863");
	return FATE_USED;
}

/* An observation of what the sample's object is in itself. */
static enum fate
read_own(struct intake *in, const struct rec *r, enum object_kind kind,
    struct observation *seen)
{
	switch (kind) {
	case OBJECT_NODE:
		return read_node(r, seen);
	case OBJECT_INTERFACE:
		return read_port(in, r, seen);
	default:
		return FATE_FILTERED;
	}
}

static enum fate
take_sample(struct intake *in, const struct rec *r)
{
	struct slice node = rec_str(r, F_NODE), name = rec_str(r, F_OBJECT);
	struct watch *w = in->watch;
	struct observation seen = { 0 };
	enum object_kind kind;
	enum fate fate;
	uint32_t object;

	if (!object_kind_lookup(rec_str(r, F_KIND), &kind)
	    || !object_kind_sampled(kind))
		return FATE_FILTERED;
	if (kind == OBJECT_NODE)
		name = node;
	if (rec_time(r, F_TS, &seen.ts_us) != REASON_NONE)
		return bad(in, "ts is no time");
	fate = read_own(in, r, kind, &seen);
	if (fate != FATE_USED)
		return fate;
	if (w->items >= in->max) {
		diag(REASON_OBSERVATIONS_MANY, "more than %" PRIu64
		    " observations in one pass", in->max);
		return FATE_STOP;
	}
	object = watch_object(w, kind, node, name);
	watch_observe(w, w->object[object].own, &seen, kind == OBJECT_NODE
	    ? rec_str(r, F_ERROR) : (struct slice){ NULL, 0 });
	return FATE_USED;
}

static enum fate
take_node(struct intake *in, const struct rec *r)
{
	if (!rec_has(r, F_SITE))
		return FATE_FILTERED;
	watch_site(in->watch, rec_str(r, F_NODE), rec_str(r, F_SITE));
	return FATE_USED;
}

static enum fate
take_heartbeat(struct intake *in, const struct rec *r)
{
	int64_t ts_us;

	if (rec_time(r, F_TS, &ts_us) != REASON_NONE)
		return bad(in, "ts is no time");
	watch_heartbeat(in->watch, ts_us);
	return FATE_USED;
}

static enum fate
take_link(struct intake *in, const struct rec *r)
{
	struct watch_link k = { rec_str(r, F_A_NODE), rec_str(r, F_A_PORT),
	    rec_str(r, F_B_NODE), rec_str(r, F_B_PORT), rec_str(r, F_SRLG),
	    0 };

	if (rec_u64(r, F_CAPACITY_BPS, &k.capacity_bps) == REASON_FIELD_VALUE)
		return bad(in, "capacity_bps is no whole number");
	watch_link(in->watch, &k);
	return FATE_USED;
}

static enum fate
take_window(struct intake *in, const struct rec *r)
{
	struct watch_window v = { .window = rec_str(r, F_WINDOW),
	    .node = rec_str(r, F_NODE), .object = rec_str(r, F_OBJECT) };

	if (rec_time(r, F_FROM, &v.from_us) != REASON_NONE
	    || rec_time(r, F_TO, &v.to_us) != REASON_NONE)
		return bad(in, "from or to is no time");
	if (v.to_us <= v.from_us)
		return bad(in, "the window ends before it begins");
	watch_window(in->watch, &v);
	return FATE_USED;
}

static enum fate
take(struct intake *in, const struct rec *r)
{
	switch (r->type) {
	case REC_SAMPLE:
		return take_sample(in, r);
	case REC_HEARTBEAT:
		return take_heartbeat(in, r);
	case REC_LINK:
		return take_link(in, r);
	case REC_WINDOW:
		return take_window(in, r);
	case REC_NODE:
		return take_node(in, r);
	default:
		return FATE_FILTERED;
	}
}

int
intake_stream(struct watch *w, struct stream *s, const struct run_opts *opts)
{
	struct intake in = { .watch = w, .max = opts->observations_max };
	const struct rec *r;
	enum in_status st;
	enum fate fate;

	while ((st = stream_next(s, &r)) == IN_OK) {
		fate = take(&in, r);
		if (fate == FATE_FILTERED)
			stream_filtered(s);
		if (fate == FATE_STOP || (fate == FATE_BAD
		    && stream_reject(s, REASON_FIELD_VALUE, "%s",
		    in.why) < 0))
			return EXIT_TROUBLE;
	}
	return st == IN_EOF ? EXIT_OK : EXIT_TROUBLE;
}

/*
 * A file kept by hand has no end record and no rejects: what is wrong in it
 * is mended, not set aside.
 */
static int
intake_file(struct watch *w, const char *path, enum rec_type type)
{
	struct intake in = { .watch = w };
	struct in *file = in_new(&path, 1, FORMAT_AUTO);
	const struct rec *r;
	enum in_status st;
	int rc = EXIT_OK;

	in_default_type(file, type);
	while ((st = in_next(file, &r)) == IN_OK) {
		if (r->type == type && take(&in, r) == FATE_USED)
			continue;
		diag_at(REASON_LINK_INPUT, r->file, r->line_no,
		    "not a usable %s record%s%s", type_def(type)->name,
		    in.why != NULL ? ": " : "",
		    in.why != NULL ? in.why : "");
		rc = EXIT_TROUBLE;
	}
	if (st == IN_BAD)
		diag_at(REASON_LINK_INPUT, in_file(file), in_line(file),
		    "%s: %s", reason_code(in_reason(file)), in_detail(file));
	if (st != IN_EOF)
		rc = EXIT_TROUBLE;
	in_free(file);
	return rc;
}

int
intake_files(struct watch *w, const struct run_opts *opts)
{
	int rc = EXIT_OK;

	if (opts->links != NULL)
		rc = intake_file(w, opts->links, REC_LINK);
	if (rc == EXIT_OK && opts->windows != NULL)
		rc = intake_file(w, opts->windows, REC_WINDOW);
	return rc;
}
