/*
 * gnmi.h (oss) - telemetry as gnmic writes it with `format: event`
 *
 *	[ { "name": "sub1", "timestamp": 1764250000000000000,
 *	    "tags": { "source": "192.0.2.7:57400", "interface_name": "et1" },
 *	    "values": { "/interfaces/interface/state/counters/in-octets": 7 } },
 *	  ... ]
 *
 * Arrays or objects, one after another, on one line or on many. Counters are
 * exact up to 2^64-1, as numbers and as strings (RFC 7951). Pure.
 */
#ifndef OSS_GNMI_H
#define OSS_GNMI_H

#include "base/arena.h"
#include "base/reason.h"
#include "base/slice.h"

#define GNMI_RECORD_MAX	((size_t)512 << 10)

enum gnmi_number {
	GNMI_IN_OCTETS, GNMI_OUT_OCTETS, GNMI_IN_ERRORS, GNMI_OUT_ERRORS,
	GNMI_IN_DISCARDS, GNMI_OUT_DISCARDS, GNMI_IN_PACKETS,
	GNMI_OUT_PACKETS, GNMI_IN_FCS_ERRORS, GNMI_IF_INDEX, GNMI_MTU,
	GNMI_NUMBERS
};

struct gnmi_event {
	int64_t		ts_us;
	struct slice	source;		/* host, without its port */
	struct slice	name;		/* of the subscription */
	struct slice	port;		/* interface, with .subinterface */
	unsigned	has;		/* bits of enum gnmi_number */
	uint64_t	number[GNMI_NUMBERS];
	const char	*admin, *oper;	/* as RFC 2863 has them; NULL */
	struct slice	alias;
	struct slice	text;		/* all values, "path=value ..." */
};

/* Octets of the first array or object; 0: it goes on. See trap_measure. */
size_t	gnmi_measure(const char *p, size_t n, bool eof);
/*
 * The events of a record, in the arena. JSON_SYNTAX, GNMI_SYNTAX (no event)
 * or EVENT_NODE (no source).
 */
enum reason gnmi_parse(struct slice, struct arena *, struct gnmi_event **,
	    size_t *n);
/* Whether it is a reading of a port. */
bool	gnmi_is_port(const struct gnmi_event *);

#endif
