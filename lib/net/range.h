/*
 * range.h (net) - addresses of a prefix, one after the other
 * "192.0.2.0/24", "2001:db8::/120", "192.0.2.1", each with :port behind it
 * where it is not 161. The first and the last address of an IPv4 prefix up to
 * /30 are the network's and broadcast's and are left out. Pure.
 */
#ifndef NET_RANGE_H
#define NET_RANGE_H

#include "net/resolve.h"

#define RANGE_MAX	65536	/* addresses: an IPv4 /16, an IPv6 /112 */
#define RANGE_TEXT_MAX	64

struct address_range {
	unsigned char	first[16];	/* network order; 4 octets of IPv4 */
	bool		v6;
	unsigned	port;
	uint32_t	len;		/* addresses */
};

/* False: it is no such thing, or too large. */
bool	range_parse(struct slice, struct address_range *);
/* The i-th, as text without a port. */
void	range_text(const struct address_range *, uint32_t i,
	    char out[RANGE_TEXT_MAX]);

#endif
