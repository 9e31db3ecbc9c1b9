#include "base/tstamp.h"

#include <stdio.h>

#include "base/digits.h"

#define S_PER_DAY	INT64_C(86400)
/* 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999Z */
#define TSTAMP_MIN_US	(INT64_C(-62135596800) * US_PER_S)
#define TSTAMP_MAX_US	(INT64_C(253402300800) * US_PER_S - 1)

/* ---- calendar --------------------------------------------------------- */

/*
 * After H. Hinnant, "chrono-Compatible Low-Level Date Algorithms": eras of
 * 400 years, and years that begin in March, so that the leap day is the last.
 */
int64_t
civil_days(int year, int month, int day)
{
	int64_t y = (int64_t)year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	unsigned yoe = (unsigned)(y - era * 400);
	unsigned m = (unsigned)(month + (month > 2 ? -3 : 9));
	unsigned doy = (153 * m + 2) / 5 + (unsigned)day - 1;
	unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + (int64_t)doe - 719468;
}

void
civil_from_days(int64_t days, struct civil *c)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	unsigned doe = (unsigned)(z - era * 146097);
	unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	unsigned mp = (5 * doy + 2) / 153;
	int64_t wd = (days + 3) % 7;	/* 1970-01-01 was a Thursday */

	*c = (struct civil){ 0 };
	c->day = (int)(doy - (153 * mp + 2) / 5 + 1);
	c->month = (int)(mp < 10 ? mp + 3 : mp - 9);
	c->year = (int)(yoe + era * 400) + (c->month <= 2);
	c->weekday = (int)(wd < 0 ? wd + 7 : wd);
}

static bool
leap_year(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int
civil_month_days(int year, int month)
{
	static const signed char days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
	};

	return days[month - 1] + (month == 2 && leap_year(year));
}

bool
civil_date_valid(int year, int month, int day)
{
	return year >= 1 && year <= 9999 && month >= 1 && month <= 12
	    && day >= 1 && (day <= 28 || day <= civil_month_days(year, month));
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	int64_t q = a / b;

	return q - (a % b < 0);
}

void
civil_from_us(int64_t us, struct civil *c)
{
	int64_t days = floor_div(us, US_PER_DAY);
	int64_t rest = us - days * US_PER_DAY;
	unsigned s = (unsigned)(rest / US_PER_S);

	civil_from_days(days, c);
	c->us = (int)(rest % US_PER_S);
	c->hour = (int)(s / 3600);
	c->minute = (int)(s / 60 % 60);
	c->second = (int)(s % 60);
}

/* ---- reading ---------------------------------------------------------- */

/*
 * Eight octets at once. XOR with the pattern leaves digits as 0 to 9 and
 * separators as 0; adding 0x76 to a digit's octet and 0x7f to a separator's
 * carries anything else into the octet's top bit.
 */
#define ONES		UINT64_C(0x0101010101010101)
#define DATE_PATTERN	"0000-00-"
#define TIME_PATTERN	"00T00:00"
#define DATE_CARRY	"\x76\x76\x76\x76\x7f\x76\x76\x7f"
#define TIME_CARRY	"\x76\x76\x7f\x76\x76\x7f\x76\x76"

static uint64_t
load8(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static bool
digits8(const char *p, const char *pattern, const char *carry,
    unsigned char d[8])
{
	uint64_t x = load8(p) ^ load8(pattern);

	if ((((x & ONES * 0x7f) + load8(carry)) | x) & ONES * 0x80)
		return false;
	memcpy(d, &x, 8);
	return true;
}

/* "2026-10-" and the day behind it */
static bool
date_scan(const char *p, int *year, int *month, int *day)
{
	unsigned char d[8];
	unsigned tens = (unsigned char)(p[8] - '0');
	unsigned ones = (unsigned char)(p[9] - '0');

	if (!digits8(p, DATE_PATTERN, DATE_CARRY, d) || tens > 9 || ones > 9)
		return false;
	*year = d[0] * 1000 + d[1] * 100 + d[2] * 10 + d[3];
	*month = d[5] * 10 + d[6];
	*day = (int)(tens * 10 + ones);
	return civil_date_valid(*year, *month, *day);
}

/* Z or +hh:mm, to the end; offset in seconds */
static bool
offset_scan(const char *p, const char *end, int *offset_s)
{
	unsigned h, m;
	int i;

	if (end - p == 1 && (*p == 'Z' || *p == 'z')) {
		*offset_s = 0;
		return true;
	}
	if (end - p != 6 || (*p != '+' && *p != '-') || p[3] != ':')
		return false;
	for (i = 1; i < 6; i++)
		if (i != 3 && (unsigned char)(p[i] - '0') > 9)
			return false;
	h = (unsigned)(p[1] - '0') * 10 + (unsigned)(p[2] - '0');
	m = (unsigned)(p[4] - '0') * 10 + (unsigned)(p[5] - '0');
	if (h > 23 || m > 59)
		return false;
	*offset_s = (int)(h * 3600 + m * 60) * (*p == '-' ? -1 : 1);
	return true;
}

/* ".5" to 500000 us; digits past the sixth are cut */
static const char *
fraction_scan(const char *p, const char *end, int *us)
{
	const char *start = p;
	int v = 0, unit = 100000;

	for (; p < end && (unsigned char)(*p - '0') <= 9; p++) {
		v += (*p - '0') * unit;
		unit /= 10;
	}
	*us = v;
	return p > start ? p : NULL;
}

/*
 * s begins with 19 octets of date and time whose T stands as 'T'. The rest
 * is a fraction and the zone.
 */
static bool
tstamp_scan(const char *p, const char *end, int64_t *out)
{
	int year, month, day, us = 0, offset_s;
	unsigned char t[8];
	unsigned hour, minute, second, tens, ones;
	int64_t s, instant;

	tens = (unsigned char)(p[17] - '0');
	ones = (unsigned char)(p[18] - '0');
	if (!date_scan(p, &year, &month, &day)
	    || !digits8(p + 8, TIME_PATTERN, TIME_CARRY, t)
	    || p[16] != ':' || tens > 9 || ones > 9)
		return false;
	hour = t[3] * 10u + t[4];
	minute = t[6] * 10u + t[7];
	second = tens * 10 + ones;
	if (hour > 23 || minute > 59 || second > 60)
		return false;
	p += 19;
	if (*p == '.' && (p = fraction_scan(p + 1, end, &us)) == NULL)
		return false;
	if (!offset_scan(p, end, &offset_s))
		return false;
	s = civil_days(year, month, day) * S_PER_DAY
	    + (int64_t)(hour * 3600 + minute * 60 + second) - offset_s;
	/* leap seconds are at the end of a UTC day (RFC 3339 5.7) */
	if (second == 60 && s % S_PER_DAY != 0)
		return false;
	instant = s * US_PER_S + us;
	if (instant < TSTAMP_MIN_US || instant > TSTAMP_MAX_US)
		return false;
	*out = instant;
	return true;
}

/*
 * "2026-10-05" to days. Records come in the order of time, so it is the date
 * of the last one nearly always.
 */
static bool
date_days(const char *p, int64_t *days)
{
	static _Thread_local struct {
		uint64_t head;
		uint16_t tail;
		int64_t	 days;
	} last;
	int year, month, day;
	uint16_t tail;

	memcpy(&tail, p + 8, sizeof(tail));
	if (load8(p) != last.head || tail != last.tail) {
		if (!date_scan(p, &year, &month, &day))
			return false;
		last.days = civil_days(year, month, day);
		last.head = load8(p);
		last.tail = tail;
	}
	*days = last.days;
	return true;
}

/*
 * "2026-10-05T08:00:00Z", as all our tools write it; in the order of time it
 * is of the same minute as the last one mostly.
 */
static bool
tstamp_plain(const char *p, int64_t *us)
{
	static _Thread_local struct {
		uint64_t head, tail;
		int64_t	 us;
	} last;
	unsigned char t[8];
	unsigned hour, minute, second;
	int64_t days;

	second = (unsigned char)(p[17] - '0') * 10u
	    + (unsigned char)(p[18] - '0');
	if (load8(p) == last.head && load8(p + 8) == last.tail
	    && p[16] == ':' && second <= 59
	    && (unsigned char)(p[18] - '0') <= 9) {
		*us = last.us + second * US_PER_S;
		return true;
	}
	if (!digits8(p + 8, TIME_PATTERN, TIME_CARRY, t) || p[16] != ':'
	    || (unsigned char)(p[18] - '0') > 9 || second > 59
	    || !date_days(p, &days))
		return false;
	hour = t[3] * 10u + t[4];
	minute = t[6] * 10u + t[7];
	if (hour > 23 || minute > 59)
		return false;
	last.us = (days * S_PER_DAY + (int64_t)(hour * 3600 + minute * 60))
	    * US_PER_S;
	last.head = load8(p);
	last.tail = load8(p + 8);
	*us = last.us + second * US_PER_S;
	return true;
}

bool
tstamp_parse(struct slice s, int64_t *us)
{
	char copy[64];

	if (s.len < 20)
		return false;
	if (s.len == 20 && s.p[19] == 'Z' && s.p[10] == 'T'
	    && tstamp_plain(s.p, us))
		return true;
	if (s.p[10] == 'T')
		return tstamp_scan(s.p, s.p + s.len, us);
	if ((s.p[10] != 't' && s.p[10] != ' ') || s.len > sizeof(copy))
		return false;
	memcpy(copy, s.p, s.len);
	copy[10] = 'T';
	return tstamp_scan(copy, copy + s.len, us);
}

bool
date_parse(struct slice s, struct civil *c)
{
	int year, month, day;

	if (s.len != 10 || !date_scan(s.p, &year, &month, &day))
		return false;
	civil_from_days(civil_days(year, month, day), c);
	return true;
}

/* ---- writing ---------------------------------------------------------- */

static char *
put2(char *p, int v)
{
	digits_put2(p, (unsigned)v);
	return p + 2;
}

/* "2026-10-01T" */
static char *
date_put(int64_t days, char *p)
{
	struct civil c;

	civil_from_days(days, &c);
	if (c.year < 0 || c.year > 9999)	/* no input can lead here */
		p += snprintf(p, 8, "%d", c.year);
	else {
		p = put2(p, c.year / 100);
		p = put2(p, c.year % 100);
	}
	*p++ = '-';
	p = put2(p, c.month);
	*p++ = '-';
	p = put2(p, c.day);
	*p++ = 'T';
	return p;
}

/* The date of the last one is kept: it is the same nearly always. */
static char *
date_put_again(int64_t days, char *p)
{
	static _Thread_local struct {
		int64_t	 days;
		unsigned len;		/* 0: none yet */
		char	 text[16];
	} last;

	if (days != last.days || last.len == 0) {
		last.len = (unsigned)(date_put(days, last.text) - last.text);
		last.days = days;
	}
	memcpy(p, last.text, 11);
	if (last.len != 11)
		memcpy(p, last.text, last.len);
	return p + last.len;
}

/* "2026-10-01T08:00:00.5" */
static char *
instant_put(int64_t instant, char *p)
{
	int64_t days = floor_div(instant, US_PER_DAY);
	uint64_t rest = (uint64_t)(instant - days * US_PER_DAY);
	unsigned s = (unsigned)(rest / US_PER_S);
	int us = (int)(rest - s * (uint64_t)US_PER_S);
	char *last;

	p = date_put_again(days, p);
	p = put2(p, (int)(s / 3600));
	*p++ = ':';
	p = put2(p, (int)(s / 60 % 60));
	*p++ = ':';
	p = put2(p, (int)(s % 60));
	if (us == 0)
		return p;
	*p++ = '.';
	last = put2(put2(put2(p, us / 10000), us / 100 % 100), us % 100);
	while (last[-1] == '0')
		last--;
	return last;
}

unsigned
tstamp_format(int64_t us, char out[TSTAMP_TEXT_MAX])
{
	char *p = instant_put(us, out);

	*p++ = 'Z';
	*p = '\0';
	return (unsigned)(p - out);
}

unsigned
tstamp_format_offset(int64_t us, int32_t offset_s, char out[TSTAMP_TEXT_MAX])
{
	/* RFC 3339 has no seconds in an offset (local mean times had) */
	int minutes = offset_s / 60, m = minutes < 0 ? -minutes : minutes;
	char *p = instant_put(us + minutes * 60 * US_PER_S, out);

	*p++ = minutes < 0 ? '-' : '+';
	p = put2(p, m / 60);
	*p++ = ':';
	p = put2(p, m % 60);
	*p = '\0';
	return (unsigned)(p - out);
}
