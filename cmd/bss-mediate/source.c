/*
 * source.c - bss-mediate csv, json, fixed: rows of a usage source to usage,
 * by its format
 */
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "call_rows.h"
#include "growth.h"
#include "mediate.h"
#include "numbered.h"
#include "rows.h"
#include "state.h"

struct source_run {
	struct source_opts	 opts;
	struct row_source	 in;
	struct call_rows	*calls;		/* NULL: a row is usage */
	struct numbered		 numbered;
	struct growth		 growth;	/* with --state-in, --state-out */
	bool			 grows;
	bool			 again;		/* the file was read before */
	uint64_t		 known;		/* octets read by a run before */
};

/* Map a row, by the map of its kind; reasons of usagemap_pick and _apply. */
static inline enum reason
map_row(struct source_run *r, const struct csvrow *row)
{
	struct usagemap *m = &r->in.format.map;
	enum reason why;

	if (m->kinds != 0) {
		why = usagemap_pick(m, row->col, row->len, &r->in.usage.map);
		if (why != REASON_NONE)
			return why;
		m = r->in.usage.map;
	}
	return usagemap_apply(m, row->col, row->len, &r->in.usage.row);
}

/* 0 or -1: stop, said. */
static int
mediate(struct source_run *r, const struct csvrow *row)
{
	uint64_t seq = 0;
	enum reason why;
	int rc;

	if (!row_source_wants(&r->in, row, &rc))
		return rc;
	why = map_row(r, row);
	if (why == REASON_NONE)
		why = usage_make_id(&r->in.usage, row, &seq);
	if (why != REASON_NONE)
		return usage_reject(&r->in.usage, &r->in.s, why, r->in.file, row);
	return r->calls != NULL ? call_rows_take(r->calls, r->in.file, row)
	    : usage_put(&r->in.usage, r->in.s.out, seq);
}

/* ---- files ------------------------------------------------------------ */

/*
 * A row that a run before made usage of: identical ones of the same file are
 * counted, so the format without a key must see it again.
 */
static void
see_again(struct source_run *r, const struct csvrow *row)
{
	const struct usagemap *m = &r->in.format.map;
	uint64_t seq;

	if (row->len >= m->width_min && row->len <= m->width_max
	    && usagemap_wants(m, row->col, row->len)
	    && map_row(r, row) == REASON_NONE)
		usage_make_id(&r->in.usage, row, &seq);
}

/* 0 or -1: stop, said. */
static int
read_rows(struct source_run *r)
{
	enum csvrow_status st;
	struct csvrow row;
	int rc;

	while ((st = format_rows_next(r->in.rows, &row)) == CSVROW_OK
	    || st == CSVROW_BAD) {
		if (r->known != 0
		    && format_rows_offset(r->in.rows) <= r->known) {
			if (st == CSVROW_OK)
				see_again(r, &row);
			continue;
		}
		stream_count_read(&r->in.s);
		rc = st == CSVROW_OK ? mediate(r, &row)
		    : row_source_bad(&r->in, &row);
		if (rc < 0)
			return -1;
	}
	return row_source_end(&r->in, st, &row);
}

/* Pass over n octets of what is packed. 0, or -1: said. */
static int
pass_octets(struct source_run *r, uint64_t n)
{
	char room[8192];
	ssize_t got = 1;

	for (; n != 0 && got > 0; n -= (uint64_t)got) {
		got = unpack_read(r->in.src, room, n < sizeof(room) ? (size_t)n
		    : sizeof(room));
		if (got < 0)
			unpack_say(r->in.src, r->in.file);
	}
	return n == 0 ? 0 : -1;
}

/* Begin where a run before ended. 0, or -1: said. */
static int
go_on(struct source_run *r, int fd, const struct position *p)
{
	struct csvrow row;
	bool packed;

	if (r->in.usage.seen != NULL) {	/* all is read, the rest is used */
		r->known = p->octets;
		return 0;
	}
	if (format_rows_header(r->in.rows, &row) != CSVROW_OK) {
		format_rows_say(r->in.rows, &row, r->in.file);
		return -1;
	}
	packed = growth_is_packed(fd);
	if (lseek(fd, packed ? 0 : (off_t)p->octets, SEEK_SET) < 0) {
		diag_errno(REASON_READ_FAILED, "cannot read '%s'", r->in.file);
		return -1;
	}
	if (packed)
		unpack_open(r->in.src, fd);
	else
		unpack_open_plain(r->in.src, fd);
	if (packed && pass_octets(r, p->octets) < 0)
		return -1;
	format_rows_resume(r->in.rows, r->in.src, p->octets, p->lines + 1);
	return 0;
}

/* A file that may have been read in part. 0 or -1: stop, said. */
static int
read_growing(struct source_run *r, int fd)
{
	const struct position *p;
	struct stat st;
	int rc;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		diag(REASON_USAGE_OPERAND, "'%s' is no file that can be gone "
		    "on with: a state wants files", r->in.file);
		return -1;
	}
	p = growth_find(&r->growth, r->in.file, fd);
	r->again = p != NULL;
	numbered_file(&r->numbered, &r->in.s, r->in.file, r->again);
	row_source_begin(&r->in, fd);
	r->known = 0;
	if (p != NULL && go_on(r, fd, p) < 0)
		return -1;
	if (!r->opts.whole)
		format_rows_growing(r->in.rows);
	rc = read_rows(r);
	return rc < 0 ? rc : growth_note(&r->growth, r->in.file, fd, p,
	    format_rows_offset(r->in.rows), format_rows_line(r->in.rows) - 1,
	    format_rows_left(r->in.rows));
}

/* 0 or -1: stop, said. */
static int
read_file(void *arg, const char *name)
{
	struct source_run *r = arg;
	int fd = row_source_file(&r->in, name), rc;

	if (fd < 0)
		return -1;
	if (r->grows)
		rc = read_growing(r, fd);
	else {
		numbered_file(&r->numbered, &r->in.s, name, false);
		row_source_begin(&r->in, fd);
		rc = read_rows(r);
	}
	row_source_close(&r->in, fd);
	return rc;
}

/* The verb says what the operator believes the file to be. */
static int
check_layout(const struct source_run *r, enum map_layout layout)
{
	if (r->in.format.is_flow)
		diag(REASON_FORMAT_INVALID, "'%s' is a format of flows: say "
		    "bss-mediate flow", r->opts.format);
	else if (r->in.format.map.layout != layout)
		diag(REASON_FORMAT_INVALID, "'%s' is a format of another "
		    "layout: say bss-mediate %s", r->opts.format,
		    format_layout_name(&r->in.format));
	else
		return 0;
	return -1;
}

static void
on_number(void *arg, struct slice number)
{
	struct source_run *r = arg;

	numbered_row(&r->numbered, &r->in.s, r->in.file, number, r->again);
}

static bool
load_more(void *arg, const struct rec *r)
{
	struct source_run *run = arg;

	return numbered_load(&run->numbered, r)
	    || (run->calls != NULL && call_rows_load(run->calls, r));
}

static int
save_more(void *arg, struct out *o)
{
	const struct source_run *run = arg;

	if (numbered_save(&run->numbered, o) < 0)
		return -1;
	return run->calls != NULL ? call_rows_save(run->calls, o) : 0;
}

static int
run_open(struct source_run *r, enum map_layout layout, int argc, char **argv)
{
	const struct format_site site = { r->opts.zone, r->opts.country_code };

	if (r->opts.format == NULL) {
		diag(REASON_USAGE_MISSING, "-f must name the format of the "
		    "source; see bss-mediate formats");
		return -1;
	}
	r->grows = r->opts.state_in != NULL || r->opts.state_out != NULL;
	r->growth.whole = r->opts.whole;
	r->growth.load = load_more;
	r->growth.save = save_more;
	r->growth.arg = r;
	if (format_load(&r->in.format, r->opts.format, &site) < 0
	    || check_layout(r, layout) < 0
	    || state_check(r->opts.state_in, r->opts.state_out, argc, argv)
	    < 0)
		return -1;
	r->in.format.in_part = r->opts.no_trailer;
	row_source_init(&r->in);
	if (r->in.format.is_sequence)
		r->numbered.terms = &r->in.format.sequence;
	r->numbered.in_rows = r->in.format.header.numbers
	    || r->in.format.trailer.numbers;
	format_rows_on_number(r->in.rows, on_number, r);
	if (r->in.format.call != NULL)
		r->calls = call_rows_new(&r->in.format, &r->in.usage,
		    &r->in.s);
	return r->opts.state_in != NULL
	    ? growth_load(&r->growth, r->opts.state_in) : 0;
}

static void
run_release(struct source_run *r)
{
	call_rows_free(r->calls);
	row_source_release(&r->in);
	growth_release(&r->growth);
}

static int
run_files(struct source_run *r, int argc, char **argv)
{
	if (row_source_files(argc, argv, read_file, r) < 0)
		return -1;
	numbered_end(&r->numbered, &r->in.s);
	return r->calls == NULL ? 0 : call_rows_end(r->calls,
	    r->opts.now_us, r->opts.state_out == NULL);
}

static int
source_main(enum map_layout layout, int argc, char **argv)
{
	static struct source_run run = { .opts = { .now_us = INT64_MIN } };
	int rc;

	rc = verb_parse(&run.opts, &argc, &argv);
	if (rc != 0)
		return verb_stop(rc);
	rc = row_source_stream(&run.in, &run.opts.stream, argc, argv);
	if (rc != EXIT_OK || run.in.s.spec == NULL)
		return rc;
	if (run_open(&run, layout, argc, argv) < 0
	    || run_files(&run, argc, argv) < 0
	    || (run.opts.state_out != NULL && stream_complete(&run.in.s)
	    && growth_save(&run.growth, run.opts.state_out) < 0))
		stream_fail(&run.in.s, EXIT_TROUBLE);
	rc = stream_close(&run.in.s);
	run_release(&run);
	return rc;
}

int
verb_csv(int argc, char **argv)
{
	return source_main(MAP_CSV, argc, argv);
}

int
verb_json(int argc, char **argv)
{
	return source_main(MAP_JSON, argc, argv);
}

int
verb_fixed(int argc, char **argv)
{
	return source_main(MAP_FIXED_WIDTH, argc, argv);
}
