/*
 * byhand.c (rec) - see byhand.h
 */
#include "base/diag.h"
#include "rec/byhand.h"

int
byhand_read(const char *path, enum rec_type type, enum reason code,
    byhand_fn *take, void *arg)
{
	struct in *in = in_new(&path, 1, FORMAT_AUTO);
	const char *name = type_def(type)->name, *why;
	uint64_t taken = 0, others = 0;
	const struct rec *r;
	enum in_status st;
	int rc = 0;

	in_default_type(in, type);
	while ((st = in_next(in, &r)) == IN_OK || st == IN_BAD) {
		if (st == IN_BAD) {
			diag_at(code, in_file(in), in_line(in), "%s: %s",
			    reason_code(in_reason(in)), in_detail(in));
			rc = -1;
		} else if (r->type != type) {
			others++;
		} else if ((why = take(arg, r)) != NULL) {
			diag_at(code, r->file, r->line_no,
			    "not a usable %s record: %s", name, why);
			rc = -1;
		} else {
			taken++;
		}
	}
	if (st == IN_EOF && rc == 0 && taken == 0 && others != 0) {
		diag_at(code, path, 0, "there is no %s record in it", name);
		rc = -1;
	}
	in_free(in);
	return st == IN_EOF ? rc : -1;
}
