/*
 * fuzz_profile.c - a device profile, and a node read by it
 * A form feed cuts the input into the document and the octets of cells: each
 * is a column (of the profile's own), a number of index parts, a kind, and a
 * value. Whatever stands there: no crash, no octet read outside, no two
 * objects of one name, and whom it matches is the same when only that is read.
 */
#include <stdlib.h>

#include "aid.h"
#include "oss/reader.h"
#include "store/profile.h"
#include "store/profile_head.h"

#define CELL	12	/* octets of the input that make one */

static void
add_cell(struct reader *r, const struct profile *p, const uint8_t *d)
{
	size_t column = d[0] % (STD_COLUMNS + p->columns);
	snmp_subid name[8] = { 1, d[1], d[2], d[3] }, oid[3] = { 1, d[4], d[5] };
	struct varbind vb = { .name = { name, 1 + d[6] % 4 },
	    .kind = d[7] % (VARBIND_OID + 1),
	    .number = (uint64_t)d[8] << 56 | (unsigned)d[9] << 8 | d[10],
	    .octets = { (const char *)d + 4, d[11] % 8 },
	    .oid = { oid, 1 + d[11] % 3 } };

	cells_add(&r->cells, column, 1, &vb);
}

static void
read_node(const struct profile *p, const uint8_t *d, size_t len)
{
	struct reader *r = calloc(1, sizeof(*r));
	struct iftable ports = { 0 };
	struct plan plan = { 0 };

	iftable_clear(&ports);
	reader_begin(r, p);
	reader_plan(r, &plan);
	for (; len >= CELL; len -= CELL, d += CELL)
		add_cell(r, p, d);
	reader_finish(r, &ports, SLICE_LIT("Some OS, Version 1.2"));
	for (size_t i = 1; i < r->view.sensors; i++) {
		if (slice_cmp(r->view.sensor[i - 1].object,
		    r->view.sensor[i].object) > 0)
			abort();
	}
	plan_release(&plan);
	iftable_release(&ports);
	reader_release(r);
	free(r);
}

static void
same_head(const struct profile *p, struct slice text)
{
	struct profile head = { 0 };
	struct arena mem = { 0 };
	char *copy = malloc(text.len + 1);
	bool known;

	memcpy(copy, text.p, text.len);
	known = profile_head_read(&head, (struct slice){ copy, text.len },
	    &mem);
	if (known && p != NULL && head.matches != p->matches)
		abort();
	for (unsigned i = 0; known && p != NULL && i < p->matches; i++) {
		if (head.match[i].object_ids != p->match[i].object_ids
		    || head.match[i].descrs != p->match[i].descrs)
			abort();
	}
	free(copy);
	arena_release(&mem);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct slice rest = { (const char *)data, len };
	struct slice text = aid_piece(&rest);
	struct profiles all;
	bool good;

	aid_quiet(true);
	good = profiles_load_text(&all, "fuzz", "fuzz.json", text) == 0;
	same_head(good ? &all.set.item[0] : NULL, text);
	if (good)
		read_node(&all.set.item[0], (const uint8_t *)rest.p, rest.len);
	profiles_release(&all);
	aid_quiet(false);
	return 0;
}
