#!/usr/bin/env bats
# bss-rate: what comes out of buckets, and what is left in them

load lib/common

setup() {
	cd "$TMP" || return
	mkdir c
	printf 'subscription,account,payer,offer,identifier,from,to\n' >subs.csv
	has S1 A1 '' m ann
}

# has SUBSCRIPTION ACCOUNT PAYER OFFER IDENTIFIER [FROM [TO]]
has() {
	printf '%s,%s,%s,%s,%s,%s,%s\n' "$1" "$2" "$3" "$4" "$5" \
	    "${6:-2026-01-01T00:00:00Z}" "${7:-}" >>subs.csv
}
# catalog ALLOWANCES [OFFERS]: a catalog of two prices; all are in offer m
catalog() {
	jq -n --argjson a "$1" --argjson o "${2:-{\}}" '{
	    catalog: "t", currency: "EUR", time_zone: "Europe/Paris",
	    taxes: { t: { name: "T", category: "S", rates:
	        [ { percent: "20", from: "2014-01-01" } ] } },
	    bands: { peak: [ { days: "mon-fri", from: "08:00", to: "20:00" } ] },
	    prices: {
	        voice: { kind: "usage", usage_type: "voice", unit: "s",
	            rates: "v.csv", name: "V", tax: "t", gl: "7" },
	        data: { kind: "usage", usage_type: "data", unit: "octet",
	            price: "1", per: "1000", name: "D", tax: "t", gl: "7" } },
	    allowances: $a,
	    offers: ({ m: { name: "M", status: "active",
	        prices: ["voice", "data"], allowances: ($a | keys) },
	        bare: { name: "B", status: "active", prices: ["voice", "data"] }
	        } + $o),
	    ledger: { receivable: "1", tax: "2", rounding: "3" } }' \
	    >c/catalog.json
	printf 'prefix,destination\n+33,France\n+32,Belgium\n' \
	    >c/destinations.csv
	printf 'destination,band,price,per,connect_fee,first_increment\n%s\n' \
	    ',,0.60,60,0.10,10' >c/v.csv
}
# call ID TS SECONDS [IDENTIFIER [NUMBER]]
call() {
	printf '{"type":"usage","usage_id":"%s","ts":"%s",' "$1" "$2"
	printf '"usage_type":"voice","unit":"s","quantity":%s,' "$3"
	printf '"identifier":"%s","called_number":"%s",' "${4:-ann}" \
	    "${5:-+331}"
	printf '"source":"t","seq":1}\n'
}
octets() {
	call "$@" | sed 's/voice/data/; s/"s"/"octet"/'
}
rate() {
	bss-rate --no-end -c c -s subs.csv --period 2026-10 "$@"
}
# brief: the fields that buckets are about, a line each
brief() {
	jq -r 'select(.type == "rated") | [.charged_quantity,
	    .allowance_quantity // "-", .allowance // "-",
	    .allowance_amount // "-", .amount] | join(" ")'
}
# is TEXT: stdin is that
is() {
	diff - <(printf '%s\n' "$1")
}

MINUTES='{"min":{"name":"M","unit":"s","quantity":"100"}}'

@test "bss-rate: a call is split where the bucket ends, and the parts add up" {
	catalog "$MINUTES"
	{
		call u1 2026-10-05T10:00:00Z 70
		call u2 2026-10-05T11:00:00Z 70
		call u3 2026-10-05T12:00:00Z 70
	} >in
	rate in | brief | is '0 70 min - 0
40 30 min - 0.5
70 - - - 0.8'
}

@test "bss-rate: a bucket's increments are apart from those of the price" {
	catalog '{"min":{"name":"M","unit":"s","quantity":"150",
	    "increment":"60"}}'
	call u1 2026-10-05T10:00:00Z 61 >in
	call u2 2026-10-05T11:00:00Z 31 >>in
	# 60 for 61 s is twice 60; the last increment is only half there and
	# covers 30 s, the 31st is charged in the price's own
	rate in | brief | is '0 120 min - 0
10 30 min - 0.2'
}

@test "bss-rate: buckets in the order of weight, units before money" {
	catalog '{"a":{"name":"A","unit":"s","quantity":"10"},
	    "b":{"name":"B","unit":"s","quantity":"10"},
	    "late":{"name":"L","unit":"s","quantity":"10","weight":"1"},
	    "c":{"name":"C","amount":"0.15","weight":"9"}}'
	call u1 2026-10-05T10:00:00Z 50 >in
	rate in | brief | is '20 30 late+a+b+c 0.15 0.15'
}

@test "bss-rate: a bucket of a band covers the middle of a call" {
	catalog '{"night":{"name":"N","unit":"s","quantity":"100",
	    "bands":["peak"]}}'
	# 20 s before 8:00 in Paris, then 30 s of peak
	call u1 2026-10-05T05:59:40Z 50 >in
	rate in | brief | is '20 30 night - 0.3'
}

@test "bss-rate: covered whole there is no connect fee, if not said so" {
	catalog '{"min":{"name":"M","unit":"s","quantity":"100",
	    "connect_fee":"charged","price":"0.06","per":"60"}}'
	call u1 2026-10-05T10:00:00Z 60 >in
	rate in | brief | is '0 60 min - 0.16'
}

@test "bss-rate: what is covered and what is charged is rounded once" {
	catalog '{"min":{"name":"M","unit":"s","quantity":"1",
	    "price":"0.00003","per":"1"}}'
	jq '.prices.voice |= (del(.rates) + { price: "0.00003", per: "1" })' \
	    c/catalog.json >x && mv x c/catalog.json
	call u1 2026-10-05T10:00:00Z 2 >in
	# 0.00003 + 0.00003 is 0.0001, twice 0.00003 would be 0
	rate in | brief | is '1 1 min - 0.0001'
}

@test "bss-rate: a bucket covers prices, types and destinations as it says" {
	catalog '{"be":{"name":"B","unit":"s","quantity":"10",
	    "destinations":["Belgium"]},
	    "credit":{"name":"C","amount":"0.05","usage_types":["data"]}}'
	{
		call u1 2026-10-05T10:00:00Z 10
		call u2 2026-10-05T10:00:01Z 10 ann +32
		octets u3 2026-10-05T10:00:02Z 100
	} >in
	rate in | brief | is '10 - - - 0.2
0 10 be - 0
100 - credit 0.05 0.05'
}

@test "catalog: a bucket that an empty list keeps from all usage" {
	local list

	call u1 2026-10-05T10:00:00Z 70 >in
	for list in bands destinations prices usage_types; do
		catalog '{"min":{"name":"M","unit":"s","quantity":"100",
		    "'$list'":[]}}'
		run --separate-stderr rate in
		[ "$status" -eq 2 ]
		[[ $stderr == *"allowances.min.$list: an empty list"* ]]
		has_code doc-value
	done
}

@test "bss-rate: an account's bucket is a pool, filled as offers begin" {
	catalog '{"pool":{"name":"P","unit":"s","quantity":"50",
	    "shared":"account"}}'
	has S2 A1 '' m bob 2026-10-05T10:30:00Z
	has S3 A1 '' bare eve
	has S4 A2 '' bare joe
	{
		call u1 2026-10-05T10:00:00Z 60 eve
		call u2 2026-10-05T11:00:00Z 60 eve
		call u3 2026-10-05T12:00:00Z 60 joe
	} >in
	rate in | brief | is '10 50 pool - 0.2
10 50 pool - 0.2
60 - - - 0.7'
	jq '.allowances.pool.grant = "one"' c/catalog.json >x &&
	    mv x c/catalog.json
	rate in | brief | sed -n 2p | is '60 - - - 0.7'
}

@test "bss-rate: who pays shares a bucket, whatever the accounts" {
	catalog '{"pool":{"name":"P","unit":"s","quantity":"50",
	    "shared":"payer"}}'
	has S2 A2 A1 bare bob
	has S3 A2 '' bare eve
	call u1 2026-10-05T10:00:00Z 40 bob >in
	call u2 2026-10-05T11:00:00Z 40 eve >>in
	rate in | brief | is '0 40 pool - 0
40 - - - 0.5'
}

@test "bss-rate: who pays for an account is said by the account" {
	catalog '{"pool":{"name":"P","unit":"s","quantity":"50","every":"day",
	    "shared":"payer"}}'
	cat >subs <<-'END'
	{"type":"account","account":"A2","customer":"C","currency":"EUR","payer":"A9"}
	{"type":"account","account":"A1","customer":"C","currency":"EUR","payer":"A9"}
	{"type":"subscription","subscription":"S1","account":"A1","offer":"m","identifier":"ann","from":"2026-01-01T00:00:00Z"}
	{"type":"subscription","subscription":"S2","account":"A2","offer":"bare","identifier":"bob","from":"2026-01-01T00:00:00Z"}
	{"type":"subscription","subscription":"S3","account":"A2","payer":"A3","offer":"bare","identifier":"eve","from":"2026-01-01T00:00:00Z"}
	END
	call u1 2026-10-05T10:00:00Z 40 bob >in
	call u2 2026-10-05T11:00:00Z 40 eve >>in
	bss-rate --no-end -c c -s subs --period 2026-10 in | brief |
	    is '0 40 pool - 0
40 - - - 0.5'
	# in the wrong order it is not passed over
	tac subs >behind
	run --separate-stderr bss-rate --no-end -c c -s behind \
	    --period 2026-10 in
	[ "$status" -eq 2 ]
	has_code field-value
	[[ $stderr == *"'A2' has a payer, and must stand before"* ]]
}

@test "bss-rate: every day anew, what is left goes over once and is limited" {
	catalog '{"day":{"name":"D","unit":"s","quantity":"30","every":"day",
	    "roll_over":{"cycles":"1","limit":"20"}}}'
	{
		call u1 2026-10-05T10:00:00Z 5
		call u2 2026-10-06T10:00:00Z 60
		call u3 2026-10-07T10:00:00Z 60
	} >in
	# before u1 20 went over, too: 50 less 5, of which 20 go over again
	rate in | brief | is '0 5 day - 0
10 50 day - 0.2
30 30 day - 0.4'
}

@test "bss-rate: what is given once is used up in the order of its end" {
	catalog '{"once":{"name":"O","unit":"s","quantity":"10",
	    "every":"once","valid_days":"30","shared":"account"}}'
	has S2 A1 '' m bob 2026-09-20T10:00:00Z
	has S3 A1 '' m eve 2026-09-18T10:00:00Z
	has S4 A1 '' bare joe
	# S1 is over long since; S3 ends on 17 October at midnight in Paris
	{
		call u1 2026-10-17T21:59:50Z 15 joe
		call u2 2026-10-17T21:59:59Z 8 joe
	} >in
	rate in | brief | is '0 15 once - 0
10 5 once - 0.2'
}

@test "bss-rate: what is given once is not given again when its end moves" {
	catalog '{"once":{"name":"O","unit":"s","quantity":"100",
	    "every":"once"}}'
	call u1 2026-10-05T10:00:00Z 90 >in
	rate --closing left in >/dev/null
	call u2 2026-11-05T10:00:00Z 30 >in
	sed -i '/^S1/d' subs.csv
	has S1 A1 '' m ann 2026-01-02T00:00:00Z 2026-11-20T00:00:00Z
	run --separate-stderr bss-rate --no-end -c c -s subs.csv \
	    --period 2026-11 --opening left in
	[ -z "$stderr" ]
	brief <<<"$output" | is '20 10 once - 0.3'
}

@test "bss-rate: nor when an end that came with the period is taken back" {
	catalog '{"once":{"name":"O","unit":"s","quantity":"100",
	    "every":"once"}}'
	sed -i '/^S1/d' subs.csv
	has S1 A1 '' m ann 2026-01-02T00:00:00Z 2026-10-31T23:00:00Z
	call u1 2026-10-05T10:00:00Z 90 >in
	rate --closing l1 in >/dev/null
	# over, and no usage of it, for a month
	bss-rate --no-end -c c -s subs.csv --period 2026-11 --opening l1 \
	    --closing l2 /dev/null
	sed -i '/^S1/d' subs.csv
	has S1 A1 '' m ann 2026-01-02T00:00:00Z
	call u2 2026-12-05T10:00:00Z 30 >in
	run --separate-stderr bss-rate --no-end -c c -s subs.csv \
	    --period 2026-12 --opening l2 in
	[ -z "$stderr" ]
	brief <<<"$output" | is '20 10 once - 0.3'
}

# halves FIRST SECOND [SHARD]: usage of both halves of October, with the
# subscriptions of the files behind and balances from one to the other
halves() {
	bss-rate -q --no-end -c c -s "$1" --period 2026-10-01/2026-10-15 \
	    --closing left <(call u1 2026-10-05T10:00:00Z 90) >/dev/null
	bss-rate -q --no-end -c c -s "$2" --period 2026-10-15/2026-11-01 \
	    --opening left "${@:3}" <(call u2 2026-10-20T10:00:00Z 30)
}

@test "bss-rate: another payer fills no bucket anew" {
	local shared i

	for shared in subscription identifier account; do
		catalog "{\"b\":{\"name\":\"B\",\"unit\":\"s\",
		    \"quantity\":\"100\",\"shared\":\"$shared\"}}"
		sed '/^S1/s/,A1,,/,A1,P9,/' subs.csv >then.csv
		halves subs.csv then.csv >out 2>err
		brief <out | is '20 10 b - 0.3'
		[ ! -s err ]
		halves then.csv subs.csv | brief | is '20 10 b - 0.3'
		for i in 1 2 3; do
			halves then.csv subs.csv --shard $i/3 2>>err
		done | brief | is '20 10 b - 0.3'
		[ ! -s err ]
	done
	# what is given once is the subscription's, whoever shares it
	catalog '{"b":{"name":"B","unit":"s","quantity":"100",
	    "every":"once","shared":"payer"}}'
	halves then.csv subs.csv | brief | is '20 10 b - 0.3'
	# what is the payer's is of the next one's no matter
	catalog '{"b":{"name":"B","unit":"s","quantity":"100",
	    "shared":"payer"}}'
	halves then.csv subs.csv | brief | is '0 30 b - 0'
}

@test "bss-rate: a number that another customer has brings no bucket" {
	catalog '{"b":{"name":"B","unit":"s","quantity":"100",
	    "shared":"identifier"}}'
	sed '/^S1/s/,A1,,/,A2,,/' subs.csv >then.csv
	halves subs.csv then.csv | brief | is '0 30 b - 0'
}

@test "bss-rate: buckets of two payers that come together are one" {
	catalog '{"b":{"name":"B","unit":"s","quantity":"100",
	    "shared":"account"}}'
	has S2 A1 P9 m bob
	sed 's/P9//' subs.csv >then.csv
	# 10 of S1, and all of what S2 had
	halves subs.csv then.csv | brief | is '0 30 b - 0'
	bss-rate -q --no-end -c c -s then.csv --period 2026-10-15/2026-10-20 \
	    --opening left --closing end /dev/null
	[ "$(jq -c 'select(.type == "allowance") | .left_quantity' end)" = 110 ]
}

@test "bss-rate: what goes over ends where it ends, be a period left out" {
	catalog '{"day":{"name":"D","unit":"s","quantity":"30","every":"day",
	    "roll_over":{"cycles":"3"}}}'
	bss-rate -q --no-end -c c -s subs.csv --period 2026-10-04/2026-10-05 \
	    --closing left <(call u1 2026-10-04T10:00:00Z 10)
	# 20 of the 4th are good until the 7th
	{
		call u2 2026-10-07T10:00:00Z 5
		call u3 2026-10-08T10:00:00Z 80
	} >in
	bss-rate -q --no-end -c c -s subs.csv --period 2026-10-07/2026-10-09 \
	    --opening left in | brief | is '0 5 day - 0
20 60 day - 0.3'
	# of a period that is to come nothing goes over
	run --separate-stderr bss-rate --no-end -c c -s subs.csv \
	    --period 2026-10-03/2026-10-04 --opening left /dev/null
	has_code rate-opening
}

@test "bss-rate: a subscription in parts gives nothing between them" {
	catalog '{"day":{"name":"D","unit":"s","quantity":"30","every":"day",
	    "shared":"account"},"mon":{"name":"M","unit":"octet",
	    "quantity":"50","shared":"account"}}'
	sed -i '/^S1/d' subs.csv
	has S1 A1 '' m ann 2026-09-01T00:00:00Z 2026-10-05T10:00:00Z
	has S1 A1 '' m ann 2026-10-20T10:00:00Z
	has S2 A1 '' bare bob
	{
		call u1 2026-10-04T10:00:00Z 10 bob
		call u2 2026-10-10T10:00:00Z 10 bob
		call u3 2026-10-21T10:00:00Z 10 bob
		# of a month once
		octets u4 2026-10-22T10:00:00Z 90 bob
	} >in
	rate in | brief | is '0 10 day - 0
10 - - - 0.2
0 10 day - 0
40 50 mon - 0.04'
}

@test "bss-rate: an offer that is not served puts nothing into a bucket" {
	catalog '{"min":{"name":"M","unit":"s","quantity":"100",
	    "shared":"account"}}' '{"old":{"name":"O","status":"retired",
	    "prices":["voice"],"allowances":["min"]}}'
	sed -i '/^S1/d' subs.csv
	has S1 A1 '' bare ann
	has S2 A1 '' old bob
	call u1 2026-10-05T10:00:00Z 90 >in
	rate in | brief | is '90 - - - 1'
}

@test "bss-rate: a bucket that is cut covers no second behind its end" {
	catalog '{"day":{"name":"D","unit":"s","quantity":"100",
	    "every":"day","expiry":"cut"}}'
	# midnight in Paris is 22:00Z
	call u1 2026-10-05T21:59:30Z 50 >in
	rate in | brief | is '20 30 day - 0.3'
	jq 'del(.allowances.day.expiry)' c/catalog.json >x &&
	    mv x c/catalog.json
	rate in | brief | is '0 50 day - 0'
}

@test "bss-rate: periods one after the other give what one long one gives" {
	catalog '{"min":{"name":"M","unit":"s","quantity":"100",
	    "roll_over":{"cycles":"2","use":"last"}},
	    "week":{"name":"W","unit":"s","quantity":"40","every":"week",
	    "weight":"2"},
	    "once":{"name":"O","unit":"s","quantity":"500","every":"once"},
	    "cash":{"name":"C","amount":"2","every":"day",
	    "roll_over":{"cycles":"3","limit":"5"}}}'
	for m in 08 09 10; do
		for d in 01 07 13 20 30; do
			call "u$m$d" "2026-$m-${d}T08:00:00Z" 131
		done
	done >in
	part() {
		bss-rate --no-end -c c -s subs.csv "$@" | brief
	}
	part --period 2026-08-01/2026-11-01 --closing whole in >want
	{
		part --period 2026-08 --closing l1 <(grep -- -08- in)
		part --period 2026-09 --opening l1 --closing l2 \
		    <(grep -- -09- in)
		part --period 2026-10 --opening l2 --closing l3 \
		    <(grep -- -10- in)
	} >got
	diff want got
	diff <(grep -v '"end"' whole) <(grep -v '"end"' l3)
	[ "$(grep -c '"rolled"' l3)" -ge 3 ]
}

@test "bss-rate: shards share no bucket" {
	catalog '{"pool":{"name":"P","unit":"s","quantity":"300",
	    "shared":"payer"}}'
	for i in 2 3 4 5 6 7 8 9; do
		has S$i A$i "A$((i / 2))" m "i$i"
	done
	n=10
	for i in 2 3 4 5 6 7 8 9 2 4 6 8; do
		call "u$((++n))" "2026-10-05T10:00:${n}Z" 200 "i$i"
	done >in
	rate --closing whole in | grep '"rated"' | sort >want
	for i in 1 2 3; do
		rate --shard $i/3 --closing left.$i in
	done | grep '"rated"' | sort >got
	diff want got
	diff <(grep -v '"end"' whole | sort) \
	    <(grep -hv '"end"' left.? | sort)
	cat left.? >all
	bss-rate --no-end -c c -s subs.csv --period 2026-11 --opening all \
	    --shard 2/3 --closing /dev/null /dev/null
}

@test "bss-rate: order is checked, and --period is wanted" {
	catalog "$MINUTES"
	call u2 2026-10-05T10:00:00Z 70 >in
	call u1 2026-10-05T10:00:00Z 70 >>in
	run --separate-stderr rate -r rejects --closing left in
	[ "$status" -eq 2 ]
	has_code rate-order
	[[ $stderr == *"in:2:"* ]]
	[ ! -e left ]
	[[ $output != *'"end"'* ]]
	run --separate-stderr bss-rate --no-end -c c -s subs.csv in
	[ "$status" -eq 2 ]
	has_code usage-missing
	run --separate-stderr rate --period 2026-10-32 in
	[ "$status" -eq 2 ]
	run --separate-stderr bss-rate --no-end -c c -s subs.csv \
	    --period 2026-13 in
	[ "$status" -eq 2 ]
	has_code usage-value
	run --separate-stderr bss-rate --no-end -c c -s subs.csv \
	    --closing left in
	[ "$status" -eq 2 ]
	has_code usage-missing
	run --separate-stderr rate --opening - in
	[ "$status" -eq 2 ]
	has_code usage-value
}

@test "bss-rate: usage behind the period is no usage of it, before it is" {
	catalog "$MINUTES"
	call u0 2026-09-30T21:00:00Z 30 >in
	call u1 2026-10-31T22:59:59Z 30 >>in
	call u2 2026-10-31T23:00:00Z 30 >>in
	run --separate-stderr rate -r rejects --closing left in
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rejects)" = rate-period ]
	has_code rate-period
	brief <<<"$output" | is '0 30 min - 0
0 30 min - 0'
}

@test "bss-rate: a rejected record takes nothing" {
	catalog "$MINUTES"
	sed -i 's/,,0.60/France,,0.60/' c/v.csv
	call u1 2026-10-05T10:00:00Z 70 ann +32 >in
	call u2 2026-10-05T11:00:00Z 100 >>in
	run --separate-stderr rate -r rejects in
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rejects)" = rate-no-price ]
	brief <<<"$output" | is '0 100 min - 0'
}

@test "bss-rate: balances that fit nothing lapse, and it is said once" {
	catalog "$MINUTES"
	call u1 2026-10-05T10:00:00Z 100 >in
	cat >left <<-'END'
	{"type":"allowance","allowance":"gone","subscription":"S1","account":"A1","from":"2026-09-15T00:00:00Z","left_quantity":1}
	{"type":"allowance","allowance":"min","subscription":"S9","account":"A1","from":"2026-09-30T22:00:00Z","to":"2026-10-31T23:00:00Z","left_quantity":1}
	{"type":"allowance","allowance":"min","subscription":"S1","account":"A1","from":"2026-09-30T22:00:00Z","to":"2026-10-31T23:00:00Z","left_quantity":60}
	END
	run --separate-stderr rate --opening left in
	[ "$status" -eq 0 ]
	has_code rate-opening
	[[ $stderr == *"2 of the opening balances"*"'gone' of 'S1'"* ]]
	brief <<<"$output" | is '40 60 min - 0.5'
	# as CSV
	printf '%s\n' allowance,subscription,account,from,to,left_quantity \
	    min,S1,A1,2026-09-30T22:00:00Z,2026-10-31T23:00:00Z,60 >left.csv
	rate --opening left.csv in | brief | is '40 60 min - 0.5'
	# nor do balances come twice
	bss-rate --no-end -c c -s subs.csv --period 2026-10-01/2026-10-15 \
	    --closing half in >/dev/null
	cat half half >twice
	run --separate-stderr bss-rate --no-end -c c -s subs.csv \
	    --period 2026-10-15/2026-11-01 --opening twice /dev/null
	[ "$status" -eq 2 ]
	has_code stream-twice
	# a cut file is no file, nor is one with a balance of nothing
	run --separate-stderr bss-rate -c c -s subs.csv --period 2026-10 \
	    --opening left in
	[ "$status" -eq 2 ]
	has_code stream-cut
	sed -i 's/,"left_quantity":60//' left
	run --separate-stderr rate --opening left in
	[ "$status" -eq 2 ]
	has_code field-missing
}

@test "bss-rate: the month of a bucket begins on the bill day" {
	catalog "$MINUTES"
	sed -i '1s/$/,bill_day/; 2s/$/,15/' subs.csv
	call u1 2026-10-14T21:59:59Z 100 >in
	call u2 2026-10-14T22:00:00Z 100 >>in
	call u3 2026-11-14T22:59:59Z 100 >>in
	bss-rate --no-end -c c -s subs.csv --period 2026-10-01/2026-12-01 in |
	    brief | is '0 100 min - 0
0 100 min - 0
100 - - - 1.1'
}

@test "bss-rate: the bill day is that of the account that pays" {
	catalog "$MINUTES"
	cat >subs <<-'END'
	{"type":"account","account":"A1","customer":"C","currency":"EUR","payer":"A9"}
	{"type":"subscription","subscription":"S1","account":"A1","offer":"m","identifier":"ann","from":"2026-01-01T00:00:00Z"}
	{"type":"account","account":"A9","customer":"C","currency":"EUR","bill_day":15}
	END
	call u1 2026-10-14T21:59:59Z 100 >in
	call u2 2026-10-14T22:00:00Z 100 >>in
	both() {
		bss-rate --no-end -c c -s "$1" --period 2026-10 in
	}
	both subs | brief | is '0 100 min - 0
0 100 min - 0'
	grep -v '"account","account":"A9"' subs >first
	both first | brief | is '0 100 min - 0
100 - - - 1.1'
	[ "$(both subs | jq -r .subscriptions)" != \
	    "$(both first | jq -r .subscriptions)" ]
	sed -i 's/:15/:32/' subs
	run --separate-stderr both subs
	[ "$status" -eq 2 ]
	has_code field-value
}

@test "bss-rate: a field of the subscription multiplies a bucket" {
	catalog '{"min":{"name":"M","unit":"s","quantity":"10",
	    "multiply":"param_seats"},
	    "all":{"name":"A","amount":"0.01","multiply":"param_seats",
	    "shared":"account"}}'
	sed -i '1s/$/,param_seats/; 2s/$/,3/' subs.csv
	has S2 A1 '' m bob
	sed -i '3s/$/,/' subs.csv
	call u1 2026-10-05T10:00:00Z 40 >in
	rate in | brief | is '10 30 min+all 0.04 0.16'
	sed -i '2s/3$/x/' subs.csv
	run --separate-stderr rate in
	[ "$status" -eq 2 ]
	has_code field-value
}

@test "bss-rate: a part of a month gives a part of the quantity" {
	catalog '{"min":{"name":"M","unit":"s","quantity":"310",
	    "proration":"calendar"}}'
	has S2 A1 '' m bob 2026-10-25T10:00:00Z 2026-10-28T10:00:00Z
	call u1 2026-10-26T10:00:00Z 50 bob >in
	rate in | brief | is '20 30 min - 0.3'
}

@test "bss-rate --explain says what came out of which bucket, and is left" {
	catalog '{"min":{"name":"100 seconds","unit":"s","quantity":"100"},
	    "cash":{"name":"Credit","amount":"0.2"}}'
	call u1 2026-10-05T10:00:00Z 130 >in
	run --separate-stderr rate --explain in
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "u1: 0.2 EUR for 130 s: 100 s out of min, 30 s at \
0.6 per 60, connect fee 0.1, rounded half-up to 4 decimals, less 0.2 EUR out \
of cash" ]
	[[ $output == *$'\tallowance\t100 seconds (min): 100 s taken, 0 s left, until 2026-11-01T00:00:00+01:00'* ]]
	[[ $output == *$'\tallowance\tCredit (cash): 0.2 EUR taken, 0 EUR left'* ]]
}

@test "bss-rate: a bucket of money is of a currency" {
	local a='{ usd: { name: "U", amount: "1", currency: "USD" },
	    eur: { name: "E", amount: "1" } }'

	catalog "$(jq -n "$a")"
	jq '.prices.data.currency = "USD" | .offers.m.prices = ["data"]
	    | .offers.v = (.offers.m | .prices = ["voice"])
	    | .offers.bare.prices = ["voice"]' c/catalog.json >t
	mv t c/catalog.json
	has S2 A1 '' v bob
	{ octets u1 2026-10-05T08:00:00Z 600; call u2 2026-10-05T08:00:01Z 60 bob
	    octets u3 2026-10-05T08:00:02Z 600; } >in
	part() {
		bss-rate --no-end -c c -s subs.csv "$@"
	}
	part --period 2026-10-01/2026-10-20 --closing left in >out
	brief <out | is '600 - usd 0.6 0
60 - eur 0.7 0
600 - usd 0.4 0.2'
	jq -r 'select(.type == "rated") | .currency' out | is 'USD
EUR
USD'
	jq -r 'select(.type == "allowance")
	    | [.allowance, .subscription, .left_amount, .currency]
	    | join(" ")' left | sort | is 'eur S1 1 EUR
eur S2 0.3 EUR
usd S1 0 USD
usd S2 1 USD'
	rate --explain in >words
	grep 'u1: ' words | grep -q 'less 0.6 USD out of usd'
	# what is left in one currency is nothing in another
	call u4 2026-10-25T08:00:00Z 60 bob >in
	part --period 2026-10-20/2026-11-01 --opening left in | brief |
	    is '60 - eur 0.3 0.4'
	jq '.prices.voice.currency = "USD"
	    | .allowances.eur.currency = "USD"' c/catalog.json >t
	mv t c/catalog.json
	run --separate-stderr part --period 2026-10-20/2026-11-01 \
	    --opening left in
	[ "$status" -eq 0 ]
	[[ $stderr == *"2 of the opening balances lapse"*"'eur' of 'S1'"* ]]
	brief <<<"$output" | is '60 - eur 0.7 0'
}

@test "bss-catalog check: the currency of a bucket [doc-member] [doc-value]" {
	catalog '{ "b": { "name": "B", "unit": "s", "quantity": "5",
	    "currency": "USD" } }'
	run --separate-stderr bss-catalog check c
	[ "$status" -eq 2 ]
	has_code doc-member
	catalog '{ "b": { "name": "B", "amount": "5", "currency": "XXZ" } }'
	run --separate-stderr bss-catalog check c
	[ "$status" -eq 2 ]
	has_code doc-value
}
