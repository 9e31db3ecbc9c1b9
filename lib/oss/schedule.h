/*
 * schedule.h (oss) - when the next pass of a regular task begins
 * Starts are multiples of the interval since the epoch, so they neither
 * drift with the length of a pass nor depend on when the tool was started:
 * every 5m means :00, :05, :10. Pure.
 */
#ifndef OSS_SCHEDULE_H
#define OSS_SCHEDULE_H

#include <stdint.h>

/* The first start behind now_us. interval_us > 0. */
int64_t	schedule_next(int64_t now_us, int64_t interval_us);

/*
 * Starts that passed while a pass which was due at or behind begun_us was
 * still running at now_us: those between the two, the next one excluded.
 */
int64_t	schedule_missed(int64_t begun_us, int64_t now_us,
	    int64_t interval_us);

#endif
