#!/usr/bin/env bash
# run.sh [TOOL[/CASE]...]: golden cases, as TAP. A case is a folder
#
#	tests/golden/<tool>/<case>/
#		cmd	shell text, run in the folder; `-` and in* are its input
#		in	stdin, when there
#		out	what must be on stdout, to the byte
#		err	what must be on stderr; a line ... stands for any lines
#		rc	exit code; 0 when there is no such file
#
# Files that cmd writes go to $T, a temporary folder. GOLDEN=update writes
# out, err and rc anew: look at the difference like at code.
set -u
root=$(cd "${0%/*}/../.." && pwd)
BUILD=${BUILD:-$root/build}
[[ $BUILD == /* ]] || BUILD=$root/$BUILD
export PATH=$BUILD/bin:$PATH OSSBSS_SHARE=$root/share LC_ALL=C TZ=UTC
unset OSSBSS_HOME
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# matches WANT GOT: equal, where a line ... in WANT matches any lines
matches() {
	awk -f "$root/tests/lib/matches.awk" "$1" "$2"
}

# run_case DIR: out, err and rc into $tmp
run_case() {
	local input=/dev/null

	rm -rf "$tmp/t"
	mkdir "$tmp/t"
	[[ -e $1/in ]] && input=$1/in
	(cd "$1" && T=$tmp/t timeout 60 bash -o pipefail ./cmd) \
	    <"$input" >"$tmp/out" 2>"$tmp/err"
	echo $? >"$tmp/rc"
}

update_case() {
	cp "$tmp/out" "$1/out"
	rm -f "$1/err" "$1/rc"
	[[ -s $tmp/err ]] && cp "$tmp/err" "$1/err"
	[[ $(<"$tmp/rc") == 0 ]] || cp "$tmp/rc" "$1/rc"
}

# judge DIR: say what differs; true when nothing does
judge() {
	local want good=0

	want=$([[ -e $1/rc ]] && cat "$1/rc" || echo 0)
	if [[ $(<"$tmp/rc") != "$want" ]]; then
		echo "# exit $(<"$tmp/rc"), not $want"
		good=1
	fi
	if ! cmp -s "$1/out" "$tmp/out"; then
		diff -u "$1/out" "$tmp/out" | sed -n '1,30s/^/# /p'
		good=1
	fi
	if ! matches "$([[ -e $1/err ]] && echo "$1/err" || echo /dev/null)" \
	    "$tmp/err"; then
		echo '# stderr:'
		sed -n '1,20s/^/# /p' "$tmp/err"
		good=1
	fi
	return $good
}

n=0 failed=0
shopt -s nullglob
cases=("$root"/tests/golden/*/*/cmd)
if (($# > 0)); then
	cases=()
	for a; do
		cases+=("$root/tests/golden/$a"{,/*}/cmd)
	done
fi
for cmd in "${cases[@]}"; do
	[[ -e $cmd ]] || continue
	dir=${cmd%/cmd}
	name=${dir#"$root/tests/golden/"}
	n=$((n + 1))
	run_case "$dir"
	[[ ${GOLDEN-} == update ]] && update_case "$dir"
	if judge "$dir" >"$tmp/why"; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		cat "$tmp/why"
		failed=1
	fi
done
echo "1..$n"
exit $failed
