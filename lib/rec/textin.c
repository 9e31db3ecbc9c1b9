/*
 * textin.c (rec) - the text of a file through a window that moves
 */
#include "base/buf.h"
#include "base/sizes.h"
#include "rec/textin.h"

#define BLOCK	SIZE_OF(256 << 10, 256)	/* octets asked for at a time */

void
textin_init(struct textin *t)
{
	*t = (struct textin){ .eof = true };
	t->buf = xcalloc(1, TEXTIN_ROW + BLOCK + TEXTIN_PAD);
}

void
textin_release(struct textin *t)
{
	free(t->buf);
	*t = (struct textin){ .eof = true };
}

enum reason
textin_why(const struct textin *t)
{
	return t->said ? REASON_NONE : unpack_reason(t->src);
}

void
textin_begin(struct textin *t, struct unpack *src)
{
	t->src = src;
	t->at = t->end = 0;
	t->eof = t->said = t->begun = t->growing = false;
	t->line = 1;
	t->offset = 0;
}

void
textin_from(struct textin *t, uint64_t offset, uint64_t line)
{
	t->offset = offset;
	t->line = line;
	t->begun = true;
}

int
textin_fill(struct textin *t)
{
	ssize_t n;

	if (t->at != 0) {
		memmove(t->buf, t->buf + t->at, t->end - t->at);
		t->offset += t->at;
		t->end -= t->at;
		t->at = 0;
	}
	if (t->wait != NULL && unpack_would_block(t->src)
	    && t->wait(t->wait_arg) < 0) {
		t->said = true;
		return -1;
	}
	n = unpack_read(t->src, t->buf + t->end, BLOCK);
	if (n < 0)
		return -1;
	t->eof = n == 0;
	t->end += (size_t)n;
	t->buf[t->end] = '\n';
	if (!t->begun && (t->end >= 3 || t->eof)) {
		t->begun = true;
		if (t->end >= 3 && memcmp(t->buf, "\xef\xbb\xbf", 3) == 0)
			t->at = 3;
	}
	return 0;
}

size_t
textin_line(const struct textin *t, size_t off)
{
	const char *p = t->buf + t->at + off;
	const char *nl = memchr(p, '\n', t->end - t->at - off);

	if (nl != NULL)
		return (size_t)(nl - p) + 1;
	return t->eof ? t->end - t->at - off : 0;
}

void
textin_pass(struct textin *t, size_t len)
{
	const char *p = t->buf + t->at, *end = p + len;

	while (p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		t->line++;
		p++;
	}
	t->at += len;
}

int
textin_huge(struct textin *t)
{
	const char *nl;
	size_t n;

	for (;;) {
		nl = memchr(t->buf + t->at, '\n', t->end - t->at);
		n = nl != NULL ? (size_t)(nl - (t->buf + t->at))
		    : t->end - t->at;
		if (n != 0 && t->huge != NULL
		    && t->huge(t->huge_arg, t->buf + t->at, n) < 0) {
			t->said = true;
			return -1;
		}
		t->at += n;
		if (nl != NULL || t->eof)
			break;
		if (textin_fill(t) < 0)
			return -1;
	}
	if (nl != NULL)
		t->at++;
	t->line++;
	return 0;
}

struct slice
textin_slice(const struct textin *t, size_t len)
{
	const char *p = t->buf + t->at;

	if (len != 0 && p[len - 1] == '\n')
		len--;
	if (len != 0 && p[len - 1] == '\r')
		len--;
	return (struct slice){ p, len };
}
