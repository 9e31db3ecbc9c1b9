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
	struct gathering *item;		/* owned */
	size_t		 len, cap;
	int64_t		 now_us;
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
takes(struct slice pattern, struct slice s)
{
	return pattern.len == 0 || pattern_takes(pattern, s);
}

static bool
route_takes(const struct notice_route *r, const struct notice_alarm *a)
{
	return a->severity >= r->severity && (r->planned || !a->planned)
	    && (r->symptoms || a->root) && takes(r->node, a->node)
	    && takes(r->site, a->site) && takes(r->alarm_type, a->alarm_type);
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

static void
gather(struct making *m, const struct notice_route *r,
    const struct notice_alarm *a)
{
	struct slice key = key_of(&m->out->arena, r, a);
	struct gathering *g = NULL;

	for (size_t i = m->len; i > 0 && g == NULL; i--)
		if (m->item[i - 1].route == r
		    && slice_eq(m->item[i - 1].key, key))
			g = &m->item[i - 1];
	if (g == NULL) {
		GROW(m->item, m->len, m->cap);
		g = &m->item[m->len++];
		*g = (struct gathering){ .route = r, .key = key };
	}
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
	if (a->symptoms != 0)
		buf_addf(b, ", %ju symptom%s", (uintmax_t)a->symptoms,
		    a->symptoms == 1 ? "" : "s");
	if (a->planned)
		buf_adds(b, ", planned");
	if (a->acked)
		buf_adds(b, ", acknowledged");
}

static const struct notice_alarm *
worst(const struct gathering *g)
{
	const struct notice_alarm *w = g->alarm[0];

	for (size_t i = 1; i < g->len; i++)
		if (g->alarm[i]->severity > w->severity)
			w = g->alarm[i];
	return w;
}

static void
describe(struct arena *arena, const struct gathering *g, struct notice *n)
{
	const struct notice_alarm *w = worst(g);
	struct buf b = { 0 };

	n->severity = w->severity;
	n->alarms = g->len;
	for (size_t i = 0; i < g->len; i++)
		n->symptoms += g->alarm[i]->symptoms;
	buf_addf(&b, "%s: ", notice_state_name(n->state));
	add_alarm(&b, w);
	if (g->len > 1)
		buf_addf(&b, " and %zu more", g->len - 1);
	n->subject = arena_slice(arena, buf_slice(&b));
	buf_clear(&b);
	for (size_t i = 0; i < g->len && i < LINES_MAX; i++) {
		add_alarm(&b, g->alarm[i]);
		buf_addc(&b, '\n');
	}
	if (g->len > LINES_MAX)
		buf_addf(&b, "and %zu more\n", g->len - LINES_MAX);
	n->text = arena_slice(arena, buf_slice(&b));
	buf_release(&b);
}

static void
tell(struct making *m, const struct gathering *g, enum notice_state state,
    struct slice receiver)
{
	struct notice n = { .state = state, .route = g->route->name,
	    .receiver = receiver, .key = g->key };

	describe(&m->out->arena, g, &n);
	GROW(m->out->item, m->out->len, m->out->cap);
	m->out->item[m->out->len++] = n;
}

/* ---- deciding ----------------------------------------------------------- */

static struct notice_group *
group_of(struct notices *out, struct slice route, struct slice key)
{
	for (size_t i = 0; i < out->groups; i++)
		if (slice_eq(out->group[i].route, route)
		    && slice_eq(out->group[i].key, key))
			return &out->group[i];
	return NULL;
}

static struct notice_group *
open_group(struct making *m, const struct gathering *g)
{
	struct notice_group *k = group_of(m->out, g->route->name, g->key);

	if (k != NULL)
		return k;
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
		tell(m, g, NOTICE_ESCALATED,
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
		tell(m, g, state, r->receiver);
		k->notified_us = m->now_us;
		k->members = members;
	}
	if (k->notified_us != INT64_MIN)
		escalate(m, g, k);
}

static void
resolve_to(struct making *m, const struct notice_group *k,
    const struct notice_route *r, struct slice receiver)
{
	struct notice n = { .state = NOTICE_RESOLVED, .route = r->name,
	    .receiver = receiver, .key = k->key,
	    .severity = SEVERITY_CLEARED };
	struct buf b = { 0 };

	buf_adds(&b, "resolved:");
	add_name(&b, ' ', r->name);
	add_name(&b, ' ', k->key);
	n.subject = arena_slice(&m->out->arena, buf_slice(&b));
	n.text = n.subject;
	buf_release(&b);
	GROW(m->out->item, m->out->len, m->out->cap);
	m->out->item[m->out->len++] = n;
}

/* Who was told that it began is told that it is over. */
static void
resolve(struct making *m, const struct notice_group *k,
    const struct notice_route *r)
{
	if (!r->resolved || k->notified_us == INT64_MIN)
		return;
	resolve_to(m, k, r, r->receiver);
	for (size_t i = 0; i < k->escalated && i < r->steps; i++)
		resolve_to(m, k, r, r->step[i].receiver);
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
keep_known(struct notices *out, const struct notice_group *known, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct notice_group k = known[i];

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
	struct making m = { .out = out, .now_us = now_us };

	keep_known(out, known, knowns);
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
	free(m.item);
}
