/*
 * recording_walk.c (net) - what snmpwalk prints, see recording_cell.h
 */
#include "net/mib_form.h"
#include "net/recording_cell.h"

/* name(number), or the number */
static bool
walk_integer(struct slice v, struct recording_cell *c)
{
	const char *open = v.len != 0 ? memchr(v.p, '(', v.len) : NULL;
	bool negative;
	uint64_t n;

	if (open != NULL && v.len > 0 && !is_digit(v.p[0]) && v.p[0] != '-') {
		v.len -= (size_t)(open + 1 - v.p);
		v.p = open + 1;
	}
	return number_take(&v, &negative, &n)
	    && rcell_number(c, VARBIND_INTEGER, negative, n);
}

static bool
walk_number(struct slice v, struct recording_cell *c, enum varbind_kind kind)
{
	bool negative;
	uint64_t n;

	if (kind == VARBIND_TIMETICKS)
		slice_take(&v, "(");
	return number_take(&v, &negative, &n)
	    && (v.len == 0 || *v.p == ' ' || *v.p == ')' || *v.p == '\t')
	    && rcell_number(c, kind, negative, n);
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
		rcell_octet(r, c, v.p[i]);
	}
	return false;
}

/* "0:1b:21:3:c:d": what a hint makes of a hardware address. */
static bool
add_mac(struct recording *r, struct recording_cell *c, struct slice v)
{
	size_t had = r->octets.len;

	if (mib_form(rcell_name(r, c)) != MIB_OCTETS)
		return false;
	while (v.len > 0) {
		int high = nibble(v.p[0]), low = -1;

		if (v.len > 1 && (low = nibble(v.p[1])) < 0 && v.p[1] != ':')
			high = -1;
		if (high < 0)
			break;
		rcell_octet(r, c, (char)(low < 0 ? high : high << 4 | low));
		v.p += low < 0 ? 1 : 2;
		v.len -= low < 0 ? 1 : 2;
		if (v.len == 1 || (v.len > 0 && !slice_take(&v, ":")))
			break;
	}
	if (v.len == 0)
		return true;
	r->octets.len = had;
	c->value_len = 0;
	return false;
}

/*
 * Without their type octets in hex look like a text: "00 1B 21 ", with a blank
 * behind each and sixteen on a line.
 */
static void
text_is_hex(struct recording *r, struct recording_cell *c)
{
	const char *p = r->octets.data + c->value;
	size_t n = 0;

	if (c->value_len == 0)
		return;
	for (size_t i = 0; i < c->value_len; i += 3) {
		i += i != 0 && p[i] == '\n';
		if (i + 2 >= c->value_len || nibble(p[i]) < 0
		    || nibble(p[i + 1]) < 0 || p[i + 2] != ' ')
			return;
	}
	for (size_t i = 0; i < c->value_len; i += 3, n++) {
		i += p[i] == '\n';
		r->octets.data[c->value + n] = (char)(nibble(p[i]) << 4
		    | nibble(p[i + 1]));
	}
	c->value_len = (uint32_t)n;
	r->octets.len = c->value + n;
}

static int
walk_text(struct reading *s, struct recording_cell *c, struct slice v)
{
	c->kind = VARBIND_OCTETS;
	if (slice_take(&v, "\"")) {
		if (!add_quoted(s->r, c, v))
			s->more = MORE_QUOTED;
		else if (s->typeless)
			text_is_hex(s->r, c);
	} else if (!add_mac(s->r, c, trimmed(v))) {
		rcell_octets(s->r, c, v);
		s->more = MORE_TEXT;
	}
	return 1;
}

/* Hex, behind which -OT writes what can be printed: "65 31  [e1]". */
static bool
add_hex_line(struct recording *r, struct recording_cell *c, struct slice v)
{
	const char *open = v.len != 0 ? memchr(v.p, '[', v.len) : NULL;

	if (open != NULL)
		v.len = (size_t)(open - v.p);
	return rcell_hex(r, c, v);
}

static int
walk_hex(struct reading *s, struct recording_cell *c, struct slice v)
{
	c->kind = VARBIND_OCTETS;
	s->more = MORE_HEX;
	return add_hex_line(s->r, c, v) ? 1 : -1;
}

/* Octets in hex, then the names of the bits that are set. */
static int
walk_bits(struct recording *r, struct recording_cell *c, struct slice v)
{
	c->kind = VARBIND_OCTETS;
	while (v.len >= 2 && nibble(v.p[0]) >= 0 && nibble(v.p[1]) >= 0
	    && (v.len == 2 || v.p[2] == ' ')) {
		rcell_hex(r, c, (struct slice){ v.p, 2 });
		v.p += v.len == 2 ? 2 : 3;
		v.len -= v.len == 2 ? 2 : 3;
	}
	return 1;
}

/* Values that are no values of ours. */
static bool
nothing(struct slice v)
{
	return slice_take(&v, "No Such ") || slice_take(&v, "No more variables")
	    || slice_take(&v, "NULL") || slice_take(&v, "Opaque:")
	    || slice_take(&v, "NsapAddress:");
}

/* "1:2:03:04.05", days to hundredths: Timeticks without (number). */
static bool
clock_ticks(struct slice v, uint64_t *out)
{
	static const unsigned of[] = { 24, 60, 60, 100, 1 };
	uint64_t ticks = 0, part;
	bool negative;

	for (size_t i = 0; i < sizeof(of) / sizeof(of[0]); i++) {
		struct slice digits = v;

		while (digits.len > 0 && is_digit(*digits.p))
			digits.p++, digits.len--;
		v.len -= digits.len;
		if (!number_take(&v, &negative, &part) || v.len != 0
		    || __builtin_add_overflow(ticks, part, &ticks)
		    || __builtin_mul_overflow(ticks, of[i], &ticks))
			return false;
		v = digits;
		if (i < 4 && !slice_take(&v, i < 3 ? ":" : "."))
			return false;
	}
	*out = ticks;
	return v.len == 0;
}

static bool
plain_ticks(struct slice v, struct recording_cell *c)
{
	uint64_t ticks;

	v = trimmed(v);
	return rcell_whole(v, c, VARBIND_TIMETICKS)
	    || (clock_ticks(v, &ticks)
	    && rcell_number(c, VARBIND_TIMETICKS, false, ticks));
}

/* "up", "up(1)", "1"; "100 percent" and "23.5" with a unit or a hint. */
static bool
plain_integer(struct reading *s, struct slice v, struct recording_cell *c)
{
	struct oid_ref name = rcell_name(s->r, c);
	uint64_t n;

	v = trimmed(v);
	return walk_integer(v, c) || (mib_label(name, v, &n)
	    && rcell_number(c, VARBIND_INTEGER, false, n));
}

/* Of an object that is not known: by what it looks like. */
static int
plain_any(struct reading *s, struct recording_cell *c, struct slice v)
{
	struct slice rest = trimmed(v);
	size_t n;

	if (rcell_whole(rest, c, *rest.p == '-' ? VARBIND_INTEGER
	    : VARBIND_TIMETICKS)		/* so -Ot writes them */
	    || rcell_whole(rest, c, VARBIND_COUNTER64))
		return 1;
	if (*rest.p == '.' && rcell_oid(s->r, c, rest))
		return 1;
	/* "Float32: 1.5": a type, and none of ours */
	for (n = 0; n < rest.len && isalnum((unsigned char)rest.p[n]); n++)
		;
	if (n != 0 && isupper((unsigned char)*rest.p) && rest.len - n > 1
	    && rest.p[n] == ':' && rest.p[n + 1] == ' ')
		return -1;
	return walk_text(s, c, v);
}

static int
plain_value(struct reading *s, struct recording_cell *c, struct slice v)
{
	struct oid_ref name = rcell_name(s->r, c);

	if (v.len > 0 && *v.p == '"')
		return walk_text(s, c, v);
	switch (mib_form(name)) {
	case MIB_COUNTER32:
		return walk_number(trimmed(v), c, VARBIND_COUNTER32) ? 1 : -1;
	case MIB_COUNTER64:
		return walk_number(trimmed(v), c, VARBIND_COUNTER64) ? 1 : -1;
	case MIB_GAUGE:
		return walk_number(trimmed(v), c, VARBIND_GAUGE32) ? 1 : -1;
	case MIB_TICKS:
		return plain_ticks(v, c) ? 1 : -1;
	case MIB_INTEGER:
		return plain_integer(s, v, c) ? 1 : -1;
	case MIB_OID:
		return rcell_oid(s->r, c, v) ? 1 : -1;
	case MIB_ADDRESS:
		return rcell_address(s->r, c, v) ? 1 : -1;
	case MIB_TEXT:
	case MIB_OCTETS:
		return walk_text(s, c, v);
	default:
		return trimmed(v).len == 0 ? 0 : plain_any(s, c, v);
	}
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
		if (slice_take(&v, number[i].word))
			return walk_number(trimmed(v), c, number[i].kind)
			    ? 1 : -1;
	}
	if (slice_take(&v, "INTEGER:") || slice_take(&v, "Integer32:"))
		return walk_integer(trimmed(v), c) ? 1 : -1;
	if (slice_take(&v, "STRING: ") || slice_take(&v, "STRING:"))
		return walk_text(s, c, v);
	if (slice_take(&v, "Hex-STRING:"))
		return walk_hex(s, c, v);
	if (slice_take(&v, "BITS:"))
		return walk_bits(s->r, c, trimmed(v));
	if (slice_take(&v, "OID:"))
		return rcell_oid(s->r, c, v) ? 1 : -1;
	if (slice_take(&v, "IpAddress:"))
		return rcell_address(s->r, c, v) ? 1 : -1;
	if (slice_take(&v, "Network Address:")) {
		c->kind = VARBIND_OCTETS;
		c->address = true;
		return rcell_hex(s->r, c, v) && c->value_len == 4 ? 1 : -1;
	}
	s->typeless = true;	/* an empty text has none, too */
	return nothing(v) ? 0 : plain_value(s, c, v);
}

void
walk_line(struct reading *s, size_t name_len, struct slice v)
{
	struct recording_cell *c = rcell_begin(s, name_len);
	const char *colon;
	int got;

	s->more = MORE_NONE;
	s->typeless = false;
	/* "Wrong Type (should be Gauge32 or Unsigned32): INTEGER: 5" */
	if (slice_take(&v, "Wrong Type (")
	    && (colon = memchr(v.p, ')', v.len)) != NULL) {
		v.len -= (size_t)(colon + 1 - v.p);
		v.p = colon + 1;
		slice_take(&v, ": ");
	}
	got = walk_value(s, c, v);
	if (got <= 0)
		s->more = MORE_NONE;
	if (got < 0)
		s->trouble(s->arg, s->line, REASON_RECORDING_VALUE, NULL);
	s->r->len += got > 0;
}

/* A line that begins with no name: more of the value before it. */
bool
walk_more(struct reading *s, struct slice line)
{
	struct recording *r = s->r;
	struct recording_cell *c;

	if (s->more == MORE_NONE || s->more == MORE_UNKNOWN)
		return s->more == MORE_UNKNOWN;
	c = &r->cell[r->len - 1];
	if (s->more == MORE_HEX) {
		if (add_hex_line(r, c, line))
			return true;
		s->more = MORE_NONE;
		return false;
	}
	rcell_octet(r, c, '\n');
	if (s->more == MORE_TEXT) {
		rcell_octets(r, c, line);
	} else if (add_quoted(r, c, line)) {
		s->more = MORE_NONE;
		if (s->typeless)
			text_is_hex(r, c);
	}
	return true;
}

