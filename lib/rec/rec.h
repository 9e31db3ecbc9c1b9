/*
 * rec.h (rec) - one flat record, lent by a reader
 * A record is the text of one JSON object (CSV input is turned into it) and
 * the slices of its values. It is valid until the next one is read; copy
 * what you keep. null, "" and absent are all missing: no rule may tell them
 * apart.
 */
#ifndef REC_REC_H
#define REC_REC_H

#include "base/arena.h"
#include "base/digest.h"
#include "base/money.h"
#include "base/reason.h"
#include "base/sizes.h"
#include "rec/total.h"
#include "rec/types.h"

#define REC_FIELDS_MAX	250		/* fields in a record */
#define REC_LINE_MAX	SIZE_OF(1 << 20, 4 << 10)	/* octets in a line */

enum val_kind {
	VAL_MISSING = 0,	/* null, "" or not there */
	VAL_STRING, VAL_NUMBER, VAL_TRUE, VAL_FALSE
};

struct rec_val {
	const char	*p;		/* inside the quotes, or the literal */
	uint32_t	 len;		/* 0 when it is missing */
	uint8_t		 kind;		/* enum val_kind */
	uint8_t		 escaped;	/* has backslashes: decode before use */
};

/* The keys of a record in their order; shared by all that look alike. */
struct shape {
	unsigned	 len;				/* fields */
	unsigned	 unknown;			/* of which not known */
	uint8_t		 pos[FIELD_COUNT + 1];		/* 1 + index; 0: absent */
	uint16_t	 field[REC_FIELDS_MAX];		/* enum field */
	uint8_t		 type_at;			/* 1 + index of type */
	/* the reader's: it has all that this type requires */
	uint8_t		 complete;			/* enum rec_type */
	struct field_set set;
	/* names as they stand, without quotes, escapes not decoded */
	struct slice	 name[REC_FIELDS_MAX];
};

struct rec {
	const char		*line;	/* '{' ... '}' */
	size_t			 len;
	enum rec_type		 type;
	const struct shape	*shape;
	/* shape->len of them; the one before them is missing */
	const struct rec_val	*val;
	const char		*file;	/* "-" for stdin */
	uint64_t		 line_no;
	struct arena		*scratch;	/* of the reader; per record */
	bool			 odd;	/* a value is missing, or not of the
					 * kind that its field takes */
	uint64_t		 ahead;	/* in_look_ahead: what it gave, or 0 */
	/* what the reader's sums have worked out already, when it has */
	bool			 summed;
	sum128_t		 digest;	/* of the identity */
	/* of usage and rated: */
	uint64_t		 quantity;
	money_t			 amount;
	struct total_key	 key;
};

extern const struct rec_val rec_val_missing;

/* The kinds of value that a field takes: bits of enum val_kind. */
uint8_t	val_kinds(enum field);

static inline const struct rec_val *
rec_val(const struct rec *r, enum field f)
{
	return r->val + r->shape->pos[f] - 1;
}

static inline bool
rec_has(const struct rec *r, enum field f)
{
	return rec_val(r, f)->kind != VAL_MISSING;
}

/* Text with escapes decoded; {NULL, 0} when missing. Lives as the record. */
struct slice	rec_str_decode(const struct rec *, const struct rec_val *);
static inline struct slice
rec_str(const struct rec *r, enum field f)
{
	const struct rec_val *v = rec_val(r, f);

	if (v->escaped)
		return rec_str_decode(r, v);
	return (struct slice){ v->p, v->len };
}

/* total_word of a text, or TOTAL_WORD_LONG; behind a line there is room. */
static inline uint64_t
rec_word(const struct rec *r, enum field f)
{
	const struct rec_val *v = rec_val(r, f);
	uint64_t octets;

	if (v->len == 0)
		return 0;
	if (v->len > 8 || v->escaped)
		return TOTAL_WORD_LONG;
	memcpy(&octets, v->p, sizeof(octets));
	return le64toh(octets) & UINT64_MAX >> 8 * (8 - v->len);
}

/*
 * Typed access. REASON_NONE and *out set; REASON_FIELD_MISSING;
 * REASON_FIELD_VALUE when it cannot be read as that kind.
 */
enum reason	rec_u64(const struct rec *, enum field, uint64_t *out);
enum reason	rec_money(const struct rec *, enum field, money_t *out);
enum reason	rec_time(const struct rec *, enum field, int64_t *us);
enum reason	rec_bool(const struct rec *, enum field, bool *out);

/*
 * Say which field has a value that is none of its kind, the first one: for
 * REASON_FIELD_VALUE. False: all are good as far as their kinds go.
 */
struct buf;
bool	rec_misfit(const struct rec *, struct buf *text);

/* The identity of a record (its type's identity fields), for digests. */
struct slice	rec_identity(const struct rec *);

#endif
