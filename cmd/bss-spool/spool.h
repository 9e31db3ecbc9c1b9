/*
 * spool.h (bss-spool) - options and verbs
 */
#ifndef BSS_SPOOL_SPOOL_H
#define BSS_SPOOL_SPOOL_H

#include "base/period.h"
#include "base/tool.h"
#include "rec/stream.h"
#include "store/spool_view.h"

/* Records with an event time; spool_takes says the same. */
#define SPOOL_TYPES	(REC_BIT(REC_SAMPLE) | REC_BIT(REC_HEARTBEAT)	\
	| REC_BIT(REC_EVENT) | REC_BIT(REC_ALARM) | REC_BIT(REC_USAGE)	\
	| REC_BIT(REC_RATED))

struct spool_opts {
	const char	*spool;		/* folder */
	/* add */
	uint64_t	 memory_mib;
	int64_t		 wait_us;
	bool		 dry_run;
	const char	*file_name;
	/* what is decided */
	const char	*why;
	int64_t		 now_us;		/* 0: the clock's */
	const char	*before;
	int64_t		 keep_us;		/* 0: not given */
	const char	*expect;		/* file */
	/* conflicts */
	uint64_t	 limit;
	const char	*choose, *batch;
	bool		 all;
	/* cat */
	const char	*period, *zone, *catalog;
	int64_t		 from_us, to_us;	/* INT64_MIN, MAX: open */
	struct opt_list	 usage_type, identifier;
	/* list */
	int		 list_format;	/* 0 text, 1 ndjson, 2 csv */
	struct stream_opts stream;
};

extern const struct tool spool_tool;

int	verb_add(int argc, char **argv);
int	verb_cat(int argc, char **argv);
int	verb_list(int argc, char **argv);
int	verb_seal(int argc, char **argv);
int	verb_unseal(int argc, char **argv);
int	verb_withdraw(int argc, char **argv);
int	verb_restore(int argc, char **argv);
int	verb_purge(int argc, char **argv);
int	verb_prove(int argc, char **argv);
int	verb_conflicts(int argc, char **argv);
int	verb_settle(int argc, char **argv);
int	verb_status(int argc, char **argv);
int	verb_journal(int argc, char **argv);
int	verb_verify(int argc, char **argv);

/*
 * spool.c: defaults and verb_parse; opts->spool is set; *home is to be freed.
 * 0; else *rc is the exit code.
 */
int	spool_parse(struct spool_opts *, int *argc, char ***argv, char **home,
	    int *rc);
/* The range of --period, --from and --to; a period with its zone. */
struct spool_range {
	struct spool_span	 span;
	struct period		 period;	/* name "": a range */
	char			*zone;		/* owned */
};
/* 0; -1, said */
int	spool_range(const struct spool_opts *, struct spool_range *);
void	spool_range_release(struct spool_range *);
/* The begin of a date (2026-01-01) in the zone of periods. 0; -1, said */
int	spool_date(const struct spool_opts *, const char *date, int64_t *us);

/* What time it is: --now or the clock's. */
int64_t	spool_now(const struct spool_opts *);

/*
 * The name of a batch that is in the spool, also as the path of one of its
 * files; owned by the caller. NULL: said
 */
char	*spool_batch_name(const struct spool_opts *, const char *operand);

#define SPOOL_SAID_MAX	20	/* held records that are said one by one */
/* Why a record of that fate is held; the text is owned by the caller. */
enum reason spool_held_reason(enum spool_fate);
char	*spool_held_text(enum spool_fate, const struct spool_rec *);
void	spool_say_held(enum spool_fate, const struct spool_rec *,
	    const char *batch);

/*
 * A verb that decides: the spool's state is read, then a landing begun, and
 * an act committed. need_why: --why must be given. Exit codes, said.
 */
struct spool_decision {
	const struct spool_opts	*opts;		/* borrowed */
	struct spool_state	 state;
	struct spool_land	 land;
};
int	spool_decision_begin(struct spool_decision *,
	    const struct spool_opts *, bool need_why);
/* members (of the act): taken. list: NULL, none */
int	spool_decide(struct spool_decision *, enum spool_act_kind,
	    const struct spool_list *list, json_t *members);
void	spool_decision_release(struct spool_decision *);

#endif
