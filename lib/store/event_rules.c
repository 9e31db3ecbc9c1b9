/*
 * event_rules.c (store) - see event_rules.h
 */
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "store/csv_table.h"
#include "store/event_rules.h"

#define FILE_MAX	((size_t)16 << 20)

struct loading {
	struct event_rules *rules;
	struct port_words *words;
	const char	*file;
	const char	*(*add)(struct event_rules *, const struct slice *);
	unsigned	 faults;
};

static void
on_row(void *arg, uint64_t line, const struct slice *cell)
{
	struct loading *l = arg;
	const char *why = l->words != NULL ? port_words_add(l->words, cell)
	    : l->add(l->rules, cell);

	if (why == NULL)
		return;
	diag_at(REASON_EVENT_RULE, l->file, line, "%s", why);
	l->faults++;
}

static int
load_file(struct loading *l, const struct csv_column *column, unsigned len)
{
	const struct csv_table table = {
		.file = l->file, .column = column, .len = len,
		.row = on_row, .arg = l,
	};
	struct buf text = { 0 };
	int rc = -1;

	if (file_read(l->file, FILE_MAX, &text) == 0)
		rc = csv_table_read(&table, buf_slice(&text)) == 0
		    && l->faults == 0 ? 0 : -1;
	buf_release(&text);
	return rc;
}

static int
load(struct loading *l, const char *name, const struct csv_column *column,
    unsigned len)
{
	char *own = home_path(name), *shared = share_path(name);
	int rc = 0;

	if (own != NULL && access(own, F_OK) == 0) {
		l->file = own;
		rc = load_file(l, column, len);
	}
	l->file = shared;
	if (rc == 0 && access(shared, F_OK) != 0) {
		diag_errno(REASON_SHARE_MISSING, "cannot find '%s'", shared);
		rc = -1;
	}
	if (rc == 0)
		rc = load_file(l, column, len);
	free(own);
	free(shared);
	return rc;
}

int
event_rules_load_traps(struct event_rules *r)
{
	static const struct csv_column columns[TRAP_CELLS] = {
		[TRAP_CELL_OID] = { "oid", true },
		[TRAP_CELL_WHERE] = { "where", false },
		[TRAP_CELL_TYPE] = { "event_type", true },
		[TRAP_CELL_SEVERITY] = { "severity", true },
		[TRAP_CELL_OBJECT] = { "object", false },
		[TRAP_CELL_PREFIX] = { "prefix", false },
		[TRAP_CELL_TEXT] = { "text", false },
	};
	struct loading l = { .rules = r, .add = event_rules_add_trap };

	return load(&l, "events/traps.csv", columns, TRAP_CELLS);
}

int
event_rules_load_messages(struct event_rules *r)
{
	static const struct csv_column columns[TEXT_CELLS] = {
		[TEXT_CELL_HAS] = { "has", true },
		[TEXT_CELL_MATCH] = { "match", true },
		[TEXT_CELL_TYPE] = { "event_type", true },
		[TEXT_CELL_SEVERITY] = { "severity", true },
		[TEXT_CELL_OBJECT] = { "object", false },
		[TEXT_CELL_PREFIX] = { "prefix", false },
		[TEXT_CELL_TEXT] = { "text", false },
	};
	struct loading l = { .rules = r, .add = event_rules_add_text };

	return load(&l, "events/syslog.csv", columns, TEXT_CELLS);
}

int
event_rules_load_ports(struct port_words *w)
{
	static const struct csv_column columns[PORT_CELLS] = {
		[PORT_CELL_NAME] = { "name", true },
		[PORT_CELL_SHORT] = { "short", true },
	};
	struct loading l = { .words = w };

	return load(&l, "events/ports.csv", columns, PORT_CELLS);
}
