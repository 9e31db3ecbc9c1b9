/*
 * notice.c (oss) - who is told of which alarms, and when
 */
#include "base/buf.h"
#include "base/diag.h"
#include "base/tstamp.h"
#include "oss/notice.h"
#include "oss/threshold.h"

#define LINES_MAX	20		/* alarms that a text names */

struct gathering {
	const struct notice_route *route;
	struct slice	 key;
	const struct notice_alarm **alarm;	/* owned */
	size_t		 len, cap;
};

struct making {
	struct notices	*out;
	const struct notice_alarm *alarm;
	size_t		 alarms;
	struct names	 ids;		/* of the alarms, once asked for */
	bool		*told;		/* owned: by id, scratch */
	struct gathering *item;		/* owned */
	size_t		 len, cap;
	/* "ROUTE\nKEY", numbered as item and as out->group are */
	struct names	 gathered, kept;
	int64_t		 now_us;
};

/* Those that a group was told of and that it has no more. */
struct gone {
	const struct notice_alarm **alarm;	/* owned */
	size_t		 len, cap;
};

const char *
notice_state_name(enum notice_state s)
{
	static const char *const names[] = {
		[NOTICE_NEW] = "new", [NOTICE_CHANGED] = "changed",
		[NOTICE_REPEATED] = "repeated",
		[NOTICE_ESCALATED] = "escalated",
		[NOTICE_RESOLVED] = "resolved",
	};

	return names[s];
}

void
notices_release(struct notices *n)
{
	arena_release(&n->arena);
	free(n->group);
	free(n->item);
	*n = (struct notices){ 0 };
}

/* ---- gathering ---------------------------------------------------------- */

static bool
route_takes(const struct notice_route *r, const struct notice_alarm *a)
{
	return a->severity != SEVERITY_CLEARED && !a->shelved
	    && a->severity >= r->severity && (r->planned || !a->planned)
	    && (r->symptoms || a->root) && pattern_allows(r->node, a->node)
	    && pattern_allows(r->site, a->site)
	    && pattern_allows(r->alarm_type, a->alarm_type);
}

static struct slice
key_of(struct arena *arena, const struct notice_route *r,
    const struct notice_alarm *a)
{
	const struct slice parts[GROUP_BY_COUNT] = {
		[GROUP_NODE] = a->node, [GROUP_SITE] = a->site,
		[GROUP_ALARM_TYPE] = a->alarm_type,
		[GROUP_SEVERITY] = slice_of(severity_name(a->severity)),
		[GROUP_ALARM] = a->alarm_id,
	};
	struct buf b = { 0 };
	struct slice key;

	for (int i = 0; i < GROUP_BY_COUNT; i++)
		if ((r->by >> i & 1) != 0) {
			if (b.len != 0)
				buf_adds(&b, " ");
			buf_add_slice(&b, parts[i].len != 0 ? parts[i]
			    : slice_of("-"));
		}
	key = arena_slice(arena, b.len != 0 ? buf_slice(&b) : slice_of("all"));
	buf_release(&b);
	return key;
}

static uint32_t
number_of(struct names *names, struct slice route, struct slice key)
{
	struct buf b = { 0 };
	uint32_t n;

	buf_add_slice(&b, route);
	buf_addc(&b, '\n');
	buf_add_slice(&b, key);
	n = names_add(names, buf_slice(&b));
	buf_release(&b);
	return n;
}

static void
gather(struct making *m, const struct notice_route *r,
    const struct notice_alarm *a)
{
	struct slice key = key_of(&m->out->arena, r, a);
	uint32_t n = number_of(&m->gathered, r->name, key);
	struct gathering *g;

	if (n == m->len) {
		GROW(m->item, m->len, m->cap);
		m->item[m->len++] = (struct gathering){ .route = r,
		    .key = key };
	}
	g = &m->item[n];
	GROW(g->alarm, g->len, g->cap);
	g->alarm[g->len++] = a;
}

/* ---- words -------------------------------------------------------------- */

/* Which alarms, how bad, raised when: another text is a change. */
static struct slice
members_of(struct arena *arena, const struct gathering *g)
{
	struct buf b = { 0 };
	struct slice s;

	for (size_t i = 0; i < g->len; i++)
		buf_addf(&b, "%s%.*s@%jd/%d", i > 0 ? " " : "",
		    SLICE_FMT(g->alarm[i]->alarm_id),
		    (intmax_t)g->alarm[i]->raised_us,
		    (int)g->alarm[i]->severity);
	s = arena_slice(arena, buf_slice(&b));
	buf_release(&b);
	return s;
}

bool
notice_member(struct slice *members, struct slice *alarm_id)
{
	const char *end = members->p + members->len, *at, *next;

	if (members->len == 0)
		return false;
	at = memchr(members->p, '@', members->len);
	next = memchr(members->p, ' ', members->len);
	*alarm_id = (struct slice){ members->p, (size_t)((at != NULL ? at
	    : end) - members->p) };
	next = next != NULL ? next + 1 : end;
	*members = (struct slice){ next, (size_t)(end - next) };
	return true;
}

/* g: what the group has now, or NULL. */
static void
find_gone(struct making *m, struct slice members, const struct gathering *g,
    struct gone *out)
{
	struct slice id;
	uint32_t n;

	for (size_t i = 0; m->told == NULL && i < m->alarms; i++)
		names_add(&m->ids, m->alarm[i].alarm_id);
	if (m->told == NULL)
		m->told = xcalloc(m->alarms + 1, sizeof(*m->told));
	for (size_t i = 0; g != NULL && i < g->len; i++)
		m->told[g->alarm[i] - m->alarm] = true;
	while (notice_member(&members, &id)) {
		n = names_find(&m->ids, id);
		if (n == NAMES_NONE || m->told[n])
			continue;
		GROW(out->alarm, out->len, out->cap);
		out->alarm[out->len++] = &m->alarm[n];
	}
	for (size_t i = 0; g != NULL && i < g->len; i++)
		m->told[g->alarm[i] - m->alarm] = false;
}

/* Names come from outside and go into mail: encoded, so no line of theirs. */
static void
add_name(struct buf *b, char before, struct slice name)
{
	if (name.len == 0)
		return;
	buf_addc(b, before);
	vis_add(b, name);
}

static void
add_alarm(struct buf *b, const struct notice_alarm *a)
{
	char since[TSTAMP_TEXT_MAX];

	buf_addf(b, "%s %.*s", severity_name(a->severity),
	    SLICE_FMT(a->alarm_type));
	add_name(b, '/', a->qualifier);
	add_name(b, ' ', a->node);
	if (!slice_eq(a->node, a->object))
		add_name(b, ' ', a->object);
	buf_addf(b, " since %.*s", (int)tstamp_format(a->raised_us, since),
	    since);
	if (a->severity == SEVERITY_CLEARED)
		buf_addf(b, " until %.*s", (int)tstamp_format(a->cleared_us,
		    since), since);
	if (a->symptoms != 0)
		buf_addf(b, ", %ju symptom%s", (uintmax_t)a->symptoms,
		    a->symptoms == 1 ? "" : "s");
	if (a->planned)
		buf_adds(b, ", planned");
	if (a->acked)
		buf_adds(b, ", acknowledged");
	if (a->hits.reckoned)
		buf_adds(b, ", ");
	hits_say(b, &a->hits);
}

/* What became of it. */
static void
add_gone(struct buf *b, const struct notice_alarm *a)
{
	add_alarm(b, a);
	if (a->severity == SEVERITY_CLEARED)
		return;
	buf_adds(b, a->shelved ? ", shelved" : !a->root ? ", a symptom now"
	    : a->planned ? "" : ", told no more");
}

static void
add_lines(struct buf *b, const struct notice_alarm *const *a, size_t len,
    void (*add)(struct buf *, const struct notice_alarm *))
{
	for (size_t i = 0; i < len && i < LINES_MAX; i++) {
		add(b, a[i]);
		buf_addc(b, '\n');
	}
	if (len > LINES_MAX)
		buf_addf(b, "and %zu more\n", len - LINES_MAX);
}

/* What matters most first, else as they came. */
static int
by_weight(const void *a, const void *b)
{
	const struct notice_alarm *x = *(const struct notice_alarm *const *)a;
	const struct notice_alarm *y = *(const struct notice_alarm *const *)b;

	if (x->severity != y->severity)
		return x->severity > y->severity ? -1 : 1;
	if (x->hits.customers != y->hits.customers)
		return x->hits.customers > y->hits.customers ? -1 : 1;
	return x < y ? -1 : x > y;
}

static void
describe(struct arena *arena, const struct gathering *g,
    const struct gone *gone, struct notice *n)
{
	struct buf b = { 0 };

	qsort(g->alarm, g->len, sizeof(*g->alarm), by_weight);
	n->severity = g->alarm[0]->severity;
	n->alarms = g->len;
	for (size_t i = 0; i < g->len; i++)
		n->symptoms += g->alarm[i]->symptoms;
	buf_addf(&b, "%s: ", notice_state_name(n->state));
	add_alarm(&b, g->alarm[0]);
	if (g->len > 1)
		buf_addf(&b, " and %zu more", g->len - 1);
	n->subject = arena_slice(arena, buf_slice(&b));
	buf_clear(&b);
	add_lines(&b, g->alarm, g->len, add_alarm);
	add_lines(&b, gone->alarm, gone->len, add_gone);
	n->text = arena_slice(arena, buf_slice(&b));
	buf_release(&b);
}

static void
tell(struct making *m, const struct gathering *g, const struct gone *gone,
    enum notice_state state, struct slice receiver)
{
	struct notice n = { .state = state, .route = g->route->name,
	    .receiver = receiver, .key = g->key };

	describe(&m->out->arena, g, gone, &n);
	GROW(m->out->item, m->out->len, m->out->cap);
	m->out->item[m->out->len++] = n;
}

/* ---- deciding ----------------------------------------------------------- */

static struct notice_group *
open_group(struct making *m, const struct gathering *g)
{
	uint32_t n = number_of(&m->kept, g->route->name, g->key);
	struct notice_group *k;

	if (n < m->out->groups)
		return &m->out->group[n];
	GROW(m->out->group, m->out->groups, m->out->groups_cap);
	k = &m->out->group[m->out->groups++];
	*k = (struct notice_group){ .route = g->route->name, .key = g->key,
	    .opened_us = INT64_MAX, .notified_us = INT64_MIN };
	for (size_t i = 0; i < g->len; i++)
		if (g->alarm[i]->raised_us < k->opened_us)
			k->opened_us = g->alarm[i]->raised_us;
	return k;
}

/* Whether a time has passed since another; no time: never, if so told. */
static bool
passed(int64_t now_us, int64_t since_us, int64_t time_us)
{
	int64_t age;

	return !__builtin_sub_overflow(now_us, since_us, &age)
	    && age >= time_us;
}

static bool
looked_after(const struct gathering *g)
{
	for (size_t i = 0; i < g->len; i++)
		if (!g->alarm[i]->acked)
			return false;
	return true;
}

static void
escalate(struct making *m, const struct gathering *g, struct notice_group *k)
{
	const struct notice_route *r = g->route;

	while (k->escalated < r->steps && !looked_after(g)
	    && passed(m->now_us, k->opened_us,
	    r->step[k->escalated].after_us))
		tell(m, g, &(struct gone){ 0 }, NOTICE_ESCALATED,
		    r->step[k->escalated++].receiver);
}

static void
decide(struct making *m, const struct gathering *g)
{
	const struct notice_route *r = g->route;
	struct notice_group *k = open_group(m, g);
	struct slice members = members_of(&m->out->arena, g);
	bool same = slice_eq(k->members, members), due = false;
	enum notice_state state = NOTICE_NEW;
	struct gone gone = { 0 };

	k->seen = true;
	if (k->notified_us == INT64_MIN) {
		due = passed(m->now_us, k->opened_us, r->wait_us);
	} else if (!same) {
		state = NOTICE_CHANGED;
		due = passed(m->now_us, k->notified_us, r->interval_us);
	} else if (r->repeat_us != 0 && !looked_after(g)) {
		state = NOTICE_REPEATED;
		due = passed(m->now_us, k->notified_us, r->repeat_us);
	}
	if (due) {
		if (state == NOTICE_CHANGED)
			find_gone(m, k->members, g, &gone);
		tell(m, g, &gone, state, r->receiver);
		k->notified_us = m->now_us;
		k->members = members;
		free(gone.alarm);
	}
	if (k->notified_us != INT64_MIN)
		escalate(m, g, k);
}

static void
resolve_to(struct making *m, const struct notice_group *k,
    const struct notice_route *r, const struct gone *gone,
    struct slice receiver)
{
	struct notice n = { .state = NOTICE_RESOLVED, .route = r->name,
	    .receiver = receiver, .key = k->key,
	    .severity = SEVERITY_CLEARED };
	struct buf b = { 0 };

	buf_adds(&b, "resolved: ");
	if (gone->len != 0) {
		add_gone(&b, gone->alarm[0]);
	} else {		/* purged */
		vis_add(&b, r->name);
		add_name(&b, ' ', k->key);
	}
	if (gone->len > 1)
		buf_addf(&b, " and %zu more", gone->len - 1);
	n.subject = arena_slice(&m->out->arena, buf_slice(&b));
	n.text = n.subject;
	buf_clear(&b);
	add_lines(&b, gone->alarm, gone->len, add_gone);
	if (b.len != 0)
		n.text = arena_slice(&m->out->arena, buf_slice(&b));
	buf_release(&b);
	GROW(m->out->item, m->out->len, m->out->cap);
	m->out->item[m->out->len++] = n;
}

/* Who was told that it began is told that it is over. */
static void
resolve(struct making *m, const struct notice_group *k,
    const struct notice_route *r)
{
	struct gone gone = { 0 };

	if (!r->resolved || k->notified_us == INT64_MIN)
		return;
	find_gone(m, k->members, NULL, &gone);
	resolve_to(m, k, r, &gone, r->receiver);
	for (size_t i = 0; i < k->escalated && i < r->steps; i++)
		resolve_to(m, k, r, &gone, r->step[i].receiver);
	free(gone.alarm);
}

/* Groups without alarms go; so do those of routes that are no more. */
static void
close_groups(struct making *m, const struct notice_route *route,
    size_t routes)
{
	struct notices *out = m->out;
	size_t kept = 0;

	for (size_t i = 0; i < out->groups; i++) {
		struct notice_group k = out->group[i];

		if (k.seen) {
			out->group[kept++] = k;
			continue;
		}
		for (size_t r = 0; r < routes; r++)
			if (slice_eq(route[r].name, k.route))
				resolve(m, &k, &route[r]);
	}
	out->groups = kept;
}

static void
keep_known(struct making *m, const struct notice_group *known, size_t n)
{
	struct notices *out = m->out;

	for (size_t i = 0; i < n; i++) {
		struct notice_group k = known[i];

		if (number_of(&m->kept, k.route, k.key) < out->groups)
			continue;
		k.route = arena_slice(&out->arena, k.route);
		k.key = arena_slice(&out->arena, k.key);
		k.members = arena_slice(&out->arena, k.members);
		k.seen = false;
		GROW(out->group, out->groups, out->groups_cap);
		out->group[out->groups++] = k;
	}
}

void
notices_make(struct notices *out, const struct notice_route *route,
    size_t routes, const struct notice_alarm *alarm, size_t alarms,
    const struct notice_group *known, size_t knowns, int64_t now_us)
{
	struct making m = { .out = out, .alarm = alarm, .alarms = alarms,
		.now_us = now_us };

	keep_known(&m, known, knowns);
	for (size_t a = 0; a < alarms; a++)
		for (size_t r = 0; r < routes; r++) {
			if (!route_takes(&route[r], &alarm[a]))
				continue;
			gather(&m, &route[r], &alarm[a]);
			if (!route[r].further)
				break;
		}
	for (size_t i = 0; i < m.len; i++)
		decide(&m, &m.item[i]);
	close_groups(&m, route, routes);
	for (size_t i = 0; i < m.len; i++)
		free(m.item[i].alarm);
	names_release(&m.ids);
	names_release(&m.gathered);
	names_release(&m.kept);
	free(m.told);
	free(m.item);
}
