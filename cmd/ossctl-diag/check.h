/*
 * check.h (ossctl-diag) - which alarms the options choose, and what a monitor
 * makes of them
 */
#ifndef OSSCTL_DIAG_CHECK_H
#define OSSCTL_DIAG_CHECK_H

#include "alarms.h"

struct chosen {
	const struct list_opts *opts;
	int64_t		 now_us;	/* --now, else the last heartbeat */
	oss_alarm_fn	*fn;
	void		*arg;
	uint64_t	 shelved;	/* left out */
};
/* Those that the options choose. 0 or -1 */
int	alarms_each(struct db *, struct chosen *, bool all, oss_alarm_fn *,
	    void *);

/* Whether the poller is alive; old: --max-age is passed at --now. 0 or -1 */
struct pulse {
	int64_t	 heartbeat_us;
	bool	 known, old;
	bool	 ahead;		/* by as much: a clock is wrong */
};
int	pulse_feel(struct db *, const struct list_opts *, struct pulse *);

/*
 * --check, --nagios: the line of a monitor is appended. Its exit code, or
 * CHECK_FAILED: the database said why.
 */
#define CHECK_FAILED	-1
int	check_line(struct db *, const struct list_opts *, struct buf *);
/* Whether --max-age has a --now to go with: 0 or -1, said. */
int	check_opts(const char *verb, const struct list_opts *);
/* The exit code of a verb with these options that came to rc. */
int	check_exit(const struct list_opts *, int rc);

#endif
