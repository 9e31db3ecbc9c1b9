/*
 * oss_held.c (store) - observations that wait for their time
 */
#include "oss/watch_item.h"
#include "store/oss_held.h"

struct port_gauge
oss_gauge_of(sqlite3_stmt *st, int at, int64_t ts_us)
{
	struct port_gauge g = { .ts_us = ts_us,
	    .has = (uint8_t)db_col_int(st, at),
	    .bits = (uint8_t)db_col_int(st, at + 1),
	    .speed_bps = (uint64_t)db_col_int(st, at + 8),
	    .uptime_cs = (uint64_t)db_col_int(st, at + 9),
	    .discontinuity_cs = (uint64_t)db_col_int(st, at + 10),
	    .mtu = (uint32_t)db_col_int(st, at + 11),
	    .duplex = (uint8_t)db_col_int(st, at + 12),
	    .has_uptime = !db_col_null(st, at + 9),
	    .has_discontinuity = !db_col_null(st, at + 10) };

	for (int c = 0; c < PORT_COUNTERS; c++)
		g.value[c] = (uint64_t)db_col_int(st, at + 2 + c);
	return g;
}

static void
bind_gauge(sqlite3_stmt *st, int at, const struct port_gauge *g)
{
	db_bind_int(st, at, g->has);
	db_bind_int(st, at + 1, g->bits);
	for (int c = 0; c < PORT_COUNTERS; c++)
		db_bind_int(st, at + 2 + c, (int64_t)g->value[c]);
	db_bind_int(st, at + 8, (int64_t)g->speed_bps);
	db_bind_null(st, at + 9);
	db_bind_null(st, at + 10);
	if (g->has_uptime)
		db_bind_int(st, at + 9, (int64_t)g->uptime_cs);
	if (g->has_discontinuity)
		db_bind_int(st, at + 10, (int64_t)g->discontinuity_cs);
	db_bind_int(st, at + 11, g->mtu);
	db_bind_int(st, at + 12, g->duplex);
}

static const char *const whats[] = {
	[ITEM_READING] = "reading", [ITEM_HEARD] = "heard",
	[ITEM_VALUE] = "value",
	[ITEM_PORT] = "port", [ITEM_HEARTBEAT] = "heartbeat",
};

static bool
metric_lookup(struct slice s, enum metric *m)
{
	for (int i = 0; i < METRIC_COUNT; i++)
		if (slice_is(s, metric_def((enum metric)i)->name)) {
			*m = (enum metric)i;
			return true;
		}
	return false;
}

static void
observe_held(sqlite3_stmt *st, struct watch *w, uint32_t object)
{
	struct observation seen = { .ts_us = db_col_int(st, 0),
	    .reading = (enum reading)db_col_int(st, 7),
	    .heard = slice_is(db_col_str(st, 1), whats[ITEM_HEARD]),
	    .cause = cause_lookup(db_col_str(st, 8)) };
	enum alarm_type type;

	severity_lookup(db_col_str(st, 9), &seen.severity);
	if (alarm_type_lookup(db_col_str(st, 5), &type))
		watch_observe(w, watch_condition(w, object, type,
		    db_col_str(st, 6)), &seen, db_col_str(st, 10));
}

/* What is of a newer program is not ours. */
static void
held_of(sqlite3_stmt *st, struct watch *w)
{
	struct slice what = db_col_str(st, 1);
	struct port_gauge g;
	enum object_kind kind;
	enum metric metric;
	uint32_t object;

	if (slice_is(what, whats[ITEM_HEARTBEAT])) {
		watch_heartbeat(w, db_col_int(st, 0));
		return;
	}
	if (!object_kind_lookup(db_col_str(st, 3), &kind))
		return;
	object = watch_object(w, kind, db_col_str(st, 2), db_col_str(st, 4));
	if (!db_col_null(st, 12))
		watch_sensor_class(w, object, db_col_str(st, 12));
	if (slice_is(what, whats[ITEM_READING])
	    || slice_is(what, whats[ITEM_HEARD])) {
		observe_held(st, w, object);
	} else if (slice_is(what, whats[ITEM_PORT])) {
		g = oss_gauge_of(st, 14, db_col_int(st, 0));
		watch_port(w, object, &g);
	} else if (metric_lookup(db_col_str(st, 11), &metric)) {
		watch_measure(w, object, metric, db_col_int(st, 0),
		    db_col_int(st, 13), db_col_str(st, 10));
	}
}

int
oss_held_load(struct db *db, struct watch *w)
{
	sqlite3_stmt *st = db_sql(db, "SELECT ts_us, what, node, kind, name,"
	    " alarm_type, qualifier, reading, probable_cause, severity, word,"
	    " metric, sensor_class, value, " OSS_GAUGE_COLUMNS " FROM held");
	enum db_step step;

	while ((step = db_step(db, st)) == DB_ROW)
		held_of(st, w);
	return step == DB_DONE ? 0 : -1;
}

static int
save_item(struct db *db, const struct watch *w, const struct watch_item *it)
{
	sqlite3_stmt *st = db_sql(db, "INSERT INTO held (ts_us, what, node,"
	    " kind, name, alarm_type, qualifier, reading, probable_cause,"
	    " severity, word, metric, sensor_class, value, " OSS_GAUGE_COLUMNS ")"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
	    " ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25,"
	    " ?26, ?27)");
	const struct condition *c;
	const struct watched *o;

	for (int i = 3; i <= 27; i++)
		db_bind_null(st, i);
	db_bind_int(st, 1, it->ts_us);
	db_bind_str(st, 2, slice_of(whats[it->what]));
	if (it->what == ITEM_HEARTBEAT)
		return db_run(db, st);
	c = &w->condition[it->condition];
	o = &w->object[c->object];
	db_bind_str(st, 3, o->node);
	db_bind_str(st, 4, slice_of(object_kind_name(o->kind)));
	db_bind_str(st, 5, o->name);
	db_bind_str(st, 6, slice_of(alarm_type_def(c->type)->name));
	db_bind_some(st, 7, c->qualifier);
	db_bind_int(st, 8, it->reading);
	db_bind_str(st, 9, slice_of(cause_name((enum cause)it->cause)));
	db_bind_str(st, 10,
	    slice_of(severity_name((enum severity)it->severity)));
	db_bind_some(st, 11, w->words.item[it->word]);
	db_bind_some(st, 13, o->sensor_class);
	if (it->what == ITEM_VALUE) {
		db_bind_str(st, 12,
		    slice_of(metric_def(w->value[it->at].metric)->name));
		db_bind_int(st, 14, w->value[it->at].value);
	} else if (it->what == ITEM_PORT) {
		bind_gauge(st, 15, &w->port[it->at]);
	}
	return db_run(db, st);
}

int
oss_held_save(struct db *db, const struct watch *w)
{
	if (db_run(db, db_sql(db, "DELETE FROM held")) < 0)
		return -1;
	for (size_t i = w->items - w->held; i < w->items; i++)
		if (save_item(db, w, &w->item[i]) < 0)
			return -1;
	return 0;
}
