/*
 * fuzz_in.c - the reader as a whole, NDJSON and CSV
 * Whatever comes in: no crash, every good record can be written, and what
 * was written is read back as a complete stream of as many records.
 */
#include <unistd.h>

#include "aid.h"
#include "base/buf.h"
#include "rec/in.h"

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
	int a = aid_fd(data, len), b = aid_fd("", 0);
	const char *name[] = { aid_fd_path(a), aid_fd_path(b) };
	struct in *in;
	struct out *out;
	uint64_t n;

	aid_quiet(true);
	in = in_new(&name[0], 1, FORMAT_AUTO);
	out = out_new(b, "memory", FORMAT_NDJSON);
	n = pass_all(in, out);
	if (out_finish(out, &end) != 0)
		abort();
	in_free(in);
	out_free(out);
	aid_quiet(false);
	in = in_new(&name[1], 1, FORMAT_AUTO);
	if (pass_all(in, NULL) != n || in_end(in) != IN_END_OK)
		abort();
	in_free(in);
	close(a);
	close(b);
	return 0;
}
