/*
 * catalog_rates.c (store) - the rates of a price
 * Rows of a table of the folder, or of an array in catalog.json that has the
 * same columns as members. Tables of some customers or carriers have columns
 * more, that say whose a row is.
 */
#include "base/diag.h"
#include "store/catalog_read.h"
#include "store/csv_table.h"

enum {
	RATE_DESTINATION, RATE_BAND, RATE_CONNECT_FEE, RATE_PRICE, RATE_PER,
	RATE_FIRST, RATE_NEXT, RATE_MINIMUM, RATE_MAXIMUM, RATE_AFTER,
	RATE_FROM, RATE_TO,
	RATE_COLUMNS,
	/* of overrides */
	KEY_SUBSCRIPTION = RATE_COLUMNS, KEY_ACCOUNT, KEY_GROUP,
	OVERRIDE_COLUMNS,
	/* of costs */
	KEY_NETWORK = RATE_COLUMNS,
	COST_COLUMNS
};
#define RATE_COLUMN_LIST						\
	[RATE_DESTINATION] = { "destination", false },			\
	[RATE_BAND] = { "band", false },				\
	[RATE_CONNECT_FEE] = { "connect_fee", false },			\
	[RATE_PRICE] = { "price", true },				\
	[RATE_PER] = { "per", true },					\
	[RATE_FIRST] = { "first_increment", false },			\
	[RATE_NEXT] = { "next_increment", false },			\
	[RATE_MINIMUM] = { "minimum", false },				\
	[RATE_MAXIMUM] = { "maximum", false },				\
	[RATE_AFTER] = { "after", false },				\
	[RATE_FROM] = { "from", false },				\
	[RATE_TO] = { "to", false }

static const struct csv_column override_columns[] = {
	RATE_COLUMN_LIST,
	[KEY_SUBSCRIPTION] = { "subscription", false },
	[KEY_ACCOUNT] = { "account", false },
	[KEY_GROUP] = { "group", false }
};
static const struct csv_column cost_columns[] = {
	RATE_COLUMN_LIST,
	[KEY_NETWORK] = { "network", false }
};
/* the columns of all begin alike */
static const struct csv_column *const rate_columns = cost_columns;

struct rates_reader {
	struct catalog_reader	*r;
	const struct doc_at	*at;		/* of the price */
	const char		*file;
	const struct csv_column	*column;
	unsigned		 columns;
	struct price		*price;
	bool			 keyed;		/* each row is somebody's */
};

/* ---- one row ---------------------------------------------------------- */

static bool
cell_money(struct slice cell, money_t *out)
{
	return cell.len == 0 || (money_parse(cell, out) == NUM_OK
	    && *out >= 0);
}

static bool
cell_count(struct slice cell, uint64_t *out)
{
	return cell.len == 0 || (u64_parse(cell, out) == NUM_OK && *out > 0);
}

/* Amounts: the column whose cell is wrong, or -1 */
static int
amounts_read(const struct slice *cell, struct rate *r)
{
	if (!cell_money(cell[RATE_CONNECT_FEE], &r->connect_fee))
		return RATE_CONNECT_FEE;
	if (!cell_money(cell[RATE_PRICE], &r->price))
		return RATE_PRICE;
	if (!cell_money(cell[RATE_MINIMUM], &r->minimum))
		return RATE_MINIMUM;
	if (!cell_money(cell[RATE_MAXIMUM], &r->maximum)
	    || (cell[RATE_MAXIMUM].len > 0 && (r->maximum == 0
	    || r->maximum < r->minimum || r->maximum < r->connect_fee)))
		return RATE_MAXIMUM;
	return -1;
}

static int
counts_read(const struct slice *cell, struct rate *r)
{
	if (!cell_count(cell[RATE_PER], &r->per))
		return RATE_PER;
	if (!cell_count(cell[RATE_FIRST], &r->first_increment))
		return RATE_FIRST;
	r->next_increment = r->first_increment;
	if (!cell_count(cell[RATE_NEXT], &r->next_increment))
		return RATE_NEXT;
	if (cell[RATE_AFTER].len > 0
	    && u64_parse(cell[RATE_AFTER], &r->after) != NUM_OK)
		return RATE_AFTER;
	return -1;
}

static int
rate_read(const struct catalog *c, const struct price *p,
    const struct slice *cell, struct rate *r)
{
	int band, at;

	*r = (struct rate){ .band = BAND_ANY, .from_us = INT64_MIN,
	    .to_us = INT64_MAX, .per = 1, .first_increment = 1 };
	if (cell[RATE_DESTINATION].len > 0
	    && (r->destination = destination_by_name(price_destinations(c, p),
	    cell[RATE_DESTINATION])) == DESTINATION_NONE)
		return RATE_DESTINATION;
	if (cell[RATE_BAND].len > 0) {
		if ((band = band_find(&c->bands, cell[RATE_BAND])) < 0)
			return RATE_BAND;
		r->band = (uint8_t)band;
	}
	if ((at = amounts_read(cell, r)) >= 0
	    || (at = counts_read(cell, r)) >= 0)
		return at;
	if (cell[RATE_FROM].len > 0
	    && !catalog_instant(c, cell[RATE_FROM], &r->from_us))
		return RATE_FROM;
	if (cell[RATE_TO].len > 0
	    && (!catalog_instant(c, cell[RATE_TO], &r->to_us)
	    || r->to_us <= r->from_us))
		return RATE_TO;
	return -1;
}

/* What each column takes */
static const char *const wanted[] = {
	[RATE_DESTINATION] = "a destination of destinations.csv",
	[RATE_BAND] = "a band of catalog.json, or offpeak",
	[RATE_CONNECT_FEE] = "an amount, not below 0",
	[RATE_PRICE] = "an amount, not below 0",
	[RATE_PER] = "a whole number above 0",
	[RATE_FIRST] = "a whole number above 0",
	[RATE_NEXT] = "a whole number above 0",
	[RATE_MINIMUM] = "an amount, not below 0",
	[RATE_MAXIMUM] = "an amount above 0, not below minimum or connect fee",
	[RATE_AFTER] = "a whole number",
	[RATE_FROM] = "a date or RFC 3339 time",
	[RATE_TO] = "a date or RFC 3339 time behind from"
};

static enum reason
fault_reason(int column)
{
	return column == RATE_DESTINATION || column == RATE_BAND
	    ? REASON_CATALOG_REFERENCE : REASON_CATALOG_ROW;
}

/* ---- tables ----------------------------------------------------------- */

/* "account A1" as the number of a key; KEY_NONE: for all */
static bool
key_read(struct rates_reader *t, const struct slice *cell, uint32_t *key)
{
	char text[KEY_TEXT_MAX];
	unsigned i, found = 0;
	struct slice s;
	int n;

	*key = KEY_NONE;
	for (i = RATE_COLUMNS; i < t->columns; i++) {
		if (cell[i].len == 0)
			continue;
		n = snprintf(text, sizeof(text), "%s %.*s",
		    t->column[i].name, SLICE_FMT(cell[i]));
		if (n < 0 || (size_t)n >= sizeof(text) || found++ > 0)
			return false;
		s = (struct slice){ text, (size_t)n };
		s.p = arena_strdup(&t->r->c->arena, s);
		*key = key_names_add(&t->r->c->keys, s);
	}
	return found > 0 || !t->keyed;
}

static void
rate_row(void *arg, uint64_t line, const struct slice *cell)
{
	struct rates_reader *t = arg;
	struct rate rate;
	uint32_t key;
	int at = rate_read(t->r->c, t->price, cell, &rate);

	rate.line = (uint32_t)line;
	if (at >= 0) {
		t->r->faults++;
		diag_at(fault_reason(at), t->file, line,
		    "%s '%.*s' is not %s", rate_columns[at].name,
		    SLICE_FMT(cell[at]), wanted[at]);
	} else if (!key_read(t, cell, &key)) {
		t->r->faults++;
		diag_at(REASON_CATALOG_ROW, t->file, line, "whose rate it is "
		    "must stand in one column: subscription, account or "
		    "group");
	} else if (key == KEY_NONE)
		tariff_add(&t->price->tariff, &rate);
	else
		keyed_add(&t->price->keyed, key, &rate);
}

static void
table_read(struct rates_reader *t, struct slice name)
{
	struct catalog_reader *r = t->r;
	struct csv_table table = { .column = t->column, .len = t->columns,
		.row = rate_row, .arg = t };
	struct catalog_file *f;
	size_t before = t->price->tariff.len + t->price->keyed.added_len;
	unsigned faults = r->faults;

	if (name.p[0] == '/' || strstr(name.p, "..") != NULL) {
		doc_fault(t->at, REASON_DOC_VALUE,
		    "'%.*s' is not a file of the folder", SLICE_FMT(name));
		return;
	}
	if ((f = catalog_read_file(r, name.p)) == NULL || f->faulty)
		return;
	table.file = t->file = f->path;
	r->faults += csv_table_read(&table, buf_slice(&f->text));
	f->faulty = r->faults != faults;
	if (t->price->tariff.len + t->price->keyed.added_len == before
	    && r->faults == faults)
		doc_fault(t->at, REASON_DOC_VALUE, "'%.*s' has no rates",
		    SLICE_FMT(name));
}

void
catalog_read_rates(struct catalog_reader *r, const struct doc_at *at,
    struct slice name, struct price *p)
{
	struct rates_reader t = { .r = r, .at = at, .price = p,
		.column = rate_columns, .columns = RATE_COLUMNS };

	p->rates = name;
	table_read(&t, name);
}

void
catalog_read_overrides(struct catalog_reader *r, const struct doc_at *at,
    struct slice name, struct price *p)
{
	struct rates_reader t = { .r = r, .at = at, .price = p,
		.column = override_columns, .columns = OVERRIDE_COLUMNS,
		.keyed = true };

	p->keyed.file = name;
	table_read(&t, name);
}

void
catalog_read_costs(struct catalog_reader *r, const struct doc_at *at,
    struct slice name, struct price *p)
{
	struct rates_reader t = { .r = r, .at = at, .price = p,
		.column = cost_columns, .columns = COST_COLUMNS };

	p->rates = p->keyed.file = name;
	table_read(&t, name);
}

/* ---- rows in the document --------------------------------------------- */

static int
column_find(const char *name)
{
	int i;

	for (i = 0; i < RATE_COLUMNS; i++)
		if (strcmp(rate_columns[i].name, name) == 0)
			return i;
	return -1;
}

static bool
members_read(const struct doc_at *at, struct slice *cell)
{
	const char *key, *text;
	json_t *value;
	int column;

	if (!json_is_object(at->value)) {
		doc_fault(at, REASON_DOC_VALUE, "not an object of a rate");
		return false;
	}
	json_object_foreach(at->value, key, value) {
		column = column_find(key);
		text = json_string_value(value);
		if (column < 0 || text == NULL || *text == '\0') {
			doc_fault(at, column < 0 ? REASON_DOC_MEMBER
			    : REASON_DOC_VALUE, column < 0
			    ? "a rate has no member '%s'"
			    : "'%s' is not a text", key);
			return false;
		}
		cell[column] = slice_of(text);
	}
	for (column = 0; column < RATE_COLUMNS; column++)
		if (rate_columns[column].required && cell[column].len == 0) {
			doc_fault(at, REASON_DOC_MISSING, "'%s' is missing",
			    rate_columns[column].name);
			return false;
		}
	return true;
}

void
catalog_read_rows(struct catalog_reader *r, const struct doc_at *at,
    json_t *rows, struct price *p)
{
	struct doc_at list = doc_member_at(at, "rates", rows), one;
	struct rate rate;
	json_t *value;
	size_t i;
	int wrong;

	if (json_array_size(rows) == 0)
		doc_fault(&list, REASON_DOC_VALUE, "no rate");
	json_array_foreach(rows, i, value) {
		struct slice cell[RATE_COLUMNS] = { { NULL, 0 } };

		one = doc_element_at(&list, i, value);
		if (!members_read(&one, cell))
			continue;
		wrong = rate_read(r->c, p, cell, &rate);
		rate.line = (uint32_t)i + 1;
		if (wrong < 0)
			tariff_add(&p->tariff, &rate);
		else
			doc_fault(&one, fault_reason(wrong) ==
			    REASON_CATALOG_ROW ? REASON_DOC_VALUE
			    : REASON_CATALOG_REFERENCE,
			    "%s '%.*s' is not %s", rate_columns[wrong].name,
			    SLICE_FMT(cell[wrong]), wanted[wrong]);
	}
}
