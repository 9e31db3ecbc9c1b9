# ossctl-diag-operate.bats: what people do to alarms, and who is told of them

load lib/common
load lib/diag
load lib/subs

setup() {
	cd "$TMP" || return 1
	export OSSBSS_HOME=$TMP
	ossctl-diag init
}

# node SECOND NODE true|false
node() {
	printf '{"type":"sample","ts":"%s","node":"%s","kind":"node",' \
	    "$(at "$1")" "$2"
	printf '"object":"%s","reachable":%s}\n' "$2" "$3"
}

# fan SECOND NODE STATUS
fan() {
	printf '{"type":"sample","ts":"%s","node":"%s","kind":"sensor",' \
	    "$(at "$1")" "$2"
	printf '"object":"fan","sensor_class":"fan","status":"%s"}\n' "$3"
}

# probe SECOND NODE true|false
probe() {
	printf '{"type":"sample","ts":"%s","node":"%s","kind":"probe",' \
	    "$(at "$1")" "$2"
	printf '"object":"icmp","reachable":%s}\n' "$3"
}

diag() {
	ossctl-diag run --no-end "$@" >"$TMP/out"
}

id_of() {
	printf '%s\0%s\0%s' "$@" | sha256sum | cut -c 1-16
}

A=$(id_of a a node-unreachable)

down() {
	diag < <(node 1 a true; node 1 b true; node 2 a false; beat 3)
}

@test "diag unack: nobody looks after it" {
	down
	ossctl-diag ack "$A"
	ossctl-diag unack --why 'wrong one' --now "$(at 9)" "$A"
	run ossctl-diag list
	[[ $output != *acknowledged* ]]
	run --separate-stderr ossctl-diag unack "$A"
	[ "$status" -eq 2 ]
	has_code alarm-unknown
	run ossctl-diag show "$A"
	[[ $output == *"$(at 9)"*unack*'wrong one'* ]]
}

@test "diag shelve: out of the list and the check, until then" {
	down
	ossctl-diag shelve --until "$(at 100)" --why 'known' --now "$(at 5)" \
	    "$A"
	run ossctl-diag list
	[ -z "$output" ]
	run ossctl-diag list --shelved
	[[ $output == *'cause, shelved'* ]]
	run ossctl-diag list --check
	[ "$status" -eq 0 ]
	run ossctl-diag list --now "$(at 100)"
	[[ $output == *node-unreachable* ]]
	# it stays shelved when it is raised anew
	diag < <(node 4 a true; node 5 a false; beat 6)
	run ossctl-diag list
	[ -z "$output" ]
	ossctl-diag unshelve "$A"
	run ossctl-diag list
	[[ $output == *node-unreachable* ]]
}

@test "diag shelve --for: from --now on" {
	down
	ossctl-diag shelve --for 10s --now "$(at 50)" "$A"
	run ossctl-diag list --now "$(at 59)"
	[ -z "$output" ]
	run ossctl-diag list --now "$(at 60)"
	[[ $output == *node-unreachable* ]]
	run --separate-stderr ossctl-diag shelve --for 10s --until "$(at 9)" \
	    "$A"
	[ "$status" -eq 2 ]
	has_code usage-value
	ossctl-diag list --shelved -o ndjson >list
	[ "$(jq -r 'select(.type == "alarm").shelved_to' list)" = "$(at 60)" ]
}

@test "diag close: over, told, and raised again when it fails anew" {
	down
	ossctl-diag close --why 'device is gone' --now "$(at 50)" "$A"
	run ossctl-diag list
	[ -z "$output" ]
	diag < <(node 60 a false; beat 61)
	[ "$(jq -r 'select(.type == "alarm").state' out)" = cleared ]
	[[ $(jq -r 'select(.type == "evidence").text' out) == \
	    'closed by '*': device is gone' ]]
	run ossctl-diag list -a
	[[ $output == *cleared,\ closed* ]]
	diag < <(node 70 a true; node 80 a false; beat 81)
	[ "$(jq -r 'select(.type == "alarm").state' out)" = raised ]
	run ossctl-diag list
	[[ $output != *closed* ]]
	run --separate-stderr ossctl-diag close none
	[ "$status" -eq 2 ]
	has_code alarm-unknown
}

@test "diag comment: in the history, with who and when" {
	down
	run --separate-stderr ossctl-diag comment "$A"
	[ "$status" -eq 2 ]
	has_code usage-missing
	ossctl-diag comment --why $'truck \033[2J rolls' --now "$(at 9)" "$A"
	ossctl-diag ack --now "$(at 10)" "$A"
	run ossctl-diag show "$A"
	[[ $output == *'truck \033[2J rolls'* ]]
	ossctl-diag history -o ndjson | jq -r 'select(.type == "deed") |
	    .ts, .deed, .user' >got
	printf '%s\n' "$(at 9)" comment "$(id -un)" "$(at 10)" ack \
	    "$(id -un)" >want
	diff got want
	[ "$(ossctl-diag list -o ndjson |
	    jq -r 'select(.type == "alarm").ack_state')" = acknowledged ]
	run sql "DELETE FROM deed"
	[ "$status" -ne 0 ]
	run sql "UPDATE deed SET who = 'x'"
	[ "$status" -ne 0 ]
}

@test "diag purge: what was cleared long ago, not what is untold" {
	down
	ossctl-diag comment --why x "$A"
	diag < <(node 10 a true; node 11 b false; beat 12)
	run --separate-stderr ossctl-diag purge
	[ "$status" -eq 2 ]
	has_code usage-missing
	ossctl-diag purge --before "$(at 10)"
	[ "$(sql 'SELECT count(*) FROM transition')" -eq 3 ]
	ossctl-diag purge --before "$(at 11)" --why 'a year is enough'
	[ "$(sql 'SELECT count(*) FROM transition')" -eq 1 ]
	[ "$(sql 'SELECT count(*) FROM deed')" -eq 0 ]
	[ "$(sql 'SELECT count(*) FROM alarm')" -eq 1 ]
	[ "$(sql 'SELECT count(*) FROM purging')" -eq 0 ]
	[ "$(sql "SELECT detail FROM journal WHERE action = 'purge'
	    ORDER BY seq DESC LIMIT 1")" = "1 alarms cleared before $(at 11)" ]
	# what nobody was told yet stays
	run bash -c "$(declare -f node at); node 13 b true |
	    ossctl-diag run --no-end >/dev/full"
	ossctl-diag purge --before "$(at 99)"
	[ "$(sql 'SELECT count(*) FROM transition')" -eq 2 ]
	ossctl-diag check
}

@test "diag list: filters" {
	diag < <(node 1 core1 false; node 1 edge1 true; fan 2 edge1 warning
	    probe 2 core1 false; beat 3)
	run ossctl-diag list
	[ "${#lines[@]}" -eq 4 ]
	run ossctl-diag list --roots
	[ "${#lines[@]}" -eq 3 ]
	run ossctl-diag list --severity major
	[ "${#lines[@]}" -eq 3 ]
	run ossctl-diag list --severity critical
	[ "${#lines[@]}" -eq 2 ]
	run ossctl-diag list --node 'core*' --alarm-type 'probe-*'
	[ "${#lines[@]}" -eq 2 ]
	[[ ${lines[1]} == *core1*icmp*symptom* ]]
	run ossctl-diag list --severity any --node none
	[ -z "$output" ]
}

@test "diag list --nagios: exit codes and figures of a plugin" {
	run ossctl-diag list --nagios
	[ "$status" -eq 0 ]
	[ "$output" = 'ALARMS OK - active 0, causes 0, planned 0; no heartbeat yet | active=0;;;0 causes=0;;;0 planned=0;;;0 shelved=0;;;0' ]
	diag < <(fan 1 a warning; beat 2)
	run ossctl-diag list --nagios
	[ "$status" -eq 1 ]
	[[ $output == 'ALARMS WARNING - active 1,'* ]]
	diag < <(fan 3 a failed; beat 4)
	run ossctl-diag list --nagios --max-age 10s --now "$(at 9)"
	[ "$status" -eq 2 ]
	[[ $output == 'ALARMS CRITICAL'*' heartbeat_age=5s;;10' ]]
	diag < <(fan 5 a ok; beat 6)
	run ossctl-diag list --nagios --max-age 10s --now "$(at 17)"
	[ "$status" -eq 3 ]
	[[ $output == 'ALARMS UNKNOWN'*'too old'* ]]
	run ossctl-diag list --nagios -d none.db
	[ "$status" -eq 3 ]
}

@test "diag list --nagios: a symptom is no worse than its cause" {
	echo '{"type":"link","a_node":"noc","b_node":"a"}' >links
	diag --poller noc -l links < <(node 1 a true; probe 1 a true; beat 2)
	for t in 11 21 31; do
		diag --poller noc -l links < <(node $t a false
		    probe $t a true; beat $((t + 1)))
	done
	run ossctl-diag list -o ndjson
	[[ $output == *management-lost*node-unreachable* ||
	    $output == *node-unreachable*management-lost* ]]
	run ossctl-diag list --nagios
	[[ $output == 'ALARMS WARNING - active 2, causes 1,'* ]]
	[ "$status" -eq 1 ]
}

# ---- notices ----------------------------------------------------------------

rules() {
	cat >notices.json
}

# notices SECOND [option ...]: one word each: state:receiver:key:alarms
notices() {
	local now

	now=$(at "$1")
	shift
	ossctl-diag notices --now "$now" "$@" >told &&
	    jq -r 'select(.type == "notice") |
	    "\(.state):\(.receiver):\(.group_key):\(.alarm_count)"' told
}

@test "diag notices: wait, change, repeat, over" {
	rules <<-'E'
	{ "routes": [ { "name": "noc", "receiver": "noc", "severity": "major",
	  "wait_s": "30", "interval_s": "100", "repeat_s": "1000",
	  "resolved": "yes" } ] }
	E
	diag < <(node 10 a false; fan 10 b warning; beat 11)
	run notices 39
	[ -z "$output" ]
	run notices 40
	[ "$output" = new:noc:all:1 ]
	[ "$(jq -r 'select(.type == "notice").subject' told)" = \
	    "new: critical node-unreachable a since $(at 10)" ]
	run notices 41
	[ -z "$output" ]
	diag < <(node 50 b false; beat 51)
	run notices 139
	[ -z "$output" ]
	run notices 140
	[ "$output" = changed:noc:all:2 ]
	run notices 1139
	[ -z "$output" ]
	run notices 1140
	[ "$output" = repeated:noc:all:2 ]
	diag < <(node 1200 a true; node 1200 b true; beat 1201)
	run notices 1202
	[ "$output" = resolved:noc:all:0 ]
	[ "$(jq -r 'select(.type == "notice") | .subject, .text' told)" = \
	    "resolved: cleared node-unreachable a since $(at 10) until \
$(at 1200) and 1 more
cleared node-unreachable a since $(at 10) until $(at 1200)
cleared node-unreachable b since $(at 50) until $(at 1200)" ]
	run notices 1203
	[ -z "$output" ]
	# over before anybody was told: nothing to say
	diag < <(node 1300 a false; beat 1301)
	run notices 1302
	diag < <(node 1303 a true; beat 1304)
	run notices 1400
	[ -z "$output" ]
}

@test "diag notices: a wait of 0 is none, an interval of 0 too" {
	rules <<-'E'
	{ "routes": [ { "name": "noc", "receiver": "noc", "wait_s": "0",
	  "interval_s": "0" } ] }
	E
	diag < <(node 10 a false; beat 11)
	run notices 11
	[ "$output" = new:noc:all:1 ]
	diag < <(node 12 b false; beat 13)
	run notices 13
	[ "$output" = changed:noc:all:2 ]
	rules <<-'E'
	{ "routes": [ { "name": "noc", "receiver": "noc", "wait_s": "-1" } ] }
	E
	run --separate-stderr ossctl-diag notices --now "$(at 14)"
	[ "$status" -eq 2 ]
	has_code doc-value
}

@test "diag notices: groups, routes, symptoms counted, planned left out" {
	rules <<-'E'
	{ "routes": [
	  { "name": "core", "receiver": "one", "node": "core*",
	    "group_by": ["alarm_type", "node"], "further": "yes" },
	  { "name": "hill", "receiver": "two", "site": "hill",
	    "group_by": ["site"] },
	  { "name": "rest", "receiver": "three", "group_by": ["severity"] } ] }
	E
	printf 'window,from,to,node\nw,%s,%s,edge2\n' "$(at 1)" "$(at 99)" \
	    >w.csv
	diag --windows w.csv < <(
	    echo '{"type":"node","node":"core1","address":"x","site":"hill"}'
	    node 1 core1 true; probe 2 core1 false; node 2 core1 false
	    node 2 edge1 false; node 2 edge2 false; fan 2 edge3 warning
	    beat 3)
	run bash -c "$(declare -f notices at); notices 4 | sort"
	[ "$output" = "new:one:core1 node-unreachable:1
new:three:critical:1
new:three:warning:1
new:two:hill:1" ]
	[ "$(jq -r 'select(.receiver == "two").symptom_count' told)" -eq 1 ]
	[[ $(jq -r 'select(.receiver == "two").text' told) == *'1 symptom' ]]
}

@test "diag notices: whom it hits, what is over and what is shelved" {
	local hits='hits 2 customers, 30.50 EUR a month'

	rules <<-'E'
	{ "routes": [ { "name": "r", "receiver": "x", "interval_s": "0",
	  "resolved": "yes" } ] }
	E
	subs a 10.5 a/1 20 p/1 7 >subs
	diag < <(node 1 p true; node 1 a true; node 1 b true; beat 2)
	diag -s subs < <(fan 3 p warning; node 4 b false; node 5 a false
	    beat 6)
	notices 7
	[ "$(jq -r 'select(.type == "notice") | .subject, .text' told)" = \
	    "new: critical node-unreachable a since $(at 5), $hits and 2 more
critical node-unreachable a since $(at 5), $hits
critical node-unreachable b since $(at 4), hits no customer
warning sensor-failed p fan since $(at 3), hits no customer" ]
	run jq -r 'select(.type == "alarm") | [.node, .customer_count,
	    .revenue_month, .currency] | @csv' <(ossctl-diag list -o ndjson)
	[ "${lines[0]}" = '"a",2,30.5,"EUR"' ]
	ossctl-diag shelve "$(id_of b b node-unreachable)"
	diag -s subs < <(node 8 a true; beat 9)
	notices 10
	[ "$(jq -r 'select(.type == "notice") | .text' told)" = \
	    "warning sensor-failed p fan since $(at 3), hits no customer
critical node-unreachable b since $(at 4), hits no customer, shelved
cleared node-unreachable a since $(at 5) until $(at 8)" ]
	run jq -r 'select(.node == "a") | [.state, .customer_count] | @csv' \
	    <(ossctl-diag list --all -o ndjson)
	[ "$output" = '"cleared",' ]
}

@test "diag notices: escalation until somebody looks after it" {
	rules <<-'E'
	{ "routes": [ { "name": "r", "receiver": "noc", "resolved": "yes",
	  "escalate": [ { "after_s": "60", "receiver": "oncall" },
	    { "after_s": "120", "receiver": "boss" } ] } ] }
	E
	diag < <(node 10 a false; beat 11)
	run notices 12
	[ "$output" = new:noc:all:1 ]
	run notices 69
	[ -z "$output" ]
	run notices 70
	[ "$output" = escalated:oncall:all:1 ]
	ossctl-diag ack "$A"
	run notices 200
	[ -z "$output" ]
	ossctl-diag unack "$A"
	run notices 201
	[ "$output" = escalated:boss:all:1 ]
	diag < <(node 300 a true; beat 301)
	run notices 302
	[ "$output" = "resolved:noc:all:0
resolved:oncall:all:0
resolved:boss:all:0" ]
}

@test "diag notices: none of what is shelved; -n keeps nothing" {
	rules <<<'{ "routes": [ { "name": "r", "receiver": "x" } ] }'
	down
	ossctl-diag shelve --until "$(at 20)" "$A"
	run notices 19
	[ -z "$output" ]
	run notices 20 --dry-run
	[ "$output" = new:x:all:1 ]
	cp told one
	run notices 20
	[ "$output" = new:x:all:1 ]
	cmp one told
	run --separate-stderr ossctl-diag notices
	[ "$status" -eq 2 ]
	has_code usage-missing
}

@test "diag notices: into a full disk: 2, and the next run tells it" {
	rules <<<'{ "routes": [ { "name": "r", "receiver": "x" } ] }'
	down
	run bash -c "ossctl-diag notices --now $(at 20) >/dev/full"
	[ "$status" -eq 2 ]
	run notices 21
	[ "$output" = new:x:all:1 ]
	[ "$(jq -r 'select(.type == "notice").ts' told)" = "$(at 20)" ]
	run notices 22 --output csv
	[ -z "$output" ]
}

@test "diag notices: a name cannot begin another line of a mail" {
	rules <<<'{ "routes": [ { "name": "r", "receiver": "x" } ] }'
	diag < <(node 1 'a\nBcc: you' false; beat 2)
	notices 3
	[ "$(jq -r 'select(.type == "notice").subject' told | wc -l)" -eq 1 ]
	[[ $(jq -r 'select(.type == "notice").subject' told) == \
	    *'a\nBcc: you'* ]]
}

@test "diag notices: what is wrong with its rules" {
	local cases=0

	printf '%s\n' '{} doc-missing' \
	    '{"routes":[{"name":"a"}]} doc-missing' \
	    '{"routes":[{"name":"a","receiver":"x","repeat_s":"0"}]} doc-value' \
	    '{"routes":[{"name":"a","receiver":"x","wait_s":"99999999"}]} doc-value' \
	    '{"routes":[{"name":"a","receiver":"x","group_by":["moon"]}]} doc-value' \
	    '{"routes":[{"name":"a","receiver":"x"},{"name":"a","receiver":"y"}]} doc-value' \
	    '{"routes":[{"name":"a","receiver":"x","escalate":[{"after_s":"2","receiver":"y"},{"after_s":"2","receiver":"z"}]}]} doc-value' \
	    '{"routes":[{"name":"a","receiver":"x","color":"red"}]} doc-member' \
	    >cases
	while read -r line; do
		echo "${line% *}" >bad.json
		run --separate-stderr ossctl-diag notices --rules bad.json \
		    --now "$(at 1)"
		[ "$status" -eq 2 ]
		has_code "${line##* }"
		cases=$((cases + 1))
	done <cases
	[ $cases -eq 8 ]
	run --separate-stderr ossctl-diag notices --now "$(at 1)"
	[ "$status" -eq 2 ]
	has_code open-failed
}

# ---- for others -------------------------------------------------------------

@test "diag: alarms as TMF642 has them" {
	diag < <(node 1 a true; probe 2 a false; node 2 a false; beat 3)
	ossctl-diag ack "$A"
	ossctl-diag list -o ndjson |
	    jq -c -L "$SHARE/jq" 'include "tmf642"; alarms' >tmf
	run jq -c '[.id, .perceivedSeverity, .alarmType, .probableCause,
	    .alarmedObject.id, .alarmedObjectType, .ackState, .isRootCause,
	    .state, .alarmRaisedTime, .sourceSystemId]' tmf
	[ "${lines[0]}" = "[\"$A\",\"critical\",\"communicationsAlarm\",\"communicationsSubsystemFailure\",\"a\",\"node\",\"acknowledged\",true,\"raised\",\"$(at 2)\",\"ossctl-diag\"]" ]
	[ "$(jq -r 'select(.alarmedObjectType == "probe") |
	    .alarmedObject.id, .ackState, .parentAlarm[0].id,
	    .specificProblem' tmf)" = "a/icmp
unacknowledged
$A
probe-failed" ]
	diag < <(node 4 a true; beat 5)
	jq -c -L "$SHARE/jq" 'include "tmf642"; alarms("north")' out >tmf
	[ "$(jq -r 'select(.state == "cleared") | .alarmClearedTime,
	    .perceivedSeverity, .sourceSystemId' tmf)" = "$(at 4)
cleared
north" ]
	[ "$(jq -s 'map(has("plannedOutageIndicator")) | any' tmf)" = false ]
}

@test "cron: notices are mailed once, those that could not later" {
	rules <<<'{ "routes": [ { "name": "r", "receiver": "noc@x", "resolved": "yes" } ] }'
	cat >mailer <<-'E'
	#!/bin/sh
	[ ! -e "$OSSBSS_HOME/broken" ] || exit 1
	printf '%s|%s\n' "$2" "$1" >>"$OSSBSS_HOME/mailed"
	cat >>"$OSSBSS_HOME/mailed"
	E
	chmod +x mailer
	export OSSBSS_MAILER=$TMP/mailer
	down
	touch broken
	run "$SHARE/cron/ossctl-diag-notices"
	[ "$status" -eq 75 ]
	[ ! -e mailed ]
	rm broken
	run "$SHARE/cron/ossctl-diag-notices"
	[ "$status" -eq 0 ]
	[ "$(head -n 1 mailed)" = \
	    "noc@x|new: critical node-unreachable a since $(at 2)" ]
	run "$SHARE/cron/ossctl-diag-notices"
	[ "$(wc -l <mailed)" -eq 2 ]
}

@test "cron: a notice is a mail, or a ticket that is closed when it is over" {
	rules <<<'{ "routes": [ { "name": "r", "receiver": "noc@x", "resolved": "yes" } ] }'
	mkdir bin
	cat >bin/mail <<-'E'
	#!/bin/sh
	printf '<%s>' "$@" >>"$OSSBSS_HOME/mailed"
	echo >>"$OSSBSS_HOME/mailed"
	cat >>"$OSSBSS_HOME/mailed"
	E
	# the EXAMPLES' ticket script, its curl one that keeps what it is given
	awk '/^#!\/bin\/sh/ { on = 1 } /^\.Ed/ { on = 0 } on' \
	    "$BATS_TEST_DIRNAME/../man/ossctl-diag.1" >ticket
	cat >bin/curl <<-'E'
	#!/bin/sh
	cat >>"$OSSBSS_HOME/tickets"
	E
	chmod +x bin/* ticket
	export PATH=$TMP/bin:$PATH
	down
	unset OSSBSS_MAILER
	run "$SHARE/cron/ossctl-diag-notices"
	[ "$status" -eq 0 ]
	[ "$(head -n 1 mailed)" = "<-s><new: critical node-unreachable a \
since $(at 2)><--><noc@x>" ]
	grep -q '^critical node-unreachable a since' mailed
	diag < <(node 4 a true; beat 5)
	OSSBSS_MAILER=$TMP/ticket TICKET_URL=http://127.0.0.1/ \
	    run "$SHARE/cron/ossctl-diag-notices"
	[ "$status" -eq 0 ]
	[ "$(jq -r '[.key, .status] | join(" ")' tickets)" = 'r/all closed' ]
	[[ $(jq -r .text tickets) == "cleared node-unreachable a since"* ]]
}
