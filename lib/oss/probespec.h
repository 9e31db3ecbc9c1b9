/*
 * probespec.h (oss) - what an operator wants probed, in a word
 *
 *	icmp			echo of the node
 *	tcp:22			a connection to the node's port
 *	tls:993			a connection and TLS, the certificate
 *	https://host/path	an answer of a web server (http, too)
 *	dns:name/A[:port]	what the node says of a name
 *
 * The word as it is shown (without user and password of a URL) is the object
 * of the sample: it stays the same as long as the probe does. Pure.
 */
#ifndef OSS_PROBESPEC_H
#define OSS_PROBESPEC_H

#include "base/arena.h"
#include "base/slice.h"

#define PROBESPEC_MAX	2048		/* octets of a word */
#define PROBE_PORT_DNS	53

enum probe_kind {
	PROBE_ICMP, PROBE_TCP, PROBE_TLS, PROBE_HTTP, PROBE_DNS
};

struct probespec {
	enum probe_kind	kind;
	struct slice	object;		/* as it is shown */
	unsigned	port;		/* TCP, TLS, DNS */
	const char	*url;		/* HTTP: without user and password */
	const char	*login;		/* HTTP: user:password, NULL: none */
	const char	*name;		/* DNS: what is asked for */
	unsigned	type;		/* DNS: of which type */
};

/* False when it is none. What is kept lives in the arena. */
bool	probespec_parse(struct arena *, struct slice, struct probespec *);

#endif
