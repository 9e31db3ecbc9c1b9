#!/usr/bin/env bash
# story.sh: four bad days of a small network, told in a minute
#
#	make story
#	BUILD=/tmp/b STORY_DIR=/tmp/s share/demo/story.sh
#
# Six routers are six snmpd on loopback, as the ordinary user; their ports are
# played by story/agent.py, and story/ has what an operator keeps: nodes,
# links with their ducts, who buys what on which port, SLA policies. What
# happens to the network:
#
#	a digger cuts duct-7, in which both links of edge1 lie, and that
#	between the cores
#	the power fails in Ambert, where edge2 and edge3 stand
#	a customer's port stays up, but nothing flows
#	core2 is upgraded, as planned
#
# and each time the nodes are polled, alarms raised and located, and at the
# end the figures of the whole time made: who was down for how long, who gets
# money back. Makes $STORY_DIR (story-out in the source tree) anew.
#
# Exit: 0, or that of the step that failed.
set -u -o pipefail

root=$(cd "${0%/*}/../.." && pwd)
BUILD=${BUILD:-$root/build}
[[ $BUILD == /* ]] || BUILD=$root/$BUILD
home=${STORY_DIR:-$root/story-out}
[[ $home == /* ]] || home=$PWD/$home

export PATH=$BUILD/bin:$PATH OSSBSS_SHARE=$root/share OSSBSS_HOME=$home
export LC_ALL=C TZ=UTC
unset "${!OSSBSS_COMMUNITY_@}" OSSBSS_NODES
umask 077
# shellcheck source=share/demo/stage.bash
. "$root/share/demo/stage.bash"

nodes=(pop core1 core2 edge1 edge2 edge3)
pass=0

# A folder that is no story's is left alone.
fresh_home() {
	if [[ -e $home ]]; then
		[[ -e $home/.ossbss-story ]] ||
		    fail "$home is there, and not from a story: set STORY_DIR"
		rm -rf "$home" || fail "cannot remove $home"
	fi
	mkdir -p "$home/samples" "$home/alarms" "$home/credentials" &&
	    : >"$home/.ossbss-story" && cd "$home" || fail "cannot make $home"
	cp "$root"/share/demo/story/*.{csv,json} . &&
	    cp "$root/share/demo/credentials/example" credentials/default ||
	    fail "cannot copy the operator's files"
}

# ---- the network ------------------------------------------------------------

# The agents may be stopped, and a stopped one does not hear that it is to end.
stop_nodes() {
	local n

	for n in "${nodes[@]}"; do
		[[ -f $agents/$n/pid ]] &&
		    kill -CONT "$(<"$agents/$n/pid")" 2>/dev/null
		snmpd_stop "$agents/$n"
	done
	rm -rf "$agents"
}

# start_node NODE: an snmpd that knows nothing but its ports
start_node() {
	local n=$1 dir=$agents/$1 play

	mkdir -p "$dir"
	awk -v n="$n" '$1 == n { print $2, $3, "up", $4, $5 }' \
	    "$root/share/demo/story/ports" >"$dir/ports"
	play="$root/share/demo/story/agent.py $dir/ports"
	snmpd_start "$dir" "sysName $n" \
	    'rocommunity public default -V router' \
	    'view router included .1.3.6.1.2.1.1' \
	    'view router included .1.3.6.1.2.1.2.2' \
	    'view router included .1.3.6.1.2.1.31' \
	    "pass_persist -p 10 .1.3.6.1.2.1.2.2 $play" \
	    "pass_persist -p 10 .1.3.6.1.2.1.31.1.1 $play" ||
	    fail "the snmpd of $n does not start"
	sed -i "s/,$n,127.0.0.1:[0-9]*/,$n,127.0.0.1:$SNMPD_PORT/" nodes.csv
}

start_nodes() {
	local lib=$root/tests/lib/snmpd.bash n

	[[ -e $lib ]] || fail "no $lib: run it from the source tree"
	# shellcheck source=tests/lib/snmpd.bash
	. "$lib"
	SNMPD_ADDRESSES=1
	agents=$(mktemp -d) || fail 'no temporary folder'
	trap stop_nodes EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	trap 'exit 129' HUP
	for n in "${nodes[@]}"; do
		start_node "$n"
	done
}

# port NODE PORT up|down|silent: what happens to it
port() {
	local file=$agents/$1/ports

	awk -v port="$2" -v now="$3" -v node="$1" '
	FNR == NR { if ($1 == node) rate[$2] = $4 " " $5; next }
	$1 != port { print; next }
	{
		print $1, $2, now == "down" ? "down" : "up",
		    now == "up" ? rate[port] : "0 0"
	}' "$root/share/demo/story/ports" "$file" >"$file.new" &&
	    mv "$file.new" "$file"
}

# link NODE:PORT NODE:PORT up|down: both of its ends
link() {
	port "${1%:*}" "${1#*:}" "$3"
	port "${2%:*}" "${2#*:}" "$3"
}

# dead NODE..., alive NODE...: it does not answer; it does
dead() {
	local n

	for n; do
		kill -STOP "$(<"$agents/$n/pid")"
	done
}
alive() {
	local n

	for n; do
		kill -CONT "$(<"$agents/$n/pid")"
	done
}

# ---- watching it ------------------------------------------------------------

# the sites stand in nodes.csv, which is kept by hand and has no end record
diagnose='ossctl-diag run -q --no-end -l links.csv -s subscriptions.csv'
diagnose+=' --windows windows.csv --poller pop nodes.csv'

# watch N: so many passes of what cron would do every five minutes
watch() {
	local i n

	for ((i = 0; i < $1; i++)); do
		pass=$((pass + 1))
		n=$(printf '%03d' $pass)
		{
			ossctl-poll -q --timeout 700ms --retries 1 nodes.csv
			rc=$?
			((rc <= 1)) || fail "the poll ended with $rc"
		} >"samples/$n"
		$diagnose "samples/$n" >"alarms/$n" ||
		    fail "the diagnosis ended with $?"
		sleep 0.4
	done
}

# told: what the last passes raised and cleared
told() {
	jq -r 'select(.type == "alarm") | [.ts[11:19], .state, .severity,
	    .alarm_type, .node + if .object != .node then "/" + .object
	    else "" end, if .planned then "planned" elif .root then "CAUSE"
	    else "symptom" end] | @tsv' alarms/* | tail -n "+$((said + 1))" |
	    column -t -s $'\t'
	said=$(jq -c 'select(.type == "alarm")' alarms/* | wc -l)
}

needed "${SNMPD:-/usr/sbin/snmpd}" snmpd
needed jq jq
needed python3 python3
[[ -x $BUILD/bin/ossctl-kpi ]] ||
    fail "no $BUILD/bin/ossctl-kpi: run make story in the source tree"
began=$SECONDS said=0
fresh_home
start_nodes
echo 'window,from,to,node,object,reason' >windows.csv

echo "${bold}Six routers, eight links, five customers: $home$plain"

step 'A quiet network'
note 'what an operator writes down: nodes and their sites, links and their ducts'
try 'cat nodes.csv links.csv'
try 'ossctl-diag init'
note 'one pass, as cron starts it every five minutes; here every second or so'
printf '%s$ ossctl-poll nodes.csv | %s -%s\n' "$blue" "$diagnose" "$plain"
watch 1
start=$(date -u -d '+1 second' +%Y-%m-%dT%H:%M:%SZ)
watch 2
told
try 'ossctl-diag list --check'
note 'where does it hurt most? to look at before anything breaks'
try 'ossctl-diag critical -s subscriptions.csv --poller pop'

step 'A digger cuts duct-7: edge1 loses both of its links, though it has two'
link core1:to-edge1 edge1:to-core1 down
link core2:to-edge1 edge1:to-core2 down
link core1:to-core2 core2:to-core1 down
dead edge1
watch 3
told
try 'ossctl-diag list'
note 'whom does it hit?'
try 'ossctl-diag impact -s subscriptions.csv'
note 'the network drawn, for the screen on the wall'
try 'ossctl-diag status --poller pop >status-duct.html'
note 'spliced'
link core1:to-edge1 edge1:to-core1 up
link core2:to-edge1 edge1:to-core2 up
link core1:to-core2 core2:to-core1 up
alive edge1
watch 2
told

step 'The power fails in Ambert: edge2 and edge3 go dark'
dead edge2 edge3
port core2 to-edge2 down
port core1 to-edge3 down
watch 3
told
try 'ossctl-diag list'
try 'ossctl-diag impact -s subscriptions.csv'
try 'ossctl-diag status --poller pop >status-power.html'
note 'the power is back'
alive edge2 edge3
port core2 to-edge2 up
port core1 to-edge3 up
watch 2
told

step 'A silent port: edge1/cust-12 is up, and nothing flows'
port edge1 cust-12 silent
watch 5
told
note 'its oper state never changed: it is held against its own past'
port edge1 cust-12 up
watch 2
told

step 'core2 is upgraded: planned, so nobody is woken'
cat >>windows.csv <<END
upgrade,$(date -u +%Y-%m-%dT%H:%M:%SZ),$(date -u -d '+1 hour' \
    +%Y-%m-%dT%H:%M:%SZ),core2,,new software
END
while IFS=, read -r node other; do
	sed -n "\$s/^upgrade,\(.*\),core2,,\(.*\)/up-$node,\1,$node,$other,\2/p" \
	    windows.csv
done >window.ends <<END
pop,to-core2
core1,to-core2
edge1,to-core2
edge2,to-core2
END
cat window.ends >>windows.csv && rm window.ends
try 'cut -d , -f 1-5 windows.csv'
dead core2
for end in pop core1 edge1 edge2; do
	port $end to-core2 down
done
watch 3
told
try 'ossctl-diag list --check'
alive core2
for end in pop core1 edge1 edge2; do
	port $end to-core2 up
done
watch 2
told
end=$(date -u +%Y-%m-%dT%H:%M:%SZ)

step 'What it comes to: availability, outages, SLA verdicts'
note 'a poll holds for 15 s here, where it is 15 minutes in real life'
cat samples/* alarms/* >all
period="--from $start --to $end"
note 'why a port is unknown and not up while its node does not answer, and'
note 'what a policy makes of that, is in ossctl-kpi(1)'
try "ossctl-kpi run $period --max-gap 15s --no-end -o text \\
    --by node --by link -s subscriptions.csv -l links.csv \\
    --windows windows.csv all"
try "ossctl-kpi report $period --max-gap 15s --rate-window 5s --no-end \\
    -s subscriptions.csv -l links.csv --windows windows.csv \\
    --title Auvernet all >report.html"
try "ossctl-kpi run $period --max-gap 15s --no-end --only sla_verdict \\
    -s subscriptions.csv --windows windows.csv all >verdicts"
note 'who gets money back'
try "jq -r 'select(.credit_pct) | [.account, .subscription, .identifier,
    \"\\(.availability_pct) %\", \"credit \\(.credit_pct) %\"] | @tsv' verdicts"

printf '\n%sDone in %d s.%s To look at in a browser:\n\n' \
    "$bold" $((SECONDS - began)) "$plain"
printf '    %s\n' "$home"/{status-duct,status-power,report}.html
printf '\nThe samples and alarms of each pass are in %s, the\n' "$home"
echo 'alarms and their history in its oss.db: ossctl-diag history -d oss.db.'
