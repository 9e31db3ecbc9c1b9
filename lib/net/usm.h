/*
 * usm.h (net) - the user-based security model of SNMPv3
 * Keys from pass phrases, digests, ciphers. What costs (1 MiB of hashing) is
 * done once for each user; a key is then made for each engine by one short
 * hash, and kept with what is known of the engine.
 * Source: RFC 3414 (MD5, SHA-1, DES), RFC 3826 (AES-128), RFC 7860 (SHA-2),
 * draft-blumenthal-aes-usm-04 (AES-192, AES-256), draft-reeder-snmpv3-usm-
 * 3desede-00 (the key extension that Cisco and others use with AES-192C and
 * AES-256C). Primitives are libcrypto's.
 */
#ifndef NET_USM_H
#define NET_USM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

#define USM_KEY_MAX	64	/* SHA-512's */
#define USM_MAC_MAX	48
#define USM_SALT	8
#define USM_ENGINE_MAX	32	/* RFC 3411 SnmpEngineID */
#define USM_PHRASE_MIN	8	/* RFC 3414 section 11.2 */

enum usm_auth {
	USM_NO_AUTH, USM_MD5, USM_SHA, USM_SHA224, USM_SHA256, USM_SHA384,
	USM_SHA512
};
enum usm_priv {
	USM_NO_PRIV, USM_DES, USM_AES128, USM_AES192, USM_AES256, USM_AES192C,
	USM_AES256C
};
/* By the names that net-snmp gives them, in any case. False: none of them. */
bool	usm_auth_parse(struct slice, enum usm_auth *);
bool	usm_priv_parse(struct slice, enum usm_priv *);
size_t	usm_mac_len(enum usm_auth);

/* A user's keys, not yet an engine's (Ku). Wipe it when it is done with. */
struct usm_user {
	enum usm_auth	auth;
	enum usm_priv	priv;
	unsigned char	auth_key[USM_KEY_MAX], priv_key[USM_KEY_MAX];
};
/* False: libcrypto has no such algorithm here. */
bool	usm_user_init(struct usm_user *, enum usm_auth, struct slice phrase,
	    enum usm_priv, struct slice priv_phrase);

/*
 * What is known of an engine; kept by whoever asks it, so that it need not be
 * discovered again. Zeroed: nothing. Belongs to one user.
 */
struct usm_engine {
	unsigned char	id[USM_ENGINE_MAX];
	uint8_t		id_len;		/* 0: not discovered */
	bool		synced;		/* boots and time were authenticated */
	bool		keyed;		/* the keys are there */
	bool		hearsay;	/* from another run: discovered again
					 * when nothing comes of it */
	uint32_t	boots, time;	/* at at_us */
	int64_t		at_us;		/* monotonic */
	unsigned char	auth_key[USM_KEY_MAX], priv_key[USM_KEY_MAX];
};
/* Take an engine's id, and its keys from the user's. */
bool	usm_engine_set(struct usm_engine *, const struct usm_user *,
	    struct slice id);
/* Its clock, as an answer gave it; authentic when its digest was right. */
void	usm_engine_clock(struct usm_engine *, int64_t boots, int64_t time,
	    int64_t now_us, bool authentic);
uint32_t usm_engine_time(const struct usm_engine *, int64_t now_us);
/* Whether an authentic message is recent (RFC 3414 section 3.2 7b). */
bool	usm_engine_recent(const struct usm_engine *, int64_t boots,
	    int64_t time, int64_t now_us);

/* The digest of a message whose digest field is zero. */
bool	usm_mac(const struct usm_user *, const struct usm_engine *,
	    struct slice message, unsigned char out[USM_MAC_MAX]);
/*
 * Whether the digest at mac (inside message) is right. The message is put
 * back as it was.
 */
bool	usm_verify(const struct usm_user *, const struct usm_engine *,
	    unsigned char *message, size_t, struct slice mac);

/*
 * Seal in (with room for USM_SALT octets of padding behind it, for DES) to
 * out, which may be in; returns the octets, 0 on failure. salt is 64 bits
 * never used before with this key; its octets go to salt_out.
 */
size_t	usm_seal(const struct usm_user *, const struct usm_engine *,
	    uint32_t boots, uint32_t time, uint64_t salt, const void *in,
	    size_t, void *out, unsigned char salt_out[USM_SALT]);
/* Open to out (as large as in). False: it cannot be. */
bool	usm_open(const struct usm_user *, const struct usm_engine *,
	    int64_t boots, int64_t time, struct slice salt, struct slice in,
	    void *out);

#endif
