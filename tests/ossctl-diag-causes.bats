# ossctl-diag-causes.bats: what is whose symptom, and whose is not

load lib/common

setup() {
	cd "$TMP" || return 1
	export OSSBSS_HOME=$TMP
	ossctl-diag init
}

# at SECOND: of 2026-10-01
at() {
	printf '2026-10-01T%02d:%02d:%02dZ' $(($1 / 3600)) \
	    $(($1 / 60 % 60)) $(($1 % 60))
}

# sample SECOND NODE KIND OBJECT MEMBERS
sample() {
	printf '{"type":"sample","ts":"%s","node":"%s","kind":"%s",' \
	    "$(at "$1")" "$2" "$3"
	printf '"object":"%s",%s}\n' "$4" "$5"
}

# node SECOND NODE true|false; port SECOND NODE PORT OPER
node() {
	sample "$1" "$2" node "$2" "\"reachable\":$3"
}

port() {
	sample "$1" "$2" interface "$3" "\"admin\":\"up\",\"oper\":\"$4\""
}

# probe SECOND NODE OBJECT ok|ERROR
probe() {
	case $4 in
	ok) sample "$1" "$2" probe "$3" '"reachable":true' ;;
	*) sample "$1" "$2" probe "$3" "\"reachable\":false,\"error\":\"$4\"" ;;
	esac
}

beat() {
	printf '{"type":"heartbeat","ts":"%s","run":"r%s",' "$(at "$1")" "$1"
	printf '"planned_nodes":1,"answered_nodes":1,"failed_nodes":0}\n'
}

links() {
	echo a_node,a_port,b_node,b_port
	printf '%s\n' "$@"
}

# subs IDENTIFIER REVENUE ...: s1, s2, ...
subs() {
	local i

	for ((i = 1; $# > 1; i++)); do
		printf '{"type":"subscription","subscription":"s%d",' $i
		printf '"account":"a%d","offer":"o","identifier":"%s",' $i "$1"
		printf '"from":"2026-01-01T00:00:00Z","revenue_month":%s,' "$2"
		printf '"currency":"EUR"}\n'
		shift 2
	done
}

diag() {
	ossctl-diag run -q --no-end "$@" >out
}

# active: NODE OBJECT TYPE[/QUALIFIER] and, of a symptom, < TYPE of its cause
active() {
	ossctl-diag list --severity any -o ndjson >list
	jq -rs '(map({ (.alarm_id // ""): .alarm_type }) | add) as $type |
	    .[] | select(.type == "alarm") | "\(.node) \(.object) " +
	    .alarm_type + (if .alarm_qualifier then "/" + .alarm_qualifier
	    else "" end) + (if .root then "" else
	    " < " + ($type[.root_alarm_id] // "?") end) +
	    (if .planned then " planned" else "" end)' list | sort
}

# hit: SUBSCRIPTION EFFECT, sorted
hit() {
	jq -r 'select(.type == "impact") | .subscription + " " + .effect' \
	    "${1-out}" | sort | paste -sd ,
}

# ---- services ---------------------------------------------------------------

@test "diag impact: a service that is probed is hit by its own alarm" {
	subs a/tcp:443 10 a/tcp:22 3 a 5 b/https 7 >subs
	diag < <(node 1 a true; node 1 b true; probe 1 a tcp:443 ok
	    probe 1 a tcp:22 ok; probe 1 b https ok; beat 2)
	diag -s subs < <(node 3 a true; node 3 b true
	    probe 3 a tcp:443 refused; probe 3 a tcp:22 ok
	    sample 3 b probe https \
	    '"reachable":true,"rtt_us":900,"loss_pct":40'
	    beat 4)
	[ "$(active | paste -sd ,)" = \
	    'a tcp:443 probe-failed,b https loss-high' ]
	[ "$(hit)" = 's1 lost,s4 degraded' ]
	ossctl-diag impact -s subs -o ndjson >got
	[ "$(hit got)" = 's1 lost,s4 degraded' ]
}

@test "diag impact: a service that is probed is hit when its node is down" {
	links p,1,a,1 >links.csv
	subs a/tcp:443 10 a 5 p/tcp:443 1 >subs
	diag -l links.csv --poller p < <(node 1 p true; node 1 a true
	    port 1 p 1 up; probe 1 a tcp:443 ok; beat 2)
	diag --poller p -s subs < <(node 3 p true; node 3 a false
	    port 3 p 1 down; probe 3 a tcp:443 timeout; beat 4)
	[ "$(hit)" = 's1 lost,s2 lost' ]
	ossctl-diag impact -s subs -o ndjson >got
	[ "$(hit got)" = 's1 lost,s2 lost' ]
	ossctl-diag critical --poller p -s subs -o ndjson >got
	[ "$(jq -r 'select(.kind == "node" and .node == "a") |
	    "\(.customer_count) \(.revenue_month)"' got)" = '2 15' ]
}

@test "diag impact: whose agent is dead serves on, but for what is refused" {
	subs a/tcp:443 10 a/tcp:22 3 a 5 >subs
	diag < <(node 1 a true; probe 1 a tcp:443 ok; probe 1 a tcp:22 ok
	    beat 2)
	diag -s subs < <(node 3 a false; probe 3 a tcp:443 refused
	    probe 3 a tcp:22 ok; beat 4)
	ossctl-diag impact -s subs -o ndjson >got
	[ "$(hit got)" = 's1 lost' ]
}

@test "diag list: --object chooses services and ports" {
	diag < <(node 1 a true; probe 1 a tcp:443 ok; probe 1 a icmp ok
	    port 1 a e0 up; beat 2; probe 3 a tcp:443 refused
	    probe 3 a icmp timeout; port 3 a e0 down; beat 4)
	ossctl-diag list --object 'tcp:*' -o ndjson >list
	[ "$(jq -r 'select(.type == "alarm").object' list)" = tcp:443 ]
	run ossctl-diag list --node a --object none --check
	[ "$status" -eq 0 ]
}

# ---- planned work -----------------------------------------------------------

# window FROM TO NODE [OBJECT]
window() {
	printf '{"type":"window","window":"w","from":"%s","to":"%s",' \
	    "$(at "$1")" "$(at "$2")"
	printf '"node":"%s"%s}\n' "$3" "${4:+,\"object\":\"$4\"}"
}

# p - n - m, and a port of p where nothing of it hangs
three() {
	node "$1" p true
	node "$1" m true
	node "$1" n "$2"
	port "$1" p 1 "$3"
	port "$1" m 1 "$3"
	port "$1" p 2 up
	beat $(($1 + 1))
}

@test "diag window: ports that face a node in planned work are planned" {
	links p,1,n,1 m,1,n,2 p,3,m,3 >links.csv
	diag -l links.csv --poller p < <(window 5 100 n; three 1 true up)
	diag --poller p < <(three 10 false down)
	[ "$(active | paste -sd ,)" = "m 1 port-down < node-unreachable planned,$(
	    )n n node-unreachable planned,$(
	    )p 1 port-down < node-unreachable planned" ]
	# another port of theirs is none of it
	diag --poller p < <(node 20 p true; port 20 p 2 down; beat 21)
	[ "$(active | grep -c 'p 2 port-down$')" -eq 1 ]
	# and when the window is over, it is over for them as well
	diag --poller p < <(three 110 false down)
	[ "$(active | grep -c planned)" -eq 0 ]
}

@test "diag window: of one port, the other end of its link is planned" {
	links p,1,n,1 p,2,n,2 p,3,n,3 >links.csv
	diag -l links.csv --poller p < <(window 5 100 n 1
	    node 1 p true; node 1 n true; for k in 1 2 3; do
		port 1 p $k up; port 1 n $k up
	    done; beat 2)
	diag --poller p < <(node 10 p true; node 10 n true; for k in 1 2; do
		port 10 p $k down; port 10 n $k down
	    done; beat 11)
	[ "$(active | grep planned | cut -d ' ' -f 1-3 | paste -sd ,)" = \
	    'n 1 port-down,p 1 link-down/n/1,p 1 port-down' ]
}

@test "diag window: a session with a node in planned work is planned" {
	session() {
		sample "$1" p neighbor "bgp n" \
		    "\"protocol\":\"bgp\",\"state\":\"$2\""
	}
	links p,1,n,1 >links.csv
	diag -l links.csv --poller p < <(window 5 100 n; node 1 p true
	    node 1 n true; port 1 p 1 up; session 1 established; beat 2)
	diag --poller p < <(node 10 p true; node 10 n false; port 10 p 1 down
	    session 10 idle; beat 11)
	[ "$(active | grep -c ' planned$')" -eq 3 ]
}

# ---- a cause does not begin after its symptom --------------------------------

@test "diag order: a service refused before the agent died is none of that" {
	diag < <(node 300 a true; probe 300 a tcp:80 ok; probe 300 a icmp ok
	    beat 301
	    for t in 600 900; do
		node $t a true; probe $t a tcp:80 refused
		probe $t a icmp ok; beat $((t + 1))
	    done)
	[ "$(active)" = 'a tcp:80 probe-failed' ]
	for t in 1200 1500; do
		diag < <(node $t a false; probe $t a tcp:80 refused
		    probe $t a icmp ok; beat $((t + 1)))
		[ "$(active | paste -sd ,)" = "a a management-lost,$(
		    )a a node-unreachable < management-lost,$(
		    )a tcp:80 probe-failed" ]
	done
}

@test "diag order: refused is an answer: the node lives, its agent does not" {
	links p,1,a,1 >links.csv
	diag -l links.csv --poller p < <(node 300 p true; node 300 a true
	    probe 300 a tcp:80 ok; beat 301)
	for t in 600 900 1200; do
		diag --poller p < <(node $t p true; node $t a false
		    probe $t a tcp:80 refused; beat $((t + 1)))
	done
	# both in one interval: the service is the symptom of what took both
	[ "$(active | paste -sd ,)" = "a a management-lost,$(
	    )a a node-unreachable < management-lost,$(
	    )a tcp:80 probe-failed < management-lost" ]
}

@test "diag order: a service that timed out before the link was cut" {
	links p,1,a,1 >links.csv
	diag -l links.csv --poller p < <(node 300 p true; node 300 a true
	    port 300 p 1 up; port 300 a 1 up; probe 300 a tcp:80 ok
	    probe 300 a tcp:22 ok; beat 301
	    for t in 600 900 1200; do
		node $t p true; node $t a true; port $t p 1 up
		port $t a 1 up; probe $t a tcp:80 timeout
		probe $t a tcp:22 ok; beat $((t + 1))
	    done)
	[ "$(active)" = 'a tcp:80 probe-failed' ]
	diag --poller p < <(node 1500 p true; node 1500 a false
	    port 1500 p 1 down; probe 1500 a tcp:80 timeout
	    probe 1500 a tcp:22 timeout; beat 1501)
	[ "$(active | paste -sd ,)" = "a a node-unreachable < link-down,$(
	    )a tcp:22 probe-failed < link-down,$(
	    )a tcp:80 probe-failed,$(
	    )p 1 link-down/a/1,p 1 port-down < link-down" ]
	# all is well again, and nothing is left
	diag --poller p < <(node 1800 p true; node 1800 a true
	    port 1800 p 1 up; port 1800 a 1 up; probe 1800 a tcp:80 ok
	    probe 1800 a tcp:22 ok; beat 1801)
	[ -z "$(active)" ]
}

@test "diag order: a node that was dead before its way was" {
	links p,1,u,1 u,2,n,1 u,3,m,1 >links.csv
	# pass SECOND P1 U N M
	pass() {
		node "$1" p true
		port "$1" p 1 "$2"
		node "$1" u "$3"
		[[ $3 == false ]] || for k in 1 2 3; do
			port "$1" u $k "$([[ $k == 2 && $4 == false ]] &&
			    echo down || echo up)"
		done
		node "$1" n "$4"
		node "$1" m "$5"
		beat $(($1 + 1))
	}
	diag -l links.csv --poller p < <(pass 300 up true true true
	    for t in 600 900 1200; do pass $t up true false true; done)
	active >before
	for t in 1500 1800 2100; do
		diag --poller p < <(pass $t down false false false)
	done
	active >after
	[ "$(grep -c '^u u node-unreachable$\|^p 1 link-down/u/1$' after)" -eq 1 ]
	[[ $(grep '^m m' after) == *' < '* ]]
	# n had a cause of its own, and has it still, with all that it took
	[ "$(grep '^n \|^u 2' before)" = "$(grep '^n \|^u 2' after)" ]
}

@test "diag order: a link that was cut before its duct" {
	printf 'a_node,a_port,b_node,b_port,srlg\n%s\n%s\n%s\n%s\n' \
	    p,1,a,1,d p,2,b,1,d p,3,c,1,d a,2,b,2, >links.csv
	echo b,3,c,2, >>links.csv
	echo p,4,x,1, >>links.csv
	echo x,2,a,3, >>links.csv
	# pass SECOND CUT ...: ports that are down
	pass() {
		local t=$1 n k s

		for n in p a b c x; do
			node "$t" $n true
			for k in 1 2 3 4; do
				s=up
				[[ " ${*:2} " != *" $n$k "* ]] || s=down
				port "$t" $n $k $s
			done
		done
		beat $((t + 1))
	}
	diag -l links.csv --poller p < <(pass 300; pass 600 p1 a1
	    pass 900 p1 a1)
	[ "$(active | grep -v ' < ')" = 'p 1 link-down/a/1' ]
	for t in 1200 1500; do
		diag --poller p < <(pass $t p1 a1 p2 b1 p3 c1)
		[ "$(active | paste -sd ,)" = "a 1 port-down < link-down,$(
		    )b 1 port-down < srlg-down,c 1 port-down < srlg-down,$(
		    )d d srlg-down,p 1 link-down/a/1,$(
		    )p 1 port-down < link-down,p 2 port-down < srlg-down,$(
		    )p 3 port-down < srlg-down" ]
	done
	diag --poller p < <(pass 1800 p1 a1)
	[ "$(active | grep -v ' < ')" = 'p 1 link-down/a/1' ]
	diag --poller p < <(pass 2100)
	[ -z "$(active)" ]
}

@test "diag order: what came down with its cause, found by the slower poll" {
	links p,1,a,1 >links.csv
	diag -l links.csv --poller p < <(node 300 p true; node 300 a true
	    port 300 p 1 up; port 300 a 1 up; probe 300 a tcp:80 ok; beat 301)
	# each minute the service; each five the node
	for t in 330 390 450 510 570; do
		diag --poller p < <(probe $t a tcp:80 timeout
		    beat $((t + 1)))
	done
	[ "$(active)" = 'a tcp:80 probe-failed' ]
	diag --poller p < <(node 600 p true; node 600 a false
	    port 600 p 1 down; beat 601)
	[ "$(active | grep tcp:80)" = 'a tcp:80 probe-failed < link-down' ]
}

# ---- neighbours -------------------------------------------------------------

# lldp SECOND NODE PORT PEER PEER_PORT [PROTOCOL]
lldp() {
	sample "$1" "$2" neighbor "${6-lldp}:$3:$4" "\"protocol\":\"$(
	    )${6-lldp}\",\"port\":\"$3\",\"peer_node\":\"$4\",$(
	    )\"peer_port\":\"$5\""
}

# named SECOND NODE SYSNAME
named() {
	sample "$1" "$2" node "$2" "\"reachable\":true,\"sys_name\":\"$3\""
}

# up SECOND NODE PORT ...
up() {
	local k

	for k in "${@:3}"; do
		port "$1" "$2" "$k" up
	done
}

@test "diag neighbour: another node than the record has, and the right one" {
	links a,1,b,1 a,2,c,1 >links.csv
	diag -l links.csv < <(named 1 a A.example.net; named 1 b B.example.net
	    named 1 c r17; up 1 a 1 2; up 1 b 1; up 1 c 1
	    lldp 1 a 1 b.EXAMPLE.net 1; lldp 1 b 1 a 1; lldp 1 a 2 r17 1; beat 2)
	[ -z "$(active)" ]
	# the two cables of a are in each other's socket
	diag < <(named 301 a A.example.net; named 301 b b; named 301 c r17
	    up 301 a 1 2; up 301 b 1; up 301 c 1
	    lldp 301 a 1 r17 1; lldp 301 a 2 B.example.net 1 cdp
	    lldp 301 b 1 a 2; beat 302)
	[ "$(active | paste -sd ,)" = \
	    'a 1 neighbor-differs/b/1,a 2 neighbor-differs/c/1' ]
	[ "$(jq -r 'select(.type == "evidence").text' out | sort | head -3)" = \
	    "cdp at a/2: the neighbour is B.example.net/1
lldp at a/1: the neighbour is r17/1
lldp at b/1: the neighbour is a/2" ] || {
		jq -c . out >&2
		false
	}
	[ "$(jq -r 'select(.type == "evidence").text' out |
	    grep -c 'the link record has')" -eq 2 ]
	# a pass that asks for no neighbours changes nothing
	diag < <(probe 400 a icmp ok; beat 401)
	[ "$(active | wc -l)" -eq 2 ]
	# the records are mended
	links a,1,c,1 a,2,b,1 >links.csv
	diag -l links.csv < <(named 601 a A.example.net; named 601 b b
	    named 601 c r17; up 601 a 1 2; lldp 601 a 1 r17 1
	    lldp 601 a 2 B.example.net 1; beat 602)
	[ -z "$(active)" ]
}

@test "diag neighbour: another poller's pass ended since, and an old one again" {
	links a,1,b,1 >links.csv
	look() {
		named "$1" a a; named "$1" b b; named "$1" c c
		up "$1" a 1; up "$1" b 1; up "$1" c 1
		lldp "$1" a 1 "$2" 1; beat $(($1 + 1))
	}
	diag -l links.csv < <(look 1 b)
	diag < <(named 305 z z; beat 306)
	diag < <(look 301 c)
	[ "$(active)" = 'a 1 neighbor-differs/b/1' ]
	diag < <(named 605 z z; beat 606)
	diag < <(look 601 b)
	[ -z "$(active)" ]
	diag < <(look 301 c)
	[ -z "$(active)" ]
}

@test "diag neighbour: what LLDP does not say for certain is no difference" {
	links a,1,b,1 a,2,c,1 a,3,d,1 >links.csv
	# a name of nobody, a name of two, nothing at all, two of which one fits
	diag -l links.csv < <(named 1 a a; named 1 b switch; named 1 c switch
	    named 1 d d; up 1 a 1 2 3; lldp 1 a 1 MikroTik ether1
	    lldp 1 a 2 switch 7; lldp 1 a 3 b 1; lldp 1 a 3 d 1; beat 2)
	[ -z "$(active)" ]
	diag < <(named 301 a a; up 301 a 1 2 3; beat 302)
	[ -z "$(active)" ]
}

@test "diag neighbour: moved to another port of the right node" {
	links a,1,b,1 >links.csv
	diag -l links.csv < <(named 1 a a; named 1 b b; up 1 a 1; up 1 b 1 2
	    lldp 1 a 1 b 1; lldp 1 b 1 a 1; beat 2)
	[ -z "$(active)" ]
	# port 2 may be a member of what the record calls 1: it works
	diag < <(named 301 a a; named 301 b b; up 301 a 1; up 301 b 1 2
	    lldp 301 a 1 b 2; lldp 301 b 2 a 1; beat 302)
	[ -z "$(active)" ]
	diag < <(named 601 a a; named 601 b b; up 601 a 1; up 601 b 2
	    port 601 b 1 down; lldp 601 a 1 b 2; lldp 601 b 2 a 1; beat 602)
	[ "$(active | grep -c 'a 1 neighbor-differs/b/1$')" -eq 1 ]
}

@test "diag neighbour: while somebody works there, nothing begins" {
	links a,1,b,1 >links.csv
	diag -l links.csv < <(window 0 1000 b; named 1 a a; named 1 b b
	    named 1 c c; up 1 a 1; lldp 1 a 1 c 1; beat 2)
	[ -z "$(active)" ]
	diag < <(named 1201 a a; named 1201 b b; named 1201 c c; up 1201 a 1
	    lldp 1201 a 1 c 1; beat 1202)
	[ "$(active)" = 'a 1 neighbor-differs/b/1' ]
}

# ---- light ------------------------------------------------------------------

# light SECOND NODE PORT DBM; errors SECOND NODE PORT COUNT
light() {
	sample "$1" "$2" sensor "optical-rx-power:$3" "\"sensor_class\":$(
	    )\"optical-rx-power\",\"port\":\"$3\",\"reading\":$4,$(
	    )\"reading_unit\":\"dBm\""
}

errors() {
	sample "$1" "$2" interface "$3" "\"admin\":\"up\",\"oper\":\"up\",$(
	    )\"in_errors\":$4,\"uptime_cs\":$(($1 * 100 + 9))"
}

@test "diag light: at both ends, or with errors at one, it is the link's" {
	cat >rules.json <<-'END'
	{ "thresholds": [
	  { "metric": "reading", "sensor_class": "optical-rx-power",
	    "low": { "minor": "-20", "major": "-28" }, "hysteresis": "1" },
	  { "metric": "errors_per_s", "high": { "warning": "1" } } ] }
	END
	links a,1,b,1 a,2,c,1 a,3,d,1 >links.csv
	diag -l links.csv < <(for n in a b c d; do node 1 $n true; done
	    light 1 a 1 -9; light 1 b 1 -9; light 1 a 2 -9; light 1 d 1 -9
	    errors 1 a 1 0; errors 1 a 2 0; errors 1 a 3 0; beat 2)
	# of the third link one end alone: it may be its own optics
	diag < <(light 301 a 1 -21; light 301 b 1 -29; light 301 a 2 -22
	    errors 301 a 2 9000; light 301 d 1 -23; beat 302)
	[ "$(active | paste -sd ,)" = "a 1 link-degraded/b/1,$(
	    )a 2 errors-high/in < link-degraded,a 2 link-degraded/c/1,$(
	    )a optical-rx-power:1 reading-low < link-degraded,$(
	    )a optical-rx-power:2 reading-low < link-degraded,$(
	    )b optical-rx-power:1 reading-low < link-degraded,$(
	    )d optical-rx-power:1 reading-low" ]
	[ "$(jq -r 'select(.alarm_type == "link-degraded" and
	    .object == "1").severity' out)" = major ]
	# a pass of others changes nothing
	diag < <(node 401 b true; beat 402)
	[ "$(active | grep -c ' < link-degraded')" -eq 4 ]
	[ -z "$(grep '"type":"alarm"' out)" ]
	diag < <(light 601 a 1 -9; light 601 b 1 -9; light 601 a 2 -9
	    errors 601 a 2 9000; light 601 d 1 -9; beat 602)
	[ -z "$(active)" ]
}

@test "diag light: of all links of a duct it is the duct's, until it is cut" {
	cat >rules.json <<-'END'
	{ "thresholds": [
	  { "metric": "reading", "sensor_class": "optical-rx-power",
	    "low": { "minor": "-20", "major": "-28" }, "hysteresis": "1" } ] }
	END
	printf '%s\n' a_node,a_port,b_node,b_port,srlg a,1,b,1,d1 a,2,c,1,d1 \
	    a,3,c,2, a,4,e,1,d2 a,5,e,2,d2 >links.csv
	all() {
		for n in a b c e; do node "$1" $n true; done
		for p in a:1 a:2 a:3 b:1 c:1 c:2 a:4 a:5 e:1 e:2; do
			port "$1" ${p%:*} ${p#*:} up
			[ $p = e:2 ] || light "$1" ${p%:*} ${p#*:} \
			    "$(grep -Po "(?<=$p=)\S*" <<<"$2" || echo -9)"
		done
		beat $(($1 + 1))
	}
	diag -l links.csv < <(all 1 '')
	diag < <(all 301 'a:1=-21 c:1=-22 a:4=-21 e:1=-21')
	[ "$(active | paste -sd ,)" = "a 4 link-degraded/e/1,$(
	    )a optical-rx-power:1 reading-low < srlg-degraded,$(
	    )a optical-rx-power:4 reading-low < link-degraded,$(
	    )c optical-rx-power:1 reading-low < srlg-degraded,$(
	    )d1 d1 srlg-degraded,$(
	    )e optical-rx-power:1 reading-low < link-degraded" ]
	# optics that nobody asked this time stay as they were
	diag < <(node 401 b true; beat 402)
	[ -z "$(grep '"type":"alarm"' out)" ]
	diag < <(all 601 'a:4=-21 e:1=-21')
	[ "$(active | grep -v ' < ')" = 'a 4 link-degraded/e/1' ]
	# what it had is part of what it failed of
	diag < <(all 901 'a:4=-30 e:1=-30' |
	    sed '/"object":"4"\|"e".*"object":"1"/s/"oper":"up"/"oper":"down"/')
	[ "$(active | grep -v ' < ')" = 'a 4 link-down/e/1' ]
	[ "$(active | grep -c ' < link-down')" -eq 5 ]
	# of a duct, too, although optics were not asked
	diag < <(all 931 'a:1=-21 c:1=-22')
	[ "$(active | grep -v ' < ')" = 'd1 d1 srlg-degraded' ]
	diag < <(all 961 'a:1=-40' | grep -v '"c","kind":"sensor"' |
	    sed '/"\(a","kind":"interface","object":"[12]\|[bc]",\S*face",'$(
	    )'"object":"1\)"/s/"oper":"up"/"oper":"down"/')
	[ "$(active | grep -v ' < ')" = 'd1 d1 srlg-down' ]
	[ "$(active | grep 'degraded')" = 'd1 d1 srlg-degraded < srlg-down' ]
	diag < <(all 1201 '')
	[ -z "$(active)" ]
}

@test "diag light: what optics tell no more is nothing that a duct has" {
	cat >rules.json <<-'END'
	{ "thresholds": [
	  { "metric": "reading", "sensor_class": "optical-rx-power",
	    "low": { "minor": "-20", "major": "-28" }, "hysteresis": "1" } ] }
	END
	printf '%s\n' a_node,a_port,b_node,b_port,srlg a,1,b,1,d1 a,2,c,1,d1 >links.csv
	# of SECOND LIGHT_AT_A1 LIGHT_AT_C1: missing: not told
	of() {
		for n in a b c; do node "$1" $n true; done
		for n in 'a 1' 'a 2' 'b 1' 'c 1'; do port "$1" $n up; done
		[ -z "$2" ] || light "$1" a 1 "$2"
		light "$1" c 1 "$3"
		beat $(($1 + 1))
	}
	diag -l links.csv < <(of 1 -9 -9)
	diag < <(of 301 -21 -22)
	[ "$(active | grep -v ' < ')" = 'd1 d1 srlg-degraded' ]
	# as long as the other one is low, and this was not long ago
	diag < <(of 601 '' -22)
	[ -z "$(grep '"type":"alarm"' out)" ]
	# the other link has light again: it is not the duct
	diag < <(of 901 '' -9)
	[ "$(active)" = 'a optical-rx-power:1 reading-low' ]
	# and in the end nobody knows what these optics have
	diag < <(of 1201 '' -9)
	diag < <(of 1501 '' -9)
	[ -z "$(active)" ]
	# they tell it again
	diag < <(of 1801 -21 -9)
	[ "$(active)" = 'a optical-rx-power:1 reading-low' ]
}

# ---- slow answers -----------------------------------------------------------

# slow_pass SECOND NODES: these answer in 40 ms, the others in 2
slow_pass() {
	for n in a b c d e f; do
		node "$1" $n true
		sample "$1" $n probe icmp "\"sent\":3,\"received\":3,$(
		    )\"loss_pct\":0,\"rtt_us\":$(
		    case $2 in *$n*) echo 40000 ;; *) echo 2000 ;; esac)"
	done
	beat $(($1 + 1))
}

@test "diag slow: of many nodes is of what their ways have in common" {
	links p,1,a,1 a,2,b,1 b,2,c,1 b,3,d,1 a,3,e,1 e,2,f,1 f,2,b,4 >links.csv
	for i in {0..9}; do slow_pass $((i * 60)) ''; done |
	    diag -l links.csv --poller p
	[ -z "$(active)" ]
	diag --poller p < <(slow_pass 601 bcd)
	[ "$(active | paste -sd ,)" = "a 2 link-degraded/b/1,$(
	    )b icmp rtt-high/baseline < link-degraded,$(
	    )c icmp rtt-high/baseline < link-degraded,$(
	    )d icmp rtt-high/baseline < link-degraded" ]
	[ "$(jq -r 'select(.alarm_type == "link-degraded").probable_cause' \
	    out)" = responseTimeExcessive ]
	grep -qF '"text":"3 of the 3 nodes whose ways pass here are slow' out
	# one alone is its own; two behind a node that is quick are the node's
	diag --poller p < <(slow_pass 661 c)
	[ "$(active)" = 'c icmp rtt-high/baseline' ]
	diag --poller p < <(slow_pass 721 cd)
	[ "$(active | grep -v ' < ')" = 'b b node-degraded' ]
	diag --poller p < <(slow_pass 781 '')
	[ -z "$(active)" ]
}

@test "diag slow: one node that is slow, or loses answers, for long is told" {
	links p,1,a,1 p,2,b,1 p,3,c,1 p,4,d,1 >links.csv
	for i in {0..15}; do
		for n in a b c d; do
			node $((i * 60)) $n true
			sample $((i * 60)) $n probe icmp "\"sent\":3,$(
			    )\"received\":3,\"loss_pct\":$(
			    [[ $n = a && $i -gt 11 ]] && echo 40 || echo 0),$(
			    )\"rtt_us\":$(
			    [[ $n = b && $i -gt 11 ]] && echo 40000 || echo 2000)"
		done
		beat $((i * 60 + 1))
	done | diag -l links.csv --poller p
	[ "$(jq -r 'select(.type == "alarm") | .ts[14:16] + .node +
	    .alarm_type' out | sort | paste -sd ,)" = \
	    14aloss-high,14brtt-high ]
}

@test "diag slow: those that are quick weigh against it, and are counted" {
	# p - h, and a star of eight behind it; SECOND SLOW of them
	star() {
		for n in h {1..8}; do
			node "$1" n$n true
			sample "$1" n$n probe icmp "\"sent\":3,\"received\":3,$(
			    )\"loss_pct\":0,\"rtt_us\":$(
			    [[ $n != h && $n -le $2 ]] && echo 40000 || echo 2000)"
		done
		beat $(($1 + 1))
	}
	links p,0,nh,0 nh,{1,2,3,4,5,6,7,8},n,0 | sed -E 's/(nh,(.),n),/\1\2,/' \
	    >links.csv
	for i in {0..9}; do star $((i * 60)) 0; done |
	    diag -l links.csv --poller p
	# four of eight are the same chance as each by itself, five are not
	diag --poller p < <(for i in 10 11 12; do star $((i * 60)) 4; done)
	[ "$(active | wc -l)" -eq 4 ]
	diag --poller p < <(for i in 13 14 15; do star $((i * 60)) 5; done)
	[ "$(active | grep -v ' < ')" = 'nh nh node-degraded' ]
	grep -qF '"text":"5 of the 8 nodes whose ways pass here are slow' out
}

@test "diag slow: who has a way as short as any through what is slow" {
	links p,1,a,1 a,2,b,1 a,3,c,1 a,4,d,1 p,2,e,1 e,2,d,2 e,3,f,1 >links.csv
	for i in {0..9}; do slow_pass $((i * 60)) ''; done |
	    diag -l links.csv --poller p
	diag --poller p < <(slow_pass 601 abcd)
	[ "$(active | grep -v ' < ')" = 'p 1 link-degraded/a/1' ]
	[ "$(active | grep -c 'rtt-high/baseline < link-degraded')" -eq 4 ]
}

@test "diag slow: who is reached another way is a symptom of the failure" {
	links p,1,a,1 a,2,b,1 b,2,c,1 b,3,d,1 a,3,e,1 e,2,f,1 f,2,b,4 >links.csv
	for i in {0..9}; do
		port $((i * 60)) a 2 up
		port $((i * 60)) b 1 up
		slow_pass $((i * 60)) ''
	done | diag -l links.csv --poller p
	diag --poller p < <(port 601 a 2 down; port 601 b 1 down
	    slow_pass 601 bcd)
	[ "$(active | grep -v ' < ')" = 'a 2 link-down/b/1' ]
	[ "$(active | grep -c 'rtt-high/baseline < link-down')" -eq 3 ]
	diag --poller p < <(port 661 a 2 up; port 661 b 1 up
	    slow_pass 661 '')
	[ -z "$(active)" ]
}

@test "diag slow: answers lost now and then do not flap, every other one does" {
	links p,1,a,1 p,2,b,1 >links.csv
	for i in {0..40}; do
		for n in a b; do
			case $n$i in
			a10|a14|a18|b?[02468]) lost=33 ;;
			*) lost=0 ;;
			esac
			node $((i * 60)) $n true
			sample $((i * 60)) $n probe icmp "\"sent\":3,$(
			    )\"received\":3,\"loss_pct\":$lost"
		done
		beat $((i * 60 + 1))
	done | diag -l links.csv --poller p
	[ "$(jq -r 'select(.type == "alarm" and .root and
	    .state == "raised") | .node + " " + .alarm_type' out)" = \
	    'b flapping' ]
}

# ---- totals -----------------------------------------------------------------

@test "diag run -v: what was written counts, though the input paused" {
	load lib/ended
	{ node 1 a true; node 2 a false; beat 3; } | ended >in
	{ cat in; sleep 0.5; } | ossctl-diag run -v --audit audit >out 2>err
	n=$(jq -s 'map(select(.type != "end")) | length' out)
	[ "$n" -ge 2 ]
	grep -q "written $n\$" err
	[ "$(jq .written audit)" -eq "$n" ]
}

# ---- in the middle of a pass ------------------------------------------------

# pass SECOND PORT1 PORT2 OF_A: a is asked first, p five seconds later
pass_of_ring() {
	node "$1" a true
	port "$1" a 1 "$4"
	port "$1" a 2 up
	node $(($1 + 5)) p true
	port $(($1 + 5)) p 1 "$2"
	port $(($1 + 5)) p 2 "$3"
	node $(($1 + 6)) b true
	port $(($1 + 6)) b 1 "$3"
	port $(($1 + 6)) b 2 up
	beat $(($1 + 10))
}

@test "diag past: a link that is cut, and mended, in the middle of a pass" {
	links p,1,a,1 p,2,b,1 a,2,b,2 >links.csv
	diag -l links.csv --poller p < <(pass_of_ring 300 up up up)
	diag --poller p < <(pass_of_ring 600 down up up)
	[ "$(active | grep -v ' < ')" = 'p 1 link-down/a/1' ]
	grep '"type":"alternative"' out | grep -q '"alarm_type":"one-way"'
	diag --poller p < <(pass_of_ring 900 down up down)
	[ "$(active | grep -v ' < ')" = 'p 1 link-down/a/1' ]
	diag --poller p < <(pass_of_ring 1200 up up down)
	[ "$(active | grep -v ' < ')" = 'p 1 link-down/a/1' ]
	[ "$(jq -c 'select(.type == "alarm" and .root)' out | wc -l)" -eq 0 ]
	# one way for certain: both ends were asked after p came back
	diag --poller p < <(pass_of_ring 1500 up up down)
	[ "$(active | grep -v ' < ')" = 'p 1 one-way/a/1' ]
	diag --poller p < <(pass_of_ring 1800 up up up)
	[ -z "$(active)" ]
}

@test "diag past: a node is back, its neighbours were asked before" {
	links p,1,a,1 p,2,b,1 a,2,b,2 >links.csv
	around() {	# SECOND TOWARDS_A A: neighbours first
		node "$1" p true
		port "$1" p 1 "$2"
		port "$1" p 2 up
		node $(($1 + 1)) b true
		port $(($1 + 1)) b 1 up
		port $(($1 + 1)) b 2 "$2"
		node $(($1 + 5)) a "$3"
		[ "$3" = false ] || port $(($1 + 5)) a 1 up
		[ "$3" = false ] || port $(($1 + 5)) a 2 up
		beat $(($1 + 10))
	}
	diag -l links.csv --poller p < <(around 300 up true)
	diag --poller p < <(around 600 down false)
	[ "$(active | grep -v ' < ')" = 'a a node-unreachable' ]
	# a second heartbeat in the same pass changes nothing
	diag --poller p < <(around 900 down true; beat 911)
	[ -z "$(active | grep -v ' < ')" ]
	[ "$(jq -c 'select(.type == "alarm")' out | wc -l)" -eq 1 ]
	diag --poller p < <(around 1200 up true)
	[ -z "$(active)" ]
}

@test "diag past: the poller is back, who was asked before is no news" {
	links p,1,a,1 a,2,b,1 b,2,c,1 c,2,d,1 >links.csv
	around() {	# SECOND A B C D
		local n t=$1

		for n in a b c d; do
			shift
			node $((t++)) $n "$1"
		done
		beat $((t + 5))
	}
	diag -l links.csv --poller p < <(around 300 true true true true)
	diag --poller p < <(around 600 false false false false
	    around 900 false false false false)
	[ "$(active)" = 'p p poller-cut-off' ]
	diag --poller p < <(around 1200 false false true true)
	[ "$(active)" = 'p p poller-cut-off' ]
	diag --poller p < <(around 1500 true true true true)
	[ -z "$(active)" ]
}

@test "diag causes: a host that says that no agent listens lives" {
	local s

	links noc,e0,c1,p1 c1,p2,s1,p1 >l.csv
	for s in 0 300 600 900 1200; do
		node $((s + 1)) c1 true
		port $((s + 1)) c1 p2 up
		if ((s < 600)); then
			node $((s + 2)) s1 true
		else
			sample $((s + 2)) s1 node s1 \
			    '"reachable":false,"error":"refused"'
		fi
		beat $((s + 3))
	done >in
	ossctl-diag run -q --no-end --poller noc -l l.csv in >out
	run jq -r 'select(.type == "alarm" and .root).alarm_type' out
	[ "$output" = management-lost ]
	run jq -r 'select(.type == "alternative").alarm_type' out
	[ -z "$output" ]
	run jq -r 'select(.alarm_type == "node-unreachable").probable_cause' out
	[[ $output == softwareProgramError* ]]
	# all of them, so it is not the poller
	for s in 0 300 600 900 1200; do
		for n in a b c d; do
			sample $((s + 1)) $n node $n \
			    '"reachable":false,"error":"refused"'
		done
		beat $((s + 2))
	done >in
	links noc,e0,a,p1 a,p2,b,p1 a,p3,c,p1 a,p4,d,p1 >l.csv
	rm oss.db*
	ossctl-diag init
	run ossctl-diag run -q --no-end --poller noc -l l.csv in
	[[ $output != *poller-cut-off* && $output == *management-lost* ]]
}

@test "diag causes: a name that does not resolve says nothing of its node" {
	local s

	# the one before it is dead: what is behind it did not speak
	links noc,e0,c1,p1 c1,p2,s1,p1 >l.csv
	for s in 0 300 600 900 1200; do
		if ((s < 600)); then
			node $((s + 1)) c1 true
			node $((s + 2)) s1 true
			port $((s + 2)) s1 p1 up
			sample $((s + 2)) s1 probe icmp '"reachable":true'
		else
			node $((s + 1)) c1 false
			sample $((s + 2)) s1 node s1 \
			    '"reachable":false,"error":"resolve"'
			sample $((s + 2)) s1 probe icmp \
			    '"reachable":false,"error":"resolve"'
		fi
		node $((s + 2)) x true
		beat $((s + 3))
	done >in
	ossctl-diag run -q --no-end --poller noc -l l.csv in >out
	[ "$(active | grep -c 'management-lost')" -eq 0 ]
	[[ $(active) == *'c1 c1 node-unreachable'* ]]
	# alone, it is a matter of its name
	rm oss.db*
	ossctl-diag init
	sed '/"c1"/s/false/true/' in >alone
	ossctl-diag run -q --no-end --poller noc -l l.csv alone >out
	[ "$(active | grep -v probe)" = 's1 s1 node-unreachable' ]
	run jq -r 'select(.alarm_type == "node-unreachable").probable_cause' out
	[[ $output == configurationOrCustomizationError* ]]
}

@test "diag causes: a wrong answer is no lost packet: at once" {
	links p,1,a,1 >links.csv
	web() {
		sample "$1" a probe "$2" "$3"
	}
	diag -l links.csv --poller p < <(node 300 p true; node 300 a true
	    web 300 http:80 '"reachable":true,"http_status":200'
	    web 300 tcp:22 '"reachable":true'
	    web 300 tls:443 '"reachable":true'; beat 301)
	diag --poller p < <(node 600 p true; node 600 a true
	    web 600 http:80 '"reachable":true,"http_status":500'
	    web 600 tcp:22 '"reachable":false,"error":"refused"'
	    web 600 tls:443 '"reachable":false,"error":"timeout"'; beat 601)
	[ "$(active | paste -sd ,)" = \
	    'a http:80 probe-failed,a tcp:22 probe-failed' ]
}
