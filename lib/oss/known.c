/*
 * known.c (oss) - what a watch knows of an object, as octets and back
 */
#include <endian.h>

#include "base/pack.h"
#include "oss/known.h"

#define FILL	128

enum {
	PART_HEALTH = 1, PART_GAUGE = 2, PART_IN = 4, PART_OUT = 8,
	PART_BASELINE = 16, PART_CONDITIONS = 32, PART_EVENTS = 64, PART_HOURS = 128,
	/* where there is no gauge */
	PART_HEARD = 4, PART_PORT = 128
};

enum {
	WAS_UP = 1, IS_DOWN = 2, IS_OFF = 4, FAILED = 8, FLAPPING = 16,
	SILENT = 32, HAS_BAD = 64, HAS_GOOD = 128
};

enum { HAS_UPTIME = 1, HAS_DISCONTINUITY = 2 };
enum { NONE_UNKNOWN = 1, BUSY_AS_KNOWN = 2, KNOWN_RUNS = 4, BUSY_RUNS = 8 };

static const char kinds[OBJECT_SAMPLED_COUNT] = {
	[OBJECT_NODE] = 'n', [OBJECT_INTERFACE] = 'i',
	[OBJECT_TERMINATION] = 't', [OBJECT_NEIGHBOR] = 'o',
	[OBJECT_SENSOR] = 's', [OBJECT_PROBE] = 'p', [OBJECT_SESSIONS] = 'e',
};

/* ---- to octets ---------------------------------------------------------- */

/* Of health, a gauge, a flow or a baseline, numbers as long as they can be. */
#define PART_MAX	(20 * VARINT_MAX)

static unsigned char *
put_time(unsigned char *p, int64_t base_us, int64_t us)
{
	return put_varint(p, zigzag((int64_t)((uint64_t)base_us
	    - (uint64_t)us)));
}

static unsigned char *
put_health(unsigned char *p, int64_t base_us, const struct health *h)
{
	bool bad = h->bad != 0 || h->bad_us != 0;

	*p++ = (unsigned char)(WAS_UP * h->was_up | IS_DOWN * h->down
	    | IS_OFF * h->off | FAILED * h->failed | FLAPPING * h->flapping
	    | SILENT * h->silent | HAS_BAD * bad
	    | HAS_GOOD * (h->good_us != 0));
	p = put_time(p, base_us, h->last_us);
	p = put_varint(p, h->past);
	p = put_varint(p, h->past_len);
	if (bad) {
		p = put_time(p, base_us, h->bad_us);
		p = put_varint(p, h->bad);
	}
	return h->good_us != 0 ? put_time(p, base_us, h->good_us) : p;
}

static unsigned char *
put_gauge(unsigned char *p, int64_t base_us, const struct port_gauge *g)
{
	*p++ = g->has;
	*p++ = g->bits;
	*p++ = g->duplex;
	*p++ = (unsigned char)(HAS_UPTIME * g->has_uptime
	    | HAS_DISCONTINUITY * g->has_discontinuity);
	p = put_time(p, base_us, g->ts_us);
	for (int c = 0; c < PORT_COUNTERS; c++)
		if (g->has & 1u << c)
			p = put_varint(p, g->value[c]);
	p = put_varint(p, g->speed_bps);
	p = put_varint(p, g->mtu);
	if (g->has_uptime)
		p = put_varint(p, g->uptime_cs);
	if (g->has_discontinuity)
		p = put_varint(p, g->discontinuity_cs);
	return p;
}

/* When it was quiet last says nothing of one that is not, or never was. */
static unsigned char *
put_flow(unsigned char *p, int64_t base_us, const struct carried *f)
{
	p = put_varint(p, f->usual);
	p = put_varint(p, f->rate);
	p = put_time(p, base_us, f->last_us);
	p = put_varint(p, f->row);
	p = put_varint(p, f->quiet);
	if (f->quiet != 0)
		p = put_time(p, base_us, f->since_us);
	p = put_varint(p, (uint64_t)f->longest_us);
	return f->longest_us != 0 ? put_time(p, base_us, f->longest_at_us)
	    : p;
}

static bool
all_known(const struct carried *f)
{
	for (size_t i = 0; i < sizeof(f->known); i++)
		if (f->known[i] != 0xff)
			return false;
	return true;
}

/* The first hour from one on that is like this; none is: behind the week. */
static unsigned
hour_next(const uint64_t *bits, unsigned hour, bool like)
{
	while (hour < CARRIED_WEEK) {
		uint64_t left = (like ? bits[hour / 64] : ~bits[hour / 64])
		    >> hour % 64;

		if (left != 0) {
			hour += (unsigned)__builtin_ctzll(left);
			break;
		}
		hour += 64 - hour % 64;
	}
	return hour < CARRIED_WEEK ? hour : CARRIED_WEEK;
}

/*
 * Hours of a week as runs, each the hour where it begins and how many it has,
 * where that is shorter than the bits; else those.
 */
static unsigned char *
put_week(unsigned char *p, const uint8_t *week, unsigned char *flags,
    unsigned runs)
{
	unsigned char *count = p, *run = p + 1;
	uint64_t bits[3] = { 0 };
	unsigned from, to;

	memcpy(bits, week, CARRIED_WEEK / 8);
	for (int i = 0; i < 3; i++)
		bits[i] = le64toh(bits[i]);
	from = hour_next(bits, 0, true);
	for (*count = 0; from < CARRIED_WEEK; (*count)++) {
		if (run + 2 - p >= CARRIED_WEEK / 8)
			return mempcpy(p, week, CARRIED_WEEK / 8);
		to = hour_next(bits, from, false);
		*run++ = (unsigned char)from;
		*run++ = (unsigned char)(to - from);
		from = hour_next(bits, to, true);
	}
	*flags |= (unsigned char)runs;
	return run;
}

/* Of a port that carries traffic day and night, next to nothing. */
static unsigned char *
put_hours(unsigned char *p, const struct carried *f)
{
	bool all = all_known(f);
	bool same = memcmp(f->known, f->busy, sizeof(f->known)) == 0;
	unsigned char *flags = p++;

	*flags = (unsigned char)(NONE_UNKNOWN * all | BUSY_AS_KNOWN * same);
	if (!all)
		p = put_week(p, f->known, flags, KNOWN_RUNS);
	if (!same)
		p = put_week(p, f->busy, flags, BUSY_RUNS);
	p = put_varint(p, f->hour_readings);
	p = put_varint(p, f->hour_busy);
	if (f->quiet == 0)
		return p;
	p = put_varint(p, (uint64_t)f->due_us);
	return put_varint(p, (uint64_t)f->new_us);
}

static unsigned char *
put_baseline(unsigned char *p, int64_t base_us, const struct baseline *b)
{
	p = put_time(p, base_us, b->ts_us);
	p = put_varint(p, (uint64_t)b->mean_us);
	p = put_varint(p, (uint64_t)b->deviation_us);
	return put_varint(p, b->seen);
}

static void
put_conditions(struct buf *b, const struct watch *w, int64_t base_us,
    uint32_t n)
{
	for (; n != WATCH_NONE; n = w->condition[n].next) {
		const struct condition *c = &w->condition[n];
		unsigned char *p;

		if (!c->health.known)
			continue;
		buf_addc(b, 1);
		put_slice(b, slice_of(alarm_type_def(c->type)->name));
		put_slice(b, c->qualifier);
		buf_reserve(b, PART_MAX);
		p = put_health((unsigned char *)b->data + b->len, base_us,
		    &c->health);
		b->len = (size_t)(p - (unsigned char *)b->data);
	}
	buf_addc(b, 0);
}

struct parts {
	uint8_t		 has;
	const struct health *own;
	const struct port_gauge *gauge;
	const struct port_flow *flow;
	const struct baseline *baseline;
	uint32_t	 conditions;	/* the first, or NONE */
};

static struct parts
parts_of(const struct watch *w, const struct watched *o)
{
	struct parts p = { .conditions = WATCH_NONE };

	if (o->own == WATCH_NONE || !object_kind_sampled(o->kind))
		return p;
	p.own = &w->condition[o->own].health;
	if (p.own->known)
		p.has |= PART_HEALTH;
	if (o->gauge != WATCH_NONE && w->gauge[o->gauge].has != 0) {
		p.gauge = &w->gauge[o->gauge];
		p.flow = &w->flow[o->gauge];
		p.has |= PART_GAUGE;
		if (p.flow->in.last_us != 0)
			p.has |= PART_IN | PART_HOURS;
		if (p.flow->out.last_us != 0)
			p.has |= PART_OUT | PART_HOURS;
	}
	if (o->baseline != WATCH_NONE && w->baseline[o->baseline].seen != 0) {
		p.baseline = &w->baseline[o->baseline];
		p.has |= PART_BASELINE;
	}
	p.conditions = w->condition[o->own].next;
	for (uint32_t n = p.conditions; n != WATCH_NONE;
	    n = w->condition[n].next)
		if (w->condition[n].health.known)
			p.has |= w->condition[n].type == ALARM_EVENT
			    ? PART_CONDITIONS | PART_EVENTS : PART_CONDITIONS;
	if (p.has != 0 && (p.has & PART_GAUGE) == 0 && o->port.len != 0)
		p.has |= PART_PORT;
	if (p.has != 0 && (p.has & PART_GAUGE) == 0 && o->heard)
		p.has |= PART_HEARD;
	return p;
}

static int64_t
base_of(const struct parts *p)
{
	int64_t us = p->has & PART_HEALTH ? p->own->last_us : INT64_MIN;

	if (p->has & PART_GAUGE && p->gauge->ts_us > us)
		us = p->gauge->ts_us;
	if (p->has & PART_BASELINE && p->baseline->ts_us > us)
		us = p->baseline->ts_us;
	return us != INT64_MIN ? us : 0;
}

void
known_put(struct buf *b, const struct watch *w, uint32_t object)
{
	const struct watched *o = &w->object[object];
	const struct parts has = parts_of(w, o);
	int64_t base_us = base_of(&has);
	size_t at = b->len, len;
	unsigned char *p;

	if (has.has == 0)
		return;
	put_fixed(b, 0, 4);
	buf_addc(b, kinds[o->kind]);
	buf_addc(b, (char)has.has);
	put_slice(b, o->kind == OBJECT_NODE ? (struct slice){ NULL, 0 }
	    : o->name);
	buf_reserve(b, 6 * PART_MAX);
	p = put_varint((unsigned char *)b->data + b->len, (uint64_t)base_us);
	if (has.has & PART_HEALTH)
		p = put_health(p, base_us, has.own);
	if (has.has & PART_GAUGE)
		p = put_gauge(p, base_us, has.gauge);
	if (has.flow != NULL && has.has & PART_IN)
		p = put_flow(p, base_us, &has.flow->in);
	if (has.flow != NULL && has.has & PART_OUT)
		p = put_flow(p, base_us, &has.flow->out);
	if (has.has & PART_BASELINE)
		p = put_baseline(p, base_us, has.baseline);
	if (has.flow != NULL && has.has & PART_HOURS && has.has & PART_IN)
		p = put_hours(p, &has.flow->in);
	if (has.flow != NULL && has.has & PART_HOURS && has.has & PART_OUT)
		p = put_hours(p, &has.flow->out);
	b->len = (size_t)(p - (unsigned char *)b->data);
	if (has.has & PART_PORT && (has.has & PART_GAUGE) == 0)
		put_slice(b, o->port);
	if (has.has & PART_CONDITIONS)
		put_conditions(b, w, base_us, has.conditions);
	len = b->len - at - 4;
	for (unsigned i = 0; i < 4; i++)
		b->data[at + i] = (char)(len >> 8 * i);
}

void
known_fill(struct buf *b)
{
	put_fixed(b, 0, 4);
	while (b->len % FILL != 0)
		buf_addc(b, 0);
}

/* ---- from octets -------------------------------------------------------- */

static int64_t
get_time(struct unpack *u, int64_t base_us)
{
	return (int64_t)((uint64_t)base_us
	    - (uint64_t)unzigzag(get_varint(u)));
}

static unsigned char
get_octet(struct unpack *u)
{
	return (unsigned char)get_fixed(u, 1);
}

static void
get_health(struct unpack *u, int64_t base_us, struct health *h)
{
	unsigned flags = get_octet(u);

	*h = (struct health){ .known = true, .was_up = flags & WAS_UP,
	    .down = flags & IS_DOWN, .off = flags & IS_OFF,
	    .failed = flags & FAILED, .flapping = flags & FLAPPING,
	    .silent = flags & SILENT };
	h->last_us = get_time(u, base_us);
	h->past = get_varint(u);
	h->past_len = (uint32_t)get_varint(u);
	if (h->past_len > HEALTH_PAST_MAX)
		u->bad = true;
	if (flags & HAS_BAD) {
		h->bad_us = get_time(u, base_us);
		h->bad = (uint32_t)get_varint(u);
	}
	if (flags & HAS_GOOD)
		h->good_us = get_time(u, base_us);
}

static void
get_gauge(struct unpack *u, int64_t base_us, struct port_gauge *g)
{
	unsigned flags;

	*g = (struct port_gauge){ .has = get_octet(u) };
	g->bits = get_octet(u);
	g->duplex = get_octet(u);
	flags = get_octet(u);
	g->has_uptime = flags & HAS_UPTIME;
	g->has_discontinuity = flags & HAS_DISCONTINUITY;
	g->ts_us = get_time(u, base_us);
	for (int c = 0; c < PORT_COUNTERS; c++)
		if (g->has & 1u << c)
			g->value[c] = get_varint(u);
	g->speed_bps = get_varint(u);
	g->mtu = (uint32_t)get_varint(u);
	if (g->has_uptime)
		g->uptime_cs = get_varint(u);
	if (g->has_discontinuity)
		g->discontinuity_cs = get_varint(u);
}

static void
get_flow(struct unpack *u, int64_t base_us, struct carried *f)
{
	*f = (struct carried){ .usual = get_varint(u) };
	f->rate = get_varint(u);
	f->last_us = get_time(u, base_us);
	f->row = (uint32_t)get_varint(u);
	f->quiet = (uint32_t)get_varint(u);
	if (f->quiet != 0)
		f->since_us = get_time(u, base_us);
	f->longest_us = (int64_t)get_varint(u);
	if (f->longest_us != 0)
		f->longest_at_us = get_time(u, base_us);
}

static void
get_octets(struct unpack *u, uint8_t *to, size_t len)
{
	if ((size_t)(u->end - u->p) < len) {
		u->bad = true;
		return;
	}
	memcpy(to, u->p, len);
	u->p += len;
}

static void
get_week(struct unpack *u, uint8_t *week, bool runs)
{
	unsigned count;

	if (!runs) {
		get_octets(u, week, CARRIED_WEEK / 8);
		return;
	}
	memset(week, 0, CARRIED_WEEK / 8);
	for (count = get_octet(u); count > 0 && !u->bad; count--) {
		unsigned from = get_octet(u), to = from + get_octet(u);

		if (to > CARRIED_WEEK)
			u->bad = true;
		for (; from < to && !u->bad; from++)
			week[from / 8] |= (uint8_t)(1u << from % 8);
	}
}

static void
get_hours(struct unpack *u, struct carried *f)
{
	unsigned flags = get_octet(u);

	memset(f->known, 0xff, sizeof(f->known));
	if ((flags & NONE_UNKNOWN) == 0)
		get_week(u, f->known, flags & KNOWN_RUNS);
	memcpy(f->busy, f->known, sizeof(f->busy));
	if ((flags & BUSY_AS_KNOWN) == 0)
		get_week(u, f->busy, flags & BUSY_RUNS);
	f->hour_readings = (uint16_t)get_varint(u);
	f->hour_busy = (uint16_t)get_varint(u);
	if (f->quiet == 0)
		return;
	f->due_us = (int64_t)get_varint(u);
	f->new_us = (int64_t)get_varint(u);
}

static void
get_baseline(struct unpack *u, int64_t base_us, struct baseline *b)
{
	*b = (struct baseline){ .ts_us = get_time(u, base_us) };
	b->mean_us = (int64_t)get_varint(u);
	b->deviation_us = (int64_t)get_varint(u);
	b->seen = (uint32_t)get_varint(u);
}

/* Of a type that a newer program has, nothing. */
static void
get_conditions(struct unpack *u, int64_t base_us, struct watch *w,
    uint32_t object)
{
	while (!u->bad && get_octet(u) == 1) {
		struct slice name = get_slice(u), qualifier = get_slice(u);
		enum alarm_type type;
		struct health h;
		uint32_t n;

		get_health(u, base_us, &h);
		if (u->bad || !alarm_type_lookup(name, &type))
			continue;
		n = watch_condition(w, object, type, qualifier);
		w->condition[n].health = h;
	}
}

static struct unpack
unpack_of(struct slice s)
{
	return (struct unpack){ .p = (const unsigned char *)s.p,
	    .end = (const unsigned char *)s.p + s.len };
}

static enum object_kind
kind_of(unsigned char letter)
{
	for (int k = 0; k < OBJECT_SAMPLED_COUNT; k++)
		if ((unsigned char)kinds[k] == letter)
			return (enum object_kind)k;
	return OBJECT_ANY;
}

int
known_next(struct slice *block, struct known *k)
{
	struct unpack u = unpack_of(*block);
	uint64_t len;

	if (block->len == 0 || (len = get_fixed(&u, 4)) == 0)
		return u.bad ? -1 : 0;
	if (len > (size_t)(u.end - u.p))
		return -1;
	u.end = u.p + len;
	k->octets = (struct slice){ block->p, (size_t)len + 4 };
	block->p += k->octets.len;
	block->len -= k->octets.len;
	k->kind = kind_of(get_octet(&u));
	k->parts = get_octet(&u);
	k->name = get_slice(&u);
	k->base_us = (int64_t)get_varint(&u);
	k->rest = (struct slice){ (const char *)u.p, (size_t)(u.end - u.p) };
	return u.bad ? -1 : 1;
}

static bool
is_heard(const struct known *k)
{
	return (k->parts & (PART_HEARD | PART_GAUGE)) == PART_HEARD;
}

bool
known_has_events(const struct known *k)
{
	return k->parts & PART_EVENTS || is_heard(k);
}

bool
known_has_health(const struct known *k)
{
	return k->parts & PART_HEALTH;
}

int
known_take(const struct known *k, struct watch *w, uint32_t object)
{
	struct unpack u = unpack_of(k->rest);
	const struct watched *o;

	if (k->parts & PART_GAUGE)
		watch_need_gauge(w, object);
	if (k->parts & PART_BASELINE)
		watch_need_baseline(w, object);
	w->object[object].heard = is_heard(k);
	o = &w->object[object];
	if (k->parts & PART_HEALTH)
		get_health(&u, k->base_us, &watch_own(w, object)->health);
	if (k->parts & PART_GAUGE)
		get_gauge(&u, k->base_us, &w->gauge[o->gauge]);
	if (k->parts & PART_IN && k->parts & PART_GAUGE)
		get_flow(&u, k->base_us, &w->flow[o->gauge].in);
	if (k->parts & PART_OUT && k->parts & PART_GAUGE)
		get_flow(&u, k->base_us, &w->flow[o->gauge].out);
	if (k->parts & PART_BASELINE)
		get_baseline(&u, k->base_us, &w->baseline[o->baseline]);
	if (k->parts & PART_HOURS && k->parts & PART_GAUGE) {
		if (k->parts & PART_IN)
			get_hours(&u, &w->flow[o->gauge].in);
		if (k->parts & PART_OUT)
			get_hours(&u, &w->flow[o->gauge].out);
	} else if (k->parts & PART_PORT) {
		struct slice port = get_slice(&u);

		if (o->port.len == 0)
			watch_port_of(w, object, port);
	}
	if (k->parts & PART_CONDITIONS)
		get_conditions(&u, k->base_us, w, object);
	return u.bad || u.p != u.end ? -1 : 0;
}
