/*
 * job.c (ossctl-kpi) - a verb from its options to its exit code
 */
#include <stdlib.h>

#include "judge.h"

static int
job_read(struct job *job, struct book *b, struct sla_judge *j)
{
	int64_t heartbeat_us;
	int rc = intake_files(b, &job->opts);

	if (rc == EXIT_OK && job->judges && judge_open(j, &job->opts, &job->time) < 0)
		rc = EXIT_TROUBLE;
	if (rc == EXIT_OK && intake_book(b, &job->s, &job->opts, &job->time,
	    &heartbeat_us) != IN_EOF)
		rc = EXIT_TROUBLE;
	if (rc == EXIT_OK)
		time_bound(&job->time, &job->opts, heartbeat_us);
	return rc;
}

static void
job_stream(struct job *job)
{
	struct sla_judge j = { 0 };
	struct book b;

	book_init(&b, (size_t)job->opts.memory_mib << 20);
	if (time_open(&job->time, &job->opts) != EXIT_OK
	    || job_read(job, &b, &j) != EXIT_OK)
		stream_fail(&job->s, EXIT_TROUBLE);
	else if (stream_complete(&job->s) && job->work(job, &b, &j) < 0)
		stream_fail(&job->s, EXIT_TROUBLE);
	judge_release(&j);
	time_release(&job->time);
	book_release(&b);
}

int
job_run(struct job *job, int argc, char **argv)
{
	struct stream_spec spec = {
		.tool = tool_name(),
		.takes = REC_BIT(REC_SAMPLE) | REC_BIT(REC_ALARM)
		    | REC_BIT(REC_WINDOW) | REC_BIT(REC_LINK)
		    | REC_BIT(REC_SUBSCRIPTION) | REC_BIT(REC_HEARTBEAT),
		.makes = job->makes,
		.csv_type = REC_SAMPLE,
	};
	int rc = kpi_parse(&job->opts, &argc, &argv);

	if (rc == 0) {
		spec.writes = job->makes != 0
		    && job->opts.stream.out_format != FORM_TEXT;
		rc = stream_open(&job->s, &spec, &job->opts.stream, argc,
		    argv);
		if (rc == EXIT_OK && job->s.spec != NULL) {
			job_stream(job);
			rc = stream_close(&job->s);
		}
	} else {
		rc = rc > 0 ? EXIT_OK : EXIT_TROUBLE;
	}
	free(job->opts.by.item);
	return rc;
}
