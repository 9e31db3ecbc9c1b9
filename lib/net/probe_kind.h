/*
 * probe_kind.h (net) - what the kinds of probes share among themselves
 */
#ifndef NET_PROBE_KIND_H
#define NET_PROBE_KIND_H

#include "net/probe.h"
#include "oss/rttstat.h"

struct pinger;
struct web;

struct prober {
	const struct probe_how *how;	/* borrowed */
	struct loop	*loop;		/* owned */
	struct pinger	*ping[2];	/* owned: IPv4, IPv6; made when used */
	struct web	*web;		/* owned; made when used */
	const char	*web_why;	/* it cannot be; else NULL */
};

/* ping.c. NULL: errno is set. */
struct pinger *pinger_new(struct prober *, int family);
void	pinger_free(struct pinger *);
void	ping_begin(struct pinger *, const struct probe_target *,
	    probe_done_fn *, void *arg);

/* tcpprobe.c, dnsprobe.c */
void	tcp_probe_begin(struct prober *, const struct probe_target *,
	    probe_done_fn *, void *arg);
void	dns_probe_begin(struct prober *, const struct probe_target *,
	    probe_done_fn *, void *arg);

/* httpprobe.c: HTTP and TLS. NULL: *why is what its library lacks. */
struct web *web_new(struct prober *, const char **why);
void	web_free(struct web *);
size_t	web_pending(const struct web *);
void	web_probe_begin(struct web *, const struct probe_target *,
	    probe_done_fn *, void *arg);

/* A reading that knows nothing yet. */
void	probe_reading_init(struct probe_reading *);
/* What errno means for a probe. */
enum probe_error probe_error_of(int err);
/* The same address with another port. */
void	net_address_port(struct net_address *, unsigned port);

#endif
