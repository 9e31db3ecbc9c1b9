/*
 * spool_deliver.c (store) - the records of a view, and what becomes of each:
 * see spool_view.h
 */
#include "rec/scan.h"
#include "store/spool_view.h"

struct spool_delivery {
	const struct spool_view	*view;
	bool	(*wanted)(void *, const struct spool_rec *,
		    const struct spool_slot *);
	void			*arg;
	struct spool_merge	*merge;		/* NULL: of no part yet */
	int			 part;		/* 0: late, 1: main, 2: none */
	struct scanner		*scanner;	/* made when it is needed */
	struct buf		 line, last_id;	/* id of the record before */
	int64_t			 last_us;
	uint8_t			 last_type;
	bool			 any;		/* there is one before */
};

struct spool_delivery *
spool_delivery_new(const struct spool_view *v, bool (*wanted)(void *,
    const struct spool_rec *, const struct spool_slot *), void *arg)
{
	struct spool_delivery *d = xcalloc(1, sizeof(*d));

	d->view = v;
	d->wanted = wanted;
	d->arg = arg;
	d->part = v->late.len > 0 ? 0 : 1;
	return d;
}

void
spool_delivery_free(struct spool_delivery *d)
{
	if (d == NULL)
		return;
	spool_merge_free(d->merge);
	scanner_free(d->scanner);
	buf_release(&d->line);
	buf_release(&d->last_id);
	free(d);
}

/* Is it what stood before it? Then it is the same: conflicts are held. */
static bool
is_repeat(struct spool_delivery *d, const struct spool_rec *r)
{
	if (d->any && r->ts_us == d->last_us && r->type == d->last_type
	    && slice_eq((struct slice){ r->id, r->id_len },
	    buf_slice(&d->last_id)))
		return true;
	d->any = true;
	d->last_us = r->ts_us;
	d->last_type = r->type;
	buf_clear(&d->last_id);
	buf_add(&d->last_id, r->id, r->id_len);
	return false;
}

/* The whole mark of a record, its line read again. */
static struct spool_mark
mark_of(struct spool_delivery *d, const struct spool_rec *r)
{
	struct spool_mark none = { 0 };
	const char *next, *at;
	struct rec rec = { 0 };
	sum128_t id;

	if (d->scanner == NULL)
		d->scanner = scanner_new();
	buf_clear(&d->line);
	buf_add(&d->line, r->line, r->line_len);
	buf_addc(&d->line, '\n');
	buf_reserve(&d->line, SCAN_PADDING);
	if (scan_line(d->scanner, d->line.data, &rec, &next, &at)
	    != REASON_NONE)
		return none;
	return spool_mark_of(r, &rec, &id);
}

/* FATE_DELIVER: nothing was settled of it, or it is what was chosen. */
static enum spool_fate
settled_fate(struct spool_delivery *d, const struct spool_rec *r)
{
	const struct spool_view *v = d->view;
	const struct spool_settled *s;
	struct spool_mark m;
	size_t n;

	if (v->settled_len == 0)
		return FATE_DELIVER;
	m = spool_mark_id(r);
	s = spool_settled_find(v->settled, v->settled_len, m, &n);
	if (n == 0)
		return FATE_DELIVER;
	m = mark_of(d, r);
	for (size_t i = 0; i < n; i++)
		if (s[i].mark.lo == m.lo)
			return s[i].chosen ? FATE_DELIVER : FATE_SETTLED;
	return FATE_CONFLICT;	/* a content that nobody judged */
}

static enum spool_fate
fate_of(struct spool_delivery *d, const struct spool_rec *r,
    const struct spool_reader *from)
{
	const struct spool_view *v = d->view;
	enum spool_fate fate;

	if (d->wanted != NULL && !d->wanted(d->arg, r, &from->slot[r->slot]))
		return FATE_UNWANTED;
	if (spool_conflicts_has(&v->conflicts, r))
		return FATE_CONFLICT;
	fate = settled_fate(d, r);
	if (fate != FATE_DELIVER)
		return fate;
	if (is_repeat(d, r))
		return FATE_REPEAT;
	if (d->part != 0)
		return FATE_DELIVER;
	return v->seal == NULL && r->ts_us < v->gone_us ? FATE_GONE
	    : FATE_LATE;
}

static void
part_begin(struct spool_delivery *d)
{
	const struct spool_part *p = d->part == 0 ? &d->view->late
	    : &d->view->main;

	d->merge = spool_merge_new(p->source, p->len, p->from_us, p->to_us);
	d->any = false;
}

int
spool_delivery_next(struct spool_delivery *d, const struct spool_rec **r,
    struct spool_reader **from, enum spool_fate *fate)
{
	int rc;

	while (d->part < 2) {
		if (d->merge == NULL)
			part_begin(d);
		rc = spool_merge_next(d->merge, r, from);
		if (rc < 0)
			return -1;
		if (rc == 0) {
			spool_merge_free(d->merge);
			d->merge = NULL;
			d->part++;
		} else if (d->part == 0 && spool_merge_known(d->merge)) {
			is_repeat(d, *r);	/* delivered before: remember */
		} else {
			*fate = fate_of(d, *r, *from);
			return 1;
		}
	}
	return 0;
}
