/*
 * message.h (net) - SNMP messages, octet for octet
 * Versions 1, 2c and 3 (RFC 1157, 1901, 3412, 3414, 3416). Encoding is from
 * the end of a buffer to its front (ber.h). Decoding lends: everything points
 * into the packet, names of varbinds into a room of the caller's. Nothing is
 * allocated. Security (keys, digests, ciphers) is usm.h's. Pure.
 */
#ifndef NET_MESSAGE_H
#define NET_MESSAGE_H

#include "net/ber.h"

#define MESSAGE_MAX	65507	/* a UDP datagram's payload */

enum snmp_version { SNMP_V1 = 0, SNMP_V2C = 1, SNMP_V3 = 3 };

enum pdu_tag {
	PDU_GET = 0xa0, PDU_GETNEXT = 0xa1, PDU_RESPONSE = 0xa2,
	PDU_GETBULK = 0xa5, PDU_REPORT = 0xa8
};

struct pdu {
	unsigned	tag;
	int64_t		id;			/* request-id */
	int64_t		error_status, error_index;
	/* of GETBULK: non-repeaters, max-repetitions */
	struct ber	varbinds;		/* not taken apart */
};

/* The header of version 3 and its security parameters (RFC 3412, 3414). */
enum { MESSAGE_AUTH = 1, MESSAGE_PRIV = 2, MESSAGE_REPORTABLE = 4 };
struct message_v3 {
	int64_t		id;		/* msgID */
	int64_t		max_size;
	unsigned	flags;
	struct slice	engine, user;	/* msgAuthoritativeEngineID, ... */
	int64_t		boots, time;
	struct slice	mac, salt;	/* msgAuthentication-, Privacy- */
	struct slice	context_engine, context;
};

struct message {
	enum snmp_version version;
	struct slice	community;	/* v1, v2c */
	struct message_v3 v3;
	struct slice	sealed;		/* v3 with privacy: not yet opened */
	struct pdu	pdu;
};

/* ---- decoding. False: it is no such thing ---------------------------------- */

/* Up to the varbinds; with privacy only to `sealed`, the PDU is empty. */
bool	message_parse(struct slice packet, struct message *);
/* The scoped PDU of version 3, when it has been opened. */
bool	message_parse_scoped(struct slice, struct message *);
/*
 * A PDU whose end may be missing (an agent or a path that cuts packets off):
 * true when its head is there and the varbinds can be counted on up to where
 * it ends. Only of v1 and v2c.
 */
bool	message_parse_cut(struct slice packet, struct message *);

/* Where the varbinds of a message go. */
struct varbind_room {
	struct varbind	*vb;		/* owned */
	size_t		 vb_cap;
	snmp_subid	*id;		/* owned */
	size_t		 id_cap;
};
void	varbind_room_release(struct varbind_room *);
/*
 * Take the varbinds apart; returns how many there are, up to the first that
 * is none (then *whole is false).
 */
size_t	varbinds_parse(struct ber, struct varbind_room *, bool *whole);

/* ---- encoding -------------------------------------------------------------- */

/* A PDU that asks: names with null values; a and b are error-status and
 * -index, or non-repeaters and max-repetitions. */
void	pdu_put_request(struct ber_out *, unsigned tag, int64_t id, int64_t a,
	    int64_t b, const struct oid_ref *, size_t n);
/* Any PDU around varbinds that are written already (since end). */
void	pdu_put_head(struct ber_out *, unsigned tag, int64_t id, int64_t a,
	    int64_t b, const unsigned char *end);
/* One with a value. */
void	varbind_put(struct ber_out *, const struct varbind *);
/* The whole message of version 1 or 2c around what is written. */
void	message_put_community(struct ber_out *, enum snmp_version,
	    struct slice community);
/* Version 3: the scoped PDU around what is written ... */
void	message_put_scoped(struct ber_out *, const struct message_v3 *);
/*
 * ... then the message around it. v3->mac is written as so many zero octets;
 * returns where they stand.
 */
unsigned char *message_put_v3(struct ber_out *, const struct message_v3 *,
	    bool sealed);

#endif
