/*
 * list.c (ossctl-diag) - the alarms there are
 */
#include <inttypes.h>
#include <stdio.h>

#include "alarms.h"
#include "base/diag.h"
#include "base/tstamp.h"
#include "text.h"

/* ---- which of them ------------------------------------------------------ */

struct chosen {
	const struct list_opts *opts;
	int64_t		 now_us;	/* --now, else the last heartbeat */
	oss_alarm_fn	*fn;
	void		*arg;
	uint64_t	 shelved;	/* left out */
};

bool
alarm_shelved(const struct oss_alarm *a, int64_t now_us)
{
	return a->shelved_until_us > now_us;
}

static bool
takes(const char *pattern, struct slice s)
{
	return pattern == NULL || pattern_takes(slice_of(pattern), s);
}

static int
choose(const struct oss_alarm *a, void *arg)
{
	struct chosen *c = arg;
	const struct list_opts *o = c->opts;
	enum severity severity = SEVERITY_CLEARED;

	severity_lookup(a->severity, &severity);
	if ((o->roots && !a->root) || !takes(o->node, a->node)
	    || !takes(o->object, a->object)
	    || !takes(o->alarm_type, a->alarm_type)
	    /* any, warning, minor, ...: as the severities from warning on */
	    || (o->severity != 0
	    && (int)severity < o->severity + SEVERITY_INDETERMINATE))
		return 0;
	if (alarm_shelved(a, c->now_us) && !o->shelved) {
		c->shelved++;
		return 0;
	}
	return c->fn(a, c->arg);
}

/* Those that the options choose. 0 or -1 */
static int
each(struct db *db, struct chosen *c, bool all, oss_alarm_fn *fn, void *arg)
{
	bool known;

	c->fn = fn;
	c->arg = arg;
	c->now_us = c->opts->db.now_us;
	if (c->now_us == 0 && oss_db_heartbeat(db, &c->now_us, &known) < 0)
		return -1;
	return oss_db_alarms(db, all, choose, c);
}

/* ---- for people --------------------------------------------------------- */

static struct slice
note_of(const struct oss_alarm *a, struct buf *b)
{
	buf_clear(b);
	buf_adds(b, !a->active ? "cleared" : a->root ? "cause" : "symptom");
	if (a->planned)
		buf_adds(b, ", planned");
	if (a->acked)
		buf_adds(b, ", acknowledged");
	if (a->shelved_until_us != INT64_MIN)
		buf_adds(b, ", shelved");
	if (a->closed_by.len != 0)
		buf_adds(b, ", closed");
	return buf_slice(b);
}

static void
add_type(struct columns *c, const struct oss_alarm *a)
{
	struct buf b = { 0 };

	buf_add_slice(&b, a->alarm_type);
	if (a->qualifier.len != 0)
		buf_addf(&b, "/%.*s", SLICE_FMT(a->qualifier));
	columns_add(c, buf_slice(&b));
	buf_release(&b);
}

static int
list_row(const struct oss_alarm *a, void *arg)
{
	struct columns *c = arg;
	struct buf b = { 0 };

	columns_add_time(c, a->raised_us);
	columns_add(c, a->severity);
	add_type(c, a);
	columns_add(c, a->node);
	columns_add(c, a->object);
	columns_add(c, note_of(a, &b));
	columns_add(c, a->alarm_id);
	buf_release(&b);
	return 0;
}

static int
list_text(struct db *db, const struct list_opts *opts)
{
	struct chosen chosen = { .opts = opts };
	static const char *const head[] = { "SINCE", "SEVERITY", "ALARM",
	    "NODE", "OBJECT", "NOTE", "ALARM_ID" };
	size_t len = sizeof(head) / sizeof(head[0]);
	struct columns c;
	int rc;

	columns_init(&c, len);
	for (size_t i = 0; i < len; i++)
		columns_add(&c, slice_of(head[i]));
	rc = each(db, &chosen, opts->all, list_row, &c);
	if (rc == 0 && c.cells > len)
		columns_print(&c);
	columns_release(&c);
	return rc == 0 ? EXIT_OK : db_exit_code();
}

/* ---- for programs ------------------------------------------------------- */

/* The record of the alarm's last transition. */
static int
list_record(const struct oss_alarm *a, void *arg)
{
	struct oss_transition t = {
		.ts_us = a->changed_us, .alarm_id = a->alarm_id,
		.node = a->node, .object = a->object,
		.alarm_type = a->alarm_type,
		.probable_cause = a->probable_cause,
		.severity = a->severity, .root_alarm_id = a->root_alarm_id,
		.root = a->root, .planned = a->planned, .kind = a->kind,
		.qualifier = a->qualifier,
		.confidence_ppm = a->confidence_ppm,
		.ack_state = slice_of(a->acked ? "acknowledged" : NULL),
		.shelved_us = a->shelved_until_us != INT64_MIN
		    ? a->shelved_until_us : 0,
	};

	t.state = slice_of(alarm_state_name(!a->active ? ALARM_CLEARED
	    : a->changed_us == a->raised_us ? ALARM_RAISED : ALARM_CHANGED));
	return put_transition(arg, &t, false);
}

static int
list_records(struct db *db, const struct list_opts *opts)
{
	struct chosen chosen = { .opts = opts };
	struct out *o = out_for(opts->view);
	int rc = EXIT_OK;

	if (each(db, &chosen, opts->all, list_record, o) < 0)
		rc = db_exit_code();
	return out_end(o, rc);
}

/* ---- for monitors ------------------------------------------------------- */

struct tally {
	uint64_t	 active, causes, planned;
	enum severity	 worst;
	char		*first;		/* the worst of them, owned */
};

static int
tally_one(const struct oss_alarm *a, void *arg)
{
	struct tally *t = arg;
	struct buf b = { 0 };
	char since[TSTAMP_TEXT_MAX];
	enum severity severity = SEVERITY_INDETERMINATE;

	if (a->planned) {
		t->planned++;
		return 0;
	}
	severity_lookup(a->severity, &severity);
	/* a node whose agent alone died is in itself silent, and well */
	if (a->root && severity > t->worst)
		t->worst = severity;
	t->active++;
	t->causes += a->root;
	if (!a->root || t->first != NULL)
		return 0;
	buf_addf(&b, "%.*s ", SLICE_FMT(a->alarm_type));
	vis_add(&b, a->node);
	if (!slice_eq(a->node, a->object)) {
		buf_addc(&b, ' ');
		vis_add(&b, a->object);
	}
	buf_addf(&b, " since %.*s", (int)tstamp_format(a->raised_us, since),
	    since);
	t->first = buf_detach(&b);
	return 0;
}

struct pulse {
	int64_t	 heartbeat_us;
	bool	 known, old;
};

/* Whether the poller is alive: said in words; old when it is too old. */
static void
feel_pulse(const struct list_opts *opts, struct pulse *p, struct buf *words)
{
	char text[TSTAMP_TEXT_MAX];
	int64_t age;

	p->old = opts->max_age_us != 0;
	if (!p->known) {
		buf_adds(words, "no heartbeat yet");
	} else {
		buf_addf(words, "last heartbeat %.*s",
		    (int)tstamp_format(p->heartbeat_us, text), text);
		p->old = p->old && (__builtin_sub_overflow(opts->db.now_us,
		    p->heartbeat_us, &age) || age > opts->max_age_us);
	}
	if (p->old)
		buf_adds(words, ", too old");
}

/* What a plugin of Nagios says: its state is its exit code. */
static const char *const plugin_states[] = { "OK", "WARNING", "CRITICAL",
	"UNKNOWN" };

static int
plugin_state(const struct tally *t, const struct pulse *p)
{
	if (t->active != 0)
		return t->worst >= SEVERITY_MAJOR ? 2 : 1;
	return p->old ? 3 : 0;
}

/* | 'label'=value;warn;crit;min, Nagios plugin guidelines */
static void
print_perfdata(const struct list_opts *opts, const struct tally *t,
    const struct pulse *p, uint64_t shelved)
{
	printf(" | active=%" PRIu64 ";;;0 causes=%" PRIu64 ";;;0 planned=%"
	    PRIu64 ";;;0 shelved=%" PRIu64 ";;;0", t->active, t->causes,
	    t->planned, shelved);
	if (!p->known || opts->db.now_us == 0)
		return;
	printf(" heartbeat_age=%" PRId64 "s;",
	    (opts->db.now_us - p->heartbeat_us) / US_PER_S);
	if (opts->max_age_us != 0)
		printf(";%" PRId64, opts->max_age_us / US_PER_S);
}

static int
list_check(struct db *db, const struct list_opts *opts)
{
	struct chosen chosen = { .opts = opts };
	struct tally t = { 0 };
	struct pulse p = { 0 };
	struct buf beat = { 0 };
	const char *state;

	if (each(db, &chosen, false, tally_one, &t) < 0
	    || oss_db_heartbeat(db, &p.heartbeat_us, &p.known) < 0) {
		free(t.first);
		return db_exit_code();
	}
	feel_pulse(opts, &p, &beat);
	state = opts->nagios ? plugin_states[plugin_state(&t, &p)]
	    : t.active != 0 ? "CRITICAL" : p.old ? "UNKNOWN" : "OK";
	printf("ALARMS %s - active %" PRIu64 ", causes %" PRIu64 ", planned %"
	    PRIu64 "; %s%s%s", state, t.active, t.causes, t.planned,
	    buf_str(&beat), t.first != NULL ? "; " : "",
	    t.first != NULL ? t.first : "");
	if (opts->nagios)
		print_perfdata(opts, &t, &p, chosen.shelved);
	putchar('\n');
	free(t.first);
	buf_release(&beat);
	return opts->nagios ? plugin_state(&t, &p)
	    : t.active != 0 || p.old ? EXIT_FINDINGS : EXIT_OK;
}

static int
list_opts_check(const struct list_opts *o)
{
	if (o->max_age_us == 0 || ((o->check || o->nagios)
	    && o->db.now_us != 0))
		return 0;
	diag(REASON_USAGE_MISSING,
	    "list: --max-age goes with --check or --nagios, and --now");
	return -1;
}

static int
list(struct db *db, const struct list_opts *opts)
{
	if (db_begin_read(db) < 0)
		return db_exit_code();
	if (opts->check || opts->nagios)
		return list_check(db, opts);
	return opts->view == VIEW_TEXT ? list_text(db, opts)
	    : list_records(db, opts);
}

int
verb_list(int argc, char **argv)
{
	struct list_opts opts = list_defaults;
	struct db db;
	int rc = verb_opts("list", &opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (list_opts_check(&opts) < 0)
		return EXIT_TROUBLE;
	if (db_open(&db, &db_oss, &opts.db, DB_READ) < 0) {
		rc = db_exit_code();
	} else {
		rc = list(&db, &opts);
		db_close(&db);
	}
	/* to a monitor, what cannot be known is UNKNOWN */
	return opts.nagios && (rc == EXIT_RETRY || diag_exit_code()
	    >= EXIT_TROUBLE) ? 3 : rc;
}
