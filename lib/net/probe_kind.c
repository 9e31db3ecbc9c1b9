/*
 * probe_kind.c (net) - see probe_kind.h
 */
#include "net/probe_kind.h"

#include <errno.h>
#include <netinet/in.h>

#include "base/clock.h"

void
probe_reading_init(struct probe_reading *r)
{
	*r = (struct probe_reading){
		.at_us = clock_us(),
		.dns_us = -1, .connect_us = -1, .tls_us = -1,
		.first_octet_us = -1,
		.matched = -1,
	};
}

enum probe_error
probe_error_of(int err)
{
	switch (err) {
	case ETIMEDOUT:
		return PROBE_TIMEOUT;
	case ECONNREFUSED:
		return PROBE_REFUSED;
	case EMFILE:
	case ENFILE:
	case ENOMEM:
	case ENOBUFS:
	case EAGAIN:
	case EADDRNOTAVAIL:	/* no port left */
	case EPERM:		/* a filter of this machine */
		return PROBE_LOCAL;
	default:
		return PROBE_UNREACHABLE;
	}
}

void
net_address_port(struct net_address *a, unsigned port)
{
	struct sockaddr *sa = (struct sockaddr *)&a->addr;

	if (sa->sa_family == AF_INET6)
		((struct sockaddr_in6 *)sa)->sin6_port
		    = htons((uint16_t)port);
	else
		((struct sockaddr_in *)sa)->sin_port = htons((uint16_t)port);
}
