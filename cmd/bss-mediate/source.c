/*
 * source.c - bss-mediate csv, json, fixed: rows of a usage source to usage,
 * by its format
 */
#include <fcntl.h>
#include <unistd.h>

#include "base/diag.h"
#include "mediate.h"
#include "rec/reject.h"
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
};

static const struct stream_spec spec = {
	.tool = "bss-mediate",
	.makes = REC_BIT(REC_USAGE),
	.writes = true,
};

static int
on_wait(void *arg)
{
	return out_flush(arg);
}

static int
on_huge(void *arg, const char *p, size_t n)
{
	return rejects_huge(arg, p, n);
}

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

/* 0 or -1: stop, said. */
static int
read_rows(struct source_run *r)
{
	enum csvrow_status st;
	struct csvrow row;
	int rc;

	while ((st = format_rows_next(r->rows, &row)) == CSVROW_OK
	    || st == CSVROW_BAD) {
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
	unpack_open(r->src, fd);
	format_rows_open(r->rows, r->src);
	usage_maker_file(&r->usage);
	rc = read_rows(r);
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
	if (format_load(&r->format, r->opts.format, &site) < 0
	    || check_layout(r, layout) < 0)
		return EXIT_TROUBLE;
	r->s.end.tzdata = r->format.map.zone.len > 1;
	r->src = unpack_new();
	r->rows = format_rows_new(&r->format);
	format_rows_on_wait(r->rows, on_wait, r->s.out);
	format_rows_on_huge(r->rows, on_huge, r->s.rej);
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
	return source_main("fixed", MAP_FIXED, argc, argv);
}
