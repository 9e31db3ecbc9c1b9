/*
 * cat.c (bss-spool) - the records of all batches in canonical order, each
 * thing once
 */
#include "base/diag.h"
#include "rec/scan.h"
#include "spool.h"
#include "store/spool_account.h"

struct cat {
	const struct spool_opts	*opts;
	struct stream		 stream;
	struct spool_range	 range;
	struct spool_state	 state;
	struct spool_view	 view;
	struct scanner		*scanner;	/* of late records */
	struct buf		 line;
	struct spool_account	 account;	/* of a sealed period */
	uint64_t		 held;
};

static const struct stream_spec cat_spec = {
	.tool = "bss-spool", .makes = SPOOL_TYPES, .writes = true,
};

static bool
list_has(const struct opt_list *l, struct slice s)
{
	for (size_t i = 0; i < l->len; i++)
		if (slice_is(s, l->item[i]))
			return true;
	return l->len == 0;
}

static bool
is_wanted(void *arg, const struct spool_rec *r, const struct spool_slot *slot)
{
	const struct spool_opts *o = arg;

	return list_has(&o->usage_type, slot->usage_type)
	    && list_has(&o->identifier, (struct slice){ r->user,
	    r->user_len });
}

/*
 * Which of them is right cannot be told from here, and a bill must not rest
 * on a guess: none is delivered, all are reported, and the exit code says so.
 */
static int
hold(struct cat *c, const struct spool_rec *r, const char *batch,
    enum spool_fate fate)
{
	char *text;
	int rc;

	c->held++;
	stream_finding(&c->stream);
	if (c->opts->stream.rejects != NULL) {
		text = spool_held_text(fate, r);
		rc = stream_reject_raw(&c->stream, spool_held_reason(fate),
		    batch, 0, (struct slice){ r->line, r->line_len }, "%s",
		    text);
		free(text);
		return rc;
	}
	if (c->held <= SPOOL_SAID_MAX)
		spool_say_held(fate, r, batch);
	c->stream.settled = true;
	c->stream.held_out++;
	return 0;
}

static int
deliver(struct cat *c, const struct spool_rec *r, struct slice line,
    const struct spool_slot *slot)
{
	struct out_known known = { .type = (enum rec_type)r->type,
		.id = { r->id, r->id_len }, .usage_type = slot->usage_type,
		.unit = slot->unit, .currency = slot->currency,
		.quantity = r->quantity, .amount = r->amount };

	if (out_raw(c->stream.out, line, &known) == 0)
		return 0;
	stream_fail(&c->stream, EXIT_TROUBLE);
	return -1;
}

/* A late record says so: `late` behind its own fields. */
static int
deliver_late(struct cat *c, const struct spool_rec *r, const char *batch,
    const struct spool_slot *slot)
{
	const char *next, *at;
	struct rec rec = { 0 };

	if (c->scanner == NULL)
		c->scanner = scanner_new();
	buf_clear(&c->line);
	buf_add(&c->line, r->line, r->line_len);
	buf_addc(&c->line, '\n');
	buf_reserve(&c->line, SCAN_PADDING);
	if (scan_line(c->scanner, c->line.data, &rec, &next, &at)
	    != REASON_NONE || rec.shape->pos[F_LATE] != 0) {
		stream_finding(&c->stream);
		return stream_reject_raw(&c->stream, REASON_FIELD_COLLISION,
		    batch, 0, (struct slice){ r->line, r->line_len },
		    "late already has a field 'late'");
	}
	c->line.len = r->line_len - 1;
	buf_adds(&c->line, ",\"late\":true}");
	return deliver(c, r, buf_slice(&c->line), slot);
}

static int
take(struct cat *c, const struct spool_rec *r, const struct spool_reader *from,
    enum spool_fate fate)
{
	const struct spool_slot *slot = &from->slot[r->slot];

	stream_count_read(&c->stream);
	switch (fate) {
	case FATE_DELIVER:
		return deliver(c, r, (struct slice){ r->line, r->line_len },
		    slot);
	case FATE_LATE:
		return deliver_late(c, r, from->name, slot);
	case FATE_UNWANTED:
		stream_filtered(&c->stream);
		return 0;
	case FATE_REPEAT:
	case FATE_SETTLED:
		stream_duplicate(&c->stream);
		return 0;
	default:
		return hold(c, r, from->name, fate);
	}
}

/* A sealed period is what it was when it was sealed, or nobody shall use it. */
static int
check_seal(struct cat *c)
{
	const struct spool_seal *seal = c->view.seal;
	struct spool_account want;
	bool equal = spool_account_parse(&want, seal->doc)
	    && spool_account_equal(&want, &c->account);

	spool_account_release(&want);
	if (equal)
		return 0;
	if (c->view.blurred) {
		diag(REASON_SPOOL_PURGED, "what came late with '%s' is of "
		    "purged periods: it cannot be told from repeats any more",
		    seal->period);
		return -1;
	}
	diag(REASON_SPOOL_DAMAGED, "'%s' is not what was sealed: %llu records "
	    "are delivered", seal->period,
	    (unsigned long long)c->account.records);
	return -1;
}

static int
read_all(struct cat *c)
{
	bool all = c->opts->usage_type.len == 0 && c->opts->identifier.len == 0;
	bool sealed = all && c->view.seal != NULL;
	struct spool_delivery *d = spool_delivery_new(&c->view, all ? NULL
	    : is_wanted, (void *)(uintptr_t)c->opts);
	struct spool_reader *from;
	const struct spool_rec *r;
	enum spool_fate fate;
	int rc;

	while ((rc = spool_delivery_next(d, &r, &from, &fate)) > 0)
		if (take(c, r, from, fate) != 0 || (sealed
		    && spool_account_add(&c->account, r, &from->slot[r->slot],
		    fate) != 0))
			break;
	spool_delivery_free(d);
	if (rc == 0 && sealed)
		rc = check_seal(c);
	if (rc < 0)
		stream_fail(&c->stream, EXIT_TROUBLE);
	return rc;
}

/* Nothing there is mostly a period that was not meant. */
static void
say_empty(const struct cat *c)
{
	char first[TSTAMP_TEXT_MAX], last[TSTAMP_TEXT_MAX];
	struct spool_register all;
	int64_t last_us = INT64_MIN;
	size_t i;

	if (spool_register_read(&all, c->opts->spool, INT64_MIN,
	    INT64_MAX) == 0 && all.len > 0) {
		for (i = 0; i < all.len; i++)
			if (all.batch[i].last_us > last_us)
				last_us = all.batch[i].last_us;
		tstamp_format_second(all.batch[0].first_us, first);
		tstamp_format_second(last_us, last);
		note("no such record; the spool has some from %s to %s",
		    first, last);
	}
	spool_register_release(&all);
}

static void
run(struct cat *c)
{
	if (spool_state_read(&c->state, c->opts->spool) != 0
	    || spool_view_open(&c->view, &c->state, &c->range.span) != 0
	    || spool_view_conflicts(&c->view) != 0) {
		stream_fail(&c->stream, EXIT_TROUBLE);
		return;
	}
	if (read_all(c) == 0 && out_count(c->stream.out) == 0
	    && c->held == 0)
		say_empty(c);
	if (c->stream.held_out > SPOOL_SAID_MAX)
		diag(REASON_SPOOL_CONFLICT, "%llu records held in all",
		    (unsigned long long)c->held);
}

static void
release(struct cat *c)
{
	spool_view_release(&c->view);
	spool_state_release(&c->state);
	spool_range_release(&c->range);
	spool_account_release(&c->account);
	scanner_free(c->scanner);
	buf_release(&c->line);
}

int
verb_cat(int argc, char **argv)
{
	struct spool_opts opts;
	struct cat c = { .opts = &opts };
	char *home;
	int rc;

	if (spool_parse(&opts, &argc, &argv, &home, &rc) != 0)
		return rc;
	if (spool_range(&opts, &c.range) == 0) {
		rc = stream_open(&c.stream, &cat_spec, &opts.stream, 0, argv);
		if (rc == EXIT_OK && c.stream.spec != NULL) {
			run(&c);
			rc = stream_close(&c.stream);
		}
	}
	release(&c);
	free(opts.usage_type.item);
	free(opts.identifier.item);
	free(home);
	return rc;
}
