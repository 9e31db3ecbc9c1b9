/*
 * spool_page.h (store) - a block of a batch in memory
 * Loading one says nothing and changes nothing but its own arguments, so a
 * thread may do it ahead of who will read it.
 */
#ifndef STORE_SPOOL_PAGE_H
#define STORE_SPOOL_PAGE_H

#include "base/buf.h"
#include "base/reason.h"
#include "store/spool_rec.h"

struct spool_block {
	uint64_t	offset;		/* of the keys' frame */
	uint32_t	keys_packed, keys_len;	/* octets in the file, unpacked */
	uint32_t	lines_packed, lines_len;
	uint32_t	records;
	int64_t		first_us, last_us;
};

struct spool_page {
	struct spool_rec	*rec;	/* owned; texts are in the buffers */
	size_t			 len, cap;
	struct buf		 keys, lines;
};
void	spool_page_release(struct spool_page *);

/* What went wrong; REASON_NONE: nothing. */
struct spool_fault {
	enum reason	 reason;	/* SPOOL_DAMAGED: text says how */
	int		 error;		/* errno of OPEN_FAILED, READ_FAILED */
	const char	*text;		/* static */
};

/* The file that a block is in, as its reader knows it. */
struct spool_origin_file {
	const char	*path;
	const uint8_t	*type_of;	/* the file's numbers to ours: 256 */
	size_t		 slots;
};

/* What loading needs; one for each thread. */
struct spool_unpacker {
	struct ZSTD_DCtx_s	*zstd;	/* borrowed */
	struct buf		 packed;	/* owned */
};

/* n octets at offset of an open file into `out`, emptied first. */
struct spool_fault spool_fetch(int fd, uint64_t offset, size_t n,
	    struct buf *out);
/* A zstd frame of n octets, `len` unpacked; its checksum holds. */
struct spool_fault spool_unpack(struct ZSTD_DCtx_s *, const char *p, size_t n,
	    size_t len, struct buf *out);
bool	spool_is_skip_frame(const char *p, uint32_t kind, size_t len);

struct spool_fault spool_page_load(struct spool_page *,
	    const struct spool_origin_file *, const struct spool_block *,
	    struct spool_unpacker *);

#endif
