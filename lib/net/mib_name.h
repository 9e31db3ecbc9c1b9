/*
 * mib_name.h (net) - what snmpwalk calls objects where it has their MIBs
 * Those of the MIBs that polls read, so that a recording that was taken
 * without -On can be read as well.
 */
#ifndef NET_MIB_NAME_H
#define NET_MIB_NAME_H

#include "base/slice.h"
#include "net/ber.h"

/*
 * "IF-MIB::ifDescr" at the front of text, with or without its module, and
 * what may stand behind it not looked at: its numbers are written to id, which
 * has room for OID_LEN_MAX, and text is moved behind it. How many; 0: not one
 * that is known.
 */
size_t	mib_name_take(struct slice *text, snmp_subid *id);

/* Whether a name of a module is at the front, known or not. */
bool	mib_name_like(struct slice text);

#endif
