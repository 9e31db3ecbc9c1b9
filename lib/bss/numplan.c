/*
 * numplan.c (bss) - telephone numbers as dialled to E.164
 */
#include "bss/numplan.h"

#define DIALLED_MAX	24	/* prefix and number */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Whether s is + and an E.164 number and nothing else. */
static bool
is_e164(struct slice s)
{
	size_t i;

	if (s.len < 3 || s.len > NUMPLAN_DIGITS_MAX + 1 || s.p[0] != '+'
	    || s.p[1] == '0')
		return false;
	for (i = 1; i < s.len; i++)
		if (!is_digit(s.p[i]))
			return false;
	return true;
}

static bool
is_separator(char c)
{
	return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')'
	    || c == '/';
}

/* The digits of s, a leading + kept. -1: it is not a number; -2: too long. */
static int
digits_of(struct slice s, char out[DIALLED_MAX])
{
	size_t i;
	int n = 0;

	for (i = 0; i < s.len; i++) {
		if (is_separator(s.p[i]))
			continue;
		if (!is_digit(s.p[i]) && (s.p[i] != '+' || n != 0))
			return -1;
		if (n == DIALLED_MAX)
			return -2;
		out[n++] = s.p[i];
	}
	return n != 0 ? n : -1;
}

/* Digits of a prefix that s begins with and goes on after; else 0. */
static size_t
prefix_len(struct slice s, const char *prefix)
{
	size_t n = strlen(prefix);

	return n != 0 && s.len > n && memcmp(s.p, prefix, n) == 0 ? n : 0;
}

static bool
join(const char *country, struct slice rest, char room[NUMPLAN_TEXT_MAX],
    struct slice *out)
{
	size_t n = strlen(country);
	struct slice r;

	if (rest.len == 0 || 1 + n + rest.len >= NUMPLAN_TEXT_MAX)
		return false;
	room[0] = '+';
	memcpy(room + 1, country, n);
	memcpy(room + 1 + n, rest.p, rest.len);
	r = (struct slice){ room, 1 + n + rest.len };
	if (!is_e164(r))
		return false;
	*out = r;
	return true;
}

static struct slice
behind(struct slice s, size_t n)
{
	return (struct slice){ s.p + n, s.len - n };
}

static bool
bare_number(const struct numplan *np, struct slice digits,
    char room[NUMPLAN_TEXT_MAX], struct slice *out)
{
	switch (np->bare) {
	case NUMPLAN_BARE_NATIONAL:
		return np->country_code[0] != '\0'
		    && join(np->country_code, digits, room, out);
	case NUMPLAN_BARE_INTERNATIONAL:
		return join("", digits, room, out);
	case NUMPLAN_BARE_KEEP:
		if (digits.len > NUMPLAN_DIGITS_MAX)
			return false;
		memcpy(room, digits.p, digits.len);
		*out = (struct slice){ room, digits.len };
		return true;
	case NUMPLAN_BARE_REJECT:
		break;
	}
	return false;
}

bool
numplan_normalise(const struct numplan *np, struct slice s,
    char room[NUMPLAN_TEXT_MAX], struct slice *out)
{
	char dialled[DIALLED_MAX];
	struct slice d;
	size_t len;
	unsigned i;
	int n;

	if (is_e164(s)) {
		*out = s;
		return true;
	}
	n = digits_of(s, dialled);
	if (n < 0) {
		if (n == -1 && np->keep_text && s.len != 0)
			*out = s;
		return n == -1 && np->keep_text && s.len != 0;
	}
	d = (struct slice){ dialled, (size_t)n };
	if (d.p[0] == '+')
		return join("", behind(d, 1), room, out);
	if (d.len <= np->short_max && d.len <= NUMPLAN_DIGITS_MAX) {
		memcpy(room, d.p, d.len);
		*out = (struct slice){ room, d.len };
		return true;
	}
	for (i = 0; i < np->internationals; i++)
		if ((len = prefix_len(d, np->international[i])) != 0)
			return join("", behind(d, len), room, out);
	if (np->country_code[0] != '\0'
	    && (len = prefix_len(d, np->national)) != 0)
		return join(np->country_code, behind(d, len), room, out);
	return bare_number(np, d, room, out);
}
