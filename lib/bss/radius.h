/*
 * radius.h (bss) - what a RADIUS accounting packet says, out of its attributes
 * A detail format (ossbss-formats(5)) says which attributes name the access
 * server, the session and the counters, and which times are believed in which
 * order; lib/store/format_detail.c fills the map.
 * Source: RFC 2866, RFC 2869 5.1 to 5.3; the texts are FreeRADIUS's.
 * Pure: no I/O; no allocation per packet.
 */
#ifndef BSS_RADIUS_H
#define BSS_RADIUS_H

#include "base/buf.h"
#include "base/reason.h"
#include "bss/session.h"
#include "bss/usagemap.h"

/* Attributes by their role: columns of the usagemap. */
enum radius_role {
	RADIUS_STATUS, RADIUS_EVENT, RADIUS_TIMESTAMP, RADIUS_DELAY,
	RADIUS_SECONDS, RADIUS_IN, RADIUS_IN_GIGA, RADIUS_OUT,
	RADIUS_OUT_GIGA,
	RADIUS_ROLES
};

enum radius_time { RADIUS_BY_EVENT, RADIUS_BY_TIMESTAMP, RADIUS_BY_HEADER };
#define RADIUS_TIMES	3
#define RADIUS_NAS_MAX	8		/* attributes that may name it */
#define RADIUS_KEYS_MAX	8
#define RADIUS_SECONDS_MAX (3653ULL * 86400)	/* of a session: ten years */
#define RADIUS_HEADER_OFF_S (2 * 86400)	/* header and Timestamp may differ */

#define RADIUS_CUT_DAYS_MAX 400	/* that one interval is cut into */

enum radius_cut { RADIUS_CUT_NONE, RADIUS_CUT_DAY, RADIUS_CUT_MONTH };

struct radius_map {
	unsigned	role[RADIUS_ROLES];
	unsigned	nas[RADIUS_NAS_MAX], nas_len;
	struct map_pair	*nas_name;	/* sorted by from */
	unsigned	nas_names;
	enum radius_time time[RADIUS_TIMES];
	unsigned	times;
	int64_t		ahead_max_s, behind_max_s;	/* of Event-Timestamp */
	struct session_rules rules;	/* but timeout and remember */
	enum radius_cut	cut;
	struct zone	cut_zone;	/* owned */
	const char	*duration;	/* usage_type of seconds; NULL: none */
};

/* A packet's attributes, as the reader of detail files lends them. */
struct radius_attrs {
	struct slice	header;
	const struct slice *val;	/* by column; {NULL,0}: not there */
	const bool	*twice;
};

enum radius_what {
	RADIUS_PACKET,		/* *p is set */
	RADIUS_OTHER,		/* of a kind that makes no usage */
	RADIUS_BAD		/* the reason; m->bad_name and bad_value */
};

/*
 * FIELD_MISSING, FIELD_VALUE, DUP_KEY, MEDIATE_TIME, RADIUS_STATUS,
 * RADIUS_COUNTER. key takes the session's text where it must be made; p
 * borrows from it and from the attributes. identifier is not set.
 */
enum radius_what radius_packet(const struct radius_map *, struct usagemap *,
	    const struct radius_attrs *, struct buf *key, struct packet *p,
	    enum reason *);

/* Event-Timestamp: "Oct 25 2026 02:30:00 CEST", RFC 3339 or an epoch. */
bool	radius_time_parse(const struct zone *, struct slice, int64_t *s);
/* "Sun Oct 25 02:30:00 2026"; the first where it stands twice. */
bool	radius_header_parse(const struct zone *, struct slice, int64_t *s);

/* The first cut behind an instant; INT64_MAX: there is none. */
int64_t	radius_cut_after(const struct radius_map *, int64_t s);

#endif
