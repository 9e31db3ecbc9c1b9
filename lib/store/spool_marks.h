/*
 * spool_marks.h (store) - which records are repeats, and which conflict
 * Each file has its records' marks in ascending order. Reading those of
 * several files side by side brings all marks of a thing together, wherever
 * and whenever its records stand: the same usage_id with another ts is found
 * although it is no neighbour in time. Memory: a chunk of marks (256 KiB) a
 * file, less where files are small.
 */
#ifndef STORE_SPOOL_MARKS_H
#define STORE_SPOOL_MARKS_H

#include "store/spool_state.h"

#define SPOOL_CONFLICTS_MAX	((size_t)1 << 20)	/* things in conflict */

/* Ascending. scratch: room for n marks. */
void	spool_marks_sort(struct spool_mark *, size_t n,
	    struct spool_mark *scratch);

/*
 * What the marks of one batch add up to. The content digest is the SHA-256 of
 * a line of text and all marks in order: the same records in any order, from
 * files of any name, have the same.
 */
struct spool_tally {
	struct sha256		*content;
	struct spool_mark	 last;
	bool			 any, disorder;
	uint64_t		 repeated;	/* the identity came before */
	uint64_t		 conflicts;	/* of which with other content */
	uint64_t		 sum_hi, sum_lo;
};
void	spool_tally_init(struct spool_tally *);
void	spool_tally_release(struct spool_tally *);
/* A chunk of marks as it stands in a file. */
void	spool_tally_add(struct spool_tally *, const struct buf *raw);
void	spool_tally_end(struct spool_tally *, char content[SHA256_HEX_MAX]);

/* All marks of some readers in ascending order. */
struct spool_scan;
/* The readers are borrowed. */
struct spool_scan *spool_scan_new(struct spool_reader *const *, size_t n);
void	spool_scan_free(struct spool_scan *);
/* 1 and the next stretch, valid until the next call; 0 at the end; -1 said */
int	spool_scan_next(struct spool_scan *, const struct spool_mark **,
	    size_t *n);

/*
 * The things that stand with more than one content, and were not settled with
 * all of these.
 */
struct spool_conflicts {
	struct spool_mark	*item;	/* owned; ascending; content part 0 */
	size_t			 len, cap;
	size_t			 max;	/* 0: SPOOL_CONFLICTS_MAX */
	const struct spool_settled *settled;	/* borrowed; ascending */
	size_t			 settled_len;
	struct spool_mark	*group;	/* owned; contents of one thing */
	size_t			 group_len, group_cap;
};

/* 0, or -1: damaged, or more than c->max; said */
int	spool_conflicts_find(struct spool_conflicts *,
	    struct spool_reader *const *, size_t n);
/* The same for batches of a spool. */
int	spool_conflicts_in(struct spool_conflicts *, const char *folder,
	    const struct spool_register *, struct ZSTD_DCtx_s *unpack);
void	spool_conflicts_release(struct spool_conflicts *);
bool	spool_conflicts_has(const struct spool_conflicts *,
	    const struct spool_rec *);

/* What was settled about a thing, and how many contents of it: *n may be 0. */
const struct spool_settled *spool_settled_find(const struct spool_settled *,
	    size_t len, struct spool_mark id, size_t *n);

#endif
