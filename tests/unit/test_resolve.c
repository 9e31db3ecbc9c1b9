/*
 * test_resolve.c - what operators write as an address
 */
#include <arpa/inet.h>
#include <unistd.h>

#include "net/resolve.h"
#include "tap.h"

static void
splits(void)
{
	static const struct {
		const char *in, *host;	/* host NULL: refused */
		unsigned    port;
	} c[] = {
		{ "192.0.2.1", "192.0.2.1", 161 },
		{ "192.0.2.1:1161", "192.0.2.1", 1161 },
		{ "2001:db8::1", "2001:db8::1", 161 },
		{ "[2001:db8::1]", "2001:db8::1", 161 },
		{ "[2001:db8::1]:65535", "2001:db8::1", 65535 },
		{ "r1.example.net", "r1.example.net", 161 },
		{ "r1.example.net:161", "r1.example.net", 161 },
		{ "fe80::1%eth0", "fe80::1%eth0", 161 },
		{ "", NULL, 0 }, { ":161", NULL, 0 }, { "a:", NULL, 0 },
		{ "a:0", NULL, 0 }, { "a:65536", NULL, 0 },
		{ "a:1e3", NULL, 0 }, { "a:-1", NULL, 0 },
		{ "[::1", NULL, 0 }, { "[::1]x", NULL, 0 },
		{ "[]:1", NULL, 0 }, { "a b", NULL, 0 },
		{ "udp:[x", NULL, 0 }, { "unix:/tmp/x", NULL, 0 },
	};
	char host[HOST_TEXT_MAX], longest[HOST_TEXT_MAX + 1];
	unsigned port;

	for (size_t i = 0; i < LEN(c); i++) {
		bool got = address_split(slice_of(c[i].in), host, &port);

		ok(got == (c[i].host != NULL)
		    && (!got || (strcmp(host, c[i].host) == 0
		    && port == c[i].port)), "'%s'", c[i].in);
	}
	memset(longest, 'a', sizeof(longest));
	ok(!address_split((struct slice){ longest, HOST_TEXT_MAX }, host,
	    &port), "a name that is too long");
	ok(address_split((struct slice){ longest, HOST_TEXT_MAX - 1 }, host,
	    &port), "the longest name");
}

/* The resolver's answer to one name; waits for it. */
static bool
look_up(const char *name, struct net_address *a)
{
	struct resolver *r = resolver_new();
	bool good = false;
	int arg;

	resolver_add(r, name, 1161, &arg);
	for (int i = 0; i < 1000 && resolver_pending(r) > 0; i++) {
		if (resolver_next(r, a, &good) != NULL)
			break;
		usleep(10000);
	}
	ok(resolver_pending(r) == 0, "'%s' has come to an end", name);
	resolver_free(r);
	return good;
}

int
main(void)
{
	struct net_address a;

	splits();
	ok(address_numeric("127.0.0.1", 161, &a)
	    && a.addr.ss_family == AF_INET, "IPv4 is numeric");
	ok(address_numeric("::1", 161, &a)
	    && a.addr.ss_family == AF_INET6, "IPv6 is numeric");
	ok(!address_numeric("localhost", 161, &a), "a name is not");
	ok(look_up("localhost", &a)
	    && (a.addr.ss_family == AF_INET || a.addr.ss_family == AF_INET6)
	    && ntohs(((struct sockaddr_in *)&a.addr)->sin_port) == 1161,
	    "a name of /etc/hosts is found, with the port");
	return tap_done();
}
