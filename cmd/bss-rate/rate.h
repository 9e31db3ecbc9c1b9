/*
 * rate.h (bss-rate) - what the files of this tool share
 */
#ifndef BSS_RATE_RATE_H
#define BSS_RATE_RATE_H

#include "base/tool.h"
#include "bss/rated.h"
#include "rec/ahead.h"
#include "rec/stream.h"

struct rate_opts {
	struct stream_opts	 stream;
	const char		*catalog;
	const char		*subs;
	const char		*shard_text;
	bool			 explain;
	uint64_t		 shard, shards;	/* 1 to shards; 0: all */
};

extern const struct tool rate_tool;
extern const struct opt rate_options[];
/* What the table cannot say. EXIT_OK or EXIT_TROUBLE, said. */
int	rate_opts_check(struct rate_opts *, int argc, char **argv);
/* What rated records have alike, by the place in the catalog's tables */
struct pieces {
	struct out_piece	*offer, *price, *destination;
	struct out_piece	*terms;		/* of a price: currency, tax, settle */
};

struct rate_run {
	const struct rate_opts	*opts;
	struct stream		 stream;
	struct catalog		 catalog;
	struct subscriptions	 subs;
	char			 subs_digest[SHA256_HEX_MAX];
	struct rater		 rater;
	struct field_set	 appended;	/* that no input may have */
	struct ahead		 ahead;
	struct pieces		 pieces;
	struct buf		 bands;	/* "peak+offpeak" */
};

/* pieces.c */
void	pieces_make(struct pieces *, const struct catalog *);
void	pieces_release(struct pieces *, const struct catalog *);

/* rated.c */
enum rate_fate { RATE_OK, RATE_OTHER_SHARD, RATE_BAD };
enum rate_fate rate_record(struct rate_run *, const struct rec *,
	    struct rated *, enum reason *why);
/* Which band, or bands in the order of their use; empty: it did not matter. */
struct slice	rated_band(struct rate_run *, const struct charge *);
/* The fields that rated_put appends. */
void	rated_fields(struct field_set *);
int	rated_put(struct rate_run *, const struct rec *,
	    const struct rated *);
int	rated_reject(struct rate_run *, const struct rec *,
	    const struct rated *, enum reason);

/* explain.c: to stdout as text. 0 or -1 */
int	explain_put(struct rate_run *, const struct rec *,
	    const struct rated *, enum reason);

#endif
