/*
 * verbs.c (bss-crm) - what its verbs do alike
 */
#include "verbs.h"

#include "base/diag.h"

int
crm_parse(struct crm_opts *o, int *argc, char ***argv)
{
	int rc = verb_parse(o, argc, argv);

	diag_set_quiet(o->stream.quiet);
	return rc;
}

enum rec_type
crm_type(const char *word)
{
	enum rec_type type = entity_type(slice_of(word));

	if (type == REC_NONE)
		diag(REASON_USAGE_OPERAND, "'%s' is neither customer, account "
		    "nor subscription", word);
	return type;
}

bool
crm_pair(const char *word, struct slice *name, struct slice *value)
{
	const char *eq = strchr(word, '=');

	if (eq == NULL || eq == word) {
		diag(REASON_USAGE_OPERAND, "'%s' is not field=value", word);
		return false;
	}
	*name = (struct slice){ word, (size_t)(eq - word) };
	*value = slice_of(eq + 1);
	return true;
}

int
crm_zone(const struct crm_opts *o, struct zone *zone,
    const struct zone **given)
{
	*given = NULL;
	if (o->zone == NULL)
		return 0;
	if (!zone_load(zone, o->zone)) {
		diag(REASON_ZONE_UNKNOWN, "no time zone '%s' in tzdata",
		    o->zone);
		return -1;
	}
	*given = zone;
	return 0;
}

int
crm_zone_late(const struct crm_opts *o, struct zone *zone,
    const struct zone **given)
{
	int rc = *given != NULL ? 0 : catalog_zone(o->catalog, zone);

	if (rc == 1)
		*given = zone;
	return rc < 0 ? -1 : 0;
}

const char *
crm_want(enum reason why, enum field f)
{
	if (why != REASON_FIELD_VALUE)
		return NULL;
	switch (field_defs[f].kind) {
	case KIND_TIME:
		return "a time with its zone, as 2026-11-01T00:00:00+01:00";
	case KIND_UINT:
		return "a whole number";
	case KIND_DEC:
		return "a decimal number, as 9.90";
	default:
		return "text in UTF-8";
	}
}

void
crm_say(enum reason why, const struct entity *e, struct slice field,
    const char *want)
{
	diag(why, "%s '%.*s': %s '%.*s'%s%s", type_def(e->type)->name,
	    SLICE_FMT(entity_key(e)), reason_text(why), SLICE_FMT(field),
	    want != NULL ? ": " : "", want != NULL ? want : "");
}

int
crm_check(const struct entity *e)
{
	enum field f;
	const char *want;
	enum reason why = entity_check(e, &f, &want);

	if (why == REASON_NONE)
		return 0;
	crm_say(why, e, slice_of(field_defs[f].name), want);
	return -1;
}

int
crm_agrees(struct db *db, const struct entity *e)
{
	struct buf detail = { 0 };
	enum reason why;
	int rc = crm_judge(db, e, &why, &detail);

	if (rc == 0 && why != REASON_NONE) {
		diag(why, "%s '%.*s': %.*s", type_def(e->type)->name,
		    SLICE_FMT(entity_key(e)), SLICE_FMT(buf_slice(&detail)));
		rc = 1;
	}
	buf_release(&detail);
	return rc;
}
