/*
 * textin.h (rec) - the text of a file through a window that moves
 * For readers of rows that are no CSV: a row of at most TEXTIN_ROW octets
 * stands in memory as a whole, from `at`; behind `end` stands a line feed as
 * sentinel and PAD octets may be read. Memory is constant.
 */
#ifndef REC_TEXTIN_H
#define REC_TEXTIN_H

#include <stdint.h>

#include "base/sizes.h"
#include "base/slice.h"
#include "rec/unpack.h"

#define TEXTIN_ROW	SIZE_OF(1 << 20, 4 << 10)
#define TEXTIN_PAD	64

struct textin {
	struct unpack	*src;		/* borrowed */
	char		*buf;		/* owned */
	size_t		 at, end;	/* the row's start; the data's end */
	bool		 eof, said;
	bool		 begun;		/* the byte order mark is dealt with */
	bool		 growing;	/* its last line may not be whole yet */
	uint64_t	 line;		/* of at, from 1 */
	uint64_t	 offset;	/* of buf in the file */
	int		(*wait)(void *);
	void		*wait_arg;
	int		(*huge)(void *, const char *, size_t);
	void		*huge_arg;
};

void	textin_init(struct textin *);
void	textin_release(struct textin *);
/* Begin a file; what is there is empty until textin_fill. */
void	textin_begin(struct textin *, struct unpack *src);
/* It goes on at this octet and line. */
void	textin_from(struct textin *, uint64_t offset, uint64_t line);
/*
 * More behind what is there: 0, or -1 (textin_why). A byte order mark at the
 * begin of the file is passed over.
 */
int	textin_fill(struct textin *);
/* REASON_NONE: a callback failed and said why; else unpack_say. */
enum reason textin_why(const struct textin *);
/*
 * Length of the line at offset off from the row's start, with its line feed;
 * 0: its end is not here yet, or there is no more.
 */
size_t	textin_line(const struct textin *, size_t off);
/* The row of len octets at the start is done: on to the next. */
void	textin_pass(struct textin *, size_t len);
/*
 * Pass over the rest of a line that is too long, handing it to huge. 0, or
 * -1 (textin_why).
 */
int	textin_huge(struct textin *);
/* Without its line end. */
struct slice textin_slice(const struct textin *, size_t len);

#endif
