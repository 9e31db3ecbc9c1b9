/*
 * sold.c (bss-crm) - whether the catalog sells what somebody gets
 */
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

bool
sold_asked(const struct entity *old, const struct entity *e)
{
	return e->type == REC_SUBSCRIPTION && (old == NULL
	    || !slice_eq(text_of(old, F_OFFER), text_of(e, F_OFFER))
	    || from_of(old) != from_of(e));
}

bool
sold_then(const struct catalog *c, const struct entity *e,
    struct buf *detail)
{
	struct slice id = text_of(e, F_OFFER);
	const struct offer *o = catalog_offer(c, id);

	if (o != NULL && offer_sold_at(o, from_of(e)))
		return true;
	buf_addf(detail, "offer '%.*s' %s%s", SLICE_FMT(id), o == NULL
	    ? "is not in the catalog" : offer_served(o)
	    ? "is not sold then" : "is ", o != NULL && !offer_served(o)
	    ? offer_status_name(o->status) : "");
	return false;
}
