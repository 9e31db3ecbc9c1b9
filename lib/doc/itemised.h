/*
 * itemised.h (doc) - the single records behind the usage lines of a document
 * What Directive (EU) 2018/1972, Annex VI part A (a), wants a customer to be
 * able to have: enough to verify the charges; what is free to him, as calls
 * to helplines, is not identified. Numbers may lose their last digits, for who
 * reads the bill need not be who called (Directive 2002/58/EC, article 7).
 */
#ifndef DOC_ITEMISED_H
#define DOC_ITEMISED_H

#include "base/arena.h"
#include "base/zone.h"
#include "bss/invoice.h"
#include "doc/doc_text.h"

struct item {				/* a rated record */
	struct slice	subscription, price, usage_id, number, destination;
	struct slice	unit;
	int64_t		ts_us;
	uint64_t	quantity;
	uint64_t	included;	/* units out of allowances */
	money_t		amount;
	bool		has_amount;	/* else settled with its period */
	bool		received;
	bool		late;		/* came after its period was sealed */
	bool		covered;	/* by allowances, in part or whole */
};

struct items {
	struct item	*item;		/* owned; texts are in the arena */
	size_t		 len, cap;
	struct arena	 text;
};

void	items_release(struct items *);
/* Texts are copied. */
void	items_add(struct items *, const struct item *);
/* After the last one: by subscription, time and id. */
void	items_sort(struct items *);

struct itemised {
	const struct items	*items;	/* borrowed */
	const struct zone	*zone;	/* of the times shown */
	unsigned		 mask;	/* the last digits of numbers; ids,
					 * that may hold them, are left out */
	bool			 free;	/* list what costs nothing, too */
};

/*
 * The records of a line are those of its subscription, price and days; what is
 * marked as late is on lines of its own. A correction is of what came since
 * another document: where there are more records than it says, which ones they
 * are cannot be told, and none is listed.
 */

/* The first line whose records are not as many, or not so much, as it says. */
struct itemised_lack {
	const struct invoice_line *line;	/* NULL: all are there */
	uint64_t		   found;
	money_sum_t		   exact, amount;	/* its, and theirs */
};

/*
 * For people, beside the view of an invoice: {title, columns {time, number,
 * destination, quantity, amount}, groups [{title, about, records [{time,
 * number, destination, quantity, about, amount}], amount}], free}. Owned by
 * the caller.
 */
struct json_t *itemised_view(const struct itemised *, const struct invoice *,
	    const struct doc_text *, struct itemised_lack *);
/*
 * For programs: [{subscription, price, line_identifier, usage_id, ts, number,
 * direction, destination, quantity, unit, included_quantity, amount}], all
 * texts.
 */
struct json_t *itemised_json(const struct itemised *, const struct invoice *,
	    struct itemised_lack *);

#endif
