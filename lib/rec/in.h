/*
 * in.h (rec) - the record reader: NDJSON or CSV, files in a row
 * NDJSON or CSV is told by the first byte. `end` and `total` records are
 * checked against what was read and dropped. Every byte of every record is
 * validated: JSON grammar, UTF-8, one level, kinds and required fields.
 */
#ifndef REC_IN_H
#define REC_IN_H

#include "base/digest.h"
#include "rec/out.h"
#include "rec/rec.h"
#include "rec/total.h"

enum in_status {
	IN_OK,		/* a record */
	IN_BAD,		/* one line that is none: in_reason, in_raw */
	IN_EOF,
	IN_FAIL		/* cannot go on; said */
};

struct in;

/*
 * files: names, "-" is stdin; len 0 reads stdin. Borrowed. Formats may
 * differ between files.
 */
struct in *in_new(const char *const *files, size_t len, enum rec_format);
void	in_free(struct in *);
/* Called before a read that would block (flush what was made so far). */
void	in_on_wait(struct in *, int (*fn)(void *), void *arg);
/* A CSV row without a `type` column is of this type. */
void	in_default_type(struct in *, enum rec_type);
/* Refuse fields that the table does not know (--strict). */
void	in_strict(struct in *, bool);
/* Validate nothing but the JSON (for `make bench` and the fuzz targets). */
void	in_parse_only(struct in *, bool);

enum in_status in_next(struct in *, const struct rec **);

/*
 * For who looks each record up in a large table, and would wait for its
 * memory: some NDJSON records are scanned before the first of them is handed
 * on and given to `slot`, what that returns to `entry`, and what that returns
 * to `deep` (or NULL). Each asks for the memory by which the next one goes on.
 * What the last gave stands in the record's `ahead`, also where it came as CSV.
 */
struct in_ahead {
	uint64_t	(*slot)(const void *table, const struct rec *);
	uint64_t	(*entry)(const void *table, uint64_t slot);
	uint64_t	(*deep)(const void *table, uint64_t entry);
	const void	*table;		/* borrowed */
};
void	in_look_ahead(struct in *, const struct in_ahead *);

/* After IN_BAD: why, where, and the line as it was. */
enum reason in_reason(const struct in *);
const char *in_detail(struct in *);		/* prose */
const char *in_file(const struct in *);
uint64_t in_line(const struct in *);
struct slice in_raw(const struct in *);		/* {NULL,0}: see in_on_huge */
/* The bad record where it was read and summed up, else NULL. */
const struct rec *in_bad_rec(const struct in *);
/* After IN_OK: the record's line as it was (of CSV: the row). */
struct slice in_text(const struct in *);
/* A line over REC_LINE_MAX is handed to fn in pieces while it is skipped. */
void	in_on_huge(struct in *, int (*fn)(void *, const char *, size_t),
	    void *arg);
/* Called as a file begins, with nothing, and with the header row of CSV. */
void	in_on_header(struct in *, void (*fn)(void *, struct slice), void *arg);

/* At IN_EOF: whether every stream read ended with its matching end record. */
enum in_end { IN_END_OK, IN_END_MISSING, IN_END_MISMATCH };
enum in_end in_end(const struct in *);

uint64_t in_count(const struct in *);		/* records, good and bad */
uint64_t in_unknown(const struct in *);		/* unknown fields seen */
const struct totals *in_totals(struct in *);
/*
 * What end records say in tool, version, run, catalog or subscriptions ("" for
 * nothing, "mixed" when they differ)
 */
const char *in_end_str(const struct in *, enum field);
/*
 * Whether the end records name no shard, or every one of theirs (1/n to n/n,
 * each at least once).
 */
bool	in_shards_whole(const struct in *);
/* Whether two of the streams read have the same records: a file came twice. */
bool	in_twice(struct in *);

#endif
