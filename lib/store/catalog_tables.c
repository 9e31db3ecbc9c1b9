/*
 * catalog_tables.c (store) - taxes, destinations and rates
 */
#include "base/diag.h"
#include "store/catalog_read.h"
#include "store/csv_table.h"

/* ---- taxes ------------------------------------------------------------ */

struct tax_text {
	struct slice	 name, category;
	json_t		*rates;
};

static const struct doc_member tax_members[] = {
	{ "name", DOC_STR, true, offsetof(struct tax_text, name), NULL },
	{ "category", DOC_STR, true, offsetof(struct tax_text, category),
	    NULL },
	{ "rates", DOC_ARRAY, true, offsetof(struct tax_text, rates), NULL },
	DOC_END
};

struct tax_rate_text {
	money_t		percent;
	struct slice	from;
};

static const struct doc_member tax_rate_members[] = {
	{ "percent", DOC_MONEY, true, offsetof(struct tax_rate_text, percent),
	    NULL },
	{ "from", DOC_STR, true, offsetof(struct tax_rate_text, from), NULL },
	DOC_END
};

/* The subset of UNCL 5305 that EN 16931 takes */
static const char *const categories[] = {
	"S", "Z", "E", "AE", "K", "G", "O", "L", "M"
};

static bool
category_known(struct slice s)
{
	size_t i;

	for (i = 0; i < sizeof(categories) / sizeof(*categories); i++)
		if (slice_is(s, categories[i]))
			return true;
	return false;
}

static void
tax_rate_read(const struct doc_at *at, struct tax *tax)
{
	struct tax_rate_text text;
	struct civil date;
	int64_t day;

	if (!doc_object(at, tax_rate_members, &text))
		return;
	if (!date_parse(text.from, &date)) {
		doc_fault(at, REASON_DOC_VALUE, "not a date '%.*s'",
		    SLICE_FMT(text.from));
		return;
	}
	day = civil_days(date.year, date.month, date.day);
	if (tax->len > 0 && day <= tax->rate[tax->len - 1].from_day) {
		doc_fault(at, REASON_DOC_VALUE,
		    "rates stand in the order of their dates");
		return;
	}
	if (category_known(tax->category)
	    && !tax_category_takes(tax->category, text.percent))
		doc_fault(at, REASON_DOC_VALUE, "category %.*s takes no such "
		    "rate: S is above 0, L and M are any, all others 0",
		    SLICE_FMT(tax->category));
	tax->rate[tax->len++] = (struct tax_rate){ text.percent, day };
}

static void
tax_read(struct catalog_reader *r, const struct doc_at *at, struct tax *tax)
{
	struct tax_text text;
	struct doc_at rates, one;
	json_t *value;
	size_t i;

	if (!doc_object(at, tax_members, &text))
		return;
	tax->name = text.name;
	tax->category = text.category;
	if (!category_known(text.category))
		doc_fault(at, REASON_DOC_VALUE, "category '%.*s' is none of "
		    "EN 16931: S Z E AE K G O L M", SLICE_FMT(text.category));
	rates = doc_member_at(at, "rates", text.rates);
	if (json_array_size(text.rates) == 0)
		doc_fault(&rates, REASON_DOC_VALUE, "no rate");
	tax->rate = arena_alloc(&r->c->arena,
	    json_array_size(text.rates) * sizeof(*tax->rate));
	json_array_foreach(text.rates, i, value) {
		one = doc_element_at(&rates, i, value);
		tax_rate_read(&one, tax);
	}
}

static int
tax_compare(const void *a, const void *b)
{
	return slice_cmp(((const struct tax *)a)->id,
	    ((const struct tax *)b)->id);
}

void
catalog_read_taxes(struct catalog_reader *r, const struct doc_at *at)
{
	struct catalog *c = r->c;
	struct doc_at one;
	const char *key;
	json_t *value;
	struct tax *tax;

	c->tax = arena_alloc(&c->arena,
	    json_object_size(at->value) * sizeof(*c->tax));
	json_object_foreach(at->value, key, value) {
		tax = &c->tax[c->tax_len++];
		tax->id = slice_of(key);
		tax->id.p = arena_strdup(&c->arena, tax->id);
		one = doc_member_at(at, key, value);
		tax_read(r, &one, tax);
	}
	if (c->tax_len > 0)
		qsort(c->tax, c->tax_len, sizeof(*c->tax), tax_compare);
}

/* ---- destinations.csv ------------------------------------------------- */

enum { DEST_PREFIX, DEST_NAME };
static const struct csv_column destination_columns[] = {
	[DEST_PREFIX] = { "prefix", true },
	[DEST_NAME] = { "destination", true }
};

struct table_reader {
	struct catalog_reader	*r;
	const char		*file;
	struct tariff		*tariff;	/* of rates */
	struct slice		 last_text;	/* of destinations */
};

static void
destination_row(void *arg, uint64_t line, const struct slice *cell)
{
	struct table_reader *t = arg;
	struct catalog *c = t->r->c;
	struct slice name = cell[DEST_NAME];

	/* most rows repeat the name of the row before */
	if (!slice_eq(name, t->last_text)) {
		name.p = arena_strdup(&c->arena, name);
		t->last_text = name;
	}
	switch (destination_add(&c->destinations, cell[DEST_PREFIX],
	    t->last_text)) {
	case DESTINATION_SYNTAX:
		t->r->faults++;
		diag_at(REASON_CATALOG_ROW, t->file, line, "not a prefix "
		    "'%.*s': + and up to %d digits",
		    SLICE_FMT(cell[DEST_PREFIX]), E164_DIGITS_MAX);
		break;
	case DESTINATION_TWICE:
		t->r->faults++;
		diag_at(REASON_CATALOG_TWICE, t->file, line,
		    "prefix '%.*s' has a destination already",
		    SLICE_FMT(cell[DEST_PREFIX]));
		break;
	default:
		break;
	}
}

void
catalog_read_destinations(struct catalog_reader *r)
{
	struct table_reader t = { .r = r };
	struct csv_table table = {
		.column = destination_columns,
		.len = sizeof(destination_columns)
		    / sizeof(*destination_columns),
		.row = destination_row, .arg = &t
	};
	const struct catalog_file *f;

	/* who sells no calls needs no destinations */
	if (!catalog_file_exists(r, "destinations.csv")
	    || (f = catalog_file_read(r, "destinations.csv")) == NULL)
		return;
	table.file = t.file = f->path;
	r->faults += csv_table_read(&table, buf_slice(&f->text));
}

/* ---- rates ------------------------------------------------------------ */

enum {
	RATE_DESTINATION, RATE_BAND, RATE_CONNECT_FEE, RATE_PRICE, RATE_PER,
	RATE_FIRST, RATE_NEXT, RATE_MINIMUM, RATE_FROM, RATE_TO
};
static const struct csv_column rate_columns[] = {
	[RATE_DESTINATION] = { "destination", false },
	[RATE_BAND] = { "band", false },
	[RATE_CONNECT_FEE] = { "connect_fee", false },
	[RATE_PRICE] = { "price", true },
	[RATE_PER] = { "per", true },
	[RATE_FIRST] = { "first_increment", false },
	[RATE_NEXT] = { "next_increment", false },
	[RATE_MINIMUM] = { "minimum", false },
	[RATE_FROM] = { "from", false },
	[RATE_TO] = { "to", false }
};

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

/* The column whose cell is wrong, or -1 */
static int
rate_read(const struct catalog *c, const struct slice *cell, struct rate *r)
{
	int band;

	*r = (struct rate){ .band = BAND_ANY, .from_us = INT64_MIN,
	    .to_us = INT64_MAX, .per = 1, .first_increment = 1 };
	if (cell[RATE_DESTINATION].len > 0
	    && (r->destination = destination_by_name(&c->destinations,
	    cell[RATE_DESTINATION])) == DESTINATION_NONE)
		return RATE_DESTINATION;
	if (cell[RATE_BAND].len > 0) {
		if ((band = band_find(&c->bands, cell[RATE_BAND])) < 0)
			return RATE_BAND;
		r->band = (uint8_t)band;
	}
	if (!cell_money(cell[RATE_CONNECT_FEE], &r->connect_fee))
		return RATE_CONNECT_FEE;
	if (!cell_money(cell[RATE_PRICE], &r->price))
		return RATE_PRICE;
	if (!cell_count(cell[RATE_PER], &r->per))
		return RATE_PER;
	if (!cell_count(cell[RATE_FIRST], &r->first_increment))
		return RATE_FIRST;
	r->next_increment = r->first_increment;
	if (!cell_count(cell[RATE_NEXT], &r->next_increment))
		return RATE_NEXT;
	if (!cell_money(cell[RATE_MINIMUM], &r->minimum))
		return RATE_MINIMUM;
	if (cell[RATE_FROM].len > 0
	    && !catalog_instant(c, cell[RATE_FROM], &r->from_us))
		return RATE_FROM;
	if (cell[RATE_TO].len > 0
	    && (!catalog_instant(c, cell[RATE_TO], &r->to_us)
	    || r->to_us <= r->from_us))
		return RATE_TO;
	return -1;
}

static void
rate_row(void *arg, uint64_t line, const struct slice *cell)
{
	static const char *const wanted[] = {
		[RATE_DESTINATION] = "a destination of destinations.csv",
		[RATE_BAND] = "a band of catalog.json, or offpeak",
		[RATE_CONNECT_FEE] = "an amount, not below 0",
		[RATE_PRICE] = "an amount, not below 0",
		[RATE_PER] = "a whole number above 0",
		[RATE_FIRST] = "a whole number above 0",
		[RATE_NEXT] = "a whole number above 0",
		[RATE_MINIMUM] = "an amount, not below 0",
		[RATE_FROM] = "a date or RFC 3339 time",
		[RATE_TO] = "a date or RFC 3339 time behind from"
	};
	struct table_reader *t = arg;
	struct rate rate;
	int at = rate_read(t->r->c, cell, &rate);

	if (at < 0) {
		rate.line = (uint32_t)line;
		tariff_add(t->tariff, &rate);
		return;
	}
	t->r->faults++;
	diag_at(at == RATE_DESTINATION || at == RATE_BAND
	    ? REASON_CATALOG_REFERENCE : REASON_CATALOG_ROW, t->file, line,
	    "%s '%.*s' is not %s", rate_columns[at].name,
	    SLICE_FMT(cell[at]), wanted[at]);
}

void
catalog_read_rates(struct catalog_reader *r, const struct doc_at *at,
    struct slice name, struct tariff *tariff)
{
	struct table_reader t = { .r = r, .tariff = tariff };
	struct csv_table table = {
		.column = rate_columns,
		.len = sizeof(rate_columns) / sizeof(*rate_columns),
		.row = rate_row, .arg = &t
	};
	const struct catalog_file *f;
	unsigned before = r->faults;

	if (name.p[0] == '/' || strstr(name.p, "..") != NULL) {
		doc_fault(at, REASON_DOC_VALUE,
		    "'%.*s' is not a file of the folder", SLICE_FMT(name));
		return;
	}
	if ((f = catalog_file_read(r, name.p)) == NULL)
		return;
	table.file = t.file = f->path;
	r->faults += csv_table_read(&table, buf_slice(&f->text));
	if (tariff->len == 0 && r->faults == before)
		doc_fault(at, REASON_DOC_VALUE, "'%.*s' has no rates",
		    SLICE_FMT(name));
}
