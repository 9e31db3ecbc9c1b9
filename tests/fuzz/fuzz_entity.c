/*
 * fuzz_entity.c - customers, accounts and subscriptions out of records
 * Whatever stands in one: no crash, no octet read outside; one that is good
 * is the same as itself, and its texts can be told.
 */
#include <stdlib.h>
#include <unistd.h>

#include "aid.h"
#include "bss/entity.h"
#include "rec/in.h"

static volatile size_t sum;	/* what was told is used */

static void
take(const struct rec *r, const struct zone *zone)
{
	struct arena a = { 0 };
	struct buf b = { 0 };
	struct entity e, other;
	const char *want;
	enum field f;

	if (r->type != REC_CUSTOMER && r->type != REC_ACCOUNT
	    && r->type != REC_SUBSCRIPTION)
		return;
	if (entity_from_rec(&e, r, zone, &a, &f) == REASON_NONE) {
		other = e;
		if (!entity_same(&e, &other))
			abort();
		entity_diff(&b, NULL, &e);
		for (size_t i = 0; i < type_def(r->type)->len; i++)
			entity_text(&b, &e, i);
		entity_set(&other, SLICE_LIT("x_note"), rec_str(r, F_ACCOUNT),
		    zone, &a);
		entity_set(&other, SLICE_LIT("from"), rec_str(r, F_FROM),
		    zone, &a);
		entity_diff(&b, &e, &other);
		if (entity_check(&e, &f, &want) == REASON_NONE)
			sum += entity_key(&e).len
			    + entity_valid_at(&e, 1790000000000000);
	}
	sum += b.len;
	buf_release(&b);
	arena_release(&a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	int fd = aid_fd(data, len);
	const char *path = aid_fd_path(fd);
	struct in *in = in_new(&path, 1, FORMAT_AUTO);
	static struct zone zone;
	const struct rec *r;
	enum in_status st;

	if (zone.len == 0 && !zone_load(&zone, "UTC"))
		abort();
	aid_quiet(true);
	in_default_type(in, REC_SUBSCRIPTION);
	while ((st = in_next(in, &r)) == IN_OK || st == IN_BAD)
		if (st == IN_OK)
			take(r, &zone);
	in_free(in);
	aid_quiet(false);
	close(fd);
	return 0;
}
