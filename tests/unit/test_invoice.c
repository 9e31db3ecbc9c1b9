#include "bss/invoice.h"

#include "bss/ledger.h"
#include "bss/tax.h"
#include "tap.h"

#define EUR(n)	((money_t)(n) * MONEY_SCALE)

static const struct tax_terms terms;

static void
add_line(struct invoice *inv, money_t net, money_t percent)
{
	struct invoice_line *l = invoice_add_line(inv);

	l->net = net;
	l->tax_category = SLICE_LIT("S");
	l->tax_percent = percent;
	l->gl = SLICE_LIT("70");
	tax_add_line(inv, l, &terms);
}

static void
add_allowance(struct invoice *inv, money_t amount, money_t percent)
{
	struct invoice_allowance *a = invoice_add_allowance(inv);

	a->amount = amount;
	a->tax_category = SLICE_LIT("S");
	a->tax_percent = percent;
	a->gl = SLICE_LIT("709");
	tax_add_allowance(inv, a, &terms);
}

/* 100 and 50 at 20 %, 200 at 10 %; less 15 and 20 */
static void
make(struct invoice *inv)
{
	invoice_clear(inv);
	inv->decimals = 2;
	inv->receivable_gl = SLICE_LIT("41");
	inv->rounding_gl = SLICE_LIT("65");
	add_line(inv, EUR(100), EUR(20));
	add_line(inv, EUR(200), EUR(10));
	add_line(inv, EUR(50), EUR(20));
	add_allowance(inv, EUR(15), EUR(20));
	add_allowance(inv, EUR(20), EUR(10));
	ok(tax_compute(inv) && invoice_total(inv, 0), "totals");
}

static void
test_totals(struct invoice *inv)
{
	make(inv);
	is_i64(inv->line_total, EUR(350), "BT-106");
	is_i64(inv->allowance_total, EUR(35), "BT-107");
	is_i64(inv->net, EUR(315), "BT-109: BT-106 less BT-107");
	is_i64(inv->tax_total, EUR(27) + EUR(18), "taxed is what is left");
	is_i64(inv->due, EUR(360), "BT-115");
	is_str(invoice_verify(inv), NULL, "it is sound");
}

static void
test_verify(struct invoice *inv)
{
	make(inv);
	inv->allowance[0].amount += 1;
	is_str(invoice_verify(inv), "BR-CO-11", "another allowance");
	make(inv);
	inv->allowance_total += EUR(1);
	is_str(invoice_verify(inv), "BR-CO-11", "another sum of them");
	make(inv);
	inv->net += EUR(1);
	is_str(invoice_verify(inv), "BR-CO-13", "another net");
	make(inv);
	inv->line_total += EUR(1);
	is_str(invoice_verify(inv), "BR-CO-10", "another sum of lines");
	make(inv);
	inv->allowance[0].tax_percent = EUR(10);
	is_str(invoice_verify(inv), "BR-S-08", "an allowance taxed otherwise");
	make(inv);
	inv->allowance[0].tax_percent = EUR(5);
	is_str(invoice_verify(inv), "BR-S-08", "at a rate without a group");
	make(inv);
	inv->tax_total += EUR(1);
	is_str(invoice_verify(inv), "BR-CO-14", "another tax");
	make(inv);
	inv->gross += EUR(1);
	is_str(invoice_verify(inv), "BR-CO-15", "another gross");
	make(inv);
	inv->due += EUR(1);
	is_str(invoice_verify(inv), "BR-CO-16", "another amount due");
	make(inv);
	inv->tax[0].taxable += EUR(1);
	is_str(invoice_verify(inv), "BR-CO-17", "another taxable amount");
	inv->lines = 0;
	is_str(invoice_verify(inv), "BR-16", "no lines");
}

/* Every amount finds its account, and they sum to nothing. */
static void
test_ledger(struct invoice *inv)
{
	struct ledger l = { 0 };

	make(inv);
	ok(ledger_of_invoice(&l, inv) && ledger_balanced(&l), "it balances");
	is_u64(l.len, 4, "receivable, revenue, discounts, tax");
	ok(l.item[1].amount == EUR(-350) && slice_is(l.item[1].gl, "70"),
	    "revenue before discounts");
	ok(l.item[2].amount == EUR(35) && slice_is(l.item[2].gl, "709"),
	    "and what they took off");
	ledger_release(&l);
}

/* What one document charges is charged by no other. */
static void
test_share(void)
{
	static const struct {
		struct invoice_line line;
		bool shared;
	} cases[] = {
		{ { LINE_USAGE, .first = "2026-10-31", .last = "2026-11-30" },
		    true },
		{ { LINE_USAGE, .first = "2026-09-01", .last = "2026-10-01" },
		    true },
		{ { LINE_USAGE, .first = "2026-11-01", .last = "2026-11-30" },
		    false },
		{ { LINE_USAGE, .first = "2026-09-01", .last = "2026-09-30" },
		    false },
		{ { LINE_LATE, .first = "2026-10-01", .last = "2026-10-31" },
		    false },
		{ { LINE_USAGE, .first = "2026-10-01", .last = "2026-10-31",
		    .price = SLICE_LIT("q") }, false },
		{ { LINE_USAGE, .first = "2026-10-01", .last = "2026-10-31",
		    .subscription = SLICE_LIT("t") }, false },
	};
	struct invoice a = { 0 }, b = { 0 };

	*invoice_add_line(&a) = (struct invoice_line){ LINE_USAGE,
		.subscription = SLICE_LIT("s"), .price = SLICE_LIT("p"),
		.first = "2026-10-01", .last = "2026-10-31" };
	ok(!invoice_share_lines(&a, &b), "a document without lines");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct invoice_line l = cases[i].line;

		b.lines = 0;
		invoice_add_line(&b)->price = SLICE_LIT("other");
		if (l.subscription.len == 0)
			l.subscription = SLICE_LIT("s");
		if (l.price.len == 0)
			l.price = SLICE_LIT("p");
		*invoice_add_line(&b) = l;
		ok(invoice_share_lines(&a, &b) == cases[i].shared
		    && invoice_share_lines(&b, &a) == cases[i].shared,
		    "line %zu", i);
	}
	invoice_release(&a);
	invoice_release(&b);
}

int
main(void)
{
	struct invoice inv = { 0 };

	test_totals(&inv);
	test_verify(&inv);
	test_ledger(&inv);
	test_share();
	invoice_release(&inv);
	return tap_done();
}
