/*
 * test_usm.c - keys, digests and ciphers of SNMPv3
 */
#include <stdio.h>
#include <string.h>

#include "net/usm.h"
#include "tap.h"

static const char engine_id[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2 };
static const struct slice id = { engine_id, 12 };

static const char *
hex(const unsigned char *p, size_t n)
{
	static char out[2 * USM_KEY_MAX + 1];

	for (size_t i = 0; i < n; i++)
		snprintf(out + 2 * i, 3, "%02x", p[i]);
	return out;
}

static void
test_keys(void)
{
	struct usm_user u;
	struct usm_engine e = { 0 };

	usm_user_init(&u, USM_MD5, SLICE_LIT("maplesyrup"), USM_NO_PRIV,
	    SLICE_LIT(""));
	usm_engine_set(&e, &u, id);
	is_str(hex(u.auth_key, 16), "9faf3283884e92834ebc9847d8edd963",
	    "RFC 3414 A.3.1: MD5 key of a pass phrase");
	is_str(hex(e.auth_key, 16), "526f5eed9fcce26f8964c2930787d82b",
	    "RFC 3414 A.3.1: and of an engine");

	e = (struct usm_engine){ 0 };
	usm_user_init(&u, USM_SHA, SLICE_LIT("maplesyrup"), USM_AES256,
	    SLICE_LIT("maplesyrup"));
	usm_engine_set(&e, &u, id);
	is_str(hex(u.auth_key, 20),
	    "9fb5cc0381497b3793528939ff788d5d79145211",
	    "RFC 3414 A.3.2: SHA key of a pass phrase");
	is_str(hex(e.auth_key, 20),
	    "6695febc9288e36282235fc7151f128497b38f3f",
	    "RFC 3414 A.3.2: and of an engine");
	ok(memcmp(e.priv_key, e.auth_key, 20) == 0,
	    "a longer key begins with the shorter");
}

static void
test_names(void)
{
	enum usm_auth a;
	enum usm_priv p;

	ok(usm_auth_parse(SLICE_LIT("sha-512"), &a) && a == USM_SHA512,
	    "names in any case");
	ok(usm_priv_parse(SLICE_LIT("AES"), &p) && p == USM_AES128,
	    "AES is AES-128");
	ok(!usm_auth_parse(SLICE_LIT("SHA-3"), &a), "no such digest");
	ok(!usm_priv_parse(SLICE_LIT(""), &p), "no name");
}

static void
test_cipher(enum usm_priv p, const char *name)
{
	static const char text[] = "a scoped PDU of some octets";
	unsigned char sealed[sizeof(text) + USM_SALT], salt[USM_SALT];
	unsigned char again[sizeof(sealed)], opened[sizeof(sealed)];
	struct usm_user u;
	struct usm_engine e = { 0 };
	struct slice s = { (const char *)salt, USM_SALT };
	size_t n;

	usm_user_init(&u, USM_MD5, SLICE_LIT("maplesyrup"), p,
	    SLICE_LIT("other syrup"));
	usm_engine_set(&e, &u, id);
	n = usm_seal(&u, &e, 7, 8, 1, text, sizeof(text), again, salt);
	n = usm_seal(&u, &e, 7, 8, 2, text, sizeof(text), sealed, salt);
	ok(n >= sizeof(text) && memcmp(sealed, again, n) != 0,
	    "%s: two salts, two texts", name);
	ok(usm_open(&u, &e, 7, 8, s, (struct slice){ (char *)sealed, n },
	    opened) && memcmp(opened, text, sizeof(text)) == 0,
	    "%s: opened again", name);
	ok(!usm_open(&u, &e, 7, 8, (struct slice){ s.p, 7 },
	    (struct slice){ (char *)sealed, n }, opened),
	    "%s: a salt that is none", name);
}

static void
test_digest(void)
{
	unsigned char m[40] = "message with its digest: ";
	unsigned char mac[USM_MAC_MAX];
	struct slice s = { (const char *)m, sizeof(m) };
	struct slice at = { (const char *)m + 25, 12 };
	struct usm_user u;
	struct usm_engine e = { 0 };

	usm_user_init(&u, USM_SHA, SLICE_LIT("maplesyrup"), USM_NO_PRIV,
	    SLICE_LIT(""));
	usm_engine_set(&e, &u, id);
	usm_mac(&u, &e, s, mac);
	memcpy(m + 25, mac, 12);
	ok(usm_verify(&u, &e, m, sizeof(m), at), "its digest is right");
	ok(memcmp(m + 25, mac, 12) == 0, "and is put back");
	m[3] ^= 1;
	ok(!usm_verify(&u, &e, m, sizeof(m), at), "one bit is another");
	at.len = 11;
	ok(!usm_verify(&u, &e, m, sizeof(m), at), "a digest cut short");
}

static void
test_clock(void)
{
	struct usm_engine e = { 0 };

	usm_engine_clock(&e, 5, 1000, 0, false);
	ok(e.boots == 5 && !e.synced, "a clock that was only said");
	ok(usm_engine_recent(&e, 1, 1, 0), "refuses nothing");
	usm_engine_clock(&e, 6, 2000, 0, true);
	usm_engine_clock(&e, 9, 9, 0, false);
	ok(e.boots == 6 && e.synced, "an authentic one is kept");
	is_u64(usm_engine_time(&e, 10000000), 2010, "and runs");
	ok(usm_engine_recent(&e, 6, 1860, 10000000), "150 s old");
	ok(!usm_engine_recent(&e, 6, 1859, 10000000), "151 s old");
	ok(!usm_engine_recent(&e, 5, 9999, 0), "from before it booted");
	ok(usm_engine_recent(&e, 7, 0, 0), "it booted");
	usm_engine_clock(&e, -1, 5, 0, true);
	ok(e.boots == 6, "a clock that is none");
}

int
main(void)
{
	test_keys();
	test_names();
	test_cipher(USM_DES, "DES");
	test_cipher(USM_AES128, "AES");
	test_cipher(USM_AES192, "AES-192");
	test_cipher(USM_AES256C, "AES-256-C");
	test_digest();
	test_clock();
	return tap_done();
}
