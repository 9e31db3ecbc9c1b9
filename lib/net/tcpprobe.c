/*
 * tcpprobe.c (net) - whether a port takes a connection, and how fast
 * Nothing is sent on it; it is closed as soon as it stands.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "net/probe_kind.h"

struct tcp_probe {
	struct loop	*loop;
	probe_done_fn	*done;
	void		*arg;
	struct loop_fd	 fd;
	struct loop_timer timer;
	int64_t		 begun_us;
};

static void
end(struct tcp_probe *p, int err, int64_t took_us)
{
	struct probe_reading r;
	struct tcp_info info;
	socklen_t len = sizeof(info);
	int64_t rtt = RTT_LOST;

	probe_reading_init(&r);
	if (err == 0) {
		r.reachable = true;
		r.connect_us = rtt = took_us;
		/* the kernel's own is free of our wake-up */
		if (getsockopt(p->fd.fd, IPPROTO_TCP, TCP_INFO, &info, &len)
		    == 0 && info.tcpi_rtt > 0 && info.tcpi_rtt < took_us)
			rtt = info.tcpi_rtt;
	} else {
		r.error = probe_error_of(err);
		r.error_text = err != ETIMEDOUT ? strerror(err) : NULL;
	}
	r.rtt_us = &rtt;
	r.sent = 1;
	loop_timer_clear(p->loop, &p->timer);
	if (p->fd.fd >= 0) {
		loop_remove(p->loop, &p->fd);
		close(p->fd.fd);
	}
	p->done(p->arg, &r);
	free(p);
}

static void
on_time(void *arg)
{
	struct tcp_probe *p = arg;

	end(p, ETIMEDOUT, 0);
}

static void
on_event(void *arg, unsigned events)
{
	struct tcp_probe *p = arg;
	int64_t took = mono_us() - p->begun_us;
	socklen_t len = sizeof(int);
	int err = 0;

	(void)events;
	getsockopt(p->fd.fd, SOL_SOCKET, SO_ERROR, &err, &len);
	end(p, err, took);
}

void
tcp_probe_begin(struct prober *prober, const struct probe_target *t,
    probe_done_fn *done, void *arg)
{
	struct tcp_probe *p = xcalloc(1, sizeof(*p));
	struct net_address a = t->address;

	*p = (struct tcp_probe){
		.loop = prober->loop, .done = done, .arg = arg,
		.fd = { .fn = on_event, .arg = p },
		.timer = { .fn = on_time, .arg = p },
		.begun_us = mono_us(),
	};
	net_address_port(&a, t->spec->port);
	p->fd.fd = socket(a.addr.ss_family, SOCK_STREAM | SOCK_CLOEXEC
	    | SOCK_NONBLOCK, 0);
	if (p->fd.fd < 0
	    || (connect(p->fd.fd, (struct sockaddr *)&a.addr, a.len) < 0
	    && errno != EINPROGRESS)
	    || loop_add(p->loop, &p->fd, EPOLLOUT) < 0) {
		end(p, errno, 0);
		return;
	}
	loop_timer_set(p->loop, &p->timer, p->begun_us
	    + prober->how->timeout_us);
}
