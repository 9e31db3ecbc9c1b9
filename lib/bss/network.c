/*
 * network.c (bss) - whose an IP address is: a tree of bits
 */
#include <arpa/inet.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/money.h"
#include "bss/network.h"

struct node {
	uint32_t child[2];	/* 0: none */
	uint32_t owner;		/* 1 + index; 0: no prefix ends here */
};

struct networks {
	struct node	*node;	/* owned; [0] is IPv4's root, [1] IPv6's */
	size_t		 nodes, nodes_cap;
	struct slice	*owner;
	size_t		 owners, owners_cap;
	struct arena	 text;
};

bool
address_parse(struct slice s, struct address *a)
{
	static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	    0xff, 0xff };
	char text[ADDRESS_TEXT_MAX];

	if (s.len == 0 || s.len >= sizeof(text))
		return false;
	memcpy(text, s.p, s.len);
	text[s.len] = '\0';
	a->v6 = memchr(s.p, ':', s.len) != NULL;
	if (inet_pton(a->v6 ? AF_INET6 : AF_INET, text, a->octet) != 1)
		return false;
	if (a->v6 && memcmp(a->octet, mapped, sizeof(mapped)) == 0) {
		a->v6 = false;
		memmove(a->octet, a->octet + sizeof(mapped), 4);
	}
	return true;
}

unsigned
address_format(const struct address *a, char out[ADDRESS_TEXT_MAX])
{
	if (inet_ntop(a->v6 ? AF_INET6 : AF_INET, a->octet, out,
	    ADDRESS_TEXT_MAX) == NULL)
		return 0;
	return (unsigned)strlen(out);
}

static uint32_t
add_node(struct networks *n)
{
	GROW(n->node, n->nodes, n->nodes_cap);
	n->node[n->nodes] = (struct node){ { 0, 0 }, 0 };
	return (uint32_t)n->nodes++;
}

struct networks *
networks_new(void)
{
	struct networks *n = xcalloc(1, sizeof(*n));

	add_node(n);
	add_node(n);
	return n;
}

void
networks_free(struct networks *n)
{
	if (n == NULL)
		return;
	free(n->node);
	free(n->owner);
	arena_release(&n->text);
	free(n);
}

static inline unsigned
bit(const struct address *a, unsigned i)
{
	return a->octet[i / 8] >> (7 - i % 8) & 1;
}

/* An address, and the bits of it that count. */
static const char *
parse_prefix(struct slice s, struct address *a, unsigned *bits)
{
	const char *slash = s.len != 0 ? memchr(s.p, '/', s.len) : NULL;
	size_t n = slash != NULL ? (size_t)(slash - s.p) : s.len;
	unsigned most, i;
	uint64_t v;

	if (!address_parse((struct slice){ s.p, n }, a))
		return "not an IP address";
	most = a->v6 ? 128 : 32;
	v = most;
	if (slash != NULL && (u64_parse((struct slice){ slash + 1,
	    s.len - n - 1 }, &v) != NUM_OK || v > most))
		return "not a length of a prefix";
	for (i = (unsigned)v; i < most; i++)
		if (bit(a, i) != 0)
			return "bits stand behind the prefix";
	*bits = (unsigned)v;
	return NULL;
}

const char *
networks_add(struct networks *n, struct slice prefix, struct slice identifier)
{
	struct address a;
	unsigned bits, i;
	uint32_t at, next;
	const char *why = parse_prefix(prefix, &a, &bits);

	if (why != NULL)
		return why;
	at = a.v6;
	for (i = 0; i < bits; i++) {
		next = n->node[at].child[bit(&a, i)];
		if (next == 0) {
			next = add_node(n);
			n->node[at].child[bit(&a, i)] = next;
		}
		at = next;
	}
	if (n->node[at].owner != 0)
		return "the prefix stands twice";
	GROW(n->owner, n->owners, n->owners_cap);
	n->owner[n->owners++] = identifier.len != 0
	    ? arena_slice(&n->text, identifier) : (struct slice){ NULL, 0 };
	n->node[at].owner = (uint32_t)n->owners;
	return NULL;
}

bool
networks_find(const struct networks *n, const struct address *a,
    struct slice *identifier)
{
	unsigned i, bits = a->v6 ? 128 : 32;
	uint32_t at = a->v6, owner = 0;

	for (i = 0;; i++) {
		if (n->node[at].owner != 0)
			owner = n->node[at].owner;
		if (i == bits || (at = n->node[at].child[bit(a, i)]) == 0)
			break;
	}
	if (owner == 0)
		return false;
	*identifier = n->owner[owner - 1];
	return true;
}
