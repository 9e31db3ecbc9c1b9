/*
 * test_iftable.c - cells of odd agents to ports
 */
#include "oss/iftable.h"
#include "tap.h"

#define NODE	SLICE_LIT("r1")

/* One cell as the agent of a test gives it. */
struct cell {
	enum if_column	  column;
	unsigned	  if_index;
	enum varbind_kind kind;
	uint64_t	  number;
	const char	 *text;
};
#define TEXT(c, i, t)	{ IF_##c, i, VARBIND_OCTETS, 0, t }
#define INT(c, i, n)	{ IF_##c, i, VARBIND_INTEGER, n, NULL }
#define GAUGE(c, i, n)	{ IF_##c, i, VARBIND_GAUGE32, n, NULL }
#define C32(c, i, n)	{ IF_##c, i, VARBIND_COUNTER32, n, NULL }
#define C64(c, i, n)	{ IF_##c, i, VARBIND_COUNTER64, n, NULL }

static enum if_cell
add_at(struct iftable *t, const struct cell *c, int64_t at_us)
{
	snmp_subid id[OID_LEN_MAX];
	struct oid_ref base = if_column_oid(c->column);
	struct answer_time time = { at_us, (uint64_t)at_us / 10000, true };
	struct varbind vb = { .kind = c->kind, .number = c->number,
	    .octets = slice_of(c->text) };

	memcpy(id, base.id, base.len * sizeof(*id));
	id[base.len] = c->if_index;
	vb.name = (struct oid_ref){ id, base.len + 1 };
	return iftable_add(t, c->column, &vb, &time);
}

static void
fill(struct iftable *t, const struct cell *c, size_t n)
{
	iftable_clear(t);
	for (size_t i = 0; i < n; i++)
		add_at(t, &c[i], 0);
	iftable_name(t, NODE);
}

static struct port
port(const struct iftable *t, size_t i)
{
	struct port p;

	iftable_port(t, i, &p);
	return p;
}

static void
is_object(const struct iftable *t, size_t i, const char *want,
    const char *name)
{
	struct port p = port(t, i);
	char text[256];

	snprintf(text, sizeof(text), "%.*s", SLICE_FMT(p.object));
	is_str(text, want, "%s", name);
}

static void
names(struct iftable *t)
{
	static const struct cell plain[] = {
		TEXT(DESCR, 1, "GigabitEthernet0/1"), TEXT(NAME, 1, "Gi0/1"),
		TEXT(DESCR, 2, "Vlan1"), TEXT(NAME, 2, "  "),
		TEXT(DESCR, 3, ""), INT(ADMIN, 3, 1),
	};
	static const struct cell twice[] = {
		TEXT(NAME, 5, "eth"), TEXT(NAME, 6, "eth"),
		TEXT(NAME, 7, "eth1"), TEXT(NAME, 8, "r1"),
	};
	static const struct cell trap[] = {
		TEXT(NAME, 1, "a"), TEXT(NAME, 2, "a"), TEXT(NAME, 9, "a#1"),
	};

	fill(t, NULL, 0);
	is_u64(t->len, 0, "a table without rows has no names");
	fill(t, plain, LEN(plain));
	is_object(t, 0, "Gi0/1", "ifName is the name");
	is_object(t, 1, "Vlan1", "a blank ifName gives way to ifDescr");
	is_object(t, 2, "3", "neither: ifIndex");
	fill(t, twice, LEN(twice));
	is_object(t, 0, "eth#5", "a name that stands twice gets its ifIndex");
	is_object(t, 1, "eth#6", "and so does the other");
	is_object(t, 2, "eth1", "one that begins like it does not");
	is_object(t, 3, "r1#8", "the node's own name is taken");
	fill(t, trap, LEN(trap));
	is_object(t, 0, "a#1#1", "a made name that stands already");
	is_object(t, 1, "a#2", "others keep theirs");
	is_object(t, 2, "a#1#9", "is told apart again");
}

static void
octets(struct iftable *t)
{
	static const struct cell cells[] = {
		C64(HC_IN_OCTETS, 1, UINT64_MAX), C64(HC_OUT_OCTETS, 1, 2),
		INT(ADMIN, 2, 1),
		C64(HC_IN_OCTETS, 3, 7),
		C32(HC_IN_OCTETS, 4, 1), C32(HC_OUT_OCTETS, 4, 1),
		INT(ADMIN, 5, 1),
		C32(HC_IN_OCTETS, 6, 1), GAUGE(HC_OUT_OCTETS, 6, 2),
		C64(HC_IN_OCTETS, 7, 1), C64(HC_OUT_OCTETS, 7, 2),
		INT(ADMIN, 8, 1),
	};
	static const struct cell narrow[] = {
		C32(IN_OCTETS, 1, 99), C32(OUT_OCTETS, 1, 99),
		C32(IN_OCTETS, 2, 0), C32(OUT_OCTETS, 2, UINT32_MAX),
		C32(IN_OCTETS, 3, 8), C32(OUT_OCTETS, 3, 9),
		C32(IN_OCTETS, 4, 10), C32(OUT_OCTETS, 4, 11),
		C64(IN_OCTETS, 5, UINT64_MAX), C64(OUT_OCTETS, 5, 12),
		C64(IN_OCTETS, 7, 13), C64(OUT_OCTETS, 7, 14),
	};
	struct port p;

	fill(t, cells, LEN(cells));
	ok(iftable_lacks_wide(t), "some lack 64-bit counters");
	p = port(t, 2);
	ok(p.counter_bits == 64 && p.in_octets == 7
	    && (p.has & PORT_OUT_OCTETS) == 0, "half of a pair stays half");
	for (size_t i = 0; i < LEN(narrow); i++)
		add_at(t, &narrow[i], 0);
	p = port(t, 0);
	ok(p.counter_bits == 64 && p.in_octets == UINT64_MAX
	    && p.out_octets == 2, "64 bits win over 32");
	p = port(t, 1);
	ok(p.counter_bits == 32 && p.in_octets == 0
	    && (p.has & PORT_IN_OCTETS) != 0 && p.out_octets == UINT32_MAX,
	    "32 bits where there are no others; 0 is a reading");
	p = port(t, 2);
	ok(p.counter_bits == 32 && p.in_octets == 8 && p.out_octets == 9,
	    "a whole 32-bit pair wins over half a 64-bit one");
	p = port(t, 3);
	ok(p.counter_bits == 32 && p.in_octets == 10,
	    "a Counter32 in a 64-bit column is not 64 bits wide");
	p = port(t, 5);
	ok(p.counter_bits == 32 && p.in_octets == 1 && p.out_octets == 2,
	    "... but a counter, where there is no other");
	p = port(t, 4);
	ok(p.counter_bits == 64 && p.in_octets == UINT64_MAX
	    && p.out_octets == 12, "a Counter64 in ifTable is 64 bits wide");
	p = port(t, 6);
	ok(p.in_octets == 1 && p.out_octets == 2,
	    "what ifXTable says goes before");
	p = port(t, 7);
	ok(p.counter_bits == 0
	    && (p.has & (PORT_IN_OCTETS | PORT_OUT_OCTETS)) == 0,
	    "no counters: missing, not 0");
}

/* Agents that have 64-bit counters, and never count in them. */
static void
silent(struct iftable *t)
{
	static const struct cell wide[] = {
		C64(HC_IN_OCTETS, 1, 0), C64(HC_OUT_OCTETS, 1, 0),
		C64(HC_IN_OCTETS, 2, 0), C64(HC_OUT_OCTETS, 2, 0),
	};
	static const struct cell none[] = {
		C32(IN_OCTETS, 1, 0), C32(OUT_OCTETS, 1, 0),
		C32(IN_OCTETS, 2, 0),
	};
	static const struct cell one = C32(OUT_OCTETS, 1, 5),
	    other = C64(HC_OUT_OCTETS, 2, 1);
	struct port p;

	fill(t, wide, LEN(wide));
	ok(iftable_lacks_wide(t), "64-bit counters that are all 0 may be none");
	for (size_t i = 0; i < LEN(none); i++)
		add_at(t, &none[i], 0);
	iftable_narrow_done(t);
	p = port(t, 0);
	ok(p.counter_bits == 64 && p.out_octets == 0, "nothing is nothing");
	add_at(t, &one, 0);
	iftable_narrow_done(t);
	p = port(t, 0);
	ok(p.counter_bits == 32 && p.in_octets == 0 && p.out_octets == 5,
	    "the 32-bit ones count: they are taken");
	p = port(t, 1);
	ok(p.counter_bits == 64 && p.in_octets == 0, "where both are there");
	fill(t, wide, LEN(wide));
	add_at(t, &other, 0);
	ok(!iftable_lacks_wide(t), "one that counts speaks for all");
	add_at(t, &one, 0);
	iftable_narrow_done(t);
	ok(port(t, 0).counter_bits == 64, "... whatever the others say");
}

static void
speeds(struct iftable *t)
{
	static const struct {
		bool	 low, high, has;
		uint64_t if_speed, if_high_speed, want;
	} s[] = {
		{ true, true, true, 1544000, 2, 1544000 },
		{ true, true, true, 1000000000, 1000, 1000000000 },
		{ true, true, true, UINT32_MAX, 10000, 10000000000 },
		{ true, true, true, 1410065408, 10000, 10000000000 },
		{ true, false, true, 64000, 0, 64000 },
		{ false, true, true, 0, 400000, 400000000000 },
		{ true, true, true, 0, 100, 100000000 },
		{ true, true, true, 0, 0, 0 },
		{ true, false, false, UINT32_MAX, 0, 0 },
		{ true, true, false, UINT32_MAX, 0, 0 },
		{ false, false, false, 0, 0, 0 },
	};
	struct port p;

	for (size_t i = 0; i < LEN(s); i++) {
		struct cell low = GAUGE(SPEED, 1, s[i].if_speed);
		struct cell high = GAUGE(HIGH_SPEED, 1, s[i].if_high_speed);
		struct cell any = INT(ADMIN, 1, 1);

		iftable_clear(t);
		add_at(t, &any, 0);
		if (s[i].low)
			add_at(t, &low, 0);
		if (s[i].high)
			add_at(t, &high, 0);
		p = port(t, 0);
		ok(((p.has & PORT_SPEED) != 0) == s[i].has
		    && p.speed_bps == s[i].want,
		    "ifSpeed %llu, ifHighSpeed %llu: %llu bit/s",
		    (unsigned long long)s[i].if_speed,
		    (unsigned long long)s[i].if_high_speed,
		    (unsigned long long)s[i].want);
	}
}

static void
rows(struct iftable *t)
{
	static const struct cell cells[] = {
		INT(ADMIN, 30, 1), INT(ADMIN, 10, 2), INT(ADMIN, 20, 3),
		INT(OPER, 10, 7), INT(OPER, 20, 9), INT(OPER, 30, 1),
		INT(ADMIN, 4000000000, 1), INT(OPER, 5, 0),
		INT(IN_ERRORS, 10, -1), C32(OUT_ERRORS, 10, 4),
		TEXT(IN_DISCARDS, 10, "many"), INT(NAME, 10, 3),
	};
	struct port p;

	fill(t, cells, LEN(cells));
	is_u64(t->len, 5, "rows are made by any column, in any order");
	is_u64(port(t, 0).if_index, 5, "and stand by ifIndex");
	is_u64(port(t, 4).if_index, 4000000000, "also above 2^31");
	p = port(t, 1);
	is_str(p.admin, "down", "ifAdminStatus in words");
	is_str(p.oper, "lowerLayerDown", "ifOperStatus in words");
	ok(port(t, 0).oper == NULL && port(t, 2).oper == NULL,
	    "states that do not exist are missing");
	ok((p.has & PORT_IN_ERRORS) == 0 && (p.has & PORT_IN_DISCARDS) == 0
	    && p.out_errors == 4, "values of a wrong type are missing");
	is_object(t, 1, "10", "a name that is a number is none");
}

static void
times(struct iftable *t)
{
	static const struct cell descr = TEXT(DESCR, 1, "a"),
	    in = C64(HC_IN_OCTETS, 1, 1), out = C64(HC_OUT_OCTETS, 1, 1),
	    alias = TEXT(ALIAS, 1, "x"), late = C32(IN_OCTETS, 1, 1);

	iftable_clear(t);
	add_at(t, &descr, 10000);
	is_i64(port(t, 0).time.at_us, 10000, "time of any cell at first");
	add_at(t, &in, 20000);
	add_at(t, &out, 30000);
	add_at(t, &alias, 40000);
	add_at(t, &late, 50000);
	is_i64(port(t, 0).time.at_us, 30000, "then of the octet counters");
	is_u64(port(t, 0).time.uptime_cs, 3, "with the uptime of then");
}

static void
ceilings(struct iftable *t)
{
	struct cell c = INT(ADMIN, 0, 1);
	enum if_cell st = IF_CELL_OK;
	size_t n;
	snmp_subid deep[] = { 1, 3, 6, 1, 2, 1, 2, 2, 1, 7, 1, 1 };
	struct varbind vb = { .name = OID_REF(deep), .kind = VARBIND_INTEGER };
	struct answer_time time = { 0 };

	iftable_clear(t);
	for (n = 0; n <= IFTABLE_ROWS_MAX && st == IF_CELL_OK; n++) {
		c.if_index = (unsigned)n;
		st = add_at(t, &c, 0);
	}
	ok(st == IF_CELL_FULL && t->len == IFTABLE_ROWS_MAX,
	    "a table has at most IFTABLE_ROWS_MAX rows");
	c.if_index = 5;
	ok(add_at(t, &c, 0) == IF_CELL_OK, "those it has are still filled");
	ok(iftable_add(t, IF_ADMIN, &vb, &time) == IF_CELL_STRANGE,
	    "an index of two parts is no ifIndex");
}

static void
medium(struct iftable *t)
{
	static const struct cell cells[] = {
		INT(ADMIN, 1, 1), INT(TYPE, 1, 6), INT(MTU, 1, 1500),
		{ IF_MAC, 1, VARBIND_OCTETS, 0, "\x1b!\xaa\xff\x01\x02" },
		C64(HC_IN_UNICAST, 1, 5), C64(HC_IN_MULTICAST, 1, 6),
		C64(HC_IN_BROADCAST, 1, 7), C64(HC_OUT_UNICAST, 1, 5),
		C64(HC_OUT_MULTICAST, 1, 6), C32(HC_OUT_BROADCAST, 1, 7),
		INT(DUPLEX, 1, 3), C32(FCS, 1, 9), C32(ALIGNMENT, 1, 8),
		C32(LATE_COLLISIONS, 1, 7),
		INT(ADMIN, 2, 1), INT(DUPLEX, 2, 4),
		{ IF_MAC, 2, VARBIND_OCTETS, 0, "short" },
		C32(FCS, 3, 9),
	};
	struct port p;

	fill(t, cells, LEN(cells));
	is_u64(t->len, 2, "what Ethernet counts makes no port");
	p = port(t, 0);
	ok(p.type == 6 && p.mtu == 1500 && p.in_packets == 18,
	    "type, MTU, the packets of all three kinds");
	ok((p.has & PORT_OUT_PACKETS) == 0,
	    "two kinds of 64-bit packet counters are no sum");
	is_str(p.mac, "1b:21:aa:ff:01:02", "a hardware address");
	ok(p.fcs == 9 && p.alignment == 8 && p.late_collisions == 7,
	    "what Ethernet counts");
	is_str(p.duplex, "full", "duplex in words");
	p = port(t, 1);
	ok(p.mac[0] == '\0' && p.duplex == NULL && (p.has & PORT_FCS) == 0,
	    "values that do not exist are missing");
}

static void
lookups(struct iftable *t)
{
	static const struct cell cells[] = {
		TEXT(NAME, 1, "a"), TEXT(DESCR, 1, "b"),
		TEXT(NAME, 2, "b"), TEXT(ALIAS, 2, "up"),
		TEXT(NAME, 3, "c"), TEXT(ALIAS, 3, "up"),
	};
	char text[16];

	fill(t, cells, LEN(cells));
	snprintf(text, sizeof(text), "%.*s",
	    SLICE_FMT(iftable_by_text(t, SLICE_LIT("b"))));
	is_str(text, "b", "ifName goes before ifDescr");
	ok(iftable_by_text(t, SLICE_LIT("up")).len == 0,
	    "an alias that stands twice finds none");
	ok(iftable_object(t, 3).len == 1 && iftable_object(t, 9).len == 0,
	    "by ifIndex");
}

/* A node has as many neighbours as it says, each looked for among its ports. */
static void
many(struct iftable *t)
{
	enum { PORTS = 100000 };
	struct cell c = { .kind = VARBIND_OCTETS };
	char text[24], object[24];
	unsigned bad = 0;

	iftable_clear(t);
	for (unsigned i = 1; i <= PORTS; i++) {
		c.if_index = i;
		c.text = text;
		c.column = IF_NAME;
		snprintf(text, sizeof(text), "p%u", i * 7919 % PORTS);
		add_at(t, &c, 0);
		c.column = IF_ALIAS;
		snprintf(text, sizeof(text), "a%u", i / 2);
		add_at(t, &c, 0);
	}
	iftable_name(t, NODE);
	for (unsigned i = 1; i <= PORTS; i++) {
		struct slice found;

		snprintf(text, sizeof(text), "p%u", i * 7919 % PORTS);
		snprintf(object, sizeof(object), "a%u", i / 2);
		found = iftable_by_text(t, slice_of(text));
		bad += !slice_is(found, text);
		/* but the first, they stand twice */
		found = iftable_by_text(t, slice_of(object));
		bad += (found.len != 0) != (i == 1 || i == PORTS);
	}
	is_u64(bad, 0, "each of 100000 ports is found");
	iftable_clear(t);
	ok(iftable_by_text(t, SLICE_LIT("p7919")).len == 0,
	    "none of a table that was cleared");
}

int
main(void)
{
	struct iftable t = { 0 };

	ok(iftable_by_text(&t, SLICE_LIT("a")).len == 0, "of an empty table");

	names(&t);
	octets(&t);
	silent(&t);
	speeds(&t);
	rows(&t);
	times(&t);
	medium(&t);
	lookups(&t);
	many(&t);
	ceilings(&t);
	iftable_release(&t);
	return tap_done();
}
