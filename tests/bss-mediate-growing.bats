# bss-mediate-growing.bats: files that grow and are rotated between runs, and
# what guess says, as bss-mediate(1) promises

load lib/common

usage() {
	jq -c 'select(.type == "usage")' "$@"
}

ids() {
	usage "$@" | jq -r .usage_id | paste -sd ' '
}

# row ID WHO [NOTE]: of a log without header, whose notes are quoted
row() {
	printf '%s,1790834400,%s,5,"%s"\n' "$1" "$2" "${3-}"
}

# log_format [MEMBERS]: of those rows; no key where MEMBERS say so
log_format() {
	jq -n --argjson f "${1:-{\}}" '{ description: "t", source: "t",
	    csv: {}, columns: ["id", "t", "who", "n", "note"], key: ["id"],
	    fields: { ts: { column: "t", time: "epoch" }, usage_type: "x",
	    identifier: { column: "who" }, quantity: { column: "n" },
	    unit: "1", x_note: { column: "note" } } } + $f |
	    with_entries(select(.value != null))' >"$TMP/f.json"
}

# grow VERB STATE-IN STATE-OUT FILE...: a run; no state in for -
grow() {
	local verb=$1 in=() out=$3

	[[ $2 == - ]] || in=(--state-in "$TMP/$2")
	shift 3
	bss-mediate "$verb" -q -f "$TMP/f.json" "${in[@]}" \
	    --state-out "$TMP/$out" "$@"
}

# cut_anywhere VERB FILE STEP: two runs, cut at every STEPth octet, make the
# usage of one, each record once
cut_anywhere() {
	local size k

	size=$(stat -c %s "$2")
	bss-mediate "$1" -f "$TMP/f.json" "$2" | grep '"usage_id"' >"$TMP/whole"
	[ -s "$TMP/whole" ]
	for ((k = 0; k <= size; k += $3)); do
		head -c "$k" "$2" >"$TMP/log"
		grow "$1" - s1 "$TMP/log" >"$TMP/1"
		cat "$2" >"$TMP/log"
		grow "$1" s1 s2 "$TMP/log" >"$TMP/2"
		grep -h '"usage_id"' "$TMP/1" "$TMP/2" | cmp - "$TMP/whole" || {
			echo "cut behind $k octets"
			return 1
		}
	done
}

rows() {
	row 1 ann
	row 2 bob $'two\nlines, "" quoted'
	row 3 ann
	row 4 eve x
}

# ---- growing -----------------------------------------------------------------

@test "growing: a log cut at any octet is used to its last whole record, then on" {
	log_format
	rows >"$TMP/in"
	cut_anywhere csv "$TMP/in" 5
}

@test "growing: without a key identical rows keep their ordinals" {
	log_format '{"key":null}'
	{ row 1 ann; row 1 ann; row 2 bob; row 1 ann; } >"$TMP/in"
	cut_anywhere csv "$TMP/in" 11
	[ "$(jq -r .seq "$TMP/whole" | paste -sd ' ')" = '1 2 1 3' ]
}

@test "growing: with a header row" {
	log_format '{"csv":{"header":true},"columns":null,"skip":["#"]}'
	{ echo id,t,who,n,note; row 1 ann; echo '# noon'; row 2 bob; } \
	    >"$TMP/in"
	cut_anywhere csv "$TMP/in" 7
}

@test "growing: JSON objects, pretty-printed as well" {
	log_format '{"csv":null,"json":{},"columns":null}'
	for i in 1 2 3; do
		echo "{\"id\":$i,\"t\":1790834400,\"who\":\"a}{\",\"n\":$i}"
	done >"$TMP/lines"
	jq . "$TMP/lines" >"$TMP/in"
	cut_anywhere json "$TMP/in" 23
	cut_anywhere json "$TMP/lines" 17
}

@test "growing: lines of fixed width" {
	log_format '{"csv":null,"fixed":{},"columns":[
	    {"name":"id","from":1,"length":2},{"name":"t","from":3,"length":10},
	    {"name":"who","from":13,"length":4},{"name":"n","from":17,"length":3},
	    {"name":"note","from":20,"length":5}]}'
	for i in 1 2 3; do
		printf '%-2s1790834400ann %3d%s\n' $i $i note
	done >"$TMP/in"
	cut_anywhere fixed "$TMP/in" 7
}

@test "growing: the account holds, lines are counted on, bad rows are rejected once" {
	log_format
	{ row 1 ann; echo bad; printf '3,179'; } >"$TMP/log"
	run grow csv - s1 -r "$TMP/rej1" --audit "$TMP/a1" "$TMP/log"
	[ "$status" -eq 1 ]
	[ "$(jq -c '[.read,.used,.rejected]' "$TMP/a1")" = '[2,1,1]' ]
	[ "$(jq -c 'select(.type == "cursor") | [.read_octets,.read_lines,.left_octets]' \
	    "$TMP/s1")" = '[26,2,5]' ]
	[ "$(stat -c %a "$TMP/s1")" = 600 ]
	{ printf '0834400,eve,5,""\n'; echo worse; } >>"$TMP/log"
	run grow csv s1 s2 -r "$TMP/rej2" --audit "$TMP/a2" "$TMP/log"
	[ "$status" -eq 1 ]
	[ "$(jq -c '[.read,.used,.rejected]' "$TMP/a2")" = '[2,1,1]' ]
	[ "$(jq -c '[.line,.raw]' "$TMP/rej2")" = '[4,"worse"]' ]
	# nothing more: nothing is made
	grow csv s2 s3 --audit "$TMP/a3" "$TMP/log" >"$TMP/out"
	[ "$(jq .read "$TMP/a3")" -eq 0 ]
	cmp "$TMP/s2" "$TMP/s3"
	# the same state and file: the same octets
	grow csv s1 s4 -r /dev/null "$TMP/log" >"$TMP/1" || true
	grow csv s1 s5 -r /dev/null "$TMP/log" >"$TMP/2" || true
	cmp "$TMP/1" "$TMP/2" && cmp "$TMP/s4" "$TMP/s5"
}

@test "growing: a log that was rotated is gone on with under its new name" {
	log_format
	{ row 1 ann; row 2 bob; } >"$TMP/log"
	grow csv - s1 "$TMP/log" >/dev/null
	row 3 eve >>"$TMP/log"
	mv "$TMP/log" "$TMP/log.1"
	row 4 ann >"$TMP/log"
	grow csv s1 s2 "$TMP/log" "$TMP/log.1" >"$TMP/out"
	[ "$(ids "$TMP/out")" = 't:4 t:3' ]
	# and packed, which its content tells
	gzip "$TMP/log.1"
	row 5 ann >>"$TMP/log"
	grow csv s2 s3 --audit "$TMP/audit" "$TMP/log.1.gz" "$TMP/log" \
	    >"$TMP/out"
	[ "$(ids "$TMP/out")" = t:5 ]
	[ "$(jq .read "$TMP/audit")" -eq 1 ]
	# packed before its end was read
	row 6 bob >>"$TMP/log"
	zstd -q --rm "$TMP/log"
	grow csv s3 s4 "$TMP/log.zst" >"$TMP/out"
	[ "$(ids "$TMP/out")" = t:6 ]
}

@test "growing: a packed log is found among many, of any length" {
	local i n

	log_format
	for i in {01..12}; do
		for ((n = 0; n < 10#$i % 4 * 120; n++)); do
			row "$i.$n" ann "a line that makes it long enough"
		done >"$TMP/log.$i"
		row "$i" bob >>"$TMP/log.$i"
	done
	grow csv - s1 "$TMP"/log.?? >/dev/null
	for i in 02 04 07 11; do
		row "$i.new" eve >>"$TMP/log.$i"
		gzip -c "$TMP/log.$i" >"$TMP/$i.gz"
		row "$i.no" eve >"$TMP/log.$i"
	done
	row strange eve | gzip >"$TMP/00.gz"
	grow csv s1 s2 --audit "$TMP/audit" "$TMP"/??.gz >"$TMP/out"
	[ "$(ids "$TMP/out")" = 't:strange t:02.new t:04.new t:07.new t:11.new' ]
	[ "$(jq .read "$TMP/audit")" -eq 5 ]
}

@test "growing: the state never takes the place of what is read" {
	log_format
	rows >"$TMP/log"
	cp "$TMP/log" "$TMP/before"
	run --separate-stderr grow csv - log "$TMP/log"
	[ "$status" -eq 2 ]
	has_code usage-value
	cmp "$TMP/log" "$TMP/before"
}

@test "growing: copied and cut short, a log is another file" {
	log_format
	{ row 1 ann; row 2 bob; } >"$TMP/log"
	grow csv - s1 "$TMP/log" >/dev/null
	row 3 eve >>"$TMP/log"
	cp "$TMP/log" "$TMP/log.1"
	row 4 ann >"$TMP/log"
	grow csv s1 s2 "$TMP/log.1" "$TMP/log" >"$TMP/out"
	[ "$(ids "$TMP/out")" = 't:3 t:4' ]
}

@test "growing: another file in the place of one that was read is told" {
	log_format
	{ row 1 ann; row 2 bob; } >"$TMP/log"
	grow csv - s1 "$TMP/log" >/dev/null
	row 4 ann >"$TMP/log"
	run --separate-stderr bss-mediate csv -f "$TMP/f.json" \
	    --state-in "$TMP/s1" --state-out "$TMP/s2" "$TMP/log"
	[ "$status" -eq 0 ]
	has_code file-replaced
	[ "$(ids <<<"$output")" = t:4 ]
}

@test "growing: a record that stays cut is told" {
	log_format
	{ row 1 ann; printf 2,179; } >"$TMP/log"
	grow csv - s1 "$TMP/log" >/dev/null
	run --separate-stderr bss-mediate csv -f "$TMP/f.json" \
	    --state-in "$TMP/s1" --state-out "$TMP/s2" "$TMP/log"
	[ "$status" -eq 0 ]
	has_code file-left
	[[ $stderr == *"log:2: "*"5 octets"* ]]
}

@test "growing: a file that is not named keeps its position while it is there" {
	log_format
	row 1 ann >"$TMP/a"
	row 2 bob >"$TMP/b"
	grow csv - s1 "$TMP/a" "$TMP/b" >/dev/null
	grow csv s1 s2 "$TMP/a" >/dev/null
	grow csv s2 s3 --audit "$TMP/audit" "$TMP/b" >/dev/null
	[ "$(jq .read "$TMP/audit")" -eq 0 ]
	rm "$TMP/a"
	grow csv s3 s4 "$TMP/b" >/dev/null
	[ "$(grep -c cursor "$TMP/s4")" -eq 1 ]
}

@test "growing: a state has a place for as many files as were read" {
	log_format
	mkdir "$TMP/many"
	cd "$TMP/many"
	seq -f f%.0f 100002 | xargs touch
	row 1 ann >f7
	grow csv - s1 f{1..100002} >"$TMP/out"
	[ "$(ids "$TMP/out")" = t:1 ]
	row 2 bob >>f7
	ln f7 seven
	run --separate-stderr grow csv s1 s2 f7
	[ "$status" -eq 0 ]
	[ "$(ids <<<"$output")" = t:2 ]
	[ "$(grep -c '"cursor"' "$TMP/s2")" -eq 100002 ]
	# by what stands in it, too
	rm f7
	row 3 eve >>seven
	grow csv s2 s3 seven >"$TMP/out"
	[ "$(ids "$TMP/out")" = t:3 ]
}

@test "growing: what cannot be gone on with is refused" {
	log_format
	row 1 ann >"$TMP/log"
	run --separate-stderr bss-mediate csv -f "$TMP/f.json" \
	    --state-out "$TMP/s1" <"$TMP/log"
	[ "$status" -eq 0 ]	# a file all the same
	run --separate-stderr bash -c 'cat "$1" | bss-mediate csv -f "$2" \
	    --state-out "$3"' - "$TMP/log" "$TMP/f.json" "$TMP/s2"
	[ "$status" -eq 2 ]
	has_code usage-operand
	[ ! -e "$TMP/s2" ]
	run --separate-stderr grow csv s1 s1 "$TMP/log"
	[ "$status" -eq 2 ]
	has_code usage-value
	head -n 1 "$TMP/s1" >"$TMP/cut"
	run --separate-stderr grow csv cut s2 "$TMP/log"
	[ "$status" -eq 2 ]
	has_code stream-cut
	sed 's/"kind":"file"/"kind":"node"/' "$TMP/s1" >"$TMP/other"
	run --separate-stderr grow csv other s2 "$TMP/log"
	[ "$status" -eq 2 ]
	has_code state-damaged
	log_format '{"csv":null,"json":{},"columns":null}'
	printf '[{"id":1' >"$TMP/array"
	run --separate-stderr grow json - s2 "$TMP/array"
	[ "$status" -eq 2 ]
	[ ! -e "$TMP/s2" ]
}

@test "growing: a run that fails leaves no state" {
	log_format
	{ row 1 ann; echo bad; } >"$TMP/log"
	run --separate-stderr bss-mediate csv -f "$TMP/f.json" \
	    --state-out "$TMP/s1" "$TMP/log"
	[ "$status" -eq 2 ]
	has_code rejects-refused
	[ ! -e "$TMP/s1" ]
}

@test "growing: hourly runs on a growing log land every call once in the spool" {
	demo_home
	bss-mediate csv -q -f pbx "$SHARE/demo/cdr/Master.csv" |
	    usage >"$TMP/want"
	cp -R "$SHARE/demo/formats" "$OSSBSS_HOME/" 2>/dev/null || true
	size=$(stat -c %s "$SHARE/demo/cdr/Master.csv")
	state=()
	for part in 1 2 3 4 5; do
		head -c $((size * part / 5)) "$SHARE/demo/cdr/Master.csv" \
		    >"$TMP/Master.csv"
		bss-mediate csv -q -f pbx "${state[@]}" \
		    --state-out "$TMP/s$part" "$TMP/Master.csv" |
		    bss-spool add -q
		state=(--state-in "$TMP/s$part")
	done
	bss-spool cat | usage | jq -r .usage_id | sort >"$TMP/got"
	jq -r .usage_id "$TMP/want" | sort | cmp - "$TMP/got"
}

# ---- guess -------------------------------------------------------------------

@test "guess: each format fits to its own sample first" {
	for dir in "$ROOT"/tests/golden/bss-mediate/*/; do
		format=$(sed -n 's/.*-f \([a-z-]*\) .*/\1/p' "$dir/cmd" | head -1)
		[[ -n $format && $format != freeradius ]] || continue
		run --separate-stderr bss-mediate guess -q "$dir/in"
		[ "$status" -eq 0 ]
		[[ ${lines[0]} == "$format "*" records fit ("* ]] || {
			echo "$dir: $output"
			return 1
		}
		[[ ${lines[1]} == *"bss-mediate $(bss-mediate formats -q \
		    "$format") -f $format"* ]]
	done
}

@test "guess: says why the others do not fit, and what is missing" {
	run --separate-stderr bss-mediate guess \
	    "$ROOT/tests/golden/bss-mediate/freeswitch-csv/in"
	[ "$status" -eq 0 ]
	[[ ${lines[1]} == *'--zone ZONE --country-code DIGITS' ]]
	[[ $output == *"generic-csv          no: column "*"is missing in the header"* ]]
	[[ $output == *"asterisk-master      no: line 1: 15 columns, not 18"* ]]
	[[ $output == *"generic-json         no: line 1: json-not-object"* ]]
	run --separate-stderr bss-mediate guess -q <<<'what,is,this'
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	run --separate-stderr bss-mediate guess </dev/null
	[ "$status" -eq 1 ]
	has_code mediate-guess
	[[ $output == *'no record is there'* ]]
	run --separate-stderr bss-mediate guess a b
	[ "$status" -eq 2 ]
	has_code usage-operand
	run --separate-stderr bss-mediate guess "$TMP/none"
	[ "$status" -eq 2 ]
	has_code open-failed
}

@test "guess: of the first records alone, packed or not, whole or not" {
	seq 20000 | sed 's/.*/{"id":&,"start":"2026-10-01T08:00:00Z",'\
'"amount":1,"service":{"kind":"call"},"customer":{"line":"+33612345678"}}/' \
	    >"$TMP/in"
	[[ $(bss-mediate guess -q "$TMP/in" | head -1) == \
	    'generic-json         100 of 100 records fit'* ]]
	[[ $(gzip <"$TMP/in" | bss-mediate guess -q --records 20000 | head -1) == \
	    'generic-json         '*'records fit'*', 0 filtered)' ]]
	jq -s . "$TMP/in" >"$TMP/array"
	[[ $(bss-mediate guess -q --records 3 "$TMP/array" | head -1) == \
	    'generic-json         3 of 3 '* ]]
}

@test "guess: what needs no format" {
	[[ $(bss-mediate guess <<<'{"type":"sample","ts":"x"}') == \
	    *'bss-mediate samples'* ]]
	[[ $(bss-mediate guess <<<'{"type":"usage"}') == *bss-spool* ]]
	[[ $(printf '\14\245\0\0' | bss-mediate guess) == *'nfdump -r'* ]]
	printf 'Thu Oct  1 08:00:00 2026\n\tAcct-Status-Type = Start\n' >"$TMP/d"
	[[ $(bss-mediate guess "$TMP/d") == *'bss-mediate radius'* ]]
}

@test "guess: a file cannot drive a terminal" {
	printf 'id,\e[2J,status\n' >"$TMP/in"
	[[ $(bss-mediate guess "$TMP/in") != *$'\e'* ]]
	printf '{"id":1,"start":"\\u001b[2J","service":{"kind":"call"},"customer":{"line":"+33612345678"}}\n' \
	    >"$TMP/in"
	[[ $(bss-mediate guess "$TMP/in") != *$'\e'* ]]
}

@test "formats: -q of one format is the verb that reads it" {
	[ "$(bss-mediate formats -q asterisk-master)" = csv ]
	[ "$(bss-mediate formats -q freeswitch-json)" = json ]
	[ "$(bss-mediate formats -q fixed-switch)" = fixed ]
	[ "$(bss-mediate formats -q nfdump-json)" = flow ]
	[ "$(bss-mediate formats -q freeradius)" = radius ]
}
