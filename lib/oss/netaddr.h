/*
 * netaddr.h (oss) - addresses as agents give them, as text
 * Source: RFC 4001 (InetAddressType, InetAddress), RFC 5952 (IPv6 as text),
 * RFC 2579 (PhysAddress). Pure.
 */
#ifndef OSS_NETADDR_H
#define OSS_NETADDR_H

#include "base/buf.h"

/* 4 or 16 octets, or 8 and 20 with a zone behind; else nothing. False then. */
bool	netaddr_add(struct buf *, struct slice octets);
/* "00:1b:21:0a:ff:01", from 6 octets or 8 (EUI-64); else nothing. */
bool	netaddr_add_mac(struct buf *, struct slice octets);
/* The network part of two addresses is the same. */
bool	netaddr_same_net(struct slice a, struct slice b, unsigned bits);
/* Prefix length of an IPv4 mask; -1 when it is none. */
int	netaddr_mask_bits(struct slice mask);

#endif
