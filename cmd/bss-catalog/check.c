/*
 * check.c (bss-catalog) - what loads and is wrong nonetheless
 */
#include <stdio.h>

#include "base/diag.h"
#include "bss/catalog_check.h"
#include "verbs.h"

struct check_run {
	const struct catalog_opts *opts;
	struct sheet	 sheet;
	uint64_t	 errors, warnings;
	bool		 failed;
};

static bool
is_error(const struct catalog_finding *f)
{
	return reason_level(f->why) == LEVEL_ERROR;
}

/* rates/voice.csv:5: error: price 'voice' to ... [catalog-gap] */
static void
finding_print(const struct catalog_finding *f)
{
	struct buf line = { 0 };

	vis_add(&line, f->file);
	if (f->line != 0)
		buf_addf(&line, ":%u", f->line);
	buf_addf(&line, ": %s: ", is_error(f) ? "error" : "warning");
	vis_add(&line, f->text);
	printf("%s [%s]\n", buf_str(&line), reason_code(f->why));
	buf_release(&line);
}

static int
finding_put(struct sheet *s, const struct catalog_finding *f)
{
	sheet_row(s);
	sheet_str(s, F_CODE, slice_of(reason_code(f->why)));
	sheet_str(s, F_SEVERITY, slice_of(is_error(f) ? "error" : "warning"));
	sheet_str(s, F_FILE, f->file);
	if (f->line != 0)
		sheet_u64(s, F_LINE, f->line);
	sheet_str(s, F_TEXT, f->text);
	return sheet_done(s);
}

static void
found(const struct catalog_finding *f, void *arg)
{
	struct check_run *run = arg;

	*(is_error(f) ? &run->errors : &run->warnings) += 1;
	if (run->opts->output == SHEET_TEXT)
		finding_print(f);
	else if (finding_put(&run->sheet, f) < 0)
		run->failed = true;
}

static int
check(struct check_run *run, const struct loaded *l)
{
	const struct catalog_opts *o = run->opts;
	const struct catalog_check job = {
		.catalog = &l->catalog, .view = &l->view,
		.has_now = o->now_us != 0, .now_us = o->now_us,
		.found = found, .arg = run
	};
	int rc = sheet_open(&run->sheet, REC_FINDING,
	    (enum sheet_form)o->output);

	if (rc != EXIT_OK)
		return rc;
	catalog_check(&job);
	rc = sheet_close(&run->sheet, run->failed ? -1 : 0);
	if (rc != EXIT_OK)
		return rc;
	note("%llu errors, %llu warnings", (unsigned long long)run->errors,
	    (unsigned long long)run->warnings);
	return run->errors > 0 || (o->strict && run->warnings > 0)
	    ? EXIT_FINDINGS : EXIT_OK;
}

int
verb_check(int argc, char **argv)
{
	struct catalog_opts o = { .output = SHEET_TEXT };
	struct check_run run = { .opts = &o };
	struct loaded l;
	int rc = catalog_parse(&o, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (loaded_open(&l, argc > 0 ? argv[0] : NULL) < 0)
		return tool_exit_code(-1);
	rc = check(&run, &l);
	loaded_release(&l);
	return rc;
}
