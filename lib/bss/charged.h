/*
 * charged.h (bss) - what posted documents have charged a subscription
 * Posted documents stay as they are, and the world goes on: a subscription
 * ends in a month that was charged in advance, or was entered after the
 * period in which it began. Knowing what was charged, the next document
 *	leaves out what another one has,
 *	gives back what was charged for days that turned out not to be the
 *	subscription's, by days, as it was charged,
 *	charges usage that came after its own period was posted, as the
 *	difference to what was charged for it.
 * Pure: no I/O, no allocation, no clock.
 */
#ifndef BSS_CHARGED_H
#define BSS_CHARGED_H

#include "bss/invoice.h"
#include "bss/proration.h"

struct charged {			/* a line of a posted document */
	uint32_t	sub;		/* the subscription's index in a run */
	enum line_kind	kind;
	struct slice	price;
	struct day_span	days;
	money_t		net;
	struct slice	tax_code;	/* of its price */
	struct slice	taxed_as;	/* another one, or missing */
	uint64_t	quantity, records;	/* of usage */
	bool		own;		/* of the account at work */
	bool		before;		/* in the document of an earlier period */
};

/* Those of one subscription, in the order of their first days. */
struct charged_list {
	const struct charged	*item;	/* borrowed */
	size_t			 len;
};

/* The tax that it was charged with. */
struct slice	charged_tax(const struct charged *);
/* Whether some line is of an earlier period. */
bool	charged_known(struct charged_list);
/*
 * The day behind the last one of the price's recurring lines of earlier
 * periods; false when there is none.
 */
bool	charged_end(struct charged_list, struct slice price, int64_t *end);

/*
 * The first days in *rest that no recurring line of the price covers; *rest
 * becomes what is behind them. False when all are covered.
 */
bool	charged_gap(struct charged_list, struct slice price,
	    struct day_span *rest, struct day_span *gap);

/* Whether a line of the kind and price has some day of the span. */
bool	charged_has(struct charged_list, enum line_kind, struct slice price,
	    struct day_span);

/*
 * What was charged for usage of a price and tax in some days: its lines, and
 * the corrections of them; with `late` what came marked as late, too.
 */
struct charged_usage {
	bool		any;
	struct slice	tax;		/* of the last one of the account's own,
					 * or missing */
	money_t		net;
	uint64_t	quantity, records;
};
/* False on overflow. */
bool	charged_usage_sum(struct charged_list, struct slice price,
	    struct slice tax_code, struct day_span, bool late,
	    struct charged_usage *);

/*
 * What is to be added to a recurring line, and to the corrections of it that
 * were posted, so that it charges the days it shares with `active` and no
 * others; whole: all of it, when it shares any. *days are those that change
 * hands. 0 when it is right; false on overflow.
 */
bool	charged_correct(struct charged_list, const struct charged *,
	    struct day_span active, bool whole, unsigned decimals,
	    money_t *amount, struct day_span *days);

#endif
