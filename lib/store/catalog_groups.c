/*
 * catalog_groups.c (store) - which usage prices are for: destinations and
 * networks, and lists of them that have a name
 */
#include <stdlib.h>

#include "store/catalog_read.h"

#define GROUPS_MAX	4096

/* ---- the names of a list ---------------------------------------------- */

/* A text of an array; NULL: said. */
static const char *
text_of(const struct doc_at *at)
{
	const char *s = json_string_value(at->value);

	if (s == NULL)
		doc_fault(at, REASON_DOC_VALUE, "not a text");
	return s;
}

static bool
array_usable(const struct doc_at *at)
{
	if (json_is_array(at->value) && json_array_size(at->value) > 0)
		return true;
	doc_fault(at, REASON_DOC_VALUE, json_is_array(at->value)
	    ? "an empty list is for nothing" : "not an array");
	return false;
}

static bool
groups_usable(const struct doc_at *at)
{
	if (json_object_size(at->value) <= GROUPS_MAX)
		return true;
	doc_fault(at, REASON_DOC_VALUE, "more than %d groups", GROUPS_MAX);
	return false;
}

/* A list that has a name, into a group; its faults are said. */
typedef void group_reader(struct catalog_reader *, const struct doc_at *,
	    void *group);

/* Groups of `size` octets, which begin with their id, in its order. */
static void *
groups_read(struct catalog_reader *r, const struct doc_at *at, size_t size,
    group_reader *read, size_t *len)
{
	struct arena *a = &r->c->arena;
	struct doc_at one;
	const char *key;
	json_t *value;
	char *list;

	if (!groups_usable(at))
		return NULL;
	list = arena_alloc(a, json_object_size(at->value) * size);
	json_object_foreach(at->value, key, value) {
		char *group = list + (*len)++ * size;
		struct slice *id = (void *)group;

		*id = slice_of(arena_strdup(a, slice_of(key)));
		one = doc_member_at(at, key, value);
		read(r, &one, group);
	}
	catalog_sort(list, *len, size);
	return list;
}

static int
id_compare(const void *key, const void *group)
{
	const struct slice *a = key, *b = group;

	return slice_cmp(*a, *b);
}

/* NULL when there is none of that id. */
static void *
group_find(struct slice id, void *groups, size_t len, size_t size)
{
	return len > 0 ? bsearch(&id, groups, len, size, id_compare) : NULL;
}

/* ---- groups of destinations ------------------------------------------- */

static void
to_group_read(struct catalog_reader *r, const struct doc_at *at, void *group)
{
	struct destination_group *g = group;
	const struct destinations *d = &r->c->destinations;
	uint32_t *list, to;
	struct doc_at one;
	const char *name;
	json_t *value;
	size_t i;

	if (destination_by_name(d, g->id) != DESTINATION_NONE)
		doc_fault(at, REASON_CATALOG_TWICE, "a destination has this "
		    "name, too");
	if (!array_usable(at))
		return;
	list = arena_alloc(&r->c->arena,
	    json_array_size(at->value) * sizeof(*list));
	json_array_foreach(at->value, i, value) {
		one = doc_element_at(at, i, value);
		if ((name = text_of(&one)) == NULL)
			continue;
		to = destination_by_name(d, slice_of(name));
		if (to == DESTINATION_NONE)
			doc_fault(&one, REASON_CATALOG_REFERENCE,
			    "no such destination '%s'", name);
		else
			list[g->len++] = to;
	}
	g->destination = list;
}

void
catalog_read_to_groups(struct catalog_reader *r, const struct doc_at *at)
{
	struct catalog *c = r->c;

	c->to_group = groups_read(r, at, sizeof(*c->to_group), to_group_read,
	    &c->to_group_len);
}

bool
catalog_mark_destination(struct catalog *c, struct slice name, uint8_t *has)
{
	struct destination_group *g = group_find(name, c->to_group,
	    c->to_group_len, sizeof(*g));
	uint32_t to = destination_by_name(&c->destinations, name);
	size_t i;

	if (to != DESTINATION_NONE)
		has[to] = 1;
	for (i = 0; g != NULL && i < g->len; i++)
		has[g->destination[i]] = 1;
	if (g != NULL)
		g->used = true;
	return g != NULL || to != DESTINATION_NONE;
}

/* ---- groups of networks ----------------------------------------------- */

static void
in_group_read(struct catalog_reader *r, const struct doc_at *at, void *group)
{
	struct network_group *g = group;
	struct net_pattern *list;
	struct doc_at one;
	const char *name;
	json_t *value;
	size_t i;

	if (!array_usable(at))
		return;
	list = arena_alloc(&r->c->arena,
	    json_array_size(at->value) * sizeof(*list));
	json_array_foreach(at->value, i, value) {
		one = doc_element_at(at, i, value);
		if ((name = text_of(&one)) == NULL)
			continue;
		if (!net_pattern_parse(slice_of(arena_strdup(&r->c->arena,
		    slice_of(name))), &list[g->len])) {
			doc_fault(&one, REASON_DOC_VALUE, "'%s' is neither a "
			    "network nor the beginning of some and a *", name);
			continue;
		}
		if (r->c->places.len == NETGROUP_PATTERNS_MAX) {
			doc_fault(&one, REASON_DOC_VALUE, "more than %d "
			    "networks", NETGROUP_PATTERNS_MAX);
			break;
		}
		net_places_add(&r->c->places, &list[g->len++]);
	}
	g->pattern = list;
}

void
catalog_read_in_groups(struct catalog_reader *r, const struct doc_at *at)
{
	struct catalog *c = r->c;

	c->in_group = groups_read(r, at, sizeof(*c->in_group), in_group_read,
	    &c->in_group_len);
	net_places_compile(&c->places);
}

static bool
network_mark(struct catalog *c, struct slice name, uint8_t *has)
{
	struct network_group *g = group_find(name, c->in_group,
	    c->in_group_len, sizeof(*g));
	size_t i;

	for (i = 0; g != NULL && i < g->len; i++)
		net_places_mark(&c->places, &g->pattern[i], has);
	if (g != NULL)
		g->used = true;
	return g != NULL;
}

/* ---- of a price ------------------------------------------------------- */

/* A list of names in a price: what they mark, or NULL without a list. */
static const uint8_t *
limit_read(struct catalog_reader *r, const struct doc_at *at,
    const char *what, uint32_t len, bool (*mark)(struct catalog *, struct slice,
    uint8_t *))
{
	struct doc_at one;
	const char *name;
	json_t *value;
	uint8_t *has;
	size_t i;

	if (at->value == NULL || !array_usable(at))
		return NULL;
	has = arena_alloc(&r->c->arena, (size_t)len + 1);
	json_array_foreach(at->value, i, value) {
		one = doc_element_at(at, i, value);
		if ((name = text_of(&one)) != NULL
		    && !mark(r->c, slice_of(name), has))
			doc_fault(&one, REASON_CATALOG_REFERENCE,
			    "no such %s '%s'", what, name);
	}
	return has;
}

/* How many it is for, of all that there are */
static uint64_t
limit_breadth(const uint8_t *has, uint32_t len)
{
	uint64_t n = 0;
	uint32_t i;

	if (has == NULL)
		return len;
	for (i = 0; i < len; i++)
		n += has[i];
	return n;
}

void
catalog_read_limits(struct catalog_reader *r, const struct doc_at *at,
    const struct limits_text *text, struct price *p)
{
	uint32_t destinations = r->c->destinations.len > 0
	    ? r->c->destinations.len : 1;
	uint32_t places = net_places_count(&r->c->places);
	struct doc_at list;

	list = doc_member_at(at, "destinations", text->destinations);
	p->only_to = limit_read(r, &list, "destination, nor group of "
	    "destinations,", destinations, catalog_mark_destination);
	list = doc_member_at(at, "networks", text->networks);
	p->only_in = limit_read(r, &list, "group of networks", places,
	    network_mark);
	p->breadth = limit_breadth(p->only_to, destinations)
	    * limit_breadth(p->only_in, places);
}

/* ---- of an offer ------------------------------------------------------ */

static bool
choices_check(struct catalog_reader *r, const struct doc_at *at,
    const struct offer *o, const struct price *like,
    enum price_direction direction)
{
	struct choice_rivals rivals;
	struct choices k;
	struct buf b = { 0 };
	bool good = true;

	if (!choices_make(&k, r->c, (struct choice_offers){ &o, 1 }, like,
	    direction)) {
		doc_fault(at, REASON_DOC_VALUE, "more than %d prices are for "
		    "usage like that of '%s'", CHOICES_MAX, like->id.p);
		good = false;
	} else if (choices_rivals(&k, &rivals)) {
		choice_where_add(&b, r->c, rivals.to->example,
		    rivals.in->example);
		doc_fault(at, REASON_CATALOG_TWICE, "'%s' prices what '%s' "
		    "prices already, '%s'%s: neither is for less than the "
		    "other", k.price[rivals.b]->id.p, k.price[rivals.a]->id.p,
		    like->usage_type.p, buf_str(&b));
		good = false;
	}
	buf_release(&b);
	choices_release(&k);
	return good;
}

void
catalog_offer_choices(struct catalog_reader *r, const struct doc_at *at,
    const struct offer *o)
{
	static const enum price_direction both[] = {
		DIRECTION_OUT, DIRECTION_IN
	};
	size_t i, d;

	for (d = 0; d < 2; d++)
		for (i = 0; i < o->len; i++)
			if (offer_choice_first(o, i, both[d])
			    && !choices_check(r, at, o, o->price[i], both[d]))
				return;
}
