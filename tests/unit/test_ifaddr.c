/*
 * test_ifaddr.c - whose network an address is of
 */
#include <stdlib.h>

#include "oss/ifaddr.h"
#include "oss/netaddr.h"
#include "tap.h"

#define TABLE	64

static uint64_t state = 1;

static unsigned
below(unsigned n)
{
	state = state * UINT64_C(6364136223846793005)
	    + UINT64_C(1442695040888963407);
	return (unsigned)(state >> 33) % n;
}

/* Few values in each octet, so that networks hold each other. */
static struct slice
some_address(char *p)
{
	static const char octets[] = { 0, 1, 10, 127, (char)128, (char)255 };
	size_t len = below(2) == 0 ? 4 : 16;

	for (size_t i = 0; i < len; i++)
		p[i] = octets[i % 4 == 0 ? 2 : below(sizeof(octets))];
	return (struct slice){ p, len };
}

/* The rule, word for word. */
static bool
linear(const struct view *v, struct slice octets, uint32_t *if_index)
{
	int best = 0;

	for (size_t i = 0; i < v->addresses; i++) {
		const struct port_addresses *a = &v->address[i];

		if (a->bits <= best || !netaddr_same_net(a->octets, octets,
		    (unsigned)a->bits))
			continue;
		best = a->bits;
		*if_index = a->if_index;
	}
	return best > 0;
}

/* True: the same for many addresses. */
static bool
same(unsigned *found)
{
	static char text[TABLE][16];
	struct port_addresses table[TABLE];
	struct view v = { .address = table, .addresses = below(TABLE + 1) };
	uint32_t got, want;
	char p[16];
	bool is = true;

	for (size_t i = 0; i < v.addresses; i++) {
		table[i].if_index = (uint32_t)i / 2 + 1;
		table[i].octets = some_address(text[i]);
		table[i].bits = (int)below((unsigned)table[i].octets.len * 8
		    + 2) - 1;
	}
	ifaddr_index(&v);
	for (int i = 0; i < 200 && is; i++) {
		struct slice s = some_address(p);
		bool is_there = linear(&v, s, &want);

		got = 0;
		is = ifaddr_port_of(&v, s, &got) == is_there
		    && (!is_there || got == want);
		*found += is_there;
	}
	free(v.network);
	return is;
}

/* 50,000 networks and as many peers: not 2,500,000,000 looks. */
static void
test_many(void)
{
	const uint32_t n = 50000;
	struct port_addresses *table = calloc(n, sizeof(*table));
	char (*text)[4] = calloc(n, sizeof(*text));
	struct view v = { .address = table, .addresses = n };
	uint32_t port, i, wrong = 0;

	for (i = 0; i < n; i++) {
		const char p[4] = { 10, (char)(i >> 8), (char)i, 1 };

		memcpy(text[i], p, sizeof(p));
		table[i] = (struct port_addresses){ i + 1, { text[i], 4 },
		    24 + (int)(i % 9) };
	}
	ifaddr_index(&v);
	for (i = 0; i < n; i++)
		wrong += !ifaddr_port_of(&v, table[i].octets, &port)
		    || port != i + 1;
	is_u64(wrong, 0, "many networks, many peers");
	free(v.network);
	free(table);
	free(text);
}

int
main(void)
{
	unsigned found = 0, bad = 0;

	for (int i = 0; i < 500; i++)
		bad += !same(&found);
	is_u64(bad, 0, "as one look at each says");
	ok(found > 10000, "addresses of a network: %u", found);
	test_many();
	return tap_done();
}
