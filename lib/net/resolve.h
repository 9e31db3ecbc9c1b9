/*
 * resolve.h (net) - addresses from what an operator writes
 * "192.0.2.1", "192.0.2.1:1161", "2001:db8::1", "[2001:db8::1]:1161",
 * "router.example.net", "router.example.net:1161". Numeric ones need no
 * resolver. Names are looked up beside the work of the caller (a name server
 * that does not answer holds up nobody else).
 */
#ifndef NET_RESOLVE_H
#define NET_RESOLVE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <netdb.h>

#include "base/slice.h"

#define HOST_TEXT_MAX	254	/* RFC 1035 section 2.3.4, and a NUL */
#define PORT_SNMP	161

struct net_address {
	struct sockaddr_storage	addr;
	socklen_t		len;
};

/*
 * Split into host and port (PORT_SNMP when there is none). False: it is
 * neither an address nor a name. Pure.
 */
bool	address_split(struct slice, char host[HOST_TEXT_MAX],
	    unsigned *port);
/* A numeric host; false when it is a name. */
bool	address_numeric(const char *host, unsigned port,
	    struct net_address *);

/* Look-ups in progress. */
struct resolver;
struct resolver *resolver_new(void);
void	resolver_free(struct resolver *);	/* cancels what it can */
/* Begin to look up a name for `arg`. host is copied. */
void	resolver_add(struct resolver *, const char *host, unsigned port,
	    void *arg);
size_t	resolver_pending(const struct resolver *);
/*
 * One look-up that has ended: its arg, and *ok with *out; NULL when none
 * has.
 */
void	*resolver_next(struct resolver *, struct net_address *out, bool *ok);

#endif
