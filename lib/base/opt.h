/*
 * opt.h (base) - one table of options feeds parsing, --help, completions and
 * the check of the manual pages
 *
 *	const struct opt rate_options[] = {
 *		{ 'c', "catalog", OPT_DIR, "folder",
 *		    OPT_DST(struct rate_opts, catalog), "catalog to rate with" },
 *		STREAM_OPTIONS(struct rate_opts, stream),
 *		OPT_END
 *	};
 *
 * Long options may be cut to any unambiguous beginning; -xVALUE, -x VALUE,
 * --long=VALUE and --long VALUE are the same; -- ends options; options and
 * operands may be mixed. An option other than a flag or a list stands once.
 * What `operands` says is enforced: "account [file ...]" wants one or more,
 * NULL wants none.
 */
#ifndef BASE_OPT_H
#define BASE_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum opt_kind {
	OPT_STOP = 0,
	OPT_FLAG,	/* bool */
	OPT_STR,	/* const char *, borrowed from argv */
	OPT_FILE,	/* const char *; completed as a file */
	OPT_DIR,	/* const char *; completed as a folder */
	OPT_UINT,	/* uint64_t, decimal */
	OPT_DURATION,	/* int64_t microseconds: 250ms 10s 5m 2h; to 36500d */
	OPT_TIME,	/* int64_t microseconds UTC: RFC 3339 with zone */
	OPT_ENUM,	/* int: index into choices "a|b|c" */
	OPT_LIST	/* struct opt_list: may be repeated */
};

struct opt {
	char		 letter;	/* 0: none */
	const char	*name;		/* long name */
	enum opt_kind	 kind;
	const char	*arg;	/* word for the value; ENUM: the choices */
	size_t		 offset;	/* where in the options struct */
	const char	*help;		/* one line */
};

#define OPT_DST(type, member)	offsetof(type, member)
#define OPT_END	{ 0, NULL, OPT_STOP, NULL, 0, NULL }

struct opt_list {
	const char	**item;		/* owned array of borrowed words */
	size_t		  len, cap;
};

struct verb {
	const char	 *name;
	int		(*run)(int argc, char **argv);	/* exit code */
	const struct opt *options;
	const char	 *operands;	/* NULL: none */
	const char	 *help;
};

struct tool {
	const char	 *name;
	const char	 *summary;	/* one line, no full stop */
	const char	 *operands;	/* "[file ...]" */
	const struct opt *options;	/* NULL when it has verbs */
	const struct verb *verbs;	/* NULL, or ended by a zero name */
};

/*
 * Parse argv into dst. On return *argc and *argv are the operands alone.
 * 0: go on. 1: --help, --version or the like was printed: exit 0.
 * -1: usage error, said: exit 2.
 */
int	opt_parse(const struct tool *, const struct opt *, void *dst,
	    int *argc, char ***argv);
/* The same for a verb of tool: messages and --help name both. */
int	opt_parse_verb(const struct tool *, const struct verb *, void *dst,
	    int *argc, char ***argv);

/* The files (OPT_FILE) that options named, as they were parsed last. */
struct opt_file {
	const char	*option;	/* its long name */
	const char	*path;
};
const struct opt_file *opt_files(size_t *n);

/* --help, --version and --print-options, which every tool has */
#define OPT_BUILTINS	3
extern const struct opt opt_builtins[OPT_BUILTINS + 1];
/* What --help prints: of the tool, or of one verb. */
void	opt_print_help(const struct tool *, const struct verb *);
/*
 * The table for machines (--print-options), a line for each option:
 *	verb TAB letter TAB long TAB kind TAB arg TAB help
 * with - for what is not there. A line of kind `tool` or `verb` stands before
 * its options, its operands in the place of arg.
 */
void	opt_print_table(const struct tool *);

#endif
