/*
 * json_set.c (doc) - see json_set.h
 */
#include "doc/json_set.h"

void
json_set_text(json_t *o, const char *key, struct slice s)
{
	if (s.len > 0)
		json_object_set_new(o, key, json_stringn(s.p, s.len));
}

void
json_set_count(json_t *o, const char *key, uint64_t v)
{
	char text[24];

	json_object_set_new(o, key, json_stringn(text, u64_format(v, text)));
}

void
json_set_money(json_t *o, const char *key, money_t v)
{
	char text[MONEY_TEXT_MAX];

	json_object_set_new(o, key, json_stringn(text, money_format(v,
	    text)));
}
