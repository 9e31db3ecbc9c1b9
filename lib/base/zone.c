#include "base/zone.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/zone_rule.h"

#define TZDIR_DEFAULT	"/usr/share/zoneinfo"
#define TZIF_MAX	65536		/* octets; real files have 4000 */
#define TZIF_HEADER	44
#define ZONE_NAME_MAX	128

/* The counts of a TZif header (RFC 8536 3.1). */
struct tzif {
	uint32_t	isutc, isstd, leap, time, type, chars;
};

static uint32_t
be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16
	    | (uint32_t)p[2] << 8 | p[3];
}

static int64_t
be64(const unsigned char *p)
{
	return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

/* Length of the data behind a header with times of `width` octets. */
static size_t
tzif_len(const struct tzif *t, size_t width)
{
	return t->time * (width + 1) + t->type * 6 + t->chars
	    + t->leap * (width + 4) + t->isstd + t->isutc;
}

/* A header and all of its data must lie within len. */
static bool
tzif_header(const unsigned char *p, size_t len, size_t width, struct tzif *t)
{
	uint32_t *count[] = {
		&t->isutc, &t->isstd, &t->leap, &t->time, &t->type, &t->chars
	};
	size_t i;

	if (len < TZIF_HEADER || memcmp(p, "TZif", 4) != 0 || p[4] < '2')
		return false;
	for (i = 0; i < 6; i++)
		if ((*count[i] = be32(p + 20 + 4 * i)) > TZIF_MAX)
			return false;
	return tzif_len(t, width) <= len - TZIF_HEADER;
}

/* Spans ascend; one that begins where the last does replaces it. */
static bool
span_add(struct zone *z, size_t *cap, int64_t from_us, int32_t offset_s)
{
	if (offset_s < -ZONE_OFFSET_MAX_S || offset_s > ZONE_OFFSET_MAX_S)
		return false;
	if (z->len > 0 && from_us < z->span[z->len - 1].from_us)
		return false;
	if (z->len > 0 && from_us == z->span[z->len - 1].from_us)
		z->len--;
	if (z->len > 0 && z->span[z->len - 1].offset_s == offset_s)
		return true;
	GROW(z->span, z->len, *cap);
	z->span[z->len++] = (struct zone_span){ from_us, offset_s };
	return true;
}

static void
abbr_add(struct zone *z, struct slice name, int32_t offset_s)
{
	struct zone_abbr *a;
	size_t i;

	if (name.len == 0 || name.len >= ZONE_ABBR_MAX)
		return;
	for (i = 0; i < z->abbrs; i++)
		if (z->abbr[i].offset_s == offset_s
		    && slice_is(name, z->abbr[i].name))
			return;
	z->abbr = xreallocarray(z->abbr, z->abbrs + 1, sizeof(*z->abbr));
	a = &z->abbr[z->abbrs++];
	*a = (struct zone_abbr){ .offset_s = offset_s };
	memcpy(a->name, name.p, name.len);
}

/* The names of a file's types; each ends with a NUL within chars. */
static void
abbrs_listed(struct zone *z, const unsigned char *type, const struct tzif *t)
{
	const char *chars = (const char *)type + (size_t)t->type * 6, *name;
	uint32_t i, at;

	for (i = 0; i < t->type; i++, type += 6) {
		at = type[5];
		if (at >= t->chars)
			continue;
		name = chars + at;
		abbr_add(z, (struct slice){ name,
		    strnlen(name, t->chars - at) }, (int32_t)be32(type));
	}
}

/* Seconds of a file to our microseconds; what is long ago is always. */
static int64_t
instant_of(int64_t s)
{
	if (s < INT64_MIN / US_PER_S)
		return INT64_MIN;
	return s > INT64_MAX / US_PER_S ? INT64_MAX : s * US_PER_S;
}

/* The transitions that the file lists; type 0 holds before the first. */
static bool
spans_listed(struct zone *z, size_t *cap, const unsigned char *p,
    const struct tzif *t)
{
	const unsigned char *index = p + (size_t)t->time * 8;
	const unsigned char *type = index + t->time;
	size_t i;

	abbrs_listed(z, type, t);
	if (t->type == 0
	    || !span_add(z, cap, INT64_MIN, (int32_t)be32(type)))
		return false;
	for (i = 0; i < t->time; i++)
		if (index[i] >= t->type
		    || !span_add(z, cap, instant_of(be64(p + i * 8)),
		    (int32_t)be32(type + index[i] * 6)))
			return false;
	return true;
}

/* What the footer's rule says behind the last listed transition. */
static bool
spans_by_rule(struct zone *z, size_t *cap, const struct zone_rule *rule,
    int64_t after_us)
{
	struct zone_span two[2];
	struct civil c = { .year = 1900 };
	int year, i, n;

	abbr_add(z, rule->std_name, rule->std_offset_s);
	if (!rule->has_dst)
		return span_add(z, cap, after_us, rule->std_offset_s);
	abbr_add(z, rule->dst_name, rule->dst_offset_s);
	if (after_us != INT64_MIN)
		civil_from_us(after_us, &c);
	for (year = c.year - 1; year <= ZONE_LAST_YEAR; year++) {
		n = zone_rule_year(rule, year, two);
		for (i = 0; i < n; i++)
			if (two[i].from_us > after_us && !span_add(z, cap,
			    two[i].from_us, two[i].offset_s))
				return false;
	}
	return true;
}

/* "\nCET-1CEST,M3.5.0,M10.5.0/3\n"; an empty one says nothing (3.3) */
static bool
footer_parse(const unsigned char *p, size_t len, struct zone_rule *rule,
    bool *empty)
{
	const unsigned char *nl;

	if (len < 2 || p[0] != '\n'
	    || (nl = memchr(p + 1, '\n', len - 1)) == NULL)
		return false;
	*empty = nl == p + 1;
	return *empty || zone_rule_parse(
	    (struct slice){ (const char *)p + 1, (size_t)(nl - p - 1) }, rule);
}

static bool
zone_decode(struct zone *z, const unsigned char *p, size_t len)
{
	struct zone_rule rule;
	struct tzif v1, v2;
	size_t skip, cap = 0;
	int64_t last_us = INT64_MIN;
	bool empty;

	/* the 32-bit block is for readers of 1986 */
	if (!tzif_header(p, len, 4, &v1))
		return false;
	skip = TZIF_HEADER + tzif_len(&v1, 4);
	p += skip;
	len -= skip;
	if (!tzif_header(p, len, 8, &v2))
		return false;
	p += TZIF_HEADER;
	len -= TZIF_HEADER;
	if (!spans_listed(z, &cap, p, &v2)
	    || !footer_parse(p + tzif_len(&v2, 8), len - tzif_len(&v2, 8),
	    &rule, &empty))
		return false;
	if (v2.time > 0)
		last_us = instant_of(be64(p + (size_t)(v2.time - 1) * 8));
	return empty || spans_by_rule(z, &cap, &rule, last_us);
}

/* "America/Argentina/Buenos_Aires"; nothing that leaves the folder */
static bool
name_valid(const char *name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/";
	size_t len = strlen(name);

	return len > 0 && len < ZONE_NAME_MAX && strspn(name, plain) == len
	    && name[0] != '/' && name[len - 1] != '/'
	    && strstr(name, "//") == NULL;
}

static const char *
tz_dir(void)
{
	const char *dir = getenv("TZDIR");

	return dir != NULL && *dir != '\0' ? dir : TZDIR_DEFAULT;
}

/* Octets read, or -1. A folder (Europe) cannot be read: that is -1 too. */
static ssize_t
tzfile_read(const char *name, unsigned char *data, size_t max)
{
	char *path = xasprintf("%s/%s", tz_dir(), name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = -1, len = 0;

	free(path);
	if (fd < 0)
		return -1;
	while ((size_t)len < max
	    && ((n = read(fd, data + len, max - (size_t)len)) > 0
	    || (n < 0 && errno == EINTR)))
		len += n > 0 ? n : 0;
	close(fd);
	return n < 0 ? -1 : len;
}

bool
zone_load(struct zone *z, const char *name)
{
	unsigned char data[TZIF_MAX];
	struct zone loaded = { 0 };
	size_t cap = 0;
	ssize_t len;
	bool good;

	if (strcmp(name, "UTC") == 0)
		good = span_add(&loaded, &cap, INT64_MIN, 0);
	else
		good = name_valid(name)
		    && (len = tzfile_read(name, data, sizeof(data))) > 0
		    && zone_decode(&loaded, data, (size_t)len);
	if (!good) {
		zone_release(&loaded);
		return false;
	}
	loaded.name = xstrdup(name);
	*z = loaded;
	return true;
}

void
zone_release(struct zone *z)
{
	free(z->name);
	free(z->span);
	free(z->abbr);
	*z = (struct zone){ 0 };
}

/* The last span that begins at or before us. */
static size_t
span_find(const struct zone *z, int64_t us)
{
	size_t low = 0, high = z->len, middle;

	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (z->span[middle].from_us <= us)
			low = middle;
		else
			high = middle;
	}
	return low;
}

int32_t
zone_offset(const struct zone *z, int64_t us, int64_t *until_us)
{
	size_t i = span_find(z, us);

	if (until_us != NULL)
		*until_us = i + 1 < z->len ? z->span[i + 1].from_us
		    : INT64_MAX;
	return z->span[i].offset_s;
}

int64_t
zone_from(const struct zone *z, int64_t us)
{
	return z->span[span_find(z, us)].from_us;
}

void
zone_civil(const struct zone *z, int64_t us, struct civil *c)
{
	civil_from_us(us + zone_offset(z, us, NULL) * US_PER_S, c);
}

int64_t
zone_instant(const struct zone *z, const struct civil *c, bool *ambiguous)
{
	int64_t wall = civil_days(c->year, c->month, c->day) * US_PER_DAY
	    + (c->hour * 3600 + c->minute * 60 + c->second) * US_PER_S + c->us;
	int64_t us, until;
	size_t i = span_find(z, wall - ZONE_OFFSET_MAX_S * US_PER_S);

	/*
	 * The first span that has not ended at this wall time. The time is
	 * in it (perhaps in the next one too), or in the gap before it.
	 */
	for (;; i++) {
		us = wall - z->span[i].offset_s * US_PER_S;
		until = i + 1 < z->len ? z->span[i + 1].from_us : INT64_MAX;
		if (us < until)
			break;
	}
	if (ambiguous != NULL)
		*ambiguous = us < z->span[i].from_us || (i + 1 < z->len
		    && wall - z->span[i + 1].offset_s * US_PER_S >= until);
	if (us < z->span[i].from_us)
		us = wall - z->span[i - 1].offset_s * US_PER_S;
	return us;
}

/* "+03", "-0330", "+01:00"; false when it is none */
static bool
offset_parse(struct slice s, int32_t *offset_s)
{
	int digit[4] = { 0 }, n = 0, minutes;
	size_t i;

	if (s.len < 3 || (s.p[0] != '+' && s.p[0] != '-'))
		return false;
	for (i = 1; i < s.len; i++) {
		if (i == 3 && s.p[i] == ':')
			continue;
		if (s.p[i] < '0' || s.p[i] > '9' || n == 4)
			return false;
		digit[n++] = s.p[i] - '0';
	}
	minutes = digit[2] * 10 + digit[3];
	if ((n != 2 && n != 4) || minutes > 59)
		return false;
	*offset_s = (digit[0] * 10 + digit[1]) * 3600 + minutes * 60;
	if (s.p[0] == '-')
		*offset_s = -*offset_s;
	return *offset_s >= -ZONE_OFFSET_MAX_S
	    && *offset_s <= ZONE_OFFSET_MAX_S;
}

bool
zone_instant_abbr(const struct zone *z, int64_t wall_us, struct slice abbr,
    int64_t *us)
{
	int32_t offset = 0;
	int64_t at;
	size_t i;

	if (slice_is(abbr, "UTC") || slice_is(abbr, "GMT")
	    || slice_is(abbr, "Z") || offset_parse(abbr, &offset)) {
		*us = wall_us - offset * US_PER_S;
		return true;
	}
	for (i = 0; i < z->abbrs; i++) {
		at = wall_us - z->abbr[i].offset_s * US_PER_S;
		if (slice_is(abbr, z->abbr[i].name)
		    && zone_offset(z, at, NULL) == z->abbr[i].offset_s) {
			*us = at;
			return true;
		}
	}
	return false;
}

/* tzdata.zi begins with "# version 2025b" */
static void
version_read(char *out, size_t size)
{
	static const char head[] = "# version ";
	char text[64];
	ssize_t n = tzfile_read("tzdata.zi", (unsigned char *)text,
	    sizeof(text) - 1);
	size_t len;

	snprintf(out, size, "unknown");
	if (n <= 0)
		return;
	text[n] = '\0';
	if (strncmp(text, head, sizeof(head) - 1) != 0)
		return;
	len = strcspn(text + sizeof(head) - 1, "\n");
	if (len > 0 && len < size)
		snprintf(out, size, "%.*s", (int)len, text + sizeof(head) - 1);
}

const char *
zone_tzdata_version(void)
{
	static char version[16];

	if (version[0] == '\0')
		version_read(version, sizeof(version));
	return version;
}
