/*
 * syslog.c (oss) - see syslog.h
 */
#include "base/money.h"
#include "oss/syslog.h"

#define PRIORITY_MAX	191
#define COUNT_DIGITS	5

static const char *const facilities[] = { "kern", "user", "mail", "daemon",
    "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp",
    "audit", "alert", "clock", "local0", "local1", "local2", "local3",
    "local4", "local5", "local6", "local7" };

const char *
syslog_facility(unsigned n)
{
	return n < sizeof(facilities) / sizeof(facilities[0]) ? facilities[n]
	    : NULL;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* RFC 6587 section 3.4.1: "123 <34>1 ..."; false: a line. */
static bool
counted(const char *p, size_t n, size_t *count, size_t *skip)
{
	size_t i;

	*count = 0;
	for (i = 0; i < n && i < COUNT_DIGITS && is_digit(p[i]); i++)
		*count = *count * 10 + (size_t)(p[i] - '0');
	if (i == 0 || p[0] == '0' || i + 1 >= n || p[i] != ' '
	    || p[i + 1] != '<' || *count > SYSLOG_RECORD_MAX)
		return false;
	*skip = i + 1;
	return true;
}

size_t
syslog_measure(const char *p, size_t n, bool eof, size_t *skip)
{
	const char *nl;
	size_t count;

	*skip = 0;
	if (n < COUNT_DIGITS + 2 && !eof)
		return 0;
	if (counted(p, n, &count, skip)) {
		if (*skip + count <= n) {
			/* some end their frames with a line end as well */
			count += *skip;
			return count < n && p[count] == '\n' ? count + 1
			    : count < n || eof ? count : 0;
		}
		if (!eof)
			return 0;
		*skip = 0;	/* cut: a line, for what it is */
	}
	nl = memchr(p, '\n', n);
	return nl != NULL ? (size_t)(nl - p) + 1 : eof ? n : 0;
}

/* ---- words ------------------------------------------------------------ */

static struct slice
word(struct slice *s)
{
	struct slice w = *s;
	const char *sp = s->len != 0 ? memchr(s->p, ' ', s->len) : NULL;

	if (sp != NULL)
		w.len = (size_t)(sp - s->p);
	s->p += w.len;
	s->len -= w.len;
	while (s->len > 0 && *s->p == ' ') {
		s->p++;
		s->len--;
	}
	return w;
}

static bool
take_number(struct slice *s, unsigned digits_max, unsigned *out)
{
	unsigned n = 0;

	*out = 0;
	while (n < digits_max && n < s->len && is_digit(s->p[n])) {
		*out = *out * 10 + (unsigned)(s->p[n] - '0');
		n++;
	}
	s->p += n;
	s->len -= n;
	return n > 0;
}

static bool
take_char(struct slice *s, char c)
{
	if (s->len == 0 || *s->p != c)
		return false;
	s->p++;
	s->len--;
	return true;
}

/* ---- times ------------------------------------------------------------ */

static bool
take_month(struct slice *s, int *month)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	if (s->len < 4 || s->p[3] != ' ')
		return false;
	for (int i = 0; i < 12; i++) {
		if (memcmp(s->p, names + 3 * i, 3) == 0) {
			*month = i + 1;
			s->p += 4;
			s->len -= 4;
			return true;
		}
	}
	return false;
}

/* hh:mm:ss and a fraction */
static bool
take_clock(struct slice *s, struct civil *c)
{
	unsigned h, m, sec, digits = 0, us = 0;

	if (!take_number(s, 2, &h) || !take_char(s, ':')
	    || !take_number(s, 2, &m) || !take_char(s, ':')
	    || !take_number(s, 2, &sec) || h > 23 || m > 59 || sec > 60)
		return false;
	c->hour = (int)h;
	c->minute = (int)m;
	c->second = sec < 60 ? (int)sec : 59;
	if (s->len > 1 && *s->p == '.' && is_digit(s->p[1])) {
		for (s->p++, s->len--; s->len > 0 && is_digit(*s->p);
		    s->p++, s->len--, digits++) {
			if (digits < 6)
				us = us * 10 + (unsigned)(*s->p - '0');
		}
		for (; digits < 6; digits++)
			us *= 10;
	}
	c->us = (int)us;
	return true;
}

/* The instant, in the zone that the text names or else how's. */
static bool
instant(const struct syslog_how *how, const struct civil *c,
    struct slice zone, int64_t *us)
{
	int64_t wall;

	if (!civil_date_valid(c->year, c->month, c->day))
		return false;
	if (zone.len == 0) {
		*us = zone_instant(how->zone, c, NULL);
		return true;
	}
	wall = civil_days(c->year, c->month, c->day) * US_PER_DAY
	    + ((c->hour * 60 + c->minute) * INT64_C(60) + c->second)
	    * US_PER_S + c->us;
	if (!zone_instant_abbr(how->zone, wall, zone, us))
		*us = zone_instant(how->zone, c, NULL);
	return true;
}

/* The year that is not said: the latest which is not ahead of now. */
static bool
guess_year(const struct syslog_how *how, struct civil *c, struct slice zone,
    int64_t *us)
{
	struct civil now;

	zone_civil(how->zone, how->now_us + SYSLOG_AHEAD_US, &now);
	for (c->year = now.year; c->year > now.year - 9; c->year--) {
		if (instant(how, c, zone, us)
		    && *us <= how->now_us + SYSLOG_AHEAD_US)
			return true;
	}
	return false;
}

/* An abbreviation as CET or UTC, up to a colon or blank. */
static struct slice
take_zone(struct slice *s)
{
	struct slice z = { s->p, 0 };

	while (z.len < s->len && z.len < 6 && s->p[z.len] >= 'A'
	    && s->p[z.len] <= 'Z')
		z.len++;
	if (z.len < 2 || z.len == s->len || s->p[z.len] != ':')
		return (struct slice){ NULL, 0 };
	s->p += z.len;
	s->len -= z.len;
	return z;
}

/*
 * "Nov 27 21:36:35", "*Mar  1 2026 18:46:11.123 CET:", and what stands behind
 * it. A year may also stand behind the clock.
 */
static bool
take_bsd_time(struct slice *in, const struct syslog_how *how, int64_t *us)
{
	struct civil c = { 0 };
	struct slice s = *in, zone, left;
	unsigned day, year = 0;

	if (!take_char(&s, '*'))
		take_char(&s, '.');
	if (!take_month(&s, &c.month))
		return false;
	take_char(&s, ' ');
	if (!take_number(&s, 2, &day) || !take_char(&s, ' '))
		return false;
	c.day = (int)day;
	left = s;
	if (take_number(&s, 4, &year) && year >= 1970 && take_char(&s, ' '))
		;
	else {
		s = left;
		year = 0;
	}
	if (!take_clock(&s, &c))
		return false;
	left = s;
	if (year == 0 && take_char(&s, ' ') && take_number(&s, 4, &year)
	    && year >= 1970 && s.len > 0 && (*s.p == ' ' || *s.p == ':'))
		;
	else if (s.p != left.p) {
		s = left;
		year = 0;
	}
	left = s;
	take_char(&s, ' ');
	zone = take_zone(&s);
	if (zone.len == 0)
		s = left;
	take_char(&s, ':');
	while (take_char(&s, ' '))
		;
	c.year = (int)year;
	*in = s;
	return year != 0 ? instant(how, &c, zone, us)
	    : guess_year(how, &c, zone, us);
}

/* ---- RFC 5424 --------------------------------------------------------- */

static struct slice
unless_nil(struct slice s)
{
	return slice_is(s, "-") ? (struct slice){ NULL, 0 } : s;
}

/* Elements in brackets; values in quotes may have \" \\ \] in them. */
static bool
take_data(struct slice *s, struct slice *data)
{
	bool quoted = false;
	size_t i = 0;

	*data = (struct slice){ NULL, 0 };
	if (take_char(s, '-')) {
		take_char(s, ' ');
		return true;
	}
	if (s->len == 0 || *s->p != '[')
		return false;
	for (; i < s->len; i++) {
		if (quoted && s->p[i] == '\\')
			i++;
		else if (s->p[i] == '"')
			quoted = !quoted;
		else if (!quoted && s->p[i] == ']'
		    && (i + 1 == s->len || s->p[i + 1] != '['))
			break;
	}
	if (i >= s->len)
		return false;
	*data = (struct slice){ s->p, i + 1 };
	s->p += i + 1;
	s->len -= i + 1;
	take_char(s, ' ');
	return true;
}

static enum reason
parse_5424(struct slice s, const struct syslog_how *how, struct syslog *m)
{
	struct slice time = word(&s);

	m->host = unless_nil(word(&s));
	m->app = unless_nil(word(&s));
	word(&s);		/* process id */
	m->msg_id = unless_nil(word(&s));
	if (m->msg_id.len == 0 && s.len == 0)
		return REASON_SYSLOG_SYNTAX;
	if (!take_data(&s, &m->data))
		return REASON_SYSLOG_SYNTAX;
	if (s.len >= 3 && memcmp(s.p, "\xef\xbb\xbf", 3) == 0) {
		s.p += 3;
		s.len -= 3;
	}
	m->text = m->whole = s;
	/* no time is told as -: it is now */
	m->ts_us = how->now_us;
	if (!slice_is(time, "-") && !tstamp_parse(time, &m->ts_us))
		return REASON_SYSLOG_TIME;
	return REASON_NONE;
}

/* ---- RFC 3164 --------------------------------------------------------- */

/* Letters, digits, - . _ and / that a program's name may have. */
static bool
is_tag(struct slice s)
{
	if (s.len == 0 || s.len > 48)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		if (!is_digit(c) && (c | 0x20) < 'a')
			if (c != '-' && c != '.' && c != '_' && c != '/')
				return false;
		if ((c | 0x20) > 'z')
			return false;
	}
	return true;
}

/* A host: a word that is no tag and no %FAC-N-NAME. */
static void
take_host(struct slice *s, struct syslog *m)
{
	struct slice rest = *s, w = word(&rest);

	if (w.len == 0 || w.p[0] == '%' || w.p[w.len - 1] == ':'
	    || memchr(w.p, '[', w.len) != NULL)
		return;
	m->host = w;
	*s = rest;
}

/* "mib2d[1234]: ": the program */
static void
take_tag(struct slice *s, struct syslog *m)
{
	struct slice rest = *s, w = word(&rest);
	const char *open;

	if (w.len < 2 || w.p[w.len - 1] != ':')
		return;
	w.len--;
	open = memchr(w.p, '[', w.len);
	if (open != NULL) {
		if (w.p[w.len - 1] != ']')
			return;
		w.len = (size_t)(open - w.p);
	}
	if (!is_tag(w))
		return;
	m->app = w;
	*s = rest;
}

/* %LINK-3-UPDOWN: or SNMP_TRAP_LINK_DOWN: in front of the text */
static void
take_msg_id(struct syslog *m)
{
	struct slice s = m->text, w = word(&s);
	bool percent = w.len > 2 && w.p[0] == '%';
	size_t n = w.len, i;

	if (n < 4 || w.p[n - 1] != ':')
		return;
	n--;
	for (i = percent; i < n; i++) {
		char c = w.p[i];

		if (!(c >= 'A' && c <= 'Z') && !is_digit(c) && c != '_'
		    && c != '-' && !(percent && (c == '/' || c == '.'
		    || (c >= 'a' && c <= 'z') || c == '(' || c == ')'
		    || c == '[' || c == ']')))
			return;
	}
	if (!percent && memchr(w.p, '_', n) == NULL)
		return;
	m->msg_id = (struct slice){ w.p + percent, n - percent };
	m->text = s;
}

static enum reason
parse_3164(struct slice s, const struct syslog_how *how, struct syslog *m)
{
	struct slice rest = s, w = word(&rest);
	unsigned n;

	if (tstamp_parse(w, &m->ts_us)) {
		s = rest;
	} else if (!take_bsd_time(&s, how, &m->ts_us)) {
		/* "45: host: *Mar  1 ...", "000045: " of Cisco */
		rest = s;
		if (take_number(&rest, 10, &n) && take_char(&rest, ':')) {
			s = rest;
			take_char(&s, ' ');
		}
		rest = s;
		w = word(&rest);
		if (w.len > 1 && w.p[w.len - 1] == ':'
		    && is_tag((struct slice){ w.p, w.len - 1 })) {
			m->host = (struct slice){ w.p, w.len - 1 };
			s = rest;
		}
		if (!take_bsd_time(&s, how, &m->ts_us))
			return REASON_SYSLOG_TIME;
	}
	if (m->host.len == 0)
		take_host(&s, m);
	m->whole = s;
	take_tag(&s, m);
	m->text = s;
	return REASON_NONE;
}

enum reason
syslog_parse(struct slice s, const struct syslog_how *how, struct syslog *m)
{
	unsigned priority;
	enum reason why;

	*m = (struct syslog){ .has_priority = false };
	while (s.len > 0 && (s.p[s.len - 1] == '\0' || s.p[s.len - 1] == '\n'
	    || s.p[s.len - 1] == '\r'))
		s.len--;
	if (take_char(&s, '<')) {
		if (!take_number(&s, 3, &priority) || !take_char(&s, '>')
		    || priority > PRIORITY_MAX)
			return REASON_SYSLOG_SYNTAX;
		m->has_priority = true;
		m->facility = priority / 8;
		m->level = priority % 8;
		while (take_char(&s, ' '))
			;
	}
	if (s.len == 0)
		return REASON_SYSLOG_SYNTAX;
	if (s.len > 2 && s.p[0] == '1' && s.p[1] == ' ' && m->has_priority) {
		word(&s);
		why = parse_5424(s, how, m);
	} else {
		why = parse_3164(s, how, m);
	}
	if (why == REASON_NONE && m->msg_id.len == 0)
		take_msg_id(m);
	return why;
}
