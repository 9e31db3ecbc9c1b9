#include "tap.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

static unsigned tap_run, tap_failed;

static bool
report(bool passed, const char *fmt, va_list ap)
{
	tap_run++;
	if (!passed)
		tap_failed++;
	printf("%sok %u - ", passed ? "" : "not ", tap_run);
	vprintf(fmt, ap);
	putchar('\n');
	return passed;
}

bool
ok(bool passed, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(passed, fmt, ap);
	va_end(ap);
	return passed;
}

bool
is_i64(int64_t got, int64_t want, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (!report(got == want, fmt, ap))
		printf("#  got %" PRId64 ", want %" PRId64 "\n", got, want);
	va_end(ap);
	return got == want;
}

bool
is_u64(uint64_t got, uint64_t want, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (!report(got == want, fmt, ap))
		printf("#  got %" PRIu64 ", want %" PRIu64 "\n", got, want);
	va_end(ap);
	return got == want;
}

bool
is_str(const char *got, const char *want, const char *fmt, ...)
{
	bool passed;
	va_list ap;

	passed = got == want
	    || (got != NULL && want != NULL && strcmp(got, want) == 0);
	va_start(ap, fmt);
	if (!report(passed, fmt, ap))
		printf("#  got '%s'\n# want '%s'\n", got != NULL ? got : "NULL",
		    want != NULL ? want : "NULL");
	va_end(ap);
	return passed;
}

void
tap_skip(const char *why, const char *fmt, ...)
{
	va_list ap;

	tap_run++;
	printf("ok %u - ", tap_run);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf(" # SKIP %s\n", why);
}

int
tap_done(void)
{
	printf("1..%u\n", tap_run);
	if (tap_failed != 0)
		printf("# %u of %u failed\n", tap_failed, tap_run);
	return tap_failed != 0 || fflush(stdout) != 0 ? 1 : 0;
}
