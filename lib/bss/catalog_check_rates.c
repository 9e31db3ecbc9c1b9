/*
 * catalog_check_rates.c (bss) - see catalog_check.h: prefixes and rates
 * What holds when is asked of the tariff itself, at each instant at which one
 * of its rates begins or ends; so what counts here is what rating would take.
 */
#include "bss/catalog_finding.h"

#include <stdlib.h>

#include "bss/proration.h"

static const struct slice prefixes = { "destinations.csv", 16 };

/* ---- prefixes --------------------------------------------------------- */

void
catalog_check_prefixes(const struct catalog_check *k)
{
	const struct view_table *t = view_table(k->view, prefixes);
	struct slice prefix;
	size_t i;

	for (i = 0; t != NULL && i < t->len; i++) {
		prefix = view_cell(t, &t->row[i], "prefix");
		if (destination_hidden(&k->catalog->destinations, prefix))
			catalog_check_say(k, REASON_CATALOG_UNREACHABLE,
			    prefixes, t->row[i].line, "all numbers that begin "
			    "with '%.*s' have longer prefixes",
			    SLICE_FMT(prefix));
	}
}

/* The line of each destination's first prefix */
static uint32_t *
destination_lines(const struct catalog_check *k)
{
	const struct destinations *d = &k->catalog->destinations;
	const struct view_table *t = view_table(k->view, prefixes);
	uint32_t *line = xcalloc(d->len + 1, sizeof(*line)), at;
	size_t i;

	for (i = 0; t != NULL && i < t->len; i++) {
		at = destination_by_name(d, view_cell(t, &t->row[i],
		    "destination"));
		if (line[at] == 0)
			line[at] = t->row[i].line;
	}
	return line;
}

/* ---- when a rate holds ------------------------------------------------ */

/* The rates of a price that one destination and one band are asked for */
struct times {
	const struct catalog_check *k;
	const struct price	*p;
	uint32_t		 destination;
	uint8_t			 band;
	uint64_t		 after;		/* the unit asked for */
	int64_t			*at;		/* ascending, each once */
	size_t			 len, cap;
	/* the last gap that was said: of a rate for any time only once */
	const struct rate	*said;
	int64_t			 said_us;
};

static int
instant_compare(const void *va, const void *vb)
{
	const int64_t *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

static void
times_take(struct times *t, uint32_t destination)
{
	const struct tariff *f = &t->p->tariff;
	uint32_t i;

	for (i = f->first[destination]; i < f->first[destination + 1]; i++) {
		GROW(t->at, t->len + 1, t->cap);
		t->at[t->len++] = f->rate[i].from_us;
		if (f->rate[i].to_us != INT64_MAX)
			t->at[t->len++] = f->rate[i].to_us;
	}
}

/* All instants at which the answer may change, within [from, to) */
static void
times_make(struct times *t, int64_t from_us, int64_t to_us)
{
	size_t i, n = 0;

	t->len = 0;
	GROW(t->at, t->len + 1, t->cap);
	t->at[t->len++] = from_us;
	times_take(t, t->destination);
	if (t->destination != DESTINATION_NONE)
		times_take(t, DESTINATION_NONE);
	qsort(t->at, t->len, sizeof(*t->at), instant_compare);
	for (i = 0; i < t->len; i++)
		if (t->at[i] >= from_us && t->at[i] < to_us
		    && (n == 0 || t->at[n - 1] != t->at[i]))
			t->at[n++] = t->at[i];
	t->len = n;
}

static const struct rate *
rate_at(const struct times *t, size_t i)
{
	uint64_t until = UINT64_MAX;

	return tariff_rate_from(&t->p->tariff, t->destination, t->band,
	    t->at[i], t->after, &until);
}

/* ---- words ------------------------------------------------------------ */

static struct slice
rates_file(const struct price *p)
{
	return p->rates.len > 0 ? p->rates : SLICE_LIT("catalog.json");
}

static uint32_t
rate_line(const struct catalog_check *k, const struct price *p,
    const struct rate *r)
{
	return r->line != 0 && p->rates.len > 0 ? r->line
	    : view_line(k->view, p->kind == PRICE_COST ? "costs" : "prices",
	    p->id);
}

/* "price 'voice' to 'France mobile' in band 'peak'" */
static void
subject_add(struct buf *b, const struct times *t)
{
	const struct catalog *c = t->k->catalog;

	buf_addf(b, "%s '%s'", t->p->kind == PRICE_COST ? "cost" : "price",
	    t->p->id.p);
	if (t->destination != DESTINATION_NONE)
		buf_addf(b, " to '%s'", price_destinations(c,
		    t->p)->name[t->destination].p);
	else if (t->p->tariff.by_destination)
		buf_adds(b, " to any destination");
	if (t->band != BAND_ANY)
		buf_addf(b, " in band '%s'", c->bands.name[t->band].p);
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

/* ---- gaps and ends ---------------------------------------------------- */

/* Usage whose cost is not known is rated nonetheless. */
static enum reason
level_of(const struct price *p, enum reason why)
{
	return p->kind == PRICE_COST ? REASON_CATALOG_COST : why;
}

/* The rate that holds until then, for its line */
static const struct rate *
rate_before(const struct times *t, size_t i)
{
	return i > 0 ? rate_at(t, i - 1) : NULL;
}

static void
gap_say(struct times *t, size_t from, size_t to)
{
	const struct catalog_check *k = t->k;
	const struct rate *r = rate_before(t, from);
	enum reason why = REASON_CATALOG_GAP;
	struct buf b = { 0 };

	if (r != NULL && r->band == BAND_ANY) {
		if (t->said == r && t->said_us == t->at[from])
			return;
		t->said = r;
		t->said_us = t->at[from];
		t->band = BAND_ANY;
	}
	subject_add(&b, t);
	buf_adds(&b, " has no rate from ");
	time_add(&b, k->catalog, t->at[from]);
	if (to < t->len) {
		buf_adds(&b, " to ");
		time_add(&b, k->catalog, t->at[to]);
	} else {
		buf_adds(&b, " on");
		why = k->has_now && t->at[from] <= k->now_us
		    ? REASON_CATALOG_LAPSED : REASON_CATALOG_ENDS;
	}
	catalog_check_say(k, level_of(t->p, why), rates_file(t->p), r != NULL
	    ? rate_line(k, t->p, r) : 0, "%s", buf_str(&b));
	buf_release(&b);
}

/* False when there is no rate at any time. */
static bool
gaps_find(struct times *t, int64_t from_us, int64_t to_us)
{
	uint8_t band = t->band;
	size_t i, gap;

	times_make(t, from_us, to_us);
	for (i = 0; i < t->len && rate_at(t, i) == NULL; i++)
		;
	if (i == t->len)
		return false;
	while (i < t->len) {
		for (; i < t->len && rate_at(t, i) != NULL; i++)
			;
		gap = i;
		for (; i < t->len && rate_at(t, i) == NULL; i++)
			;
		if (gap < t->len)
			gap_say(t, gap, i);
		t->band = band;
	}
	return true;
}

static void
none_say(const struct times *t, uint32_t line)
{
	struct buf b = { 0 };

	/* a carrier may have it */
	if (t->p->kind == PRICE_COST && t->p->keyed.span_len > 0)
		return;

	subject_add(&b, t);
	catalog_check_say(t->k, level_of(t->p, REASON_CATALOG_NO_RATE),
	    line != 0 ? prefixes : rates_file(t->p), line, "%s has no rate", buf_str(&b));
	buf_release(&b);
}

/* The time in which a band holds at all, as its windows are dated */
static void
band_life(const struct catalog *c, uint8_t band, int64_t *from_us,
    int64_t *to_us)
{
	struct civil day = { 0 };
	int64_t since, until;

	*from_us = INT64_MIN;
	*to_us = INT64_MAX;
	if (!band_dates(&c->bands, band, &since, &until))
		return;
	if (since > civil_days(1, 1, 1)) {
		civil_from_days(since, &day);
		*from_us = zone_instant(&c->zone, &day, NULL);
	}
	if (until < civil_days(9999, 12, 31)) {
		civil_from_days(until, &day);
		*to_us = zone_instant(&c->zone, &day, NULL);
	}
}

static bool
rates_by_band(const struct tariff *t, uint32_t destination)
{
	uint32_t i;

	for (i = t->first[destination]; i < t->first[destination + 1]; i++)
		if (t->rate[i].band != BAND_ANY)
			return true;
	return false;
}

static void
destination_check(struct times *t, uint32_t line)
{
	const struct band_table *bands = &t->k->catalog->bands;
	const struct tariff *f = &t->p->tariff;
	int64_t from_us, to_us;
	unsigned b;

	t->band = BAND_ANY;
	if (!rates_by_band(f, t->destination)
	    && !rates_by_band(f, DESTINATION_NONE)) {
		if (!gaps_find(t, INT64_MIN, INT64_MAX))
			none_say(t, line);
		return;
	}
	for (b = 0; b < bands->len; b++) {
		if (!band_holds(bands, b))
			continue;
		t->band = (uint8_t)b;
		band_life(t->k->catalog, t->band, &from_us, &to_us);
		if (!gaps_find(t, from_us, to_us))
			none_say(t, line);
	}
}

/* ---- rows that nothing reaches ---------------------------------------- */

static bool
reached_in(struct times *t, const struct rate *r, uint8_t band)
{
	size_t i;

	t->band = band;
	for (i = 0; i < t->len; i++)
		if (rate_at(t, i) == r)
			return true;
	return false;
}

static bool
rate_reached(struct times *t, const struct rate *r)
{
	const struct band_table *bands = &t->k->catalog->bands;
	unsigned b;

	times_make(t, r->from_us, r->to_us);
	if (!t->p->tariff.by_band)
		return reached_in(t, r, BAND_ANY);
	for (b = 0; b < bands->len; b++)
		if ((r->band == b || r->band == BAND_ANY)
		    && band_holds(bands, b)
		    && reached_in(t, r, (uint8_t)b))
			return true;
	return false;
}

/* Rates for any destination are asked by all that it is for. */
static bool
price_is_to(const struct price *p, uint32_t destination)
{
	return destination == DESTINATION_NONE || p->only_to == NULL
	    || p->only_to[destination] != 0;
}

/* The band's price of an old list goes on before the one of the new. */
static void
beside_check(struct times *t, const struct rate *r)
{
	const struct tariff *f = &t->p->tariff;
	const uint32_t *first = f->first + t->destination;
	const struct rate *any = rates_beside(f->rate + first[0],
	    first[1] - first[0], r);
	struct buf b = { 0 };

	if (any == NULL || !band_holds(&t->k->catalog->bands, r->band))
		return;
	t->band = r->band;
	subject_add(&b, t);
	buf_adds(&b, " goes on beside one for any time from ");
	time_add(&b, t->k->catalog, any->from_us);
	catalog_check_say(t->k, REASON_CATALOG_OLD_BAND, rates_file(t->p),
	    rate_line(t->k, t->p, r), "the rate of %s", buf_str(&b));
	buf_release(&b);
}

static void
rows_check(struct times *t)
{
	const struct tariff *f = &t->p->tariff;
	const struct rate *r;
	struct buf b = { 0 };
	uint32_t i;

	for (i = f->first[t->destination]; i < f->first[t->destination + 1];
	    i++) {
		r = &f->rate[i];
		t->after = r->after;
		beside_check(t, r);
		if (price_is_to(t->p, t->destination) && rate_reached(t, r))
			continue;
		t->band = r->band;
		buf_clear(&b);
		subject_add(&b, t);
		catalog_check_say(t->k, REASON_CATALOG_UNREACHABLE,
		    rates_file(t->p), rate_line(t->k, t->p, r),
		    !price_is_to(t->p, t->destination)
		    ? "the rate of %s is never asked: the price is for others"
		    : r->band != BAND_ANY && !band_holds(&t->k->catalog->bands, r->band)
		    ? "the rate of %s is for a band that never holds"
		    : "the rate of %s is never asked: others come before it",
		    buf_str(&b));
	}
	t->after = 0;
	buf_release(&b);
}

/* ---- one price -------------------------------------------------------- */

void
catalog_check_rates(const struct catalog_check *k, const struct price *p)
{
	const struct tariff *f = &p->tariff;
	struct times t = { .k = k, .p = p };
	uint32_t *line, d;
	bool any;

	if (f->first == NULL)
		return;
	any = f->first[1] > f->first[0];
	line = p->destinations == NULL ? destination_lines(k)
	    : xcalloc(f->destinations + 1, sizeof(*line));
	for (d = 0; d < f->destinations; d++) {
		t.destination = d;
		/* the ones without rows are those of any destination */
		if (price_is_to(p, d) && (f->first[d + 1] > f->first[d]
		    || (d != DESTINATION_NONE && f->by_destination && !any)))
			destination_check(&t, d != DESTINATION_NONE
			    ? line[d] : 0);
		rows_check(&t);
	}
	free(line);
	free(t.at);
}
