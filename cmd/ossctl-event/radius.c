/*
 * radius.c - ossctl-event radius: sessions that access servers lost
 */
#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "bss/radius.h"
#include "event.h"
#include "oss/devtext.h"
#include "oss/loss.h"
#include "rec/detail.h"

#define EVERY_US	(5 * 60 * US_PER_S)
#define DELAY_MAX_S	86400
#define DURATION_MAX_S	(INT64_C(3653) * 86400)

/* The attributes that are looked at, in the order of detail_want. */
enum { STATUS, TIMESTAMP, DELAY, DURATION, CAUSE, SESSION, NAS,
    NAS_END = NAS + 6 };

static const char *const attributes[NAS_END] = { "Acct-Status-Type",
    "Timestamp", "Acct-Delay-Time", "Acct-Session-Time",
    "Acct-Terminate-Cause", "Acct-Session-Id",
    /* who it is from, in the order of trust */
    "NAS-IP-Address", "NAS-IPv6-Address", "NAS-Identifier",
    "Packet-Src-IP-Address", "Packet-Src-IPv6-Address",
    "Client-IP-Address" };

struct radius_run {
	struct event_opts	opts;
	struct stream		s;
	struct places		places;
	struct zone		zone;
	struct unpack		*src;
	struct detail		*detail;
	struct losses		*losses;
	struct names		nas;		/* numbers of losses */
	struct names		node;
	struct buf		scratch;
	const char		*file;
};

static const struct stream_spec spec = {
	.tool = "ossctl-event",
	.makes = REC_BIT(REC_SAMPLE),
	.writes = true,
};

static int
put_sample(void *arg, const struct loss_sample *s)
{
	struct radius_run *r = arg;
	struct slice node = r->node.item[s->node];
	struct out *o = r->s.out;

	out_begin(o, REC_SAMPLE);
	out_time(o, F_TS, s->ts_s * US_PER_S);
	out_str(o, F_NODE, node);
	out_str(o, F_KIND, SLICE_LIT("sessions"));
	out_str(o, F_OBJECT, node);
	out_u64(o, F_SESSIONS, s->open);
	out_u64(o, F_SESSIONS_LOST, s->lost);
	return out_done(o);
}

/* ---- a packet ----------------------------------------------------------- */

/* Whose it is: the first of its names that is a node's, or its first. */
static struct slice
node_of(struct radius_run *r, const struct detail_rec *d, struct slice first)
{
	struct slice node;

	for (unsigned i = NAS; i < NAS_END; i++) {
		node = places_node(&r->places, d->val[i]);
		if (node.len != 0)
			return node;
	}
	buf_clear(&r->scratch);
	if (devtext_add(&r->scratch, first) < 0)
		return (struct slice){ NULL, 0 };
	return buf_slice(&r->scratch);
}

static enum reason
read_nas(struct radius_run *r, const struct detail_rec *d, uint32_t *out)
{
	struct slice name = { NULL, 0 }, node;
	size_t known = r->nas.len;

	for (unsigned i = NAS; i < NAS_END && name.len == 0; i++)
		name = d->val[i];
	if (name.len == 0)
		return REASON_EVENT_NODE;
	*out = names_find(&r->nas, name);
	if (*out != NAMES_NONE)
		return REASON_NONE;
	if (known >= LOSS_NAS_MAX)
		return REASON_SESSIONS_FULL;
	node = node_of(r, d, name);
	if (node.len == 0)
		return REASON_EVENT_NODE;
	names_add(&r->nas, name);
	*out = loss_nas(r->losses, names_add(&r->node, node));
	return REASON_NONE;
}

static bool
read_count(const struct detail_rec *d, unsigned at, int64_t max,
    int64_t *out)
{
	uint64_t v = 0;

	if (d->val[at].len != 0 && (u64_parse(d->val[at], &v) != NUM_OK
	    || v > (uint64_t)max))
		return false;
	*out = (int64_t)v;
	return true;
}

/*
 * When it was sent, by the clock of the server: those of access servers are
 * often not set.
 */
static enum reason
read_time(struct radius_run *r, const struct detail_rec *d, int64_t *out)
{
	int64_t header_s = -1, stamp_s = -1, delay_s;

	if (!radius_header_parse(&r->zone, d->header, &header_s))
		header_s = -1;
	if (d->val[TIMESTAMP].len != 0 && !radius_time_parse(&r->zone,
	    d->val[TIMESTAMP], &stamp_s))
		return REASON_MEDIATE_TIME;
	/* a digit that was lost would make all others late */
	if (stamp_s >= 0 && header_s >= 0
	    && (stamp_s - header_s > RADIUS_HEADER_OFF_S
	    || header_s - stamp_s > RADIUS_HEADER_OFF_S))
		return REASON_MEDIATE_TIME;
	if (!read_count(d, DELAY, DELAY_MAX_S, &delay_s))
		return REASON_FIELD_VALUE;
	*out = (stamp_s >= 0 ? stamp_s : header_s) - delay_s;
	return *out >= 0 ? REASON_NONE : REASON_MEDIATE_TIME;
}

static enum reason
read_packet(struct radius_run *r, const struct detail_rec *d,
    struct loss_packet *p)
{
	enum reason why;

	for (unsigned i = 0; i < NAS; i++)
		if (d->twice[i])
			return REASON_DUP_KEY;
	p->session = d->val[SESSION];
	if (p->kind != LOSS_RESTART && p->session.len == 0)
		return REASON_FIELD_MISSING;
	if (!read_count(d, DURATION, DURATION_MAX_S, &p->duration_s))
		return REASON_FIELD_VALUE;
	p->has_duration = d->val[DURATION].len != 0;
	p->fault = loss_is_fault(d->val[CAUSE]);
	why = read_time(r, d, &p->ts_s);
	return why != REASON_NONE ? why : read_nas(r, d, &p->nas);
}

static int
reject(struct radius_run *r, const struct detail_rec *d, enum reason why)
{
	return stream_reject_raw(&r->s, why, r->file, d->line, d->raw, NULL);
}

/* 0 or -1: stop, said. */
static int
take(struct radius_run *r, const struct detail_rec *d)
{
	struct loss_packet p = { 0 };
	enum reason why;

	stream_count_read(&r->s);
	if (d->val[STATUS].len == 0)
		return reject(r, d, REASON_RADIUS_STATUS);
	if (!loss_kind_of(d->val[STATUS], &p.kind)) {
		stream_filtered(&r->s);	/* of tunnels, modems: no session */
		return 0;
	}
	why = read_packet(r, d, &p);
	if (why != REASON_NONE)
		return reject(r, d, why);
	switch (losses_take(r->losses, &p)) {
	case LOSS_USED:
		return 0;
	case LOSS_DUPLICATE:
		stream_duplicate(&r->s);
		return 0;
	case LOSS_FULL:
		return reject(r, d, REASON_SESSIONS_FULL);
	case LOSS_FAIL:
		break;
	}
	return -1;
}

/* ---- files -------------------------------------------------------------- */

static int
read_records(struct radius_run *r)
{
	struct detail_rec d;
	int rc = 0;

	while (rc == 0) {
		switch (detail_next(r->detail, &d)) {
		case DETAIL_OK:
			rc = take(r, &d);
			break;
		case DETAIL_BAD:
			stream_count_read(&r->s);
			rc = reject(r, &d, d.reason);
			break;
		case DETAIL_CUT:
			stream_count_read(&r->s);
			return reject(r, &d, REASON_DETAIL_CUT);
		case DETAIL_EOF:
			return 0;
		case DETAIL_FAIL:
			if (d.reason != REASON_NONE)
				unpack_say(r->src, r->file);
			return -1;
		}
	}
	return rc;
}

static int
read_file(struct radius_run *r, const char *name)
{
	bool is_stdin = strcmp(name, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
	int rc;

	r->file = name;
	if (fd < 0) {
		diag_errno(REASON_OPEN_FAILED, "cannot open '%s'", name);
		return -1;
	}
	unpack_open(r->src, fd);
	detail_open(r->detail, r->src, 0, 0);
	losses_begin(r->losses);
	rc = read_records(r);
	if (!is_stdin)
		close(fd);
	return rc;
}

/* ---- the run ------------------------------------------------------------ */

static bool
in_range(const char *name, int64_t us, int64_t max_us, const char *right)
{
	if (us >= US_PER_S && us <= max_us && us % US_PER_S == 0)
		return true;
	diag(REASON_USAGE_VALUE, "--%s is out of range: %s", name, right);
	return false;
}

static int
run_open(struct radius_run *r)
{
	const struct event_opts *o = &r->opts;
	const struct loss_rules rules = { o->every_us / US_PER_S,
	    o->timeout_us / US_PER_S, LOSS_SESSIONS_MAX, put_sample, r };

	if (!in_range("every", o->every_us, US_PER_DAY,
	    "whole seconds, 1s to 1d") || !in_range("timeout", o->timeout_us,
	    366 * US_PER_DAY, "whole seconds, 1s to 366d")
	    || event_zone(o, &r->zone) < 0
	    || places_load(&r->places, o->nodes, NULL) < 0)
		return -1;
	r->losses = losses_new(&rules);
	r->src = unpack_new();
	r->detail = detail_new();
	for (unsigned i = 0; i < NAS_END; i++)
		detail_want(r->detail, slice_of(attributes[i]));
	detail_on_wait(r->detail, stream_on_wait, &r->s);
	detail_on_huge(r->detail, stream_on_huge, &r->s);
	return 0;
}

static int
run(struct radius_run *r, int argc, char **argv)
{
	int rc = argc == 0 ? read_file(r, "-") : 0;

	for (int i = 0; rc == 0 && i < argc; i++)
		rc = read_file(r, argv[i]);
	return rc == 0 ? losses_end(r->losses) : -1;
}

static void
run_release(struct radius_run *r)
{
	detail_free(r->detail);
	unpack_free(r->src);
	losses_free(r->losses);
	places_release(&r->places);
	zone_release(&r->zone);
	names_release(&r->nas);
	names_release(&r->node);
	buf_release(&r->scratch);
}

int
verb_radius(int argc, char **argv)
{
	static struct radius_run r = { .opts = { .every_us = EVERY_US,
	    .timeout_us = US_PER_DAY } };
	int rc;

	rc = verb_parse(&r.opts, &argc, &argv);
	if (rc != 0)
		return verb_stop(rc);
	rc = stream_open(&r.s, &spec, &r.opts.stream, argc, argv);
	if (rc != EXIT_OK || r.s.spec == NULL)
		return rc;
	if (run_open(&r) < 0 || run(&r, argc, argv) < 0)
		stream_fail(&r.s, EXIT_TROUBLE);
	rc = stream_close(&r.s);
	run_release(&r);
	return rc;
}
