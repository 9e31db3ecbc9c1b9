#include "base/diag.h"

#include <errno.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "base/self.h"
#include "base/utf8.h"

#define DIAG_TEXT_MAX	4096	/* a message longer than this is cut */

static bool quiet;
static int worst;

static void
vis_octet(struct buf *out, unsigned char c)
{
	if (c == '\n')
		buf_adds(out, "\\n");
	else if (c == '\t')
		buf_adds(out, "\\t");
	else if (c == '\r')
		buf_adds(out, "\\r");
	else
		buf_addf(out, "\\%03o", c);
}

/* C1 controls and the characters that turn the direction of text. */
static bool
utf8_hostile(const unsigned char *p, unsigned n)
{
	if (n == 2)
		return (p[0] == 0xc2 && p[1] < 0xa0)
		    || (p[0] == 0xd8 && p[1] == 0x9c);	/* U+061C */
	if (n == 3 && p[0] == 0xe2 && p[1] == 0x80)
		return p[2] >= 0x8b && (p[2] <= 0x8f
		    || (p[2] >= 0xa8 && p[2] <= 0xae));
	if (n == 3 && p[0] == 0xe2 && p[1] == 0x81)
		return p[2] >= 0xa6 && p[2] <= 0xa9;
	return n == 3 && p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf;
}

static unsigned
vis_char(struct buf *out, const char *s, size_t left)
{
	unsigned char c[4] = { 0 };
	unsigned n;

	memcpy(c, s, left < 4 ? left : 4);
	n = utf8_char(c);
	if (n == 0 || n > left || (n == 1 && (c[0] < 0x20 || c[0] == 0x7f))) {
		vis_octet(out, c[0]);
		return 1;
	}
	if (utf8_hostile(c, n)) {
		for (unsigned i = 0; i < n; i++)
			vis_octet(out, c[i]);
		return n;
	}
	if (c[0] == '\\')
		buf_addc(out, '\\');
	buf_add(out, s, n);
	return n;
}

void
vis_add(struct buf *out, struct slice s)
{
	for (size_t i = 0; i < s.len;)
		i += vis_char(out, s.p + i, s.len - i);
}

static const int level_exit[] = {
	[LEVEL_REJECT] = EXIT_FINDINGS,
	[LEVEL_ERROR] = EXIT_TROUBLE,
	[LEVEL_RETRY] = EXIT_RETRY,
	[LEVEL_WARNING] = EXIT_OK,
};

static void
diag_emit(const char *prefix, struct buf *text, enum reason why)
{
	struct buf line = { 0 };

	buf_addf(&line, "%s: %s", tool_name(), prefix);
	if (text->len > DIAG_TEXT_MAX)
		text->len = DIAG_TEXT_MAX;
	vis_add(&line, buf_slice(text));
	if (why != REASON_NONE)
		buf_addf(&line, " [%s]", reason_code(why));
	buf_addc(&line, '\n');
	/* a lost message cannot be reported anywhere */
	(void)!write_all(STDERR_FILENO, line.data, line.len);
	buf_release(&line);
}

static void
diag_say(enum reason why, const char *file, uint64_t line, const char *fmt,
    va_list ap, int error)
{
	struct buf text = { 0 }, prefix = { 0 };
	enum reason_level level = reason_level(why);

	if (level_exit[level] > worst && worst != EXIT_TROUBLE)
		worst = level_exit[level];
	if (level == LEVEL_ERROR)
		worst = EXIT_TROUBLE;
	if (level == LEVEL_WARNING && quiet)
		return;
	if (file != NULL) {
		vis_add(&prefix, slice_of(file));
		if (line != 0)
			buf_addf(&prefix, ":%llu", (unsigned long long)line);
		buf_adds(&prefix, ": ");
	}
	if (fmt != NULL)
		buf_vaddf(&text, fmt, ap);
	else
		buf_adds(&text, reason_text(why));
	if (error != 0)
		buf_addf(&text, ": %s", strerror(error));
	diag_emit(buf_str(&prefix), &text, why);
	buf_release(&text);
	buf_release(&prefix);
}

void
diag(enum reason why, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	diag_say(why, NULL, 0, fmt, ap, 0);
	va_end(ap);
}

void
diag_at(enum reason why, const char *file, uint64_t line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	diag_say(why, file, line, fmt, ap, 0);
	va_end(ap);
}

void
diag_errno(enum reason why, const char *fmt, ...)
{
	int error = errno;
	va_list ap;

	va_start(ap, fmt);
	diag_say(why, NULL, 0, fmt, ap, error);
	va_end(ap);
	errno = error;
}

void
note(const char *fmt, ...)
{
	struct buf text = { 0 };
	va_list ap;

	if (quiet)
		return;
	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	diag_emit("", &text, REASON_NONE);
	buf_release(&text);
}

void
diag_set_quiet(bool on)
{
	quiet = on;
}

int
diag_exit_code(void)
{
	return worst;
}
