/*
 * iftable.c (oss) - see iftable.h
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/money.h"
#include "oss/devtext.h"
#include "oss/iftable.h"

#define IF_ENTRY	1, 3, 6, 1, 2, 1, 2, 2, 1
#define IFX_ENTRY	1, 3, 6, 1, 2, 1, 31, 1, 1, 1
#define DOT3_ENTRY	1, 3, 6, 1, 2, 1, 10, 7, 2, 1
#define COLUMN_LEN_MAX	11
#define MAC_LEN		6

#define BIT(column)	(UINT32_C(1) << (column))
#define WIDE		(BIT(IF_HC_IN_OCTETS) | BIT(IF_HC_OUT_OCTETS))
#define NARROW		(BIT(IF_IN_OCTETS) | BIT(IF_OUT_OCTETS))
#define OCTETS		(WIDE | NARROW)
#define IN_PACKETS	(BIT(IF_HC_IN_UNICAST) | BIT(IF_HC_IN_MULTICAST) \
			| BIT(IF_HC_IN_BROADCAST))
#define OUT_PACKETS	(BIT(IF_HC_OUT_UNICAST) | BIT(IF_HC_OUT_MULTICAST) \
			| BIT(IF_HC_OUT_BROADCAST))
#define COUNTER64S	(WIDE | IN_PACKETS | OUT_PACKETS)
#define ETHERNET	(BIT(IF_ALIGNMENT) | BIT(IF_FCS) \
			| BIT(IF_LATE_COLLISIONS) | BIT(IF_DUPLEX))

#define IF_SPEED_MAX	UINT32_MAX	/* ifSpeed: look at ifHighSpeed */

static const struct {
	snmp_subid	id[COLUMN_LEN_MAX];
	unsigned	len;
} columns[IF_COLUMNS] = {
	[IF_DESCR] =		{ { IF_ENTRY, 2 }, 10 },
	[IF_SPEED] =		{ { IF_ENTRY, 5 }, 10 },
	[IF_ADMIN] =		{ { IF_ENTRY, 7 }, 10 },
	[IF_OPER] =		{ { IF_ENTRY, 8 }, 10 },
	[IF_IN_OCTETS] =	{ { IF_ENTRY, 10 }, 10 },
	[IF_IN_DISCARDS] =	{ { IF_ENTRY, 13 }, 10 },
	[IF_IN_ERRORS] =	{ { IF_ENTRY, 14 }, 10 },
	[IF_OUT_OCTETS] =	{ { IF_ENTRY, 16 }, 10 },
	[IF_OUT_DISCARDS] =	{ { IF_ENTRY, 19 }, 10 },
	[IF_OUT_ERRORS] =	{ { IF_ENTRY, 20 }, 10 },
	[IF_NAME] =		{ { IFX_ENTRY, 1 }, 11 },
	[IF_HC_IN_OCTETS] =	{ { IFX_ENTRY, 6 }, 11 },
	[IF_HC_OUT_OCTETS] =	{ { IFX_ENTRY, 10 }, 11 },
	[IF_HIGH_SPEED] =	{ { IFX_ENTRY, 15 }, 11 },
	[IF_ALIAS] =		{ { IFX_ENTRY, 18 }, 11 },
	[IF_DISCONTINUITY] =	{ { IFX_ENTRY, 19 }, 11 },
	[IF_TYPE] =		{ { IF_ENTRY, 3 }, 10 },
	[IF_MTU] =		{ { IF_ENTRY, 4 }, 10 },
	[IF_MAC] =		{ { IF_ENTRY, 6 }, 10 },
	[IF_LAST_CHANGE] =	{ { IF_ENTRY, 9 }, 10 },
	[IF_HC_IN_UNICAST] =	{ { IFX_ENTRY, 7 }, 11 },
	[IF_HC_IN_MULTICAST] =	{ { IFX_ENTRY, 8 }, 11 },
	[IF_HC_IN_BROADCAST] =	{ { IFX_ENTRY, 9 }, 11 },
	[IF_HC_OUT_UNICAST] =	{ { IFX_ENTRY, 11 }, 11 },
	[IF_HC_OUT_MULTICAST] =	{ { IFX_ENTRY, 12 }, 11 },
	[IF_HC_OUT_BROADCAST] =	{ { IFX_ENTRY, 13 }, 11 },
	[IF_ALIGNMENT] =	{ { DOT3_ENTRY, 2 }, 11 },
	[IF_FCS] =		{ { DOT3_ENTRY, 3 }, 11 },
	[IF_LATE_COLLISIONS] =	{ { DOT3_ENTRY, 8 }, 11 },
	[IF_DUPLEX] =		{ { DOT3_ENTRY, 19 }, 11 },
};

/* RFC 2863 ifAdminStatus, ifOperStatus: 1 to 7 */
static const char *const states[] = {
	NULL, "up", "down", "testing", "unknown", "dormant", "notPresent",
	"lowerLayerDown"
};
#define ADMIN_LAST	3
#define OPER_LAST	7

struct oid_ref
if_column_oid(enum if_column c)
{
	return (struct oid_ref){ columns[c].id, columns[c].len };
}

/*
 * Rows in the order of their texts, sorted when one is looked for first: few
 * nodes are asked for anything that needs it, and one that is bad has as many
 * neighbours and sensors as ports.
 */
enum if_key { KEY_NAME, KEY_DESCR, KEY_ALIAS, KEY_MAC, KEYS };
struct if_find {
	uint32_t	*order[KEYS];	/* owned */
	size_t		 cap[KEYS];
	bool		 ready[KEYS];
};

static void
find_clear(struct if_find *f)
{
	if (f != NULL)
		memset(f->ready, 0, sizeof(f->ready));
}

static void
find_free(struct if_find *f)
{
	for (int i = 0; f != NULL && i < KEYS; i++)
		free(f->order[i]);
	free(f);
}

void
iftable_release(struct iftable *t)
{
	free(t->row);
	free(t->order);
	find_free(t->find);
	buf_release(&t->text);
	*t = (struct iftable){ 0 };
}

void
iftable_clear(struct iftable *t)
{
	t->len = 0;
	t->silent = t->dead = false;
	find_clear(t->find);
	memset(t->last, 0, sizeof(t->last));
	buf_clear(&t->text);
	t->text.max = IFTABLE_TEXT_MAX;
}

/* Where the row of if_index is, or would stand. */
static size_t
row_search(const struct iftable *t, uint32_t if_index)
{
	size_t lo = 0, hi = t->len, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (t->row[mid].if_index < if_index)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static bool
row_is(const struct iftable *t, size_t at, uint32_t if_index)
{
	return at < t->len && t->row[at].if_index == if_index;
}

/* The row of if_index, made when new; NULL when the table is full. */
static struct if_row *
row_at(struct iftable *t, enum if_column c, uint32_t if_index)
{
	size_t at = t->last[c] + 1;

	if (!row_is(t, at, if_index))	/* columns are read downwards */
		at = row_search(t, if_index);
	if (!row_is(t, at, if_index)) {
		if (t->len >= IFTABLE_ROWS_MAX)
			return NULL;
		GROW(t->row, t->len, t->cap);
		memmove(&t->row[at + 1], &t->row[at],
		    (t->len - at) * sizeof(*t->row));
		t->row[at] = (struct if_row){ .if_index = if_index };
		t->len++;
	}
	t->last[c] = at;
	return &t->row[at];
}

static enum if_cell
add_text(struct iftable *t, const struct varbind *vb, struct if_text *out)
{
	size_t at = t->text.len;

	if (vb->kind != VARBIND_OCTETS)
		return IF_CELL_STRANGE;
	if (devtext_add(&t->text, vb->octets) < 0) {
		t->text.len = at;
		return IF_CELL_FULL;
	}
	out->at = (uint32_t)at;
	out->len = (uint32_t)(t->text.len - at);
	return IF_CELL_OK;
}

static enum if_cell
add_number(struct if_row *r, enum if_column c, const struct varbind *vb)
{
	if (!varbind_u64(vb, &r->number[c]))
		return IF_CELL_STRANGE;
	/* an agent that puts 32 bits where 64 belong would seem to wrap */
	if ((BIT(c) & COUNTER64S) != 0 && vb->kind != VARBIND_COUNTER64)
		return IF_CELL_STRANGE;
	return IF_CELL_OK;
}

/* Six octets; some agents, and recordings of others, write them as text. */
static bool
mac_octets(struct slice s, char mac[MAC_LEN])
{
	if (s.len == MAC_LEN) {
		memcpy(mac, s.p, MAC_LEN);
		return true;
	}
	for (int i = 0; i < MAC_LEN; i++) {
		unsigned v = 0, n = 0;

		for (; s.len > 0 && n < 2 && isxdigit((unsigned char)*s.p);
		    n++, s.p++, s.len--)
			v = v * 16 + (unsigned)(*s.p <= '9' ? *s.p - '0'
			    : (*s.p | 32) - 'a' + 10);
		if (n == 0 || (i < MAC_LEN - 1 && (s.len == 0
		    || (*s.p != ':' && *s.p != '-'))))
			return false;
		mac[i] = (char)v;
		if (i < MAC_LEN - 1)
			s.p++, s.len--;
	}
	return s.len == 0;
}

static enum if_cell
add_mac(struct iftable *t, const struct varbind *vb, struct if_text *out)
{
	static const char none[MAC_LEN];
	char mac[MAC_LEN];

	if (vb->kind != VARBIND_OCTETS || !mac_octets(vb->octets, mac)
	    || memcmp(mac, none, MAC_LEN) == 0)
		return IF_CELL_STRANGE;
	out->at = (uint32_t)t->text.len;
	if (buf_add(&t->text, mac, MAC_LEN) < 0)
		return IF_CELL_FULL;
	out->len = MAC_LEN;
	return IF_CELL_OK;
}

static enum if_cell
add_value(struct iftable *t, struct if_row *r, enum if_column c,
    const struct varbind *vb)
{
	switch (c) {
	case IF_DESCR:
		return add_text(t, vb, &r->descr);
	case IF_NAME:
		return add_text(t, vb, &r->name);
	case IF_ALIAS:
		return add_text(t, vb, &r->alias);
	case IF_MAC:
		return add_mac(t, vb, &r->mac);
	default:
		return add_number(r, c, vb);
	}
}

/*
 * An octet counter belongs to the column of its width, wherever the agent
 * has put it: there are Counter32 in ifXTable and Counter64 in ifTable.
 */
static enum if_column
column_of_width(enum if_column c, enum varbind_kind kind)
{
	bool wide = kind == VARBIND_COUNTER64;

	if (c == IF_IN_OCTETS || c == IF_HC_IN_OCTETS)
		return wide ? IF_HC_IN_OCTETS : IF_IN_OCTETS;
	if (c == IF_OUT_OCTETS || c == IF_HC_OUT_OCTETS)
		return wide ? IF_HC_OUT_OCTETS : IF_OUT_OCTETS;
	return c;
}

enum if_cell
iftable_add(struct iftable *t, enum if_column asked,
    const struct varbind *vb, const struct answer_time *time)
{
	enum if_column c = column_of_width(asked, vb->kind);
	size_t base = columns[asked].len;
	struct if_row *r;
	enum if_cell st;

	if (vb->name.len != base + 1 || vb->name.id[base] > UINT32_MAX)
		return IF_CELL_STRANGE;
	if ((BIT(c) & ETHERNET) != 0 && !row_is(t, row_search(t,
	    (uint32_t)vb->name.id[base]), (uint32_t)vb->name.id[base]))
		return IF_CELL_STRANGE;
	if ((r = row_at(t, asked, (uint32_t)vb->name.id[base])) == NULL)
		return IF_CELL_FULL;
	if (c != asked && (BIT(c) & WIDE & r->has) != 0)
		return IF_CELL_OK;	/* ifXTable has said it */
	/* the octets' own time; until they come, that of any cell */
	if ((BIT(c) & ETHERNET) == 0 && ((BIT(c) & WIDE) != 0 || (r->has & OCTETS) == 0
	    || ((BIT(c) & NARROW) != 0 && (t->silent
	    || (r->has & WIDE) != WIDE))))
		r->time = *time;
	if ((st = add_value(t, r, c, vb)) == IF_CELL_OK)
		r->has |= BIT(c);
	return st;
}

/* Whether a row has counted octets; a counter that is missing is 0. */
static bool
counts(const struct if_row *r, enum if_column in, enum if_column out)
{
	return ((r->has & BIT(in)) != 0 && r->number[in] != 0)
	    || ((r->has & BIT(out)) != 0 && r->number[out] != 0);
}

bool
iftable_lacks_wide(struct iftable *t)
{
	bool lacks = false;

	t->silent = true;
	for (size_t i = 0; i < t->len; i++) {
		const struct if_row *r = &t->row[i];

		lacks = lacks || (r->has & WIDE) != WIDE;
		if (counts(r, IF_HC_IN_OCTETS, IF_HC_OUT_OCTETS))
			t->silent = false;
	}
	return lacks || (t->silent && t->len != 0);
}

void
iftable_narrow_done(struct iftable *t)
{
	t->dead = false;
	for (size_t i = 0; t->silent && i < t->len && !t->dead; i++)
		t->dead = (t->row[i].has & WIDE) == WIDE
		    && counts(&t->row[i], IF_IN_OCTETS, IF_OUT_OCTETS);
}

static int
take_first(void *arg, unsigned column, const struct varbind *vb,
    const struct answer_time *time)
{
	/* a cell that is no value of its column stays missing */
	return iftable_add(arg, column, vb, time) == IF_CELL_FULL ? -1 : 0;
}

static int
take_narrow(void *arg, unsigned column, const struct varbind *vb,
    const struct answer_time *time)
{
	return take_first(arg, IF_COLUMNS_NARROW + column, vb, time);
}

static int
take_ethernet(void *arg, unsigned column, const struct varbind *vb,
    const struct answer_time *time)
{
	return take_first(arg, IF_COLUMNS_FIRST + column, vb, time);
}

static void
narrow_done(void *arg, struct plan *p, bool complete)
{
	(void)p;
	(void)complete;
	iftable_narrow_done(arg);
}

static void
first_done(void *arg, struct plan *p, bool complete)
{
	struct iftable *t = arg;

	(void)complete;
	if (iftable_lacks_wide(t) || t->len == 0)
		plan_table(p, t->name + IF_COLUMNS_NARROW,
		    IF_COLUMNS - IF_COLUMNS_NARROW, take_narrow, narrow_done,
		    t);
	if (t->len != 0)
		plan_table(p, t->name + IF_COLUMNS_FIRST,
		    IF_COLUMNS_NARROW - IF_COLUMNS_FIRST, take_ethernet,
		    NULL, t);
}

void
iftable_plan(struct iftable *t, struct plan *p)
{
	for (enum if_column c = 0; c < IF_COLUMNS; c++)
		t->name[c] = if_column_oid(c);
	plan_table(p, t->name, IF_COLUMNS_FIRST, take_first, first_done, t);
}

static struct slice
text_of(const struct iftable *t, struct if_text x)
{
	if (x.len == 0)
		return (struct slice){ NULL, 0 };
	return (struct slice){ t->text.data + x.at, x.len };
}

/*
 * Append `#ifIndex` to the object's name, or make it when there is none.
 * Past the ceiling of text it stays as it is; rows are lost first.
 */
static void
name_with_index(struct iftable *t, struct if_row *r)
{
	bool bare = r->object.len == 0;
	char digits[24];
	struct slice old;
	size_t at = t->text.len;
	unsigned n = u64_format(r->if_index, digits);

	if (buf_reserve(&t->text, r->object.len + 1 + n) < 0)
		return;
	old = text_of(t, r->object);
	if (!bare) {
		buf_add_slice(&t->text, old);
		buf_addc(&t->text, '#');
	}
	buf_add(&t->text, digits, n);
	r->object.at = (uint32_t)at;
	r->object.len = (uint32_t)(t->text.len - at);
}

static int
by_object(const void *pa, const void *pb, void *arg)
{
	const struct iftable *t = arg;
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;
	int c = slice_cmp(text_of(t, t->row[a].object),
	    text_of(t, t->row[b].object));

	return c != 0 ? c : (a > b) - (a < b);
}

static bool
same_object(const struct iftable *t, size_t i, size_t j)
{
	return slice_eq(text_of(t, t->row[t->order[i]].object),
	    text_of(t, t->row[t->order[j]].object));
}

/* One round over all names in order; false when no name stood twice. */
static bool
split_doubles(struct iftable *t, struct slice node)
{
	bool found = false;
	size_t end;

	for (size_t i = 0; i < t->len; i++)
		t->order[i] = (uint32_t)i;
	qsort_r(t->order, t->len, sizeof(*t->order), by_object, t);
	for (size_t i = 0; i < t->len; i = end) {
		bool twice = slice_eq(node,
		    text_of(t, t->row[t->order[i]].object));

		for (end = i + 1; end < t->len && same_object(t, i, end);)
			end++;
		if (!twice && end - i == 1)
			continue;
		found = true;
		for (size_t j = i; j < end; j++)
			name_with_index(t, &t->row[t->order[j]]);
	}
	return found;
}

void
iftable_name(struct iftable *t, struct slice node)
{
	if (t->find == NULL)
		t->find = xcalloc(1, sizeof(*t->find));
	find_clear(t->find);
	if (t->len == 0)
		return;
	if (t->order_cap < t->len) {
		t->order_cap = t->cap;
		t->order = xreallocarray(t->order, t->order_cap,
		    sizeof(*t->order));
	}
	for (size_t i = 0; i < t->len; i++) {
		struct if_row *r = &t->row[i];

		r->object = r->name.len != 0 ? r->name : r->descr;
		if (r->object.len == 0)
			name_with_index(t, r);
	}
	/*
	 * "a", "a" and "a#1" need a second round. Each round lengthens what
	 * it meets by an ifIndex of its own, so few suffice.
	 */
	for (int round = 0; round < 4 && split_doubles(t, node); round++)
		continue;
}

/* ---- looking up -------------------------------------------------------- */

struct slice
iftable_object(const struct iftable *t, uint32_t if_index)
{
	size_t at = row_search(t, if_index);

	return row_is(t, at, if_index) ? text_of(t, t->row[at].object)
	    : (struct slice){ NULL, 0 };
}

static struct slice
key_text(const struct iftable *t, enum if_key key, uint32_t row)
{
	const struct if_row *r = &t->row[row];

	return text_of(t, key == KEY_NAME ? r->name : key == KEY_DESCR
	    ? r->descr : key == KEY_ALIAS ? r->alias : r->mac);
}

struct by_key {
	const struct iftable	*t;
	enum if_key		 key;
};

static int
by_key(const void *a, const void *b, void *arg)
{
	const struct by_key *k = arg;

	return slice_cmp(key_text(k->t, k->key, *(const uint32_t *)a),
	    key_text(k->t, k->key, *(const uint32_t *)b));
}

static void
find_sort(const struct iftable *t, enum if_key key)
{
	struct by_key by = { t, key };
	struct if_find *f = t->find;

	if (f->cap[key] < t->len) {
		f->cap[key] = t->cap;
		f->order[key] = xreallocarray(f->order[key], t->cap,
		    sizeof(*f->order[key]));
	}
	for (size_t i = 0; i < t->len; i++)
		f->order[key][i] = (uint32_t)i;
	if (t->len > 1)
		qsort_r(f->order[key], t->len, sizeof(*f->order[key]), by_key,
		    &by);
	f->ready[key] = true;
}

/* The object of the one row that has this text. */
static struct slice
only_one(const struct iftable *t, enum if_key key, struct slice s)
{
	const struct slice none = { NULL, 0 };
	size_t lo = 0, hi = t->len, mid;
	const uint32_t *order;

	if (t->find == NULL || t->len == 0)
		return none;
	if (!t->find->ready[key])
		find_sort(t, key);
	order = t->find->order[key];
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (slice_cmp(key_text(t, key, order[mid]), s) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == t->len || !slice_eq(key_text(t, key, order[lo]), s)
	    || (lo + 1 < t->len && slice_eq(key_text(t, key, order[lo + 1]),
	    s)))
		return none;
	return text_of(t, t->row[order[lo]].object);
}

struct slice
iftable_by_text(const struct iftable *t, struct slice s)
{
	struct slice found = { NULL, 0 };

	while (s.len != 0 && (s.p[s.len - 1] == '\0'
	    || s.p[s.len - 1] == ' '))
		s.len--;
	for (int key = KEY_NAME; key <= KEY_ALIAS && s.len != 0
	    && found.len == 0; key++)
		found = only_one(t, (enum if_key)key, s);
	return found;
}

struct slice
iftable_by_mac(const struct iftable *t, struct slice octets)
{
	if (octets.len != MAC_LEN)
		return (struct slice){ NULL, 0 };
	return only_one(t, KEY_MAC, octets);
}

void
iftable_names(const struct iftable *t, size_t i, struct if_names *out)
{
	out->name = text_of(t, t->row[i].name);
	out->descr = text_of(t, t->row[i].descr);
}

/* ---- ports -------------------------------------------------------------- */

/* RFC 2863: ifSpeed is exact up to 4.29 Gbit/s, ifHighSpeed beyond. */
static void
port_speed(const struct if_row *r, struct port *p)
{
	bool low = (r->has & BIT(IF_SPEED)) != 0
	    && r->number[IF_SPEED] != IF_SPEED_MAX;
	bool high = (r->has & BIT(IF_HIGH_SPEED)) != 0;
	uint64_t high_bps = high && r->number[IF_HIGH_SPEED] <= UINT32_MAX
	    ? r->number[IF_HIGH_SPEED] * 1000000 : 0;

	if (!low && !high)
		return;
	p->has |= PORT_SPEED;
	p->speed_bps = low ? r->number[IF_SPEED] : high_bps;
	if (high_bps > IF_SPEED_MAX || p->speed_bps == 0)
		p->speed_bps = high_bps;
	/* more than ifSpeed can say, and ifHighSpeed says nothing */
	if (high_bps == 0 && !low && (r->has & BIT(IF_SPEED)) != 0)
		p->has &= ~(unsigned)PORT_SPEED;
}

static void
take(const struct if_row *r, enum if_column c, struct port *p,
    unsigned flag, uint64_t *out)
{
	if ((r->has & BIT(c)) == 0)
		return;
	*out = r->number[c];
	p->has |= flag;
}

/* Both octet counters of one width: the wide ones unless the narrow have
 * more to say. */
static void
port_octets(const struct iftable *t, const struct if_row *r, struct port *p)
{
	bool narrow = (r->has & WIDE) == 0 || ((t->dead
	    || (r->has & WIDE) != WIDE) && (r->has & NARROW) == NARROW);

	if ((r->has & OCTETS) == 0)
		return;
	take(r, narrow ? IF_IN_OCTETS : IF_HC_IN_OCTETS, p, PORT_IN_OCTETS,
	    &p->in_octets);
	take(r, narrow ? IF_OUT_OCTETS : IF_HC_OUT_OCTETS, p,
	    PORT_OUT_OCTETS, &p->out_octets);
	p->counter_bits = narrow ? 32 : 64;
}

static const char *
state_name(const struct if_row *r, enum if_column c, uint64_t last)
{
	if ((r->has & BIT(c)) == 0 || r->number[c] > last)
		return NULL;
	return states[r->number[c]];
}

/* All three kinds of packets, or nothing: a sum of some would mislead. */
static void
take_packets(const struct if_row *r, enum if_column first, struct port *p,
    unsigned flag, uint64_t *out)
{
	uint32_t wanted = BIT(first) | BIT(first + 1) | BIT(first + 2);

	if ((r->has & wanted) != wanted)
		return;
	*out = r->number[first] + r->number[first + 1]
	    + r->number[first + 2];
	p->has |= flag;
}

static void
port_ethernet(const struct iftable *t, const struct if_row *r,
    struct port *p)
{
	static const char *const duplex[] = { NULL, "unknown", "half",
	    "full" };
	const unsigned char *mac = (const unsigned char *)
	    (r->mac.len != 0 ? t->text.data + r->mac.at : NULL);

	if (mac != NULL)
		snprintf(p->mac, sizeof(p->mac),
		    "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
		    mac[3], mac[4], mac[5]);
	if ((r->has & BIT(IF_DUPLEX)) != 0 && r->number[IF_DUPLEX] <= 3)
		p->duplex = duplex[r->number[IF_DUPLEX]];
	take(r, IF_ALIGNMENT, p, PORT_ALIGNMENT, &p->alignment);
	take(r, IF_FCS, p, PORT_FCS, &p->fcs);
	take(r, IF_LATE_COLLISIONS, p, PORT_LATE_COLLISIONS,
	    &p->late_collisions);
}

void
iftable_port(const struct iftable *t, size_t i, struct port *p)
{
	const struct if_row *r = &t->row[i];

	*p = (struct port){
		.object = text_of(t, r->object),
		.alias = text_of(t, r->alias),
		.admin = state_name(r, IF_ADMIN, ADMIN_LAST),
		.oper = state_name(r, IF_OPER, OPER_LAST),
		.if_index = r->if_index,
		.time = r->time,
	};
	port_speed(r, p);
	port_octets(t, r, p);
	take(r, IF_IN_ERRORS, p, PORT_IN_ERRORS, &p->in_errors);
	take(r, IF_OUT_ERRORS, p, PORT_OUT_ERRORS, &p->out_errors);
	take(r, IF_IN_DISCARDS, p, PORT_IN_DISCARDS, &p->in_discards);
	take(r, IF_OUT_DISCARDS, p, PORT_OUT_DISCARDS, &p->out_discards);
	take(r, IF_DISCONTINUITY, p, PORT_DISCONTINUITY,
	    &p->discontinuity_cs);
	take(r, IF_TYPE, p, PORT_TYPE, &p->type);
	take(r, IF_MTU, p, PORT_MTU, &p->mtu);
	take(r, IF_LAST_CHANGE, p, PORT_LAST_CHANGE, &p->last_change_cs);
	take_packets(r, IF_HC_IN_UNICAST, p, PORT_IN_PACKETS,
	    &p->in_packets);
	take_packets(r, IF_HC_OUT_UNICAST, p, PORT_OUT_PACKETS,
	    &p->out_packets);
	port_ethernet(t, r, p);
}
