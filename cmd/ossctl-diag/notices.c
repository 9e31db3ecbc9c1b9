/*
 * notices.c (ossctl-diag) - who is to be told, as records for a mailer
 * As with transitions: what is to be told is committed, then written, then
 * marked; a run that could not write is made good by the next one.
 */
#include <inttypes.h>

#include "alarms.h"
#include "base/diag.h"
#include "store/journal.h"
#include "store/oss_notice.h"

struct telling {
	struct out	*out;
	int64_t		 seq;
	uint64_t	 count;
};

static int
put_notice(const struct oss_notice *n, void *arg)
{
	struct telling *t = arg;
	struct out *o = t->out;

	out_begin(o, REC_NOTICE);
	out_str(o, F_NOTICE_ID, n->notice_id);
	out_time(o, F_TS, n->ts_us);
	out_str(o, F_STATE, n->state);
	out_str(o, F_RECEIVER, n->receiver);
	out_str(o, F_ROUTE, n->route);
	out_str(o, F_GROUP_KEY, n->key);
	out_str(o, F_SEVERITY, n->severity);
	out_u64(o, F_ALARM_COUNT, n->alarms);
	out_u64(o, F_SYMPTOM_COUNT, n->symptoms);
	out_str(o, F_SUBJECT, n->subject);
	out_str(o, F_TEXT, n->text);
	t->seq = n->seq;
	t->count++;
	return out_done(o);
}

static int
make(struct db *db, const struct notices_opts *opts,
    const struct notice_rules *rules)
{
	if (db_begin(db) < 0
	    || oss_notices_make(db, rules, opts->db.now_us) < 0)
		return -1;
	return opts->dry ? 0 : db_commit(db);
}

static int
tell(struct db *db, const struct notices_opts *opts)
{
	struct telling t = { .out = out_for(opts->view) };
	int rc = EXIT_OK;

	if (oss_notices_untold(db, put_notice, &t) < 0)
		rc = diag_exit_code() != EXIT_OK ? tool_exit_code(-1)
		    : EXIT_TROUBLE;
	rc = out_end(t.out, rc);
	if (rc != EXIT_OK || opts->dry || t.count == 0)
		return rc;
	if (db_begin(db) < 0 || oss_notices_told(db, t.seq) < 0
	    || db_commit(db) < 0)
		return tool_exit_code(-1);
	return EXIT_OK;
}

int
verb_notices(int argc, char **argv)
{
	struct notices_opts opts = notices_defaults;
	struct notice_rules rules = { 0 };
	struct db db = { 0 };
	int rc = verb_parse(&opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (opts.db.now_us == 0) {
		diag(REASON_USAGE_MISSING, "notices: --now says what time "
		    "it is");
		return EXIT_TROUBLE;
	}
	tool_ignore_sigpipe();
	/* out_for: ndjson, csv as list's without text */
	opts.view = opts.csv ? VIEW_CSV : VIEW_NDJSON;
	if (notice_rules_load(&rules, opts.rules) < 0)
		rc = EXIT_TROUBLE;
	else if (db_open(&db, &db_oss, &opts.db, DB_WRITE) < 0
	    || make(&db, &opts, &rules) < 0)
		rc = tool_exit_code(-1);
	else
		rc = tell(&db, &opts);
	db_close(&db);
	notice_rules_release(&rules);
	return rc;
}
