#!/usr/bin/env bash
# pipe_months.sh: months drawn from a seed, through the whole pipe; lines and
# totals must be those of a slow reckoning of their sources (TAP). SEED=n
# draws one month.
set -u

ROOT=$(cd "${0%/*}/../.." && pwd)
BUILD=${BUILD:-build}
[[ $BUILD == /* ]] || BUILD=$ROOT/$BUILD
SHARE=$ROOT/share
export ROOT SHARE OSSBSS_SHARE=$SHARE PATH=$BUILD/bin:$PATH LC_ALL=C TZ=UTC
. "$ROOT/tests/lib/pipe.bash"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# month SEED: 0 when it is as the reference says
month() (
	set -e -o pipefail
	mkdir "$tmp/$1"
	cd "$tmp/$1"
	pipe_home "$PWD/home" "$1"
	pipe_usage
	for file in *.usage; do
		land spool "$file"
	done
	rated spool >priced
	bill books priced
	drafts books >invoices
	figures priced invoices >got
	python3 "$ROOT/tests/lib/pipe_reference.py" home "$PERIOD" |
	    sort >want
	[[ -s want ]]
	diff want got
	bss-bill post -q -d books --period "$PERIOD" --now "$NOW"
	bss-bill check -d books
)

seeds=${SEED:-$(seq 1 6)}
n=0 failed=0
for seed in $seeds; do
	# no `if`: it would undo set -e within
	month "$seed" >"$tmp/said" 2>&1
	rc=$?
	((rc == 0)) || { failed=1; printf 'not '; }
	echo "ok $((++n)) - pipe: the month of seed $seed"
	((rc == 0)) || sed 's/^/# /' "$tmp/said"
done
echo "1..$n"
exit $failed
