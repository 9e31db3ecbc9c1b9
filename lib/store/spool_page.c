/*
 * spool_page.c (store) - see spool_page.h
 */
#include "store/spool_page.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <zstd.h>

#include "rec/scan.h"
#include "store/spool_format.h"
#include "store/spool_pack.h"

static const struct spool_fault fine = { .reason = REASON_NONE };

static struct spool_fault
damaged(const char *text)
{
	return (struct spool_fault){ .reason = REASON_SPOOL_DAMAGED,
		.text = text };
}

static struct spool_fault
system_fault(enum reason reason)
{
	return (struct spool_fault){ .reason = reason, .error = errno };
}

void
spool_page_release(struct spool_page *g)
{
	free(g->rec);
	buf_release(&g->keys);
	buf_release(&g->lines);
	*g = (struct spool_page){ 0 };
}

struct spool_fault
spool_fetch(int fd, uint64_t offset, size_t n, struct buf *out)
{
	size_t got = 0;
	ssize_t k;

	buf_clear(out);
	if (buf_reserve(out, n) != 0)
		return damaged("a frame is too long");
	while (got < n) {
		k = pread(fd, out->data + got, n - got, (off_t)(offset + got));
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return system_fault(REASON_READ_FAILED);
		if (k == 0)
			return damaged("the file is cut");
		got += (size_t)k;
	}
	out->len = n;
	return fine;
}

struct spool_fault
spool_unpack(ZSTD_DCtx *zstd, const char *p, size_t n, size_t len,
    struct buf *out)
{
	size_t got;

	buf_clear(out);
	buf_reserve(out, len + SCAN_PADDING);
	got = ZSTD_decompressDCtx(zstd, out->data, len, p, n);
	if (ZSTD_isError(got) || got != len)
		return damaged("a frame does not unpack, or its checksum "
		    "does not match");
	out->len = len;
	memset(out->data + len, 0, SCAN_PADDING);
	return fine;
}

bool
spool_is_skip_frame(const char *p, uint32_t kind, size_t len)
{
	struct unpack u = { .p = (const unsigned char *)p,
		.end = (const unsigned char *)p + SPOOL_SKIP_OCTETS };

	return get_fixed(&u, 4) == kind && get_fixed(&u, 4) == len;
}

/* A text at an offset that is past the line when it has no place in it. */
static const char *
text_at(const struct spool_rec *s, const struct buf *keys, size_t extra,
    uint64_t offset, uint64_t len, bool *bad)
{
	if (len == 0)
		return NULL;
	if (offset < s->line_len) {
		*bad |= len > s->line_len - offset;
		return s->line + offset;
	}
	offset -= s->line_len;
	*bad |= offset > keys->len - extra || len > keys->len - extra - offset;
	return keys->data + extra + (*bad ? 0 : offset);
}

static void
decode_lines(struct spool_page *g, const struct spool_block *k,
    struct unpack *u)
{
	const char *line = g->lines.data, *end = line + g->lines.len;
	int64_t ts = 0;

	for (uint32_t i = 0; i < k->records; i++) {
		ts = (int64_t)((uint64_t)ts + (uint64_t)unzigzag(get_varint(u)));
		g->rec[i].ts_us = ts;
	}
	for (uint32_t i = 0; i < k->records && !u->bad; i++) {
		uint64_t len = get_varint(u);

		if (len >= (size_t)(end - line) || line[len] != '\n') {
			u->bad = true;
			return;
		}
		g->rec[i].line = line;
		g->rec[i].line_len = (uint32_t)len;
		line += len + 1;
	}
	u->bad |= line != end;
}

/*
 * Two columns, offset and length: kept as they are until it is known where
 * the columns end.
 */
struct texts {
	const unsigned char	*offset, *len;
};

static void
skip_column(struct unpack *u, uint32_t n, const unsigned char **at)
{
	*at = u->p;
	for (uint32_t i = 0; i < n; i++)
		get_varint(u);
}

static void
decode_texts(struct spool_page *g, uint32_t n, struct unpack *u,
    const struct texts *id, const struct texts *user)
{
	size_t extra = (size_t)((const char *)u->p - g->keys.data);
	struct unpack a = { id->offset, u->p, false };
	struct unpack b = { id->len, u->p, false };
	struct unpack c = { user->offset, u->p, false };
	struct unpack d = { user->len, u->p, false };

	for (uint32_t i = 0; i < n && !u->bad; i++) {
		struct spool_rec *s = &g->rec[i];
		uint64_t len = get_varint(&b);

		s->id_len = (uint32_t)len;
		s->id = text_at(s, &g->keys, extra, get_varint(&a), len,
		    &u->bad);
		len = get_varint(&d);
		s->user_len = (uint32_t)len;
		s->user = text_at(s, &g->keys, extra, get_varint(&c), len,
		    &u->bad);
	}
}

static void
decode_metering(struct spool_page *g, const struct spool_origin_file *file,
    uint32_t n, struct unpack *u)
{
	for (uint32_t i = 0; i < n; i++) {
		uint64_t type = get_varint(u);

		u->bad |= type > UINT8_MAX;
		g->rec[i].type = u->bad ? 0 : file->type_of[type];
	}
	for (uint32_t i = 0; i < n; i++) {
		uint64_t slot = get_varint(u);

		u->bad |= slot >= file->slots;
		g->rec[i].slot = (uint16_t)slot;
	}
	for (uint32_t i = 0; i < n; i++)
		g->rec[i].quantity = get_varint(u);
	for (uint32_t i = 0; i < n; i++)
		g->rec[i].amount = unzigzag(get_varint(u));
}

static struct spool_fault
decode(struct spool_page *g, const struct spool_origin_file *file,
    const struct spool_block *k)
{
	struct unpack u = { .p = (const unsigned char *)g->keys.data };
	struct texts id, user;

	u.end = u.p + g->keys.len;
	if (k->records > g->cap) {
		g->cap = k->records;
		g->rec = xreallocarray(g->rec, g->cap, sizeof(*g->rec));
	}
	decode_lines(g, k, &u);
	skip_column(&u, k->records, &id.offset);
	skip_column(&u, k->records, &id.len);
	skip_column(&u, k->records, &user.offset);
	skip_column(&u, k->records, &user.len);
	if (!u.bad)
		decode_metering(g, file, k->records, &u);
	if (!u.bad)
		decode_texts(g, k->records, &u, &id, &user);
	if (u.bad || g->rec[0].ts_us != k->first_us
	    || g->rec[k->records - 1].ts_us != k->last_us)
		return damaged("the keys of a block do not fit its lines");
	g->len = k->records;
	return fine;
}

/* The file is open only for this: thousands are read side by side. */
static struct spool_fault
fetch_block(const char *path, const struct spool_block *k, struct buf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct spool_fault fault;

	if (fd < 0)
		return system_fault(REASON_OPEN_FAILED);
	fault = spool_fetch(fd, k->offset, SPOOL_SKIP_OCTETS
	    + (size_t)k->keys_packed + k->lines_packed, out);
	close(fd);
	return fault;
}

struct spool_fault
spool_page_load(struct spool_page *g, const struct spool_origin_file *file,
    const struct spool_block *k, struct spool_unpacker *u)
{
	struct spool_fault fault = fetch_block(file->path, k, &u->packed);
	const char *at = u->packed.data;

	g->len = 0;
	if (fault.reason != REASON_NONE)
		return fault;
	if (!spool_is_skip_frame(at, SPOOL_FRAME_KEYS, k->keys_packed))
		return damaged("a block does not begin where the index says");
	at += SPOOL_SKIP_OCTETS;
	fault = spool_unpack(u->zstd, at, k->keys_packed, k->keys_len,
	    &g->keys);
	if (fault.reason == REASON_NONE)
		fault = spool_unpack(u->zstd, at + k->keys_packed,
		    k->lines_packed, k->lines_len, &g->lines);
	return fault.reason == REASON_NONE ? decode(g, file, k) : fault;
}
