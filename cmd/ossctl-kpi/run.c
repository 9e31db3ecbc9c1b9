/*
 * run.c (ossctl-kpi) - key figures, outages and verdicts as records or text
 */
#include "text.h"
#include "walk.h"

struct run {
	const struct kpi_opts	*opts;
	const struct kpi_time	*time;
	struct stream		 s;
	struct text		 text;		/* -o text */
};

static bool
writes(const struct run *r, enum only what)
{
	return r->opts->only == (int)what || (r->opts->only == ONLY_ALL
	    && (what == ONLY_KPI || r->opts->stream.out_format != FORM_CSV));
}

static int
write_kpi(void *arg, const struct measure *m, const struct subject *s,
    const struct kpi *k)
{
	struct run *r = arg;

	if (r->opts->stream.out_format == FORM_TEXT)
		return text_kpi(&r->text, m, s, k);
	if (writes(r, ONLY_KPI) && put_kpi(r->s.out, r->time, s, k) < 0)
		return -1;
	for (size_t i = 0; writes(r, ONLY_OUTAGE) && i < m->work.outage_len;
	    i++)
		if (put_outage(r->s.out, r->time, s, &m->work.outage[i]) < 0)
			return -1;
	return 0;
}

static int
write_verdict(void *arg, const struct verdict *v)
{
	struct run *r = arg;

	if (r->opts->stream.out_format == FORM_TEXT)
		return text_verdict(&r->text, v);
	return writes(r, ONLY_VERDICT)
	    ? put_verdict(r->s.out, r->time, v) : 0;
}

static void
run_write(struct run *r, struct book *b, struct judge *j)
{
	const struct walk w = { write_kpi, write_verdict, r };
	struct measure m;

	if (!measure_init(&m, b, r->time)
	    || walk_book(&w, &m, j, r->opts) < 0)
		stream_fail(&r->s, EXIT_TROUBLE);
	stream_known(&r->s, m.repeated);
	if (r->opts->stream.out_format == FORM_TEXT)
		text_print(&r->text);
	measure_release(&m);
}

static void
run_stream(struct run *r, struct book *b)
{
	struct judge j = { 0 };

	if (intake_files(b, r->opts) != EXIT_OK
	    || judge_open(&j, r->opts, r->time) < 0
	    || intake(b, &r->s, r->opts, r->time) != IN_EOF)
		stream_fail(&r->s, EXIT_TROUBLE);
	else if (stream_complete(&r->s))
		run_write(r, b, &j);
	judge_release(&j);
}

int
verb_run(int argc, char **argv)
{
	struct stream_spec spec = {
		.tool = "ossctl-kpi",
		.takes = REC_BIT(REC_SAMPLE) | REC_BIT(REC_ALARM)
		    | REC_BIT(REC_WINDOW) | REC_BIT(REC_LINK)
		    | REC_BIT(REC_SUBSCRIPTION),
		.makes = REC_BIT(REC_KPI) | REC_BIT(REC_OUTAGE)
		    | REC_BIT(REC_SLA_VERDICT),
		.csv_type = REC_SAMPLE,
	};
	struct kpi_opts opts;
	struct kpi_time time;
	struct run r = { .opts = &opts, .time = &time };
	struct book b;
	int rc = options_read("run", &opts, &argc, &argv);

	if (rc != 0)
		return rc > 0 ? EXIT_OK : EXIT_TROUBLE;
	spec.writes = opts.stream.out_format != FORM_TEXT;
	rc = stream_open(&r.s, &spec, &opts.stream, argc, argv);
	if (rc != EXIT_OK || r.s.spec == NULL)
		return rc;
	book_init(&b, (size_t)opts.memory_mib << 20);
	text_init(&r.text);
	if (time_open(&time, &opts) == EXIT_OK)
		run_stream(&r, &b);
	else
		stream_fail(&r.s, EXIT_TROUBLE);
	rc = stream_close(&r.s);
	text_release(&r.text);
	time_release(&time);
	book_release(&b);
	free(opts.by.item);
	return rc;
}
