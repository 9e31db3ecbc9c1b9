/*
 * radius.c (bss) - what a RADIUS accounting packet says, out of its attributes
 */
#include "bss/radius.h"
#include "bss/usageid.h"

#define TURN32		(UINT64_C(1) << 32)
#define LAST_S		INT64_C(253402300799)	/* 9999-12-31T23:59:59Z */

/* ---- times ------------------------------------------------------------ */

struct cursor {
	const char	*p, *end;
};

static bool
take(struct cursor *c, char wanted)
{
	if (c->p == c->end || *c->p != wanted)
		return false;
	c->p++;
	return true;
}

static bool
take_number(struct cursor *c, unsigned min, unsigned max, int *out)
{
	unsigned n;

	*out = 0;
	for (n = 0; n < max && c->p < c->end && *c->p >= '0' && *c->p <= '9';
	    n++)
		*out = *out * 10 + (*c->p++ - '0');
	return n >= min;
}

static bool
take_month(struct cursor *c, int *month)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	if (c->end - c->p < 3)
		return false;
	for (*month = 1; *month <= 12; ++*month) {
		if (memcmp(c->p, names + (*month - 1) * 3, 3) == 0) {
			c->p += 3;
			return true;
		}
	}
	return false;
}

/* A day of one digit has a blank more before it (strftime's %e). */
static bool
take_day(struct cursor *c, int *day)
{
	if (!take(c, ' '))
		return false;
	take(c, ' ');
	return take_number(c, 1, 2, day) && take(c, ' ');
}

static bool
take_clock(struct cursor *c, struct civil *t)
{
	return take_number(c, 2, 2, &t->hour) && take(c, ':')
	    && take_number(c, 2, 2, &t->minute) && take(c, ':')
	    && take_number(c, 2, 2, &t->second) && t->hour < 24
	    && t->minute < 60 && t->second <= 60;
}

static int64_t
wall_of(const struct civil *t)
{
	return (civil_days(t->year, t->month, t->day) * 86400
	    + t->hour * 3600 + t->minute * 60 + t->second) * US_PER_S;
}

/* Seconds since 1970, in this calendar. */
static bool
epoch_parse(struct slice s, int64_t *out)
{
	uint64_t v;

	if (u64_parse(s, &v) != NUM_OK || v > (uint64_t)LAST_S)
		return false;
	*out = (int64_t)v;
	return true;
}

bool
radius_time_parse(const struct zone *zone, struct slice s, int64_t *out)
{
	struct cursor c = { s.p, s.p + s.len };
	struct civil t = { 0 };
	int64_t us;

	if (s.len == 0)
		return false;
	if (*s.p >= '0' && *s.p <= '9') {
		if (epoch_parse(s, out))
			return true;
		if (!tstamp_parse(s, &us))
			return false;
	} else if (!take_month(&c, &t.month) || !take_day(&c, &t.day)
	    || !take_number(&c, 4, 4, &t.year) || !take(&c, ' ')
	    || !take_clock(&c, &t) || !take(&c, ' ')
	    || !civil_date_valid(t.year, t.month, t.day)
	    || !zone_instant_abbr(zone, wall_of(&t), (struct slice){ c.p,
	    (size_t)(c.end - c.p) }, &us)) {
		return false;
	}
	*out = us / US_PER_S;
	return us >= 0 && *out <= LAST_S;
}

bool
radius_header_parse(const struct zone *zone, struct slice s, int64_t *out)
{
	struct cursor c = { s.p + 4, s.p + s.len };
	struct civil t = { 0 };

	if (s.len < 24 || s.p[3] != ' ' || !take_month(&c, &t.month)
	    || !take_day(&c, &t.day) || !take_clock(&c, &t) || !take(&c, ' ')
	    || !take_number(&c, 4, 4, &t.year) || c.p != c.end
	    || !civil_date_valid(t.year, t.month, t.day))
		return false;
	*out = zone_instant(zone, &t, NULL) / US_PER_S;
	return *out >= 0;
}

int64_t
radius_cut_after(const struct radius_map *r, int64_t s)
{
	struct civil c;
	int64_t at;

	if (r->cut == RADIUS_CUT_NONE)
		return INT64_MAX;
	zone_civil(&r->cut_zone, s * US_PER_S, &c);
	c.hour = c.minute = c.second = c.us = 0;
	do {		/* a midnight that was skipped is the hour behind it */
		if (r->cut == RADIUS_CUT_MONTH) {
			c.day = 1;
			c.year += c.month == 12;
			c.month = c.month % 12 + 1;
		} else {
			civil_from_days(civil_days(c.year, c.month, c.day) + 1,
			    &c);
		}
		at = zone_instant(&r->cut_zone, &c, NULL) / US_PER_S;
	} while (at <= s);
	return at;
}

/* ---- attributes ------------------------------------------------------- */

struct job {
	const struct radius_map	*r;
	struct usagemap		*m;
	const struct radius_attrs *a;
	enum reason		*why;
};

static bool
bad(const struct job *j, enum reason why, unsigned column)
{
	j->m->bad_name = j->m->column[column].name;
	j->m->bad_value = j->a->val[column];
	*j->why = why;
	return false;
}

/* An attribute that tells one thing: twice with two values is none. */
static bool
single(const struct job *j, unsigned column)
{
	return !j->a->twice[column] || bad(j, REASON_DUP_KEY, column);
}

/* A count; *has tells whether it is there. */
static bool
number(const struct job *j, enum radius_role role, uint64_t max,
    uint64_t *out, bool *has)
{
	unsigned column = j->r->role[role];
	struct slice s = j->a->val[column];

	*out = 0;
	*has = s.len != 0;
	if (!*has)
		return true;
	if (!single(j, column))
		return false;
	if (u64_parse(s, out) != NUM_OK || *out > max)
		return bad(j, REASON_FIELD_VALUE, column);
	return true;
}

static const struct {
	const char	*name;
	enum radius_what what;
	enum packet_kind kind;
} statuses[] = {
	{ "Interim-Update", RADIUS_PACKET, PACKET_INTERIM },
	{ "Start", RADIUS_PACKET, PACKET_START },
	{ "Stop", RADIUS_PACKET, PACKET_STOP },
	{ "Alive", RADIUS_PACKET, PACKET_INTERIM },
	{ "Accounting-On", RADIUS_PACKET, PACKET_RESTART },
	{ "Accounting-Off", RADIUS_PACKET, PACKET_RESTART },
	{ "1", RADIUS_PACKET, PACKET_START },
	{ "2", RADIUS_PACKET, PACKET_STOP },
	{ "3", RADIUS_PACKET, PACKET_INTERIM },
	{ "7", RADIUS_PACKET, PACKET_RESTART },
	{ "8", RADIUS_PACKET, PACKET_RESTART },
	/* of tunnels, modems and failures: no session of a user */
	{ "Tunnel-Start", RADIUS_OTHER, 0 },
	{ "Tunnel-Stop", RADIUS_OTHER, 0 },
	{ "Tunnel-Reject", RADIUS_OTHER, 0 },
	{ "Tunnel-Link-Start", RADIUS_OTHER, 0 },
	{ "Tunnel-Link-Stop", RADIUS_OTHER, 0 },
	{ "Tunnel-Link-Reject", RADIUS_OTHER, 0 },
	{ "Modem-Start", RADIUS_OTHER, 0 },
	{ "Modem-Stop", RADIUS_OTHER, 0 },
	{ "Cancel", RADIUS_OTHER, 0 },
	{ "Failed", RADIUS_OTHER, 0 },
	{ "4", RADIUS_OTHER, 0 }, { "5", RADIUS_OTHER, 0 },
	{ "6", RADIUS_OTHER, 0 }, { "9", RADIUS_OTHER, 0 },
	{ "10", RADIUS_OTHER, 0 }, { "11", RADIUS_OTHER, 0 },
	{ "12", RADIUS_OTHER, 0 }, { "13", RADIUS_OTHER, 0 },
	{ "14", RADIUS_OTHER, 0 }, { "15", RADIUS_OTHER, 0 },
};

static enum radius_what
status(const struct job *j, struct packet *p)
{
	unsigned column = j->r->role[RADIUS_STATUS];
	size_t i;

	if (!single(j, column))
		return RADIUS_BAD;
	for (i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		if (slice_is(j->a->val[column], statuses[i].name)) {
			p->kind = statuses[i].kind;
			return statuses[i].what;
		}
	}
	bad(j, REASON_RADIUS_STATUS, column);
	return RADIUS_BAD;
}

/* One direction: octets of 32 bits and gigawords, or of 64 bits. */
static bool
counter(const struct job *j, enum radius_role octets, enum radius_role giga,
    uint64_t *out, bool *has, struct packet *p)
{
	uint64_t high;
	bool has_high;

	if (!number(j, octets, UINT64_MAX, out, has)
	    || !number(j, giga, TURN32 - 1, &high, &has_high))
		return false;
	if (has_high && !*has)
		return bad(j, REASON_FIELD_MISSING, j->r->role[octets]);
	if (high != 0 && *out >= TURN32)
		return bad(j, REASON_FIELD_VALUE, j->r->role[octets]);
	p->wide |= has_high || *out >= TURN32;
	*out += high << 32;
	return true;
}

static bool
counters(const struct job *j, struct packet *p)
{
	bool in, out;

	if (!counter(j, RADIUS_IN, RADIUS_IN_GIGA, &p->in_octets, &in, p)
	    || !counter(j, RADIUS_OUT, RADIUS_OUT_GIGA, &p->out_octets, &out,
	    p))
		return false;
	if (in != out)		/* missing is never 0 */
		return bad(j, REASON_FIELD_MISSING,
		    j->r->role[in ? RADIUS_OUT : RADIUS_IN]);
	p->has_octets = in;
	if (!number(j, RADIUS_SECONDS, UINT64_MAX, &p->seconds,
	    &p->has_seconds))
		return false;
	if (p->seconds > RADIUS_SECONDS_MAX
	    || p->in_octets > UINT64_MAX - p->out_octets)
		return bad(j, REASON_RADIUS_COUNTER, j->r->role[p->seconds
		    > RADIUS_SECONDS_MAX ? RADIUS_SECONDS : RADIUS_OUT]);
	return true;
}

/* The server's clock: Timestamp, else the header's date. */
static bool
came(const struct job *j, int64_t *timestamp, int64_t *header, int64_t *out)
{
	unsigned column = j->r->role[RADIUS_TIMESTAMP];
	struct slice s = j->a->val[column];

	*timestamp = *header = -1;
	if (!single(j, column))
		return false;
	if (s.len != 0 && !epoch_parse(s, timestamp))
		return bad(j, REASON_MEDIATE_TIME, column);
	if (!radius_header_parse(&j->m->zone, j->a->header, header))
		*header = -1;
	/* a digit that was lost would make all others old */
	if (*timestamp >= 0 && *header >= 0
	    && (*timestamp - *header > RADIUS_HEADER_OFF_S
	    || *header - *timestamp > RADIUS_HEADER_OFF_S))
		return bad(j, REASON_MEDIATE_TIME, column);
	*out = *timestamp >= 0 ? *timestamp : *header;
	return true;
}

static bool
times(const struct job *j, struct packet *p)
{
	unsigned column = j->r->role[RADIUS_EVENT], i;
	int64_t at[RADIUS_TIMES];
	struct slice s = j->a->val[column];
	uint64_t delay;
	bool has_delay;

	if (!came(j, &at[RADIUS_BY_TIMESTAMP], &at[RADIUS_BY_HEADER],
	    &p->came_s) || !single(j, column)
	    || !number(j, RADIUS_DELAY, UINT32_MAX, &delay, &has_delay))
		return false;
	at[RADIUS_BY_EVENT] = -1;
	if (s.len != 0 && !radius_time_parse(&j->m->zone, s,
	    &at[RADIUS_BY_EVENT]))
		return bad(j, REASON_MEDIATE_TIME, column);
	if (p->came_s < 0)
		p->came_s = at[RADIUS_BY_EVENT];
	if (at[RADIUS_BY_EVENT] > p->came_s + j->r->ahead_max_s
	    || at[RADIUS_BY_EVENT] < p->came_s - j->r->behind_max_s)
		at[RADIUS_BY_EVENT] = -1;	/* a clock that was not set */
	for (i = RADIUS_BY_TIMESTAMP; i <= RADIUS_BY_HEADER; i++)
		at[i] = at[i] > (int64_t)delay ? at[i] - (int64_t)delay : -1;
	p->sent_s = p->came_s - (int64_t)delay;
	for (i = 0; i < j->r->times; i++) {
		p->event_s = at[j->r->time[i]];
		if (p->event_s >= 0)
			break;
	}
	if (i == j->r->times || p->sent_s < 0)
		return bad(j, REASON_MEDIATE_TIME, column);
	/* nothing of ours began before 1970 */
	if (p->has_seconds && ((int64_t)p->seconds > p->event_s
	    || (int64_t)p->seconds > p->sent_s))
		return bad(j, REASON_RADIUS_COUNTER,
		    j->r->role[RADIUS_SECONDS]);
	return true;
}

static bool
nas_of(const struct job *j, struct packet *p)
{
	unsigned i, lo = 0, hi = j->r->nas_names, mid;
	int c;

	for (i = 0; i < j->r->nas_len && p->nas.len == 0; i++)
		p->nas = j->a->val[j->r->nas[i]];
	if (p->nas.len == 0)
		return bad(j, REASON_FIELD_MISSING, j->r->nas[0]);
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		c = slice_cmp(p->nas, j->r->nas_name[mid].from);
		if (c == 0) {
			p->nas = j->r->nas_name[mid].to;
			break;
		}
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return true;
}

/* The session's parts, joined as usage ids join them. */
static bool
session_of(const struct job *j, struct buf *key, struct packet *p)
{
	struct slice part[RADIUS_KEYS_MAX];
	unsigned i;

	for (i = 0; i < j->m->keys; i++) {
		if (!single(j, j->m->key[i]))
			return false;
		part[i] = j->a->val[j->m->key[i]];
	}
	if (part[0].len == 0)
		return bad(j, REASON_FIELD_MISSING, j->m->key[0]);
	usageid_of_key(key, SLICE_LIT(""), part, j->m->keys);
	p->session = buf_slice(key);
	p->session.p++;		/* the colon behind no source */
	p->session.len--;
	return true;
}

enum radius_what
radius_packet(const struct radius_map *r, struct usagemap *m,
    const struct radius_attrs *a, struct buf *key, struct packet *p,
    enum reason *why)
{
	const struct job j = { r, m, a, why };
	enum radius_what what;

	*p = (struct packet){ 0 };
	*why = REASON_NONE;
	what = status(&j, p);
	if (what != RADIUS_PACKET)
		return what;
	if (!nas_of(&j, p))
		return RADIUS_BAD;
	if (p->kind != PACKET_RESTART
	    && (!session_of(&j, key, p) || !counters(&j, p)))
		return RADIUS_BAD;
	return times(&j, p) ? RADIUS_PACKET : RADIUS_BAD;
}
