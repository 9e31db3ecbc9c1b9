/*
 * dnsmsg.h (oss) - a DNS question, and what the answer says
 * One question a message, EDNS0 with 1232 octets. Every octet of an answer
 * comes from somebody who may lie: lengths, pointers and names are checked,
 * text is made fit for records. Source: RFC 1035 section 4, RFC 3596 (AAAA),
 * RFC 2782 (SRV), RFC 8659 (CAA), RFC 3597 (unknown types), RFC 6891. Pure.
 */
#ifndef OSS_DNSMSG_H
#define OSS_DNSMSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

#define DNS_NAME_MAX	255		/* octets on the wire */
#define DNS_QUERY_MAX	(12 + DNS_NAME_MAX + 4 + 11)
#define DNS_UDP_MAX	1232
#define DNS_ANSWER_MAX	4096		/* octets of an answer's text */

enum dns_status {
	DNS_ANSWERED,		/* rcode says how */
	DNS_FOREIGN,		/* not the answer to this question: go on */
	DNS_TRUNCATED,		/* ask again by TCP */
	DNS_BROKEN		/* the answer, but not to be read */
};

/* A type by its name ("A", "TYPE65"), 0: there is none. */
unsigned dns_type_of(struct slice);
void	dns_type_add(struct buf *, unsigned type);
/* Whether a text is a name: labels of 1 to 63 octets, or ".". */
bool	dns_name_ok(const char *);

/* A query with this id; its length. name is dns_name_ok. */
size_t	dns_query(uint8_t out[DNS_QUERY_MAX], uint16_t id, const char *name,
	    unsigned type);
/*
 * An answer to the query (of len octets). Appends its records of the asked
 * type, sorted, blanks between; of a code that is not 0 its name: NXDOMAIN.
 */
enum dns_status dns_answer(const uint8_t *msg, size_t len,
	    const uint8_t *query, size_t query_len, unsigned *rcode,
	    struct buf *text);
/* Whether the answer's values are those expected, in any order. */
bool	dns_answer_is(struct slice answer, struct slice expected);

#endif
