#include "rec/progress.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/tool.h"

#define STEP_US		500000

void
progress_init(struct progress *p, bool quiet)
{
	*p = (struct progress){ .on = !quiet && isatty(STDERR_FILENO) };
	if (p->on)
		p->begin_us = p->last_us = mono_us();
}

void
progress_tick(struct progress *p, uint64_t records)
{
	int64_t now;

	if (!p->on || (now = mono_us()) - p->last_us < STEP_US)
		return;
	p->last_us = now;
	p->shown = true;
	fprintf(stderr, "\r%s: %llu records, %llu/s\033[K", tool_name(),
	    (unsigned long long)records, (unsigned long long)
	    (records * 1000000 / (uint64_t)(now - p->begin_us)));
}

void
progress_clear(struct progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	p->shown = false;
}
