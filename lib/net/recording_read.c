/*
 * recording_read.c (net) - the lines of recordings, see recording.h
 */
#include <strings.h>

#include "base/utf8.h"
#include "net/mib_form.h"
#include "net/mib_name.h"
#include "net/recording_cell.h"

/* Sub-identifiers that no text begins with: those of sysDescr.0 are 9. */
#define NAME_LONG	8
#define MAC_LEN		6	/* octets of a hardware address */

static void
tell(struct reading *s, enum reason why, const char *what)
{
	s->trouble(s->arg, s->line, why, what);
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
			rcell_octet(r, c, v.p[i]);
		} else if (rest.len > 2 && rest.p[0] == 'x') {
			if (!rcell_hex(r, c, (struct slice){ rest.p + 1, 2 }))
				return false;
			i += 3;
		} else if ((n = octal(rest, &octet)) != 0) {
			rcell_octet(r, c, octet);
			i += n;
		} else if (rest.p[0] != '\0'
		    && (at = strchr(from, rest.p[0])) != NULL) {
			rcell_octet(r, c, to[at - from]);
			i++;
		} else {
			rcell_octet(r, c, '\\');
		}
	}
	return true;
}

/*
 * A hardware address that has gone through a tool that took its octets for
 * characters and wrote them as UTF-8: octets again.
 */
static bool
add_recoded(struct recording *r, struct recording_cell *c, struct slice v)
{
	char mac[MAC_LEN];
	size_t n = 0;

	for (size_t i = 0; i < v.len; i++, n++) {
		unsigned char a = (unsigned char)v.p[i], b = i + 1 < v.len
		    ? (unsigned char)v.p[i + 1] : 0;

		if (n == MAC_LEN || a > 0xc3 || (a >= 0x80
		    && (a < 0xc2 || (b & 0xc0) != 0x80)))
			return false;
		mac[n] = a < 0x80 ? (char)a : (char)(a << 6 | (b & 0x3f));
		i += a >= 0x80;
	}
	if (n != MAC_LEN || v.len == MAC_LEN)
		return false;
	rcell_octets(r, c, (struct slice){ mac, n });
	return true;
}

static int
rec_octets(struct recording *r, struct recording_cell *c, char form,
    struct slice v)
{
	c->kind = VARBIND_OCTETS;
	if (form == 'x')
		return rcell_hex(r, c, v) ? 1 : -1;
	if (form == 'e')
		return add_escaped(r, c, v) ? 1 : -1;
	if (mib_form(rcell_name(r, c)) != MIB_OCTETS || !add_recoded(r, c, v))
		rcell_octets(r, c, v);
	return 1;
}

/* Octets in hex, the most significant one first; INTEGERs as BER has them. */
static bool
hex_number(struct recording *r, struct recording_cell *c, struct slice s,
    enum varbind_kind kind)
{
	const unsigned char *p;
	size_t n, had = r->octets.len;
	bool negative;
	uint64_t v = 0;

	if (!rcell_hex(r, c, s) || (n = r->octets.len - had) == 0 || n > 8)
		return false;
	p = (const unsigned char *)r->octets.data + had;
	negative = kind == VARBIND_INTEGER && p[0] >= 0x80;
	for (size_t i = 0; i < n; i++)
		v = v << 8 | (negative ? 0xff ^ p[i] : p[i]);
	r->octets.len = had;
	c->value_len = 0;
	return rcell_number(c, kind, negative, v + negative);
}

static int
rec_number(struct recording *r, struct recording_cell *c, char form,
    struct slice v, enum varbind_kind kind)
{
	bool good = form == 'x' ? hex_number(r, c, v, kind)
	    : rcell_whole(v, c, kind);

	return good ? 1 : -1;
}

/* 1: a cell, 0: nothing to keep (null, an exception), -1: a bad value */
static int
rec_value(struct recording *r, struct recording_cell *c, unsigned tag,
    char form, struct slice v)
{
	switch (tag) {
	case 2:
		return rec_number(r, c, form, v, VARBIND_INTEGER);
	case 65:
		return rec_number(r, c, form, v, VARBIND_COUNTER32);
	case 66:
		return rec_number(r, c, form, v, VARBIND_GAUGE32);
	case 67:
		return rec_number(r, c, form, v, VARBIND_TIMETICKS);
	case 70:
		return rec_number(r, c, form, v, VARBIND_COUNTER64);
	case 4:
		return rec_octets(r, c, form, v);
	case 64:
		if (form != 'x')
			return rcell_address(r, c, v) ? 1 : -1;
		c->kind = VARBIND_OCTETS;
		c->address = true;
		return rcell_hex(r, c, v) && c->value_len == 4 ? 1 : -1;
	case 6:
		return rcell_oid(r, c, v) ? 1 : -1;
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

/* "4", "65", "4x", "4e", "65:numeric"; false: none, or one that is not ours */
static bool
take_tag(struct slice s, unsigned *tag, char *form, struct slice *module)
{
	bool colon;

	*tag = 0;
	while (s.len > 0 && is_digit(*s.p) && *tag < 1000) {
		*tag = *tag * 10 + (unsigned)(*s.p - '0');
		s.p++;
		s.len--;
	}
	*form = slice_take(&s, "x") ? 'x' : slice_take(&s, "e") ? 'e' : '\0';
	colon = slice_take(&s, ":");
	*module = s;
	return (colon ? s.len != 0 : s.len == 0) && known_tag(*tag);
}

/* The value of key among "rate=3,initial=7"; a text ends its list. */
static bool
setting(struct slice list, const char *key, struct slice *out)
{
	while (list.len > 0) {
		const char *comma = memchr(list.p, ',', list.len);
		size_t n = comma != NULL ? (size_t)(comma - list.p)
		    : list.len;

		*out = (struct slice){ list.p, n };
		if (slice_take(out, key) && slice_take(out, "="))
			return true;
		list.p += n + (comma != NULL);
		list.len -= n + (comma != NULL);
	}
	return false;
}

/*
 * What snmpsim's variation modules answer at first: numeric begins with
 * initial, others give their value, or hexvalue.
 */
static bool
first_value(struct slice module, struct slice list, char *form,
    struct slice *value)
{
	if (slice_is(module, "numeric")) {
		if (!setting(list, "initial", value)
		    && !setting(list, "min", value))
			return false;
		/* "7.0" */
		for (size_t i = 0; i < value->len; i++) {
			if (value->p[i] == '.')
				value->len = i;
		}
		return true;
	}
	if (setting(list, "hexvalue", value)) {
		*form = 'x';
		return true;
	}
	return setting(list, "value", value);
}

static void
rec_line(struct reading *s, size_t name_len, struct slice rest)
{
	const char *bar = rest.len != 0 ? memchr(rest.p, '|', rest.len)
	    : NULL;
	struct recording_cell *c;
	struct slice tag_text, value, module;
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
	if (!take_tag(tag_text, &tag, &form, &module) || (module.len != 0
	    && !first_value(module, value, &form, &value))) {
		tell(s, REASON_RECORDING_TAG, NULL);
		return;
	}
	c = rcell_begin(s, name_len);
	got = rec_value(s->r, c, tag, form, value);
	if (got < 0)
		tell(s, REASON_RECORDING_VALUE, NULL);
	s->r->len += got > 0;
}

/* ---- SimpleAgentPro ---------------------------------------------------------- */

/* "1.3.6.1.2.1.1.3.0 , TimeTicks , 200846": from behind the first comma */
static void
sap_line(struct reading *s, size_t name_len, struct slice rest)
{
	static const struct {
		const char *word;
		unsigned    tag;
	} type[] = {
		{ "Integer", 2 }, { "OctetString", 4 }, { "ObjectID", 6 },
		{ "IpAddress", 64 }, { "Counter", 65 }, { "Gauge", 66 },
		{ "TimeTicks", 67 }, { "Counter64", 70 },
	};
	const char *comma = rest.len != 0 ? memchr(rest.p, ',', rest.len)
	    : NULL;
	struct slice word = rest, value;
	struct recording_cell *c;
	int got;

	s->more = MORE_NONE;
	if (comma == NULL) {
		tell(s, REASON_RECORDING_LINE, "name, type, value is not "
		    "whole");
		return;
	}
	word.len = (size_t)(comma - rest.p);
	word = trimmed(word);
	value = trimmed((struct slice){ comma + 1, (size_t)(rest.p + rest.len
	    - comma - 1) });
	for (size_t i = 0; i < sizeof(type) / sizeof(type[0]); i++) {
		if (!slice_is(word, type[i].word))
			continue;
		c = rcell_begin(s, name_len);
		got = rec_value(s->r, c, type[i].tag, type[i].tag == 4
		    && slice_take(&value, "0x") ? 'x' : '\0', value);
		if (got < 0)
			tell(s, REASON_RECORDING_VALUE, NULL);
		s->r->len += got > 0;
		return;
	}
	tell(s, REASON_RECORDING_TAG, NULL);
}

/* ---- files ----------------------------------------------------------------- */

/* "UCD-DEMO-MIB::ucdDemoUserList.0 = ": said once, not of every line. */
static bool
other_name(struct reading *s, struct slice line)
{
	if (line.len == 0 || !mib_name_like(line) || (!s->quick
	    && memmem(line.p, line.len, " =", 2) == NULL))
		return false;
	if (!s->unknown)
		tell(s, REASON_RECORDING_LINE, "names of MIBs that are not "
		    "known here; snmpwalk -On writes numbers");
	s->unknown = true;
	s->more = MORE_UNKNOWN;
	return true;
}

/* A line with a name at its front; false: it has none. */
static bool
named_line(struct reading *s, struct slice rest, size_t least)
{
	size_t n = name_take(s->r, &rest);
	struct slice next = trimmed(rest);
	/* so many numbers are a name, whatever there is behind them */
	bool sure = n >= NAME_LONG && s->r->id[s->r->id_len] == 1;

	if (n < least)
		return false;
	if (slice_take(&rest, "|")) {
		rec_line(s, n, rest);
	} else if (slice_take(&rest, " = ") || slice_take(&rest, " =")) {
		walk_line(s, n, rest);
	} else if (sure && slice_take(&next, ",")) {
		sap_line(s, n, next);
	} else if (sure && (slice_take(&rest, " ")	/* -Oq */
	    || (s->quick && rest.len == 0))) {
		s->quick = true;
		walk_line(s, n, rest);
	} else {
		return false;
	}
	return true;
}

static void
read_line(struct reading *s, struct slice line)
{
	struct slice text = trimmed(line);

	/* within quotes everything belongs to the text */
	if (s->more == MORE_QUOTED && walk_more(s, line))
		return;
	if (slice_is(text, "End of MIB")) {
		s->more = MORE_NONE;
		return;
	}
	if (named_line(s, line, 1) || (text.p != line.p
	    && named_line(s, text, NAME_LONG)))
		return;
	if (!other_name(s, text) && !walk_more(s, line) && text.len != 0
	    && *text.p != '#')
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

/* ---- UTF-16 ------------------------------------------------------------------ */

/*
 * Text in UTF-16 with its mark, as Windows writes what is redirected: false:
 * it is none. Half a surrogate pair becomes U+FFFD.
 */
static bool
from_utf16(struct slice text, struct buf *out)
{
	const unsigned char *p = (const unsigned char *)text.p;
	bool big = text.len > 1 && memcmp(p, "\xfe\xff", 2) == 0;
	uint32_t c, next;
	char utf8[4];

	if (!big && (text.len < 2 || memcmp(p, "\xff\xfe", 2) != 0))
		return false;
	for (size_t i = 2; i + 1 < text.len; i += 2) {
		c = (uint32_t)p[i + !big] << 8 | p[i + big];
		next = i + 3 < text.len ? (uint32_t)p[i + 2 + !big] << 8
		    | p[i + 2 + big] : 0;
		if (c >= 0xd800 && c < 0xdc00 && next >= 0xdc00
		    && next < 0xe000) {
			c = 0x10000 + ((c & 0x3ff) << 10) + (next & 0x3ff);
			i += 2;
		} else if (c >= 0xd800 && c < 0xe000) {
			c = 0xfffd;
		}
		buf_add(out, utf8, utf8_put(c, utf8));
	}
	return true;
}

void
recording_read(struct recording *r, struct slice text,
    recording_trouble_fn *trouble, void *arg)
{
	struct reading s = { .r = r, .trouble = trouble, .arg = arg };
	const char *end;
	struct slice line;
	struct buf narrow = { 0 };

	recording_clear(r);
	if (from_utf16(text, &narrow))
		text = buf_slice(&narrow);
	slice_take(&text, "\xef\xbb\xbf");	/* a mark that editors leave */
	/* lines end as in DOS when the last one that ends does */
	end = text.len != 0 ? memrchr(text.p, '\n', text.len) : NULL;
	s.crlf = end != NULL && end != text.p && end[-1] == '\r';
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
	buf_release(&narrow);
	sort(&s);
}
