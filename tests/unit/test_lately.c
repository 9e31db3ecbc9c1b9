/*
 * test_lately.c - what was of late, to octets and back
 */
#include <stdlib.h>
#include <string.h>

#include "oss/lately.h"
#include "tap.h"

static const struct watch_rules rules = { .health = HEALTH_RULE_ROW(1, 0) };
static const struct slice nothing;

static uint32_t
port(struct watch *w, const char *node, const char *name)
{
	return watch_object(w, OBJECT_INTERFACE, slice_of(node),
	    slice_of(name));
}

/* A port that was down, one that is well, an alarm of a reading, a cause. */
static void
fill(struct watch *w)
{
	uint32_t a = port(w, "a", "0"), well = port(w, "a", "1"), n;
	struct condition *c = watch_own(w, a);

	c->health = (struct health){ .known = true, .past = 4,
	    .past_len = 3 };
	c->alarm.cause = CAUSE_SIGNAL;
	c->proof.error = names_add(&w->words, slice_of("los"));
	watch_own(w, well)->health = (struct health){ .known = true };
	n = watch_condition(w, a, ALARM_READING_HIGH, slice_of("x"));
	c = &w->condition[n];
	c->health.known = c->alarm.active = true;
	c->alarm.severity = SEVERITY_MINOR;
	c->alarm.floor = SEVERITY_MAJOR;
	c->alarm.confidence_ppm = 7;
	c->proof = (struct watch_proof){ .seen_us = 5, .since_us = -4,
	    .observations = 3, .measured = true, .low = true,
	    .metric = METRIC_RTT, .value = -2, .limit = INT64_MAX };
	n = watch_root(w, OBJECT_LINK, slice_of("a"), slice_of("0"),
	    ALARM_LINK_DOWN, slice_of("b/0"));
	w->condition[n].alarm.changed_us = 9;
	w->settled_us = 9;
	names_add(&w->back, slice_of("0123456789abcdef"));
	w->came_back = calloc(1, sizeof(*w->came_back));
	w->came_back[0] = (struct watch_back){ 8, w->object[a].of_node };
	w->backs = w->backs_cap = 1;
}

static void
octets_of(struct buf *b, const struct watch *w)
{
	buf_clear(b);
	lately_put(b, w);
}

/* Into a watch that has the port, and what its alarm was stored as. */
static void
test_back(struct slice all, struct buf *again)
{
	struct watch w;
	uint32_t a, n;
	const struct condition *c;

	watch_init(&w, &rules);
	a = port(&w, "a", "0");
	watch_own(&w, a)->health = (struct health){ .known = true,
	    .past = 4, .past_len = 3 };
	n = watch_condition(&w, a, ALARM_READING_HIGH, slice_of("x"));
	w.condition[n].health.known = w.condition[n].alarm.active = true;
	w.settled_us = 9;
	ok(lately_take(&w, all) == 0, "taken");
	c = watch_own(&w, a);
	ok(c->alarm.cause == CAUSE_SIGNAL && slice_is(
	    w.words.item[c->proof.error], "los"), "why it went");
	c = &w.condition[n];
	ok(c->alarm.severity == SEVERITY_MINOR && c->alarm.floor
	    == SEVERITY_MAJOR && c->alarm.confidence_ppm == 7,
	    "what was said of the alarm");
	ok(c->proof.seen_us == 5 && c->proof.since_us == -4
	    && c->proof.observations == 3 && c->proof.measured
	    && c->proof.low && !c->proof.silent
	    && c->proof.metric == METRIC_RTT && c->proof.value == -2
	    && c->proof.limit == INT64_MAX, "what it rests on");
	ok(w.backs == 1 && w.came_back[0].us == 8
	    && w.came_back[0].of_node == w.object[a].of_node,
	    "what came back");
	octets_of(again, &w);
	ok(slice_eq(all, buf_slice(again)), "and to the same octets");
	watch_release(&w);
}

/* What is of others is handed on. */
static void
test_others(struct slice all, struct buf *again)
{
	struct watch w;

	watch_init(&w, &rules);
	w.settled_us = 10;
	ok(lately_take(&w, all) == 0 && w.lately.len != 0
	    && watch_find(&w, OBJECT_INTERFACE, slice_of("a"),
	    slice_of("0")) == WATCH_NONE, "no object is made");
	octets_of(again, &w);
	ok(again->len > w.lately.len, "what came back, and the rest");
	watch_release(&w);
}

static void
test_forget(struct slice all)
{
	struct buf left = { 0 };

	ok(lately_forget(&left, all, slice_of("b"), nothing) == 0
	    && left.len == all.len, "of another node nothing goes");
	buf_clear(&left);
	ok(lately_forget(&left, all, slice_of("a"), slice_of("1")) == 0
	    && left.len == all.len, "nor of another port");
	buf_clear(&left);
	ok(lately_forget(&left, all, slice_of("a"), nothing) == 0
	    && left.len < 50, "of a node all but what came back");
	buf_release(&left);
}

/* Whether what is left of it is none that is damaged. */
static bool
heals(const struct watch *w)
{
	struct buf left = { 0 };
	struct watch next;
	bool good;

	octets_of(&left, w);
	watch_init(&next, &rules);
	good = lately_take(&next, buf_slice(&left)) == 0;
	watch_release(&next);
	buf_release(&left);
	return good;
}

/*
 * Cut anywhere, or with an octet of another value: no more than refused, and
 * the next pass is rid of it.
 */
static void
test_damaged(struct slice all)
{
	struct watch w;
	size_t bad = 0, healed = 0;
	char *copy = malloc(all.len);

	for (size_t i = 0; i < all.len; i++) {
		watch_init(&w, &rules);
		port(&w, "a", "0");
		bad += lately_take(&w, (struct slice){ all.p, i }) < 0;
		watch_release(&w);
		memcpy(copy, all.p, all.len);
		copy[i] = (char)~copy[i];
		watch_init(&w, &rules);
		port(&w, "a", "0");
		lately_take(&w, (struct slice){ copy, all.len });
		healed += heals(&w);
		watch_release(&w);
	}
	free(copy);
	is_u64(healed, all.len, "what is damaged is not kept");
	ok(bad > all.len - 6, "what is cut is damaged: %zu of %zu", bad,
	    all.len);
}

int
main(void)
{
	struct buf b = { 0 }, again = { 0 };
	struct watch w;

	watch_init(&w, &rules);
	fill(&w);
	octets_of(&b, &w);
	watch_release(&w);
	test_back(buf_slice(&b), &again);
	test_others(buf_slice(&b), &again);
	test_forget(buf_slice(&b));
	test_damaged(buf_slice(&b));
	buf_release(&b);
	buf_release(&again);
	return tap_done();
}
