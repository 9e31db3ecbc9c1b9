/*
 * settle.c (bss-spool) - someone says which version of a thing is right
 */
#include "base/diag.h"
#include "spool.h"
#include "store/spool_json.h"
#include "versions.h"

void
spool_version_name(const struct spool_version *v,
    char name[SPOOL_VERSION_LEN + 1])
{
	snprintf(name, SPOOL_VERSION_LEN + 1, "%010llx",
	    (unsigned long long)v->mark.lo
	    & ((1ull << SPOOL_CONTENT_BITS) - 1));
}

int
spool_all_view(struct spool_view *v, const struct spool_state *state,
    const struct spool_range *range)
{
	struct spool_span span = range->span;
	int64_t gone_us = spool_purged_until(state);

	span.cycle = SPOOL_NO_CYCLE;
	if (span.from_us == INT64_MIN)
		span.from_us = gone_us;
	if (spool_view_open(v, state, &span) != 0)
		return -1;
	return spool_view_conflicts(v);
}

static int
refuse(const struct spool_thing *t, enum reason why, const char *what)
{
	diag(why, "%s '%.*s' %s", type_def(t->type)->name, (int)t->id_len,
	    t->id, what);
	return -1;
}

static bool
has_batch(const struct spool_version *v, const char *batch)
{
	for (size_t i = 0; i < v->batches; i++)
		if (strcmp(v->batch[i], batch) == 0)
			return true;
	return false;
}

/* Is it the version that --choose or --batch means? */
static bool
is_meant(const struct spool_opts *o, const struct spool_version *v)
{
	char name[SPOOL_VERSION_LEN + 1];

	spool_version_name(v, name);
	return o->choose != NULL ? strcmp(o->choose, name) == 0
	    : has_batch(v, o->batch);
}

/* *out is NULL when it is not about this thing (--all). 0; -1, said */
static int
choose(const struct spool_opts *o, const struct spool_thing *t,
    const struct spool_version **out)
{
	const struct spool_version *chosen = NULL;
	bool delivered = false;

	*out = NULL;
	for (size_t i = 0; i < t->versions; i++) {
		const struct spool_version *v = &t->version[i];

		delivered = delivered || v->delivered;
		if (!is_meant(o, v))
			continue;
		if (chosen != NULL)
			return refuse(t, REASON_SPOOL_SETTLE, "stands twice "
			    "in that batch: --choose one");
		chosen = v;
	}
	if (chosen == NULL && !o->all)
		return refuse(t, REASON_SPOOL_SETTLE, "has no such version");
	if (chosen != NULL && delivered && !chosen->delivered)
		return refuse(t, REASON_SPOOL_SEALED, "was delivered with a "
		    "sealed period: that version stands");
	*out = chosen;
	return 0;
}

static json_t *
mark_json(struct spool_mark m)
{
	char text[40];

	snprintf(text, sizeof(text), "%016llx%016llx",
	    (unsigned long long)m.hi, (unsigned long long)m.lo);
	return json_string(text);
}

static json_t *
thing_json(const struct spool_thing *t, const struct spool_version *chosen)
{
	json_t *one = json_object(), *others = json_array();

	js_set_str(one, "record", type_def(t->type)->name);
	json_object_set_new(one, "id", json_stringn(t->id, t->id_len));
	json_object_set_new(one, "chosen", mark_json(chosen->mark));
	js_set_str(one, "batch", chosen->batch[0]);
	for (size_t i = 0; i < t->versions; i++)
		if (&t->version[i] != chosen)
			json_array_append_new(others, mark_json(
			    t->version[i].mark));
	json_object_set_new(one, "others", others);
	return one;
}

/* What is settled of one thing; 0, or -1: it cannot be, said */
static int
settle_one(const struct spool_opts *o, const struct spool_thing *t,
    json_t *list)
{
	const struct spool_version *chosen;

	if (t->versions < 2 && !o->all)
		return refuse(t, REASON_SPOOL_SETTLE, "stands with one "
		    "content");
	if (t->more > 0)
		return refuse(t, REASON_SPOOL_SETTLE, "stands with too "
		    "many contents: withdraw the batches that have them");
	if (choose(o, t, &chosen) != 0)
		return -1;
	if (chosen != NULL)
		json_array_append_new(list, thing_json(t, chosen));
	return 0;
}

static int
settle_all(struct spool_decision *d, const struct spool_things *t)
{
	json_t *list = json_array(), *o;
	size_t n;
	int rc = 0;

	for (size_t i = 0; i < t->want_len; i++)
		if (t->thing[i].versions > 0
		    && settle_one(d->opts, &t->thing[i], list) != 0)
			rc = -1;
	n = json_array_size(list);
	if (rc == 0 && n == 0) {
		diag(REASON_SPOOL_SETTLE, "nothing to settle");
		rc = -1;
	}
	if (rc != 0) {
		json_decref(list);
		return EXIT_TROUBLE;
	}
	o = json_object();
	json_object_set_new(o, "things", list);
	rc = spool_decide(d, ACT_SETTLE, NULL, o);
	if (rc == EXIT_OK)
		note("%zu settled", n);
	return rc;
}

/* A thing of each type that may have the identity. */
static void
want_id(struct spool_things *t, const char *id)
{
	for (int type = 0; type < REC_TYPE_COUNT; type++) {
		struct spool_rec r = { .id = id, .id_len = (uint32_t)strlen(id),
			.type = (uint8_t)type };

		if (spool_takes((enum rec_type)type))
			spool_things_want(t, spool_mark_id(&r));
	}
}

static int
settle(struct spool_decision *d, int ids, char **id)
{
	const struct spool_range all = { .span = { INT64_MIN, INT64_MAX,
		SPOOL_NO_CYCLE } };
	struct spool_things t = { 0 };
	struct spool_view v;
	int rc = EXIT_TROUBLE;

	if (spool_all_view(&v, &d->state, &all) == 0) {
		for (int i = 0; i < ids; i++)
			want_id(&t, id[i]);
		for (size_t i = 0; d->opts->all && i < v.conflicts.len; i++)
			spool_things_want(&t, v.conflicts.item[i]);
		if (spool_things_read(&t, &v) == 0)
			rc = settle_all(d, &t);
	}
	spool_things_release(&t);
	spool_view_release(&v);
	return rc;
}

static bool
usage_ok(const struct spool_opts *o, int ids)
{
	if ((o->choose != NULL) == (o->batch != NULL)) {
		diag(REASON_USAGE_MISSING, "--choose or --batch, one of them");
		return false;
	}
	if (o->all ? ids == 0 && o->batch != NULL : ids > 0)
		return true;
	diag(REASON_USAGE_OPERAND, "identities, or --all with --batch");
	return false;
}

int
verb_settle(int argc, char **argv)
{
	struct spool_decision d;
	struct spool_opts opts;
	char *home, *batch = NULL;
	int rc;

	if (spool_parse(&opts, &argc, &argv, &home, &rc) == 0
	    && usage_ok(&opts, argc)) {
		rc = spool_decision_begin(&d, &opts, true);
		if (rc == EXIT_OK && opts.batch != NULL) {
			batch = spool_batch_name(&opts, opts.batch);
			opts.batch = batch;
			rc = batch != NULL ? EXIT_OK : EXIT_TROUBLE;
		}
		if (rc == EXIT_OK)
			rc = settle(&d, argc, argv);
		spool_decision_release(&d);
	}
	free(batch);
	free(home);
	return rc;
}
