# bss-mediate-suspense.bats: what was refused is kept, mended and replayed, as
# bss-mediate(1) promises

load lib/common

setup() {
	cd "$TMP"
	export OSSBSS_HOME=$TMP
	S=$TMP/spool
	bss-mediate suspense init
}

suspense() {
	bss-mediate suspense "$@"
}

header=id,start,end,service,from,to,amount,status,note

# text ID HOUR: a row of the format generic-csv
text() {
	printf '%s,2026-10-01T%s:00:00Z,,text,+33612345678,+33145678901,1,ok,\n' \
	    "$1" "$2"
}

# texts: rows 2 and 4 cannot be read
texts() {
	echo "$header"
	text 1 08
	text 2 25
	text 3 09
	text 4 26
}

mediate() {
	bss-mediate csv -q -f generic-csv -r again "$@"
}

# refused: the two rejects of texts, in $TMP/refused
refused() {
	texts >texts.csv
	bss-mediate csv -q -f generic-csv -r refused texts.csv >good || true
	[ "$(wc -l <refused)" -eq 2 ]
}

# reject CODE FILE LINE RAW
reject() {
	jq -cn '{type: "reject", code: $ARGS.positional[0], reason: "because",
	    file: $ARGS.positional[1], line: ($ARGS.positional[2] | tonumber),
	    raw: $ARGS.positional[3]}' --args "$@"
}

# entry ID FILTER: of its record
entry() {
	suspense show "$1" -o ndjson | jq -r "select(.suspense) | $2"
}

usage_ids() {
	jq -r '.usage_id // empty'
}

# hold_lock: a writer that keeps suspense.db until release_lock
hold_lock() {
	mkfifo hold
	sqlite3 suspense.db <hold >held &
	exec 5>hold
	echo 'BEGIN IMMEDIATE; SELECT 1;' >&5
	while [ ! -s held ]; do
		sleep 0.01
	done
}

release_lock() {
	exec 5>&-
	wait
}

@test "suspense: the header row is kept with an entry [suspense-headers]" {
	refused
	suspense add -q refused
	[ "$(jq -r .header refused | sort -u)" = "$header" ]
	[ "$(entry 1 .header)" = "$header" ]
	run suspense show 1
	[[ $output == *$'\n'"header: $header"$'\n'* ]]
	# the same columns in another order are another header row
	{ echo note,${header%,note}; text 2 25 | sed 's/\(.*\),$/,\1/'; } >other.csv
	mediate other.csv || [ $? -eq 1 ]
	suspense add -q again
	[ "$(entry 3 .header)" = "note,${header%,note}" ]
	run --separate-stderr suspense replay
	[ "$status" -eq 2 ]
	has_code suspense-headers
	[ -z "$output" ]
	[ "$(entry 1 .replays)" -eq 0 ]
	suspense replay -q --source other.csv >replayed
	[ "$(cat replayed)" = "$(cat other.csv)" ]
	suspense replay -q 1 2 | sed -n 1p | grep -qx "$header"
	suspense replay -q --header x 1 3 | sed -n 1p | grep -qx x
}

@test "suspense: entries from before header rows were kept" {
	cp -R "$SHARE" share
	rm share/schema/suspense/0002-header.sql
	OSSBSS_SHARE=$TMP/share suspense init -q -d old.db
	refused
	suspense add -q refused
	sqlite3 old.db "ATTACH 'suspense.db' AS new; INSERT INTO entry SELECT entry,
	    state, code, reason, file, line, raw, mended, added_us, settled_us,
	    occurrences, replays, refusals, sent FROM new.entry"
	run --separate-stderr suspense list -d old.db
	[ "$status" -eq 2 ]
	suspense migrate -q -d old.db
	[ "$(suspense show 1 -d old.db -o ndjson | jq -c 'select(.suspense) |
	    [.line, .header]')" = '[3,null]' ]
	[ "$(suspense replay -q -d old.db 1)" = "$(text 2 25)" ]
}

@test "suspense: a bad row is kept, mended, replayed, and lands once" {
	refused
	bss-spool add -q -S "$S" good
	suspense add -q refused
	# row 2 is mended, row 4 not: it comes back to its own entry
	suspense fix 1 --raw "$(text 2 07)" --why 'hour misread'
	suspense replay -q >replayed
	[ "$(sed -n 1p replayed)" = "$header" ]
	[ "$(sed -n 2p replayed)" = "$(text 2 07)" ]
	[ "$(sed -n 3p replayed)" = "$(text 4 26)" ]
	run ! mediate <replayed
	mediate <replayed >landed || true
	bss-spool add -q -S "$S" landed
	suspense add -q again
	[ "$(entry 1 '[.state, .replays, .refusals] | join(" ")')" = \
	    'replayed 1 0' ]
	[ "$(entry 2 '[.state, .replays, .refusals] | join(" ")')" = 'open 1 1' ]
	[ -z "$(suspense list --state all -o ndjson | jq 'select(.suspense > 2)')" ]
	# the other, too; the first is sent once more, and changes nothing
	text 4 06 >mended
	suspense fix 2 --file mended --why 'the same'
	suspense replay -q --header "$header" >replayed
	[ "$(cat replayed)" = "$(echo "$header"; text 4 06)" ]
	suspense replay -q --header "$header" 1 2 | mediate |
	    bss-spool add -q -S "$S"
	bss-spool cat -q -S "$S" --from 2026-10-01T00:00:00Z \
	    --to 2026-10-02T00:00:00Z | usage_ids >ids
	[ "$(sort ids | paste -sd ' ')" = \
	    'generic:1 generic:2 generic:3 generic:4' ]
	# what was refused stands as it was
	[ "$(entry 2 .raw)" = "$(text 4 26)" ]
	[ "$(entry 2 .mended)" = "$(text 4 06)" ]
	suspense show 2 >shown
	grep -q '^raw: 4,2026-10-01T26' shown
	grep -q '^mended: 4,2026-10-01T06' shown
	grep -q ' refuse entry 2: -:3: mediate-time$' shown
	grep -q ' fix entry 2: text .* (the same)$' shown
	[ "$(grep -c ' replay entry 2: text ' shown)" -eq 3 ]
}

@test "suspense: rows of files with a trailer are replayed without it" {
	jq '.trailer = { begins: "T,", count: 2 }' \
	    "$SHARE/formats/generic-csv.json" >trailed.json
	{ texts; echo T,4,,,,,,,; } >texts.csv
	bss-mediate csv -q -f trailed.json -r refused texts.csv >good || true
	suspense add -q refused
	suspense fix 1 --why clock --raw "$(text 2 10)"
	suspense replay -q 1 >replayed
	run --separate-stderr bss-mediate csv -q -f trailed.json replayed
	[ "$status" -eq 2 ]
	has_code trailer-missing
	[[ $stderr == *--no-trailer* ]]
	run --separate-stderr bss-mediate csv -q -f trailed.json --no-trailer \
	    replayed
	[ "$status" -eq 0 ]
	[ "$(usage_ids <<<"$output")" = generic:2 ]
}

@test "suspense: the same reject is one entry, however often it comes" {
	refused
	run --separate-stderr suspense add refused
	[ "$status" -eq 0 ]
	[[ $stderr == *'2 new, 0 known, 0 refused again'* ]]
	run --separate-stderr suspense add refused --audit audit
	[[ $stderr == *'0 new, 2 known, 0 refused again'* ]]
	[ "$(jq -c '[.read, .used, .duplicate]' audit)" = '[2,0,2]' ]
	[ "$(entry 1 .occurrences)" -eq 2 ]
	# of another line, file or text it is another
	reject a f 1 x >more.ndjson
	reject a f 2 x >>more.ndjson
	reject a g 1 x >>more.ndjson
	reject a f 1 y >>more.ndjson
	run --separate-stderr suspense add more.ndjson
	[[ $stderr == *'4 new, 0 known'* ]]
	# for another reason it is the same line
	reject b f 1 x | suspense add -q
	[ "$(entry 3 '[.code, .occurrences] | join(" ")')" = 'b 2' ]
}

@test "suspense: texts that are alike are refused again one by one" {
	{ reject a f 1 x; reject a f 2 x; } | suspense add -q
	suspense replay -q >sent
	[ "$(cat sent)" = $'x\nx' ]
	{ reject a - 1 x; reject a - 2 x; } >again
	suspense add -q again
	[ "$(entry 1 .refusals),$(entry 2 .refusals)" = 1,1 ]
	# the same file again is nothing new while they are open
	suspense add -q again
	[ "$(entry 1 .refusals),$(entry 2 .refusals)" = 1,1 ]
	# the second alone stands at the first's place now
	suspense replay -q 2 >sent
	reject a - 1 x | suspense add -q
	[ "$(entry 1 .refusals),$(entry 2 .refusals)" = 1,2 ]
	[ "$(entry 2 .state)" = open ]
	# a file that is read again is no refusal of a mended text
	suspense fix 1 --raw z --why w
	suspense replay -q 1 >sent
	reject a f 1 x | suspense add -q
	[ "$(entry 1 '[.state, .refusals] | join(" ")')" = 'replayed 1' ]
}

@test "suspense: list by code, source, state and age" {
	{ reject b f/1 1 x; reject a f/1 2 y; reject b g 3 z; } |
	    suspense add -q --now 2026-10-01T00:00:00Z
	suspense close 3 --why 'a test call'
	run suspense list --now 2026-10-03T04:05:06Z
	[ "${lines[0]}" = \
	    '2 open a f/1:2 2026-10-01T00:00:00Z, 2d 04:05:06 old: y' ]
	[ "${lines[2]}" = 'a 1, oldest 2026-10-01T00:00:00Z, 2d 04:05:06 old' ]
	[ "${#lines[@]}" -eq 4 ]
	list() {
		suspense list -o ndjson "$@" | jq .suspense | grep -v null |
		    paste -sd ' '
	}
	[ "$(list)" = '2 1' ]
	[ "$(list --state all)" = '2 1 3' ]
	[ "$(list --state closed)" = 3 ]
	[ "$(list --state all --source 'g*')" = 3 ]
	[ "$(list --code b)" = 1 ]
	[ "$(suspense list --totals -o csv --now 2026-10-01T00:01:00Z |
	    sed -n 2p)" = suspense_total,a,1,2026-10-01T00:00:00Z,60 ]
	suspense list -o csv | mlr --icsv --ojson cat >/dev/null
}

@test "suspense: its entries are no usage for the spool" {
	reject a f 1 x | suspense add -q
	suspense list -o ndjson | bss-spool add -q -S "$S" --audit audit
	[ "$(jq -c '[.read, .used, .filtered]' audit)" = '[1,0,1]' ]
}

@test "suspense: list --check is 1 when an open entry is too old" {
	reject a f 1 x | suspense add -q --now 2026-10-01T00:00:00Z
	check() {
		run suspense list --check --max-age 1d --now "$1"
	}
	check 2026-10-02T00:00:00Z
	[ "$status" -eq 0 ]
	[[ $output == 'SUSPENSE OK - open 1, oldest 2026-10-01T00:00:00Z, '* ]]
	check 2026-10-02T00:00:01Z
	[ "$status" -eq 1 ]
	[[ $output == 'SUSPENSE WARNING - open 1, '* ]]
	suspense replay -q >/dev/null
	check 2026-10-02T00:00:01Z
	[ "$status" -eq 0 ]
	[ "$output" = 'SUSPENSE OK - open 0' ]
	run --separate-stderr suspense list --check --max-age 1d
	[ "$status" -eq 2 ]
	has_code usage-missing
}

@test "suspense: what is not written is not marked" {
	reject a f 1 x | suspense add -q
	run --separate-stderr bash -c 'bss-mediate suspense replay >/dev/full'
	[ "$status" -eq 2 ]
	has_code write-failed
	[ "$(entry 1 '[.state, .replays] | join(" ")')" = 'open 0' ]
	run --separate-stderr suspense replay 1 7
	[ "$status" -eq 2 ]
	has_code suspense-unknown
	[ -z "$output" ]
	run --separate-stderr suspense replay 1 1
	has_code usage-operand
	[ "$(entry 1 '[.state, .replays] | join(" ")')" = 'open 0' ]
	run --separate-stderr suspense replay 1 --header-from nowhere
	[ "$status" -eq 2 ]
	has_code open-failed
	: >empty
	run --separate-stderr suspense replay 1 --header-from empty
	has_code csv-header
}

@test "suspense: a closed entry is not replayed until it is fixed" {
	reject a f 1 x | suspense add -q
	suspense close 1 --why 'test traffic'
	[ -z "$(suspense replay -q)" ]
	run --separate-stderr suspense replay 1
	[ "$status" -eq 2 ]
	has_code suspense-closed
	suspense fix 1 --raw y --why 'it is none'
	[ "$(suspense replay -q --blank)" = y ]
	[ "$(suspense replay -q --blank --state replayed | wc -l)" -eq 2 ]
}

@test "suspense: purge forgets what is settled, the journal does not" {
	{ reject a f 1 x; reject a f 2 y; reject a f 3 z; } |
	    suspense add -q --now 2026-10-01T00:00:00Z
	suspense close 1 --why 'test' --now 2026-10-02T00:00:00Z
	suspense replay -q 2 --now 2026-10-03T00:00:00Z >/dev/null
	run --separate-stderr suspense purge --before 2026-10-03T00:00:00Z
	[ "$status" -eq 0 ]
	[[ $stderr == *'1 purged'* ]]
	run --separate-stderr suspense show 1
	has_code suspense-unknown
	suspense journal 1 | grep -q ' close entry 1 (test)$'
	suspense journal 1 | grep -q ' purge entry 1: closed f:1: a$'
	run --separate-stderr suspense purge --before 2026-10-04T00:00:00Z --all
	has_code usage-missing
	suspense purge -q --before 2026-10-04T00:00:00Z --all --why 'a new begin'
	[ -z "$(suspense list --state all)" ]
	[ "$(suspense journal | grep -c ' purge ')" -eq 3 ]
	# numbers are not given out again
	reject a f 1 x | suspense add -q
	[ "$(entry 4 .raw)" = x ]
}

@test "suspense: texts of any octets, and those that were too long" {
	printf '\351\n' >want
	{ echo '{"type":"reject","code":"a","reason":"r","file":"f","line":1,'\
'"raw_b64":"6Q=="}'
	} | tr -d '\n' | suspense add -q
	suspense replay -q | cmp - want
	[ "$(entry 1 .raw_b64)" = '6Q==' ]
	{ echo "$header"; printf '9,'; head -c 1500000 /dev/zero | tr '\0' x
	  echo; } >huge.csv
	mediate huge.csv >/dev/null || true
	suspense add -q again
	suspense replay -q >sent
	tail -n 1 sent | cmp - <(tail -n 1 huge.csv)
	rm again.big
	run --separate-stderr suspense add again -r left
	[ "$status" -eq 1 ]
	has_code suspense-big
	[ "$(jq -r .code left)" = suspense-big ]
	run --separate-stderr suspense add --max-rejects 0 -r left2 again
	[ "$status" -eq 2 ]
	# base64 that is none
	reject a f 1 x | jq -c 'del(.raw) + {raw_b64: "6Q="}' >bad
	run --separate-stderr suspense add bad -r left
	[ "$status" -eq 1 ]
	has_code field-value
}

@test "suspense: add is all or nothing" {
	{ reject a f 1 x; echo '{"type":'; } >cut.ndjson
	run --separate-stderr suspense add -v cut.ndjson
	[ "$status" -eq 2 ]
	has_code rejects-refused
	[ -z "$(suspense list)" ]
}

@test "suspense: memory is constant in the number of entries" {
	awk 'BEGIN { raw = sprintf("%1000s", "x")
	    for (i = 1; i <= 40000; i++)
		printf("{\"type\":\"reject\",\"code\":\"a\",\"reason\":\"r\"," \
		    "\"file\":\"f\",\"line\":%d,\"raw\":\"%d%s\"}\n", i, i, raw)
	    }' >many
	kib() {
		/usr/bin/time -f %M -o kb bss-mediate suspense "$@" -q
		[[ $BUILD == *-asan ]] || [ "$(tail -n 1 kb)" -lt 32768 ]
	}
	kib add many
	# all are marked or none: what was sent by one that fails is thrown away
	sqlite3 suspense.db "CREATE TRIGGER last BEFORE UPDATE ON entry
	    WHEN OLD.entry = 40000 BEGIN SELECT RAISE(ABORT, 'no'); END"
	run ! bss-mediate suspense replay -q >sent
	[ "$(suspense list --totals -o ndjson | jq '.records // empty')" = \
	    40000 ]
	sqlite3 suspense.db 'DROP TRIGGER last'
	kib replay >sent
	[ "$(wc -l <sent)" -eq 40000 ]
	# refused again; known
	kib add many
	kib add many
	[ "$(suspense list --totals -o ndjson | jq '.records // empty')" = \
	    40000 ]
	kib purge --before 2099-01-01T00:00:00Z --all --why 'test'
	[ -z "$(suspense list --state all)" ]
}

@test "suspense: a locked database ends with 75" {
	reject a f 1 x >one
	suspense add -q one
	hold_lock
	for action in 'add one' 'fix 1 --raw y --why w' 'close 1 --why w' \
	    'purge --before 2026-10-01T00:00:00Z' replay; do
		# shellcheck disable=SC2086
		run --separate-stderr bss-mediate suspense $action --wait 20ms
		[ "$status" -eq 75 ]
		has_code db-locked
	done
	# who looks does not care
	[ "$(entry 1 '[.state, .replays, .occurrences] | join(" ")')" = \
	    'open 0 1' ]
	release_lock
	suspense replay -q >/dev/null
}

@test "suspense: init, migrate, backup, restore" {
	run --separate-stderr suspense init
	[ "$status" -eq 2 ]
	has_code db-exists
	reject a f 1 x | suspense add -q
	suspense backup copy
	suspense close 1 --why w
	suspense restore copy
	[ "$(entry 1 .state)" = open ]
	suspense migrate
	run --separate-stderr suspense list -d nowhere
	has_code db-missing
	# the text of a reject is not changed by anybody
	run sqlite3 suspense.db "UPDATE entry SET raw = x'00'"
	[ "$status" -ne 0 ]
}

@test "suspense: actions and options that are none" {
	refuse() {
		local code=$1

		shift
		run --separate-stderr suspense "$@"
		[ "$status" -eq 2 ]
		has_code "$code"
	}
	refuse usage-verb forget
	refuse usage-option list --why x
	refuse usage-option add --state all
	refuse usage-operand show
	refuse usage-operand show 1 2
	refuse usage-value show x
	refuse suspense-unknown show 1
	refuse suspense-unknown fix 1 --raw x --why y
	refuse suspense-unknown close 1 --why y
	refuse usage-missing fix 1 --raw x
	refuse usage-missing fix 1 --why x
	refuse usage-missing fix 1 --why x --raw x --file y
	refuse usage-missing close 1
	refuse usage-missing purge
	refuse usage-value replay --header x --header-from y
	refuse usage-value replay 1 --code x
}
