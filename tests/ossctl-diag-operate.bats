# ossctl-diag-operate.bats: what people do to alarms, and who is told of them

load lib/common

setup() {
	cd "$TMP" || return 1
	export OSSBSS_HOME=$TMP
	ossctl-diag init
}

at() {
	printf '2026-10-01T%02d:%02d:%02dZ' $(($1 / 3600)) \
	    $(($1 / 60 % 60)) $(($1 % 60))
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

beat() {
	printf '{"type":"heartbeat","ts":"%s","run":"r%s",' "$(at "$1")" "$1"
	printf '"planned_nodes":1,"answered_nodes":1,"failed_nodes":0}\n'
}

diag() {
	ossctl-diag run --no-end "$@" >"$TMP/out"
}

sql() {
	sqlite3 oss.db "$1"
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
	    fan 2 core1 failed; beat 3)
	run ossctl-diag list
	[ "${#lines[@]}" -eq 4 ]
	run ossctl-diag list --roots
	[ "${#lines[@]}" -eq 3 ]
	run ossctl-diag list --severity major
	[ "${#lines[@]}" -eq 3 ]
	run ossctl-diag list --severity critical
	[ "${#lines[@]}" -eq 2 ]
	run ossctl-diag list --node 'core*' --alarm-type 'sensor-*'
	[ "${#lines[@]}" -eq 2 ]
	[[ ${lines[1]} == *core1*fan*symptom* ]]
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
