/*
 * loss.h (oss) - sessions of access servers, and how many a fault has ended
 *
 * Packets of RADIUS accounting become, for each node and interval, how many
 * sessions are open at its end and how many were lost since the interval
 * before. Intervals are multiples of their length since 1970, in the time of
 * the packets: a node's goes on with those of the file that it stands in, at
 * last with all. What comes too late for its interval counts in the next one:
 * a session that was lost is counted once.
 *
 * A session that ended is remembered for as long as one without packets counts
 * as open: what is sent again counts for nothing.
 * Source: RFC 2866 5.1 and 5.10, RFC 3580 2.2 (causes), RFC 5080 2.2 (sent
 * again as it was). Pure: no I/O, no clock.
 */
#ifndef OSS_LOSS_H
#define OSS_LOSS_H

#include "base/slice.h"

enum loss_kind { LOSS_START, LOSS_INTERIM, LOSS_STOP, LOSS_RESTART };

struct loss_packet {
	enum loss_kind	kind;
	uint32_t	nas;		/* of loss_nas */
	struct slice	session;	/* not of a restart */
	int64_t		ts_s;		/* when it was sent */
	bool		has_duration;
	int64_t		duration_s;	/* of the session, until then */
	bool		fault;		/* STOP: loss_is_fault */
};

enum loss_fate {
	LOSS_USED,
	LOSS_DUPLICATE,		/* of what is known, or over */
	LOSS_FULL,		/* more sessions than are kept: not used */
	LOSS_FAIL		/* put failed */
};

struct loss_sample {
	uint32_t	node;
	int64_t		ts_s;
	uint64_t	open, lost;
};

struct loss_rules {
	int64_t		every_s;
	int64_t		timeout_s;	/* open so long without a packet */
	uint32_t	sessions_max;	/* open, or remembered */
	/* 0 or -1 */
	int		(*put)(void *arg, const struct loss_sample *);
	void		*arg;
};

#define LOSS_SESSIONS_MAX	UINT32_C(4000000)
#define LOSS_NAS_MAX		65536	/* for the caller to keep */
/* A longer gap between packets has one sample, at its end. */
#define LOSS_GAP_S		86400
/* What comes so soon after one like it is the same, sent again. */
#define LOSS_AGAIN_S		30

struct losses;

struct losses *losses_new(const struct loss_rules *);
void	losses_free(struct losses *);
/* The number of an access server, new at each call, of a node from 0. */
uint32_t loss_nas(struct losses *, uint32_t node);
/* A file begins: a clock of its own. */
void	losses_begin(struct losses *);
enum loss_fate losses_take(struct losses *, const struct loss_packet *);
/*
 * The end of all: what is left of each node, its last interval as far as it
 * has come, to the second behind the last packet. 0, or -1: put failed.
 */
int	losses_end(struct losses *);

/* Acct-Status-Type, as a word or number. False: of no session, or none. */
bool	loss_kind_of(struct slice, enum loss_kind *);
/* Whether this Acct-Terminate-Cause is the network's fault. */
bool	loss_is_fault(struct slice);

#endif
