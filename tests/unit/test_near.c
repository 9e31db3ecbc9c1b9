/*
 * test_near.c - which known name a misspelt one may have meant
 */
#include "base/near.h"

#include "tap.h"

int
main(void)
{
	static const char *const names[] = { "name", "rates", "receiver",
		"roll_over", "quantity", "per", "price", "connect_fee" };
	static const struct {
		const char	*wrong, *want;
	} cases[] = {
		{ "rate", "rates" }, { "reciever", "receiver" },
		{ "rollover", "roll_over" }, { "quantiy", "quantity" },
		{ "conect_fee", "connect_fee" }, { "prise", "price" },
		{ "pre", "per" },	/* swapped; of price three are off */
		{ "connect", "connect_fee" }, { "names_of", "name" },
		{ "colour", NULL }, { "x", NULL }, { "", NULL },
		{ "a_name_that_is_longer_than_any_that_a_table_of_ours_has",
		    NULL },
	};
	size_t i, k;

	for (i = 0; i < LEN(cases); i++) {
		struct near_name near = { .edits = 0 };

		for (k = 0; k < LEN(names); k++)
			near_offer(&near, slice_of(cases[i].wrong), names[k]);
		is_str(near.best.p, cases[i].want, "%s", cases[i].wrong);
	}
	return tap_done();
}
