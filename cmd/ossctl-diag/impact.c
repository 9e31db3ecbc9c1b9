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
	char		**id;		/* of these alarms alone */
	bool		*seen;		/* owned, of each of them */
	int		 ids;		/* 0: of all */
};

static bool
is_wanted(struct showing *s, struct slice alarm_id)
{
	for (int i = 0; i < s->ids; i++)
		if (slice_is(alarm_id, s->id[i]))
			return s->seen[i] = true;
	return s->ids == 0;
}

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

/* Of an alarm that was asked for: whom it hits, one by one. */
static void
service_rows(struct showing *s, struct slice alarm_id)
{
	for (size_t n = 0; n < s->impact->services; n++) {
		const struct service *v = &s->impact->service[n];
		bool paid = v->currency.len != 0;

		if (v->effect == EFFECT_NONE || !slice_eq(v->cause, alarm_id))
			continue;
		columns_table_add(&s->columns, alarm_id);
		columns_table_add(&s->columns, v->account);
		columns_table_add(&s->columns, v->subscription);
		columns_table_add(&s->columns,
		    slice_of(effect_name(v->effect)));
		if (paid)
			cell_sum(&s->columns, v->revenue_month, v->currency);
		else
			columns_table_add(&s->columns, v->currency);
		columns_table_add(&s->columns, v->currency);
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

	if (!a->root || !is_wanted(s, a->alarm_id))
		return 0;
	impact_sum(s->impact, a->alarm_id, &hit, &risk);
	if (s->out != NULL)
		rc = put_hits(s->out, s->impact, a->alarm_id);
	else if (s->ids != 0)
		service_rows(s, a->alarm_id);
	else if (hit.accounts.len + risk.len != 0)
		row(s, a, &hit, risk.len);
	worths_release(&hit);
	names_release(&risk);
	return rc;
}

static int
each_cause(struct db *db, struct showing *s)
{
	if (oss_db_alarms(db, false, show, s) < 0)
		return tool_exit_code(-1);
	for (int i = 0; i < s->ids; i++)
		if (!s->seen[i]) {
			diag(REASON_ALARM_UNKNOWN, "no cause '%s' is active",
			    s->id[i]);
			return EXIT_TROUBLE;
		}
	return EXIT_OK;
}

static int
show_all(struct db *db, struct showing *s, int view)
{
	static const char *const sums[] = { "ALARM_ID", "ALARM", "NODE",
	    "OBJECT", "CUSTOMERS", "AT RISK", "REVENUE/MONTH", "CURRENCY" };
	static const char *const each[] = { "ALARM_ID", "ACCOUNT",
	    "SUBSCRIPTION", "EFFECT", "REVENUE/MONTH", "CURRENCY" };
	int rc;

	if (s->ids == 0)
		columns_table_init(&s->columns, sums,
		    sizeof(sums) / sizeof(sums[0]), 0);
	else
		columns_table_init(&s->columns, each,
		    sizeof(each) / sizeof(each[0]), 0);
	if (view != VIEW_TEXT)
		s->out = out_for(view);
	rc = each_cause(db, s);
	if (s->out != NULL)
		rc = out_end(s->out, rc);
	else if (rc == EXIT_OK)
		columns_table_print(&s->columns);
	columns_table_release(&s->columns);
	return rc;
}

static int
work(struct impact *i, struct db *db, const struct list_opts *opts,
    struct showing *s)
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
		rc = show_all(db, s, opts->view);
	arena_release(&mem);
	return rc;
}

int
verb_impact(int argc, char **argv)
{
	struct list_opts opts = list_defaults;
	struct impact i = { 0 };
	struct showing s = { .impact = &i };
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
	s.id = argv;
	s.ids = argc;
	s.seen = xcalloc((size_t)argc, sizeof(*s.seen));
	rc = work(&i, &db, &opts, &s);
	free(s.seen);
	db_close(&db);
	impact_release(&i);
	return rc;
}
