/*
 * purge.c (bss-spool) - details that are old enough go, what proves them stays
 */
#include "base/diag.h"
#include "base/tstamp.h"
#include "spool.h"
#include "store/spool_json.h"
#include "store/spool_purge.h"

static int
cutoff(const struct spool_opts *o, int64_t *us)
{
	if ((o->before != NULL) == (o->keep_us != 0)) {
		diag(REASON_USAGE_MISSING, "--before or --keep, one of them");
		return -1;
	}
	if (o->before != NULL)
		return spool_date(o, o->before, us);
	*us = spool_now(o) - o->keep_us;
	return 0;
}

static int
commit(struct spool_decision *d, const struct spool_purge *p, int64_t cutoff_us)
{
	json_t *o = json_object();

	js_set_time(o, "before", cutoff_us);
	json_object_set(o, "seals", p->seals);
	return spool_decide(d, ACT_PURGE, &p->batch, o);
}

/* The act is there; what it says is done, now or by the next purge. */
static int
remove_files(const struct spool_opts *o)
{
	struct spool_state s;
	int rc;

	if (spool_state_read(&s, o->spool) != 0)
		return EXIT_TROUBLE;
	rc = spool_purge_files(&s) == 0 ? EXIT_OK : EXIT_TROUBLE;
	spool_state_release(&s);
	return rc;
}

static int
purge(struct spool_decision *d, int64_t cutoff_us)
{
	const struct spool_opts *o = d->opts;
	struct spool_purge p;
	int rc = EXIT_TROUBLE;

	if (spool_purge_plan(&p, &d->state, cutoff_us) == 0) {
		size_t periods = json_array_size(p.seals);

		rc = EXIT_OK;
		if (!o->dry_run && (p.batch.len > 0 || periods > 0))
			rc = commit(d, &p, cutoff_us);
		if (rc == EXIT_OK && !o->dry_run)
			rc = remove_files(o);
		if (rc == EXIT_OK)
			note("%zu periods, %zu batches, %llu octets: %s",
			    periods, p.batch.len, (unsigned long long)p.octets,
			    o->dry_run ? "would be purged" : "purged");
	}
	spool_purge_release(&p);
	return rc;
}

int
verb_purge(int argc, char **argv)
{
	struct spool_decision d;
	struct spool_opts opts;
	int64_t cutoff_us = 0;
	char *home;
	int rc;

	if (spool_parse(&opts, &argc, &argv, &home, &rc) == 0
	    && cutoff(&opts, &cutoff_us) == 0) {
		rc = spool_decision_begin(&d, &opts, true);
		if (rc == EXIT_OK)
			rc = purge(&d, cutoff_us);
		spool_decision_release(&d);
	}
	free(home);
	return rc;
}
