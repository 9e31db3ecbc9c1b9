/*
 * catalog_charges.c (store) - recurring and one-off prices
 */
#include "store/catalog_read.h"

struct amount_text {
	money_t		amount;
	struct slice	from;
};

static const struct doc_member amount_members[] = {
	{ "amount", DOC_MONEY, true, offsetof(struct amount_text, amount),
	    NULL },
	{ "from", DOC_STR, false, offsetof(struct amount_text, from), NULL },
	DOC_END
};

/* Each holds from its date to the next one's; the first perhaps ever. */
static void
amount_read(const struct doc_at *at, bool first,
    struct price_amount *a)
{
	struct amount_text text = { .amount = 0 };

	if (!doc_object(at, amount_members, &text))
		return;
	a->amount = text.amount;
	a->from_day = INT64_MIN;
	catalog_read_day(at, text.from, &a->from_day);
	if (!first && a->from_day <= (a - 1)->from_day)
		doc_fault(at, REASON_DOC_VALUE,
		    "the dates 'from' do not ascend");
}

static void
amounts_read(struct catalog_reader *r, const struct doc_at *up,
    const struct charge_text *text, struct price *p)
{
	struct doc_at at = doc_member_at(up, "amounts", text->amounts), one;
	size_t i, len = json_array_size(text->amounts);
	struct price_amount *a;
	json_t *value;

	if ((json_object_get(up->value, "amount") != NULL)
	    == (text->amounts != NULL)) {
		doc_fault(up, REASON_DOC_MISSING,
		    "either 'amount' or 'amounts' is wanted");
		return;
	}
	if (text->amounts != NULL && len == 0)
		doc_fault(&at, REASON_DOC_VALUE, "an amount is wanted");
	a = arena_alloc(&r->c->arena, (len + 1) * sizeof(*a));
	*a = (struct price_amount){ INT64_MIN, text->amount };
	json_array_foreach(text->amounts, i, value) {
		one = doc_element_at(&at, i, value);
		amount_read(&one, i == 0, &a[i]);
	}
	p->amount = a;
	p->amounts = len > 0 ? len : 1;
}

void
catalog_read_charge(struct catalog_reader *r, const struct doc_at *at,
    const struct charge_text *text, struct price *p)
{
	static const unsigned months[] = { 1, 3, 12 };

	amounts_read(r, at, text, p);
	p->quantity = text->quantity;
	p->months = months[text->every];
	p->anchor = (enum price_anchor)text->anchor;
	p->timing = (enum price_timing)text->timing;
	p->proration = (enum price_proration)text->proration;
	if (p->quantity.len > 0 && (p->quantity.len <= 6
	    || memcmp(p->quantity.p, "param_", 6) != 0))
		doc_fault(at, REASON_DOC_VALUE,
		    "'quantity' is a field param_*");
	if (p->months > 1 && p->proration == PRORATION_MONTH)
		doc_fault(at, REASON_DOC_VALUE, "'proration' by the month is "
		    "of cycles of a month");
}
