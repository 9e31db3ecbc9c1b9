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
