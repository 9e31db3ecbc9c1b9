#include "bss/exchange.h"

int
exchange_compare(const void *va, const void *vb)
{
	const struct exchange_rate *a = va, *b = vb;
	int c = slice_cmp(a->currency, b->currency);

	if (c == 0)
		c = slice_cmp(a->to, b->to);
	if (c != 0)
		return c;
	return (a->from_us > b->from_us) - (a->from_us < b->from_us);
}

const struct exchange_rate *
exchange_at(const struct convert *c, int64_t us)
{
	size_t low = 0, high = c->len, at;

	while (low < high) {
		at = low + (high - low) / 2;
		if (c->rate[at].from_us <= us)
			low = at + 1;
		else
			high = at;
	}
	return low > 0 ? &c->rate[low - 1] : NULL;
}

bool
exchange_apply(const struct convert *c, const struct exchange_rate *r,
    money_t amount, money_t *out)
{
	return money_mul_div(amount, (uint64_t)r->rate, MONEY_SCALE,
	    c->decimals, c->rounding, out);
}
