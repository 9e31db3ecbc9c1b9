# bss-mediate-inputs.bats: packed and growing files, layouts beside CSV, as
# bss-mediate(1) promises

load lib/common

# login SESSION START: a row of the format login-data
login() {
	printf '%s;%s;%s;nas1;p1;%s;100;20\n' "$1" "$2" "$(($2 + 60))" alice
}

login_header='session;start;stop;nas;port;login;upload;download'

logins() {
	echo "$login_header"
	login s1 1790834400
	login s2 1790834500
	login s3 1790834600
}

data() {
	bss-mediate csv -f login-data "$@"
}

usage() {
	jq -c 'select(.type == "usage")' "$@"
}

ids() {
	usage "$@" | jq -r .usage_id | paste -sd ' '
}

# ---- packed files ------------------------------------------------------------

@test "packed: gzip and zstd give what the plain file gives" {
	logins >"$TMP/in"
	data "$TMP/in" >"$TMP/want"
	[ "$(records "$TMP/want" usage)" -eq 3 ]
	gzip -k "$TMP/in"
	zstd -q "$TMP/in"
	data "$TMP/in.gz" | cmp - "$TMP/want"
	data "$TMP/in.zst" | cmp - "$TMP/want"
	data <"$TMP/in.gz" | cmp - "$TMP/want"
	# members in a row are one file
	{ head -n 2 "$TMP/in" | gzip; tail -n 2 "$TMP/in" | gzip; } |
	    data | cmp - "$TMP/want"
}

@test "packed: samples, and rows read as records" {
	{ echo ts,node,kind,object,in_octets,out_octets,uptime_cs
	  echo 2026-10-01T08:00:00Z,e,interface,p,1000,500,100000
	  echo 2026-10-01T08:05:00Z,e,interface,p,4000,900,130000; } \
	    >"$TMP/in.csv"
	bss-mediate samples --no-end "$TMP/in.csv" >"$TMP/want"
	[ "$(usage "$TMP/want" | jq .quantity)" -eq 3400 ]
	gzip <"$TMP/in.csv" | bss-mediate samples --no-end | cmp - "$TMP/want"
	mlr --icsv --ojsonl put '$type="sample"' "$TMP/in.csv" | zstd -q | bss-mediate samples --no-end |
	    cmp - "$TMP/want"
}

@test "packed: a reject names the archive and the line in it" {
	{ logins; echo 'short;row'; } | gzip >"$TMP/old.csv.gz"
	run --separate-stderr data -r "$TMP/rej" "$TMP/old.csv.gz"
	[ "$status" -eq 1 ]
	[ "$(jq -c '[.file, .line, .raw]' "$TMP/rej")" = \
	    "[\"$TMP/old.csv.gz\",5,\"short;row\"]" ]
}

@test "packed: an archive that is cut or damaged stops the run" {
	for pack in gzip zstd; do
		{ logins; seq 100000; } | $pack -q >"$TMP/whole"
		head -c 5000 "$TMP/whole" >"$TMP/cut"
		run --separate-stderr data -r /dev/null "$TMP/cut"
		[ "$status" -eq 2 ] && has_code archive-cut
		[[ $output != *'"type":"end"'* ]]
		{ cat "$TMP/whole"; echo text; } >"$TMP/bent"
		run --separate-stderr data -r /dev/null "$TMP/bent"
		[ "$status" -eq 2 ] && has_code archive-damaged
	done
	run --separate-stderr bss-mediate samples --no-end "$TMP/cut"
	[ "$status" -eq 2 ]
	has_code archive-cut
}

@test "packed: a bomb costs bounded memory and is told" {
	head -c 300M /dev/zero | tr '\0' x | zstd -q >"$TMP/bomb"
	run --separate-stderr "$ROOT/tests/lib/peak.py" "$TMP/kib" \
	    bss-mediate csv -f login-data -r /dev/null "$TMP/bomb"
	[ "$status" -eq 2 ]
	has_code archive-bomb
	[ "$(<"$TMP/kib")" -lt 40000 ]
}

# ---- layouts -----------------------------------------------------------------

# calls [N...]: objects of the format generic-json
calls() {
	local i

	for i; do
		jq -nc --argjson i "$i" '{ id: $i, amount: ($i * 10),
		    start: "2026-10-01T06:00:00Z", service: { kind: "call" },
		    customer: { line: "+33612345678" } }'
	done
}

generic() {
	bss-mediate json -f generic-json "$@"
}

@test "json: one a line, pretty-printed, in arrays: the same usage" {
	calls 1 2 3 | generic >"$TMP/want"
	[ "$(ids "$TMP/want")" = 'generic:1 generic:2 generic:3' ]
	calls 1 2 3 | jq . | generic | cmp - "$TMP/want"
	calls 1 2 3 | jq --tab . | generic | cmp - "$TMP/want"
	calls 1 2 3 | jq -s . | generic | cmp - "$TMP/want"
	calls 1 2 3 | jq -sc . | generic | cmp - "$TMP/want"
	calls 1 2 3 | tr '\n' ',' | generic | cmp - "$TMP/want"
	{ calls 1 2 | jq -s .; calls 3 | jq -s .; } | gzip | generic |
	    cmp - "$TMP/want"
}

@test "json: an array that is not closed is not taken for a whole one" {
	calls 1 2 | jq -s . | head -n -1 >"$TMP/in"
	run --separate-stderr generic "$TMP/in"
	[ "$status" -eq 2 ]
	has_code json-cut
	[[ $output != *'"type":"end"'* ]]
}

@test "json: what was cut costs itself alone" {
	{ calls 1; calls 2 | cut -c 1-50; calls 3; echo; echo text
	  calls 4 | sed s/10/x/; calls 5; } >"$TMP/in"
	run --separate-stderr generic -r "$TMP/rej" "$TMP/in"
	[ "$status" -eq 1 ]
	[ "$(ids <<<"$output")" = 'generic:1 generic:3 generic:5' ]
	[ "$(jq -c '[.line,.code]' "$TMP/rej" | paste -sd ' ')" = \
	    '[2,"json-cut"] [5,"json-not-object"] [6,"json-syntax"]' ] ||
	    cat "$TMP/rej"
	jq -r 'select(.line == 2).raw' "$TMP/rej" |
	    cmp - <(calls 2 | cut -c 1-50)
}

@test "json: no digit of a number is lost" {
	calls 1 | sed 's/"amount":10/"amount":18446744073709551615/' |
	    generic >"$TMP/out"
	grep -q '"quantity":18446744073709551615,' "$TMP/out"
}

@test "json: hostile text costs bounded memory and is told" {
	{ printf '{"a":"'; head -c 30M /dev/zero | tr '\0' x; printf '"}\n'
	  printf '{"a":'; head -c 3M /dev/zero | tr '\0' '['; echo
	  calls 1; } >"$TMP/in"
	run --separate-stderr "$ROOT/tests/lib/peak.py" "$TMP/kib" \
	    bss-mediate json -f generic-json -r "$TMP/rej" "$TMP/in"
	[ "$status" -eq 1 ]
	[ "$(ids <<<"$output")" = generic:1 ]
	[ "$(jq -c '[.line,.code]' "$TMP/rej" | paste -sd ' ')" = \
	    '[1,"line-too-long"] [2,"line-too-long"]' ]
	[ "$(stat -c %s "$TMP/rej.big")" -gt 33000000 ]
	[ "$(<"$TMP/kib")" -lt 40000 ]
	{ printf '{"q":'; head -c 100 /dev/zero | tr '\0' '['
	  head -c 100 /dev/zero | tr '\0' ']'; echo '}'; } >"$TMP/deep"
	run --separate-stderr generic -r /dev/null "$TMP/deep"
	[ "$status" -eq 1 ]
	has_code json-deep
}

@test "json, fixed: options of the verb, and a format of another layout" {
	calls 1 >"$TMP/in"
	generic -q -v --max-rejects 0 --audit "$TMP/audit" -o csv "$TMP/in" \
	    >"$TMP/out.csv"
	[ "$(jq .used "$TMP/audit")" -eq 1 ]
	[ "$(sed -n 2p "$TMP/out.csv" | cut -d, -f 2)" = generic:1 ]
	run --separate-stderr bss-mediate csv -f generic-json "$TMP/in"
	[ "$status" -eq 2 ]
	has_code format-invalid
	[[ $stderr == *'say bss-mediate json'* ]]
	run --separate-stderr bss-mediate fixed -f generic-csv "$TMP/in"
	[ "$status" -eq 2 ]
	[[ $stderr == *'say bss-mediate csv'* ]]
	run --separate-stderr bss-mediate json -f fixed-switch --zone UTC \
	    --country-code 33 "$TMP/in"
	[ "$status" -eq 2 ]
	[[ $stderr == *'say bss-mediate fixed'* ]]
}

@test "fixed: positions are octets, blanks around values are dropped" {
	jq -n '{ description: "t", source: "t", fixed: {}, columns: [
	    { name: "who", from: 1, length: 8 },
	    { name: "t", from: 9, length: 10 },
	    { name: "n", from: 19, length: 4 } ], key: ["t"],
	    skip: ["#"], until: ["END"], fields: {
	    ts: { column: "t", time: "epoch" }, usage_type: "x",
	    identifier: { column: "who" }, quantity: { column: 3 },
	    unit: "1" } }' >"$TMP/f.json"
	printf '%s\n' '# title' 'ann     1790834400  12' 'END' 'anything' |
	    bss-mediate fixed -f "$TMP/f.json" --audit "$TMP/audit" \
	    >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -c '[.identifier,.quantity]')" = \
	    '["ann",12]' ]
	[ "$(jq .read "$TMP/audit")" -eq 1 ]
}

@test "csv: headers of several releases, columns that may be missing" {
	jq -n '{ description: "t", source: "t", csv: { header: true },
	    optional_columns: ["note"], aliases: { who: ["user", "login"] },
	    skip: ["TYPES"], until: ["Total"], fields: {
	    ts: { column: "t", time: "epoch" }, usage_type: "x",
	    identifier: { first: ["note", "who"], missing: ["-"] },
	    quantity: { column: "n" }, unit: "1" } }' >"$TMP/f.json"
	for head in t,who,n t,user,n login,n,t,note; do
		case $head in
		*note)
			row='ann,5,1790834400,-' ;;
		*)
			row='1790834400,ann,5' ;;
		esac
		printf '%s\n' $head TYPES,INT,INT "$row" 'Total' '"' |
		    bss-mediate csv -f "$TMP/f.json" >"$TMP/out"
		[ "$(usage "$TMP/out" | jq -c '[.identifier,.quantity]')" = \
		    '["ann",5]' ]
	done
	run --separate-stderr bss-mediate csv -f "$TMP/f.json" <<<'t,who,user,n'
	[ "$status" -eq 2 ]
	has_code csv-header
}

@test "csv: rows of up to 600 columns, of which the first are named" {
	jq -n '{ description: "t", source: "t", csv: {}, columns: ["t", "who"],
	    more_columns: true, fields: { ts: { column: "t", time: "epoch" },
	    usage_type: "x", identifier: { column: "who" },
	    quantity: { column: 600, default: "1" }, unit: "1" } }' \
	    >"$TMP/f.json"
	row() {
		printf '1790834400,ann'
		printf ',%s' $(seq 3 "$1")
		echo
	}
	{ row 600; row 599; row 601; } >"$TMP/in"
	run --separate-stderr bss-mediate csv -f "$TMP/f.json" -r /dev/null \
	    "$TMP/in"
	[ "$status" -eq 1 ]
	has_code too-many-fields
	[ "$(usage <<<"$output" | jq .quantity | paste -sd ' ')" = '600 1' ]
}

@test "trailer: a file without it, or with another number of rows, is not whole" {
	jq -n '{ description: "t", source: "t", csv: { delimiter: ";" },
	    columns: ["kind", "n"], optional_columns: ["t"], skip: ["H"],
	    trailer: { begins: "T;", count: "n" }, zone: "UTC",
	    where: [ { column: "kind", equals: ["C"] } ], fields: {
	    ts: { column: "t", time: "epoch" }, usage_type: "x",
	    identifier: "a", quantity: { column: "n" }, unit: "1" } }' \
	    >"$TMP/f.json"
	whole='H;1\nC;5;1790834400\nD;5\nC;7;1790834400\n'
	run --separate-stderr bss-mediate csv -f "$TMP/f.json" \
	    < <(printf "${whole}T;0003\n")
	[ "$status" -eq 0 ]
	[ "$(usage <<<"$output" | jq .quantity | paste -sd ' ')" = '5 7' ]
	# two of them in one
	bss-mediate csv -f "$TMP/f.json" < <(printf "${whole}T;3\nH;2\nT;0\n") \
	    >"$TMP/out"
	for n in 2 4 '' x; do
		run --separate-stderr bss-mediate csv -f "$TMP/f.json" \
		    < <(printf "${whole}T;$n\n")
		[ "$status" -eq 2 ] && has_code trailer-count
		[[ $output != *'"type":"end"'* ]]
	done
	for cut in "$whole" "${whole}T;3\nC;7;1790834400\n" ''; do
		run --separate-stderr bss-mediate csv -f "$TMP/f.json" \
		    < <(printf "$cut")
		[ "$status" -eq 2 ] && has_code trailer-missing
	done
	# rows taken out of such a file; a count says nothing of them
	for cut in "$whole" "${whole}T;4\n" 'C;5;1790834400\nC;7;1790834400\n'; do
		bss-mediate csv -f "$TMP/f.json" --no-trailer \
		    < <(printf "$cut") >"$TMP/out"
		[ "$(usage "$TMP/out" | jq .quantity | paste -sd ' ')" = '5 7' ]
	done
	# one that grows has not ended yet
	printf "$whole" >"$TMP/log"
	bss-mediate csv -f "$TMP/f.json" --state-out "$TMP/s1" "$TMP/log" \
	    >"$TMP/out"
	printf 'T;3\n' >>"$TMP/log"
	bss-mediate csv -f "$TMP/f.json" --state-in "$TMP/s1" \
	    --state-out "$TMP/s2" "$TMP/log" >"$TMP/out"
}

# ---- rows of several kinds -------------------------------------------------

# what the format of a layout has beside its rows: kinds LAYOUT
kinds() {
	jq -n --argjson layout "$1" '{ description: "t", source: "t", key: ["id"],
	    where: [{ column: "kind", not_equals: ["TEST"] }], fields: {
	      ts: { column: "at", time: "epoch" }, usage_type: "data",
	      identifier: { column: "who" }, quantity: { column: "mb",
	        decimal: ",", multiply: 1000000 }, unit: "octet" }, rows: [
	    { where: [{ column: "kind", equals: ["V"] }], fields: {
	      usage_type: "voice", unit: "s", quantity: { column: "s",
	        decimal: ".", multiply: 1 }, x_to: { column: "to" } } },
	    { where: [{ column: "kind", begins: ["D"] }] } ] } + $layout' \
	    >"$TMP/f.json"
}

# kinds_refused JQ TEXT: such a format is none, and why
kinds_refused() {
	jq "$1" "$TMP/f.json" >"$TMP/g.json"
	run --separate-stderr bss-mediate csv -f "$TMP/g.json" /dev/null
	[ "$status" -eq 2 ]
	has_code format-invalid
	[[ $stderr == *"g.json: $2"* ]] || { echo "$stderr"; return 1; }
}

@test "rows of several kinds in one file: csv, json, fixed" {
	local want='["t:1","voice",65,"s","x"] ["t:2","data",2500000,"octet",null]'

	kinds '{ "csv": { "header": true, "delimiter": ";" },
	    "trailer": { "begins": "END;", "count": 2 } }'
	printf '%s\n' 'id;kind;at;who;to;s;mb' '1;V;100;a;x;65;' \
	    '2;D1;100;a;x;;2,5' '3;TEST;100;a;x;1;1' '4;S;100;a;x;;' \
	    '5;V;100;a;x;;2,5' 'END;5' >"$TMP/in"
	run --separate-stderr bss-mediate csv -f "$TMP/f.json" -r "$TMP/rej" \
	    --audit "$TMP/audit" "$TMP/in"
	[ "$status" -eq 1 ]
	show() { usage "$@" | jq -c '[.usage_id,.usage_type,.quantity,.unit,.x_to]' | paste -sd ' '; }
	[ "$(show <<<"$output")" = "$want" ]
	[ "$(jq -r '[.line, .code] | join(" ")' "$TMP/rej" | paste -sd ' ')" \
	    = '5 mediate-kind 6 field-missing' ]
	[ "$(jq -c '[.read, .used, .filtered]' "$TMP/audit")" = '[5,2,1]' ]
	[[ $stderr == *"'S' for 'kind' [mediate-kind]"* ]]
	# the columns of the next file may stand in another order
	head -n 3 "$TMP/in" | awk -F ';' -v OFS=';' '{ t = $2; $2 = $7; $7 = t } 1
	    END { print "END;2" }' >"$TMP/turned"
	bss-mediate csv -f "$TMP/f.json" <(head -n 2 "$TMP/in"; echo 'END;1') \
	    "$TMP/turned" >"$TMP/out"
	[ "$(show "$TMP/out")" = "${want%% *} $want" ]
	# each kind is explained, and tried
	run --separate-stderr bss-mediate formats "$TMP/f.json"
	[[ $output == *"only if   kind is not 'TEST'"*'rows[0]'*"kind is 'V'"*x_to*'rows[1]'*"kind begins with 'D'"*"decimals behind ','"* ]]
	mkdir -p "$TMP/home/formats"
	cp "$TMP/f.json" "$TMP/home/formats/mine.json"
	OSSBSS_HOME=$TMP/home bss-mediate guess -q "$TMP/in" >"$TMP/out"
	[[ $(<"$TMP/out") == "mine "*" 3 of 5 records fit (2 usage: 1 of rows[0], 1 of rows[1]; 1 filtered); line 5: mediate-kind, 'kind' is 'S'"* ]]
	# the last one may take what is left; it and what is laid over are checked
	jq '.rows[1].where = []' "$TMP/f.json" >"$TMP/rest.json"
	[[ $(bss-mediate formats "$TMP/rest.json") == *'rows[1]   all others'* ]]
	[ "$(printf '%s\n' 'id;kind;at;who;to;s;mb' '4;S;100;a;x;;1' 'END;1' |
	    bss-mediate csv -f "$TMP/rest.json" | usage | jq .quantity)" -eq 1000000 ]
	kinds_refused 'del(.rows[0].where)' \
	    'rows[0].where: only the last can be without a condition'
	kinds_refused '.rows[1].fields.unit = null' "rows[1].fields: 'unit' is"
	kinds_refused '.rows[0].fields.unit = { column: 8.5 }' \
	    'rows[0].fields.unit: a column must be'
	kinds_refused '.rows[1].key = ["id"]' "rows[1]: 'key' is not known"
	kinds_refused '.rows = []' 'rows: must be a list'
	kinds_refused '.rows[1].call = false' "rows[1]: 'call' is not known"
	kinds_refused '.call = { number: "s", kind: "kind", last: ["L"] }
	    | .rows[1].call = true' "rows[1]: 'call' can be false alone"
	kinds_refused '.call = { leg: "kind", legs: [ { name: "a",
	    equals: ["V"] }, { name: "b", equals: ["D"], fields: ["x_no"] } ] }' \
	    "call: there is no field 'x_no'"

	kinds '{ "json": {} }'
	printf '%s\n' '{"id":1,"kind":"V","at":100,"who":"a","to":"x","s":65}' \
	    '{"id":2,"kind":"D","at":100,"who":"a","to":"x","mb":"2,5"}' |
	    bss-mediate json -f "$TMP/f.json" >"$TMP/out"
	[ "$(show "$TMP/out")" = "$want" ]

	# columns of fixed width may overlap: s of calls, mb of data
	kinds '{ "fixed": {}, "columns": [ { "name": "id", "from": 1, "length": 1 },
	    { "name": "kind", "from": 2, "length": 1 },
	    { "name": "at", "from": 3, "length": 3 },
	    { "name": "who", "from": 6, "length": 1 },
	    { "name": "to", "from": 7, "length": 1 },
	    { "name": "s", "from": 8, "length": 3 },
	    { "name": "mb", "from": 7, "length": 4 } ] }'
	printf '%s\n' '1V100ax065' '2D100a02,5' |
	    bss-mediate fixed -f "$TMP/f.json" >"$TMP/out"
	[ "$(show "$TMP/out")" = "$want" ]
}

@test "rows of several kinds: a file that grows, without a key" {
	kinds '{ "csv": { "header": true } }'
	jq 'del(.key)' "$TMP/f.json" >"$TMP/g.json"
	printf '%s\n' id,kind,at,who,to,s,mb 1,V,100,a,x,65, 2,D,100,a,,,2 \
	    >"$TMP/in"
	bss-mediate csv -f "$TMP/g.json" --state-out "$TMP/s1" "$TMP/in" \
	    >"$TMP/one"
	printf '%s\n' 3,D,100,a,,,2 4,V,100,a,x,65, >>"$TMP/in"
	bss-mediate csv -f "$TMP/g.json" --state-in "$TMP/s1" "$TMP/in" \
	    >"$TMP/two"
	# the same content again is the second of its kind, as in one go
	[ "$(usage "$TMP/two" | jq -r .seq | paste -sd ' ')" = '2 2' ]
	bss-mediate csv -f "$TMP/g.json" "$TMP/in" | usage | sort |
	    cmp - <(usage "$TMP/one" "$TMP/two" | sort)
}
