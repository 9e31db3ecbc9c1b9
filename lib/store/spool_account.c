#include "store/spool_account.h"

#include "base/diag.h"
#include "store/spool_json.h"

int
spool_account_add(struct spool_account *a, const struct spool_rec *r,
    const struct spool_slot *slot, enum spool_fate fate)
{
	struct total *t;

	a->repeated += fate == FATE_REPEAT;
	a->settled += fate == FATE_SETTLED;
	a->held += fate == FATE_CONFLICT || fate == FATE_GONE;
	if (fate != FATE_DELIVER && fate != FATE_LATE)
		return 0;
	t = totals_at(&a->totals, slot->usage_type, slot->unit,
	    slot->currency);
	if (t == NULL) {
		diag(REASON_TOTALS_FULL, NULL);
		return -1;
	}
	t->records++;
	t->quantity += r->quantity;
	t->amount += r->amount;
	a->ids += sum128_of(r->id, r->id_len);
	a->records++;
	a->late += fate == FATE_LATE;
	return 0;
}

void
spool_account_release(struct spool_account *a)
{
	totals_release(&a->totals);
	*a = (struct spool_account){ 0 };
}

void
spool_account_json(struct spool_account *a, json_t *o)
{
	char digest[SUM128_HEX_MAX];

	sum128_hex(a->ids, digest);
	totals_sort(&a->totals);
	js_set_int(o, "records", a->records);
	js_set_int(o, "late", a->late);
	js_set_int(o, "repeated", a->repeated);
	js_set_int(o, "settled", a->settled);
	js_set_str(o, "digest", digest);
	json_object_set_new(o, "totals", js_totals(&a->totals));
}

bool
spool_account_parse(struct spool_account *a, const json_t *o)
{
	*a = (struct spool_account){ 0 };
	return js_get_int(o, "records", &a->records)
	    && js_get_int(o, "late", &a->late)
	    && js_get_int(o, "repeated", &a->repeated)
	    && js_get_int(o, "settled", &a->settled)
	    && sum128_parse(slice_of(js_get_str(o, "digest")), &a->ids) == 0
	    && js_get_totals(o, "totals", &a->totals);
}

/* Of what is metered; records without a quantity have none written down. */
static bool
totals_equal(const struct totals *a, const struct totals *b)
{
	size_t n = 0;

	for (size_t i = 0; i < a->len; i++) {
		const struct total *x = &a->item[i], *y = NULL;

		if (*x->usage_type == '\0')
			continue;
		for (size_t k = 0; k < b->len && y == NULL; k++)
			if (strcmp(x->usage_type, b->item[k].usage_type) == 0
			    && strcmp(x->unit, b->item[k].unit) == 0
			    && strcmp(x->currency, b->item[k].currency) == 0)
				y = &b->item[k];
		if (y == NULL || x->records != y->records
		    || x->quantity != y->quantity || x->amount != y->amount)
			return false;
		n++;
	}
	for (size_t k = 0; k < b->len; k++)
		n -= *b->item[k].usage_type != '\0';
	return n == 0;
}

bool
spool_account_equal(const struct spool_account *a,
    const struct spool_account *b)
{
	return a->records == b->records && a->late == b->late
	    && a->ids == b->ids && totals_equal(&a->totals, &b->totals);
}
