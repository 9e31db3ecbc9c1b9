/*
 * locals.c - the networks that are inside, and whose they are
 */
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "locals.h"
#include "store/csv_table.h"

struct reading {
	struct networks	*networks;
	const char	*file;
	unsigned	 faults;
};

static void
add_row(void *arg, uint64_t line, const struct slice *cell)
{
	struct reading *r = arg;
	const char *why = networks_add(r->networks, cell[0], cell[1]);

	if (why == NULL)
		return;
	r->faults++;
	diag_at(REASON_FLOW_NETWORK, r->file, line, "'%.*s': %s",
	    SLICE_FMT(cell[0]), why);
}

static unsigned
read_table(struct networks *n, const char *file)
{
	static const struct csv_column column[] = {
		{ "network", true }, { "identifier", false },
	};
	struct reading r = { n, file, 0 };
	struct csv_table table = { .file = file, .column = column, .len = 2,
	    .row = add_row, .arg = &r };
	struct buf text = { 0 };

	if (file_read(file, LOCALS_FILE_MAX, &text) != 0)
		r.faults = 1;
	else
		r.faults += csv_table_read(&table, buf_slice(&text));
	buf_release(&text);
	return r.faults;
}

struct networks *
locals_load(const char *file, const struct opt_list *more)
{
	const struct slice own = { NULL, 0 };
	struct networks *n = networks_new();
	unsigned faults = 0;
	const char *why;
	size_t i;

	if (file != NULL)
		faults += read_table(n, file);
	for (i = 0; i < more->len; i++) {
		why = networks_add(n, slice_of(more->item[i]), own);
		if (why == NULL)
			continue;
		faults++;
		diag(REASON_FLOW_NETWORK, "--local '%s': %s", more->item[i],
		    why);
	}
	if (faults == 0)
		return n;
	networks_free(n);
	return NULL;
}
