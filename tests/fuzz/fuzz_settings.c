/*
 * fuzz_settings.c - what an operator writes down once, each text as each file
 * operator.json, SLA policies, the words of a language, networks, and rules
 * for events. Whatever stands there: no crash, no octet read outside; what is
 * good can be used.
 */
#include <stdlib.h>

#include "aid.h"
#include "base/buf.h"
#include "bss/network.h"
#include "doc/doc_text.h"
#include "store/bill_operator.h"
#include "store/csv_table.h"
#include "store/event_rules.h"
#include "store/sla.h"

static const char *const names[] = { "events/traps.csv", "events/syslog.csv",
    "events/ports.csv", "templates/invoice.xx.json" };
#define NAMES	(sizeof(names) / sizeof(names[0]))

static volatile size_t sum;	/* what was made is used */

static void
share_make(void)
{
	static bool made;

	if (!made && (setenv("OSSBSS_SHARE", aid_folder(), 1) != 0
	    || unsetenv("OSSBSS_HOME") != 0))
		abort();
	made = true;
	aid_sub("events");
	aid_sub("templates");
}

/* ---- how each is used ---------------------------------------------------- */

static void
use_operator(const char *path)
{
	struct bill_operator op;

	if (operator_load(&op, path) != 0)
		return;
	if (op.series.len == 0 || op.series.len > SERIES_MAX
	    || op.languages == 0 || op.cash_step < 0)
		abort();
	operator_release(&op);
}

static void
use_policies(const char *path)
{
	struct sla_policies all;
	struct spans spans = { 0 };
	struct zone zone;

	if (!zone_load(&zone, "UTC"))
		abort();
	if (sla_read(&all, path) == 0 && all.len > 0) {
		if (sla_find(&all, all.item[0].id) == NULL)
			abort();
		hours_spans(&all.item[0].hours, &zone, 0, US_PER_S * 604800,
		    &spans);
		sum += spans.len;
	}
	spans_release(&spans);
	sla_release(&all);
	zone_release(&zone);
}

static void
use_words(void)
{
	struct buf b = { .max = (size_t)64 << 20 };
	struct doc_text t;

	if (doc_text_load(&t, "xx") != 0)
		return;
	doc_amount(&b, &t, -1234560000000, 2);
	doc_price(&b, &t, 37500000, 2);
	doc_percent(&b, &t, 5500000000);
	doc_count(&b, &t, UINT64_MAX);
	doc_quantity(&b, &t, UINT64_MAX, SLICE_LIT("octet"));
	doc_quantity(&b, &t, 3723, SLICE_LIT("s"));
	doc_quantity(&b, &t, 3, SLICE_LIT("month"));
	doc_date(&b, &t, "2026-10-31");
	doc_date_range(&b, &t, "2026-10-15", "2026-11-14");
	sum += b.len + doc_country(&t, SLICE_LIT("FR")).len;
	buf_release(&b);
	doc_text_release(&t);
}

static void
add_network(void *arg, uint64_t line, const struct slice *cell)
{
	(void)line;
	networks_add(arg, cell[0], cell[1]);
}

static void
use_networks(struct slice text)
{
	static const struct csv_column column[] = { { "network", true },
	    { "identifier", false } };
	struct networks *n = networks_new();
	const struct csv_table table = { .file = "networks", .column = column,
	    .len = 2, .row = add_network, .arg = n };
	struct slice whose;
	struct address a;

	if (csv_table_read(&table, text) == 0
	    && address_parse(SLICE_LIT("192.0.2.1"), &a))
		sum += networks_find(n, &a, &whose);
	networks_free(n);
}

static void
use_rules(void)
{
	struct port_words words = { 0 };
	struct event_rules rules = { 0 };
	struct slice object;
	struct buf b = { 0 };
	size_t at = 0;

	if (event_rules_load_traps(&rules) == 0)
		sum++;
	event_rules_release(&rules);
	rules = (struct event_rules){ 0 };
	if (event_rules_load_messages(&rules) == 0)
		event_rules_text(&rules, SLICE_LIT("Interface ge-0/0/1, "
		    "changed state to down"), &object);
	event_rules_release(&rules);
	if (event_rules_load_ports(&words) == 0)
		while (port_words_next(&words, SLICE_LIT("Gi0/1"), &at, &b))
			sum += b.len;
	buf_release(&b);
	port_words_release(&words);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct slice text = { (const char *)data, len };
	const char *path;

	share_make();
	for (size_t i = 0; i < NAMES; i++)
		path = aid_file(names[i], text);
	aid_quiet(true);
	use_operator(path);
	use_policies(path);
	use_words();
	use_networks(text);
	use_rules();
	aid_quiet(false);
	return 0;
}
