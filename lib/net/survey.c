/*
 * survey.c (net) - see survey.h
 */
#include "net/survey.h"
#include "oss/devtext.h"

#define TOO_BIG			1	/* error-status, RFC 3416 section 3 */
#define AUTHORIZATION_ERROR	16
#define SYSTEM_TEXT_MAX		((size_t)256 << 10)

#define SYSTEM		1, 3, 6, 1, 2, 1, 1
static const snmp_subid sys_descr[] = { SYSTEM, 1, 0 };
static const snmp_subid sys_object_id[] = { SYSTEM, 2, 0 };
static const snmp_subid sys_uptime[] = { SYSTEM, 3, 0 };
static const snmp_subid sys_name[] = { SYSTEM, 5, 0 };
static const snmp_subid sys_location[] = { SYSTEM, 6, 0 };

enum { SYS_DESCR, SYS_OBJECT_ID, SYS_UPTIME, SYS_NAME, SYS_LOCATION };
static const struct oid_ref system_names[] = {
	OID_REF(sys_descr), OID_REF(sys_object_id), OID_REF(sys_uptime),
	OID_REF(sys_name), OID_REF(sys_location)
};
enum { TEXT_DESCR, TEXT_NAME, TEXT_LOCATION, TEXTS };
#define SYSTEM_LEN	(sizeof(system_names) / sizeof(system_names[0]))

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

void
survey_release(struct survey *s)
{
	iftable_release(&s->ports);
	plan_release(&s->plan);
	for (int i = 0; i < TEXTS; i++)
		buf_release(&s->text[i]);
	*s = (struct survey){ 0 };
}

/* ---- the system group ------------------------------------------------------ */

static void
take_text(struct buf *text, struct slice *out, const struct varbind *vb)
{
	if (vb->kind != VARBIND_OCTETS || text->len != 0)
		return;
	if (devtext_add(text, vb->octets) < 0)
		buf_clear(text);
	*out = buf_slice(text);
}

static int
take_system(void *arg, unsigned column, const struct varbind *vb,
    const struct answer_time *time)
{
	struct survey *s = arg;
	struct node_reading *r = &s->reading;

	(void)time;
	switch (column) {
	case SYS_DESCR:
		take_text(&s->text[TEXT_DESCR], &r->sys_descr, vb);
		break;
	case SYS_NAME:
		take_text(&s->text[TEXT_NAME], &r->sys_name, vb);
		break;
	case SYS_LOCATION:
		take_text(&s->text[TEXT_LOCATION], &r->sys_location, vb);
		break;
	case SYS_OBJECT_ID:
		if (vb->kind == VARBIND_OID)
			r->sys_object_id = oid_format(vb->oid, s->object_id);
		break;
	case SYS_UPTIME:
		r->has_uptime = varbind_ticks(vb, &r->uptime_cs);
		break;
	}
	return 0;
}

static void
system_done(void *arg, struct plan *p, bool complete)
{
	struct survey *s = arg;

	(void)complete;
	if (s->over || s->how.system_only)
		return;
	iftable_plan(&s->ports, p);
	if (s->plan_fn != NULL)
		s->plan_fn(s->arg, &s->reading, p);
}

void
survey_begin(struct survey *s, const struct survey_how *how,
    survey_plan_fn *plan_fn, void *arg)
{
	s->how = *how;
	s->plan_fn = plan_fn;
	s->arg = arg;
	s->reading = (struct node_reading){ .ports = &s->ports };
	iftable_clear(&s->ports);
	plan_clear(&s->plan);
	for (int i = 0; i < TEXTS; i++) {
		s->text[i].max = SYSTEM_TEXT_MAX;
		buf_clear(&s->text[i]);
	}
	s->walking = s->over = s->lowered = false;
	s->column = s->asked_len = 0;
	s->batch = SURVEY_SCALARS_MAX;
	plan_scalars(&s->plan, system_names, SYSTEM_LEN, take_system,
	    system_done, s);
}

/* ---- going through the plan ------------------------------------------------ */

static void
mark(struct survey *s, enum walk_fault fault)
{
	if (s->reading.fault == WALK_COMPLETE)
		s->reading.fault = fault;
}

static void
step_end(struct survey *s)
{
	struct plan_step step = s->plan.step[s->plan.at++];

	s->column = 0;
	if (step.done != NULL)
		step.done(step.arg, &s->plan, !step.broken);
}

static int
on_cell(void *arg, unsigned column, const struct varbind *vb,
    const struct answer_time *time)
{
	struct survey *s = arg;
	const struct plan_step *step = &s->plan.step[s->from[column].step];

	return step->cell(step->arg, s->from[column].column, vb, time);
}

/* Tables that follow each other, as many columns as a request holds. */
static void
group_begin(struct survey *s)
{
	size_t at = s->plan.at;
	unsigned n = 0, c = s->column, tables = 0;

	walk_begin(&s->walk, s->how.repetitions, on_cell, s);
	s->walk.getnext = s->how.getnext;
	if (s->habit.cells != 0 && s->habit.cells < s->walk.budget)
		s->walk.budget = s->habit.cells;
	for (; at < s->plan.len && !s->plan.step[at].scalars; at++, c = 0) {
		const struct plan_step *step = &s->plan.step[at];

		tables++;
		for (; c < step->len && n < WALK_COLUMNS_MAX; c++, n++) {
			s->from[n].step = (uint16_t)at;
			s->from[n].column = (uint16_t)c;
			walk_column(&s->walk, step->name[c]);
		}
		if (c < step->len)
			break;
	}
	s->walk.probing = 2 * tables > n;
	s->group_end = at;
	s->column = c;		/* 0, or within the step at group_end */
	s->walking = true;
}

static void
group_end(struct survey *s)
{
	unsigned rest = s->column;

	s->walking = false;
	mark(s, s->walk.fault);
	for (unsigned i = 0; i < s->walk.len; i++) {
		if (s->walk.column[i].fault != WALK_COMPLETE)
			s->plan.step[s->from[i].step].broken = true;
	}
	if (s->walk.fault == WALK_SILENT || s->walk.fault == WALK_LATE)
		s->over = true;
	if (s->walk.lowered) {
		s->habit.cells = (uint16_t)s->walk.budget;
		s->lowered = true;
	}
	while (s->plan.at < s->group_end)
		step_end(s);
	s->column = rest;
}

/* The scalars of the step in hand that go into one GET. */
static bool
scalars_next(struct survey *s, struct walk_request *q)
{
	const struct plan_step *step = &s->plan.step[s->plan.at];

	while (s->asked_len == 0 && s->column < step->len) {
		while (s->column < step->len && s->asked_len < s->batch)
			s->asked[s->asked_len++] = (uint16_t)s->column++;
	}
	if (s->asked_len == 0)
		return false;
	q->op = WALK_GET;
	q->len = s->asked_len;
	q->non_repeaters = q->max_repetitions = 0;
	for (unsigned i = 0; i < s->asked_len; i++)
		q->name[i] = step->name[s->asked[i]];
	return true;
}

/*
 * It was asked for less, or got on with what was known: then try for more the
 * next time, for one lost packet shall not slow a node for ever.
 */
static void
habit_end(struct survey *s)
{
	unsigned cells = s->habit.cells;

	if (cells == 0 || s->lowered || !s->reading.reachable)
		return;
	cells += cells / 4 + 1;
	s->habit.cells = cells < s->how.repetitions * WALK_COLUMNS_MAX
	    ? (uint16_t)cells : 0;
}

/* Whatever is still planned will not be asked. */
static void
give_up(struct survey *s)
{
	while (s->plan.at < s->plan.len) {
		s->plan.step[s->plan.at].broken = true;
		step_end(s);
	}
}

bool
survey_next(struct survey *s, struct walk_request *q)
{
	for (;;) {
		if (s->walking && walk_next(&s->walk, q))
			return true;
		if (s->walking)
			group_end(s);
		if (s->over)
			give_up(s);
		if (s->plan.at >= s->plan.len)
			break;
		if (!s->plan.step[s->plan.at].scalars)
			group_begin(s);
		else if (scalars_next(s, q))
			return true;
		else
			step_end(s);
	}
	if (s->reading.error == NODE_OK && s->reading.fault != WALK_COMPLETE)
		s->reading.error = NODE_PARTIAL;
	habit_end(s);
	return false;
}

/* ---- answers --------------------------------------------------------------- */

static void
scalars_take(struct survey *s, const struct survey_answer *a)
{
	const struct plan_step *step = &s->plan.step[s->plan.at];
	struct answer_time time = { a->at_us, s->reading.uptime_cs,
	    s->reading.has_uptime };

	for (unsigned i = 0; i < a->len && i < s->asked_len; i++) {
		const struct varbind *vb = &a->vb[i];

		if (vb->kind != VARBIND_NO_OBJECT
		    && vb->kind != VARBIND_NO_INSTANCE
		    && vb->kind != VARBIND_END_OF_VIEW
		    && oid_cmp(vb->name, step->name[s->asked[i]]) == 0
		    && step->cell(step->arg, s->asked[i], vb, &time) < 0)
			s->plan.step[s->plan.at].broken = true;
	}
	/* cut off: the rest is asked again */
	if (a->len < s->asked_len) {
		s->asked_len -= (unsigned)a->len;
		memmove(s->asked, s->asked + a->len,
		    s->asked_len * sizeof(s->asked[0]));
		return;
	}
	s->asked_len = 0;
}

/* Ask for fewer; one alone is missing. */
static void
scalars_less(struct survey *s)
{
	if (s->asked_len > 1) {
		s->batch = s->asked_len / 2;
		s->column = s->asked[s->batch];
		s->asked_len = s->batch;
		return;
	}
	s->asked_len = 0;
}

static void
scalars_error(struct survey *s, const struct survey_answer *a)
{
	unsigned bad = a->error_index - 1;

	if (a->error_status == TOO_BIG || bad >= s->asked_len) {
		scalars_less(s);
		return;
	}
	/* noSuchName and its like: the others may well be there */
	s->asked_len--;
	for (unsigned i = bad; i < s->asked_len; i++)
		s->asked[i] = s->asked[i + 1];
}

static void
first_answer(struct node_reading *r, const struct survey_answer *a)
{
	if (r->reachable)
		return;
	r->at_us = a->at_us;
	r->reachable = r->has_rtt = true;
	r->rtt_us = a->rtt_us;
}

void
survey_denied(struct survey *s, const char *what,
    const struct survey_answer *a)
{
	first_answer(&s->reading, a);
	s->reading.error = NODE_AUTH;
	s->reading.denied = what;
	if (s->walking)
		walk_stop(&s->walk, WALK_REFUSED);
	s->over = true;
}

void
survey_answer(struct survey *s, const struct survey_answer *a)
{
	struct node_reading *r = &s->reading;

	first_answer(r, a);
	r->objects += a->len;
	if (s->walking && a->error_status == 0) {
		walk_answer(&s->walk, a->vb, a->len, a->at_us);
	} else if (s->walking) {
		walk_error(&s->walk, a->error_status, a->error_index);
	} else if (a->error_status == 0 && a->len == 0) {
		scalars_less(s);
	} else if (a->error_status == 0) {
		scalars_take(s, a);
	} else if (a->error_status == AUTHORIZATION_ERROR
	    && s->plan.at == 0) {
		survey_denied(s, "access", a);
	} else {
		scalars_error(s, a);
	}
}

void
survey_silent(struct survey *s, enum node_error why, int64_t at_us)
{
	struct node_reading *r = &s->reading;

	if (!r->reachable) {
		r->error = why;
		r->at_us = at_us;
		s->over = true;
	} else if (why != NODE_TIMEOUT) {
		survey_stop(s, WALK_SILENT);
	} else if (s->walking) {
		walk_timeout(&s->walk);
	} else if (s->asked_len > 1) {
		scalars_less(s);
	} else {
		survey_stop(s, WALK_SILENT);
	}
}

void
survey_stop(struct survey *s, enum walk_fault fault)
{
	if (s->walking)
		walk_stop(&s->walk, fault);
	mark(s, fault);
	s->over = true;
}
