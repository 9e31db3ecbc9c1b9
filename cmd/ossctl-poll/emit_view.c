/*
 * emit_view.c (ossctl-poll) - sensors, terminations and neighbours
 */
#include "base/tstamp.h"
#include "poller.h"

void
emit_begin(struct out *o, const struct poll_node *n, int64_t at_us,
    const char *kind, struct slice object)
{
	out_begin(o, REC_SAMPLE);
	out_time(o, F_TS, tstamp_whole_ms(at_us));
	out_str(o, F_NODE, n->name);
	out_str(o, F_KIND, slice_of(kind));
	out_str(o, F_OBJECT, object);
}

static int
emit_sensor(struct out *o, const struct poll_node *n, int64_t at_us,
    const struct sensor *s)
{
	emit_begin(o, n, at_us, "sensor", s->object);
	out_str(o, F_SENSOR_CLASS, slice_of(sensor_class_name(s->class)));
	if (s->has_reading) {
		out_money(o, F_READING, s->reading);
		out_str(o, F_READING_UNIT, s->unit);
	}
	out_str(o, F_STATUS, slice_of(sensor_status_name(s->status)));
	out_str(o, F_PORT, s->port);
	return out_done(o);
}

static const struct {
	enum term_number number;
	enum field	 field;
} term_fields[] = {
	{ TERM_IN_OCTETS, F_IN_OCTETS },
	{ TERM_OUT_OCTETS, F_OUT_OCTETS },
	{ TERM_RX_POWER, F_RX_POWER_DBM },
	{ TERM_TX_POWER, F_TX_POWER_DBM },
	{ TERM_HEAD_RX_POWER, F_HEAD_RX_POWER_DBM },
	{ TERM_DISTANCE, F_DISTANCE_M },
	{ TERM_IN_RATE, F_IN_RATE_BPS },
	{ TERM_OUT_RATE, F_OUT_RATE_BPS },
	{ TERM_IN_SNR, F_IN_SNR_DB },
	{ TERM_OUT_SNR, F_OUT_SNR_DB },
	{ TERM_IN_ATTENUATION, F_IN_ATTENUATION_DB },
	{ TERM_OUT_ATTENUATION, F_OUT_ATTENUATION_DB },
	{ TERM_SIGNAL, F_SIGNAL_DBM },
	{ TERM_NOISE, F_NOISE_DBM },
};

static int
emit_termination(struct out *o, const struct poll_node *n, int64_t at_us,
    const struct termination *t)
{
	emit_begin(o, n, at_us, "termination", t->object);
	out_str(o, F_MODEL, t->text[TERM_MODEL]);
	out_str(o, F_OS_VERSION, t->text[TERM_VERSION]);
	out_str(o, F_SERIAL, t->text[TERM_SERIAL]);
	out_str(o, F_ALIAS, t->text[TERM_ALIAS]);
	out_str(o, F_ADMIN, slice_of(t->admin));
	out_str(o, F_OPER, slice_of(t->oper));
	out_str(o, F_MAC, t->text[TERM_MAC]);
	out_str(o, F_PORT, t->port);
	for (size_t i = 0; i < sizeof(term_fields) / sizeof(*term_fields);
	    i++) {
		enum term_number k = term_fields[i].number;

		if ((t->has & 1u << k) == 0)
			continue;
		if (k < TERM_WHOLE)
			out_money(o, term_fields[i].field, t->number[k]);
		else
			out_u64(o, term_fields[i].field,
			    (uint64_t)t->number[k]);
	}
	out_str(o, F_LAST_DOWN_CAUSE, t->text[TERM_LAST_DOWN_CAUSE]);
	return out_done(o);
}

static int
emit_neighbor(struct out *o, const struct poll_node *n, int64_t at_us,
    const struct neighbor *b)
{
	emit_begin(o, n, at_us, "neighbor", b->object);
	out_str(o, F_ADMIN, slice_of(b->admin));
	out_str(o, F_PORT, b->port);
	out_str(o, F_PROTOCOL, slice_of(b->protocol));
	out_str(o, F_PEER_NODE, b->peer_node);
	out_str(o, F_PEER_PORT, b->peer_port);
	out_str(o, F_PEER_ADDRESS, b->peer_address);
	if (b->has_as)
		out_u64(o, F_PEER_AS, b->peer_as);
	out_str(o, F_PEER_DESCR, b->peer_descr);
	out_str(o, F_STATE, slice_of(b->state));
	return out_done(o);
}

int
emit_view(struct out *o, const struct poll_node *n, int64_t at_us,
    const struct view *v)
{
	int rc = 0;

	for (size_t i = 0; i < v->sensors && rc == 0; i++)
		rc = emit_sensor(o, n, at_us, &v->sensor[i]);
	for (size_t i = 0; i < v->terminations && rc == 0; i++)
		rc = emit_termination(o, n, at_us, &v->termination[i]);
	for (size_t i = 0; i < v->neighbors && rc == 0; i++)
		rc = emit_neighbor(o, n, at_us, &v->neighbor[i]);
	return rc;
}
