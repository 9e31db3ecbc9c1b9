/*
 * test_itemised.c - which records are of a line, and which numbers show
 */
#include <jansson.h>

#include "doc/itemised.h"
#include "tap.h"

static struct zone utc;

static struct item
item_at(const char *id, int64_t ts_us, const char *number)
{
	return (struct item){ .subscription = SLICE_LIT("S"),
		.price = SLICE_LIT("voice"), .usage_id = slice_of(id),
		.number = slice_of(number), .unit = SLICE_LIT("s"),
		.ts_us = ts_us, .quantity = 60, .amount = MONEY_SCALE,
		.has_amount = true };
}

static void
line_add(struct invoice *inv, enum line_kind kind, uint64_t records)
{
	struct invoice_line *l = invoice_add_line(inv);

	l->kind = kind;
	l->subscription = SLICE_LIT("S");
	l->price = SLICE_LIT("voice");
	l->records = records;
	l->net = (money_t)records * MONEY_SCALE;
	memcpy(l->first, "1970-01-01", DATE_TEXT_MAX);
	memcpy(l->last, "1970-01-31", DATE_TEXT_MAX);
}

static void
test_mask(void)
{
	static const struct {
		const char *number;
		unsigned mask;
		const char *shown;
	} cases[] = {
		{ "+33612345678", 0, "+33612345678" },
		{ "+33612345678", 3, "+33612345xxx" },
		{ "+33612345678", 15, "+xxxxxxxxxxx" },
		{ "+118", 3, "+xxx" },
		/* as an exchange writes them, not in E.164 */
		{ "0612345678", 4, "061234xxxx" },
		{ "06 12 34 56 78", 4, "06 12 34 xx xx" },
		{ "(0471) 000-200", 4, "(0471) 00x-xxx" },
		{ "0033612345678", 3, "0033612345xxx" },
		/* short codes tell of nobody */
		{ "118", 3, "118" }, { "116000", 15, "116000" },
		{ "1234567", 3, "1234xxx" },
		/* who is called by a name, in his part of it */
		{ "sip:+4930123456@voice.example", 4,
		    "sip:+493012xxxx@voice.example" },
		{ "alice@voice.example", 3, "alxxx@voice.example" },
		{ "anonymous", 3, "anonymxxx" },
		{ "J\303\274rgen", 3, "J\303\274rxxx" },
		{ "1-800-FLOWERS", 4, "1-800-FLOxxxx" },
		/* what stands behind a number is not its end */
		{ "tel:+33612345678;cpc=ordinary", 3,
		    "tel:+33612345xxx;cpc=ordinary" },
		{ "+33612345678,,4711", 3, "+33612345xxx,,4711" },
		{ "+33612345678;ext=12", 3, "+33612345xxx;ext=12" },
		{ "tel:06-12345678;phone-context=+33", 3,
		    "tel:06-12345xxx;phone-context=+33" },
		{ "sip:+33612345678;npdi=yes@h", 3,
		    "sip:+33612345xxx;npdi=yes@h" },
		{ "sip:+33612345678;rn=+33650012345@h", 3,
		    "sip:+33612345xxx;rn=+33650012xxx@h" },
		{ "sip:+33612345678:pw@10.20.30.40", 3,
		    "sip:+33612345xxx:pw@10.20.30.40" },
		{ "+33612345678 (Ann)", 3, "+33612345xxx (Ann)" },
		{ "(06) 12 34 56 78 Ann", 3, "(06) 12 34 5x xx Ann" },
		{ "alice;tag=xyz", 3, "alxxx;tag=xyz" },
		{ "12345;cpc=ordinary", 3, "12xxx;cpc=ordinary" },
		{ "tel:12345;cpc=ordinary", 3, "tel:12xxx;cpc=ordinary" },
		{ "alice (Ann)", 3, "alxxx (Ann)" },
		{ "(04) 12 (Ann)", 3, "(0x) xx (Ann)" },
		{ "", 3, NULL },
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		struct items l = { .len = 0 };
		struct invoice inv = { .decimals = 2 };
		struct item it = item_at("u1", 0, cases[i].number);
		struct itemised of = { &l, &utc, cases[i].mask, false };
		struct itemised_lack lack;
		json_t *list, *o;

		items_add(&l, &it);
		line_add(&inv, LINE_USAGE, 1);
		list = itemised_json(&of, &inv, &lack);
		o = json_array_get(list, 0);
		is_str(json_string_value(json_object_get(o, "number")),
		    cases[i].shown, "'%s' less %u", cases[i].number,
		    cases[i].mask);
		ok((json_object_get(o, "usage_id") != NULL)
		    == (cases[i].mask == 0), "its id may hold the number");
		json_decref(list);
		items_release(&l);
		invoice_release(&inv);
	}
}

static size_t
listed(const struct itemised *of, enum line_kind kind, uint64_t records,
    struct itemised_lack *lack)
{
	struct invoice inv = { .decimals = 2 };
	json_t *list;
	size_t n;

	line_add(&inv, kind, records);
	list = itemised_json(of, &inv, lack);
	n = json_array_size(list);
	json_decref(list);
	invoice_release(&inv);
	return n;
}

static void
test_lines(void)
{
	struct items l = { .len = 0 };
	struct itemised of = { &l, &utc, 0, false };
	struct itemised_lack lack;
	struct item a = item_at("u1", 1000000, "+1"), b = a, c = a;

	b.usage_id = SLICE_LIT("u2");
	c.usage_id = SLICE_LIT("u3");
	c.late = true;
	items_add(&l, &a);
	items_add(&l, &b);
	items_add(&l, &c);
	items_sort(&l);
	is_u64(listed(&of, LINE_USAGE, 2, &lack), 2, "what came in time");
	ok(lack.line == NULL, "is all of it");
	is_u64(listed(&of, LINE_LATE, 1, &lack), 1, "what came late");
	ok(lack.line == NULL, "is all of it, too");
	is_u64(listed(&of, LINE_CORRECTION, 2, &lack), 2,
	    "a correction by all that are there");
	ok(lack.line == NULL, "is of these");
	is_u64(listed(&of, LINE_CORRECTION, 1, &lack), 0,
	    "one by some of them lists none: which ones, nobody knows");
	ok(lack.line != NULL && lack.found == 2, "and that is said");
	is_u64(listed(&of, LINE_USAGE, 1, &lack), 2,
	    "of other usage all is shown");
	ok(lack.line != NULL && lack.found == 2, "and said");
	items_release(&l);
}

int
main(void)
{
	if (!zone_load(&utc, "UTC"))
		return 1;
	test_mask();
	test_lines();
	zone_release(&utc);
	return tap_done();
}
