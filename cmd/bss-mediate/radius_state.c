/*
 * radius_state.c - what bss-mediate radius knows between runs
 */
#include "base/buf.h"
#include "base/diag.h"
#include "base/tstamp.h"
#include "radius_state.h"
#include "state.h"

struct load {
	struct radius_state *st;
	const char	*path;
};

void
radius_state_release(struct radius_state *st)
{
	free(st->file);
	arena_release(&st->mem);
	*st = (struct radius_state){ 0 };
}

/* ---- files ------------------------------------------------------------ */

struct file_cursor *
radius_state_file(struct radius_state *st, const char *head, size_t len,
    uint64_t size)
{
	struct file_cursor *best = NULL;
	sum128_t whole = 0;
	bool has_whole = false;
	size_t i;

	for (i = 0; i < st->files; i++) {
		struct file_cursor *f = &st->file[i];

		if (f->octets == 0 || f->octets > size
		    || (best != NULL && f->octets <= best->octets))
			continue;
		if (f->octets >= RADIUS_HEAD && !has_whole
		    && len >= RADIUS_HEAD) {
			whole = sum128_of(head, RADIUS_HEAD);
			has_whole = true;
		}
		if (f->octets >= RADIUS_HEAD
		    ? has_whole && whole == f->head
		    : f->octets <= len
		    && sum128_of(head, f->octets) == f->head)
			best = f;
	}
	return best;
}

struct file_cursor *
radius_state_file_add(struct radius_state *st)
{
	GROW(st->file, st->files, st->cap);
	st->file[st->files] = (struct file_cursor){ .seen_s = SESSION_NEVER };
	return &st->file[st->files++];
}

void
radius_state_name(struct radius_state *st, struct file_cursor *f,
    const char *name)
{
	if (f->name == NULL || strcmp(f->name, name) != 0)
		f->name = arena_strdup(&st->mem, slice_of(name));
}

/* ---- loading ---------------------------------------------------------- */

/* A time of whole seconds; SESSION_NEVER when it is missing. */
static bool
time_of(const struct rec *r, enum field f, int64_t *s)
{
	enum reason why = rec_time(r, f, s);

	if (why == REASON_FIELD_MISSING)
		*s = SESSION_NEVER;
	else if (why == REASON_NONE)
		*s /= US_PER_S;
	return why == REASON_NONE || why == REASON_FIELD_MISSING;
}

static bool
count_of(const struct rec *r, enum field f, uint64_t max, uint64_t *out)
{
	enum reason why = rec_u64(r, f, out);

	if (why == REASON_FIELD_MISSING)
		*out = 0;
	return (why == REASON_NONE || why == REASON_FIELD_MISSING)
	    && *out <= max;
}

static bool
load_session(struct radius_state *st, const struct rec *r)
{
	struct slice state = rec_str(r, F_STATE);
	struct session s = { .key = rec_str(r, F_SESSION_ID),
	    .identifier = rec_str(r, F_IDENTIFIER),
	    .has_seconds = rec_has(r, F_DURATION_S),
	    .wrapped = slice_is(rec_str(r, F_READING_QUALITY), "wrapped"),
	    .open = slice_is(state, "open"),
	    .restarted = slice_is(state, "restarted") };
	uint64_t bits, same;

	if (!time_of(r, F_SINCE, &s.began_s) || !time_of(r, F_END_TS, &s.last_s)
	    || !time_of(r, F_SEEN, &s.seen_s)
	    || !time_of(r, F_DURATION_TS, &s.time_s)
	    || !count_of(r, F_IN_OCTETS, UINT64_MAX, &s.in_octets)
	    || !count_of(r, F_OUT_OCTETS, UINT64_MAX, &s.out_octets)
	    || !count_of(r, F_DURATION_S, UINT64_MAX, &s.seconds)
	    || !count_of(r, F_SEQ, UINT32_MAX, &same)
	    || !count_of(r, F_COUNTER_BITS, 64, &bits))
		return false;
	if (!s.open && !s.restarted && !slice_is(state, "ended"))
		return false;
	/* what is there was heard of at some time */
	if (s.began_s == SESSION_NEVER || s.last_s == SESSION_NEVER
	    || s.seen_s == SESSION_NEVER || s.time_s == SESSION_NEVER)
		return false;
	s.wide = bits == 64;
	s.same = (uint32_t)same;
	return sessions_add(st->sessions, rec_str(r, F_NODE), &s);
}

static bool
load_nas(struct radius_state *st, const struct rec *r)
{
	struct session_nas n = { .name = rec_str(r, F_OBJECT) };

	return time_of(r, F_SEEN, &n.clock_s)
	    && time_of(r, F_SINCE, &n.since_s)
	    && time_of(r, F_RESTARTED, &n.restart_s)
	    && time_of(r, F_FORGOTTEN, &n.forgot_s)
	    && n.clock_s != SESSION_NEVER && n.since_s != SESSION_NEVER
	    && sessions_add_nas(st->sessions, &n);
}

static bool
load_file(struct radius_state *st, const struct rec *r)
{
	struct file_cursor *f = radius_state_file_add(st);

	f->name = arena_strdup(&st->mem, rec_str(r, F_FILE));
	return sum128_parse(rec_str(r, F_OBJECT), &f->head) == 0
	    && time_of(r, F_SEEN, &f->seen_s)
	    && count_of(r, F_READ_OCTETS, INT64_MAX, &f->octets)
	    && count_of(r, F_READ_LINES, INT64_MAX, &f->lines);
}

static int
load_one(void *arg, const struct rec *r)
{
	const struct load *l = arg;
	struct slice kind = rec_str(r, F_KIND);
	bool fine = false;

	if (r->type == REC_SESSION)
		fine = load_session(l->st, r);
	else if (r->type == REC_CURSOR && slice_is(kind, "node"))
		fine = load_nas(l->st, r);
	else if (r->type == REC_CURSOR && slice_is(kind, "file"))
		fine = load_file(l->st, r);
	if (fine)
		return 0;
	diag_at(REASON_STATE_DAMAGED, l->path, r->line_no, "no session, node "
	    "or file, or one that stands twice");
	return -1;
}

/* Each session is of an access server that stands there, too. */
static int
check_nas(const struct radius_state *st, const char *path)
{
	uint32_t i, n = sessions_nas_count(st->sessions);

	for (i = 0; i < n; i++) {
		const struct session_nas *nas = sessions_nas(st->sessions, i);

		if (nas->clock_s != SESSION_NEVER)
			continue;
		diag_at(REASON_STATE_DAMAGED, path, 0, "there are sessions of "
		    "node '%.*s', but not that one", SLICE_FMT(nas->name));
		return -1;
	}
	return 0;
}

int
radius_state_load(struct radius_state *st, const char *path)
{
	struct load l = { st, path };

	return state_load(path, load_one, &l) < 0 ? -1 : check_nas(st, path);
}

/* ---- saving ----------------------------------------------------------- */

static void
put_time(struct out *o, enum field f, int64_t s)
{
	if (s != SESSION_NEVER)
		out_time(o, f, s * US_PER_S);
}

static int
save_file(struct out *o, const struct file_cursor *f)
{
	char head[SUM128_HEX_MAX];

	sum128_hex(f->head, head);
	out_begin(o, REC_CURSOR);
	out_str(o, F_KIND, SLICE_LIT("file"));
	out_str(o, F_OBJECT, slice_of(head));
	out_str(o, F_FILE, slice_of(f->name));
	put_time(o, F_SEEN, f->seen_s);
	out_u64(o, F_READ_OCTETS, f->octets);
	out_u64(o, F_READ_LINES, f->lines);
	return out_done(o);
}

static int
save_nas(struct out *o, const struct session_nas *n)
{
	out_begin(o, REC_CURSOR);
	out_str(o, F_KIND, SLICE_LIT("node"));
	out_str(o, F_OBJECT, n->name);
	put_time(o, F_SEEN, n->clock_s);
	put_time(o, F_SINCE, n->since_s);
	put_time(o, F_RESTARTED, n->restart_s);
	put_time(o, F_FORGOTTEN, n->forgot_s);
	return out_done(o);
}

static int
save_session(struct out *o, const struct sessions *ss,
    const struct session *s)
{
	out_begin(o, REC_SESSION);
	out_str(o, F_NODE, sessions_nas(ss, s->nas)->name);
	out_str(o, F_SESSION_ID, s->key);
	out_str(o, F_IDENTIFIER, s->identifier);
	out_str(o, F_STATE, slice_of(s->open ? "open"
	    : s->restarted ? "restarted" : "ended"));
	out_time(o, F_SINCE, s->began_s * US_PER_S);
	out_time(o, F_END_TS, s->last_s * US_PER_S);
	out_time(o, F_SEEN, s->seen_s * US_PER_S);
	out_u64(o, F_IN_OCTETS, s->in_octets);
	out_u64(o, F_OUT_OCTETS, s->out_octets);
	out_u64(o, F_COUNTER_BITS, s->wide ? 64 : 32);
	if (s->wrapped)
		out_str(o, F_READING_QUALITY, SLICE_LIT("wrapped"));
	if (s->has_seconds)
		out_u64(o, F_DURATION_S, s->seconds);
	out_time(o, F_DURATION_TS, s->time_s * US_PER_S);
	if (s->same != 0)
		out_u64(o, F_SEQ, s->same);
	return out_done(o);
}

static int
file_cmp(const void *a, const void *b)
{
	const struct file_cursor *x = a, *y = b;

	if (x->head != y->head)
		return x->head < y->head ? -1 : 1;
	return (x->octets > y->octets) - (x->octets < y->octets);
}

static int
nas_cmp(const void *a, const void *b, void *arg)
{
	return slice_cmp(sessions_nas(arg, *(const uint32_t *)a)->name,
	    sessions_nas(arg, *(const uint32_t *)b)->name);
}

static int
save_nodes(struct out *o, struct sessions *ss)
{
	uint32_t i, n = sessions_nas_count(ss);
	uint32_t *order = xcalloc((size_t)n + 1, sizeof(*order));
	int rc = 0;

	for (i = 0; i < n; i++)
		order[i] = i;
	qsort_r(order, n, sizeof(*order), nas_cmp, ss);
	for (i = 0; i < n && rc == 0; i++)
		rc = save_nas(o, sessions_nas(ss, order[i]));
	free(order);
	return rc;
}

static int
save_all(void *arg, struct out *o)
{
	struct radius_state *st = arg;
	uint32_t i;
	size_t k;
	int rc;

	if (st->files != 0)
		qsort(st->file, st->files, sizeof(*st->file), file_cmp);
	for (k = 0, rc = 0; k < st->files && rc == 0; k++)
		if (st->file[k].octets != 0)
			rc = save_file(o, &st->file[k]);
	if (rc == 0)
		rc = save_nodes(o, st->sessions);
	sessions_sort(st->sessions);
	for (i = 0; i < sessions_count(st->sessions) && rc == 0; i++)
		rc = save_session(o, st->sessions,
		    sessions_at(st->sessions, i));
	return rc;
}

int
radius_state_save(struct radius_state *st, const char *path, int64_t before_s)
{
	size_t i, kept = 0;

	for (i = 0; i < st->files; i++)
		if (st->file[i].seen_s >= before_s)
			st->file[kept++] = st->file[i];
	st->files = kept;
	return state_save(path, save_all, st);
}
