/*
 * profile_read.c (oss) - what cells mean after a profile
 */
#include "oss/entity.h"
#include "oss/hostres.h"
#include "oss/neighbor.h"
#include "oss/profile_value.h"

#define PERCENT	(100 * MONEY_SCALE)

static struct row
row_of(const struct cell *c)
{
	return (struct row){ c->index, c->index_len };
}

/* ---- processors, memory ----------------------------------------------- */

static bool
read_load(const struct load_rule *r, const struct cells *s, money_t *out)
{
	const struct cell *c;
	money_t value, max = 0;
	money_sum_t sum = 0;
	uint64_t n = 0;

	for (size_t i = 0; (c = cells_nth(s, r->value.ref.column, i)) != NULL;
	    i++) {
		if (!filter_passes(&r->where, s, row_of(c))
		    || !source_number(&r->value, s, row_of(c), &value))
			continue;
		if (r->idle)
			value = PERCENT - value;
		if (value < 0 || (value > PERCENT && r->take != TAKE_SUM))
			continue;
		sum += value;
		max = value > max ? value : max;
		n++;
		if (r->take == TAKE_FIRST)
			break;
	}
	if (n == 0)
		return false;
	if (r->take == TAKE_MAX) {
		*out = max;
		return true;
	}
	return money_quotient(sum, r->take == TAKE_MEAN ? n : 1, 2,
	    ROUND_HALF_UP, out);
}

struct memory {
	bool	 has_total, has_used;
	uint64_t total, used;
};

/* Of one row; false: it says nothing. */
static bool
read_memory_row(const struct memory_rule *r, const struct cells *s,
    struct row row, struct memory *m)
{
	int64_t unit = 1, total = 0, used, free, less;
	money_t percent;

	*m = (struct memory){ 0 };
	if (r->unit.given && !source_whole(&r->unit, s, row, &unit))
		return false;
	m->has_total = source_whole(&r->total, s, row, &total);
	m->has_used = source_whole(&r->used, s, row, &used);
	if (!source_whole(&r->free, s, row, &free))
		free = -1;
	if (!m->has_used && m->has_total && free >= 0 && free <= total) {
		used = total - free;
		m->has_used = true;
	} else if (m->has_used && !m->has_total && free >= 0) {
		total = used + free;
		m->has_total = true;
	} else if (!m->has_used && m->has_total
	    && source_number(&r->percent, s, row, &percent)
	    && percent >= 0 && percent <= PERCENT) {
		used = (int64_t)((__int128)total * percent / PERCENT);
		m->has_used = true;
	}
	for (unsigned i = 0; m->has_used && i < r->lesses; i++) {
		if (source_whole(&r->less[i], s, row, &less) && less <= used)
			used -= less;
	}
	if (unit < 1 || total > INT64_MAX / unit
	    || (m->has_used && used > INT64_MAX / unit))
		return false;
	m->total = (uint64_t)(total * unit);
	m->used = m->has_used ? (uint64_t)(used * unit) : 0;
	return m->has_total || m->has_used;
}

static bool
read_memory(const struct memory_rule *r, const struct cells *s,
    struct memory *all)
{
	size_t rows = r->total.given ? r->total.ref.column
	    : r->used.ref.column;
	const struct cell *c;
	struct memory m;
	bool any = false;

	for (size_t i = 0; (c = cells_nth(s, rows, i)) != NULL; i++) {
		if (!filter_passes(&r->where, s, row_of(c))
		    || !read_memory_row(r, s, row_of(c), &m))
			continue;
		all->has_total |= m.has_total;
		all->has_used |= m.has_used;
		all->total += m.total;
		all->used += m.used;
		any = true;
		if (r->take == TAKE_FIRST)
			break;
	}
	return any;
}

static void
read_health(struct view *v, const struct profile *p, const struct cells *s)
{
	struct memory m = { 0 };

	for (unsigned i = 0; i < p->loads && !v->has_cpu; i++)
		v->has_cpu = read_load(&p->load[i], s, &v->cpu_pct);
	for (unsigned i = 0; i < p->memories; i++) {
		if (!read_memory(&p->memory[i], s, &m))
			continue;
		v->has_mem_total = m.has_total;
		v->has_mem_used = m.has_used;
		v->mem_total_octets = m.total;
		v->mem_used_octets = m.used;
		return;
	}
}

/* ---- sensors ---------------------------------------------------------- */

static void
read_sensor(struct view *v, const struct sensor_rule *r,
    const struct profile_input *in, struct row row)
{
	const struct profile_word *status;
	struct sensor s = { .class = r->class };
	struct sensor *out;

	if (!filter_passes(&r->where, in->cells, row))
		return;
	s.has_reading = source_number(&r->value, in->cells, row, &s.reading);
	status = source_word(&r->status, in->cells, row);
	if (!s.has_reading && status == NULL)
		return;
	s.status = status != NULL ? (enum sensor_status)status->value
	    : STATUS_NONE;
	s.label = pieces_text(v, &r->label, in, row);
	s.port = pieces_text(v, &r->port, in, row);
	s.index = view_index(v, row.index, row.len);
	s.unit = r->unit;
	out = view_sensor(v, r->class);
	*out = s;
}

static void
read_sensors(struct view *v, const struct profile *p,
    const struct profile_input *in)
{
	const struct cell *c;

	for (unsigned i = 0; i < p->sensors; i++) {
		const struct sensor_rule *r = &p->sensor[i];

		for (size_t n = 0; (c = cells_nth(in->cells, r->rows, n))
		    != NULL; n++)
			read_sensor(v, r, in, row_of(c));
	}
}

/* ---- terminations ----------------------------------------------------- */

static void
read_numbers(struct termination *t, const struct termination_rule *r,
    const struct profile_input *in, struct row row)
{
	for (int i = 0; i < TERM_NUMBERS; i++) {
		bool has = i < TERM_WHOLE
		    ? source_number(&r->number[i], in->cells, row,
		    &t->number[i])
		    : source_whole(&r->number[i], in->cells, row,
		    &t->number[i]);

		if (has)
			t->has |= 1u << i;
	}
}

static void
read_termination(struct view *v, const struct termination_rule *r,
    const struct profile_input *in, struct row row)
{
	struct termination t = { 0 };
	const struct profile_word *w;

	if (!filter_passes(&r->where, in->cells, row))
		return;
	read_numbers(&t, r, in, row);
	for (int i = 0; i < TERM_TEXTS; i++)
		t.text[i] = source_text(v, r->text[i], r->texts[i], in, row);
	if ((w = source_word(&r->oper, in->cells, row)) != NULL)
		t.oper = w->text;
	if ((w = source_word(&r->admin, in->cells, row)) != NULL)
		t.admin = w->text;
	if ((w = source_word(&r->cause, in->cells, row)) != NULL)
		t.text[TERM_LAST_DOWN_CAUSE] = slice_of(w->text);
	t.label = pieces_text(v, &r->label, in, row);
	t.port = pieces_text(v, &r->port, in, row);
	t.index = view_index(v, row.index, row.len);
	*view_termination(v) = t;
}

static void
read_terminations(struct view *v, const struct profile *p,
    const struct profile_input *in)
{
	const struct cell *c;

	for (unsigned i = 0; i < p->terminations; i++) {
		const struct termination_rule *r = &p->termination[i];

		for (size_t n = 0; (c = cells_nth(in->cells, r->rows, n))
		    != NULL; n++)
			read_termination(v, r, in, row_of(c));
	}
}

/* ---- all of it -------------------------------------------------------- */

/* Of scalars, or of the chassis: rows 0, then the first. */
static struct slice
read_text(struct view *v, const struct text_source *src, unsigned n,
    const struct profile_input *in)
{
	static const uint32_t zero;
	struct slice text = { NULL, 0 };

	for (unsigned i = 0; i < n && text.len == 0; i++) {
		text = source_text(v, &src[i], 1, in,
		    (struct row){ &zero, 1 });
		for (size_t k = 0; text.len == 0 && !src[i].descr; k++) {
			const struct cell *c = cells_nth(in->cells,
			    src[i].ref.column, k);

			if (c == NULL)
				break;
			text = source_text(v, &src[i], 1, in, row_of(c));
		}
	}
	return text;
}

static void
set_text(struct slice *out, struct slice text)
{
	if (text.len != 0)
		*out = text;
}

void
profile_read(struct view *v, const struct profile *p,
    const struct profile_input *in)
{
	const size_t e = p->entity_sensors, l = p->lldp;
	const struct sensor_columns sensors = { e, e + 1, e + 2, e + 3, e + 4,
	    NO_COLUMN };
	const struct lldp_columns lldp = { l, l + 1, l + 2, l + 3, l + 4,
	    l + 5, l + 6, p->lldp_index, true };

	set_text(&v->vendor, p->vendor);
	set_text(&v->model, read_text(v, p->model, p->models, in));
	set_text(&v->os_version, read_text(v, p->os_version, p->os_versions,
	    in));
	set_text(&v->serial, read_text(v, p->serial, p->serials, in));
	read_health(v, p, in->cells);
	if (e != NO_COLUMN)
		entity_read_sensors(v, in->cells, in->ports, &sensors);
	if (l != NO_COLUMN)
		neighbor_read_lldp(v, in->cells, in->ports, &lldp);
	read_sensors(v, p, in);
	read_terminations(v, p, in);
}
