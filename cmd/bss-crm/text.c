/*
 * text.c (bss-crm) - tables for people; what came from outside is vis(3)ed
 */
#include <stdio.h>

#include "base/diag.h"
#include "bss/extra.h"
#include "rec/scan.h"
#include "verbs.h"

#define COLUMNS_MAX	8

/* What a list shows of a type; `show` shows everything. */
static const struct layout {
	enum rec_type	type;
	enum field	column[COLUMNS_MAX];	/* ended by F_TYPE */
} layouts[] = {
	{ REC_CUSTOMER, { F_CUSTOMER, F_NAME, F_PARTY_TYPE, F_CITY, F_COUNTRY,
	    F_EMAIL, F_TYPE } },
	{ REC_ACCOUNT, { F_ACCOUNT, F_CUSTOMER, F_NAME, F_CURRENCY,
	    F_BILL_DAY, F_PAYER, F_TYPE } },
	{ REC_SUBSCRIPTION, { F_SUBSCRIPTION, F_ACCOUNT, F_OFFER,
	    F_IDENTIFIER, F_FROM, F_TO, F_TYPE } },
};

struct table {
	const enum field *column;
	size_t		 columns;
	int		 width[COLUMNS_MAX];
	struct slice	*cell;		/* rows of `columns` */
	size_t		 len, cap;
	struct arena	 text;
};

/* Characters, not octets: names have accents. */
static int
width_of(struct slice s)
{
	int n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

static void
table_cell(struct table *t, struct slice s)
{
	size_t column = t->len % t->columns;
	struct buf shown = { 0 };
	int width;

	vis_add(&shown, s);
	if (shown.len == 0)
		buf_addc(&shown, '-');
	GROW(t->cell, t->len, t->cap);
	t->cell[t->len++] = arena_slice(&t->text, buf_slice(&shown));
	width = width_of(buf_slice(&shown));
	if (width > t->width[column])
		t->width[column] = width;
	buf_release(&shown);
}

static void
table_init(struct table *t, enum rec_type type)
{
	const struct layout *l = layouts;

	while (l->type != type)
		l++;
	*t = (struct table){ .column = l->column };
	while (t->column[t->columns] != F_TYPE)
		t->columns++;
	for (size_t i = 0; i < t->columns; i++)
		table_cell(t, slice_of(field_defs[t->column[i]].name));
}

static void
table_print(const struct table *t, const char *indent)
{
	for (size_t i = 0; i < t->len; i++) {
		size_t column = i % t->columns;
		int pad = t->width[column] - width_of(t->cell[i]);

		printf("%s%.*s", column == 0 ? indent : "  ",
		    SLICE_FMT(t->cell[i]));
		if (column + 1 == t->columns)
			putchar('\n');
		else
			printf("%*s", pad, "");
	}
}

static void
table_release(struct table *t)
{
	free(t->cell);
	arena_release(&t->text);
}

static int
table_row(const struct entity *e, void *arg)
{
	struct table *t = arg;
	const struct type_def *def = type_def(e->type);
	struct buf text = { 0 };

	for (size_t c = 0; c < t->columns; c++) {
		size_t at = 0;

		while (def->field[at].field != t->column[c])
			at++;
		buf_clear(&text);
		entity_text(&text, e, at);
		table_cell(t, buf_slice(&text));
	}
	buf_release(&text);
	return 0;
}

static int
print_filtered(struct db *db, const struct filter *f, const char *indent,
    const char *heading)
{
	struct table t;
	int rc;

	table_init(&t, f->type);
	rc = filter_each(db, f, table_row, &t);
	if (rc == 0 && t.len > t.columns) {
		if (heading != NULL)
			printf("%s\n", heading);
		table_print(&t, indent);
	}
	table_release(&t);
	return rc;
}

int
text_list(struct db *db, const struct filter *f)
{
	return print_filtered(db, f, "", NULL);
}

/*
 * One entity: a field a line
 */

static void
print_field(struct slice name, struct slice value)
{
	struct buf shown = { 0 }, label = { 0 };

	vis_add(&shown, value);
	vis_add(&label, name);
	printf("%-16s %s\n", buf_str(&label), buf_str(&shown));
	buf_release(&label);
	buf_release(&shown);
}

static int
print_extra(struct slice name, const struct rec_val *v, void *arg)
{
	(void)arg;
	print_field(name, (struct slice){ v->p, v->len });
	return 0;
}

static void
print_entity(const struct entity *e)
{
	const struct type_def *def = type_def(e->type);
	struct scanner *s = scanner_new();
	struct buf text = { 0 };

	for (size_t i = 0; i < def->len; i++) {
		if (!e->value[i].has)
			continue;
		buf_clear(&text);
		entity_text(&text, e, i);
		print_field(slice_of(field_defs[def->field[i].field].name),
		    buf_slice(&text));
	}
	extra_each(e->extra, s, print_extra, NULL);
	buf_release(&text);
	scanner_free(s);
}

int
text_show(struct db *db, const struct entity *e)
{
	struct filter below = { .of = entity_key(e) };

	print_entity(e);
	switch (e->type) {
	case REC_CUSTOMER:
		below.type = REC_ACCOUNT;
		return print_filtered(db, &below, "  ", "accounts");
	case REC_ACCOUNT:
		below.type = REC_SUBSCRIPTION;
		return print_filtered(db, &below, "  ", "subscriptions");
	default:
		return 0;
	}
}
