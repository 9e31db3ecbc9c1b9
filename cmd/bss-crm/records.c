/*
 * records.c (bss-crm) - entities as a record stream
 */
#include "base/diag.h"
#include "bss/extra.h"
#include "rec/scan.h"
#include "verbs.h"

struct names {			/* of fields that the table does not know */
	struct slice	*item;
	size_t		 len, cap;
	struct arena	 text;
};

struct put_run {
	struct out	*out;
	struct scanner	*scanner;
	struct names	 names;		/* CSV: the columns of its header */
	bool		 csv, begun;
};

static int
note_name(struct slice name, const struct rec_val *v, void *arg)
{
	struct names *n = arg;

	(void)v;
	for (size_t i = 0; i < n->len; i++)
		if (slice_eq(n->item[i], name))
			return 0;
	GROW(n->item, n->len, n->cap);
	n->item[n->len++] = arena_slice(&n->text, name);
	return 0;
}

static int
note_names(const struct entity *e, void *arg)
{
	struct put_run *run = arg;

	return extra_each(e->extra, run->scanner, note_name, &run->names);
}

static int
put_extra(struct slice name, const struct rec_val *v, void *arg)
{
	out_extra_val(arg, name, v);
	return 0;
}

struct seek {
	struct out	*out;
	struct slice	 name;
	bool		 found;
};

static int
seek_extra(struct slice name, const struct rec_val *v, void *arg)
{
	struct seek *s = arg;

	if (!slice_eq(name, s->name))
		return 0;
	out_extra_val(s->out, name, v);
	s->found = true;
	return 1;
}

/* The first record of CSV names every column that a later one will need. */
static void
put_columns(struct put_run *run, const struct entity *e)
{
	for (size_t i = 0; i < run->names.len; i++) {
		struct seek s = { .out = run->out,
			.name = run->names.item[i] };

		extra_each(e->extra, run->scanner, seek_extra, &s);
		if (!s.found)
			out_extra_val(run->out, s.name, &rec_val_missing);
	}
}

static void
put_value(struct out *o, enum field f, const struct entity_value *v)
{
	if (!v->has)
		return;
	switch (field_defs[f].kind) {
	case KIND_TIME:
		out_time(o, f, v->num);
		break;
	case KIND_UINT:
		out_u64(o, f, (uint64_t)v->num);
		break;
	case KIND_DEC:
		out_money(o, f, v->num);
		break;
	default:
		out_str(o, f, v->text);
	}
}

static int
put(const struct entity *e, void *arg)
{
	struct put_run *run = arg;
	const struct type_def *def = type_def(e->type);

	out_begin(run->out, e->type);
	for (size_t i = 0; i < def->len; i++)
		put_value(run->out, def->field[i].field, &e->value[i]);
	if (run->csv && !run->begun)
		put_columns(run, e);
	else
		extra_each(e->extra, run->scanner, put_extra, run->out);
	run->begun = true;
	return out_done(run->out);
}

int
records_put(struct db *db, struct out *o, const struct filter *f, bool csv)
{
	struct put_run run = { .out = o, .csv = csv,
		.scanner = scanner_new() };
	int rc = 0;

	if (csv)
		rc = filter_each(db, f, note_names, &run);
	if (rc == 0)
		rc = filter_each(db, f, put, &run);
	scanner_free(run.scanner);
	free(run.names.item);
	arena_release(&run.names.text);
	return rc;
}
