/*
 * add.c (bss-spool) - land a stream as one immutable batch
 */
#include <unistd.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/tstamp.h"
#include "spool.h"
#include "store/spool_land.h"
#include "store/spool_sort.h"

#define BATCH	"batch"		/* the file's name while it is made */

struct add {
	const struct spool_opts	*opts;
	struct stream		 stream;
	struct spool_land	 land;
	struct spool_sort	*sort;
	int			 files;
	const char *const	*file;
};

static const struct stream_spec add_spec = {
	.tool = "bss-spool", .takes = SPOOL_TYPES, .makes = SPOOL_TYPES,
	.csv_type = REC_USAGE,
};

static int
read_records(struct add *a)
{
	const struct rec *rec;
	enum in_status st;
	enum reason why;

	while ((st = stream_next(&a->stream, &rec)) == IN_OK) {
		if (spool_sort_add(a->sort, rec, &why) != 0) {
			stream_fail(&a->stream, EXIT_TROUBLE);
			return -1;
		}
		if (why != REASON_NONE
		    && stream_reject(&a->stream, why, NULL) != 0)
			return -1;
	}
	return st == IN_EOF ? 0 : -1;
}

static void
entry_make(struct add *a, const char *name, const struct spool_sum *sum,
    struct buf *out)
{
	struct spool_origin from = {
		.file = a->file,
		.files = (size_t)a->files,
		.tool = in_end_str(a->stream.in, F_TOOL),
		.version = in_end_str(a->stream.in, F_VERSION),
		.run = in_end_str(a->stream.in, F_RUN),
		.no_end = a->opts->stream.no_end,
		.rejected = a->stream.rejected,
		.filtered = a->stream.filtered,
		/* a fact about the world, and no rule looks at it */
		.landed_us = clock_us() / US_PER_S * US_PER_S,
		.uid = (unsigned)getuid(),
	};

	spool_entry_make(name, sum, spool_sort_totals(a->sort),
	    spool_sort_ids(a->sort), &from, out);
}

/*
 * Content that was withdrawn does not come back by being sent again: who
 * took it out must know.
 */
static int
known_state(const struct add *a, const char *name)
{
	struct spool_state state;
	bool withdrawn;

	if (spool_state_read(&state, a->opts->spool) != 0)
		return EXIT_TROUBLE;
	withdrawn = spool_is_withdrawn(&state, name);
	spool_state_release(&state);
	if (!withdrawn)
		return EXIT_OK;
	diag(REASON_SPOOL_WITHDRAWN, "%s was withdrawn and is not landed again: "
	    "bss-spool restore brings it back", name);
	return EXIT_FINDINGS;
}

static void
say(const struct add *a, const char *name, const struct spool_sum *sum,
    bool known)
{
	const char *what = known ? "in the spool already"
	    : a->opts->dry_run ? "would be landed" : "landed";

	note("%s: %llu records, %s", name, (unsigned long long)sum->records,
	    what);
	if (sum->conflicts != 0)
		note("%s: %llu records repeat an identity with other content",
		    name, (unsigned long long)sum->conflicts);
}

/* The exit code of landing alone. */
static int
land(struct add *a)
{
	char *path = spool_path(a->land.tmp, BATCH, "");
	char name[SPOOL_NAME_MAX];
	struct buf entry = { 0 };
	struct spool_sum sum;
	bool known = false;
	int rc = EXIT_TROUBLE;

	if (spool_sort_finish(a->sort, path, &sum) == 0) {
		spool_name_make(&sum, name);
		entry_make(a, name, &sum, &entry);
		known = spool_has(a->opts->spool, name);
		rc = known || a->opts->dry_run ? EXIT_OK
		    : spool_land_commit(&a->land, BATCH, name, &entry, &known);
	}
	if (rc == EXIT_OK)
		say(a, name, &sum, known);
	if (rc == EXIT_OK && known)
		rc = known_state(a, name);
	buf_release(&entry);
	free(path);
	return rc;
}

static int
run(struct add *a)
{
	int rc;

	rc = spool_land_begin(&a->land, a->opts->spool, a->opts->wait_us);
	if (rc != EXIT_OK) {
		stream_fail(&a->stream, rc);
		return rc;
	}
	a->sort = spool_sort_new(a->land.tmp,
	    (size_t)a->opts->memory_mib << 20);
	if (a->sort == NULL) {
		stream_fail(&a->stream, EXIT_TROUBLE);
		return EXIT_TROUBLE;
	}
	if (read_records(a) != 0 || !stream_complete(&a->stream))
		return EXIT_TROUBLE;	/* stream_close says why */
	if (a->stream.used == 0) {
		note("no records, nothing landed");
		return EXIT_OK;
	}
	rc = land(a);
	if (rc == EXIT_FINDINGS)
		stream_finding(&a->stream);
	else if (rc != EXIT_OK)
		stream_fail(&a->stream, rc);
	return rc;
}

int
verb_add(int argc, char **argv)
{
	struct spool_opts opts;
	struct add a = { .opts = &opts };
	char *home;
	int rc;

	if (spool_parse(&opts, &argc, &argv, &home, &rc) != 0)
		return rc;
	a.files = argc;
	a.file = (const char *const *)argv;
	if (opts.file_name != NULL) {
		if (argc > 0) {
			diag(REASON_USAGE_OPERAND, "--file-name is for standard "
			    "input: the files have names");
			free(home);
			return EXIT_TROUBLE;
		}
		a.files = 1;
		a.file = &opts.file_name;
	}
	rc = stream_open(&a.stream, &add_spec, &opts.stream, argc, argv);
	if (rc == EXIT_OK) {
		run(&a);
		rc = stream_close(&a.stream);
	}
	spool_sort_free(a.sort);
	spool_land_release(&a.land);
	free(home);
	return rc;
}
