# ossctl-poll-replay.bats: recordings in the place of nodes

load lib/common

setup() {
	load lib/snmpd
	cd "$TMP" || return 1
	NOW=2026-10-12T08:00:00Z
	WALK=$ROOT/tests/lib/switch.walk
}

teardown() {
	local f

	[ ! -e "$TMP/agent/pid" ] || snmpd_stop "$TMP/agent"
	for f in "$TMP"/*.pid; do
		[ -e "$f" ] && kill "$(<"$f")"
	done
	return 0
}

# samples FILE: without what differs from poll to poll
samples() {
	grep '"type":"sample"' "$1" |
	    sed -E 's/"(ts|rtt_us|poll_[a-z]+)":("[^"]*"|[0-9]+),?//g; s/,}/}/'
}

@test "ossctl-poll: a replay gives what the live agent gives" {
	python3 "$ROOT/tests/lib/agent.py" "$TMP/ready" "$WALK" 3>&- &
	echo $! >agent.pid
	while [ ! -e ready ]; do
		sleep 0.02
	done
	printf 'node,address\nswitch,127.0.0.1:%s\n' "$(<ready)" >n.csv
	OSSBSS_COMMUNITY_DEFAULT=public ossctl-poll --record made n.csv >live
	[ "$(stat -c %a made)" = 700 ]
	# it may be there, and where it cannot be made nothing is asked
	OSSBSS_COMMUNITY_DEFAULT=public ossctl-poll --record made n.csv >live
	run --separate-stderr env OSSBSS_COMMUNITY_DEFAULT=public \
	    ossctl-poll --record n.csv/x n.csv
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	has_code open-failed
	run --separate-stderr ossctl-poll --replay "$WALK" --now $NOW
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	echo "$output" >replayed
	diff <(samples live) <(samples replayed)
	[ "$(jq -r .ts replayed | sort | uniq -c | xargs)" = \
	    "$(($(wc -l <replayed) - 1)) $NOW 1 null" ]
	# and so does what was recorded of it
	[ "$(stat -c %a made/switch.snmprec)" = 600 ]
	[ "$(grep -c public made/switch.snmprec)" -eq 0 ]
	ossctl-poll --replay made/switch.snmprec --now $NOW >again
	diff <(samples live) <(samples again)
	# the same bytes each time
	ossctl-poll --replay made/switch.snmprec --now $NOW | cmp - again
}

@test "ossctl-poll: what snmpwalk prints of a real agent, in three ways" {
	SNMPD_ADDRESSES=1 snmpd_start "$TMP/agent"
	# the last has no MIBs at all: iso.3.6.1 and ccitt.0
	for o in n ne nt e; do
		[ $o = e ] && export MIBS=
		snmpwalk -v2c -c public -O$o "127.0.0.1:$SNMPD_PORT" .1.3.6.1.2.1 \
		    >$o.walk
		run --separate-stderr ossctl-poll --replay r=$o.walk --now $NOW
		[ "$status" -eq 0 ]
		[ -z "$stderr" ]
		jq -c 'select(.kind == "interface") |
		    [.object, .if_index, .mac, .mtu, .if_type, .counter_bits,
		    .ip_addresses]' <<<"$output" >$o.ports
		cmp n.ports $o.ports
		jq -c 'select(.kind == "node") | .uptime_cs' <<<"$output" |
		    grep -qE '^[0-9]+$'
	done
	[ "$(jq -r '.[0]' n.ports | head -1)" = lo ]
}

# port_mib FILE: the objects of a port, for snmpwalk to know by their names
port_mib() {
	{
		echo 'IF-MIB DEFINITIONS ::= BEGIN'
		while read -r name parent number; do
			echo "$name OBJECT IDENTIFIER ::= { $parent $number }"
		done <<'EOT'
internet dod 1
mgmt internet 2
mib-2 mgmt 1
system mib-2 1
interfaces mib-2 2
ifMIB mib-2 31
ifMIBObjects ifMIB 1
EOT
		echo 'dod OBJECT IDENTIFIER ::= { iso org(3) 6 }'
		echo 'DisplayString ::= TEXTUAL-CONVENTION DISPLAY-HINT "255a"
		    STATUS current DESCRIPTION "t" SYNTAX OCTET STRING'
		echo 'PhysAddress ::= TEXTUAL-CONVENTION DISPLAY-HINT "1x:"
		    STATUS current DESCRIPTION "t" SYNTAX OCTET STRING'
		while IFS=, read -r name parent number syntax; do
			echo "$name OBJECT-TYPE SYNTAX $syntax MAX-ACCESS
			    read-only STATUS current DESCRIPTION \"t\""
			[[ $name == if*Entry ]] && echo 'INDEX { ifIndex }'
			echo "::= { $parent $number }"
		done <<'EOT'
sysDescr,system,1,DisplayString
sysObjectID,system,2,OBJECT IDENTIFIER
sysUpTime,system,3,TimeTicks
ifTable,interfaces,2,SEQUENCE OF IfEntry
ifEntry,ifTable,1,IfEntry
ifIndex,ifEntry,1,INTEGER
ifDescr,ifEntry,2,DisplayString
ifType,ifEntry,3,INTEGER { ethernetCsmacd(6) }
ifSpeed,ifEntry,5,Gauge32 UNITS "bits per second"
ifPhysAddress,ifEntry,6,PhysAddress
ifAdminStatus,ifEntry,7,INTEGER { up(1), down(2) }
ifOperStatus,ifEntry,8,INTEGER { up(1), dormant(5), lowerLayerDown(7) }
ifInOctets,ifEntry,10,Counter32
ifOutOctets,ifEntry,16,Gauge32
ifXTable,ifMIBObjects,1,SEQUENCE OF IfXEntry
ifXEntry,ifXTable,1,IfXEntry
ifName,ifXEntry,1,DisplayString
ifHCInOctets,ifXEntry,6,Counter64
ifCounterDiscontinuityTime,ifXEntry,19,TimeTicks
EOT
		echo 'IfEntry ::= SEQUENCE { ifIndex INTEGER }'
		echo 'IfXEntry ::= SEQUENCE { ifName DisplayString }'
		echo END
	} >"$1"
}

@test "ossctl-poll: what snmpwalk prints where it has MIBs, in all ways" {
	local o

	mkdir mibs
	port_mib mibs/IF-MIB.txt
	{
		grep -vE '\.31\.1\.1\.1\.18\.|2\.2\.1\.2\.10 ' "$WALK"
		echo '.1.3.6.1.2.1.2.2.1.3.1 = INTEGER: 6'
		echo '.1.3.6.1.2.1.2.2.1.6.1 = Hex-STRING: 00 1B 21 03 0C 22'
		echo '.1.3.6.1.2.1.31.1.1.1.18.1 = STRING: "10"'
		echo '.1.3.6.1.2.1.31.1.1.1.18.2 = STRING: "to: a = 1.5"'
	} | sort -V >device.walk
	python3 "$ROOT/tests/lib/agent.py" "$TMP/ready" device.walk 3>&- &
	echo $! >agent.pid
	while [ ! -e ready ]; do
		sleep 0.02
	done
	ossctl-poll --replay r=device.walk --now $NOW >want
	grep -q '"mac":"00:1b:21:03:0c:22"' want
	for o in n s S f u Q q X XQ Xq XQf e eQn qn x T TQ t Qs qs QUs UX a; do
		MIBDIRS=$TMP/mibs MIBS=IF-MIB snmpbulkwalk -v2c -c public \
		    "-O$o" "127.0.0.1:$(<ready)" .1.3.6.1.2.1 >$o.walk
		echo "-O$o"
		run --separate-stderr ossctl-poll --replay r=$o.walk --now $NOW
		[ "$status" -eq 0 ]
		[ -z "$stderr" ]
		diff <(samples want) <(samples <(echo "$output"))
	done
	grep -q 'ifHCInOctets\[1\] 18446744073709551615$' Xq.walk
	grep -q '^\.iso\..*ifEntry.ifOperStatus\[2\] = lowerLayerDown$' XQf.walk
}

@test "ossctl-poll: a folder of recordings, a node for each file" {
	mkdir rec
	cp "$WALK" rec/b.walk
	cp "$WALK" rec/a.b.snmpwalk
	cp "$WALK" rec/c
	cp "$WALK" rec/.hidden
	mkdir rec/folder
	run --separate-stderr ossctl-poll --replay rec --now $NOW
	[ "$status" -eq 0 ]
	[ "$(jq -r 'select(.kind == "node").node' <<<"$output" | xargs)" = \
	    "a.b b c" ]
	jq -c 'select(.type == "heartbeat") | [.planned_nodes, .ts]' \
	    <<<"$output" | grep -qxF "[3,\"$NOW\"]"
	# of one node
	cp "$WALK" rec/b.snmprec
	run --separate-stderr ossctl-poll --replay rec
	[ "$status" -eq 2 ]
	has_code recording-node
	run --separate-stderr ossctl-poll --replay nowhere
	[ "$status" -eq 2 ]
	has_code open-failed
	mkdir empty
	run --separate-stderr ossctl-poll --replay empty
	[ "$status" -eq 2 ]
	has_code nodes-none
}

@test "ossctl-poll: a nodes file says which recordings are nodes" {
	printf 'node,address,auth\nr1,192.0.2.1,none\nr2,192.0.2.2,none\n' \
	    >n.csv
	run --separate-stderr ossctl-poll --replay "r2=$WALK" --now $NOW n.csv
	[ "$status" -eq 1 ]
	[ "$(jq -r 'select(.kind == "node") |
	    [.node, .reachable, .error] | @tsv' <<<"$output" | xargs)" = \
	    "r1 false timeout r2 true" ]
}

@test "ossctl-poll: bad lines of a recording are told, the rest is read" {
	{
		grep -v '\.1\.3\.6\.1\.2\.1\.1\.5\.0 ' "$WALK"
		echo '1.3.6.1.2.1.1.5.0|4|first'
		echo '1.3.6.1.2.1.1.5.0|4|second'
		echo '1.3.6.1.2.1.1.4.0|99|x'
		echo '1.3.6.1.2.1.1.7.0|2|seventy'
		echo 'lost+found'
	} >r.snmprec
	n=$(wc -l <r.snmprec)
	run --separate-stderr ossctl-poll --replay r.snmprec --now $NOW
	[ "$status" -eq 1 ]
	[[ $stderr == *"r.snmprec:$((n - 3)):"*"[recording-twice]"* ]]
	[[ $stderr == *"r.snmprec:$((n - 2)):"*"[recording-tag]"* ]]
	[[ $stderr == *"r.snmprec:$((n - 1)):"*"[recording-value]"* ]]
	[[ $stderr == *"r.snmprec:$n:"*"[recording-line]"* ]]
	[[ $stderr == *"[recording-order]"* ]]
	ossctl-poll --replay "r=$WALK" --now $NOW >good
	diff <(samples good | sed 's/"sys_name":"sw1"/"sys_name":"first"/') \
	    <(samples <(echo "$output"))
	# not without end
	seq 100 >>r.snmprec
	run --separate-stderr ossctl-poll --replay r.snmprec --now $NOW
	[ "${#stderr_lines[@]}" -eq 21 ]
	[[ $stderr == *"85 more lines"* ]]
}

@test "ossctl-poll: 20,000 ports, with gaps, ifIndex to 2^32-1" {
	awk 'BEGIN {
		print "1.3.6.1.2.1.1.1.0|4|a large one"
		for (c = 1; c <= 3; c++)
			for (i = 1; i <= 20000; i++) {
				x = i < 20000 ? i * 3 : 4294967295
				if (c == 1)
					printf "1.3.6.1.2.1.2.2.1.2.%.0f|4|port%d\n", x, i
				if (c == 2)
					printf "1.3.6.1.2.1.2.2.1.10.%.0f|65|%d\n", x, i
				if (c == 3 && i % 7)
					printf "1.3.6.1.2.1.31.1.1.1.6.%.0f|70|%.0f\n",
					    x, 9007199254740992 + i * 1024
			}
	}' >big.snmprec
	run --separate-stderr ossctl-poll -q --replay big.snmprec --now $NOW
	[ "$(jq -c 'select(.kind == "interface") | .object' <<<"$output" |
	    sort -u | wc -l)" -eq 20000 ]
	tail -n 3 <<<"$output" | head -1 | jq -c '[.object, .if_index]' |
	    grep -qxF '["port20000",4294967295]'
	jq -c 'select(.kind == "interface") | .counter_bits' <<<"$output" |
	    sort | uniq -c | xargs | grep -qx '2857 32 17143 64'
}

@test "ossctl-poll: of devices that are odd, each port and counter is exact" {
	mkdir rec
	for seed in 1 $((RANDOM)); do
		echo "seed $seed"
		rm -f rec/*
		"$ROOT/tests/lib/recordings.py" make rec "$seed" 200
		ossctl-poll --replay rec --now $NOW >out
		"$ROOT/tests/lib/recordings.py" check rec <out
	done
	# whatever texts there are, no terminal minds them
	[ "$(tr -d '\n' <out | tr -cd '\000-\037\177' | wc -c)" -eq 0 ]
	iconv -f UTF-8 -t UTF-8 out >/dev/null
	[ "$(grep -c $'\xc2[\x80-\x9f]' out)" -eq 0 ]
	# and it sees what is wrong
	sed -E '0,/"in_octets":/s/"in_octets":/&1/' out >wrong
	run "$ROOT/tests/lib/recordings.py" check rec <wrong
	[ "$status" -eq 1 ]
	[[ $output == *in_octets* ]]
}

@test "ossctl-poll: devices as people recorded them, port by port" {
	ossctl-poll --replay "$ROOT/tests/lib/recorded" --now $NOW >out
	"$ROOT/tests/lib/recordings.py" check "$ROOT/tests/lib/recorded" <out
	jq -r 'select(.kind == "interface") | [.node, .object, .speed_bps,
	    .in_octets, .out_octets, .counter_bits] | @csv' out >ports
	for port in '"border","pkt0#11",1000000000,7,70764928529,64' \
	    '"clock","tunnel 88",0,0,0,64' \
	    '"headend","GE 1",1000000000,101212006202722,200146860,64' \
	    '"outwards","eth1",,,647510,64' \
	    '"router","8#4",100000000,3784916249,1463696936,32' \
	    '"shdsl","1#4096",4608000,4245173469,3010643105,32'; do
		grep -qxF "$port" ports
	done
}

@test "ossctl-poll: however a recording was kept, each port is exact" {
	mkdir kept truth
	for seed in 1 $((RANDOM)); do
		echo "seed $seed"
		rm -f kept/* truth/*
		"$ROOT/tests/lib/recordings.py" styles kept truth "$seed" 150
		run --separate-stderr ossctl-poll --replay kept --now $NOW
		[ "$status" -le 1 ]
		[[ $stderr != *"[recording-value]"* ]]
		[[ $stderr != *"[recording-tag]"* ]]
		"$ROOT/tests/lib/recordings.py" check truth <<<"$output"
	done
}

@test "ossctl-poll: a recording may be packed" {
	mkdir rec
	gzip -c "$WALK" >rec/a.walk.gz
	zstd -q -c "$WALK" >rec/b.zst
	cp "$WALK" rec/c.walk
	ossctl-poll --replay rec --now $NOW >out
	[ "$(jq -r 'select(.kind == "node").node' out | xargs)" = "a b c" ]
	for n in a b c; do
		grep "\"node\":\"$n\"" out | sed "s/\"$n\"/\"x\"/g" >$n
	done
	cmp a c
	cmp b c
	head -c 100 rec/a.walk.gz >cut.walk.gz
	run --separate-stderr ossctl-poll --replay cut.walk.gz --now $NOW
	[ "$status" -eq 75 ]
	has_code archive-cut
}

@test "ossctl-poll: sysUpTime that is no TimeTicks is one all the same" {
	for t in 2 66 65; do
		printf '1.3.6.1.2.1.1.3.0|%s|1669123\n' $t >r.snmprec
		printf '1.3.6.1.2.1.2.2.1.10.1|65|7\n' >>r.snmprec
		ossctl-poll --replay r.snmprec --now $NOW >out
		jq -e -n '[inputs.uptime_cs | values] == [1669123, 1669123]' out
	done
	# not a negative one, and not one of more than 32 bits
	for v in '2|-1' '70|4294967296' '4|77'; do
		echo "1.3.6.1.2.1.1.3.0|$v" >r.snmprec
		ossctl-poll --replay r.snmprec --now $NOW >out
		jq -e -n '[inputs.uptime_cs | values] == []' out
	done
}

@test "ossctl-poll: options that do not go with a replay" {
	for o in '--now 2026-01-01T00:00:00Z n.csv' \
	    '--replay x --interval 5m' '--replay x --record .'; do
		# shellcheck disable=SC2086
		run --separate-stderr ossctl-poll $o
		[ "$status" -eq 2 ]
		has_code usage-value
	done
}
