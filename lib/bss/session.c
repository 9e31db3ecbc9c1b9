/*
 * session.c (bss) - accounting packets of access servers to intervals of use
 */
#include <stdlib.h>

#include "base/buf.h"
#include "bss/session_table.h"

#define TURN32		(UINT64_C(1) << 32)
#define SWEEP_MIN	4096u		/* sessions added between two looks */
#define SWEEP_TEXT	((size_t)1 << 20)
#define LOOSE_S		60		/* for clocks, in a rate's time */

struct sessions {
	struct session_rules rules;
	struct session_table t;
	uint64_t	open;
	uint32_t	sweep_at;	/* len at which the old ones go */
	size_t		sweep_text;	/* or octets of their texts */
	int64_t		now_s;		/* while expiring; SESSION_NEVER */
	session_lost_fn	lost;
	void		*lost_arg;
};

struct sessions *
sessions_new(const struct session_rules *rules)
{
	struct sessions *ss = xcalloc(1, sizeof(*ss));

	ss->rules = *rules;
	ss->sweep_at = SWEEP_MIN;
	ss->sweep_text = SWEEP_TEXT;
	ss->now_s = SESSION_NEVER;
	return ss;
}

void
sessions_free(struct sessions *ss)
{
	if (ss == NULL)
		return;
	session_table_release(&ss->t);
	free(ss);
}

void
sessions_on_lost(struct sessions *ss, session_lost_fn fn, void *arg)
{
	ss->lost = fn;
	ss->lost_arg = arg;
}

const char *
session_quality_name(enum session_quality q)
{
	static const char *const name[] = { [SESSION_EXACT] = "exact",
	    [SESSION_WRAPPED] = "wrapped", [SESSION_GAP] = "gap" };

	return name[q];
}

uint64_t
session_share(uint64_t quantity, uint64_t at, uint64_t whole)
{
	return whole == 0 ? quantity
	    : (uint64_t)((unsigned __int128)quantity * at / whole);
}

/* ---- what is remembered ----------------------------------------------- */

static void
set_open(struct sessions *ss, struct session *s, bool open)
{
	ss->open += (uint64_t)open - (uint64_t)s->open;
	s->open = open;
}

static void
lose(struct sessions *ss, struct session *s, const char *why)
{
	if (!s->open)
		return;
	set_open(ss, s, false);
	if (ss->lost != NULL)
		ss->lost(ss->lost_arg, ss, s, why);
}

/*
 * An Accounting-On that came behind its last packet ended it. They are not
 * ended at once: a NAS may have many.
 */
static void
settle_restart(struct sessions *ss, struct session *s)
{
	const struct session_nas *n = &ss->t.nas[s->nas];

	if (!s->open || n->restarts == s->restarts || n->restart_s < s->seen_s)
		return;
	s->restarted = true;
	lose(ss, s, "restart");
}

static bool
is_old(const struct sessions *ss, const struct session *s, int64_t clock_s)
{
	const struct session_rules *r = &ss->rules;

	return s->seen_s == SESSION_NEVER
	    || clock_s - s->seen_s > (s->open ? r->timeout_s : r->remember_s);
}

static bool
keep(void *arg, struct session *s)
{
	struct sessions *ss = arg;
	struct session_nas *n = &ss->t.nas[s->nas];

	settle_restart(ss, s);
	if (is_old(ss, s, n->clock_s)) {
		lose(ss, s, "timeout");
		return false;
	}
	if (ss->now_s == SESSION_NEVER || !is_old(ss, s, ss->now_s))
		return true;
	lose(ss, s, "timeout");
	if (s->seen_s > n->forgot_s)
		n->forgot_s = s->seen_s;
	return false;
}

void
sessions_expire(struct sessions *ss, int64_t now_s)
{
	ss->now_s = now_s;
	session_table_keep(&ss->t, keep, ss);
	ss->now_s = SESSION_NEVER;
	ss->sweep_at = ss->t.len * 2 > SWEEP_MIN ? ss->t.len * 2 : SWEEP_MIN;
	ss->sweep_text = ss->t.mem.total * 2 > SWEEP_TEXT
	    ? ss->t.mem.total * 2 : SWEEP_TEXT;
}

/*
 * Whether a session of which nothing is known may be one that was forgotten,
 * and counted then: it began before the oldest packet of a session that can
 * have been dropped.
 */
static bool
may_be_forgotten(const struct sessions *ss, const struct session_nas *n,
    int64_t began_s)
{
	const struct session_rules *r = &ss->rules;
	int64_t horizon = n->clock_s - (r->remember_s < r->timeout_s
	    ? r->remember_s : r->timeout_s);

	if (n->forgot_s != SESSION_NEVER && began_s <= n->forgot_s)
		return true;
	return horizon >= n->since_s && began_s <= horizon;
}

/* The session of a packet, when it is known still. */
static struct session *
lookup(struct sessions *ss, uint32_t nas, struct slice key)
{
	struct session *s = session_table_find(&ss->t, nas, key);

	if (s == NULL)
		return NULL;
	settle_restart(ss, s);
	if (is_old(ss, s, ss->t.nas[nas].clock_s)) {
		lose(ss, s, "timeout");
		s->seen_s = SESSION_NEVER;	/* its place may be taken */
	}
	return s;
}

static bool
is_known(const struct session *s)
{
	return s != NULL && s->seen_s != SESSION_NEVER;
}

/* ---- counters --------------------------------------------------------- */

/* Where a packet stands in its session. */
enum order { ORDER_LATE, ORDER_TIE, ORDER_NEWER };

static enum order
order_of(const struct session *s, const struct packet *p)
{
	/* the NAS's own count of seconds, before clocks that may be set */
	if (s->has_seconds && p->has_seconds)
		return p->seconds > s->seconds ? ORDER_NEWER
		    : p->seconds == s->seconds ? ORDER_TIE : ORDER_LATE;
	return p->event_s > s->last_s ? ORDER_NEWER
	    : p->event_s == s->last_s ? ORDER_TIE : ORDER_LATE;
}

/* Seconds between the last reading and the packet. */
static uint64_t
elapsed(const struct session *s, const struct packet *p)
{
	if (s->has_seconds && p->has_seconds && p->seconds >= s->seconds)
		return p->seconds - s->seconds;
	return p->event_s > s->last_s ? (uint64_t)(p->event_s - s->last_s) : 0;
}

/* No port brings so much in that time. */
static bool
impossible(uint64_t from, uint64_t to, uint64_t elapsed_s)
{
	return to > from && to - from > (unsigned __int128)
	    SESSION_RATE_CEILING * ((unsigned __int128)elapsed_s + LOOSE_S);
}

/* More time than one interval may have, by the count of seconds or the clock. */
static bool
too_long(const struct session_rules *r, const struct session *s,
    const struct packet *p)
{
	uint64_t most = r->longest_s > 0 ? (uint64_t)r->longest_s : UINT64_MAX;

	return elapsed(s, p) > most || (p->event_s > s->last_s
	    && (uint64_t)p->event_s - (uint64_t)s->last_s > most);
}

/* Octets that a port of max_bps can have carried, a hundredth to spare. */
static unsigned __int128
span(const struct session_rules *r, uint64_t elapsed_s)
{
	return (unsigned __int128)r->max_bps / 8
	    * ((unsigned __int128)elapsed_s + elapsed_s / 100 + 1);
}

/*
 * The difference of a 32-bit counter that turned over at most once, provided
 * that another turn is not possible. NULL, or why it is not known.
 */
static const char *
delta32(uint64_t from, uint64_t to, unsigned __int128 most, uint64_t *delta)
{
	uint64_t d = (to - from) & (TURN32 - 1);

	if (to < from && d > most)
		return "rate";
	if ((unsigned __int128)d + TURN32 <= most)
		return "turns";
	*delta = d;
	return NULL;
}

/* Octets from the last reading to the packet's. NULL, or why not known. */
static const char *
octets_between(const struct session_rules *r, const struct session *s,
    const struct packet *p, struct session_interval *use)
{
	bool fell = p->in_octets < s->in_octets
	    || p->out_octets < s->out_octets;
	bool narrow = !p->wide && !s->wide && r->gigawords != GIGAWORDS_SENT;
	unsigned __int128 most = span(r, elapsed(s, p));
	const char *why;

	use->quality = SESSION_EXACT;
	if (p->wide && s->wrapped)
		return "width";
	if (!fell && (!narrow || (r->gigawords == GIGAWORDS_AUTO
	    && !s->wrapped))) {
		use->in_octets = p->in_octets - s->in_octets;
		use->out_octets = p->out_octets - s->out_octets;
		return NULL;
	}
	if (!narrow || s->in_octets >= TURN32 || s->out_octets >= TURN32)
		return "fall";
	why = delta32(s->in_octets, p->in_octets, most, &use->in_octets);
	if (why == NULL)
		why = delta32(s->out_octets, p->out_octets, most,
		    &use->out_octets);
	if (why == NULL && fell)
		use->quality = SESSION_WRAPPED;
	return why;
}

/* The packet's counters are the session's now. */
static void
set_octets(struct session *s, const struct packet *p)
{
	s->in_octets = p->in_octets;
	s->out_octets = p->out_octets;
	s->wrapped = s->wrapped && !p->wide;
	s->wide = s->wide || p->wide;
}

static void
take_octets(struct sessions *ss, struct session *s, const struct packet *p,
    int64_t to_s, bool begin_known, struct session_result *res)
{
	struct session_interval *use = &res->use;
	const char *why = octets_between(&ss->rules, s, p, use);

	use->from_s = s->last_s;
	use->to_s = to_s;
	s->wrapped = s->wrapped || (why == NULL
	    && use->quality == SESSION_WRAPPED);
	set_octets(s, p);
	if (why != NULL) {
		res->void_why = why;
		res->void_from_s = s->last_s;
		res->void_to_s = to_s;
		return;
	}
	use->has_octets = to_s > s->last_s || use->in_octets != 0
	    || use->out_octets != 0;
	if (!begin_known || p->event_s < s->last_s
	    || (ss->rules.gap_after_s != 0
	    && to_s - s->last_s > ss->rules.gap_after_s))
		use->quality = SESSION_GAP;
}

static void
take_seconds(struct session *s, const struct packet *p, int64_t to_s,
    struct session_interval *use)
{
	use->time_from_s = s->time_s < to_s ? s->time_s : to_s;
	if (s->has_seconds && p->has_seconds)
		use->seconds = p->seconds > s->seconds
		    ? p->seconds - s->seconds : 0;
	else
		use->seconds = (uint64_t)(to_s - use->time_from_s);
	use->has_seconds = use->seconds != 0;
	s->has_seconds = p->has_seconds;
	s->seconds = p->seconds;
}

/*
 * Whether a packet of a known session brings anything. A late one does not: a
 * newer packet has counted it already. Without Acct-Session-Time a clock that
 * was set back only looks late: then the counters tell.
 */
static bool
brings(const struct session *s, const struct packet *p)
{
	bool lower = p->in_octets < s->in_octets
	    || p->out_octets < s->out_octets;
	bool higher = p->in_octets > s->in_octets
	    || p->out_octets > s->out_octets;

	switch (order_of(s, p)) {
	case ORDER_NEWER:
		return true;
	case ORDER_TIE:
		return p->has_octets && higher;
	case ORDER_LATE:
		break;
	}
	return p->has_octets && higher && !lower && !s->wrapped
	    && !(s->has_seconds && p->has_seconds);
}

/* Count from the session's last reading to the packet. */
static void
advance(struct sessions *ss, struct session *s, const struct packet *p,
    bool begin_known, struct session_result *res)
{
	int64_t last = s->last_s > s->time_s ? s->last_s : s->time_s;
	int64_t to_s = p->event_s > last ? p->event_s : last;

	if (to_s > last)
		s->same = 0;
	if (p->has_octets) {
		take_octets(ss, s, p, to_s, begin_known, res);
	} else if (p->kind == PACKET_STOP) {
		res->void_why = "missing";
		res->void_from_s = s->last_s;
		res->void_to_s = to_s;
	}
	take_seconds(s, p, to_s, &res->use);
	res->use.to_s = to_s;
	if (to_s == last && (res->use.has_octets || res->use.has_seconds))
		res->use.same = ++s->same;
	if (p->has_octets)
		s->last_s = to_s;
	s->time_s = to_s;
}

/* ---- packets ---------------------------------------------------------- */

/* Begin a session in its place, or in a new one. */
static struct session *
begin(struct sessions *ss, struct session *s, uint32_t nas,
    const struct packet *p, int64_t began_s, int64_t from_s)
{
	struct session fresh;

	if (s == NULL)
		s = session_table_add(&ss->t, nas, p->session);
	fresh = (struct session){ .key = s->key, .nas = nas,
	    .began_s = began_s, .seen_s = p->came_s, .last_s = from_s,
	    .time_s = from_s, .has_seconds = p->has_seconds,
	    .restarts = ss->t.nas[nas].restarts };
	*s = fresh;
	return s;
}

static void
take_start(struct sessions *ss, struct session *s, uint32_t nas,
    const struct packet *p, struct session_result *res)
{
	if (is_known(s)) {
		bool again = p->sent_s <= s->seen_s
		    || p->sent_s <= s->began_s + SESSION_SLACK_S;

		if (s->restarted)
			again = p->sent_s < ss->t.nas[nas].restart_s;
		if (again) {
			res->fate = SESSION_DUPLICATE;
			return;
		}
		lose(ss, s, "reuse");
	} else if (may_be_forgotten(ss, &ss->t.nas[nas], p->sent_s)) {
		res->fate = SESSION_FORGOTTEN;
		return;
	}
	s = begin(ss, s, nas, p, p->sent_s, p->event_s);
	s->has_seconds = true;
	if (p->has_octets)
		set_octets(s, p);
	set_open(ss, s, true);
	session_table_identify(&ss->t, s, p->identifier);
	res->session = s;
}

/*
 * Whether the packet is of another session that has the same id: it began
 * behind the last packet of the one that is known. A packet that was sent
 * again without Acct-Delay-Time looks so too: then more must speak for it.
 */
static bool
is_another(const struct sessions *ss, const struct session *s,
    const struct packet *p, int64_t began_s)
{
	bool fell = p->has_octets && (p->in_octets < s->in_octets
	    || p->out_octets < s->out_octets);

	if (!p->has_seconds)
		return fell && s->restarted
		    && p->sent_s >= ss->t.nas[s->nas].restart_s;
	if (s->restarted && began_s >= ss->t.nas[s->nas].restart_s)
		return true;
	if (began_s <= s->seen_s)
		return false;
	return began_s > s->began_s + SESSION_SLACK_S
	    || (s->has_seconds && p->seconds < s->seconds) || fell;
}

/* The first packet of a session is no Start. */
static struct session *
begin_without_start(struct sessions *ss, struct session *s, uint32_t nas,
    const struct packet *p, int64_t began_s, struct session_result *res)
{
	int64_t from_s = p->has_seconds ? p->event_s - (int64_t)p->seconds
	    : p->event_s;
	bool is_void = ss->rules.void_lost_start;

	s = begin(ss, s, nas, p, began_s, is_void ? p->event_s : from_s);
	if (!is_void) {
		advance(ss, s, p, p->has_seconds, res);
		return s;
	}
	if (p->has_octets)
		set_octets(s, p);
	s->seconds = p->seconds;
	res->void_why = "start";
	res->void_from_s = from_s;
	res->void_to_s = p->event_s;
	return s;
}

static void
take_update(struct sessions *ss, struct session *s, uint32_t nas,
    const struct packet *p, struct session_result *res)
{
	const struct session none = { .last_s = p->has_seconds
	    ? p->event_s - (int64_t)p->seconds : SESSION_NEVER / 2 };
	int64_t began_s = p->has_seconds ? p->sent_s - (int64_t)p->seconds
	    : is_known(s) ? s->began_s : SESSION_NEVER;
	bool another = is_known(s) && is_another(ss, s, p, began_s);
	bool fresh = !is_known(s) || another;
	const struct session *before = fresh ? &none : s;
	uint64_t time = elapsed(before, p);

	/* not what an earlier session of that id was called */
	if (p->identifier.len == 0 && before->identifier.len == 0) {
		res->fate = SESSION_NOBODY;
		return;
	}
	if (p->has_octets
	    && (impossible(before->in_octets, p->in_octets, time)
	    || impossible(before->out_octets, p->out_octets, time))) {
		res->fate = SESSION_COUNTER;
		return;
	}
	if ((!fresh || p->has_seconds) && too_long(&ss->rules, before, p)) {
		res->fate = SESSION_LONG;
		return;
	}
	if (another)
		lose(ss, s, "reuse");
	if (fresh) {
		if (!another && may_be_forgotten(ss, &ss->t.nas[nas],
		    began_s)) {
			res->fate = SESSION_FORGOTTEN;
			return;
		}
		s = begin_without_start(ss, s, nas, p,
		    p->has_seconds ? began_s : p->sent_s, res);
	} else if (brings(s, p)) {
		advance(ss, s, p, true, res);
	} else if (p->kind != PACKET_STOP || !s->open) {
		res->fate = SESSION_DUPLICATE;
	}
	if (p->came_s > s->seen_s)
		s->seen_s = p->came_s;
	session_table_identify(&ss->t, s, p->identifier);
	res->session = s;
	if (res->fate != SESSION_USED)
		return;
	if (p->kind == PACKET_STOP) {
		set_open(ss, s, false);
		s->restarted = false;
	} else if (fresh || (s->restarted
	    && p->sent_s > ss->t.nas[nas].restart_s)) {
		/* a restart that it outlived was none */
		set_open(ss, s, true);
		s->restarted = false;
		s->restarts = ss->t.nas[nas].restarts;
	}
}

static void
take_restart(struct session_nas *n, const struct packet *p,
    struct session_result *res)
{
	if (n->restart_s != SESSION_NEVER && p->sent_s <= n->restart_s)
		res->fate = SESSION_DUPLICATE;
	else {
		n->restart_s = p->sent_s;
		n->restarts++;
	}
}

void
sessions_take(struct sessions *ss, const struct packet *p,
    struct session_result *res)
{
	struct session_nas *n;
	struct session *s;
	uint32_t nas;

	*res = (struct session_result){ 0 };
	if (ss->t.len >= ss->sweep_at || ss->t.mem.total >= ss->sweep_text)
		sessions_expire(ss, SESSION_NEVER);
	nas = session_table_nas(&ss->t, p->nas);
	n = &ss->t.nas[nas];
	if (p->came_s > n->clock_s)
		n->clock_s = p->came_s;
	if (n->since_s == SESSION_NEVER)
		n->since_s = p->came_s;
	if (p->kind == PACKET_RESTART) {
		take_restart(n, p, res);
		return;
	}
	s = lookup(ss, nas, p->session);
	if (p->kind == PACKET_START)
		take_start(ss, s, nas, p, res);
	else
		take_update(ss, s, nas, p, res);
}

/* ---- saving and loading ----------------------------------------------- */

uint64_t
sessions_open(const struct sessions *ss)
{
	return ss->open;
}

void
sessions_sort(struct sessions *ss)
{
	session_table_sort(&ss->t);
}

uint32_t
sessions_count(const struct sessions *ss)
{
	return ss->t.len;
}

const struct session *
sessions_at(const struct sessions *ss, uint32_t i)
{
	return &ss->t.item[i];
}

uint32_t
sessions_nas_count(const struct sessions *ss)
{
	return ss->t.nas_len;
}

const struct session_nas *
sessions_nas(const struct sessions *ss, uint32_t i)
{
	return &ss->t.nas[i];
}

bool
sessions_add_nas(struct sessions *ss, const struct session_nas *n)
{
	uint32_t before = ss->t.nas_len;
	uint32_t i = session_table_nas(&ss->t, n->name);
	struct slice name = ss->t.nas[i].name;

	if (i < before)
		return false;
	ss->t.nas[i] = *n;
	ss->t.nas[i].name = name;
	return true;
}

bool
sessions_add(struct sessions *ss, struct slice nas, const struct session *from)
{
	uint32_t i = session_table_nas(&ss->t, nas);
	struct slice key;
	struct session *s;

	if (session_table_find(&ss->t, i, from->key) != NULL)
		return false;
	s = session_table_add(&ss->t, i, from->key);
	key = s->key;
	*s = *from;
	s->key = key;
	s->nas = i;
	s->identifier = arena_slice(&ss->t.mem, from->identifier);
	ss->open += s->open;
	return true;
}
