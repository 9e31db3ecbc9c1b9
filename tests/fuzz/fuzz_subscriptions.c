/*
 * fuzz_subscriptions.c - who has what, the balances of a period, and usage
 * Form feeds cut the input into the three. They are read with the catalog of
 * this folder. Whatever stands there: no crash, no octet read outside, no
 * balance that is not in a period; what is rated costs no less than nothing.
 */
#include <stdlib.h>
#include <unistd.h>

#include "aid.h"
#include "base/period.h"
#include "bss/rated.h"
#include "rec/in.h"
#include "store/catalog.h"
#include "store/opening.h"
#include "store/subscriptions.h"

static struct catalog catalog;

static int
check_balance(void *arg, const struct meter_state *s)
{
	(void)arg;
	if (s->from_us >= s->to_us || s->def == NULL)
		abort();
	return 0;
}

static void
rate(struct rater *r, const char *path)
{
	struct in *in = in_new(&path, 1, FORMAT_AUTO);
	const struct rec *rec;
	struct rated rated;
	enum in_status st;

	in_default_type(in, REC_USAGE);
	while ((st = in_next(in, &rec)) == IN_OK || st == IN_BAD) {
		if (st == IN_BAD || rec->type != REC_USAGE)
			continue;
		rated = (struct rated){ .sub = NULL };
		if (rated_find(r, rec, &rated) == REASON_NONE
		    && rated_reckon(r, rec, &rated) == REASON_NONE
		    && rated.amount < 0)
			abort();
	}
	in_free(in);
}

static void
use(struct subscriptions *s, const char *opening, const char *usage)
{
	struct rater r = { .catalog = &catalog, .subs = s };
	struct meters m = { 0 };
	struct period p;

	if (!period_parse("2026-10", &catalog.zone, &p))
		abort();
	meters_make(&m, &catalog, s, p.from_us, p.to_us, NULL, NULL);
	if (opening_read(&m, opening, true) == 0) {
		meters_start(&m);
		r.meters = &m;
		rate(&r, usage);
		meters_close(&m, check_balance, NULL);
	}
	rater_release(&r);
	meters_release(&m);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct slice rest = { (const char *)data, len }, s[3];
	char digest[SHA256_HEX_MAX];
	struct subscriptions subs;
	int fd[3];

	for (int i = 0; i < 3; i++) {
		s[i] = aid_piece(&rest);
		fd[i] = aid_fd(s[i].p, s[i].len);
	}
	aid_quiet(true);
	if (catalog.offer_len == 0
	    && catalog_load(&catalog, "tests/fuzz/catalog") != 0)
		abort();
	if (subscriptions_load(&subs, &catalog, aid_fd_path(fd[0]), digest)
	    == 0)
		use(&subs, aid_fd_path(fd[1]), aid_fd_path(fd[2]));
	subscriptions_release(&subs);
	aid_quiet(false);
	for (int i = 0; i < 3; i++)
		close(fd[i]);
	return 0;
}
