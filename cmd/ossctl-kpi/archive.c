/*
 * archive.c (ossctl-kpi) - samples into days, out of them, and thinned
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "kpis.h"
#include "rec/scan.h"
#include "store/sampleday.h"

/* Samples in memory, and what they borrow. */
struct heap {
	struct arena		 mem;
	struct sample_line	*item;		/* owned */
	size_t			 len, cap;
};

static void
heap_release(struct heap *h)
{
	arena_release(&h->mem);
	free(h->item);
	*h = (struct heap){ 0 };
}

static bool
heap_add(struct heap *h, const struct rec *r)
{
	struct sample_line l;

	if (rec_time(r, F_TS, &l.ts_us) != REASON_NONE)
		return false;
	l.key = sample_key(&h->mem, r);
	l.line = arena_slice(&h->mem, (struct slice){ r->line, r->len });
	GROW(h->item, h->len, h->cap);
	h->item[h->len++] = l;
	return true;
}

static int64_t
day_of(int64_t us)
{
	int64_t day = us / US_PER_DAY;

	return us % US_PER_DAY < 0 ? day - 1 : day;
}

/* DIR/2026-10-05.samples, by the day in UTC */
static char *
day_path(const char *dir, int64_t day)
{
	struct civil c;

	civil_from_days(day, &c);
	return xasprintf("%s/%04d-%02d-%02d.samples", dir, c.year, c.month,
	    c.day);
}

/* --archive, or $OSSBSS_HOME/samples. Owned; NULL: said. */
static char *
archive_dir(const struct kpi_opts *o)
{
	char *dir = o->archive != NULL ? xstrdup(o->archive)
	    : home_path("samples");

	if (dir == NULL)
		diag(REASON_USAGE_MISSING, "--archive or $OSSBSS_HOME says "
		    "where the samples are");
	return dir;
}

/* Held while days are written anew. -1: said. */
static int
archive_lock(const char *dir)
{
	char *path = xasprintf("%s/.lock", dir);
	int fd = -1;

	if (dir_make(dir) == 0) {
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		while (fd >= 0 && flock(fd, LOCK_EX) < 0 && errno == EINTR)
			;
		if (fd < 0)
			diag_errno(REASON_OPEN_FAILED, "'%s'", path);
	}
	free(path);
	return fd;
}

/* What keys begin with, of samples that are wanted; len 0: all are. */
struct prefixes {
	struct slice	item[16];
	size_t		len;
};

static const struct prefixes everything;

static bool
block_wanted(const struct sampleday_block *b, const struct prefixes *p)
{
	for (size_t i = 0; i < p->len; i++)
		if (sampleday_may_have(b, p->item[i]))
			return true;
	return p->len == 0;
}

/*
 * The samples of a day in blocks that may have wanted ones, one by one. Each
 * is a record of `scanner`; fn: 0, or -1 to stop.
 */
static int
day_read(struct sampleday *d, struct scanner *scanner,
    const struct prefixes *wanted,
    int (*fn)(void *arg, const struct rec *), void *arg)
{
	const char *at, *end, *bad;
	struct rec r = { 0 };
	struct slice lines;

	for (size_t i = 0; i < d->blocks; i++) {
		if (!block_wanted(&d->block[i], wanted))
			continue;
		if (sampleday_load(d, i, &lines) < 0)
			return -1;
		for (at = lines.p, end = lines.p + lines.len; at < end;) {
			if (scan_line(scanner, at, &r, &at, &bad)
			    != REASON_NONE || r.type != REC_SAMPLE) {
				diag(REASON_SAMPLES_DAMAGED, "'%s': a line is "
				    "no sample", d->path);
				return -1;
			}
			if (fn(arg, &r) < 0)
				return -1;
		}
	}
	return 0;
}

static int
heap_take(void *arg, const struct rec *r)
{
	return heap_add(arg, r) ? 0 : -1;
}

/* ---- archive ------------------------------------------------------------ */

static int
by_day(const void *va, const void *vb)
{
	const struct sample_line *a = va, *b = vb;
	int64_t x = day_of(a->ts_us), y = day_of(b->ts_us);

	return (x > y) - (x < y);
}

/* Samples of one day beside those that are there already. 0 or -1 */
static int
day_add(const char *dir, struct sample_line *l, size_t n, uint64_t *known)
{
	char *path = day_path(dir, day_of(l->ts_us));
	struct scanner *scanner = scanner_new();
	struct heap all = { 0 };
	struct sampleday d;
	size_t before, left;
	int rc = sampleday_open(&d, path);

	if (rc > 0) {
		rc = day_read(&d, scanner, &everything, heap_take, &all);
		sampleday_close(&d);
	}
	before = all.len;
	for (size_t i = 0; i < n; i++) {
		GROW(all.item, all.len, all.cap);
		all.item[all.len++] = l[i];
	}
	if (rc == 0) {
		left = sample_lines_once(all.item, all.len);
		*known += before + n - left;
		if (left != before)	/* else all of it is known */
			rc = sampleday_write(path, all.item, left);
	}
	heap_release(&all);
	scanner_free(scanner);
	free(path);
	return rc;
}

static int
days_add(const char *dir, struct heap *h, uint64_t *known)
{
	int lock = archive_lock(dir), rc = lock < 0 ? -1 : 0;

	if (h->len > 1)
		qsort(h->item, h->len, sizeof(*h->item), by_day);
	for (size_t i = 0, next; rc == 0 && i < h->len; i = next) {
		for (next = i; next < h->len && by_day(&h->item[i],
		    &h->item[next]) == 0; next++)
			;
		rc = day_add(dir, h->item + i, next - i, known);
	}
	if (lock >= 0)
		close(lock);
	return rc;
}

static const struct stream_spec archive_spec = {
	.tool = "ossctl-kpi", .takes = REC_BIT(REC_SAMPLE),
	.csv_type = REC_SAMPLE,
};

static int
archive_stream(struct stream *s, const char *dir)
{
	struct heap h = { 0 };
	const struct rec *r;
	enum in_status st;
	uint64_t known = 0;
	int rc = 0;

	while (rc == 0 && (st = stream_next(s, &r)) == IN_OK)
		if (!heap_add(&h, r))
			rc = stream_reject(s, REASON_FIELD_VALUE, NULL);
	if (rc == 0 && st != IN_EOF)
		rc = -1;
	if (rc == 0 && stream_complete(s)) {
		rc = days_add(dir, &h, &known);
		stream_known(s, known);
	}
	heap_release(&h);
	return rc;
}

int
verb_archive(int argc, char **argv)
{
	struct kpi_opts opts;
	struct stream s = { 0 };
	int rc = kpi_parse(&opts, &argc, &argv);
	char *dir;

	if (rc != 0)
		return verb_stop(rc);
	if ((dir = archive_dir(&opts)) == NULL)
		return EXIT_TROUBLE;
	rc = stream_open(&s, &archive_spec, &opts.stream, argc, argv);
	if (rc == EXIT_OK && s.spec != NULL) {
		if (archive_stream(&s, dir) < 0)
			stream_fail(&s, EXIT_TROUBLE);
		rc = stream_close(&s);
	}
	free(dir);
	return rc;
}

/* ---- cat ---------------------------------------------------------------- */

struct cat {
	struct out	*out;
	struct slice	 node, object;		/* missing: all */
	int64_t		 from_us, to_us;
};

static int
cat_take(void *arg, const struct rec *r)
{
	struct cat *c = arg;
	int64_t ts;

	if (rec_time(r, F_TS, &ts) != REASON_NONE || ts < c->from_us
	    || ts >= c->to_us
	    || (c->node.len != 0 && !slice_eq(rec_str(r, F_NODE), c->node))
	    || (c->object.len != 0
	    && !slice_eq(rec_str(r, F_OBJECT), c->object)))
		return 0;
	return out_pass(c->out, r);
}

/* All kinds of a node, or those that an object of it may be. */
static void
cat_wanted(const struct cat *c, struct arena *mem, struct prefixes *p)
{
	static const char *const kinds[] = { "node", "interface",
		"termination", "neighbor", "sensor", "probe", "sessions",
		"file" };
	size_t n = c->object.len != 0 ? sizeof(kinds) / sizeof(kinds[0]) : 1;

	for (p->len = 0; c->node.len != 0 && p->len < n; p->len++) {
		struct buf b = { 0 };

		buf_add_slice(&b, c->node);
		buf_addc(&b, '\037');
		if (c->object.len != 0) {
			buf_addf(&b, "%s\037", kinds[p->len]);
			buf_add_slice(&b, c->object);
		}
		p->item[p->len] = arena_slice(mem, buf_slice(&b));
		buf_release(&b);
	}
}

static int
cat_days(struct cat *c, const char *dir)
{
	struct scanner *scanner = scanner_new();
	struct arena mem = { 0 };
	struct prefixes wanted;
	int rc = 0;

	cat_wanted(c, &mem, &wanted);
	for (int64_t day = day_of(c->from_us); rc >= 0
	    && day <= day_of(c->to_us - 1); day++) {
		char *path = day_path(dir, day);
		struct sampleday d;

		if ((rc = sampleday_open(&d, path)) > 0) {
			rc = day_read(&d, scanner, &wanted, cat_take, c);
			sampleday_close(&d);
		}
		free(path);
	}
	scanner_free(scanner);
	arena_release(&mem);
	return rc;
}

int
verb_cat(int argc, char **argv)
{
	struct stream_spec spec = { .tool = tool_name(),
		.makes = REC_BIT(REC_SAMPLE), .writes = true };
	struct kpi_opts opts;
	struct kpi_time time;
	struct stream s = { 0 };
	int rc = kpi_parse(&opts, &argc, &argv);
	char *dir;

	if (rc != 0)
		return verb_stop(rc);
	if ((dir = archive_dir(&opts)) == NULL)
		return EXIT_TROUBLE;
	if (time_open(&time, &opts) != EXIT_OK) {
		time_release(&time);
		free(dir);
		return EXIT_TROUBLE;
	}
	rc = stream_open(&s, &spec, &opts.stream, 0, argv);
	if (rc == EXIT_OK && s.spec != NULL) {
		struct cat c = { s.out, slice_of(opts.node),
			slice_of(opts.object),
			time.rules.from_us - opts.hold_us,
			time.rules.to_us + opts.hold_us };

		if (cat_days(&c, dir) < 0)
			stream_fail(&s, EXIT_TROUBLE);
		rc = stream_close(&s);
	}
	time_release(&time);
	free(dir);
	return rc;
}

/* ---- rollup ------------------------------------------------------------- */

#define HOUR_US	(3600 * US_PER_S)

/* What says how an object is: its state changes when one of them does. */
static const enum field state_fields[] = { F_REACHABLE, F_ADMIN, F_OPER,
	F_MATCHED, F_ERROR, F_HTTP_STATUS, F_STATE, F_STATUS };
#define STATE_FIELDS	(sizeof(state_fields) / sizeof(state_fields[0]))

struct thin {
	struct heap	all, left;
	struct slice	*state;		/* owned; of each of all */
	size_t		 cap;
};

static int
thin_take(void *arg, const struct rec *r)
{
	struct thin *t = arg;
	struct buf b = { 0 };

	if (!heap_add(&t->all, r))
		return -1;
	for (size_t i = 0; i < STATE_FIELDS; i++) {
		const struct rec_val *v = rec_val(r, state_fields[i]);

		buf_add(&b, v->p, v->kind == VAL_MISSING ? 0 : v->len);
		buf_addc(&b, ',');
	}
	/* a probe without any answer is another state, too */
	if (rec_has(r, F_RECEIVED)) {
		uint64_t n = 0;

		rec_u64(r, F_RECEIVED, &n);
		buf_addc(&b, n != 0 ? '1' : '0');
	}
	GROW(t->state, t->all.len - 1, t->cap);
	t->state[t->all.len - 1] = arena_slice(&t->all.mem, buf_slice(&b));
	buf_release(&b);
	return 0;
}

/*
 * The last of an object's hour, and each at which its state is another than
 * before: counters stay exact, and so do outages.
 */
static bool
thin_keeps(const struct thin *t, size_t i)
{
	const struct sample_line *l = t->all.item;

	if (i == 0 || i + 1 == t->all.len
	    || !slice_eq(l[i].key, l[i - 1].key)
	    || !slice_eq(l[i].key, l[i + 1].key))
		return true;
	return l[i].ts_us / HOUR_US != l[i + 1].ts_us / HOUR_US
	    || !slice_eq(t->state[i], t->state[i - 1]);
}

static int
thin_day(const char *path, uint64_t *kept, uint64_t *gone)
{
	struct scanner *scanner = scanner_new();
	struct thin t = { 0 };
	struct sampleday d;
	int rc = sampleday_open(&d, path);

	if (rc > 0) {
		rc = day_read(&d, scanner, &everything, thin_take, &t);
		sampleday_close(&d);
	}
	for (size_t i = 0; rc == 0 && i < t.all.len; i++) {
		if (!thin_keeps(&t, i))
			continue;
		GROW(t.left.item, t.left.len, t.left.cap);
		t.left.item[t.left.len++] = t.all.item[i];
	}
	if (rc == 0 && t.left.len < t.all.len)
		rc = sampleday_write(path, t.left.item, t.left.len);
	*kept += t.left.len;
	*gone += t.all.len - t.left.len;
	heap_release(&t.left);
	heap_release(&t.all);
	free(t.state);
	scanner_free(scanner);
	return rc;
}

int
verb_rollup(int argc, char **argv)
{
	uint64_t kept = 0, gone = 0;
	struct kpi_opts opts;
	struct kpi_time time;
	int rc = kpi_parse(&opts, &argc, &argv), lock;
	char *dir;

	if (rc != 0)
		return verb_stop(rc);
	diag_set_quiet(opts.stream.quiet);
	if ((dir = archive_dir(&opts)) == NULL)
		return EXIT_TROUBLE;
	rc = time_open(&time, &opts) == EXIT_OK ? 0 : -1;
	lock = rc == 0 ? archive_lock(dir) : -1;
	if (lock < 0)
		rc = -1;
	for (int64_t day = day_of(time.rules.from_us); rc == 0
	    && (day + 1) * US_PER_DAY <= time.rules.to_us; day++) {
		char *path;

		if (day * US_PER_DAY < time.rules.from_us)
			continue;
		path = day_path(dir, day);
		rc = thin_day(path, &kept, &gone);
		free(path);
	}
	if (lock >= 0)
		close(lock);
	if (rc == 0 && opts.stream.verbose)
		note("%ju samples kept, %ju left out", (uintmax_t)kept,
		    (uintmax_t)gone);
	time_release(&time);
	free(dir);
	return rc < 0 ? EXIT_TROUBLE : EXIT_OK;
}
