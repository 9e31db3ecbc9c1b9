/*
 * invoice.c (bss) - see invoice.h
 */
#include "base/buf.h"
#include "base/tstamp.h"
#include "bss/invoice.h"
#include "bss/tax.h"

/* Give it the lists of another one, empty. */
static void
take_lists(struct invoice *inv, const struct invoice *of)
{
	inv->note = of->note;
	inv->notes_cap = of->notes_cap;
	inv->line = of->line;
	inv->lines_cap = of->lines_cap;
	inv->allowance = of->allowance;
	inv->allowances_cap = of->allowances_cap;
	inv->tax = of->tax;
	inv->taxes_cap = of->taxes_cap;
	inv->notes = inv->lines = inv->allowances = inv->taxes = 0;
}

void
invoice_clear(struct invoice *inv)
{
	struct invoice keep;

	take_lists(&keep, inv);
	memset(inv, 0, sizeof(*inv));
	take_lists(inv, &keep);
}

void
invoice_copy_head(struct invoice *inv, const struct invoice *from)
{
	struct invoice head = *from;

	take_lists(&head, inv);
	*inv = head;
}

void
invoice_release(struct invoice *inv)
{
	free(inv->note);
	free(inv->line);
	free(inv->allowance);
	free(inv->tax);
	*inv = (struct invoice){ 0 };
}

struct slice *
invoice_add_note(struct invoice *inv)
{
	GROW(inv->note, inv->notes, inv->notes_cap);
	inv->note[inv->notes] = (struct slice){ 0 };
	return &inv->note[inv->notes++];
}

struct invoice_line *
invoice_add_line(struct invoice *inv)
{
	GROW(inv->line, inv->lines, inv->lines_cap);
	inv->line[inv->lines] = (struct invoice_line){ 0 };
	return &inv->line[inv->lines++];
}

struct invoice_allowance *
invoice_add_allowance(struct invoice *inv)
{
	GROW(inv->allowance, inv->allowances, inv->allowances_cap);
	inv->allowance[inv->allowances] = (struct invoice_allowance){ 0 };
	return &inv->allowance[inv->allowances++];
}

struct invoice_tax *
invoice_add_tax(struct invoice *inv)
{
	GROW(inv->tax, inv->taxes, inv->taxes_cap);
	inv->tax[inv->taxes] = (struct invoice_tax){ 0 };
	return &inv->tax[inv->taxes++];
}

bool
invoice_line_amount(struct invoice_line *l, money_sum_t exact,
    unsigned decimals)
{
	money_t net, rest;

	if (!money_sum_round(exact, decimals, ROUND_HALF_UP, &net)
	    || !money_from_sum(exact - net, &rest))
		return false;
	l->net = net;
	l->rounding = rest;
	return true;
}

bool
invoice_tax_amount(money_t taxable, money_t percent, unsigned decimals,
    money_t *tax)
{
	if (percent < 0)
		return false;
	return money_mul_div(taxable, (uint64_t)percent,
	    100 * (uint64_t)MONEY_SCALE, decimals, ROUND_HALF_UP, tax);
}

/* What is to be added to due to make it a multiple of step, half up. */
static bool
cash_rounding(money_t due, money_t step, money_t *rounding)
{
	money_t size = due < 0 ? -due : due, rest;

	if (step <= 0) {
		*rounding = 0;
		return true;
	}
	rest = size % step;
	if (rest >= step - rest)
		rest -= step;		/* up */
	*rounding = due < 0 ? rest : -rest;
	return true;
}

static bool
sum_lines(const struct invoice *inv, money_t *out)
{
	money_sum_t sum = 0;

	for (size_t i = 0; i < inv->lines; i++)
		sum += inv->line[i].net;
	return money_from_sum(sum, out);
}

static bool
sum_allowances(const struct invoice *inv, money_t *out)
{
	money_sum_t sum = 0;

	for (size_t i = 0; i < inv->allowances; i++)
		sum += inv->allowance[i].amount;
	return money_from_sum(sum, out);
}

static bool
sum_taxes(const struct invoice *inv, money_t *out)
{
	money_sum_t sum = 0;

	for (size_t i = 0; i < inv->taxes; i++)
		sum += inv->tax[i].tax;
	return money_from_sum(sum, out);
}

bool
invoice_total(struct invoice *inv, money_t cash_step)
{
	money_t unpaid;

	if (!sum_lines(inv, &inv->line_total)		/* BR-CO-10 */
	    || !sum_allowances(inv, &inv->allowance_total) /* BR-CO-11 */
	    || !money_from_sum((money_sum_t)inv->line_total
	    - inv->allowance_total, &inv->net))		/* BR-CO-13 */
		return false;
	return sum_taxes(inv, &inv->tax_total)		/* BR-CO-14 */
	    && money_add(inv->net, inv->tax_total, &inv->gross) /* BR-CO-15 */
	    && money_add(inv->gross, -inv->paid, &unpaid)
	    && cash_rounding(unpaid, cash_step, &inv->rounding)
	    && money_add(unpaid, inv->rounding, &inv->due);	/* BR-CO-16 */
}

/* What a group of the breakdown is of: lines, less allowances. */
static money_sum_t
group_sum(const struct invoice *inv, const struct invoice_tax *g)
{
	money_sum_t sum = 0;

	for (size_t i = 0; i < inv->lines; i++)
		if (slice_eq(inv->line[i].tax_category, g->category)
		    && inv->line[i].tax_percent == g->percent)
			sum += inv->line[i].net;
	for (size_t i = 0; i < inv->allowances; i++)
		if (slice_eq(inv->allowance[i].tax_category, g->category)
		    && inv->allowance[i].tax_percent == g->percent)
			sum -= inv->allowance[i].amount;
	return sum;
}

/*
 * BR-S-08 and its like: each group's taxable amount is its lines' sum less
 * its allowances, and each of them is in one group.
 */
static bool
groups_match_lines(const struct invoice *inv)
{
	money_sum_t all = 0;

	for (size_t i = 0; i < inv->taxes; i++) {
		const struct invoice_tax *g = &inv->tax[i];
		money_sum_t sum = group_sum(inv, g);

		if (sum != g->taxable)
			return false;
		all += sum;
	}
	return all == inv->net;
}

const char *
invoice_verify(const struct invoice *inv)
{
	money_t sum;

	if (inv->lines == 0)
		return "BR-16";
	if (!sum_lines(inv, &sum) || sum != inv->line_total)
		return "BR-CO-10";
	if (!sum_allowances(inv, &sum) || sum != inv->allowance_total)
		return "BR-CO-11";
	if ((money_sum_t)inv->line_total - inv->allowance_total != inv->net)
		return "BR-CO-13";
	if (!sum_taxes(inv, &sum) || sum != inv->tax_total)
		return "BR-CO-14";
	if (!money_add(inv->net, inv->tax_total, &sum) || sum != inv->gross)
		return "BR-CO-15";
	if ((money_sum_t)inv->gross - inv->paid + inv->rounding != inv->due)
		return "BR-CO-16";
	for (size_t i = 0; i < inv->taxes; i++)
		if (!invoice_tax_amount(inv->tax[i].taxable,
		    inv->tax[i].percent, inv->decimals, &sum)
		    || sum != inv->tax[i].tax)
			return "BR-CO-17";
	if (inv->taxes == 0)
		return "BR-CO-18";
	return groups_match_lines(inv) ? NULL : "BR-S-08";
}

static void
two_digits(char *out, int n)
{
	out[0] = (char)('0' + n / 10 % 10);
	out[1] = (char)('0' + n % 10);
}

/* Dates are in the order of their text. */
static bool
line_shared(const struct invoice_line *a, const struct invoice_line *b)
{
	return a->kind == b->kind && slice_eq(a->subscription, b->subscription)
	    && slice_eq(a->price, b->price) && strcmp(a->first, b->last) <= 0
	    && strcmp(b->first, a->last) <= 0;
}

bool
invoice_share_lines(const struct invoice *a, const struct invoice *b)
{
	for (size_t i = 0; i < a->lines; i++)
		for (size_t k = 0; k < b->lines; k++)
			if (line_shared(&a->line[i], &b->line[k]))
				return true;
	return false;
}

void
date_text(int64_t day, char out[DATE_TEXT_MAX])
{
	/* the lines of a run have few dates */
	static _Thread_local struct {
		int64_t	day;
		char	text[DATE_TEXT_MAX];	/* "": none yet */
	} last[4], *l;
	struct civil c;

	l = &last[(uint64_t)day % 4];
	if (l->day != day || l->text[0] == '\0') {
		civil_from_days(day, &c);
		two_digits(l->text, c.year / 100);
		two_digits(l->text + 2, c.year % 100);
		l->text[4] = l->text[7] = '-';
		two_digits(l->text + 5, c.month);
		two_digits(l->text + 8, c.day);
		l->text[10] = '\0';
		l->day = day;
	}
	memcpy(out, l->text, DATE_TEXT_MAX);
}

bool
date_add(const char *date, uint64_t days, char out[DATE_TEXT_MAX])
{
	struct civil c;
	int64_t day;

	if (!date_parse(slice_of(date), &c) || days > INT32_MAX)
		return false;
	day = civil_days(c.year, c.month, c.day) + (int64_t)days;
	civil_from_days(day, &c);
	if (c.year > 9999)
		return false;
	date_text(day, out);
	return true;
}

static const char *const line_kinds[] = {
	[LINE_RECURRING] = "recurring",
	[LINE_ONE_OFF] = "one-off",
	[LINE_CORRECTION] = "correction",
	[LINE_USAGE] = "usage",
	[LINE_LATE] = "late-usage",
	[LINE_COMMITMENT] = "commitment",
};

const char *
line_kind_name(enum line_kind k)
{
	return line_kinds[k];
}

bool
line_kind_parse(struct slice s, enum line_kind *out)
{
	for (size_t i = 0; i < sizeof(line_kinds) / sizeof(*line_kinds); i++)
		if (slice_is(s, line_kinds[i])) {
			*out = (enum line_kind)i;
			return true;
		}
	return false;
}
