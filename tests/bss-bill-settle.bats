# bss-bill-settle.bats: prices that are settled with their period

load lib/common
load lib/bill

setup() {
	bill_home
	settle '{ "percentile": { "window_s": "3600", "missing": "left-out" },
	    "commit": { "quantity": "500000000", "fee": "400.00" },
	    "price": "0.90", "per": "1000000" }'
}

# settle OBJECT [UNIT]: how the price of transit is settled
settle() {
	jq --argjson s "$1" '.prices.transit |= (del(.price, .per, .rounding)
	    | .settle = $s)' "$SHARE/demo/catalog/catalog.json" \
	    >"$OSSBSS_HOME/catalog/catalog.json"
}

# port NAME FIRST MBPS...: hours of a port, the first begins at FIRST
port() {
	local name=$1 first=$2 at

	at=$(date -u -d "$first" +%s)
	shift 2
	printf '%s\n' "$@" | jq -c --arg name "$name" --argjson at "$at" -s '
	to_entries[] | (.value * 450000000) as $octets |
	{ type: "usage", usage_id: "\($name)@\($at + .key * 3600)",
	  ts: ($at + .key * 3600 | todate),
	  end_ts: ($at + .key * 3600 + 3600 | todate),
	  usage_type: "transit", identifier: $name, quantity: ($octets * 2),
	  unit: "octet", in_octets: $octets, out_octets: $octets,
	  source: "test", seq: 1 }'
}

# rate: usage on stdin, rated with the subscriptions of the books
rate() {
	bss-crm export subscriptions -o ndjson >"$TMP/subs"
	bss-rate -q --no-end -s "$TMP/subs"
}

# lines ACCOUNT: "settle quantity unit net" of its draft's settled lines
lines() {
	draft "$1" | jq -r '.invoice_lines[] | select(.settle)
	    | [.settle, .invoiced_quantity, .unit, .line_net_amount]
	    | join(" ")'
}

bill() {
	rate | bss-bill run -q --period "${1-2026-10}" "${@:2}"
}

post() {
	bss-bill post -q --period "$1" \
	    --now "$(date -u -d "$1-02 +1 month" +%Y-%m-%dT08:00:00Z)"
}

twenty() {
	port edge1/lo 2026-10-10T00:00Z 100 200 300 400 500 600 700 843.2 \
	    900 110 210 310 410 510 610 710 120 220 320 420
}

@test "bss-rate: usage that is settled later is marked, and has no amount" {
	run --separate-stderr bash -c "$(declare -f port twenty rate)
	    twenty | rate"
	[ "$status" -eq 0 ]
	[ "$(jq -rs '[.[] | select(.type == "rated")
	    | "\(.settle) \(has("amount")) \(has("charged_quantity"))"]
	    | unique | join(",")' <<<"$output")" = 'percentile false false' ]
	run --separate-stderr bash -c "$(declare -f port twenty)
	    twenty | head -n 1 | bss-rate -q --no-end --explain -s $TMP/subs"
	[[ "${lines[0]}" == *'priced with the period: percentile of price '* ]]
}

@test "bss-rate: what a percentile cannot measure is rejected at once" {
	twenty | head -n 3 | jq -c -s '.[0] |= del(.out_octets)
	    | .[1].end_ts = "2026-10-09T00:00:00Z" | .[]' >in
	bss-crm export subscriptions >subs
	run --separate-stderr bss-rate -q --no-end -s subs -r rejects in
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rejects | paste -sd' ')" = \
	    'field-missing field-value' ]
}

@test "bss-bill run: the 95th percentile above the commitment is charged" {
	twenty | bill
	# of 20 the greatest is dropped: 843.2
	[ "$(lines A-100)" = 'commit-fee 1 month 400.00
percentile 343200000 bit/s 308.88' ]
	run bss-bill show --period 2026-10 A-100
	[[ "$output" == *'343.2 Mbit/s       0.90 '*'308.88'* ]]
	[[ "$output" == *'95th percentile 843.2 Mbit/s, commitment 500 Mbit/s, '*\
'725 of 745 readings'* ]]
	bss-bill check
}

@test "bss-bill run: a percentile of a part of the cycle costs a part" {
	bss-crm end S-100 --zone Europe/Paris 2026-10-16
	twenty | bill
	# 308.88 * 15 / 31
	[ "$(lines A-100)" = 'commit-fee 15 d 193.55
percentile 343200000 bit/s 149.46' ]
	run bss-bill show --period 2026-10 A-100
	[[ "$(tr -s '\n ' ' ' <<<"$output")" == *'overage 343.2 Mbit/s, '\
'15 of 31 days, 340 of 360 readings missing'* ]]
	draft A-100 | jq -e '.invoice_lines[] | select(.settle == "percentile")
	    | .days_due == "15" and .cycle_days == "31"
	    and .rounding_difference == "-0.001935484"
	    and (has("item_net_price") | not)'
	bss-bill check
	settle "$(jq -c '.prices.transit.settle | .proration = "fee"' \
	    "$OSSBSS_HOME/catalog/catalog.json")"
	twenty | bill
	[ "$(lines A-100)" = 'commit-fee 15 d 193.55
percentile 343200000 bit/s 308.88' ]
}

@test "bss-bill run: order, files and shards do not change a percentile" {
	local i

	twenty >usage
	port edge2/lo 2026-10-11T00:30Z 1000 50 70 >>usage
	sort usage | bill
	bss-bill render --draft --all --format json >want
	sort -r usage >usage.r
	split -n l/3 usage.r part.
	rate >/dev/null </dev/null
	for i in 1 2; do
		cat part.* | bss-rate -q --no-end -s subs --shard $i/2
	done >rated
	bss-bill run -q --period 2026-10 rated
	bss-bill render --draft --all --format json >got
	diff want got
}

@test "bss-bill run: a commitment is owed when nothing was used" {
	bill </dev/null
	[ "$(lines A-100)" = 'commit-fee 1 month 400.00
percentile 0 bit/s 0.00' ]
	# of a circuit that came in the middle of the cycle, by days
	bss-crm add subscription S-101 --zone Europe/Paris account=A-100 \
	    offer=transit identifier=edge1/x from=2026-10-21
	bill </dev/null
	[ "$(lines A-100)" = 'commit-fee 1 month 400.00
percentile 0 bit/s 0.00
commit-fee 11 d 141.94
percentile 0 bit/s 0.00' ]
}

@test "bss-bill run: windows that were not the subscription's do not count" {
	settle '{ "percentile": { "window_s": "86400", "percent": "50" },
	    "price": "1", "per": "1" }'
	bss-crm set subscription S-100 --zone Europe/Paris from=2026-10-30
	port edge1/lo 2026-10-30T00:00Z 24 | bill
	# 2 windows of a day at UTC, the rate of one is 1 Mbit/s
	[ "$(draft A-100 | jq -c '.invoice_lines[] | select(.settle)
	    | [.windows, .windows_missing, .measured_quantity]')" = \
	    '["2","1","0"]' ]
}

@test "bss-bill run: the ports of a circuit are measured as one" {
	local both='{ "percentile": { "window_s": "3600",
	    "missing": "left-out" }, "commit": { "quantity": "500000000",
	    "fee": "400.00" }, "price": "0.90", "per": "1000000" }'

	bss-crm add subscription S-099 account=A-100 offer=transit \
	    identifier=edge1/b from=2026-01-01T00:00:00Z param_circuit=C1
	bss-crm set subscription S-100 param_circuit=C1
	bss-crm add subscription S-098 account=A-100 offer=transit \
	    identifier=edge1/c from=2026-01-01T00:00:00Z
	{
		port edge1/lo 2026-10-10T00:00Z 300 300
		port edge1/b 2026-10-10T00:00Z 400
		port edge1/c 2026-10-10T00:00Z 10
	} >usage
	settle "$(jq '.pool = "circuit"' <<<"$both")"
	bill <usage
	[ "$(lines A-100)" = 'commit-fee 1 month 400.00
percentile 0 bit/s 0.00
commit-fee 1 month 400.00
percentile 200000000 bit/s 180.00' ]
	[ "$(draft A-100 | jq -r '[.invoice_lines[] | select(.settle)
	    | .subscription] | join(" ")')" = 'S-098 S-098 S-099 S-099' ]
	settle "$(jq '.pool = "account"' <<<"$both")"
	bill <usage
	[ "$(lines A-100)" = 'commit-fee 1 month 400.00
percentile 210000000 bit/s 189.00' ]
}

@test "bss-bill run: a circuit goes on when its first port has ended" {
	settle '{ "percentile": { "window_s": "3600", "missing": "left-out" },
	    "commit": { "quantity": "500000000", "fee": "400.00" },
	    "price": "0.90", "per": "1000000", "pool": "circuit" }'
	bss-crm add subscription S-099 account=A-100 offer=transit \
	    identifier=edge1/b from=2026-01-01T00:00:00Z param_circuit=C1
	bss-crm set subscription S-100 param_circuit=C1
	bss-crm end S-099 --zone Europe/Paris 2026-09-20
	bill </dev/null
	[ "$(lines A-100)" = 'commit-fee 1 month 400.00
percentile 0 bit/s 0.00' ]
	twenty | bill
	[ "$(draft A-100 | jq -r '.invoice_lines[] | select(.settle)
	    | "\(.subscription) \(.line_net_amount)"')" = 'S-100 400.00
S-100 308.88' ]
}

# pool_of POOL: a commitment of 310.00 for what is pooled so
pool_of() {
	settle '{ "percentile": { "window_s": "86400", "percent": "100" },
	    "commit": { "quantity": "500000000", "fee": "310.00" },
	    "price": "0.90", "per": "1000000", "pool": "'"$1"'" }'
}

# port_of ID FROM [FIELD=VALUE ...]: another port of circuit C1 of A-100
port_of() {
	bss-crm add subscription "$1" --zone Europe/Paris account=A-100 \
	    offer=transit identifier="edge2/$1" from="$2" param_circuit=C1 \
	    "${@:3}"
}

# fees: "subscription first last net" of the fees in the last draft of A-100
fees() {
	draft A-100 | jq -rs 'max_by(.period) | .invoice_lines[]
	    | select(.settle == "commit-fee") | [.subscription,
	    .period_start_date, .period_end_date, .line_net_amount]
	    | join(" ")'
}

@test "bss-bill run: a pool owes nothing for days that none of it has" {
	local pool

	bss-crm set subscription S-100 param_circuit=C1
	bss-crm end S-100 --zone Europe/Paris 2026-10-06
	port_of S-101 2026-10-22
	for pool in circuit account; do
		pool_of "$pool"
		port edge1/lo 2026-10-02T00:00Z 24 | bill
		[ "$(fees)" = 'S-100 2026-10-01 2026-10-05 50.00
S-100 2026-10-22 2026-10-31 100.00' ]
		# nor are there windows between them; it is summer until the 25th
		[ "$(draft A-100 | jq -c '.invoice_lines[]
		    | select(.settle == "percentile")
		    | [.windows, .windows_missing]')" = \
		    '["15","14"]' ]
	done
	# a whole cycle, however often, is owed once
	settle "$(jq -c '.prices.transit.settle
	    | .proration = "none"' "$OSSBSS_HOME/catalog/catalog.json")"
	bill </dev/null
	[ "$(fees)" = 'S-100 2026-10-01 2026-10-31 310.00' ]
}

@test "bss-bill run: the fee of a pool comes with the next period, too" {
	local pool

	bss-crm set subscription S-100 param_circuit=C1
	port_of S-101 2026-01-01
	for pool in circuit account; do
		pool_of "$pool"
		bill 2026-09 </dev/null
		[ "$(fees)" = 'S-100 2026-09-01 2026-09-30 310.00' ]
	done
	post 2026-09
	bill 2026-11 </dev/null
	[ "$(fees)" = 'S-100 2026-10-01 2026-10-31 310.00
S-100 2026-11-01 2026-11-30 310.00' ]
	post 2026-11
	# once, though another port has no line of its own
	bill 2026-12 </dev/null
	[ "$(fees)" = 'S-100 2026-12-01 2026-12-31 310.00' ]
	bss-bill check
}

@test "bss-bill run: an end taken back brings the rest of a fee" {
	local pool

	for pool in subscription circuit; do
		pool_of "$pool"
		bss-crm set subscription S-100 param_circuit=C1
		bss-crm end S-100 --zone Europe/Paris 2026-10-11
		bill </dev/null
		[ "$(fees)" = 'S-100 2026-10-01 2026-10-10 100.00' ]
	done
	twenty | bill
	post 2026-10
	bss-crm set subscription S-100 to=
	bill 2026-11 </dev/null
	[ "$(fees)" = 'S-100 2026-10-11 2026-10-31 210.00
S-100 2026-11-01 2026-11-30 310.00' ]
	# what was measured stays charged
	draft A-100 | jq -se 'max_by(.period) | .invoice_lines
	    | map(select(.settle == "percentile")) | length == 1'
	post 2026-11
	bill 2026-12 </dev/null
	[ "$(fees)" = 'S-100 2026-12-01 2026-12-31 310.00' ]
	# with all usage of the cycle the whole of it is right as it is
	bss-crm export subscriptions -o ndjson >"$TMP/subs"
	twenty | bss-rate -q --no-end -s "$TMP/subs" |
	    bss-bill run -q --period 2026-12 --late-from 2026-10-01
	draft A-100 | jq -se 'max_by(.period) | .invoice_lines
	    | all(.kind != "correction" or .settle != "percentile")'
	bss-bill check
}

@test "bss-bill run: a fee in parts is added to where days came" {
	pool_of circuit
	bss-crm set subscription S-100 param_circuit=C1
	bss-crm end S-100 --zone Europe/Paris 2026-10-06
	port_of S-101 2026-10-22
	bill </dev/null
	post 2026-10
	bss-crm set subscription S-101 --zone Europe/Paris from=2026-10-16
	port_of S-102 2026-10-04 to=2026-10-08T00:00:00+02:00
	bill 2026-11 </dev/null
	[ "$(fees)" = 'S-100 2026-10-06 2026-10-07 20.00
S-100 2026-10-16 2026-10-21 60.00
S-101 2026-11-01 2026-11-30 310.00' ]
}

@test "bss-bill run: a fee is owed since the catalog has one" {
	settle '{ "percentile": { "window_s": "86400" }, "price": "0.90",
	    "per": "1000000", "pool": "circuit" }'
	twenty | bill
	post 2026-10
	bill 2026-11 </dev/null
	post 2026-11
	pool_of circuit
	bill 2026-12 </dev/null
	[ "$(fees)" = 'S-100 2026-12-01 2026-12-31 310.00' ]
}

@test "bss-bill run: above the cap nothing is charged" {
	settle '{ "percentile": { "window_s": "3600", "missing": "left-out" },
	    "commit": { "quantity": "500000000" }, "cap": "800000000",
	    "increment": "1000000", "price": "0.90", "per": "1000000" }'
	twenty | bill
	[ "$(lines A-100)" = 'percentile 300000000 bit/s 270.00' ]
	[ "$(draft A-100 | jq -r '.invoice_lines[] | select(.settle)
	    | .measured_quantity')" = 844000000 ]
}

@test "bss-bill run: too little was read: the commitment alone [bill-coverage]" {
	settle '{ "percentile": { "window_s": "3600", "coverage": "90" },
	    "commit": { "quantity": "500000000", "fee": "400.00" },
	    "price": "0.90", "per": "1000000" }'
	twenty | rate >rated
	run --separate-stderr bss-bill run -q --period 2026-10 rated
	[ "$status" -eq 1 ]
	[[ "$stderr" == *"account 'A-100', subscription 'S-100'"*\
"'transit' [bill-coverage]"* ]]
	[ "$(lines A-100)" = 'commit-fee 1 month 400.00
percentile 0 bit/s 0.00' ]
}

@test "bss-bill run: late usage changes a percentile, the difference comes" {
	bill 2026-09 </dev/null
	post 2026-09
	twenty | tee usage | bill
	post 2026-10
	# two hours above all: the one below them counts
	port edge1/lo 2026-10-20T00:00Z 2000 2000 >>usage
	bill 2026-11 --late-from 2026-10-01 <usage
	draft A-100 | jq -c '.invoice_lines[] | select(.settle) | [.kind,
	    .settle, .period_start_date, .line_net_amount, .records]' >got
	# 22 hours, the greatest is dropped: 2000, before it was 843.2
	diff got - <<-END
	["correction","percentile","2026-10-01","1041.12","2"]
	["usage","commit-fee","2026-11-01","400.00","0"]
	["usage","percentile","2026-11-01","0.00","0"]
	END
	post 2026-11
	bill 2026-12 --late-from 2026-10-01 <usage
	[ "$(lines A-100 | grep -c .)" -eq 2 ]
	bss-bill check
}

@test "bss-bill run: late usage may lower a percentile, too" {
	twenty | tee usage | bill
	post 2026-10
	port edge1/lo 2026-10-20T00:00Z 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 \
	    1 >>usage
	bill 2026-11 --late-from 2026-10-01 <usage
	# of 40 two are dropped: 710
	[ "$(draft A-100 | jq -r '.invoice_lines[] | select(.kind ==
	    "correction") | .line_net_amount')" = -119.88 ]
	bss-bill check
}

@test "bss-bill run: late usage without its cycle is rejected [bill-settle]" {
	twenty | head -n 1 | rate | jq -c 'select(.type == "rated")
	    | .late = true' >late
	run --separate-stderr bss-bill run -q --period 2026-11 --no-end \
	    -r rejects late
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rejects)" = bill-settle ]
	jq -c 'del(.late)' late >early
	run --separate-stderr bss-bill run -q --period 2026-11 --no-end \
	    -r rejects early
	[ "$(jq -r .code rejects)" = bill-period ]
	bss-bill run -q --period 2026-11 --no-end --late-from 2026-10-01 early
	# its cycle is all of it, and what is marked is a part
	run --separate-stderr bss-bill run -q --period 2026-11 --no-end \
	    --late-from 2026-10-01 -r rejects late
	[ "$(jq -r .code rejects)" = bill-late ]
}

@test "bss-bill run: tiers of the whole volume, packages, a commitment" {
	settle '{ "tiers": { "mode": "volume", "steps": [
	    { "upto": "1000000000000", "price": "0.08", "per": "1000000000" },
	    { "price": "0.05", "per": "1000000000", "fee": "2.00" } ] } }'
	port edge1/lo 2026-10-10T00:00Z 1000 | bill
	[ "$(lines A-100)" = 'tier 900000000000 octet 72.00' ]
	port edge1/lo 2026-10-10T00:00Z 1000 1000 | bill
	[ "$(lines A-100)" = 'tier 1800000000000 octet 92.00' ]
	settle '{ "tiers": { "mode": "graduated", "steps": [
	    { "width": "1000000000000", "price": "0.08", "per": "1000000000" },
	    { "price": "0.05", "per": "1000000000" } ] } }'
	port edge1/lo 2026-10-10T00:00Z 1000 1000 | bill
	[ "$(lines A-100)" = 'tier 1800000000000 octet 120.00' ]
	settle '{ "commit": { "quantity": "1000000000000", "fee": "50.00" },
	    "tiers": { "mode": "volume", "steps": [ { "price": "4.00",
	    "per": "10000000000", "package": "10000000000" } ] } }'
	port edge1/lo 2026-10-10T00:00Z 1000 116 | bill
	[ "$(lines A-100)" = 'commit-fee 1 month 50.00
commit 4400000000 octet 4.00' ]
}

@test "bss-bill run: a percentage is of an amount in the minor unit" {
	settle '{ "tiers": { "mode": "graduated", "steps": [
	    { "upto": "100000", "percent": "2.5" }, { "percent": "1" } ] } }'
	jq '.prices.transit.unit = "1"' "$OSSBSS_HOME/catalog/catalog.json" \
	    >catalog.new
	mv catalog.new "$OSSBSS_HOME/catalog/catalog.json"
	twenty | head -n 1 | jq -c '.unit = "1" | .quantity = 123456' | bill
	# 2.5 % of 1,000.00 and 1 % of 234.56
	[ "$(lines A-100)" = 'tier 123456 1 27.35' ]
	# the minor unit of the price's own currency
	bss-crm add account A-500 customer=C-400 currency=JPY
	bss-crm add subscription S-500 --zone Europe/Paris account=A-500 \
	    offer=yen identifier=yen from=2026-01-01
	jq '.prices.yen = .prices.transit + { currency: "JPY" } | .offers.yen =
	    { name: "Y", status: "active", prices: ["yen"] }' \
	    "$OSSBSS_HOME/catalog/catalog.json" >catalog.new
	mv catalog.new "$OSSBSS_HOME/catalog/catalog.json"
	twenty | head -n 1 | jq -c '.unit = "1" | .quantity = 123456
	    | .identifier = "yen"' | bill
	[ "$(lines A-500)" = 'tier 123456 1 2735' ]
}

@test "bss-bill run: a record that is settled otherwise than its price" {
	twenty | head -n 2 | rate | jq -c 'select(.type == "rated")' >rated
	sed -i '1s/"percentile"}/"tier"}/; 2s/,"settle":"percentile"//' rated
	sed -i '2s/}$/,"amount":1}/' rated
	run --separate-stderr bss-bill run -q --period 2026-10 --no-end \
	    -r rejects rated
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rejects | paste -sd' ')" = 'bill-price bill-price' ]
}

@test "bss-rate, bss-bill: a bucket comes before the tiers of a volume" {
	settle '{ "pool": "account", "tiers": { "mode": "volume", "steps": [
	    { "upto": "100000000000", "price": "0.40", "per": "1000000000" },
	    { "price": "0.30", "per": "1000000000" } ] } }'
	jq '.allowances = { "fair": { "name": "Fair use", "unit": "octet",
	    "quantity": "150000000000", "usage_types": [ "transit" ] } }
	    | .offers[] |= if .prices | index("transit")
	    then .allowances = [ "fair" ] else . end' \
	    "$OSSBSS_HOME/catalog/catalog.json" >catalog.json
	mv catalog.json "$OSSBSS_HOME/catalog"
	bss-crm export subscriptions -o ndjson >subs
	# three hours of 90 GB: one, two thirds of another are included
	port edge1/lo 2026-10-10T00:00Z 100 100 100 >in
	bss-rate -q -s subs --period 2026-10 --no-end in >rated
	jq -c 'select(.type == "rated") | [.settle, .charged_quantity,
	    .allowance_quantity, .allowance, .amount]' rated >got
	diff got - <<-END
	["tier",0,90000000000,"fair",null]
	["tier",30000000000,60000000000,"fair",null]
	["tier",90000000000,null,null,null]
	END
	run bss-rate -q -s subs --period 2026-10 --no-end --explain in
	[[ "$output" == *': 90000000000 octets: 60000000000 octets out of fair, 30000000000 octets priced with the period: tier of price transit'* ]]
	bss-rate -q -s subs --period 2026-10 --no-end --explain-json in |
	    jq -c '[.charged_quantity, .allowances[].taken]' >got
	diff got - <<-END
	["0","90000000000"]
	["30000000000","60000000000"]
	["90000000000"]
	END
	bss-bill run -q --period 2026-10 --no-end rated
	draft A-100 | jq -c '.invoice_lines[] | select(.settle)
	    | [.invoiced_quantity, .included_quantity, .line_net_amount]' >got
	[ "$(cat got)" = '["120000000000","150000000000","36.00"]' ]
	run bss-bill show A-100
	[[ "$output" == *'150'* ]]
	bss-bill check
}

@test "bss-catalog: what a bucket of money or a percentile cannot have" {
	local a

	settle '{ "tiers": { "mode": "volume", "steps": [
	    { "price": "0.30", "per": "1000000000" } ] } }'
	cp "$OSSBSS_HOME/catalog/catalog.json" tiers.json
	for a in '"amount": "5"' '"unit": "octet", "quantity": "5",
	    "price": "1", "per": "1"'; do
		jq --argjson a "{ \"name\": \"B\", \"prices\": [ \"transit\" ],
		    $a }" '.allowances = { b: $a }' tiers.json \
		    >"$OSSBSS_HOME/catalog/catalog.json"
		run --separate-stderr bss-catalog check
		[ "$status" -eq 2 ]
		has_code catalog-reference
	done
	settle '{ "percentile": {}, "price": "0.90", "per": "1000000" }'
	jq '.allowances = { b: { name: "B", unit: "octet", quantity: "5",
	    prices: [ "transit" ] } }' "$OSSBSS_HOME/catalog/catalog.json" >c
	mv c "$OSSBSS_HOME/catalog/catalog.json"
	run --separate-stderr bss-catalog check
	[ "$status" -eq 2 ]
	has_code catalog-reference
}
