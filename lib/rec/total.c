#include "rec/total.h"

#include "base/buf.h"
#include "base/hash.h"

#define SLOTS	(TOTALS_MAX * 2)	/* a power of two, never full */

void
totals_clear(struct totals *t)
{
	for (size_t i = 0; i < t->len; i++)
		free(t->item[i].usage_type);	/* one block for all three */
	t->len = 0;
	memset(t->recent, 0, sizeof(t->recent));
	if (t->slot != NULL)
		memset(t->slot, 0, SLOTS * sizeof(*t->slot));
}

void
totals_release(struct totals *t)
{
	totals_clear(t);
	free(t->item);
	free(t->slot);
	*t = (struct totals){ 0 };
}

static inline bool
total_is(const struct total *t, struct slice ut, struct slice u,
    struct slice c)
{
	return slice_eq((struct slice){ t->usage_type, t->key_len[0] }, ut)
	    && slice_eq((struct slice){ t->unit, t->key_len[1] }, u)
	    && slice_eq((struct slice){ t->currency, t->key_len[2] }, c);
}

static char *
put(char *p, struct slice s)
{
	if (s.len != 0)
		memcpy(p, s.p, s.len);
	p[s.len] = '\0';
	return p + s.len + 1;
}

static struct total *
total_new(struct totals *t, struct slice ut, struct slice u, struct slice c)
{
	struct total *n;

	if (t->len == TOTALS_MAX || !total_words_fit(ut, u, c))
		return NULL;
	GROW(t->item, t->len, t->cap);
	n = &t->item[t->len++];
	*n = (struct total){ 0 };
	n->usage_type = xmalloc(ut.len + u.len + c.len + 3);
	n->unit = put(n->usage_type, ut);
	n->currency = put(n->unit, u);
	put(n->currency, c);
	n->key_len[0] = (uint32_t)ut.len;
	n->key_len[1] = (uint32_t)u.len;
	n->key_len[2] = (uint32_t)c.len;
	if (total_is_short(ut, u, c))
		n->glance = (struct total_key){ total_word(ut), total_word(u),
			total_word(c) };
	else
		n->glance = (struct total_key){ TOTAL_WORD_LONG,
			TOTAL_WORD_LONG, TOTAL_WORD_LONG };
	return n;
}

static uint64_t
key_hash(struct slice ut, struct slice u, struct slice c)
{
	return hash_more(c, hash_more(u, hash_slice(ut)));
}

struct total *
totals_find(struct totals *t, struct slice ut, struct slice u,
    struct slice c)
{
	struct total *n;
	size_t h;

	if (t->slot == NULL)
		t->slot = xcalloc(SLOTS, sizeof(*t->slot));
	for (h = key_hash(ut, u, c);; h++) {
		uint32_t at = t->slot[h % SLOTS];

		if (at == 0)
			break;
		if (total_is(&t->item[at - 1], ut, u, c))
			return &t->item[at - 1];
	}
	if ((n = total_new(t, ut, u, c)) != NULL)
		t->slot[h % SLOTS] = (uint32_t)t->len;
	return n;
}

static int
total_cmp(const void *a, const void *b)
{
	const struct total *x = a, *y = b;
	int c = strcmp(x->usage_type, y->usage_type);

	if (c == 0)
		c = strcmp(x->unit, y->unit);
	return c != 0 ? c : strcmp(x->currency, y->currency);
}

void
totals_sort(struct totals *t)
{
	if (t->len == 0)
		return;
	qsort(t->item, t->len, sizeof(*t->item), total_cmp);
	memset(t->slot, 0, SLOTS * sizeof(*t->slot));
	for (size_t i = 0; i < t->len; i++) {
		struct total *n = &t->item[i];
		size_t h = key_hash(slice_of(n->usage_type),
		    slice_of(n->unit), slice_of(n->currency));

		while (t->slot[h % SLOTS] != 0)
			h++;
		t->slot[h % SLOTS] = (uint32_t)i + 1;
	}
	memset(t->recent, 0, sizeof(t->recent));
}
