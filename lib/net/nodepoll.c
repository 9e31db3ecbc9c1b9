/*
 * nodepoll.c (net) - see nodepoll.h
 */
#include <time.h>

#include "base/tstamp.h"
#include "net/nodepoll.h"
#include "oss/devtext.h"

#define AUTHORIZATION_ERROR	16	/* error-status, RFC 3416 section 3 */
#define SYSTEM_TEXT_MAX		((size_t)256 << 10)

#define SYSTEM		1, 3, 6, 1, 2, 1, 1
static const snmp_subid sys_descr[] = { SYSTEM, 1, 0 };
static const snmp_subid sys_object_id[] = { SYSTEM, 2, 0 };
static const snmp_subid sys_uptime[] = { SYSTEM, 3, 0 };
static const snmp_subid sys_name[] = { SYSTEM, 5, 0 };

static const struct oid_ref system_names[] = {
	OID_REF(sys_descr), OID_REF(sys_object_id), OID_REF(sys_uptime),
	OID_REF(sys_name)
};
#define SYSTEM_LEN	(sizeof(system_names) / sizeof(system_names[0]))

struct node_poller {
	const struct node_how *how;	/* borrowed */
	struct snmp_pool *pool;		/* owned */
	struct walk_request request;	/* of whoever is at it */
};

struct node_poll {
	struct node_poller *poller;
	struct snmp_peer *peer;
	struct walk	 walk;
	unsigned	 system_at, system_len;	/* asked of system_names */
	enum if_column	 column;	/* of the walk's first column */
	struct iftable	 ports;
	struct buf	 descr, name;
	char		 object_id[OID_TEXT_MAX];
	struct node_reading reading;
	int64_t		 begun_us;	/* monotonic */
	node_done_fn	*done;
	void		*arg;
};

const char *
node_error_name(enum node_error e)
{
	static const char *const name[] = {
		[NODE_OK] = NULL,
		[NODE_TIMEOUT] = "timeout",
		[NODE_REFUSED] = "refused",
		[NODE_UNREACHABLE] = "unreachable",
		[NODE_LOCAL] = "local",
		[NODE_RESOLVE] = "resolve",
		[NODE_AUTH] = "auth",
		[NODE_PARTIAL] = "partial",
	};

	return name[e];
}

static int64_t
clock_us(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return t.tv_sec * US_PER_S + t.tv_nsec / 1000;
}

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
	buf_init(&n->descr, SYSTEM_TEXT_MAX);
	buf_init(&n->name, SYSTEM_TEXT_MAX);
	return n;
}

void
node_poll_free(struct node_poll *n)
{
	if (n == NULL)
		return;
	snmp_peer_close(n->peer);
	iftable_release(&n->ports);
	buf_release(&n->descr);
	buf_release(&n->name);
	free(n);
}

static void
finish(struct node_poll *n)
{
	struct node_reading *r = &n->reading;

	snmp_peer_close(n->peer);
	n->peer = NULL;
	if (r->error == NODE_OK && r->fault != WALK_COMPLETE)
		r->error = NODE_PARTIAL;
	r->sys_descr = buf_slice(&n->descr);
	r->sys_name = buf_slice(&n->name);
	r->ports = &n->ports;
	n->done(n->arg, r);
}

static void
finish_failed(struct node_poll *n, enum snmp_result why)
{
	static const enum node_error error[] = {
		[SNMP_TIMEOUT] = NODE_TIMEOUT,
		[SNMP_REFUSED] = NODE_REFUSED,
		[SNMP_UNREACHABLE] = NODE_UNREACHABLE,
		[SNMP_LOCAL] = NODE_LOCAL,
	};

	n->reading.error = error[why];
	n->reading.at_us = clock_us(CLOCK_REALTIME);
	finish(n);
}

static int
on_cell(void *arg, unsigned column, const struct varbind *vb,
    const struct answer_time *time)
{
	struct node_poll *n = arg;

	/* a cell that is no value of its column stays missing */
	return iftable_add(&n->ports, n->column + column, vb, time)
	    == IF_CELL_FULL ? -1 : 0;
}

static void
walk_columns(struct node_poll *n, enum if_column from, enum if_column to)
{
	n->column = from;
	walk_begin(&n->walk, n->poller->how->repetitions, on_cell, n);
	for (enum if_column c = from; c < to; c++)
		walk_column(&n->walk, if_column_oid(c));
}

static bool
too_late(const struct node_poll *n)
{
	int64_t limit = n->poller->how->deadline_us;

	return limit > 0
	    && clock_us(CLOCK_MONOTONIC) - n->begun_us > limit;
}

static void on_walk(void *, const struct snmp_reply *);

/* The walk has ended. False: nothing is left to ask. */
static bool
next_step(struct node_poll *n)
{
	struct node_reading *r = &n->reading;

	if (r->fault == WALK_COMPLETE)
		r->fault = n->walk.fault;
	if (n->column == IF_COLUMNS_FIRST || r->fault == WALK_SILENT
	    || r->fault == WALK_LATE || !iftable_lacks_wide(&n->ports))
		return false;
	walk_columns(n, IF_COLUMNS_FIRST, IF_COLUMNS);
	return true;
}

static void
walk_on(struct node_poll *n)
{
	struct walk_request *q = &n->poller->request;

	if (too_late(n))
		walk_stop(&n->walk, WALK_LATE);
	while (!walk_next(&n->walk, q)) {
		if (!next_step(n)) {
			finish(n);
			return;
		}
	}
	if (snmp_peer_getbulk(n->peer, q->name, q->len, q->non_repeaters,
	    q->max_repetitions, on_walk, n) != SNMP_ANSWER) {
		n->reading.fault = WALK_SILENT;
		finish(n);
	}
}

static void
on_walk(void *arg, const struct snmp_reply *r)
{
	struct node_poll *n = arg;

	if (r->result == SNMP_TIMEOUT)
		walk_timeout(&n->walk);
	else if (r->result != SNMP_ANSWER)
		walk_stop(&n->walk, WALK_SILENT);
	else if (r->error_status != 0)
		walk_error(&n->walk, r->error_status, r->error_index);
	else
		walk_answer(&n->walk, r->vb, r->len, r->at_us);
	walk_on(n);
}

static void
take_system(struct node_poll *n, const struct varbind *vb)
{
	struct node_reading *r = &n->reading;

	if (vb->kind == VARBIND_OCTETS
	    && oid_cmp(vb->name, OID_REF(sys_descr)) == 0 && n->descr.len == 0)
		devtext_add(&n->descr, vb->octets);
	else if (vb->kind == VARBIND_OCTETS
	    && oid_cmp(vb->name, OID_REF(sys_name)) == 0 && n->name.len == 0)
		devtext_add(&n->name, vb->octets);
	else if (vb->kind == VARBIND_OID
	    && oid_cmp(vb->name, OID_REF(sys_object_id)) == 0)
		r->sys_object_id = oid_format(vb->oid, n->object_id);
	else if (vb->kind == VARBIND_TIMETICKS
	    && oid_cmp(vb->name, OID_REF(sys_uptime)) == 0) {
		r->has_uptime = true;
		r->uptime_cs = vb->number;
	}
}

static void on_system(void *, const struct snmp_reply *);

static enum snmp_result
ask_system(struct node_poll *n, unsigned at, unsigned len)
{
	n->system_at = at;
	n->system_len = len;
	return snmp_peer_get(n->peer, system_names + at, len, on_system, n);
}

/*
 * What to ask of the system group behind an answer: all went well, or each
 * alone (tooBig, or an old agent that has not all of them). False: no more.
 */
static bool
ask_system_on(struct node_poll *n, const struct snmp_reply *reply)
{
	unsigned at = n->system_at + n->system_len;

	if (n->system_len == SYSTEM_LEN)
		at = reply->error_status != 0 ? 0 : SYSTEM_LEN;
	return at < SYSTEM_LEN && ask_system(n, at, 1) == SNMP_ANSWER;
}

static void
on_system(void *arg, const struct snmp_reply *reply)
{
	struct node_poll *n = arg;
	struct node_reading *r = &n->reading;

	if (reply->result != SNMP_ANSWER && !r->reachable) {
		finish_failed(n, reply->result);
		return;
	}
	if (!r->reachable) {
		r->at_us = reply->at_us;
		r->reachable = r->has_rtt = true;
		r->rtt_us = reply->rtt_us;
	}
	if (reply->error_status == AUTHORIZATION_ERROR) {
		r->error = NODE_AUTH;
		finish(n);
		return;
	}
	for (size_t i = 0; reply->error_status == 0 && i < reply->len; i++)
		take_system(n, &reply->vb[i]);
	if (ask_system_on(n, reply))
		return;
	walk_columns(n, 0, IF_COLUMNS_FIRST);
	walk_on(n);
}

void
node_poll_begin(struct node_poll *n, const struct net_address *a,
    struct slice community, node_done_fn *done, void *arg)
{
	const struct node_how *how = n->poller->how;
	struct snmp_how s = { how->timeout_us, how->retries, community };
	enum snmp_result why;

	n->done = done;
	n->arg = arg;
	n->begun_us = clock_us(CLOCK_MONOTONIC);
	n->reading = (struct node_reading){ 0 };
	iftable_clear(&n->ports);
	buf_clear(&n->descr);
	buf_clear(&n->name);
	n->peer = snmp_peer_open(n->poller->pool, a, &s, &why);
	if (n->peer != NULL)
		why = ask_system(n, 0, SYSTEM_LEN);
	if (n->peer == NULL || why != SNMP_ANSWER)
		finish_failed(n, why);
}
