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
