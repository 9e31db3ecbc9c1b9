/*
 * usagemap.c (bss) - the rows of a usage source to usage, by a field map
 */
#include "base/tstamp.h"
#include "bss/usagemap.h"
#include "rec/total.h"

void
usagemap_release(struct usagemap *m)
{
	zone_release(&m->zone);
	arena_release(&m->mem);
	memset(m, 0, sizeof(*m));
}

/* A number from the same column: identifier and calling_number often are. */
static bool
alike(const struct map_field *a, const struct map_field *b)
{
	return a->as == MAP_NUMBER && b->as == MAP_NUMBER
	    && a->from == MAP_COLUMN && b->from == MAP_COLUMN
	    && a->column[0] == b->column[0] && a->pairs + b->pairs == 0
	    && a->missings + b->missings == 0
	    && a->behinds + b->behinds + a->befores + b->befores == 0
	    && a->text.len + b->text.len == 0
	    && (a->required || !b->required);
}

static enum map_short
brief_of(const struct usagemap *m, const struct map_field *f)
{
	if (f->same != 0)
		return MAP_SHORT_SAME;
	if (f->from != MAP_COLUMN || m->trim
	    || f->pairs + f->missings + f->behinds + f->befores != 0)
		return MAP_LONG;
	switch (f->as) {
	case MAP_TEXT:
		return MAP_SHORT_TEXT;
	case MAP_TIME:
		return MAP_SHORT_TIME;
	case MAP_QUANTITY:
		return f->plain ? MAP_SHORT_COUNT : MAP_LONG;
	case MAP_NUMBER:
		break;
	}
	return MAP_LONG;
}

void
usagemap_compile(struct usagemap *m)
{
	unsigned i, k;

	m->room = 0;
	m->row_parts = 0;
	m->known = 0;
	for (i = 0; i < m->fields; i++) {
		struct map_field *f = &m->field[i];

		for (k = 0; k < f->parts; k++) {
			m->room += f->part[k].text.len;
			m->row_parts += f->part[k].column != 0;
		}
		if (f->as == MAP_NUMBER)
			m->room += NUMPLAN_TEXT_MAX;
		f->plain = !f->hms && f->multiply == 1 && f->divide == 1;
		for (f->same = k = 0; k < i && f->same == 0; k++)
			if (m->field[k].same == 0 && alike(&m->field[k], f))
				f->same = k + 1;
		m->known += f->field != F_UNKNOWN;
		f->brief = brief_of(m, f);
		f->brief_max = f->field == F_USAGE_TYPE || f->field == F_UNIT
		    ? TOTAL_WORD_MAX : UINT32_MAX;
	}
}

void
usagemap_share(struct usagemap *m)
{
	for (unsigned i = 0; i < m->kinds; i++) {
		struct usagemap *k = &m->kind[i];

		memcpy(k->column, m->column,
		    m->columns * sizeof(m->column[0]));
		k->columns = m->columns;
		k->width_min = m->width_min;
		k->width_max = m->width_max;
		k->numbers = m->numbers;
		k->zone = m->zone;	/* borrowed */
	}
}

void
usage_row_release(struct usage_row *u)
{
	buf_release(&u->room);
}

static bool
is_named(const struct map_column *c, struct slice name)
{
	unsigned i;

	if (slice_eq(c->name, name))
		return true;
	for (i = 0; i < c->aliases; i++)
		if (slice_eq(c->alias[i], name))
			return true;
	return false;
}

enum reason
usagemap_bind(struct usagemap *m, const struct slice *name, unsigned len)
{
	unsigned i, k, found;

	for (i = 0; i < m->columns; i++) {
		struct map_column *c = &m->column[i];

		if (c->name.p == NULL) {
			if (c->position < len)
				continue;
			m->bad_name = (struct slice){ NULL, 0 };
			return REASON_CSV_HEADER;
		}
		for (found = k = 0; k < len; k++) {
			if (is_named(c, name[k])) {
				c->position = k;
				found++;
			}
		}
		if (found == 0 && c->optional)
			c->position = MAP_NOWHERE;
		else if (found != 1) {
			m->bad_name = c->name;
			return REASON_CSV_HEADER;
		}
	}
	m->width_min = m->width_max = len;
	usagemap_share(m);
	return REASON_NONE;
}

static struct slice
trimmed(struct slice s)
{
	while (s.len != 0 && (s.p[0] == ' ' || s.p[0] == '\t')) {
		s.p++;
		s.len--;
	}
	while (s.len != 0
	    && (s.p[s.len - 1] == ' ' || s.p[s.len - 1] == '\t'))
		s.len--;
	return s;
}

static inline struct slice
column_of(const struct usagemap *m, const struct slice *col, unsigned len,
    unsigned column)
{
	unsigned at = m->column[column].position;

	if (at >= len)
		return (struct slice){ NULL, 0 };
	return m->trim ? trimmed(col[at]) : col[at];
}

struct slice
usagemap_column(const struct usagemap *m, const struct slice *col,
    unsigned len, unsigned column)
{
	return column_of(m, col, len, column);
}

static inline bool
cond_meets(const struct map_cond *c, struct slice s)
{
	const struct slice *v = c->value, *end = v + c->values;

	if (c->begins) {
		for (; v < end; v++)
			if (s.len >= v->len && slice_eq((struct slice){ s.p,
			    v->len }, *v))
				return !c->negate;
		return c->negate;
	}
	for (; v < end; v++)
		if (slice_eq(s, *v))
			return !c->negate;
	return c->negate;
}

bool
usagemap_wants(const struct usagemap *m, const struct slice *col,
    unsigned len)
{
	unsigned i;

	for (i = 0; i < m->conds; i++)
		if (!cond_meets(&m->cond[i], column_of(m, col, len,
		    m->cond[i].column)))
			return false;
	return true;
}

enum reason
usagemap_pick(struct usagemap *m, const struct slice *col, unsigned len,
    struct usagemap **map)
{
	unsigned i, tells;

	*map = m;
	if (m->kinds == 0)
		return REASON_NONE;
	for (i = 0; i < m->kinds; i++) {
		if (usagemap_wants(&m->kind[i], col, len)) {
			*map = &m->kind[i];
			return REASON_NONE;
		}
	}
	tells = m->kind[0].cond[0].column;
	m->bad_name = m->column[tells].name;
	m->bad_value = column_of(m, col, len, tells);
	return REASON_MEDIATE_KIND;
}

/* ---- quantities ------------------------------------------------------- */

#define NANO	UINT64_C(1000000000)

#define SAFE_DIGITS	19	/* so many cannot pass 2^64 */

/* Digits at *s as a number; false when there is none or it is too large. */
static bool
take_uint(struct slice *s, uint64_t *out)
{
	uint64_t v = 0;
	size_t n;

	for (n = 0; n < s->len && s->p[n] >= '0' && s->p[n] <= '9'; n++) {
		uint64_t digit = (uint64_t)(s->p[n] - '0');

		if (n < SAFE_DIGITS)
			v = v * 10 + digit;
		else if (__builtin_mul_overflow(v, 10, &v)
		    || __builtin_add_overflow(v, digit, &v))
			return false;
	}
	s->p += n;
	s->len -= n;
	*out = v;
	return n != 0;
}

/* 1.024.000: once there is a group all but the first have three digits. */
static bool
take_grouped(struct slice *s, char group, uint64_t *out)
{
	uint64_t v, part;
	size_t before = s->len;

	if (!take_uint(s, &v))
		return false;
	if (s->len != 0 && s->p[0] == group && before - s->len > 3)
		return false;
	while (s->len != 0 && s->p[0] == group) {
		s->p++;
		before = --s->len;
		if (!take_uint(s, &part) || before - s->len != 3
		    || __builtin_mul_overflow(v, 1000, &v)
		    || __builtin_add_overflow(v, part, &v))
			return false;
	}
	*out = v;
	return true;
}

/* ".25" as 10^-9; more than 9 decimals are refused, not cut. */
static bool
take_nano(struct slice *s, char decimal, uint64_t *nano)
{
	uint64_t v = 0, scale = NANO;
	size_t n;

	*nano = 0;
	if (s->len == 0 || s->p[0] != decimal)
		return true;
	for (n = 1; n < s->len && s->p[n] >= '0' && s->p[n] <= '9'; n++) {
		if (scale == 1)
			return false;
		scale /= 10;
		v += (uint64_t)(s->p[n] - '0') * scale;
	}
	s->p += n;
	s->len -= n;
	*nano = v;
	return n > 1;
}

/* hhmmss, as v: six digits */
static bool
hms_packed(uint64_t v, uint64_t *out)
{
	uint64_t m = v / 100 % 100, s = v % 100;

	*out = v / 10000 * 3600 + m * 60 + s;
	return m <= 59 && s <= 59;
}

/*
 * h:m:s, m:s or hhmmss; the parts behind a colon have two digits below 60.
 */
static bool
take_hms(struct slice *s, uint64_t *out)
{
	uint64_t v, part;
	unsigned parts;
	size_t before = s->len;

	if (!take_uint(s, &v))
		return false;
	if (before - s->len == 6 && (s->len == 0 || s->p[0] != ':'))
		return hms_packed(v, out);
	for (parts = 1; s->len != 0 && s->p[0] == ':'; parts++) {
		s->p++;
		before = --s->len;
		if (!take_uint(s, &part) || before - s->len != 2 || part > 59
		    || __builtin_mul_overflow(v, 60, &v)
		    || __builtin_add_overflow(v, part, &v))
			return false;
	}
	*out = v;
	return parts == 2 || parts == 3;
}

static bool
divide(unsigned __int128 num, unsigned __int128 den,
    const struct map_field *f, uint64_t *out)
{
	unsigned __int128 q = num / den, rest = num % den;

	if (f->exact && rest != 0)
		return false;
	switch (f->round) {
	case ROUND_UP:
		q += rest != 0;
		break;
	case ROUND_HALF_UP:
		q += rest >= den - rest;
		break;
	case ROUND_HALF_EVEN:
		q += rest > den - rest || (rest == den - rest && q % 2 != 0);
		break;
	case ROUND_DOWN:
		break;
	}
	if (q > UINT64_MAX)
		return false;
	*out = (uint64_t)q;
	return true;
}

enum reason
usagemap_quantity(const struct map_field *f, struct slice s, uint64_t *out)
{
	struct slice rest = s;
	uint64_t whole, nano;

	/* a count as it is: nearly every one */
	if (f->plain && take_uint(&rest, &whole) && rest.len == 0) {
		*out = whole;
		return REASON_NONE;
	}
	if (!(f->hms ? take_hms(&s, &whole)
	    : f->group != '\0' ? take_grouped(&s, f->group, &whole)
	    : take_uint(&s, &whole))
	    || !take_nano(&s, f->decimal, &nano) || s.len != 0)
		return REASON_MEDIATE_QUANTITY;
	if (nano == 0 && f->multiply == 1 && f->divide == 1) {
		*out = whole;
		return REASON_NONE;
	}
	/* 2^64 * 10^9 * 10^9 fits: both factors are at most 10^9 */
	return divide(((unsigned __int128)whole * NANO + nano) * f->multiply,
	    (unsigned __int128)NANO * f->divide, f, out)
	    ? REASON_NONE : REASON_MEDIATE_QUANTITY;
}

/* ---- one field -------------------------------------------------------- */

struct job {			/* a row being mapped */
	struct usagemap		*m;
	const struct slice	*col;
	unsigned		 len;
	struct buf		*room;
};

static enum reason
bad(const struct job *j, enum reason why, const struct map_field *f,
    struct slice value)
{
	j->m->bad_name = f->name;
	j->m->bad_value = value;
	return why;
}

static struct slice
template_text(const struct job *j, const struct map_field *f)
{
	const char *from = j->room->data + j->room->len;
	unsigned i;

	for (i = 0; i < f->parts; i++) {
		const struct map_part *p = &f->part[i];
		struct slice s = p->text;

		if (p->column != 0) {
			s = column_of(j->m, j->col, j->len, p->column - 1);
			if (s.len == 0)	/* half a name is none */
				return (struct slice){ NULL, 0 };
		}
		buf_add_slice(j->room, s);
	}
	return (struct slice){ from,
	    (size_t)(j->room->data + j->room->len - from) };
}

/* The value that stands for s; false when the format does not know it. */
static bool
translate(const struct map_field *f, struct slice s, struct slice *out)
{
	unsigned lo = 0, hi = f->pairs, mid;
	int c;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		c = slice_cmp(s, f->pair[mid].from);
		if (c == 0) {
			*out = f->pair[mid].to;
			return true;
		}
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	*out = f->pairs_open ? s : f->other;
	return out->len != 0;
}

/* Words that totals are kept of may come from a column as well. */
static bool
is_too_long(const struct map_field *f, struct slice s)
{
	return (f->field == F_USAGE_TYPE || f->field == F_UNIT)
	    && s.len > TOTAL_WORD_MAX;
}

static enum reason
convert(const struct job *j, struct map_field *f, struct slice s,
    struct map_value *v)
{
	char *room;

	switch (f->as) {
	case MAP_TEXT:
		if (is_too_long(f, s))
			return bad(j, REASON_FIELD_VALUE, f, s);
		v->kind = MAP_V_TEXT;
		v->text = s;
		return REASON_NONE;
	case MAP_NUMBER:
		room = j->room->data + j->room->len;
		if (!numplan_normalise(&j->m->numbers, s, room, &v->text))
			return bad(j, REASON_MEDIATE_NUMBER, f, s);
		j->room->len += NUMPLAN_TEXT_MAX;
		v->kind = MAP_V_TEXT;
		return REASON_NONE;
	case MAP_TIME:
		if (!timefmt_parse(f->time, &f->wall, s, &v->us))
			return bad(j, REASON_MEDIATE_TIME, f, s);
		v->kind = MAP_V_TIME;
		return REASON_NONE;
	case MAP_QUANTITY:
		if (usagemap_quantity(f, s, &v->u) != REASON_NONE)
			return bad(j, REASON_MEDIATE_QUANTITY, f, s);
		v->kind = MAP_V_UINT;
		return REASON_NONE;
	}
	return REASON_NONE;
}

static enum reason
sum_up(const struct job *j, struct map_field *f, struct map_value *v)
{
	uint64_t part, sum = 0;
	unsigned i;

	for (i = 0; i < f->columns; i++) {
		struct slice s = column_of(j->m, j->col, j->len, f->column[i]);

		if (s.len == 0)
			s = f->text;
		if (s.len == 0)		/* never 0 unless the format says so */
			return bad(j, REASON_FIELD_MISSING, f,
			    j->m->column[f->column[i]].name);
		if (usagemap_quantity(f, s, &part) != REASON_NONE
		    || __builtin_add_overflow(sum, part, &sum))
			return bad(j, REASON_MEDIATE_QUANTITY, f, s);
	}
	v->kind = MAP_V_UINT;
	v->u = sum;
	return REASON_NONE;
}

/* Where the first of some texts stands in s, and which; false: none does. */
static bool
first_of(struct slice s, const struct slice *text, unsigned texts,
    size_t *at, size_t *len)
{
	const char *p, *found = NULL;
	unsigned i;

	for (i = 0; i < texts; i++) {
		p = memmem(s.p, s.len, text[i].p, text[i].len);
		if (p != NULL && (found == NULL || p < found)) {
			found = p;
			*len = text[i].len;
		}
	}
	if (found == NULL)
		return false;
	*at = (size_t)(found - s.p);
	return true;
}

/* What stands behind the first of some texts, and then before one of others */
static struct slice
part_of(const struct map_field *f, struct slice s)
{
	size_t at, len;

	if (first_of(s, f->behind, f->behinds, &at, &len)) {
		s.p += at + len;
		s.len -= at + len;
	}
	if (first_of(s, f->before, f->befores, &at, &len))
		s.len = at;
	return s;
}

/* The value of the i-th column of a field. */
static inline struct slice
column_value(const struct job *j, const struct map_field *f, unsigned i)
{
	struct slice s = column_of(j->m, j->col, j->len, f->column[i]);

	if (s.len != 0 && f->behinds + f->befores != 0)
		s = part_of(f, s);
	for (i = 0; i < f->missings; i++)
		if (slice_eq(s, f->missing[i]))
			return (struct slice){ NULL, 0 };
	return s;
}

static struct slice
first_value(const struct job *j, const struct map_field *f)
{
	struct slice s = { NULL, 0 };
	unsigned i;

	for (i = 0; i < f->columns && s.len == 0; i++)
		s = column_value(j, f, i);
	return s;
}

/* The name of the column that has nothing, where it is one that has a name. */
static struct slice
empty_column(const struct job *j, const struct map_field *f)
{
	if (f->from == MAP_COLUMN)
		return j->m->column[f->column[0]].name;
	for (unsigned i = 0; f->from == MAP_TEMPLATE && i < f->parts; i++) {
		unsigned c = f->part[i].column;

		if (c != 0 && column_of(j->m, j->col, j->len, c - 1).len == 0)
			return j->m->column[c - 1].name;
	}
	return (struct slice){ NULL, 0 };
}

static enum reason
map_one(const struct job *j, struct map_field *f, struct map_value *v)
{
	struct slice s = { NULL, 0 }, t;

	*v = (struct map_value){ .kind = MAP_V_MISSING };
	if (f->from == MAP_SUM)
		return sum_up(j, f, v);
	if (f->from == MAP_ELAPSED)	/* made when all others are */
		return REASON_NONE;
	if (f->from == MAP_COLUMN)
		s = column_value(j, f, 0);
	else if (f->from == MAP_TEMPLATE)
		s = template_text(j, f);
	else if (f->from == MAP_FIRST)
		s = first_value(j, f);
	if (s.len == 0)
		s = f->text;
	else if (f->pairs != 0) {
		if (!translate(f, s, &t))
			return bad(j, REASON_MEDIATE_UNMAPPED, f, s);
		s = t;
	}
	if (s.len != 0)
		return convert(j, f, s, v);
	return f->required ? bad(j, REASON_FIELD_MISSING, f,
	    empty_column(j, f)) : REASON_NONE;
}

/* Digits as we write them; false when there is anything else. */
static inline bool
brief_count(struct slice s, uint64_t *out)
{
	uint64_t v = 0;
	size_t i;

	if (s.len > SAFE_DIGITS || (s.p[0] == '0' && s.len > 1))
		return false;
	for (i = 0; i < s.len; i++) {
		unsigned digit = (unsigned char)(s.p[i] - '0');

		if (digit > 9)
			return false;
		v = v * 10 + digit;
	}
	*out = v;
	return true;
}

/* The short way. False: it takes the long one, or there is nothing. */
static inline bool
map_brief(const struct job *j, struct map_field *f, struct usage_row *u,
    struct map_value *v)
{
	unsigned at;
	struct slice s;

	if (f->brief <= MAP_SHORT_SAME) {
		if (f->brief == MAP_LONG)
			return false;
		*v = u->value[f->same - 1];
		return true;
	}
	at = j->m->column[f->column[0]].position;
	if (at >= j->len || (s = j->col[at]).len == 0)
		return false;
	v->text = s;
	v->in_row = true;
	if (f->brief == MAP_SHORT_TEXT) {
		v->kind = MAP_V_TEXT;
		return s.len <= f->brief_max;
	}
	if (f->brief == MAP_SHORT_COUNT) {
		v->kind = MAP_V_UINT;
		return brief_count(s, &v->u);
	}
	v->kind = MAP_V_TIME;
	v->in_row = f->time->kind == TIMEFMT_RFC3339 && tstamp_is_ours(s);
	return timefmt_parse(f->time, &f->wall, s, &v->us);
}

/* ---- a row ------------------------------------------------------------ */

#define ROOM_MAX ((size_t)16 << 20)	/* of text made for a row */
#define LAST_S	INT64_C(253402300799)	/* 9999-12-31T23:59:59Z */

/*
 * All text that a row can ask for, so that nothing moves half-way. False: a
 * format repeats a long row so often that there is no room.
 */
static bool
room_for(const struct job *j)
{
	size_t row = 0;
	unsigned i;

	if (j->m->room == 0 && j->m->row_parts == 0)
		return true;
	for (i = 0; i < j->len && j->m->row_parts != 0; i++)
		row += j->col[i].len;
	buf_clear(j->room);
	j->room->max = ROOM_MAX;
	return buf_reserve(j->room, j->m->room + row * j->m->row_parts) == 0;
}

static enum reason
end_of(const struct job *j, struct usage_row *u)
{
	struct usagemap *m = j->m;
	struct map_value *ts = &u->value[m->ts_at - 1];
	struct map_value *end = &u->value[m->end_at - 1];
	const struct map_field *f = &m->field[m->end_at - 1];
	const struct slice none = { NULL, 0 };
	int64_t us;

	if (f->from == MAP_TS_PLUS) {
		uint64_t s = u->value[m->quantity_at - 1].u;

		if (s > LAST_S || __builtin_add_overflow(ts->us,
		    (int64_t)s * US_PER_S, &us) || us / US_PER_S > LAST_S)
			return bad(j, REASON_MEDIATE_ORDER, f, none);
		*end = (struct map_value){ .kind = MAP_V_TIME, .us = us };
	}
	if (end->kind == MAP_V_TIME && end->us < ts->us && !m->unordered)
		return bad(j, REASON_MEDIATE_ORDER, f, none);
	return REASON_NONE;
}

/* The seconds from ts to end_ts as a quantity; both are there and in order. */
static enum reason
elapsed(const struct job *j, struct usage_row *u)
{
	struct usagemap *m = j->m;
	const struct map_field *f = &m->field[m->quantity_at - 1];
	const struct slice none = { NULL, 0 };
	struct map_value *v = &u->value[m->quantity_at - 1];
	int64_t us = u->value[m->end_at - 1].us - u->value[m->ts_at - 1].us;

	v->kind = MAP_V_UINT;
	return divide((unsigned __int128)us * f->multiply,
	    (unsigned __int128)US_PER_S * f->divide, f, &v->u) ? REASON_NONE
	    : bad(j, REASON_MEDIATE_QUANTITY, f, none);
}

enum reason
usagemap_apply(struct usagemap *m, const struct slice *col, unsigned len,
    struct usage_row *u)
{
	const struct job j = { m, col, len, &u->room };
	struct map_field *f = m->field, *end = f + m->fields;
	struct map_value *v = u->value;
	enum reason why;

	if (!room_for(&j)) {
		m->bad_name = SLICE_LIT("(the whole row)");
		m->bad_value = (struct slice){ NULL, 0 };
		return REASON_LINE_TOO_LONG;
	}
	for (; f < end; f++, v++) {
		if (map_brief(&j, f, u, v))
			continue;
		why = map_one(&j, f, v);
		if (why != REASON_NONE)
			return why;
	}
	if (m->end_at == 0)
		return REASON_NONE;
	why = end_of(&j, u);
	return why == REASON_NONE && m->elapsed ? elapsed(&j, u) : why;
}

enum reason
usagemap_field(struct usagemap *m, struct map_field *f,
    const struct slice *col, unsigned len, struct usage_row *u,
    struct map_value *v)
{
	const struct job j = { m, col, len, &u->room };

	return map_one(&j, f, v);
}
