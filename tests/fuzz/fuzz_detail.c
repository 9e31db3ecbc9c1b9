/*
 * fuzz_detail.c - detail files, whole and in two pieces
 * What is handed out is within the record, valid UTF-8 where it has no NUL;
 * a file that was left at the last whole record and taken up again there gives
 * the same records as one that was read at once. Then the packets go through
 * the sessions, whose account must come out even, and are counted as lost: at
 * most once.
 */
#include <unistd.h>

#include "aid.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "bss/radius.h"
#include "oss/loss.h"
#include "rec/detail.h"

static const char *const columns[] = { "Acct-Status-Type", "Event-Timestamp",
    "Timestamp", "Acct-Delay-Time", "Acct-Session-Time", "Acct-Input-Octets",
    "Acct-Input-Gigawords", "Acct-Output-Octets", "Acct-Output-Gigawords",
    "NAS-IP-Address", "Acct-Session-Id" };
#define COLUMNS	(sizeof(columns) / sizeof(columns[0]))

struct run {
	struct usagemap		map;
	struct radius_map	radius;
	struct sessions		*sessions;
	struct buf		key;
	unsigned		column_key;
	uint64_t		octets;		/* that were counted */
	struct losses		*losses;
	uint64_t		seen, lost;
};

static int
put_loss(void *arg, const struct loss_sample *s)
{
	struct run *r = arg;

	r->lost += s->lost;
	if (s->open > r->seen)
		abort();
	return 0;
}

static void
lose(struct run *r, const struct detail_rec *rec, const struct packet *p)
{
	struct loss_packet l = { .session = rec->val[COLUMNS - 1],
		.ts_s = p->sent_s, .has_duration = p->has_seconds,
		.duration_s = (int64_t)p->seconds, .fault = true };

	if (!loss_kind_of(rec->val[0], &l.kind)
	    || losses_take(r->losses, &l) != LOSS_USED)
		return;
	r->seen += l.kind != LOSS_RESTART;
}

static void
packet(struct run *r, const struct detail_rec *rec)
{
	const struct radius_attrs a = { rec->header, rec->val, rec->twice };
	struct session_result res;
	struct packet p;
	enum reason why;

	if (radius_packet(&r->radius, &r->map, &a, &r->key, &p, &why)
	    != RADIUS_PACKET)
		return;
	lose(r, rec, &p);
	sessions_take(r->sessions, &p, &res);
	if (res.use.has_octets && res.use.from_s > res.use.to_s)
		abort();
	r->octets += res.use.has_octets;
	if (sessions_open(r->sessions) > sessions_count(r->sessions))
		abort();
}

/* Everything that the reader says, as text. Returns where it got to. */
static uint64_t
read_all(struct run *r, int fd, uint64_t from, uint64_t *line,
    struct buf *out)
{
	struct unpack *src = unpack_new();
	struct detail *d = detail_new();
	enum detail_status st;
	struct detail_rec rec;
	uint64_t at;
	size_t i;

	for (i = 0; i < COLUMNS; i++)
		if (detail_want(d, slice_of(columns[i])) != i)
			abort();
	if (lseek(fd, (off_t)from, SEEK_SET) < 0)
		abort();
	unpack_open(src, fd);
	detail_open(d, src, from, *line);
	while ((st = detail_next(d, &rec)) == DETAIL_OK || st == DETAIL_BAD) {
		buf_addf(out, "\n%ju %d ", (uintmax_t)rec.line,
		    (int)rec.reason);
		buf_add_slice(out, rec.raw);
		if (st == DETAIL_BAD)
			continue;
		for (i = 0; i < COLUMNS; i++) {
			struct slice s = rec.val[i];

			if (s.len != 0 && (memchr(s.p, '\0', s.len) != NULL
			    || !utf8_valid(s.p, s.len)))
				abort();
			buf_add_slice(out, s);
		}
		packet(r, &rec);
	}
	if (st == DETAIL_FAIL)
		abort();
	at = detail_offset(d);
	*line = detail_lines(d);
	detail_free(d);
	unpack_free(src);
	return at;
}

static void
run_begin(struct run *r)
{
	const struct session_rules rules = { .timeout_s = 100000,
	    .remember_s = 1000, .max_bps = SESSION_MAX_BPS };
	unsigned i;

	memset(r, 0, sizeof(*r));
	for (i = 0; i < COLUMNS; i++)
		r->map.column[i] = (struct map_column){ .name
		    = slice_of(columns[i]), .position = i };
	r->map.columns = COLUMNS;
	r->column_key = COLUMNS - 1;
	r->map.key = &r->column_key;
	r->map.keys = 1;
	for (i = 0; i < RADIUS_ROLES; i++)
		r->radius.role[i] = i;
	r->radius.nas[0] = COLUMNS - 2;
	r->radius.nas_len = 1;
	for (i = 0; i < RADIUS_TIMES; i++)
		r->radius.time[i] = (enum radius_time)i;
	r->radius.times = RADIUS_TIMES;
	r->radius.ahead_max_s = r->radius.behind_max_s = 1000000;
	if (!zone_load(&r->map.zone, "UTC"))
		abort();
	r->sessions = sessions_new(&rules);
	r->losses = losses_new(&(struct loss_rules){ 300, 86400, 50, put_loss,
	    r });
	loss_nas(r->losses, 0);
}

static void
run_end(struct run *r)
{
	if (losses_end(r->losses) < 0 || r->lost > r->seen)
		abort();
	losses_free(r->losses);
	sessions_expire(r->sessions, SESSION_NEVER);
	sessions_sort(r->sessions);
	sessions_free(r->sessions);
	buf_release(&r->key);
	zone_release(&r->map.zone);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct run whole, pieces;
	struct buf a = { 0 }, b = { 0 };
	uint64_t at, line = 0;
	int fd;

	/* archives are fuzz_unpack's */
	if (len < 2 || data[1] == 0x1f || data[1] == 0x28)
		return 0;
	run_begin(&whole);
	run_begin(&pieces);
	fd = aid_fd(data + 1, len - 1);
	read_all(&whole, fd, 0, &line, &a);
	close(fd);
	/* as it was when the first octet's share had been written */
	line = 0;
	fd = aid_fd(data + 1, (len - 1) * data[0] / 255);
	at = read_all(&pieces, fd, 0, &line, &b);
	close(fd);
	fd = aid_fd(data + 1, len - 1);
	read_all(&pieces, fd, at, &line, &b);
	close(fd);
	if (!slice_eq(buf_slice(&a), buf_slice(&b))
	    || whole.octets != pieces.octets)
		abort();
	run_end(&whole);
	run_end(&pieces);
	buf_release(&a);
	buf_release(&b);
	return 0;
}
