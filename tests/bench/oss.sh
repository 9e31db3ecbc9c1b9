#!/usr/bin/env bash
# oss.sh: ossctl-diag run and ossctl-kpi run, beside jq and DuckDB that sum
# up availability alone, and a parse-only pass as the limit.
#	BENCH_SAMPLES=220000	samples of each file, about
#	BENCH_DIR		where the input goes (default $BUILD/bench/data)
#	BENCH_RUNS=3		of which the median stands
# Judge by the ratios: the absolute figures vary with the machine and with
# what else it does.
set -eu -o pipefail
cd "${0%/*}/../.."
root=$PWD
BUILD=${BUILD:-build}
[[ $BUILD == /* ]] || BUILD=$root/$BUILD
samples=${BENCH_SAMPLES:-220000}
dir=${BENCH_DIR:-$BUILD/bench/data}/oss
runs=${BENCH_RUNS:-3}
sample=$((samples / 5))	# jq gets a tenth, once
BENCH_NODE=${BENCH_NODE:-${XDG_CACHE_HOME:-$HOME/.cache}/ossbss-bench}
export BENCH_NODE PATH=$BUILD/bin:$BUILD/bench:$PATH
export OSSBSS_SHARE=$root/share LC_ALL=C TZ=UTC OSSBSS_HOME=$dir/home
script=$root/tests/bench
# shellcheck source=tests/bench/measure.sh
. "$script/measure.sh"

# passes FIRST PASSES NODES COUNTERS: nodes of 21 ports, five minutes apart;
# all is well, but for one port in 500 in one pass in 50
passes() {
	awk -v first="$1" -v passes="$2" -v nodes="$3" -v counters="$4" '
	BEGIN {
		for (p = first; p < first + passes; p++) {
			ts = strftime("%Y-%m-%dT%H:%M:%SZ", 1791763200 + 300 * p, 1)
			for (n = 0; n < nodes; n++)
				one_node()
			printf "{\"type\":\"heartbeat\",\"ts\":\"%s\"," \
			    "\"run\":\"r%d\",\"planned_nodes\":%d," \
			    "\"answered_nodes\":%d,\"failed_nodes\":0}\n",
			    ts, p, nodes, nodes
		}
	}
	function one_node(	i, k, down) {
		printf "{\"type\":\"sample\",\"ts\":\"%s\",\"node\":" \
		    "\"n%d\",\"kind\":\"node\",\"object\":\"n%d\"," \
		    "\"reachable\":true,\"rtt_us\":900}\n", ts, n, n
		for (i = 0; i < 21; i++) {
			k = (n * 31 + i * 17) % 1000 + 1
			down = k % 500 == 0 && p % 50 == 1
			printf "{\"type\":\"sample\",\"ts\":\"%s\"," \
			    "\"node\":\"n%d\",\"kind\":\"interface\"," \
			    "\"object\":\"ge-0/0/%d\",\"admin\":\"up\"," \
			    "\"oper\":\"%s\"", ts, n, i,
			    down ? "down" : "up"
			if (counters)
				printf ",\"speed_bps\":1000000000," \
				    "\"in_octets\":%.0f,\"out_octets\":%.0f," \
				    "\"in_errors\":0,\"out_errors\":0," \
				    "\"in_discards\":0,\"out_discards\":0," \
				    "\"counter_bits\":64,\"uptime_cs\":%d," \
				    "\"discontinuity_cs\":0",
				    k * 30000000 * (p + 1),
				    k * 21000000 * (p + 1), (p + 10) * 30000
			print "}"
		}
	}'
}

prepare() {
	local wide=$((samples / 22))

	mkdir -p "$dir/home"
	[[ $(cat "$dir/n" 2>/dev/null) == "$samples" ]] && return
	echo "making files of $samples samples in $dir"
	passes 0 10 $((samples / 220)) 0 >"$dir/states"
	passes 0 10 $((samples / 220)) 1 >"$dir/counters"
	passes 0 1 $wide 1 >"$dir/first"
	passes 1 1 $wide 1 >"$dir/next"
	passes 0 288 $((samples / 22 / 288 + 1)) 1 >"$dir/day"
	echo "$samples" >"$dir/n"
}

# diag FILE: a run on an empty database
diag_on() {
	echo "rm -f '$dir/home/oss.db'*; ossctl-diag init; ossctl-diag run -q \
	    --no-end '$dir/$1' >/dev/null"
}

bench_diag() {
	local f n

	section "ossctl-diag run, shipped rules"
	for f in states counters first; do
		n=$(wc -l <"$dir/$f")
		measure "parse-only-$f" "$n" "$(size "$dir/$f")" \
		    "parse_only '$dir/$f'"
		measure "diag-$f" "$n" "$(size "$dir/$f")" "$(diag_on $f)"
	done
	# one pass a run, as from cron, with what it knows of each port
	bash -c "$(diag_on first)"
	cp "$dir/home/oss.db" "$dir/known.db"
	measure diag-next "$n" "$(size "$dir/next")" "rm -f '$dir/home/oss.db'*
	    cp '$dir/known.db' '$dir/home/oss.db'
	    ossctl-diag run -q --no-end '$dir/next' >/dev/null"
	ratio diag-states parse-only-states "states / parse-only"
	ratio diag-counters parse-only-counters "counters / parse-only"
}

bench_kpi() {
	local n o

	n=$(wc -l <"$dir/day")
	o=$(size "$dir/day")
	section "a day's availability (ossctl-kpi: rates and outages as well)"
	measure parse-only-day "$n" "$o" "parse_only '$dir/day'"
	measure ossctl-kpi "$n" "$o" "ossctl-kpi run -q --no-end \
	    --period 2026-10-12 '$dir/day' >/dev/null"
	head -n $((n / 10)) "$dir/day" >"$dir/few"
	measure jq $((n / 10)) $((o / 10)) \
	    "jq -n -f '$script/availability.jq' '$dir/few' >/dev/null"
	if [[ -d $BENCH_NODE/node_modules/@duckdb ]] &&
	    command -v node >/dev/null; then
		measure duckdb "$n" "$o" "node '$script/duckdb.mjs' 1 \
		    availability '$dir/day'"
	else
		echo "duckdb is not there: make bench-deps installs it"
	fi
	ratio ossctl-kpi jq "ossctl-kpi / jq"
	ratio ossctl-kpi duckdb "ossctl-kpi / DuckDB, one thread"
	ratio ossctl-kpi parse-only-day "ossctl-kpi / parse-only"
}

prepare
bench_diag
bench_kpi
