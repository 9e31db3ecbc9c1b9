#include "rec/stream.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/tool.h"
#include "rec/reject.h"

#define TICK	8191		/* records between two looks at the clock */

int
stream_on_wait(void *arg)
{
	struct stream *s = arg;

	return s->out != NULL ? out_flush(s->out) : 0;
}

int
stream_on_huge(void *arg, const char *p, size_t n)
{
	struct stream *s = arg;

	return rejects_huge(s->rej, p, n);
}

void
stream_on_header(void *arg, struct slice row)
{
	struct stream *s = arg;

	rejects_header(s->rej, row);
}

static void
open_input(struct stream *s, int argc, char **argv)
{
	s->in = in_new((const char *const *)argv, (size_t)argc,
	    (enum rec_format)s->opts->in_format);
	in_default_type(s->in, s->spec->csv_type);
	in_strict(s->in, s->opts->strict);
	in_on_huge(s->in, stream_on_huge, s);
	in_on_header(s->in, stream_on_header, s);
	if (s->out != NULL)
		in_on_wait(s->in, stream_on_wait, s);
}

/* The option that named this file, too; NULL: none. A device is anybody's. */
static const char *
other_option(const char *path)
{
	size_t n;
	const struct opt_file *f = opt_files(&n);

	for (size_t i = 0; i < n; i++)
		if (f[i].path != path && file_is_input(path, f[i].path))
			return f[i].option;
	return NULL;
}

/* The type that a file of records begins with, as out.h writes it */
static enum rec_type
first_type(int fd)
{
	static const char start[] = "{\"type\":\"";
	const size_t n = sizeof(start) - 1;
	char head[sizeof(start) + TYPE_NAME_MAX];
	ssize_t len = read(fd, head, sizeof(head));
	const char *quote;

	if (len <= (ssize_t)n || memcmp(head, start, n) != 0)
		return REC_NONE;
	quote = memchr(head + n, '"', (size_t)len - n);
	return quote == NULL ? REC_NONE : type_lookup(
	    (struct slice){ head + n, (size_t)(quote - head) - n });
}

/*
 * Whether nothing but such a file is lost when this one is emptied: database
 * and catalog have their names from elsewhere than options. 0, or -1: said.
 */
static int
may_replace(const char *option, const char *path, uint64_t kinds)
{
	struct stat st;
	enum rec_type type;
	int fd;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0
	    || file_is_own(path))
		return 0;
	if ((fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) < 0) {
		diag_errno(REASON_OPEN_FAILED, "cannot open '%s'", path);
		return -1;
	}
	type = first_type(fd);
	close(fd);
	if (type != REC_NONE && (kinds & REC_BIT(type)) != 0)
		return 0;
	diag(REASON_USAGE_VALUE, "%s '%s' is there, and is no such file: it "
	    "stays as it is", option, path);
	return -1;
}

int
stream_spare(const char *option, const char *path, uint64_t kinds, int argc,
    char **argv)
{
	const char *other;
	bool same;

	if (path == NULL)
		return 0;
	same = argc == 0 && file_is_input(path, "-");
	for (int i = 0; i < argc; i++)
		same |= file_is_input(path, argv[i]);
	if (same) {
		diag(REASON_USAGE_VALUE, "%s '%s' is the input itself", option,
		    path);
		return -1;
	}
	if ((other = other_option(path)) == NULL)
		return may_replace(option, path, kinds);
	diag(REASON_USAGE_VALUE, "%s '%s' is the file of --%s", option, path,
	    other);
	return -1;
}

/* Before rejects begin: their file is empty then. */
static int
check_files(const struct stream_opts *o, int argc, char **argv)
{
	if (stream_spare("-r", o->rejects, REC_BIT(REC_REJECT), argc, argv) < 0
	    || stream_spare("--audit", o->audit, REC_BIT(REC_AUDIT), argc,
	    argv) < 0)
		return -1;
	return o->audit != NULL ? file_new_check(o->audit, 0600) : 0;
}

/* The account would take the place of the rejects. */
static int
check_audit(const struct stream_opts *o)
{
	if (o->rejects == NULL || o->audit == NULL
	    || !file_is_input(o->audit, o->rejects))
		return 0;
	diag(REASON_USAGE_VALUE, "--audit '%s' is the file of -r", o->audit);
	return -1;
}

int
stream_open(struct stream *s, const struct stream_spec *spec,
    const struct stream_opts *opts, int argc, char **argv)
{
	*s = (struct stream){ .spec = spec, .opts = opts, .settled = true };
	diag_set_quiet(opts->quiet);
	if (opts->schema) {
		types_print_schema(spec->makes);
		s->spec = NULL;
		return EXIT_OK;
	}
	if (check_files(opts, argc, argv) != 0)
		return EXIT_TROUBLE;
	s->rej = rejects_new(opts->rejects, opts->max_rejects);
	if (s->rej == NULL)
		return EXIT_TROUBLE;
	if (check_audit(opts) != 0) {
		rejects_free(s->rej);
		return EXIT_TROUBLE;
	}
	if (spec->writes)
		s->out = out_new(STDOUT_FILENO, "stdout",
		    opts->out_format == 1 ? FORMAT_CSV : FORMAT_NDJSON);
	if (spec->takes != 0)
		open_input(s, argc, argv);
	s->end = (struct end_info){ .tool = spec->tool,
		.no_end = opts->no_end };
	progress_init(&s->progress, opts->quiet);
	return EXIT_OK;
}

/*
 * The fate of records
 */

/* A record that will not be written: its quantity leaves the balance. */
static void
not_used(struct stream *s, const struct rec *r)
{
	struct total *t;
	uint64_t q;

	if (!s->spec->conserves || r == NULL || !type_def(r->type)->metered
	    || rec_u64(r, F_QUANTITY, &q) != REASON_NONE)
		return;
	t = totals_at(&s->unused, rec_str(r, F_USAGE_TYPE),
	    rec_str(r, F_UNIT), (struct slice){ NULL, 0 });
	if (t != NULL)
		t->quantity += q;
}

static int
set_aside(struct stream *s, enum reason why, const char *file, uint64_t line,
    struct slice raw, const char *detail)
{
	s->rejected++;
	if (rejects_put(s->rej, why, file, line, raw, detail) == 0)
		return 0;
	s->failed = EXIT_TROUBLE;
	return -1;
}

static inline void
settle(struct stream *s)
{
	if (!s->settled)
		s->used++;
	s->settled = true;
}

static int
foreign(struct stream *s, const struct rec *r)
{
	s->filtered++;
	s->foreign++;
	if (!s->opts->pass || s->out == NULL) {
		not_used(s, r);
		return 0;
	}
	if (out_pass(s->out, r) == 0)
		return 0;
	s->failed = EXIT_TROUBLE;
	return -1;
}

static enum in_status
bad_line(struct stream *s)
{
	s->read++;
	not_used(s, in_bad_rec(s->in));
	return set_aside(s, in_reason(s->in), in_file(s->in), in_line(s->in),
	    in_raw(s->in), in_detail(s->in)) == 0 ? IN_OK : IN_FAIL;
}

enum in_status
stream_next(struct stream *s, const struct rec **rec)
{
	enum in_status st;

	settle(s);
	while ((st = in_next(s->in, &s->rec)) == IN_OK || st == IN_BAD) {
		if ((s->read & TICK) == TICK)
			progress_tick(&s->progress, s->read);
		if (st == IN_BAD) {
			if (bad_line(s) != IN_OK)
				return IN_FAIL;
			continue;
		}
		s->read++;
		if (s->spec->takes & REC_BIT(s->rec->type)
		    && s->rec->type != REC_NONE) {
			s->settled = false;
			*rec = s->rec;
			return IN_OK;
		}
		if (foreign(s, s->rec) != 0)
			return IN_FAIL;
	}
	if (st == IN_FAIL)
		stream_fail(s, EXIT_TROUBLE);
	return st;
}

int
stream_reject(struct stream *s, enum reason why, const char *fmt, ...)
{
	struct buf text = { 0 };
	va_list ap;
	int rc;

	if (fmt != NULL) {
		va_start(ap, fmt);
		buf_vaddf(&text, fmt, ap);
		va_end(ap);
	} else if (why == REASON_FIELD_VALUE)
		rec_misfit(s->rec, &text);
	s->settled = true;
	not_used(s, s->rec);
	rc = set_aside(s, why, s->rec->file, s->rec->line_no, in_text(s->in),
	    text.len > 0 ? buf_str(&text) : NULL);
	buf_release(&text);
	return rc;
}

void
stream_duplicate(struct stream *s)
{
	s->settled = true;
	s->duplicate++;
	not_used(s, s->rec);
}

void
stream_filtered(struct stream *s)
{
	s->settled = true;
	s->filtered++;
	not_used(s, s->rec);
}

void
stream_known(struct stream *s, uint64_t n)
{
	settle(s);
	s->used -= n;
	s->duplicate += n;
}

void
stream_count_read(struct stream *s)
{
	settle(s);
	s->read++;
	s->settled = false;
	if ((s->read & TICK) == TICK)
		progress_tick(&s->progress, s->read);
}

int
stream_reject_raw(struct stream *s, enum reason why, const char *file,
    uint64_t line, struct slice raw, const char *fmt, ...)
{
	struct buf text = { 0 };
	va_list ap;
	int rc;

	if (fmt != NULL) {
		va_start(ap, fmt);
		buf_vaddf(&text, fmt, ap);
		va_end(ap);
	}
	s->settled = true;
	rc = set_aside(s, why, file, line, raw,
	    fmt != NULL ? buf_str(&text) : NULL);
	buf_release(&text);
	return rc;
}

void
stream_fail(struct stream *s, int exit_code)
{
	if (exit_code > EXIT_FINDINGS && s->failed <= EXIT_FINDINGS)
		s->failed = exit_code;
}

void
stream_finding(struct stream *s)
{
	if (s->failed == EXIT_OK)
		s->failed = EXIT_FINDINGS;
}

/*
 * The end
 */

/*
 * What is wrong with the input as a whole, in words too; REASON_NONE when it
 * is complete.
 */
static enum reason
input_fault(const struct stream *s, const char **what)
{
	enum in_end end = s->in != NULL ? in_end(s->in) : IN_END_OK;

	if (s->in != NULL && s->spec->once && in_twice(s->in)) {
		*what = "two streams of the input are the same: is a file "
		    "read twice?";
		return REASON_STREAM_TWICE;
	}
	if (s->opts->no_end || end == IN_END_OK
	    || (end == IN_END_MISSING && s->spec->end_optional))
		return REASON_NONE;
	*what = end == IN_END_MISSING
	    ? "the input ends without its end record: it was cut, or made by "
	      "hand (then say --no-end)"
	    : "the end record does not match the records before it: some "
	      "were lost, doubled or changed";
	return REASON_STREAM_CUT;
}

/* Sum of a usage type and unit over all currencies. */
static unsigned __int128
quantity_of(const struct totals *t, const struct total *key)
{
	unsigned __int128 sum = 0;

	for (size_t i = 0; i < t->len; i++)
		if (strcmp(t->item[i].usage_type, key->usage_type) == 0
		    && strcmp(t->item[i].unit, key->unit) == 0)
			sum += t->item[i].quantity;
	return sum;
}

static bool
conserved(struct stream *s)
{
	const struct totals *in, *out;

	if (!s->spec->conserves)
		return true;
	in = in_totals(s->in);
	out = out_totals(s->out);
	for (size_t i = 0; i < in->len; i++)
		if (quantity_of(in, &in->item[i])
		    != quantity_of(&s->unused, &in->item[i])
		    + quantity_of(out, &in->item[i]))
			return false;
	return true;
}

static bool
lawful(struct stream *s)
{
	settle(s);
	if (s->read + s->held_in == s->used + s->rejected + s->duplicate
	    + s->filtered + s->held_out && conserved(s))
		return true;
	diag(REASON_STREAM_LAW, "read %llu and held in %llu, but used %llu, "
	    "rejected %llu, duplicate %llu, filtered %llu, held out %llu",
	    (unsigned long long)s->read, (unsigned long long)s->held_in,
	    (unsigned long long)s->used, (unsigned long long)s->rejected,
	    (unsigned long long)s->duplicate, (unsigned long long)s->filtered,
	    (unsigned long long)s->held_out);
	return false;
}

bool
stream_complete(struct stream *s)
{
	const char *what;

	if (s->failed > EXIT_FINDINGS || input_fault(s, &what) != REASON_NONE
	    || !lawful(s) || rejects_too_many(s->rej, s->read))
		return false;
	if (rejects_sync(s->rej) == 0)
		return true;
	s->failed = EXIT_TROUBLE;
	return false;
}

int
stream_pass_end(struct stream *s)
{
	s->written += out_count(s->out);
	if (out_finish(s->out, &s->end) == 0)
		return 0;
	s->failed = EXIT_TROUBLE;
	return -1;
}

static void
audit_record(struct stream *s, struct out *o, uint64_t written)
{
	const char *run = s->out != NULL ? out_run(s->out, s->spec->tool)
	    : "-";

	out_begin(o, REC_AUDIT);
	out_str(o, F_TOOL, slice_of(s->spec->tool));
	out_str(o, F_RUN, slice_of(run));
	out_u64(o, F_READ, s->read);
	out_u64(o, F_HELD_IN, s->held_in);
	out_u64(o, F_USED, s->used);
	out_u64(o, F_REJECTED, s->rejected);
	out_u64(o, F_DUPLICATE, s->duplicate);
	out_u64(o, F_FILTERED, s->filtered);
	out_u64(o, F_HELD_OUT, s->held_out);
	out_u64(o, F_WRITTEN, written);
	out_u64(o, F_UNKNOWN_FIELDS, s->in != NULL ? in_unknown(s->in) : 0);
	if (s->opts->no_end)
		out_bool(o, F_NO_END, true);
}

/* Write the account beside its file, where one is wanted. 0 or -1 */
static int
audit_write(struct stream *s, struct file_new *f, uint64_t written)
{
	struct out *o;
	int rc;

	if (s->opts->audit == NULL)
		return 0;
	if (file_new_open(f, s->opts->audit, 0600) != 0)
		return -1;
	o = out_new(f->fd, s->opts->audit, FORMAT_NDJSON);
	audit_record(s, o, written);
	rc = out_done(o) == 0 && out_flush(o) == 0 ? 0 : -1;
	out_free(o);
	return rc;
}

static void
report(struct stream *s, uint64_t written)
{
	char held[64] = "";

	/* a mistake that would end with 0, and nothing to show */
	if (s->foreign > 0 && s->foreign == s->read && !s->opts->pass)
		note("all %llu records are of types that are passed over here",
		    (unsigned long long)s->read);
	if (!s->opts->verbose)
		return;
	if (s->held_in > 0 || s->held_out > 0)
		snprintf(held, sizeof(held), "held in %llu and out %llu, ",
		    (unsigned long long)s->held_in,
		    (unsigned long long)s->held_out);
	note("read %llu, used %llu, rejected %llu, duplicate %llu, filtered "
	    "%llu, %swritten %llu", (unsigned long long)s->read,
	    (unsigned long long)s->used, (unsigned long long)s->rejected,
	    (unsigned long long)s->duplicate, (unsigned long long)s->filtered,
	    held, (unsigned long long)written);
}

/*
 * The end record vouches for rejects and account too: both are written before
 * it. The account gets its name behind it.
 */
static int
write_end(struct stream *s, uint64_t written)
{
	struct file_new audit = { .fd = -1 };
	int rc = -1;

	if (audit_write(s, &audit, written) == 0
	    && (s->out == NULL || out_finish(s->out, &s->end) == 0)
	    && (s->opts->audit == NULL || file_new_commit(&audit) == 0))
		rc = 0;
	file_new_release(&audit);
	return rc;
}

static int
finish(struct stream *s)
{
	uint64_t written = s->written
	    + (s->out != NULL ? out_count(s->out) : 0);
	const char *what;
	enum reason why = input_fault(s, &what);

	if (why != REASON_NONE) {
		/* where records have no end is known, where one was lost not */
		diag_at(why, in_end(s->in) == IN_END_MISSING ? in_file(s->in)
		    : NULL, 0, "%s", what);
		return EXIT_TROUBLE;
	}
	if (!lawful(s) || rejects_finish(s->rej, s->read) != 0
	    || write_end(s, written) != 0)
		return EXIT_TROUBLE;
	report(s, written);
	return s->rejected != 0 ? EXIT_FINDINGS : EXIT_OK;
}

int
stream_close(struct stream *s)
{
	int rc;

	settle(s);
	progress_clear(&s->progress);
	if (s->failed > EXIT_FINDINGS) {
		/* no end record; what is there may still be looked at */
		rc = s->failed;
		if (s->out != NULL)
			(void)out_flush(s->out);
		(void)rejects_finish(s->rej, s->read);
	} else {
		rc = finish(s);
		if (rc == EXIT_OK)
			rc = s->failed;
	}
	in_free(s->in);
	out_free(s->out);
	rejects_free(s->rej);
	totals_release(&s->unused);
	s->in = NULL;
	s->out = NULL;
	s->rej = NULL;
	return rc;
}
