/*
 * dnsprobe.c (net) - what a name server says of a name, and how fast
 * A socket a query, connected: its port is random, answers of others do not
 * get in, and a host where nobody listens says so. A cut answer is asked for
 * again by TCP.
 */
#include <errno.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "net/probe_kind.h"
#include "oss/dnsmsg.h"

#define TCP_MESSAGE_MAX	(2 + 65535)

struct dns_probe {
	struct prober	*prober;
	const struct probe_expect *expect;
	struct net_address to;
	probe_done_fn	*done;
	void		*arg;
	struct loop_fd	 fd;
	struct loop_timer timer;
	bool		 tcp, written;
	int64_t		 sent_us;
	int64_t		*rtt;		/* owned: of each try */
	size_t		 tries;
	uint8_t		 query[2 + DNS_QUERY_MAX];	/* length first */
	size_t		 query_len;
	uint8_t		*in;		/* owned: what came by TCP */
	size_t		 in_len;
};

static void
close_socket(struct dns_probe *p)
{
	if (p->fd.fd < 0)
		return;
	loop_remove(p->prober->loop, &p->fd);
	close(p->fd.fd);
	p->fd.fd = -1;
}

static void
end(struct dns_probe *p, struct probe_reading *r)
{
	loop_timer_clear(p->prober->loop, &p->timer);
	close_socket(p);
	r->rtt_us = p->rtt;
	r->sent = p->tries;
	p->done(p->arg, r);
	free(p->in);
	free(p->rtt);
	free(p);
}

static void
fail(struct dns_probe *p, enum probe_error e, const char *text)
{
	struct probe_reading r;

	probe_reading_init(&r);
	r.error = e;
	r.error_text = text;
	end(p, &r);
}

static void
fail_errno(struct dns_probe *p, int err)
{
	fail(p, probe_error_of(err), err != ETIMEDOUT ? strerror(err) : NULL);
}

/* The answer that it is, against the one that was expected. */
static void
judge(struct dns_probe *p, unsigned rcode, struct slice answer)
{
	struct slice want = p->expect->answer;
	struct probe_reading r;

	probe_reading_init(&r);
	r.reachable = true;
	r.answer = answer;
	if (want.len != 0)
		r.matched = dns_answer_is(answer, want);
	if (rcode != 0 && r.matched != 1) {
		r.error = PROBE_DNS_FAILED;
		r.error_text = answer.p;
	} else if (r.matched == 0) {
		r.error = PROBE_MISMATCH;
	}
	end(p, &r);
}

static void	begin_tcp(struct dns_probe *);

/* A message came. False: it is not for us. */
static bool
take(struct dns_probe *p, const uint8_t *m, size_t n, int64_t now)
{
	struct buf text = { 0 };
	unsigned rcode = 0;
	enum dns_status st = dns_answer(m, n, p->query + 2, p->query_len,
	    &rcode, &text);

	if (st == DNS_FOREIGN)
		return false;
	p->rtt[p->tries - 1] = now - p->sent_us;
	if (st == DNS_TRUNCATED && !p->tcp) {
		begin_tcp(p);
	} else if (st != DNS_ANSWERED) {
		struct probe_reading r;

		probe_reading_init(&r);
		r.reachable = true;
		r.error = PROBE_PROTOCOL;
		r.error_text = "the answer cannot be read";
		end(p, &r);
	} else {
		buf_str(&text);
		judge(p, rcode, buf_slice(&text));
	}
	buf_release(&text);
	return true;
}

/* ---- UDP -------------------------------------------------------------- */

static void
on_udp(void *arg, unsigned events)
{
	struct dns_probe *p = arg;
	uint8_t room[4096];
	ssize_t n;

	(void)events;
	while ((n = recv(p->fd.fd, room, sizeof(room), MSG_DONTWAIT)) >= 0) {
		if (take(p, room, (size_t)n, mono_us()))
			return;
	}
	if (errno != EAGAIN && errno != EINTR)
		fail_errno(p, errno);
}

static int
open_socket(struct dns_probe *p, int type, unsigned events,
    void (*fn)(void *, unsigned))
{
	p->fd.fn = fn;
	p->fd.fd = socket(p->to.addr.ss_family, type | SOCK_CLOEXEC
	    | SOCK_NONBLOCK, 0);
	if (p->fd.fd < 0)
		return -1;
	if (connect(p->fd.fd, (struct sockaddr *)&p->to.addr, p->to.len) < 0
	    && errno != EINPROGRESS)
		return -1;
	return loop_add(p->prober->loop, &p->fd, events);
}

/* The query, once more. */
static void
send_udp(struct dns_probe *p)
{
	p->rtt[p->tries++] = RTT_LOST;
	p->sent_us = mono_us();
	if (send(p->fd.fd, p->query + 2, p->query_len, 0) < 0) {
		fail_errno(p, errno);
		return;
	}
	loop_timer_set(p->prober->loop, &p->timer, p->sent_us
	    + p->prober->how->timeout_us);
}

static void
on_time(void *arg)
{
	struct dns_probe *p = arg;

	if (!p->tcp && p->tries <= p->prober->how->retries)
		send_udp(p);
	else
		fail(p, PROBE_TIMEOUT, NULL);
}

/* ---- TCP -------------------------------------------------------------- */

static void
write_tcp(struct dns_probe *p)
{
	ssize_t n = send(p->fd.fd, p->query, p->query_len + 2, MSG_NOSIGNAL);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	/* so few octets go out at once, or the connection is no good */
	if (n != (ssize_t)p->query_len + 2) {
		fail_errno(p, n < 0 ? errno : ETIMEDOUT);
		return;
	}
	p->written = true;
	loop_change(p->prober->loop, &p->fd, EPOLLIN);
}

static void
on_tcp(void *arg, unsigned events)
{
	struct dns_probe *p = arg;
	size_t want;
	ssize_t n;

	(void)events;
	if (!p->written) {
		write_tcp(p);
		return;
	}
	n = recv(p->fd.fd, p->in + p->in_len, TCP_MESSAGE_MAX - p->in_len, 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		fail(p, PROBE_PROTOCOL, "the connection broke off");
		return;
	}
	p->in_len += (size_t)n;
	if (p->in_len < 2)
		return;
	want = (size_t)p->in[0] << 8 | p->in[1];
	if (p->in_len < want + 2)
		return;
	if (!take(p, p->in + 2, want, mono_us()))
		fail(p, PROBE_PROTOCOL, "the answer is to another question");
}

static void
begin_tcp(struct dns_probe *p)
{
	close_socket(p);
	p->tcp = true;
	p->in = xmalloc(TCP_MESSAGE_MAX);
	p->rtt[p->tries++] = RTT_LOST;
	p->sent_us = mono_us();
	if (open_socket(p, SOCK_STREAM, EPOLLOUT, on_tcp) < 0) {
		fail_errno(p, errno);
		return;
	}
	loop_timer_set(p->prober->loop, &p->timer, p->sent_us
	    + p->prober->how->timeout_us);
}

void
dns_probe_begin(struct prober *prober, const struct probe_target *t,
    probe_done_fn *done, void *arg)
{
	struct dns_probe *p = xcalloc(1, sizeof(*p));
	uint16_t id = 0;

	*p = (struct dns_probe){
		.prober = prober, .expect = t->expect,
		.to = t->address, .done = done, .arg = arg,
		.fd = { .fd = -1, .arg = p },
		.timer = { .fn = on_time, .arg = p },
	};
	net_address_port(&p->to, t->spec->port);
	p->rtt = xcalloc(prober->how->retries + 2, sizeof(*p->rtt));
	if (getrandom(&id, sizeof(id), GRND_NONBLOCK) < 0)
		id = (uint16_t)mono_us();
	p->query_len = dns_query(p->query + 2, id, t->spec->name,
	    t->spec->type);
	p->query[0] = (uint8_t)(p->query_len >> 8);
	p->query[1] = (uint8_t)p->query_len;
	if (open_socket(p, SOCK_DGRAM, EPOLLIN, on_udp) < 0)
		fail_errno(p, errno);
	else
		send_udp(p);
}
