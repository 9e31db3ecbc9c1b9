#!/usr/bin/env bash
# count.sh: how many tests there are of each kind: number, TAB, kind. Behind a
# make check it counts their single checks too.
set -u
cd "${0%/*}/.." || exit 2
BUILD=${BUILD:-build}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
shopt -s nullglob

kind() {
	printf '%d\t%s\n' "$2" "$1"
}

# commands AWK FILE...: how many .cmd files the script makes of them
commands() {
	local script=$1 f n=0

	shift
	for f; do
		rm -rf "$tmp/x"
		mkdir "$tmp/x"
		awk -v dir="$tmp/x" -f "$script" "$f"
		set -- "$tmp"/x/*.cmd
		n=$((n + $#))
	done
	echo $n
}

set -- tests/unit/test_*.c
kind units $#
kind bats "$(cat tests/*.bats | grep -c '^@test')"
set -- tests/golden/*/*/cmd
kind golden $#
set -- tests/prop/*.sh tests/prop/*.py
kind prop $#
set -- tests/fuzz/fuzz_*.c
kind fuzz $#
set -- tests/fuzz/seeds/*/*
kind seeds $#
kind examples "$(commands tests/lib/man-examples.awk man/*.[1-8])"
kind readme "$(commands tests/lib/readme.awk README.md)"
for f in "$BUILD"/check/*.count; do
	read -r passed _ <"$f"
	f=${f##*/}
	kind "checks passed in suite ${f%.count}" "$passed"
done
