/*
 * neighbor.c (oss) - CDP, BGP and OSPF; LLDP is lldp.c's
 */
#include "oss/ifaddr.h"
#include "oss/neighbor.h"
#include "oss/netaddr.h"
#include "oss/stdmib.h"

#define CDP_INDEX_LEN	2	/* ifIndex, number */
#define CDP_ADDRESS_IP	1	/* CiscoNetworkProtocol */
#define CDP_ADDRESS_IPV6 20
#define BGP_INDEX_LEN	4	/* the peer's IPv4 address */
#define OSPF_INDEX_LEN	5	/* its address, ifIndex or 0 */

static struct slice
text_at(struct view *v, const struct cells *s, enum std_column c,
    const struct cell *at)
{
	return view_text(v, cell_octets(cells_find(s, c, at->index,
	    at->index_len)));
}

static struct slice
address_text(struct view *v, struct slice octets)
{
	buf_clear(&v->text);
	if (!netaddr_add(&v->text, octets))
		return (struct slice){ NULL, 0 };
	return view_take(v);
}

/* ---- CDP -------------------------------------------------------------- */

/* "switch1(FOC1234X0AB)" of NX-OS is switch1. */
static struct slice
without_serial(struct slice name)
{
	const char *open = name.len != 0 ? memchr(name.p, '(', name.len)
	    : NULL;

	if (open != NULL && open > name.p && name.p[name.len - 1] == ')')
		name.len = (size_t)(open - name.p);
	return name;
}

static struct slice
cdp_address(struct view *v, const struct cells *s, const struct cell *at)
{
	uint64_t kind = 0;

	cell_u64(cells_find(s, STD_CDP_ADDRESS_KIND, at->index,
	    at->index_len), &kind);
	if (kind != CDP_ADDRESS_IP && kind != CDP_ADDRESS_IPV6)
		return (struct slice){ NULL, 0 };
	return address_text(v, cell_octets(cells_find(s, STD_CDP_ADDRESS,
	    at->index, at->index_len)));
}

static void
read_cdp(struct view *v, const struct cells *s, const struct iftable *t,
    const struct cell *at)
{
	struct neighbor *n = view_neighbor(v, "cdp");

	n->port = iftable_object(t, at->index[0]);
	n->label = n->port.len != 0 ? n->port
	    : view_index(v, at->index, 1);
	n->peer_node = text_at(v, s, STD_CDP_NAME, at);
	if (n->peer_node.len == 0)
		n->peer_node = without_serial(view_text(v, cell_octets(at)));
	n->peer_port = text_at(v, s, STD_CDP_PORT, at);
	n->peer_descr = text_at(v, s, STD_CDP_PLATFORM, at);
	n->peer_address = cdp_address(v, s, at);
	n->index = n->peer_node;
}

void
neighbor_read_cdp(struct view *v, const struct cells *s,
    const struct iftable *t)
{
	const struct cell *at;

	for (size_t i = 0; (at = cells_nth(s, STD_CDP_DEVICE, i)) != NULL;
	    i++) {
		if (at->index_len == CDP_INDEX_LEN
		    && cell_octets(at).len != 0)
			read_cdp(v, s, t, at);
	}
}

/* ---- BGP, OSPF -------------------------------------------------------- */

/* The first four parts of an index as an address. */
static bool
index_address(const struct cell *at, char out[4])
{
	for (int i = 0; i < 4; i++) {
		if (at->index[i] > 255)
			return false;
		out[i] = (char)at->index[i];
	}
	return true;
}

static void
set_port(struct view *v, const struct iftable *t, struct neighbor *n,
    struct slice address)
{
	uint32_t if_index;

	if (ifaddr_port_of(v, address, &if_index))
		n->port = iftable_object(t, if_index);
}

static void
read_bgp(struct view *v, const struct cells *s, const struct iftable *t,
    const struct cell *at)
{
	static const char *const state[] = { NULL, "idle", "connect",
	    "active", "opensent", "openconfirm", "established" };
	char octets[4];
	struct slice address = { octets, sizeof(octets) };
	struct neighbor *n;
	uint64_t number, admin = 0;

	if (at->index_len != BGP_INDEX_LEN || !index_address(at, octets))
		return;
	n = view_neighbor(v, "bgp");
	n->peer_address = n->label = address_text(v, address);
	n->index = n->label;
	if (cell_u64(at, &number) && number <= 6)
		n->state = state[number];
	if (cell_u64(cells_find(s, STD_BGP_ADMIN, at->index, at->index_len),
	    &admin) && (admin == 1 || admin == 2))
		n->admin = admin == 2 ? "up" : "down";
	n->has_as = cell_u64(cells_find(s, STD_BGP_AS, at->index,
	    at->index_len), &n->peer_as);
	set_port(v, t, n, address);
}

static void
read_ospf(struct view *v, const struct cells *s, const struct iftable *t,
    const struct cell *at)
{
	static const char *const state[] = { NULL, "down", "attempt", "init",
	    "two-way", "exchange-start", "exchange", "loading", "full" };
	char octets[4];
	struct slice address = { octets, sizeof(octets) };
	struct neighbor *n;
	uint64_t number;

	if (at->index_len != OSPF_INDEX_LEN || !index_address(at, octets))
		return;
	n = view_neighbor(v, "ospf");
	n->peer_address = n->label = address_text(v, address);
	n->index = view_index(v, at->index, at->index_len);
	if (cell_u64(at, &number) && number <= 8)
		n->state = state[number];
	n->peer_node = address_text(v, cell_octets(cells_find(s,
	    STD_OSPF_ROUTER, at->index, at->index_len)));
	if (at->index[4] != 0)		/* a port without an address */
		n->port = iftable_object(t, at->index[4]);
	else
		set_port(v, t, n, address);
}

void
neighbor_read_routing(struct view *v, const struct cells *s,
    const struct iftable *t)
{
	const struct cell *at;
	size_t i;

	for (i = 0; (at = cells_nth(s, STD_BGP_STATE, i)) != NULL; i++)
		read_bgp(v, s, t, at);
	for (i = 0; (at = cells_nth(s, STD_OSPF_STATE, i)) != NULL; i++)
		read_ospf(v, s, t, at);
}
