/*
 * format_call.c (store) - the member "call" of a format: several records that
 * make one usage
 */
#include "base/tstamp.h"
#include "store/format_doc.h"

#define TIMEOUT_S	86400
#define SPAN_S_MAX	(UINT64_C(400) * 86400)

static int
read_numbers(struct doc *d, json_t *j, struct format_call *c)
{
	json_t *number = json_object_get(j, "number");
	json_t *kind = json_object_get(j, "kind");
	int from = 0;

	c->numbered = number != NULL;
	if (number == NULL && kind == NULL)
		return json_object_get(j, "last") == NULL
		    && json_object_get(j, "single") == NULL ? 0
		    : doc_bad(d, "'last' and 'single' want a 'number' and a "
		    "'kind'");
	if (number == NULL || kind == NULL)
		return doc_bad(d, "'number' and 'kind' go together");
	if (doc_column(d, number, &c->number) < 0
	    || doc_column(d, kind, &c->kind) < 0
	    || doc_word(d, j, "from", "1|0", &from) < 0
	    || doc_texts(d, j, "last", &c->last, &c->lasts) < 0
	    || doc_texts(d, j, "single", &c->single, &c->singles) < 0)
		return -1;
	c->terms.from = from == 0;
	return c->lasts != 0 ? 0 : doc_bad(d, "'last' must say how the kind "
	    "of a call's last record is written");
}

/* What is summed and spanned is of the first leg. */
static bool
is_of_first(enum field f)
{
	return f == F_TS || f == F_END_TS || f == F_QUANTITY || f == F_UNIT
	    || f == F_IN_OCTETS || f == F_OUT_OCTETS || f == F_USAGE_TYPE;
}

/* 1: the map has the field; 0: it has not; -1: said */
static int
leg_field_in(struct doc *d, const struct usagemap *m,
    uint8_t leg_of[USAGEMAP_FIELDS_MAX], unsigned leg, struct slice name)
{
	for (unsigned i = 0; i < m->fields; i++) {
		if (!slice_eq(m->field[i].name, name))
			continue;
		if (is_of_first(m->field[i].field))
			return doc_bad(d, "'%.*s' is always of the first leg",
			    SLICE_FMT(name));
		if (leg_of[i] != 0)
			return doc_bad(d, "'%.*s' is of two legs",
			    SLICE_FMT(name));
		leg_of[i] = (uint8_t)leg;
		return 1;
	}
	return 0;
}

/* One of the kinds of rows must have it. */
static int
leg_field(struct doc *d, struct format_call *c, unsigned leg,
    struct slice name)
{
	const struct usagemap *m = d->map;
	int found = 0, rc;

	if (m->kinds == 0)
		found = leg_field_in(d, m, c->leg_of[0], leg, name);
	for (unsigned i = 0; i < m->kinds && found >= 0; i++) {
		rc = leg_field_in(d, &m->kind[i], c->leg_of[i], leg, name);
		found = rc != 0 ? rc : found;
	}
	if (found != 0)
		return found < 0 ? -1 : 0;
	return doc_bad(d, "there is no field '%.*s'", SLICE_FMT(name));
}

static int
read_leg(struct doc *d, json_t *j, struct format_call *c, unsigned leg)
{
	struct slice *fields = NULL;
	const char *name = NULL;
	unsigned len = 0, i;

	if (doc_only(d, j, leg == 0 ? "name|equals"
	    : "name|equals|fields|optional") < 0
	    || doc_text(d, j, "name", &name) < 0
	    || doc_texts(d, j, "equals", &c->value[leg], &c->values[leg]) < 0
	    || doc_texts(d, j, "fields", &fields, &len) < 0
	    || doc_bool(d, j, "optional", &c->terms.optional[leg]) < 0)
		return -1;
	if (name == NULL || name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
	    "0123456789-_")] != '\0' || c->values[leg] == 0)
		return doc_bad(d, "a leg must have a 'name' (a-z, 0-9 and -_) "
		    "and 'equals'");
	c->terms.leg[leg] = slice_of(name);
	for (i = 0; i < leg; i++)
		if (slice_eq(c->terms.leg[i], c->terms.leg[leg]))
			return doc_bad(d, "two legs are named '%s'", name);
	for (i = 0; i < len; i++)
		if (leg_field(d, c, leg, fields[i]) < 0)
			return -1;
	return 0;
}

static int
read_legs(struct doc *d, json_t *j, struct format_call *c)
{
	json_t *column = json_object_get(j, "leg");
	json_t *legs = json_object_get(j, "legs");

	c->terms.legs = 1;
	c->terms.leg[0] = SLICE_LIT("call");
	if (column == NULL && legs == NULL)
		return 0;
	if (column == NULL || !json_is_array(legs)
	    || json_array_size(legs) < 2
	    || json_array_size(legs) > CALL_LEGS_MAX)
		return doc_bad(d, "'leg' names the column that tells legs "
		    "apart, 'legs' is a list of 2 to %d", CALL_LEGS_MAX);
	c->terms.legs = (unsigned)json_array_size(legs);
	if (doc_column(d, column, &c->leg) < 0)
		return -1;
	for (unsigned i = 0; i < c->terms.legs; i++)
		if (read_leg(d, json_array_get(legs, i), c, i) < 0)
			return -1;
	return 0;
}

int
format_call_read(struct doc *d, json_t *j, struct format *f)
{
	uint64_t timeout = TIMEOUT_S, remember = TIMEOUT_S;
	struct format_call *c;

	d->place = "call";
	if (j == NULL)
		return 0;
	c = arena_alloc(&d->map->mem, sizeof(*c));
	*c = (struct format_call){ .numbered = false };
	c->leg_of = arena_alloc(&d->map->mem, (d->map->kinds + 1)
	    * sizeof(*c->leg_of));
	if (doc_only(d, j, "number|from|kind|last|single|leg|legs|timeout_s|"
	    "remember_s") < 0
	    || read_numbers(d, j, c) < 0 || read_legs(d, j, c) < 0
	    || doc_uint(d, j, "timeout_s", SPAN_S_MAX, &timeout) < 0
	    || doc_uint(d, j, "remember_s", SPAN_S_MAX, &remember) < 0)
		return -1;
	if (d->flow)
		return doc_bad(d, "flows make no calls");
	if (d->map->keys == 0)
		return doc_bad(d, "a 'key' must name what the records of a "
		    "call have alike");
	if (!c->numbered && c->terms.legs == 1)
		return doc_bad(d, "'number' and 'kind', or 'leg' and 'legs', "
		    "must say what makes a call");
	c->terms.timeout_us = (int64_t)timeout * US_PER_S;
	c->terms.remember_us = (int64_t)remember * US_PER_S;
	f->call = c;
	return 0;
}
