/*
 * fuzz_number.c - numbers, times and periods: what is read and written is read
 * again as the same; the shortest form of an amount is a JSON number
 */
#include <stdint.h>

#include "aid.h"
#include "base/money.h"
#include "base/period.h"
#include "base/tstamp.h"

#define CHECK(x) do { if (!(x)) abort(); } while (0)

static void
check_money(struct slice s)
{
	char text[MONEY_TEXT_MAX];
	money_t m, again;
	money_sum_t sum;

	if (money_parse(s, &m) != NUM_OK)
		return;
	s = (struct slice){ text, money_format(m, text) };
	CHECK(s.len < sizeof(text) && text[s.len] == '\0');
	CHECK(money_parse(s, &again) == NUM_OK && again == m);
	CHECK(money_sum_parse(s, &sum) == NUM_OK && sum == m);
}

static void
check_integer(struct slice s)
{
	char text[24];
	uint64_t u, again;
	int64_t i;
	money_t m;

	if (u64_parse(s, &u) == NUM_OK) {
		s = (struct slice){ text, u64_format(u, text) };
		CHECK(u64_parse(s, &again) == NUM_OK && again == u);
	}
	if (i64_parse(s, &i) == NUM_OK && i < INT64_MAX / MONEY_SCALE &&
	    i > INT64_MIN / MONEY_SCALE)
		CHECK(money_parse(s, &m) == NUM_OK && m == i * MONEY_SCALE);
}

static void
check_time(struct slice s)
{
	char text[TSTAMP_TEXT_MAX];
	int64_t us, again;

	if (!tstamp_parse(s, &us))
		return;
	s = (struct slice){ text, tstamp_format(us, text) };
	CHECK(tstamp_parse(s, &again) && again == us);
	s.len = tstamp_format_offset(us, 5 * 3600 + 1800, text);
	/* local dates behind the year 9999 have no form */
	if (tstamp_parse(s, &again))
		CHECK(again == us);
}

static void
check_period(const char *text)
{
	struct zone utc = { 0 };
	struct period p, again;

	CHECK(zone_load(&utc, "UTC"));
	if (period_parse(text, &utc, &p)) {
		CHECK(p.from_us < p.to_us);
		CHECK(period_parse(p.name, &utc, &again));
		CHECK(p.from_us == again.from_us && p.to_us == again.to_us);
	}
	zone_release(&utc);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct slice s;
	char text[64];

	if (len >= sizeof(text))
		return 0;
	if (len != 0)
		memcpy(text, data, len);
	text[len] = '\0';
	s = (struct slice){ text, len };
	check_money(s);
	check_integer(s);
	check_time(s);
	if (strlen(text) == len)
		check_period(text);
	return 0;
}
