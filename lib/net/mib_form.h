/*
 * mib_form.h (net) - what values are that stand without their type
 * snmpwalk -OQ and -Oq leave the type away, and without -Oe they write the
 * label in the place of the number. For the objects that polls read, their
 * MIBs say what it was.
 */
#ifndef NET_MIB_FORM_H
#define NET_MIB_FORM_H

#include "oss/varbind.h"

enum mib_form {
	MIB_ANY = '-',		/* not one that is known */
	MIB_ADDRESS = 'a',
	MIB_COUNTER32 = 'c',
	MIB_GAUGE = 'g',
	MIB_INTEGER = 'i',
	MIB_TICKS = 'k',
	MIB_COUNTER64 = 'l',
	MIB_OCTETS = 'm',
	MIB_OID = 'o',
	MIB_TEXT = 't'
};

/* Of the object that a name with its index begins with. */
enum mib_form mib_form(struct oid_ref name);

/* The number of a label, such as up, of that object; false: none of its. */
bool	mib_label(struct oid_ref name, struct slice word, uint64_t *number);

#endif
