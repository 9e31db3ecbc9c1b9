/*
 * causes_net.c (oss) - the network of a watch, as rca.h wants it
 */
#include <assert.h>

#include "base/buf.h"
#include "oss/causes_net.h"

#define SLOTS_MAX	4

/* Something that belongs to a group of this name. */
struct grouped {
	uint32_t	node;		/* or NONE */
	uint32_t	port;		/* or NONE */
	struct slice	name;
	uint32_t	member;
};

struct building {
	const struct watch *w;
	struct causes_net  *n;
	struct grouped	   *item;
	bool		    partial;	/* groups of these are */
	bool		    assumed;	/* the same */
	size_t		    items, items_cap;
};

void
causes_net_free(struct causes_net *n)
{
	if (n == NULL)
		return;
	rca_release(&n->rca);
	names_release(&n->names);
	free(n->node_object);
	free(n->port_object);
	free(n->term_object);
	free(n->link_watch);
	free(n->group_name);
	free(n->of_object);
	free(n->term_link);
	free(n->link_before);
	free(n->link_at);
	free(n->links_from);
	names_release(&n->served);
	free(n);
}

bool
causes_serves(struct causes_net *n, const struct watch *w, uint32_t port)
{
	const struct impact *i = w->rules.impact;
	const struct watched *o = &w->object[n->port_object[port]];
	struct buf b = { 0 };
	bool found;

	if (i == NULL)
		return false;
	for (size_t s = 0; s < i->services && !n->services_read; s++)
		names_add(&n->served, i->service[s].identifier);
	n->services_read = true;
	buf_addf(&b, "%.*s/%.*s", SLICE_FMT(o->node), SLICE_FMT(o->name));
	found = names_find(&n->served, buf_slice(&b)) != NAMES_NONE;
	buf_release(&b);
	return found;
}

/* ---- nodes -------------------------------------------------------------- */

static int
slice_order(const void *a, const void *b)
{
	return slice_cmp(*(const struct slice *)a, *(const struct slice *)b);
}

/* In the order of their names, so that nothing hangs on that of the input. */
static void
number_nodes(struct building *b)
{
	const struct watch *w = b->w;
	struct causes_net *n = b->n;
	struct slice *name = xcalloc(w->objects + 2 * w->links + w->sites + 2,
	    sizeof(*name));
	size_t len = 0;

	for (size_t i = 0; i < w->objects; i++)
		if (w->object[i].kind == OBJECT_NODE)
			name[len++] = w->object[i].node;
	for (size_t l = 0; l < w->links; l++) {
		name[len++] = w->link[l].a_node;
		name[len++] = w->link[l].b_node;
	}
	for (size_t s = 0; s < w->sites; s++)
		name[len++] = w->site[s].node;
	if (w->rules.poller.len != 0)
		name[len++] = w->rules.poller;
	qsort(name, len, sizeof(*name), slice_order);
	for (size_t i = 0; i < len; i++)
		if (i == 0 || !slice_eq(name[i], name[i - 1]))
			names_add(&n->names, name[i]);
	n->node_object = xcalloc(n->names.len + 1, sizeof(uint32_t));
	for (size_t i = 0; i < n->names.len; i++) {
		n->node_object[i] = WATCH_NONE;
		rca_node(&n->rca, &(struct rca_node){ 0 });
	}
	free(name);
}

static uint32_t
node_number(const struct causes_net *n, struct slice name)
{
	uint32_t i = names_find(&n->names, name);

	return i == NAMES_NONE ? RCA_NONE : i;
}

/* ---- ports, terminations ------------------------------------------------ */

static void
number_objects(struct building *b)
{
	const struct watch *w = b->w;
	struct causes_net *n = b->n;
	struct slice before = { NULL, 0 };
	uint32_t node = RCA_NONE;

	n->objects = w->objects;
	n->of_object = xcalloc(w->objects + 1, sizeof(uint32_t));
	n->port_object = xcalloc(w->objects + 1, sizeof(uint32_t));
	n->term_object = xcalloc(w->objects + 1, sizeof(uint32_t));
	for (size_t i = 0; i < w->objects; i++) {
		const struct watched *o = &w->object[w->order[i]];
		uint32_t k = RCA_NONE;

		/* those of one node stand together */
		if (i == 0 || !slice_eq(o->node, before))
			node = node_number(n, o->node);
		before = o->node;
		if (node == RCA_NONE)
			continue;	/* of a site, a link */
		if (o->kind == OBJECT_NODE) {
			n->node_object[node] = w->order[i];
			k = node;
		} else if (o->kind == OBJECT_INTERFACE) {
			k = rca_port(&n->rca, &(struct rca_port){
			    .node = node, .parent = RCA_NONE });
			n->port_object[k] = w->order[i];
		} else if (o->kind == OBJECT_TERMINATION) {
			k = rca_term(&n->rca, &(struct rca_term){
			    .node = node, .port = RCA_NONE });
			n->term_object[k] = w->order[i];
		}
		n->of_object[w->order[i]] = k;
	}
}

static uint32_t
port_number(const struct building *b, struct slice node, struct slice name)
{
	uint32_t o = name.len == 0 ? WATCH_NONE
	    : watch_find(b->w, OBJECT_INTERFACE, node, name);

	return o == WATCH_NONE ? RCA_NONE : b->n->of_object[o];
}

/* The port below a unit of it: ge-0/0/1.100 lies on ge-0/0/1. */
static void
find_parents(struct building *b)
{
	struct rca *r = &b->n->rca;

	for (uint32_t p = 0; p < r->ports; p++) {
		const struct watched *o
		    = &b->w->object[b->n->port_object[p]];
		struct slice name = o->name;
		const char *dot = memrchr(name.p, '.', name.len);

		if (dot == NULL || dot == name.p)
			continue;
		name.len = (size_t)(dot - name.p);
		r->port[p].parent = port_number(b, o->node, name);
	}
}

/* Optics in a port tell of its link. */
static void
find_optics(struct building *b)
{
	for (size_t i = 0; i < b->w->objects; i++) {
		const struct watched *o = &b->w->object[i];

		if (o->kind == OBJECT_SENSOR)
			b->n->of_object[i] = port_number(b, o->node, o->port);
	}
}

/* ---- links -------------------------------------------------------------- */

static uint32_t
termination_at(const struct building *b, struct slice node,
    struct slice far_node, struct slice far_port)
{
	uint32_t o;

	if (watch_find(b->w, OBJECT_NODE, far_node, far_node) != WATCH_NONE)
		return WATCH_NONE;
	o = watch_find(b->w, OBJECT_TERMINATION, node, far_node);
	if (o == WATCH_NONE && far_port.len != 0)
		o = watch_find(b->w, OBJECT_TERMINATION, node, far_port);
	return o;
}

/* A link to a termination says behind which port and splitter it is. */
static bool
link_to_term(struct building *b, uint32_t l)
{
	const struct watch_link *k = &b->w->link[l];
	struct rca *r = &b->n->rca;
	struct slice node = k->a_node, port = k->a_port;
	uint32_t o = termination_at(b, k->a_node, k->b_node, k->b_port);

	if (o == WATCH_NONE) {
		o = termination_at(b, k->b_node, k->a_node, k->a_port);
		node = k->b_node;
		port = k->b_port;
	}
	if (o == WATCH_NONE)
		return false;
	b->n->link_before[l] = b->n->term_link[o];
	b->n->term_link[o] = l;
	r->term[b->n->of_object[o]].port = port_number(b, node, port);
	return true;
}

static bool
same_ends(const struct watch_link *x, const struct watch_link *y)
{
	return slice_eq(x->a_node, y->a_node) && slice_eq(x->a_port, y->a_port)
	    && slice_eq(x->b_node, y->b_node)
	    && slice_eq(x->b_port, y->b_port);
}

static bool
reversed(const struct watch_link *x, const struct watch_link *y)
{
	return slice_eq(x->a_node, y->b_node) && slice_eq(x->a_port, y->b_port)
	    && slice_eq(x->b_node, y->a_node)
	    && slice_eq(x->b_port, y->a_port);
}

static void
group_item(struct building *b, uint32_t node, uint32_t port,
    struct slice name, uint32_t member)
{
	GROW(b->item, b->items, b->items_cap);
	b->item[b->items++] = (struct grouped){ node, port, name, member };
}

/*
 * A link may lie in several ducts, "d1,d2", or a record for each; so may a
 * termination be behind several splitters.
 */
static void
group_srlgs(struct building *b, uint32_t node, uint32_t port, struct slice s,
    uint32_t member)
{
	while (s.len > 0) {
		size_t n = 0;

		while (n < s.len && s.p[n] != ',' && s.p[n] != ';')
			n++;
		if (n > 0)
			group_item(b, node, port,
			    (struct slice){ s.p, n }, member);
		n += n < s.len;
		s.p += n;
		s.len -= n;
	}
}

static int
bare_order(const struct watch_link *x, struct slice a, struct slice b)
{
	int c;

	if ((c = slice_cmp(x->a_node, a)) != 0)
		return c;
	if (x->a_port.len != 0)
		return 1;
	if ((c = slice_cmp(x->b_node, b)) != 0)
		return c;
	return x->b_port.len != 0;
}

/* The same link without ports, told from its other end, or NONE. */
static uint32_t
bare_link(const struct building *b, const struct watch_link *k)
{
	const struct causes_net *n = b->n;
	size_t low = 0, high = n->rca.links;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c = bare_order(&b->w->link[n->link_watch[mid]],
		    k->b_node, k->a_node);

		if (c == 0)
			return (uint32_t)mid;
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return RCA_NONE;
}

static bool
is_bare(const struct watch_link *k)
{
	return k->a_port.len == 0 && k->b_port.len == 0;
}

/*
 * The number of a link with these ends that is there already, or NONE. Links
 * come in the order of their ends. Without ports two records are two links,
 * unless they tell of two ducts, or one of them is told from its other end.
 */
static uint32_t
known_link(const struct building *b, uint32_t l)
{
	const struct causes_net *n = b->n;
	const struct watch_link *k = &b->w->link[l];
	uint32_t pa = port_number(b, k->a_node, k->a_port), i;
	uint32_t pb = port_number(b, k->b_node, k->b_port);

	if (l > 0 && n->rca.links > 0 && same_ends(k, &b->w->link[n
	    ->link_watch[n->rca.links - 1]])
	    && !(is_bare(k) && (slice_eq(k->srlg, k[-1].srlg)
	    || k[-1].srlg.len == 0)))
		return (uint32_t)n->rca.links - 1;
	/* told from its other end, as two neighbours tell it */
	if (is_bare(k))
		return bare_link(b, k);
	if (pa == RCA_NONE || pb == RCA_NONE)
		return RCA_NONE;
	i = n->rca.port[pa].link;
	return i != RCA_NONE && reversed(k, &b->w->link[n->link_watch[i]])
	    ? i : RCA_NONE;
}

static int
item_order(const void *va, const void *vb)
{
	const struct grouped *a = va, *b = vb;
	int c;

	if (a->node != b->node)
		return a->node < b->node ? -1 : 1;
	if (a->port != b->port)
		return a->port < b->port ? -1 : 1;
	if ((c = slice_cmp(a->name, b->name)) != 0)
		return c;
	return (a->member > b->member) - (a->member < b->member);
}

static void
add_group(struct building *b, enum rca_class class,
    const struct grouped *first, size_t len)
{
	struct causes_net *n = b->n;
	uint32_t g = rca_group(&n->rca, class, first->node, first->port);

	n->rca.group[g].partial = b->partial;
	n->rca.group[g].assumed = b->assumed;

	n->group_name = xreallocarray(n->group_name, g + 1,
	    sizeof(*n->group_name));
	n->group_name[g] = first->name;
	for (size_t i = 0; i < len; i++)
		if (i == 0 || first[i].member != first[i - 1].member)
			rca_member(&n->rca, first[i].member);
}

static bool
same_group(const struct grouped *a, const struct grouped *b)
{
	return a->node == b->node && a->port == b->port
	    && slice_eq(a->name, b->name);
}

/* Whether the group before holds this one, and nothing beside it. */
static bool
twin(const struct causes_net *n, const struct grouped *first, size_t len)
{
	const struct rca_group *g;
	struct slice held;

	for (size_t i = n->rca.groups; i-- > 0;) {
		g = &n->rca.group[i];
		held = n->group_name[i];
		if (g->class != RCA_CARD || g->node != first->node)
			return false;
		if (held.len < first->name.len && memcmp(held.p,
		    first->name.p, held.len) == 0
		    && (first->name.p[held.len] == '/'
		    || first->name.p[held.len] == ':'))
			return g->len == len;
	}
	return false;
}

static void
sort_few(struct grouped *item, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (item_order(&item[i - 1], &item[i]) > 0) {
			qsort(item, n, sizeof(*item), item_order);
			return;
		}
}

/* Most come node by node, in order: then each node's are sorted alone. */
static void
sort_items(struct building *b)
{
	size_t k;

	for (k = 1; k < b->items; k++)
		if (b->item[k - 1].node > b->item[k].node) {
			qsort(b->item, b->items, sizeof(*b->item),
			    item_order);
			return;
		}
	for (size_t i = 0; i < b->items; i = k) {
		for (k = i + 1; k < b->items
		    && b->item[k].node == b->item[i].node; k++)
			;
		sort_few(b->item + i, k - i);
	}
}

/* Items of one name are a group when there are enough of them. */
static void
make_groups(struct building *b, enum rca_class class, size_t least)
{
	sort_items(b);
	for (size_t i = 0, k; i < b->items; i = k) {
		for (k = i + 1; k < b->items
		    && same_group(&b->item[i], &b->item[k]); k++)
			;
		if (k - i >= least && (class != RCA_CARD
		    || !twin(b->n, &b->item[i], k - i)))
			add_group(b, class, &b->item[i], k - i);
	}
}

static void
build_links(struct building *b)
{
	const struct watch *w = b->w;
	struct causes_net *n = b->n;

	n->link_watch = xcalloc(w->links + 1, sizeof(uint32_t));
	b->items = 0;
	for (uint32_t l = 0; l < w->links; l++) {
		const struct watch_link *k = &w->link[l];
		uint32_t at;

		if (link_to_term(b, l) || slice_eq(k->a_node, k->b_node))
			continue;
		at = known_link(b, l);
		if (at == RCA_NONE) {
			at = rca_link(&n->rca, &(struct rca_link){
			    .a = node_number(n, k->a_node),
			    .b = node_number(n, k->b_node),
			    .a_port = port_number(b, k->a_node, k->a_port),
			    .b_port = port_number(b, k->b_node,
			    k->b_port) });
			n->link_watch[at] = l;
		}
		group_srlgs(b, RCA_NONE, RCA_NONE, k->srlg, at);
	}
	make_groups(b, RCA_SRLG, 2);
}

/* ---- groups ------------------------------------------------------------- */

size_t
causes_slots(struct slice port, struct slice *path, size_t end[], size_t max)
{
	size_t i = 0, k, n = 0;

	/* a number with a slash behind it: not the 100 of 100GE1/0/1 */
	for (;; i = k) {
		while (i < port.len && (port.p[i] < '0' || port.p[i] > '9'))
			i++;
		for (k = i; k < port.len && port.p[k] >= '0'
		    && port.p[k] <= '9'; k++)
			;
		if (k >= port.len)
			return 0;
		if (port.p[k] == '/')
			break;
	}
	*path = (struct slice){ port.p + i, port.len - i };
	for (k = 0; k < path->len && n < max; k++) {
		if (path->p[k] == '.' || path->p[k] == ' ')
			break;
		if (path->p[k] == '/' || path->p[k] == ':')
			end[n++] = k;
	}
	return n;
}

struct slots {
	struct slice	path;
	size_t		end[SLOTS_MAX], n;
};

/*
 * What lies outermost of all ports of a node, then what lies within: where
 * ports come by name, that is the order of the groups as well.
 */
static void
group_slots(struct building *b, uint32_t first, const struct slots *s,
    size_t len)
{
	uint32_t node = b->n->rca.port[first].node;

	for (size_t depth = 0; depth < SLOTS_MAX; depth++)
		for (size_t i = 0; i < len; i++)
			if (depth < s[i].n)
				group_item(b, node, RCA_NONE, (struct slice){
				    s[i].path.p, s[i].end[depth] },
				    first + (uint32_t)i);
}

static void
group_cards(struct building *b)
{
	struct rca *r = &b->n->rca;
	struct slots *slots = NULL;
	size_t len, cap = 0;

	for (uint32_t first = 0; first < r->ports; first += (uint32_t)len) {
		for (len = 0; first + len < r->ports && r->port[first
		    + len].node == r->port[first].node; len++) {
			uint32_t o = b->n->port_object[first + len];

			GROW(slots, len, cap);
			slots[len].n = causes_slots(b->w->object[o].name,
			    &slots[len].path, slots[len].end, SLOTS_MAX);
		}
		b->items = 0;
		group_slots(b, first, slots, len);
		make_groups(b, RCA_CARD, 2);
	}
	free(slots);
}

static void
group_sites(struct building *b)
{
	const struct watch *w = b->w;
	bool *sited = xcalloc(b->n->names.len + 1, sizeof(*sited));

	b->items = 0;
	for (size_t s = 0; s < w->sites; s++) {
		uint32_t n = node_number(b->n, w->site[s].node);

		sited[n] = true;
		group_item(b, RCA_NONE, RCA_NONE, w->site[s].site, n);
	}
	make_groups(b, RCA_POWER, 1);
	/* who stands nowhere stands alone */
	b->items = 0;
	b->assumed = true;
	for (uint32_t n = 0; n < b->n->names.len; n++)
		if (!sited[n])
			group_item(b, RCA_NONE, RCA_NONE,
			    b->n->names.item[n], n);
	make_groups(b, RCA_POWER, 1);
	b->assumed = false;
	free(sited);
}

/* As it says, or whose name begins its: 1/2/3 and 1/2/3:17. */
static uint32_t
port_of_term(const struct building *b, uint32_t t)
{
	const struct watched *o = &b->w->object[b->n->term_object[t]];
	struct slice name = o->name;

	if (port_number(b, o->node, o->port) != RCA_NONE)
		return port_number(b, o->node, o->port);
	while (name.len > 1) {
		char c = name.p[--name.len];
		uint32_t p;

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')
		    || (c >= 'A' && c <= 'Z'))
			continue;
		p = port_number(b, o->node, name);
		if (p != RCA_NONE)
			return p;
	}
	return RCA_NONE;
}

static void
items_by_splitter(struct building *b)
{
	const struct rca *r = &b->n->rca;

	b->items = 0;
	for (uint32_t t = 0; t < r->terms; t++) {
		uint32_t l = b->n->term_link[b->n->term_object[t]];

		for (; l != WATCH_NONE; l = b->n->link_before[l])
			group_srlgs(b, r->term[t].node, r->term[t].port,
			    b->w->link[l].srlg, t);
	}
}

static void
items_by_port(struct building *b)
{
	const struct rca *r = &b->n->rca;

	b->items = 0;
	for (uint32_t t = 0; t < r->terms; t++) {
		uint32_t p = r->term[t].port;

		if (p != RCA_NONE)
			group_item(b, r->term[t].node, p,
			    b->w->object[b->n->port_object[p]].name, t);
	}
}

/*
 * Where a splitter has all that a port has, the port's power is named. What
 * splits behind splitters, or is not told at all, is named by its port.
 */
static void
group_terms(struct building *b)
{
	struct rca *r = &b->n->rca;

	for (uint32_t t = 0; t < r->terms; t++)
		if (r->term[t].port == RCA_NONE)
			r->term[t].port = port_of_term(b, t);
	items_by_splitter(b);
	make_groups(b, RCA_SPLITTER, 2);
	items_by_port(b);
	make_groups(b, RCA_FEEDER, 2);
	b->partial = true;
	make_groups(b, RCA_AREA_POWER, 2);
	make_groups(b, RCA_SPLITTER, 3);
	b->partial = false;
	items_by_splitter(b);
	make_groups(b, RCA_AREA_POWER, 2);
}

static void
links_by_node(struct causes_net *n)
{
	const struct rca *r = &n->rca;
	size_t nodes = n->names.len;
	uint32_t *from = xcalloc(nodes + 2, sizeof(*from));

	n->link_at = xcalloc(2 * r->links + 1, sizeof(*n->link_at));
	/* first how many the node before has, then where its next one goes */
	for (uint32_t l = 0; l < r->links; l++) {
		from[r->link[l].a + 1]++;
		from[r->link[l].b + 1] += r->link[l].a != r->link[l].b;
	}
	for (size_t i = 1; i <= nodes; i++)
		from[i] += from[i - 1];
	for (uint32_t l = 0; l < r->links; l++) {
		n->link_at[from[r->link[l].a]++] = l;
		if (r->link[l].a != r->link[l].b)
			n->link_at[from[r->link[l].b]++] = l;
	}
	/* each is now where the one behind begins */
	memmove(from + 1, from, nodes * sizeof(*from));
	from[0] = 0;
	n->links_from = from;
}

struct causes_net *
causes_net_new(const struct watch *w)
{
	struct causes_net *n = xcalloc(1, sizeof(*n));
	struct building b = { .w = w, .n = n };

	n->term_link = xcalloc(w->objects + 1, sizeof(*n->term_link));
	n->link_before = xcalloc(w->links + 1, sizeof(*n->link_before));
	for (size_t i = 0; i < w->objects; i++)
		n->term_link[i] = WATCH_NONE;
	rca_init(&n->rca);
	number_nodes(&b);
	number_objects(&b);
	find_parents(&b);
	find_optics(&b);
	build_links(&b);
	links_by_node(n);
	if (w->rules.poller.len != 0)
		n->rca.poller = node_number(n, w->rules.poller);
	free(b.item);
	return n;
}

void
causes_net_groups(struct causes_net *n, const struct watch *w)
{
	struct building b = { .w = w, .n = n };

	if (n->grouped)
		return;
	n->grouped = true;
	group_cards(&b);
	group_sites(&b);
	group_terms(&b);
	free(b.item);
}
