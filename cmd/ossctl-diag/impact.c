/*
 * impact.c (ossctl-diag) - whom the causes hit
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/diag.h"
#include "customers.h"
#include "text.h"

struct showing {
	const struct customers *customers;
	struct out	*out;		/* NULL: text */
	struct columns	 columns;
};

static void
sum_up(const struct customers *c, struct slice alarm_id, struct worths *w)
{
	for (size_t i = 0; i < c->len; i++)
		if (c->item[i].effect != EFFECT_NONE
		    && slice_eq(c->item[i].alarm_id, alarm_id))
			worths_add(w, &c->item[i]);
}

static void
cell_u64(struct columns *c, uint64_t n)
{
	char text[24];

	columns_add(c, (struct slice){ text, u64_format(n, text) });
}

static void
cell_sum(struct columns *c, money_sum_t m)
{
	char text[MONEY_SUM_TEXT_MAX];

	columns_add(c, (struct slice){ text, money_sum_format(m, text) });
}

static void
row(struct showing *s, const struct oss_alarm *a, const struct worths *w)
{
	for (size_t i = 0; i == 0 || i < w->len; i++) {
		columns_add(&s->columns, a->alarm_id);
		columns_add(&s->columns, a->alarm_type);
		columns_add(&s->columns, a->node);
		columns_add(&s->columns, a->object);
		cell_u64(&s->columns, w->accounts.len);
		if (w->len == 0) {
			columns_add(&s->columns, (struct slice){ NULL, 0 });
			columns_add(&s->columns, (struct slice){ NULL, 0 });
			continue;
		}
		cell_sum(&s->columns, w->worth[i].revenue_month);
		columns_add(&s->columns, w->worth[i].currency);
	}
}

static int
put_hits(struct out *o, const struct customers *c, struct slice alarm_id)
{
	for (size_t i = 0; i < c->len; i++) {
		const struct customer *s = &c->item[i];

		if (s->effect == EFFECT_NONE
		    || !slice_eq(s->alarm_id, alarm_id))
			continue;
		out_begin(o, REC_IMPACT);
		out_str(o, F_ALARM_ID, alarm_id);
		out_str(o, F_SUBSCRIPTION, s->subscription);
		out_str(o, F_ACCOUNT, s->account);
		if (s->currency.len != 0) {
			out_money(o, F_REVENUE_MONTH, s->revenue_month);
			out_str(o, F_CURRENCY, s->currency);
		}
		out_str(o, F_EFFECT, slice_of(effect_name(s->effect)));
		if (out_done(o) < 0)
			return -1;
	}
	return 0;
}

static int
show(const struct oss_alarm *a, void *arg)
{
	struct showing *s = arg;
	struct worths w = { .len = 0 };
	int rc = 0;

	if (!a->root)
		return 0;
	sum_up(s->customers, a->alarm_id, &w);
	if (w.accounts.len != 0 && s->out == NULL)
		row(s, a, &w);
	else if (w.accounts.len != 0)
		rc = put_hits(s->out, s->customers, a->alarm_id);
	worths_release(&w);
	return rc;
}

static int
show_all(struct db *db, const struct customers *c, int view)
{
	static const char *const head[] = { "ALARM_ID", "ALARM", "NODE",
	    "OBJECT", "CUSTOMERS", "REVENUE/MONTH", "CURRENCY" };
	size_t len = sizeof(head) / sizeof(head[0]);
	struct showing s = { .customers = c };
	int rc;

	columns_init(&s.columns, len);
	for (size_t i = 0; i < len; i++)
		columns_add(&s.columns, slice_of(head[i]));
	if (view != VIEW_TEXT)
		s.out = out_for(view);
	rc = oss_db_alarms(db, false, show, &s) < 0 ? db_exit_code()
	    : EXIT_OK;
	if (s.out != NULL)
		rc = out_end(s.out, rc);
	else if (rc == EXIT_OK && s.columns.cells > len)
		columns_print(&s.columns);
	columns_release(&s.columns);
	return rc;
}

int
verb_impact(int argc, char **argv)
{
	struct list_opts opts = list_defaults;
	struct customers c = { 0 };
	struct db db;
	int rc = verb_opts("impact", &opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (opts.subscriptions == NULL) {
		diag(REASON_USAGE_VALUE, "impact: --subscriptions is needed");
		return EXIT_TROUBLE;
	}
	if (customers_load(&c, opts.subscriptions) < 0) {
		customers_release(&c);
		return EXIT_TROUBLE;
	}
	if (db_open(&db, &db_oss, &opts.db, DB_READ) < 0) {
		customers_release(&c);
		return db_exit_code();
	}
	rc = db_begin_read(&db) < 0 || customers_hit(&c, &db) < 0
	    ? db_exit_code() : show_all(&db, &c, opts.view);
	db_close(&db);
	customers_release(&c);
	return rc;
}
