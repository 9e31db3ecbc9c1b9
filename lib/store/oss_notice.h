/*
 * oss_notice.h (store) - notices.json, and what was told, in oss.db
 *
 *	{ "routes": [ { "name": "noc", "receiver": "noc@example.net",
 *	    "severity": "major", "node": "core*", "group_by": ["site"],
 *	    "wait_s": "60", "interval_s": "300", "repeat_s": "14400",
 *	    "resolved": "yes",
 *	    "escalate": [ { "after_s": "900", "receiver": "oncall" } ] } ] }
 */
#ifndef STORE_OSS_NOTICE_H
#define STORE_OSS_NOTICE_H

#include "oss/notice.h"
#include "store/db.h"

#define NOTICE_ROUTES_MAX	256

struct notice_rules {
	struct arena	     arena;
	struct notice_route *route;	/* owned */
	size_t		     len, cap;
};
/* 0, or -1: said (`doc-syntax`, ... as rules.json). Release it either way. */
int	notice_rules_load(struct notice_rules *, const char *path);
int	notice_rules_parse(struct notice_rules *, const char *file,
	    struct slice);
void	notice_rules_release(struct notice_rules *);

/*
 * Within a transaction: what is to be told at an instant, into the store. 0
 * or -1.
 */
int	oss_notices_make(struct db *, const struct notice_rules *,
	    int64_t now_us);

struct oss_notice {
	int64_t		seq, ts_us;
	struct slice	notice_id, state, receiver, route, key, severity,
			subject, text;
	uint64_t	alarms, symptoms;
};
typedef int oss_notice_fn(const struct oss_notice *, void *);
/* Those that nobody was given yet, in their order. */
int	oss_notices_untold(struct db *, oss_notice_fn *, void *);
int	oss_notices_told(struct db *, int64_t seq);

#endif
