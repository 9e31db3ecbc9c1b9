/*
 * list.c (bss-spool) - the register, for people or for machines
 */
#include "base/diag.h"
#include "base/tstamp.h"
#include "spool.h"

/* The tool is what an end record calls itself: made safe for a terminal. */
static void
print_text(const struct spool_batch *b, const struct spool_entry *e)
{
	char first[TSTAMP_TEXT_MAX], last[TSTAMP_TEXT_MAX];
	struct buf landed = { 0 }, tool = { 0 };

	vis_add(&landed, slice_of(e->landed));
	vis_add(&tool, slice_of(e->tool));
	tstamp_format(e->sum.first_us, first);
	tstamp_format(e->sum.last_us, last);
	printf("%-27s %-27s %10llu %12llu %-20s %-14s %s\n", first, last,
	    (unsigned long long)e->sum.records,
	    (unsigned long long)e->sum.octets, buf_str(&landed),
	    e->no_end ? "(no end)" : tool.len != 0 ? buf_str(&tool) : "-",
	    b->name);
	buf_release(&landed);
	buf_release(&tool);
}

static int
print_entry(const struct spool_opts *o, const struct spool_batch *b)
{
	struct spool_entry e;

	if (spool_entry_read(&e, o->spool, b->name) != 0)
		return EXIT_TROUBLE;
	if (o->list_format == 1)
		printf("%s\n", e.text);
	else
		print_text(b, &e);
	spool_entry_release(&e);
	return EXIT_OK;
}

int
spool_list(int argc, char **argv)
{
	struct spool_register reg;
	struct spool_opts opts;
	char *home;
	int rc;

	if (spool_options("list", &opts, &argc, &argv, &home, &rc) != 0)
		return rc;
	if (spool_register_read(&reg, opts.spool, INT64_MIN, INT64_MAX) != 0) {
		free(home);
		return EXIT_TROUBLE;
	}
	rc = EXIT_OK;
	if (opts.list_format == 0 && reg.len > 0)
		printf("%-27s %-27s %10s %12s %-20s %-14s %s\n", "FIRST",
		    "LAST", "RECORDS", "OCTETS", "LANDED", "FROM", "BATCH");
	for (size_t i = 0; i < reg.len; i++)
		if (print_entry(&opts, &reg.batch[i]) != EXIT_OK)
			rc = EXIT_TROUBLE;
	spool_register_release(&reg);
	free(home);
	return rc;
}
