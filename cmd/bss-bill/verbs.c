/*
 * verbs.c (bss-bill) - what its verbs do alike
 */
#include "verbs.h"

#include <stdio.h>

#include "base/diag.h"

int
bill_parse(struct bill_opts *o, int *argc, char ***argv)
{
	int rc = verb_parse(o, argc, argv);

	if (rc == 0)
		diag_set_quiet(o->stream.quiet);
	return rc;
}

bool
bill_period_given(const struct bill_opts *o)
{
	if (o->period != NULL)
		return true;
	diag(REASON_USAGE_MISSING, "no period: give --period 2026-10");
	return false;
}

void
bill_sum_text(money_sum_t sum, unsigned decimals,
    char out[MONEY_SUM_TEXT_MAX])
{
	money_t v;

	if (money_from_sum(sum, &v))
		money_format_fixed(v, decimals, out);
	else
		money_sum_format(sum, out);
}

void
bill_sums_add(struct bill_sums *all, const struct invoice *inv)
{
	struct bill_sum *s = all->item;

	while (s < all->item + all->len
	    && !slice_is(inv->currency, s->currency))
		s++;
	if (s == all->item + BILL_SUMS_MAX)
		return;
	if (s == all->item + all->len) {
		snprintf(s->currency, sizeof(s->currency), "%.*s",
		    SLICE_FMT(inv->currency));
		s->decimals = inv->decimals;
		all->len++;
	}
	s->net += inv->net;
	s->tax += inv->tax_total;
	s->due += inv->due;
}
