/*
 * test_pattern.c - which regular expressions are taken
 */
#include "base/slice.h"
#include "oss/eventrule.h"
#include "oss/pattern.h"
#include "tap.h"

static const struct {
	const char	*pattern;
	bool		 taken;
} cases[] = {
	{ "^Linux [^ ]+ ([^ ]+)", true },
	{ "([0-9]{1,3}\\.){3}[0-9]{1,3}", true },
	{ "[]{}*+]+", true },
	{ "[[:alpha:]*+]+", true },
	{ "[^]*+]x", true },
	{ "a\\**", true },
	{ "(a+)+b*", true },
	{ "(x{64}){64}", true },
	{ "", false },
	{ "a(", false },
	{ "a**", false },
	{ "a+++++++++++++++++++++++++++++++++++++++++++", false },
	{ "a{2}{2}", false },
	{ "(a)\\1", false },
	{ "(((x{100}){100}){100})", false },
	{ "x{1,32767}", false },
	{ "x{,5000}", false },
};

/*
 * Who sends a message pays for what it costs to look at: a search begins again
 * at each octet, and one message of 64 KiB took 12 seconds.
 */
static void
test_message(void)
{
	static const char *const text[TEXT_CELLS] = { "down", "port ([a-z0-9]+)",
	    "link-down", "major", "1", "", "" };
	static char message[PATTERN_TEXT_MAX + 64];
	struct slice cell[TEXT_CELLS], object;
	struct event_rules rules = { 0 };

	for (size_t i = 0; i < TEXT_CELLS; i++)
		cell[i] = slice_of(text[i]);
	ok(event_rules_add_text(&rules, cell) == NULL, "a rule for messages");
	memset(message, '.', sizeof(message));
	memcpy(message, "down", 4);
	memcpy(message + PATTERN_TEXT_MAX - 6, "port 7", 6);
	ok(event_rules_text(&rules, (struct slice){ message, sizeof(message) },
	    &object) != NULL && slice_is(object, "7"),
	    "finds what stands at the end of what is looked at");
	memcpy(message + PATTERN_TEXT_MAX - 6, "......", 6);
	memcpy(message + PATTERN_TEXT_MAX, "port 7", 6);
	ok(event_rules_text(&rules, (struct slice){ message, sizeof(message) },
	    &object) == NULL, "and not what stands behind it");
	event_rules_release(&rules);
}

int
main(void)
{
	static char longest[PATTERN_MAX + 2];
	struct slice found;
	regex_t re;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		bool taken = pattern_compile(&re, slice_of(cases[i].pattern),
		    0);

		ok(taken == cases[i].taken, "'%s' is %s", cases[i].pattern,
		    cases[i].taken ? "taken" : "refused");
		if (taken)
			regfree(&re);
	}
	memset(longest, 'x', PATTERN_MAX + 1);
	ok(!pattern_compile(&re, slice_of(longest), 0), "one too long is not");
	ok(!pattern_compile(&re, (struct slice){ "a\0b", 3 }, 0),
	    "nor one with a NUL");
	ok(pattern_compile(&re, SLICE_LIT("v([0-9]+)|w(.)"), 0)
	    && pattern_find(&re, SLICE_LIT("a w7"), &found)
	    && slice_eq(found, SLICE_LIT("7")),
	    "what was found is the group that took part");
	regfree(&re);
	test_message();
	return tap_done();
}
