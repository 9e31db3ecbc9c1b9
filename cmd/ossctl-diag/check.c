/*
 * check.c (ossctl-diag) - which alarms there are, for monitors that go by
 * exit codes
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/diag.h"
#include "base/tstamp.h"
#include "check.h"

/* ---- which of them ------------------------------------------------------ */

bool
alarm_shelved(const struct oss_alarm *a, int64_t now_us)
{
	return a->shelved_until_us > now_us;
}

static int
choose(const struct oss_alarm *a, void *arg)
{
	struct chosen *c = arg;
	const struct list_opts *o = c->opts;
	enum severity severity = SEVERITY_CLEARED;

	severity_lookup(a->severity, &severity);
	if ((o->roots && !a->root)
	    || !pattern_allows(slice_of(o->node), a->node)
	    || !pattern_allows(slice_of(o->object), a->object)
	    || !pattern_allows(slice_of(o->alarm_type), a->alarm_type)
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

int
alarms_each(struct db *db, struct chosen *c, bool all, oss_alarm_fn *fn,
    void *arg)
{
	bool known;

	c->fn = fn;
	c->arg = arg;
	c->now_us = c->opts->db.now_us;
	if (c->now_us == 0 && oss_db_heartbeat(db, &c->now_us, &known) < 0)
		return -1;
	return oss_db_alarms(db, all, choose, c);
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

int
pulse_feel(struct db *db, const struct list_opts *opts, struct pulse *p)
{
	int64_t age;

	*p = (struct pulse){ .old = opts->max_age_us != 0 };
	if (oss_db_heartbeat(db, &p->heartbeat_us, &p->known) < 0)
		return -1;
	if (p->known)
		p->old = p->old && (__builtin_sub_overflow(opts->db.now_us,
		    p->heartbeat_us, &age) || age > opts->max_age_us
		    || age < -opts->max_age_us);
	p->ahead = p->old && p->known && p->heartbeat_us > opts->db.now_us;
	return 0;
}

/* Whether the poller is alive, in words. */
static void
say_pulse(const struct pulse *p, struct buf *words)
{
	char text[TSTAMP_TEXT_MAX];

	if (p->known)
		buf_addf(words, "last heartbeat %.*s",
		    (int)tstamp_format(p->heartbeat_us, text), text);
	else
		buf_adds(words, "no heartbeat yet");
	if (p->old)
		buf_adds(words, p->ahead ? ", in the future"
		    : ", too old");
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
add_perfdata(struct buf *b, const struct list_opts *opts,
    const struct tally *t, const struct pulse *p, uint64_t shelved)
{
	buf_addf(b, " | active=%" PRIu64 ";;;0 causes=%" PRIu64
	    ";;;0 planned=%" PRIu64 ";;;0 shelved=%" PRIu64 ";;;0",
	    t->active, t->causes, t->planned, shelved);
	if (!p->known || opts->db.now_us == 0)
		return;
	buf_addf(b, " heartbeat_age=%" PRId64 "s;",
	    (opts->db.now_us - p->heartbeat_us) / US_PER_S);
	if (opts->max_age_us != 0)
		buf_addf(b, ";%" PRId64, opts->max_age_us / US_PER_S);
}

int
check_line(struct db *db, const struct list_opts *opts, struct buf *b)
{
	struct chosen chosen = { .opts = opts };
	struct tally t = { 0 };
	struct pulse p;
	const char *state;

	if (alarms_each(db, &chosen, false, tally_one, &t) < 0
	    || pulse_feel(db, opts, &p) < 0) {
		free(t.first);
		return CHECK_FAILED;
	}
	state = opts->nagios ? plugin_states[plugin_state(&t, &p)]
	    : t.active != 0 ? "CRITICAL" : p.old ? "UNKNOWN" : "OK";
	buf_addf(b, "ALARMS %s - active %" PRIu64 ", causes %" PRIu64
	    ", planned %" PRIu64 "; ", state, t.active, t.causes, t.planned);
	say_pulse(&p, b);
	if (t.first != NULL)
		buf_addf(b, "; %s", t.first);
	if (opts->nagios)
		add_perfdata(b, opts, &t, &p, chosen.shelved);
	buf_addc(b, '\n');
	free(t.first);
	return opts->nagios ? plugin_state(&t, &p)
	    : t.active != 0 || p.old ? EXIT_FINDINGS : EXIT_OK;
}

int
check_opts(const char *verb, const struct list_opts *o)
{
	if (o->max_age_us == 0 || o->db.now_us != 0)
		return 0;
	diag(REASON_USAGE_MISSING,
	    "%s: --max-age goes with --now", verb);
	return -1;
}

int
check_exit(const struct list_opts *opts, int rc)
{
	/* to a monitor, what cannot be known is UNKNOWN */
	return opts->nagios && (rc == EXIT_RETRY || diag_exit_code()
	    >= EXIT_TROUBLE) ? 3 : rc;
}
