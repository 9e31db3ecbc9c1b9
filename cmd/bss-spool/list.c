/*
 * list.c (bss-spool) - the register, for people or for machines
 */
#include "base/diag.h"
#include "base/tstamp.h"
#include "spool.h"

/*
 * The tool is what an end record calls itself, a file may have any name: made
 * safe for a terminal.
 */
static void
print_text(const struct spool_batch *b, const struct spool_entry *e,
    const char *state)
{
	char first[TSTAMP_TEXT_MAX], last[TSTAMP_TEXT_MAX];
	struct buf landed = { 0 }, tool = { 0 }, files = { 0 };

	vis_add(&landed, slice_of(e->landed));
	vis_add(&tool, slice_of(e->tool));
	vis_add(&files, slice_of(e->files));
	tstamp_format(e->sum.first_us, first);
	tstamp_format(e->sum.last_us, last);
	printf("%-27s %-27s %10llu %12llu %-20s %-14s %-9s %s %s\n", first,
	    last, (unsigned long long)e->sum.records,
	    (unsigned long long)e->sum.octets, buf_str(&landed),
	    e->no_end ? "(no end)" : tool.len != 0 ? buf_str(&tool) : "-",
	    state, b->name, files.len != 0 ? buf_str(&files) : "-");
	buf_release(&landed);
	buf_release(&tool);
	buf_release(&files);
}

/* The entry as it stands, and what became of its batch */
static void
print_json(const struct spool_entry *e, const char *state)
{
	printf("%.*s,\"state\":\"%s\"}\n", (int)strlen(e->text) - 1, e->text,
	    state);
}

static int
print_entry(const struct spool_opts *o, const struct spool_state *s,
    const struct spool_batch *b)
{
	const char *state = spool_batch_state(s, b);
	struct spool_entry e;

	if (spool_entry_read(&e, o->spool, b->name) != 0)
		return EXIT_TROUBLE;
	if (o->list_format == 1)
		print_json(&e, state);
	else
		print_text(b, &e, state);
	spool_entry_release(&e);
	return EXIT_OK;
}

static int
print_all(const struct spool_opts *o, const struct spool_state *s,
    const struct spool_register *reg)
{
	int rc = EXIT_OK;

	if (o->list_format == 0 && reg->len > 0)
		printf("%-27s %-27s %10s %12s %-20s %-14s %-9s %-*s %s\n",
		    "FIRST", "LAST", "RECORDS", "OCTETS", "LANDED", "FROM",
		    "STATE", SPOOL_NAME_LEN, "BATCH", "FILES");
	for (size_t i = 0; i < reg->len; i++)
		if (print_entry(o, s, &reg->batch[i]) != EXIT_OK)
			rc = EXIT_TROUBLE;
	return rc;
}

int
verb_list(int argc, char **argv)
{
	struct spool_register reg = { 0 };
	struct spool_state state;
	struct spool_opts opts;
	char *home;
	int rc;

	if (spool_parse(&opts, &argc, &argv, &home, &rc) != 0)
		return rc;
	rc = EXIT_TROUBLE;
	if (spool_state_read(&state, opts.spool) == 0) {
		if (spool_register_read(&reg, opts.spool, INT64_MIN,
		    INT64_MAX) == 0)
			rc = print_all(&opts, &state, &reg);
		spool_register_release(&reg);
		spool_state_release(&state);
	}
	free(home);
	return rc;
}
