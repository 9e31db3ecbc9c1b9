/*
 * resolve.c (net) - see resolve.h
 * getaddrinfo_a(3) asks with threads of the C library's own.
 */
#include <arpa/inet.h>
#include <netinet/in.h>

#include "base/buf.h"
#include "base/money.h"
#include "net/resolve.h"

struct lookup {
	struct gaicb	 cb;
	struct addrinfo	 hints;
	char		 host[HOST_TEXT_MAX];
	char		 port[24];
	void		*arg;
};

struct resolver {
	struct lookup	**item;		/* owned, in progress */
	size_t		  len, cap;
	size_t		  next;		/* where to look first */
};

static bool
port_parse(struct slice s, unsigned *port)
{
	unsigned n = 0;

	if (s.len == 0 || s.len > 5)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		n = n * 10 + (unsigned)(s.p[i] - '0');
	}
	if (n == 0 || n > 65535)
		return false;
	*port = n;
	return true;
}

static bool
host_ok(struct slice s)
{
	if (s.len == 0 || s.len >= HOST_TEXT_MAX)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c <= ' ' || c >= 0x7f || c == '[' || c == ']'
		    || c == '/' || c == ',')
			return false;
	}
	return true;
}

bool
address_split(struct slice s, char host[HOST_TEXT_MAX], unsigned *port)
{
	const char *colon = s.len != 0 ? memrchr(s.p, ':', s.len) : NULL;
	const char *end = s.p + s.len;
	struct slice name = s, digits = { NULL, 0 };

	if (s.len != 0 && s.p[0] == '[') {
		const char *close = memchr(s.p, ']', s.len);

		if (close == NULL || (close + 1 != end && close + 1 != colon))
			return false;
		name = (struct slice){ s.p + 1, (size_t)(close - s.p - 1) };
		if (close + 1 == end)
			colon = NULL;
	} else if (colon != NULL && memchr(s.p, ':', (size_t)(colon - s.p))) {
		colon = NULL;	/* two colons: a bare IPv6 address */
	} else if (colon != NULL) {
		name.len = (size_t)(colon - s.p);
	}
	*port = PORT_SNMP;
	if (colon != NULL) {
		digits.p = colon + 1;
		digits.len = (size_t)(end - digits.p);
		if (!port_parse(digits, port))
			return false;
	}
	if (!host_ok(name))
		return false;
	memcpy(host, name.p, name.len);
	host[name.len] = '\0';
	return true;
}

static void
hints_init(struct addrinfo *h, int flags)
{
	*h = (struct addrinfo){
		.ai_flags = flags,
		.ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_DGRAM,
	};
}

static void
address_take(struct net_address *out, const struct addrinfo *ai)
{
	memcpy(&out->addr, ai->ai_addr, ai->ai_addrlen);
	out->len = ai->ai_addrlen;
}

bool
address_numeric(const char *host, unsigned port, struct net_address *out)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port) };
	struct addrinfo hints, *ai;
	char digits[24];

	/* most are dotted quads, and there are many */
	if (inet_pton(AF_INET, host, &v4.sin_addr) == 1) {
		*out = (struct net_address){ .len = sizeof(v4) };
		memcpy(&out->addr, &v4, sizeof(v4));
		return true;
	}
	u64_format(port, digits);
	hints_init(&hints, AI_NUMERICHOST | AI_NUMERICSERV);
	if (getaddrinfo(host, digits, &hints, &ai) != 0)
		return false;
	address_take(out, ai);
	freeaddrinfo(ai);
	return true;
}

struct resolver *
resolver_new(void)
{
	return xcalloc(1, sizeof(struct resolver));
}

void
resolver_free(struct resolver *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->len; i++) {
		struct lookup *l = r->item[i];

		/* one that a thread is at is its memory until it is done */
		if (gai_cancel(&l->cb) == EAI_NOTCANCELED)
			continue;
		freeaddrinfo(l->cb.ar_result);
		free(l);
	}
	free(r->item);
	free(r);
}

void
resolver_add(struct resolver *r, const char *host, unsigned port, void *arg)
{
	struct lookup *l = xcalloc(1, sizeof(*l));
	struct gaicb *list[1] = { &l->cb };

	hints_init(&l->hints, AI_ADDRCONFIG | AI_NUMERICSERV);
	memcpy(l->host, host, strlen(host) + 1);
	u64_format(port, l->port);
	l->cb.ar_name = l->host;
	l->cb.ar_service = l->port;
	l->cb.ar_request = &l->hints;
	l->arg = arg;
	/* a failure stands in gai_error() as well */
	getaddrinfo_a(GAI_NOWAIT, list, 1, NULL);
	GROW(r->item, r->len, r->cap);
	r->item[r->len++] = l;
}

size_t
resolver_pending(const struct resolver *r)
{
	return r->len;
}

void *
resolver_next(struct resolver *r, struct net_address *out, bool *ok)
{
	struct lookup *l;
	void *arg;
	int err;

	for (; r->next < r->len; r->next++) {
		l = r->item[r->next];
		if ((err = gai_error(&l->cb)) == EAI_INPROGRESS)
			continue;
		*ok = err == 0 && l->cb.ar_result != NULL;
		if (*ok)
			address_take(out, l->cb.ar_result);
		if (l->cb.ar_result != NULL)
			freeaddrinfo(l->cb.ar_result);
		arg = l->arg;
		free(l);
		r->item[r->next] = r->item[--r->len];
		return arg;
	}
	r->next = 0;
	return NULL;
}
