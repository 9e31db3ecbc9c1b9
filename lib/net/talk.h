/*
 * talk.h (net) - one request to an agent, and what a packet says to it
 * Makes the octets to send and tells whether a packet is the answer, for all
 * versions. In SNMPv3 the engine is discovered first when it is not known,
 * and a request is said again when the agent's clock or engine proved to be
 * another. Sockets, retries and time-outs are snmp.h's. No I/O, no clock.
 *
 *	talk_begin(&t, cred, engine, ...);
 *	talk_message(&t, now, ...) and send it, also for a retry
 *	talk_take(&t, packet, ...) for each that comes
 */
#ifndef NET_TALK_H
#define NET_TALK_H

#include "base/buf.h"
#include "net/credential.h"
#include "net/message.h"

/* Why an agent does not want to talk (RFC 3414 section 3.2, RFC 3413). */
enum talk_denial {
	DENIED_NOT = 0,
	DENIED_USER,		/* it does not know the user */
	DENIED_DIGEST,		/* another authentication key or protocol */
	DENIED_LEVEL,		/* it does not support the security level */
	DENIED_PRIVACY,		/* it cannot decrypt */
	DENIED_CONTEXT,		/* it does not have the context */
	DENIED_TIME,		/* it insists that its clock is another */
	DENIED_ENGINE,		/* it insists that its engine id is another */
	DENIED_ACCESS,		/* authorizationError */
	DENIED_SILENT		/* it told its engine, and then no more */
};
const char *talk_denial_name(enum talk_denial);	/* field `fault`; or NULL */

struct talk {
	const struct credential *cred;	/* borrowed */
	struct usm_engine *engine;	/* borrowed; version 3 */
	int64_t		id;		/* request-id, and msgID */
	uint64_t	*salt;		/* borrowed: counts on */
	struct buf	pdu;		/* the request; owned */
	bool		discovering;
	unsigned	rounds;		/* said again since begin */
	enum talk_denial denial;	/* behind TALK_DENIED */
};

enum talk_event {
	TALK_IGNORE,		/* not an answer to this */
	TALK_AGAIN,		/* send talk_message again, at once */
	TALK_ANSWER,
	TALK_DENIED
};

/* What an answer bears. Varbinds are borrowed from the room and packet. */
struct talk_answer {
	unsigned	error_status, error_index;
	const struct varbind *vb;
	size_t		len;
};

/* A zeroed struct talk is valid. */
void	talk_release(struct talk *);
/*
 * id: positive, 31 bits, not used lately. False: the request is too large.
 * a and b as in pdu_put_request.
 */
bool	talk_begin(struct talk *, int64_t id, unsigned tag, int64_t a,
	    int64_t b, const struct oid_ref *, size_t n);
/*
 * No answer came, retries included. Why, when something came all the same: an
 * agent that cannot decipher, or does not have the context, often is silent.
 */
enum talk_denial talk_give_up(struct talk *);
/* None came to a try, and there is another: begin with less faith. */
void	talk_retry(struct talk *);
/* Octets to send, in room (MESSAGE_MAX octets). Empty: it cannot be made. */
struct slice talk_message(struct talk *, int64_t now_us, void *room);
/* Packet is written to (deciphered in place). */
enum talk_event talk_take(struct talk *, unsigned char *packet, size_t,
	    int64_t now_us, struct varbind_room *, struct talk_answer *);

#endif
