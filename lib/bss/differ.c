/*
 * differ.c (bss) - see differ.h
 */
#include "bss/differ.h"

void
differ_say(struct differ *d, const char *fmt, ...)
{
	struct buf text = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	d->count++;
	d->job->differs(buf_slice(&text), d->job->arg);
	buf_release(&text);
}
