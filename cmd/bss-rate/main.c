/*
 * main.c (bss-rate) - price usage
 */
#include "base/diag.h"
#include "rate.h"
#include "store/catalog.h"
#include "store/subscriptions.h"

static const struct stream_spec rate_spec = {
	.tool = "bss-rate",
	.takes = REC_BIT(REC_USAGE),
	.makes = REC_BIT(REC_RATED),
	.csv_type = REC_USAGE,
	.conserves = true,
	.writes = true,
	.once = true,
};

/* Text for people is no stream, so there is nothing to vouch for. */
static const struct stream_spec explain_spec = {
	.tool = "bss-rate",
	.takes = REC_BIT(REC_USAGE),
	.csv_type = REC_USAGE,
	.end_optional = true,
};

static const struct stream_spec rerate_spec = {
	.tool = "bss-rate",
	.takes = REC_BIT(REC_USAGE) | REC_BIT(REC_RATED),
	.makes = REC_BIT(REC_RATED) | REC_BIT(REC_RATED_DIFF),
	.csv_type = REC_RATED,
	.conserves = true,
	.writes = true,
	.once = true,
};

static const struct stream_spec explain_rated_spec = {
	.tool = "bss-rate",
	.takes = REC_BIT(REC_USAGE) | REC_BIT(REC_RATED),
	.csv_type = REC_RATED,
	.end_optional = true,
};

static const struct stream_spec *
spec_of(const struct rate_opts *o)
{
	if (o->explain)
		return o->rerate ? &explain_rated_spec : &explain_spec;
	return o->rerate ? &rerate_spec : &rate_spec;
}

static void
look_ahead(struct rate_run *run)
{
	const struct in_ahead ahead = { .slot = rater_ahead_slot,
		.entry = rater_ahead_entry,
		.deep = run->metered ? rater_ahead_meters : NULL,
		.table = &run->rater };

	in_look_ahead(run->stream.in, &ahead);
}

static int
run_load(struct rate_run *run)
{
	const struct rate_opts *o = run->opts;
	struct end_info *end = &run->stream.end;

	if (catalog_load(&run->catalog, o->catalog) < 0
	    || balances_period(run) < 0
	    || subscriptions_load(&run->subs, &run->catalog, o->subs,
	    run->subs_digest) < 0)
		return -1;
	end->catalog = run->catalog.digest;
	end->subscriptions = run->subs_digest;
	end->period = o->period != NULL ? run->period.name : NULL;
	end->shard = o->shard_text;
	end->tzdata = true;
	rated_field_set(o->rerate ? &run->rerate.replaced : &run->appended);
	if (rerate_open(run) < 0)
		return -1;
	run->rater = (struct rater){ .catalog = &run->catalog,
		.subs = &run->subs };
	pieces_make(&run->pieces, &run->catalog);
	if (balances_load(run) < 0)
		return -1;
	look_ahead(run);
	return 0;
}

static void
run_release(struct rate_run *run)
{
	pieces_release(&run->pieces, &run->catalog);
	out_free(run->rerate.out);
	file_new_release(&run->rerate.file);
	subscriptions_release(&run->subs);
	catalog_release(&run->catalog);
	rater_release(&run->rater);
	meters_release(&run->meters);
	buf_release(&run->bands);
	buf_release(&run->buckets);
	buf_release(&run->last_id);
}

static int
record_settle(struct rate_run *run, const struct rec *rec)
{
	struct rated *rated = &run->rated;
	enum reason why;
	enum rate_fate fate = rate_record(run, rec, rated, &why);

	if (run->opts->rerate && (fate == RATE_OK || fate == RATE_BAD)
	    && rerate_compare(run, rec, rated, why) < 0)
		return -1;
	switch (fate) {
	case RATE_OTHER_SHARD:
		stream_filtered(&run->stream);
		return 0;
	case RATE_STOP:
		return -1;
	case RATE_OK:
		return run->opts->explain
		    ? explain_put(run, rec, rated, REASON_NONE)
		    : rated_put(run, rec, rated);
	default:
		if (run->opts->explain
		    && explain_put(run, rec, rated, why) < 0)
			return -1;
		return rated_reject(run, rec, rated, why);
	}
}

static void
records_rate(struct rate_run *run)
{
	const struct rec *rec;

	while (stream_next(&run->stream, &rec) == IN_OK) {
		if (record_settle(run, rec) < 0) {
			stream_fail(&run->stream, EXIT_TROUBLE);
			return;
		}
	}
}

static int
rate(struct rate_run *run, int argc, char **argv)
{
	int rc = stream_open(&run->stream, spec_of(run->opts),
	    &run->opts->stream, argc, argv);

	if (rc != EXIT_OK || run->stream.spec == NULL)
		return rc;
	if (run_load(run) == 0)
		records_rate(run);
	else
		stream_fail(&run->stream, EXIT_TROUBLE);
	if (stream_complete(&run->stream) && balances_close(run) < 0)
		stream_fail(&run->stream, EXIT_TROUBLE);
	if (stream_complete(&run->stream) && rerate_close(run) < 0)
		stream_fail(&run->stream, EXIT_TROUBLE);
	rc = stream_close(&run->stream);
	run_release(run);
	return rc;
}

int
main(int argc, char **argv)
{
	struct rate_opts opts = { .catalog = NULL };
	struct rate_run run = { .opts = &opts };
	int rc;

	tool_init(rate_tool.name);
	rc = opt_parse(&rate_tool, rate_options, &opts, &argc, &argv);
	if (rc != 0)
		return tool_exit(rc > 0 ? EXIT_OK : EXIT_TROUBLE);
	rc = rate_opts_check(&opts, argc, argv);
	if (rc == EXIT_OK)
		rc = rate(&run, argc, argv);
	return tool_exit(rc);
}
