/*
 * snmp.c (net) - see snmp.h
 * Descriptors are watched by epoll and time-outs kept in a list by when they
 * are due, so that a pass costs the same per answer whatever the number of
 * peers.
 */
#include <errno.h>
#include <sys/epoll.h>
#include <sys/queue.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/tstamp.h"
#include "net/snmp.h"

#define EVENTS_MAX	256
#define ID_MAX		INT32_MAX

struct snmp_peer {
	struct snmp_pool *pool;
	int		 fd;
	bool		 waiting;	/* a request is out */
	bool		 refused;	/* ICMP said so since it went out */
	unsigned	 refused_try;	/* about this try */
	bool		 closed;	/* to be freed when nothing is at it */
	unsigned	 tries, retries, sent;
	int64_t		 timeout_us;
	int64_t		 sent_us, due_us, until_us;	/* monotonic */
	struct talk	 talk;
	struct usm_engine engine;	/* when the caller keeps none */
	snmp_reply_fn	*fn;
	void		*arg;
	TAILQ_ENTRY(snmp_peer) entry;	/* waiting, or closed */
	LIST_ENTRY(snmp_peer) all;
};
TAILQ_HEAD(peer_list, snmp_peer);
LIST_HEAD(peer_all, snmp_peer);

struct snmp_pool {
	int		 epoll;
	struct peer_list waiting;	/* by due_us */
	struct peer_list closed;
	struct peer_all	 all;
	struct varbind_room room;	/* of the reply in hand */
	uint64_t	 salt;
	uint32_t	 id;		/* of the last request */
	unsigned	 delivered;	/* in this wait */
	bool		 busy;		/* inside snmp_pool_wait */
	struct epoll_event event[EVENTS_MAX];
	int		 ready;		/* events not looked at yet */
	unsigned char	 in[MESSAGE_MAX + 1], out[MESSAGE_MAX];
};

struct snmp_pool *
snmp_pool_new(void)
{
	struct snmp_pool *p = xcalloc(1, sizeof(*p));

	TAILQ_INIT(&p->waiting);
	TAILQ_INIT(&p->closed);
	LIST_INIT(&p->all);
	if (getrandom(&p->salt, sizeof(p->salt), 0) < 0
	    || getrandom(&p->id, sizeof(p->id), 0) < 0
	    || (p->epoll = epoll_create1(EPOLL_CLOEXEC)) < 0) {
		free(p);
		return NULL;
	}
	return p;
}

static void
peer_free(struct snmp_peer *peer)
{
	LIST_REMOVE(peer, all);
	close(peer->fd);		/* epoll forgets it */
	talk_release(&peer->talk);
	explicit_bzero(&peer->engine, sizeof(peer->engine));
	free(peer);
}

static void
bury(struct snmp_pool *p)
{
	struct snmp_peer *peer;

	while ((peer = TAILQ_FIRST(&p->closed)) != NULL) {
		TAILQ_REMOVE(&p->closed, peer, entry);
		peer_free(peer);
	}
}

void
snmp_pool_free(struct snmp_pool *p)
{
	struct snmp_peer *peer;

	if (p == NULL)
		return;
	while ((peer = LIST_FIRST(&p->all)) != NULL)
		peer_free(peer);
	close(p->epoll);
	varbind_room_release(&p->room);
	free(p);
}

static enum snmp_result
result_of(int err)
{
	switch (err) {
	case ECONNREFUSED:
		return SNMP_REFUSED;
	case EMFILE:
	case ENFILE:
	case ENOMEM:
	case ENOBUFS:
		return SNMP_LOCAL;
	default:
		return SNMP_UNREACHABLE;
	}
}

/* A socket that hears this address alone; -1 with errno. */
static int
socket_to(const struct net_address *a)
{
	int fd = socket(a->addr.ss_family,
	    SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), err;

	if (fd < 0)
		return -1;
	if (connect(fd, (const struct sockaddr *)&a->addr, a->len) == 0)
		return fd;
	err = errno;
	close(fd);
	errno = err;
	return -1;
}

struct snmp_peer *
snmp_peer_open(struct snmp_pool *p, const struct net_address *a,
    const struct snmp_how *how, enum snmp_result *why)
{
	/* told once of each packet: see peer_read */
	struct epoll_event ev = { .events = EPOLLIN | EPOLLET };
	struct snmp_peer *peer;
	int fd = socket_to(a);

	if (fd < 0) {
		*why = result_of(errno);
		return NULL;
	}
	peer = xcalloc(1, sizeof(*peer));
	peer->pool = p;
	peer->fd = fd;
	peer->timeout_us = how->timeout_us;
	peer->retries = how->retries;
	peer->until_us = how->until_us;
	peer->talk.cred = how->cred;
	peer->talk.engine = how->engine != NULL ? how->engine : &peer->engine;
	peer->talk.salt = &p->salt;
	LIST_INSERT_HEAD(&p->all, peer, all);
	ev.data.ptr = peer;
	if (epoll_ctl(p->epoll, EPOLL_CTL_ADD, fd, &ev) < 0) {
		*why = SNMP_LOCAL;
		peer_free(peer);
		return NULL;
	}
	return peer;
}

static void
waiting_end(struct snmp_peer *peer)
{
	if (!peer->waiting)
		return;
	TAILQ_REMOVE(&peer->pool->waiting, peer, entry);
	peer->waiting = false;
}

void
snmp_peer_close(struct snmp_peer *peer)
{
	if (peer == NULL || peer->closed)
		return;
	waiting_end(peer);
	peer->closed = true;
	if (peer->pool->busy || peer->pool->ready > 0)
		TAILQ_INSERT_TAIL(&peer->pool->closed, peer, entry);
	else
		peer_free(peer);
}

/* Put it behind all others: its time-out is the last, or nearly. */
static void
waiting_begin(struct snmp_peer *peer)
{
	struct peer_list *list = &peer->pool->waiting;
	struct snmp_peer *at;

	waiting_end(peer);
	peer->due_us = peer->sent_us + peer->timeout_us;
	if (peer->until_us != 0 && peer->due_us > peer->until_us)
		peer->due_us = peer->until_us;
	at = TAILQ_LAST(list, peer_list);
	while (at != NULL && at->due_us > peer->due_us)
		at = TAILQ_PREV(at, peer_list, entry);
	if (at != NULL)
		TAILQ_INSERT_AFTER(list, at, peer, entry);
	else
		TAILQ_INSERT_HEAD(list, peer, entry);
	peer->waiting = true;
}

/*
 * Send what there is to say, and wait for what comes of it. A full buffer on
 * the way is a lost packet; what an earlier ICMP error said is not about
 * this one. SNMP_ANSWER, or why it cannot be sent.
 */
static enum snmp_result
transmit(struct snmp_peer *peer)
{
	struct slice s;
	ssize_t n = -1;

	peer->sent_us = mono_us();
	s = talk_message(&peer->talk, peer->sent_us, peer->pool->out);
	if (s.len == 0)
		return SNMP_LOCAL;
	for (int i = 0; i < 2 && n < 0; i++) {
		n = send(peer->fd, s.p, s.len, MSG_NOSIGNAL);
		if (n < 0 && errno == ECONNREFUSED) {
			peer->refused = true;
			peer->refused_try = peer->tries > 0
			    ? peer->tries - 1 : 0;
		} else if (n < 0) {
			break;
		}
	}
	if (n < 0 && errno != EAGAIN && errno != ENOBUFS
	    && errno != ECONNREFUSED && errno != EINTR)
		return result_of(errno);
	peer->sent++;
	waiting_begin(peer);
	return SNMP_ANSWER;
}

enum snmp_result
snmp_peer_ask(struct snmp_peer *peer, enum pdu_tag tag,
    const struct oid_ref *name, size_t n, unsigned non_repeaters,
    unsigned max_repetitions, snmp_reply_fn *fn, void *arg)
{
	peer->pool->id = peer->pool->id % ID_MAX + 1;
	if (!talk_begin(&peer->talk, peer->pool->id, tag, non_repeaters,
	    max_repetitions, name, n))
		return SNMP_LOCAL;
	peer->fn = fn;
	peer->arg = arg;
	peer->refused = false;
	peer->tries = peer->sent = 0;
	return transmit(peer);
}

static void
deliver(struct snmp_peer *peer, struct snmp_reply *r)
{
	r->sent = peer->sent;
	r->at_us = clock_us();
	waiting_end(peer);
	peer->pool->delivered++;
	peer->fn(peer->arg, r);
}

static void
deliver_failure(struct snmp_peer *peer, enum snmp_result why)
{
	struct snmp_reply r = { .result = why,
	    .denial = talk_give_up(&peer->talk) };

	if (r.denial != DENIED_NOT && why == SNMP_TIMEOUT)
		r.result = SNMP_DENIED;
	deliver(peer, &r);
}

/* False: it was no answer, and the next one may be. */
static bool
take_packet(struct snmp_pool *p, struct snmp_peer *peer, size_t n)
{
	int64_t now = mono_us();
	struct snmp_reply r = { .result = SNMP_ANSWER };
	struct talk_answer a = { 0 };
	enum snmp_result why;

	switch (talk_take(&peer->talk, p->in, n, now, &p->room, &a)) {
	case TALK_IGNORE:
		return false;
	case TALK_AGAIN:
		if ((why = transmit(peer)) != SNMP_ANSWER)
			deliver_failure(peer, why);
		return true;
	case TALK_DENIED:
		r.result = SNMP_DENIED;
		r.denial = peer->talk.denial;
		break;
	case TALK_ANSWER:
		break;
	}
	r.error_status = a.error_status;
	r.error_index = a.error_index;
	r.vb = a.vb;
	r.len = a.len;
	r.rtt_us = (uint64_t)(now - peer->sent_us);
	deliver(peer, &r);
	return true;
}

/*
 * Nobody listens there. It may be starting again, so there is a further try
 * when this one's time is up; refused twice is refused.
 */
static void
take_refusal(struct snmp_peer *peer)
{
	if (!peer->waiting)
		return;
	if (peer->refused && peer->refused_try != peer->tries) {
		deliver_failure(peer, SNMP_REFUSED);
		return;
	}
	peer->refused = true;
	peer->refused_try = peer->tries;
}

/*
 * Up to an answer, or until there is no more. What lies behind an answer is
 * read when the next one has come: what is not an answer any more.
 */
static void
peer_read(struct snmp_pool *p, struct snmp_peer *peer)
{
	bool taken = false;
	ssize_t n;

	while (!taken && !peer->closed) {
		n = recv(peer->fd, p->in, sizeof(p->in), 0);
		if (n < 0 && errno == ECONNREFUSED)
			take_refusal(peer);
		else if (n < 0 && errno != EINTR)
			return;
		else if (n > 0 && peer->waiting)
			taken = take_packet(p, peer, (size_t)n);
	}
}

/* Those whose try has run out: again, or given up. */
static void
expire(struct snmp_pool *p)
{
	int64_t now = mono_us();
	struct snmp_peer *peer;

	while ((peer = TAILQ_FIRST(&p->waiting)) != NULL
	    && peer->due_us <= now) {
		enum snmp_result why = peer->refused ? SNMP_REFUSED
		    : SNMP_TIMEOUT;

		if (peer->tries++ < peer->retries
		    && (peer->until_us == 0 || now < peer->until_us)) {
			talk_retry(&peer->talk);
			if ((why = transmit(peer)) == SNMP_ANSWER)
				continue;
		}
		deliver_failure(peer, why);
	}
}

static int
wait_ms(const struct snmp_pool *p, int64_t max_us)
{
	const struct snmp_peer *peer = TAILQ_FIRST(&p->waiting);
	int64_t us = max_us, left;

	if (peer != NULL) {
		left = peer->due_us - mono_us();
		if (left < us)
			us = left;
	}
	return us <= 0 ? 0 : (int)((us + 999) / 1000);
}

bool
snmp_pool_idle(struct snmp_pool *p)
{
	if (p->ready <= 0)
		p->ready = epoll_wait(p->epoll, p->event, EVENTS_MAX, 0);
	return p->ready <= 0 && wait_ms(p, 1000) > 0;
}

unsigned
snmp_pool_wait(struct snmp_pool *p, int64_t max_us)
{
	p->delivered = 0;
	if (p->ready <= 0)
		p->ready = epoll_wait(p->epoll, p->event, EVENTS_MAX,
		    wait_ms(p, max_us));
	p->busy = true;
	for (int i = 0; i < p->ready; i++) {
		struct snmp_peer *peer = p->event[i].data.ptr;

		if (!peer->closed)
			peer_read(p, peer);
	}
	p->ready = 0;
	expire(p);
	p->busy = false;
	bury(p);
	return p->delivered;
}
