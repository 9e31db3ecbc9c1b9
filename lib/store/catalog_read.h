/*
 * catalog_read.h (store) - what the files that read a catalog share
 * Private to lib/store/catalog*.c.
 */
#ifndef STORE_CATALOG_READ_H
#define STORE_CATALOG_READ_H

#include "bss/catalog.h"
#include "bss/choice.h"
#include "store/catalog_files.h"
#include "store/document.h"

struct catalog_reader {
	struct catalog		*c;
	struct document		 doc;
	struct catalog_files	 files;	/* in the order read */
	unsigned		 faults;	/* outside the document */
};

/* Of the folder; NULL is counted as a fault. */
static inline struct catalog_file *
catalog_read_file(struct catalog_reader *r, const char *name)
{
	struct catalog_file *f = catalog_file_read(&r->files, name);

	r->faults += f == NULL;
	return f;
}

/* The parts, each from the root of the document; faults are counted. */
void	catalog_read_taxes(struct catalog_reader *, const struct doc_at *);
void	catalog_read_treatments(struct catalog_reader *,
	    const struct doc_at *);
void	catalog_read_calendar(struct catalog_reader *);
/* Also when the document has none (a value of NULL). */
void	catalog_read_bands(struct catalog_reader *, const struct doc_at *);
void	catalog_read_destinations(struct catalog_reader *);
/* ... from another file */
void	catalog_read_prefixes(struct catalog_reader *, const char *name,
	    struct destinations *);
void	catalog_read_exchange(struct catalog_reader *);
/* Also when the document has none. */
void	catalog_read_cost_tariffs(struct catalog_reader *,
	    const struct doc_at *);
void	catalog_read_prices(struct catalog_reader *, const struct doc_at *);
void	catalog_read_allowances(struct catalog_reader *,
	    const struct doc_at *);
void	catalog_read_offers(struct catalog_reader *, const struct doc_at *);
/*
 * Rows of a file, or of an array of the document, into the rates of a price;
 * overrides into those of some customers, costs by carrier into both.
 */
void	catalog_read_rates(struct catalog_reader *, const struct doc_at *,
	    struct slice name, struct price *);
void	catalog_read_rows(struct catalog_reader *, const struct doc_at *,
	    json_t *rows, struct price *);
void	catalog_read_overrides(struct catalog_reader *, const struct doc_at *,
	    struct slice name, struct price *);
void	catalog_read_costs(struct catalog_reader *, const struct doc_at *,
	    struct slice name, struct price *);
/* The conventions of a price, as they stand. */
struct terms_text {
	int		 band_split, after_split, zero, above;
	json_t		*inner;
	struct slice	 overrides;
};
#define TERMS_MEMBERS(T, m)						\
	{ "band_split", DOC_ENUM, false, offsetof(T, m.band_split),	\
	    "start|end|none|exact" },					\
	{ "after_split", DOC_ENUM, false, offsetof(T, m.after_split),	\
	    "start|none" },						\
	{ "zero_quantity", DOC_ENUM, false, offsetof(T, m.zero),	\
	    "free|fees|increment" },					\
	{ "above_maximum", DOC_ENUM, false, offsetof(T, m.above),	\
	    "free|cut-off" },						\
	{ "intermediate_rounding", DOC_OBJECT, false,			\
	    offsetof(T, m.inner), NULL },				\
	{ "overrides", DOC_STR, false, offsetof(T, m.overrides), NULL }

/* What usage costs; "rates", which is a text or an array, stands apart. */
struct tariff_text {
	struct slice	 rates;
	json_t		*rows;
	money_t		 price;
	uint64_t	 per, increment;
	struct terms_text terms;
};
#define TARIFF_MEMBERS(T, m)						\
	{ "price", DOC_MONEY, false, offsetof(T, m.price), NULL },	\
	{ "per", DOC_COUNT, false, offsetof(T, m.per), NULL },		\
	{ "increment", DOC_COUNT, false, offsetof(T, m.increment), NULL }, \
	TERMS_MEMBERS(T, m.terms)
/* All but overrides; catalog_compile_rates comes behind them. */
void	catalog_read_tariff(struct catalog_reader *, const struct doc_at *,
	    const struct tariff_text *, struct price *);

/* In which currency, how rounded, and into which other one converted */
struct money_text {
	struct slice	 currency;
	json_t		*rounding, *convert;
};
#define MONEY_MEMBERS(T, m)						\
	{ "currency", DOC_STR, false, offsetof(T, m.currency), NULL },	\
	{ "rounding", DOC_OBJECT, false, offsetof(T, m.rounding), NULL }, \
	{ "convert", DOC_OBJECT, false, offsetof(T, m.convert), NULL }
void	catalog_read_money(struct catalog_reader *, const struct doc_at *,
	    const struct money_text *, struct price *);
/* "destination_groups" and "network_groups"; also when there are none. */
void	catalog_read_to_groups(struct catalog_reader *, const struct doc_at *);
void	catalog_read_in_groups(struct catalog_reader *, const struct doc_at *);
/*
 * Mark by number the destination of a name, or those of a group, which is
 * used then.
 */
bool	catalog_mark_destination(struct catalog *, struct slice name,
	    uint8_t *has);
/* Which usage a price is for, as it stands. */
struct limits_text {
	json_t		*destinations, *networks;
};
#define LIMITS_MEMBERS(T, m)						\
	{ "destinations", DOC_ARRAY, false, offsetof(T, m.destinations), \
	    NULL },							\
	{ "networks", DOC_ARRAY, false, offsetof(T, m.networks), NULL }
void	catalog_read_limits(struct catalog_reader *, const struct doc_at *,
	    const struct limits_text *, struct price *);
/* What two prices of an offer would both take is said; at: its "prices". */
void	catalog_offer_choices(struct catalog_reader *, const struct doc_at *,
	    const struct offer *);
/* A price that is settled with the period has none of them. */
void	catalog_refuse_terms(const struct doc_at *);
/* Sort and index them; clashes are said. */
void	catalog_compile_rates(struct catalog_reader *, const struct doc_at *,
	    struct price *);
void	catalog_read_discounts(struct catalog_reader *,
	    const struct doc_at *);
void	catalog_read_commitments(struct catalog_reader *,
	    const struct doc_at *);
/* The lists of an offer. */
void	catalog_offer_discounts(struct catalog_reader *,
	    const struct doc_at *, struct offer *);
void	catalog_offer_commitments(struct catalog_reader *,
	    const struct doc_at *, struct offer *);
/* What recurring and one-off prices have, as it stands. */
struct charge_text {
	money_t		 amount;
	json_t		*amounts;
	struct slice	 quantity;
	int		 every, anchor, timing, proration;
};
#define CHARGE_MEMBERS(T, m)						\
	{ "amount", DOC_MONEY, false, offsetof(T, m.amount), NULL },	\
	{ "amounts", DOC_ARRAY, false, offsetof(T, m.amounts), NULL },	\
	{ "quantity", DOC_STR, false, offsetof(T, m.quantity), NULL }
void	catalog_read_charge(struct catalog_reader *, const struct doc_at *,
	    const struct charge_text *, struct price *);
/* "2026-01-01"; said when it is none. */
void	catalog_read_day(const struct doc_at *, struct slice, int64_t *day);
/*
 * Steps of a price, from the least; nothing when there was a fault. decimals:
 * of the currency of which percentages are.
 */
void	catalog_read_tiers(struct catalog_reader *, const struct doc_at *,
	    unsigned decimals, struct tiers *);
/* The same of the array of steps; the mode is left alone. */
void	catalog_read_steps(struct catalog_reader *, const struct doc_at *,
	    unsigned decimals, struct tiers *);
/* The "graduated" of a price of usage; NULL when it has a fault. */
const struct graduated *catalog_read_graduated(struct catalog_reader *,
	    const struct doc_at *);
/* The "settle" of a price of usage; NULL when it has a fault. */
const struct settle *catalog_read_settle(struct catalog_reader *,
	    const struct doc_at *, unsigned decimals);

#endif
