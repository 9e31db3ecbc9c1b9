/*
 * intake.c (ossctl-diag) - records to observations, links and windows
 */
#include <inttypes.h>

#include "base/diag.h"
#include "observe.h"
#include "rec/byhand.h"

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
		return observe_bad(in, "ts is no time");
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
		return observe_bad(in, "capacity_bps is no whole number");
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
		return observe_bad(in, "from or to is no time");
	if (v.to_us <= v.from_us)
		return observe_bad(in, "the window ends before it begins");
	watch_window(in->watch, &v);
	return FATE_USED;
}

static enum fate
take(struct intake *in, const struct rec *r)
{
	switch (r->type) {
	case REC_SAMPLE:
		return observe_sample(in, r);
	case REC_EVENT:
		return observe_event(in, r);
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
		if (w->items >= in.max) {
			diag(REASON_OBSERVATIONS_MANY, "more than %" PRIu64
			    " observations in one pass", in.max);
			return EXIT_TROUBLE;
		}
		fate = take(&in, r);
		if (fate == FATE_FILTERED)
			stream_filtered(s);
		if (fate == FATE_BAD && stream_reject(s, REASON_FIELD_VALUE,
		    "%s", in.why) < 0)
			return EXIT_TROUBLE;
	}
	return st == IN_EOF ? EXIT_OK : EXIT_TROUBLE;
}

static const char *
take_by_hand(void *arg, const struct rec *r)
{
	struct intake *in = arg;

	return take(in, r) == FATE_BAD ? in->why : NULL;
}

static int
intake_file(struct watch *w, const char *path, enum rec_type type)
{
	struct intake in = { .watch = w };

	return byhand_read(path, type, REASON_LINK_INPUT, take_by_hand, &in)
	    < 0 ? EXIT_TROUBLE : EXIT_OK;
}

/*
 * The nodes file of a poller or prober, for its sites. What else it has, and
 * what is wrong in it, is theirs: they set bad nodes aside and ask the others.
 */
static int
intake_sites(struct watch *w, const char *path)
{
	struct intake in = { .watch = w };
	struct in *file = in_new(&path, 1, FORMAT_AUTO);
	const struct rec *r;
	enum in_status st;

	in_default_type(file, REC_NODE);
	while ((st = in_next(file, &r)) == IN_OK || st == IN_BAD)
		if (st == IN_OK && r->type == REC_NODE)
			take_node(&in, r);
	in_free(file);
	return st == IN_EOF ? EXIT_OK : EXIT_TROUBLE;
}

int
intake_files(struct watch *w, const struct run_opts *opts)
{
	int rc = EXIT_OK;

	if (opts->links != NULL)
		rc = intake_file(w, opts->links, REC_LINK);
	if (rc == EXIT_OK && opts->windows != NULL)
		rc = intake_file(w, opts->windows, REC_WINDOW);
	if (rc == EXIT_OK && opts->nodes != NULL)
		rc = intake_sites(w, opts->nodes);
	return rc;
}
