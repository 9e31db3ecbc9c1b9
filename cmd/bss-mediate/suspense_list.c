/*
 * suspense_list.c - what is in the suspense store: list and totals
 */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/tstamp.h"
#include "rec/reject.h"
#include "suspense.h"

struct tally {			/* of one code; entries come by code */
	struct buf	code;
	uint64_t	records;
	int64_t		oldest_us;
};

struct listing {
	const struct suspense_opts *opts;
	struct out	*out;		/* NULL: text */
	struct tally	*tally;		/* owned */
	size_t		 len, cap;
};

struct suspense_filter
suspense_filter_of(const struct suspense_opts *o, int argc, char **argv)
{
	static const char *const states[] = { "open", "replayed", "closed",
	    NULL };

	return (struct suspense_filter){
		.state = states[o->state], .code = o->code,
		.source = o->source, .ids = (const char *const *)argv,
		.ids_len = (size_t)argc,
	};
}

/* Seconds from then to --now; false without --now, or when it is later. */
static bool
age_of(const struct suspense_opts *o, int64_t us, uint64_t *age_s)
{
	int64_t age;

	if (o->db.now_us == 0 || __builtin_sub_overflow(o->db.now_us, us,
	    &age) || age < 0)
		return false;
	*age_s = (uint64_t)(age / US_PER_S);
	return true;
}

/* "3d 04:05:06" of the seconds */
static void
add_age(struct buf *b, const struct suspense_opts *o, int64_t us)
{
	uint64_t s;

	if (!age_of(o, us, &s))
		return;
	buf_addf(b, ", %" PRIu64 "d %02u:%02u:%02u old", s / 86400,
	    (unsigned)(s / 3600 % 24), (unsigned)(s / 60 % 60),
	    (unsigned)(s % 60));
}

static void
add_time(struct buf *b, int64_t us)
{
	char text[TSTAMP_TEXT_MAX];

	buf_add(b, text, tstamp_format_second(us, text));
}

static void
print_buf(struct buf *b)
{
	buf_addc(b, '\n');
	fwrite(b->data, 1, b->len, stdout);
	buf_release(b);
}

/* ---- entries -------------------------------------------------------------- */

static int
put_entry(struct out *out, const struct suspense_opts *o,
    const struct suspense_entry *e)
{
	uint64_t age_s;

	out_begin(out, REC_SUSPENSE);
	out_u64(out, F_SUSPENSE, (uint64_t)e->entry);
	out_str(out, F_STATE, e->state);
	out_time(out, F_TS, e->added_us);
	if (age_of(o, e->added_us, &age_s))
		out_u64(out, F_AGE_S, age_s);
	out_str(out, F_CODE, e->code);
	out_str(out, F_REASON, e->reason);
	out_str(out, F_FILE, e->file);
	out_u64(out, F_LINE, (uint64_t)e->line);
	out_u64(out, F_OCCURRENCES, (uint64_t)e->occurrences);
	out_u64(out, F_REPLAYS, (uint64_t)e->replays);
	out_u64(out, F_REFUSALS, (uint64_t)e->refusals);
	reject_put_text(out, F_RAW, F_RAW_B64, e->raw);
	if (e->has_mended)
		reject_put_text(out, F_MENDED, F_MENDED_B64, e->mended);
	if (e->header.len > 0)
		out_str(out, F_HEADER, e->header);
	return out_done(out);
}

/* 3 open mediate-time calls.csv:6 2026-10-01T08:00:00Z: raw */
static void
print_row(const struct suspense_opts *o, const struct suspense_entry *e)
{
	struct buf b = { 0 };

	buf_addf(&b, "%" PRId64 " ", e->entry);
	vis_add(&b, e->state);
	buf_addc(&b, ' ');
	vis_add(&b, e->code);
	buf_addc(&b, ' ');
	vis_add(&b, e->file);
	buf_addf(&b, ":%" PRId64 " ", e->line);
	add_time(&b, e->added_us);
	add_age(&b, o, e->added_us);
	buf_adds(&b, ": ");
	vis_add(&b, suspense_text(e));
	print_buf(&b);
}

static void
count(struct listing *l, const struct suspense_entry *e)
{
	struct tally *t = l->len != 0 ? &l->tally[l->len - 1] : NULL;

	if (t == NULL || !slice_eq(buf_slice(&t->code), e->code)) {
		GROW(l->tally, l->len, l->cap);
		t = &l->tally[l->len++];
		*t = (struct tally){ .oldest_us = e->added_us };
		buf_add_slice(&t->code, e->code);
	}
	t->records++;
	if (e->added_us < t->oldest_us)
		t->oldest_us = e->added_us;
}

static int
list_entry(const struct suspense_entry *e, void *arg)
{
	struct listing *l = arg;

	count(l, e);
	if (l->opts->totals || l->opts->check)
		return 0;
	if (l->out != NULL)
		return put_entry(l->out, l->opts, e);
	print_row(l->opts, e);
	return 0;
}

/* ---- totals ----------------------------------------------------------------- */

static int
put_total(struct listing *l, const struct tally *t)
{
	uint64_t age_s;

	out_begin(l->out, REC_SUSPENSE_TOTAL);
	out_str(l->out, F_CODE, buf_slice(&t->code));
	out_u64(l->out, F_RECORDS, t->records);
	out_time(l->out, F_TS, t->oldest_us);
	if (age_of(l->opts, t->oldest_us, &age_s))
		out_u64(l->out, F_AGE_S, age_s);
	return out_done(l->out);
}

static void
print_total(const struct listing *l, const struct tally *t)
{
	struct buf b = { 0 };

	vis_add(&b, buf_slice(&t->code));
	buf_addf(&b, " %" PRIu64 ", oldest ", t->records);
	add_time(&b, t->oldest_us);
	add_age(&b, l->opts, t->oldest_us);
	print_buf(&b);
}

/* Text has them below the entries, records only when asked for. */
static int
put_totals(struct listing *l)
{
	if (l->out == NULL && !l->opts->totals && l->len != 0)
		printf("\n");
	for (size_t i = 0; i < l->len; i++) {
		if (l->out == NULL)
			print_total(l, &l->tally[i]);
		else if (l->opts->totals && put_total(l, &l->tally[i]) < 0)
			return -1;
	}
	return 0;
}

/* ---- for monitors ------------------------------------------------------- */

static int
check(const struct listing *l)
{
	const struct suspense_opts *o = l->opts;
	uint64_t open = 0;
	int64_t oldest = INT64_MAX;
	struct buf b = { 0 };
	bool old;

	for (size_t i = 0; i < l->len; i++) {
		open += l->tally[i].records;
		if (l->tally[i].oldest_us < oldest)
			oldest = l->tally[i].oldest_us;
	}
	old = open != 0 && o->db.now_us > oldest
	    && o->db.now_us - oldest > o->max_age_us;
	buf_addf(&b, "SUSPENSE %s - open %" PRIu64, old ? "WARNING" : "OK",
	    open);
	if (open != 0) {
		buf_adds(&b, ", oldest ");
		add_time(&b, oldest);
		add_age(&b, o, oldest);
	}
	print_buf(&b);
	return old ? EXIT_FINDINGS : EXIT_OK;
}

static int
list_check_opts(const struct suspense_opts *o)
{
	if (o->check != (o->max_age_us >= 0)
	    || (o->check && o->db.now_us == 0)) {
		diag(REASON_USAGE_MISSING, "suspense list: --check, --max-age "
		    "and --now go together");
		return -1;
	}
	if (o->check && (o->state != 0 || o->view != VIEW_TEXT
	    || o->totals)) {
		diag(REASON_USAGE_VALUE, "suspense list: --check is of open "
		    "entries, one line of text");
		return -1;
	}
	return 0;
}

/* ---- the actions ---------------------------------------------------------- */

/* Records have their end unless something failed. */
static int
out_end(struct out *out, int rc)
{
	const struct end_info end = { .tool = tool_name() };

	if (out != NULL && rc == EXIT_OK && out_finish(out, &end) < 0)
		rc = EXIT_TROUBLE;
	out_free(out);
	return rc;
}

static struct out *
out_for(int view)
{
	return view == VIEW_TEXT ? NULL : out_new(STDOUT_FILENO, "stdout",
	    view == VIEW_CSV ? FORMAT_CSV : FORMAT_NDJSON);
}

int
suspense_list_run(const struct suspense_opts *o, int argc, char **argv)
{
	struct suspense_filter f = suspense_filter_of(o, argc, argv);
	struct listing l = { .opts = o };
	struct db db;
	int rc = EXIT_OK;

	if (list_check_opts(o) < 0)
		return EXIT_TROUBLE;
	if (db_open(&db, &db_suspense, &o->db, DB_READ) < 0)
		return tool_exit_code(-1);
	l.out = out_for(o->view);
	if (suspense_read(&db, &f, list_entry, &l) < 0
	    || (!o->check && put_totals(&l) < 0))
		rc = tool_exit_code(-1);
	rc = out_end(l.out, rc);
	if (rc == EXIT_OK && o->check)
		rc = check(&l);
	for (size_t i = 0; i < l.len; i++)
		buf_release(&l.tally[i].code);
	free(l.tally);
	db_close(&db);
	return rc;
}

static void
print_line(const char *name, struct slice value)
{
	struct buf b = { 0 };

	buf_addf(&b, "%s: ", name);
	vis_add(&b, value);
	print_buf(&b);
}

static int
show_entry(const struct suspense_entry *e, void *arg)
{
	struct listing *l = arg;
	struct buf b = { 0 };

	if (l->out != NULL)
		return put_entry(l->out, l->opts, e);
	printf("entry: %" PRId64 "\n", e->entry);
	print_line("state", e->state);
	print_line("code", e->code);
	print_line("reason", e->reason);
	print_line("file", e->file);
	printf("line: %" PRId64 "\n", e->line);
	buf_adds(&b, "added: ");
	add_time(&b, e->added_us);
	add_age(&b, l->opts, e->added_us);
	print_buf(&b);
	printf("occurrences: %" PRId64 "\nreplays: %" PRId64 "\nrefusals: %"
	    PRId64 "\n", e->occurrences, e->replays, e->refusals);
	if (e->header.len > 0)
		print_line("header", e->header);
	print_line("raw", e->raw);
	if (e->has_mended)
		print_line("mended", e->mended);
	return 0;
}

int
suspense_show_run(const struct suspense_opts *o, int argc, char **argv)
{
	struct suspense_filter f = suspense_filter_of(o, argc, argv);
	struct listing l = { .opts = o };
	struct db db;
	char *object;
	int rc = EXIT_OK;
	int64_t id;

	if (suspense_id(argv[0], &id) < 0)
		return EXIT_TROUBLE;
	if (db_open(&db, &db_suspense, &o->db, DB_READ) < 0)
		return tool_exit_code(-1);
	object = xasprintf("entry %" PRId64, id);
	l.out = out_for(o->view);
	if (db_begin_read(&db) < 0
	    || suspense_read(&db, &f, show_entry, &l) < 0
	    || (l.out == NULL
	    && suspense_journal_print(&db, slice_of(object)) < 0))
		rc = tool_exit_code(-1);
	free(object);
	db_close(&db);
	return out_end(l.out, rc);
}
