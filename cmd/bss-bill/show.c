/*
 * show.c (bss-bill) - documents for a terminal, and how a period stands
 */
#include <stdio.h>

#include "base/diag.h"
#include "verbs.h"

#define CURRENCIES_MAX	16

struct tally {			/* documents of one state and currency */
	bool		posted;
	char		currency[4];
	unsigned	decimals;
	uint64_t	documents;
	money_sum_t	net, tax, due;
};

struct standing {
	struct tally	tally[2 * CURRENCIES_MAX];
	size_t		len;
};

static int
count_row(const struct bill_row *r, void *arg)
{
	struct standing *s = arg;
	bool posted = r->number.len > 0;
	struct tally *t = s->tally;

	while (t < s->tally + s->len && (t->posted != posted
	    || !slice_is(r->currency, t->currency)))
		t++;
	if (t == s->tally + 2 * CURRENCIES_MAX)
		return -1;
	if (t == s->tally + s->len) {
		s->len++;
		*t = (struct tally){ .posted = posted,
		    .decimals = r->decimals };
		snprintf(t->currency, sizeof(t->currency), "%.*s",
		    SLICE_FMT(r->currency));
	}
	t->documents++;
	t->net += r->net;
	t->tax += r->tax;
	t->due += r->due;
	return 0;
}

static void
print_run(const struct bill_run *r)
{
	printf("period %.*s: %s to %s (%.*s)\n", SLICE_FMT(r->period),
	    r->first_date, r->end_date, SLICE_FMT(r->zone));
	printf("run %lld: %llu drafts of %llu records%s, catalog %.*s\n",
	    (long long)r->run, (unsigned long long)r->drafts,
	    (unsigned long long)r->records, r->no_end
	    ? " (input without end)" : "", SLICE_FMT(r->catalog));
}

static void
print_tally(const struct tally *t)
{
	char net[MONEY_SUM_TEXT_MAX], tax[MONEY_SUM_TEXT_MAX];
	char due[MONEY_SUM_TEXT_MAX];

	bill_sum_text(t->net, t->decimals, net);
	bill_sum_text(t->tax, t->decimals, tax);
	bill_sum_text(t->due, t->decimals, due);
	printf("%s: %llu, %s %s net, %s tax, %s due\n",
	    t->posted ? "posted" : "drafts", (unsigned long long)t->documents,
	    t->currency, net, tax, due);
}

static int
show_period(struct db *db, const char *period)
{
	const struct bill_filter f = { .period = slice_of(period),
	    .drafts = true, .posted = true };
	struct arena a = { 0 };
	struct bill_run run;
	struct standing s = { .len = 0 };
	int rc = bill_run_current(db, f.period, &a, &run);

	if (rc == 1) {
		print_run(&run);
		rc = bill_each(db, &f, count_row, &s);
		for (size_t i = 0; i < s.len; i++)
			print_tally(&s.tally[i]);
	} else if (rc == 0) {
		diag(REASON_BILL_NO_RUN, "no run of period '%s'", period);
		rc = -1;
	}
	arena_release(&a);
	return rc;
}

struct showing {
	struct renderer	r;
	struct buf	page;
	uint64_t	documents;
};

static int
show_row(const struct bill_row *r, void *arg)
{
	struct showing *s = arg;

	buf_clear(&s->page);
	if (render_body(&s->r, r, &s->page) < 0)
		return -1;
	if (s->documents++ > 0)
		putchar('\n');
	return fwrite(s->page.data, 1, s->page.len, stdout) == s->page.len
	    ? 0 : -1;
}

static int
show_word(struct db *db, const struct bill_opts *o, const char *word,
    struct showing *s)
{
	struct bill_filter f;
	uint64_t before = s->documents;

	if (bill_filter_init(db, o, word, &f) < 0
	    || bill_each(db, &f, show_row, s) < 0)
		return -1;
	if (s->documents > before)
		return 0;
	diag(REASON_BILL_NONE, "no document with number '%s', nor any of an "
	    "account of that name", word);
	return -1;
}

static int
show(struct db *db, const struct bill_opts *o, int argc, char **argv)
{
	struct showing s = { .r = { .format = RENDER_TEXT,
	    .language = o->language } };
	int rc = db_begin_read(db);

	if (rc == 0 && argc == 0)
		rc = show_period(db, o->period);
	for (int i = 0; i < argc && rc == 0; i++)
		rc = show_word(db, o, argv[i], &s);
	renderer_close(&s.r);
	buf_release(&s.page);
	return rc;
}

int
verb_show(int argc, char **argv)
{
	struct bill_opts o = BILL_OPTS_DEFAULT;
	struct db db = { 0 };
	int rc = bill_parse(&o, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (argc == 0 && o.period == NULL) {
		diag(REASON_USAGE_OPERAND, "show what? a number, an account, "
		    "or --period");
		return EXIT_TROUBLE;
	}
	rc = db_open(&db, &db_bss, &o.db, DB_READ);
	if (rc == 0)
		rc = show(&db, &o, argc, argv);
	db_close(&db);
	return tool_exit_code(rc);
}
