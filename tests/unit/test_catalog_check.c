/*
 * test_catalog_check.c - what the checks of a catalog rest on
 * What they find in whole catalogs is in tests/bss-catalog.bats.
 */
#include "bss/catalog_check.h"

#include <stdlib.h>

#include "tap.h"

static void
prefix(struct destinations *d, const char *p, const char *name)
{
	is_i64(destination_add(d, slice_of(p), slice_of(name)),
	    DESTINATION_OK, "%s is %s", p, name);
}

static void
test_prefixes(void)
{
	static const struct {
		const char	*number;
		size_t		 len;
	} cases[] = {
		{ "+33612345678", 4 }, { "+33512345678", 3 }, { "+33", 3 },
		{ "+336", 4 }, { "+3", 0 }, { "+4412", 0 }, { "336", 0 },
		{ "+", 0 }, { "+33x", 3 }, { "+1234567890123456", 0 }
	};
	static char text[10][8];
	struct destinations d = { 0 };
	size_t i;

	is_i64(destination_prefix_len(&d, SLICE_LIT("+336")), 0, "none");
	prefix(&d, "+33", "France");
	prefix(&d, "+336", "France mobile");
	for (i = 0; i < LEN(cases); i++)
		is_i64(destination_prefix_len(&d, slice_of(cases[i].number)),
		    (int64_t)cases[i].len, "%s", cases[i].number);
	ok(!destination_hidden(&d, SLICE_LIT("+33")), "some are left");
	ok(!destination_hidden(&d, SLICE_LIT("+336")), "nothing longer");
	for (i = 0; i < 10; i++) {
		snprintf(text[i], sizeof(text[i]), "+33%zu%s", i,
		    i == 3 ? "3" : "");
		if (i != 6)
			prefix(&d, text[i], "France");
	}
	ok(!destination_hidden(&d, SLICE_LIT("+33")), "+333 goes on");
	for (i = 0; i < 10; i++) {
		snprintf(text[i], sizeof(text[i]), "+333%zu", i);
		if (i != 3)
			prefix(&d, text[i], "France");
	}
	ok(destination_hidden(&d, SLICE_LIT("+33")), "nothing is left");
	destinations_release(&d);
}

static void
window(struct band_table *t, const char *band, int64_t since, int64_t until,
    uint64_t weight)
{
	struct band_window w = { .days = 0x7f, .from = 0, .to = DAY_SECONDS,
		.since = since, .until = until, .weight = weight };

	w.band = (unsigned)band_add(t, slice_of(band));
	ok(band_window_add(t, &w), "a window of %s", band);
}

static void
test_bands(void)
{
	struct band_clash clash;
	struct band_table t;
	int64_t since, until;

	band_table_init(&t);
	window(&t, "day", INT64_MIN, INT64_MAX, 1);
	window(&t, "summer", 100, 200, 2);
	window(&t, "summer", 400, 500, 2);
	window(&t, "never", INT64_MIN, INT64_MAX, 0);
	is_i64(band_table_compile(&t, &clash), BAND_OK, "compiled");
	ok(!band_holds(&t, BAND_OFFPEAK), "off-peak is covered");
	ok(band_holds(&t, 1) && band_holds(&t, 2), "day and summer hold");
	ok(!band_holds(&t, 3), "what a heavier one covers does not");
	ok(!band_dates(&t, BAND_OFFPEAK, &since, &until)
	    && !band_dates(&t, 1, &since, &until), "not dated");
	ok(band_dates(&t, 2, &since, &until) && since == 100
	    && until == 500, "from the first summer to the last");
	band_table_release(&t);
}

static void
nothing(const struct catalog_finding *f, void *arg)
{
	(void)f;
	++*(int *)arg;
}

static void
test_empty(void)
{
	struct catalog c = { .bands = { .len = 0 } };
	struct catalog_view v = { .len = 0 };
	int found = 0;
	struct catalog_check k = { .catalog = &c, .view = &v,
		.found = nothing, .arg = &found };

	catalog_check(&k);
	is_i64(found, 0, "an empty catalog has nothing wrong");
}

int
main(void)
{
	test_prefixes();
	test_bands();
	test_empty();
	return tap_done();
}
