#include "store/oss_db.h"

#include <stdio.h>

static struct slice
text_of(const char *s)
{
	return s[0] != '\0' ? slice_of(s) : (struct slice){ NULL, 0 };
}

/* Missing is NULL, never ''. */
static struct slice
some(struct slice s)
{
	return s.len != 0 ? s : (struct slice){ NULL, 0 };
}

/* ---- what is known ------------------------------------------------------ */

static void
health_of(sqlite3_stmt *st, int at, struct watched *o)
{
	o->health = (struct health){
		.known = true,
		.last_us = db_col_int(st, at),
		.bad_us = db_col_int(st, at + 1),
		.bad = (uint32_t)db_col_int(st, at + 2),
		.was_up = db_col_int(st, at + 3) != 0,
		.failed = db_col_int(st, at + 4) != 0,
	};
	o->loaded = true;
}

static int
load_nodes(struct db *db, struct watch *w)
{
	sqlite3_stmt *st = db_sql(db, "SELECT node, last_us, bad_us, bad,"
	    " was_up, failed FROM object WHERE kind = 'node'");
	enum db_step step;

	while ((step = db_step(db, st)) == DB_ROW) {
		struct slice node = db_col_str(st, 0);
		uint32_t n = watch_object(w, OBJECT_NODE, node, node);

		health_of(st, 1, &w->object[n]);
	}
	return step == DB_DONE ? 0 : -1;
}

static void
alarm_of(sqlite3_stmt *st, struct alarm *a)
{
	struct slice root = db_col_str(st, 7);

	a->active = true;
	a->raised_us = db_col_int(st, 3);
	a->changed_us = db_col_int(st, 4);
	a->cause = cause_lookup(db_col_str(st, 5));
	a->root = db_col_int(st, 6) != 0;
	a->planned = db_col_int(st, 8) != 0;
	if (root.len == ALARM_ID_MAX - 1)
		memcpy(a->root_id, root.p, root.len);
}

static int
load_alarms(struct db *db, struct watch *w)
{
	sqlite3_stmt *st = db_sql(db, "SELECT node, kind, object, raised_us,"
	    " changed_us, probable_cause, root, root_alarm_id, planned"
	    " FROM alarm WHERE active = 1");
	enum object_kind kind;
	enum db_step step;
	uint32_t n;

	while ((step = db_step(db, st)) == DB_ROW) {
		if (!object_kind_lookup(db_col_str(st, 1), &kind))
			continue;	/* of a newer program: not ours */
		n = watch_object(w, kind, db_col_str(st, 0),
		    db_col_str(st, 2));
		alarm_of(st, &w->object[n].alarm);
	}
	return step == DB_DONE ? 0 : -1;
}

/* The ports that were observed, or have an alarm. */
static int
load_ports(struct db *db, struct watch *w)
{
	sqlite3_stmt *st;
	enum db_step step;

	for (size_t i = 0; i < w->objects; i++) {
		struct watched *o = &w->object[i];

		if (o->loaded)
			continue;
		st = db_sql(db, "SELECT last_us, bad_us, bad, was_up, failed"
		    " FROM object WHERE node = ?1 AND kind = ?2"
		    " AND name = ?3");
		db_bind_str(st, 1, o->node);
		db_bind_str(st, 2, slice_of(object_kind_name(o->kind)));
		db_bind_str(st, 3, o->name);
		if ((step = db_step(db, st)) == DB_FAIL)
			return -1;
		if (step == DB_ROW)
			health_of(st, 0, o);
		db_reset(st);
	}
	return 0;
}

static int
load_links(struct db *db, struct watch *w)
{
	sqlite3_stmt *st = db_sql(db, "SELECT a_node, a_port, b_node, b_port"
	    " FROM link");
	enum db_step step;

	if (w->links_brought != 0)
		return 0;
	while ((step = db_step(db, st)) == DB_ROW)
		watch_link(w, &(struct watch_link){ db_col_str(st, 0),
		    db_col_str(st, 1), db_col_str(st, 2), db_col_str(st, 3) });
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
	w->links = w->links_brought;
	w->windows = w->windows_brought;
	w->loaded = true;
}

int
oss_db_load(struct db *db, struct watch *w)
{
	load_begin(w);
	if (load_progress(db, w) < 0 || load_nodes(db, w) < 0
	    || load_alarms(db, w) < 0 || load_ports(db, w) < 0
	    || load_links(db, w) < 0 || load_windows(db, w) < 0)
		return -1;
	return 0;
}

/* ---- what came of it ---------------------------------------------------- */

static int
save_object(struct db *db, const struct watched *o)
{
	sqlite3_stmt *st = db_sql(db, "INSERT INTO object (node, kind, name,"
	    " last_us, bad_us, bad, was_up, failed)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
	    " ON CONFLICT (node, kind, name) DO UPDATE SET last_us = ?4,"
	    " bad_us = ?5, bad = ?6, was_up = ?7, failed = ?8");

	db_bind_str(st, 1, o->node);
	db_bind_str(st, 2, slice_of(object_kind_name(o->kind)));
	db_bind_str(st, 3, o->name);
	db_bind_int(st, 4, o->health.last_us);
	db_bind_int(st, 5, o->health.bad_us);
	db_bind_int(st, 6, o->health.bad);
	db_bind_int(st, 7, o->health.was_up);
	db_bind_int(st, 8, o->health.failed);
	return db_run(db, st);
}

/* A new raise is a new matter: nobody has acknowledged it. */
static int
save_alarm(struct db *db, const struct watched *o)
{
	const struct alarm *a = &o->alarm;
	sqlite3_stmt *st = db_sql(db, "INSERT INTO alarm (alarm_id, node,"
	    " kind, object, active, raised_us, changed_us, probable_cause,"
	    " root, root_alarm_id, planned)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
	    " ON CONFLICT (alarm_id) DO UPDATE SET active = ?5,"
	    " acked_us = iif(raised_us = ?6, acked_us, NULL),"
	    " acked_by = iif(raised_us = ?6, acked_by, NULL),"
	    " ack_why = iif(raised_us = ?6, ack_why, NULL),"
	    " raised_us = ?6, changed_us = ?7, probable_cause = ?8,"
	    " root = ?9, root_alarm_id = ?10, planned = ?11");

	db_bind_str(st, 1, slice_of(a->id));
	db_bind_str(st, 2, o->node);
	db_bind_str(st, 3, slice_of(object_kind_name(o->kind)));
	db_bind_str(st, 4, o->name);
	db_bind_int(st, 5, a->active);
	db_bind_int(st, 6, a->raised_us);
	db_bind_int(st, 7, a->changed_us);
	db_bind_str(st, 8, slice_of(cause_name(a->cause)));
	db_bind_int(st, 9, a->root);
	db_bind_str(st, 10, text_of(a->root_id));
	db_bind_int(st, 11, a->planned);
	return db_run(db, st);
}

static int
save_event(struct db *db, const struct watch *w, const struct watch_event *e)
{
	const struct watched *o = &w->object[e->object];
	sqlite3_stmt *st = db_sql(db, "INSERT INTO transition (alarm_id,"
	    " ts_us, state, node, object, alarm_type, probable_cause,"
	    " severity, root, root_alarm_id, planned, ref, text) VALUES"
	    " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)");

	db_bind_str(st, 1, slice_of(e->alarm.id));
	db_bind_int(st, 2, e->ts_us);
	db_bind_str(st, 3, slice_of(alarm_state_name(e->state)));
	db_bind_str(st, 4, o->node);
	db_bind_str(st, 5, o->name);
	db_bind_str(st, 6, slice_of(alarm_type_name(o->kind)));
	db_bind_str(st, 7, slice_of(cause_name(e->alarm.cause)));
	db_bind_str(st, 8, slice_of(e->state == ALARM_CLEARED ? "cleared"
	    : alarm_severity(o->kind)));
	db_bind_int(st, 9, e->alarm.root);
	db_bind_str(st, 10, text_of(e->alarm.root_id));
	db_bind_int(st, 11, e->alarm.planned);
	db_bind_str(st, 12, some(e->ref));
	db_bind_str(st, 13, some(e->text));
	return db_run(db, st);
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
		st = db_sql(db, "INSERT INTO link (a_node, a_port, b_node,"
		    " b_port) VALUES (?1, ?2, ?3, ?4)");
		db_bind_str(st, 1, w->link[i].a_node);
		db_bind_str(st, 2, some(w->link[i].a_port));
		db_bind_str(st, 3, w->link[i].b_node);
		db_bind_str(st, 4, some(w->link[i].b_port));
		if (db_run(db, st) < 0)
			return -1;
	}
	return 0;
}

static int
save_windows(struct db *db, const struct watch *w)
{
	sqlite3_stmt *st;

	for (size_t i = 0; i < w->windows; i++) {
		st = db_sql(db, "INSERT INTO maintenance_window (window,"
		    " from_us, to_us, node, object)"
		    " VALUES (?1, ?2, ?3, ?4, ?5)"
		    " ON CONFLICT (window) DO UPDATE SET from_us = ?2,"
		    " to_us = ?3, node = ?4, object = ?5");
		db_bind_str(st, 1, w->window[i].window);
		db_bind_int(st, 2, w->window[i].from_us);
		db_bind_int(st, 3, w->window[i].to_us);
		db_bind_str(st, 4, some(w->window[i].node));
		db_bind_str(st, 5, some(w->window[i].object));
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
	for (size_t i = 0; i < w->objects; i++)
		if (w->object[i].dirty && save_object(db, &w->object[i]) < 0)
			return -1;
	for (size_t i = 0; i < w->events; i++)
		if (save_event(db, w, &w->event[i]) < 0
		    || save_alarm(db, &w->object[w->event[i].object]) < 0)
			return -1;
	if (save_links(db, w) < 0 || save_windows(db, w) < 0)
		return -1;
	return save_progress(db, w);
}

/* ---- transitions -------------------------------------------------------- */

#define TRANSITION_COLUMNS						\
	"seq, ts_us, alarm_id, state, node, object, alarm_type,"	\
	" probable_cause, severity, root_alarm_id, ref, text, root, planned"

static int
each_transition(struct db *db, sqlite3_stmt *st, oss_transition_fn *fn,
    void *arg)
{
	enum db_step step;

	while ((step = db_step(db, st)) == DB_ROW) {
		struct oss_transition t = {
			.seq = db_col_int(st, 0),
			.ts_us = db_col_int(st, 1),
			.alarm_id = db_col_str(st, 2),
			.state = db_col_str(st, 3),
			.node = db_col_str(st, 4),
			.object = db_col_str(st, 5),
			.alarm_type = db_col_str(st, 6),
			.probable_cause = db_col_str(st, 7),
			.severity = db_col_str(st, 8),
			.root_alarm_id = db_col_str(st, 9),
			.ref = db_col_str(st, 10),
			.text = db_col_str(st, 11),
			.root = db_col_int(st, 12) != 0,
			.planned = db_col_int(st, 13) != 0,
		};

		if (fn(&t, arg) < 0) {
			db_reset(st);
			return -1;
		}
	}
	return step == DB_DONE ? 0 : -1;
}

int
oss_db_untold(struct db *db, oss_transition_fn *fn, void *arg)
{
	return each_transition(db, db_sql(db, "SELECT " TRANSITION_COLUMNS
	    " FROM transition WHERE seq > (SELECT told_seq FROM progress)"
	    " ORDER BY seq"), fn, arg);
}

int
oss_db_history(struct db *db, struct slice alarm_id, int64_t since_us,
    oss_transition_fn *fn, void *arg)
{
	sqlite3_stmt *st = db_sql(db, "SELECT " TRANSITION_COLUMNS
	    " FROM transition WHERE (?1 IS NULL OR alarm_id = ?1)"
	    " AND ts_us >= ?2 ORDER BY seq");

	db_bind_str(st, 1, alarm_id);
	db_bind_int(st, 2, since_us);
	return each_transition(db, st, fn, arg);
}

/* Two runs may tell at the same time: the mark never goes back. */
int
oss_db_told(struct db *db, int64_t seq)
{
	sqlite3_stmt *st = db_sql(db, "UPDATE progress SET told_seq = ?1"
	    " WHERE told_seq < ?1");

	db_bind_int(st, 1, seq);
	return db_run(db, st);
}

/* ---- alarms ------------------------------------------------------------- */

#define ALARM_COLUMNS							\
	"alarm_id, node, object, kind, probable_cause, root_alarm_id,"	\
	" acked_by, ack_why, raised_us, changed_us, acked_us, active, root,"\
	" planned"

static int
one_alarm(sqlite3_stmt *st, oss_alarm_fn *fn, void *arg)
{
	enum object_kind kind = OBJECT_NODE;
	struct oss_alarm a = {
		.alarm_id = db_col_str(st, 0), .node = db_col_str(st, 1),
		.object = db_col_str(st, 2),
		.probable_cause = db_col_str(st, 4),
		.root_alarm_id = db_col_str(st, 5),
		.acked_by = db_col_str(st, 6), .ack_why = db_col_str(st, 7),
		.raised_us = db_col_int(st, 8),
		.changed_us = db_col_int(st, 9),
		.acked_us = db_col_int(st, 10),
		.active = db_col_int(st, 11) != 0,
		.root = db_col_int(st, 12) != 0,
		.planned = db_col_int(st, 13) != 0,
		.acked = !db_col_null(st, 10),
	};

	object_kind_lookup(db_col_str(st, 3), &kind);
	a.alarm_type = slice_of(alarm_type_name(kind));
	a.severity = slice_of(a.active ? alarm_severity(kind) : "cleared");
	return fn(&a, arg);
}

int
oss_db_alarms(struct db *db, bool all, oss_alarm_fn *fn, void *arg)
{
	/* 'node' is worse than 'interface' */
	sqlite3_stmt *st = db_sql(db, "SELECT " ALARM_COLUMNS " FROM alarm"
	    " WHERE active = 1 OR ?1"
	    " ORDER BY active DESC, kind DESC, node, object");
	enum db_step step;

	db_bind_int(st, 1, all);
	while ((step = db_step(db, st)) == DB_ROW)
		if (one_alarm(st, fn, arg) < 0) {
			db_reset(st);
			return -1;
		}
	return step == DB_DONE ? 0 : -1;
}

int
oss_db_alarm(struct db *db, struct slice alarm_id, oss_alarm_fn *fn,
    void *arg)
{
	sqlite3_stmt *st = db_sql(db, "SELECT " ALARM_COLUMNS " FROM alarm"
	    " WHERE alarm_id = ?1");
	enum db_step step;
	int rc;

	db_bind_str(st, 1, alarm_id);
	if ((step = db_step(db, st)) != DB_ROW)
		return step == DB_DONE ? 0 : -1;
	rc = one_alarm(st, fn, arg);
	db_reset(st);
	return rc < 0 ? -1 : 1;
}

int
oss_db_ack(struct db *db, struct slice alarm_id, int64_t at_us,
    struct slice who, struct slice why)
{
	sqlite3_stmt *st = db_sql(db, "UPDATE alarm SET acked_us = ?2,"
	    " acked_by = ?3, ack_why = ?4 WHERE alarm_id = ?1"
	    " AND active = 1");

	db_bind_str(st, 1, alarm_id);
	db_bind_int(st, 2, at_us);
	db_bind_str(st, 3, who);
	db_bind_str(st, 4, some(why));
	if (db_run(db, st) < 0)
		return -1;
	return db_changes(db) > 0;
}

static int
forget_alarms(struct db *db, struct slice node, struct slice object)
{
	sqlite3_stmt *st = db_sql(db, "INSERT INTO transition (alarm_id,"
	    " ts_us, state, node, object, alarm_type, probable_cause,"
	    " severity, root, root_alarm_id, planned)"
	    " SELECT a.alarm_id, max(p.settled_us, a.changed_us), 'cleared',"
	    " a.node, a.object, t.alarm_type, a.probable_cause, 'cleared',"
	    " a.root, a.root_alarm_id, a.planned"
	    " FROM alarm a CROSS JOIN progress p"
	    " JOIN transition t ON t.seq = (SELECT max(seq) FROM transition"
	    " WHERE alarm_id = a.alarm_id)"
	    " WHERE a.active = 1 AND a.node = ?1"
	    " AND (?2 IS NULL OR a.object = ?2) ORDER BY a.kind, a.object");

	db_bind_str(st, 1, node);
	db_bind_str(st, 2, some(object));
	if (db_run(db, st) < 0)
		return -1;
	st = db_sql(db, "UPDATE alarm SET active = 0, changed_us ="
	    " max(changed_us, (SELECT settled_us FROM progress))"
	    " WHERE active = 1 AND node = ?1"
	    " AND (?2 IS NULL OR object = ?2)");
	db_bind_str(st, 1, node);
	db_bind_str(st, 2, some(object));
	return db_run(db, st);
}

int64_t
oss_db_forget(struct db *db, struct slice node, struct slice object)
{
	sqlite3_stmt *st;

	if (forget_alarms(db, node, object) < 0)
		return -1;
	st = db_sql(db, "DELETE FROM object WHERE node = ?1"
	    " AND (?2 IS NULL OR name = ?2)");
	db_bind_str(st, 1, node);
	db_bind_str(st, 2, some(object));
	if (db_run(db, st) < 0)
		return -1;
	return db_changes(db);
}

int
oss_db_version(struct db *db, int64_t *version)
{
	return db_get_int(db, db_sql(db, "PRAGMA data_version"), version);
}

int
oss_db_heartbeat(struct db *db, int64_t *us, bool *known)
{
	sqlite3_stmt *st = db_sql(db, "SELECT heartbeat_us FROM progress");

	if (db_step(db, st) != DB_ROW)
		return -1;
	*known = !db_col_null(st, 0);
	*us = db_col_int(st, 0);
	db_reset(st);
	return 0;
}
