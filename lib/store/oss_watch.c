/*
 * oss_watch.c (store) - what a watch knows, out of oss.db and back into it
 */
#include "oss/watch_item.h"
#include "store/oss_alarms.h"
#include "store/oss_db.h"
#include "store/oss_held.h"
#include "store/oss_known.h"
#include "store/oss_lately.h"

/* ---- what is known ------------------------------------------------------ */

/*
 * The ports that links name, for what they said last is evidence, though
 * another poller asks them.
 */
static void
want_ports(struct watch *w)
{
	for (size_t l = 0; l < w->links; l++) {
		const struct watch_link k = w->link[l];

		if (k.a_port.len != 0)
			watch_need_gauge(w, watch_object(w, OBJECT_INTERFACE,
			    k.a_node, k.a_port));
		if (k.b_port.len != 0)
			watch_need_gauge(w, watch_object(w, OBJECT_INTERFACE,
			    k.b_node, k.b_port));
	}
}

static int
load_links(struct db *db, struct watch *w)
{
	sqlite3_stmt *st = db_sql(db, "SELECT a_node, a_port, b_node, b_port,"
	    " srlg, capacity_bps FROM link");
	enum db_step step;

	if (w->links_brought != 0)
		return 0;
	while ((step = db_step(db, st)) == DB_ROW)
		watch_link(w, &(struct watch_link){ db_col_str(st, 0),
		    db_col_str(st, 1), db_col_str(st, 2), db_col_str(st, 3),
		    db_col_str(st, 4), (uint64_t)db_col_int(st, 5) });
	return step == DB_DONE ? 0 : -1;
}

static bool
window_known(const struct watch *w, size_t n, struct slice name)
{
	for (size_t i = 0; i < n; i++)
		if (slice_eq(w->window[i].window, name))
			return true;
	return false;
}

static int
load_windows(struct db *db, struct watch *w)
{
	sqlite3_stmt *st = db_sql(db, "SELECT window, node, object, from_us,"
	    " to_us FROM maintenance_window");
	enum db_step step;

	while ((step = db_step(db, st)) == DB_ROW)
		if (!window_known(w, w->windows_brought, db_col_str(st, 0)))
			watch_window(w, &(struct watch_window){
			    db_col_str(st, 0), db_col_str(st, 1),
			    db_col_str(st, 2), db_col_int(st, 3),
			    db_col_int(st, 4) });
	return step == DB_DONE ? 0 : -1;
}

static int
load_sites(struct db *db, struct watch *w)
{
	sqlite3_stmt *st = db_sql(db, "SELECT node, site FROM site");
	enum db_step step;
	uint32_t n;

	while ((step = db_step(db, st)) == DB_ROW) {
		n = names_find(&w->site_names, db_col_str(st, 0));
		if (n != NAMES_NONE && !w->site[n].known)
			continue;	/* the input says another */
		watch_site(w, db_col_str(st, 0), db_col_str(st, 1));
		w->site[names_find(&w->site_names, db_col_str(st, 0))].known
		    = true;
	}
	return step == DB_DONE ? 0 : -1;
}

static int
load_progress(struct db *db, struct watch *w)
{
	sqlite3_stmt *st = db_sql(db, "SELECT settled_us, heartbeat_us"
	    " FROM progress");
	enum db_step step = db_step(db, st);

	if (step != DB_ROW)
		return -1;
	if (!db_col_null(st, 0))
		w->settled_us = db_col_int(st, 0);
	if (!db_col_null(st, 1))
		w->heartbeat_us = db_col_int(st, 1);
	db_reset(st);
	return 0;
}

/* What an earlier load put in is dropped; what the input brought stays. */
static void
load_begin(struct watch *w)
{
	if (!w->loaded) {
		w->links_brought = w->links;
		w->windows_brought = w->windows;
	} else {
		watch_forget_known(w);
	}
	if (!w->loaded)
		w->items_brought = w->items;
	w->items = w->items_brought;
	w->links = w->links_brought;
	w->windows = w->windows_brought;
	w->loaded = true;
}

int
oss_db_load(struct db *db, struct watch *w)
{
	load_begin(w);
	if (load_progress(db, w) < 0 || oss_held_load(db, w) < 0
	    || oss_alarms_load(db, w) < 0 || load_links(db, w) < 0)
		return -1;
	want_ports(w);
	if (oss_known_load(db, w) < 0 || oss_lately_load(db, w) < 0
	    || load_windows(db, w) < 0
	    || load_sites(db, w) < 0)
		return -1;
	return 0;
}

int
oss_db_objects(struct db *db, struct watch *w)
{
	load_begin(w);
	if (load_progress(db, w) < 0 || oss_alarms_load(db, w) < 0
	    || oss_known_load_all(db, w) < 0)
		return -1;
	watch_rank(w);
	return 0;
}

int
oss_db_check(struct db *db)
{
	const struct watch_rules rules = { .health = HEALTH_RULE_ROW(1, 0) };
	struct watch w;
	int rc;

	if (db_begin_read(db) < 0)
		return -1;
	watch_init(&w, &rules);
	rc = oss_db_objects(db, &w);
	if (rc == 0)
		rc = oss_lately_load(db, &w);
	watch_release(&w);
	db_rollback(db);
	return rc;
}

/* ---- what came of it ---------------------------------------------------- */

static void
bind_confidence(sqlite3_stmt *st, int at, uint32_t ppm)
{
	if (ppm == 0)
		db_bind_null(st, at);
	else
		db_bind_int(st, at, ppm);
}

/* A new raise is a new matter: nobody has acknowledged or closed it. */
static int
save_alarm(struct db *db, const struct watch *w, const struct condition *c)
{
	const struct watched *o = &w->object[c->object];
	const struct alarm *a = &c->alarm;
	sqlite3_stmt *st = db_sql(db, "INSERT INTO alarm (alarm_id, node,"
	    " kind, object, active, raised_us, changed_us, probable_cause,"
	    " root, root_alarm_id, planned, alarm_type, qualifier, severity,"
	    " confidence_ppm, own_severity, floor)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
	    " ?13, ?14, ?15, ?16, ?17)"
	    " ON CONFLICT (alarm_id) DO UPDATE SET active = ?5,"
	    " acked_us = iif(raised_us = ?6, acked_us, NULL),"
	    " acked_by = iif(raised_us = ?6, acked_by, NULL),"
	    " ack_why = iif(raised_us = ?6, ack_why, NULL),"
	    " closed_us = iif(raised_us = ?6, closed_us, NULL),"
	    " closed_by = iif(raised_us = ?6, closed_by, NULL),"
	    " raised_us = ?6, changed_us = ?7, probable_cause = ?8,"
	    " root = ?9, root_alarm_id = ?10, planned = ?11, severity = ?14,"
	    " confidence_ppm = ?15, own_severity = ?16, floor = ?17");

	db_bind_str(st, 1, slice_of(a->id));
	db_bind_str(st, 2, o->node);
	db_bind_str(st, 3, slice_of(object_kind_name(o->kind)));
	db_bind_str(st, 4, o->name);
	db_bind_int(st, 5, a->active);
	db_bind_int(st, 6, a->raised_us);
	db_bind_int(st, 7, a->changed_us);
	db_bind_str(st, 8, slice_of(cause_name(a->cause)));
	db_bind_int(st, 9, a->root);
	db_bind_some(st, 10, slice_of(a->root_id));
	db_bind_int(st, 11, a->planned);
	db_bind_str(st, 12, slice_of(alarm_type_def(c->type)->name));
	db_bind_some(st, 13, c->qualifier);
	db_bind_str(st, 14, slice_of(severity_name(alarm_told_severity(a))));
	bind_confidence(st, 15, a->confidence_ppm);
	db_bind_str(st, 16, slice_of(severity_name(a->severity)));
	db_bind_str(st, 17, a->floor == SEVERITY_CLEARED
	    ? (struct slice){ NULL, 0 } : slice_of(severity_name(a->floor)));
	return db_run(db, st);
}

/* Sums of several currencies have no sum: the impact records have them. */
static void
bind_worth(sqlite3_stmt *st, int at, const struct watch *w,
    const struct watch_event *e)
{
	struct worths worth = { .len = 0 };
	money_t sum;

	for (size_t i = 0; i < e->hits; i++)
		if (w->hit[e->hit + i].effect > EFFECT_AT_RISK)
			worths_add(&worth, &w->rules.impact->service[
			    w->hit[e->hit + i].service]);
	for (int i = 0; i < 3; i++)
		db_bind_null(st, at + i);
	if (e->reckoned)
		db_bind_int(st, at, (int64_t)worth.accounts.len);
	if (worth.len == 1
	    && money_from_sum(worth.worth[0].revenue_month, &sum)) {
		db_bind_int(st, at + 1, sum);
		db_bind_str(st, at + 2, worth.worth[0].currency);
	}
	worths_release(&worth);
}

static int
save_transition(struct db *db, const struct watch *w,
    const struct watch_event *e)
{
	const struct condition *c = &w->condition[e->condition];
	const struct watched *o = &w->object[c->object];
	sqlite3_stmt *st = db_sql(db, "INSERT INTO transition (alarm_id,"
	    " ts_us, state, node, object, alarm_type, probable_cause,"
	    " severity, root, root_alarm_id, planned, ref, text, kind,"
	    " qualifier, confidence_ppm, customer_count, revenue_month,"
	    " currency) VALUES"
	    " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"
	    " ?15, ?16, ?17, ?18, ?19)");

	db_bind_str(st, 1, slice_of(e->alarm.id));
	db_bind_int(st, 2, e->ts_us);
	db_bind_str(st, 3, slice_of(alarm_state_name(e->state)));
	db_bind_str(st, 4, o->node);
	db_bind_str(st, 5, o->name);
	db_bind_str(st, 6, slice_of(alarm_type_def(c->type)->name));
	db_bind_str(st, 7, slice_of(cause_name(e->alarm.cause)));
	db_bind_str(st, 8, slice_of(severity_name(e->state == ALARM_CLEARED
	    ? SEVERITY_CLEARED : alarm_told_severity(&e->alarm))));
	db_bind_int(st, 9, e->alarm.root);
	db_bind_some(st, 10, slice_of(e->alarm.root_id));
	db_bind_int(st, 11, e->alarm.planned);
	db_bind_some(st, 12, e->ref);
	db_bind_some(st, 13, e->text);
	db_bind_str(st, 14, slice_of(object_kind_name(o->kind)));
	db_bind_some(st, 15, c->qualifier);
	bind_confidence(st, 16, e->alarm.confidence_ppm);
	bind_worth(st, 17, w, e);
	return db_run(db, st);
}

static int
save_hit(struct db *db, int64_t seq, size_t ordinal, const struct service *s,
    enum effect effect)
{
	sqlite3_stmt *st = db_sql(db, "INSERT INTO impact (seq, ordinal,"
	    " subscription, account, revenue_month, currency, effect)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");

	db_bind_int(st, 1, seq);
	db_bind_int(st, 2, (int64_t)ordinal);
	db_bind_some(st, 3, s->subscription);
	db_bind_some(st, 4, s->account);
	if (s->currency.len != 0)
		db_bind_int(st, 5, s->revenue_month);
	else
		db_bind_null(st, 5);
	db_bind_some(st, 6, s->currency);
	db_bind_str(st, 7, slice_of(effect_name(effect)));
	return db_run(db, st);
}

static int
save_note(struct db *db, int64_t seq, size_t ordinal,
    const struct watch_note *n)
{
	sqlite3_stmt *st = db_sql(db, "INSERT INTO note (seq, ordinal, ref,"
	    " text, alternative, node, kind, object, alarm_type,"
	    " confidence_ppm)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");

	db_bind_int(st, 1, seq);
	db_bind_int(st, 2, (int64_t)ordinal);
	db_bind_some(st, 3, n->ref);
	db_bind_some(st, 4, n->text);
	db_bind_int(st, 5, n->alternative);
	for (int i = 6; i <= 10; i++)
		db_bind_null(st, i);
	if (n->alternative) {
		db_bind_some(st, 6, n->node);
		db_bind_str(st, 7, slice_of(object_kind_name(n->kind)));
		db_bind_some(st, 8, n->object);
		db_bind_str(st, 9, slice_of(alarm_type_def(n->type)->name));
		bind_confidence(st, 10, n->confidence_ppm);
	}
	return db_run(db, st);
}

static int
save_event(struct db *db, const struct watch *w, const struct watch_event *e)
{
	int64_t seq;

	if (save_transition(db, w, e) < 0)
		return -1;
	seq = db_last_rowid(db);
	for (size_t i = 0; i < e->notes; i++)
		if (save_note(db, seq, i, &w->told[e->note + i]) < 0)
			return -1;
	for (size_t i = 0; i < e->hits; i++) {
		const struct watch_hit *h = &w->hit[e->hit + i];

		if (save_hit(db, seq, i, &w->rules.impact->service[
		    h->service], h->effect) < 0)
			return -1;
	}
	return save_alarm(db, w, &w->condition[e->condition]);
}

static int
save_links(struct db *db, const struct watch *w)
{
	sqlite3_stmt *st;

	if (w->links_brought == 0)
		return 0;
	if (db_run(db, db_sql(db, "DELETE FROM link")) < 0)
		return -1;
	for (size_t i = 0; i < w->links; i++) {
		const struct watch_link *k = &w->link[i];

		st = db_sql(db, "INSERT INTO link (a_node, a_port, b_node,"
		    " b_port, srlg, capacity_bps)"
		    " VALUES (?1, ?2, ?3, ?4, ?5, nullif(?6, 0))");
		db_bind_str(st, 1, k->a_node);
		db_bind_some(st, 2, k->a_port);
		db_bind_str(st, 3, k->b_node);
		db_bind_some(st, 4, k->b_port);
		db_bind_some(st, 5, k->srlg);
		db_bind_int(st, 6, (int64_t)k->capacity_bps);
		if (db_run(db, st) < 0)
			return -1;
	}
	return 0;
}

static int
save_windows(struct db *db, const struct watch *w)
{
	sqlite3_stmt *st;

	for (size_t i = 0; w->windows_brought != 0 && i < w->windows; i++) {
		st = db_sql(db, "INSERT INTO maintenance_window (window,"
		    " from_us, to_us, node, object)"
		    " VALUES (?1, ?2, ?3, ?4, ?5)"
		    " ON CONFLICT (window) DO UPDATE SET from_us = ?2,"
		    " to_us = ?3, node = ?4, object = ?5");
		db_bind_str(st, 1, w->window[i].window);
		db_bind_int(st, 2, w->window[i].from_us);
		db_bind_int(st, 3, w->window[i].to_us);
		db_bind_some(st, 4, w->window[i].node);
		db_bind_some(st, 5, w->window[i].object);
		if (db_run(db, st) < 0)
			return -1;
	}
	return 0;
}

static int
save_sites(struct db *db, const struct watch *w)
{
	sqlite3_stmt *st;

	for (size_t i = 0; i < w->sites; i++) {
		if (w->site[i].known)
			continue;
		st = db_sql(db, "INSERT INTO site (node, site)"
		    " VALUES (?1, ?2)"
		    " ON CONFLICT (node) DO UPDATE SET site = ?2");
		db_bind_str(st, 1, w->site[i].node);
		db_bind_str(st, 2, w->site[i].site);
		if (db_run(db, st) < 0)
			return -1;
	}
	return 0;
}

static void
bind_when(sqlite3_stmt *st, int at, int64_t us)
{
	if (us == INT64_MIN)
		db_bind_null(st, at);
	else
		db_bind_int(st, at, us);
}

static int
save_progress(struct db *db, const struct watch *w)
{
	sqlite3_stmt *st = db_sql(db, "UPDATE progress SET settled_us = ?1,"
	    " heartbeat_us = ?2");

	bind_when(st, 1, w->settled_us);
	bind_when(st, 2, w->heartbeat_us);
	return db_run(db, st);
}

int
oss_db_save(struct db *db, const struct watch *w)
{
	if (oss_known_save(db, w) < 0)
		return -1;
	for (size_t i = 0; i < w->events; i++)
		if (save_event(db, w, &w->event[i]) < 0)
			return -1;
	if (oss_lately_save(db, w) < 0 || oss_held_save(db, w) < 0
	    || save_links(db, w) < 0 || save_windows(db, w) < 0
	    || save_sites(db, w) < 0)
		return -1;
	return save_progress(db, w);
}
