/*
 * recording_cell.c (net) - see recording_cell.h
 */
#include <stdlib.h>

#include "net/mib_name.h"
#include "net/recording_cell.h"

/* ---- names and numbers ----------------------------------------------------- */

static void
put_id(struct recording *r, size_t n, snmp_subid id)
{
	GROW(r->id, r->id_len + n, r->id_cap);
	r->id[r->id_len + n] = id;
}

/*
 * Numbers with points between at the front of s, which is moved behind them,
 * as sub-identifiers from n on; how many there are then, 0: one is too large.
 */
static size_t
take_ids(struct recording *r, struct slice *s, size_t n)
{
	while (s->len > 0 && is_digit(*s->p) && n < OID_LEN_MAX) {
		uint64_t v = 0;

		for (; s->len > 0 && is_digit(*s->p); s->p++, s->len--) {
			v = v * 10 + (uint64_t)(*s->p - '0');
			if (v > UINT32_MAX)
				return 0;
		}
		put_id(r, n++, v);
		if (s->len < 2 || *s->p != '.' || !is_digit(s->p[1]))
			break;
		s->p++;
		s->len--;
	}
	return n;
}

/* "[1]", "[10.0.0.1][3]": indexes as -OX writes them. */
static size_t
take_brackets(struct recording *r, struct slice *s, size_t n)
{
	while (n != 0 && slice_take(s, "[")) {
		if (s->len == 0 || !is_digit(*s->p))
			return 0;
		n = take_ids(r, s, n);
		if (!slice_take(s, "]"))
			return 0;
	}
	return n;
}

/* A name of a MIB and its index, or one of the roots: "iso.3.6.1". */
static size_t
take_words(struct recording *r, struct slice *s)
{
	/* so snmpwalk calls the roots where it has no MIB */
	static const char *const root[] = { "ccitt.", "iso.",
	    "joint-iso-ccitt." };
	snmp_subid known[OID_LEN_MAX];
	size_t got = mib_name_take(s, known), n = 0;

	for (; n < got; n++)
		put_id(r, n, known[n]);
	for (size_t i = 0; n == 0 && i < sizeof(root) / sizeof(root[0]); i++) {
		if (!slice_take(s, root[i]))
			continue;
		put_id(r, 0, i);
		return take_ids(r, s, 1);
	}
	if (n > 0 && s->len > 1 && *s->p == '.' && is_digit(s->p[1])) {
		slice_take(s, ".");
		n = take_ids(r, s, n);
	}
	return take_brackets(r, s, n);
}

size_t
name_take(struct recording *r, struct slice *s)
{
	struct slice in = *s;
	size_t n;

	slice_take(&in, ".");
	n = in.len > 0 && !is_digit(*in.p) ? take_words(r, &in)
	    : take_ids(r, &in, 0);
	if (n != 0)
		*s = in;
	return n;
}

bool
number_take(struct slice *s, bool *negative, uint64_t *out)
{
	uint64_t v = 0;
	size_t n = 0;

	*negative = slice_take(s, "-");
	for (; s->len > 0 && (is_digit(*s->p) || (*s->p == '.' && n > 0));
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
bool
rcell_number(struct recording_cell *c, enum varbind_kind kind, bool negative,
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

bool
rcell_whole(struct slice s, struct recording_cell *c,
    enum varbind_kind kind)
{
	bool negative;
	uint64_t v;

	s = trimmed(s);
	if (s.len != 0 && memchr(s.p, '.', s.len) != NULL)
		return false;
	return number_take(&s, &negative, &v) && s.len == 0
	    && rcell_number(c, kind, negative, v);
}

void
rcell_octet(struct recording *r, struct recording_cell *c, char octet)
{
	buf_addc(&r->octets, octet);
	c->value_len++;
}

void
rcell_octets(struct recording *r, struct recording_cell *c, struct slice s)
{
	buf_add_slice(&r->octets, s);
	c->value_len += (uint32_t)s.len;
}

/* Pairs of hex digits, with anything but letters and digits between. */
bool
rcell_hex(struct recording *r, struct recording_cell *c, struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		int high = nibble(s.p[i]), low;

		if (high < 0 && !isalnum((unsigned char)s.p[i]))
			continue;
		low = i + 1 < s.len ? nibble(s.p[i + 1]) : -1;
		if (high < 0 || low < 0)
			return false;
		rcell_octet(r, c, (char)(high << 4 | low));
		i++;
	}
	return true;
}

bool
rcell_address(struct recording *r, struct recording_cell *c, struct slice s)
{
	uint64_t v;
	bool negative;

	c->kind = VARBIND_OCTETS;
	c->address = true;
	s = trimmed(s);
	for (int i = 0; i < 4; i++) {
		struct slice part = s;

		/* a part of its own: points divide here */
		while (part.len > 0 && is_digit(part.p[0]))
			part.p++, part.len--;
		s.len -= part.len;
		if (!number_take(&s, &negative, &v) || v > 255 || s.len != 0)
			return false;
		rcell_octet(r, c, (char)v);
		s = part;
		if (i < 3 && !slice_take(&s, "."))
			return false;
	}
	return s.len == 0;
}

bool
rcell_oid(struct recording *r, struct recording_cell *c, struct slice s)
{
	size_t n;

	c->kind = VARBIND_OID;
	s = trimmed(s);
	if ((n = name_take(r, &s)) == 0 || s.len != 0)
		return false;
	c->value = r->id_len;
	c->value_len = (uint32_t)n;
	r->id_len += n;
	return true;
}

struct recording_cell *
rcell_begin(struct reading *s, size_t name_len)
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

struct oid_ref
rcell_name(const struct recording *r, const struct recording_cell *c)
{
	return (struct oid_ref){ r->id + c->name, c->name_len };
}
