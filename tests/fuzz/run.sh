#!/usr/bin/env bash
# run.sh: fuzz each target for $FUZZ_TIME seconds from its seeds, or those
# that $FUZZ_TARGETS names, and say how many inputs each was given. New inputs
# go to $BUILD/fuzz/corpus, what broke a target to $BUILD/fuzz/crashes: put it
# among the seeds with the fix.
set -u
cd "${0%/*}/../.." || exit 2
BUILD=${BUILD:-build-fuzz}
time=${FUZZ_TIME:-20}
failed=0
# memory that is freed comes back sooner than by default: fresh pages took a
# fifth of the time
export ASAN_OPTIONS=${ASAN_OPTIONS:-quarantine_size_mb=4}

for target in "$BUILD"/fuzz/fuzz_*; do
	[[ -f $target && -x $target ]] || continue
	name=${target##*/fuzz_}
	[[ " ${FUZZ_TARGETS:-$name} " == *" $name "* ]] || continue
	corpus=$BUILD/fuzz/corpus/$name
	log=$BUILD/fuzz/$name.log
	mkdir -p "$corpus" "$BUILD/fuzz/crashes" "tests/fuzz/seeds/$name"
	# what a target says of its input is dropped, what the fuzzer says not
	"$target" -max_total_time="$time" -max_len=8192 -timeout=10 \
	    -rss_limit_mb=1024 -print_final_stats=1 -verbosity=0 \
	    -close_fd_mask=2 -artifact_prefix="$BUILD/fuzz/crashes/$name-" \
	    "$corpus" "tests/fuzz/seeds/$name" >"$log" 2>&1
	rc=$?
	awk -v name="$name" -v rc=$rc '
	/^stat::number_of_executed_units:/ { n = $2 }
	END { printf "fuzz: %-12s %9d inputs%s\n", name, n,
	    rc == 0 ? "" : ", ended with " rc }' "$log"
	((rc == 0)) || {
		failed=1
		grep -E '^(==|SUMMARY|    #|.*(ERROR|runtime error))' "$log"
	}
done
exit $failed
