/*
 * causes_ends.c (oss) - ends of links that are not set alike
 */
#include "base/buf.h"
#include "oss/causes_ends.h"

#define SPEED_FULL	UINT64_C(4294967295)	/* ifSpeed cannot say more */

static bool
speeds_differ(uint64_t a, uint64_t b)
{
	uint64_t least = a < b ? a : b, most = a < b ? b : a;

	return least != 0 && a != SPEED_FULL && b != SPEED_FULL
	    && most - least > most / 10;
}

/*
 * Some count the header of a frame (14 octets), its tags (4 each) and its
 * checksum (4) as part of it.
 */
static bool
mtus_differ(uint32_t a, uint32_t b)
{
	uint32_t d = a < b ? b - a : a - b;

	return a != 0 && b != 0 && d != 0 && d != 4 && d != 8 && d != 14
	    && d != 18 && d != 22 && d != 26;
}

static void
add_difference(struct buf *b, const char *what, uint64_t at_a, uint64_t at_b)
{
	buf_addf(b, "%s%s %llu at the first end, %llu at the other",
	    b->len != 0 ? "; " : "", what, (unsigned long long)at_a,
	    (unsigned long long)at_b);
}

static void
compare(const struct port_gauge *a, const struct port_gauge *b,
    struct buf *text)
{
	static const char *const duplex[] = { "unknown", "half", "full" };

	if (speeds_differ(a->speed_bps, b->speed_bps))
		add_difference(text, "speed_bps", a->speed_bps, b->speed_bps);
	if (mtus_differ(a->mtu, b->mtu))
		add_difference(text, "mtu", a->mtu, b->mtu);
	if (a->duplex != DUPLEX_UNKNOWN && b->duplex != DUPLEX_UNKNOWN
	    && a->duplex != b->duplex)
		buf_addf(text, "%sduplex %s at the first end, %s at the other",
		    text->len != 0 ? "; " : "", duplex[a->duplex],
		    duplex[b->duplex]);
}

/* Known, and not being worked on; NULL otherwise. */
static const struct port_gauge *
port_of(const struct causes *c, const struct watch *w, uint32_t port,
    int64_t now_us)
{
	uint32_t object = port == RCA_NONE ? WATCH_NONE
	    : c->net->port_object[port];
	const struct watched *o;

	if (object == WATCH_NONE)
		return NULL;
	o = &w->object[object];
	if (o->gauge == WATCH_NONE || w->gauge[o->gauge].has == 0
	    || watch_in_window(w, object, now_us) != NULL
	    || watch_in_window(w, o->of_node, now_us) != NULL)
		return NULL;
	return &w->gauge[o->gauge];
}

static bool
is_up(const struct causes *c, const struct watch *w, uint32_t port)
{
	const struct health *h = &watch_own(w, c->net->port_object[port])
	    ->health;

	return h->known && h->was_up && !h->down && !h->off;
}

static void
assert_ends(struct causes *c, struct watch *w, uint32_t link,
    struct slice text, bool up)
{
	const struct alarm_type_def *type = alarm_type_def(ALARM_MISMATCH);
	const struct rca_fault fault = { RCA_LINK, link };
	struct causes_name name;
	struct buf b = { 0 };
	uint32_t n;

	causes_name(c, w, &fault, &b, &name);
	n = watch_find(w, name.kind, name.node, name.object);
	if (n != WATCH_NONE)
		n = watch_find_condition(w, n, ALARM_MISMATCH, name.qualifier);
	/* a port that is down may say anything: it begins nothing */
	if (up || (n != WATCH_NONE && w->condition[n].said.active)) {
		n = watch_root(w, name.kind, name.node, name.object,
		    ALARM_MISMATCH, name.qualifier);
		w->condition[n].root = WATCH_NONE;
		watch_set_cause(w, n, type->cause);
		watch_set_severity(w, n, type->severity);
		watch_evidence(w, n, (struct slice){ 0 }, text);
	}
	buf_release(&b);
}

void
causes_ends(struct causes *c, struct watch *w, int64_t now_us)
{
	const struct rca *r = &c->net->rca;
	struct buf text = { 0 };

	for (uint32_t l = 0; l < r->links; l++) {
		const struct rca_link *k = &r->link[l];
		const struct port_gauge *a = port_of(c, w, k->a_port, now_us),
		    *b = port_of(c, w, k->b_port, now_us);

		if (a == NULL || b == NULL)
			continue;
		buf_clear(&text);
		compare(a, b, &text);
		if (text.len != 0)
			assert_ends(c, w, l, buf_slice(&text),
			    is_up(c, w, k->a_port) && is_up(c, w, k->b_port));
	}
	buf_release(&text);
}
