/*
 * test_numplan.c - numbers as dialled to E.164
 */
#include "bss/numplan.h"

#include "tap.h"

static const struct numplan france = {
	.country_code = "33", .national = "0",
	.international = { "00" }, .internationals = 1, .short_max = 6,
};
static const struct numplan america = {
	.country_code = "1", .national = "1",
	.international = { "011", "001" }, .internationals = 2,
	.bare = NUMPLAN_BARE_NATIONAL,
};
static const struct numplan carrier = {
	.bare = NUMPLAN_BARE_INTERNATIONAL, .keep_text = true,
};
static const struct numplan loose = { .bare = NUMPLAN_BARE_KEEP };

int
main(void)
{
	static const struct {
		const struct numplan	*np;
		const char		*in, *out;
	} cases[] = {
		{ &france, "+33612345678", "+33612345678" },
		{ &france, "0612345678", "+33612345678" },
		{ &france, "06 12 34 56 78", "+33612345678" },
		{ &france, "(06) 12-34.56/78", "+33612345678" },
		{ &france, "0033612345678", "+33612345678" },
		{ &france, "004930123456", "+4930123456" },
		{ &france, "+49 30 123456", "+4930123456" },
		{ &france, "101", "101" },
		{ &france, "118218", "118218" },
		{ &france, "612345678", NULL },		/* bare: not guessed */
		{ &france, "00", "00" },		/* short, not a prefix */
		{ &france, "0000612345", NULL },	/* country code 0 */
		{ &france, "+", NULL },
		{ &france, "+0612345678", NULL },
		{ &france, "+1234567890123456", NULL },	/* 16 digits */
		{ &france, "+123456789012345", "+123456789012345" },
		{ &france, "00123456789012345678", NULL },
		{ &france, "06+12345678", NULL },
		{ &france, "anonymous", NULL },
		{ &france, "*98", NULL },
		{ &france, "0612345678x", NULL },
		{ &france, " - ", NULL },
		{ &france, "", NULL },
		{ &france, "0123456789012345678901234567890", NULL },
		{ &america, "2125551234", "+12125551234" },
		{ &america, "12125551234", "+12125551234" },
		{ &america, "01133612345678", "+33612345678" },
		{ &america, "00133612345678", "+33612345678" },
		{ &carrier, "33612345678", "+33612345678" },
		{ &carrier, "0612345678", NULL },
		{ &carrier, "anonymous", "anonymous" },
		{ &carrier, "*98", "*98" },
		{ &loose, "0612345678", "0612345678" },
		{ &loose, "06 12", "0612" },
		{ &loose, "1234567890123456", NULL },
	};
	char room[NUMPLAN_TEXT_MAX], got[NUMPLAN_TEXT_MAX + 32];
	struct slice out;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		bool fine = numplan_normalise(cases[i].np,
		    slice_of(cases[i].in), room, &out);

		if (fine)
			snprintf(got, sizeof(got), "%.*s", SLICE_FMT(out));
		is_str(fine ? got : NULL, cases[i].out, "'%s'", cases[i].in);
	}
	return tap_done();
}
