/*
 * profile.h (oss) - device families: how to know one, and what to read of it
 * A profile is data (ossbss-profile(5)); lib/store makes these structs of its
 * file. Here is who matches whom, and what cells mean after a profile. OIDs
 * are columns of struct cells: those of stdmib.h, and from STD_COLUMNS on the
 * profile's own.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_PROFILE_H
#define OSS_PROFILE_H


#include <regex.h>

#include "oss/cells.h"
#include "oss/iftable.h"
#include "oss/view.h"

#define PROFILE_PARTS_MAX	16	/* of an index that is made */
#define PROFILE_COLUMNS_MAX	512
#define NO_COLUMN		SIZE_MAX

/* Where a value stands, seen from a row. */
struct cell_ref {
	size_t		column;
	size_t		key;	/* column whose value is the index; or none */
	unsigned	parts;	/* of the index; 0: the row's own index */
	struct {
		bool	 constant;
		uint32_t n;	/* the constant, or a place from 1 on */
	} part[PROFILE_PARTS_MAX];
};

struct number_source {
	bool		given;
	struct cell_ref	ref;
	unsigned	bits;		/* two's complement of so many; or 0 */
	int64_t		add;		/* to the value as read, */
	int		exponent;	/* then * 10^exponent */
	uint32_t	multiply, divide;	/* 1: no */
	bool		dbm;		/* that is W, and wanted as dBm */
	size_t		precision;	/* column: decimals; or none */
	int64_t		*missing;	/* values that are none */
	unsigned	missings;
	int64_t		least, most;	/* values beyond are none, too */
	regex_t		*pattern;	/* where it stands in a text; or NULL */
};

struct profile_word {
	int64_t		n;
	const char	*text;
	int		value;		/* of an enum */
};
struct word_source {
	bool		given;
	struct cell_ref	ref;
	struct profile_word	*word;
	unsigned	words;
	struct profile_word	other;		/* text NULL: missing */
};

enum text_form { TEXT_PLAIN, TEXT_HEX, TEXT_MAC, TEXT_GPON, TEXT_OID_LAST };
struct text_source {
	bool		descr;		/* of sysDescr, not a cell */
	struct cell_ref	ref;
	enum text_form	form;
	regex_t		*pattern;	/* its first group, else all; or NULL */
	struct profile_word	*word;		/* a number by its name */
	unsigned	words;
};

/* A piece of a label; of a port the only one. */
enum piece_kind {
	PIECE_TEXT, PIECE_CELL, PIECE_PART, PIECE_IF_INDEX, PIECE_PHYSICAL,
	PIECE_INDEX, PIECE_STRING
};
struct piece {
	enum piece_kind	kind;
	enum text_form	form;		/* of CELL */
	struct slice	text;
	struct cell_ref	ref;
	bool		has_ref;	/* of IF_INDEX, PHYSICAL: by a cell */
	unsigned	part, shift;
	uint32_t	mask;
};
struct pieces {
	struct piece	*piece;
	unsigned	 len;
};

struct row_filter {
	bool		given;
	unsigned	part;		/* the number at this place, or */
	struct cell_ref	ref;		/* what this cell says is */
	int64_t		*value;		/* one of them, or */
	unsigned	 values;
	regex_t		*pattern;	/* the text matches */
};

enum profile_take { TAKE_MEAN, TAKE_MAX, TAKE_FIRST, TAKE_SUM };
struct load_rule {
	struct number_source value;
	struct row_filter where;
	enum profile_take	take;
	bool		idle;		/* it says what is left of 100 */
};

struct memory_rule {
	struct number_source total, used, free, percent;
	struct number_source less[4];	/* taken off what is used */
	struct number_source unit;	/* octets each; or 1 */
	struct row_filter where;
	unsigned	lesses;
	enum profile_take	take;		/* FIRST or SUM */
};

struct sensor_rule {
	enum sensor_class class;
	struct slice	unit;
	size_t		rows;		/* column whose rows they are */
	struct number_source value;
	struct word_source status;
	struct row_filter where;
	struct pieces	label, port;
};

struct termination_rule {
	size_t		rows;
	struct pieces	label, port;
	struct row_filter where;
	struct word_source oper, admin;
	struct number_source number[TERM_NUMBERS];
	struct text_source *text[TERM_TEXTS];
	unsigned	texts[TERM_TEXTS];
	struct word_source cause;
};

struct match_rule {
	struct slice	*object_id;	/* one of these begins it; or none */
	unsigned	 object_ids;
	regex_t		**descr;	/* one of them matches */
	unsigned	 descrs;	/* right also of a late profile */
	regex_t		**not_descr;	/* none of them does */
	unsigned	 not_descrs;
};

struct profile {
	struct slice	name, vendor, description, verified;
	struct match_rule *match;
	unsigned	 matches;
	/* Of its rules only which sysObjectIDs they have is known. */
	bool		 late;
	struct text_source *model, *os_version, *serial;
	unsigned	 models, os_versions, serials;
	struct load_rule *load;
	unsigned	 loads;
	struct memory_rule *memory;
	unsigned	 memories;
	struct sensor_rule *sensor;
	unsigned	 sensors;
	struct termination_rule *termination;
	unsigned	 terminations;
	size_t		 entity_sensors;	/* column 1 of 5; or none */
	size_t		 lldp;			/* column 4 of 7; or none */
	unsigned	 lldp_index;
	bool		 physical;	/* it uses names of entities */
	struct oid_ref	*column;	/* its own columns */
	unsigned	 columns;
};

/* Makes a late profile whole. False: it cannot be, and is none. */
typedef bool profile_late_fn(void *arg, struct profile *);

struct profile_set {
	struct profile	*item;		/* by ascending name */
	size_t		 len, cap;
	profile_late_fn	*late;		/* NULL: none is late */
	void		*arg;
};

/* NULL: there is none of that name. What they find is no late one. */
const struct profile *profile_find(const struct profile_set *, struct slice);
/*
 * The profile of a node: the longest sysObjectID, then who looked at
 * sysDescr, too, then the first by name; else "generic". NULL only when that
 * is not there.
 */
const struct profile *profile_match(const struct profile_set *,
	    struct slice object_id, struct slice descr);

/* All that the profile says; what is known in the view is not touched. */
struct profile_input {
	const struct cells	*cells;
	const struct iftable	*ports;
	struct slice		 sys_descr;
};
void	profile_read(struct view *, const struct profile *,
	    const struct profile_input *);

#endif
