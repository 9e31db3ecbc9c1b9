/*
 * test_recording.c - lines of recordings, and what is served of them
 */
#include <stdio.h>
#include <string.h>

#include "net/mib_name.h"
#include "net/recording.h"
#include "tap.h"

struct told {
	unsigned	n;
	uint64_t	line;
	enum reason	why;
};

static void
on_trouble(void *arg, uint64_t line, enum reason why, const char *what)
{
	struct told *t = arg;

	(void)what;
	if (t->n++ == 0) {
		t->line = line;
		t->why = why;
	}
}

static struct recording	rec;

static struct told
read_text(const char *text)
{
	struct told t = { 0 };

	recording_read(&rec, slice_of(text), on_trouble, &t);
	return t;
}

/* One line and the .snmprec line that it means; NULL: none, and why. */
static const struct {
	const char *line, *means;
	enum reason why;
} lines[] = {
	{ "1.3.6.1|2|-5", "1.3.6.1|2|-5", 0 },
	{ ".1.3.6.1|65|4294967295", "1.3.6.1|65|4294967295", 0 },
	{ "1.3.6.1|65|4294967296", NULL, REASON_RECORDING_VALUE },
	{ "1.3.6.1|66|-1", "1.3.6.1|66|4294967295", 0 },
	{ "1.3.6.1|70|18446744073709551615",
	    "1.3.6.1|70|18446744073709551615", 0 },
	{ "1.3.6.1|70|18446744073709551616", NULL, REASON_RECORDING_VALUE },
	{ "1.3.6.1|70x|ffffffffffffffff",
	    "1.3.6.1|70|18446744073709551615", 0 },
	{ "1.3.6.1|70x|00 00 01 00", "1.3.6.1|70|256", 0 },
	{ "1.3.6.1|70x|010000000000000000", NULL, REASON_RECORDING_VALUE },
	{ "1.3.6.1|65x|100", NULL, REASON_RECORDING_VALUE },
	{ "1.3.6.1|65x|0100000000", NULL, REASON_RECORDING_VALUE },
	{ "1.3.6.1|66x|", NULL, REASON_RECORDING_VALUE },
	{ "1.3.6.1|67x|10", "1.3.6.1|67|16", 0 },
	{ "1.3.6.1|2x|7f", "1.3.6.1|2|127", 0 },
	{ "1.3.6.1|2x|fffffffe", "1.3.6.1|2|-2", 0 },
	{ "1.3.6.1|67|12|3", NULL, REASON_RECORDING_VALUE },
	{ "1.3.6.1|66|23.5", NULL, REASON_RECORDING_VALUE },
	/* octets of an address that an editor has made UTF-8 of */
	{ "1.3.6.1.2.1.2.2.1.6.9|4|\xc3\xac\xc3\x8dm*k\xc3\xbf",
	    "1.3.6.1.2.1.2.2.1.6.9|4x|eccd6d2a6bff", 0 },
	{ "1.3.6.1.2.1.2.2.1.6.9|4|\xec\xcdm*k\xff",
	    "1.3.6.1.2.1.2.2.1.6.9|4x|eccd6d2a6bff", 0 },
	{ "1.3.6.1.2.1.2.2.1.6.9|4|\xc3\xac\xc4\x8dm*k\xc3\xbf",
	    "1.3.6.1.2.1.2.2.1.6.9|4x|c3acc48d6d2a6bc3bf", 0 },
	{ "1.3.6.1.2.1.31.1.1.1.18.9|4|\xc3\xac\xc3\x8dm*k\xc3\xbf",
	    "1.3.6.1.2.1.31.1.1.1.18.9|4x|c3acc38d6d2a6bc3bf", 0 },
	{ "1.3.6.1|4|a|b", "1.3.6.1|4|a|b", 0 },
	{ "1.3.6.1|4|", "1.3.6.1|4|", 0 },
	{ "1.3.6.1|4| x ", "1.3.6.1|4x|207820", 0 },
	{ "1.3.6.1|4x|001B2100fF", "1.3.6.1|4x|001b2100ff", 0 },
	{ "1.3.6.1|4x|616", NULL, REASON_RECORDING_VALUE },
	{ "1.3.6.1|4x|6g", NULL, REASON_RECORDING_VALUE },
	{ "1.3.6.1|4e|a\\n\\x01\\\\", "1.3.6.1|4x|610a015c", 0 },
	{ "1.3.6.1|4e|\\a\\0\\1234\\'", "1.3.6.1|4x|0700533427", 0 },
	{ "1.3.6.1|4e|\\q\\", "1.3.6.1|4|\\q\\", 0 },
	{ "1.3.6.1|4e|\\xgg", NULL, REASON_RECORDING_VALUE },
	{ "1.3.6.1|64|192.0.2.1", "1.3.6.1|64x|c0000201", 0 },
	{ "1.3.6.1|64|192.0.2.256", NULL, REASON_RECORDING_VALUE },
	{ "1.3.6.1|64|192.0.2", NULL, REASON_RECORDING_VALUE },
	{ "1.3.6.1|64x|C0000201", "1.3.6.1|64x|c0000201", 0 },
	{ "1.3.6.1|6|.1.3.6.1.4.1", "1.3.6.1|6|1.3.6.1.4.1", 0 },
	{ "1.3.6.1|6|ciscoProducts.9", NULL, REASON_RECORDING_VALUE },
	{ "1.3.6.1|5|", NULL, 0 },
	{ "1.3.6.1|128|", NULL, 0 },
	{ "1.3.6.1|68x|9f780442c80000", NULL, 0 },
	{ "1.3.6.1|3|x", NULL, REASON_RECORDING_TAG },
	{ "1.3.6.1|65:numeric|rate=1", NULL, REASON_RECORDING_TAG },
	{ "1.3.6.1|65:numeric|rate=3374.0,initial=641734,cumulative=1",
	    "1.3.6.1|65|641734", 0 },
	{ "1.3.6.1|66:numeric|min=7.5,max=9", "1.3.6.1|66|7", 0 },
	{ "1.3.6.1|2:delay|wait=100,value=6", "1.3.6.1|2|6", 0 },
	{ "1.3.6.1|4:writecache|value=up", "1.3.6.1|4|up", 0 },
	{ "1.3.6.1|4:writecache|hexvalue=6162", "1.3.6.1|4|ab", 0 },
	{ "1.3.6.1|4:sql|snmprec", NULL, REASON_RECORDING_TAG },
	{ "1.3.6.1|65:|1", NULL, REASON_RECORDING_TAG },
	{ "1.3.6.1|||", NULL, REASON_RECORDING_TAG },
	{ "1.3.6.1|4", NULL, REASON_RECORDING_LINE },
	{ "1.3.6.4294967296|2|1", NULL, REASON_RECORDING_LINE },
	{ "garbage", NULL, REASON_RECORDING_LINE },
	{ "", NULL, 0 }, { "# a comment", NULL, 0 },

	{ ".1.3.6.1 = STRING: \"a \\\"b\\\" \\\\c\"",
	    "1.3.6.1|4|a \"b\" \\c", 0 },
	{ ".1.3.6.1 = STRING: bare text", "1.3.6.1|4|bare text", 0 },
	{ ".1.3.6.1 = STRING: ", "1.3.6.1|4|", 0 },
	{ ".1.3.6.1 = STRING:", "1.3.6.1|4|", 0 },
	{ ".1.3.6.1 = \"\"", "1.3.6.1|4|", 0 },
	{ "iso.3.6.1 = INTEGER: up(1)", "1.3.6.1|2|1", 0 },
	/* names, where snmpwalk has the MIBs */
	{ "IF-MIB::ifHCInOctets.2147483649 = Counter64: 12345678901234",
	    "1.3.6.1.2.1.31.1.1.1.6.2147483649|70|12345678901234", 0 },
	{ "ifDescr.3 = STRING: eth0", "1.3.6.1.2.1.2.2.1.2.3|4|eth0", 0 },
	{ "IF-MIB::ifPhysAddress.2 = STRING: 0:1b:21:a:b:c",
	    "1.3.6.1.2.1.2.2.1.6.2|4x|001b210a0b0c", 0 },
	{ "DISMAN-EVENT-MIB::sysUpTimeInstance = Timeticks: (500) 0:00:05.00",
	    "1.3.6.1.2.1.1.3.0|67|500", 0 },
	{ "SNMPv2-MIB::sysObjectID.0 = OID: NET-SNMP-MIB::netSnmpAgentOIDs.10",
	    "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.8072.3.2.10", 0 },
	{ "SNMPv2-SMI::enterprises.9.1 = OID: SNMPv2-SMI::zeroDotZero",
	    "1.3.6.1.4.1.9.1|6|0.0", 0 },
	{ "SNMPv2-SMI::mib-2.17.1 = INTEGER: 4", "1.3.6.1.2.1.17.1|2|4", 0 },
	{ "SNMPv2-SMI::enterprises = INTEGER: 4", "1.3.6.1.4.1|2|4", 0 },
	{ "TCP-MIB::tcpRtoMin.0 = INTEGER: 200", NULL, REASON_RECORDING_LINE },
	{ "ifDescr = STRING: x", NULL, REASON_RECORDING_LINE },
	{ "sysObjectID.0 = OID: CISCO-PRODUCTS-MIB::cisco2811", NULL,
	    REASON_RECORDING_VALUE },
	{ ".iso.org.dod.internet.mgmt.mib-2.interfaces.ifTable.ifEntry."
	    "ifDescr.2 = STRING: Gi 0/2", "1.3.6.1.2.1.2.2.1.2.2|4|Gi 0/2",
	    0 },
	{ "ifMIB.ifMIBObjects.ifXTable.ifXEntry.ifHCInOctets.7 = Counter64: 9",
	    "1.3.6.1.2.1.31.1.1.1.6.7|70|9", 0 },
	{ "iso.org.dod.internet.private.enterprises.9.1 = INTEGER: 4",
	    "1.3.6.1.4.1.9.1|2|4", 0 },
	{ ".iso.org.dod.internet.mgmt.mib-2.ip.ipForwarding.0 = INTEGER: 1",
	    NULL, REASON_RECORDING_LINE },
	{ "ipForwarding.0 = INTEGER: 1", NULL, REASON_RECORDING_LINE },
	{ "IF-MIB::ifHCInOctets[3] = Counter64: 9",
	    "1.3.6.1.2.1.31.1.1.1.6.3|70|9", 0 },
	{ "IP-MIB::ipAdEntIfIndex[10.0.0.1] = INTEGER: 3",
	    "1.3.6.1.2.1.4.20.1.2.10.0.0.1|2|3", 0 },
	{ "IF-MIB::ifEntry.14[1] = Counter32: 9", "1.3.6.1.2.1.2.2.1.14.1|65|9",
	    0 },
	{ "IF-MIB::ifDescr[\"a\"] = STRING: x", NULL, REASON_RECORDING_LINE },
	{ "EtherLike-MIB::dot3StatsDuplexStatus.4 = INTEGER: fullDuplex(3)",
	    "1.3.6.1.2.1.10.7.2.1.19.4|2|3", 0 },
	/* indented; the end of it */
	{ "\t IF-MIB::ifInOctets.1 = Counter32: 5557",
	    "1.3.6.1.2.1.2.2.1.10.1|65|5557", 0 },
	{ "  .1.3.6.1.2.1.1.5.0 = STRING: \"a\"", "1.3.6.1.2.1.1.5.0|4|a",
	    0 },
	{ "End of MIB", NULL, 0 },
	/* -OQ and -Oq leave the types away */
	{ "IF-MIB::ifOperStatus.1 = lowerLayerDown",
	    "1.3.6.1.2.1.2.2.1.8.1|2|7", 0 },
	{ "ifOperStatus.1 = lowerlayerdown", NULL, REASON_RECORDING_VALUE },
	{ "ifAdminStatus.1 = up(1)", "1.3.6.1.2.1.2.2.1.7.1|2|1", 0 },
	{ "ifType.1 = ieee8023adLag", "1.3.6.1.2.1.2.2.1.3.1|2|161", 0 },
	{ "ifType.1 = up", NULL, REASON_RECORDING_VALUE },
	{ "ifInOctets.1 = 4294967295", "1.3.6.1.2.1.2.2.1.10.1|65|4294967295",
	    0 },
	{ ".1.3.6.1.2.1.31.1.1.1.6.1 = 5", "1.3.6.1.2.1.31.1.1.1.6.1|70|5", 0 },
	{ "ifSpeed.1 = 64000 bits per second", "1.3.6.1.2.1.2.2.1.5.1|66|64000",
	    0 },
	{ "ifName.1 = 5", "1.3.6.1.2.1.31.1.1.1.1.1|4|5", 0 },
	{ "ifName.1 = 1.2", "1.3.6.1.2.1.31.1.1.1.1.1|4|1.2", 0 },
	{ "ifAlias.1 = Core: a = b", "1.3.6.1.2.1.31.1.1.1.18.1|4|Core: a = b",
	    0 },
	{ "ifAlias.1 = ", "1.3.6.1.2.1.31.1.1.1.18.1|4|", 0 },
	{ "ifPhysAddress.1 = 0:1b:21:3:c:dd",
	    "1.3.6.1.2.1.2.2.1.6.1|4x|001b21030cdd", 0 },
	{ "ifPhysAddress.1 = 0:1b:21:3:c:d:",
	    "1.3.6.1.2.1.2.2.1.6.1|4|0:1b:21:3:c:d:", 0 },
	{ "ifPhysAddress.1 = \"00 1B 21 03 0C DD \"",
	    "1.3.6.1.2.1.2.2.1.6.1|4x|001b21030cdd", 0 },
	{ "ifPhysAddress.1 = STRING: \"00 1B 21 \"",
	    "1.3.6.1.2.1.2.2.1.6.1|4x|303020314220323120", 0 },
	{ "sysUpTimeInstance = 1:2:03:04.05", "1.3.6.1.2.1.1.3.0|67|9378405",
	    0 },
	{ "sysUpTimeInstance = 1:2:03", NULL, REASON_RECORDING_VALUE },
	{ "sysObjectID.0 = NET-SNMP-MIB::netSnmpAgentOIDs.10",
	    "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.8072.3.2.10", 0 },
	{ "ipAdEntNetMask.10.0.0.1 = 255.255.0.0",
	    "1.3.6.1.2.1.4.20.1.3.10.0.0.1|64x|ffff0000", 0 },
	{ ".1.3.6.1.4.1.9 = -40", "1.3.6.1.4.1.9|2|-40", 0 },
	{ ".1.3.6.1.4.1.9 = 4294967296", "1.3.6.1.4.1.9|70|4294967296", 0 },
	{ ".1.3.6.1.4.1.9 = 23.5 C", "1.3.6.1.4.1.9|4|23.5 C", 0 },
	{ ".1.3.6.1.4.1.9 = .1.3.6.1", "1.3.6.1.4.1.9|6|1.3.6.1", 0 },
	{ ".1.3.6.1.4.1.9 = admin", "1.3.6.1.4.1.9|4|admin", 0 },
	{ "IF-MIB::ifHCInOctets.3 936496540",
	    "1.3.6.1.2.1.31.1.1.1.6.3|70|936496540", 0 },
	{ "IF-MIB::ifHCInOctets[3] 936496540",
	    "1.3.6.1.2.1.31.1.1.1.6.3|70|936496540", 0 },
	{ ".1.3.6.1.2.1.1.1.0 Linux 5", "1.3.6.1.2.1.1.1.0|4|Linux 5", 0 },
	{ "1.3.6.1 is short", NULL, REASON_RECORDING_LINE },
	{ "2001.3.6.1.2.1.1.1.0 x", NULL, REASON_RECORDING_LINE },
	/* SimpleAgentPro */
	{ "1.3.6.1.2.1.1.3.0             , TimeTicks   , 200846",
	    "1.3.6.1.2.1.1.3.0|67|200846", 0 },
	{ "1.3.6.1.2.1.2.2.1.6.65539, OctetString , 0x000e35d33d53",
	    "1.3.6.1.2.1.2.2.1.6.65539|4x|000e35d33d53", 0 },
	{ "1.3.6.1.2.1.1.6.0 , OctetString , a, b", "1.3.6.1.2.1.1.6.0|4|a, b",
	    0 },
	{ "1.3.6.1.2.1.2.2.1.10.1 , Counter , -", NULL,
	    REASON_RECORDING_VALUE },
	{ "1.3.6.1.2.1.2.2.1.10.1 , Word , 1", NULL, REASON_RECORDING_TAG },
	{ "1.3.6.1.2.1.2.2.1.10.1 , Counter", NULL, REASON_RECORDING_LINE },
	/* -OT */
	{ ".1.3.6.1 = Hex-STRING: 65 31 5B  [e1[]", "1.3.6.1|4|e1[", 0 },
	{ ".1.3.6.1 = INTEGER: 5", "1.3.6.1|2|5", 0 },
	{ ".1.3.6.1 = INTEGER: -40 dBm", "1.3.6.1|2|-40", 0 },
	{ ".1.3.6.1 = INTEGER: 23.5 degrees", "1.3.6.1|2|235", 0 },
	{ ".1.3.6.1 = INTEGER: warm", NULL, REASON_RECORDING_VALUE },
	{ ".1.3.6.1 = Counter32: 7", "1.3.6.1|65|7", 0 },
	{ ".1.3.6.1 = Counter32: 7x", NULL, REASON_RECORDING_VALUE },
	{ ".1.3.6.1 = Gauge32: 1000 bits per second", "1.3.6.1|66|1000", 0 },
	{ ".1.3.6.1 = Unsigned32: 9", "1.3.6.1|66|9", 0 },
	{ ".1.3.6.1 = Counter64: 9007199254740993",
	    "1.3.6.1|70|9007199254740993", 0 },
	{ ".1.3.6.1 = Timeticks: (1234) 0:00:12.34", "1.3.6.1|67|1234", 0 },
	{ ".1.3.6.1 = 1234", "1.3.6.1|67|1234", 0 },
	{ ".1.3.6.1 = Hex-STRING: 00 1B 21 ", "1.3.6.1|4x|001b21", 0 },
	{ ".1.3.6.1 = BITS: 80 01 bridge(0) other(15) ",
	    "1.3.6.1|4x|8001", 0 },
	{ ".1.3.6.1 = OID: .1.3.6", "1.3.6.1|6|1.3.6", 0 },
	{ ".1.3.6.1 = IpAddress: 10.0.0.1", "1.3.6.1|64x|0a000001", 0 },
	{ ".1.3.6.1 = Network Address: 0A:00:00:01",
	    "1.3.6.1|64x|0a000001", 0 },
	{ ".1.3.6.1 = Wrong Type (should be Gauge32 or Unsigned32): "
	    "INTEGER: 3", "1.3.6.1|2|3", 0 },
	{ ".1.3.6.1 = No Such Instance currently exists at this OID", NULL,
	    0 },
	{ ".1.3.6.1 = No more variables left in this MIB View (It is past "
	    "the end of the MIB tree)", NULL, 0 },
	{ ".1.3.6.1 = NULL", NULL, 0 },
	{ ".1.3.6.1 = Opaque: Float: 0.5", NULL, 0 },
	{ ".1.3.6.1 = Strange: 1", NULL, REASON_RECORDING_VALUE },
	{ ".1.3.6.1.2.1.2.2.1.6.1 = STRING: 0:1b:21:3:c:dd",
	    "1.3.6.1.2.1.2.2.1.6.1|4x|001b21030cdd", 0 },
	{ ".1.3.6.1.2.1.31.1.1.1.18.1 = STRING: 0:1b:21:3:c:dd",
	    "1.3.6.1.2.1.31.1.1.1.18.1|4|0:1b:21:3:c:dd", 0 },
};

static void
test_lines(void)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < LEN(lines); i++) {
		struct told t = read_text(lines[i].line);

		buf_clear(&b);
		if (rec.len == 1) {
			struct varbind vb = recording_varbind(&rec, 0);

			recording_put(&b, &vb);
			b.len--;
		}
		buf_addc(&b, '\0');
		is_str(b.data, lines[i].means != NULL ? lines[i].means : "",
		    "%s", lines[i].line);
		ok(t.n == (lines[i].why != 0) && t.why == lines[i].why
		    && (t.n == 0 || t.line == 1), "... and what is told");
	}
	buf_release(&b);
}

static void
is_octets(size_t i, const char *want, const char *name)
{
	struct varbind vb = recording_varbind(&rec, i);

	ok(i < rec.len && slice_is(vb.octets, want), "%s", name);
}

static void
test_more(void)
{
	struct told t;

	t = read_text(".1.3.1 = STRING: \"a\n.1.3.9 = b\nc\"\n"
	    ".1.3.2 = INTEGER: 1\n");
	ok(t.n == 0 && rec.len == 2, "quotes over lines");
	is_octets(0, "a\n.1.3.9 = b\nc", "all that is in them");
	t = read_text(".1.3.1 = STRING: a\nb\n.1.3.2 = INTEGER: 1\n");
	ok(t.n == 0 && rec.len == 2, "bare text over lines");
	is_octets(0, "a\nb", "up to the next name");
	t = read_text("IF-MIB::ifName.1 = STRING: a\nb\n"
	    "TCP-MIB::x.1 = STRING: c\nd\nTCP-MIB::y.1 = INTEGER: 4\n"
	    "IF-MIB::ifHighSpeed.1 = Gauge32: 5\n");
	ok(t.n == 1 && t.line == 3 && t.why == REASON_RECORDING_LINE
	    && rec.len == 2, "names of other MIBs are told once");
	is_octets(0, "a\nb", "and end a bare text");
	t = read_text(".1.3.1 = Hex-STRING: 61 62 \n63 64\n");
	ok(t.n == 0 && rec.len == 1, "hex over lines");
	is_octets(0, "abcd", "all of it");
	t = read_text(".1.3.1 = Hex-STRING: 61 62 \nmore\n.1.3.2 = \"\"");
	ok(t.n == 1 && t.line == 2 && rec.len == 2, "no hex in the middle");
	t = read_text(".1.3.1 = STRING: \"a\n");
	ok(t.n == 1 && t.why == REASON_RECORDING_LINE && rec.len == 1,
	    "quotes that do not end");
	t = read_text(".1.3.1 = \"00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F "
	    "\n41 42 \"\n");
	ok(t.n == 0 && rec.len == 1 && recording_varbind(&rec, 0).octets.len
	    == 18, "hex over lines that has no type");
	t = read_text("ifAlias.5 = STRING: a\nifTestId.5 = INTEGER: 3\n"
	    "ifAlias.6 = b\nEnd of MIB\n");
	ok(t.n == 1 && t.line == 2 && rec.len == 2, "a name of no module");
	is_octets(0, "a", "ends a bare text");
	is_octets(1, "b", "and so does the end");
	t = read_text("ifAlias.5 a\nifAlias.6 \nifAlias.7\nifTestId.5 3\n");
	ok(t.n == 1 && t.line == 4 && rec.len == 3, "-Oq, and nothing in a cell");
	is_octets(2, "", "without a blank, too");
	t = read_text("1.3.1|4|a\r\n1.3.2|4|b\r\n");
	is_octets(1, "b", "lines that end as in DOS");
	t = read_text("1.3.1|4|a\r\n1.3.2|4|b\r\n1.3.3|4|c");
	is_octets(0, "a", "the last of which does not end");
	t = read_text("\xef\xbb\xbf" ".1.3.1 = STRING: \"b\"\n");
	ok(t.n == 0 && rec.len == 1, "a byte order mark");
	t = read_text(".1.3.1 = STRING: \"a\r\nb\"\n");
	is_octets(0, "a\r\nb", "a carriage return within a text");
}

/* A text in UTF-16, as Windows' redirections write it. */
static struct told
read_wide(const char *text, bool big)
{
	struct told t = { 0 };
	struct buf b = { 0 };

	buf_add(&b, big ? "\xfe\xff" : "\xff\xfe", 2);
	for (; *text != '\0'; text++) {
		/* '~' stands for U+1D11E, '^' for U+00FC, '!' for half a pair */
		const char *wide = *text == '~' ? "\xd8\x34\xdd\x1e"
		    : *text == '^' ? "\x00\xfc" : "\xd8\x34";
		size_t n = *text == '~' ? 4 : *text == '^' || *text == '!' ? 2
		    : 0;

		for (size_t i = 0; i < n; i += 2) {
			buf_addc(&b, wide[i + !big]);
			buf_addc(&b, wide[i + big]);
		}
		if (n == 0 && big)
			buf_addc(&b, '\0');
		if (n == 0)
			buf_addc(&b, *text);
		if (n == 0 && !big)
			buf_addc(&b, '\0');
	}
	buf_addc(&b, 'x');		/* half a character */
	recording_read(&rec, buf_slice(&b), on_trouble, &t);
	buf_release(&b);
	return t;
}

static void
test_wide(void)
{
	for (int big = 0; big < 2; big++) {
		struct told t = read_wide(".1.3.1 = STRING: \"a~^b!c\"\r\n"
		    ".1.3.2 = INTEGER: 5\r\n", big != 0);

		ok(t.n == 0 && rec.len == 2, "UTF-16");
		is_octets(0, "a\xf0\x9d\x84\x9e\xc3\xbc" "b\xef\xbf\xbd" "c",
		    "its characters");
	}
}

static void
test_order(void)
{
	struct told t = read_text("1.3.2|4|b\n1.3.1|4|a\n1.3.2|4|c\n");

	ok(t.n == 2 && t.line == 0 && t.why == REASON_RECORDING_ORDER,
	    "out of order is told once");
	is_octets(0, "a", "it is sorted");
	is_octets(1, "b", "the first of two is kept");
	t = read_text("1.3.1|4|a\n1.3.1|4|b\n1.3.1.0|4|c\n");
	ok(t.n == 1 && t.line == 2 && t.why == REASON_RECORDING_TWICE,
	    "the second is told with its line");
	is_u64(rec.len, 2, "and left out");
}

static void
test_serve(void)
{
	static const snmp_subid a[] = { 1, 3, 1 }, b[] = { 1, 3, 5 },
	    c[] = { 1, 3, 1, 2 };
	static struct walk_request q;
	struct survey_answer got = { 0 };

	read_text("1.3.1.1|2|11\n1.3.1.2|2|12\n1.3.1.3|2|13\n"
	    "1.3.5.1|2|51\n");
	q = (struct walk_request){ .op = WALK_GETBULK, .len = 3,
	    .name = { OID_REF(a), OID_REF(a), OID_REF(b) },
	    .non_repeaters = 1, .max_repetitions = 2 };
	recording_serve(&rec, &q, &got);
	ok(got.len == 5 && got.vb[0].number == 11 && got.vb[1].number == 11
	    && got.vb[2].number == 51 && got.vb[3].number == 12
	    && got.vb[4].kind == VARBIND_END_OF_VIEW, "GETBULK");
	q.op = WALK_GETNEXT;
	q.name[0] = OID_REF(c);
	recording_serve(&rec, &q, &got);
	ok(got.len == 3 && got.vb[0].number == 13, "GETNEXT");
	q.op = WALK_GET;
	recording_serve(&rec, &q, &got);
	ok(got.len == 3 && got.vb[0].number == 12
	    && got.vb[1].kind == VARBIND_NO_INSTANCE, "GET");
}

static void
test_names(void)
{
	static const struct {
		const char *oid, *want;
	} t[] = {
		{ "1.3.6.1.2.1.2.2.1.1.7", "ifIndex.7" },
		{ "1.3.6.1.2.1.2.2.1.2.7", "ifDescr.7" },
		{ "1.3.6.1.2.1.31.1.1.1.18.1001", "ifAlias.1001" },
		{ "1.3.6.1.2.1.1.3.0", "sysUpTime.0" },
		{ "1.3.6.1.2.1.1.3", "sysUpTime" },
		{ "1.3.6.1.2.1.15.3.1.7.192.0.2.1",
		    "bgpPeerRemoteAddr.192.0.2.1" },
		{ "1.3.6.1.2.1.14.10.1.6.192.0.2.1.0",
		    "ospfNbrState.192.0.2.1.0" },
		{ "1.3.6.1.2.1.47.1.1.1.1.7.3", "entPhysicalName.3" },
		{ "1.0.8802.1.1.2.1.4.1.1.9.0.3.1", "lldpRemSysName.0.3.1" },
		/* no object, or none that is known */
		{ "1.3.6.1.4.1.99999.2", "1.3.6.1.4.1.99999.2" },
		{ "1.3.6.1.2.1.2.2.1.99.7", "1.3.6.1.2.1.2.2.1.99.7" },
		{ "1.3.6.1.2.1.2.2.1.0.7", "1.3.6.1.2.1.2.2.1.0.7" },
		{ "1.3.6.1.2.1.2.2", "1.3.6.1.2.1.2.2" },
		{ "1.3.6.1.2.1.31.1.2.3", "1.3.6.1.2.1.31.1.2.3" },
		{ "1.3.6.1.2.1", "1.3.6.1.2.1" }, { "1", "1" }, { "", "" },
		{ "1.3.6.1.2.1.2.2.1.18446744073709551618.7",
		    "1.3.6.1.2.1.2.2.1.18446744073709551618.7" },
	};

	for (size_t i = 0; i < LEN(t); i++) {
		struct buf b = { 0 };

		mib_name_add(&b, slice_of(t[i].oid));
		is_str(buf_str(&b), t[i].want, "%s", t[i].oid);
		buf_release(&b);
	}
}

int
main(void)
{
	test_lines();
	test_more();
	test_wide();
	test_order();
	test_serve();
	test_names();
	recording_release(&rec);
	return tap_done();
}
