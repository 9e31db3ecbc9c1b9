/*
 * catalog_check_keyed.c (bss) - see catalog_check.h: rates of some alone
 * A row of a key holds where no other one of that key comes before it; what
 * no row of it says falls back to the price's own rates, which is no gap.
 */
#include "bss/catalog_finding.h"

/* The rows of one key and destination */
struct group {
	const struct catalog_check *k;
	const struct price	*p;
	const struct rate	*row;
	size_t			 len;
	uint32_t		 key;
};

static bool
taken_at(const struct group *g, const struct rate *r, uint8_t band, int64_t us)
{
	uint64_t until = UINT64_MAX;

	return us >= r->from_us && us < r->to_us && rates_pick(g->row, g->len,
	    band, us, r->after, &until) == r;
}

/* At each instant at which the answer may change */
static bool
taken_in(const struct group *g, const struct rate *r, uint8_t band)
{
	if (taken_at(g, r, band, r->from_us))
		return true;
	for (size_t i = 0; i < g->len; i++)
		if (taken_at(g, r, band, g->row[i].from_us)
		    || taken_at(g, r, band, g->row[i].to_us))
			return true;
	return false;
}

static bool
is_reached(const struct group *g, const struct rate *r)
{
	const struct band_table *bands = &g->k->catalog->bands;

	for (unsigned b = 0; b < bands->len; b++)
		if ((r->band == b || r->band == BAND_ANY)
		    && band_holds(bands, b)
		    && taken_in(g, r, (uint8_t)b))
			return true;
	return bands->len == 0 && taken_in(g, r, BAND_ANY);
}

static void
subject_add(struct buf *b, const struct group *g, const struct rate *r)
{
	const struct catalog *c = g->k->catalog;

	buf_addf(b, "the rate of %s '%s' for %.*s",
	    g->p->kind == PRICE_COST ? "cost" : "price", g->p->id.p,
	    SLICE_FMT(c->keys.name[g->key]));
	if (r->destination != DESTINATION_NONE)
		buf_addf(b, " to '%s'", price_destinations(c,
		    g->p)->name[r->destination].p);
}

static void
hidden_say(const struct group *g, const struct rate *r)
{
	const struct catalog *c = g->k->catalog;
	struct buf b = { 0 };

	subject_add(&b, g, r);
	buf_adds(&b, r->band != BAND_ANY && !band_holds(&c->bands, r->band)
	    ? " is for a band that never holds"
	    : " is never asked: others come before it");
	catalog_check_say(g->k, REASON_CATALOG_UNREACHABLE,
	    g->p->keyed.file, r->line, "%s", buf_str(&b));
	buf_release(&b);
}

/* As of the list: what a band has goes on before what any time has. */
static void
beside_check(const struct group *g, const struct rate *r)
{
	const struct catalog *c = g->k->catalog;
	const struct rate *any = rates_beside(g->row, g->len, r);
	struct buf b = { 0 };

	if (any == NULL || !band_holds(&c->bands, r->band))
		return;
	subject_add(&b, g, r);
	catalog_check_say(g->k, REASON_CATALOG_OLD_BAND, g->p->keyed.file,
	    r->line, "%s in band '%s' goes on beside a later one for any time, "
	    "line %u", buf_str(&b), c->bands.name[r->band].p, any->line);
	buf_release(&b);
}

/* An own price that is over is the list's again, which may be meant so. */
static void
over_check(const struct group *g)
{
	const struct catalog_check *k = g->k;
	const struct rate *last = &g->row[0];

	for (size_t i = 1; i < g->len; i++)
		if (g->row[i].to_us > last->to_us)
			last = &g->row[i];
	if (k->has_now && last->to_us <= k->now_us)
		catalog_check_say(k, REASON_CATALOG_OVER, g->p->keyed.file,
		    last->line, "what %.*s has of %s '%s' is over",
		    SLICE_FMT(k->catalog->keys.name[g->key]),
		    g->p->kind == PRICE_COST ? "cost" : "price", g->p->id.p);
}

static void
group_check(const struct group *g)
{
	for (size_t i = 0; i < g->len; i++) {
		beside_check(g, &g->row[i]);
		if (!is_reached(g, &g->row[i]))
			hidden_say(g, &g->row[i]);
	}
	over_check(g);
}

void
catalog_check_keyed(const struct catalog_check *k, const struct price *p)
{
	const struct keyed_rates *rates = &p->keyed;

	for (size_t i = 0; i < rates->span_len; i++) {
		const struct keyed_span *s = &rates->span[i];
		struct group g = { k, p, rates->rate + s->first, 0, s->key };
		const struct rate *end = g.row + s->len;

		for (; g.row < end; g.row += g.len) {
			for (g.len = 1; g.row + g.len < end
			    && g.row[g.len].destination
			    == g.row->destination; g.len++)
				;
			group_check(&g);
		}
	}
}
