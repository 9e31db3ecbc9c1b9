/*
 * test_known.c - what is known of an object, to octets and back
 */
#include <stdlib.h>
#include <string.h>

#include "oss/known.h"
#include "tap.h"

static const struct watch_rules rules = { .health = HEALTH_RULE_ROW(1, 0) };

static uint64_t state = 88172645463325252u;

/* Of all sizes, 0 often. */
static uint64_t
draw(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state >> (state >> 5 & 63);
}

static struct health
draw_health(void)
{
	struct health h = { .known = true, .last_us = (int64_t)draw(),
	    .past = draw(), .past_len = (uint32_t)draw() % 65,
	    .was_up = draw() & 1, .down = draw() & 1, .off = draw() & 1,
	    .failed = draw() & 1, .silent = draw() & 1,
	    .flapping = draw() & 1 };

	if (draw() & 1) {
		h.bad = (uint32_t)draw();
		h.bad_us = (int64_t)draw();
	}
	if (draw() & 1)
		h.good_us = (int64_t)draw();
	return h;
}

static struct carried
draw_flow(void)
{
	struct carried f = { .usual = draw(), .rate = draw(),
	    .last_us = (int64_t)(draw() >> 1), .row = (uint32_t)draw(),
	    .quiet = (uint32_t)draw(), .longest_us = (int64_t)draw() };

	if (f.quiet != 0)
		f.since_us = (int64_t)draw();
	if (f.longest_us != 0)
		f.longest_at_us = (int64_t)draw();
	if (f.quiet != 0) {
		f.due_us = (int64_t)draw();
		f.new_us = (int64_t)draw();
	}
	for (size_t i = 0; i < sizeof(f.known); i++) {
		f.known[i] = i % 3 == 0 ? 0xff : (uint8_t)draw();
		f.busy[i] = (uint8_t)(f.known[i] & draw());
	}
	if ((draw() & 3) == 0) {	/* some hours in a row */
		unsigned hour = draw() % CARRIED_WEEK;

		memset(f.known, 0, sizeof(f.known));
		memset(f.busy, 0, sizeof(f.busy));
		for (uint64_t n = draw() % CARRIED_WEEK; n > 0; n--) {
			f.known[hour / 8] |= (uint8_t)(1u << hour % 8);
			f.busy[hour / 8] |= (uint8_t)((n & 1) << hour % 8);
			hour = (hour + 1 + (n % 19 == 0)) % CARRIED_WEEK;
		}
	}
	if ((draw() & 3) == 0)
		memset(f.known, 0xff, sizeof(f.known));
	if ((draw() & 3) == 0)
		memcpy(f.busy, f.known, sizeof(f.busy));
	f.hour_readings = (uint16_t)draw();
	f.hour_busy = (uint16_t)draw();
	return f;
}

static struct port_gauge
draw_gauge(void)
{
	struct port_gauge g = { .ts_us = (int64_t)draw(),
	    .has = (uint8_t)(1 + draw() % 63), .bits = draw() & 1 ? 32 : 64,
	    .duplex = (uint8_t)(draw() % 3), .speed_bps = draw(),
	    .mtu = (uint32_t)draw(), .has_uptime = draw() & 1,
	    .has_discontinuity = draw() & 1 };

	for (int c = 0; c < PORT_COUNTERS; c++)
		if (g.has & 1u << c)
			g.value[c] = draw();
	if (g.has_uptime)
		g.uptime_cs = draw();
	if (g.has_discontinuity)
		g.discontinuity_cs = draw();
	return g;
}

/* An object of any kind, and what could be known of it. */
static uint32_t
fill(struct watch *w, enum object_kind kind, const char *name)
{
	uint32_t o = watch_object(w, kind, slice_of("n"), slice_of(name)), c;

	if (draw() & 1)
		watch_own(w, o)->health = draw_health();
	w->object[o].heard = kind != OBJECT_NODE && watch_own(w, o)
	    ->health.known && (draw() & 3) == 0;
	if (kind == OBJECT_INTERFACE && !w->object[o].heard) {
		watch_need_gauge(w, o);
		w->gauge[w->object[o].gauge] = draw_gauge();
		w->flow[w->object[o].gauge] = (struct port_flow){
		    draw_flow(), draw_flow() };
	}
	if (kind == OBJECT_PROBE) {
		watch_need_baseline(w, o);
		w->baseline[w->object[o].baseline] = (struct baseline){
		    (int64_t)draw(), (int64_t)draw(), (int64_t)draw(),
		    1 + (uint32_t)draw() % 100 };
	}
	for (int i = draw() % 3; i > 0; i--) {
		c = watch_condition(w, o, ALARM_EVENT,
		    slice_of(i == 1 ? "one" : "two"));
		w->condition[c].health = draw_health();
	}
	return o;
}

static bool
same_health(const struct health *a, const struct health *b)
{
	return a->known == b->known && a->last_us == b->last_us
	    && a->bad_us == b->bad_us && a->bad == b->bad
	    && a->good_us == b->good_us
	    && a->past == b->past && a->past_len == b->past_len
	    && a->was_up == b->was_up && a->down == b->down
	    && a->off == b->off && a->failed == b->failed
	    && a->silent == b->silent && a->flapping == b->flapping;
}

static bool
same_flow(const struct carried *a, const struct carried *b)
{
	if (b->last_us == 0)	/* nothing is known of it, so nothing kept */
		return a->last_us == 0;
	return a->usual == b->usual && a->rate == b->rate
	    && a->last_us == b->last_us && a->since_us == b->since_us
	    && a->longest_us == b->longest_us
	    && a->longest_at_us == b->longest_at_us && a->row == b->row
	    && a->quiet == b->quiet && a->due_us == b->due_us
	    && a->new_us == b->new_us
	    && a->hour_readings == b->hour_readings
	    && a->hour_busy == b->hour_busy
	    && memcmp(a->known, b->known, sizeof(a->known)) == 0
	    && memcmp(a->busy, b->busy, sizeof(a->busy)) == 0;
}

static bool
same_gauge(const struct port_gauge *a, const struct port_gauge *b)
{
	return a->ts_us == b->ts_us && memcmp(a->value, b->value,
	    sizeof(a->value)) == 0 && a->uptime_cs == b->uptime_cs
	    && a->discontinuity_cs == b->discontinuity_cs
	    && a->speed_bps == b->speed_bps && a->has == b->has
	    && a->bits == b->bits && a->duplex == b->duplex
	    && a->mtu == b->mtu && a->has_uptime == b->has_uptime
	    && a->has_discontinuity == b->has_discontinuity;
}

static bool
same_baseline(const struct baseline *a, const struct baseline *b)
{
	return a->ts_us == b->ts_us && a->mean_us == b->mean_us
	    && a->deviation_us == b->deviation_us && a->seen == b->seen;
}

static bool
same_conditions(const struct watch *a, uint32_t x, const struct watch *b,
    uint32_t y)
{
	uint32_t m, n = b->object[y].own;

	for (; n != WATCH_NONE; n = b->condition[n].next) {
		if (!b->condition[n].health.known)
			continue;
		m = watch_find_condition(a, x, b->condition[n].type,
		    b->condition[n].qualifier);
		if (m == WATCH_NONE || !same_health(&a->condition[m].health,
		    &b->condition[n].health))
			return false;
	}
	return true;
}

static bool
same(const struct watch *a, uint32_t x, const struct watch *b, uint32_t y)
{
	const struct watched *o = &a->object[x], *p = &b->object[y];

	if (p->gauge != WATCH_NONE && (o->gauge == WATCH_NONE
	    || !same_gauge(&a->gauge[o->gauge], &b->gauge[p->gauge])
	    || !same_flow(&a->flow[o->gauge].in, &b->flow[p->gauge].in)
	    || !same_flow(&a->flow[o->gauge].out, &b->flow[p->gauge].out)))
		return false;
	if (p->baseline != WATCH_NONE && (o->baseline == WATCH_NONE
	    || !same_baseline(&a->baseline[o->baseline],
	    &b->baseline[p->baseline])))
		return false;
	return o->heard == p->heard && same_conditions(a, x, b, y);
}

static void
test_there_and_back(void)
{
	static const char *const names[OBJECT_SAMPLED_COUNT] = { "n", "e0",
	    "ont", "peer", "fan", "", "sessions" };
	struct watch a, b;
	struct buf block = { 0 };
	struct slice rest;
	struct known k;
	int seen = 0, good = 0, damaged = 0, more;

	for (int round = 0; round < 500; round++) {
		watch_init(&a, &rules);
		watch_init(&b, &rules);
		buf_clear(&block);
		for (int kind = 0; kind < OBJECT_SAMPLED_COUNT; kind++)
			known_put(&block, &a, fill(&a,
			    (enum object_kind)kind, names[kind]));
		known_fill(&block);
		rest = buf_slice(&block);
		while ((more = known_next(&rest, &k)) > 0) {
			struct slice name = k.kind == OBJECT_NODE
			    ? slice_of("n") : k.name;
			uint32_t o = watch_object(&b, k.kind, slice_of("n"),
			    name);

			seen++;
			good += known_take(&k, &b, o) == 0 && same(&b, o, &a,
			    watch_find(&a, k.kind, slice_of("n"), name));
		}
		damaged += more < 0;
		watch_release(&a);
		watch_release(&b);
	}
	is_i64(damaged, 0, "filling is no damage");
	ok(seen > 500 * 5, "%d objects", seen);
	is_i64(good, seen, "there and back");
	is_u64(block.len % 128, 0, "filled");
	buf_release(&block);
}

/* Whatever the octets are: an answer, and nothing beyond them is read. */
static void
test_damaged(void)
{
	struct watch a, b;
	struct buf block = { 0 };
	int bad = 0;

	watch_init(&a, &rules);
	known_put(&block, &a, fill(&a, OBJECT_INTERFACE, "e0"));
	watch_release(&a);
	for (size_t len = 1; len < block.len; len++) {
		char *copy = xmalloc(len);
		struct slice rest = { memcpy(copy, block.data, len), len };
		struct known k;

		bad += known_next(&rest, &k) < 0;
		free(copy);
	}
	is_i64(bad, (int64_t)block.len - 1, "cut anywhere");
	for (size_t i = 0; i < block.len * 8; i++) {
		char *copy = xmalloc(block.len);
		struct slice rest = { memcpy(copy, block.data, block.len),
		    block.len };
		struct known k;

		copy[i / 8] ^= (char)(1 << i % 8);
		watch_init(&b, &rules);
		while (known_next(&rest, &k) > 0)
			if (k.kind != OBJECT_ANY)
				known_take(&k, &b, watch_object(&b, k.kind,
				    slice_of("n"), k.name));
		watch_release(&b);
		free(copy);
	}
	ok(true, "a bit that turned");
	buf_release(&block);
}

static void
test_nothing(void)
{
	struct slice none = { NULL, 0 }, fill_only = { "\0\0\0\0", 4 };
	struct buf block = { 0 };
	struct known k;
	struct watch w;

	watch_init(&w, &rules);
	known_put(&block, &w, watch_object(&w, OBJECT_NODE, slice_of("n"),
	    slice_of("n")));
	known_put(&block, &w, watch_object(&w, OBJECT_LINK, slice_of("n"),
	    slice_of("l")));
	is_u64(block.len, 0, "nothing is known");
	ok(known_next(&none, &k) == 0, "no octets");
	ok(known_next(&fill_only, &k) == 0, "filling alone");
	watch_release(&w);
	buf_release(&block);
}

int
main(void)
{
	test_there_and_back();
	test_damaged();
	test_nothing();
	return tap_done();
}
