/*
 * list.c (bss-spool) - the register, for people or for machines
 */
#include "base/diag.h"
#include "base/tstamp.h"
#include "spool.h"

static void
print_text(const struct spool_batch *b, const struct spool_entry *e)
{
	char first[TSTAMP_TEXT_MAX], last[TSTAMP_TEXT_MAX];

	tstamp_format(e->sum.first_us, first);
	tstamp_format(e->sum.last_us, last);
	printf("%-27s %-27s %10llu %12llu %-20s %-14s %s\n", first, last,
	    (unsigned long long)e->sum.records,
	    (unsigned long long)e->sum.octets, e->landed,
	    e->no_end ? "(no end)" : *e->tool != '\0' ? e->tool : "-",
	    b->name);
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
