#include "rec/segment.h"

#include "base/buf.h"

/* What is kept of end records. */
static const enum field segment_strs[SEGMENT_STRS] = {
	F_TOOL, F_VERSION, F_RUN, F_CATALOG, F_SUBSCRIPTIONS, F_PERIOD
};

void
segment_init(struct segment *s)
{
	*s = (struct segment){ 0 };
}

void
segment_release(struct segment *s)
{
	totals_release(&s->sums);
	totals_release(&s->declared);
	totals_release(&s->all);
	for (int i = 0; i < SEGMENT_STRS; i++)
		free(s->end_str[i]);
	free(s->mark);
}

static enum reason
total_new(struct segment *s, const struct rec *r, struct total **out)
{
	struct slice type = rec_str(r, F_USAGE_TYPE), unit = rec_str(r, F_UNIT);
	struct slice currency = rec_str(r, F_CURRENCY);

	/* each one is kept, and stands in the index of a batch */
	if (!total_words_fit(type, unit, currency))
		return REASON_FIELD_VALUE;
	*out = totals_at_key(&s->sums, &r->key, type, unit, currency);
	return *out != NULL ? REASON_NONE : REASON_TOTALS_FULL;
}

static inline enum reason
sum_up(struct segment *s, struct rec *r)
{
	struct total *t;
	enum reason why;

	r->quantity = 0;
	r->amount = 0;
	if ((why = rec_u64(r, F_QUANTITY, &r->quantity)) != REASON_NONE)
		return why;
	why = rec_money(r, F_AMOUNT, &r->amount);
	if (why != REASON_NONE && why != REASON_FIELD_MISSING)
		return why;
	r->key = (struct total_key){ rec_word(r, F_USAGE_TYPE),
		rec_word(r, F_UNIT), rec_word(r, F_CURRENCY) };
	if ((t = totals_again(&s->sums, &r->key)) == NULL
	    && (why = total_new(s, r, &t)) != REASON_NONE)
		return why;
	t->records++;
	t->quantity += r->quantity;
	t->amount += r->amount;
	return REASON_NONE;
}

enum reason
segment_add(struct segment *s, struct rec *r)
{
	bool metered = r->type == REC_USAGE || r->type == REC_RATED;
	struct slice id = metered ? rec_str(r, F_USAGE_ID) : rec_identity(r);
	enum reason why = REASON_NONE;

	s->count++;
	r->digest = sum128_of(id.p, id.len);
	s->digest += r->digest;
	if (metered)
		why = sum_up(s, r);
	r->summed = why == REASON_NONE;
	return why;
}

static enum reason
declare(struct segment *s, const struct rec *r)
{
	money_sum_t quantity, amount = 0;
	uint64_t records;
	struct total *t;
	struct slice text = rec_str(r, F_AMOUNT_SUM);

	if (rec_u64(r, F_RECORDS, &records) != REASON_NONE
	    || money_sum_parse(rec_str(r, F_QUANTITY_SUM), &quantity) != NUM_OK
	    || quantity < 0 || quantity % MONEY_SCALE != 0
	    || (text.len != 0 && money_sum_parse(text, &amount) != NUM_OK))
		return REASON_FIELD_VALUE;
	t = totals_at(&s->declared, rec_str(r, F_USAGE_TYPE),
	    rec_str(r, F_UNIT), rec_str(r, F_CURRENCY));
	if (t == NULL)
		return REASON_TOTALS_FULL;
	if (__builtin_add_overflow(t->amount, amount, &t->amount))
		return REASON_FIELD_VALUE;
	t->records += records;
	t->quantity += (unsigned __int128)(quantity / MONEY_SCALE);
	return REASON_NONE;
}

static bool
totals_equal(struct totals *a, struct totals *b)
{
	if (a->len != b->len)
		return false;
	totals_sort(a);
	totals_sort(b);
	for (size_t i = 0; i < a->len; i++) {
		const struct total *x = &a->item[i], *y = &b->item[i];

		if (strcmp(x->usage_type, y->usage_type) != 0
		    || strcmp(x->unit, y->unit) != 0
		    || strcmp(x->currency, y->currency) != 0
		    || x->records != y->records || x->quantity != y->quantity
		    || x->amount != y->amount)
			return false;
	}
	return true;
}

static void
totals_move(struct totals *to, struct totals *from)
{
	for (size_t i = 0; i < from->len; i++) {
		const struct total *x = &from->item[i];
		struct total *t = totals_at(to, slice_of(x->usage_type),
		    slice_of(x->unit), slice_of(x->currency));

		if (t == NULL)
			continue;	/* segment_add has refused it before */
		t->records += x->records;
		t->quantity += x->quantity;
		t->amount += x->amount;
	}
	totals_clear(from);
}

static void
note_end_str(char **at, struct slice v)
{
	if (*at == NULL)
		*at = xstrndup(v.p != NULL ? v.p : "", v.len);
	else if (!slice_is(v, *at)) {
		free(*at);
		*at = xstrdup("mixed");
	}
}

/* "2/8"; 0 when it is none that can be kept */
static uint64_t
shard_parse(struct slice s, uint64_t *shards)
{
	const char *slash = s.len > 0 ? memchr(s.p, '/', s.len) : NULL;
	uint64_t i;
	size_t n;

	if (slash == NULL)
		return 0;
	n = (size_t)(slash - s.p);
	if (u64_parse((struct slice){ s.p, n }, &i) != NUM_OK
	    || u64_parse((struct slice){ slash + 1, s.len - n - 1 }, shards)
	    != NUM_OK || i == 0 || i > *shards || *shards > SHARDS_MAX)
		return 0;
	return i;
}

static void
note_shard(struct segment *s, struct slice text, bool first)
{
	uint64_t n = 0, i = shard_parse(text, &n), bit;

	if (first)
		s->shards = n;
	if (n != s->shards || (i == 0 && text.len > 0))
		s->shards_differ = true;
	if (i == 0)
		return;
	bit = UINT64_C(1) << ((i - 1) & 63);
	s->shards_seen += (s->shard_seen[(i - 1) >> 6] & bit) == 0;
	s->shard_seen[(i - 1) >> 6] |= bit;
}

bool
segment_shards_whole(const struct segment *s)
{
	return !s->shards_differ && s->shards_seen == s->shards;
}

static int
mark_cmp(const void *a, const void *b)
{
	const struct segment_mark *x = a, *y = b;

	if (x->digest != y->digest)
		return x->digest < y->digest ? -1 : 1;
	return (x->count > y->count) - (x->count < y->count);
}

bool
segment_twice(struct segment *s)
{
	if (s->marks < 2)
		return false;
	qsort(s->mark, s->marks, sizeof(*s->mark), mark_cmp);
	for (size_t i = 1; i < s->marks; i++)
		if (mark_cmp(&s->mark[i - 1], &s->mark[i]) == 0)
			return true;
	return false;
}

static void
note_mark(struct segment *s)
{
	if (s->count == 0)
		return;
	GROW(s->mark, s->marks, s->marks_cap);
	s->mark[s->marks++] = (struct segment_mark){ s->digest, s->count };
}

enum reason
segment_close(struct segment *s, const struct rec *r)
{
	uint64_t written;
	sum128_t digest;

	if (r->type == REC_TOTAL)
		return declare(s, r);
	if (rec_u64(r, F_WRITTEN, &written) != REASON_NONE
	    || sum128_parse(rec_str(r, F_DIGEST), &digest) != 0)
		return REASON_FIELD_VALUE;
	note_shard(s, rec_str(r, F_SHARD), !s->ended);
	s->ended = true;
	if (written != s->count || digest != s->digest
	    || !totals_equal(&s->sums, &s->declared))
		s->mismatch = true;
	for (int i = 0; i < SEGMENT_STRS; i++)
		note_end_str(&s->end_str[i], rec_str(r, segment_strs[i]));
	totals_move(&s->all, &s->sums);
	totals_clear(&s->declared);
	note_mark(s);
	s->count = 0;
	s->digest = 0;
	return REASON_NONE;
}

enum in_end
segment_verdict(const struct segment *s)
{
	if (s->mismatch)
		return IN_END_MISMATCH;
	return s->ended && s->count == 0 && s->declared.len == 0
	    ? IN_END_OK : IN_END_MISSING;
}

const struct totals *
segment_totals(struct segment *s)
{
	totals_move(&s->all, &s->sums);
	return &s->all;
}

const char *
segment_end_str(const struct segment *s, enum field f)
{
	for (int i = 0; i < SEGMENT_STRS; i++)
		if (segment_strs[i] == f && s->end_str[i] != NULL)
			return s->end_str[i];
	return "";
}
