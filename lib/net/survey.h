/*
 * survey.h (net) - a node's poll as questions and answers
 * First the system group, then whatever the node's plan says (plan.h): the
 * ports, and what the caller adds when it knows the system group. Says what
 * to ask next and takes the answers apart; who carries them (live agents, a
 * recording, a test) is not its business. What came before trouble is kept
 * and marked. No I/O, no clock.
 *
 *	survey_begin(&s, &how, plan_fn, arg);
 *	while (survey_next(&s, &request))
 *		... send; then one of survey_answer, survey_silent
 *	s.reading is what the node said
 */
#ifndef NET_SURVEY_H
#define NET_SURVEY_H

#include "net/walk.h"
#include "oss/iftable.h"
#include "oss/plan.h"

#define SURVEY_SCALARS_MAX	WALK_COLUMNS_MAX	/* in one GET */

enum node_error {
	NODE_OK = 0,
	NODE_TIMEOUT, NODE_REFUSED, NODE_UNREACHABLE, NODE_LOCAL,
	NODE_RESOLVE,		/* set by who looks names up */
	NODE_AUTH,		/* it says so */
	NODE_PARTIAL,		/* it answered, then something broke off */
	NODE_ERRORS
};
const char *node_error_name(enum node_error);	/* as in field `error` */

/* What a node said. Borrowed from the survey until its next begin. */
struct node_reading {
	int64_t		at_us;		/* of the first answer, or giving up */
	enum node_error	error;
	enum walk_fault	fault;		/* what made it partial */
	const char	*denied;	/* what it denied (AUTH), static */
	bool		reachable;	/* it answered */
	bool		has_rtt, has_uptime;
	uint64_t	rtt_us, uptime_cs;
	struct slice	sys_descr, sys_name, sys_location;
	struct slice	sys_object_id;	/* dotted, no dot in front */
	struct iftable	*ports;
	uint64_t	poll_us;	/* first request to last answer */
	uint64_t	requests, objects;	/* sent; varbinds received */
};

/*
 * Add steps to the plan of a node (the ports are in it): called once, when
 * the system group has been read; only for nodes that answered. From here to
 * the end of the survey the steps' cells arrive.
 */
typedef void survey_plan_fn(void *arg, const struct node_reading *,
    struct plan *);

struct survey_how {
	unsigned	repetitions;	/* rows in an answer at most */
	bool		getnext;	/* SNMPv1: there is no GETBULK */
	bool		system_only;	/* no ports, no plan */
};

/* What is worth knowing at the node's next survey. Zeroed: nothing yet. */
struct node_habit {
	uint16_t	cells;		/* an answer holds no more; 0: unknown */
};

struct survey_answer {
	int64_t		at_us;		/* UTC */
	uint64_t	rtt_us;
	unsigned	error_status, error_index;	/* RFC 3416 */
	const struct varbind *vb;
	size_t		len;
};

struct survey {
	struct node_reading reading;
	struct iftable	ports;
	struct plan	plan;
	struct node_habit habit;	/* the caller sets and keeps it */
	/* its own */
	struct survey_how how;
	survey_plan_fn	*plan_fn;
	void		*arg;
	struct buf	text[3];	/* of the system group */
	char		object_id[OID_TEXT_MAX];
	struct walk	walk;
	bool		walking;
	bool		over;		/* nothing more is asked */
	bool		lowered;	/* it had to be asked for less */
	struct {
		uint16_t step, column;
	} from[WALK_COLUMNS_MAX];	/* of the walk's columns */
	unsigned	column;		/* the next of plan.step[plan.at] */
	size_t		group_end;	/* steps before it are in the walk */
	uint16_t	asked[SURVEY_SCALARS_MAX];	/* by GET */
	unsigned	asked_len, batch;
};

/* A zeroed struct survey is valid. habit is left alone by begin. */
void	survey_release(struct survey *);
void	survey_begin(struct survey *, const struct survey_how *,
	    survey_plan_fn *, void *arg);	/* plan_fn may be NULL */
/* What to ask next; false when it is over. */
bool	survey_next(struct survey *, struct walk_request *);
void	survey_answer(struct survey *, const struct survey_answer *);
/* No answer, retries included: why, and when it was given up. */
void	survey_silent(struct survey *, enum node_error why, int64_t at_us);
/*
 * It answers that it does not talk to us: what it minds (static), and when
 * (of the answer only the times are looked at).
 */
void	survey_denied(struct survey *, const char *what,
	    const struct survey_answer *);
/* Ask no more. */
void	survey_stop(struct survey *, enum walk_fault);

#endif
