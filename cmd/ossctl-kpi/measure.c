/*
 * measure.c (ossctl-kpi) - figures of what is in a book
 */
#include "base/buf.h"
#include "base/diag.h"
#include "measure.h"

bool
measure_init(struct measuring *m, const struct book *b,
    const struct kpi_time *t)
{
	*m = (struct measuring){ .book = b, .time = t };
	if (kpi_work_init(&m->work, &t->rules))
		return true;
	diag(REASON_USAGE_VALUE, "the period has more than %zu windows: give "
	    "a greater --rate-window", THROUGHPUT_WINDOWS_MAX);
	return false;
}

static void
end_release(struct measure_end *e)
{
	series_points_release(&e->points);
	uptime_release(&e->uptime);
}

void
measure_release(struct measuring *m)
{
	kpi_work_release(&m->work);
	end_release(&m->a);
	end_release(&m->b);
	end_release(&m->node);
	uptime_release(&m->uptime);
	spans_release(&m->windows);
	spans_release(&m->open);
	spans_release(&m->valid);
	free(m->alarm);
}

static void
end_load(struct measuring *m, struct measure_end *e, const struct kpi_object *o)
{
	const struct kpi_rules *r = &m->time->rules;

	e->object = o;
	series_read(&o->series, &e->points);
	uptime_read(&e->uptime, &e->points, r->from_us, r->to_us, r->hold_us);
}

const struct measure_end *
measure_node_of(struct measuring *m, const struct kpi_object *of)
{
	const struct kpi_object *o = book_find(m->book, CLASS_NODE, of->node,
	    of->node);

	if (o == NULL)
		return NULL;
	if (o != m->node.object)	/* ports of a node come in a row */
		end_load(m, &m->node, o);
	return &m->node;
}

/* NULL: an end that nobody looks at. */
static void
end_read(struct measuring *m, struct measure_end *e, const struct kpi_object *o)
{
	const struct measure_end *node;

	e->object = o;
	if (o == NULL)
		return;
	end_load(m, e, o);
	if ((o->class == CLASS_INTERFACE || o->class == CLASS_TERMINATION)
	    && (node = measure_node_of(m, o)) != NULL)
		uptime_behind(&e->uptime, &node->uptime);
}

static void
alarms_add(struct measuring *m, struct slice node, struct slice object)
{
	size_t n;
	const struct book_alarm *a = book_alarms_of(m->book, node, object, &n);

	for (size_t i = 0; i < n; i++) {
		GROW(m->alarm, m->alarms, m->alarms_cap);
		m->alarm[m->alarms++] = a[i].alarm;
	}
}

static int
alarm_cmp(const void *va, const void *vb)
{
	const struct kpi_alarm *a = va, *b = vb;

	if (a->ts_us != b->ts_us)
		return a->ts_us < b->ts_us ? -1 : 1;
	return slice_cmp(a->id, b->id);
}

void
measure_object(struct measuring *m, const struct kpi_object *o,
    struct subject *s,
    struct kpi *k)
{
	*s = (struct subject){ .class = o->class, .node = o->node,
		.object = o->name };
	end_read(m, &m->a, o);
	m->repeated += m->a.points.repeated;
	book_windows_of(m->book, o->node, o->name, &m->windows);
	m->alarms = 0;
	alarms_add(m, o->node, o->name);
	kpi_begin(&m->work);
	kpi_add(&m->work, &(struct kpi_part){ .points = &m->a.points,
	    .uptime = &m->a.uptime, .open = &m->time->open,
	    .windows = &m->windows, .alarm = m->alarm,
	    .alarms = m->alarms });
	kpi_end(&m->work, k);
}

static bool
has_octets(const struct measure_end *e)
{
	if (e->object == NULL)
		return false;
	for (size_t i = 0; i < e->points.len; i++)
		if (point_has(&e->points.item[i], SERIES_IN_OCTETS)
		    && point_has(&e->points.item[i], SERIES_OUT_OCTETS))
			return true;
	return false;
}

static void
windows_of_link(struct measuring *m, const struct book_link *l)
{
	struct spans b = { 0 };

	book_windows_of(m->book, l->a_node, l->a_port, &m->windows);
	book_windows_of(m->book, l->b_node, l->b_port, &b);
	for (size_t i = 0; i < b.len; i++)
		spans_add(&m->windows, b.item[i].from_us, b.item[i].to_us);
	spans_clean(&m->windows);
	spans_release(&b);
}

void
measure_link(struct measuring *m, const struct book_link *l, struct subject *s,
    struct kpi *k)
{
	bool turned;

	*s = (struct subject){ .class = CLASS_LINK, .a_node = l->a_node,
		.a_port = l->a_port, .b_node = l->b_node,
		.b_port = l->b_port };
	end_read(m, &m->a, book_find(m->book, CLASS_INTERFACE, l->a_node,
	    l->a_port));
	end_read(m, &m->b, book_find(m->book, CLASS_INTERFACE, l->b_node,
	    l->b_port));
	uptime_of_link(&m->uptime, m->a.object ? &m->a.uptime : NULL,
	    m->b.object ? &m->b.uptime : NULL);
	windows_of_link(m, l);
	m->alarms = 0;
	alarms_add(m, l->a_node, l->a_port);
	alarms_add(m, l->b_node, l->b_port);
	if (m->alarms > 1)
		qsort(m->alarm, m->alarms, sizeof(*m->alarm), alarm_cmp);
	turned = !has_octets(&m->a) && has_octets(&m->b);
	kpi_begin(&m->work);
	kpi_add(&m->work, &(struct kpi_part){
	    .points = turned ? &m->b.points : m->a.object ? &m->a.points
	    : NULL, .turned = turned, .speed_bps = l->capacity_bps,
	    .uptime = &m->uptime, .open = &m->time->open,
	    .windows = &m->windows, .alarm = m->alarm,
	    .alarms = m->alarms });
	kpi_end(&m->work, k);
}

/* ---- subscriptions ------------------------------------------------------ */

const struct kpi_object *
measure_named(struct measuring *m, struct slice identifier)
{
	const struct kpi_object *o = book_named(m->book, identifier);

	if (o == NULL)
		return NULL;
	end_read(m, &m->a, o);
	book_windows_of(m->book, o->node, o->name, &m->windows);
	m->alarms = 0;
	alarms_add(m, o->node, o->name);
	return o;
}

static void
add_identifier(struct measuring *m, struct slice identifier)
{
	if (measure_named(m, identifier) == NULL)
		return;
	spans_clean(&m->valid);
	spans_cut(&m->valid, &m->time->open, &m->open);
	if (m->open.len == 0)
		return;
	kpi_add(&m->work, &(struct kpi_part){ .points = &m->a.points,
	    .uptime = &m->a.uptime, .open = &m->open, .open_anew = true,
	    .windows = &m->windows, .alarm = m->alarm,
	    .alarms = m->alarms });
}

bool
measure_subs(struct measuring *m, const struct book_sub *const *sub, size_t n,
    struct kpi *k)
{
	kpi_begin(&m->work);
	for (size_t i = 0, next; i < n; i = next) {
		spans_clear(&m->valid);
		for (next = i; next < n && slice_eq(sub[next]->identifier,
		    sub[i]->identifier); next++)
			spans_add(&m->valid, sub[next]->from_us,
			    sub[next]->to_us);
		add_identifier(m, sub[i]->identifier);
	}
	kpi_end(&m->work, k);
	return k->objects != 0;
}
