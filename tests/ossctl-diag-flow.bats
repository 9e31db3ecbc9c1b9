# ossctl-diag-flow.bats: ports that are up and whose traffic has gone

load lib/common

setup() {
	cd "$TMP" || return 1
	export OSSBSS_HOME=$TMP
	ossctl-diag init
}

# flows FILE: lines "PASS NODE PORT IN OUT", octets a second since the pass
# before, or "PASS NODE PORT down" or "PASS NODE dead", five minutes apart
# and with a heartbeat behind each pass; samples of it
flows() {
	awk '
	function ts(p) {
		return strftime("%Y-%m-%dT%H:%M:%SZ", 1790000000 + 300 * p, 1)
	}
	function beat() {
		printf "{\"type\":\"heartbeat\",\"ts\":\"%s\",\"run\":\"r%d\"," \
		    "\"planned_nodes\":1,\"answered_nodes\":1," \
		    "\"failed_nodes\":0}\n", ts(pass), pass
	}
	function sample(kind, object) {
		printf "{\"type\":\"sample\",\"ts\":\"%s\",\"node\":\"%s\"," \
		    "\"kind\":\"%s\",\"object\":\"%s\",", ts($1), $2, kind,
		    object
	}
	NR > 1 && $1 != pass { beat() }
	{ pass = $1 }
	$3 == "dead" {
		sample("node", $2)
		print "\"reachable\":false}"
		next
	}
	{
		if (!($1 SUBSEP $2 in said)) {
			sample("node", $2)
			print "\"reachable\":true}"
			said[$1, $2]
		}
		down = $4 == "down"
		if (!down) {
			in_[$2, $3] += $4 * 300
			out[$2, $3] += $5 * 300
		}
		sample("interface", $3)
		printf "\"admin\":\"up\",\"oper\":\"%s\",\"in_octets\":%.0f," \
		    "\"out_octets\":%.0f,\"counter_bits\":64," \
		    "\"speed_bps\":1000000000,\"uptime_cs\":%.0f}\n",
		    down ? "down" : "up", in_[$2, $3], out[$2, $3],
		    ($1 + 10) * 30000
	}
	END { beat() }'
}

# runs FROM TO NODE PORT IN OUT: lines of passes FROM to TO
runs() {
	seq "$1" "$2" | sed "s|\$| ${*:3}|"
}

# diag [option ...]: PASS:state:node/object:type/qualifier=severity
diag() {
	rm -f oss.db*
	ossctl-diag init
	sort -s -n -k 1,1 | flows >in
	ossctl-diag run -q --no-end "$@" in >out
	told
}

told() {
	jq -r 'select(.type == "alarm") |
	    "\(((.ts[0:19] + "Z" | fromdate) - 1790000000) / 300):" +
	    "\(.state):\(.node)/\(.object):\(.alarm_type)" +
	    if .alarm_qualifier then "/\(.alarm_qualifier)" else "" end +
	    "=\(.severity)" + if .root then "" else "!" end' out
}

@test "diag flow: a port whose traffic has gone, both ways and one" {
	run diag < <(runs 0 12 a e0 50000 90000; runs 13 17 a e0 0 2
	    runs 18 19 a e0 50000 90000)
	[ "$output" = "15:raised:a/e0:port-silent=warning
18:cleared:a/e0:port-silent=cleared" ]
	grep -q 'it is not known for a week whether it rests at this hour' out
	grep -qF "in: 0 octets/s, usually 50000, for 3 readings since" out
	run diag < <(runs 0 12 b e0 50000 90000; runs 13 17 b e0 0 90000)
	[ "$output" = 15:raised:b/e0:port-silent/in=warning ]
	[ "$(jq -r 'select(.type == "alarm").probable_cause' out)" = \
	    receiveFailure ]
}

@test "diag flow: the same from run to run, and when it is late" {
	sort -s -n -k 1,1 < <(runs 0 12 a e0 50000 90000
	    runs 13 17 a e0 0 0; runs 18 19 a e0 50000 90000) | flows >all
	for ((i = 0; i < 20; i++)); do
		sed -n "$((3 * i + 1)),$((3 * i + 3))p" all >in
		ossctl-diag run -q --no-end in
	done >out
	[ "$(told)" = "15:raised:a/e0:port-silent=warning
18:cleared:a/e0:port-silent=cleared" ]
	rm oss.db*
	ossctl-diag init
	for ((i = 0; i < 20; i++)); do
		sed -n "$((3 * i + 1)),$((3 * i + 3))p" all >in
		ossctl-diag run -q --no-end --late 9m in
	done >out
	[ "$(told)" = "15:raised:a/e0:port-silent=warning" ]
}

@test "diag flow: not of a port that never carried much, or is often idle" {
	run diag < <(runs 0 40 a e0 40 40
	    runs 0 12 b e0 3000 3000; runs 13 40 b e0 0 0
	    for i in 0 4 8 12 16 20; do
		runs $i $((i + 2)) c e0 900000 900000
		runs $((i + 3)) $((i + 3)) c e0 0 0
	    done
	    runs 24 40 c e0 0 0
	    runs 0 40 d e0 0 0)
	[ -z "$output" ]
}

# days COUNT NODE PORT: from pass 0 on, each twelve hours with traffic and
# twelve without; PORT "link" is busy day and night
days() {
	local day

	for ((day = 0; day < $1; day++)); do
		runs $((day * 288)) $((day * 288 + 143)) "$2" "$3" 80000 90000
		runs $((day * 288 + 144)) $((day * 288 + 287)) "$2" "$3" 3 0
	done
}

@test "diag flow: a port that is quiet each night is a warning in the first" {
	# the last one is not over: an hour after the day should have begun
	run diag < <(days 5 a e0; runs $((5 * 288)) $((5 * 288 + 30)) a e0 0 0)
	[ "$(grep -c raised <<<"$output")" -eq 2 ]
	[ "${lines[0]}" = 146:raised:a/e0:port-silent=warning ]
	[ "${lines[1]}" = 288:cleared:a/e0:port-silent=cleared ]
	# 14:13 is when its days begin
	[ "${lines[2]}" = $((5 * 288 + 10)):raised:a/e0:port-silent=warning ]
}

@test "diag flow: a port that rests by night fails by day, a week on" {
	run diag < <(days 8 a e0
	    runs $((8 * 288)) $((8 * 288 + 40)) a e0 80000 90000
	    runs $((8 * 288 + 41)) $((8 * 288 + 47)) a e0 0 0
	    # it stays silent through the night, and nobody is told otherwise
	    runs $((8 * 288 + 48)) $((9 * 288 + 40)) a e0 0 0)
	[ "${lines[2]}" = $((8 * 288 + 43)):raised:a/e0:port-silent=major ]
	[ ${#lines[@]} -eq 3 ]
	! grep -q 'it is not known for a week' <(tail -n 3 out)
}

@test "diag flow: a link is silent on its first day, too" {
	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 >links
	run diag -l links --poller a < <(
	    runs 0 12 a 1 50000 90000; runs 0 12 b 1 90000 50000
	    runs 13 16 a 1 0 0; runs 13 16 b 1 0 0)
	[ "$output" = 15:raised:a/1:port-silent=major ]
}

@test "diag flow: the hours of a port are kept from run to run" {
	{ days 2 a e0; runs 576 580 a e0 80000 90000; } | sort -s -n -k 1,1 |
	    flows >all
	split -l 300 all part.
	rm -f oss.db*
	ossctl-diag init
	for f in part.*; do
		ossctl-diag run -q --no-end "$f"
	done >out
	[ "$(told | grep -c raised)" -eq 1 ]
}

@test "diag flow: traffic that ebbs away is no silence" {
	run diag < <(for ((i = 0, v = 3000000; i < 150; i++)); do
		echo $i a e0 $v $v
		v=$((v * 9 / 10))
	done)
	[ -z "$output" ]
}

@test "diag flow: a port that is down, a node that is dead: no silence" {
	run diag < <(runs 0 12 a e0 50000 90000; runs 13 20 a e0 down)
	[ "$output" = 13:raised:a/e0:port-down=major ]
	# it comes back, and nothing flows
	run diag < <(runs 0 12 b e0 50000 90000; runs 13 14 b e0 down
	    runs 15 20 b e0 0 0)
	[ "$output" = "13:raised:b/e0:port-down=major
15:cleared:b/e0:port-down=cleared
17:raised:b/e0:port-silent=warning" ]
	run diag --stale 0s < <(runs 0 12 c e0 50000 90000; runs 13 14 c e0 0 0
	    runs 15 20 c dead)
	[ "$output" = 15:raised:c/c:node-unreachable=critical ]
}

@test "diag flow: a failure that began when the traffic went explains it" {
	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 b,2,c,1 >links
	{
		runs 0 12 a 1 50000 90000
		runs 0 12 b 1 90000 50000
		runs 0 12 b 2 50000 90000
		runs 0 12 c 1 90000 50000
		runs 13 20 a 1 0 0
		runs 13 20 b 1 0 0
		runs 13 17 b 2 down
		runs 13 17 c dead
		runs 18 20 b 2 50000 90000
		runs 18 20 c 1 90000 50000
	} >net
	run diag -l links --poller a <net
	[[ $output == *c/c:node-unreachable* ]]
	# not before that is over, and nothing flows still
	[ "$(grep silent <<<"$output")" = 18:raised:a/1:port-silent=major ]
}

@test "diag flow: a failure that began later does not explain it" {
	local at

	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 b,2,c,1 >links
	for at in 15 17 19; do
		{
			runs 0 12 a 1 50000 90000
			runs 0 12 b 1 90000 50000
			runs 13 21 a 1 0 0
			runs 13 21 b 1 0 0
			runs 0 $((at - 1)) b 2 50000 90000
			runs 0 $((at - 1)) c 1 90000 50000
			runs $at 21 b 2 down
			runs $at 21 c dead
		} >net
		run diag -l links --poller a <net
		[[ $output == *c/c:node-unreachable* ]]
		[ "$(grep silent <<<"$output")" = \
		    15:raised:a/1:port-silent=major ]
	done
	# nor is it hidden by what is planned somewhere else
	printf '%s\n' window,from,to,node,object \
	    w,2026-09-21T00:00:00Z,2026-09-25T00:00:00Z,c, >windows
	run diag -l links --windows windows --poller a <net
	[ "$(grep silent <<<"$output")" = 15:raised:a/1:port-silent=major ]
}

@test "diag flow: planned work at either end raises nothing" {
	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 >links
	printf '%s\n' window,from,to,node,object \
	    w,2026-09-21T00:00:00Z,2026-09-25T00:00:00Z,b, >windows
	run diag -l links --windows windows --poller a < <(
	    runs 0 12 a 1 50000 90000; runs 0 12 b 1 90000 50000
	    runs 13 20 a 1 0 0; runs 13 20 b 1 0 0)
	[ -z "$output" ]
}

@test "diag flow: of a link that carries nothing one port is named" {
	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 >links
	run diag -l links --poller a < <(
	    runs 0 12 a 1 50000 90000; runs 0 12 b 1 90000 50000
	    runs 13 20 a 1 0 0; runs 13 20 b 1 0 0)
	[ "$output" = 15:raised:a/1:port-silent=major ]
	# the port at b swallows all; a sends on
	printf '%s\n' a_node,a_port,b_node,b_port c,1,d,1 >links
	run diag -l links --poller c < <(
	    runs 0 12 c 1 50000 90000; runs 0 12 d 1 90000 50000
	    runs 13 20 c 1 0 90000; runs 13 20 d 1 0 0)
	[ "$output" = 15:raised:d/1:port-silent=major ]
}

@test "diag flow: the end that is named stays it" {
	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 p,1,a,2 p,2,b,2 >links
	# a was asked before the traffic went, b behind it
	run diag -l links --poller p < <(
	    runs 0 12 a 1 50000 90000; runs 0 12 b 1 90000 50000
	    runs 13 13 a 1 50000 90000; runs 13 20 b 1 0 0
	    runs 14 20 a 1 0 0)
	[ "$output" = 16:raised:a/1:port-silent=major ]
	# b swallows all, which is seen later than that a receives nothing
	run diag -l links --poller p < <(
	    runs 0 12 a 1 50000 90000; runs 0 13 b 1 90000 50000
	    runs 13 20 a 1 0 90000; runs 14 20 b 1 0 0)
	[ "$output" = 16:raised:b/1:port-silent=major ]
	# the node of the named end is cut off, its link stays silent
	run diag -l links --poller p --stale 0s < <(
	    runs 0 12 a 1 50000 90000; runs 0 12 b 1 90000 50000
	    runs 0 17 p 1 50000 90000; runs 18 20 p 1 down
	    runs 13 17 a 1 0 0; runs 18 20 a dead; runs 13 20 b 1 0 0
	    runs 21 23 p 1 50000 90000; runs 21 23 a 1 0 0
	    runs 21 23 b 1 0 0)
	[ "$(grep silent <<<"$output")" = "15:raised:a/1:port-silent=major" ]
}

@test "diag flow: what one end sends and the other does not receive" {
	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 >links
	run diag -l links --poller a < <(
	    runs 0 3 a 1 50000 90000; runs 0 3 b 1 90000 50000
	    runs 4 9 a 1 50000 90000; runs 4 9 b 1 0 50000
	    runs 10 11 a 1 50000 90000; runs 10 11 b 1 90000 50000)
	[ "$output" = "6:raised:a/1:one-way/b/1=major
10:cleared:a/1:one-way/b/1=cleared" ]
	grep -qF "a/1 sends 90000 octets/s; b/1 does not receive it" out
	# the receiver counts nothing at all, and never did: no counter
	run diag -l links --poller a < <(
	    runs 0 20 a 1 50000 90000; runs 0 20 b 1 0 50000)
	[ -z "$output" ]
}

@test "diag flow: rules for it" {
	cat >rules.json <<-'END'
	{ "thresholds": [
	  { "metric": "quiet_readings", "object": "lab*" },
	  { "metric": "quiet_readings", "node": "a",
	    "high": { "warning": "1", "critical": "4" } } ] }
	END
	run diag < <(for port in a,e0 a,lab1 b,e0; do
		runs 0 12 ${port%,*} ${port#*,} 50000 90000
		runs 13 17 ${port%,*} ${port#*,} 0 0
	done)
	[ "$output" = "13:raised:a/e0:port-silent=warning
15:raised:b/e0:port-silent=warning
16:changed:a/e0:port-silent=critical" ]
}

# end PASS NODE MEMBERS: a sample of the node's port 1
end() {
	printf '{"type":"sample","ts":"%s","node":"%s","kind":"interface",' \
	    "$(date -u -d "@$((1790000000 + 300 * $1))" +%FT%TZ)" "$2"
	printf '"object":"1","admin":"up","oper":"up","in_octets":1,%s}\n' "$3"
}

@test "diag: ends of a link that are not set alike, and are then" {
	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 >links
	{
		end 0 a '"speed_bps":1000000000,"duplex":"full","mtu":1500'
		end 0 b '"speed_bps":100000000,"duplex":"half","mtu":9000'
	} >in
	ossctl-diag run -q --no-end -l links in >out
	[ "$(told)" = 0:raised:a/1:ends-disagree/b/1=minor ]
	[ "$(jq -r 'select(.type == "alarm").probable_cause' out)" = \
	    configurationOrCustomizationError ]
	for what in 'speed_bps 1000000000 at the first end, 100000000 at' \
	    'duplex full at the first end, half at' \
	    'mtu 1500 at the first end, 9000 at'; do
		grep -qF "$what" out
	done
	# one of the ends alone: the other is known
	end 1 b '"speed_bps":1000000000,"duplex":"full","mtu":1514' >in
	ossctl-diag run -q --no-end -l links in >out
	[ "$(told)" = 1:cleared:a/1:ends-disagree/b/1=cleared ]
	end 2 b '"speed_bps":950000000,"mtu":1522' >in
	ossctl-diag run -q --no-end -l links in >out
	[ -z "$(told)" ]
	end 3 b '"speed_bps":1000000000,"mtu":1530' >in
	ossctl-diag run -q --no-end -l links in >out
	[ "$(told)" = 3:raised:a/1:ends-disagree/b/1=minor ]
	end 4 b '"duplex":"unknown"' >in
	ossctl-diag run -q --no-end -l links in >out
	[ "$(told)" = 4:cleared:a/1:ends-disagree/b/1=cleared ]
}

@test "diag: ends of a link that is being worked on may disagree" {
	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 >links
	printf '%s\n' window,from,to,node,object \
	    w,2026-09-21T00:00:00Z,2026-09-25T00:00:00Z,b, >windows
	{
		end 0 a '"duplex":"full"'
		end 0 b '"duplex":"half"'
	} >in
	ossctl-diag run -q --no-end -l links --windows windows in >out
	[ -z "$(told)" ]
}

# errors PASS NODE COUNT: a sample of the node's port 1
errors() {
	end "$1" "$2" "\"in_errors\":$3,\"uptime_cs\":$(($1 * 30000 + 9))"
}

@test "diag: errors at both ends are the link's" {
	printf '%s\n' a_node,a_port,b_node,b_port a,1,b,1 b,2,c,2 >links
	{
		errors 0 a 0; errors 0 b 0
		errors 1 a 3000; errors 1 b 0
		errors 2 a 6000; errors 2 b 30000
		errors 3 a 6000; errors 3 b 60000
	} >all
	for i in 1 3 5 7; do
		sed -n "$i,$((i + 1))p" all >in
		ossctl-diag run -q --no-end -l links in
	done >out
	[ "$(told)" = "1:raised:a/1:errors-high/in=warning
2:changed:a/1:errors-high/in=warning!
2:raised:a/1:link-degraded/b/1=minor
2:raised:b/1:errors-high/in=minor!
3:cleared:a/1:errors-high/in=cleared!
3:cleared:a/1:link-degraded/b/1=cleared
3:changed:b/1:errors-high/in=minor" ]
	[ "$(jq -rs 'map(select(.type == "alarm"))[2] | .probable_cause' out)" \
	    = degradedSignal ]
}

@test "diag migrate: what rows a port held is known in the row of its node" {
	local id n

	id=$(printf 'a\0t\0reading-high' | sha256sum | cut -c 1-16)
	mkdir -p old/schema/oss
	cp "$OSSBSS_SHARE/schema/journal.sql" old/schema
	cp "$OSSBSS_SHARE"/schema/oss/000[1-5]-* old/schema/oss
	rm oss.db*
	OSSBSS_SHARE=old ossctl-diag init
	n=1790000000000000
	sqlite3 oss.db "
	INSERT INTO object VALUES ('a', 'interface', 'e0', $n, 0, 0, 0, 14, 1,
	    0, 0, 0, 0, 0);
	INSERT INTO gauge VALUES ('a', 'e0', $n, 3, 64, 7000000, 9000000, 0, 0,
	    0, 0, 1000000000, NULL, NULL, 1500, 2);
	INSERT INTO flow VALUES
	    ('a', 'e0', 'in', 50000, 0, $n, $n - 600000000, 0, 0, 12, 2),
	    ('a', 'e0', 'out', 90000, 0, $n, $n - 600000000, 0, 0, 12, 2);
	INSERT INTO baseline VALUES ('a', 'probe', 'p', $n, 5000, 100, 20);
	INSERT INTO condition VALUES ('a', 'sensor', 't', 'reading-high', '',
	    $n, $n, 1, 1, 1, 0, 1, 0, 1, 0, 0);
	INSERT INTO alarm (alarm_id, node, kind, object, alarm_type, severity,
	    active, raised_us, changed_us, probable_cause, root, planned)
	    VALUES ('$id', 'a', 'sensor', 't', 'reading-high', 'major', 1,
	    $n, $n, 'temperatureUnacceptable', 1, 0);
	UPDATE progress SET settled_us = $n, heartbeat_us = $n"
	ossctl-diag migrate
	[ -e oss.db.before-6 ]
	ossctl-diag check
	[ "$(sqlite3 oss.db 'SELECT node FROM known')" = a ]
	ossctl-diag run -q --no-end >out <<-'END'
	{"type":"sample","ts":"2026-09-21T14:18:20Z","node":"a","kind":"interface","object":"e0","admin":"up","oper":"up","in_octets":7000000,"out_octets":9000000,"counter_bits":64,"speed_bps":1000000000}
	{"type":"sample","ts":"2026-09-21T14:18:20Z","node":"a","kind":"sensor","object":"t","sensor_class":"temperature","reading":30,"reading_unit":"Cel"}
	{"type":"sample","ts":"2026-09-21T14:18:20Z","node":"a","kind":"probe","object":"p","sent":1,"received":1,"rtt_us":60000}
	{"type":"heartbeat","ts":"2026-09-21T14:18:21Z","run":"r","planned_nodes":1,"answered_nodes":1,"failed_nodes":0}
	END
	run jq -r 'select(.type == "alarm")
	    | "\(.state) \(.object) \(.alarm_type)"' out
	[[ $output == *"raised e0 port-silent"* ]]
	[[ $output == *"cleared t reading-high"* ]]
	[[ $output == *"raised p rtt"* ]]
}
