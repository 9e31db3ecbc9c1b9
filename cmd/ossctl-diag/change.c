/*
 * change.c (ossctl-diag) - what people do to alarms: ack and forget
 */
#include <inttypes.h>
#include <pwd.h>
#include <time.h>
#include <unistd.h>

#include "alarms.h"
#include "base/diag.h"
#include "base/tstamp.h"
#include "store/journal.h"

/* A deed of a person is stamped with reality, as the journal is. */
static int64_t
deed_time(const struct change_opts *opts)
{
	struct timespec t;

	if (opts->db.now_us != 0)
		return opts->db.now_us;
	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec * US_PER_S + t.tv_nsec / 1000;
}

static struct slice
deed_user(void)
{
	const char *sudo = getuid() == 0 ? getenv("SUDO_USER") : NULL;
	const struct passwd *pw;

	if (sudo != NULL && *sudo != '\0')
		return slice_of(sudo);
	pw = getpwuid(getuid());
	return slice_of(pw != NULL ? pw->pw_name : "unknown");
}

static int
ack_one(struct db *db, const struct change_opts *opts, const char *id)
{
	int rc = oss_db_ack(db, slice_of(id), deed_time(opts), deed_user(),
	    slice_of(opts->db.why));

	if (rc == 0)
		diag(REASON_ALARM_UNKNOWN, "no active alarm '%s'", id);
	if (rc <= 0)
		return -1;
	return journal_add(db, "ack", slice_of(id), (struct slice){ NULL, 0 });
}

/* All of them or none. */
static int
ack(struct db *db, const struct change_opts *opts, int argc, char **argv)
{
	if (db_begin(db) < 0)
		return -1;
	for (int i = 0; i < argc; i++)
		if (ack_one(db, opts, argv[i]) < 0)
			return -1;
	return db_commit(db);
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
change(const char *verb, int argc, char **argv)
{
	struct change_opts opts = change_defaults;
	struct db db;
	int rc = verb_opts(verb, &opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (db_open(&db, &db_oss, &opts.db, DB_WRITE) < 0)
		return db_exit_code();
	rc = strcmp(verb, "ack") == 0 ? ack(&db, &opts, argc, argv)
	    : forget(&db, argc, argv);
	db_close(&db);
	return rc < 0 ? db_exit_code() : EXIT_OK;
}

int
verb_ack(int argc, char **argv)
{
	return change("ack", argc, argv);
}

int
verb_forget(int argc, char **argv)
{
	return change("forget", argc, argv);
}
