/*
 * profile_head.c (store) - see profile_head.h
 */
#include <jansson.h>

#include "base/buf.h"
#include "store/profile_head.h"

/* ---- one member of a document ------------------------------------------- */

static const char *
skip_space(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'
	    || *p == '\n'))
		p++;
	return p;
}

/* Behind a string that begins at p; NULL: it does not end. */
static const char *
skip_string(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
		p += *p == '\\';
	return p < end ? p + 1 : NULL;
}

/* Behind a value, which is up to the next comma or bracket of its level. */
static const char *
skip_value(const char *p, const char *end)
{
	int depth = 0;

	while (p != NULL && p < end) {
		if (*p == '"') {
			p = skip_string(p, end);
			continue;
		}
		if (depth == 0 && (*p == ',' || *p == '}' || *p == ']'))
			return p;
		depth += (*p == '{' || *p == '[') - (*p == '}' || *p == ']');
		p++;
	}
	return NULL;
}

/*
 * The value of a member of an object, empty when there is none. False: not
 * so simple. What else the text has is not judged.
 */
static bool
find_member(struct slice text, const char *name, struct slice *value)
{
	const char *p = text.p, *end = p + text.len, *at;
	struct slice key;

	*value = (struct slice){ NULL, 0 };
	p = skip_space(p, end);
	if (p == end || *p++ != '{')
		return false;
	for (;;) {
		p = skip_space(p, end);
		if (p == end || *p != '"'
		    || (at = skip_string(p, end)) == NULL)
			return false;
		key = (struct slice){ p + 1, (size_t)(at - p) - 2 };
		p = skip_space(at, end);
		if (p == end || *p++ != ':'
		    || memchr(key.p, '\\', key.len) != NULL
		    || (at = skip_value(p, end)) == NULL)
			return false;
		if (slice_is(key, name)) {
			if (value->len != 0)
				return false;
			*value = (struct slice){ p, (size_t)(at - p) };
		}
		if (*at == '}')
			return skip_space(at + 1, end) == end;
		if (*at != ',')
			return false;
		p = at + 1;
	}
}

/* ---- its rules ---------------------------------------------------------- */

static size_t
entries(const json_t *j)
{
	return json_is_array(j) ? json_array_size(j) : j != NULL;
}

static json_t *
entry(json_t *j, size_t i)
{
	return json_is_array(j) ? json_array_get(j, i) : j;
}

static bool
read_rule(struct match_rule *m, json_t *j, struct arena *mem)
{
	json_t *ids = json_object_get(j, "object_id");
	size_t n = entries(ids);
	const char *text;

	if (!json_is_object(j))
		return false;
	m->descrs = (unsigned)entries(json_object_get(j, "descr"));
	m->object_id = arena_alloc(mem, (n + 1) * sizeof(*m->object_id));
	for (size_t i = 0; i < n; i++) {
		text = json_string_value(entry(ids, i));
		if (text == NULL)
			return false;
		m->object_id[m->object_ids++] = arena_slice(mem,
		    slice_of(text));
	}
	return true;
}

bool
profile_head_read(struct profile *p, struct slice text, struct arena *mem)
{
	struct slice value;
	json_t *j;
	bool good = true;

	if (!find_member(text, "match", &value))
		return false;
	if (value.len == 0)
		return true;
	j = json_loadb(value.p, value.len, 0, NULL);
	if (j == NULL)
		return false;
	p->match = arena_alloc(mem, (entries(j) + 1) * sizeof(*p->match));
	for (size_t i = 0; good && i < entries(j); i++)
		good = read_rule(&p->match[p->matches++], entry(j, i), mem);
	json_decref(j);
	return good;
}
