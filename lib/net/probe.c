/*
 * probe.c (net) - see probe.h
 */
#include <errno.h>

#include "base/buf.h"
#include "net/interval.h"
#include "net/probe_kind.h"

const char *
probe_error_name(enum probe_error e)
{
	static const char *const name[] = {
		[PROBE_OK] = NULL,
		[PROBE_TIMEOUT] = "timeout",
		[PROBE_REFUSED] = "refused",
		[PROBE_UNREACHABLE] = "unreachable",
		[PROBE_LOCAL] = "local",
		[PROBE_RESOLVE] = "resolve",
		[PROBE_TLS_FAILED] = "tls",
		[PROBE_HTTP_FAILED] = "http",
		[PROBE_DNS_FAILED] = "dns",
		[PROBE_MISMATCH] = "mismatch",
		[PROBE_PROTOCOL] = "protocol",
	};

	return name[e];
}

struct prober *
prober_new(const struct probe_how *how)
{
	struct prober *p = xcalloc(1, sizeof(*p));

	p->how = how;
	if ((p->loop = loop_new()) == NULL) {
		free(p);
		return NULL;
	}
	return p;
}

void
prober_free(struct prober *p)
{
	if (p == NULL)
		return;
	web_free(p->web);
	pinger_free(p->ping[0]);
	pinger_free(p->ping[1]);
	loop_free(p->loop);
	free(p);
}

struct loop *
prober_loop(struct prober *p)
{
	return p->loop;
}

static struct pinger **
pinger_of(struct prober *p, int family)
{
	struct pinger **at = &p->ping[family == AF_INET6];

	if (*at == NULL)
		*at = pinger_new(p, family);
	return at;
}

bool
prober_can_ping(struct prober *p, int family)
{
	return *pinger_of(p, family) != NULL;
}

size_t
prober_web_pending(const struct prober *p)
{
	return p->web != NULL ? web_pending(p->web) : 0;
}

static void
cannot(probe_done_fn *done, void *arg, const char *why)
{
	struct probe_reading r;

	probe_reading_init(&r);
	r.error = PROBE_LOCAL;
	r.error_text = why;
	done(arg, &r);
}

void
probe_begin(struct prober *p, const struct probe_target *t,
    probe_done_fn *done, void *arg)
{
	struct pinger *ping;

	switch (t->spec->kind) {
	case PROBE_ICMP:
		ping = *pinger_of(p, t->address.addr.ss_family);
		if (ping == NULL)
			cannot(done, arg, strerror(errno));
		else
			ping_begin(ping, t, done, arg);
		break;
	case PROBE_TCP:
		tcp_probe_begin(p, t, done, arg);
		break;
	case PROBE_DNS:
		dns_probe_begin(p, t, done, arg);
		break;
	case PROBE_TLS:
	case PROBE_HTTP:
		if (p->web == NULL && p->web_why == NULL)
			p->web = web_new(p, &p->web_why);
		if (p->web == NULL)
			cannot(done, arg, p->web_why);
		else
			web_probe_begin(p->web, t, done, arg);
		break;
	}
}
