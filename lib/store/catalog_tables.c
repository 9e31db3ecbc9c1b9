/*
 * catalog_tables.c (store) - taxes and destinations
 */
#include "base/diag.h"
#include "bss/treatment.h"
#include "store/catalog_read.h"
#include "store/csv_table.h"

/* ---- taxes ------------------------------------------------------------ */

struct tax_text {
	struct slice	 name, category, reason_code;
	json_t		*rates;
};

static const struct doc_member tax_members[] = {
	{ "name", DOC_NAME, true, offsetof(struct tax_text, name), NULL },
	{ "category", DOC_STR, true, offsetof(struct tax_text, category),
	    NULL },
	{ "reason_code", DOC_STR, false, offsetof(struct tax_text,
	    reason_code), NULL },
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
	struct tax_text text = { .reason_code = { NULL, 0 } };
	struct doc_at rates, one;
	json_t *value;
	size_t i;

	if (!doc_object(at, tax_members, &text))
		return;
	tax->name = text.name;
	tax->category = text.category;
	tax->reason_code = text.reason_code;
	if (!category_known(text.category))
		doc_fault(at, REASON_DOC_VALUE, "category '%.*s' is none of "
		    "EN 16931: S Z E AE K G O L M", SLICE_FMT(text.category));
	else if (text.reason_code.len > 0
	    && !tax_category_exempt(text.category))
		doc_fault(at, REASON_DOC_VALUE, "category %.*s has no reason "
		    "of exemption", SLICE_FMT(text.category));
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
	catalog_sort(c->tax, c->tax_len, sizeof(*c->tax));
}

/* ---- tax treatments ----------------------------------------------------- */

struct treatment_text {
	struct slice	 name;
	json_t		*taxes;
};

static const struct doc_member treatment_members[] = {
	{ "name", DOC_STR, true, offsetof(struct treatment_text, name), NULL },
	{ "taxes", DOC_OBJECT, true, offsetof(struct treatment_text, taxes),
	    NULL },
	DOC_END
};

static const struct tax *
tax_named(struct catalog_reader *r, const struct doc_at *at, struct slice id)
{
	const struct tax *tax = catalog_tax(r->c, id);

	if (tax == NULL)
		doc_fault(at, REASON_CATALOG_REFERENCE, "no tax '%.*s'",
		    SLICE_FMT(id));
	return tax;
}

static void
treatment_read(struct catalog_reader *r, const struct doc_at *at,
    struct tax_treatment *t)
{
	struct treatment_text text;
	struct doc_at taxes, one;
	const char *key;
	json_t *value;

	if (!doc_object(at, treatment_members, &text))
		return;
	if (!treated_id_valid(t->id))
		doc_fault(at, REASON_DOC_VALUE, "accounts could not name it: "
		    "its id has a blank, a comma or an @");
	t->name = text.name;
	taxes = doc_member_at(at, "taxes", text.taxes);
	t->swap = arena_alloc(&r->c->arena,
	    json_object_size(text.taxes) * sizeof(*t->swap));
	json_object_foreach(text.taxes, key, value) {
		struct tax_swap *s = &t->swap[t->len++];

		one = doc_member_at(&taxes, key, value);
		if (!json_is_string(value)) {
			doc_fault(&one, REASON_DOC_VALUE,
			    "the id of a tax, as a text");
			continue;
		}
		s->from = tax_named(r, &one, slice_of(key));
		s->to = tax_named(r, &one,
		    slice_of(json_string_value(value)));
	}
}

void
catalog_read_treatments(struct catalog_reader *r, const struct doc_at *at)
{
	struct catalog *c = r->c;
	struct doc_at one;
	const char *key;
	json_t *value;

	c->treatment = arena_alloc(&c->arena,
	    json_object_size(at->value) * sizeof(*c->treatment));
	json_object_foreach(at->value, key, value) {
		struct tax_treatment *t = &c->treatment[c->treatment_len++];

		t->id = slice_of(key);
		t->id.p = arena_strdup(&c->arena, t->id);
		one = doc_member_at(at, key, value);
		treatment_read(r, &one, t);
	}
	catalog_sort(c->treatment, c->treatment_len, sizeof(*c->treatment));
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
	struct destinations	*into;
	struct slice		 last_text;
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
	switch (destination_add(t->into, cell[DEST_PREFIX], t->last_text)) {
	case DESTINATION_SYNTAX:
		t->r->faults++;
		diag_at(REASON_CATALOG_ROW, t->file, line, "not a prefix "
		    "'%.*s': + and up to %d digits, or " SHORT_PREFIX
		    " and up to %d", SLICE_FMT(cell[DEST_PREFIX]), E164_DIGITS_MAX,
		    SHORT_DIGITS_MAX);
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
catalog_read_prefixes(struct catalog_reader *r, const char *name,
    struct destinations *into)
{
	struct table_reader t = { .r = r, .into = into };
	struct csv_table table = {
		.column = destination_columns,
		.len = sizeof(destination_columns)
		    / sizeof(*destination_columns),
		.row = destination_row, .arg = &t
	};
	const struct catalog_file *f = catalog_read_file(r, name);

	if (f == NULL)
		return;
	table.file = t.file = f->path;
	r->faults += csv_table_read(&table, buf_slice(&f->text));
	destinations_compile(into);
}

void
catalog_read_destinations(struct catalog_reader *r)
{
	/* who sells no calls needs no destinations */
	if (catalog_file_exists(&r->files, "destinations.csv"))
		catalog_read_prefixes(r, "destinations.csv",
		    &r->c->destinations);
}
