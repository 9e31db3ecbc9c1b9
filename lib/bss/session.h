/*
 * session.h (bss) - accounting packets of access servers to intervals of use
 * A session is what an access server (NAS) reports of one connection: a
 * Start, Interim updates, a Stop. Their counters run from its begin; what lies
 * between two packets is their difference. Packets come twice, late, or not
 * at all; Acct-Session-Ids are used again behind a restart.
 *
 * Two clocks: event_s is when it happened and becomes ts and end_ts of usage;
 * sent_s is the same by the clock of the server that wrote the packet down,
 * and decides what is old and what is new, for the clocks of NAS go wrong.
 * Source: RFC 2866 (accounting), RFC 2869 5.1 to 5.3 (gigawords,
 * Event-Timestamp), RFC 2866 5.12 and 4.1 for Accounting-On and -Off.
 * Pure: no I/O, no clock. Memory: what is open or remembered.
 */
#ifndef BSS_SESSION_H
#define BSS_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

/* How much later a packet sent again may look when no Acct-Delay-Time says. */
#define SESSION_SLACK_S		300
/* 32-bit counters of an unknown port: the fastest that may have them */
#define SESSION_MAX_BPS		UINT64_C(20000000)
/* No port is faster: what says so is no reading (octets a second). */
#define SESSION_RATE_CEILING	UINT64_C(1250000000000)

enum gigawords {
	GIGAWORDS_AUTO,		/* absent is 0, until a fall shows a wrap */
	GIGAWORDS_SENT,		/* absent is 0: a fall is no wrap */
	GIGAWORDS_NEVER		/* counters are of 32 bits */
};

struct session_rules {
	int64_t	 timeout_s;	/* silent so long: ended without a Stop */
	int64_t	 remember_s;	/* of ended ones, to know what comes again */
	int64_t	 gap_after_s;	/* a longer interval is a gap; 0: never */
	int64_t	 longest_s;	/* between two readings; 0: any */
	uint64_t max_bps;	/* of a port with 32-bit counters */
	enum gigawords gigawords;
	bool	 void_lost_start;	/* what was before the first packet of
					 * a session without a Start is void */
};

enum packet_kind {
	PACKET_START, PACKET_INTERIM, PACKET_STOP,
	PACKET_RESTART		/* Accounting-On or -Off */
};

struct packet {
	enum packet_kind kind;
	struct slice	nas, session, identifier;
	int64_t		event_s;	/* when it happened */
	int64_t		came_s;		/* when the server had it */
	int64_t		sent_s;		/* less Acct-Delay-Time */
	uint64_t	in_octets, out_octets, seconds;	/* since the begin */
	bool		has_octets, has_seconds;
	bool		wide;		/* gigawords are there, or 64 bits */
};

struct session {
	struct slice	key, identifier;	/* owned by the table */
	uint32_t	nas;			/* index */
	uint32_t	same;		/* intervals without length at last_s */
	int64_t		began_s;	/* server's clock */
	int64_t		seen_s;		/* last packet, server's clock */
	int64_t		last_s;		/* last octets, event time */
	int64_t		time_s;		/* last seconds, event time */
	uint64_t	in_octets, out_octets, seconds;	/* as last read */
	bool		open;
	bool		restarted;	/* ended by Accounting-On or -Off */
	uint32_t	restarts;	/* that it has seen of its NAS's */
	bool		has_seconds, wide, wrapped;
};

struct session_nas {
	struct slice	name;		/* owned by the table */
	int64_t		clock_s;	/* latest packet, server's clock */
	int64_t		since_s;	/* first packet */
	int64_t		forgot_s;	/* of sessions dropped by --now */
	int64_t		restart_s;	/* last Accounting-On or -Off */
	uint32_t	restarts;	/* how many, in this run */
};
#define SESSION_NEVER	INT64_MIN

enum session_quality { SESSION_EXACT, SESSION_WRAPPED, SESSION_GAP };

struct session_interval {
	int64_t		from_s, to_s;	/* event time */
	uint64_t	in_octets, out_octets;
	enum session_quality quality;
	int64_t		time_from_s;	/* of seconds; to_s is the same */
	uint64_t	seconds;
	uint32_t	same;		/* > 0: the n-th without length */
	bool		has_octets, has_seconds;
};

enum session_fate {
	SESSION_USED,
	SESSION_DUPLICATE,	/* known, or late: a newer one said it all */
	SESSION_FORGOTTEN,	/* may be counted already: nothing was done */
	SESSION_COUNTER,	/* no reading: nothing was done */
	SESSION_LONG,		/* more than longest_s: nothing was done */
	SESSION_NOBODY		/* nobody's: nothing was done */
};

struct session_result {
	enum session_fate fate;
	const struct session *session;	/* NULL for RESTART; until next call */
	struct session_interval use;	/* when has_octets or has_seconds */
	/* octets from..to are not known, in a word; NULL: they are */
	const char	*void_why;
	int64_t		void_from_s, void_to_s;
};

struct sessions;
/* An open session that ended without a Stop; nothing is known behind last_s. */
typedef void (*session_lost_fn)(void *arg, const struct sessions *,
	    const struct session *, const char *why);

struct sessions *sessions_new(const struct session_rules *);
void	sessions_free(struct sessions *);
void	sessions_on_lost(struct sessions *, session_lost_fn, void *arg);

void	sessions_take(struct sessions *, const struct packet *,
	    struct session_result *);
/* End what was silent for too long, by the clock of each NAS or, when that is
 * later, now_s (SESSION_NEVER: only by the former). */
void	sessions_expire(struct sessions *, int64_t now_s);

/* Sessions that are open: each holds its last packet. */
uint64_t sessions_open(const struct sessions *);

/* To save: all of them, sorted by NAS and key. */
void	sessions_sort(struct sessions *);
uint32_t sessions_count(const struct sessions *);
const struct session *sessions_at(const struct sessions *, uint32_t);
uint32_t sessions_nas_count(const struct sessions *);
const struct session_nas *sessions_nas(const struct sessions *, uint32_t);
/* To load: false when it stands there already. */
bool	sessions_add_nas(struct sessions *, const struct session_nas *);
bool	sessions_add(struct sessions *, struct slice nas,
	    const struct session *);

/* "exact", "wrapped", "gap" */
const char *session_quality_name(enum session_quality);

/*
 * Part i of n of a counter's difference: what ran up to `at` of `whole` time
 * units. Parts of a cut interval are differences of it, so they add up.
 */
uint64_t session_share(uint64_t quantity, uint64_t at, uint64_t whole);

#endif
