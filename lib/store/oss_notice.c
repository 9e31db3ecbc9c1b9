/*
 * oss_notice.c (store) - what was told of alarms, in oss.db
 */
#include <inttypes.h>

#include "base/buf.h"
#include "base/digest.h"
#include "store/oss_hits.h"
#include "store/oss_notice.h"

struct facts {
	struct arena	     arena;
	struct names	     ids;	/* of alarms */
	struct notice_alarm *alarm;	/* owned */
	size_t		     alarms, alarms_cap;
	struct notice_group *group;	/* owned */
	size_t		     groups, groups_cap;
};

/* The facts live as long as their arena. */
static struct slice
col(struct facts *f, sqlite3_stmt *st, int at)
{
	return arena_slice(&f->arena, db_col_str(st, at));
}

static void
take_alarm(struct facts *f, sqlite3_stmt *st)
{
	struct notice_alarm a = {
		.alarm_id = col(f, st, 0), .node = col(f, st, 1),
		.object = col(f, st, 2), .site = col(f, st, 3),
		.alarm_type = col(f, st, 4), .qualifier = col(f, st, 5),
		.severity = SEVERITY_INDETERMINATE,
		.raised_us = db_col_int(st, 7),
		.cleared_us = db_col_int(st, 8),
		.root = db_col_int(st, 9) != 0,
		.planned = db_col_int(st, 10) != 0,
		.acked = db_col_int(st, 11) != 0,
		.shelved = db_col_int(st, 12) != 0,
		.symptoms = (uint64_t)db_col_int(st, 13),
		.hits = oss_hits_of(st, 14),
	};

	a.hits.currency = arena_slice(&f->arena, a.hits.currency);
	severity_lookup(db_col_str(st, 6), &a.severity);
	GROW(f->alarm, f->alarms, f->alarms_cap);
	f->alarm[f->alarms++] = a;
	names_add(&f->ids, a.alarm_id);
}

#define ALARMS(symptoms)						\
	"SELECT a.alarm_id, a.node, a.object, s.site, a.alarm_type,"	\
	" a.qualifier, iif(a.active, a.severity, 'cleared'), a.raised_us,"\
	" a.changed_us, a.root, a.planned, a.acked_us IS NOT NULL,"	\
	" coalesce(a.shelved_until_us > ?1, 0), " symptoms ", "		\
	OSS_HITS_COLUMNS						\
	" FROM alarm a LEFT JOIN site s ON s.node = a.node" OSS_HITS_JOIN

static int
load_alarms(struct db *db, struct facts *f, int64_t now_us)
{
	sqlite3_stmt *st = db_sql(db, ALARMS("coalesce(n.n, 0)")
	    " LEFT JOIN (SELECT root_alarm_id AS id, count(*) AS n FROM alarm"
	    " WHERE active = 1 AND root_alarm_id IS NOT NULL"
	    " GROUP BY root_alarm_id) n ON n.id = a.alarm_id"
	    " WHERE a.active = 1"
	    " ORDER BY a.raised_us, a.alarm_id");
	enum db_step step;

	db_bind_int(st, 1, now_us);
	while ((step = db_step(db, st)) == DB_ROW)
		take_alarm(f, st);
	return step == DB_DONE ? 0 : -1;
}

/* What became of an alarm that a group was told of. */
static int
load_past(struct db *db, struct facts *f, struct slice id, int64_t now_us)
{
	sqlite3_stmt *st = db_sql(db, ALARMS("0") " WHERE a.alarm_id = ?2");
	enum db_step step;

	db_bind_int(st, 1, now_us);
	db_bind_str(st, 2, id);
	while ((step = db_step(db, st)) == DB_ROW)
		take_alarm(f, st);
	return step == DB_DONE ? 0 : -1;
}

static int
load_pasts(struct db *db, struct facts *f, int64_t now_us)
{
	for (size_t i = 0; i < f->groups; i++) {
		struct slice members = f->group[i].members, id;

		while (notice_member(&members, &id))
			if (names_find(&f->ids, id) == NAMES_NONE
			    && load_past(db, f, id, now_us) < 0)
				return -1;
	}
	return 0;
}

static int
load_groups(struct db *db, struct facts *f)
{
	sqlite3_stmt *st = db_sql(db, "SELECT route, key, opened_us,"
	    " notified_us, members, escalated FROM notice_group"
	    " ORDER BY route, key");
	enum db_step step;

	while ((step = db_step(db, st)) == DB_ROW) {
		struct notice_group g = {
			.route = arena_slice(&f->arena, db_col_str(st, 0)),
			.key = arena_slice(&f->arena, db_col_str(st, 1)),
			.opened_us = db_col_int(st, 2),
			.notified_us = db_col_null(st, 3) ? INT64_MIN
			    : db_col_int(st, 3),
			.members = arena_slice(&f->arena, db_col_str(st, 4)),
			.escalated = (uint32_t)db_col_int(st, 5),
		};

		GROW(f->group, f->groups, f->groups_cap);
		f->group[f->groups++] = g;
	}
	return step == DB_DONE ? 0 : -1;
}

static int
save_groups(struct db *db, const struct notices *n)
{
	sqlite3_stmt *st;

	if (db_run(db, db_sql(db, "DELETE FROM notice_group")) < 0)
		return -1;
	for (size_t i = 0; i < n->groups; i++) {
		const struct notice_group *g = &n->group[i];

		st = db_sql(db, "INSERT INTO notice_group (route, key,"
		    " opened_us, notified_us, members, escalated)"
		    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
		db_bind_str(st, 1, g->route);
		db_bind_str(st, 2, g->key);
		db_bind_int(st, 3, g->opened_us);
		db_bind_null(st, 4);
		if (g->notified_us != INT64_MIN)
			db_bind_int(st, 4, g->notified_us);
		db_bind_str(st, 5, g->members.len != 0 ? g->members
		    : slice_of(""));
		db_bind_int(st, 6, g->escalated);
		if (db_run(db, st) < 0)
			return -1;
	}
	return 0;
}

/* Of route, key, receiver, state and time: the same run, the same notice. */
static void
id_make(char id[SHA256_HEX_MAX], const struct notice *n, int64_t now_us)
{
	const struct slice part[] = { n->route, n->key, n->receiver,
	    slice_of(notice_state_name(n->state)) };
	struct sha256 *h = sha256_new();
	char when[32];
	int len = snprintf(when, sizeof(when), "%" PRId64, now_us);

	for (size_t i = 0; i < sizeof(part) / sizeof(part[0]); i++) {
		sha256_add(h, part[i].p, part[i].len);
		sha256_add(h, "", 1);
	}
	sha256_add(h, when, (size_t)len);
	sha256_end_hex(h, id);
	sha256_free(h);
	id[16] = '\0';
}

static int
save_notice(struct db *db, const struct notice *n, int64_t now_us)
{
	sqlite3_stmt *st = db_sql(db, "INSERT INTO notice (notice_id, ts_us,"
	    " state, receiver, route, key, severity, alarms, symptoms,"
	    " subject, text)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
	char id[SHA256_HEX_MAX];

	id_make(id, n, now_us);
	db_bind_str(st, 1, slice_of(id));
	db_bind_int(st, 2, now_us);
	db_bind_str(st, 3, slice_of(notice_state_name(n->state)));
	db_bind_str(st, 4, n->receiver);
	db_bind_str(st, 5, n->route);
	db_bind_str(st, 6, n->key);
	db_bind_str(st, 7, slice_of(severity_name(n->severity)));
	db_bind_int(st, 8, (int64_t)n->alarms);
	db_bind_int(st, 9, (int64_t)n->symptoms);
	db_bind_str(st, 10, n->subject);
	db_bind_str(st, 11, n->text);
	return db_run(db, st);
}

int
oss_notices_make(struct db *db, const struct notice_rules *rules,
    int64_t now_us)
{
	struct facts f = { 0 };
	struct notices n = { 0 };
	int rc = -1;

	if (load_alarms(db, &f, now_us) == 0 && load_groups(db, &f) == 0
	    && load_pasts(db, &f, now_us) == 0) {
		notices_make(&n, rules->route, rules->len, f.alarm, f.alarms,
		    f.group, f.groups, now_us);
		rc = save_groups(db, &n);
		for (size_t i = 0; i < n.len && rc == 0; i++)
			rc = save_notice(db, &n.item[i], now_us);
	}
	notices_release(&n);
	names_release(&f.ids);
	arena_release(&f.arena);
	free(f.alarm);
	free(f.group);
	return rc;
}

int
oss_notices_untold(struct db *db, oss_notice_fn *fn, void *arg)
{
	sqlite3_stmt *st = db_sql(db, "SELECT seq, ts_us, notice_id, state,"
	    " receiver, route, key, severity, alarms, symptoms, subject, text"
	    " FROM notice WHERE seq > (SELECT told_notice FROM progress)"
	    " ORDER BY seq");
	enum db_step step;

	while ((step = db_step(db, st)) == DB_ROW) {
		struct oss_notice n = {
			.seq = db_col_int(st, 0), .ts_us = db_col_int(st, 1),
			.notice_id = db_col_str(st, 2),
			.state = db_col_str(st, 3),
			.receiver = db_col_str(st, 4),
			.route = db_col_str(st, 5), .key = db_col_str(st, 6),
			.severity = db_col_str(st, 7),
			.alarms = (uint64_t)db_col_int(st, 8),
			.symptoms = (uint64_t)db_col_int(st, 9),
			.subject = db_col_str(st, 10),
			.text = db_col_str(st, 11),
		};

		if (fn(&n, arg) < 0) {
			db_reset(st);
			return -1;
		}
	}
	return step == DB_DONE ? 0 : -1;
}

int
oss_notices_told(struct db *db, int64_t seq)
{
	sqlite3_stmt *st = db_sql(db, "UPDATE progress SET told_notice = ?1"
	    " WHERE told_notice < ?1");

	db_bind_int(st, 1, seq);
	return db_run(db, st);
}
