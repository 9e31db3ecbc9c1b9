/*
 * test_allowance.c - grants, cycles, and what a catalog may not say of them
 */
#include "store/catalog.h"

#include <unistd.h>

#include "base/buf.h"
#include "tap.h"

static char dir[] = "/tmp/test_allowance.XXXXXX";

static void
test_grants(void)
{
	static const struct {
		uint64_t	quantity;
		int64_t		first, end;	/* of a cycle of 30 days */
		uint64_t	want;
	} cases[] = {
		{ 100, -50, 100, 100 },
		{ 100, 0, 10, 33 },
		{ 100, 10, 20, 34 },		/* 66.67 less 33.33 */
		{ 100, 20, 30, 33 },
		{ 100, 29, INT64_MAX, 3 },
		{ 100, 30, INT64_MAX, 0 },
		{ 100, 15, 15, 0 },
		{ 1, 0, 15, 1 },		/* half up */
		{ 1, 15, 30, 0 },
		{ UINT64_MAX, 0, 30, UINT64_MAX },
		{ UINT64_MAX, 0, 15, UINT64_MAX / 2 + 1 }
	};
	struct allowance a = { .prorated = true, .unit = SLICE_LIT("s") };

	for (size_t i = 0; i < LEN(cases); i++) {
		a.quantity = cases[i].quantity;
		is_u64(allowance_grant(&a, 1, (struct day_span){ 0, 30 },
		    (struct day_span){ cases[i].first, cases[i].end }),
		    cases[i].want, "%ju for days %jd to %jd of 30",
		    (uintmax_t)a.quantity, (intmax_t)cases[i].first,
		    (intmax_t)cases[i].end);
	}
	a = (struct allowance){ .prorated = true, .quantity = 100,
		.unit = SLICE_LIT("s") };
	is_u64(allowance_grant(&a, 3, (struct day_span){ 0, 30 },
	    (struct day_span){ 0, 10 }), 100, "300 by its days");
	is_u64(allowance_grant(&a, 0, (struct day_span){ 0, 30 },
	    (struct day_span){ 0, 10 }), 0, "not at all");
	a.quantity = UINT64_MAX / 2;
	is_u64(allowance_grant(&a, 3, (struct day_span){ 0, 30 },
	    (struct day_span){ 0, 30 }), UINT64_MAX, "at most 2^64-1");
	a.unit.len = 0;
	is_u64(allowance_grant(&a, 3, (struct day_span){ 0, 30 },
	    (struct day_span){ 0, 30 }), INT64_MAX, "of money 2^63-1");
	a.prorated = false;
	a.quantity = 7;
	is_u64(allowance_grant(&a, 1, (struct day_span){ 0, 30 },
	    (struct day_span){ 29, 30 }), 7, "all, not prorated");
}

static void
test_cycles(void)
{
	static const struct {
		enum meter_every every;
		int		 bill_day;
		const char	*day, *first, *end;
	} cases[] = {
		{ EVERY_MONTH, 15, "2026-10-14", "2026-09-15", "2026-10-15" },
		{ EVERY_MONTH, 15, "2026-10-15", "2026-10-15", "2026-11-15" },
		{ EVERY_MONTH, 28, "2026-01-01", "2025-12-28", "2026-01-28" },
		{ EVERY_CALENDAR_MONTH, 15, "2026-02-28", "2026-02-01",
		    "2026-03-01" },
		{ EVERY_WEEK, 1, "2026-10-05", "2026-10-05", "2026-10-12" },
		{ EVERY_WEEK, 1, "2026-10-11", "2026-10-05", "2026-10-12" },
		{ EVERY_WEEK, 1, "1969-12-30", "1969-12-29", "1970-01-05" },
		{ EVERY_WEEK, 1, "1969-12-28", "1969-12-22", "1969-12-29" },
		{ EVERY_DAY, 1, "2026-12-31", "2026-12-31", "2027-01-01" }
	};
	struct civil c[3];
	struct day_span got;

	for (size_t i = 0; i < LEN(cases); i++) {
		date_parse(slice_of(cases[i].day), &c[0]);
		date_parse(slice_of(cases[i].first), &c[1]);
		date_parse(slice_of(cases[i].end), &c[2]);
		got = meter_cycle(cases[i].every, cases[i].bill_day,
		    civil_days(c[0].year, c[0].month, c[0].day));
		ok(got.first == civil_days(c[1].year, c[1].month, c[1].day)
		    && got.end == civil_days(c[2].year, c[2].month, c[2].day),
		    "the cycle of %s", cases[i].day);
	}
}

/* Midnights that the clocks skip or show twice */
static void
test_midnights(void)
{
	static const struct {
		const char	*zone, *day, *want;
	} cases[] = {
		{ "Europe/Paris", "2026-10-25", "2026-10-24T22:00:00Z" },
		{ "Europe/Paris", "2026-10-26", "2026-10-25T23:00:00Z" },
		/* from 24:00 to 1:00, and from 24:00 to 23:00 */
		{ "America/Santiago", "2026-09-06", "2026-09-06T04:00:00Z" },
		{ "America/Santiago", "2026-04-05", "2026-04-05T04:00:00Z" },
		/* a day that there was not */
		{ "Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z" },
		{ "Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z" }
	};
	char text[TSTAMP_TEXT_MAX];
	struct zone z;
	struct civil c;

	for (size_t i = 0; i < LEN(cases); i++) {
		ok(zone_load(&z, cases[i].zone), "zone %s", cases[i].zone);
		date_parse(slice_of(cases[i].day), &c);
		text[tstamp_format(zone_midnight(&z, civil_days(c.year,
		    c.month, c.day)), text)] = '\0';
		is_str(text, cases[i].want, "%s begins", cases[i].day);
		zone_release(&z);
	}
}

/* ---- catalogs --------------------------------------------------------- */

#define HEAD "{\"catalog\":\"c\",\"currency\":\"EUR\"," \
	"\"time_zone\":\"UTC\",\"taxes\":{\"t\":{\"name\":\"T\"," \
	"\"category\":\"S\",\"rates\":[{\"percent\":\"20\",\"from\":" \
	"\"2014-01-01\"}]}},\"ledger\":{\"receivable\":\"1\",\"tax\":\"2\"," \
	"\"rounding\":\"3\"},\"prices\":{" \
	"\"v\":{" P ",\"usage_type\":\"voice\",\"unit\":\"s\"}," \
	"\"d\":{" P ",\"usage_type\":\"data\",\"unit\":\"octet\"}," \
	"\"m\":{\"kind\":\"one-off\",\"amount\":\"1\",\"name\":\"P\"," \
	"\"tax\":\"t\",\"gl\":\"7\"}},"
#define P "\"kind\":\"usage\",\"price\":\"1\",\"per\":\"1\",\"name\":\"P\"," \
	"\"tax\":\"t\",\"gl\":\"7\""
#define A(members) HEAD "\"allowances\":{\"a\":{\"name\":\"A\"" members \
	"}},\"offers\":{\"o\":{\"name\":\"O\",\"status\":\"active\"," \
	"\"prices\":[\"v\"],\"allowances\":[\"a\"]}}}"
#define S ",\"unit\":\"s\",\"quantity\":\"60\""
#define EUR ",\"amount\":\"1\""

/* The first line that loading says, "" when all is well */
static const char *
load(const char *json, struct catalog *c)
{
	static char said[512];
	char *path = xasprintf("%s/catalog.json", dir);
	char *err = xasprintf("%s/err", dir);
	int saved = dup(2);
	FILE *f = fopen(path, "w");

	if (f == NULL || fputs(json, f) < 0 || fclose(f) != 0)
		ok(false, "writing %s", path);
	f = freopen(err, "w", stderr);
	if (catalog_load(c, dir) < 0)
		catalog_release(c);
	fflush(stderr);
	dup2(saved, 2);
	close(saved);
	said[0] = '\0';
	f = fopen(err, "r");
	if (f == NULL || fgets(said, sizeof(said), f) == NULL)
		said[0] = '\0';
	said[strcspn(said, "\n")] = '\0';
	if (f != NULL)
		fclose(f);
	unlink(path);
	unlink(err);
	free(path);
	free(err);
	return said;
}

/* A price of data with that in its "graduated" */
#define G(members) HEAD_OF(",\"graduated\":{" members "}") "\"offers\":{}}"
/* the same beside a price of its own */
#define GP(members) HEAD_OF(",\"price\":\"1\",\"per\":\"1\"," \
	"\"graduated\":{" members "}") "\"offers\":{}}"
#define HEAD_OF(more) "{\"catalog\":\"c\",\"currency\":\"EUR\"," \
	"\"time_zone\":\"UTC\",\"taxes\":{\"t\":{\"name\":\"T\"," \
	"\"category\":\"S\",\"rates\":[{\"percent\":\"20\",\"from\":" \
	"\"2014-01-01\"}]}},\"ledger\":{\"receivable\":\"1\",\"tax\":\"2\"," \
	"\"rounding\":\"3\"},\"prices\":{\"g\":{\"kind\":\"usage\"," \
	"\"name\":\"P\",\"tax\":\"t\",\"gl\":\"7\",\"usage_type\":\"data\"," \
	"\"unit\":\"octet\"" more "}},"
#define LAST "{\"price\":\"1\"}"
#define AMOUNT "\"by\":\"amount\",\"steps\":"

static void
test_graduated_faults(void)
{
	static const struct {
		const char	*json, *code, *place;
	} cases[] = {
		{ G(""), "doc-missing", "'steps'" },
		{ G("\"steps\":[]"), "doc-value", "1 to 32 steps" },
		{ GP("\"steps\":[" LAST "]"), "doc-member", "exclude" },
		{ G("\"steps\":[" LAST "," LAST "]"), "doc-missing",
		    "'upto' or 'width'" },
		{ G("\"steps\":[{\"upto\":\"2\",\"price\":\"1\"},"
		    "{\"upto\":\"2\",\"price\":\"1\"}," LAST "]"),
		    "doc-value", "ascend" },
		{ G("\"steps\":[{\"percent\":\"1\"}]"), "doc-member",
		    "by amount" },
		{ G("\"steps\":[" LAST "],\"every\":\"once\""), "doc-value",
		    "'once'" },
		{ G(AMOUNT "[{\"percent\":\"1\"}]"), "doc-missing",
		    "'rates' or 'price'" },
		{ GP(AMOUNT "[{\"percent\":\"1\"}],\"increment\":\"2\""),
		    "doc-member", "by quantity" },
		{ GP(AMOUNT "[" LAST "]"), "doc-member", "steps[0].price" },
		{ GP(AMOUNT "[{\"percent\":\"1\",\"upto\":\"1\"}]"),
		    "doc-member", "last step" },
		{ GP(AMOUNT "[{\"percent\":\"1\"},{\"percent\":\"1\"}]"),
		    "doc-missing", "steps[0]: " },
		{ GP(AMOUNT "[{\"percent\":\"1\",\"upto\":\"1\",\"width\":"
		    "\"1\"},{\"percent\":\"1\"}]"), "doc-missing",
		    "steps[0]: " },
		{ GP(AMOUNT "[{\"percent\":\"1\",\"upto\":\"1.5\"},"
		    "{\"percent\":\"1\",\"upto\":\"1\"},{\"percent\":"
		    "\"1\"}]"), "doc-value", "steps[1]: " },
		{ G("\"steps\":[" LAST "]},\"settle\":{"), "doc-member",
		    "'settle' and 'graduated'" }
	};
	struct catalog c;
	const char *said;
	char code[64];

	for (size_t i = 0; i < LEN(cases); i++) {
		said = load(cases[i].json, &c);
		snprintf(code, sizeof(code), "[%s]", cases[i].code);
		ok(strstr(said, code) != NULL
		    && strstr(said, cases[i].place) != NULL, "%s: %s",
		    cases[i].code, said);
	}
}

static void
test_faults(void)
{
	static const struct {
		const char	*json, *code, *place;
	} cases[] = {
		{ A(""), "doc-missing", "'unit' and 'quantity'" },
		{ A(",\"unit\":\"s\""), "doc-missing", "allowances.a: " },
		{ A(",\"quantity\":\"1\""), "doc-missing", "allowances.a: " },
		{ A(S EUR), "doc-missing", "allowances.a: " },
		{ A(",\"amount\":\"0\""), "doc-missing", "above 0" },
		{ A(",\"unit\":\"s\",\"quantity\":\"0\""), "doc-value",
		    "allowances.a.quantity: " },
		{ A(",\"unit\":\"s\",\"quantity\":60"), "doc-value",
		    "not a string" },
		{ A(S ",\"price\":\"1\""), "doc-missing", "'per'" },
		{ A(EUR ",\"increment\":\"2\""), "doc-member", "of units" },
		{ A(EUR ",\"connect_fee\":\"covered\""), "doc-member",
		    "of units" },
		{ A(S ",\"prices\":[\"d\"]"), "catalog-reference",
		    "allowances.a.prices[0]: " },
		{ A(S ",\"prices\":[\"m\"]"), "catalog-reference", "'m'" },
		{ A(EUR ",\"prices\":[\"m\"]"), "catalog-reference", "'m'" },
		{ A(S ",\"usage_types\":[\"data\"]"), "catalog-reference",
		    "'data'" },
		{ A(S ",\"bands\":[\"night\"]"), "catalog-reference",
		    "'night'" },
		{ A(S ",\"destinations\":[\"Mars\",1]"), "catalog-reference",
		    "'Mars'" },
		{ A(S ",\"roll_over\":{}"), "doc-missing", "'cycles'" },
		{ A(S ",\"roll_over\":{\"cycles\":\"13\"}"), "doc-value",
		    "above 12" },
		{ A(S ",\"roll_over\":{\"cycles\":\"1\",\"limit\":\"0.5\"}"),
		    "doc-value", "'limit'" },
		{ A(EUR ",\"roll_over\":{\"cycles\":\"1\",\"limit\":\"0\"}"),
		    "doc-value", "'limit'" },
		{ A(S ",\"every\":\"once\",\"roll_over\":{\"cycles\":\"1\"}"),
		    "doc-member", "given once" },
		{ A(S ",\"every\":\"once\",\"proration\":\"calendar\""),
		    "doc-member", "given once" },
		{ A(S ",\"every\":\"once\",\"grant\":\"one\""),
		    "doc-member", "given once" },
		{ A(S ",\"valid_days\":\"1\""), "doc-member", "given once" },
		{ A(S ",\"every\":\"once\",\"valid_days\":\"36526\""),
		    "doc-value", "above 36525" },
		{ A(S ",\"every\":\"year\""), "doc-value", "'year'" },
		{ A(S ",\"from\":\"2026-02-01\",\"to\":\"2026-02-01\""),
		    "doc-value", "allowances.a: " },
		{ A(S ",\"multiply\":\"seats\""), "doc-value", "param_" },
		{ A(S ",\"colour\":\"red\""), "doc-member",
		    "allowances.a.colour: " },
		{ HEAD "\"allowances\":{},\"offers\":{\"o\":{\"name\":\"O\","
		    "\"status\":\"active\",\"prices\":[],\"allowances\":"
		    "[\"b\"]}}}", "catalog-reference",
		    "offers.o.allowances[0]: " },
		{ HEAD "\"allowances\":{\"a\":{\"name\":\"A\"" S "}},"
		    "\"offers\":{\"o\":{\"name\":\"O\",\"status\":\"active\","
		    "\"prices\":[],\"allowances\":[\"a\",\"a\"]}}}",
		    "catalog-twice", "'a' stands twice" }
	};
	struct catalog c;
	const char *said;
	char code[64];

	for (size_t i = 0; i < LEN(cases); i++) {
		said = load(cases[i].json, &c);
		snprintf(code, sizeof(code), "[%s]", cases[i].code);
		ok(strstr(said, code) != NULL
		    && strstr(said, cases[i].place) != NULL, "%s: %s",
		    cases[i].code, said);
	}
}

static void
test_reading(void)
{
	struct catalog c;
	const struct allowance *a;

	is_str(load(A(EUR ",\"roll_over\":{\"cycles\":\"2\",\"limit\":"
	    "\"2.5\",\"use\":\"last\"},\"usage_types\":[\"data\"],"
	    "\"shared\":\"payer\",\"every\":\"week\",\"weight\":\"7\""), &c),
	    "", "an allowance of money");
	a = catalog_allowance(&c, SLICE_LIT("a"));
	ok(a != NULL && c.offer[0].allowances == 1
	    && c.offer[0].allowance[0] == a, "the offer has it");
	ok(allowance_is_money(a) && a->quantity == MONEY_SCALE, "1.00");
	ok(a->roll_periods == 2 && a->roll_last
	    && a->roll_limit == 2500000000, "it rolls over");
	ok(a->shared == SHARED_PAYER && a->every == EVERY_WEEK
	    && a->weight == 7 && a->each && !a->cut, "and the rest");
	ok(a->covers[catalog_price(&c, SLICE_LIT("d")) - c.price]
	    && !a->covers[catalog_price(&c, SLICE_LIT("v")) - c.price]
	    && !a->covers[catalog_price(&c, SLICE_LIT("m")) - c.price]
	    && a->bands == UINT64_MAX && a->destination == NULL,
	    "it covers data at any time");
	catalog_release(&c);
}

int
main(void)
{
	if (mkdtemp(dir) == NULL)
		return 1;
	test_grants();
	test_cycles();
	test_midnights();
	test_faults();
	test_graduated_faults();
	test_reading();
	rmdir(dir);
	return tap_done();
}
