/*
 * rows.c - what the verbs that read rows by a format share; see rows.h
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "rows.h"

static const struct stream_spec spec = {
	.tool = "bss-mediate",
	.makes = REC_BIT(REC_USAGE),
	.writes = true,
};

int
row_source_stream(struct row_source *r, const struct stream_opts *o, int argc,
    char **argv)
{
	return stream_open(&r->s, &spec, o, argc, argv);
}

void
row_source_init(struct row_source *r)
{
	r->s.end.tzdata = r->format.map.zone.len > 1;
	r->src = unpack_new();
	r->rows = format_rows_new(&r->format);
	format_rows_on_wait(r->rows, stream_on_wait, &r->s);
	format_rows_on_huge(r->rows, stream_on_huge, &r->s);
	format_rows_on_header(r->rows, stream_on_header, &r->s);
	usage_maker_init(&r->usage, &r->format.map);
}

void
row_source_release(struct row_source *r)
{
	format_rows_free(r->rows);
	unpack_free(r->src);
	usage_maker_release(&r->usage);
	format_release(&r->format);
}

int
row_source_file(struct row_source *r, const char *name)
{
	int fd = strcmp(name, "-") == 0 ? STDIN_FILENO
	    : open(name, O_RDONLY | O_CLOEXEC);

	r->file = name;
	if (fd < 0)
		diag_errno(REASON_OPEN_FAILED, "cannot open '%s'", name);
	else
		usage_maker_file(&r->usage);
	return fd;
}

void
row_source_close(struct row_source *r, int fd)
{
	if (strcmp(r->file, "-") != 0)
		close(fd);
}

void
row_source_begin(struct row_source *r, int fd)
{
	unpack_open(r->src, fd);
	format_rows_open(r->rows, r->src);
}

int
row_source_files(int argc, char **argv, int (*fn)(void *, const char *),
    void *arg)
{
	if (argc == 0)
		return fn(arg, "-");
	for (int i = 0; i < argc; i++)
		if (fn(arg, argv[i]) < 0)
			return -1;
	return 0;
}

int
row_source_width(struct row_source *r, const struct csvrow *row)
{
	const struct usagemap *m = &r->format.map;

	return stream_reject_raw(&r->s, REASON_CSV_COLUMNS, r->file,
	    row->line, row->raw, "%u columns, not %u", row->len,
	    row->len < m->width_min ? m->width_min : m->width_max);
}

int
row_source_bad(struct row_source *r, const struct csvrow *row)
{
	return stream_reject_raw(&r->s, row->reason, r->file, row->line,
	    row->raw, "%s", format_rows_why(r->rows, row));
}

int
row_source_end(struct row_source *r, enum csvrow_status st,
    const struct csvrow *row)
{
	if (st == CSVROW_FAIL)
		format_rows_say(r->rows, row, r->file);
	return st == CSVROW_EOF ? 0 : -1;
}
