/*
 * test_family.c - device families as recordings show them: the profile that
 * is chosen, the device, its sensors and terminations, a row each
 */
#include "base/tool.h"
#include "family.h"

#define E	"1.3.6.1.4.1."
#define IFNAME(i, n)	"1.3.6.1.2.1.31.1.1.1.1." #i "|4|" n "\n"

static const struct family {
	const char *object_id, *descr, *profile, *lines;
	const char *device, *sensors, *terminations;
} families[] = {
	{ E "3808.1.1.3", "Power Manager", "cyberpower",
	    E "3808.1.1.1.1.1.1.0|4|OL2200RTXL2U\n"
	    E "3808.1.1.1.1.2.1.0|4|S1A17\n"
	    E "3808.1.1.1.1.2.3.0|4|ABC1\n" E "3808.1.1.1.2.1.1.0|2|2\n"
	    E "3808.1.1.1.2.2.1.0|66|100\n" E "3808.1.1.1.2.2.4.0|67|174000\n"
	    E "3808.1.1.1.3.2.1.0|66|1195\n" E "3808.1.1.1.4.2.4.0|66|65\n"
	    E "3808.1.1.4.2.1.0|2|680\n",
	    "CyberPower|OL2200RTXL2U|S1A17|ABC1|-|0/0",
	    "battery:capacity 100 % ok\nbattery:runtime 1740 s\n"
	    "current:output 6.5 A\ntemperature:environment 20 Cel\n"
	    "voltage:input 119.5 V\n", "" },
	{ E "3808.1.1.6", "CPS Power Distributed Unit", "cyberpower",
	    E "3808.1.1.3.1.3.0|4|1.3.2\n" E "3808.1.1.3.1.5.0|4|PDU44005\n"
	    E "3808.1.1.3.2.3.1.1.2.1|66|10\n"
	    E "3808.1.1.3.2.3.1.1.6.1|2|2179\n"
	    E "3808.1.1.3.2.3.1.1.7.1|2|219\n",
	    "CyberPower|PDU44005|1.3.2||-|0/0",
	    "current:load 1 1 A\npower:load 1 219 W\nvoltage:load 1 217.9 V\n",
	    "" },
	{ E "4555.1.1.1", "", "socomec",
	    E "4555.1.1.7.1.2.1.0|2|2\n" E "4555.1.1.7.1.2.3.0|2|10\n"
	    E "4555.1.1.7.1.2.4.0|2|100\n" E "4555.1.1.7.1.2.5.0|2|5340\n",
	    "Socomec||||-|0/0", "battery:capacity 100 % ok\n"
	    "battery:runtime 600 s\nvoltage:battery 534 V\n", "" },
	{ E "13891.101", "Sinetica UPSController. Versions: App. 6.04.03",
	    "sinetica", E "13891.101.1.4.0|4|6.04.03\n"
	    E "13891.101.2.1.0|2|2\n" E "13891.101.2.4.0|2|100\n"
	    E "13891.101.2.5.0|2|4099\n" E "13891.101.4.4.1.3.1|2|1780\n"
	    E "13891.101.4.4.1.5.1|2|39\n" E "13891.101.4.4.1.5.2|2|0\n",
	    "Sinetica||6.04.03||-|0/0", "battery:capacity 100 % ok\n"
	    "current:output 1 178 A\nload:output 1 39 %\n"
	    "voltage:battery 409.9 V\n", "" },
	{ "1.3.6.1.2.1.33", "\"CS121 v 5.14.50\"", "generex",
	    "1.3.6.1.2.1.33.1.2.3.0|2|22\n1.3.6.1.2.1.33.1.2.4.0|2|100\n"
	    "1.3.6.1.2.1.33.1.2.5.0|2|412\n1.3.6.1.2.1.33.1.3.3.1.2.1|2|599\n"
	    "1.3.6.1.2.1.33.1.4.4.1.3.1|2|81\n"
	    "1.3.6.1.2.1.33.1.4.4.1.4.1|2|951\n1.3.6.1.2.1.33.1.4.2.0|2|600\n",
	    "Generex|CS121|5.14.50||-|0/0", "battery:capacity 100 %\n"
	    "battery:runtime 1320 s\ncurrent:output 1 8.1 A\n"
	    "frequency:input 1 59.9 Hz\nfrequency:output 60 Hz\n"
	    "power:output 1 951 W\nvoltage:battery 41.2 V\n", "" },
	{ E "14848.2.1", "", "messpc", E "14848.2.1.1.1.0|4|box v1.2.3\n"
	    E "14848.2.1.2.1.2.1|4|Rack\n" E "14848.2.1.2.1.3.1|2|1\n"
	    E "14848.2.1.2.1.5.1|2|220\n" E "14848.2.1.2.1.2.2|4|Rack\n"
	    E "14848.2.1.2.1.3.2|2|3\n" E "14848.2.1.2.1.5.2|2|450\n"
	    E "14848.2.1.2.1.3.3|2|4\n" E "14848.2.1.2.1.5.3|2|10\n",
	    "MessPC||1.2.3||-|0/0",
	    "humidity:Rack 45 %\ntemperature:Rack 22 Cel\n", "" },
	{ E "5504.1.8.1", "zhone-mxk", "zhone-mxk",
	    E "5504.3.3.1.1.1.1.1|4|mxkLcGp3\n"
	    E "5504.3.3.1.1.1.1.28|4|MXK-F\n"
	    E "5504.3.3.1.1.6.1.1|4|MXK 3.3.0.106\n"
	    E "5504.3.3.3.1.1.1.1|2|171724\n" E "5504.3.3.3.1.3.1.1|2|755333\n"
	    E "5504.3.3.3.1.1.1.28|2|329760\n"
	    E "5504.3.3.3.1.3.1.28|2|1671917\n"
	    E "5504.3.3.3.1.5.1.1|2|40\n" E "5504.3.3.3.1.5.1.28|2|52\n",
	    "Zhone||3.3.0.106||52|1971984384/2485504000",
	    "load:MXK-F 1.28 52 %\nload:mxkLcGp3 1.1 40 %\n", "" },
	{ E "738.1.5.100", "", "telco-systems",
	    E "738.1.111.3.1.2.1.0|2|42\n",
	    "Telco Systems||||42|0/0", "", "" },
	{ E "9303.1.1", "MS4026-AC, iBOS Version ibos-ms4k-7.6.7-GD-R  "
	    "Copyright", "waystream", "",
	    "Waystream|MS4026-AC|ibos-ms4k-7.6.7-GD-R||-|0/0", "", "" },
	{ E "16177.1.200", "", "westermo", E "16177.2.1.5.3.2.1.0|2|17\n"
	    E "16177.2.1.5.3.2.2.0|2|7\n"
	    "1.3.6.1.2.1.47.1.1.1.1.5.1000|2|8\n"
	    "1.3.6.1.2.1.47.1.1.1.1.2.1000|4|Inside\n"
	    "1.3.6.1.2.1.99.1.1.1.1.1000|2|8\n"
	    "1.3.6.1.2.1.99.1.1.1.2.1000|2|9\n"
	    "1.3.6.1.2.1.99.1.1.1.3.1000|2|0\n"
	    "1.3.6.1.2.1.99.1.1.1.4.1000|2|50\n"
	    "1.3.6.1.2.1.99.1.1.1.5.1000|2|1\n",
	    "Westermo||||17|0/0", "temperature:Inside 50 Cel ok\n", "" },
	{ E "248.14.10.41", "Hirschmann Railswitch", "hirschmann",
	    E "248.14.2.15.2.1.0|2|12\n" E "248.14.2.15.3.1.0|2|300\n"
	    E "248.14.2.15.3.2.0|2|100\n" E "248.14.2.5.1.0|2|41\n"
	    E "248.14.1.2.1.3.1.2|2|3\n",
	    "Hirschmann|Railswitch|||12|307200/409600",
	    "supply:supply 1.2 absent\ntemperature:device 41 Cel\n", "" },
	{ E "259.10.1.24.104", "ECS4510-28F", "edgecore",
	    E "259.10.1.24.1.39.2.1.0|66|9\n", "Edgecore||||9|0/0", "", "" },
	{ E "35265.1.112", "MES2348B", "eltex", "1.3.6.1.4.1.89.1.9.0|2|101\n"
	    E "89.83.1.1.1.2.1|4|fan1\n" E "89.83.1.1.1.3.1|2|5\n",
	    "Eltex||||-|0/0", "fan:fan1 absent\n", "" },
	{ E "2272.220", "VSP-4850GTS (6.1.2.0)", "extreme-voss",
	    E "2272.1.85.10.1.1.3.1|2|7\n" E "2272.1.85.10.1.1.6.1|2|60\n"
	    E "2272.1.85.10.1.1.7.1|2|40\n"
	    E "2272.1.101.1.1.2.1.2.1|4|CPU\n"
	    E "2272.1.101.1.1.2.1.3.1|2|38\n"
	    E "2272.1.101.1.1.2.1.6.1|2|2\n",
	    "Extreme Networks|VSP-4850GTS|||7|61440/102400",
	    "temperature:CPU 38 Cel warning\n", "" },
	{ E "1916.2.293", "5520-24T-VOSS (8.10.1.0)", "extreme-voss", "",
	    "Extreme Networks|5520-24T-VOSS|||-|0/0", "", "" },
	{ E "7367", "DrayTek Corporation, Router Model: Vigor2920 Series, "
	    "Version: 3.8.8.2, Build Date/Time:May 21 2018", "draytek", "",
	    "DrayTek|Vigor2920|3.8.8.2||-|0/0", "", "" },
	{ E "3715.17", "Teleste Luminato 8.2.6", "teleste-luminato",
	    E "3715.17.1.10.0|4|HK1\n" E "3715.17.1.11.0|4x|4c43482d44\n"
	    E "3715.17.1.13.0|4x|382e322e36\n"
	    "1.3.6.1.2.1.47.1.1.1.1.7.1|4|Slot1\n"
	    E "3715.99.2.2.1.1.3.1|2|385\n" E "3715.99.2.2.1.1.3.2|2|-32768\n",
	    "Teleste|LCH-D|8.2.6|HK1|-|0/0", "temperature:Slot1 38.5 Cel\n",
	    "" },
	{ E "2620.1.6.123.1.49", "Linux hostname 2.6.18-92cpx86_64",
	    "checkpoint", E "2620.1.6.4.1.0|4|R77.30\n"
	    E "2620.1.6.16.7.0|4|Check Point 4400\n"
	    E "2620.1.6.7.2.4.0|2|3\n" E "2620.1.6.7.4.3.0|70|4000\n"
	    E "2620.1.6.7.4.5.0|70|1000\n"
	    E "2620.1.6.7.8.1.1.2.1.0|4|CPU Temp\n"
	    E "2620.1.6.7.8.1.1.3.1.0|4|38.00\n"
	    E "2620.1.6.7.8.1.1.6.1.0|2|0\n",
	    "Check Point|Check Point 4400|R77.30||3|3000/4000",
	    "temperature:CPU Temp 38 Cel ok\n", "" },
	{ E "8072.3.2.8", "NS-BSD", "stormshield",
	    E "11256.1.0.1.0|4|SN910\n" E "11256.1.0.2.0|4|5.2.0.dev\n",
	    "Stormshield|SN910|5.2.0.dev||-|0/0", "", "" },
	{ E "8072.3.2.8", "FreeBSD fw 11.1", "freebsd-firewall", "",
	    "|FreeBSD|||-|0/0", "", "" },
	{ E "1369.5.2", "", "forcepoint", E "2021.11.11.0|2|97\n"
	    E "2021.4.5.0|2|3895776\n" E "2021.4.6.0|2|360640\n"
	    E "2021.4.14.0|2|97620\n" E "2021.4.15.0|2|1126936\n",
	    "Forcepoint||||3|2366033920/3989274624", "", "" },
	{ "", "WatchGuard Fireware", "watchguard",
	    E "3097.6.3.78.0|2|425\n", "WatchGuard||||4.25|0/0", "", "" },
	{ E "17163.1.1", "Linux hostname 2.6.32 #1 SMP", "riverbed",
	    E "17163.1.1.5.1.4.0|66|6\n", "Riverbed||||6|0/0", "", "" },
	{ E "5951.1", "NetScaler NS11.0", "citrix-netscaler",
	    E "5951.4.1.1.1.0|4|NetScaler NS11.0: Build 65.31.nc, Date\n"
	    E "5951.4.1.1.41.1.0|66|4\n" E "5951.4.1.1.41.2.0|66|25\n"
	    E "5951.4.1.1.41.4.0|2|2048\n",
	    "Citrix||NS11.0||4|536870912/2147483648", "", "" },
	{ E "7779.1.1202", "Linux 3.14.25 #1 SMP", "infoblox",
	    E "7779.3.1.1.2.1.4.0|4|IB-1400\n"
	    E "7779.3.1.1.2.1.8.1.1.0|2|11\n"
	    E "7779.3.1.1.2.1.8.2.1.0|2|27\n",
	    "Infoblox|IB-1400|||11|0/0", "memory:system 27 %\n", "" },
	{ E "1588.2.1.1.1", "Fibre Channel Switch.", "brocade-fos",
	    E "1588.2.1.1.1.1.6.0|4|v7.4.2\n" E "1588.2.1.1.1.26.1.0|2|5\n"
	    E "1588.2.1.1.1.1.22.1.2.1|2|1\n"
	    E "1588.2.1.1.1.1.22.1.3.1|2|4\n"
	    E "1588.2.1.1.1.1.22.1.4.1|2|35\n"
	    E "1588.2.1.1.1.1.22.1.5.1|4|SLOT #0: TEMP #1\n"
	    E "1588.2.1.1.1.1.22.1.2.2|2|3\n"
	    E "1588.2.1.1.1.1.22.1.3.2|2|6\n"
	    E "1588.2.1.1.1.1.22.1.5.2|4|Power Supply #2\n",
	    "Brocade||7.4.2||5|0/0", "supply:Power Supply #2 absent\n"
	    "temperature:SLOT #0: TEMP #1 35 Cel ok\n", "" },
	{ E "9.1.1069", "Cisco Controller", "cisco-wlc",
	    E "14179.1.1.1.3.0|4|AIR-CT5508-K9\n"
	    E "14179.1.1.1.14.0|4|8.0.140.0\n" E "14179.1.1.5.1.0|2|2\n"
	    E "14179.1.1.5.2.0|2|1000\n" E "14179.1.1.5.3.0|2|400\n"
	    E "14179.2.2.1.1.3.0.8.48.1.2.3|4|ap-1\n"
	    E "14179.2.2.1.1.6.0.8.48.1.2.3|2|1\n"
	    E "14179.2.2.1.1.17.0.8.48.1.2.3|4|FCW1\n"
	    E "14179.2.2.1.1.33.0.8.48.1.2.3|4x|000830010203\n"
	    E "14179.2.2.1.1.6.0.8.48.1.2.4|2|3\n",
	    "Cisco|AIR-CT5508-K9|8.0.140.0||2|614400/1024000", "",
	    "0.8.48.1.2.4 @ down sn= mac= \n"
	    "ap-1 @ up sn=FCW1 mac=00:08:30:01:02:03 \n" },
	{ E "14823.1.1.9999", "ArubaOS (MODEL: Aruba7030), Version "
	    "6.4.4.4-4.2.3.1", "aruba-controller",
	    E "14823.2.2.1.2.1.13.1.3.1|2|8\n"
	    E "14823.2.2.1.1.1.11.1.2.1|2|2000\n"
	    E "14823.2.2.1.1.1.11.1.3.1|2|500\n"
	    E "14823.2.2.1.5.2.1.4.1.3.0.11.134.1.2.3|4|ap-9\n"
	    E "14823.2.2.1.5.2.1.4.1.6.0.11.134.1.2.3|4|CNA1\n"
	    E "14823.2.2.1.5.2.1.4.1.19.0.11.134.1.2.3|2|2\n",
	    "HPE Aruba|Aruba7030|6.4.4.4-4.2.3.1||8|512000/2048000", "",
	    "ap-9 @ down sn=CNA1 mac= \n" },
	{ E "25053.3.1.5.15", "Ruckus Wireless ZD1200", "ruckus-zonedirector",
	    E "25053.1.2.1.1.1.1.9.0|4|zd1212\n"
	    E "25053.1.2.1.1.1.5.58.0|65|14\n"
	    E "25053.1.2.2.1.1.2.1.1.1.6.1.2.3.4.5.6|4x|010203040506\n"
	    E "25053.1.2.2.1.1.2.1.1.2.6.1.2.3.4.5.6|4|hall\n"
	    E "25053.1.2.2.1.1.2.1.1.3.6.1.2.3.4.5.6|2|1\n"
	    E "25053.1.2.2.1.1.2.1.1.5.6.1.2.3.4.5.6|4|SN7\n"
	    E "25053.1.2.1.1.1.15.2.0|66|11\n",
	    "Ruckus|zd1212|||14|0/0", "count:stations 11 1\n",
	    "01:02:03:04:05:06 @ up sn=SN7 mac=01:02:03:04:05:06 \n" },
	{ E "26928.1", "HiveOS", "aerohive", E "26928.1.2.3.0|2|6\n"
	    E "26928.1.2.4.0|2|61\n" E "26928.1.2.9.0|2|3\n",
	    "Aerohive||||6|0/0", "count:stations 3 1\nmemory:system 61 %\n",
	    "" },
	{ E "24681", "Linux hostname 4.2.2", "qnap",
	    E "24681.1.4.1.1.1.1.5.2.1.5.1|2|0\n"
	    E "24681.1.4.1.1.1.1.5.2.1.6.1|2|28\n"
	    E "24681.1.4.1.1.1.1.5.2.1.5.2|2|-1\n"
	    E "24681.1.4.1.1.1.1.5.2.1.6.2|2|-1\n",
	    "QNAP||4.2.2||-|0/0", "temperature:disk 1 28 Cel ok\n"
	    "temperature:disk 2 failed\n", "" },
	{ E "6876.4.1", "VMware ESXi 6.5.0 build-5969303", "vmware-esxi",
	    E "6876.1.1.0|4|VMware ESXi\n" E "6876.1.2.0|4|6.5.0\n",
	    "VMware|VMware ESXi|6.5.0||-|0/0", "", "" },
	{ E "674.10892.5", "", "dell-idrac",
	    E "674.10892.5.1.3.12.0|4|PowerEdge R630\n"
	    E "674.10892.5.1.3.2.0|4|ABC1234\n"
	    E "674.10892.5.4.700.20.1.5.1.1|2|3\n"
	    E "674.10892.5.4.700.20.1.6.1.1|2|210\n"
	    E "674.10892.5.4.700.20.1.8.1.1|4|Inlet Temp\n"
	    E "674.10892.5.4.600.12.1.5.1.2|2|5\n"
	    E "674.10892.5.4.600.12.1.8.1.2|4|PS2 Status\n",
	    "Dell|PowerEdge R630||ABC1234|-|0/0",
	    "supply:PS2 Status failed\ntemperature:Inlet Temp 21 Cel ok\n",
	    "" },
	{ E "232.9.4.10", "Integrated Lights-Out 4", "hpe-ilo",
	    E "232.2.2.2.1.0|4|CZ1\n" E "232.2.2.4.2.0|4|ProLiant DL380\n"
	    E "232.6.2.6.8.1.4.0.1|2|19\n" E "232.6.2.6.8.1.6.0.1|2|2\n"
	    E "232.6.2.6.8.1.4.0.2|2|0\n" E "232.6.2.6.7.1.9.0.3|2|4\n",
	    "HPE|ProLiant DL380||CZ1|-|0/0", "fan:fan 0.3 failed\n"
	    "temperature:sensor 0.1 19 Cel ok\n", "" },
	{ E "789.2.5", "NetApp Release 8.2.3P2 7-Mode", "netapp",
	    E "789.1.1.2.0|4|NetApp Release 8.2.3P2 7-Mode: Thu\n"
	    E "789.1.2.1.3.0|2|15\n" E "789.1.2.4.2.0|2|1\n",
	    "NetApp||8.2.3P2||15|0/0", "count:failed fans 1 1\n", "" },
	{ E "5003.8.1.1.49", "Product: MEDIANT 1000;SW Version: "
	    "6.60A.322.003", "audiocodes",
	    E "5003.9.10.10.4.21.1.11.67387393|2|37\n"
	    E "5003.9.10.10.4.21.1.11.67391489|2|-1\n",
	    "AudioCodes|MEDIANT 1000|6.60A.322.003||-|0/0",
	    "temperature:module 67387393 37 Cel\n", "" },
	{ E "705.1", "", "mge-ups", E "705.1.1.1.0|4|Pulsar M\n"
	    E "705.1.5.2.0|2|100\n" E "705.1.7.2.1.2.1|2|2301\n"
	    E "705.1.7.2.1.4.1|2|33\n", "Eaton|Pulsar M|||-|0/0",
	    "battery:capacity 100 %\nload:output 1 33 %\n"
	    "voltage:output 1 230.1 V\n", "" },
	{ E "1718.3", "Sentry Switched CDU", "servertech-sentry3",
	    E "1718.3.1.1.0|4|Sentry Switched CDU Version 7.1a\n"
	    E "1718.3.2.1.1.6.1|4|AD1\n" E "1718.3.2.1.1.7.1|4|CW-24V2\n"
	    E "1718.3.2.2.1.3.1.1|4|InfeedA\n" E "1718.3.2.2.1.7.1.1|2|362\n"
	    E "1718.3.2.2.1.11.1.1|2|2093\n" E "1718.3.2.5.1.3.1.1|4|A1\n"
	    E "1718.3.2.5.1.6.1.1|2|680\n" E "1718.3.2.5.1.10.1.1|2|52\n"
	    E "1718.3.2.5.1.13.1.1|2|1\n" E "1718.3.2.5.1.3.2.1|4|B1\n"
	    E "1718.3.2.5.1.6.2.1|2|-1\n" E "1718.3.2.5.1.10.2.1|2|-1\n"
	    E "1718.3.2.5.1.13.2.1|2|1\n",
	    "Server Technology|CW-24V2|7.1a|AD1|-|0/0",
	    "current:InfeedA 3.62 A\nhumidity:A1 52 %\n"
	    "temperature:A1 20 Cel\nvoltage:InfeedA 209.3 V\n", "" },
	{ E "935", "NET Agent II", "phoenixtec", E "935.1.1.1.2.2.1.0|2|100\n"
	    E "935.1.1.1.2.2.3.0|2|250\n" E "935.1.1.1.3.2.1.0|2|2545\n"
	    E "935.1.1.1.4.2.1.0|2|2285\n" E "935.1.1.1.4.2.2.0|2|500\n"
	    E "935.1.1.1.4.2.3.0|2|44\n", "Phoenixtec||||-|0/0",
	    "battery:capacity 100 %\nfrequency:output 50 Hz\n"
	    "load:output 44 %\ntemperature:battery 25 Cel\n"
	    "voltage:input 254.5 V\nvoltage:output 228.5 V\n", "" },
	{ E "14817.7.3", "\\\"AprisaXE - 4RF Communications Ltd.\\",
	    "4rf-aprisa", E "14817.7.3.1.2.6.3.0|2|3064\n"
	    E "14817.7.3.1.2.36.8.0|2|35\n" E "14817.7.3.1.2.51.6.0|2|-684\n"
	    E "2021.11.11.0|2|87\n", "4RF|AprisaXE|||13|0/0",
	    "other:received -68.4 dBm\nother:signal to noise 30.64 dB\n"
	    "other:transmitted 35 dBm\n", "" },
	{ "1.3", "ApexPlus-3.2.0", "trango-apex", "",
	    "Trango|ApexPlus|3.2.0||-|0/0", "", "" },
	{ E "41112", "Linux 4.4.241 #1 SMP", "ubiquiti-airos",
	    E "41112.1.11.1.2.3.1|4|Wave Long-Range\n"
	    E "41112.1.11.1.2.4.1|4|GMC.ipq5018.v3.4.0.cd850eac\n"
	    E "41112.1.11.1.2.6.1|2|3\n" E "41112.1.11.1.3.1.3.1|2|-58\n"
	    E "41112.1.11.1.3.1.1.1|4x|e43883010203\n"
	    E "41112.1.11.1.3.1.7.1|2|1300000\n"
	    E "41112.1.11.1.3.1.15.1|2|845\n"
	    E "2021.4.5.0|2|403876\n" E "2021.4.6.0|2|209144\n"
	    E "2021.4.14.0|2|19676\n" E "2021.4.15.0|2|40648\n",
	    "Ubiquiti|Wave Long-Range|3.4.0||3|137633792/413569024", "",
	    "e4:38:83:01:02:03 @ - sn= mac=e4:38:83:01:02:03  7=-58 9=845 "
	    "11=1300000000\n" },
	{ E "3854.1.2.2.1", "SP2+", "akcp", E "3854.1.2.2.1.16.1.1.0|4|Rack\n"
	    E "3854.1.2.2.1.16.1.3.0|2|23\n" E "3854.1.2.2.1.16.1.4.0|2|2\n"
	    E "3854.1.2.2.1.16.1.12.0|2|1\n"
	    E "3854.1.2.2.1.16.1.1.1|4|Door\n"
	    E "3854.1.2.2.1.16.1.3.1|2|77\n" E "3854.1.2.2.1.16.1.4.1|2|4\n"
	    E "3854.1.2.2.1.16.1.12.1|2|0\n", "AKCP||||-|0/0",
	    "temperature:Door 25 Cel failed\ntemperature:Rack 23 Cel ok\n",
	    "" },
	{ E "5528.100.20.10.2006", "", "apc-netbotz",
	    E "5528.100.4.1.1.1.2.7|2|241\n" E "5528.100.4.1.1.1.4.7|4|In\n",
	    "APC||||-|0/0", "temperature:In 24.1 Cel\n", "" },
	{ E "534.6.6.7", "EATON ePDU", "eaton-epdu",
	    E "534.6.6.7.1.2.1.4.0|4|H1\n" E "534.6.6.7.3.2.1.3.0.1.1|2|231500"
	    "\n" E "534.6.6.7.3.3.1.4.0.1.1|2|1250\n"
	    E "534.6.6.7.3.4.1.4.0.1.1|2|270\n", "Eaton|||H1|-|0/0",
	    "current:input 0.1.1 1.25 A\npower:input 0.1.1 270 W\n"
	    "voltage:input 0.1.1 231.5 V\n", "" },
	{ E "37950.1.1.5", "V1600G1", "vsol", E "37950.1.1.5.10.12.3.0|2|21\n"
	    E "37950.1.1.5.10.12.5.4.0|4|V2.03.75R\n"
	    E "37950.1.1.5.12.2.1.8.1.6.6.2|4|2.21\n"
	    E "37950.1.1.5.12.2.1.8.1.7.6.2|4|0.03 mW (-16.02 dBm)\n"
	    E "37950.1.1.5.12.2.1.2.1.5.6.2|4|GPON00A1B2C3\n",
	    "V-SOL||V2.03.75R||21|0/0", "",
	    "pon 6:2 @ - sn=GPON00A1B2C3 mac=  0=-16.02 1=2.21\n" },
	{ E "6296.1.11.1", "V5812G NOS 6.07p1", "dasan",
	    IFNAME(1000001, "gpon 1/1")
	    E "6296.101.23.3.1.1.2.1000001.1|2|2\n"
	    E "6296.101.23.3.1.1.4.1000001.1|4|HALN0842d6f0\n"
	    E "6296.101.23.3.1.1.10.1000001.1|2|812\n"
	    E "6296.101.23.3.1.1.16.1000001.1|2|-215\n"
	    E "6296.101.23.3.1.1.2.1000001.2|2|1\n",
	    "Dasan|V5812G|6.07p1||-|0/0", "",
	    "gpon 1/1:1 @gpon 1/1 up sn=HALN0842d6f0 mac=  0=-21.5 9=812\n"
	    "gpon 1/1:2 @gpon 1/1 down sn= mac= \n" },
	{ E "3320.1.301.0", "BDCOM(tm) P3310C Software, Version 10.1.0E",
	    "bdcom", IFNAME(65, "EPON0/1:1")
	    E "3320.101.10.1.1.3.65|4x|FCFA47010203\n"
	    E "3320.101.10.1.1.26.65|2|3\n" E "3320.101.10.1.1.27.65|2|1204\n"
	    E "3320.101.10.5.1.5.65|2|-183\n" E "3320.101.10.5.1.6.65|2|22\n",
	    "BDCOM|P3310C|10.1.0E||-|0/0", "",
	    "EPON0/1:1 @ up sn= mac=fc:fa:47:01:02:03  0=-18.3 1=2.2 "
	    "9=1204\n" },
	{ E "34592", "FD1208S", "cdata", E "34592.1.3.4.1.1.11.1.2.5|2|1\n"
	    E "34592.1.3.4.1.1.7.1.2.5|4x|E067B3010203\n"
	    E "34592.1.3.4.1.1.36.1.2.5|2|100\n"
	    E "34592.1.3.4.1.1.11.1.2.6|2|0\n"
	    E "34592.1.3.4.1.1.36.1.2.6|2|0\n", "C-Data||||-|0/0", "",
	    "1/2:5 @ up sn= mac=e0:67:b3:01:02:03  0=-20\n"
	    "1/2:6 @ down sn= mac= \n" },
	{ "", "ZTE Ethernet Switch  ZXR10 5250-52TM-H, Version: V2.05.11B23",
	    "zte-zxr10", "", "ZTE|5250-52TM-H|V2.05.11B23||-|0/0", "", "" },
	{ E "2356.600.6.310", "LANCOM L-310agn Wireless 8.60.0189 / "
	    "02.04.2012 111211800199", "lancom", "",
	    "LANCOM Systems|L-310agn Wireless|8.60.0189||-|0/0", "", "" },
	{ E "4329.15.1.1.13", "Extreme Networks Wireless Controller - V2110 "
	    "Medium,  System Version 10.21.04.0005", "extreme-wireless", "",
	    "Extreme Networks|V2110 Medium|10.21.04.0005||-|0/0", "", "" },
	{ E "890.1.15", "ZyWALL 2X", "zyxel", E "890.1.6.22.1.1.0|2|42\n",
	    "Zyxel||||42|0/0", "", "" },
	{ E "674.10903.200.2", "", "dell-rpdu",
	    E "674.10903.200.2.200.130.2.2.1.3.3|4|Outlet 3\n"
	    E "674.10903.200.2.200.130.2.2.1.6.3|2|2\n"
	    E "674.10903.200.2.200.130.2.2.1.8.3|2|352\n"
	    E "674.10903.200.2.200.130.2.2.1.11.3|2|2\n"
	    E "674.10903.200.2.200.120.2.1.4.1|2|118\n"
	    E "674.10903.200.2.200.120.2.1.6.1|2|245\n", "Dell||||-|0/0",
	    "current:Outlet 3 2 A\ncurrent:phase 1 11.8 A\n"
	    "power:Outlet 3 352 W ok\npower:phase 1 2450 W\n", "" },
	{ E "31034.12", "", "schleifenbauer",
	    E "31034.12.1.1.2.1.1.1.6.210|4|SVNL1\n"
	    E "31034.12.1.1.2.6.1.1.2.210.1|2|66\n"
	    E "31034.12.1.1.2.6.1.1.7.210.1|2|22900\n"
	    E "31034.12.1.1.2.6.1.1.9.210.1|2|70\n",
	    "Schleifenbauer|||SVNL1|-|0/0", "current:input 210.1 0.66 A\n"
	    "power:input 210.1 70 W\nvoltage:input 210.1 229 V\n", "" },
	{ E "4458.20.3.1.2", "Wireless Link", "radwin",
	    E "4458.1000.1.5.9.1.0|2|-54\n", "Radwin||||-|0/0",
	    "other:received -54 dBm\n", "" },
	{ E "20992.1.1", "", "cradlepoint", E "20992.1.2.2.1.2.0|4|LTE 1\n"
	    E "20992.1.2.2.1.4.0|2|-71\n" E "20992.1.2.2.1.4.1|2|0\n",
	    "Cradlepoint||||-|0/0", "other:LTE 1 -71 dBm\n", "" },
	{ E "7483.1.3.1.12", "", "nokia-1830", IFNAME(7, "1/1")
	    E "7483.2.2.7.3.1.4.1.2.7.1|2|33000\n"
	    E "7483.2.2.7.3.1.4.1.2.7.2|2|415\n", "Nokia||||-|0/0",
	    "temperature:1/1 41.5 Cel @1/1\n", "" },
	{ E "11256.2.0", "NS-BSD", "stormshield",
	    E "11256.1.10.7.1.2.1|2|47\n", "Stormshield||||-|0/0",
	    "temperature:processor 1 47 Cel\n", "" },
	{ E "9303.1.1", "MS4026-AC, iBOS Version ibos-ms4k-7.6.7-GD-R",
	    "waystream", E "9303.4.1.4.1.12.25|2|39\n"
	    E "9303.4.1.4.1.12.26|2|0\n"
	    "1.3.6.1.2.1.2.2.1.2.25|4|tengigabitethernet1\n",
	    "Waystream|MS4026-AC|ibos-ms4k-7.6.7-GD-R||-|0/0",
	    "temperature:tengigabitethernet1 39 Cel @tengigabitethernet1\n",
	    "" },
	/* without a sysObjectID, by what they say */
	{ "", "Cisco Controller", "cisco-wlc", "", "Cisco||||-|0/0", "", "" },
	{ "", "Dell Out-of-band SNMP Agent for Remote Access Controller",
	    "dell-idrac", "", "Dell||||-|0/0", "", "" },
	{ "", "Integrated Lights-Out 4 2.50 Sep 23 2016", "hpe-ilo", "",
	    "HPE||2.50||-|0/0", "", "" },
	{ "", "RouterOS D53G-5HacD2HnD", "mikrotik",
	    E "14988.1.1.4.4.0|4|7.15.3\n",
	    "MikroTik|D53G-5HacD2HnD|7.15.3||-|0/0", "", "" },
	{ "", "Juniper Networks, Inc. ex2200-24t internet router, kernel "
	    "JUNOS 12.3R6.6 #0", "juniper", "",
	    "Juniper|ex2200-24t|12.3R6.6||-|0/0", "", "" },
	{ "", "Arista Networks EOS version 4.20.1F running on an Arista "
	    "Networks DCS-7050", "arista", "",
	    "Arista|DCS-7050|4.20.1F||-|0/0", "", "" },
};

static void
family_is(const struct family *f)
{
	const struct profile *p = profile_match(&all.set,
	    slice_of(f->object_id), slice_of(f->descr));
	struct recorded *r = recorded_read(f->lines, p, f->descr);
	char name[64];

	snprintf(name, sizeof(name), "%.*s", SLICE_FMT(p->name));
	is_str(name, f->profile, "%s: %s", f->object_id, f->profile);
	is_str(family_device(&r->reader.view), f->device, "%s: the device",
	    f->profile);
	is_str(recorded_text(r), f->sensors, "%s: sensors", f->profile);
	is_str(family_terminations(&r->reader.view), f->terminations,
	    "%s: terminations", f->profile);
	recorded_free(r);
}

int
main(void)
{
	tool_init("test_family");
	if (!ok(profiles_load(&all, PROFILES_ALL) == 0, "they are good"))
		return tap_done();
	for (size_t i = 0; i < LEN(families); i++)
		family_is(&families[i]);
	profiles_release(&all);
	return tap_done();
}
