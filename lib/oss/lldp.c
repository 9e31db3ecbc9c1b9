/*
 * lldp.c (oss) - the LLDP part of neighbor.h
 */
#include "oss/neighbor.h"
#include "oss/netaddr.h"
#include "oss/stdmib.h"

/* LldpChassisIdSubtype */
#define CHASSIS_MAC	4
#define CHASSIS_ADDRESS	5
/* LldpPortIdSubtype */
enum {
	PORT_ALIAS = 1, PORT_COMPONENT, PORT_MAC, PORT_ADDRESS, PORT_NAME,
	PORT_CIRCUIT, PORT_LOCAL
};
#define MAC_LEN		6
#define FAMILY_IPV4	1	/* IANA address family numbers */
#define FAMILY_IPV6	2

static bool
is_text(struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c < ' ' || c == 0x7f)
			return i > 0 && c == '\0';	/* it ends there */
	}
	return true;
}

static struct slice
mac_text(struct view *v, struct slice s)
{
	buf_clear(&v->text);
	if (!netaddr_add_mac(&v->text, s))
		return (struct slice){ NULL, 0 };
	return view_take(v);
}

/* An id as text: subtypes mac and address of the two kinds, or text. */
static struct slice
id_text(struct view *v, struct slice s, bool mac, bool address)
{
	struct slice out = { NULL, 0 };

	if (s.len == MAC_LEN && (mac || !is_text(s)))
		return mac_text(v, s);
	buf_clear(&v->text);
	if (address && s.len > 1 && netaddr_add(&v->text,
	    (struct slice){ s.p + 1, s.len - 1 }))
		out = view_take(v);
	return out.len != 0 ? out : view_text(v, s);
}

static uint64_t
kind_at(const struct cells *s, size_t column, const struct cell *at)
{
	uint64_t kind = 0;

	cell_u64(cells_find(s, column, at->index, at->index_len), &kind);
	return kind;
}

static struct slice
octets_at(const struct cells *s, size_t column, const struct cell *at)
{
	return cell_octets(cells_find(s, column, at->index, at->index_len));
}

/* ---- the local port --------------------------------------------------- */

static struct slice
port_by_digits(const struct iftable *t, struct slice id)
{
	uint64_t n = 0;

	if (id.len == 0 || id.len > 10)
		return (struct slice){ NULL, 0 };
	for (size_t i = 0; i < id.len; i++) {
		if (id.p[i] < '0' || id.p[i] > '9')
			return (struct slice){ NULL, 0 };
		n = n * 10 + (uint64_t)(id.p[i] - '0');
	}
	return n <= UINT32_MAX ? iftable_object(t, (uint32_t)n)
	    : (struct slice){ NULL, 0 };
}

/*
 * What lldpLocPortTable calls a port: its name, its address, or something of
 * the device's own that often is the ifIndex; else the description; else the
 * number, which many devices take from ifIndex, too.
 */
static struct slice
local_port(const struct cells *s, const struct iftable *t, uint32_t number)
{
	struct slice id = cell_octets(cells_at(s, STD_LLDP_LOCAL_PORT,
	    number)), port = { NULL, 0 };
	uint64_t kind = 0;

	cell_u64(cells_at(s, STD_LLDP_LOCAL_KIND, number), &kind);
	if (kind == PORT_MAC || (id.len == MAC_LEN && !is_text(id)))
		port = iftable_by_mac(t, id);
	else if (id.len != 0)
		port = iftable_by_text(t, id);
	if (port.len == 0)
		port = iftable_by_text(t, cell_octets(cells_at(s,
		    STD_LLDP_LOCAL_DESCR, number)));
	if (port.len == 0 && kind == PORT_LOCAL)
		port = port_by_digits(t, id);
	return port.len != 0 ? port : iftable_object(t, number);
}

/* ---- the remote end --------------------------------------------------- */

static bool
octets_of(const uint32_t *index, size_t len, char out[16])
{
	if (len != 4 && len != 16)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (index[i] > 255)
			return false;
		out[i] = (char)index[i];
	}
	return true;
}

/* Of index: neighbour, family, length (agents forget it), address. */
static struct slice
management_text(struct view *v, const struct cell *c, size_t skip)
{
	const uint32_t *at = c->index + skip;
	size_t len = c->index_len - skip;
	char octets[16];

	if (len < 5 || (at[0] != FAMILY_IPV4 && at[0] != FAMILY_IPV6))
		return (struct slice){ NULL, 0 };
	at++;
	len--;
	if (at[0] == len - 1) {
		at++;
		len--;
	}
	if (!octets_of(at, len, octets))
		return (struct slice){ NULL, 0 };
	buf_clear(&v->text);
	netaddr_add(&v->text, (struct slice){ octets, len });
	return view_take(v);
}

/* The first IPv4 address, else the first IPv6 address. */
static struct slice
management(struct view *v, const struct cells *s, const struct cell *at)
{
	const struct cell *c = cells_begins(s, STD_LLDP_MANAGEMENT,
	    at->index, at->index_len), *end;
	size_t n = at->index_len;
	struct slice text = { NULL, 0 };

	if (c == NULL)
		return text;
	end = cells_nth(s, STD_LLDP_MANAGEMENT, 0)
	    + cells_len(s, STD_LLDP_MANAGEMENT);
	for (; c < end && text.len == 0 && c->index_len > n
	    && index_cmp(c->index, n, at->index, n) == 0; c++)
		text = management_text(v, c, n);
	return text;
}

static void
read_remote(struct view *v, const struct cells *s, const struct iftable *t,
    const struct lldp_columns *col, const struct cell *at)
{
	struct neighbor *n = view_neighbor(v, "lldp");
	uint64_t kind = kind_at(s, col->chassis_kind, at);
	uint32_t number = at->index[1];

	n->port = col->if_index ? iftable_object(t, number)
	    : local_port(s, t, number);
	n->label = n->port;
	n->peer_chassis = id_text(v, octets_at(s, col->chassis, at),
	    kind == CHASSIS_MAC, kind == CHASSIS_ADDRESS);
	kind = kind_at(s, col->port_kind, at);
	n->peer_port = id_text(v, octets_at(s, col->port, at),
	    kind == PORT_MAC, kind == PORT_ADDRESS);
	n->peer_port_descr = view_text(v, octets_at(s, col->port_descr, at));
	n->peer_node = view_text(v, octets_at(s, col->name, at));
	n->peer_descr = view_text(v, octets_at(s, col->descr, at));
	n->peer_address = management(v, s, at);
	if (n->peer_node.len == 0)
		n->peer_node = n->peer_chassis;
	if (n->label.len == 0)
		n->label = view_index(v, &number, 1);
	/* the number at the end changes when a device restarts */
	n->index = n->peer_chassis.len != 0 ? n->peer_chassis
	    : view_index(v, at->index + 1, at->index_len - 1);
}

void
neighbor_read_lldp(struct view *v, const struct cells *s,
    const struct iftable *t, const struct lldp_columns *col)
{
	const struct cell *at;

	/* whoever has neither chassis nor port id is no neighbour */
	for (size_t i = 0; (at = cells_nth(s, col->chassis, i)) != NULL;
	    i++) {
		if (at->index_len == col->index_len
		    && (cell_octets(at).len != 0
		    || octets_at(s, col->port, at).len != 0))
			read_remote(v, s, t, col, at);
	}
}

void
neighbor_read_chassis(struct view *v, const struct cells *s)
{
	uint64_t kind = 0;

	cell_u64(cells_at(s, STD_LLDP_LOCAL_CHASSIS_KIND, 0), &kind);
	v->chassis = id_text(v, cell_octets(cells_at(s,
	    STD_LLDP_LOCAL_CHASSIS, 0)), kind == CHASSIS_MAC,
	    kind == CHASSIS_ADDRESS);
}
