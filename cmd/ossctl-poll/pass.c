/*
 * pass.c (ossctl-poll) - one pass over all nodes, a window of them at a time
 */
#include <errno.h>
#include <inttypes.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/tstamp.h"
#include "net/window.h"
#include "oss/schedule.h"
#include "poller.h"

#define LOOKUPS_MAX	64	/* names in the resolver at a time */
#define LOOKUP_WAIT_US	10000	/* its end is not an event: look again */
#define WAIT_US		1000000
#define PROGRESS_US	5000000

struct slot {
	struct pass_room *room;
	struct node_poll *poll;		/* owned; made when first used */
	struct reader	 *reader;	/* owned; the same */
	struct poll_node *node;
	struct recording answers;	/* kept for --record */
	struct slot	 *next_free;
};

struct pass_room {
	struct node_poller *poller;
	struct slot	*slot;		/* owned: the window */
	size_t		 slots;
	struct slot	*free;
	struct replay	*replay;	/* borrowed; NULL: live nodes */
	const char	*record;	/* folder; or NULL */
	bool		 links;		/* these are written, not samples */
	/* of the pass in progress */
	const struct node_list *nodes;
	struct resolver	*resolver;
	struct out	*out;
	struct pass_result result;
	size_t		 next_numeric, next_name;	/* in nodes */
	size_t		 in_flight;
	struct linker	*linker;	/* owned; NULL: samples are written */
	pass_taker	*taker;		/* NULL: readings become records */
	void		*taker_arg;
	int64_t		 spread_us, begun_us;	/* monotonic */
	uint64_t	 rate;		/* nodes a second; 0: no limit */
	bool		 verbose;
	int64_t		 told_us;	/* progress; monotonic */
	bool		 broken;	/* the output failed */
};

struct pass_room *
pass_room_new(const struct poll_opts *o, const struct node_how *how,
    struct replay *replay, size_t nodes)
{
	struct pass_room *r = xcalloc(1, sizeof(*r));

	r->slots = replay != NULL ? 1
	    : window_fit(nodes < o->window ? nodes : (size_t)o->window);
	r->replay = replay;
	r->record = o->record;
	r->links = o->links;
	r->verbose = o->stream.verbose;
	r->spread_us = o->spread_us;
	if ((r->poller = node_poller_new(how)) == NULL) {
		diag_errno(REASON_OPEN_FAILED, "cannot watch descriptors");
		free(r);
		return NULL;
	}
	r->slot = xcalloc(r->slots, sizeof(*r->slot));
	for (size_t i = r->slots; i > 0; i--) {
		r->slot[i - 1].room = r;
		r->slot[i - 1].next_free = r->free;
		r->free = &r->slot[i - 1];
	}
	return r;
}

void
pass_hand(struct pass_room *r, pass_taker *taker, void *arg, uint64_t rate)
{
	r->taker = taker;
	r->taker_arg = arg;
	r->rate = rate;
}

static void
slot_release(struct slot *s)
{
	node_poll_free(s->poll);
	if (s->reader != NULL)
		reader_release(s->reader);
	free(s->reader);
	recording_release(&s->answers);
}

void
pass_room_free(struct pass_room *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->slots; i++)
		slot_release(&r->slot[i]);
	free(r->slot);
	node_poller_free(r->poller);
	free(r);
}

/* What a node sees; the links are known when all have been asked. */
static void
take_links(struct pass_room *r, const struct poll_node *n,
    const struct node_reading *reading, struct reader *reader)
{
	if (!reading->reachable)
		return;
	iftable_name(reading->ports, n->name);
	reader_finish(reader, reading->ports, reading->sys_descr);
	linker_add(r->linker, n->name, n->host, reading->sys_name,
	    reading->ports, &reader->view);
}

static void
take_reading(struct pass_room *r, struct poll_node *n,
    const struct node_reading *reading, struct reader *reader)
{
	if (reading->reachable)
		r->result.answered++;
	else
		r->result.failed++;
	if (r->taker != NULL) {
		r->broken = r->taker(r->taker_arg, n, reading) < 0;
		return;
	}
	if (reading->reachable && reading->error != NODE_OK)
		r->result.partial++;
	tell_node(n, reading);
	if (r->linker != NULL)
		take_links(r, n, reading, reader);
	else if (emit_reading(r->out, n, reading, reader) < 0)
		r->broken = true;
}

/* The node's system group is known: what else to ask. */
void
pass_plan(void *arg, const struct node_reading *reading, struct plan *plan)
{
	struct slot *s = arg;
	const struct profile *p = s->node->profile;

	if (p == NULL)
		p = profile_match(s->room->nodes->profiles,
		    reading->sys_object_id, reading->sys_descr);
	reader_begin(s->reader, p);
	reader_plan(s->reader, plan);
}

static void
on_done(void *arg, const struct node_reading *reading)
{
	struct slot *s = arg;
	struct pass_room *r = s->room;

	if (!r->broken)
		take_reading(r, s->node, reading, s->reader);
	if (!r->broken && r->record != NULL && reading->reachable)
		r->broken = record_write(r->record, s->node->name,
		    &s->answers) < 0;
	s->next_free = r->free;
	r->free = s;
	r->in_flight--;
}

/* A free place in the window, made ready for a node. */
static struct slot *
take_slot(struct pass_room *r, struct poll_node *n)
{
	struct slot *s = r->free;

	r->free = s->next_free;
	r->in_flight++;
	if (s->poll == NULL) {
		s->poll = node_poll_new(r->poller);
		s->reader = xcalloc(1, sizeof(*s->reader));
	}
	s->node = n;
	reader_begin(s->reader, NULL);
	if (r->record != NULL) {
		recording_clear(&s->answers);
		node_poll_record(s->poll, &s->answers);
	}
	return s;
}

static void
begin(struct pass_room *r, struct poll_node *n, const struct net_address *a)
{
	struct slot *s = take_slot(r, n);

	node_poll_begin(s->poll, a, n->cred, &n->memory, on_done, s);
}

/* A node without a recording is one that does not answer. */
static void
replay_node(struct pass_room *r, struct poll_node *n)
{
	struct recording *rec = replay_load(r->replay, n->name);
	struct node_reading silent = { .at_us = r->replay->now_us,
	    .error = NODE_TIMEOUT };
	struct slot *s;

	if (rec == NULL) {
		take_reading(r, n, &silent, NULL);
		return;
	}
	s = take_slot(r, n);
	node_poll_replay(s->poll, rec, r->replay->now_us, on_done, s);
}

static void
fail_lookup(struct pass_room *r, struct poll_node *n)
{
	struct node_reading reading = {
		.at_us = clock_us(),
		.error = NODE_RESOLVE,
	};

	take_reading(r, n, &reading, NULL);
}

/* How long until a node of the list has its turn; 0: it has, or never. */
static int64_t
wait_for(const struct pass_room *r, size_t i)
{
	int64_t left;

	if ((r->spread_us == 0 && r->rate == 0) || i >= r->nodes->len
	    || !r->nodes->item[i].due)
		return 0;
	left = r->begun_us - mono_us() + (r->rate != 0
	    ? (int64_t)(i * (uint64_t)US_PER_S / r->rate)
	    : node_offset(&r->nodes->item[i], r->spread_us));
	return left > 0 ? left : 0;
}

/* Names go to the resolver, a few at a time. */
static void
look_up_more(struct pass_room *r)
{
	const struct node_list *l = r->nodes;
	struct net_address a;

	while (r->next_name < l->len && wait_for(r, r->next_name) == 0
	    && resolver_pending(r->resolver) < LOOKUPS_MAX) {
		struct poll_node *n = &l->item[r->next_name++];

		if (n->due && !address_numeric(n->host.p, n->port, &a))
			resolver_add(r->resolver, n->host.p, n->port, n);
	}
}

/* The next node with an address, from the resolver or the list. */
static struct poll_node *
next_node(struct pass_room *r, struct net_address *a)
{
	const struct node_list *l = r->nodes;
	struct poll_node *n;
	bool ok;

	while ((n = resolver_next(r->resolver, a, &ok)) != NULL) {
		if (ok)
			return n;
		fail_lookup(r, n);
	}
	while (r->next_numeric < l->len
	    && wait_for(r, r->next_numeric) == 0) {
		n = &l->item[r->next_numeric++];
		if (n->due && address_numeric(n->host.p, n->port, a))
			return n;
	}
	return NULL;
}

static void
fill_window(struct pass_room *r)
{
	struct poll_node *n;
	struct net_address a;

	look_up_more(r);
	while (r->free != NULL && !r->broken
	    && (n = next_node(r, &a)) != NULL)
		begin(r, n, &a);
}

static bool
work_left(const struct pass_room *r)
{
	return r->in_flight > 0 || resolver_pending(r->resolver) > 0
	    || r->next_numeric < r->nodes->len
	    || r->next_name < r->nodes->len;
}

/* How long nothing can happen but answers. */
static int64_t
idle_us(const struct pass_room *r)
{
	int64_t us = resolver_pending(r->resolver) > 0 ? LOOKUP_WAIT_US
	    : WAIT_US;
	int64_t name = wait_for(r, r->next_name);
	int64_t numeric = wait_for(r, r->next_numeric);

	if (name > 0 && name < us)
		us = name;
	if (r->free != NULL && numeric > 0 && numeric < us)
		us = numeric;
	return us;
}

/* A range takes its time: how far it is, now and then and at the end. */
static void
tell_progress(struct pass_room *r, bool last)
{
	int64_t now = mono_us();

	if (r->taker == NULL || !r->verbose
	    || (!last && now - r->told_us < PROGRESS_US))
		return;
	r->told_us = now;
	note("%" PRIu64 " of %" PRIu64 " addresses asked, %" PRIu64
	    " answered", r->result.answered + r->result.failed,
	    r->result.planned, r->result.answered);
}

static void
pass_loop(struct pass_room *r)
{
	struct snmp_pool *pool = node_poller_pool(r->poller);

	for (;;) {
		fill_window(r);
		if (r->broken || !work_left(r)) {
			tell_progress(r, true);
			return;
		}
		tell_progress(r, false);
		/* a live feed is not held back for a full block */
		if (snmp_pool_idle(pool) && out_flush(r->out) < 0) {
			r->broken = true;
			return;
		}
		snmp_pool_wait(pool, idle_us(r));
	}
}

/* Nodes of an interval of their own are not in each pass. How many are. */
static uint64_t
mark_due(const struct node_list *l, int64_t begun_us)
{
	uint64_t n = 0;

	for (size_t i = 0; i < l->len; i++) {
		struct poll_node *p = &l->item[i];

		p->due = schedule_due(p->last_us, begun_us, p->interval_us);
		if (p->due)
			p->last_us = begun_us;
		n += p->due;
	}
	return n;
}

int
pass_run(struct pass_room *r, const struct node_list *nodes, struct out *out,
    int64_t begun_us, struct pass_result *result)
{
	r->nodes = nodes;
	r->out = out;
	r->resolver = resolver_new();
	r->result = (struct pass_result){ .planned = mark_due(nodes,
	    begun_us) };
	r->begun_us = r->told_us = mono_us();
	r->next_numeric = r->next_name = 0;
	r->linker = r->links ? linker_new() : NULL;
	for (size_t i = 0; r->replay != NULL && i < nodes->len && !r->broken;
	    i++)
		replay_node(r, &nodes->item[i]);
	if (r->replay == NULL)
		pass_loop(r);
	resolver_free(r->resolver);
	r->resolver = NULL;
	if (r->linker != NULL && !r->broken
	    && emit_links(r->out, r->linker) < 0)
		r->broken = true;
	linker_free(r->linker);
	r->linker = NULL;
	*result = r->result;
	return r->broken ? -1 : 0;
}
