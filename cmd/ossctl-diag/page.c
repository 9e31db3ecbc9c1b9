/*
 * page.c (ossctl-diag) - status: a page in text or HTML
 */
#include <stdio.h>
#include <unistd.h>

#include "check.h"
#include "status.h"

/* On a terminal text, into a file or pipe a page. */
enum { AS_AUTO, AS_TEXT, AS_HTML };

static int
show(struct status_page *s)
{
	const struct list_opts *o = s->opts;
	struct buf line = { 0 };
	struct buf page = { 0 };
	bool text = o->view == AS_TEXT || (o->view == AS_AUTO
	    && isatty(STDOUT_FILENO));
	int rc, state = EXIT_OK;

	if (db_begin_read(s->db) < 0)
		return tool_exit_code(-1);
	if (o->check || o->nagios)
		state = check_line(s->db, o, &line);
	rc = state == CHECK_FAILED ? tool_exit_code(-1) : status_load(s);
	if (rc == EXIT_OK && text) {
		fputs(buf_str(&line), stdout);
		status_text(s);
	} else if (rc == EXIT_OK) {
		status_html(s, &page);
		fwrite(page.data, 1, page.len, stdout);
	}
	buf_release(&page);
	buf_release(&line);
	return rc == EXIT_OK ? state : rc;
}

int
verb_status(int argc, char **argv)
{
	struct list_opts opts = list_defaults;
	struct status_page s = { .opts = &opts };
	struct db db;
	int rc = verb_parse(&opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (check_opts("status", &opts) < 0)
		return EXIT_TROUBLE;
	if (db_open(&db, &db_oss, &opts.db, DB_READ) < 0) {
		rc = tool_exit_code(-1);
	} else {
		s.db = &db;
		rc = show(&s);
		status_release(&s);
		db_close(&db);
	}
	return check_exit(&opts, rc);
}
