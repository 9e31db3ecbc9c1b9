/*
 * snmp.c (net) - see snmp.h
 * The only file that knows the SNMP library (net-snmp 5.9). Its
 * single-session functions are used, and init_snmp() is never called: that is
 * what reads MIBs and configuration. Descriptors are watched by epoll and
 * time-outs kept in a list, so that a pass costs the same per answer
 * whatever the number of sessions.
 */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/large_fd_set.h>

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <net/if.h>
#include <sys/epoll.h>
#include <sys/queue.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/tstamp.h"
#include "net/snmp.h"

#define EVENTS_MAX	256
#define SLACK_US	1000	/* their clock may be behind ours */
#define PEERNAME_MAX	(INET6_ADDRSTRLEN + IF_NAMESIZE + 16)

_Static_assert(sizeof(oid) == sizeof(snmp_subid), "names are lent as they are");

struct snmp_peer {
	struct snmp_pool *pool;
	void		*sess;		/* the library's, owned */
	int		 fd;		/* its */
	bool		 waiting;	/* a request is out */
	bool		 refused;	/* ICMP said so since it went out */
	bool		 closed;	/* to be freed when nothing is at it */
	int64_t		 timeout_us;
	int64_t		 sent_us, due_us;	/* monotonic */
	snmp_reply_fn	*fn;
	void		*arg;
	TAILQ_ENTRY(snmp_peer) entry;	/* waiting, or closed */
	LIST_ENTRY(snmp_peer) all;
};
TAILQ_HEAD(peer_list, snmp_peer);
LIST_HEAD(peer_all, snmp_peer);

struct snmp_pool {
	int		 epoll;
	netsnmp_large_fd_set fds;	/* always empty between calls */
	struct peer_list waiting;	/* by due_us */
	struct peer_list closed;
	struct peer_all	 all;
	struct varbind	*vb;		/* owned; of the reply in hand */
	size_t		 vb_cap;
	unsigned	 delivered;	/* in this wait */
	bool		 busy;		/* inside snmp_pool_wait */
	struct epoll_event event[EVENTS_MAX];
	int		 ready;		/* events not looked at yet */
};

static int64_t
clock_us(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return t.tv_sec * US_PER_S + t.tv_nsec / 1000;
}

struct snmp_pool *
snmp_pool_new(void)
{
	struct snmp_pool *p = xcalloc(1, sizeof(*p));

	/* the library takes and gives 64 KiB for each packet */
	mallopt(M_MMAP_THRESHOLD, 4 << 20);
	mallopt(M_TRIM_THRESHOLD, 64 << 20);
	netsnmp_register_loghandler(NETSNMP_LOGHANDLER_NONE, LOG_DEBUG);
	netsnmp_large_fd_set_init(&p->fds, FD_SETSIZE);
	TAILQ_INIT(&p->waiting);
	TAILQ_INIT(&p->closed);
	LIST_INIT(&p->all);
	if ((p->epoll = epoll_create1(EPOLL_CLOEXEC)) < 0) {
		netsnmp_large_fd_set_cleanup(&p->fds);
		free(p);
		return NULL;
	}
	return p;
}

static void
peer_free(struct snmp_peer *peer)
{
	LIST_REMOVE(peer, all);
	snmp_sess_close(peer->sess);	/* closes fd: epoll forgets it */
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
	netsnmp_large_fd_set_cleanup(&p->fds);
	close(p->epoll);
	free(p->vb);
	free(p);
}

/* "udp:192.0.2.1:161", "udp6:[2001:db8::1]:161" */
static bool
peername(const struct net_address *a, char out[PEERNAME_MAX])
{
	char host[INET6_ADDRSTRLEN + IF_NAMESIZE], port[8];
	bool v6 = a->addr.ss_family == AF_INET6;

	if (getnameinfo((const struct sockaddr *)&a->addr, a->len, host,
	    sizeof(host), port, sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV)
	    != 0)
		return false;
	snprintf(out, PEERNAME_MAX, v6 ? "udp6:[%s]:%s" : "udp:%s:%s", host,
	    port);
	return true;
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

/* The library's session; NULL with errno. */
static void *
session_open(const struct net_address *a, const struct snmp_how *how)
{
	char name[PEERNAME_MAX];
	netsnmp_session s;

	if (!peername(a, name)) {
		errno = EADDRNOTAVAIL;
		return NULL;
	}
	snmp_sess_init(&s);
	s.version = SNMP_VERSION_2c;
	s.peername = name;
	s.community = (u_char *)(uintptr_t)how->community.p;
	s.community_len = how->community.len;
	s.timeout = how->timeout_us;
	s.retries = (int)how->retries;
	s.flags |= SNMP_FLAGS_DONT_PROBE;
	errno = 0;
	return snmp_sess_open(&s);
}

/*
 * Tie the socket to the one address, so that the kernel drops what others
 * send and hands us the ICMP errors.
 */
static int
session_bind(struct snmp_pool *p, struct snmp_peer *peer,
    const struct net_address *a)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = peer };

	fcntl(peer->fd, F_SETFD, FD_CLOEXEC);
	if (connect(peer->fd, (const struct sockaddr *)&a->addr, a->len) < 0)
		return -1;
	return epoll_ctl(p->epoll, EPOLL_CTL_ADD, peer->fd, &ev);
}

struct snmp_peer *
snmp_peer_open(struct snmp_pool *p, const struct net_address *a,
    const struct snmp_how *how, enum snmp_result *why)
{
	struct snmp_peer *peer;
	void *sess = session_open(a, how);

	if (sess == NULL) {
		*why = result_of(errno);
		return NULL;
	}
	peer = xcalloc(1, sizeof(*peer));
	peer->pool = p;
	peer->sess = sess;
	peer->fd = snmp_sess_transport(sess)->sock;
	peer->timeout_us = how->timeout_us;
	LIST_INSERT_HEAD(&p->all, peer, all);
	if (session_bind(p, peer, a) < 0) {
		*why = result_of(errno);
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

	peer->sent_us = clock_us(CLOCK_MONOTONIC);
	peer->due_us = peer->sent_us + peer->timeout_us + SLACK_US;
	at = TAILQ_LAST(list, peer_list);
	while (at != NULL && at->due_us > peer->due_us)
		at = TAILQ_PREV(at, peer_list, entry);
	if (at != NULL)
		TAILQ_INSERT_AFTER(list, at, peer, entry);
	else
		TAILQ_INSERT_HEAD(list, peer, entry);
	peer->waiting = true;
}

static void
take_value(struct varbind *vb, const netsnmp_variable_list *v)
{
	vb->kind = VARBIND_OTHER;
	vb->number = 0;
	switch (v->type) {
	case ASN_INTEGER:
		vb->kind = VARBIND_INTEGER;
		vb->number = (uint64_t)(int64_t)*v->val.integer;
		break;
	case ASN_COUNTER:
	case ASN_GAUGE:
	case ASN_TIMETICKS:
		vb->kind = v->type == ASN_COUNTER ? VARBIND_COUNTER32
		    : v->type == ASN_GAUGE ? VARBIND_GAUGE32
		    : VARBIND_TIMETICKS;
		vb->number = (uint32_t)*v->val.integer;
		break;
	case ASN_COUNTER64:
	case ASN_OPAQUE_COUNTER64:
		vb->kind = VARBIND_COUNTER64;
		vb->number = (uint64_t)(uint32_t)v->val.counter64->high << 32
		    | (uint32_t)v->val.counter64->low;
		break;
	case ASN_OCTET_STR:
	case ASN_IPADDRESS:
		vb->kind = VARBIND_OCTETS;
		vb->octets = (struct slice){ (const char *)v->val.string,
		    v->val_len };
		break;
	case ASN_OBJECT_ID:
		vb->kind = VARBIND_OID;
		vb->oid = (struct oid_ref){ v->val.objid,
		    v->val_len / sizeof(oid) };
		break;
	case SNMP_NOSUCHOBJECT:
		vb->kind = VARBIND_NO_OBJECT;
		break;
	case SNMP_NOSUCHINSTANCE:
		vb->kind = VARBIND_NO_INSTANCE;
		break;
	case SNMP_ENDOFMIBVIEW:
		vb->kind = VARBIND_END_OF_VIEW;
		break;
	}
}

static size_t
take_values(struct snmp_pool *p, const netsnmp_variable_list *v)
{
	size_t n = 0;

	for (; v != NULL; v = v->next_variable) {
		GROW(p->vb, n, p->vb_cap);
		p->vb[n].name = (struct oid_ref){ v->name, v->name_length };
		take_value(&p->vb[n++], v);
	}
	return n;
}

static void
deliver(struct snmp_peer *peer, const struct snmp_reply *r)
{
	waiting_end(peer);
	peer->pool->delivered++;
	peer->fn(peer->arg, r);
}

static void
deliver_answer(struct snmp_peer *peer, const netsnmp_pdu *pdu)
{
	struct snmp_reply r = {
		.result = SNMP_ANSWER,
		.error_status = (unsigned)pdu->errstat,
		.error_index = (unsigned)pdu->errindex,
		.rtt_us = (uint64_t)(clock_us(CLOCK_MONOTONIC)
		    - peer->sent_us),
		.at_us = clock_us(CLOCK_REALTIME),
	};

	r.len = take_values(peer->pool, pdu->variables);
	r.vb = peer->pool->vb;
	deliver(peer, &r);
}

/* The library calls here. 1: the request is done with. */
static int
on_reply(int op, netsnmp_session *s, int reqid, netsnmp_pdu *pdu, void *magic)
{
	struct snmp_peer *peer = magic;
	struct snmp_reply r = { .result = SNMP_TIMEOUT };

	(void)s;
	(void)reqid;
	if (!peer->waiting || peer->closed)
		return 1;
	switch (op) {
	case NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE:
		if (pdu->command != SNMP_MSG_RESPONSE)
			return 0;
		deliver_answer(peer, pdu);
		return 1;
	case NETSNMP_CALLBACK_OP_TIMED_OUT:
		if (peer->refused)
			r.result = SNMP_REFUSED;
		break;
	case NETSNMP_CALLBACK_OP_SEND_FAILED:
	case NETSNMP_CALLBACK_OP_SEC_ERROR:
		r.result = SNMP_UNREACHABLE;
		break;
	default:		/* it was sent again: wait on */
		return 0;
	}
	r.at_us = clock_us(CLOCK_REALTIME);
	deliver(peer, &r);
	return 1;
}

static enum snmp_result
request_send(struct snmp_peer *peer, netsnmp_pdu *pdu,
    const struct oid_ref *name, size_t n, snmp_reply_fn *fn, void *arg)
{
	for (size_t i = 0; i < n; i++)
		snmp_add_null_var(pdu, name[i].id, name[i].len);
	peer->fn = fn;
	peer->arg = arg;
	peer->refused = false;
	errno = 0;
	if (snmp_sess_async_send(peer->sess, pdu, on_reply, peer) == 0) {
		enum snmp_result why = result_of(errno);

		snmp_free_pdu(pdu);
		return why;
	}
	waiting_begin(peer);
	return SNMP_ANSWER;
}

enum snmp_result
snmp_peer_get(struct snmp_peer *peer, const struct oid_ref *name, size_t n,
    snmp_reply_fn *fn, void *arg)
{
	netsnmp_pdu *pdu = snmp_pdu_create(SNMP_MSG_GET);

	if (pdu == NULL)
		return SNMP_LOCAL;
	return request_send(peer, pdu, name, n, fn, arg);
}

enum snmp_result
snmp_peer_getbulk(struct snmp_peer *peer, const struct oid_ref *name,
    size_t n, unsigned non_repeaters, unsigned max_repetitions,
    snmp_reply_fn *fn, void *arg)
{
	netsnmp_pdu *pdu = snmp_pdu_create(SNMP_MSG_GETBULK);

	if (pdu == NULL)
		return SNMP_LOCAL;
	pdu->non_repeaters = (long)non_repeaters;
	pdu->max_repetitions = (long)max_repetitions;
	return request_send(peer, pdu, name, n, fn, arg);
}

static void
peer_read(struct snmp_pool *p, struct snmp_peer *peer)
{
	netsnmp_session *s = snmp_sess_session(peer->sess);

	netsnmp_large_fd_setfd(peer->fd, &p->fds);
	if (snmp_sess_read2(peer->sess, &p->fds) < 0
	    && s->s_snmp_errno == SNMPERR_BAD_RECVFROM
	    && s->s_errno == ECONNREFUSED)
		peer->refused = true;
	netsnmp_large_fd_clr(peer->fd, &p->fds);
}

/* Those whose try has run out: the library sends again or gives up. */
static void
expire(struct snmp_pool *p)
{
	int64_t now = clock_us(CLOCK_MONOTONIC);
	struct snmp_peer *peer;

	while ((peer = TAILQ_FIRST(&p->waiting)) != NULL
	    && peer->due_us <= now) {
		TAILQ_REMOVE(&p->waiting, peer, entry);
		waiting_begin(peer);
		snmp_sess_timeout(peer->sess);
	}
}

static int
wait_ms(const struct snmp_pool *p, int64_t max_us)
{
	const struct snmp_peer *peer = TAILQ_FIRST(&p->waiting);
	int64_t us = max_us, left;

	if (peer != NULL) {
		left = peer->due_us - clock_us(CLOCK_MONOTONIC);
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
