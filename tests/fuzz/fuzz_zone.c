/*
 * fuzz_zone.c - a file of tzdata (RFC 8536), and a rule as in its footer
 * Whatever stands in it: no crash, no octet read outside; the stretches of a
 * zone ascend and have an offset that a clock can have, and the wall clock of
 * an instant is that instant's again, or an earlier one's where it shows
 * twice.
 */
#include <stdlib.h>

#include "aid.h"
#include "base/zone_rule.h"

static void
check(const struct zone *z)
{
	static const int64_t at[] = { INT64_MIN / 4, 0, 1790000000000000,
	    4102444800000000, 7258118400000000 };
	int64_t until, us;
	struct civil c;

	if (z->len == 0 || z->span[0].from_us != INT64_MIN)
		abort();
	for (size_t i = 0; i < z->len; i++)
		if ((i > 0 && z->span[i].from_us <= z->span[i - 1].from_us)
		    || abs(z->span[i].offset_s) > ZONE_OFFSET_MAX_S)
			abort();
	for (size_t i = 1; i < sizeof(at) / sizeof(at[0]); i++) {
		zone_offset(z, at[i], &until);
		if (until <= at[i] || zone_from(z, at[i]) > at[i])
			abort();
		zone_civil(z, at[i], &c);
		if (zone_instant(z, &c, NULL) > at[i])
			abort();
		zone_instant_abbr(z, at[i], SLICE_LIT("CEST"), &us);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct slice text = { (const char *)data, len };
	struct zone_span span[2];
	struct zone_rule rule;
	struct zone z;

	if (setenv("TZDIR", aid_folder(), 0) != 0)
		abort();
	aid_file("Z", text);
	if (zone_load(&z, "Z")) {
		check(&z);
		zone_release(&z);
	}
	if (zone_rule_parse(text, &rule))
		for (int year = 1970; year < 2200; year += 7)
			if (rule.has_dst
			    && zone_rule_year(&rule, year, span) == 2
			    && span[0].from_us > span[1].from_us)
				abort();
	return 0;
}
