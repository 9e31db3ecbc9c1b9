# ossctl-diag.bats: alarms, from the first sample to the last acknowledgement

load lib/common
load lib/diag
load lib/ended

setup() {
	cd "$TMP" || return 1
	export OSSBSS_HOME=$TMP
	ossctl-diag init
}

# ---- raising and clearing ---------------------------------------------------

@test "diag: a node that does not answer, and answers again" {
	run diag < <(node 1 a up; node 2 a down timeout; node 3 a up)
	[ "$status" -eq 0 ]
	[ "$output" = $'2:raised:a/a\n3:cleared:a/a' ]
	run jq -rs '.[0] | .alarm_id, .alarm_type, .probable_cause, .severity' \
	    out
	[ "${lines[0]}" = "$(id_of a a node-unreachable)" ]
	[ "${lines[1]}" = node-unreachable ]
	[ "${lines[2]}" = communicationsSubsystemFailure ]
	[ "${lines[3]}" = critical ]
	run jq -r 'select(.state == "cleared").severity' out
	[ "$output" = cleared ]
}

@test "diag: an alarm says what it rests on" {
	diag --hold 2 < <(node 1 a up; node 2 a down timeout
	    node 3 a down timeout)
	run jq -r 'select(.type == "evidence") | .ref, .text' out
	[ "${lines[0]}" = "a/a@$(at 3)" ]
	[ "${lines[1]}" = "no answer (timeout) since $(at 2), 2 observations" ]
}

@test "diag: state is kept from run to run" {
	run diag < <(node 1 a up)
	[ -z "$output" ]
	run diag < <(node 2 a down)
	[ "$output" = 2:raised:a/a ]
	run diag < <(node 3 a down)
	[ -z "$output" ]
	run diag < <(node 4 a up)
	[ "$output" = 4:cleared:a/a ]
}

@test "diag: a port that went down, is shut, comes up" {
	run diag < <(port 1 a e0 up; port 2 a e0 down; port 3 a e0 down down)
	[ "$output" = $'2:raised:a/e0\n3:cleared:a/e0' ]
	run diag < <(port 4 a e0 up; port 5 a e0 lowerLayerDown
	    port 6 a e0 up)
	[ "$output" = $'5:raised:a/e0\n6:cleared:a/e0' ]
}

@test "diag: a port never seen up is an unused socket" {
	run diag < <(port 1 a e0 down; port 2 a e0 down)
	[ -z "$output" ]
	run diag < <(port 3 a e0 up; port 4 a e0 down)
	[ "$output" = 4:raised:a/e0 ]
}

@test "diag: credentials that are refused are another cause" {
	diag < <(node 1 a down timeout; node 2 a down auth)
	run jq -r 'select(.type == "alarm") | [.state, .alarm_type, .root,
	    .probable_cause] | join(" ")' out
	[ "${lines[0]}" = "raised node-unreachable false $(
	    )configurationOrCustomizationError" ]
	[ "${lines[1]}" = "raised management-lost true $(
	    )configurationOrCustomizationError" ]
	run diag < <(node 3 a down timeout)
	[ "$output" = $'3:changed:a/a\n3:cleared:a/a' ]
}

@test "diag: --hold wants observations in a row" {
	run diag --hold 3 < <(node 1 a down; node 2 a down; node 3 a up
	    node 4 a down; node 5 a down)
	[ -z "$output" ]
	run diag --hold 3 < <(node 6 a down)
	[ "$output" = 6:raised:a/a ]
	run --separate-stderr ossctl-diag run --hold 0 --no-end </dev/null
	[ "$status" -eq 2 ]
	has_code usage-value
}

# ---- event time -------------------------------------------------------------

@test "diag: shuffled, doubled, cut input gives the same alarms" {
	for i in 1 2 3 4 5 6; do
		node $((i * 10)) a up
		node $((i * 10 + 1)) b "$([ $((i % 2)) = 0 ] && echo up ||
		    echo down)"
		port $((i * 10 + 2)) a e0 "$([ "$i" -lt 4 ] && echo up ||
		    echo down)"
		beat $((i * 10 + 5))
	done >all
	diag <all >want
	[ -s want ]
	for seed in 1 2 3 4 5; do
		rm oss.db*
		ossctl-diag init
		# each record twice, in another order
		cat all all | shuf --random-source=<(yes "$seed") | diag >got
		diff want got
	done
	rm oss.db*
	ossctl-diag init
	split -l 4 all part.
	for f in part.*; do
		diag <"$f"
	done >got
	diff want got
}

@test "diag: what is older than the last known changes nothing" {
	diag < <(node 1 a up; node 10 a up; port 1 a e0 up; port 10 a e0 up)
	run diag -v < <(node 5 a down; port 5 a e0 down; node 10 a down)
	[[ $output == *"0 transitions, 3 observations came late"* ]]
	run ossctl-diag list
	[ -z "$output" ]
}

@test "diag: the same input and state give the same bytes" {
	{ node 1 a up; node 2 a down; node 2 b down; beat 3; } >in
	cp oss.db first.db
	ossctl-diag run --no-end -d first.db in >one
	ossctl-diag run --no-end in >two
	cmp one two
}

# ---- silence ----------------------------------------------------------------

@test "diag: a node without samples is judged at a heartbeat, by --stale" {
	diag < <(node 1 a up; node 1 b up; beat 2)
	run diag --stale 60s < <(node 61 b up; beat 61)
	[ -z "$output" ]
	run diag --stale 60s < <(node 62 b up; beat 62)
	[ "$output" = 62:raised:a/a ]
	run jq -r 'select(.type == "evidence") | .ref, .text' out
	[ "${lines[0]}" = "heartbeat@$(at 62)" ]
	[ "${lines[1]}" = "no sample since $(at 1)" ]
	run diag --stale 60s < <(node 65 a up)
	[ "$output" = 65:cleared:a/a ]
	run diag --stale 0s < <(beat 9999)
	[ -z "$output" ]
}

@test "diag: forget clears a node that is no more" {
	diag < <(node 1 a down; port 1 a e0 up; beat 2)
	ossctl-diag forget --why 'taken down' --now "$(at 500)" a
	run ossctl-diag list
	[ -z "$output" ]
	run diag < <(beat 9000)
	[ "$output" = 2:cleared:a/a ]
	run sql "SELECT object, why FROM journal WHERE action = 'forget'"
	[ "$output" = 'a|taken down' ]
	run --separate-stderr ossctl-diag forget a
	[ "$status" -eq 2 ]
	has_code object-unknown
}

@test "diag: forget takes one port, too" {
	diag < <(port 1 a e0 up; port 1 a e1 up; port 2 a e0 down
	    port 2 a e1 down)
	ossctl-diag forget a e0
	run ossctl-diag list
	[[ $output == *e1* && $output != *e0* ]]
}

# ---- where it is ------------------------------------------------------------

@test "diag: ports of a node that does not answer are symptoms" {
	run diag < <(port 1 a e0 up; port 2 a e0 down; beat 3; node 4 a down
	    beat 5; node 6 a up; beat 7)
	[ "${lines[0]}" = 2:raised:a/e0 ]
	[ "${lines[1]}" = 4:raised:a/a ]
	[ "${lines[2]}" = 5:changed:a/e0! ]
	[ "${lines[3]}" = 6:cleared:a/a ]
	[ "${lines[4]}" = 7:changed:a/e0 ]
}

@test "diag: behind a node that does not answer, by --links and --poller" {
	links p,,a, a,,b, >links.csv
	diag -l links.csv --poller p < <(node 1 p up; node 1 a up; node 1 b up)
	run diag --hold 1 < <(node 2 b down; node 3 a down; beat 4)
	[ "$output" = $'2:raised:b/b!\n3:raised:a/a' ]
	run jq -r 'select(.node == "b").root_alarm_id' out
	[ "$output" = "$(id_of a a node-unreachable)" ]
	run jq -r 'select(.type == "evidence").text' out
	[[ ${lines[0]} == *"; behind node 'a', which does not answer" ]]
}

@test "diag: links of the stream do as those of a file, the last ones hold" {
	diag < <(node 1 p up; node 1 a up; node 1 b up
	    printf '%s\n' '{"type":"link","a_node":"p","b_node":"a"}' \
	    '{"type":"link","a_node":"a","b_node":"b"}')
	[ "$(sql 'SELECT count(*) FROM link')" -eq 2 ]
	diag < <(beat 2)
	[ "$(sql 'SELECT count(*) FROM link')" -eq 2 ]
	diag < <(echo '{"type":"link","a_node":"p","b_node":"b"}')
	[ "$(sql 'SELECT a_node || b_node FROM link')" = pb ]
}

@test "diag: behind a dead port" {
	links p,1,a,1 >links.csv
	diag < <(node 1 p up; port 1 p 1 up; node 1 a up)
	run diag --links links.csv < <(port 2 p 1 down; node 2 a down; beat 3)
	[ "$output" = $'2:raised:a/a!\n2:raised:p/1!\n3:raised:p/1' ]
	run jq -r 'select(.node == "a" and .state).root_alarm_id' out
	[ "$output" = "$(id_of p 1 link-down a/1)" ]
}

@test "diag: with links an answer is missed three times, unless ports say why" {
	links p,1,a,1 p,2,b,1 >links.csv
	diag -l links.csv --poller p < <(node 1 p up; port 1 p 1 up
	    port 1 p 2 up; node 1 a up; node 1 b up; beat 2)
	run diag < <(node 3 p up; port 3 p 1 up; node 3 a down; node 3 b up
	    beat 4; node 5 a down; beat 6)
	[ -z "$output" ]
	# the port that leads to it works: it lives
	run diag < <(node 7 p up; port 7 p 1 up; node 7 a down; beat 8)
	[ "$output" = $'7:raised:a/a!\n8:raised:a/a' ]
	run jq -r 'select(.root) | .alarm_type' out
	[ "$output" = management-lost ]
	# one answer missed and its port down: the link is, at once
	run diag < <(node 9 p up; port 9 p 2 down; node 9 b down; beat 10)
	[[ $output == *10:raised:p/2* ]]
	run jq -r 'select(.type == "alternative") | .alarm_type, .node' out
	[[ $output == *$'node-unreachable\nb'* ]]
}

@test "diag: when nothing answers it is the poller, and no node" {
	links p,1,a,1 a,2,b,1 b,2,c,1 >links.csv
	for s in 1 2 3 4; do
		for n in a b c; do
			node $((s * 10)) $n "$([ $s -lt 3 ] && echo up ||
			    echo down)"
		done
		beat $((s * 10 + 5))
	done >all
	run diag -l links.csv --poller p <all
	[ "$output" = 35:raised:p/p ]
	run jq -r 'select(.type == "alarm").alarm_type' out
	[ "$output" = poller-cut-off ]
	# back again, but one is dead
	run diag < <(node 50 a up; node 50 b down; node 50 c down; beat 55)
	[ "${lines[0]}" = 50:raised:b/b ]
	[ "${lines[1]}" = '50:raised:c/c!' ]
	[ "${lines[2]}" = 55:cleared:p/p ]
	[ "${#lines[@]}" -eq 3 ]
}

@test "diag: a duct, a card, a building" {
	printf 'a_node,a_port,b_node,b_port,srlg\n%s\n%s\n%s\n%s\n' \
	    p,1/1/1,a,1,d1 p,1/1/2,b,1,d1 p,1/2/1,c,1, a,2,b,2, >links.csv
	all() {
		node "$1" p up
		for i in 1/1/1 1/1/2 1/2/1; do
			port "$1" p $i "$([[ " $2 " == *" $i "* ]] &&
			    echo down || echo up)"
		done
		for n in a b c; do
			node "$1" $n "$([[ " $2 " == *" $n "* ]] &&
			    echo down || echo up)"
		done
		beat $(($1 + 1))
	}
	diag -l links.csv --poller p < <(all 1 '')
	diag < <(all 11 '1/1/1 1/1/2 a b')
	run jq -r 'select(.root) | .alarm_type, .node, .kind' out
	[ "$output" = $'srlg-down\nd1\nsrlg' ]
	run jq -r 'select(.type == "alternative") | .alarm_type, .node,
	    .object' out
	[ "$output" = $'card-failed\np\nslot 1/1' ]
	diag < <(all 21 '')
	run diag < <(for n in a b; do
		printf '{"type":"node","node":"%s","address":"1","site":"s"}\n' $n
	done; all 31 '1/1/1 1/1/2 a b')
	run jq -r 'select(.type == "alternative") | .alarm_type' out
	[[ $output == *site-power-lost* ]]
}

@test "diag: a poller that no link names is said" {
	links p,,a, >links.csv
	run --separate-stderr ossctl-diag run --no-end -l links.csv \
	    --poller z </dev/null
	[ "$status" -eq 0 ]
	has_code poller-unknown
}

@test "diag: a bad file of links or windows stops the run" {
	printf 'a_node,b_node\np,\n' >links.csv
	run --separate-stderr ossctl-diag run --no-end -l links.csv </dev/null
	[ "$status" -eq 2 ]
	has_code link-input
	[[ $stderr == *links.csv:2:* ]]
	printf 'window,from,to\nw,%s,%s\n' "$(at 5)" "$(at 5)" >w.csv
	run --separate-stderr ossctl-diag run --no-end --windows w.csv \
	    </dev/null
	[ "$status" -eq 2 ]
	has_code link-input
	[[ $stderr == *"ends before it begins"* ]]
	run --separate-stderr ossctl-diag run --no-end -l none </dev/null
	[ "$status" -eq 2 ]
	has_code open-failed
}

# ---- planned work -----------------------------------------------------------

@test "diag: within a window it is planned, longer it is not" {
	printf 'window,from,to,node\nw1,%s,%s,a\n' "$(at 10)" "$(at 20)" >w.csv
	run diag --windows w.csv < <(node 11 a down; node 11 b down; beat 12)
	[ "$output" = $'11:raised:a/ap\n11:raised:b/b' ]
	run diag < <(beat 19)
	[ -z "$output" ]
	run diag < <(beat 20)
	[ "$output" = 20:changed:a/a ]
	run jq -r 'select(.type == "evidence").text' out
	[ "$output" = "in no window" ]
}

@test "diag: a window of the stream may be moved" {
	w='{"type":"window","window":"w","from":"%s","to":"%s"}\n'
	# shellcheck disable=SC2059 # it is a format
	diag < <(printf "$w" "$(at 10)" "$(at 20)")
	# shellcheck disable=SC2059
	run diag < <(printf "$w" "$(at 30)" "$(at 40)"; node 15 a down
	    node 35 b down)
	[ "$output" = $'15:raised:a/a\n35:raised:b/bp' ]
}

# ---- bad input, the account -------------------------------------------------

@test "diag: words that RFC 2863 does not have are rejected" {
	{ node 1 a up; port 1 a e0 DOWN; port 1 a e1 up on; node 2 a down; } \
	    >in
	run --separate-stderr ossctl-diag run --no-end -r rej in
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rej)" = $'field-value\nfield-value' ]
	[ "$(jq -r .line rej)" = $'2\n3' ]
	run ossctl-diag list
	[[ $output == *node-unreachable* ]]
}

@test "diag: a window that ends before it begins is rejected" {
	printf '{"type":"window","window":"w","from":"%s","to":"%s"}\n' \
	    "$(at 5)" "$(at 4)" >in
	run --separate-stderr ossctl-diag run --no-end --rejects rej in
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rej)" = field-value ]
}

@test "diag: a reject without -r stops the run, nothing is kept" {
	run --separate-stderr ossctl-diag run --no-end < <(node 1 a down
	    port 1 a e0 DOWN)
	[ "$status" -eq 2 ]
	has_code rejects-refused
	[ "$(sql 'SELECT count(*) FROM known')" -eq 0 ]
}

@test "diag: what says nothing of health counts as filtered" {
	{
		node 1 a up
		echo '{"type":"sample","ts":"2026-10-01T00:00:00Z","node":"a","kind":"sensor","object":"t"}'
		echo '{"type":"sample","ts":"2026-10-01T00:00:00Z","node":"a","kind":"node","object":"a"}'
		echo '{"type":"sample","ts":"2026-10-01T00:00:00Z","node":"a","kind":"interface","object":"e"}'
		echo '{"type":"node","node":"a","address":"x"}'
	} >in
	ossctl-diag run --no-end --audit audit in
	[ "$(jq -c '[.read, .used, .filtered]' audit)" = '[5,1,4]' ]
}

@test "diag: a cut stream commits nothing" {
	{ node 1 a up; node 2 a down; } | ended >in
	head -n -1 in >cut.ndjson
	run --separate-stderr ossctl-diag run cut.ndjson
	[ "$status" -eq 2 ]
	has_code stream-cut
	[ -z "$output" ]
	[ "$(sql 'SELECT count(*) FROM known')" -eq 0 ]
	run ossctl-diag run in
	[ "$status" -eq 0 ]
	[ "$(sql 'SELECT count(*) FROM alarm')" -eq 1 ]
}

@test "diag: --no-end is recorded" {
	ossctl-diag run --no-end --why test < <(node 1 a up) >out
	[ "$(jq 'select(.type == "end").no_end' out)" = true ]
	run sql "SELECT action, why, detail FROM journal WHERE seq = 2"
	[[ $output == "run|test|0 raised, "*"its end accepted" ]]
}

@test "diag: --max-observations is a limit" {
	{ node 1 a up; node 2 a up; node 3 a up; } >in
	ossctl-diag run --no-end --max-observations 3 in
	run --separate-stderr ossctl-diag run --no-end --max-observations 2 in
	[ "$status" -eq 2 ]
	has_code observations-many
}

@test "diag: -n tells and keeps nothing" {
	{ node 1 a up; node 2 a down; } >in
	ossctl-diag run --no-end -n in >one
	[ "$(sql 'SELECT count(*) FROM known')" -eq 0 ]
	ossctl-diag run --no-end in >two
	cmp one two
}

@test "diag: CSV in, CSV out, alarms alone" {
	printf 'ts,node,kind,object,reachable\n%s,a,node,a,false\n' \
	    "$(at 1)" >in.csv
	run ossctl-diag run --no-end -o csv in.csv
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 2 ]
	[[ ${lines[1]} == alarm,*,raised,a,a,node-unreachable,* ]]
}

@test "diag: names that would drive a terminal are encoded" {
	printf '{"type":"sample","ts":"%s","node":"a\\u001b[2J",%s}\n' \
	    "$(at 1)" '"kind":"node","object":"x","reachable":false' >in
	ossctl-diag run --no-end in >out
	run ossctl-diag list
	[[ $output == *'a\033[2J'* ]]
	[[ $output != *$'\033'* ]]
}

# ---- told neither never nor twice as something else -------------------------

@test "diag: output into a full disk: 2, and the next run tells it" {
	{ node 1 a up; node 2 a down; } >in
	run bash -c 'ossctl-diag run --no-end in >/dev/full'
	[ "$status" -eq 2 ]
	run diag </dev/null
	[ "$output" = 2:raised:a/a ]
	run diag </dev/null
	[ -z "$output" ]
}

@test "diag: a reader that goes away: 2, and the next run tells it" {
	for i in $(seq 3000); do
		node 1 "a$i" down
	done >in
	run bash -c 'ossctl-diag run --no-end in | head -c 1 >/dev/null
	    exit "${PIPESTATUS[0]}"'
	[ "$status" -eq 2 ]
	ossctl-diag run --no-end </dev/null >out
	[ "$(records out alarm)" -eq 3000 ]
}

@test "diag: kill -9 at 30 moments: nothing lost, nothing else told" {
	for i in $(seq 60); do
		node 1 "n$i" up
		port 1 "n$i" e0 up
		port 2 "n$i" e0 down
		node 3 "n$i" down
	done >in
	cp oss.db clean.db
	ossctl-diag run --no-end in >want
	ossctl-diag list -o ndjson >want-list
	ossctl-diag history -o ndjson >want-history
	for i in $(seq 30); do
		rm -f oss.db*
		cp clean.db oss.db
		timeout -s KILL "0.$(printf %03d "$i")" \
		    ossctl-diag run --no-end in >got || true
		# a reader takes it only with its end
		tail -n 1 got | grep -q '"type":"end"' || : >got
		ossctl-diag check
		ossctl-diag run --no-end in >>got
		diff <(grep -v '"type":"end"' want | sort) \
		    <(grep -v '"type":"end"' got | sort -u)
		ossctl-diag list -o ndjson | cmp - want-list
		ossctl-diag history -o ndjson | cmp - want-history
	done
}

@test "diag: a locked database ends with 75, a wait may help" {
	diag < <(node 1 b up)
	mkfifo hold
	sqlite3 oss.db <hold >held &
	exec 5>hold
	echo 'BEGIN IMMEDIATE; SELECT 1;' >&5
	while [ ! -s held ]; do
		sleep 0.01
	done
	run --separate-stderr ossctl-diag run --no-end --wait 50ms \
	    < <(node 1 a down)
	[ "$status" -eq 75 ]
	has_code db-locked
	[ -z "$output" ]
	# readers do not care
	run ossctl-diag list
	[ "$status" -eq 0 ]
	(sleep 0.2; echo 'COMMIT;' >&5) &
	run diag --wait 10s < <(node 1 a down)
	[ "$output" = 1:raised:a/a ]
	exec 5>&-
	wait
}

@test "diag: a live feed is told pass by pass" {
	local pid rc=0

	mkfifo feed
	ossctl-diag run <feed >live 3>&- &
	pid=$!
	exec 5>feed
	{ node 1 a up; beat 2; } | ended >&5
	until grep -q '"type":"end"' live; do
		sleep 0.01
	done
	[ "$(sql 'SELECT count(*) FROM known')" -eq 1 ]
	{ node 3 a down; beat 4; } | ended >part
	# the first half alone is not a pass
	head -n 1 part >&5
	sleep 0.2
	[ "$(records live alarm)" -eq 0 ]
	tail -n +2 part >&5
	until grep -q '"type":"alarm"' live; do
		sleep 0.01
	done
	node 5 a up >&5
	exec 5>&-
	wait $pid || rc=$?
	[ $rc -eq 2 ]
	# the cut rest was not kept
	run ossctl-diag list
	[[ $output == *node-unreachable* ]]
}

@test "diag: behind ossctl-poll, a node where nobody listens" {
	export OSSBSS_COMMUNITY_DEFAULT=public
	printf 'node,address\na,127.0.0.1:9\n' >nodes.csv
	ossctl-poll -q --retries 0 --timeout 200ms nodes.csv |
	    ossctl-diag run >out
	[ "$(jq -r 'select(.type == "alarm") | "\(.node) \(.alarm_type)"' \
	    out | sort)" = 'a management-lost
a node-unreachable' ]
	tail -n 1 out | grep -q '"type":"end"'
}

# ---- looking and doing ------------------------------------------------------

alarms_abc() {
	diag < <(node 1 a up; node 1 b up; port 1 c e0 up; node 2 a down
	    port 3 c e0 down; beat 4; node 5 b down; node 6 b up; beat 7)
}

@test "diag list: active alarms, worst first; -a also the cleared" {
	run ossctl-diag list
	[ -z "$output" ]
	alarms_abc
	run ossctl-diag list
	[ "${#lines[@]}" -eq 3 ]
	[[ ${lines[0]} == SINCE* ]]
	[[ ${lines[1]} == "$(at 2)"*critical*node-unreachable*cause* ]]
	[[ ${lines[2]} == "$(at 3)"*major*port-down*c*e0*cause* ]]
	run ossctl-diag list -a
	[ "${#lines[@]}" -eq 4 ]
	[[ ${lines[3]} == *cleared*b* ]]
}

@test "diag list: as records, the same as were told" {
	alarms_abc
	ossctl-diag list -o ndjson | grep -v '"type":"end"' >list
	[ "$(records list alarm)" -eq 2 ]
	grep -vxFf out list && false
	run ossctl-diag list --output csv --all
	[ "${#lines[@]}" -eq 4 ]
}

@test "diag list --check: one line, 1 when there is an alarm" {
	run ossctl-diag list --check
	[ "$status" -eq 0 ]
	[ "$output" = 'ALARMS OK - active 0, causes 0, planned 0; no heartbeat yet' ]
	alarms_abc
	run ossctl-diag list --check
	[ "$status" -eq 1 ]
	[ "$output" = "ALARMS CRITICAL - active 2, causes 2, planned 0; last heartbeat $(at 7); node-unreachable a since $(at 2)" ]
}

@test "diag list --check --max-age: a poller that is dead" {
	run ossctl-diag list --check --max-age 10s --now "$(at 1)"
	[ "$status" -eq 1 ]
	diag < <(node 1 a up; beat 2)
	run ossctl-diag list --check --max-age 10s --now "$(at 12)"
	[ "$status" -eq 0 ]
	run ossctl-diag list --check --max-age 10s --now "$(at 13)"
	[ "$status" -eq 1 ]
	[[ $output == 'ALARMS UNKNOWN'*', too old' ]]
	run --separate-stderr ossctl-diag list --check --max-age 10s
	[ "$status" -eq 2 ]
	has_code usage-missing
}

@test "diag list --check: planned alarms are no alarm" {
	printf 'window,from,to\nw,%s,%s\n' "$(at 1)" "$(at 9)" >w.csv
	diag --windows w.csv < <(node 2 a down; beat 3)
	run ossctl-diag list --check
	[ "$status" -eq 0 ]
	[[ $output == 'ALARMS OK - active 0, causes 0, planned 1;'* ]]
}

@test "diag ack: who, when and why, until it is raised anew" {
	diag < <(node 1 a up; node 2 a down)
	id=$(id_of a a node-unreachable)
	ossctl-diag ack --why 'truck rolls' --now "$(at 60)" "$id"
	run ossctl-diag list
	[[ $output == *'cause, acknowledged'* ]]
	run ossctl-diag show "$id"
	[[ $output == *"acknowledged: $(at 60)"* ]]
	[[ $output == *"acknowledged_why: truck rolls"* ]]
	[ "$(sql "SELECT object, why FROM journal WHERE action = 'ack'")" = \
	    "$id|truck rolls" ]
	diag < <(node 3 a up; node 4 a down)
	run ossctl-diag show "$id"
	[[ $output != *acknowledged* ]]
}

@test "diag ack: all of them or none" {
	diag < <(node 1 a down)
	run --separate-stderr ossctl-diag ack "$(id_of a a node-unreachable)" x
	[ "$status" -eq 2 ]
	has_code alarm-unknown
	run ossctl-diag list
	[[ $output != *acknowledged* ]]
}

@test "diag show: an alarm with its history" {
	alarms_abc
	run ossctl-diag show "$(id_of b b node-unreachable)"
	[[ $output == *'state: cleared'* ]]
	[[ ${lines[-2]} == "$(at 5)  raised"*"no answer since $(at 5)" ]]
	[[ ${lines[-1]} == "$(at 6)  cleared"* ]]
	run --separate-stderr ossctl-diag show 0123456789abcdef
	[ "$status" -eq 2 ]
	has_code alarm-unknown
}

@test "diag show: all that a cause rests on, and how sure it is" {
	local t=0

	printf 'a_node,a_port,b_node,b_port\na,p,b,q\na,x,b,y\n' >links.csv
	for o in up down; do
		printf 'ts,node,kind,object,admin,oper,reachable\n'
		for n in a/p b/q; do
			t=$((t + 1))
			printf '%s,%s,node,%s,,,true\n' "$(at $t)" \
			    ${n%/*} ${n%/*}
			printf '%s,%s,interface,%s,up,%s,\n' "$(at $t)" \
			    ${n%/*} ${n#*/} $o
		done
	done >in
	sed -i '6d' in
	ossctl-diag run -q --no-end -l links.csv --poller a in >out
	id=$(jq -r 'select(.alarm_type == "link-down") | .alarm_id' out)
	run ossctl-diag show "$id"
	[[ $output == *$'\nconfidence: '[01].* ]]
	[[ ${lines[-4]} == *raised*'  port-down: a/p' ]]
	[[ ${lines[-3]} == ' '*'  port-down: b/q' ]]
	[[ ${lines[-1]} == ' '*'  or port-down: b q, confidence 0.'* ]]
}

@test "diag run: the sites of a nodes file" {
	local n t

	printf 'type,node,address,site,object\nnode,a,192.0.2.1,,\nprobe,a,,,tcp:22\n,,,,\n' >n.csv
	printf 'node,b,192.0.2.2,riom,\nnode,c,192.0.2.3,riom,\n' >>n.csv
	printf 'a_node,b_node\na,b\na,c\n' >links.csv
	printf 'ts,node,kind,object,reachable\n' >in
	for t in 1 2 3 4; do
		for n in a b c; do
			printf '%s,%s,node,%s,%s\n' "$(at $t)" $n $n \
			    "$([ $n = a ] || [ $t = 1 ] && echo true ||
			    echo false)"
		done
	done >>in
	ossctl-diag run -q --no-end -l links.csv --nodes n.csv --poller a in |
	    jq -r 'select(.root) | "\(.alarm_type) \(.object)"' >out
	[ "$(<out)" = 'site-power-lost riom' ]
	run --separate-stderr ossctl-diag run --no-end --nodes none in
	[ "$status" -eq 2 ]
	has_code open-failed
}

@test "diag history: all that was told, again" {
	alarms_abc
	ossctl-diag history -o ndjson >history
	diff <(grep -v '"type":"end"' out) <(grep -v '"type":"end"' history)
	run ossctl-diag history --since "$(at 5)"
	[ "${#lines[@]}" -eq 3 ]
	run ossctl-diag history -o csv "$(id_of b b node-unreachable)"
	[ "${#lines[@]}" -eq 3 ]
}

@test "diag: the history of alarms is append-only" {
	diag < <(node 1 a down)
	run sql "UPDATE transition SET ts_us = 0"
	[ "$status" -ne 0 ]
	run sql "DELETE FROM transition"
	[ "$status" -ne 0 ]
}

@test "diag: listing into a full disk ends with 2" {
	diag < <(node 1 a down)
	for verb in list 'list -o ndjson' 'list --check' history \
	    "show $(id_of a a node-unreachable)"; do
		run --separate-stderr bash -c "ossctl-diag $verb >/dev/full"
		[ "$status" -eq 2 ]
		has_code write-failed
	done
}

@test "diag: states: of each object whether it works, and as of when" {
	{
		node 1 a up
		port 1 a 1 up
		port 1 a 2 down down
		node 1 b up
		port 1 b 1 up
		beat 1
		node 400 a up
		port 400 a 1 down
		port 400 a 2 down down
		node 400 b down
		beat 400
	} | diag --hold 1
	run ossctl-diag states -o csv
	[ "$(cut -d , -f 2-9 <<<"$output")" = "ts,kind,node,object,state,soft_state,seen,since
$(at 400),node,a,a,up,up,$(at 400),
$(at 400),interface,a,1,down,down,$(at 400),$(at 400)
$(at 400),interface,a,2,off,off,$(at 400),
$(at 400),node,b,b,down,down,$(at 400),$(at 400)
$(at 400),interface,b,1,unknown,up,$(at 1)," ]
	run ossctl-diag states --kind interface --node 'a*' --state down
	[ "${#lines[@]}" -eq 3 ]
	[[ ${lines[1]} == "a     interface  1       down   $(at 400)"* ]]
	[ "${lines[2]}" = "$(at 400): 1 down" ]
	# a poller that fell silent: nothing is up that was not heard of
	run ossctl-diag states --kind node --now 2026-10-01T02:00:00Z
	[ "${lines[3]}" = "2026-10-01T02:00:00Z: 1 down, 1 unknown" ]
	run ossctl-diag states --kind probe
	[ "$output" = "$(at 400): nothing is known" ]
}
