/*
 * catalog_graduated.c (store) - prices that go by what was used before
 */
#include "store/catalog_read.h"

struct graduated_text {
	json_t		*steps;
	uint64_t	 increment;
	int		 by, shared, every;
};

#define AT(m) offsetof(struct graduated_text, m)
static const struct doc_member graduated_members[] = {
	{ "by", DOC_ENUM, false, AT(by), "quantity|amount" },
	{ "shared", DOC_ENUM, false, AT(shared),
	    "subscription|identifier|account|payer" },
	{ "every", DOC_ENUM, false, AT(every),
	    "month|calendar-month|week|day" },
	{ "increment", DOC_COUNT, false, AT(increment), NULL },
	{ "steps", DOC_ARRAY, true, AT(steps), NULL },
	DOC_END
};
#undef AT

/* ---- steps of an amount ------------------------------------------------ */

struct step_text {
	money_t	upto, width, percent;
};

#define AT(m) offsetof(struct step_text, m)
static const struct doc_member step_members[] = {
	{ "upto", DOC_MONEY, false, AT(upto), NULL },
	{ "width", DOC_MONEY, false, AT(width), NULL },
	{ "percent", DOC_MONEY, true, AT(percent), NULL },
	DOC_END
};

/* What a step ends with, from an amount or a width; 0: neither or both. */
static uint64_t
step_end(const struct step_text *text, uint64_t before)
{
	uint64_t end = (uint64_t)text->upto;

	if ((text->upto == 0) == (text->width == 0))
		return 0;
	return end != 0 ? end : before + (uint64_t)text->width;
}

static void
step_read(const struct doc_at *at, uint64_t before, bool last, struct tier *t)
{
	struct step_text text = { .upto = 0 };

	if (!doc_object(at, step_members, &text))
		return;
	t->price = text.percent;
	t->per = 100 * MONEY_SCALE;
	t->package = 1;
	t->upto = UINT64_MAX;
	if (last && (text.upto != 0 || text.width != 0))
		doc_fault(at, REASON_DOC_MEMBER, "the last step has no end");
	if (last)
		return;
	t->upto = step_end(&text, before);
	if (t->upto == 0)
		doc_fault(at, REASON_DOC_MISSING, "either 'upto' or 'width' "
		    "is wanted");
	else if (t->upto <= before || t->upto > INT64_MAX)
		doc_fault(at, REASON_DOC_VALUE, "the steps do not ascend");
}

static void
amounts_read(struct catalog_reader *r, const struct doc_at *at,
    struct tiers *t)
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
		step_read(&one, i > 0 ? tier[i - 1].upto : 0, i == len - 1,
		    &tier[i]);
	}
	t->tier = tier;
	t->len = len;
}

/* A percentage of units would have nothing to be of. */
static void
percents_refuse(const struct doc_at *steps)
{
	struct doc_at one;
	json_t *value;
	size_t i;

	json_array_foreach(steps->value, i, value) {
		one = doc_element_at(steps, i, value);
		if (json_object_get(value, "percent") != NULL)
			doc_fault(&one, REASON_DOC_MEMBER,
			    "'percent' is of steps by amount");
	}
}

const struct graduated *
catalog_read_graduated(struct catalog_reader *r, const struct doc_at *at)
{
	struct graduated *g = arena_alloc(&r->c->arena, sizeof(*g));
	struct graduated_text text = { .by = 0 };
	struct doc_at steps;

	if (!doc_object(at, graduated_members, &text))
		return NULL;
	steps = doc_member_at(at, "steps", text.steps);
	g->tiers.mode = TIER_GRADUATED;
	g->by_amount = text.by == 1;
	g->shared = (enum meter_shared)text.shared;
	g->every = (enum meter_every)text.every;
	g->increment = text.increment != 0 ? text.increment : 1;
	if (g->by_amount && text.increment != 0)
		doc_fault(at, REASON_DOC_MEMBER,
		    "'increment' is of steps by quantity");
	if (g->by_amount)
		amounts_read(r, &steps, &g->tiers);
	else {
		percents_refuse(&steps);
		catalog_read_steps(r, &steps, 0, &g->tiers);
	}
	return g->tiers.len > 0 ? g : NULL;
}
