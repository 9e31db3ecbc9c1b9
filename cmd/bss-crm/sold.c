/*
 * sold.c (bss-crm) - whether the catalog sells what somebody gets
 */
#include "bss/treatment.h"
#include "verbs.h"

static struct slice
text_of(const struct entity *e, enum field f)
{
	const struct entity_value *v = entity_get(e, f);

	return v != NULL && v->has ? v->text : (struct slice){ NULL, 0 };
}

static int64_t
from_of(const struct entity *e)
{
	const struct entity_value *v = entity_get(e, F_FROM);

	return v != NULL && v->has ? v->num : INT64_MIN;
}

static bool
differs(const struct entity *old, const struct entity *e, enum field f)
{
	return old == NULL || !slice_eq(text_of(old, f), text_of(e, f));
}

bool
sold_asked(const struct entity *old, const struct entity *e)
{
	if (e->type == REC_ACCOUNT)
		return differs(old, e, F_TAX_TREATMENT);
	return e->type == REC_SUBSCRIPTION && (differs(old, e, F_OFFER)
	    || from_of(old) != from_of(e));
}

/* Whatever its dates: what nobody knows is a slip. */
static enum reason
treatments_known(const struct catalog *c, const struct entity *e,
    struct buf *detail)
{
	struct treated_list list;

	if (treated_parse(text_of(e, F_TAX_TREATMENT), &list) != NULL)
		return REASON_NONE;	/* which entity_check says */
	for (size_t i = 0; i < list.len; i++)
		if (catalog_treatment(c, list.item[i].id) == NULL) {
			buf_addf(detail, "tax_treatment '%.*s' is not in the "
			    "catalog", SLICE_FMT(list.item[i].id));
			return REASON_CRM_TREATMENT;
		}
	return REASON_NONE;
}

enum reason
sold_then(const struct catalog *c, const struct entity *e,
    struct buf *detail)
{
	struct slice id = text_of(e, F_OFFER);
	const struct offer *o;

	if (e->type == REC_ACCOUNT)
		return treatments_known(c, e, detail);
	o = catalog_offer(c, id);
	if (o != NULL && offer_sold_at(o, from_of(e)))
		return REASON_NONE;
	buf_addf(detail, "offer '%.*s' %s%s", SLICE_FMT(id), o == NULL
	    ? "is not in the catalog" : offer_served(o)
	    ? "is not sold then" : "is ", o != NULL && !offer_served(o)
	    ? offer_status_name(o->status) : "");
	return REASON_CRM_OFFER;
}
