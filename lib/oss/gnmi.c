/*
 * gnmi.c (oss) - see gnmi.h
 */
#include <strings.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/money.h"
#include "oss/gnmi.h"

#define BIG_DIGITS	15	/* more do not fit what jansson reads */
#define TEXT_MAX	4096
#define NS_PER_US	1000

static const struct { const char *leaf; enum gnmi_number number; } leaves[] = {
	{ "in-octets", GNMI_IN_OCTETS }, { "out-octets", GNMI_OUT_OCTETS },
	{ "in-errors", GNMI_IN_ERRORS }, { "out-errors", GNMI_OUT_ERRORS },
	{ "in-error-packets", GNMI_IN_ERRORS },
	{ "out-error-packets", GNMI_OUT_ERRORS },
	{ "in-discards", GNMI_IN_DISCARDS },
	{ "out-discards", GNMI_OUT_DISCARDS },
	{ "in-discarded-packets", GNMI_IN_DISCARDS },
	{ "out-discarded-packets", GNMI_OUT_DISCARDS },
	{ "in-pkts", GNMI_IN_PACKETS }, { "out-pkts", GNMI_OUT_PACKETS },
	{ "in-packets", GNMI_IN_PACKETS },
	{ "out-packets", GNMI_OUT_PACKETS },
	{ "in-fcs-errors", GNMI_IN_FCS_ERRORS },
	{ "ifindex", GNMI_IF_INDEX }, { "mtu", GNMI_MTU }
};

size_t
gnmi_measure(const char *p, size_t n, bool eof)
{
	size_t i = 0, depth = 0;
	bool quoted = false;
	const char *nl;

	while (i < n && strchr(" \t\r\n,", p[i]) != NULL && p[i] != '\0')
		i++;
	if (i == n)
		return eof ? n : 0;
	if (p[i] == '[' || p[i] == '{') {
		for (; i < n && i < GNMI_RECORD_MAX; i++) {
			if (quoted && p[i] == '\\')
				i++;
			else if (p[i] == '"')
				quoted = !quoted;
			else if (quoted)
				continue;
			else if (p[i] == '[' || p[i] == '{')
				depth++;
			else if ((p[i] == ']' || p[i] == '}') && --depth == 0)
				return i + 1;
		}
		if (n < GNMI_RECORD_MAX && !eof)
			return 0;
		i = 0;
		while (i < n && (p[i] == '\n' || p[i] == '\r'))
			i++;
	}
	nl = memchr(p + i, '\n', n - i);
	return nl != NULL ? (size_t)(nl - p) + 1 : eof ? n : 0;
}

/* ---- reading ---------------------------------------------------------- */

/* Integers of many digits become strings: they never pass through a double. */
static void
quote_big(struct slice s, struct buf *out)
{
	bool quoted = false;
	size_t i = 0, from;

	while (i < s.len) {
		char c = s.p[i];

		if (quoted || ((c < '0' || c > '9') && c != '-')) {
			if (quoted && c == '\\' && i + 1 < s.len)
				buf_addc(out, s.p[i++]);
			else if (c == '"')
				quoted = !quoted;
			buf_addc(out, s.p[i++]);
			continue;
		}
		for (from = i++; i < s.len && s.p[i] != '\0'
		    && strchr("0123456789.eE+-", s.p[i]) != NULL; i++)
			;
		if (i - from <= BIG_DIGITS) {
			buf_add(out, s.p + from, i - from);
			continue;
		}
		buf_addc(out, '"');
		buf_add(out, s.p + from, i - from);
		buf_addc(out, '"');
	}
}

static bool
number_of(const json_t *v, uint64_t *out)
{
	if (json_is_integer(v) && json_integer_value(v) >= 0) {
		*out = (uint64_t)json_integer_value(v);
		return true;
	}
	return json_is_string(v) && u64_parse((struct slice){
	    json_string_value(v), json_string_length(v) }, out) == NUM_OK;
}

static struct slice
text_of(const json_t *v)
{
	if (!json_is_string(v))
		return (struct slice){ NULL, 0 };
	return (struct slice){ json_string_value(v), json_string_length(v) };
}

/* The last name of a path, without its module. */
static const char *
leaf_of(const char *path)
{
	const char *leaf = strrchr(path, '/'), *colon;

	leaf = leaf != NULL ? leaf + 1 : path;
	colon = strrchr(leaf, ':');
	return colon != NULL ? colon + 1 : leaf;
}

/* "openconfig-interfaces:LOWER_LAYER_DOWN" as RFC 2863 writes it. */
static const char *
state_of(const json_t *v)
{
	static const struct { const char *said, *name; } states[] = {
		{ "UP", "up" }, { "DOWN", "down" }, { "TESTING", "testing" },
		{ "UNKNOWN", "unknown" }, { "DORMANT", "dormant" },
		{ "NOT_PRESENT", "notPresent" },
		{ "LOWER_LAYER_DOWN", "lowerLayerDown" },
		{ "enable", "up" }, { "disable", "down" }
	};
	const char *said = json_string_value(v), *colon;

	if (said == NULL)
		return NULL;
	if ((colon = strrchr(said, ':')) != NULL)
		said = colon + 1;
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		if (strcasecmp(said, states[i].said) == 0)
			return states[i].name;
	}
	return NULL;
}

static void
take_value(struct gnmi_event *e, const char *path, const json_t *v,
    struct arena *a)
{
	const char *leaf = leaf_of(path);

	if (strcmp(leaf, "oper-status") == 0 || strcmp(leaf, "oper-state") == 0)
		e->oper = state_of(v);
	else if (strcmp(leaf, "admin-status") == 0
	    || strcmp(leaf, "admin-state") == 0)
		e->admin = state_of(v);
	else if (strcmp(leaf, "description") == 0)
		e->alias = arena_slice(a, text_of(v));
	for (size_t i = 0; i < sizeof(leaves) / sizeof(leaves[0]); i++) {
		if (strcmp(leaf, leaves[i].leaf) == 0
		    && number_of(v, &e->number[leaves[i].number]))
			e->has |= 1U << leaves[i].number;
	}
}

static void
add_text(struct buf *b, const char *path, const json_t *v)
{
	char *dump;

	if (b->len > TEXT_MAX)
		return;
	if (b->len > 0)
		buf_addc(b, ' ');
	buf_adds(b, path);
	if (v == NULL)
		return;
	buf_addc(b, '=');
	if (json_is_string(v)) {
		buf_add_slice(b, text_of(v));
	} else if ((dump = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY))
	    != NULL) {
		buf_adds(b, dump);
		free(dump);
	}
}

/* "192.0.2.7:57400", "[2001:db8::7]:57400": the host */
static struct slice
host_of(struct slice s)
{
	const char *end, *colon;

	if (s.len == 0)
		return s;
	end = s.p + s.len;
	if (*s.p == '[') {
		colon = memchr(s.p, ']', s.len);
		return (struct slice){ s.p + 1, (size_t)((colon != NULL ? colon
		    : end) - s.p - 1) };
	}
	colon = memchr(s.p, ':', s.len);
	if (colon != NULL && memchr(colon + 1, ':', (size_t)(end - colon - 1))
	    == NULL)
		s.len = (size_t)(colon - s.p);
	return s;
}

/* The port that the tags name, with its subinterface. */
static struct slice
port_of(const json_t *tags, struct arena *a)
{
	static const char *const keys[] = { "interface_name",
	    "interface-name", "interface" };
	struct slice name = { NULL, 0 }, sub;
	struct buf b = { 0 };

	for (size_t i = 0; name.len == 0
	    && i < sizeof(keys) / sizeof(keys[0]); i++)
		name = text_of(json_object_get(tags, keys[i]));
	sub = text_of(json_object_get(tags, "subinterface_index"));
	buf_add_slice(&b, name);
	if (name.len != 0 && sub.len != 0) {
		buf_addc(&b, '.');
		buf_add_slice(&b, sub);
	}
	name = arena_slice(a, buf_slice(&b));
	buf_release(&b);
	return name;
}

static enum reason
take_event(struct gnmi_event *e, const json_t *o, struct arena *a)
{
	json_t *tags = json_object_get(o, "tags"), *v;
	json_t *values = json_object_get(o, "values");
	struct buf text = { 0 };
	const char *path;
	uint64_t ns;
	size_t i;

	*e = (struct gnmi_event){ 0 };
	if (!json_is_object(o) || !number_of(json_object_get(o, "timestamp"),
	    &ns) || ns / NS_PER_US > INT64_C(253402300799) * 1000000)
		return REASON_GNMI_SYNTAX;
	e->ts_us = (int64_t)(ns / NS_PER_US);
	e->source = arena_slice(a, host_of(text_of(json_object_get(tags,
	    "source"))));
	if (e->source.len == 0)
		return REASON_EVENT_NODE;
	e->name = arena_slice(a, text_of(json_object_get(o, "name")));
	e->port = port_of(tags, a);
	json_object_foreach(values, path, v) {
		take_value(e, path, v, a);
		add_text(&text, path, v);
	}
	json_array_foreach(json_object_get(o, "deletes"), i, v) {
		if (json_is_string(v)) {
			add_text(&text, "deleted", NULL);
			add_text(&text, json_string_value(v), NULL);
		}
	}
	e->text = arena_slice(a, buf_slice(&text));
	buf_release(&text);
	return REASON_NONE;
}

enum reason
gnmi_parse(struct slice s, struct arena *a, struct gnmi_event **out,
    size_t *n)
{
	enum reason why = REASON_NONE;
	struct buf b = { 0 };
	json_t *root, *one;
	size_t i;

	while (s.len > 0 && (*s.p == ',' || *s.p == ' ' || *s.p == '\t'
	    || *s.p == '\r' || *s.p == '\n')) {
		s.p++;
		s.len--;
	}
	quote_big(s, &b);
	root = json_loadb(b.data, b.len, JSON_REJECT_DUPLICATES, NULL);
	buf_release(&b);
	if (root == NULL)
		return REASON_JSON_SYNTAX;
	*n = json_is_array(root) ? json_array_size(root) : 1;
	*out = arena_alloc(a, (*n + 1) * sizeof(**out));
	if (json_is_array(root)) {
		json_array_foreach(root, i, one) {
			if (why == REASON_NONE)
				why = take_event(&(*out)[i], one, a);
		}
	} else {
		why = take_event(*out, root, a);
	}
	json_decref(root);
	return why;
}

bool
gnmi_is_port(const struct gnmi_event *e)
{
	return e->port.len != 0 && (e->has != 0 || e->admin != NULL
	    || e->oper != NULL || e->alias.len != 0);
}
