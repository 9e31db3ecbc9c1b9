#include "rec/csv_out.h"

#include "base/diag.h"

struct csv_out {
	const char	*name;
	enum rec_type	 type;
	bool		 begun;
	struct slice	 *extra;	/* unknown columns, owned texts */
	size_t		 extras, cap;
	struct buf	 row;
};

struct csv_out *
csv_out_new(const char *name)
{
	struct csv_out *c = xcalloc(1, sizeof(*c));

	c->name = name;
	return c;
}

void
csv_out_free(struct csv_out *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->extras; i++)
		free((char *)(uintptr_t)c->extra[i].p);
	free(c->extra);
	buf_release(&c->row);
	free(c);
}

static bool
wants_quotes(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\r'
		    || s.p[i] == '\n')
			return true;
	return s.len != 0 && (s.p[0] == ' ' || s.p[s.len - 1] == ' ');
}

static void
cell(struct csv_out *c, struct slice s, bool first)
{
	if (!first)
		buf_addc(&c->row, ',');
	if (!wants_quotes(s)) {
		buf_add_slice(&c->row, s);
		return;
	}
	buf_addc(&c->row, '"');
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] == '"')
			buf_addc(&c->row, '"');
		buf_addc(&c->row, s.p[i]);
	}
	buf_addc(&c->row, '"');
}

/*
 * What has no column in the type's table: unknown names, and names that the
 * table knows from other types.
 */
static bool
is_extra(const struct rec *r, unsigned at)
{
	const struct type_def *def = type_def(r->type);
	enum field f = (enum field)r->shape->field[at];

	if (f == F_UNKNOWN)
		return true;
	for (size_t i = 0; i < def->len; i++)
		if (def->field[i].field == f)
			return false;
	return f != F_TYPE;
}

/* An unknown field's name is a slice of the shape, escapes not decoded. */
static void
header(struct csv_out *c, const struct rec *r)
{
	const struct type_def *def = type_def(r->type);

	c->begun = true;
	c->type = r->type;
	cell(c, SLICE_LIT("type"), true);
	for (size_t i = 0; i < def->len; i++) {
		const struct field_def *f = &field_defs[def->field[i].field];

		cell(c, (struct slice){ f->name, f->len }, false);
	}
	for (unsigned i = 0; i < r->shape->len; i++) {
		struct slice n = r->shape->name[i];

		if (!is_extra(r, i))
			continue;
		GROW(c->extra, c->extras, c->cap);
		c->extra[c->extras++] = (struct slice){ xstrndup(n.p, n.len),
			n.len };
		cell(c, n, false);
	}
	buf_addc(&c->row, '\n');
}

static const struct rec_val *
unknown(const struct rec *r, struct slice name)
{
	for (unsigned i = 0; i < r->shape->len; i++)
		if (slice_eq(r->shape->name[i], name) && is_extra(r, i))
			return &r->val[i];
	return &rec_val_missing;
}

/* How many fields of r have a value; each must have found its column. */
static unsigned
present(const struct rec *r)
{
	unsigned n = 0;

	for (unsigned i = 0; i < r->shape->len; i++)
		n += r->val[i].kind != VAL_MISSING;
	return n;
}

static int
shape_error(struct csv_out *c, const struct rec *r)
{
	if (r->type != c->type)
		diag(REASON_CSV_SHAPE, "%s: a record of type '%s' among '%s'; "
		    "CSV holds one type: choose one, or write ndjson", c->name,
		    type_def(r->type)->name, type_def(c->type)->name);
	else
		diag(REASON_CSV_SHAPE, "%s: a record has a field that the "
		    "first one had not; CSV has its columns from the first",
		    c->name);
	return -1;
}

int
csv_out_row(struct csv_out *c, const struct rec *r, struct buf *b, size_t at)
{
	const struct type_def *def = type_def(r->type);
	unsigned n = 1;

	buf_clear(&c->row);
	if (!c->begun)
		header(c, r);
	if (r->type != c->type)
		return shape_error(c, r);
	cell(c, rec_str(r, F_TYPE), true);
	for (size_t i = 0; i < def->len; i++) {
		struct slice s = rec_str(r, def->field[i].field);

		n += s.len != 0;
		cell(c, s, false);
	}
	for (size_t i = 0; i < c->extras; i++) {
		const struct rec_val *v = unknown(r, c->extra[i]);
		struct slice s = rec_str_decode(r, v);

		n += s.len != 0;
		cell(c, s, false);
	}
	if (n != present(r))
		return shape_error(c, r);
	buf_addc(&c->row, '\n');
	b->len = at;
	buf_add_slice(b, buf_slice(&c->row));
	return 0;
}
