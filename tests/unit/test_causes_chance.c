/*
 * test_causes_chance.c - how often an answer is missing for no reason
 */
#include "oss/causes_chance.h"
#include "tap.h"

#define NODES 20

static struct watched object[NODES];
static struct condition condition[NODES];
static const struct watch w = { .object = object, .condition = condition,
	.objects = NODES, .conditions = NODES };

/* Nodes with so many observations, of which `past` were missing at the first. */
static void
begin(uint32_t len, uint32_t lossy, uint64_t past)
{
	for (uint32_t i = 0; i < NODES; i++) {
		object[i] = (struct watched){ .kind = OBJECT_NODE, .own = i };
		condition[i] = (struct condition){ .object = i,
			.type = ALARM_NODE_UNREACHABLE, .next = WATCH_NONE };
		condition[i].health = (struct health){ .known = true,
			.past_len = len, .past = i < lossy ? past : 0 };
	}
}

/* One missing answer each of the first, another time than the last one's. */
static void
scatter(uint32_t lossy, uint32_t step)
{
	for (uint32_t i = 0; i < lossy; i++)
		condition[i].health.past |= UINT64_C(1) << (1 + step * i % 19);
}

/* All but the last few are missing at once, so many observations back. */
static void
lose(uint32_t all_but, uint32_t back)
{
	for (uint32_t i = 0; i < NODES - all_but; i++)
		condition[i].health.past |= UINT64_C(1) << back;
}

static int64_t
miss(void)
{
	return causes_chance(&w, NODES, CHANCE_NODE).miss;
}

int
main(void)
{
	begin(21, 0, 0);
	is_i64(miss(), 6200, "nothing is missing: one in 500");
	is_i64(causes_chance(&w, NODES, CHANCE_NODE).row, 3,
	    "and three in a row are none of these");
	is_i64(causes_chance(&w, NODES, CHANCE_PROBE).miss, 6200,
	    "without any it is the same");

	begin(21, 0, 0);
	scatter(13, 7);
	is_i64(miss(), 3000, "one in 20 is");
	is_i64(causes_chance(&w, NODES, CHANCE_NODE).row, 4,
	    "then three in a row may be chance");
	scatter(17, 4);
	is_i64(miss(), 2300, "one in 10");
	lose(0, 8);
	lose(0, 14);
	is_i64(miss(), 3000, "and about that when all were cut off twice");
	begin(21, 0, 0);
	lose(0, 7);
	lose(0, 10);
	is_i64(miss(), 6200, "all were cut off twice: that is no chance");
	begin(21, 0, 0);
	for (uint32_t back = 2; back < 20; back += 4)
		lose(3, back);
	is_i64(miss(), 6200, "nor what most were lost with five times");
	begin(21, 0, 0);
	scatter(2, 5);
	lose(12, 6);
	lose(12, 12);
	is_i64(miss(), 6200, "nor a part of the network, twice");
	begin(21, 2, 0x15554);
	is_i64(miss(), 6200, "two nodes flap, the others do not");
	begin(21, 12, 0xfe);
	is_i64(miss(), 6200, "many were down for a while");
	begin(21, 12, 1);
	is_i64(miss(), 6200, "or are missing just now: that may last");
	begin(21, 12, 1 << 20);
	is_i64(miss(), 6200, "or were first of all");
	begin(2, 12, 1);
	is_i64(miss(), 6200, "nothing is known yet");
	begin(64, 12, UINT64_C(1) << 40);
	is_i64(miss(), 6200, "what was long ago says nothing of now");
	return tap_done();
}
