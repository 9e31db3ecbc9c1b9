/*
 * test_tax.c - tax breakdown and totals of a document, by the rules of
 * EN 16931-1 and with its examples
 */
#include "bss/iban.h"
#include "bss/invoice.h"
#include "bss/ledger.h"
#include "bss/tax.h"
#include "tap.h"

static money_t
money(const char *text)
{
	money_t m = 0;

	money_parse(slice_of(text), &m);
	return m;
}

static void
test_tax_amount(void)
{
	static const struct {
		const char *taxable, *percent;
		unsigned decimals;
		const char *tax;
	} cases[] = {
		/* EN 16931-1 BR-CO-17: taxable * (rate / 100), 2 decimals */
		{ "1000", "25", 2, "250" },
		{ "1436.5", "25", 2, "359.13" },	/* 359.125 */
		{ "-25", "0", 2, "0" },
		{ "500", "10", 2, "50" },
		{ "0.05", "10", 2, "0.01" },		/* the half, up */
		{ "-0.05", "10", 2, "-0.01" },		/* away from zero */
		{ "0.04", "10", 2, "0" },
		{ "33.33", "5.5", 2, "1.83" },		/* 1.83315 */
		{ "1234", "10", 0, "123" },		/* yen */
		{ "1235", "10", 0, "124" },
		{ "10.001", "5", 3, "0.5" },		/* dinar: 0.50005 */
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		money_t tax = -1;

		ok(invoice_tax_amount(money(cases[i].taxable), money(cases[i].percent),
		    cases[i].decimals, &tax), "tax of %s at %s%%",
		    cases[i].taxable, cases[i].percent);
		is_i64(tax, money(cases[i].tax), "is %s", cases[i].tax);
	}
	ok(!invoice_tax_amount(MONEY_SCALE, -1, 2, &(money_t){ 0 }),
	    "a rate below zero is refused");
}

static void
add_line(struct invoice *inv, const char *category, const char *percent,
    const char *exact)
{
	static const struct tax_terms terms = { .gl = SLICE_LIT("4457") };
	struct invoice_line *l = invoice_add_line(inv);

	l->tax_category = slice_of(category);
	l->tax_percent = money(percent);
	l->gl = slice_of(percent[0] == '2' ? "7061" : "7062");
	invoice_line_amount(l, money(exact), inv->decimals);
	tax_add_line(inv, l, &terms);
}

static void
test_breakdown(void)
{
	struct invoice inv = { .decimals = 2 };

	/* rounded per line the tax would be 3 * 0.02 */
	add_line(&inv, "S", "20", "0.124");
	add_line(&inv, "S", "20", "0.12");
	add_line(&inv, "S", "20", "0.119999999");
	add_line(&inv, "S", "5.5", "10");
	add_line(&inv, "AE", "0", "100");
	ok(tax_compute(&inv) && invoice_total(&inv, 0), "computed");
	is_u64(inv.taxes, 3, "one group per category and rate");
	is_str(inv.tax[0].category.p, "AE", "sorted by category");
	is_i64(inv.tax[1].percent, money("5.5"), "then by rate");
	is_i64(inv.tax[2].taxable, money("0.36"), "sum of line net amounts");
	is_i64(inv.tax[2].tax, money("0.07"), "BR-CO-17: rounded once");
	is_i64(inv.line[0].net, money("0.12"), "line in the minor unit");
	is_i64(inv.line[0].rounding, money("0.004"), "and its difference");
	is_i64(inv.line[2].rounding, -1, "which may be negative");
	is_i64(inv.line_total, money("110.36"), "BR-CO-10: BT-106");
	is_i64(inv.net, money("110.36"), "BR-CO-13: BT-109");
	is_i64(inv.tax_total, money("0.62"), "BR-CO-14: BT-110");
	is_i64(inv.gross, money("110.98"), "BR-CO-15: BT-112");
	is_i64(inv.due, money("110.98"), "BR-CO-16: BT-115");
	is_str(invoice_verify(&inv), NULL, "the document adds up");
	invoice_release(&inv);
}

/* Each rule finds what breaks it, and nothing else does. */
static void
test_verify(void)
{
	struct invoice inv = { .decimals = 2 };

	is_str(invoice_verify(&inv), "BR-16", "no line");
	add_line(&inv, "S", "20", "10");
	add_line(&inv, "S", "20", "5");
	tax_compute(&inv);
	invoice_total(&inv, 0);
	is_str(invoice_verify(&inv), NULL, "whole");
	inv.line[0].net++;
	is_str(invoice_verify(&inv), "BR-CO-10", "a line changed");
	inv.line[0].net--;
	inv.net++;
	is_str(invoice_verify(&inv), "BR-CO-13", "net total changed");
	inv.net--;
	inv.tax_total++;
	is_str(invoice_verify(&inv), "BR-CO-14", "tax total changed");
	inv.tax_total--;
	inv.gross++;
	is_str(invoice_verify(&inv), "BR-CO-15", "gross total changed");
	inv.gross--;
	inv.due++;
	is_str(invoice_verify(&inv), "BR-CO-16", "due changed");
	inv.due--;
	inv.tax[0].percent = money("21");
	is_str(invoice_verify(&inv), "BR-CO-17", "rate changed");
	inv.tax[0].percent = money("20");
	inv.line[0].tax_percent = 0;
	is_str(invoice_verify(&inv), "BR-S-08", "line in another group");
	inv.line[0].tax_percent = money("20");
	*invoice_add_tax(&inv) = inv.tax[0];
	invoice_total(&inv, 0);
	is_str(invoice_verify(&inv), "BR-S-08", "a group that stands twice");
	inv.taxes = 1;
	inv.line[1].tax_percent = 0;
	inv.tax[0].taxable = money("10");
	tax_compute(&inv);
	invoice_total(&inv, 0);
	is_str(invoice_verify(&inv), "BR-S-08", "a line without a group");
	invoice_release(&inv);
}

static void
test_cash_rounding(void)
{
	static const struct {
		const char *net, *step, *rounding, *due;
	} cases[] = {
		{ "10.02", "0.05", "-0.02", "10" },
		{ "10.03", "0.05", "0.02", "10.05" },
		{ "10.05", "0.05", "0", "10.05" },
		{ "10.5", "1", "0.5", "11" },		/* the half, up */
		{ "-10.03", "0.05", "-0.02", "-10.05" },
		{ "10.03", "0", "0", "10.03" },
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		struct invoice inv = { .decimals = 2 };

		add_line(&inv, "Z", "0", cases[i].net);
		ok(tax_compute(&inv)
		    && invoice_total(&inv, money(cases[i].step)), "%s by %s",
		    cases[i].net, cases[i].step);
		is_i64(inv.rounding, money(cases[i].rounding), "BT-114");
		is_i64(inv.due, money(cases[i].due), "BT-115");
		is_str(invoice_verify(&inv), NULL, "adds up");
		invoice_release(&inv);
	}
}

static void
test_ledger(void)
{
	struct invoice inv = { .decimals = 2,
		.receivable_gl = SLICE_LIT("4111"),
		.rounding_gl = SLICE_LIT("658") };
	struct ledger l = { 0 };

	add_line(&inv, "S", "5.5", "10.01");
	add_line(&inv, "S", "20", "29");
	add_line(&inv, "S", "20", "1.02");
	tax_compute(&inv);
	invoice_total(&inv, money("0.05"));
	ok(ledger_of_invoice(&l, &inv), "entries are made");
	is_u64(l.len, 5, "receivable, two revenues, one tax, rounding");
	is_str(l.item[0].gl.p, "4111", "receivable first");
	is_i64(l.item[0].amount, inv.due, "it is debited with what is due");
	is_str(l.item[1].gl.p, "7061", "revenue in order of accounts");
	is_i64(l.item[1].amount, money("-30.02"), "one entry per account");
	is_i64(l.item[2].amount, money("-10.01"), "the other revenue");
	is_i64(l.item[3].amount, -inv.tax_total, "tax of both rates");
	is_i64(l.item[4].amount, -inv.rounding, "rounding");
	ok(ledger_balanced(&l), "it sums to zero");
	l.item[0].amount++;
	ok(!ledger_balanced(&l), "and is seen when it does not");
	invoice_clear(&inv);
	inv.decimals = 2;
	add_line(&inv, "S", "20", "0");
	tax_compute(&inv);
	invoice_total(&inv, 0);
	ok(ledger_of_invoice(&l, &inv) && l.len == 1 && ledger_balanced(&l),
	    "a document over nothing has its receivable of 0");
	ledger_release(&l);
	invoice_release(&inv);
}

/* EN 16931-1, the rules on who is named by which category of tax */
static void
test_rules(void)
{
	static const struct {
		const char *category, *percent;
		/* s: BT-31, n: BT-32, r: BT-30; b: BT-48, c: BT-80 */
		const char *named, *rule;
	} cases[] = {
		{ "S", "20", "s", NULL }, { "S", "20", "nr", NULL },
		{ "S", "20", "r", "BR-S-02" }, { "S", "20", "n", "BR-CO-26" },
		{ "Z", "0", "r", "BR-Z-02" }, { "Z", "0", "nr", NULL },
		{ "E", "0", "r", "BR-E-02" }, { "E", "0", "nr", NULL },
		{ "AE", "0", "rb", "BR-AE-02" }, { "AE", "0", "s", "BR-AE-02" },
		{ "AE", "0", "sp", "BR-CO-09" }, { "AE", "0", "nrb", NULL },
		{ "K", "0", "nrbc", "BR-IC-02" }, { "K", "0", "sc", "BR-IC-02" },
		{ "K", "0", "spc", "BR-CO-09" }, { "K", "0", "sb", "BR-IC-12" },
		{ "K", "0", "sbc", NULL }, { "G", "0", "nr", "BR-G-02" },
		{ "G", "0", "s", NULL }, { "O", "0", "r", NULL },
		{ "O", "0", "n", "BR-CO-26" }, { "L", "7", "r", "BR-AF-02" },
		{ "L", "7", "nr", NULL }, { "M", "4", "r", "BR-AG-02" },
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		struct invoice inv = { .decimals = 2 };
		const char *n = cases[i].named;
		struct tax_fault f = { .rule = NULL };

		add_line(&inv, cases[i].category, cases[i].percent, "1");
		inv.seller.tax_id = slice_of(strchr(n, 's') ? "FR1" : NULL);
		inv.seller.tax_number = slice_of(strchr(n, 'n') ? "1" : NULL);
		inv.seller.registration = slice_of(strchr(n, 'r') ? "R" : NULL);
		inv.buyer.tax_id = slice_of(strchr(n, 'b') ? "BE1"
		    : strchr(n, 'p') ? "0123" : NULL);
		inv.deliver_to = slice_of(strchr(n, 'c') ? "BE" : NULL);
		ok(tax_rule_broken(&inv, &f) == (cases[i].rule != NULL),
		    "%s named by %s", cases[i].category, n);
		is_str(f.rule, cases[i].rule, "the rule");
		invoice_release(&inv);
	}
}

static void
test_split(void)
{
	struct invoice inv = { .decimals = 2, .account = SLICE_LIT("A") };
	struct invoice out = { .decimals = 0 };
	struct invoice_allowance a = { .amount = money("0.1"),
	    .tax_category = SLICE_LIT("O") };
	static const struct tax_terms terms = { .gl = { NULL, 0 } };
	struct tax_fault f;

	add_line(&inv, "S", "20", "10");
	add_line(&inv, "O", "0", "2.5");
	add_line(&inv, "S", "5.5", "-1");
	*invoice_add_allowance(&inv) = a;
	tax_add_allowance(&inv, &a, &terms);
	tax_compute(&inv);
	ok(tax_is_mixed(&inv) && !tax_is_outside(&inv), "mixed");
	ok(tax_rule_broken(&inv, &f), "it breaks");
	is_str(f.rule, "BR-O-11", "BR-O-11");
	tax_split(&inv, &out);
	invoice_total(&inv, 0);
	invoice_total(&out, 0);
	is_str(invoice_verify(&inv), NULL, "what is left adds up");
	is_str(invoice_verify(&out), NULL, "what stands alone does, too");
	is_i64(out.due, money("2.4"), "its allowance came along");
	is_i64(inv.due, money("10.94"), "10 + 2 - 1 - 0.06");
	ok(tax_is_outside(&out) && !tax_is_outside(&inv) && slice_is(
	    out.account, "A") && out.decimals == 2, "each is one or the other");
	ok(!tax_is_mixed(&inv) && !tax_is_mixed(&out), "none is mixed");
	invoice_release(&inv);
	invoice_release(&out);
}

static void
test_buyer_lacks(void)
{
	struct invoice inv = { .decimals = 2 };
	struct tax_fault f;

	ok(!tax_buyer_lacks(&inv, &f), "who is private may have no country");
	inv.buyer.business = true;
	ok(tax_buyer_lacks(&inv, &f), "a business has one");
	is_str(f.rule, "BR-11", "BR-11");
	inv.buyer.country = SLICE_LIT("GR");
	inv.buyer.tax_id = SLICE_LIT("EL123456789");
	ok(!tax_buyer_lacks(&inv, &f), "Greece is EL to the tax office");
	inv.buyer.tax_id = SLICE_LIT("123456789");
	ok(tax_buyer_lacks(&inv, &f), "a number without a country");
	is_str(f.rule, "BR-CO-09", "BR-CO-09");
}

static void
test_iban(void)
{
	static const struct {
		const char *iban;
		bool valid;
	} cases[] = {
		{ "GB82WEST12345698765432", true },	/* ISO 13616 */
		{ "FR7630006000011234567890189", true },
		{ "NO9386011117947", true },		/* the shortest */
		{ "MT84MALT011000012345MTLCAST001S", true },
		{ "GB82WEST12345698765423", false },	/* digits swapped */
		{ "FR76 3000 6000 0112 3456 7890 189", false },
		{ "gb82west12345698765432", false },
		{ "GB82WEST123456987654321234567890123", false },
		{ "NO938601111794", false },
		{ "", false },
	};

	for (size_t i = 0; i < LEN(cases); i++)
		ok(iban_valid(slice_of(cases[i].iban)) == cases[i].valid,
		    "IBAN '%s' is %s", cases[i].iban,
		    cases[i].valid ? "valid" : "not");
}

static void
test_dates(void)
{
	char out[DATE_TEXT_MAX] = "";

	ok(date_add("2026-10-31", 14, out), "a date");
	is_str(out, "2026-11-14", "14 days on");
	ok(date_add("2027-12-31", 60, out), "over a leap day");
	is_str(out, "2028-02-29", "60 days on");
	ok(!date_add("2026-02-30", 1, out), "no date");
}

int
main(void)
{
	test_tax_amount();
	test_breakdown();
	test_verify();
	test_cash_rounding();
	test_ledger();
	test_rules();
	test_split();
	test_buyer_lacks();
	test_iban();
	test_dates();
	return tap_done();
}
