/*
 * graph.c (ossctl-kpi) - the period of an object or account as an SVG file
 */
#include <stdio.h>

#include "base/diag.h"
#include "draw.h"
#include "walk.h"

struct graph {
	struct slice	 of;
	struct buf	 name, svg;
};

static int
graph_kpi(void *arg, const struct measuring *m, const struct subject *s,
    const struct kpi *k)
{
	struct graph *g = arg;

	buf_clear(&g->name);
	subject_name_add(&g->name, s);
	if (g->svg.len == 0 && slice_eq(buf_slice(&g->name), g->of))
		draw(&g->svg, m, s, k, true);
	return 0;
}

static int
graph_verdict(void *arg, const struct verdict *v)
{
	(void)arg;
	(void)v;
	return 0;
}

static int
graph_write(struct job *job, struct book *b, struct sla_judge *j)
{
	static const char *by[] = { "link", "interface", "termination",
		"probe", "node", "account" };
	struct graph g = { .of = slice_of(job->opts.of) };
	const struct walk w = { graph_kpi, graph_verdict, &g };
	struct measuring m;
	int rc = -1;

	(void)j;
	for (size_t i = 0; i < b->subs; i++)
		b->sub[i].sla = (struct slice){ 0 };	/* no verdicts */
	job->opts.by = (struct opt_list){ 0 };
	for (size_t i = 0; i < sizeof(by) / sizeof(by[0]); i++) {
		GROW(job->opts.by.item, job->opts.by.len, job->opts.by.cap);
		job->opts.by.item[job->opts.by.len++] = by[i];
	}
	if (measure_init(&m, b, &job->time)) {
		rc = walk_book(&w, &m, j, &job->opts);
		stream_known(&job->s, m.repeated);
		measure_release(&m);
	}
	if (rc == 0 && g.svg.len == 0) {
		diag(REASON_KPI_UNKNOWN, "nothing was read of '%s'",
		    job->opts.of);
		rc = -1;
	}
	if (rc == 0)
		fwrite(g.svg.data, 1, g.svg.len, stdout);
	buf_release(&g.name);
	buf_release(&g.svg);
	return rc;
}

int
verb_graph(int argc, char **argv)
{
	struct job job = { .work = graph_write };

	return job_run(&job, argc, argv);
}
