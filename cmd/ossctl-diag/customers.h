/*
 * customers.h (ossctl-diag) - whose service hangs on which node or port
 * Read from subscription records. An identifier is NODE/PORT, a termination,
 * NODE/TERMINATION or a node.
 */
#ifndef OSSCTL_DIAG_CUSTOMERS_H
#define OSSCTL_DIAG_CUSTOMERS_H

#include "alarms.h"
#include "base/money.h"
#include "oss/names.h"

enum effect { EFFECT_NONE, EFFECT_DEGRADED, EFFECT_LOST };

struct customer {
	struct slice	subscription, account, identifier, currency;
	money_t		revenue_month;
	int64_t		from_us, to_us;
	/* set by customers_hit */
	enum effect	effect;
	struct slice	alarm_id;	/* the cause */
};

struct customers {
	struct customer	*item;		/* owned */
	size_t		 len, cap;
	struct arena	 arena;		/* all their texts */
};

/* What a set of them is worth; a currency has its own. */
struct worth {
	struct slice	currency;
	money_sum_t	revenue_month;
};
#define WORTHS_MAX	16
struct worths {
	struct worth	worth[WORTHS_MAX];
	size_t		len;
	struct names	accounts;
};

/* A file of subscription records. 0 or -1, said. */
int	customers_load(struct customers *, const char *path);
void	customers_release(struct customers *);
/* By the active alarms: who is hit by which cause. 0 or -1, said. */
int	customers_hit(struct customers *, struct db *);
/* The node that a service hangs on, in nodes; NAMES_NONE. -1: said */
int	customer_node(struct db *, const struct customer *,
	    const struct names *nodes, uint32_t *node);

void	worths_add(struct worths *, const struct customer *);
void	worths_release(struct worths *);

const char *effect_name(enum effect);

#endif
