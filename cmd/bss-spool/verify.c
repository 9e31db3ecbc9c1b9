/*
 * verify.c (bss-spool) - is everything still as it was landed and sealed?
 */
#include <zstd.h>

#include "base/diag.h"
#include "spool.h"
#include "store/spool_verify.h"

struct verify {
	const struct spool_opts	*opts;
	struct spool_state	 state;
	struct spool_register	 reg;
	ZSTD_DCtx		*unpack;
	size_t			 bad, purged;
};

/* The same identity with other content anywhere in the spool. */
static int
check_conflicts(struct verify *v)
{
	struct spool_conflicts found = { 0 };
	struct spool_settled *settled;
	struct spool_register reg = { 0 };
	int rc;

	settled = spool_settled_before(&v->state, SIZE_MAX,
	    &found.settled_len);
	found.settled = settled;

	for (size_t i = 0; i < v->reg.len; i++) {
		const struct spool_batch *b = &v->reg.batch[i];

		if (spool_is_withdrawn(&v->state, b->name)
		    || spool_is_purged(&v->state, b->name))
			continue;
		GROW(reg.batch, reg.len, reg.cap);
		reg.batch[reg.len++] = *b;
	}
	rc = spool_conflicts_in(&found, v->opts->spool, &reg, v->unpack);
	if (rc == 0 && found.len > 0)
		diag(REASON_SPOOL_CONFLICT, "%zu identities stand with other "
		    "content; bss-spool conflicts shows them", found.len);
	rc = rc != 0 ? EXIT_TROUBLE : found.len > 0 ? EXIT_FINDINGS : EXIT_OK;
	spool_register_release(&reg);
	spool_conflicts_release(&found);
	free(settled);
	return rc;
}

/* A list says what the entries of its batches were. */
static void
check_list(struct verify *v, const struct spool_list *l, const char *what)
{
	char digest[SHA256_HEX_MAX];

	for (size_t i = 0; i < l->len; i++) {
		if (spool_entry_digest(v->opts->spool, l->item[i].name, digest)
		    == 0 && strcmp(digest, l->item[i].entry) == 0)
			continue;
		v->bad++;
		diag_at(REASON_SPOOL_DAMAGED, l->item[i].name, 0,
		    "the entry is not the one that was %s", what);
	}
}

static void
check_batch(struct verify *v, const char *name)
{
	if (spool_is_purged(&v->state, name))
		v->purged++;
	else
		v->bad += spool_verify(v->opts->spool, name, v->unpack) != 0;
}

static int
check_all(struct verify *v)
{
	for (size_t i = 0; i < v->reg.len; i++)
		check_batch(v, v->reg.batch[i].name);
	for (size_t i = 0; i < v->state.seals; i++)
		check_list(v, &v->state.seal[i].list, "sealed");
	check_list(v, &v->state.purged, "purged");
	note("%zu batches, %zu damaged", v->reg.len, v->bad);
	if (v->purged > 0)
		note("of %zu batches the entry alone is left", v->purged);
	return v->bad > 0 ? EXIT_TROUBLE : check_conflicts(v);
}

int
verb_verify(int argc, char **argv)
{
	struct spool_opts opts;
	struct verify v = { .opts = &opts };
	char *home;
	int rc;

	if (spool_parse(&opts, &argc, &argv, &home, &rc) != 0)
		return rc;
	diag_set_quiet(opts.stream.quiet);
	rc = EXIT_TROUBLE;
	if (spool_state_read(&v.state, opts.spool) == 0) {
		if (spool_register_read(&v.reg, opts.spool, INT64_MIN,
		    INT64_MAX) == 0) {
			v.unpack = ZSTD_createDCtx();
			rc = check_all(&v);
			ZSTD_freeDCtx(v.unpack);
		}
		spool_register_release(&v.reg);
		spool_state_release(&v.state);
	}
	free(home);
	return rc;
}
