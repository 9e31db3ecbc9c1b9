/*
 * fuzz_probe.c - answers of name servers, and words of what is probed
 * The first octet chooses the type that is asked for, the rest is the answer
 * behind the question (or the word). What is handed out can stand in a record.
 */
#include <stdlib.h>

#include "aid.h"
#include "oss/dnsmsg.h"
#include "oss/probespec.h"

static const unsigned types[] = { 1, 2, 5, 6, 12, 15, 16, 28, 33, 257 };

static void
check_text(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] < ' ' || s.p[i] > '~')
			abort();
}

static void
read_answer(const uint8_t *data, size_t len)
{
	uint8_t q[DNS_QUERY_MAX], *m = malloc(DNS_QUERY_MAX + len);
	size_t n = dns_query(q, 7, "a.example", types[data[0]
	    % (sizeof(types) / sizeof(types[0]))]), body = n - 11;
	struct buf text = { 0 };
	unsigned rcode = 0;

	if (m == NULL)
		abort();
	memcpy(m, q, body);
	m[2] = 0x81;
	m[3] = 0x80;
	m[7] = 9;
	memcpy(m + body, data + 1, len - 1);
	dns_answer(m, body + len - 1, q, n, &rcode, &text);
	check_text(buf_slice(&text));
	buf_clear(&text);
	dns_answer(data, len, q, n, &rcode, &text);
	check_text(buf_slice(&text));
	buf_release(&text);
	free(m);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena a = { 0 };
	struct probespec p, again;

	if (len == 0)
		return 0;
	read_answer(data, len);
	if (probespec_parse(&a, (struct slice){ (const char *)data, len },
	    &p)) {
		check_text(p.object);
		/* what is shown is the same probe */
		if (!probespec_parse(&a, p.object, &again)
		    || !slice_eq(p.object, again.object))
			abort();
	}
	arena_release(&a);
	return 0;
}
