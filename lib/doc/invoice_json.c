/*
 * invoice_json.c (doc) - see invoice_json.h
 * Each group of the document is a table of member name and place in the
 * struct, walked by the writer and the reader alike.
 */
#include <jansson.h>

#include "base/tstamp.h"
#include "base/utf8.h"
#include "bss/minor.h"
#include "bss/tax.h"
#include "doc/invoice_json.h"

enum member_kind { M_TEXT, M_DATE, M_AMOUNT, M_DECIMAL, M_COUNT };

struct member {
	const char	*name;
	enum member_kind kind;
	size_t		 offset;
};

#define END	{ NULL, M_TEXT, 0 }
#define M(kind, name, type, field)	{ name, kind, offsetof(type, field) }

#define H(kind, name, field)	M(kind, name, struct invoice, field)
static const struct member head_members[] = {
	H(M_TEXT, "invoice_number", number),
	H(M_DATE, "issue_date", issue_date),
	H(M_DATE, "payment_due_date", due_date),
	H(M_TEXT, "type_code", type_code),
	H(M_TEXT, "currency_code", currency),
	H(M_TEXT, "language", language),
	H(M_TEXT, "account", account),
	H(M_TEXT, "customer", customer),
	H(M_TEXT, "period", period),
	H(M_DATE, "period_start_date", first),
	H(M_DATE, "period_end_date", last),
	H(M_TEXT, "catalog", catalog),
	H(M_TEXT, "deliver_to_country_code", deliver_to),
	END
};

#define P(name, field)	M(M_TEXT, name, struct invoice_party, field)
static const struct member party_members[] = {
	P("identifier", id),
	P("name", name),
	P("address_line_1", street),
	P("city", city),
	P("post_code", postal_code),
	P("country_code", country),
	P("vat_identifier", tax_id),
	P("tax_registration_identifier", tax_number),
	P("legal_registration_identifier", registration),
	P("email", email),
	P("phone", phone),
	P("website", website),
	END
};

#define Y(kind, name, field)	M(kind, name, struct invoice_payment, field)
static const struct member payment_members[] = {
	Y(M_TEXT, "payment_account_identifier", iban),
	Y(M_TEXT, "payment_service_provider_identifier", bic),
	Y(M_COUNT, "payment_terms_d", terms_d),
	END
};

static const struct member total_members[] = {
	H(M_AMOUNT, "sum_of_invoice_line_net_amount", line_total),
	H(M_AMOUNT, "total_amount_without_vat", net),
	H(M_AMOUNT, "total_vat_amount", tax_total),
	H(M_AMOUNT, "total_amount_with_vat", gross),
	H(M_AMOUNT, "paid_amount", paid),
	H(M_AMOUNT, "rounding_amount", rounding),
	H(M_AMOUNT, "amount_due_for_payment", due),
	END
};

/* Only in documents that have allowances */
static const struct member allowance_total_members[] = {
	H(M_AMOUNT, "sum_of_allowances_on_document_level", allowance_total),
	END
};

#define A(kind, name, field)	M(kind, name, struct invoice_allowance, field)
static const struct member allowance_members[] = {
	A(M_TEXT, "discount", discount),
	A(M_TEXT, "subscription", subscription),
	A(M_TEXT, "allowance_reason", reason),
	A(M_TEXT, "allowance_reason_code", code),
	A(M_AMOUNT, "allowance_amount", amount),
	A(M_AMOUNT, "allowance_base_amount", base),
	A(M_TEXT, "vat_category_code", tax_category),
	END
};

/* What is not subject to VAT has no rate (BR-O-05, BR-O-06) */
static const struct member allowance_rate_members[] = {
	A(M_DECIMAL, "vat_rate", tax_percent),
	END
};

static const struct member allowance_gl_members[] = {
	A(M_TEXT, "gl", gl),
	END
};

static const struct member percent_members[] = {
	A(M_DECIMAL, "allowance_percentage", percent),
	END
};

#define T(kind, name, field)	M(kind, name, struct invoice_tax, field)
static const struct member tax_members[] = {
	T(M_TEXT, "vat_category_code", category),
	T(M_DECIMAL, "vat_category_rate", percent),
	T(M_TEXT, "vat_exemption_reason_text", reason),
	T(M_TEXT, "vat_exemption_reason_code", reason_code),
	T(M_AMOUNT, "vat_category_taxable_amount", taxable),
	T(M_AMOUNT, "vat_category_tax_amount", tax),
	T(M_TEXT, "gl", gl),
	END
};

#define L(kind, name, field)	M(kind, name, struct invoice_line, field)
static const struct member line_members[] = {
	L(M_TEXT, "item_name", name),
	L(M_TEXT, "subscription", subscription),
	L(M_TEXT, "identifier", identifier),
	L(M_TEXT, "account", account),
	L(M_TEXT, "offer", offer),
	L(M_TEXT, "offer_name", offer_name),
	L(M_TEXT, "price", price),
	L(M_DATE, "period_start_date", first),
	L(M_DATE, "period_end_date", last),
	L(M_COUNT, "invoiced_quantity", quantity),
	L(M_TEXT, "unit", unit),
	L(M_COUNT, "records", records),
	L(M_AMOUNT, "line_net_amount", net),
	L(M_DECIMAL, "rounding_difference", rounding),
	L(M_TEXT, "vat_category_code", tax_category),
	END
};

static const struct member rate_members[] = {
	L(M_DECIMAL, "vat_rate", tax_percent),
	END
};

static const struct member code_members[] = {
	L(M_TEXT, "tax_code", tax_code),
	L(M_TEXT, "taxed_as", taxed_as),
	L(M_TEXT, "gl", gl),
	END
};

static const struct member price_members[] = {
	L(M_DECIMAL, "item_net_price", unit_price),
	L(M_COUNT, "item_price_base_quantity", per),
	END
};

static const struct member multiplier_members[] = {
	L(M_COUNT, "multiplier", multiplier),
	END
};

/* Only in lines that have some */
static const struct member included_members[] = {
	L(M_COUNT, "included_quantity", included),
	L(M_AMOUNT, "included_amount", included_amount),
	END
};

static const struct member settle_members[] = {
	L(M_TEXT, "settle", settle),
	L(M_TEXT, "measured_unit", measured_unit),
	L(M_COUNT, "measured_quantity", measured),
	L(M_COUNT, "commit_quantity", commit),
	L(M_DECIMAL, "percentile", percentile),
	L(M_COUNT, "windows", windows),
	L(M_COUNT, "windows_missing", windows_missing),
	END
};

/* Only where it is for a part of a cycle */
static const struct member share_members[] = {
	L(M_COUNT, "days_due", days_due),
	L(M_COUNT, "cycle_days", cycle_days),
	END
};

static const struct member account_members[] = {
	H(M_TEXT, "receivable", receivable_gl),
	H(M_TEXT, "rounding", rounding_gl),
	END
};

/*
 * Writing: straight into the buffer, because a bill run makes a document for
 * every account
 */
struct writer {
	struct buf	*out;
	unsigned	 decimals;
	bool		 failed;
};

/* Between two members or elements; not behind an opening brace. */
static void
comma(struct writer *w)
{
	char last = w->out->len > 0 ? w->out->data[w->out->len - 1] : '{';

	if (last != '{' && last != '[')
		buf_addc(w->out, ',');
}

static void
add_escaped(struct buf *b, unsigned char c)
{
	if (c == '"' || c == '\\')
		buf_addf(b, "\\%c", c);
	else
		buf_addf(b, "\\u%04x", c);
}

static void
string(struct writer *w, struct slice s)
{
	size_t plain = 0;

	buf_addc(w->out, '"');
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buf_add(w->out, s.p + plain, i - plain);
		add_escaped(w->out, c);
		plain = i + 1;
	}
	buf_add(w->out, s.p + plain, s.len - plain);
	if (buf_addc(w->out, '"') < 0 || !utf8_valid(s.p, s.len))
		w->failed = true;
}

static void
key(struct writer *w, const char *name)
{
	comma(w);
	buf_addc(w->out, '"');
	buf_adds(w->out, name);
	buf_adds(w->out, "\":");
}

/* What is missing is left out. */
static void
text(struct writer *w, const char *name, struct slice s)
{
	if (s.len == 0)
		return;
	key(w, name);
	string(w, s);
}

static void
member(struct writer *w, const struct member *m, const void *base)
{
	const void *at = (const char *)base + m->offset;
	char number[MONEY_TEXT_MAX] = "";

	switch (m->kind) {
	case M_TEXT:
		text(w, m->name, *(const struct slice *)at);
		return;
	case M_DATE:
		text(w, m->name, slice_of(at));
		return;
	case M_AMOUNT:
		money_format_fixed(*(const money_t *)at, w->decimals, number);
		break;
	case M_DECIMAL:
		money_format(*(const money_t *)at, number);
		break;
	case M_COUNT:
		u64_format(*(const uint64_t *)at, number);
		break;
	}
	text(w, m->name, slice_of(number));
}

static void
members(struct writer *w, const struct member *m, const void *base)
{
	for (; m->name != NULL; m++)
		member(w, m, base);
}

static void
group(struct writer *w, const char *name, const struct member *m,
    const void *base)
{
	key(w, name);
	buf_addc(w->out, '{');
	members(w, m, base);
	buf_addc(w->out, '}');
}

static void
taxes(struct writer *w, const struct invoice *inv)
{
	key(w, "vat_breakdown");
	buf_addc(w->out, '[');
	for (size_t i = 0; i < inv->taxes; i++) {
		comma(w);
		buf_addc(w->out, '{');
		members(w, tax_members, &inv->tax[i]);
		buf_addc(w->out, '}');
	}
	buf_addc(w->out, ']');
}

static void
line(struct writer *w, const struct invoice_line *l, size_t id)
{
	char number[24];

	comma(w);
	buf_addc(w->out, '{');
	u64_format(id, number);
	text(w, "line_identifier", slice_of(number));
	text(w, "kind", slice_of(line_kind_name(l->kind)));
	members(w, line_members, l);
	if (!tax_not_subject(l->tax_category))
		members(w, rate_members, l);
	members(w, code_members, l);
	if (l->has_price)
		members(w, price_members, l);
	if (l->multiplier > 1)
		members(w, multiplier_members, l);
	if (l->included > 0 || l->included_amount > 0)
		members(w, included_members, l);
	if (l->settle.len > 0)
		members(w, settle_members, l);
	if (l->cycle_days > 0)
		members(w, share_members, l);
	buf_addc(w->out, '}');
}

static void
lines(struct writer *w, const struct invoice *inv)
{
	key(w, "invoice_lines");
	buf_addc(w->out, '[');
	for (size_t i = 0; i < inv->lines; i++)
		line(w, &inv->line[i], i + 1);
	buf_addc(w->out, ']');
}

static void
totals(struct writer *w, const struct invoice *inv)
{
	key(w, "document_totals");
	buf_addc(w->out, '{');
	if (inv->allowances > 0)
		members(w, allowance_total_members, inv);
	members(w, total_members, inv);
	buf_addc(w->out, '}');
}

static void
allowances(struct writer *w, const struct invoice *inv)
{
	if (inv->allowances == 0)
		return;
	key(w, "document_level_allowances");
	buf_addc(w->out, '[');
	for (size_t i = 0; i < inv->allowances; i++) {
		const struct invoice_allowance *a = &inv->allowance[i];

		comma(w);
		buf_addc(w->out, '{');
		members(w, allowance_members, a);
		if (!tax_not_subject(a->tax_category))
			members(w, allowance_rate_members, a);
		members(w, allowance_gl_members, a);
		if (a->has_percent)
			members(w, percent_members, a);
		buf_addc(w->out, '}');
	}
	buf_addc(w->out, ']');
}

static void
notes(struct writer *w, const struct invoice *inv)
{
	key(w, "notes");
	buf_addc(w->out, '[');
	for (size_t i = 0; i < inv->notes; i++) {
		comma(w);
		string(w, inv->note[i]);
	}
	buf_addc(w->out, ']');
}

int
invoice_json_write(const struct invoice *inv, struct buf *out)
{
	struct writer w = { .out = out, .decimals = inv->decimals };

	buf_addc(out, '{');
	text(&w, "type", SLICE_LIT("invoice"));
	members(&w, head_members, inv);
	group(&w, "seller", party_members, &inv->seller);
	group(&w, "buyer", party_members, &inv->buyer);
	group(&w, "payment_instructions", payment_members, &inv->payment);
	totals(&w, inv);
	allowances(&w, inv);
	taxes(&w, inv);
	lines(&w, inv);
	group(&w, "ledger_accounts", account_members, inv);
	notes(&w, inv);
	return buf_addc(out, '}') < 0 || w.failed ? -1 : 0;
}

/*
 * Reading
 */
static bool
get_text(const json_t *o, const char *name, struct slice *out)
{
	const json_t *v = json_object_get(o, name);

	*out = (struct slice){ 0 };
	if (v == NULL)
		return true;
	if (!json_is_string(v))
		return false;
	*out = (struct slice){ json_string_value(v), json_string_length(v) };
	return true;
}

static bool
get_date(struct slice s, char *out)
{
	struct civil c;

	if (s.len == 0) {
		out[0] = '\0';
		return true;
	}
	if (s.len != DATE_TEXT_MAX - 1 || !date_parse(s, &c))
		return false;
	memcpy(out, s.p, s.len);
	out[s.len] = '\0';
	return true;
}

static bool
get_member(const json_t *o, const struct member *m, void *base)
{
	void *at = (char *)base + m->offset;
	struct slice s;

	if (!get_text(o, m->name, &s))
		return false;
	switch (m->kind) {
	case M_TEXT:
		*(struct slice *)at = s;
		return true;
	case M_DATE:
		return get_date(s, at);
	case M_AMOUNT:
	case M_DECIMAL:
		return money_parse(s, at) == NUM_OK;
	case M_COUNT:
		return u64_parse(s, at) == NUM_OK;
	}
	return false;
}

static bool
get_members(const json_t *o, const struct member *m, void *base)
{
	if (!json_is_object(o))
		return false;
	for (; m->name != NULL; m++)
		if (!get_member(o, m, base))
			return false;
	return true;
}

/* Documents of before had it in any case. */
static bool
get_rate(const json_t *o, const struct member *m, struct slice category,
    void *base)
{
	return (tax_not_subject(category) && json_object_get(o, "vat_rate") == NULL)
	    || get_members(o, m, base);
}

static bool
get_line(const json_t *o, struct invoice_line *l)
{
	struct slice kind;

	if (!get_members(o, line_members, l)
	    || !get_rate(o, rate_members, l->tax_category, l)
	    || !get_members(o, code_members, l) || !get_text(o, "kind", &kind)
	    || !line_kind_parse(kind, &l->kind))
		return false;
	if (json_object_get(o, "included_quantity") != NULL
	    && !get_members(o, included_members, l))
		return false;
	if (json_object_get(o, "settle") != NULL
	    && !get_members(o, settle_members, l))
		return false;
	if (json_object_get(o, "cycle_days") != NULL
	    && !get_members(o, share_members, l))
		return false;
	if (json_object_get(o, "multiplier") != NULL
	    && !get_members(o, multiplier_members, l))
		return false;
	l->has_price = json_object_get(o, "item_net_price") != NULL;
	return !l->has_price || get_members(o, price_members, l);
}

static bool
get_allowance(const json_t *o, struct invoice_allowance *a)
{
	if (!get_members(o, allowance_members, a)
	    || !get_rate(o, allowance_rate_members, a->tax_category, a)
	    || !get_members(o, allowance_gl_members, a))
		return false;
	a->has_percent = json_object_get(o, "allowance_percentage") != NULL;
	return !a->has_percent || get_members(o, percent_members, a);
}

/* A document without them does not name them. */
static bool
get_allowances(const json_t *root, struct invoice *inv)
{
	const json_t *list = json_object_get(root,
	    "document_level_allowances"), *v;
	size_t i;

	if (list == NULL)
		return true;
	if (!json_is_array(list) || json_array_size(list) == 0
	    || !get_members(json_object_get(root, "document_totals"),
	    allowance_total_members, inv))
		return false;
	json_array_foreach(list, i, v)
		if (!get_allowance(v, invoice_add_allowance(inv)))
			return false;
	return true;
}

static bool
get_lists(const json_t *root, struct invoice *inv)
{
	const json_t *lines = json_object_get(root, "invoice_lines");
	const json_t *taxes = json_object_get(root, "vat_breakdown");
	const json_t *notes = json_object_get(root, "notes");
	const json_t *v;
	size_t i;

	if (!json_is_array(lines) || !json_is_array(taxes)
	    || !json_is_array(notes))
		return false;
	json_array_foreach(lines, i, v)
		if (!get_line(v, invoice_add_line(inv)))
			return false;
	json_array_foreach(taxes, i, v)
		if (!get_members(v, tax_members, invoice_add_tax(inv)))
			return false;
	json_array_foreach(notes, i, v) {
		if (!json_is_string(v))
			return false;
		*invoice_add_note(inv) = (struct slice){
			json_string_value(v), json_string_length(v)
		};
	}
	return true;
}

static bool
members_fit(const struct member *m, const void *base, unsigned decimals)
{
	for (; m->name != NULL; m++)
		if (m->kind == M_AMOUNT && *(const money_t *)(const void *)
		    ((const char *)base + m->offset) % minor_unit(decimals)
		    != 0)
			return false;
	return true;
}

/* Amounts are in the minor unit (BR-DEC): what is finer cannot be shown. */
static bool
amounts_fit(const struct invoice *inv)
{
	bool fit = members_fit(total_members, inv, inv->decimals);

	for (size_t i = 0; i < inv->allowances; i++)
		fit &= members_fit(allowance_members, &inv->allowance[i],
		    inv->decimals);
	fit &= members_fit(allowance_total_members, inv, inv->decimals);
	for (size_t i = 0; i < inv->taxes; i++)
		fit &= members_fit(tax_members, &inv->tax[i], inv->decimals);
	for (size_t i = 0; i < inv->lines; i++)
		fit &= members_fit(line_members, &inv->line[i], inv->decimals);
	return fit;
}

static const char *
invoice_of_tree(const json_t *root, struct invoice *inv)
{
	int decimals;

	if (!get_members(root, head_members, inv))
		return "head of the document";
	decimals = currency_decimals(inv->currency);
	if (decimals < 0)
		return "currency_code";
	inv->decimals = (unsigned)decimals;
	if (!get_members(json_object_get(root, "seller"), party_members,
	    &inv->seller))
		return "seller";
	if (!get_members(json_object_get(root, "buyer"), party_members,
	    &inv->buyer))
		return "buyer";
	if (!get_members(json_object_get(root, "payment_instructions"),
	    payment_members, &inv->payment))
		return "payment_instructions";
	if (!get_members(json_object_get(root, "document_totals"),
	    total_members, inv))
		return "document_totals";
	if (!get_members(json_object_get(root, "ledger_accounts"),
	    account_members, inv))
		return "ledger_accounts";
	if (!get_lists(root, inv) || !get_allowances(root, inv))
		return "lists of the document";
	return amounts_fit(inv) ? NULL : "amounts finer than the currency";
}

const char *
invoice_json_read(struct slice text, struct invoice_doc *doc)
{
	const char *why;
	json_t *root = json_loadb(text.p, text.len, JSON_REJECT_DUPLICATES,
	    NULL);

	invoice_clear(&doc->inv);
	json_decref(doc->root);
	doc->root = root;
	if (root == NULL)
		return "not JSON";
	why = invoice_of_tree(root, &doc->inv);
	if (why != NULL)
		invoice_clear(&doc->inv);
	return why;
}

void
invoice_doc_release(struct invoice_doc *doc)
{
	invoice_release(&doc->inv);
	json_decref(doc->root);
	doc->root = NULL;
}
