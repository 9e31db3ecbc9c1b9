#include "store/subscriptions.h"

#include "base/diag.h"
#include "bss/meter.h"
#include "rec/in.h"
#include "store/bill_days.h"

#define FAULTS_SHOWN	20
#define DIGEST_BLOCK	16384

struct loader {
	struct subscriptions	*s;
	struct in		*in;
	struct sha256		*sha;
	struct buf		 text;	/* of records, for the digest */
	bool			 metered;	/* who pays matters */
	bool			 by_day;	/* bill days matter */
	struct bill_days	 days;
	unsigned		 faults;
};

static void
instant_add(struct buf *b, int64_t us)
{
	unsigned char octet[8];
	int i;

	for (i = 0; i < 8; i++)
		octet[i] = (unsigned char)((uint64_t)us >> (56 - 8 * i));
	buf_add(b, octet, sizeof(octet));
}

/*
 * Texts with a NUL behind each (the group where there is one), then the
 * instants, 64 bits, big-endian
 */
static void
digest_add(struct loader *l, const struct subscription_new *n)
{
	const struct slice text[] = {
		n->subscription, n->account, n->payer, n->offer,
		n->identifier
	};
	size_t i;

	for (i = 0; i < sizeof(text) / sizeof(*text); i++) {
		buf_add_slice(&l->text, text[i]);
		buf_addc(&l->text, '\0');
	}
	if (n->group.len > 0) {
		buf_add_slice(&l->text, n->group);
		buf_addc(&l->text, '\0');
	}
	instant_add(&l->text, n->from_us);
	instant_add(&l->text, n->to_us);
	if (l->text.len < DIGEST_BLOCK)
		return;
	sha256_add(l->sha, l->text.data, l->text.len);
	buf_clear(&l->text);
}

/* A parameter of the offer: a field that the table of records does not know */
static struct slice
param_read(const struct rec *r, const char *name)
{
	const struct rec_val *v;
	unsigned i;

	for (i = 0; r->shape->unknown > 0 && i < r->shape->len; i++) {
		v = &r->val[i];
		if (r->shape->field[i] != F_UNKNOWN
		    || !slice_is(r->shape->name[i], name)
		    || v->kind == VAL_MISSING)
			continue;
		return v->escaped ? rec_str_decode(r, v)
		    : (struct slice){ v->p, v->len };
	}
	return (struct slice){ NULL, 0 };
}

/* How often it has those of its allowances that a field multiplies */
static enum reason
times_read(struct loader *l, const struct rec *r,
    const struct subscription_new *n)
{
	const struct offer *o = catalog_offer(l->s->catalog, n->offer);
	const struct allowance *a;
	struct slice text;
	uint64_t times;
	size_t i;

	for (i = 0; i < o->allowances; i++) {
		a = o->allowance[i];
		if (a->multiply.len == 0 || (text = param_read(r,
		    a->multiply.p)).len == 0)
			continue;
		if (u64_parse(text, &times) != NUM_OK)
			return REASON_FIELD_VALUE;
		subscriptions_multiply(l->s, a, times);
		buf_add_slice(&l->text, text);
		buf_addc(&l->text, '\0');
	}
	return REASON_NONE;
}

static void
subscription_read(struct loader *l, const struct rec *r)
{
	struct subscription_new n = {
		.identifier = rec_str(r, F_IDENTIFIER),
		.subscription = rec_str(r, F_SUBSCRIPTION),
		.account = rec_str(r, F_ACCOUNT),
		.payer = rec_str(r, F_PAYER),
		.offer = rec_str(r, F_OFFER),
		.group = param_read(r, "param_group"),
		.to_us = INT64_MAX
	};
	char detail[256];
	enum reason why = rec_time(r, F_FROM, &n.from_us);

	if (n.payer.len == 0)
		n.payer = bill_days_payer(&l->days, n.account);
	if (why == REASON_NONE && rec_has(r, F_TO))
		why = rec_time(r, F_TO, &n.to_us);
	if (why == REASON_NONE && rec_has(r, F_BILL_DAY))
		why = rec_u64(r, F_BILL_DAY, &n.bill_day);
	if (why == REASON_NONE)
		why = subscriptions_add(l->s, &n);
	if (why == REASON_NONE)
		why = times_read(l, r, &n);
	if (why == REASON_NONE) {
		digest_add(l, &n);
		return;
	}
	snprintf(detail, sizeof(detail), why == REASON_RATE_UNKNOWN_OFFER
	    ? "subscription '%.*s' has the offer '%.*s', which the catalog "
	    "does not have" : "subscription '%.*s' of offer '%.*s': a value "
	    "is too long, 'to' is not behind 'from', 'bill_day' is not 1 to "
	    "31, or a field that multiplies is no number",
	    SLICE_FMT(n.subscription), SLICE_FMT(n.offer));
	l->faults++;
	diag_at(why, r->file, r->line_no, "%s", detail);
}

static void
account_read(struct loader *l, const struct rec *r)
{
	if (!l->metered || bill_days_add(&l->days, r) == REASON_NONE)
		return;
	l->faults++;
	diag_at(REASON_FIELD_VALUE, r->file, r->line_no, "the 'bill_day' of "
	    "account '%.*s' is not 1 to 31", SLICE_FMT(rec_str(r,
	    F_ACCOUNT)));
}

/* One octet each, where some of them are not the first of the month */
static void
days_digest(struct loader *l)
{
	const struct subscription *sub = NULL;
	bool any = false;

	while (l->by_day && (sub = subscriptions_next(l->s, sub)) != NULL)
		any |= sub->bill_day != 1;
	for (sub = NULL; any
	    && (sub = subscriptions_next(l->s, sub)) != NULL;)
		buf_addc(&l->text, (char)sub->bill_day);
}

static bool
records_read(struct loader *l)
{
	const struct rec *r;
	enum in_status st;

	while ((st = in_next(l->in, &r)) == IN_OK || st == IN_BAD) {
		if (st == IN_BAD) {
			l->faults++;
			diag_at(in_reason(l->in), in_file(l->in),
			    in_line(l->in), "%s", in_detail(l->in));
		} else if (r->type == REC_SUBSCRIPTION)
			subscription_read(l, r);
		else if (r->type == REC_ACCOUNT)
			account_read(l, r);
		if (l->faults == FAULTS_SHOWN)
			return false;
	}
	if (st == IN_EOF && in_end(l->in) == IN_END_MISMATCH) {
		l->faults++;
		diag(REASON_STREAM_CUT, "the subscriptions do not match their "
		    "end record");
	}
	return st == IN_EOF && l->faults == 0;
}

static bool
compile(struct loader *l, const char *path)
{
	struct subscription_clash c;
	struct buf text = { 0 };

	if (subscriptions_compile(l->s, &c))
		return true;
	subscription_clash_add(&text, l->s->catalog, &c);
	diag_at(REASON_RATE_CLASH, path, 0, "%s", buf_str(&text));
	buf_release(&text);
	return false;
}

static bool
days_set(struct loader *l, const char *path)
{
	const struct subscription *sub = bill_days_set(&l->days, l->s);

	if (sub == NULL)
		return true;
	diag_at(REASON_FIELD_VALUE, path, 0, "account '%.*s' has a payer, and "
	    "must stand before its subscription '%.*s'",
	    SLICE_FMT(subscription_account(sub)),
	    SLICE_FMT(subscription_id(sub)));
	return false;
}

int
subscriptions_load(struct subscriptions *s, const struct catalog *catalog,
    const char *path, char digest[SHA256_HEX_MAX])
{
	struct loader l = { .s = s };
	bool good;

	subscriptions_init(s, catalog);
	l.sha = sha256_new();
	l.in = in_new(&path, 1, FORMAT_AUTO);
	in_default_type(l.in, REC_SUBSCRIPTION);
	l.metered = catalog_is_metered(catalog);
	l.by_day = catalog_has_bill_days(catalog);
	good = records_read(&l) && compile(&l, path) && days_set(&l, path);
	days_digest(&l);
	bill_days_release(&l.days);
	sha256_add(l.sha, l.text.data, l.text.len);
	sha256_end_hex(l.sha, digest);
	if (!good)
		subscriptions_release(s);
	in_free(l.in);
	sha256_free(l.sha);
	buf_release(&l.text);
	return good ? 0 : -1;
}
