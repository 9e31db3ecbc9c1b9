/*
 * test_message.c - SNMP messages there and back, and cut everywhere
 */
#include <stdlib.h>
#include <string.h>

#include "net/talk.h"
#include "tap.h"

static const snmp_subid name_a[] = { 1, 3, 6, 1, 2, 1, 2, 2, 1, 10,
    4294967295 };
static const snmp_subid name_b[] = { 2, 999, 3 };
static unsigned char	room[MESSAGE_MAX];
static struct varbind_room	vbs;

static const struct varbind values[] = {
	{ .kind = VARBIND_INTEGER, .number = (uint64_t)-1 },
	{ .kind = VARBIND_INTEGER, .number = 128 },
	{ .kind = VARBIND_INTEGER, .number = (uint64_t)INT32_MIN },
	{ .kind = VARBIND_COUNTER32, .number = UINT32_MAX },
	{ .kind = VARBIND_GAUGE32, .number = 0 },
	{ .kind = VARBIND_TIMETICKS, .number = 127 },
	{ .kind = VARBIND_COUNTER64, .number = UINT64_MAX },
	{ .kind = VARBIND_COUNTER64, .number = (uint64_t)1 << 63 },
	{ .kind = VARBIND_OCTETS, .octets = { "a\0b", 3 } },
	{ .kind = VARBIND_OCTETS, .octets = { "", 0 } },
	{ .kind = VARBIND_OCTETS, .address = true, .octets = { "\300\0\2\1", 4 } },
	{ .kind = VARBIND_OID, .oid = { name_b, 3 } },
	{ .kind = VARBIND_OTHER },
	{ .kind = VARBIND_NO_OBJECT }, { .kind = VARBIND_NO_INSTANCE },
	{ .kind = VARBIND_END_OF_VIEW },
};

static struct slice
response(int64_t id)
{
	struct ber_out o;
	const unsigned char *end;

	ber_out_init(&o, room, sizeof(room));
	end = o.p;
	for (size_t i = LEN(values); i > 0; i--) {
		struct varbind vb = values[i - 1];

		vb.name = OID_REF(name_a);
		varbind_put(&o, &vb);
	}
	pdu_put_head(&o, PDU_RESPONSE, id, 0, 0, end);
	message_put_community(&o, SNMP_V2C, SLICE_LIT("secret"));
	return ber_out_slice(&o);
}

static bool
same(const struct varbind *a, const struct varbind *b)
{
	return a->kind == b->kind && a->number == b->number
	    && a->address == b->address
	    && slice_eq(a->octets, b->octets)
	    && oid_cmp(a->oid, b->oid) == 0;
}

static void
test_values(void)
{
	struct message m;
	bool whole;

	ok(message_parse(response(77), &m) && m.pdu.id == 77
	    && slice_is(m.community, "secret") && m.version == SNMP_V2C,
	    "a message");
	is_u64(varbinds_parse(m.pdu.varbinds, &vbs, &whole), LEN(values),
	    "its varbinds");
	for (size_t i = 0; i < LEN(values); i++)
		ok(whole && same(&vbs.vb[i], &values[i])
		    && oid_cmp(vbs.vb[i].name, OID_REF(name_a)) == 0,
		    "value %zu", i);
}

/* Each cut gives a prefix of the varbinds, and never reads beyond. */
static void
test_cuts(void)
{
	struct slice s = response(5);
	size_t had = 0, last = 0;
	bool good = true, whole;
	struct message m;

	for (size_t n = 0; n < s.len; n++) {
		/* an allocation of its own: the sanitizer watches its end */
		char *part = malloc(n + 1);

		memcpy(part, s.p, n);
		good = good && !message_parse((struct slice){ part, n }, &m);
		if (message_parse_cut((struct slice){ part, n }, &m)) {
			had = varbinds_parse(m.pdu.varbinds, &vbs, &whole);
			good = good && had >= last && m.pdu.id == 5;
			for (size_t i = 0; i < had; i++)
				good = good && same(&vbs.vb[i], &values[i]);
			last = had;
		}
		free(part);
	}
	ok(good, "a packet cut anywhere gives the whole varbinds before");
	is_u64(last, LEN(values) - 1, "all but the last of them");
}

static void
test_odd(void)
{
	static const struct {
		const char *octets, *name;
		size_t	    len;
		bool	    takes;
		enum varbind_kind kind;
		uint64_t    number;
	} cases[] = {
		{ "\x30\x0b\x06\x03\x2b\x06\x01\x41\x04\xff\xff\xff\xff",
		    "a counter written as -1", 13, true, VARBIND_COUNTER32,
		    UINT32_MAX },
		{ "\x30\x0e\x06\x03\x2b\x06\x01\x44\x07\x9f\x76\x04\x01\x02"
		    "\x03\x04", "a Counter64 in an Opaque", 16, true,
		    VARBIND_COUNTER64, 0x01020304 },
		{ "\x30\x81\x0a\x06\x82\x00\x03\x2b\x06\x01\x02\x01\x05",
		    "lengths longer than needed", 13, true, VARBIND_INTEGER,
		    5 },
		{ "\x30\x07\x06\x03\x2b\x06\x01\x02\x00",
		    "an integer without octets", 9, true, VARBIND_OTHER, 0 },
		{ "\x30\x07\x06\x03\x2b\x06\x81\x02\x00",
		    "a name that does not end", 9, false, 0, 0 },
		{ "\x30\x05\x06\x00\x02\x01\x05", "no name", 7, false, 0, 0 },
		{ "\x30\x80\x06\x03\x2b\x06\x01\x02\x01\x05\x00\x00",
		    "no length (not DER)", 12, false, 0, 0 },
		{ "\x30\x0d\x06\x08\x2b\x9f\xff\xff\xff\xff\xff\x7f\x02\x01"
		    "\x05", "a sub-identifier above 2^32", 15, false, 0, 0 },
	};
	bool whole;

	for (size_t i = 0; i < LEN(cases); i++) {
		struct slice s = { cases[i].octets, cases[i].len };
		size_t n = varbinds_parse(ber_of(s), &vbs, &whole);

		ok((n == 1) == cases[i].takes && whole == cases[i].takes
		    && (n == 0 || (vbs.vb[0].kind == cases[i].kind
		    && (cases[i].kind == VARBIND_OTHER
		    || vbs.vb[0].number == cases[i].number))), "%s",
		    cases[i].name);
	}
}

static void
test_room(void)
{
	unsigned char small[10];
	struct ber_out o;
	struct oid_ref name = OID_REF(name_a);

	ber_out_init(&o, small, sizeof(small));
	pdu_put_request(&o, PDU_GET, 1, 0, 0, &name, 1);
	ok(o.full, "a buffer too small is marked");
}

static void
test_talk(void)
{
	char secret[] = "secret";
	struct credential c = { .version = SNMP_V2C, .community = secret };
	struct talk t = { .cred = &c };
	struct oid_ref name = OID_REF(name_a);
	struct talk_answer a;
	struct slice s;

	ok(talk_begin(&t, 9, PDU_GETBULK, 1, 25, &name, 1), "a request");
	s = talk_message(&t, 0, NULL);
	ok(talk_take(&t, (unsigned char *)(uintptr_t)s.p, s.len, 0, &vbs, &a)
	    == TALK_IGNORE, "is not its own answer");
	s = response(8);
	ok(talk_take(&t, (unsigned char *)(uintptr_t)s.p, s.len, 0, &vbs, &a)
	    == TALK_IGNORE, "nor is one of another id");
	s = response(9);
	ok(talk_take(&t, (unsigned char *)(uintptr_t)s.p, s.len, 0, &vbs, &a)
	    == TALK_ANSWER && a.len == LEN(values), "this is");
	ok(talk_take(&t, (unsigned char *)(uintptr_t)s.p, s.len - 1, 0, &vbs,
	    &a) == TALK_ANSWER && a.len == LEN(values) - 1
	    && a.error_status == 0, "and what is left of it");
	ok(talk_take(&t, (unsigned char *)(uintptr_t)s.p, 35, 0, &vbs,
	    &a) == TALK_ANSWER && a.error_status == 1,
	    "when nothing is left it was too big");
	c.version = SNMP_V1;
	ok(talk_take(&t, (unsigned char *)(uintptr_t)s.p, s.len, 0, &vbs, &a)
	    == TALK_IGNORE, "an answer of another version");
	talk_release(&t);
}

int
main(void)
{
	test_values();
	test_cuts();
	test_odd();
	test_room();
	test_talk();
	varbind_room_release(&vbs);
	return tap_done();
}
