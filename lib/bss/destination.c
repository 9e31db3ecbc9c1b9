#include "bss/destination.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/digits.h"
#include "base/hash.h"

void
destinations_release(struct destinations *d)
{
	free(d->node);
	free(d->narrow);
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

/* Which trie a number or prefix is looked up in, and its digits; 0: none */
static uint32_t
root_of(struct slice s, struct slice *digits)
{
	*digits = s;
	if (number_valid(s)) {
		digits->p++;
		digits->len--;
		return PREFIX_ROOT;
	}
	slice_take(digits, SHORT_PREFIX);
	return digits->len >= 1 && digits->len <= SHORT_DIGITS_MAX
	    && digits->p[0] != '+' ? SHORT_ROOT : 0;
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

/* The node below `at` by a digit */
static uint32_t
node_below(struct destinations *d, uint32_t at, unsigned digit)
{
	uint32_t child = d->node[at].step[digit].child;

	if (child == 0) {
		child = node_new(d);
		d->node[at].step[digit].child = child;
	}
	return child;
}

static void
head_make(struct destinations *d, unsigned digits)
{
	const unsigned digit[] = { digits / 100, digits / 10 % 10,
		digits % 10 };
	struct prefix_step h = { PREFIX_ROOT, DESTINATION_NONE };
	const struct prefix_step *s;
	unsigned i;

	for (i = 0; i < 3; i++) {
		s = &d->node[h.child].step[digit[i]];
		h.child = s->child;
		if (s->found != DESTINATION_NONE)
			h.found = s->found;
	}
	d->head[digits] = h;
}

/* The heads of all numbers that begin with the digits of a new prefix */
static void
heads_make(struct destinations *d, struct slice prefix)
{
	unsigned from = 0, n = 1, i;

	for (i = 0; i < 3; i++) {
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
prefix_add(struct destinations *d, uint32_t root, struct slice prefix,
    struct slice name)
{
	uint32_t at = root;
	struct prefix_step *last;
	size_t i;

	for (i = 0; i + 1 < prefix.len; i++)
		at = node_below(d, at, (unsigned)(prefix.p[i] - '0'));
	last = &d->node[at].step[prefix.p[i] - '0'];
	if (last->found != DESTINATION_NONE)
		return DESTINATION_TWICE;
	last->found = name_number(d, name);
	free(d->narrow);
	d->narrow = NULL;
	if (root == SHORT_ROOT)
		return DESTINATION_OK;
	if (prefix.len > d->depth)
		d->depth = (uint32_t)prefix.len;
	heads_make(d, prefix);
	return DESTINATION_OK;
}

enum destination_err
destination_add(struct destinations *d, struct slice prefix,
    struct slice name)
{
	struct slice digits;
	uint32_t root = root_of(prefix, &digits);
	size_t i;

	if (root == 0 || digits.len == prefix.len)
		return DESTINATION_SYNTAX;
	for (i = 0; i < digits.len; i++)
		if ((unsigned char)(digits.p[i] - '0') > 9)
			return DESTINATION_SYNTAX;
	if (d->node_len == 0) {
		d->head = xcalloc(PREFIX_HEADS, sizeof(*d->head));
		node_new(d);
		node_new(d);	/* PREFIX_ROOT */
		node_new(d);	/* SHORT_ROOT */
		GROW(d->name, d->len, d->cap);
		d->name[d->len++] = (struct slice){ "", 0 };
	}
	return prefix_add(d, root, digits, name);
}

void
destinations_compile(struct destinations *d)
{
	uint32_t i, k;

	free(d->narrow);
	d->narrow = NULL;
	if (d->node_len > UINT16_MAX || d->len > UINT16_MAX)
		return;
	d->narrow = xcalloc((size_t)d->node_len + 1, sizeof(*d->narrow));
	for (i = 0; i < d->node_len; i++)
		for (k = 0; k < 10; k++) {
			d->narrow[i].step[k].child
			    = (uint16_t)d->node[i].step[k].child;
			d->narrow[i].step[k].found
			    = (uint16_t)d->node[i].step[k].found;
		}
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

/* 0, or all bits: a branch would be wrong every other time */
static uint32_t
longer(uint32_t found, uint32_t before)
{
	return found | (before & ((uint32_t)(found != DESTINATION_NONE) - 1));
}

/*
 * Down the trie from a node, digit by digit. Which of them is the last is as
 * good as random, so no step waits to know: behind it there is nothing.
 */
static uint32_t
longest(const struct destinations *d, const char *p, const char *end,
    uint32_t at, uint32_t found)
{
	if (d->narrow != NULL)
		for (; p < end; p++) {
			found = longer(d->narrow[at].step[*p - '0'].found,
			    found);
			at = d->narrow[at].step[*p - '0'].child;
		}
	else
		for (; p < end; p++) {
			found = longer(d->node[at].step[*p - '0'].found,
			    found);
			at = d->node[at].step[*p - '0'].child;
		}
	return found;
}

/* Few calls are to short codes: they are kept out of the others' way. */
static __attribute__((noinline)) enum destination_err
short_code(const struct destinations *d, struct slice number,
    uint32_t *destination)
{
	uint32_t found = DESTINATION_NONE;
	struct slice digits;

	if (root_of(number, &digits) != SHORT_ROOT || d->node_len == 0
	    || !digits_only(digits.p, digits.p + digits.len))
		return DESTINATION_SYNTAX;
	found = longest(d, digits.p, digits.p + digits.len, SHORT_ROOT,
	    found);
	if (found == DESTINATION_NONE)
		return DESTINATION_SYNTAX;
	*destination = found;
	return DESTINATION_OK;
}

enum destination_err
destination_of(const struct destinations *d, struct slice number,
    uint32_t *destination)
{
	const struct prefix_step *h;
	uint32_t found = DESTINATION_NONE;
	const char *p, *end;

	if (!number_valid(number) || !digits_only(number.p + 1,
	    number.p + number.len))
		return short_code(d, number, destination);
	p = number.p + 1;
	end = number.p + number.len;
	if (end - p > d->depth)
		end = p + d->depth;
	if (end - p >= 3) {
		h = &d->head[(p[0] - '0') * 100 + (p[1] - '0') * 10
		    + (p[2] - '0')];
		found = longest(d, p + 3, end, h->child, h->found);
	} else
		found = longest(d, p, end, PREFIX_ROOT, found);
	if (found == DESTINATION_NONE)
		return DESTINATION_UNKNOWN;
	*destination = found;
	return DESTINATION_OK;
}

/* Whether each number that goes on behind a node has a prefix of its own */
static bool
all_covered(const struct destinations *d, uint32_t node)
{
	const struct prefix_step *s;
	int i;

	for (i = 0; i < 10; i++) {
		s = &d->node[node].step[i];
		if (s->found == DESTINATION_NONE
		    && (s->child == 0 || !all_covered(d, s->child)))
			return false;
	}
	return true;
}

bool
destination_hidden(const struct destinations *d, struct slice prefix)
{
	struct slice digits;
	uint32_t at = root_of(prefix, &digits);
	size_t i;

	for (i = 0; i < digits.len; i++) {
		at = d->node[at].step[digits.p[i] - '0'].child;
		if (at == 0)
			return false;
	}
	return all_covered(d, at);
}

size_t
destination_prefix_len(const struct destinations *d, struct slice number)
{
	struct slice digits;
	uint32_t at = root_of(number, &digits);
	size_t i, found = 0, before = number.len - digits.len;
	unsigned digit;

	if (d->node_len == 0)
		return 0;
	for (i = 0; i < digits.len && at != 0; i++) {
		digit = (unsigned char)(digits.p[i] - '0');
		if (digit > 9)
			break;
		if (d->node[at].step[digit].found != DESTINATION_NONE)
			found = i + 1 + before;
		at = d->node[at].step[digit].child;
	}
	return found;
}
