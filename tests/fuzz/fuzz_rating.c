/*
 * fuzz_rating.c - usage priced with whatever catalog loads
 * An input is the files one behind the other, a line of %% between them:
 * catalog.json, then the tables below. What loads prices some calls: the legs
 * must add up to what is charged, no amount is below 0, and what is not cut
 * off covers the usage.
 */

#include "aid.h"
#include "base/buf.h"
#include "bss/rating.h"
#include "store/catalog.h"

static const char *const names[] = {
	"catalog.json", "calendar.csv", "destinations.csv", "r.csv", "o.csv",
	"cost.csv", "exchange.csv"
};

static void
files_put(const char *p, const char *end)
{
	const char *cut;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		cut = p < end ? memmem(p, (size_t)(end - p), "\n%%\n", 4)
		    : NULL;
		if (cut == NULL)
			cut = end;
		aid_file(names[i], (struct slice){ p, (size_t)(cut - p) });
		p = cut < end ? cut + 4 : end;
	}
}

static void
charge_check(const struct rating_usage *u, const struct charge *c)
{
	uint64_t sum = 0;
	unsigned i;

	for (i = 0; i < c->len; i++)
		sum += c->leg[i].quantity;
	if (sum != c->quantity || c->amount < 0 || c->len == 0
	    || (!c->cut && c->quantity < u->quantity))
		abort();
}

static void
price_try(const struct catalog *c, const struct price *p)
{
	static const struct rating_usage calls[] = {
		{ .ts_us = 0, .quantity = 0 },
		{ .ts_us = INT64_C(1774745999) * US_PER_S, .quantity = 5000,
		    .number = { "+33612345678", 12 } },
		{ .ts_us = INT64_C(1798199990) * US_PER_S, .quantity = 61,
		    .number = { "+1", 2 } },
		{ .ts_us = INT64_C(1798199990) * US_PER_S + 1,
		    .quantity = UINT64_MAX, .number = { "+1", 2 } }
	};
	struct band_cache cache = { 0 };
	struct rating_usage u;
	struct charge charge;
	uint32_t key;
	size_t i;

	for (i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		for (key = 0; key < 3; key++) {
			u = calls[i];
			u.key = &key;
			u.keys = key > 0;
			if (rate_usage(c, p, &u, &cache, &charge)
			    == REASON_NONE)
				charge_check(&u, &charge);
		}
}

static void
catalog_try(struct catalog *c)
{
	size_t i;

	for (i = 0; i < c->price_len; i++)
		if (c->price[i].kind == PRICE_USAGE
		    && c->price[i].tariff.first != NULL)
			price_try(c, &c->price[i]);
	for (i = 0; i < c->cost_len; i++)
		price_try(c, &c->cost[i]);
	catalog_release(c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct catalog c;
	int rc;

	files_put((const char *)data, (const char *)data + len);
	aid_quiet(true);	/* what is wrong with it is said at length */
	rc = catalog_load(&c, aid_folder());
	aid_quiet(false);
	if (rc == 0)
		catalog_try(&c);
	return 0;
}
