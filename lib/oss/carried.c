/*
 * carried.c (oss) - whether the traffic of a port has gone
 */
#include "oss/carried.h"

static uint64_t
quiet_at(const struct carried *f)
{
	uint64_t limit = f->usual / 1000;

	return limit > CARRIED_QUIET_MAX ? limit : CARRIED_QUIET_MAX;
}

static void
take_quiet(struct carried *f, int64_t prev_us)
{
	if (f->quiet == 0)
		f->since_us = prev_us;
	if (f->quiet < UINT32_MAX)
		f->quiet++;
	if (f->last_us - f->since_us < CARRIED_FORGET_US)
		return;
	f->usual = 0;
	f->row = 0;
	f->longest_us = f->longest_at_us = 0;
}

static void
end_quiet(struct carried *f, int64_t prev_us)
{
	int64_t len = prev_us - f->since_us;

	if (len >= f->longest_us
	    || f->last_us - f->longest_at_us > CARRIED_HABIT_US) {
		f->longest_us = len;
		f->longest_at_us = f->last_us;
	}
	f->row = f->quiet = 0;
}

void
carried_take(struct carried *f, int64_t prev_us, int64_t ts_us, money_t rate)
{
	f->last_us = ts_us;
	f->rate = (uint64_t)rate / MONEY_SCALE;
	if (f->rate <= quiet_at(f)) {
		take_quiet(f, prev_us);
		return;
	}
	if (f->quiet > 0)
		end_quiet(f, prev_us);
	if (f->row < UINT32_MAX)
		f->row++;
	if (f->usual == 0)
		f->usual = f->rate;
	else
		f->usual = f->usual - f->usual / 8 + f->rate / 8;
}

void
carried_stop(struct carried *f)
{
	f->quiet = 0;
	f->rate = 0;
}

uint32_t
carried_silent(const struct carried *f)
{
	if (f->quiet == 0 || f->usual < CARRIED_LEAST || f->row < CARRIED_ROW_MIN
	    || f->last_us - f->since_us <= 2 * f->longest_us)
		return 0;
	return f->quiet;
}

bool
carried_runs(const struct carried *f, uint32_t n)
{
	return f->quiet == 0 && f->row >= n && f->rate >= CARRIED_LEAST;
}
