/*
 * sequence.c (bss) - files that are numbered by who writes them; see
 * sequence.h
 */
#include <string.h>

#include "base/money.h"		/* u64_parse */
#include "bss/sequence.h"

/* Digits, which may begin with zeros */
static bool
digits_read(const char *p, size_t len, uint64_t *out)
{
	for (*out = 0; len > 0; len--, p++) {
		if (*p < '0' || *p > '9' || *out > INT64_MAX / 10 - 1)
			return false;
		*out = *out * 10 + (uint64_t)(*p - '0');
	}
	return true;
}

bool
sequence_number(const struct sequence_terms *t, struct slice name,
    uint64_t *number)
{
	size_t around = t->before.len + t->behind.len;
	const char *slash = name.len != 0 ? memrchr(name.p, '/', name.len)
	    : NULL;

	if (slash != NULL) {
		name.len -= (size_t)(slash + 1 - name.p);
		name.p = slash + 1;
	}
	if (name.len <= around
	    || memcmp(name.p, t->before.p, t->before.len) != 0
	    || memcmp(name.p + name.len - t->behind.len, t->behind.p,
	    t->behind.len) != 0)
		return false;
	return digits_read(name.p + t->before.len, name.len - around, number)
	    && *number >= t->from
	    && *number <= (t->to != 0 ? t->to : INT64_MAX);
}

/* Of all places that a number stands for the one nearest to the highest. */
static int64_t
place_of(const struct sequence *s, const struct sequence_terms *t,
    uint64_t number)
{
	int64_t turn = t->to != 0 ? (int64_t)(t->to - t->from) + 1 : 0;
	int64_t at = (int64_t)(number - t->from), ahead;

	if (!s->begun)		/* leave room for what comes before it */
		return at + turn;
	if (turn == 0)
		return at;
	ahead = (at - s->highest) % turn;
	if (ahead < 0)
		ahead += turn;
	if (ahead > turn / 2)
		ahead -= turn;
	return s->highest + ahead;
}

static void
gap_remove(struct sequence *s, unsigned i)
{
	s->gaps--;
	memmove(s->gap + i, s->gap + i + 1,
	    (s->gaps - i) * sizeof(*s->gap));
}

static void
gap_insert(struct sequence *s, unsigned i, struct sequence_gap g)
{
	if (s->gaps == SEQUENCE_GAPS_MAX) {
		s->lost = true;
		gap_remove(s, 0);
		i -= i > 0;
	}
	memmove(s->gap + i + 1, s->gap + i, (s->gaps - i) * sizeof(*s->gap));
	s->gap[i] = g;
	s->gaps++;
}

/* In the run that begins the sequence the first to be read need not be first. */
static enum sequence_fate
add_below(struct sequence *s, int64_t place)
{
	if (s->loaded || place < 0)
		return SEQUENCE_KNOWN;
	if (place + 1 < s->lowest)
		gap_insert(s, 0, (struct sequence_gap){ place + 1,
		    s->lowest });
	s->lowest = place;
	return SEQUENCE_LATE;
}

static bool
gap_fill(struct sequence *s, int64_t place)
{
	struct sequence_gap g;

	for (unsigned i = 0; i < s->gaps; i++) {
		g = s->gap[i];
		if (place < g.first || place >= g.end)
			continue;
		gap_remove(s, i);
		if (place + 1 < g.end)
			gap_insert(s, i, (struct sequence_gap){ place + 1,
			    g.end });
		if (g.first < place)
			gap_insert(s, i, (struct sequence_gap){ g.first,
			    place });
		return true;
	}
	return false;
}

enum sequence_fate
sequence_add(struct sequence *s, const struct sequence_terms *t,
    uint64_t number)
{
	int64_t place = place_of(s, t, number), due = s->highest + 1;

	if (!s->begun || place >= due) {
		bool ahead = s->begun && place > due;

		if (ahead)
			gap_insert(s, s->gaps, (struct sequence_gap){ due,
			    place });
		if (!s->begun)
			s->lowest = place;
		s->begun = true;
		s->highest = place;
		return ahead ? SEQUENCE_AHEAD : SEQUENCE_NEXT;
	}
	if (place < s->lowest)
		return add_below(s, place);
	return gap_fill(s, place) ? SEQUENCE_LATE : SEQUENCE_KNOWN;
}

static int64_t
shown(const struct sequence_terms *t, bool places, int64_t place)
{
	int64_t turn = t->to != 0 ? (int64_t)(t->to - t->from) + 1 : 0;

	if (places)
		return place;
	if (turn != 0 && (place %= turn) < 0)
		place += turn;
	return place + (int64_t)t->from;
}

void
sequence_write(const struct sequence *s, const struct sequence_terms *t,
    bool places, struct buf *out)
{
	for (unsigned i = 0; i < s->gaps; i++) {
		const struct sequence_gap *g = &s->gap[i];

		buf_addf(out, "%s%jd", out->len > 0 ? " " : "",
		    (intmax_t)shown(t, places, g->first));
		if (g->end - g->first > 1)
			buf_addf(out, "-%jd",
			    (intmax_t)shown(t, places, g->end - 1));
	}
}

static bool
read_place(struct slice *s, int64_t *out)
{
	uint64_t n;
	size_t len = 0;

	while (len < s->len && s->p[len] >= '0' && s->p[len] <= '9')
		len++;
	if (u64_parse((struct slice){ s->p, len }, &n) != NUM_OK
	    || n >= INT64_MAX)
		return false;
	*out = (int64_t)n;
	s->p += len;
	s->len -= len;
	return true;
}

bool
sequence_read(struct sequence *s, int64_t highest, struct slice text)
{
	struct sequence_gap g;

	s->begun = s->loaded = true;
	s->highest = highest;
	s->lowest = 0;
	for (s->gaps = 0; text.len > 0; s->gap[s->gaps++] = g) {
		if (s->gaps == SEQUENCE_GAPS_MAX || !read_place(&text,
		    &g.first))
			return false;
		g.end = g.first;
		if (text.len > 0 && text.p[0] == '-') {
			text.p++;
			text.len--;
			if (!read_place(&text, &g.end))
				return false;
		}
		if (g.end++ < g.first || g.end > s->highest
		    || (s->gaps > 0 && g.first < s->gap[s->gaps - 1].end))
			return false;
		if (text.len > 0) {
			if (text.p[0] != ' ' || text.len == 1)
				return false;
			text.p++;
			text.len--;
		}
	}
	return true;
}
