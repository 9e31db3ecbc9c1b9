/*
 * profile_doc.h (store) - the document of a profile, read with messages that
 * name the place: "vrp.json: sensors[2].value: not an OID". Shared by
 * profile.c, profile_doc.c and profile_rules.c only.
 */
#ifndef STORE_PROFILE_DOC_H
#define STORE_PROFILE_DOC_H

#include <jansson.h>

#include "store/profile.h"

#define PDOC_PLACE_MAX	128
#define PDOC_LIST_MAX	1024	/* entries of a list */

struct pdoc {
	struct profiles	*all;
	struct profile	*profile;
	const char	*path;
	char		 place[PDOC_PLACE_MAX];
	size_t		 column_cap;
};

/* Say what is wrong at the current place. Returns -1. */
int	pdoc_bad(const struct pdoc *, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/* Go to a member or an entry: returns the length to go back to. */
size_t	pdoc_enter(struct pdoc *, const char *key, size_t entry);
void	pdoc_leave(struct pdoc *, size_t);
#define PDOC_MEMBER	SIZE_MAX

int	pdoc_only(const struct pdoc *, json_t *obj, const char *keys);
/* A missing member leaves *out alone and is 0. */
int	pdoc_text(const struct pdoc *, const json_t *obj, const char *key,
	    struct slice *out);
int	pdoc_int(const struct pdoc *, const json_t *obj, const char *key,
	    int64_t min, int64_t max, int64_t *out);
int	pdoc_word(const struct pdoc *, const json_t *obj, const char *key,
	    const char *words, int *out);
/* Entries of a list, or a single thing as a list of one; -1: too many. */
int	pdoc_entries(const struct pdoc *, const json_t *, size_t *n);
json_t *pdoc_entry(json_t *, size_t);
void	*pdoc_alloc(struct pdoc *, size_t n, size_t size);

int	pdoc_pattern(struct pdoc *, const json_t *text, regex_t **out);
/* "1.3.6.1...": the number of the column. */
int	pdoc_column(struct pdoc *, const json_t *text, size_t *out);
int	pdoc_number(struct pdoc *, json_t *obj, const char *key,
	    struct number_source *);
/* values: "up|down", or NULL: any word will do */
int	pdoc_words(struct pdoc *, json_t *obj, const char *key,
	    const char *values, struct word_source *);
int	pdoc_sources(struct pdoc *, json_t *obj, const char *key,
	    struct text_source **, unsigned *n);
int	pdoc_pieces(struct pdoc *, json_t *obj, const char *key,
	    struct pieces *);
int	pdoc_filter(struct pdoc *, json_t *obj, struct row_filter *);

/* profile_rules.c: everything that reads cells */
int	profile_rules_read(struct pdoc *, json_t *);

#endif
