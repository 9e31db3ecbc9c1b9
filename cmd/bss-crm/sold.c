/*
 * sold.c (bss-crm) - whether the catalog sells what somebody gets
 */
#include "bss/subscription.h"
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

/* ---- beside others of the identifier ---------------------------------- */

struct beside {
	const struct catalog	*catalog;
	const struct entity	*e;
	const struct offer	*offer;		/* its */
	struct subscriptions	 all;
	bool			 required;	/* one of those is there */
};

static struct subscription_new
subscription_of(const struct entity *e)
{
	const struct entity_value *to = entity_get(e, F_TO);

	return (struct subscription_new){
		.identifier = text_of(e, F_IDENTIFIER),
		.subscription = entity_key(e), .account = text_of(e, F_ACCOUNT),
		.offer = text_of(e, F_OFFER), .from_us = from_of(e),
		.to_us = to != NULL && to->has ? to->num : INT64_MAX
	};
}

/* One whose offer the catalog does not have is no part of it. */
static int
beside_add(const struct entity *other, void *arg)
{
	struct subscription_new n = subscription_of(other);
	int64_t from_us;
	struct beside *b = arg;
	const struct offer *offer = catalog_offer(b->catalog, n.offer);
	size_t i;

	from_us = from_of(b->e);
	for (i = 0; i < b->offer->requires_len; i++)
		b->required |= b->offer->requires[i] == offer
		    && n.from_us <= from_us && from_us < n.to_us;
	(void)subscriptions_add(&b->all, &n);
	return 0;
}

/* "offer 'roaming' requires 'voip' or 'mobile'" */
static void
requires_say(const struct offer *o, struct buf *detail)
{
	size_t i;

	buf_addf(detail, "offer '%s' requires", o->id.p);
	for (i = 0; i < o->requires_len; i++)
		buf_addf(detail, "%s '%s'", i > 0 ? " or" : "",
		    o->requires[i]->id.p);
}

int
sold_beside(struct db *db, const struct catalog *c, const struct entity *e,
    enum reason *no, struct buf *detail)
{
	struct beside b = { .catalog = c, .e = e };
	struct subscription_clash clash;
	int rc;

	*no = REASON_NONE;
	if (e->type != REC_SUBSCRIPTION || (b.offer = catalog_offer(c,
	    text_of(e, F_OFFER))) == NULL)
		return 0;
	subscriptions_init(&b.all, c);
	rc = crm_each_of(db, text_of(e, F_IDENTIFIER), beside_add, &b);
	if (rc == 0 && b.offer->requires_len > 0 && !b.required) {
		*no = REASON_CRM_REQUIRES;
		requires_say(b.offer, detail);
		buf_addf(detail, ", and '%.*s' has none when it begins",
		    SLICE_FMT(text_of(e, F_IDENTIFIER)));
	} else if (rc == 0 && b.all.count > 1
	    && !subscriptions_compile(&b.all, &clash)) {
		*no = REASON_RATE_CLASH;
		subscription_clash_add(detail, c, &clash);
	}
	subscriptions_release(&b.all);
	return rc;
}
