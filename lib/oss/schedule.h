/*
 * schedule.h (oss) - when the next pass of a regular task begins
 * Starts are multiples of the interval since the epoch, so they neither
 * drift with the length of a pass nor depend on when the tool was started:
 * every 5m means :00, :05, :10. Pure.
 */
#ifndef OSS_SCHEDULE_H
#define OSS_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

/* The first start behind now_us. interval_us > 0. */
int64_t	schedule_next(int64_t now_us, int64_t interval_us);

/*
 * Starts that passed while a pass which was due at or behind begun_us was
 * still running at now_us: those between the two, the next one excluded.
 */
int64_t	schedule_missed(int64_t begun_us, int64_t now_us,
	    int64_t interval_us);

/*
 * Whether a task of its own interval (0: none) is due at a start at now_us,
 * when it was last done at a start at last_us: a multiple of its interval
 * lies between. last_us 0: it never was.
 */
bool	schedule_due(int64_t last_us, int64_t now_us, int64_t interval_us);

#endif
