/*
 * width.c (doc) - see width.h
 */
#include "base/utf8.h"
#include "doc/width.h"

struct range {
	uint32_t first, last;
};

/* General category Mn, Me, Cf: what scripts in use on invoices need */
static const struct range zero_wide[] = {
	{ 0x0300, 0x036F }, { 0x0483, 0x0489 }, { 0x0591, 0x05BD },
	{ 0x05BF, 0x05BF }, { 0x05C1, 0x05C2 }, { 0x05C4, 0x05C5 },
	{ 0x0610, 0x061A }, { 0x064B, 0x065F }, { 0x0670, 0x0670 },
	{ 0x06D6, 0x06DC }, { 0x06DF, 0x06E4 }, { 0x0900, 0x0902 },
	{ 0x093C, 0x093C }, { 0x0941, 0x0948 }, { 0x094D, 0x094D },
	{ 0x0E31, 0x0E31 }, { 0x0E34, 0x0E3A }, { 0x0E47, 0x0E4E },
	{ 0x1AB0, 0x1AFF }, { 0x1DC0, 0x1DFF }, { 0x200B, 0x200F },
	{ 0x2060, 0x2064 }, { 0x20D0, 0x20FF }, { 0xFE00, 0xFE0F },
	{ 0xFE20, 0xFE2F }, { 0xFEFF, 0xFEFF }, { 0xE0100, 0xE01EF },
};

/* East_Asian_Width W and F */
static const struct range two_wide[] = {
	{ 0x1100, 0x115F }, { 0x231A, 0x231B }, { 0x2E80, 0x303E },
	{ 0x3041, 0x33FF }, { 0x3400, 0x4DBF }, { 0x4E00, 0x9FFF },
	{ 0xA000, 0xA4CF }, { 0xA960, 0xA97F }, { 0xAC00, 0xD7A3 },
	{ 0xF900, 0xFAFF }, { 0xFE30, 0xFE6F }, { 0xFF00, 0xFF60 },
	{ 0xFFE0, 0xFFE6 }, { 0x1F300, 0x1F64F }, { 0x1F680, 0x1F6FF },
	{ 0x1F900, 0x1F9FF }, { 0x20000, 0x3FFFD },
};

static bool
in_ranges(const struct range *r, size_t len, uint32_t c)
{
	size_t lo = 0, hi = len;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (c > r[mid].last)
			lo = mid + 1;
		else if (c < r[mid].first)
			hi = mid;
		else
			return true;
	}
	return false;
}

#define IN(table, c)	in_ranges(table, sizeof(table) / sizeof(*(table)), c)

/*
 * The character at p, which is before end, and how many octets it takes.
 * Octets that are not UTF-8 are UTF8_BAD, one at a time.
 */
static uint32_t
utf8_next(const char *p, const char *end, unsigned *octets)
{
	static const unsigned char lead[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
	char at[4] = "";	/* what is read beyond the end is no UTF-8 */
	uint32_t c;
	unsigned n;

	memcpy(at, p, end - p < 4 ? (size_t)(end - p) : 4);
	n = utf8_char((const unsigned char *)at);
	*octets = n > 0 ? n : 1;
	if (n == 0)
		return UTF8_BAD;
	c = (unsigned char)at[0] & lead[n];
	for (unsigned i = 1; i < n; i++)
		c = c << 6 | ((unsigned char)at[i] & 0x3F);
	return c;
}

static unsigned
char_width(uint32_t c)
{
	if (c < 0x300)
		return 1;
	return IN(zero_wide, c) ? 0 : IN(two_wide, c) ? 2 : 1;
}

size_t
text_width(struct slice s)
{
	const char *p = s.p, *end = s.p + s.len;
	size_t width = 0;
	unsigned n;

	for (; p < end; p += n)
		width += char_width(utf8_next(p, end, &n));
	return width;
}

struct slice
text_fit(struct slice s, size_t width)
{
	const char *p = s.p, *end = s.p + s.len;
	size_t used = 0;
	unsigned n;

	for (; p < end; p += n) {
		used += char_width(utf8_next(p, end, &n));
		if (used > width)
			break;
	}
	return (struct slice){ s.p, (size_t)(p - s.p) };
}

/* What would drive a terminal or reorder the text around it. */
static bool
is_hostile(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0)
	    || (c >= 0x202A && c <= 0x202E)	/* LRE RLE PDF LRO RLO */
	    || (c >= 0x2066 && c <= 0x2069)	/* LRI RLI FSI PDI */
	    || c == 0xFEFF || (c & 0xFFFE) == 0xFFFE;
}

void
text_clean(struct buf *out, struct slice s)
{
	const char *p = s.p, *end = s.p + s.len;
	char at[4];
	unsigned n;

	for (; p < end; p += n) {
		uint32_t c = utf8_next(p, end, &n);

		if (c == '\t' || c == '\n' || c == '\r' || c == 0x2028
		    || c == 0x2029)
			c = ' ';
		buf_add(out, at, utf8_put(is_hostile(c) ? UTF8_BAD : c, at));
	}
}
