/*
 * interval.h (net) - passes at regular times, for a tool that asks again
 * Starts are those of oss/schedule.h: multiples of the interval, no drift.
 * The signals are process-wide.
 */
#ifndef NET_INTERVAL_H
#define NET_INTERVAL_H

#include "base/opt.h"
#include "base/shard.h"
#include "rec/stream.h"

/* What every tool that asks nodes has. */
struct pass_opts {
	int64_t		 interval_us;	/* 0: once */
	const char	*shard_text, *lock;
	struct shard	 shard;
};
#define PASS_OPTIONS(T, m)						\
	{ 0, "interval", OPT_DURATION, "time",				\
	    OPT_DST(T, m.interval_us),					\
	    "again and again, at multiples of this time" },		\
	{ 0, "shard", OPT_STR, "i/n", OPT_DST(T, m.shard_text),	\
	    "only the nodes of this part, so that n processes do it all" }, \
	{ 0, "lock", OPT_FILE, "file", OPT_DST(T, m.lock),		\
	    "end with 75 when another run holds this file" }
/* EXIT_OK, or EXIT_TROUBLE and said. */
int	pass_opts_check(struct pass_opts *);
/*
 * A pass, or one at every interval until a signal asks to end; the stream's
 * end comes behind each. pass returns 0 or -1, as this does.
 */
int	pass_repeat(const struct pass_opts *, struct stream *,
	    int (*pass)(void *, int64_t begun_us), void *);
/*
 * The exit code of a run that came to rc: of nodes that were to be asked none
 * answered, so the own way out may be cut.
 */
int	pass_exit(int rc, uint64_t planned, uint64_t answered);

/*
 * One run at a time: the lock on this file, made when it is not there, is held
 * until the process ends, however it ends. EXIT_OK, or said and what to end
 * with: EXIT_RETRY when another holds it.
 */
int	pass_lock(const char *path);

#endif
