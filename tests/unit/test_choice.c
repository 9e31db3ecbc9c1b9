/*
 * test_choice.c - networks by name, and which of several prices takes usage
 */
#include "bss/choice.h"

#include <stdlib.h>

#include "tap.h"

static void
pattern(struct net_places *n, const char *text)
{
	struct net_pattern p;

	ok(net_pattern_parse(slice_of(text), &p), "'%s' is a pattern", text);
	net_places_add(n, &p);
}

static void
test_patterns(void)
{
	static const char *const bad[] = { "*", "2*8", "208**", "*208" };
	struct net_pattern p;
	size_t i;

	for (i = 0; i < LEN(bad); i++)
		ok(!net_pattern_parse(slice_of(bad[i]), &p), "'%s' is none",
		    bad[i]);
}

static void
test_places(void)
{
	static const struct {
		const char	*network, *pattern;
	} cases[] = {
		{ "", "none" }, { "20801", "20801" }, { "208011", "20801*" },
		{ "20802", "208*" }, { "208", "208*" }, { "20", "any other" },
		{ "21401", "21401" }, { "214010", "any other" },
		{ "2080", "208*" }, { "208019", "20801*" },
		{ "20809", "20809*" }, { "208095", "20809*" },
		{ "zz", "any other" }, { "0", "any other" }
	};
	struct net_places n = { 0 };
	struct net_pattern p;
	const char *behind;
	struct slice text;
	uint8_t has[8] = { 0 };
	char name[32];
	size_t i;

	is_i64(net_place(&n, SLICE_LIT("20801")), NETGROUP_OTHER, "none yet");
	pattern(&n, "208*");
	pattern(&n, "20801");
	pattern(&n, "21401");
	pattern(&n, "20801*");
	pattern(&n, "");
	pattern(&n, "20809*");
	pattern(&n, "208*");
	net_places_compile(&n);
	is_i64(net_places_count(&n), 7, "one that stands twice is one");
	for (i = 0; i < LEN(cases); i++) {
		net_place_name(&n, net_place(&n, slice_of(cases[i].network)),
		    &text, &behind);
		snprintf(name, sizeof(name), "%.*s%s", SLICE_FMT(text),
		    behind);
		is_str(name, cases[i].pattern, "'%s'", cases[i].network);
	}
	net_pattern_parse(SLICE_LIT("208*"), &p);
	net_places_mark(&n, &p, has);
	is_i64(has[0] + has[net_place(&n, SLICE_LIT(""))]
	    + has[net_place(&n, SLICE_LIT("21401"))], 0, "not others");
	is_i64(has[0] + has[1] + has[2] + has[3] + has[4] + has[5] + has[6],
	    4, "all that begin so");
	net_places_release(&n);
}

/* ---- prices ----------------------------------------------------------- */

/* Destinations 0 to 3, networks 0 to 2: bits of those that it is for */
struct spec {
	unsigned		to, in;	/* 0: any */
	enum price_direction	direction;
};

static const struct price *
price_make(struct price *p, const struct spec *s, uint8_t to[4],
    uint8_t in[3])
{
	unsigned i;

	*p = (struct price){ .kind = PRICE_USAGE, .direction = s->direction,
		.only_to = s->to != 0 ? to : NULL,
		.only_in = s->in != 0 ? in : NULL };
	for (i = 0; i < 4; i++)
		to[i] = s->to >> i & 1;
	for (i = 0; i < 3; i++)
		in[i] = s->in >> i & 1;
	p->breadth = (uint64_t)(s->to != 0 ? __builtin_popcount(s->to) : 4)
	    * (unsigned)(s->in != 0 ? __builtin_popcount(s->in) : 3);
	return p;
}

static void
catalog_make(struct catalog *c)
{
	*c = (struct catalog){ .name = SLICE_LIT("c") };
	destination_add(&c->destinations, SLICE_LIT("+33"), SLICE_LIT("A"));
	destination_add(&c->destinations, SLICE_LIT("+34"), SLICE_LIT("B"));
	destination_add(&c->destinations, SLICE_LIT("+35"), SLICE_LIT("C"));
	pattern(&c->places, "n1");
	pattern(&c->places, "n2");
	net_places_compile(&c->places);
}

static const struct slice numbers[] = { { "+4412", 5 }, { "+3312", 5 },
	{ "+3412", 5 }, { "+3512", 5 } };
static const struct slice networks[] = { { "n0", 2 }, { "n1", 2 },
	{ "n2", 2 } };

/* The class that has a destination, or a network's place */
static const struct choice_class *
class_of(const struct choices *k, bool in, unsigned at)
{
	const struct choice_class *list = in ? k->in : k->to;
	const uint8_t *only;
	uint64_t prices = 0;
	unsigned i;

	for (i = 0; i < k->len; i++) {
		only = in ? k->price[i]->only_in : k->price[i]->only_to;
		prices |= (uint64_t)(only == NULL || only[at] != 0) << i;
	}
	while (list->prices != prices)
		list++;
	return list;
}

/* The number of the price that takes it, '-': none, '!': two are as close */
static char
taker_of(const struct catalog *c, const struct offer *o,
    const struct choices *k, const struct price *price, unsigned to,
    unsigned in)
{
	struct choice_usage u = { .like = o->price[0], .number = numbers[to],
		.network = networks[in] };
	const struct choice_class *a = class_of(k, false, to);
	const struct choice_class *b = class_of(k, true, in);
	const struct price *taker = choices_taker(k, a, b), *chosen;

	offer_choose(c, o, &u, &chosen);
	if (taker == NULL && (a->prices & b->prices) != 0)
		return '!';
	if (taker != chosen)
		return '?';
	return taker != NULL ? (char)('0' + (taker - price)) : '-';
}

/* To each destination, network by network */
static void
test_choices(void)
{
	static const struct {
		const char	*what, *takers;
		struct spec	 price[4];
		unsigned	 len;
		bool		 rivals;
	} cases[] = {
		{ "one for all", "0000 0000 0000", { { 0, 0, 0 } }, 1, false },
		{ "premium beside all", "0010 0010 0010", { { 0, 0, 0 },
		    { 4, 0, 0 } }, 2, false },
		{ "a network beside all", "0000 1111 0000", { { 0, 0, 0 },
		    { 0, 2, 0 } }, 2, false },
		{ "none for the rest", "-0-- -0-- -0--", { { 2, 0, 0 } }, 1,
		    false },
		{ "a destination of a group", "0122 0122 0122", { { 0, 0, 0 },
		    { 2, 0, 0 }, { 14, 0, 0 } }, 3, false },
		{ "both ways as close", "0020 11!1 0020", { { 0, 0, 0 },
		    { 0, 2, 0 }, { 4, 0, 0 } }, 3, true },
		{ "a third one for what both are for", "0020 1131 0020",
		    { { 0, 0, 0 }, { 0, 2, 0 }, { 4, 0, 0 }, { 4, 2, 0 } }, 4,
		    false },
		{ "a third one for a part of it", "0022 11!3 0022",
		    { { 0, 0, 0 }, { 0, 2, 0 }, { 12, 0, 0 }, { 8, 2, 0 } }, 4,
		    true },
		{ "the same twice", "-!-- -!-- -!--", { { 2, 0, 0 },
		    { 2, 0, 0 } }, 2, true },
		{ "side by side", "-01- -01- -01-", { { 2, 0, 0 },
		    { 4, 0, 0 } }, 2, false },
		{ "of another direction", "-0-- -0-- -0--", { { 2, 0, 0 },
		    { 2, 0, DIRECTION_IN } }, 2, false },
		{ "of both directions", "-!-- -!-- -!--", { { 2, 0, 0 },
		    { 2, 0, DIRECTION_ANY } }, 2, true }
	};
	uint8_t to[4][4], in[4][3];
	const struct price *list[4];
	struct choice_rivals rivals;
	struct price price[4];
	struct choices k;
	struct catalog c;
	struct offer o;
	const struct offer *one = &o;
	char takers[16];
	unsigned n, d;
	size_t i;

	catalog_make(&c);
	for (i = 0; i < LEN(cases); i++) {
		o = (struct offer){ .price = list, .len = cases[i].len };
		for (n = 0; n < cases[i].len; n++)
			list[n] = price_make(&price[n], &cases[i].price[n],
			    to[n], in[n]);
		ok(choices_make(&k, &c, (struct choice_offers){ &one, 1 },
		    list[0], DIRECTION_OUT)
		    && choices_rivals(&k, &rivals) == cases[i].rivals,
		    "%s: %s", cases[i].what, cases[i].rivals ? "rivals"
		    : "no rivals");
		for (n = 0; n < 3; n++)
			for (d = 0; d < 5; d++)
				takers[n * 5 + d] = d == 4 ? ' ' : taker_of(&c,
				    &o, &k, price, d, n);
		takers[14] = '\0';
		is_str(takers, cases[i].takers, "%s", cases[i].what);
		choices_release(&k);
	}
	destinations_release(&c.destinations);
	net_places_release(&c.places);
}

int
main(void)
{
	test_patterns();
	test_places();
	test_choices();
	return tap_done();
}
