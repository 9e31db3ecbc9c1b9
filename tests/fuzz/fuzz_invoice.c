/*
 * fuzz_invoice.c - documents, as the books and other programs hand them over
 * Whatever stands in one: no crash, no octet read outside; one that is good
 * can be shown, and written so that it is read as the same.
 */
#include <jansson.h>
#include <stdlib.h>

#include "aid.h"
#include "doc/invoice_json.h"
#include "doc/invoice_text.h"
#include "doc/invoice_view.h"

static void
show(const struct invoice *inv)
{
	static struct doc_text words;
	static bool loaded;
	struct buf b = { 0 };
	json_t *view;

	if (!loaded && (setenv("OSSBSS_SHARE", "share", 0) != 0
	    || doc_text_load(&words, "en") != 0))
		abort();
	loaded = true;
	view = invoice_view(inv, &words);
	invoice_text(view, &b);
	if (b.len == 0)
		abort();
	json_decref(view);
	buf_release(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct buf first = { 0 }, second = { 0 };
	struct invoice_doc doc = { .root = NULL }, again = { .root = NULL };

	aid_quiet(true);
	if (invoice_json_read((struct slice){ (const char *)data, len }, &doc)
	    == NULL) {
		show(&doc.inv);
		if (invoice_json_write(&doc.inv, &first) != 0
		    || invoice_json_read(buf_slice(&first), &again) != NULL
		    || invoice_json_write(&again.inv, &second) != 0
		    || !slice_eq(buf_slice(&first), buf_slice(&second)))
			abort();
		invoice_doc_release(&again);
	}
	invoice_doc_release(&doc);
	aid_quiet(false);
	buf_release(&first);
	buf_release(&second);
	return 0;
}
