/*
 * withdraw.c (bss-spool) - a batch that was landed by mistake: out of every
 * reading, and back
 */
#include "base/diag.h"
#include "spool.h"
#include "store/spool_json.h"

char *
spool_batch_name(const struct spool_opts *o, const char *operand)
{
	const char *base = strrchr(operand, '/');
	struct spool_batch b;

	base = base != NULL ? base + 1 : operand;
	if ((spool_name_parse(base, "", &b)
	    || spool_name_parse(base, ".json", &b)
	    || spool_name_parse(base, ".zst", &b))
	    && spool_has(o->spool, b.name))
		return xstrdup(b.name);
	diag(REASON_SPOOL_BATCH, "no batch '%s' in the spool", operand);
	return NULL;
}

/* May what is read of the batch change? */
static bool
is_free(const struct spool_state *s, const char *name)
{
	const struct spool_seal *seal = spool_sealed_by(s, name);

	if (spool_is_purged(s, name)) {
		diag(REASON_SPOOL_PURGED, "the details of %s are purged", name);
		return false;
	}
	if (seal == NULL)
		return true;
	diag(REASON_SPOOL_SEALED, "%s is part of '%s', which is sealed", name,
	    seal->period);
	return false;
}

static int
decide(struct spool_decision *d, enum spool_act_kind kind, const char *name)
{
	json_t *o;

	if (spool_is_withdrawn(&d->state, name) == (kind == ACT_WITHDRAW)) {
		note("%s: %s", name, kind == ACT_WITHDRAW ? "withdrawn already"
		    : "is not withdrawn");
		return EXIT_OK;
	}
	if (!is_free(&d->state, name))
		return EXIT_TROUBLE;
	o = json_object();
	js_set_str(o, "batch", name);
	return spool_decide(d, kind, NULL, o);
}

static int
one(const struct spool_opts *o, enum spool_act_kind kind, const char *operand)
{
	struct spool_decision d;
	int rc = spool_decision_begin(&d, o, true);
	char *name = rc == EXIT_OK ? spool_batch_name(o, operand) : NULL;

	if (rc == EXIT_OK)
		rc = name != NULL ? decide(&d, kind, name) : EXIT_TROUBLE;
	free(name);
	spool_decision_release(&d);
	return rc;
}

static int
run(enum spool_act_kind kind, int argc, char **argv)
{
	struct spool_opts opts;
	char *home;
	int rc;

	if (spool_parse(&opts, &argc, &argv, &home, &rc) == 0) {
		rc = EXIT_OK;
		for (int i = 0; i < argc && rc == EXIT_OK; i++)
			rc = one(&opts, kind, argv[i]);
	}
	free(home);
	return rc;
}

int
verb_withdraw(int argc, char **argv)
{
	return run(ACT_WITHDRAW, argc, argv);
}

int
verb_restore(int argc, char **argv)
{
	return run(ACT_RESTORE, argc, argv);
}
