/*
 * test_pile.c - items come back in order, from memory and from the disk
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/pile.h"
#include "tap.h"

#define MEMORY	((size_t)64 << 10)

/* n items, keys in an order that is none; the body says which it was. */
static struct pile *
filled(size_t memory, bool by_key, unsigned n)
{
	struct pile *p = pile_new(memory, by_key);
	char key[16], body[64];

	for (unsigned i = 0; i < n; i++) {
		int k = snprintf(key, sizeof(key), "%05u", i * 7919 % 1000);
		int b = snprintf(body, sizeof(body), "%u%*s", i,
		    (int)(i % 40), "");

		if (pile_add(p, (struct slice){ key, (size_t)k },
		    (struct slice){ body, (size_t)b }) < 0)
			ok(false, "cannot add %u", i);
	}
	return p;
}

static bool
in_order(struct pile *p, bool by_key, unsigned n)
{
	struct slice key, body;
	char last[16] = "";
	long before = -1;
	unsigned got = 0;

	for (; pile_next(p, &key, &body) == 1; got++) {
		long no = strtol(body.p, NULL, 10);
		int c = by_key ? slice_cmp(slice_of(last), key) : 0;

		if (c > 0 || (c == 0 && no <= before)
		    || body.len < 1 + (size_t)no % 40)
			return false;
		snprintf(last, sizeof(last), "%.*s", SLICE_FMT(key));
		before = no;
	}
	return got == n && pile_next(p, &key, &body) == 0;
}

static void
orders(void)
{
	static const struct {
		size_t		memory;
		unsigned	n;
	} cases[] = { { MEMORY, 0 }, { MEMORY, 1 }, { MEMORY, 100 },
	    { MEMORY, 20000 }, { 1, 300 }, { (size_t)8 << 20, 20000 } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (int by_key = 0; by_key < 2; by_key++) {
			struct pile *p = filled(cases[i].memory, by_key,
			    cases[i].n);

			ok(pile_len(p) == cases[i].n
			    && in_order(p, by_key, cases[i].n)
			    && pile_rewind(p) == 0
			    && in_order(p, by_key, cases[i].n),
			    "%u items in %zu octets, %s, twice", cases[i].n,
			    cases[i].memory, by_key ? "by key" : "as added");
			pile_free(p);
		}
}

static void
large(void)
{
	struct pile *p = pile_new(MEMORY, true);
	size_t n = 5 * MEMORY;
	char *octets = xcalloc(1, n);
	struct slice key, body;

	pile_add(p, SLICE_LIT("b"), (struct slice){ octets, n });
	pile_add(p, SLICE_LIT("a"), SLICE_LIT("small"));
	pile_add(p, SLICE_LIT("c"), (struct slice){ NULL, 0 });
	ok(pile_next(p, &key, &body) == 1 && slice_is(body, "small")
	    && pile_next(p, &key, &body) == 1 && body.len == n
	    && memcmp(body.p, octets, n) == 0
	    && pile_next(p, &key, &body) == 1 && slice_is(key, "c")
	    && body.len == 0 && pile_next(p, &key, &body) == 0,
	    "an item larger than the ceiling, and one of nothing");
	pile_free(p);
	free(octets);
}

static void
no_room(void)
{
	struct pile *p;

	setenv("TMPDIR", "/nonexistent", 1);
	p = filled((size_t)8 << 20, true, 1000);
	ok(in_order(p, true, 1000), "what fits needs no folder");
	pile_free(p);
	p = pile_new(1, false);
	ok(pile_add(p, SLICE_LIT("a"), SLICE_LIT("a")) == 0
	    && pile_add(p, SLICE_LIT("b"), SLICE_LIT("b")) < 0,
	    "and without one it says so");
	pile_free(p);
}

int
main(void)
{
	orders();
	large();
	no_room();
	return tap_done();
}
