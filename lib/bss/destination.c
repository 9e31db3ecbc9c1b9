#include "bss/destination.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/hash.h"

void
destinations_release(struct destinations *d)
{
	free(d->node);
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

enum destination_err
destination_add(struct destinations *d, struct slice prefix,
    struct slice name)
{
	uint32_t at = 0, *child;
	size_t i;

	if (!number_valid(prefix))
		return DESTINATION_SYNTAX;
	for (i = 1; i < prefix.len; i++)
		if ((unsigned char)(prefix.p[i] - '0') > 9)
			return DESTINATION_SYNTAX;
	if (d->node_len == 0) {
		node_new(d);
		GROW(d->name, d->len, d->cap);
		d->name[d->len++] = (struct slice){ "", 0 };
	}
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

uint32_t
destination_by_name(const struct destinations *d, struct slice name)
{
	return d->slots != 0 && name.len > 0 ? *name_slot(d, name)
	    : DESTINATION_NONE;
}

static bool
digits_only(const char *p, const char *end)
{
	for (; p < end; p++)
		if ((unsigned char)(*p - '0') > 9)
			return false;
	return true;
}

/* Down the trie, digit by digit; what is behind it must be digits too. */
enum destination_err
destination_of(const struct destinations *d, struct slice number,
    uint32_t *destination)
{
	uint32_t at = 0, found = DESTINATION_NONE;
	const char *p, *end;
	unsigned digit;

	if (!number_valid(number))
		return DESTINATION_SYNTAX;
	end = number.p + number.len;
	for (p = number.p + 1; p < end && d->node_len > 0; p++) {
		digit = (unsigned char)(*p - '0');
		if (digit > 9)
			return DESTINATION_SYNTAX;
		at = d->node[at].child[digit];
		if (at == 0)
			break;
		if (at & PREFIX_LEAF) {
			found = at & ~PREFIX_LEAF;
			break;
		}
		if (d->node[at].destination != DESTINATION_NONE)
			found = d->node[at].destination;
	}
	if (!digits_only(p, end))
		return DESTINATION_SYNTAX;
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
