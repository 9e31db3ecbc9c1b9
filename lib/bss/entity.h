/*
 * entity.h (bss) - customers, accounts and subscriptions as one kind of thing
 * Each is a flat record with an identity. What differs between them is the
 * record table's (rec/types.h): the fields, in its order, the first of them
 * the key. So there is one way to read, check, compare and tell them, and a
 * further type is a row of data.
 * Sources: TM Forum TMF629 (customer), TMF666 (billing account), TMF637
 * (product: here subscription); ISO 4217, ISO 3166-1, ISO 639-1, E.164.
 * Pure: no I/O, no clock.
 */
#ifndef BSS_ENTITY_H
#define BSS_ENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/zone.h"
#include "rec/rec.h"

#define ENTITY_FIELDS_MAX	12	/* of the table, in one type */
#define ENTITY_KEY_MAX		64	/* octets of an identity */
#define ENTITY_TEXT_MAX		1000	/* octets of any other text */

struct entity_value {
	struct slice	text;	/* KIND_STR */
	int64_t		num;	/* KIND_TIME: us; _DEC: 10^-9; _UINT */
	bool		has;
};

/*
 * Slices point into the arena that was given when it was read. `extra` is
 * what the table does not know, as one flat JSON object in the order of the
 * record, values as they stood; {NULL, 0} when there is none.
 */
struct entity {
	enum rec_type		type;	/* CUSTOMER, ACCOUNT, SUBSCRIPTION */
	struct entity_value	value[ENTITY_FIELDS_MAX]; /* as in type_def */
	struct slice		extra;
};

/* "customer", "customers", ...; REC_NONE when it is none of them. */
enum rec_type entity_type(struct slice word);
static inline struct slice
entity_key(const struct entity *e)
{
	return e->value[0].text;
}

/* The value of a field; NULL when the type has no such field. */
const struct entity_value *entity_get(const struct entity *, enum field);

/*
 * Times are RFC 3339, or a date in zone (NULL: not taken: REASON_CRM_ZONE).
 * REASON_FIELD_VALUE: *field cannot be read as its kind.
 */
enum reason entity_from_rec(struct entity *, const struct rec *,
	    const struct zone *, struct arena *, enum field *field);

/*
 * Set a field from a word of a person ("bill_day" "15"); an empty word
 * removes it. Times are RFC 3339, or a date in zone (NULL: not taken).
 * Fields that the table does not know begin with x_ or param_.
 * REASON_FIELD_UNKNOWN, REASON_FIELD_VALUE, REASON_CRM_ZONE.
 */
enum reason entity_set(struct entity *, struct slice name, struct slice word,
	    const struct zone *zone, struct arena *);

/*
 * What can be said without knowing the others: required fields, codes, the
 * order of dates. On a reason other than REASON_NONE *field is what is
 * wrong and *want, when not NULL, what would be right.
 */
enum reason entity_check(const struct entity *, enum field *field,
	    const char **want);

/* Same key and same content. */
bool	entity_same(const struct entity *, const struct entity *);
/* Append "offer: voip -> fibre; sla: - -> gold". old NULL: all of new. */
void	entity_diff(struct buf *, const struct entity *old,
	    const struct entity *new);
/* Append the text of a field as records have it; nothing when missing. */
void	entity_text(struct buf *, const struct entity *, size_t at);

/* Valid at an instant: [from, to). What has no period always is. */
bool	entity_valid_at(const struct entity *, int64_t us);

#endif
