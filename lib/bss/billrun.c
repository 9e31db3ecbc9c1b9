/*
 * billrun.c (bss) - accounts, subscriptions, and the gathering of usage
 * With many accounts a record's cost is what is cold in the cache: its slot,
 * and what is kept of its subscription.
 */
#define XXH_INLINE_ALL	/* ids are short: a call costs as much */
#include <xxhash.h>

#include "base/bigmem.h"
#include "base/buf.h"
#include "bss/billrun_make.h"

void
billrun_init(struct billrun *b, const struct catalog *c,
    const struct period *p)
{
	*b = (struct billrun){ .catalog = c, .period = p };
	memset(b->bucket, 0xff, sizeof(b->bucket));	/* BILL_NONE */
	b->days.first = civil_days(p->first.year, p->first.month,
	    p->first.day);
	b->days.end = civil_days(p->last_excl.year, p->last_excl.month,
	    p->last_excl.day);
	b->late_first = b->days.first;
	b->cycle_day = cycle_day(b->days);
}

bool
billrun_take_late(struct billrun *b, int64_t first)
{
	if (b->cycle_day == 0 || first >= b->days.first
	    || first < b->days.first - BILL_PAST_D
	    || cycle_of(first, b->cycle_day).first != first)
		return false;
	b->late_first = first;
	return true;
}

void
billrun_release(struct billrun *b)
{
	free(b->account);
	free(b->sub);
	bigmem_free(b->hot, ((size_t)b->subs + 1) * sizeof(*b->hot));
	free(b->more);
	free(b->class);
	for (uint32_t i = 0; i < b->settles; i++)
		gauge_release(&b->settle[i].gauge);
	free(b->settle);
	bigmem_free(b->slot, (b->mask + 1) * sizeof(*b->slot));
	free(b->of_payer);
	free(b->first);
	arena_release(&b->arena);
	*b = (struct billrun){ 0 };
}

/*
 * Accounts and subscriptions
 */
uint32_t
billrun_account(const struct billrun *b, struct slice id)
{
	uint32_t lo = 0, hi = b->accounts;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		int c = slice_cmp(b->account[mid].id, id);

		if (c == 0)
			return mid;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return BILL_NONE;
}

void
billrun_add_account(struct billrun *b, const struct bill_account_def *d)
{
	struct bill_account *a;

	GROW(b->account, b->accounts, b->accounts_cap);
	a = &b->account[b->accounts++];
	*a = (struct bill_account){
		.id = arena_slice(&b->arena, d->id),
		.customer = arena_slice(&b->arena, d->customer),
		.payer_id = arena_slice(&b->arena, d->payer),
		.extra = arena_slice(&b->arena, d->extra),
		.treatment = arena_slice(&b->arena, d->treatment),
		.bill_day = d->bill_day != 0 ? (uint8_t)d->bill_day : 1,
		.currency = arena_slice(&b->arena, d->currency),
	};
	if (currency_decimals(d->currency) > 0)
		a->decimals = (unsigned)currency_decimals(d->currency);
	a->billed = b->cycle_day == 0 || a->bill_day == b->cycle_day;
}

bool
billrun_add_subscription(struct billrun *b,
    const struct bill_subscription_def *d)
{
	uint32_t account = billrun_account(b, d->account);
	uint32_t payer = d->payer.len > 0 ? billrun_account(b, d->payer)
	    : BILL_NONE;
	const struct offer *offer = catalog_offer(b->catalog, d->offer);

	if (account == BILL_NONE || (d->payer.len > 0 && payer == BILL_NONE)
	    || d->id.len > UINT16_MAX || d->account.len > UINT16_MAX)
		return false;
	GROW(b->sub, b->subs, b->subs_cap);
	b->sub[b->subs] = (struct bill_subscription){
		.id = arena_slice(&b->arena, d->id),
		.identifier = arena_slice(&b->arena, d->identifier),
		.offer_id = offer != NULL ? offer->id
		    : arena_slice(&b->arena, d->offer),
		.offer = offer,
		.active = days_active(&b->catalog->zone, d->from_us,
		    d->has_to, d->to_us),
		.last = d->has_to ? zone_day(&b->catalog->zone, d->to_us - 1)
		    : INT64_MAX,
		.account = account,
		.payer = payer,
	};
	if (d->extra.len > 0)
		billrun_own(b, &b->sub[b->subs])->extra
		    = arena_slice(&b->arena, d->extra);
	b->subs++;
	return true;
}

static uint64_t
hash_of(struct slice id)
{
	return XXH3_64bits(id.p, id.len);
}

static void
slots_fill(struct billrun *b)
{
	uint64_t n = 16;

	while (n < 2 * (uint64_t)b->subs)
		n *= 2;
	b->mask = n - 1;
	b->slot = bigmem_alloc(n * sizeof(*b->slot));
	for (uint32_t i = 0; i < b->subs; i++) {
		uint64_t h = hash_of(b->sub[i].id);
		uint64_t at = h & b->mask;

		while (b->slot[at].at != 0)
			at = (at + 1) & b->mask;
		b->slot[at] = (struct bill_slot){ (uint32_t)(h >> 32), i + 1 };
	}
}

/* Subscriptions by payer; within one they keep their order. */
static void
index_payers(struct billrun *b)
{
	uint32_t *next = xcalloc((size_t)b->accounts + 1, sizeof(*next));

	b->first = xcalloc((size_t)b->accounts + 1, sizeof(*b->first));
	b->of_payer = xcalloc((size_t)b->subs + 1, sizeof(*b->of_payer));
	for (uint32_t i = 0; i < b->subs; i++)
		b->first[b->sub[i].payer + 1]++;
	for (uint32_t i = 0; i < b->accounts; i++)
		b->first[i + 1] += b->first[i];
	memcpy(next, b->first, ((size_t)b->accounts + 1) * sizeof(*next));
	for (uint32_t i = 0; i < b->subs; i++)
		b->of_payer[next[b->sub[i].payer]++] = i;
	free(next);
}

static uint32_t
resolve_accounts(struct billrun *b)
{
	for (uint32_t i = 0; i < b->accounts; i++) {
		struct bill_account *a = &b->account[i];

		a->payer = a->payer_id.len > 0
		    ? billrun_account(b, a->payer_id) : i;
		if (a->payer == BILL_NONE)
			return i;
	}
	return BILL_NONE;
}

static const char *
hot_key(const struct bill_hot *h)
{
	return h->id_len + h->account_len <= BILL_KEY_MAX ? h->key.near
	    : h->key.far;
}

static void
hot_fill(struct billrun *b, struct bill_hot *h,
    const struct bill_subscription *s)
{
	const struct bill_account *payer = &b->account[s->payer];
	struct slice account = b->account[s->account].id;
	char *text = h->key.near;

	if (s->id.len + account.len > BILL_KEY_MAX) {
		text = arena_alloc(&b->arena, s->id.len + account.len);
		h->key.far = text;
	}
	memcpy(text, s->id.p, s->id.len);
	memcpy(text + s->id.len, account.p, account.len);
	h->id_len = (uint16_t)s->id.len;
	h->account_len = (uint16_t)account.len;
	h->more = BILL_NONE;
	h->billed = payer->billed;
	if (payer->currency.len == BILL_CURRENCY_LEN)
		memcpy(h->currency, payer->currency.p, BILL_CURRENCY_LEN);
}

/* The subscription's own payer comes before its account's. */
static void
resolve_subscriptions(struct billrun *b)
{
	b->hot = bigmem_alloc(((size_t)b->subs + 1) * sizeof(*b->hot));
	for (uint32_t i = 0; i < b->subs; i++) {
		struct bill_subscription *s = &b->sub[i];

		if (s->payer == BILL_NONE)
			s->payer = b->account[s->account].payer;
		hot_fill(b, &b->hot[i], s);
	}
}

uint32_t
billrun_ready(struct billrun *b)
{
	uint32_t bad = resolve_accounts(b);

	if (bad != BILL_NONE)
		return bad;
	resolve_subscriptions(b);
	index_payers(b);
	slots_fill(b);
	return BILL_NONE;
}

/*
 * Gathering
 */

static bool
hot_is(const struct bill_hot *h, struct slice id)
{
	return slice_eq((struct slice){ hot_key(h), h->id_len }, id);
}

/*
 * The subscription of a record, NULL when it is not known. likely: what
 * billrun_ahead_entry gave for it.
 */
static struct bill_hot *
find_subscription(const struct billrun *b, struct slice id, uint64_t likely)
{
	uint64_t at;

	if (likely != 0 && hot_is(&b->hot[likely - 1], id))
		return &b->hot[likely - 1];
	for (at = hash_of(id) & b->mask; b->slot[at].at != 0;
	    at = (at + 1) & b->mask)
		if (hot_is(&b->hot[b->slot[at].at - 1], id))
			return &b->hot[b->slot[at].at - 1];
	return NULL;
}

static bool
kind_is(const struct bill_class *c, const struct bill_class *k)
{
	return c->late == k->late && c->again == k->again
	    && c->included == k->included
	    && c->days.first == k->days.first;
}

static bool
class_is(const struct bill_class *c, const struct bill_class *k)
{
	return kind_is(c, k) && slice_eq(c->price_id, k->price_id)
	    && slice_eq(c->tax_code, k->tax_code)
	    && slice_eq(c->unit, k->unit);
}

/* A class seen for the first time: the catalog must know what it names. */
static enum reason
class_add(struct billrun *b, const struct bill_class *k, uint32_t *bucket)
{
	struct bill_class c = *k;

	c.price = catalog_price(b->catalog, k->price_id);
	if (c.price == NULL || c.price->kind != PRICE_USAGE
	    || c.price->settle != NULL || !slice_eq(c.price->unit, k->unit))
		return REASON_BILL_PRICE;
	c.tax = k->tax_code.len > 0 ? catalog_tax(b->catalog, k->tax_code)
	    : c.price->tax;
	if (c.tax == NULL)
		return REASON_BILL_TAX;
	c.price_id = c.price->id;
	c.tax_code = arena_slice(&b->arena, k->tax_code);
	c.unit = c.price->unit;
	c.next = *bucket;
	GROW(b->class, b->classes, b->classes_cap);
	b->class[b->classes] = c;
	*bucket = b->classes++;
	return REASON_NONE;
}

/*
 * Usage of earlier periods is told by the month it is of: its dates, its tax
 * rate, and what was charged for it.
 */
static enum reason
class_key(const struct billrun *b, const struct bill_hot *h,
    const struct rec *r, int64_t ts_us, struct bill_class *k)
{
	const struct bill_subscription *s = &b->sub[h - b->hot];

	*k = (struct bill_class){
		.price_id = rec_str(r, F_PRICE),
		.tax_code = rec_str(r, F_TAX_CODE),
		.unit = rec_str(r, F_UNIT),
	};
	if (rec_has(r, F_LATE) && rec_bool(r, F_LATE, &k->late)
	    != REASON_NONE)
		return REASON_FIELD_VALUE;
	/* what is looked at again is all of it, and the marked is a part */
	if (k->late && b->late_first < b->days.first)
		return REASON_BILL_LATE;
	k->again = !k->late && ts_us < b->period->from_us;
	if (k->late || k->again)
		k->days = cycle_of(zone_day(&b->catalog->zone, ts_us),
		    b->account[s->payer].bill_day);
	return REASON_NONE;
}

/* Where a class is that was seen of late, or may be put */
static inline struct bill_seen *
seen_at(struct billrun *b, const struct bill_seen *words, bool included)
{
	uint64_t hash = (words->price_id ^ words->tax_code << 7
	    ^ words->unit << 13 ^ included) * UINT64_C(0x9e3779b97f4a7c15);

	return &b->seen[hash >> (64 - BILL_SEEN_BITS)];
}

/* The class of a key, which is of the record */
static enum reason
find_class(struct billrun *b, const struct rec *r,
    const struct bill_class *k, uint32_t *class)
{
	struct bill_seen words = { rec_word(r, F_PRICE),
		rec_word(r, F_TAX_CODE), rec_word(r, F_UNIT), 0 };
	struct bill_seen *seen = seen_at(b, &words, k->included);
	enum reason why = REASON_NONE;
	uint32_t *bucket;

	if (seen->class != 0 && ((seen->price_id ^ words.price_id)
	    | (seen->tax_code ^ words.tax_code) | (seen->unit ^ words.unit))
	    == 0 && kind_is(&b->class[seen->class - 1], k)) {
		*class = seen->class - 1;
		return REASON_NONE;
	}
	bucket = &b->bucket[hash_of(k->price_id) % BILL_BUCKETS];
	*class = *bucket;
	while (*class != BILL_NONE && !class_is(&b->class[*class], k))
		*class = b->class[*class].next;
	if (*class == BILL_NONE) {
		why = class_add(b, k, bucket);
		*class = *bucket;
	}
	words.class = *class + 1;
	if (why == REASON_NONE && words.price_id != TOTAL_WORD_LONG
	    && words.tax_code != TOTAL_WORD_LONG
	    && words.unit != TOTAL_WORD_LONG)
		*seen = words;
	return why;
}

static struct bill_line *
line_elsewhere(struct billrun *b, struct bill_hot *h, uint32_t class)
{
	struct bill_more *m;

	for (uint32_t i = h->more; i != BILL_NONE; i = m->next) {
		m = &b->more[i];
		if (m->line.class == class)
			return &m->line;
	}
	GROW(b->more, b->mores, b->mores_cap);
	m = &b->more[b->mores];
	*m = (struct bill_more){ .line.class = class, .next = h->more };
	h->more = b->mores++;
	return &m->line;
}

/* The line of a subscription and class, made when it is new. */
static struct bill_line *
line_at(struct billrun *b, struct bill_hot *h, uint32_t class)
{
	for (unsigned i = 0; i < h->lines; i++)
		if (h->line[i].class == class)
			return &h->line[i];
	if (h->lines == BILL_LINES_NEAR)
		return line_elsewhere(b, h, class);
	h->line[h->lines].class = class;
	return &h->line[h->lines++];
}

static enum reason
line_gather(struct bill_line *l, uint64_t quantity, money_t amount)
{
	uint64_t quantity_sum;
	money_t amount_sum;

	if (__builtin_add_overflow(l->quantity, quantity, &quantity_sum)
	    || __builtin_add_overflow(l->amount, amount, &amount_sum)
	    || l->records == UINT32_MAX)
		return REASON_MONEY_OVERFLOW;
	l->quantity = quantity_sum;
	l->amount = amount_sum;
	l->records++;
	return REASON_NONE;
}

/* Usage of other periods comes only from before, and when it is wanted. */
static bool
in_period(const struct billrun *b, int64_t ts_us, const struct bill_class *k)
{
	return ts_us < b->period->to_us
	    && (!k->again || k->days.first >= b->late_first);
}

static enum reason
record_values(const struct rec *r, uint64_t *quantity, money_t *amount,
    int64_t *ts_us)
{
	enum reason why;

	/* the sums of the stream have read it */
	if (r->summed && rec_has(r, F_AMOUNT))
		*amount = r->amount;
	else if ((why = rec_money(r, F_AMOUNT, amount)) != REASON_NONE)
		return why;
	why = rec_has(r, F_CHARGED_QUANTITY)
	    ? rec_u64(r, F_CHARGED_QUANTITY, quantity)
	    : rec_u64(r, F_QUANTITY, quantity);
	return why != REASON_NONE ? why : rec_time(r, F_TS, ts_us);
}

/* What came out of allowances, on a line beside the one that is charged */
static enum reason
included_gather(struct billrun *b, struct bill_hot *h, const struct rec *r,
    const struct bill_class *charged)
{
	struct bill_class key = *charged;
	uint64_t quantity = 0;
	money_t amount = 0;
	uint32_t class;
	enum reason why = REASON_NONE;

	key.included = true;
	if (rec_has(r, F_ALLOWANCE_QUANTITY))
		why = rec_u64(r, F_ALLOWANCE_QUANTITY, &quantity);
	if (why == REASON_NONE && rec_has(r, F_ALLOWANCE_AMOUNT))
		why = rec_money(r, F_ALLOWANCE_AMOUNT, &amount);
	if (why != REASON_NONE
	    || (why = find_class(b, r, &key, &class)) != REASON_NONE)
		return why;
	return line_gather(line_at(b, h, class), quantity, amount);
}

static enum reason
gather(struct billrun *b, struct bill_hot *h, const struct rec *r)
{
	struct bill_class key;
	uint64_t quantity;
	money_t amount;
	int64_t ts_us;
	uint32_t class;
	enum reason why;
	struct slice currency = rec_str(r, F_CURRENCY);

	if (currency.len != BILL_CURRENCY_LEN
	    || memcmp(currency.p, h->currency, BILL_CURRENCY_LEN) != 0)
		return REASON_BILL_CURRENCY;
	if (rec_has(r, F_SETTLE))
		return billrun_settle_add(b, (uint32_t)(h - b->hot), r);
	if ((why = record_values(r, &quantity, &amount, &ts_us)) != REASON_NONE
	    || (why = class_key(b, h, r, ts_us, &key)) != REASON_NONE)
		return why;
	if (!in_period(b, ts_us, &key))
		return REASON_BILL_PERIOD;
	if ((why = find_class(b, r, &key, &class)) != REASON_NONE
	    || (rec_has(r, F_ALLOWANCE)
	    && (why = included_gather(b, h, r, &key)) != REASON_NONE))
		return why;
	return line_gather(line_at(b, h, class), quantity, amount);
}

uint64_t
billrun_ahead_slot(const void *billrun, const struct rec *r)
{
	const struct billrun *b = billrun;
	uint64_t h = hash_of(rec_str(r, F_SUBSCRIPTION));

	__builtin_prefetch(&b->slot[h & b->mask]);
	return h;
}

uint64_t
billrun_ahead_entry(const void *billrun, uint64_t hash)
{
	const struct billrun *b = billrun;
	uint64_t i = hash & b->mask;

	while (b->slot[i].at != 0 && b->slot[i].hash != hash >> 32)
		i = (i + 1) & b->mask;
	if (b->slot[i].at == 0)
		return 0;
	__builtin_prefetch(&b->hot[b->slot[i].at - 1]);
	__builtin_prefetch((const char *)&b->hot[b->slot[i].at - 1] + 64);
	return b->slot[i].at;
}

enum bill_fate
billrun_add(struct billrun *b, const struct rec *r, enum reason *why)
{
	struct slice account = rec_str(r, F_ACCOUNT);
	struct bill_hot *h = find_subscription(b, rec_str(r, F_SUBSCRIPTION),
	    r->ahead);

	if (h == NULL) {
		*why = billrun_account(b, account) == BILL_NONE
		    ? REASON_BILL_ACCOUNT : REASON_BILL_SUBSCRIPTION;
		return BILL_BAD;
	}
	if (!slice_eq((struct slice){ hot_key(h) + h->id_len,
	    h->account_len }, account)) {
		*why = REASON_BILL_ACCOUNT;
		return BILL_BAD;
	}
	if (!h->billed)
		return BILL_FILTERED;
	*why = gather(b, h, r);
	return *why == REASON_NONE ? BILL_USED : BILL_BAD;
}
