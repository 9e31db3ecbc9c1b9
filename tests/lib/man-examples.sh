#!/usr/bin/env bash
# man-examples.sh [PAGE...]: run the EXAMPLES of the manual pages, as TAP
# Each page gets a copy of share/demo as $OSSBSS_HOME and working folder; its
# commands run there one after another. A command must end with 0, or with
# what a line "# exit N" behind it says, and print what the page shows: "..."
# on a line of its own stands for any lines; nothing shown is not compared.
set -u
root=$(cd "${0%/*}/../.." && pwd)
BUILD=${BUILD:-$root/build}
[[ $BUILD == /* ]] || BUILD=$root/$BUILD
export PATH=$BUILD/bin:$PATH OSSBSS_SHARE=$root/share LC_ALL=C TZ=UTC
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
matches="$root/tests/lib/matches.awk"

# judge CMDFILE RC: say what differs; true when nothing does
judge() {
	local base=${1%.cmd} want=0

	[[ -e $base.rc ]] && want=$(<"$base.rc")
	if (($2 != want)); then
		echo "# exit $2, not $want"
		sed 's/^/# /' "$tmp/err"
		return 1
	fi
	[[ -e $base.out ]] || return 0
	awk -f "$matches" "$base.out" "$tmp/out" && return 0
	diff -u "$base.out" "$tmp/out" | sed -n '1,30s/^/# /p'
	return 1
}

n=0 failed=0
if (($# == 0)); then
	set -- "$root"/man/*.[1-8]
fi
for page; do
	[[ -e $page ]] || continue
	rm -rf "$tmp/x" "$tmp/h"
	mkdir "$tmp/x" "$tmp/h"
	[[ -d $root/share/demo ]] && cp -R "$root/share/demo/." "$tmp/h"
	awk -v dir="$tmp/x" -f "$root/tests/lib/man-examples.awk" "$page"
	for cmd in "$tmp"/x/*.cmd; do
		[[ -e $cmd ]] || continue
		n=$((n + 1))
		(cd "$tmp/h" && OSSBSS_HOME=$tmp/h \
		    timeout 60 bash -o pipefail "$cmd") \
		    </dev/null >"$tmp/out" 2>"$tmp/err"
		rc=$?
		name="${page##*/}:$(<"${cmd%.cmd}.line"): $(head -1 "$cmd")"
		if judge "$cmd" $rc >"$tmp/why"; then
			echo "ok $n - ${name//#/}"
		else
			echo "not ok $n - ${name//#/}"
			cat "$tmp/why"
			failed=1
		fi
	done
done
echo "1..$n"
exit $failed
