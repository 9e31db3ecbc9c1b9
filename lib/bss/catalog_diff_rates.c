/*
 * catalog_diff_rates.c (bss) - see catalog_diff.h: rows of rates
 * Rows that say the same of whom and where (destination, band, account, ...)
 * make a line of time. Two such lines, of the old catalog and the new one, are
 * laid side by side and cut wherever one of them changes.
 */
#include "bss/differ.h"

#include <stdlib.h>

/* Columns that say what is charged: all others say of whom and where. */
static const char *const values[] = {
	"price", "per", "connect_fee", "first_increment", "next_increment",
	"minimum", "maximum"
};
#define VALUES	(sizeof(values) / sizeof(*values))

static bool
is_value(struct slice column)
{
	size_t i;

	for (i = 0; i < VALUES; i++)
		if (slice_is(column, values[i]))
			return true;
	return false;
}

bool
table_has_rates(const struct view_table *t)
{
	return view_column(t, "price") >= 0;
}

/* ---- rows as stretches of time ---------------------------------------- */

struct stretch {
	struct slice	key;		/* "to France mobile, peak" */
	int64_t		from_us, to_us;
	struct slice	value[VALUES];
};

struct stretch_list {
	struct stretch	*item;
	size_t		 len, cap;
	struct arena	 arena;
};

static int64_t
instant(const struct catalog *c, struct slice s, int64_t otherwise)
{
	int64_t us;

	return s.len > 0 && catalog_instant(c, s, &us) ? us : otherwise;
}

/* " to France mobile, peak, account A1" */
static struct slice
key_make(struct arena *a, const struct view_table *t,
    const struct view_row *r)
{
	struct buf b = { 0 };
	struct slice column, s;
	unsigned i;

	for (i = 0; i < t->columns; i++) {
		column = t->column[i];
		if (r->cell[i].len == 0 || is_value(column)
		    || slice_is(column, "from") || slice_is(column, "to"))
			continue;
		if (slice_is(column, "destination"))
			buf_addf(&b, " to %.*s", SLICE_FMT(r->cell[i]));
		else if (slice_is(column, "band"))
			buf_addf(&b, ", %.*s", SLICE_FMT(r->cell[i]));
		else
			buf_addf(&b, ", %.*s %.*s", SLICE_FMT(column),
			    SLICE_FMT(r->cell[i]));
	}
	s = arena_slice(a, buf_slice(&b));
	buf_release(&b);
	return s;
}

static int
stretch_compare(const void *va, const void *vb)
{
	const struct stretch *a = va, *b = vb;
	int c = slice_cmp(a->key, b->key);

	return c != 0 ? c : (a->from_us > b->from_us)
	    - (a->from_us < b->from_us);
}

static void
stretches_make(struct stretch_list *all, const struct catalog *c,
    const struct view_table *t)
{
	int at[VALUES], from = view_column(t, "from");
	int to = view_column(t, "to");
	const struct view_row *r;
	struct stretch *s;
	size_t i, n;

	for (n = 0; n < VALUES; n++)
		at[n] = view_column(t, values[n]);
	for (i = 0; i < t->len; i++) {
		r = &t->row[i];
		GROW(all->item, all->len, all->cap);
		s = &all->item[all->len++];
		*s = (struct stretch){ .key = key_make(&all->arena, t, r),
			.from_us = INT64_MIN, .to_us = INT64_MAX };
		if (from >= 0)
			s->from_us = instant(c, r->cell[from], INT64_MIN);
		if (to >= 0)
			s->to_us = instant(c, r->cell[to], INT64_MAX);
		for (n = 0; n < VALUES; n++)
			if (at[n] >= 0)
				s->value[n] = r->cell[at[n]];
	}
	if (all->len > 0)
		qsort(all->item, all->len, sizeof(*all->item),
		    stretch_compare);
}

/* ---- words ------------------------------------------------------------ */

enum { PRICE, PER };

/* next_increment is as the first where it is empty */
static struct slice
value_of(const struct stretch *s, size_t n)
{
	if (s->value[n].len == 0 && strcmp(values[n], "next_increment") == 0)
		return s->value[n - 1];
	return s->value[n];
}

/* Whose default it has */
static struct slice
value_name(size_t n)
{
	return slice_of(strcmp(values[n], "next_increment") == 0
	    ? "first_increment" : values[n]);
}

static bool
value_same(const struct stretch *a, const struct stretch *b, size_t n)
{
	return view_same(value_name(n), value_of(a, n), value_of(b, n));
}

static bool
stretch_same(const struct stretch *a, const struct stretch *b)
{
	size_t n;

	if (a == NULL || b == NULL)
		return a == b;
	for (n = 0; n < VALUES; n++)
		if (!value_same(a, b, n))
			return false;
	return true;
}

/* " per 60 s", nothing for one */
static void
per_add(struct buf *b, struct slice per, struct slice unit)
{
	if (per.len > 0 && !slice_is(per, "1"))
		buf_addf(b, " per %.*s %.*s", SLICE_FMT(per),
		    SLICE_FMT(slice_is(unit, "1") ? SLICE_LIT("pieces")
		    : unit));
	else
		buf_addf(b, " per %.*s", SLICE_FMT(slice_is(unit, "1")
		    ? SLICE_LIT("piece") : unit));
}

/* "0.12 per 60 s, connect_fee 0.08" */
static void
stretch_add(struct buf *b, const struct stretch *s, struct slice unit)
{
	struct slice otherwise;
	size_t n;

	buf_add_slice(b, s->value[PRICE]);
	per_add(b, s->value[PER], unit);
	for (n = PER + 1; n < VALUES; n++) {
		otherwise = (struct slice){ NULL, 0 };
		if (strcmp(values[n], "next_increment") == 0)
			otherwise = s->value[n - 1];
		if (s->value[n].len > 0 && !view_same(value_name(n),
		    s->value[n], otherwise))
			buf_addf(b, ", %s %.*s", values[n],
			    SLICE_FMT(s->value[n]));
	}
}

/* " (-16.7 %)", of numbers that have a ratio */
static void
percent_add(struct buf *b, struct slice was, struct slice is)
{
	char text[MONEY_TEXT_MAX];
	money_t x, y, percent;

	if (money_parse(was, &x) != NUM_OK || money_parse(is, &y) != NUM_OK
	    || x <= 0 || y < 0 || !money_mul_div(y - x,
	    100 * (uint64_t)MONEY_SCALE, (uint64_t)x, 1, ROUND_HALF_UP,
	    &percent))
		return;
	money_format_fixed(percent, 1, text);
	buf_addf(b, " (%s%s %%)", percent > 0 ? "+" : "", text);
}

/* "0.12 -> 0.10 per 60 s (-16.7 %), connect_fee 0.08 -> 0.05" */
static void
change_add(struct buf *b, const struct stretch *was,
    const struct stretch *is, struct slice unit)
{
	bool first = true;
	size_t n;

	if (!value_same(was, is, PER)) {
		buf_add_slice(b, was->value[PRICE]);
		per_add(b, was->value[PER], unit);
		buf_adds(b, " -> ");
		buf_add_slice(b, is->value[PRICE]);
		per_add(b, is->value[PER], unit);
		first = false;
	} else if (!value_same(was, is, PRICE)) {
		buf_addf(b, "%.*s -> %.*s", SLICE_FMT(was->value[PRICE]),
		    SLICE_FMT(is->value[PRICE]));
		per_add(b, is->value[PER], unit);
		percent_add(b, was->value[PRICE], is->value[PRICE]);
		first = false;
	}
	for (n = PER + 1; n < VALUES; n++) {
		struct slice x = value_of(was, n), y = value_of(is, n);
		const char *otherwise = view_default(slice_of(values[n]));

		if (value_same(was, is, n))
			continue;
		if (otherwise == NULL)
			otherwise = "none";
		buf_addf(b, "%s%s %.*s -> %.*s", first ? "" : ", ",
		    values[n], SLICE_FMT(x.len > 0 ? x : slice_of(otherwise)),
		    SLICE_FMT(y.len > 0 ? y : slice_of(otherwise)));
		first = false;
	}
}

static void
time_add(struct buf *b, const struct catalog *c, int64_t us)
{
	char text[TSTAMP_TEXT_MAX];
	unsigned n = tstamp_format_offset(us, zone_offset(&c->zone, us, NULL),
	    text);

	/* midnight is the date alone */
	if (n >= 19 && memcmp(text + 10, "T00:00:00", 9) == 0)
		n = 10;
	buf_add(b, text, n);
}

/* ---- two lines of time, side by side ---------------------------------- */

struct lines {
	struct differ	*d;
	struct slice	 label, unit;
	const struct stretch *was, *is;		/* of one key */
	size_t		 was_len, is_len;
};

static const struct stretch *
stretch_at(const struct stretch *s, size_t len, int64_t us)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (us >= s[i].from_us && us < s[i].to_us)
			return &s[i];
	return NULL;
}

/* The first instant behind us at which one of them begins or ends */
static int64_t
next_change(const struct stretch *s, size_t len, int64_t us, int64_t next)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (s[i].from_us > us && s[i].from_us < next)
			next = s[i].from_us;
		if (s[i].to_us > us && s[i].to_us < next)
			next = s[i].to_us;
	}
	return next;
}

static void
stretch_say(const struct lines *l, const struct stretch *was,
    const struct stretch *is, int64_t from_us, int64_t to_us)
{
	const struct catalog *c = l->d->job->is.catalog;
	struct slice key = was != NULL ? was->key : is->key;
	struct buf b = { 0 };

	buf_addf(&b, "%.*s%.*s: ", SLICE_FMT(l->label), SLICE_FMT(key));
	if (was != NULL && is != NULL) {
		change_add(&b, was, is, l->unit);
	} else if (was != NULL) {
		buf_adds(&b, "no rate any more, was ");
		stretch_add(&b, was, l->unit);
	} else {
		buf_adds(&b, "new, ");
		stretch_add(&b, is, l->unit);
	}
	if (from_us != INT64_MIN) {
		buf_adds(&b, " from ");
		time_add(&b, c, from_us);
	}
	if (to_us != INT64_MAX) {
		buf_adds(&b, from_us != INT64_MIN ? " to " : " until ");
		time_add(&b, c, to_us);
	}
	differ_say(l->d, "%s", buf_str(&b));
	buf_release(&b);
}

static void
lines_compare(const struct lines *l)
{
	const struct stretch *was, *is, *a, *b;
	int64_t us = INT64_MIN, next, from;

	while (us != INT64_MAX) {
		was = stretch_at(l->was, l->was_len, us);
		is = stretch_at(l->is, l->is_len, us);
		from = us;
		/* as long as both go on as they were */
		do {
			next = next_change(l->was, l->was_len, us, INT64_MAX);
			next = next_change(l->is, l->is_len, us, next);
			us = next;
			a = stretch_at(l->was, l->was_len, us);
			b = stretch_at(l->is, l->is_len, us);
		} while (us != INT64_MAX && stretch_same(a, was)
		    && stretch_same(b, is));
		if (!stretch_same(was, is))
			stretch_say(l, was, is, from, us);
	}
}

static size_t
key_run(const struct stretch_list *s, size_t at, struct slice key)
{
	size_t n = 0;

	while (at + n < s->len && slice_eq(s->item[at + n].key, key))
		n++;
	return n;
}

void
differ_rates(struct differ *d, const struct view_entry *price,
    const struct view_table *was, const struct view_table *is)
{
	const struct view_member *name = view_member(price, "name");
	const struct view_member *unit = view_member(price, "unit");
	struct lines l = { .d = d, .label = name != NULL ? name->text
	    : price->id, .unit = unit != NULL ? unit->text : SLICE_LIT("1") };
	struct stretch_list a = { 0 }, b = { 0 };
	size_t i = 0, n = 0;
	struct slice key;

	stretches_make(&a, d->job->was.catalog, was);
	stretches_make(&b, d->job->is.catalog, is);
	while (i < a.len || n < b.len) {
		key = i == a.len || (n < b.len && slice_cmp(b.item[n].key,
		    a.item[i].key) < 0) ? b.item[n].key : a.item[i].key;
		l.was = a.item + i;
		l.is = b.item + n;
		i += l.was_len = key_run(&a, i, key);
		n += l.is_len = key_run(&b, n, key);
		lines_compare(&l);
	}
	free(a.item);
	free(b.item);
	arena_release(&a.arena);
	arena_release(&b.arena);
}
