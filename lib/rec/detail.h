/*
 * detail.h (rec) - the records of FreeRADIUS detail files
 *
 *	Sun Oct 25 02:30:00 2026
 *		User-Name = "anna"
 *		Acct-Status-Type = Start
 *		Tunnel-Type:0 = VLAN
 *		Timestamp = 1792888200
 *	(an empty line ends it)
 *
 * The first line is the header, the others are attributes behind a blank. A
 * value stands in quotes, with escapes (\" \\ \n \r \t \ooo), or bare; a tag
 * behind the name (:0) is dropped. CRLF is a line end.
 *
 * Only attributes that were asked for are looked at further. A record that
 * cannot be read costs itself alone: reading goes on behind its empty line,
 * or at the next line that is a date as ctime(3) writes it. Memory is
 * constant.
 */
#ifndef REC_DETAIL_H
#define REC_DETAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/reason.h"
#include "base/sizes.h"
#include "base/slice.h"
#include "rec/unpack.h"

#define DETAIL_MAX	SIZE_OF(128 << 10, 2 << 10)	/* octets in a record */

enum detail_status {
	DETAIL_OK,
	DETAIL_BAD,	/* reason; raw is all of it */
	DETAIL_CUT,	/* the file ends within a record: raw, as for BAD; it
			 * was not passed, detail_offset is its start */
	DETAIL_EOF,
	DETAIL_FAIL	/* cannot read: unpack_say; reason none: a callback
			 * failed and said why */
};

struct detail_rec {		/* borrowed until the next call */
	struct slice	header;
	const struct slice *val;	/* by detail_want; {NULL,0}: not there */
	const bool	*twice;		/* it stands there again, and differs */
	uint64_t	line;		/* of the header, from 1 */
	struct slice	raw;		/* without the empty line; {NULL,0}:
					 * too long, see detail_on_huge */
	enum reason	reason;
};

struct detail;

struct detail *detail_new(void);
void	detail_free(struct detail *);
/* The attribute's index in val; the same name has the same one. */
unsigned detail_want(struct detail *, struct slice name);
/*
 * Begin a file, at an offset where a record begins (line is the one before's
 * number, 0 at the start). src is borrowed and stands there.
 */
void	detail_open(struct detail *, struct unpack *src, uint64_t offset,
	    uint64_t line);
enum detail_status detail_next(struct detail *, struct detail_rec *);
/* How far the file was read: octets and lines behind the last record. */
uint64_t detail_offset(const struct detail *);
uint64_t detail_lines(const struct detail *);
/* Called before a read that would block (flush what was made so far). */
void	detail_on_wait(struct detail *, int (*fn)(void *), void *arg);
/*
 * A record over DETAIL_MAX is handed to fn in pieces while it is skipped,
 * before DETAIL_BAD. -1 of fn: DETAIL_FAIL.
 */
void	detail_on_huge(struct detail *,
	    int (*fn)(void *, const char *, size_t), void *arg);

#endif
