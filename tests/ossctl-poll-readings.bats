# ossctl-poll-readings.bats: what nodes say beside the counters of their
# ports, from snmpd and from small recordings

load lib/common

setup() {
	load lib/snmpd
	export OSSBSS_COMMUNITY_DEFAULT=public
	cd "$TMP" || return 1
}

teardown() {
	local f

	[ -e "$TMP/agent/pid" ] && snmpd_stop "$TMP/agent"
	for f in "$TMP"/*.pid; do
		[ -e "$f" ] && kill "$(<"$f")"
	done
	return 0
}

# agent WALK: an agent that says what stands in the file, its port in $PORT
agent() {
	rm -f "$TMP/ready"
	python3 "$ROOT/tests/lib/agent.py" "$TMP/ready" "$1" 3>&- &
	echo $! >"$TMP/$!.pid"
	while [ ! -e "$TMP/ready" ]; do
		sleep 0.02
	done
	PORT=$(<"$TMP/ready")
}

# poll: of the agent at $PORT, as node r1
poll() {
	printf 'node,address\nr1,127.0.0.1:%s\n' "$PORT" |
	    ossctl-poll
}

# says FILTER: a record of `out` is so
says() {
	jq -e -n "[inputs | $1] | any" out >/dev/null || {
		cat out
		return 1
	}
}

@test "ossctl-poll: snmpd says its addresses, disks and memory" {
	SNMPD_ADDRESSES=1 snmpd_start "$TMP/agent"
	PORT=$SNMPD_PORT
	poll >out
	says 'select(.object == "lo") | .if_type == 24 and .mtu > 0 and
	    (.ip_addresses | split(" ")[0]) == "127.0.0.1/8" and
	    .out_packets > 0'
	says 'select(.kind == "node") |
	    .mem_used_octets > 0 and .mem_used_octets <= .mem_total_octets'
	says 'select(.object == "storage:/") | .sensor_class == "storage" and
	    .reading_unit == "%" and .reading <= 100'
}

@test "ossctl-poll: sensors and neighbours are named after the ports" {
	cat >walk <<'EOF'
.1.3.6.1.2.1.1.1.0 = STRING: "some switch"
.1.3.6.1.2.1.1.3.0 = Timeticks: (500) 0:00:05.00
.1.3.6.1.2.1.2.2.1.2.3 = STRING: "Ethernet1/3"
.1.3.6.1.2.1.2.2.1.8.3 = INTEGER: 1
.1.3.6.1.2.1.31.1.1.1.1.3 = STRING: "Et1/3"
.1.3.6.1.2.1.47.1.1.1.1.2.40 = STRING: "Rx power of Et1/3"
.1.3.6.1.2.1.47.1.1.1.1.4.40 = INTEGER: 30
.1.3.6.1.2.1.47.1.1.1.1.5.1 = INTEGER: 3
.1.3.6.1.2.1.47.1.1.1.1.5.30 = INTEGER: 10
.1.3.6.1.2.1.47.1.1.1.1.5.40 = INTEGER: 8
.1.3.6.1.2.1.47.1.1.1.1.11.1 = STRING: "SN1"
.1.3.6.1.2.1.47.1.1.1.1.13.1 = STRING: "X9"
.1.3.6.1.2.1.47.1.3.2.1.2.30.0 = OID: .1.3.6.1.2.1.2.2.1.1.3
.1.3.6.1.2.1.99.1.1.1.1.40 = INTEGER: 14
.1.3.6.1.2.1.99.1.1.1.2.40 = INTEGER: 9
.1.3.6.1.2.1.99.1.1.1.3.40 = INTEGER: 1
.1.3.6.1.2.1.99.1.1.1.4.40 = INTEGER: -123
.1.3.6.1.2.1.99.1.1.1.5.40 = INTEGER: 1
.1.0.8802.1.1.2.1.3.7.1.2.9 = INTEGER: 5
.1.0.8802.1.1.2.1.3.7.1.3.9 = STRING: "Et1/3"
.1.0.8802.1.1.2.1.4.1.1.4.0.9.1 = INTEGER: 4
.1.0.8802.1.1.2.1.4.1.1.5.0.9.1 = Hex-STRING: 00 1B 21 AA FF 01
.1.0.8802.1.1.2.1.4.1.1.7.0.9.1 = STRING: "ge-0/0/0"
.1.0.8802.1.1.2.1.4.1.1.9.0.9.1 = STRING: "r2"
EOF
	sort -V -o walk walk
	agent walk
	poll >out
	says 'select(.kind == "node") | .model == "X9" and .serial == "SN1"'
	says 'select(.kind == "sensor") | .port == "Et1/3" and
	    .reading == -12.3 and .reading_unit == "dBm" and .status == "ok" and
	    .object == "optical-rx-power:Rx power of Et1/3"'
	says 'select(.kind == "neighbor") | .object == "lldp:Et1/3" and
	    .port == "Et1/3" and .peer_node == "r2" and
	    .peer_port == "ge-0/0/0" and .protocol == "lldp"'
}

# own NAME JSON: a profile of the operator
own() {
	export OSSBSS_HOME=$TMP/home
	mkdir -p "$OSSBSS_HOME/profiles"
	printf '%s\n' "$2" >"$OSSBSS_HOME/profiles/$1.json"
}

@test "ossctl-poll: a family is a file: an OLT says its terminals" {
	cat >walk <<'EOF'
.1.3.6.1.2.1.1.1.0 = STRING: "Huawei Integrated Access Software"
.1.3.6.1.2.1.1.2.0 = OID: .1.3.6.1.4.1.2011.2.248
.1.3.6.1.2.1.1.3.0 = Timeticks: (500) 0:00:05.00
.1.3.6.1.2.1.31.1.1.1.1.4194304000 = STRING: "GPON 0/1/0"
.1.3.6.1.4.1.2011.6.128.1.1.2.43.1.3.4194304000.7 = Hex-STRING: 48 57 54 43 1A 2B 3C 4D
.1.3.6.1.4.1.2011.6.128.1.1.2.46.1.15.4194304000.7 = INTEGER: 2
.1.3.6.1.4.1.2011.6.128.1.1.2.46.1.24.4194304000.7 = INTEGER: 13
.1.3.6.1.4.1.2011.6.128.1.1.2.51.1.4.4194304000.7 = INTEGER: -2012
EOF
	agent walk
	poll >out
	says 'select(.kind == "node") | .profile == "huawei-olt" and
	    .vendor == "Huawei"'
	says 'select(.kind == "termination") | .object == "GPON 0/1/0:7" and
	    .port == "GPON 0/1/0" and .oper == "down" and
	    .serial == "HWTC1A2B3C4D" and .rx_power_dbm == -20.12 and
	    .last_down_cause == "dying-gasp"'
}

@test "ossctl-poll --profiles: all that are installed are good" {
	run --separate-stderr ossctl-poll --profiles
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -ge 85 ]
	[[ $output == *$'generic\t'* ]]
	# four columns; a child says itself what it was compared with
	[ "$(awk -F'\t' 'NF != 4' <<<"$output")" = "" ]
	[[ $output == *$'siklu.json\tEH-1200TL'* ]]
	[[ $output == *$'vyos.json\t'$'\n'* ]]
}

@test "ossctl-poll --profiles: the operator's own go before, and inherit" {
	own mikrotik '{"description":"ours","parent":"linux",
	    "match":[{"object_id":"1.3.6.1.4.1.14988"}]}'
	run --separate-stderr ossctl-poll --profiles
	[ "$status" -eq 0 ]
	[[ $output == *$'mikrotik\tours\t'"$TMP/home/profiles/mikrotik.json"* ]]
}

@test "ossctl-poll: a node may name its profile, of those that there are" {
	printf 'node,address,profile\nr1,127.0.0.9:9,none\n' >n.csv
	run --separate-stderr ossctl-poll n.csv
	[ "$status" -eq 2 ]
	has_code node-profile
}

@test "ossctl-poll --profiles: what is no JSON is said, with the line" {
	own bad '{"description": "x",
	    oops }'
	run --separate-stderr ossctl-poll --profiles
	[ "$status" -eq 2 ]
	has_code profile-syntax
	[[ $stderr == *bad.json:2:* ]]
}

@test "ossctl-poll: a broken profile is said, and costs only itself" {
	cat >walk <<'EOF'
.1.3.6.1.2.1.1.1.0 = STRING: "RouterOS RB4011iGS+"
.1.3.6.1.2.1.1.2.0 = OID: .1.3.6.1.4.1.14988.1
.1.3.6.1.2.1.1.3.0 = Timeticks: (500) 0:00:05.00
EOF
	agent walk
	own bad '{"description": "x",
	    oops }'
	# the installed one of its name serves
	own mikrotik '{"description":"ours","colour":"red"}'
	own fine '{"description":"ours","match":{"object_id":"1.3.6.1.9"}}'
	run --separate-stderr poll
	[ "$status" -eq 1 ]
	printf '%s\n' "$output" >out
	has_code profile-syntax
	has_code profile-invalid
	[[ $stderr == *bad.json:2:* ]]
	says 'select(.kind == "node") | .profile == "mikrotik"'
	# for CI: exit 2, and what can be used
	run --separate-stderr ossctl-poll --profiles
	[ "$status" -eq 2 ]
	[[ $output == *$'fine\tours\t'* ]]
	[[ $output == *$'mikrotik\tMikroTik'* || $output == *"$SHARE"*mikrotik* ]]
	[[ $output != *$'bad\t'* ]]
}

@test "ossctl-poll: a broken installed profile is said when a node wants it" {
	local share=$TMP/share

	cp -r "$SHARE" "$share"
	cat >walk <<'EOF'
.1.3.6.1.2.1.1.1.0 = STRING: "RouterOS RB4011iGS+"
.1.3.6.1.2.1.1.2.0 = OID: .1.3.6.1.4.1.14988.1
.1.3.6.1.2.1.1.3.0 = Timeticks: (500) 0:00:05.00
EOF
	agent walk
	jq '.colour = "red"' "$SHARE/profiles/mikrotik.json" \
	    >"$share/profiles/mikrotik.json"
	jq '.sensors = {class: "heat"}' "$SHARE/profiles/fortinet.json" \
	    >"$share/profiles/fortinet.json"
	export OSSBSS_SHARE=$share
	run --separate-stderr poll
	[ "$status" -eq 1 ]
	printf '%s\n' "$output" >out
	[ "$(grep -c profile-invalid <<<"$stderr")" -eq 1 ]
	[[ $stderr == *mikrotik.json*colour* ]]
	says 'select(.kind == "node") | .profile == "generic"'
	# for CI: all of them
	run --separate-stderr ossctl-poll --profiles
	[ "$status" -eq 2 ]
	[ "$(grep -c profile-invalid <<<"$stderr")" -eq 2 ]
	# what cannot be read at all might match any
	echo '{"description": "x", "match": [' >"$share/profiles/fortinet.json"
	cp {"$SHARE","$share"}/profiles/mikrotik.json
	run --separate-stderr poll
	[ "$status" -eq 1 ]
	[[ $stderr == *fortinet.json:*profile-syntax* ]]
}

@test "ossctl-poll --profiles: what a profile cannot say is said, with the place" {
	local bad

	while IFS='|' read -r bad want; do
		own bad "$bad"
		run --separate-stderr ossctl-poll --profiles
		[ "$status" -eq 2 ]
		has_code profile-invalid
		[[ $stderr == *"$want"* ]]
	done <<'EOF'
[]|must be an object
{}|'description' is missing
{"description":"x","colour":"red"}|'colour' is not known here
{"description":"x","parent":"nobody"}|there is no parent 'nobody'
{"description":"x","parent":"bad"}|more than 4 parents
{"description":"x","match":[{}]}|match[1]: needs 'object_id' or 'descr'
{"description":"x","match":{"object_id":"1.3."}}|'object_id' must be OIDs
{"description":"x","match":{"descr":"a(b"}}|no extended regular expression
{"description":"x","match":{"descr":"(a{99}){99}"}}|counts of more than 4096
{"description":"x","match":{"descr":"(a)\\1"}}|without back references
{"description":"x","serial":"1.3.x"}|serial: not an OID
{"description":"x","serial":"1.3.6.1.99999999999"}|3 to 24 numbers
{"description":"x","cpu":{}}|cpu[1]: needs either 'load' or 'idle'
{"description":"x","memory":{"free":"1.3.6.1"}}|needs 'total' or 'used'
{"description":"x","sensors":{"class":"heat"}}|'class' must be one of
{"description":"x","sensors":{"class":"fan"}}|needs 'value' or 'status'
{"description":"x","sensors":{"class":"other","value":"1.3.6.1"}}|needs a 'unit'
{"description":"x","sensors":{"class":"fan","value":{"oid":"1.3.6.1","scale":99}}}|'scale' must be a whole number
{"description":"x","sensors":{"class":"fan","value":{"oid":"1.3.6.1","within":[2,1]}}}|'within' must be two whole numbers
{"description":"x","sensors":{"class":"fan","value":{"oid":"1.3.6.1","within":1}}}|'within' must be two whole numbers
{"description":"x","sensors":{"class":"fan","value":{"oid":"1.3.6.1","pattern":"("}}}|no extended regular expression
{"description":"x","sensors":{"class":"fan","value":{"oid":"1.3.6.1","index":[0]}}}|places in an index count from 1
{"description":"x","sensors":{"class":"fan","status":{"oid":"1.3.6.1","map":{"1":"good"}}}}|'good' must be one of
{"description":"x","sensors":{"class":"fan","status":{"oid":"1.3.6.1","map":{"x":"ok"}}}}|'x' in 'map' is no number
{"description":"x","terminations":{}}|'rows' is missing
{"description":"x","sensors":{"class":"fan","value":"1.3.6.1","where":{"part":1}}}|where: needs either 'values' or 'pattern'
{"description":"x","sensors":{"class":"fan","value":"1.3.6.1","where":{"part":0,"values":1}}}|'part' must be a whole number
{"description":"x","sensors":{"class":"fan","value":"1.3.6.1","where":{"part":1,"oid":"1.3.6.1","values":1}}}|'oid' is not known here
EOF
}

# switch NAME PORT PEER PEERPORT: the recording of a switch that sees another
switch() {
	cat >"$TMP/walks/$1.snmprec" <<EOF
1.0.8802.1.1.2.1.4.1.1.4.0.7.1|2|7
1.0.8802.1.1.2.1.4.1.1.5.0.7.1|4|$3
1.0.8802.1.1.2.1.4.1.1.7.0.7.1|4|$4
1.0.8802.1.1.2.1.4.1.1.9.0.7.1|4|$3
1.3.6.1.2.1.1.3.0|67|500
1.3.6.1.2.1.1.5.0|4|$1
1.3.6.1.2.1.31.1.1.1.1.7|4|$2
1.3.6.1.2.1.31.1.1.1.15.7|66|1000
EOF
}

@test "ossctl-poll --links: a link is one, whoever sees it" {
	mkdir walks
	switch a ge-1 b.example.net eth2
	switch b eth2 a ge-1
	switch c xe-9 a "port of no name"
	ossctl-poll --links --replay walks >out
	run jq -c '[.type, .a_node, .a_port, .b_node, .b_port,
	    .capacity_bps]' out
	[ "${lines[0]}" = '["link","a","ge-1","b","eth2",1000000000]' ]
	[ "${lines[1]}" = \
	    '["link","a","port of no name","c","xe-9",1000000000]' ]
	[ "${lines[2]}" = '["end",null,null,null,null,null]' ]
	[ "${#lines[@]}" -eq 3 ]
}

@test "ossctl-poll --links: as CSV, and of nobody nothing" {
	mkdir walks
	switch a ge-1 b eth2
	ossctl-poll --links -o csv --replay walks >out
	run tail -1 out
	[[ $output == *a,ge-1,b,eth2,1000000000* ]]
}
