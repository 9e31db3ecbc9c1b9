/*
 * source.c - bss-mediate csv, json, fixed: rows of a usage source to usage,
 * by its format
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "growth.h"
#include "mediate.h"
#include "state.h"
#include "store/format_rows.h"
#include "usage.h"

struct source_run {
	struct source_opts	 opts;
	struct stream		 s;
	struct format		 format;
	struct unpack		*src;
	struct format_rows	*rows;
	struct usage_maker	 usage;
	const char		*file;
	struct growth		 growth;	/* with --state-in, --state-out */
	bool			 grows;
	uint64_t		 known;		/* octets read by a run before */
};

static const struct stream_spec spec = {
	.tool = "bss-mediate",
	.makes = REC_BIT(REC_USAGE),
	.writes = true,
};

/* 0 or -1: stop, said. */
static int
mediate(struct source_run *r, const struct csvrow *row)
{
	struct usagemap *m = &r->format.map;
	enum reason why;
	uint64_t seq = 0;

	if (row->len < m->width_min || row->len > m->width_max)
		return stream_reject_raw(&r->s, REASON_CSV_COLUMNS, r->file,
		    row->line, row->raw, "%u columns, not %u", row->len,
		    row->len < m->width_min ? m->width_min : m->width_max);
	if (!usagemap_wants(m, row->col, row->len)) {
		stream_filtered(&r->s);
		return 0;
	}
	why = usagemap_apply(m, row->col, row->len, &r->usage.row);
	if (why == REASON_NONE)
		why = usage_make_id(&r->usage, row, &seq);
	return why == REASON_NONE ? usage_put(&r->usage, r->s.out, seq)
	    : usage_reject(&r->usage, &r->s, why, r->file, row);
}

/* ---- files ------------------------------------------------------------ */

/*
 * A row that a run before made usage of: identical ones of the same file are
 * counted, so the format without a key must see it again.
 */
static void
see_again(struct source_run *r, const struct csvrow *row)
{
	struct usagemap *m = &r->format.map;
	uint64_t seq;

	if (row->len >= m->width_min && row->len <= m->width_max
	    && usagemap_wants(m, row->col, row->len)
	    && usagemap_apply(m, row->col, row->len, &r->usage.row)
	    == REASON_NONE)
		usage_make_id(&r->usage, row, &seq);
}

/* 0 or -1: stop, said. */
static int
read_rows(struct source_run *r)
{
	enum csvrow_status st;
	struct csvrow row;
	int rc;

	while ((st = format_rows_next(r->rows, &row)) == CSVROW_OK
	    || st == CSVROW_BAD) {
		if (r->known != 0
		    && format_rows_offset(r->rows) <= r->known) {
			if (st == CSVROW_OK)
				see_again(r, &row);
			continue;
		}
		stream_count_read(&r->s);
		rc = st == CSVROW_OK ? mediate(r, &row)
		    : stream_reject_raw(&r->s, row.reason, r->file, row.line,
		    row.raw, "%s", format_rows_why(r->rows, &row));
		if (rc < 0)
			return -1;
	}
	if (st == CSVROW_FAIL)
		format_rows_say(r->rows, &row, r->file);
	return st == CSVROW_EOF ? 0 : -1;
}

/* Pass over n octets of what is packed. 0, or -1: said. */
static int
pass_octets(struct source_run *r, uint64_t n)
{
	char room[8192];
	ssize_t got = 1;

	for (; n != 0 && got > 0; n -= (uint64_t)got) {
		got = unpack_read(r->src, room, n < sizeof(room) ? (size_t)n
		    : sizeof(room));
		if (got < 0)
			unpack_say(r->src, r->file);
	}
	return n == 0 ? 0 : -1;
}

/* Begin where a run before ended. 0, or -1: said. */
static int
go_on(struct source_run *r, int fd, const struct position *p)
{
	struct csvrow row;
	bool packed;

	if (r->usage.seen != NULL) {	/* all is read, the rest is used */
		r->known = p->octets;
		return 0;
	}
	if (format_rows_header(r->rows, &row) != CSVROW_OK) {
		format_rows_say(r->rows, &row, r->file);
		return -1;
	}
	packed = growth_is_packed(fd);
	if (lseek(fd, packed ? 0 : (off_t)p->octets, SEEK_SET) < 0) {
		diag_errno(REASON_READ_FAILED, "cannot read '%s'", r->file);
		return -1;
	}
	if (packed)
		unpack_open(r->src, fd);
	else
		unpack_open_plain(r->src, fd);
	if (packed && pass_octets(r, p->octets) < 0)
		return -1;
	format_rows_resume(r->rows, r->src, p->octets, p->lines + 1);
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
		    "on with: a state wants files", r->file);
		return -1;
	}
	p = growth_find(&r->growth, r->file, fd);
	unpack_open(r->src, fd);
	format_rows_open(r->rows, r->src);
	r->known = 0;
	if (p != NULL && go_on(r, fd, p) < 0)
		return -1;
	format_rows_growing(r->rows);
	rc = read_rows(r);
	return rc < 0 ? rc : growth_note(&r->growth, r->file, fd, p,
	    format_rows_offset(r->rows), format_rows_line(r->rows) - 1,
	    format_rows_left(r->rows));
}

/* 0 or -1: stop, said. */
static int
read_file(struct source_run *r, const char *name)
{
	bool is_stdin = strcmp(name, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
	int rc;

	r->file = name;
	if (fd < 0) {
		diag_errno(REASON_OPEN_FAILED, "cannot open '%s'", name);
		return -1;
	}
	usage_maker_file(&r->usage);
	if (r->grows)
		rc = read_growing(r, fd);
	else {
		unpack_open(r->src, fd);
		format_rows_open(r->rows, r->src);
		rc = read_rows(r);
	}
	if (!is_stdin)
		close(fd);
	return rc;
}

/* The verb says what the operator believes the file to be. */
static int
check_layout(const struct source_run *r, enum map_layout layout)
{
	if (r->format.is_flow)
		diag(REASON_FORMAT_INVALID, "'%s' is a format of flows: say "
		    "bss-mediate flow", r->opts.format);
	else if (r->format.map.layout != layout)
		diag(REASON_FORMAT_INVALID, "'%s' is a format of another "
		    "layout: say bss-mediate %s", r->opts.format,
		    format_layout_name(&r->format));
	else
		return 0;
	return -1;
}

static int
run_open(struct source_run *r, enum map_layout layout)
{
	const struct format_site site = { r->opts.zone, r->opts.country_code };

	if (r->opts.format == NULL) {
		diag(REASON_USAGE_MISSING, "-f must name the format of the "
		    "source; see bss-mediate formats");
		return EXIT_TROUBLE;
	}
	r->grows = r->opts.state_in != NULL || r->opts.state_out != NULL;
	if (format_load(&r->format, r->opts.format, &site) < 0
	    || check_layout(r, layout) < 0
	    || state_check(r->opts.state_in, r->opts.state_out) < 0
	    || (r->opts.state_in != NULL
	    && growth_load(&r->growth, r->opts.state_in) < 0))
		return EXIT_TROUBLE;
	r->s.end.tzdata = r->format.map.zone.len > 1;
	r->src = unpack_new();
	r->rows = format_rows_new(&r->format);
	format_rows_on_wait(r->rows, stream_on_wait, &r->s);
	format_rows_on_huge(r->rows, stream_on_huge, &r->s);
	usage_maker_init(&r->usage, &r->format.map);
	return EXIT_OK;
}

static void
run_release(struct source_run *r)
{
	format_rows_free(r->rows);
	unpack_free(r->src);
	usage_maker_release(&r->usage);
	format_release(&r->format);
	growth_release(&r->growth);
}

static int
source_main(const char *verb, enum map_layout layout, int argc, char **argv)
{
	static struct source_run run;	/* large: not on the stack */
	int i, rc;

	rc = opt_parse_verb(&mediate_tool, verb, &run.opts, &argc, &argv);
	if (rc != 0)
		return rc > 0 ? EXIT_OK : EXIT_TROUBLE;
	rc = stream_open(&run.s, &spec, &run.opts.stream, argc, argv);
	if (rc != EXIT_OK || run.s.spec == NULL)
		return rc;
	rc = run_open(&run, layout);
	if (rc == EXIT_OK && argc == 0 && read_file(&run, "-") < 0)
		rc = EXIT_TROUBLE;
	for (i = 0; rc == EXIT_OK && i < argc; i++)
		if (read_file(&run, argv[i]) < 0)
			rc = EXIT_TROUBLE;
	if (rc != EXIT_OK)
		stream_fail(&run.s, rc);
	else if (run.opts.state_out != NULL && stream_complete(&run.s)
	    && growth_save(&run.growth, run.opts.state_out) < 0)
		stream_fail(&run.s, EXIT_TROUBLE);
	rc = stream_close(&run.s);
	run_release(&run);
	return rc;
}

int
csv_main(int argc, char **argv)
{
	return source_main("csv", MAP_CSV, argc, argv);
}

int
json_main(int argc, char **argv)
{
	return source_main("json", MAP_JSON, argc, argv);
}

int
fixed_main(int argc, char **argv)
{
	return source_main("fixed", MAP_FIXED_WIDTH, argc, argv);
}
