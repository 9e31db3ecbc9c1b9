/*
 * uptime.c (oss) - how long an object worked, and how long nobody knows
 */
#include "base/buf.h"
#include "oss/uptime.h"

#define ALL	((unsigned __int128)100 * PCT_SCALE)

void
uptime_release(struct uptime *u)
{
	spans_release(&u->up);
	spans_release(&u->down);
	spans_release(&u->off);
}

static void
uptime_clear(struct uptime *u)
{
	spans_clear(&u->up);
	spans_clear(&u->down);
	spans_clear(&u->off);
}

static struct spans *
side(struct uptime *u, uint8_t state)
{
	switch ((enum reading)(state - 1)) {
	case READING_UP:
		return &u->up;
	case READING_OFF:
		return &u->off;
	case READING_DOWN:
		return &u->down;
	case READING_UNSURE:
		break;
	}
	return NULL;
}

void
uptime_read(struct uptime *u, const struct series_points *p, int64_t from_us,
    int64_t to_us, int64_t hold_us)
{
	size_t i, next;

	uptime_clear(u);
	for (i = 0; i < p->len; i = next) {
		int64_t from = p->item[i].ts_us, to;
		struct spans *s;

		for (next = i + 1; next < p->len && p->item[next].state == 0;
		    next++)
			;
		if (p->item[i].state == 0
		    || (s = side(u, p->item[i].state)) == NULL)
			continue;
		if (__builtin_add_overflow(from, hold_us, &to))
			to = INT64_MAX;
		if (next < p->len && p->item[next].ts_us < to)
			to = p->item[next].ts_us;
		spans_add(s, from > from_us ? from : from_us,
		    to < to_us ? to : to_us);
	}
	spans_clean(&u->up);
	spans_clean(&u->down);
	spans_clean(&u->off);
}

void
uptime_of_link(struct uptime *u, const struct uptime *a,
    const struct uptime *b)
{
	static const struct uptime nothing;
	struct spans t = { 0 };

	uptime_clear(u);
	if (a == NULL && b == NULL)
		return;
	spans_join(a != NULL ? &a->down : &nothing.down,
	    b != NULL ? &b->down : &nothing.down, &u->down);
	spans_join(a != NULL ? &a->off : &nothing.off,
	    b != NULL ? &b->off : &nothing.off, &t);
	spans_less(&t, &u->down, &u->off);
	spans_release(&t);
	/* where both are up none is down or off */
	spans_cut(a != NULL ? &a->up : &b->up, b != NULL ? &b->up : &a->up,
	    &u->up);
}

static void
take_away(struct spans *s, const struct spans *what)
{
	struct spans t = { 0 };

	spans_less(s, what, &t);
	spans_release(s);
	*s = t;
}

void
uptime_behind(struct uptime *u, const struct uptime *node)
{
	if (node->down.len == 0)
		return;
	take_away(&u->up, &node->down);
	take_away(&u->down, &node->down);
	take_away(&u->off, &node->down);
}

void
uptime_with_node(struct uptime *u, const struct uptime *node)
{
	struct spans t = { 0 }, v = { 0 };

	spans_less(&node->down, &u->up, &t);
	spans_less(&t, &u->off, &v);
	spans_join(&u->down, &v, &t);
	spans_release(&v);
	spans_release(&u->down);
	u->down = t;
}

void
uptime_add(struct uptime_parts *p, const struct uptime *u,
    const struct spans *open, const struct spans *windows)
{
	struct spans up = { 0 }, t = { 0 }, v = { 0 };
	int64_t planned, down, off, up_us;

	spans_cut(&u->up, open, &up);
	up_us = spans_total(&up);
	spans_cut(windows, open, &t);
	spans_less(&t, &up, &v);
	planned = spans_total(&v);
	spans_cut(&u->down, open, &t);
	spans_less(&t, windows, &v);
	down = spans_total(&v);
	spans_cut(&u->off, open, &t);
	spans_less(&t, windows, &v);
	off = spans_total(&v);
	p->up += up_us;
	p->planned += planned;
	p->down += down;
	p->off += off;
	p->unknown += spans_total(open) - up_us - planned - down - off;
	spans_release(&up);
	spans_release(&t);
	spans_release(&v);
}

static uint64_t
share(__int128 part, __int128 whole)
{
	return (uint64_t)((unsigned __int128)part * ALL
	    / (unsigned __int128)whole);
}

struct availability
uptime_availability(const struct uptime_parts *p)
{
	struct availability a = { 0 };
	__int128 any = p->up + p->down + p->unknown;

	a.has_known = p->up + p->down > 0;
	a.has_any = any > 0;
	if (a.has_known)
		a.known = share(p->up, p->up + p->down);
	if (a.has_any) {
		a.least = share(p->up, any);
		a.most = share(p->up + p->unknown, any);
	}
	return a;
}

bool
uptime_meets(__int128 up, __int128 down, uint64_t target)
{
	return (unsigned __int128)up * ALL
	    >= (unsigned __int128)(up + down) * target;
}

static void
outage_add(struct outages *out, const struct outage *o)
{
	if (o->down_us == 0 && o->planned_us == 0)
		return;
	GROW(out->item, out->len, out->cap);
	out->item[out->len++] = *o;
}

void
uptime_outages(const struct uptime *u, const struct spans *open,
    const struct spans *windows, int64_t from_us, int64_t to_us,
    struct outages *out)
{
	struct spans good = { 0 }, t = { 0 }, down = { 0 }, planned = { 0 };
	const struct spans *d = &u->down;
	size_t i, last;

	out->len = 0;
	spans_join(&u->up, &u->off, &good);
	spans_cut(d, open, &t);
	spans_less(&t, windows, &down);
	spans_cut(&t, windows, &planned);
	for (i = 0; i < d->len; i = last + 1) {
		struct outage o = { .from_us = d->item[i].from_us };

		for (last = i; last + 1 < d->len && spans_within(&good,
		    d->item[last].to_us, d->item[last + 1].from_us) == 0;)
			last++;
		o.to_us = d->item[last].to_us;
		o.down_us = spans_within(&down, o.from_us, o.to_us);
		o.planned_us = spans_within(&planned, o.from_us, o.to_us);
		o.clipped = o.from_us == from_us;
		o.lasting = o.to_us == to_us;
		outage_add(out, &o);
	}
	spans_release(&good);
	spans_release(&t);
	spans_release(&down);
	spans_release(&planned);
}
