/*
 * test_survey.c - plans run against an agent that lives in this file
 */
#include <stdlib.h>

#include "net/survey.h"
#include "tap.h"

#define CELLS_MAX	2000
#define ASKED_MAX	5000	/* a survey that asks more loops */
#define WIDE		60	/* columns, more than a request holds */
#define ROWS		7

/* The agent: cells by ascending name, values are numbers. */
struct cell {
	snmp_subid	id[12];
	unsigned	len;
	struct varbind	vb;
};
static struct cell	tree[CELLS_MAX];
static size_t		tree_len;

struct habits {
	bool		v1;		/* noSuchName instead of exceptions */
	unsigned	too_big;	/* names in a GET */
	unsigned	silent_after;	/* answers; 0: never */
	unsigned	get_error;	/* for GETs of more than one name */
};

static int
by_name(const void *pa, const void *pb)
{
	const struct cell *a = pa, *b = pb;

	return oid_cmp((struct oid_ref){ a->id, a->len },
	    (struct oid_ref){ b->id, b->len });
}

static void
put(const snmp_subid *id, unsigned len, enum varbind_kind kind,
    uint64_t number)
{
	struct cell *c = &tree[tree_len++];

	memcpy(c->id, id, len * sizeof(*id));
	c->len = len;
	c->vb = (struct varbind){ .kind = kind, .number = number,
	    .octets = SLICE_LIT("text"), .oid = { c->id, 4 } };
}

static void
tree_sort(void)
{
	qsort(tree, tree_len, sizeof(*tree), by_name);
	for (size_t i = 0; i < tree_len; i++)
		tree[i].vb.name = (struct oid_ref){ tree[i].id, tree[i].len };
}

static const struct cell *
find(struct oid_ref name, bool next)
{
	for (size_t i = 0; i < tree_len; i++) {
		int c = oid_cmp(tree[i].vb.name, name);

		if (c > 0)
			return next ? &tree[i] : NULL;
		if (c == 0 && !next)
			return &tree[i];
	}
	return NULL;
}

static struct varbind	answer[CELLS_MAX];

/* The answer in answer[]; returns an error status with its index. */
static unsigned
serve(const struct habits *h, const struct walk_request *q, size_t *n,
    unsigned *index)
{
	unsigned rows = q->op == WALK_GETBULK ? q->max_repetitions : 1;

	*n = 0;
	*index = 0;
	if (q->op == WALK_GET && h->too_big != 0 && q->len > h->too_big)
		return 1;
	if (q->op == WALK_GET && h->get_error != 0 && q->len > 1)
		return h->get_error;
	for (unsigned i = 0; i < q->non_repeaters + rows
	    * (q->len - q->non_repeaters); i++) {
		struct oid_ref name = i < q->len ? q->name[i]
		    : answer[i - (q->len - q->non_repeaters)].name;
		const struct cell *c = find(name, q->op != WALK_GET);

		if (c == NULL && h->v1) {
			*index = i + 1;
			return 2;
		}
		answer[i] = c != NULL ? c->vb : (struct varbind){
		    .name = name, .kind = q->op == WALK_GET
		    ? VARBIND_NO_INSTANCE : VARBIND_END_OF_VIEW };
		++*n;
	}
	return 0;
}

/* What the plan's owner saw. */
struct seen {
	unsigned	cells, wrong, done, broken, planned;
	unsigned	rows[WIDE];
	uint64_t	scalar[40];
	uint64_t	later;
	bool		add_later;
};

static snmp_subid	wide_id[WIDE][5];
static struct oid_ref	wide[WIDE];
static snmp_subid	scalar_id[40][5];
static struct oid_ref	scalars[40];
static const snmp_subid later_id[] = { 1, 3, 8, 9, 0 };
static const struct oid_ref later[] = { OID_REF(later_id) };

static int
on_wide(void *arg, unsigned column, const struct varbind *vb,
    const struct answer_time *time)
{
	struct seen *s = arg;

	s->cells++;
	s->wrong += !oid_begins(vb->name, wide[column])
	    || vb->number != column * 100 + vb->name.id[5]
	    || !time->has_uptime || time->uptime_cs != 4711
	    || vb->name.id[5] != s->rows[column] + 1;
	s->rows[column]++;
	return 0;
}

static int
on_scalar(void *arg, unsigned column, const struct varbind *vb,
    const struct answer_time *time)
{
	struct seen *s = arg;

	(void)time;
	s->scalar[column] = vb->number;
	return 0;
}

static int
on_later(void *arg, unsigned column, const struct varbind *vb,
    const struct answer_time *time)
{
	(void)column;
	(void)time;
	((struct seen *)arg)->later = vb->number;
	return 0;
}

static void
on_done(void *arg, struct plan *p, bool complete)
{
	struct seen *s = arg;

	s->done++;
	s->broken += !complete;
	if (s->add_later)
		plan_scalars(p, later, 1, on_later, NULL, s);
	s->add_later = false;
}

static void
plan(void *arg, const struct node_reading *r, struct plan *p)
{
	struct seen *s = arg;

	s->planned += r->sys_object_id.len != 0;
	plan_table(p, wide, WIDE, on_wide, on_done, s);
	plan_scalars(p, scalars, 40, on_scalar, on_done, s);
	plan_table(p, wide, 0, on_wide, on_done, s);
}

static void
grow_tree(void)
{
	static const snmp_subid sys[][9] = {
		{ 1, 3, 6, 1, 2, 1, 1, 1, 0 }, { 1, 3, 6, 1, 2, 1, 1, 2, 0 },
		{ 1, 3, 6, 1, 2, 1, 1, 3, 0 }, { 1, 3, 6, 1, 2, 1, 1, 5, 0 }
	};

	put(sys[0], 9, VARBIND_OCTETS, 0);
	put(sys[1], 9, VARBIND_OID, 0);
	put(sys[2], 9, VARBIND_TIMETICKS, 4711);
	put(sys[3], 9, VARBIND_OCTETS, 0);
	put(later_id, 5, VARBIND_GAUGE32, 99);
	for (unsigned c = 0; c < WIDE; c++) {
		snmp_subid id[] = { 1, 3, 9, 1, c + 1, 0 };

		memcpy(wide_id[c], id, sizeof(wide_id[c]));
		wide[c] = (struct oid_ref){ wide_id[c], 5 };
		for (id[5] = 1; id[5] <= ROWS; id[5]++)
			put(id, 6, VARBIND_COUNTER32, c * 100 + id[5]);
	}
	for (unsigned i = 0; i < 40; i++) {
		snmp_subid id[] = { 1, 3, 7, i + 1, 0 };

		memcpy(scalar_id[i], id, sizeof(id));
		scalars[i] = (struct oid_ref){ scalar_id[i], 5 };
		if (i % 3 != 0)		/* the others are not there */
			put(id, 5, VARBIND_INTEGER, 1000 + i);
	}
	tree_sort();
}

static unsigned
run(struct survey *s, const struct habits *h, struct seen *seen)
{
	static struct walk_request q;
	struct survey_how how = { .repetitions = 25, .getnext = h->v1 };
	struct survey_answer a = { .at_us = 1, .vb = answer };
	unsigned asked = 0;

	*seen = (struct seen){ .add_later = true };
	survey_begin(s, &how, plan, seen);
	for (; survey_next(s, &q) && asked < ASKED_MAX; asked++) {
		if (h->silent_after != 0 && asked >= h->silent_after) {
			survey_silent(s, NODE_TIMEOUT, 2);
			continue;
		}
		a.error_status = serve(h, &q, &a.len, &a.error_index);
		survey_answer(s, &a);
	}
	return asked;
}

static bool
scalars_right(const struct seen *s)
{
	for (unsigned i = 0; i < 40; i++) {
		if (s->scalar[i] != (i % 3 != 0 ? 1000 + i : 0))
			return false;
	}
	return true;
}

static void
whole(const char *name, const struct habits *h)
{
	struct survey s = { 0 };
	struct seen seen;
	unsigned asked = run(&s, h, &seen);

	ok(asked < 400, "%s", name);
	ok(seen.planned == 1 && s.reading.error == NODE_OK
	    && s.reading.reachable, "the plan is asked for once");
	ok(seen.cells == WIDE * ROWS && seen.wrong == 0,
	    "every cell of a table wider than a request, in order");
	ok(scalars_right(&seen), "scalars that are there");
	ok(seen.later == 99, "a step that another one added");
	ok(seen.done == 3 && seen.broken == 0, "each step is done");
	ok(s.reading.has_uptime && slice_is(s.reading.sys_name, "text"),
	    "the system group");
	survey_release(&s);
}

static void
test_silence(void)
{
	struct habits h = { .silent_after = 3 };
	struct survey s = { 0 };
	struct seen seen;

	run(&s, &h, &seen);
	ok(s.reading.error == NODE_PARTIAL
	    && s.reading.fault == WALK_SILENT, "silence in the middle");
	ok(seen.cells > 0 && seen.wrong == 0, "what came is kept");
	ok(seen.done == 3 && seen.broken >= 2,
	    "steps are done, and told that they are not complete");
	ok(s.habit.cells == 1, "that it was asked for less is remembered");
	h.silent_after = 1;
	run(&s, &h, &seen);
	survey_release(&s);
}

static void
test_habit(void)
{
	struct habits h = { 0 };
	struct survey s = { .habit = { .cells = 20 } };
	struct seen seen;
	unsigned slow = run(&s, &h, &seen), fast;

	is_u64(s.habit.cells, 26, "a node that got on is asked for more");
	for (int i = 0; i < 30; i++)
		run(&s, &h, &seen);
	is_u64(s.habit.cells, 0, "up to all");
	fast = run(&s, &h, &seen);
	ok(fast < slow && seen.cells == WIDE * ROWS, "which is faster");
	survey_release(&s);
}

static void
test_dead(void)
{
	static struct walk_request q;
	struct survey_how how = { .repetitions = 25 };
	struct survey s = { 0 };
	struct seen seen = { 0 };

	survey_begin(&s, &how, plan, &seen);
	ok(survey_next(&s, &q), "a dead node is asked");
	survey_silent(&s, NODE_REFUSED, 5);
	ok(!survey_next(&s, &q), "once");
	ok(s.reading.error == NODE_REFUSED && !s.reading.reachable
	    && s.reading.at_us == 5 && seen.planned == 0, "and named");
	survey_release(&s);
}

static void
test_limits(void)
{
	struct plan p = { 0 };
	snmp_subid id[OID_LEN_MAX] = { 1, 3 };
	struct oid_ref name = { id, PLAN_PREFIX_MAX };
	unsigned n = 0;

	ok(plan_table(&p, &name, 1, on_wide, NULL, NULL), "a long prefix");
	name.len++;
	ok(!plan_table(&p, &name, 1, on_wide, NULL, NULL), "too long");
	ok(plan_scalars(&p, &name, 1, on_wide, NULL, NULL),
	    "a scalar may be longer");
	while (n < 1000 && plan_table(&p, &name, 0, on_wide, NULL, NULL))
		n++;
	ok(p.len == PLAN_STEPS_MAX, "a plan has an end");
	plan_release(&p);
}

int
main(void)
{
	grow_tree();
	whole("an agent without habits", &(struct habits){ 0 });
	whole("SNMPv1", &(struct habits){ .v1 = true });
	whole("tooBig for more than 5 scalars",
	    &(struct habits){ .too_big = 5 });
	whole("genErr for more than one scalar",
	    &(struct habits){ .get_error = 5 });
	test_silence();
	test_habit();
	test_dead();
	test_limits();
	return tap_done();
}
