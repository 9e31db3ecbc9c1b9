/*
 * test_oss_db.c - what a watch leaves in oss.db is what the next one finds
 */
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "store/db_schema.h"
#include "store/oss_db.h"
#include "tap.h"

static const struct watch_rules rules = {
	.health = HEALTH_RULE_ROW(1, false),
};

static void
see(struct watch *w, const char *node, int64_t ts_us, enum reading r)
{
	struct observation o = { .ts_us = ts_us, .reading = r };
	uint32_t n = watch_object(w, OBJECT_NODE, slice_of(node),
	    slice_of(node));

	watch_observe(w, w->object[n].own, &o, (struct slice){ NULL, 0 });
}

/* One pass about one node. */
static void
pass(struct db *db, const char *node, int64_t ts_us, enum reading r)
{
	struct watch w;

	watch_init(&w, &rules);
	see(&w, node, ts_us, r);
	db_begin(db);
	ok(oss_db_load(db, &w) == 0, "load");
	watch_judge(&w);
	ok(oss_db_save(db, &w) == 0, "save");
	db_commit(db);
	watch_release(&w);
}

static bool
active(struct watch *w, const char *node)
{
	uint32_t n = watch_find(w, OBJECT_NODE, slice_of(node),
	    slice_of(node));

	return watch_alarmed(w, n);
}

static void
test_again(struct db *one, struct db *two)
{
	int64_t before, after;
	struct watch w;

	pass(two, "a", 1, READING_DOWN);
	watch_init(&w, &rules);
	watch_window(&w, &(struct watch_window){ .window = slice_of("mine"),
	    .from_us = 1, .to_us = 2 });
	see(&w, "b", 5, READING_DOWN);
	oss_db_version(one, &before);
	ok(oss_db_load(one, &w) == 0 && active(&w, "a"), "a is down");
	oss_db_version(one, &after);
	is_i64(after, before, "nobody wrote");
	pass(two, "a", 2, READING_UP);
	pass(two, "b", 4, READING_UP);
	oss_db_version(one, &after);
	ok(after != before, "somebody did");
	ok(oss_db_load(one, &w) == 0 && !active(&w, "a"), "a is up");
	is_u64(w.windows, 1, "what the input brought stays, once");
	watch_judge(&w);
	is_u64(w.events, 1, "judged by what was loaded last");
	ok(active(&w, "b"), "b is down");
	watch_release(&w);
}

static int
count(const struct oss_transition *t, void *arg)
{
	int64_t *last = arg;

	ok(t->seq > *last, "transitions in order");
	*last = t->seq;
	return 0;
}

static void
test_told(struct db *db)
{
	int64_t last = 0, more;

	ok(oss_db_untold(db, count, &last) == 0 && last == 2, "two untold");
	db_begin(db);
	oss_db_told(db, last);
	oss_db_told(db, 1);
	db_commit(db);
	more = last;
	oss_db_untold(db, count, &more);
	is_i64(more, last, "told once, the mark does not go back");
}

int
main(void)
{
	char template[] = "/tmp/test_oss_db.XXXXXX";
	char *folder = mkdtemp(template), *rm;
	char *path = xasprintf("%s/oss.db", folder);
	struct db_opts opts = DB_OPTS_DEFAULT;
	struct db one = { 0 }, two = { 0 };

	if (getenv("OSSBSS_SHARE") == NULL)
		setenv("OSSBSS_SHARE", "share", 1);
	opts.path = path;
	ok(db_init(&db_oss, &opts) == 0, "init");
	ok(db_open(&one, &db_oss, &opts, DB_WRITE) == 0, "open");
	ok(db_open(&two, &db_oss, &opts, DB_WRITE) == 0, "twice");
	test_again(&one, &two);
	test_told(&one);
	db_close(&one);
	db_close(&two);
	rm = xasprintf("rm -rf '%s'", folder);
	if (system(rm) != 0)
		ok(false, "clean up");
	free(rm);
	free(path);
	return tap_done();
}
