/*
 * spool.h (bss-spool) - options and verbs
 */
#ifndef BSS_SPOOL_SPOOL_H
#define BSS_SPOOL_SPOOL_H

#include "base/tool.h"
#include "rec/stream.h"
#include "store/spool_register.h"

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
	/* cat */
	const char	*period, *zone, *catalog;
	int64_t		 from_us, to_us;	/* INT64_MIN, MAX: open */
	struct opt_list	 usage_type, identifier;
	/* list */
	int		 list_format;	/* 0 text, 1 ndjson */
	struct stream_opts stream;
};

extern const struct tool spool_tool;

int	spool_add(int argc, char **argv);
int	spool_cat(int argc, char **argv);
int	spool_list(int argc, char **argv);
int	spool_check(int argc, char **argv);

/*
 * Parse the options of a verb. opts->spool is set; *home is to be freed. 0;
 * else *rc is the exit code.
 */
int	spool_options(const char *verb, struct spool_opts *, int *argc,
	    char ***argv, char **home, int *rc);
/* The range of --period, --from and --to. 0; -1, said */
int	spool_range(const struct spool_opts *, int64_t *from_us,
	    int64_t *to_us);

#endif
