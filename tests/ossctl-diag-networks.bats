# ossctl-diag-networks.bats: causes in networks as they are found

load lib/common

setup() {
	cd "$TMP" || return 1
	export OSSBSS_HOME=$TMP
	ossctl-diag init
}

# seen: lines "PASS NODE KIND OBJECT MEMBERS" five minutes apart, a heartbeat
# behind each pass; samples of it
seen() {
	awk '
	function ts(p) {
		return strftime("%Y-%m-%dT%H:%M:%SZ", 1790000000 + 300 * p, 1)
	}
	function beat() {
		printf "{\"type\":\"heartbeat\",\"ts\":\"%s\",\"run\":\"r%d\"," \
		    "\"planned_nodes\":1,\"answered_nodes\":1," \
		    "\"failed_nodes\":0}\n", ts(pass), pass
	}
	NR > 1 && $1 != pass { beat() }
	{
		pass = $1
		printf "{\"type\":\"sample\",\"ts\":\"%s\",\"node\":\"%s\"," \
		    "\"kind\":\"%s\",\"object\":\"%s\",%s}\n", ts($1), $2, $3,
		    $4, $5
	}
	END { beat() }'
}

# port NODE PORT OPER, node NODE REACHABLE: such a line for each pass of $when
port() {
	printf "%s $1 interface $2 \"admin\":\"up\",\"oper\":\"$3\"\n" $when
}
node() {
	printf "%s $1 node $1 \"reachable\":$2\n" $when
}

diagnose() {
	sort -sn | seen >samples.ndjson
	ossctl-diag run -q --no-end --poller a "$@" samples.ndjson >told.ndjson
}

# roots: type, node and object of each cause that stands
roots() {
	ossctl-diag list --roots -o ndjson |
	    jq -r 'select(.type == "alarm") | [.alarm_type, .node, .object] | @tsv' |
	    sort
}

@test "ossctl-diag: a session that an address names went with the link" {
	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 b,2,c,1 c,2,a,2 >links.csv
	{
		when='1 2 3 4 5 6'
		for n in a b c; do node $n true; done
		port a 2 up
		port c 2 up
		when='1 2'
		port b 2 up
		port c 1 up
		port a 1 up
		port b 1 up
		printf '%s b neighbor ospf:10.0.0.2 "protocol":"ospf","state":"full"\n' \
		    1 2
		when='3 4 5 6'
		port a 1 up
		port b 1 up
		port b 2 down
		port c 1 down
	} | diagnose -l links.csv
	[ "$(roots)" = $'link-down\tb\t2' ]
	ossctl-diag list -o ndjson | jq -es 'map(select(.alarm_type
	    == "neighbor-lost")) | length == 1 and (.[0] | .root == false
	    and (.root_alarm_id | length) == 16)'
}

@test "ossctl-diag: a session that nothing explains is a cause itself" {
	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 >links.csv
	{
		when='1 2 3 4 5 6'
		node a true
		node b true
		port a 1 up
		port b 1 up
		printf '%s b neighbor bgp:10.0.0.2 "protocol":"bgp","state":"established"\n' \
		    1 2
	} | diagnose -l links.csv
	[ "$(roots)" = $'neighbor-lost\tb\tbgp:10.0.0.2' ]
}

@test "ossctl-diag: units of a port that is down are its symptoms" {
	{
		when=1
		port a 1 up
		port a 1.100 up
		port a 1.200 up
		when=2
		port a 1 down
		port a 1.100 lowerLayerDown
		port a 1.200 lowerLayerDown
	} | diagnose
	[ "$(roots)" = $'port-down\ta\t1' ]
	ossctl-diag list -o ndjson | jq -es 'map(select(.type == "alarm").root)
	    | sort == [false, false, true]'
}

@test "ossctl-diag: the power of the terminations behind one splitter" {
	printf 'a_node,a_port,b_node,srlg\n' >links.csv
	printf 'a,p,t%s,s1\n' 1 2 3 4 >>links.csv
	printf 'a,p,t%s,s2\n' 5 6 7 8 >>links.csv
	{
		when='1 2'
		node a true
		port a p up
		for t in 1 2 3 4 5 6 7 8; do
			printf '1 a termination t%d "oper":"up"\n' $t
		done
		for t in 1 2 3 4; do
			printf '2 a termination t%d "oper":"down","last_down_cause":"dying-gasp"\n' $t
		done
		for t in 5 6 7 8; do
			printf '2 a termination t%d "oper":"up"\n' $t
		done
	} | diagnose -l links.csv
	roots; [ "$(roots)" = $'area-power-lost\ta\ts1' ]
}

@test "ossctl-diag: terminations of one name join no head ends" {
	printf '%s\n' a_node,a_port,b_node,b_port a,1,o1,1 a,2,o1,2 a,3,o2,1 \
	    o1,p,t1, o2,p,t1, >links.csv
	printf '%s\n' subscription,account,offer,identifier,from \
	    s1,A1,x,o1/t1,2020-01-01T00:00:00Z \
	    s2,A2,x,o2/t1,2020-01-01T00:00:00Z >subs.csv
	{
		when='1 2'
		for n in a o1 o2; do node $n true; done
		port a 1 up
		port o1 1 up
		port a 3 up
		port o2 1 up
		printf '%s o1 termination t1 "oper":"up"\n' 1 2
		printf '%s o2 termination t1 "oper":"up"\n' 1 2
		when=1
		port a 2 up
		port o1 2 up
		when=2
		port a 2 down
		port o1 2 down
	} | diagnose -l links.csv -s subs.csv
	[ "$(roots)" = $'link-down\ta\t2' ]
	[ "$(ossctl-diag impact --poller a -s subs.csv -o ndjson |
	    jq -r 'select(.type == "impact") | .subscription + .effect')" \
	    = s1at-risk ]
	[ "$(jq -r 'select(.type == "impact") | .subscription + .effect' \
	    told.ndjson)" = s1at-risk ]
	ossctl-diag critical --poller a -o ndjson >critical.ndjson
	jq -es 'map(select(.kind == "node" and .node == "o2").cut_nodes)
	    == [2]' critical.ndjson
}

@test "ossctl-diag: a cut link of which nobody told the ports" {
	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 b,,c, c,3,a,3 >links.csv
	{
		when='1 2'
		for n in a b c; do node $n true; done
		port a 1 up
		port b 1 up
		port a 3 up
		port c 3 up
		when=1
		port b 2 up
		port c 2 up
		port c 4 up
		when=2
		port b 2 down
		port c 2 down
		port c 4 up
	} | diagnose -l links.csv
	[ "$(roots)" = $'link-down\tb\tc' ]
}

@test "ossctl-diag: ports that go at other times cut no link between them" {
	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 b,,c, c,3,a,3 >links.csv
	{
		when='1 2 3 4 5 6'
		for n in a b c; do node $n true; done
		port a 1 up
		port b 1 up
		port a 3 up
		port c 3 up
		when=1
		port b 2 up
		when='2 3 4 5 6'
		port b 2 down
		when='1 2 3 4'
		port c 2 up
		when='5 6'
		port c 2 down
	} | diagnose -l links.csv
	[ "$(roots)" = $'port-down\tb\t2\nport-down\tc\t2' ]
}

@test "ossctl-diag: terminations stay at their head end when another is asked" {
	printf '%s\n' a_node,a_port,b_node,b_port,srlg a,1,o1,1, a,2,o2,1, \
	    o1,p,t1,,s1 o1,p,t2,,s1 o1,p,t3,,s1 o2,p,t1,,s2 o2,p,t2,,s2 >links.csv
	{
		when='1 2'
		for n in a o1 o2; do node $n true; done
		port a 1 up
		port a 2 up
		port o1 1 up
		port o2 1 up
		port o1 p up
		printf '1 o1 termination t%d "oper":"up"\n' 1 2 3
		printf '2 o1 termination t%d "oper":"down","last_down_cause":"los"\n' 1 2 3
		printf '1 o2 termination t%d "oper":"up"\n' 1 2
	} | diagnose -l links.csv
	[ "$(roots)" = $'splitter-down\to1\ts1' ]
	{
		when=3
		node a true
		port a 1 up
		port a 2 down
		node o2 false
	} | diagnose
	[ "$(roots)" = $'link-down\ta\t2\nsplitter-down\to1\ts1' ]
}

@test "ossctl-diag: who has a node that only echo reaches loses its service" {
	printf '%s\n' a_node,a_port,b_node,b_port a,1,b, >links.csv
	printf '%s\n' subscription,account,offer,identifier,from \
	    s1,A1,x,b,2020-01-01T00:00:00Z >subs.csv
	{
		when='1 2'
		node a true
		printf '1 b probe icmp "reachable":true\n'
		printf '2 b probe icmp "reachable":false,"error":"timeout"\n'
		printf '1 a interface 1 "admin":"up","oper":"up"\n'
		printf '2 a interface 1 "admin":"up","oper":"down"\n'
	} | diagnose -l links.csv -s subs.csv
	[ "$(ossctl-diag impact --poller a -s subs.csv -o ndjson |
	    jq -r 'select(.type == "impact") | .subscription + .effect')" \
	    = s1lost ]
}

# ---- what comes and goes ------------------------------------------------------

# causes: those that told.ndjson begins and ends, "PASS +TYPE NODE OBJECT"
causes() {
	jq -r 'select(.type == "alarm" and (.root or .state == "cleared")) |
	    "\(((.ts[0:19] + "Z" | fromdate) - 1790000000) / 300 | floor) " +
	    (if .state == "cleared" then "-" else "+" end) +
	    "\(.alarm_type) \(.node) \(.object)"' told.ndjson |
	    awk '{ k = substr($2, 2) FS $3 FS $4; new = $2 ~ /^\+/ }
	    new != is[k] + 0 { print }
	    { is[k] = new }'
}

# flap FROM TO: of these passes every other one, and the rest
flap() {
	gone=$(seq "$1" 2 "$2" | paste -sd ' ')
	here=$(seq $(($1 + 1)) 2 "$2" | paste -sd ' ')
}

@test "ossctl-diag: a link that flaps is one cause, until it is down for good" {
	local gone here n

	# a - b - c - d, and a - e; b - c flaps, then it is cut, and mended
	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 b,2,c,1 c,2,d,1 \
	    a,2,e,1 >links.csv
	flap 3 12
	{
		when=$(seq 1 38)
		for n in a b e; do node $n true; done
		for n in 'a 1' 'a 2' 'b 1' 'e 1'; do port $n up; done
		when="$gone $(seq 13 19)"
		for n in c d; do
			node $n false
			printf "%s $n probe icmp \"reachable\":false\n" $when
		done
		port b 2 down
		printf '%s b neighbor ospf:c "protocol":"ospf","state":"down"\n' $when
		when="1 2 $here $(seq 20 38)"
		for n in c d; do
			node $n true
			printf "%s $n probe icmp \"reachable\":true\n" $when
		done
		for n in 'b 2' 'c 1' 'c 2' 'd 1'; do port $n up; done
		printf '%s b neighbor ospf:c "protocol":"ospf","state":"full"\n' $when
	} | diagnose -l links.csv
	causes >got
	cat >want <<-'END'
	3 +link-down b 2
	4 -link-down b 2
	5 +link-down b 2
	6 -link-down b 2
	7 +link-down b 2
	8 -link-down b 2
	8 +link-flapping b 2
	17 -link-flapping b 2
	17 +link-down b 2
	20 -link-down b 2
	20 +link-flapping b 2
	END
	sort -n got | head -11 | diff -u <(sort -n want) - >&2
	[ "$(sort -n got | tail -n +12 | cut -d ' ' -f 2-)" = \
	    '-link-flapping b 2' ]
	# with evidence, and what else it may be
	jq -es 'map(select(.alarm_type == "link-flapping" and
	    .state == "raised").alarm_id)[0] as $id |
	    map(select(.alarm_id == $id)) | (map(select(.type == "evidence")) |
	    length > 3) and any(.[]; .type == "alternative" and
	    .alarm_type == "node-flapping" and .node == "c")' told.ndjson
}

@test "ossctl-diag: a node that flaps is one cause, beside a link that is cut" {
	local gone here n

	# a - b - c - a, a - e: b comes and goes, e is cut off meanwhile
	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 b,2,c,1 c,2,a,2 \
	    a,3,e,1 >links.csv
	flap 3 18
	{
		when=$(seq 1 18)
		for n in a c; do node $n true; done
		for n in 'a 2' 'c 2'; do port $n up; done
		when=$(seq 1 13)
		node e true
		port a 3 up
		port e 1 up
		when=$(seq 14 18)
		node e false
		port a 3 down
		when=$gone
		node b false
		port a 1 down
		port c 1 down
		when="1 2 $here"
		node b true
		for n in 'a 1' 'b 1' 'b 2' 'c 1'; do port $n up; done
	} | diagnose -l links.csv
	[ "$(roots)" = $'link-down\ta\t3\nnode-flapping\tb\tb' ]
	# from pass 8 on, whatever it does; no other was named
	[ "$(causes | grep -c flapping)" -eq 1 ]
	[ "$(causes | grep -v 'b b$')" = '14 +link-down a 3' ]
}

@test "ossctl-diag: a link that flapped is over when its node dies" {
	local gone here n

	# a - b - c - a: a - b flaps, and both ends tell; then b is gone
	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 b,2,c,1 c,2,a,2 \
	    >links.csv
	flap 3 12
	{
		when=$(seq 1 20)
		for n in a c; do node $n true; done
		for n in 'a 2' 'c 2'; do port $n up; done
		when=$gone
		for n in 'a 1' 'b 1'; do port $n down; done
		when="1 2 $here"
		for n in 'a 1' 'b 1'; do port $n up; done
		when=$(seq 1 12)
		node b true
		for n in 'b 2' 'c 1'; do port $n up; done
		when=$(seq 13 20)
		node b false
		for n in 'a 1' 'c 1'; do port $n down; done
	} | diagnose -l links.csv
	[ "$(roots)" = $'node-unreachable\tb\tb' ]
	[ "$(causes | grep -e flapping -e ' b b')" = $'8 +link-flapping a 1\n13 +node-unreachable b b\n17 -link-flapping a 1' ]
}

@test "ossctl-diag: events of a link that flaps between the polls" {
	local k n p

	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 b,2,c,1 >links.csv
	{
		when='1 2 3'
		for n in a b c; do node $n true; done
		for n in 'a 1' 'b 1' 'b 2' 'c 1'; do port $n up; done
	} | sort -sn | seen >samples
	{
		head -n 8 samples
		for k in {1..4}; do
			for p in 'b","object":"2' 'c","object":"1'; do
				printf '{"type":"event","ts":"%s","node":"%s",' \
				    "$(date -u -d @$((1790000400 + 20 * k)) +%FT%TZ)" "$p"
				printf '"event_type":"linkDown","severity":"major"}\n'
				printf '{"type":"event","ts":"%s","node":"%s",' \
				    "$(date -u -d @$((1790000410 + 20 * k)) +%FT%TZ)" "$p"
				printf '"event_type":"linkUp","severity":"cleared"}\n'
			done
		done | sort
		tail -n +9 samples
	} >in
	ossctl-diag run -q --no-end --poller a -l links.csv in >told.ndjson
	[ "$(roots)" = $'link-flapping\tb\t2' ]
	[ "$(jq -c 'select(.type == "alarm" and .alarm_type == "flapping" and
	    (.root | not))' told.ndjson | wc -l)" -eq 2 ]
}

@test "ossctl-diag: whom it hits that a link comes and goes" {
	local gone here n

	# a - b - d, c - a, c - b: a - b flaps; e behind a flaps, of itself
	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 b,2,d,1 a,2,c,1 c,2,b,3 \
	    a,3,e,1 >links.csv
	printf '%s\n' subscription,account,offer,identifier,from \
	    s1,A1,x,d,2020-01-01T00:00:00Z s2,A2,x,e,2020-01-01T00:00:00Z \
	    >subs.csv
	flap 3 12
	{
		when=$(seq 1 12)
		for n in a b c d; do node $n true; done
		for n in 'a 2' 'b 2' 'b 3' 'c 1' 'c 2' 'd 1'; do port $n up; done
		when=$gone
		for n in 'a 1' 'b 1' 'a 3'; do port $n down; done
		node e false
		when="1 2 $here"
		for n in 'a 1' 'b 1' 'a 3' 'e 1'; do port $n up; done
		node e true
	} | diagnose -l links.csv -s subs.csv
	[ "$(roots | cut -f 1 | sort -u)" = link-flapping ]
	# d has lost its second way, and e is served now and then
	[ "$(ossctl-diag impact --poller a -s subs.csv -o ndjson |
	    jq -r 'select(.type == "impact") | .subscription + .effect' |
	    sort | paste -sd ,)" = s1at-risk,s2degraded ]
	[ "$(jq -r 'select(.type == "impact") | .subscription + .effect' \
	    told.ndjson | sort -u | tr '\n' ' ')" = 's1at-risk s2degraded s2lost ' ]
}

@test "ossctl-diag: a poller that is cut off now and then is one cause" {
	local gone here n

	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 b,2,c,1 a,2,d,1 >links.csv
	printf '%s\n' subscription,account,offer,identifier,from \
	    s1,A1,x,b,2020-01-01T00:00:00Z >subs.csv
	flap 3 14
	{
		when=$gone
		for n in b c d; do node $n false; done
		when="1 2 $here"
		for n in b c d; do node $n true; done
		for n in 'b 1' 'b 2' 'c 1' 'd 1'; do port $n up; done
	} | diagnose -l links.csv -s subs.csv
	[ "$(roots)" = $'poller-flapping\ta\ta' ]
	[ "$(causes | grep -c poller-flapping)" -eq 1 ]
	# that says nothing of others, neither good nor bad
	[ -z "$(jq -r 'select(.type == "impact")' told.ndjson)" ]
	ossctl-diag status -o text --poller a >page
	[ "$(grep -c ' well' page)" -eq 0 ]
}

# ---- names --------------------------------------------------------------------

# nameless NODE: its name has no address, in each pass of $when
nameless() {
	printf "%s $1 node $1 \"reachable\":false,\"error\":\"resolve\"\n" $when
	printf "%s $1 probe icmp \"reachable\":false,\"error\":\"resolve\"\n" $when
}

@test "ossctl-diag: of many names some are not resolved for once: no cause" {
	local i

	{
		echo a_node,a_port,b_node,b_port
		for ((i = 1; i <= 500; i++)); do echo "a,$i,n$i,1"; done
	} >links.csv
	{
		when='1 2 3'
		node a true
		for ((i = 1; i <= 500; i++)); do
			when='1 2'
			node n$i true
			when=3
			((i <= 5)) || node n$i true
		done
		for i in 1 2 3 4 5; do nameless n$i; done
	} | diagnose -l links.csv
	[ -z "$(roots)" ]
	when=4
	{
		node a true
		for i in 1 2 3 4 5; do nameless n$i; done
	} | diagnose
	[ "$(roots)" = $'resolution-lost\ta\ta' ]
}

@test "ossctl-diag: names of many that are not resolved any more are one cause" {
	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 a,2,c,1 a,3,d,1 a,4,e,1 \
	    >links.csv
	printf '%s\n' subscription,account,offer,identifier,from \
	    s1,A1,x,c,2020-01-01T00:00:00Z >subs.csv
	{
		when='1 2 3 4 5'
		node a true
		for n in 1 2 3 4; do port a $n up; done
		# two names that never had an address: each is wrong by itself
		nameless x
		nameless y
		when='1 2'
		for n in b c d e; do node $n true; done
		when='3 4 5'
		for n in b c d; do nameless $n; done
		# remembered for a while
		when='3 4'
		node e true
		when=5
		nameless e
	} | diagnose -l links.csv -s subs.csv
	[ "$(roots | grep -v '[xy]')" = $'resolution-lost\ta\ta' ]
	[ "$(roots | wc -l)" -eq 5 ]
	[ "$(causes | grep resolution)" = '4 +resolution-lost a a' ]
	[ "$(jq -r 'select(.type == "alarm" and (.node | test("[bcde]")) and
	    .root).node' told.ndjson)" = '' ]
	# nobody knows whether they live, or whom it hits
	ossctl-diag status -o text --poller a >page
	grep -A 1 '^UNKNOWN' page | grep -q '\<b, c, d, e\>'
	[ -z "$(jq -r 'select(.type == "impact")' told.ndjson)" ]
	# another poller asks others: that is no news
	when=6
	node z true | diagnose
	[ -z "$(jq -r 'select(.type == "alarm").node' told.ndjson)" ]
	# it lasts as long as one of them
	{
		when='7 8'
		node a true
		for n in b c d; do node $n true; done
		printf '%s b probe icmp "reachable":true\n' $when
		printf '%s c probe icmp "reachable":true\n' $when
		printf '%s d probe icmp "reachable":true\n' $when
		when=7
		nameless e
		when=8
		node e true
		printf '8 e probe icmp "reachable":true\n'
	} | diagnose
	jq -es 'map(select(.alarm_type == "resolution-lost")) |
	    map(.state + .ts[11:16]) == ["cleared14:53"]' told.ndjson
}

@test "ossctl-diag: sessions with others on a shared port say nothing of one" {
	local p

	printf '%s\n' a_node,a_port,b_node,b_port a,w,b,w a,w,c,w a,w,c-1,w >links.csv
	{
		when='1 2 3 4 5'
		node a true
		port a w up
		for p in b c-1; do node $p true && port $p w up; done
		for p in b c-1; do
			printf '%s a neighbor ospf:w:'$p' "port":"w","peer_node":"'$p'","protocol":"ospf","state":"full"\n' \
			    $when
		done
		when='1 2'
		node c true
		port c w up
		printf '%s c probe icmp "reachable":true\n' $when
		when='3 4 5'
		node c false
		printf '%s c probe icmp "reachable":false\n' $when
	} | diagnose -l links.csv
	[ "$(roots)" = $'node-unreachable\tc\tc' ]
}

@test "ossctl-diag: of two links without ports one lies in a duct" {
	local p

	printf '%s\n' a_node,b_node,srlg a,b, a,b,d a,c,d b,c, >links.csv
	{
		when='1 2'
		for p in a b c; do node $p true; done
		for p in 1 2 3; do port a $p up && port b $p up; done
		port c 1 up
		port c 2 up
		when=3
		for p in a b c; do node $p true; done
		port a 1 up
		for p in 2 3; do port a $p down; done
		for p in 1 3; do port b $p up; done
		port b 2 down
		port c 1 down
		port c 2 up
	} | diagnose -l links.csv
	[ "$(roots)" = $'srlg-down\td\td' ]
}

@test "ossctl-diag: who finds no name at all may have no network" {
	local n

	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 a,2,c,1 a,3,d,1 a,4,e,1 \
	    >links.csv
	{
		when='1 2'
		for n in b c d e; do node $n true; done
		when=3
		for n in b c d e; do nameless $n; done
	} | diagnose -l links.csv
	[ "$(roots)" = $'resolution-lost\ta\ta' ]
	jq -es 'map(select(.type == "alternative")) |
	    map([.alarm_type, .node, .kind]) == [["poller-cut-off", "a", "poller"]]' \
	    told.ndjson
}

@test "ossctl-diag: who finds no name and hears some by their address has a network" {
	local n

	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 a,2,c,1 a,3,d,1 a,4,e,1 \
	    >links.csv
	{
		when='1 2'
		for n in b c d e; do node $n true; done
		when='3 4'
		for n in b c d; do nameless $n; done
		node e true
	} | diagnose -l links.csv
	[ "$(roots)" = $'resolution-lost\ta\ta' ]
	jq -es 'all(.type != "alternative")' told.ndjson
}

@test "ossctl-diag: names that come and go are one cause, and no poller that does" {
	local gone here n

	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 a,2,c,1 a,3,d,1 a,4,e,1 \
	    >links.csv
	flap 3 20
	{
		when=$(seq 1 20)
		node a true
		for n in 1 2 3 4; do port a $n up; done
		when="1 2 $here"
		for n in b c d e; do node $n true; done
		when=$gone
		for n in b c d e; do nameless $n; done
	} | grep -v ' probe ' | diagnose -l links.csv
	[ "$(roots)" = $'resolution-lost\ta\ta' ]
	# told anew until it was known to come and go
	[ "$(causes | grep -c '+resolution')" -le 3 ]
	# in another run it is known of a cleared alarm why they went
	when=21
	for n in a b c d e; do node $n true; done | diagnose
	[ "$(roots)" = $'resolution-lost\ta\ta' ]
	# they have an address just now, and answer
	ossctl-diag status -o text --poller a >page
	run ! grep '^UNKNOWN' page
	when=$(seq 22 45)
	for n in a b c d e; do node $n true; done | diagnose
	[ -z "$(roots)" ]
}
