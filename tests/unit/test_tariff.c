#include "bss/tariff.h"

#include "bss/band.h"
#include "bss/destination.h"
#include "bss/keyed.h"
#include "tap.h"

static void
test_destinations(void)
{
	static const struct {
		const char	*prefix, *name;
		enum destination_err err;
	} adds[] = {
		{ "+33", "France", DESTINATION_OK },
		{ "+336", "France mobile", DESTINATION_OK },
		{ "+337", "France mobile", DESTINATION_OK },
		{ "+1", "North America", DESTINATION_OK },
		{ "+123456789012345", "Deep", DESTINATION_OK },
		{ "+1234567890123456", "Too deep", DESTINATION_SYNTAX },
		{ "+33", "France again", DESTINATION_TWICE },
		{ "33", "No plus", DESTINATION_SYNTAX },
		{ "+", "No digit", DESTINATION_SYNTAX },
		{ "+3a", "A letter", DESTINATION_SYNTAX },
		{ "", "Nothing", DESTINATION_SYNTAX },
		{ "short:112", "Emergency", DESTINATION_OK },
		{ "short:118", "Enquiries", DESTINATION_OK },
		{ "short:1187", "Dear enquiries", DESTINATION_OK },
		{ "short:118", "Again", DESTINATION_TWICE },
		{ "short:", "No digit", DESTINATION_SYNTAX },
		{ "short:+33", "Both", DESTINATION_SYNTAX },
		{ "short:123456789", "Too long", DESTINATION_SYNTAX }
	};
	static const struct {
		const char	*number, *name;	/* NULL: see err */
		enum destination_err err;
	} finds[] = {
		{ "+33473000001", "France", DESTINATION_OK },
		{ "+33612345678", "France mobile", DESTINATION_OK },
		{ "+33", "France", DESTINATION_OK },
		{ "+123456789012345", "Deep", DESTINATION_OK },
		{ "+12345678901234", "North America", DESTINATION_OK },
		{ "+49", NULL, DESTINATION_UNKNOWN },
		{ "+3", NULL, DESTINATION_UNKNOWN },
		{ "+999999999999999", NULL, DESTINATION_UNKNOWN },
		{ "+9999999999999999", NULL, DESTINATION_SYNTAX },
		{ "+99999999999999x", NULL, DESTINATION_SYNTAX },
		{ "+33x", NULL, DESTINATION_SYNTAX },
		{ "0033", NULL, DESTINATION_SYNTAX },
		{ "+", NULL, DESTINATION_SYNTAX },
		{ "112", "Emergency", DESTINATION_OK },
		{ "118712", "Dear enquiries", DESTINATION_OK },
		{ "11888", "Enquiries", DESTINATION_OK },
		{ "+112", "North America", DESTINATION_OK },
		{ "11", NULL, DESTINATION_SYNTAX },
		{ "33", NULL, DESTINATION_SYNTAX },
		{ "112x", NULL, DESTINATION_SYNTAX },
		{ "112345678", NULL, DESTINATION_SYNTAX },
		{ "", NULL, DESTINATION_SYNTAX }
	};
	struct destinations d = { 0 };
	uint32_t n;
	size_t i;

	is_i64(destination_of(&d, SLICE_LIT("+33"), &n), DESTINATION_UNKNOWN,
	    "without prefixes nothing is known");
	for (i = 0; i < LEN(adds); i++)
		is_i64(destination_add(&d, slice_of(adds[i].prefix),
		    slice_of(adds[i].name)), adds[i].err, "prefix '%s'",
		    adds[i].prefix);
	for (i = 0; i < LEN(finds); i++) {
		is_i64(destination_of(&d, slice_of(finds[i].number), &n),
		    finds[i].err, "number '%s'", finds[i].number);
		if (finds[i].err == DESTINATION_OK)
			is_str(d.name[n].p, finds[i].name, "leads to");
	}
	is_u64(d.len, 8, "seven names, and none");
	ok(destination_by_name(&d, SLICE_LIT("France mobile"))
	    == 2, "a name is found");
	is_u64(destination_by_name(&d, SLICE_LIT("Mars")), DESTINATION_NONE,
	    "one that is not there is not");
	destinations_release(&d);
}

/* As many names as make the table grow several times */
static void
test_many(void)
{
	static char text[10000][2][12];
	struct destinations d = { 0 };
	unsigned i, wrong = 0;
	uint32_t n;

	for (i = 0; i < 10000; i++) {
		snprintf(text[i][0], sizeof(text[i][0]), "+9%04u", i);
		snprintf(text[i][1], sizeof(text[i][1]), "D%u", i / 2);
		destination_add(&d, slice_of(text[i][0]),
		    slice_of(text[i][1]));
	}
	for (i = 0; i < 10000; i++)
		wrong += destination_of(&d, slice_of(text[i][0]), &n)
		    != DESTINATION_OK || !slice_is(d.name[n], text[i][1])
		    || destination_by_name(&d, slice_of(text[i][1])) != n;
	is_u64(wrong, 0, "10000 prefixes of 5000 names");
	is_u64(d.len, 5001, "each name once");
	destinations_release(&d);
}

/* Prefixes of all lengths at random, against a search through all of them. */
static void
test_longest(void)
{
	static char prefix[400][12];
	struct destinations d = { 0 };
	unsigned i, k, len = 0, wrong = 0, found;
	uint64_t x = 1;
	char number[24];
	uint32_t n;

	for (i = 0; i < 20000; i++) {
		x = x * UINT64_C(6364136223846793005) + 1442695040888963407;
		/* few digits, so that many have a prefix alike */
		n = 1 + (uint32_t)(x >> 60) % 12;
		snprintf(number, sizeof(number), "+");
		for (k = 0; k < n; k++)
			snprintf(number + 1 + k, 2, "%u",
			    (unsigned)(x >> (20 + 2 * k)) % 4);
		if (i % 50 == 0 && len < 400 && strlen(number) < 10) {
			snprintf(prefix[len], sizeof(prefix[len]), "%.11s",
			    number);
			if (destination_add(&d, slice_of(prefix[len]),
			    slice_of(prefix[len])) == DESTINATION_OK)
				len++;
		}
		for (found = len, k = 0; k < len; k++)
			if (strncmp(number, prefix[k], strlen(prefix[k])) == 0
			    && (found == len || strlen(prefix[k])
			    > strlen(prefix[found])))
				found = k;
		if (i % 3 == 0)
			destinations_compile(&d);
		switch (destination_of(&d, slice_of(number), &n)) {
		case DESTINATION_OK:
			wrong += found == len
			    || !slice_is(d.name[n], prefix[found]);
			break;
		case DESTINATION_UNKNOWN:
			wrong += found != len;
			break;
		default:
			wrong++;
		}
	}
	is_u64(wrong, 0, "the longest of %u prefixes", len);
	is_u64(d.narrow != NULL, 1, "in the table that is looked up in");
	destinations_release(&d);
}

/* destination, band, from, to, and the price that tells it */
static const struct rate rates[] = {
	{ 1, BAND_ANY, 0, 100, 200, 11, 1, 1, 1, 0, 0, 0, 0 },
	{ 1, 1, 0, 100, 200, 12, 1, 1, 1, 0, 0, 0, 0 },
	{ 1, 1, 0, 200, INT64_MAX, 13, 1, 1, 1, 0, 0, 0, 0 },
	{ 2, 0, 0, INT64_MIN, INT64_MAX, 21, 1, 1, 1, 0, 0, 0, 0 },
	{ DESTINATION_NONE, BAND_ANY, 0, 100, INT64_MAX, 1, 1, 1, 1, 0, 0, 0,
	    0 }
};

static void
test_rates(void)
{
	static const struct {
		uint32_t	destination;
		uint8_t		band;
		int64_t		us;
		money_t		price;	/* 0: none */
	} cases[] = {
		{ 1, 1, 150, 12 }, { 1, 0, 150, 11 }, { 1, 1, 199, 12 },
		{ 1, 1, 200, 13 }, { 1, 0, 200, 1 }, { 1, 1, 99, 0 },
		{ 2, 0, 0, 21 }, { 2, 1, 150, 1 }, { 2, 1, 99, 0 },
		{ 3, 0, 100, 1 }, { DESTINATION_NONE, 0, 100, 1 },
		{ DESTINATION_NONE, 0, 99, 0 }
	};
	struct tariff t = { 0 };
	const struct rate *a, *b, *r;
	size_t i;

	for (i = 0; i < LEN(rates); i++)
		tariff_add(&t, &rates[i]);
	ok(t.by_destination && t.by_band, "it asks for both");
	ok(tariff_compile(&t, 4, &a, &b), "it compiles");
	for (i = 0; i < LEN(cases); i++) {
		r = tariff_rate(&t, cases[i].destination, cases[i].band,
		    cases[i].us);
		is_i64(r != NULL ? r->price : 0, cases[i].price,
		    "destination %u, band %u, at %lld", cases[i].destination,
		    cases[i].band, (long long)cases[i].us);
	}
	tariff_release(&t);
}

static void
test_overlap(void)
{
	struct rate late = rates[1];
	const struct rate *a, *b;
	struct tariff t = { 0 };

	tariff_add(&t, &rates[1]);
	late.line = 7;
	late.from_us = 199;
	late.to_us = 300;
	tariff_add(&t, &late);
	ok(!tariff_compile(&t, 2, &a, &b) && a->line == 0 && b->line == 7,
	    "two rates at once, and which");
	tariff_release(&t);
	tariff_add(&t, &rates[1]);
	late.from_us = 200;
	tariff_add(&t, &late);
	ok(tariff_compile(&t, 2, &a, &b), "one behind the other is fine");
	tariff_release(&t);
	ok(tariff_compile(&t, 0, &a, &b)
	    && tariff_rate(&t, 0, 0, 0) == NULL, "an empty one has no rate");
	tariff_release(&t);
}

/* Rows without an end, as price lists with effective dates have them */
static void
test_open_ends(void)
{
	enum { EVER = -1, OPEN = 1000 };	/* no from, no to */
	static const struct {
		int		from[3], to[3];
		bool		clash;
		money_t		at_50, at_150, at_250;
		const char	*what;
	} cases[] = {
		{ { EVER, 100, 200 }, { OPEN, OPEN, OPEN }, false, 1, 2, 3,
		    "each holds until the next" },
		{ { 200, EVER, 100 }, { OPEN, OPEN, OPEN }, false, 2, 3, 1,
		    "in whichever order they stand" },
		{ { EVER, 100, 100 }, { OPEN, OPEN, OPEN }, true, 0, 0, 0,
		    "two from the same day clash" },
		{ { EVER, 100, 200 }, { OPEN, 200, OPEN }, true, 0, 0, 0,
		    "one with an end does not end another" },
		{ { EVER, 100, 200 }, { 100, 201, OPEN }, true, 0, 0, 0,
		    "an end that is said is not moved" }
	};
	const struct rate *a, *b, *r;
	size_t i, j;

	for (i = 0; i < LEN(cases); i++) {
		const money_t price[] = { cases[i].at_50, cases[i].at_150,
			cases[i].at_250 };
		struct tariff t = { 0 };

		for (j = 0; j < 3; j++)
			tariff_add(&t, &(struct rate){ .destination = 1,
			    .band = 1, .line = (uint32_t)j, .per = 1,
			    .price = (money_t)j + 1,
			    .from_us = cases[i].from[j] == EVER ? INT64_MIN
			    : cases[i].from[j],
			    .to_us = cases[i].to[j] == OPEN ? INT64_MAX
			    : cases[i].to[j] });
		ok(tariff_compile(&t, 2, &a, &b) != cases[i].clash, "%s",
		    cases[i].what);
		for (j = 0; j < 3 && !cases[i].clash; j++) {
			r = tariff_rate(&t, 1, 1, 50 + 100 * (int64_t)j);
			is_i64(r != NULL ? r->price : 0, price[j],
			    "at %zu", 50 + 100 * j);
		}
		tariff_release(&t);
	}
}

/* A new list from the first unit on ends the steps of the one before it. */
static void
test_open_steps(void)
{
	enum { OPEN = 1000 };
	static const struct {
		struct { uint64_t after; int from, to; } row[5];
		int		ends[5];	/* as sorted; 0: no row */
		const char	*what;
	} cases[] = {
		{ { { 0, 1, OPEN }, { 60, 1, OPEN }, { 0, 10, OPEN } },
		    { 10, OPEN, 10 }, "no step any more" },
		{ { { 0, 1, OPEN }, { 60, 1, OPEN }, { 0, 10, OPEN },
		    { 60, 10, OPEN } }, { 10, OPEN, 10, OPEN },
		    "another price of the step" },
		{ { { 0, 1, OPEN }, { 60, 1, OPEN }, { 0, 10, OPEN },
		    { 60, 20, OPEN } }, { 10, OPEN, 10, OPEN },
		    "a step that begins later than its list" },
		{ { { 0, 1, OPEN }, { 60, 1, OPEN }, { 60, 5, OPEN },
		    { 90, 2, OPEN }, { 0, 10, OPEN } },
		    { 10, OPEN, 5, 10, 10 }, "steps of their own dates" },
		{ { { 0, 1, OPEN }, { 60, 1, 30 }, { 0, 10, OPEN } },
		    { 10, OPEN, 30 }, "an end that is said is kept" },
		{ { { 0, 1, 20 }, { 60, 1, OPEN }, { 0, 20, 30 } },
		    { 20, 30, OPEN }, "one with an end ends nothing" }
	};
	const struct rate *a, *b;
	size_t i, j;

	for (i = 0; i < LEN(cases); i++) {
		struct tariff t = { 0 };

		for (j = 0; j < 5 && cases[i].row[j].to != 0; j++)
			tariff_add(&t, &(struct rate){ .destination = 1,
			    .band = BAND_ANY, .per = 1, .line = (uint32_t)j,
			    .after = cases[i].row[j].after,
			    .from_us = cases[i].row[j].from,
			    .to_us = cases[i].row[j].to == OPEN ? INT64_MAX
			    : cases[i].row[j].to });
		ok(tariff_compile(&t, 2, &a, &b), "%s", cases[i].what);
		for (j = 0; j < t.len; j++)
			is_i64(t.rate[j].to_us == INT64_MAX ? OPEN
			    : t.rate[j].to_us, cases[i].ends[j], "row %zu", j);
		tariff_release(&t);
	}
}

/* Rows of one destination: own band first, then the latest unit begun. */
static void
test_after(void)
{
	static const struct rate rows[] = {
		{ .band = 1, .to_us = 9, .per = 1, .line = 1 },
		{ .band = 1, .to_us = 9, .per = 1, .after = 60, .line = 2 },
		{ .band = 1, .to_us = 5, .per = 1, .after = 90, .line = 3 },
		{ .band = BAND_ANY, .to_us = 9, .per = 1, .line = 4 },
		{ .band = BAND_ANY, .to_us = 9, .per = 1, .after = 75,
		    .line = 5 }
	};
	static const struct {
		uint8_t		band;
		int64_t		us;
		uint64_t	at, until;
		uint32_t	line;		/* 0: none */
	} cases[] = {
		{ 1, 0, 0, 60, 1 }, { 1, 0, 59, 60, 1 }, { 1, 0, 60, 75, 2 },
		{ 1, 0, 89, 90, 2 }, { 1, 0, 90, UINT64_MAX, 3 },
		{ 1, 5, 90, UINT64_MAX, 2 }, { 2, 0, 0, 75, 4 },
		{ 2, 0, 75, UINT64_MAX, 5 }, { 1, 9, 0, UINT64_MAX, 0 }
	};
	const struct rate *r;
	uint64_t until;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		until = UINT64_MAX;
		r = rates_pick(rows, LEN(rows), cases[i].band, cases[i].us,
		    cases[i].at, &until);
		is_u64(r != NULL ? r->line : 0, cases[i].line,
		    "unit %ju in band %u", (uintmax_t)cases[i].at,
		    cases[i].band);
		is_u64(until, cases[i].until, "and until when");
	}
}

static void
test_keyed(void)
{
	struct key_names names = { 0 };
	struct keyed_rates k = { 0 };
	const struct keyed_span *s;
	const struct rate *a, *b;
	char name[32], text[64][16];
	uint32_t i, key;

	is_u64(key_names_find(&names, "account", SLICE_LIT("A1")), KEY_NONE,
	    "no names, no key");
	for (i = 0; i < 64; i++) {
		snprintf(text[i], sizeof(text[i]), "account A%u", i);
		is_u64(key_names_add(&names, slice_of(text[i])), i + 1,
		    "a new key");
	}
	is_u64(key_names_add(&names, SLICE_LIT("account A7")), 8, "an old one");
	is_u64(key_names_find(&names, "account", SLICE_LIT("A63")), 64,
	    "found by what and who");
	is_u64(key_names_find(&names, "group", SLICE_LIT("A63")), KEY_NONE,
	    "what counts, too");
	for (i = 0; i < 3; i++)
		for (key = 1; key <= 64; key += 3)
			keyed_add(&k, key, &(struct rate){ .destination = i,
			    .band = BAND_ANY, .to_us = 1, .per = 1,
			    .line = key * 10 + i });
	ok(keyed_compile(&k, &a, &b), "they compile");
	is_u64(k.span_len, 22, "a span for each");
	s = keyed_find(&k, 61);
	ok(s != NULL && s->len == 3 && s->by_destination && !s->by_band,
	    "one of them");
	is_u64(keyed_rows(&k, s, 2, &a), 1, "its rows of a destination");
	is_u64(a->line, 612, "are its own");
	is_u64(keyed_rows(&k, s, 7, &a), 0, "or none");
	ok(keyed_find(&k, 60) == NULL, "a key without rows");
	keyed_release(&k);
	keyed_add(&k, 1, &(struct rate){ .band = 1, .to_us = 5 });
	keyed_add(&k, 2, &(struct rate){ .band = 1, .to_us = 5 });
	keyed_add(&k, 1, &(struct rate){ .band = 1, .from_us = 4,
	    .to_us = 5 });
	ok(!keyed_compile(&k, &a, &b), "two of one key clash");
	keyed_release(&k);
	for (key = 1; key <= 2; key++)
		for (i = 0; i < 2; i++)
			keyed_add(&k, key, &(struct rate){ .band = 1,
			    .from_us = i, .to_us = INT64_MAX });
	ok(keyed_compile(&k, &a, &b) && k.rate[0].to_us == 1
	    && k.rate[1].to_us == INT64_MAX && k.rate[2].to_us == 1,
	    "of one key the next row ends the one before");
	keyed_release(&k);
	snprintf(name, sizeof(name), "x");
	is_u64(key_names_find(&names, "account", (struct slice){ name, 999 }),
	    KEY_NONE, "a name too long to be one");
	key_names_release(&names);
}

int
main(void)
{
	test_destinations();
	test_many();
	test_longest();
	test_rates();
	test_overlap();
	test_open_ends();
	test_open_steps();
	test_after();
	test_keyed();
	return tap_done();
}
