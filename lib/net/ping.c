/*
 * ping.c (net) - ICMP echo to many from one socket
 * A ping socket (SOCK_DGRAM) where net.ipv4.ping_group_range lets us have one,
 * else a raw one. The data of each packet:
 *
 *	0	8	12	16	20	24
 *	cookie	slot	use	number	0	pattern ...
 *
 * so that an answer is ours, of this target, and of this packet, whatever came
 * late or twice. Errors quote as little as 8 octets: there the sequence number
 * and the address tell. Round-trip times end at the kernel's time stamp.
 * Source: RFC 792, RFC 4443, icmp(7), ip(7).
 */
#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include <linux/errqueue.h>

#include "base/buf.h"
#include "base/clock.h"
#include "net/interval.h"
#include "net/probe_kind.h"

#define ICMP_HEADER	8
#ifndef ICMP_FILTER
#define ICMP_FILTER	1	/* linux/icmp.h, which clashes with glibc's */
#endif
#define HEAD_OCTETS	(ICMP_HEADER + PING_SIZE_MIN)
#define RECEIVE_OCTETS	(60 + HEAD_OCTETS)	/* raw IPv4 has its header */
#define BATCH		64
#define SOCKET_BUFFER	(8 << 20)
/* Goes through any path whole: then it needs no identification, which costs
 * the kernel a twelfth of a packet (RFC 6864 section 4.1). */
#define NEVER_CUT	(576 - 60 - ICMP_HEADER)
#define SEQS		65536
#define BUSY_US		1000		/* the socket's queue is full */
#define QUEUE_LEFT_US	(100 * INT64_C(1000000))

enum packet_state { PACKET_WAITING, PACKET_CAME, PACKET_LOST };

struct packet {
	int64_t		sent_us;	/* monotonic */
	enum packet_state state;
};

struct ping {
	struct pinger	*pinger;
	struct net_address to;
	probe_done_fn	*done;
	void		*arg;
	uint32_t	slot, use;
	struct loop_timer timer;
	int64_t		next_us;	/* when to send again */
	int64_t		busy_us;	/* since when it could not; 0 */
	unsigned	sent, waiting;
	uint64_t	duplicates, late;
	enum probe_error error;		/* that somebody told us of */
	struct buf	why;
	int64_t		*rtt;		/* of each packet; behind packet[] */
	struct packet	packet[];
};

struct seq_owner {
	uint32_t	slot, use, number;
};

struct pinger {
	struct prober	*prober;
	int		 family;
	bool		 raw;
	uint16_t	 id;		/* of a raw socket */
	struct loop_fd	 fd;
	uint64_t	 cookie;
	uint16_t	 seq;
	struct ping	**slot;		/* owned array */
	uint32_t	*use;		/* owned: how often each was taken */
	uint32_t	*free_slot;	/* owned stack */
	size_t		 slots, slots_cap, frees;
	struct seq_owner *owner;	/* owned: by sequence number */
	uint8_t		*out;		/* owned: the packet to send */
};

/* ---- what was sent ---------------------------------------------------- */

static void
put32(uint8_t *p, uint32_t v)
{
	memcpy(p, &v, sizeof(v));
}

static uint32_t
get32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* RFC 1071; for IPv6 and ping sockets the kernel does it. */
static uint16_t
checksum(const uint8_t *p, size_t n)
{
	uint32_t sum = 0;

	for (; n > 1; p += 2, n -= 2)
		sum += (uint32_t)p[0] | (uint32_t)p[1] << 8;
	if (n != 0)
		sum += p[0];
	sum = (sum & 0xffff) + (sum >> 16);
	sum += sum >> 16;
	return (uint16_t)~sum;
}

static bool
same_host(const struct sockaddr_storage *a, const struct sockaddr_storage *b)
{
	if (a->ss_family != b->ss_family)
		return false;
	if (a->ss_family == AF_INET)
		return ((const struct sockaddr_in *)a)->sin_addr.s_addr
		    == ((const struct sockaddr_in *)b)->sin_addr.s_addr;
	return memcmp(&((const struct sockaddr_in6 *)a)->sin6_addr,
	    &((const struct sockaddr_in6 *)b)->sin6_addr,
	    sizeof(struct in6_addr)) == 0;
}

/* The packet of a sequence number, where it still is one. */
static struct ping *
ping_of_seq(const struct pinger *g, uint16_t seq,
    const struct sockaddr_storage *peer, uint32_t *number)
{
	const struct seq_owner *o = &g->owner[seq];
	struct ping *p = o->slot < g->slots ? g->slot[o->slot] : NULL;

	if (p == NULL || p->use != o->use || !same_host(&p->to.addr, peer))
		return NULL;
	*number = o->number;
	return p;
}

/* ---- the end ---------------------------------------------------------- */

static void
ping_end(struct ping *p)
{
	struct pinger *g = p->pinger;
	struct probe_reading r;

	loop_timer_clear(g->prober->loop, &p->timer);
	probe_reading_init(&r);
	r.rtt_us = p->rtt;
	r.sent = p->sent;
	r.duplicates = p->duplicates;
	r.late = p->late;
	for (unsigned i = 0; i < p->sent; i++)
		r.reachable |= p->packet[i].state == PACKET_CAME;
	if (!r.reachable)
		r.error = p->error != PROBE_OK ? p->error : PROBE_TIMEOUT;
	if (p->why.len != 0)
		r.error_text = buf_str(&p->why);
	g->slot[p->slot] = NULL;
	g->free_slot[g->frees++] = p->slot;
	p->done(p->arg, &r);
	buf_release(&p->why);
	free(p);
}

/* When there is something to do again; or the end. */
static void
ping_next(struct ping *p)
{
	const struct probe_how *how = p->pinger->prober->how;
	int64_t at = INT64_MAX;

	if (p->sent < how->count)
		at = p->next_us;
	for (unsigned i = 0; p->waiting > 0 && i < p->sent; i++) {
		if (p->packet[i].state == PACKET_WAITING) {
			int64_t end = p->packet[i].sent_us + how->timeout_us;

			at = end < at ? end : at;
			break;		/* the oldest */
		}
	}
	if (at == INT64_MAX)
		ping_end(p);
	else
		loop_timer_set(p->pinger->prober->loop, &p->timer, at);
}

static void
expire(struct ping *p, int64_t now)
{
	int64_t timeout = p->pinger->prober->how->timeout_us;

	for (unsigned i = 0; p->waiting > 0 && i < p->sent; i++) {
		struct packet *k = &p->packet[i];

		if (k->state != PACKET_WAITING)
			continue;
		if (k->sent_us + timeout > now)
			return;
		k->state = PACKET_LOST;
		p->waiting--;
	}
}

/* ---- sending ---------------------------------------------------------- */

static bool	take_answers(struct pinger *);
static void	take_errors(struct pinger *);

static int
send_packet(struct pinger *g, struct ping *p)
{
	size_t n = ICMP_HEADER + g->prober->how->size;
	uint8_t *out = g->out;
	uint16_t sum;

	out[0] = g->family == AF_INET ? ICMP_ECHO : ICMP6_ECHO_REQUEST;
	out[1] = out[2] = out[3] = 0;
	out[4] = (uint8_t)(g->id >> 8);
	out[5] = (uint8_t)g->id;
	out[6] = (uint8_t)(g->seq >> 8);
	out[7] = (uint8_t)g->seq;
	memcpy(out + 8, &g->cookie, sizeof(g->cookie));
	put32(out + 16, p->slot);
	put32(out + 20, p->use);
	put32(out + 24, p->sent);
	if (g->raw && g->family == AF_INET) {
		sum = checksum(out, n);
		memcpy(out + 2, &sum, sizeof(sum));
	}
	return (int)sendto(g->fd.fd, out, n, MSG_DONTWAIT,
	    (struct sockaddr *)&p->to.addr, p->to.len);
}

static void
tell(struct ping *p, enum probe_error e, const char *why)
{
	if (p->error != PROBE_OK)
		return;
	p->error = e;
	buf_adds(&p->why, why);
}

/* A packet that never left, or its loss. */
static void
note_sent(struct ping *p, int64_t now, bool lost)
{
	struct pinger *g = p->pinger;

	g->owner[g->seq++] = (struct seq_owner){ p->slot, p->use, p->sent };
	p->rtt[p->sent] = RTT_LOST;
	p->packet[p->sent] = (struct packet){ now, lost ? PACKET_LOST
	    : PACKET_WAITING };
	p->sent++;
	p->waiting += !lost;
	p->next_us += g->prober->how->spacing_us;
	if (p->next_us < now)		/* a turn took long: no burst */
		p->next_us = now;
	p->busy_us = 0;
}

static void
send_next(struct ping *p)
{
	struct pinger *g = p->pinger;
	int64_t now = mono_us();
	socklen_t len = sizeof(int);
	int err;

	if (send_packet(g, p) >= 0) {
		note_sent(p, now, false);
		return;
	}
	/* it may be the error of another packet of the same socket */
	take_errors(g);
	getsockopt(g->fd.fd, SOL_SOCKET, SO_ERROR, &err, &len);
	now = mono_us();
	if (send_packet(g, p) >= 0) {
		note_sent(p, now, false);
		return;
	}
	err = errno;
	if (p->busy_us == 0)
		p->busy_us = now;
	if ((err == EAGAIN || err == ENOBUFS)
	    && now - p->busy_us < g->prober->how->timeout_us) {
		p->next_us = now + BUSY_US;
		return;
	}
	tell(p, probe_error_of(err), strerror(err));
	note_sent(p, now, true);
}

/* Whether a packet's time is up, its answer not looked for yet. */
static bool
is_due(const struct ping *p, int64_t now)
{
	for (unsigned i = 0; p->waiting > 0 && i < p->sent; i++) {
		if (p->packet[i].state == PACKET_WAITING)
			return p->packet[i].sent_us
			    + p->pinger->prober->how->timeout_us <= now;
	}
	return false;
}

static void
on_timer(void *arg)
{
	struct ping *p = arg;
	struct pinger *g = p->pinger;
	uint32_t slot = p->slot, use = p->use;
	int64_t now = mono_us();

	if (is_due(p, now)) {
		/* what the socket holds came in time: it may end the ping */
		while (take_answers(g))
			;
		if (g->use[slot] != use || g->slot[slot] != p)
			return;
		expire(p, now);
	}
	if (p->sent < g->prober->how->count && p->next_us <= now)
		send_next(p);
	ping_next(p);
}

/* ---- receiving -------------------------------------------------------- */

/* An answer to a packet, that came at a monotonic time. */
static void
take_answer(struct ping *p, uint32_t number, int64_t came_us)
{
	struct packet *k = &p->packet[number];

	if (k->state == PACKET_CAME) {
		p->duplicates++;
		return;
	}
	/* it came in time where only we were late to look */
	if (k->state == PACKET_LOST && came_us - k->sent_us
	    >= p->pinger->prober->how->timeout_us) {
		p->late++;
		return;
	}
	p->waiting -= k->state == PACKET_WAITING;
	k->state = PACKET_CAME;
	p->rtt[number] = came_us > k->sent_us ? came_us - k->sent_us : 0;
	ping_next(p);
}

static void
take_packet(struct pinger *g, const uint8_t *m, size_t n,
    const struct sockaddr_storage *peer, int64_t came_us)
{
	struct ping *p;
	uint32_t number;
	size_t header;

	if (g->raw && g->family == AF_INET) {
		header = n > 0 ? (size_t)(m[0] & 15) * 4 : 0;
		if (header < 20 || n < header)
			return;
		m += header;
		n -= header;
	}
	if (n < ICMP_HEADER || m[0] != (g->family == AF_INET
	    ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY))
		return;
	if (g->raw && (m[4] << 8 | m[5]) != g->id)
		return;
	if (n < HEAD_OCTETS) {		/* some cut what they send back */
		p = ping_of_seq(g, (uint16_t)(m[6] << 8 | m[7]), peer,
		    &number);
		if (p != NULL)
			take_answer(p, number, came_us);
		return;
	}
	if (memcmp(m + 8, &g->cookie, sizeof(g->cookie)) != 0
	    || get32(m + 16) >= g->slots)
		return;
	p = g->slot[get32(m + 16)];
	number = get32(m + 24);
	if (p != NULL && p->use == get32(m + 20) && number < p->sent
	    && same_host(&p->to.addr, peer))
		take_answer(p, number, came_us);
}

/*
 * When a message came, on the monotonic clock: the kernel's stamp is of the
 * other one, which may be set at any time, so only its age is used.
 */
static int64_t
came(struct msghdr *h, int64_t now_mono, int64_t now_real)
{
	struct timespec t;
	int64_t age;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(h); c != NULL;
	    c = CMSG_NXTHDR(h, c)) {
		if (c->cmsg_level != SOL_SOCKET
		    || c->cmsg_type != SCM_TIMESTAMPNS)
			continue;
		memcpy(&t, CMSG_DATA(c), sizeof(t));
		age = now_real - ((int64_t)t.tv_sec * 1000000
		    + t.tv_nsec / 1000);
		if (age > 0 && age < QUEUE_LEFT_US)
			return now_mono - age;
	}
	return now_mono;
}

/* False: there are no more. */
static bool
take_answers(struct pinger *g)
{
	static uint8_t room[BATCH][RECEIVE_OCTETS];
	static union {
		struct cmsghdr align;
		char room[256];
	} control[BATCH];
	struct sockaddr_storage peer[BATCH];
	struct iovec iov[BATCH];
	struct mmsghdr m[BATCH];
	int64_t mono, real;
	int n;

	for (int i = 0; i < BATCH; i++) {
		iov[i] = (struct iovec){ room[i], sizeof(room[i]) };
		m[i].msg_hdr = (struct msghdr){
			.msg_name = &peer[i], .msg_namelen = sizeof(peer[i]),
			.msg_iov = &iov[i], .msg_iovlen = 1,
			.msg_control = &control[i],
			.msg_controllen = sizeof(control[i]),
		};
	}
	n = recvmmsg(g->fd.fd, m, BATCH, MSG_DONTWAIT, NULL);
	mono = mono_us();
	real = clock_us();
	for (int i = 0; i < n; i++)
		take_packet(g, room[i], m[i].msg_len, &peer[i],
		    came(&m[i].msg_hdr, mono, real));
	return n == BATCH;
}

/* ---- errors ----------------------------------------------------------- */

static const char *
error_words(const struct sock_extended_err *e)
{
	if (e->ee_errno == EMSGSIZE)
		return "too large for the path";
	if (e->ee_origin == SO_EE_ORIGIN_ICMP
	    && e->ee_type == ICMP_TIME_EXCEEDED)
		return "time to live exceeded";
	if (e->ee_origin == SO_EE_ORIGIN_ICMP && e->ee_type
	    == ICMP_DEST_UNREACH && (e->ee_code == ICMP_PKT_FILTERED
	    || e->ee_code == ICMP_NET_ANO || e->ee_code == ICMP_HOST_ANO))
		return "administratively prohibited";
	return strerror((int)e->ee_errno);
}

static void
take_error(struct pinger *g, const uint8_t *m, size_t n,
    const struct sockaddr_storage *peer, const struct sock_extended_err *e)
{
	struct ping *p;
	uint32_t number;

	if (n < ICMP_HEADER)
		return;
	p = ping_of_seq(g, (uint16_t)(m[6] << 8 | m[7]), peer, &number);
	if (p == NULL || p->packet[number].state != PACKET_WAITING)
		return;
	tell(p, PROBE_UNREACHABLE, error_words(e));
	p->packet[number].state = PACKET_LOST;
	p->waiting--;
	ping_next(p);
}

static void
take_errors(struct pinger *g)
{
	union {
		struct cmsghdr align;
		char room[512];
	} control;
	struct sockaddr_storage peer;
	uint8_t room[HEAD_OCTETS];
	struct iovec iov = { room, sizeof(room) };
	struct sock_extended_err e;
	ssize_t n;

	for (;;) {
		struct msghdr h = {
			.msg_name = &peer, .msg_namelen = sizeof(peer),
			.msg_iov = &iov, .msg_iovlen = 1,
			.msg_control = &control,
			.msg_controllen = sizeof(control),
		};

		n = recvmsg(g->fd.fd, &h, MSG_ERRQUEUE | MSG_DONTWAIT);
		if (n < 0)
			return;
		for (struct cmsghdr *c = CMSG_FIRSTHDR(&h); c != NULL;
		    c = CMSG_NXTHDR(&h, c)) {
			if ((c->cmsg_level != IPPROTO_IP
			    || c->cmsg_type != IP_RECVERR)
			    && (c->cmsg_level != IPPROTO_IPV6
			    || c->cmsg_type != IPV6_RECVERR))
				continue;
			memcpy(&e, CMSG_DATA(c), sizeof(e));
			take_error(g, room, (size_t)n, &peer, &e);
		}
	}
}

static void
on_socket(void *arg, unsigned events)
{
	struct pinger *g = arg;

	if ((events & EPOLLIN) != 0)
		take_answers(g);
	if ((events & EPOLLERR) != 0)
		take_errors(g);
}

/* ---- the socket ------------------------------------------------------- */

static void
set(int fd, int level, int name, int value)
{
	setsockopt(fd, level, name, &value, sizeof(value));
}

/* Only answers, of all the ICMP that a raw socket would see. */
static void
set_raw(int fd, int family)
{
	uint32_t v4 = ~(UINT32_C(1) << ICMP_ECHOREPLY);
	struct icmp6_filter v6;

	if (family == AF_INET) {
		setsockopt(fd, SOL_RAW, ICMP_FILTER, &v4, sizeof(v4));
		return;
	}
	ICMP6_FILTER_SETBLOCKALL(&v6);
	ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &v6);
	setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &v6, sizeof(v6));
}

static void
set_up(struct pinger *g)
{
	bool whole = g->prober->how->dont_fragment;
	int fd = g->fd.fd;

	set(fd, SOL_SOCKET, SO_RCVBUF, SOCKET_BUFFER);
	set(fd, SOL_SOCKET, SO_RCVBUFFORCE, SOCKET_BUFFER);
	set(fd, SOL_SOCKET, SO_SNDBUF, SOCKET_BUFFER / 8);
	set(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
	if (g->family == AF_INET) {
		set(fd, IPPROTO_IP, IP_RECVERR, 1);
		set(fd, IPPROTO_IP, IP_MTU_DISCOVER, whole ? IP_PMTUDISC_DO
		    : g->prober->how->size <= NEVER_CUT ? IP_PMTUDISC_WANT
		    : IP_PMTUDISC_DONT);
	} else {
		set(fd, IPPROTO_IPV6, IPV6_RECVERR, 1);
		set(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, whole
		    ? IPV6_PMTUDISC_DO : IPV6_PMTUDISC_DONT);
		set(fd, IPPROTO_IPV6, IPV6_DONTFRAG, whole);
	}
	if (g->raw)
		set_raw(fd, g->family);
}

static int
open_socket(struct pinger *g)
{
	int proto = g->family == AF_INET ? (int)IPPROTO_ICMP
	    : (int)IPPROTO_ICMPV6;
	int flags = SOCK_CLOEXEC | SOCK_NONBLOCK, err;

	g->fd.fd = socket(g->family, SOCK_DGRAM | flags, proto);
	if (g->fd.fd >= 0)
		return 0;
	err = errno;
	g->raw = true;
	g->fd.fd = socket(g->family, SOCK_RAW | flags, proto);
	if (g->fd.fd < 0 && errno == EPERM)
		errno = err;		/* EACCES: the group range */
	return g->fd.fd >= 0 ? 0 : -1;
}

struct pinger *
pinger_new(struct prober *prober, int family)
{
	struct pinger *g = xcalloc(1, sizeof(*g));
	int err;

	g->prober = prober;
	g->family = family;
	if (open_socket(g) < 0)
		goto fail;
	g->fd.fn = on_socket;
	g->fd.arg = g;
	set_up(g);
	if (getrandom(&g->cookie, sizeof(g->cookie), 0) < 0
	    || getrandom(&g->id, sizeof(g->id), 0) < 0
	    || loop_add(prober->loop, &g->fd, EPOLLIN) < 0) {
		err = errno;
		close(g->fd.fd);
		errno = err;
		goto fail;
	}
	g->owner = xcalloc(SEQS, sizeof(*g->owner));
	for (size_t i = 0; i < SEQS; i++)
		g->owner[i].slot = UINT32_MAX;
	g->out = xcalloc(1, ICMP_HEADER + prober->how->size);
	for (size_t i = PING_SIZE_MIN; i < prober->how->size; i++)
		g->out[ICMP_HEADER + i] = (uint8_t)i;
	return g;
fail:
	err = errno;
	free(g);
	errno = err;
	return NULL;
}

void
pinger_free(struct pinger *g)
{
	if (g == NULL)
		return;
	loop_remove(g->prober->loop, &g->fd);
	close(g->fd.fd);
	free(g->slot);
	free(g->use);
	free(g->free_slot);
	free(g->owner);
	free(g->out);
	free(g);
}

static uint32_t
take_slot(struct pinger *g)
{
	if (g->frees > 0)
		return g->free_slot[--g->frees];
	if (g->slots == g->slots_cap) {
		g->slots_cap = g->slots_cap != 0 ? 2 * g->slots_cap : 64;
		g->slot = xreallocarray(g->slot, g->slots_cap,
		    sizeof(*g->slot));
		g->use = xreallocarray(g->use, g->slots_cap, sizeof(*g->use));
		g->free_slot = xreallocarray(g->free_slot, g->slots_cap,
		    sizeof(*g->free_slot));
	}
	g->use[g->slots] = 0;
	return (uint32_t)g->slots++;
}

void
ping_begin(struct pinger *g, const struct probe_target *t,
    probe_done_fn *done, void *arg)
{
	unsigned count = g->prober->how->count;
	struct ping *p = xcalloc(1, sizeof(*p)
	    + count * (sizeof(p->packet[0]) + sizeof(p->rtt[0])));

	p->rtt = (int64_t *)(p->packet + count);
	p->pinger = g;
	p->to = t->address;
	net_address_port(&p->to, 0);
	p->done = done;
	p->arg = arg;
	p->slot = take_slot(g);
	p->use = ++g->use[p->slot];
	g->slot[p->slot] = p;
	p->timer.fn = on_timer;
	p->timer.arg = p;
	p->next_us = mono_us();
	send_next(p);
	ping_next(p);
}
