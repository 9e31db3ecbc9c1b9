/*
 * seal.c (bss-spool) - fix what a period is delivered from, or take it back
 */
#include "base/diag.h"
#include "base/tstamp.h"
#include "spool.h"
#include "store/spool_account.h"
#include "store/spool_json.h"

/* The seal of a period, and the last of its cycle; NULL: none */
static const struct spool_seal *
find_seal(const struct spool_state *s, const struct spool_range *r,
    const struct spool_seal **last)
{
	const struct spool_seal *first;
	size_t n = spool_cycle_seals(s, r->span.cycle, &first);

	*last = n > 0 ? &first[n - 1] : NULL;
	for (size_t i = 0; i < n; i++)
		if (first[i].from_us == r->span.from_us
		    && first[i].to_us == r->span.to_us)
			return &first[i];
	return NULL;
}

/* What a reading of the period delivers; held records are said. */
static int
add_up(struct spool_view *v, struct spool_account *a)
{
	struct spool_delivery *d = spool_delivery_new(v, NULL, NULL);
	struct spool_reader *from;
	const struct spool_rec *r;
	enum spool_fate fate;
	int rc;

	while ((rc = spool_delivery_next(d, &r, &from, &fate)) > 0) {
		if (spool_account_add(a, r, &from->slot[r->slot], fate) != 0) {
			rc = -1;
			break;
		}
		if ((fate == FATE_CONFLICT || fate == FATE_GONE)
		    && a->held <= SPOOL_SAID_MAX)
			spool_say_held(fate, r, from->name);
	}
	spool_delivery_free(d);
	return rc;
}

static json_t *
members(const struct spool_range *r, struct spool_account *a)
{
	json_t *o = json_object();

	js_set_str(o, "period", r->period.name);
	js_set_str(o, "zone", r->zone);
	js_set_time(o, "from", r->span.from_us);
	js_set_time(o, "to", r->span.to_us);
	json_object_set_new(o, "cycle", json_integer(r->span.cycle));
	spool_account_json(a, o);
	return o;
}

static int
commit(struct spool_decision *d, struct spool_range *r,
    struct spool_view *v, struct spool_account *a)
{
	struct spool_list list = { 0 };
	int rc = EXIT_OK;

	if (spool_view_list(v, &r->span, &list) != 0)
		return EXIT_TROUBLE;
	if (!d->opts->dry_run)
		rc = spool_decide(d, ACT_SEAL, &list, members(r, a));
	if (rc == EXIT_OK)
		note("%s: %llu records, %llu of them late, %zu new batches: %s",
		    r->period.name, (unsigned long long)a->records,
		    (unsigned long long)a->late, list.len,
		    d->opts->dry_run ? "would be sealed" : "sealed");
	spool_list_release(&list);
	return rc;
}

static int
seal_new(struct spool_decision *d, struct spool_range *r)
{
	struct spool_account a = { 0 };
	struct spool_view v;
	int rc = EXIT_TROUBLE;

	if (spool_now(d->opts) < r->span.to_us) {
		diag(REASON_SPOOL_EARLY, "'%s' is not over", r->period.name);
		return EXIT_TROUBLE;
	}
	if (spool_view_open(&v, &d->state, &r->span) == 0
	    && spool_view_conflicts(&v) == 0 && add_up(&v, &a) == 0) {
		if (a.held == 0)
			rc = commit(d, r, &v, &a);
		else
			diag(REASON_SPOOL_HELD, "'%s' is not sealed: %llu "
			    "records are held", r->period.name,
			    (unsigned long long)a.held);
	}
	spool_account_release(&a);
	spool_view_release(&v);
	return rc;
}

static int
seal(struct spool_decision *d, struct spool_range *r)
{
	const struct spool_seal *last;

	if (find_seal(&d->state, r, &last) != NULL) {
		note("%s: sealed already", r->period.name);
		return EXIT_OK;
	}
	if (last == NULL || last->to_us == r->span.from_us)
		return seal_new(d, r);
	diag(REASON_SPOOL_ORDER, "'%s' is not the period behind the last "
	    "sealed one, '%s'", r->period.name, last->period);
	return EXIT_TROUBLE;
}

static int
unseal(struct spool_decision *d, struct spool_range *r)
{
	const struct spool_seal *last, *found = find_seal(&d->state, r, &last);
	json_t *o;

	if (found == NULL) {
		diag(REASON_SPOOL_UNSEALED, "'%s' is not sealed",
		    r->period.name);
		return EXIT_TROUBLE;
	}
	if (found != last || found->purged) {
		diag(REASON_SPOOL_SEALED, "'%s' stays sealed: %s",
		    r->period.name, found->purged ? "its details are purged"
		    : "a later period is sealed");
		return EXIT_TROUBLE;
	}
	o = json_object();
	js_set_int(o, "seal", found->act);
	js_set_str(o, "period", found->period);
	js_set_str(o, "zone", found->zone);
	return spool_decide(d, ACT_UNSEAL, NULL, o);
}

static int
run(bool need_why, int argc, char **argv,
    int (*fn)(struct spool_decision *, struct spool_range *))
{
	struct spool_range range = { 0 };
	struct spool_decision d;
	struct spool_opts opts;
	char *home;
	int rc;

	if (spool_parse(&opts, &argc, &argv, &home, &rc) != 0) {
		free(home);
		return rc;
	}
	rc = EXIT_TROUBLE;
	if (opts.period == NULL)
		diag(REASON_USAGE_MISSING, "--period is missing");
	else if (spool_range(&opts, &range) == 0) {
		rc = spool_decision_begin(&d, &opts, need_why);
		if (rc == EXIT_OK)
			rc = fn(&d, &range);
		spool_decision_release(&d);
	}
	spool_range_release(&range);
	free(home);
	return rc;
}

int
verb_seal(int argc, char **argv)
{
	return run(false, argc, argv, seal);
}

int
verb_unseal(int argc, char **argv)
{
	return run(true, argc, argv, unseal);
}
