/*
 * ifaddr.h (oss) - which addresses the ports of a node have
 * From ipAddressTable (RFC 4293); what is missing there from ipAddrTable
 * (RFC 4293, deprecated) and ipv6AddrTable (RFC 2465). Broadcast addresses
 * are left out. Pure: no I/O, no clock.
 */
#ifndef OSS_IFADDR_H
#define OSS_IFADDR_H

#include "oss/cells.h"
#include "oss/view.h"

/* Into view.address, sorted by port and address, each once; with the index. */
void	ifaddr_read(struct view *, const struct cells *);
/*
 * view.network: which addresses have a network, by the length of the address,
 * that of the prefix, the longest first, the network and the port.
 */
void	ifaddr_index(struct view *);
/* "192.0.2.1/24 2001:db8::1/64" of a port, to a cleared buffer. */
void	ifaddr_text(const struct view *, uint32_t if_index, struct buf *);
/*
 * The port whose network holds the address: the longest prefix, of several the
 * first port. One search for each length that there is. False: none.
 */
bool	ifaddr_port_of(const struct view *, struct slice octets,
	    uint32_t *if_index);

#endif
