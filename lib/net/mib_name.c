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
	{ 6, { 1, 3, 6, 1, 2, 1 }, "system interfaces at ip icmp tcp udp egp "
	    "- transmission snmp" },
	{ 7, { 1, 3, 6, 1, 2, 1, 1 }, "sysDescr sysObjectID sysUpTime "
	    "sysContact sysName sysLocation sysServices sysORLastChange" },
	{ 7, { 1, 3, 6, 1, 2, 1, 2 }, "ifNumber ifTable" },
	{ 8, { 1, 3, 6, 1, 2, 1, 2, 2 }, "ifEntry" },
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
	{ 9, { 1, 3, 6, 1, 2, 1, 31, 1, 1 }, "ifXEntry" },
	{ 8, { 1, 3, 6, 1, 2, 1, 31, 1 }, "ifXTable - - - ifTableLastChange "
	    "ifStackLastChange" },
	{ 9, { 1, 3, 6, 1, 2, 1, 4, 20, 1 }, "ipAdEntAddr ipAdEntIfIndex "
	    "ipAdEntNetMask ipAdEntBcastAddr ipAdEntReasmMaxSize" },
	{ 8, { 1, 3, 6, 1, 2, 1, 14, 1 }, "ospfRouterId" },
	{ 9, { 1, 3, 6, 1, 2, 1, 14, 10, 1 }, "ospfNbrIpAddr "
	    "ospfNbrAddressLessIndex ospfNbrRtrId ospfNbrOptions "
	    "ospfNbrPriority ospfNbrState ospfNbrEvents" },
	{ 9, { 1, 3, 6, 1, 2, 1, 15, 3, 1 }, "bgpPeerIdentifier bgpPeerState "
	    "bgpPeerAdminStatus bgpPeerNegotiatedVersion bgpPeerLocalAddr "
	    "bgpPeerLocalPort bgpPeerRemoteAddr bgpPeerRemotePort "
	    "bgpPeerRemoteAs bgpPeerInUpdates bgpPeerOutUpdates "
	    "bgpPeerInTotalMessages bgpPeerOutTotalMessages bgpPeerLastError "
	    "bgpPeerFsmEstablishedTransitions bgpPeerFsmEstablishedTime" },
	{ 9, { 1, 3, 6, 1, 6, 3, 1, 1, 4 }, "snmpTrapOID - "
	    "snmpTrapEnterprise" },
	{ 8, { 1, 3, 6, 1, 6, 3, 18, 1 }, "- - snmpTrapAddress "
	    "snmpTrapCommunity" },
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
	{ 11, { 1, 3, 6, 1, 2, 1, 47, 1, 3, 2, 1 }, "- "
	    "entAliasMappingIdentifier" },
	{ 10, { 1, 3, 6, 1, 2, 1, 10, 7, 2, 1 }, "dot3StatsIndex "
	    "dot3StatsAlignmentErrors dot3StatsFCSErrors "
	    "dot3StatsSingleCollisionFrames dot3StatsMultipleCollisionFrames "
	    "dot3StatsSQETestErrors dot3StatsDeferredTransmissions "
	    "dot3StatsLateCollisions dot3StatsExcessiveCollisions "
	    "dot3StatsInternalMacTransmitErrors dot3StatsCarrierSenseErrors "
	    "- dot3StatsFrameTooLongs - - dot3StatsInternalMacReceiveErrors "
	    "dot3StatsEtherChipSet dot3StatsSymbolErrors "
	    "dot3StatsDuplexStatus" },
	{ 10, { 1, 0, 8802, 1, 1, 2, 1, 4, 1, 1 }, "lldpRemTimeMark "
	    "lldpRemLocalPortNum lldpRemIndex lldpRemChassisIdSubtype "
	    "lldpRemChassisId lldpRemPortIdSubtype lldpRemPortId "
	    "lldpRemPortDesc lldpRemSysName lldpRemSysDesc" },
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

unsigned
mib_word(const char *words, struct slice word)
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

/*
 * What stands before the last word of "iso.org.dod.internet.mgmt.mib-2.
 * interfaces.ifTable.ifEntry.ifDescr" (-Of), or of what -Ou leaves of it.
 */
static size_t
path_len(struct slice s)
{
	static const char heads[] = "iso system interfaces at ip icmp tcp udp "
	    "transmission snmp host ifMIB entityMIB entitySensorMIB "
	    "dot1dBridge lldpMIB mgmt private enterprises snmpV2 experimental";
	size_t n = word_len(s), last = 0;

	if (n == 0 || mib_word(heads, (struct slice){ s.p, n }) == 0)
		return 0;
	while (s.len - last > n + 1 && s.p[last + n] == '.'
	    && isalpha((unsigned char)s.p[last + n + 1])) {
		last += n + 1;
		n = word_len((struct slice){ s.p + last, s.len - last });
	}
	return last;
}

bool
mib_name_like(struct slice line)
{
	size_t n = line.len > 0 && *line.p == '.', word;

	if (module_len(line) != 0 || path_len((struct slice){ line.p + n,
	    line.len - n }) != 0)
		return true;
	word = word_len(line);
	return word != 0 && line.len - word > 1 && (line.p[word] == '['
	    || (line.p[word] == '.' && (isdigit((unsigned char)
	    line.p[word + 1]) || line.p[word + 1] == '"'
	    || line.p[word + 1] == '\'')));
}

/* The n-th of words with a blank between, from 1; missing: "-", or none. */
static struct slice
nth_word(const char *words, snmp_subid n)
{
	size_t len = strcspn(words, " ");

	while (n > 1 && words[len] != '\0') {
		words += len + 1;
		len = strcspn(words, " ");
		n--;
	}
	return n != 1 || *words == '-' ? (struct slice){ NULL, 0 }
	    : (struct slice){ words, len };
}

/* "1.3.6.1" and what stands behind: how many numbers are at its front. */
static size_t
numbers_of(struct slice oid, snmp_subid *id, size_t *end, size_t most)
{
	size_t n = 0, at = 0;

	while (n < most && at < oid.len && isdigit((unsigned char)oid.p[at])) {
		for (id[n] = 0; at < oid.len
		    && isdigit((unsigned char)oid.p[at]); at++)
			if ((id[n] = id[n] * 10 + (snmp_subid)(oid.p[at]
			    - '0')) > UINT32_MAX)
				return n;
		end[n++] = at++;
	}
	return n;
}

/* Of an object; what holds objects is better told by its numbers. */
static bool
is_object(const snmp_subid *id, size_t len)
{
	for (size_t i = 0; i < sizeof(node) / sizeof(node[0]); i++)
		if (node[i].len >= len && memcmp(node[i].id, id,
		    len * sizeof(*id)) == 0)
			return false;
	return true;
}

#define OBJECT_LEN_MIN	8	/* 1.3.6.1.2.1.1.1 is sysDescr */
#define OBJECT_LEN_MAX	12	/* as long as rows of node[] say */

void
mib_name_add(struct buf *b, struct slice oid)
{
	snmp_subid id[OBJECT_LEN_MAX];
	size_t end[OBJECT_LEN_MAX];
	size_t n = numbers_of(oid, id, end, OBJECT_LEN_MAX);
	struct slice name = { NULL, 0 };

	for (size_t i = 0; i < sizeof(node) / sizeof(node[0]); i++) {
		size_t len = node[i].len;

		if (len + 1 < OBJECT_LEN_MIN || len >= n || memcmp(node[i].id,
		    id, len * sizeof(*id)) != 0 || !is_object(id, len + 1))
			continue;
		name = nth_word(node[i].children, id[len]);
		if (name.len == 0)
			continue;
		buf_add_slice(b, name);
		buf_add(b, oid.p + end[len], oid.len - end[len]);
		return;
	}
	buf_add_slice(b, oid);
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
	size_t before = module_len(*text), n = 0;
	struct slice word;

	if (before == 0)
		before = path_len(*text);
	word = (struct slice){ text->p + before, 0 };
	word.len = word_len((struct slice){ word.p, text->len - before });
	if (word.len == 0)
		return 0;
	n = special(word, id);
	if (n == 0 && before == 0 && (text->len == word.len
	    || (word.p[word.len] != '.' && word.p[word.len] != '[')))
		return 0;	/* any word */
	for (size_t i = 0; n == 0 && i < sizeof(node) / sizeof(node[0]); i++) {
		unsigned child = mib_word(node[i].children, word);

		if (child == 0)
			continue;
		memcpy(id, node[i].id, node[i].len * sizeof(*id));
		id[node[i].len] = child;
		n = node[i].len + 1U;
	}
	if (n == 0)
		return 0;
	text->len -= before + word.len;
	text->p += before + word.len;
	return n;
}
