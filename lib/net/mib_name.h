/*
 * mib_name.h (net) - what snmpwalk calls objects where it has their MIBs
 * Those of the MIBs that polls read, so that a recording that was taken
 * without -On can be read as well.
 */
#ifndef NET_MIB_NAME_H
#define NET_MIB_NAME_H

#include "base/buf.h"
#include "net/ber.h"

/*
 * "IF-MIB::ifDescr" at the front of text, with or without its module, and
 * what may stand behind it not looked at: its numbers are written to id, which
 * has room for OID_LEN_MAX, and text is moved behind it. How many; 0: not one
 * that is known.
 */
size_t	mib_name_take(struct slice *text, snmp_subid *id);

/*
 * Appends what an object is called, "ifDescr.7" for "1.3.6.1.2.1.2.2.1.2.7";
 * an OID that has no name here as it is.
 */
void	mib_name_add(struct buf *, struct slice oid);

/*
 * Whether a line begins as one of snmpwalk does with a name, known or not:
 * that of a module, a path from iso, or a word with an index, and then a
 * value with its type.
 */
bool	mib_name_like(struct slice line);

/* The place of a word among words with a blank between, from 1; 0: none. */
unsigned mib_word(const char *words, struct slice word);

#endif
