/*
 * impact.h (oss) - whom failures hit, and what that is worth
 * Services hang on nodes, ports and terminations; active alarms say what of
 * these does not work and which cause it has. A service is
 *
 *	lost		its port, termination or probe is down, or its node is
 *			not reached
 *	degraded	its port has errors, discards, too much traffic or too
 *			little light; its probe loses answers or is slow
 *	at risk		neither, but redundancy is gone: there is a node or
 *			link whose loss alone would cut its node from the
 *			poller now, and would not when all works
 *
 * and has one cause: that of its worst effect; of those that take redundancy
 * the first, as they were raised, with which it is gone.
 *
 *	impact_service(&i, &s); impact_term(&i, ...); impact_link(&i, ...);
 *	impact_begin(&i);
 *	impact_alarm(&i, ...);
 *	impact_judge(&i, now_us);
 *	... i.service[n].effect, .cause ...
 *
 * Pure: no I/O, no clock. A zeroed struct is valid and empty.
 */
#ifndef OSS_IMPACT_H
#define OSS_IMPACT_H

#include "base/buf.h"
#include "base/money.h"
#include "oss/alarm.h"
#include "oss/names.h"

enum effect { EFFECT_NONE, EFFECT_AT_RISK, EFFECT_DEGRADED, EFFECT_LOST };
const char *effect_name(enum effect);
enum effect effect_lookup(struct slice);	/* NONE when there is none */

struct service {
	struct slice	subscription, account, currency;
	/* NODE/PORT, NODE/PROBE, a termination, NODE/TERMINATION, NODE */
	struct slice	identifier;
	money_t		revenue_month;
	int64_t		from_us, to_us;		/* half-open */
	/* set by impact_judge */
	enum effect	effect;
	struct slice	cause;			/* alarm_id; borrowed */
};

/* An active alarm; borrowed until impact_judge is through. */
struct impact_alarm {
	struct slice	node, object, qualifier;
	struct slice	cause;		/* alarm_id: its own of a root */
	enum object_kind kind;
	enum alarm_type	type, cause_type;
	int64_t		cause_us;	/* when the cause was raised */
};

struct impact_link;
struct impact {
	struct service	*service;	/* owned, as all below */
	size_t		 services, service_cap;
	struct arena	 arena;		/* texts of services */
	struct names	 terms;
	struct names	 term_node;	/* node names */
	uint32_t	*term_at;	/* by term: in term_node */
	struct names	 place;		/* NODE/TERMINATION of each */
	struct names	 common;	/* terms that several nodes have */
	struct names	 asked;		/* nodes */
	struct names	 probed;	/* nodes, asked or not */
	size_t		 term_ats, term_cap;
	struct names	 nodes;		/* that links name */
	struct arena	 link_arena;
	struct impact_link *link;
	size_t		 links, link_cap;
	struct slice	 poller;	/* borrowed; missing: the node with
					 * the most links */
	struct impact_alarm *alarm;
	size_t		 alarms, alarm_cap;
};

void	impact_release(struct impact *);
void	impact_service(struct impact *, const struct service *);
/* Where a termination is, and who is a node; before the links. */
void	impact_term(struct impact *, struct slice term, struct slice node);
void	impact_asked(struct impact *, struct slice node);
/* Nobody asks it but ossctl-probe: then echo says whether it is reached. */
void	impact_probed(struct impact *, struct slice node);
/*
 * The name of a link's end. Several nodes may have a termination of a name:
 * it is NODE/TERMINATION then, in the buffer, unless it is a node itself.
 */
struct slice impact_end(const struct impact *, struct buf *, struct slice node,
	    struct slice end);
void	impact_forget_links(struct impact *);
/* One that is told from both ends, or once for each duct, is one link. */
void	impact_link(struct impact *, struct slice a_node, struct slice a_port,
	    struct slice b_node, struct slice b_port, struct slice srlg);

void	impact_begin(struct impact *);
void	impact_alarm(struct impact *, const struct impact_alarm *);
void	impact_judge(struct impact *, int64_t now_us);

/* The node on which a service hangs; missing when it is not known. */
struct slice impact_node(const struct impact *, const struct names *nodes,
	    struct slice identifier);

/* What a set of services is worth; a currency has its own sum. */
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
void	worths_add(struct worths *, const struct service *);
void	worths_release(struct worths *);
/*
 * Those that a cause hits: what is lost or degraded in *hit, accounts that
 * are merely at risk in *risk.
 */
void	impact_sum(const struct impact *, struct slice cause,
	    struct worths *hit, struct names *risk);

/* Whom a cause hits, as it was reckoned when its alarm changed last. */
struct hits {
	bool		reckoned;
	uint64_t	customers;	/* accounts: lost or degraded */
	uint64_t	at_risk;	/* others */
	struct slice	currency;	/* missing: none, or several */
	money_t		revenue_month;
};
/* "hits 2 customers, 600 EUR a month; 3 at risk"; nothing when unknown */
void	hits_say(struct buf *, const struct hits *);

/* Whom it hits makes an alarm worse: at least so many, or so much. */
struct impact_level {
	enum severity	severity;
	uint64_t	customers;	/* 0: not asked */
	bool		by_revenue;
	money_t		revenue_month;
	struct slice	currency;
};
/* The worst of the levels that are reached; SEVERITY_CLEARED: none. */
enum severity impact_severity(const struct impact_level *, size_t len,
	    const struct worths *);

#endif
