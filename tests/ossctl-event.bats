# ossctl-event.bats: what its page promises, on what snmptrapd, logger and
# devices write

load lib/common

setup() {
	load lib/snmptrapd
	cd "$TMP" || return 1
	printf 'node,address\nedge,10.1.2.3:1161\nlo,127.0.0.1\nsw1,sw1.example.net\n' \
	    >nodes.csv
}

teardown() {
	snmptrapd_stop "$TMP/d"
}

# event FIELDS...: these of each event, as CSV
event() {
	local IFS=,

	jq -r "select(.type == \"event\") | [$*] | @csv" <<<"$output" |
	    tr -d '"'
}

# trap_line FIELDS...: a line of snmptrapd, tabs between
trap_line() {
	local IFS=$'\t'

	printf '%s\n' "TRAP	2026-11-27T10:00:00Z	$*"
}
PEER='UDP: [127.0.0.1]:1->[127.0.0.1]:162'

# syslog LINE...: of messages, at a known time
syslog() {
	printf '%s\n' "$@" >log
	run --separate-stderr ossctl-event syslog -n nodes.csv -r rej \
	    --now 2026-11-27T22:00:00Z --zone Europe/Paris log
}

@test "ossctl-event: traps: v1, v2c and v3 as snmptrapd hears them" {
	local port=1.3.6.1.2.1.2.2.1

	mkdir d
	snmptrapd_start "$TMP/d"
	trap_v1 1.3.6.1.4.1.9.1.1 10.1.2.3 2 0 1 $port.1.7 i 7 $port.2.7 s Gi7
	trap_v1 1.3.6.1.4.1.318 10.1.2.3 6 5 1
	trap_v1 1.3.6.1.4.1.99999 10.1.2.9 6 17 1 $port.1.7 i 7
	trap_v2c 1 1.3.6.1.6.3.1.1.5.4 $port.1.7 i 7 $port.7.7 i 1 \
	    $port.8.7 i 1 1.3.6.1.2.1.31.1.1.1.1.7 s Gi0/7
	trap_v3 1 1.3.6.1.2.1.15.0.2 1.3.6.1.2.1.15.3.1.14.10.0.0.9 x 0400
	trap_v2c 1 1.3.6.1.6.3.1.1.5.1
	trap_v2c 1 1.3.6.1.6.3.1.1.5.5
	traps_heard "$TMP/d" 7
	snmptrapd_stop "$TMP/d"
	run --separate-stderr ossctl-event traps -v -n nodes.csv d/log
	[ "$status" -eq 0 ]
	diff - <(event .node .object .event_type .severity .oid .address) <<-'END'
	edge,Gi7,link-down,major,1.3.6.1.6.3.1.1.5.3,10.1.2.3
	edge,,on-battery,major,1.3.6.1.4.1.318.0.5,10.1.2.3
	lo,7,trap,indeterminate,1.3.6.1.4.1.99999.0.17,127.0.0.1
	lo,Gi0/7,link-up,cleared,1.3.6.1.6.3.1.1.5.4,127.0.0.1
	lo,bgp:10.0.0.9,bgp-down,major,1.3.6.1.2.1.15.0.2,127.0.0.1
	lo,,cold-start,warning,1.3.6.1.6.3.1.1.5.1,127.0.0.1
	lo,,authentication-failure,warning,1.3.6.1.6.3.1.1.5.5,127.0.0.1
	END
	[ "$(event .admin .oper .if_index | sed -n 4p)" = up,up,7 ]
	[ "$(event .text | sed -n 4p)" = 'link up: ifIndex.7=7 '\
'ifAdminStatus.7=1 ifOperStatus.7=1 ifName.7=Gi0/7' ]
	[[ $output != *public* && $output != *tester* ]]
	[[ $stderr == *"read 8, used 7,"* || $stderr == *"read 9, used 7,"* ||
	    $stderr == *"read 10, used 7,"* ]]
}

@test "ossctl-event: traps: text of devices cannot make another record" {
	mkdir d
	snmptrapd_start "$TMP/d"
	trap_v2c 1 1.3.6.1.6.3.1.1.5.3 1.3.6.1.2.1.2.2.1.2.7 s \
	    "a\"
$(trap_line 0.0.0.0 "$PEER" . 0 0 "x")" \
	    1.3.6.1.2.1.31.1.1.1.18.7 s $'\e[2J<b>\\"\n'
	traps_heard "$TMP/d" 1
	snmptrapd_stop "$TMP/d"
	run --separate-stderr ossctl-event traps d/log
	[ "$status" -eq 0 ]
	[ "$(records <(echo "$output") event)" -eq 1 ]
	[[ $output != *$'\e'* ]]
	[[ $(event .object) == 'a TRAP'* || $(event .object) == 'a\ TRAP'* ]]
	[ "$(event .alias)" = '[2J<b>\\' ] ||
	    [[ $(event .alias) == '[2J<b>\'* ]]
}

@test "ossctl-event: traps: octets that are written on many lines" {
	mkdir d
	snmptrapd_start "$TMP/d"
	trap_v2c 1 1.3.6.1.6.3.1.1.5.3 1.3.6.1.2.1.31.1.1.1.18.7 s \
	    'vers Orléans, châssis n° 12 du Nœud Nord' \
	    1.3.6.1.2.1.2.2.1.2.7 s Gi0/7
	traps_heard "$TMP/d" 1
	# 16 octets end with their line: what follows says whether they go on
	trap_v2c 1 1.3.6.1.4.1.99999.1 1.3.6.1.4.1.99999.2 x \
	    "$(printf 'é23456789abcdef' | xxd -p)"
	traps_heard "$TMP/d" 2
	trap_v2c 1 1.3.6.1.4.1.99999.1 1.3.6.1.4.1.99999.2 x \
	    "$(printf 'é23456789abcdefTRAP\t' | xxd -p)"
	traps_heard "$TMP/d" 3
	trap_v2c 1 1.3.6.1.4.1.99999.1 1.3.6.1.4.1.99999.2 x \
	    "$(printf '%064d' 0)"
	traps_heard "$TMP/d" 4
	snmptrapd_stop "$TMP/d"
	grep -q '^[0-9A-F][0-9A-F] ' d/log
	run --separate-stderr ossctl-event traps d/log
	[ "$status" -eq 0 ]
	[ "$(event .object | head -n 1)" = Gi0/7 ]
	[ "$(event .alias | head -n 1)" = \
	    'vers Orléans, châssis n° 12 du Nœud Nord' ]
	[ "$(event .text | sed -n 2,3p)" = \
	    "1.3.6.1.4.1.99999.2=é23456789abcdef
1.3.6.1.4.1.99999.2=é23456789abcdefTRAP" ]
	[[ $(event .text | tail -n 1) == *"=00 00 00 "* ]]
	# the same however it comes
	while IFS= read -r -d '' -n 1 c || [ -n "$c" ]; do
		printf %s "$c"
	done <d/log | ossctl-event traps -q | cmp - <(echo "$output")
	sed 's/\t$//' d/log >short
	[ "$(wc -c <short)" -lt "$(wc -c <d/log)" ]
	ossctl-event traps -q short | cmp - <(echo "$output")
}

@test "ossctl-event: traps: a port has the name that a poll gives it" {
	trap_line 0.0.0.0 "$PEER" . 0 0 \
	    '.1.3.6.1.6.3.1.1.4.1.0 = OID: .1.3.6.1.6.3.1.1.5.3' \
	    '.1.3.6.1.2.1.2.2.1.1.7 = INTEGER: 7' \
	    '.1.3.6.1.2.1.2.2.1.8.7 = INTEGER: lowerLayerDown(7)' \
	    '.1.3.6.1.2.1.2.2.1.2.7 = STRING: "GigabitEthernet0/7"' >log
	printf '%s\n' '{"type":"sample","ts":"2026-11-27T09:55:00Z","node":"lo","kind":"interface","object":"Gi0/7","if_index":7}' >ports
	run --separate-stderr ossctl-event traps -n nodes.csv --ports ports log
	[ "$status" -eq 0 ]
	[ "$(event .node .object .oper)" = lo,Gi0/7,lowerLayerDown ]
	run --separate-stderr ossctl-event traps -n nodes.csv log
	[ "$(event .object)" = GigabitEthernet0/7 ]
}

@test "ossctl-event: traps: a proxy's snmpTrapAddress, IPv6, Timeticks" {
	{
		trap_line 0.0.0.0 "$PEER" . 0 0 \
		    '.1.3.6.1.6.3.1.1.4.1.0 = OID: .1.3.6.1.6.3.1.1.5.1' \
		    '.1.3.6.1.6.3.18.1.3.0 = IpAddress: 10.1.2.3'
		trap_line 0.0.0.0 'UDP/IPv6: [::ffff:127.0.0.1]:1->[::1]:162' \
		    . 0 0 '.1.3.6.1.6.3.1.1.4.1.0 = OID: .1.3.6.1.6.3.1.1.5.2' \
		    '.1.3.6.1.9.1 = Timeticks: (55) 0:00:00.55'
	} >log
	run --separate-stderr ossctl-event traps -n nodes.csv log
	[ "$(event .node .event_type | paste -sd ' ')" = \
	    'edge,cold-start lo,warm-start' ]
	[[ $output == *'1.3.6.1.9.1=55"'* ]]
}

# as logged by a snmptrapd of Debian without MIBs, on its first start and its end
@test "ossctl-event: traps: what snmptrapd says of itself" {
	cat >log <<-'END'
	Created directory: /var/lib/snmp/cert_indexes
	MIB search path: /root/.snmp/mibs:/usr/share/snmp/mibs
	Cannot find module (SNMPv2-MIB): At line 1 in (none)
	Did not find 'DisplayString' in module #-1 (/usr/share/x.txt)
	Unlinked OID in UCD-SNMP-MIB: ucdavis ::= { enterprises 2021 }
	Undefined identifier: enterprises near line 42 of /usr/share/x.txt
	Cannot adopt OID in UCD-SNMP-MIB: laEntry ::= { laTable 1 }
	Warning: no access control information configured.
	  (Config search path: /etc/snmp:/usr/share/snmp)
	This receiver will *NOT* accept any incoming notifications.
	NET-SNMP version 5.9.3
	2026-11-27 22:43:11 NET-SNMP version 5.9.3 Stopped.
	Stopping snmptrapd

	END
	run --separate-stderr ossctl-event traps -v log
	[ "$status" -eq 0 ]
	[[ $stderr == *"used 0, rejected 0, duplicate 0, filtered 13,"* ]]
}

@test "ossctl-event: traps: what is none is set aside" {
	{
		echo 'what is this'
		trap_line 0.0.0.0 'UDP: nobody' . 0 0
		trap_line 0.0.0.0 "$PEER" . 0 0 'x = y'
		trap_line 0.0.0.0 "$PEER" . 0 0
		trap_line 0.0.0.0 "$PEER" .1.3.6.1.4.1.9 7 0
		trap_line 0.0.0.0 "$PEER" . 0 0 '.1.2 = STRING: "cut'
		printf 'TRAP\tyesterday\t0.0.0.0\t%s\t.\t0\t0\t\n' "$PEER"
	} >log
	run --separate-stderr ossctl-event traps -r rej log
	[ "$status" -eq 1 ]
	# the quote that is never closed costs its own line alone
	[ "$(jq -r .code rej | uniq -c | tr -s ' ' | paste -sd ,)" = \
	    ' 6 trap-syntax, 1 trap-time' ]
	run --separate-stderr ossctl-event traps log
	[ "$status" -eq 2 ]
	has_code rejects-refused
}

@test "ossctl-event: traps: an operator's own rules come first" {
	mkdir -p home/events
	printf '%s\n' oid,where,event_type,severity,object,prefix,text \
	    '1.3.6.1.4.1.99999.0.1,1.3.6.1.4.1.99999.2=3,door-open,major,value:1.3.6.1.4.1.99999.3,,the door is open' \
	    '1.3.6.1.4.1.99999.0.1,,door-shut,cleared,index:1.3.6.1.4.1.99999.2,door:,' \
	    >home/events/traps.csv
	for state in 3 4; do
		trap_line 0.0.0.0 "$PEER" . 0 0 \
		    '.1.3.6.1.6.3.1.1.4.1.0 = OID: .1.3.6.1.4.1.99999.0.1' \
		    ".1.3.6.1.4.1.99999.2.5 = INTEGER: $state" \
		    '.1.3.6.1.4.1.99999.3.5 = STRING: "hut 5"'
	done >log
	OSSBSS_HOME=$TMP/home run --separate-stderr ossctl-event traps log
	[ "$status" -eq 0 ]
	[ "$(event .event_type .severity .object | paste -sd ' ')" = \
	    'door-open,major,hut 5 door-shut,cleared,door:5' ]
	# without them nobody knows it
	run --separate-stderr ossctl-event traps --known -v log
	[ "$(records <(echo "$output") event)" -eq 0 ]
	[[ $stderr == *"filtered 2"* ]]
	sed -i 's/,major,/,bad,/' home/events/traps.csv
	OSSBSS_HOME=$TMP/home run --separate-stderr ossctl-event traps log
	[ "$status" -eq 2 ]
	has_code event-rule
}

@test "ossctl-event: syslog: RFC 5424's own examples" {
	syslog "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - $(printf '\xef\xbb\xbf')'su root' failed for lonvick on /dev/pts/8" \
	    "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts." \
	    '<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut="3" eventSource="App\"l]ication" eventID="1011"][x@1 y="z"]'
	[ "$status" -eq 0 ]
	diff - <(event .ts .node .facility .app_name .msg_id .text) <<-'END'
	2003-10-11T22:14:15.003Z,mymachine.example.com,auth,su,ID47,'su root' failed for lonvick on /dev/pts/8
	2003-08-24T12:14:15.000003Z,192.0.2.1,local4,myproc,,%% It's time to make the do-nuts.
	2003-10-11T22:14:15.003Z,mymachine.example.com,local4,evntslog,ID47,
	END
}

@test "ossctl-event: syslog: RFC 5424: the name of a message is looked at, too" {
	syslog '<28>1 2026-11-28T06:47:12.000Z r1 mib2d 77 SNMP_TRAP_LINK_DOWN [junos@2636.1.1.1.2.29 snmp-interface-index="3" interface-name="xe-0/0/1"] ifIndex 3, ifAdminStatus up(1), ifOperStatus down(2), ifName xe-0/0/1' \
	    '<28>1 2026-11-28T06:47:13Z r1 rpd 77 RPD_BGP_NEIGHBOR_STATE_CHANGED - BGP peer 2001:db8::1 (External AS 65001) changed state from Established to Idle (event Stop)' \
	    '<28>1 2026-11-28T06:47:14Z r1 mgd 77 UI_COMMIT -' \
	    "<187>1 2026-11-28T06:47:15Z r1 - - - - %LINK-3-UPDOWN: Interface Gi0/1, changed state to down"
	[ "$status" -eq 0 ]
	diff - <(event .object .event_type .severity .msg_id .text) <<-'END'
	xe-0/0/1,link-down,major,SNMP_TRAP_LINK_DOWN,ifIndex 3, ifAdminStatus up(1), ifOperStatus down(2), ifName xe-0/0/1
	bgp:2001:db8::1,bgp-down,major,RPD_BGP_NEIGHBOR_STATE_CHANGED,BGP peer 2001:db8::1 (External AS 65001) changed state from Established to Idle (event Stop)
	,config-changed,indeterminate,UI_COMMIT,
	Gi0/1,link-down,major,LINK-3-UPDOWN,Interface Gi0/1, changed state to down
	END
}

@test "ossctl-event: syslog: RFC 3164 and what vendors make of it" {
	syslog '<34>Oct 11 22:14:15 mymachine su: failed' \
	    '<187>000123: r1: *Nov 27 18:46:11.123 CET: %LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to down' \
	    '<189>45: sw1: .Nov 27 2026 18:46:11: %LINEPROTO-5-UPDOWN: Line protocol on Interface Ethernet1 (to core, 2nd), changed state to up' \
	    'Nov 27 21:36:35 core1 mib2d[1234]: SNMP_TRAP_LINK_DOWN: ifIndex 530, ifAdminStatus up(1), ifOperStatus down(2), ifName ge-0/0/1' \
	    '<190>Nov 27 2026 10:00:00 hw1 %%01IFNET/4/LINK_STATE(l)[12]:The line protocol IP on the interface GE0/0/1 has entered the DOWN state.' \
	    '2026-11-27T21:36:35.5+01:00 mt1 interface,info ether1 link up' \
	    '<187>Nov 27 10:00:00 SW1.example.net %BGP-5-ADJCHANGE: neighbor 10.0.0.1 Down BGP Notification sent' \
	    '<30>Dec 31 23:59:59 old1 kernel: eth0: Link is Down'
	[ "$status" -eq 0 ]
	diff - <(event .ts .node .object .event_type .msg_id) <<-'END'
	2026-10-11T20:14:15Z,mymachine,,message,
	2026-11-27T17:46:11.123Z,r1,GigabitEthernet0/1,link-down,LINK-3-UPDOWN
	2026-11-27T17:46:11Z,sw1,Ethernet1,link-up,LINEPROTO-5-UPDOWN
	2026-11-27T20:36:35Z,core1,ge-0/0/1,link-down,SNMP_TRAP_LINK_DOWN
	2026-11-27T09:00:00Z,hw1,GE0/0/1,link-down,
	2026-11-27T20:36:35.5Z,mt1,ether1,link-up,
	2026-11-27T09:00:00Z,sw1,bgp:10.0.0.1,bgp-down,BGP-5-ADJCHANGE
	2025-12-31T22:59:59Z,old1,eth0,link-down,
	END
}

@test "ossctl-event: syslog: every rule of the shipped file has a message" {
	local n

	cat >log <<-'END'
	Nov 27 10:00:00 a %LINK-3-UPDOWN: Interface Gi0/1, changed state to administratively down
	Nov 27 10:00:00 a %PKT_INFRA-LINK-3-UPDOWN : Interface Gi0/0/0/1, changed state to Up
	Nov 27 10:00:00 a %ETHPORT-5-IF_DOWN_LINK_FAILURE: Interface Ethernet1/1 is down (Link failure)
	Nov 27 10:00:00 a %ETHPORT-5-IF_UP: Interface Ethernet1/1 is up in mode access
	Nov 27 10:00:00 a mib2d[1]: SNMP_TRAP_LINK_DOWN: ifIndex 5, ifName xe-0/0/0
	Nov 27 10:00:00 a mib2d[1]: SNMP_TRAP_LINK_UP: ifIndex 5, ifName xe-0/0/0
	Nov 27 10:00:00 a %%01IFNET/4/LINK_STATE(l)[1]:The line protocol IP on the interface GE1 has entered the DOWN state.
	Nov 27 10:00:00 a %%01IFNET/4/LINK_STATE(l)[1]:The line protocol IP on the interface GE1 has entered the UP state.
	Nov 27 10:00:00 a %%01IFPDT/4/IF_STATE(l)[3]:Interface GE1 has turned into DOWN state.
	Nov 27 10:00:00 a %%01IFPDT/4/IF_STATE(l)[3]:Interface GE1 has turned into UP state.
	Nov 27 10:00:00 a SNMP-WARNING-linkDown-2004 [Base]: Interface 1/1/1 is not operational
	Nov 27 10:00:00 a SNMP-WARNING-linkUp-2005 [Base]: Interface 1/1/1 is operational
	Nov 27 10:00:00 a ports: port 5 is now off-line
	Nov 27 10:00:00 a ports: port 5 is now on-line
	Nov 27 10:00:00 a msg="Link monitor: Interface port1 was turned down"
	Nov 27 10:00:00 a msg="Link monitor: Interface port1 was turned up"
	Nov 27 10:00:00 a interface,info ether2 link down
	Nov 27 10:00:00 a interface,info ether2 link up (speed 1G, full duplex)
	Nov 27 10:00:00 a kernel: e1000e 0000:00:19.0 eth0: NIC Link is Down
	Nov 27 10:00:00 a kernel: e1000e 0000:00:19.0 eth0: NIC Link is Up 1000 Mbps
	Nov 27 10:00:00 a %BGP-5-ADJCHANGE: neighbor 10.0.0.1 Down Peer closed the session
	Nov 27 10:00:00 a %BGP-5-ADJCHANGE: neighbor 2001:DB8::1 Up
	Nov 27 10:00:00 a rpd[1]: RPD_BGP_NEIGHBOR_STATE_CHANGED: BGP peer 10.0.0.1 (External AS 65000) changed state from OpenConfirm to Established (event RecvKeepAlive)
	Nov 27 10:00:00 a rpd[1]: RPD_BGP_NEIGHBOR_STATE_CHANGED: BGP peer 10.0.0.1 (External AS 65000) changed state from Established to Idle (event HoldTime)
	Nov 27 10:00:00 a %OSPF-5-ADJCHG: Process 1, Nbr 10.0.0.1 on Gi0/1 from LOADING to FULL, Loading Done
	Nov 27 10:00:00 a %OSPF-5-ADJCHG: Process 1, Nbr 10.0.0.1 on Gi0/1 from FULL to DOWN, Neighbor Down
	Nov 27 10:00:00 a rpd[1]: RPD_OSPF_NBRDOWN: OSPF neighbor 10.0.0.1 (realm ospf-v2 ge-0/0/1.0 area 0.0.0.0) state changed from Full to Down
	Nov 27 10:00:00 a rpd[1]: RPD_OSPF_NBRUP: OSPF neighbor 10.0.0.1 (realm ospf-v2 ge-0/0/1.0 area 0.0.0.0) state changed from Loading to Full
	Nov 27 10:00:00 a %SYS-5-CONFIG_I: Configured from console by vty0
	Nov 27 10:00:00 a mgd[1]: UI_COMMIT: User 'x' requested 'commit' operation
	Nov 27 10:00:00 a %SYS-5-RESTART: System restarted --
	Nov 27 10:00:00 a %SYS-5-RELOAD: Reload requested by console
	Nov 27 10:00:00 a %SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: x]
	Nov 27 10:00:00 a sshd[1]: Failed password for root from 192.0.2.1
	Nov 27 10:00:00 a system,error,critical login failure for user admin from 192.0.2.1
	END
	run --separate-stderr ossctl-event syslog \
	    --now 2026-11-27T22:00:00Z log
	[ "$status" -eq 0 ]
	n=$(($(wc -l <"$SHARE/events/syslog.csv") - 1))
	[ "$(wc -l <log)" -eq "$n" ]
	# in the order of the file: type and severity of each row
	diff <(python3 -c 'import csv, sys
for r in csv.DictReader(open(sys.argv[1])):
    print(r["event_type"], r["severity"], bool(r["object"]), sep=",")' \
	    "$SHARE/events/syslog.csv") \
	    <(event .event_type .severity '(.object != null)' |
	    sed 's/true/True/; s/false/False/')
	[ "$(event .object | head -22 | tail -2 | paste -sd ' ')" = \
	    'bgp:10.0.0.1 bgp:2001:DB8::1' ]
	[ "$(event .object | sed -n '17p;19p' | paste -sd ' ')" = \
	    'ether2 eth0' ]
}

@test "ossctl-event: syslog: octet counts, line ends in a message" {
	printf '43 <34>Oct 11 22:14:15 h x: two\nlines are here31 <34>Oct 11 22:14:15 h x: second\n<34>Oct 11 22:14:15 h x: third\n' >log
	run --separate-stderr ossctl-event syslog \
	    --now 2026-11-27T22:00:00Z log
	[ "$status" -eq 0 ]
	[ "$(event .text | paste -sd '|')" = 'two lines are here|second|third' ]
}

@test "ossctl-event: syslog: hostile text, and what is no message" {
	printf '%b\n' '<34>Oct 11 22:14:15 h x: \033[2Ja\0b\0377<b>' \
	    '<34>Oct 11 22:14:15 h x: \0303\0274' \
	    '<999>Oct 11 22:14:15 h x: y' '<34>' garbage \
	    '<34>Feb 30 22:14:15 h x: y' '<34>Oct 11 22:14:15 %A-1-B: no host' \
	    '<165>1 yesterday h a - - - x' '<165>1 - h a - - [cut' >log
	head -c 70000 /dev/zero | tr '\0' a >>log
	run --separate-stderr ossctl-event syslog -r rej \
	    --now 2026-11-27T22:00:00Z log
	[ "$status" -eq 1 ]
	[ "$(event .text | paste -sd '|')" = '[2Ja b ÿ<b>|ü' ] ||
	    [ "$(event .text | head -1)" = '[2Ja bÿ<b>' ]
	[ "$(jq -r .code rej | paste -sd ' ')" = "syslog-syntax syslog-syntax \
syslog-time syslog-time event-node syslog-time syslog-syntax line-too-long" ]
}

@test "ossctl-event: syslog: messages of logger(1)" {
	command -v logger >/dev/null || skip "no logger here"
	logger --help | grep -q -- --no-act || skip "an old logger"
	{
		logger --no-act -s -n 127.0.0.1 -d -P 9 -t kernel --rfc3164 'eth1: Link is Down'
		logger --no-act -s -n 127.0.0.1 -d -P 9 -t app --rfc5424=notq --msgid M1 hello
	} 2>log
	run --separate-stderr ossctl-event syslog log
	[ "$status" -eq 0 ]
	[ "$(event .event_type .object .app_name .msg_id | paste -sd ' ')" = \
	    'link-down,eth1,kernel, message,,app,M1' ]
}

@test "ossctl-event: a pipe that lives: an event comes before the next line" {
	mkfifo in
	ossctl-event syslog --now 2026-11-27T22:00:00Z <in >out 3>&- &
	pid=$!
	exec 7>in
	echo '<34>Oct 11 22:14:15 h x: y' >&7
	for _ in {1..60}; do
		[ -s out ] && break
		sleep 0.05
	done
	[ "$(records out event)" -eq 1 ]
	exec 7>&-
	wait $pid
	[ "$(tail -1 out | jq -r .type)" = end ]
}

@test "ossctl-event: the law, CSV, --known, --audit, --schema, zones" {
	printf '%s\n' '<34>Oct 11 22:14:15 h x: y' x \
	    '<34>Oct 11 22:14:15 h x: eth0: Link is Up' >log
	run --separate-stderr ossctl-event syslog --known -q -o csv \
	    --audit audit -r rej --max-rejects 50% --now 2026-11-27T22:00:00Z log
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 2 ]
	[ "$(jq -c '[.read, .used, .rejected, .filtered]' audit)" = '[3,1,1,1]' ]
	run --separate-stderr ossctl-event traps --schema
	[[ $output == *event_type* ]]
	run --separate-stderr ossctl-event syslog --zone Mars/Base log
	[ "$status" -eq 2 ]
	has_code zone-unknown
	echo 'node,address' >bad.csv
	echo 'a,b c' >>bad.csv
	run --separate-stderr ossctl-event syslog -n bad.csv log
	[ "$status" -eq 2 ]
	has_code node-address
}

@test "ossctl-event: gnmi: readings of ports are samples, all else events" {
	printf 'node,address\nleaf1,192.0.2.7:1161\n' >nodes.csv
	run --separate-stderr ossctl-event gnmi -n nodes.csv \
	    "$ROOT"/tests/fuzz/seeds/gnmi/{lines,pretty}
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	diff - <(jq -c 'select(.type == "sample") | [.node, .object, .oper,
	    .admin, .alias, .counter_bits]' <<<"$output") <<-'END'
	["leaf1","ethernet-1/1",null,null,null,64]
	["2001:db8::7","ethernet-1/2","lowerLayerDown","up","to  [2J core",null]
	END
	# exact, as numbers and as strings
	[[ $output == *'"in_octets":18446744073709551615,"out_octets":9007199254740993,'* ]]
	[ "$(event .node .event_type .severity .msg_id | paste -sd ' ')" = \
	    '192.0.2.8,gnmi,indeterminate,cpu leaf1,gnmi,indeterminate,sub1' ]
	run --separate-stderr ossctl-event gnmi --known \
	    "$ROOT"/tests/fuzz/seeds/gnmi/lines
	[ "$(records <(echo "$output") event)" -eq 0 ]
}

@test "ossctl-event: gnmi: what is none is set aside, as a whole" {
	printf '%s\n' 'no json' '[{"timestamp":1,"tags":{"source":"a"}},{"timestamp":"x"}]' \
	    '{"timestamp":1764250000000000000,"tags":{}}' \
	    '{"timestamp":1764250000000000000,"tags":{"source":"a"},}' \
	    '{"timestamp":1764250000000000000,"tags":{"source":"good"}}' \
	    '{"timestamp":1764250000000000000,"tags":{"source":"cut"' >log
	run --separate-stderr ossctl-event gnmi -r rej log
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rej | paste -sd ' ')" = \
	    "json-syntax gnmi-syntax event-node json-syntax json-syntax" ]
	[ "$(event .node)" = good ]
}

# acct TIME STATUS ['Name = value' ...]: a packet of 10.1.2.3 in a detail file
acct() {
	local at

	at=$(date -ud "2026-11-27T$1Z" +%s)
	date -ud "@$at" '+%a %b %e %H:%M:%S %Y'
	printf '\tAcct-Status-Type = %s\n\tNAS-IP-Address = 10.1.2.3\n' "$2"
	shift 2
	printf '\t%s\n' "$@" "Timestamp = $at"
	echo
}

@test "ossctl-event: radius: sessions open and lost, for diag's threshold" {
	local i

	for i in 1 2 3 4 5 6; do
		acct 10:00:0$i Start "Acct-Session-Id = \"$i\""
	done >detail
	{
		acct 10:06:00 Stop 'Acct-Session-Id = "1"' \
		    'Acct-Terminate-Cause = Lost-Carrier'
		acct 10:06:00 Stop 'Acct-Session-Id = "2"' \
		    'Acct-Terminate-Cause = 9' 'Acct-Delay-Time = 120'
		acct 10:06:05 Stop 'Acct-Session-Id = "1"' \
		    'Acct-Terminate-Cause = Lost-Carrier'
		acct 10:06:09 Stop 'Acct-Session-Id = "3"' \
		    'Acct-Terminate-Cause = User-Request'
		acct 10:07:00 Accounting-On
		acct 10:07:01 Tunnel-Stop
		acct 10:16:00 Start 'Acct-Session-Id = "1"'
	} >>detail
	run --separate-stderr ossctl-event radius -v -n nodes.csv detail
	[ "$status" -eq 0 ]
	[[ $stderr == *"read 13, used 11,"* ]]
	diff - <(jq -c 'select(.type == "sample")
	    | [.ts, .node, .kind, .object, .sessions, .sessions_lost]' \
	    <<<"$output") <<-'END'
	["2026-11-27T10:05:00Z","edge","sessions","edge",6,0]
	["2026-11-27T10:10:00Z","edge","sessions","edge",0,5]
	["2026-11-27T10:15:00Z","edge","sessions","edge",0,0]
	["2026-11-27T10:16:01Z","edge","sessions","edge",1,0]
	END
	echo "$output" >samples
	ossctl-event radius --every 1h --timeout 2h -n nodes.csv <detail |
	    jq -c 'select(.type == "sample") | [.ts, .sessions_lost]' >hour
	[ "$(cat hour)" = '["2026-11-27T10:16:01Z",5]' ]
	echo '{"thresholds":[{"metric":"sessions_lost","high":{"major":"5"},"hysteresis":"4"}]}' >rules
	ossctl-diag init -d oss.db
	ossctl-diag run -d oss.db --rules rules samples |
	    jq -c 'select(.type == "alarm") | [.ts, .node, .alarm_type, .state]' >alarms
	diff - alarms <<-'END'
	["2026-11-27T10:10:00Z","edge","sessions-lost","raised"]
	["2026-11-27T10:15:00Z","edge","sessions-lost","cleared"]
	END
}

@test "ossctl-event: radius: what is no packet is set aside" {
	{
		echo nonsense
		echo
		acct 10:00:00 Start
		acct 10:00:00 Elsewhere 'Acct-Session-Id = 1'
		acct 10:00:00 Start 'Acct-Session-Id = 1' 'Acct-Delay-Time = x'
		acct 10:00:00 Start 'Acct-Session-Id = 1' 'Acct-Session-Id = 2'
		acct 10:00:00 Start 'Acct-Session-Id = 1' | sed 's/stamp = 1/&1/'
		acct 10:00:00 Start 'Acct-Session-Id = 1' | sed '/NAS-IP/d'
		acct 10:00:00 Start 'Acct-Session-Id = 1' | sed '/Status/d'
		acct 10:00:00 Start 'Acct-Session-Id = 1'
		acct 10:00:00 Start 'Acct-Session-Id = "cut' | head -n -2
	} >detail
	run --separate-stderr ossctl-event radius -r rej detail
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rej | paste -sd ' ')" = "detail-syntax field-missing \
field-value dup-key mediate-time event-node radius-status detail-cut" ]
	[ "$(jq -r 'select(.type == "sample") | .node' <<<"$output")" = 10.1.2.3 ]
	run --separate-stderr ossctl-event radius --every 100ms detail
	[ "$status" -eq 2 ]
	has_code usage-value
	run --separate-stderr ossctl-event radius --timeout 0s detail
	has_code usage-value
	run --separate-stderr ossctl-event radius --zone Mars/Base detail
	has_code zone-unknown
}

@test "ossctl-event: radius: no more access servers than are kept" {
	awk 'BEGIN { for (i = 0; i <= 65536; i++)
	    printf "Fri Nov 27 10:00:00 2026\n\tAcct-Status-Type = 7\n" \
	    "\tNAS-Identifier = \"n%d\"\n\n", i }' >detail
	run --separate-stderr ossctl-event radius -q -r rej -o csv detail
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rej)" = sessions-full ]
}

@test "ossctl-event: --ports: names of ports are written as a poll does" {
	printf '%s\n' ts,node,kind,object,if_index \
	    2026-11-27T09:00:00Z,sw1,interface,Gi0/1,1 \
	    2026-11-27T09:00:00Z,sw1,interface,Te1/1,2 \
	    2026-11-27T09:00:00Z,sw1,interface,TenGigE1/1,3 \
	    2026-11-27T09:00:00Z,r2,interface,GigabitEthernet0/1,1 \
	    2026-11-27T09:00:00Z,lo,interface,Gi0/7,7 >ports
	change() {
		echo "<187>Nov 27 10:00:00 $1 %LINK-3-UPDOWN: Interface $2, changed state to down"
	}
	{
		change sw1 GigabitEthernet0/1
		change sw1 Gi0/1
		change sw1 GigabitEthernet0/2	# the poll has not seen it
		change sw1 TenGigabitEthernet1/1
		change r2 Gi0/1
		change r2 GE0/1
		change r3 GigabitEthernet0/1	# nor this node
		echo '<187>Nov 27 10:00:00 sw1 %BGP-5-ADJCHANGE: neighbor 10.0.0.1 Down x'
	} >log
	run --separate-stderr ossctl-event syslog -n nodes.csv --ports ports \
	    --now 2026-11-27T22:00:00Z log
	[ "$status" -eq 0 ]
	[ "$(event .node .object | paste -sd ' ')" = "sw1,Gi0/1 \
sw1,Gi0/1 sw1,GigabitEthernet0/2 sw1,Te1/1 r2,GigabitEthernet0/1 \
r2,GigabitEthernet0/1 r3,GigabitEthernet0/1 sw1,bgp:10.0.0.1" ]
	# who has both of the names keeps them; of two others it is neither
	change sw1 TenGigE1/1 >log
	change sw1 Te1/1 >>log
	run --separate-stderr ossctl-event syslog -n nodes.csv --ports ports \
	    --now 2026-11-27T22:00:00Z log
	[ "$(event .object | paste -sd ' ')" = 'TenGigE1/1 Te1/1' ]
	sed 's/Te1/TenGigabitEthernet1/' ports >two
	run --separate-stderr ossctl-event syslog -n nodes.csv --ports two \
	    --now 2026-11-27T22:00:00Z log
	[ "$(event .object | paste -sd ' ')" = 'TenGigE1/1 Te1/1' ]
	trap_line 0.0.0.0 "$PEER" . 0 0 \
	    '.1.3.6.1.6.3.1.1.4.1.0 = OID: .1.3.6.1.6.3.1.1.5.3' \
	    '.1.3.6.1.2.1.2.2.1.2.9 = STRING: "GigabitEthernet0/7"' >log
	run --separate-stderr ossctl-event traps -n nodes.csv --ports ports log
	[ "$(event .object)" = Gi0/7 ]
	mkdir -p home/events
	printf '%s\n' name,short Slot-Port,SP0 >home/events/ports.csv
	OSSBSS_HOME=$TMP/home run --separate-stderr ossctl-event syslog \
	    --ports ports log
	[ "$status" -eq 2 ]
	has_code event-rule
}

@test "ossctl-event: a device's clock that is ahead: the event is of now" {
	syslog '<34>1 2099-10-11T22:14:15Z h1 x - - - ahead' \
	    '<34>1 2026-11-27T23:00:00Z h1 x - - - within an hour' \
	    '<34>1 2026-11-27T23:00:01Z h2 x - - - ahead, too'
	[ "$status" -eq 0 ]
	[ "$(event .ts | paste -sd ' ')" = '2026-11-27T22:00:00Z 2026-11-27T23:00:00Z 2026-11-27T22:00:00Z' ]
	has_code event-ahead
	[[ $stderr == *log:1:*"ahead of now: 2"* ]]
	printf '%s\n' '{"timestamp":1795989600000000000,"tags":{"source":"a"},"values":{"x":1}}' >log
	run --separate-stderr ossctl-event gnmi --now 2025-11-27T22:00:00Z log
	[ "$(event .ts)" = 2025-11-27T22:00:00Z ]
	has_code event-ahead
}

@test "ossctl-event: syslog: now is when a message comes, not the first one" {
	mkfifo in
	ossctl-event syslog <in >out 3>&- &
	pid=$!
	exec 7>in
	echo '<34>1 - h x - - - first' >&7
	sleep 1.1
	echo '<34>1 - h x - - - second' >&7
	exec 7>&-
	wait $pid
	[ "$(jq -r 'select(.type == "event") | .ts[:19]' out | uniq | wc -l)" -eq 2 ]
}
