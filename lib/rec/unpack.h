/*
 * unpack.h (rec) - the octets of a file, packed or not
 * What begins with the magic octets of gzip (RFC 1952) or zstd (RFC 8878) is
 * unpacked on the way, several members or frames in a row as well; all else
 * is handed on as it is, with no copy and no call but read(2). Memory is
 * constant: 128 KiB, what zlib takes, and a zstd window of at most 128 MiB. An
 * archive that ends too early, is damaged or expands beyond UNPACK_RATIO is an
 * error, never a shorter file.
 */
#ifndef REC_UNPACK_H
#define REC_UNPACK_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/reason.h"
#include "base/sizes.h"

#define UNPACK_FIRST	((size_t)4)	/* octets to ask for at least */
#define UNPACK_WINDOW	27		/* log2 of the largest zstd window */
/* So many times its size an archive may be, once UNPACK_FREE came out of it. */
#define UNPACK_RATIO	200
#define UNPACK_FREE	SIZE_OF(64 << 20, 64 << 10)

struct unpack;

struct unpack *unpack_new(void);
void	unpack_free(struct unpack *);
/* Begin a file; fd is borrowed. */
void	unpack_open(struct unpack *, int fd);
/* Go on in the middle of a plain one: nothing there is magic. */
void	unpack_open_plain(struct unpack *, int fd);
/* Whether n >= UNPACK_FIRST octets begin a packed file. */
bool	unpack_is_magic(const void *, size_t n);
/*
 * As read(2), of n >= UNPACK_FIRST octets: 0 is the end of the file. -1:
 * unpack_reason tells READ_FAILED (errno), ARCHIVE_CUT, ARCHIVE_DAMAGED,
 * ARCHIVE_BOMB or NO_MEMORY.
 */
ssize_t	unpack_read(struct unpack *, void *, size_t n);
/* Whether a read would wait for somebody. */
bool	unpack_would_block(const struct unpack *);
enum reason unpack_reason(const struct unpack *);
/* Say it, as "cannot read 'file'". */
void	unpack_say(const struct unpack *, const char *file);
/* Whether the file (of which something was read) is packed. */
bool	unpack_is_packed(const struct unpack *);

/*
 * Append a whole file, unpacked, of at most max octets. 0, or -1: what is
 * wrong has been said.
 */
int	unpack_file(const char *path, size_t max, struct buf *out);

#endif
