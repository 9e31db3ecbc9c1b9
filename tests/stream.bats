# stream.bats: what every filter does with its input and output, tried on one
# (bss-rate): formats, rejects, end records, the law, exit codes. Each reason
# code of a bad line or stream is triggered here.

load lib/common

setup() {
	cd "$TMP" || return 1
	cat >subs.csv <<-'END'
	type,subscription,account,offer,identifier,from
	subscription,S-1,A-1,voip,+33471000200,2026-01-01T00:00:00+01:00
	END
	# three calls
	for i in 1 2 3; do
		call "$i"
	done >calls
}

# call N [MORE]: a usage record with more members
call() {
	printf '{"type":"usage","usage_id":"pbx:%s",' "$1"
	printf '"ts":"2026-10-05T08:00:0%s.5Z","usage_type":"voice",' "$1"
	printf '"identifier":"+33471000200","called_number":"+33142000000",'
	printf '"quantity":61,"unit":"s","source":"pbx","seq":%s%s}\n' \
	    "$1" "${2-}"
}

rate() {
	bss-rate -c "$SHARE/demo/catalog" -s subs.csv "$@"
}

# the same as a file of CSV
calls_csv() {
	echo usage_id,ts,usage_type,identifier,called_number,quantity,unit,source,seq
	jq -r '[.usage_id,.ts,.usage_type,.identifier,.called_number,.quantity,
	    .unit,.source,.seq] | @csv' calls
}

# bad CODE TEXT: as line 2 of 3 it is set aside with CODE, the others are used
bad() {
	{
		sed -n 1p calls
		printf "$2\n"
		sed -n 2p calls
	} >mixed
	run --separate-stderr rate --no-end -r rejects mixed
	[ "$status" -eq 1 ] || { echo "$2: exit $status: $stderr"; return 1; }
	[ "$(records <(printf '%s\n' "$output") rated)" -eq 2 ] || {
		echo "$2: not two rated: $output"
		return 1
	}
	[ "$(jq -r '[.type, .code, .file, .line] | join(" ")' rejects)" = \
	    "reject $1 mixed 2" ] || { cat rejects; return 1; }
	has_code "$1" || return 1
	[[ $stderr == *"mixed:2:"* ]] || { echo "$stderr"; return 1; }
	# the line comes back as it was
	jq -j 'if .raw_b64 then .raw_b64 | @base64d else .raw end' rejects |
	    cmp - <(sed -n 2p mixed | tr -d '\n') ||
	    [ "$(jq -r .raw_b64 rejects | base64 -d)" = "$(sed -n 2p mixed)" ]
}

@test "a bad line is set aside: syntax" {
	bad json-syntax '{"type":"usage",}'
	bad json-syntax '{"type":usage}'
	bad json-syntax '{"type":"usage","quantity":01}'
	bad json-not-object 'usage'
	bad json-not-object '[1]'
	bad json-trailing '{"type":"usage"} x'
	bad json-nested '{"type":"usage","x_a":{"b":1}}'
	bad json-nested '{"type":"usage","x_a":[1]}'
	bad json-escape '{"type":"usage","x_a":"\\x"}'
}

@test "a bad line is set aside: octets" {
	bad json-utf8 '{"type":"usage","x_a":"\xff"}'
	bad json-utf8 '{"type":"usage","x_a":"\xed\xa0\x80"}'
	bad json-control '{"type":"usage","x_a":"\x01"}'
	bad json-control '{"type":"usage","x_a":"\x00"}'
}

@test "a bad line is set aside: fields" {
	bad type-missing '{"usage_id":"pbx:9"}'
	bad field-missing '{"type":"usage","usage_id":"pbx:9"}'
	bad field-value "$(call 9 | sed 's/"quantity":61/"quantity":"many"/')"
	bad field-value "$(call 9 | sed 's/"quantity":61/"quantity":-1/')"
	[[ $stderr == *"not a value for 'quantity' '-1' [field-value]"* ]]
	bad field-value "$(call 9 |
	    sed 's/"quantity":61/"quantity":18446744073709551616/')"
	[[ $stderr == *"not a value for 'quantity' '18446744073709551616' [field-value]"* ]]
	bad field-value "$(call 9 | sed 's/2026-10-05T/5 October /')"
	[[ $stderr == *"not a value for 'ts' '5 October 0"*"[field-value]"* ]]
	bad dup-key "$(call 9 ',"seq":10')"
	bad dup-key "$(call 9 ',"x_a":1,"x_a":2')"
	bad field-collision "$(call 9 ',"amount":1')"
	bad field-name "$(call 9 ",\"x_$(printf %0300d 0)\":1")"
}

@test "a record has 250 fields and not one more" {
	more() {
		call 9 "$(seq -f ',"x_%g":1' "$1" | tr -d '\n')"
	}
	bad too-many-fields "$(more 241)"
	more 240 >many
	run --separate-stderr rate --no-end many
	# the tool's own fields come on top
	[[ $status == @(0|2) ]]
}

@test "--strict refuses fields that the table does not know" {
	call 4 ',"x_note":"mine","prise":1' >>calls
	run --separate-stderr rate --no-end calls
	[ "$status" -eq 0 ]
	[[ $output == *'"x_note":"mine"'* ]]
	run --separate-stderr rate --no-end --strict -r rejects calls
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rejects)" = field-unknown ]
}

@test "a line of 1 MiB is a record, a longer one goes to FILE.big" {
	call 4 ",\"x_a\":\"$(printf %01047000d 0)\"" >>calls
	run --separate-stderr bash -c '"$@" >out' - \
	    bss-rate -c "$SHARE/demo/catalog" -s subs.csv --no-end calls
	[ "$status" -eq 0 ]
	[ "$(records out rated)" -eq 4 ]
	call 5 ",\"x_a\":\"$(printf %03000000d 0)\"" >huge
	cat calls huge calls >mixed
	run --separate-stderr bash -c '"$@" >out' - \
	    bss-rate -c "$SHARE/demo/catalog" -s subs.csv --no-end \
	    -r rejects mixed
	[ "$status" -eq 1 ]
	[ "$(records out rated)" -eq 8 ]
	[ "$(jq -r '[.code, .line, .offset] | join(" ")' rejects)" = \
	    'line-too-long 5 0' ]
	head -c "$(jq .length rejects)" rejects.big | cmp - <(tr -d '\n' <huge)
}

@test "a CSV row that makes too long a record is set aside" {
	calls_csv | sed '1s/$/,x_a/; 2s/$/,/; 4s/$/,/' >csv
	# a control character is one octet here and six as JSON
	sed -i "3s/\$/,$(head -c 99999 /dev/zero | tr '\0' '\002')/" csv
	sed -i '3s/\x02/\x02\x02\x02/g' csv
	run --separate-stderr rate --no-end -r rejects csv
	[ "$status" -eq 1 ]
	has_code line-too-long
	[ "$(records <(printf '%s\n' "$output") rated)" -eq 2 ]
	jq -j .raw rejects | cmp - <(sed -n 3p csv | tr -d '\n')
}

@test "rejects of CSV have the header of their file, and are input again" {
	calls_csv | sed '3s/voice/smoke/' >a.csv
	calls_csv | sed '1s/^/x_a,/; 2,$s/^/,/; s/pbx:/pbx:b/
	    4s/voice/smoke/' >b.csv
	jq -c '.usage_type = "smoke" | .usage_id += "c"' calls | head -n 1 >c
	rate --no-end -r rejects a.csv c b.csv >good || [ $? -eq 1 ]
	[ "$(jq -r '.header // "-"' rejects)" = "$(head -qn 1 a.csv)
-
$(head -qn 1 b.csv)" ]
	jq -rs '[.[] | select(.file == "b.csv")] | .[0].header, .[].raw' \
	    rejects | sed 's/smoke/voice/' | rate --no-end >mended
	[ "$(records mended rated)" -eq 1 ]
	# and by way of the suspense
	bss-mediate suspense init -q -d s.db
	bss-mediate suspense add -q -d s.db rejects
	bss-mediate suspense replay -q -d s.db --source a.csv |
	    sed 's/smoke/voice/' | rate --no-end >mended
	[ "$(records mended rated)" -eq 1 ]
}

@test "a last line without an end is cut" {
	head -c -20 calls >"cut"
	run --separate-stderr rate --no-end -r rejects cut
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rejects)" = json-cut ]
}

@test "pretty-printed JSON is one error, not a million rejects" {
	jq . calls >pretty
	for f in pretty <(jq -s . calls); do
		run --separate-stderr rate --no-end -r rejects "$f"
		[ "$status" -eq 2 ]
		has_code json-pretty
		[ "$(grep -c . <<<"$stderr")" -le 2 ]
	done
}

@test "BOM, CRLF, blank lines and a last line without a newline are read" {
	{
		printf '\xef\xbb\xbf'
		sed 's/$/\r/' calls
		printf '\r\n\n  \n'
	} >dos
	run --separate-stderr rate --no-end dos
	[ "$status" -eq 0 ]
	[ "$(records <(printf '%s\n' "$output") rated)" -eq 3 ]
}

@test "without -r the first reject stops the run and names -r" {
	{ echo '{"type":"usage"}'; cat calls; } >mixed
	run --separate-stderr rate --no-end mixed
	[ "$status" -eq 2 ]
	has_code field-missing
	has_code rejects-refused
	[[ $stderr == *'-r FILE'* ]]
	[[ $output != *'"type":"end"'* ]]
}

@test "-r /dev/null is consent" {
	{ echo '{"type":"usage"}'; cat calls; } >mixed
	run --separate-stderr rate --no-end -r /dev/null mixed
	[ "$status" -eq 1 ]
	[[ $output == *'"type":"end"'* ]]
}

@test "--max-rejects: at the bound it runs, above it fails" {
	{ echo '{}'; echo '{}'; cat calls; } >mixed
	for ok in 2 40% 100%; do
		run rate --no-end -q -r rejects --max-rejects "$ok" mixed
		[ "$status" -eq 1 ]
	done
	for over in 0 1 39%; do
		run --separate-stderr rate --no-end -r rejects \
		    --max-rejects "$over" mixed
		[ "$status" -eq 2 ]
		has_code rejects-many
		[[ $output != *'"type":"end"'* ]]
	done
	for wrong in x -1 101% %; do
		run --separate-stderr rate --max-rejects "$wrong" mixed
		[ "$status" -eq 2 ]
		has_code usage-value
	done
}

@test "rejects are for their owner alone, and mended ones are input again" {
	sed 's/"quantity":61/"quantity":"61"/' calls >wrong
	run rate --no-end -q -r rejects wrong
	[ "$status" -eq 1 ]
	[ "$(stat -c %a rejects)" = 600 ]
	jq -r 'select(.type == "reject") | .raw' rejects |
	    sed 's/"61"/61/' >mended
	cmp calls mended
}

@test "a rejects file that cannot be made or written ends with 2" {
	run --separate-stderr rate --no-end -r no/such/folder calls
	[ "$status" -eq 2 ]
	has_code open-failed
	echo '{}' >>calls
	run --separate-stderr rate --no-end -r /dev/full calls
	[ "$status" -eq 2 ]
	has_code write-failed
}

@test "a stream without its end is cut, --no-end accepts it and says so" {
	run --separate-stderr rate calls
	[ "$status" -eq 2 ]
	has_code stream-cut
	[[ $stderr == *'bss-rate: calls: the input ends without'* ]]
	[[ $output != *'"type":"end"'* ]]
	run --separate-stderr rate --no-end calls
	[ "$status" -eq 0 ]
	[ "$(tail -1 <<<"$output" | jq -c '[.type, .no_end]')" = '["end",true]' ]
}

@test "output goes into the next tool complete, cut at any line it does not" {
	rate --no-end calls >rated
	run --separate-stderr bss-rate -c "$SHARE/demo/catalog" -s subs.csv \
	    --pass rated
	[ "$status" -eq 0 ]
	n=$(wc -l <rated)
	for kept in $(seq 0 $((n - 1))); do
		head -n "$kept" rated >"cut"
		run --separate-stderr bss-rate -c "$SHARE/demo/catalog" \
		    -s subs.csv --pass cut
		[ "$status" -eq 2 ]
		has_code stream-cut
	done
}

@test "a record lost, doubled or changed on the way does not match its end" {
	rate --no-end calls >rated
	next() {
		run --separate-stderr bss-rate -c "$SHARE/demo/catalog" \
		    -s subs.csv --pass "$1"
	}
	sed 1d rated >lost
	sed 1p rated >doubled
	sed '1s/pbx:1/pbx:7/' rated >changed
	sed '1s/"quantity":61/"quantity":62/' rated >sum
	for f in lost doubled changed sum; do
		next $f
		[ "$status" -eq 2 ]
		has_code stream-cut
	done
	# order is nobody's business
	{ sed -n 3p rated; sed -n 1,2p rated; sed 1,3d rated; } >shuffled
	next shuffled
	[ "$status" -eq 0 ]
	# several streams add up
	sed 's/pbx:/pbx2:/' calls >calls2
	rate --no-end calls2 >rated2
	cat rated rated2 >both
	next both
	[ "$status" -eq 0 ]
	run --separate-stderr bss-rate -c "$SHARE/demo/catalog" -s subs.csv \
	    --pass rated rated2
	[ "$status" -eq 0 ]
}

@test "an empty input has no end; an empty stream has" {
	run --separate-stderr rate </dev/null
	[ "$status" -eq 2 ]
	has_code stream-cut
	rate --no-end </dev/null >nothing
	[ "$(jq -r .written nothing)" = 0 ]
	run --separate-stderr rate nothing
	[ "$status" -eq 0 ]
}

@test "records of other types are filtered; --pass hands them on" {
	echo '{"type":"heartbeat","ts":"2026-10-05T08:00:00Z","run":"r","planned_nodes":1,"answered_nodes":1,"failed_nodes":0}' >>calls
	run --separate-stderr rate --no-end --audit audit calls
	[ "$status" -eq 0 ]
	[[ $output != *heartbeat* ]]
	[ "$(jq -c '[.read, .used, .filtered, .written]' audit)" = '[4,3,1,3]' ]
	run --separate-stderr rate --no-end --pass calls
	[ "$status" -eq 0 ]
	[[ $output == *'"type":"heartbeat"'* ]]
	# nothing but such is most likely a mistake
	tail -n 1 calls >beats
	run --separate-stderr rate --no-end beats
	[ "$status" -eq 0 ]
	[[ $stderr == *"all 1 records are of types that are passed over"* ]]
	run --separate-stderr rate --no-end --pass beats
	[ -z "$stderr" ]
}

@test "--audit writes the law: read + held_in = used + rejected + ..." {
	{ cat calls; echo '{}'; echo '{"type":"usage"}'; } >mixed
	run rate --no-end -q -r rejects --audit audit mixed
	[ "$status" -eq 1 ]
	jq -e '.read + .held_in == .used + .rejected + .duplicate + .filtered +
	    .held_out and .read == 5 and .rejected == 2' audit
	[ "$(stat -c %a audit)" = 600 ]
	# the account is of the run that the end record names
	rate --no-end -q -r rejects --audit audit mixed >out || true
	[ "$(jq -r .run audit)" = \
	    "$(jq -r 'select(.type == "end") | .run' out)" ]
}

@test "-r and --audit are never the input, and nobody else's to read" {
	cp calls before
	for how in '-r calls calls' '-r calls - <calls' '-r calls <calls' \
	    '--audit calls calls' '--audit calls <calls' \
	    '--period 2026-10 --closing calls calls' \
	    '--rerate --differences calls calls' '-r one --audit one calls'; do
		run --separate-stderr bash -c "bss-rate -c $SHARE/demo/catalog \
		    -s subs.csv --no-end $how"
		[ "$status" -eq 2 ]
		has_code usage-value
		cmp calls before
	done
	: >left
	run --separate-stderr rate --no-end --period 2026-10 --opening left \
	    --closing left calls
	[ "$status" -eq 2 ]
	has_code usage-value
	: >rejects
	chmod 644 rejects
	run rate --no-end -r rejects - < <(cat calls; echo '{}')
	[ "$status" -eq 1 ]
	[ "$(stat -c %a rejects)" = 600 ]
}

# refused COMMAND: for a file that it would take
refused() {
	run --separate-stderr bash -c "$1"
	[ "$status" -eq 2 ] || { echo "$1: $status $stderr"; return 1; }
	has_code usage-value || { echo "$1: $stderr"; return 1; }
}

@test "what a tool makes beside its output is no file of another option" {
	cp subs.csv before
	: >state
	echo '{}' >rules
	for how in 'bss-rate -s subs.csv --no-end -r subs.csv calls' \
	    'bss-rate -s subs.csv --no-end --audit ./subs.csv calls' \
	    'bss-rate -s - --no-end -r subs.csv calls <subs.csv' \
	    'bss-rate -s subs.csv --closing subs.csv --period 2026-10 calls' \
	    'bss-mediate samples --state-in subs.csv -r subs.csv calls' \
	    'bss-mediate samples --state-out state --audit state calls' \
	    'ossctl-diag run -d oss.db -l subs.csv -r subs.csv calls' \
	    'ossctl-diag run -d subs.csv --audit subs.csv calls' \
	    'ossctl-diag run -d oss.db -s subs.csv --audit subs.csv calls' \
	    'ossctl-kpi run --period 2026-10 --sla subs.csv --audit subs.csv calls' \
	    'bss-crm import -d subs.csv --audit subs.csv calls'; do
		refused "$how"
		[[ $stderr == *"is the file of --"* ]] || {
			echo "$how: $stderr"
			return 1
		}
		cmp subs.csv before
	done
	# a device is anybody's
	run rate --no-end -r /dev/null --audit /dev/null calls
	[ "$status" -eq 0 ]
}

@test "what a tool makes beside its output replaces nothing but its like" {
	local -x OSSBSS_HOME=h

	cp -r "$SHARE/demo/catalog" cat
	mkdir h
	cp -r cat h/catalog
	bss-crm init
	cp "$SHARE/demo/operator.json" h/
	sha256sum h/bss.db h/operator.json h/catalog/*.json cat/*.json >sums
	rate="bss-rate -c cat -s subs.csv --period 2026-10 --no-end"
	for how in 'bss-bill run --period 2026-11 --no-end -r h/bss.db' \
	    'bss-bill run --period 2026-11 --no-end --audit h/bss.db' \
	    'bss-bill run --period 2026-11 --no-end -r h/operator.json' \
	    "$rate -r cat/catalog.json" "$rate --audit cat/catalog.json" \
	    "$rate --closing cat/catalog.json" \
	    "$rate --rerate --differences cat/catalog.json" \
	    'bss-mediate samples --no-end --state-out h/bss.db' \
	    'bss-mediate csv -f generic-csv --state-out h/operator.json' \
	    'bss-mediate radius -f radius --state-out h/bss.db' \
	    'bss-crm import --no-end -r h/bss.db'; do
		refused "$how </dev/null"
		sha256sum -c --quiet sums || { echo "$how"; return 1; }
	done
	# what it left itself, or is empty
	: >rejects
	for _ in 1 2; do
		run rate --no-end --period 2026-10 --closing left -r rejects \
		    --audit audit calls <(echo '{}')
		[ "$status" -eq 1 ] || { echo "$output"; return 1; }
		[ "$(wc -l <rejects)" -eq 1 ]
	done
	# what goes to a log goes behind what stands there
	echo before >log
	run bash -c 'echo "{}" | bss-rate -c cat -s subs.csv --no-end -q \
	    -r /dev/stderr 2>>log'
	[ "$status" -eq 1 ]
	[ "$(grep -cE '^before|"reject"' log)" -eq 2 ]
}

@test "-v reports totals on stderr, -q says nothing of them" {
	run --separate-stderr rate --no-end -v calls
	[[ $stderr == *'read 3, used 3, rejected 0'*'written 3'* ]]
	run --separate-stderr rate --no-end -q calls
	[ -z "$stderr" ]
}

@test "unknown fields pass through, in order and unharmed" {
	call 4 ',"x_z":"é\u00e9\n","x_a":1.50,"x_b":null,"x_c":true' >one
	run --separate-stderr rate --no-end one
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == *'"x_z":"é\u00e9\n","x_a":1.50,"x_b":null,"x_c":true'* ]]
}

# ---- CSV --------------------------------------------------------------------

@test "CSV in and CSV out: the same as NDJSON" {
	calls_csv >calls.csv
	rate --no-end calls | jq -c 'select(.type == "rated")' >a
	rate --no-end calls.csv | jq -c 'select(.type == "rated")' >b
	jq -cS . a >a.sorted
	jq -cS . b >b.sorted
	cmp a.sorted b.sorted
	run --separate-stderr rate --no-end -o csv calls
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 4 ]
	[[ ${lines[0]} == type,* ]]
	[[ $output != *'"type"'* ]]
}

@test "-f forces the format" {
	calls_csv >calls.csv
	run --separate-stderr rate --no-end -f csv calls.csv
	[ "$status" -eq 0 ]
	run --separate-stderr rate --no-end -f ndjson -r rejects calls.csv
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rejects | sort -u)" = json-not-object ]
}

@test "a bad CSV row is set aside, the rest is used" {
	calls_csv >calls.csv
	bad_row() {
		{
			sed -n 1,2p calls.csv
			printf "$2\n"
			sed 1,2d calls.csv
		} >mixed.csv
		run --separate-stderr rate --no-end -r rejects mixed.csv
		[ "$status" -eq 1 ] || { echo "$2: $stderr"; return 1; }
		[ "$(jq -r '[.code, .line] | join(" ")' rejects)" = "$1 3" ] ||
		    { cat rejects; return 1; }
		[ "$(records <(printf '%s\n' "$output") rated)" -eq 3 ]
	}
	bad_row csv-columns 'a,b,c'
	bad_row csv-columns 'a,b,c,d,e,f,g,h,i,j'
	bad_row csv-syntax 'a,"b"x,c'
	bad_row field-missing ',,,,,,,,9'
	bad_row field-value \
	    'pbx:9,2026-10-05T08:00:00Z,voice,+33471000200,+33142000000,x,s,pbx,9'
	bad_row json-utf8 \
	    'pbx:9,2026-10-05T08:00:00Z,voice,\xff,+33142000000,1,s,pbx,9'
	bad_row json-control \
	    'pbx:9,2026-10-05T08:00:00Z,voice,\x00,+33142000000,1,s,pbx,9'
}

@test "a CSV header that cannot be used is one error" {
	header() {
		printf "$1\n" >bad.csv
		sed 1d calls >>bad.csv
		run --separate-stderr rate --no-end -r rejects bad.csv
		[ "$status" -eq 2 ] && has_code csv-header
	}
	header 'usage_id,ts,ts'
	header 'usage_id,,ts'
	header 'usage_id,"ts'
}

@test "CSV out: another type or a new column stops with csv-shape" {
	call 4 ',"x_new":"late"' >>calls
	run --separate-stderr rate --no-end -o csv calls
	[ "$status" -eq 2 ]
	has_code csv-shape
}

@test "CSV out is quoted so that strict readers take it back" {
	call 4 ',"x_a":"a \"b\", c\nd","x_b":" lead"' >one
	rate --no-end -o csv one >out.csv
	mlr --icsv --ojson cat out.csv >back
	[ "$(jq -r '.[0].x_a' back)" = $'a "b", c\nd' ]
	[ "$(jq -r '.[0].x_b' back)" = ' lead' ]
}

# ---- the machine ------------------------------------------------------------

@test "a full disk ends with 2, in NDJSON and CSV" {
	for o in ndjson csv; do
		run --separate-stderr bash -c '"$@" >/dev/full' - bss-rate \
		    -c "$SHARE/demo/catalog" -s subs.csv --no-end -o $o calls
		[ "$status" -eq 2 ]
		has_code write-failed
	done
}

@test "a reader that goes away ends a filter quietly" {
	for i in $(seq 1 2000); do
		cat calls
	done >many
	run --separate-stderr bash -c '
		bss-rate -c "$SHARE/demo/catalog" -s subs.csv --no-end many |
		    head -1 >/dev/null
		echo "${PIPESTATUS[0]}"'
	[ "$output" = 141 ]
	[ -z "$stderr" ]
}

@test "a file that is not there, a folder, a file without permission" {
	run --separate-stderr rate --no-end no-such-file
	[ "$status" -eq 2 ]
	has_code open-failed
	run --separate-stderr rate --no-end .
	[ "$status" -eq 2 ]
	has_code read-failed
	run --separate-stderr rate --no-end calls no-such-file
	[ "$status" -eq 2 ]
	[[ $output != *'"type":"end"'* ]]
}

@test "no memory ends with 2 and its code, never with a crash" {
	[[ $BUILD != *-asan ]] || skip 'the sanitizer maps terabytes'
	said=0
	# three hits are enough: far below, the loader dies before main
	for kib in $(seq 60000 -1000 3000); do
		run --separate-stderr bash -c 'ulimit -v "$1"; shift; "$@"' - \
		    "$kib" bss-rate -c "$SHARE/demo/catalog" -s subs.csv \
		    --no-end calls
		[[ $status == @(0|2) ]]
		[ "$status" -eq 0 ] || {
			has_code no-memory
			said=$((said + 1))
		}
		((said < 3)) || break
	done
	[ "$said" -eq 3 ]
}

@test "what came from outside cannot drive a terminal" {
	printf '{"type":"usage","x_a":"\x1b[31mred\x9b"}\n' >evil
	run --separate-stderr rate --no-end -r rejects evil
	[[ $stderr != *$'\x1b'* ]]
	[[ $stderr != *$'\x9b'* ]]
	run --separate-stderr rate --no-end $'no\x1b[31mfile\n'
	[[ $stderr != *$'\x1b'* ]]
	[ "$(grep -c . <<<"$stderr")" -eq 1 ]
}

@test "--schema prints a JSON Schema of what the tool writes" {
	rate --schema >schema
	jq -e '.["$schema"] | test("2020-12")' schema
	jq -e '.. | objects | select(.const? == "rated")' schema
}
