/*
 * varbind.h (oss) - a variable binding as an agent gave it
 * Names, values and the order of names; what carried them is lib/net's
 * business. Source: RFC 3416 section 3 (variable bindings), RFC 2578
 * section 7.1 (types). Pure: no I/O, no allocation.
 */
#ifndef OSS_VARBIND_H
#define OSS_VARBIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

#define OID_LEN_MAX	128	/* sub-identifiers, RFC 2578 section 3.5 */
#define OID_TEXT_MAX	(OID_LEN_MAX * 11)

/* As wide as the SNMP library's, so that names are lent and not copied. */
typedef unsigned long snmp_subid;

struct oid_ref {			/* borrowed */
	const snmp_subid *id;
	size_t		  len;
};
#define OID_REF(array) \
	((struct oid_ref){ (array), sizeof(array) / sizeof((array)[0]) })

enum varbind_kind {
	VARBIND_OTHER = 0,	/* null, or a type that nobody should send */
	VARBIND_INTEGER,	/* signed */
	VARBIND_COUNTER32,
	VARBIND_GAUGE32,	/* and Unsigned32: the same tag */
	VARBIND_TIMETICKS,
	VARBIND_COUNTER64,
	VARBIND_OCTETS,
	VARBIND_OID,
	VARBIND_NO_OBJECT,	/* exceptions, RFC 3416 section 4.2.1 */
	VARBIND_NO_INSTANCE,
	VARBIND_END_OF_VIEW
};

struct varbind {
	struct oid_ref	  name;
	enum varbind_kind kind;
	bool		  address;	/* OCTETS, tagged as IpAddress */
	uint64_t	  number;	/* INTEGER: two's complement */
	struct slice	  octets;	/* OCTETS */
	struct oid_ref	  oid;		/* OID */
};

/* Lexicographic order of names: negative, 0, positive. */
int	oid_cmp(struct oid_ref, struct oid_ref);
bool	oid_begins(struct oid_ref, struct oid_ref prefix);
/* "1.3.6.1.4.1.8072.3.2.10"; at most OID_LEN_MAX sub-identifiers. */
struct slice oid_format(struct oid_ref, char out[OID_TEXT_MAX]);

/* The value as a number from 0; false when it is none, *out untouched. */
bool	varbind_u64(const struct varbind *, uint64_t *out);

/*
 * Hundredths of a second, of 32 bits: there are agents whose sysUpTime is an
 * INTEGER. 0 when it is none.
 */
bool	varbind_ticks(const struct varbind *, uint64_t *out);

#endif
