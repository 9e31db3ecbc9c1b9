/*
 * invoice_text.h (doc) - an invoice for a terminal, 78 columns, UTF-8
 */
#ifndef DOC_INVOICE_TEXT_H
#define DOC_INVOICE_TEXT_H

#include "base/buf.h"

struct json_t;

/* Append the text of a view (invoice_view.h). */
void	invoice_text(const struct json_t *view, struct buf *out);

#endif
