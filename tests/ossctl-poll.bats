# ossctl-poll.bats: what its page promises, against net-snmp's snmpd and
# against agents with bad habits, all on loopback

load lib/common

setup_file() {
	load lib/snmpd
	SNMPD_ADDRESSES=20 snmpd_start "$BATS_FILE_TMPDIR/agent"
	echo "$SNMPD_PORT" >"$BATS_FILE_TMPDIR/port"
}

teardown_file() {
	load lib/snmpd
	snmpd_stop "$BATS_FILE_TMPDIR/agent"
}

setup() {
	load lib/snmpd
	PORT=$(<"$BATS_FILE_TMPDIR/port")
	export OSSBSS_COMMUNITY_DEFAULT=public
	cd "$TMP" || return 1
}

teardown() {
	local f

	for f in "$TMP"/*/pid; do
		[ -e "$f" ] && snmpd_stop "${f%/pid}"
	done
	for f in "$TMP"/*.pid; do
		[ -e "$f" ] && kill "$(<"$f")"
	done
	return 0
}

# nodes N: a nodes file of so many addresses of the good agent
nodes() {
	local i

	echo node,address
	for ((i = 1; i <= $1; i++)); do
		echo "r$i,127.0.0.$i:$PORT"
	done
}

# bad HABIT [WALK]: start agent.py so, its port in $BAD
bad() {
	rm -f "$TMP/ready"
	python3 "$ROOT/tests/lib/agent.py" -H "$1" "$TMP/ready" \
	    "${2-$ROOT/tests/lib/switch.walk}" 3>&- &
	echo $! >"$TMP/$!.pid"
	while [ ! -e "$TMP/ready" ]; do
		sleep 0.02
	done
	BAD=$(<"$TMP/ready")
}

# swallow: a UDP port that takes everything and answers nothing, in $BAD
swallow() {
	: >"$TMP/empty.walk"
	bad stop=0 "$TMP/empty.walk"
}

# poll1 PORT [OPTION...]: poll one node `s` there
poll1() {
	printf 'node,address\ns,127.0.0.1:%s\n' "$1" >one.csv
	shift
	run --separate-stderr ossctl-poll "$@" one.csv
}

# samples FILE: without what differs from poll to poll
samples() {
	grep '"type":"sample"' "$1" |
	    sed -E 's/"(ts|rtt_us|poll_[a-z]+)":("[^"]*"|[0-9]+),?//g; s/,}/}/'
}

# is_true FILTER: the one answer to it about stdin
is_true() {
	[ "$(jq -c "$1")" = true ]
}

# whole HABIT: an agent with it costs no cell
whole() {
	bad none
	poll1 "$BAD" --timeout 5s
	[ "$status" -eq 0 ]
	echo "$output" >good
	bad "$1"
	poll1 "$BAD" --timeout 300ms --retries 0
	[ "$status" -eq 0 ]
	echo "$output" >got
	diff <(samples good) <(samples got)
}

@test "ossctl-poll: the node first, then its ports by ifIndex, heartbeat, end" {
	nodes 1 >n.csv
	run --separate-stderr ossctl-poll n.csv
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	echo "$output" >out
	[ "$(jq -r .type out | uniq | paste -sd ' ')" = "sample heartbeat end" ]
	[ "$(head -1 out | jq -r '[.kind, .object, .reachable] | @csv')" = \
	    '"node","r1",true' ]
	[ "$(head -1 out | jq -r .sys_object_id)" = 1.3.6.1.4.1.8072.3.2.10 ]
	[ "$(head -1 out | jq '.rtt_us > 0 and .uptime_cs > 0')" = true ]
	jq -s '[.[] | select(.kind == "interface") | .if_index] |
	    length > 0 and . == sort' out | grep -qx true
	[ "$(jq -r 'select(.object == "lo") | [.oper, .counter_bits] | @csv' \
	    out)" = '"up",64' ]
	[ "$(jq -c 'select(.type == "heartbeat") | [.planned_nodes,
	    .answered_nodes, .failed_nodes]' out)" = '[1,1,0]' ]
	jq -r 'select(.type == "sample") | .ts' out |
	    grep -vqE '^[0-9T:-]+(\.[0-9]{1,3})?Z$' && return 1
	[ "$(jq -r 'select(.type == "end") | .written' out)" -eq \
	    $(($(wc -l <out) - 1)) ]
}

@test "ossctl-poll: the counters of lo grow by the traffic between two polls" {
	nodes 1 >n.csv
	lo() { ossctl-poll n.csv | jq -c 'select(.object == "lo")'; }
	lo >a
	# snmpd keeps the table for a few seconds
	for _ in $(seq 20); do
		python3 -c 'import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for i in range(20): s.sendto(bytes(20000), ("127.0.0.1", 9))'
		sleep 1
		lo >b
		[ "$(jq .in_octets b)" -gt "$(jq '.in_octets + 100000' a)" ] &&
		    break
	done
	[ "$(jq .in_octets b)" -gt "$(jq '.in_octets + 100000' a)" ]
	[ "$(jq .out_octets b)" -gt "$(jq '.out_octets + 100000' a)" ]
	[ "$(jq .uptime_cs b)" -gt "$(jq .uptime_cs a)" ]
}

@test "ossctl-poll: who is refused is asked once more, not --retries times" {
	printf 'node,address\nnobody,127.0.0.1:9\n' >n.csv
	run --separate-stderr ossctl-poll --timeout 100ms --retries 9 n.csv
	[ "$(jq -r 'select(.error) | "\(.error) \(.poll_requests)"' \
	    <<<"$output")" = "refused 2" ]
	run --separate-stderr ossctl-poll --timeout 100ms --retries 0 n.csv
	[ "$(jq -r 'select(.error) | "\(.error) \(.poll_requests)"' \
	    <<<"$output")" = "refused 1" ]
}

@test "ossctl-poll: dead nodes among twenty cost their own time-out alone" {
	swallow
	{
		nodes 20
		echo "silent,127.0.0.1:$BAD"
		echo "nobody,127.0.0.1:9"
		echo "lost,255.255.255.255"
	} >n.csv
	start=$EPOCHREALTIME
	run --separate-stderr ossctl-poll --timeout 500ms --retries 1 n.csv
	end=$EPOCHREALTIME
	[ "$status" -eq 1 ]
	# twice 500 ms, and not once for each of them
	[ $(((${end/./} - ${start/./}) / 1000)) -lt 1900 ]
	has_code node-timeout
	has_code node-refused
	has_code node-unreachable
	[[ $stderr == *"'silent'"* && $stderr == *"'nobody'"* ]]
	echo "$output" >out
	[ "$(jq -c 'select(.type == "heartbeat") | [.planned_nodes,
	    .answered_nodes, .failed_nodes]' out)" = '[23,20,3]' ]
	[ "$(jq -r 'select(.reachable == false) | .node + "=" + .error' out |
	    sort | paste -sd ' ')" = \
	    "lost=unreachable nobody=refused silent=timeout" ]
	# those that answered were not held up
	[ "$(jq -s '[.[] | select(.reachable) | .ts] | max[0:19]' out)" = \
	    "$(jq -s '[.[] | select(.reachable) | .ts] | min[0:19]' out)" ] ||
	    [ "$(records out sample)" -gt 43 ]
	tail -1 out | is_true '.type == "end"'
}

@test "ossctl-poll: nobody answers: 75, and the stream is complete" {
	printf 'node,address\na,127.0.0.1:9\nb,127.0.0.2:9\n' >n.csv
	run --separate-stderr ossctl-poll --timeout 50ms --retries 0 n.csv
	[ "$status" -eq 75 ]
	[ "$(jq -r .type <<<"$output" | paste -sd ' ')" = \
	    "sample sample heartbeat end" ]
}

@test "ossctl-poll: a wrong community is silence, and is never shown" {
	nodes 1 >n.csv
	export OSSBSS_COMMUNITY_DEFAULT=s3cretword
	run --separate-stderr ossctl-poll -v --timeout 50ms --retries 0 n.csv
	[ "$status" -eq 75 ]
	has_code node-timeout
	[[ $output$stderr != *s3cretword* ]]
}

@test "ossctl-poll: credentials from a file, the environment before it" {
	unset OSSBSS_COMMUNITY_DEFAULT
	export OSSBSS_HOME=$TMP/home
	mkdir -p home/credentials
	printf '# the core\n\n community\t public \r\n' \
	    >home/credentials/core-ro
	chmod 600 home/credentials/core-ro
	echo '{"type":"node","node":"r","address":"127.0.0.1:'"$PORT"'",
	    "auth":"core-ro"}' | tr -d '\n' >n.ndjson
	echo >>n.ndjson
	run --separate-stderr ossctl-poll n.ndjson
	[ "$status" -eq 0 ]
	OSSBSS_COMMUNITY_CORE_RO=wrong run --separate-stderr \
	    ossctl-poll --timeout 50ms --retries 0 n.ndjson
	[ "$status" -eq 75 ]
	chmod 640 home/credentials/core-ro
	run --separate-stderr ossctl-poll n.ndjson
	[ "$status" -eq 2 ]
	has_code credentials-mode
	[[ $output$stderr != *public* ]]
}

@test "ossctl-poll: credentials that are missing, misnamed or misspelt" {
	unset OSSBSS_COMMUNITY_DEFAULT
	export OSSBSS_HOME=$TMP/home
	mkdir -p home/credentials
	printf 'comunity public\n' >home/credentials/typo
	printf 'community a\ncommunity b\n' >home/credentials/two
	mkfifo home/credentials/pipe
	chmod 600 home/credentials/*
	{
		echo node,address,auth
		echo a,127.0.0.1,
		echo b,127.0.0.1,none
		echo c,127.0.0.1,../../etc/passwd
		echo d,127.0.0.1,typo
		echo e,127.0.0.1,two
		echo f,127.0.0.1,pipe
	} >n.csv
	run --separate-stderr timeout 20 ossctl-poll -r rej n.csv
	[ "$status" -eq 2 ]
	has_code nodes-none
	[[ $stderr == *"of this name: '$OSSBSS_HOME/credentials/none'"* ]]
	[ "$(jq -r .code rej | paste -sd ' ')" = "credentials-missing\
 credentials-missing credentials-name credentials-syntax\
 credentials-syntax credentials-missing" ]
	run --separate-stderr ossctl-poll n.csv
	[ "$status" -eq 2 ]
	has_code rejects-refused
}

@test "ossctl-poll: bad nodes are set aside, the others are polled" {
	{
		echo node,address
		echo "r1,127.0.0.1:$PORT"
		echo "r1,127.0.0.1:$PORT"
		echo "r1,127.0.0.2:$PORT"
		echo "bad,127.0.0.1:99999"
		echo ",127.0.0.1"
		echo "r2,127.0.0.2:$PORT"
	} >n.csv
	run --separate-stderr ossctl-poll -r rej --audit audit n.csv
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rej | paste -sd ' ')" = \
	    "node-conflict node-address field-missing" ]
	[ "$(jq -c '[.read, .used, .rejected, .duplicate]' audit)" = \
	    '[6,2,3,1]' ]
	[ "$(jq -r 'select(.kind == "node") | .node' <<<"$output" | sort |
	    paste -sd ' ')" = "r1 r2" ]
}

@test "ossctl-poll: 32-bit counters where a view hides the others" {
	snmpd_start "$TMP/a" 'rocommunity public default -V narrow' \
	    'view narrow included .1' \
	    'view narrow excluded .1.3.6.1.2.1.31.1.1.1.6' \
	    'view narrow excluded .1.3.6.1.2.1.31.1.1.1.10' \
	    'view narrow excluded .1.3.6.1.2.1.31.1.1.1.1' \
	    'view narrow excluded .1.3.6.1.2.1.2.2.1.14'
	poll1 "$SNMPD_PORT"
	[ "$status" -eq 0 ]
	is_true 'select(.object == "lo") | .counter_bits == 32
	    and .in_octets >= 0 and .out_octets >= 0
	    and (has("in_errors") | not) and has("out_errors")' <<<"$output"
}

@test "ossctl-poll: IPv6" {
	grep -q '^0*1 ' /proc/net/if_inet6 2>/dev/null || skip "no ::1"
	six=$(udp_port)
	snmpd_start "$TMP/a" 'rocommunity6 public' -- "udp6:[::1]:$six"
	printf 'node,address\nv6,[::1]:%s\n' "$six" >n.csv
	run --separate-stderr ossctl-poll n.csv
	[ "$status" -eq 0 ]
	is_true 'select(.kind == "node") | .reachable' <<<"$output"
}

@test "ossctl-poll: a view without ports leaves the node" {
	snmpd_start "$TMP/a" 'rocommunity public default -V sys' \
	    'view sys included .1.3.6.1.2.1.1.5'
	poll1 "$SNMPD_PORT"
	[ "$status" -eq 0 ]
	[ "$(records <(echo "$output") sample)" -eq 1 ]
	is_true 'select(.kind == "node") | .reachable and has("sys_name")
	    and (has("sys_descr") or has("uptime_cs") | not)' <<<"$output"
}

@test "ossctl-poll: blank and doubled names of a real agent" {
	name=.1.3.6.1.2.1.31.1.1.1.1
	descr=.1.3.6.1.2.1.2.2.1.2
	snmpd_start "$TMP/a" \
	    "override $name.1 octet_str \"\"" \
	    "override $descr.1 octet_str \"Loopback\"" \
	    "override $name.7001 octet_str \"wan\"" \
	    "override $name.7002 octet_str \"wan\"" \
	    "override $descr.7003 octet_str \"s\""
	poll1 "$SNMPD_PORT"
	[ "$status" -eq 0 ]
	[ "$(jq -r 'select(.if_index == 1 or .if_index > 7000) | .object' \
	    <<<"$output" | paste -sd ' ')" = \
	    "Loopback wan#7001 wan#7002 s#7003" ]
}

@test "ossctl-poll: every reading of a recorded switch, exactly" {
	bad none
	poll1 "$BAD"
	[ "$status" -eq 0 ]
	samples <(echo "$output") >got
	cat >want <<-'EOF'
	{"type":"sample","node":"s","kind":"node","object":"s","reachable":true,"sys_object_id":"1.3.6.1.4.1.99999.1.2","sys_name":"sw1","sys_descr":"Bench Switch, 6 ports","uptime_cs":123456,"profile":"generic"}
	{"type":"sample","node":"s","kind":"interface","object":"Gi0/1","if_index":1,"alias":"Zürich  [31m","admin":"up","oper":"up","speed_bps":100000000000,"in_octets":18446744073709551615,"out_octets":9007199254740993,"in_errors":0,"counter_bits":64,"uptime_cs":123456,"discontinuity_cs":500}
	{"type":"sample","node":"s","kind":"interface","object":"GigabitEthernet0/2","if_index":2,"admin":"down","oper":"lowerLayerDown","speed_bps":1000000000,"in_octets":0,"out_octets":1,"in_errors":4,"counter_bits":64,"uptime_cs":123456}
	{"type":"sample","node":"s","kind":"interface","object":"port#3","if_index":3,"admin":"up","oper":"up","speed_bps":64000,"in_octets":4294967295,"out_octets":0,"counter_bits":32,"uptime_cs":123456}
	{"type":"sample","node":"s","kind":"interface","object":"port#4","if_index":4,"admin":"up","oper":"dormant","uptime_cs":123456}
	{"type":"sample","node":"s","kind":"interface","object":"[2J","if_index":10,"admin":"up","uptime_cs":123456}
	{"type":"sample","node":"s","kind":"interface","object":"Vlan1","if_index":3000000001,"admin":"up","uptime_cs":123456}
	EOF
	diff want got
}

@test "ossctl-poll: answers cut in mid-row cost no cell" {
	whole cut=5
}

@test "ossctl-poll: tooBig is asked again with less" {
	whole toobig=3
}

@test "ossctl-poll: an agent that is silent about large requests" {
	whole mute=6
}

@test "ossctl-poll: packets that are no answers are passed over" {
	whole garbage
	whole wrongid
}

@test "ossctl-poll: packets that were cut off cost no cell" {
	whole chop=500
	whole chop=90
}

@test "ossctl-poll: answers that come twice" {
	whole twice
}

@test "ossctl-poll: --repetitions 1 gets the same" {
	bad none
	poll1 "$BAD"
	samples <(echo "$output") >a
	poll1 "$BAD" --repetitions 1
	diff a <(samples <(echo "$output"))
}

@test "ossctl-poll: a walk that breaks off is kept and marked" {
	bad stop=2
	poll1 "$BAD" --timeout 50ms --retries 0
	[ "$status" -eq 1 ]
	has_code node-partial
	[ "$(records <(echo "$output") sample)" -gt 2 ]
	is_true 'select(.kind == "node") | .reachable and .error == "partial"
	    and .fault == "silent" and .poll_requests >= 3
	    and .poll_objects > 5 and .poll_us > 0' <<<"$output"
	is_true 'select(.type == "heartbeat") | .answered_nodes == 1' \
	    <<<"$output"
}

@test "ossctl-poll: an agent that goes in circles, and one without end" {
	bad loop
	poll1 "$BAD"
	[ "$status" -eq 1 ]
	[[ $stderr == *"do not increase"*"[node-partial]"* ]]
	is_true 'select(.kind == "node") | .fault == "order"' <<<"$output"
	bad endless
	poll1 "$BAD" --deadline 300ms
	[ "$status" -eq 1 ]
	[[ $stderr == *"--deadline"*"[node-partial]"* ]]
	is_true 'select(.kind == "node") | .fault == "late"' <<<"$output"
}

@test "ossctl-poll: a slow node is broken off at --deadline" {
	bad slow=150
	poll1 "$BAD" --deadline 400ms
	[ "$status" -eq 1 ]
	[[ $stderr == *"--deadline"*"[node-partial]"* ]]
}

@test "ossctl-poll: authorizationError is said" {
	bad auth
	poll1 "$BAD"
	[ "$status" -eq 1 ]
	has_code node-auth
	is_true 'select(.kind == "node") | .reachable and .error == "auth"' \
	    <<<"$output"
}

@test "ossctl-poll: an answer from another address is none" {
	bad other
	poll1 "$BAD" --timeout 100ms --retries 0
	[ "$status" -eq 75 ]
	has_code node-timeout
}

@test "ossctl-poll: a name that does not resolve holds up nobody" {
	{
		nodes 2
		echo "x,$(printf 'a%.0s' {1..70}).invalid"
		echo "l,localhost:$PORT"
	} >n.csv
	run --separate-stderr ossctl-poll --timeout 2s n.csv
	[ "$status" -eq 1 ]
	has_code node-resolve
	is_true 'select(.node == "x") | .error == "resolve"
	    and .reachable == false' <<<"$output"
	is_true 'select(.kind == "node" and .node == "r2") | .reachable' \
	    <<<"$output"
	[ "$(jq -r 'select(.kind == "node" and .node == "l") | .kind' \
	    <<<"$output")" = node ]
}

@test "ossctl-poll: the window does not change what comes" {
	nodes 20 >n.csv
	objects() {
		jq -r 'select(.type == "sample") | .node + "/" + .object' | sort
	}
	ossctl-poll n.csv | objects >a
	ossctl-poll --window 1 n.csv | objects >b
	ossctl-poll --window 3 n.csv | objects >c
	cmp a b
	cmp a c
	# node by node, each as one block
	ossctl-poll --window 7 n.csv >d
	[ "$(jq -r 'select(.node).node' d | uniq | wc -l)" -eq 20 ]
}

@test "ossctl-poll: fewer descriptors than the window asks for" {
	nodes 20 >n.csv
	(ulimit -n 72 && ossctl-poll n.csv >out 2>err)
	grep -q '\[window-lowered\]' err
	[ "$(jq -r 'select(.type == "heartbeat") | .answered_nodes' out)" = 20 ]
	run bash -c 'exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
	    ulimit -n 4; ossctl-poll n.csv 2>err'
	[ "$status" -eq 75 ]
	grep -q '\[node-local\]' err
	# nothing is claimed about a node that could not be asked
	jq -c 'select(.kind == "node") | [.error, .reachable]' \
	    <<<"$output" | sort -u | grep -qx '\["local",null\]'
}

@test "ossctl-poll: nodes as CSV on stdin; -o csv has no heartbeat" {
	nodes 2 >n.csv
	run --separate-stderr ossctl-poll -o csv - <n.csv
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "type,ts,node,kind,object,"* ]]
	[[ $output != *heartbeat* ]]
	[ "$(grep -c ',interface,lo,' <<<"$output")" -eq 2 ]
}

@test "ossctl-poll: the options of every stream" {
	{
		echo '{"type":"node","node":"a","address":"127.0.0.1:9","x":1}'
		echo '{"type":"link","a_node":"a","b_node":"b"}'
		echo "{\"type\":\"node\",\"node\":\"r\",\"address\":\"127.0.0.1:$PORT\"}"
	} >n.ndjson
	run --separate-stderr ossctl-poll --no-end --strict --pass -r rej \
	    --max-rejects 1 n.ndjson
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rej)" = field-unknown ]
	[ "$(records <(echo "$output") link)" -eq 1 ]
	[ "$(jq -r 'select(.kind == "node") | .node' <<<"$output")" = r ]
	run --separate-stderr ossctl-poll --strict -r rej --max-rejects 0 \
	    n.ndjson
	[ "$status" -eq 2 ]
	has_code rejects-many
	run --separate-stderr ossctl-poll --schema
	[ "$status" -eq 0 ]
	jq -e . <<<"$output" >/dev/null
	[[ $output == *uptime_cs* && $output == *planned_nodes* ]]
}

@test "ossctl-poll: no nodes are an error, not a quiet success" {
	echo node,address >n.csv
	run --separate-stderr ossctl-poll n.csv
	[ "$status" -eq 2 ]
	has_code nodes-none
	[ -z "$output" ]
}

@test "ossctl-poll: options out of range" {
	for o in --window=0 --window=70000 --repetitions=0 --retries=21 \
	    --timeout=0s --interval=100ms --deadline=2d; do
		run --separate-stderr ossctl-poll "$o" </dev/null
		[ "$status" -eq 2 ]
		has_code usage-value
	done
}

@test "ossctl-poll: --interval ends each pass, SIGTERM ends the run" {
	nodes 1 >n.csv
	ossctl-poll --interval 1s n.csv >out 2>err 3>&- &
	pid=$!
	for _ in {1..60}; do
		[ "$(grep -c '"type":"end"' out)" -ge 2 ] && break
		sleep 0.1
	done
	kill -TERM $pid
	wait $pid
	# the first pass may have begun just before a whole second
	run grep -v 'pass-skipped' err
	[ -z "$output" ]
	[ "$(records out heartbeat)" -ge 2 ]
	tail -1 out | is_true '.type == "end"'
	# the second pass began at a whole second, or not long after
	[[ $(jq -r 'select(.kind == "node") | .ts' out | sed -n 2p) =~ \
	    :[0-9]{2}(\.[0-4][0-9]*)?Z$ ]]
}

@test "ossctl-poll: SIGTERM during a pass lets it end" {
	swallow
	printf 'node,address\ns,127.0.0.1:%s\nr,127.0.0.1:%s\n' "$BAD" \
	    "$PORT" >n.csv
	ossctl-poll --interval 1h --timeout 500ms --retries 1 n.csv \
	    >out 2>err 3>&- &
	pid=$!
	sleep 0.3
	kill -TERM $pid
	rc=0
	wait $pid || rc=$?
	[ $rc -eq 1 ]
	is_true 'select(.type == "heartbeat") | .failed_nodes == 1' <out
	tail -1 out | is_true '.type == "end"'
}

@test "ossctl-poll: a pass longer than the interval skips starts and says so" {
	swallow
	printf 'node,address\ns,127.0.0.1:%s\n' "$BAD" >n.csv
	ossctl-poll --interval 1s --timeout 1100ms --retries 0 \
	    n.csv >out 2>err 3>&- &
	pid=$!
	for _ in {1..60}; do
		grep -q '\[pass-skipped\]' err && break
		sleep 0.1
	done
	kill -KILL $pid
	grep -q '\[pass-skipped\]' err
}

@test "ossctl-poll: reads no configuration, writes no files" {
	mkdir -p home/.snmp
	echo 'this is not a configuration' >home/.snmp/snmp.conf
	nodes 1 >n.csv
	HOME=$TMP/home MIBS=ALL SNMPCONFPATH=$TMP/home/.snmp \
	    run --separate-stderr ossctl-poll n.csv
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "$(find home -type f)" = home/.snmp/snmp.conf ]
}

@test "ossctl-poll: a reader that goes away ends it quietly" {
	nodes 20 >n.csv
	run --separate-stderr bash -c 'ossctl-poll n.csv | head -1'
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 1 ]
	[ -z "$stderr" ]
}

@test "ossctl-poll: a full disk is trouble" {
	nodes 1 >n.csv
	run bash -c 'ossctl-poll n.csv 2>&1 >/dev/full'
	[ "$status" -eq 2 ]
	[[ $output == *"[write-failed]"* ]]
}
