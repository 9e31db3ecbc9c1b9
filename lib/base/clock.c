/*
 * clock.c (base) - what time it is; see clock.h
 */
#include <time.h>

#include "base/clock.h"
#include "base/tstamp.h"

static int64_t
now_of(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return t.tv_sec * US_PER_S + t.tv_nsec / 1000;
}

int64_t
clock_us(void)
{
	return now_of(CLOCK_REALTIME);
}

int64_t
mono_us(void)
{
	return now_of(CLOCK_MONOTONIC);
}
