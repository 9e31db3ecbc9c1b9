/*
 * spool_json.h (store) - members of the spool's own JSON: entries and acts
 * One object on a line; quantities and amounts are strings, counts integers.
 * What is missing or not of its kind is false, nothing is said.
 */
#ifndef STORE_SPOOL_JSON_H
#define STORE_SPOOL_JSON_H

#include <jansson.h>

#include "base/digest.h"
#include "rec/total.h"

/* NULL and "" set nothing. */
void	js_set_str(json_t *, const char *key, const char *value);
void	js_set_int(json_t *, const char *key, uint64_t);
void	js_set_time(json_t *, const char *key, int64_t us);
/* An array, without what is not metered; owned by the caller */
json_t	*js_totals(const struct totals *);

/* "" where there is none; lives as the object. */
const char *js_get_str(const json_t *, const char *key);
bool	js_get_int(const json_t *, const char *key, uint64_t *);
bool	js_get_time(const json_t *, const char *key, int64_t *us);
bool	js_get_hex(const json_t *, const char *key, char out[SHA256_HEX_MAX]);
/* Adds to what is there. */
bool	js_get_totals(const json_t *, const char *key, struct totals *);

#endif
