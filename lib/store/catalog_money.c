/*
 * catalog_money.c (store) - currencies, rounding, and exchange.csv
 */
#include "base/diag.h"
#include "store/catalog_read.h"
#include "store/csv_table.h"

#define USAGE_DECIMALS_MORE	2	/* than the currency's, by default */

/* ---- exchange.csv ----------------------------------------------------- */

enum { EXCHANGE_CURRENCY, EXCHANGE_TO, EXCHANGE_RATE, EXCHANGE_FROM };
static const struct csv_column exchange_columns[] = {
	[EXCHANGE_CURRENCY] = { "currency", true },
	[EXCHANGE_TO] = { "to", true },
	[EXCHANGE_RATE] = { "rate", true },
	[EXCHANGE_FROM] = { "from", true }
};

struct exchange_reader {
	struct catalog_reader	*r;
	const char		*file;
};

static void
exchange_row(void *arg, uint64_t line, const struct slice *cell)
{
	struct exchange_reader *t = arg;
	struct catalog *c = t->r->c;
	struct exchange_rate rate = { .line = (uint32_t)line };
	int wrong = -1;

	if (currency_decimals(cell[EXCHANGE_CURRENCY]) < 0)
		wrong = EXCHANGE_CURRENCY;
	else if (currency_decimals(cell[EXCHANGE_TO]) < 0)
		wrong = EXCHANGE_TO;
	else if (money_parse(cell[EXCHANGE_RATE], &rate.rate) != NUM_OK
	    || rate.rate <= 0)
		wrong = EXCHANGE_RATE;
	else if (!catalog_instant(c, cell[EXCHANGE_FROM], &rate.from_us))
		wrong = EXCHANGE_FROM;
	if (wrong >= 0) {
		t->r->faults++;
		diag_at(REASON_CATALOG_ROW, t->file, line, "%s '%.*s' is not "
		    "%s", exchange_columns[wrong].name, SLICE_FMT(cell[wrong]),
		    wrong == EXCHANGE_RATE ? "a number above 0"
		    : wrong == EXCHANGE_FROM ? "a date or RFC 3339 time"
		    : "a currency of ISO 4217");
		return;
	}
	rate.currency = arena_slice(&c->arena, cell[EXCHANGE_CURRENCY]);
	rate.to = arena_slice(&c->arena, cell[EXCHANGE_TO]);
	GROW(c->exchange, c->exchange_len, c->exchange_cap);
	c->exchange[c->exchange_len++] = rate;
}

void
catalog_read_exchange(struct catalog_reader *r)
{
	struct exchange_reader t = { .r = r };
	struct csv_table table = {
		.column = exchange_columns,
		.len = sizeof(exchange_columns) / sizeof(*exchange_columns),
		.row = exchange_row, .arg = &t
	};
	struct catalog *c = r->c;
	const struct catalog_file *f;
	size_t i;

	if (!catalog_file_exists(&r->files, "exchange.csv")
	    || (f = catalog_read_file(r, "exchange.csv")) == NULL)
		return;
	table.file = t.file = f->path;
	r->faults += csv_table_read(&table, buf_slice(&f->text));
	if (c->exchange_len > 0)
		qsort(c->exchange, c->exchange_len, sizeof(*c->exchange),
		    exchange_compare);
	for (i = 1; i < c->exchange_len; i++)
		if (exchange_compare(&c->exchange[i - 1], &c->exchange[i])
		    == 0) {
			r->faults++;
			diag_at(REASON_CATALOG_TWICE, t.file, 0, "the rates of "
			    "lines %u and %u hold at the same time",
			    c->exchange[i - 1].line, c->exchange[i].line);
		}
}

/* ---- of a price ------------------------------------------------------- */

struct rounding_text {
	int	mode, decimals, of;
};

static const struct doc_member rounding_members[] = {
	{ "mode", DOC_ENUM, true, offsetof(struct rounding_text, mode),
	    "half-up|half-even|up|down" },
	{ "decimals", DOC_DECIMALS, true,
	    offsetof(struct rounding_text, decimals), NULL },
	{ "of", DOC_ENUM, false, offsetof(struct rounding_text, of),
	    "record|line|document" },
	DOC_END
};

struct convert_text {
	struct slice		to;
	struct rounding_text	rounding;
};

static const struct doc_member convert_members[] = {
	{ "to", DOC_STR, true, offsetof(struct convert_text, to), NULL },
	{ "mode", DOC_ENUM, true, offsetof(struct convert_text, rounding.mode),
	    "half-up|half-even|up|down" },
	{ "decimals", DOC_DECIMALS, true,
	    offsetof(struct convert_text, rounding.decimals), NULL },
	DOC_END
};

static bool
currency_read(const struct doc_at *at, struct slice code, unsigned *decimals)
{
	int n = currency_decimals(code);

	if (n < 0)
		doc_fault(at, REASON_DOC_VALUE, "no such currency '%.*s' "
		    "in ISO 4217", SLICE_FMT(code));
	else
		*decimals = (unsigned)n;
	return n >= 0;
}

/* Records are as exact as money is; bss-bill rounds. */
static void
rounding_of_line(const struct doc_at *at, enum price_rounds of,
    struct price *p)
{
	if (p->kind != PRICE_USAGE)
		doc_fault(at, REASON_DOC_MEMBER, "'of' is for prices of "
		    "usage: a charge is a line");
	p->rounds = of;
	p->line_rounding = p->rounding;
	p->line_decimals = p->decimals;
	p->rounding = ROUND_HALF_UP;
	p->decimals = MONEY_DECIMALS;
}

static void
rounding_read(const struct doc_at *at, json_t *value, struct price *p)
{
	struct doc_at child = doc_member_at(at, "rounding", value);
	struct rounding_text text = { .of = ROUNDS_RECORD };
	bool of_usage = p->kind == PRICE_USAGE || p->kind == PRICE_COST;

	p->rounding = ROUND_HALF_UP;
	p->decimals = p->currency_decimals
	    + (of_usage ? USAGE_DECIMALS_MORE : 0);
	if (value == NULL || !doc_object(&child, rounding_members, &text))
		return;
	p->rounding = (enum rounding)text.mode;
	p->decimals = (unsigned)text.decimals;
	if (text.of != ROUNDS_RECORD)
		rounding_of_line(&child, (enum price_rounds)text.of, p);
}

/* The stretch of the sorted table that is of this pair */
static void
pair_find(const struct catalog *c, struct slice currency, struct convert *v)
{
	const struct exchange_rate *r;
	size_t i;

	for (i = 0; i < c->exchange_len; i++) {
		r = &c->exchange[i];
		if (!slice_eq(r->currency, currency)
		    || !slice_eq(r->to, v->to))
			continue;
		if (v->len++ == 0)
			v->rate = r;
	}
}

static void
convert_read(struct catalog_reader *r, const struct doc_at *at,
    json_t *value, struct price *p)
{
	struct doc_at child = doc_member_at(at, "convert", value);
	struct convert_text text;
	struct convert *v;

	if (value == NULL || !doc_object(&child, convert_members, &text))
		return;
	v = arena_alloc(&r->c->arena, sizeof(*v));
	v->to = text.to;
	v->rounding = (enum rounding)text.rounding.mode;
	v->decimals = (unsigned)text.rounding.decimals;
	if (!currency_read(&child, text.to, &v->to_decimals))
		return;
	pair_find(r->c, p->currency, v);
	if (v->len == 0)
		doc_fault(&child, REASON_CATALOG_REFERENCE, "exchange.csv has "
		    "no rate of %.*s in %.*s", SLICE_FMT(p->currency),
		    SLICE_FMT(v->to));
	p->convert = v;
}

void
catalog_read_money(struct catalog_reader *r, const struct doc_at *at,
    const struct money_text *text, struct price *p)
{
	p->currency = r->c->currency;
	p->currency_decimals = r->c->currency_decimals;
	if (text->currency.len > 0
	    && currency_read(at, text->currency, &p->currency_decimals))
		p->currency = text->currency;
	rounding_read(at, text->rounding, p);
	convert_read(r, at, text->convert, p);
}
