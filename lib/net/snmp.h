/*
 * snmp.h (net) - many agents asked at once by one thread
 * A pool has peers, each with a socket of its own that is tied to the one
 * address: what others send the kernel drops, and ICMP errors are told. Each
 * has at most one request out. Answers and time-outs come as calls from
 * snmp_pool_wait. Requests are talk.h's: versions 1, 2c and 3.
 * For one thread.
 */
#ifndef NET_SNMP_H
#define NET_SNMP_H

#include <stdint.h>

#include "net/resolve.h"
#include "net/talk.h"

struct snmp_pool;
struct snmp_peer;

enum snmp_result {
	SNMP_ANSWER,
	SNMP_TIMEOUT,		/* no answer, retries included */
	SNMP_REFUSED,		/* nobody listens there (ICMP) */
	SNMP_UNREACHABLE,	/* no way to send */
	SNMP_LOCAL,		/* our own limits: descriptors, memory */
	SNMP_DENIED		/* it answers that it does not talk to us */
};

struct snmp_reply {
	enum snmp_result result;
	unsigned	 error_status, error_index;	/* RFC 3416 */
	const struct varbind *vb;	/* borrowed for the call */
	size_t		 len;
	enum talk_denial denial;	/* behind SNMP_DENIED */
	unsigned	 sent;		/* packets sent for it */
	uint64_t	 rtt_us;	/* since the last transmission */
	int64_t		 at_us;		/* when, UTC */
};
typedef void snmp_reply_fn(void *arg, const struct snmp_reply *);

struct snmp_how {
	int64_t		 timeout_us;	/* of one try */
	unsigned	 retries;	/* tries behind the first */
	int64_t		 until_us;	/* monotonic: give up then; 0: never */
	const struct credential *cred;	/* borrowed until close */
	/*
	 * Version 3: what is known of its engine, kept by the caller for the
	 * next time; borrowed until close. NULL: the peer keeps its own.
	 */
	struct usm_engine *engine;
};

struct snmp_pool *snmp_pool_new(void);
void	snmp_pool_free(struct snmp_pool *);	/* closes its peers */

/* NULL: *why says which of UNREACHABLE and LOCAL. Owned: close it. */
struct snmp_peer *snmp_peer_open(struct snmp_pool *,
	    const struct net_address *, const struct snmp_how *,
	    enum snmp_result *why);
/* May be called at any time, also while its own reply is delivered. */
void	snmp_peer_close(struct snmp_peer *);

/*
 * Send a request; fn is called once with what became of it, from
 * snmp_pool_wait, unless the peer is closed before. The names are copied.
 * SNMP_ANSWER: it is out; else why not, and fn is not called.
 */
enum snmp_result snmp_peer_ask(struct snmp_peer *, enum pdu_tag,
	    const struct oid_ref *, size_t n, unsigned non_repeaters,
	    unsigned max_repetitions, snmp_reply_fn *, void *arg);

/*
 * Deliver what is there; when there is nothing, wait for it, at most max_us.
 * Returns how many replies were delivered.
 */
unsigned snmp_pool_wait(struct snmp_pool *, int64_t max_us);
/* Whether snmp_pool_wait would have to sleep (then write out first). */
bool	snmp_pool_idle(struct snmp_pool *);

#endif
