/*
 * test_watch.c - from observations to alarms, in event time
 *
 * A scenario is words "TS:NODE+", "TS:NODE/PORT-", "TS:hb": what was
 * observed. + up, - down, o shut. The answer is one word an event:
 * "TS:raised:NODE", "!NODE" behind it names the cause of a symptom, "p" that
 * it is planned.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/buf.h"
#include "oss/object_state.h"
#include "tap.h"

static const struct {
	const char *what, *links, *windows, *seen, *want;
	uint8_t	    hold;
	int64_t	    stale;
	uint8_t	    flap;
} cases[] = {
	{ "nothing", "", "", "", "", 1, 0, 0 },
	{ "a node goes and comes", "", "", "1:a+ 2:a- 3:a- 4:a+",
	    "2:raised:a 4:cleared:a", 1, 0, 0 },
	{ "a node that never answered", "", "", "1:a-", "1:raised:a", 1, 0, 0 },
	{ "shuffled", "", "", "4:a+ 2:a- 1:a+ 3:a-",
	    "2:raised:a 4:cleared:a", 1, 0, 0 },
	{ "doubled", "", "", "1:a+ 1:a+ 2:a- 2:a- 2:a-", "2:raised:a", 1,
	    0, 0 },
	{ "up and down at one instant: no alarm", "", "", "1:a- 1:a+", "",
	    1, 0, 0 },
	{ "hold 2", "", "", "1:a- 2:a+ 3:a- 4:a-", "4:raised:a", 2, 0, 0 },
	{ "a port", "", "", "1:a/1+ 2:a/1- 3:a/1+",
	    "2:raised:a/1 3:cleared:a/1", 1, 0, 0 },
	{ "an unused port", "", "", "1:a/1- 2:a/1-", "", 1, 0, 0 },
	{ "a port that is shut", "", "", "1:a/1+ 2:a/1- 3:a/1o",
	    "2:raised:a/1 3:cleared:a/1", 1, 0, 0 },
	{ "a node of the name of a port", "", "", "1:a+ 1:b/a+ 2:b/a-",
	    "2:raised:b/a", 1, 0, 0 },
	/* symptoms */
	{ "the ports of a node that does not answer", "", "",
	    "1:a+ 1:a/1+ 2:a/1- 3:hb 4:a- 5:hb 6:a+ 7:hb",
	    "2:raised:a/1 4:raised:a 5:changed:a/1!a 6:cleared:a "
	    "7:changed:a/1", 1, 0, 0 },
	{ "in one pass", "", "", "1:a/1+ 2:a/1- 3:a- 4:hb",
	    "2:raised:a/1!a 3:raised:a", 1, 0, 0 },
	{ "a chain, the far one asked first", "p-a a-b", "",
	    "1:p+ 1:a+ 1:b+ 2:hb 3:b- 4:a- 5:hb",
	    "3:raised:b!a 4:raised:a", 1, 0, 0 },
	{ "a chain without a heartbeat", "p-a a-b", "",
	    "1:p+ 1:a+ 1:b+ 3:b- 4:a-", "3:raised:b!a 4:raised:a", 1, 0, 0 },
	{ "the near one mends, the far one does not", "p-a a-b", "",
	    "1:p+ 2:b- 2:a- 3:hb 4:a+ 4:b- 5:hb",
	    "2:raised:a 2:raised:b!a 4:cleared:a 5:changed:b", 1, 0, 0 },
	{ "behind a dead port", "p/1-a/1 a-b", "",
	    "1:p+ 1:p/1+ 1:a+ 1:b+ 2:p/1- 2:a- 2:b- 3:hb",
	    "2:raised:a!p/1 2:raised:b!p/1 2:raised:p/1", 1, 0, 0 },
	{ "a node took its neighbours' ports down", "p/1-a/1 q/1-a/2", "",
	    "1:p+ 1:q+ 1:p/1+ 1:q/1+ 2:p/1- 2:q/1- 3:a- 4:hb",
	    "2:raised:p/1!a 2:raised:q/1!a 3:raised:a", 1, 0, 0 },
	{ "a port of a symptom: its cause is the last", "p-a a-b", "",
	    "1:p+ 1:b/1+ 2:b/1- 2:b- 2:a- 3:hb",
	    "2:raised:a 2:raised:b!a 2:raised:b/1!a", 1, 0, 0 },
	/* silence */
	{ "silence", "", "", "1:a+ 10:hb 11:hb 12:hb 13:a+",
	    "12:raised:a 13:cleared:a", 1, 10, 0 },
	{ "no heartbeat, no silence", "", "", "1:a+ 30:b+", "", 1, 10, 0 },
	{ "a late sample does not undo silence", "", "",
	    "1:a+ 12:hb 13:a+", "12:raised:a 13:cleared:a", 1, 10, 0 },
	/* planned work */
	{ "within a window", "", "w:5:10:a", "1:a+ 6:a- 7:hb 9:a+",
	    "6:raised:a:p 9:cleared:a:p", 1, 0, 0 },
	{ "a window of another node", "", "w:5:10:b", "1:a+ 6:a-",
	    "6:raised:a", 1, 0, 0 },
	{ "it lasts longer than planned", "", "w:5:10:a",
	    "6:a- 8:hb 9:hb 10:hb 11:hb", "6:raised:a:p 10:changed:a", 1,
	    0, 0 },
	/* flapping */
	{ "a port that comes and goes", "", "",
	    "1:a/1+ 2:a/1- 3:a/1+ 4:a/1- 5:a/1+ 6:a/1- 7:hb 8:a/1+ 9:hb",
	    "2:raised:a/1 3:cleared:a/1 4:raised:a/1 5:cleared:a/1 "
	    "6:raised:a/1!flapping=a/1 6:raised:flapping=a/1 8:cleared:a/1",
	    1, 0, 29 },
	{ "not when nobody wants to know", "", "",
	    "1:a/1+ 2:a/1- 3:a/1+ 4:a/1- 5:a/1+ 6:a/1-",
	    "2:raised:a/1 3:cleared:a/1 4:raised:a/1 5:cleared:a/1 "
	    "6:raised:a/1", 1, 0, 0 },
	/* two transitions in one group */
	{ "down, up, down within a pass", "", "", "1:a- 2:a+ 3:a- 4:hb",
	    "1:raised:a 2:cleared:a 3:raised:a", 1, 0, 0 },
};

static const struct locator *locator;	/* NULL: the nearest */

/* ---- scenarios to watches ---------------------------------------------- */

static struct slice
upto(const char **p, const char *ends)
{
	struct slice s = { *p, strcspn(*p, ends) };

	*p += s.len;
	return s;
}

static void
put_links(struct watch *w, const char *p)
{
	while (*p != '\0') {
		struct watch_link k = { 0 };

		k.a_node = upto(&p, "/-");
		if (*p == '/') {
			p++;
			k.a_port = upto(&p, "-");
		}
		p++;
		k.b_node = upto(&p, "/ ");
		if (*p == '/') {
			p++;
			k.b_port = upto(&p, " ");
		}
		p += *p == ' ';
		watch_link(w, &k);
	}
}

static void
put_windows(struct watch *w, const char *p)
{
	struct watch_window v = { 0 };
	char *end;

	if (*p == '\0')
		return;
	v.window = upto(&p, ":");
	v.from_us = strtoll(p + 1, &end, 10);
	v.to_us = strtoll(end + 1, &end, 10);
	v.node = slice_of(end + 1);
	watch_window(w, &v);
}

static void
put_word(struct watch *w, const char *p)
{
	struct observation o = { 0 };
	struct slice node, name;
	uint32_t object;
	char *end;

	o.ts_us = strtoll(p, &end, 10);
	p = end + 1;
	if (strncmp(p, "hb", 2) == 0) {
		watch_heartbeat(w, o.ts_us);
		return;
	}
	name = node = upto(&p, "/+-o");
	if (*p == '/') {
		p++;
		name = upto(&p, "+-o");
	}
	o.reading = *p == '+' ? READING_UP : *p == '-' ? READING_DOWN
	    : READING_OFF;
	o.cause = *p == '-' ? CAUSE_COMMUNICATIONS : CAUSE_NONE;
	object = watch_object(w, name.p == node.p ? OBJECT_NODE
	    : OBJECT_INTERFACE, node, name);
	watch_observe(w, w->object[object].own, &o, (struct slice){ 0 });
}

static const char *
next_word(const char *p)
{
	p += strcspn(p, " ");
	return p + (*p == ' ');
}

static void
add_name(struct buf *b, const struct watch *w, uint32_t condition)
{
	const struct condition *c = &w->condition[condition];
	const struct watched *o = &w->object[c->object];

	if (c->type >= (enum alarm_type)OBJECT_SAMPLED_COUNT)
		buf_addf(b, "%s=", alarm_type_def(c->type)->name);
	buf_add_slice(b, o->node);
	if (!slice_eq(o->node, o->name)) {
		buf_addc(b, '/');
		buf_add_slice(b, o->name);
	}
}

static void
add_events(struct buf *b, const struct watch *w)
{
	for (size_t i = 0; i < w->events; i++) {
		const struct watch_event *e = &w->event[i];

		buf_addf(b, "%s%" PRId64 ":%s:", b->len != 0 ? " " : "",
		    e->ts_us, alarm_state_name(e->state));
		add_name(b, w, e->condition);
		for (uint32_t c = 0; e->state != ALARM_CLEARED
		    && !e->alarm.root && c < w->conditions; c++)
			if (strcmp(w->condition[c].alarm.id,
			    e->alarm.root_id) == 0) {
				buf_addc(b, '!');
				add_name(b, w, c);
			}
		if (e->alarm.planned)
			buf_adds(b, ":p");
	}
}

static void
begin(struct watch *w, size_t i)
{
	struct watch_rules rules = {
		.health = HEALTH_RULE_ROW(cases[i].hold, false),
		.stale_us = cases[i].stale,
		.locator = locator,
	};

	rules.health.flap_start_pct = cases[i].flap;
	rules.health.flap_stop_pct = 15;

	watch_init(w, &rules);
	put_links(w, cases[i].links);
	put_windows(w, cases[i].windows);
}

/* ---- laws -------------------------------------------------------------- */

static void
test_case(size_t i)
{
	struct buf got = { 0 };
	struct watch w;

	begin(&w, i);
	for (const char *p = cases[i].seen; *p != '\0'; p = next_word(p))
		put_word(&w, p);
	watch_judge(&w);
	add_events(&got, &w);
	is_str(buf_str(&got), cases[i].want, "%s", cases[i].what);
	buf_release(&got);
	watch_release(&w);
}

/* The order of the input does not matter: the other way round. */
static void
test_reverse(size_t i)
{
	const char *word[64];
	struct buf got = { 0 };
	struct watch w;
	size_t n = 0;

	begin(&w, i);
	for (const char *p = cases[i].seen; *p != '\0'; p = next_word(p))
		word[n++] = p;
	while (n > 0)
		put_word(&w, word[--n]);
	watch_judge(&w);
	add_events(&got, &w);
	is_str(buf_str(&got), cases[i].want, "%s: reversed", cases[i].what);
	buf_release(&got);
	watch_release(&w);
}

/* What a store keeps of a watch, handed to the next one. */
static void
carry(struct watch *to, const struct watch *from)
{
	for (size_t i = 0; i < from->conditions; i++) {
		const struct condition *c = &from->condition[i];
		const struct watched *o = &from->object[c->object];
		uint32_t n = watch_condition(to, watch_object(to, o->kind,
		    o->node, o->name), c->type, c->qualifier);

		to->condition[n].health = c->health;
		to->condition[n].alarm = c->alarm;
	}
	to->settled_us = from->settled_us;
}

/* Cutting the input behind a heartbeat does not matter. */
static void
test_cut(size_t i)
{
	struct buf got = { 0 };
	struct watch w, next;

	begin(&w, i);
	for (const char *p = cases[i].seen; *p != '\0'; p = next_word(p)) {
		put_word(&w, p);
		if (strncmp(p + strspn(p, "0123456789"), ":hb", 3) != 0)
			continue;
		watch_judge(&w);
		add_events(&got, &w);
		begin(&next, i);
		carry(&next, &w);
		watch_release(&w);
		w = next;
	}
	watch_judge(&w);
	add_events(&got, &w);
	is_str(buf_str(&got), cases[i].want, "%s: cut", cases[i].what);
	buf_release(&got);
	watch_release(&w);
}

/* The same input again says nothing new. */
static void
test_again(size_t i)
{
	struct watch w, next;

	begin(&w, i);
	for (const char *p = cases[i].seen; *p != '\0'; p = next_word(p))
		put_word(&w, p);
	watch_judge(&w);
	begin(&next, i);
	carry(&next, &w);
	for (const char *p = cases[i].seen; *p != '\0'; p = next_word(p))
		put_word(&next, p);
	watch_judge(&next);
	is_u64(next.events, 0, "%s: again", cases[i].what);
	watch_release(&w);
	watch_release(&next);
}

/* ---- a locator ---------------------------------------------------------- */

/*
 * Says that the ports of links in one group are symptoms of the group when
 * two of them are down, with evidence and another possibility.
 */
static void *
group_open(struct watch *w)
{
	return w;
}

static void
group_locate(void *located, struct watch *w, int64_t now_us)
{
	struct watch_note other = { .kind = OBJECT_CARD,
	    .type = ALARM_CARD_FAILED, .node = slice_of("a"),
	    .object = slice_of("card1"), .confidence_ppm = 200000 };
	uint32_t port[2], root;

	(void)located;
	(void)now_us;
	for (int i = 0; i < 2; i++)
		port[i] = watch_find(w, OBJECT_INTERFACE, slice_of("a"),
		    slice_of(i == 0 ? "1" : "2"));
	if (!watch_alarmed(w, port[0]) || !watch_alarmed(w, port[1]))
		return;
	root = watch_root(w, OBJECT_SRLG, slice_of("duct"), slice_of("duct"),
	    ALARM_SRLG_DOWN, (struct slice){ 0 });
	w->condition[root].confidence_ppm = 800000;
	watch_evidence(w, root, slice_of("a/1"), slice_of("both are down"));
	watch_evidence(w, root, slice_of("a/2"), slice_of("at once"));
	watch_alternative(w, root, &other);
	for (int i = 0; i < 2; i++)
		watch_own(w, port[i])->root = root;
}

static void
group_close(void *located)
{
	(void)located;
}

static const struct locator group = { group_open, group_locate, group_close };

static void
test_locator(void)
{
	static const char *const seen[] = { "1:a/1+", "1:a/2+", "2:a/1-",
	    "2:hb", "3:a/2-", "3:hb", "4:hb", "5:a/1+", "5:hb", "6:a/1-",
	    "7:hb" };
	const struct watch_event *e = NULL;
	struct buf got = { 0 };
	struct watch w;

	locator = &group;
	begin(&w, 0);
	locator = NULL;
	for (size_t i = 0; i < LEN(seen); i++)
		put_word(&w, seen[i]);
	watch_judge(&w);
	add_events(&got, &w);
	is_str(buf_str(&got), "2:raised:a/1 3:changed:a/1!srlg-down=duct "
	    "3:raised:a/2!srlg-down=duct 3:raised:srlg-down=duct "
	    "5:cleared:a/1 5:changed:a/2 5:cleared:srlg-down=duct "
	    "6:raised:a/1!srlg-down=duct 7:changed:a/2!srlg-down=duct "
	    "7:raised:srlg-down=duct", "a cause that is no sampled object");
	for (size_t i = 0; i < w.events && e == NULL; i++)
		if (w.condition[w.event[i].condition].type == ALARM_SRLG_DOWN)
			e = &w.event[i];
	if (e == NULL)
		return;
	ok(slice_is(e->ref, "a/1") && slice_is(e->text, "both are down"),
	    "its evidence");
	is_u64(e->notes, 2, "more of it");
	ok(slice_is(w.told[e->note].text, "at once")
	    && w.told[e->note + 1].alternative, "and what else it could be");
	is_u64(e->alarm.confidence_ppm, 800000, "confidence");
	buf_release(&got);
	watch_release(&w);
}

static const char *
state_at(const struct watch *w, uint32_t object, int64_t now_us)
{
	struct object_states s;
	enum object_state state;

	object_states_init(&s, w, now_us, 100);
	state = object_state(&s, object);
	object_states_release(&s);
	return object_state_name(state);
}

static void
test_states(void)
{
	struct watch w;
	uint32_t a, b, port, shut, lost;
	struct condition *c;

	begin(&w, 0);
	put_word(&w, "1:a+");
	put_word(&w, "1:a/1+");
	put_word(&w, "2:a/1-");
	put_word(&w, "2:a/2o");
	put_word(&w, "2:b+");
	put_word(&w, "2:b/1+");
	put_word(&w, "3:b-");
	watch_judge(&w);
	a = watch_find(&w, OBJECT_NODE, slice_of("a"), slice_of("a"));
	b = watch_find(&w, OBJECT_NODE, slice_of("b"), slice_of("b"));
	port = watch_find(&w, OBJECT_INTERFACE, slice_of("a"), slice_of("1"));
	shut = watch_find(&w, OBJECT_INTERFACE, slice_of("a"), slice_of("2"));
	is_str(state_at(&w, a, 3), "up", "a node");
	is_str(state_at(&w, a, 102), "unknown", "stale");
	is_str(state_at(&w, port, 3), "down", "a port");
	is_str(state_at(&w, shut, 3), "off", "a port that is shut");
	c = watch_own(&w, b);
	is_str(state_at(&w, b, 3), "down", "a node that is a cause");
	is_str(state_at(&w, watch_find(&w, OBJECT_INTERFACE, slice_of("b"),
	    slice_of("1")), 3), "unknown", "a port of it, up before");
	c->alarm.root = false;
	is_str(state_at(&w, b, 3), "unreachable", "hidden by another failure");
	watch_own(&w, port)->alarm.root = false;
	is_str(state_at(&w, port, 3), "down", "a port says so itself");
	lost = watch_condition(&w, b, ALARM_MANAGEMENT_LOST,
	    (struct slice){ NULL, 0 });
	c = watch_own(&w, b);
	w.condition[lost].alarm.active = true;
	alarm_id_make(c->alarm.root_id, slice_of("b"), slice_of("b"),
	    ALARM_MANAGEMENT_LOST, (struct slice){ NULL, 0 });
	is_str(state_at(&w, b, 3), "unknown", "its agent alone is lost");
	c->alarm.planned = true;
	is_str(state_at(&w, b, 3), "planned", "within a window");
	c->alarm.active = false;
	is_str(state_at(&w, b, 3), "up", "a reading is no hard state");
	lost = watch_condition(&w, watch_object(&w, OBJECT_POLLER,
	    slice_of("p"), slice_of("p")), ALARM_POLLER_CUT_OFF,
	    (struct slice){ NULL, 0 });
	w.condition[lost].alarm.active = true;
	is_str(state_at(&w, b, 3), "unknown", "the poller is cut off");
	is_str(state_at(&w, a, 3), "up", "who answers it");
	c = watch_own(&w, b);
	c->health.down = false;
	c->health.was_up = false;
	is_str(state_at(&w, b, 3), "unknown", "never up");
	watch_release(&w);
}

/* ---- what only events name ---------------------------------------------- */

/* What events say of objects NODE/PREFIXn, n below `many`, at an instant. */
static void
hear(struct watch *w, const char *node, const char *prefix, int many,
    int64_t ts_us, bool heard)
{
	struct observation seen = { .ts_us = ts_us, .reading = READING_UP,
	    .heard = heard };
	char name[32];
	uint32_t o;

	for (int i = 0; i < many; i++) {
		snprintf(name, sizeof(name), "%s%d", prefix, i);
		o = watch_object(w, OBJECT_INTERFACE, slice_of(node != NULL
		    ? node : name), slice_of(name));
		watch_observe(w, w->object[o].own, &seen,
		    (struct slice){ NULL, 0 });
	}
}

static size_t
known(const struct watch *w)
{
	size_t n = 0;

	for (size_t c = 0; c < w->conditions; c++)
		n += w->condition[c].health.known;
	return n;
}

static void
test_made_up_ports(void)
{
	struct watch w;

	begin(&w, 0);
	put_word(&w, "1:a+");
	hear(&w, "a", "poll", 3000, 1, false);
	hear(&w, "a", "poll", 3000, 2, true);
	hear(&w, "a", "made-up", WATCH_HEARD_MAX + 2, 3, true);
	watch_judge(&w);
	is_u64(known(&w), 1 + 3000 + WATCH_HEARD_MAX, "as many as may be");
	is_u64(w.unheard.n, 2, "two are refused");
	ok(slice_is(w.object[w.condition[w.unheard.first].object].node, "a"),
	    "of their node");
	is_u64(w.strangers.n, 0, "a node that is polled is no stranger");
	watch_release(&w);

	/* a poll that finds it makes room */
	begin(&w, 0);
	put_word(&w, "1:a+");
	hear(&w, "a", "e", WATCH_HEARD_MAX, 3, true);
	hear(&w, "a", "e", 1, 4, false);
	hear(&w, "a", "f", 1, 5, true);
	watch_judge(&w);
	is_u64(w.unheard.n, 0, "what is found there is no event's any more");
	watch_release(&w);
}

static void
test_made_up_nodes(void)
{
	struct watch w;

	begin(&w, 0);
	hear(&w, NULL, "n", WATCH_STRANGERS_MAX + 3, 1, true);
	put_word(&w, "2:a+");
	hear(&w, "a", "port", 5, 3, true);
	watch_judge(&w);
	is_u64(known(&w), WATCH_STRANGERS_MAX + 1 + 5, "as many as may be");
	is_u64(w.strangers.n, 3, "the rest is refused");
	is_u64(w.unheard.n, 0, "none for its node");
	watch_release(&w);

	/* one of them is polled then: it makes room for another */
	begin(&w, 0);
	hear(&w, NULL, "n", WATCH_STRANGERS_MAX, 1, true);
	put_word(&w, "2:n7+");
	hear(&w, NULL, "m", 2, 3, true);
	watch_judge(&w);
	is_u64(w.strangers.n, 1, "polled, it is no stranger");
	watch_release(&w);
}

int
main(void)
{
	for (size_t i = 0; i < LEN(cases); i++) {
		test_case(i);
		test_reverse(i);
		test_again(i);
		/* A cut is sorted within its pieces only. */
		if (strcmp(cases[i].what, "shuffled") != 0)
			test_cut(i);
	}
	test_locator();
	test_states();
	test_made_up_ports();
	test_made_up_nodes();
	return tap_done();
}
