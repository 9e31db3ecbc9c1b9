/*
 * mib_form.c (net) - see mib_form.h
 */
#include <string.h>

#include "net/mib_form.h"
#include "net/mib_name.h"

/* An entry, and the forms of its columns from 1. */
static const struct {
	unsigned char	len;
	snmp_subid	id[11];
	const char	*forms;
} entry_forms[] = {
	{ 7, { 1, 3, 6, 1, 2, 1, 1 }, "toktttik" },
	{ 9, { 1, 3, 6, 1, 2, 1, 2, 2, 1 }, "itiigmiikcccccccccccgo" },
	{ 10, { 1, 3, 6, 1, 2, 1, 31, 1, 1, 1 }, "tcccclllllllligiitk" },
	{ 10, { 1, 3, 6, 1, 2, 1, 10, 7, 2, 1 }, "icccccccccc-c--coci" },
	{ 9, { 1, 3, 6, 1, 2, 1, 4, 20, 1 }, "aiaii" },
	{ 10, { 1, 3, 6, 1, 2, 1, 25, 2, 3, 1 }, "iotiiic" },
	{ 10, { 1, 3, 6, 1, 2, 1, 25, 3, 3, 1 }, "oi" },
	{ 10, { 1, 3, 6, 1, 2, 1, 99, 1, 1, 1 }, "iiiiitkg" },
	{ 10, { 1, 0, 8802, 1, 1, 2, 1, 4, 1, 1 }, "---ititttt" },
	{ 11, { 1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1 }, "itoiiitttttttttii" },
	{ 11, { 1, 3, 6, 1, 2, 1, 47, 1, 3, 2, 1 }, "-o" },
};

/* Labels from 1 on, of a column that has them. */
static const struct {
	unsigned char	len;
	snmp_subid	id[11];
	const char	*labels;
} label_words[] = {
	{ 10, { 1, 3, 6, 1, 2, 1, 2, 2, 1, 7 }, "up down testing" },
	{ 10, { 1, 3, 6, 1, 2, 1, 2, 2, 1, 8 }, "up down testing unknown "
	    "dormant notPresent lowerLayerDown" },
	{ 11, { 1, 3, 6, 1, 2, 1, 10, 7, 2, 1, 19 }, "unknown halfDuplex "
	    "fullDuplex" },
	{ 11, { 1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 14 }, "enabled disabled" },
	{ 11, { 1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 16 }, "true false" },
	{ 11, { 1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 17 }, "true false" },
	{ 11, { 1, 3, 6, 1, 2, 1, 99, 1, 1, 1, 1 }, "other unknown voltsAC "
	    "voltsDC amperes watts hertz celsius percentRH rpm cmm truthvalue "
	    "specialEnum dBm" },
	{ 11, { 1, 3, 6, 1, 2, 1, 99, 1, 1, 1, 2 }, "yocto zepto atto femto "
	    "pico nano micro milli units kilo mega giga tera exa peta zetta "
	    "yotta" },
	{ 11, { 1, 3, 6, 1, 2, 1, 99, 1, 1, 1, 5 }, "ok unavailable "
	    "nonoperational" },
	{ 11, { 1, 0, 8802, 1, 1, 2, 1, 4, 1, 1, 4 }, "chassisComponent "
	    "interfaceAlias portComponent macAddress networkAddress "
	    "interfaceName local" },
	{ 11, { 1, 0, 8802, 1, 1, 2, 1, 4, 1, 1, 6 }, "interfaceAlias "
	    "portComponent macAddress networkAddress interfaceName "
	    "agentCircuitId local" },
};

/* ifType, IANAifType-MIB: what recordings are full of */
static const struct {
	const char	*name;
	unsigned	 number;
} if_type[] = {
	{ "other", 1 }, { "regular1822", 2 }, { "ddnX25", 4 },
	{ "ethernetCsmacd", 6 }, { "iso88023Csmacd", 7 },
	{ "iso88025TokenRing", 9 }, { "fddi", 15 }, { "ds1", 18 },
	{ "e1", 19 }, { "basicISDN", 20 }, { "primaryISDN", 21 },
	{ "propPointToPointSerial", 22 }, { "ppp", 23 },
	{ "softwareLoopback", 24 }, { "slip", 28 }, { "ds3", 30 },
	{ "frameRelay", 32 }, { "rs232", 33 }, { "atm", 37 },
	{ "sonet", 39 }, { "frameRelayService", 44 }, { "v35", 45 },
	{ "hssi", 46 }, { "modem", 48 }, { "aal5", 49 },
	{ "sonetPath", 50 }, { "propVirtual", 53 },
	{ "propMultiplexor", 54 }, { "ieee80212", 55 },
	{ "fibreChannel", 56 }, { "fastEther", 62 }, { "isdn", 63 },
	{ "fastEtherFX", 69 }, { "channel", 70 }, { "ieee80211", 71 },
	{ "ds0", 81 }, { "ds0Bundle", 82 }, { "async", 84 },
	{ "adsl", 94 }, { "radsl", 95 }, { "sdsl", 96 }, { "vdsl", 97 },
	{ "voiceFXO", 101 }, { "voiceFXS", 102 }, { "voiceEncap", 103 },
	{ "voiceOverIp", 104 }, { "atmSubInterface", 134 },
	{ "pppMultilinkBundle", 108 }, { "gigabitEthernet", 117 },
	{ "hdlc", 118 }, { "docsCableMaclayer", 127 },
	{ "docsCableDownstream", 128 }, { "docsCableUpstream", 129 },
	{ "tunnel", 131 }, { "l2vlan", 135 }, { "l3ipvlan", 136 },
	{ "mplsTunnel", 150 }, { "ieee8023adLag", 161 }, { "mpls", 166 },
	{ "shdsl", 169 }, { "ieee1394", 144 }, { "bridge", 209 },
	{ "gpon", 250 }, { "vdsl2", 251 }, { "docsCableUpstreamChannel", 205 },
	{ "macSecControlledIF", 231 }, { "macSecUncontrolledIF", 232 },
	{ "opticalChannel", 195 }, { "opticalTransport", 196 },
	{ "radioMAC", 188 }, { "atmRadio", 189 }, { "pon622", 208 },
	{ "wwanPP", 243 }, { "wwanPP2", 244 }, { "ilan", 247 },
	{ "pip", 248 }, { "aluELP", 249 }, { "infiniband", 199 },
};

enum mib_form
mib_form(struct oid_ref name)
{
	for (size_t i = 0; i < sizeof(entry_forms) / sizeof(*entry_forms);
	    i++) {
		size_t n = entry_forms[i].len;

		if (name.len > n && oid_begins(name,
		    (struct oid_ref){ entry_forms[i].id, n }))
			return name.id[n] > 0
			    && name.id[n] <= strlen(entry_forms[i].forms)
			    ? (enum mib_form)entry_forms[i].forms[name.id[n] - 1]
			    : MIB_ANY;
	}
	return MIB_ANY;
}

static bool
type_label(struct slice word, uint64_t *number)
{
	for (size_t i = 0; i < sizeof(if_type) / sizeof(if_type[0]); i++) {
		if (slice_is(word, if_type[i].name)) {
			*number = if_type[i].number;
			return true;
		}
	}
	return false;
}

bool
mib_label(struct oid_ref name, struct slice word, uint64_t *number)
{
	static const snmp_subid if_type_id[] = { 1, 3, 6, 1, 2, 1, 2, 2, 1,
	    3 };
	unsigned n;

	if (oid_begins(name, OID_REF(if_type_id)))
		return type_label(word, number);
	for (size_t i = 0; i < sizeof(label_words) / sizeof(*label_words);
	    i++) {
		if (!oid_begins(name,
		    (struct oid_ref){ label_words[i].id, label_words[i].len }))
			continue;
		if ((n = mib_word(label_words[i].labels, word)) != 0)
			*number = n;
		return n != 0;
	}
	return false;
}
