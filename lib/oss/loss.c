/*
 * loss.c (oss) - sessions of access servers, and how many a fault has ended
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/hash.h"
#include "oss/loss.h"

#define NONE	UINT32_MAX
#define NEVER	INT64_MIN

struct session {
	XXH128_hash_t	key;		/* of nas and id, seeded */
	int64_t		last_s;		/* ended: when it did */
	uint32_t	nas;
	uint32_t	chain;		/* next with this hash; next free */
	uint32_t	prev, next;	/* in its list, by the time it came */
	bool		ended;
};

struct list {
	uint32_t	first, last;
};

struct nas {
	uint32_t	node;
	uint32_t	next;		/* of the node */
	struct list	open, ended;
	int64_t		restart_s;	/* NEVER: none */
};

struct node {
	uint32_t	nas;		/* first of its list; NONE */
	uint32_t	file;		/* whose clock it goes by */
	int64_t		until_s;	/* end of its interval; NEVER: none */
	int64_t		seen_s;		/* latest time it has gone to */
	uint64_t	open, lost;
	bool		news;		/* since the last sample */
};

struct losses {
	struct loss_rules rules;
	struct session	*session;	/* owned, as all */
	size_t		sessions, session_cap;
	uint32_t	used, free;	/* number; first of the free ones */
	uint32_t	*slot;
	uint32_t	slots;		/* a power of two */
	struct nas	*nas;
	size_t		nases, nas_cap;
	struct node	*node;
	size_t		nodes, node_cap;
	uint32_t	file;
	int64_t		clock_s;	/* of the file */
	int64_t		next_s;		/* when the next interval ends */
};

struct losses *
losses_new(const struct loss_rules *rules)
{
	struct losses *l = xcalloc(1, sizeof(*l));

	l->rules = *rules;
	l->free = NONE;
	l->slots = 1024;
	l->slot = xcalloc(l->slots, sizeof(*l->slot));
	losses_begin(l);
	return l;
}

void
losses_free(struct losses *l)
{
	if (l == NULL)
		return;
	free(l->session);
	free(l->slot);
	free(l->nas);
	free(l->node);
	free(l);
}

uint32_t
loss_nas(struct losses *l, uint32_t node)
{
	uint32_t n = (uint32_t)l->nases;

	while (l->nodes <= node) {
		GROW(l->node, l->nodes, l->node_cap);
		l->node[l->nodes++] = (struct node){ .nas = NONE,
		    .until_s = NEVER, .seen_s = NEVER };
	}
	GROW(l->nas, l->nases, l->nas_cap);
	l->nas[l->nases++] = (struct nas){ .node = node,
	    .next = l->node[node].nas, .open = { NONE, NONE },
	    .ended = { NONE, NONE }, .restart_s = NEVER };
	l->node[node].nas = n;
	return n;
}

/* ---- sessions ----------------------------------------------------------- */

static struct list *
list_of(struct losses *l, const struct session *s)
{
	return s->ended ? &l->nas[s->nas].ended : &l->nas[s->nas].open;
}

static void
unlink_session(struct losses *l, uint32_t n)
{
	struct session *s = &l->session[n];
	struct list *list = list_of(l, s);

	*(s->prev == NONE ? &list->first : &l->session[s->prev].next)
	    = s->next;
	*(s->next == NONE ? &list->last : &l->session[s->next].prev)
	    = s->prev;
}

static void
link_last(struct losses *l, uint32_t n)
{
	struct session *s = &l->session[n];
	struct list *list = list_of(l, s);

	s->next = NONE;
	s->prev = list->last;
	*(s->prev == NONE ? &list->first : &l->session[s->prev].next) = n;
	list->last = n;
}

static uint32_t *
slot_of(struct losses *l, XXH128_hash_t key)
{
	return &l->slot[key.low64 & (l->slots - 1)];
}

static XXH128_hash_t
key_of(uint32_t nas, struct slice id)
{
	return XXH3_128bits_withSeed(id.p, id.len,
	    hash_seed ^ (nas + 1) * UINT64_C(0x9e3779b97f4a7c15));
}

/* Slots hold 1 + number, so that zeroed ones are free. */
static uint32_t
find(struct losses *l, XXH128_hash_t key)
{
	uint32_t n = *slot_of(l, key);

	while (n != 0 && !XXH128_isEqual(l->session[n - 1].key, key))
		n = l->session[n - 1].chain;
	return n == 0 ? NONE : n - 1;
}

static void
more_slots(struct losses *l)
{
	uint32_t *at;

	free(l->slot);
	l->slots *= 2;
	l->slot = xcalloc(l->slots, sizeof(*l->slot));
	/* none is free: that is when there are more of them */
	for (uint32_t i = 0; i < l->sessions; i++) {
		at = slot_of(l, l->session[i].key);
		l->session[i].chain = *at;
		*at = i + 1;
	}
}

/* NONE: there are as many as may be. */
static uint32_t
add(struct losses *l, XXH128_hash_t key, uint32_t nas)
{
	uint32_t n = l->free, *at;

	if (l->used >= l->rules.sessions_max)
		return NONE;
	if (n != NONE) {
		l->free = l->session[n].chain;
	} else {
		if (l->sessions >= l->slots)
			more_slots(l);
		GROW(l->session, l->sessions, l->session_cap);
		n = (uint32_t)l->sessions++;
	}
	l->used++;
	at = slot_of(l, key);
	l->session[n] = (struct session){ .key = key, .nas = nas,
	    .chain = *at };
	*at = n + 1;
	return n;
}

static void
forget(struct losses *l, uint32_t n)
{
	struct session *s = &l->session[n];
	uint32_t *at = slot_of(l, s->key);

	if (!s->ended)
		l->node[l->nas[s->nas].node].open--;
	unlink_session(l, n);
	while (*at != n + 1)
		at = &l->session[*at - 1].chain;
	*at = s->chain;
	s->chain = l->free;
	l->free = n;
	l->used--;
}

/* Of both lists what is too old. */
static void
expire(struct losses *l, struct nas *nas, int64_t now_s)
{
	int64_t limit = now_s - l->rules.timeout_s;

	while (nas->open.first != NONE
	    && l->session[nas->open.first].last_s < limit)
		forget(l, nas->open.first);
	while (nas->ended.first != NONE
	    && l->session[nas->ended.first].last_s < limit)
		forget(l, nas->ended.first);
}

/* ---- time --------------------------------------------------------------- */

static int64_t
end_of(const struct losses *l, int64_t ts_s)
{
	int64_t over = ts_s % l->rules.every_s;

	return ts_s - over + l->rules.every_s;
}

static int
put(struct losses *l, uint32_t n, int64_t ts_s)
{
	struct node *node = &l->node[n];
	struct loss_sample s = { .node = n, .ts_s = ts_s };

	for (uint32_t i = node->nas; i != NONE; i = l->nas[i].next)
		expire(l, &l->nas[i], ts_s);
	s.open = node->open;
	s.lost = node->lost;
	node->lost = 0;
	node->news = false;
	return l->rules.put(l->rules.arg, &s);
}

/* The intervals of a node that have ended by now. */
static int
go_on(struct losses *l, uint32_t n, int64_t now_s)
{
	struct node *node = &l->node[n];

	if (node->until_s == NEVER || now_s <= node->seen_s)
		return 0;
	node->seen_s = now_s;
	while (node->until_s <= now_s) {
		if (put(l, n, node->until_s) < 0)
			return -1;
		node->until_s = now_s - node->until_s > LOSS_GAP_S
		    ? end_of(l, now_s) - l->rules.every_s
		    : node->until_s + l->rules.every_s;
	}
	return 0;
}

/* All nodes of the file go on when one of them has passed an end. */
static int
tick(struct losses *l, int64_t ts_s)
{
	if (ts_s <= l->clock_s)
		return 0;
	l->clock_s = ts_s;
	if (ts_s < l->next_s)
		return 0;
	for (uint32_t i = 0; i < l->nodes; i++)
		if (l->node[i].file == l->file && go_on(l, i, ts_s) < 0)
			return -1;
	l->next_s = end_of(l, ts_s);
	return 0;
}

void
losses_begin(struct losses *l)
{
	l->file++;
	l->clock_s = l->next_s = NEVER;
}

int
losses_end(struct losses *l)
{
	int64_t now_s = NEVER;
	uint32_t i;

	for (i = 0; i < l->nodes; i++)
		if (l->node[i].seen_s > now_s)
			now_s = l->node[i].seen_s;
	if (l->clock_s > now_s)
		now_s = l->clock_s;
	for (i = 0; i < l->nodes; i++) {
		if (go_on(l, i, now_s) < 0
		    || (l->node[i].news && put(l, i, now_s + 1) < 0))
			return -1;
	}
	return 0;
}

/* ---- packets ------------------------------------------------------------ */

static void
open_session(struct losses *l, uint32_t n, const struct loss_packet *p)
{
	struct session *s = &l->session[n];

	s->ended = false;
	s->last_s = p->ts_s;
	link_last(l, n);
	l->node[l->nas[s->nas].node].open++;
}

static void
end_session(struct losses *l, uint32_t n, int64_t ts_s, bool fault)
{
	struct session *s = &l->session[n];
	struct node *node = &l->node[l->nas[s->nas].node];

	unlink_session(l, n);
	s->ended = true;
	s->last_s = ts_s;
	link_last(l, n);
	node->open--;
	node->lost += fault;
}

/* Whether a packet is of another session than one with its id that is over. */
static bool
begins_anew(const struct session *s, const struct loss_packet *p)
{
	if (p->kind == LOSS_START)
		return p->ts_s > s->last_s;
	if (p->has_duration && p->duration_s < p->ts_s - s->last_s)
		return true;
	return p->kind == LOSS_INTERIM
	    && p->ts_s > s->last_s + LOSS_AGAIN_S;
}

static enum loss_fate
take_session(struct losses *l, const struct loss_packet *p)
{
	XXH128_hash_t key = key_of(p->nas, p->session);
	uint32_t n = find(l, key);

	if (n == NONE) {
		n = add(l, key, p->nas);
		if (n == NONE)
			return LOSS_FULL;
		open_session(l, n, p);
	} else if (l->session[n].ended) {
		if (!begins_anew(&l->session[n], p))
			return LOSS_DUPLICATE;
		unlink_session(l, n);
		open_session(l, n, p);
	} else if (p->kind != LOSS_STOP) {
		if (p->ts_s <= l->session[n].last_s)
			return LOSS_DUPLICATE;
		unlink_session(l, n);
		l->session[n].last_s = p->ts_s;
		link_last(l, n);
	}
	if (p->kind == LOSS_STOP)
		end_session(l, n, p->ts_s, p->fault);
	return LOSS_USED;
}

/* Accounting-On or -Off: what was open there is no more. */
static enum loss_fate
take_restart(struct losses *l, const struct loss_packet *p)
{
	struct nas *nas = &l->nas[p->nas];
	uint32_t n, next;

	if (nas->restart_s != NEVER && p->ts_s <= nas->restart_s
	    + LOSS_AGAIN_S)
		return LOSS_DUPLICATE;
	nas->restart_s = p->ts_s;
	expire(l, nas, p->ts_s);
	for (n = nas->open.first; n != NONE; n = next) {
		next = l->session[n].next;
		if (l->session[n].last_s <= p->ts_s)
			end_session(l, n, p->ts_s, true);
	}
	return LOSS_USED;
}

enum loss_fate
losses_take(struct losses *l, const struct loss_packet *p)
{
	struct node *node = &l->node[l->nas[p->nas].node];
	enum loss_fate fate;

	node->file = l->file;
	if (node->until_s == NEVER) {
		node->until_s = end_of(l, p->ts_s);
		node->seen_s = p->ts_s;
	}
	if (tick(l, p->ts_s) < 0
	    || go_on(l, l->nas[p->nas].node, p->ts_s) < 0)
		return LOSS_FAIL;
	fate = p->kind == LOSS_RESTART ? take_restart(l, p)
	    : take_session(l, p);
	node->news |= fate == LOSS_USED;
	return fate;
}

/* ---- words -------------------------------------------------------------- */

bool
loss_kind_of(struct slice s, enum loss_kind *out)
{
	static const struct {
		const char	*name;
		enum loss_kind	 kind;
	} names[] = {
		{ "Interim-Update", LOSS_INTERIM }, { "Start", LOSS_START },
		{ "Stop", LOSS_STOP }, { "Alive", LOSS_INTERIM },
		{ "Accounting-On", LOSS_RESTART },
		{ "Accounting-Off", LOSS_RESTART },
		{ "1", LOSS_START }, { "2", LOSS_STOP },
		{ "3", LOSS_INTERIM }, { "7", LOSS_RESTART },
		{ "8", LOSS_RESTART },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (slice_is(s, names[i].name)) {
			*out = names[i].kind;
			return true;
		}
	return false;
}

/*
 * Those where line, server or operator ended what neither the user nor a limit
 * wanted to end. RFC 2866 5.10, RFC 3580 2.2.
 */
bool
loss_is_fault(struct slice s)
{
	static const char *const faults[] = { "Lost-Carrier", "2",
	    "Lost-Service", "3", "Admin-Reset", "6", "Admin-Reboot", "7",
	    "Port-Error", "8", "NAS-Error", "9", "NAS-Reboot", "11",
	    "Service-Unavailable", "15", "Port-Reinit", "21",
	    "Port-Disabled", "22" };

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (slice_is(s, faults[i]))
			return true;
	return false;
}
