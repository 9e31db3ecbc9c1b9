/*
 * carried.c (oss) - whether the traffic of a port has gone
 */
#include <string.h>

#include "oss/carried.h"

#define HOUR_US		(INT64_C(3600) * 1000000)

/* ---- the hours of a week ------------------------------------------------ */

static unsigned
slot_of(int64_t hour)
{
	int64_t slot = hour % CARRIED_WEEK;

	return (unsigned)(slot < 0 ? slot + CARRIED_WEEK : slot);
}

static bool
has(const uint8_t *bits, unsigned slot)
{
	return bits[slot / 8] >> slot % 8 & 1;
}

static void
put(uint8_t *bits, unsigned slot, bool set)
{
	bits[slot / 8] = (uint8_t)((bits[slot / 8] & ~(1u << slot % 8))
	    | (unsigned)set << slot % 8);
}

/* The hour before is over; hours without readings are not known. */
static void
next_hour(struct carried *f, int64_t from, int64_t to)
{
	unsigned slot = slot_of(from);

	put(f->known, slot, f->hour_readings != 0);
	put(f->busy, slot, f->hour_readings != 0
	    && 4 * f->hour_busy >= 3 * f->hour_readings);
	f->hour_readings = f->hour_busy = 0;
	if (to - from > CARRIED_WEEK) {
		memset(f->known, 0, sizeof(f->known));
		memset(f->busy, 0, sizeof(f->busy));
		return;
	}
	while (++from < to) {
		put(f->known, slot_of(from), false);
		put(f->busy, slot_of(from), false);
	}
}

static void
take_hour(struct carried *f, int64_t ts_us, bool traffic)
{
	int64_t from = f->last_us / HOUR_US, to = ts_us / HOUR_US;

	if (f->last_us != 0 && to > from)
		next_hour(f, from, to);
	if (f->hour_readings == UINT16_MAX)
		return;
	f->hour_readings++;
	f->hour_busy = (uint16_t)(f->hour_busy + traffic);
}

/* slot is a week ago; of the hour that was before, it is not any more. */
static enum carried_due
due_in(const struct carried *f, int64_t hour, bool before)
{
	unsigned known = 0, busy = 0, week = slot_of(hour), slot;

	for (int day = 1; day < 7; day++) {
		slot = slot_of(hour - 24 * day);
		known += has(f->known, slot);
		busy += has(f->known, slot) && has(f->busy, slot);
	}
	if (known == 0 && (before || !has(f->known, week)))
		return CARRIED_UNKNOWN;
	if (before)
		return 2 * busy >= known ? CARRIED_DUE : CARRIED_IDLE;
	if (!has(f->known, week))
		return busy == known ? CARRIED_YOUNG : CARRIED_IDLE;
	return has(f->busy, week) && 2 * busy >= known ? CARRIED_DUE
	    : CARRIED_IDLE;
}

enum carried_due
carried_due(const struct carried *f)
{
	int64_t hour = f->last_us / HOUR_US;
	const enum carried_due all[3] = { due_in(f, hour - 1, true),
	    due_in(f, hour, false), due_in(f, hour + 1, false) };
	enum carried_due least = CARRIED_DUE;

	for (int i = 0; i < 3; i++)
		if (all[i] == CARRIED_IDLE)
			return CARRIED_IDLE;
		else if (all[i] < least)
			least = all[i];
	return least;
}

/* ---- readings ----------------------------------------------------------- */

static uint64_t
quiet_at(const struct carried *f)
{
	uint64_t limit = f->usual / 1000;

	return limit > CARRIED_QUIET_MAX ? limit : CARRIED_QUIET_MAX;
}

static void
take_quiet(struct carried *f, int64_t prev_us)
{
	enum carried_due due = carried_due(f);

	if (f->quiet == 0) {
		f->since_us = prev_us;
		f->due_us = f->new_us = 0;
	}
	if (due == CARRIED_DUE)
		f->due_us += f->last_us - prev_us;
	else if (due != CARRIED_IDLE)
		f->new_us += f->last_us - prev_us;
	if (f->quiet < UINT32_MAX)
		f->quiet++;
	if (f->last_us - f->since_us < CARRIED_FORGET_US)
		return;
	f->usual = 0;
	f->row = 0;
	f->longest_us = f->longest_at_us = 0;
}

static void
end_quiet(struct carried *f)
{
	int64_t len = f->due_us + (f->new_us < CARRIED_NEW_US ? f->new_us
	    : 0);	/* the hours of the week know it */

	if (len >= f->longest_us
	    || f->last_us - f->longest_at_us > CARRIED_HABIT_US) {
		f->longest_us = len;
		f->longest_at_us = f->last_us;
	}
	f->row = f->quiet = 0;
	f->due_us = f->new_us = 0;
}

void
carried_take(struct carried *f, int64_t prev_us, int64_t ts_us, money_t rate)
{
	f->rate = (uint64_t)rate / MONEY_SCALE;
	take_hour(f, ts_us, f->rate > quiet_at(f));
	f->last_us = ts_us;
	if (f->rate <= quiet_at(f)) {
		take_quiet(f, prev_us);
		return;
	}
	if (f->quiet > 0)
		end_quiet(f);
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
	f->due_us = f->new_us = 0;
	f->rate = 0;
}

uint32_t
carried_silent(const struct carried *f)
{
	if (f->quiet == 0 || f->usual < CARRIED_LEAST || f->row < CARRIED_ROW_MIN
	    || f->due_us + f->new_us <= 2 * f->longest_us)
		return 0;
	return f->quiet;
}

bool
carried_runs(const struct carried *f, uint32_t n)
{
	return f->quiet == 0 && f->row >= n && f->rate >= CARRIED_LEAST;
}
