/*
 * emit.c (ossctl-probe) - readings to records, trouble to people
 */
#include "base/buf.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/tstamp.h"
#include "prober.h"

#define RUN_TEXT_MAX	SUM128_HEX_MAX

static void
put_us(struct out *o, enum field f, int64_t us)
{
	if (us >= 0)
		out_u64(o, f, (uint64_t)us);
}

static void
put_list(struct out *o, const struct probe_reading *r)
{
	struct buf b = { 0 };
	char number[24];

	for (size_t i = 0; i < r->sent; i++) {
		if (i > 0)
			buf_addc(&b, ' ');
		if (r->rtt_us[i] < 0)
			buf_addc(&b, '-');
		else
			buf_add(&b, number, u64_format((uint64_t)r->rtt_us[i],
			    number));
	}
	out_str(o, F_RTT_LIST_US, buf_slice(&b));
	buf_release(&b);
}

/* ICMP: what the row of packets says */
static void
put_stat(struct out *o, const struct probe_reading *r,
    const struct rttstat *st)
{
	out_money(o, F_LOSS_PCT, st->loss_pct);
	if (st->received > 0) {
		out_u64(o, F_RTT_MIN_US, st->min_us);
		out_u64(o, F_RTT_MAX_US, st->max_us);
	}
	if (st->pairs > 0)
		out_u64(o, F_JITTER_US, st->jitter_us);
	put_list(o, r);
}

static void
put_web(struct out *o, const struct probe_reading *r)
{
	put_us(o, F_DNS_US, r->dns_us);
	put_us(o, F_CONNECT_US, r->connect_us);
	put_us(o, F_TLS_US, r->tls_us);
	put_us(o, F_FIRST_OCTET_US, r->first_octet_us);
	if (r->http_status != 0)
		out_u64(o, F_HTTP_STATUS, r->http_status);
	if (r->matched >= 0)
		out_bool(o, F_MATCHED, r->matched != 0);
	if (r->certificate_to_us != 0)
		out_time(o, F_CERTIFICATE_TO, r->certificate_to_us);
	out_str(o, F_ANSWER, r->answer);
}

int
emit_reading(struct out *o, const struct probe_node *n,
    const struct target *t, const struct probe_reading *r)
{
	struct rttstat st;

	rttstat_make(&st, r->rtt_us, r->sent);
	out_begin(o, REC_SAMPLE);
	out_time(o, F_TS, tstamp_whole_ms(r->at_us));
	out_str(o, F_NODE, n->name);
	out_str(o, F_KIND, SLICE_LIT("probe"));
	out_str(o, F_OBJECT, t->spec.object);
	/* what could not be asked is neither alive nor dead */
	if (r->error != PROBE_LOCAL)
		out_bool(o, F_REACHABLE, r->reachable);
	if (st.received > 0)
		out_u64(o, F_RTT_US, st.median_us);
	out_u64(o, F_SENT, st.sent);
	out_u64(o, F_RECEIVED, st.received);
	if (t->spec.kind == PROBE_ICMP && st.sent > 0)
		put_stat(o, r, &st);
	put_web(o, r);
	if (r->duplicates > 0)
		out_u64(o, F_DUPLICATE_REPLIES, r->duplicates);
	if (r->late > 0)
		out_u64(o, F_LATE_REPLIES, r->late);
	if (r->redirects > 0)
		out_u64(o, F_REDIRECTS, r->redirects);
	out_str(o, F_ERROR_TEXT, slice_of(r->error_text));
	out_str(o, F_ERROR, slice_of(probe_error_name(r->error)));
	return out_done(o);
}

/* The pass by what it probed and when it began. */
static void
run_id(const struct targets *t, int64_t begun_us, char out[RUN_TEXT_MAX])
{
	sum128_t sum = sum128_of(&begun_us, sizeof(begun_us));

	for (size_t i = 0; i < t->keys.len; i++)
		sum += sum128_of(t->keys.item[i].p, t->keys.item[i].len);
	for (size_t i = 0; i < t->nodes; i++)
		sum += sum128_of(t->node[i].name.p, t->node[i].name.len);
	sum128_hex(sum, out);
}

int
emit_heartbeat(struct out *o, const struct targets *t, int64_t begun_us,
    const struct pass_result *r)
{
	char run[RUN_TEXT_MAX];

	run_id(t, begun_us, run);
	out_begin(o, REC_HEARTBEAT);
	out_time(o, F_TS, tstamp_whole_ms(clock_us()));
	out_str(o, F_RUN, slice_of(run));
	out_u64(o, F_PLANNED_NODES, r->planned);
	out_u64(o, F_ANSWERED_NODES, r->answered);
	out_u64(o, F_FAILED_NODES, r->planned - r->answered);
	return out_done(o);
}

void
tell_target(const struct probe_node *n, const struct target *t,
    const struct probe_reading *r)
{
	struct buf more = { 0 };

	if (r->error == PROBE_OK)
		return;
	if (r->error_text != NULL)
		buf_addf(&more, ", %s", r->error_text);
	else if (r->error == PROBE_HTTP_FAILED && r->http_status != 0)
		buf_addf(&more, ", %u", r->http_status);
	else if (r->error == PROBE_MISMATCH && r->answer.len != 0)
		buf_addf(&more, ", %.*s", SLICE_FMT(r->answer));
	diag(REASON_PROBE_FAILED, "the probe '%.*s' of '%.*s' failed: %s%s",
	    SLICE_FMT(t->spec.object), SLICE_FMT(n->name),
	    probe_error_name(r->error), buf_str(&more));
	buf_release(&more);
}
