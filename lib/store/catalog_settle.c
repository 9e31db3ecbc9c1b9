/*
 * catalog_settle.c (store) - prices that are settled with their period
 */
#include "store/catalog_read.h"

/* ---- the percentile --------------------------------------------------- */

struct percentile_text {
	money_t		percent, coverage;
	uint64_t	window_s;
	int		rank, measure, missing, gaps;
};

#define AT(m) offsetof(struct percentile_text, m)
static const struct doc_member percentile_members[] = {
	{ "percent", DOC_MONEY, false, AT(percent), NULL },
	{ "window_s", DOC_COUNT, false, AT(window_s), NULL },
	{ "rank", DOC_ENUM, false, AT(rank), "drop|nearest|rrdtool" },
	{ "measure", DOC_ENUM, false, AT(measure),
	    "max|max-of-windows|sum|in|out" },
	{ "missing", DOC_ENUM, false, AT(missing), "zero|left-out" },
	{ "gaps", DOC_ENUM, false, AT(gaps), "spread|missing" },
	{ "coverage", DOC_MONEY, false, AT(coverage), NULL },
	DOC_END
};
#undef AT

static void
percentile_read(const struct doc_at *up, json_t *value,
    struct percentile_terms *t)
{
	struct doc_at at = doc_member_at(up, "percentile", value);
	struct percentile_text text = {
		.percent = 95 * MONEY_SCALE, .window_s = 300
	};

	if (!doc_object(&at, percentile_members, &text))
		return;
	*t = (struct percentile_terms){
		.percent = text.percent,
		.window_s = text.window_s,
		.rank = (enum percentile_rank)text.rank,
		.measure = (enum percentile_measure)text.measure,
		.missing = (enum percentile_missing)text.missing,
		.gaps = (enum percentile_gaps)text.gaps,
		.coverage = text.coverage,
	};
	if (t->percent == 0 || t->percent > 100 * MONEY_SCALE
	    || t->coverage > 100 * MONEY_SCALE)
		doc_fault(&at, REASON_DOC_VALUE, "'percent' is above 0, and "
		    "it and 'coverage' are at most 100");
	if (t->window_s > WINDOW_S_MAX)
		doc_fault(&at, REASON_DOC_VALUE, "'window_s' is at most %d",
		    WINDOW_S_MAX);
}

/* ---- tiers ------------------------------------------------------------ */

struct step_text {
	uint64_t	upto, width, per, package;
	money_t		price, percent, fee;
};

#define AT(m) offsetof(struct step_text, m)
static const struct doc_member step_members[] = {
	{ "upto", DOC_COUNT, false, AT(upto), NULL },
	{ "width", DOC_COUNT, false, AT(width), NULL },
	{ "price", DOC_MONEY, false, AT(price), NULL },
	{ "per", DOC_COUNT, false, AT(per), NULL },
	{ "percent", DOC_MONEY, false, AT(percent), NULL },
	{ "package", DOC_COUNT, false, AT(package), NULL },
	{ "fee", DOC_MONEY, false, AT(fee), NULL },
	DOC_END
};
#undef AT

static bool
has(const struct doc_at *at, const char *name)
{
	return json_object_get(at->value, name) != NULL;
}

/* Units of a percentage are minor units of a currency of so many decimals. */
static uint64_t
percent_per(unsigned decimals)
{
	uint64_t per = 100;

	for (unsigned i = 0; i < decimals; i++)
		per *= 10;
	return per;
}

static void
step_price(unsigned decimals, const struct doc_at *at,
    const struct step_text *text, struct tier *t)
{
	bool percent = has(at, "percent");

	if (percent == has(at, "price") || (percent && text->per != 0)) {
		doc_fault(at, REASON_DOC_MISSING, "either 'price' and perhaps "
		    "'per', or 'percent' is wanted");
		return;
	}
	t->price = percent ? text->percent : text->price;
	t->per = percent ? percent_per(decimals) : text->per != 0 ? text->per : 1;
}

/* Where the tier ends: said by `upto`, or by how wide it is. */
static void
step_end(const struct doc_at *at, const struct step_text *text,
    uint64_t before, bool last, struct tier *t)
{
	t->upto = UINT64_MAX;
	if (last) {
		if (text->upto != 0 || text->width != 0)
			doc_fault(at, REASON_DOC_MEMBER, "the last step has "
			    "no end");
		return;
	}
	if ((text->upto == 0) == (text->width == 0))
		doc_fault(at, REASON_DOC_MISSING, "either 'upto' or 'width' "
		    "is wanted");
	else if (text->upto != 0)
		t->upto = text->upto;
	else if (__builtin_add_overflow(before, text->width, &t->upto))
		t->upto = UINT64_MAX;
	if (t->upto <= before || t->upto == UINT64_MAX)
		doc_fault(at, REASON_DOC_VALUE, "the steps do not ascend");
}

static void
step_read(unsigned decimals, const struct doc_at *at, uint64_t before,
    bool last, struct tier *t)
{
	struct step_text text = { .package = 1 };

	if (!doc_object(at, step_members, &text))
		return;
	step_price(decimals, at, &text, t);
	step_end(at, &text, before, last, t);
	t->package = text.package;
	t->fee = text.fee;
}

struct tiers_text {
	int	mode;
	json_t	*steps;
};

static const struct doc_member tiers_members[] = {
	{ "mode", DOC_ENUM, true, offsetof(struct tiers_text, mode),
	    "graduated|volume" },
	{ "steps", DOC_ARRAY, true, offsetof(struct tiers_text, steps), NULL },
	DOC_END
};

void
catalog_read_steps(struct catalog_reader *r, const struct doc_at *at,
    unsigned decimals, struct tiers *t)
{
	size_t len = json_array_size(at->value), i;
	struct doc_at one;
	struct tier *tier;
	json_t *value;

	if (len == 0 || len > TIERS_MAX) {
		doc_fault(at, REASON_DOC_VALUE, "1 to %d steps are wanted",
		    TIERS_MAX);
		return;
	}
	tier = arena_alloc(&r->c->arena, len * sizeof(*tier));
	json_array_foreach(at->value, i, value) {
		one = doc_element_at(at, i, value);
		step_read(decimals, &one, i > 0 ? tier[i - 1].upto : 0,
		    i == len - 1, &tier[i]);
	}
	t->tier = tier;
	t->len = len;
}

void
catalog_read_tiers(struct catalog_reader *r, const struct doc_at *at,
    unsigned decimals, struct tiers *t)
{
	struct tiers_text text = { .mode = 0 };
	struct doc_at steps;

	if (!doc_object(at, tiers_members, &text))
		return;
	steps = doc_member_at(at, "steps", text.steps);
	catalog_read_steps(r, &steps, decimals, t);
	t->mode = (enum tier_mode)text.mode;
}

/* ---- the whole -------------------------------------------------------- */

struct settle_text {
	json_t		*percentile, *tiers, *commit;
	money_t		 price;
	uint64_t	 per, increment, cap;
	int		 pool, proration, zero;
};

#define AT(m) offsetof(struct settle_text, m)
static const struct doc_member settle_members[] = {
	{ "percentile", DOC_OBJECT, false, AT(percentile), NULL },
	{ "tiers", DOC_OBJECT, false, AT(tiers), NULL },
	{ "commit", DOC_OBJECT, false, AT(commit), NULL },
	{ "price", DOC_MONEY, false, AT(price), NULL },
	{ "per", DOC_COUNT, false, AT(per), NULL },
	{ "increment", DOC_COUNT, false, AT(increment), NULL },
	{ "cap", DOC_COUNT, false, AT(cap), NULL },
	{ "pool", DOC_ENUM, false, AT(pool), "subscription|circuit|account" },
	{ "proration", DOC_ENUM, false, AT(proration), "calendar|none|fee" },
	{ "zero_quantity", DOC_ENUM, false, AT(zero), "free|fees" },
	DOC_END
};
#undef AT

struct commit_text {
	uint64_t	quantity;
	money_t		fee;
};

static const struct doc_member commit_members[] = {
	{ "quantity", DOC_COUNT, true, offsetof(struct commit_text, quantity),
	    NULL },
	{ "fee", DOC_MONEY, false, offsetof(struct commit_text, fee), NULL },
	DOC_END
};

static void
commit_read(const struct doc_at *up, json_t *value, struct settle *s)
{
	struct doc_at at = doc_member_at(up, "commit", value);
	struct commit_text text = { .fee = 0 };

	if (!doc_object(&at, commit_members, &text))
		return;
	s->commit = text.quantity;
	s->commit_fee = text.fee;
}

/* One price for all that is charged is one tier. */
static void
settle_price(struct catalog_reader *r, const struct doc_at *at,
    const struct settle_text *text, unsigned decimals, struct settle *s)
{
	struct doc_at tiers = doc_member_at(at, "tiers", text->tiers);
	struct tier *one;

	if (has(at, "price") == (text->tiers != NULL)
	    || has(at, "price") != (text->per != 0)) {
		doc_fault(at, REASON_DOC_MISSING, "either 'tiers' or 'price' "
		    "and 'per' are wanted");
		return;
	}
	if (text->tiers != NULL) {
		catalog_read_tiers(r, &tiers, decimals, &s->tiers);
		return;
	}
	one = arena_alloc(&r->c->arena, sizeof(*one));
	*one = (struct tier){ UINT64_MAX, text->price, text->per, 1, 0 };
	s->tiers = (struct tiers){ TIER_VOLUME, one, 1 };
}

static enum settle_kind
settle_kind(const struct settle_text *text)
{
	return text->percentile != NULL ? SETTLE_PERCENTILE
	    : text->commit != NULL ? SETTLE_COMMIT : SETTLE_TIER;
}

const struct settle *
catalog_read_settle(struct catalog_reader *r, const struct doc_at *at,
    unsigned decimals)
{
	struct settle_text text = { .increment = 1 };
	struct settle *s = arena_alloc(&r->c->arena, sizeof(*s));

	if (!doc_object(at, settle_members, &text))
		return NULL;
	s->kind = settle_kind(&text);
	s->pool = (enum settle_pool)text.pool;
	s->increment = text.increment;
	s->cap = text.cap;
	s->prorated = text.proration != PRORATION_NONE;
	s->charge_prorated = text.percentile != NULL
	    && text.proration == PRORATION_CALENDAR;
	s->zero_fee = text.zero == ZERO_FEES;
	settle_price(r, at, &text, decimals, s);
	if (text.percentile != NULL)
		percentile_read(at, text.percentile, &s->percentile);
	if (text.commit != NULL)
		commit_read(at, text.commit, s);
	if (s->kind == SETTLE_TIER && text.tiers == NULL)
		doc_fault(at, REASON_DOC_MISSING, "one of 'percentile', "
		    "'tiers' and 'commit' is wanted");
	if (s->zero_fee && (text.tiers == NULL || text.percentile != NULL))
		doc_fault(at, REASON_DOC_MEMBER, "'zero_quantity' goes with "
		    "'tiers' of a quantity");
	if (s->cap != 0 && s->cap < s->commit)
		doc_fault(at, REASON_DOC_VALUE,
		    "'cap' is below the commitment");
	return s;
}
