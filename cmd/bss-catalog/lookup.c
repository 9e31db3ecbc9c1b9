/*
 * lookup.c (bss-catalog) - what a number costs at a time, and why
 */
#include <stdio.h>

#include "base/diag.h"
#include "bss/choice.h"
#include "verbs.h"

static void
line_put(struct buf *b)
{
	struct buf safe = { 0 };

	vis_add(&safe, buf_slice(b));
	printf("%.*s\n", (int)safe.len, safe.data);
	buf_release(&safe);
	buf_clear(b);
}

/* The prefixes that begin the number, the one that counts the last */
static void
prefixes_put(const struct loaded *l, struct slice number)
{
	const struct view_table *t = view_table(&l->view,
	    SLICE_LIT("destinations.csv"));
	size_t len = destination_prefix_len(&l->catalog.destinations, number);
	struct buf b = { 0 };
	struct slice prefix;
	size_t i;

	for (i = 0; t != NULL && i < t->len; i++) {
		prefix = view_cell(t, &t->row[i], "prefix");
		slice_take(&prefix, SHORT_PREFIX);
		if (prefix.len > number.len
		    || memcmp(prefix.p, number.p, prefix.len) != 0)
			continue;
		buf_addf(&b, "%.*s begins with %.*s of '%.*s', "
		    "destinations.csv:%u%s", SLICE_FMT(number),
		    SLICE_FMT(prefix), SLICE_FMT(view_cell(t, &t->row[i],
		    "destination")), t->row[i].line, prefix.len == len
		    ? ": the longest, it counts" : "");
		line_put(&b);
	}
	if (len == 0) {
		buf_addf(&b, "no prefix begins %.*s: a rate for any "
		    "destination alone would take it", SLICE_FMT(number));
		line_put(&b);
	}
	buf_release(&b);
}

/* "rates/voice.csv:4: destination France mobile, band peak, price 0.12" */
static void
row_put(const struct loaded *l, const struct price *p, const struct rate *r)
{
	const struct view_table *t = view_table(&l->view, p->rates);
	struct buf b = { 0 };
	bool first = true;
	size_t i;
	unsigned c;

	if (t == NULL)
		buf_addf(&b, "catalog.json:%u: ",
		    view_line(&l->view, "prices", p->id));
	for (i = 0; t != NULL && i < t->len; i++) {
		if (t->row[i].line != r->line)
			continue;
		buf_addf(&b, "%.*s:%u: ", SLICE_FMT(t->file), r->line);
		for (c = 0; c < t->columns; c++) {
			if (t->row[i].cell[c].len == 0)
				continue;
			buf_addf(&b, "%s%.*s %.*s", first ? "" : ", ",
			    SLICE_FMT(t->column[c]),
			    SLICE_FMT(t->row[i].cell[c]));
			first = false;
		}
	}
	if (t == NULL) {
		char text[MONEY_TEXT_MAX];

		money_format(r->price, text);
		buf_addf(&b, "price %s, per %llu", text,
		    (unsigned long long)r->per);
	}
	line_put(&b);
	buf_release(&b);
}

static bool
price_lookup(const struct loaded *l, const struct price *p,
    uint32_t destination, uint8_t band, int64_t us)
{
	const struct catalog *c = &l->catalog;
	const struct rate *r = tariff_rate(&p->tariff, destination,
	    p->tariff.by_band ? band : BAND_ANY, us);
	struct buf b = { 0 };

	buf_addf(&b, "price %s, %s: ", p->id.p, p->name.p);
	if (r == NULL) {
		buf_adds(&b, "no rate then");
		line_put(&b);
		buf_release(&b);
		return false;
	}
	buf_addf(&b, "the rate %s%s, %s%s", r->destination
	    != DESTINATION_NONE ? "to " : "for any destination",
	    r->destination != DESTINATION_NONE
	    ? c->destinations.name[r->destination].p : "",
	    r->band != BAND_ANY ? "in " : "at any time",
	    r->band != BAND_ANY ? c->bands.name[r->band].p : "");
	line_put(&b);
	row_put(l, p, r);
	buf_release(&b);
	return true;
}

/* A price by record that may be asked for a number */
static bool
price_asks(const struct price *p)
{
	return p->kind == PRICE_USAGE && p->settle == NULL
	    && p->tariff.len > 0 && (p->tariff.by_destination
	    || price_limited(p));
}

/* Of several of the offer for such usage another one may take it; said. */
static bool
price_takes(const struct catalog *c, const struct offer *o,
    const struct price *p, const struct choice_usage *asked)
{
	struct choice_usage u = *asked;
	const struct price *taker = NULL;
	struct buf b = { 0 };

	u.like = p;
	u.direction = p->direction == DIRECTION_IN ? DIRECTION_IN
	    : DIRECTION_OUT;
	offer_choose(c, o, &u, &taker);
	if (taker == p)
		return true;
	buf_addf(&b, "price %s, %s: ", p->id.p, p->name.p);
	if (taker != NULL)
		buf_addf(&b, "not asked, '%s' is the one for it", taker->id.p);
	else
		buf_adds(&b, "it is not for that");
	line_put(&b);
	buf_release(&b);
	return false;
}

static unsigned
offer_lookup(const struct loaded *l, const struct offer *o,
    const struct choice_usage *u, uint8_t band, int64_t us)
{
	unsigned found = 0;
	size_t i;

	printf("offer %s is %s%s\n", o->id.p, offer_status_name(o->status),
	    offer_served(o) ? offer_sold_at(o, us) ? "" : ", not sold then"
	    : ": it is not served");
	for (i = 0; i < o->len; i++)
		if (price_asks(o->price[i])
		    && price_takes(&l->catalog, o, o->price[i], u)
		    && price_lookup(l, o->price[i], u->destination, band, us))
			found++;
	return offer_served(o) ? found : 0;
}

static unsigned
prices_lookup(const struct loaded *l, const struct choice_usage *u,
    uint8_t band, int64_t us)
{
	uint32_t place = net_place(&l->catalog.places, u->network);
	const struct price *p;
	unsigned found = 0;
	size_t i;

	for (i = 0; i < l->catalog.price_len; i++) {
		p = &l->catalog.price[i];
		if (price_asks(p) && price_is_for(p, u->destination, place)
		    && price_lookup(l, p, u->destination, band, us))
			found++;
	}
	return found;
}

static void
time_put(const struct loaded *l, const char *band, int64_t us)
{
	char text[TSTAMP_TEXT_MAX];
	unsigned n = tstamp_format_offset(us, zone_offset(&l->catalog.zone,
	    us, NULL), text);

	printf("%.*s in %s is in band %s\n", (int)n, text,
	    l->catalog.zone.name, band);
}

int
lookup_number(const struct loaded *l, const struct catalog_opts *o)
{
	const struct catalog *c = &l->catalog;
	struct choice_usage u = { .number = slice_of(o->number),
		.network = slice_of(o->network) };
	const struct offer *offer = NULL;
	struct band_cache cache = { 0 };
	unsigned found;
	uint8_t band;

	if (o->at_us == 0) {
		diag(REASON_USAGE_MISSING, "when? give --at time");
		return EXIT_TROUBLE;
	}
	if (o->offer != NULL
	    && (offer = catalog_offer(c, slice_of(o->offer))) == NULL) {
		diag(REASON_CATALOG_UNKNOWN, "the catalog has no offer '%s'",
		    o->offer);
		return EXIT_TROUBLE;
	}
	if (destination_of(&c->destinations, u.number, &u.destination)
	    == DESTINATION_SYNTAX) {
		diag(REASON_USAGE_VALUE, "--number '%s' is not E.164 with +",
		    o->number);
		return EXIT_TROUBLE;
	}
	band = band_at(&c->bands, &c->zone, o->at_us, &cache);
	prefixes_put(l, u.number);
	time_put(l, c->bands.name[band].p, o->at_us);
	found = offer != NULL ? offer_lookup(l, offer, &u, band, o->at_us)
	    : prices_lookup(l, &u, band, o->at_us);
	return found > 0 ? EXIT_OK : EXIT_FINDINGS;
}
