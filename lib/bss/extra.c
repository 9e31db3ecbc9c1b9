#include "bss/extra.h"

#include <assert.h>
#include <jansson.h>

#include "base/buf.h"
#include "rec/scan.h"

static void
add_member(struct buf *b, struct slice name, const char *value, size_t len)
{
	buf_addc(b, b->len == 0 ? '{' : ',');
	buf_addc(b, '"');
	buf_add_slice(b, name);
	buf_adds(b, "\":");
	buf_add(b, value, len);
}

/* A value with the quotes that a string has around it. */
static void
add_val(struct buf *b, struct slice name, const struct rec_val *v)
{
	unsigned quote = v->kind == VAL_STRING;

	add_member(b, name, v->p - quote, v->len + 2 * quote);
}

static bool
is_missing(const struct rec_val *v)
{
	return v->kind == VAL_MISSING || (v->kind == VAL_STRING && v->len == 0);
}

static struct slice
finish(struct buf *b, struct arena *a)
{
	struct slice text = { NULL, 0 };

	if (b->len != 0) {
		buf_addc(b, '}');
		text = arena_slice(a, buf_slice(b));
	}
	buf_release(b);
	return text;
}

static bool
belongs(const struct type_def *def, enum field f)
{
	if (f == F_TYPE)
		return true;
	for (size_t i = 0; i < def->len; i++)
		if (def->field[i].field == f)
			return true;
	return false;
}

struct slice
extra_of_rec(const struct rec *r, struct arena *a)
{
	const struct type_def *def = type_def(r->type);
	struct buf b = { 0 };

	for (unsigned i = 0; i < r->shape->len; i++)
		if (!belongs(def, (enum field)r->shape->field[i])
		    && !is_missing(&r->val[i]))
			add_val(&b, r->shape->name[i], &r->val[i]);
	return finish(&b, a);
}

int
extra_each(struct slice extra, struct scanner *s,
    int (*fn)(struct slice, const struct rec_val *, void *), void *arg)
{
	struct buf line = { 0 };
	const char *next, *at;
	struct rec r;
	int rc = 0;

	if (extra.len == 0)
		return 0;
	buf_add_slice(&line, extra);
	buf_addc(&line, '\n');
	buf_reserve(&line, SCAN_PADDING);
	if (scan_line(s, line.data, &r, &next, &at) == REASON_NONE)
		for (unsigned i = 0; rc == 0 && i < r.shape->len; i++)
			rc = fn(r.shape->name[i], &r.val[i], arg);
	buf_release(&line);
	return rc;
}

struct set_run {
	struct buf	out;
	struct slice	name, value;	/* value: JSON text, or missing */
	bool		done;
};

static int
set_member(struct slice name, const struct rec_val *v, void *arg)
{
	struct set_run *run = arg;

	if (!slice_eq(name, run->name)) {
		add_val(&run->out, name, v);
		return 0;
	}
	if (run->value.len != 0)
		add_member(&run->out, name, run->value.p, run->value.len);
	run->done = true;
	return 0;
}

/* A JSON string with its quotes, owned; NULL when s is not UTF-8. */
static char *
json_text(struct slice s)
{
	json_t *j = json_stringn(s.p, s.len);
	char *text = j != NULL ? json_dumps(j, JSON_ENCODE_ANY) : NULL;

	json_decref(j);
	return text;
}

struct slice
extra_set(struct slice extra, struct slice name, struct slice value,
    struct arena *a)
{
	struct set_run run = { .name = name };
	char *text = value.len != 0 ? json_text(value) : NULL;

	struct scanner *s = scanner_new();

	assert(value.len == 0 || text != NULL);
	run.value = slice_of(text);
	extra_each(extra, s, set_member, &run);
	scanner_free(s);
	if (!run.done && text != NULL)
		add_member(&run.out, name, text, run.value.len);
	free(text);
	return finish(&run.out, a);
}

struct get_run {
	struct slice	 name, value;
	struct arena	*arena;
};

static int
get_member(struct slice name, const struct rec_val *v, void *arg)
{
	struct get_run *run = arg;
	struct buf quoted = { 0 };
	json_t *text;

	if (!slice_eq(name, run->name) || is_missing(v))
		return 0;
	if (!v->escaped) {
		run->value = arena_slice(run->arena,
		    (struct slice){ v->p, v->len });
		return 1;
	}
	buf_add(&quoted, v->p - 1, v->len + 2);
	text = json_loadb(quoted.data, quoted.len, JSON_DECODE_ANY, NULL);
	if (text != NULL)
		run->value = arena_slice(run->arena, (struct slice){
		    json_string_value(text), json_string_length(text) });
	json_decref(text);
	buf_release(&quoted);
	return 1;
}

struct slice
extra_get(struct slice extra, struct slice name, struct arena *a)
{
	struct get_run run = { .name = name, .arena = a };
	struct scanner *s;

	if (extra.len == 0)
		return run.value;
	s = scanner_new();
	extra_each(extra, s, get_member, &run);
	scanner_free(s);
	return run.value;
}

bool
extra_named(struct slice field)
{
	return (slice_take(&field, "x_") || slice_take(&field, "param_"))
	    && field.len > 0;
}
