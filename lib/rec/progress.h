/*
 * progress.h (rec) - a line on the terminal for long runs
 * Shown on stderr when that is a terminal, twice a second; silent in a pipe.
 */
#ifndef REC_PROGRESS_H
#define REC_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool	on, shown;
	int64_t	begin_us, last_us;
};

void	progress_init(struct progress *, bool quiet);
/* Call it every few thousand records. */
void	progress_tick(struct progress *, uint64_t records);
void	progress_clear(struct progress *);

#endif
