/*
 * profile_value.c (oss) - see profile_value.h
 */
#include <stdio.h>

#include "oss/devtext.h"
#include "oss/entity.h"
#include "oss/netaddr.h"
#include "oss/pattern.h"
#include "oss/profile_value.h"

#define WHOLE_MAX	INT64_C(1000000000000000000)
#define GPON_SERIAL	8	/* ITU-T G.984.3: four letters, four octets */
#define GPON_LETTERS	4

/* NULL: there is no such cell. */
static const struct cell *
ref_cell(const struct cell_ref *r, const struct cells *s, struct row row)
{
	uint32_t index[PROFILE_PARTS_MAX];
	uint64_t key;

	if (r->key != NO_COLUMN) {
		if (!cell_u64(cells_find(s, r->key, row.index, row.len), &key)
		    || key > UINT32_MAX)
			return NULL;
		return cells_at(s, r->column, (uint32_t)key);
	}
	if (r->parts == 0)
		return cells_find(s, r->column, row.index, row.len);
	for (unsigned i = 0; i < r->parts; i++) {
		if (!r->part[i].constant && r->part[i].n > row.len)
			return NULL;
		index[i] = r->part[i].constant ? r->part[i].n
		    : row.index[r->part[i].n - 1];
	}
	return cells_find(s, r->column, index, r->parts);
}

/* ---- numbers ---------------------------------------------------------- */

/* The first number of a text, "-21.30 dBm": its digits and decimals. */
static bool
number_in(struct slice s, int64_t *n, int *decimals)
{
	size_t i = 0;
	bool negative = false, point = false, any = false;

	while (i < s.len && (s.p[i] < '0' || s.p[i] > '9'))
		i++;
	if (i > 0 && s.p[i - 1] == '-')
		negative = true;
	*n = 0;
	*decimals = 0;
	for (; i < s.len; i++) {
		if (s.p[i] == '.' && !point) {
			point = true;
			continue;
		}
		if (s.p[i] < '0' || s.p[i] > '9' || *n > WHOLE_MAX / 10)
			break;
		*n = *n * 10 + (s.p[i] - '0');
		*decimals += point;
		any = true;
	}
	if (negative)
		*n = -*n;
	return any;
}

/*
 * The number of a cell, and where its decimal point stands. In a text it
 * stands in what the pattern finds, if there is one.
 */
static bool
raw_number(const struct cell *c, const regex_t *pattern, int64_t *n,
    int *decimals)
{
	struct slice text = cell_octets(c);

	*decimals = 0;
	if (c == NULL || c->kind != VARBIND_OCTETS)
		return cell_i64(c, n);
	return (pattern == NULL || pattern_find(pattern, text, &text))
	    && number_in(text, n, decimals);
}

static bool
is_missing(const struct number_source *src, int64_t n)
{
	if (n < src->least || n > src->most)
		return true;
	for (unsigned i = 0; i < src->missings; i++) {
		if (src->missing[i] == n)
			return true;
	}
	return false;
}

/* Value and exponent, the source's factors applied. */
static bool
scaled(const struct number_source *src, const struct cells *s,
    struct row row, __int128 *n, int *exponent)
{
	int64_t value, precision = 0;
	int decimals;

	if (!src->given || !raw_number(ref_cell(&src->ref, s, row),
	    src->pattern, &value, &decimals) || is_missing(src, value))
		return false;
	if (src->bits != 0 && value >= INT64_C(1) << (src->bits - 1)
	    && value < INT64_C(1) << src->bits)
		value -= INT64_C(1) << src->bits;
	if (src->precision != NO_COLUMN)
		cell_i64(cells_find(s, src->precision, row.index, row.len),
		    &precision);
	if (precision < 0 || precision > MONEY_DECIMALS)
		precision = 0;
	*n = ((__int128)value + src->add) * src->multiply;
	*exponent = src->exponent - decimals - (int)precision;
	return true;
}

/* n * 10^exponent / divide, scaled by 10^9, rounded at the last digit. */
static bool
finish(__int128 n, int exponent, uint32_t divide, int digits, int64_t *out)
{
	__int128 den = divide, half;

	exponent += digits;
	for (; exponent > 0; exponent--) {
		if (n > (__int128)WHOLE_MAX * WHOLE_MAX
		    || n < -(__int128)WHOLE_MAX * WHOLE_MAX)
			return false;
		n *= 10;
	}
	for (; exponent < 0 && den < (__int128)WHOLE_MAX * WHOLE_MAX;
	    exponent++)
		den *= 10;
	half = den / 2;
	n = n < 0 ? (n - half) / den : (n + half) / den;
	if (n > INT64_MAX || n < INT64_MIN)
		return false;
	*out = (int64_t)n;
	return true;
}

bool
source_number(const struct number_source *src, const struct cells *s,
    struct row row, money_t *out)
{
	__int128 n;
	int exponent;

	if (!scaled(src, s, row, &n, &exponent)
	    || !finish(n, exponent, src->divide, MONEY_DECIMALS, out))
		return false;
	return !src->dbm || decimal_dbm(*out, out);
}

bool
source_whole(const struct number_source *src, const struct cells *s,
    struct row row, int64_t *out)
{
	__int128 n;
	int exponent;

	return scaled(src, s, row, &n, &exponent) && n >= 0
	    && finish(n, exponent, src->divide, 0, out);
}

/* ---- words ------------------------------------------------------------ */

const struct profile_word *
source_word(const struct word_source *src, const struct cells *s,
    struct row row)
{
	int64_t n;
	int decimals;

	if (!src->given || !raw_number(ref_cell(&src->ref, s, row), NULL, &n,
	    &decimals))
		return NULL;
	for (unsigned i = 0; i < src->words; i++) {
		if (src->word[i].n == n)
			return &src->word[i];
	}
	return src->other.text != NULL ? &src->other : NULL;
}

bool
filter_passes(const struct row_filter *f, const struct cells *s,
    struct row row)
{
	const struct cell *c;
	struct slice found;
	int64_t n;

	if (!f->given)
		return true;
	c = f->part == 0 ? ref_cell(&f->ref, s, row) : NULL;
	if (f->pattern != NULL)
		return cell_octets(c).len != 0
		    && pattern_find(f->pattern, cell_octets(c), &found);
	if (f->part != 0 && f->part <= row.len)
		n = row.index[f->part - 1];
	else if (c != NULL && c->kind == VARBIND_OID && c->oid_len != 0)
		n = c->oid[c->oid_len - 1];
	else if (!cell_i64(c, &n))
		return false;
	for (unsigned i = 0; i < f->values; i++) {
		if (f->value[i] == n)
			return true;
	}
	return false;
}

/* ---- texts ------------------------------------------------------------ */

static void
add_hex(struct buf *b, struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		buf_addf(b, "%02X", (unsigned char)s.p[i]);
}

/* "HWTC1A2B3C4D", from eight octets; longer is such a text already. */
static void
add_gpon(struct buf *b, struct slice s)
{
	if (s.len != GPON_SERIAL) {
		devtext_add(b, s);
		return;
	}
	devtext_add(b, (struct slice){ s.p, GPON_LETTERS });
	add_hex(b, (struct slice){ s.p + GPON_LETTERS,
	    GPON_SERIAL - GPON_LETTERS });
}

static void
add_octets(struct buf *b, enum text_form form, struct slice s)
{
	if (form == TEXT_HEX)
		add_hex(b, s);
	else if (form == TEXT_GPON)
		add_gpon(b, s);
	else if (form != TEXT_MAC || !netaddr_add_mac(b, s))
		devtext_add(b, s);
}

static void
add_cell(struct buf *b, const struct text_source *src, const struct cell *c)
{
	int64_t n;

	if (c == NULL)
		return;
	if (c->kind == VARBIND_OCTETS) {
		add_octets(b, src->form, c->octets);
		return;
	}
	if (c->kind == VARBIND_OID && src->form == TEXT_OID_LAST
	    && c->oid_len != 0)
		n = c->oid[c->oid_len - 1];
	else if (!cell_i64(c, &n))
		return;
	for (unsigned i = 0; i < src->words; i++) {
		if (src->word[i].n == n)
			buf_adds(b, src->word[i].text);
	}
	if (src->words == 0)
		buf_addf(b, "%jd", (intmax_t)n);
}

/* What the pattern finds of the text. */
static struct slice
extract(struct view *v, const regex_t *pattern, struct slice text)
{
	struct slice found;

	if (pattern == NULL || text.len == 0)
		return text;
	if (!pattern_find(pattern, text, &found))
		return (struct slice){ NULL, 0 };
	return view_text(v, found);
}

struct slice
source_text(struct view *v, const struct text_source *src, unsigned n,
    const struct profile_input *in, struct row row)
{
	struct slice text = { NULL, 0 };

	for (unsigned i = 0; i < n && text.len == 0; i++) {
		if (src[i].descr) {
			text = extract(v, src[i].pattern, in->sys_descr);
			continue;
		}
		buf_clear(&v->text);
		add_cell(&v->text, &src[i], ref_cell(&src[i].ref, in->cells,
		    row));
		text = extract(v, src[i].pattern, view_take(v));
	}
	return text;
}

/* ---- labels ----------------------------------------------------------- */

/* The number that a piece means: of a cell, or a part of the index. */
static bool
piece_number(const struct piece *p, const struct profile_input *in,
    struct row row, uint32_t *out)
{
	uint64_t n;

	if (p->has_ref) {
		if (!cell_u64(ref_cell(&p->ref, in->cells, row), &n)
		    || n > UINT32_MAX)
			return false;
		*out = (uint32_t)n;
		return true;
	}
	if (p->part == 0 || p->part > row.len)
		return false;
	*out = row.index[p->part - 1] >> p->shift & p->mask;
	return true;
}

/* The rest of an index is a text, a number an octet, its length in front. */
static struct slice
index_string(struct view *v, const struct piece *p, struct row row)
{
	size_t at = p->part, len;
	char *text;

	if (at == 0 || at > row.len)
		return (struct slice){ NULL, 0 };
	len = row.index[at - 1];
	if (len > row.len - at)
		return (struct slice){ NULL, 0 };
	text = arena_alloc(&v->mem, len + 1);
	for (size_t i = 0; i < len; i++)
		text[i] = (char)row.index[at + i];
	return view_text(v, (struct slice){ text, len });
}

static struct slice
piece_text(struct view *v, const struct piece *p,
    const struct profile_input *in, struct row row)
{
	struct text_source source = { .form = p->form };
	uint32_t n;

	switch (p->kind) {
	case PIECE_TEXT:
		return p->text;
	case PIECE_CELL:
		buf_clear(&v->text);
		add_cell(&v->text, &source, ref_cell(&p->ref, in->cells, row));
		return view_take(v);
	case PIECE_INDEX:
		return view_index(v, row.index, row.len);
	case PIECE_STRING:
		return index_string(v, p, row);
	default:
		break;
	}
	if (!piece_number(p, in, row, &n))
		return (struct slice){ NULL, 0 };
	if (p->kind == PIECE_PHYSICAL)
		return entity_name(v, in->cells, n);
	if (p->kind == PIECE_IF_INDEX)
		return iftable_object(in->ports, n);
	return view_index(v, &n, 1);
}

struct slice
pieces_text(struct view *v, const struct pieces *p,
    const struct profile_input *in, struct row row)
{
	struct slice part[PROFILE_PARTS_MAX], all = { NULL, 0 };
	bool says = false;
	unsigned n = p->len < PROFILE_PARTS_MAX ? p->len : PROFILE_PARTS_MAX;

	for (unsigned i = 0; i < n; i++) {
		part[i] = piece_text(v, &p->piece[i], in, row);
		says |= part[i].len != 0 && p->piece[i].kind != PIECE_TEXT;
		if (n == 1)
			return part[i];
	}
	if (!says && n != 0)	/* all that it would say is fixed */
		return all;
	buf_clear(&v->text);
	for (unsigned i = 0; i < n; i++)
		buf_add_slice(&v->text, part[i]);
	return view_take(v);
}
