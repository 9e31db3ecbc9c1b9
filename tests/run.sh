#!/usr/bin/env bash
# run.sh SUITE...: run test suites, print what failed and one line for each,
# and last the sum: "N passed, N failed, N skipped". Every suite speaks TAP;
# the whole of it stays in $BUILD/check/SUITE.tap.
set -u
cd "${0%/*}/.." || exit 2

BUILD=${BUILD:-build}
[[ $BUILD == /* ]] || BUILD=$PWD/$BUILD
out=$BUILD/check
export BUILD PATH=$BUILD/bin:$PATH OSSBSS_SHARE=$PWD/share LC_ALL=C TZ=UTC
unset OSSBSS_HOME
mkdir -p "$out"

# programs FILE...: each is a program that prints TAP
programs() {
	local f

	for f; do
		[[ -x $f ]] || continue
		echo "# ${f##*/}"
		timeout 300 "$f" </dev/null || echo "# ended with $?: ${f##*/}"
	done
}

suite_units() {
	programs "$BUILD"/tests/test_*
}

suite_fuzz() {
	local f name

	for f in "$BUILD"/fuzz/fuzz_*; do
		[[ -x $f ]] || continue
		name=${f##*/fuzz_}
		if timeout 300 "$f" tests/fuzz/seeds/"$name"/*; then
			echo "ok - $name: seeds replayed"
		else
			echo "not ok - $name: a seed ended with $?"
		fi
	done
}

suite_golden() {
	tests/golden/run.sh
}

suite_bats() {
	local jobs=()

	command -v parallel >/dev/null &&
	    jobs=(--jobs 2 --no-parallelize-within-files)
	# no BATS_TEST_TIMEOUT: its watchdog is a child of the test, and a test
	# that waits for its own children would wait for it
	timeout 1800 bats --tap "${jobs[@]}" tests/*.bats </dev/null
}

suite_prop() {
	programs tests/prop/*.sh tests/prop/*.py
}

suite_examples() {
	tests/lib/man-examples.sh
}

suite_docs() {
	tests/lib/check-docs.sh
}

suite_lint() {
	tests/lib/lint.sh
}

sum_passed=0 sum_failed=0 sum_skipped=0
for suite; do
	begin=$SECONDS
	"suite_$suite" >"$out/$suite.tap" 2>"$out/$suite.err"
	rc=$?
	awk -f tests/lib/tap.awk -v rc=$rc -v counts="$out/$suite.count" \
	    "$out/$suite.tap"
	read -r passed failed skipped <"$out/$suite.count"
	((failed == 0)) || sed -n '1,40s/^/    /p' "$out/$suite.err"
	printf '%-10s %5d passed %4d failed %4d skipped %5d s\n' "$suite" \
	    "$passed" "$failed" "$skipped" $((SECONDS - begin))
	((sum_passed += passed, sum_failed += failed, sum_skipped += skipped))
done
echo "$sum_passed passed, $sum_failed failed, $sum_skipped skipped" |
    tee "$out/summary"
((sum_failed == 0))
