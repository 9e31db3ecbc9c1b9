# bss-bill-charges.bats: recurring and one-off prices, and their options

load lib/common
load lib/bill

setup() {
	bill_home
	bss-crm add account A-500 customer=C-400 currency=EUR
}

# price MEMBERS: the price fibre-month of the catalog, 31.00 a month
price() {
	jq --argjson m "{$1}" '.prices["fibre-month"] |= (del(.amount,
	    .proration) + { amount: "31.00" } + $m
	    | if .amounts then del(.amount) else . end)
	    | .offers.fibre.prices = ["fibre-month"]' \
	    "$SHARE/demo/catalog/catalog.json" \
	    >"$OSSBSS_HOME/catalog/catalog.json"
}

sub() {
	bss-crm add subscription S-500 --zone Europe/Paris account=A-500 \
	    offer=fibre identifier=S-500 from="$1" "${@:2}"
}

bill() {
	bss-bill run -q --period "$1" --no-end </dev/null
}

post() {
	bss-bill post -q --period "$1" \
	    --now "$(date -u -d "$1-02 +1 month" +%Y-%m-%dT08:00:00Z)"
}

# lines PERIOD: "first last quantity unit net" of the draft
lines() {
	draft A-500 | jq -r --arg p "$1" 'select(.period == $p)
	    | .invoice_lines[] | [.period_start_date, .period_end_date,
	    .invoiced_quantity, .unit, .line_net_amount] | join(" ")'
}

@test "bss-bill run: proration by the cycle, by 30 days, by the month, not" {
	local p

	sub 2026-10-12
	for p in calendar 30-days month none; do
		price "\"timing\": \"arrears\", \"proration\": \"$p\""
		bill 2026-10
		lines 2026-10
	done >got
	diff got - <<-END
	2026-10-12 2026-10-31 20 d 20.00
	2026-10-12 2026-10-31 20 d 20.67
	2026-10-12 2026-10-31 20 d 20.00
	2026-10-12 2026-10-31 1 month 31.00
	END
	# bill day 15: the cycle has 31 days, its February 28
	bss-crm set account A-500 bill_day=15
	bss-crm set subscription S-500 --zone Europe/Paris from=2026-02-01
	for p in calendar month; do
		price "\"timing\": \"arrears\", \"proration\": \"$p\""
		bill 2026-01-15/2026-02-15
		lines 2026-01-15/2026-02-15
	done >got
	diff got - <<-END
	2026-02-01 2026-02-14 14 d 14.00
	2026-02-01 2026-02-14 14 d 15.50
	END
}

@test "bss-bill run: a cycle from the 31st is from the last of each month" {
	local p

	bss-crm set account A-500 bill_day=31
	sub 2026-01-10
	price '"timing": "advance"'
	for p in 2025-12-31/2026-01-31 2026-01-31/2026-02-28 \
	    2026-02-28/2026-03-31 2026-03-31/2026-04-30; do
		bill $p
		lines $p
		bss-bill post -q --period $p --now "${p#*/}T08:00:00Z"
	done >got
	diff got - <<-END
	2026-01-10 2026-01-30 21 d 21.00
	2026-01-31 2026-02-27 1 month 31.00
	2026-02-28 2026-03-30 1 month 31.00
	2026-03-31 2026-04-29 1 month 31.00
	2026-04-30 2026-05-30 1 month 31.00
	END
	# it ends when 16 of the 31 days are left
	bss-crm end S-500 --zone Europe/Paris 2026-05-15
	bill 2026-04-30/2026-05-31
	[ "$(lines 2026-04-30/2026-05-31)" = \
	    '2026-05-15 2026-05-30 16 d -16.00' ]
	bss-bill check
}

@test "bss-bill run: who is billed from the 28th is not from the 30th" {
	price '"timing": "arrears"'
	bss-crm set account A-500 bill_day=30
	sub 2026-01-10
	# the same first day: the 28th's, the 30th's, the 31st's
	bill 2026-02-28/2026-03-28
	[ -z "$(lines 2026-02-28/2026-03-28)" ]
	bill 2026-02-28/2026-03-31
	[ -z "$(lines 2026-02-28/2026-03-31)" ]
	bill 2026-02-28/2026-03-30
	[ "$(lines 2026-02-28/2026-03-30)" = \
	    '2026-02-28 2026-03-29 1 month 31.00' ]
}

@test "bss-bill run: a price is due as often as a field says" {
	sub 2026-10-01 param_seats=3
	price '"timing": "arrears", "quantity": "param_seats"'
	bill 2026-10
	[ "$(lines 2026-10)" = '2026-10-01 2026-10-31 1 month 93.00' ]
	[ "$(draft A-500 | jq -c '.invoice_lines[] | [.multiplier,
	    .item_net_price]')" = '["3","93"]' ]
	run bss-bill show --period 2026-10 A-500
	[[ "$output" == *'3 × 31.00'* ]]
	bss-bill check
	bss-crm set subscription S-500 param_seats=0 --zone Europe/Paris
	bill 2026-10
	[ -z "$(lines 2026-10)" ]
	bss-crm set subscription S-500 param_seats=
	bill 2026-10
	[ "$(lines 2026-10)" = '2026-10-01 2026-10-31 1 month 31.00' ]
}

@test "bss-bill run: what is not a number multiplies nothing [bill-quantity]" {
	sub 2026-10-01 param_seats=many
	price '"timing": "arrears", "quantity": "param_seats"'
	run --separate-stderr bill 2026-10
	[ "$status" -eq 1 ]
	[[ "$stderr" == *"subscription 'S-500'"*"'many' [bill-quantity]"* ]]
	[ -z "$(lines 2026-10)" ]
}

@test "bss-bill run: an amount from a date on" {
	sub 2026-09-20
	price '"timing": "arrears", "amounts": [ { "amount": "30.00",
	    "from": "2026-09-25" }, { "amount": "62.00",
	    "from": "2026-10-15" } ]'
	# before the first there is no charge; a cycle has that of its first day
	bill 2026-09
	[ -z "$(lines 2026-09)" ]
	bill 2026-10
	[ "$(lines 2026-10)" = '2026-10-01 2026-10-31 1 month 30.00' ]
	post 2026-10
	bill 2026-11
	[ "$(lines 2026-11)" = '2026-11-01 2026-11-30 1 month 62.00' ]
}

@test "bss-bill run: quarters in advance, given back by days" {
	local m

	sub 2026-02-10
	price '"every": "quarter", "amount": "90.00"'
	for m in 2026-02 2026-03 2026-04; do
		bill $m
		lines $m
		[ -z "$(lines $m)" ] || post $m
	done >got
	diff got - <<-END
	2026-02-10 2026-03-31 50 d 50.00
	2026-04-01 2026-06-30 3 month 90.00
	END
	# it ends when 29 of the 91 days are left
	bss-crm end S-500 --zone Europe/Paris 2026-06-02
	bill 2026-05
	[ "$(lines 2026-05)" = '2026-06-02 2026-06-30 29 d -28.68' ]
	post 2026-05
	bss-bill check
}

@test "bss-bill run: a year in arrears, from the subscription's month" {
	sub 2025-06-01
	price '"every": "year", "anchor": "subscription", "timing": "arrears",
	    "amount": "365.00"'
	bill 2026-04
	[ -z "$(lines 2026-04)" ]
	bill 2026-05
	[ "$(lines 2026-05)" = '2025-06-01 2026-05-31 12 month 365.00' ]
	post 2026-05
	# nothing is charged twice, a year on
	bill 2026-06
	[ -z "$(lines 2026-06)" ]
	bill 2027-05
	[ "$(lines 2027-05)" = '2026-06-01 2027-05-31 12 month 365.00' ]
	bss-bill check
}

@test "catalog: what recurring prices may not say" {
	wrong() {
		price "$1"
		run --separate-stderr bill 2026-10
		[ "$status" -eq 2 ]
		[[ "$stderr" == *"$2"* ]]
	}
	wrong '"every": "week"' 'month|quarter|year'
	wrong '"quantity": "seats"' 'is a field param_*'
	wrong '"every": "year", "proration": "month"' 'of cycles of a month'
	wrong '"amounts": []' 'an amount is wanted'
	wrong '"amounts": [ { "amount": "1", "from": "2026-01-01" },
	    { "amount": "1" } ]' 'do not ascend'
	price '"x": "y"'
	jq 'del(.prices["fibre-month"].x, .prices["fibre-month"].amount)' \
	    "$OSSBSS_HOME/catalog/catalog.json" >new
	mv new "$OSSBSS_HOME/catalog/catalog.json"
	run --separate-stderr bill 2026-10
	[[ "$stderr" == *"either 'amount' or 'amounts'"* ]]
}

# rounding MEMBERS: of calls, in the catalog
rounding() {
	jq --argjson m "{$1}" '.prices.voice.rounding = $m
	    | .prices.voice |= (del(.rates) + { price: "0.004", per: "1" })
	    | .prices["line-month"].amount = "0"' \
	    "$SHARE/demo/catalog/catalog.json" \
	    >"$OSSBSS_HOME/catalog/catalog.json"
}

# calls: three of S-500, three of S-501, each of a second
calls() {
	local s n

	for s in S-500 S-501; do
		for n in 1 2 3; do
			rated "$s$n" A-500 $s voice 1 null \
			    "\"identifier\": \"$s\""
		done
	done | jq -c '.type = "usage" | del(.account, .subscription, .offer,
	    .price, .charged_quantity, .currency, .tax_code)' |
	    bss-rate -q --no-end -s <(bss-crm export subscriptions -o ndjson)
}

# usage: "net rounding_difference" of each line of usage
usage() {
	calls | bss-bill run -q --period 2026-10
	draft A-500 | jq -r 'select(.period == "2026-10") | .invoice_lines[]
	    | select(.kind == "usage")
	    | "\(.line_net_amount) \(.rounding_difference)"'
}

@test "bss-bill run: usage is rounded by record, by line or by document" {
	bss-crm add subscription S-500 --zone Europe/Paris account=A-500 \
	    offer=voip identifier=S-500 from=2026-01-01
	bss-crm add subscription S-501 --zone Europe/Paris account=A-500 \
	    offer=voip identifier=S-501 from=2026-01-01
	rounding '"mode": "half-up", "decimals": 2'
	[ "$(usage)" = '0.00 0
0.00 0' ]
	rounding '"mode": "half-up", "decimals": 2, "of": "line"'
	[ "$(usage)" = '0.01 0.002
0.01 0.002' ]
	rounding '"mode": "up", "decimals": 2, "of": "line"'
	[ "$(usage)" = '0.02 -0.008
0.02 -0.008' ]
	# 0.012, then 0.024 of which 0.01 is on the first line
	rounding '"mode": "up", "decimals": 2, "of": "document"'
	[ "$(usage)" = '0.02 -0.008
0.01 0.002' ]
	bss-bill check
	bss-bill post -q --period 2026-10 --now 2026-11-02T08:00:00Z
	# what was charged stays, whatever the cents of a line are alone
	calls | bss-bill run -q --period 2026-11 --late-from 2026-10-01
}

@test "bss-bill run: prices that round otherwise are not rounded together" {
	for s in S-500 S-501; do
		bss-crm add subscription $s --zone Europe/Paris \
		    account=A-500 offer=voip identifier=$s from=2026-01-01
	done
	jq '.prices.voice.rounding = { mode: "half-up", decimals: 2,
	    of: "document" } | .prices["voice-received"].rounding =
	    { mode: "half-up", decimals: 0, of: "document" }' \
	    "$SHARE/demo/catalog/catalog.json" \
	    >"$OSSBSS_HOME/catalog/catalog.json"
	{
		rated u1 A-500 S-500 voice 60 0.40
		rated u2 A-500 S-500 voice-received 60 0.30
		rated u3 A-500 S-501 voice 60 0.10
		rated u4 A-500 S-501 voice-received 60 0.30
	} | bss-bill run -q --no-end --period 2026-10
	[ "$(draft A-500 | jq -r '.invoice_lines[] | select(.kind == "usage")
	    | "\(.price) \(.line_net_amount)"')" = 'voice 0.40
voice-received 0.00
voice 0.10
voice-received 1.00' ]
}

@test "catalog: only usage is rounded by line or by document" {
	price '"rounding": { "mode": "up", "decimals": 2, "of": "line" }'
	run --separate-stderr bill 2026-10
	[ "$status" -eq 2 ]
	[[ "$stderr" == *'prices.fibre-month.rounding: '*'[doc-member]'* ]]
}
