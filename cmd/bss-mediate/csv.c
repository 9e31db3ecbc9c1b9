/*
 * csv.c - bss-mediate csv: rows of a usage source to usage, by its format
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/tstamp.h"
#include "bss/usageid.h"
#include "mediate.h"
#include "rec/reject.h"
#include "store/format.h"

struct csv_run {
	struct csv_opts		 opts;
	struct stream		 s;
	struct format		 format;
	struct unpack		*src;
	struct csvrows		*rows;
	struct usage_row	 usage;
	struct buf		 id;
	struct usageid_seen	*seen;		/* NULL: the format has a key */
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

/* ---- a row ------------------------------------------------------------ */

/* A value as the record will have it. */
static struct slice
value_text(const struct map_value *v, char room[TSTAMP_TEXT_MAX])
{
	if (v->kind == MAP_V_TEXT)
		return v->text;
	return (struct slice){ room, v->kind == MAP_V_TIME
	    ? tstamp_format(v->us, room) : u64_format(v->u, room) };
}

/* usage_id and seq of the row mapped last. */
static enum reason
make_id(struct csv_run *r, const struct csvrow *row, uint64_t *seq)
{
	const struct usagemap *m = &r->format.map;
	struct slice part[USAGEMAP_COLUMNS_MAX];
	char room[TSTAMP_TEXT_MAX];
	unsigned i;

	if (r->seen == NULL) {
		for (i = 0; i < m->keys; i++)
			part[i] = usagemap_column(m, row->col, row->len,
			    m->key[i]);
		if (part[0].len == 0) {
			r->format.map.bad_name = m->column[m->key[0]].name;
			return REASON_FIELD_MISSING;
		}
		usageid_of_key(&r->id, slice_of(m->source), part, m->keys);
		*seq = 1;
		return REASON_NONE;
	}
	for (i = 0; i < m->fields; i++)
		if (r->usage.value[i].kind != MAP_V_MISSING)
			usageid_field(r->seen, m->field[i].name,
			    value_text(&r->usage.value[i], room));
	*seq = usageid_of_content(r->seen, &r->id, slice_of(m->source));
	return REASON_NONE;
}

static void
put_value(struct out *o, const struct map_field *f, const struct map_value *v)
{
	switch (v->kind) {
	case MAP_V_MISSING:
		break;
	case MAP_V_TEXT:
		if (f->field == F_UNKNOWN)
			out_extra(o, f->name, v->text);
		else
			out_str(o, f->field, v->text);
		break;
	case MAP_V_UINT:
		out_u64(o, f->field, v->u);
		break;
	case MAP_V_TIME:
		out_time(o, f->field, v->us);
		break;
	}
}

static int
put_usage(struct csv_run *r, uint64_t seq)
{
	const struct usagemap *m = &r->format.map;
	struct out *o = r->s.out;
	unsigned i;

	out_begin(o, REC_USAGE);
	out_str(o, F_USAGE_ID, buf_slice(&r->id));
	for (i = 0; i < m->fields && m->field[i].field != F_UNKNOWN; i++)
		put_value(o, &m->field[i], &r->usage.value[i]);
	out_str(o, F_SOURCE, slice_of(m->source));
	out_u64(o, F_SEQ, seq);
	for (; i < m->fields; i++)
		put_value(o, &m->field[i], &r->usage.value[i]);
	return out_done(o);
}

static int
reject(struct csv_run *r, const struct csvrow *row, enum reason why)
{
	const struct usagemap *m = &r->format.map;

	if (why == REASON_FIELD_MISSING)
		return stream_reject_raw(&r->s, why, r->file, row->line,
		    row->raw, "nothing for '%.*s'", SLICE_FMT(m->bad_name));
	return stream_reject_raw(&r->s, why, r->file, row->line, row->raw,
	    "%s: '%.*s' for '%.*s'", reason_text(why),
	    (int)(m->bad_value.len < 80 ? m->bad_value.len : 80),
	    m->bad_value.len != 0 ? m->bad_value.p : "",
	    SLICE_FMT(m->bad_name));
}

/* 0 or -1: stop, said. */
static int
mediate(struct csv_run *r, const struct csvrow *row)
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
	why = usagemap_apply(m, row->col, row->len, &r->usage);
	if (why == REASON_NONE)
		why = make_id(r, row, &seq);
	return why == REASON_NONE ? put_usage(r, seq) : reject(r, row, why);
}

/* ---- files ------------------------------------------------------------ */

static enum csvrow_status
read_failed(struct csv_run *r, const struct csvrow *row)
{
	if (row->reason != REASON_NONE)
		unpack_say(r->src, r->file);
	return CSVROW_FAIL;
}

/* The first row names the columns; a file without any row is fine. */
static enum csvrow_status
read_header(struct csv_run *r)
{
	struct usagemap *m = &r->format.map;
	enum csvrow_status st;
	struct csvrow row;

	st = csvrows_next(r->rows, &row);
	if (st == CSVROW_EOF)
		return st;
	if (st == CSVROW_FAIL)
		return read_failed(r, &row);
	if (st == CSVROW_BAD) {
		diag_at(REASON_CSV_HEADER, r->file, row.line, "the header row "
		    "is not usable: %s", reason_text(row.reason));
		return CSVROW_FAIL;
	}
	if (usagemap_bind(m, row.col, row.len) != REASON_NONE) {
		/* one column that is all: another delimiter */
		struct slice first = row.col[0];

		diag_at(REASON_CSV_HEADER, r->file, row.line, "column '%.*s' "
		    "is missing in the header, or stands there twice; columns "
		    "of the row: %u, the first is '%.*s'",
		    SLICE_FMT(m->bad_name), row.len,
		    (int)(first.len < 60 ? first.len : 60), first.p);
		return CSVROW_FAIL;
	}
	return CSVROW_OK;
}

static enum csvrow_status
read_rows(struct csv_run *r)
{
	enum csvrow_status st;
	struct csvrow row;
	int rc;

	while ((st = csvrows_next(r->rows, &row)) == CSVROW_OK
	    || st == CSVROW_BAD) {
		stream_count_read(&r->s);
		rc = st == CSVROW_OK ? mediate(r, &row)
		    : stream_reject_raw(&r->s, row.reason, r->file, row.line,
		    row.raw, NULL);
		if (rc < 0)
			return CSVROW_FAIL;
	}
	return st == CSVROW_FAIL ? read_failed(r, &row) : st;
}

/* 0 or -1: stop, said. */
static int
read_file(struct csv_run *r, const char *name)
{
	bool is_stdin = strcmp(name, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
	enum csvrow_status st = CSVROW_OK;

	r->file = name;
	if (fd < 0) {
		diag_errno(REASON_OPEN_FAILED, "cannot open '%s'", name);
		return -1;
	}
	unpack_open(r->src, fd);
	csvrows_open(r->rows, r->src, (struct slice){ NULL, 0 });
	if (r->seen != NULL)
		usageid_seen_clear(r->seen);
	if (r->format.map.header)
		st = read_header(r);
	if (st == CSVROW_OK)
		st = read_rows(r);
	if (!is_stdin)
		close(fd);
	return st == CSVROW_EOF ? 0 : -1;
}

static int
run_open(struct csv_run *r)
{
	const struct format_site site = { r->opts.zone, r->opts.country_code };

	if (r->opts.format == NULL) {
		diag(REASON_USAGE_MISSING, "-f must name the format of the "
		    "source; see bss-mediate formats");
		return EXIT_TROUBLE;
	}
	if (format_load(&r->format, r->opts.format, &site) < 0)
		return EXIT_TROUBLE;
	r->s.end.tzdata = r->format.map.zone.len > 1;
	r->src = unpack_new();
	r->rows = csvrows_new(&r->format.csv);
	csvrows_on_wait(r->rows, on_wait, r->s.out);
	csvrows_on_huge(r->rows, on_huge, r->s.rej);
	if (r->format.map.keys == 0)
		r->seen = usageid_seen_new();
	return EXIT_OK;
}

static void
run_release(struct csv_run *r)
{
	csvrows_free(r->rows);
	unpack_free(r->src);
	usageid_seen_free(r->seen);
	usage_row_release(&r->usage);
	buf_release(&r->id);
	format_release(&r->format);
}

int
csv_main(int argc, char **argv)
{
	static struct csv_run run;	/* large: not on the stack */
	int i, rc;

	rc = opt_parse_verb(&mediate_tool, "csv", &run.opts, &argc, &argv);
	if (rc != 0)
		return rc > 0 ? EXIT_OK : EXIT_TROUBLE;
	rc = stream_open(&run.s, &spec, &run.opts.stream, argc, argv);
	if (rc != EXIT_OK || run.s.spec == NULL)
		return rc;
	rc = run_open(&run);
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
