# bss-mediate-calls.bats: several records that make one call

load lib/common

setup() {
	cd "$TMP" || return
	format '{}'
}

# format MEMBERS: calls of two legs in parts; these are laid over its "call"
format() {
	jq -n --argjson c "$1" '{ description: "d", source: "sw", csv: {},
	    columns: ["id", "n", "kind", "side", "t", "s", "who", "to"],
	    key: ["id"], fields: { ts: { column: "t", time: "epoch" },
	    end_ts: { ts_plus: "quantity" }, usage_type: "voice", unit: "s",
	    identifier: { column: "who" }, called_number: { column: "to" },
	    quantity: { column: "s" } },
	    call: ({ number: "n", kind: "kind", last: ["L"], single: ["S"],
	    leg: "side", legs: [ { name: "a", equals: ["O"] },
	    { name: "b", equals: ["T"], fields: ["called_number"] } ],
	    timeout_s: 3600 } + $c | with_entries(select(.value != null))) }' \
	    >f.json
}
one_leg='{ "leg": null, "legs": null }'

mediate() {
	bss-mediate csv -f f.json "$@"
}
# brief: usage in short
brief() {
	jq -r 'select(.type == "usage") | [.usage_id, .ts, .end_ts, .quantity,
	    .called_number, .parts, .missing_parts, .reading_quality]
	    | map(. // "-") | join(" ")'
}
law() {
	jq -r '[.read, .held_in, .used, .rejected, .duplicate, .held_out]
	    | join(" ")' audit
}
whole() {
	printf '%s\n' c1,2,I,O,1790001800,1800,ann,bob \
	    c1,1,F,O,1790000000,1800,ann,bob c1,1,S,T,1790000001,3699,ann,eve \
	    c1,3,L,O,1790003600,100,ann,bob
}

@test "bss-mediate: partial records and legs of a call are one usage" {
	whole >in
	mediate --audit audit in | brief >out
	diff out - <<<'sw:c1 2026-09-21T14:13:20Z 2026-09-21T15:15:00Z 3700 eve 4 - -'
	[ "$(law)" = '4 0 4 0 0 0' ]
	tac in | split -l 1 - part.
	mediate part.* | brief | diff out -
	# JSON and fixed width take the same
	mediate in >want
	jq -R -c 'split(",") | { id: .[0], n: .[1], kind: .[2], side: .[3],
	    t: .[4], s: .[5], who: .[6], to: .[7] }' in >in.json
	jq 'del(.csv, .columns) | .json = {}' f.json >j.json
	bss-mediate json -f j.json in.json | brief | diff out -
	sed 's/,//g' in >in.fixed
	jq 'del(.csv) | .fixed = {} | .columns = [
	    ["id", 1, 2], ["n", 3, 1], ["kind", 4, 1], ["side", 5, 1],
	    ["t", 6, 10], ["s", 16, 4], ["who", 20, 3], ["to", 23, 3] ]
	    | .columns |= map({ name: .[0], from: .[1], length: .[2] })' \
	    f.json >x.json
	sed -E 's/,([0-9]{3}),ann/,0\1,ann/; s/,//g' in >in.fixed
	bss-mediate fixed -f x.json in.fixed | brief | diff out -
}

@test "bss-mediate --state-out holds records of calls that are not whole" {
	whole | head -n 3 >in
	mediate --state-out s1 --audit audit in | brief | diff - /dev/null
	[ "$(law)" = '3 0 0 0 0 3' ]
	whole | tail -n 1 >in2
	mediate --state-in s1 --state-out s2 --audit audit in2 | brief >out
	diff out - <<<'sw:c1 2026-09-21T14:13:20Z 2026-09-21T15:15:00Z 3700 eve 4 - -'
	[ "$(law)" = '1 3 4 0 0 0' ]
	# what comes again is known, what was not there is too late
	whole | sed 's/1790001800,1800/1790001800,9/' >in3
	echo c1,4,I,O,1790003700,5,ann,bob >>in3
	run --separate-stderr mediate --state-in s2 --state-out s3 \
	    --audit audit -r rejects in3
	[ "$status" -eq 1 ]
	[ "$(law)" = '5 0 0 2 3 0' ]
	[ "$(jq -r .code rejects | paste -sd' ')" = 'call-conflict call-late' ]
	[[ "$stderr" == *"in3:5: "*"record 4 of 'sw:c1' [call-late]"* ]]
	# it is forgotten after its time
	whole | sed 's/^c1/c2/; s/,179/,180/' >in4
	mediate -q --state-in s3 --state-out s4 in4 >/dev/null
	grep -c '"sw:c1"' s4 | diff - <(echo 0)
	[ "$(jq -r 'select(.type == "part") | .object' s4 | sort -u)" = sw:c2 ]
}

@test "bss-mediate: a call that is silent is usage, and says what it lacks" {
	format "$one_leg"
	printf '%s\n' c1,1,F,O,1790000000,10,ann,bob \
	    c1,4,I,O,1790000030,10,ann,bob >in
	mediate -q --state-out s1 --now 2026-09-21T15:13:59Z in | brief |
	    diff - /dev/null
	run --separate-stderr mediate --state-in s1 --state-out s2 \
	    --now 2026-09-21T15:14:01Z --audit audit /dev/null
	has_code usage-operand		# a state wants files
	: >none
	run --separate-stderr mediate --state-in s1 --state-out s2 \
	    --now 2026-09-21T15:14:01Z --audit audit none
	[ "$status" -eq 0 ]
	has_code call-cut
	[[ "$stderr" == *"'sw:c1' lacks 2-3 last"* ]]
	brief <<<"$output" | diff - <(echo 'sw:c1 2026-09-21T14:13:20Z' \
	    '2026-09-21T14:14:00Z 20 bob 2 2-3 last partial')
	[ "$(law)" = '0 2 2 0 0 0' ]
	# nor does another record's time leave it open
	echo c2,1,S,O,1790009999,10,eve,bob >in2
	mediate -q --state-in s1 --state-out s3 in2 | brief | cut -d' ' -f1 |
	    paste -sd' ' | diff - <(echo sw:c2 sw:c1)
	# without a state all end with the run
	mediate -q in | brief | cut -d' ' -f4,6- | diff - <(
	    echo '20 2 2-3 last partial')
}

@test "bss-mediate: a leg that does not come, one that need not" {
	head -n 2 <(whole) >in
	echo c1,3,L,O,1790003600,100,ann,bob >>in
	echo c2,1,S,T,1790003600,100,eve,joe >>in
	mediate -q in | brief | diff - <(
	    echo 'sw:c1 2026-09-21T14:13:20Z 2026-09-21T15:15:00Z 3700' \
	    'bob 3 b partial'
	    echo 'sw:c2 2026-09-21T15:13:20Z 2026-09-21T15:15:00Z 100' \
	    'joe 1 a partial')
	format '{ "legs": [ { "name": "a", "equals": ["O"] }, { "name": "b",
	    "equals": ["T"], "optional": true } ] }'
	head -n 3 in >in2
	mediate in2 | brief | cut -d' ' -f4- | diff - <(echo 3700 bob 3 - -)
	# legs of one record each
	format '{ "number": null, "kind": null, "last": null, "single": null }'
	printf '%s\n' c1,,,T,1790000000,9,ann,eve c1,,,O,1790000000,8,ann,bob \
	    c1,,,O,1790000000,7,ann,bob >in
	run --separate-stderr mediate -r rejects in
	[ "$status" -eq 1 ]
	brief <<<"$output" | cut -d' ' -f4- | diff - <(echo 8 eve 2 - -)
	[ "$(jq -r .code rejects)" = call-conflict ]
}

@test "bss-mediate: records that are of no call are rejected" {
	printf '%s\n' c1,x,F,O,1790000000,1,ann,bob \
	    c1,,F,O,1790000000,1,ann,bob c1,0,F,O,1790000000,1,ann,bob \
	    c1,1,F,X,1790000000,1,ann,bob c1,10001,F,O,1790000000,1,ann,bob \
	    c1,1,L,O,1790000000,18446744073709551615,ann,bob \
	    c1,1,L,O,1790000000,1,ann,bob c1,2,I,O,1790000000,1,ann,bob >in
	run --separate-stderr mediate -q -r rejects in
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rejects | paste -sd' ')" = 'call-number '\
'field-missing call-number mediate-unmapped call-number mediate-order '\
'call-number' ]
	format "$one_leg"
	jq '.fields.quantity = { column: "s" } | del(.fields.end_ts)' f.json >x
	mv x f.json
	printf '%s\n' c1,1,F,O,1790000000,18446744073709551615,ann,bob \
	    c1,2,L,O,1790000000,1,ann,bob >in
	run --separate-stderr mediate -q -r rejects in
	[ "$(jq -r .code rejects)" = call-number ]
}

@test "bss-mediate: a state of another format is refused" {
	whole | head -n 1 >in
	mediate --state-out s1 in >/dev/null
	jq '.columns += ["more"]' f.json >g.json
	run --separate-stderr bss-mediate csv -f g.json --state-in s1 in
	[ "$status" -eq 2 ]
	has_code state-damaged
	jq 'del(.call)' f.json >g.json
	run --separate-stderr bss-mediate csv -f g.json --state-in s1 in
	has_code state-damaged
	sed 's/"state":"open"/"state":"what"/' s1 >s2
	run --separate-stderr mediate --state-in s2 in
	[ "$status" -eq 2 ]
}

@test "format: what a call may not say" {
	local c

	for c in '{ "last": [] }' '{ "kind": null }' '{ "what": "x" }' \
	    '{ "leg": null }' '{ "from": "2" }' '{ "timeout_s": 0 }' \
	    '{ "legs": [ { "name": "a", "equals": ["O"] } ] }' \
	    '{ "legs": [ { "name": "a", "equals": ["O"] },
	        { "name": "a", "equals": ["T"] } ] }' \
	    '{ "legs": [ { "name": "a", "equals": ["O"] },
	        { "name": "b", "equals": ["T"], "fields": ["quantity"] } ] }' \
	    '{ "legs": [ { "name": "a", "equals": ["O"] },
	        { "name": "b", "equals": ["T"], "fields": ["x_no"] } ] }' \
	    '{ "leg": null, "legs": null, "number": null, "kind": null,
	        "last": null, "single": null }'; do
		format "$c"
		run --separate-stderr mediate /dev/null
		[ "$status" -eq 2 ]
		has_code format-invalid
	done
	format '{}'
	jq 'del(.key)' f.json >x
	mv x f.json
	run --separate-stderr mediate /dev/null
	has_code format-invalid
	format '{}'
	run bss-mediate formats "$TMP/f.json"
	[[ "$output" == *'call      records numbered by n'*'leg b,'* ]]
}

@test "bss-mediate csv --whole: files that come complete, calls over several" {
	format "$one_leg"
	printf 'c1,1,F,-,1790000000,1800,ann,bob' >hour
	mediate --whole --state-out s1 hour | brief >out
	[ ! -s out ]
	# another file under the same name; without --whole the row would wait
	printf 'c1,2,L,-,1790001800,30,ann,bob' >hour
	cp hour again
	mediate --state-in s1 --state-out s2 hour 2>err | brief >out || true
	[ ! -s out ]
	grep -q file-replaced err
	mediate --whole --state-in s1 --state-out s2 hour 2>err | brief >out
	diff out - <<<'sw:c1 2026-09-21T14:13:20Z 2026-09-21T14:43:50Z 1830 bob 2 - -'
	[ ! -s err ]
	# read again: all of it is known
	mediate --whole --state-in s2 --state-out s3 again | brief >out
	[ ! -s out ]
}

@test "bss-mediate: records of several kinds make calls, others are usage" {
	# calls of two legs, whose caller stands elsewhere in each; messages
	format '{ "legs": [ { "name": "a", "equals": ["O"] }, { "name": "b",
	    "equals": ["T"], "fields": ["called_number", "x_seat"] } ] }'
	jq '.rows = [
	    { where: [{ column: "side", equals: ["O"] }],
	      fields: { x_seat: "a" } },
	    { where: [{ column: "side", equals: ["T"] }], fields: {
	      identifier: { column: "to" }, called_number: { column: "who" },
	      x_seat: { column: "to" } } },
	    { where: [{ column: "side", equals: ["M"] }], call: false, fields: {
	      usage_type: "sms", unit: "1", quantity: "1", end_ts: null } },
	    { fields: { unit: "1", end_ts: null, x_seat: "z" } } ]' f.json >k.json
	{ whole; echo m1,,,M,1790000005,,ann,bob; echo c1,9,I,X,1,1,a,b; } >in
	run --separate-stderr bss-mediate csv -f k.json -r rejects --audit audit in
	[ "$status" -eq 1 ]
	brief <<<"$output" >out
	diff out - <<'END'
sw:c1 2026-09-21T14:13:20Z 2026-09-21T15:15:00Z 3700 ann 4 - -
sw:m1 2026-09-21T14:13:25Z - 1 bob - - -
END
	[ "$(jq -r 'select(.usage_id == "sw:c1") | .x_seat' <<<"$output")" = eve ]
	[ "$(law)" = '6 0 5 1 0 0' ]
	# held between runs, and mapped again by the kind of each
	head -n 3 in >in1
	tail -n +4 in >in2
	bss-mediate csv -f k.json --state-out s1 in1 | brief | diff - /dev/null
	bss-mediate csv -f k.json --state-in s1 --state-out s2 -r rejects in2 |
	    brief | diff - out
	[ "$(jq -r .code rejects)" = mediate-unmapped ]
	[[ $(bss-mediate formats k.json) == *'rows[2]   no part of a call'* ]]
}

@test "bss-mediate: a leg is of one usage type and unit [call-mixed]" {
	jq --argjson k '[{ "where": [{ "column": "s", "begins": ["0"] }],
	    "fields": { "unit": "octet", "end_ts": null } }, {}]' \
	    '.call |= del(.leg, .legs) | .rows = $k' f.json >k.json
	printf '%s\n' c1,1,F,O,1790000000,1800,ann,bob \
	    c1,2,L,O,1790001800,07,ann,bob >in
	run --separate-stderr bss-mediate csv -f k.json -r rejects in
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rejects)" = call-mixed ]
	[ "$(jq -c 'select(.type == "usage") | [.quantity, .unit]' \
	    <<<"$output")" = '[1800,"s"]' ]
}
