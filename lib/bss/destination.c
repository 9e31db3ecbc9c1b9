#include "bss/destination.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/digits.h"
#include "base/hash.h"

void
destinations_release(struct destinations *d)
{
	free(d->node);
	free(d->head);
	free(d->name);
	free(d->slot);
	*d = (struct destinations){ 0 };
}

static bool
number_valid(struct slice s)
{
	return s.len >= 2 && s.len <= E164_DIGITS_MAX + 1 && s.p[0] == '+';
}

static uint32_t
node_new(struct destinations *d)
{
	GROW(d->node, d->node_len, d->node_cap);
	d->node[d->node_len] = (struct prefix_node){ 0 };
	return d->node_len++;
}

/* Where a name stands in the table, or would. */
static uint32_t *
name_slot(const struct destinations *d, struct slice name)
{
	uint32_t i = (uint32_t)hash_slice(name);

	for (;; i++) {
		uint32_t *slot = &d->slot[i & (d->slots - 1)];

		if (*slot == 0 || slice_eq(d->name[*slot], name))
			return slot;
	}
}

/* Room for one more name; the table stays at most half full. */
static void
slots_grow(struct destinations *d)
{
	uint32_t i;

	if ((d->len + 1) * 2 <= d->slots)
		return;
	free(d->slot);
	d->slots = d->slots != 0 ? d->slots * 2 : 64;
	d->slot = xcalloc(d->slots, sizeof(*d->slot));
	for (i = 1; i < d->len; i++)
		*name_slot(d, d->name[i]) = i;
}

/* The number of a name, given when new. Number 0 is that of no name. */
static uint32_t
name_number(struct destinations *d, struct slice name)
{
	uint32_t *slot;

	slots_grow(d);
	slot = name_slot(d, name);
	if (*slot == 0) {
		GROW(d->name, d->len, d->cap);
		d->name[d->len] = name;
		*slot = d->len++;
	}
	return *slot;
}

/* The node below `at` by a digit; a leaf becomes one. */
static uint32_t
node_below(struct destinations *d, uint32_t at, unsigned digit)
{
	uint32_t child = d->node[at].child[digit], node;

	if (child != 0 && (child & PREFIX_LEAF) == 0)
		return child;
	node = node_new(d);
	d->node[node].destination = child & ~PREFIX_LEAF;
	d->node[at].child[digit] = node;
	return node;
}

static void
head_make(struct destinations *d, unsigned digits)
{
	const unsigned digit[] = { digits / 100, digits / 10 % 10,
		digits % 10 };
	struct prefix_head h = { 0 };
	unsigned i;

	for (i = 0; i < 3; i++) {
		h.child = d->node[h.child].child[digit[i]];
		if (h.child == 0 || (h.child & PREFIX_LEAF) != 0)
			break;
		if (d->node[h.child].destination != DESTINATION_NONE)
			h.found = d->node[h.child].destination;
	}
	if ((h.child & PREFIX_LEAF) != 0)
		h = (struct prefix_head){ 0, h.child & ~PREFIX_LEAF };
	d->head[digits] = h;
}

/* The heads of all numbers that begin with a new prefix */
static void
heads_make(struct destinations *d, struct slice prefix)
{
	unsigned from = 0, n = 1, i;

	for (i = 1; i <= 3; i++) {
		from *= 10;
		if (i < prefix.len)
			from += (unsigned)(prefix.p[i] - '0');
		else
			n *= 10;
	}
	for (i = from; i < from + n; i++)
		head_make(d, i);
}

static enum destination_err
prefix_add(struct destinations *d, struct slice prefix, struct slice name)
{
	uint32_t at = 0, *child;
	size_t i;

	for (i = 1; i + 1 < prefix.len; i++)
		at = node_below(d, at, (unsigned)(prefix.p[i] - '0'));
	child = &d->node[at].child[prefix.p[i] - '0'];
	if (*child & PREFIX_LEAF)
		return DESTINATION_TWICE;
	if (*child == 0) {
		*child = PREFIX_LEAF | name_number(d, name);
		return DESTINATION_OK;
	}
	if (d->node[*child].destination != DESTINATION_NONE)
		return DESTINATION_TWICE;
	d->node[*child].destination = name_number(d, name);
	return DESTINATION_OK;
}

enum destination_err
destination_add(struct destinations *d, struct slice prefix,
    struct slice name)
{
	enum destination_err err;
	size_t i;

	if (!number_valid(prefix))
		return DESTINATION_SYNTAX;
	for (i = 1; i < prefix.len; i++)
		if ((unsigned char)(prefix.p[i] - '0') > 9)
			return DESTINATION_SYNTAX;
	if (d->node_len == 0) {
		d->head = xcalloc(PREFIX_HEADS, sizeof(*d->head));
		node_new(d);
		GROW(d->name, d->len, d->cap);
		d->name[d->len++] = (struct slice){ "", 0 };
	}
	/* a leaf on the way becomes a node, so also when it is there twice */
	err = prefix_add(d, prefix, name);
	heads_make(d, prefix);
	return err;
}

uint32_t
destination_by_name(const struct destinations *d, struct slice name)
{
	return d->slots != 0 && name.len > 0 ? *name_slot(d, name)
	    : DESTINATION_NONE;
}

/* One digit at least; up to 15, most of them in two loads that overlap. */
static bool
digits_only(const char *p, const char *end)
{
	if (end - p >= 8)
		return (digits_none(digits_load(p))
		    | digits_none(digits_load(end - 8))) == 0;
	for (; p < end; p++)
		if ((unsigned char)(*p - '0') > 9)
			return false;
	return true;
}

/* Down the trie from a node, digit by digit */
static uint32_t
longest(const struct destinations *d, const char *p, const char *end,
    uint32_t at, uint32_t found)
{
	for (; p < end; p++) {
		at = d->node[at].child[*p - '0'];
		if (at == 0)
			break;
		if (at & PREFIX_LEAF)
			return at & ~PREFIX_LEAF;
		if (d->node[at].destination != DESTINATION_NONE)
			found = d->node[at].destination;
	}
	return found;
}

enum destination_err
destination_of(const struct destinations *d, struct slice number,
    uint32_t *destination)
{
	const struct prefix_head *h;
	uint32_t found = DESTINATION_NONE;
	const char *p, *end;

	if (!number_valid(number) || !digits_only(number.p + 1,
	    number.p + number.len))
		return DESTINATION_SYNTAX;
	p = number.p + 1;
	end = number.p + number.len;
	if (end - p >= 3 && d->node_len > 0) {
		h = &d->head[(p[0] - '0') * 100 + (p[1] - '0') * 10
		    + (p[2] - '0')];
		found = h->found;
		if (h->child != 0)
			found = longest(d, p + 3, end, h->child, found);
	} else if (d->node_len > 0)
		found = longest(d, p, end, 0, found);
	if (found == DESTINATION_NONE)
		return DESTINATION_UNKNOWN;
	*destination = found;
	return DESTINATION_OK;
}

/* Whether each number that goes on behind a node has a prefix of its own */
static bool
all_covered(const struct destinations *d, uint32_t node)
{
	uint32_t child;
	int i;

	for (i = 0; i < 10; i++) {
		child = d->node[node].child[i];
		if (child == 0)
			return false;
		if ((child & PREFIX_LEAF) == 0
		    && d->node[child].destination == DESTINATION_NONE
		    && !all_covered(d, child))
			return false;
	}
	return true;
}

bool
destination_hidden(const struct destinations *d, struct slice prefix)
{
	uint32_t at = 0;
	size_t i;

	for (i = 1; i < prefix.len; i++) {
		at = d->node[at].child[prefix.p[i] - '0'];
		if (at == 0 || (at & PREFIX_LEAF) != 0)
			return false;
	}
	return all_covered(d, at);
}

size_t
destination_prefix_len(const struct destinations *d, struct slice number)
{
	uint32_t at = 0;
	size_t i, found = 0;
	unsigned digit;

	if (!number_valid(number) || d->node_len == 0)
		return 0;
	for (i = 1; i < number.len; i++) {
		digit = (unsigned char)(number.p[i] - '0');
		if (digit > 9 || (at = d->node[at].child[digit]) == 0)
			break;
		if ((at & PREFIX_LEAF) != 0)
			return i + 1;
		if (d->node[at].destination != DESTINATION_NONE)
			found = i + 1;
	}
	return found;
}
