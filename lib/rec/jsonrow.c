/*
 * jsonrow.c (rec) - JSON objects as rows: chosen members, by their paths
 *
 * An object is framed first - its closing brace is looked for, outside of
 * strings - so that what is parsed stands in memory as a whole. The paths are
 * a tree; the parser goes down object and tree together.
 */
#include "base/buf.h"
#include "base/utf8.h"
#include "rec/jsonrow.h"

#define NONE	UINT32_MAX

struct node {			/* a name in the tree of paths */
	struct slice	name;		/* into names */
	uint32_t	child, next;	/* index of node, NONE */
	uint32_t	column;		/* that ends here, or NONE */
};

struct jsonrows {
	struct textin	t;
	bool		percent;
	bool		in_array;	/* '[' was read, and no ']' since */
	bool		after;		/* an object: a comma may follow */
	char		*names;		/* owned */
	struct node	*node;		/* owned; node[0] is the object */
	uint32_t	 nodes;
	struct slice	 col[CSVROW_COLUMNS_MAX];
	unsigned	 cols;
	struct buf	 text;		/* strings decoded: a row's room */
};

/* ---- paths ------------------------------------------------------------- */

static uint32_t
node_at(struct jsonrows *r, uint32_t parent, struct slice name)
{
	uint32_t *link = &r->node[parent].child;

	for (; *link != NONE; link = &r->node[*link].next)
		if (slice_eq(r->node[*link].name, name))
			return *link;
	r->node[r->nodes] = (struct node){ name, NONE, NONE, NONE };
	return *link = r->nodes++;
}

/* Put a path into the tree; its names go to *to. False: it is none. */
static bool
add_path(struct jsonrows *r, struct slice path, uint32_t column, char **to)
{
	uint32_t at = 0;
	unsigned names = 0;
	size_t i = 0;

	do {
		char *from = *to;

		for (; i < path.len && path.p[i] != '.'; i++) {
			if (path.p[i] == '\\' && i + 1 < path.len)
				i++;
			*(*to)++ = path.p[i];
		}
		if (*to == from || ++names > JSONROW_PATH)
			return false;
		at = node_at(r, at, (struct slice){ from,
		    (size_t)(*to - from) });
	} while (i++ < path.len);
	if (r->node[at].column != NONE)		/* the same path, escaped */
		return false;
	r->node[at].column = column;
	return true;
}

struct jsonrows *
jsonrows_new(const struct jsonrow_opts *o, unsigned *bad)
{
	struct jsonrows *r = xcalloc(1, sizeof(*r));
	size_t octets = 0;
	char *to;

	textin_init(&r->t);
	for (unsigned i = 0; i < o->paths; i++)
		octets += o->path[i].len;
	r->percent = o->percent;
	r->names = to = xmalloc(octets + 1);
	/* a name has an octet at least */
	r->node = xcalloc(octets + 1, sizeof(*r->node));
	r->node[0] = (struct node){ { NULL, 0 }, NONE, NONE, NONE };
	r->nodes = 1;
	r->cols = o->paths;
	buf_reserve(&r->text, JSONROW_MAX);
	for (unsigned i = 0; i < o->paths; i++) {
		if (add_path(r, o->path[i], i, &to))
			continue;
		*bad = i;
		jsonrows_free(r);
		return NULL;
	}
	return r;
}

void
jsonrows_free(struct jsonrows *r)
{
	if (r == NULL)
		return;
	textin_release(&r->t);
	buf_release(&r->text);
	free(r->names);
	free(r->node);
	free(r);
}

/* The node of a member; NONE: nobody wants it. */
static uint32_t
child_of(const struct jsonrows *r, uint32_t parent, struct slice name)
{
	uint32_t at = parent != NONE ? r->node[parent].child : NONE;

	while (at != NONE && !slice_eq(r->node[at].name, name))
		at = r->node[at].next;
	return at;
}

/* ---- parsing ------------------------------------------------------------ */

/*
 * An object is within the window, so a look at the next octet is always
 * within memory; its end is a brace, so nothing runs over it.
 */
struct parse {
	struct jsonrows	*r;
	const char	*p;
	unsigned	 depth;
};

static void
blanks(struct parse *s)
{
	while (*s->p == ' ' || *s->p == '\t' || *s->p == '\n' || *s->p == '\r')
		s->p++;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Four hexadecimal digits; -1 when they are none. */
static int
hex4(const char *p)
{
	int v = 0, d;

	for (int i = 0; i < 4; i++) {
		if ((d = hex_digit(p[i])) < 0)
			return -1;
		v = v << 4 | d;
	}
	return v;
}

/* The escape on whose backslash p stands. Its octets; 0: none. */
static unsigned
unescape(const char *p, struct buf *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *at = p[1] != '\0' ? strchr(from, p[1]) : NULL;
	int hi, lo;
	char c[4];

	if (at != NULL) {
		buf_addc(out, to[at - from]);
		return 2;
	}
	if (p[1] != 'u' || (hi = hex4(p + 2)) <= 0)	/* no NUL octets */
		return 0;
	if (hi < 0xd800 || hi > 0xdfff) {
		buf_add(out, c, utf8_put((uint32_t)hi, c));
		return 6;
	}
	if (hi > 0xdbff || p[6] != '\\' || p[7] != 'u')
		return 0;
	lo = hex4(p + 8);
	if (lo < 0xdc00 || lo > 0xdfff)
		return 0;
	buf_add(out, c, utf8_put(0x10000 + ((uint32_t)(hi - 0xd800) << 10)
	    + (uint32_t)(lo - 0xdc00), c));
	return 12;
}

/* The string behind the quote at s->p; it is a piece of text. */
static enum reason
string(struct parse *s, struct slice *out)
{
	struct buf *text = &s->r->text;
	size_t from = text->len;
	unsigned n;

	for (s->p++; *s->p != '"'; s->p += n) {
		if (*s->p == '\\') {
			if ((n = unescape(s->p, text)) == 0)
				return REASON_JSON_ESCAPE;
			continue;
		}
		if ((unsigned char)*s->p < 0x20)
			return REASON_JSON_CONTROL;
		n = utf8_char((const unsigned char *)s->p);
		if (n == 0)
			return REASON_JSON_UTF8;
		buf_add(text, s->p, n);
	}
	s->p++;
	*out = (struct slice){ text->data + from, text->len - from };
	return REASON_NONE;
}

static bool
digits(const char **p)
{
	const char *from = *p;

	while (**p >= '0' && **p <= '9')
		(*p)++;
	return *p != from;
}

/* RFC 8259 section 6 */
static enum reason
number(struct parse *s, struct slice *out)
{
	const char *from = s->p, *p = from + (*from == '-');

	if (*p == '0')
		p++;
	else if (!digits(&p))
		return REASON_JSON_SYNTAX;
	if (*p == '.') {
		p++;
		if (!digits(&p))
			return REASON_JSON_SYNTAX;
	}
	if (*p == 'e' || *p == 'E') {
		p++;
		p += *p == '+' || *p == '-';
		if (!digits(&p))
			return REASON_JSON_SYNTAX;
	}
	*out = (struct slice){ from, (size_t)(p - from) };
	s->p = p;
	return REASON_NONE;
}

static enum reason
literal(struct parse *s, struct slice *out)
{
	static const char *const word[] = { "true", "false", "null" };

	for (int i = 0; i < 3; i++) {
		size_t n = strlen(word[i]);

		if (strncmp(s->p, word[i], n) != 0)
			continue;
		*out = (struct slice){ s->p, i != 2 ? n : 0 };
		s->p += n;
		return REASON_NONE;
	}
	return REASON_JSON_SYNTAX;
}

/* %41 is A, in place; what comes of it is text as well. */
static enum reason
percent_decode(struct slice *v)
{
	char *from = (char *)(uintptr_t)v->p, *to = from;
	size_t i;
	int hi, lo;

	for (i = 0; i < v->len; i++) {
		if (v->p[i] != '%' || i + 2 >= v->len
		    || (hi = hex_digit(v->p[i + 1])) < 0
		    || (lo = hex_digit(v->p[i + 2])) < 0) {
			*to++ = v->p[i];
			continue;
		}
		if (hi < 2)		/* a control character */
			return REASON_JSON_CONTROL;
		*to++ = (char)(hi << 4 | lo);
		i += 2;
	}
	v->len = (size_t)(to - from);
	return utf8_valid(v->p, v->len) ? REASON_NONE : REASON_JSON_UTF8;
}

/* Note the value of a column. */
static enum reason
take(struct jsonrows *r, uint32_t column, struct slice v)
{
	struct slice *col = &r->col[column];

	if (col->p != NULL)
		return REASON_DUP_KEY;
	*col = v;
	return REASON_NONE;
}

static enum reason value(struct parse *, uint32_t at);

/* Behind a value in an object or array: on, or done with `close`. */
static enum reason
go_on(struct parse *s, char close, bool *done)
{
	blanks(s);
	*done = *s->p == close;
	if (!*done && *s->p != ',')
		return REASON_JSON_SYNTAX;
	s->p++;
	if (!*done)
		blanks(s);
	return REASON_NONE;
}

static enum reason
object(struct parse *s, uint32_t at)
{
	enum reason why;
	struct slice name;
	bool done;

	s->p++;
	blanks(s);
	if ((done = *s->p == '}'))
		s->p++;
	while (!done) {
		if (*s->p != '"')
			return REASON_JSON_SYNTAX;
		if ((why = string(s, &name)) != REASON_NONE)
			return why;
		blanks(s);
		if (*s->p++ != ':')
			return REASON_JSON_SYNTAX;
		blanks(s);
		why = value(s, child_of(s->r, at, name));
		if (why != REASON_NONE
		    || (why = go_on(s, '}', &done)) != REASON_NONE)
			return why;
	}
	return REASON_NONE;
}

static enum reason
array(struct parse *s, uint32_t at)
{
	char name[16];
	enum reason why;
	unsigned i;
	bool done;

	s->p++;
	blanks(s);
	if ((done = *s->p == ']'))
		s->p++;
	for (i = 0; !done; i++) {
		why = value(s, at == NONE ? NONE : child_of(s->r, at,
		    (struct slice){ name, (size_t)snprintf(name, sizeof(name),
		    "%u", i) }));
		if (why != REASON_NONE
		    || (why = go_on(s, ']', &done)) != REASON_NONE)
			return why;
	}
	return REASON_NONE;
}

static enum reason
container(struct parse *s, uint32_t at)
{
	enum reason why;

	if (at != NONE && s->r->node[at].column != NONE)
		return REASON_JSON_NESTED;
	if (++s->depth > JSONROW_DEPTH)
		return REASON_JSON_DEEP;
	why = *s->p == '{' ? object(s, at) : array(s, at);
	s->depth--;
	return why;
}

static enum reason
value(struct parse *s, uint32_t at)
{
	struct jsonrows *r = s->r;
	uint32_t column = at != NONE ? r->node[at].column : NONE;
	struct slice v = { NULL, 0 };
	enum reason why;

	if (*s->p == '{' || *s->p == '[')
		return container(s, at);
	if (*s->p == '"') {
		why = string(s, &v);
		if (why == REASON_NONE && r->percent && column != NONE)
			why = percent_decode(&v);
	} else if (*s->p == '-' || (*s->p >= '0' && *s->p <= '9'))
		why = number(s, &v);
	else
		why = literal(s, &v);
	return why == REASON_NONE && column != NONE ? take(r, column, v) : why;
}

/* ---- objects in a file -------------------------------------------------- */

enum frame {
	FRAME_DONE,
	FRAME_CUT,		/* another object's line begins here */
	FRAME_CONTROL,		/* within a string */
	FRAME_MORE
};

/* How far the closing brace was looked for; offsets from the row's start. */
struct framing {
	size_t	 at;
	unsigned depth;
	bool	 in_string;
	bool	 new_line;	/* a line feed stands before `at` */
};

/*
 * Look for the object's closing brace in what is there. Each octet is looked
 * at once: a line that begins with a brace is another object, however many
 * braces of this one are open, or a file of begun objects would be read again
 * for each of them.
 */
static enum frame
frame(const struct textin *t, struct framing *f)
{
	const char *start = t->buf + t->at, *end = t->buf + t->end, *p;
	enum frame st = FRAME_MORE;

	for (p = start + f->at; p < end && st == FRAME_MORE; p++) {
		if (f->in_string) {
			if ((unsigned char)*p < 0x20) {
				st = FRAME_CONTROL;
				break;
			}
			if (*p == '\\' && p + 1 == end)
				break;
			if (*p == '\\')
				p++;
			else
				f->in_string = *p != '"';
			continue;
		}
		if (*p == '{' && f->new_line && f->depth != 0) {
			st = FRAME_CUT;
			break;
		}
		f->new_line = *p == '\n';
		f->in_string = *p == '"';
		if (*p == '{' || *p == '[')
			f->depth++;
		else if ((*p == '}' || *p == ']') && --f->depth == 0)
			st = FRAME_DONE;
	}
	f->at = (size_t)(p - start);
	return st;
}

static enum csvrow_status
failed(const struct jsonrows *r, enum reason why, struct csvrow *row)
{
	*row = (struct csvrow){ .line = r->t.line, .reason = why };
	return CSVROW_FAIL;
}

static enum csvrow_status
bad(struct jsonrows *r, size_t len, enum reason why, struct csvrow *row)
{
	*row = (struct csvrow){ .line = r->t.line, .reason = why,
	    .raw = textin_slice(&r->t, len) };
	textin_pass(&r->t, len);
	r->after = true;
	return CSVROW_BAD;
}

/* What is here is left for the next run; an array does not grow. */
static enum csvrow_status
left(const struct jsonrows *r, struct csvrow *row)
{
	return r->in_array ? failed(r, REASON_JSON_CUT, row) : CSVROW_EOF;
}

/* The object is larger than may be: it is handed over while it passes. */
static enum csvrow_status
huge_object(struct jsonrows *r, struct framing *f, enum frame st,
    struct csvrow *row)
{
	struct textin *t = &r->t;

	*row = (struct csvrow){ .line = t->line,
	    .reason = REASON_LINE_TOO_LONG };
	for (;;) {
		if (t->huge != NULL && f->at != 0
		    && t->huge(t->huge_arg, t->buf + t->at, f->at) < 0)
			return failed(r, REASON_NONE, row);
		textin_pass(t, f->at);
		if (st != FRAME_MORE || t->eof)
			break;
		f->at = 0;
		if (textin_fill(t) < 0)
			return failed(r, textin_why(t), row);
		st = frame(t, f);
	}
	r->after = true;
	return CSVROW_BAD;
}

/* Its braces close behind len octets. */
static enum csvrow_status
parse(struct jsonrows *r, size_t len, struct csvrow *row)
{
	struct parse s = { r, r->t.buf + r->t.at, 0 };
	enum reason why;

	memset(r->col, 0, r->cols * sizeof(r->col[0]));
	buf_clear(&r->text);
	why = object(&s, 0);
	if (why == REASON_NONE && s.p != r->t.buf + r->t.at + len)
		why = REASON_JSON_SYNTAX;
	if (why != REASON_NONE)
		return bad(r, len, why, row);
	*row = (struct csvrow){ .col = r->col, .len = r->cols,
	    .line = r->t.line, .raw = { r->t.buf + r->t.at, len } };
	textin_pass(&r->t, len);
	r->after = true;
	return CSVROW_OK;
}

/* A line that is no object, or the rest of one that broke off at `off`. */
static enum csvrow_status
bad_line(struct jsonrows *r, size_t off, enum reason why, struct csvrow *row)
{
	struct textin *t = &r->t;
	size_t n;

	while ((n = textin_line(t, off)) == 0 && !t->eof) {
		if (t->end - t->at >= JSONROW_MAX) {
			*row = (struct csvrow){ .line = t->line,
			    .reason = REASON_LINE_TOO_LONG };
			return textin_huge(t) < 0
			    ? failed(r, textin_why(t), row) : CSVROW_BAD;
		}
		if (textin_fill(t) < 0)
			return failed(r, textin_why(t), row);
	}
	if (t->growing && t->eof && t->buf[t->at + off + n - 1] != '\n')
		return left(r, row);
	return bad(r, off + n, why, row);
}

static enum csvrow_status
row_here(struct jsonrows *r, struct csvrow *row)
{
	struct framing f = { 0 };
	struct textin *t = &r->t;

	for (;;) {
		enum frame st = frame(t, &f);

		if (f.at > JSONROW_MAX)
			return huge_object(r, &f, st, row);
		if (st == FRAME_DONE)
			return parse(r, f.at, row);
		if (st == FRAME_CONTROL)
			return bad_line(r, f.at, t->buf[t->at + f.at] == '\n'
			    ? REASON_JSON_CUT : REASON_JSON_CONTROL, row);
		if (st == FRAME_CUT)
			return bad(r, f.at, REASON_JSON_CUT, row);
		if (t->eof && t->growing)
			return left(r, row);
		if (t->eof)
			return bad(r, t->end - t->at, REASON_JSON_CUT, row);
		if (textin_fill(t) < 0)
			return failed(r, textin_why(t), row);
	}
}

void
jsonrows_open(struct jsonrows *r, struct unpack *src)
{
	r->in_array = r->after = false;
	textin_begin(&r->t, src);
}

/* To the next object or text: its first octet; 0: the end; -1: failed. */
static int
row_begin(struct jsonrows *r)
{
	struct textin *t = &r->t;

	for (;;) {
		if (t->at == t->end && t->eof)
			return 0;
		if (t->at == t->end || !t->begun) {
			if (textin_fill(t) < 0)
				return -1;
			continue;
		}
		switch (t->buf[t->at]) {
		case '\n':
			t->line++;
			break;
		case ' ': case '\t': case '\r':
			break;
		case ',':
			if (!r->after)
				return ',';
			r->after = false;
			break;
		case '[': case ']':
			if (r->in_array == (t->buf[t->at] == '['))
				return '[';
			r->in_array = !r->in_array;
			r->after = false;
			break;
		default:
			return (unsigned char)t->buf[t->at];
		}
		t->at++;
	}
}

enum csvrow_status
jsonrows_next(struct jsonrows *r, struct csvrow *row)
{
	int c = row_begin(r);

	if (c < 0)
		return failed(r, textin_why(&r->t), row);
	if (c == 0 && r->in_array)
		return failed(r, REASON_JSON_CUT, row);
	if (c == 0)
		return CSVROW_EOF;
	return c == '{' ? row_here(r, row)
	    : bad_line(r, 0, REASON_JSON_NOT_OBJECT, row);
}

struct textin *
jsonrows_text(struct jsonrows *r)
{
	return &r->t;
}

void
jsonrows_on_wait(struct jsonrows *r, int (*fn)(void *), void *arg)
{
	r->t.wait = fn;
	r->t.wait_arg = arg;
}

void
jsonrows_on_huge(struct jsonrows *r, int (*fn)(void *, const char *, size_t),
    void *arg)
{
	r->t.huge = fn;
	r->t.huge_arg = arg;
}
