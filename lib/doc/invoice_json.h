/*
 * invoice_json.h (doc) - the invoice document as one JSON object
 * Members are named after the terms of EN 16931-1; amounts, rates and
 * quantities are strings, dates ISO 8601, what is missing is left out. The
 * same document gives the same bytes.
 */
#ifndef DOC_INVOICE_JSON_H
#define DOC_INVOICE_JSON_H

#include "base/buf.h"
#include "bss/invoice.h"

struct json_t;

/* Append it without a newline. 0, or -1 when text in it is not UTF-8. */
int	invoice_json_write(const struct invoice *, struct buf *out);

/* A document that was read: inv borrows its text from root. */
struct invoice_doc {
	struct invoice	 inv;
	struct json_t	*root;
};

/*
 * Read what invoice_json_write made. NULL, or what is wrong with it (a static
 * text). The struct is valid and empty then.
 */
const char *invoice_json_read(struct slice, struct invoice_doc *);
void	invoice_doc_release(struct invoice_doc *);

#endif
