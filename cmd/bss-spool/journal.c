/*
 * journal.c (bss-spool) - who decided what, when and why
 */
#include "base/diag.h"
#include "spool.h"
#include "store/spool_json.h"

/* What it was done to: a period, a batch, or how many of them */
static void
add_object(struct buf *b, const struct spool_act *a)
{
	const char *period = js_get_str(a->doc, "period");
	const char *batch = js_get_str(a->doc, "batch");
	const json_t *things = json_object_get(a->doc, "things");
	uint64_t n;

	if (*period != '\0')
		vis_add(b, slice_of(period));
	else if (*batch != '\0')
		vis_add(b, slice_of(batch));
	else if (json_is_array(things))
		buf_addf(b, "%zu identities", json_array_size(things));
	else if (js_get_int(a->doc, "batches", &n))
		buf_addf(b, "%llu batches", (unsigned long long)n);
}

static void
add_who(struct buf *b, const struct spool_act *a)
{
	const char *sudo = js_get_str(a->doc, "sudo_user");

	vis_add(b, slice_of(js_get_str(a->doc, "user")));
	if (*sudo != '\0') {
		buf_adds(b, " (");
		vis_add(b, slice_of(sudo));
		buf_addc(b, ')');
	}
}

static void
print_text(size_t n, const struct spool_act *a)
{
	struct buf b = { 0 };

	buf_addf(&b, "%zu ", n);
	vis_add(&b, slice_of(js_get_str(a->doc, "at")));
	buf_addc(&b, ' ');
	add_who(&b, a);
	buf_addf(&b, ": %s ", spool_act_name(a->kind));
	add_object(&b, a);
	if (*js_get_str(a->doc, "why") != '\0') {
		buf_adds(&b, ": ");
		vis_add(&b, slice_of(js_get_str(a->doc, "why")));
	}
	printf("%s\n", buf_str(&b));
	buf_release(&b);
}

int
verb_journal(int argc, char **argv)
{
	struct spool_acts acts;
	struct spool_opts opts;
	char *home;
	int rc;

	if (spool_parse(&opts, &argc, &argv, &home, &rc) != 0)
		return rc;
	rc = EXIT_TROUBLE;
	if (spool_acts_read(&acts, opts.spool) == 0) {
		for (size_t i = 0; i < acts.len; i++)
			if (opts.list_format == 1)
				printf("%s\n", acts.item[i].text);
			else
				print_text(i + 1, &acts.item[i]);
		spool_acts_release(&acts);
		rc = EXIT_OK;
	}
	free(home);
	return rc;
}
