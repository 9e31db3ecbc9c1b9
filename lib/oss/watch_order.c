/*
 * watch_order.c (oss) - the order of what a watch holds, however it came
 */
#include "oss/watch.h"
#include "oss/watch_item.h"

/* By name, not by number: numbers hang on the order of the input. */
static int
object_cmp(const struct watched *x, const struct watched *y)
{
	int c;

	if ((c = slice_cmp(x->node, y->node)) != 0)
		return c;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return slice_cmp(x->name, y->name);
}

/* Within a node; but a link, group or site may be called as a node is. */
static int
number_cmp(const void *va, const void *vb, void *arg)
{
	const struct watch *w = arg;

	return object_cmp(&w->object[*(const uint32_t *)va],
	    &w->object[*(const uint32_t *)vb]);
}

static int
node_cmp(const void *va, const void *vb, void *arg)
{
	const struct watch *w = arg;

	return slice_cmp(w->object[*(const uint32_t *)va].node,
	    w->object[*(const uint32_t *)vb].node);
}

/* The object that stands for all that are called by the same node. */
static uint32_t
head_of(const struct watch *w, uint32_t n)
{
	return w->object[n].of_node != WATCH_NONE ? w->object[n].of_node : n;
}

/*
 * Into at[]: where in the order the objects of each head begin. Heads are
 * sorted by name; those of one name begin at the same place. place[] is of
 * each object the number of its head's name.
 */
static uint32_t *
count_heads(const struct watch *w, uint32_t *place)
{
	uint32_t *head = xcalloc(w->objects + 1, sizeof(*head));
	uint32_t *at = xcalloc(w->objects + 2, sizeof(*at)), heads = 0, p = 0;

	for (uint32_t i = 0; i < w->objects; i++)
		if (head_of(w, i) == i)
			head[heads++] = i;
	qsort_r(head, heads, sizeof(*head), node_cmp, (void *)w);
	for (uint32_t h = 0; h < heads; h++) {
		if (h > 0 && node_cmp(&head[h - 1], &head[h], (void *)w) != 0)
			p++;
		place[head[h]] = p;
	}
	free(head);
	for (uint32_t i = 0; i < w->objects; i++) {
		place[i] = place[head_of(w, i)];
		at[place[i] + 1]++;
	}
	for (p = 1; p <= w->objects; p++)
		at[p] += at[p - 1];
	return at;
}

/* What was ordered once is in order still, unless something is new. */
static void
sort_numbers(struct watch *w, uint32_t *number, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (number_cmp(&number[i - 1], &number[i], w) > 0) {
			qsort_r(number, n, sizeof(*number), number_cmp, w);
			return;
		}
}

/*
 * Once compared by name, then by number. First by nodes, of which there are
 * few, then each node's own.
 */
void
watch_rank(struct watch *w)
{
	uint32_t *place = xcalloc(w->objects + 1, sizeof(*place));
	uint32_t *at = count_heads(w, place), first = 0;
	uint32_t *order = xcalloc(w->objects + 1, sizeof(*order));

	for (size_t i = 0; i < w->ordered; i++)
		order[at[place[w->order[i]]]++] = w->order[i];
	for (uint32_t i = 0; i < w->objects; i++)
		if (w->object[i].rank == WATCH_NONE)
			order[at[place[i]]++] = i;
	free(w->order);
	w->order = order;
	w->ordered = w->order_cap = w->objects;
	/* at[] is now where the next ones begin */
	for (uint32_t p = 0; first < w->objects; p++) {
		sort_numbers(w, order + first, at[p] - first);
		first = at[p];
	}
	for (uint32_t r = 0; r < w->objects; r++)
		w->object[order[r]].rank = r;
	free(place);
	free(at);
}

static int
type_cmp(const struct condition *x, const struct condition *y)
{
	if (x->type != y->type)
		return x->type < y->type ? -1 : 1;
	return slice_cmp(x->qualifier, y->qualifier);
}

static int
condition_cmp(const struct watch *w, uint32_t a, uint32_t b)
{
	const struct condition *x = &w->condition[a], *y = &w->condition[b];

	if (x->object != y->object)
		return w->object[x->object].rank < w->object[y->object].rank
		    ? -1 : 1;
	return type_cmp(x, y);
}

static int
value_cmp(const struct watch_value *a, const struct watch_value *b)
{
	if (a->metric != b->metric)
		return a->metric < b->metric ? -1 : 1;
	return (a->value > b->value) - (a->value < b->value);
}

/* A heartbeat stands behind the observations of its instant. */
static int
item_cmp(const void *va, const void *vb, void *arg)
{
	const struct watch_item *a = va, *b = vb;
	const struct watch *w = arg;

	if (a->ts_us != b->ts_us)
		return a->ts_us < b->ts_us ? -1 : 1;
	if (a->condition == WATCH_NONE || b->condition == WATCH_NONE)
		return (a->condition == WATCH_NONE)
		    - (b->condition == WATCH_NONE);
	if (a->condition != b->condition)
		return condition_cmp(w, a->condition, b->condition);
	if (a->what != b->what)
		return a->what < b->what ? -1 : 1;
	if (a->what == ITEM_VALUE)
		return value_cmp(&w->value[a->at], &w->value[b->at]);
	if (a->what == ITEM_PORT)
		return memcmp(&w->port[a->at], &w->port[b->at],
		    sizeof(*w->port));
	if (a->reading != b->reading)
		return a->reading < b->reading ? -1 : 1;
	if (a->cause != b->cause)
		return a->cause < b->cause ? -1 : 1;
	if (a->severity != b->severity)
		return a->severity < b->severity ? -1 : 1;
	return slice_cmp(w->words.item[a->word], w->words.item[b->word]);
}

struct item_key {
	uint64_t key;
	uint32_t at;		/* in item[] */
};

/*
 * Instant and rank in one number, so that most need not be compared: of a
 * heartbeat the rank is the last. False when they do not fit.
 */
static bool
item_keys(const struct watch *w, struct item_key *k, uint64_t *any)
{
	int64_t from = INT64_MAX, to = INT64_MIN;
	unsigned bits = 64 - (unsigned)__builtin_clzll(w->objects + 1);

	for (size_t i = 0; i < w->items; i++) {
		if (w->item[i].ts_us < from)
			from = w->item[i].ts_us;
		if (w->item[i].ts_us > to)
			to = w->item[i].ts_us;
	}
	if (((uint64_t)to - (uint64_t)from) >> (64 - bits) != 0)
		return false;
	*any = 0;
	for (size_t i = 0; i < w->items; i++) {
		const struct watch_item *it = &w->item[i];
		uint64_t rank = it->condition == WATCH_NONE ? w->objects
		    : w->object[w->condition[it->condition].object].rank;

		k[i].key = ((uint64_t)it->ts_us - (uint64_t)from) << bits
		    | rank;
		k[i].at = (uint32_t)i;
		*any |= k[i].key ^ k[0].key;
	}
	return true;
}

#define DIGIT_BITS	11
#define DIGITS		(1u << DIGIT_BITS)

/* By the lowest digit first; digits that all have alike are left out. */
static struct item_key *
sort_keys(struct item_key *from, struct item_key *to, size_t n, uint64_t any)
{
	for (unsigned shift = 0; shift < 64; shift += DIGIT_BITS) {
		size_t count[DIGITS + 1] = { 0 };
		struct item_key *t = from;

		if ((any >> shift & (DIGITS - 1)) == 0)
			continue;
		for (size_t i = 0; i < n; i++)
			count[(from[i].key >> shift & (DIGITS - 1)) + 1]++;
		for (unsigned c = 1; c < DIGITS; c++)
			count[c] += count[c - 1];
		for (size_t i = 0; i < n; i++)
			to[count[from[i].key >> shift & (DIGITS - 1)]++]
			    = from[i];
		from = to;
		to = t;
	}
	return from;
}

/* Those of one object and instant are few, and mostly in order. */
static void
sort_alike(struct watch *w, struct watch_item *it, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (item_cmp(&it[i - 1], &it[i], w) > 0) {
			qsort_r(it, n, sizeof(*it), item_cmp, w);
			return;
		}
}

static bool
sort_by_key(struct watch *w)
{
	struct item_key *k = xcalloc(2 * w->items, sizeof(*k)), *sorted;
	struct watch_item *item;
	uint64_t any;

	if (!item_keys(w, k, &any)) {
		free(k);
		return false;
	}
	sorted = sort_keys(k, k + w->items, w->items, any);
	item = xcalloc(w->items, sizeof(*item));
	for (size_t i = 0; i < w->items; i++)
		item[i] = w->item[sorted[i].at];
	for (size_t i = 0, next; i < w->items; i = next) {
		for (next = i + 1; next < w->items
		    && sorted[next].key == sorted[i].key; next++)
			;
		sort_alike(w, item + i, next - i);
	}
	free(k);
	free(w->item);
	w->item = item;
	w->items_cap = w->items;
	return true;
}

/* What comes in its order, as most does, costs one look. */
void
watch_sort_items(struct watch *w)
{
	for (size_t i = 1; i < w->items; i++)
		if (item_cmp(&w->item[i - 1], &w->item[i], w) > 0) {
			if (!sort_by_key(w))
				qsort_r(w->item, w->items, sizeof(*w->item),
				    item_cmp, w);
			return;
		}
}

static int
window_cmp(const void *va, const void *vb)
{
	const struct watch_window *a = va, *b = vb;

	return slice_cmp(a->window, b->window);
}

static int
site_cmp(const void *va, const void *vb)
{
	const struct watch_site *a = va, *b = vb;

	return slice_cmp(a->node, b->node);
}

static int
link_cmp(const void *va, const void *vb)
{
	const struct watch_link *a = va, *b = vb;
	int c;

	if ((c = slice_cmp(a->a_node, b->a_node)) != 0
	    || (c = slice_cmp(a->a_port, b->a_port)) != 0
	    || (c = slice_cmp(a->b_node, b->b_node)) != 0
	    || (c = slice_cmp(a->b_port, b->b_port)) != 0)
		return c;
	return slice_cmp(a->srlg, b->srlg);
}

/* empty arrays are NULL, which qsort does not take */
void
watch_sort_network(struct watch *w)
{
	if (w->windows > 1)
		qsort(w->window, w->windows, sizeof(*w->window), window_cmp);
	if (w->sites > 1)
		qsort(w->site, w->sites, sizeof(*w->site), site_cmp);
	if (w->links > 1)
		qsort(w->link, w->links, sizeof(*w->link), link_cmp);
}

static int
event_cmp(const void *va, const void *vb, void *arg)
{
	const struct watch_event *a = va, *b = vb;
	const struct watch *w = arg;
	const struct condition *x = &w->condition[a->condition],
	    *y = &w->condition[b->condition];
	int c;

	if (a->ts_us != b->ts_us)
		return a->ts_us < b->ts_us ? -1 : 1;
	/* objects that a locator made have no rank */
	if ((c = object_cmp(&w->object[x->object], &w->object[y->object]))
	    != 0)
		return c;
	return type_cmp(x, y);
}

static int
live_cmp(const void *va, const void *vb, void *arg)
{
	const struct watch *w = arg;
	const struct condition *x = &w->condition[*(const uint32_t *)va],
	    *y = &w->condition[*(const uint32_t *)vb];
	int c;

	if (x->object == y->object)
		return type_cmp(x, y);
	/* objects that a locator made have no rank */
	c = object_cmp(&w->object[x->object], &w->object[y->object]);
	return c != 0 ? c : type_cmp(x, y);
}

void
watch_sort_live(struct watch *w)
{
	for (size_t i = 1; i < w->lives; i++)
		if (live_cmp(&w->live[i - 1], &w->live[i], w) > 0) {
			qsort_r(w->live, w->lives, sizeof(*w->live),
			    live_cmp, w);
			return;
		}
}

void
watch_sort_events(struct watch *w, size_t first)
{
	if (w->events > first)
		qsort_r(w->event + first, w->events - first,
		    sizeof(*w->event), event_cmp, w);
}
