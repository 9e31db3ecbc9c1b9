/*
 * fuzz_expect.c - expect.csv, read, cut into slots and asked
 * Whatever stands in it: no crash, no octet read outside, no slot without an
 * end.
 */
#include <unistd.h>

#include "aid.h"
#include "store/spool_expect.h"

static volatile uint64_t sum;	/* what was read is used */

static void
ask(struct spool_expects *all, const struct period *p)
{
	for (size_t i = 0; i < all->len; i++) {
		struct spool_expect *e = &all->item[i];

		spool_expects_record(all, e->source, e->usage_type,
		    p->from_us, p->to_us);
		for (size_t k = 0; k < e->dues; k++) {
			const struct spool_due *d = &e->due[k];

			if (d->from_us >= d->to_us || d->due_us < d->to_us)
				abort();
			sum += (uint64_t)spool_due_state(e, d, d->due_us)
			    + d->file.len;
		}
		if (e->dues > 0)
			spool_expects_file(all, e->due[0].file, p->to_us);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	int fd = aid_fd(data, len);
	struct spool_expects all;
	struct period p;
	struct zone zone;

	if (!zone_load(&zone, "UTC")
	    || !period_parse("2026-10-24/2026-10-27", &zone, &p))
		abort();
	aid_quiet(true);
	if (spool_expects_read(&all, aid_fd_path(fd)) == 0
	    && spool_expects_slots(&all, &p, &zone) == 0)
		ask(&all, &p);
	aid_quiet(false);
	spool_expects_release(&all);
	zone_release(&zone);
	close(fd);
	return 0;
}
