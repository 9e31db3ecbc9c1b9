/*
 * sla.h (store) - SLA policies, as a file or a catalog has them
 *
 *	{ "sla_policies": { "gold": {
 *		"name": "Gold", "availability": "99.9", "per": "month",
 *		"hours": "mon-fri 08:00-18:00", "repair_s": "14400",
 *		"node_down": "down",
 *		"credits": [ { "below": "99.9", "percent": "5" },
 *			     { "below": "99", "percent": "20" } ] } } }
 *
 * Other members of the document are passed over, so catalog.json will do.
 */
#ifndef STORE_SLA_H
#define STORE_SLA_H

#include "base/arena.h"
#include "base/money.h"
#include "oss/hours.h"

#define SLA_CREDITS_MAX	16

enum sla_per { SLA_PER_ANY, SLA_PER_DAY, SLA_PER_MONTH, SLA_PER_QUARTER,
	SLA_PER_YEAR };
enum sla_node { SLA_NODE_UNKNOWN, SLA_NODE_DOWN };

struct sla_policy {
	struct slice	id, name;
	uint64_t	target;		/* availability, PCT_SCALE (uptime.h) */
	money_t		target_pct;
	int		per;		/* enum sla_per */
	int		node_down;	/* enum sla_node: what a port is then */
	bool		has_hours;
	struct hours	hours;
	uint64_t	repair_s;	/* 0: not promised */
	struct {
		uint64_t below;		/* as target */
		money_t	 percent;	/* of the fee */
	}		credit[SLA_CREDITS_MAX];
	size_t		credits;
};

struct sla_policies {
	struct arena	   text;
	struct sla_policy *item;	/* owned, by id */
	size_t		   len;
};

/* 0, or -1: all that is wrong was said (`kpi-sla`, doc-*). */
int	sla_read(struct sla_policies *, const char *path);
void	sla_release(struct sla_policies *);
const struct sla_policy *sla_find(const struct sla_policies *, struct slice);

#endif
