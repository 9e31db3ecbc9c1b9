/*
 * usm.c (net) - see usm.h
 */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>
#include <strings.h>

#include "base/sizes.h"
#include "base/tstamp.h"
#include "net/usm.h"

/* RFC 3414 section A.2 */
#define PHRASE_OCTETS	SIZE_OF(1048576, 1024)
#define WINDOW_S	150	/* RFC 3414 section 2.2.3 */
#define BOOTS_MAX	INT32_MAX
#define DES_BLOCK	8
#define AES_BLOCK	16

struct auth_protocol {
	const char	*name[2];
	const EVP_MD	*(*md)(void);
	size_t		 key, mac;
};
static const struct auth_protocol auths[] = {
	[USM_NO_AUTH] = { { "none", NULL }, NULL, 0, 0 },
	[USM_MD5] = { { "MD5", NULL }, EVP_md5, 16, 12 },
	[USM_SHA] = { { "SHA", "SHA-1" }, EVP_sha1, 20, 12 },
	[USM_SHA224] = { { "SHA-224", "SHA224" }, EVP_sha224, 28, 16 },
	[USM_SHA256] = { { "SHA-256", "SHA256" }, EVP_sha256, 32, 24 },
	[USM_SHA384] = { { "SHA-384", "SHA384" }, EVP_sha384, 48, 32 },
	[USM_SHA512] = { { "SHA-512", "SHA512" }, EVP_sha512, 64, 48 },
};

/*
 * DES as three times the same DES: the single one is in a provider of
 * libcrypto that may not be there.
 */
struct priv_protocol {
	const char	*name[2];
	const EVP_CIPHER *(*cipher)(void);
	size_t		 key;
	bool		 reeder;
};
static const struct priv_protocol privs[] = {
	[USM_NO_PRIV] = { { "none", NULL }, NULL, 0, false },
	[USM_DES] = { { "DES", NULL }, EVP_des_ede3_cbc, 16, false },
	[USM_AES128] = { { "AES", "AES-128" }, EVP_aes_128_cfb128, 16, false },
	[USM_AES192] = { { "AES-192", "AES192" }, EVP_aes_192_cfb128, 24,
	    false },
	[USM_AES256] = { { "AES-256", "AES256" }, EVP_aes_256_cfb128, 32,
	    false },
	[USM_AES192C] = { { "AES-192-C", "AES192C" }, EVP_aes_192_cfb128, 24,
	    true },
	[USM_AES256C] = { { "AES-256-C", "AES256C" }, EVP_aes_256_cfb128, 32,
	    true },
};

static bool
named(struct slice s, const char *const name[2])
{
	for (int i = 0; i < 2; i++) {
		if (name[i] != NULL && strlen(name[i]) == s.len
		    && strncasecmp(name[i], s.p, s.len) == 0)
			return true;
	}
	return false;
}

bool
usm_auth_parse(struct slice s, enum usm_auth *out)
{
	for (unsigned i = 0; i < sizeof(auths) / sizeof(auths[0]); i++) {
		if (named(s, auths[i].name)) {
			*out = (enum usm_auth)i;
			return true;
		}
	}
	return false;
}

bool
usm_priv_parse(struct slice s, enum usm_priv *out)
{
	for (unsigned i = 0; i < sizeof(privs) / sizeof(privs[0]); i++) {
		if (named(s, privs[i].name)) {
			*out = (enum usm_priv)i;
			return true;
		}
	}
	return false;
}

size_t
usm_mac_len(enum usm_auth a)
{
	return auths[a].mac;
}

/* ---- keys ------------------------------------------------------------------ */

/* The hash of up to three pieces. */
static bool
hash(enum usm_auth a, struct slice x, struct slice y, struct slice z,
    unsigned char *out)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	bool good = c != NULL && EVP_DigestInit_ex(c, auths[a].md(), NULL)
	    && EVP_DigestUpdate(c, x.p, x.len)
	    && EVP_DigestUpdate(c, y.p, y.len)
	    && EVP_DigestUpdate(c, z.p, z.len)
	    && EVP_DigestFinal_ex(c, out, NULL);

	EVP_MD_CTX_free(c);
	return good;
}

/* RFC 3414 section A.2: the phrase again and again, 1 MiB of it. */
static bool
key_of_phrase(enum usm_auth a, struct slice phrase, unsigned char *out)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	unsigned char block[64];
	size_t at = 0;
	bool good = c != NULL && phrase.len != 0
	    && EVP_DigestInit_ex(c, auths[a].md(), NULL);

	for (size_t n = 0; good && n < PHRASE_OCTETS; n += sizeof(block)) {
		for (size_t i = 0; i < sizeof(block); i++) {
			block[i] = (unsigned char)phrase.p[at];
			at = at + 1 == phrase.len ? 0 : at + 1;
		}
		good = EVP_DigestUpdate(c, block, sizeof(block));
	}
	good = good && EVP_DigestFinal_ex(c, out, NULL);
	OPENSSL_cleanse(block, sizeof(block));
	EVP_MD_CTX_free(c);
	return good;
}

bool
usm_user_init(struct usm_user *u, enum usm_auth auth, struct slice phrase,
    enum usm_priv priv, struct slice priv_phrase)
{
	*u = (struct usm_user){ .auth = auth, .priv = priv };
	if (auth != USM_NO_AUTH
	    && !key_of_phrase(auth, phrase, u->auth_key))
		return false;
	return priv == USM_NO_PRIV
	    || key_of_phrase(auth, priv_phrase, u->priv_key);
}

/* Kul = H(Ku engine Ku), RFC 3414 section 2.6 */
static bool
localize(enum usm_auth a, const unsigned char *ku, struct slice id,
    unsigned char *out)
{
	struct slice key = { (const char *)ku, auths[a].key };

	return hash(a, key, id, key, out);
}

/* A hash that is shorter than the cipher's key is made longer. */
static bool
lengthen(const struct usm_user *u, struct slice id, unsigned char *key)
{
	size_t have = auths[u->auth].key;
	struct slice so_far = { (const char *)key, have }, none = { "", 0 };
	unsigned char more[USM_KEY_MAX], ku[USM_KEY_MAX];
	bool good;

	if (have >= privs[u->priv].key)
		return true;
	if (privs[u->priv].reeder)
		good = key_of_phrase(u->auth, so_far, ku)
		    && localize(u->auth, ku, id, more);
	else
		good = hash(u->auth, so_far, none, none, more);
	/* every hash here is half as long as the longest key, at least */
	if (good)
		memcpy(key + have, more, have);
	OPENSSL_cleanse(more, sizeof(more));
	OPENSSL_cleanse(ku, sizeof(ku));
	return good;
}

bool
usm_engine_set(struct usm_engine *e, const struct usm_user *u,
    struct slice id)
{
	if (id.len == 0 || id.len > USM_ENGINE_MAX)
		return false;
	if (e->keyed && e->id_len == id.len
	    && memcmp(e->id, id.p, id.len) == 0) {
		e->hearsay = false;
		return true;
	}
	*e = (struct usm_engine){ .id_len = (uint8_t)id.len };
	memcpy(e->id, id.p, id.len);
	if (u->auth != USM_NO_AUTH
	    && !localize(u->auth, u->auth_key, id, e->auth_key))
		return false;
	if (u->priv != USM_NO_PRIV
	    && (!localize(u->auth, u->priv_key, id, e->priv_key)
	    || !lengthen(u, id, e->priv_key)))
		return false;
	e->keyed = true;
	return true;
}

/* ---- clocks ---------------------------------------------------------------- */

uint32_t
usm_engine_time(const struct usm_engine *e, int64_t now_us)
{
	int64_t t = e->time + (now_us - e->at_us) / US_PER_S;

	return t < 0 ? 0 : t > BOOTS_MAX ? BOOTS_MAX : (uint32_t)t;
}

void
usm_engine_clock(struct usm_engine *e, int64_t boots, int64_t time,
    int64_t now_us, bool authentic)
{
	if (boots < 0 || boots > BOOTS_MAX || time < 0 || time > BOOTS_MAX
	    || (e->synced && !authentic))
		return;
	e->boots = (uint32_t)boots;
	e->time = (uint32_t)time;
	e->at_us = now_us;
	e->synced = authentic;
}

bool
usm_engine_recent(const struct usm_engine *e, int64_t boots, int64_t time,
    int64_t now_us)
{
	if (!e->synced)
		return true;
	if (boots >= BOOTS_MAX || boots < (int64_t)e->boots)
		return false;
	return boots > (int64_t)e->boots
	    || time + WINDOW_S >= (int64_t)usm_engine_time(e, now_us);
}

/* ---- digests --------------------------------------------------------------- */

bool
usm_mac(const struct usm_user *u, const struct usm_engine *e,
    struct slice message, unsigned char out[USM_MAC_MAX])
{
	const struct auth_protocol *a = &auths[u->auth];
	unsigned char full[EVP_MAX_MD_SIZE];

	if (u->auth == USM_NO_AUTH || HMAC(a->md(), e->auth_key, (int)a->key,
	    (const unsigned char *)message.p, message.len, full, NULL) == NULL)
		return false;
	memcpy(out, full, a->mac);
	return true;
}

bool
usm_verify(const struct usm_user *u, const struct usm_engine *e,
    unsigned char *message, size_t len, struct slice mac)
{
	unsigned char theirs[USM_MAC_MAX], ours[USM_MAC_MAX];
	size_t n = auths[u->auth].mac;
	unsigned char *at = message + (mac.p - (const char *)message);
	bool good;

	if (u->auth == USM_NO_AUTH || mac.len != n)
		return false;
	memcpy(theirs, at, n);
	memset(at, 0, n);
	good = usm_mac(u, e, (struct slice){ (const char *)message, len },
	    ours);
	memcpy(at, theirs, n);
	return good && CRYPTO_memcmp(theirs, ours, n) == 0;
}

/* ---- ciphers --------------------------------------------------------------- */

static void
put32(unsigned char *p, uint64_t v)
{
	for (int i = 3; i >= 0; i--, v >>= 8)
		p[i] = (unsigned char)v;
}

/* Key and initial vector as the cipher wants them. */
struct start {
	unsigned char	key[3 * DES_BLOCK + AES_BLOCK], iv[AES_BLOCK];
};

static void
start_of(struct start *s, const struct usm_user *u,
    const struct usm_engine *e, int64_t boots, int64_t time,
    const unsigned char salt[USM_SALT])
{
	if (u->priv == USM_DES) {
		for (int i = 0; i < 3; i++)
			memcpy(s->key + i * DES_BLOCK, e->priv_key, DES_BLOCK);
		for (int i = 0; i < DES_BLOCK; i++)
			s->iv[i] = e->priv_key[DES_BLOCK + i] ^ salt[i];
		return;
	}
	memcpy(s->key, e->priv_key, privs[u->priv].key);
	put32(s->iv, (uint64_t)boots);
	put32(s->iv + 4, (uint64_t)time);
	memcpy(s->iv + 8, salt, USM_SALT);
}

static bool
run_cipher(const struct usm_user *u, const struct start *s, bool seal,
    const void *in, size_t len, void *out)
{
	static EVP_CIPHER_CTX *ctx;	/* one thread: see snmp.h */
	int n = 0, last = 0;

	if (ctx == NULL && (ctx = EVP_CIPHER_CTX_new()) == NULL)
		return false;
	return len <= INT32_MAX
	    && EVP_CipherInit_ex(ctx, privs[u->priv].cipher(), NULL, s->key,
	    s->iv, seal)
	    && EVP_CIPHER_CTX_set_padding(ctx, 0)
	    && EVP_CipherUpdate(ctx, out, &n, in, (int)len)
	    && EVP_CipherFinal_ex(ctx, (unsigned char *)out + n, &last)
	    && (size_t)n + (size_t)last == len;
}

size_t
usm_seal(const struct usm_user *u, const struct usm_engine *e,
    uint32_t boots, uint32_t time, uint64_t salt, const void *in, size_t len,
    void *out, unsigned char salt_out[USM_SALT])
{
	struct start s;
	size_t pad = 0;

	if (u->priv == USM_NO_PRIV)
		return 0;
	put32(salt_out, u->priv == USM_DES ? boots : salt >> 32);
	put32(salt_out + 4, salt);
	start_of(&s, u, e, boots, time, salt_out);
	memmove(out, in, len);
	if (u->priv == USM_DES)
		pad = (DES_BLOCK - len % DES_BLOCK) % DES_BLOCK;
	memset((unsigned char *)out + len, 0, pad);
	return run_cipher(u, &s, true, out, len + pad, out) ? len + pad : 0;
}

bool
usm_open(const struct usm_user *u, const struct usm_engine *e,
    int64_t boots, int64_t time, struct slice salt, struct slice in,
    void *out)
{
	struct start s;

	if (u->priv == USM_NO_PRIV || salt.len != USM_SALT || in.len == 0
	    || (u->priv == USM_DES && in.len % DES_BLOCK != 0))
		return false;
	start_of(&s, u, e, boots, time, (const unsigned char *)salt.p);
	return run_cipher(u, &s, false, in.p, in.len, out);
}
