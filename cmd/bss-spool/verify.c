/*
 * verify.c (bss-spool) - is everything still as it was landed?
 */
#include <zstd.h>

#include "base/diag.h"
#include "spool.h"
#include "store/spool_marks.h"
#include "store/spool_verify.h"

/* The same identity with other content anywhere in the spool. */
static int
check_conflicts(const struct spool_opts *o, const struct spool_register *reg,
    ZSTD_DCtx *unpack)
{
	struct spool_conflicts found = { 0 };
	int rc = spool_conflicts_in(&found, o->spool, reg, unpack);

	if (rc == 0 && found.len > 0)
		diag(REASON_SPOOL_CONFLICT, "%zu identities stand with other "
		    "content; bss-spool cat names them", found.len);
	rc = rc != 0 ? EXIT_TROUBLE : found.len > 0 ? EXIT_FINDINGS : EXIT_OK;
	spool_conflicts_release(&found);
	return rc;
}

static int
check_all(const struct spool_opts *o, const struct spool_register *reg)
{
	ZSTD_DCtx *unpack = ZSTD_createDCtx();
	size_t bad = 0;
	int rc;

	for (size_t i = 0; i < reg->len; i++)
		bad += spool_verify(o->spool, reg->batch[i].name, unpack) != 0;
	rc = bad > 0 ? EXIT_TROUBLE : check_conflicts(o, reg, unpack);
	note("%zu batches, %zu damaged", reg->len, bad);
	ZSTD_freeDCtx(unpack);
	return rc;
}

int
spool_check(int argc, char **argv)
{
	struct spool_register reg;
	struct spool_opts opts;
	char *home;
	int rc;

	if (spool_options("verify", &opts, &argc, &argv, &home, &rc) != 0)
		return rc;
	diag_set_quiet(opts.stream.quiet);
	rc = EXIT_TROUBLE;
	if (spool_register_read(&reg, opts.spool, INT64_MIN, INT64_MAX) == 0) {
		rc = check_all(&opts, &reg);
		spool_register_release(&reg);
	}
	free(home);
	return rc;
}
