/*
 * test_carried.c - whether the traffic of a port has gone
 *
 * A case is a list of rates, "N*RATE", five minutes apart; the answer is how
 * many readings it is silent at the end.
 */
#include "oss/carried.h"
#include "tap.h"

#define STEP_US	(INT64_C(300) * 1000000)

static const struct {
	const char *what, *rates;
	uint32_t    want;
} cases[] = {
	{ "nothing", "", 0 },
	{ "traffic", "20*9000", 0 },
	{ "gone", "8*9000 3*0", 3 },
	{ "one reading", "8*9000 1*0", 1 },
	{ "seven readings are not enough", "7*9000 9*0", 0 },
	{ "too little to be missed", "20*6399 9*0", 0 },
	{ "just enough", "20*6400 9*0", 9 },
	{ "hellos are no traffic", "20*9000 3*64", 3 },
	{ "a little traffic is", "20*9000 3*65", 0 },
	{ "a thousandth of much is none", "20*1000000 3*1000", 3 },
	{ "it is back", "20*9000 5*0 1*9000", 0 },
	{ "and must run again before it is missed",
	    "20*9000 5*0 7*9000 12*0", 0 },
	{ "twice as long as ever: not yet", "20*9000 5*0 8*9000 10*0", 0 },
	{ "twice as long as ever", "20*9000 5*0 8*9000 11*0", 11 },
	{ "a habit is forgotten after two weeks",
	    "20*9000 9*0 4100*9000 1*0 8*9000 3*0", 3 },
	{ "and not before", "20*9000 9*0 3900*9000 1*0 8*9000 3*0", 0 },
	{ "a week is no news", "20*9000 2015*0", 2015 },
	{ "a week is the usual", "20*9000 2016*0", 0 },
	{ "as fast as can be", "9*9000000000 3*0", 3 },
};

static struct carried
play(const char *p)
{
	struct carried f = { 0 };
	int64_t ts_us = STEP_US;

	while (*p != '\0') {
		char *end;
		long n = strtol(p, &end, 10);
		money_t rate = strtoll(end + 1, &end, 10);

		for (; n > 0; n--, ts_us += STEP_US)
			carried_take(&f, ts_us, ts_us + STEP_US,
			    rate * MONEY_SCALE);
		p = end + (*end == ' ');
	}
	return f;
}

/* Days of so many hours with traffic, then idle ones; DAYS of them. */
static void
live(struct carried *f, int64_t *ts_us, int days, int busy_hours)
{
	for (int i = 0; i < days * 288; i++, *ts_us += STEP_US)
		carried_take(f, *ts_us - STEP_US, *ts_us, i % 288
		    < busy_hours * 12 ? 9000 * MONEY_SCALE : 0);
}

static void
rest(struct carried *f, int64_t *ts_us, int readings)
{
	for (; readings > 0; readings--, *ts_us += STEP_US)
		carried_take(f, *ts_us - STEP_US, *ts_us, 0);
}

/* From 00:00 UTC of a Monday on; the first reading is that of 00:00. */
static void
test_hours(void)
{
	const int64_t monday_us = INT64_C(4) * 86400 * 1000000;
	int64_t ts_us = monday_us + STEP_US / 5;
	struct carried f = { 0 }, g;

	live(&f, &ts_us, 1, 12);
	is_i64(carried_due(&f), CARRIED_UNKNOWN, "the first night: who knows");
	is_u64(carried_silent(&f), 144, "but it is silent");
	live(&f, &ts_us, 1, 12);
	is_i64(carried_due(&f), CARRIED_IDLE, "the second night: as before");
	live(&f, &ts_us, 2, 12);
	live(&f, &ts_us, 1, 24);
	is_i64(carried_due(&f), CARRIED_IDLE, "one night's work is no habit");
	g = f;
	for (int64_t i = 0, at = ts_us; i < 48; i++, at += STEP_US)
		carried_take(&g, at - STEP_US, at, 9000 * MONEY_SCALE);
	ts_us += 48 * STEP_US;
	rest(&g, &ts_us, 1);
	is_i64(carried_due(&g), CARRIED_YOUNG,
	    "in the day, before a week is known");
	is_u64(carried_silent(&g), 1, "it counts from the first reading");

	/* Saturday and Sunday it rests; next Saturday nobody wonders */
	ts_us = monday_us + STEP_US / 5;
	f = (struct carried){ 0 };
	live(&f, &ts_us, 5, 12);
	g = f;
	rest(&g, &ts_us, 2 * 288);
	live(&g, &ts_us, 5, 12);
	rest(&g, &ts_us, 48);
	is_i64(carried_due(&g), CARRIED_IDLE, "the second Saturday at four");
	rest(&g, &ts_us, 2 * 288 - 48 + 12);
	is_i64(carried_due(&g), CARRIED_IDLE,
	    "Monday: the hour before it is idle, people may be late");
	rest(&g, &ts_us, 12);
	is_i64(carried_due(&g), CARRIED_DUE, "an hour later they are");
	ok(carried_silent(&g) > 0, "and the port is silent");
	rest(&g, &ts_us, 12 * 10);
	is_i64(carried_due(&g), CARRIED_IDLE, "or leave an hour early");

	/* a gap of eight days: nothing is known */
	f = g;
	ts_us += INT64_C(8) * 86400 * 1000000;
	rest(&f, &ts_us, 1);
	is_i64(carried_due(&f), CARRIED_UNKNOWN, "after a long gap");
}

int
main(void)
{
	struct carried f;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		f = play(cases[i].rates);
		is_u64(carried_silent(&f), cases[i].want, "%s", cases[i].what);
	}
	f = play("8*9000 5*0");
	carried_stop(&f);
	is_u64(carried_silent(&f), 0, "a port that is down says nothing");
	f = play("3*9000");
	ok(carried_runs(&f, 3) && !carried_runs(&f, 4), "it runs, for so long");
	f = play("3*6000");
	ok(!carried_runs(&f, 1), "too little to say that it runs");
	f = play("3*9000 1*0");
	ok(!carried_runs(&f, 1), "it runs no more");
	test_hours();
	return tap_done();
}
