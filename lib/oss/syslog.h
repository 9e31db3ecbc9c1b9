/*
 * syslog.h (oss) - a syslog message, as its device or a relay wrote it
 * RFC 5424; RFC 3164 and what is sold as such: without a priority (files), a
 * number in front, * or . before the time, milliseconds, a year, a zone, RFC
 * 3339 times, no host. Frames: lines, or RFC 6587's octet counts. Text is
 * borrowed and as it came: it is cleaned where it is written. Pure.
 */
#ifndef OSS_SYSLOG_H
#define OSS_SYSLOG_H

#include <stdint.h>

#include "base/reason.h"
#include "base/slice.h"
#include "base/zone.h"

#define SYSLOG_RECORD_MAX	((size_t)64 << 10)
#define SYSLOG_AHEAD_US		US_PER_DAY	/* of now a clock may be */

struct syslog_how {
	const struct zone *zone;	/* of times that say none */
	int64_t		now_us;		/* for times that say no year */
};

struct syslog {
	bool		has_priority;
	unsigned	facility, level;
	int64_t		ts_us;
	struct slice	host, app, msg_id;	/* {NULL,0}: not said */
	struct slice	data;		/* structured data, with brackets */
	struct slice	text;		/* message, without what stands above */
	struct slice	whole;		/* message with its %FAC-N-NAME: */
};

/* As trap_measure: octets of the first frame; *skip of them are its count. */
size_t	syslog_measure(const char *p, size_t n, bool eof, size_t *skip);
/* SYSLOG_SYNTAX, SYSLOG_TIME */
enum reason syslog_parse(struct slice, const struct syslog_how *,
	    struct syslog *);
const char *syslog_facility(unsigned);

#endif
