/*
 * catalog_finding.c (bss) - see catalog_finding.h
 */
#include "bss/catalog_finding.h"

void
catalog_check_say(const struct catalog_check *k, enum reason why,
    struct slice file, uint32_t line, const char *fmt, ...)
{
	struct buf text = { 0 };
	struct catalog_finding f = { .why = why, .file = file, .line = line };
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	f.text = buf_slice(&text);
	k->found(&f, k->arg);
	buf_release(&text);
}
