/*
 * expect.c (ossctl-probe) - what a probe record expects
 */
#include "oss/dnsmsg.h"
#include "oss/pattern.h"
#include "prober.h"

void
expect_release(struct probe_expect *e)
{
	if (e->has_match)
		regfree(&e->match);
	e->has_match = false;
}

/* "200 2xx" */
static bool
status_ok(struct slice s)
{
	size_t n = 0, codes = 0;

	for (size_t i = 0; i <= s.len; i++) {
		if (i < s.len && s.p[i] != ' ') {
			char c = (char)(s.p[i] | 0x20);

			if (++n > 3 || (c != 'x' && (s.p[i] < '0'
			    || s.p[i] > '9')))
				return false;
			continue;
		}
		if (n != 0 && n != 3)
			return false;
		codes += n == 3;
		n = 0;
	}
	return codes > 0;
}

/* Fields that only some kinds have. */
static bool
fields_fit(const struct rec *rec, const struct probespec *spec,
    enum field *where)
{
	static const struct { enum field f; bool web, tls, dns; } fields[] = {
		{ F_EXPECT_STATUS, true, false, false },
		{ F_EXPECT_TEXT, true, false, false },
		{ F_EXPECT_MATCH, true, false, false },
		{ F_EXPECT_ANSWER, false, false, true },
		{ F_CERTIFICATE_MIN_D, false, true, false },
		{ F_VERIFY, false, true, false },
		{ F_SERVER_NAME, false, true, false },
	};
	bool web = spec->kind == PROBE_HTTP, dns = spec->kind == PROBE_DNS;
	bool tls = spec->kind == PROBE_TLS
	    || (web && strncmp(spec->url, "https:", 6) == 0);

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		*where = fields[i].f;
		if (rec_has(rec, fields[i].f) && !(fields[i].web && web)
		    && !(fields[i].tls && tls) && !(fields[i].dns && dns))
			return false;
	}
	/* a URL has its name in itself */
	return !rec_has(rec, F_SERVER_NAME) || spec->kind == PROBE_TLS;
}

enum reason
expect_read(const struct rec *rec, const struct probespec *spec,
    struct arena *a, struct probe_expect *e, enum field *where)
{
	struct slice status = rec_str(rec, F_EXPECT_STATUS);
	struct slice name = rec_str(rec, F_SERVER_NAME);
	bool verify = true;

	if (!fields_fit(rec, spec, where))
		return REASON_PROBE_FIELD;
	*where = F_EXPECT_STATUS;
	if (status.len != 0) {
		if (!status_ok(status))
			return REASON_PROBE_EXPECT;
		e->status = arena_strdup(a, status);
	}
	*where = F_EXPECT_MATCH;
	if (rec_has(rec, F_EXPECT_MATCH)) {
		e->has_match = pattern_compile(&e->match,
		    rec_str(rec, F_EXPECT_MATCH), REG_NOSUB);
		if (!e->has_match)
			return REASON_PROBE_EXPECT;
	}
	e->text = arena_slice(a, rec_str(rec, F_EXPECT_TEXT));
	e->answer = arena_slice(a, rec_str(rec, F_EXPECT_ANSWER));
	*where = F_CERTIFICATE_MIN_D;
	e->has_min_days = rec_u64(rec, F_CERTIFICATE_MIN_D,
	    &e->certificate_min_d) == REASON_NONE;
	if (e->has_min_days && e->certificate_min_d > 36500)
		return REASON_PROBE_EXPECT;
	*where = F_SERVER_NAME;
	rec_bool(rec, F_VERIFY, &verify);
	e->no_verify = !verify;
	if (name.len != 0) {
		e->server_name = arena_strdup(a, name);
		if (strpbrk(e->server_name, "/:@?#[] \t") != NULL
		    || !dns_name_ok(e->server_name))
			return REASON_PROBE_EXPECT;
	}
	return REASON_NONE;
}
