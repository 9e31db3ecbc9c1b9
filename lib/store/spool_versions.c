#include "store/spool_versions.h"

#include "rec/scan.h"

void
spool_things_want(struct spool_things *t, struct spool_mark id)
{
	GROW(t->want, t->want_len, t->want_cap);
	t->want[t->want_len++] = id;
}

static int
mark_cmp(const void *a, const void *b)
{
	return spool_mark_cmp(*(const struct spool_mark *)a,
	    *(const struct spool_mark *)b);
}

/* Which of the wanted things a record is. NULL: none */
static struct spool_thing *
thing_of(const struct spool_things *t, const struct spool_rec *r)
{
	struct spool_mark m = spool_mark_id(r), *found;

	found = bsearch(&m, t->want, t->want_len, sizeof(m), mark_cmp);
	return found == NULL ? NULL : &t->thing[found - t->want];
}

/* Had someone chosen another content when that act came? */
static bool
is_put_aside(const struct spool_state *s, struct spool_mark m, size_t act)
{
	const struct spool_settled *k;
	size_t n, last = 0;
	bool aside = false;

	k = spool_settled_find(s->settled, s->settled_len, m, &n);
	for (size_t i = 0; i < n; i++) {
		if (k[i].act >= act || k[i].act < last)
			continue;
		last = k[i].act;
		if (k[i].mark.lo == m.lo)
			aside = !k[i].chosen;
	}
	return aside;
}

/* Was it of a period that is sealed, and not put aside before that? */
static bool
is_delivered(const struct spool_state *s, const char *batch, int64_t ts_us,
    struct spool_mark m)
{
	for (size_t i = 0; i < s->seals; i++) {
		const struct spool_seal *seal = &s->seal[i], *first;

		if (ts_us >= seal->to_us
		    || spool_list_find(&seal->list, batch) == NULL)
			continue;
		spool_cycle_seals(s, seal->cycle, &first);
		if (ts_us >= first->from_us && !is_put_aside(s, m, seal->act))
			return true;
	}
	return false;
}

/* The version that a record is; NULL: there are too many. */
static struct spool_version *
version_at(struct spool_thing *t, const struct spool_rec *r,
    struct spool_mark m)
{
	struct spool_version *v;
	size_t at = 0;

	while (at < t->versions && t->version[at].mark.lo < m.lo)
		at++;
	if (at < t->versions && t->version[at].mark.lo == m.lo)
		return &t->version[at];
	if (t->versions == SPOOL_VERSIONS_MAX) {
		t->more++;
		return NULL;
	}
	GROW(t->version, t->versions, t->versions_cap);
	v = &t->version[at];
	memmove(v + 1, v, (t->versions++ - at) * sizeof(*v));
	*v = (struct spool_version){ .mark = m, .ts_us = r->ts_us,
		.line = xstrndup(r->line, r->line_len) };
	return v;
}

static void
version_add(struct spool_version *v, const struct spool_state *s,
    const struct spool_rec *r, const char *batch)
{
	v->delivered = v->delivered || is_delivered(s, batch, r->ts_us,
	    v->mark);
	if (v->batches > 0 && v->batch[v->batches - 1] == batch)
		return;		/* twice in one batch */
	GROW(v->batch, v->batches, v->batches_cap);
	v->batch[v->batches++] = batch;
}

struct reading {
	struct spool_things	 *things;
	const struct spool_state *state;
	struct scanner		 *scanner;
	struct buf		  line;
};

static void
see(struct reading *g, const struct spool_rec *r, const char *batch)
{
	struct spool_thing *t = thing_of(g->things, r);
	struct spool_version *v;
	const char *next, *at;
	struct rec rec = { 0 };
	sum128_t id;

	if (t == NULL)
		return;
	buf_clear(&g->line);
	buf_add(&g->line, r->line, r->line_len);
	buf_addc(&g->line, '\n');
	buf_reserve(&g->line, SCAN_PADDING);
	if (scan_line(g->scanner, g->line.data, &rec, &next, &at)
	    != REASON_NONE)
		return;		/* verify's to find */
	if (t->id == NULL) {
		t->type = (enum rec_type)r->type;
		t->id = xstrndup(r->id, r->id_len);
		t->id_len = r->id_len;
	}
	v = version_at(t, r, spool_mark_of(r, &rec, &id));
	if (v != NULL)
		version_add(v, g->state, r, batch);
}

/* One batch after the other: no order is wanted. */
static int
read_batches(struct reading *g, const struct spool_view *v)
{
	const struct spool_register *reg = &g->things->reg;
	const struct spool_rec *r;
	int rc = 0;

	for (size_t i = 0; i < reg->len && rc == 0; i++) {
		const char *name = reg->batch[i].name;
		char *path = spool_path(v->folder, name, ".zst");
		struct spool_source src = { .path = path, .name = name,
			.first_us = INT64_MIN };
		struct spool_merge *m = spool_merge_new(&src, 1, INT64_MIN,
		    INT64_MAX);
		struct spool_reader *from;

		while ((rc = spool_merge_next(m, &r, &from)) > 0)
			see(g, r, name);
		spool_merge_free(m);
		free(path);
	}
	return rc;
}

int
spool_things_read(struct spool_things *t, const struct spool_view *v)
{
	struct reading g = { .things = t, .state = v->state };
	int rc;

	if (t->want_len > 1)
		qsort(t->want, t->want_len, sizeof(*t->want), mark_cmp);
	t->thing = xcalloc(t->want_len + 1, sizeof(*t->thing));
	spool_view_batches(v, &t->reg);
	g.scanner = scanner_new();
	rc = read_batches(&g, v);
	scanner_free(g.scanner);
	buf_release(&g.line);
	return rc;
}

void
spool_things_release(struct spool_things *t)
{
	for (size_t i = 0; t->thing != NULL && i < t->want_len; i++) {
		struct spool_thing *k = &t->thing[i];

		for (size_t n = 0; n < k->versions; n++) {
			free(k->version[n].line);
			free(k->version[n].batch);
		}
		free(k->version);
		free(k->id);
	}
	free(t->thing);
	free(t->want);
	spool_register_release(&t->reg);
	*t = (struct spool_things){ 0 };
}
