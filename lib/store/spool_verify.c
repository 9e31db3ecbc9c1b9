#include "store/spool_verify.h"

#include "base/diag.h"
#include "rec/scan.h"
#include "store/spool_marks.h"

struct check {
	const char		*name;
	struct spool_entry	 entry;
	struct spool_reader	 reader;
	struct scanner		*scanner;
	struct totals		 totals;	/* worked out anew */
	sum128_t		 ids;
	uint64_t		 records, sum_hi, sum_lo;
	struct spool_tally	 tally;
	struct buf		 before;	/* line of the record before */
	struct spool_rec	 last;
};

static int
damaged(const struct check *c, const char *what)
{
	diag_at(REASON_SPOOL_DAMAGED, c->name, 0, "%s", what);
	return -1;
}

static bool
text_equal(const char *a, uint32_t alen, const char *b, uint32_t blen)
{
	return slice_eq((struct slice){ a, alen }, (struct slice){ b, blen });
}

/* Do the keys say what the line says? */
static bool
keys_equal(const struct check *c, const struct spool_rec *kept,
    const struct spool_rec *found)
{
	const struct spool_slot *slot = &c->reader.slot[kept->slot];
	const struct total *t = &c->totals.item[found->slot];

	return kept->ts_us == found->ts_us && kept->type == found->type
	    && kept->line_len == found->line_len
	    && kept->quantity == found->quantity
	    && kept->amount == found->amount
	    && text_equal(kept->id, kept->id_len, found->id, found->id_len)
	    && text_equal(kept->user, kept->user_len, found->user,
	    found->user_len)
	    && slice_is(slot->usage_type, t->usage_type)
	    && slice_is(slot->unit, t->unit)
	    && slice_is(slot->currency, t->currency);
}

/* A copy of the record before, to compare the order with. */
static void
remember(struct check *c, const struct spool_rec *r)
{
	size_t id;

	buf_clear(&c->before);
	buf_add(&c->before, r->line, r->line_len);
	id = c->before.len;
	buf_add(&c->before, r->id, r->id_len);
	c->last = *r;
	c->last.line = c->before.data;
	c->last.id = c->before.data + id;
}

static int
check_record(struct check *c, const struct spool_rec *kept)
{
	const char *next, *at;
	struct spool_rec found;
	struct spool_mark m;
	struct rec rec = { 0 };
	sum128_t id;

	if (scan_line(c->scanner, kept->line, &rec, &next, &at) != REASON_NONE
	    || !spool_takes(rec.type)
	    || spool_rec_of(&rec, &c->totals, &found) != REASON_NONE)
		return damaged(c, "a line is not a record");
	if (!keys_equal(c, kept, &found))
		return damaged(c, "the keys of a record are not those of its "
		    "line");
	if (c->records != 0 && spool_rec_cmp(&c->last, kept) > 0)
		return damaged(c, "records are not in order");
	m = spool_mark_of(&found, &rec, &id);
	c->ids += id;
	c->sum_hi += m.hi;
	c->sum_lo += m.lo;
	c->records++;
	remember(c, kept);
	return 0;
}

static int
check_records(struct check *c)
{
	const struct spool_rec *r;
	int rc;

	c->scanner = scanner_new();
	while ((rc = spool_reader_next(&c->reader, &r)) > 0)
		if (check_record(c, r) != 0)
			return -1;
	return rc;
}

static int
check_marks(struct check *c)
{
	char content[SHA256_HEX_MAX];
	struct buf raw = { 0 };
	int rc = 0;

	spool_tally_init(&c->tally);
	for (size_t i = 0; i < c->reader.chunks && rc == 0; i++) {
		rc = spool_reader_marks(&c->reader, i, &raw);
		if (rc == 0)
			spool_tally_add(&c->tally, &raw);
	}
	buf_release(&raw);
	if (rc != 0)
		return -1;
	spool_tally_end(&c->tally, content);
	if (c->tally.disorder || c->tally.sum_hi != c->sum_hi
	    || c->tally.sum_lo != c->sum_lo)
		return damaged(c, "the marks are not those of the records");
	if (strcmp(content, c->entry.sum.content) != 0)
		return damaged(c, "the content digest does not match");
	return 0;
}

static bool
totals_match(struct totals *found, const struct totals *entry)
{
	size_t metered = 0;

	for (size_t i = 0; i < found->len; i++)
		metered += *found->item[i].usage_type != '\0';
	if (metered != entry->len)
		return false;
	for (size_t i = 0; i < entry->len; i++) {
		const struct total *e = &entry->item[i];
		const struct total *f = totals_at(found,
		    slice_of(e->usage_type), slice_of(e->unit),
		    slice_of(e->currency));

		if (f == NULL || f->records != e->records
		    || f->quantity != e->quantity || f->amount != e->amount)
			return false;
	}
	return true;
}

static int
check_sums(struct check *c)
{
	const struct spool_sum *e = &c->entry.sum;

	if (c->records != e->records || c->ids != c->entry.ids
	    || c->tally.repeated != e->repeated
	    || c->tally.conflicts != e->conflicts)
		return damaged(c, "counts or the id digest do not match");
	if (!totals_match(&c->totals, &c->entry.totals))
		return damaged(c, "the totals do not match");
	return 0;
}

static int
check_name(struct check *c)
{
	char name[SPOOL_NAME_MAX];

	spool_name_make(&c->entry.sum, name);
	return strcmp(name, c->name) == 0 ? 0
	    : damaged(c, "the name is not that of its entry");
}

static int
check_octets(struct check *c, const char *path)
{
	char digest[SHA256_HEX_MAX];
	uint64_t octets;

	if (spool_file_digest(path, digest, &octets) != 0)
		return -1;
	if (octets != c->entry.sum.octets)
		return damaged(c, "the file has another length");
	if (strcmp(digest, c->entry.sum.file) != 0)
		return damaged(c, "the file's digest does not match");
	return 0;
}

int
spool_verify(const char *folder, const char *name, struct ZSTD_DCtx_s *unpack)
{
	struct check c = { .name = name, .reader.fd = -1 };
	char *path = spool_path(folder, name, ".zst");
	int rc = spool_entry_read(&c.entry, folder, name);

	if (rc == 0)
		rc = check_name(&c);
	if (rc == 0)
		rc = check_octets(&c, path);
	if (rc == 0)
		rc = spool_reader_open(&c.reader, path, name, unpack);
	if (rc == 0)
		rc = check_records(&c);
	if (rc == 0)
		rc = check_marks(&c);
	if (rc == 0)
		rc = check_sums(&c);
	spool_entry_release(&c.entry);
	spool_reader_release(&c.reader);
	spool_tally_release(&c.tally);
	scanner_free(c.scanner);
	totals_release(&c.totals);
	buf_release(&c.before);
	free(path);
	return rc;
}
