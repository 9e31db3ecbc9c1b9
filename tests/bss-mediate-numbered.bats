# bss-mediate-numbered.bats: files that are numbered, and which are missing

load lib/common

setup() {
	cd "$TMP" || return
	jq -n '{ description: "d", source: "sw", csv: {},
	    columns: ["id", "t", "who"], key: ["id"], fields: { unit: "1",
	    ts: { column: "t", time: "epoch" }, usage_type: "sms",
	    identifier: { column: "who" }, quantity: "1" },
	    sequence: { name: "CDR_{n}.csv", from: "0", to: "99" } }' >f.json
	local n
	for n in 00 01 02 03 95 96 97 98 99; do
		echo "$n,1790000000,ann" >"CDR_$n.csv"
	done
}

# run STATE-IN STATE-OUT FILE...: no state in for -
mediate() {
	local in=()

	[[ $1 == - ]] || in=(--state-in "$1")
	run --separate-stderr bss-mediate csv -f f.json "${in[@]}" \
	    --state-out "$2" "${@:3}"
}

@test "bss-mediate: numbered files that are missing are named, over runs" {
	mediate - s1 CDR_97.csv CDR_95.csv CDR_96.csv
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	# the numbers begin anew behind 99
	mediate s1 s2 CDR_95.csv CDR_01.csv CDR_03.csv
	[ "$status" -eq 1 ]
	[[ "$stderr" == *'missing: 98-0 2 [sequence-gap]'* ]]
	# known by now: said, and no finding
	mediate s2 s3 CDR_99.csv
	[ "$status" -eq 0 ]
	[[ "$stderr" == *'missing: 98 0 2 [sequence-gap]'* ]]
	mediate s3 s4 CDR_98.csv CDR_02.csv CDR_00.csv
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	# without a state, too
	run --separate-stderr bss-mediate csv -f f.json CDR_01.csv CDR_03.csv
	[ "$status" -eq 1 ]
	has_code sequence-gap
}

@test "bss-mediate: a number that comes with other content is a finding" {
	mediate - s1 CDR_01.csv CDR_02.csv
	mediate s1 s2 CDR_01.csv
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	mkdir again
	echo 77,1790000000,eve >again/CDR_01.csv
	mediate s1 s2 again/CDR_01.csv
	[ "$status" -eq 1 ]
	has_code sequence-other
	cp CDR_01.csv other.csv
	mediate - s2 other.csv
	[ "$status" -eq 0 ]
	has_code sequence-name
	sed -i 's/"seq":[0-9]*/"seq":"x"/' s1
	mediate s1 s2 CDR_01.csv
	[ "$status" -eq 2 ]
}

@test "format: what a sequence may not say" {
	local q

	for q in '{}' '{ "name": "x" }' '{ "name": "{n}{n}" }' \
	    '{ "name": "a/{n}" }' '{ "name": "{n}", "from": "x" }' \
	    '{ "name": "{n}", "to": "1" }' '{ "name": "{n}", "what": "1" }'; do
		jq --argjson q "$q" '.sequence = $q' f.json >g.json
		run --separate-stderr bss-mediate csv -f g.json /dev/null
		[ "$status" -eq 2 ]
		has_code format-invalid
	done
}

# lined: a format whose header numbers the file, whose trailer counts and sums up
lined() {
	jq 'del(.sequence.name) | .csv = { delimiter: ";" } | .sequence.to = "9999"
	    | .columns = ["kind", "id"]
	    | .optional_columns = ["t", "who", "charge"] | .where = [ { column: "kind",
	    equals: ["C"] } ] | .header = { begins: "H;", number: "t" }
	    | .trailer = { begins: "T;", count: "id", sums: [
	    { column: "t", of: "charge", decimal: "," } ] }' f.json >l.json
}

# file NUMBER COUNT SUM ROW...
file() {
	printf 'H;opr;%s\n' "$1"
	[ $# -lt 4 ] || printf 'C;%s\n' "${@:4}"
	printf 'T;%s;%s\n' "$2" "$3"
}

# stops CODE MESSAGE: what is in the file f stops the run
stops() {
	run --separate-stderr bss-mediate csv -f "${3:-l.json}" f
	[ "$status" -eq 2 ] || { echo "$1: $status"; return 1; }
	[[ $stderr == *"f:"*"$2"*"[$1]"* ]] || { echo "$stderr"; return 1; }
	[[ $output != *'"type":"end"'* ]]
}

@test "header, trailer: what they count and sum up is compared" {
	lined
	file 0007 2 '+0001,5' '1;1790000000;ann;1,25' '2;1790000000;eve;0,25' >f
	bss-mediate csv -f l.json f | jq -r '.identifier // empty' | paste -sd ' ' |
	    grep -qx 'ann eve'
	# nothing counts as 0; a row that is no usage counts, too
	file 8 3 1,25 '1;1790000000;ann;1,25' '2;1790000000;eve;' 'X' >f
	sed -i 's/^C;X$/X;3/' f
	bss-mediate csv -f l.json f >out
	# several in one, the last one without rows
	{ file 8 1 1,25 '1;1790000000;ann;1,25'; file 9 0 ''; } >f
	bss-mediate csv -f l.json f >out
	file 8 1 1,5 '1;1790000000;ann;1,25' '2;1790000000;eve;0,25' >f
	stops trailer-count 'counts 1 rows, there are 2'
	file 8 2 1,51 '1;1790000000;ann;1,25' '2;1790000000;eve;0,25' >f
	stops trailer-sum "says 1.51 of column 'charge', the sum is 1.5"
	file 8 2 x '1;1790000000;ann;1,25' '2;1790000000;eve;0,25' >f
	stops trailer-sum 'does not say the sum'
	file 8 2 1,25 '1;1790000000;ann;1,25' '2;1790000000;eve;-' >f
	stops trailer-sum '1 rows have no number there'
	file 8 2 1,25 '1;1790000000;ann;1,25' '2;1790000000;eve;-' >f
	# none that a sum can hold
	big=99999999999999999999999999999
	file 8 3 7 "1;1790000000;ann;$big" "2;1790000000;eve;$big" \
	    "3;1790000000;eve;$big" >f
	stops trailer-sum '2 rows have no number there'
	file 8 2 1,25 '1;1790000000;ann;1,25' '2;1790000000;eve;-' >f
	# rows out of it
	bss-mediate csv -f l.json --no-trailer f >out
	bss-mediate csv -f l.json --no-trailer <(grep ^C f) >out
	# one that cannot be read is rejected, and no sum is compared
	file 8 2 9 '1;1790000000;ann;1,25' '2;"17;eve;1' >f
	run --separate-stderr bss-mediate csv -f l.json -r /dev/null f
	[ "$status" -eq 1 ]
	# the same of a header
	jq '.header += .trailer + { begins: "H;" } | del(.header.number)
	    | .sequence.name = "f{n}" | del(.trailer)' l.json >h.json
	printf 'H;2;1,5\nC;1;1790000000;a;1\nC;1;1790000000;a;0,5\n' >f
	bss-mediate csv -q -f h.json f >out
	{ cat f; printf 'H;0;0\n'; } >g
	bss-mediate csv -q -f h.json g >out
	sed -i 's/^H;2/H;3/' f
	stops header-count 'counts 3 rows, there are 2' h.json
	sed -i 's/^H;3;1/H;2;2/' f
	stops header-sum 'says 2.5' h.json
	{ cat f g; } >h && mv h f
	stops header-sum 'the header says 2.5' h.json
}

@test "header, trailer: a file without one is not whole" {
	lined
	file 8 1 1 '1;1790000000;ann;1' >whole
	tail -n +2 whole >f
	stops header-missing ''
	head -n 2 whole >f
	stops trailer-missing ''
	{ cat whole; tail -n +2 whole; } >f
	stops header-missing ''
	{ head -n 2 whole; cat whole; } >f
	stops trailer-missing ''
	: >f
	stops header-missing ''
	# a log that grows: its end is not there yet, its begin need not be again
	head -n 2 whole >log
	bss-mediate csv -f l.json --state-out s1 log >out
	tail -n 1 whole >>log
	bss-mediate csv -f l.json --state-in s1 --state-out s2 log >out
	bss-mediate csv -f l.json --state-in s2 --state-out s3 --whole log >out
	bss-mediate csv -f l.json --state-in s3 --state-out s4 --whole log >out
	# columns of a header have numbers where a row behind it has the names
	jq '.csv.header = true | del(.columns) | .header.number = 3
	    | .optional_columns = ["charge"]' l.json >n.json
	{ head -n 1 whole; echo 'kind;id;t;who;charge'; tail -n +2 whole; } >f
	bss-mediate csv -f n.json f >out
	[ "$(jq -c 'select(.type == "usage") | .identifier' out)" = '"ann"' ]
}

@test "header, trailer: the file's own number is in one of them" {
	lined
	file 0007 0 '' >a
	file 0009 0 '' >b
	run --separate-stderr bss-mediate csv -f l.json a b
	[ "$status" -eq 1 ]
	[[ $stderr == *'missing: 8 [sequence-gap]'* ]]
	jq '.trailer.number = "who" | del(.header.number)' l.json >t.json
	{ cat a; } | sed 's/^T.*/T;0;;8/' >c
	{ cat a; } | sed 's/^T.*/T;0;;10/' >d
	run --separate-stderr bss-mediate csv -f t.json --state-out s1 d
	[ "$status" -eq 0 ]
	run --separate-stderr bss-mediate csv -f t.json --state-in s1 \
	    --state-out s2 d
	[ "$status" -eq 0 ]
	printf 'H;other;x\nT;0;;10\n' >e
	run --separate-stderr bss-mediate csv -f t.json --state-in s2 \
	    --state-out s3 --whole e
	[ "$status" -eq 1 ]
	has_code sequence-other
	run --separate-stderr bss-mediate csv -f l.json <(file x 0 '')
	[ "$status" -eq 0 ]
	has_code sequence-row
	bss-mediate formats "$PWD/l.json" | grep -qx "header    a line that begins \
with 'H;'; the file's number is in t"
	bss-mediate formats "$PWD/l.json" | grep -qx "trailer   a line that begins \
with 'T;'; its rows are counted in id; the sum of charge is in t"
}

@test "format: what a header or trailer may not say" {
	local q

	lined
	for q in '.header = {}' '.header.what = 1' '.header.sums = {}' \
	    '.header.sums = [ { column: "t" } ]' '.header.number = 9' \
	    '.trailer.sums[0].decimal = ";"' '.trailer.sums = [range(9) |
	    { column: "t", of: "charge" }]' 'del(.sequence)' \
	    '.sequence.name = "{n}"' '.trailer.number = "t"' \
	    'del(.header.number)' '.csv.header = true | del(.columns)'; do
		jq "$q" l.json >g.json
		run --separate-stderr bss-mediate csv -f g.json /dev/null
		[ "$status" -eq 2 ] || { echo "$q"; return 1; }
		has_code format-invalid
	done
}
