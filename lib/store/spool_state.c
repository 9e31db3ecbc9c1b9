#include "store/spool_state.h"

#include "base/diag.h"
#include "bss/proration.h"
#include "store/spool_json.h"

static int
bad_act(const struct spool_state *s, size_t act)
{
	diag_at(REASON_SPOOL_DAMAGED, s->folder, 0,
	    "act %zu does not say what it must", act);
	return -1;
}

/*
 * Lists of names
 */

static int
name_cmp(const void *a, const void *b)
{
	return strcmp(((const struct spool_listed *)a)->name,
	    ((const struct spool_listed *)b)->name);
}

static void
list_add(struct spool_list *l, const char *name)
{
	GROW(l->item, l->len, l->cap);
	l->item[l->len] = (struct spool_listed){ 0 };
	memcpy(l->item[l->len++].name, name, SPOOL_NAME_LEN);
	qsort(l->item, l->len, sizeof(*l->item), name_cmp);
}

static void
list_remove(struct spool_list *l, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < l->len; i++)
		if (strcmp(l->item[i].name, name) != 0)
			l->item[n++] = l->item[i];
	l->len = n;
}

/*
 * Seals
 */

int
spool_cycle(const struct period *p)
{
	return cycle_day((struct day_span){
	    civil_days(p->first.year, p->first.month, p->first.day),
	    civil_days(p->last_excl.year, p->last_excl.month,
	    p->last_excl.day) });
}

static int
seal_cmp(const void *a, const void *b)
{
	const struct spool_seal *x = a, *y = b;

	if (x->cycle != y->cycle)
		return x->cycle < y->cycle ? -1 : 1;
	return (x->from_us > y->from_us) - (x->from_us < y->from_us);
}

static bool
seal_decode(struct spool_seal *seal, const json_t *doc)
{
	uint64_t cycle;

	if (!js_get_time(doc, "from", &seal->from_us)
	    || !js_get_time(doc, "to", &seal->to_us)
	    || seal->from_us >= seal->to_us
	    || !js_get_int(doc, "cycle", &cycle) || cycle > CYCLE_DAY_MAX)
		return false;
	seal->doc = doc;
	seal->period = js_get_str(doc, "period");
	seal->zone = js_get_str(doc, "zone");
	seal->cycle = (int)cycle;
	return true;
}

static int
see_seal(struct spool_state *s, size_t n, const struct spool_act *a)
{
	struct spool_seal seal = { .act = n };

	if (!seal_decode(&seal, a->doc))
		return bad_act(s, n);
	if (spool_list_read(&seal.list, s->folder, n, a) != 0)
		return -1;
	GROW(s->seal, s->seals, s->seals_cap);
	s->seal[s->seals++] = seal;
	qsort(s->seal, s->seals, sizeof(*s->seal), seal_cmp);
	return 0;
}

/* The seal that act n took back is in force no more. */
static int
see_unseal(struct spool_state *s, size_t n, const struct spool_act *a)
{
	uint64_t act;

	if (!js_get_int(a->doc, "seal", &act))
		return bad_act(s, n);
	for (size_t i = 0; i < s->seals; i++)
		if (s->seal[i].act == act) {
			spool_list_release(&s->seal[i].list);
			memmove(&s->seal[i], &s->seal[i + 1],
			    (--s->seals - i) * sizeof(*s->seal));
			return 0;
		}
	return bad_act(s, n);
}

/*
 * The other acts
 */

static int
see_withdraw(struct spool_state *s, size_t n, const struct spool_act *a)
{
	const char *name = js_get_str(a->doc, "batch");
	struct spool_batch b;

	if (!spool_name_parse(name, "", &b))
		return bad_act(s, n);
	list_remove(&s->withdrawn, name);
	if (a->kind == ACT_WITHDRAW)
		list_add(&s->withdrawn, name);
	return 0;
}

static int
see_purge(struct spool_state *s, size_t n, const struct spool_act *a)
{
	const json_t *list = json_object_get(a->doc, "seals"), *one;
	struct spool_list gone;
	size_t i;

	if (spool_list_read(&gone, s->folder, n, a) != 0)
		return -1;
	for (i = 0; i < gone.len; i++) {
		GROW(s->purged.item, s->purged.len, s->purged.cap);
		s->purged.item[s->purged.len++] = gone.item[i];
	}
	spool_list_release(&gone);
	if (s->purged.len > 1)
		qsort(s->purged.item, s->purged.len, sizeof(*s->purged.item),
		    name_cmp);
	json_array_foreach(list, i, one)
		for (size_t k = 0; k < s->seals; k++)
			if ((json_int_t)s->seal[k].act
			    == json_integer_value(one))
				s->seal[k].purged = true;
	return 0;
}

static bool
hex_u64(const char *p, size_t digits, uint64_t *out)
{
	uint64_t v = 0;

	for (size_t i = 0; i < digits; i++) {
		const char *at = p[i] == '\0' ? NULL
		    : strchr("0123456789abcdef", p[i]);

		if (at == NULL)
			return false;
		v = v << 4 | (uint64_t)(at - "0123456789abcdef");
	}
	*out = v;
	return true;
}

static bool
mark_parse(const char *text, struct spool_mark *m)
{
	return strlen(text) == 32 && hex_u64(text, 16, &m->hi)
	    && hex_u64(text + 16, 16, &m->lo);
}

static void
settled_add(struct spool_state *s, struct spool_mark m, bool chosen, size_t n)
{
	GROW(s->settled, s->settled_len, s->settled_cap);
	s->settled[s->settled_len++] = (struct spool_settled){ m, chosen, n };
}

/* "chosen": a mark; "others": marks of the same thing */
static int
see_settle(struct spool_state *s, size_t n, const struct spool_act *a)
{
	const json_t *list = json_object_get(a->doc, "things"), *one, *other;
	struct spool_mark m;
	size_t i, k;

	json_array_foreach(list, i, one) {
		if (!mark_parse(js_get_str(one, "chosen"), &m))
			return bad_act(s, n);
		settled_add(s, m, true, n);
		json_array_foreach(json_object_get(one, "others"), k, other) {
			const char *text = json_string_value(other);

			if (text == NULL || !mark_parse(text, &m))
				return bad_act(s, n);
			settled_add(s, m, false, n);
		}
	}
	return json_is_array(list) ? 0 : bad_act(s, n);
}

/* By thing, of a thing by act, the last first */
static int
settled_age_cmp(const void *a, const void *b)
{
	const struct spool_settled *x = a, *y = b;

	if (!spool_mark_same_id(x->mark, y->mark))
		return spool_mark_cmp(x->mark, y->mark);
	if (x->act != y->act)
		return x->act > y->act ? -1 : 1;
	return spool_mark_cmp(x->mark, y->mark);
}

struct spool_settled *
spool_settled_before(const struct spool_state *s, size_t act, size_t *len)
{
	struct spool_settled *out = xcalloc(s->settled_len + 1, sizeof(*out));
	size_t n = 0;

	for (size_t i = 0; i < s->settled_len; i++) {
		const struct spool_settled *k = &s->settled[i];

		/* of a thing that was settled twice the last word counts */
		if (k->act < act && (n == 0
		    || !spool_mark_same_id(out[n - 1].mark, k->mark)
		    || out[n - 1].act == k->act))
			out[n++] = *k;
	}
	*len = n;
	return out;
}

static int
see(struct spool_state *s, size_t n, const struct spool_act *a)
{
	switch (a->kind) {
	case ACT_SEAL:
		return see_seal(s, n, a);
	case ACT_UNSEAL:
		return see_unseal(s, n, a);
	case ACT_WITHDRAW:
	case ACT_RESTORE:
		return see_withdraw(s, n, a);
	case ACT_SETTLE:
		return see_settle(s, n, a);
	case ACT_PURGE:
		return see_purge(s, n, a);
	default:
		return bad_act(s, n);
	}
}

int
spool_state_read(struct spool_state *s, const char *folder)
{
	int rc;

	*s = (struct spool_state){ .folder = folder };
	rc = spool_acts_read(&s->acts, folder);
	for (size_t i = 0; i < s->acts.len && rc == 0; i++)
		rc = see(s, i + 1, &s->acts.item[i]);
	if (s->settled_len > 1)
		qsort(s->settled, s->settled_len, sizeof(*s->settled),
		    settled_age_cmp);
	if (rc != 0)
		spool_state_release(s);
	return rc;
}

void
spool_state_release(struct spool_state *s)
{
	for (size_t i = 0; i < s->seals; i++)
		spool_list_release(&s->seal[i].list);
	free(s->seal);
	free(s->settled);
	spool_list_release(&s->withdrawn);
	spool_list_release(&s->purged);
	spool_acts_release(&s->acts);
	*s = (struct spool_state){ 0 };
}

size_t
spool_cycle_seals(const struct spool_state *s, int cycle,
    const struct spool_seal **first)
{
	size_t begin = 0, end;

	while (begin < s->seals && s->seal[begin].cycle < cycle)
		begin++;
	for (end = begin; end < s->seals && s->seal[end].cycle == cycle; end++)
		;
	*first = s->seal + begin;
	return end - begin;
}

const struct spool_seal *
spool_sealed_by(const struct spool_state *s, const char *batch)
{
	for (size_t i = 0; i < s->seals; i++)
		if (spool_list_find(&s->seal[i].list, batch) != NULL)
			return &s->seal[i];
	return NULL;
}

bool
spool_is_withdrawn(const struct spool_state *s, const char *batch)
{
	return spool_list_find(&s->withdrawn, batch) != NULL;
}

bool
spool_is_purged(const struct spool_state *s, const char *batch)
{
	return spool_list_find(&s->purged, batch) != NULL;
}

/* Does some cycle have seals behind its first event, and none lists it? */
static bool
is_late(const struct spool_state *s, const struct spool_batch *b)
{
	bool late = false, listed = false;

	for (size_t i = 0; i < s->seals && !late; i++) {
		const struct spool_seal *seal = &s->seal[i];

		listed = listed || spool_list_find(&seal->list, b->name) != NULL;
		if (i + 1 < s->seals && seal->cycle == seal[1].cycle)
			continue;
		/* the last of its cycle */
		late = !listed && seal->to_us > b->first_us;
		listed = false;
	}
	return late;
}

const char *
spool_batch_state(const struct spool_state *s, const struct spool_batch *b)
{
	return spool_is_purged(s, b->name) ? "purged"
	    : spool_is_withdrawn(s, b->name) ? "withdrawn"
	    : is_late(s, b) ? "late"
	    : spool_sealed_by(s, b->name) != NULL ? "sealed" : "open";
}

int64_t
spool_purged_until(const struct spool_state *s)
{
	int64_t until = INT64_MIN;

	for (size_t i = 0; i < s->seals; i++)
		if (s->seal[i].purged && s->seal[i].to_us > until)
			until = s->seal[i].to_us;
	return until;
}

int
spool_entry_digest(const char *folder, const char *batch,
    char hex[SHA256_HEX_MAX])
{
	char *path = spool_path(folder, batch, ".json");
	uint64_t octets;
	int rc = spool_file_digest(path, hex, &octets);

	free(path);
	return rc;
}
