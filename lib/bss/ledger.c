/*
 * ledger.c (bss) - see ledger.h
 */
#include "base/buf.h"
#include "bss/ledger.h"

void
ledger_release(struct ledger *l)
{
	free(l->item);
	*l = (struct ledger){ 0 };
}

static int
entry_cmp(const struct ledger_entry *e, enum ledger_kind kind, struct slice gl)
{
	return e->kind != kind ? (e->kind < kind ? -1 : 1)
	    : slice_cmp(e->gl, gl);
}

/* Add to the entry of a kind and GL account, in its place in the order. */
static bool
ledger_add(struct ledger *l, enum ledger_kind kind, struct slice gl,
    money_t amount)
{
	size_t at = 0;

	while (at < l->len && entry_cmp(&l->item[at], kind, gl) < 0)
		at++;
	if (at == l->len || entry_cmp(&l->item[at], kind, gl) != 0) {
		GROW(l->item, l->len, l->cap);
		memmove(l->item + at + 1, l->item + at,
		    (l->len++ - at) * sizeof(*l->item));
		l->item[at] = (struct ledger_entry){ .kind = kind, .gl = gl };
	}
	return money_add(l->item[at].amount, amount, &l->item[at].amount);
}

static void
drop_empty(struct ledger *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->len; i++)
		if (l->item[i].amount != 0
		    || l->item[i].kind == LEDGER_RECEIVABLE)
			l->item[kept++] = l->item[i];
	l->len = kept;
}

bool
ledger_of_invoice(struct ledger *l, const struct invoice *inv)
{
	l->len = 0;
	if (!ledger_add(l, LEDGER_RECEIVABLE, inv->receivable_gl, inv->due))
		return false;
	for (size_t i = 0; i < inv->lines; i++)
		if (!ledger_add(l, LEDGER_REVENUE, inv->line[i].gl,
		    -inv->line[i].net))
			return false;
	for (size_t i = 0; i < inv->allowances; i++)
		if (!ledger_add(l, LEDGER_REVENUE, inv->allowance[i].gl,
		    inv->allowance[i].amount))
			return false;
	for (size_t i = 0; i < inv->taxes; i++)
		if (!ledger_add(l, LEDGER_TAX, inv->tax[i].gl,
		    -inv->tax[i].tax))
			return false;
	if (!ledger_add(l, LEDGER_ROUNDING, inv->rounding_gl, -inv->rounding))
		return false;
	drop_empty(l);
	return true;
}

bool
ledger_balanced(const struct ledger *l)
{
	money_sum_t sum = 0;

	for (size_t i = 0; i < l->len; i++)
		sum += l->item[i].amount;
	return sum == 0;
}

const char *
ledger_kind_name(enum ledger_kind k)
{
	static const char *const names[] = {
		[LEDGER_RECEIVABLE] = "receivable",
		[LEDGER_REVENUE] = "revenue",
		[LEDGER_TAX] = "tax",
		[LEDGER_ROUNDING] = "rounding",
	};

	return names[k];
}
