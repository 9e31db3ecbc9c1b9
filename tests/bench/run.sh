#!/usr/bin/env bash
# run.sh: what each stage takes, beside what a user would pick instead and
# beside the limit (cat, a parse-only pass), in one run on this machine.
#	BENCH_RECORDS=5000000	records of the generated usage file
#	BENCH_SAMPLE=200000	records that the slow ones get
#	BENCH_DIR		where the input goes (default $BUILD/bench/data)
# Judge by the ratios: the absolute figures vary with the machine and with
# what else it does.
set -eu -o pipefail
cd "${0%/*}/../.."
root=$PWD
BUILD=${BUILD:-build}
[[ $BUILD == /* ]] || BUILD=$root/$BUILD
n=${BENCH_RECORDS:-5000000}
sample=${BENCH_SAMPLE:-200000}
dir=${BENCH_DIR:-$BUILD/bench/data}
runs=${BENCH_RUNS:-3}
BENCH_NODE=${BENCH_NODE:-${XDG_CACHE_HOME:-$HOME/.cache}/ossbss-bench}
export BENCH_NODE PATH=$BUILD/bin:$BUILD/bench:$PATH
export OSSBSS_SHARE=$root/share LC_ALL=C TZ=UTC
period=2026-10
script=$root/tests/bench
# shellcheck source=tests/bench/measure.sh
. "$script/measure.sh"

have() {
	command -v "$1" >/dev/null
}

prepare() {
	mkdir -p "$dir/catalog/rates" "$dir/home"
	[[ -s $dir/usage.ndjson && $(cat "$dir/n" 2>/dev/null) == "$n ordered" ]] || {
		echo "making $n usage records in $dir"
		generate usage "$n" >"$dir/usage.ndjson"
		generate cdr "$n" >"$dir/cdr.csv"
		generate parties >"$dir/parties.ndjson"
		generate subscriptions >"$dir/subs.ndjson"
		echo "$n ordered" >"$dir/n"
	}
	cp "$script/catalog.json" "$dir/catalog/"
	cp "$root/share/demo/operator.json" "$dir/"
	generate destinations >"$dir/catalog/destinations.csv"
	generate rates >"$dir/catalog/rates/voice.csv"
	rm -rf "$dir/metered"
	cp -r "$dir/catalog" "$dir/metered"
	jq -f "$script/metered.jq" "$script/catalog.json" \
	    >"$dir/metered/catalog.json"
	# the same look-ups for the others
	jq -r 'select(.type == "subscription")
	    | [.identifier, .account] | @tsv' "$dir/subs.ndjson" \
	    >"$dir/subs.tsv"
	awk -F, 'NR == FNR { p[$1] = $4; next }
	    FNR > 1 { print $1 "\t" $2 "\t" p[$2] }' \
	    "$dir/catalog/rates/voice.csv" "$dir/catalog/destinations.csv" \
	    >"$dir/rates.tsv"
	jq -Rn '[inputs / "\t" | {key: .[0], value: .[1]}] | from_entries' \
	    "$dir/subs.tsv" >"$dir/subs.json"
	jq -Rn '[inputs / "\t" | {key: .[0], value: {destination: .[1],
	    price: (.[2] | tonumber)}}] | from_entries' "$dir/rates.tsv" \
	    >"$dir/rates.json"
	{
		awk -F'\t' '{ print "{\"type\":\"sub\",\"k\":\"" $1 \
		    "\",\"v\":\"" $2 "\"}" }' "$dir/subs.tsv"
		awk -F'\t' '{ print "{\"type\":\"rate\",\"k\":\"" $1 \
		    "\",\"d\":\"" $2 "\",\"p\":" $3 + 0 "}" }' \
		    "$dir/rates.tsv"
	} >"$dir/lookups.ndjson"
	head -n "$sample" "$dir/usage.ndjson" >"$dir/sample.ndjson"
	: >"$dir/none.ndjson"
	rm -f "$dir/home/bss.db"*
	bss-crm init -d "$dir/home/bss.db" >/dev/null
	bss-crm import -q -d "$dir/home/bss.db" "$dir/parties.ndjson" >/dev/null
	bss-rate -c "$dir/catalog" -s "$dir/subs.ndjson" \
	    "$dir/usage.ndjson" >"$dir/rated.ndjson"
}

bench_limits() {
	local o

	o=$(size "$dir/usage.ndjson")
	section "limits ($n records of $((o / n)) octets)"
	measure cat "$n" "$o" "cat '$dir/usage.ndjson' | cat >/dev/null"
	measure parse-only "$n" "$o" "parse_only '$dir/usage.ndjson'"
}

rate_cmd() {
	echo "bss-rate -q -c '$dir/catalog' -s '$dir/subs.ndjson' \
	    -r '$dir/rejects' --audit '$dir/audit' '$1' >/dev/null"
}

# Subscriptions and rates are loaded by all; records/s are of whole runs, so
# the slow ones, which get a sample, also show the run without records.
bench_rate() {
	local o s million

	o=$(size "$dir/usage.ndjson")
	s=$(size "$dir/sample.ndjson")
	section "rating (a sample of $sample records for jq, mlr, mawk, sqlite3)"
	measure bss-rate "$n" "$o" "$(rate_cmd "$dir/usage.ndjson")"
	# a bucket and steps for every record (goal: 2 million records/s)
	measure bss-rate-metered "$n" "$o" "bss-rate -q -c '$dir/metered' \
	    -s '$dir/subs.ndjson' --period $period --closing '$dir/left' \
	    -r '$dir/rejects' '$dir/usage.ndjson' >/dev/null"
	if [[ -d $BENCH_NODE/node_modules/@duckdb ]] && have node; then
		million=$((n < 1000000 ? n : 1000000))
		head -n "$million" "$dir/usage.ndjson" >"$dir/million.ndjson"
		measure duckdb-1 "$million" "$(size "$dir/million.ndjson")" \
		    "node '$script/duckdb.mjs' 1 rate '$dir/million.ndjson' \
		    '$dir' '$dir/duck.ndjson'"
	else
		echo "duckdb is not there: make bench-deps installs it"
	fi
	measure mawk "$sample" "$s" "mawk -v subs='$dir/subs.tsv' \
	    -v rates='$dir/rates.tsv' -f '$script/rate.awk' \
	    '$dir/sample.ndjson' >/dev/null"
	if have sqlite3; then
		measure sqlite3 "$sample" "$s" "cd '$dir' && rm -f usage.db &&
		    ln -sf sample.ndjson sqlite.ndjson &&
		    sed 's/import usage/import sqlite/' '$script/rate.sqlite' |
		    sqlite3 :memory: >/dev/null"
	fi
	if have mlr; then
		measure mlr "$sample" "$s" "mlr --ijsonl --ojsonl put -q \
		    -f '$script/rate.mlr' '$dir/lookups.ndjson' \
		    '$dir/sample.ndjson' >/dev/null"
	fi
	measure jq "$sample" "$s" "jq -cn --slurpfile subs '$dir/subs.json' \
	    --slurpfile rates '$dir/rates.json' -f '$script/rate.jq' \
	    '$dir/sample.ndjson' >/dev/null"
	ratio bss-rate-metered bss-rate "with allowances and steps / without"
	ratio bss-rate duckdb-1 "bss-rate / DuckDB, one thread (goal 10)"
	ratio bss-rate mawk "bss-rate / mawk"
	ratio bss-rate sqlite3 "bss-rate / sqlite3"
	ratio bss-rate mlr "bss-rate / Miller (goal 60)"
	ratio bss-rate jq "bss-rate / jq (goal 100)"
	ratio bss-rate parse-only "bss-rate / parse-only"
}

bench_bill() {
	local o

	o=$(size "$dir/rated.ndjson")
	section "billing ($n rated records of $((o / n)) octets)"
	measure bss-bill-dry "$n" "$o" "bss-bill run -q -n --period $period \
	    -c '$dir/catalog' -d '$dir/home/bss.db' --operator '$dir/operator.json' \
	    '$dir/rated.ndjson'"
	measure bss-bill "$n" "$o" "bss-bill run -q --period $period \
	    -c '$dir/catalog' -d '$dir/home/bss.db' --operator '$dir/operator.json' \
	    '$dir/rated.ndjson'"
	[[ ! -d $BENCH_NODE/node_modules/@duckdb ]] ||
		measure duckdb-bill "$n" "$o" "node '$script/duckdb.mjs' 1 bill \
		    '$dir/rated.ndjson'"
	ratio bss-bill-dry duckdb-bill "reading: bss-bill run / DuckDB, one thread (goal 2)"
}

bench_spool() {
	local o part

	o=$(size "$dir/usage.ndjson")
	section "spool"
	measure spool-add "$n" "$o" "rm -rf '$dir/spool' && mkdir '$dir/spool' &&
	    bss-spool add -q --spool '$dir/spool' '$dir/usage.ndjson'"
	measure spool-cat "$n" "$o" \
	    "bss-spool cat -q --spool '$dir/spool' >/dev/null"
	measure spool-find "$n" "$o" "bss-spool cat -q --spool '$dir/spool' \
	    --identifier +33123456789 >/dev/null"
	# the same month again, landed in 100 batches that all overlap, one of
	# them twice in another company
	rm -rf "$dir/spool100" "$dir/part."*
	grep -v -e '"type":"total"' -e '"type":"end"' "$dir/usage.ndjson" |
	    split -n r/100 -a 3 -d - "$dir/part."
	cat "$dir/part.000" "$dir/part.001" >"$dir/part.100"
	for part in "$dir/part."*; do
		bss-spool add -q --no-end --spool "$dir/spool100" "$part"
	done
	rm -f "$dir/part."*
	measure spool-merge-100 "$n" "$o" \
	    "bss-spool cat -q --spool '$dir/spool100' >/dev/null"
}

# to_drafts COMMAND: the usage that it writes to drafts that are not kept
to_drafts() {
	echo "$1 | bss-rate -q -c '$dir/catalog' -s '$dir/subs.ndjson' |
	    bss-bill run -q -n --period $period -c '$dir/catalog' \
	    -d '$dir/home/bss.db' --operator '$dir/operator.json'"
}

mediate_cmd() {
	echo "bss-mediate csv -q --format '$script/$1' '$dir/cdr.csv'"
}

# The lean map carries what prices and bills read, as DuckDB's query does; the
# other one makes the records of usage.ndjson, those that cat copies. The close
# of a month reads from the spool what has been mediated before.
bench_pipe() {
	local o r

	o=$(size "$dir/cdr.csv")
	r=$(size "$dir/usage.ndjson")
	section "from CSV ($n rows of $((o / n)) octets)"
	measure bss-mediate "$n" "$o" "$(mediate_cmd cdr.json) >/dev/null"
	measure pipe "$n" "$o" "$(to_drafts "$(mediate_cmd cdr.json)")"
	measure pipe-lean "$n" "$o" \
	    "$(to_drafts "$(mediate_cmd cdr_lean.json)")"
	rm -rf "$dir/spool-lean"
	eval "$(mediate_cmd cdr_lean.json)" |
	    bss-spool add -q --spool "$dir/spool-lean"
	measure close "$n" "$o" "$(to_drafts "bss-spool cat -q \
	    --spool '$dir/spool'")"
	measure close-lean "$n" "$o" "$(to_drafts "bss-spool cat -q \
	    --spool '$dir/spool-lean'")"
	measure cat-4 "$n" "$r" "cat '$dir/usage.ndjson' | cat | cat | cat \
	    >/dev/null"
	[[ ! -d $BENCH_NODE/node_modules/@duckdb ]] ||
		measure duckdb-totals "$n" "$o" "node '$script/duckdb.mjs' 2 \
		    totals '$dir/cdr.csv' '$dir'"
	ratio pipe-lean duckdb-totals "lean / DuckDB CSV to totals, two threads (goal 1)"
	ratio pipe duckdb-totals "the same with all fields of a record"
	ratio close-lean duckdb-totals "the close, lean / DuckDB CSV to totals (goal 1)"
	ratio close duckdb-totals "the same with all fields of a record"
	ratio pipe cat-4 "pipe / cat|cat|cat|cat (goal 0.45)"
}

# Sessions of access servers; goal: 250 MB/s on one thread.
bench_radius() {
	local packets=$((n / 5)) o

	[[ -s $dir/detail && $(cat "$dir/packets" 2>/dev/null) == "$packets" ]] || {
		generate_detail "$packets" >"$dir/detail"
		echo "$packets" >"$dir/packets"
	}
	o=$(size "$dir/detail")
	section "from detail files ($packets packets of $((o / packets)) octets)"
	measure radius "$packets" "$o" "bss-mediate radius -q --zone UTC \
	    '$dir/detail' >/dev/null"
	measure radius-state "$packets" "$o" "bss-mediate radius -q --zone UTC \
	    --state-out '$dir/sessions' '$dir/detail' >/dev/null"
	awk -v o="$o" -v rate="${rate[radius]:-0}" -v n="$packets" 'BEGIN {
		printf "  %-50s %8.0f\n", "MB/s (goal 250)", o / n * rate / 1e6
	}'
}

# A wholesale tariff of 200,000 prefixes and 50,000 rates, and a million
# subscriptions: what bss-rate reads before its first record.
prepare_load() {
	mkdir -p "$dir/load/tariff/rates" "$dir/load/plain"
	jq '.bands = {peak: [{days: "mon-fri", from: "08:00", to: "20:00"}]}' \
	    "$script/catalog.json" >"$dir/load/tariff/catalog.json"
	jq '.prices.voice |= (del(.rates) | .price = "1" | .per = "60")' \
	    "$script/catalog.json" >"$dir/load/plain/catalog.json"
	awk 'BEGIN {
		print "prefix,destination"
		for (i = 0; i < 200000; i++)
			printf "+%d,Network %d\n", \
			    1000000 + i * 7919 % 9000000, i / 16
	}' >"$dir/load/tariff/destinations.csv"
	awk 'BEGIN {
		print "destination,band,price,per,from,to"
		for (i = 0; i < 50000; i++)
			printf "Network %d,%s,0.%04d,60,%s\n", i / 4, \
			    i % 2 ? "peak" : "offpeak", i * 7 % 9999, \
			    i % 4 < 2 ? "2026-01-01,2026-07-01" : "2026-07-01,"
	}' >"$dir/load/tariff/rates/voice.csv"
	awk 'BEGIN {
		for (i = 0; i < 1000000; i++)
			printf "{\"type\":\"subscription\"," \
			    "\"subscription\":\"S%07d\",\"account\":" \
			    "\"A%06d\",\"offer\":\"mobile\"," \
			    "\"identifier\":\"+3360%07d\",\"from\":" \
			    "\"2026-01-01T00:00:00Z\"}\n", i, i % 300000, i
	}' >"$dir/load/subs.ndjson"
	head -n 1 "$dir/load/subs.ndjson" >"$dir/load/one.ndjson"
}

bench_load() {
	section "loading (goals: the tariff below 0.3 s, subscriptions below 1 s)"
	prepare_load
	measure load-tariff 250000 \
	    "$(cat "$dir"/load/tariff/{,rates/}*.csv | wc -c)" \
	    "bss-rate -q --no-end -c '$dir/load/tariff' \
	    -s '$dir/load/one.ndjson' '$dir/none.ndjson'"
	measure load-subscriptions 1000000 "$(size "$dir/load/subs.ndjson")" \
	    "bss-rate -q --no-end -c '$dir/load/plain' \
	    -s '$dir/load/subs.ndjson' '$dir/none.ndjson'"
}

# Echo of 20,000 addresses of this machine, one packet each.
bench_probe() {
	local n=20000

	section "probes of ICMP (beside fping)"
	awk -v n=$n 'BEGIN {
		print "node,address"
		for (i = 0; i < n; i++)
			printf "n%d,127.1.%d.%d\n", i, i / 250, i % 250 + 1
	}' >"$dir/probe.csv"
	tail -n +2 "$dir/probe.csv" | cut -d , -f 2 >"$dir/probe.txt"
	measure ossctl-probe $n "$(size "$dir/probe.csv")" \
	    "ossctl-probe -q --count 1 --rate 0 --window 4000 \
	    '$dir/probe.csv'"
	have fping || return 0
	measure fping $n "$(size "$dir/probe.txt")" \
	    "fping -q -C 1 -i 0 -f '$dir/probe.txt'"
	ratio ossctl-probe fping "ossctl-probe / fping"
}

bench_start() {
	local t ms

	section "start-up with the demo catalog (goal: below 5 ms)"
	for t in ossctl-poll ossctl-probe ossctl-event ossctl-diag bss-mediate bss-spool bss-rate \
	    bss-crm bss-bill; do
		have "$t" || continue
		ms=$(start_ms "$t")
		printf '%-34s %9s ms\n' "$t" "$ms"
	done
}

# The mean of 200 starts; bss-rate loads the catalog and rates nothing.
start_ms() {
	local cmd=("$1" --version) begin end i

	[[ $1 != bss-rate ]] || cmd=(bss-rate -q -c "$OSSBSS_SHARE/demo/catalog"
		-s "$dir/one-sub.ndjson" --no-end "$dir/none.ndjson")
	head -n 1 "$dir/subs.ndjson" | sed 's/"offer":"[a-z]*"/"offer":"voip"/' \
	    >"$dir/one-sub.ndjson"
	begin=$EPOCHREALTIME
	for ((i = 0; i < 200; i++)); do
		"${cmd[@]}" >/dev/null 2>&1 || true
	done
	end=$EPOCHREALTIME
	awk "BEGIN { printf \"%.2f\", ($end - $begin) * 1000 / 200 }"
}

prepare
bench_limits
bench_rate
have bss-bill && bench_bill
bench_spool
bench_pipe
bench_radius
bench_load
bench_probe
bench_start
