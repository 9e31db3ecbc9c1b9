/*
 * types.h (rec) - the record types and their fields: the one table
 * It validates input, orders output, gives CSV its columns and prints
 * --schema; ossbss-records(5) is checked against it.
 */
#ifndef REC_TYPES_H
#define REC_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

enum field_kind {
	KIND_STR,	/* string */
	KIND_UINT,	/* integer 0 to 2^64-1 */
	KIND_DEC,	/* decimal, scaled 10^-9: money_t */
	KIND_SUM,	/* decimal, 128 bits: money_sum_t */
	KIND_TIME,	/* RFC 3339 with zone */
	KIND_BOOL
};

enum field {
#define FIELD(id, name, kind, unit, meaning) F_##id,
#include "rec/fields.def"
#undef FIELD
	FIELD_COUNT,
	F_UNKNOWN = FIELD_COUNT	/* a field that the table does not have */
};

enum rec_type {
	REC_NONE = 0,		/* no type field, or a type not known */
	REC_NODE, REC_PROBE, REC_LINK, REC_SAMPLE, REC_HEARTBEAT, REC_EVENT,
	REC_WINDOW,
	REC_ALARM, REC_DEED, REC_NOTICE, REC_ALTERNATIVE, REC_IMPACT,
	REC_CRITICAL, REC_OBJECT_STATE, REC_EVIDENCE,
	REC_USAGE, REC_RATED, REC_RATED_DIFF,
	REC_SESSION, REC_CURSOR, REC_PART,
	REC_CUSTOMER, REC_ACCOUNT, REC_SUBSCRIPTION, REC_ALLOWANCE,
	REC_BILL, REC_ENTRY, REC_BALANCE, REC_FINDING,
	REC_PUBLICATION, REC_COMPARISON, REC_OFFER, REC_PRICE,
	REC_KPI, REC_OUTAGE, REC_SLA_VERDICT,
	REC_EXPECTED, REC_SUSPENSE, REC_SUSPENSE_TOTAL, REC_TOTAL, REC_END,
	REC_AUDIT, REC_REJECT,
	REC_TYPE_COUNT
};
#define REC_BIT(t)	(UINT64_C(1) << (t))

struct field_set {		/* a set of known fields */
	uint64_t w[(FIELD_COUNT + 63) / 64];
};

struct field_def {
	const char	*name;
	uint8_t		 len;
	enum field_kind	 kind;
	const char	*unit;
	const char	*meaning;
};

struct type_field {
	enum field	field;
	uint8_t		required;	/* 0 or 1 */
	uint8_t		identity;	/* part of what makes it unique */
};

#define TYPE_NAME_MAX	16
#define TYPE_KEYS_MAX	12	/* identity fields of a type */

struct type_def {
	char			 name[TYPE_NAME_MAX];	/* with a NUL */
	uint8_t			 name_len;
	const char		*meaning;
	const struct type_field	*field;		/* output and column order */
	size_t			 len;
	bool			 metered;	/* has quantity: totals */
	/* derived from field */
	struct field_set	 required;
	uint8_t			 keys;
	enum field		 key[TYPE_KEYS_MAX];	/* its identity */
};

extern const struct field_def	field_defs[FIELD_COUNT];
extern struct type_def		type_defs[REC_TYPE_COUNT];
static inline const struct type_def *
type_def(enum rec_type t)
{
	return &type_defs[t];
}
/* F_UNKNOWN, REC_NONE when there is no such name */
enum field		 field_lookup(struct slice name);
enum rec_type		 type_lookup(struct slice name);
/* JSON Schema (2020-12) of a set of types (REC_BIT), to stdout */
void			 types_print_schema(uint64_t set);

static inline void
field_set_add(struct field_set *s, enum field f)
{
	s->w[f >> 6] |= UINT64_C(1) << (f & 63);
}

static inline bool
field_set_meets(const struct field_set *a, const struct field_set *b)
{
	uint64_t both = 0;

	for (size_t i = 0; i < sizeof(a->w) / sizeof(a->w[0]); i++)
		both |= a->w[i] & b->w[i];
	return both != 0;
}

static inline bool
field_set_has(const struct field_set *s, enum field f)
{
	return s->w[f >> 6] >> (f & 63) & 1;
}

#endif
