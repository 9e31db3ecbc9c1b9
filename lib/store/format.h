/*
 * format.h (store) - the format files of usage sources (ossbss-formats(5))
 * A format is a JSON document that says how a source's rows are laid out and
 * become usage. NAME is looked up as $OSSBSS_HOME/formats/NAME.json, then in the
 * installed share/formats; a name with a slash or ending in .json is a path.
 */
#ifndef STORE_FORMAT_H
#define STORE_FORMAT_H

#include "bss/call.h"
#include "bss/radius.h"
#include "bss/sequence.h"
#include "bss/usagemap.h"
#include "rec/fixedrow.h"
#include "rec/jsonrow.h"

#define FORMAT_FILE_MAX	((size_t)1 << 20)

/* What bss-mediate flow needs of a row, beside the fields of the map. */
enum flow_part {
	FLOW_SOURCE, FLOW_DESTINATION,	/* addresses */
	FLOW_OCTETS,			/* from source to destination */
	FLOW_REVERSE,			/* and back; may be missing */
	FLOW_RECEIVED,			/* by the collector; may be missing */
	FLOW_SAMPLING,			/* 1 of so many packets; may be ... */
	FLOW_SCALED,			/* 1: octets are scaled already */
	FLOW_PARTS
};

/* How several records make one call (bss/call.h) */
struct format_call {
	struct call_terms terms;
	bool		  numbered;	/* else a leg has one record */
	unsigned	  number, kind, leg;	/* columns */
	struct slice	 *last, *single;	/* what kind says of such */
	unsigned	  lasts, singles;
	struct slice	 *value[CALL_LEGS_MAX];	/* what leg says of each */
	unsigned	  values[CALL_LEGS_MAX];
	/* of a field of the map, or of each of its kinds: the leg, 0 the first */
	uint8_t		(*leg_of)[USAGEMAP_FIELDS_MAX];
};

#define FORMAT_SUMS_MAX	8

struct format_sum {
	unsigned	column;		/* of the header or trailer */
	unsigned	of;		/* of the rows */
	char		decimal;	/* before a fraction */
};

/* A line before or behind the rows of a file, and what it says of them. */
struct format_line {
	struct slice	begins;		/* {NULL, 0}: there is none */
	bool		counts, numbers;
	unsigned	count;		/* columns: how many rows */
	unsigned	number;		/* the file's own, of the sequence */
	struct format_sum sum[FORMAT_SUMS_MAX];
	unsigned	sums;
};

struct format {
	char		  *path;	/* owned */
	struct csvrow_opts csv;		/* of MAP_CSV */
	bool		   percent;	/* of MAP_JSON: %41 is A */
	struct fixedrow_opts fixed;	/* of MAP_FIXED_WIDTH; columns in map.mem */
	struct slice	  *skip;	/* lines that begin so are no rows, */
	unsigned	   skips;
	struct slice	  *until;	/* and what stands from there on */
	unsigned	   untils;
	struct format_line header, trailer;
	bool		   in_part;	/* set by the caller: the input is rows
					 * out of files, need not have them */
	bool		   wall;	/* times need a zone */
	bool		   is_flow;
	bool		   has_part[FLOW_PARTS];
	struct map_field   part[FLOW_PARTS];
	struct usagemap	   map;		/* owned */
	struct radius_map *radius;	/* in map.mem; NULL: no detail file */
	bool		   is_sequence;	/* files are numbered */
	struct sequence_terms sequence;	/* texts in map.mem */
	struct format_call *call;	/* in map.mem; NULL: a row is usage */
};

/* A reader of a JSON format's columns; NULL: column *bad is no path. */
struct jsonrows *format_json(const struct format *, unsigned *bad);
/* "csv", "json", "fixed", "radius": the verb of bss-mediate, but for flows */
const char *format_layout_name(const struct format *);

struct format_site {		/* what differs from site to site */
	const char	*zone;
	const char	*country_code;
};

/*
 * site NULL: the format is looked at, not used; it may leave the zone open.
 * 0, or -1: said (`format-unknown`, `format-syntax`, `format-invalid`,
 * `zone-unknown`). Release it in either case.
 */
int	format_load(struct format *, const char *name,
	    const struct format_site *);
void	format_release(struct format *);

/*
 * The names of all formats, sorted, each once; owned by the caller.
 */
struct format_names {
	char	**item;
	size_t	  len, cap;
};
void	format_names(struct format_names *);
void	format_names_release(struct format_names *);

#endif
