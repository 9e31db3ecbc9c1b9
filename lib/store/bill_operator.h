/*
 * bill_operator.h (store) - the operator's own data: $OSSBSS_HOME/operator.json
 * Who sells (EN 16931 BG-4), how to be paid (BG-16), the invoice series, and
 * what stands on every invoice. One flat JSON object of strings, but for two
 * lists: `languages` (the first is used) and `notes`.
 */
#ifndef STORE_BILL_OPERATOR_H
#define STORE_BILL_OPERATOR_H

#include "base/arena.h"
#include "bss/invoice.h"

#define OPERATOR_FILE_MAX	((size_t)1 << 20)
#define OPERATOR_LIST_MAX	16
#define SERIES_MAX		16	/* octets of an invoice series */
#define TERMS_D_MAX		366	/* days to pay */

struct bill_operator {
	struct arena		arena;	/* all text lives here */
	struct invoice_party	seller;
	struct invoice_payment	payment;
	struct slice		series;	/* "INV": letters, digits, - */
	money_t			cash_step;	/* 0: amounts as they are */
	struct slice		language[OPERATOR_LIST_MAX];
	size_t			languages;
	struct slice		note[OPERATOR_LIST_MAX];
	size_t			notes;
};

/*
 * path NULL: operator.json in $OSSBSS_HOME. 0, or -1: said, every fault
 * with its place (`doc-*`, `operator-iban`, `operator-series`).
 */
int	operator_load(struct bill_operator *, const char *path);
void	operator_release(struct bill_operator *);

#endif
