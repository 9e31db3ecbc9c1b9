/*
 * usagemap.h (bss) - the rows of a usage source to usage, by a field map
 * A map is what a format file says (ossbss-formats(5)), compiled: each usage
 * field has one action that takes it from columns of the row or is constant.
 * lib/store/format.c fills it from the file; here are its rules.
 * Pure: no I/O; no allocation per row.
 */
#ifndef BSS_USAGEMAP_H
#define BSS_USAGEMAP_H

#include <limits.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/money.h"
#include "base/reason.h"
#include "base/zone.h"
#include "bss/numplan.h"
#include "bss/timefmt.h"
#include "rec/types.h"

#define USAGEMAP_FIELDS_MAX	64	/* fields that a map makes */
#define USAGEMAP_COLUMNS_MAX	250	/* columns that it names */
#define USAGEMAP_KINDS_MAX	32	/* kinds of rows that it tells apart */

#define MAP_NOWHERE	UINT_MAX	/* the position of what is not there */

/* A column that the map names. */
struct map_column {
	struct slice	name;		/* {NULL,0}: named by its number */
	unsigned	position;	/* in the row, from 0, once bound */
	struct slice	*alias;		/* other names that it has in headers */
	unsigned	aliases;
	bool		optional;	/* may be missing in a header */
};

enum map_from {
	MAP_CONSTANT, MAP_COLUMN, MAP_TEMPLATE,
	MAP_SUM,		/* of several columns */
	MAP_FIRST,		/* of several columns that is not missing */
	MAP_TS_PLUS,		/* ts and quantity seconds: when it ended */
	MAP_ELAPSED		/* seconds from ts to end_ts */
};

enum map_as { MAP_TEXT, MAP_NUMBER, MAP_TIME, MAP_QUANTITY };

/* What a column that needs no thought is; most of most formats are such. */
enum map_short {
	MAP_LONG,		/* it needs some */
	MAP_SHORT_SAME,		/* as a field before it */
	MAP_SHORT_TEXT, MAP_SHORT_TIME, MAP_SHORT_COUNT
};

struct map_part {		/* of a template: text, or a column */
	struct slice	text;
	unsigned	column;		/* 1 + index into column[]; 0: text */
};

struct map_pair {
	struct slice	from, to;
};

struct map_field {
	enum field	 field;		/* F_UNKNOWN: an x_ field */
	struct slice	 name;
	enum map_from	 from;
	enum map_as	 as;
	bool		 required;
	struct slice	 text;		/* CONSTANT; also: when missing */
	unsigned	*column;	/* COLUMN: one; SUM, FIRST: several */
	unsigned	 columns;
	struct map_part	*part;
	unsigned	 parts;
	struct map_pair	*pair;		/* values to other values, sorted */
	unsigned	 pairs;
	struct slice	*behind, *before;	/* between the first of each */
	unsigned	 behinds, befores;
	struct slice	*missing;	/* values that stand for nothing */
	unsigned	 missings;
	bool		 pairs_open;	/* other values stand as they are */
	struct slice	 other;		/* or, not missing: for this one */
	const struct timefmt *time;
	struct wallclock wall;		/* cache */
	bool		 hms;		/* h:m:s, m:s, hhmmss */
	char		 decimal;	/* before a fraction: . or , */
	char		 group;		/* between thousands; NUL: nothing */
	bool		 plain;		/* a count that stands as it is */
	enum map_short	 brief;
	uint32_t	 brief_max;	/* octets of a text that is short */
	uint64_t	 multiply, divide;
	unsigned	 same;		/* 1 + index of a field alike, made before */
	bool		 exact;		/* what does not come out even is bad */
	enum rounding	 round;
};

struct map_cond {		/* a row is usage when all hold */
	unsigned	 column;
	bool		 negate, begins;
	struct slice	*value;
	unsigned	 values;
};

enum map_layout { MAP_CSV, MAP_JSON, MAP_FIXED_WIDTH, MAP_DETAIL };

struct usagemap {
	struct arena	 mem;		/* what the rest points into */
	const char	*description, *source;
	enum map_layout	 layout;
	bool		 header;	/* the first row names the columns */
	bool		 trim;		/* drop blanks around a value */
	bool		 open;		/* rows may have further columns */
	unsigned	 width_min, width_max;	/* columns of a row */
	struct map_column column[USAGEMAP_COLUMNS_MAX];
	unsigned	 columns;
	struct map_field field[USAGEMAP_FIELDS_MAX];	/* in table order */
	unsigned	 fields, known;	/* all; first those of the table */
	unsigned	 ts_at, end_at, quantity_at;	/* 1 + index; 0: none */
	bool		 elapsed;	/* the quantity is the time they span */
	bool		 unordered;	/* the caller looks whether ts is first */
	struct map_cond	*cond;
	unsigned	 conds;
	struct usagemap	*kind;		/* maps in place of the fields here, */
	unsigned	 kinds;		/* each for rows that its cond takes */
	bool		 alone;		/* of a kind: a row is no part of a call */
	unsigned	*key;		/* columns that make the identity */
	unsigned	 keys;
	struct numplan	 numbers;
	struct zone	 zone;		/* owned */
	size_t		 room;		/* octets of text made for any row */
	unsigned	 row_parts;	/* columns that templates repeat */
	/* for messages: what was wrong with which value */
	struct slice	 bad_name, bad_value;
};

void	usagemap_release(struct usagemap *);
/* After the last field was set: find what needs to be made only once. */
void	usagemap_compile(struct usagemap *);
/* Give the kinds what is the same for all: columns, numbers and zone. */
void	usagemap_share(struct usagemap *);

/*
 * Find the columns in a header row. REASON_CSV_HEADER: one is missing or
 * stands twice (bad_name), or the row is too short for one that is named by
 * its number (none).
 */
enum reason usagemap_bind(struct usagemap *, const struct slice *name,
	    unsigned len);

struct map_value {		/* lives as long as the row and `room` */
	enum { MAP_V_MISSING, MAP_V_TEXT, MAP_V_UINT, MAP_V_TIME } kind;
	bool		in_row;	/* text is a column's, and as we write it */
	struct slice	text;	/* of numbers and times only when in_row */
	uint64_t	u;
	int64_t		us;
};

struct usage_row {
	struct map_value value[USAGEMAP_FIELDS_MAX];	/* as map->field */
	struct buf	 room;		/* text made for this row */
};

void	usage_row_release(struct usage_row *);

/* Whether the row is usage at all. */
bool	usagemap_wants(const struct usagemap *, const struct slice *col,
	    unsigned len);
/*
 * The map for a row: of its kinds the first that wants it, itself without
 * any. MEDIATE_KIND: none does, then it is itself, with bad_name and bad_value.
 */
enum reason usagemap_pick(struct usagemap *, const struct slice *col,
	    unsigned len, struct usagemap **map);
/*
 * Map a row. On a reason bad_name and bad_value say what it was about (of
 * FIELD_MISSING the value is the name of the column, where it has one):
 * FIELD_MISSING, FIELD_VALUE, MEDIATE_TIME, MEDIATE_NUMBER,
 * MEDIATE_QUANTITY, MEDIATE_UNMAPPED, MEDIATE_ORDER, LINE_TOO_LONG.
 */
enum reason usagemap_apply(struct usagemap *, const struct slice *col,
	    unsigned len, struct usage_row *);
/*
 * What one field of its own makes of a row, one without template and number;
 * after usagemap_apply. Reasons as there.
 */
enum reason usagemap_field(struct usagemap *, struct map_field *,
	    const struct slice *col, unsigned len, struct usage_row *,
	    struct map_value *);
/* A column of the row; {NULL,0} when the row ends before it. */
struct slice usagemap_column(const struct usagemap *, const struct slice *col,
	    unsigned len, unsigned column);

/*
 * A count, or h:m:s, with at most 9 decimals times multiply / divide. REASON_NONE or
 * REASON_MEDIATE_QUANTITY. Leading zeros are fine, signs are not.
 */
enum reason usagemap_quantity(const struct map_field *, struct slice,
	    uint64_t *out);

#endif
