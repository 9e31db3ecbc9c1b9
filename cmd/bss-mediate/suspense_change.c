/*
 * suspense_change.c - entries of the suspense store are mended, closed and
 * purged; who did it
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/tstamp.h"
#include "store/journal.h"
#include "store/who.h"
#include "suspense.h"

#define TEXT_MAX	((size_t)64 << 20)

static int
need(bool given, const char *action, const char *option)
{
	if (!given)
		diag(REASON_USAGE_MISSING, "suspense %s: %s is missing",
		    action, option);
	return given ? 0 : -1;
}

/* The text of --raw or --file, without its last line end. 0 or -1, said. */
static int
mended_text(const struct suspense_opts *o, struct buf *text)
{
	if ((o->raw != NULL) == (o->file != NULL)) {
		diag(REASON_USAGE_MISSING, "suspense fix: either --raw or "
		    "--file");
		return -1;
	}
	if (o->raw != NULL)
		return buf_adds(text, o->raw);
	if (file_read(o->file, TEXT_MAX, text) != 0)
		return -1;
	if (text->len != 0 && text->data[text->len - 1] == '\n')
		text->len--;
	if (text->len != 0 && text->data[text->len - 1] == '\r')
		text->len--;
	return 0;
}

int
suspense_fix_run(const struct suspense_opts *o, int argc, char **argv)
{
	struct buf text = { 0 };
	struct db db;
	int64_t id;
	int rc = EXIT_OK;

	(void)argc;
	if (need(o->db.why != NULL, "fix", "--why") < 0
	    || suspense_id(argv[0], &id) < 0 || mended_text(o, &text) < 0) {
		buf_release(&text);
		return EXIT_TROUBLE;
	}
	if (db_open(&db, &db_suspense, &o->db, DB_WRITE) < 0
	    || db_begin(&db) < 0 || suspense_fix(&db, id, buf_slice(&text),
	    who_when(o->db.now_us)) < 0 || db_commit(&db) < 0)
		rc = tool_exit_code(-1);
	db_close(&db);
	buf_release(&text);
	return rc;
}

static int
close_all(struct db *db, int argc, char **argv)
{
	int64_t id, now = who_when(db->now_us);

	for (int i = 0; i < argc; i++)
		if (suspense_id(argv[i], &id) < 0
		    || suspense_close(db, id, now) < 0)
			return -1;
	return 0;
}

int
suspense_close_run(const struct suspense_opts *o, int argc, char **argv)
{
	struct db db;
	int rc = EXIT_OK;

	if (need(o->db.why != NULL, "close", "--why") < 0)
		return EXIT_TROUBLE;
	if (db_open(&db, &db_suspense, &o->db, DB_WRITE) < 0
	    || db_begin(&db) < 0 || close_all(&db, argc, argv) < 0
	    || db_commit(&db) < 0)
		rc = tool_exit_code(-1);
	db_close(&db);
	return rc;
}

int
suspense_purge_run(const struct suspense_opts *o, int argc, char **argv)
{
	struct db db;
	int64_t n;
	int rc = EXIT_OK;

	(void)argc;
	(void)argv;
	if (need(o->before_us != INT64_MIN, "purge", "--before") < 0
	    || need(!o->all || o->db.why != NULL, "purge",
	    "--why, which --all wants,") < 0)
		return EXIT_TROUBLE;
	if (db_open(&db, &db_suspense, &o->db, DB_WRITE) < 0
	    || db_begin(&db) < 0
	    || (n = suspense_purge(&db, o->before_us, o->all)) < 0
	    || db_commit(&db) < 0)
		rc = tool_exit_code(-1);
	else
		note("%" PRId64 " purged", n);
	db_close(&db);
	return rc;
}

/* ---- the journal ---------------------------------------------------------- */

static void
add_part(struct buf *b, const char *before, struct slice s, const char *after)
{
	if (s.len == 0)
		return;
	buf_adds(b, before);
	vis_add(b, s);
	buf_adds(b, after);
}

/* 2026-10-01T08:00:00Z anna (root) fix entry 3: text ... (why) */
static int
print_journal(const struct journal_entry *e, void *arg)
{
	const struct who who = { (uid_t)e->uid, e->user, e->sudo_user };
	char when[TSTAMP_TEXT_MAX], name[128];
	struct buf b = { 0 };

	(void)arg;
	buf_add(&b, when, tstamp_format(e->at_us, when));
	who_text(&who, name, sizeof(name));
	add_part(&b, " ", slice_of(name), "");
	add_part(&b, " ", e->action, "");
	add_part(&b, " ", e->object, "");
	add_part(&b, ": ", e->detail, "");
	add_part(&b, " (", e->why, ")");
	buf_addc(&b, '\n');
	fwrite(b.data, 1, b.len, stdout);
	buf_release(&b);
	return 0;
}

int
suspense_journal_print(struct db *db, struct slice object)
{
	return journal_read(db, object, print_journal, NULL);
}

int
suspense_journal_run(const struct suspense_opts *o, int argc, char **argv)
{
	char *object = NULL;
	struct db db;
	int64_t id;
	int rc = EXIT_OK;

	if (argc == 1 && suspense_id(argv[0], &id) < 0)
		return EXIT_TROUBLE;
	if (argc == 1)
		object = xasprintf("entry %" PRId64, id);
	if (db_open(&db, &db_suspense, &o->db, DB_READ) < 0
	    || suspense_journal_print(&db, slice_of(object)) < 0)
		rc = tool_exit_code(-1);
	db_close(&db);
	free(object);
	return rc;
}
