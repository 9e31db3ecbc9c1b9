/*
 * edit.c (bss-crm) - add, set, end: one entity, by words of a person
 */
#include "base/diag.h"
#include "verbs.h"

struct edit {
	struct crm_opts	 opts;
	struct zone	 zone;
	const struct zone *given;	/* zone, or NULL: not asked for yet */
	struct db	 db;
	struct arena	 arena;
	struct entity	 old, new;
};

static void
edit_release(struct edit *ed)
{
	db_close(&ed->db);
	zone_release(&ed->zone);
	arena_release(&ed->arena);
}

/* The options, the zone and, under the write lock, what is there now. */
static int
edit_open(struct edit *ed)
{
	if (crm_zone(&ed->opts, &ed->zone, &ed->given) < 0)
		return -1;
	if (db_open(&ed->db, &db_bss, &ed->opts.db, DB_WRITE) < 0)
		return -1;
	return db_begin(&ed->db);
}

/* 1 when there is one of that key, 0 when not, -1. */
static int
edit_find(struct edit *ed, enum rec_type type, const char *key)
{
	return crm_get(&ed->db, type, slice_of(key), &ed->arena, &ed->old);
}

/* What to say of a field that the type does not have: whose it is, if any's. */
static const char *
stray_hint(struct slice name)
{
	static const struct {
		enum rec_type	 type;
		const char	*hint;
	} of[] = {
		{ REC_CUSTOMER, "a customer has it" },
		{ REC_ACCOUNT, "an account has it" },
		{ REC_SUBSCRIPTION, "a subscription has it" },
	};
	enum field f = field_lookup(name);

	for (size_t i = 0; f != F_UNKNOWN && i < sizeof(of) / sizeof(of[0]);
	    i++)
		for (size_t k = 0; k < type_def(of[i].type)->len; k++)
			if (type_def(of[i].type)->field[k].field == f)
				return of[i].hint;
	return "own fields begin with x_ or param_";
}

static int
edit_field(struct edit *ed, struct slice name, struct slice word)
{
	enum reason why;

	if (slice_is(name, field_defs[type_def(ed->new.type)->field[0].field]
	    .name)) {
		diag(REASON_USAGE_OPERAND, "a key cannot be changed");
		return -1;
	}
	why = entity_set(&ed->new, name, word, ed->given, &ed->arena);
	if (why == REASON_CRM_ZONE) {
		if (crm_zone_late(&ed->opts, &ed->zone, &ed->given) < 0)
			return -1;
		why = entity_set(&ed->new, name, word, ed->given, &ed->arena);
	}
	if (why != REASON_NONE)
		crm_say(why, &ed->new, name, why == REASON_FIELD_UNKNOWN
		    ? stray_hint(name) : crm_want(why, field_lookup(name)));
	return why == REASON_NONE ? 0 : -1;
}

static int
edit_fields(struct edit *ed, int argc, char **argv)
{
	struct slice name, value;

	for (int i = 0; i < argc; i++)
		if (!crm_pair(argv[i], &name, &value)
		    || edit_field(ed, name, value) < 0)
			return -1;
	return 0;
}

static void
edit_report(struct edit *ed, enum crm_change change)
{
	struct buf text = { 0 };

	if (!ed->opts.dry_run && !ed->opts.stream.verbose)
		return;
	entity_diff(&text, change == CRM_ADDED ? NULL : &ed->old, &ed->new);
	note("%s '%.*s': %s", type_def(ed->new.type)->name,
	    SLICE_FMT(entity_key(&ed->new)),
	    change == CRM_SAME ? "nothing changes" : buf_str(&text));
	buf_release(&text);
}

/*
 * What the catalog says of one that is new, or of another offer, beginning or
 * tax; `written`: of a subscription beside others
 */
static int
edit_sold(struct edit *ed, const struct catalog *c, bool written)
{
	const struct entity *old = ed->old.type != REC_NONE ? &ed->old : NULL;
	enum reason no = REASON_NONE;
	struct buf why = { 0 };
	int rc = 0;

	if (written)
		rc = sold_beside(&ed->db, c, &ed->new, &no, &why);
	else if (sold_asked(old, &ed->new))
		no = sold_then(c, &ed->new, &why);
	if (rc == 0 && no != REASON_NONE)
		diag(no, "%s", buf_str(&why));
	buf_release(&why);
	return rc == 0 && no == REASON_NONE ? 0 : -1;
}

/* Check, write, judge, commit: or none of it. */
static int
edit_finish(struct edit *ed)
{
	enum crm_change change = CRM_SAME;
	bool asks = ed->opts.catalog != NULL
	    && ed->new.type != REC_CUSTOMER;
	struct catalog c = { .offer = NULL };
	int rc = 0;

	if (crm_check(&ed->new) < 0
	    || (asks && catalog_load(&c, ed->opts.catalog) < 0))
		return -1;
	if ((asks && edit_sold(ed, &c, false) < 0)
	    || crm_put(&ed->db, &ed->new, &ed->arena, &change) < 0
	    || crm_agrees(&ed->db, &ed->new) != 0
	    || (asks && edit_sold(ed, &c, true) < 0))
		rc = -1;
	catalog_release(&c);
	if (rc < 0)
		return -1;
	edit_report(ed, change);
	return ed->opts.dry_run ? 0 : db_commit(&ed->db);
}

static int
add(struct edit *ed, int argc, char **argv)
{
	enum rec_type type = crm_type(argv[0]);
	int found;

	if (type == REC_NONE || edit_open(ed) < 0
	    || (found = edit_find(ed, type, argv[1])) < 0)
		return -1;
	if (found > 0) {
		diag(REASON_CRM_EXISTS, "there is a %s '%s' already",
		    type_def(type)->name, argv[1]);
		return -1;
	}
	ed->new = (struct entity){ .type = type };
	ed->new.value[0] = (struct entity_value){ .text = slice_of(argv[1]),
		.has = argv[1][0] != '\0' };
	return edit_fields(ed, argc - 2, argv + 2) < 0 ? -1 : edit_finish(ed);
}

static int
change_open(struct edit *ed, enum rec_type type, const char *key)
{
	int found;

	if (type == REC_NONE || edit_open(ed) < 0
	    || (found = edit_find(ed, type, key)) < 0)
		return -1;
	if (found == 0) {
		diag(REASON_CRM_UNKNOWN, "no %s '%s'", type_def(type)->name,
		    key);
		return -1;
	}
	ed->new = ed->old;
	return 0;
}

static int
set(struct edit *ed, int argc, char **argv)
{
	if (change_open(ed, crm_type(argv[0]), argv[1]) < 0)
		return -1;
	return edit_fields(ed, argc - 2, argv + 2) < 0 ? -1 : edit_finish(ed);
}

static int
end(struct edit *ed, int argc, char **argv)
{
	(void)argc;
	if (change_open(ed, REC_SUBSCRIPTION, argv[0]) < 0)
		return -1;
	return edit_field(ed, SLICE_LIT("to"), slice_of(argv[1])) < 0 ? -1
	    : edit_finish(ed);
}

static int
edit(int (*fn)(struct edit *, int, char **), int argc, char **argv)
{
	struct edit ed = { .opts = CRM_OPTS_DEFAULT };
	int rc = crm_parse(&ed.opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	rc = fn(&ed, argc, argv);
	edit_release(&ed);
	return tool_exit_code(rc);
}

int
verb_add(int argc, char **argv)
{
	return edit(add, argc, argv);
}

int
verb_set(int argc, char **argv)
{
	return edit(set, argc, argv);
}

int
verb_end(int argc, char **argv)
{
	return edit(end, argc, argv);
}
