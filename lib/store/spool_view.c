#include "store/spool_view.h"

#include <stddef.h>
#include <zstd.h>

#include "base/diag.h"
#include "base/tstamp.h"

#define UNLISTED	SIZE_MAX
_Static_assert(offsetof(struct spool_batch, name) == 0,
    "from the name to its batch");

/*
 * Which batches
 */

/*
 * For each batch of the register the first of n seals that lists it. Both
 * are in order of names.
 */
static size_t *
listed_at(const struct spool_register *reg, const struct spool_seal *seal,
    size_t n)
{
	size_t *at = xcalloc(reg->len + 1, sizeof(*at));

	for (size_t i = 0; i < reg->len; i++)
		at[i] = UNLISTED;
	for (size_t k = n; k-- > 0;) {
		const struct spool_list *l = &seal[k].list;

		for (size_t i = 0, j = 0; i < reg->len && j < l->len;) {
			int c = strcmp(reg->batch[i].name, l->item[j].name);

			if (c == 0)
				at[i] = k;
			i += c <= 0;
			j += c >= 0;
		}
	}
	return at;
}

static void
part_add(struct spool_part *p, const struct spool_view *v,
    const struct spool_batch *b, bool known)
{
	GROW(p->source, p->len, p->cap);
	p->source[p->len++] = (struct spool_source){ .name = b->name,
		.path = spool_path(v->folder, b->name, ".zst"),
		.first_us = b->first_us, .known = known };
}

static bool
meets(const struct spool_batch *b, int64_t from_us, int64_t to_us)
{
	return b->first_us < to_us && b->last_us >= from_us;
}

static bool
counts(const struct spool_view *v, const char *name)
{
	return !spool_is_withdrawn(v->state, name)
	    && !spool_is_purged(v->state, name);
}

static int
gone(const char *what, int64_t until_us)
{
	char text[TSTAMP_TEXT_MAX];

	tstamp_format(until_us, text);
	diag(REASON_SPOOL_PURGED, "the details of events before %s are "
	    "purged: %s", text, what);
	return -1;
}

/* Batches that count when seals up to `last` do (all: UNLISTED). */
static void
main_part(struct spool_view *v, const struct spool_span *s, const size_t *at,
    size_t last)
{
	v->main.from_us = s->from_us;
	v->main.to_us = s->to_us;
	for (size_t i = 0; i < v->reg.len; i++) {
		const struct spool_batch *b = &v->reg.batch[i];

		if (meets(b, s->from_us, s->to_us) && at[i] <= last
		    && counts(v, b->name))
			part_add(&v->main, v, b, false);
	}
}

/*
 * What seal `own` lists (none does: UNLISTED) of the time from the first
 * seal to the period, beside what was delivered of that time before.
 */
static void
late_part(struct spool_view *v, int64_t from_us, int64_t to_us,
    const size_t *at, size_t own)
{
	int64_t first_us = INT64_MAX, last_us = INT64_MIN;

	for (size_t i = 0; i < v->reg.len; i++) {
		const struct spool_batch *b = &v->reg.batch[i];

		if (at[i] != own || !meets(b, from_us, to_us)
		    || !counts(v, b->name))
			continue;
		part_add(&v->late, v, b, false);
		first_us = b->first_us < first_us ? b->first_us : first_us;
		last_us = b->last_us > last_us ? b->last_us : last_us;
	}
	if (v->late.len == 0)
		return;
	v->late.from_us = first_us > from_us ? first_us : from_us;
	v->late.to_us = last_us < to_us ? last_us + 1 : to_us;
	for (size_t i = 0; i < v->reg.len; i++) {
		const struct spool_batch *b = &v->reg.batch[i];

		if (at[i] < own && meets(b, v->late.from_us, v->late.to_us)
		    && counts(v, b->name))
			part_add(&v->late, v, b, true);
	}
}

/* Where the period of a span stands among the n seals of its cycle. */
static void
find_period(struct spool_view *v, const struct spool_span *s,
    const struct spool_seal *seal, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (seal[i].from_us == s->from_us && seal[i].to_us == s->to_us)
			v->seal = &seal[i];
	v->next = n > 0 && seal[n - 1].to_us == s->from_us;
	if (n > 0 && v->seal == NULL && !v->next)
		note("the period is neither sealed nor the one behind the "
		    "last sealed: all that landed is read, nothing is late");
}

static void
parts_make(struct spool_view *v, const struct spool_span *s,
    const struct spool_seal *seal, size_t n)
{
	size_t *at = listed_at(&v->reg, seal, n), own = UNLISTED;

	if (v->seal != NULL)
		own = (size_t)(v->seal - seal);
	main_part(v, s, at, v->seal != NULL ? own : UNLISTED);
	if (v->seal != NULL || v->next)
		late_part(v, seal[0].from_us, s->from_us, at, own);
	v->blurred = v->late.len > 0 && v->late.from_us < v->gone_us;
	free(at);
}

int
spool_view_open(struct spool_view *v, const struct spool_state *state,
    const struct spool_span *s)
{
	const struct spool_seal *seal;
	size_t n = spool_cycle_seals(state, s->cycle, &seal);
	int64_t from_us = s->from_us;

	*v = (struct spool_view){ .folder = state->folder, .state = state,
		.gone_us = spool_purged_until(state) };
	find_period(v, s, seal, n);
	if (v->seal != NULL ? v->seal->purged : s->from_us < v->gone_us)
		return gone("the range begins before", v->gone_us);
	if (v->seal != NULL || v->next)
		from_us = seal[0].from_us;
	if (spool_register_read(&v->reg, v->folder, from_us, s->to_us) != 0)
		return -1;
	parts_make(v, s, seal, n);
	v->settled = spool_settled_before(state, v->seal != NULL
	    ? v->seal->act : SIZE_MAX, &v->settled_len);
	return 0;
}

/* A source's name is that of a batch in the register. */
static void
tick(const struct spool_view *v, const struct spool_part *p, bool *read)
{
	for (size_t i = 0; i < p->len; i++)
		read[(const struct spool_batch *)(const void *)
		    p->source[i].name - v->reg.batch] = true;
}

void
spool_view_batches(const struct spool_view *v, struct spool_register *reg)
{
	bool *read = xcalloc(v->reg.len + 1, sizeof(*read));

	tick(v, &v->late, read);
	tick(v, &v->main, read);
	for (size_t i = 0; i < v->reg.len; i++)
		if (read[i]) {
			GROW(reg->batch, reg->len, reg->cap);
			reg->batch[reg->len++] = v->reg.batch[i];
		}
	free(read);
}

int
spool_view_conflicts(struct spool_view *v)
{
	struct spool_register reg = { 0 };
	ZSTD_DCtx *unpack = ZSTD_createDCtx();
	int rc;

	spool_view_batches(v, &reg);
	v->conflicts.settled = v->settled;
	v->conflicts.settled_len = v->settled_len;
	rc = spool_conflicts_in(&v->conflicts, v->folder, &reg, unpack);
	spool_register_release(&reg);
	ZSTD_freeDCtx(unpack);
	return rc;
}

static void
part_release(struct spool_part *p)
{
	for (size_t i = 0; i < p->len; i++)
		free((char *)p->source[i].path);
	free(p->source);
}

void
spool_view_release(struct spool_view *v)
{
	part_release(&v->late);
	part_release(&v->main);
	spool_register_release(&v->reg);
	spool_conflicts_release(&v->conflicts);
	free(v->settled);
	*v = (struct spool_view){ 0 };
}

int
spool_view_list(const struct spool_view *v, const struct spool_span *s,
    struct spool_list *l)
{
	const struct spool_seal *seal;
	size_t n = spool_cycle_seals(v->state, s->cycle, &seal), *at;
	struct spool_register reg;
	int rc;

	*l = (struct spool_list){ 0 };
	if (spool_register_read(&reg, v->folder, INT64_MIN, s->to_us) != 0)
		return -1;
	at = listed_at(&reg, seal, n);
	rc = 0;
	for (size_t i = 0; i < reg.len && rc == 0; i++) {
		const char *name = reg.batch[i].name;

		if (at[i] != UNLISTED || !counts(v, name))
			continue;
		GROW(l->item, l->len, l->cap);
		memcpy(l->item[l->len].name, name, SPOOL_NAME_MAX);
		rc = spool_entry_digest(v->folder, name,
		    l->item[l->len++].entry);
	}
	free(at);
	spool_register_release(&reg);
	if (rc != 0)
		spool_list_release(l);
	return rc;
}
