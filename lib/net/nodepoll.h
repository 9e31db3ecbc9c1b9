/*
 * nodepoll.h (net) - everything that is asked of one node
 * First the system group (it tells dead from alive, and the round-trip
 * time), then the ports; the 32-bit counters only where 64-bit ones are
 * missing. What came before trouble is kept and marked.
 */
#ifndef NET_NODEPOLL_H
#define NET_NODEPOLL_H

#include "net/snmp.h"
#include "net/walk.h"
#include "oss/iftable.h"

struct node_how {
	int64_t		timeout_us;	/* of one try */
	unsigned	retries;
	unsigned	repetitions;	/* GETBULK max-repetitions at most */
	int64_t		deadline_us;	/* of the whole node; 0: none */
};

enum node_error {
	NODE_OK = 0,
	NODE_TIMEOUT, NODE_REFUSED, NODE_UNREACHABLE, NODE_LOCAL,
	NODE_RESOLVE,		/* set by who looks names up */
	NODE_AUTH,		/* authorizationError: it said so */
	NODE_PARTIAL		/* it answered, then the walk broke off */
};
const char *node_error_name(enum node_error);	/* as in field `error` */

/* What a node said. Borrowed from the poll for the time of the call. */
struct node_reading {
	int64_t		at_us;		/* of the first answer, or giving up */
	enum node_error	error;
	enum walk_fault	fault;		/* what made it partial */
	bool		reachable;	/* it answered */
	bool		has_rtt, has_uptime;
	uint64_t	rtt_us, uptime_cs;
	struct slice	sys_descr, sys_name, sys_object_id;
	struct iftable *ports;
};

struct node_poller;		/* what the polls of a thread share */
struct node_poll;		/* one node; used again for the next */
typedef void node_done_fn(void *arg, const struct node_reading *);

/* how is borrowed. NULL: no descriptors left, errno is set. */
struct node_poller *node_poller_new(const struct node_how *);
void	node_poller_free(struct node_poller *);
struct snmp_pool *node_poller_pool(struct node_poller *);

struct node_poll *node_poll_new(struct node_poller *);
void	node_poll_free(struct node_poll *);
/*
 * Begin with a node. done is called once, at the end: from snmp_pool_wait,
 * or at once when nothing can be sent.
 */
void	node_poll_begin(struct node_poll *, const struct net_address *,
	    struct slice community, node_done_fn *done, void *arg);

#endif
