/*
 * suspense.h - the actions of bss-mediate suspense
 */
#ifndef MEDIATE_SUSPENSE_H
#define MEDIATE_SUSPENSE_H

#include "mediate.h"
#include "store/suspense.h"

enum suspense_view { VIEW_TEXT, VIEW_NDJSON, VIEW_CSV };

struct suspense_opts {
	struct stream_opts stream;	/* of add */
	struct db_opts	 db;
	int		 view;		/* enum suspense_view */
	int		 state;		/* open|replayed|closed|all */
	const char	*code, *source;
	bool		 totals, check, blank, all;
	int64_t		 max_age_us;	/* -1: not said */
	int64_t		 before_us;	/* INT64_MIN: not said */
	const char	*raw, *file;
	const char	*header, *header_from;
};

extern const struct opt suspense_options[];
extern const struct suspense_opts suspense_defaults;

/* Each returns the exit code; operands are those behind the action. */
typedef int suspense_action(const struct suspense_opts *, int argc,
    char **argv);
suspense_action suspense_add_run, suspense_list_run, suspense_show_run,
    suspense_fix_run, suspense_replay_run, suspense_close_run,
    suspense_purge_run, suspense_journal_run;

/* suspense_list.c: the entries that --state, --code, --source and ids name. */
struct suspense_filter suspense_filter_of(const struct suspense_opts *,
	    int argc, char **argv);
/* The journal in text; the missing object: all of it. 0 or -1, said. */
int	suspense_journal_print(struct db *, struct slice object);

#endif
