/*
 * rules.c (bss-bill) - rules of EN 16931 that a document would break
 */
#include "base/diag.h"
#include "verbs.h"

static const struct {
	enum reason	 why;
	const char	*want;
	bool		 of_buyer;	/* who is named behind it */
} lacks[] = {
	[LACK_SELLER_TAX] = { REASON_BILL_TAX_SELLER,
	    "wants the tax_id or the tax_number of the operator", false },
	[LACK_SELLER_VAT] = { REASON_BILL_TAX_SELLER,
	    "wants the tax_id of the operator", false },
	[LACK_SELLER_ID] = { REASON_BILL_TAX_SELLER,
	    "wants the registration of the operator, on a document without "
	    "his tax_id", false },
	[LACK_BUYER_VAT] = { REASON_BILL_TAX_ID,
	    "wants the tax_id of customer", true },
	[LACK_BUYER_PREFIX] = { REASON_BILL_TAX_ID,
	    "wants a country before the tax_id of customer", true },
	[LACK_BUYER_COUNTRY] = { REASON_BILL_TAX_COUNTRY,
	    "wants the country of customer", true },
	[LACK_NOTHING_BESIDE] = { REASON_BILL_TAX_MIXED,
	    "has other categories beside it: run the period again", false },
};

void
rule_say(const struct invoice *inv, const struct tax_fault *f)
{
	struct buf b = { 0 };

	if (f->category.len > 0)
		buf_addf(&b, "category %.*s ", SLICE_FMT(f->category));
	else
		buf_adds(&b, "an electronic invoice ");
	buf_adds(&b, lacks[f->lack].want);
	if (lacks[f->lack].of_buyer)
		buf_addf(&b, " '%.*s'", SLICE_FMT(inv->customer));
	diag(f->category.len > 0 ? lacks[f->lack].why : REASON_BILL_BUYER,
	    "account '%.*s': %s (EN 16931 %s)", SLICE_FMT(inv->account),
	    buf_str(&b), f->rule);
	buf_release(&b);
}
