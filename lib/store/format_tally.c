/*
 * format_tally.c (store) - see format_tally.h
 */
#include "store/format_tally.h"

#include <inttypes.h>

#define NUMBER_MAX	40	/* octets of a number to add */

/* "0003" and "+3" are 3, " 12,50 " is 12.5; no text is 0. */
static bool
read_sum(struct slice s, char decimal, money_sum_t *out)
{
	char text[NUMBER_MAX];
	size_t n = 0;

	while (s.len != 0 && s.p[0] == ' ')
		s.p++, s.len--;
	while (s.len != 0 && s.p[s.len - 1] == ' ')
		s.len--;
	*out = 0;
	if (s.len == 0)
		return true;
	if (s.len >= sizeof(text))
		return false;
	if (*s.p == '+' || *s.p == '-') {
		if (*s.p == '-')
			text[n++] = '-';
		s.p++, s.len--;
	}
	while (s.len > 1 && s.p[0] == '0' && s.p[1] >= '0' && s.p[1] <= '9')
		s.p++, s.len--;
	for (size_t i = 0; i < s.len; i++)
		text[n++] = s.p[i] == decimal ? '.' : s.p[i];
	return money_sum_parse((struct slice){ text, n }, out) == NUM_OK;
}

static bool
read_count(struct slice s, uint64_t *out)
{
	while (s.len > 1 && s.p[0] == '0')
		s.p++, s.len--;
	return u64_parse(s, out) == NUM_OK;
}

void
format_tally_begin(struct format_tally *t)
{
	*t = (struct format_tally){ .count = 0 };
}

static void
add_sums(struct format_tally *t, const struct format *f, unsigned at,
    const struct slice *col, unsigned len)
{
	const struct format_line *l = at == 0 ? &f->header : &f->trailer;

	for (unsigned i = 0; i < l->sums; i++) {
		const struct format_sum *s = &l->sum[i];
		money_sum_t v;

		/* one that is too large to add is none */
		if (!read_sum(usagemap_column(&f->map, col, len, s->of),
		    s->decimal, &v) || __builtin_add_overflow(t->sum[at][i],
		    v, &v))
			t->no_sum[at][i]++;
		else
			t->sum[at][i] = v;
	}
}

void
format_tally_row(struct format_tally *t, const struct format *f,
    const struct slice *col, unsigned len)
{
	t->count++;
	if (col == NULL) {
		t->unread = true;
		return;
	}
	if (f->header.sums != 0)
		add_sums(t, f, 0, col, len);
	if (f->trailer.sums != 0)
		add_sums(t, f, 1, col, len);
}

void
format_tally_claim(struct format_claim *c, const struct format *f,
    const struct format_line *l, const struct csvrow *row)
{
	*c = (struct format_claim){ .there = true, .line = row->line };
	if (l->counts)
		c->count_bad = !read_count(usagemap_column(&f->map, row->col,
		    row->len, l->count), &c->count);
	for (unsigned i = 0; i < l->sums; i++)
		c->sum_bad[i] = !read_sum(usagemap_column(&f->map,
		    row->col, row->len, l->sum[i].column), l->sum[i].decimal,
		    &c->sum[i]);
}

static void
say_sum(struct buf *why, money_sum_t v)
{
	char text[MONEY_SUM_TEXT_MAX];

	buf_add(why, text, money_sum_format(v, text));
}

static enum reason
count_fits(const struct format_tally *t, bool trailer,
    const struct format_claim *c, struct buf *why)
{
	const char *name = trailer ? "trailer" : "header";

	if (!c->count_bad && c->count == t->count)
		return REASON_NONE;
	if (c->count_bad)
		buf_addf(why, "the %s does not say how many rows there are",
		    name);
	else
		buf_addf(why, "the %s counts %" PRIu64 " rows", name,
		    c->count);
	buf_addf(why, ", there are %" PRIu64, t->count);
	return trailer ? REASON_TRAILER_COUNT : REASON_HEADER_COUNT;
}

static enum reason
sum_fits(const struct format_tally *t, const struct format *f, bool trailer,
    const struct format_claim *c, unsigned i, struct buf *why)
{
	const struct format_line *l = trailer ? &f->trailer : &f->header;
	struct slice name = f->map.column[l->sum[i].of].name;
	uint64_t none = t->no_sum[trailer][i];

	if (!c->sum_bad[i] && none == 0 && c->sum[i] == t->sum[trailer][i])
		return REASON_NONE;
	buf_addf(why, "the %s ", trailer ? "trailer" : "header");
	if (c->sum_bad[i])
		buf_adds(why, "does not say the sum");
	else {
		buf_adds(why, "says ");
		say_sum(why, c->sum[i]);
	}
	buf_adds(why, " of column ");
	if (name.p != NULL)
		buf_addf(why, "'%.*s'", SLICE_FMT(name));
	else
		buf_addf(why, "%u", f->map.column[l->sum[i].of].position + 1);
	buf_adds(why, ", the sum is ");
	say_sum(why, t->sum[trailer][i]);
	if (none != 0)
		buf_addf(why, " and %" PRIu64 " rows have no number there",
		    none);
	return trailer ? REASON_TRAILER_SUM : REASON_HEADER_SUM;
}

enum reason
format_tally_fits(const struct format_tally *t, const struct format *f,
    bool trailer, const struct format_claim *c, struct buf *why)
{
	const struct format_line *l = trailer ? &f->trailer : &f->header;
	enum reason rc = REASON_NONE;

	buf_clear(why);
	if (l->counts)
		rc = count_fits(t, trailer, c, why);
	for (unsigned i = 0; rc == REASON_NONE && !t->unread && i < l->sums;
	    i++)
		rc = sum_fits(t, f, trailer, c, i, why);
	return rc;
}
