/*
 * What can be said of a customer, an account or a subscription by itself,
 * and the fields that the record table does not know.
 */
#include "bss/entity.h"
#include "bss/extra.h"
#include "rec/scan.h"

#include "tap.h"

static struct arena arena;

/* A record of NDJSON text without its newline; valid until the next. */
static const struct rec *
rec_of(const char *text)
{
	static struct scanner *s;
	static struct buf line;
	static struct rec r;
	const char *next, *at;

	scanner_free(s);
	s = scanner_new();
	buf_clear(&line);
	buf_adds(&line, text);
	buf_addc(&line, '\n');
	buf_reserve(&line, SCAN_PADDING);
	if (scan_line(s, line.data, &r, &next, &at) != REASON_NONE)
		ok(false, "not a record: %s", text);
	return &r;
}

static struct entity
entity_of(const char *text)
{
	struct entity e;
	enum field f;

	if (entity_from_rec(&e, rec_of(text), NULL, &arena, &f) != REASON_NONE)
		ok(false, "no entity: %s", text);
	return e;
}

static void
test_type(void)
{
	static const struct {
		const char	*word;
		enum rec_type	 type;
	} cases[] = {
		{ "customer", REC_CUSTOMER }, { "customers", REC_CUSTOMER },
		{ "account", REC_ACCOUNT }, { "accounts", REC_ACCOUNT },
		{ "subscription", REC_SUBSCRIPTION },
		{ "subscriptions", REC_SUBSCRIPTION },
		{ "usage", REC_NONE }, { "s", REC_NONE }, { "", REC_NONE },
		{ "customerss", REC_NONE },
	};

	for (size_t i = 0; i < LEN(cases); i++)
		is_i64(entity_type(slice_of(cases[i].word)), cases[i].type,
		    "type '%s'", cases[i].word);
}

#define SUB "{\"type\":\"subscription\",\"subscription\":\"S\",\"account\":\"A\"," \
	"\"offer\":\"o\",\"identifier\":\"i\",\"from\":\"2026-01-01T00:00:00Z\""

static void
test_check(void)
{
	static const struct {
		const char	*field, *value;
		enum reason	 why;
	} cases[] = {
		{ "currency", "EUR", REASON_NONE },
		{ "currency", "XXQ", REASON_FIELD_VALUE },
		{ "bill_day", "1", REASON_NONE },
		{ "bill_day", "31", REASON_NONE },
		{ "bill_day", "0", REASON_FIELD_VALUE },
		{ "bill_day", "32", REASON_FIELD_VALUE },
		{ "payer", "A-9", REASON_NONE },
		{ "payer", "A 9", REASON_FIELD_VALUE },
		{ "identifier", "+33473000100", REASON_NONE },
		{ "identifier", "+123456789012345", REASON_NONE },
		{ "identifier", "+1234567890123456", REASON_FIELD_VALUE },
		{ "identifier", "+0473", REASON_FIELD_VALUE },
		{ "identifier", "+", REASON_FIELD_VALUE },
		{ "identifier", "+33 473", REASON_FIELD_VALUE },
		{ "identifier", "core1/ge-0/0/1", REASON_NONE },
		{ "identifier", "", REASON_FIELD_MISSING },
		{ "revenue_month", "0", REASON_NONE },
		{ "revenue_month", "-1", REASON_FIELD_VALUE },
		{ "to", "2026-01-01T00:00:00.000001Z", REASON_NONE },
		{ "to", "2026-01-01T00:00:00Z", REASON_CRM_PERIOD },
		{ "to", "2025-12-31T00:00:00Z", REASON_CRM_PERIOD },
	};
	enum reason why;
	enum field f;
	const char *want;

	for (size_t i = 0; i < LEN(cases); i++) {
		struct entity e = entity_of(SUB "}");

		entity_set(&e, slice_of(cases[i].field),
		    slice_of(cases[i].value), NULL, &arena);
		why = entity_check(&e, &f, &want);
		if (!is_str(reason_code(why), reason_code(cases[i].why),
		    "%s '%s'", cases[i].field, cases[i].value)
		    || why == REASON_NONE)
			continue;
		is_str(field_defs[f].name, cases[i].field, "and says which");
	}
}

static void
test_check_customer(void)
{
	static const struct {
		const char	*field, *value;
		enum reason	 why;
	} cases[] = {
		{ "name", "", REASON_FIELD_MISSING },
		{ "party_type", "organization", REASON_NONE },
		{ "party_type", "company", REASON_FIELD_VALUE },
		{ "email", "a@b", REASON_NONE },
		{ "email", "a b@c", REASON_FIELD_VALUE },
		{ "email", "@b", REASON_FIELD_VALUE },
		{ "email", "a@", REASON_FIELD_VALUE },
		{ "email", "a@b@c", REASON_FIELD_VALUE },
		{ "phone", "+33473000100", REASON_NONE },
		{ "phone", "0473000100", REASON_FIELD_VALUE },
		{ "country", "FR", REASON_NONE },
		{ "country", "fr", REASON_FIELD_VALUE },
		{ "country", "FRA", REASON_FIELD_VALUE },
		{ "language", "fr", REASON_NONE },
		{ "language", "FR", REASON_FIELD_VALUE },
	};
	enum field f;
	const char *want;

	for (size_t i = 0; i < LEN(cases); i++) {
		struct entity e = entity_of("{\"type\":\"customer\","
		    "\"customer\":\"C\",\"name\":\"N\"}");

		entity_set(&e, slice_of(cases[i].field),
		    slice_of(cases[i].value), NULL, &arena);
		is_str(reason_code(entity_check(&e, &f, &want)),
		    reason_code(cases[i].why), "%s '%s'", cases[i].field,
		    cases[i].value);
	}
}

static void
test_limits(void)
{
	struct entity e = entity_of(SUB "}");
	char text[ENTITY_TEXT_MAX + 2];
	enum field f;
	const char *want;

	memset(text, 'k', sizeof(text));
	e.value[0].text = (struct slice){ text, ENTITY_KEY_MAX };
	ok(entity_check(&e, &f, &want) == REASON_NONE, "a key of 64 octets");
	e.value[0].text.len++;
	ok(entity_check(&e, &f, &want) == REASON_FIELD_VALUE, "of 65");
	e = entity_of("{\"type\":\"customer\",\"customer\":\"C\","
	    "\"name\":\"N\"}");
	e.value[1].text = (struct slice){ text, ENTITY_TEXT_MAX };
	ok(entity_check(&e, &f, &want) == REASON_NONE, "a name of 1000");
	e.value[1].text.len++;
	ok(entity_check(&e, &f, &want) == REASON_FIELD_VALUE, "of 1001");
}

static void
test_set(void)
{
	static const struct {
		const char	*name, *word;
		bool		 zone;
		enum reason	 why;
	} cases[] = {
		{ "sla", "gold", false, REASON_NONE },
		{ "sla", "\xff", false, REASON_FIELD_VALUE },
		{ "bill_day", "five", false, REASON_FIELD_VALUE },
		{ "bill_day", "1.5", false, REASON_FIELD_VALUE },
		{ "bill_day", "18446744073709551615", false,
		    REASON_FIELD_VALUE },
		{ "revenue_month", "29.90", false, REASON_NONE },
		{ "revenue_month", "29,90", false, REASON_FIELD_VALUE },
		{ "revenue_month", "0.0000000001", false, REASON_FIELD_VALUE },
		{ "to", "2026-11-01", false, REASON_CRM_ZONE },
		{ "to", "2026-11-01", true, REASON_NONE },
		{ "to", "2026-11-01T00:00:00Z", false, REASON_NONE },
		{ "to", "2026-11-31", true, REASON_FIELD_VALUE },
		{ "to", "tomorrow", true, REASON_FIELD_VALUE },
		{ "colour", "red", false, REASON_FIELD_UNKNOWN },
		{ "usage_id", "1", false, REASON_FIELD_UNKNOWN },
		{ "x_", "1", false, REASON_FIELD_UNKNOWN },
		{ "x_Colour", "1", false, REASON_FIELD_UNKNOWN },
		{ "x_a\",\"b", "1", false, REASON_FIELD_UNKNOWN },
		{ "x_colour", "red", false, REASON_NONE },
		{ "x_colour", "\xff", false, REASON_FIELD_VALUE },
		{ "param_mbps", "100", false, REASON_NONE },
	};
	struct zone paris = { 0 };

	if (!zone_load(&paris, "Europe/Paris")) {
		tap_skip("no tzdata", "fields set by words");
		return;
	}
	for (size_t i = 0; i < LEN(cases); i++) {
		struct entity e = entity_of(SUB "}");

		is_str(reason_code(entity_set(&e, slice_of(cases[i].name),
		    slice_of(cases[i].word), cases[i].zone ? &paris : NULL,
		    &arena)), reason_code(cases[i].why), "set %s=%s",
		    cases[i].name, cases[i].word);
		if (cases[i].zone && cases[i].why == REASON_NONE)
			is_i64(entity_get(&e, F_TO)->num,
			    INT64_C(1793487600000000),
			    "midnight in Paris, where it is winter");
	}
	zone_release(&paris);
}

static const char *
diff_of(const struct entity *old, const struct entity *new)
{
	static struct buf text;

	buf_clear(&text);
	entity_diff(&text, old, new);
	return buf_str(&text);
}

static void
test_diff(void)
{
	struct entity a = entity_of(SUB ",\"sla\":\"gold\",\"x_b\":1}");
	struct entity b = entity_of(SUB ",\"sla\":\"gold\",\"x_b\":1}");
	struct entity c = entity_of(SUB ",\"revenue_month\":4.90}");

	ok(entity_same(&a, &b), "the same");
	ok(!entity_same(&a, &c), "not the same");
	is_str(diff_of(&a, &b), "", "no difference");
	is_str(diff_of(&a, &c), "sla: gold -> -; revenue_month: - -> 4.9; "
	    "others: {\"x_b\":1} -> -", "the difference");
	is_str(diff_of(NULL, &c), "account: A; offer: o; identifier: i; "
	    "from: 2026-01-01T00:00:00Z; revenue_month: 4.9", "all of it");
}

static void
test_valid(void)
{
	struct entity e = entity_of(SUB ",\"to\":\"2026-02-01T00:00:00Z\"}");
	int64_t from = entity_get(&e, F_FROM)->num;
	int64_t to = entity_get(&e, F_TO)->num;

	ok(!entity_valid_at(&e, from - 1), "not before from");
	ok(entity_valid_at(&e, from), "at from");
	ok(entity_valid_at(&e, to - 1), "before to");
	ok(!entity_valid_at(&e, to), "not at to");
}

static void
is_extra(struct slice extra, const char *want, const char *what)
{
	char *text = extra.p != NULL ? xstrndup(extra.p, extra.len) : NULL;

	is_str(text, want, "%s", what);
	free(text);
}

static void
test_extra(void)
{
	struct slice x = extra_of_rec(rec_of(SUB ",\"x_n\":1e-05,\"sla\":\"a\""
	    ",\"x_s\":\"\\u00e9\\\"\",\"x_e\":\"\",\"x_0\":null"
	    ",\"param_b\":true,\"node\":\"n\"}"), &arena);

	is_extra(x, "{\"x_n\":1e-05,\"x_s\":\"\\u00e9\\\"\",\"param_b\":true,"
	    "\"node\":\"n\"}", "values as they stood, the missing left out");
	is_extra(extra_of_rec(rec_of(SUB "}"), &arena), NULL, "none");
	x = extra_set(x, SLICE_LIT("x_s"), SLICE_LIT("\"q\\"), &arena);
	is_extra(x, "{\"x_n\":1e-05,\"x_s\":\"\\\"q\\\\\",\"param_b\":true,"
	    "\"node\":\"n\"}", "one replaced at its place");
	x = extra_set(x, SLICE_LIT("x_new"), SLICE_LIT("1"), &arena);
	x = extra_set(x, SLICE_LIT("x_n"), SLICE_LIT(""), &arena);
	x = extra_set(x, SLICE_LIT("node"), SLICE_LIT(""), &arena);
	is_extra(x, "{\"x_s\":\"\\\"q\\\\\",\"param_b\":true,\"x_new\":\"1\"}",
	    "one added last, two removed");
	x = extra_set(x, SLICE_LIT("x_s"), SLICE_LIT(""), &arena);
	x = extra_set(x, SLICE_LIT("param_b"), SLICE_LIT(""), &arena);
	x = extra_set(x, SLICE_LIT("x_new"), SLICE_LIT(""), &arena);
	is_extra(x, NULL, "nothing left");
}

int
main(void)
{
	test_type();
	test_check();
	test_check_customer();
	test_limits();
	test_set();
	test_diff();
	test_valid();
	test_extra();
	arena_release(&arena);
	return tap_done();
}
