# ossctl-diag-raise.bats: what raises alarms beside nodes and ports that are
# down: states by n of m, flapping, thresholds, neighbours, probes, events

load lib/common
load lib/diag

setup() {
	cd "$TMP" || return 1
	export OSSBSS_HOME=$TMP
	ossctl-diag init
}

# s SECOND KIND OBJECT MEMBERS: a sample of node a
s() {
	printf '{"type":"sample","ts":"%s","node":"a","kind":"%s",' \
	    "$(at "$1")" "$2"
	printf '"object":"%s",%s}\n' "$3" "$4"
}

# e SECOND EVENT_TYPE MEMBERS: an event of node a
e() {
	printf '{"type":"event","ts":"%s","node":"a","event_type":"%s"%s}\n' \
	    "$(at "$1")" "$2" "${3:+,$3}"
}

node() {
	s "$1" node a "\"reachable\":$2"
}

# diag [option ...]: one word an event: SECOND:state:object:type/qualifier=
# severity
diag() {
	local rc=0

	ossctl-diag run --no-end "$@" >"$TMP/out" || rc=$?
	jq -r 'select(.type == "alarm") | "\(.ts | fromdate % 86400):" +
	    "\(.state):\(.object):\(.alarm_type)" +
	    if .alarm_qualifier then "/\(.alarm_qualifier)" else "" end +
	    "=\(.severity)" + if .root then "" else "!" end' "$TMP/out"
	return $rc
}

says() {
	jq -r 'select(.type == "evidence").text' out
}

cause() {
	jq -rs 'map(select(.type == "alarm"))[0].probable_cause' out
}

# ---- states -----------------------------------------------------------------

@test "diag --hold n/m, --recover n/m: hard states" {
	run diag --hold 2/3 --recover 2/2 < <(node 1 false; node 2 true
	    node 3 false; node 4 true; node 5 false; node 6 true; node 7 true)
	[ "$output" = $'3:raised:a:node-unreachable=critical\n7:cleared:a:node-unreachable=cleared' ]
}

@test "diag --hold, --recover: from run to run" {
	for i in 1 2 3; do
		run diag --hold 3/5 --recover 2 < <(node $((i * 2)) false
		    node $((i * 2 + 1)) true)
	done
	[ "$output" = '6:raised:a:node-unreachable=critical' ]
	run diag --recover 2 < <(node 8 true)
	[ "$output" = '8:cleared:a:node-unreachable=cleared' ]
}

@test "diag --hold, --recover, --flap: what they do not take" {
	for o in '--hold 0' '--hold 65' '--hold 3/2' '--hold x' '--hold 1/' \
	    '--recover 2/1' '--flap 30' '--flap 15/30' '--flap 101/1'; do
		# shellcheck disable=SC2086
		run --separate-stderr ossctl-diag run --no-end $o </dev/null
		[ "$status" -eq 2 ]
		has_code usage-value
	done
}

up_and_down() {
	for i in $(seq "$1" 2 "$2"); do
		s "$i" interface e0 '"admin":"up","oper":"up"'
		s $((i + 1)) interface e0 '"admin":"up","oper":"down"'
	done
}

@test "diag --flap: a port that comes and goes has an alarm of its own" {
	run diag < <(up_and_down 1 8; beat 9)
	[[ $output == *'7:raised:e0:flapping/port-down=minor'* ]]
	[[ $output == *'8:raised:e0:port-down=major!'* ]]
	jq -r .text out | grep -q 'port-down comes and goes since 2026'
	run diag < <(for i in $(seq 10 30); do
		s "$i" interface e0 '"admin":"up","oper":"up"'
	    done)
	[[ $output == *'cleared:e0:flapping/port-down=cleared' ]]
	run diag --flap 0/0 < <(up_and_down 40 60; beat 61)
	[[ $output != *flapping* ]]
}

@test "diag --flap: a reading that is told no more does not flap" {
	local i

	cat >rules.json <<-'E'
	{ "thresholds": [ { "metric": "reading", "high": { "minor": "60" } } ] }
	E
	run diag < <(for i in {1..9}; do
		node "$i" true
		s "$i" sensor t "\"sensor_class\":\"temperature\",\"reading\":$((50 + i % 2 * 20))"
	    done)
	[[ $output == *'raised:t:flapping/reading-high=minor'* ]]
	run diag < <(node 1000 true; beat 1001)
	[ "$(sort <<<"$output")" = '1001:cleared:t:flapping/reading-high=cleared
1001:cleared:t:reading-high=cleared!' ]
}

@test "diag --flap: errors come and go in one direction" {
	local i in=0

	cat >rules.json <<-'E'
	{ "thresholds": [ { "metric": "errors_per_s", "high": { "minor": "1" } } ] }
	E
	# out, too, but once
	for i in {1..12}; do
		((in += i % 2 * 999))
		s "$i" interface e0 "\"admin\":\"up\",\"oper\":\"up\",\"in_errors\":$in,\"out_errors\":$((i > 3 ? 999 : 0))"
	done >all
	run diag < <(head -n 10 all)
	[ "$(grep -c flapping <<<"$output")" -eq 1 ]
	for i in 11 12; do
		run diag < <(sed -n "${i}p" all)
		[[ $output != *flapping* ]]
	done
}

@test "diag: a clock that was ahead, heartbeats and all, is told of" {
	diag < <(node 1 true; beat 2)
	run --separate-stderr diag < <(node 1 true | sed 's/"2026-/"2099-/'
	    beat 2 | sed 's/"2026-/"2099-/')
	run --separate-stderr diag < <(node 300 false; beat 301)
	[ "$status" -eq 0 ]
	has_code observations-behind
	run ossctl-diag list --check --max-age 15m --now "$(at 302)"
	[ "$status" -eq 1 ]
	[[ $output == *', in the future' ]]
}

@test "diag: a clock that is ahead silences nothing" {
	run --separate-stderr diag < <(node 1 true
	    node 1 true | sed 's/"2026-/"2099-/'; beat 10)
	[ "$status" -eq 0 ]
	has_code observations-ahead
	run diag < <(node 300 false; beat 301; node 600 false; beat 601
	    node 900 false; beat 901)
	[[ $output == *":raised:"* ]]
	run diag -q < <(node 1200 true; beat 1201; node 1500 true; beat 1501)
	[[ $output == *":cleared:"* ]]
	# within an hour is no wrong clock
	run --separate-stderr diag < <(beat 1801; node 5000 true)
	[[ $stderr == *"newest heartbeat: 1, kept"* ]]
}

@test "diag --late: a sample that comes a run late is not lost" {
	run diag --late 1m < <(node 1 true; beat 10; node 30 false; beat 40)
	[ -z "$output" ]
	# what came later: it was down before that, too
	run diag --late 1m < <(node 20 false; beat 70)
	[ -z "$output" ]
	run diag --late 1m < <(beat 101)
	[ "$output" = '20:raised:a:node-unreachable=critical' ]
	# without it what is held is judged
	diag --late 1m < <(node 102 true; beat 103)
	run diag </dev/null
	[ "$output" = '102:cleared:a:node-unreachable=cleared' ]
}

# ---- thresholds -------------------------------------------------------------

t() {
	s "$1" sensor t "\"sensor_class\":\"temperature\",\"reading\":$2,\"reading_unit\":\"Cel\""
}

@test "diag: a temperature, its severities, its hysteresis" {
	cat >rules.json <<-'E'
	{ "thresholds": [ { "metric": "reading", "sensor_class": "temp*",
	  "high": { "minor": "60", "critical": "80.5" }, "hysteresis": "3",
	  "low": { "warning": "-5" } } ] }
	E
	run diag < <(t 1 40; t 2 60; beat 3; t 4 80.5; beat 5; t 6 78; beat 7
	    t 8 77.5; beat 9; t 10 57.1; beat 11; t 12 57; beat 13; t 14 -5)
	[ "$output" = "2:raised:t:reading-high=minor
5:changed:t:reading-high=critical
9:changed:t:reading-high=minor
12:cleared:t:reading-high=cleared
14:raised:t:reading-low=warning" ]
	[ "$(cause)" = temperatureUnacceptable ]
	[ "$(says | head -n 1)" = \
	    "reading 60 Cel, minor from 60 Cel on since $(at 2)" ]
	[ "$(says | tail -n 1)" = \
	    "reading -5 Cel, warning from -5 Cel down since $(at 14)" ]
}

@test "diag: hysteresis and late values, from run to run" {
	cat >r.json <<-'E'
	{ "thresholds": [ { "metric": "reading", "high": { "minor": "60" },
	  "hysteresis": "3" } ] }
	E
	diag --rules r.json < <(t 1 61)
	run diag --rules r.json < <(t 2 58)
	[ -z "$output" ]
	run diag --rules r.json < <(t 3 57)
	[ "$output" = 3:cleared:t:reading-high=cleared ]
	run diag -v --rules r.json < <(t 2 99)
	[[ $output == *'1 observation came late'* ]]
}

@test "diag: the first rule that takes an object holds; one may say none" {
	cat >rules.json <<-'E'
	{ "thresholds": [
	  { "metric": "reading", "object": "x?", "node": "a" },
	  { "metric": "reading", "high": { "minor": "1" } } ] }
	E
	run diag < <(s 1 sensor x1 '"reading":5'; s 1 sensor x12 '"reading":5')
	[ "$output" = 1:raised:x12:reading-high=minor ]
}

@test "diag: what is wrong with a file of rules" {
	local cases=0

	printf '%s\n' 'x doc-syntax' \
	    '{"thresholds":[{"metric":"reading","high":{"minor":1.5}}]} doc-real' \
	    '{"thresholds":[],"x":1} doc-member' \
	    '{} doc-missing' \
	    '{"thresholds":[{"metric":"color"}]} doc-value' \
	    '{"thresholds":[{"metric":"reading","high":{"minor":"hot"}}]} doc-value' \
	    '{"thresholds":[{"metric":"reading","high":{"minor":"9","major":"8"}}]} doc-value' \
	    '{"thresholds":[{"metric":"reading","low":{"minor":"8","major":"9"}}]} doc-value' \
	    '{"thresholds":[{"metric":"cpu_pct","sensor_class":"x"}]} doc-value' \
	    '{"thresholds":[{"metric":"cpu_pct","hysteresis":"-1"}]} doc-value' \
	    >cases
	while read -r line; do
		echo "${line% *}" >bad.json
		run --separate-stderr ossctl-diag run --no-end \
		    --rules bad.json </dev/null
		[ "$status" -eq 2 ]
		has_code "${line##* }"
		[[ $stderr == *bad.json* ]]
		cases=$((cases + 1))
	done <cases
	[ $cases -eq 10 ]
	run --separate-stderr ossctl-diag run --no-end --rules none.json \
	    </dev/null
	[ "$status" -eq 2 ]
	has_code open-failed
}

# c SECOND IN_OCTETS IN_ERRORS [UPTIME]
c() {
	s "$1" interface e0 "\"admin\":\"up\",\"oper\":\"up\",\"speed_bps\":8000,\"in_octets\":$2,\"in_errors\":$3,\"counter_bits\":64,\"uptime_cs\":${4-$((($1 + 100) * 100))}"
}

@test "diag: utilisation and errors, by two readings of a port" {
	# 8000 bit/s: 1000 octets a second are all of it
	run diag < <(c 0 0 0; c 10 5000 0; beat 11; c 20 14000 0; beat 21
	    c 30 15000 300; beat 31)
	[ "$output" = "20:raised:e0:utilisation-high/in=warning
30:raised:e0:errors-high/in=minor
30:cleared:e0:utilisation-high/in=cleared" ]
	says | grep -qF "utilisation_pct 90 %, warning from 90 % on"
	says | grep -qF "errors_per_s 30 1/s, minor from 20 1/s on"
}

@test "diag: rates from run to run; a restart is no rate" {
	diag < <(c 0 0 0)
	run diag < <(c 10 10000 0)
	[ "$output" = 10:raised:e0:utilisation-high/in=minor ]
	# restarted: sysUpTime fell
	run diag < <(c 20 90000 99 500)
	[ -z "$output" ]
	run diag < <(c 30 90000 99 1500)
	[ "$output" = 30:cleared:e0:utilisation-high/in=cleared ]
}

@test "diag: processor and memory of a node" {
	run diag < <(s 1 node a '"reachable":true,"cpu_pct":97.5,"mem_used_octets":99,"mem_total_octets":100')
	[ "$output" = "1:raised:a:load-high/cpu=warning
1:raised:a:load-high/memory=minor" ]
}

@test "diag: sensors that say themselves that they failed" {
	run diag < <(s 1 sensor fan1 '"sensor_class":"fan","status":"failed"'
	    s 1 sensor psu '"sensor_class":"supply","status":"absent"'
	    s 1 sensor x '"status":"warning"'; beat 2
	    s 3 sensor fan1 '"sensor_class":"fan","status":"ok"')
	[ "$output" = "1:raised:fan1:sensor-failed=major
1:raised:x:sensor-failed=warning
3:cleared:fan1:sensor-failed=cleared" ]
	[ "$(cause)" = heatingOrVentilationOrCoolingSystemProblem ]
	run --separate-stderr ossctl-diag run --no-end -r rej \
	    < <(s 4 sensor x '"status":"burning"')
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rej)" = field-value ]
}

# ---- terminations, neighbours, probes, sessions -----------------------------

@test "diag: a termination that lost its power, one that lost the light" {
	run diag < <(s 1 termination o1 '"oper":"up"'
	    s 1 termination o2 '"oper":"up","rx_power_dbm":-28.5'
	    s 2 termination o1 '"oper":"down","last_down_cause":"dying-gasp"'
	    s 2 termination o2 '"oper":"down","last_down_cause":"los"'
	    s 2 termination o3 '"oper":"down"'; beat 3
	    s 4 termination o1 '"oper":"down","last_down_cause":"admin"')
	[ "$output" = "1:raised:o2:optical-power/rx=minor
2:raised:o1:termination-down=minor
2:raised:o2:termination-down=minor
4:cleared:o1:termination-down=cleared" ]
	[ "$(jq -r 'select(.object == "o1" and .state == "raised")
	    .probable_cause' out)" = powerProblem ]
	[ "$(jq -r 'select(.alarm_type == "termination-down" and
	    .object == "o2").probable_cause' out)" = lossOfSignal ]
}

@test "diag: neighbours: BGP, OSPF after they had been, LLDP by silence" {
	run diag --stale 60s < <(
	    s 1 neighbor p '"protocol":"bgp","state":"established"'
	    s 1 neighbor q '"protocol":"bgp","state":"idle"'
	    s 1 neighbor r '"protocol":"ospf","state":"two-way"'
	    s 1 neighbor l '"protocol":"lldp"'; node 1 true
	    s 50 neighbor p '"protocol":"bgp","state":"active"'
	    s 50 neighbor r '"protocol":"ospf","state":"full"'
	    node 61 true; beat 61; node 62 true; beat 62)
	[ "$output" = "50:raised:p:neighbor-lost=major
62:raised:l:neighbor-lost=major" ]
	run diag --stale 60s < <(s 63 neighbor l '"protocol":"lldp"'
	    s 63 neighbor p '"protocol":"bgp","state":"idle","admin":"down"')
	[ "$output" = "63:cleared:l:neighbor-lost=cleared
63:cleared:p:neighbor-lost=cleared" ]
}

p() {
	s "$1" probe "$2" "$3"
}

@test "diag: probes: no answer, not what was expected, codes, loss" {
	run diag < <(p 1 icmp '"sent":5,"received":0,"loss_pct":100'
	    p 1 web '"reachable":true,"http_status":503'
	    p 1 page '"reachable":true,"http_status":404,"matched":true'
	    p 1 body '"reachable":true,"http_status":200,"matched":false'
	    p 1 ping '"sent":5,"received":4,"loss_pct":20,"reachable":true')
	[ "$output" = "1:raised:body:probe-failed=major
1:raised:icmp:probe-failed=major
1:raised:icmp:loss-high=major
1:raised:ping:loss-high=minor
1:raised:web:probe-failed=major" ]
}

# what ossctl-probe itself calls wrong is wrong, whatever came
@test "diag: probes: the error of an answer" {
	run diag < <(p 1 ns '"reachable":true,"answer":"SERVFAIL","error":"dns"'
	    p 1 moved '"reachable":true,"http_status":302,"error":"http"'
	    p 1 cert '"reachable":true,"http_status":200,"error":"tls"'
	    p 1 here '"sent":1,"received":0,"error":"local"'
	    p 1 good '"reachable":true,"http_status":200')
	[ "$output" = "1:raised:cert:probe-failed=major
1:raised:moved:probe-failed=major
1:raised:ns:probe-failed=major" ]
}

@test "diag: a round-trip time against what is usual" {
	local rtt=(1000 1100 950 1050 1000 1020 980 1000 1010 990)

	run diag < <(for i in "${!rtt[@]}"; do
		p "$i" icmp "\"reachable\":true,\"rtt_us\":${rtt[i]}"
	    done)
	[ -z "$output" ]
	run diag < <(p 20 icmp '"reachable":true,"rtt_us":9000'; beat 21
	    p 30 icmp '"reachable":true,"rtt_us":1000')
	[ "$output" = "20:raised:icmp:rtt-high/baseline=warning
30:cleared:icmp:rtt-high/baseline=cleared" ]
}

@test "diag: a certificate that ends" {
	run diag < <(p 1 web '"reachable":true,"certificate_to":"2026-10-06T00:00:00Z"')
	[ "$output" = 1:raised:web:certificate-ends=minor ]
	[[ $(says) == 'certificate_d 5 d, minor from 7 d down since '* ]]
}

@test "diag: many sessions lost at once" {
	run diag < <(s 1 sessions a '"sessions":900,"sessions_lost":3'
	    s 2 sessions a '"sessions":700,"sessions_lost":200')
	[ "$output" = 2:raised:a:sessions-lost=major ]
}

@test "diag: what belongs to a node that does not answer is a symptom" {
	run diag < <(node 1 true; s 1 neighbor p '"protocol":"ospf","state":"full"'
	    p 2 icmp '"reachable":false'; node 3 false; beat 4)
	[ "$output" = "2:raised:icmp:probe-failed=major!
3:raised:a:node-unreachable=critical" ]
}

# ---- events -----------------------------------------------------------------

@test "diag: linkDown and linkUp are hints that a poll corrects" {
	run diag < <(s 1 interface e0 '"admin":"up","oper":"up"'
	    e 2 link-down '"object":"e0"'; beat 3
	    e 4 linkUp '"object":"e0"'; beat 5
	    e 6 linkDown '"object":"e0"'; beat 7
	    s 8 interface e0 '"admin":"down","oper":"down"'
	    e 9 link-down '"object":"never-seen"'
	    s 10 interface e0 '"admin":"up","oper":"up"'
	    e 11 link-down '"object":"e0","admin":"down"')
	[ "$output" = "2:raised:e0:port-down=major
4:cleared:e0:port-down=cleared
6:raised:e0:port-down=major
8:cleared:e0:port-down=cleared" ]
}

@test "diag: events that come in pairs, and others by their severity" {
	run diag < <(e 1 power-lost '"text":"input A"'; beat 2
	    e 3 power-restored
	    e 4 intrusion '"severity":"critical","text":"door"'
	    e 4 chat '"severity":"warning"'; beat 5
	    e 6 intrusion '"severity":"cleared"')
	[ "$output" = "1:raised:a:event/power-lost=critical
3:cleared:a:event/power-lost=cleared
4:raised:a:event/intrusion=critical
6:cleared:a:event/intrusion=cleared" ]
	[ "$(cause)" = powerProblem ]
	[[ $(says) == "input A since $(at 1)"* ]]
	e 7 chat >in
	ossctl-diag run --no-end --audit audit in
	[ "$(jq .filtered audit)" -eq 1 ]
}

@test "diag: names that a device makes up do not fill the database" {
	local i

	for i in {1..1002}; do
		e 1 "made-up-$i" '"severity":"major"'
	done >many
	run --separate-stderr diag many
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 1000 ]
	has_code events-many
	[[ $stderr == *": 2, the first of 'a'"* ]]
	# what is known goes on, and others have room of their own
	run --separate-stderr diag < <(e 2 made-up-7 '"severity":"cleared"'
	    e 2 made-up-7777 '"severity":"major"'
	    e 2 link-down '"object":"p"'; e 2 b '"severity":"major"' |
	    sed 's/"node":"a"/"node":"b"/')
	[[ $output == *":cleared:a:event/made-up-7="* ]]
	[[ $output == *":raised:b:event/b="* ]]
	[[ $output != *7777* ]]
	has_code events-many
	# nor do ports that it makes up, which never worked
	jq -nc --arg ts "$(at 2)" 'range(20003) | { type: "event", $ts,
	    node: "c", source: "trap", event_type: "link-down",
	    object: "made-up-\(.)" }' >ports
	run --separate-stderr diag ports
	has_code events-many
	[[ $stderr == *": 3, the first of 'c'"* ]]
	run --separate-stderr diag ports
	[[ $stderr == *": 3, the first of 'c'"* ]]
	[ "$(sqlite3 oss.db "SELECT length(octets) < 1000000 FROM known
	    WHERE node = 'c'")" = 1 ]
	# what is over makes room
	ossctl-diag purge --before 2030-01-01T00:00:00Z
	run --separate-stderr diag < <(e 3 made-up-7777 '"severity":"major"'
	    e 4 made-up-8 '"severity":"cleared"')
	[[ $output == *":raised:a:event/made-up-7777="* ]]
	[[ $output == *":cleared:a:event/made-up-8="* ]]
	[ -z "$stderr" ]
}
