/*
 * oss_known.c (store) - what is known of each node and all that is in it
 */
#include "base/diag.h"
#include "oss/watch_item.h"
#include "store/oss_known.h"

#include "store/oss_alarms.h"

static int
damaged(struct db *db, struct slice node)
{
	diag_at(REASON_DB_DAMAGED, db->path, 0, "what is known of node "
	    "'%.*s' cannot be read", SLICE_FMT(node));
	return -1;
}

/* ---- into a watch ------------------------------------------------------- */

/*
 * What is wanted though another poller asks it. Of a node of which a port or
 * a termination has an alarm, what else is there and whether it works says
 * what of them hangs together; of one that is silent, what hung on it; and a
 * termination that a link leads to must not be taken for a node.
 */
struct wanted {
	bool	*node;			/* troubled; by object */
	size_t	 len;
	struct names end;		/* of links */
	uint32_t guess;			/* behind the last that was found */
};

static struct wanted
find_wanted(const struct watch *w)
{
	struct wanted t = { .node = xcalloc(w->objects + 1, sizeof(bool)),
	    .len = w->objects };

	for (size_t l = 0; l < w->links; l++) {
		names_add(&t.end, w->link[l].a_node);
		names_add(&t.end, w->link[l].b_node);
	}

	for (size_t i = 0; i < w->conditions; i++) {
		const struct watched *o = &w->object[w->condition[i].object];

		if (w->condition[i].alarm.active && o->of_node != WATCH_NONE
		    && (o->kind == OBJECT_INTERFACE
		    || o->kind == OBJECT_TERMINATION))
			t.node[o->of_node] = true;
	}
	for (size_t i = 0; i < w->items; i++) {
		const struct watch_item *it = &w->item[i];
		uint32_t o;

		if (it->what != ITEM_READING || it->reading != READING_DOWN)
			continue;
		o = w->condition[it->condition].object;
		if (w->object[o].kind == OBJECT_NODE)
			t.node[o] = true;
	}
	return t;
}

/* The object that an entry is about, if it is wanted. */
static uint32_t
object_for(struct watch *w, struct wanted *t, struct slice node,
    uint32_t n, const struct known *k)
{
	bool troubled = n < t->len && t->node[n];
	uint32_t object;

	if (k->kind == OBJECT_ANY)
		return WATCH_NONE;
	if (k->kind == OBJECT_NODE)
		return n;
	if (k->kind == OBJECT_NEIGHBOR || k->kind == OBJECT_PROBE
	    || known_has_events(k)
	    || (troubled && (k->kind == OBJECT_INTERFACE
	    || k->kind == OBJECT_TERMINATION))
	    || (k->kind == OBJECT_TERMINATION
	    && names_find(&t->end, k->name) != NAMES_NONE))
		return watch_object(w, k->kind, node, k->name);
	object = watch_find_in(w, n, k->kind, k->name, t->guess);
	if (object != WATCH_NONE)
		t->guess = object + 1;
	return object;
}

static int
load_block(struct watch *w, struct wanted *t, int64_t id,
    struct slice node, struct slice block)
{
	uint32_t n = watch_object(w, OBJECT_NODE, node, node), object;
	struct watch_kept kept = { .id = id, .at = w->kept_octets.len };
	struct known k;
	int more;

	while ((more = known_next(&block, &k)) > 0) {
		object = object_for(w, t, node, n, &k);
		if (object == WATCH_NONE) {
			buf_add_slice(&w->kept_octets, k.octets);
			continue;
		}
		if (known_take(&k, w, object) < 0)
			return -1;
		watch_ordered(w, object);
	}
	kept.len = w->kept_octets.len - kept.at;
	GROW(w->kept, w->kepts, w->kepts_cap);
	w->object[n].kept = (uint32_t)w->kepts;
	w->kept[w->kepts++] = kept;
	return more;
}

/* What alarms of ports that were not sampled now rest on, too. */
static void
want_gauges(struct watch *w)
{
	for (size_t i = 0; i < w->objects; i++)
		if (w->object[i].kind == OBJECT_INTERFACE
		    && w->condition[w->object[i].own].next != WATCH_NONE)
			watch_need_gauge(w, (uint32_t)i);
}

int
oss_known_load(struct db *db, struct watch *w)
{
	sqlite3_stmt *st = db_sql(db, "SELECT node_id, node, octets"
	    " FROM known");
	struct wanted t = find_wanted(w);
	enum db_step step;

	while ((step = db_step(db, st)) == DB_ROW)
		if (load_block(w, &t, db_col_int(st, 0), db_col_str(st, 1),
		    db_col_octets(st, 2)) < 0) {
			damaged(db, db_col_str(st, 1));
			db_reset(st);
			names_release(&t.end);
			free(t.node);
			return -1;
		}
	names_release(&t.end);
	free(t.node);
	want_gauges(w);
	return step == DB_DONE ? 0 : -1;
}

static int
load_whole(struct watch *w, struct slice node, struct slice block)
{
	struct known k;
	int more;

	while ((more = known_next(&block, &k)) > 0)
		if (k.kind != OBJECT_ANY && known_take(&k, w,
		    watch_object(w, k.kind, node,
		    k.kind == OBJECT_NODE ? node : k.name)) < 0)
			return -1;
	return more;
}

int
oss_known_load_all(struct db *db, struct watch *w)
{
	sqlite3_stmt *st = db_sql(db, "SELECT node, octets FROM known");
	enum db_step step;

	while ((step = db_step(db, st)) == DB_ROW)
		if (load_whole(w, db_col_str(st, 0), db_col_octets(st, 1))
		    < 0) {
			damaged(db, db_col_str(st, 0));
			db_reset(st);
			return -1;
		}
	return step == DB_DONE ? 0 : -1;
}

/* ---- out of a watch ----------------------------------------------------- */

static int
put_block(struct db *db, int64_t id, struct slice node, struct slice block)
{
	sqlite3_stmt *st;

	if (id == 0)
		st = db_sql(db, "INSERT INTO known (node, octets)"
		    " VALUES (?1, ?2)");
	else
		st = db_sql(db, "UPDATE known SET octets = ?2"
		    " WHERE node_id = ?1");
	if (id == 0)
		db_bind_str(st, 1, node);
	else
		db_bind_int(st, 1, id);
	db_bind_octets(st, 2, block);
	return db_run(db, st);
}

/* A node is in w->order from first up to last. */
static int
save_node(struct db *db, const struct watch *w, struct buf *b, size_t first,
    size_t last)
{
	const struct watched *o = &w->object[w->order[first]];
	const struct watch_kept *kept = o->kept == WATCH_NONE ? NULL
	    : &w->kept[o->kept];
	bool dirty = false;

	for (size_t i = first; i < last && !dirty; i++)
		dirty = w->object[w->order[i]].dirty;
	if (!dirty)
		return 0;
	buf_clear(b);
	for (size_t i = first; i < last; i++)
		known_put(b, w, w->order[i]);
	if (kept != NULL)
		buf_add(b, w->kept_octets.data + kept->at, kept->len);
	if (b->len == 0 && kept == NULL)
		return 0;
	known_fill(b);
	return put_block(db, kept != NULL ? kept->id : 0, o->node,
	    buf_slice(b));
}

int
oss_known_save(struct db *db, const struct watch *w)
{
	struct buf b = { 0 };
	size_t last;
	int rc = 0;

	for (size_t i = 0; i < w->ordered && rc == 0; i = last) {
		uint32_t node = w->order[i];

		last = i + 1;
		if (w->object[node].kind != OBJECT_NODE)
			continue;	/* a link, a site: nothing is known */
		while (last < w->ordered
		    && w->object[w->order[last]].of_node == node)
			last++;
		rc = save_node(db, w, &b, i, last);
	}
	buf_release(&b);
	return rc;
}

/* ---- without a watch ---------------------------------------------------- */

static int64_t
forget_within(struct db *db, struct slice node, struct slice object,
    int64_t *id, struct buf *left)
{
	sqlite3_stmt *st = db_sql(db, "SELECT node_id, octets FROM known"
	    " WHERE node = ?1");
	struct slice block;
	struct known k;
	int64_t n = 0;
	int more;

	db_bind_str(st, 1, node);
	switch (db_step(db, st)) {
	case DB_FAIL:
		return -1;
	case DB_DONE:
		return 0;
	case DB_ROW:
		break;
	}
	*id = db_col_int(st, 0);
	block = db_col_octets(st, 1);
	while ((more = known_next(&block, &k)) > 0)
		if (object.len == 0 || slice_eq(object, k.kind == OBJECT_NODE
		    ? node : k.name))
			n++;
		else
			buf_add_slice(left, k.octets);
	db_reset(st);
	return more < 0 ? damaged(db, node) : n;
}

int64_t
oss_known_forget(struct db *db, struct slice node, struct slice object)
{
	struct buf left = { 0 };
	int64_t id = 0, n = forget_within(db, node, object, &id, &left);
	sqlite3_stmt *st;

	if (n > 0 && left.len == 0) {
		st = db_sql(db, "DELETE FROM known WHERE node_id = ?1");
		db_bind_int(st, 1, id);
		if (db_run(db, st) < 0)
			n = -1;
	} else if (n > 0) {
		known_fill(&left);
		if (put_block(db, id, node, buf_slice(&left)) < 0)
			n = -1;
	}
	buf_release(&left);
	return n;
}

static void
purge_conditions(struct watch *w, int64_t before_us)
{
	for (size_t i = 0; i < w->conditions; i++) {
		struct condition *c = &w->condition[i];

		if ((c->type != ALARM_EVENT && !w->object[c->object].heard)
		    || !c->health.known || c->alarm.active
		    || c->health.last_us >= before_us)
			continue;
		c->health.known = false;
		w->object[c->object].dirty = true;
	}
}

int
oss_known_purge(struct db *db, int64_t before_us)
{
	const struct watch_rules rules = { .health = HEALTH_RULE_ROW(1, 0) };
	struct watch w;
	int rc = -1;

	watch_init(&w, &rules);
	if (oss_alarms_load(db, &w) == 0 && oss_known_load(db, &w) == 0) {
		purge_conditions(&w, before_us);
		watch_rank(&w);
		rc = oss_known_save(db, &w);
	}
	watch_release(&w);
	return rc;
}

static int
each_of(struct slice node, struct slice block, enum object_kind kind,
    oss_known_fn *fn, void *arg)
{
	struct known k;
	int more;

	while ((more = known_next(&block, &k)) > 0)
		if (k.kind == kind && known_has_health(&k)
		    && fn(node, kind == OBJECT_NODE ? node : k.name, arg) < 0)
			return 1;
	return more;
}

int
oss_known_each(struct db *db, enum object_kind kind, bool backwards,
    oss_known_fn *fn, void *arg)
{
	sqlite3_stmt *st = backwards
	    ? db_sql(db, "SELECT node, octets FROM known ORDER BY node DESC")
	    : db_sql(db, "SELECT node, octets FROM known ORDER BY node");
	enum db_step step;
	int rc = 0;

	while (rc == 0 && (step = db_step(db, st)) == DB_ROW) {
		rc = each_of(db_col_str(st, 0), db_col_octets(st, 1), kind,
		    fn, arg);
		if (rc < 0)
			damaged(db, db_col_str(st, 0));
	}
	db_reset(st);
	return rc != 0 || step != DB_DONE ? -1 : 0;
}
