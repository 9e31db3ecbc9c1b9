/*
 * ifaddr.c (oss) - see ifaddr.h
 */
#include <stdlib.h>

#include "oss/ifaddr.h"
#include "oss/netaddr.h"
#include "oss/stdmib.h"

#define IPV4_LEN	4
#define IPV6_LEN	16
#define TYPE_BROADCAST	3	/* ipAddressType */
#define PREFIX_NAME_LEN	10	/* ipAddressPrefixEntry and its column */

/* The address that stands in an index, as octets; missing: it is none. */
static struct slice
index_octets(struct view *v, const uint32_t *index, size_t len)
{
	char *p;

	if (len != IPV4_LEN && len != IPV6_LEN)
		return (struct slice){ NULL, 0 };
	p = arena_alloc(&v->mem, len);
	for (size_t i = 0; i < len; i++) {
		if (index[i] > 255)
			return (struct slice){ NULL, 0 };
		p[i] = (char)index[i];
	}
	return (struct slice){ p, len };
}

static void
add(struct view *v, uint64_t if_index, struct slice octets, int bits)
{
	if (octets.len == 0 || if_index == 0 || if_index > UINT32_MAX)
		return;
	if (bits > (int)octets.len * 8)
		bits = -1;
	GROW(v->address, v->addresses, v->address_cap);
	v->address[v->addresses++] = (struct port_addresses){
		(uint32_t)if_index, octets, bits
	};
}

/* ipAddressPrefix points to ifIndex.type.length.address.BITS */
static int
prefix_bits(const struct cell *c)
{
	if (c == NULL || c->kind != VARBIND_OID
	    || c->oid_len <= PREFIX_NAME_LEN || c->oid[c->oid_len - 1] > 128)
		return -1;
	return (int)c->oid[c->oid_len - 1];
}

/* index: type, length, address; with a zone (RFC 4001) 4 octets longer */
static void
read_address(struct view *v, const struct cells *s, const struct cell *c)
{
	uint64_t if_index, type;
	size_t len;

	if (c->index_len < 2 || !cell_u64(c, &if_index)
	    || c->index_len != c->index[1] + 2)
		return;
	if (cell_u64(cells_find(s, STD_ADDRESS_TYPE, c->index, c->index_len),
	    &type) && type == TYPE_BROADCAST)
		return;
	len = c->index[1];
	if (len == IPV4_LEN + 4 || len == IPV6_LEN + 4)
		len -= 4;
	add(v, if_index, index_octets(v, c->index + 2, len),
	    prefix_bits(cells_find(s, STD_ADDRESS_PREFIX, c->index,
	    c->index_len)));
}

static int
address_cmp(const void *pa, const void *pb)
{
	const struct port_addresses *a = pa, *b = pb;

	if (a->if_index != b->if_index)
		return a->if_index < b->if_index ? -1 : 1;
	if (a->octets.len != b->octets.len)
		return a->octets.len < b->octets.len ? -1 : 1;
	if (!slice_eq(a->octets, b->octets))
		return slice_cmp(a->octets, b->octets);
	return (b->bits > a->bits) - (b->bits < a->bits);
}

/* Sort; of an address that stands twice the one with a length is kept. */
static void
sort(struct view *v)
{
	size_t kept = 0;

	if (v->addresses > 1)
		qsort(v->address, v->addresses, sizeof(*v->address),
		    address_cmp);
	for (size_t i = 0; i < v->addresses; i++) {
		if (kept == 0 || v->address[kept - 1].if_index
		    != v->address[i].if_index
		    || !slice_eq(v->address[kept - 1].octets,
		    v->address[i].octets))
			v->address[kept++] = v->address[i];
	}
	v->addresses = kept;
}

/* The first bits of two addresses of a length. */
static int
net_cmp(struct slice a, struct slice b, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;
	int c = memcmp(a.p, b.p, whole);

	if (c != 0 || rest == 0)
		return c;
	return ((unsigned char)a.p[whole] >> (8 - rest))
	    - ((unsigned char)b.p[whole] >> (8 - rest));
}

/* Where a network of this length stands to the one of an address. */
static int
network_cmp(const struct port_addresses *a, struct slice octets, int bits)
{
	if (a->octets.len != octets.len)
		return a->octets.len < octets.len ? -1 : 1;
	if (a->bits != bits)
		return a->bits > bits ? -1 : 1;
	return net_cmp(a->octets, octets, (unsigned)bits);
}

static int
number_cmp(const void *pa, const void *pb, void *arg)
{
	const struct view *v = arg;
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;
	int c = network_cmp(&v->address[a], v->address[b].octets,
	    v->address[b].bits);

	return c != 0 ? c : (a > b) - (a < b);
}

void
ifaddr_index(struct view *v)
{
	v->networks = 0;
	for (size_t i = 0; i < v->addresses; i++) {
		if (v->address[i].bits <= 0)	/* a /0 is everybody */
			continue;
		GROW(v->network, v->networks, v->network_cap);
		v->network[v->networks++] = (uint32_t)i;
	}
	if (v->networks > 1)
		qsort_r(v->network, v->networks, sizeof(*v->network),
		    number_cmp, v);
}

void
ifaddr_read(struct view *v, const struct cells *s)
{
	const struct cell *c;
	uint64_t n;
	size_t i;

	for (i = 0; (c = cells_nth(s, STD_ADDRESS_PORT, i)) != NULL; i++)
		read_address(v, s, c);
	for (i = 0; (c = cells_nth(s, STD_ADDR_PORT, i)) != NULL; i++) {
		if (cell_u64(c, &n))
			add(v, n, index_octets(v, c->index, c->index_len),
			    netaddr_mask_bits(cell_octets(cells_find(s,
			    STD_ADDR_MASK, c->index, c->index_len))));
	}
	for (i = 0; (c = cells_nth(s, STD_ADDR6_LENGTH, i)) != NULL; i++) {
		if (cell_u64(c, &n) && n <= 128
		    && c->index_len == 1 + IPV6_LEN)
			add(v, c->index[0], index_octets(v, c->index + 1,
			    IPV6_LEN), (int)n);
	}
	sort(v);
	ifaddr_index(v);
}

/* The first address of the port, or of one behind it. */
static size_t
first_of(const struct view *v, uint32_t if_index)
{
	size_t lo = 0, hi = v->addresses, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (v->address[mid].if_index < if_index)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

void
ifaddr_text(const struct view *v, uint32_t if_index, struct buf *out)
{
	for (size_t i = first_of(v, if_index); i < v->addresses
	    && v->address[i].if_index == if_index; i++) {
		if (out->len != 0)
			buf_addc(out, ' ');
		netaddr_add(out, v->address[i].octets);
		if (v->address[i].bits >= 0)
			buf_addf(out, "/%d", v->address[i].bits);
	}
}

/* The first network that is not before the one of an address. */
static size_t
network_at(const struct view *v, struct slice octets, int bits)
{
	size_t lo = 0, hi = v->networks, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (network_cmp(&v->address[v->network[mid]], octets, bits)
		    < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

bool
ifaddr_port_of(const struct view *v, struct slice octets,
    uint32_t *if_index)
{
	const struct port_addresses *a;
	int bits = (int)octets.len * 8;
	size_t at;

	while (bits > 0 && (at = network_at(v, octets, bits)) < v->networks) {
		a = &v->address[v->network[at]];
		if (a->octets.len != octets.len)
			return false;
		if (a->bits == bits && net_cmp(a->octets, octets,
		    (unsigned)bits) == 0) {
			*if_index = a->if_index;
			return true;
		}
		/* behind those of this length, or none of it is there */
		bits = a->bits < bits ? a->bits : bits - 1;
	}
	return false;
}
