#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xxhash.h>
#include <zstd.h>

#include "base/diag.h"
#include "store/spool_file.h"
#include "store/spool_format.h"
#include "store/spool_pack.h"

#define INDEX_MAX	((size_t)256 << 20)
#define BLOCK_MAX	(SPOOL_BLOCK_OCTETS + REC_LINE_MAX + 2)
#define KEYS_MAX	((size_t)SPOOL_BLOCK_RECORDS * SPOOL_COLUMNS \
			    * VARINT_MAX + 2 * BLOCK_MAX)

static int
damaged(const struct spool_reader *r, const char *what)
{
	diag_at(REASON_SPOOL_DAMAGED, r->name, 0, "%s", what);
	return -1;
}

static int
file_open(struct spool_reader *r)
{
	r->fd = open(r->path, O_RDONLY | O_CLOEXEC);
	if (r->fd < 0) {
		diag_errno(REASON_OPEN_FAILED, "cannot open '%s'", r->path);
		return -1;
	}
	return 0;
}

static void
file_close(struct spool_reader *r)
{
	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
}

/* 0, or -1 and said what is wrong with the file. */
static int
tell(const struct spool_reader *r, struct spool_fault f)
{
	if (f.reason == REASON_NONE)
		return 0;
	if (f.reason == REASON_SPOOL_DAMAGED)
		return damaged(r, f.text);
	errno = f.error;
	diag_errno(f.reason, "cannot %s '%s'", f.reason == REASON_OPEN_FAILED
	    ? "open" : "read", r->path);
	return -1;
}

/* n octets at offset into r->packed; the file is open. */
static int
fetch(struct spool_reader *r, uint64_t offset, size_t n)
{
	return tell(r, spool_fetch(r->fd, offset, n, &r->packed));
}

static int
unpack_frame(struct spool_reader *r, const char *p, size_t n, size_t len,
    struct buf *out)
{
	return tell(r, spool_unpack(r->unpack, p, n, len, out));
}

static void
decode_slots(struct spool_reader *r, struct unpack *u)
{
	uint64_t n = get_fixed(u, 4);

	if (n > SPOOL_SLOTS_MAX)
		u->bad = true;
	for (uint64_t i = 0; i < n && !u->bad; i++) {
		size_t cap = r->slots;

		if ((cap & (cap - 1)) == 0)
			r->slot = xreallocarray(r->slot, cap != 0 ? cap * 2 : 1,
			    sizeof(*r->slot));
		r->slot[r->slots].usage_type = slice_of(get_text(u));
		r->slot[r->slots].unit = slice_of(get_text(u));
		r->slot[r->slots].currency = slice_of(get_text(u));
		r->slots++;
	}
}

static void
decode_types(struct spool_reader *r, struct unpack *u)
{
	uint64_t n = get_fixed(u, 4);

	if (n > sizeof(r->type_of))
		u->bad = true;
	for (uint64_t i = 0; i < n && !u->bad; i++) {
		char *name = get_text(u);

		r->type_of[i] = (uint8_t)type_lookup(slice_of(name));
		free(name);
	}
}

static bool
block_sane(const struct spool_block *k)
{
	return k->records > 0 && k->records <= SPOOL_BLOCK_RECORDS
	    && k->lines_len <= BLOCK_MAX && k->keys_len <= KEYS_MAX
	    && k->lines_packed <= ZSTD_compressBound(BLOCK_MAX)
	    && k->keys_packed <= ZSTD_compressBound(KEYS_MAX)
	    && k->first_us <= k->last_us;
}

static void
decode_blocks(struct spool_reader *r, struct unpack *u)
{
	uint64_t n = get_fixed(u, 8);

	if (n > (size_t)(u->end - u->p) / 44) {
		u->bad = true;
		return;
	}
	r->block = xcalloc(n + 1, sizeof(*r->block));
	for (uint64_t i = 0; i < n && !u->bad; i++) {
		struct spool_block *k = &r->block[i];

		k->offset = get_fixed(u, 8);
		k->keys_packed = (uint32_t)get_fixed(u, 4);
		k->keys_len = (uint32_t)get_fixed(u, 4);
		k->lines_packed = (uint32_t)get_fixed(u, 4);
		k->lines_len = (uint32_t)get_fixed(u, 4);
		k->records = (uint32_t)get_fixed(u, 4);
		k->first_us = (int64_t)get_fixed(u, 8);
		k->last_us = (int64_t)get_fixed(u, 8);
		u->bad |= !block_sane(k);
	}
	r->blocks = n;
}

static void
decode_chunks(struct spool_reader *r, struct unpack *u)
{
	uint64_t n = get_fixed(u, 8);

	if (n > (size_t)(u->end - u->p) / 16) {
		u->bad = true;
		return;
	}
	r->chunk = xcalloc(n + 1, sizeof(*r->chunk));
	for (uint64_t i = 0; i < n && !u->bad; i++) {
		r->chunk[i].offset = get_fixed(u, 8);
		r->chunk[i].packed = (uint32_t)get_fixed(u, 4);
		r->chunk[i].marks = (uint32_t)get_fixed(u, 4);
		/* no more than a full chunk can pack to is asked of memory */
		u->bad |= r->chunk[i].marks > SPOOL_CHUNK_MARKS
		    || r->chunk[i].packed
		    > ZSTD_compressBound(SPOOL_CHUNK_MARKS * MARK_OCTETS);
	}
	r->chunks = n;
}

static int
decode_index(struct spool_reader *r, const struct buf *index)
{
	struct unpack u = { .p = (const unsigned char *)index->data };

	u.end = u.p + index->len;
	if (get_fixed(&u, 4) != SPOOL_FORMAT)
		return damaged(r, "the batch has a format that this version "
		    "does not know");
	decode_slots(r, &u);
	decode_types(r, &u);
	if (!u.bad)
		decode_blocks(r, &u);
	if (!u.bad)
		decode_chunks(r, &u);
	if (u.bad || u.p != u.end)
		return damaged(r, "the index is not one");
	return 0;
}

/* Where the index begins: what the footer says. -1: there is none */
static int
foot_read(struct spool_reader *r, uint64_t size, uint64_t *offset)
{
	struct unpack u;
	uint64_t check;

	if (size < SPOOL_FOOT_OCTETS)
		return damaged(r, "the file is cut");
	if (fetch(r, size - SPOOL_FOOT_OCTETS, SPOOL_FOOT_OCTETS) != 0)
		return -1;
	u.p = (const unsigned char *)r->packed.data + SPOOL_SKIP_OCTETS;
	u.end = u.p + 16;
	check = XXH64(u.p, 8, 0);
	*offset = get_fixed(&u, 8);
	if (!spool_is_skip_frame(r->packed.data, SPOOL_FRAME_FOOT,
	    SPOOL_FOOT_OCTETS - SPOOL_SKIP_OCTETS)
	    || get_fixed(&u, 8) != check
	    || memcmp(u.end, SPOOL_MAGIC, SPOOL_MAGIC_LEN) != 0
	    || *offset > size - SPOOL_FOOT_OCTETS)
		return damaged(r, "the file is cut or no batch");
	return 0;
}

static int
index_read(struct spool_reader *r)
{
	struct buf index = { 0 };
	struct unpack u;
	struct stat st;
	uint64_t offset = 0, len;
	size_t n;
	int rc;

	if (fstat(r->fd, &st) != 0) {
		diag_errno(REASON_READ_FAILED, "cannot read '%s'", r->path);
		return -1;
	}
	if (foot_read(r, (uint64_t)st.st_size, &offset) != 0)
		return -1;
	n = (size_t)((uint64_t)st.st_size - SPOOL_FOOT_OCTETS - offset);
	if (n < SPOOL_SKIP_OCTETS + 8)
		return damaged(r, "the index is cut");
	if (fetch(r, offset, n) != 0)
		return -1;
	u.p = (const unsigned char *)r->packed.data + SPOOL_SKIP_OCTETS;
	u.end = u.p + 8;
	len = get_fixed(&u, 8);
	if (!spool_is_skip_frame(r->packed.data, SPOOL_FRAME_INDEX,
	    n - SPOOL_SKIP_OCTETS) || len > INDEX_MAX)
		return damaged(r, "the index is not one");
	rc = unpack_frame(r, (const char *)u.end, n - SPOOL_SKIP_OCTETS - 8,
	    len, &index);
	if (rc == 0)
		rc = decode_index(r, &index);
	buf_release(&index);
	return rc;
}

int
spool_reader_open(struct spool_reader *r, const char *path, const char *name,
    struct ZSTD_DCtx_s *unpack)
{
	*r = (struct spool_reader){ .path = xstrdup(path),
		.name = xstrdup(name), .fd = -1, .unpack = unpack,
		.from_us = INT64_MIN, .to_us = INT64_MAX };
	if (file_open(r) != 0 || index_read(r) != 0) {
		spool_reader_release(r);
		return -1;
	}
	file_close(r);
	return 0;
}

void
spool_reader_release(struct spool_reader *r)
{
	if (r->path != NULL)
		file_close(r);
	for (size_t i = 0; i < r->slots; i++) {
		free((char *)r->slot[i].usage_type.p);
		free((char *)r->slot[i].unit.p);
		free((char *)r->slot[i].currency.p);
	}
	free(r->slot);
	free(r->block);
	free(r->chunk);
	spool_page_release(&r->page);
	buf_release(&r->packed);
	free(r->name);
	free(r->path);
	*r = (struct spool_reader){ .fd = -1 };
}

void
spool_reader_range(struct spool_reader *r, int64_t from_us, int64_t to_us)
{
	r->from_us = from_us;
	r->to_us = to_us;
	r->at = r->len = r->next_block = 0;
}

/* The same for a file that is closed between its blocks. */
static int
fetch_once(struct spool_reader *r, uint64_t offset, size_t n)
{
	int rc;

	if (file_open(r) != 0)
		return -1;
	rc = fetch(r, offset, n);
	file_close(r);
	return rc;
}

/* What is loaded, but for what nobody wants of it. True: something is left. */
static bool
page_range(struct spool_reader *r)
{
	const struct spool_page *g = &r->page;

	r->at = 0;
	r->len = g->len;
	while (r->at < r->len && g->rec[r->at].ts_us < r->from_us)
		r->at++;
	while (r->len > r->at && g->rec[r->len - 1].ts_us >= r->to_us)
		r->len--;
	return r->at < r->len;
}

const struct spool_block *
spool_reader_peek(struct spool_reader *r)
{
	while (r->next_block < r->blocks) {
		const struct spool_block *k = &r->block[r->next_block];

		if (k->first_us >= r->to_us)
			break;
		if (k->last_us >= r->from_us)
			return k;
		r->next_block++;
	}
	return NULL;
}

int
spool_reader_raw(struct spool_reader *r)
{
	const struct spool_block *k = &r->block[r->next_block++];

	return fetch_once(r, k->offset, SPOOL_SKIP_OCTETS
	    + (size_t)k->keys_packed + k->lines_packed);
}

struct spool_origin_file
spool_reader_file(const struct spool_reader *r)
{
	return (struct spool_origin_file){ .path = r->path,
		.type_of = r->type_of, .slots = r->slots };
}

int
spool_reader_load(struct spool_reader *r)
{
	const struct spool_origin_file file = spool_reader_file(r);
	const struct spool_block *k;
	struct spool_unpacker u = { .zstd = r->unpack };

	while (r->at = r->len = 0, (k = spool_reader_peek(r)) != NULL) {
		struct spool_fault fault;

		u.packed = r->packed;
		fault = spool_page_load(&r->page, &file, k, &u);
		r->packed = u.packed;
		r->next_block++;
		if (tell(r, fault) != 0)
			return -1;
		if (page_range(r))
			return 1;
	}
	return 0;
}

int
spool_reader_take(struct spool_reader *r, struct spool_page *page,
    struct spool_fault fault)
{
	struct spool_page mine = r->page;

	r->page = *page;
	*page = mine;
	r->at = r->len = 0;
	r->next_block++;
	if (tell(r, fault) != 0)
		return -1;
	return page_range(r) ? 1 : spool_reader_load(r);
}

int
spool_reader_marks(struct spool_reader *r, size_t n, struct buf *out)
{
	const struct spool_chunk *c = &r->chunk[n];

	if (fetch_once(r, c->offset, SPOOL_SKIP_OCTETS + (size_t)c->packed) != 0)
		return -1;
	if (!spool_is_skip_frame(r->packed.data, SPOOL_FRAME_MARKS, c->packed))
		return damaged(r, "marks do not begin where the index says");
	return unpack_frame(r, r->packed.data + SPOOL_SKIP_OCTETS, c->packed,
	    (size_t)c->marks * MARK_OCTETS, out);
}

int
spool_file_digest(const char *path, char hex[SHA256_HEX_MAX],
    uint64_t *octets)
{
	static char block[1 << 16];
	struct sha256 *sha;
	ssize_t n = -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	*octets = 0;
	if (fd < 0) {
		diag_errno(REASON_OPEN_FAILED, "cannot open '%s'", path);
		return -1;
	}
	sha = sha256_new();
	while ((n = read(fd, block, sizeof(block))) > 0
	    || (n < 0 && errno == EINTR)) {
		if (n < 0)
			continue;
		sha256_add(sha, block, (size_t)n);
		*octets += (uint64_t)n;
	}
	if (n < 0)
		diag_errno(REASON_READ_FAILED, "cannot read '%s'", path);
	sha256_end_hex(sha, hex);
	sha256_free(sha);
	close(fd);
	return n < 0 ? -1 : 0;
}
