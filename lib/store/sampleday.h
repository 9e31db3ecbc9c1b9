/*
 * sampleday.h (store) - a day of samples, packed, with a look-up by object
 * Lines are sorted by node, kind, object and time, each once, in blocks of
 * about SAMPLEDAY_BLOCK octets; the index says which objects are in which.
 *
 *	frame			lines of block 1 (zstd, with checksum)
 *	...
 *	skip index		for each block: offset, octets packed and
 *				unpacked, its first and last key
 *	skip foot		offset of the index, XXH64 of it, "OSSBSSD1"
 *
 * `zstd -dc` of such a file gives its records as NDJSON. Integers are of
 * fixed width, little-endian. Functions that return -1 have said why.
 */
#ifndef STORE_SAMPLEDAY_H
#define STORE_SAMPLEDAY_H

#include "base/arena.h"
#include "base/buf.h"
#include "rec/rec.h"

#define SAMPLEDAY_BLOCK	((size_t)256 << 10)

/* A sample as it is kept; all borrowed. */
struct sample_line {
	struct slice	key;	/* node, kind and object, \037 between */
	int64_t		ts_us;
	struct slice	line;	/* '{' ... '}' */
};

/* The key of a sample record, in the arena. */
struct slice sample_key(struct arena *, const struct rec *);
/* Sort, and leave each line once. How many are left. */
size_t	sample_lines_once(struct sample_line *, size_t n);

/* Write lines that are in order as the file; 0 or -1. */
int	sampleday_write(const char *path, const struct sample_line *, size_t n);

struct sampleday_block {
	uint64_t	offset;
	uint32_t	packed, len;
	struct slice	first, last;	/* keys */
};

struct sampleday {
	char			*path;		/* owned, as all below */
	int			 fd;
	struct arena		 keys;
	struct sampleday_block	*block;
	size_t			 blocks;
	struct buf		 packed, lines;
};

/* 1; 0: there is no such file; -1 */
int	sampleday_open(struct sampleday *, const char *path);
void	sampleday_close(struct sampleday *);
/* Whether a block may have keys that begin with a prefix. */
bool	sampleday_may_have(const struct sampleday_block *,
	    struct slice prefix);
/* The lines of a block, padded for the scanner; valid until the next. */
int	sampleday_load(struct sampleday *, size_t block, struct slice *lines);

#endif
