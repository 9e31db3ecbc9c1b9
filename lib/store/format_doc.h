/*
 * format_doc.h (store) - the document of a format, read with messages that
 * name the place: "asterisk.json: fields.ts: not a time pattern". Shared by
 * format.c and format_field.c only.
 */
#ifndef STORE_FORMAT_DOC_H
#define STORE_FORMAT_DOC_H

#include <jansson.h>

#include "store/format.h"

struct doc {
	const char	*path;
	const char	*place;		/* "csv", "fields.ts": for messages */
	char		 within[16];	/* "rows[1]": in which it is, or none */
	struct usagemap	*map;
	bool		 wall;		/* a time has no zone of its own */
	bool		 numbers;	/* there is a number plan */
	bool		 calls;		/* several records make one usage */
	bool		 flow;		/* rows are flows */
	bool		 detail;	/* records are accounting packets */
};

/* Say what is wrong at the current place. Returns -1. */
int	doc_bad(const struct doc *, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

/*
 * Members of an object. A missing one leaves *out alone; one of a wrong kind
 * is said and -1.
 */
int	doc_text(const struct doc *, const json_t *obj, const char *key,
	    const char **out);
int	doc_bool(const struct doc *, const json_t *obj, const char *key,
	    bool *out);
int	doc_uint(const struct doc *, const json_t *obj, const char *key,
	    uint64_t max, uint64_t *out);
/* One of the words "a|b|c": its index. */
int	doc_word(const struct doc *, const json_t *obj, const char *key,
	    const char *words, int *out);
/* An array of strings, in the map's memory. */
int	doc_texts(const struct doc *, const json_t *obj, const char *key,
	    struct slice **out, unsigned *len);
/* No member but those in "a|b|c": a misspelt one would change a bill. */
int	doc_only(const struct doc *, json_t *obj, const char *keys);

/* A column by name or number: its index in map->column. */
int	doc_column(const struct doc *, const json_t *ref, unsigned *out);
int	doc_columns(const struct doc *, const json_t *refs, unsigned **out,
	    unsigned *len);

/* fields.NAME; the map's columns are known. */
int	format_field_read(struct doc *, const char *name, json_t *,
	    struct map_field *);
/* flow */
int	format_flow_read(struct doc *, json_t *, struct format *);

/* sequence */
int	format_sequence_read(struct doc *, json_t *, struct format *);
/* call; the fields are known */
int	format_call_read(struct doc *, json_t *, struct format *);

/* csv, json or fixed and the columns; then, when all are named, aliases. */
int	format_layout_read(struct doc *, json_t *, struct format *);
int	format_layout_finish(struct doc *, json_t *, struct format *);

/* detail; behind zone and key: what rests on them */
int	format_detail_read(struct doc *, json_t *, struct format *);
int	format_detail_finish(struct doc *, const json_t *, struct format *);
bool	format_detail_makes(enum field);

#endif
