/*
 * kpis.h (ossctl-kpi) - what its verbs share
 */
#ifndef OSSCTL_KPI_KPIS_H
#define OSSCTL_KPI_KPIS_H

#include "base/period.h"
#include "base/shard.h"
#include "base/tool.h"
#include "book.h"
#include "oss/hours.h"
#include "oss/kpi.h"
#include "rec/stream.h"

enum form { FORM_NDJSON, FORM_CSV, FORM_TEXT };
enum only { ONLY_ALL, ONLY_KPI, ONLY_OUTAGE, ONLY_VERDICT };

struct kpi_opts {
	struct stream_opts stream;	/* out_format: enum form */
	const char	*period, *zone, *hours, *holidays;
	int64_t		 from_us, to_us, now_us;
	const char	*subs, *links, *windows, *sla;
	int64_t		 hold_us, window_us;
	struct opt_list	 by;
	int		 only;
	uint64_t	 memory_mib;
	const char	*shard;
	/* archive, cat, rollup */
	const char	*archive, *node, *object;
	/* graph, report */
	const char	*of, *title;
	uint64_t	 top;
};

extern const struct tool kpi_tool;

int	verb_run(int argc, char **argv);
int	verb_graph(int argc, char **argv);
int	verb_report(int argc, char **argv);
int	verb_archive(int argc, char **argv);
int	verb_cat(int argc, char **argv);
int	verb_rollup(int argc, char **argv);

/*
 * The period and its rules, out of the options. Of a period that is not over
 * the figures are made of what is before rules.to_us.
 */
struct kpi_time {
	struct zone	 zone;
	struct kpi_rules rules;
	int64_t		 end_us;	/* of the period */
	struct spans	 open;		/* service time of the period */
	struct hours	 hours;
	char		 name[2 * TSTAMP_TEXT_MAX];
};
/* EXIT_OK, or 2: said. */
int	time_open(struct kpi_time *, const struct kpi_opts *);
void	time_release(struct kpi_time *);
/*
 * Of a period that has begun and is not over at --now, or at the newest
 * heartbeat (INT64_MIN: there was none), the rest is not yet.
 */
void	time_bound(struct kpi_time *, const struct kpi_opts *,
	    int64_t heartbeat_us);
static inline bool
time_is_over(const struct kpi_time *t)
{
	return t->rules.to_us == t->end_us;
}

/*
 * A verb from its options to its exit code: the input is read, and when it is
 * complete `work` is called; -1 makes the exit code 2, said.
 */
struct sla_judge;
struct job {
	uint64_t	 makes;		/* record types; 0: no records */
	bool		 judges;	/* SLA policies are asked */
	int		(*work)(struct job *, struct book *, struct sla_judge *);
	void		*arg;
	struct kpi_opts	 opts;
	struct kpi_time	 time;
	struct stream	 s;
};
int	job_run(struct job *, int argc, char **argv);

/* kpis.c: defaults, verb_parse, and what the options say of each other. */
int	kpi_parse(struct kpi_opts *, int *argc, char ***argv);
/* Whether --by names the class, or is not given. */
bool	kpi_wants(const struct kpi_opts *, enum object_class);

/*
 * All input into the book, ready to be looked at; *heartbeat_us: the newest.
 * IN_EOF or IN_FAIL.
 */
enum in_status intake_book(struct book *, struct stream *,
	    const struct kpi_opts *, const struct kpi_time *,
	    int64_t *heartbeat_us);
/* Files of links, windows and subscriptions, before it. */
int	intake_files(struct book *, const struct kpi_opts *);

#endif
