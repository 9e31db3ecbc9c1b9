/*
 * test_range.c - prefixes and their addresses
 */
#include <string.h>

#include "net/range.h"
#include "tap.h"

static void
good(const char *text, uint32_t len, unsigned port, const char *first,
    const char *last)
{
	struct address_range r = { 0 };
	char out[RANGE_TEXT_MAX];

	ok(range_parse(slice_of(text), &r) && r.port == port, "%s", text);
	is_u64(r.len, len, "... so many");
	range_text(&r, 0, out);
	is_str(out, first, "... the first");
	range_text(&r, r.len - 1, out);
	is_str(out, last, "... the last");
}

int
main(void)
{
	static const char *const bad[] = {
		"", "/", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/15",
		"192.0.2/24", "192.0.2.0/24:", "192.0.2.0/24:0",
		"192.0.2.0/24:65536", "192.0.2.0/24x", "router/24",
		"router", "2001:db8::/111", "2001:db8::/129", "/24",
		"192.0.2.0/-1",
	};
	struct address_range r;

	good("192.0.2.0/24", 254, 161, "192.0.2.1", "192.0.2.254");
	good("192.0.2.77/24:1161", 254, 1161, "192.0.2.1", "192.0.2.254");
	good("192.0.2.4/30", 2, 161, "192.0.2.5", "192.0.2.6");
	good("192.0.2.4/31", 2, 161, "192.0.2.4", "192.0.2.5");
	good("192.0.2.4/32", 1, 161, "192.0.2.4", "192.0.2.4");
	good("192.0.2.4:99", 1, 99, "192.0.2.4", "192.0.2.4");
	good("10.0.0.0/16", 65534, 161, "10.0.0.1", "10.0.255.254");
	good("2001:db8::ff00/120", 256, 161, "2001:db8::ff00",
	    "2001:db8::ffff");
	good("2001:db8::/112:1161", 65536, 1161, "2001:db8::",
	    "2001:db8::ffff");
	for (size_t i = 0; i < LEN(bad); i++)
		ok(!range_parse(slice_of(bad[i]), &r), "not '%s'", bad[i]);
	return tap_done();
}
