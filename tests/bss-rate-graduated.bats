#!/usr/bin/env bats
# bss-rate: prices that go by what was used before

load lib/common

setup() {
	cd "$TMP" || return
	mkdir c
	printf '%s\n' subscription,account,payer,offer,identifier,from \
	    S1,A1,,m,ann,2026-01-01T00:00:00Z \
	    S2,A1,,m,bob,2026-01-01T00:00:00Z >subs.csv
}

# catalog GRADUATED [MORE]: the price of data, whose offer may have MORE
catalog() {
	jq -n --argjson g "$1" --argjson more "${2:-{\}}" '{
	    catalog: "t", currency: "EUR", time_zone: "UTC",
	    taxes: { t: { name: "T", category: "S", rates:
	        [ { percent: "20", from: "2014-01-01" } ] } },
	    prices: { data: ({ kind: "usage", usage_type: "data",
	        unit: "octet", name: "D", tax: "t", gl: "7", graduated: $g }
	        + if $g.by == "amount" then { price: "1", per: "10" }
	          else {} end) },
	    offers: { m: { name: "M", status: "active", prices: ["data"] } },
	    ledger: { receivable: "1", tax: "2", rounding: "3" } } * $more' \
	    >c/catalog.json
}
octets() {
	printf '{"type":"usage","usage_id":"%s","ts":"%s",' "$1" "$2"
	printf '"usage_type":"data","unit":"octet","quantity":%s,' "$3"
	printf '"identifier":"%s","source":"t","seq":1}\n' "${4:-ann}"
}
rate() {
	bss-rate --no-end -c c -s subs.csv --period 2026-10 "$@"
}
brief() {
	jq -r 'select(.type == "rated") | "\(.charged_quantity) \(.amount)"'
}
is() {
	diff - <(printf '%s\n' "$1")
}

STEPS='{"steps":[{"upto":"100","price":"0.10"},{"width":"100","price":"0.05",
    "fee":"1"},{"price":"0.01"}]}'

@test "bss-rate: a record that crosses a step is split at it" {
	catalog "$STEPS"
	{
		octets u1 2026-10-01T10:00:00Z 99
		octets u2 2026-10-02T10:00:00Z 1
		octets u3 2026-10-03T10:00:00Z 1
		octets u4 2026-10-04T10:00:00Z 109
		octets u5 2026-10-05T10:00:00Z 0
	} >in
	# u4: 99 at 0.05 and 10 at 0.01; u3 pays the fee of the second step
	rate in | brief | is '99 9.9
1 0.1
1 1.05
109 5.05
0 0'
	# however the same is cut, it costs the same
	octets u1 2026-10-01T10:00:00Z 210 >whole
	rate whole | brief | is '210 16.1'
}

@test "bss-rate: who counts together, and from when" {
	catalog "$(jq '.shared = "account" | .every = "day"' <<<"$STEPS")"
	{
		octets u1 2026-10-01T10:00:00Z 100
		octets u2 2026-10-01T10:00:01Z 10 bob
		octets u3 2026-10-02T00:00:00Z 10 bob
	} >in
	rate in | brief | is '100 10
10 1.5
10 1'
}

@test "bss-rate: packages begun before are paid, increments are whole" {
	catalog '{"increment":"5","steps":[{"price":"1","per":"50",
	    "package":"50"}]}'
	{
		octets u1 2026-10-01T10:00:00Z 11
		octets u2 2026-10-01T10:00:01Z 35
		octets u3 2026-10-01T10:00:02Z 1
	} >in
	rate in | brief | is '15 1
35 0
5 1'
}

@test "bss-rate: by amount, steps take a percentage off" {
	catalog '{"by":"amount","steps":[{"upto":"10","percent":"100"},
	    {"width":"10","percent":"50"},{"percent":"0"}]}'
	{
		octets u1 2026-10-01T10:00:00Z 90
		octets u2 2026-10-01T10:00:01Z 30
		octets u3 2026-10-01T10:00:02Z 90
	} >in
	# 9; 1 and half of 2; half of 8 and nothing of 1
	rate in | brief | is '90 9
30 2
90 4'
}

@test "bss-rate: what allowances cover is in no step" {
	catalog "$STEPS" '{"allowances":{"free":{"name":"F","unit":"octet",
	    "quantity":"50"},"cash":{"name":"C","amount":"1"}},
	    "offers":{"m":{"allowances":["free","cash"]}}}'
	octets u1 2026-10-01T10:00:00Z 60 >in
	octets u2 2026-10-02T10:00:00Z 91 >>in
	rate in | brief | is '10 0
91 10.05'
}

@test "bss-rate: counts go over from one period to the next" {
	catalog "$(jq '.every = "week"' <<<"$STEPS")"
	{
		octets u1 2026-09-30T10:00:00Z 90
		octets u2 2026-10-01T10:00:00Z 90
	} >in
	bss-rate --no-end -c c -s subs.csv --period 2026-09-01/2026-11-01 in |
	    brief >want
	{
		bss-rate --no-end -c c -s subs.csv --period 2026-09 \
		    --closing left <(head -n 1 in)
		rate --opening left <(tail -n 1 in)
	} | brief | diff want -
	[ "$(jq -c 'select(.type == "allowance") | [.price, .subscription,
	    .used_quantity]' left)" = '["data","S1",90]' ]
	catalog '{"by":"amount","every":"week","steps":[{"upto":"10",
	    "percent":"100"},{"percent":"0"}]}'
	bss-rate --no-end -c c -s subs.csv --period 2026-09 --closing left \
	    <(head -n 1 in) >/dev/null
	[ "$(jq -c 'select(.type == "allowance") | .used_amount' left)" = 9 ]
	rate --opening left <(tail -n 1 in) | brief | is '90 1'
}

@test "bss-rate: a count past 2^64 is a reject, and counts nothing" {
	catalog "$STEPS"
	{
		octets u1 2026-10-01T10:00:00Z 100
		octets u2 2026-10-01T10:00:01Z 18446744073709551615
		octets u3 2026-10-01T10:00:02Z 1
	} >in
	run --separate-stderr rate -r rejects in
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rejects)" = rate-quantity ]
	brief <<<"$output" | is '100 10
1 1.05'
}

@test "bss-rate --explain names the steps and the count" {
	catalog "$STEPS"
	octets u1 2026-10-01T10:00:00Z 210 >in
	run --separate-stderr rate --explain in
	[ "${lines[0]}" = "u1: 16.1 EUR for 210 octets: 100 octets at 0.1 per \
1 in step 1, 100 octets at 0.05 per 1 in step 2 with its fee of 1, 10 octets \
at 0.01 per 1 in step 3, rounded half-up to 4 decimals" ]
	[[ $output == *$'\tgraduated\tfrom 0 to 210 octets of the cycle'* ]]
	catalog '{"by":"amount","steps":[{"upto":"10","percent":"100"},
	    {"percent":"50"}]}'
	run --separate-stderr rate --explain in
	[ "${lines[0]}" = "u1: 15.5 EUR for 210 octets: 210 octets at 1 per \
10, 100 % of 10 EUR in step 1, 50 % of 11 EUR in step 2, rounded half-up to \
4 decimals" ]
}

@test "bss-rate --explain-json has the count and the steps" {
	catalog "$STEPS"
	octets u1 2026-10-01T10:00:00Z 210 >in
	run --separate-stderr rate --explain-json in
	[ "$(jq -c '.graduated | [.before, .after, (.steps[] | [.step,
	    .quantity, .price, .per, .fee // "-"])]' <<<"${lines[0]}")" = \
	    '["0","210",["1","100","0.1","1","-"],["2","100","0.05","1","1"],["3","10","0.01","1","-"]]' ]
	catalog '{"by":"amount","steps":[{"upto":"10","percent":"100"},
	    {"percent":"50"}]}'
	run --separate-stderr rate --explain-json in
	[ "$(jq -c '.graduated | [.after, .steps[1].quantity,
	    .steps[1].percent]' <<<"${lines[0]}")" = '["21","11","50"]' ]
	[ "$(jq -r .amount <<<"${lines[0]}")" = 15.5 ]
}

@test "bss-rate: money pays for prices in its own currency alone" {
	catalog "$STEPS" '{"allowances":{"cash":{"name":"C","amount":"1",
	    "prices":["usd"]}},"prices":{"usd":{"kind":"usage","name":"U",
	    "usage_type":"sms","unit":"1","price":"1","per":"1","tax":"t",
	    "gl":"7","currency":"USD"}}}'
	octets u1 2026-10-01T10:00:00Z 210 >in
	run --separate-stderr rate in
	[ "$status" -eq 2 ]
	has_code catalog-reference
}

@test "bss-catalog check takes graduated prices" {
	catalog "$STEPS"
	run --separate-stderr bss-catalog check c
	[ "$status" -eq 0 ]
}
