/*
 * fuzz_scan.c - the record scanner against jansson: the same verdict on every
 * line, the same members and values, whatever was scanned before it.
 *
 * Where the two may differ, and why:
 *	json-nested	a record is flat: an object or array as a value
 *	field-name, too-many-fields	our limits; jansson has none
 *	dup-key		names that we do not know are compared as they are
 *			written, jansson compares "a" and "\u0061" decoded
 *	numbers		jansson reads reals as doubles and refuses 1e999
 *	NUL octets	jansson loses one that stands behind a number
 */
#include <jansson.h>
#include <stdint.h>

#include "aid.h"
#include "base/buf.h"
#include "rec/scan.h"

#define CHECK(x) do { if (!(x)) abort(); } while (0)

static void
check_value(const struct rec *r, unsigned i, const json_t *v)
{
	const struct rec_val *mine = &r->val[i];
	struct slice text = { mine->p, mine->len };

	CHECK(mine->p >= r->line && mine->p + mine->len <= r->line + r->len);
	switch (mine->kind) {
	case VAL_STRING:
		CHECK(json_is_string(v));
		if (mine->escaped)
			text = rec_str_decode(r, mine);
		CHECK(slice_eq(text, (struct slice){ json_string_value(v),
		    json_string_length(v) }));
		break;
	case VAL_NUMBER:
		CHECK(json_is_number(v));
		break;
	case VAL_TRUE:
		CHECK(json_is_true(v));
		break;
	case VAL_FALSE:
		CHECK(json_is_false(v));
		break;
	default:
		CHECK(json_is_null(v) || (json_is_string(v) &&
		    json_string_length(v) == 0));
	}
}

static void
check_record(const struct rec *r, const json_t *object)
{
	CHECK(r->shape->len == json_object_size(object));
	rec_identity(r);
	for (unsigned i = 0; i < r->shape->len; i++) {
		struct slice name = r->shape->name[i];
		struct rec_val key = { name.p, (uint32_t)name.len, VAL_STRING,
		    1 };
		char *text;
		json_t *v;

		name = rec_str_decode(r, &key);
		text = xstrndup(name.p, name.len);
		CHECK((v = json_object_get(object, text)) != NULL);
		free(text);
		check_value(r, i, v);
	}
}

/* Is a difference to jansson one of those listed above? */
static bool
may_differ(struct slice line, enum reason why, const json_t *theirs,
    const json_error_t *error)
{
	if (why == REASON_JSON_NESTED || why == REASON_FIELD_NAME ||
	    why == REASON_TOO_MANY_FIELDS)
		return true;
	if (theirs != NULL)
		return why != REASON_NONE && (!json_is_object(theirs) ||
		    memchr(line.p, '\0', line.len) != NULL);
	return json_error_code(error) == json_error_numeric_overflow ||
	    json_error_code(error) == json_error_duplicate_key;
}

static void
check_line(struct scanner *warm, const char *line, size_t len)
{
	struct scanner *cold = scanner_new();
	struct rec r = { 0 }, again = { 0 };
	const char *next = NULL, *at = NULL;
	enum reason why = scan_line(warm, line, &r, &next, &at);
	json_error_t error = { 0 };
	json_t *theirs = json_loadb(line, len, JSON_REJECT_DUPLICATES |
	    JSON_DECODE_INT_AS_REAL | JSON_DECODE_ANY, &error);

	/* what was scanned before must not matter */
	CHECK(scan_line(cold, line, &again, &next, &at) == why);
	if (why == REASON_NONE) {
		CHECK(next == line + len + 1);
		CHECK(again.shape->len == r.shape->len && again.type == r.type);
	} else {
		CHECK(at >= line && at <= line + len);
	}
	if (why == REASON_NONE && json_is_object(theirs))
		check_record(&r, theirs);
	else if ((why == REASON_NONE) != json_is_object(theirs))
		CHECK(may_differ((struct slice){ line, len }, why, theirs,
		    &error));
	json_decref(theirs);
	scanner_free(cold);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct scanner *s = scanner_new();
	char *text = xmalloc(len + 1 + SCAN_PADDING);
	size_t begin = 0;

	memset(text + len, 0, 1 + SCAN_PADDING);
	if (len != 0)
		memcpy(text, data, len);
	text[len] = '\n';
	while (begin <= len) {
		char *nl = memchr(text + begin, '\n', len + 1 - begin);
		size_t n = (size_t)(nl - text) - begin;

		check_line(s, text + begin, n);
		begin += n + 1;
	}
	free(text);
	scanner_free(s);
	return 0;
}
