/*
 * interval.h (net) - passes at regular times, for a tool that asks again
 * Starts are those of oss/schedule.h: multiples of the interval, no drift.
 * The signals are process-wide.
 */
#ifndef NET_INTERVAL_H
#define NET_INTERVAL_H

#include <stdbool.h>
#include <stdint.h>

/* SIGTERM and SIGINT end the run after the pass, a second one at once. */
void	interval_signals(void);
/* Sleep until the next start. False: asked to end. */
bool	interval_wait(int64_t begun_us, int64_t interval_us);

/*
 * One run at a time: the lock on this file, made when it is not there, is held
 * until the process ends, however it ends. EXIT_OK, or said and what to end
 * with: EXIT_RETRY when another holds it.
 */
int	pass_lock(const char *path);

int64_t	clock_us(void);		/* UTC */

#endif
