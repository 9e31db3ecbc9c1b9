/*
 * fuzz_state.c - what bss-mediate keeps between runs
 * The first octet says of which verb: s samples, r radius, else of files that
 * grow, are numbered and have calls of several records. Whatever stands in
 * the rest: no crash, no octet read outside; and what was taken of it is
 * written so that it is read again, as the same.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../cmd/bss-mediate/call_rows.h"
#include "../../cmd/bss-mediate/growth.h"
#include "../../cmd/bss-mediate/numbered.h"
#include "../../cmd/bss-mediate/ports.h"
#include "../../cmd/bss-mediate/radius_state.h"
#include "aid.h"
#include "base/file.h"
#include "rec/in.h"

static const char document[] = "{\"description\":\"d\",\"source\":\"sw\","
    "\"csv\":{},\"columns\":[\"id\",\"n\",\"kind\",\"side\",\"t\",\"s\","
    "\"who\"],\"key\":[\"id\"],\"fields\":{\"ts\":{\"column\":\"t\","
    "\"time\":\"epoch\"},\"end_ts\":{\"ts_plus\":\"quantity\"},"
    "\"usage_type\":\"voice\",\"unit\":\"s\",\"identifier\":{\"column\":"
    "\"who\"},\"quantity\":{\"column\":\"s\"}},\"sequence\":{\"name\":"
    "\"f{n}.x\"},\"call\":{\"number\":\"n\",\"kind\":\"kind\","
    "\"last\":[\"L\"],\"single\":[\"S\"],\"leg\":\"side\",\"legs\":[{"
    "\"name\":\"a\",\"equals\":[\"O\"]},{\"name\":\"b\",\"equals\":[\"T\"]}]"
    ",\"timeout_s\":3600}}";

/* One kind of state: what is read, kept and written. */
struct kind {
	void	*(*make)(void);
	int	(*load)(void *, const char *path);
	int	(*save)(void *, const char *path);
	void	(*drop)(void *);
};

/* ---- samples ------------------------------------------------------------- */

static void *
samples_make(void)
{
	return xcalloc(1, sizeof(struct ports));
}

static int
samples_load(void *arg, const char *path)
{
	return ports_load(arg, path);
}

static int
samples_save(void *arg, const char *path)
{
	return ports_save(arg, path);
}

static void
samples_drop(void *arg)
{
	ports_release(arg);
	free(arg);
}

/* ---- radius -------------------------------------------------------------- */

struct radius {
	struct radius_state	st;
	bool			good;
};

static void *
radius_make(void)
{
	static const struct session_rules rules = { .timeout_s = 100000,
	    .remember_s = 1000, .max_bps = SESSION_MAX_BPS };
	struct radius *r = xcalloc(1, sizeof(*r));

	r->st.sessions = sessions_new(&rules);
	return r;
}

static int
radius_load(void *arg, const char *path)
{
	struct radius *r = arg;
	int rc = radius_state_load(&r->st, path);

	r->good = rc == 0;
	return rc;
}

static int
radius_save(void *arg, const char *path)
{
	struct radius *r = arg;

	return radius_state_save(&r->st, path, INT64_MIN);
}

static void
radius_drop(void *arg)
{
	struct radius *r = arg;

	if (r->good)
		sessions_expire(r->st.sessions, INT64_C(100000000000));
	sessions_free(r->st.sessions);
	radius_state_release(&r->st);
	free(r);
}

/* ---- files, numbers, calls ------------------------------------------------ */

struct files {
	struct growth		growth;
	struct numbered		numbered;
	struct usage_maker	usage;
	struct stream		stream;
	struct call_rows	*calls;
	int			none;
};

static bool
more_load(void *arg, const struct rec *r)
{
	struct files *f = arg;

	return numbered_load(&f->numbered, r) || call_rows_load(f->calls, r);
}

static int
more_save(void *arg, struct out *o)
{
	struct files *f = arg;

	return numbered_save(&f->numbered, o) < 0 ? -1
	    : call_rows_save(f->calls, o);
}

static struct format *
format(void)
{
	static const struct format_site site = { NULL, NULL };
	static struct format f;

	if (f.call == NULL && (format_load(&f, aid_file("f.json",
	    slice_of(document)), &site) < 0 || f.call == NULL
	    || !f.is_sequence))
		abort();
	return &f;
}

static void *
files_make(void)
{
	static const struct stream_spec spec = { .tool = "fuzz" };
	struct files *f = xcalloc(1, sizeof(*f));

	f->none = open("/dev/null", O_WRONLY | O_CLOEXEC);
	f->stream.spec = &spec;
	f->stream.out = out_new(f->none, "null", FORMAT_NDJSON);
	usage_maker_init(&f->usage, &format()->map);
	f->calls = call_rows_new(format(), &f->usage, &f->stream);
	f->numbered.terms = &format()->sequence;
	f->growth = (struct growth){ .load = more_load, .save = more_save,
	    .arg = f };
	return f;
}

static int
files_load(void *arg, const char *path)
{
	struct files *f = arg;

	return growth_load(&f->growth, path);
}

static int
files_save(void *arg, const char *path)
{
	struct files *f = arg;

	return growth_save(&f->growth, path);
}

static void
files_drop(void *arg)
{
	struct files *f = arg;
	const struct position *p;
	int fd = aid_fd("some text", 9);

	p = growth_find(&f->growth, "log", fd);
	if (growth_note(&f->growth, "log", fd, p, 9, 1, 0) < 0)
		abort();
	close(fd);
	if (call_rows_end(f->calls, INT64_MIN, true) < 0)
		abort();
	call_rows_free(f->calls);
	growth_release(&f->growth);
	usage_maker_release(&f->usage);
	out_free(f->stream.out);
	close(f->none);
	free(f);
}

/* ---- all ------------------------------------------------------------------ */

static const struct kind samples = { samples_make, samples_load,
    samples_save, samples_drop };
static const struct kind radius = { radius_make, radius_load, radius_save,
    radius_drop };
static const struct kind files = { files_make, files_load, files_save,
    files_drop };

/* A record may grow when it is written anew: then it is too long to be read. */
static bool
fits(struct slice s)
{
	const char *nl;

	for (; s.len > 0; s.len -= (size_t)(nl + 1 - s.p), s.p = nl + 1)
		if ((nl = memchr(s.p, '\n', s.len)) == NULL
		    || (size_t)(nl - s.p) > REC_LINE_MAX)
			return false;
	return true;
}

static void
again(const struct kind *k, const char *first)
{
	struct buf a = { 0 }, b = { 0 };
	void *state = k->make();

	if (file_read(first, 1 << 24, &a) < 0)
		abort();
	if (fits(buf_slice(&a)) && (k->load(state, first) < 0
	    || k->save(state, aid_path("second")) < 0
	    || file_read(aid_path("second"), 1 << 24, &b) < 0
	    || !slice_eq(buf_slice(&a), buf_slice(&b))))
		abort();
	k->drop(state);
	buf_release(&a);
	buf_release(&b);
}

/* The same records, with the end that belongs to them. */
static int
completed(const char *path)
{
	static const struct end_info end = { .tool = "fuzz" };
	struct in *in = in_new(&path, 1, FORMAT_NDJSON);
	int fd = aid_fd("", 0);
	struct out *out = out_new(fd, "whole", FORMAT_NDJSON);
	const struct rec *r;
	enum in_status st;

	while ((st = in_next(in, &r)) == IN_OK || st == IN_BAD)
		if (st == IN_OK && out_pass(out, r) != 0)
			abort();
	if (out_finish(out, &end) != 0)
		abort();
	in_free(in);
	out_free(out);
	return fd;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct kind *k;
	int fd, whole;
	void *state;

	if (len == 0)
		return 0;
	k = data[0] == 's' ? &samples : data[0] == 'r' ? &radius : &files;
	fd = aid_fd(data + 1, len - 1);
	aid_quiet(true);
	whole = completed(aid_fd_path(fd));
	state = k->make();
	k->load(state, aid_fd_path(fd));
	k->drop(state);
	state = k->make();
	if (k->load(state, aid_fd_path(whole)) == 0) {
		if (k->save(state, aid_path("first")) < 0)
			abort();
		again(k, aid_path("first"));
	}
	k->drop(state);
	aid_quiet(false);
	close(fd);
	close(whole);
	return 0;
}
