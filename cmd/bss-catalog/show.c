/*
 * show.c (bss-catalog) - a catalog for people: offers, prices, rates
 */
#include <stdio.h>

#include "base/diag.h"
#include "doc/width.h"
#include "verbs.h"

#define COLUMNS_MAX	64

/* Text from outside, safe for a terminal, to stdout */
static void
put(struct slice s)
{
	struct buf safe = { 0 };

	vis_add(&safe, s);
	printf("%.*s", (int)safe.len, safe.data);
	buf_release(&safe);
}

/* ---- entries ---------------------------------------------------------- */

static bool
is_one_of(struct slice s, const char *const *words)
{
	for (; *words != NULL; words++)
		if (slice_is(s, *words))
			return true;
	return false;
}

/* "prices voice", and below it a member a line */
static void
show_entry(const struct view_entry *e)
{
	size_t i;

	put(e->section);
	putchar(' ');
	put(e->id);
	putchar('\n');
	for (i = 0; i < e->len; i++) {
		putchar('\t');
		put(e->member[i].name);
		putchar('\t');
		put(e->member[i].text);
		putchar('\n');
	}
}

/* "Calls: usage, unit s, rates rates/voice.csv" */
static void
summary(const struct view_entry *e)
{
	static const char *const left_out[] = { "name", "kind", "tax", "gl",
		"prices", NULL };
	const struct view_member *kind = view_member(e, "kind");
	const struct view_member *name = view_member(e, "name");
	size_t i;

	if (name != NULL)
		put(name->text);
	if (kind != NULL) {
		fputs(": ", stdout);
		put(kind->text);
	}
	for (i = 0; i < e->len; i++) {
		if (is_one_of(e->member[i].name, left_out))
			continue;
		fputs(", ", stdout);
		put(e->member[i].name);
		putchar(' ');
		put(e->member[i].text);
	}
	putchar('\n');
}

/* ---- rates ------------------------------------------------------------ */

static bool
row_wanted(const struct view_table *t, const struct view_row *r,
    const char *destination)
{
	struct slice s = view_cell(t, r, "destination");

	return destination == NULL || slice_is(s, destination);
}

static size_t
column_width(const struct view_table *t, unsigned column,
    const char *destination)
{
	size_t width = 0, w, i;

	for (i = 0; i < t->len; i++) {
		if (!row_wanted(t, &t->row[i], destination))
			continue;
		w = text_width(t->row[i].cell[column]);
		if (w > width)
			width = w;
	}
	w = text_width(t->column[column]);
	return width > 0 && w > width ? w : width;	/* 0: all are empty */
}

/* pad: what the cell before it was too short */
static size_t
cell_put(struct slice s, size_t width, size_t pad)
{
	size_t w = text_width(s);

	printf("%*s", (int)pad + 2, "");
	put(s);
	return w < width ? width - w : 0;
}

static void
show_rates(const struct view_table *t, const char *destination)
{
	size_t width[COLUMNS_MAX], i, pad = 0;
	unsigned c, n = t->columns < COLUMNS_MAX ? t->columns : COLUMNS_MAX;
	bool any = false;

	for (i = 0; i < t->len; i++)
		any |= row_wanted(t, &t->row[i], destination);
	if (!any)
		return;
	put(t->file);
	printf("\n%6s", "line");
	for (c = 0; c < n; c++) {
		width[c] = column_width(t, c, destination);
		if (width[c] > 0)
			pad = cell_put(t->column[c], width[c], pad);
	}
	putchar('\n');
	for (i = 0; i < t->len; i++) {
		if (!row_wanted(t, &t->row[i], destination))
			continue;
		printf("%6u", t->row[i].line);
		pad = 0;
		for (c = 0; c < n; c++)
			if (width[c] > 0)
				pad = cell_put(t->row[i].cell[c].len > 0
				    ? t->row[i].cell[c] : SLICE_LIT("-"),
				    width[c], pad);
		putchar('\n');
	}
}

/* The tables that a price's members name */
static void
price_rates(const struct loaded *l, const struct view_entry *e,
    const char *destination)
{
	const struct view_table *t;
	size_t i;

	for (i = 0; i < e->len; i++)
		if ((t = view_table(&l->view, e->member[i].text)) != NULL)
			show_rates(t, destination);
}

/* ---- what is asked for ------------------------------------------------ */

static const struct view_entry *
entry_of(const struct loaded *l, const char *section, struct slice id)
{
	return view_entry(&l->view, slice_of(section), id);
}

static void
show_offer(const struct loaded *l, const struct offer *o, bool whole)
{
	const struct view_entry *e;
	size_t i;

	e = entry_of(l, "offers", o->id);
	fputs("offer ", stdout);
	put(o->id);
	fputs(": ", stdout);
	summary(e);
	for (i = 0; i < o->len; i++) {
		e = entry_of(l, "prices", o->price[i]->id);
		putchar('\t');
		put(o->price[i]->id);
		putchar('\t');
		summary(e);
		if (whole)
			price_rates(l, e, NULL);
	}
}

static void
show_head(const struct loaded *l)
{
	const struct catalog *c = &l->catalog;

	put(c->name);
	printf(": %s, %s, %zu offers, %zu prices, %u destinations\n",
	    c->currency.p, c->zone.name, c->offer_len, c->price_len,
	    c->destinations.len > 0 ? c->destinations.len - 1 : 0);
	printf("digest %s\n", c->digest);
}

static int
unknown(const char *what, const char *id)
{
	diag(REASON_CATALOG_UNKNOWN, "the catalog has no %s '%s'", what, id);
	return -1;
}

static int
one_price(const struct loaded *l, const char *id)
{
	const struct view_entry *e = entry_of(l, "prices", slice_of(id));

	if (e == NULL)
		return unknown("price", id);
	show_entry(e);
	price_rates(l, e, NULL);
	return 0;
}

static int
one_destination(const struct loaded *l, const char *name)
{
	const struct view_table *t;
	struct slice prefix;
	size_t i, n = 0;

	if (destination_by_name(&l->catalog.destinations, slice_of(name))
	    == DESTINATION_NONE)
		return unknown("destination", name);
	t = view_table(&l->view, SLICE_LIT("destinations.csv"));
	put(slice_of(name));
	putchar(':');
	for (i = 0; t != NULL && i < t->len; i++) {
		prefix = view_cell(t, &t->row[i], "prefix");
		if (!row_wanted(t, &t->row[i], name))
			continue;
		fputs(n++ > 0 ? ", " : " ", stdout);
		put(prefix);
	}
	putchar('\n');
	for (i = 0; i < l->view.tables; i++)
		if (&l->view.table[i] != t)
			show_rates(&l->view.table[i], name);
	return 0;
}

static int
show_text(const struct loaded *l, const struct catalog_opts *o)
{
	const struct offer *offer;
	size_t i;

	if (o->price != NULL)
		return one_price(l, o->price);
	if (o->destination != NULL)
		return one_destination(l, o->destination);
	if (o->offer != NULL) {
		offer = catalog_offer(&l->catalog, slice_of(o->offer));
		if (offer == NULL)
			return unknown("offer", o->offer);
		show_offer(l, offer, true);
		return 0;
	}
	show_head(l);
	for (i = 0; i < l->catalog.offer_len; i++)
		show_offer(l, &l->catalog.offer[i], false);
	return 0;
}

int
verb_show(int argc, char **argv)
{
	struct catalog_opts o = { .output = SHEET_TEXT };
	struct loaded l;
	int rc = catalog_parse(&o, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (loaded_open(&l, argc > 0 ? argv[0] : NULL) < 0)
		return tool_exit_code(-1);
	if (o.number != NULL)
		rc = lookup_number(&l, &o);
	else if (o.output == SHEET_TEXT)
		rc = tool_exit_code(show_text(&l, &o));
	else
		rc = show_records(&l, &o);
	loaded_release(&l);
	return rc;
}
