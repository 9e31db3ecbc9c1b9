# readme.bats: what README.md says: its commands run, its files are there, its
# numbers of tests are true

load lib/common

setup() {
	README=$ROOT/README.md
}

@test "README: from own CSV to own invoice, as it stands there" {
	mkdir "$TMP/x" "$TMP/home"
	awk -v dir="$TMP/x" -f "$ROOT/tests/lib/readme.awk" "$README"
	[ "$(ls "$TMP"/x/*.cmd | wc -l)" -ge 10 ]
	export HOME=$TMP/home
	cd "$HOME"
	# one shell for all, as with a reader
	for cmd in "$TMP"/x/*.cmd; do
		# shellcheck source=/dev/null
		. "$cmd" >"$TMP/got" 2>&1 </dev/null || {
			echo "$? from: $(<"$cmd")"
			cat "$TMP/got"
			return 1
		}
		want=${cmd%.cmd}.out
		[ -e "$want" ] || continue
		awk -f "$ROOT/tests/lib/matches.awk" "$want" "$TMP/got" || {
			cat "$cmd"
			diff -u "$want" "$TMP/got"
		}
	done
	[ "$(ls invoices)" = $'INV-'"$(TZ=Europe/Paris date +%Y)"$'-000001.html\nINV-'"$(
	    TZ=Europe/Paris date +%Y)"'-000002.html' ]
	grep -q 'Atelier Durand' invoices/*-000001.html
	bss-bill check
	[ "$(bss-bill list -o ndjson | jq -c 'select(.type == "bill") |
	    [.account, .due_amount]' | paste -sd ' ')" = \
	    '["A1",11.99] ["A2",12.06]' ]
}

@test "README: the bills of that trial add up by hand" {
	# 9.90, and 186 s and 300 s at 0.03 a minute; 20% on each bill
	python3 - <<-'END'
	from decimal import Decimal as D
	q = lambda x: x.quantize(D("0.01"), "ROUND_HALF_UP")
	def due(*seconds):
	    usage = sum((D("0.03") * s / 60).quantize(D("0.0001"),
	        "ROUND_HALF_UP") for s in seconds)
	    net = D("9.90") + q(usage)
	    return net + q(net * 20 / 100)
	assert (due(125, 61), due(300)) == (D("11.99"), D("12.06"))
	END
}

@test "README: files and folders that it names are there" {
	cd "$ROOT"
	for f in $(grep -oE '`(share|tests|man|lib|cmd|completions|\.ci)/[^` <]*' \
	    "$README" | tr -d '`'); do
		compgen -G "$f" >/dev/null || { echo "$f"; return 1; }
	done
	for p in $(grep -oE '[a-z-]+\([1578]\)' "$README" | sort -u); do
		n=${p%(*}
		s=${p#*(}
		[ -e "man/$n.${s%)}" ] || { echo "$p"; return 1; }
	done
}

@test "README: every tool stands in its table, and no other" {
	diff <(tools | sort) <(sed -n 's/^| `\([a-z-]*\)` |.*/\1/p' "$README" |
	    grep -E '^(ossctl|bss)-' | sort)
}

@test "README: so many tests are there as it says" {
	cd "$ROOT"
	tests/count.sh | grep -v 'checks passed' >"$TMP/counts"
	paste <(cut -f 1 "$TMP/counts") <(sed -n \
	    '/^| kind | where/,/^$/s/^|.*| \([0-9]*\) |$/\1/p' "$README") \
	    >"$TMP/pairs"
	[ "$(wc -l <"$TMP/pairs")" -eq 8 ]
	# at least, and not long out of date
	awk '$2 == "" || $1 < $2 || $1 > 1.5 * $2 + 5 {
		print "there are " $1 ", README says " $2; bad = 1
	} END { exit bad }' "$TMP/pairs"
}
