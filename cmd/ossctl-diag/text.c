/*
 * text.c (ossctl-diag) - alarms for people
 */
#include <stdio.h>

#include "base/diag.h"
#include "base/tstamp.h"
#include "text.h"

void
columns_init(struct columns *c, size_t len)
{
	*c = (struct columns){ .len = len };
}

void
columns_release(struct columns *c)
{
	buf_release(&c->text);
}

/* Characters, not octets: continuation octets of UTF-8 take no room. */
static size_t
width(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

void
columns_add(struct columns *c, struct slice s)
{
	size_t at = c->text.len, *max = &c->width[c->cells++ % c->len], w;

	vis_add(&c->text, s.len != 0 ? s : slice_of("-"));
	buf_addc(&c->text, '\0');
	w = width(c->text.data + at);
	if (w > *max)
		*max = w;
}

void
columns_add_time(struct columns *c, int64_t us)
{
	char text[TSTAMP_TEXT_MAX];

	columns_add(c, (struct slice){ text, tstamp_format(us, text) });
}

void
columns_print(const struct columns *c)
{
	const char *cell = c->text.data;

	for (size_t i = 0; i < c->cells; i++) {
		size_t col = i % c->len;
		bool last = col == c->len - 1;

		printf("%s%*s%s", cell, last ? 0 : (int)(c->width[col]
		    - width(cell) + 2), "", last ? "\n" : "");
		cell += strlen(cell) + 1;
	}
}

void
line_print(const char *name, struct slice value)
{
	struct buf b = { 0 };

	if (value.len == 0)
		return;
	vis_add(&b, value);
	printf("%s: %s\n", name, buf_str(&b));
	buf_release(&b);
}

void
line_print_time(const char *name, int64_t us)
{
	char text[TSTAMP_TEXT_MAX];

	line_print(name, (struct slice){ text, tstamp_format(us, text) });
}
