/*
 * recording.c (net) - see recording.h
 * The cells, and how they are served. The lines are recording_read.c's.
 */
#include <stdlib.h>

#include "base/money.h"
#include "net/recording.h"

#define HEX	"0123456789abcdef"

void
recording_release(struct recording *r)
{
	free(r->cell);
	free(r->id);
	free(r->vb);
	buf_release(&r->octets);
	*r = (struct recording){ 0 };
}

void
recording_clear(struct recording *r)
{
	r->len = r->id_len = 0;
	buf_clear(&r->octets);
}

static struct oid_ref
name_of(const struct recording *r, size_t i)
{
	return (struct oid_ref){ r->id + r->cell[i].name,
	    r->cell[i].name_len };
}

struct varbind
recording_varbind(const struct recording *r, size_t i)
{
	const struct recording_cell *c = &r->cell[i];
	struct varbind vb = { .name = name_of(r, i), .kind = c->kind,
	    .address = c->address, .number = c->number };

	if (c->kind == VARBIND_OCTETS)
		vb.octets = (struct slice){ c->value_len != 0
		    ? r->octets.data + c->value : "", c->value_len };
	else if (c->kind == VARBIND_OID)
		vb.oid = (struct oid_ref){ r->id + c->value, c->value_len };
	return vb;
}

/* The first cell that is not before name. */
static size_t
search(const struct recording *r, struct oid_ref name)
{
	size_t lo = 0, hi = r->len, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (oid_cmp(name_of(r, mid), name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static bool
is_at(const struct recording *r, size_t i, struct oid_ref name)
{
	return i < r->len && oid_cmp(name_of(r, i), name) == 0;
}

static struct varbind
get(const struct recording *r, struct oid_ref name)
{
	size_t i = search(r, name);

	if (is_at(r, i, name))
		return recording_varbind(r, i);
	return (struct varbind){ .name = name, .kind = VARBIND_NO_INSTANCE };
}

static struct varbind
at(const struct recording *r, size_t i, struct oid_ref name)
{
	if (i < r->len)
		return recording_varbind(r, i);
	return (struct varbind){ .name = name, .kind = VARBIND_END_OF_VIEW };
}

static void
put(struct recording *r, struct survey_answer *a, struct varbind vb)
{
	GROW(r->vb, a->len, r->vb_cap);
	r->vb[a->len++] = vb;
}

/* Behind each name: one cell, or rows of them as GETBULK gives them. */
static void
serve_next(struct recording *r, const struct walk_request *q,
    struct survey_answer *a)
{
	unsigned single = q->op == WALK_GETBULK ? q->non_repeaters : q->len;
	size_t place[1 + WALK_COLUMNS_MAX];

	for (unsigned i = 0; i < q->len; i++) {
		place[i] = search(r, q->name[i]);
		if (is_at(r, place[i], q->name[i]))
			place[i]++;
		if (i < single)
			put(r, a, at(r, place[i], q->name[i]));
	}
	for (unsigned row = 0; q->op == WALK_GETBULK
	    && row < q->max_repetitions; row++) {
		for (unsigned i = single; i < q->len; i++)
			put(r, a, at(r, place[i] + row, q->name[i]));
	}
}

void
recording_serve(struct recording *r, const struct walk_request *q,
    struct survey_answer *a)
{
	a->error_status = a->error_index = 0;
	a->len = 0;
	if (q->op != WALK_GET) {
		serve_next(r, q, a);
	} else {
		for (unsigned i = 0; i < q->len; i++)
			put(r, a, get(r, q->name[i]));
	}
	a->vb = r->vb;
}

/* ---- making ---------------------------------------------------------------- */

static size_t
add_ids(struct recording *r, struct oid_ref name)
{
	size_t at = r->id_len;

	for (size_t i = 0; i < name.len; i++) {
		GROW(r->id, r->id_len, r->id_cap);
		r->id[r->id_len++] = name.id[i];
	}
	return at;
}

void
recording_add(struct recording *r, const struct varbind *vb)
{
	struct recording_cell c = { .name_len = (uint32_t)vb->name.len,
	    .kind = vb->kind, .address = vb->address,
	    .number = vb->number, .line = (uint32_t)r->len };

	if (vb->kind == VARBIND_NO_OBJECT || vb->kind == VARBIND_NO_INSTANCE
	    || vb->kind == VARBIND_END_OF_VIEW)
		return;
	c.name = add_ids(r, vb->name);
	if (vb->kind == VARBIND_OCTETS) {
		r->octets.max = RECORDING_OCTETS_MAX;
		c.value = r->octets.len;
		c.value_len = (uint32_t)vb->octets.len;
		if (buf_add_slice(&r->octets, vb->octets) < 0)
			return;
	} else if (vb->kind == VARBIND_OID) {
		c.value = add_ids(r, vb->oid);
		c.value_len = (uint32_t)vb->oid.len;
	}
	GROW(r->cell, r->len, r->cap);
	r->cell[r->len++] = c;
}

static int
by_name(const void *pa, const void *pb, void *arg)
{
	const struct recording *r = arg;
	const struct recording_cell *a = pa, *b = pb;
	int c = oid_cmp((struct oid_ref){ r->id + a->name, a->name_len },
	    (struct oid_ref){ r->id + b->name, b->name_len });

	return c != 0 ? c : (a->line > b->line) - (a->line < b->line);
}

/* The first of each name in front, the doubles behind them. */
static void
part_doubles(struct recording *r)
{
	struct recording_cell *twice = NULL;
	size_t n = 0, doubles = 0, cap = 0;

	for (size_t i = 0; i < r->len; i++) {
		if (n > 0 && oid_cmp(name_of(r, i), name_of(r, n - 1)) == 0) {
			GROW(twice, doubles, cap);
			twice[doubles++] = r->cell[i];
			continue;
		}
		r->cell[n++] = r->cell[i];
	}
	if (doubles != 0)
		memcpy(&r->cell[n], twice, doubles * sizeof(*twice));
	free(twice);
	r->len = n;
}

size_t
recording_sort(struct recording *r)
{
	size_t before = 0;

	for (size_t i = 1; i < r->len; i++)
		before += by_name(&r->cell[i - 1], &r->cell[i], r) > 0;
	if (before != 0)
		qsort_r(r->cell, r->len, sizeof(*r->cell), by_name, r);
	part_doubles(r);
	return before;
}

/* ---- writing --------------------------------------------------------------- */

static bool
plain(struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] < ' ' || s.p[i] > '~')
			return false;
	}
	/* blanks at the ends would be lost in an editor */
	return s.len == 0 || (s.p[0] != ' ' && s.p[s.len - 1] != ' ');
}

static void
put_octets(struct buf *b, const struct varbind *vb)
{
	struct slice s = vb->octets;
	bool text = !vb->address && plain(s);

	buf_adds(b, vb->address ? "64x|" : text ? "4|" : "4x|");
	for (size_t i = 0; !text && i < s.len; i++) {
		buf_addc(b, HEX[(unsigned char)s.p[i] >> 4]);
		buf_addc(b, HEX[s.p[i] & 15]);
	}
	if (text)
		buf_add_slice(b, s);
}

static void
put_number(struct buf *b, const char *tag, uint64_t v, bool negative)
{
	char digits[24];

	buf_adds(b, tag);
	if (negative)
		buf_addc(b, '-');
	buf_add(b, digits, u64_format(v, digits));
}

void
recording_put(struct buf *b, const struct varbind *vb)
{
	static const char *const tag[] = {
		[VARBIND_COUNTER32] = "65|", [VARBIND_GAUGE32] = "66|",
		[VARBIND_TIMETICKS] = "67|", [VARBIND_COUNTER64] = "70|",
	};
	char text[OID_TEXT_MAX];

	buf_add_slice(b, oid_format(vb->name, text));
	buf_addc(b, '|');
	switch (vb->kind) {
	case VARBIND_INTEGER:
		put_number(b, "2|", (int64_t)vb->number < 0
		    ? -vb->number : vb->number, (int64_t)vb->number < 0);
		break;
	case VARBIND_COUNTER32:
	case VARBIND_GAUGE32:
	case VARBIND_TIMETICKS:
	case VARBIND_COUNTER64:
		put_number(b, tag[vb->kind], vb->number, false);
		break;
	case VARBIND_OCTETS:
		put_octets(b, vb);
		break;
	case VARBIND_OID:
		buf_adds(b, "6|");
		buf_add_slice(b, oid_format(vb->oid, text));
		break;
	default:
		buf_adds(b, "5|");
		break;
	}
	buf_addc(b, '\n');
}
