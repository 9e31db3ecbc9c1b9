/*
 * linker.c (oss) - see linker.h
 */
#include <stdlib.h>

#include "oss/ifaddr.h"
#include "oss/linker.h"
#include "oss/netaddr.h"

#define NOBODY		UINT32_MAX
#define SEVERAL		(UINT32_MAX - 1)	/* a key that two have */
#define VIRTUAL_MAC	"00:00:5e:"		/* RFC 9542: of VRRP and kin */

struct port_entry {
	struct slice	object;
	uint64_t	speed_bps;
};

/* A neighbour as a node told it, texts copied. */
struct sighting {
	uint32_t	node;
	uint32_t	port;		/* of ports; NOBODY: not known */
	struct slice	peer_node, peer_port, peer_port_descr, peer_chassis,
			peer_address;
};

struct end {
	uint32_t	node;		/* of everybody */
	uint32_t	port;		/* of ports; NOBODY: only its text */
	struct slice	text;
};
struct edge {
	struct end	from, to;	/* from saw to; later in order */
	bool		dropped;
};

struct range {
	size_t		begin, end;
};

struct linker {
	struct names	 everybody;	/* names of nodes, ours first */
	uint32_t	 ours;		/* how many are ours */
	struct names	 node_key, port_key;
	uint32_t	*node_of;	/* owned; of node_key: a node, SEVERAL */
	size_t		 node_of_cap;
	uint32_t	*port_of;	/* owned; of port_key */
	size_t		 port_of_cap;
	struct port_entry *port;	/* owned */
	size_t		 ports, port_cap;
	struct sighting	*seen;		/* owned */
	size_t		 seen_len, seen_cap;
	struct edge	*edge;		/* owned; later sorted by from */
	size_t		 edges, edge_cap;
	struct range	*of;		/* owned; of everybody: its edges */
	struct link_found *link;	/* owned */
	struct arena	 mem;
	struct buf	 text;
};

struct linker *
linker_new(void)
{
	return xcalloc(1, sizeof(struct linker));
}

void
linker_free(struct linker *l)
{
	if (l == NULL)
		return;
	names_release(&l->everybody);
	names_release(&l->node_key);
	names_release(&l->port_key);
	free(l->node_of);
	free(l->port_of);
	free(l->port);
	free(l->seen);
	free(l->edge);
	free(l->of);
	free(l->link);
	arena_release(&l->mem);
	buf_release(&l->text);
	free(l);
}

/* ---- keys ------------------------------------------------------------- */

/* "k" and the text in small letters, for a node: 'n' name, 'm', 'a', 'c'. */
static struct slice
node_key(struct linker *l, char kind, struct slice text)
{
	buf_clear(&l->text);
	buf_addc(&l->text, kind);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.p[i];

		buf_addc(&l->text, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
	}
	return buf_slice(&l->text);
}

static void
claim(struct names *keys, uint32_t **owner, size_t *cap, struct slice key,
    uint32_t who)
{
	uint32_t k;

	if (key.len <= 1)
		return;
	k = names_find(keys, key);
	if (k != NAMES_NONE) {
		if ((*owner)[k] != who)
			(*owner)[k] = SEVERAL;
		return;
	}
	k = names_add(keys, key);
	GROW(*owner, k, *cap);
	(*owner)[k] = who;
}

static void
claim_node(struct linker *l, char kind, struct slice text, uint32_t node)
{
	claim(&l->node_key, &l->node_of, &l->node_of_cap,
	    node_key(l, kind, text), node);
}

static uint32_t
find_node(struct linker *l, char kind, struct slice text)
{
	uint32_t k;

	if (text.len == 0)
		return NOBODY;
	k = names_find(&l->node_key, node_key(l, kind, text));
	return k == NAMES_NONE || l->node_of[k] == SEVERAL ? NOBODY
	    : l->node_of[k];
}

/* Up to the first dot; an address stays whole. */
static struct slice
without_domain(struct slice name)
{
	const char *dot = name.len != 0 ? memchr(name.p, '.', name.len)
	    : NULL;

	if (dot == NULL || dot == name.p
	    || (name.p[0] >= '0' && name.p[0] <= '9'))
		return name;
	return (struct slice){ name.p, (size_t)(dot - name.p) };
}

static struct slice
port_key(struct linker *l, uint32_t node, char kind, struct slice text)
{
	buf_clear(&l->text);
	if (text.len != 0) {
		buf_addf(&l->text, "%u%c", node, kind);
		buf_add_slice(&l->text, text);
	}
	return buf_slice(&l->text);
}

static void
claim_port(struct linker *l, uint32_t node, char kind, struct slice text,
    uint32_t port)
{
	claim(&l->port_key, &l->port_of, &l->port_of_cap,
	    port_key(l, node, kind, text), port);
}

static uint32_t
find_port(struct linker *l, uint32_t node, char kind, struct slice text)
{
	uint32_t k;

	if (text.len == 0)
		return NOBODY;
	k = names_find(&l->port_key, port_key(l, node, kind, text));
	return k == NAMES_NONE || l->port_of[k] == SEVERAL ? NOBODY
	    : l->port_of[k];
}

/* ---- what nodes say --------------------------------------------------- */

static void
add_port(struct linker *l, uint32_t node, const struct iftable *t, size_t i)
{
	uint32_t number = (uint32_t)l->ports;
	struct if_names names;
	struct port p;
	char digits[24];

	iftable_port(t, i, &p);
	iftable_names(t, i, &names);
	GROW(l->port, l->ports, l->port_cap);
	l->port[l->ports++] = (struct port_entry){
		arena_slice(&l->mem, p.object),
		(p.has & PORT_SPEED) != 0 ? p.speed_bps : 0
	};
	claim_port(l, node, 'o', p.object, number);
	claim_port(l, node, 'n', names.name, number);
	claim_port(l, node, 'd', names.descr, number);
	claim_port(l, node, 'l', p.alias, number);
	claim_port(l, node, 'm', slice_of(p.mac), number);
	claim_port(l, node, 'i', (struct slice){ digits,
	    u64_format(p.if_index, digits) }, number);
	if (p.mac[0] != '\0'
	    && strncmp(p.mac, VIRTUAL_MAC, sizeof(VIRTUAL_MAC) - 1) != 0)
		claim_node(l, 'm', slice_of(p.mac), node);
}

/* Loopback and link-local addresses are everybody's. */
static bool
is_local(struct slice octets)
{
	const unsigned char *p = (const unsigned char *)octets.p;

	if (octets.len == 4)
		return p[0] == 127 || (p[0] == 169 && p[1] == 254);
	return (p[0] == 0xfe && (p[1] & 0xc0) == 0x80) || p[0] == 0;
}

static void
add_addresses(struct linker *l, uint32_t node, const struct view *v)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < v->addresses; i++) {
		if (is_local(v->address[i].octets))
			continue;
		buf_clear(&b);
		netaddr_add(&b, v->address[i].octets);
		claim_node(l, 'a', buf_slice(&b), node);
	}
	buf_release(&b);
}

static void
add_sighting(struct linker *l, uint32_t node, const struct neighbor *n)
{
	struct sighting *s;

	if (strcmp(n->protocol, "lldp") != 0
	    && strcmp(n->protocol, "cdp") != 0)
		return;
	GROW(l->seen, l->seen_len, l->seen_cap);
	s = &l->seen[l->seen_len++];
	*s = (struct sighting){
		.node = node,
		.port = find_port(l, node, 'o', n->port),
		.peer_node = arena_slice(&l->mem, n->peer_node),
		.peer_port = arena_slice(&l->mem, n->peer_port),
		.peer_port_descr = arena_slice(&l->mem, n->peer_port_descr),
		.peer_chassis = arena_slice(&l->mem, n->peer_chassis),
		.peer_address = arena_slice(&l->mem, n->peer_address),
	};
}

void
linker_add(struct linker *l, struct slice node, struct slice address,
    struct slice sys_name, const struct iftable *t, const struct view *v)
{
	uint32_t number = names_add(&l->everybody, node);
	size_t before = l->seen_len;

	l->ours = (uint32_t)l->everybody.len;
	claim_node(l, 'n', node, number);
	claim_node(l, 'n', sys_name, number);
	claim_node(l, 's', without_domain(node), number);
	claim_node(l, 's', without_domain(sys_name), number);
	claim_node(l, 'c', v->chassis, number);
	claim_node(l, 'a', address, number);
	add_addresses(l, number, v);
	for (size_t i = 0; i < t->len; i++)
		add_port(l, number, t, i);
	for (size_t i = 0; i < v->neighbors
	    && l->seen_len - before < LINKER_NEIGHBORS_MAX; i++)
		add_sighting(l, number, &v->neighbor[i]);
}

/* ---- who is who ------------------------------------------------------- */

static uint32_t
peer_of(struct linker *l, const struct sighting *s)
{
	uint32_t n = find_node(l, 'c', s->peer_chassis);

	if (n == NOBODY)
		n = find_node(l, 'm', s->peer_chassis);
	if (n == NOBODY)
		n = find_node(l, 'n', s->peer_node);
	if (n == NOBODY)
		n = find_node(l, 's', without_domain(s->peer_node));
	if (n == NOBODY)
		n = find_node(l, 'a', s->peer_address);
	return n;
}

static uint32_t
peer_port_of(struct linker *l, uint32_t node, const struct sighting *s)
{
	static const char by_id[] = "ndm", by_descr[] = "ndl", last[] = "li";
	uint32_t p = NOBODY;

	for (const char *k = by_id; *k != '\0' && p == NOBODY; k++)
		p = find_port(l, node, *k, s->peer_port);
	for (const char *k = by_descr; *k != '\0' && p == NOBODY; k++)
		p = find_port(l, node, *k, s->peer_port_descr);
	for (const char *k = last; *k != '\0' && p == NOBODY; k++)
		p = find_port(l, node, *k, s->peer_port);
	return p;
}

static int
end_cmp(const struct linker *l, const struct end *a, const struct end *b)
{
	int c = slice_cmp(l->everybody.item[a->node],
	    l->everybody.item[b->node]);

	return c != 0 ? c : slice_cmp(a->text, b->text);
}

static void
add_edge(struct linker *l, const struct sighting *s)
{
	uint32_t peer = peer_of(l, s);
	struct edge e = { .from = { s->node, s->port, { NULL, 0 } } };

	if (peer == NOBODY && s->peer_node.len == 0)
		return;		/* it does not say who it is */
	e.to.node = peer != NOBODY ? peer
	    : names_add(&l->everybody, s->peer_node);
	e.to.port = peer != NOBODY ? peer_port_of(l, peer, s) : NOBODY;
	e.to.text = e.to.port != NOBODY ? l->port[e.to.port].object
	    : s->peer_port;
	if (e.from.port != NOBODY)
		e.from.text = l->port[e.from.port].object;
	if (e.from.node == e.to.node)
		return;		/* a loop, or a mirror of itself */
	GROW(l->edge, l->edges, l->edge_cap);
	l->edge[l->edges++] = e;
}

/* ---- one link for all that saw it ------------------------------------- */

static int
by_from(const void *pa, const void *pb, void *arg)
{
	const struct edge *a = pa, *b = pb;
	int c = end_cmp(arg, &a->from, &b->from);

	if (c == 0)
		c = end_cmp(arg, &a->to, &b->to);
	/* who knows the port stands before who has its text only */
	return c != 0 ? c : (a->to.port == NOBODY) - (b->to.port == NOBODY);
}

static void
find_ranges(struct linker *l)
{
	uint32_t node;

	l->of = xcalloc(l->everybody.len + 1, sizeof(*l->of));
	for (size_t i = 0; i < l->edges; i++) {
		node = l->edge[i].from.node;
		if (l->of[node].end == 0)
			l->of[node].begin = i;
		l->of[node].end = i + 1;
	}
}

/* Whether somebody at that port sees the node, with a port that is known. */
static bool
better_seen(const struct linker *l, const struct edge *e)
{
	const struct range *own = &l->of[e->from.node];
	const struct range *peer = &l->of[e->to.node];

	for (size_t i = own->begin; i < own->end; i++) {
		const struct edge *o = &l->edge[i];

		if (o->to.port != NOBODY && o->to.node == e->to.node
		    && o->from.port == e->from.port)
			return true;
	}
	for (size_t i = peer->begin; i < peer->end; i++) {
		const struct edge *o = &l->edge[i];

		if (o->from.port != NOBODY && o->to.node == e->from.node
		    && o->to.port == e->from.port)
			return true;
	}
	return false;
}

/* The only edge from -> to whose far port is not known; NULL: no or several. */
static struct edge *
only_vague(struct linker *l, uint32_t from, uint32_t to)
{
	struct edge *found = NULL;

	for (size_t i = l->of[from].begin; i < l->of[from].end; i++) {
		struct edge *e = &l->edge[i];

		if (e->dropped || e->to.port != NOBODY || e->to.node != to)
			continue;
		if (found != NULL)
			return NULL;
		found = e;
	}
	return found;
}

/*
 * A far port that is only text: who knows it better, speaks; and when each
 * of two nodes sees the other once, they see each other.
 */
static void
settle_vague(struct linker *l)
{
	struct edge *back;

	for (size_t i = 0; i < l->edges; i++) {
		struct edge *e = &l->edge[i];

		if (e->to.port == NOBODY && e->from.port != NOBODY
		    && e->to.node < l->ours && better_seen(l, e))
			e->dropped = true;
	}
	for (size_t i = 0; i < l->edges; i++) {
		struct edge *e = &l->edge[i];

		if (e->dropped || e->to.port != NOBODY || e->to.node >= l->ours
		    || only_vague(l, e->from.node, e->to.node) != e
		    || (back = only_vague(l, e->to.node, e->from.node)) == NULL
		    || back->from.port == NOBODY)
			continue;
		e->to = back->from;
		back->dropped = true;
	}
}

static int
link_cmp(const void *pa, const void *pb)
{
	const struct link_found *a = pa, *b = pb;
	int c = slice_cmp(a->a.node, b->a.node);

	if (c == 0)
		c = slice_cmp(a->a.port, b->a.port);
	if (c == 0)
		c = slice_cmp(a->b.node, b->b.node);
	return c != 0 ? c : slice_cmp(a->b.port, b->b.port);
}

static uint64_t
speed_of(const struct linker *l, const struct end *e)
{
	return e->port != NOBODY ? l->port[e->port].speed_bps : 0;
}

static struct link_found
link_of(const struct linker *l, const struct edge *e)
{
	bool turn = end_cmp(l, &e->from, &e->to) > 0;
	const struct end *a = turn ? &e->to : &e->from;
	const struct end *b = turn ? &e->from : &e->to;
	uint64_t x = speed_of(l, a), y = speed_of(l, b);
	struct link_found out = {
		{ l->everybody.item[a->node], a->text },
		{ l->everybody.item[b->node], b->text },
		x != 0 || y != 0, x == 0 || (y != 0 && y < x) ? y : x
	};

	return out;
}

size_t
linker_finish(struct linker *l, const struct link_found **out)
{
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < l->seen_len; i++)
		add_edge(l, &l->seen[i]);
	if (l->edges != 0)
		qsort_r(l->edge, l->edges, sizeof(*l->edge), by_from, l);
	find_ranges(l);
	settle_vague(l);
	l->link = xcalloc(l->edges + 1, sizeof(*l->link));
	for (size_t i = 0; i < l->edges; i++) {
		if (!l->edge[i].dropped)
			l->link[n++] = link_of(l, &l->edge[i]);
	}
	if (n != 0)
		qsort(l->link, n, sizeof(*l->link), link_cmp);
	for (size_t i = 0; i < n; i++) {
		if (kept == 0 || link_cmp(&l->link[kept - 1], &l->link[i])
		    != 0)
			l->link[kept++] = l->link[i];
	}
	*out = l->link;
	return kept;
}
