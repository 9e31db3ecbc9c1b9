/*
 * test_probe.c - what may be probed, what times say, what the DNS says
 */
#include "oss/dnsmsg.h"
#include "oss/probespec.h"
#include "oss/rttstat.h"
#include "tap.h"

static void
specs(void)
{
	static const struct { const char *in, *object, *login; } c[] = {
		{ "icmp", "icmp", NULL },
		{ "ICMP", "icmp", NULL },
		{ "tcp:22", "tcp:22", NULL },
		{ "TCP:22", "tcp:22", NULL },
		{ "tls:993", "tls:993", NULL },
		{ "http://h", "http://h/", NULL },
		{ "HTTPS://h:8443/a?b#c", "https://h:8443/a?b#c", NULL },
		{ "https://u:p@h/x@y", "https://h/x@y", "u:p" },
		{ "http://a@b@h?q=@", "http://h?q=@", "a@b" },
		{ "http://[::1]:80/", "http://[::1]:80/", NULL },
		{ "dns:example.net/a", "dns:example.net/A", NULL },
		{ "dns:example.net/MX:5353", "dns:example.net/MX:5353", NULL },
		{ "dns:./NS", "dns:./NS", NULL },
		{ "dns:0/25.2.0.192.in-addr.arpa/PTR",
		    "dns:0/25.2.0.192.in-addr.arpa/PTR", NULL },
		{ "dns:x/TYPE65280:53", "dns:x/TYPE65280", NULL },
	};
	static const char *const bad[] = { "", "icmpx", "tcp", "tcp:",
	    "tcp:0", "tcp:65536", "tcp:2x", "tcp:022", "tls:", "ftp://h/", "http://",
	    "http:///x", "http://u@/", "http://:80/", "http://h\x1b/",
	    "http://h \xc3\xbc", "dns:x", "dns:/A", "dns:x/NOPE", "dns:a..b/A",
	    "dns:x/A:0", "dns:x/TYPE0", "dns:x/TYPE41" };
	struct arena a = { 0 };
	struct probespec p;

	for (size_t i = 0; i < LEN(c); i++) {
		bool good = probespec_parse(&a, slice_of(c[i].in), &p);

		ok(good && slice_is(p.object, c[i].object), "%s", c[i].in);
		if (good && p.kind == PROBE_HTTP)
			is_str(p.login, c[i].login, "login of %s", c[i].in);
	}
	for (size_t i = 0; i < LEN(bad); i++)
		ok(!probespec_parse(&a, slice_of(bad[i]), &p), "not '%s'",
		    bad[i]);
	arena_release(&a);
}

static void
times(void)
{
	struct rttstat s;

	rttstat_make(&s, (const int64_t[]){ 10, 30, -1, 20, 26 }, 5);
	is_u64(s.received, 4, "received");
	is_u64(s.median_us, 23, "median of four");
	is_u64(s.min_us, 10, "least");
	is_u64(s.max_us, 30, "most");
	is_u64(s.jitter_us, 13, "jitter: 20 and 6, none over the gap");
	is_i64(s.loss_pct, 20 * MONEY_SCALE, "loss");
	rttstat_make(&s, (const int64_t[]){ -1, 7, -1 }, 3);
	is_u64(s.median_us, 7, "median of one");
	is_u64(s.pairs, 0, "no jitter of one");
	is_i64(s.loss_pct, 66670000000, "two thirds, half up");
	rttstat_make(&s, NULL, 0);
	is_u64(s.received, 0, "nothing sent");
}

/* ---- DNS -------------------------------------------------------------- */

static enum dns_status
answer(const char *tail, size_t n, unsigned flags, unsigned count,
    const char *type, const char *want)
{
	uint8_t q[DNS_QUERY_MAX], m[2048];
	size_t len = dns_query(q, 0x1234, "www.Example.net",
	    dns_type_of(slice_of(type))), body = len - 11;
	struct buf text = { 0 };
	enum dns_status st;
	unsigned rcode = 0;

	memcpy(m, q, body);
	m[2] = (uint8_t)(flags >> 8);
	m[3] = (uint8_t)flags;
	m[7] = (uint8_t)count;
	m[11] = 0;
	m[13] ^= 0x20;		/* letters come back in any case */
	memcpy(m + body, tail, n);
	st = dns_answer(m, body + n, q, len, &rcode, &text);
	if (want != NULL)
		is_str(buf_str(&text), want, "%s: %s", type, want);
	buf_release(&text);
	return st;
}

#define ANSWER(lit, flags, count, type, want) \
	answer(lit, sizeof(lit) - 1, flags, count, type, want)
#define RR(type, len) "\xc0\x0c\0" type "\0\1\0\0\0\x3c" len

static void
dns(void)
{
	struct buf b = { 0 };

	ANSWER(RR("\1", "\0\4") "\1\2\3\4", 0x8180, 1, "A", "1.2.3.4");
	ANSWER(RR("\1", "\0\4") "\2\2\3\4" RR("\1", "\0\4") "\1\2\3\4",
	    0x8180, 2, "A", "1.2.3.4 2.2.3.4");
	ANSWER(RR("\5", "\0\6") "\3web\xc0\x10" RR("\1", "\0\4") "\1\2\3\4",
	    0x8180, 2, "A", "1.2.3.4");
	ANSWER(RR("\x1c", "\0\x10") "\x20\1\x0d\xb8\0\0\0\0\0\1\0\0\0\0\0\1",
	    0x8180, 1, "AAAA", "2001:db8::1:0:0:1");
	ANSWER(RR("\x1c", "\0\x10") "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
	    0x8180, 1, "AAAA", "::");
	ANSWER(RR("\x21", "\0\x0a") "\0\1\0\2\x13\xc4\1A\xc0\x10", 0x8180, 1,
	    "SRV", "1:2:5060:a.example.net");
	ANSWER(RR("\x06", "\0\x16") "\0\0" "\0\0\0\x07" "aaaabbbbccccdddd",
	    0x8180, 1, "SOA", "7");
	ANSWER(RR("\x2b", "\0\3") "\1\2\3", 0x8180, 1, "DS", "\\#_3_010203");
	ANSWER("", 0x8183, 0, "A", "NXDOMAIN");
	ANSWER("", 0x8180, 0, "A", "");
	is_i64(ANSWER("", 0x0100, 0, "A", NULL), DNS_FOREIGN, "a query");
	is_i64(ANSWER("", 0x8380, 0, "A", NULL), DNS_TRUNCATED, "cut");
	is_i64(ANSWER("", 0x8180, 1, "A", NULL), DNS_BROKEN, "no record");
	is_i64(ANSWER(RR("\1", "\0\5") "\1\2\3\4", 0x8180, 1, "A", NULL),
	    DNS_BROKEN, "a record that is cut");
	is_i64(ANSWER(RR("\5", "\0\2") "\xc0\x2d", 0x8180, 1, "CNAME", NULL),
	    DNS_BROKEN, "a name that points at itself");
	ok(dns_answer_is(slice_of("A b"), slice_of(" B  a")), "any order");
	ok(!dns_answer_is(slice_of("a b"), slice_of("a")), "one is missing");
	ok(!dns_answer_is(slice_of("a"), slice_of("a a")), "one too many");
	dns_type_add(&b, 28);
	dns_type_add(&b, 65280);
	is_str(buf_str(&b), "AAAATYPE65280", "types by name");
	buf_release(&b);
	ok(!dns_name_ok(""), "no name");
	ok(dns_name_ok("a.b."), "a dot behind");
}

int
main(void)
{
	specs();
	times();
	dns();
	return tap_done();
}
