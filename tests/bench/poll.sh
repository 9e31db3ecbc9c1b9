#!/usr/bin/env bash
# poll.sh: 5,000 nodes of 576 objects on loopback, 1 % of them dead, beside
# snmpbulkwalk under xargs and prometheus-snmp-exporter, in one run.
#	BENCH_NODES=5000	nodes
#	BENCH_WALKED=200	nodes that snmpbulkwalk gets
#	BENCH_DIR		where files go (default $BUILD/bench/data)
# Poller and responder share the machine: beside the elapsed time (it has one
# time-out of 1 s in it, that of the dead nodes) stands what the poller's own
# processor time allows.
set -eu -o pipefail
cd "${0%/*}/../.."
root=$PWD
BUILD=${BUILD:-build}
[[ $BUILD == /* ]] || BUILD=$root/$BUILD
nodes=${BENCH_NODES:-5000}
walked=${BENCH_WALKED:-200}
dir=${BENCH_DIR:-$BUILD/bench/data}/poll
export PATH=$BUILD/bin:$BUILD/bench:$PATH OSSBSS_SHARE=$root/share
export LC_ALL=C TZ=UTC
ports=36 objects=576

rm -rf "$dir"
mkdir -p "$dir"

# responder [OPTION]: begin one, its port in $port
responder() {
	local i

	rm -f "$dir/ready"
	exec {hold}> >(exec snmp_responder -d 1 "$@" "$dir/ready" $ports)
	for ((i = 0; i < 100; i++)); do
		[[ -s $dir/ready ]] && break
		sleep 0.05
	done
	port=$(<"$dir/ready")
}

# list: the nodes, each with an address of its own
list() {
	local i

	echo node,address
	for ((i = 0; i < nodes; i++)); do
		echo "n$i,127.$((10 + i / 65536)).$((i / 256 % 256)).$((i % 256)):$port"
	done
}

# line NAME OBJECTS: from $dir/time, and the rate to $rate
line() {
	local t user sys mem

	read -r t user sys mem < <(tail -n 1 "$dir/time")
	rate=$(awk "BEGIN { print int($2 / ($user + $sys + 0.001)) }")
	awk -v name="$1" -v n="$2" -v t="$t" -v c="$user" -v s="$sys" \
	    -v m="$mem" 'BEGIN {
		printf "%-28s %6.2f s %9.0f objects/s %6.2f s of processor "\
		    "%9.0f objects/s %4.0f MiB\n", name, t, n / t, c + s,
		    n / (c + s), m / 1024
	}'
}

# poll NAME: ask them all
poll() {
	local ports_seen

	list >"$dir/nodes.csv"
	/usr/bin/time -f '%e %U %S %M' -o "$dir/time" ossctl-poll -q \
	    --timeout 1s --retries 0 "$dir/nodes.csv" >"$dir/out" || (($? == 1))
	ports_seen=$(grep -c '"kind":"interface"' "$dir/out")
	line "$1" $((ports_seen / ports * objects))
	dead=$(jq -r 'select(.type == "heartbeat").failed_nodes' <(tail -n 2 \
	    "$dir/out"))
	echo "    $((ports_seen / ports)) nodes in full, $dead dead"
}

# config: the same sixteen columns, as prometheus-snmp-exporter wants them
config() {
	local c

	printf 'bench:\n  walk: [1.3.6.1.2.1.2.2.1, 1.3.6.1.2.1.31.1.1.1]\n'
	printf '  version: 2\n  max_repetitions: 25\n  timeout: 1s\n'
	printf '  auth:\n    community: public\n  metrics:\n'
	for c in 2.2.1.{2,3,4,5,7,8,13,14,19,20} \
	    31.1.1.1.{1,6,10,15,18,19}; do
		printf '  - name: c_%s\n    oid: 1.3.6.1.2.1.%s\n' "${c//./_}" "$c"
		case $c in
		2.2.1.2 | 31.1.1.1.1 | 31.1.1.1.18)
			echo '    type: DisplayString' ;;
		*)	echo '    type: gauge' ;;
		esac
		printf '    indexes:\n    - labelname: i\n      type: gauge\n'
	done
}

# exporter PORT: prometheus-snmp-exporter, scraped eight at a time
exporter() {
	local i pid listen hz begin

	if ! command -v prometheus-snmp-exporter >/dev/null; then
		echo "prometheus-snmp-exporter: not here (make bench-deps)"
		return 0
	fi
	config >"$dir/snmp.yml"
	listen=127.0.0.1:$((20000 + RANDOM % 10000))
	prometheus-snmp-exporter --config.file="$dir/snmp.yml" \
	    --web.listen-address="$listen" --log.level=error 2>"$dir/log" &
	pid=$!
	for ((i = 0; i < 100; i++)); do
		curl -sf "http://$listen/" >/dev/null && break
		sleep 0.05
	done
	begin=$EPOCHREALTIME
	xargs -P 8 -I '{}' curl -s \
	    "http://$listen/snmp?module=bench&target={}" <"$dir/walked" \
	    >"$dir/scraped" || true
	hz=$(getconf CLK_TCK)
	awk -v hz="$hz" -v begin="$begin" -v end="$EPOCHREALTIME" \
	    -v mem="$(awk '/^VmHWM/ { print $2 }' "/proc/$pid/status")" \
	    '{ print end - begin, $14 / hz, $15 / hz, mem }' \
	    "/proc/$pid/stat" >"$dir/time"
	kill "$pid"
	wait "$pid" || true
	line "prometheus-snmp-exporter" "$(grep -c '^c_' "$dir/scraped")"
}

export OSSBSS_COMMUNITY_DEFAULT=public
responder
poll "ossctl-poll, v2c"
v2c=$rate
awk -F, -v n="$walked" 'NR > 1 && NR <= n + 1 { print $2 }' \
    "$dir/nodes.csv" >"$dir/walked"
/usr/bin/time -f '%e %U %S %M' -o "$dir/time" xargs -P 8 -n 1 sh -c '
	snmpbulkwalk -v2c -c public -Cr25 -t1 -r0 -On "$0" 1.3.6.1.2.1.2.2.1
	snmpbulkwalk -v2c -c public -Cr25 -t1 -r0 -On "$0" 1.3.6.1.2.1.31.1.1.1
	' <"$dir/walked" >"$dir/walk" 2>/dev/null || true
line "snmpbulkwalk under xargs -P8" "$(grep -c = "$dir/walk")"
walk=$rate
exporter "$port"
exec {hold}>&-

unset OSSBSS_COMMUNITY_DEFAULT
export OSSBSS_CREDENTIALS_DEFAULT=$'user bench\nauth SHA bench bench
priv AES bench bench'
responder -3
poll "ossctl-poll, v3 SHA and AES"
exec {hold}>&-
awk "BEGIN { printf \"v2c beside snmpbulkwalk, by processor time: %.0f times; v3 %.2f of v2c\n\", $v2c / $walk, $rate / $v2c }"
