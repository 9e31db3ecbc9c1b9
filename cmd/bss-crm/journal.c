/*
 * journal.c (bss-crm) - who changed what, when and why
 */
#include <stdio.h>

#include "base/diag.h"
#include "base/tstamp.h"
#include "store/journal.h"
#include "verbs.h"

static void
add_part(struct buf *b, const char *before, struct slice s, const char *after)
{
	if (s.len == 0)
		return;
	buf_adds(b, before);
	vis_add(b, s);
	buf_adds(b, after);
}

/* 2026-10-01T08:00:00Z anna (root) bss-crm set account A-1: ... (why) */
static int
print_entry(const struct journal_entry *e, void *arg)
{
	struct buf line = { 0 };
	char when[TSTAMP_TEXT_MAX];

	(void)arg;
	buf_add(&line, when, tstamp_format(e->at_us, when));
	add_part(&line, " ", e->sudo_user, "");
	if (e->user.len != 0)
		add_part(&line, e->sudo_user.len != 0 ? " as " : " ", e->user,
		    "");
	else
		buf_addf(&line, " uid %lld", (long long)e->uid);
	add_part(&line, " ", e->tool, "");
	add_part(&line, " ", e->action, "");
	add_part(&line, " ", e->object, "");
	add_part(&line, ": ", e->detail, "");
	add_part(&line, " (", e->why, ")");
	buf_addc(&line, '\n');
	fwrite(line.data, 1, line.len, stdout);
	buf_release(&line);
	return 0;
}

int
verb_journal(int argc, char **argv)
{
	struct crm_opts o = CRM_OPTS_DEFAULT;
	struct db db = { 0 };
	struct buf object = { 0 };
	enum rec_type type;
	int rc = crm_parse(&o, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (argc == 1) {
		diag(REASON_USAGE_OPERAND, "a type and a key, or neither");
		return EXIT_TROUBLE;
	}
	if (argc == 2) {
		if ((type = crm_type(argv[0])) == REC_NONE)
			return EXIT_TROUBLE;
		buf_addf(&object, "%s %s", type_def(type)->name, argv[1]);
	}
	rc = db_open(&db, &db_bss, &o.db, DB_READ);
	if (rc == 0)
		rc = journal_read(&db, argc == 2 ? buf_slice(&object)
		    : (struct slice){ NULL, 0 }, print_entry, NULL);
	db_close(&db);
	buf_release(&object);
	return tool_exit_code(rc);
}
