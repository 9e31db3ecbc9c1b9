/*
 * conflicts.c (bss-spool) - things that stand with several contents, side by
 * side for a person
 */
#include "base/diag.h"
#include "base/tstamp.h"
#include "rec/scan.h"
#include "spool.h"
#include "store/spool_json.h"
#include "versions.h"

/* The versions of one thing, their lines read again. */
struct side {
	struct scanner	*scanner;
	struct buf	 line;
	struct rec	 rec;
};

struct sides {
	const struct spool_thing *thing;
	struct side		 *side;		/* one of each version */
	struct slice		 *name;		/* of all fields, in order */
	size_t			  names, names_cap;
};

static int
side_open(struct side *s, const struct spool_version *v)
{
	const char *next, *at;

	s->scanner = scanner_new();
	buf_adds(&s->line, v->line);
	buf_addc(&s->line, '\n');
	buf_reserve(&s->line, SCAN_PADDING);
	return scan_line(s->scanner, s->line.data, &s->rec, &next, &at)
	    == REASON_NONE ? 0 : -1;
}

static void
add_name(struct sides *s, struct slice name)
{
	for (size_t i = 0; i < s->names; i++)
		if (slice_eq(s->name[i], name))
			return;
	GROW(s->name, s->names, s->names_cap);
	s->name[s->names++] = name;
}

static int
sides_open(struct sides *s, const struct spool_thing *t)
{
	*s = (struct sides){ .thing = t };
	s->side = xcalloc(t->versions, sizeof(*s->side));
	for (size_t i = 0; i < t->versions; i++) {
		if (side_open(&s->side[i], &t->version[i]) != 0)
			return -1;
		for (unsigned k = 0; k < s->side[i].rec.shape->len; k++)
			add_name(s, s->side[i].rec.shape->name[k]);
	}
	return 0;
}

static void
sides_release(struct sides *s)
{
	for (size_t i = 0; i < s->thing->versions; i++) {
		scanner_free(s->side[i].scanner);
		buf_release(&s->side[i].line);
	}
	free(s->side);
	free(s->name);
}

/* The value of a field as contents are compared; "" where it is missing */
static struct slice
value_of(const struct side *s, struct slice name,
    char text[MONEY_SUM_TEXT_MAX])
{
	const struct rec *r = &s->rec;

	for (unsigned k = 0; k < r->shape->len; k++)
		if (slice_eq(r->shape->name[k], name)
		    && r->val[k].kind != VAL_MISSING)
			return spool_value(r, k, text);
	return (struct slice){ "", 0 };
}

static bool
differs(const struct sides *s, struct slice name)
{
	char a[MONEY_SUM_TEXT_MAX], b[MONEY_SUM_TEXT_MAX];
	struct slice first = value_of(&s->side[0], name, a);

	for (size_t i = 1; i < s->thing->versions; i++)
		if (!slice_eq(first, value_of(&s->side[i], name, b)))
			return true;
	return false;
}

/* Fields that say where usage came from are shown, but are no difference. */
static bool
is_origin(const struct sides *s, struct slice name)
{
	return type_def(s->thing->type)->metered
	    && (slice_is(name, "source") || slice_is(name, "seq"));
}

/*
 * Text: a line a field, a column a version
 */

static void
cell(const struct sides *s, struct slice name, size_t i, struct buf *out)
{
	char text[MONEY_SUM_TEXT_MAX];
	struct slice v = value_of(&s->side[i], name, text);

	buf_clear(out);
	vis_add(out, v);
	if (out->len == 0)
		buf_addc(out, '-');
}

static size_t
column_width(const struct sides *s, size_t i)
{
	size_t width = SPOOL_VERSION_LEN;
	struct buf b = { 0 };

	for (size_t n = 0; n < s->names; n++)
		if (differs(s, s->name[n])) {
			cell(s, s->name[n], i, &b);
			width = b.len > width ? b.len : width;
		}
	buf_release(&b);
	return width;
}

static void
print_row(const struct sides *s, struct slice name, const size_t *width)
{
	struct buf label = { 0 }, b = { 0 };

	vis_add(&label, name);
	printf("  %-14s", buf_str(&label));
	for (size_t i = 0; i < s->thing->versions; i++) {
		cell(s, name, i, &b);
		printf("  %-*s", i + 1 < s->thing->versions ? (int)width[i]
		    : 0, buf_str(&b));
	}
	printf("\n");
	buf_release(&label);
	buf_release(&b);
}

/* Where a version stands: its batches and the files they came from */
static void
print_batches(const struct spool_opts *o, const struct spool_version *v)
{
	char name[SPOOL_VERSION_LEN + 1];

	spool_version_name(v, name);
	for (size_t i = 0; i < v->batches; i++) {
		struct buf files = { 0 };
		struct spool_entry e;

		if (spool_entry_read(&e, o->spool, v->batch[i]) == 0)
			vis_add(&files, slice_of(e.files));
		printf("  %s %s %s%s\n", name, v->batch[i],
		    files.len > 0 ? buf_str(&files) : "-",
		    v->delivered ? " (delivered)" : "");
		spool_entry_release(&e);
		buf_release(&files);
	}
}

static void
print_text(const struct spool_opts *o, const struct sides *s)
{
	const struct spool_thing *t = s->thing;
	size_t *width = xcalloc(t->versions, sizeof(*width));
	char name[SPOOL_VERSION_LEN + 1];
	struct buf id = { 0 };

	vis_add(&id, (struct slice){ t->id, t->id_len });
	printf("%s '%s'\n  %-14s", type_def(t->type)->name, buf_str(&id),
	    "version");
	for (size_t i = 0; i < t->versions; i++) {
		width[i] = column_width(s, i);
		spool_version_name(&t->version[i], name);
		printf("  %-*s", i + 1 < t->versions ? (int)width[i] : 0,
		    name);
	}
	printf("\n");
	for (size_t n = 0; n < s->names; n++)
		if (differs(s, s->name[n]))
			print_row(s, s->name[n], width);
	for (size_t i = 0; i < t->versions; i++)
		print_batches(o, &t->version[i]);
	if (t->more > 0)
		printf("  and %llu records of other contents\n",
		    (unsigned long long)t->more);
	buf_release(&id);
	free(width);
}

/*
 * NDJSON: a document a thing
 */

static json_t *
text_json(struct slice s)
{
	return json_stringn(s.p, s.len);
}

static json_t *
batches_json(const struct spool_opts *o, const struct spool_version *v)
{
	json_t *list = json_array();

	for (size_t i = 0; i < v->batches; i++) {
		json_t *one = json_object();
		struct spool_entry e;

		js_set_str(one, "batch", v->batch[i]);
		if (spool_entry_read(&e, o->spool, v->batch[i]) == 0) {
			js_set_str(one, "files", e.files);
			js_set_str(one, "landed_ts", e.landed);
		}
		spool_entry_release(&e);
		json_array_append_new(list, one);
	}
	return list;
}

static json_t *
version_json(const struct spool_opts *o, const struct sides *s, size_t i)
{
	const struct spool_version *v = &s->thing->version[i];
	char name[SPOOL_VERSION_LEN + 1], text[MONEY_SUM_TEXT_MAX];
	json_t *one = json_object(), *values = json_object();

	spool_version_name(v, name);
	js_set_str(one, "version", name);
	json_object_set_new(one, "delivered", json_boolean(v->delivered));
	json_object_set_new(one, "batches", batches_json(o, v));
	for (size_t n = 0; n < s->names; n++) {
		struct slice at = value_of(&s->side[i], s->name[n], text);
		char *key;

		if (!differs(s, s->name[n]))
			continue;
		key = xstrndup(s->name[n].p, s->name[n].len);
		json_object_set_new(values, key, text_json(at));
		free(key);
	}
	json_object_set_new(one, "values", values);
	js_set_str(one, "raw", v->line);
	return one;
}

static void
print_json(const struct spool_opts *o, const struct sides *s)
{
	json_t *doc = json_object(), *fields = json_array();
	json_t *versions = json_array();
	char *text;

	js_set_str(doc, "type", "conflict");
	js_set_str(doc, "record", type_def(s->thing->type)->name);
	json_object_set_new(doc, "id", text_json((struct slice){
	    s->thing->id, s->thing->id_len }));
	for (size_t n = 0; n < s->names; n++)
		if (!is_origin(s, s->name[n]) && differs(s, s->name[n]))
			json_array_append_new(fields, text_json(s->name[n]));
	for (size_t i = 0; i < s->thing->versions; i++)
		json_array_append_new(versions, version_json(o, s, i));
	json_object_set_new(doc, "fields", fields);
	json_object_set_new(doc, "versions", versions);
	if (s->thing->more > 0)
		js_set_int(doc, "more", s->thing->more);
	text = json_dumps(doc, JSON_COMPACT);
	printf("%s\n", text);
	free(text);
	json_decref(doc);
}

static void
print_thing(const struct spool_opts *o, const struct spool_thing *t)
{
	struct sides s;

	if (sides_open(&s, t) == 0) {
		if (o->list_format == 1)
			print_json(o, &s);
		else
			print_text(o, &s);
	}
	sides_release(&s);
}

/* By time, then by identity: as they stand in the records' order */
static int
thing_cmp(const void *a, const void *b)
{
	const struct spool_thing *x = *(const struct spool_thing *const *)a;
	const struct spool_thing *y = *(const struct spool_thing *const *)b;

	if (x->version[0].ts_us != y->version[0].ts_us)
		return x->version[0].ts_us < y->version[0].ts_us ? -1 : 1;
	return slice_cmp((struct slice){ x->id, x->id_len },
	    (struct slice){ y->id, y->id_len });
}

static void
print_things(const struct spool_opts *o, const struct spool_things *t)
{
	const struct spool_thing **order = xcalloc(t->want_len + 1,
	    sizeof(*order));
	size_t n = 0;

	for (size_t i = 0; i < t->want_len; i++)
		if (t->thing[i].versions > 0)
			order[n++] = &t->thing[i];
	qsort(order, n, sizeof(*order), thing_cmp);
	for (size_t i = 0; i < n; i++)
		print_thing(o, order[i]);
	free(order);
}

static int
show(const struct spool_opts *o, const struct spool_view *v)
{
	struct spool_things t = { 0 };
	size_t n = v->conflicts.len < o->limit ? v->conflicts.len : o->limit;
	int rc;

	for (size_t i = 0; i < n; i++)
		spool_things_want(&t, v->conflicts.item[i]);
	rc = n == 0 ? 0 : spool_things_read(&t, v);
	if (rc == 0) {
		print_things(o, &t);
		note("%zu conflicts, %zu of them shown", v->conflicts.len, n);
	}
	spool_things_release(&t);
	if (rc != 0)
		return EXIT_TROUBLE;
	return v->conflicts.len > 0 ? EXIT_FINDINGS : EXIT_OK;
}

int
verb_conflicts(int argc, char **argv)
{
	struct spool_range range = { 0 };
	struct spool_state state = { 0 };
	struct spool_view view = { 0 };
	struct spool_opts opts;
	char *home;
	int rc;

	if (spool_parse(&opts, &argc, &argv, &home, &rc) != 0) {
		free(home);
		return rc;
	}
	diag_set_quiet(opts.stream.quiet);
	rc = EXIT_TROUBLE;
	if (spool_range(&opts, &range) == 0
	    && spool_state_read(&state, opts.spool) == 0
	    && spool_all_view(&view, &state, &range) == 0)
		rc = show(&opts, &view);
	spool_view_release(&view);
	spool_state_release(&state);
	spool_range_release(&range);
	free(home);
	return rc;
}
