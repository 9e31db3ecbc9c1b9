/*
 * test_devtext.c - what devices write, what names and numbers are
 */
#include "oss/devtext.h"
#include "oss/schedule.h"
#include "oss/varbind.h"
#include "tap.h"

static void
texts(void)
{
	static const struct {
		const char *in;
		size_t	    len;
		const char *want;
		const char *why;
	} c[] = {
		{ "uplink", 6, "uplink", "plain text" },
		{ "", 0, "", "nothing" },
		{ " \t\r\n ", 5, "", "blank is nothing" },
		{ "eth0\0\0\0", 7, "eth0", "padded with NULs" },
		{ "a\0b", 3, "a", "ends at the first NUL" },
		{ "Cisco\r\nIOS", 10, "Cisco  IOS", "line ends" },
		{ "\033[2Jx\007", 6, "[2Jx", "terminal escapes" },
		{ "a\x7f" "b", 3, "a b", "DEL" },
		{ "Z\xc3\xbcrich", 7, "Z\xc3\xbcrich", "UTF-8 stays" },
		{ "Z\xfcrich", 6, "Z\xc3\xbcrich", "ISO 8859-1 is read so" },
		{ "\x9b" "2J", 3, "2J", "CSI of ISO 8859-1" },
		{ "a\xc2\x9b" "2J", 5, "a 2J", "CSI in UTF-8" },
		{ "\xe2\x82\xac 5", 5, "\xe2\x82\xac 5", "three octets" },
		{ "\xf0\x9f\x98\x80", 4, "\xf0\x9f\x98\x80", "four octets" },
		{ "\xed\xa0\x80x", 4, "\xc3\xad\xc2\xa0 x", "a surrogate" },
		{ "\xc0\xaf", 2, "\xc3\x80\xc2\xaf", "overlong" },
		{ "\xe2\x82", 2, "\xc3\xa2", "cut" },
		{ "\xf4\x90\x80\x80z", 5, "\xc3\xb4   z", "past U+10FFFF" },
		{ "<script>\"'\\", 11, "<script>\"'\\", "markup stays" },
	};
	struct buf b = { 0 };

	for (size_t i = 0; i < LEN(c); i++) {
		buf_clear(&b);
		devtext_add(&b, (struct slice){ c[i].in, c[i].len });
		is_str(buf_str(&b), c[i].want, "%s", c[i].why);
	}
	buf_release(&b);
	buf_init(&b, 3);
	is_i64(devtext_add(&b, SLICE_LIT("abcd")), -1, "the ceiling holds");
	buf_release(&b);
}

static void
oids(void)
{
	static const snmp_subid a[] = { 1, 3, 6, 1 }, b[] = { 1, 3, 6, 2 },
	    c[] = { 1, 3, 6, 1, 4294967295 };
	char text[OID_TEXT_MAX];
	struct slice s = oid_format(OID_REF(c), text);

	ok(oid_cmp(OID_REF(a), OID_REF(b)) < 0, "1.3.6.1 before 1.3.6.2");
	ok(oid_cmp(OID_REF(c), OID_REF(a)) > 0, "a child behind its parent");
	ok(oid_cmp(OID_REF(c), OID_REF(b)) < 0, "and before its uncle");
	ok(oid_begins(OID_REF(c), OID_REF(a)), "a child begins so");
	ok(!oid_begins(OID_REF(a), OID_REF(c)), "a parent does not");
	ok(slice_is(s, "1.3.6.1.4294967295"), "dotted");
}

static void
numbers(void)
{
	struct varbind vb = { .kind = VARBIND_INTEGER, .number = 5 };
	uint64_t n = 0;

	ok(varbind_u64(&vb, &n) && n == 5, "an integer from 0");
	vb.number = (uint64_t)-5;
	ok(!varbind_u64(&vb, &n) && n == 5, "a negative one is none");
	vb.kind = VARBIND_COUNTER64;
	ok(varbind_u64(&vb, &n) && n == UINT64_MAX - 4, "a large counter is");
	vb.kind = VARBIND_OCTETS;
	ok(!varbind_u64(&vb, &n), "text is none");
}

static void
schedules(void)
{
	const int64_t m = 60000000, i = 5 * m;

	is_i64(schedule_next(0, i), i, "at a start: the next one");
	is_i64(schedule_next(i - 1, i), i, "just before");
	is_i64(schedule_next(i + 1, i), 2 * i, "just behind");
	is_i64(schedule_next(-1, i), 0, "before the epoch");
	is_i64(schedule_missed(0, i - 1, i), 0, "in time");
	is_i64(schedule_missed(1, i + 1, i), 1, "one start went by");
	is_i64(schedule_missed(m, 12 * m, i), 2, "two did");
	is_i64(schedule_missed(12 * m, m, i), 0, "the clock was set back");
	ok(schedule_due(0, 5, i), "due: what never was done");
	ok(schedule_due(5, 6, 0), "due: what has no interval of its own");
	ok(!schedule_due(i, 2 * i - 1, i), "not due: within its interval");
	ok(schedule_due(2 * i - 1, 2 * i, i), "due: at a multiple");
	ok(schedule_due(2 * i, i - 1, i), "due: the clock was set back");
}

int
main(void)
{
	texts();
	oids();
	numbers();
	schedules();
	return tap_done();
}
