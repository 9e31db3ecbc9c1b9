/*
 * usageid.h (bss) - identities of usage: made, never drawn
 * The same event has the same id on every run, from every copy of its file,
 * so landing it twice adds nothing. Two recipes:
 *
 *	source:PART[:PART ...]		by the key that the source's format
 *					names; % and : within a part are %25
 *					and %3A, empty parts at the end are
 *					left out
 *	source:h1-HEX-N			without a key: HEX is the first half
 *					of the SHA-256 over the record's own
 *					fields (name, NUL, value, NUL each, as
 *					written, in table order), N counts
 *					identical records of a file from 1
 *
 * h1 names the recipe: another one will be h2, and never meet its ids.
 * Pure.
 */
#ifndef BSS_USAGEID_H
#define BSS_USAGEID_H

#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

/* Set out to the id made of the parts. */
void	usageid_of_key(struct buf *out, struct slice source,
	    const struct slice *part, unsigned parts);

/* The content of records without a key, seen within a file. */
struct usageid_seen;

struct usageid_seen *usageid_seen_new(void);
void	usageid_seen_free(struct usageid_seen *);
/* A new file: counts begin at 1 again. */
void	usageid_seen_clear(struct usageid_seen *);
/* A field of the record; in table order. */
void	usageid_field(struct usageid_seen *, struct slice name,
	    struct slice value);
/*
 * Set out to the id of the fields added since the last one. Returns N, the
 * record's ordinal among identical ones. Memory: up to 64 octets a record.
 */
uint64_t usageid_of_content(struct usageid_seen *, struct buf *out,
	    struct slice source);

#endif
