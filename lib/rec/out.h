/*
 * out.h (rec) - the record writer: NDJSON or CSV, totals and end
 *
 *	out_begin(o, REC_USAGE);		a new record, or
 *	out_enrich(o, rec, REC_RATED);		all of rec with another type,
 *	out_str(o, F_ACCOUNT, account);		fields in table order,
 *	if (out_done(o) < 0)			done.
 *
 * A missing string ({NULL, 0} or empty) writes nothing; octets that are no
 * UTF-8 and NUL become U+FFFD. Numbers are exact.
 * The writer keeps count, sums per usage_type, unit and currency, and the
 * digest of identities; out_finish writes the total and end records.
 */
#ifndef REC_OUT_H
#define REC_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/money.h"
#include "rec/rec.h"
#include "rec/total.h"

enum rec_format { FORMAT_AUTO, FORMAT_NDJSON, FORMAT_CSV };

struct out;

/* fd is borrowed. `name` is for messages ("stdout"). */
struct out *out_new(int fd, const char *name, enum rec_format);
void	out_free(struct out *);

void	out_begin(struct out *, enum rec_type);
void	out_enrich(struct out *, const struct rec *, enum rec_type);
/*
 * The same without the fields of a set, which are made anew behind it; white
 * space between members goes, too.
 */
void	out_replace(struct out *, const struct rec *, enum rec_type,
	    const struct field_set *);
void	out_str(struct out *, enum field, struct slice);
void	out_u64(struct out *, enum field, uint64_t);
void	out_money(struct out *, enum field, money_t);
void	out_sum(struct out *, enum field, money_sum_t);
void	out_time(struct out *, enum field, int64_t us);
void	out_bool(struct out *, enum field, bool);
/*
 * The same in octets that are known to be what would be written, OUT_READABLE
 * behind which can be read, too: slice_plain text or a time; a number.
 */
#define OUT_READABLE	32
void	out_plain(struct out *, enum field, struct slice);
void	out_plain_u64(struct out *, enum field, uint64_t, struct slice);
/* A value as it stands in a record (any kind; missing writes nothing) */
void	out_val(struct out *, enum field, const struct rec_val *);
/* A field that the table does not know, a string. */
void	out_extra(struct out *, struct slice name, struct slice value);
/* The same as it stands in a record, name too; a missing value is "". */
void	out_extra_val(struct out *, struct slice name, const struct rec_val *);
/*
 * Strings that many records have alike, made once: ,"offer":"voip",...
 * Zeroed is valid and empty.
 */
struct out_piece {
	struct buf	text;
	struct buf	currency;	/* when it is one of them */
	uint64_t	word;		/* of the currency */
};
void	out_piece_str(struct out_piece *, enum field, struct slice);
void	out_piece_release(struct out_piece *);
void	out_piece(struct out *, const struct out_piece *);
/* Close the record. 0, or -1: the write failed or CSV does not fit; said. */
int	out_done(struct out *);
/* A record as it is. 0 or -1. */
int	out_pass(struct out *, const struct rec *);
/* What the books count of a record. */
struct out_known {
	enum rec_type	type;
	struct slice	id;		/* rec_identity */
	struct slice	usage_type, unit, currency;
	uint64_t	quantity;
	money_t		amount;
};
/*
 * A record as it is, from someone who knows what stands in it and need not
 * have it parsed again (the spool). 0 or -1.
 */
int	out_raw(struct out *, struct slice line, const struct out_known *);
/* Write out what is buffered. 0 or -1. */
int	out_flush(struct out *);

/* What out_finish puts into the end record besides the counts. */
struct end_info {
	const char	*tool;
	const char	*catalog, *subscriptions;	/* digests or NULL */
	const char	*period;			/* "2026-10" or NULL */
	const char	*shard;				/* "I/N" or NULL */
	int64_t		 now_us;
	bool		 has_now, no_end;
	bool		 tzdata;	/* name the version of the zone data */
};
/*
 * Totals and end (NDJSON; CSV has none), then the last flush. Counts start
 * again: --interval writes one end per pass. 0 or -1.
 */
int	out_finish(struct out *, const struct end_info *);

uint64_t out_count(const struct out *);		/* records since the last end */
const struct totals *out_totals(const struct out *);
/*
 * The run id that the end record will bear: made from the tool and what was
 * written since the last end. Borrowed until the next call.
 */
const char *out_run(struct out *, const char *tool);

#endif
