/*
 * oss_lately.c (store) - what was of late
 */
#include "base/diag.h"
#include "oss/lately.h"
#include "store/oss_lately.h"

static int
damaged(struct db *db)
{
	diag_at(REASON_DB_DAMAGED, db->path, 0, "what was of late cannot be "
	    "read");
	return -1;
}

static sqlite3_stmt *
select_octets(struct db *db)
{
	return db_sql(db, "SELECT octets FROM lately");
}

int
oss_lately_load(struct db *db, struct watch *w)
{
	sqlite3_stmt *st = select_octets(db);
	enum db_step step = db_step(db, st);
	int rc = 0;

	if (step == DB_ROW)
		rc = lately_take(w, db_col_octets(st, 0));
	db_reset(st);
	if (step == DB_FAIL)
		return -1;
	if (rc < 0)
		damaged(db);
	return rc < 0 ? 1 : 0;
}

static int
put_octets(struct db *db, struct slice octets)
{
	sqlite3_stmt *st = db_sql(db, "UPDATE lately SET octets = ?1"
	    " WHERE octets <> ?1");

	db_bind_octets(st, 1, octets);
	return db_run(db, st);
}

int
oss_lately_save(struct db *db, const struct watch *w)
{
	struct buf b = { 0 };
	int rc;

	lately_put(&b, w);
	rc = put_octets(db, buf_slice(&b));
	buf_release(&b);
	return rc;
}

int
oss_lately_forget(struct db *db, struct slice node, struct slice object)
{
	sqlite3_stmt *st = select_octets(db);
	enum db_step step = db_step(db, st);
	struct buf left = { 0 };
	int rc = step == DB_FAIL ? -1 : 0;

	if (step == DB_ROW && lately_forget(&left, db_col_octets(st, 0),
	    node, object) < 0)
		rc = damaged(db);
	db_reset(st);
	if (rc == 0)
		rc = put_octets(db, buf_slice(&left));
	buf_release(&left);
	return rc;
}
