/*
 * call_rows.c - rows of which several make the usage of one call; see
 * call_rows.h
 */
#include "base/diag.h"
#include "base/hash.h"
#include "base/money.h"	/* u64_parse */
#include "call_rows.h"

struct call_rows {
	const struct format_call *terms;
	struct usagemap	*all;		/* the map, of which kinds are */
	struct usage_maker *usage;	/* its map: of the row at work */
	struct stream	*s;
	struct calls	*calls;
	struct buf	 row, missing, first;	/* first: call cut */
	struct usage_row other[CALL_LEGS_MAX];	/* of legs but the first */
	unsigned	 position[USAGEMAP_COLUMNS_MAX];
	uint64_t	 taken;		/* rows used or held */
	uint64_t	 cut;		/* calls that were not whole */
	int64_t		 now_us;
};

struct call_rows *
call_rows_new(struct format *f, struct usage_maker *u, struct stream *s)
{
	struct call_rows *c = xcalloc(1, sizeof(*c));

	c->all = &f->map;
	c->terms = f->call;
	c->usage = u;
	c->s = s;
	c->now_us = INT64_MIN;
	c->calls = calls_new(&f->call->terms);
	return c;
}

void
call_rows_free(struct call_rows *c)
{
	if (c == NULL)
		return;
	calls_free(c->calls);
	for (unsigned i = 0; i < CALL_LEGS_MAX; i++)
		usage_row_release(&c->other[i]);
	buf_release(&c->row);
	buf_release(&c->missing);
	buf_release(&c->first);
	free(c);
}

/* ---- a row as text: "LENGTH:VALUE" of each column of the map ------------- */

static void
row_write(struct call_rows *c, const struct csvrow *row)
{
	const struct usagemap *m = c->usage->map;

	buf_clear(&c->row);
	for (unsigned i = 0; i < m->columns; i++) {
		struct slice v = usagemap_column(m, row->col, row->len, i);

		buf_addf(&c->row, "%zu:", v.len);
		buf_add_slice(&c->row, v);
	}
}

/* False: it is not of this format. */
static bool
row_read(const struct usagemap *m, struct slice text,
    struct slice col[USAGEMAP_COLUMNS_MAX])
{
	const char *colon;
	uint64_t len;

	for (unsigned i = 0; i < m->columns; i++) {
		colon = text.len > 0 ? memchr(text.p, ':', text.len) : NULL;
		if (colon == NULL || u64_parse((struct slice){ text.p,
		    (size_t)(colon - text.p) }, &len) != NUM_OK
		    || len > text.len - (size_t)(colon + 1 - text.p))
			return false;
		col[i] = (struct slice){ colon + 1, (size_t)len };
		text.len -= (size_t)(colon + 1 - text.p) + (size_t)len;
		text.p = colon + 1 + len;
	}
	return text.len == 0;
}

/* The columns of such a row stand in the order of the map, and its kinds. */
static void
columns_in_order(struct call_rows *c)
{
	struct usagemap *m = c->all;

	for (unsigned i = 0; i < m->columns; i++) {
		c->position[i] = m->column[i].position;
		m->column[i].position = i;
	}
	for (unsigned k = 0; k < m->kinds; k++)
		for (unsigned i = 0; i < m->columns; i++)
			m->kind[k].column[i].position = i;
}

static void
columns_back(struct call_rows *c)
{
	struct usagemap *m = c->all;

	for (unsigned i = 0; i < m->columns; i++)
		m->column[i].position = c->position[i];
	for (unsigned k = 0; k < m->kinds; k++)
		for (unsigned i = 0; i < m->columns; i++)
			m->kind[k].column[i].position = c->position[i];
}

/* *map is that of its kind. */
static enum reason
row_map(struct call_rows *c, struct slice text, struct usagemap **map,
    struct usage_row *out)
{
	struct slice col[USAGEMAP_COLUMNS_MAX];
	enum reason why = REASON_FIELD_VALUE;
	unsigned n = c->all->columns;

	columns_in_order(c);
	if (row_read(c->all, text, col)
	    && (why = usagemap_pick(c->all, col, n, map)) == REASON_NONE)
		why = usagemap_apply(*map, col, n, out);
	columns_back(c);
	return why;
}

/* Which leg a field of a map is of */
static const uint8_t *
legs_of(const struct call_rows *c, const struct usagemap *m)
{
	return c->terms->leg_of[c->all->kinds > 0 ? m - c->all->kind : 0];
}

/* ---- usage of a call ---------------------------------------------------- */

static int
amount_of(enum field f)
{
	return f == F_QUANTITY ? 0 : f == F_IN_OCTETS ? 1
	    : f == F_OUT_OCTETS ? 2 : -1;
}

/* What is of all records of the leg, in place of its first one's */
static void
leg_values(const struct usagemap *m, const struct call_leg *leg,
    struct usage_row *row)
{
	for (unsigned i = 0; i < m->fields; i++) {
		struct map_value *v = &row->value[i];
		int at = amount_of(m->field[i].field);

		if (at >= 0 && v->kind == MAP_V_UINT)
			v->u = leg->sum[at];
		else if (m->field[i].field == F_TS)
			v->us = leg->from_us;
		else if (m->field[i].field == F_END_TS
		    && v->kind == MAP_V_TIME)
			v->us = leg->to_us;
	}
}

/* The value that a row of some kind has for a field; it may have none. */
static struct map_value
value_named(const struct usagemap *m, const struct usage_row *row,
    struct slice name)
{
	for (unsigned i = 0; i < m->fields; i++)
		if (slice_eq(m->field[i].name, name))
			return row->value[i];
	return (struct map_value){ .kind = MAP_V_MISSING };
}

/* Fields of another leg, where it has come */
static enum reason
other_values(struct call_rows *c, const struct call *call, unsigned leg)
{
	const struct usagemap *m = c->usage->map;
	const uint8_t *leg_of = legs_of(c, m);
	struct usagemap *its;
	enum reason why;

	if (call->leg[leg].len == 0)
		return REASON_NONE;
	why = row_map(c, call->leg[leg].part[0].row, &its, &c->other[leg]);
	for (unsigned i = 0; why == REASON_NONE && i < m->fields; i++)
		if (leg_of[i] == leg)
			c->usage->row.value[i] = its == m
			    ? c->other[leg].value[i] : value_named(its,
			    &c->other[leg], m->field[i].name);
	return why;
}

/* Its rows were mapped before, so nothing can be wrong with them now. */
static enum reason
call_map(struct call_rows *c, const struct call *call)
{
	const struct call_leg *leg = call->leg;
	enum reason why;
	unsigned i;

	while (leg->len == 0)
		leg++;
	why = row_map(c, leg->part[0].row, &c->usage->map, &c->usage->row);
	if (why == REASON_NONE)
		leg_values(c->usage->map, leg, &c->usage->row);
	for (i = 1; i < c->terms->terms.legs && why == REASON_NONE; i++)
		if (&call->leg[i] != leg)
			why = other_values(c, call, i);
	return why;
}

static int
call_put(struct call_rows *c, struct call *call)
{
	struct usage_call made = { .parts = 0 };
	enum reason why = call_map(c, call);
	int rc;

	if (why != REASON_NONE) {
		diag(why, "a record of call '%.*s' cannot be mapped",
		    SLICE_FMT(call->key));
		return -1;
	}
	buf_clear(&c->missing);
	call_missing(&c->terms->terms, call, &c->missing);
	for (unsigned i = 0; i < CALL_LEGS_MAX; i++)
		made.parts += call->leg[i].len;
	made.missing = buf_slice(&c->missing);
	buf_clear(&c->usage->id);
	buf_add_slice(&c->usage->id, call->key);
	rc = usage_put_call(c->usage, c->s->out, 1, &made);
	if (made.missing.len > 0 && c->cut++ == 0)
		buf_addf(&c->first, "'%.*s' lacks %.*s", SLICE_FMT(call->key),
		    SLICE_FMT(made.missing));
	calls_close(c->calls, call);
	return rc;
}

/* ---- a row -------------------------------------------------------------- */

static bool
is_one_of(struct slice s, const struct slice *of, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (slice_eq(s, of[i]))
			return true;
	return false;
}

static enum reason
bad(struct call_rows *c, enum reason why, unsigned column, struct slice value)
{
	c->usage->map->bad_name = c->usage->map->column[column].name;
	c->usage->map->bad_value = value;
	return why;
}

static enum reason
leg_of_row(struct call_rows *c, const struct csvrow *row, unsigned *leg)
{
	const struct format_call *t = c->terms;
	struct slice v;

	*leg = 0;
	if (t->terms.legs == 1)
		return REASON_NONE;
	v = usagemap_column(c->usage->map, row->col, row->len, t->leg);
	for (; *leg < t->terms.legs; ++*leg)
		if (is_one_of(v, t->value[*leg], t->values[*leg]))
			return REASON_NONE;
	return bad(c, v.len == 0 ? REASON_FIELD_MISSING
	    : REASON_MEDIATE_UNMAPPED, t->leg, v);
}

/* Its number, and whether it is the last one or all there is */
static enum reason
number_of_row(struct call_rows *c, const struct csvrow *row,
    struct call_part *p, bool *single)
{
	const struct format_call *t = c->terms;
	const struct usagemap *m = c->usage->map;
	struct slice kind, number;

	p->number = t->terms.from;
	p->last = true;
	*single = false;
	if (!t->numbered)
		return REASON_NONE;
	kind = usagemap_column(m, row->col, row->len, t->kind);
	*single = is_one_of(kind, t->single, t->singles);
	if (*single)
		return REASON_NONE;
	p->last = is_one_of(kind, t->last, t->lasts);
	number = usagemap_column(m, row->col, row->len, t->number);
	if (number.len == 0)
		return bad(c, REASON_FIELD_MISSING, t->number, number);
	return u64_parse(number, &p->number) == NUM_OK ? REASON_NONE
	    : bad(c, REASON_CALL_NUMBER, t->number, number);
}

/* Usage type or unit */
static struct slice
what_of(const struct usage_maker *u, enum field f)
{
	for (unsigned i = 0; i < u->map->known; i++)
		if (u->map->field[i].field == f
		    && u->row.value[i].kind == MAP_V_TEXT)
			return u->row.value[i].text;
	return (struct slice){ NULL, 0 };
}

static void
amounts_of_row(const struct usage_maker *u, struct call_part *p)
{
	const struct usagemap *m = u->map;
	const struct map_value *end = m->end_at != 0
	    ? &u->row.value[m->end_at - 1] : NULL;
	int at;

	p->from_us = p->at_us = u->row.value[m->ts_at - 1].us;
	if (end != NULL && end->kind == MAP_V_TIME)
		p->at_us = end->us;
	for (unsigned i = 0; i < m->fields; i++)
		if ((at = amount_of(m->field[i].field)) >= 0
		    && u->row.value[i].kind == MAP_V_UINT)
			p->amount[at] = u->row.value[i].u;
	p->what = hash_slice(what_of(u, F_USAGE_TYPE)) * 31
	    + hash_slice(what_of(u, F_UNIT));
}

/* What a mapped row is of its call */
static enum reason
part_of_row(struct call_rows *c, const struct csvrow *row,
    struct call_part *p, bool *single)
{
	enum reason why = leg_of_row(c, row, &p->leg);

	if (why == REASON_NONE)
		why = number_of_row(c, row, p, single);
	if (why != REASON_NONE)
		return why;
	amounts_of_row(c->usage, p);
	if (*single && c->terms->terms.legs == 1)
		return REASON_NONE;
	row_write(c, row);
	p->row = buf_slice(&c->row);
	p->digest = sum128_of(p->row.p, p->row.len);
	return REASON_NONE;
}

static int
reject(struct call_rows *c, enum reason why, const char *file,
    const struct csvrow *row, const struct call_part *p)
{
	return stream_reject_raw(c->s, why, file, row->line, row->raw,
	    "%s: record %ju of '%.*s'", reason_text(why),
	    (uintmax_t)p->number, SLICE_FMT(buf_slice(&c->usage->id)));
}

int
call_rows_take(struct call_rows *c, const char *file, const struct csvrow *row)
{
	struct call_part p = { .leg = 0 };
	struct call *call;
	enum call_fate fate;
	enum reason why;
	bool single;

	if (c->usage->map->alone) {
		amounts_of_row(c->usage, &p);
		calls_see(c->calls, p.at_us);
		return usage_put(c->usage, c->s->out, 1);
	}
	why = part_of_row(c, row, &p, &single);
	if (why != REASON_NONE)
		return usage_reject(c->usage, c->s, why, file, row);
	calls_see(c->calls, p.at_us);
	if (single && c->terms->terms.legs == 1)
		return usage_put(c->usage, c->s->out, 1);
	fate = calls_add(c->calls, buf_slice(&c->usage->id), &p, &call);
	switch (fate) {
	case CALL_HELD:
	case CALL_WHOLE:
		c->s->settled = true;	/* counted at the end */
		c->taken++;
		return fate == CALL_WHOLE ? call_put(c, call) : 0;
	case CALL_SAME:
		stream_duplicate(c->s);
		return 0;
	case CALL_OTHER:
		return reject(c, REASON_CALL_CONFLICT, file, row, &p);
	case CALL_LATE:
		return reject(c, REASON_CALL_LATE, file, row, &p);
	case CALL_MIXED:
		return reject(c, REASON_CALL_MIXED, file, row, &p);
	case CALL_MANY:
		break;
	}
	return reject(c, REASON_CALL_NUMBER, file, row, &p);
}

static int
put_cut(void *arg, struct call *call)
{
	return call_put(arg, call);
}

int
call_rows_end(struct call_rows *c, int64_t now_us, bool all)
{
	int rc;

	c->now_us = calls_latest(c->calls);
	if (now_us > c->now_us)
		c->now_us = now_us;
	rc = calls_expire(c->calls, c->now_us, all, put_cut, c);
	c->s->held_out = calls_held(c->calls);
	c->s->used += c->taken + c->s->held_in - c->s->held_out;
	if (c->cut > 0)
		diag(REASON_CALL_CUT, "%ju calls ended without all of their "
		    "records: %s", (uintmax_t)c->cut, buf_str(&c->first));
	return rc;
}

/* ---- between runs --------------------------------------------------------- */

static bool
leg_named(const struct call_terms *t, struct slice name, unsigned *leg)
{
	for (*leg = 0; *leg < t->legs; ++*leg)
		if (slice_eq(t->leg[*leg], name))
			return true;
	return false;
}

/* One that is held is mapped again, as if it was read again. */
static bool
load_open(struct call_rows *c, struct slice key, const struct call_part *was)
{
	struct slice col[USAGEMAP_COLUMNS_MAX];
	struct usagemap *m = c->all;
	struct call_part p = { .leg = 0 };
	struct csvrow row = { .col = col, .len = m->columns };
	struct call *call;
	bool good, single;
	uint64_t seq;

	columns_in_order(c);
	good = row_read(m, was->row, col)
	    && usagemap_pick(m, col, m->columns, &c->usage->map)
	    == REASON_NONE
	    && usagemap_apply(c->usage->map, col, m->columns, &c->usage->row)
	    == REASON_NONE
	    && usage_make_id(c->usage, &row, &seq) == REASON_NONE
	    && part_of_row(c, &row, &p, &single) == REASON_NONE;
	columns_back(c);
	return good && slice_eq(buf_slice(&c->usage->id), key)
	    && p.leg == was->leg && p.number == was->number
	    && calls_add(c->calls, key, &p, &call) == CALL_HELD;
}

/* The time of the latest record, also of one that was set aside */
static bool
load_clock(struct call_rows *c, const struct rec *r)
{
	int64_t us;

	if (!slice_is(rec_str(r, F_KIND), "clock")
	    || rec_time(r, F_SEEN, &us) != REASON_NONE)
		return false;
	calls_see(c->calls, us);
	return true;
}

bool
call_rows_load(struct call_rows *c, const struct rec *r)
{
	struct slice key = rec_str(r, F_OBJECT), state = rec_str(r, F_STATE);
	struct call_part p = { .row = rec_str(r, F_RAW) };

	if (r->type == REC_CURSOR)
		return load_clock(c, r);
	if (r->type != REC_PART || key.len == 0
	    || !leg_named(&c->terms->terms, rec_str(r, F_KIND), &p.leg)
	    || rec_u64(r, F_SEQ, &p.number) != REASON_NONE)
		return false;
	if (slice_is(state, "over"))
		return sum128_parse(rec_str(r, F_DIGEST), &p.digest) == 0
		    && rec_time(r, F_SEEN, &p.at_us) == REASON_NONE
		    && calls_know(c->calls, key, &p);
	if (!slice_is(state, "open") || !load_open(c, key, &p))
		return false;
	c->s->held_in++;
	return true;
}

struct saving {
	struct call_rows *c;
	struct out	 *o;
};

static int
part_save(const struct saving *s, const struct call *call, unsigned leg,
    const struct call_part *p)
{
	char digest[SUM128_HEX_MAX];

	out_begin(s->o, REC_PART);
	out_str(s->o, F_OBJECT, call->key);
	out_str(s->o, F_KIND, s->c->terms->terms.leg[leg]);
	out_u64(s->o, F_SEQ, p->number);
	out_str(s->o, F_STATE, call->over ? SLICE_LIT("over")
	    : SLICE_LIT("open"));
	out_time(s->o, F_SEEN, p->at_us);
	if (call->over) {
		sum128_hex(p->digest, digest);
		out_str(s->o, F_DIGEST, slice_of(digest));
	} else
		out_str(s->o, F_RAW, p->row);
	return out_done(s->o);
}

static int
call_save(void *arg, const struct call *call)
{
	const struct saving *s = arg;
	int rc = 0;

	for (unsigned i = 0; i < s->c->terms->terms.legs; i++)
		for (unsigned k = 0; k < call->leg[i].len && rc == 0; k++)
			rc = part_save(s, call, i, &call->leg[i].part[k]);
	return rc;
}

int
call_rows_save(struct call_rows *c, struct out *o)
{
	struct saving s = { c, o };

	if (calls_latest(c->calls) != INT64_MIN) {
		out_begin(o, REC_CURSOR);
		out_str(o, F_KIND, SLICE_LIT("clock"));
		out_str(o, F_OBJECT, SLICE_LIT("calls"));
		out_time(o, F_SEEN, calls_latest(c->calls));
		if (out_done(o) < 0)
			return -1;
	}
	return calls_each(c->calls, c->now_us, call_save, &s);
}
