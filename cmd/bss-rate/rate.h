/*
 * rate.h (bss-rate) - what the files of this tool share
 */
#ifndef BSS_RATE_RATE_H
#define BSS_RATE_RATE_H

#include "base/period.h"
#include "base/file.h"
#include "base/tool.h"
#include "base/shard.h"
#include "bss/rated.h"
#include "rec/stream.h"

struct rate_opts {
	struct stream_opts	 stream;
	const char		*catalog;
	const char		*subs;
	const char		*shard_text;
	const char		*period;
	const char		*opening, *closing;
	const char		*differences;
	bool			 explain, explain_json, rerate;
	struct shard		 shard;
};

extern const struct tool rate_tool;
extern const struct opt rate_options[];
/* What the table cannot say. EXIT_OK or EXIT_TROUBLE, said. */
int	rate_opts_check(struct rate_opts *, int argc, char **argv);
/* Whether the accounts that this one pays for are of the shard. */
bool	rate_shard_has(const struct rate_opts *, struct slice payer);

/* What rated records have alike, by the place in the catalog's tables */
struct pieces {
	struct out_piece	*offer, *price, *destination;
	struct out_piece	*terms;		/* of a price: currency, tax, settle */
	struct out_piece	*cost;		/* of a price that has one */
};

/* How rating again compares */
struct rerate {
	struct field_set	 replaced;	/* fields that are made anew */
	struct file_new		 file;
	struct out		*out;		/* NULL: not wanted */
	uint64_t		 changed, same, lost;
};

struct rate_run {
	const struct rate_opts	*opts;
	struct stream		 stream;
	struct catalog		 catalog;
	struct subscriptions	 subs;
	char			 subs_digest[SHA256_HEX_MAX];
	struct rater		 rater;
	struct rated		 rated;		/* of the record in hand */
	struct field_set	 appended;	/* that no input may have */
	struct pieces		 pieces;
	struct rerate		 rerate;
	struct buf		 bands;	/* "peak+offpeak" */
	/* where prices depend on what was used before */
	bool			 metered;
	struct period		 period;	/* to_us: INT64_MAX when open */
	struct meters		 meters;
	struct buf		 buckets;	/* "minutes+night" */
	int64_t			 last_us;	/* of the record before */
	struct buf		 last_id;
};

/* rerate.c: 0 or -1, said. Differences are kept when the run is good. */
int	rerate_open(struct rate_run *);
int	rerate_compare(struct rate_run *, const struct rec *,
	    const struct rated *, enum reason);
int	rerate_close(struct rate_run *);

/* pieces.c */
void	pieces_make(struct pieces *, const struct catalog *);
void	pieces_release(struct pieces *, const struct catalog *);

/* rated.c */
enum rate_fate {
	RATE_OK, RATE_OTHER_SHARD, RATE_BAD,
	RATE_STOP		/* the input is not in order; said */
};
enum rate_fate rate_record(struct rate_run *, const struct rec *,
	    struct rated *, enum reason *why);
/* The fields that rated_put appends. */
void	rated_field_set(struct field_set *);
int	rated_put(struct rate_run *, const struct rec *,
	    const struct rated *);
int	rated_reject(struct rate_run *, const struct rec *,
	    const struct rated *, enum reason);

/* balances.c */
/* --period, and whether the catalog wants one. 0, or -1: said */
int	balances_period(struct rate_run *);
/* The buckets at its beginning. 0, or -1: said */
int	balances_load(struct rate_run *);
/* What is left at its end, into --closing. 0, or -1: said */
int	balances_close(struct rate_run *);

/* explain.c: to stdout as text. 0 or -1 */
int	explain_put(struct rate_run *, const struct rec *,
	    const struct rated *, enum reason);

#endif
