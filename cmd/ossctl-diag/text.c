/*
 * text.c (ossctl-diag) - alarms for people
 */
#include <stdio.h>

#include "base/diag.h"
#include "base/tstamp.h"
#include "text.h"

void
columns_add_time(struct columns_table *c, int64_t us)
{
	char text[TSTAMP_TEXT_MAX];

	columns_table_add(c, (struct slice){ text, tstamp_format(us, text) });
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
