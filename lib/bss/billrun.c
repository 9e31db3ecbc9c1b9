/*
 * billrun.c (bss) - accounts, subscriptions, and the gathering of usage
 * A record costs one hash, and three cache lines that are cold with many
 * accounts: slot, key and line.
 */
#include <xxhash.h>

#include "base/buf.h"
#include "bss/billrun.h"

#define CLASS_NONE	UINT32_MAX

void
billrun_init(struct billrun *b, const struct catalog *c,
    const struct period *p)
{
	struct day_span cycle;

	*b = (struct billrun){ .catalog = c, .period = p,
	    .last_class = CLASS_NONE };
	b->days.first = civil_days(p->first.year, p->first.month,
	    p->first.day);
	b->days.end = civil_days(p->last_excl.year, p->last_excl.month,
	    p->last_excl.day);
	if (p->first.day > CYCLE_DAY_MAX)
		return;
	cycle = cycle_of(b->days.first, p->first.day);
	if (cycle.first == b->days.first && cycle.end == b->days.end)
		b->cycle_day = p->first.day;
}

void
billrun_release(struct billrun *b)
{
	free(b->account);
	free(b->sub);
	free(b->key);
	free(b->line);
	free(b->class);
	free(b->slot);
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
		.bill_day = d->bill_day != 0 ? (uint8_t)d->bill_day : 1,
		.other_currency = !slice_eq(d->currency,
		    b->catalog->currency),
	};
	a->billed = b->cycle_day == 0 || a->bill_day == b->cycle_day;
}

/* "subscription NUL account NUL" in one piece: compared for each record */
static const char *
key_text(struct billrun *b, struct slice id, struct slice account)
{
	char *p = arena_alloc(&b->arena, id.len + account.len + 2);

	memcpy(p, id.p, id.len);
	memcpy(p + id.len + 1, account.p, account.len);
	return p;
}

bool
billrun_add_subscription(struct billrun *b,
    const struct bill_subscription_def *d)
{
	uint32_t account = billrun_account(b, d->account);
	uint32_t payer = d->payer.len > 0 ? billrun_account(b, d->payer)
	    : BILL_NONE;

	if (account == BILL_NONE || (d->payer.len > 0 && payer == BILL_NONE)
	    || d->id.len > UINT16_MAX || d->account.len > UINT16_MAX)
		return false;
	GROW(b->sub, b->subs, b->subs_cap);
	GROW(b->key, b->subs, b->keys_cap);
	b->key[b->subs] = (struct bill_key){
		.id = key_text(b, d->id, d->account),
		.id_len = (uint16_t)d->id.len,
		.account_len = (uint16_t)d->account.len,
		.line = BILL_NONE,
	};
	b->sub[b->subs] = (struct bill_subscription){
		.identifier = arena_slice(&b->arena, d->identifier),
		.offer_id = arena_slice(&b->arena, d->offer),
		.offer = catalog_offer(b->catalog, d->offer),
		.active = days_active(&b->catalog->zone, d->from_us,
		    d->has_to, d->to_us),
		.account = account,
		.payer = payer,
	};
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
	b->slot = xcalloc(n, sizeof(*b->slot));
	for (uint32_t i = 0; i < b->subs; i++) {
		uint64_t h = hash_of((struct slice){ b->key[i].id,
		    b->key[i].id_len });
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

/* The subscription's own payer comes before its account's. */
static void
resolve_subscription(struct billrun *b, uint32_t at)
{
	struct bill_subscription *s = &b->sub[at];
	const struct bill_account *payer;

	if (s->payer == BILL_NONE)
		s->payer = b->account[s->account].payer;
	payer = &b->account[s->payer];
	b->key[at].billed = payer->billed;
	b->key[at].other_currency = payer->other_currency;
}

uint32_t
billrun_ready(struct billrun *b)
{
	uint32_t bad = resolve_accounts(b);

	if (bad != BILL_NONE)
		return bad;
	for (uint32_t i = 0; i < b->subs; i++)
		resolve_subscription(b, i);
	index_payers(b);
	slots_fill(b);
	return BILL_NONE;
}

/*
 * Gathering
 */

/* The subscription of a record; BILL_NONE when it is not known. */
static uint32_t
find_subscription(const struct billrun *b, struct slice id)
{
	uint64_t h = hash_of(id), at = h & b->mask;
	uint32_t upper = (uint32_t)(h >> 32);

	for (; b->slot[at].at != 0; at = (at + 1) & b->mask) {
		const struct bill_key *k = &b->key[b->slot[at].at - 1];

		if (b->slot[at].hash == upper && k->id_len == id.len
		    && memcmp(k->id, id.p, id.len) == 0)
			return b->slot[at].at - 1;
	}
	return BILL_NONE;
}

static bool
class_is(const struct bill_class *c, const struct bill_class *k)
{
	return c->late == k->late && slice_eq(c->price_id, k->price_id)
	    && slice_eq(c->tax_code, k->tax_code)
	    && slice_eq(c->unit, k->unit);
}

/* A class seen for the first time: the catalog must know what it names. */
static enum reason
class_add(struct billrun *b, const struct bill_class *k)
{
	struct bill_class c = *k;

	c.price = catalog_price(b->catalog, k->price_id);
	if (c.price == NULL || c.price->kind != PRICE_USAGE)
		return REASON_BILL_PRICE;
	c.tax = k->tax_code.len > 0 ? catalog_tax(b->catalog, k->tax_code)
	    : c.price->tax;
	if (c.tax == NULL)
		return REASON_BILL_TAX;
	if (b->classes == BILL_CLASSES_MAX)
		return REASON_BILL_CLASSES;
	c.price_id = arena_slice(&b->arena, k->price_id);
	c.tax_code = arena_slice(&b->arena, k->tax_code);
	c.unit = arena_slice(&b->arena, k->unit);
	GROW(b->class, b->classes, b->classes_cap);
	b->class[b->classes] = c;
	b->last_class = b->classes++;
	return REASON_NONE;
}

/*
 * Make last_class the record's. Prices are few, and records of one price
 * often follow each other: a walk from the last one is enough.
 */
static enum reason
find_class(struct billrun *b, const struct rec *r)
{
	struct bill_class k = {
		.price_id = rec_str(r, F_PRICE),
		.tax_code = rec_str(r, F_TAX_CODE),
		.unit = rec_str(r, F_UNIT),
	};

	if (rec_has(r, F_LATE)
	    && rec_bool(r, F_LATE, &k.late) != REASON_NONE)
		return REASON_FIELD_VALUE;
	for (uint32_t n = 0, i = b->last_class; n < b->classes; n++) {
		if (class_is(&b->class[i], &k)) {
			b->last_class = i;
			return REASON_NONE;
		}
		i = i + 1 < b->classes ? i + 1 : 0;
	}
	return class_add(b, &k);
}

/* The line of a subscription and class, made when it is new. */
static struct bill_line *
line_at(struct billrun *b, struct bill_key *k, uint32_t class)
{
	struct bill_line *l;

	for (uint32_t i = k->line; i != BILL_NONE; i = l->next) {
		l = &b->line[i];
		if (l->class == class)
			return l;
	}
	GROW(b->line, b->lines, b->lines_cap);
	l = &b->line[b->lines];
	*l = (struct bill_line){ .class = (uint16_t)class, .next = k->line };
	k->line = b->lines++;
	return l;
}

static enum reason
line_gather(struct bill_line *l, uint64_t quantity, money_t amount)
{
	uint64_t sum;

	if (__builtin_add_overflow(l->quantity, quantity, &sum)
	    || l->records == UINT32_MAX)
		return REASON_MONEY_OVERFLOW;
	l->quantity = sum;
	l->amount += amount;
	l->records++;
	return REASON_NONE;
}

/* Usage of other periods comes only when it is late, and from before. */
static bool
in_period(const struct billrun *b, int64_t ts_us, bool late)
{
	return ts_us < b->period->to_us
	    && (late || ts_us >= b->period->from_us);
}

static enum reason
record_values(const struct rec *r, uint64_t *quantity, money_t *amount,
    int64_t *ts_us)
{
	enum reason why;

	if (rec_has(r, F_SETTLE))
		return REASON_BILL_SETTLE;
	if ((why = rec_money(r, F_AMOUNT, amount)) != REASON_NONE)
		return why;
	why = rec_has(r, F_CHARGED_QUANTITY)
	    ? rec_u64(r, F_CHARGED_QUANTITY, quantity)
	    : rec_u64(r, F_QUANTITY, quantity);
	return why != REASON_NONE ? why : rec_time(r, F_TS, ts_us);
}

static enum reason
gather(struct billrun *b, struct bill_key *k, const struct rec *r)
{
	uint64_t quantity;
	money_t amount;
	int64_t ts_us;
	enum reason why;

	if (k->other_currency
	    || !slice_eq(rec_str(r, F_CURRENCY), b->catalog->currency))
		return REASON_BILL_CURRENCY;
	if ((why = record_values(r, &quantity, &amount, &ts_us)) != REASON_NONE
	    || (why = find_class(b, r)) != REASON_NONE)
		return why;
	if (!in_period(b, ts_us, b->class[b->last_class].late))
		return REASON_BILL_PERIOD;
	return line_gather(line_at(b, k, b->last_class), quantity, amount);
}

enum bill_fate
billrun_add(struct billrun *b, const struct rec *r, enum reason *why)
{
	struct slice account = rec_str(r, F_ACCOUNT);
	uint32_t at = find_subscription(b, rec_str(r, F_SUBSCRIPTION));
	struct bill_key *k;

	if (at == BILL_NONE) {
		*why = billrun_account(b, account) == BILL_NONE
		    ? REASON_BILL_ACCOUNT : REASON_BILL_SUBSCRIPTION;
		return BILL_BAD;
	}
	k = &b->key[at];
	if (account.len != k->account_len
	    || memcmp(k->id + k->id_len + 1, account.p, account.len) != 0) {
		*why = REASON_BILL_ACCOUNT;
		return BILL_BAD;
	}
	if (!k->billed)
		return BILL_FILTERED;
	*why = gather(b, k, r);
	return *why == REASON_NONE ? BILL_USED : BILL_BAD;
}
