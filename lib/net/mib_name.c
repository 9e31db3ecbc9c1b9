/*
 * mib_name.c (net) - what snmpwalk calls objects, see mib_name.h
 */
#include <ctype.h>
#include <string.h>

#include "net/mib_name.h"

/* A node, and its children from 1 by name; "-": of no interest. */
static const struct {
	unsigned char	len;
	snmp_subid	id[11];
	const char	*children;
} node[] = {
	{ 2, { 1, 3 }, "- - - - - org" },
	{ 3, { 1, 3, 6 }, "internet" },
	{ 4, { 1, 3, 6, 1 }, "directory mgmt experimental private security "
	    "snmpV2" },
	{ 5, { 1, 3, 6, 1, 2 }, "mib-2" },
	{ 5, { 1, 3, 6, 1, 4 }, "enterprises" },
	{ 5, { 1, 3, 6, 1, 6 }, "snmpDomains snmpProxys snmpModules" },
	{ 6, { 1, 3, 6, 1, 2, 1 }, "- - - - - - - - - transmission" },
	{ 7, { 1, 3, 6, 1, 2, 1, 1 }, "sysDescr sysObjectID sysUpTime "
	    "sysContact sysName sysLocation sysServices sysORLastChange" },
	{ 7, { 1, 3, 6, 1, 2, 1, 2 }, "ifNumber" },
	{ 9, { 1, 3, 6, 1, 2, 1, 2, 2, 1 }, "ifIndex ifDescr ifType ifMtu "
	    "ifSpeed ifPhysAddress ifAdminStatus ifOperStatus ifLastChange "
	    "ifInOctets ifInUcastPkts ifInNUcastPkts ifInDiscards ifInErrors "
	    "ifInUnknownProtos ifOutOctets ifOutUcastPkts ifOutNUcastPkts "
	    "ifOutDiscards ifOutErrors ifOutQLen ifSpecific" },
	{ 10, { 1, 3, 6, 1, 2, 1, 31, 1, 1, 1 }, "ifName ifInMulticastPkts "
	    "ifInBroadcastPkts ifOutMulticastPkts ifOutBroadcastPkts "
	    "ifHCInOctets ifHCInUcastPkts ifHCInMulticastPkts "
	    "ifHCInBroadcastPkts ifHCOutOctets ifHCOutUcastPkts "
	    "ifHCOutMulticastPkts ifHCOutBroadcastPkts "
	    "ifLinkUpDownTrapEnable ifHighSpeed ifPromiscuousMode "
	    "ifConnectorPresent ifAlias ifCounterDiscontinuityTime" },
	{ 8, { 1, 3, 6, 1, 2, 1, 31, 1 }, "- - - - ifTableLastChange "
	    "ifStackLastChange" },
	{ 9, { 1, 3, 6, 1, 2, 1, 4, 20, 1 }, "ipAdEntAddr ipAdEntIfIndex "
	    "ipAdEntNetMask ipAdEntBcastAddr ipAdEntReasmMaxSize" },
	{ 9, { 1, 3, 6, 1, 2, 1, 25, 2, 1 }, "hrStorageOther hrStorageRam "
	    "hrStorageVirtualMemory hrStorageFixedDisk "
	    "hrStorageRemovableDisk hrStorageFloppyDisk "
	    "hrStorageCompactDisc hrStorageRamDisk hrStorageFlashMemory "
	    "hrStorageNetworkDisk" },
	{ 10, { 1, 3, 6, 1, 2, 1, 25, 2, 3, 1 }, "hrStorageIndex "
	    "hrStorageType hrStorageDescr hrStorageAllocationUnits "
	    "hrStorageSize hrStorageUsed hrStorageAllocationFailures" },
	{ 10, { 1, 3, 6, 1, 2, 1, 25, 3, 3, 1 }, "hrProcessorFrwID "
	    "hrProcessorLoad" },
	{ 11, { 1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1 }, "entPhysicalIndex "
	    "entPhysicalDescr entPhysicalVendorType entPhysicalContainedIn "
	    "entPhysicalClass entPhysicalParentRelPos entPhysicalName "
	    "entPhysicalHardwareRev entPhysicalFirmwareRev "
	    "entPhysicalSoftwareRev entPhysicalSerialNum entPhysicalMfgName "
	    "entPhysicalModelName entPhysicalAlias entPhysicalAssetID "
	    "entPhysicalIsFRU entPhysicalMfgDate entPhysicalUris" },
	{ 10, { 1, 3, 6, 1, 2, 1, 99, 1, 1, 1 }, "entPhySensorType "
	    "entPhySensorScale entPhySensorPrecision entPhySensorValue "
	    "entPhySensorOperStatus entPhySensorUnitsDisplay "
	    "entPhySensorValueTimeStamp entPhySensorValueUpdateRate" },
	{ 8, { 1, 3, 6, 1, 4, 1, 2021, 4 }, "memIndex memErrorName "
	    "memTotalSwap memAvailSwap memTotalReal memAvailReal memTotalSwapTXT "
	    "memAvailSwapTXT memTotalRealTXT memAvailRealTXT memTotalFree "
	    "memMinimumSwap memShared memBuffer memCached" },
	{ 8, { 1, 3, 6, 1, 4, 1, 2021, 11 }, "ssIndex ssErrorName ssSwapIn "
	    "ssSwapOut ssIOSent ssIOReceive ssSysInterrupts ssSysContext "
	    "ssCpuUser ssCpuSystem ssCpuIdle" },
	{ 8, { 1, 3, 6, 1, 4, 1, 8072, 3 }, "- netSnmpAgentOIDs" },
};

static bool
letter(char c)
{
	return isalnum((unsigned char)c) || c == '-';
}

static size_t
word_len(struct slice s)
{
	size_t n = 0;

	if (s.len == 0 || !isalpha((unsigned char)s.p[0]))
		return 0;
	while (n < s.len && letter(s.p[n]))
		n++;
	return n;
}

/* "IF-MIB::" */
static size_t
module_len(struct slice s)
{
	size_t n = word_len(s);

	return n != 0 && s.len - n > 2 && s.p[n] == ':' && s.p[n + 1] == ':'
	    ? n + 2 : 0;
}

bool
mib_name_like(struct slice text)
{
	return module_len(text) != 0;
}

/* The number of a word among words; 0: it is not there. */
static unsigned
child_of(const char *words, struct slice word)
{
	unsigned n = 1;

	for (const char *p = words; *p != '\0'; n++) {
		size_t len = strcspn(p, " ");

		if (len == word.len && memcmp(p, word.p, len) == 0)
			return n;
		p += len + (p[len] == ' ');
	}
	return 0;
}

static size_t
special(struct slice word, snmp_subid *id)
{
	static const snmp_subid up_time[] = { 1, 3, 6, 1, 2, 1, 1, 3, 0 };

	if (slice_eq(word, slice_of("sysUpTimeInstance"))) {
		memcpy(id, up_time, sizeof(up_time));
		return sizeof(up_time) / sizeof(up_time[0]);
	}
	if (slice_eq(word, slice_of("zeroDotZero"))) {
		id[0] = id[1] = 0;
		return 2;
	}
	return 0;
}

size_t
mib_name_take(struct slice *text, snmp_subid *id)
{
	size_t module = module_len(*text), n = 0;
	struct slice word = { text->p + module, 0 };

	word.len = word_len((struct slice){ word.p, text->len - module });
	if (word.len == 0)
		return 0;
	n = special(word, id);
	if (n == 0 && module == 0 && (text->len == word.len
	    || text->p[word.len] != '.'))
		return 0;	/* any word */
	for (size_t i = 0; n == 0 && i < sizeof(node) / sizeof(node[0]); i++) {
		unsigned child = child_of(node[i].children, word);

		if (child == 0)
			continue;
		memcpy(id, node[i].id, node[i].len * sizeof(*id));
		id[node[i].len] = child;
		n = node[i].len + 1U;
	}
	if (n == 0)
		return 0;
	text->len -= module + word.len;
	text->p += module + word.len;
	return n;
}
