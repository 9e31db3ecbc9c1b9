/*
 * fuzz_in.c - the reader as a whole, NDJSON and CSV
 * Whatever comes in: no crash, every good record can be written, and what
 * was written is read back as a complete stream of as many records.
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/fd.h"
#include "rec/in.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct in *
open_fd(int fd, char name[32])
{
	const char *const *names;
	static const char *one[1];

	snprintf(name, 32, "/proc/self/fd/%d", fd);
	one[0] = name;
	names = one;
	return in_new(names, 1, FORMAT_AUTO);
}

static uint64_t
pass_all(struct in *in, struct out *out)
{
	const struct rec *r;
	enum in_status st;
	uint64_t n = 0;

	in_default_type(in, REC_USAGE);
	while ((st = in_next(in, &r)) == IN_OK || st == IN_BAD) {
		if (st == IN_BAD) {
			if (in_reason(in) == REASON_NONE)
				abort();
			continue;
		}
		n++;
		if (out != NULL && out_pass(out, r) != 0)
			abort();
	}
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct end_info end = { .tool = "fuzz" };
	int a = memfd_create("in", 0), b = memfd_create("out", 0);
	int quiet = open("/dev/null", O_WRONLY), err = dup(2);
	char name[32];
	struct in *in;
	struct out *out;
	uint64_t n;

	dup2(quiet, 2);		/* diagnostics by the million */
	if (write_all(a, data, len) != 0)
		abort();
	in = open_fd(a, name);
	out = out_new(b, "memory", FORMAT_NDJSON);
	n = pass_all(in, out);
	if (out_finish(out, &end) != 0)
		abort();
	in_free(in);
	out_free(out);

	dup2(err, 2);
	in = open_fd(b, name);
	if (pass_all(in, NULL) != n || in_end(in) != IN_END_OK)
		abort();
	in_free(in);
	close(a);
	close(b);
	close(quiet);
	close(err);
	return 0;
}
