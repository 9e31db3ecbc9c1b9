/*
 * nodepoll.c (net) - see nodepoll.h
 */

#include "base/clock.h"
#include "base/tstamp.h"
#include "net/nodepoll.h"

struct node_poller {
	const struct node_how *how;	/* borrowed */
	struct snmp_pool *pool;		/* owned */
	struct walk_request request;	/* of whoever is at it */
};

struct node_poll {
	struct node_poller *poller;
	struct snmp_peer *peer;
	struct survey	 survey;
	struct node_memory *memory;	/* borrowed */
	struct recording *record;	/* borrowed; or NULL */
	int64_t		 begun_us;	/* monotonic */
	node_done_fn	*done;
	void		*arg;
};

struct node_poller *
node_poller_new(const struct node_how *how)
{
	struct snmp_pool *pool = snmp_pool_new();
	struct node_poller *p;

	if (pool == NULL)
		return NULL;
	p = xcalloc(1, sizeof(*p));
	p->how = how;
	p->pool = pool;
	return p;
}

void
node_poller_free(struct node_poller *p)
{
	if (p == NULL)
		return;
	snmp_pool_free(p->pool);
	free(p);
}

struct snmp_pool *
node_poller_pool(struct node_poller *p)
{
	return p->pool;
}

struct node_poll *
node_poll_new(struct node_poller *poller)
{
	struct node_poll *n = xcalloc(1, sizeof(*n));

	n->poller = poller;
	return n;
}

void
node_poll_free(struct node_poll *n)
{
	if (n == NULL)
		return;
	snmp_peer_close(n->peer);
	survey_release(&n->survey);
	free(n);
}

static enum node_error
error_of(enum snmp_result why)
{
	static const enum node_error error[] = {
		[SNMP_TIMEOUT] = NODE_TIMEOUT,
		[SNMP_REFUSED] = NODE_REFUSED,
		[SNMP_UNREACHABLE] = NODE_UNREACHABLE,
		[SNMP_LOCAL] = NODE_LOCAL,
		[SNMP_DENIED] = NODE_AUTH,
	};

	return error[why];
}

static void
finish(struct node_poll *n)
{
	struct node_reading *r = &n->survey.reading;

	snmp_peer_close(n->peer);
	n->peer = NULL;
	n->memory->habit = n->survey.habit;
	r->poll_us = (uint64_t)(mono_us() - n->begun_us);
	n->done(n->arg, r);
}

static bool
too_late(const struct node_poll *n)
{
	int64_t limit = n->poller->how->deadline_us;

	return limit > 0
	    && mono_us() - n->begun_us >= limit;
}

static void on_reply(void *, const struct snmp_reply *);

static enum snmp_result
ask(struct node_poll *n, const struct walk_request *q)
{
	static const enum pdu_tag tag[] = {
		[WALK_GET] = PDU_GET,
		[WALK_GETNEXT] = PDU_GETNEXT,
		[WALK_GETBULK] = PDU_GETBULK,
	};

	return snmp_peer_ask(n->peer, tag[q->op], q->name, q->len,
	    q->non_repeaters, q->max_repetitions, on_reply, n);
}

static void
go_on(struct node_poll *n)
{
	struct walk_request *q = &n->poller->request;
	enum snmp_result why;

	if (too_late(n))
		survey_stop(&n->survey, WALK_LATE);
	while (survey_next(&n->survey, q)) {
		if ((why = ask(n, q)) == SNMP_ANSWER)
			return;
		survey_silent(&n->survey, error_of(why),
		    clock_us());
	}
	finish(n);
}

static void
on_reply(void *arg, const struct snmp_reply *r)
{
	struct node_poll *n = arg;
	struct survey_answer a = {
		.at_us = r->at_us, .rtt_us = r->rtt_us,
		.error_status = r->error_status,
		.error_index = r->error_index,
		.vb = r->vb, .len = r->len,
	};

	n->survey.reading.requests += r->sent;
	for (size_t i = 0; n->record != NULL && i < r->len; i++)
		recording_add(n->record, &r->vb[i]);
	if (r->result == SNMP_ANSWER)
		survey_answer(&n->survey, &a);
	else if (r->result == SNMP_DENIED)
		survey_denied(&n->survey, talk_denial_name(r->denial), &a);
	else
		survey_silent(&n->survey, error_of(r->result), r->at_us);
	go_on(n);
}

void
node_poll_begin(struct node_poll *n, const struct net_address *a,
    const struct credential *cred, struct node_memory *memory,
    node_done_fn *done, void *arg)
{
	const struct node_how *how = n->poller->how;
	struct survey_how survey = { .repetitions = how->repetitions,
	    .getnext = cred->version == SNMP_V1,
	    .system_only = how->system_only };
	struct snmp_how s = { .timeout_us = how->timeout_us,
	    .retries = how->retries, .cred = cred, .engine = memory->engine };
	enum snmp_result why;

	n->done = done;
	n->arg = arg;
	n->memory = memory;
	n->begun_us = mono_us();
	if (how->deadline_us > 0)
		s.until_us = n->begun_us + how->deadline_us;
	n->survey.habit = memory->habit;
	survey_begin(&n->survey, &survey, how->plan, arg);
	n->peer = snmp_peer_open(n->poller->pool, a, &s, &why);
	if (n->peer == NULL)
		survey_silent(&n->survey, error_of(why),
		    clock_us());
	go_on(n);
}

void
node_poll_replay(struct node_poll *n, struct recording *rec, int64_t at_us,
    node_done_fn *done, void *arg)
{
	const struct node_how *how = n->poller->how;
	struct survey_how survey = { .repetitions = how->repetitions };
	struct walk_request *q = &n->poller->request;
	struct survey_answer a = { .at_us = at_us };
	struct survey *s = &n->survey;

	s->habit = (struct node_habit){ 0 };
	survey_begin(s, &survey, how->plan, arg);
	while (survey_next(s, q)) {
		recording_serve(rec, q, &a);
		survey_answer(s, &a);
		s->reading.requests++;
	}
	/* how long it took then is not known */
	s->reading.has_rtt = false;
	done(arg, &s->reading);
}

void
node_poll_record(struct node_poll *n, struct recording *r)
{
	n->record = r;
}
