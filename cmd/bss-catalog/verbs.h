/*
 * verbs.h (bss-catalog) - what its verbs share
 */
#ifndef VERBS_H
#define VERBS_H

#include "base/tool.h"
#include "doc/sheet.h"
#include "store/catalog.h"
#include "store/catalog_view.h"

extern const struct tool catalog_tool;

/* Of all verbs; each verb's table reaches the members that it takes. */
struct catalog_opts {
	int		 output;	/* enum sheet_form */
	int64_t		 now_us;	/* 0: not given */
	const char	*why;
	/* of show */
	const char	*offer, *price, *destination, *number, *network;
	int64_t		 at_us;		/* 0: not given */
	/* of diff */
	const char	*usage, *subs, *period, *opening;
	bool		 no_end;
	bool		 strict, quiet;
};

/* Each is a row of the table in options.c; the exit code. */
int	verb_check(int argc, char **argv);
int	verb_show(int argc, char **argv);
int	verb_diff(int argc, char **argv);
int	verb_publish(int argc, char **argv);
int	verb_list(int argc, char **argv);

/* verbs.c: as verb_parse, and -q is heard. */
int	catalog_parse(struct catalog_opts *, int *argc, char ***argv);

/* A catalog, and the files that it is made of. */
struct loaded {
	struct catalog		catalog;
	struct catalog_files	files;
	struct catalog_view	view;
};
/* folder NULL: $OSSBSS_HOME/catalog. 0, or -1: said, *l is empty. */
int	loaded_open(struct loaded *l, const char *folder);
void	loaded_release(struct loaded *);

/* records.c, lookup.c: what opts ask for. An exit code. */
int	show_records(const struct loaded *, const struct catalog_opts *);
int	lookup_number(const struct loaded *, const struct catalog_opts *);

/*
 * impact.c: what the usage of opts costs with one catalog and with the other.
 * EXIT_FINDINGS when some account pays something else; text, or records.
 */
int	impact_of(const struct loaded *was, const struct loaded *is,
	    const struct catalog_opts *);

#endif
