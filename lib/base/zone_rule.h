/*
 * zone_rule.h (base) - the rule in a TZif footer: how clocks go on changing
 * A POSIX TZ string with the extensions of RFC 8536 3.3.1:
 * "CET-1CEST,M3.5.0,M10.5.0/3". Pure.
 */
#ifndef BASE_ZONE_RULE_H
#define BASE_ZONE_RULE_H

#include "base/zone.h"

#define ZONE_OFFSET_MAX_S	(26 * 3600)	/* RFC 8536 3.2: -25 to 26 h */

/* A day of the year and a time on it, before the change. */
struct zone_rule_date {
	enum { RULE_MONTH, RULE_JULIAN, RULE_DAY } kind;
	int	month, week, weekday;	/* M: weekday 0 = Sunday, week 5 last */
	int	day;			/* Jn: 1 to 365; n: 0 to 365 */
	int32_t	time_s;			/* -167 h to 167 h */
};

struct zone_rule {
	bool			has_dst;
	int32_t			std_offset_s, dst_offset_s;	/* east */
	struct slice		std_name, dst_name;	/* into the text */
	struct zone_rule_date	start, end;	/* of DST */
};

/* False when it is none; *rule is undefined then. */
bool	zone_rule_parse(struct slice, struct zone_rule *rule);
/* The two changes of a year in time order; the number of them. */
int	zone_rule_year(const struct zone_rule *, int year,
	    struct zone_span out[2]);

#endif
