/*
 * cat.c (bss-spool) - the records of all batches in canonical order, each
 * thing once
 */
#include <zstd.h>

#include "base/diag.h"
#include "base/tstamp.h"
#include "spool.h"
#include "store/spool_marks.h"
#include "store/spool_merge.h"

#define SAID_MAX	20	/* conflicts that are said one by one */
#define HELD_FMT	"'%.*s' of %s stands in the spool with other content: " \
			"held"

struct cat {
	const struct spool_opts	*opts;
	struct stream		 stream;
	int64_t			 from_us, to_us;
	struct spool_register	 reg;
	struct spool_conflicts	 conflicts;
	struct spool_source	*source;
	struct buf		 last_id;	/* of the record before */
	int64_t			 last_us;
	uint8_t			 last_type;
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
is_wanted(const struct cat *c, const struct spool_rec *r,
    const struct spool_slot *slot)
{
	const struct spool_opts *o = c->opts;

	return list_has(&o->usage_type, slot->usage_type)
	    && list_has(&o->identifier, (struct slice){ r->user,
	    r->user_len });
}

/* Is it what stood before it? Then it is the same, or in conflict. */
static bool
is_repeat(struct cat *c, const struct spool_rec *r)
{
	if (r->ts_us == c->last_us && r->type == c->last_type
	    && slice_eq((struct slice){ r->id, r->id_len },
	    buf_slice(&c->last_id)))
		return true;
	c->last_us = r->ts_us;
	c->last_type = r->type;
	buf_clear(&c->last_id);
	buf_add(&c->last_id, r->id, r->id_len);
	return false;
}

/*
 * Which of them is right cannot be told from here, and a bill must not rest
 * on a guess: none is delivered, all are reported, and the exit code says so.
 */
static int
hold(struct cat *c, const struct spool_rec *r, const char *batch)
{
	char ts[TSTAMP_TEXT_MAX];

	c->held++;
	tstamp_format(r->ts_us, ts);
	stream_finding(&c->stream);
	if (c->opts->stream.rejects != NULL)
		return stream_reject_raw(&c->stream, REASON_SPOOL_CONFLICT,
		    batch, 0, (struct slice){ r->line, r->line_len }, HELD_FMT,
		    (int)r->id_len, r->id, ts);
	if (c->held <= SAID_MAX)
		diag_at(REASON_SPOOL_CONFLICT, batch, 0, HELD_FMT,
		    (int)r->id_len, r->id, ts);
	c->stream.settled = true;
	c->stream.held_out++;
	return 0;
}

static int
deliver(struct cat *c, const struct spool_rec *r,
    const struct spool_slot *slot)
{
	struct out_known known = { .type = (enum rec_type)r->type,
		.id = { r->id, r->id_len }, .usage_type = slot->usage_type,
		.unit = slot->unit, .currency = slot->currency,
		.quantity = r->quantity, .amount = r->amount };

	if (out_raw(c->stream.out, (struct slice){ r->line, r->line_len },
	    &known) == 0)
		return 0;
	stream_fail(&c->stream, EXIT_TROUBLE);
	return -1;
}

static int
take(struct cat *c, const struct spool_rec *r, const struct spool_reader *from)
{
	const struct spool_slot *slot = &from->slot[r->slot];

	stream_count_read(&c->stream);
	if (!is_wanted(c, r, slot)) {
		stream_filtered(&c->stream);
		return 0;
	}
	if (spool_conflicts_has(&c->conflicts, r))
		return hold(c, r, from->name);
	if (is_repeat(c, r)) {
		stream_duplicate(&c->stream);
		return 0;
	}
	return deliver(c, r, slot);
}

static int
read_all(struct cat *c)
{
	struct spool_merge *m = spool_merge_new(c->source, c->reg.len,
	    c->from_us, c->to_us);
	struct spool_reader *from;
	const struct spool_rec *r;
	int rc;

	while ((rc = spool_merge_next(m, &r, &from)) > 0)
		if (take(c, r, from) != 0)
			break;
	spool_merge_free(m);
	if (rc < 0)
		stream_fail(&c->stream, EXIT_TROUBLE);
	return rc;
}

static int
find_conflicts(struct cat *c)
{
	ZSTD_DCtx *unpack = ZSTD_createDCtx();
	int rc = spool_conflicts_in(&c->conflicts, c->opts->spool, &c->reg,
	    unpack);

	ZSTD_freeDCtx(unpack);
	return rc;
}

static void
sources_make(struct cat *c)
{
	c->source = xcalloc(c->reg.len + 1, sizeof(*c->source));
	for (size_t i = 0; i < c->reg.len; i++) {
		const struct spool_batch *b = &c->reg.batch[i];

		c->source[i] = (struct spool_source){ .name = b->name,
			.path = spool_path(c->opts->spool, b->name, ".zst"),
			.first_us = b->first_us };
	}
}

static void
run(struct cat *c)
{
	if (spool_register_read(&c->reg, c->opts->spool, c->from_us, c->to_us)
	    != 0 || find_conflicts(c) != 0) {
		stream_fail(&c->stream, EXIT_TROUBLE);
		return;
	}
	sources_make(c);
	read_all(c);
	if (c->stream.held_out > SAID_MAX)
		diag(REASON_SPOOL_CONFLICT, "%llu records held in all",
		    (unsigned long long)c->held);
}

static void
release(struct cat *c)
{
	for (size_t i = 0; c->source != NULL && i < c->reg.len; i++)
		free((char *)c->source[i].path);
	free(c->source);
	spool_register_release(&c->reg);
	spool_conflicts_release(&c->conflicts);
	buf_release(&c->last_id);
}

int
spool_cat(int argc, char **argv)
{
	struct spool_opts opts;
	struct cat c = { .opts = &opts };
	char *home;
	int rc;

	if (spool_options("cat", &opts, &argc, &argv, &home, &rc) != 0)
		return rc;
	if (spool_range(&opts, &c.from_us, &c.to_us) == 0) {
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
