/*
 * filter.c (bss-crm) - which entities list and export take
 */
#include "base/diag.h"
#include "verbs.h"

/* Whose key leads to the others by an index. */
static enum field
parent_field(enum rec_type type)
{
	switch (type) {
	case REC_ACCOUNT:
		return F_CUSTOMER;
	case REC_SUBSCRIPTION:
		return F_ACCOUNT;
	default:
		return F_UNKNOWN;
	}
}

static int
add_condition(struct filter *f, struct slice name, struct slice value)
{
	const struct type_def *def = type_def(f->type);
	enum field field = field_lookup(name);
	size_t at = 0;

	while (at < def->len && def->field[at].field != field)
		at++;
	if (at == def->len || f->len == ENTITY_FIELDS_MAX) {
		diag(REASON_USAGE_OPERAND, "no field '%.*s' of %s to look for",
		    SLICE_FMT(name), def->name);
		return -1;
	}
	if (at == 0)
		f->key = value;
	else if (field == parent_field(f->type) && value.len != 0)
		f->of = value;
	f->cond[f->len].at = at;
	f->cond[f->len++].value = value;
	return 0;
}

int
filter_init(struct filter *f, enum rec_type type, int64_t at_us, int argc,
    char **argv)
{
	struct slice name, value;

	*f = (struct filter){ .type = type, .at_us = at_us };
	for (int i = 0; i < argc; i++)
		if (!crm_pair(argv[i], &name, &value)
		    || add_condition(f, name, value) < 0)
			return -1;
	return 0;
}

struct filter_run {
	const struct filter *filter;
	struct buf	 text;
	int		(*fn)(const struct entity *, void *);
	void		*arg;
};

static int
pass(const struct entity *e, void *arg)
{
	struct filter_run *run = arg;
	const struct filter *f = run->filter;

	if (f->at_us != 0 && !entity_valid_at(e, f->at_us))
		return 0;
	for (size_t i = 0; i < f->len; i++) {
		buf_clear(&run->text);
		entity_text(&run->text, e, f->cond[i].at);
		if (!slice_eq(buf_slice(&run->text), f->cond[i].value))
			return 0;
	}
	return run->fn(e, run->arg);
}

static int
pass_one(struct db *db, struct filter_run *run)
{
	struct arena arena = { 0 };
	struct entity e;
	int rc = crm_get(db, run->filter->type, run->filter->key, &arena, &e);

	if (rc > 0)
		rc = pass(&e, run) != 0 ? -1 : 0;
	arena_release(&arena);
	return rc;
}

int
filter_each(struct db *db, const struct filter *f,
    int (*fn)(const struct entity *, void *), void *arg)
{
	struct filter_run run = { .filter = f, .fn = fn, .arg = arg };
	int rc = f->key.p != NULL ? pass_one(db, &run)
	    : crm_each(db, f->type, f->of, pass, &run);

	buf_release(&run.text);
	return rc;
}
