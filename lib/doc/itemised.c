/*
 * itemised.c (doc) - see itemised.h
 */
#include <jansson.h>
#include <stdlib.h>

#include "base/tstamp.h"
#include "bss/proration.h"
#include "doc/itemised.h"
#include "doc/json_set.h"
#include "doc/width.h"

void
items_release(struct items *l)
{
	free(l->item);
	arena_release(&l->text);
	*l = (struct items){ 0 };
}

void
items_add(struct items *l, const struct item *i)
{
	struct item *to;

	GROW(l->item, l->len, l->cap);
	to = &l->item[l->len++];
	*to = *i;
	to->subscription = arena_slice(&l->text, i->subscription);
	to->price = arena_slice(&l->text, i->price);
	to->usage_id = arena_slice(&l->text, i->usage_id);
	to->number = arena_slice(&l->text, i->number);
	to->destination = arena_slice(&l->text, i->destination);
	to->unit = arena_slice(&l->text, i->unit);
}

static int
item_cmp(const void *va, const void *vb)
{
	const struct item *a = va, *b = vb;
	int c = slice_cmp(a->subscription, b->subscription);

	if (c != 0)
		return c;
	if (a->ts_us != b->ts_us)
		return a->ts_us < b->ts_us ? -1 : 1;
	return slice_cmp(a->usage_id, b->usage_id);
}

void
items_sort(struct items *l)
{
	if (l->len > 0)
		qsort(l->item, l->len, sizeof(*l->item), item_cmp);
}

/* ---- the records of a line ---------------------------------------------- */

/* A walk over those of a line: its subscription, price and days */
struct walk {
	const struct itemised	  *of;
	const struct invoice_line *line;
	size_t			   at;
};

static void
walk_begin(struct walk *w, const struct itemised *of,
    const struct invoice_line *line)
{
	size_t lo = 0, hi = of->items->len, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (slice_cmp(of->items->item[mid].subscription,
		    line->subscription) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	*w = (struct walk){ of, line, lo };
}

static bool
is_of_line(const struct walk *w, const struct item *i)
{
	char day[DATE_TEXT_MAX];

	if (!slice_eq(i->price, w->line->price)
	    || i->late != (w->line->kind == LINE_LATE))
		return false;
	date_text(zone_day(w->of->zone, i->ts_us), day);
	return strcmp(day, w->line->first) >= 0
	    && strcmp(day, w->line->last) <= 0;
}

static const struct item *
walk_next(struct walk *w)
{
	const struct items *l = w->of->items;
	const struct item *i;

	while (w->at < l->len) {
		i = &l->item[w->at];
		if (!slice_eq(i->subscription, w->line->subscription))
			return NULL;
		w->at++;
		if (is_of_line(w, i))
			return i;
	}
	return NULL;
}

/* What costs nothing, and is not paid by an allowance, is not identified. */
static bool
is_listed(const struct itemised *of, const struct item *i)
{
	return of->free || !i->has_amount || i->amount != 0 || i->covered;
}

#define SHORT_CODE_MAX	6		/* 116000, 118218 */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "118": services, which tell of nobody */
static bool
is_short_code(struct slice s)
{
	size_t n = 0;

	while (n < s.len && is_digit(s.p[n]))
		n++;
	return n == s.len && n <= SHORT_CODE_MAX;
}

static bool
is_separator(char c)
{
	return c != '\0' && strchr("-. ()/", c) != NULL;
}

/* The last `left` digits, or letters, of n octets as x */
static void
end_hide(char *s, size_t n, unsigned left)
{
	for (; n > 0 && left > 0; n--)
		if (is_digit(s[n - 1]) || is_letter(s[n - 1])) {
			s[n - 1] = 'x';
			left--;
		}
}

/*
 * The end of each run of more digits than a short code has, separators
 * between them. False: there is none.
 */
static bool
runs_hide(char *s, size_t len, unsigned mask)
{
	size_t at = 0, end, digits;
	bool any = false;

	for (; at < len; at = end + 1) {
		for (end = at, digits = 0; end < len && (is_digit(s[end])
		    || is_separator(s[end])); end++)
			digits += is_digit(s[end]);
		if (digits <= SHORT_CODE_MAX)
			continue;
		end_hide(s + at, end - at, mask);
		any = true;
	}
	return any;
}

/* Where a name ends: its parameters, or what is said of it, are behind it. */
static size_t
name_len(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && !is_digit(s[n]) && !is_letter(s[n]))
		n++;
	while (n < len && strchr(";,(", s[n]) == NULL)
		n++;
	return n;
}

/*
 * A number with its last digits as x: +33612345xxx, and what stands behind it
 * as it is (RFC 3966: ;ext=12). Where there is none, the last letters or
 * digits of the name. Of sip:NAME@HOST either is before the host.
 */
static void
number_add(struct buf *b, const struct itemised *of, struct slice s)
{
	const char *host = s.len > 0 ? memchr(s.p, '@', s.len) : NULL;
	size_t n = host != NULL ? (size_t)(host - s.p) : s.len;
	char *copy;

	if (of->mask == 0 || is_short_code(s)) {
		text_clean(b, s);
		return;
	}
	copy = xmalloc(s.len);
	memcpy(copy, s.p, s.len);
	if (!runs_hide(copy, n, of->mask))
		end_hide(copy, name_len(copy, n), of->mask);
	text_clean(b, (struct slice){ copy, s.len });
	free(copy);
}

/* What the records of a line come to */
struct found {
	uint64_t	records, priced;
	money_sum_t	amount;
};

static void
found_add(struct found *f, const struct item *i)
{
	f->records++;
	f->priced += i->has_amount;
	f->amount += i->has_amount ? i->amount : 0;
}

/*
 * What is settled with its period has an amount as a whole alone, and of a
 * correction nobody knows how the other document was rounded.
 */
static void
lack_note(struct itemised_lack *lack, const struct invoice_line *line,
    const struct found *f)
{
	money_sum_t exact = (money_sum_t)line->net + line->rounding;

	if (lack->line == NULL && (f->records != line->records
	    || (f->priced == f->records && line->kind != LINE_CORRECTION
	    && f->amount != exact)))
		*lack = (struct itemised_lack){ line, f->records, exact,
			f->amount };
}

/* Whether it is of these records, as far as can be told */
static bool
is_of_these(const struct invoice_line *line, const struct found *f)
{
	return line->kind != LINE_CORRECTION || f->records <= line->records;
}

/* ---- for people ---------------------------------------------------------- */

static json_t *
take(struct buf *b)
{
	json_t *s = json_stringn(b->data != NULL ? b->data : "", b->len);

	buf_clear(b);
	return s;
}

/* "2026-10-12 11:00:00": in any language, and as narrow as it gets */
static void
time_add(struct buf *b, const struct zone *z, int64_t us)
{
	char text[TSTAMP_TEXT_MAX];
	unsigned n = tstamp_format_offset(us, zone_offset(z, us, NULL), text);

	if (n > 19)
		n = 19;
	if (n > 10)
		text[10] = ' ';
	buf_add(b, text, n);
}

static json_t *
record(const struct itemised *of, const struct item *i,
    const struct doc_text *t, unsigned decimals)
{
	struct buf b = { 0 }, n = { 0 };
	json_t *o = json_object();

	time_add(&b, of->zone, i->ts_us);
	json_object_set_new(o, "time", take(&b));
	number_add(&n, of, i->number);
	if (n.len > 0 && i->received)
		doc_fill(&b, t, "details_from", (struct text_arg[]){
		    { "number", buf_str(&n) }, { NULL, NULL } });
	else
		buf_add_slice(&b, buf_slice(&n));
	json_object_set_new(o, "number", take(&b));
	text_clean(&b, i->destination);
	json_object_set_new(o, "destination", take(&b));
	doc_quantity(&b, t, i->quantity, i->unit);
	json_object_set_new(o, "quantity", take(&b));
	buf_clear(&n);
	if (i->included > 0) {
		doc_quantity(&n, t, i->included, i->unit);
		doc_fill(&b, t, "included", (struct text_arg[]){
		    { "n", buf_str(&n) }, { NULL, NULL } });
	}
	json_object_set_new(o, "about", take(&b));
	if (i->has_amount)
		doc_price(&b, t, i->amount, decimals);
	json_object_set_new(o, "amount", take(&b));
	buf_release(&b);
	buf_release(&n);
	return o;
}

/* How many decimals the amounts of a line want, so that they stand in line. */
static unsigned
decimals_of(const struct itemised *of, const struct invoice_line *line,
    unsigned least)
{
	unsigned most = least, n;
	const struct item *i;
	struct walk w;
	money_t unit;

	walk_begin(&w, of, line);
	while ((i = walk_next(&w)) != NULL) {
		for (n = MONEY_DECIMALS, unit = 10; n > most
		    && i->amount % unit == 0; n--)
			unit *= 10;
		most = n;
	}
	return most;
}

/* NULL: the line has nothing to list. */
static json_t *
group(const struct itemised *of, const struct invoice *inv,
    const struct invoice_line *line, const struct doc_text *t,
    uint64_t *unlisted, struct itemised_lack *lack)
{
	json_t *o = json_object(), *records = json_array();
	struct found found = { .records = 0 };
	const struct item *i;
	struct buf b = { 0 };
	struct walk w;
	unsigned decimals = decimals_of(of, line, inv->decimals);
	uint64_t skipped = 0;

	walk_begin(&w, of, line);
	while ((i = walk_next(&w)) != NULL) {
		found_add(&found, i);
		if (is_listed(of, i))
			json_array_append_new(records, record(of, i, t,
			    decimals));
		else
			skipped++;
	}
	lack_note(lack, line, &found);
	if (is_of_these(line, &found))
		*unlisted += skipped;
	else
		json_array_clear(records);
	text_clean(&b, line->name.len > 0 ? line->name : line->price);
	json_object_set_new(o, "title", take(&b));
	text_clean(&b, line->identifier.len > 0 ? line->identifier
	    : line->subscription);
	json_object_set_new(o, "about", take(&b));
	json_object_set_new(o, "records", records);
	doc_amount(&b, t, line->net, inv->decimals);
	json_object_set_new(o, "amount", take(&b));
	buf_release(&b);
	if (json_array_size(records) > 0)
		return o;
	json_decref(o);
	return NULL;
}

static json_t *
columns(const struct doc_text *t)
{
	static const char *const of[][2] = {
		{ "time", "details_time" }, { "number", "details_number" },
		{ "destination", "details_to" }, { "quantity", "quantity" },
		{ "amount", "amount" }
	};
	json_t *o = json_object();

	for (size_t i = 0; i < sizeof(of) / sizeof(*of); i++)
		json_object_set_new(o, of[i][0], json_string(doc_label(t,
		    of[i][1])));
	return o;
}

struct json_t *
itemised_view(const struct itemised *of, const struct invoice *inv,
    const struct doc_text *t, struct itemised_lack *lack)
{
	json_t *o = json_object(), *groups = json_array(), *g;
	struct buf b = { 0 }, n = { 0 };
	uint64_t unlisted = 0;

	*lack = (struct itemised_lack){ .line = NULL };
	for (size_t i = 0; i < inv->lines; i++)
		if (inv->line[i].records > 0 && (g = group(of, inv,
		    &inv->line[i], t, &unlisted, lack)) != NULL)
			json_array_append_new(groups, g);
	json_object_set_new(o, "title", json_string(doc_label(t, "details")));
	json_object_set_new(o, "columns", columns(t));
	json_object_set_new(o, "groups", groups);
	if (unlisted > 0) {
		doc_count(&n, t, unlisted);
		doc_fill(&b, t, "details_free", (struct text_arg[]){
		    { "n", buf_str(&n) }, { NULL, NULL } });
	}
	json_object_set_new(o, "free", take(&b));
	buf_release(&b);
	buf_release(&n);
	return o;
}

/* ---- for programs -------------------------------------------------------- */

static json_t *
record_json(const struct itemised *of, const struct item *i, size_t line)
{
	char time[TSTAMP_TEXT_MAX];
	json_t *o = json_object();
	struct buf b = { 0 };

	json_set_count(o, "line_identifier", line);
	json_set_text(o, "subscription", i->subscription);
	json_set_text(o, "price", i->price);
	if (of->mask == 0)
		json_set_text(o, "usage_id", i->usage_id);
	json_set_text(o, "ts", (struct slice){ time,
	    tstamp_format_offset(i->ts_us,
	    zone_offset(of->zone, i->ts_us, NULL), time) });
	number_add(&b, of, i->number);
	json_set_text(o, "number", buf_slice(&b));
	json_set_text(o, "direction", slice_of(i->received ? "in" : "out"));
	json_set_text(o, "destination", i->destination);
	json_set_count(o, "quantity", i->quantity);
	json_set_text(o, "unit", i->unit);
	if (i->included > 0)
		json_set_count(o, "included_quantity", i->included);
	if (i->has_amount)
		json_set_money(o, "amount", i->amount);
	buf_release(&b);
	return o;
}

static void
line_json(const struct itemised *of, const struct invoice *inv, size_t n,
    json_t *list, struct itemised_lack *lack)
{
	const struct invoice_line *line = &inv->line[n];
	size_t before = json_array_size(list);
	struct found found = { .records = 0 };
	const struct item *i;
	struct walk w;

	walk_begin(&w, of, line);
	while ((i = walk_next(&w)) != NULL) {
		found_add(&found, i);
		if (is_listed(of, i))
			json_array_append_new(list, record_json(of, i, n + 1));
	}
	lack_note(lack, line, &found);
	while (!is_of_these(line, &found) && json_array_size(list) > before)
		json_array_remove(list, json_array_size(list) - 1);
}

struct json_t *
itemised_json(const struct itemised *of, const struct invoice *inv,
    struct itemised_lack *lack)
{
	json_t *list = json_array();

	*lack = (struct itemised_lack){ .line = NULL };
	for (size_t n = 0; n < inv->lines; n++)
		if (inv->line[n].records > 0)
			line_json(of, inv, n, list, lack);
	return list;
}
