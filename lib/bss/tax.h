/*
 * tax.h (bss) - the tax breakdown of a document
 * Lines are grouped by tax category and rate; the tax of a group is rounded
 * once, on its sum (EN 16931-1: BR-CO-17, BR-CO-18, BR-S-08), never per line.
 * Pure: no I/O, no clock.
 */
#ifndef BSS_TAX_H
#define BSS_TAX_H

#include "bss/invoice.h"

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
/*
 * The rule of EN 16931-1 on categories that a document with its parties
 * breaks, or NULL; *group is the one that it is of.
 */
const char *tax_rule_broken(const struct invoice *,
	    const struct invoice_tax **group);

#endif
