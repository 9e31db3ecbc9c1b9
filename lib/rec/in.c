#include "base/sizes.h"
#include "rec/in.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/diag.h"
#include "rec/csv_in.h"
#include "rec/lines.h"
#include "rec/scan.h"
#include "rec/segment.h"

#define BLOCK		SIZE_OF(256 << 10, 256)	/* asked of each read */
#define PIPE_SIZE	(1 << 20)

struct in {
	const char *const *files;	/* borrowed */
	size_t		  files_len, file_at;
	const char	 *file;		/* the one that is open */
	int		  fd;
	struct unpack	 *src;		/* owned; the octets of fd */
	enum rec_format	  forced, format;
	enum rec_type	  csv_type;
	bool		  strict, parse_only;

	/* [pos, full) are whole lines, [full, end) the begin of one */
	char		 *data;		/* owned: REC_LINE_MAX + BLOCK */
	size_t		  pos, full, end;
	bool		  eof, bom_done, no_newline;
	uint64_t	  line_no;

	struct scanner	 *scanner;
	struct csvrows	 *rows;		/* once a file was CSV */
	struct csv_in	 *csv;		/* of this file, behind its header */
	struct buf	  csv_text;	/* the row as an object */
	struct lines	  lines;
	struct rec	 *rec;		/* the current record */
	struct segment	  segment;

	int		(*on_wait)(void *);
	void		 *on_wait_arg;
	int		(*on_huge)(void *, const char *, size_t);
	void		 *on_huge_arg;
	void		(*on_header)(void *, struct slice);
	void		 *on_header_arg;

	enum reason	  why;		/* of IN_BAD */
	struct buf	  detail;
	struct slice	  raw;
	uint64_t	  bad_line, huge_len;
	bool		  bad_summed;	/* the bad record is in the sums */
	struct slice	  text;		/* of the current record, as it was */
	uint64_t	  count, unknown;
};

static const char *const just_stdin[] = { "-" };

struct in *
in_new(const char *const *files, size_t len, enum rec_format format)
{
	struct in *in = xcalloc(1, sizeof(*in));

	in->files = len != 0 ? files : just_stdin;
	in->files_len = len != 0 ? len : 1;
	in->forced = format;
	in->fd = -1;
	in->src = unpack_new();
	in->data = xcalloc(1, REC_LINE_MAX + BLOCK + SCAN_PADDING);
	in->scanner = scanner_new();
	in->rec = &in->lines.scanned[0].rec;
	segment_init(&in->segment);
	return in;
}

static void
file_close(struct in *in)
{
	if (in->fd > STDIN_FILENO)
		close(in->fd);
	in->fd = -1;
	csv_in_free(in->csv);
	in->csv = NULL;
}

void
in_free(struct in *in)
{
	if (in == NULL)
		return;
	file_close(in);
	scanner_free(in->scanner);
	segment_release(&in->segment);
	csvrows_free(in->rows);
	unpack_free(in->src);
	buf_release(&in->csv_text);
	buf_release(&in->detail);
	free(in->data);
	free(in);
}

/*
 * Octets
 */

static int
file_open(struct in *in)
{
	in->file = in->files[in->file_at];
	in->fd = strcmp(in->file, "-") == 0 ? STDIN_FILENO
	    : open(in->file, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0) {
		diag_errno(REASON_OPEN_FAILED, "cannot open '%s'", in->file);
		return -1;
	}
	/* a larger pipe, where it is one: with 64 KiB a chain runs at half
	 * its speed; a refusal costs nothing but that */
	(void)fcntl(in->fd, F_SETPIPE_SZ, PIPE_SIZE);
	unpack_open(in->src, in->fd);
	in->pos = in->full = in->end = 0;
	in->line_no = 0;
	in->eof = in->bom_done = in->no_newline = false;
	in->format = in->forced;
	if (in->on_header != NULL)
		in->on_header(in->on_header_arg, (struct slice){ NULL, 0 });
	return 0;
}

/* Nothing to read right now: what was made so far goes out first. */
static int
before_wait(struct in *in)
{
	if (in->on_wait == NULL || !unpack_would_block(in->src))
		return 0;
	return in->on_wait(in->on_wait_arg);
}

static ssize_t
read_some(struct in *in, char *to, size_t n)
{
	ssize_t got;

	if (before_wait(in) != 0)
		return -1;
	got = unpack_read(in->src, to, n);
	if (got < 0)
		unpack_say(in->src, in->file);
	return got;
}

/*
 * Bring in more: the begun line moves to the front, a block follows.
 * 1: there are whole lines; 0: none yet, or a line too long; -1: failed.
 */
static int
fill(struct in *in)
{
	size_t left = in->end - in->pos;
	ssize_t got;
	char *nl;

	memmove(in->data, in->data + in->pos, left);
	in->pos = in->full = 0;
	in->end = left;
	got = read_some(in, in->data + left, BLOCK);
	if (got < 0)
		return -1;
	in->end = left + (size_t)got;
	if (got == 0) {
		in->eof = true;
		if (left == 0)
			return 0;
		in->no_newline = true;
		in->data[in->end++] = '\n';
	}
	nl = memrchr(in->data + left, '\n', in->end - left);
	if (nl != NULL)
		in->full = (size_t)(nl + 1 - in->data);
	return in->full != 0;
}

/* The line is longer than a record may be: hand it over while it passes. */
static int
skip_huge(struct in *in)
{
	char *nl = NULL;
	ssize_t n = (ssize_t)(in->end - in->pos);
	size_t take;

	in->huge_len = 0;
	for (;;) {
		char *p = in->data + in->pos;

		nl = memchr(p, '\n', (size_t)n);
		take = nl != NULL ? (size_t)(nl - p) : (size_t)n;
		in->huge_len += take;
		if (in->on_huge != NULL
		    && in->on_huge(in->on_huge_arg, p, take) != 0)
			return -1;
		in->pos += take + (nl != NULL);
		if (nl != NULL || in->eof)
			break;
		in->pos = 0;
		if ((n = read_some(in, in->data, BLOCK)) < 0)
			return -1;
		in->end = (size_t)n;
		in->eof = n == 0;
	}
	nl = memrchr(in->data + in->pos, '\n', in->end - in->pos);
	in->full = nl != NULL ? (size_t)(nl + 1 - in->data) : in->pos;
	return 0;
}

/*
 * Lines that are no records
 */

static enum in_status
bad(struct in *in, enum reason why, struct slice raw, uint64_t line)
{
	in->why = why;
	in->raw = raw;
	in->bad_line = line;
	in->bad_summed = false;
	in->count++;
	return IN_BAD;
}

static enum in_status
bad_because(struct in *in, enum reason why, struct slice raw, uint64_t line)
{
	buf_clear(&in->detail);
	buf_adds(&in->detail, reason_text(why));
	return bad(in, why, raw, line);
}

/* The huge line has been handed over. */
static enum in_status
huge_done(struct in *in, uint64_t line)
{
	buf_clear(&in->detail);
	buf_addf(&in->detail, "line of %llu octets is longer than %zu",
	    (unsigned long long)in->huge_len, REC_LINE_MAX);
	return bad(in, REASON_LINE_TOO_LONG, (struct slice){ NULL, 0 }, line);
}

static enum in_status
bad_huge(struct in *in)
{
	uint64_t line = ++in->line_no;

	return skip_huge(in) == 0 ? huge_done(in, line) : IN_FAIL;
}

/* A line that is too long, but stands in the buffer as a whole. */
static enum in_status
bad_long(struct in *in, struct slice raw)
{
	in->huge_len = raw.len;
	if (in->on_huge != NULL
	    && in->on_huge(in->on_huge_arg, raw.p, raw.len) != 0)
		return IN_FAIL;
	return huge_done(in, in->line_no);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool
line_is_blank(const char *p)
{
	while (is_blank(*p))
		p++;
	return *p == '\n';
}

/* To the begin of the next line. */
static void
pass_line(struct in *in, const char *p)
{
	const char *nl = memchr(p, '\n',
	    (size_t)(in->data + in->full - p));

	in->pos = (size_t)(nl + 1 - in->data);
}

static struct slice
raw_line(const char *p)
{
	const char *nl = memchr(p, '\n', REC_LINE_MAX + BLOCK);
	size_t len = nl != NULL ? (size_t)(nl - p) : 0;

	if (len > 0 && p[len - 1] == '\r')
		len--;
	return (struct slice){ p, len };
}

/* `{` or `[` alone on the first line: not a million rejects but one error. */
static bool
is_pretty(struct in *in, struct slice raw)
{
	size_t i = 0;

	while (i < raw.len && is_blank(raw.p[i]))
		i++;
	if (in->line_no != 1 || i == raw.len)
		return false;
	return raw.p[i] == '[' || (raw.p[i] == '{' && i + 1 == raw.len);
}

static void
detail_at(struct in *in, struct slice raw, const char *at, enum reason why)
{
	size_t col = (size_t)(at - raw.p), from = col > 12 ? col - 12 : 0;
	size_t len = raw.len > from ? raw.len - from : 0;

	buf_clear(&in->detail);
	buf_addf(&in->detail, "%s at column %zu '", reason_text(why), col + 1);
	buf_add(&in->detail, raw.p + from, len < 32 ? len : 32);
	buf_addc(&in->detail, '\'');
}

static enum in_status
bad_line(struct in *in, enum reason why, const char *line, const char *at)
{
	struct slice raw = raw_line(line);

	pass_line(in, line);
	if (raw.len > REC_LINE_MAX)
		return bad_long(in, raw);
	if (is_pretty(in, raw)) {
		diag_at(REASON_JSON_PRETTY, in->file, in->line_no, NULL);
		return IN_FAIL;
	}
	if (why == REASON_JSON_SYNTAX && in->no_newline && in->pos == in->end)
		why = REASON_JSON_CUT;
	detail_at(in, raw, at, why);
	return bad(in, why, raw, in->line_no);
}

/*
 * Records
 */

/* What a shape can tell: required fields, known fields. */
static enum reason
check_shape(struct in *in, const struct rec *r, const struct type_def *def)
{
	const struct shape *sh = r->shape;

	for (size_t w = 0; w < sizeof(sh->set.w) / sizeof(sh->set.w[0]); w++) {
		uint64_t missing = def->required.w[w] & ~sh->set.w[w];

		if (missing != 0) {
			buf_addf(&in->detail, "no field '%s'", field_defs[w * 64
			    + (size_t)__builtin_ctzll(missing)].name);
			return REASON_FIELD_MISSING;
		}
	}
	if (in->strict && sh->unknown != 0) {
		for (unsigned i = 0; i < sh->len; i++)
			if (sh->field[i] == F_UNKNOWN)
				buf_addf(&in->detail, "unknown field '%.*s'",
				    SLICE_FMT(sh->name[i]));
		return REASON_FIELD_UNKNOWN;
	}
	return REASON_NONE;
}

/* The value that a record has for a required field is null or "". */
static enum reason
check_missing(struct in *in, const struct rec *r, const struct type_def *def)
{
	const struct shape *sh = r->shape;

	for (unsigned i = 0; i < sh->len; i++) {
		enum field f = (enum field)sh->field[i];

		if (r->val[i].kind == VAL_MISSING && f != F_UNKNOWN
		    && field_set_has(&def->required, f)) {
			buf_addf(&in->detail, "no field '%s'",
			    field_defs[f].name);
			return REASON_FIELD_MISSING;
		}
	}
	return REASON_NONE;
}

/*
 * The scanner met a value that is missing, or of another JSON kind than its
 * field takes. (What is in a value is checked on use.)
 */
static enum reason
check_odd(struct in *in, const struct rec *r, const struct type_def *def)
{
	for (unsigned i = 0; i < r->shape->len; i++) {
		unsigned kind = r->val[i].kind;

		if (kind != VAL_MISSING && !(val_kinds((enum field)
		    r->shape->field[i]) >> kind & 1)) {
			rec_misfit(r, &in->detail);
			return REASON_FIELD_VALUE;
		}
	}
	return check_missing(in, r, def);
}

static enum reason
check_first(struct in *in, const struct rec *r)
{
	const struct type_def *def = type_def(r->type);
	enum reason why;

	if (r->type == REC_NONE) {
		if (rec_has(r, F_TYPE))
			return REASON_NONE;	/* another's: filtered */
		return REASON_TYPE_MISSING;
	}
	in->unknown += r->shape->unknown;
	if (r->shape->complete != r->type) {
		if ((why = check_shape(in, r, def)) != REASON_NONE)
			return why;
		scan_complete(in->scanner, r);
	}
	return r->odd ? check_odd(in, r, def) : REASON_NONE;
}

/* A shape that was found good is so for all of that type. */
static inline enum reason
check_record(struct in *in, const struct rec *r)
{
	buf_clear(&in->detail);
	if (r->type == REC_NONE || r->shape->complete != r->type || r->odd)
		return check_first(in, r);
	in->unknown += r->shape->unknown;
	return REASON_NONE;
}

/* A total or end record: checked, and not handed on. */
static enum in_status
take_end(struct in *in, struct slice raw)
{
	enum reason why = check_record(in, in->rec);

	if (why == REASON_NONE
	    && (why = segment_close(&in->segment, in->rec)) != REASON_NONE)
		buf_adds(&in->detail, reason_text(why));
	return why == REASON_NONE ? IN_EOF
	    : bad(in, why, raw, in->rec->line_no);
}

/* A well-formed record that breaks the table; count has it already. */
static enum in_status
bad_record(struct in *in, enum reason why, bool summed)
{
	if (in->detail.len == 0)
		buf_adds(&in->detail, reason_text(why));
	in->count--;
	bad(in, why, in->text, in->rec->line_no);
	in->bad_summed = summed;
	return IN_BAD;
}

/* A record was scanned: into the segment's books, or to the caller. */
static inline enum in_status
take(struct in *in, struct slice raw)
{
	struct rec *r = in->rec;
	enum reason why, sum;

	r->file = in->file;
	if (in->parse_only) {
		in->count++;
		return IN_OK;
	}
	if (r->type == REC_TOTAL || r->type == REC_END)
		return take_end(in, raw);
	in->text = raw;
	in->count++;
	why = check_record(in, r);
	if (why == REASON_TYPE_MISSING)
		return bad_record(in, why, false);
	sum = segment_add(&in->segment, r);
	if (why == REASON_NONE && sum != REASON_NONE) {
		if (sum == REASON_FIELD_VALUE)
			rec_misfit(r, &in->detail);
		return bad_record(in, sum, false);
	}
	return why == REASON_NONE ? IN_OK
	    : bad_record(in, why, sum == REASON_NONE);
}

/*
 * Scan lines to come, some in a row for who looks ahead. A line that is no
 * record is the last of them until it is taken.
 */
static void
scan_lines(struct in *in)
{
	unsigned until = in->lines.ready + (in->lines.ahead.slot != NULL ? AT_ONCE : 1);

	if (in->lines.ready != in->lines.taken
	    && scanned_at(&in->lines, in->lines.ready - 1)->why != REASON_NONE)
		return;
	while (in->lines.ready != until && in->pos < in->full) {
		struct scanned *l = scanned_at(&in->lines, in->lines.ready);
		const char *next;

		l->line = in->data + in->pos;
		in->line_no++;
		if (*l->line != '{' && line_is_blank(l->line)) {
			pass_line(in, l->line);
			continue;
		}
		in->lines.ready++;
		l->why = scan_line(in->scanner, l->line, &l->rec, &next,
		    &l->at);
		if (l->why != REASON_NONE)
			return;
		in->pos = (size_t)(next - in->data);
		l->rec.line_no = in->line_no;
		l->len = (size_t)(next - 1 - l->line);
		if (l->len > REC_LINE_MAX) {
			l->why = REASON_LINE_TOO_LONG;
			return;
		}
	}
}

/* Lines are scanned while some wait, so that none is met unprepared. */
static inline void
look_ahead(struct in *in)
{
	unsigned from = in->lines.ready;

	if (in->lines.ready - in->lines.taken <= AT_ONCE && in->pos < in->full) {
		scan_lines(in);
		look_ahead_slots(&in->lines, from);
	}
	look_ahead_steps(&in->lines);
}

static enum in_status
take_scanned(struct in *in, struct scanned *l)
{
	struct slice raw = { l->line, l->len };

	if (l->why == REASON_LINE_TOO_LONG)
		return bad_long(in, raw);
	if (l->why != REASON_NONE)
		return bad_line(in, l->why, l->line, l->at);
	in->rec = &l->rec;
	return take(in, raw);
}

static enum in_status
next_ndjson(struct in *in)
{
	enum in_status st = IN_EOF;

	while (st == IN_EOF) {
		if (in->lines.ahead.slot != NULL)
			look_ahead(in);
		else
			scan_lines(in);
		if (in->lines.taken == in->lines.ready)
			return IN_EOF;
		st = take_scanned(in, scanned_at(&in->lines, in->lines.taken++));
	}
	return st;
}

/*
 * A row became the text of an object: scan it as if it had come so. Control
 * characters are six octets there, so it may be too long for a record.
 */
static enum in_status
csv_record(struct in *in, const struct csvrow *row)
{
	const char *next, *at;
	enum reason why;

	if (in->csv_text.len > REC_LINE_MAX + 1)	/* and its newline */
		return bad_because(in, REASON_LINE_TOO_LONG, row->raw,
		    row->line);
	in->rec = &in->lines.scanned[0].rec;
	why = scan_line(in->scanner, in->csv_text.data, in->rec, &next, &at);
	if (why != REASON_NONE)
		return bad_because(in, why, row->raw, row->line);
	in->rec->line_no = row->line;
	if (in->lines.ahead.slot != NULL)
		in->rec->ahead = look_ahead_alone(&in->lines.ahead, in->rec);
	return take(in, row->raw);
}

static enum in_status
csv_row(struct in *in, const struct csvrow *row)
{
	enum reason why;

	if (in->csv == NULL) {
		if (in->on_header != NULL)
			in->on_header(in->on_header_arg, row->raw);
		in->csv = csv_in_new(in->file, in->csv_type, row);
		return in->csv != NULL ? IN_EOF : IN_FAIL;
	}
	why = csv_in_row(in->csv, row, &in->csv_text);
	if (why != REASON_NONE)
		return bad_because(in, why, row->raw, row->line);
	return in->csv_text.len != 0 ? csv_record(in, row) : IN_EOF;
}

static enum in_status
csv_bad(struct in *in, const struct csvrow *row)
{
	if (in->csv == NULL) {
		diag_at(REASON_CSV_HEADER, in->file, row->line, "%s",
		    reason_text(row->reason));
		return IN_FAIL;
	}
	if (row->reason == REASON_LINE_TOO_LONG)
		return huge_done(in, row->line);
	return bad_because(in, row->reason, row->raw, row->line);
}

static enum in_status
next_csv(struct in *in)
{
	enum in_status st = IN_EOF;
	struct csvrow row;

	while (st == IN_EOF) {
		in->huge_len = 0;
		switch (csvrows_next(in->rows, &row)) {
		case CSVROW_OK:
			st = csv_row(in, &row);
			break;
		case CSVROW_BAD:
			st = csv_bad(in, &row);
			break;
		case CSVROW_FAIL:
			if (row.reason != REASON_NONE)
				unpack_say(in->src, in->file);
			return IN_FAIL;
		case CSVROW_EOF:
			in->pos = in->full = in->end;
			in->eof = true;
			return IN_EOF;
		}
	}
	return st;
}

static int
csv_huge(void *arg, const char *p, size_t n)
{
	struct in *in = arg;

	in->huge_len += n;
	return in->on_huge != NULL ? in->on_huge(in->on_huge_arg, p, n) : 0;
}

/* The file is CSV: its rows are read by another reader from here on. */
static void
csv_begin(struct in *in)
{
	static const struct csvrow_opts opts = { .delimiter = ',',
		.quote = '"' };

	if (in->rows == NULL) {
		in->rows = csvrows_new(&opts);
		csvrows_on_huge(in->rows, csv_huge, in);
		csvrows_on_wait(in->rows, in->on_wait, in->on_wait_arg);
	}
	csvrows_open(in->rows, in->src, (struct slice){ in->data + in->pos,
	    in->end - in->pos - in->no_newline });
}

/* Skip a byte order mark, tell the format by the first octet. */
static void
detect(struct in *in)
{
	size_t i;

	in->bom_done = true;
	if (in->end - in->pos >= 3
	    && memcmp(in->data + in->pos, "\xef\xbb\xbf", 3) == 0)
		in->pos += 3;
	for (i = in->pos; i < in->end && (is_blank(in->data[i])
	    || in->data[i] == '\n'); i++)
		;
	if (in->format == FORMAT_AUTO)
		in->format = i < in->end && (in->data[i] == '{'
		    || in->data[i] == '[') ? FORMAT_NDJSON : FORMAT_CSV;
	if (in->format == FORMAT_CSV)
		csv_begin(in);
}

/* The next record of the block that is in memory; IN_EOF: it has no more. */
static inline enum in_status
next_here(struct in *in)
{
	if (in->lines.taken == in->lines.ready && in->pos >= in->full)
		return IN_EOF;
	if (!in->bom_done)
		detect(in);
	return in->format == FORMAT_CSV ? next_csv(in) : next_ndjson(in);
}

enum in_status
in_next(struct in *in, const struct rec **rec)
{
	enum in_status st;

	for (;;) {
		if (in->fd < 0) {
			if (in->file_at == in->files_len)
				return IN_EOF;
			if (file_open(in) != 0)
				return IN_FAIL;
		}
		st = next_here(in);
		*rec = in->rec;
		if (st != IN_EOF)
			return st;
		if (in->eof) {
			file_close(in);
			in->file_at++;
			continue;
		}
		if (in->end - in->pos >= REC_LINE_MAX)
			return bad_huge(in);
		if (fill(in) < 0)
			return IN_FAIL;
	}
}

/*
 * Settings and answers
 */

void
in_on_wait(struct in *in, int (*fn)(void *), void *arg)
{
	in->on_wait = fn;
	in->on_wait_arg = arg;
}

void
in_on_huge(struct in *in, int (*fn)(void *, const char *, size_t), void *arg)
{
	in->on_huge = fn;
	in->on_huge_arg = arg;
}

void
in_on_header(struct in *in, void (*fn)(void *, struct slice), void *arg)
{
	in->on_header = fn;
	in->on_header_arg = arg;
}

void
in_look_ahead(struct in *in, const struct in_ahead *ahead)
{
	in->lines.ahead = *ahead;
}

void
in_default_type(struct in *in, enum rec_type type)
{
	in->csv_type = type;
}

void
in_strict(struct in *in, bool on)
{
	in->strict = on;
}

void
in_parse_only(struct in *in, bool on)
{
	in->parse_only = on;
}

enum reason
in_reason(const struct in *in)
{
	return in->why;
}

const char *
in_detail(struct in *in)
{
	return buf_str(&in->detail);
}

const char *
in_file(const struct in *in)
{
	return in->file;
}

uint64_t
in_line(const struct in *in)
{
	return in->bad_line;
}

struct slice
in_raw(const struct in *in)
{
	return in->raw;
}

const struct rec *
in_bad_rec(const struct in *in)
{
	return in->bad_summed ? in->rec : NULL;
}

struct slice
in_text(const struct in *in)
{
	return in->text;
}

enum in_end
in_end(const struct in *in)
{
	return segment_verdict(&in->segment);
}

uint64_t
in_count(const struct in *in)
{
	return in->count;
}

uint64_t
in_unknown(const struct in *in)
{
	return in->unknown;
}

const struct totals *
in_totals(struct in *in)
{
	return segment_totals(&in->segment);
}

const char *
in_end_str(const struct in *in, enum field f)
{
	return segment_end_str(&in->segment, f);
}

bool
in_shards_whole(const struct in *in)
{
	return segment_shards_whole(&in->segment);
}

bool
in_twice(struct in *in)
{
	return segment_twice(&in->segment);
}
