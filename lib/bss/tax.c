/*
 * tax.c (bss) - see tax.h
 */
#include "bss/tax.h"

static int
group_cmp(const struct invoice_tax *g, struct slice category, money_t percent)
{
	int c = slice_cmp(g->category, category);

	return c != 0 ? c : (g->percent > percent) - (g->percent < percent);
}

/* The group of a category and rate, made in its place when it is new. */
static struct invoice_tax *
group_at(struct invoice *inv, struct slice category, money_t percent,
    const struct tax_terms *terms)
{
	struct invoice_tax *g;
	size_t at = 0;

	while (at < inv->taxes && group_cmp(&inv->tax[at], category, percent)
	    < 0)
		at++;
	if (at < inv->taxes && group_cmp(&inv->tax[at], category, percent)
	    == 0)
		return &inv->tax[at];
	invoice_add_tax(inv);
	g = &inv->tax[at];
	memmove(g + 1, g, (inv->taxes - 1 - at) * sizeof(*g));
	*g = (struct invoice_tax){
		.category = category,
		.percent = percent,
		.reason = terms->reason,
		.reason_code = terms->reason_code,
		.gl = terms->gl,
	};
	return g;
}

bool
tax_add_line(struct invoice *inv, const struct invoice_line *line,
    const struct tax_terms *terms)
{
	struct invoice_tax *g = group_at(inv, line->tax_category,
	    line->tax_percent, terms);

	return money_add(g->taxable, line->net, &g->taxable);
}

bool
tax_add_allowance(struct invoice *inv, const struct invoice_allowance *a,
    const struct tax_terms *terms)
{
	struct invoice_tax *g = group_at(inv, a->tax_category,
	    a->tax_percent, terms);

	return money_from_sum((money_sum_t)g->taxable - a->amount,
	    &g->taxable);
}

bool
tax_compute(struct invoice *inv)
{
	for (size_t i = 0; i < inv->taxes; i++) {
		struct invoice_tax *g = &inv->tax[i];

		if (!invoice_tax_amount(g->taxable, g->percent,
		    inv->decimals, &g->tax))
			return false;
	}
	return true;
}

static bool
not_subject(const struct invoice_tax *g)
{
	return slice_is(g->category, "O");
}

void
tax_parties(struct invoice *inv)
{
	const struct slice none = { NULL, 0 };

	for (size_t i = 0; i < inv->taxes; i++) {
		if (slice_is(inv->tax[i].category, "K"))
			inv->deliver_to = inv->buyer.country;
		if (not_subject(&inv->tax[i]))
			inv->seller.tax_id = inv->buyer.tax_id = none;
	}
}

/* What stands alone (BR-O-11), and who is to be named */
static const char *
group_rule(const struct invoice *inv, const struct invoice_tax *g)
{
	if (slice_is(g->category, "AE") && inv->buyer.tax_id.len == 0)
		return "BR-AE-02";
	if (slice_is(g->category, "K"))
		return inv->buyer.tax_id.len == 0 ? "BR-IC-02"
		    : inv->deliver_to.len == 0 ? "BR-IC-12" : NULL;
	if (!not_subject(g))
		return NULL;
	if (inv->taxes > 1)
		return "BR-O-11";
	/* who has no VAT identifier is known by the register */
	return inv->seller.registration.len == 0 ? "BR-CO-26" : NULL;
}

const char *
tax_rule_broken(const struct invoice *inv, const struct invoice_tax **group)
{
	const char *rule = NULL;

	for (size_t i = 0; i < inv->taxes && rule == NULL; i++) {
		*group = &inv->tax[i];
		rule = group_rule(inv, *group);
	}
	return rule;
}
