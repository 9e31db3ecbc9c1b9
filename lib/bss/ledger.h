/*
 * ledger.h (bss) - double entry: what a posted document moves
 * Debits are positive, credits negative, in the document's currency and its
 * minor unit; the entries of a document sum to zero. An invoice debits the
 * receivable and credits revenue per GL account, tax per tax account, and
 * the rounding of what is to be paid (BT-114).
 * Pure: no I/O, no clock.
 */
#ifndef BSS_LEDGER_H
#define BSS_LEDGER_H

#include "bss/invoice.h"

enum ledger_kind {
	LEDGER_RECEIVABLE, LEDGER_REVENUE, LEDGER_TAX, LEDGER_ROUNDING
};

struct ledger_entry {
	enum ledger_kind kind;
	struct slice	 gl;
	money_t		 amount;
};

struct ledger {
	struct ledger_entry	*item;	/* owned */
	size_t			 len, cap;
};

void	ledger_release(struct ledger *);
/*
 * Replace the contents by the entries of an invoice: the receivable first,
 * then kind by kind in bytewise order of GL accounts. Entries of nothing are
 * left out, but the receivable stays. False when a sum is too large.
 */
bool	ledger_of_invoice(struct ledger *, const struct invoice *);
bool	ledger_balanced(const struct ledger *);

const char *ledger_kind_name(enum ledger_kind);

#endif
