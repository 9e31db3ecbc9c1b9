/*
 * records.c (bss-catalog) - a catalog for programs: offers and prices
 * A price is a record for each row of its rates. Members and columns that the
 * table of fields does not have go along as they are written.
 */
#include <stdlib.h>

#include "verbs.h"

struct known {
	const char	*name;		/* of a member, or a column */
	enum field	 field;
};

static const struct known known[] = {
	{ "name", F_NAME }, { "kind", F_PRICE_KIND },
	{ "usage_type", F_USAGE_TYPE }, { "unit", F_UNIT },
	{ "direction", F_DIRECTION }, { "destination", F_DESTINATION },
	{ "band", F_BAND }, { "price", F_UNIT_PRICE }, { "per", F_PER },
	{ "connect_fee", F_CONNECT_FEE },
	{ "first_increment", F_FIRST_INCREMENT },
	{ "increment", F_FIRST_INCREMENT },
	{ "next_increment", F_NEXT_INCREMENT }, { "minimum", F_MINIMUM },
	{ "maximum", F_MAXIMUM }, { "amount", F_CHARGE }, { "from", F_FROM },
	{ "to", F_TO }, { "tax", F_TAX_CODE }, { "gl", F_GL }
};

#define CSV_MEMBERS_MAX	256	/* members and cells of a price */

struct records {
	const struct loaded	*l;
	struct stream		 stream;
	bool			 csv;
	/* CSV: columns of all prices beside those of the table of fields */
	struct slice		*extra;
	size_t			 len, cap;
	struct arena		 arena;
};

/* One of a price's texts: of its entry, or of a row */
struct piece {
	struct slice	name, text;
};

struct pieces {
	struct piece	item[CSV_MEMBERS_MAX];
	size_t		len;
	const struct view_table *table;
	uint32_t	line;
};

static enum field
field_of(struct slice name)
{
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (slice_is(name, known[i].name))
			return known[i].field;
	return F_UNKNOWN;
}

/* "rounding.mode": rounding_mode */
static struct slice
extra_name(struct records *r, struct slice name)
{
	char *p = arena_strdup(&r->arena, name);
	size_t i;

	for (i = 0; i < name.len; i++)
		if (p[i] == '.' || p[i] == '-' || p[i] == ' ')
			p[i] = '_';
	return (struct slice){ p, name.len };
}

static void
piece_add(struct pieces *p, struct slice name, struct slice text)
{
	if (p->len < CSV_MEMBERS_MAX && text.len > 0)
		p->item[p->len++] = (struct piece){ name, text };
}

static void
pieces_of(struct pieces *p, const struct view_entry *e,
    const struct view_table *t, const struct view_row *row)
{
	unsigned c;
	size_t i;

	p->len = 0;
	p->table = t;
	p->line = row != NULL ? row->line : e->line;
	for (i = 0; i < e->len; i++)
		piece_add(p, e->member[i].name, e->member[i].text);
	for (c = 0; row != NULL && c < t->columns; c++)
		piece_add(p, t->column[c], row->cell[c]);
}

static void
value_put(struct records *r, enum field f, struct slice text)
{
	struct out *out = r->stream.out;
	int64_t us;
	uint64_t n;
	money_t v;

	switch (field_defs[f].kind) {
	case KIND_DEC:
		if (money_parse(text, &v) == NUM_OK)
			out_money(out, f, v);
		break;
	case KIND_UINT:
		if (u64_parse(text, &n) == NUM_OK)
			out_u64(out, f, n);
		break;
	case KIND_TIME:
		if (catalog_instant(&r->l->catalog, text, &us))
			out_time(out, f, us);
		break;
	default:
		out_str(out, f, text);
	}
}

/* The last of the pieces that are that field: rows come behind members */
static void
field_put(struct records *r, const struct pieces *p, enum field f)
{
	size_t i;

	for (i = p->len; i > 0; i--)
		if (field_of(p->item[i - 1].name) == f) {
			value_put(r, f, p->item[i - 1].text);
			return;
		}
}

static struct slice
piece_text(struct records *r, const struct pieces *p, struct slice extra)
{
	size_t i;

	for (i = 0; i < p->len; i++)
		if (slice_eq(extra_name(r, p->item[i].name), extra))
			return p->item[i].text;
	return (struct slice){ "", 0 };
}

static void
extras_put(struct records *r, const struct pieces *p)
{
	struct slice text;
	size_t i;

	/* CSV has its columns from the first record: all have them */
	for (i = 0; r->csv && i < r->len; i++) {
		text = piece_text(r, p, r->extra[i]);
		if (text.len > 0)
			out_extra(r->stream.out, r->extra[i], text);
		else
			out_extra_val(r->stream.out, r->extra[i],
			    &rec_val_missing);
	}
	for (i = 0; !r->csv && i < p->len; i++)
		if (field_of(p->item[i].name) == F_UNKNOWN)
			out_extra(r->stream.out, extra_name(r,
			    p->item[i].name), p->item[i].text);
}

static int
price_put(struct records *r, struct slice id, const struct pieces *p)
{
	const struct type_def *def = type_def(REC_PRICE);
	struct out *out = r->stream.out;
	enum field f;
	size_t i;

	out_begin(out, REC_PRICE);
	for (i = 0; i < def->len; i++) {
		f = def->field[i].field;
		if (f == F_PRICE)
			out_str(out, f, id);
		else if (f == F_CURRENCY)
			out_str(out, f, r->l->catalog.currency);
		else if (f == F_FILE)
			out_str(out, f, p->table != NULL ? p->table->file
			    : SLICE_LIT("catalog.json"));
		else if (f == F_LINE)
			out_u64(out, f, p->line);
		else
			field_put(r, p, f);
	}
	extras_put(r, p);
	return out_done(out);
}

/* ---- all of them ------------------------------------------------------ */

static bool
row_wanted(const struct catalog_opts *o, const struct view_table *t,
    const struct view_row *row)
{
	return o->destination == NULL || slice_is(view_cell(t, row,
	    "destination"), o->destination);
}

typedef int (*price_fn)(struct records *, struct slice id,
	    const struct pieces *);

static int
price_each(struct records *r, const struct catalog_opts *o,
    const struct view_entry *e, price_fn fn)
{
	const struct view_table *t;
	struct pieces p;
	bool any = false;
	size_t i, n;

	for (i = 0; i < e->len; i++) {
		t = view_table(&r->l->view, e->member[i].text);
		any |= t != NULL;
		for (n = 0; t != NULL && n < t->len; n++) {
			if (!row_wanted(o, t, &t->row[n]))
				continue;
			pieces_of(&p, e, t, &t->row[n]);
			if (fn(r, e->id, &p) < 0)
				return -1;
		}
	}
	if (any || o->destination != NULL)
		return 0;
	pieces_of(&p, e, NULL, NULL);
	return fn(r, e->id, &p);
}

static bool
price_wanted(const struct records *r, const struct catalog_opts *o,
    const struct price *p)
{
	const struct offer *offer;
	size_t i;

	if (o->price != NULL)
		return slice_is(p->id, o->price);
	if (o->offer == NULL)
		return true;
	offer = catalog_offer(&r->l->catalog, slice_of(o->offer));
	for (i = 0; offer != NULL && i < offer->len; i++)
		if (offer->price[i] == p)
			return true;
	return false;
}

static int
prices_each(struct records *r, const struct catalog_opts *o, price_fn fn)
{
	const struct catalog *c = &r->l->catalog;
	size_t i;

	for (i = 0; i < c->price_len; i++)
		if (price_wanted(r, o, &c->price[i]) && price_each(r, o,
		    view_entry(&r->l->view, SLICE_LIT("prices"),
		    c->price[i].id), fn) < 0)
			return -1;
	return 0;
}

static int
extras_take(struct records *r, struct slice id, const struct pieces *p)
{
	struct slice name;
	size_t i, n;

	(void)id;
	for (i = 0; i < p->len; i++) {
		if (field_of(p->item[i].name) != F_UNKNOWN)
			continue;
		name = extra_name(r, p->item[i].name);
		for (n = 0; n < r->len && !slice_eq(r->extra[n], name); n++)
			;
		if (n < r->len)
			continue;
		GROW(r->extra, r->len, r->cap);
		r->extra[r->len++] = name;
	}
	return 0;
}

static int
offer_put(struct records *r, const struct offer *o, const struct price *p)
{
	struct out *out = r->stream.out;
	struct buf b = { 0 };
	size_t i;

	out_begin(out, REC_OFFER);
	out_str(out, F_OFFER, o->id);
	out_str(out, F_NAME, o->name);
	out_str(out, F_STATE, slice_of(offer_status_name(o->status)));
	if (o->from_us != INT64_MIN)
		out_time(out, F_FROM, o->from_us);
	if (o->to_us != INT64_MAX)
		out_time(out, F_TO, o->to_us);
	if (p != NULL)
		out_str(out, F_PRICE, p->id);
	out_str(out, F_CURRENCY, r->l->catalog.currency);
	for (i = 0; i < o->requires_len; i++)
		buf_addf(&b, "%s%s", i > 0 ? ", " : "", o->requires[i]->id.p);
	out_str(out, F_REQUIRES, buf_slice(&b));
	buf_release(&b);
	return out_done(out);
}

static int
offers_put(struct records *r, const struct catalog_opts *o)
{
	const struct catalog *c = &r->l->catalog;
	const struct offer *offer;
	size_t i, n;

	if (o->price != NULL || o->destination != NULL)
		return 0;
	for (i = 0; i < c->offer_len; i++) {
		offer = &c->offer[i];
		if (o->offer != NULL && !slice_is(offer->id, o->offer))
			continue;
		if (offer->len == 0 && offer_put(r, offer, NULL) < 0)
			return -1;
		for (n = 0; n < offer->len; n++)
			if (offer_put(r, offer, offer->price[n]) < 0)
				return -1;
	}
	return 0;
}

int
show_records(const struct loaded *l, const struct catalog_opts *o)
{
	static const struct stream_spec spec = {
		.tool = "bss-catalog", .writes = true,
		.makes = REC_BIT(REC_OFFER) | REC_BIT(REC_PRICE)
	};
	struct records r = { .l = l, .csv = o->output == SHEET_CSV };
	struct stream_opts so = { .out_format = r.csv };
	int rc = stream_open(&r.stream, &spec, &so, 0, NULL);

	if (rc != EXIT_OK)
		return rc;
	if (r.csv)
		prices_each(&r, o, extras_take);
	if ((!r.csv && offers_put(&r, o) < 0)
	    || prices_each(&r, o, price_put) < 0)
		stream_fail(&r.stream, tool_exit_code(-1));
	rc = stream_close(&r.stream);
	arena_release(&r.arena);
	free(r.extra);
	return rc;
}
