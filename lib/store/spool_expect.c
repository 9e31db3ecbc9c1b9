#include "store/spool_expect.h"

#include "base/diag.h"
#include "base/file.h"
#include "store/csv_table.h"

#define FILE_MAX	((size_t)4 << 20)
#define US_PER_HOUR	(3600 * US_PER_S)

enum { COL_NAME, COL_EVERY, COL_WITHIN, COL_SOURCE, COL_TYPE, COL_FILE,
	COL_RECORDS, COLS };
static const struct csv_column columns[COLS] = {
	{ "expect", true }, { "every", true }, { "within", true },
	{ "source", false }, { "usage_type", false }, { "file", false },
	{ "records", false },
};

struct reading {
	struct spool_expects	*out;
	const char		*path;
};

static void
fault(struct reading *r, uint64_t line, const char *what, struct slice s)
{
	diag_at(REASON_EXPECT_VALUE, r->path, line, "%s '%.*s'", what,
	    (int)s.len, s.p != NULL ? s.p : "");
	r->out->faults++;
}

static bool
every_parse(struct slice s, int *every)
{
	static const char *const word[] = { "hour", "day", "month" };

	for (int i = 0; i < 3; i++)
		if (slice_is(s, word[i])) {
			*every = i;
			return true;
		}
	return false;
}

/* 90m, 2h, 1d: what --keep and the like take */
static bool
within_parse(struct slice s, int64_t *us)
{
	static const struct { char unit; int64_t us; } units[] = {
		{ 's', US_PER_S }, { 'm', 60 * US_PER_S },
		{ 'h', US_PER_HOUR }, { 'd', US_PER_DAY } };
	int64_t n = 0;

	if (s.len < 2 || s.len > 7)
		return false;
	for (size_t i = 0; i + 1 < s.len; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		n = n * 10 + (s.p[i] - '0');
	}
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (units[i].unit == s.p[s.len - 1]) {
			*us = n * units[i].us;
			return true;
		}
	return false;
}

static bool
count_parse(struct slice s, uint64_t *out)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] < '0' || s.p[i] > '9' || s.len > 12)
			return false;
		n = n * 10 + (uint64_t)(s.p[i] - '0');
	}
	*out = n;
	return n > 0;
}

/* %Y %m %d %H %z and %% */
static bool
pattern_ok(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] == '%' && (++i == s.len
		    || strchr("YmdHz%", s.p[i]) == NULL))
			return false;
	return memchr(s.p, '/', s.len) == NULL;
}

static void
row(void *arg, uint64_t line, const struct slice *cell)
{
	struct reading *r = arg;
	struct spool_expects *out = r->out;
	struct spool_expect e = { .records = 1 };

	if (out->len == SPOOL_EXPECT_MAX)
		return fault(r, line, "too many lines", cell[COL_NAME]);
	if (!every_parse(cell[COL_EVERY], &e.every))
		return fault(r, line, "every is hour, day or month, not",
		    cell[COL_EVERY]);
	if (!within_parse(cell[COL_WITHIN], &e.within_us))
		return fault(r, line, "within is such as 90m, 2h or 1d, not",
		    cell[COL_WITHIN]);
	if (cell[COL_RECORDS].len > 0
	    && !count_parse(cell[COL_RECORDS], &e.records))
		return fault(r, line, "records is a count, not",
		    cell[COL_RECORDS]);
	if (cell[COL_FILE].len > 0 && !pattern_ok(cell[COL_FILE]))
		return fault(r, line, "not a file name of %Y %m %d %H %z:",
		    cell[COL_FILE]);
	if (cell[COL_FILE].len > 0 && (cell[COL_SOURCE].len > 0
	    || cell[COL_TYPE].len > 0 || cell[COL_RECORDS].len > 0))
		return fault(r, line, "a file, or records, not both:",
		    cell[COL_NAME]);
	e.name = arena_slice(&out->text, cell[COL_NAME]);
	e.source = arena_slice(&out->text, cell[COL_SOURCE]);
	e.usage_type = arena_slice(&out->text, cell[COL_TYPE]);
	e.file = arena_slice(&out->text, cell[COL_FILE]);
	out->by_source = out->by_source || e.source.len > 0;
	GROW(out->item, out->len, out->cap);
	out->item[out->len++] = e;
}

int
spool_expects_read(struct spool_expects *out, const char *path)
{
	struct reading r = { .out = out, .path = path };
	const struct csv_table table = { .file = path, .column = columns,
		.len = COLS, .row = row, .arg = &r };
	struct buf text = { 0 };
	int rc;

	*out = (struct spool_expects){ 0 };
	rc = file_read(path, FILE_MAX, &text);
	if (rc == 0 && (csv_table_read(&table, buf_slice(&text)) != 0
	    || out->faults != 0))
		rc = -1;
	buf_release(&text);
	return rc;
}

void
spool_expects_release(struct spool_expects *e)
{
	for (size_t i = 0; i < e->len; i++)
		free(e->item[i].due);
	free(e->item);
	arena_release(&e->text);
	*e = (struct spool_expects){ 0 };
}

/*
 * Slots
 */

static struct slice
file_name(struct spool_expects *all, struct slice pattern,
    const struct zone *zone, int64_t us)
{
	int32_t offset = zone_offset(zone, us, NULL), o;
	struct buf b = { 0 };
	struct slice name;
	struct civil c;

	zone_civil(zone, us, &c);
	o = offset < 0 ? -offset : offset;
	for (size_t i = 0; i < pattern.len; i++) {
		char k = pattern.p[i];

		if (k != '%') {
			buf_addc(&b, k);
			continue;
		}
		switch (pattern.p[++i]) {
		case 'Y': buf_addf(&b, "%04d", c.year); break;
		case 'm': buf_addf(&b, "%02d", c.month); break;
		case 'd': buf_addf(&b, "%02d", c.day); break;
		case 'H': buf_addf(&b, "%02d", c.hour); break;
		case 'z': buf_addf(&b, "%c%02d%02d", offset < 0 ? '-' : '+',
		    o / 3600, o / 60 % 60); break;
		default: buf_addc(&b, '%');
		}
	}
	name = arena_slice(&all->text, buf_slice(&b));
	buf_release(&b);
	return name;
}

/* Where the slot that begins at us ends, on the clock of the zone. */
static int64_t
slot_end(int every, const struct zone *zone, int64_t us)
{
	struct civil c, next;
	int64_t day;

	if (every == 0)
		return us + US_PER_HOUR;
	zone_civil(zone, us, &c);
	day = civil_days(c.year, c.month, c.day);
	civil_from_days(every == 1 ? day + 1 : day - c.day + 1
	    + civil_month_days(c.year, c.month), &next);
	return zone_instant(zone, &next, NULL);
}

static int
cut(struct spool_expects *all, struct spool_expect *e, const struct period *p,
    const struct zone *zone)
{
	for (int64_t us = p->from_us; us < p->to_us;) {
		int64_t end = slot_end(e->every, zone, us);

		end = end < p->to_us ? end : p->to_us;
		if (e->dues == SPOOL_SLOTS_OF_MAX) {
			diag(REASON_USAGE_VALUE, "the period has more than %d "
			    "of what is expected", SPOOL_SLOTS_OF_MAX);
			return -1;
		}
		GROW(e->due, e->dues, e->dues_cap);
		e->due[e->dues++] = (struct spool_due){ .from_us = us,
			.to_us = end, .due_us = end + e->within_us,
			.file = e->file.len == 0 ? (struct slice){ NULL, 0 }
			    : file_name(all, e->file, zone, us) };
		us = end;
	}
	return 0;
}

int
spool_expects_slots(struct spool_expects *all, const struct period *p,
    const struct zone *zone)
{
	for (size_t i = 0; i < all->len; i++)
		if (cut(all, &all->item[i], p, zone) != 0)
			return -1;
	return 0;
}

static void
came(struct spool_due *d, int64_t landed_us)
{
	d->all++;
	d->in_time += landed_us <= d->due_us;
}

void
spool_expects_record(struct spool_expects *all, struct slice source,
    struct slice usage_type, int64_t ts_us, int64_t landed_us)
{
	for (size_t i = 0; i < all->len; i++) {
		struct spool_expect *e = &all->item[i];
		size_t low = 0, high = e->dues;

		if (e->file.len > 0
		    || (e->source.len > 0 && !slice_eq(e->source, source))
		    || (e->usage_type.len > 0
		    && !slice_eq(e->usage_type, usage_type)))
			continue;
		while (low < high) {
			size_t mid = low + (high - low) / 2;

			if (e->due[mid].to_us <= ts_us)
				low = mid + 1;
			else
				high = mid;
		}
		if (low < e->dues && ts_us >= e->due[low].from_us)
			came(&e->due[low], landed_us);
	}
}

void
spool_expects_file(struct spool_expects *all, struct slice name,
    int64_t landed_us)
{
	for (size_t i = 0; i < all->len; i++)
		for (size_t k = 0; k < all->item[i].dues; k++)
			if (all->item[i].file.len > 0
			    && slice_eq(all->item[i].due[k].file, name))
				came(&all->item[i].due[k], landed_us);
}

enum spool_slot_state
spool_due_state(const struct spool_expect *e, const struct spool_due *d,
    int64_t now_us)
{
	return d->in_time >= e->records ? SLOT_COMPLETE
	    : d->all >= e->records ? SLOT_LATE
	    : now_us < d->due_us ? SLOT_WAITING : SLOT_MISSING;
}
