/*
 * fuzz_spool.c - the file of a batch, read
 * Checksums would keep noise out of the decoder, so the input becomes parts
 * of a file that is whole otherwise. The first octet says which:
 *	'i'	the index
 *	'b'	a block: its count of records and the length of its keys (two
 *		octets each), the keys, the lines
 *	else	the file itself
 * Whatever stands in it: no crash, no octet read outside.
 */
#include <unistd.h>

#include <xxhash.h>
#include <zstd.h>

#include "aid.h"
#include "store/spool_format.h"
#include "store/spool_pack.h"
#include "store/spool_file.h"

static volatile unsigned sum;	/* what was read is used */

/* A frame: header, what `before` holds, data packed. Its length */
static size_t
add_frame(struct buf *b, uint32_t kind, const struct buf *before,
    const uint8_t *data, size_t len)
{
	static ZSTD_CCtx *pack;		/* a megabyte: made once */
	size_t bound = ZSTD_compressBound(len), start = b->len, n;

	if (pack == NULL)
		pack = ZSTD_createCCtx();

	if (kind != 0) {
		put_fixed(b, kind, 4);
		put_fixed(b, 0, 4);
		buf_add_slice(b, buf_slice(before));
	}
	buf_reserve(b, bound);
	n = ZSTD_compressCCtx(pack, b->data + b->len, bound, data, len, 1);
	if (ZSTD_isError(n))
		abort();
	b->len += n;
	for (unsigned i = 0; kind != 0 && i < 4; i++)
		b->data[start + 4 + i] = (char)((before->len + n) >> (8 * i));
	return n;
}

static void
add_foot(struct buf *b, uint64_t index)
{
	size_t at;

	put_fixed(b, SPOOL_FRAME_FOOT, 4);
	put_fixed(b, SPOOL_FOOT_OCTETS - SPOOL_SKIP_OCTETS, 4);
	at = b->len;
	put_fixed(b, index, 8);
	put_fixed(b, XXH64(b->data + at, 8, 0), 8);
	buf_add(b, SPOOL_MAGIC, SPOOL_MAGIC_LEN);
}

static void
add_index(struct buf *b, const void *data, size_t len)
{
	struct buf before = { 0 };
	uint64_t at = b->len;

	put_fixed(&before, len, 8);
	add_frame(b, SPOOL_FRAME_INDEX, &before, data, len);
	add_foot(b, at);
	buf_release(&before);
}

/* One block that the index describes well; only the keys may be wrong. */
static void
add_block(struct buf *b, const uint8_t *data, size_t len)
{
	size_t records = (size_t)data[0] | (size_t)data[1] << 8;
	size_t keys = (size_t)data[2] | (size_t)data[3] << 8;
	struct buf index = { 0 }, none = { 0 };
	uint64_t at = b->len;
	size_t packed[2];

	data += 4;
	len -= 4;
	keys = keys < len ? keys : len;
	packed[0] = add_frame(b, SPOOL_FRAME_KEYS, &none, data, keys);
	packed[1] = add_frame(b, 0, &none, data + keys, len - keys);
	put_fixed(&index, SPOOL_FORMAT, 4);
	put_fixed(&index, 1, 4);		/* slots */
	put_text(&index, "voice");
	put_text(&index, "s");
	put_text(&index, "");
	put_fixed(&index, 2, 4);		/* types */
	put_text(&index, "");
	put_text(&index, "usage");
	put_fixed(&index, 1, 8);		/* blocks */
	put_fixed(&index, at, 8);
	put_fixed(&index, packed[0], 4);
	put_fixed(&index, keys, 4);
	put_fixed(&index, packed[1], 4);
	put_fixed(&index, len - keys, 4);
	put_fixed(&index, records, 4);
	put_fixed(&index, 0, 8);
	put_fixed(&index, 0, 8);
	put_fixed(&index, 0, 8);		/* chunks */
	add_index(b, index.data, index.len);
	buf_release(&index);
}

static void
make_file(struct buf *b, const uint8_t *data, size_t len)
{
	if (len > 5 && data[0] == 'b')
		add_block(b, data + 1, len - 1);
	else if (len > 1 && data[0] == 'i')
		add_index(b, data + 1, len - 1);
	else
		buf_add(b, data, len);
}

/* Every octet that a record claims, added up: a sanitizer sees it read. */
static unsigned
touch(const struct spool_reader *r, const struct spool_rec *s)
{
	const struct spool_slot *slot = &r->slot[s->slot];
	unsigned n = (unsigned)slot->usage_type.len;

	for (uint32_t i = 0; i < s->line_len; i++)
		n += (unsigned char)s->line[i];
	for (uint32_t i = 0; i < s->id_len; i++)
		n += (unsigned char)s->id[i];
	for (uint32_t i = 0; i < s->user_len; i++)
		n += (unsigned char)s->user[i];
	return n;
}

static unsigned
read_all(const char *path, ZSTD_DCtx *unpack)
{
	const struct spool_rec *s;
	struct spool_reader r;
	struct buf raw = { 0 };
	unsigned n = 0;

	if (spool_reader_open(&r, path, "fuzz", unpack) != 0)
		return 0;
	while (spool_reader_next(&r, &s) > 0)
		n += touch(&r, s);
	for (size_t i = 0; i < r.chunks; i++)
		if (spool_reader_marks(&r, i, &raw) == 0 && raw.len > 0)
			n += (unsigned)mark_at(raw.data, 0).hi;
	buf_release(&raw);
	spool_reader_release(&r);
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static ZSTD_DCtx *unpack;
	struct buf file = { 0 };
	int fd;

	if (unpack == NULL)
		unpack = ZSTD_createDCtx();
	make_file(&file, data, len);
	fd = aid_fd(file.data, file.len);
	aid_quiet(true);
	sum += read_all(aid_fd_path(fd), unpack);
	aid_quiet(false);
	buf_release(&file);
	close(fd);
	return 0;
}
