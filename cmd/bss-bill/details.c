/*
 * details.c (bss-bill) - the rated records of itemised bills
 */
#include "base/diag.h"
#include "rec/in.h"
#include "store/catalog.h"
#include "verbs.h"

#define FAULTS_SHOWN	10
#define MASK_MAX	15

/* Which number of a record names the other party */
static struct slice
party(const struct rec *r, bool received)
{
	return rec_str(r, received ? F_CALLING_NUMBER : F_CALLED_NUMBER);
}

static enum reason
item_read(const struct rec *r, struct item *i)
{
	enum reason why;

	*i = (struct item){ .subscription = rec_str(r, F_SUBSCRIPTION),
		.price = rec_str(r, F_PRICE), .usage_id = rec_str(r, F_USAGE_ID),
		.destination = rec_str(r, F_DESTINATION),
		.unit = rec_str(r, F_UNIT),
		.received = slice_is(rec_str(r, F_DIRECTION), "in") };
	i->number = party(r, i->received);
	if ((why = rec_time(r, F_TS, &i->ts_us)) != REASON_NONE
	    || (why = rec_u64(r, F_QUANTITY, &i->quantity)) != REASON_NONE)
		return why;
	i->has_amount = rec_str(r, F_SETTLE).len == 0;
	if (i->has_amount
	    && (why = rec_money(r, F_AMOUNT, &i->amount)) != REASON_NONE)
		return why;
	if (rec_has(r, F_LATE) && (why = rec_bool(r, F_LATE, &i->late))
	    != REASON_NONE)
		return why;
	i->covered = rec_str(r, F_ALLOWANCE).len > 0;
	why = rec_u64(r, F_ALLOWANCE_QUANTITY, &i->included);
	return why == REASON_FIELD_MISSING ? REASON_NONE : why;
}

static int
records_read(struct details *d, struct in *in)
{
	const struct rec *r;
	enum in_status st;
	enum reason why;
	unsigned faults = 0;
	struct item i;

	in_default_type(in, REC_RATED);
	while ((st = in_next(in, &r)) == IN_OK || st == IN_BAD) {
		why = st == IN_BAD ? in_reason(in) : r->type != REC_RATED
		    ? REASON_NONE : item_read(r, &i);
		if (why != REASON_NONE)
			diag_at(why, in_file(in), in_line(in), "%s",
			    st == IN_BAD ? in_detail(in) : reason_text(why));
		else if (r->type == REC_RATED)
			items_add(&d->items, &i);
		if (why != REASON_NONE && ++faults == FAULTS_SHOWN)
			break;
	}
	return st == IN_EOF && faults == 0 ? 0 : -1;
}

/* --zone, or the catalog's of $OSSBSS_HOME, or UTC */
static int
zone_find(struct details *d, const char *name)
{
	int rc;

	if (name == NULL && (rc = catalog_zone(NULL, &d->zone)) != 0)
		return rc < 0 ? -1 : 0;
	if (zone_load(&d->zone, name != NULL ? name : "UTC"))
		return 0;
	diag(REASON_ZONE_UNKNOWN, "no time zone '%s' in tzdata", name);
	return -1;
}

int
details_load(struct details *d, const struct bill_opts *o)
{
	const char *path = o->details;
	struct in *in;
	int rc;

	if (o->mask > MASK_MAX) {
		diag(REASON_USAGE_VALUE, "--mask is at most %d digits",
		    MASK_MAX);
		return -1;
	}
	if (zone_find(d, o->zone) < 0)
		return -1;
	d->of = (struct itemised){ .items = &d->items, .zone = &d->zone,
		.mask = (unsigned)o->mask, .free = o->free };
	in = in_new(&path, 1, FORMAT_AUTO);
	rc = records_read(d, in);
	in_free(in);
	items_sort(&d->items);
	return rc;
}

void
details_release(struct details *d)
{
	items_release(&d->items);
	zone_release(&d->zone);
}

void
details_lack(struct details *d, const struct invoice *inv,
    const struct itemised_lack *lack)
{
	const struct invoice_line *line = lack->line;
	char exact[MONEY_SUM_TEXT_MAX], amount[MONEY_SUM_TEXT_MAX];
	struct buf b = { 0 };

	if (line == NULL)
		return;
	d->lacking++;
	money_sum_format(lack->exact, exact);
	money_sum_format(lack->amount, amount);
	if (lack->found != line->records)
		buf_addf(&b, "is of %llu records, %llu are given%s",
		    (unsigned long long)line->records,
		    (unsigned long long)lack->found,
		    line->kind == LINE_CORRECTION
		    && lack->found > line->records
		    ? ": which of them cannot be told" : "");
	else
		buf_addf(&b, "comes to %s before it is rounded, its records "
		    "to %s", exact, amount);
	diag(REASON_BILL_DETAILS, "document '%.*s' of account '%.*s': line "
	    "'%.*s' of subscription '%.*s' %s", SLICE_FMT(inv->number),
	    SLICE_FMT(inv->account), SLICE_FMT(line->name),
	    SLICE_FMT(line->subscription), buf_str(&b));
	buf_release(&b);
}
