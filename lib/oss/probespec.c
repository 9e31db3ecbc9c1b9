/*
 * probespec.c (oss) - see probespec.h
 */
#include "base/buf.h"
#include "base/money.h"
#include "oss/dnsmsg.h"
#include "oss/probespec.h"

/* Behind a word that it begins with, letters of either case. */
static bool
behind(struct slice *s, const char *word)
{
	size_t n = strlen(word);

	if (s->len < n || strncasecmp(s->p, word, n) != 0)
		return false;
	s->p += n;
	s->len -= n;
	return true;
}

static bool
port_of(struct slice s, unsigned *port)
{
	uint64_t n;

	if (s.len == 0 || s.len > 5 || u64_parse(s, &n) != NUM_OK || n == 0
	    || n > 65535)
		return false;
	*port = (unsigned)n;
	return true;
}

static bool
parse_port(struct arena *a, struct slice s, const char *word,
    struct probespec *p)
{
	struct buf b = { 0 };

	if (!port_of(s, &p->port))
		return false;
	buf_addf(&b, "%s%u", word, p->port);
	p->object = arena_slice(a, buf_slice(&b));
	buf_release(&b);
	return true;
}

/* name/TYPE or name/TYPE:port; a name may have slashes (RFC 2317). */
static bool
parse_dns(struct arena *a, struct slice s, struct probespec *p)
{
	const char *slash = memrchr(s.p, '/', s.len), *colon, *end;
	struct slice name, type;
	struct buf b = { 0 };

	if (slash == NULL)
		return false;
	end = s.p + s.len;
	name = (struct slice){ s.p, (size_t)(slash - s.p) };
	type = (struct slice){ slash + 1, (size_t)(end - slash - 1) };
	p->port = PROBE_PORT_DNS;
	colon = memchr(type.p, ':', type.len);
	if (colon != NULL) {
		type.len = (size_t)(colon - type.p);
		if (!port_of((struct slice){ colon + 1,
		    (size_t)(end - colon - 1) }, &p->port))
			return false;
	}
	p->name = arena_strdup(a, name);
	if ((p->type = dns_type_of(type)) == 0 || !dns_name_ok(p->name))
		return false;
	buf_addf(&b, "dns:%s/", p->name);
	dns_type_add(&b, p->type);
	if (p->port != PROBE_PORT_DNS)
		buf_addf(&b, ":%u", p->port);
	p->object = arena_slice(a, buf_slice(&b));
	buf_release(&b);
	return true;
}

/* whole: with the scheme; rest: behind "://". */
static bool
parse_url(struct arena *a, struct slice whole, struct slice rest,
    struct probespec *p)
{
	size_t authority = 0;
	const char *at;
	struct buf b = { 0 };

	while (authority < rest.len && strchr("/?#", rest.p[authority]) == NULL)
		authority++;
	at = authority != 0 ? memrchr(rest.p, '@', authority) : NULL;
	if (at != NULL) {
		size_t n = (size_t)(at - rest.p);

		p->login = arena_strdup(a, (struct slice){ rest.p, n });
		rest.p += n + 1;
		rest.len -= n + 1;
		authority -= n + 1;
	}
	if (authority == 0 || rest.p[0] == ':')
		return false;
	/* the scheme as it is written in the standard */
	for (const char *c = whole.p; *c != ':'; c++)
		buf_addc(&b, (char)(*c | 0x20));
	buf_adds(&b, "://");
	buf_add_slice(&b, rest);
	if (authority == rest.len)
		buf_addc(&b, '/');
	p->url = arena_strdup(a, buf_slice(&b));
	p->object = slice_of(p->url);
	buf_release(&b);
	return true;
}

bool
probespec_parse(struct arena *a, struct slice word, struct probespec *p)
{
	struct slice s = word;

	*p = (struct probespec){ 0 };
	if (s.len == 0 || s.len > PROBESPEC_MAX)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] <= ' ' || s.p[i] >= 0x7f)
			return false;
	}
	if (behind(&s, "icmp")) {
		p->kind = PROBE_ICMP;
		p->object = SLICE_LIT("icmp");
		return s.len == 0;
	}
	p->kind = PROBE_TCP;
	if (behind(&s, "tcp:"))
		return parse_port(a, s, "tcp:", p);
	p->kind = PROBE_TLS;
	if (behind(&s, "tls:"))
		return parse_port(a, s, "tls:", p);
	p->kind = PROBE_DNS;
	if (behind(&s, "dns:"))
		return parse_dns(a, s, p);
	p->kind = PROBE_HTTP;
	if (behind(&s, "http://") || behind(&s, "https://"))
		return parse_url(a, word, s, p);
	return false;
}
