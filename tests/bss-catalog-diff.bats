# bss-catalog-diff.bats: what another catalog does to prices

load lib/common

setup() {
	cp -R "$SHARE/demo/catalog" "$TMP/new"
	cd "$TMP" || return 1
	old=$SHARE/demo/catalog
}

edit() {
	jq "$@" "$old/catalog.json" >new/catalog.json
}
# differs LINE...: diff says these lines, in this order, and exits 1
differs() {
	run --separate-stderr bss-catalog diff "$old" new
	[ "$status" -eq 1 ]
	diff -u <(printf '%s\n' "$@") <(printf '%s\n' "$output")
}

@test "bss-catalog diff: the same catalog, and the same in other words" {
	bss-catalog diff "$old" new
	# cut in two, written otherwise, in another order, defaults written out
	edit '.prices.voice.direction = "out" | .prices.data.price = "1.5"'
	sed -i 's/^Spain,,0.08,0.06,60,1,1,,2026-01-01,/Spain,,0.080,0.06,60,,,0,2026-01-01,2026-06-01/' \
	    new/rates/voice.csv
	sed -i '2i Spain,,0.08,0.060,60,1,1,,2026-06-01,' new/rates/voice.csv
	echo +3361,France mobile >>new/destinations.csv
	run --separate-stderr bss-catalog diff "$old" new
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "bss-catalog diff: a rate that is another from a date on" {
	sed -i 's/^France mobile,peak,0.08,0.12,60,30,1,,2026-01-01,/&2026-12-01\nFrance mobile,peak,0.05,0.10,60,30,1,,2026-12-01,/' \
	    new/rates/voice.csv
	differs 'Calls to France mobile, peak: 0.12 -> 0.10 per 60 s (-16.7 %), connect_fee 0.08 -> 0.05 from 2026-12-01'
}

@test "bss-catalog diff: rates that come, go, and change for a while" {
	sed -i '/^Tunisia/d; s/^Belgium,,0.08,0.06,60,/Belgium,,0.08,0.03,30,/
	    s/^Italy,,0.08,0.06,60,1,1,,2026-01-01,/&2026-03-01\nItaly,,0.08,0.05,60,1,1,,2026-03-01,2026-04-01\nItaly,,0.08,0.06,60,1,1,,2026-04-01,/
	    $a ,,0,1,60,1,1,,,2026-02-01' new/rates/voice.csv
	differs 'Calls: new, 1 per 60 s until 2026-02-01' \
	    'Calls to Belgium: 0.06 per 60 s -> 0.03 per 30 s from 2026-01-01' \
	    'Calls to Italy: 0.06 -> 0.05 per 60 s (-16.7 %) from 2026-03-01 to 2026-04-01' \
	    'Calls to Tunisia: no rate any more, was 0.45 per 60 s, connect_fee 0.10, first_increment 60, next_increment 30 from 2026-01-01'
}

@test "bss-catalog diff: members, lists, entries" {
	edit '.prices.data.price = "1.40" | .prices.data.increment = "1"
	    | .offers.voip.prices = ["line-month", "voice", "sms"]
	    | .offers.voip.status = "retired"
	    | .taxes["vat-standard"].rates += [{percent: "21",
	        from: "2027-01-01"}]
	    | .bands.peak[0].to = "21:00" | .currency = "CHF"
	    | .prices.extra = (.prices.setup | .amount = "10.00")
	    | .prices |= del(."mobile-month")
	    | .offers.mobile.prices |= map(select(. != "mobile-month"))
	    | .ledger.tax = "4458"'
	differs "price 'mobile-month' is gone" \
	    'catalog: currency: EUR -> CHF' \
	    "tax 'vat-standard': rates.2.percent: none -> 21" \
	    "tax 'vat-standard': rates.2.from: none -> 2027-01-01" \
	    "band 'peak': 0.to: 20:00 -> 21:00" \
	    "price 'data': price: 1.50 -> 1.40" \
	    "price 'data': increment: 1000 -> 1" \
	    "price 'extra' is new: kind: one-off, amount: 10.00, name: Setup, tax: vat-standard, gl: 7068" \
	    "offer 'voip': status: active -> retired" \
	    "offer 'voip': prices: without 'voice-received', with 'sms'" \
	    "offer 'mobile': prices: without 'mobile-month'" \
	    'ledger: tax: 4457 -> 4458'
}

@test "bss-catalog diff: for which usage a price is" {
	edit '.network_groups = {near: ["262*", "20801"]}
	    | .destination_groups = {some: ["France", "Spain"]}
	    | .prices.sms.networks = ["near"]'
	cp -R new was
	edit '.network_groups = {near: ["262*", "20802"], far: ["1*"]}
	    | .prices.sms += {networks: ["near", "far"],
	    destinations: ["France"]}'
	run --separate-stderr bss-catalog diff -q was new
	[ "$status" -eq 1 ]
	[ "$(sort <<<"$output")" = "group of destinations 'some' is gone
group of networks 'far' is new: 1*
group of networks 'near': without '20801', with '20802'
price 'sms': destinations: with 'France'
price 'sms': networks: with 'far'" ]
	# usage without a network, and names that are the same as numbers
	edit '.network_groups = {near: ["", "20801"], far: ["1"]}'
	rm -rf was
	cp -R new was
	edit '.network_groups = {near: ["20801"], far: ["01"]}'
	run --separate-stderr bss-catalog diff -q was new
	[ "$status" -eq 1 ]
	[ "$(sort <<<"$output")" = "group of networks 'far': without '1', with '01'
group of networks 'near': without '\"\"'" ]
}

@test "bss-catalog diff: an offer with another id is renamed" {
	edit '.offers.fttx = (.offers.fibre | .name = "FTTx") | del(.offers.fibre)'
	differs "offer 'fibre' is 'fttx' now" \
	    "offer 'fibre': name: Fibre access -> FTTx"
	edit '.offers.fttx = (.offers.fibre | .status = "draft")
	    | del(.offers.fibre)'
	run bss-catalog diff "$old" new
	[[ $output == *"offer 'fibre' is gone"*"offer 'fttx' is new: "* ]]
}

@test "bss-catalog diff: prefixes that move numbers" {
	printf '%s\n' +3375,France '+3361,France mobile' +356,Malta \
	    >>new/destinations.csv
	sed -i '/^+346,/d; s/^+8816,/+881,/' new/destinations.csv
	differs 'numbers that begin with +3375: France mobile -> France' \
	    'numbers that begin with +346: Spain mobile -> Spain' \
	    'numbers that begin with +356: nowhere -> Malta' \
	    'numbers that begin with +881: nowhere -> Satellite'
}

@test "bss-catalog diff: members that it has never heard of, files too" {
	edit '.bands.peak[0].weight = "3" | .bands.holiday = [{days: "holiday",
	    from: "00:00", to: "24:00", weight: "9"}]'
	printf 'date,kind\n2026-12-25,holiday\n' >new/calendar.csv
	differs "band 'peak': 0.weight: none -> 3" \
	    "band 'holiday' is new: 0.days: holiday, 0.from: 00:00, 0.to: 24:00, 0.weight: 9" \
	    'calendar.csv: with 2026-12-25, holiday'
}

@test "bss-catalog diff: text from outside cannot drive a terminal" {
	edit '.prices.data.name = "a\u001b[2Jb"'
	run bss-catalog diff "$old" new
	[[ $output == *'a\033[2Jb'* ]]
}

@test "bss-catalog diff: operands and options" {
	run --separate-stderr bss-catalog diff "$old"
	[ "$status" -eq 2 ]
	run --separate-stderr bss-catalog diff "$old" gone
	[ "$status" -eq 2 ]
	has_code open-failed
	run --separate-stderr bss-catalog diff --usage x "$old" new
	[ "$status" -eq 2 ]
	has_code usage-missing
	run --separate-stderr bss-catalog diff -o csv "$old" new
	[ "$status" -eq 2 ]
	has_code usage-value
}

# ---- what usage would have cost ---------------------------------------------

call() {
	printf '{"type":"usage","usage_id":"%s","ts":"%s","usage_type":"voice",' \
	    "$1" "$2"
	printf '"identifier":"%s","called_number":"%s","quantity":60,"unit":' \
	    "$3" "$4"
	printf '"s","source":"t","seq":1}\n'
}
subs() {
	cat <<-'END'
	subscription,account,payer,offer,identifier,from
	S1,A1,,voip,+33473000001,2026-01-01T00:00:00Z
	S2,A2,A1,voip,+33473000002,2026-01-01T00:00:00Z
	S3,A3,,voip,+33473000003,2026-01-01T00:00:00Z
	END
}
impact() {
	bss-catalog diff "$old" new --usage usage -s subs.csv --no-end "$@"
}

@test "bss-catalog diff --usage: each paying account, old and new" {
	subs >subs.csv
	{
		call u1 2026-10-05T10:00:00Z +33473000001 +33612345678
		call u2 2026-10-05T10:00:00Z +33473000002 +33612345678
		call u3 2026-10-05T10:00:00Z +33473000003 +34911234567
		call u4 2026-10-05T10:00:00Z +33473000003 +216911234567
		call u5 2026-10-05T10:00:00Z +33473000003 +35691234567
		call u6 2026-10-05T10:00:00Z +33473000009 +33612345678
	} >usage
	sed -i 's/^France mobile,peak,0.08,0.12/France mobile,peak,0.08,0.10/
	    /^Tunisia/d; $a Malta,,0,0.3,60,1,1,,,' new/rates/voice.csv
	echo +356,Malta >>new/destinations.csv
	run --separate-stderr impact -o csv
	[ "$status" -eq 1 ]
	[ "$output" = "type,account,records,old_total,new_total,change,percent,newly_rated,unrated,currency,old_cost,new_cost,cost_change,cost_unknown
comparison,A1,2,0.4,0.36,-0.04,-10,0,0,EUR,,,,
comparison,A3,3,0.69,0.44,-0.25,-36.2,1,1,EUR,,,," ]
	[[ $stderr == *'6 records: 1.09 -> 0.8 EUR; 1 rated by neither'* ]]
	# what bss-rate says, added up
	for c in "$old" new; do
		bss-rate -c "$c" -s subs.csv --no-end -r rejects usage |
		    jq -r 'select(.type == "rated").amount'
	done | awk '{ s += $1 } END { printf "%.2f\n", s }' | grep -x 1.89
}

@test "bss-catalog diff --usage: the same prices are no difference" {
	subs >subs.csv
	call u1 2026-10-05T10:00:00Z +33473000001 +33612345678 >usage
	run --separate-stderr impact -q
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
}

@test "bss-catalog diff --usage: what it costs, of usage that is rated already" {
	subs >subs.csv
	cp -R new was
	jq '.prices.voice.cost = "carrier" | .costs.carrier = {unit: "s",
	    price: "0.06", per: "60"}' "$old/catalog.json" >was/catalog.json
	{
		call u1 2026-10-05T10:00:00Z +33473000001 +33612345678
		call u2 2026-10-05T11:00:00Z +33473000003 +33612345678
	} | bss-rate --no-end -c was -s subs.csv >usage
	jq '.costs.carrier |= (del(.price, .per) + {rates: [{price: "0.075",
	    per: "60", from: "2026-10-05T12:30:00+02:00"}]})' \
	    was/catalog.json >new/catalog.json
	run --separate-stderr bss-catalog diff was new --usage usage \
	    -s subs.csv
	[ "$status" -eq 1 ]
	[ "$output" = \
'account  records  old_total  new_total  change  percent  newly_rated  unrated  currency  old_cost  new_cost  cost_change  cost_unknown
A1             1       0.20       0.20    0.00      0.0            0        0  EUR          0.060     0.000       -0.060             1
A3             1       0.20       0.20    0.00      0.0            0        0  EUR          0.060     0.075        0.015             0' ]
	[[ $stderr == *'2 records: 0.4 -> 0.4 EUR; 0 rated by neither; cost 0.12 -> 0.075 EUR, not known of 1'* ]]
	# in a currency of its own it is a row of its own
	jq '.costs.carrier.currency = "USD"' new/catalog.json >c
	mv c new/catalog.json
	bss-catalog diff -q was new --usage usage -s subs.csv -o ndjson >out ||
	    true
	[ "$(jq -c 'select(.account == "A3") | [.currency, .old_cost,
	    .new_cost, .records]' out)" = '["EUR",0.06,0,1]
["USD",0,0.075,0]' ]
}

@test "bss-catalog diff --usage: a draft offer rates nothing" {
	subs >subs.csv
	call u1 2026-10-05T10:00:00Z +33473000001 +33612345678 >usage
	edit '.offers.voip.status = "retired"'
	[ "$(impact -o ndjson | jq -r 'select(.type == "comparison")
	    | "\(.new_total) \(.unrated)"')" = '0 1' ]
}

@test "bss-catalog diff --usage: buckets want a period and an order" {
	subs >subs.csv
	edit '.allowances.hour = {name: "Hour", unit: "s", quantity: "90",
	    every: "month", usage_types: ["voice"]}
	    | .offers.voip.allowances = ["hour"]'
	{
		call u1 2026-10-05T10:00:00Z +33473000001 +33612345678
		call u2 2026-10-05T11:00:00Z +33473000001 +33612345678
	} >usage
	run --separate-stderr impact
	[ "$status" -eq 2 ]
	has_code usage-missing
	impact --period 2026-10 -o ndjson >out || true
	jq -se '.[0] | .old_total == 0.4 and .new_total < 0.2' out
	tac usage >other
	mv other usage
	run --separate-stderr impact --period 2026-10
	[ "$status" -eq 2 ]
	has_code rate-order
}

@test "bss-catalog diff --usage --opening: what the period before has left" {
	subs >subs.csv
	edit '.allowances.hour = {name: "Hour", unit: "s", quantity: "90",
	    every: "month", roll_over: {cycles: "1", limit: "90"},
	    usage_types: ["voice"]}
	    | .offers.voip.allowances = ["hour"]'
	call u0 2026-09-05T10:00:00Z +33473000001 +33612345678 |
	    bss-rate -q --no-end -c new -s subs.csv --period 2026-09 \
	    --closing left >/dev/null
	{
		call u1 2026-10-05T10:00:00Z +33473000001 +33612345678
		call u2 2026-10-05T11:00:00Z +33473000001 +33612345678
	} >usage
	# 90 new seconds, and with 30 of before all of both
	impact --period 2026-10 -o ndjson >out || true
	jq -se '.[0].new_total > 0' out
	run --separate-stderr impact --period 2026-10 -o ndjson --opening left
	jq -se '.[0] | .old_total == 0.4 and .new_total == 0' <<<"$output"
	run --separate-stderr impact --period 2026-10 --opening gone
	[ "$status" -eq 2 ]
	has_code open-failed
}

@test "bss-catalog diff --usage: usage that was cut is refused" {
	subs >subs.csv
	call u1 2026-10-05T10:00:00Z +33473000001 +33612345678 >usage
	run --separate-stderr bss-catalog diff "$old" new --usage usage \
	    -s subs.csv
	[ "$status" -eq 2 ]
	has_code stream-cut
	echo '{"type":"usage","usage_id":"u2"}' >>usage
	run --separate-stderr impact
	[ "$status" -eq 1 ]
	has_code field-missing
}

@test "bss-catalog diff --usage: a price in another currency is a sum of its own" {
	subs >subs.csv
	call u1 2026-10-05T10:00:00Z +33473000001 +33612345678 >usage
	edit '.prices |= map_values(.currency = "USD")'
	run --separate-stderr impact -o csv
	[ "$status" -eq 1 ]
	[ "$(tail -n +2 <<<"$output" | cut -d, -f2-5,8-10)" = 'A1,1,0.2,0,0,1,EUR
A1,1,0,0.2,1,0,USD' ]
}

@test "bss-catalog diff --usage: what is settled with its period has no amount" {
	cat >subs.csv <<-'END'
	subscription,account,offer,identifier,from
	S1,A1,transit,r1/1,2026-01-01T00:00:00Z
	END
	cat >usage <<-'END'
	{"type":"usage","usage_id":"u1","ts":"2026-10-05T10:00:00Z","end_ts":"2026-10-05T10:05:00Z","usage_type":"transit","identifier":"r1/1","quantity":1000000000,"unit":"octet","in_octets":500000000,"out_octets":500000000,"source":"t","seq":1}
	END
	jq '.offers.transit.prices = ["transit-95"]' "$old/catalog.json" \
	    >new/catalog.json
	run --separate-stderr impact -o csv
	[ "$(tail -n 1 <<<"$output" | cut -d, -f2-5)" = A1,1,0.05,0 ]
	[[ $stderr == *'settled with its period is left out'* ]]
}
