/*
 * run.c (ossctl-kpi) - key figures, outages and verdicts as records or text
 */
#include "text.h"
#include "walk.h"

struct run {
	struct job	*job;
	struct kpi_text	 text;		/* -o text */
};

static bool
writes(const struct run *r, enum only what)
{
	const struct kpi_opts *o = &r->job->opts;

	return o->only == (int)what || (o->only == ONLY_ALL
	    && (what == ONLY_KPI || o->stream.out_format != FORM_CSV));
}

static int
write_kpi(void *arg, const struct measuring *m, const struct subject *s,
    const struct kpi *k)
{
	struct run *r = arg;
	struct out *out = r->job->s.out;

	if (out == NULL && writes(r, ONLY_KPI))
		text_kpi(&r->text, s, k);
	if (out == NULL && writes(r, ONLY_OUTAGE))
		text_outages(&r->text, m, s);
	if (out == NULL)
		return 0;
	if (writes(r, ONLY_KPI) && put_kpi(out, m->time, s, k) < 0)
		return -1;
	for (size_t i = 0; writes(r, ONLY_OUTAGE) && i < m->work.outage_len;
	    i++)
		if (put_outage(out, m->time, s, &m->work.outage[i]) < 0)
			return -1;
	return 0;
}

static int
write_verdict(void *arg, const struct verdict *v)
{
	struct run *r = arg;

	if (!writes(r, ONLY_VERDICT))
		return 0;
	if (r->job->s.out != NULL)
		return put_verdict(r->job->s.out, &r->job->time, v);
	text_verdict(&r->text, v);
	return 0;
}

static int
run_write(struct job *job, struct book *b, struct sla_judge *j)
{
	struct run r = { .job = job };
	const struct walk w = { write_kpi, write_verdict, &r };
	struct measuring m;
	int rc = -1;

	text_init(&r.text);
	if (measure_init(&m, b, &job->time)) {
		rc = walk_book(&w, &m, j, &job->opts);
		stream_known(&job->s, m.repeated);
		measure_release(&m);
	}
	if (rc == 0 && job->s.out == NULL)
		text_print(&r.text);
	text_release(&r.text);
	return rc;
}

int
verb_run(int argc, char **argv)
{
	struct job job = { .makes = REC_BIT(REC_KPI)
		| REC_BIT(REC_OUTAGE) | REC_BIT(REC_SLA_VERDICT),
		.judges = true, .work = run_write };

	return job_run(&job, argc, argv);
}
