/*
 * family.h - what the installed profiles read of recorded lines, for tests
 */
#ifndef TEST_FAMILY_H
#define TEST_FAMILY_H

#include "recorded.h"
#include "store/profile.h"
#include "tap.h"

static struct profiles all;

static void device_is(const char *, const char *, const char *, const char *)
    __attribute__((unused));
static void reads(const char *, const char *, const char *, const char *)
    __attribute__((unused));
static void termination_is(const char *, const char *, const char *)
    __attribute__((unused));

static struct recorded *
read_as(const char *profile, const char *lines, const char *descr)
{
	return recorded_read(lines, profile_find(&all.set,
	    slice_of(profile)), descr);
}

/* "vendor|model|os_version|serial|cpu|used/total" */
static const char *
family_device(const struct view *v)
{
	static char got[256];
	char cpu[MONEY_TEXT_MAX] = "-";

	if (v->has_cpu)
		cpu[money_format(v->cpu_pct, cpu)] = '\0';
	snprintf(got, sizeof(got), "%.*s|%.*s|%.*s|%.*s|%s|%ju/%ju",
	    SLICE_FMT(v->vendor), SLICE_FMT(v->model),
	    SLICE_FMT(v->os_version), SLICE_FMT(v->serial), cpu,
	    (uintmax_t)v->mem_used_octets, (uintmax_t)v->mem_total_octets);
	return got;
}

static void
device_is(const char *profile, const char *lines, const char *descr,
    const char *want)
{
	struct recorded *r = read_as(profile, lines, descr);

	is_str(family_device(&r->reader.view), want, "%s: the device",
	    profile);
	recorded_free(r);
}

static void
reads(const char *profile, const char *lines, const char *want,
    const char *name)
{
	struct recorded *r = read_as(profile, lines, "");

	is_str(recorded_text(r), want, "%s: %s", profile, name);
	recorded_free(r);
}

/* A line a termination, its numbers by enum term_number. */
static const char *
family_terminations(const struct view *v)
{
	static struct buf b;
	char n[MONEY_TEXT_MAX];

	buf_clear(&b);
	for (size_t i = 0; i < v->terminations; i++) {
		const struct termination *t = &v->termination[i];

		buf_addf(&b, "%.*s @%.*s %s sn=%.*s mac=%.*s %.*s",
		    SLICE_FMT(t->object), SLICE_FMT(t->port),
		    t->oper != NULL ? t->oper : "-",
		    SLICE_FMT(t->text[TERM_SERIAL]),
		    SLICE_FMT(t->text[TERM_MAC]),
		    SLICE_FMT(t->text[TERM_LAST_DOWN_CAUSE]));
		for (int k = 0; k < TERM_NUMBERS; k++) {
			if ((t->has & 1u << k) == 0)
				continue;
			n[money_format(t->number[k], n)] = '\0';
			if (k < TERM_WHOLE)
				buf_addf(&b, " %d=%s", k, n);
			else
				buf_addf(&b, " %d=%jd", k,
				    (intmax_t)t->number[k]);
		}
		buf_addc(&b, '\n');
	}
	return buf_str(&b);
}

static void
termination_is(const char *profile, const char *lines, const char *want)
{
	struct recorded *r = read_as(profile, lines, "");

	is_str(family_terminations(&r->reader.view), want,
	    "%s: terminations", profile);
	recorded_free(r);
}

#endif
