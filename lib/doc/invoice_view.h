/*
 * invoice_view.h (doc) - what an invoice says to its reader
 * All decisions of content, wording and number form are made here; the text
 * and HTML renderers lay out what they get. A JSON object of strings:
 *
 *	lang, title, number, draft (bool), currency
 *	seller, buyer	{name, address [line], details [{label, value}],
 *			contact [line]}
 *	facts		[{label, value}]	number, dates, period, customer
 *	columns		{description, quantity, unit_price, rate, amount}
 *	groups		[{title, about, lines [{name, about, quantity,
 *			unit_price, rate, amount}], subtotal}]
 *	taxes		[{rate, label, reason, taxable, tax}]
 *	totals		[{label, amount, kind}]	kind: net, tax, gross, due
 *	payment		[{label, value}], pay: a sentence
 *	notes		[line]
 *	text		the labels of the language
 *	details		perhaps, the single records (itemised.h)
 *
 * Strings are cleaned (text_clean), not yet escaped.
 */
#ifndef DOC_INVOICE_VIEW_H
#define DOC_INVOICE_VIEW_H

#include "bss/invoice.h"
#include "doc/doc_text.h"

/* Owned by the caller: json_decref. */
struct json_t *invoice_view(const struct invoice *, const struct doc_text *);

#endif
