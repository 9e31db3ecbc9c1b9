/*
 * fuzz_format.c - a user's own format, and a file that is read by it
 * A form feed cuts the input into the document and the file. Whatever stands
 * there: no crash, no octet read outside; every value that is made is UTF-8,
 * what is said of a bad one lies in the row, usage does not end before it
 * begins, and reading goes on in the middle as if it had never stopped.
 */
#include <unistd.h>

#include "aid.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "rec/detail.h"
#include "store/format_rows.h"

static volatile unsigned sum;	/* what was said is read */

static void
touch(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		sum += (unsigned char)s.p[i];
}

static void
check_text(struct slice s)
{
	if (s.len != 0 && !utf8_valid(s.p, s.len))
		abort();
}

static void
check_values(const struct usagemap *m, const struct usage_row *u)
{
	const struct map_value *ts, *end;

	for (unsigned i = 0; i < m->fields; i++)
		if (u->value[i].kind == MAP_V_TEXT)
			check_text(u->value[i].text);
	if (m->ts_at == 0 || m->end_at == 0)
		return;
	ts = &u->value[m->ts_at - 1];
	end = &u->value[m->end_at - 1];
	if (end->kind == MAP_V_TIME && !m->unordered && end->us < ts->us)
		abort();
}

static void
map_row(struct format *f, const struct csvrow *row, struct usage_row *u)
{
	struct usagemap *m = &f->map, *map;

	if (row->len < m->width_min || row->len > m->width_max
	    || !usagemap_wants(m, row->col, row->len))
		return;
	if (usagemap_pick(m, row->col, row->len, &map) == REASON_NONE
	    && usagemap_apply(map, row->col, row->len, u) == REASON_NONE)
		check_values(map, u);
	else {
		touch(map->bad_name);
		touch(map->bad_value);
	}
	for (unsigned i = 0; i < m->keys; i++)
		touch(usagemap_column(m, row->col, row->len, m->key[i]));
}

static void
add_row(struct buf *b, const struct csvrow *row)
{
	buf_addf(b, "\n%ju %d ", (uintmax_t)row->line, (int)row->reason);
	buf_add_slice(b, row->raw);
	for (unsigned i = 0; row->reason == REASON_NONE && i < row->len; i++) {
		buf_addc(b, '\t');
		buf_add_slice(b, row->col[i]);
	}
}

/* How a file is read: from where, and where and with what a mark was left. */
struct pass {
	uint64_t	from, line;
	unsigned	mark;		/* behind so many rows */
	uint64_t	at, at_line;
	size_t		said;
	bool		marked;
	struct buf	text;
};

static void
read_rows(struct format *f, struct format_rows *r, struct pass *p)
{
	struct usage_row u = { 0 };
	enum csvrow_status st;
	struct csvrow row;

	for (unsigned n = 0; (st = format_rows_next(r, &row)) == CSVROW_OK
	    || st == CSVROW_BAD; ) {
		if ((st == CSVROW_BAD) != (row.reason != REASON_NONE))
			abort();
		if (st == CSVROW_OK)
			map_row(f, &row, &u);
		else
			touch(slice_of(format_rows_why(r, &row)));
		add_row(&p->text, &row);
		if (++n == p->mark) {
			p->at = format_rows_offset(r);
			p->at_line = format_rows_line(r);
			p->said = p->text.len;
			p->marked = true;
		}
	}
	if (st == CSVROW_FAIL)
		format_rows_say(r, &row, "fuzz");
	usage_row_release(&u);
}

static void
read_file(struct format *f, int fd, struct pass *p)
{
	struct format_rows *r = format_rows_new(f);
	struct unpack *src = unpack_new();
	struct csvrow row;

	if (lseek(fd, 0, SEEK_SET) < 0)
		abort();
	unpack_open(src, fd);
	format_rows_open(r, src);
	if (p->from != 0) {
		if (format_rows_header(r, &row) != CSVROW_OK
		    || lseek(fd, (off_t)p->from, SEEK_SET) < 0)
			abort();
		unpack_open_plain(src, fd);
		format_rows_resume(r, src, p->from, p->line);
	}
	read_rows(f, r, p);
	unpack_free(src);
	format_rows_free(r);
}

/* As bss-mediate csv does with a state; lists and archives are not gone on. */
static bool
goes_on(const struct format *f, const uint8_t *data, size_t len)
{
	return f->map.layout != MAP_JSON && f->untils == 0
	    && f->header.begins.len == 0 && f->trailer.begins.len == 0
	    && (len == 0 || (data[0] != 0x1f && data[0] != 0x28));
}

static void
read_twice(struct format *f, int fd, const uint8_t *data, size_t len)
{
	struct pass all = { .mark = 1 + (unsigned)len % 7 }, rest = { 0 };

	read_file(f, fd, &all);
	if (all.marked && all.at != 0 && goes_on(f, data, len)) {
		rest.from = all.at;
		rest.line = all.at_line;
		read_file(f, fd, &rest);
		if (!slice_eq(buf_slice(&rest.text), (struct slice){
		    all.text.data + all.said, all.text.len - all.said }))
			abort();
	}
	buf_release(&all.text);
	buf_release(&rest.text);
}

static void
read_detail(struct format *f, int fd)
{
	struct unpack *src = unpack_new();
	struct detail *d = detail_new();
	struct usage_row u = { 0 };
	enum detail_status st;
	struct detail_rec rec;
	struct buf key = { 0 };
	struct packet p;
	enum reason why;

	for (unsigned i = 0; i < f->map.columns; i++)
		if (detail_want(d, f->map.column[i].name) != i)
			abort();
	unpack_open(src, fd);
	detail_open(d, src, 0, 0);
	while ((st = detail_next(d, &rec)) == DETAIL_OK || st == DETAIL_BAD) {
		const struct radius_attrs a = { rec.header, rec.val,
		    rec.twice };

		if (st == DETAIL_OK && usagemap_wants(&f->map, rec.val,
		    f->map.columns)) {
			radius_packet(f->radius, &f->map, &a, &key, &p, &why);
			if (usagemap_apply(&f->map, rec.val, f->map.columns,
			    &u) == REASON_NONE)
				check_values(&f->map, &u);
		}
	}
	usage_row_release(&u);
	buf_release(&key);
	detail_free(d);
	unpack_free(src);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct format_site site = { NULL, "33" };
	struct slice rest = { (const char *)data, len };
	struct slice text = aid_piece(&rest);
	int document = aid_fd(text.p, text.len);
	int file = aid_fd(rest.p, rest.len);
	struct format f;

	aid_quiet(true);
	if (format_load(&f, aid_fd_path(document), &site) == 0) {
		if (f.map.layout == MAP_DETAIL)
			read_detail(&f, file);
		else
			read_twice(&f, file, (const uint8_t *)rest.p,
			    rest.len);
	}
	format_release(&f);
	aid_quiet(false);
	close(document);
	close(file);
	return 0;
}
