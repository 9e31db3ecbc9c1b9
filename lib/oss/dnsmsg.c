/*
 * dnsmsg.c (oss) - see dnsmsg.h
 */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/money.h"
#include "oss/dnsmsg.h"

#define HEADER		12
#define FLAG_QR		0x8000
#define FLAG_TC		0x0200
#define FLAG_RD		0x0100
#define CLASS_IN	1
#define TYPE_OPT	41
#define VALUES_MAX	64
#define POINTERS_MAX	32	/* jumps within one name */

static const struct { const char *name; unsigned type; } types[] = {
	{ "A", 1 }, { "NS", 2 }, { "CNAME", 5 }, { "SOA", 6 }, { "PTR", 12 },
	{ "MX", 15 }, { "TXT", 16 }, { "AAAA", 28 }, { "SRV", 33 },
	{ "DS", 43 }, { "DNSKEY", 48 }, { "SVCB", 64 }, { "HTTPS", 65 },
	{ "CAA", 257 }
};

static const char *const rcodes[] = { "NOERROR", "FORMERR", "SERVFAIL",
    "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET", "NXRRSET",
    "NOTAUTH", "NOTZONE" };

unsigned
dns_type_of(struct slice s)
{
	uint64_t n;

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (s.len == strlen(types[i].name)
		    && strncasecmp(types[i].name, s.p, s.len) == 0)
			return types[i].type;
	}
	if (s.len > 4 && strncasecmp(s.p, "TYPE", 4) == 0
	    && u64_parse((struct slice){ s.p + 4, s.len - 4 }, &n) == NUM_OK
	    && n > 0 && n < 65536 && n != TYPE_OPT)
		return (unsigned)n;
	return 0;
}

void
dns_type_add(struct buf *b, unsigned type)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (types[i].type == type) {
			buf_adds(b, types[i].name);
			return;
		}
	}
	buf_addf(b, "TYPE%u", type);
}

/* ---- asking ----------------------------------------------------------- */

/* A name as labels; octets, 0: it is none. out may be NULL. */
static size_t
name_put(const char *name, uint8_t *out)
{
	size_t n = 0, label;
	const char *dot;

	if (strcmp(name, ".") == 0)
		name = "";
	while (*name != '\0') {
		dot = strchrnul(name, '.');
		label = (size_t)(dot - name);
		if (label == 0 || label > 63 || n + label + 2 > DNS_NAME_MAX)
			return 0;
		if (out != NULL) {
			out[n] = (uint8_t)label;
			memcpy(out + n + 1, name, label);
		}
		n += label + 1;
		name = *dot != '\0' ? dot + 1 : dot;
	}
	if (out != NULL)
		out[n] = 0;
	return n + 1;
}

bool
dns_name_ok(const char *name)
{
	return *name != '\0' && name_put(name, NULL) != 0;
}

static uint8_t *
put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
	return p + 2;
}

size_t
dns_query(uint8_t out[DNS_QUERY_MAX], uint16_t id, const char *name,
    unsigned type)
{
	uint8_t *p = out;

	p = put16(p, id);
	p = put16(p, FLAG_RD);
	p = put16(p, 1);
	p = put16(p, 0);
	p = put16(p, 0);
	p = put16(p, 1);
	p += name_put(name, p);
	p = put16(p, type);
	p = put16(p, CLASS_IN);
	/* RFC 6891: root, OPT, our size, no flags, no options */
	*p++ = 0;
	p = put16(p, TYPE_OPT);
	p = put16(p, DNS_UDP_MAX);
	memset(p, 0, 6);
	return (size_t)(p + 6 - out);
}

/* ---- reading ---------------------------------------------------------- */

struct reader {
	const uint8_t	*msg;
	size_t		 len, at;
	bool		 bad;
};

static unsigned
get16(struct reader *r)
{
	unsigned v;

	if (r->at + 2 > r->len) {
		r->bad = true;
		return 0;
	}
	v = (unsigned)r->msg[r->at] << 8 | r->msg[r->at + 1];
	r->at += 2;
	return v;
}

static uint32_t
get32(struct reader *r)
{
	uint32_t hi = get16(r);

	return hi << 16 | get16(r);
}

/* An octet of a name or a text, so that it can stand in a word. */
static void
put_octet(struct buf *b, uint8_t c)
{
	if (c <= ' ' || c >= 0x7f || c == '\\')
		buf_addf(b, "\\%03u", c);
	else
		buf_addc(b, (char)c);
}

/* Pass over a name, appending it (lower case, no dot behind) to b or NULL. */
static void
get_name(struct reader *r, struct buf *b)
{
	size_t at = r->at, total = 0;
	unsigned jumps = 0;
	bool jumped = false;

	for (;;) {
		uint8_t n;

		if (at >= r->len)
			break;
		n = r->msg[at++];
		if ((n & 0xc0) == 0xc0) {
			if (at >= r->len || ++jumps > POINTERS_MAX)
				break;
			if (!jumped)
				r->at = at + 1;
			jumped = true;
			at = (size_t)(n & 0x3f) << 8 | r->msg[at];
			continue;
		}
		if (n == 0) {
			if (!jumped)
				r->at = at;
			if (b != NULL && total == 0)
				buf_addc(b, '.');
			return;
		}
		if (n > 63 || at + n > r->len
		    || (total += n + 1u) > DNS_NAME_MAX)
			break;
		if (b != NULL && total > n + 1u)
			buf_addc(b, '.');
		for (; n > 0; n--, at++) {
			uint8_t c = r->msg[at];

			if (b != NULL)
				put_octet(b, c >= 'A' && c <= 'Z'
				    ? c | 0x20 : c);
		}
	}
	r->bad = true;
}

static void
put_hex(struct buf *b, const uint8_t *p, size_t n)
{
	buf_addf(b, "\\#_%zu_", n);		/* RFC 3597, in one word */
	for (size_t i = 0; i < n; i++)
		buf_addf(b, "%02x", p[i]);
}

static void
put_ipv6(struct buf *b, const uint8_t *p)
{
	unsigned g[8], best = 8, best_len = 1, i, n;

	for (i = 0; i < 8; i++)
		g[i] = (unsigned)p[2 * i] << 8 | p[2 * i + 1];
	for (i = 0; i < 8; i += n + 1) {	/* RFC 5952 section 4.2 */
		for (n = 0; i + n < 8 && g[i + n] == 0; n++)
			;
		if (n > best_len) {
			best = i;
			best_len = n;
		}
	}
	for (i = 0; i < 8; i++) {
		if (i == best) {
			buf_adds(b, "::");
			i += best_len - 1;
			continue;
		}
		if (i > 0 && i != best + best_len)
			buf_addc(b, ':');
		buf_addf(b, "%x", g[i]);
	}
}

static void
put_text(struct buf *b, struct reader *r, size_t end)
{
	while (r->at < end) {
		size_t n = r->msg[r->at++];

		if (r->at + n > end) {
			r->bad = true;
			return;
		}
		for (; n > 0; n--)
			put_octet(b, r->msg[r->at++]);
	}
}

/* The value of a record, data up to `end`. */
static void
put_value(struct buf *b, struct reader *r, unsigned type, size_t end)
{
	const uint8_t *p = r->msg + r->at;
	size_t n = end - r->at;

	if (type == 1 && n == 4) {
		buf_addf(b, "%u.%u.%u.%u", p[0], p[1], p[2], p[3]);
		r->at = end;
	} else if (type == 28 && n == 16) {
		put_ipv6(b, p);
		r->at = end;
	} else if (type == 2 || type == 5 || type == 12) {
		get_name(r, b);
	} else if (type == 15) {
		buf_addf(b, "%u:", get16(r));
		get_name(r, b);
	} else if (type == 33) {
		unsigned priority = get16(r), weight = get16(r);
		unsigned port = get16(r);

		buf_addf(b, "%u:%u:%u:", priority, weight, port);
		get_name(r, b);
	} else if (type == 6) {		/* its serial tells zones apart */
		get_name(r, NULL);
		get_name(r, NULL);
		buf_addf(b, "%u", get32(r));
		r->at = end;
	} else if (type == 16) {
		put_text(b, r, end);
	} else {
		put_hex(b, p, n);
		r->at = end;
	}
	if (r->at != end)
		r->bad = true;
}

/* Letters of either case are alike. */
static int
by_text(const void *a, const void *b)
{
	const struct slice *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int c = strncasecmp(x->p, y->p, n);

	return c != 0 ? c : (x->len > y->len) - (x->len < y->len);
}

/* The words of a text, sorted; how many, at most VALUES_MAX. */
static size_t
words(struct slice s, struct slice out[VALUES_MAX])
{
	size_t n = 0, i = 0, from;

	while (i < s.len && n < VALUES_MAX) {
		while (i < s.len && s.p[i] == ' ')
			i++;
		for (from = i; i < s.len && s.p[i] != ' '; i++)
			;
		if (i > from)
			out[n++] = (struct slice){ s.p + from, i - from };
	}
	qsort(out, n, sizeof(*out), by_text);
	return n;
}

bool
dns_answer_is(struct slice answer, struct slice expected)
{
	struct slice a[VALUES_MAX], b[VALUES_MAX];
	size_t n = words(answer, a), m = words(expected, b);

	if (n != m)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (a[i].len != b[i].len
		    || strncasecmp(a[i].p, b[i].p, a[i].len) != 0)
			return false;
	}
	return true;
}

/* The answer section's records of a type, as words in b. */
static void
read_answers(struct reader *r, unsigned count, unsigned type, struct buf *b)
{
	unsigned values = 0;

	while (count-- > 0 && !r->bad) {
		unsigned t, class;
		size_t n, end;

		get_name(r, NULL);
		t = get16(r);
		class = get16(r);
		get32(r);
		n = get16(r);
		end = r->at + n;
		if (r->bad || end > r->len) {
			r->bad = true;
			return;
		}
		if (t == type && class == CLASS_IN && values < VALUES_MAX) {
			if (values++ > 0)
				buf_addc(b, ' ');
			put_value(b, r, type, end);
		}
		r->at = end;
	}
}

static void
sort_words(struct slice s, struct buf *out)
{
	struct slice w[VALUES_MAX];
	size_t n = words(s, w);

	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_addc(out, ' ');
		if (out->len + w[i].len > DNS_ANSWER_MAX)
			return;
		buf_add_slice(out, w[i]);
	}
}

/* The question comes back as it was asked; letters may differ in case. */
static bool
is_ours(struct reader *r, const uint8_t *query, size_t query_len)
{
	size_t question = query_len - 11 - HEADER;

	if (r->len < HEADER || memcmp(r->msg, query, 2) != 0)
		return false;
	if (r->len < HEADER + question
	    || (r->msg[4] << 8 | r->msg[5]) != 1)
		return false;
	for (size_t i = HEADER; i < HEADER + question; i++) {
		uint8_t a = r->msg[i], b = query[i];

		if (a != b && ((a ^ b) != 0x20 || (a | 0x20) < 'a'
		    || (a | 0x20) > 'z'))
			return false;
	}
	return true;
}

static void
put_rcode(struct buf *b, unsigned rcode)
{
	if (rcode < sizeof(rcodes) / sizeof(rcodes[0]))
		buf_adds(b, rcodes[rcode]);
	else
		buf_addf(b, "RCODE%u", rcode);
}

enum dns_status
dns_answer(const uint8_t *msg, size_t len, const uint8_t *query,
    size_t query_len, unsigned *rcode, struct buf *text)
{
	struct reader r = { .msg = msg, .len = len, .at = 2 };
	const uint8_t *type = query + query_len - 11 - 4;
	struct buf b = { 0 };
	unsigned flags, answers;

	flags = get16(&r);
	if (r.bad || (flags & FLAG_QR) == 0)
		return DNS_FOREIGN;
	*rcode = flags & 0xf;
	/* some say FORMERR or NOTIMP without the question */
	if (len == HEADER && *rcode != 0 && memcmp(msg, query, 2) == 0) {
		put_rcode(text, *rcode);
		return DNS_ANSWERED;
	}
	if (!is_ours(&r, query, query_len))
		return DNS_FOREIGN;
	if ((flags & FLAG_TC) != 0)
		return DNS_TRUNCATED;
	if (*rcode != 0) {
		put_rcode(text, *rcode);
		return DNS_ANSWERED;
	}
	r.at = 6;
	answers = get16(&r);
	r.at = query_len - 11;
	read_answers(&r, answers, (unsigned)type[0] << 8 | type[1], &b);
	if (!r.bad)
		sort_words(buf_slice(&b), text);
	buf_release(&b);
	return r.bad ? DNS_BROKEN : DNS_ANSWERED;
}
