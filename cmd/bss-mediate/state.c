/*
 * state.c - state files of bss-mediate: streams of records with their end
 */
#include "base/diag.h"
#include "base/file.h"
#include "rec/in.h"
#include "rec/stream.h"
#include "state.h"

/* What a state may begin with */
static const uint64_t kinds = REC_BIT(REC_CURSOR) | REC_BIT(REC_SAMPLE)
    | REC_BIT(REC_SESSION) | REC_BIT(REC_PART) | REC_BIT(REC_END);

int
state_check(const char *in, const char *out, int argc, char **argv)
{
	if (in == NULL || out == NULL || !file_is_input(out, in))
		return stream_spare("--state-out", out, kinds, argc,
		    argv);
	diag(REASON_USAGE_VALUE, "--state-in and --state-out are the same "
	    "file '%s'", out);
	return -1;
}

int
state_load(const char *path, int (*fn)(void *, const struct rec *), void *arg)
{
	struct in *in = in_new(&path, 1, FORMAT_NDJSON);
	const struct rec *r;
	enum in_status st;
	int rc = 0;

	while (rc == 0 && (st = in_next(in, &r)) != IN_EOF) {
		if (st == IN_FAIL)
			rc = -1;
		else if (st == IN_OK)
			rc = fn(arg, r);
		else {
			diag_at(REASON_STATE_DAMAGED, path, in_line(in),
			    "%s", reason_text(in_reason(in)));
			rc = -1;
		}
	}
	if (rc == 0 && in_end(in) != IN_END_OK) {
		diag_at(REASON_STREAM_CUT, path, 0, "the state ends without "
		    "its matching end record: it was cut or changed");
		rc = -1;
	}
	in_free(in);
	return rc;
}

int
state_save(const char *path, int (*fn)(void *, struct out *), void *arg)
{
	const struct end_info end = { .tool = "bss-mediate" };
	struct file_new f;
	struct out *o;
	int rc;

	if (file_new_open(&f, path, 0600) != 0)
		return -1;
	o = out_new(f.fd, path, FORMAT_NDJSON);
	rc = fn(arg, o);
	if (rc == 0)
		rc = out_finish(o, &end);
	if (rc == 0)
		rc = file_new_commit(&f);
	out_free(o);
	file_new_release(&f);
	return rc;
}
