/*
 * catalog_terms.c (store) - the conventions of a price, and its rates made
 * ready
 */
#include "store/catalog_read.h"

struct terms_only {
	struct terms_text	terms;
};

struct inner_text {
	int	of, mode, decimals;
};

static const struct doc_member inner_members[] = {
	{ "of", DOC_ENUM, true, offsetof(struct inner_text, of),
	    "unit|increment|part" },
	{ "mode", DOC_ENUM, true, offsetof(struct inner_text, mode),
	    "half-up|half-even|up|down" },
	{ "decimals", DOC_DECIMALS, true,
	    offsetof(struct inner_text, decimals), NULL },
	DOC_END
};

static void
inner_read(const struct doc_at *at, json_t *value, struct terms *t)
{
	struct doc_at child = doc_member_at(at, "intermediate_rounding",
	    value);
	struct inner_text text;

	if (value == NULL || !doc_object(&child, inner_members, &text))
		return;
	t->inner = (enum inner_rounding)(text.of + 1);
	t->inner_mode = (enum rounding)text.mode;
	t->inner_decimals = (unsigned)text.decimals;
	if (t->inner == INNER_INCREMENT && t->band_split == SPLIT_EXACT)
		doc_fault(&child, REASON_DOC_VALUE, "a price that splits "
		    "exactly has no price of an increment");
}

static void
terms_read(const struct doc_at *at, const struct terms_text *text,
    struct price *p)
{
	p->terms.band_split = (enum band_split)text->band_split;
	p->terms.after_split = (enum after_split)text->after_split;
	p->terms.zero = (enum zero_quantity)text->zero;
	p->terms.above = (enum above_maximum)text->above;
	inner_read(at, text->inner, &p->terms);
}

/* "price", "per" and "increment": a tariff of one rate */
static void
single_read(const struct doc_at *at, const struct tariff_text *text,
    struct tariff *t)
{
	struct rate rate = {
		.band = BAND_ANY, .from_us = INT64_MIN, .to_us = INT64_MAX,
		.price = text->price, .per = text->per,
		.first_increment = text->increment,
		.next_increment = text->increment
	};

	if (text->per == 0)
		doc_fault(at, REASON_DOC_MISSING, "'per' is missing");
	else
		tariff_add(t, &rate);
}

void
catalog_read_tariff(struct catalog_reader *r, const struct doc_at *at,
    const struct tariff_text *text, struct price *p)
{
	bool single = json_object_get(at->value, "price") != NULL;

	terms_read(at, &text->terms, p);
	if (single == (text->rates.len > 0 || text->rows != NULL))
		doc_fault(at, REASON_DOC_MISSING,
		    "either 'rates' or 'price' is wanted");
	else if (single)
		single_read(at, text, &p->tariff);
	else if (text->per != 0
	    || json_object_get(at->value, "increment") != NULL)
		doc_fault(at, REASON_DOC_MEMBER,
		    "'per' and 'increment' stand in the rates");
	else if (text->rows != NULL)
		catalog_read_rows(r, at, text->rows, p);
	else if (p->kind == PRICE_COST)
		catalog_read_costs(r, at, text->rates, p);
	else
		catalog_read_rates(r, at, text->rates, p);
}

void
catalog_refuse_terms(const struct doc_at *at)
{
	static const struct doc_member members[] = {
		TERMS_MEMBERS(struct terms_only, terms), DOC_END
	};
	size_t i;

	for (i = 0; members[i].key != NULL; i++)
		if (json_object_get(at->value, members[i].key) != NULL)
			doc_fault(at, REASON_DOC_MEMBER, "'%s' and 'settle' "
			    "exclude each other", members[i].key);
}

/* Whether rating.c does, which knows nothing but rates by band and date */
static bool
is_plain(const struct price *p)
{
	const struct terms *t = &p->terms;

	return t->band_split == SPLIT_START && t->zero == ZERO_FREE
	    && t->inner == INNER_NONE && !p->tariff.by_after
	    && !p->tariff.by_maximum && p->destinations == NULL;
}

void
catalog_compile_rates(struct catalog_reader *r, const struct doc_at *at,
    struct price *p)
{
	const struct rate *a, *b;

	p->by_terms = !is_plain(p);
	if (!tariff_compile(&p->tariff, price_destinations(r->c, p)->len,
	    &a, &b))
		doc_fault(at, REASON_CATALOG_TWICE, "%.*s%sthe rates of %s "
		    "%u and %u hold at the same time",
		    SLICE_FMT(p->rates), p->rates.len > 0 ? ": " : "",
		    p->rates.len > 0 ? "lines" : "rows", a->line, b->line);
	if (!keyed_compile(&p->keyed, &a, &b))
		doc_fault(at, REASON_CATALOG_TWICE, "%.*s: the rates of lines "
		    "%u and %u hold at the same time",
		    SLICE_FMT(p->keyed.file), a->line, b->line);
}
