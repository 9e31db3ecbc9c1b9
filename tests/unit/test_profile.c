/*
 * test_profile.c - whom the installed profiles match, and what they read
 */
#include "base/tool.h"
#include "recorded.h"
#include "store/profile.h"
#include "tap.h"

static struct profiles all;

static void
matches(void)
{
	static const struct {
		const char *object_id, *descr, *want;
	} c[] = {
		{ "1.3.6.1.4.1.9.1.1208", "Cisco IOS Software, C2960X Software"
		    " (C2960X-UNIVERSALK9-M), Version 15.2(2)E6, RELEASE",
		    "cisco-ios" },
		{ "1.3.6.1.4.1.9.1.516", "Cisco Internetwork Operating System "
		    "Software \rIOS (tm) C3750 Software", "cisco-ios" },
		{ "1.3.6.1.4.1.9.1.2494", "Cisco IOS Software [Fuji], Catalyst "
		    "L3 Switch Software (CAT9K_IOSXE), Version 16.9.3",
		    "cisco-iosxe" },
		{ "1.3.6.1.4.1.9.1.1640", "Cisco IOS XR Software (Cisco ASR9K "
		    "Series),  Version 6.1.4[Default]", "cisco-iosxr" },
		{ "1.3.6.1.4.1.9.12.3.1.3.1084", "Cisco NX-OS(tm) n5000, "
		    "Software (n5000-uk9), Version 7.3(2)N1(1)",
		    "cisco-nxos" },
		{ "1.3.6.1.4.1.9.1.1195", "Cisco Adaptive Security Appliance "
		    "Version 9.8(2)", "cisco-asa" },
		{ "1.3.6.1.4.1.9.6.1.83.52.1", "SG300-52 52-Port", "cisco" },
		{ "1.3.6.1.4.1.2636.1.1.1.2.57", "Juniper Networks, Inc. mx480"
		    " internet router, kernel JUNOS 15.1R6.7", "juniper" },
		{ "1.3.6.1.4.1.30065.1.3011", "Arista Networks EOS version "
		    "4.20.1F running on an Arista Networks DCS-7050", "arista" },
		{ "1.3.6.1.4.1.2011.2.239.11", "S5720-28X-SI-AC\r\nHuawei "
		    "Versatile Routing Platform Software\r\nVRP (R) software,"
		    "Version 5.170 (S5720 V200R011C10SPC600)", "huawei-vrp" },
		{ "1.3.6.1.4.1.2011.2.248", "Huawei Integrated Access "
		    "Software", "huawei-olt" },
		{ "1.3.6.1.4.1.6527.1.3.4", "TiMOS-C-14.0.R4 cpm/hops64 "
		    "ALCATEL SR 7750 Copyright (c) 2000-2016", "nokia-sros" },
		{ "1.3.6.1.4.1.14988.1", "RouterOS CCR1036-8G-2S+",
		    "mikrotik" },
		{ "1.3.6.1.4.1.10002.1", "Linux 2.6.33 #1", "ubiquiti-airos" },
		{ "1.3.6.1.4.1.41112.1.5", "EdgeOS v1.10.1", "ubiquiti-edgeos" },
		{ "1.3.6.1.4.1.8072.3.2.10", "UAP-AC-Pro-Gen2 4.3.28.11361",
		    "ubiquiti-unifi" },
		{ "1.3.6.1.4.1.4413", "USW-24-PoE, 5.64.8, Linux 3.6.5",
		    "ubiquiti-unifi" },
		{ "1.3.6.1.4.1.12356.101.1.10004", "fw1", "fortinet" },
		{ "1.3.6.1.4.1.11.2.3.7.11.160", "HP J9773A 2530-24G-PoEP "
		    "Switch, revision YA.16.04.0008", "hpe-procurve" },
		{ "1.3.6.1.4.1.47196.4.1.1.1.100", "Aruba JL635A  "
		    "GL.10.04.0001", "aruba-cx" },
		{ "1.3.6.1.4.1.25506.11.1.181", "HPE Comware Platform "
		    "Software, Software Version 7.1.045", "hpe-comware" },
		{ "1.3.6.1.4.1.17713.21.9.57", "", "cambium-epmp" },
		{ "1.3.6.1.4.1.161.19.250.256", "CANOPY 15.1.1 AP-DES",
		    "cambium-pmp" },
		{ "1.3.6.1.4.1.6321.1.2.2.5.3", "E7-2", "calix" },
		{ "1.3.6.1.4.1.3902.1015.320.1.1.1", "C320 Version V2.0.1P3",
		    "zte" },
		{ "1.3.6.1.4.1.6141.1.96", "3930 Service Delivery Switch",
		    "ciena" },
		{ "1.3.6.1.4.1.664.1.1235", "NetVanta 3430, Version: R10.9.3",
		    "adtran" },
		{ "1.3.6.1.4.1.2544.1.12.1.1.7", "FSP150CC-GE206", "adva" },
		{ "1.3.6.1.4.1.4998.2.1", "CMTS_V08.01.05", "arris-cmts" },
		{ "1.3.6.1.4.1.318.1.3.27", "APC Web/SNMP Management Card",
		    "apc-ups" },
		{ "1.3.6.1.4.1.8072.3.2.10", "Linux gw 5.10.0 #1 SMP",
		    "linux" },
		{ "1.3.6.1.4.1.2011.2.23.1", "", "huawei-vrp" },
		{ "1.3.6.1.4.1.40310", "Linux sw 4.1.33 #1", "linux" },
		{ "1.3.6.1.4.1.99", "something else", "generic" },
		{ "", "", "generic" },
		/* 1.3.6.1.4.1.90 does not begin with 1.3.6.1.4.1.9 */
		{ "1.3.6.1.4.1.90.1", "IOS Software", "generic" },
	};
	char got[64];

	for (size_t i = 0; i < LEN(c); i++) {
		const struct profile *p = profile_match(&all.set,
		    slice_of(c[i].object_id), slice_of(c[i].descr));

		snprintf(got, sizeof(got), "%.*s", SLICE_FMT(p->name));
		is_str(got, c[i].want, "row %zu: %s", i + 1, c[i].object_id);
	}
}

/* Patterns look at what a text begins with: a device may send 64 KiB. */
static void
long_text(void)
{
	static char descr[60000];
	const size_t at[] = { 1000, 1024 };

	for (size_t i = 0; i < LEN(at); i++) {
		const struct profile *p;

		memset(descr, 'x', sizeof(descr));
		memcpy(descr + at[i], "NX-OS", 5);
		p = profile_match(&all.set,
		    SLICE_LIT("1.3.6.1.4.1.9.12.3.1.3.1084"),
		    (struct slice){ descr, sizeof(descr) });
		ok(slice_is(p->name, i == 0 ? "cisco-nxos" : "cisco"),
		    "a word at %zu of sysDescr", at[i]);
	}
}

static struct recorded *
read_as(const char *profile, const char *lines, const char *descr)
{
	return recorded_read(lines, profile_find(&all.set,
	    slice_of(profile)), descr);
}

static void
device_is(const char *profile, const char *lines, const char *descr,
    const char *want)
{
	struct recorded *r = read_as(profile, lines, descr);
	const struct view *v = &r->reader.view;
	char got[256], cpu[MONEY_TEXT_MAX] = "-";

	if (v->has_cpu)
		cpu[money_format(v->cpu_pct, cpu)] = '\0';
	snprintf(got, sizeof(got), "%.*s|%.*s|%.*s|%.*s|%s|%ju/%ju",
	    SLICE_FMT(v->vendor), SLICE_FMT(v->model),
	    SLICE_FMT(v->os_version), SLICE_FMT(v->serial), cpu,
	    (uintmax_t)v->mem_used_octets, (uintmax_t)v->mem_total_octets);
	is_str(got, want, "%s: the device", profile);
	recorded_free(r);
}

static void
devices(void)
{
	device_is("cisco-ios", "1.3.6.1.4.1.9.9.109.1.1.1.1.7.1|66|12\n"
	    "1.3.6.1.4.1.9.9.109.1.1.1.1.7.2|66|15\n"
	    "1.3.6.1.4.1.9.9.48.1.1.1.2.1|4|Processor\n"
	    "1.3.6.1.4.1.9.9.48.1.1.1.2.2|4|I/O\n"
	    "1.3.6.1.4.1.9.9.48.1.1.1.5.1|66|300\n"
	    "1.3.6.1.4.1.9.9.48.1.1.1.6.1|66|700\n"
	    "1.3.6.1.4.1.9.9.48.1.1.1.5.2|66|9\n"
	    "1.3.6.1.2.1.47.1.1.1.1.5.1|2|3\n"
	    "1.3.6.1.2.1.47.1.1.1.1.13.1|4|WS-C2960X\n"
	    "1.3.6.1.2.1.47.1.1.1.1.11.1|4|FOC1\n",
	    "Cisco IOS Software, C2960X, Version 15.2(2)E6, RELEASE",
	    "Cisco|WS-C2960X|15.2(2)E6|FOC1|13.5|300/1000");
	device_is("juniper", "1.3.6.1.4.1.2636.3.1.2.0|4|Juniper MX480 "
	    "Internet Backbone Router\n1.3.6.1.4.1.2636.3.1.3.0|4|JN1\n"
	    "1.3.6.1.4.1.2636.3.1.13.1.5.9.1.0.0|4|Routing Engine 0\n"
	    "1.3.6.1.4.1.2636.3.1.13.1.8.9.1.0.0|66|7\n"
	    "1.3.6.1.4.1.2636.3.1.13.1.8.7.1.0.0|66|99\n"
	    "1.3.6.1.4.1.2636.3.1.13.1.11.9.1.0.0|66|25\n"
	    "1.3.6.1.4.1.2636.3.1.13.1.15.9.1.0.0|2|16384\n",
	    "Juniper Networks, Inc. mx480 internet router, kernel JUNOS "
	    "15.1R6.7, Build date",
	    "Juniper|MX480|15.1R6.7|JN1|7|4294967296/17179869184");
	device_is("nokia-sros", "1.3.6.1.4.1.6527.3.1.2.1.1.1.0|66|4\n"
	    "1.3.6.1.4.1.6527.3.1.2.1.1.9.0|66|2\n"
	    "1.3.6.1.4.1.6527.3.1.2.1.1.10.0|66|6\n",
	    "TiMOS-C-14.0.R4 cpm/hops64 ALCATEL SR 7750 Copyright (c) 2000",
	    "Nokia|ALCATEL SR 7750|14.0.R4||4|2048/8192");
	device_is("linux", "1.3.6.1.4.1.2021.11.11.0|2|88\n"
	    "1.3.6.1.4.1.2021.4.5.0|2|1000\n1.3.6.1.4.1.2021.4.6.0|2|100\n"
	    "1.3.6.1.4.1.2021.4.14.0|2|50\n1.3.6.1.4.1.2021.4.15.0|2|250\n",
	    "Linux gw 5.10.0 #1 SMP", "||5.10.0||12|614400/1024000");
	device_is("fortinet", "1.3.6.1.4.1.12356.101.4.1.1.0|4|v6.2.3,build"
	    "1066,191218 (GA)\n1.3.6.1.4.1.12356.100.1.1.1.0|4|FG1\n"
	    "1.3.6.1.4.1.12356.101.4.1.3.0|66|3\n"
	    "1.3.6.1.4.1.12356.101.4.1.4.0|66|50\n"
	    "1.3.6.1.4.1.12356.101.4.1.5.0|66|2\n", "",
	    "Fortinet||6.2.3|FG1|3|1024/2048");
	device_is("mikrotik", "1.3.6.1.4.1.14988.1.1.4.4.0|4|6.48.6\n"
	    "1.3.6.1.4.1.14988.1.1.7.3.0|4|ABC\n", "RouterOS RB4011iGS+",
	    "MikroTik|RB4011iGS+|6.48.6|ABC|-|0/0");
}

static void
reads(const char *profile, const char *lines, const char *want,
    const char *name)
{
	struct recorded *r = read_as(profile, lines, "");

	is_str(recorded_text(r), want, "%s: %s", profile, name);
	recorded_free(r);
}

#define IFNAME(i, n)	"1.3.6.1.2.1.31.1.1.1.1." #i "|4|" n "\n"

static void
sensors(void)
{
	reads("cisco", "1.3.6.1.4.1.9.9.13.1.3.1.2.1006|4|SW#1, Sensor#1\n"
	    "1.3.6.1.4.1.9.9.13.1.3.1.3.1006|66|41\n"
	    "1.3.6.1.4.1.9.9.13.1.3.1.6.1006|2|1\n"
	    "1.3.6.1.4.1.9.9.13.1.5.1.2.1|4|PS 1\n"
	    "1.3.6.1.4.1.9.9.13.1.5.1.3.1|2|5\n"
	    "1.3.6.1.4.1.9.9.91.1.1.1.1.1.30|2|14\n"
	    "1.3.6.1.4.1.9.9.91.1.1.1.1.2.30|2|9\n"
	    "1.3.6.1.4.1.9.9.91.1.1.1.1.3.30|2|1\n"
	    "1.3.6.1.4.1.9.9.91.1.1.1.1.4.30|2|-23\n"
	    "1.3.6.1.4.1.9.9.91.1.1.1.1.5.30|2|1\n"
	    "1.3.6.1.2.1.47.1.1.1.1.5.30|2|8\n"
	    "1.3.6.1.2.1.47.1.1.1.1.7.30|4|Te1/1 Transmit Power Sensor\n",
	    "optical-tx-power:Te1/1 Transmit Power Sensor -2.3 dBm ok\n"
	    "supply:PS 1 absent\n"
	    "temperature:SW#1, Sensor#1 41 Cel ok\n", "environment");
	reads("juniper", IFNAME(512, "xe-0/0/0")
	    "1.3.6.1.4.1.2636.3.60.1.1.1.1.5.512|2|-703\n"
	    "1.3.6.1.4.1.2636.3.60.1.1.1.1.6.512|2|35120\n"
	    "1.3.6.1.4.1.2636.3.60.1.1.1.1.7.512|2|-210\n"
	    "1.3.6.1.4.1.2636.3.1.13.1.5.2.1.0.0|4|PEM 0\n"
	    "1.3.6.1.4.1.2636.3.1.13.1.6.2.1.0.0|2|6\n"
	    "1.3.6.1.4.1.2636.3.1.13.1.7.2.1.0.0|66|0\n",
	    "optical-bias:xe-0/0/0 0.03512 A @xe-0/0/0\n"
	    "optical-rx-power:xe-0/0/0 -7.03 dBm @xe-0/0/0\n"
	    "optical-tx-power:xe-0/0/0 -2.1 dBm @xe-0/0/0\n"
	    "supply:PEM 0 failed\n", "optics, and a supply that is down");
	reads("fortinet", "1.3.6.1.4.1.12356.101.4.3.2.1.2.5|4|CPU Temp\n"
	    "1.3.6.1.4.1.12356.101.4.3.2.1.3.5|4|45.5\n"
	    "1.3.6.1.4.1.12356.101.4.3.2.1.4.5|2|0\n",
	    "temperature:CPU Temp 45.5 Cel ok\n", "a number that is text");
	reads("nokia-sros", IFNAME(35684352, "1/1/2")
	    "1.3.6.1.4.1.6527.3.1.2.59.4.1.1.4.0.35684352.1.3|2|4\n"
	    "1.3.6.1.4.1.6527.3.1.2.59.4.1.1.5.0.35684352.1.3|4x|001B21AAFF01"
	    "\n1.3.6.1.4.1.6527.3.1.2.59.4.1.1.7.0.35684352.1.3|4|xe-0\n"
	    "1.3.6.1.4.1.6527.3.1.2.59.4.1.1.9.0.35684352.1.3|4|pe2\n",
	    "lldp:1/1/2 @1/1/2 node=pe2 port=xe-0 addr=\n",
	    "neighbours of a table of its own");
	reads("apc-ups", "1.3.6.1.4.1.318.1.1.1.2.2.1.0|66|97\n"
	    "1.3.6.1.4.1.318.1.1.1.2.1.1.0|2|2\n"
	    "1.3.6.1.4.1.318.1.1.1.2.2.3.0|67|360000\n"
	    "1.3.6.1.4.1.318.1.1.1.4.1.1.0|2|3\n",
	    "battery:capacity 97 % ok\nbattery:runtime 3600 s\n"
	    "supply:output warning\n", "on battery");
	reads("hpe-procurve",
	    "1.3.6.1.4.1.11.2.14.11.1.2.6.1.2.1|6|1.3.6.1.4.1.11.2.3.7.8.3.2"
	    "\n1.3.6.1.4.1.11.2.14.11.1.2.6.1.4.1|2|2\n"
	    "1.3.6.1.4.1.11.2.14.11.1.2.6.1.7.1|4|Fan Sensor\n",
	    "fan:Fan Sensor failed\n", "rows told apart by an OID");
}

static void
termination_is(const char *profile, const char *lines, const char *want)
{
	struct recorded *r = read_as(profile, lines, "");
	const struct view *v = &r->reader.view;
	static struct buf b;
	char n[MONEY_TEXT_MAX];

	buf_clear(&b);
	for (size_t i = 0; i < v->terminations; i++) {
		const struct termination *t = &v->termination[i];

		buf_addf(&b, "%.*s @%.*s %s sn=%.*s mac=%.*s %.*s",
		    SLICE_FMT(t->object), SLICE_FMT(t->port),
		    t->oper != NULL ? t->oper : "-",
		    SLICE_FMT(t->text[TERM_SERIAL]),
		    SLICE_FMT(t->text[TERM_MAC]),
		    SLICE_FMT(t->text[TERM_LAST_DOWN_CAUSE]));
		for (int k = 0; k < TERM_NUMBERS; k++) {
			if ((t->has & 1u << k) == 0)
				continue;
			n[money_format(t->number[k], n)] = '\0';
			if (k < TERM_WHOLE)
				buf_addf(&b, " %d=%s", k, n);
			else
				buf_addf(&b, " %d=%jd", k,
				    (intmax_t)t->number[k]);
		}
		buf_addc(&b, '\n');
	}
	is_str(buf_str(&b), want, "%s: terminations", profile);
	recorded_free(r);
}

#define HW	"1.3.6.1.4.1.2011.6.128.1.1.2."
#define ZTE	"1.3.6.1.4.1.3902.1012.3."
#define STA	"1.3.6.1.4.1.41112.1.4.7.1."
#define DSL	"1.3.6.1.2.1.10.94.1.1."

static void
terminations(void)
{
	termination_is("huawei-olt", IFNAME(4194304000, "GPON 0/1/0")
	    HW "46.1.15.4194304000.0|2|1\n" HW "46.1.15.4194304000.1|2|2\n"
	    HW "43.1.3.4194304000.0|4x|485754431A2B3C4D\n"
	    HW "51.1.4.4194304000.0|2|-2012\n"
	    HW "51.1.4.4194304000.1|2|2147483647\n"
	    HW "51.1.6.4194304000.0|2|7688\n"
	    HW "46.1.20.4194304000.0|2|1532\n"
	    HW "46.1.20.4194304000.1|2|-1\n"
	    HW "46.1.24.4194304000.1|2|13\n",
	    "GPON 0/1/0:0 @GPON 0/1/0 up sn=HWTC1A2B3C4D mac=  0=-20.12 "
	    "2=-23.12 9=1532\n"
	    "GPON 0/1/0:1 @GPON 0/1/0 down sn= mac= dying-gasp\n");
	termination_is("zte", IFNAME(268501248, "gpon_1/2/1")
	    ZTE "28.2.1.4.268501248.3|2|3\n"
	    ZTE "28.1.1.5.268501248.3|4x|5A54454712345678\n"
	    ZTE "50.12.1.1.10.268501248.3.1|2|3500\n"
	    ZTE "28.2.1.4.268501248.4|2|1\n"
	    ZTE "50.12.1.1.10.268501248.4.1|2|65535\n",
	    "gpon_1/2/1:3 @gpon_1/2/1 up sn=ZTEG12345678 mac=  0=-23\n"
	    "gpon_1/2/1:4 @gpon_1/2/1 down sn= mac= \n");
	termination_is("ubiquiti-airos",
	    STA "1.5.0.39.34.1.2.3|4x|002722010203\n"
	    STA "3.5.0.39.34.1.2.3|2|-61\n" STA "4.5.0.39.34.1.2.3|2|-95\n",
	    "00:27:22:01:02:03 @ - sn= mac=00:27:22:01:02:03  7=-61 8=-95\n");
	termination_is("cambium-pmp",
	    "1.3.6.1.4.1.161.19.3.1.4.1.19.2|2|1\n"
	    "1.3.6.1.4.1.161.19.3.1.4.1.34.2|4| -63.5 dBm\n",
	    "luid:2 @ up sn= mac=  7=-63.5\n");
	termination_is("calix", IFNAME(7, "adsl7")
	    DSL "2.1.4.7|2|95\n" DSL "3.1.4.7|2|-12\n"
	    DSL "5.1.2.7|66|1024000\n",
	    "adsl7:modem @adsl7 - sn= mac=  3=9.5 4=-1.2 10=1024000\n");
	termination_is("arris-cmts", IFNAME(12, "us12")
	    "1.3.6.1.2.1.10.127.1.3.3.1.9.5|2|8\n"
	    "1.3.6.1.2.1.10.127.1.3.3.1.5.5|2|12\n"
	    "1.3.6.1.2.1.10.127.1.3.3.1.2.5|4x|0015CF010203\n"
	    "1.3.6.1.2.1.10.127.1.3.3.1.13.5|2|361\n",
	    "cm:00:15:cf:01:02:03 @us12 up sn= mac=00:15:cf:01:02:03  3=36.1\n");
}

int
main(void)
{
	tool_init("test_profile");
	if (!ok(profiles_load(&all) == 0, "the installed profiles are good"))
		return tap_done();
	matches();
	long_text();
	devices();
	sensors();
	terminations();
	profiles_release(&all);
	return tap_done();
}
