# bss-mediate.bats: usage sources to usage, as bss-mediate(1) promises

load lib/common

usage() {
	jq -c 'select(.type == "usage")' "$@"
}

# master SRC DST ANSWER BILLSEC DISPOSITION UNIQUEID: a row of Master.csv
master() {
	printf '"acc","%s","%s","out","""A"" <1>","SIP/1","SIP/2","Dial",' \
	    "$1" "$2"
	printf '"SIP/x,60","2026-10-01 08:00:00","%s","2026-10-01 09:00:00",' \
	    "$3"
	printf '70,%s,"%s","DOCUMENTATION","%s",""\n' "$4" "$5" "$6"
}

pbx() {
	bss-mediate csv -f asterisk-master --zone Europe/Paris \
	    --country-code 33 "$@"
}

# a format of its own for a test: the fields behind what all have
format() {
	jq -n --argjson f "$1" '{ description: "t", source: "t",
	    csv: { header: true }, fields: ({
	    ts: { column: "ts", time: "epoch" }, usage_type: "x",
	    identifier: { column: "who" }, quantity: { column: "n" },
	    unit: "1" } + ($f.fields // {})) } + ($f | del(.fields))' \
	    >"$TMP/f.json"
}

refused_format() {
	run --separate-stderr bss-mediate csv -f "$TMP/f.json" /dev/null
	[ "$status" -eq 2 ] && has_code "${1-format-invalid}"
}

# ---- csv: Asterisk ---------------------------------------------------------

@test "csv: an answered call of Asterisk's Master.csv" {
	master 0612345678 00441632960001 '2026-10-01 08:00:10' 60 ANSWERED 17.1 |
	    pbx >"$TMP/out"
	head -1 "$TMP/out" | diff - <(cat <<-'E'
	{"type":"usage","usage_id":"asterisk:17.1","ts":"2026-10-01T06:00:10Z","end_ts":"2026-10-01T06:01:10Z","usage_type":"voice","identifier":"+33612345678","calling_number":"+33612345678","called_number":"+441632960001","direction":"out","quantity":60,"unit":"s","network":"out","source":"asterisk","seq":1}
	E
	)
	[ "$(jq -c 'select(.type == "total")' "$TMP/out")" = \
	    '{"type":"total","usage_type":"voice","unit":"s","records":1,"quantity_sum":60}' ]
	jq -e 'select(.type == "end") | .tzdata' "$TMP/out"
}

@test "csv: calls without an answer are filtered and counted" {
	{ master 101 0145678901 '2026-10-01 08:00:10' 60 ANSWERED 17.1
	  master 101 0145678901 '' 0 'NO ANSWER' 17.2
	  master 101 0145678901 '' 0 BUSY 17.3; } |
	    pbx --audit "$TMP/audit" >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -r .identifier)" = 101 ]
	[ "$(jq -c '[.read,.used,.filtered]' "$TMP/audit")" = '[3,1,2]' ]
}

@test "csv: newcdrcolumns add the sequence to the key" {
	master 101 0145678901 '2026-10-01 08:00:10' 60 ANSWERED 17.1 |
	    sed 's/$/,"","17.0",8/' | pbx >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -r '.usage_id,.session_id' |
	    paste -sd ' ')" = 'asterisk:17.1:8 17.0' ]
}

@test "csv: a call over the change of clocks has the length it had" {
	master 101 0145678901 '2026-10-25 02:30:00' 7200 ANSWERED 17.1 |
	    pbx >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -r '.ts,.end_ts' | paste -sd ' ')" = \
	    '2026-10-25T00:30:00Z 2026-10-25T02:30:00Z' ]
}

@test "csv: each bad row is rejected with its code, the rest is usage" {
	{ master 101 0145678901 '2026-10-01 08:00:10' 60 ANSWERED 17.1
	  master 101 0145678901 '2026-13-01 08:00:10' 60 ANSWERED 17.2
	  master 101 s '2026-10-01 08:00:10' 60 ANSWERED 17.3
	  master 101 0145678901 '2026-10-01 08:00:10' x ANSWERED 17.4
	  master '' 0145678901 '2026-10-01 08:00:10' 60 ANSWERED 17.5
	  master 101 0145678901 '2026-10-01 08:00:10' 60 ANSWERED ''
	  master 101 0145678901 '2026-10-01 08:00:10' 253402300799 ANSWERED 17.7
	  echo a,b,c
	  echo '"a"b'
	  printf '"a\0b",c\n'
	  printf '\xff\n'
	  master 101 0145678901 '2026-10-01 08:00:10' 60 ANSWERED 17.8
	  printf '"cut'; } >"$TMP/Master.csv"
	run --separate-stderr pbx -r "$TMP/rej" --audit "$TMP/audit" \
	    "$TMP/Master.csv"
	[ "$status" -eq 1 ]
	[ "$(usage <<<"$output" | jq -r .usage_id | paste -sd ' ')" = \
	    'asterisk:17.1 asterisk:17.8' ]
	jq -r '"\(.line) \(.code)"' "$TMP/rej" | diff - <(cat <<-'E'
	2 mediate-time
	3 mediate-number
	4 mediate-quantity
	5 field-missing
	6 field-missing
	7 mediate-order
	8 csv-columns
	9 csv-syntax
	10 json-control
	11 json-utf8
	13 csv-cut
	E
	)
	[ "$(jq -c '[.read,.used,.rejected]' "$TMP/audit")" = '[13,2,11]' ]
	[[ $stderr == *"Master.csv:2: "*"'2026-13-01 08:00:10' for 'ts' [mediate-time]"* ]]
	# what was set aside can be mended and fed back
	jq -r 'select(.line == 2).raw' "$TMP/rej" | sed s/2026-13/2026-10/ |
	    pbx >"$TMP/again"
	[ "$(usage "$TMP/again" | jq -r .usage_id)" = asterisk:17.2 ]
	[ "$(stat -c %a "$TMP/rej")" = 600 ]
}

@test "csv: without -r the first bad row stops the run" {
	{ echo a,b; master 101 0145678901 '2026-10-01 08:00:10' 60 ANSWERED 1; } \
	    >"$TMP/in"
	run --separate-stderr pbx "$TMP/in"
	[ "$status" -eq 2 ]
	has_code csv-columns
	has_code rejects-refused
	[[ $output != *'"type":"end"'* ]]
}

@test "csv: --max-rejects bounds them" {
	printf 'a\nb\nc\n' >"$TMP/in"
	run --separate-stderr pbx -r /dev/null --max-rejects 2 "$TMP/in"
	[ "$status" -eq 2 ]
	has_code rejects-many
	run --separate-stderr pbx -r /dev/null --max-rejects 3 "$TMP/in"
	[ "$status" -eq 1 ]
}

@test "csv: a lost quote costs its own row" {
	{ printf '"lost,'
	  for i in 1 2 3; do
		master 101 0145678901 '2026-10-01 08:00:10' 60 ANSWERED 17.$i
	  done; } >"$TMP/in"
	run --separate-stderr pbx -r "$TMP/rej" "$TMP/in"
	[ "$status" -eq 1 ]
	[ "$(usage <<<"$output" | wc -l)" -eq 2 ]
	[ "$(jq -r .code "$TMP/rej")" = csv-syntax ]
}

@test "csv: an unfinished last line of a log is cut, not usage" {
	master 101 0145678901 '2026-10-01 08:00:10' 60 ANSWERED 17.1 |
	    head -c -1 >"$TMP/in"
	run --separate-stderr pbx -r "$TMP/rej" "$TMP/in"
	[ "$status" -eq 1 ]
	[ "$(jq -r .code "$TMP/rej")" = csv-cut ]
}

@test "csv: a byte order mark, CRLF and empty lines do no harm" {
	{ printf '\xef\xbb\xbf\r\n'
	  master 101 0145678901 '2026-10-01 08:00:10' 60 ANSWERED 17.1 |
	    sed 's/$/\r\n\r/'; } | pbx >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -r .usage_id)" = asterisk:17.1 ]
}

@test "csv: a file may be read under any name, in any cut, in any order" {
	for i in $(seq 1 40); do
		master 101 "01456789$i" '2026-10-01 08:00:10' "$i" ANSWERED "17.$i"
	done >"$TMP/Master.csv"
	pbx "$TMP/Master.csv" | usage | sort >"$TMP/whole"
	for k in 1 7 39; do
		head -$k "$TMP/Master.csv" >"$TMP/a"
		tail -n +$((k + 1)) "$TMP/Master.csv" | shuf --random-source=/bin/sh \
		    >"$TMP/b"
		pbx "$TMP/b" "$TMP/a" | usage | sort | cmp - "$TMP/whole"
		pbx - "$TMP/a" <"$TMP/b" | usage | sort | cmp - "$TMP/whole"
	done
}

@test "csv: a line of 100 MB is passed over in constant memory" {
	{ head -c 100000000 /dev/zero | tr '\0' a
	  echo
	  master 101 0145678901 '2026-10-01 08:00:10' 60 ANSWERED 17.1; } \
	    >"$TMP/in"
	run --separate-stderr /usr/bin/time -f '%M' -o "$TMP/kb" \
	    bss-mediate csv -f asterisk-master --zone UTC --country-code 33 \
	    -r "$TMP/rej" "$TMP/in"
	[ "$status" -eq 1 ]
	has_code line-too-long
	[ "$(usage <<<"$output" | wc -l)" -eq 1 ]
	[ "$(jq -c '[.line,.offset,.length]' "$TMP/rej")" = \
	    '[1,0,100000000]' ]
	[ "$(stat -c %s "$TMP/rej.big")" -eq 100000000 ]
	[[ $BUILD == *-asan ]] || [ "$(tail -1 "$TMP/kb")" -lt 16384 ]
}

@test "csv: a full disk is no success" {
	master 101 0145678901 '2026-10-01 08:00:10' 60 ANSWERED 17.1 >"$TMP/in"
	run --separate-stderr bash -c 'bss-mediate csv -f asterisk-master \
	    --zone UTC --country-code 33 "$1" >/dev/full' - "$TMP/in"
	[ "$status" -eq 2 ]
	has_code write-failed
}

@test "csv: a file that is not there, a folder" {
	run --separate-stderr pbx "$TMP/none"
	[ "$status" -eq 2 ]
	has_code open-failed
	run --separate-stderr pbx "$TMP"
	[ "$status" -eq 2 ]
	has_code read-failed
}

@test "csv: -o csv keeps what NDJSON says" {
	for i in 1 2 3; do
		master 101 014567890$i '2026-10-01 08:00:10' $i ANSWERED 17.$i
	done >"$TMP/in"
	pbx "$TMP/in" | usage | jq -r '[.usage_id,.quantity] | @tsv' >"$TMP/1"
	pbx -o csv "$TMP/in" | mlr --icsv --otsv --headerless-csv-output \
	    cut -o -f usage_id,quantity >"$TMP/2"
	cmp "$TMP/1" "$TMP/2"
}

# ---- csv: formats ----------------------------------------------------------

@test "csv: the generic example: header, map, default, own fields" {
	cat >"$TMP/in" <<-'E'
	id,start,end,service,from,to,amount,status,note
	1,2026-10-01T08:00:00+02:00,2026-10-01T08:01:00+02:00,call,+33612345678,101, 60 ,ok,hello
	2,2026-10-01T08:00:00+02:00,,text,+33612345678,+33612345679,,ok,
	3,2026-10-01T08:00:00+02:00,,text,+33612345678,+33612345679,,busy,
	E
	bss-mediate csv -f generic-csv "$TMP/in" >"$TMP/out"
	usage "$TMP/out" | jq -c '[.usage_id,.ts,.end_ts,.usage_type,.quantity,.unit,.x_note]' |
	    diff - <(cat <<-'E'
	["generic:1","2026-10-01T06:00:00Z","2026-10-01T06:01:00Z","voice",60,"s","hello"]
	["generic:2","2026-10-01T06:00:00Z",null,"sms",1,"1",null]
	E
	)
	sed s/text/fax/ "$TMP/in" >"$TMP/fax"
	run --separate-stderr bss-mediate csv -f generic-csv -r "$TMP/rej" \
	    "$TMP/fax"
	[ "$status" -eq 1 ]
	[ "$(jq -r .code "$TMP/rej")" = mediate-unmapped ]
	sed s/08:01:00+02/07:01:00+02/ "$TMP/in" >"$TMP/before"
	run --separate-stderr bss-mediate csv -f generic-csv -r "$TMP/rej" \
	    "$TMP/before"
	[ "$(jq -r .code "$TMP/rej")" = mediate-order ]
}

@test "csv: data per login: sums and templates" {
	cat >"$TMP/in" <<-'E'
	login;nas;port;session;start;stop;upload;download
	ann@isp.example;bras1;ge-0;s1;1790000000;1790003600;1000;250000
	E
	bss-mediate csv -f login-data "$TMP/in" >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -c '[.usage_id,.identifier,.quantity,.in_octets,.out_octets,.network]')" = \
	    '["access:s1:1790000000","ann@isp.example",251000,1000,250000,"bras1/ge-0"]' ]
}

@test "csv: columns stand in any order; a missing or doubled one stops the run" {
	format '{"key":["k"]}'
	printf 'n,k,who,ts,rest\n5,1,a,100,\n' >"$TMP/in"
	bss-mediate csv -f "$TMP/f.json" "$TMP/in" >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -c '[.usage_id,.quantity]')" = '["t:1",5]' ]
	for h in n,k,who,rest n,k,who,ts,ts '"n,k,who,ts' 'n,k"x,who,ts'; do
		printf '%s\n1,1,1,1,1\n' "$h" >"$TMP/in"
		run --separate-stderr bss-mediate csv -f "$TMP/f.json" "$TMP/in"
		[ "$status" -eq 2 ]
		has_code csv-header
	done
	# another delimiter: the one column shows it
	printf 'n;k;who;ts\n1;1;1;1\n' >"$TMP/in"
	run --separate-stderr bss-mediate csv -f "$TMP/f.json" "$TMP/in"
	[[ $stderr == *"columns of the row: 1, the first is 'n;k;who;ts'"* ]]
	: >"$TMP/in"
	bss-mediate csv -f "$TMP/f.json" "$TMP/in" >"$TMP/out"
	[ "$(jq .written "$TMP/out")" -eq 0 ]
}

@test "csv: without a key the content makes the id, each identical row counts" {
	format '{}'
	printf 'ts,who,n\n100,a,1\n100,a,1\n100,b,1\n' >"$TMP/in"
	bss-mediate csv -f "$TMP/f.json" "$TMP/in" >"$TMP/1"
	[ "$(usage "$TMP/1" | jq -r .usage_id | sort -u | wc -l)" -eq 3 ]
	[ "$(usage "$TMP/1" | jq -s -c 'map(.seq)')" = '[1,2,1]' ]
	# the recipe, by other means
	id=$(printf 'ts\0%s\0usage_type\0x\0identifier\0a\0quantity\0%s\0unit\0%s\0' \
	    1970-01-01T00:01:40Z 1 1 | sha256sum | cut -c 1-32)
	[ "$(usage "$TMP/1" | jq -r .usage_id | head -2 | paste -sd ' ')" = \
	    "t:h1-$id-1 t:h1-$id-2" ]
	# under another name, and quoted otherwise: the same ids
	printf '\xef\xbb\xbfts,who,n\r\n"100","a","1"\r\n100,a,01\r\n100,b,1' \
	    >"$TMP/other"
	bss-mediate csv -f "$TMP/f.json" "$TMP/other" | usage |
	    diff - <(usage "$TMP/1")
	# counted per file
	bss-mediate csv -f "$TMP/f.json" "$TMP/in" "$TMP/in" | usage |
	    sort -u | wc -l | grep -qx 3
}

@test "csv: a usage type without end is its row's fault alone" {
	format '{"fields":{"usage_type":{"column":"what"}}}'
	{
		echo ts,who,n,what
		echo 100,a,1,voice
		printf '100,b,1,%065d\n' 0
		printf '100,c,1,%064d\n' 0
	} >"$TMP/in"
	run --separate-stderr bss-mediate csv -f "$TMP/f.json" \
	    -r "$TMP/rejects" "$TMP/in"
	[ "$status" -eq 1 ]
	has_code field-value
	[ "$(usage <<<"$output" | jq -r .identifier | paste -sd ' ')" = 'a c' ]
}

@test "csv: a format that repeats a long row too often" {
	format "$(jq -n '{fields: {x_a: {template: ("{who}" * 40)}}}')"
	{
		echo ts,who,n
		printf '100,%0500000d,1\n' 0
		echo 100,a,1
	} >"$TMP/in"
	run --separate-stderr bss-mediate csv -f "$TMP/f.json" \
	    -r "$TMP/rejects" "$TMP/in"
	[ "$status" -eq 1 ]
	has_code line-too-long
	[ "$(usage <<<"$output" | jq -r .x_a)" = "$(printf 'a%.0s' {1..40})" ]
}

@test "csv: Latin-1 becomes UTF-8" {
	format '{"csv":{"header":true,"encoding":"latin-1"}}'
	printf 'ts,who,n\n100,Ren\xe9,1\n100,"\xe0 ""b""",2\n' >"$TMP/in"
	bss-mediate csv -f "$TMP/f.json" "$TMP/in" >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -r .identifier | paste -sd ' ')" = \
	    'René à "b"' ]
}

@test "csv: without quotes, parts of values, dates as ctime writes them" {
	cat >"$TMP/f.json" <<-'E'
	{ "description": "t", "source": "t", "zone": "Europe/Paris",
	  "csv": { "delimiter": "|", "quote": "none", "encoding": "latin-1" },
	  "columns": ["id", "at", "from", "to", "s"], "key": ["id"],
	  "numbers": { "country_code": "33", "national_prefix": "0",
	    "text": "keep" },
	  "fields": { "ts": { "column": "at", "time": "%a %b %e %T %Y" },
	    "usage_type": "voice",
	    "identifier": { "column": "from", "behind": ["sip:", "tel:"],
	      "before": ["@", ";"], "number": true },
	    "called_number": { "column": "to", "behind": ["sip:", "tel:"],
	      "before": ["@", ";"], "number": true },
	    "quantity": { "column": "s", "before": ["s"] }, "unit": "s" } }
	E
	printf '%s|Mon Oct  5 13:45:02 2026|%s|%s|%s\n' \
	    1 '"Ann" <sip:0473000300@gw.example;x>' 'tel:+33145678901' 60s \
	    2 'sip:"hi"@gw' $'"\xff' 5 >"$TMP/in"
	bss-mediate csv -f "$TMP/f.json" "$TMP/in" >"$TMP/out"
	usage "$TMP/out" |
	    jq -r '[.ts,.identifier,.called_number,.quantity] | join(" ")' |
	    cmp - <(printf '%s\n' \
	    '2026-10-05T11:45:02Z +33473000300 +33145678901 60' \
	    '2026-10-05T11:45:02Z "hi" "ÿ 5')
	bss-mediate formats "$TMP/f.json" >"$TMP/said"
	grep -q 'no quotes, ISO 8859-1' "$TMP/said"
	grep -Fq "from, behind 'sip:' or 'tel:', before '@' or ';', a telephone" \
	    "$TMP/said"
}

@test "csv: columns by number, tab, another quote" {
	cat >"$TMP/f.json" <<-'E'
	{ "description": "t", "source": "t",
	  "csv": { "delimiter": "\t", "quote": "'" },
	  "columns": ["a", "b", "c"], "key": [1],
	  "fields": { "ts": { "column": 2, "time": "epoch_ms" },
	    "usage_type": "x", "identifier": { "column": "a" },
	    "quantity": { "column": 3, "hms": true, "round": "up" },
	    "unit": "s", "x_t": { "template": "{1}-{b}" } } }
	E
	printf "'it''s'\t1000\t1:00:00.5\n" >"$TMP/in"
	bss-mediate csv -f "$TMP/f.json" "$TMP/in" >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -c '[.usage_id,.ts,.quantity,.x_t]')" = \
	    "[\"t:it's\",\"1970-01-01T00:00:01Z\",3601,\"it's-1000\"]" ]
}

@test "csv: quantities with a decimal comma and thousands apart" {
	cat >"$TMP/f.json" <<-'E'
	{ "description": "t", "source": "t", "csv": { "delimiter": ";" },
	  "columns": ["at", "mb", "parts"],
	  "fields": { "ts": { "column": "at", "time": "epoch" },
	    "usage_type": "x", "identifier": "a", "unit": "octet",
	    "quantity": { "column": "mb", "decimal": ",", "group": ".",
	      "multiply": 1000000 } } }
	E
	printf '1;12,5;\n2;1.024,125;\n3;7;\n' >"$TMP/in"
	bss-mediate csv -f "$TMP/f.json" "$TMP/in" >"$TMP/out"
	[ "$(usage "$TMP/out" | jq .quantity | paste -sd ' ')" = \
	    '12500000 1024125000 7000000' ]
	[[ $(bss-mediate formats "$TMP/f.json") == *"mb, decimals behind ',', thousands by '.', times 1000000"* ]]
	# what could be read in two ways is not read
	for bad in 12.5 1.02,5 12,5,1; do
		run --separate-stderr bss-mediate csv -f "$TMP/f.json" \
		    <<<"1;$bad;"
		[ "$status" -eq 2 ] && has_code mediate-quantity
	done
}

@test "csv: a format of \$OSSBSS_HOME comes first and may extend another" {
	export OSSBSS_HOME=$TMP/home
	mkdir -p "$OSSBSS_HOME/formats"
	cat >"$OSSBSS_HOME/formats/pbx.json" <<-'E'
	{ "extends": "asterisk-master", "description": "our exchange",
	  "source": "pbx1", "zone": "Europe/Paris",
	  "numbers": { "country_code": "33" } }
	E
	master 101 0145678901 '2026-10-01 08:00:10' 60 ANSWERED 17.1 |
	    bss-mediate csv -f pbx >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -c '[.usage_id,.ts,.called_number]')" = \
	    '["pbx1:17.1","2026-10-01T06:00:10Z","+33145678901"]' ]
	[[ $(bss-mediate formats) == *pbx*"our exchange"* ]]
	# a field has the origin of what is laid over, and null takes away
	jq '.fields.called_number = { template: "9{dst}", number: false }
	    | .fields.usage_type = { column: "dcontext", map: { x: "y" },
	        else: "call" } | .key = null' \
	    "$OSSBSS_HOME/formats/pbx.json" >"$TMP/f.json"
	master 101 0145678901 '2026-10-01 08:00:10' 60 ANSWERED 17.1 |
	    bss-mediate csv -f "$TMP/f.json" >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -c '[.usage_type, .called_number]')" = \
	    '["call","90145678901"]' ]
	[[ $(usage "$TMP/out" | jq -r .usage_id) == pbx1:h1-* ]]
	[[ $(bss-mediate formats "$TMP/f.json") == *"dcontext, by a map of 1 values, else 'call'"* ]]
	jq '.fields.called_number.column = "dst"' "$TMP/f.json" >"$TMP/g.json"
	mv "$TMP/g.json" "$TMP/f.json"
	refused_format
	[[ $stderr == *"fields.called_number: only one of column, first, "* ]]
	jq '.extends = "pbx"' "$OSSBSS_HOME/formats/pbx.json" >"$TMP/f.json"
	refused_format
	jq '.extends = "none"' "$OSSBSS_HOME/formats/pbx.json" >"$TMP/f.json"
	refused_format format-unknown
}

@test "csv: times without an offset need a zone, one that exists" {
	run --separate-stderr bss-mediate csv -f asterisk-master /dev/null
	[ "$status" -eq 2 ]
	has_code format-invalid
	[[ $stderr == *--zone* ]]
	run --separate-stderr bss-mediate csv -f asterisk-master \
	    --zone Europe/Nowhere /dev/null
	[ "$status" -eq 2 ]
	has_code zone-unknown
}

@test "csv: a national number needs its country" {
	master 101 0145678901 '2026-10-01 08:00:10' 60 ANSWERED 17.1 >"$TMP/in"
	run --separate-stderr bss-mediate csv -f asterisk-master --zone UTC \
	    -r "$TMP/rej" "$TMP/in"
	[ "$status" -eq 1 ]
	[ "$(jq -r .code "$TMP/rej")" = mediate-number ]
	run --separate-stderr bss-mediate csv -f asterisk-master --zone UTC \
	    --country-code 0x /dev/null
	[ "$status" -eq 2 ]
	has_code format-invalid
	run --separate-stderr bss-mediate csv -f login-data --country-code 33 \
	    /dev/null
	[ "$status" -eq 2 ]
	has_code format-invalid
}

@test "csv: a format that is none, or says what it cannot, is refused" {
	run --separate-stderr bss-mediate csv /dev/null
	[ "$status" -eq 2 ]
	has_code usage-missing
	run --separate-stderr bss-mediate csv -f no-such /dev/null
	[ "$status" -eq 2 ]
	has_code format-unknown
	run --separate-stderr bss-mediate csv -f ../etc /dev/null
	[ "$status" -eq 2 ]
	printf '{ "description": }' >"$TMP/f.json"
	refused_format format-syntax
	printf '{ "source": "a", "source": "b" }' >"$TMP/f.json"
	refused_format format-syntax
	printf '{ "description": "d", "source": "s", "fields": [] }' >"$TMP/f.json"
	refused_format
	while read -r f; do
		format "$f"
		refused_format || {
			echo "accepted: $f"
			return 1
		}
	done <<-'E'
	{"colour":1}
	{"description":7}
	{"source":"A B"}
	{"source":null}
	{"csv":{"header":true,"delimiter":",,"}}
	{"csv":{"header":true,"delimiter":"a"}}
	{"csv":{"header":true,"delimiter":"\""}}
	{"csv":{"header":"yes"}}
	{"csv":{"header":true,"encoding":"utf-16"}}
	{"csv":{"header":false}}
	{"csv":{"header":false},"columns":["a","a"]}
	{"csv":{"header":false},"columns":["a","b"]}
	{"columns":["a"]}
	{"key":[]}
	{"key":["a",0]}
	{"key":[1.5]}
	{"where":{}}
	{"where":[{"column":"a"}]}
	{"where":[{"column":"a","equals":["x"],"begins":["y"]}]}
	{"where":[{"column":"a","equals":"x"}]}
	{"where":[{"equals":["x"]}]}
	{"numbers":{"country_code":"033"}}
	{"numbers":{"country_code":"3333"}}
	{"numbers":{"national_prefix":"x"}}
	{"numbers":{"international_prefixes":["00","1","2","3","4"]}}
	{"numbers":{"international_prefixes":[""]}}
	{"numbers":{"short_max":0}}
	{"numbers":{"short_max":16}}
	{"numbers":{"bare":"maybe"}}
	{"fields":{"usage_id":"x"}}
	{"fields":{"amount":"1"}}
	{"fields":{"x_Bad":"1"}}
	{"fields":{"ts":{"column":"ts"}}}
	{"fields":{"ts":{"column":"ts","time":"%Q"}}}
	{"fields":{"ts":{"column":"ts","time":"%F"}}}
	{"fields":{"ts":{"ts_plus":"quantity"}}}
	{"fields":{"end_ts":{"ts_plus":"quantity"}}}
	{"fields":{"identifier":{"column":"a","constant":"b"}}}
	{"fields":{"identifier":{}}}
	{"fields":{"identifier":7}}
	{"fields":{"identifier":""}}
	{"fields":{"identifier":{"column":"a","number":true}}}
	{"fields":{"identifier":{"column":"a","time":"epoch"}}}
	{"csv":{"delimiter":"none"}}
	{"fields":{"network":{"column":"a","behind":"x"}}}
	{"fields":{"network":{"column":"a","before":[""]}}}
	{"fields":{"network":{"template":"{a}","before":["x"]}}}
	{"fields":{"network":{"sum":["a"]}}}
	{"fields":{"network":{"template":"{a"}}}
	{"fields":{"network":{"column":"a","map":{}}}}
	{"fields":{"network":{"column":"a","map":{"x":1}}}}
	{"fields":{"network":{"column":"a","else":"x"}}}
	{"fields":{"quantity":{"sum":["a"],"map":{"x":"1"}}}}
	{"fields":{"quantity":{"column":"a","divide":0}}}
	{"fields":{"quantity":{"column":"a","multiply":1000000001}}}
	{"fields":{"quantity":{"column":"a","multiply":1.5}}}
	{"fields":{"quantity":{"column":"a","round":"down-ish"}}}
	{"fields":{"unit":{"column":"a","default":""}}}
	{"json":{}}
	{"csv":null,"json":{"trim":1}}
	{"more_columns":true}
	{"optional_columns":["zzz"]}
	{"optional_columns":"n"}
	{"aliases":{"zzz":["n"]}}
	{"aliases":{"n":"m"}}
	{"aliases":[]}
	{"skip":[""]}
	{"skip":"x"}
	{"until":[7]}
	{"trailer":"T"}
	{"trailer":{}}
	{"trailer":{"begins":""}}
	{"trailer":{"begins":"T","count":0}}
	{"fields":{"network":{"first":[]}}}
	{"fields":{"network":{"first":["a"],"column":"b"}}}
	{"fields":{"network":{"template":"{who}","missing":["0"]}}}
	{"fields":{"network":{"column":"a","missing":"0"}}}
	{"fields":{"quantity":{"elapsed":"ts"}}}
	{"fields":{"quantity":{"elapsed":"end_ts"}}}
	{"fields":{"quantity":{"elapsed":"end_ts"},"end_ts":{"column":"e","time":"epoch"}}}
	{"fields":{"network":{"elapsed":"end_ts"}}}
	{"fields":{"quantity":{"column":"a","decimal":";"}}}
	{"fields":{"quantity":{"column":"a","decimal":",","group":","}}}
	{"fields":{"quantity":{"column":"a","group":"."}}}
	{"fields":{"quantity":{"column":"a","group":"x"}}}
	{"fields":{"network":{"column":"a","decimal":","}}}
	E
}

@test "json, fixed: a format that says what it cannot is refused" {
	while read -r verb f; do
		echo "$f" >"$TMP/f.json"
		run --separate-stderr bss-mediate "$verb" -f "$TMP/f.json" \
		    /dev/null
		[ "$status" -eq 2 ] && has_code format-invalid || {
			echo "accepted: $f"
			return 1
		}
	done < <(jq -rc '.[] | "\(.[0]) \({ description: "t", source: "t",
	    fields: ({ ts: { column: "ts", time: "epoch" }, usage_type: "x",
	    identifier: { column: "who" }, quantity: { column: "n" },
	    unit: "1" } + (.[1].fields // {})) } + (.[1] | del(.fields)))"' \
	    <<-'E'
	[["csv",{"json":{}}],
	["json",{"csv":{"header":true}}],
	["json",{"json":{},"columns":["ts"]}],
	["json",{"json":{},"optional_columns":["ts"]}],
	["json",{"json":{},"aliases":{"ts":["t"]}}],
	["json",{"json":{"header":true}}],
	["json",{"json":{},"trailer":{"begins":"T"}}],
	["json",{"json":{"percent":1}}],
	["json",{"json":{},"key":[1]}],
	["json",{"json":{},"key":["a..b"]}],
	["json",{"json":{},"key":[".a"]}],
	["json",{"json":{},"key":["a","\\a"]}],
	["fixed",{"fixed":{}}],
	["fixed",{"fixed":{},"columns":["ts","who","n"]}],
	["fixed",{"fixed":{},"columns":[{"name":"ts","from":0,"length":1}]}],
	["fixed",{"fixed":{},"columns":[{"name":"ts","from":1}]}],
	["fixed",{"fixed":{},"columns":[{"from":1,"length":1}]}],
	["fixed",{"fixed":{},"columns":[{"name":"ts","from":1,"length":2000000}]}],
	["fixed",{"fixed":{},"columns":[{"name":"ts","from":1,"length":1},
	    {"name":"ts","from":1,"length":1}]}],
	["fixed",{"fixed":{"delimiter":","},"columns":[{"name":"ts","from":1,"length":1}]}],
	["fixed",{"fixed":{"encoding":"x"},"columns":[{"name":"ts","from":1,"length":1}]}],
	["fixed",{"fixed":{},"json":{},"columns":[]}]]
	E
	)
}

@test "formats: lists all, explains one" {
	run --separate-stderr bss-mediate formats -q
	[ "$status" -eq 0 ]
	[ "$output" = "$(ls "$SHARE/formats" | sed 's/.json$//')" ]
	run --separate-stderr bss-mediate formats asterisk-master
	[ "$status" -eq 0 ]
	[[ $output == *"only if   disposition is 'ANSWERED'"* ]]
	[[ $output == *"id        asterisk:uniqueid:sequence"* ]]
	run --separate-stderr bss-mediate formats no-such
	[ "$status" -eq 2 ]
	has_code format-unknown
	[[ $stderr == *"OSSBSS_HOME is not set"* ]]
	run --separate-stderr env OSSBSS_HOME="$TMP" \
	    bss-mediate formats no-such
	[[ $stderr == *"no such format"* && $stderr != *OSSBSS_HOME* ]]
	format '{"numbers":{"bare":"international"}}'
	[[ $(bss-mediate formats "$TMP/f.json") == \
	    *"others are international without a +"* ]]
	run --separate-stderr bss-mediate formats a b
	[ "$status" -eq 2 ]
	has_code usage-operand
}

@test "formats: a format cannot drive a terminal" {
	mkdir -p "$TMP/home/formats"
	format '{"description":"a\u001b[2Jb","where":[{"column":"n\u009bx",
	    "equals":["\u0007"]}],"fields":{"x_a":"c\u001bd",
	    "x_b":{"template":"\u001b{who}"},
	    "ts":{"column":"ts","time":"\u001b%F"}}}'
	jq '.zone = "UTC"' "$TMP/f.json" >"$TMP/home/formats/bad.json"
	cp "$TMP/home/formats/bad.json" "$TMP/home/formats/"$'b\ec.json'
	export OSSBSS_HOME=$TMP/home
	for what in formats 'formats -q' 'formats bad'; do
		# shellcheck disable=SC2086 # words
		run --separate-stderr bss-mediate $what
		[ "$status" -eq 0 ]
		[[ $output != *$'\e'* && $output != *$'\a'* ]]
		[[ $output != *$'\302\233'* ]]
	done
	[[ $output == *'a\033[2Jb'* ]]
}

@test "--schema prints that of usage" {
	for v in samples csv; do
		bss-mediate $v --schema | jq -e . >/dev/null
	done
}

# ---- rows that go the short way -------------------------------------------

@test "bss-mediate: a row that is clean makes what its quoted twin makes" {
	format '{"key": ["id"], "fields": {"ts": {"column": "ts",
	    "time": "rfc3339"}, "called_number": {"column": "to"},
	    "in_octets": {"column": "in"}, "x_note": {"column": "note"}}}'
	{
		echo 'id,ts,who,to,n,in,note'
		echo 'a,2026-10-01T08:00:00Z,+331,+442,0,7,plain'
		echo 'b:%,2026-10-01T08:00:00.250Z,me,,007,,'
		echo 'c,2026-10-01t10:00:00+02:00,me,x,18446744073709551615,0,n'
		echo 'd,2026-12-31T23:59:60Z,me,x,1.000,00,n'
		echo 'e,2026-10-01T08:00:01Z,b\\s,x,12,34,'
		echo 'f,2026-10-01T08:00:02Z,é,x,12345678901234567890,1,t	b'
		echo 'g,2026-10-01T08:00:03Z,me,'"$(printf 'x%.0s' {1..200})"',1,1,n'
	} >"$TMP/clean.csv"
	sed 's/[^,]*/"&"/g' "$TMP/clean.csv" >"$TMP/quoted.csv"
	bss-mediate csv -f "$TMP/f.json" "$TMP/clean.csv" >"$TMP/clean"
	bss-mediate csv -f "$TMP/f.json" "$TMP/quoted.csv" >"$TMP/quoted"
	cmp "$TMP/clean" "$TMP/quoted"
	run bash -c "jq -r 'select(.type == \"usage\")
	    | [.usage_id, .ts, .quantity, .in_octets | tostring] | join(\" \")' \
	    '$TMP/clean' | sed 's/18446744073709552000/2^64/'"
	[ "${lines[1]}" = "t:b%3A%25 2026-10-01T08:00:00.25Z 7 null" ]
	[ "${lines[3]}" = "t:d 2027-01-01T00:00:00Z 1 0" ]
	grep -q '"quantity":18446744073709551615,' "$TMP/clean"
}
