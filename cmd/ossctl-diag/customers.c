/*
 * customers.c (ossctl-diag) - whose service hangs on which node or port
 */
#include "base/diag.h"
#include "customers.h"

const char *
effect_name(enum effect e)
{
	return e == EFFECT_LOST ? "lost" : e == EFFECT_DEGRADED ? "degraded"
	    : "none";
}

/* ---- who there is ------------------------------------------------------- */

static const char *
take(struct customers *c, const struct rec *r)
{
	struct customer s = { .to_us = INT64_MAX };

	if (rec_time(r, F_FROM, &s.from_us) != REASON_NONE)
		return "from is no time";
	if (rec_has(r, F_TO) && rec_time(r, F_TO, &s.to_us) != REASON_NONE)
		return "to is no time";
	if (rec_has(r, F_REVENUE_MONTH) && rec_money(r, F_REVENUE_MONTH,
	    &s.revenue_month) != REASON_NONE)
		return "revenue_month is no amount";
	s.subscription = arena_slice(&c->arena, rec_str(r, F_SUBSCRIPTION));
	s.account = arena_slice(&c->arena, rec_str(r, F_ACCOUNT));
	s.identifier = arena_slice(&c->arena, rec_str(r, F_IDENTIFIER));
	s.currency = arena_slice(&c->arena, rec_str(r, F_CURRENCY));
	GROW(c->item, c->len, c->cap);
	c->item[c->len++] = s;
	return NULL;
}

int
customers_load(struct customers *c, const char *path)
{
	struct in *file = in_new(&path, 1, FORMAT_AUTO);
	const struct rec *r;
	const char *why;
	enum in_status st;
	int rc = 0;

	in_default_type(file, REC_SUBSCRIPTION);
	while ((st = in_next(file, &r)) == IN_OK) {
		if (r->type == REC_END)
			continue;
		why = r->type != REC_SUBSCRIPTION ? "another type"
		    : take(c, r);
		if (why == NULL)
			continue;
		diag_at(REASON_LINK_INPUT, r->file, r->line_no,
		    "not a usable subscription record: %s", why);
		rc = -1;
	}
	if (st == IN_BAD)
		diag_at(REASON_LINK_INPUT, in_file(file), in_line(file),
		    "%s: %s", reason_code(in_reason(file)), in_detail(file));
	if (st != IN_EOF)
		rc = -1;
	in_free(file);
	return rc;
}

void
customers_release(struct customers *c)
{
	arena_release(&c->arena);
	free(c->item);
	*c = (struct customers){ 0 };
}

/* ---- who is hit --------------------------------------------------------- */

struct hit {
	enum effect	effect;
	struct slice	alarm_id;
};

struct hits {
	struct names	 key;		/* NODE, NODE/OBJECT, TERMINATION */
	struct hit	*hit;		/* by key */
	size_t		 len, cap;
	struct names	 harmless;	/* alarm_id of causes that cut nobody */
	struct arena	 arena;
	int64_t		 now_us;
};

static int
note_harmless(const struct oss_alarm *a, void *arg)
{
	struct hits *h = arg;

	if (a->changed_us > h->now_us)
		h->now_us = a->changed_us;
	if (slice_is(a->alarm_type, "management-lost")
	    || slice_is(a->alarm_type, "poller-cut-off"))
		names_add(&h->harmless, a->alarm_id);
	return 0;
}

static enum effect
effect_of(const struct oss_alarm *a)
{
	enum alarm_type t;

	if (!alarm_type_lookup(a->alarm_type, &t))
		return EFFECT_NONE;
	switch (t) {
	case ALARM_NODE_UNREACHABLE: case ALARM_NODE_DOWN:
	case ALARM_PORT_DOWN: case ALARM_TERMINATION_DOWN:
	case ALARM_PORT_SILENT:
		return EFFECT_LOST;
	case ALARM_ERRORS: case ALARM_DISCARDS: case ALARM_UTILISATION:
	case ALARM_OPTICAL_POWER:
		return EFFECT_DEGRADED;
	default:
		return EFFECT_NONE;
	}
}

static void
mark(struct hits *h, struct slice key, const struct hit *hit)
{
	uint32_t n = names_add(&h->key, key);

	while (h->len <= n) {
		GROW(h->hit, h->len, h->cap);
		h->hit[h->len++] = (struct hit){ EFFECT_NONE, { NULL, 0 } };
	}
	if (hit->effect > h->hit[n].effect)
		h->hit[n] = *hit;
}

static int
mark_alarm(const struct oss_alarm *a, void *arg)
{
	struct hits *h = arg;
	struct slice root = a->root ? a->alarm_id : a->root_alarm_id;
	struct hit hit = { effect_of(a), { NULL, 0 } };
	struct buf b = { 0 };

	if (hit.effect == EFFECT_NONE
	    || names_find(&h->harmless, root) != NAMES_NONE)
		return 0;
	hit.alarm_id = arena_slice(&h->arena, root);
	if (slice_is(a->kind, "node")) {
		mark(h, a->node, &hit);
		return 0;
	}
	buf_add_slice(&b, a->node);
	buf_addc(&b, '/');
	buf_add_slice(&b, a->object);
	mark(h, buf_slice(&b), &hit);
	if (slice_is(a->kind, "termination"))
		mark(h, a->object, &hit);
	buf_release(&b);
	return 0;
}

static const struct hit *
find(const struct hits *h, struct slice key)
{
	uint32_t n = names_find(&h->key, key);

	return n == NAMES_NONE ? NULL : &h->hit[n];
}

/* 1: *node is that of a termination of this name, 0: none has it, -1 */
static int
node_of_term(struct db *db, struct slice term, struct arena *a,
    struct slice *node)
{
	sqlite3_stmt *st = db_sql(db, "SELECT node FROM object"
	    " WHERE kind = 'termination' AND name = ?1 LIMIT 1");
	enum db_step step;

	db_bind_str(st, 1, term);
	step = db_step(db, st);
	if (step == DB_ROW) {
		*node = arena_slice(a, db_col_str(st, 0));
		db_reset(st);
	}
	return step == DB_FAIL ? -1 : step == DB_ROW;
}

static int
hit_one(struct hits *h, struct customers *c, struct customer *s,
    struct db *db)
{
	struct slice id = s->identifier, node;
	const struct hit *hit = find(h, id), *at;
	int rc;

	s->effect = EFFECT_NONE;
	/* the node that the name begins with may take it down, too */
	for (size_t i = 0; i < id.len; i++) {
		if (id.p[i] != '/')
			continue;
		at = find(h, (struct slice){ id.p, i });
		if (at != NULL && (hit == NULL || at->effect > hit->effect))
			hit = at;
	}
	if (hit == NULL) {
		if ((rc = node_of_term(db, id, &c->arena, &node)) < 0)
			return -1;
		hit = rc > 0 ? find(h, node) : NULL;
	}
	if (hit == NULL || s->from_us > h->now_us || s->to_us <= h->now_us)
		return 0;
	s->effect = hit->effect;
	s->alarm_id = arena_slice(&c->arena, hit->alarm_id);
	return 0;
}

int
customers_hit(struct customers *c, struct db *db)
{
	struct hits h = { .now_us = INT64_MIN };
	int rc = 0;

	if (oss_db_alarms(db, false, note_harmless, &h) < 0
	    || oss_db_alarms(db, false, mark_alarm, &h) < 0)
		rc = -1;
	for (size_t i = 0; rc == 0 && i < c->len; i++)
		rc = hit_one(&h, c, &c->item[i], db);
	names_release(&h.key);
	names_release(&h.harmless);
	arena_release(&h.arena);
	free(h.hit);
	return rc;
}

int
customer_node(struct db *db, const struct customer *s,
    const struct names *nodes, uint32_t *node)
{
	struct arena a = { 0 };
	struct slice id = s->identifier, name;
	int rc;

	*node = names_find(nodes, id);
	for (size_t i = 0; i < id.len && *node == NAMES_NONE; i++)
		if (id.p[i] == '/')
			*node = names_find(nodes, (struct slice){ id.p, i });
	if (*node != NAMES_NONE)
		return 0;
	rc = node_of_term(db, id, &a, &name);
	if (rc > 0)
		*node = names_find(nodes, name);
	arena_release(&a);
	return rc < 0 ? -1 : 0;
}

/* ---- what they are worth ------------------------------------------------ */

void
worths_add(struct worths *w, const struct customer *s)
{
	size_t i = 0;

	names_add(&w->accounts, s->account);
	if (s->currency.len == 0)
		return;
	while (i < w->len && !slice_eq(w->worth[i].currency, s->currency))
		i++;
	if (i == WORTHS_MAX)
		return;
	if (i == w->len)
		w->worth[w->len++] = (struct worth){ s->currency, 0 };
	w->worth[i].revenue_month += s->revenue_month;
}

void
worths_release(struct worths *w)
{
	names_release(&w->accounts);
	*w = (struct worths){ .len = 0 };
}
