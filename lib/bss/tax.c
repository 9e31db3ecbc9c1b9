/*
 * tax.c (bss) - see tax.h
 */
#include "bss/tax.h"

#include "bss/catalog.h"

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

void
tax_parties(struct invoice *inv)
{
	const struct slice none = { NULL, 0 };

	for (size_t i = 0; i < inv->taxes; i++) {
		if (slice_is(inv->tax[i].category, "K"))
			inv->deliver_to = inv->buyer.country;
		if (tax_not_subject(inv->tax[i].category))
			inv->seller.tax_id = inv->buyer.tax_id = none;
	}
}

bool
tax_is_outside(const struct invoice *inv)
{
	return inv->taxes == 1 && tax_not_subject(inv->tax[0].category);
}

bool
tax_is_mixed(const struct invoice *inv)
{
	size_t outside = 0;

	for (size_t i = 0; inv->taxes > 1 && i < inv->taxes; i++)
		outside += tax_not_subject(inv->tax[i].category);
	return outside > 0 && outside < inv->taxes;
}

static void
split_lines(struct invoice *inv, struct invoice *outside)
{
	size_t kept = 0;

	for (size_t i = 0; i < inv->lines; i++)
		if (tax_not_subject(inv->line[i].tax_category))
			*invoice_add_line(outside) = inv->line[i];
		else
			inv->line[kept++] = inv->line[i];
	inv->lines = kept;
}

static void
split_allowances(struct invoice *inv, struct invoice *outside)
{
	size_t kept = 0;

	for (size_t i = 0; i < inv->allowances; i++)
		if (tax_not_subject(inv->allowance[i].tax_category))
			*invoice_add_allowance(outside) = inv->allowance[i];
		else
			inv->allowance[kept++] = inv->allowance[i];
	inv->allowances = kept;
}

static void
split_taxes(struct invoice *inv, struct invoice *outside)
{
	size_t kept = 0;

	for (size_t i = 0; i < inv->taxes; i++)
		if (tax_not_subject(inv->tax[i].category))
			*invoice_add_tax(outside) = inv->tax[i];
		else
			inv->tax[kept++] = inv->tax[i];
	inv->taxes = kept;
}

void
tax_split(struct invoice *inv, struct invoice *outside)
{
	invoice_clear(outside);
	invoice_copy_head(outside, inv);
	split_lines(inv, outside);
	split_allowances(inv, outside);
	split_taxes(inv, outside);
}

/*
 * Who supplies, by category. Within the EU and out of it only a VAT identifier
 * will do, elsewhere a tax number (BT-32) as well.
 */
static const struct {
	const char *category, *rule;
	bool	    vat;
} seller_rules[] = {
	{ "S", "BR-S-02", false }, { "Z", "BR-Z-02", false },
	{ "E", "BR-E-02", false }, { "AE", "BR-AE-02", false },
	{ "K", "BR-IC-02", true }, { "G", "BR-G-02", true },
	{ "L", "BR-AF-02", false }, { "M", "BR-AG-02", false },
};

static bool
breaks(struct tax_fault *f, const char *rule, enum tax_lack lack,
    struct slice category)
{
	*f = (struct tax_fault){ rule, lack, category };
	return true;
}

static bool
seller_breaks(const struct invoice_party *seller, struct slice category,
    struct tax_fault *f)
{
	size_t i, len = sizeof(seller_rules) / sizeof(*seller_rules);

	if (seller->tax_id.len > 0)
		return false;
	for (i = 0; i < len; i++)
		if (slice_is(category, seller_rules[i].category))
			break;
	if (i == len || (seller->tax_number.len > 0 && !seller_rules[i].vat))
		return false;
	return breaks(f, seller_rules[i].rule, seller_rules[i].vat
	    ? LACK_SELLER_VAT : LACK_SELLER_TAX, category);
}

/*
 * Who owes the tax himself. BR-AE-02 would take the register's number for
 * BT-48; article 226 (4) of Directive 2006/112/EC does not.
 */
static bool
buyer_breaks(const struct invoice *inv, struct slice category,
    struct tax_fault *f)
{
	bool within;

	if (!tax_category_names_buyer(category))
		return false;
	within = slice_is(category, "K");
	if (inv->buyer.tax_id.len == 0)
		return breaks(f, within ? "BR-IC-02" : "BR-AE-02",
		    LACK_BUYER_VAT, category);
	if (!tax_id_prefixed(inv->buyer.tax_id))
		return breaks(f, "BR-CO-09", LACK_BUYER_PREFIX, category);
	return within && inv->deliver_to.len == 0
	    && breaks(f, "BR-IC-12", LACK_BUYER_COUNTRY, category);
}

bool
tax_rule_broken(const struct invoice *inv, struct tax_fault *f)
{
	const struct slice first = inv->taxes > 0 ? inv->tax[0].category
	    : (struct slice){ NULL, 0 };

	if (tax_is_mixed(inv))
		return breaks(f, "BR-O-11", LACK_NOTHING_BESIDE,
		    SLICE_LIT("O"));
	for (size_t i = 0; i < inv->taxes; i++)
		if (seller_breaks(&inv->seller, inv->tax[i].category, f)
		    || buyer_breaks(inv, inv->tax[i].category, f))
			return true;
	/* who has no VAT identifier is known by the register */
	return inv->seller.registration.len == 0
	    && inv->seller.tax_id.len == 0
	    && breaks(f, "BR-CO-26", LACK_SELLER_ID, first);
}

bool
tax_id_prefixed(struct slice id)
{
	return id.len > 2 && id.p[0] >= 'A' && id.p[0] <= 'Z'
	    && id.p[1] >= 'A' && id.p[1] <= 'Z';
}

bool
tax_buyer_lacks(const struct invoice *inv, struct tax_fault *f)
{
	const struct slice none = { NULL, 0 };

	if (inv->buyer.tax_id.len > 0 && !tax_id_prefixed(inv->buyer.tax_id))
		return breaks(f, "BR-CO-09", LACK_BUYER_PREFIX, none);
	return inv->buyer.business && inv->buyer.country.len == 0
	    && breaks(f, "BR-11", LACK_BUYER_COUNTRY, none);
}
