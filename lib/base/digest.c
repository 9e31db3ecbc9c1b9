#include "base/digest.h"

/* EVP looks for its providers first, which costs as much as a whole start */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#define XXH_INLINE_ALL	/* ids are short: a call costs as much again */
#include <xxhash.h>

#include "base/buf.h"

struct sha256 {
	SHA256_CTX	ctx;
};

struct sha256 *
sha256_new(void)
{
	struct sha256 *s = xcalloc(1, sizeof(*s));

	sha256_clear(s);
	return s;
}

void
sha256_free(struct sha256 *s)
{
	free(s);
}

void
sha256_clear(struct sha256 *s)
{
	if (SHA256_Init(&s->ctx) != 1)
		abort();
}

void
sha256_add(struct sha256 *s, const void *p, size_t n)
{
	if (SHA256_Update(&s->ctx, p, n) != 1)
		abort();
}

void
sha256_end(struct sha256 *s, unsigned char out[32])
{
	if (SHA256_Final(out, &s->ctx) != 1)
		abort();
	sha256_clear(s);
}

static void
hex(const unsigned char *p, size_t n, char *out)
{
	static const char digit[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		*out++ = digit[p[i] >> 4];
		*out++ = digit[p[i] & 15];
	}
	*out = '\0';
}

void
sha256_end_hex(struct sha256 *s, char out[SHA256_HEX_MAX])
{
	unsigned char raw[32];

	sha256_end(s, raw);
	hex(raw, sizeof(raw), out);
}

sum128_t
sum128_of(const void *p, size_t n)
{
	XXH128_hash_t h = XXH3_128bits(p, n);

	return (sum128_t)h.high64 << 64 | h.low64;
}

void
sum128_hex(sum128_t v, char out[SUM128_HEX_MAX])
{
	unsigned char raw[16];

	for (int i = 15; i >= 0; i--, v >>= 8)
		raw[i] = (unsigned char)v;
	hex(raw, sizeof(raw), out);
}

int
sum128_parse(struct slice s, sum128_t *out)
{
	sum128_t v = 0;

	if (s.len != 32)
		return -1;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		if (c >= '0' && c <= '9')
			v = v << 4 | (unsigned)(c - '0');
		else if (c >= 'a' && c <= 'f')
			v = v << 4 | (unsigned)(c - 'a' + 10);
		else
			return -1;
	}
	*out = v;
	return 0;
}
