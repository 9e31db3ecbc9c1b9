/*
 * tax.h (bss) - the tax breakdown of a document
 * Lines are grouped by tax category and rate; the tax of a group is rounded
 * once, on its sum (EN 16931-1: BR-CO-17, BR-CO-18, BR-S-08), never per line.
 * Pure: no I/O, no clock.
 */
#ifndef BSS_TAX_H
#define BSS_TAX_H

#include "bss/invoice.h"

/*
 * Category O, outside the scope of VAT: it has no rate (BR-O-05), and a
 * document of its own (BR-O-11).
 */
static inline bool
tax_not_subject(struct slice category)
{
	return slice_is(category, "O");
}

/* What the catalog says of a line's tax, beside category and percent. */
struct tax_terms {
	struct slice	reason;		/* BT-120, of an exempt category */
	struct slice	reason_code;	/* BT-121, or none */
	struct slice	gl;
};

/*
 * Add a line's net amount to the group of its category and rate; terms are
 * those of the first line of a group. The groups stay sorted by category and
 * rate. False on overflow.
 */
bool	tax_add_line(struct invoice *, const struct invoice_line *,
	    const struct tax_terms *);
/* The same for an allowance of the document, whose amount is taken off. */
bool	tax_add_allowance(struct invoice *, const struct invoice_allowance *,
	    const struct tax_terms *);
/* The tax of each group, once all lines are there. False on overflow. */
bool	tax_compute(struct invoice *);

/*
 * What the categories of a document want of its parties: the buyer of K is
 * delivered to in his country (BT-80); where something is not subject to VAT
 * (O) nobody has a VAT identifier (BR-O-02).
 */
void	tax_parties(struct invoice *);
/* Whether all of a document is not subject to VAT, and says so. */
bool	tax_is_outside(const struct invoice *);
/* Whether something of it is, and something is not. */
bool	tax_is_mixed(const struct invoice *);
/*
 * What is not subject to VAT stands alone (BR-O-11 to 14): lines, allowances
 * and groups of category O go from a mixed document into another one, whose
 * head becomes the same; the totals of neither hold then.
 */
void	tax_split(struct invoice *, struct invoice *outside);

/* What a document with its parties lacks by a rule of EN 16931-1 */
enum tax_lack {
	LACK_SELLER_TAX,	/* BT-31 or BT-32 */
	LACK_SELLER_VAT,	/* BT-31 */
	LACK_SELLER_ID,		/* BT-30 or BT-31 */
	LACK_BUYER_VAT,		/* BT-48 */
	LACK_BUYER_PREFIX,	/* BT-48 with a country before it */
	LACK_BUYER_COUNTRY,	/* BT-55; of category K BT-80 */
	LACK_NOTHING_BESIDE	/* category O has others beside it */
};
struct tax_fault {
	const char	*rule;		/* "BR-S-02" */
	enum tax_lack	 lack;
	struct slice	 category;	/* that wants it, or missing */
};
/* Whether its taxes cannot be as they are; *fault is the first reason. */
bool	tax_rule_broken(const struct invoice *, struct tax_fault *);
/*
 * Whether it names a buyer that is in business, and not as electronic invoices
 * want it: who is taxed how does not depend on it.
 */
bool	tax_buyer_lacks(const struct invoice *, struct tax_fault *);
/* BR-CO-09: a VAT identifier begins with a country, "FR", "EL". */
bool	tax_id_prefixed(struct slice);

#endif
