/*
 * probe.h (net) - probes of one thread, thousands at a time
 * A prober has a loop, and begins probes on it; each calls back once with what
 * it found. One file for each kind: ping.c, tcpprobe.c, dnsprobe.c,
 * httpprobe.c. Nothing here waits for anybody.
 */
#ifndef NET_PROBE_H
#define NET_PROBE_H

#include <regex.h>

#include "net/loop.h"
#include "net/resolve.h"
#include "oss/probespec.h"

#define PING_COUNT_MAX	1000
#define PING_SIZE_MIN	24		/* what tells our packets apart */
#define PING_SIZE_MAX	65000
#define BODY_MAX	((size_t)1 << 20)	/* of an answer that is looked at */
/*
 * Octets of it that an expression is looked for in. A search that fails begins
 * again at each octet, and all other probes wait for it: in 1 MiB hours.
 */
#define MATCH_MAX	((size_t)16 << 10)
#define REDIRECTS_MAX	5

enum probe_error {
	PROBE_OK = 0,
	PROBE_TIMEOUT, PROBE_REFUSED, PROBE_UNREACHABLE,
	PROBE_LOCAL,		/* our own limits */
	PROBE_RESOLVE,
	PROBE_TLS_FAILED,	/* handshake or certificate */
	PROBE_HTTP_FAILED,	/* not a code that is right */
	PROBE_DNS_FAILED,	/* it answers with an error code */
	PROBE_MISMATCH,		/* not the answer that was expected */
	PROBE_PROTOCOL		/* what came is not to be read, or broke off */
};
const char *probe_error_name(enum probe_error);	/* as in field `error` */

struct probe_how {
	int64_t		timeout_us;	/* of a packet, connection, query */
	int64_t		deadline_us;	/* of a web answer as a whole */
	unsigned	retries;	/* of a DNS query */
	unsigned	count;		/* ICMP packets a target */
	int64_t		spacing_us;	/* from one to the next */
	unsigned	size;		/* octets of ICMP data */
	bool		dont_fragment;
	const char	*ca_file;	/* NULL: the system's */
};

/* What is expected of an answer; zeroed: nothing. Borrowed by the probe. */
struct probe_expect {
	const char	*status;	/* "200 2xx"; NULL: 2xx */
	struct slice	 text;
	bool		 has_match;
	regex_t		 match;		/* owned */
	struct slice	 answer;
	bool		 has_min_days;
	uint64_t	 certificate_min_d;
	bool		 no_verify;
	const char	*server_name;	/* NULL: the host */
};

struct probe_target {
	const struct probespec	  *spec;
	const struct probe_expect *expect;
	struct net_address	   address;	/* not of HTTP and TLS */
	const char		  *host;	/* TLS: where, numeric or not */
	/* HTTP: "host:port" instead of the URL's ("host:": its port); NULL */
	const char		  *connect_to;
};

/* Borrowed for the time of the call. */
struct probe_reading {
	int64_t		at_us;		/* UTC, of the last answer */
	enum probe_error error;
	bool		reachable;	/* it answered what was asked */
	const char	*error_text;	/* in words, cleaned; NULL: none */
	/* each packet or try in order, RTT_LOST: nothing came */
	const int64_t	*rtt_us;
	size_t		sent;
	uint64_t	duplicates, late;
	/* -1: not known */
	int64_t		dns_us, connect_us, tls_us, first_octet_us;
	int		matched;	/* -1: nothing was expected */
	unsigned	http_status, redirects;
	int64_t		certificate_to_us;	/* 0: none */
	struct slice	answer;
};
typedef void probe_done_fn(void *arg, const struct probe_reading *);

struct prober;

/* how is borrowed. NULL: no descriptors left, errno is set. */
struct prober *prober_new(const struct probe_how *);
void	prober_free(struct prober *);	/* with no probe in flight */
struct loop *prober_loop(struct prober *);
/*
 * Whether the kernel lets us send ICMP of the family of an address; sockets
 * are opened when first asked for. False: errno is set.
 */
bool	prober_can_ping(struct prober *, int family);
/* Web probes in flight: each may take a thread while it looks up a name. */
size_t	prober_web_pending(const struct prober *);
/*
 * done is called once, from loop_turn, or at once when nothing can be sent.
 */
void	probe_begin(struct prober *, const struct probe_target *,
	    probe_done_fn *done, void *arg);

#endif
