# bss-bill.bats: a period's usage and charges to drafts

load lib/common
load lib/bill

setup() {
	bill_home
}

# ---- drafts -----------------------------------------------------------------

@test "bss-bill run: usage and charges to drafts, one per paying account" {
	october >usage
	run --separate-stderr run_october -v usage
	[ "$status" -eq 0 ]
	[[ $stderr == *'4 drafts of 7 records'* ]]
	[ "$(bss-bill list -o csv | cut -d, -f3)" = \
	    "$(printf 'account\nA-100\nA-200\nA-300\nA-400')" ]
	# usage: 1.9115 + 0.08 = 1.9915 is 1.99, the rest of it is kept
	run draft A-200
	jq -e '.invoice_lines | map([.kind, .price, .line_net_amount]) == [
		["recurring", "line-month", "4.90"],
		["usage", "voice", "1.99"],
		["usage", "voice-received", "0.00"]]' <<<"$output"
	jq -e '.invoice_lines[1] | .invoiced_quantity == "3783"
	    and .records == "2" and .rounding_difference == "0.0015"' \
	    <<<"$output"
	jq -e '.document_totals | .total_amount_without_vat == "6.89"
	    and .total_vat_amount == "1.38"
	    and .amount_due_for_payment == "8.27"' <<<"$output"
}

@test "bss-bill run: a bill is the sum of its lines, all bills of the usage" {
	october | run_october
	for a in A-100 A-200 A-300 A-400; do
		draft "$a"
	done | jq -se 'def cents: gsub("[.]"; "") | tonumber;
	    all(.[]; (.document_totals.sum_of_invoice_line_net_amount | cents)
	    == ([.invoice_lines[].line_net_amount | cents] | add)
	    and (.document_totals.total_vat_amount | cents)
	    == ([.vat_breakdown[].vat_category_tax_amount | cents] | add))'
	# exact amounts: net and rounding difference of the usage lines
	[ "$(for a in A-100 A-200 A-300; do draft "$a"; done |
	    jq -r '.invoice_lines[] | select(.kind == "usage")
	    | .line_net_amount, .rounding_difference' |
	    awk '{ s += $1 } END { printf "%.9f\n", s }')" = 4946.947744945 ]
}

@test "bss-bill run: charges of a subscription that begins within the period" {
	run_october </dev/null
	run draft A-400
	jq -e '.invoice_lines | map([.kind, .price, .period_start_date,
	    .period_end_date, .invoiced_quantity, .unit, .line_net_amount]) == [
		["recurring", "fibre-month", "2026-10-12", "2026-10-31", "20",
		    "d", "25.74"],
		["recurring", "fibre-month", "2026-11-01", "2026-11-30", "1",
		    "month", "39.90"],
		["one-off", "setup", "2026-10-12", "2026-10-12", "1", "1",
		    "50.00"]]' <<<"$output"
	jq -e '.invoice_lines[0].item_price_base_quantity == "31"' \
	    <<<"$output"
}

@test "bss-bill run: a change of offer within a month costs one month" {
	bss-crm end S-200 2026-10-15T10:00:00+02:00
	bss-crm add subscription S-201 account=A-200 offer=mobile \
	    identifier=+33471000200 from=2026-10-15T10:00:00+02:00
	bss-crm add subscription S-202 account=A-200 offer=mobile \
	    identifier=+33600000000 from=2026-01-01T00:00:00+01:00 \
	    to=2026-10-15T00:00:00+02:00
	run_october </dev/null
	run draft A-200
	# arrears: 14 days of the one and 17 of the other make 9.90
	jq -e '[.invoice_lines[] | select(.price == "mobile-month")
	    | .line_net_amount] | sort == ["4.47", "5.43"]' <<<"$output"
}

@test "bss-bill run: who pays has the lines, with the account they are of" {
	october | run_october
	run draft A-300
	jq -e '[.invoice_lines[] | .account // "own"] | unique
	    == ["A-310", "own"]' <<<"$output"
	run --separate-stderr draft A-310
	[ "$status" -eq 2 ]
	has_code bill-none
	# the subscription's payer comes before its account's
	bss-crm set subscription S-310 payer=A-400
	october | run_october
	draft A-400 | jq -e '[.invoice_lines[].account] | index("A-310") != null'
	draft A-300 | jq -e '[.invoice_lines[].account] | index("A-310") == null'
}

@test "bss-bill run: accounts of another bill day wait for their cycle" {
	bss-crm set account A-200 bill_day=15
	october >usage
	run --separate-stderr run_october -v usage
	[ "$status" -eq 0 ]
	[[ $stderr == *'used 4'*'filtered 3'* ]]
	[[ $(bss-bill list) != *A-200* ]]
	rated u8 A-200 S-200 voice 60 0.08 '"ts": "2026-11-14T22:59:59Z"' |
	    bss-bill run --period 2026-10-15/2026-11-15 --no-end
	draft A-200 | jq -e '.period == "2026-10-15/2026-11-15"
	    and .period_end_date == "2026-11-14"
	    and .invoice_lines[0].period_start_date == "2026-11-15"
	    and .invoice_lines[0].line_net_amount == "4.90"'
}

@test "bss-bill run: usage that came late has a line of its own" {
	late() {
		rated "$1" A-200 S-200 voice 60 0.08 "\"ts\": \"$2\", \"late\": true"
	}
	{
		october
		late l1 2026-09-30T10:00:00Z
		# the last second of August in Paris, and the first of September
		late l2 2026-08-31T21:59:59Z
		late l3 2026-08-31T22:00:00Z
	} | run_october
	draft A-200 | jq -e '.invoice_lines[-2:] | map([.kind,
	    .period_start_date, .period_end_date, .records,
	    .line_net_amount]) == [
		["late-usage", "2026-08-01", "2026-08-31", "1", "0.08"],
		["late-usage", "2026-09-01", "2026-09-30", "2", "0.16"]]'
	[[ $(bss-bill show A-200) == *'Calls (usage of earlier periods)'* ]]
}

@test "bss-bill run: the tax rate of the day" {
	jq '.taxes["vat-standard"].rates += [{percent: "21",
	    from: "2026-11-01"}]' "$SHARE/demo/catalog/catalog.json" \
	    >"$OSSBSS_HOME/catalog/catalog.json"
	october | run_october
	# November is charged in advance: two rates, each tax rounded once
	draft A-200 | jq -e '.vat_breakdown | map([.vat_category_rate,
	    .vat_category_taxable_amount, .vat_category_tax_amount]) == [
		["20", "1.99", "0.40"], ["21", "4.90", "1.03"]]'
}

@test "bss-bill run: late usage and that of the departed have their own rate" {
	jq '.taxes["vat-standard"].rates += [{percent: "21",
	    from: "2026-10-15"}]' "$SHARE/demo/catalog/catalog.json" \
	    >"$OSSBSS_HOME/catalog/catalog.json"
	bss-crm end S-310 2026-10-13T00:00:00+02:00
	{
		october
		rated l1 A-200 S-200 voice 60 100 \
		    '"ts": "2026-09-30T10:00:00Z", "late": true'
	} | run_october
	draft A-200 | jq -e '[.invoice_lines[] | select(.price == "voice")
	    | .kind + .vat_rate] == ["usage21", "late-usage20"]'
	draft A-300 | jq -e '[.invoice_lines[] | select(.price == "voice")
	    | .subscription + " " + .vat_rate] == ["S-301 21", "S-310 20"]'
}

@test "bss-bill run: reverse charge says why there is no tax" {
	jq '.taxes["vat-reverse"] = {name: "Reverse charge, art. 196",
	    category: "AE", rates: [{percent: "0", from: "2000-01-01"}]}' \
	    "$SHARE/demo/catalog/catalog.json" \
	    >"$OSSBSS_HOME/catalog/catalog.json"
	rated r1 A-100 S-100 transit 1000 12.345 '"tax_code": "vat-reverse"' |
	    run_october
	draft A-100 | jq -e '.vat_breakdown[0] | .vat_category_code == "AE"
	    and .vat_category_tax_amount == "0.00"
	    and .vat_exemption_reason_text == "Reverse charge, art. 196"'
	[[ $(bss-bill show A-100) == *'Reverse charge, art. 196'* ]]
}

@test "bss-bill run: cash rounding is shown and booked" {
	jq '. + {cash_rounding: "0.05"}' "$SHARE/demo/operator.json" >op.json
	october | run_october --operator op.json
	# 8.27 to the next 0.05
	draft A-200 | jq -e '.document_totals | .rounding_amount == "-0.02"
	    and .amount_due_for_payment == "8.25"'
	post_october
	bss-bill ledger A-200 -o csv | grep ',rounding,.*,0.02,'
	bss-bill check
}

# ---- laws -------------------------------------------------------------------

@test "bss-bill run: the order and the files of the input change nothing" {
	for i in 1 2 3 4 5 6 7 8 9; do
		october | jq -c --arg i "$i" '.usage_id += $i'
	done >all
	run_october all
	books >want
	for seed in 1 2 3; do
		shuf --random-source=<(yes $seed) all | run_october
		books | cmp - want
	done
	split -n l/4 all part.
	run_october part.ab part.aa part.ad part.ac
	books | cmp - want
}

@test "bss-bill run: all shards in one run are the whole, fewer are refused" {
	awk 'BEGIN { for (i = 1; i <= 40; i++)
		printf "u%d,2026-10-05T10:00:%02dZ,voice,+33%d,+33612345678,%d,s,t,%d\n",
		    i, i, i % 2 ? 471000200 : 473000300, i * 7, i }' >body
	{
		echo usage_id,ts,usage_type,identifier,called_number,quantity,unit,source,seq
		cat body
	} >usage.csv
	bss-crm export subscriptions >subs
	bss-rate -q -s subs --no-end usage.csv >whole
	for i in 1 2 3; do
		bss-rate -q -s subs --no-end --shard $i/3 usage.csv >shard.$i
	done
	bss-bill run --period 2026-10 whole
	books >want
	bss-bill run --period 2026-10 shard.3 shard.1 shard.2
	books | cmp - want
	for files in shard.1 'shard.1 shard.3' 'shard.2 shard.2 shard.2' \
	    'whole shard.1'; do
		# shellcheck disable=SC2086
		run --separate-stderr bss-bill run --period 2026-10 $files
		[ "$status" -eq 2 ]
		has_code bill-shard
		books | cmp - want
	done
}

@test "bss-bill run: CSV gives the same drafts as NDJSON" {
	october >usage
	run_october usage
	books >want
	jq -rs '(.[0] | keys_unsorted) as $k | ($k | @csv),
	    (.[] | [.[$k[]]] | @csv)' usage >usage.csv
	run_october -f csv usage.csv
	books | cmp - want
}

@test "bss-bill run: a forecast is replaced as a whole" {
	october | run_october
	october | head -n 2 | run_october
	[ "$(sql 'SELECT count(DISTINCT run) FROM bill_draft')" -eq 1 ]
	[ "$(sql 'SELECT count(*) FROM bill_run')" -eq 1 ]
	draft A-100 | jq -e '[.invoice_lines[].kind] == ["recurring"]'
	# another period has its own
	bss-bill run --period 2026-11 --no-end </dev/null
	[ "$(bss-bill list --period 2026-10 -o ndjson |
	    jq -s 'map(select(.type == "bill")) | length')" -eq 4 ]
}

@test "bss-bill run -n: says what would be, and writes nothing" {
	books >want
	october >usage
	run --separate-stderr run_october -n -v usage
	[ "$status" -eq 0 ]
	[[ $stderr == *'4 drafts of 7 records'* ]]
	books | cmp - want
}

# ---- bad input --------------------------------------------------------------

@test "bss-bill run: what cannot be billed is rejected, code by code" {
	{
		rated bad1 A-999 S-200 voice 1 1
		rated bad2 A-100 S-200 voice 1 1
		rated bad3 A-200 S-999 voice 1 1
		rated bad4 A-200 S-200 voice 1 1 '"currency": "USD"'
		rated bad5 A-200 S-200 voice 1 1 '"ts": "2026-09-30T21:59:59Z"'
		rated bad6 A-200 S-200 voice 1 1 \
		    '"ts": "2026-10-31T23:00:00Z", "late": true'
		rated bad7 A-200 S-200 nothing 1 1
		rated bad8 A-200 S-200 line-month 1 1
		rated bad9 A-200 S-200 voice 1 1 '"unit": "1"'
		rated bad10 A-200 S-200 voice 1 1 '"tax_code": "none"'
		rated bad11 A-200 S-200 voice 1 null
		rated bad12 A-200 S-200 voice 1 null '"settle": "percentile"'
		rated good A-200 S-200 voice 1 1
	} >usage
	run --separate-stderr run_october -r rejects usage
	[ "$status" -eq 1 ]
	[ "$(jq -r '.code + " " + (.raw | fromjson | .usage_id)' rejects)" = \
	    "$(printf '%s\n' 'bill-account bad1' 'bill-account bad2' \
	    'bill-subscription bad3' 'bill-currency bad4' \
	    'bill-period bad5' 'bill-period bad6' 'bill-price bad7' \
	    'bill-price bad8' 'bill-price bad9' 'bill-tax bad10' \
	    'field-missing bad11' 'bill-price bad12')" ]
	draft A-200 | jq -e '.invoice_lines[1].records == "1"'
	# without -r nothing is written
	books >want
	run --separate-stderr run_october usage
	[ "$status" -eq 2 ]
	has_code rejects-refused
	books | cmp - want
	run --separate-stderr run_october -r /dev/null --max-rejects 2 usage
	[ "$status" -eq 2 ]
	has_code rejects-many
	books | cmp - want
}

@test "bss-bill run: sums that are too large are rejected" {
	{
		rated big1 A-200 S-200 voice 1 9223372036.854775807
		rated big2 A-200 S-200 voice 1 0.000000001
		rated big3 A-200 S-200 transit 18446744073709551615 1 \
		    '"quantity": 1, "charged_quantity": null'
	} >usage
	sed -i 's/9223372036.8547[0-9]*/9223372036.854775807/' usage
	run --separate-stderr run_october -r rejects usage
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rejects)" = money-overflow ]
	# the account's total does not fit: it has no draft, the others have
	has_code money-overflow
	[ "$(sql 'SELECT count(*) FROM bill_draft')" -eq 3 ]
}

@test "bss-bill run: an account in another currency has no draft" {
	bss-crm set account A-200 currency=CHF
	october >usage
	run --separate-stderr run_october -r rejects usage
	[ "$status" -eq 1 ]
	[ "$(jq -rs 'map(.code) | unique | join(" ")' rejects)" = \
	    bill-currency ]
	[[ $stderr == *"account 'A-200'"*'[bill-currency]'* ]]
	[[ $(bss-bill list) != *A-200* ]]
}

@test "bss-bill run: accounts in the currencies of their offers" {
	cp -R "$OSSBSS_HOME/catalog" c
	jq '.prices["line-usd"] = .prices["line-month"]
	    + {currency: "USD", amount: "5.55"}
	    | .prices["voice-usd"] = .prices["voice-received"]
	    + {direction: "out", currency: "USD", price: "0.10", per: "60"}
	    | .prices["line-jpy"] = .prices["line-month"]
	    + {currency: "JPY", amount: "500", proration: "none"}
	    | .offers.dollar = .offers.voip
	    + {prices: ["line-usd", "voice-usd"]}
	    | .offers.yen = .offers.voip + {prices: ["line-jpy"]}' \
	    c/catalog.json >"$OSSBSS_HOME/catalog/catalog.json"
	bss-crm set account A-200 currency=USD
	bss-crm set subscription S-200 offer=dollar
	bss-crm set account A-400 currency=JPY
	bss-crm set subscription S-400 offer=yen
	{
		rated u1 A-200 S-200 voice-usd 90 0.15 '"currency": "USD"'
		rated u2 A-200 S-200 voice-usd 90 0.15
		rated u3 A-300 S-300 transit 1000 1
	} >usage
	run --separate-stderr run_october -v -r rejects usage
	[ "$status" -eq 1 ]
	[ "$(jq -r '.code + " " + (.raw | fromjson | .usage_id)' rejects)" = \
	    'bill-currency u2' ]
	[[ $stderr == *'drafts of 2 records; EUR '*' due; USD 5.70 net, 1.14 '\
'tax, 6.84 due; JPY 1000 net, 200 tax, 1200 due; 0 accounts '* ]]
	draft A-200 | jq -e '.currency_code == "USD"
	    and .document_totals.amount_due_for_payment == "6.84"'
	run --separate-stderr post_october -v
	[[ $stderr =~ posted,\ EUR\ [0-9.]+,\ USD\ 6.84,\ JPY\ 1200\ due\; ]]
	# debits and credits of each currency are the same
	[ "$(sql 'SELECT group_concat(currency), sum(total = 0) FROM (SELECT
	    currency, sum(amount) AS total FROM ledger GROUP BY currency
	    ORDER BY currency)')" = 'EUR,JPY,USD|3' ]
	# an offer of another currency than its account's makes no document
	bss-crm set subscription S-310 offer=dollar
	run --separate-stderr run_october -r rejects usage
	[[ $stderr == *"account 'A-300'"*'S-310'*"'dollar'"*\
'[bill-currency]'* ]]
}

@test "bss-bill run: an offer that the catalog lacks is a finding" {
	bss-crm set subscription S-200 offer=gone
	october >usage
	run --separate-stderr run_october usage
	[ "$status" -eq 1 ]
	has_code bill-offer
	draft A-200 | jq -e '[.invoice_lines[].kind] | unique == ["usage"]'
}

@test "bss-bill run: a retired offer is not charged [bill-offer-status]" {
	bss-crm add subscription S-OLD account=A-200 offer=transit \
	    identifier=old/1 from=2026-01-01T00:00:00Z \
	    to=2026-09-30T22:00:00Z
	jq '.offers["voip", "transit"].status = "retired"' \
	    "$SHARE/demo/catalog/catalog.json" \
	    >"$OSSBSS_HOME/catalog/catalog.json"
	run --separate-stderr run_october </dev/null
	[ "$status" -eq 1 ]
	has_code bill-offer-status
	# whoever had it in the period, and nobody else
	[[ $stderr == *"'S-200'"* && $stderr != *"'S-OLD'"* ]]
	[[ $(bss-bill list) != *A-200* ]]
	draft A-400 | jq -e 'any(.invoice_lines[]; .price == "fibre-month")'
}

@test "bss-bill run: usage of another catalog is refused" {
	bss-crm export subscriptions >subs
	cat >usage.csv <<-END
	usage_id,ts,usage_type,identifier,called_number,quantity,unit,source,seq
	c1,2026-10-05T10:00:00Z,voice,+33471000200,+33612345678,61,s,hand,1
	END
	bss-rate -q -s subs --no-end usage.csv >rated
	bss-bill run --period 2026-10 rated
	sed -i s/39.90/41.90/ "$OSSBSS_HOME/catalog/catalog.json"
	run --separate-stderr bss-bill run --period 2026-10 rated
	[ "$status" -eq 2 ]
	has_code bill-catalog
	run --separate-stderr bss-bill run --period 2026-10 \
	    -c "$SHARE/demo/catalog" rated
	[ "$status" -eq 0 ]
}

@test "bss-bill run: a stream that was cut changes nothing" {
	bss-crm export subscriptions >subs
	awk 'BEGIN {
		print "usage_id,ts,usage_type,identifier,called_number,quantity,unit,source,seq"
		for (i = 1; i <= 20; i++)
			printf "u%d,2026-10-05T10:00:%02dZ,voice,+33471000200,+33612345678,%d,s,t,%d\n", i, i, i, i
	}' | bss-rate -q -s subs --no-end >all
	bss-bill run --period 2026-10 all
	books >want
	for bytes in 0 100 999 5000 $(($(wc -c <all) - 2)); do
		run --separate-stderr bash -c \
		    'head -c "$1" all | bss-bill run --period 2026-10 -r /dev/null' \
		    - "$bytes"
		[ "$status" -eq 2 ]
		has_code stream-cut
		books | cmp - want
	done
	sed 7d all >short
	run --separate-stderr bss-bill run --period 2026-10 short
	[ "$status" -eq 2 ]
	has_code stream-cut
	# accepted on demand, and recorded
	bss-bill run --period 2026-10 --no-end short
	[ "$(sql 'SELECT no_end FROM bill_run')" -eq 1 ]
	[[ $(bss-bill show --period 2026-10) == *'input without end'* ]]
}

@test "bss-bill run: usage errors" {
	run --separate-stderr bss-bill run --no-end </dev/null
	[ "$status" -eq 2 ]
	has_code usage-missing
	run --separate-stderr bss-bill run --no-end --period 2026-13 </dev/null
	[ "$status" -eq 2 ]
	has_code usage-value
	rm "$DB"
	run --separate-stderr run_october </dev/null
	[ "$status" -eq 2 ]
	has_code db-missing
}

@test "bss-bill run: what is wrong with operator.json is said, all of it" {
	op() {
		jq "$1" "$SHARE/demo/operator.json" >op.json
		run --separate-stderr run_october --operator op.json </dev/null
		[ "$status" -eq 2 ]
	}
	op '.iban = "FR7630006000011234567890180" | .invoice_series = "in v"'
	has_code operator-iban
	has_code operator-series
	op 'del(.legal_name)'
	has_code doc-missing
	op '.payment_terms_d = 14.5'
	has_code doc-real
	op '.payment_terms_d = "400"'
	has_code doc-value
	op '.languages = ["../x"]'
	has_code doc-value
	op '.cash_rounding = "0.025"'
	has_code operator-cash
	op '.slogan = "x"'
	has_code doc-member
	unset OSSBSS_HOME
	run --separate-stderr bss-bill run --period 2026-10 --no-end -d "$DB" \
	    -c "$SHARE/demo/catalog" </dev/null
	[ "$status" -eq 2 ]
	has_code usage-missing
}

# ---- looking ----------------------------------------------------------------

@test "bss-bill list: text, NDJSON and CSV of drafts and documents" {
	october | run_october
	post_october
	bss-bill run --period 2026-11 --no-end </dev/null
	[ "$(bss-bill list -o ndjson | jq -rs 'map(select(.type == "bill")
	    | .state) | group_by(.) | map("\(.[0]) \(length)") | join(" ")')" \
	    = 'draft 4 posted 4' ]
	[ "$(bss-bill list -o csv --period 2026-10 A-200)" = \
"type,number,account,period,state,issue_date,due_date,net_amount,tax_amount,due_amount,currency
bill,INV-2026-000002,A-200,2026-10,posted,2026-11-02,2026-11-17,6.89,1.38,8.27,EUR" ]
	[ "$(bss-bill list INV-2026-000002 | tail -n 1)" = \
	    "INV-2026-000002  A-200    2026-10  posted  2026-11-02  2026-11-17        6.89        1.38        8.27  EUR" ]
	[ "$(bss-bill list --wait 1s nobody)" = '' ]
}

@test "bss-bill show: how a period stands" {
	october | run_october
	run bss-bill show --period 2026-10 --wait 1s
	[[ $output == *'period 2026-10: 2026-10-01 to 2026-11-01 (Europe/Paris)'* ]]
	[[ $output == *'drafts: 4, EUR '* ]]
	post_october
	[[ $(bss-bill show --period 2026-10) == *'posted: 4, EUR '* ]]
	run --separate-stderr bss-bill show --period 2026-12
	[ "$status" -eq 2 ]
	has_code bill-no-run
	run --separate-stderr bss-bill show
	[ "$status" -eq 2 ]
	has_code usage-operand
	run --separate-stderr bss-bill show nobody
	[ "$status" -eq 2 ]
	has_code bill-none
}
