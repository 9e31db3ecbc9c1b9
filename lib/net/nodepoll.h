/*
 * nodepoll.h (net) - surveys of live nodes
 * Carries the questions of a survey (survey.h) to a node and the answers
 * back, with a deadline. A survey's plan is the caller's.
 */
#ifndef NET_NODEPOLL_H
#define NET_NODEPOLL_H

#include "net/recording.h"
#include "net/snmp.h"
#include "net/survey.h"

struct node_how {
	int64_t		timeout_us;	/* of one try */
	unsigned	retries;
	unsigned	repetitions;	/* GETBULK max-repetitions at most */
	int64_t		deadline_us;	/* of the whole node; 0: none */
	bool		system_only;	/* ask the system group alone */
	survey_plan_fn	*plan;		/* what to ask; NULL: the ports only */
};

/*
 * What is kept of a node from one poll to the next, by the caller; read and
 * written by a poll. Zeroed: nothing yet.
 */
struct node_memory {
	struct usm_engine *engine;	/* borrowed; NULL: not to be kept */
	struct node_habit habit;
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
 * Begin with a node. how->plan is called with arg when its system group is
 * known. done is called once, at the end: from snmp_pool_wait, or at once
 * when nothing can be sent. Credentials and memory are borrowed until then.
 */
void	node_poll_begin(struct node_poll *, const struct net_address *,
	    const struct credential *, struct node_memory *,
	    node_done_fn *done, void *arg);

/*
 * The same against a recording, at the time at_us (UTC): done is called
 * before it returns, and nothing depends on a clock.
 */
void	node_poll_replay(struct node_poll *, struct recording *,
	    int64_t at_us, node_done_fn *done, void *arg);
/* Keep what the node answers from now on; borrowed. NULL: not. */
void	node_poll_record(struct node_poll *, struct recording *);

#endif
