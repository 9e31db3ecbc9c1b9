/*
 * prove.c (bss-spool) - what can be said for certain of a sealed period, with
 * its details or without them
 */
#include "base/diag.h"
#include "base/tstamp.h"
#include "spool.h"
#include "store/spool_account.h"
#include "store/spool_json.h"

struct proof {
	const struct spool_opts	*opts;
	struct spool_range	 range;
	struct spool_state	 state;
	const struct spool_seal	*seal;
	struct spool_account	 want;
	size_t			 entries, changed;	/* of its list */
	const char		*details;	/* "equal", "other", "purged" */
	const char		*stream;	/* "", "equal", "other" */
};

static const struct stream_spec prove_spec = {
	.tool = "bss-spool", .takes = SPOOL_TYPES, .csv_type = REC_USAGE,
};

static int
find_seal(struct proof *p)
{
	const struct spool_seal *first;
	size_t n = spool_cycle_seals(&p->state, p->range.span.cycle, &first);

	for (size_t i = 0; i < n; i++)
		if (first[i].from_us == p->range.span.from_us
		    && first[i].to_us == p->range.span.to_us)
			p->seal = &first[i];
	if (p->seal == NULL) {
		diag(REASON_SPOOL_UNSEALED, "'%s' is not sealed",
		    p->range.period.name);
		return -1;
	}
	if (spool_account_parse(&p->want, p->seal->doc))
		return 0;
	diag(REASON_SPOOL_DAMAGED, "the seal of '%s' is not one",
	    p->range.period.name);
	return -1;
}

/* Are the entries in the register those that were sealed? */
static int
check_entries(struct proof *p)
{
	const struct spool_list *l = &p->seal->list;
	char digest[SHA256_HEX_MAX];

	for (size_t i = 0; i < l->len; i++) {
		p->entries++;
		if (spool_entry_digest(p->state.folder, l->item[i].name,
		    digest) == 0
		    && strcmp(digest, l->item[i].entry) == 0)
			continue;
		p->changed++;
		diag_at(REASON_SPOOL_DAMAGED, l->item[i].name, 0,
		    "the entry is not the one that was sealed");
	}
	return 0;
}

static int
add_up(struct spool_view *v, struct spool_account *a)
{
	struct spool_delivery *d = spool_delivery_new(v, NULL, NULL);
	struct spool_reader *from;
	const struct spool_rec *r;
	enum spool_fate fate;
	int rc;

	while ((rc = spool_delivery_next(d, &r, &from, &fate)) > 0)
		if (spool_account_add(a, r, &from->slot[r->slot], fate) != 0) {
			rc = -1;
			break;
		}
	spool_delivery_free(d);
	return rc;
}

/* The details are read once more, unless they are gone. */
static int
check_details(struct proof *p)
{
	struct spool_account a = { 0 };
	struct spool_view v;
	int rc = 0;

	p->details = "purged";
	if (p->seal->purged)
		return 0;
	rc = spool_view_open(&v, &p->state, &p->range.span);
	if (rc == 0)
		rc = spool_view_conflicts(&v);
	if (rc == 0)
		rc = add_up(&v, &a);
	p->details = rc == 0 && spool_account_equal(&a, &p->want) ? "equal"
	    : v.blurred ? "purged" : "other";
	spool_account_release(&a);
	spool_view_release(&v);
	return rc;
}

static int
take(struct spool_account *a, struct totals *seen, const struct rec *rec)
{
	struct spool_slot slot;
	struct spool_rec r;
	bool late = false;

	if (spool_rec_of(rec, seen, &r) != REASON_NONE)
		return -1;
	(void)rec_bool(rec, F_LATE, &late);
	slot = (struct spool_slot){
		.usage_type = slice_of(seen->item[r.slot].usage_type),
		.unit = slice_of(seen->item[r.slot].unit),
		.currency = slice_of(seen->item[r.slot].currency) };
	return spool_account_add(a, &r, &slot, late ? FATE_LATE
	    : FATE_DELIVER);
}

/* Is a stream that someone kept what the period delivered? */
static int
check_stream(struct proof *p, int files, char **file)
{
	struct spool_account a = { 0 };
	struct totals seen = { 0 };
	const struct rec *rec;
	struct stream s;
	int rc;

	rc = stream_open(&s, &prove_spec, &p->opts->stream, files, file);
	if (rc != EXIT_OK)
		return rc;
	while (stream_next(&s, &rec) == IN_OK)
		if (take(&a, &seen, rec) != 0) {
			stream_fail(&s, EXIT_TROUBLE);
			break;
		}
	rc = stream_close(&s);
	p->stream = rc == EXIT_OK && spool_account_equal(&a, &p->want)
	    ? "equal" : "other";
	spool_account_release(&a);
	totals_release(&seen);
	return rc;
}

static json_t *
document(struct proof *p)
{
	json_t *o = json_object();

	js_set_str(o, "type", "proof");
	js_set_str(o, "period", p->seal->period);
	js_set_str(o, "zone", p->seal->zone);
	js_set_time(o, "from", p->seal->from_us);
	js_set_time(o, "to", p->seal->to_us);
	js_set_int(o, "act", p->seal->act);
	js_set_str(o, "sealed_at", js_get_str(p->seal->doc, "at"));
	js_set_str(o, "sealed_by", js_get_str(p->seal->doc, "user"));
	js_set_int(o, "acts", p->state.acts.len);
	js_set_str(o, "last_act_sha256", p->state.acts.last);
	js_set_int(o, "entries", p->entries);
	js_set_int(o, "entries_changed", p->changed);
	js_set_str(o, "details", p->details);
	js_set_str(o, "stream", p->stream);
	spool_account_json(&p->want, o);
	return o;
}

static void
print_totals(const json_t *o)
{
	const json_t *list = json_object_get(o, "totals"), *one;
	size_t i;

	json_array_foreach(list, i, one) {
		struct buf b = { 0 };
		uint64_t n = 0;

		js_get_int(one, "records", &n);
		vis_add(&b, slice_of(js_get_str(one, "usage_type")));
		buf_addf(&b, ": %llu records, ", (unsigned long long)n);
		vis_add(&b, slice_of(js_get_str(one, "quantity")));
		buf_addc(&b, ' ');
		vis_add(&b, slice_of(js_get_str(one, "unit")));
		printf("            %s\n", buf_str(&b));
		buf_release(&b);
	}
}

/* What the act says, safe for a terminal */
static void
print_seal(const struct proof *p, const json_t *o)
{
	struct buf b = { 0 };

	buf_adds(&b, "period      ");
	vis_add(&b, slice_of(p->seal->period));
	buf_adds(&b, " (");
	vis_add(&b, slice_of(p->seal->zone));
	buf_addf(&b, "), %s to %s\nseal        act %zu of ",
	    js_get_str(o, "from"), js_get_str(o, "to"), p->seal->act);
	vis_add(&b, slice_of(js_get_str(o, "sealed_at")));
	buf_adds(&b, ", by ");
	vis_add(&b, slice_of(js_get_str(o, "sealed_by")));
	printf("%s\n", buf_str(&b));
	buf_release(&b);
}

static void
print_text(const struct proof *p, const json_t *o)
{
	print_seal(p, o);
	printf("delivered   %llu records, %llu of them late, digest %s\n",
	    (unsigned long long)p->want.records,
	    (unsigned long long)p->want.late, js_get_str(o, "digest"));
	print_totals(o);
	printf("acts        %zu in an unbroken row, the last has SHA-256 %s\n",
	    p->state.acts.len, p->state.acts.last);
	printf("batches     %zu entries, %zu not as they were sealed\n",
	    p->entries, p->changed);
	printf("details     %s\n", strcmp(p->details, "purged") == 0
	    ? "purged: what is above is all that is left"
	    : strcmp(p->details, "equal") == 0
	    ? "read again: they deliver what was sealed"
	    : "NOT what was sealed");
	if (*p->stream != '\0')
		printf("stream      %s\n", strcmp(p->stream, "equal") == 0
		    ? "it is what was delivered" : "NOT what was delivered");
}

static int
prove(struct proof *p, int files, char **file)
{
	json_t *o;
	char *text;

	p->stream = "";
	if (spool_state_read(&p->state, p->opts->spool) != 0
	    || find_seal(p) != 0 || check_entries(p) != 0
	    || check_details(p) != 0)
		return EXIT_TROUBLE;
	if (files > 0 && check_stream(p, files, file) > EXIT_FINDINGS)
		return EXIT_TROUBLE;
	o = document(p);
	if (p->opts->list_format == 1) {
		text = json_dumps(o, JSON_COMPACT);
		printf("%s\n", text);
		free(text);
	} else
		print_text(p, o);
	json_decref(o);
	return p->changed == 0 && strcmp(p->details, "other") != 0
	    && strcmp(p->stream, "other") != 0 ? EXIT_OK : EXIT_FINDINGS;
}

int
verb_prove(int argc, char **argv)
{
	struct spool_opts opts;
	struct proof p = { .opts = &opts };
	char *home;
	int rc;

	if (spool_parse(&opts, &argc, &argv, &home, &rc) == 0) {
		diag_set_quiet(opts.stream.quiet);
		rc = EXIT_TROUBLE;
		if (opts.period == NULL)
			diag(REASON_USAGE_MISSING, "--period is missing");
		else if (spool_range(&opts, &p.range) == 0)
			rc = prove(&p, argc, argv);
	}
	spool_account_release(&p.want);
	spool_state_release(&p.state);
	spool_range_release(&p.range);
	free(home);
	return rc;
}
