/*
 * impact.c (ossctl-diag) - whom the causes hit
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/diag.h"
#include "customers.h"
#include "text.h"

struct showing {
	const struct impact *impact;
	struct out	*out;		/* NULL: text */
	struct columns_table	 columns;
};

static void
cell_u64(struct columns_table *c, uint64_t n)
{
	char text[24];

	columns_table_add(c, (struct slice){ text, u64_format(n, text) });
}

static void
cell_sum(struct columns_table *c, money_sum_t m, struct slice currency)
{
	char text[MONEY_SUM_TEXT_MAX];

	columns_table_add(c, (struct slice){ text, money_sum_format_in(m,
	    currency, text) });
}

static void
row(struct showing *s, const struct oss_alarm *a, const struct worths *w,
    size_t at_risk)
{
	for (size_t i = 0; i == 0 || i < w->len; i++) {
		columns_table_add(&s->columns, a->alarm_id);
		columns_table_add(&s->columns, a->alarm_type);
		columns_table_add(&s->columns, a->node);
		columns_table_add(&s->columns, a->object);
		cell_u64(&s->columns, w->accounts.len);
		cell_u64(&s->columns, at_risk);
		if (w->len == 0) {
			columns_table_add(&s->columns, (struct slice){ NULL, 0 });
			columns_table_add(&s->columns, (struct slice){ NULL, 0 });
			continue;
		}
		cell_sum(&s->columns, w->worth[i].revenue_month,
		    w->worth[i].currency);
		columns_table_add(&s->columns, w->worth[i].currency);
	}
}

static int
put_hits(struct out *o, const struct impact *i, struct slice alarm_id)
{
	for (size_t n = 0; n < i->services; n++) {
		const struct service *s = &i->service[n];

		if (s->effect != EFFECT_NONE && slice_eq(s->cause, alarm_id)
		    && put_impact(o, alarm_id, s, s->effect) < 0)
			return -1;
	}
	return 0;
}

static int
show(const struct oss_alarm *a, void *arg)
{
	struct showing *s = arg;
	struct worths hit = { .len = 0 };
	struct names risk = { .len = 0 };
	int rc = 0;

	if (!a->root)
		return 0;
	impact_sum(s->impact, a->alarm_id, &hit, &risk);
	if (s->out != NULL)
		rc = put_hits(s->out, s->impact, a->alarm_id);
	else if (hit.accounts.len + risk.len != 0)
		row(s, a, &hit, risk.len);
	worths_release(&hit);
	names_release(&risk);
	return rc;
}

static int
show_all(struct db *db, const struct impact *impact, int view)
{
	static const char *const head[] = { "ALARM_ID", "ALARM", "NODE",
	    "OBJECT", "CUSTOMERS", "AT RISK", "REVENUE/MONTH", "CURRENCY" };
	size_t len = sizeof(head) / sizeof(head[0]);
	struct showing s = { .impact = impact };
	int rc;

	columns_table_init(&s.columns, head, len, 0);
	if (view != VIEW_TEXT)
		s.out = out_for(view);
	rc = oss_db_alarms(db, false, show, &s) < 0 ? tool_exit_code(-1)
	    : EXIT_OK;
	if (s.out != NULL)
		rc = out_end(s.out, rc);
	else if (rc == EXIT_OK)
		columns_table_print(&s.columns);
	columns_table_release(&s.columns);
	return rc;
}

static int
work(struct impact *i, struct db *db, const struct list_opts *opts)
{
	struct arena mem = { 0 };
	int rc;

	i->poller = slice_of(opts->poller);
	if (db_begin_read(db) < 0 || customers_hit(i, db, &mem) < 0)
		rc = tool_exit_code(-1);
	else if (opts->poller != NULL && names_find(&i->nodes, i->poller)
	    == NAMES_NONE) {
		diag(REASON_OBJECT_UNKNOWN, "no link names '%s'",
		    opts->poller);
		rc = EXIT_TROUBLE;
	} else
		rc = show_all(db, i, opts->view);
	arena_release(&mem);
	return rc;
}

int
verb_impact(int argc, char **argv)
{
	struct list_opts opts = list_defaults;
	struct impact i = { 0 };
	struct db db;
	int rc = verb_parse(&opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (opts.subscriptions == NULL) {
		diag(REASON_USAGE_VALUE, "impact: --subscriptions is needed");
		return EXIT_TROUBLE;
	}
	if (customers_load(&i, opts.subscriptions) < 0) {
		impact_release(&i);
		return EXIT_TROUBLE;
	}
	if (db_open(&db, &db_oss, &opts.db, DB_READ) < 0) {
		impact_release(&i);
		return tool_exit_code(-1);
	}
	rc = work(&i, &db, &opts);
	db_close(&db);
	impact_release(&i);
	return rc;
}
