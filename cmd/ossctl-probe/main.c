/*
 * main.c (ossctl-probe) - probe, once or at every interval
 */
#include "base/diag.h"
#include "prober.h"

static const struct stream_spec probe_spec = {
	.tool = "ossctl-probe",
	.takes = REC_BIT(REC_NODE) | REC_BIT(REC_PROBE),
	.makes = REC_BIT(REC_SAMPLE) | REC_BIT(REC_HEARTBEAT),
	.csv_type = REC_NODE,
	.writes = true,
	.end_optional = true,
};

struct probe_run {
	const struct probe_opts *opts;
	struct stream	 stream;
	struct targets	 targets;
	struct pass_room *room;
	uint64_t	 planned, answered;	/* nodes, over all passes */
};

/* One pass with its heartbeat. 0 or -1. */
static int
run_pass(void *arg, int64_t begun_us)
{
	struct probe_run *run = arg;
	struct out *out = run->stream.out;
	struct pass_result r;

	if (pass_run(run->room, &run->targets, out, &r) < 0)
		return -1;
	run->planned += r.planned;
	run->answered += r.answered;
	if (r.good < r.targets)
		stream_finding(&run->stream);
	if (run->opts->stream.verbose)
		note("%llu probes: %llu good; %llu nodes: %llu answered",
		    (unsigned long long)r.targets, (unsigned long long)r.good,
		    (unsigned long long)r.planned,
		    (unsigned long long)r.answered);
	/* CSV holds one type of record */
	if (run->opts->stream.out_format != 0)
		return 0;
	return emit_heartbeat(out, &run->targets, begun_us, &r);
}

static int
run_start(struct probe_run *run)
{
	if (targets_read(&run->targets, &run->stream, &run->opts->pass.shard) < 0)
		return -1;
	if (run->targets.len == 0) {
		diag(REASON_PROBES_NONE, NULL);
		return -1;
	}
	targets_chain(&run->targets);
	run->stream.end.shard = run->opts->pass.shard_text;
	run->room = pass_room_new(run->opts, &run->targets);
	return run->room != NULL ? 0 : -1;
}

static int
probe(struct probe_run *run, int argc, char **argv)
{
	int rc = stream_open(&run->stream, &probe_spec, &run->opts->stream,
	    argc, argv);

	if (rc != EXIT_OK || run->stream.spec == NULL)
		return rc;
	if (run_start(run) < 0 || pass_repeat(&run->opts->pass,
	    &run->stream, run_pass, run) < 0)
		stream_fail(&run->stream, EXIT_TROUBLE);
	rc = stream_close(&run->stream);
	pass_room_free(run->room);
	targets_release(&run->targets);
	return pass_exit(rc, run->planned, run->answered);
}

int
main(int argc, char **argv)
{
	struct probe_opts opts = probe_defaults;
	struct probe_run run = { .opts = &opts };
	int rc;

	tool_init(probe_tool.name);
	rc = opt_parse(&probe_tool, probe_options, &opts, &argc, &argv);
	if (rc == 0)
		rc = probe_opts_check(&opts);
	else
		return tool_exit(rc > 0 ? EXIT_OK : EXIT_TROUBLE);
	if (rc == EXIT_OK && opts.pass.lock != NULL)
		rc = pass_lock(opts.pass.lock);
	if (rc == EXIT_OK)
		rc = probe(&run, argc, argv);
	return tool_exit(rc);
}
