/*
 * spool_file.h (store) - the file of a batch: sorted records in blocks
 * Records of one batch (or of one sorting run) in canonical order. The lines
 * are plain zstd frames, all else is in frames that zstd skips: `zstd -dc`
 * of a batch gives its records as NDJSON, without any tool of ours.
 *
 *	offset 0   skip "OSSBSSP1"			what it is
 *	           skip keys, frame lines		block 1: see below
 *	           ...					block 2 ...
 *	           skip marks ...			ascending
 *	           skip index				blocks, marks, slots
 *	end - 32   skip: index offset, XXH64 of it, "OSSBSSP1"
 *
 * A block's keys are columns of variable-length integers, one value a record:
 * ts (difference to the one before), line length, identity offset and length,
 * identifier offset and length, type, slot, quantity, amount (differences and
 * amounts zigzag). An offset past the line points into the octets behind the
 * columns: texts that had escapes. Integers of fixed width are little-endian.
 * Every frame has its checksum. Functions that return -1 or NULL have said
 * why.
 */
#ifndef STORE_SPOOL_FILE_H
#define STORE_SPOOL_FILE_H

#include "base/buf.h"
#include "store/spool_page.h"

#define SPOOL_FORMAT		1
#define SPOOL_BLOCK_OCTETS	((size_t)128 << 10)	/* of lines, about */
#define SPOOL_BLOCK_RECORDS	65535
#define SPOOL_CHUNK_MARKS	16384
#define SPOOL_SLOTS_MAX		TOTALS_MAX
/* What a file is for: a run may become part of a batch, or be packed anew. */
enum spool_kind { SPOOL_BATCH, SPOOL_RUN, SPOOL_RUN_LIGHT };

struct spool_chunk {			/* of marks */
	uint64_t	offset;
	uint32_t	packed, marks;
};

struct spool_slot {			/* what a record is counted under */
	struct slice	usage_type, unit, currency;	/* owned */
};

/* What stands in a file, known when it has been written or read through. */
struct spool_sum {
	uint64_t	records, octets;	/* of the file */
	int64_t		first_us, last_us;
	uint64_t	repeated;	/* records whose identity came before */
	uint64_t	conflicts;	/* of which with other content */
	char		content[SHA256_HEX_MAX];	/* over the marks */
	char		file[SHA256_HEX_MAX];	/* of a batch: all octets */
};

struct spool_writer;
/* Makes path. Blocks are packed and written by a thread of its own. */
struct spool_writer *spool_writer_new(const char *path, enum spool_kind);
/* Closes; without spool_writer_end the file is worth nothing. */
void	spool_writer_free(struct spool_writer *);
/* In canonical order. 0 or -1. */
int	spool_writer_add(struct spool_writer *, const struct spool_rec *);
struct spool_reader;
/* The block that spool_reader_peek tells, as it is; it is passed there. */
int	spool_writer_block(struct spool_writer *, struct spool_reader *);
/* Behind the last record: marks, ascending over all calls. */
int	spool_writer_marks(struct spool_writer *, const struct spool_mark *,
	    size_t n);
/* Index and footer; with `sync` down to the disk. slots: of all records. */
int	spool_writer_end(struct spool_writer *, const struct totals *slots,
	    bool sync, struct spool_sum *);

/*
 * A file being read. It is open only while a block is fetched: thousands of
 * batches may be read side by side.
 */
struct spool_reader {
	char			*path, *name;	/* owned; name for messages */
	int			 fd;		/* -1: closed, as between calls */
	struct spool_block	*block;
	struct spool_chunk	*chunk;
	struct spool_slot	*slot;
	size_t			 blocks, chunks, slots;
	uint8_t			 type_of[256];	/* the file's numbers to ours */
	struct spool_page	 page;	/* the block that is read */
	size_t			 at, len;	/* its records that are wanted */
	struct buf		 packed;
	size_t			 next_block;
	int64_t			 from_us, to_us;
	struct ZSTD_DCtx_s	*unpack;	/* borrowed */
};

/*
 * Open and read the index. unpack is lent by the caller (ZSTD_createDCtx) and
 * may serve many readers.
 */
int	spool_reader_open(struct spool_reader *, const char *path,
	    const char *name, struct ZSTD_DCtx_s *unpack);
void	spool_reader_release(struct spool_reader *);
/* Records in [from, to) are wanted. */
void	spool_reader_range(struct spool_reader *, int64_t from_us,
	    int64_t to_us);
/* The next block that may hold a wanted record, not loaded; NULL at the end */
const struct spool_block *spool_reader_peek(struct spool_reader *);
/* Its octets into r->packed; it counts as read. 0 or -1 */
int	spool_reader_raw(struct spool_reader *);
/* 1: there is a record in r->page.rec[r->at]; 0: at the end; -1 */
int	spool_reader_load(struct spool_reader *);
/* What spool_page_load takes; borrowed from the reader. */
struct spool_origin_file spool_reader_file(const struct spool_reader *);
/*
 * As spool_reader_load, but the block that spool_reader_peek tells is loaded
 * in `page` already, or was not for that fault. page gets the old one.
 */
int	spool_reader_take(struct spool_reader *, struct spool_page *page,
	    struct spool_fault);
/* 1 and the next record, valid until the next call; 0 at the end; -1 */
static inline int
spool_reader_next(struct spool_reader *r, const struct spool_rec **rec)
{
	int rc;

	if (r->at == r->len && (rc = spool_reader_load(r)) <= 0)
		return rc;
	*rec = &r->page.rec[r->at++];
	return 1;
}
/* Marks of chunk n into out (emptied first). 0 or -1 */
int	spool_reader_marks(struct spool_reader *, size_t n, struct buf *out);

/* SHA-256 of a file's octets. 0 or -1 */
int	spool_file_digest(const char *path, char hex[SHA256_HEX_MAX],
	    uint64_t *octets);

#endif
