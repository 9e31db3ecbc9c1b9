#include "bss/subscription.h"

#include "bss/choice.h"
#include "rec/total.h"
#include "tap.h"

static const uint8_t one[] = { 0, 1 };
static struct price prices[] = {
	{ .id = { "line", 4 }, .kind = PRICE_RECURRING },
	{ .id = { "sms", 3 }, .kind = PRICE_USAGE, .usage_type = { "sms", 3 },
	    .unit = { "1", 1 }, .breadth = 4, .usage_kind = 1 },
	{ .id = { "voice", 5 }, .kind = PRICE_USAGE,
	    .usage_type = { "voice", 5 }, .unit = { "s", 1 }, .breadth = 4 },
	{ .id = { "voice-in", 8 }, .kind = PRICE_USAGE,
	    .usage_type = { "voice", 5 }, .unit = { "s", 1 },
	    .direction = DIRECTION_IN, .breadth = 4 },
	{ .id = { "any", 3 }, .kind = PRICE_USAGE,
	    .usage_type = { "voice", 5 }, .unit = { "s", 1 },
	    .direction = DIRECTION_ANY, .breadth = 4 },
	/* for one of 2 destinations, one of 2 networks, and both */
	{ .id = { "voice-to", 8 }, .kind = PRICE_USAGE,
	    .usage_type = { "voice", 5 }, .unit = { "s", 1 },
	    .only_to = one, .breadth = 2 },
	{ .id = { "voice-net", 9 }, .kind = PRICE_USAGE,
	    .usage_type = { "voice", 5 }, .unit = { "s", 1 },
	    .only_in = one, .breadth = 2 },
	{ .id = { "voice-both", 10 }, .kind = PRICE_USAGE,
	    .usage_type = { "voice", 5 }, .unit = { "s", 1 },
	    .only_to = one, .only_in = one, .breadth = 1 }
};
static const struct price *of_any[] = { &prices[4] };
static const struct price *of_line[] = { &prices[0] };
static const struct price *of_sms[] = { &prices[0], &prices[1] };
static const struct price *of_voice[] = { &prices[2], &prices[3] };
static const struct price *of_old[] = { &prices[1], &prices[2] };
static const struct price *of_to[] = { &prices[5] };
static const struct price *of_net[] = { &prices[6] };
static const struct price *of_both[] = { &prices[7] };
static struct offer offers[] = {	/* sorted by id */
	{ .id = { "+both", 5 }, .price = of_both, .len = 1 },
	{ .id = { "+net", 4 }, .price = of_net, .len = 1 },
	{ .id = { "+off", 4 }, .price = of_both, .len = 1,
	    .status = OFFER_RETIRED },
	{ .id = { "+to", 3 }, .price = of_to, .len = 1 },
	{ .id = { "any", 3 }, .price = of_any, .len = 1 },
	{ .id = { "draft", 5 }, .price = of_old, .len = 2,
	    .status = OFFER_DRAFT },
	{ .id = { "line", 4 }, .price = of_line, .len = 1 },
	{ .id = { "old", 3 }, .price = of_old, .len = 2,
	    .status = OFFER_RETIRED },
	{ .id = { "sms", 3 }, .price = of_sms, .len = 2 },
	{ .id = { "voice", 5 }, .price = of_voice, .len = 2 }
};
static struct catalog catalog = {
	.price = prices, .price_len = LEN(prices),
	.offer = offers, .offer_len = LEN(offers),
	.destinations = { .len = 2 }, .places = { .len = 1 }
};

struct sub {
	const char	*id, *offer, *identifier;
	int64_t		 from, to;
};

static enum reason
add(struct subscriptions *s, const struct sub *sub)
{
	struct subscription_new n = {
		.identifier = slice_of(sub->identifier),
		.subscription = slice_of(sub->id),
		.account = SLICE_LIT("A1"), .payer = SLICE_LIT("A9"),
		.offer = slice_of(sub->offer),
		.from_us = sub->from, .to_us = sub->to
	};

	return subscriptions_add(s, &n);
}

static void
test_find(void)
{
	static const struct sub subs[] = {
		{ "S2", "voice", "+331", 100, 200 },
		{ "S1", "voice", "+331", 200, 300 },
		{ "S3", "sms", "+331", 100, 300 },
		{ "S4", "sms", "+332", 0, INT64_MAX },
		{ "S5", "line", "+333", 0, INT64_MAX },
		{ "S6", "old", "+334", 0, 200 },
		{ "S7", "voice", "+334", 200, 300 },
		{ "S8", "draft", "+335", 0, INT64_MAX },
		{ "S9", "line", "+335", 0, INT64_MAX }
	};
	static const struct find_case {
		const char	*identifier;
		int64_t		 at;
		const char	*type, *unit;
		enum price_direction direction;
		const char	*want;	/* subscription and price, or code */
	} cases[] = {
		{ "+331", 100, "voice", "s", DIRECTION_OUT, "S2 voice" },
		{ "+331", 199, "voice", "s", DIRECTION_OUT, "S2 voice" },
		{ "+331", 200, "voice", "s", DIRECTION_OUT, "S1 voice" },
		{ "+331", 250, "voice", "s", DIRECTION_IN, "S1 voice-in" },
		{ "+331", 250, "sms", "1", DIRECTION_OUT, "S3 sms" },
		{ "+331", 250, "sms", "1", DIRECTION_IN, "rate-no-price" },
		{ "+331", 250, "sms", "s", DIRECTION_OUT, "rate-no-price" },
		{ "+331", 99, "voice", "s", DIRECTION_OUT,
		    "rate-no-subscription" },
		{ "+331", 300, "voice", "s", DIRECTION_OUT,
		    "rate-no-subscription" },
		{ "+332", 99, "sms", "1", DIRECTION_OUT, "S4 sms" },
		{ "+333", 99, "sms", "1", DIRECTION_OUT, "rate-no-price" },
		{ "+334", 199, "voice", "s", DIRECTION_OUT,
		    "rate-offer-status" },
		{ "+334", 199, "voice", "s", DIRECTION_IN, "rate-no-price" },
		{ "+334", 200, "voice", "s", DIRECTION_OUT, "S7 voice" },
		{ "+335", 0, "sms", "1", DIRECTION_OUT, "rate-offer-status" },
		{ "+33", 99, "sms", "1", DIRECTION_OUT,
		    "rate-no-subscription" }
	};
	const struct subscription *sub;
	struct subscription_clash clash;
	struct price_memo memo = { 0 };
	struct subscriptions s;
	const struct price *price;
	enum reason why;
	char text[64];
	size_t i;

	subscriptions_init(&s, &catalog);
	is_i64(subscriptions_find(&s, SLICE_LIT("+331"), 0, 0,
	    SLICE_LIT("sms"), SLICE_LIT("1"), DIRECTION_OUT, &memo, &sub, &price),
	    REASON_RATE_NO_SUBSCRIPTION, "nobody is in an empty table");
	for (i = 0; i < LEN(subs); i++)
		is_i64(add(&s, &subs[i]), REASON_NONE, "%s", subs[i].id);
	ok(subscriptions_compile(&s, &clash), "they get along");
	/* each twice: found, and found again; then without the words */
	for (i = 0; i < 3 * LEN(cases); i++) {
		const struct find_case *f = &cases[i % LEN(cases)];

		memo.usage_type = i < 2 * LEN(cases)
		    ? total_word(slice_of(f->type)) : TOTAL_WORD_LONG;
		memo.unit = total_word(slice_of(f->unit));
		why = subscriptions_find(&s, slice_of(f->identifier), 0, f->at,
		    slice_of(f->type), slice_of(f->unit), f->direction, &memo,
		    &sub, &price);
		if (why == REASON_NONE)
			snprintf(text, sizeof(text), "%.*s %.*s",
			    SLICE_FMT(subscription_id(sub)),
			    SLICE_FMT(price->id));
		else
			snprintf(text, sizeof(text), "%s", reason_code(why));
		is_str(text, f->want, "%s at %lld: %s", f->identifier,
		    (long long)f->at, f->type);
	}
	subscriptions_find(&s, SLICE_LIT("+332"), 0, 1, SLICE_LIT("sms"),
	    SLICE_LIT("1"), DIRECTION_OUT, &memo, &sub, &price);
	ok(slice_is(subscription_identifier(sub), "+332")
	    && slice_is(subscription_account(sub), "A1")
	    && slice_is(subscription_payer(sub), "A9"), "its other texts");
	subscriptions_release(&s);
}

static void
test_clash(void)
{
	static const struct {
		struct sub	a, b;
		bool		good;
	} cases[] = {
		{ { "S1", "voice", "+331", 0, 100 },
		    { "S2", "voice", "+331", 100, 200 }, true },
		{ { "S1", "voice", "+331", 0, 101 },
		    { "S2", "voice", "+331", 100, 200 }, false },
		{ { "S1", "voice", "+331", 0, 101 },
		    { "S2", "voice", "+332", 100, 200 }, true },
		{ { "S1", "voice", "+331", 0, 101 },
		    { "S2", "sms", "+331", 100, 200 }, true },
		{ { "S1", "line", "+331", 0, 101 },
		    { "S2", "line", "+331", 100, 200 }, true },
		{ { "S1", "any", "+331", 0, 101 },
		    { "S2", "voice", "+331", 100, 200 }, false },
		{ { "S1", "voice", "+331", 0, 101 },
		    { "S1", "voice", "+331", 0, 101 }, false }
	};
	struct subscription_clash clash;
	struct subscriptions s;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		subscriptions_init(&s, &catalog);
		add(&s, &cases[i].b);
		add(&s, &cases[i].a);
		is_i64(subscriptions_compile(&s, &clash), cases[i].good,
		    "%s of '%s' and %s of '%s'", cases[i].a.id,
		    cases[i].a.offer, cases[i].b.id, cases[i].b.offer);
		if (!cases[i].good)
			ok(slice_is(subscription_id(clash.a), cases[i].a.id)
			    && slice_is(subscription_id(clash.b),
			    cases[i].b.id), "both are named, in order");
		subscriptions_release(&s);
	}
}

/* Several of one identifier: who prices what with whom, and from when */
static void
test_joint(void)
{
	static const struct {
		const char	*what;
		struct sub	 sub[5];
		const char	*clash;		/* NULL: none */
		const char	*joint;		/* of each in turn */
	} cases[] = {
		{ "an option beside a tariff", { { "S1", "voice", "+1", 0, 9 },
		    { "S2", "+to", "+1", 0, 9 } }, NULL, "11" },
		{ "at other times", { { "S1", "voice", "+1", 0, 5 },
		    { "S2", "+to", "+1", 5, 9 } }, NULL, "00" },
		{ "for other usage", { { "S1", "sms", "+1", 0, 9 },
		    { "S2", "+to", "+1", 0, 9 } }, NULL, "00" },
		{ "of other identifiers", { { "S1", "voice", "+1", 0, 9 },
		    { "S2", "+to", "+2", 0, 9 } }, NULL, "00" },
		{ "the same option twice", { { "S1", "voice", "+1", 0, 9 },
		    { "S2", "+to", "+1", 0, 5 }, { "S3", "+to", "+1", 4, 9 } },
		    "S2 voice-to S3 voice-to 1 -", NULL },
		{ "one behind the other", { { "S1", "voice", "+1", 0, 9 },
		    { "S2", "+to", "+1", 0, 5 }, { "S3", "+to", "+1", 5, 9 } },
		    NULL, "111" },
		{ "two as close", { { "S1", "voice", "+1", 0, 9 },
		    { "S2", "+to", "+1", 0, 5 }, { "S3", "+net", "+1", 4, 9 } },
		    "S2 voice-to S3 voice-net 1 1", NULL },
		{ "a third for what they have in common",
		    { { "S1", "voice", "+1", 0, 9 }, { "S2", "+to", "+1", 0, 9 },
		    { "S3", "+net", "+1", 0, 9 },
		    { "S4", "+both", "+1", 0, 9 } }, NULL, "1111" },
		{ "... that ends before them",
		    { { "S1", "voice", "+1", 0, 9 }, { "S2", "+to", "+1", 0, 9 },
		    { "S3", "+net", "+1", 0, 9 },
		    { "S4", "+both", "+1", 0, 8 } },
		    "S2 voice-to S3 voice-net 1 1", NULL },
		{ "... of which one ends then, too",
		    { { "S1", "voice", "+1", 0, 9 }, { "S2", "+to", "+1", 0, 9 },
		    { "S3", "+net", "+1", 0, 8 },
		    { "S4", "+both", "+1", 0, 8 } }, NULL, "1111" },
		{ "a third that is not served",
		    { { "S1", "voice", "+1", 0, 9 }, { "S2", "+to", "+1", 0, 9 },
		    { "S3", "+net", "+1", 0, 9 },
		    { "S4", "+off", "+1", 0, 9 } },
		    "S2 voice-to S3 voice-net 1 1", NULL },
		{ "one that is not served beside a tariff",
		    { { "S1", "voice", "+1", 0, 9 }, { "S2", "old", "+1", 0, 9 } },
		    NULL, "00" },
		{ "two tariffs", { { "S1", "voice", "+1", 0, 9 },
		    { "S2", "any", "+1", 8, 12 } },
		    "S1 voice S2 any - -", NULL }
	};
	struct subscription_clash clash;
	const struct subscription *sub;
	struct subscriptions s;
	char text[64], *p;
	size_t i, n;

	for (i = 0; i < LEN(cases); i++) {
		subscriptions_init(&s, &catalog);
		for (n = 0; n < 5 && cases[i].sub[n].id != NULL; n++)
			add(&s, &cases[i].sub[n]);
		if (subscriptions_compile(&s, &clash)) {
			p = text;
			for (sub = NULL; (sub = subscriptions_next(&s, sub))
			    != NULL;)
				*p++ = sub->joint ? '1' : '0';
			*p = '\0';
		} else
			snprintf(text, sizeof(text), "%.*s %s %.*s %s %s %s",
			    SLICE_FMT(subscription_id(clash.a)),
			    clash.price_a->id.p,
			    SLICE_FMT(subscription_id(clash.b)),
			    clash.price_b->id.p,
			    clash.to == DESTINATION_NONE ? "-" : "1",
			    clash.in == CHOICE_ANY ? "-" : "1");
		is_str(text, cases[i].clash != NULL ? cases[i].clash
		    : cases[i].joint, "%s", cases[i].what);
		subscriptions_release(&s);
	}
}

/* More than CHOICES_MAX at once are told, whatever they are for. */
static void
test_crowd(void)
{
	struct subscription_clash clash;
	struct subscriptions s;
	char id[16];
	unsigned i;

	subscriptions_init(&s, &catalog);
	for (i = 0; i <= CHOICES_MAX; i++) {
		struct sub sub = { id, "+to", "+1", 0, 9 };

		snprintf(id, sizeof(id), "S%03u", i);
		add(&s, &sub);
	}
	ok(!subscriptions_compile(&s, &clash)
	    && slice_is(subscription_id(clash.a), "S000")
	    && slice_is(subscription_id(clash.b), "S001"),
	    "more than %d prices: two of them are named", CHOICES_MAX);
	subscriptions_release(&s);
}

static void
test_refused(void)
{
	static char longest[SUBSCRIPTION_TEXT_MAX + 2];
	struct sub sub = { "S1", "voice", longest, 0, 100 };
	struct subscriptions s;

	memset(longest, 'x', SUBSCRIPTION_TEXT_MAX);
	subscriptions_init(&s, &catalog);
	is_i64(add(&s, &sub), REASON_NONE, "an identifier of 255 octets");
	longest[SUBSCRIPTION_TEXT_MAX] = 'x';
	is_i64(add(&s, &sub), REASON_FIELD_VALUE, "one more is too long");
	sub.identifier = "+331";
	sub.to = 0;
	is_i64(add(&s, &sub), REASON_FIELD_VALUE, "to is not behind from");
	sub.to = 100;
	sub.offer = "none";
	is_i64(add(&s, &sub), REASON_RATE_UNKNOWN_OFFER, "no such offer");
	subscriptions_release(&s);
}

static void
test_many(void)
{
	const struct subscription *found;
	struct subscription_clash clash;
	struct price_memo memo = { 0 };
	const struct price *price;
	struct subscriptions s;
	unsigned i, wrong = 0;
	uint32_t place;
	char id[16];

	subscriptions_init(&s, &catalog);
	for (i = 0; i < 40000; i++) {
		struct sub sub = { id, "sms", id, 0, 100 };

		snprintf(id, sizeof(id), "+33%06u", i);
		wrong += add(&s, &sub) != REASON_NONE;
	}
	ok(subscriptions_compile(&s, &clash), "40000 subscriptions");
	for (i = 0; i < 80000; i++) {
		struct slice key;

		snprintf(id, sizeof(id), "+33%06u", i);
		key = slice_of(id);
		place = subscriptions_ahead_entry(&s,
		    subscriptions_ahead_slot(&s, key));
		wrong += (place != 0) != (i < 40000);
		if (i % 4 == 0)		/* one that is another's, or none */
			place = i % 8 == 0 ? 7 : 0;
		wrong += (subscriptions_find(&s, key, place, 50,
		    SLICE_LIT("sms"), SLICE_LIT("1"), DIRECTION_OUT, &memo,
		    &found, &price) == REASON_NONE) != (i < 40000);
		wrong += i < 40000
		    && !slice_eq(subscription_identifier(found), key);
	}
	is_u64(wrong, 0, "each is found, and nobody else");
	subscriptions_release(&s);
}

int
main(void)
{
	test_find();
	test_clash();
	test_joint();
	test_crowd();
	test_refused();
	test_many();
	return tap_done();
}
