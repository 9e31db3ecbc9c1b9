/*
 * stream.h (rec) - the frame of a filter: input, output, rejects, the law
 *
 *	if ((rc = stream_open(&s, &spec, &opts.stream, argc, argv)) != EXIT_OK)
 *		return rc;
 *	while ((st = stream_next(&s, &rec)) == IN_OK) {
 *		why = rate_usage(&run, rec, &charge);
 *		rc = why == REASON_NONE ? put(&s, rec, &charge)
 *		    : stream_reject(&s, why, NULL);
 *		if (rc < 0)
 *			break;
 *	}
 *	return stream_close(&s);
 *
 * Every record read is used, rejected, duplicate, filtered or held, and
 * stream_close checks it:
 *	read + held_in = used + rejected + duplicate + filtered + held_out
 */
#ifndef REC_STREAM_H
#define REC_STREAM_H

#include "base/opt.h"
#include "rec/in.h"
#include "rec/out.h"
#include "rec/progress.h"

struct stream_opts {
	int		 in_format;	/* enum rec_format */
	int		 out_format;	/* 0 ndjson, 1 csv */
	const char	*rejects;
	const char	*max_rejects;	/* "N" or "P%" */
	const char	*audit;
	bool		 no_end, strict, pass, quiet, verbose, schema;
};

/* Those that every reader of records has, whatever else. */
#define STREAM_FORMAT_OPTION(T, m)					\
	{ 'f', "format", OPT_ENUM, "auto|ndjson|csv",			\
	    OPT_DST(T, m.in_format), "format of the input" }
#define STREAM_CARE_OPTIONS(T, m)					\
	{ 'r', "rejects", OPT_FILE, "file", OPT_DST(T, m.rejects),	\
	    "where rejected records go" },				\
	{ 0, "max-rejects", OPT_STR, "n|p%", OPT_DST(T, m.max_rejects),	\
	    "fail when more records than this are rejected" },		\
	{ 0, "audit", OPT_FILE, "file", OPT_DST(T, m.audit),		\
	    "write the account of all records read" },			\
	{ 0, "no-end", OPT_FLAG, NULL, OPT_DST(T, m.no_end),		\
	    "accept input without its end record" },			\
	{ 0, "strict", OPT_FLAG, NULL, OPT_DST(T, m.strict),		\
	    "reject records with unknown fields" }
#define STREAM_TELL_OPTIONS(T, m)					\
	{ 'q', "quiet", OPT_FLAG, NULL, OPT_DST(T, m.quiet),		\
	    "no warnings, notes or progress" },				\
	{ 'v', "verbose", OPT_FLAG, NULL, OPT_DST(T, m.verbose),	\
	    "report totals on stderr" }
#define STREAM_OPTIONS(T, m)						\
	STREAM_FORMAT_OPTION(T, m),					\
	{ 'o', "output", OPT_ENUM, "ndjson|csv",			\
	    OPT_DST(T, m.out_format), "format of the output" },		\
	STREAM_CARE_OPTIONS(T, m),					\
	{ 0, "pass", OPT_FLAG, NULL, OPT_DST(T, m.pass),		\
	    "hand on records of types not taken" },			\
	{ 0, "schema", OPT_FLAG, NULL, OPT_DST(T, m.schema),		\
	    "print the JSON Schema of the output and exit" },		\
	STREAM_TELL_OPTIONS(T, m)

struct stream_spec {
	const char	*tool;		/* "bss-rate" */
	uint64_t	 takes;		/* REC_BIT of each type; 0: no records */
	uint64_t	 makes;		/* for --schema */
	enum rec_type	 csv_type;	/* of CSV rows without a type column */
	bool		 conserves;	/* used quantity = written quantity */
	bool		 writes;	/* has a record stream on stdout */
	bool		 once;		/* no record may come twice */
	bool		 end_optional;	/* input is kept by hand (nodes.csv) */
};

struct rejects;
struct stream {
	const struct stream_spec *spec;
	const struct stream_opts *opts;
	struct in	*in;		/* NULL when takes is 0 */
	struct out	*out;		/* NULL when !writes */
	struct rejects	*rej;
	const struct rec *rec;		/* the current one */
	struct end_info	 end;		/* a tool fills in what it knows */
	uint64_t	 read, held_in, used, rejected, duplicate, filtered,
			 held_out;
	uint64_t	 foreign;	/* filtered for their type */
	uint64_t	 written;	/* in passes that have ended */
	struct totals	 unused;	/* of what was not, when it conserves */
	int		 failed;	/* greatest exit code so far */
	bool		 settled;	/* fate of the current record is known */
	struct progress	 progress;
};

/* EXIT_OK, else what to end with (--schema printed: stop with EXIT_OK is
 * told by s->spec == NULL). */
int	stream_open(struct stream *, const struct stream_spec *,
	    const struct stream_opts *, int argc, char **argv);

/*
 * For a file that a tool makes beside its output: 0, or -1, said, when it
 * would take the place of an input, of a file that another option names, or of
 * one that does not begin with a record of these types (REC_BIT), unless that
 * is empty. path may be NULL, else it is the option's value as it was parsed.
 */
int	stream_spare(const char *option, const char *path, uint64_t kinds,
	    int argc, char **argv);

/*
 * The next record of a type that the tool takes. Bad lines and records that
 * are not its own are dealt with. A record counts as used unless one of the
 * calls below says otherwise before the next stream_next.
 */
enum in_status stream_next(struct stream *, const struct rec **);

/* The current record is bad. fmt: detail for people, NULL: the catalogue's.
 * 0: go on; -1: stop, said. */
int	stream_reject(struct stream *, enum reason, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
void	stream_duplicate(struct stream *);
void	stream_filtered(struct stream *);
/*
 * For who can tell only at the end (a store that is asked once): n of the
 * records that counted as used were duplicates.
 */
void	stream_known(struct stream *, uint64_t n);

/*
 * For readers of foreign text (no struct rec): count what was read, and set
 * aside a raw line.
 */
void	stream_count_read(struct stream *);
/*
 * For such a reader to call with the stream: before it waits for input (what
 * was made goes out), and with the pieces of a line that is too long.
 */
int	stream_on_wait(void *stream);
int	stream_on_huge(void *stream, const char *, size_t);
/* The header row of the file that it reads now; empty: it has none. */
void	stream_on_header(void *stream, struct slice);
int	stream_reject_raw(struct stream *, enum reason, const char *file,
	    uint64_t line, struct slice raw, const char *fmt, ...)
	    __attribute__((format(printf, 6, 7)));

/* Trouble that the tool itself said: no end record, this exit code. */
void	stream_fail(struct stream *, int exit_code);
/* A finding (threshold crossed): exit 1 at the end. */
void	stream_finding(struct stream *);
/*
 * Whether the input is complete and lawful so far, and what was rejected is on
 * the disk (call at IN_EOF, before a commit to the books): false means
 * stream_close will say why, or that it is said.
 */
bool	stream_complete(struct stream *);
/* --interval: write totals and end of this pass, start the next. 0 or -1 */
int	stream_pass_end(struct stream *);
/*
 * Check the law, sync the rejects, write totals and end, audit, report.
 * The exit code. Call it once; it releases everything.
 */
int	stream_close(struct stream *);

#endif
