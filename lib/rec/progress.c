#include "rec/progress.h"

#include <unistd.h>

#include "base/tool.h"

#define STEP_US		500000

static int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

void
progress_init(struct progress *p, bool quiet)
{
	*p = (struct progress){ .on = !quiet && isatty(STDERR_FILENO) };
	if (p->on)
		p->begin_us = p->last_us = now_us();
}

void
progress_tick(struct progress *p, uint64_t records)
{
	int64_t now;

	if (!p->on || (now = now_us()) - p->last_us < STEP_US)
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
