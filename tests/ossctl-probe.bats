# ossctl-probe.bats: what its page promises, against servers on loopback and
# against a far end with bad habits

load lib/common

setup_file() {
	local d=$BATS_FILE_TMPDIR

	openssl req -x509 -newkey rsa:2048 -nodes -days 20 -subj /CN=localhost \
	    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
	    -keyout "$d/key" -out "$d/cert" 2>/dev/null
	python3 "$ROOT/tests/lib/services.py" "$d/ready" "$d/cert" "$d/key" \
	    >/dev/null 2>&1 3>&- &
	echo $! >"$d/pid"
	until [ -e "$d/ready" ]; do sleep 0.02; done
}

teardown_file() {
	kill "$(<"$BATS_FILE_TMPDIR/pid")"
}

setup() {
	# shellcheck source=/dev/null
	. "$BATS_FILE_TMPDIR/ready"
	CERT=$BATS_FILE_TMPDIR/cert
	cd "$TMP" || return 1
}

# can_ping: whether this user may send ICMP here
can_ping() {
	printf 'node,address\na,127.0.0.1\n' |
	    ossctl-probe -q --count 1 >/dev/null 2>&1
}

# far dgram|raw COMMAND: run it beside far.py in a namespace of its own, where
# this user may or may not have ping sockets
far() {
	timeout 60 unshare -Urn bash -c 'coproc python3 "$1"
	    trap "kill $COPROC_PID" EXIT
	    read -r -u "${COPROC[0]}" line && [ "$line" = ready ] || exit 99
	    [ "$2" = raw ] ||
		echo "0 0" >/proc/sys/net/ipv4/ping_group_range || exit 99
	    eval "$3"' far "$ROOT/tests/lib/far.py" "$1" "$2"
}

needs_far() {
	far raw true >/dev/null 2>&1 || skip "no namespaces and tunnels here"
}

# far_nodes N...: nodes file of such addresses
far_nodes() {
	echo node,address
	for n; do echo "f$n,10.9.0.$n"; done
}

# probe1 OBJECT [FIELDS [OPTION...]]: one probe of node `s`, FIELDS more of it
probe1() {
	local object=$1 fields=${2:-}

	jq -nc --arg o "$object" "{type: \"node\", node: \"s\",
	    address: \"127.0.0.1\", probes: \"none\"},
	    {type: \"probe\", node: \"s\", object: \$o, $fields}" >one.ndjson
	shift
	[ $# -eq 0 ] || shift
	run --separate-stderr ossctl-probe "$@" one.ndjson
}

# is_true FILTER: the one answer to it about the sample
is_true() {
	[ "$(jq -c "select(.type == \"sample\") | $1" <<<"$output")" = true ] ||
	    { echo "not: $1"; echo "$output"; return 1; }
}

@test "ossctl-probe: ICMP of nodes, each round-trip time kept" {
	can_ping || skip "this user may not ping"
	printf 'node,address\na,127.0.0.1\nb,127.0.0.2:1161\n' >n.csv
	run --separate-stderr ossctl-probe --count 4 --spacing 5ms n.csv
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	echo "$output" >out
	[ "$(jq -r .type out | uniq | paste -sd ' ')" = "sample heartbeat end" ]
	jq -c 'select(.type == "sample") | [.object, .kind, .reachable, .sent,
	    .received, .loss_pct, (.rtt_list_us | split(" ") | length),
	    .rtt_min_us <= .rtt_us, .rtt_us <= .rtt_max_us,
	    .rtt_min_us > 0, has("jitter_us")]' out | sort -u >got
	[ "$(<got)" = \
	    '["icmp","probe",true,4,4,0,4,true,true,true,true]' ]
	jq -c 'select(.type == "heartbeat") | [.planned_nodes,
	    .answered_nodes, .failed_nodes]' out | grep -qx '\[2,2,0\]'
}

@test "ossctl-probe: IPv6 and names" {
	can_ping || skip "this user may not ping"
	[ -e /proc/net/if_inet6 ] || skip "no IPv6 here"
	printf 'node,address\na,::1\nb,[::1]:161\nc,localhost\n' >n.csv
	printf 'd,%s.invalid\n' "$(printf 'a%.0s' {1..70})" >>n.csv
	run --separate-stderr ossctl-probe --count 1 n.csv
	[ "$status" -eq 1 ]
	has_code probe-failed
	[ "$(jq -r 'select(.reachable) | .node' <<<"$output" | sort |
	    paste -sd ' ')" = "a b c" ]
	[ "$(jq -r 'select(.node == "d") | .error' <<<"$output")" = resolve ]
}

@test "ossctl-probe: loss, duplicates, late and foreign answers are told" {
	needs_far
	far_nodes 1 2 3 4 5 7 8 11 >n.csv
	for how in dgram raw; do
		run --separate-stderr far $how 'ossctl-probe -q --count 4 \
		    --spacing 150ms --timeout 200ms n.csv'
		[ "$status" -eq 1 ]
		jq -c 'select(.type == "sample") | [.node, .received,
		    .loss_pct, .duplicate_replies, .late_replies, .error]' \
		    <<<"$output" | sort >got
		diff - got <<-'END'
		["f1",4,0,null,null,null]
		["f11",0,100,null,null,"timeout"]
		["f2",2,50,null,null,null]
		["f3",4,0,3,null,null]
		["f4",3,25,null,1,null]
		["f5",0,100,null,null,"timeout"]
		["f7",0,100,null,null,"timeout"]
		["f8",4,0,null,null,null]
		END
		[ "$(jq -r 'select(.node == "f2") | .rtt_list_us |
		    gsub("[0-9]+"; "n")' <<<"$output")" = "n - n -" ]
		[ "$(jq -r 'select(.node == "f2") | has("jitter_us")' \
		    <<<"$output")" = false ]
	done
}

@test "ossctl-probe: what routers say, delay, size and DF" {
	needs_far
	far_nodes 6 9 10 12 13 >n.csv
	run --separate-stderr far dgram 'ossctl-probe --df --size 1000 \
	    --count 2 --spacing 1ms --timeout 300ms n.csv'
	[ "$status" -eq 1 ]
	jq -c 'select(.type == "sample") | [.node, .received, .error,
	    .error_text]' <<<"$output" | sort >got
	diff - got <<-'END'
	["f10",2,null,null]
	["f12",2,null,null]
	["f13",2,null,null]
	["f6",0,"unreachable","No route to host"]
	["f9",0,"unreachable","administratively prohibited"]
	END
	[ "$(jq -r 'select(.node == "f10") | .rtt_us >= 50000 and
	    .rtt_us < 150000' <<<"$output")" = true ]
	run --separate-stderr far raw 'ossctl-probe --count 1 --size 1000 \
	    --timeout 200ms n.csv'
	[ "$(jq -r 'select(.node == "f12") | .error' <<<"$output")" = timeout ]
	[ "$(jq -r 'select(.node == "f6") | .error' <<<"$output")" = \
	    unreachable ]
}

@test "ossctl-probe: no right to send ICMP is said before anything else" {
	needs_far
	far_nodes 1 >n.csv
	run --separate-stderr far raw 'setpriv --bounding-set=-net_raw \
	    --inh-caps=-net_raw ossctl-probe n.csv'
	[ "$status" -eq 2 ]
	has_code probe-denied
	[ -z "$output" ]
}

@test "ossctl-probe: TCP: open, refused, silent" {
	printf 'node,address,probes\ns,127.0.0.1,tcp:%s tcp:9 tcp:%s\n' \
	    "$OPEN" "$FULL" >n.csv
	run --separate-stderr ossctl-probe --timeout 300ms n.csv
	[ "$status" -eq 1 ]
	jq -c 'select(.type == "sample") | [.object, .reachable, .sent,
	    .received, .error, has("connect_us")]' <<<"$output" | sort >got
	sort >want <<-END
	["tcp:$OPEN",true,1,1,null,true]
	["tcp:9",false,1,0,"refused",false]
	["tcp:$FULL",false,1,0,"timeout",false]
	END
	diff want got
	[ "$(jq -c 'select(.type == "heartbeat") | [.planned_nodes,
	    .answered_nodes]' <<<"$output")" = '[1,1]' ]
}

@test "ossctl-probe: nobody answers: 75, and the stream is whole" {
	probe1 tcp:9
	[ "$status" -eq 75 ]
	[ "$(tail -1 <<<"$output" | jq -r .type)" = end ]
}

@test "ossctl-probe: HTTP: status, body, timings" {
	probe1 "http://127.0.0.1:$HTTP/ok" \
	    'expect_text: "17 systems", expect_match: "all [0-9]+ (x|systems)"'
	[ "$status" -eq 0 ]
	is_true '.http_status == 200 and .matched and .reachable and
	    .connect_us > 0 and .first_octet_us >= .connect_us and
	    .rtt_us == .first_octet_us and (has("tls_us") | not)'
	probe1 "http://127.0.0.1:$HTTP/ok" 'expect_match: "all [a-z]+ systems"'
	[ "$status" -eq 1 ]
	is_true '.error == "mismatch" and .matched == false and .reachable'
	probe1 "http://127.0.0.1:$HTTP/ok" 'expect_text: "18"'
	is_true '.error == "mismatch"'
	probe1 "http://127.0.0.1:$HTTP/broken"
	[ "$status" -eq 1 ]
	is_true '.error == "http" and .http_status == 500 and .reachable'
	[[ $stderr == *"failed: http, 500 [probe-failed]"* ]]
	probe1 "http://127.0.0.1:$HTTP/broken" 'expect_status: "200 5xx"'
	[ "$status" -eq 0 ]
}

@test "ossctl-probe: HTTP: redirections, and where they must not lead" {
	probe1 "http://127.0.0.1:$HTTP/moved"
	is_true '.http_status == 200 and .redirects == 1'
	probe1 "http://127.0.0.1:$HTTP/moved" 'expect_status: "302"'
	is_true '.http_status == 302 and (has("redirects") | not)'
	[ "$status" -eq 0 ]
	probe1 "http://127.0.0.1:$HTTP/circle"
	is_true '.error == "http"'
	probe1 "http://127.0.0.1:$HTTP/file"
	is_true '.error == "protocol"'
}

@test "ossctl-probe: HTTP: slow, endless, no HTTP, nobody" {
	probe1 "http://127.0.0.1:$HTTP/slow" '' --deadline 200ms
	is_true '.error == "timeout" and .reachable == false'
	probe1 "http://127.0.0.1:$HTTP/big" 'expect_text: "needle"' \
	    --deadline 5s
	[ "$status" -eq 0 ]
	# what one server answers must not keep all others waiting
	SECONDS=0
	probe1 "http://127.0.0.1:$HTTP/big" 'expect_match: "[^x]+y"'
	is_true '.error == "mismatch"'
	((SECONDS < 15))
	probe1 "http://127.0.0.1:$BABBLE/"
	is_true '.error == "protocol"'
	[[ $output != *$'\e'* && $stderr != *$'\e'* ]]
	probe1 "http://127.0.0.1:9/"
	is_true '.error == "refused"'
	probe1 "http://$(printf 'a%.0s' {1..70}).invalid/"
	is_true '.error == "resolve"'
}

@test "ossctl-probe: user and password of a URL are used and never shown" {
	probe1 "http://u:s3cret@127.0.0.1:$HTTP/login"
	[ "$status" -eq 0 ]
	is_true ".object == \"http://127.0.0.1:$HTTP/login\""
	[[ $output$stderr != *s3cret* ]]
	probe1 "http://u:wr0ng@127.0.0.1:$HTTP/login"
	is_true '.http_status == 401'
	[[ $output$stderr != *wr0ng* ]]
}

@test "ossctl-probe: the proxy and curlrc of the user do not matter" {
	echo 'fail' >.curlrc
	http_proxy=http://127.0.0.1:9 HOME=$TMP probe1 \
	    "http://127.0.0.1:$HTTP/ok"
	[ "$status" -eq 0 ]
}

@test "ossctl-probe: HTTPS and TLS: the certificate, verified or not" {
	probe1 "https://localhost:$HTTPS/ok" '' --ca "$CERT"
	[ "$status" -eq 0 ]
	is_true '.tls_us >= .connect_us and .http_status == 200 and
	    (.certificate_to | fromdate > now + 18 * 86400) and
	    (.certificate_to | fromdate < now + 21 * 86400)'
	probe1 "https://localhost:$HTTPS/ok"
	[ "$status" -eq 75 ]
	is_true '.error == "tls" and .reachable == false and
	    has("certificate_to")'
	[[ $output == *"self-signed certificate"* ]]
	probe1 "https://localhost:$HTTPS/ok" 'verify: false'
	[ "$status" -eq 0 ]
	is_true 'has("certificate_to")'
	probe1 "tls:$HTTPS" '' --ca "$CERT"
	[ "$status" -eq 0 ]
	is_true '.reachable and has("certificate_to") and .tls_us > 0'
	probe1 "tls:$HTTPS" 'server_name: "www.example.net"' --ca "$CERT"
	is_true '.error == "tls"'
	probe1 "tls:$HTTPS" 'server_name: "localhost",
	    certificate_min_d: 14' --ca "$CERT"
	[ "$status" -eq 0 ]
	probe1 "tls:$HTTPS" 'certificate_min_d: 30' --ca "$CERT"
	[ "$status" -eq 1 ]
	is_true '.error == "tls" and .reachable and
	    .error_text == "the certificate ends soon"'
	probe1 "tls:$BABBLE" 'verify: false'
	is_true '.error == "tls"'
}

@test "ossctl-probe: a web probe may go to another address than its name" {
	probe1 "http://www.example.net/ok" "address: \"127.0.0.1:$HTTP\""
	[ "$status" -eq 0 ]
	probe1 "https://localhost:$HTTPS/ok" 'address: "127.0.0.1"' --ca "$CERT"
	[ "$status" -eq 0 ]
}

@test "ossctl-probe: DNS: answers of several types, in any order" {
	probe1 "dns:www.example.net/A:$DNS" \
	    'expect_answer: "192.0.2.1 192.0.2.9"'
	[ "$status" -eq 0 ]
	is_true '.answer == "192.0.2.1 192.0.2.9" and .matched and
	    .rtt_us > 0 and .sent == 1 and .received == 1'
	probe1 "dns:www.example.net/AAAA:$DNS"
	is_true '.answer == "2001:db8::1" and (has("matched") | not)'
	probe1 "dns:example.net/mx:$DNS" 'expect_answer: "10:MAIL.example.net"'
	is_true ".matched and .object == \"dns:example.net/MX:$DNS\""
	probe1 "dns:example.net/TXT:$DNS"
	is_true '.answer == "a\\032b\\027\\255c"'
	probe1 "dns:www.example.net/A:$DNS" 'expect_answer: "192.0.2.1"'
	[ "$status" -eq 1 ]
	is_true '.error == "mismatch" and .matched == false'
}

@test "ossctl-probe: DNS: errors, truncation, silence, nonsense" {
	probe1 "dns:nx.example.net/A:$DNS"
	is_true '.error == "dns" and .answer == "NXDOMAIN" and .reachable'
	probe1 "dns:nx.example.net/A:$DNS" 'expect_answer: "NXDOMAIN"'
	[ "$status" -eq 0 ]
	probe1 "dns:fail.example.net/A:$DNS"
	is_true '.error_text == "SERVFAIL"'
	probe1 "dns:cut.example.net/A:$DNS"
	is_true '.answer == "192.0.2.1 192.0.2.9" and .sent == 2'
	probe1 "dns:silent.example.net/A:$DNS" '' --timeout 50ms --retries 2
	is_true '.error == "timeout" and .sent == 3 and .received == 0'
	probe1 "dns:a.example.net/A:$SILENT" '' --timeout 50ms --retries 0
	is_true '.error == "timeout" and .sent == 1'
	probe1 "dns:a.example.net/A:9"
	is_true '.error == "refused"'
	probe1 "dns:broken.example.net/A:$DNS"
	is_true '.error == "protocol"'
	probe1 "dns:loop.example.net/CNAME:$DNS"
	is_true '.error == "protocol"'
	probe1 "dns:foreign.example.net/A:$DNS" '' --timeout 50ms --retries 0
	is_true '.error == "timeout"'
}

@test "ossctl-probe: what a node says and what a probe record adds" {
	cat >n.csv <<-END
	type,node,address,probes,object,expect_status
	node,a,127.0.0.1,tcp:$OPEN http://127.0.0.1:$HTTP/broken,,
	node,a,127.0.0.1,tcp:$OPEN http://127.0.0.1:$HTTP/broken,,
	node,b,127.0.0.1,none,,
	probe,a,,,http://127.0.0.1:$HTTP/broken,500
	probe,a,,,http://127.0.0.1:$HTTP/broken,500
	probe,b,,,tcp:$OPEN,
	END
	run --separate-stderr ossctl-probe -v n.csv
	[ "$status" -eq 0 ]
	[[ $stderr == *"3 probes: 3 good; 2 nodes: 2 answered"* ]]
	[[ $stderr == *"duplicate 2"* ]]
}

@test "ossctl-probe: records that cannot be used are set aside" {
	jq -nc '{type: "node", node: "a", address: "127.0.0.1:0"},
	    {type: "node", node: "b", address: "127.0.0.1", probes: "icmp x"},
	    {type: "node", node: "c", address: "127.0.0.1", probes: "none"},
	    {type: "node", node: "c", address: "127.0.0.1", probes: "icmp"},
	    {type: "probe", node: "z", object: "icmp"},
	    {type: "probe", node: "c", object: "tcp:70000"},
	    {type: "probe", node: "c", object: "tcp:9", expect_text: "x"},
	    {type: "probe", node: "c", object: "http://h/", expect_match: "("},
	    {type: "probe", node: "c", object: "http://h/",
	    expect_match: "(.)\\1"},
	    {type: "probe", node: "c", object: "http://h/",
	    expect_status: "20"},
	    {type: "probe", node: "c", object: "tcp:9"},
	    {type: "probe", node: "c", object: "tcp:9", address: "127.0.0.2"}
	    ' >n.ndjson
	run --separate-stderr ossctl-probe -r rej n.ndjson
	[ "$status" -eq 75 ]
	diff - <(jq -r .code rej) <<-'END'
	node-address
	probe-target
	node-conflict
	probe-node
	probe-target
	probe-field
	probe-expect
	probe-expect
	probe-expect
	probe-conflict
	END
	# which field, and what it says; never a password
	diff - <(jq -r '.reason | sub("^.*: "; "")' rej) <<-'END'
	address '127.0.0.1:0'
	probes 'x'
	node 'c'
	node 'z'
	object 'tcp:70000'
	expect_text 'x'
	expect_match '('
	expect_match '(.)\1'
	expect_status '20'
	object 'tcp:9'
	END
	jq -nc '{type: "node", node: "b", address: "127.0.0.1",
	    probes: "icmp http://me:secret@"}' >s.ndjson
	run --separate-stderr ossctl-probe -r rej s.ndjson
	[[ $stderr == *"probes 'http://...@'"*'[probe-target]'* ]]
	[[ $stderr != *secret* ]]
	echo node,address,probes >n.csv
	run --separate-stderr ossctl-probe n.csv
	[ "$status" -eq 2 ]
	has_code probes-none
}

@test "ossctl-probe: shards have each node once, and its probes" {
	{
		echo type,node,address,probes,object
		for i in {1..20}; do
			echo "node,n$i,127.0.0.1,none,"
			echo "probe,n$i,,,tcp:$OPEN"
		done
	} >n.csv
	for i in 1 2 3; do
		ossctl-probe --shard $i/3 n.csv >"out$i"
		[ "$(records "out$i" sample)" -lt 20 ]
		jq -e 'select(.type == "end") | .shard' "out$i" | grep -q "$i/3"
	done
	[ "$(cat out? | jq -r 'select(.type == "sample") | .node' |
	    sort -u | wc -l)" -eq 20 ]
	[ "$(cat out? | jq -r 'select(.type == "sample") | .node' |
	    wc -l)" -eq 20 ]
}

@test "ossctl-probe: thousands at a time, --window and --rate" {
	{
		echo node,address,probes
		for ((i = 0; i < 3000; i++)); do
			echo "n$i,127.0.$((i / 250)).$((i % 250 + 1)),tcp:9"
		done
	} >n.csv
	run --separate-stderr ossctl-probe -q --window 2000 n.csv
	[ "$status" -eq 75 ]
	[ "$(grep -c '"error":"refused"' <<<"$output")" -eq 3000 ]
	head -61 n.csv >few.csv
	start=$EPOCHREALTIME
	run --separate-stderr ossctl-probe -q --rate 200 few.csv
	end=$EPOCHREALTIME
	# 59 / 200 s at least
	(((${end/./} - ${start/./}) / 1000 >= 290))
}

@test "ossctl-probe: dead targets cost their own time-out once" {
	needs_far
	{
		echo node,address
		for ((i = 0; i < 1500; i++)); do
			echo "n$i,10.9.$((i / 250 + 2)).$((i % 250 + 1))"
		done
		for ((i = 0; i < 300; i++)); do
			echo "d$i,10.9.$((i / 100 + 20)).$((i % 100 + 1))"
		done
	} >n.csv
	start=$EPOCHREALTIME
	run --separate-stderr far dgram 'ossctl-probe -q --count 1 \
	    --timeout 500ms --window 3000 --rate 1500 n.csv'
	end=$EPOCHREALTIME
	[ "$status" -eq 1 ]
	[ "$(grep -c '"received":1,' <<<"$output")" -ge 1450 ]
	(((${end/./} - ${start/./}) / 1000 < 3500))
}

@test "ossctl-probe: fewer descriptors than the window asks for" {
	{
		echo node,address,probes
		for i in {1..100}; do echo "n$i,127.0.0.1,tcp:$OPEN"; done
	} >n.csv
	(ulimit -n 80 && ossctl-probe n.csv >out 2>err)
	grep -q '\[window-lowered\]' err
	[ "$(grep -c '"reachable":true' out)" -eq 100 ]
}

@test "ossctl-probe: CSV has no heartbeat; the options of every stream" {
	printf 'node,address,probes,x\ns,127.0.0.1,tcp:%s,1\n' "$OPEN" >n.csv
	run --separate-stderr ossctl-probe -o csv n.csv
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 2 ]
	run --separate-stderr ossctl-probe --strict -r rej --max-rejects 0 n.csv
	[ "$status" -eq 2 ]
	run --separate-stderr ossctl-probe --schema
	[[ $output == *rtt_list_us* && $output == *planned_nodes* ]]
}

@test "ossctl-probe: options out of range" {
	for o in --window=0 --rate=2000000 --retries=21 --count=0 --size=23 \
	    --timeout=0s --deadline=2h --spacing=2m --interval=100ms \
	    --shard=3/2; do
		run --separate-stderr ossctl-probe "$o" </dev/null
		[ "$status" -eq 2 ]
		has_code usage-value
	done
}

@test "ossctl-probe: --interval ends each pass, SIGTERM ends the run" {
	printf 'node,address,probes\ns,127.0.0.1,tcp:%s\n' "$OPEN" >n.csv
	ossctl-probe --interval 1s n.csv >out 2>err 3>&- &
	pid=$!
	for _ in {1..60}; do
		[ "$(grep -c '"type":"end"' out)" -ge 2 ] && break
		sleep 0.1
	done
	kill -TERM $pid
	wait $pid
	[ "$(records out heartbeat)" -ge 2 ]
	[ "$(tail -1 out | jq -r .type)" = end ]
}

@test "ossctl-probe: libcurl is loaded by web probes, and may be missing" {
	echo "no library" >libcurl.so.4
	export LD_LIBRARY_PATH=$PWD
	probe1 "tcp:$OPEN"
	is_true '.reachable and .error == null'
	probe1 "http://127.0.0.1:$HTTP/"
	[ "$status" -eq 75 ]
	is_true '.error == "local" and .reachable == null'
	is_true '.error_text | contains("libcurl.so.4")'
	[[ "$stderr" == *"[probe-failed]"* ]]
}

@test "ossctl-probe: --lock: one run at a time, the other ends with 75" {
	printf 'node,address,probes\ns,127.0.0.1,tcp:%s\n' "$OPEN" >n.csv
	ossctl-probe --lock lock n.csv >/dev/null
	ossctl-probe --lock lock --interval 1h n.csv >out 3>&- &
	pid=$!
	for _ in {1..100}; do
		grep -q heartbeat out && break
		sleep 0.05
	done
	run --separate-stderr ossctl-probe --lock lock n.csv
	kill -9 $pid
	wait $pid || true
	[ "$status" -eq 75 ]
	[ -z "$output" ]
	has_code pass-locked
	# whoever dies holds nothing
	ossctl-probe --lock lock n.csv >/dev/null
	run --separate-stderr ossctl-probe --lock nowhere/lock n.csv
	[ "$status" -eq 2 ]
	has_code open-failed
}
