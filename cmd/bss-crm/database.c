/*
 * database.c (bss-crm) - init, migrate, backup, restore, check
 */
#include "base/diag.h"
#include "store/db_copy.h"
#include "store/db_schema.h"
#include "verbs.h"

int
verb_init(int argc, char **argv)
{
	struct crm_opts o = CRM_OPTS_DEFAULT;
	int rc = crm_parse(&o, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	return tool_exit_code(db_init(&db_bss, &o.db));
}

int
verb_migrate(int argc, char **argv)
{
	struct crm_opts o = CRM_OPTS_DEFAULT;
	int from, to, rc = crm_parse(&o, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (db_migrate(&db_bss, &o.db, &from, &to) < 0)
		return tool_exit_code(-1);
	if (from == to)
		note("schema %d is up to date", to);
	else
		note("schema %d is now %d", from, to);
	return EXIT_OK;
}

int
verb_backup(int argc, char **argv)
{
	struct crm_opts o = CRM_OPTS_DEFAULT;
	struct db db = { 0 };
	int rc = crm_parse(&o, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	rc = db_open(&db, &db_bss, &o.db, DB_READ | DB_OLDER);
	if (rc == 0)
		rc = db_backup(&db, argv[0]);
	db_close(&db);
	return tool_exit_code(rc);
}

int
verb_restore(int argc, char **argv)
{
	struct crm_opts o = CRM_OPTS_DEFAULT;
	int rc = crm_parse(&o, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	return tool_exit_code(db_restore(&db_bss, &o.db, argv[0], o.replace));
}

/*
 * check: first what SQLite can tell, then the rules of the trade
 */

struct check_run {
	struct db	*db;
	uint64_t	 seen, bad;
};

static int
check_entity(const struct entity *e, void *arg)
{
	struct check_run *run = arg;
	int rc = 0;

	run->seen++;
	if (crm_check(e) < 0 || (rc = crm_agrees(run->db, e)) > 0)
		run->bad++;
	return rc < 0 ? -1 : 0;
}

static int
check_all(struct db *db, bool verbose)
{
	static const enum rec_type types[] = { REC_CUSTOMER, REC_ACCOUNT,
	    REC_SUBSCRIPTION };
	struct check_run run = { .db = db };
	int damage = db_check(db);

	if (damage != 0)
		return damage < 0 ? tool_exit_code(-1) : EXIT_FINDINGS;
	if (db_begin_read(db) < 0)
		return tool_exit_code(-1);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (crm_each(db, types[i], (struct slice){ NULL, 0 },
		    check_entity, &run) < 0)
			return tool_exit_code(-1);
	if (verbose)
		note("%llu entities, %llu with findings",
		    (unsigned long long)run.seen, (unsigned long long)run.bad);
	return run.bad != 0 ? EXIT_FINDINGS : EXIT_OK;
}

int
verb_check(int argc, char **argv)
{
	struct crm_opts o = CRM_OPTS_DEFAULT;
	struct db db = { 0 };
	int rc = crm_parse(&o, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (db_open(&db, &db_bss, &o.db, DB_READ) < 0)
		return tool_exit_code(-1);
	rc = check_all(&db, o.stream.verbose);
	db_close(&db);
	return rc;
}
