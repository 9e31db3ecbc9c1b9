#include "base/buf.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/reason.h"
#include "base/self.h"

/* Said without diag(), which needs memory for what it says. */
_Noreturn static void
no_memory(void)
{
	char line[128];
	int n = snprintf(line, sizeof(line), "%s: %s [%s]\n", tool_name(),
	    reason_text(REASON_NO_MEMORY), reason_code(REASON_NO_MEMORY));

	(void)!write_all(STDERR_FILENO, line, (size_t)n);
	_Exit(EXIT_TROUBLE);
}

#define HUGE_PAGE	((size_t)2 << 20)
#define LARGE		(2 * HUGE_PAGE)
#define HEAD		(2 * sizeof(size_t))	/* malloc's, before a block */
#define ROOM		(2 * HEAD)		/* and what it rounds by */
#define PAGE		((size_t)4096)

/*
 * What is large comes from the kernel in pieces of 2 MiB where it has them:
 * to touch a page for the first time costs more than to fill it. For that a
 * block is, with its head, a mapping of such pieces; one that the kernel puts
 * elsewhere as it grows is moved and not copied.
 */
static size_t
in_pieces(size_t n, size_t size)
{
	size_t all;

	if (__builtin_mul_overflow(n, size, &all) || all > SIZE_MAX / 4)
		no_memory();
	if (all < LARGE)
		return all != 0 ? all : 1;
	return ((all + ROOM + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1)) - ROOM;
}

static void *
got(void *p, size_t size)
{
	if (p == NULL)
		no_memory();
	/* a kernel without them, or another malloc, is no harm */
	if (size >= LARGE && ((uintptr_t)p & (PAGE - 1)) == HEAD)
		(void)madvise((char *)p - HEAD, size + ROOM, MADV_HUGEPAGE);
	return p;
}

void *
xmalloc(size_t n)
{
	void *p = malloc(n != 0 ? n : 1);

	if (p == NULL)
		no_memory();
	return p;
}

void *
xcalloc(size_t n, size_t size)
{
	size_t all = in_pieces(n, size);

	return got(calloc(all, 1), all);
}

void *
xreallocarray(void *old, size_t n, size_t size)
{
	size_t all = in_pieces(n, size);

	return got(realloc(old, all), all);
}

char *
xstrndup(const char *s, size_t n)
{
	char *p = xmalloc(n + 1);

	memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

char *
xstrdup(const char *s)
{
	return xstrndup(s, strlen(s));
}

char *
xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&p, fmt, ap);
	va_end(ap);
	if (n < 0)
		no_memory();
	return p;
}

void
buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

void
buf_release(struct buf *b)
{
	free(b->data);
	b->data = NULL;
	b->len = b->cap = 0;
}

int
buf_reserve(struct buf *b, size_t n)
{
	size_t max = b->max != 0 ? b->max : BUF_MAX_DEFAULT;
	size_t cap = b->cap != 0 ? b->cap : 64;

	if (n > max || b->len > max - n)
		return -1;
	if (b->cap - b->len >= n + 1 && b->data != NULL)
		return 0;
	while (cap - b->len < n + 1)	/* a place for buf_str's NUL */
		cap *= 2;
	b->data = xreallocarray(b->data, cap, 1);
	b->cap = cap;
	return 0;
}

int
buf_adds(struct buf *b, const char *s)
{
	return buf_add(b, s, strlen(s));
}

int
buf_vaddf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0 || buf_reserve(b, (size_t)n) != 0)
		return -1;
	vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
	b->len += (size_t)n;
	return 0;
}

int
buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = buf_vaddf(b, fmt, ap);
	va_end(ap);
	return rc;
}

const char *
buf_str(struct buf *b)
{
	if (buf_reserve(b, 0) != 0)
		no_memory();	/* a ceiling never forbids what is there */
	b->data[b->len] = '\0';
	return b->data;
}

char *
buf_detach(struct buf *b)
{
	char *p;

	buf_str(b);
	p = b->data;
	b->data = NULL;
	b->len = b->cap = 0;
	return p;
}
