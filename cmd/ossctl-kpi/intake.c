/*
 * intake.c (ossctl-kpi) - records into the book
 */
#include "base/diag.h"
#include "base/tstamp.h"
#include "kpis.h"
#include "rec/byhand.h"

/* What became of a record. */
enum fate { FATE_USED, FATE_FILTERED, FATE_BAD };

struct intake {
	struct book	*book;
	const struct kpi_rules *rules;	/* NULL: no samples are read */
	struct shard	 shard;
	struct series_memory memory;
	int64_t		 first_us, last_us;	/* samples that matter */
	int64_t		 heartbeat_us;		/* the newest */
	uint64_t	 outside;		/* samples that do not matter */
	bool		 within;		/* some do */
	const char	*why;		/* FATE_BAD: what is wrong */
	uint32_t	 rtt[SERIES_RTTS_MAX];
};

static enum fate
bad(struct intake *in, const char *why)
{
	in->why = why;
	return FATE_BAD;
}

static const struct {
	enum field		rec;
	enum series_field	series;
} numbers[] = {
	{ F_IN_OCTETS, SERIES_IN_OCTETS },
	{ F_OUT_OCTETS, SERIES_OUT_OCTETS },
	{ F_IN_ERRORS, SERIES_IN_ERRORS },
	{ F_OUT_ERRORS, SERIES_OUT_ERRORS },
	{ F_IN_DISCARDS, SERIES_IN_DISCARDS },
	{ F_OUT_DISCARDS, SERIES_OUT_DISCARDS },
	{ F_IN_PACKETS, SERIES_IN_PACKETS },
	{ F_OUT_PACKETS, SERIES_OUT_PACKETS },
	{ F_COUNTER_BITS, SERIES_BITS },
	{ F_UPTIME_CS, SERIES_UPTIME },
	{ F_DISCONTINUITY_CS, SERIES_DISCONTINUITY },
	{ F_SPEED_BPS, SERIES_SPEED },
	{ F_RTT_US, SERIES_RTT },
	{ F_JITTER_US, SERIES_JITTER },
	{ F_SENT, SERIES_SENT },
	{ F_RECEIVED, SERIES_RECEIVED },
};

static enum fate
read_numbers(struct intake *in, const struct rec *r, struct point *p)
{
	size_t len = sizeof(numbers) / sizeof(numbers[0]);
	uint64_t v;

	for (size_t i = 0; i < len; i++) {
		if (!rec_has(r, numbers[i].rec))
			continue;
		if (rec_u64(r, numbers[i].rec, &v) != REASON_NONE)
			return bad(in, field_defs[numbers[i].rec].name);
		point_set(p, numbers[i].series, v);
	}
	if (point_has(p, SERIES_BITS) && p->value[SERIES_BITS] != 32
	    && p->value[SERIES_BITS] != 64)
		return bad(in, "counter_bits is 32 or 64");
	if (point_has(p, SERIES_SENT) && point_has(p, SERIES_RECEIVED)
	    && p->value[SERIES_RECEIVED] > p->value[SERIES_SENT])
		return bad(in, "more received than sent");
	return FATE_USED;
}

/* "812 - 790": each round-trip time, - for lost */
static enum fate
read_round_trips(struct intake *in, const struct rec *r, struct point *p)
{
	struct slice s = rec_str(r, F_RTT_LIST_US), word;
	uint64_t v;

	while (s.len != 0) {
		const char *blank = memchr(s.p, ' ', s.len);

		word = (struct slice){ s.p, blank != NULL
		    ? (size_t)(blank - s.p) : s.len };
		s.p += word.len + (blank != NULL);
		s.len -= word.len + (blank != NULL);
		if (slice_is(word, "-"))
			continue;
		if (u64_parse(word, &v) != NUM_OK || v > UINT32_MAX
		    || p->rtts == SERIES_RTTS_MAX)
			return bad(in, "rtt_list_us is no list of times");
		in->rtt[p->rtts++] = (uint32_t)v;
	}
	p->rtt = in->rtt;
	return FATE_USED;
}

static void
point_state(struct point *p, enum reading reading)
{
	p->state = (uint8_t)(1 + reading);
}

static enum fate
read_port(struct intake *in, const struct rec *r, enum object_class class,
    struct point *p)
{
	struct slice admin = rec_str(r, F_ADMIN);
	enum reading reading;
	enum cause cause;

	if (!rec_has(r, F_OPER))
		return FATE_USED;
	/* what stands behind a port has no admin state: it is to work */
	if (class == CLASS_TERMINATION && admin.len == 0)
		admin = SLICE_LIT("up");
	if (!reading_of_port(admin, rec_str(r, F_OPER), &reading, &cause))
		return bad(in, "admin or oper is no word of RFC 2863");
	point_state(p, reading);
	return FATE_USED;
}

/* What came was not what was expected: by the probe, else by HTTP's code. */
static bool
is_wrong(const struct rec *r)
{
	struct slice error = rec_str(r, F_ERROR);
	uint64_t code;
	bool matched;

	/* a certificate that ends soon serves until then */
	if (error.len != 0 && !slice_is(error, "tls"))
		return true;
	if (rec_bool(r, F_MATCHED, &matched) == REASON_NONE)
		return !matched;
	return rec_u64(r, F_HTTP_STATUS, &code) == REASON_NONE && code >= 400;
}

/*
 * A probe works when something came back, and it was what was expected. The
 * prober's own trouble (local) says nothing about it.
 */
static enum fate
read_probe(const struct rec *r, struct point *p)
{
	bool yes;

	if (slice_is(rec_str(r, F_ERROR), "local"))
		return FATE_USED;
	if (is_wrong(r))
		point_state(p, READING_DOWN);
	else if (rec_bool(r, F_REACHABLE, &yes) == REASON_NONE)
		point_state(p, yes ? READING_UP : READING_DOWN);
	else if (point_has(p, SERIES_RECEIVED))
		point_state(p, p->value[SERIES_RECEIVED] > 0 ? READING_UP
		    : READING_DOWN);
	return FATE_USED;
}

static enum fate
read_state(struct intake *in, const struct rec *r, enum object_class class,
    struct point *p)
{
	bool reachable;

	if (class == CLASS_PROBE)
		return read_probe(r, p);
	if (class != CLASS_NODE)
		return read_port(in, r, class, p);
	if (rec_bool(r, F_REACHABLE, &reachable) == REASON_NONE)
		point_state(p, reachable ? READING_UP : READING_DOWN);
	return FATE_USED;
}

static enum fate
take_sample(struct intake *in, const struct rec *r)
{
	enum object_class class = class_lookup(rec_str(r, F_KIND));
	struct slice node = rec_str(r, F_NODE);
	struct point p = { 0 };
	enum fate fate;

	if (in->rules == NULL || class >= CLASS_OBJECTS
	    || !shard_has(&in->shard, node))
		return FATE_FILTERED;
	if (rec_time(r, F_TS, &p.ts_us) != REASON_NONE)
		return bad(in, "ts is no time");
	if (p.ts_us < in->first_us || p.ts_us >= in->last_us) {
		in->outside++;
		return FATE_FILTERED;
	}
	in->within = true;
	if ((fate = read_numbers(in, r, &p)) != FATE_USED
	    || (fate = read_round_trips(in, r, &p)) != FATE_USED
	    || (fate = read_state(in, r, class, &p)) != FATE_USED)
		return fate;
	series_add(&book_object(in->book, class, node, class == CLASS_NODE
	    ? node : rec_str(r, F_OBJECT))->series, &p, &in->memory);
	return FATE_USED;
}

static enum fate
take_heartbeat(struct intake *in, const struct rec *r)
{
	int64_t ts_us;

	if (rec_time(r, F_TS, &ts_us) != REASON_NONE)
		return bad(in, "ts is no time");
	if (ts_us > in->heartbeat_us)
		in->heartbeat_us = ts_us;
	return FATE_USED;
}

static enum fate
take_alarm(struct intake *in, const struct rec *r)
{
	struct book_alarm a = { rec_str(r, F_NODE), rec_str(r, F_OBJECT),
		{ 0, rec_str(r, F_ALARM_ID), rec_str(r, F_ROOT_ALARM_ID) } };

	if (!slice_is(rec_str(r, F_STATE), "raised"))
		return FATE_FILTERED;
	if (rec_time(r, F_TS, &a.alarm.ts_us) != REASON_NONE)
		return bad(in, "ts is no time");
	if (a.object.len == 0)
		a.object = a.node;
	book_alarm(in->book, &a);
	return FATE_USED;
}

static enum fate
take_window(struct intake *in, const struct rec *r)
{
	struct book_window w = { rec_str(r, F_NODE), rec_str(r, F_OBJECT),
		{ 0, 0 } };

	if (rec_time(r, F_FROM, &w.span.from_us) != REASON_NONE
	    || rec_time(r, F_TO, &w.span.to_us) != REASON_NONE)
		return bad(in, "from or to is no time");
	if (w.span.to_us <= w.span.from_us)
		return bad(in, "the window ends before it begins");
	book_window(in->book, &w);
	return FATE_USED;
}

static enum fate
take_link(struct intake *in, const struct rec *r)
{
	struct book_link l = { rec_str(r, F_A_NODE), rec_str(r, F_A_PORT),
		rec_str(r, F_B_NODE), rec_str(r, F_B_PORT), 0 };

	if (rec_has(r, F_CAPACITY_BPS)
	    && rec_u64(r, F_CAPACITY_BPS, &l.capacity_bps) != REASON_NONE)
		return bad(in, "capacity_bps");
	book_link(in->book, &l);
	return FATE_USED;
}

static enum fate
take_sub(struct intake *in, const struct rec *r)
{
	struct book_sub s = { rec_str(r, F_SUBSCRIPTION),
		rec_str(r, F_ACCOUNT), rec_str(r, F_IDENTIFIER),
		rec_str(r, F_SLA), 0, INT64_MAX };

	if (rec_time(r, F_FROM, &s.from_us) != REASON_NONE)
		return bad(in, "from is no time");
	if (rec_has(r, F_TO) && rec_time(r, F_TO, &s.to_us) != REASON_NONE)
		return bad(in, "to is no time");
	if (s.to_us < s.from_us)
		return bad(in, "the subscription ends before it begins");
	book_sub(in->book, &s);
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
	case REC_ALARM:
		return take_alarm(in, r);
	case REC_WINDOW:
		return take_window(in, r);
	case REC_LINK:
		return take_link(in, r);
	case REC_SUBSCRIPTION:
		return take_sub(in, r);
	default:
		return FATE_FILTERED;
	}
}

enum in_status
intake_book(struct book *b, struct stream *s, const struct kpi_opts *opts,
    const struct kpi_time *t, int64_t *heartbeat_us)
{
	struct intake in = { .book = b, .rules = &t->rules,
		.heartbeat_us = INT64_MIN,
		.memory = { spill_more, &b->spill } };
	const struct rec *r;
	enum in_status st;
	enum fate fate;

	/* what holds at the period's beginning, and what ends its last hour */
	if (__builtin_sub_overflow(t->rules.from_us, t->rules.hold_us,
	    &in.first_us))
		in.first_us = INT64_MIN;
	if (__builtin_add_overflow(t->rules.to_us, t->rules.hold_us,
	    &in.last_us))
		in.last_us = INT64_MAX;
	if (opts->shard != NULL)
		shard_parse(opts->shard, &in.shard);
	while ((st = stream_next(s, &r)) == IN_OK) {
		fate = take(&in, r);
		if (fate == FATE_FILTERED)
			stream_filtered(s);
		if (fate == FATE_BAD
		    && stream_reject(s, REASON_FIELD_VALUE, "%s: '%s'",
		    reason_text(REASON_FIELD_VALUE), in.why) < 0)
			return IN_FAIL;
	}
	if (in.outside != 0 && !in.within)
		diag(REASON_KPI_EMPTY, "none of the %ju samples is of '%s'",
		    (uintmax_t)in.outside, t->name);
	book_close(b);
	*heartbeat_us = in.heartbeat_us;
	return st;
}

static const char *
take_by_hand(void *arg, const struct rec *r)
{
	struct intake *in = arg;

	return take(in, r) == FATE_BAD ? in->why : NULL;
}

static int
intake_file(struct book *b, const char *path, enum rec_type type)
{
	struct intake in = { .book = b };

	return byhand_read(path, type, REASON_KPI_INPUT, take_by_hand, &in)
	    < 0 ? EXIT_TROUBLE : EXIT_OK;
}

int
intake_files(struct book *b, const struct kpi_opts *o)
{
	int rc = EXIT_OK;

	if (o->links != NULL)
		rc = intake_file(b, o->links, REC_LINK);
	if (rc == EXIT_OK && o->windows != NULL)
		rc = intake_file(b, o->windows, REC_WINDOW);
	if (rc == EXIT_OK && o->subs != NULL)
		rc = intake_file(b, o->subs, REC_SUBSCRIPTION);
	return rc;
}
