/*
 * schedule.c (oss) - see schedule.h
 */
#include "oss/schedule.h"

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int64_t
schedule_next(int64_t now_us, int64_t interval_us)
{
	return (floor_div(now_us, interval_us) + 1) * interval_us;
}

int64_t
schedule_missed(int64_t begun_us, int64_t now_us, int64_t interval_us)
{
	int64_t n = floor_div(now_us, interval_us)
	    - floor_div(begun_us, interval_us);

	return n > 0 ? n : 0;	/* the clock may have been set back */
}

bool
schedule_due(int64_t last_us, int64_t now_us, int64_t interval_us)
{
	return last_us == 0 || interval_us <= 0
	    || floor_div(now_us, interval_us)
	    != floor_div(last_us, interval_us);
}
