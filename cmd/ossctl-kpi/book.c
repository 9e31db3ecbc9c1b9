/*
 * book.c (ossctl-kpi) - what was read, and its order
 */
#include "base/buf.h"
#include "base/hash.h"
#include "book.h"

#define SLOTS_MIN	((size_t)1 << 10)

static const char *const classes[CLASS_COUNT] = { "node", "interface",
	"termination", "probe", "link", "identifier", "account" };

const char *
class_name(enum object_class c)
{
	return classes[c];
}

enum object_class
class_lookup(struct slice s)
{
	int c = 0;

	while (c < CLASS_COUNT && !slice_is(s, classes[c]))
		c++;
	return (enum object_class)c;
}

void
book_init(struct book *b, size_t memory)
{
	*b = (struct book){ 0 };
	spill_init(&b->spill, memory);
}

void
book_release(struct book *b)
{
	arena_release(&b->mem);
	spill_release(&b->spill);
	names_release(&b->named);
	free(b->object);
	free(b->slot);
	free(b->alarm);
	free(b->window);
	free(b->link);
	free(b->sub);
	free(b->named_object);
	*b = (struct book){ .spill.fd = -1 };
}

/* ---- objects ------------------------------------------------------------ */

static uint64_t
hash_of(enum object_class class, struct slice node, struct slice name)
{
	return hash_more(name, hash_more(node, (uint64_t)class));
}

static uint32_t *
slot_of(const struct book *b, enum object_class class, struct slice node,
    struct slice name)
{
	size_t i = hash_of(class, node, name) & (b->slots - 1);

	for (; b->slot[i] != 0; i = (i + 1) & (b->slots - 1)) {
		const struct kpi_object *o = &b->object[b->slot[i] - 1];

		if (o->class == class && slice_eq(o->name, name)
		    && slice_eq(o->node, node))
			break;
	}
	return &b->slot[i];
}

static void
rehash(struct book *b, size_t slots)
{
	free(b->slot);
	b->slots = slots;
	b->slot = xcalloc(slots, sizeof(*b->slot));
	for (size_t i = 0; i < b->objects; i++)
		*slot_of(b, b->object[i].class, b->object[i].node,
		    b->object[i].name) = (uint32_t)i + 1;
}

struct kpi_object *
book_object(struct book *b, enum object_class class, struct slice node,
    struct slice name)
{
	uint32_t *slot;

	if (b->slots == 0 || b->objects >= b->slots / 4 * 3)
		rehash(b, b->slots != 0 ? b->slots * 2 : SLOTS_MIN);
	slot = slot_of(b, class, node, name);
	if (*slot == 0) {
		GROW(b->object, b->objects, b->objects_cap);
		b->object[b->objects] = (struct kpi_object){ .class = class,
		    .node = arena_slice(&b->mem, node),
		    .name = arena_slice(&b->mem, name) };
		*slot = (uint32_t)++b->objects;
	}
	return &b->object[*slot - 1];
}

struct kpi_object *
book_find(const struct book *b, enum object_class class, struct slice node,
    struct slice name)
{
	uint32_t at = b->slots != 0 ? *slot_of(b, class, node, name) : 0;

	return at != 0 ? &b->object[at - 1] : NULL;
}

/* ---- the rest ----------------------------------------------------------- */

void
book_alarm(struct book *b, const struct book_alarm *a)
{
	GROW(b->alarm, b->alarms, b->alarms_cap);
	b->alarm[b->alarms++] = (struct book_alarm){
	    arena_slice(&b->mem, a->node), arena_slice(&b->mem, a->object),
	    { a->alarm.ts_us, arena_slice(&b->mem, a->alarm.id),
	    arena_slice(&b->mem, a->alarm.root_id) } };
}

void
book_window(struct book *b, const struct book_window *w)
{
	GROW(b->window, b->windows, b->windows_cap);
	b->window[b->windows++] = (struct book_window){
	    arena_slice(&b->mem, w->node), arena_slice(&b->mem, w->object),
	    w->span };
}

void
book_link(struct book *b, const struct book_link *l)
{
	GROW(b->link, b->links, b->links_cap);
	b->link[b->links++] = (struct book_link){
	    arena_slice(&b->mem, l->a_node), arena_slice(&b->mem, l->a_port),
	    arena_slice(&b->mem, l->b_node), arena_slice(&b->mem, l->b_port),
	    l->capacity_bps };
}

void
book_sub(struct book *b, const struct book_sub *s)
{
	GROW(b->sub, b->subs, b->subs_cap);
	b->sub[b->subs++] = (struct book_sub){
	    arena_slice(&b->mem, s->subscription),
	    arena_slice(&b->mem, s->account),
	    arena_slice(&b->mem, s->identifier),
	    arena_slice(&b->mem, s->sla), s->from_us, s->to_us };
}

/* ---- order -------------------------------------------------------------- */

static int
slices_cmp(struct slice a, struct slice b, struct slice c, struct slice d)
{
	int cmp = slice_cmp(a, b);

	return cmp != 0 ? cmp : slice_cmp(c, d);
}

static int
time_cmp(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int
object_cmp(const void *va, const void *vb)
{
	const struct kpi_object *a = va, *b = vb;

	if (a->class != b->class)
		return a->class < b->class ? -1 : 1;
	return slices_cmp(a->node, b->node, a->name, b->name);
}

static int
alarm_cmp(const void *va, const void *vb)
{
	const struct book_alarm *a = va, *b = vb;
	int c = slices_cmp(a->node, b->node, a->object, b->object);

	if (c == 0)
		c = time_cmp(a->alarm.ts_us, b->alarm.ts_us);
	return c != 0 ? c : slices_cmp(a->alarm.id, b->alarm.id,
	    a->alarm.root_id, b->alarm.root_id);
}

static int
link_cmp(const void *va, const void *vb)
{
	const struct book_link *a = va, *b = vb;
	int c = slices_cmp(a->a_node, b->a_node, a->a_port, b->a_port);

	if (c == 0)
		c = slices_cmp(a->b_node, b->b_node, a->b_port, b->b_port);
	return c != 0 ? c : (a->capacity_bps < b->capacity_bps)
	    - (a->capacity_bps > b->capacity_bps);
}

static int
sub_cmp(const void *va, const void *vb)
{
	const struct book_sub *a = va, *b = vb;
	int c = slices_cmp(a->subscription, b->subscription, a->account,
	    b->account);

	if (c == 0)
		c = slices_cmp(a->identifier, b->identifier, a->sla, b->sla);
	if (c == 0)
		c = time_cmp(a->from_us, b->from_us);
	return c != 0 ? c : time_cmp(a->to_us, b->to_us);
}

static void
sort(void *base, size_t n, size_t size, int (*cmp)(const void *, const void *))
{
	if (n > 1)
		qsort(base, n, size, cmp);
}

/* The same link twice is one; of two capacities the greater. */
static void
links_once(struct book *b)
{
	size_t n = 0;

	sort(b->link, b->links, sizeof(*b->link), link_cmp);
	for (size_t i = 0; i < b->links; i++) {
		struct book_link l = b->link[i];

		if (n > 0) {
			l.capacity_bps = b->link[n - 1].capacity_bps;
			if (link_cmp(&l, &b->link[n - 1]) == 0)
				continue;
		}
		b->link[n++] = b->link[i];
	}
	b->repeated += b->links - n;
	b->links = n;
}

static void
subs_once(struct book *b)
{
	size_t n = 0;

	sort(b->sub, b->subs, sizeof(*b->sub), sub_cmp);
	for (size_t i = 0; i < b->subs; i++)
		if (n == 0 || sub_cmp(&b->sub[n - 1], &b->sub[i]) != 0)
			b->sub[n++] = b->sub[i];
	b->repeated += b->subs - n;
	b->subs = n;
}

/*
 * A termination, such as the serial number of an ONT, is an identifier by
 * itself, as for impact: unless something else has that name, or several
 * nodes have a termination of it.
 */
static void
name_terminations(struct book *b)
{
	for (size_t i = 0; i < b->objects; i++) {
		const struct kpi_object *o = &b->object[i];
		uint32_t n, *at, before = (uint32_t)b->named.len;

		if (o->class != CLASS_TERMINATION)
			continue;
		n = names_add(&b->named, o->name);
		at = &b->named_object[n];
		if (n == before)
			*at = (uint32_t)i;
		else if (*at != NAMES_NONE
		    && slice_eq(b->object[*at].name, o->name)
		    && b->object[*at].class == CLASS_TERMINATION)
			*at = NAMES_NONE;
	}
}

/*
 * Which object an identifier names: the first in order of classes, but a
 * node only by its own name.
 */
static void
name_objects(struct book *b)
{
	struct buf key = { 0 };

	b->named_object = xcalloc(2 * b->objects + 1,
	    sizeof(*b->named_object));
	for (size_t i = 0; i < b->objects; i++) {
		const struct kpi_object *o = &b->object[i];
		uint32_t n, before = (uint32_t)b->named.len;

		buf_clear(&key);
		buf_add_slice(&key, o->node);
		if (o->class != CLASS_NODE) {
			buf_addc(&key, '/');
			buf_add_slice(&key, o->name);
		}
		n = names_add(&b->named, buf_slice(&key));
		if (n == before)
			b->named_object[n] = (uint32_t)i;
	}
	buf_release(&key);
	name_terminations(b);
}

void
book_close(struct book *b)
{
	sort(b->object, b->objects, sizeof(*b->object), object_cmp);
	if (b->objects != 0)
		rehash(b, b->slots);
	sort(b->alarm, b->alarms, sizeof(*b->alarm), alarm_cmp);
	links_once(b);
	subs_once(b);
	if (b->subs != 0)
		name_objects(b);
}

struct kpi_object *
book_named(const struct book *b, struct slice identifier)
{
	uint32_t n = b->named.len != 0 ? names_find(&b->named, identifier)
	    : NAMES_NONE;

	if (n == NAMES_NONE || b->named_object[n] == NAMES_NONE)
		return NULL;
	return &b->object[b->named_object[n]];
}

static bool
covers(const struct book_window *w, struct slice node, struct slice object)
{
	return (w->node.len == 0 || slice_eq(w->node, node))
	    && (w->object.len == 0 || slice_eq(w->object, object));
}

void
book_windows_of(const struct book *b, struct slice node, struct slice object,
    struct spans *out)
{
	spans_clear(out);
	for (size_t i = 0; i < b->windows; i++)
		if (covers(&b->window[i], node, object))
			spans_add(out, b->window[i].span.from_us,
			    b->window[i].span.to_us);
	spans_clean(out);
}

const struct book_alarm *
book_alarms_of(const struct book *b, struct slice node, struct slice object,
    size_t *n)
{
	size_t lo = 0, hi = b->alarms, end;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const struct book_alarm *a = &b->alarm[mid];

		if (slices_cmp(a->node, node, a->object, object) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (end = lo; end < b->alarms && slices_cmp(b->alarm[end].node, node,
	    b->alarm[end].object, object) == 0; end++)
		;
	*n = end - lo;
	return b->alarm + lo;
}
