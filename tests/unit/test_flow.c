/*
 * test_flow.c - when a flow was (NetFlow v9's uptime), and whose an address is
 */
#include "base/buf.h"
#include "base/tstamp.h"
#include "bss/flow.h"
#include "bss/network.h"

#include "tap.h"

#define S	US_PER_S
#define WRAP	FLOW_WRAP_US
#define R	(INT64_C(1790834400) * S)	/* received */

static void
times(void)
{
	static const struct {
		const char	*what;
		int64_t		 ts, end;	/* end 0: none */
		enum flow_verdict verdict;
		int64_t		 want_ts, want_end;
		unsigned	 wraps;
	} cases[] = {
		{ "just over", R - 60 * S, R - S, FLOW_FINE, 0, 0, 0 },
		{ "clocks differ by 5 min", R, R + FLOW_SKEW_US, FLOW_FINE,
		    0, 0, 0 },
		{ "an hour ago", R - 7200 * S, R - 3600 * S, FLOW_FINE,
		    0, 0, 0 },
		{ "longer ago", R - 7200 * S, R - 3600 * S - 1, FLOW_ODD,
		    0, 0, 0 },
		{ "both before the turn", R - 60 * S + WRAP, R - S + WRAP,
		    FLOW_WRAPPED, R - 60 * S, R - S, 1 },
		{ "over the turn", R - 60 * S + WRAP, R - S, FLOW_WRAPPED,
		    R - 60 * S, R - S, 1 },
		{ "without an end", R - 60 * S + WRAP, 0, FLOW_WRAPPED,
		    R - 60 * S, 0, 1 },
		{ "twice", R - 60 * S + 2 * WRAP, R - S + 2 * WRAP,
		    FLOW_WRAPPED, R - 60 * S, R - S, 2 },
		{ "three times", R - 60 * S + 3 * WRAP, R - S + 3 * WRAP,
		    FLOW_ODD, 0, 0, 0 },
		{ "a clock a day ahead", R + 86400 * S, R + 86401 * S,
		    FLOW_ODD, 0, 0, 0 },
		{ "ends before it begins", R - S, R - 2 * S, FLOW_ODD,
		    0, 0, 0 },
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		struct flow_times t = { cases[i].ts, cases[i].end,
		    cases[i].end != 0 };
		unsigned wraps = 0;

		is_i64(flow_judge(&t, R, 3600 * S, &wraps), cases[i].verdict,
		    "%s", cases[i].what);
		is_u64(wraps, cases[i].wraps, "  turns");
		if (cases[i].verdict != FLOW_WRAPPED)
			continue;
		is_i64(t.ts_us, cases[i].want_ts, "  ts");
		is_i64(t.end_us, cases[i].want_end, "  end");
	}
}

static void
addresses(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "192.0.2.1", "192.0.2.1" },
		{ "2001:DB8:0:0::1", "2001:db8::1" },
		{ "::ffff:192.0.2.1", "192.0.2.1" },
		{ "::", "::" },
		{ "", NULL }, { "192.0.2", NULL }, { "192.0.2.256", NULL },
		{ "192.0.2.1/32", NULL }, { "host", NULL }, { "1:2", NULL },
		{ "2001:db8:1111:2222:3333:4444:5555:6666:7777:8888:9", NULL },
	};
	char text[ADDRESS_TEXT_MAX];
	struct address a;

	for (size_t i = 0; i < LEN(cases); i++) {
		bool good = address_parse(slice_of(cases[i].text), &a);

		if (good)
			address_format(&a, text);
		is_str(good ? text : NULL, cases[i].want, "'%s'",
		    cases[i].text);
	}
}

static void
prefixes(void)
{
	static const struct {
		const char *prefix, *who;
		bool good;
	} add[] = {
		{ "192.0.2.0/24", "", true }, { "192.0.2.128/25", "upper", true },
		{ "192.0.2.130", "one", true }, { "2001:db8::/32", "six", true },
		{ "192.0.2.0/24", "x", false }, { "192.0.2.1/24", "x", false },
		{ "192.0.2.0/33", "x", false }, { "192.0.2.0/", "x", false },
		{ "192.0.2.0/-1", "x", false }, { "net", "x", false },
		{ "2001:db8::/129", "x", false },
	};
	static const struct {
		const char *address, *who;	/* NULL: outside */
	} find[] = {
		{ "192.0.2.1", "" }, { "192.0.2.129", "upper" },
		{ "192.0.2.130", "one" }, { "192.0.3.1", NULL },
		{ "2001:db8:1::1", "six" }, { "2001:db9::1", NULL },
		{ "::ffff:192.0.2.130", "one" },
	};
	struct networks *n = networks_new();
	struct slice who;
	struct address a;
	size_t i;

	for (i = 0; i < LEN(add); i++)
		ok((networks_add(n, slice_of(add[i].prefix),
		    slice_of(add[i].who)) == NULL) == add[i].good, "%s is %s",
		    add[i].prefix, add[i].good ? "added" : "refused");
	for (i = 0; i < LEN(find); i++) {
		address_parse(slice_of(find[i].address), &a);
		if (find[i].who == NULL)
			ok(!networks_find(n, &a, &who), "%s is outside",
			    find[i].address);
		else
			ok(networks_find(n, &a, &who)
			    && slice_is(who, find[i].who), "%s is '%s'",
			    find[i].address, find[i].who);
	}
	networks_free(n);
	n = networks_new();
	networks_add(n, SLICE_LIT("0.0.0.0/0"), SLICE_LIT("all"));
	address_parse(SLICE_LIT("203.0.113.9"), &a);
	ok(networks_find(n, &a, &who) && slice_is(who, "all"), "all of IPv4");
	address_parse(SLICE_LIT("2001:db8::1"), &a);
	ok(!networks_find(n, &a, &who), "and none of IPv6");
	networks_free(n);
}

int
main(void)
{
	times();
	addresses();
	prefixes();
	return tap_done();
}
