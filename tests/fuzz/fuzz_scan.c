/*
 * fuzz_scan.c - the record scanner against jansson, line by line
 * Both must say the same of every line, apart from what a record is on
 * purpose: flat, with at most REC_FIELDS_MAX fields and names of at most
 * REC_KEY_MAX octets; a number may be larger than a double; and a NUL octet
 * between two tokens, which jansson takes for white space, is none here.
 */
#include <jansson.h>

#include "base/buf.h"
#include "rec/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static bool
listed(enum reason why, enum json_error_code code)
{
	return why == REASON_JSON_NESTED || why == REASON_TOO_MANY_FIELDS
	    || why == REASON_FIELD_NAME
	    || code == json_error_numeric_overflow;
}

static void
compare(const char *line, size_t len, enum reason why)
{
	json_error_t error;
	json_t *doc = json_loadb(line, len, JSON_REJECT_DUPLICATES
	    | JSON_DECODE_INT_AS_REAL, &error);
	bool theirs = json_is_object(doc);

	if (theirs != (why == REASON_NONE) && memchr(line, 0, len) == NULL
	    && !listed(why, doc != NULL ? json_error_unknown
	    : json_error_code(&error))) {
		fprintf(stderr, "'%.*s': here '%s', jansson '%s'\n", (int)len,
		    line, reason_code(why), doc != NULL ? "" : error.text);
		abort();
	}
	json_decref(doc);
}

/* Every value lies in the line, and decodes within its own length. */
static void
check_values(const struct rec *r)
{
	if (r->shape->len > REC_FIELDS_MAX)
		abort();
	for (unsigned i = 0; i < r->shape->len; i++) {
		const struct rec_val *v = &r->val[i];

		if (v->p < r->line || v->p + v->len > r->line + r->len
		    || rec_str_decode(r, v).len > v->len)
			abort();
	}
	rec_identity(r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct scanner *s = scanner_new();
	struct buf text = { 0 };
	const char *p, *end, *next, *at, *nl;
	struct rec r;

	buf_add(&text, data, len);
	buf_addc(&text, '\n');
	buf_reserve(&text, SCAN_PADDING);
	memset(text.data + text.len, 0, SCAN_PADDING);
	end = text.data + text.len;
	for (p = text.data; p < end; p = nl + 1) {
		enum reason why = scan_line(s, p, &r, &next, &at);

		nl = memchr(p, '\n', (size_t)(end - p));
		if (why == REASON_NONE) {
			if (next != nl + 1)
				abort();
			check_values(&r);
		} else if (at < p || at > nl)
			abort();
		compare(p, (size_t)(nl - p), why);
	}
	buf_release(&text);
	scanner_free(s);
	return 0;
}
