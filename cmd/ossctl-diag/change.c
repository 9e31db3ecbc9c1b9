/*
 * change.c (ossctl-diag) - what people do to alarms
 */
#include <inttypes.h>

#include "alarms.h"
#include "base/diag.h"
#include "base/tstamp.h"
#include "store/journal.h"
#include "store/who.h"

/* Who stands behind sudo, where somebody does */
static struct slice
deed_user(void)
{
	const struct who me = who_am_i();

	return me.sudo_user.len > 0 ? me.sudo_user
	    : me.user.len > 0 ? me.user : SLICE_LIT("unknown");
}

static int
do_one(struct db *db, const struct oss_deed *d)
{
	int rc = oss_db_deed(db, d);

	if (rc == 0)
		diag(REASON_ALARM_UNKNOWN, "no alarm '%.*s' that '%s' can be "
		    "done to", SLICE_FMT(d->alarm_id),
		    oss_deed_names[d->kind]);
	if (rc <= 0)
		return -1;
	return journal_add(db, oss_deed_names[d->kind], d->alarm_id,
	    (struct slice){ NULL, 0 });
}

/* All of them or none. */
static int
do_all(struct db *db, struct oss_deed *d, int argc, char **argv)
{
	if (db_begin(db) < 0)
		return -1;
	for (int i = 0; i < argc; i++) {
		d->alarm_id = slice_of(argv[i]);
		if (do_one(db, d) < 0)
			return -1;
	}
	return db_commit(db);
}

static int
deed_opts_check(const struct change_opts *o, enum oss_deed_kind kind)
{
	if (kind == DEED_COMMENT && o->db.why == NULL) {
		diag(REASON_USAGE_MISSING, "comment: --why is what it says");
		return -1;
	}
	if (o->until_us != 0 && o->for_us != 0) {
		diag(REASON_USAGE_VALUE, "shelve: --until or --for");
		return -1;
	}
	return 0;
}

static int
deed(enum oss_deed_kind kind, int argc, char **argv)
{
	struct change_opts opts = change_defaults;
	struct oss_deed d = { .kind = kind };
	struct db db;
	int rc = verb_parse(&opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (deed_opts_check(&opts, kind) < 0)
		return EXIT_TROUBLE;
	d.at_us = who_when(opts.db.now_us);
	d.who = deed_user();
	d.text = slice_of(opts.db.why);
	d.until_us = opts.until_us != 0 ? opts.until_us
	    : opts.for_us != 0 ? d.at_us + opts.for_us : INT64_MAX;
	if (db_open(&db, &db_oss, &opts.db, DB_WRITE) < 0)
		return tool_exit_code(-1);
	rc = do_all(&db, &d, argc, argv);
	db_close(&db);
	return rc < 0 ? tool_exit_code(-1) : EXIT_OK;
}

static int
forget(struct db *db, int argc, char **argv)
{
	struct slice node = slice_of(argv[0]);
	struct slice object = slice_of(argc > 1 ? argv[1] : NULL);
	int64_t n;
	char *what;
	int rc;

	if (db_begin(db) < 0 || (n = oss_db_forget(db, node, object)) < 0)
		return -1;
	if (n == 0) {
		diag(REASON_OBJECT_UNKNOWN, "nothing is known of '%s'%s%s%s",
		    argv[0], argc > 1 ? " '" : "", argc > 1 ? argv[1] : "",
		    argc > 1 ? "'" : "");
		return -1;
	}
	what = xasprintf("%.*s%s%" PRId64 " objects", SLICE_FMT(object),
	    object.len != 0 ? ": " : "", n);
	rc = journal_add(db, "forget", node, slice_of(what));
	free(what);
	return rc < 0 ? -1 : db_commit(db);
}

static int
purge(struct db *db, const struct change_opts *opts)
{
	char text[TSTAMP_TEXT_MAX];
	int64_t n;
	char *what;
	int rc;

	if (db_begin(db) < 0
	    || (n = oss_db_purge(db, opts->before_us)) < 0)
		return -1;
	what = xasprintf("%" PRId64 " alarms cleared before %.*s", n,
	    (int)tstamp_format(opts->before_us, text), text);
	rc = journal_add(db, "purge", slice_of("alarms"), slice_of(what));
	note("%s", what);
	free(what);
	return rc < 0 ? -1 : db_commit(db);
}

static int
change(const char *verb, int argc, char **argv)
{
	struct change_opts opts = change_defaults;
	bool purges = strcmp(verb, "purge") == 0;
	struct db db;
	int rc = verb_parse(&opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (purges && opts.before_us == 0) {
		diag(REASON_USAGE_MISSING, "purge: --before says what goes");
		return EXIT_TROUBLE;
	}
	if (db_open(&db, &db_oss, &opts.db, DB_WRITE) < 0)
		return tool_exit_code(-1);
	rc = purges ? purge(&db, &opts) : forget(&db, argc, argv);
	db_close(&db);
	return rc < 0 ? tool_exit_code(-1) : EXIT_OK;
}

int
verb_ack(int argc, char **argv)
{
	return deed(DEED_ACK, argc, argv);
}

int
verb_unack(int argc, char **argv)
{
	return deed(DEED_UNACK, argc, argv);
}

int
verb_shelve(int argc, char **argv)
{
	return deed(DEED_SHELVE, argc, argv);
}

int
verb_unshelve(int argc, char **argv)
{
	return deed(DEED_UNSHELVE, argc, argv);
}

int
verb_close(int argc, char **argv)
{
	return deed(DEED_CLOSE, argc, argv);
}

int
verb_comment(int argc, char **argv)
{
	return deed(DEED_COMMENT, argc, argv);
}

int
verb_purge(int argc, char **argv)
{
	return change("purge", argc, argv);
}

int
verb_forget(int argc, char **argv)
{
	return change("forget", argc, argv);
}
