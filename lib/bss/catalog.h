/*
 * catalog.h (bss) - a compiled catalog: what is sold, and for how much
 * Made once at start (store/catalog.h reads the folder), read-only after
 * that; bss-rate and bss-bill share it. Everything lives in the catalog's
 * arena and is valid until catalog_release. All slices have a NUL behind
 * them, so .p is a C string too.
 * Pure: no I/O, no clock.
 */
#ifndef BSS_CATALOG_H
#define BSS_CATALOG_H

#include "base/arena.h"
#include "base/digest.h"
#include "base/money.h"
#include "base/zone.h"
#include "bss/allowance.h"
#include "bss/band.h"
#include "bss/destination.h"
#include "bss/discount.h"
#include "bss/exchange.h"
#include "bss/keyed.h"
#include "bss/netgroup.h"
#include "bss/settle.h"
#include "bss/tariff.h"
#include "bss/terms.h"
#include "bss/wording.h"

/* A percentage from a date on, to the next one's date. */
struct tax_rate {
	money_t	percent;	/* 20 % is 20 * MONEY_SCALE */
	int64_t	from_day;	/* days since 1970-01-01 (civil_days) */
};

struct tax {
	struct slice	 id;		/* "vat-standard": tax_code of records */
	struct slice	 name;		/* "VAT 20%" */
	struct slice	 category;	/* UNCL 5305 of EN 16931: S Z E AE ... */
	struct slice	 reason_code;	/* "VATEX-EU-AE" (BT-121), or none */
	struct tax_rate	*rate;		/* ascending by from_day, at least one */
	size_t		 len;
};

/*
 * How some customers are taxed: where a price says `from` their documents
 * have `to`. Exempt, reverse charge, another country.
 */
struct tax_treatment {
	struct slice	 id, name;
	struct tax_swap {
		const struct tax *from, *to;
	}		*swap;
	size_t		 len;
};

enum price_kind {
	PRICE_USAGE,		/* per usage record, by bss-rate */
	PRICE_RECURRING,	/* per bill cycle, by bss-bill */
	PRICE_ONE_OFF,		/* when a subscription begins, by bss-bill */
	PRICE_COST		/* what usage costs the operator, beside its price */
};

enum price_timing { TIMING_ADVANCE, TIMING_ARREARS };
/*
 * A cycle that a subscription covers in part costs as much as all of it
 * (NONE), or by the days covered: of those of the cycle, of 30 for each month
 * of it, or of those of the calendar month in which the part begins.
 */
enum price_proration {
	PRORATION_CALENDAR, PRORATION_NONE, PRORATION_30_DAYS, PRORATION_MONTH
};
/* Where cycles of several months begin: in January, or as the subscription. */
enum price_anchor { ANCHOR_CALENDAR, ANCHOR_SUBSCRIPTION };
/* An amount from a date on, to the next one's date. */
struct price_amount {
	int64_t	from_day;		/* INT64_MIN: ever */
	money_t	amount;
};
/*
 * What is rounded as the price says: each record, or, so that records stay as
 * exact as money is, the line that they sum to, or the sum of all such lines
 * of a document, shared out to them.
 */
enum price_rounds { ROUNDS_RECORD, ROUNDS_LINE, ROUNDS_DOCUMENT };
/* Usage that a price takes; a record without direction is `out`. */
enum price_direction { DIRECTION_OUT, DIRECTION_IN, DIRECTION_ANY };
/* Which number of a usage record is charged. */
enum price_counts { COUNTS_QUANTITY, COUNTS_IN, COUNTS_OUT };

/* Seconds of usage run with the clock; nothing else does. */
static inline bool
unit_is_time(struct slice unit)
{
	return unit.len == 1 && unit.p[0] == 's';
}

struct price {
	struct slice		 id;
	struct slice		 name;		/* for the invoice line */
	enum price_kind		 kind;
	const struct tax	*tax;
	struct slice		 gl;		/* revenue account */
	struct slice		 currency;	/* of its amounts, ISO 4217 */
	unsigned		 currency_decimals;
	/* how an amount is rounded, once: record (usage) or charge */
	enum rounding		 rounding;
	unsigned		 decimals;
	/* of usage: where it is rounded to fewer, and how */
	enum price_rounds	 rounds;
	enum rounding		 line_rounding;
	unsigned		 line_decimals;
	/* PRICE_USAGE */
	struct slice		 usage_type;
	struct slice		 unit;		/* "s", "octet", "1" */
	enum price_direction	 direction;
	enum price_counts	 counts;
	struct slice		 rates;		/* file of the tariff */
	struct tariff		 tariff;
	const struct settle	*settle;	/* NULL: by record */
	const struct graduated	*graduated;	/* NULL: each by itself */
	struct terms		 terms;
	bool			 by_terms;	/* of terms or rates not plain */
	/* settled with its period, or for some of such usage alone */
	bool			 apart;
	/* for which usage: by number of destination, by place of network */
	const uint8_t		*only_to, *only_in;	/* NULL: any */
	uint64_t		 breadth;	/* destinations * places */
	uint32_t		 usage_kind;	/* alike for type and unit */
	struct keyed_rates	 keyed;		/* of some customers, carriers */
	const struct convert	*convert;	/* NULL: as it is */
	const struct price	*cost;		/* PRICE_COST, or NULL */
	/* PRICE_COST */
	struct destinations	*destinations;	/* NULL: the catalog's */
	/* PRICE_RECURRING and PRICE_ONE_OFF */
	const struct price_amount *amount;	/* ascending, at least one */
	size_t			 amounts;
	struct slice		 quantity;	/* field that multiplies it */
	unsigned		 months;	/* of a cycle; 0: 1 */
	enum price_anchor	 anchor;
	enum price_timing	 timing;
	enum price_proration	 proration;
};

/* Lists of destinations or networks by name, for prices and allowances. */
struct destination_group {
	struct slice	 id;
	bool		 used;		/* a price or allowance names it */
	const uint32_t	*destination;
	size_t		 len;
};
struct network_group {
	struct slice		  id;
	bool			  used;		/* a price names it */
	const struct net_pattern *pattern;
	size_t			  len;
};

enum offer_status { OFFER_ACTIVE, OFFER_DRAFT, OFFER_RETIRED };

/*
 * An active offer is served: its usage is priced, its charges are billed.
 * Its dates say when it is sold; who has it keeps it past them. A draft is
 * not served yet and a retired one no longer, whoever has it.
 */
struct offer {
	struct slice		  id;
	struct slice		  name;
	enum offer_status	  status;
	int64_t			  from_us, to_us;	/* half-open */
	struct slice		  currency;	/* of all its prices */
	const struct price	**price;	/* in the order of the catalog */
	size_t			  len;
	const struct allowance	**allowance;
	size_t			  allowances;
	/* that all its subscriptions have, sorted by id */
	const struct discount	**discount;
	size_t			  discounts;
	const struct commitment	**commitment;
	size_t			  commitments;
	/* an add-on: beside one of these; none: it stands alone */
	const struct offer	**requires;
	size_t			  requires_len;
};

struct catalog {
	struct arena		 arena;
	struct slice		 name;
	struct slice		 currency;	/* ISO 4217 */
	unsigned		 currency_decimals;
	struct zone		 zone;		/* of prices and bill cycles */
	/* each sorted by id, bytewise */
	struct tax		*tax;
	size_t			 tax_len;
	struct tax_treatment	*treatment;
	size_t			 treatment_len;
	struct price		*price;
	size_t			 price_len;
	struct price		*cost;
	size_t			 cost_len;
	struct exchange_rate	*exchange;	/* owned; sorted */
	size_t			 exchange_len, exchange_cap;
	struct allowance	*allowance;
	size_t			 allowance_len;
	struct offer		*offer;
	size_t			 offer_len;
	struct discount		*discount;
	size_t			 discount_len;
	struct commitment	*commitment;
	size_t			 commitment_len;
	struct band_table	 bands;
	struct destinations	 destinations;
	struct destination_group *to_group;
	size_t			 to_group_len;
	struct network_group	*in_group;
	size_t			 in_group_len;
	struct net_places	 places;	/* of the networks in groups */
	struct key_names	 keys;		/* of all keyed rates */
	struct wording		 names;		/* in further languages */
	struct {
		struct slice	 receivable, tax, rounding;	/* accounts */
	} ledger;
	/* SHA-256 over name, length and octets of the files, sorted by name */
	char			 digest[SHA256_HEX_MAX];
};

void	catalog_release(struct catalog *);

static inline bool
offer_served(const struct offer *o)
{
	return o->status == OFFER_ACTIVE;
}
const char *offer_status_name(enum offer_status);	/* "active" */
/* Whether a subscription may begin then. */
static inline bool
offer_sold_at(const struct offer *o, int64_t us)
{
	return offer_served(o) && us >= o->from_us && us < o->to_us;
}

/* Where the numbers lead of which the rates of a price speak. */
static inline const struct destinations *
price_destinations(const struct catalog *c, const struct price *p)
{
	return p->destinations != NULL ? p->destinations : &c->destinations;
}
/* The currency of its records: that into which it converts, or its own. */
static inline struct slice
price_record_currency(const struct price *p)
{
	return p->convert != NULL ? p->convert->to : p->currency;
}

/*
 * "2026-01-01" (its midnight in the catalog's zone) or RFC 3339. False when
 * it is neither.
 */
bool	catalog_instant(const struct catalog *, struct slice, int64_t *us);

/* By id, with which every element of a catalog's tables begins. */
void	catalog_sort(void *table, size_t len, size_t size);
/* NULL when there is none of that id. */
const struct tax   *catalog_tax(const struct catalog *, struct slice id);
const struct tax_treatment *catalog_treatment(const struct catalog *,
	    struct slice id);
const struct price *catalog_price(const struct catalog *, struct slice id);
const struct price *catalog_cost(const struct catalog *, struct slice id);
const struct allowance *catalog_allowance(const struct catalog *,
	    struct slice id);
const struct offer *catalog_offer(const struct catalog *, struct slice id);
const struct discount *catalog_discount(const struct catalog *,
	    struct slice id);
const struct commitment *catalog_commitment(const struct catalog *,
	    struct slice id);

/*
 * Whether a category of UNCL 5305 may have that rate: S above 0, L and M any,
 * the others 0 (EN 16931-1, BR-S-05, BR-Z-05, BR-E-05, BR-AE-05, ...).
 */
bool	tax_category_takes(struct slice category, money_t percent);
/* The tax of a price for who has a treatment; NULL: for all others. */
const struct tax *tax_treated(const struct tax *,
	    const struct tax_treatment *);
/* Whether a category owes the reader a reason (BR-E-10, BR-AE-10, ...). */
bool	tax_category_exempt(struct slice category);
/*
 * Whether a document with it names the buyer's VAT identifier (BR-AE-02,
 * BR-IC-02).
 */
bool	tax_category_names_buyer(struct slice category);
/* False before the first rate's date. */
bool	tax_percent_at(const struct tax *, int64_t day, money_t *percent);

/* The amount in force on a day; false before the first one's date. */
bool	price_amount_at(const struct price *, int64_t day, money_t *amount);

/*
 * A price of an offer for usage of that type, unit and direction, NULL when
 * it has none. Where there are several, one that is for some destinations or
 * networks alone, and choice.h says which takes what.
 */
const struct price *offer_usage_price(const struct offer *,
	    struct slice usage_type, struct slice unit,
	    enum price_direction direction);
/*
 * The same, with what was found before: usage is of few kinds. The words are
 * those of total.h, or TOTAL_WORD_LONG. Zeroed is valid and empty.
 */
#define PRICE_MEMO_BITS	6
struct price_memo {
	uint64_t	usage_type, unit;	/* of the usage in hand */
	struct price_known {
		const struct offer *offer;
		uint64_t	usage_type, unit;
		enum price_direction direction;
		const struct price *price;
	} known[1 << PRICE_MEMO_BITS];
};
const struct price *offer_usage_price_again(const struct offer *,
	    struct slice usage_type, struct slice unit,
	    enum price_direction direction, struct price_memo *);

#endif
