/*
 * database.c (ossctl-diag) - the verbs of oss.db: init, migrate, check,
 * backup, restore
 */
#include "alarms.h"
#include "base/diag.h"
#include "store/db_copy.h"
#include "store/db_schema.h"

int
verb_init(int argc, char **argv)
{
	struct change_opts opts = change_defaults;
	int rc = verb_parse(&opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	return db_init(&db_oss, &opts.db) < 0 ? tool_exit_code(-1) : EXIT_OK;
}

int
verb_migrate(int argc, char **argv)
{
	struct change_opts opts = change_defaults;
	int from, to, rc = verb_parse(&opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (db_migrate(&db_oss, &opts.db, &from, &to) < 0)
		return tool_exit_code(-1);
	if (from == to)
		note("schema %d is the newest", to);
	else
		note("schema %d to %d", from, to);
	return EXIT_OK;
}

int
verb_check(int argc, char **argv)
{
	struct change_opts opts = change_defaults;
	struct db db;
	int found, rc = verb_parse(&opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (db_open(&db, &db_oss, &opts.db, DB_READ) < 0)
		return tool_exit_code(-1);
	found = db_check(&db);
	if (found == 0)
		found = oss_db_check(&db);
	db_close(&db);
	return found < 0 ? tool_exit_code(-1) : found > 0 ? EXIT_FINDINGS
	    : EXIT_OK;
}

int
verb_backup(int argc, char **argv)
{
	struct change_opts opts = change_defaults;
	struct db db;
	int rc = verb_parse(&opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (db_open(&db, &db_oss, &opts.db, DB_READ | DB_OLDER) < 0)
		return tool_exit_code(-1);
	rc = db_backup(&db, argv[0]);
	db_close(&db);
	return rc < 0 ? tool_exit_code(-1) : EXIT_OK;
}

int
verb_restore(int argc, char **argv)
{
	struct change_opts opts = change_defaults;
	int rc = verb_parse(&opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	return db_restore(&db_oss, &opts.db, argv[0], opts.replace) < 0
	    ? tool_exit_code(-1) : EXIT_OK;
}
