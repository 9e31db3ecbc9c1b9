/*
 * test_loss.c - sessions that access servers lost
 */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "oss/loss.h"
#include "tap.h"

static struct buf said;

static int
put(void *arg, const struct loss_sample *s)
{
	(void)arg;
	buf_addf(&said, "%s%u@%lld:%llu-%llu", said.len != 0 ? " " : "",
	    s->node, (long long)s->ts_s, (unsigned long long)s->open,
	    (unsigned long long)s->lost);
	return 0;
}

static struct losses *
begin(uint32_t max)
{
	const struct loss_rules rules = { 100, 1000, max, put, NULL };

	buf_clear(&said);
	return losses_new(&rules);
}

static void
finish(struct losses *l, const char *want, const char *name)
{
	ok(losses_end(l) == 0, "%s: ends", name);
	buf_addc(&said, '\0');
	is_str(said.data, want, "%s", name);
	losses_free(l);
}

static enum loss_fate
take(struct losses *l, uint32_t nas, enum loss_kind kind, const char *id,
    int64_t ts_s)
{
	const struct loss_packet p = { .kind = kind, .nas = nas,
	    .session = slice_of(id), .ts_s = ts_s,
	    .fault = kind == LOSS_STOP };

	return losses_take(l, &p);
}

static void
test_once(void)
{
	struct losses *l = begin(100);
	uint32_t a = loss_nas(l, 0);

	take(l, a, LOSS_START, "x", 1000);
	take(l, a, LOSS_START, "y", 1001);
	ok(take(l, a, LOSS_START, "y", 1001) == LOSS_DUPLICATE, "Start twice");
	ok(take(l, a, LOSS_STOP, "x", 1050) == LOSS_USED, "Stop");
	ok(take(l, a, LOSS_STOP, "x", 1055) == LOSS_DUPLICATE, "Stop twice");
	ok(take(l, a, LOSS_INTERIM, "x", 1060) == LOSS_DUPLICATE,
	    "Interim-Update sent again");
	ok(take(l, a, LOSS_START, "x", 1000) == LOSS_DUPLICATE, "Start late");
	take(l, a, LOSS_INTERIM, "y", 1205);
	ok(take(l, a, LOSS_START, "x", 1206) == LOSS_USED, "id anew");
	ok(take(l, a, LOSS_STOP, "z", 1207) == LOSS_USED, "only a Stop");
	finish(l, "0@1100:1-1 0@1200:1-0 0@1208:2-1", "counted once");
}

static void
test_restart(void)
{
	struct losses *l = begin(100);
	uint32_t a = loss_nas(l, 0), b = loss_nas(l, 0), c = loss_nas(l, 1);

	take(l, a, LOSS_START, "1", 1000);
	take(l, a, LOSS_START, "2", 1000);
	take(l, b, LOSS_START, "1", 1000);
	take(l, c, LOSS_START, "1", 1000);
	take(l, a, LOSS_RESTART, "", 1010);
	take(l, a, LOSS_START, "1", 1020);
	ok(take(l, a, LOSS_RESTART, "", 1025) == LOSS_DUPLICATE,
	    "restart sent again");
	finish(l, "0@1026:2-2 1@1026:1-0", "all of a server, of it alone");
}

static void
test_time(void)
{
	struct losses *l = begin(100);
	uint32_t a = loss_nas(l, 0), b = loss_nas(l, 1);

	take(l, a, LOSS_START, "1", 1000);
	take(l, b, LOSS_START, "1", 1000);
	take(l, a, LOSS_INTERIM, "1", 1200);	/* b goes on, too */
	take(l, b, LOSS_STOP, "1", 1150);	/* late: counts in the next */
	losses_begin(l);
	take(l, a, LOSS_INTERIM, "1", 1300);
	take(l, a, LOSS_INTERIM, "1", 1400);	/* b is not of this file */
	finish(l, "0@1100:1-0 0@1200:1-0 1@1100:1-0 1@1200:1-0 0@1300:1-0"
	    " 0@1400:1-0 0@1401:1-0 1@1300:0-1 1@1400:0-0", "clocks");
}

static void
test_old(void)
{
	struct losses *l = begin(3);
	uint32_t a = loss_nas(l, 0);

	take(l, a, LOSS_START, "1", 1000);
	take(l, a, LOSS_STOP, "2", 1000);
	take(l, a, LOSS_START, "3", 1001);
	ok(take(l, a, LOSS_START, "4", 1002) == LOSS_FULL, "full");
	take(l, a, LOSS_INTERIM, "1", 1002);
	take(l, a, LOSS_INTERIM, "3", 90000);	/* a gap: one sample */
	take(l, a, LOSS_INTERIM, "3", 90001);
	ok(take(l, a, LOSS_START, "4", 90002) == LOSS_USED, "room again");
	ok(take(l, a, LOSS_START, "5", 90002) == LOSS_USED, "and more");
	ok(take(l, a, LOSS_START, "6", 90002) == LOSS_FULL, "full again");
	finish(l, "0@1100:2-1 0@90000:0-0 0@90003:3-0", "forgotten");
}

/* As many as make the table grow, ended in another order. */
static void
test_many(void)
{
	const uint32_t n = 5000;
	struct losses *l = begin(n);
	uint32_t a = loss_nas(l, 0), i;
	char id[16];

	for (i = 0; i < n; i++) {
		snprintf(id, sizeof(id), "%u", i);
		take(l, a, LOSS_START, id, 1000);
	}
	for (i = 0; i < n; i += 2) {
		snprintf(id, sizeof(id), "%u", (i * 7 + 2) % n);
		take(l, a, LOSS_STOP, id, 1001);
	}
	finish(l, "0@1002:2500-2500", "many");
}

static void
test_words(void)
{
	enum loss_kind kind;

	ok(loss_kind_of(slice_of("Accounting-Off"), &kind)
	    && kind == LOSS_RESTART, "Accounting-Off");
	ok(loss_kind_of(slice_of("2"), &kind) && kind == LOSS_STOP, "2");
	ok(!loss_kind_of(slice_of("Tunnel-Stop"), &kind), "Tunnel-Stop");
	ok(loss_is_fault(slice_of("Lost-Carrier"))
	    && loss_is_fault(slice_of("9")), "faults");
	ok(!loss_is_fault(slice_of("User-Request"))
	    && !loss_is_fault(slice_of("4"))
	    && !loss_is_fault((struct slice){ NULL, 0 }), "and none");
}

int
main(void)
{
	test_once();
	test_restart();
	test_time();
	test_old();
	test_many();
	test_words();
	buf_release(&said);
	return tap_done();
}
