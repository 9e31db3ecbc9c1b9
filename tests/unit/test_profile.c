/*
 * test_profile.c - whom the installed profiles match, and what they read
 */
#include "base/tool.h"
#include "family.h"

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
		{ "1.3.6.1.4.1.9.6.1.83.52.1", "SG300-52 52-Port",
		    "cisco-small-business" },
		{ "1.3.6.1.4.1.9.5.44", "Cisco Systems WS-C6506-E\r\nCisco "
		    "Catalyst Operating System Software", "cisco" },
		{ "1.3.6.1.4.1.43356.1.1.1", "Mimosa B5c Firmware v92329ce",
		    "mimosa" },
		{ "1.3.6.1.4.1.17713.24", "Cambium Networks cnMatrix TX1012-P-DC"
		    " Ethernet Switch HW:01 SW:5.0.1-r4", "cambium-cnmatrix" },
		{ "1.3.6.1.4.1.17713.22", "", "cambium-cnpilot" },
		{ "1.3.6.1.4.1.12356.106.1.2482", "", "fortinet-switch" },
		{ "1.3.6.1.4.1.5624.2.1.124", "Enterasys Networks, Inc. "
		    "G3G124-24P Rev 06.03.08.0012", "enterasys" },
		{ "1.3.6.1.4.1.45.3.65", "Ethernet Routing Switch 5530-24TFD",
		    "avaya-ers" },
		{ "1.3.6.1.4.1.674.10895.3000", "Ethernet Routing Switch",
		    "dell-powerconnect" },
		{ "1.3.6.1.4.1.4874.1.1.1.1.1", "", "juniper-junose" },
		{ "1.3.6.1.4.1.311.1.1.3.1.2", "Hardware: Intel64 - Software: "
		    "Windows Version 6.1", "windows" },
		{ "1.3.6.1.4.1.2544.1.11.1.1", "Fiber Service Platform F7",
		    "adva" },
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
		/* without sysObjectID */
		{ "", "Cisco Adaptive Security Appliance", "cisco-asa" },
		{ "", "Cisco IOS Software, C2960X", "cisco-ios" },
		{ "", "Huawei Integrated Access Software", "huawei-olt" },
		{ "", "NetVanta", "adtran" },
		{ "", "XOS", "extreme-exos" },
		{ "1.3.6.1.4.1.4413", "EdgeSwitch 24-Port 250W, 1.0.1.4720839, "
		    "Linux 3.6.5-f4a26ed5", "ubiquiti-edgeswitch" },
		{ "1.3.6.1.4.1.6321.1.2.4.1.4", "Calix, Inc E5-16F "
		    "AXOS-R2.2.0", "calix-axos" },
		{ "1.3.6.1.4.1.6027.1.3.4", "Force10 Networks", "dell-os9" },
		{ "1.3.6.1.4.1.8741.1", "SonicWALL TZ 210 (SonicOS Enhanced "
		    "5.9.1.6-5o)", "sonicwall" },
		{ "1.3.6.1.4.1.171.10.153.7.1", "WS6-DGS-1210-52/F1 6.10.007",
		    "dlink" },
		{ "1.3.6.1.4.1.890.1.15", "GS1900-8", "zyxel" },
		{ "1.3.6.1.4.1.534.1", "ConnectUPS Web/SNMP Card V4.38",
		    "eaton-ups" },
		{ "1.3.6.1.4.1.12325.1.1.2.1.1", "OPNsense gw 18.1.1-a5575d7bd"
		    " OPNsense FreeBSD 11.1", "freebsd-firewall" },
		{ "1.3.6.1.4.1.44641", "VyOS 1.2.0-beta1", "vyos" },
		{ "1.3.6.1.4.1.1916.2.65", "ExtremeXOS (X440-48t) version "
		    "15.3.1.4", "extreme-exos" },
		{ "1.3.6.1.4.1.13742.4", "Raritan Dominion PX", "raritan" },
		{ "1.3.6.1.4.1.2281.1.20.2.2", "High capacity packet radio "
		    "outdoor unit", "ceragon" },
		{ "1.3.6.1.4.1.31926", "EH-1200TL", "siklu" },
		{ "1.3.6.1.4.1.8886.18.4.10", "ROAP  Version ISCOM5508-EPSC",
		    "raisecom" },
		{ "1.3.6.1.4.1.46242", "Netonix WS-12-250-AC", "netonix" },
		{ "1.3.6.1.4.1.7262.2.4", "hx50_49_qpsk Omni: 1.3.8",
		    "dragonwave-horizon" },
		{ "1.3.6.1.4.1.193.223.2.1", "MINI-LINK 6352 80/21H",
		    "ericsson-minilink" },
		{ "1.3.6.1.4.1.33555.1.1", "RAy - Microwave Link",
		    "racom-ray" },
		{ "1.3.6.1.4.1.318.1.3.8.2", "APC Environmental Management "
		    "System (MN:AP9320 HR:4)", "apc-environment" },
		{ "1.3.6.1.4.1.1271.3", "Waveserver Platform", "ciena" },
		{ "1.3.6.1.4.1.17713.60.1", "Cambium cnWave V3000 Distribution "
		    "Node, Version 1.2.2.1", "cambium-cnwave60" },
		{ "1.3.6.1.4.1.1768.100.4.23.11", "SN4971/1E15V", "patton" },
		{ "1.3.6.1.4.1.2509.11.1.1.8", "", "aviat-wtm" },
		{ "1.3.6.1.4.1.3224.1.29", "SSG5-Serial", "juniper-screenos" },
		{ "1.3.6.1.4.1.21239.42.1.31", "", "geist" },
		{ "1.3.6.1.4.1.476.1.42", "Liebert GXT2-3000RT120",
		    "liebert" },
		{ "1.3.6.1.4.1.3373.1103", "ALFOplus80HD - SIAE "
		    "Microelettronica", "siae-microelettronica" },
		{ "1.3.6.1.4.1.2007.1.1.199", "Router model M1L", "teldat" },
		{ "1.3.6.1.4.1.20044", "Ekinops 360 Platform, C600HC",
		    "ekinops" },
		{ "1.3.6.1.4.1.6296.1.2.5.12", "V5812G NOS 6.07p1", "dasan" },
		{ "1.3.6.1.4.1.8691.7.116", "IKS-6726A-2GTXSFP-T", "moxa" },
		{ "1.3.6.1.4.1.3375.2.1.3.4.94", "Linux f5 2.6.32-431.56.1",
		    "f5-bigip" },
		{ "1.3.6.1.4.1.21839.1.2.6", "ALAXALA AX2430", "alaxala" },
		{ "1.3.6.1.4.1.4115.1.8.1", "ARRIS D5 <<HW_REV: 1.0; "
		    "MODEL: D5>>", "arris-edgeqam" },
		{ "1.3.6.1.4.1.4526.100.4.23", "M4300-8X8F", "netgear" },
		{ "", "\"TiMOS-C-22.10.R11 cpm/x86hops64 Nokia 7250 IXR",
		    "nokia-sros" },
		{ "1.3.6.1.4.1.7571.100.1.1.7.1", "Prod: Integra;Vers: 3.6.18;",
		    "saf-integra" },
		{ "1.3.6.1.4.1.27662", "Pepwave MAX HD4", "peplink" },
		{ "1.3.6.1.4.1.1991.1.3.62.2", "ICX6430-C12, IronWare Version "
		    "08.0.30tT311", "ruckus-icx" },
		{ "1.3.6.1.4.1.25461.2.3.29", "Palo Alto Networks PA-VM series "
		    "firewall", "paloalto" },
		{ "1.3.6.1.4.1.6486.801.1.1.2.1.11.1.6", "OS6900-V72 "
		    "8.6.289.R01 GA", "alcatel-omniswitch" },
		{ "1.3.6.1.4.1.6486.800.1.1.2.1.7.1.10", "6.4.3.633.R01",
		    "alcatel-omniswitch-6" },
		{ "1.3.6.1.4.1.207.1.14.216", "AlliedWare Plus",
		    "allied-telesis" },
		{ "1.3.6.1.4.1.48690.1", "Linux Teltonika-RUT955.com",
		    "teltonika" },
		{ "1.3.6.1.4.1.2604.5", "Linux localhost 4.14.38 #2 SMP",
		    "sophos-xg" },
		{ "1.3.6.1.4.1.11863.5.33", "JetStream 48-Port Switch",
		    "tplink-jetstream" },
		{ "1.3.6.1.4.1.3320.1.301.0", "BDCOM(tm) P3310C Software",
		    "bdcom" },
		{ "1.3.6.1.4.1.17409", "FD1616", "cdata" },
		{ "1.3.6.1.4.1.637.61.1", "R6.2", "nokia-isam" },
		{ "1.3.6.1.4.1.5875.800.1001.11", "AN5516-01",
		    "fiberhome-olt" },
		{ "1.3.6.1.4.1.42229.1.2.1", "Groove", "infinera-groove" },
		{ "1.3.6.1.4.1.6926.1.1", "OS-V", "mrv-optiswitch" },
		{ "1.3.6.1.4.1.318.1.3.4.5", "APC Web/SNMP Management Card",
		    "apc-pdu" },
		{ "1.3.6.1.4.1.4115.1", "<<HW_REV: 1; VENDOR: ARRIS; BOOTR: 2; "
		    "SW_REV: 9.1.103; MODEL: SB6183>>", "cable-modem" },
		{ "1.3.6.1.4.1.8072.3.2.10", "<<HW_REV: 1; VENDOR: X; BOOTR: 2;"
		    " SW_REV: 9; MODEL: SB6183>>", "cable-modem" },
		/* 1.3.6.1.4.1.90 does not begin with 1.3.6.1.4.1.9 */
		{ "1.3.6.1.4.1.90.1", "IOS Software", "generic" },
	};
	char got[64];

	for (size_t i = 0; i < LEN(c); i++) {
		const struct profile *p = profile_match(&all.set,
		    slice_of(c[i].object_id), slice_of(c[i].descr));

		snprintf(got, sizeof(got), "%.*s", SLICE_FMT(p->name));
		is_str(got, c[i].want, "%srow %zu: %s", all.set.late != NULL
		    ? "late: " : "", i + 1, c[i].object_id);
		if (p->late || p->description.len == 0)
			ok(false, "%s is whole", got);
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
	device_is("zyxel", "1.3.6.1.4.1.890.1.15.3.1.6.0|4|V4.80(ACGP.3) | "
	    "11/26/2024\n1.3.6.1.4.1.890.1.15.3.1.11.0|4|XMG1915-10EP\n"
	    "1.3.6.1.4.1.890.1.15.3.1.12.0|4|S232L470\n"
	    "1.3.6.1.4.1.890.1.15.3.2.7.0|2|7\n", "XMG1915-10EP",
	    "Zyxel|XMG1915-10EP|4.80(ACGP.3)|S232L470|7|0/0");
	device_is("nokia-isam", "1.3.6.1.4.1.637.61.1.9.29.1.1.4.4353|66|3\n"
	    "1.3.6.1.4.1.637.61.1.9.29.2.1.1.4353|66|1327\n"
	    "1.3.6.1.4.1.637.61.1.9.29.2.1.2.4353|66|1162\n",
	    "R5.7.02a NFXS-E FANT-F NOKIA ISAM",
	    "Nokia||R5.7.02a||3|1218445312/1391460352");
	device_is("fiberhome-olt", "1.3.6.1.4.1.5875.800.3.9.4.3.0|4|RP0700\n"
	    "1.3.6.1.4.1.5875.800.3.9.8.1.1.4.9|2|1\n"
	    "1.3.6.1.4.1.5875.800.3.9.8.1.1.4.10|2|0\n"
	    "1.3.6.1.4.1.5875.800.3.9.8.1.1.5.9|2|458\n"
	    "1.3.6.1.4.1.5875.800.3.9.8.1.1.5.10|2|9900\n", "AN5516-01",
	    "FiberHome|AN5516-01|RP0700||4.58|0/0");
	device_is("cdata", "1.3.6.1.4.1.17409.2.3.1.1.13.0|4|AF2101\n"
	    "1.3.6.1.4.1.34592.1.3.1.5.2.1.1.4.0|4|V4.0\n"
	    "1.3.6.1.4.1.34592.1.3.1.5.2.1.1.5.0|4|4.2.7.58\n"
	    "1.3.6.1.4.1.34592.1.3.100.1.8.1.0|2|19\n", "olt",
	    "C-Data||4.2.7.58|AF2101|19|0/0");
	device_is("racom-ray", "1.3.6.1.4.1.33555.1.1.1.1|4|RAy11\n"
	    "1.3.6.1.4.1.33555.1.1.1.2|4|8765\n"
	    "1.3.6.1.4.1.33555.1.1.5.1|2|33\n", "RAy",
	    "RACOM|RAy11||8765|33|0/0");
	device_is("patton", "1.3.6.1.4.1.1768.100.1.5.0|4|R6.10 2017-09-08 SIP"
	    "\n1.3.6.1.4.1.1768.100.1.6.0|4|SN4971/1E15V\n"
	    "1.3.6.1.4.1.1768.100.70.10.2.1.2.1|66|10\n", "SN4971",
	    "Patton|SN4971/1E15V|R6.10||10|0/0");
	device_is("juniper-screenos", "1.3.6.1.4.1.3224.16.1.2.0|2|7\n"
	    "1.3.6.1.4.1.3224.16.2.1.0|2|90\n1.3.6.1.4.1.3224.16.2.2.0|2|30\n",
	    "SSG5-Serial version 6.3.0r23.0 (SN: 0, Firewall VPN)",
	    "Juniper|SSG5-Serial|6.3.0r23.0||7|90/120");
	device_is("pbn", "1.3.6.1.4.1.11606.10.9.48.1.0|2|83\n"
	    "1.3.6.1.4.1.11606.10.9.48.2.0|2|5242880\n"
	    "1.3.6.1.4.1.11606.10.9.109.1.1.1.1.5.1|2|42\n",
	    "Pacific Broadband\r\nACOM39948 Series Software, Version 2.1.0C "
	    "Build 15419", "PBN|ACOM39948|2.1.0C||42|4351590/5242880");
	device_is("a10-acos", "1.3.6.1.4.1.22610.2.4.1.3.2.1.3.0|2|39\n"
	    "1.3.6.1.4.1.22610.2.4.1.3.2.1.3.1|2|14\n", "Thunder",
	    "A10||||26.5|0/0");
	/* in quotes of its own */
	device_is("nokia-sros", "", "\"TiMOS-C-22.10.R11 cpm/x86hops64 Nokia "
	    "7250 IXR Copyright (c) 2000-2024 Nokia.",
	    "Nokia|Nokia 7250 IXR|22.10.R11||-|0/0");
	device_is("f5-bigip", "1.3.6.1.4.1.3375.2.1.4.2.0|4|15.1.10\n"
	    "1.3.6.1.4.1.3375.2.1.3.5.2.0|4|BIG-IP 4000\n"
	    "1.3.6.1.4.1.3375.2.1.3.3.3.0|4|f5-abcd\n", "Linux f5",
	    "F5|BIG-IP 4000|15.1.10|f5-abcd|-|0/0");
	device_is("fortinet", "1.3.6.1.4.1.12356.101.4.1.1.0|4|v6.2.3,build"
	    "1066,191218 (GA)\n1.3.6.1.4.1.12356.100.1.1.1.0|4|FG1\n"
	    "1.3.6.1.4.1.12356.101.4.1.3.0|66|3\n"
	    "1.3.6.1.4.1.12356.101.4.1.4.0|66|50\n"
	    "1.3.6.1.4.1.12356.101.4.1.5.0|66|2\n", "",
	    "Fortinet||6.2.3|FG1|3|1024/2048");
	device_is("huawei-vrp", "", "Huawei Versatile Routing Platform "
	    "Software VRP (R) software,Version 5.120 (AR1220 "
	    "V200R003C01SPC900) Copyright (C)",
	    "Huawei|AR1220|5.120 (AR1220 V200R003C01SPC900)||-|0/0");
	device_is("ubiquiti-airos", "1.2.840.10036.3.1.2.1.3.7|4|LiteBeam 5AC\n"
	    "1.2.840.10036.3.1.2.1.4.7|4|WA.ar934x.v8.6.2\n"
	    "1.3.6.1.4.1.41112.1.4.8.3.0|2|606\n"
	    "1.3.6.1.4.1.10002.1.1.1.1.1.0|66|62384\n"
	    "1.3.6.1.4.1.10002.1.1.1.1.2.0|66|38688\n"
	    "1.3.6.1.4.1.10002.1.1.1.1.3.0|66|8\n", "Linux 2.6.32.68 #1",
	    "Ubiquiti|LiteBeam 5AC|WA.ar934x.v8.6.2||6.06|24256512/63881216");
	device_is("ubiquiti-edgeswitch", "1.3.6.1.4.1.4413.1.1.1.1.4.9.0|4|"
	    "    5 Secs ( 96.4918%)   60 Secs ( 54.2271%)  300 Secs ( 38%)\n"
	    "1.3.6.1.4.1.4413.1.1.1.1.4.1.0|2|100\n"
	    "1.3.6.1.4.1.4413.1.1.1.1.4.2.0|2|300\n",
	    "EdgeSwitch 24-Port 250W, 1.0.1.4720839, Linux 3.6.5",
	    "Ubiquiti|EdgeSwitch 24-Port 250W|1.0.1.4720839||54.23|"
	    "204800/307200");
	device_is("cambium-epmp", "1.3.6.1.4.1.17713.21.2.1.64.0|65|420\n",
	    "Cambium ePMP", "Cambium||||42|0/0");
	device_is("calix-axos", "1.3.6.1.4.1.6321.1.2.4.2.5.10.0|4|0717\n"
	    "1.3.6.1.2.1.25.3.3.1.2.768|2|42\n",
	    "Calix, Inc E5-16F AXOS-R2.2.0", "Calix|E5-16F|2.2.0|0717|42|0/0");
	device_is("saf-integra", "1.3.6.1.4.1.7571.100.1.1.7.1.4.10.0|2|768\n",
	    "Prod: Integra;Vers: 3.6.18;Timestamp: 2017;P/C: D1;S/N: 382920",
	    "SAF Tehnika|Integra|3.6.18|382920|23.2|0/0");
	device_is("paloalto", "1.3.6.1.4.1.25461.2.1.2.1.1.0|4|9.0.7\n"
	    "1.3.6.1.4.1.25461.2.1.2.1.3.0|4|0153\n"
	    "1.3.6.1.4.1.25461.2.1.2.2.1.0|4|PA-VM\n", "",
	    "Palo Alto Networks|PA-VM|9.0.7|0153|-|0/0");
	device_is("sophos-xg", "1.3.6.1.4.1.2604.5.1.1.2.0|4|SFVH_SO01_SFOS\n"
	    "1.3.6.1.4.1.2604.5.1.1.3.0|4|18.0.1 MR-1-Build396\n"
	    "1.3.6.1.4.1.2604.5.1.1.4.0|4|C01\n", "",
	    "Sophos|SFVH_SO01_SFOS|18.0.1 MR-1-Build396|C01|-|0/0");
	device_is("sonicwall", "1.3.6.1.4.1.8741.1.3.1.3.0|66|42\n",
	    "SonicWALL TZ 210 (SonicOS Enhanced 5.9.1.6-5o)",
	    "SonicWall|TZ 210|5.9.1.6-5o||42|0/0");
	device_is("dell-os9", "1.3.6.1.4.1.6027.3.10.1.2.9.1.2.1|66|42\n",
	    "Force10 Networks Real Time Operating System Software Force10 "
	    "Application Software Version: 8.4.2.5 Copyright",
	    "Dell||8.4.2.5||42|0/0");
	device_is("alcatel-omniswitch",
	    "1.3.6.1.4.1.6486.801.1.2.1.16.1.1.1.1.1.11.0|2|27\n"
	    "1.3.6.1.4.1.6486.801.1.2.1.16.1.1.1.1.1.11.1|2|28\n",
	    "Alcatel-Lucent Enterprise OS6900-V72 8.6.289.R01 GA, July",
	    "Alcatel-Lucent Enterprise|OS6900-V72|8.6.289.R01||27|0/0");
	device_is("teltonika", "1.3.6.1.4.1.48690.1.5.0|4|1101529819\n"
	    "1.3.6.1.4.1.48690.1.8.0|4|RUT955T7VXXX\n"
	    "1.3.6.1.4.1.48690.2.14.0|4|RUT9XX_R_00.06.00.4\n"
	    "1.3.6.1.4.1.2021.11.11.0|2|26\n"
	    "1.3.6.1.4.1.2021.4.5.0|2|125984\n"
	    "1.3.6.1.4.1.2021.4.6.0|2|70984\n", "Linux Teltonika",
	    "Teltonika|RUT955T7VXXX|RUT9XX_R_00.06.00.4|1101529819|74|"
	    "56320000/129007616");
	device_is("arris-cmts", "", "E6000 CER_V03.05.02, CMTS",
	    "Arris||03.05.02||-|0/0");
	device_is("arris-cmts", "", "CMTS_V08.01.05, x",
	    "Arris||08.01.05||-|0/0");
	device_is("tplink-jetstream",
	    "1.3.6.1.4.1.11863.6.4.1.1.1.1.2.1|2|90\n", "",
	    "TP-Link||||90|0/0");
	device_is("mimosa", "1.3.6.1.4.1.43356.2.1.2.1.2.0|4|2119632000\n"
	    "1.3.6.1.4.1.43356.2.1.2.1.3.0|4|2.3.3\n",
	    "Mimosa B5c Firmware v92329ce", "Mimosa|B5c|2.3.3|2119632000|-|"
	    "0/0");
	device_is("cambium-cnmatrix", "1.3.6.1.4.1.2076.81.1.68.0|2|1\n",
	    "Cambium Networks cnMatrix TX1012-P-DC Ethernet Switch HW:01 "
	    "SW:5.0.1-r4", "Cambium|TX1012-P-DC|5.0.1-r4||1|0/0");
	device_is("fortinet-switch", "1.3.6.1.4.1.12356.106.4.1.1.0|4|"
	    "FortiSwitch-248D-FPOE v3.3.3,build4047,160219 (GA)\n"
	    "1.3.6.1.4.1.12356.106.4.1.2.0|66|42\n", "",
	    "Fortinet|FortiSwitch-248D-FPOE|3.3.3||42|0/0");
	device_is("enterasys", "1.3.6.1.4.1.5624.1.2.49.1.1.1.1.3.1.1|2|865\n",
	    "Enterasys Networks, Inc. G3G124-24P Rev 06.03.08.0012",
	    "Extreme Networks|G3G124-24P|06.03.08.0012||86.5|0/0");
	device_is("avaya-ers", "1.3.6.1.4.1.45.1.6.3.8.1.1.6.10|2|42\n",
	    "Ethernet Routing Switch 5530-24TFD    HW:32       FW:6.0.0.18  "
	    "SW:v6.3.2.011 BN:11 (c) Avaya Networks",
	    "Avaya|Ethernet Routing Switch 5530-24TFD|6.3.2.011||42|0/0");
	device_is("juniper-junose", "1.3.6.1.4.1.4874.2.2.2.1.3.5.1.3.0.0|2|42"
	    "\n1.3.6.1.4.1.4874.2.2.2.1.3.5.1.3.1.0|2|-1\n", "",
	    "Juniper||||42|0/0");
	device_is("cisco-small-business",
	    "1.3.6.1.4.1.9.6.1.101.1.8.0|2|101\n", "", "Cisco||||-|0/0");
	device_is("mikrotik", "1.3.6.1.4.1.14988.1.1.4.4.0|4|6.48.6\n"
	    "1.3.6.1.4.1.14988.1.1.7.3.0|4|ABC\n", "RouterOS RB4011iGS+",
	    "MikroTik|RB4011iGS+|6.48.6|ABC|-|0/0");
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
more_readings(void)
{
	/* the last number of the index says what it is */
	reads("raisecom", IFNAME(2082471937, "gpon1/1")
	    "1.3.6.1.4.1.8886.1.1.4.2.1.0|2|33\n"
	    "1.3.6.1.4.1.8886.1.1.4.3.1.1.3.1|2|3266\n"
	    "1.3.6.1.4.1.8886.1.1.5.2.2.1.2.1|66|7440\n"
	    "1.3.6.1.4.1.8886.1.18.2.2.1.1.2.2082471937.1|2|36000\n"
	    "1.3.6.1.4.1.8886.1.18.2.2.1.1.2.2082471937.3|2|-2840\n"
	    "1.3.6.1.4.1.8886.1.18.2.2.1.1.2.2082471937.4|2|-2335\n"
	    "1.3.6.1.4.1.8886.1.18.2.2.1.1.2.2082471938.4|2|-40000\n",
	    "fan:fan 1 7440 1/min\noptical-rx-power:gpon1/1 -2.335 dBm "
	    "@gpon1/1\noptical-tx-power:gpon1/1 -2.84 dBm @gpon1/1\n"
	    "temperature:board 33 Cel\ntemperature:gpon1/1 36 Cel @gpon1/1\n"
	    "voltage:rail 1 3.266 V\n", "chassis, optics");
	reads("netonix", "1.3.6.1.4.1.46242.2.1.2.1|2|0\n"
	    "1.3.6.1.4.1.46242.3.1.2.2|4|CPU Temp\n"
	    "1.3.6.1.4.1.46242.3.1.3.2|2|81\n"
	    "1.3.6.1.4.1.46242.4.1.2.1|4|Board 48V\n"
	    "1.3.6.1.4.1.46242.4.1.3.1|2|4980\n"
	    "1.3.6.1.4.1.46242.6.0|2|330\n1.3.6.1.4.1.46242.7.0|2|7\n",
	    "current:total 0.7 A\nfan:fan 1 0 1/min\npower:total 33 W\n"
	    "temperature:CPU Temp 81 Cel\nvoltage:Board 48V 49.8 V\n",
	    "device");
	reads("dragonwave-horizon", "1.3.6.1.4.1.7262.2.2.5.1.2.4.0|2|-445\n"
	    "1.3.6.1.4.1.7262.2.2.5.1.2.8.0|2|373\n"
	    "1.3.6.1.4.1.7262.2.2.5.1.3.2.0|2|194\n"
	    "1.3.6.1.4.1.7262.2.2.5.1.3.6.0|2|382\n",
	    "other:received -44.5 dBm\nother:signal to noise 37.3 dB\n"
	    "other:transmitted 19.4 dBm\ntemperature:radio 38.2 Cel\n",
	    "radio");
	reads("ericsson-minilink", "1.3.6.1.4.1.193.223.2.4.1.1.2.1|4|"
	    "43.0 C\n", "temperature:board 1 43 Cel\n", "a text");
	/* this agent leaves the .0 away */
	reads("racom-ray", "1.3.6.1.4.1.33555.1.1.4.2|2|2275\n"
	    "1.3.6.1.4.1.33555.1.1.4.3|2|485\n"
	    "1.3.6.1.4.1.33555.1.3.2.1|2|-609\n"
	    "1.3.6.1.4.1.33555.1.3.2.2|2|295\n",
	    "other:received -60.9 dBm\nother:signal to noise 29.5 dB\n"
	    "temperature:unit 22.75 Cel\nvoltage:supply 48.5 V\n", "unit");
	reads("liebert", "1.3.6.1.4.1.476.1.42.3.8.30.20.1.65.1.1|2|2411\n"
	    "1.3.6.1.4.1.476.1.42.3.8.60.15.1.95.1.4.1|2|172\n",
	    "humidity:probe 1.4.1 17.2 %\npower:strip 1.1 2411 W\n",
	    "power strip");
	reads("netgear", "1.3.6.1.4.1.4526.10.43.1.6.1.3.1.0|2|2\n"
	    "1.3.6.1.4.1.4526.10.43.1.7.1.3.1.1|2|3\n"
	    "1.3.6.1.4.1.4526.10.43.1.8.1.5.1.2|2|41\n",
	    "fan:unit 1 fan 0 ok\nsupply:unit 1 supply 1 failed\n"
	    "temperature:unit 1 sensor 2 41 Cel\n", "box services");
	reads("f5-bigip", "1.3.6.1.4.1.3375.2.1.3.2.1.2.1.2.1|2|1\n"
	    "1.3.6.1.4.1.3375.2.1.3.2.2.2.1.2.2|2|0\n"
	    "1.3.6.1.4.1.3375.2.1.3.2.3.2.1.2.1|2|27\n",
	    "fan:chassis 1 ok\nsupply:chassis 2 failed\n"
	    "temperature:chassis 1 27 Cel\n", "chassis");
	reads("fiberhome-olt", "1.3.6.1.4.1.5875.800.3.9.4.5.0|2|45\n"
	    "1.3.6.1.4.1.5875.800.3.60.1.1.2.2|2|3\n"
	    "1.3.6.1.4.1.5875.800.3.60.2.1.1.21|2|1\n",
	    "fan:slot 21 ok\nsupply:slot 2 failed\n"
	    "temperature:system 45 Cel\n", "chassis");
	reads("bdcom", "1.3.6.1.4.1.3320.3.6.10.1.13.0|2|33\n"
	    "1.3.6.1.4.1.3320.3.6.17.0|2|30\n"
	    "1.3.6.1.4.1.3320.9.187.4.1.2.0|2|1\n",
	    "fan:fan 0 ok\nhumidity:system 30 %\n"
	    "temperature:card 0 33 Cel\n", "chassis");
}

#define E	"1.3.6.1.4.1."

static void
power_readings(void)
{
	reads("servertech-sentry", E "1718.4.1.3.2.1.2.1.1|4|AA\n"
	    E "1718.4.1.3.3.1.3.1.1|2|1701\n" E "1718.4.1.3.3.1.7.1.1|2|165\n"
	    E "1718.4.1.3.3.1.11.1.1|2|600\n" E "1718.4.1.4.2.1.4.1.1.1|4|L1\n"
	    E "1718.4.1.4.3.1.3.1.1.1|2|560\n"
	    E "1718.4.1.5.2.1.4.1.1.2|4|L2-L3\n"
	    E "1718.4.1.5.3.1.3.1.1.2|2|2089\n"
	    E "1718.4.1.5.3.1.8.1.1.2|2|444\n"
	    E "1718.4.1.10.2.1.3.1.1|4|Humid\n" E "1718.4.1.10.3.1.1.1.1|2|-1\n",
	    "current:line L1 5.6 A\nfrequency:cord AA 60 Hz\n"
	    "load:cord AA 16.5 %\npower:cord AA 1701 W\n"
	    "power:phase L2-L3 444 W\nvoltage:phase L2-L3 208.9 V\n",
	    "cords, lines and phases");
	reads("algcom-pdu", E "49136.200.1.2.0|66|129100\n"
	    E "49136.200.1.4.0|66|97600\n" E "49136.200.7.2.0|66|300\n"
	    E "49136.200.8.2.0|66|44600\n",
	    "current:outlet 2 0.3 A\npower:input 97.6 W\n"
	    "power:outlet 2 44.6 W\nvoltage:input 129.1 V\n", "outlets");
	/* the unit is a scalar beside the table */
	reads("apc-environment", E "318.1.1.10.3.12.11.0|2|2\n"
	    E "318.1.1.10.3.13.1.1.2.1|4|Env 1\n"
	    E "318.1.1.10.3.13.1.1.3.1|2|81\n"
	    E "318.1.1.10.3.13.1.1.3.3|2|0\n"
	    E "318.1.1.10.3.13.1.1.6.1|2|33\n",
	    "humidity:Env 1 33 %\ntemperature:Env 1 27.222222222 Cel\n",
	    "degrees Fahrenheit");
	reads("apc-environment", E "318.1.1.10.3.12.11.0|2|1\n"
	    E "318.1.1.10.3.13.1.1.2.1|4|Env 1\n"
	    E "318.1.1.10.3.13.1.1.3.1|2|27\n",
	    "temperature:Env 1 27 Cel\n", "and Celsius");
	reads("geist", E "21239.5.1.1.7.0|2|1\n" E "21239.5.1.2.1.3.1|4|Rack\n"
	    E "21239.5.1.2.1.5.1|2|154\n" E "21239.5.1.2.1.6.1|2|39\n"
	    E "21239.5.1.4.1.3.2|4|Above\n" E "21239.5.1.4.1.5.2|2|185\n",
	    "humidity:Rack 39 %\ntemperature:Above 18.5 Cel\n"
	    "temperature:Rack 15.4 Cel\n", "probes");
	reads("ict-pdu", E "39145.10.6.0|4|46.0\n"
	    E "39145.10.8.1.3.8|4|0.2\n",
	    "current:output 8 0.2 A\nvoltage:system 46 V\n", "texts");
	reads("eltek", E "12148.9.3.2.0|2|5323\n" E "12148.9.3.3.0|2|0\n"
	    E "12148.9.3.4.0|2|24\n", "current:battery 0 A\n"
	    "temperature:battery 24 Cel\nvoltage:battery 53.23 V\n",
	    "battery");
}

static void
box_readings(void)
{
	reads("wisi-tangram", E "7465.20.2.9.1.3.1.2.1.2.7.1|4|GT11\n"
	    E "7465.20.2.9.1.3.1.2.1.3.7.1|2|38\n"
	    E "7465.20.2.9.1.3.1.4.1.2.11.6|4|fan6 of 8\n"
	    E "7465.20.2.9.1.3.1.4.1.4.11.6|66|11040\n"
	    E "7465.20.2.9.1.3.1.6.1.3.9.1|66|220000\n"
	    E "7465.20.2.9.1.3.1.6.1.6.9.1|66|14017\n",
	    "current:supply 1 output 14.017 A\nfan:fan6 of 8 11040 1/min\n"
	    "temperature:GT11 7.1 38 Cel\nvoltage:supply 1 input 220 V\n",
	    "head end");
	reads("patton", E "1768.100.70.30.2.1.1.1|4|Probe 1\n"
	    E "1768.100.70.30.2.1.2.1|66|47\n"
	    E "1768.100.70.40.2.1.1.2|4|SIP\n"
	    E "1768.100.70.40.2.1.2.2|66|4\n",
	    "count:calls SIP 4 1\ntemperature:Probe 1 47 Cel\n", "gateway");
	reads("aviat-wtm", "1.3.6.1.2.1.47.1.1.1.1.5.59|2|10\n"
	    "1.3.6.1.2.1.47.1.1.1.1.7.59|4|Carrier1/1\n"
	    E "2509.9.15.2.2.1.4.59|2|-367\n"
	    E "2509.9.33.2.2.1.7.59|2|224\n",
	    "other:received Carrier1/1 -36.7 dBm\n"
	    "other:transmitted Carrier1/1 22.4 dBm\n", "radio");
	reads("dragonwave-horizon", E "7262.2.4.5.2.1.1.3.1|2|-370\n"
	    E "7262.2.4.5.2.1.1.8.1|2|389\n"
	    E "7262.2.4.5.4.1.1.19.1|2|230\n",
	    "other:received 1 -37 dBm\nother:signal to noise 1 38.9 dB\n"
	    "other:transmitted 1 23 dBm\n", "Quantum");
	reads("ciena", E "1271.3.4.15.13.1.2.4.0|2|38\n"
	    E "1271.3.4.15.13.1.2.8.0|2|0\n",
	    "temperature:transceiver 4 38 Cel\n", "Waveserver");
	reads("cambium-cnwave60", E "17713.60.1.1.1.5.1|66|13\n"
	    E "17713.60.1.1.1.7.1|2|-64\n", "other:received 1 -64 dBm\n"
	    "other:signal to noise 1 13 dB\n", "radio");
	reads("alpine-edfa", E "52326.2.1.1.1.8.1|4|36.29\n"
	    E "52326.2.1.4.1.9.2|4|12.07\n" E "52326.2.1.5.1.9.1|2|13999\n",
	    "fan:fan 1 13999 1/min\ntemperature:card 1 36.29 Cel\n"
	    "voltage:supply 2 12.07 V\n", "amplifier");
}

/* What recordings of real devices have, as small as it goes. */
static void
more_sensors(void)
{
	more_readings();
	power_readings();
	box_readings();
	reads("siklu", "1.3.6.1.4.1.31926.1.1.0|2|46\n"
	    "1.3.6.1.4.1.31926.1.2.0|2|25\n"
	    "1.3.6.1.4.1.31926.2.1.1.18.1|2|23\n"
	    "1.3.6.1.4.1.31926.2.1.1.19.1|2|-38\n",
	    "other:received 1 -38 dBm\nother:signal to noise 1 23 dB\n"
	    "temperature:system 25 Cel\nvoltage:system 46 V\n", "radio");
	reads("ceragon", IFNAME(268451969, "Radio: Slot 2, Port 1")
	    "1.3.6.1.4.1.2281.10.1.1.9.0|2|35\n"
	    "1.3.6.1.4.1.2281.10.1.1.10.0|2|47\n"
	    "1.3.6.1.4.1.2281.10.5.1.1.2.268451906|2|-99\n"
	    "1.3.6.1.4.1.2281.10.5.1.1.2.268451969|2|-34\n"
	    "1.3.6.1.4.1.2281.10.5.1.1.3.268451969|2|16\n",
	    "other:Radio: Slot 2, Port 1 received -34 dBm @Radio: Slot 2, "
	    "Port 1\nother:Radio: Slot 2, Port 1 sent 16 dBm @Radio: Slot 2, "
	    "Port 1\ntemperature:unit 35 Cel\nvoltage:input 47 V\n", "radio");
	reads("eaton-ups", "1.3.6.1.4.1.534.1.2.2.0|2|78\n"
	    "1.3.6.1.4.1.534.1.2.4.0|2|100\n1.3.6.1.4.1.534.1.3.1.0|2|500\n"
	    "1.3.6.1.4.1.534.1.3.4.1.2.1|2|228\n"
	    "1.3.6.1.4.1.534.1.4.4.1.2.1|2|230\n"
	    "1.3.6.1.4.1.534.1.4.4.1.3.1|2|1\n"
	    "1.3.6.1.4.1.534.1.4.4.1.4.1|2|231\n",
	    "battery:capacity 100 %\ncurrent:output 1 1 A\n"
	    "frequency:input 50 Hz\npower:output 1 231 W\n"
	    "voltage:battery 78 V\nvoltage:input 1 228 V\n"
	    "voltage:output 1 230 V\n", "mains");
	reads("peplink", "1.3.6.1.4.1.23695.200.1.1.1.4.4.1.0|66|49000\n"
	    "1.3.6.1.4.1.23695.2.1.2.1.2.1|4|WAN 2\n"
	    "1.3.6.1.4.1.23695.2.1.2.1.2.2|4|Cellular 1\n"
	    "1.3.6.1.4.1.23695.2.1.2.1.5.1|2|-9999\n"
	    "1.3.6.1.4.1.23695.2.1.2.1.5.2|2|-68\n",
	    "other:Cellular 1 -68 dBm\ntemperature:system 49 Cel\n", "modems");
	reads("teltonika", "1.3.6.1.4.1.48690.2.4.0|2|-55\n"
	    "1.3.6.1.4.1.48690.2.9.0|2|440\n",
	    "other:signal -55 dBm\ntemperature:board 44 Cel\n", "modem");
	reads("ubiquiti-edgeswitch", "1.3.6.1.4.1.4413.1.1.43.1.8.1.5.0|2|70\n"
	    "1.3.6.1.4.1.4413.1.1.43.1.8.1.4.0|2|1\n",
	    "temperature:0 70 Cel ok\n", "environment");
	reads("ubiquiti-airos", "1.3.6.1.4.1.41112.1.3.2.1.8.1|2|22\n"
	    "1.3.6.1.4.1.41112.1.3.2.1.11.1|2|-42\n",
	    "other:received 0 -42 dBm\ntemperature:radio 0 22 Cel\n",
	    "airFiber");
	reads("ubiquiti-airos", "1.3.6.1.4.1.41112.1.5.2.2.1.2.1|2|53864\n"
	    "1.3.6.1.4.1.41112.1.5.2.2.1.3.1|2|352\n"
	    "1.3.6.1.4.1.41112.1.5.2.2.1.4.1|2|19040\n"
	    "1.3.6.1.4.1.41112.1.5.4.2.1.3.1|2|26500\n",
	    "current:output 1 0.352 A\npower:output 1 19.04 W\n"
	    "temperature:sensor 1 26.5 Cel\nvoltage:output 1 53.864 V\n",
	    "EdgePower");
	reads("mimosa", "1.3.6.1.4.1.43356.2.1.2.1.8.0|2|450\n",
	    "temperature:board 45 Cel\n", "radio");
	reads("allied-telesis", "1.3.6.1.4.1.207.8.4.4.3.12.4.2.1.5.1.1.2|4|"
	    "Fan Fault\n1.3.6.1.4.1.207.8.4.4.3.12.4.2.1.6.1.1.2|2|2\n",
	    "supply:Fan Fault 1/1 ok\n", "supplies");
	reads("huawei-vrp", "1.3.6.1.2.1.47.1.1.1.1.7.67108938|4|GE0/0/1\n"
	    "1.3.6.1.2.1.47.1.1.1.1.7.67108939|4|GE0/0/2\n"
	    "1.3.6.1.4.1.2011.5.25.31.1.1.3.1.8.67108938|2|-512\n"
	    "1.3.6.1.4.1.2011.5.25.31.1.1.3.1.8.67108939|2|300\n"
	    "1.3.6.1.4.1.2011.5.25.31.1.1.3.1.5.67108938|2|41\n"
	    "1.3.6.1.4.1.2011.5.25.31.1.1.3.1.5.67108939|2|2147483647\n",
	    "optical-rx-power:GE0/0/1 -5.12 dBm @GE0/0/1\n"
	    "temperature:GE0/0/1 optics 41 Cel @GE0/0/1\n",
	    "optics, where the unit is sure");
	reads("nokia-sros", IFNAME(35684352, "1/1/2")
	    "1.3.6.1.4.1.6527.3.1.2.2.4.31.1.1.1.35684352|2|8704\n"
	    "1.3.6.1.4.1.6527.3.1.2.2.4.31.1.11.1.35684352|2|3400\n"
	    "1.3.6.1.4.1.6527.3.1.2.2.4.31.1.16.1.35684352|2|5000\n"
	    "1.3.6.1.4.1.6527.3.1.2.2.4.31.1.21.1.35684352|2|0\n"
	    "1.3.6.1.4.1.6527.3.1.2.2.1.24.1.1.2.1.1.2|2|4\n",
	    "fan:1/1/2 failed\noptical-bias:1/1/2 0.0068 A @1/1/2\n"
	    "optical-tx-power:1/1/2 -3.01 dBm @1/1/2\n"
	    "temperature:1/1/2 34 Cel @1/1/2\n", "optics");
	reads("aruba-cx", IFNAME(1, "1/1/1")
	    "1.3.6.1.4.1.47196.4.1.1.3.27.1.2.2.1.12.1.1|4|0.50\n"
	    "1.3.6.1.4.1.47196.4.1.1.3.11.5.1.1.10.1.1|2|4\n",
	    "fan:1.1 ok\noptical-rx-power:1/1/1 lane 1 -3.01 dBm @1/1/1\n",
	    "optics, mW as text");
	reads("adtran", "1.3.6.1.4.1.664.2.751.2.1.1.6.1|2|77\n",
	    "temperature:fan module 1 25 Cel\n", "Fahrenheit");
	reads("mikrotik", IFNAME(1, "wlan1")
	    "1.3.6.1.4.1.14988.1.1.1.3.1.6.1|65|7\n"
	    "1.3.6.1.4.1.14988.1.1.3.8.0|2|154\n"
	    "1.3.6.1.4.1.14988.1.1.3.100.1.2.17|4|psu1-state\n"
	    "1.3.6.1.4.1.14988.1.1.3.100.1.3.17|2|1\n"
	    "1.3.6.1.4.1.14988.1.1.3.100.1.4.17|2|6\n",
	    "count:stations wlan1 7 1 @wlan1\nsupply:psu1-state failed\n"
	    "voltage:input 15.4 V\n", "a router with radios");
	reads("cable-modem", IFNAME(3, "downstream")
	    "1.3.6.1.2.1.10.127.1.1.1.1.6.3|2|-45\n"
	    "1.3.6.1.2.1.10.127.1.1.4.1.5.3|2|376\n",
	    "other:downstream power -4.5 dBmV @downstream\n"
	    "other:downstream signal to noise 37.6 dB @downstream\n",
	    "channels");
	reads("apc-pdu", "1.3.6.1.4.1.318.1.1.12.2.3.1.1.2.1|66|53\n"
	    "1.3.6.1.4.1.318.1.1.26.4.3.1.5.1|2|118\n",
	    "current:load 1 5.3 A\npower:unit 1 1180 W\n", "load");
}

#define HW	"1.3.6.1.4.1.2011.6.128.1.1.2."
#define ZTE	"1.3.6.1.4.1.3902.1012.3."
#define STA	"1.3.6.1.4.1.41112.1.4.7.1."
#define DSL	"1.3.6.1.2.1.10.94.1.1."
#define VDSL	"1.3.6.1.2.1.10.251.1."

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
	termination_is("zte", IFNAME(285278465, "gpon_olt-1/2/1")
	    "1.3.6.1.4.1.3902.1082.500.10.2.3.8.1.4.285278465.10|2|5\n"
	    "1.3.6.1.4.1.3902.1082.500.10.2.3.8.1.7.285278465.10|2|9\n"
	    "1.3.6.1.4.1.3902.1082.500.10.2.3.3.1.18.285278465.10|4|"
	    "1,ZTEGC1234567\n"
	    "1.3.6.1.4.1.3902.1082.500.20.2.2.2.1.10.285278465.10.1|2|3500\n"
	    "1.3.6.1.4.1.3902.1082.500.10.2.3.10.1.2.285278465.10|2|1532\n",
	    "gpon_olt-1/2/1:10 @gpon_olt-1/2/1 down sn=ZTEGC1234567 mac= "
	    "dying-gasp 0=-23 9=1532\n");
	termination_is("calix-axos",
	    "1.3.6.1.4.1.6321.1.2.4.2.6.1.1.4.2000002|2|1\n"
	    "1.3.6.1.4.1.6321.1.2.4.2.6.1.1.6.2000002|2|96\n",
	    "ont:2000002 @ up sn= mac=  0=-20.18\n");
	termination_is("nokia-isam", IFNAME(331481088, "ont 1/1/2/1/3")
	    "1.3.6.1.2.1.2.2.1.8.331481088|2|1\n"
	    "1.3.6.1.4.1.637.61.1.35.10.14.1.2.331481088|2|-10500\n"
	    "1.3.6.1.4.1.637.61.1.35.10.14.1.2.331481600|2|32768\n"
	    "1.3.6.1.4.1.637.61.1.35.10.1.1.5.331481088|4x|414C434C12345678"
	    "\n",
	    "331481600 @ - sn= mac= \n"
	    "ont 1/1/2/1/3 @ up sn=ALCL12345678 mac=  0=-21\n");
	termination_is("fiberhome-olt", "1.3.6.1.4.1.5875.800.3.10.1.1.2.7|2|11"
	    "\n1.3.6.1.4.1.5875.800.3.10.1.1.3.7|2|4\n"
	    "1.3.6.1.4.1.5875.800.3.10.1.1.4.7|2|9\n"
	    "1.3.6.1.4.1.5875.800.3.10.1.1.10.7|4|FHTT12345678\n"
	    "1.3.6.1.4.1.5875.800.3.10.1.1.11.7|2|4\n"
	    "1.3.6.1.4.1.5875.800.3.9.3.3.1.6.7|2|-2134\n",
	    "11/4:9 @ down sn=FHTT12345678 mac= dying-gasp 0=-21.34\n");
	termination_is("nokia-isam", IFNAME(7, "xdsl 1/1/7")
	    VDSL "1.1.1.20.7|66|90000000\n" VDSL "1.2.1.4.7.1|2|85\n"
	    VDSL "1.2.1.4.7.2|2|112\n" VDSL "1.2.1.2.7.1|66|2147483646\n"
	    VDSL "1.2.1.2.7.2|66|174\n",
	    "xdsl 1/1/7:vdsl @xdsl 1/1/7 - sn= mac=  3=8.5 4=11.2 6=17.4\n");
	termination_is("mikrotik", IFNAME(9, "wlan4")
	    "1.3.6.1.4.1.14988.1.1.1.2.1.1.8.140.44.21.110.185.9|4x|"
	    "088C2C156EB9\n"
	    "1.3.6.1.4.1.14988.1.1.1.2.1.3.8.140.44.21.110.185.9|2|-49\n",
	    "wlan4:08:8c:2c:15:6e:b9 @wlan4 - sn= mac=08:8c:2c:15:6e:b9  "
	    "7=-49\n");
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
	if (!ok(profiles_load(&all, PROFILES_LATE) == 0, "they may be late"))
		return tap_done();
	matches();
	profiles_release(&all);
	if (!ok(profiles_load(&all, PROFILES_ALL) == 0, "the installed profiles are good"))
		return tap_done();
	matches();
	long_text();
	devices();
	sensors();
	more_sensors();
	terminations();
	profiles_release(&all);
	return tap_done();
}
