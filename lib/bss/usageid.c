/*
 * usageid.c (bss) - identities of usage: made, never drawn
 */
#include "base/digest.h"
#include "base/money.h"
#include "bss/usageid.h"

#define RECIPE		"h1-"
#define SLOTS_MIN	((size_t)1 << 10)

#define ONES	UINT64_C(0x0101010101010101)

/* Whether one of eight octets is c, or a higher one by its borrow. */
static inline uint64_t
may_have(uint64_t eight, unsigned char c)
{
	eight ^= ONES * c;
	return (eight - ONES) & ~eight & ONES << 7;
}

/*
 * s to p while there is surely no ':' and no '%', eight octets at a time (the
 * last ones again). Octets that were copied.
 */
static inline size_t
copy_plain(char *p, struct slice s)
{
	uint64_t eight;
	size_t i;

	for (i = 0; i < s.len; i += 8) {
		if (i + 8 > s.len) {
			if (s.len < 8)
				return 0;
			i = s.len - 8;
		}
		memcpy(&eight, s.p + i, 8);
		if ((may_have(eight, ':') | may_have(eight, '%')) != 0)
			return i;
		memcpy(p + i, &eight, 8);
	}
	return s.len;
}

static void
add_part(struct buf *out, struct slice s)
{
	size_t i, from;

	if (!buf_has_room(out, s.len) && buf_reserve(out, s.len) != 0)
		return;
	i = from = copy_plain(out->data + out->len, s);
	out->len += i;
	for (; i < s.len; i++) {
		if (s.p[i] != ':' && s.p[i] != '%')
			continue;
		buf_add(out, s.p + from, i - from);
		buf_adds(out, s.p[i] == ':' ? "%3A" : "%25");
		from = i + 1;
	}
	buf_add(out, s.p + from, s.len - from);
}

void
usageid_of_key(struct buf *out, struct slice source, const struct slice *part,
    unsigned parts)
{
	unsigned i;

	while (parts > 1 && part[parts - 1].len == 0)
		parts--;
	buf_clear(out);
	buf_add_slice(out, source);
	for (i = 0; i < parts; i++) {
		buf_addc(out, ':');
		add_part(out, part[i]);
	}
}

/* ---- content ---------------------------------------------------------- */

struct seen {
	uint64_t hi, lo;	/* half a SHA-256: no further hash is needed */
	uint64_t count;		/* 0: the slot is free */
};

struct usageid_seen {
	struct sha256	*sha;
	struct buf	 text;		/* the fields of the record so far */
	struct seen	*slot;		/* open addressing, a power of two */
	size_t		 slots, used;
};

struct usageid_seen *
usageid_seen_new(void)
{
	struct usageid_seen *s = xcalloc(1, sizeof(*s));

	s->sha = sha256_new();
	s->slots = SLOTS_MIN;
	s->slot = xcalloc(s->slots, sizeof(*s->slot));
	return s;
}

void
usageid_seen_free(struct usageid_seen *s)
{
	if (s == NULL)
		return;
	sha256_free(s->sha);
	buf_release(&s->text);
	free(s->slot);
	free(s);
}

void
usageid_seen_clear(struct usageid_seen *s)
{
	s->slots = SLOTS_MIN;
	s->slot = xreallocarray(s->slot, s->slots, sizeof(*s->slot));
	memset(s->slot, 0, s->slots * sizeof(*s->slot));
	s->used = 0;
}

static struct seen *
slot_of(struct seen *slot, size_t slots, uint64_t hi, uint64_t lo)
{
	size_t i = lo & (slots - 1);

	while (slot[i].count != 0 && (slot[i].lo != lo || slot[i].hi != hi))
		i = (i + 1) & (slots - 1);
	return &slot[i];
}

static void
grow(struct usageid_seen *s)
{
	size_t i, slots = s->slots * 2;
	struct seen *slot = xcalloc(slots, sizeof(*slot));

	for (i = 0; i < s->slots; i++)
		if (s->slot[i].count != 0)
			*slot_of(slot, slots, s->slot[i].hi, s->slot[i].lo) =
			    s->slot[i];
	free(s->slot);
	s->slot = slot;
	s->slots = slots;
}

void
usageid_field(struct usageid_seen *s, struct slice name, struct slice value)
{
	buf_add_slice(&s->text, name);
	buf_addc(&s->text, '\0');
	buf_add_slice(&s->text, value);
	buf_addc(&s->text, '\0');
}

uint64_t
usageid_of_content(struct usageid_seen *s, struct buf *out,
    struct slice source)
{
	unsigned char md[32];
	char number[24];
	struct seen *e;
	uint64_t hi, lo;
	unsigned i;

	sha256_add(s->sha, s->text.data, s->text.len);
	sha256_end(s->sha, md);
	buf_clear(&s->text);
	memcpy(&hi, md, sizeof(hi));
	memcpy(&lo, md + sizeof(hi), sizeof(lo));
	if (s->used >= s->slots / 4 * 3)
		grow(s);
	e = slot_of(s->slot, s->slots, hi, lo);
	if (e->count++ == 0) {
		e->hi = hi;
		e->lo = lo;
		s->used++;
	}
	buf_clear(out);
	buf_add_slice(out, source);
	buf_adds(out, ":" RECIPE);
	for (i = 0; i < 16; i++) {
		buf_addc(out, "0123456789abcdef"[md[i] >> 4]);
		buf_addc(out, "0123456789abcdef"[md[i] & 15]);
	}
	buf_addc(out, '-');
	buf_add(out, number, u64_format(e->count, number));
	return e->count;
}
