#include "store/json_walk.h"

#include <jansson.h>
#include <string.h>

void
json_walk_start(struct json_walk *w, struct slice text)
{
	*w = (struct json_walk){ text.p, text.p + text.len, 1 };
}

char
json_peek(struct json_walk *w)
{
	for (; w->p < w->end && (*w->p == ' ' || *w->p == '\t'
	    || *w->p == '\r' || *w->p == '\n'); w->p++)
		w->line += *w->p == '\n';
	return w->p < w->end ? *w->p : '\0';
}

bool
json_take(struct json_walk *w, char c)
{
	if (json_peek(w) != c || w->p >= w->end)
		return false;
	w->p++;
	return true;
}

/* A text with its quotes, or another scalar, as it is written */
static struct slice
token_take(struct json_walk *w, bool *escaped)
{
	const char *from;

	*escaped = false;
	json_peek(w);
	from = w->p;
	if (w->p < w->end && *w->p == '"') {
		for (w->p++; w->p < w->end && *w->p != '"'; w->p++)
			if (*w->p == '\\') {
				*escaped = true;
				w->p++;
			}
		w->p++;
	} else
		while (w->p < w->end && strchr(",:]} \t\r\n", *w->p) == NULL)
			w->p++;
	return (struct slice){ from, (size_t)(w->p - from) };
}

struct slice
json_scalar(struct json_walk *w, struct arena *a)
{
	bool escaped;
	struct slice s = token_take(w, &escaped);
	json_t *value;

	if (s.len == 0 || *s.p != '"')
		return arena_slice(a, s);
	if (!escaped)
		return arena_slice(a, (struct slice){ s.p + 1, s.len - 2 });
	value = json_loadb(s.p, s.len, JSON_DECODE_ANY, NULL);
	s = arena_slice(a, (struct slice){ json_string_value(value),
	    json_string_length(value) });
	json_decref(value);
	return s;
}

void
json_skip(struct json_walk *w)
{
	unsigned depth = 0;
	bool escaped;
	char c;

	do {
		c = json_peek(w);
		if (c == '{' || c == '[')
			depth++;
		else if ((c == '}' || c == ']') && depth > 0)
			depth--;
		else if (c != ',' && c != ':') {
			token_take(w, &escaped);
			continue;
		}
		if (w->p < w->end)
			w->p++;
	} while (depth > 0 && w->p < w->end);
}
