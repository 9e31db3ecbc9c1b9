/*
 * lately.c (oss) - what was of late, as octets and back
 */
#include "base/pack.h"
#include "oss/lately.h"

enum { OF_CONDITION = 1, OF_BACK = 2 };
enum { SILENT = 1, MEASURED = 2, LOW = 4 };

/* ---- to octets ---------------------------------------------------------- */

static void
put_number(struct buf *b, uint64_t v)
{
	unsigned char raw[VARINT_MAX];

	buf_add(b, raw, (size_t)(put_varint(raw, v) - raw));
}

static void
put_proof(struct buf *b, const struct watch_proof *p)
{
	put_number(b, zigzag(p->seen_us));
	put_number(b, zigzag(p->since_us));
	put_number(b, p->observations);
	put_number(b, p->metric);
	put_number(b, zigzag(p->value));
	put_number(b, zigzag(p->limit));
}

static size_t
entry_begin(struct buf *b, char of)
{
	size_t at = b->len;

	put_fixed(b, 0, 4);
	buf_addc(b, of);
	return at;
}

static void
entry_end(struct buf *b, size_t at)
{
	size_t len = b->len - at - 4;

	for (unsigned i = 0; i < 4; i++)
		b->data[at + i] = (char)(len >> 8 * i);
}

/* Its alarm, or that it was down; of a cause that it ended just now. */
static bool
is_of_late(const struct watch *w, const struct condition *c)
{
	if (c->alarm.active)
		return true;
	if (!c->health.known)
		return c->alarm.changed_us != 0
		    && c->alarm.changed_us >= w->settled_us;
	return c->health.down || c->health.failed
	    || health_downs(&c->health) != 0;
}

static void
put_condition(struct buf *b, const struct watch *w,
    const struct condition *c)
{
	const struct watched *o = &w->object[c->object];
	const struct watch_proof *p = &c->proof;
	size_t at = entry_begin(b, OF_CONDITION);

	put_slice(b, o->node);
	put_slice(b, o->name);
	put_slice(b, slice_of(alarm_type_def(c->type)->name));
	put_slice(b, c->qualifier);
	put_slice(b, w->words.item[p->error]);
	put_slice(b, slice_of(object_kind_name(o->kind)));
	put_slice(b, slice_of(cause_name(c->alarm.cause)));
	buf_addc(b, (char)c->alarm.severity);
	buf_addc(b, (char)c->alarm.floor);
	buf_addc(b, (char)(SILENT * p->silent | MEASURED * p->measured
	    | LOW * p->low));
	put_number(b, c->alarm.confidence_ppm);
	put_number(b, zigzag(c->alarm.changed_us));
	put_proof(b, p);
	entry_end(b, at);
}

static void
put_back(struct buf *b, const struct watch *w, size_t n)
{
	const struct watch_back *k = &w->came_back[n];
	size_t at = entry_begin(b, OF_BACK);

	put_slice(b, w->back.item[n]);
	put_slice(b, k->of_node == WATCH_NONE ? (struct slice){ NULL, 0 }
	    : w->object[k->of_node].node);
	put_number(b, zigzag(k->us));
	entry_end(b, at);
}

void
lately_put(struct buf *b, const struct watch *w)
{
	for (size_t i = 0; i < w->ordered; i++)
		for (uint32_t n = w->object[w->order[i]].own;
		    n != WATCH_NONE; n = w->condition[n].next)
			if (is_of_late(w, &w->condition[n]))
				put_condition(b, w, &w->condition[n]);
	/* what a locator made has no rank */
	for (size_t i = w->ordered; i < w->objects; i++)
		for (uint32_t n = w->object[i].own; n != WATCH_NONE;
		    n = w->condition[n].next)
			if (is_of_late(w, &w->condition[n]))
				put_condition(b, w, &w->condition[n]);
	for (size_t i = 0; i < w->backs; i++)
		if (w->settled_us - w->came_back[i].us <= WATCH_BACK_US)
			put_back(b, w, i);
	buf_add_slice(b, buf_slice(&w->lately));
}

/* ---- from octets -------------------------------------------------------- */

static int64_t
get_signed(struct unpack *u)
{
	return unzigzag(get_varint(u));
}

/* 1: of is what it is; 0: there is none; -1: damaged. */
static int
entry_next(struct slice *all, struct slice *entry, struct unpack *u, int *of)
{
	uint64_t len;

	*u = (struct unpack){ .p = (const unsigned char *)all->p,
	    .end = (const unsigned char *)all->p + all->len };
	if (all->len == 0)
		return 0;
	len = get_fixed(u, 4);
	if (u->bad || len > (size_t)(u->end - u->p))
		return -1;
	u->end = u->p + len;
	*of = (int)get_fixed(u, 1);
	*entry = (struct slice){ all->p, (size_t)len + 4 };
	all->p += entry->len;
	all->len -= entry->len;
	return u->bad ? -1 : 1;
}

/* The condition that it is about; NONE: of what is not here, or not ours. */
static uint32_t
get_condition(struct unpack *u, struct watch *w, struct slice *word)
{
	struct slice node = get_slice(u), name = get_slice(u);
	struct slice type_name = get_slice(u), qualifier = get_slice(u);
	enum alarm_type type;
	enum object_kind kind;
	uint32_t object;

	*word = get_slice(u);
	if (!object_kind_lookup(get_slice(u), &kind)
	    || !alarm_type_lookup(type_name, &type) || u->bad)
		return WATCH_NONE;
	object = alarm_type_def(type)->located
	    ? watch_object(w, kind, node, name)
	    : watch_find(w, kind, node, name);
	return object == WATCH_NONE ? WATCH_NONE
	    : watch_condition(w, object, type, qualifier);
}

static void
get_proof(struct unpack *u, unsigned flags, struct watch_proof *p)
{
	p->silent = flags & SILENT;
	p->measured = flags & MEASURED;
	p->low = flags & LOW;
	p->seen_us = get_signed(u);
	p->since_us = get_signed(u);
	p->observations = (uint32_t)get_varint(u);
	p->metric = (enum metric)get_varint(u);
	p->value = get_signed(u);
	p->limit = get_signed(u);
	if (p->metric >= METRIC_COUNT)
		u->bad = true;
}

/* Who closed its alarm since then has changed that, and not why it went. */
static bool
take_condition(struct unpack *u, struct watch *w)
{
	struct slice word, cause;
	uint32_t n = get_condition(u, w, &word);
	struct alarm a = { .cause = CAUSE_NONE };
	struct watch_proof proof = { .error = 0 };
	struct condition *c;
	unsigned flags;

	if (n == WATCH_NONE)
		return false;
	c = &w->condition[n];
	cause = get_slice(u);
	a.cause = cause_lookup(cause);
	a.severity = (enum severity)get_fixed(u, 1);
	a.floor = (enum severity)get_fixed(u, 1);
	flags = (unsigned)get_fixed(u, 1);
	a.confidence_ppm = (uint32_t)get_varint(u);
	a.changed_us = get_signed(u);
	get_proof(u, flags, &proof);
	if (a.severity >= SEVERITY_COUNT || a.floor >= SEVERITY_COUNT)
		u->bad = true;
	if (u->bad)	/* nothing of it is taken */
		return true;
	c->proof = proof;
	c->proof.error = word.len != 0 ? names_add(&w->words, word) : 0;
	c->alarm.cause = a.cause;
	if (!c->alarm.active) {
		c->alarm.changed_us = a.changed_us;
		return true;
	}
	c->alarm.severity = a.severity;
	c->alarm.floor = a.floor;
	c->alarm.confidence_ppm = a.confidence_ppm;
	return true;
}

static bool
take_back(struct unpack *u, struct watch *w)
{
	struct slice id = get_slice(u), node = get_slice(u);
	int64_t us = get_signed(u);

	u->bad |= us < 0;
	if (u->bad || names_find(&w->back, id) != NAMES_NONE)
		return true;
	names_add(&w->back, id);
	GROW(w->came_back, w->backs, w->backs_cap);
	w->came_back[w->backs++] = (struct watch_back){ us, node.len == 0
	    ? WATCH_NONE : watch_object(w, OBJECT_NODE, node, node) };
	return true;
}

int
lately_take(struct watch *w, struct slice all)
{
	struct slice entry;
	struct unpack u;
	int more, of;

	while ((more = entry_next(&all, &entry, &u, &of)) > 0) {
		bool taken = of == OF_BACK ? take_back(&u, w)
		    : of == OF_CONDITION && take_condition(&u, w);

		if (u.bad)
			return -1;
		if (!taken)
			buf_add_slice(&w->lately, entry);
	}
	w->backs_kept = w->backs;
	return more;
}

int
lately_forget(struct buf *left, struct slice all, struct slice node,
    struct slice object)
{
	struct slice entry, of_node, name;
	struct unpack u;
	int more, of;

	while ((more = entry_next(&all, &entry, &u, &of)) > 0) {
		of_node = get_slice(&u);
		name = get_slice(&u);
		if (of != OF_CONDITION || !slice_eq(of_node, node)
		    || (object.len != 0 && !slice_eq(name, object)))
			buf_add_slice(left, entry);
	}
	return more;
}
