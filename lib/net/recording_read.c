/*
 * recording_read.c (net) - the lines of recordings, see recording.h
 */
#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

#include "net/mib_name.h"
#include "net/recording.h"

struct reading {
	struct recording *r;
	recording_trouble_fn *trouble;
	void		*arg;
	uint64_t	line;
	bool		crlf;		/* lines end so, and values do not */
	bool		unknown;	/* there was a name of another MIB */
	enum {		/* what following lines may belong to */
MORE_NONE, MORE_QUOTED, MORE_TEXT, MORE_HEX, MORE_UNKNOWN
	} more;
};

static void
tell(struct reading *s, enum reason why, const char *what)
{
	s->trouble(s->arg, s->line, why, what);
}

/* ---- names and numbers ----------------------------------------------------- */

static bool
take(struct slice *s, const char *word)
{
	size_t n = strlen(word);

	if (s->len < n || memcmp(s->p, word, n) != 0)
		return false;
	s->p += n;
	s->len -= n;
	return true;
}

static struct slice
trimmed(struct slice s)
{
	while (s.len > 0 && isspace((unsigned char)s.p[0])) {
		s.p++;
		s.len--;
	}
	while (s.len > 0 && isspace((unsigned char)s.p[s.len - 1]))
		s.len--;
	return s;
}

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * A dotted name at the front of s, which is moved behind it; how many
 * sub-identifiers, appended to ids. 0: there is none, nothing is appended.
 */
static size_t
take_name(struct recording *r, struct slice *s)
{
	/* so snmpwalk calls the roots where it has no MIB */
	static const char *const root[] = { "ccitt.", "iso.",
	    "joint-iso-ccitt." };
	struct slice in = *s;
	size_t n = 0;

	take(&in, ".");
	if (in.len > 0 && !digit(*in.p)) {
		snmp_subid known[OID_LEN_MAX];
		size_t got = mib_name_take(&in, known);

		for (; n < got; n++) {
			GROW(r->id, r->id_len + n, r->id_cap);
			r->id[r->id_len + n] = known[n];
		}
		if (n > 0 && in.len > 1 && *in.p == '.' && digit(in.p[1]))
			take(&in, ".");
	}
	for (size_t i = 0; n == 0 && i < sizeof(root) / sizeof(root[0]); i++) {
		if (!take(&in, root[i]))
			continue;
		GROW(r->id, r->id_len + n, r->id_cap);
		r->id[r->id_len + n++] = i;
	}
	while (in.len > 0 && digit(*in.p) && n < OID_LEN_MAX) {
		uint64_t v = 0;

		for (; in.len > 0 && digit(*in.p); in.p++, in.len--) {
			v = v * 10 + (uint64_t)(*in.p - '0');
			if (v > UINT32_MAX)
				return 0;
		}
		GROW(r->id, r->id_len + n, r->id_cap);
		r->id[r->id_len + n++] = v;
		if (in.len < 2 || *in.p != '.' || !digit(in.p[1]))
			break;
		in.p++;
		in.len--;
	}
	if (n == 0)
		return 0;
	*s = in;
	return n;
}

/*
 * A decimal number at the front; what stands behind it is not looked at
 * (units). A point is that of a display hint and is left out: 23.5 with the
 * hint d-1 is 235.
 */
static bool
take_number(struct slice *s, bool *negative, uint64_t *out)
{
	uint64_t v = 0;
	size_t n = 0;

	*negative = take(s, "-");
	for (; s->len > 0 && (digit(*s->p) || (*s->p == '.' && n > 0));
	    s->p++, s->len--) {
		if (*s->p == '.')
			continue;
		if (__builtin_mul_overflow(v, 10, &v)
		    || __builtin_add_overflow(v, (uint64_t)(*s->p - '0'), &v))
			return false;
		n++;
	}
	*out = v;
	return n > 0;
}

/* ---- cells ----------------------------------------------------------------- */

/* The number of a cell, by its type. */
static bool
set_number(struct recording_cell *c, enum varbind_kind kind, bool negative,
    uint64_t v)
{
	c->kind = kind;
	if (kind == VARBIND_INTEGER) {
		if (v > (uint64_t)INT64_MAX)
			return false;
		c->number = negative ? -v : v;
		return true;
	}
	/* agents that write 2^32-1 as -1 mean 2^32-1 */
	if (negative && kind != VARBIND_COUNTER64 && v <= (uint64_t)1 << 31) {
		c->number = (uint32_t)-v;
		return true;
	}
	c->number = v;
	return !negative && (kind == VARBIND_COUNTER64 || v <= UINT32_MAX);
}

static bool
whole_number(struct slice s, struct recording_cell *c,
    enum varbind_kind kind)
{
	bool negative;
	uint64_t v;

	s = trimmed(s);
	return take_number(&s, &negative, &v) && s.len == 0
	    && set_number(c, kind, negative, v);
}

static int
nibble(char c)
{
	return digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10
	    : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void
add_octet(struct recording *r, struct recording_cell *c, char octet)
{
	buf_addc(&r->octets, octet);
	c->value_len++;
}

static void
add_octets(struct recording *r, struct recording_cell *c, struct slice s)
{
	buf_add_slice(&r->octets, s);
	c->value_len += (uint32_t)s.len;
}

/* Pairs of hex digits, with anything but letters and digits between. */
static bool
add_hex(struct recording *r, struct recording_cell *c, struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		int high = nibble(s.p[i]), low;

		if (high < 0 && !isalnum((unsigned char)s.p[i]))
			continue;
		low = i + 1 < s.len ? nibble(s.p[i + 1]) : -1;
		if (high < 0 || low < 0)
			return false;
		add_octet(r, c, (char)(high << 4 | low));
		i++;
	}
	return true;
}

static bool
add_address(struct recording *r, struct recording_cell *c, struct slice s)
{
	uint64_t v;
	bool negative;

	c->kind = VARBIND_OCTETS;
	c->address = true;
	s = trimmed(s);
	for (int i = 0; i < 4; i++) {
		struct slice part = s;

		/* a part of its own: points divide here */
		while (part.len > 0 && digit(part.p[0]))
			part.p++, part.len--;
		s.len -= part.len;
		if (!take_number(&s, &negative, &v) || v > 255 || s.len != 0)
			return false;
		add_octet(r, c, (char)v);
		s = part;
		if (i < 3 && !take(&s, "."))
			return false;
	}
	return s.len == 0;
}

static bool
add_oid(struct recording *r, struct recording_cell *c, struct slice s)
{
	size_t n;

	c->kind = VARBIND_OID;
	s = trimmed(s);
	if ((n = take_name(r, &s)) == 0 || s.len != 0)
		return false;
	c->value = r->id_len;
	c->value_len = (uint32_t)n;
	r->id_len += n;
	return true;
}

/* A cell begins when its name has been read. */
static struct recording_cell *
cell_begin(struct reading *s, size_t name_len)
{
	struct recording *r = s->r;
	struct recording_cell *c;

	GROW(r->cell, r->len, r->cap);
	c = &r->cell[r->len];
	*c = (struct recording_cell){ .name = r->id_len,
	    .name_len = (uint32_t)name_len, .value = r->octets.len,
	    .line = s->line > UINT32_MAX ? 0 : (uint32_t)s->line };
	r->id_len += name_len;
	return c;
}

/* ---- .snmprec -------------------------------------------------------------- */

/* One to three octal digits, as an octet; how many there are. */
static size_t
octal(struct slice v, char *octet)
{
	unsigned value = 0;
	size_t n = 0;

	for (; n < 3 && n < v.len && v.p[n] >= '0' && v.p[n] <= '7'; n++)
		value = value * 8 + (unsigned)(v.p[n] - '0');
	*octet = (char)value;
	return n;
}

/*
 * Behind a backslash, as in the texts of C and Python: a letter, \ooo or
 * \xHH. What is no escape stands for itself, with its backslash.
 */
static bool
add_escaped(struct recording *r, struct recording_cell *c, struct slice v)
{
	static const char from[] = "nrtabfv\\\"'",
	    to[] = "\n\r\t\a\b\f\v\\\"'";

	for (size_t i = 0; i < v.len; i++) {
		struct slice rest = { v.p + i + 1, v.len - i - 1 };
		const char *at;
		char octet;
		size_t n;

		if (v.p[i] != '\\' || rest.len == 0) {
			add_octet(r, c, v.p[i]);
		} else if (rest.len > 2 && rest.p[0] == 'x') {
			if (!add_hex(r, c, (struct slice){ rest.p + 1, 2 }))
				return false;
			i += 3;
		} else if ((n = octal(rest, &octet)) != 0) {
			add_octet(r, c, octet);
			i += n;
		} else if (rest.p[0] != '\0'
		    && (at = strchr(from, rest.p[0])) != NULL) {
			add_octet(r, c, to[at - from]);
			i++;
		} else {
			add_octet(r, c, '\\');
		}
	}
	return true;
}

static int
rec_octets(struct recording *r, struct recording_cell *c, char form,
    struct slice v)
{
	c->kind = VARBIND_OCTETS;
	if (form == 'x')
		return add_hex(r, c, v) ? 1 : -1;
	if (form == 'e')
		return add_escaped(r, c, v) ? 1 : -1;
	add_octets(r, c, v);
	return 1;
}

/* 1: a cell, 0: nothing to keep (null, an exception), -1: a bad value */
static int
rec_value(struct recording *r, struct recording_cell *c, unsigned tag,
    char form, struct slice v)
{
	switch (tag) {
	case 2:
		return whole_number(v, c, VARBIND_INTEGER) ? 1 : -1;
	case 65:
		return whole_number(v, c, VARBIND_COUNTER32) ? 1 : -1;
	case 66:
		return whole_number(v, c, VARBIND_GAUGE32) ? 1 : -1;
	case 67:
		return whole_number(v, c, VARBIND_TIMETICKS) ? 1 : -1;
	case 70:
		return whole_number(v, c, VARBIND_COUNTER64) ? 1 : -1;
	case 4:
		return rec_octets(r, c, form, v);
	case 64:
		if (form != 'x')
			return add_address(r, c, v) ? 1 : -1;
		c->kind = VARBIND_OCTETS;
		c->address = true;
		return add_hex(r, c, v) && c->value_len == 4 ? 1 : -1;
	case 6:
		return add_oid(r, c, v) ? 1 : -1;
	default:		/* 5, 68, 128 to 130: no value of ours */
		return 0;
	}
}

static bool
known_tag(unsigned tag)
{
	return tag == 2 || (tag >= 4 && tag <= 6) || (tag >= 64 && tag <= 70
	    && tag != 69) || (tag >= 128 && tag <= 130);
}

/* "4", "65", "4x", "4e"; false: none, or one with a function (65:numeric) */
static bool
take_tag(struct slice s, unsigned *tag, char *form)
{
	*tag = 0;
	while (s.len > 0 && digit(*s.p) && *tag < 1000) {
		*tag = *tag * 10 + (unsigned)(*s.p - '0');
		s.p++;
		s.len--;
	}
	*form = take(&s, "x") ? 'x' : take(&s, "e") ? 'e' : '\0';
	return s.len == 0 && known_tag(*tag);
}

static void
rec_line(struct reading *s, size_t name_len, struct slice rest)
{
	const char *bar = rest.len != 0 ? memchr(rest.p, '|', rest.len)
	    : NULL;
	struct recording_cell *c;
	struct slice tag_text, value;
	unsigned tag;
	char form;
	int got;

	s->more = MORE_NONE;
	if (bar == NULL) {
		tell(s, REASON_RECORDING_LINE, "name|tag|value is not whole");
		return;
	}
	tag_text = (struct slice){ rest.p, (size_t)(bar - rest.p) };
	value = (struct slice){ bar + 1,
	    rest.len - tag_text.len - 1 };
	if (!take_tag(tag_text, &tag, &form)) {
		tell(s, REASON_RECORDING_TAG, NULL);
		return;
	}
	c = cell_begin(s, name_len);
	got = rec_value(s->r, c, tag, form, value);
	if (got < 0)
		tell(s, REASON_RECORDING_VALUE, NULL);
	s->r->len += got > 0;
}

/* ---- snmpwalk -------------------------------------------------------------- */

/* name(number), or the number */
static bool
walk_integer(struct slice v, struct recording_cell *c)
{
	const char *open = v.len != 0 ? memchr(v.p, '(', v.len) : NULL;
	bool negative;
	uint64_t n;

	if (open != NULL && v.len > 0 && !digit(v.p[0]) && v.p[0] != '-') {
		v.len -= (size_t)(open + 1 - v.p);
		v.p = open + 1;
	}
	return take_number(&v, &negative, &n)
	    && set_number(c, VARBIND_INTEGER, negative, n);
}

static bool
walk_number(struct slice v, struct recording_cell *c, enum varbind_kind kind)
{
	bool negative;
	uint64_t n;

	if (kind == VARBIND_TIMETICKS)
		take(&v, "(");
	return take_number(&v, &negative, &n)
	    && (v.len == 0 || *v.p == ' ' || *v.p == ')' || *v.p == '\t')
	    && set_number(c, kind, negative, n);
}

/*
 * Text in quotes, from behind the first; \" and \\ stand for themselves.
 * Whether the closing quote is there.
 */
static bool
add_quoted(struct recording *r, struct recording_cell *c, struct slice v)
{
	for (size_t i = 0; i < v.len; i++) {
		if (v.p[i] == '"')
			return true;
		if (v.p[i] == '\\' && i + 1 < v.len
		    && (v.p[i + 1] == '"' || v.p[i + 1] == '\\'))
			i++;
		add_octet(r, c, v.p[i]);
	}
	return false;
}

/* "0:1b:21:3:c:d": what a hint makes of a hardware address. */
static bool
add_mac(struct recording *r, struct recording_cell *c, struct slice v)
{
	static const snmp_subid if_phys_address[] = { 1, 3, 6, 1, 2, 1, 2, 2,
	    1, 6 };
	struct oid_ref name = { r->id + c->name, c->name_len };
	size_t had = r->octets.len;

	if (!oid_begins(name, OID_REF(if_phys_address)))
		return false;
	while (v.len > 0) {
		int high = nibble(v.p[0]), low = -1;

		if (v.len > 1 && (low = nibble(v.p[1])) < 0 && v.p[1] != ':')
			high = -1;
		if (high < 0)
			break;
		add_octet(r, c, (char)(low < 0 ? high : high << 4 | low));
		v.p += low < 0 ? 1 : 2;
		v.len -= low < 0 ? 1 : 2;
		if (v.len > 0 && !take(&v, ":"))
			break;
	}
	if (v.len == 0)
		return true;
	r->octets.len = had;
	c->value_len = 0;
	return false;
}

static int
walk_text(struct reading *s, struct recording_cell *c, struct slice v)
{
	c->kind = VARBIND_OCTETS;
	if (take(&v, "\"")) {
		if (!add_quoted(s->r, c, v))
			s->more = MORE_QUOTED;
	} else if (!add_mac(s->r, c, trimmed(v))) {
		add_octets(s->r, c, v);
		s->more = MORE_TEXT;
	}
	return 1;
}

static int
walk_hex(struct reading *s, struct recording_cell *c, struct slice v)
{
	c->kind = VARBIND_OCTETS;
	s->more = MORE_HEX;
	return add_hex(s->r, c, v) ? 1 : -1;
}

/* Octets in hex, then the names of the bits that are set. */
static int
walk_bits(struct recording *r, struct recording_cell *c, struct slice v)
{
	c->kind = VARBIND_OCTETS;
	while (v.len >= 2 && nibble(v.p[0]) >= 0 && nibble(v.p[1]) >= 0
	    && (v.len == 2 || v.p[2] == ' ')) {
		add_hex(r, c, (struct slice){ v.p, 2 });
		v.p += v.len == 2 ? 2 : 3;
		v.len -= v.len == 2 ? 2 : 3;
	}
	return 1;
}

/* Values that are no values of ours. */
static bool
nothing(struct slice v)
{
	return take(&v, "No Such ") || take(&v, "No more variables")
	    || take(&v, "NULL") || take(&v, "Opaque:")
	    || take(&v, "NsapAddress:");
}

static int
walk_value(struct reading *s, struct recording_cell *c, struct slice v)
{
	static const struct {
		const char	 *word;
		enum varbind_kind kind;
	} number[] = {
		{ "Counter32:", VARBIND_COUNTER32 },
		{ "Counter:", VARBIND_COUNTER32 },
		{ "Gauge32:", VARBIND_GAUGE32 },
		{ "Gauge:", VARBIND_GAUGE32 },
		{ "Unsigned32:", VARBIND_GAUGE32 },
		{ "UInteger32:", VARBIND_GAUGE32 },
		{ "Timeticks:", VARBIND_TIMETICKS },
		{ "Counter64:", VARBIND_COUNTER64 },
	};

	for (size_t i = 0; i < sizeof(number) / sizeof(number[0]); i++) {
		if (take(&v, number[i].word))
			return walk_number(trimmed(v), c, number[i].kind)
			    ? 1 : -1;
	}
	if (take(&v, "INTEGER:") || take(&v, "Integer32:"))
		return walk_integer(trimmed(v), c) ? 1 : -1;
	if (take(&v, "STRING: ") || take(&v, "STRING:"))
		return walk_text(s, c, v);
	if (take(&v, "Hex-STRING:"))
		return walk_hex(s, c, v);
	if (take(&v, "BITS:"))
		return walk_bits(s->r, c, trimmed(v));
	if (take(&v, "OID:"))
		return add_oid(s->r, c, v) ? 1 : -1;
	if (take(&v, "IpAddress:"))
		return add_address(s->r, c, v) ? 1 : -1;
	if (take(&v, "Network Address:")) {
		c->kind = VARBIND_OCTETS;
		c->address = true;
		return add_hex(s->r, c, v) && c->value_len == 4 ? 1 : -1;
	}
	if (v.len > 0 && *v.p == '"')	/* an empty one has no type */
		return walk_text(s, c, v);
	if (whole_number(v, c, VARBIND_TIMETICKS))	/* -Ot */
		return 1;
	return nothing(v) ? 0 : -1;
}

static void
walk_line(struct reading *s, size_t name_len, struct slice v)
{
	struct recording_cell *c = cell_begin(s, name_len);
	const char *colon;
	int got;

	s->more = MORE_NONE;
	/* "Wrong Type (should be Gauge32 or Unsigned32): INTEGER: 5" */
	if (take(&v, "Wrong Type (")
	    && (colon = memchr(v.p, ')', v.len)) != NULL) {
		v.len -= (size_t)(colon + 1 - v.p);
		v.p = colon + 1;
		take(&v, ": ");
	}
	got = walk_value(s, c, v);
	if (got <= 0)
		s->more = MORE_NONE;
	if (got < 0)
		tell(s, REASON_RECORDING_VALUE, NULL);
	s->r->len += got > 0;
}

/* A line that begins with no name: more of the value before it. */
static bool
more_line(struct reading *s, struct slice line)
{
	struct recording *r = s->r;
	struct recording_cell *c;

	if (s->more == MORE_NONE || s->more == MORE_UNKNOWN)
		return s->more == MORE_UNKNOWN;
	c = &r->cell[r->len - 1];
	if (s->more == MORE_HEX) {
		if (add_hex(r, c, line))
			return true;
		s->more = MORE_NONE;
		return false;
	}
	add_octet(r, c, '\n');
	if (s->more == MORE_TEXT)
		add_octets(r, c, line);
	else if (add_quoted(r, c, line))
		s->more = MORE_NONE;
	return true;
}

/* ---- files ----------------------------------------------------------------- */

/* "UCD-DEMO-MIB::ucdDemoUserList.0 = ": said once, not of every line. */
static bool
other_name(struct reading *s, struct slice line)
{
	if (!mib_name_like(line) || line.len == 0
	    || memmem(line.p, line.len, " =", 2) == NULL)
		return false;
	if (!s->unknown)
		tell(s, REASON_RECORDING_LINE, "names of MIBs that are not "
		    "known here; snmpwalk -On writes numbers");
	s->unknown = true;
	s->more = MORE_UNKNOWN;
	return true;
}

static void
read_line(struct reading *s, struct slice line)
{
	struct slice rest = line;
	size_t n;

	/* within quotes everything belongs to the text */
	if (s->more == MORE_QUOTED && more_line(s, line))
		return;
	n = take_name(s->r, &rest);
	if (n != 0 && take(&rest, "|"))
		rec_line(s, n, rest);
	else if (n != 0 && (take(&rest, " = ") || take(&rest, " =")))
		walk_line(s, n, rest);
	else if (!other_name(s, line) && !more_line(s, line) && trimmed(line).len != 0
	    && *trimmed(line).p != '#')
		tell(s, REASON_RECORDING_LINE, NULL);
}

static void
sort(struct reading *s)
{
	struct recording *r = s->r;
	size_t had = r->len;

	if (recording_sort(r) != 0) {
		s->line = 0;
		tell(s, REASON_RECORDING_ORDER, NULL);
	}
	/* those that stand behind the kept ones are the doubles */
	for (size_t i = r->len; i < had; i++) {
		s->line = r->cell[i].line;
		tell(s, REASON_RECORDING_TWICE, NULL);
	}
}

void
recording_read(struct recording *r, struct slice text,
    recording_trouble_fn *trouble, void *arg)
{
	struct reading s = { .r = r, .trouble = trouble, .arg = arg };
	const char *end;
	struct slice line;

	recording_clear(r);
	take(&text, "\xef\xbb\xbf");	/* a mark that editors leave */
	/* lines end as in DOS when the last one does */
	s.crlf = text.len > 1 && memcmp(text.p + text.len - 2, "\r\n", 2) == 0;
	r->octets.max = RECORDING_OCTETS_MAX;
	while (text.len > 0) {
		end = memchr(text.p, '\n', text.len);
		line = (struct slice){ text.p, end != NULL
		    ? (size_t)(end - text.p) : text.len };
		text.p += line.len + (end != NULL);
		text.len -= line.len + (end != NULL);
		s.line++;
		if (s.crlf && line.len > 0 && line.p[line.len - 1] == '\r')
			line.len--;
		read_line(&s, line);
	}
	if (s.more == MORE_QUOTED)
		tell(&s, REASON_RECORDING_LINE, "a text does not end");
	sort(&s);
}
