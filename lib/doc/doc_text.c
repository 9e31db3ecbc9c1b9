/*
 * doc_text.c (doc) - see doc_text.h
 */
#include <jansson.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/tstamp.h"
#include "doc/doc_text.h"

#define TEXT_FILE_MAX	((size_t)256 << 10)

static const char *const labels[] = {
	"language", "invoice", "draft", "draft_note", "number", "issue_date",
	"due_date", "period", "customer", "account", "bill_to", "tax_id", "tax_number",
	"registration", "description", "quantity", "unit_price", "rate",
	"amount", "subtotal", "net", "tax", "gross", "paid", "rounding",
	"due", "tax_rate", "taxable", "tax_amount", "payment", "pay_by",
	"nothing_due", "credit",
	"payee", "iban", "bic", "reference", "late_usage",
	"correction", "for_account", "calls_1", "calls", "months_1", "months", "days_1",
	"days", "days_of", "currency_amount", "percent", "date",
	"date_range", "month_range", "decimal", "group", "minus",
	"percentile", "measured", "commit", "overage", "windows_missing",
	"included", "included_amount",
	"minimum", "line_total", "allowance_total", "percent_of",
	"whole_account",
	"details", "details_time", "details_number", "details_to",
	"details_from", "details_free",
};

#define MONTHS		12
#define RATE_UNITS	7		/* bit/s to Ebit/s */
#define OCTET_UNITS	7		/* B to EB: 2^64 octets are 18 EB */

static bool
has_strings(const json_t *root, const char *name, size_t len)
{
	const json_t *list = json_object_get(root, name), *v;
	size_t i;

	if (json_array_size(list) != len)
		return false;
	json_array_foreach(list, i, v)
		if (!json_is_string(v))
			return false;
	return true;
}

/* The first thing that a language file lacks, or NULL. */
static const char *
text_lacks(const json_t *root)
{
	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
		if (!json_is_string(json_object_get(root, labels[i])))
			return labels[i];
	if (!has_strings(root, "months_of_year", MONTHS))
		return "months_of_year";
	if (!has_strings(root, "octet_units", OCTET_UNITS))
		return "octet_units";
	if (!has_strings(root, "rate_units", RATE_UNITS))
		return "rate_units";
	return json_is_object(json_object_get(root, "countries"))
	    ? NULL : "countries";
}

static int
text_parse(struct doc_text *t, const char *path, struct slice s)
{
	json_error_t err;
	const char *lack;

	t->root = json_loadb(s.p, s.len, JSON_REJECT_DUPLICATES, &err);
	if (t->root == NULL) {
		diag_at(REASON_TEMPLATE_TEXT, path, (uint64_t)err.line, "%s",
		    err.text);
		return -1;
	}
	lack = text_lacks(t->root);
	if (lack == NULL)
		return 0;
	diag_at(REASON_TEMPLATE_TEXT, path, 0, "no text for '%s'", lack);
	doc_text_release(t);
	return -1;
}

static char *
text_path(const char *language)
{
	char *name = xasprintf("templates/invoice.%s.json", language);
	char *path = share_path(name);

	free(name);
	return path;
}

bool
doc_text_exists(const char *language)
{
	char *path = text_path(language);
	bool there = path != NULL && access(path, R_OK) == 0;

	free(path);
	return there;
}

int
doc_text_load(struct doc_text *t, const char *language)
{
	char *path = text_path(language);
	struct buf b = { 0 };
	int rc = -1;

	t->root = NULL;
	if (path != NULL && file_read(path, TEXT_FILE_MAX, &b) == 0)
		rc = text_parse(t, path, buf_slice(&b));
	buf_release(&b);
	free(path);
	return rc;
}

void
doc_text_release(struct doc_text *t)
{
	json_decref(t->root);
	t->root = NULL;
}

const char *
doc_label(const struct doc_text *t, const char *name)
{
	return json_string_value(json_object_get(t->root, name));
}

struct slice
doc_country(const struct doc_text *t, struct slice code)
{
	const json_t *list = json_object_get(t->root, "countries"), *v;
	char key[3] = "";

	if (code.len != 2)
		return code;
	memcpy(key, code.p, 2);
	v = json_object_get(list, key);
	return v != NULL ? slice_of(json_string_value(v)) : code;
}

static const char *
arg_value(const struct text_arg *arg, const char *name, size_t len)
{
	for (; arg->name != NULL; arg++)
		if (strlen(arg->name) == len
		    && memcmp(arg->name, name, len) == 0)
			return arg->value;
	return NULL;
}

void
doc_fill(struct buf *b, const struct doc_text *t, const char *label,
    const struct text_arg *arg)
{
	const char *p = doc_label(t, label), *open, *close, *value;

	while ((open = strchr(p, '{')) != NULL
	    && (close = strchr(open, '}')) != NULL) {
		value = arg_value(arg, open + 1, (size_t)(close - open - 1));
		buf_add(b, p, (size_t)(open - p));
		if (value != NULL)
			buf_adds(b, value);
		p = close + 1;
	}
	buf_adds(b, p);
}

/* Append a plain number ("-1234.5") with the separators of the language. */
static void
add_number(struct buf *b, const struct doc_text *t, const char *s)
{
	size_t digits;

	if (*s == '-') {
		buf_adds(b, doc_label(t, "minus"));
		s++;
	}
	for (digits = strcspn(s, "."); digits > 0; digits--) {
		buf_addc(b, *s++);
		if (digits > 1 && digits % 3 == 1)
			buf_adds(b, doc_label(t, "group"));
	}
	if (*s == '.') {
		buf_adds(b, doc_label(t, "decimal"));
		buf_adds(b, s + 1);
	}
}

void
doc_amount(struct buf *b, const struct doc_text *t, money_t v,
    unsigned decimals)
{
	char s[MONEY_TEXT_MAX];

	money_format_fixed(v, decimals, s);
	add_number(b, t, s);
}

void
doc_price(struct buf *b, const struct doc_text *t, money_t v,
    unsigned decimals)
{
	char s[MONEY_TEXT_MAX];
	const char *point;

	money_format(v, s);
	point = strchr(s, '.');
	if (point == NULL || strlen(point + 1) < decimals)
		money_format_fixed(v, decimals, s);
	add_number(b, t, s);
}

void
doc_percent(struct buf *b, const struct doc_text *t, money_t v)
{
	struct buf n = { 0 };

	doc_price(&n, t, v, 0);
	doc_fill(b, t, "percent", (struct text_arg[]){
	    { "n", buf_str(&n) }, { NULL, NULL } });
	buf_release(&n);
}

void
doc_count(struct buf *b, const struct doc_text *t, uint64_t v)
{
	char s[24];

	u64_format(v, s);
	add_number(b, t, s);
}

/* Three or four digits say enough: 999 B, 1.25 GB, 18.40 TB. */
static void
add_octets(struct buf *b, const struct doc_text *t, uint64_t v)
{
	const json_t *units = json_object_get(t->root, "octet_units");
	uint64_t unit = 1, hundredths;
	char s[48];
	size_t i = 0;

	while (i + 1 < OCTET_UNITS && v / unit >= 1000) {
		unit *= 1000;
		i++;
	}
	if (i == 0) {
		doc_count(b, t, v);
	} else {
		hundredths = (uint64_t)(((unsigned __int128)v * 100 + unit / 2)
		    / unit);
		snprintf(s, sizeof(s), "%llu.%02llu",
		    (unsigned long long)(hundredths / 100),
		    (unsigned long long)(hundredths % 100));
		add_number(b, t, s);
	}
	buf_addf(b, " %s", json_string_value(json_array_get(units, i)));
}

static void
add_counted(struct buf *b, const struct doc_text *t, uint64_t v,
    const char *one, const char *many)
{
	struct buf n = { 0 };

	doc_count(&n, t, v);
	doc_fill(b, t, v == 1 ? one : many, (struct text_arg[]){
	    { "n", buf_str(&n) }, { NULL, NULL } });
	buf_release(&n);
}

void
doc_quantity(struct buf *b, const struct doc_text *t, uint64_t v,
    struct slice unit)
{
	if (slice_is(unit, "s"))
		buf_addf(b, "%llu:%02u:%02u", (unsigned long long)(v / 3600),
		    (unsigned)(v / 60 % 60), (unsigned)(v % 60));
	else if (slice_is(unit, "octet"))
		add_octets(b, t, v);
	else if (slice_is(unit, "month"))
		add_counted(b, t, v, "months_1", "months");
	else if (slice_is(unit, "d"))
		add_counted(b, t, v, "days_1", "days");
	else
		doc_count(b, t, v);
}

static const char *
month_name(const struct doc_text *t, int month)
{
	return json_string_value(json_array_get(json_object_get(t->root,
	    "months_of_year"), (size_t)month - 1));
}

void
doc_date(struct buf *b, const struct doc_text *t, const char *date)
{
	char day[12], year[12];
	struct civil c;

	if (!date_parse(slice_of(date), &c)) {
		buf_adds(b, date);
		return;
	}
	snprintf(day, sizeof(day), "%d", c.day);
	snprintf(year, sizeof(year), "%d", c.year);
	doc_fill(b, t, "date", (struct text_arg[]){ { "d", day },
	    { "month", month_name(t, c.month) }, { "y", year },
	    { NULL, NULL } });
}

static void
month_range(struct buf *b, const struct doc_text *t, const struct civil *f,
    const struct civil *l)
{
	char first[12], last[12], year[12];

	snprintf(first, sizeof(first), "%d", f->day);
	snprintf(last, sizeof(last), "%d", l->day);
	snprintf(year, sizeof(year), "%d", l->year);
	doc_fill(b, t, "month_range", (struct text_arg[]){
	    { "first", first }, { "last", last },
	    { "month", month_name(t, l->month) }, { "y", year },
	    { NULL, NULL } });
}

void
doc_date_range(struct buf *b, const struct doc_text *t, const char *first,
    const char *last)
{
	struct buf f = { 0 }, l = { 0 };
	struct civil from, to;

	if (strcmp(first, last) == 0) {
		doc_date(b, t, first);
		return;
	}
	if (date_parse(slice_of(first), &from)
	    && date_parse(slice_of(last), &to)
	    && from.year == to.year && from.month == to.month) {
		month_range(b, t, &from, &to);
		return;
	}
	doc_date(&f, t, first);
	doc_date(&l, t, last);
	doc_fill(b, t, "date_range", (struct text_arg[]){
	    { "first", buf_str(&f) }, { "last", buf_str(&l) },
	    { NULL, NULL } });
	buf_release(&f);
	buf_release(&l);
}
