/*
 * json_set.h (doc) - members of documents for programs
 * Numbers are texts, so that no reader makes a binary fraction of them.
 */
#ifndef DOC_JSON_SET_H
#define DOC_JSON_SET_H

#include <jansson.h>
#include <stdint.h>

#include "base/money.h"
#include "base/slice.h"

/* No member for an empty text. */
void	json_set_text(json_t *, const char *key, struct slice);
void	json_set_count(json_t *, const char *key, uint64_t);
void	json_set_money(json_t *, const char *key, money_t);

#endif
