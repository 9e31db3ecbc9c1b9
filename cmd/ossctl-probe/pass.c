/*
 * pass.c (ossctl-probe) - one pass over all targets, a window of them at a time
 */
#include <errno.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/tstamp.h"
#include "net/window.h"
#include "prober.h"

#define LOOKUPS_MAX	64	/* names in the resolver at a time */
#define LOOKUP_WAIT_US	10000	/* its end is not an event: look again */
#define WAIT_US		1000000
#define WEB_MAX		200	/* web probes in flight: see probe.h */

struct slot {
	struct pass_room *room;
	uint32_t	 target;
	struct slot	 *next_free;
};

/* Targets that may begin, by what they wait for. */
struct queue {
	uint32_t	*item;		/* owned, room for all targets */
	size_t		 at, len;
};

struct pass_room {
	struct probe_how how;
	struct prober	*prober;
	uint64_t	 rate;
	struct slot	*slot;		/* owned: the window */
	struct slot	*free;
	struct queue	 direct, web;
	/* of the pass in progress */
	struct targets	*targets;
	struct resolver	*resolver;
	struct out	*out;
	struct pass_result result;
	size_t		 next_host;
	size_t		 in_flight;
	int64_t		 begun_us;	/* monotonic */
	uint64_t	 begun;		/* probes */
	bool		 broken;	/* the output failed */
};

static bool
is_web(const struct target *t)
{
	return t->spec.kind == PROBE_HTTP || t->spec.kind == PROBE_TLS;
}

/* ICMP is refused by the kernel for a reason that holds for all targets. */
static int
check_ping(struct pass_room *r, const struct targets *t)
{
	for (size_t i = 0; i < t->len; i++) {
		const struct probe_host *h = &t->host[t->item[i].host];

		if (t->item[i].spec.kind != PROBE_ICMP || prober_can_ping(
		    r->prober, h->numeric ? h->address.addr.ss_family
		    : AF_INET))
			continue;
		if (errno == EACCES || errno == EPERM) {
			diag(REASON_PROBE_DENIED, "ICMP needs a group within "
			    "net.ipv4.ping_group_range, or CAP_NET_RAW");
			return -1;
		}
	}
	return 0;
}

struct pass_room *
pass_room_new(const struct probe_opts *o, const struct targets *t)
{
	struct pass_room *r = xcalloc(1, sizeof(*r));
	size_t slots = t->len < o->window ? t->len : (size_t)o->window;

	r->how = (struct probe_how){
		.timeout_us = o->timeout_us,
		.deadline_us = o->deadline_us,
		.retries = (unsigned)o->retries,
		.count = (unsigned)o->count,
		.spacing_us = o->spacing_us,
		.size = (unsigned)o->size,
		.dont_fragment = o->dont_fragment,
		.ca_file = o->ca_file,
	};
	r->rate = o->rate;
	slots = window_fit(slots);
	r->slot = xcalloc(slots, sizeof(*r->slot));
	for (size_t i = slots; i > 0; i--) {
		r->slot[i - 1].room = r;
		r->slot[i - 1].next_free = r->free;
		r->free = &r->slot[i - 1];
	}
	r->direct.item = xcalloc(t->len, sizeof(*r->direct.item));
	r->web.item = xcalloc(t->len, sizeof(*r->web.item));
	r->prober = prober_new(&r->how);
	if (r->prober == NULL)
		diag_errno(REASON_OPEN_FAILED, "cannot watch descriptors");
	if (r->prober != NULL && check_ping(r, t) == 0)
		return r;
	pass_room_free(r);
	return NULL;
}

void
pass_room_free(struct pass_room *r)
{
	if (r == NULL)
		return;
	prober_free(r->prober);
	free(r->slot);
	free(r->direct.item);
	free(r->web.item);
	free(r);
}

/* ---- what comes back -------------------------------------------------- */

static void
take_reading(struct pass_room *r, uint32_t target,
    const struct probe_reading *reading)
{
	const struct target *t = &r->targets->item[target];
	struct probe_node *n = &r->targets->node[t->node];

	if (r->broken)
		return;
	r->result.good += reading->error == PROBE_OK;
	if (reading->reachable && n->answered++ == 0)
		r->result.answered++;
	tell_target(n, t, reading);
	if (emit_reading(r->out, n, t, reading) < 0)
		r->broken = true;
}

static void
on_done(void *arg, const struct probe_reading *reading)
{
	struct slot *s = arg;
	struct pass_room *r = s->room;

	take_reading(r, s->target, reading);
	s->next_free = r->free;
	r->free = s;
	r->in_flight--;
}

static void
begin(struct pass_room *r, uint32_t target)
{
	const struct target *t = &r->targets->item[target];
	const struct probe_host *h = &r->targets->host[t->host];
	const struct probe_target what = {
		.spec = &t->spec, .expect = t->expect, .address = h->address,
		.host = h->name, .connect_to = t->connect_to,
	};
	struct slot *s = r->free;

	r->free = s->next_free;
	r->in_flight++;
	r->begun++;
	s->target = target;
	probe_begin(r->prober, &what, on_done, s);
}

/* ---- names ------------------------------------------------------------ */

/* The targets of a host whose address is known; web ones need none. */
static void
host_ready(struct pass_room *r, const struct probe_host *h)
{
	for (uint32_t i = h->first; i != HOST_NONE;
	    i = r->targets->item[i].next) {
		if (!is_web(&r->targets->item[i]))
			r->direct.item[r->direct.len++] = i;
	}
}

static void
host_failed(struct pass_room *r, const struct probe_host *h)
{
	struct probe_reading reading = {
		.at_us = clock_us(), .error = PROBE_RESOLVE, .matched = -1,
		.dns_us = -1, .connect_us = -1, .tls_us = -1,
		.first_octet_us = -1,
	};

	for (uint32_t i = h->first; i != HOST_NONE;
	    i = r->targets->item[i].next) {
		if (!is_web(&r->targets->item[i]))
			take_reading(r, i, &reading);
	}
}

static bool
needs_address(const struct targets *t, const struct probe_host *h)
{
	for (uint32_t i = h->first; i != HOST_NONE; i = t->item[i].next) {
		if (!is_web(&t->item[i]))
			return true;
	}
	return false;
}

/* Names go to the resolver, a few at a time. */
static void
look_up(struct pass_room *r)
{
	struct targets *t = r->targets;
	struct net_address a;
	struct probe_host *h;
	bool ok;

	while (r->next_host < t->hosts
	    && resolver_pending(r->resolver) < LOOKUPS_MAX) {
		h = &t->host[r->next_host++];
		if (h->numeric)
			host_ready(r, h);
		else if (needs_address(t, h))
			resolver_add(r->resolver, h->name, 9, h);
	}
	while ((h = resolver_next(r->resolver, &a, &ok)) != NULL) {
		h->address = a;
		if (ok)
			host_ready(r, h);
		else
			host_failed(r, h);
	}
}

/* ---- the pass --------------------------------------------------------- */

/* Whether --rate lets another one begin; else *wait_us till it does. */
static bool
rate_allows(const struct pass_room *r, int64_t *wait_us)
{
	int64_t due;

	if (r->rate == 0)
		return true;
	due = r->begun_us + (int64_t)(r->begun * 1000000 / r->rate)
	    - mono_us();
	if (due <= 0)
		return true;
	if (due < *wait_us)
		*wait_us = due;
	return false;
}

static void
fill_window(struct pass_room *r, int64_t *wait_us)
{
	look_up(r);
	while (r->free != NULL && !r->broken) {
		bool web = r->web.at < r->web.len
		    && prober_web_pending(r->prober) < WEB_MAX;

		if (!web && r->direct.at == r->direct.len)
			return;
		if (!rate_allows(r, wait_us))
			return;
		begin(r, web ? r->web.item[r->web.at++]
		    : r->direct.item[r->direct.at++]);
	}
}

static bool
work_left(const struct pass_room *r)
{
	return r->in_flight > 0 || resolver_pending(r->resolver) > 0
	    || r->direct.at < r->direct.len || r->web.at < r->web.len
	    || r->next_host < r->targets->hosts;
}

static void
pass_loop(struct pass_room *r)
{
	int64_t wait;

	for (;;) {
		wait = WAIT_US;
		fill_window(r, &wait);
		if (!work_left(r) || (r->broken && r->in_flight == 0))
			return;
		/* a live feed is not held back for a full block */
		if (!r->broken && out_flush(r->out) < 0)
			r->broken = true;
		if (resolver_pending(r->resolver) > 0
		    && wait > LOOKUP_WAIT_US)
			wait = LOOKUP_WAIT_US;
		loop_turn(prober_loop(r->prober), wait);
	}
}

static void
pass_begin(struct pass_room *r)
{
	struct targets *t = r->targets;

	r->direct.at = r->direct.len = r->web.at = r->web.len = 0;
	for (uint32_t i = 0; i < t->len; i++) {
		if (is_web(&t->item[i]))
			r->web.item[r->web.len++] = i;
	}
	r->result = (struct pass_result){ .targets = t->len };
	for (size_t i = 0; i < t->nodes; i++) {
		t->node[i].answered = 0;
		r->result.planned += t->node[i].targets > 0;
	}
	r->next_host = 0;
	r->begun = 0;
	r->begun_us = mono_us();
}

int
pass_run(struct pass_room *r, struct targets *t, struct out *out,
    struct pass_result *result)
{
	r->targets = t;
	r->out = out;
	r->resolver = resolver_new();
	pass_begin(r);
	pass_loop(r);
	resolver_free(r->resolver);
	r->resolver = NULL;
	*result = r->result;
	return r->broken ? -1 : 0;
}
