/*
 * test_reader.c - standard tables of odd agents to sensors and neighbours
 */
#include "oss/ifaddr.h"
#include "recorded.h"
#include "tap.h"

#define IFT	"1.3.6.1.2.1.2.2.1."
#define IFX	"1.3.6.1.2.1.31.1.1.1."
#define PHYS	"1.3.6.1.2.1.47.1.1.1.1."
#define ALIAS	"1.3.6.1.2.1.47.1.3.2.1.2."
#define SENSE	"1.3.6.1.2.1.99.1.1.1."
#define REM	"1.0.8802.1.1.2.1.4.1.1."
#define LOC	"1.0.8802.1.1.2.1.3.7.1."
#define MAN	"1.0.8802.1.1.2.1.4.2.1.3."
#define CDP	"1.3.6.1.4.1.9.9.23.1.2.1.1."
#define PORTS	IFX "1.1|4|ge-0/0/1\n" IFX "1.2|4|ge-0/0/2\n" \
		IFT "2.7|4|GigabitEthernet0/7\n"

static void
says(const char *lines, const char *want, const char *name)
{
	struct recorded *r = recorded_read(lines, NULL, "");

	is_str(recorded_text(r), want, "%s", name);
	recorded_free(r);
}

static void
sensors(void)
{
	says(PHYS "5.1|2|3\n" PHYS "2.9|4|Intake\n"
	    SENSE "1.9|2|8\n" SENSE "2.9|2|9\n" SENSE "3.9|2|1\n"
	    SENSE "4.9|2|-45\n" SENSE "5.9|2|1\n",
	    "temperature:Intake -4.5 Cel ok\n",
	    "precision shifts the point, below zero too");
	says(PHYS "5.1|2|3\n" SENSE "1.9|2|5\n" SENSE "2.9|2|7\n"
	    SENSE "3.9|2|0\n" SENSE "4.9|2|6543\n" SENSE "5.9|2|1\n"
	    PHYS "7.9|4|Laser bias\n",
	    "optical-bias:Laser bias 0.006543 A ok\n",
	    "micro-amperes of a laser");
	says(SENSE "1.9|2|10\n" SENSE "2.9|2|9\n" SENSE "3.9|2|0\n"
	    SENSE "4.9|2|1000000000\n" SENSE "5.9|2|1\n",
	    "fan:9 ok\n", "an overflow is no reading (RFC 3433)");
	says(SENSE "1.9|2|8\n" SENSE "4.9|2|25\n" SENSE "5.9|2|2\n"
	    SENSE "1.10|2|8\n" SENSE "4.10|2|0\n" SENSE "5.10|2|3\n",
	    "temperature:10 0 Cel failed\ntemperature:9 unknown\n",
	    "unavailable has no reading, nonoperational failed");
	says(PORTS PHYS "5.5|2|10\n" PHYS "4.9|2|6\n" PHYS "4.6|2|5\n"
	    PHYS "5.6|2|9\n" PHYS "5.9|2|8\n" ALIAS "5.0|6|" IFT "1.2\n"
	    PHYS "7.9|4|Rx Power\n" SENSE "1.9|2|14\n" SENSE "3.9|2|2\n"
	    SENSE "4.9|2|-1234\n" SENSE "5.9|2|1\n",
	    "optical-rx-power:Rx Power -12.34 dBm ok @ge-0/0/2\n",
	    "a sensor in a module in a port is the port's");
	says(PORTS PHYS "5.5|2|10\n" PHYS "2.5|4|GigabitEthernet0/7\n"
	    PHYS "4.9|2|5\n" PHYS "5.9|2|8\n" SENSE "1.9|2|8\n"
	    SENSE "4.9|2|40\n",
	    "temperature:9 40 Cel @GigabitEthernet0/7\n",
	    "without a mapping the port is found by its name");
	says(PHYS "7.9|4|Rx Power lane 1\n" SENSE "1.9|2|6\n"
	    SENSE "2.9|2|7\n" SENSE "3.9|2|1\n" SENSE "4.9|2|5012\n"
	    PHYS "7.10|4|PSU 1 input power\n" SENSE "1.10|2|6\n"
	    SENSE "4.10|2|90\n" PHYS "7.11|4|Tx Power\n"
	    SENSE "1.11|2|6\n" SENSE "4.11|2|0\n",
	    "optical-rx-power:Rx Power lane 1 -3 dBm\n"
	    "optical-tx-power:Tx Power\npower:PSU 1 input power 90 W\n",
	    "light in watts becomes dBm, no light has none");
	says(PHYS "5.9|2|8\n" PHYS "4.9|2|9\n" SENSE "1.9|2|8\n"
	    SENSE "4.9|2|40\n", "temperature:9 40 Cel\n",
	    "an entity within itself ends somewhere");
	says(PHYS "7.9|4|\033[31mhot\n" PHYS "7.10|4|\033[31mhot\n"
	    SENSE "1.9|2|8\n" SENSE "1.10|2|8\n",
	    "temperature:[31mhot#10\ntemperature:[31mhot#9\n",
	    "a name that stands twice gets the index; escapes are gone");
}

static void
dbm(void)
{
	static const struct {
		money_t watts;
		int64_t hundredths;
	} c[] = {
		{ 1000000, 0 }, { 1, -6000 }, { 10, -5000 }, { 2, -5699 },
		{ 1000000000, 3000 }, { 501187, -300 }, { 31623, -1500 },
		{ 9999, -2000 }, { 5000000000000, 6699 },
	};
	money_t got = 0;

	for (size_t i = 0; i < LEN(c); i++) {
		ok(decimal_dbm(c[i].watts, &got), "a power has dBm");
		is_i64(got, c[i].hundredths * (MONEY_SCALE / 100),
		    "%jd nW", (intmax_t)c[i].watts);
	}
	ok(!decimal_dbm(0, &got) && !decimal_dbm(-5, &got),
	    "nothing and less have none");
}

static void
chassis(void)
{
	struct recorded *r = recorded_read(PHYS "5.1|2|11\n" PHYS "5.2|2|3\n"
	    PHYS "13.2|4|WS-C3750\n" PHYS "11.2|4|FDO1\n" PHYS "13.1|4|no\n"
	    PHYS "12.2|4|Cisco\n" PHYS "10.2|4|15.2(4)E8\n", NULL, "");
	const struct view *v = &r->reader.view;

	ok(slice_is(v->model, "WS-C3750") && slice_is(v->serial, "FDO1")
	    && slice_is(v->vendor, "Cisco")
	    && slice_is(v->os_version, "15.2(4)E8"),
	    "the chassis says what the node is, not the stack around it");
	recorded_free(r);
}

static void
host(void)
{
	struct recorded *r = recorded_read(
	    "1.3.6.1.2.1.25.3.3.1.2.768|2|10\n"
	    "1.3.6.1.2.1.25.3.3.1.2.769|2|21\n"
	    "1.3.6.1.2.1.25.2.3.1.2.1|6|1.3.6.1.2.1.25.2.1.2\n"
	    "1.3.6.1.2.1.25.2.3.1.4.1|2|1024\n"
	    "1.3.6.1.2.1.25.2.3.1.5.1|2|-2\n"
	    "1.3.6.1.2.1.25.2.3.1.6.1|2|8\n"
	    "1.3.6.1.2.1.25.2.3.1.2.2|6|1.3.6.1.2.1.25.2.1.4\n"
	    "1.3.6.1.2.1.25.2.3.1.3.2|4|/\n"
	    "1.3.6.1.2.1.25.2.3.1.4.2|2|4096\n"
	    "1.3.6.1.2.1.25.2.3.1.5.2|2|3\n"
	    "1.3.6.1.2.1.25.2.3.1.6.2|2|1\n", NULL, "");
	const struct view *v = &r->reader.view;

	is_str(recorded_text(r), "storage:/ 33.33 %\n",
	    "a disk is a sensor");
	is_i64(v->cpu_pct, 15500000000, "the mean of the processors");
	is_u64(v->mem_total_octets, UINT64_C(4294967294) * 1024,
	    "a size beyond 2^31 units comes as a negative number");
	is_u64(v->mem_used_octets, 8192, "memory in use");
	recorded_free(r);
}

static void
addresses(void)
{
	struct recorded *r = recorded_read(
	    "1.3.6.1.2.1.4.34.1.3.1.4.192.0.2.9|2|7\n"
	    "1.3.6.1.2.1.4.34.1.4.1.4.192.0.2.9|2|1\n"
	    "1.3.6.1.2.1.4.34.1.5.1.4.192.0.2.9|6|1.3.6.1.2.1.4.32.1.5.7.1.4"
	    ".192.0.2.8.29\n"
	    "1.3.6.1.2.1.4.34.1.3.1.4.192.0.2.15|2|7\n"
	    "1.3.6.1.2.1.4.34.1.4.1.4.192.0.2.15|2|3\n"
	    "1.3.6.1.2.1.4.34.1.3.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1"
	    "|2|7\n"
	    "1.3.6.1.2.1.4.20.1.2.192.0.2.9|2|7\n"
	    "1.3.6.1.2.1.4.20.1.3.192.0.2.9|64x|FFFFFFF8\n"
	    "1.3.6.1.2.1.4.20.1.2.198.51.100.1|2|7\n"
	    "1.3.6.1.2.1.4.20.1.3.198.51.100.1|64x|FFFFFF00\n"
	    "1.3.6.1.2.1.4.20.1.2.203.0.113.1|2|8\n"
	    "1.3.6.1.2.1.4.20.1.3.203.0.113.1|64x|FF00FF00\n", NULL, "");
	const struct view *v = &r->reader.view;
	struct buf b = { 0 };
	uint32_t port = 0;

	ifaddr_text(v, 7, &b);
	is_str(buf_str(&b), "192.0.2.9/29 198.51.100.1/24 2001:db8::1",
	    "both tables, each address once, no broadcast");
	buf_clear(&b);
	ifaddr_text(v, 8, &b);
	is_str(buf_str(&b), "203.0.113.1", "a mask with holes is no length");
	buf_clear(&b);
	ifaddr_text(v, 9, &b);
	is_str(buf_str(&b), "", "a port without addresses");
	ok(ifaddr_port_of(v, (struct slice){ "\xc6\x33\x64\x63", 4 }, &port)
	    && port == 7, "whose network an address is of");
	ok(!ifaddr_port_of(v, (struct slice){ "\x0a\0\0\1", 4 }, &port),
	    "or nobody's");
	buf_release(&b);
	recorded_free(r);
}

static void
lldp(void)
{
	says(PORTS LOC "2.1|2|5\n" LOC "3.1|4|ge-0/0/2\n"
	    REM "4.0.1.5|2|4\n" REM "5.0.1.5|4x|001B21AAFF01\n"
	    REM "6.0.1.5|2|5\n" REM "7.0.1.5|4|Eth1/1\n"
	    REM "9.0.1.5|4|sw2\n"
	    MAN "0.1.5.1.4.192.0.2.7|2|2\n",
	    "lldp:ge-0/0/2 @ge-0/0/2 node=sw2 port=Eth1/1 addr=192.0.2.7\n",
	    "the local port by its name, not by its number");
	says(PORTS REM "4.0.2.5|2|4\n" REM "5.0.2.5|4x|001B21AAFF01\n"
	    REM "6.0.2.5|2|3\n" REM "7.0.2.5|4x|001B21AAFF02\n",
	    "lldp:ge-0/0/2 @ge-0/0/2 node=00:1b:21:aa:ff:01 "
	    "port=00:1b:21:aa:ff:02 addr=\n",
	    "no local table: the number is an ifIndex; no name: the chassis");
	says(PORTS LOC "2.9|2|7\n" LOC "3.9|4|2\n"
	    REM "4.0.9.5|2|7\n" REM "5.0.9.5|4|x\n" REM "6.0.9.5|2|7\n"
	    REM "7.0.9.5|4|513\n",
	    "lldp:ge-0/0/2 @ge-0/0/2 node=x port=513 addr=\n",
	    "a local id of digits is an ifIndex (Junos)");
	says(PORTS IFT "6.1|4x|001B21000001\n" LOC "2.4|2|3\n"
	    LOC "3.4|4x|001B21000001\n" REM "4.0.4.1|2|4\n"
	    REM "5.0.4.1|4x|001B21AAFF01\n",
	    "lldp:ge-0/0/1 @ge-0/0/1 node=00:1b:21:aa:ff:01 port= addr=\n",
	    "a local id that is the port's hardware address");
	says(PORTS REM "4.0.1.1|2|7\n" REM "5.0.1.1|4|a\n" REM "4.0.1.2|2|7\n"
	    REM "5.0.1.2|4|b\n" MAN "0.1.2.1.192.0.2.7|2|2\n",
	    "lldp:ge-0/0/1#a @ge-0/0/1 node=a port= addr=\n"
	    "lldp:ge-0/0/1#b @ge-0/0/1 node=b port= addr=192.0.2.7\n",
	    "two neighbours of a port are told apart by who they are; "
	    "an address without its length");
	says(REM "4.0.1.1|2|4\n", "", "a row without ids is nobody");
	says("1.3.111.2.802.1.1.13.1.4.1.1.5.0.2.1.3|2|4\n"
	    "1.3.111.2.802.1.1.13.1.4.1.1.6.0.2.1.3|4x|001B21AAFF01\n"
	    "1.3.111.2.802.1.1.13.1.4.1.1.8.0.2.1.3|4|xe-1\n"
	    "1.3.111.2.802.1.1.13.1.4.1.1.10.0.2.1.3|4|r9\n" PORTS,
	    "lldp:ge-0/0/2 @ge-0/0/2 node=r9 port=xe-1 addr=\n",
	    "LLDP-V2-MIB");
}

static void
others(void)
{
	says(PORTS CDP "6.7.3|4|core1(FOX123)\n" CDP "7.7.3|4|Ethernet1/9\n"
	    CDP "3.7.3|2|1\n" CDP "4.7.3|4x|C0000201\n",
	    "cdp:GigabitEthernet0/7 @GigabitEthernet0/7 node=core1 "
	    "port=Ethernet1/9 addr=192.0.2.1\n",
	    "CDP: the serial number behind the name is not the name");
	says(PORTS "1.3.6.1.2.1.4.20.1.2.192.0.2.1|2|2\n"
	    "1.3.6.1.2.1.4.20.1.3.192.0.2.1|64x|FFFFFF00\n"
	    "1.3.6.1.2.1.15.3.1.2.192.0.2.2|2|6\n"
	    "1.3.6.1.2.1.15.3.1.3.192.0.2.2|2|2\n"
	    "1.3.6.1.2.1.15.3.1.9.192.0.2.2|2|4200000001\n"
	    "1.3.6.1.2.1.14.10.1.6.192.0.2.3.0|2|8\n"
	    "1.3.6.1.2.1.14.10.1.3.192.0.2.3.0|64x|0A000003\n",
	    "bgp:192.0.2.2 @ge-0/0/2 node= port= addr=192.0.2.2 established "
	    "as=4200000001\n"
	    "ospf:192.0.2.3 @ge-0/0/2 node=10.0.0.3 port= addr=192.0.2.3 "
	    "full\n", "BGP and OSPF neighbours, by the port of their network");
	says("1.3.6.1.2.1.15.3.1.2.192.0.2.2|2|99\n"
	    "1.3.6.1.2.1.15.3.1.2.192.0.999.2|2|6\n",
	    "bgp:192.0.2.2 @ node= port= addr=192.0.2.2\n",
	    "a state and an address that nobody knows");
}

int
main(void)
{
	sensors();
	dbm();
	chassis();
	host();
	addresses();
	lldp();
	others();
	return tap_done();
}
