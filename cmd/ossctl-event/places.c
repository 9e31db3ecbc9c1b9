/*
 * places.c (ossctl-event) - whose address it is, whose ifIndex
 */
#include <arpa/inet.h>
#include <ctype.h>

#include "base/buf.h"
#include "base/diag.h"
#include "event.h"
#include "net/resolve.h"
#include "store/event_rules.h"

#define SEP	'\x1f'

void
places_release(struct places *p)
{
	names_release(&p->address);
	names_release(&p->node);
	names_release(&p->port);
	free(p->node_of);
	free(p->object_of);
	arena_release(&p->text);
	names_release(&p->object);
	port_words_release(&p->words);
	buf_release(&p->key);
	buf_release(&p->spelt);
	*p = (struct places){ 0 };
}

/*
 * One way to write an address (::ffff:192.0.2.1 is 192.0.2.1, no scope), names
 * in lower case. Lives until the next call.
 */
static struct slice
canonical(struct places *p, struct slice s)
{
	struct in6_addr v6;
	struct in_addr v4;
	char text[HOST_TEXT_MAX], made[INET6_ADDRSTRLEN];
	char *scope;

	buf_clear(&p->key);
	if (s.len == 0 || s.len >= sizeof(text)
	    || memchr(s.p, '\0', s.len) != NULL)
		return (struct slice){ NULL, 0 };
	memcpy(text, s.p, s.len);
	text[s.len] = '\0';
	if ((scope = strchr(text, '%')) != NULL)
		*scope = '\0';
	if (inet_pton(AF_INET6, text, &v6) == 1) {
		if (IN6_IS_ADDR_V4MAPPED(&v6))
			inet_ntop(AF_INET, &v6.s6_addr[12], made,
			    sizeof(made));
		else
			inet_ntop(AF_INET6, &v6, made, sizeof(made));
		buf_adds(&p->key, made);
	} else if (inet_pton(AF_INET, text, &v4) == 1) {
		buf_adds(&p->key, inet_ntop(AF_INET, &v4, made,
		    sizeof(made)));
	} else {
		for (size_t i = 0; i < s.len; i++)
			buf_addc(&p->key, (char)tolower((unsigned char)
			    s.p[i]));
	}
	return buf_slice(&p->key);
}

/* The first that claims an address has it. */
static void
add_address(struct places *p, struct slice address, uint32_t node)
{
	struct slice key = canonical(p, address);
	size_t known = p->address.len;
	uint32_t i;

	if (key.len == 0)
		return;
	i = names_add(&p->address, key);
	if (i < known)
		return;
	GROW(p->node_of, i, p->node_cap);
	p->node_of[i] = node;
}

static bool
take_node(struct places *p, const struct rec *rec)
{
	char host[HOST_TEXT_MAX];
	unsigned port;
	uint32_t node;

	if (!address_split(rec_str(rec, F_ADDRESS), host, &port))
		return false;
	node = names_add(&p->node, rec_str(rec, F_NODE));
	add_address(p, slice_of(host), node);
	add_address(p, rec_str(rec, F_NODE), node);
	return true;
}

static struct slice
port_key(struct places *p, struct slice node, uint64_t if_index)
{
	buf_clear(&p->key);
	buf_add_slice(&p->key, node);
	buf_addf(&p->key, "%c%llu", SEP, (unsigned long long)if_index);
	return buf_slice(&p->key);
}

static struct slice
object_key(struct places *p, struct slice node, struct slice name)
{
	buf_clear(&p->key);
	buf_add_slice(&p->key, node);
	buf_addc(&p->key, SEP);
	buf_add_slice(&p->key, name);
	return buf_slice(&p->key);
}

/* The latest sample of a port says its name. */
static bool
take_sample(struct places *p, const struct rec *rec)
{
	uint64_t if_index;
	size_t known = p->port.len;
	uint32_t i;

	if (!slice_is(rec_str(rec, F_KIND), "interface"))
		return true;
	names_add(&p->object, object_key(p, rec_str(rec, F_NODE),
	    rec_str(rec, F_OBJECT)));
	if (rec_u64(rec, F_IF_INDEX, &if_index) != REASON_NONE)
		return true;
	i = names_add(&p->port, port_key(p, rec_str(rec, F_NODE), if_index));
	if (i == known)
		GROW(p->object_of, i, p->object_cap);
	p->object_of[i] = arena_slice(&p->text, rec_str(rec, F_OBJECT));
	return true;
}

static int
load(struct places *p, const char *file, enum rec_type type,
    bool (*take)(struct places *, const struct rec *))
{
	struct in *in = in_new(&file, 1, FORMAT_AUTO);
	const struct rec *rec;
	enum in_status st;
	int rc = 0;

	in_default_type(in, type);
	while (rc == 0 && (st = in_next(in, &rec)) != IN_EOF) {
		if (st == IN_FAIL) {
			rc = -1;
		} else if (st == IN_BAD) {
			diag_at(in_reason(in), in_file(in), in_line(in),
			    "%s", in_detail(in));
			rc = -1;
		} else if (rec->type == type && !take(p, rec)) {
			diag_at(REASON_NODE_ADDRESS, rec->file, rec->line_no,
			    NULL);
			rc = -1;
		}
	}
	in_free(in);
	return rc;
}

int
places_load(struct places *p, const char *nodes, const char *ports)
{
	if (nodes != NULL && load(p, nodes, REC_NODE, take_node) < 0)
		return -1;
	if (ports == NULL)
		return 0;
	return event_rules_load_ports(&p->words) < 0
	    || load(p, ports, REC_SAMPLE, take_sample) < 0 ? -1 : 0;
}

struct slice
places_node(struct places *p, struct slice address)
{
	struct slice key = canonical(p, address);
	uint32_t i;
	const char *dot;

	if (key.len == 0)
		return (struct slice){ NULL, 0 };
	i = names_find(&p->address, key);
	if (i == NAMES_NONE && (key.p[0] < '0' || key.p[0] > '9')
	    && (dot = memchr(key.p, '.', key.len)) != NULL) {
		key.len = (size_t)(dot - key.p);
		i = names_find(&p->address, key);
	}
	return i != NAMES_NONE ? p->node.item[p->node_of[i]]
	    : (struct slice){ NULL, 0 };
}

struct slice
places_port(struct places *p, struct slice node, uint64_t if_index)
{
	uint32_t i = names_find(&p->port, port_key(p, node, if_index));

	return i != NAMES_NONE ? p->object_of[i] : (struct slice){ NULL, 0 };
}

struct slice
places_spelt(struct places *p, struct slice node, struct slice port)
{
	struct slice found = port, name;
	uint32_t i;

	if (port.len == 0 || p->object.len == 0
	    || names_find(&p->object, object_key(p, node, port))
	    != NAMES_NONE)
		return port;
	for (size_t at = 0; port_words_next(&p->words, port, &at,
	    &p->spelt);) {
		i = names_find(&p->object, object_key(p, node,
		    buf_slice(&p->spelt)));
		if (i == NAMES_NONE)
			continue;
		name = p->object.item[i];
		name.p += node.len + 1;
		name.len -= node.len + 1;
		if (found.p != port.p && !slice_eq(found, name))
			return port;	/* two of them: who knows */
		found = name;
	}
	return found;
}
