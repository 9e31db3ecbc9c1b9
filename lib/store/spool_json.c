#include "store/spool_json.h"

#include "base/tstamp.h"

void
js_set_str(json_t *o, const char *key, const char *value)
{
	if (value != NULL && *value != '\0')
		json_object_set_new(o, key, json_string(value));
}

void
js_set_int(json_t *o, const char *key, uint64_t v)
{
	json_object_set_new(o, key, json_integer((json_int_t)v));
}

void
js_set_time(json_t *o, const char *key, int64_t us)
{
	char text[TSTAMP_TEXT_MAX];

	tstamp_format(us, text);
	js_set_str(o, key, text);
}

static void
js_set_sum(json_t *o, const char *key, money_sum_t v)
{
	char text[MONEY_SUM_TEXT_MAX];

	money_sum_format(v, text);
	js_set_str(o, key, text);
}

json_t *
js_totals(const struct totals *totals)
{
	json_t *list = json_array();

	for (size_t i = 0; i < totals->len; i++) {
		const struct total *t = &totals->item[i];
		json_t *o;

		if (*t->usage_type == '\0')
			continue;	/* records that are not metered */
		o = json_object();
		js_set_str(o, "usage_type", t->usage_type);
		js_set_str(o, "unit", t->unit);
		js_set_str(o, "currency", t->currency);
		js_set_int(o, "records", t->records);
		js_set_sum(o, "quantity",
		    (money_sum_t)t->quantity * MONEY_SCALE);
		js_set_sum(o, "amount", t->amount);
		json_array_append_new(list, o);
	}
	return list;
}

const char *
js_get_str(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s != NULL ? s : "";
}

bool
js_get_int(const json_t *o, const char *key, uint64_t *out)
{
	const json_t *v = json_object_get(o, key);

	if (!json_is_integer(v) || json_integer_value(v) < 0)
		return false;
	*out = (uint64_t)json_integer_value(v);
	return true;
}

bool
js_get_time(const json_t *o, const char *key, int64_t *us)
{
	return tstamp_parse(slice_of(js_get_str(o, key)), us);
}

bool
js_get_hex(const json_t *o, const char *key, char out[SHA256_HEX_MAX])
{
	const char *s = js_get_str(o, key);

	if (strlen(s) != SHA256_HEX_MAX - 1)
		return false;
	memcpy(out, s, SHA256_HEX_MAX);
	return true;
}

static bool
get_total(const json_t *o, struct totals *totals)
{
	money_sum_t quantity, amount;
	uint64_t records;
	struct total *t;

	if (!js_get_int(o, "records", &records)
	    || money_sum_parse(slice_of(js_get_str(o, "quantity")), &quantity)
	    != NUM_OK || quantity < 0
	    || money_sum_parse(slice_of(js_get_str(o, "amount")), &amount)
	    != NUM_OK)
		return false;
	t = totals_at(totals, slice_of(js_get_str(o, "usage_type")),
	    slice_of(js_get_str(o, "unit")), slice_of(js_get_str(o, "currency")));
	if (t == NULL || __builtin_add_overflow(t->amount, amount, &t->amount))
		return false;
	t->records += records;
	t->quantity += (unsigned __int128)(quantity / MONEY_SCALE);
	return true;
}

bool
js_get_totals(const json_t *o, const char *key, struct totals *totals)
{
	const json_t *list = json_object_get(o, key), *one;
	size_t i;

	json_array_foreach(list, i, one)
		if (!get_total(one, totals))
			return false;
	return json_is_array(list);
}
