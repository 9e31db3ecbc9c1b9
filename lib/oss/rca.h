/*
 * rca.h (oss) - which failures explain best what was observed
 * A network of nodes, ports and links, what was seen of each, and an answer:
 * the set of failures that is cheapest, where a failure costs as much as it
 * is rare, and so does each observation that the set does not foresee. What
 * a set foresees is simulated on the graph: a node answers when it lives and
 * the poller reaches it, a port is up when its link and both its ends work.
 * So redundancy is computed, never typed in, and two failures are told apart
 * as well as one. Failures that have nothing to do with each other are looked
 * for apart, any number of them.
 *
 *	rca_init(&r);
 *	rca_node(&r, ...); rca_port(&r, ...); rca_link(&r, ...);
 *	rca_group(&r, ...); rca_member(&r, ...);
 *	rca_solve(&r);
 *	for (i = 0; i < r.roots; i++)
 *		... r.root[i] ...
 *	rca_release(&r);
 *
 * Costs are natural logarithms of odds, in thousandths. Ties are settled by
 * the order in which things were added, so the caller adds them sorted.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_RCA_H
#define OSS_RCA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RCA_NONE	UINT32_MAX
#define RCA_ROOTS_MAX	64	/* failures of a region that are searched for */

/* What can have failed. The resource of each is named in brackets. */
enum rca_class {
	RCA_LINK,		/* cut (link) */
	RCA_NODE,		/* dead (node) */
	RCA_ACCESS,		/* alive, but not manageable (node) */
	RCA_PORT,		/* does not work (port) */
	RCA_SHUT,		/* shut by an administrator (port) */
	RCA_ONE_WAY,		/* one end sees the other no more (link) */
	RCA_SRLG,		/* all links of it are cut (group) */
	RCA_CARD,		/* all ports of it (group) */
	RCA_POWER,		/* of a site (group) */
	RCA_SPLITTER,		/* all terminations behind it (group) */
	RCA_FEEDER,		/* all terminations of a port (group) */
	RCA_AREA_POWER,		/* of the terminations of a port (group) */
	RCA_POLLER,		/* the poller reaches nothing (its node) */
	RCA_CLASS_COUNT
};

enum rca_answer { RCA_NOT_ASKED, RCA_ANSWERS, RCA_SILENT };
enum rca_state { RCA_UNKNOWN, RCA_UP, RCA_DOWN, RCA_OFF };

struct rca_node {
	enum rca_answer	snmp, probe;
	uint32_t	misses;		/* of SNMP, in a row */
	uint32_t	probe_misses;
	uint32_t	neighbors;	/* that still hold a session with it */
	uint32_t	lost_neighbors;	/* that lost it, and not their port */
	int64_t		since_us;	/* that it is SILENT */
	int64_t		seen_us;	/* when it answered last, in any way;
					 * SILENT: when it was asked last */
	int64_t		good_us;	/* SILENT: its last answer; 0: none */
	bool		certain;	/* its silence must be explained */
	bool		spoke;		/* an answer, but a refusal */
	bool		on_battery;	/* or a last gasp before its silence */
	bool		planned;
};

struct rca_port {
	uint32_t	node;
	uint32_t	parent;		/* port below it, or NONE */
	enum rca_state	state;
	bool		absent;		/* not there any more */
	bool		unseen;		/* there are no samples of it */
	bool		rests;		/* DOWN for what is below it */
	int64_t		since_us;	/* that it is DOWN */
	int64_t		good_us;	/* DOWN: when it was up last; or 0 */
	int64_t		seen_us;	/* its last sample */
	bool		flows;		/* traffic was seen to move */
	bool		spare;		/* was up once, and serves nobody; only
					 * of those that are not up now */
	bool		planned;
	uint32_t	link;		/* set by rca_link */
	bool		shared;		/* so is this: several links */
};

/*
 * An end without a port, or with one that was never seen, hangs on a port of
 * its node that has no link: on one of those that went when the link, or what
 * is behind it, went.
 */
struct rca_link {
	uint32_t	a, b;		/* nodes */
	uint32_t	a_port, b_port;	/* or NONE */
	bool		planned;
};

struct rca_term {
	uint32_t	node, port;	/* port: or NONE */
	enum rca_state	state;
	bool		gasp;		/* told of its power before it went */
	bool		light_lost;	/* los */
	uint32_t	fellows;	/* of its port that went with it */
};

/* members: SRLG links, CARD ports, POWER nodes, the others terminations */
struct rca_group {
	enum rca_class	class;
	uint32_t	node, port;	/* CARD: node, FEEDER: both */
	uint32_t	first, len;	/* in member[] */
	bool		partial;	/* who of them went together: what is
					 * behind a port and who of a street
					 * hangs together nobody tells */
	bool		assumed;	/* nobody told that there is one */
	bool		planned;
};

struct rca_fault {
	enum rca_class	class;
	uint32_t	what;		/* number of its resource */
};

struct rca_alternative {
	struct rca_fault fault;
	uint32_t	 confidence_ppm;
	uint32_t	 root;		/* of which it is one */
};

struct rca_root {
	struct rca_fault fault;
	uint32_t	 confidence_ppm;
};

struct rca_work;

struct rca {
	struct rca_node	 *node;		/* owned, as all below */
	size_t		  nodes, nodes_cap;
	struct rca_port	 *port;
	size_t		  ports, ports_cap;
	struct rca_link	 *link;
	size_t		  links, links_cap;
	struct rca_term	 *term;
	size_t		  terms, terms_cap;
	struct rca_group *group;
	size_t		  groups, groups_cap;
	uint32_t	 *member;
	size_t		  members, members_cap;
	uint32_t	  poller;	/* node, or NONE */
	int64_t		  miss_cost, probe_miss_cost; /* of an answer that
					 * is lost by chance; 0: COST_MISS */
	bool		  fitful;	/* what is DOWN or SILENT comes and
					 * goes: who is cut off answers in
					 * between */
	const struct rca_fault *said;	/* borrowed; before, so likelier */
	size_t		  saids;
	/* the answer */
	struct rca_root	 *root;		/* sorted by class, then number */
	size_t		  roots;
	struct rca_alternative *alternative;
	size_t		  alternatives, alternatives_cap;
	/* root of each, or NONE: it is none of the symptoms */
	uint32_t	 *node_root, *port_root, *term_root, *link_root;
	uint64_t	  trials;	/* simulations made */
	struct rca_work	 *work;
};

void	 rca_init(struct rca *);
void	 rca_release(struct rca *);

uint32_t rca_node(struct rca *, const struct rca_node *);
uint32_t rca_port(struct rca *, const struct rca_port *);
uint32_t rca_link(struct rca *, const struct rca_link *);
uint32_t rca_term(struct rca *, const struct rca_term *);
/* A group's members are added behind it, before the next group. */
uint32_t rca_group(struct rca *, enum rca_class, uint32_t node, uint32_t port);
void	 rca_member(struct rca *, uint32_t member);

/*
 * When all is in. Again when states have changed: what is one network stays,
 * the answer is a new one.
 */
void	 rca_solve(struct rca *);

const char *rca_class_name(enum rca_class);

#endif
