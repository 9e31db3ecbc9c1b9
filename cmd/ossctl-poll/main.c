/*
 * main.c (ossctl-poll) - ask nodes, once or at every interval
 */
#include <errno.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/diag.h"
#include "poller.h"

static const struct stream_spec poll_spec = {
	.tool = "ossctl-poll",
	.takes = REC_BIT(REC_NODE),
	.makes = REC_BIT(REC_NODE) | REC_BIT(REC_SAMPLE) | REC_BIT(REC_HEARTBEAT)
	    | REC_BIT(REC_LINK),
	.csv_type = REC_NODE,
	.writes = true,
	.end_optional = true,
};

struct poll_run {
	const struct poll_opts *opts;
	struct stream	 stream;
	struct node_list nodes;
	struct profiles	 profiles;
	struct node_how	 how;
	struct replay	 replay;
	struct pass_room *room;
	uint64_t	 planned, answered;	/* over all passes */
};

static bool
replays(const struct poll_run *run)
{
	return run->opts->replay.len != 0;
}

static void
run_release(struct poll_run *run)
{
	pass_room_free(run->room);
	replay_release(&run->replay);
	nodes_release(&run->nodes);
	profiles_release(&run->profiles);
}

/* One pass with its heartbeat. 0 or -1. */
static int
run_pass(void *arg, int64_t begun_us)
{
	struct poll_run *run = arg;
	struct out *out = run->stream.out;
	struct pass_result r;

	if (pass_run(run->room, &run->nodes, out, begun_us, &r) < 0)
		return -1;
	if (run->opts->engines != NULL
	    && engines_save(&run->nodes, run->opts->engines) < 0)
		return -1;
	run->planned += r.planned;
	run->answered += r.answered;
	/* one that is broken costs only what it would have known */
	if (r.failed > 0 || r.partial > 0 || run->profiles.broken)
		stream_finding(&run->stream);
	if (run->opts->stream.verbose)
		note("%llu nodes: %llu answered (%llu in part), %llu failed",
		    (unsigned long long)r.planned,
		    (unsigned long long)r.answered,
		    (unsigned long long)r.partial,
		    (unsigned long long)r.failed);
	/* CSV holds one type of record, a file of links, too */
	if (run->opts->stream.out_format != 0 || run->opts->links)
		return 0;
	return emit_heartbeat(out, &run->nodes, begun_us, replays(run)
	    ? run->replay.now_us : clock_us(), &r);
}

static int
run_passes(struct poll_run *run)
{
	return replays(run) ? run_pass(run, run->replay.now_us)
	    : pass_repeat(&run->opts->pass, &run->stream, run_pass, run);
}

/* Recordings alone are nodes enough. */
static int
start_replay(struct poll_run *run)
{
	const struct poll_opts *o = run->opts;

	run->nodes.replayed = true;
	run->replay.now_us = o->now_us != 0 ? o->now_us : clock_us();
	if (replay_open(&run->replay, &o->replay) < 0)
		return -1;
	if (run->stream.in == NULL)
		replay_nodes(&run->replay, &run->nodes);
	return 0;
}

static int
run_start(struct poll_run *run)
{
	profiles_load(&run->profiles, PROFILES_LATE);
	run->nodes.profiles = &run->profiles.set;
	run->nodes.shard = run->opts->pass.shard;
	run->stream.end.shard = run->opts->pass.shard_text;
	if (replays(run) && start_replay(run) < 0)
		return -1;
	if (run->stream.in != NULL
	    && nodes_read(&run->nodes, &run->stream) < 0)
		return -1;
	if (run->opts->engines != NULL
	    && engines_load(&run->nodes, run->opts->engines) < 0)
		return -1;
	if (run->opts->spread_us != 0)
		nodes_shuffle(&run->nodes);
	if (run->nodes.len == 0) {
		diag(REASON_NODES_NONE, NULL);
		return -1;
	}
	if (run->opts->record != NULL && mkdir(run->opts->record, 0700) != 0
	    && errno != EEXIST) {
		diag_errno(REASON_OPEN_FAILED, "cannot make the folder '%s'",
		    run->opts->record);
		return -1;
	}
	run->how = (struct node_how){
		.timeout_us = run->opts->timeout_us,
		.retries = (unsigned)run->opts->retries,
		.repetitions = (unsigned)run->opts->repetitions,
		.deadline_us = run->opts->deadline_us,
		.plan = pass_plan,
	};
	run->room = pass_room_new(run->opts, &run->how,
	    replays(run) ? &run->replay : NULL, run->nodes.len);
	return run->room != NULL ? 0 : -1;
}

static int
run_discover(struct poll_run *run)
{
	if (discover(run->opts, run->stream.out, &run->answered) < 0)
		return -1;
	run->planned = 1;
	if (run->answered == 0)
		stream_finding(&run->stream);
	return 0;
}

static int
poll(struct poll_run *run, int argc, char **argv)
{
	struct stream_spec spec = poll_spec;
	int rc;

	if (run->opts->discover.len != 0 && argc > 0) {
		diag(REASON_USAGE_VALUE, "--discover takes no nodes");
		return EXIT_TROUBLE;
	}
	if ((replays(run) && argc == 0) || run->opts->discover.len != 0)
		spec.takes = 0;
	rc = stream_open(&run->stream, &spec, &run->opts->stream, argc, argv);

	if (rc != EXIT_OK || run->stream.spec == NULL)
		return rc;
	if (run->opts->discover.len != 0
	    ? run_discover(run) < 0
	    : run_start(run) < 0 || run_passes(run) < 0)
		stream_fail(&run->stream, EXIT_TROUBLE);
	if (run->replay.trouble)
		stream_finding(&run->stream);
	rc = stream_close(&run->stream);
	run_release(run);
	return pass_exit(rc, run->planned, run->answered);
}

int
main(int argc, char **argv)
{
	struct poll_opts opts = poll_defaults;
	struct poll_run run = { .opts = &opts };
	int rc;

	tool_init(poll_tool.name);
	rc = opt_parse(&poll_tool, poll_options, &opts, &argc, &argv);
	if (rc == 0)
		rc = poll_opts_check(&opts);
	else
		return tool_exit(rc > 0 ? EXIT_OK : EXIT_TROUBLE);
	if (rc == EXIT_OK && opts.pass.lock != NULL)
		rc = pass_lock(opts.pass.lock);
	if (rc == EXIT_OK && opts.profiles)
		rc = profiles_list();
	else if (rc == EXIT_OK)
		rc = poll(&run, argc, argv);
	free(opts.replay.item);
	free(opts.discover.item);
	free(opts.auth.item);
	return tool_exit(rc);
}
