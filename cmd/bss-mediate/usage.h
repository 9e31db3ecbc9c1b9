/*
 * usage.h - a mapped row as a usage record: its identity and its output
 */
#ifndef MEDIATE_USAGE_H
#define MEDIATE_USAGE_H

#include "bss/usageid.h"
#include "rec/stream.h"
#include "store/format.h"

struct usage_maker {
	struct usagemap		*map;	/* of the row; borrowed */
	struct usage_row	 row;	/* what the map made of the row */
	struct buf		 id;
	struct usageid_seen	*seen;	/* NULL: the format has a key */
	struct out_piece	 source;
	bool			 clean;	/* the row mapped last; csvrow.h */
};

void	usage_maker_init(struct usage_maker *, struct usagemap *);
void	usage_maker_release(struct usage_maker *);
/* A new file: identical rows are counted from 1 again. */
void	usage_maker_file(struct usage_maker *);
/*
 * The id of the row mapped last, and its seq. REASON_FIELD_MISSING: nothing
 * is there for the key (map->bad_name).
 */
enum reason usage_make_id(struct usage_maker *, const struct csvrow *,
	    uint64_t *seq);
/* The first part of a field's value, as the record will have it. */
void	usage_put_value(struct out *, const struct map_field *,
	    const struct map_value *);
/* What a call of several records has more */
struct usage_call {
	uint64_t	parts;
	struct slice	missing;	/* none: it is whole */
};
/* 0 or -1: stop, said. */
int	usage_put_call(struct usage_maker *, struct out *, uint64_t seq,
	    const struct usage_call *);
/* 0 or -1: stop, said. */
int	usage_put(struct usage_maker *, struct out *, uint64_t seq);
/* The text of a value. */
struct slice usage_value_text(const struct map_value *,
	    char room[TSTAMP_TEXT_MAX]);
/* Set the row aside: the map says what is wrong. 0 or -1: stop, said. */
int	usage_reject(struct usage_maker *, struct stream *, enum reason,
	    const char *file, const struct csvrow *);

#endif
