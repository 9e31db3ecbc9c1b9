/*
 * status.c (bss-spool) - is all there that expect.csv says must be?
 */
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/tstamp.h"
#include "rec/scan.h"
#include "spool.h"
#include "store/spool_expect.h"

struct status {
	const struct spool_opts	*opts;
	struct spool_range	 range;
	struct zone		 zone;
	struct spool_state	 state;
	struct spool_view	 view;
	struct spool_expects	 expects;
	struct scanner		*scanner;
	struct buf		 line;
	int64_t			 now_us;
	size_t			 missing;
};

static const char *const state_name[] = {
	[SLOT_COMPLETE] = "complete", [SLOT_LATE] = "late",
	[SLOT_WAITING] = "waiting", [SLOT_MISSING] = "missing",
};

static const struct stream_spec status_spec = {
	.tool = "bss-spool", .makes = REC_BIT(REC_EXPECTED), .writes = true,
};

/* The keys of a block do not have a record's source: its line has. */
static struct slice
source_of(struct status *s, const struct spool_rec *r)
{
	struct slice none = { NULL, 0 };
	const char *next, *at;
	struct rec rec = { 0 };

	if (!s->expects.by_source)
		return none;
	buf_clear(&s->line);
	buf_add(&s->line, r->line, r->line_len);
	buf_addc(&s->line, '\n');
	buf_reserve(&s->line, SCAN_PADDING);
	return scan_line(s->scanner, s->line.data, &rec, &next, &at)
	    == REASON_NONE ? rec_str(&rec, F_SOURCE) : none;
}

static void
see_files(struct status *s, const struct spool_entry *e, int64_t landed_us)
{
	const char *p = e->files;

	while (*p != '\0') {
		size_t n = strcspn(p, ",");
		const char *base = memrchr(p, '/', n);
		struct slice name = { p, n };

		if (base != NULL)
			name = (struct slice){ base + 1,
				n - (size_t)(base + 1 - p) };
		spool_expects_file(&s->expects, name, landed_us);
		p += n + (p[n] == ',');
	}
}

static int
see_batch(struct status *s, const struct spool_source *src)
{
	struct spool_entry e;
	struct spool_merge *m;
	struct spool_reader *from;
	const struct spool_rec *r;
	int64_t landed_us = INT64_MAX;
	int rc;

	if (spool_entry_read(&e, s->opts->spool, src->name) != 0)
		return -1;
	(void)tstamp_parse(slice_of(e.landed), &landed_us);
	see_files(s, &e, landed_us);
	spool_entry_release(&e);
	m = spool_merge_new(src, 1, s->range.span.from_us,
	    s->range.span.to_us);
	while ((rc = spool_merge_next(m, &r, &from)) > 0)
		spool_expects_record(&s->expects, source_of(s, r),
		    from->slot[r->slot].usage_type, r->ts_us, landed_us);
	spool_merge_free(m);
	return rc;
}

static int
put_slot(struct out *o, const struct spool_expect *e,
    const struct spool_due *d, enum spool_slot_state state)
{
	out_begin(o, REC_EXPECTED);
	out_str(o, F_EXPECT, e->name);
	out_time(o, F_TS, d->from_us);
	out_time(o, F_END_TS, d->to_us);
	out_time(o, F_DUE, d->due_us);
	out_str(o, F_STATE, slice_of(state_name[state]));
	out_u64(o, F_RECORDS, d->all);
	out_str(o, F_FILE, d->file);
	return out_done(o);
}

static int
put_records(struct status *s)
{
	struct stream_opts opts = s->opts->stream;
	struct stream stream;
	char *none = NULL;
	int rc;

	opts.out_format = s->opts->list_format - 1;
	rc = stream_open(&stream, &status_spec, &opts, 0, &none);
	if (rc != EXIT_OK)
		return rc;
	for (size_t i = 0; i < s->expects.len; i++) {
		const struct spool_expect *e = &s->expects.item[i];

		for (size_t k = 0; k < e->dues; k++)
			if (put_slot(stream.out, e, &e->due[k],
			    spool_due_state(e, &e->due[k], s->now_us)) != 0) {
				stream_fail(&stream, EXIT_TROUBLE);
				return stream_close(&stream);
			}
	}
	if (s->missing > 0)
		stream_finding(&stream);
	return stream_close(&stream);
}

/*
 * Text: a line for each that is expected, and one for each stretch of what is
 * not complete
 */

static void
print_stretch(const struct status *s, const struct spool_expect *e, size_t at,
    size_t end, enum spool_slot_state state)
{
	static const char *const unit[] = { "hour", "day", "month" };
	char from[TSTAMP_TEXT_MAX], to[TSTAMP_TEXT_MAX];
	int64_t from_us = e->due[at].from_us, to_us = e->due[end - 1].to_us;
	struct buf file = { 0 };

	tstamp_format_offset(from_us, zone_offset(&s->zone, from_us, NULL),
	    from);
	tstamp_format_offset(to_us, zone_offset(&s->zone, to_us, NULL), to);
	vis_add(&file, e->due[at].file);
	printf("  %-8s %s to %s, %zu %s%s%s%s\n", state_name[state], from, to,
	    end - at, unit[e->every], end - at == 1 ? "" : "s",
	    file.len > 0 ? " from " : "", buf_str(&file));
	buf_release(&file);
}

static void
print_expect(const struct status *s, const struct spool_expect *e)
{
	size_t count[4] = { 0 }, end;
	struct buf name = { 0 };

	for (size_t i = 0; i < e->dues; i++)
		count[spool_due_state(e, &e->due[i], s->now_us)]++;
	vis_add(&name, e->name);
	printf("%s: %zu expected, %zu complete, %zu late, %zu waiting, "
	    "%zu missing\n", buf_str(&name), e->dues, count[SLOT_COMPLETE],
	    count[SLOT_LATE], count[SLOT_WAITING], count[SLOT_MISSING]);
	for (size_t i = 0; i < e->dues; i = end) {
		enum spool_slot_state state = spool_due_state(e, &e->due[i],
		    s->now_us);

		for (end = i + 1; end < e->dues && spool_due_state(e,
		    &e->due[end], s->now_us) == state; end++)
			;
		if (state != SLOT_COMPLETE)
			print_stretch(s, e, i, end, state);
	}
	buf_release(&name);
}

static void
print_period(const struct status *s)
{
	const struct spool_seal *first, *seal = NULL;
	size_t n = spool_cycle_seals(&s->state, s->range.span.cycle, &first);
	size_t late = 0;

	for (size_t i = 0; i < n; i++)
		if (first[i].from_us == s->range.span.from_us
		    && first[i].to_us == s->range.span.to_us)
			seal = &first[i];
	for (size_t i = 0; i < s->view.reg.len; i++)
		late += strcmp(spool_batch_state(&s->state,
		    &s->view.reg.batch[i]), "late") == 0;
	if (seal != NULL)
		printf("%s: sealed (act %zu), %zu batches came late\n",
		    s->range.period.name, seal->act, late);
	else
		printf("%s: open, %zu batches\n", s->range.period.name,
		    s->view.reg.len);
}

static int
report(struct status *s)
{
	for (size_t i = 0; i < s->expects.len; i++) {
		const struct spool_expect *e = &s->expects.item[i];

		for (size_t k = 0; k < e->dues; k++)
			s->missing += spool_due_state(e, &e->due[k],
			    s->now_us) == SLOT_MISSING;
	}
	if (s->opts->list_format != 0)
		return put_records(s);
	print_period(s);
	for (size_t i = 0; i < s->expects.len; i++)
		print_expect(s, &s->expects.item[i]);
	return s->missing > 0 ? EXIT_FINDINGS : EXIT_OK;
}

static int
expects_open(struct status *s)
{
	char *path = s->opts->expect != NULL ? xstrdup(s->opts->expect)
	    : home_path("expect.csv");
	int rc = -1;

	if (path == NULL)
		diag(REASON_USAGE_MISSING, "no list of what is expected: give "
		    "--expect file or set OSSBSS_HOME");
	else if (s->opts->expect == NULL && access(path, F_OK) != 0)
		diag(REASON_USAGE_MISSING, "status: no '%s', which says what "
		    "must come by when: see \"What must have come\" in "
		    "bss-spool(1)", path);
	else
		rc = spool_expects_read(&s->expects, path);
	free(path);
	return rc;
}

static int
status(struct status *s)
{
	struct spool_span span;
	int rc = 0;

	if (s->opts->period == NULL) {
		diag(REASON_USAGE_MISSING, "--period is missing");
		return EXIT_TROUBLE;
	}
	if (spool_range(s->opts, &s->range) != 0 || expects_open(s) != 0
	    || !zone_load(&s->zone, s->range.zone)
	    || spool_expects_slots(&s->expects, &s->range.period, &s->zone)
	    != 0 || spool_state_read(&s->state, s->opts->spool) != 0)
		return EXIT_TROUBLE;
	span = s->range.span;
	span.cycle = SPOOL_NO_CYCLE;	/* all that landed, sealed or not */
	if (spool_view_open(&s->view, &s->state, &span) != 0)
		return EXIT_TROUBLE;
	s->scanner = scanner_new();
	for (size_t i = 0; i < s->view.main.len && rc == 0; i++)
		rc = see_batch(s, &s->view.main.source[i]);
	return rc == 0 ? report(s) : EXIT_TROUBLE;
}

int
verb_status(int argc, char **argv)
{
	struct spool_opts opts;
	struct status s = { .opts = &opts };
	char *home;
	int rc;

	if (spool_parse(&opts, &argc, &argv, &home, &rc) == 0) {
		diag_set_quiet(opts.stream.quiet);
		s.now_us = spool_now(&opts);
		rc = status(&s);
	}
	spool_expects_release(&s.expects);
	spool_view_release(&s.view);
	spool_state_release(&s.state);
	spool_range_release(&s.range);
	zone_release(&s.zone);
	scanner_free(s.scanner);
	buf_release(&s.line);
	free(home);
	return rc;
}
