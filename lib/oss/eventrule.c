/*
 * eventrule.c (oss) - see eventrule.h
 */
#include <xxhash.h>

#include "base/money.h"
#include "oss/eventrule.h"
#include "oss/pattern.h"

#define SLOTS_FIRST	256

void
event_rules_release(struct event_rules *r)
{
	for (size_t i = 0; i < r->messages; i++)
		regfree(&r->message[i].match);
	free(r->message);
	free(r->trap);
	free(r->first);
	arena_release(&r->text);
	buf_release(&r->line);
	*r = (struct event_rules){ 0 };
}

static bool
says_ok(struct event_rules *r, const struct slice *cell, struct event_says *s)
{
	static const char *const severities[] = { "critical", "major",
	    "minor", "warning", "indeterminate", "cleared" };
	bool known = false;

	for (size_t i = 0; i < sizeof(severities) / sizeof(severities[0]); i++)
		known |= slice_is(cell[1], severities[i]);
	s->event_type = arena_slice(&r->text, cell[0]);
	s->severity = arena_slice(&r->text, cell[1]);
	s->prefix = arena_slice(&r->text, cell[3]);
	s->text = arena_slice(&r->text, cell[4]);
	return known && cell[0].len != 0;
}

/* ---- traps ------------------------------------------------------------ */

static bool
oid_text(struct slice s)
{
	if (s.len == 0 || s.p[0] < '0' || s.p[0] > '9'
	    || s.p[s.len - 1] == '.')
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if ((s.p[i] < '0' || s.p[i] > '9') && s.p[i] != '.')
			return false;
	}
	return true;
}

/* node, port, value:OID or index:OID */
static bool
object_of(struct event_rules *r, struct slice s, struct trap_rule *t)
{
	if (s.len == 0 || slice_is(s, "node"))
		return true;
	t->object = TRAP_OBJECT_PORT;
	if (slice_is(s, "port"))
		return true;
	t->object = slice_take(&s, "index:") ? TRAP_OBJECT_INDEX
	    : TRAP_OBJECT_VALUE;
	if (t->object == TRAP_OBJECT_VALUE && !slice_take(&s, "value:"))
		return false;
	t->object_oid = arena_slice(&r->text, s);
	return oid_text(s);
}

static size_t
slot_of(const struct event_rules *r, struct slice oid)
{
	size_t mask = r->slots - 1, at = XXH3_64bits(oid.p, oid.len) & mask;

	while (r->first[at] != 0
	    && !slice_eq(r->trap[r->first[at] - 1].oid, oid))
		at = (at + 1) & mask;
	return at;
}

static void
note_oid(struct event_rules *r, size_t i)
{
	size_t at = slot_of(r, r->trap[i].oid);

	if (r->first[at] == 0)
		r->first[at] = (uint32_t)i + 1;
}

static void
make_room(struct event_rules *r)
{
	if (r->traps * 2 < r->slots)
		return;
	r->slots = r->slots != 0 ? r->slots * 2 : SLOTS_FIRST;
	free(r->first);
	r->first = xcalloc(r->slots, sizeof(*r->first));
	for (size_t i = 0; i < r->traps; i++)
		note_oid(r, i);
}

const char *
event_rules_add_trap(struct event_rules *r,
    const struct slice cell[TRAP_CELLS])
{
	struct trap_rule t = { 0 };
	struct slice where = cell[TRAP_CELL_WHERE];
	const char *is;

	if (!oid_text(cell[TRAP_CELL_OID]))
		return "oid is no object identifier";
	t.oid = arena_slice(&r->text, cell[TRAP_CELL_OID]);
	if (where.len != 0) {
		if ((is = memchr(where.p, '=', where.len)) == NULL
		    || u64_parse((struct slice){ is + 1, (size_t)(where.p
		    + where.len - is - 1) }, &t.where_value) != NUM_OK)
			return "where is no OID=number";
		where.len = (size_t)(is - where.p);
		if (!oid_text(where))
			return "where is no OID=number";
		t.where_oid = arena_slice(&r->text, where);
	}
	if (!object_of(r, cell[TRAP_CELL_OBJECT], &t))
		return "object is not node, port, value:OID or index:OID";
	if (!says_ok(r, &cell[TRAP_CELL_TYPE], &t.says))
		return "severity is none of X.733, or event_type is missing";
	make_room(r);
	GROW(r->trap, r->traps, r->traps_cap);
	r->trap[r->traps++] = t;
	note_oid(r, r->traps - 1);
	return NULL;
}

static bool
fits(const struct trap_rule *rule, const struct trap *t)
{
	const struct trap_var *v;

	if (!slice_eq(rule->oid, t->oid))
		return false;
	if (rule->where_oid.len == 0)
		return true;
	v = trap_find(t, rule->where_oid);
	return v != NULL && v->has_number && v->number == rule->where_value;
}

const struct trap_rule *
event_rules_trap(const struct event_rules *r, const struct trap *t)
{
	uint32_t first;

	if (r->slots == 0 || (first = r->first[slot_of(r, t->oid)]) == 0)
		return NULL;
	/* rows of the same name, in the order of the files */
	for (size_t i = first - 1; i < r->traps; i++) {
		if (fits(&r->trap[i], t))
			return &r->trap[i];
	}
	return NULL;
}

/* ---- messages --------------------------------------------------------- */

const char *
event_rules_add_text(struct event_rules *r,
    const struct slice cell[TEXT_CELLS])
{
	struct text_rule t = { .group = 0 };
	struct slice object = cell[TEXT_CELL_OBJECT];

	if (cell[TEXT_CELL_HAS].len == 0)
		return "has is missing: a word that the message must have";
	if (object.len != 0) {
		if (object.len != 1 || object.p[0] < '1' || object.p[0] > '9')
			return "object is no group of the pattern";
		t.group = (unsigned)(object.p[0] - '0');
	}
	if (!says_ok(r, &cell[TEXT_CELL_TYPE], &t.says))
		return "severity is none of X.733, or event_type is missing";
	if (!pattern_compile(&t.match, cell[TEXT_CELL_MATCH], 0))
		return "match is no " PATTERN_TAKEN;
	if (t.group > t.match.re_nsub) {
		regfree(&t.match);
		return "object is no group of the pattern";
	}
	t.has = arena_slice(&r->text, cell[TEXT_CELL_HAS]);
	GROW(r->message, r->messages, r->messages_cap);
	r->message[r->messages++] = t;
	return NULL;
}

/* Whether it fits; the octets of its group as offsets. */
static bool
matches(const struct text_rule *t, const char *line, size_t len,
    regmatch_t *group)
{
	regmatch_t m[EVENT_GROUPS];

	m[0] = (regmatch_t){ 0, (regoff_t)len };
	if (regexec(&t->match, line, EVENT_GROUPS, m, REG_STARTEND) != 0)
		return false;
	*group = m[t->group];
	return true;
}

const struct text_rule *
event_rules_text(struct event_rules *r, struct slice text,
    struct slice *object)
{
	const char *line = NULL;
	regmatch_t m;

	*object = (struct slice){ NULL, 0 };
	if (text.len > PATTERN_TEXT_MAX)
		text.len = PATTERN_TEXT_MAX;
	for (size_t i = 0; i < r->messages; i++) {
		const struct text_rule *t = &r->message[i];

		if (memmem(text.p, text.len, t->has.p, t->has.len) == NULL)
			continue;
		if (line == NULL) {
			buf_clear(&r->line);
			buf_add_slice(&r->line, text);
			line = buf_str(&r->line);
		}
		if (!matches(t, line, text.len, &m))
			continue;
		if (t->group != 0 && m.rm_so >= 0)
			*object = (struct slice){ text.p + m.rm_so,
			    (size_t)(m.rm_eo - m.rm_so) };
		return t;
	}
	return NULL;
}
