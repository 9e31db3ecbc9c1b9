# cron.bats: the batch scripts of share/cron, killed at every step

load lib/common

setup() {
	export OSSBSS_HOME=$TMP/home OSSBSS_COMMUNITY_DEFAULT=public
	export OSSBSS_NODES=$TMP/current REAL_PATH=$PATH
	mkdir -p "$TMP/home" "$TMP/stub"
	cd "$TMP" || return 1
	POLL5=$SHARE/cron/ossctl-poll-5min
	INTAKE=$SHARE/cron/bss-intake-hourly
}

# passes COUNT: what the poller will hear, pass by pass: a dead node, and the
# readings of one port (its counters grow by the pass)
passes() {
	local n

	for ((n = 1; n <= $1; n++)); do
		printf '{"type":"node","node":"dead","address":"127.0.0.1:9"}\n'
		printf '{"type":"sample","ts":"2026-10-01T00:%02d:00Z",' \
		    $((n * 5))
		printf '"node":"r1","kind":"interface","object":"ge0",'
		printf '"if_index":1,"in_octets":%d,"out_octets":%d,' \
		    $((n * n * 1000)) $((n * 10))
		printf '"counter_bits":64,"uptime_cs":%d}\n' $((n * 30000))
	done | awk 'BEGIN { n = 1 } { print >("passes." n) } NR % 2 == 0 { n++ }'
	poller
}

# poller: an ossctl-poll that plays the pass whose turn it is: the real one,
# handing on the samples in its input
poller() {
	cat >stub/ossctl-poll <<-'EOF'
	#!/usr/bin/env bash
	PATH=$REAL_PATH
	last=$(ls "$OSSBSS_HOME"/poll/{samples,counters}.* 2>/dev/null |
	    sed 's/.*\.0*//' | sort -n | tail -1)
	cp "$TMP/passes.$((last + 1))" "$OSSBSS_NODES" || exit 2
	ossctl-poll -q --pass --no-end --timeout 10ms --retries 0 "$@"
	rc=$?
	[ $rc -eq 75 ] && exit 1
	exit $rc
	EOF
	chmod +x stub/ossctl-poll
	export TMP
	PATH=$TMP/stub:$PATH
}

# killer K: kill the script at the Kth command that it starts
killer() {
	local c

	echo 0 >count
	for c in mv sync rm mkdir grep find sort bss-mediate bss-spool \
	    bss-rate bss-bill bss-crm bss-catalog gzip ossctl-diag; do
		cat >"stub/$c" <<-EOF
		#!/usr/bin/env bash
		exec 8>>"$TMP/count.lock"
		flock 8
		n=\$((\$(<"$TMP/count") + 1))
		echo \$n >"$TMP/count"
		exec 8>&-
		if [ \$n -eq $1 ]; then
			kill -KILL \$PPID
			exit 137
		fi
		PATH=$REAL_PATH
		exec $c "\$@"
		EOF
		chmod +x "stub/$c"
	done
}

calm() {
	PATH=$REAL_PATH find stub -type f ! -name ossctl-poll -delete
	hash -r
}

# settle SCRIPT: run it when what a killed one left behind has ended
settle() {
	local rc

	for _ in {1..100}; do
		rc=0
		"$@" 2>err || rc=$?
		grep -q 'another run is at it' err || return "$rc"
		sleep 0.05
	done
	return 75
}

# intake_killed FORMAT FILES RC STEPS: from the home in `before`, killed at each
# step and run again (exit at most RC), it comes to the usage in `want`, with
# so many files done; there are more than STEPS steps
intake_killed() {
	local k rc

	PATH=$TMP/stub:$PATH
	for ((k = 1; k < 60; k++)); do
		rm -rf home
		cp -a before home
		killer $k
		"$INTAKE" >/dev/null 2>&1 || true
		calm
		(($(<count) < k)) && break
		rc=0
		settle "$INTAKE" || rc=$?
		[ $rc -le "$3" ]
		usage >got
		cmp want got || { echo "killed at step $k"; return 1; }
		[ "$(find "home/intake/$1/done" -type f | wc -l)" -eq "$2" ]
	done
	[ $k -gt "$4" ]
}

usage() {
	bss-spool cat --from 2026-01-01T00:00:00Z --to 2027-01-01T00:00:00Z
}

octets() {
	usage | jq -s 'map(select(.type == "usage").quantity) | add'
}

@test "ossctl-poll-5min: passes become usage, each interval once" {
	passes 3
	for n in 1 2 3; do
		rc=0
		"$POLL5" || rc=$?
		[ $rc -eq 1 ]	# the dead node is a finding
	done
	[ "$(octets)" -eq $((8000 + 20)) ]
	[ "$(usage | jq -r 'select(.type == "usage") | .identifier' | uniq)" = \
	    r1/ge0 ]
	# nothing waits, one place of each reader
	[ "$(cd home/poll && ls -d [a-z]*.0* | paste -sd ' ')" = \
	    "counters.000000000003 diagnosed.000000000003" ]
}

@test "ossctl-poll-5min: metered: which ports are billed" {
	passes 2
	# as an editor elsewhere ends its lines
	printf '%s\r\n' '# customers' '' 'r1/*' 'r9/*' '!r1/ge1' >home/metered
	run "$POLL5"
	[[ $output == *"no port is one of --include 'r9/*' [mediate-pattern]"* ]]
	"$POLL5" || true
	[ "$(octets)" -eq $((3000 + 10)) ]
	rm -rf home/spool home/poll
	printf '\n!*/ge0' >home/metered
	"$POLL5" || true
	"$POLL5" || true
	[ "$(cd home/poll && ls counters.*)" = counters.000000000002 ]
	run usage
	[[ $output != *'"type":"usage"'* ]]
}

@test "ossctl-poll-5min: killed at every step, nothing is lost or doubled" {
	passes 3
	"$POLL5" || [ $? -eq 1 ]
	cp -a home after1
	for _ in 2 3; do
		"$POLL5" || [ $? -eq 1 ]
	done
	usage >want
	[ "$(wc -l <want)" -ge 2 ]
	for ((k = 1; k < 60; k++)); do
		rm -rf home
		cp -a after1 home
		killer $k
		rc=0
		"$POLL5" >/dev/null 2>&1 || rc=$?
		calm
		(($(<count) < k)) && break
		[ $rc -eq 137 ]
		# the killed pass may have to be asked again
		while rc=0; settle "$POLL5" || rc=$?; [ $rc -eq 1 ]; do
			[ -e home/poll/counters.000000000003 ] && break
		done
		usage >got
		cmp want got || { echo "killed at step $k"; return 1; }
	done
	# it was killed at many steps before it came through
	[ $k -gt 12 ]
}

@test "ossctl-poll-5min: a locked spool makes passes wait, in order" {
	passes 4
	"$POLL5" || [ $? -eq 1 ]
	printf '#!/bin/sh\ncat >/dev/null\nexit 75\n' >stub/bss-spool
	chmod +x stub/bss-spool
	for _ in 2 3; do
		run "$POLL5"
		[ "$status" -eq 75 ]
	done
	[ "$(find home/poll -name 'samples.*' | wc -l)" -eq 2 ]
	rm stub/bss-spool
	run "$POLL5"
	[ "$status" -eq 1 ]
	[ "$(octets)" -eq $((15000 + 30)) ]
	[ "$(find home/poll -name 'samples.*' | wc -l)" -eq 0 ]
}

@test "ossctl-poll-5min: mediation that fails adopts no state" {
	passes 2
	"$POLL5" || [ $? -eq 1 ]
	printf '#!/bin/sh\necho "{\\"type\\":\\"usa"\nexit 2\n' \
	    >stub/bss-mediate
	chmod +x stub/bss-mediate
	run "$POLL5"
	[ "$status" -eq 2 ]
	[ -e home/poll/counters.000000000001 ]
	[ ! -e home/poll/counters.000000000002 ]
	[ -e home/poll/samples.000000000002 ]
}

@test "ossctl-poll-5min: a poll that fails leaves no pass" {
	printf '#!/bin/sh\necho part\nexit 2\n' >stub/ossctl-poll
	chmod +x stub/ossctl-poll
	PATH=$TMP/stub:$PATH
	run "$POLL5"
	[ "$status" -eq 2 ]
	[ "$(find home/poll -type f -name 'samples*' | wc -l)" -eq 0 ]
}

@test "ossctl-poll-5min: alarms, where there is an oss.db" {
	passes 2
	ossctl-diag init
	for _ in 1 2; do
		run "$POLL5"
		[ "$status" -eq 1 ]
	done
	[ "$(ossctl-diag list -o ndjson | jq -r \
	    'select(.node == "dead") | .alarm_type' | sort | xargs)" = \
	    'management-lost node-unreachable' ]
	[ -n "$(find home/poll/alarms -name '*.ndjson')" ]
}

@test "ossctl-poll-5min: sites, planned work and the poller's node" {
	passes 1
	ossctl-diag init
	sed -i 's/9"}$/9","site":"riom"}/' passes.1
	printf 'a_node,b_node\nr1,dead\n' >home/links.csv
	printf 'window,from,to,node\nw,2026-01-01T00:00:00Z,' >home/windows.csv
	printf '2099-01-01T00:00:00Z,dead\n' >>home/windows.csv
	OSSBSS_POLLER=pop run "$POLL5"
	[[ $output == *"[poller-unknown]"* ]]
	[ "$(ossctl-diag list -o ndjson | jq -r \
	    'select(.node == "dead") | .planned' | sort -u)" = true ]
	[ "$(sqlite3 home/oss.db 'SELECT site FROM site')" = riom ]
}

@test "ossctl-poll-5min: subs.ndjson: whom a cause hits" {
	passes 2
	sed -i 's|"if_index"|"admin":"up","oper":"up",&|' passes.1
	sed -i 's|"if_index"|"admin":"up","oper":"down",&|' passes.2
	ossctl-diag init
	printf '{"type":"subscription","subscription":"S1","account":"A1","offer":"o","identifier":"r1/ge0","from":"2026-01-01T00:00:00Z"}\n' \
	    >home/subs.ndjson
	for _ in 1 2; do
		run "$POLL5"
		[ "$status" -eq 1 ]
	done
	[ "$(cat home/poll/alarms/*.ndjson | jq -r \
	    'select(.node == "r1" and .root) | .customer_count')" = 1 ]
	ossctl-diag status -o text | grep -q 'hits 1 customer'
}

# service: on a port of 127.0.0.1 that is kept in the file port, until killed
service() {
	rm -f port
	python3 -c '
import socket, sys
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", int(sys.argv[1])))
s.listen(8)
print(s.getsockname()[1], file=open("port.new", "w"), flush=True)
__import__("os").rename("port.new", "port")
while True:
    s.accept()[0].close()' "${1-0}" 3>&- &
	SERVICE=$!
	until [ -e port ]; do sleep 0.02; done
}

@test "ossctl-poll-5min: services are probed, and judged in the same run" {
	passes 3
	ossctl-diag init
	mkdir -p home/samples/new
	service
	number=$(<port)
	printf 'node,address,probes\nwww,127.0.0.1,tcp:%s\n' "$(<port)" \
	    >home/probes.csv
	"$POLL5" || [ $? -eq 1 ]
	[ -z "$(ossctl-diag list -o ndjson --node www |
	    jq -r '.alarm_id // empty')" ]
	{ kill $SERVICE && wait $SERVICE; } 2>/dev/null || true
	"$POLL5" || [ $? -eq 1 ]
	[ "$(ossctl-diag list -o ndjson --node www | jq -r \
	    'select(.alarm_id) | .alarm_type, .object' | paste -sd ' ')" = \
	    "probe-failed tcp:$(<port)" ]
	# one run has both: nodes and services are in one account
	[ "$(jq -r 'select(.alarm_id).node' home/poll/alarms/2.ndjson |
	    sort -u | grep -c www)" -eq 1 ]
	# a locked database makes both wait, and nothing is left of them then
	printf '#!/bin/sh\nexit 75\n' >stub/ossctl-diag
	chmod +x stub/ossctl-diag
	service "$number"
	"$POLL5" || [ $? -eq 75 ]
	[ -e home/poll/probes.000000000003 ]
	rm stub/ossctl-diag
	hash -r
	cp passes.3 passes.4
	"$POLL5" || [ $? -le 1 ]
	{ kill $SERVICE && wait $SERVICE; } 2>/dev/null || true
	[ -z "$(find home/poll -name 'probes.*')" ]
	[ -z "$(ossctl-diag list -o ndjson --node www |
	    jq -r '.alarm_id // empty')" ]
	# each pass is kept for the night, with its probes
	[ "$(find home/samples/new -name '*.probes' | wc -l)" -eq 4 ]
	"$SHARE/cron/ossctl-kpi-nightly" || [ $? -le 1 ]
	[ -z "$(find home/samples/new -type f)" ]
	[ "$(ossctl-kpi cat --node www --period "$(date -u +%Y-%m-%d)" |
	    jq -r 'select(.type == "sample").kind' | uniq -c |
	    awk '{ print $1, $2 }')" = '4 probe' ]
}

@test "ossctl-poll-5min: probes that fail stop no poll" {
	passes 1
	ossctl-diag init
	printf 'nothing,of,this\n1,2,3\n' >home/probes.csv
	run "$POLL5"
	[ "$status" -eq 2 ]
	[ "$(ossctl-diag list -o ndjson | jq -r \
	    'select(.node == "dead") | .alarm_type' | sort | xargs)" = \
	    'management-lost node-unreachable' ]
	[ -z "$(find home/poll -name 'probes*')" ]
}

@test "ossctl-poll-5min: two at a time are one" {
	passes 1
	mkdir -p home/poll
	run --separate-stderr flock home/poll/lock "$POLL5"
	[ "$status" -eq 75 ]
	[[ $stderr == *"another run is at it"* ]]
	unset OSSBSS_HOME
	run "$POLL5"
	[ "$status" -eq 2 ]
}

# calls NAME: a file of calls, ten minutes old
calls() {
	local f=home/intake/generic-csv/$1

	mkdir -p home/intake/generic-csv
	echo '--country-code=33' >home/intake/generic-csv/options
	cat >"$f"
	touch -d '10 minutes ago' "$f"
}

three_calls() {
	cat <<-'EOF'
	id,service,from,to,start,end,amount,status,note
	1,call,0612345678,0498765432,2026-10-05T08:00:00Z,,60,ok,
	2,call,0612345678,0498765432,2026-10-05T09:00:00Z,,61,ok,
	3,text,0612345678,0498765432,2026-10-05T10:00:00Z,,,ok,
	EOF
}

@test "bss-intake-hourly: a file is landed and moved, once" {
	three_calls | calls a.csv
	run --separate-stderr "$INTAKE"
	[ "$status" -eq 0 ]
	[ "$(records <(usage) usage)" -eq 3 ]
	[ -e home/intake/generic-csv/done/a.csv ]
	[ ! -e home/intake/generic-csv/a.csv ]
	usage >want
	# the same again, under the same and under another name
	three_calls | calls a.csv
	three_calls | calls b.csv
	"$INTAKE"
	usage >got
	cmp want got
	[ "$(find home/intake/generic-csv/done -type f | wc -l)" -eq 3 ]
}

@test "bss-intake-hourly: a file that is being written waits" {
	three_calls | calls a.csv
	touch home/intake/generic-csv/a.csv
	run "$INTAKE"
	[ "$status" -eq 0 ]
	[ -e home/intake/generic-csv/a.csv ]
	[ ! -e home/spool ] || [ "$(records <(usage) usage)" -eq 0 ]
}

@test "bss-intake-hourly: rejects are kept, a broken file stays alone" {
	three_calls | sed 's/^2,call,0612345678/2,call,nobody/' | calls a.csv
	printf 'no,such,columns\n1,2,3\n' | calls broken.csv
	run --separate-stderr "$INTAKE"
	[ "$status" -eq 2 ]
	[[ $stderr == *"generic-csv/broken.csv stays"* ]]
	[ -e home/intake/generic-csv/broken.csv ]
	[ -e home/intake/generic-csv/done/a.csv ]
	[ "$(records home/intake/generic-csv/rejects/a.csv.ndjson)" -eq 1 ]
	[ "$(records <(usage) usage)" -eq 2 ]
	rm home/intake/generic-csv/broken.csv
	run "$INTAKE"
	[ "$status" -eq 0 ]
	# beside the folders: nobody would ever take it
	touch home/intake/astray.csv
	run --separate-stderr "$INTAKE"
	[ "$status" -eq 2 ]
	[[ $stderr == *"astray.csv stays: put it into intake/FORMAT/"* ]]
}

@test "bss-intake-hourly: rejects go into the suspense store where there is one" {
	bss-mediate suspense init
	three_calls | sed 's/^2,call,0612345678/2,call,nobody/' | calls a.csv
	run "$INTAKE"
	[ "$status" -eq 1 ]
	[ "$(bss-mediate suspense list -o ndjson |
	    jq -r 'select(.suspense) | [.code, .file] | join(" ")')" = \
	    'mediate-number ./a.csv' ]
	[ -e home/intake/generic-csv/rejects/a.csv.ndjson ]
}

@test "bss-intake-hourly: the format says how its files are laid out" {
	mkdir -p home/intake/generic-json home/intake/freeradius
	echo '{"id":1,"start":"2026-10-01T08:00:00Z","amount":5,"service":{"kind":"call"},"customer":{"line":"+33612345678"}}' |
	    gzip >home/intake/generic-json/a.json.gz
	touch -d '10 minutes ago' home/intake/generic-json/a.json.gz
	run --separate-stderr "$INTAKE"
	[ "$status" -eq 0 ]
	[ -e home/intake/generic-json/done/a.json.gz ]
	[ "$(bss-spool cat | jq -r '.usage_id // empty')" = generic:1 ]
	echo >home/intake/freeradius/detail
	touch -d '10 minutes ago' home/intake/freeradius/detail
	run --separate-stderr "$INTAKE"
	[ "$status" -eq 2 ]
	[[ $stderr == *"freeradius/detail stays"* ]]
}

@test "bss-intake-hourly: who drops files there gains nothing but that" {
	local f=home/intake/generic-csv

	mkdir -p home/catalog
	echo books >home/bss.db
	echo prices >home/catalog/catalog.json
	# options of someone else's: what they name would be overwritten
	three_calls | calls a.csv
	printf -- '--audit=%s\n' ../../bss.db >>$f/options
	chmod 666 $f/options
	run --separate-stderr "$INTAKE"
	[ "$status" -eq 2 ]
	[[ $stderr == *"/options: "* ]]
	rm $f/options
	ln -s ../../bss.db $f/options
	run --separate-stderr "$INTAKE"
	[ "$status" -eq 2 ]
	rm $f/options
	[ "$(<home/bss.db)" = books ]
	[ -e $f/a.csv ]
	# done and rejects that lead elsewhere
	for d in "done" rejects; do
		rm -rf $f/$d
		ln -s ../../catalog $f/$d
		three_calls | calls catalog.json
		run --separate-stderr "$INTAKE"
		[ "$status" -eq 2 ]
		[[ $stderr == *"/$d is not a folder of its own"* ]]
		[ "$(ls home/catalog)" = catalog.json ]
		[ "$(<home/catalog/catalog.json)" = prices ]
		rm $f/$d
	done
	rm $f/catalog.json
	# a link that takes a file's place once that was found, or opened
	mkdir swap
	cat >swap/bss-mediate <<-END
	#!/bin/bash
	if [[ \$1 == \$SWAP ]]; then
		mv "$PWD/$f/b.csv" "$PWD/$f/.b"
		ln -s "$PWD/secret" "$PWD/$f/b.csv"
	fi
	exec "$(command -v bss-mediate)" "\$@"
	END
	chmod +x swap/bss-mediate
	three_calls | sed 's/^3/9/' | calls ../../../secret
	three_calls | calls b.csv
	SWAP=formats PATH=$PWD/swap:$PATH run --separate-stderr "$INTAKE"
	[ "$status" -eq 2 ]
	[[ $stderr == *"/b.csv is not a file of its own"* ]]
	mv $f/.b $f/b.csv
	SWAP=csv PATH=$PWD/swap:$PATH run --separate-stderr "$INTAKE"
	[ "$status" -eq 0 ]
	[ "$(records <(usage) usage)" -eq 3 ]
	# it was not read, so it is not filed away as if it had been
	[[ $stderr == *"b.csv was replaced while it was read"* ]]
	[ -L $f/b.csv ]
	[ ! -e $f/done/b.csv ]
	rm -f $f/.b $f/b.csv
	# names that look like options, or drive a terminal
	three_calls | calls --suffix=x
	printf 'no,such,columns\n1,2,3\n' | calls $'esc\e[2J'
	run --separate-stderr "$INTAKE"
	[ "$status" -eq 2 ]
	[[ $stderr != *$'\e'* ]]
	[ -e "$f/done/--suffix=x" ]
	[ -e $f/done/a.csv ]
}

@test "bss-intake-hourly: killed at every step, nothing is lost or doubled" {
	three_calls | calls a.csv
	three_calls | sed -e 's/^\([123]\),/1\1,/' | calls b.csv
	cp -a home before
	"$INTAKE"
	usage >want
	[ "$(records want usage)" -eq 6 ]
	intake_killed generic-csv 2 0 8
}

# hour NAME STATUS SECONDS OCTETS: a detail file with one packet of a session
hour() {
	local f=home/intake/freeradius/$1

	mkdir -p home/intake/freeradius
	echo '--zone=UTC' >home/intake/freeradius/options
	printf '%s\n' 'Thu Oct  1 08:00:00 2026' \
	    "	Acct-Status-Type = $2" '	NAS-IP-Address = 192.0.2.1' \
	    '	Acct-Session-Id = "8F"' '	User-Name = "anna"' \
	    "	Acct-Session-Time = $3" "	Acct-Input-Octets = $4" \
	    '	Acct-Output-Octets = 0' "	Timestamp = $((1790841600 + $3))" \
	    '' >"$f"
	touch -d "$((100 - $3 / 60)) minutes ago" "$f"
}

@test "bss-intake-hourly: detail files, killed at every step" {
	hour detail-08 Start 0 0
	hour detail-09 Interim-Update 600 10
	hour detail-10 Stop 1200 30
	head -c 100 home/intake/freeradius/detail-10 >./cut
	cat cut >>home/intake/freeradius/detail-10
	touch -d '70 minutes ago' home/intake/freeradius/detail-10
	cp -a home before
	run "$INTAKE"
	[ "$status" -eq 1 ]
	usage >want
	[ "$(jq -s -c 'map(select(.type == "usage").quantity)' want)" = \
	    '[10,20]' ]
	# the last record of a file that came whole was cut
	[ "$(jq -r .code home/intake/freeradius/rejects/detail-10.ndjson)" = \
	    detail-cut ]
	intake_killed freeradius 3 1 12
}

@test "bss-intake-hourly: a call whose records stand in several files" {
	mkdir -p home/formats home/intake/sw
	jq -n '{ description: "d", source: "sw", csv: {},
	    columns: ["id", "n", "kind", "t", "s", "who"], key: ["id"],
	    fields: { ts: { column: "t", time: "epoch" }, usage_type: "voice",
	    identifier: { column: "who" }, quantity: { column: "s" },
	    unit: "s" }, call: { number: "n", kind: "kind", last: ["L"],
	    single: ["S"], timeout_s: 7200 },
	    sequence: { name: "calls-{n}.csv" } }' \
	    >home/formats/sw.json
	# the last row without its line end; and numbered: one did not come
	printf 'c1,1,F,1790000000,1800,ann\nc2,1,S,1790000000,60,bob' \
	    >home/intake/sw/calls-1.csv
	printf 'c1,2,L,1790001800,30,ann' | gzip >home/intake/sw/calls-3.csv
	touch -d '70 minutes ago' home/intake/sw/calls-1.csv
	touch -d '10 minutes ago' home/intake/sw/calls-3.csv
	cp -a home before
	run "$INTAKE"
	[ "$status" -eq 1 ]
	usage >want
	jq -r 'select(.type == "usage") | [.usage_id, .quantity, .parts]
	    | map(. // "-") | join(" ")' want | sort >got
	diff got - <<-'END'
	sw:c1 1830 2
	sw:c2 60 -
	END
	[[ $(<home/intake/.state/sw) == *sw:c1* ]]
	intake_killed sw 2 1 12
}

@test "bss-intake-hourly: two at a time are one" {
	mkdir -p home/intake
	run --separate-stderr flock home/intake/.lock "$INTAKE"
	[ "$status" -eq 75 ]
	[[ $stderr == *"another run is at it"* ]]
}

# month: a home with calls of October, one of a number that nobody has
month() {
	CLOSE=$SHARE/cron/bss-close-monthly
	export CLOSE_NOW=2026-11-04T06:00:00+01:00
	cp -R "$SHARE/demo/catalog" "$SHARE/demo/operator.json" home
	bss-crm init
	bss-crm import -q --no-end "$SHARE"/demo/{customers,accounts}.csv \
	    "$SHARE/demo/subscriptions.csv"
	{
		echo usage_id,ts,usage_type,identifier,called_number,quantity,unit,source,seq
		printf '%s,2026-10-0%sT10:00:00Z,voice,+3347%s,+33612345678,60,s,t,1\n' \
		    a 1 1000200 b 2 1000200 c 3 9999999
	} | bss-spool add -q --no-end
}

# posted: what the books say, but for when
posted() {
	bss-bill render --all --format json
	bss-bill ledger -o ndjson
}

@test "bss-close-monthly: what is refused keeps a month open" {
	month
	run "$CLOSE"
	[ "$status" -eq 1 ]
	[[ $output == *'1 rate-no-subscription'*'1 records are refused, 0 may be'* ]]
	[ -z "$(bss-bill list | grep posted)" ]
	[ "$(bss-spool list -o ndjson | jq -r .state)" = open ]
	CLOSE_REJECTS=1 run "$CLOSE" -n
	[ "$status" -eq 0 ]
	[ "$(bss-spool list -o ndjson | jq -r .state)" = open ]
	# a record in conflict is none that may be refused
	echo '{"type":"usage","usage_id":"a","ts":"2026-10-01T10:00:00Z","usage_type":"voice","identifier":"+33471000200","quantity":61,"unit":"s","source":"t","seq":1}' |
	    bss-spool add -q --no-end
	CLOSE_REJECTS=9 run "$CLOSE"
	[ "$status" -eq 1 ]
	[[ $output == *'in conflict'* ]]
	# nor is the month over before its end
	CLOSE_NOW=2026-10-20T00:00:00Z run "$CLOSE" 2026-10
	[ "$status" -ne 0 ]
	[ -z "$(bss-bill list | grep posted)" ]
}

@test "bss-close-monthly: a month is closed once, and opens the next" {
	month
	CLOSE_REJECTS=1 "$CLOSE"
	cd home/bill/2026-10
	[ "$(find invoices -name '*.html' | wc -l)" -eq 4 ]
	[ "$(jq -r .invoice_number invoices.json | wc -l)" -eq 4 ]
	grep -q INV-2026-000001 ledger.csv
	[ "$(gunzip -c rated.gz | jq -r 'select(.type == "end").catalog')" = \
	    "$(<catalog)" ]
	[ "$(bss-spool list -o ndjson | jq -r .state)" = sealed ]
	bss-bill check
	posted >before
	run "$CLOSE"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	posted | cmp before -
	CLOSE_NOW=2026-12-04T06:00:00+01:00 "$CLOSE"
	[ -e ../2026-11/closed ]
	[ "$(bss-bill list --period 2026-11 | grep -c posted)" -eq 4 ]
}

# close_at WHEN ARGUMENT...: what it says of days and balances
close_at() {
	CLOSE_NOW=$1 CLOSE_REJECTS=9 "$CLOSE" "${@:2}" 2>&1 |
	    { grep -E 'bill day|as new' || true; }
}

@test "bss-close-monthly: accounts of several bill days, each call once" {
	month
	bss-crm set account A-200 bill_day=15 --why 'asked for'
	bss-crm set account A-400 bill_day=31 --why 'asked for'
	for d in 10-14 10-15 10-31 11-01 11-14 11-15; do
		echo "$d,2026-${d}T10:00:00Z,voice,+33471000200,+33612345678,60,s,t,1"
	done | { echo usage_id,ts,usage_type,identifier,called_number,quantity,unit,source,seq
	    cat; } | bss-spool add -q --no-end
	said=$(close_at 2026-11-04T06:00:00Z)
	[[ $said == *'day 15 are not in it: bss-close-monthly -d 15'*'-d 31'* ]]
	[ -z "$(close_at 2026-11-04T06:00:00Z -d 15 | grep -v '31$')" ]
	[ -z "$(close_at 2026-11-18T06:00:00Z -d 15 | grep -v '31$')" ]
	[ -z "$(close_at 2026-11-04T06:00:00Z -d 31)" ]
	[ -z "$(close_at 2026-12-01T06:00:00Z -d 31)" ]
	[ "$(cd home/bill && ls -d 20*)" = "$(printf '%s\n' 2026-09-15_2026-10-15 \
	    2026-09-30_2026-10-31 2026-10 2026-10-15_2026-11-15 \
	    2026-10-31_2026-11-30)" ]
	# the calls before the 15th of October, those before November's; S-301 has
	# none, and the one of the 15th is of a cycle that goes on
	[ "$(bss-bill render --all --format json | jq -r '.invoice_lines[] |
	    select(.price == "voice") | .records' | paste -sd ' ')" = '3 4' ]
	run "$CLOSE" -d 32
	[ "$status" -eq 2 ]
}

@test "bss-close-monthly: cycles at the end of months hand on their balances" {
	month
	bss-crm set account A-200 bill_day=31 --why 'asked for'
	close_at 2026-02-03T06:00:00Z -d 31 >/dev/null
	for now in 2026-03-03 2026-03-31 2026-05-02; do
		said=$(close_at "${now}T06:00:00Z" -d 31)
		[[ $said != *'as new'* ]] || { echo "$now: $said"; return 1; }
	done
	[ -e home/bill/2026-02-28_2026-03-31/closed ]
	[ -e home/bill/2026-03-31_2026-04-30/closed ]
	# a cycle that begins has nothing to take over, others or not
	[[ $(close_at 2026-05-04T06:00:00Z) != *'as new'* ]]
	# one that was left out is said
	[[ $(close_at 2026-07-04T06:00:00Z) == *'no balances of 2026-05:'* ]]
}

@test "bss-close-monthly: killed at every other step, no number is lost" {
	month
	export CLOSE_REJECTS=1
	cp -a home before
	"$CLOSE" 2>/dev/null
	posted >want
	PATH=$TMP/stub:$PATH
	for ((k = 1; k < 60; k += 2)); do
		rm -rf home
		cp -a before home
		killer $k
		"$CLOSE" >/dev/null 2>&1 || true
		calm
		(($(<count) < k)) && break
		settle "$CLOSE"
		posted >got
		cmp want got || { echo "killed at step $k"; return 1; }
		[ -e home/bill/2026-10/closed ]
	done
	[ $k -gt 12 ]
}

@test "bss-forecast-nightly: what stands out, until the month is closed" {
	month
	FORECAST=$SHARE/cron/bss-forecast-nightly
	export FORECAST_NOW=2026-10-03T03:00:00+02:00
	refused="refused: 1 rate-no-subscription, see $TMP/home/forecast/unrated"
	run --separate-stderr "$FORECAST"
	[ "$status" -eq 1 ]
	[ "$output" = "$refused" ]
	[ "$(bss-bill list | grep -c draft)" -eq 4 ]
	# a night of calls, behind those of a day before
	{
		echo usage_id,ts,usage_type,identifier,called_number,quantity,unit,source,seq
		printf 'n%s,2026-10-02T22:%s:00Z,voice,+33471000200,+33612345678,14400,s,t,1\n' \
		    1 10 2 11
	} | bss-spool add -q --no-end
	bss-crm set account A-200 x_credit_limit=50
	export FORECAST_NOW=2026-10-04T03:00:00+02:00
	run --separate-stderr "$FORECAST"
	[ "$status" -eq 1 ]
	[ "$output" = "spike: +33471000200 of A-200: 38.56 EUR on 2026-10-03, 0.2 at most on a day before
limit: account A-200 has used 105 % of 50 EUR: 52.63
$refused" ]
	# days of the month before count, too
	sed 's/2026-10-0[12]/2026-09-30/; s/"amount":"0.2"/"amount":"20"/' \
	    home/forecast/days-2026-10 >home/forecast/days-2026-09
	SPIKE_TIMES=1.5 LIMIT_PERCENT=110 run --separate-stderr "$FORECAST"
	[[ $output == *'20 at most'* && $output != *limit:* ]]
	SPIKE_TIMES=2 run "$FORECAST"
	[[ $output != *spike:* ]]
	# another one, and when all is closed
	run flock home/bill/.lock "$FORECAST"
	[ "$status" -eq 75 ]
	CLOSE_REJECTS=1 "$CLOSE"
	run --separate-stderr "$FORECAST"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "share/cron: the timers and the crontab name what is there" {
	command -v systemd-analyze >/dev/null || skip "no systemd-analyze"
	for t in ossctl-poll bss-intake; do
		systemd-analyze calendar "$(sed -n 's/^OnCalendar=//p' \
		    "$SHARE/cron/$t.timer")" >/dev/null
		script=$(sed -n 's/^ExecStart=.*\/cron\///p' \
		    "$SHARE/cron/$t.service")
		[ -x "$SHARE/cron/$script" ]
		grep -q "cron/$script" "$SHARE/cron/crontab.example"
	done
}

@test "share/cron: the crontab says when nobody polls" {
	local line

	line=$(sed -n '/--max-age/{s/^[^\t]*\t//;s/\\%/%/g;p}' \
	    "$SHARE/cron/crontab.example")
	mkdir -p home
	export OSSBSS_HOME=$TMP/home
	ossctl-diag init
	run --separate-stderr sh -c "$line"
	[[ $output == *'no heartbeat yet, too old'* ]]
	[ -z "$stderr" ]
	printf '{"type":"heartbeat","ts":"%s","run":"r","planned_nodes":1,%s}\n' \
	    "$(date -u +%FT%TZ)" '"answered_nodes":1,"failed_nodes":0' |
	    ossctl-diag run -q --no-end >out
	run --separate-stderr sh -c "$line"
	[ -z "$output$stderr" ]
}
