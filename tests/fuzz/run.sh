#!/usr/bin/env bash
# run.sh: fuzz each target for $FUZZ_TIME seconds from its seeds. New inputs go
# to $BUILD/fuzz/corpus, what broke a target to $BUILD/fuzz/crashes: put it
# among the seeds with the fix.
set -u
cd "${0%/*}/../.." || exit 2
BUILD=${BUILD:-build-fuzz}
time=${FUZZ_TIME:-20}
failed=0

for target in "$BUILD"/fuzz/fuzz_*; do
	[[ -f $target && -x $target ]] || continue
	name=${target##*/fuzz_}
	corpus=$BUILD/fuzz/corpus/$name
	mkdir -p "$corpus" "$BUILD/fuzz/crashes" "tests/fuzz/seeds/$name"
	echo "fuzz: $name, $time s"
	"$target" -max_total_time="$time" -max_len=65536 -timeout=10 \
	    -rss_limit_mb=1024 -print_final_stats=1 -verbosity=0 \
	    -artifact_prefix="$BUILD/fuzz/crashes/$name-" \
	    "$corpus" "tests/fuzz/seeds/$name" || failed=1
done
exit $failed
