/*
 * timefmt.c (bss) - times as usage sources write them
 */
#include <ctype.h>

#include "base/tstamp.h"
#include "bss/timefmt.h"

/* An op is the letter of its conversion, or OP_LITERAL with its character. */
#define OP_LITERAL	'='

static const struct {
	const char *word;
	int	    kind;
} words[] = {
	{ "epoch", TIMEFMT_EPOCH },
	{ "epoch_ms", TIMEFMT_EPOCH_MS },
	{ "epoch_us", TIMEFMT_EPOCH_US },
	{ "rfc3339", TIMEFMT_RFC3339 },
};

void
wallclock_init(struct wallclock *w, const struct zone *zone)
{
	*w = (struct wallclock){ .zone = zone };
}

/*
 * Wall time at which span i takes over. Clocks put back show some times
 * twice, put forward they skip some: both belong to the span before, so the
 * spans cut the wall clock where the greater of the two offsets says.
 */
static int64_t
wall_boundary(const struct zone *z, size_t i)
{
	int32_t before, after;

	if (i == 0)
		return INT64_MIN;
	if (i >= z->len)
		return INT64_MAX;
	before = z->span[i - 1].offset_s;
	after = z->span[i].offset_s;
	return z->span[i].from_us
	    + (before > after ? before : after) * US_PER_S;
}

static void
wallclock_find(struct wallclock *w, int64_t wall_us)
{
	size_t lo = 0, hi = w->zone->len, mid;

	while (hi - lo > 1) {
		mid = lo + (hi - lo) / 2;
		if (wall_boundary(w->zone, mid) <= wall_us)
			lo = mid;
		else
			hi = mid;
	}
	w->from_us = wall_boundary(w->zone, lo);
	w->to_us = wall_boundary(w->zone, lo + 1);
	w->offset_us = w->zone->span[lo].offset_s * US_PER_S;
}

int64_t
wallclock_instant(struct wallclock *w, int64_t wall_us)
{
	if (wall_us < w->from_us || wall_us >= w->to_us)
		wallclock_find(w, wall_us);
	return wall_us - w->offset_us;
}

static const char *
op_add(struct timefmt *f, char op, char c)
{
	if (f->len == TIMEFMT_OPS_MAX)
		return "the pattern is too long";
	f->op[f->len].op = op;
	f->op[f->len++].c = c;
	return NULL;
}

static const char *
op_adds(struct timefmt *f, const char *pattern)
{
	const char *why = NULL;

	for (; *pattern != '\0' && why == NULL; pattern++) {
		if (*pattern != '%') {
			why = op_add(f, OP_LITERAL, *pattern);
			continue;
		}
		switch (*++pattern) {
		case 'F':
			why = op_adds(f, "%Y-%m-%d");
			break;
		case 'T':
			why = op_adds(f, "%H:%M:%S");
			break;
		case '%':
			why = op_add(f, OP_LITERAL, '%');
			break;
		case 'Y': case 'y': case 'm': case 'b': case 'd': case 'H':
		case 'I': case 'p': case 'M': case 'S': case 'f': case 'z':
		case 'a': case 'e': case '.':
			why = op_add(f, *pattern, 0);
			break;
		default:
			return "a conversion is not known";
		}
	}
	return why;
}

static bool
has(const struct timefmt *f, const char *letters)
{
	unsigned i;

	for (i = 0; i < f->len; i++)
		if (strchr(letters, f->op[i].op) != NULL)
			return true;
	return false;
}

/* What a pattern must have to name one instant. */
static const char *
check(const struct timefmt *f)
{
	if (!has(f, "Yy") || !has(f, "mb") || !has(f, "de"))
		return "year, month and day are wanted";
	if (!has(f, "HI") && has(f, "MSf."))
		return "minutes need an hour";
	if (!has(f, "M") && has(f, "Sf."))
		return "seconds need a minute";
	if (has(f, "I") != has(f, "p"))
		return "%I and %p go together";
	return NULL;
}

const char *
timefmt_compile(struct timefmt *f, const char *pattern)
{
	const char *why;
	size_t i;

	*f = (struct timefmt){ .pattern = pattern };
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(pattern, words[i].word) == 0) {
			f->kind = words[i].kind;
			f->has_zone = true;
			return NULL;
		}
	}
	if (strchr(pattern, '%') == NULL)
		return "it is neither a pattern nor a known word";
	if ((why = op_adds(f, pattern)) != NULL)
		return why;
	f->has_zone = has(f, "z");
	return check(f);
}

/* min to max digits at *s, as many as there are; false when fewer. */
static inline bool
take_digits(struct slice *s, unsigned min, unsigned max, int *out)
{
	unsigned n = 0;
	int v = 0;

	while (n < max && n < s->len && s->p[n] >= '0' && s->p[n] <= '9')
		v = v * 10 + (s->p[n++] - '0');
	if (n < min)
		return false;
	s->p += n;
	s->len -= n;
	*out = v;
	return true;
}

/* Digits behind a decimal point as microseconds; more than 6 are cut. */
static bool
take_fraction(struct slice *s, int *us)
{
	int scale = 100000, v = 0;
	size_t n = 0;

	for (; n < s->len && s->p[n] >= '0' && s->p[n] <= '9'; n++) {
		v += (s->p[n] - '0') * scale;
		scale /= 10;
	}
	s->p += n;
	s->len -= n;
	*us = v;
	return n != 0;
}

static bool
take_month_name(struct slice *s, int *month)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	int i;

	for (i = 0; s->len >= 3 && i < 12; i++) {
		if (strncasecmp(s->p, names + (size_t)i * 3, 3) == 0) {
			s->p += 3;
			s->len -= 3;
			*month = i + 1;
			return true;
		}
	}
	return false;
}

/* The date says which it is: it is passed over */
static bool
take_day_name(struct slice *s)
{
	static const char *const names[] = { "monday", "tuesday", "wednesday",
	    "thursday", "friday", "saturday", "sunday" };
	size_t i, n;

	for (n = 0; n < s->len && isalpha((unsigned char)s->p[n]); n++)
		;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if ((n == 3 || n == strlen(names[i]))
		    && strncasecmp(s->p, names[i], n) == 0) {
			s->p += n;
			s->len -= n;
			return true;
		}
	}
	return false;
}

static bool
take_half_day(struct slice *s, int *hours)
{
	if (s->len < 2 || (s->p[1] | 0x20) != 'm')
		return false;
	if ((s->p[0] | 0x20) == 'p')
		*hours = 12;
	else if ((s->p[0] | 0x20) == 'a')
		*hours = 0;
	else
		return false;
	s->p += 2;
	s->len -= 2;
	return true;
}

static bool
take_offset(struct slice *s, int *offset_s)
{
	int sign, h, m = 0;

	if (s->len != 0 && (s->p[0] | 0x20) == 'z') {
		s->p++;
		s->len--;
		*offset_s = 0;
		return true;
	}
	if (s->len == 0 || (s->p[0] != '+' && s->p[0] != '-'))
		return false;
	sign = s->p[0] == '-' ? -1 : 1;
	s->p++;
	s->len--;
	if (!take_digits(s, 2, 2, &h))
		return false;
	if (s->len != 0 && s->p[0] == ':') {
		s->p++;
		s->len--;
		if (!take_digits(s, 2, 2, &m))
			return false;
	} else {
		take_digits(s, 2, 2, &m);
	}
	if (h > 23 || m > 59)
		return false;
	*offset_s = sign * (h * 3600 + m * 60);
	return true;
}

struct taken {
	struct civil	c;
	int		half_day;	/* hours to add to a %I */
	bool		twelve;		/* %I was read */
	int		offset_s;
};

static inline bool
take_op(char op, char literal, struct slice *s, struct taken *t)
{
	switch (op) {
	case OP_LITERAL:
		if (s->len == 0 || s->p[0] != literal)
			return false;
		s->p++;
		s->len--;
		return true;
	case 'Y':
		return take_digits(s, 4, 4, &t->c.year);
	case 'y':
		if (!take_digits(s, 2, 2, &t->c.year))
			return false;
		t->c.year += t->c.year >= 69 ? 1900 : 2000;	/* POSIX */
		return true;
	case 'm':
		return take_digits(s, 1, 2, &t->c.month);
	case 'b':
		return take_month_name(s, &t->c.month);
	case 'a':
		return take_day_name(s);
	case 'e':
		if (s->len != 0 && s->p[0] == ' ') {
			s->p++;
			s->len--;
		}
		return take_digits(s, 1, 2, &t->c.day);
	case 'd':
		return take_digits(s, 1, 2, &t->c.day);
	case 'H':
		return take_digits(s, 1, 2, &t->c.hour);
	case 'I':
		t->twelve = true;
		return take_digits(s, 1, 2, &t->c.hour) && t->c.hour >= 1
		    && t->c.hour <= 12;
	case 'p':
		return take_half_day(s, &t->half_day);
	case 'M':
		return take_digits(s, 1, 2, &t->c.minute);
	case 'S':
		return take_digits(s, 1, 2, &t->c.second);
	case 'f':
		return take_fraction(s, &t->c.us);
	case '.':
		if (s->len == 0 || s->p[0] != '.')
			return true;
		s->p++;
		s->len--;
		return take_fraction(s, &t->c.us);
	default:
		return take_offset(s, &t->offset_s);
	}
}

/* A second of 60 is a leap second: the first instant of the next minute. */
static bool
taken_valid(const struct taken *t)
{
	return civil_date_valid(t->c.year, t->c.month, t->c.day)
	    && t->c.hour <= 23 && t->c.minute <= 59
	    && (t->c.second <= 59
	    || (t->c.second == 60 && t->c.minute == 59 && t->c.us == 0));
}

static bool
parse_pattern(const struct timefmt *f, struct wallclock *w, struct slice s,
    int64_t *us)
{
	struct taken t = { 0 };
	int64_t wall;
	unsigned i;

	for (i = 0; i < f->len; i++)
		if (!take_op(f->op[i].op, f->op[i].c, &s, &t))
			return false;
	if (t.twelve)
		t.c.hour = t.c.hour % 12 + t.half_day;
	if (s.len != 0 || !taken_valid(&t))
		return false;
	wall = civil_days(t.c.year, t.c.month, t.c.day) * US_PER_DAY
	    + (t.c.hour * 3600 + t.c.minute * 60 + t.c.second) * US_PER_S
	    + t.c.us;
	*us = f->has_zone ? wall - t.offset_s * US_PER_S
	    : wallclock_instant(w, wall);
	return true;
}

/* 9999-12-31T23:59:59.999999Z, the last instant that we write */
#define LAST_US	(INT64_C(253402300800) * US_PER_S - 1)

static bool
parse_epoch(struct slice s, int64_t unit_us, int64_t *us)
{
	int64_t v = 0;
	int fraction = 0;
	size_t n;

	for (n = 0; n < s.len && s.p[n] >= '0' && s.p[n] <= '9'; n++) {
		v = v * 10 + (s.p[n] - '0');
		if (v > LAST_US / unit_us)
			return false;
	}
	if (n == 0)
		return false;
	s.p += n;
	s.len -= n;
	if (unit_us == US_PER_S && s.len > 1 && s.p[0] == '.') {
		s.p++;
		s.len--;
		take_fraction(&s, &fraction);
	}
	if (s.len != 0)
		return false;
	*us = v * unit_us + fraction;
	return true;
}

bool
timefmt_parse(const struct timefmt *f, struct wallclock *w, struct slice s,
    int64_t *us)
{
	switch (f->kind) {
	case TIMEFMT_PATTERN:
		return parse_pattern(f, w, s, us);
	case TIMEFMT_EPOCH:
		return parse_epoch(s, US_PER_S, us);
	case TIMEFMT_EPOCH_MS:
		return parse_epoch(s, 1000, us);
	case TIMEFMT_EPOCH_US:
		return parse_epoch(s, 1, us);
	case TIMEFMT_RFC3339:
		return tstamp_parse(s, us);
	}
	return false;
}
