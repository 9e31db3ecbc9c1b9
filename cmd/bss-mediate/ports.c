/*
 * ports.c - the last reading of every port, within a run and between runs
 */
#include "base/buf.h"
#include "base/diag.h"
#include "base/hash.h"
#include "ports.h"
#include "state.h"

#define SLOTS_MIN	((size_t)1 << 10)

void
ports_release(struct ports *t)
{
	arena_release(&t->mem);
	free(t->port);
	free(t->slot);
	*t = (struct ports){ 0 };
}

static uint64_t
hash_of(struct slice node, struct slice object)
{
	return hash_more(object, hash_slice(node));
}

static uint32_t *
slot_of(struct ports *t, struct slice node, struct slice object)
{
	size_t i = hash_of(node, object) & (t->slots - 1);

	for (; t->slot[i] != 0; i = (i + 1) & (t->slots - 1)) {
		const struct port *p = &t->port[t->slot[i] - 1];

		if (slice_eq(p->object, object) && slice_eq(p->node, node))
			break;
	}
	return &t->slot[i];
}

static void
rehash(struct ports *t, size_t slots)
{
	size_t i;

	free(t->slot);
	t->slots = slots;
	t->slot = xcalloc(slots, sizeof(*t->slot));
	for (i = 0; i < t->len; i++)
		*slot_of(t, t->port[i].node, t->port[i].object) =
		    (uint32_t)i + 1;
}

struct port *
ports_at(struct ports *t, struct slice node, struct slice object, bool *fresh)
{
	uint32_t *slot;

	if (t->slots == 0 || t->len >= t->slots / 4 * 3)
		rehash(t, t->slots != 0 ? t->slots * 2 : SLOTS_MIN);
	slot = slot_of(t, node, object);
	*fresh = *slot == 0;
	if (*fresh) {
		GROW(t->port, t->len, t->cap);
		t->port[t->len] = (struct port){
		    .node = arena_slice(&t->mem, node),
		    .object = arena_slice(&t->mem, object) };
		*slot = (uint32_t)++t->len;
	}
	return &t->port[*slot - 1];
}

/* ---- readings --------------------------------------------------------- */

/* A field that may be missing: *has tells. False when it is not a number. */
static bool
optional(const struct rec *r, enum field f, uint64_t *out, bool *has)
{
	enum reason why = rec_u64(r, f, out);

	*has = why == REASON_NONE;
	return why == REASON_NONE || why == REASON_FIELD_MISSING;
}

enum reason
port_reading_of(const struct rec *r, struct port_reading *p, enum field *bad)
{
	uint64_t bits = 64;
	enum reason why;
	bool has;

	*p = (struct port_reading){ 0 };
	if ((why = rec_time(r, *bad = F_TS, &p->taken_us)) != REASON_NONE
	    || (why = rec_u64(r, *bad = F_IN_OCTETS, &p->in_octets))
	    != REASON_NONE
	    || (why = rec_u64(r, *bad = F_OUT_OCTETS, &p->out_octets))
	    != REASON_NONE)
		return why;
	if (!optional(r, *bad = F_UPTIME_CS, &p->uptime_cs, &p->has_uptime)
	    || !optional(r, *bad = F_DISCONTINUITY_CS, &p->discontinuity_cs,
	    &p->has_discontinuity)
	    || !optional(r, *bad = F_SPEED_BPS, &p->speed_bps, &has)
	    || !optional(r, *bad = F_COUNTER_BITS, &bits, &has)
	    || (bits != 32 && bits != 64))
		return REASON_FIELD_VALUE;
	p->bits = (unsigned)bits;
	return REASON_NONE;
}

/* ---- the state file --------------------------------------------------- */

static int
load_one(struct ports *t, const struct rec *r, const char *path)
{
	struct port_reading last;
	enum field bad = F_KIND;
	struct port *p;
	bool fresh;

	if (r->type != REC_SAMPLE
	    || !slice_is(rec_str(r, F_KIND), "interface")
	    || port_reading_of(r, &last, &bad) != REASON_NONE) {
		diag_at(REASON_STATE_DAMAGED, path, r->line_no,
		    "no reading of a port: '%s'", field_defs[bad].name);
		return -1;
	}
	p = ports_at(t, rec_str(r, F_NODE), rec_str(r, F_OBJECT), &fresh);
	if (!fresh) {
		diag_at(REASON_STATE_DAMAGED, path, r->line_no,
		    "port '%.*s/%.*s' stands twice", SLICE_FMT(p->node),
		    SLICE_FMT(p->object));
		return -1;
	}
	p->last = last;
	return 0;
}

struct load {
	struct ports	*ports;
	const char	*path;
};

static int
load_record(void *arg, const struct rec *r)
{
	const struct load *l = arg;

	return load_one(l->ports, r, l->path);
}

int
ports_load(struct ports *t, const char *path)
{
	struct load l = { t, path };

	return state_load(path, load_record, &l);
}

static int
port_cmp(const void *a, const void *b)
{
	const struct port *x = a, *y = b;
	int c = slice_cmp(x->node, y->node);

	return c != 0 ? c : slice_cmp(x->object, y->object);
}

static int
save_one(struct out *o, const struct port *p)
{
	const struct port_reading *r = &p->last;

	out_begin(o, REC_SAMPLE);
	out_time(o, F_TS, r->taken_us);
	out_str(o, F_NODE, p->node);
	out_str(o, F_KIND, SLICE_LIT("interface"));
	out_str(o, F_OBJECT, p->object);
	if (r->speed_bps != 0)
		out_u64(o, F_SPEED_BPS, r->speed_bps);
	out_u64(o, F_IN_OCTETS, r->in_octets);
	out_u64(o, F_OUT_OCTETS, r->out_octets);
	out_u64(o, F_COUNTER_BITS, r->bits);
	if (r->has_uptime)
		out_u64(o, F_UPTIME_CS, r->uptime_cs);
	if (r->has_discontinuity)
		out_u64(o, F_DISCONTINUITY_CS, r->discontinuity_cs);
	return out_done(o);
}

static int
save_all(void *arg, struct out *o)
{
	struct ports *t = arg;
	size_t i;
	int rc = 0;

	if (t->len != 0)
		qsort(t->port, t->len, sizeof(*t->port), port_cmp);
	for (i = 0; i < t->len && rc == 0; i++)
		rc = save_one(o, &t->port[i]);
	return rc;
}

int
ports_save(struct ports *t, const char *path)
{
	return state_save(path, save_all, t);
}
