/*
 * publish.c (bss-catalog) - the archive of catalogs: publish, list
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/utf8.h"
#include "bss/catalog_check.h"
#include "store/catalog_archive.h"
#include "verbs.h"

struct errors {
	uint64_t	count;
};

static void
error_say(const struct catalog_finding *f, void *arg)
{
	struct errors *e = arg;

	if (reason_level(f->why) != LEVEL_ERROR)
		return;
	e->count++;
	diag_at(f->why, f->file.p, f->line, "%.*s", SLICE_FMT(f->text));
}

/* What is an error there must not go live. */
static bool
is_sound(const struct loaded *l, const struct catalog_opts *o)
{
	struct errors errors = { 0 };
	const struct catalog_check job = {
		.catalog = &l->catalog, .view = &l->view,
		.has_now = o->now_us != 0, .now_us = o->now_us,
		.found = error_say, .arg = &errors
	};

	catalog_check(&job);
	return errors.count == 0;
}

/* As much as fits, in whole characters */
static void
text_cut(char *out, size_t size, const char *text)
{
	size_t n;

	snprintf(out, size, "%s", text);
	for (n = strlen(out); n > 0 && !utf8_valid(out, n); n--)
		out[n - 1] = '\0';
}

static int
publish(const struct loaded *l, const struct catalog_opts *o)
{
	struct publication p = { .at_us = o->now_us };
	bool known;

	if (!is_sound(l, o))
		return -1;
	snprintf(p.digest, sizeof(p.digest), "%s", l->catalog.digest);
	text_cut(p.name, sizeof(p.name), l->catalog.name.p);
	text_cut(p.why, sizeof(p.why), o->why != NULL ? o->why : "");
	if (catalog_archive(&l->files, &p, &known) < 0)
		return -1;
	puts(p.digest);
	if (known)
		note("it was published before: nothing changes");
	return 0;
}

int
verb_publish(int argc, char **argv)
{
	struct catalog_opts o = { .output = SHEET_TEXT };
	struct loaded l;
	int rc = catalog_parse(&o, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (loaded_open(&l, argc > 0 ? argv[0] : NULL) < 0)
		return tool_exit_code(-1);
	rc = tool_exit_code(publish(&l, &o));
	loaded_release(&l);
	return rc;
}

static int
put(struct sheet *s, const struct publication *p)
{
	char at[TSTAMP_TEXT_MAX];

	sheet_row(s);
	sheet_str(s, F_CATALOG, slice_of(p->digest));
	sheet_str(s, F_NAME, slice_of(p->name));
	sheet_str(s, F_PUBLISHED, (struct slice){ at, tstamp_format(p->at_us, at) });
	sheet_str(s, F_USER, slice_of(p->user));
	sheet_str(s, F_REASON, slice_of(p->why));
	return sheet_done(s);
}

int
verb_list(int argc, char **argv)
{
	struct catalog_opts o = { .output = SHEET_TEXT };
	struct publication *p;
	struct sheet s;
	size_t len, i;
	int rc = catalog_parse(&o, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (catalog_published(argc > 0 ? argv[0] : "", &p, &len) < 0)
		rc = -1;
	else if ((rc = sheet_open(&s, REC_PUBLICATION,
	    (enum sheet_form)o.output)) == EXIT_OK) {
		for (i = 0; i < len && rc == 0; i++)
			rc = put(&s, &p[i]);
		rc = sheet_close(&s, rc);
		free(p);
		return rc;
	}
	free(p);
	return tool_exit_code(rc);
}
