/*
 * customers.c (ossctl-diag) - whose service hangs on which node or port
 */
#include "customers.h"
#include "rec/byhand.h"
#include "store/oss_known.h"

/* ---- who there is ------------------------------------------------------- */

static const char *
take(void *impact, const struct rec *r)
{
	struct service s = { .to_us = INT64_MAX };

	if (rec_time(r, F_FROM, &s.from_us) != REASON_NONE)
		return "from is no time";
	if (rec_has(r, F_TO) && rec_time(r, F_TO, &s.to_us) != REASON_NONE)
		return "to is no time";
	if (rec_has(r, F_REVENUE_MONTH) && rec_money(r, F_REVENUE_MONTH,
	    &s.revenue_month) != REASON_NONE)
		return "revenue_month is no amount";
	s.subscription = rec_str(r, F_SUBSCRIPTION);
	s.account = rec_str(r, F_ACCOUNT);
	s.identifier = rec_str(r, F_IDENTIFIER);
	s.currency = rec_str(r, F_CURRENCY);
	impact_service(impact, &s);
	return NULL;
}

int
customers_load(struct impact *i, const char *path)
{
	return byhand_read(path, REC_SUBSCRIPTION, REASON_LINK_INPUT, take, i);
}

static int
take_term(struct slice node, struct slice name, void *arg)
{
	impact_term(arg, name, node);
	return 0;
}

static int
take_node(struct slice node, struct slice name, void *arg)
{
	(void)name;
	impact_asked(arg, node);
	return 0;
}

static int
take_probe(struct slice node, struct slice name, void *arg)
{
	(void)name;
	impact_probed(arg, node);
	return 0;
}

/* Of two nodes that have one of a name, the first. */
int
customers_terms(struct impact *i, struct db *db)
{
	if (oss_known_each(db, OBJECT_TERMINATION, true, take_term, i) < 0)
		return -1;
	if (oss_known_each(db, OBJECT_NODE, true, take_node, i) < 0)
		return -1;
	return oss_known_each(db, OBJECT_PROBE, true, take_probe, i);
}

/* ---- who is hit --------------------------------------------------------- */

static int
load_links(struct impact *i, struct db *db)
{
	sqlite3_stmt *st = db_sql(db, "SELECT a_node, a_port, b_node, b_port,"
	    " srlg FROM link ORDER BY 1, 2, 3, 4, 5");
	enum db_step step;

	impact_forget_links(i);
	while ((step = db_step(db, st)) == DB_ROW)
		impact_link(i, db_col_str(st, 0), db_col_str(st, 1),
		    db_col_str(st, 2), db_col_str(st, 3), db_col_str(st, 4));
	return step == DB_DONE ? 0 : -1;
}

/* Active alarms with their causes; *now_us: when the last one changed. */
static int
load_alarms(struct impact *i, struct db *db, struct arena *mem,
    int64_t *now_us)
{
	sqlite3_stmt *st = db_sql(db, "SELECT a.node, a.object, a.qualifier,"
	    " a.kind, a.alarm_type, r.alarm_id, r.alarm_type, r.raised_us,"
	    " a.changed_us FROM alarm a JOIN alarm r ON r.alarm_id ="
	    " iif(a.root, a.alarm_id, a.root_alarm_id)"
	    " WHERE a.active = 1 ORDER BY a.alarm_id");
	enum db_step step;

	*now_us = INT64_MIN;
	impact_begin(i);
	while ((step = db_step(db, st)) == DB_ROW) {
		struct impact_alarm a = {
			.node = arena_slice(mem, db_col_str(st, 0)),
			.object = arena_slice(mem, db_col_str(st, 1)),
			.qualifier = arena_slice(mem, db_col_str(st, 2)),
			.cause = arena_slice(mem, db_col_str(st, 5)),
			.cause_us = db_col_int(st, 7),
		};

		if (db_col_int(st, 8) > *now_us)
			*now_us = db_col_int(st, 8);
		if (object_kind_lookup(db_col_str(st, 3), &a.kind)
		    && alarm_type_lookup(db_col_str(st, 4), &a.type)
		    && alarm_type_lookup(db_col_str(st, 6), &a.cause_type))
			impact_alarm(i, &a);
	}
	return step == DB_DONE ? 0 : -1;
}

int
customers_hit(struct impact *i, struct db *db, struct arena *mem)
{
	int64_t now_us;

	if (customers_terms(i, db) < 0 || load_links(i, db) < 0
	    || load_alarms(i, db, mem, &now_us) < 0)
		return -1;
	impact_judge(i, now_us);
	return 0;
}
