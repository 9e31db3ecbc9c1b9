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

static int
number_cmp(const void *va, const void *vb, void *arg)
{
	const struct watch *w = arg;

	return object_cmp(&w->object[*(const uint32_t *)va],
	    &w->object[*(const uint32_t *)vb]);
}

/* Once compared by name, then by number. */
void
watch_rank(struct watch *w)
{
	uint32_t *order = xcalloc(w->objects + 1, sizeof(*order));

	for (uint32_t i = 0; i < w->objects; i++)
		order[i] = i;
	qsort_r(order, w->objects, sizeof(*order), number_cmp, w);
	for (uint32_t r = 0; r < w->objects; r++)
		w->object[order[r]].rank = r;
	free(order);
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

/* What comes in its order, as most does, costs one look. */
void
watch_sort_items(struct watch *w)
{
	for (size_t i = 1; i < w->items; i++)
		if (item_cmp(&w->item[i - 1], &w->item[i], w) > 0) {
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
