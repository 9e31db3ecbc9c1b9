#!/usr/bin/env bash
# run-demo.sh: from a live node to invoices, every step shown as it is typed
#
#	make demo
#	BUILD=/tmp/b DEMO_DIR=/tmp/d share/demo/run-demo.sh
#
# Makes $DEMO_DIR (demo-out in the source tree) anew: the folder of a small
# operator, an $OSSBSS_HOME. Two of its three nodes are an snmpd that is
# started on loopback as the ordinary user, and stopped on every way out; the
# third is down. What is shown behind a $ is what is run. The month billed is
# the one in which the nodes are polled.
#
# Exit: 0, or that of the step that failed.
set -u -o pipefail

root=$(cd "${0%/*}/../.." && pwd)
BUILD=${BUILD:-$root/build}
[[ $BUILD == /* ]] || BUILD=$root/$BUILD
home=${DEMO_DIR:-$root/demo-out}
[[ $home == /* ]] || home=$PWD/$home

export PATH=$BUILD/bin:$PATH OSSBSS_SHARE=$root/share OSSBSS_HOME=$home
export LC_ALL=C
unset "${!OSSBSS_COMMUNITY_@}" OSSBSS_NODES TZ
umask 077
# shellcheck source=share/demo/stage.bash
. "$root/share/demo/stage.bash"

megabytes=2000
# A folder that is no demo's is left alone.
fresh_home() {
	if [[ -e $home ]]; then
		[[ -e $home/.ossbss-demo ]] ||
		    fail "$home is there, and not from a demo: set DEMO_DIR"
		rm -rf "$home" || fail "cannot remove $home"
	fi
	mkdir -p "$home" && : >"$home/.ossbss-demo" && cd "$home" ||
	    fail "cannot make $home"
	(
		cd "$root/share/demo" && cp -R catalog cdr credentials formats \
		    operator.json ./*.csv "$home"
	) || fail "cannot copy the operator's files"
	cp credentials/example credentials/default
	cat >env.sh <<-END
	# . ${home@Q}/env.sh: this operator's folder for your shell
	export PATH=${BUILD@Q}/bin:\$PATH
	export OSSBSS_SHARE=${OSSBSS_SHARE@Q} OSSBSS_HOME=${home@Q}
	END
}

# edge1 and edge2 are one agent at two addresses, edge3 is nobody
start_nodes() {
	local lib=$root/tests/lib/snmpd.bash

	[[ -e $lib ]] || fail "no $lib: run it from the source tree"
	# shellcheck source=tests/lib/snmpd.bash
	. "$lib"
	SNMPD_ADDRESSES=2
	agent=$(mktemp -d) || fail 'no temporary folder'
	trap 'snmpd_stop "$agent"; rm -rf "$agent"' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	trap 'exit 129' HUP
	snmpd_start "$agent" || fail 'snmpd does not start'
	sed -i "s/:10161/:$SNMPD_PORT/" nodes.csv
}

# received: of samples on stdin, the octets that edge1 has received on lo
received() {
	jq 'select(.node == "edge1" and .object == "lo") | .in_octets'
}

# snmpd reads its counters anew every few seconds
wait_for_counters() {
	local i want

	want=$(($(received <pass.1) + megabytes * 1000000))
	for ((i = 0; i < 40; i++)); do
		(($(head -n 2 nodes.csv | ossctl-poll -q | received) >= want)) &&
		    return 0
		sleep 0.5
	done
	fail 'the traffic does not show in the counters of lo'
}

needed "${SNMPD:-/usr/sbin/snmpd}" snmpd
needed jq jq
needed python3 python3
[[ -x $BUILD/bin/bss-bill ]] ||
    fail "no $BUILD/bin/bss-bill: run make demo in the source tree"
began=$SECONDS
fresh_home
start_nodes

echo "${bold}Auvernet, a small operator: $home$plain"
note 'transit for Volcanet (port edge1/lo), telephony for Anna Blanc, both for'
note 'Atelier Durand, fibre for Louis Chassagne'

step 'Customers, accounts and subscriptions into the books'
try 'bss-crm init'
try 'bss-crm import --no-end -v customers.csv accounts.csv subscriptions.csv'

step 'Ask the nodes, look for faults'
note 'edge1 and edge2 are an snmpd on this machine, on edge3 none listens'
try 'cat nodes.csv'
try 'ossctl-diag init'
try -1 'ossctl-poll -v --timeout 500ms nodes.csv | tee pass.1 |
    ossctl-diag run -v >alarms.1'
try 'ossctl-diag list'

# the month in which the transit begins, on the operator's clock
first=$(jq -r 'select(.object == "lo") | .ts' pass.1 | head -n 1)
month=$(TZ=Europe/Paris date -d "$first" +%Y-%m) || fail "no time: '$first'"
after=$(date -u -d "$month-01 +1 month" +%Y-%m-01)T08:00:00Z

step "Traffic: $megabytes MB through loopback, then ask again"
try "\"\$OSSBSS_SHARE\"/demo/traffic.py $megabytes"
wait_for_counters
try -1 'ossctl-poll -q --timeout 500ms nodes.csv >pass.2'

step 'Readings to usage, into the spool'
note 'what must be remembered between two passes is a file in and a file out'
samples='bss-mediate samples -v --usage-type transit --include "*/lo"'
try "$samples \\
    --state-out state.1 pass.1 | bss-spool add -v"
try "$samples \\
    --state-in state.1 --state-out state.2 pass.2 | bss-spool add -v"

step 'Call records of the telephone exchange, into the spool'
note "the file holds the calls of an October: they are moved to $month"
try "sed -i 's/2026-10-/$month-/g' cdr/Master.csv"
try 'bss-mediate csv -v -f pbx cdr/Master.csv | bss-spool add -v'
note 'the same file under another name adds nothing'
try 'cp cdr/Master.csv cdr/again.csv'
try 'bss-mediate csv -f pbx cdr/again.csv | bss-spool add -v'

step 'A month of readings of a port that is billed by its 95th percentile'
note 'Volcanet commits to 500 Mbit/s and pays for what it bursts above'
try "bss-crm add subscription S-110 account=A-100 offer=transit-commit \\
    identifier=edge2/xe-0 from=2026-01-01 --zone Europe/Paris"
try "\"\$OSSBSS_SHARE\"/demo/month.py edge2/xe-0 $month |
    bss-spool add -v --no-end"

step 'Rate and bill the month: drafts, as often as you like'
try "bss-crm set subscription S-400 from=$month-12 --zone Europe/Paris \\
    --why 'connected on the 12th'"
try 'bss-crm export subscriptions >subs.ndjson'
try -1 "bss-spool cat -v --period $month |
    bss-rate -v -s subs.ndjson -r rejects.ndjson |
    bss-bill run -v --period $month"
note 'one call came from a number that nobody has: set aside, never lost'
try 'jq -r ".code + \": \" + .reason" rejects.ndjson'
note 'why does a call cost what it costs?'
try "bss-spool cat -q --period $month --identifier +33473000300 |
    bss-rate --explain -s subs.ndjson |
    awk '/ in peak, .* in offpeak/ && !n++' | tr , '\\n'"

step 'Post: numbers, dates, double entry'
note 'the month is not over, so the demo says what time to take for now'
try "bss-bill post -v --period $month --now $after"
try 'bss-bill list'
try 'bss-bill balance'
try 'bss-bill check -v'

step 'Invoices'
try 'bss-bill render --all --format html --out invoices'
note 'their lines for a spreadsheet, by a filter of share/jq'
try "bss-bill render --all --format json | jq -rn -L \"\$OSSBSS_SHARE\"/jq \\
    'include \"ossbss\"; invoice_lines_csv(inputs)' >lines.csv"
for account in A-100 A-300; do
	number=$(bss-bill list -o ndjson "$account" |
	    jq -r '.number // empty' | head -n 1)
	try "bss-bill show $number"
done

printf '\n%sDone in %d s.%s The invoices, to look at in a browser:\n\n' \
    "$bold" $((SECONDS - began)) "$plain"
printf '    %s\n' "$home"/invoices/*.html
printf '\nTo look around: %s. %s%s\n' "$blue" "${home@Q}/env.sh" "$plain"
echo 'then ossctl-diag list, bss-bill list, bss-crm show account A-300. The'
echo 'nodes are stopped.'
