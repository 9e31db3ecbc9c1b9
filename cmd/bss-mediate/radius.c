/*
 * radius.c - bss-mediate radius: accounting packets in detail files to usage
 *
 * An open session holds its last packet until a newer one takes its place, as
 * a port its last reading: what was read or taken over is used, rejected,
 * duplicate, filtered, or the last one of an open session and held.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/tstamp.h"
#include "bss/usageid.h"
#include "mediate.h"
#include "radius_state.h"
#include "rec/detail.h"
#include "state.h"
#include "store/format.h"

#define SAID_MAX	20		/* of what is not known */
#define TYPE_FIELDS_MAX	64

struct radius_run {
	struct radius_opts	opts;
	struct stream		s;
	struct format		format;
	struct unpack		*src;
	struct detail		*detail;
	struct sessions		*sessions;
	struct radius_state	state;
	struct usage_row	row;
	struct buf		key, id;
	uint64_t		taken;	/* packets used or held */
	uint64_t		voids;
	/* where each field of usage comes from: 1 + index into map.field */
	uint8_t			mapped[TYPE_FIELDS_MAX];
	unsigned		identifier_at;	/* index into map.field */
	int64_t			cut_from_s, cut_to_s;	/* no cut within */
	const char		*file;
	struct file_cursor	*cursor;
	uint64_t		line;	/* of the current packet */
};

static const struct stream_spec spec = {
	.tool = "bss-mediate",
	.makes = REC_BIT(REC_USAGE),
	.writes = true,
};

/* ---- usage ------------------------------------------------------------ */

/* A piece of an interval, ready to be written. */
struct piece {
	int64_t		from_s, to_s;
	uint64_t	in_octets, out_octets, seconds;
	const char	*quality;	/* NULL: of seconds */
	struct slice	nas, session, session_id, identifier;
};

static void
put_mapped(struct out *o, const struct map_field *f,
    const struct map_value *v)
{
	if (v->kind == MAP_V_TEXT)
		out_str(o, f->field, v->text);
	else if (v->kind == MAP_V_UINT)
		out_u64(o, f->field, v->u);
	else if (v->kind == MAP_V_TIME)
		out_time(o, f->field, v->us);
}

static void
put_made(struct radius_run *r, enum field f, const struct piece *p)
{
	bool octets = p->quality != NULL;
	struct out *o = r->s.out;

	switch (f) {
	case F_USAGE_ID:
		out_str(o, f, buf_slice(&r->id));
		break;
	case F_TS:
		out_time(o, f, p->from_s * US_PER_S);
		break;
	case F_END_TS:
		out_time(o, f, p->to_s * US_PER_S);
		break;
	case F_QUANTITY:
		out_u64(o, f, octets ? p->in_octets + p->out_octets
		    : p->seconds);
		break;
	case F_UNIT:
		out_str(o, f, octets ? SLICE_LIT("octet") : SLICE_LIT("s"));
		break;
	case F_IN_OCTETS:
		if (octets)
			out_u64(o, f, p->in_octets);
		break;
	case F_OUT_OCTETS:
		if (octets)
			out_u64(o, f, p->out_octets);
		break;
	case F_NETWORK:
		out_str(o, f, p->nas);
		break;
	case F_SESSION_ID:
		out_str(o, f, p->session_id);
		break;
	case F_READING_QUALITY:
		out_str(o, f, slice_of(p->quality));
		break;
	case F_SOURCE:
		out_str(o, f, slice_of(r->format.map.source));
		break;
	case F_SEQ:
		out_u64(o, f, 1);
		break;
	default:
		break;
	}
}

static int
put_piece(struct radius_run *r, const struct piece *p)
{
	const struct type_def *t = type_def(REC_USAGE);
	const struct usagemap *m = &r->format.map;
	struct out *o = r->s.out;
	unsigned i, at;

	out_begin(o, REC_USAGE);
	for (i = 0; i < t->len; i++) {
		enum field f = t->field[i].field;

		at = r->mapped[i];
		if (f == F_IDENTIFIER)
			out_str(o, f, p->identifier);
		else if (f == F_USAGE_TYPE && p->quality == NULL)
			out_str(o, f, slice_of(r->format.radius->duration));
		else if (at != 0)
			put_mapped(o, &m->field[at - 1],
			    &r->row.value[at - 1]);
		else
			put_made(r, f, p);
	}
	for (i = 0; i < m->fields; i++)
		if (m->field[i].field == F_UNKNOWN
		    && r->row.value[i].kind == MAP_V_TEXT)
			out_extra(o, m->field[i].name, r->row.value[i].text);
	return out_done(o);
}

/* SOURCE:NAS:SESSION@FROM/TO, and what tells it from others there. */
static void
make_id(struct radius_run *r, const struct piece *p, uint32_t same,
    unsigned part)
{
	char from[TSTAMP_TEXT_MAX], to[TSTAMP_TEXT_MAX];

	usageid_of_key(&r->id, slice_of(r->format.map.source), &p->nas, 1);
	buf_addc(&r->id, ':');
	buf_add_slice(&r->id, p->session);
	buf_addc(&r->id, '@');
	buf_add(&r->id, from, tstamp_format(p->from_s * US_PER_S, from));
	buf_addc(&r->id, '/');
	buf_add(&r->id, to, tstamp_format(p->to_s * US_PER_S, to));
	if (same != 0)
		buf_addf(&r->id, "#%u", same);
	if (p->quality == NULL)
		buf_adds(&r->id, ":s");
	if (part != 0)
		buf_addf(&r->id, ".%u", part);
}

/* The first cut behind an instant; the same for many in a row. */
static int64_t
cut_after(struct radius_run *r, int64_t s)
{
	if (s < r->cut_from_s || s >= r->cut_to_s) {
		r->cut_to_s = radius_cut_after(r->format.radius, s);
		r->cut_from_s = s;
	}
	return r->cut_to_s;
}

/*
 * An interval, cut at midnight or the month's end. Each part is the share
 * that had run at its end less the share at its begin: they add up. How much
 * of it was where is not known: the parts are gaps.
 */
static int
put_interval(struct radius_run *r, const struct piece *whole, uint32_t same)
{
	uint64_t length = (uint64_t)(whole->to_s - whole->from_s);
	struct piece p = *whole;
	unsigned part = 0;
	uint64_t at, end;
	int rc = 0;

	if (cut_after(r, p.from_s) >= p.to_s) {
		make_id(r, &p, same, 0);
		return put_piece(r, &p);
	}
	if (p.quality != NULL)
		p.quality = session_quality_name(SESSION_GAP);
	while (p.from_s < whole->to_s && rc == 0) {
		p.to_s = cut_after(r, p.from_s);
		if (p.to_s > whole->to_s)
			p.to_s = whole->to_s;
		at = (uint64_t)(p.from_s - whole->from_s);
		end = (uint64_t)(p.to_s - whole->from_s);
		p.in_octets = session_share(whole->in_octets, end, length)
		    - session_share(whole->in_octets, at, length);
		p.out_octets = session_share(whole->out_octets, end, length)
		    - session_share(whole->out_octets, at, length);
		p.seconds = session_share(whole->seconds, end, length)
		    - session_share(whole->seconds, at, length);
		make_id(r, whole, same, ++part);
		rc = put_piece(r, &p);
		p.from_s = p.to_s;
	}
	return rc;
}

static int
put_usage(struct radius_run *r, const struct packet *p,
    const struct session_result *res, struct slice session_id)
{
	const struct session_interval *u = &res->use;
	struct piece piece = { .nas = p->nas, .session = p->session,
	    .session_id = session_id, .identifier = res->session->identifier };

	if (u->has_octets) {
		piece.from_s = u->from_s;
		piece.to_s = u->to_s;
		piece.in_octets = u->in_octets;
		piece.out_octets = u->out_octets;
		piece.quality = session_quality_name(u->quality);
		if (put_interval(r, &piece, u->same) < 0)
			return -1;
	}
	if (!u->has_seconds || r->format.radius->duration == NULL)
		return 0;
	piece.from_s = u->time_from_s;
	piece.to_s = u->to_s;
	piece.in_octets = piece.out_octets = 0;
	piece.seconds = u->seconds;
	piece.quality = NULL;
	return put_interval(r, &piece, u->same);
}

/* ---- what is not known ------------------------------------------------ */

static void
say_void(struct radius_run *r, const struct packet *p,
    const struct session_result *res)
{
	char from[TSTAMP_TEXT_MAX], to[TSTAMP_TEXT_MAX];

	if (r->voids++ >= SAID_MAX)
		return;
	tstamp_format(res->void_from_s * US_PER_S, from);
	tstamp_format(res->void_to_s * US_PER_S, to);
	diag_at(REASON_USAGE_VOID, r->file, r->line, "octets of the session "
	    "'%.*s' on '%.*s' from %s to %s are not known: %s",
	    SLICE_FMT(p->session), SLICE_FMT(p->nas), from, to,
	    res->void_why);
}

static void
say_lost(void *arg, const struct sessions *ss, const struct session *s,
    const char *why)
{
	struct radius_run *r = arg;
	char from[TSTAMP_TEXT_MAX];

	if (r->voids++ >= SAID_MAX)
		return;
	tstamp_format(s->last_s * US_PER_S, from);
	diag(REASON_USAGE_VOID, "the session '%.*s' on '%.*s' ended without a "
	    "Stop: octets behind %s are not known: %s", SLICE_FMT(s->key),
	    SLICE_FMT(sessions_nas(ss, s->nas)->name), from, why);
}

/* ---- packets ---------------------------------------------------------- */

static int
reject(struct radius_run *r, const struct detail_rec *d, enum reason why)
{
	const struct usagemap *m = &r->format.map;

	if (why == REASON_FIELD_MISSING || m->bad_value.len == 0)
		return stream_reject_raw(&r->s, why, r->file, d->line, d->raw,
		    "nothing for '%.*s'", SLICE_FMT(m->bad_name));
	return stream_reject_raw(&r->s, why, r->file, d->line, d->raw,
	    "%s: '%.*s' for '%.*s'", reason_text(why),
	    (int)(m->bad_value.len < 80 ? m->bad_value.len : 80),
	    m->bad_value.p, SLICE_FMT(m->bad_name));
}

/* Who used it, as the packet says; it need not say it each time. */
static struct slice
identifier(const struct radius_run *r)
{
	const struct map_value *v = &r->row.value[r->identifier_at];

	return v->kind == MAP_V_TEXT ? v->text : (struct slice){ NULL, 0 };
}

static int
reject_nobody(struct radius_run *r, const struct detail_rec *d)
{
	struct usagemap *m = &r->format.map;

	m->bad_name = m->field[r->identifier_at].name;
	return reject(r, d, REASON_FIELD_MISSING);
}

/* A packet that was understood. 0 or -1: stop, said. */
static int
take(struct radius_run *r, const struct detail_rec *d, struct packet *p)
{
	struct usagemap *m = &r->format.map;
	struct session_result res;
	enum reason why;

	if (p->kind != PACKET_RESTART) {
		why = usagemap_apply(m, d->val, m->columns, &r->row);
		if (why != REASON_NONE)
			return reject(r, d, why);
		p->identifier = identifier(r);
	}
	sessions_take(r->sessions, p, &res);
	if (p->came_s > r->cursor->seen_s)
		r->cursor->seen_s = p->came_s;
	switch (res.fate) {
	case SESSION_DUPLICATE:
		r->s.settled = true;
		r->s.duplicate++;
		return 0;
	case SESSION_FORGOTTEN:
		return stream_reject_raw(&r->s, REASON_RADIUS_FORGOTTEN,
		    r->file, d->line, d->raw, NULL);
	case SESSION_COUNTER:
		return stream_reject_raw(&r->s, REASON_RADIUS_COUNTER,
		    r->file, d->line, d->raw, NULL);
	case SESSION_LONG:
		return stream_reject_raw(&r->s, REASON_RADIUS_LONG,
		    r->file, d->line, d->raw, NULL);
	case SESSION_NOBODY:
		return reject_nobody(r, d);
	case SESSION_USED:
		break;
	}
	r->s.settled = true;	/* used or held: counted at the end */
	r->taken++;
	if (res.void_why != NULL)
		say_void(r, p, &res);
	return res.session == NULL ? 0
	    : put_usage(r, p, &res, d->val[m->key[0]]);
}

static int
mediate(struct radius_run *r, const struct detail_rec *d)
{
	const struct radius_attrs attrs = { d->header, d->val, d->twice };
	struct usagemap *m = &r->format.map;
	enum radius_what what;
	struct packet p;
	enum reason why;

	r->line = d->line;
	what = radius_packet(r->format.radius, m, &attrs, &r->key, &p, &why);
	if (what == RADIUS_OTHER || (p.kind != PACKET_RESTART
	    && !usagemap_wants(m, d->val, m->columns))) {
		stream_count_read(&r->s);
		r->s.settled = true;
		r->s.filtered++;
		return 0;
	}
	stream_count_read(&r->s);
	return what == RADIUS_BAD ? reject(r, d, why) : take(r, d, &p);
}

/* ---- files ------------------------------------------------------------ */

/*
 * A file that is written still may end in the middle of a record: it is left
 * for the next run, which goes on there. Nobody adds to a packed one.
 */
static int
cut(struct radius_run *r, const struct detail_rec *d, bool grows)
{
	if (grows && r->opts.state_out != NULL && !r->opts.whole
	    && !unpack_is_packed(r->src))
		return 0;
	stream_count_read(&r->s);
	return stream_reject_raw(&r->s, REASON_DETAIL_CUT, r->file, d->line,
	    d->raw, NULL);
}

static int
read_records(struct radius_run *r, bool grows)
{
	enum detail_status st;
	struct detail_rec d;
	int rc = 0;

	while (rc == 0) {
		st = detail_next(r->detail, &d);
		switch (st) {
		case DETAIL_OK:
			rc = mediate(r, &d);
			break;
		case DETAIL_BAD:
			stream_count_read(&r->s);
			rc = stream_reject_raw(&r->s, d.reason, r->file,
			    d.line, d.raw, NULL);
			break;
		case DETAIL_CUT:
			return cut(r, &d, grows);
		case DETAIL_EOF:
			return 0;
		case DETAIL_FAIL:
			if (d.reason != REASON_NONE)
				unpack_say(r->src, r->file);
			return -1;
		}
	}
	return rc;
}

/* At most n octets of what is in the file, a record at least; -1: said. */
static ssize_t
read_up_to(struct radius_run *r, char *p, size_t n)
{
	size_t len = 0;
	ssize_t got = 1;

	while (len < n && got != 0) {
		got = unpack_read(r->src, p + len, n - len);
		if (got < 0) {
			unpack_say(r->src, r->file);
			return -1;
		}
		len += (size_t)got;
	}
	return (ssize_t)len;
}

/* To an offset of what is in the file. False: it ends before, or said. */
static bool
seek_to(struct radius_run *r, int fd, uint64_t offset, bool packed)
{
	char room[RADIUS_HEAD];
	uint64_t left;
	ssize_t n;

	if (lseek(fd, packed ? 0 : (off_t)offset, SEEK_SET) < 0)
		return false;
	if (packed || offset == 0)
		unpack_open(r->src, fd);
	else
		unpack_open_plain(r->src, fd);
	for (left = packed ? offset : 0; left != 0; left -= (uint64_t)n) {
		n = read_up_to(r, room, left < RADIUS_HEAD ? (size_t)left
		    : RADIUS_HEAD);
		if (n <= 0)
			return false;
	}
	return true;
}

/*
 * Where the last run left the file. A file is known by what is in it, so a log
 * that was packed meanwhile is the same.
 */
static int
resume(struct radius_run *r, int fd, uint64_t size, char *head)
{
	ssize_t len = read_up_to(r, head, RADIUS_HEAD);
	bool packed = len > 0 && unpack_is_packed(r->src);
	struct file_cursor *f;

	if (len < 0)
		return -1;
	f = radius_state_file(&r->state, head, (size_t)len,
	    packed ? UINT64_MAX : size);
	if (f != NULL && seek_to(r, fd, f->octets, packed)) {
		r->cursor = f;
	} else if (seek_to(r, fd, 0, packed)) {
		r->cursor = radius_state_file_add(&r->state);
	} else {
		diag_errno(REASON_READ_FAILED, "cannot read '%s'", r->file);
		return -1;
	}
	radius_state_name(&r->state, r->cursor, r->file);
	return 0;
}

static void
leave(struct radius_run *r, const char *head)
{
	struct file_cursor *f = r->cursor;

	f->octets = detail_offset(r->detail);
	f->lines = detail_lines(r->detail);
	f->head = sum128_of(head, f->octets < RADIUS_HEAD ? f->octets
	    : RADIUS_HEAD);
}

/* 0 or -1: stop, said. */
static int
read_file(struct radius_run *r, const char *name)
{
	bool is_stdin = strcmp(name, "-") == 0, regular;
	int fd = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
	struct file_cursor piped = { .seen_s = SESSION_NEVER };
	char head[RADIUS_HEAD];
	struct stat st;
	int rc = 0;

	r->file = name;
	r->cursor = &piped;
	if (fd < 0 || fstat(fd, &st) < 0) {
		diag_errno(REASON_OPEN_FAILED, "cannot open '%s'", name);
		return -1;
	}
	regular = S_ISREG(st.st_mode) && !is_stdin;
	unpack_open(r->src, fd);
	if (regular)
		rc = resume(r, fd, (uint64_t)st.st_size, head);
	if (rc == 0) {
		detail_open(r->detail, r->src, r->cursor->octets,
		    r->cursor->lines);
		rc = read_records(r, regular);
	}
	if (rc == 0 && regular)
		leave(r, head);
	if (!is_stdin)
		close(fd);
	return rc;
}

/* ---- the run ---------------------------------------------------------- */

static int
load_format(struct radius_run *r)
{
	const struct format_site site = { r->opts.zone, r->opts.country_code };
	const struct type_def *t = type_def(REC_USAGE);
	struct usagemap *m = &r->format.map;
	unsigned i, k;

	if (format_load(&r->format, r->opts.format, &site) < 0)
		return -1;
	if (r->format.radius == NULL) {
		diag(REASON_FORMAT_INVALID, "'%s' is no format of detail files",
		    r->opts.format);
		return -1;
	}
	for (i = 0; i < m->columns; i++)
		detail_want(r->detail, m->column[i].name);
	for (i = 0; i < t->len; i++)
		for (k = 0; k < m->fields; k++)
			if (m->field[k].field == t->field[i].field)
				r->mapped[i] = (uint8_t)(k + 1);
	for (k = 0; m->field[k].field != F_IDENTIFIER; k++)
		;
	r->identifier_at = k;
	m->field[k].required = false;	/* the session may know */
	r->s.end.tzdata = m->zone.len > 1;
	return 0;
}

static int
run_open(struct radius_run *r, int argc, char **argv)
{
	const struct radius_opts *o = &r->opts;
	struct session_rules rules;

	if (state_check(o->state_in, o->state_out, argc, argv) < 0)
		return -1;
	r->src = unpack_new();
	r->detail = detail_new();
	if (load_format(r) < 0)
		return -1;
	rules = r->format.radius->rules;
	rules.timeout_s = o->timeout_us / US_PER_S;
	rules.remember_s = o->remember_us / US_PER_S;
	if (r->format.radius->cut == RADIUS_CUT_DAY)
		rules.longest_s = RADIUS_CUT_DAYS_MAX * INT64_C(86400);
	r->sessions = r->state.sessions = sessions_new(&rules);
	sessions_on_lost(r->sessions, say_lost, r);
	detail_on_wait(r->detail, stream_on_wait, &r->s);
	detail_on_huge(r->detail, stream_on_huge, &r->s);
	if (o->state_in != NULL
	    && radius_state_load(&r->state, o->state_in) < 0)
		return -1;
	r->s.held_in = sessions_open(r->sessions);
	return 0;
}

/* Files that were last added to before this need not be known any more. */
static int64_t
old_file(const struct radius_run *r)
{
	int64_t clock = SESSION_NEVER, keep = r->opts.timeout_us
	    > r->opts.remember_us ? r->opts.timeout_us : r->opts.remember_us;
	size_t i;

	for (i = 0; i < r->state.files; i++)
		if (r->state.file[i].seen_s > clock)
			clock = r->state.file[i].seen_s;
	return clock == SESSION_NEVER ? clock : clock - keep / US_PER_S;
}

/*
 * The state is there before the output's end record is: who sees the end
 * and commits can adopt it.
 */
static void
run_end(struct radius_run *r)
{
	const struct radius_opts *o = &r->opts;
	struct stream *s = &r->s;
	uint64_t held;

	sessions_expire(r->sessions, o->now_us == SESSION_NEVER
	    ? SESSION_NEVER : o->now_us / US_PER_S);
	if (r->voids > SAID_MAX)
		diag(REASON_USAGE_VOID, "%ju more intervals of which the "
		    "octets are not known", (uintmax_t)(r->voids - SAID_MAX));
	held = o->state_out != NULL ? sessions_open(r->sessions) : 0;
	s->used += r->taken + s->held_in - held;
	s->held_out = held;
	if (stream_complete(s) && o->state_out != NULL
	    && radius_state_save(&r->state, o->state_out, old_file(r)) < 0)
		stream_fail(s, EXIT_TROUBLE);
}

static void
run_release(struct radius_run *r)
{
	detail_free(r->detail);
	unpack_free(r->src);
	sessions_free(r->sessions);
	radius_state_release(&r->state);
	usage_row_release(&r->row);
	buf_release(&r->key);
	buf_release(&r->id);
	format_release(&r->format);
}

int
verb_radius(int argc, char **argv)
{
	static struct radius_run run = {	/* large: not on the stack */
	    .opts = { .format = "freeradius", .timeout_us = RADIUS_TIMEOUT_US,
	    .remember_us = RADIUS_REMEMBER_US, .now_us = SESSION_NEVER } };
	int i, rc;

	rc = verb_parse(&run.opts, &argc, &argv);
	if (rc != 0)
		return verb_stop(rc);
	rc = stream_open(&run.s, &spec, &run.opts.stream, argc, argv);
	if (rc != EXIT_OK || run.s.spec == NULL)
		return rc;
	if (run_open(&run, argc, argv) < 0)
		rc = EXIT_TROUBLE;
	else if (argc == 0 && read_file(&run, "-") < 0)
		rc = EXIT_TROUBLE;
	for (i = 0; rc == EXIT_OK && i < argc; i++)
		if (read_file(&run, argv[i]) < 0)
			rc = EXIT_TROUBLE;
	if (rc == EXIT_OK)
		run_end(&run);
	else
		stream_fail(&run.s, rc);
	rc = stream_close(&run.s);
	run_release(&run);
	return rc;
}
