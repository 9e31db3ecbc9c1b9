#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <xxhash.h>
#include <zstd.h>

#include "base/diag.h"
#include "base/fd.h"
#include "store/spool_file.h"
#include "store/spool_format.h"
#include "store/spool_marks.h"
#include "store/spool_pack.h"
#include "store/spool_worker.h"


struct spool_writer {
	char			*path;
	/* the block that is being filled */
	struct buf		 lines, extra, column[SPOOL_COLUMNS];
	struct spool_block	 open;
	struct spool_worker	*worker;	/* NULL before the first */
	/* the worker's while it has jobs */
	int			 fd;
	ZSTD_CCtx		*pack;
	struct sha256		*file;		/* NULL for a run */
	uint64_t		 offset;
	struct buf		 packed;
	struct spool_block	*block;
	size_t			 blocks, blocks_cap;
	/* what is behind the blocks */
	struct spool_chunk	*chunk;
	size_t			 chunks, chunks_cap;
	struct buf		 marks;
	struct spool_tally	 tally;
	struct spool_sum	 sum;
};

/* zstd levels: of what stays, and of runs that will be packed again */
#define LEVEL		1
#define LEVEL_LIGHT	(-5)

/* 0 or an errno */
static int
put_quiet(struct spool_writer *w, const void *p, size_t n)
{
	if (write_all(w->fd, p, n) != 0)
		return errno;
	if (w->file != NULL)
		sha256_add(w->file, p, n);
	w->offset += n;
	return 0;
}

static int
failed(const struct spool_writer *w, int error)
{
	if (error == 0)
		return 0;
	errno = error;
	diag_errno(REASON_WRITE_FAILED, "cannot write '%s'", w->path);
	return -1;
}

static int
put(struct spool_writer *w, const void *p, size_t n)
{
	return failed(w, put_quiet(w, p, n));
}

static void
skip_header(struct buf *b, uint32_t kind, size_t len)
{
	put_fixed(b, kind, 4);
	put_fixed(b, len, 4);
}

/* data as a zstd frame behind what b holds; the frame's length */
static size_t
pack(struct spool_writer *w, struct buf *b, const void *data, size_t len)
{
	size_t bound = ZSTD_compressBound(len), n;

	buf_reserve(b, bound);
	n = ZSTD_compress2(w->pack, b->data + b->len, bound, data, len);
	if (ZSTD_isError(n))
		abort();	/* the bound is kept and parameters are ours */
	b->len += n;
	return n;
}

/* Now that the length is known, mend the header of a skipped frame at 0. */
static void
skip_length(struct buf *b, size_t len)
{
	for (unsigned i = 0; i < 4; i++, len >>= 8)
		b->data[4 + i] = (char)len;
}

struct spool_writer *
spool_writer_new(const char *path, enum spool_kind kind)
{
	struct spool_writer *w = xcalloc(1, sizeof(*w));
	int level = kind == SPOOL_RUN_LIGHT ? LEVEL_LIGHT : LEVEL;
	struct buf head = { 0 };
	int rc;

	w->path = xstrdup(path);
	w->file = kind == SPOOL_BATCH ? sha256_new() : NULL;
	spool_tally_init(&w->tally);
	w->pack = ZSTD_createCCtx();
	ZSTD_CCtx_setParameter(w->pack, ZSTD_c_compressionLevel, level);
	ZSTD_CCtx_setParameter(w->pack, ZSTD_c_checksumFlag, 1);
	w->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (w->fd < 0) {
		diag_errno(REASON_OPEN_FAILED, "cannot create '%s'", path);
		spool_writer_free(w);
		return NULL;
	}
	skip_header(&head, SPOOL_FRAME_HEAD, SPOOL_MAGIC_LEN);
	buf_add(&head, SPOOL_MAGIC, SPOOL_MAGIC_LEN);
	rc = put(w, head.data, head.len);
	buf_release(&head);
	if (rc != 0) {
		spool_writer_free(w);
		return NULL;
	}
	return w;
}

void
spool_writer_free(struct spool_writer *w)
{
	if (w == NULL)
		return;
	spool_worker_free(w->worker);
	if (w->fd >= 0)
		close(w->fd);
	ZSTD_freeCCtx(w->pack);
	sha256_free(w->file);
	spool_tally_release(&w->tally);
	for (int c = 0; c < SPOOL_COLUMNS; c++)
		buf_release(&w->column[c]);
	buf_release(&w->lines);
	buf_release(&w->extra);
	buf_release(&w->packed);
	buf_release(&w->marks);
	free(w->block);
	free(w->chunk);
	free(w->path);
	free(w);
}

/* Keys and lines of a block as two frames, in one write. 0 or an errno */
static int
block_put(void *arg, struct spool_job *j)
{
	struct spool_writer *w = arg;
	struct spool_block *b = &j->block;
	int rc;

	buf_clear(&w->packed);
	skip_header(&w->packed, SPOOL_FRAME_KEYS, 0);
	b->offset = w->offset;
	b->keys_len = (uint32_t)j->keys.len;
	b->keys_packed = (uint32_t)pack(w, &w->packed, j->keys.data,
	    j->keys.len);
	skip_length(&w->packed, b->keys_packed);
	b->lines_len = (uint32_t)j->lines.len;
	b->lines_packed = (uint32_t)pack(w, &w->packed, j->lines.data,
	    j->lines.len);
	if ((rc = put_quiet(w, w->packed.data, w->packed.len)) != 0)
		return rc;
	GROW(w->block, w->blocks, w->blocks_cap);
	w->block[w->blocks++] = *b;
	return 0;
}

/* The block that was filled becomes a job; a new one begins. */
static void
block_hand_over(struct spool_writer *w, struct spool_job *j)
{
	struct buf lines = j->lines;

	buf_clear(&j->keys);
	for (int c = 0; c < SPOOL_COLUMNS; c++) {
		buf_add_slice(&j->keys, buf_slice(&w->column[c]));
		buf_clear(&w->column[c]);
	}
	buf_add_slice(&j->keys, buf_slice(&w->extra));
	buf_clear(&w->extra);
	j->lines = w->lines;
	w->lines = lines;
	buf_clear(&w->lines);
	j->block = w->open;
	w->open = (struct spool_block){ 0 };
}

/* More records follow: pack this block while the next one is filled. */
static int
block_next(struct spool_writer *w)
{
	if (w->worker == NULL
	    && (w->worker = spool_worker_new(block_put, w)) == NULL) {
		diag(REASON_NO_MEMORY, "cannot make a thread");
		return -1;
	}
	block_hand_over(w, spool_worker_job(w->worker));
	spool_worker_submit(w->worker);
	return 0;
}

/* All blocks down, the worker at rest. */
static int
blocks_end(struct spool_writer *w)
{
	struct spool_job last = { 0 };
	int rc = 0;

	if (w->worker != NULL)
		rc = spool_worker_drain(w->worker);
	if (rc == 0 && w->open.records != 0) {
		block_hand_over(w, &last);
		rc = block_put(w, &last);
		buf_release(&last.keys);
		buf_release(&last.lines);
	}
	return failed(w, rc);
}

static void
column_add(struct spool_writer *w, enum spool_column c, uint64_t v)
{
	struct buf *b = &w->column[c];

	if (b->cap - b->len < VARINT_MAX)
		buf_reserve(b, VARINT_MAX);
	b->len = (size_t)((char *)put_varint((unsigned char *)b->data + b->len,
	    v) - b->data);
}

/* Where text stands: in the line, or behind the columns. */
static uint64_t
text_offset(struct spool_writer *w, const struct spool_rec *s,
    const char *text, uint32_t len)
{
	uintptr_t from = (uintptr_t)s->line, at = (uintptr_t)text;
	size_t extra = w->extra.len;

	if (len == 0)
		return 0;
	if (at >= from && at + len <= from + s->line_len)
		return at - from;
	buf_add(&w->extra, text, len);
	return s->line_len + extra;
}

int
spool_writer_add(struct spool_writer *w, const struct spool_rec *s)
{
	struct spool_block *b = &w->open;

	if (b->records == SPOOL_BLOCK_RECORDS || (b->records > 0
	    && w->lines.len + s->line_len >= SPOOL_BLOCK_OCTETS))
		if (block_next(w) != 0)
			return -1;
	if (b->records == 0)
		b->first_us = s->ts_us;
	column_add(w, COLUMN_TS, zigzag(s->ts_us
	    - (b->records == 0 ? 0 : b->last_us)));
	column_add(w, COLUMN_LINE_LEN, s->line_len);
	column_add(w, COLUMN_ID, text_offset(w, s, s->id, s->id_len));
	column_add(w, COLUMN_ID_LEN, s->id_len);
	column_add(w, COLUMN_USER, text_offset(w, s, s->user, s->user_len));
	column_add(w, COLUMN_USER_LEN, s->user_len);
	column_add(w, COLUMN_TYPE, s->type);
	column_add(w, COLUMN_SLOT, s->slot);
	column_add(w, COLUMN_QUANTITY, s->quantity);
	column_add(w, COLUMN_AMOUNT, zigzag(s->amount));
	buf_add(&w->lines, s->line, s->line_len);
	buf_addc(&w->lines, '\n');
	b->last_us = s->ts_us;
	b->records++;
	if (w->sum.records++ == 0)
		w->sum.first_us = s->ts_us;
	w->sum.last_us = s->ts_us;
	return 0;
}

int
spool_writer_block(struct spool_writer *w, struct spool_reader *r)
{
	struct spool_block b = *spool_reader_peek(r);

	if (blocks_end(w) != 0 || spool_reader_raw(r) != 0)
		return -1;
	b.offset = w->offset;
	if (put(w, r->packed.data, r->packed.len) != 0)
		return -1;
	GROW(w->block, w->blocks, w->blocks_cap);
	w->block[w->blocks++] = b;
	if (w->sum.records == 0)
		w->sum.first_us = b.first_us;
	w->sum.last_us = b.last_us;
	w->sum.records += b.records;
	return 0;
}

static int
chunk_end(struct spool_writer *w)
{
	struct spool_chunk c = { .offset = w->offset,
		.marks = (uint32_t)(w->marks.len / MARK_OCTETS) };

	if (c.marks == 0)
		return 0;
	buf_clear(&w->packed);
	skip_header(&w->packed, SPOOL_FRAME_MARKS, 0);
	c.packed = (uint32_t)pack(w, &w->packed, w->marks.data, w->marks.len);
	skip_length(&w->packed, c.packed);
	if (put(w, w->packed.data, w->packed.len) != 0)
		return -1;
	spool_tally_add(&w->tally, &w->marks);
	GROW(w->chunk, w->chunks, w->chunks_cap);
	w->chunk[w->chunks++] = c;
	buf_clear(&w->marks);
	return 0;
}

int
spool_writer_marks(struct spool_writer *w, const struct spool_mark *m,
    size_t n)
{
	if (w->open.records != 0 && blocks_end(w) != 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		put_mark(&w->marks, m[i]);
		if (w->marks.len == SPOOL_CHUNK_MARKS * MARK_OCTETS
		    && chunk_end(w) != 0)
			return -1;
	}
	return 0;
}

static void
index_blocks(const struct spool_writer *w, struct buf *b)
{
	put_fixed(b, w->blocks, 8);
	for (size_t i = 0; i < w->blocks; i++) {
		const struct spool_block *k = &w->block[i];

		put_fixed(b, k->offset, 8);
		put_fixed(b, k->keys_packed, 4);
		put_fixed(b, k->keys_len, 4);
		put_fixed(b, k->lines_packed, 4);
		put_fixed(b, k->lines_len, 4);
		put_fixed(b, k->records, 4);
		put_fixed(b, (uint64_t)k->first_us, 8);
		put_fixed(b, (uint64_t)k->last_us, 8);
	}
}

static void
index_make(const struct spool_writer *w, const struct totals *slots,
    struct buf *b)
{
	put_fixed(b, SPOOL_FORMAT, 4);
	put_fixed(b, slots->len, 4);
	for (size_t i = 0; i < slots->len; i++) {
		put_text(b, slots->item[i].usage_type);
		put_text(b, slots->item[i].unit);
		put_text(b, slots->item[i].currency);
	}
	/* types by name: their numbers are not for ever */
	put_fixed(b, REC_TYPE_COUNT, 4);
	for (int t = 0; t < REC_TYPE_COUNT; t++)
		put_text(b, type_def((enum rec_type)t)->name);
	index_blocks(w, b);
	put_fixed(b, w->chunks, 8);
	for (size_t i = 0; i < w->chunks; i++) {
		put_fixed(b, w->chunk[i].offset, 8);
		put_fixed(b, w->chunk[i].packed, 4);
		put_fixed(b, w->chunk[i].marks, 4);
	}
}

static int
index_put(struct spool_writer *w, const struct totals *slots)
{
	struct buf index = { 0 }, *b = &w->packed;
	uint64_t offset = w->offset;
	size_t at;

	index_make(w, slots, &index);
	buf_clear(b);
	skip_header(b, SPOOL_FRAME_INDEX, 0);
	put_fixed(b, index.len, 8);
	skip_length(b, 8 + pack(w, b, index.data, index.len));
	buf_release(&index);
	skip_header(b, SPOOL_FRAME_FOOT, SPOOL_FOOT_OCTETS - 8);
	at = b->len;
	put_fixed(b, offset, 8);
	put_fixed(b, XXH64(b->data + at, 8, 0), 8);
	buf_add(b, SPOOL_MAGIC, SPOOL_MAGIC_LEN);
	return put(w, b->data, b->len);
}

int
spool_writer_end(struct spool_writer *w, const struct totals *slots, bool sync,
    struct spool_sum *sum)
{
	int fd = w->fd;
	bool bad;

	if (blocks_end(w) != 0 || chunk_end(w) != 0 || index_put(w, slots) != 0)
		return -1;
	w->fd = -1;
	bad = sync && fsync(fd) != 0;
	if (close(fd) != 0 || bad) {
		diag_errno(REASON_WRITE_FAILED, "cannot write '%s'", w->path);
		return -1;
	}
	w->sum.octets = w->offset;
	if (w->file != NULL)
		sha256_end_hex(w->file, w->sum.file);
	spool_tally_end(&w->tally, w->sum.content);
	w->sum.repeated = w->tally.repeated;
	w->sum.conflicts = w->tally.conflicts;
	*sum = w->sum;
	return 0;
}
