#include "store/document.h"

#include <stdarg.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/near.h"
#include "store/json_walk.h"

/* Octets walked for lines: then faults of a large document have none */
#define LINES_WALK_MAX	(1U << 30)

/* prices.voice.rates[2] */
static void
place_add(struct buf *b, const struct doc_at *at)
{
	if (at->up == NULL)
		return;
	place_add(b, at->up);
	if (at->key == NULL)
		buf_addf(b, "[%zu]", at->index);
	else
		buf_addf(b, "%s%s", b->len > 0 ? "." : "", at->key);
}

/* To an element of an array; *line is where it begins */
static bool
element_reach(struct json_walk *w, size_t index, uint32_t *line)
{
	if (!json_take(w, '['))
		return false;
	for (; json_peek(w) != ']' && index > 0; index--) {
		json_skip(w);
		json_take(w, ',');
	}
	if (json_peek(w) == ']')
		return false;
	*line = w->line;
	return true;
}

/* To the value of a member; *line is where its name stands */
static bool
member_reach(struct json_walk *w, const char *key, struct arena *a,
    uint32_t *line)
{
	uint32_t at;
	bool found;

	if (!json_take(w, '{'))
		return false;
	while (json_peek(w) == '"') {
		at = w->line;
		found = slice_eq(json_scalar(w, a), slice_of(key));
		json_take(w, ':');
		if (found) {
			*line = at;
			return true;
		}
		json_skip(w);
		json_take(w, ',');
	}
	return false;
}

static bool
place_reach(struct json_walk *w, const struct doc_at *at, struct arena *a,
    uint32_t *line)
{
	if (at->up == NULL)
		return true;
	if (!place_reach(w, at->up, a, line))
		return false;
	return at->key == NULL ? element_reach(w, at->index, line)
	    : member_reach(w, at->key, a, line);
}

uint32_t
doc_line(const struct doc_at *at)
{
	struct arena names = { 0 };
	struct json_walk w;
	uint32_t line = 0;

	if (at->doc->faults > LINES_WALK_MAX / (at->doc->text.len + 1))
		return 0;
	json_walk_start(&w, at->doc->text);
	place_reach(&w, at, &names, &line);
	arena_release(&names);
	return line;
}

void
doc_fault(const struct doc_at *at, enum reason why, const char *fmt, ...)
{
	struct buf text = { 0 };
	va_list ap;

	at->doc->faults++;
	place_add(&text, at);
	if (text.len > 0)
		buf_adds(&text, ": ");
	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	diag_at(why, at->doc->file, doc_line(at), "%s", buf_str(&text));
	buf_release(&text);
}

struct doc_at
doc_root(struct document *d)
{
	return (struct doc_at){ .doc = d, .value = d->root };
}

struct doc_at
doc_member_at(const struct doc_at *up, const char *key, json_t *value)
{
	return (struct doc_at){ up->doc, up, key, 0, value };
}

struct doc_at
doc_element_at(const struct doc_at *up, size_t index, json_t *value)
{
	return (struct doc_at){ up->doc, up, NULL, index, value };
}

static void
reals_refuse(const struct doc_at *at)
{
	struct doc_at child;
	const char *key;
	json_t *value;
	size_t i;

	if (json_is_real(at->value))
		doc_fault(at, REASON_DOC_REAL,
		    "write the number %.17g as a string, so that it is exact",
		    json_real_value(at->value));
	json_object_foreach(at->value, key, value) {
		child = doc_member_at(at, key, value);
		reals_refuse(&child);
	}
	json_array_foreach(at->value, i, value) {
		child = doc_element_at(at, i, value);
		reals_refuse(&child);
	}
}

int
document_parse(struct document *d, struct slice text)
{
	json_error_t err;
	struct doc_at root;

	d->text = text;
	d->root = json_loadb(text.p != NULL ? text.p : "", text.len,
	    JSON_REJECT_DUPLICATES, &err);
	if (d->root == NULL) {
		d->faults++;
		diag_at(REASON_DOC_SYNTAX, d->file,
		    err.line > 0 ? (uint64_t)err.line : 0, "%s", err.text);
		return -1;
	}
	root = doc_root(d);
	reals_refuse(&root);
	return d->faults == 0 ? 0 : -1;
}

void
document_release(struct document *d)
{
	json_decref(d->root);
	d->root = NULL;
}

static bool
value_str(const struct doc_at *at, struct slice *out)
{
	if (!json_is_string(at->value)) {
		doc_fault(at, REASON_DOC_VALUE, "not a string");
		return false;
	}
	*out = (struct slice){ json_string_value(at->value),
	    json_string_length(at->value) };
	if (out->len > 0)
		return true;
	doc_fault(at, REASON_DOC_VALUE, "the text is empty");
	return false;
}

static bool
is_language(const char *s)
{
	return s[0] >= 'a' && s[0] <= 'z' && s[1] >= 'a' && s[1] <= 'z'
	    && s[2] == '\0';
}

static void
name_add(const struct doc_at *at, const char *of, const char *language,
    struct slice text)
{
	const struct name_text t = { of,
	    arena_slice(at->doc->arena, slice_of(language)),
	    arena_slice(at->doc->arena, text) };

	wording_add(at->doc->names, &t);
}

/* {"en": "Calls", "de": "Gespr\303\244che"} */
static bool
value_names(const struct doc_at *at, struct slice *out)
{
	const char *key, *first = NULL;
	struct doc_at one;
	struct slice text;
	json_t *value;

	json_object_foreach(at->value, key, value) {
		one = doc_member_at(at, key, value);
		if (!is_language(key)) {
			doc_fault(&one, REASON_DOC_MEMBER, "not a language of "
			    "ISO 639-1, two small letters");
			return false;
		}
		if (!value_str(&one, &text))
			return false;
		if (first == NULL || (strcmp(first, "en") != 0
		    && (strcmp(key, "en") == 0 || strcmp(key, first) < 0)))
			first = key;
	}
	if (first == NULL) {
		doc_fault(at, REASON_DOC_VALUE, "no name in any language");
		return false;
	}
	text = slice_of(json_string_value(json_object_get(at->value, first)));
	*out = (struct slice){ arena_strdup(at->doc->arena, text), text.len };
	json_object_foreach(at->value, key, value)
		name_add(at, out->p, key, slice_of(json_string_value(value)));
	return true;
}

static bool
value_money(const struct doc_at *at, struct slice s, money_t *out)
{
	money_t v;

	if (money_parse(s, &v) == NUM_OK && v >= 0) {
		*out = v;
		return true;
	}
	doc_fault(at, REASON_DOC_VALUE, "not an amount '%.*s': "
	    "digits, a point and up to %d decimals, not below 0",
	    SLICE_FMT(s), MONEY_DECIMALS);
	return false;
}

static bool
value_count(const struct doc_at *at, struct slice s, uint64_t least,
    uint64_t *out)
{
	uint64_t v;

	if (u64_parse(s, &v) == NUM_OK && v >= least) {
		*out = v;
		return true;
	}
	doc_fault(at, REASON_DOC_VALUE,
	    "not a whole number%s '%.*s'", least > 0 ? " above 0" : "",
	    SLICE_FMT(s));
	return false;
}

static bool
value_enum(const struct doc_at *at, struct slice s, const char *choices,
    int *out)
{
	const char *p = choices;
	size_t len;
	int i;

	for (i = 0;; i++, p += len + 1) {
		len = strcspn(p, "|");
		if (slice_eq((struct slice){ p, len }, s)) {
			*out = i;
			return true;
		}
		if (p[len] == '\0')
			break;
	}
	doc_fault(at, REASON_DOC_VALUE, "'%.*s' is none of %s", SLICE_FMT(s),
	    choices);
	return false;
}

static bool
value_decimals(const struct doc_at *at, int *out)
{
	json_int_t v = json_integer_value(at->value);

	if (json_is_integer(at->value) && v >= 0 && v <= MONEY_DECIMALS) {
		*out = (int)v;
		return true;
	}
	doc_fault(at, REASON_DOC_VALUE, "not a number of decimals from 0 to "
	    "%d", MONEY_DECIMALS);
	return false;
}

static bool
value_node(const struct doc_at *at, enum doc_kind kind, json_t **out)
{
	if (kind == DOC_OBJECT ? json_is_object(at->value)
	    : json_is_array(at->value)) {
		*out = at->value;
		return true;
	}
	doc_fault(at, REASON_DOC_VALUE, "not an %s",
	    kind == DOC_OBJECT ? "object" : "array");
	return false;
}

static bool
value_read(const struct doc_at *at, const struct doc_member *m, void *dst)
{
	struct slice s;

	if (m->kind == DOC_OBJECT || m->kind == DOC_ARRAY)
		return value_node(at, m->kind, dst);
	if (m->kind == DOC_DECIMALS)
		return value_decimals(at, dst);
	if (m->kind == DOC_NAME && json_is_object(at->value))
		return value_names(at, dst);
	if (!value_str(at, &s))
		return false;
	switch (m->kind) {
	case DOC_MONEY:
		return value_money(at, s, dst);
	case DOC_COUNT:
		return value_count(at, s, 1, dst);
	case DOC_WHOLE:
		return value_count(at, s, 0, dst);
	case DOC_ENUM:
		return value_enum(at, s, m->choices, dst);
	default:
		break;
	}
	*(struct slice *)dst = (struct slice){
	    arena_strdup(at->doc->arena, s), s.len };
	return true;
}

static const struct doc_member *
member_find(const struct doc_member *m, const char *key)
{
	for (; m->kind != DOC_STOP; m++)
		if (strcmp(m->key, key) == 0)
			return m;
	return NULL;
}

static void
member_unknown(const struct doc_at *child, const struct doc_member *m)
{
	const json_t *object = child->up->value;
	struct near_name near = { .edits = 0 };

	for (; m->kind != DOC_STOP; m++)
		if (json_object_get(object, m->key) == NULL)
			near_offer(&near, slice_of(child->key), m->key);
	if (near.best.len > 0)
		doc_fault(child, REASON_DOC_MEMBER, "no such member here; "
		    "'%.*s' is one", SLICE_FMT(near.best));
	else
		doc_fault(child, REASON_DOC_MEMBER, "no such member here");
}

bool
doc_object(const struct doc_at *at, const struct doc_member *members,
    void *dst)
{
	const struct doc_member *m;
	unsigned before = at->doc->faults;
	struct doc_at child;
	const char *key;
	json_t *value;

	if (!json_is_object(at->value)) {
		doc_fault(at, REASON_DOC_VALUE, "not an object");
		return false;
	}
	json_object_foreach(at->value, key, value) {
		child = doc_member_at(at, key, value);
		if ((m = member_find(members, key)) == NULL)
			member_unknown(&child, members);
		else
			value_read(&child, m, (char *)dst + m->offset);
	}
	for (m = members; m->kind != DOC_STOP; m++)
		if (m->required && json_object_get(at->value, m->key) == NULL)
			doc_fault(at, REASON_DOC_MISSING, "'%s' is missing",
			    m->key);
	return at->doc->faults == before;
}
