# bss-bill-discount.bats: discounts, minimum and maximum spend

load lib/common
load lib/bill

setup() {
	bill_home
	bss-crm add account A-500 customer=C-400 currency=EUR
	bss-crm add subscription S-500 --zone Europe/Paris account=A-500 \
	    offer=voip identifier=S-500 from=2026-01-01
}

# catalog DISCOUNTS COMMITMENTS [FILTER]: the demo's with these
catalog() {
	jq --argjson d "{$1}" --argjson k "{$2}" '.discounts = $d
	    | .commitments = $k | '"${3-.}" \
	    "$SHARE/demo/catalog/catalog.json" \
	    >"$OSSBSS_HOME/catalog/catalog.json"
}

# calls AMOUNT [SUBSCRIPTION [ACCOUNT]]: one call of October
calls() {
	rated "c$1$2" "${3-A-500}" "${2-S-500}" voice 60 "$1"
}

bill() {
	bss-bill run -q --period "${1-2026-10}" --no-end "${@:2}"
}

# figures ACCOUNT: allowances, lines of commitments, and the net total
figures() {
	draft "$1" | jq -r '(.document_level_allowances // [] | .[] | [.discount,
	    .subscription // "-", .allowance_base_amount, .allowance_amount]),
	    (.invoice_lines[] | select(.kind == "commitment") | [.price,
	    .subscription // "-", .line_net_amount]),
	    ["net", .document_totals.total_amount_without_vat] | join(" ")'
}

d_ten='"ten": { "name": "Ten off", "percent": "10", "gl": "709" }'

@test "bss-bill run: a discount of an offer, of a subscription, of an account" {
	catalog "$d_ten" ''
	calls 20 | bill
	[ "$(figures A-500)" = 'net 24.90' ]
	bss-crm set subscription S-500 param_discounts=ten
	calls 20 | bill
	[ "$(figures A-500)" = 'ten S-500 24.90 2.49
net 22.41' ]
	# once, however often it is said
	bss-crm set account A-500 param_discounts=ten
	catalog "$d_ten" '' '.offers.voip.discounts = ["ten"]'
	calls 20 | bill
	[ "$(figures A-500)" = 'ten S-500 24.90 2.49
net 22.41' ]
	bss-bill check
}

@test "bss-bill run: a discount on prices and on types of usage" {
	bss-crm set subscription S-500 param_discounts=a,b
	catalog '"a": { "name": "A", "percent": "50", "gl": "709",
	    "prices": ["line-month"] }, "b": { "name": "B", "gl": "709",
	    "percent": "25", "usage_types": ["voice"] }' ''
	calls 20 | bill
	[ "$(figures A-500)" = 'a S-500 4.90 2.45
b S-500 20.00 5.00
net 17.45' ]
}

@test "bss-bill run: discounts follow one another, by their ids" {
	bss-crm set subscription S-500 param_discounts='b a'
	catalog '"b": { "name": "B", "percent": "10", "gl": "709" },
	    "a": { "name": "A", "amount": "4.90", "gl": "709" }' ''
	calls 20 | bill
	[ "$(figures A-500)" = 'a S-500 24.90 4.90
b S-500 20.00 2.00
net 18.00' ]
	# an amount is never more than what there is
	catalog '"a": { "name": "A", "amount": "90", "gl": "709" },
	    "b": { "name": "B", "percent": "10", "gl": "709" }' ''
	calls 20 | bill
	[ "$(figures A-500)" = 'a S-500 24.90 24.90
net 0.00' ]
}

@test "bss-bill run: a discount on the account, by tiers of its spend" {
	bss-crm add subscription S-501 --zone Europe/Paris account=A-500 \
	    offer=voip identifier=S-501 from=2026-01-01
	bss-crm set account A-500 param_discounts=rebate
	catalog '"rebate": { "name": "R", "scope": "account", "gl": "709",
	    "tiers": { "mode": "graduated", "steps": [
	    { "upto": "10000", "percent": "0" }, { "percent": "5" } ] } }' ''
	{ calls 100; calls 90.20 S-501; } | bill
	# 5 % of 200.00 less 100.00
	[ "$(figures A-500)" = 'rebate - 200.00 5.00
net 195.00' ]
	run bss-bill show --period 2026-10 A-500
	[[ "$output" == *"Discounts "*"-5.00"* ]]
}

@test "bss-bill run: a discount holds from a date, to one, for some cycles" {
	bss-crm set subscription S-500 param_discounts=d
	bss-crm set subscription S-500 --zone Europe/Paris from=2026-10-01
	catalog '"d": { "name": "D", "percent": "10", "gl": "709",
	    "to": "2026-11-01" }' ''
	# the line of November is charged in October, in advance
	calls 20 | bill
	[ "$(figures A-500)" = 'd S-500 24.90 2.49
net 27.31' ]
	catalog '"d": { "name": "D", "percent": "10", "gl": "709",
	    "cycles": "2" }' ''
	calls 20 | bill
	[ "$(figures A-500)" = 'd S-500 29.80 2.98
net 26.82' ]
	bill 2026-11 </dev/null
	[ "$(draft A-500 | jq -rs 'map(select(.period == "2026-11")
	    | .document_level_allowances) | tostring')" = '[null]' ]
}

@test "bss-bill run: a discount over two taxes is an allowance of each" {
	bss-crm set subscription S-500 param_discounts=d
	catalog '"d": { "name": "D", "amount": "1.00", "gl": "709" }' '' \
	    '.taxes.low = { name: "L", category: "S", rates: [ { percent:
	    "5.5", from: "2014-01-01" } ] }
	    | .prices["line-month"].tax = "low"'
	calls 9.80 | bill
	# 1.00 of 14.70: by a third and two thirds
	[ "$(figures A-500)" = 'd S-500 4.90 0.33
d S-500 9.80 0.67
net 13.70' ]
	[ "$(draft A-500 | jq -r '.vat_breakdown[]
	    | .vat_category_taxable_amount' | paste -sd' ')" = '4.57 9.13' ]
	bss-bill check
}

@test "bss-bill run: what was charged in advance goes back less its discount" {
	bss-crm set subscription S-500 param_discounts=ten
	catalog "$d_ten" ''
	bill </dev/null
	post_october
	bss-crm end S-500 --zone Europe/Paris 2026-11-16
	bill 2026-11 </dev/null
	# half of 4.90 is given back, and a tenth of it taken
	[ "$(figures A-500)" = 'ten S-500 -2.45 -0.25
net -2.20' ]
	bss-bill check
}

@test "bss-bill run: a minimum spend is filled up, by days" {
	bss-crm set subscription S-500 param_commitments=min
	catalog "$d_ten" '"min": { "name": "Minimum", "minimum": "31.00",
	    "tax": "vat-standard", "gl": "7061" }'
	calls 20 | bill
	[ "$(figures A-500)" = 'min S-500 6.10
net 31.00' ]
	calls 40 | bill
	[ "$(figures A-500)" = 'net 44.90' ]
	# discounts come first
	bss-crm set subscription S-500 param_discounts=ten
	calls 20 | bill
	[ "$(figures A-500)" = 'ten S-500 24.90 2.49
min S-500 8.59
net 31.00' ]
	bss-crm set subscription S-500 param_discounts=
	bss-crm end S-500 --zone Europe/Paris 2026-10-11
	calls 1 | bill
	[ "$(figures A-500)" = 'min S-500 9.00
net 10.00' ]
	post_october
	bss-bill check
}

@test "bss-bill run: a minimum of an account, and a document of nothing else" {
	catalog '' '"min": { "name": "Minimum", "minimum": "50.00",
	    "scope": "account", "prices": ["voice"], "gl": "7061",
	    "tax": "vat-standard" }' '.prices["line-month"].timing = "arrears"
	    | .prices["line-month"].amount = "0"'
	bss-crm set account A-500 param_commitments=min
	bill </dev/null
	[ "$(figures A-500)" = 'min - 50.00
net 50.00' ]
	run bss-bill show --period 2026-10 A-500
	[[ "$output" == *'minimum 50.00, of which 0.00 was spent'* ]]
	post_october
	bss-bill check
	[ "$(sql "SELECT count(*) FROM charged WHERE price = 'min'")" = 0 ]
	run --separate-stderr bill <<<"$(calls 60)"
	[ "$status" -eq 1 ]
	[[ "$stderr" == *'[bill-posted]'* ]]
}

@test "bss-bill run: a minimum is owed of the cycles in which it holds" {
	local k='"name": "K", "minimum": "50", "gl": "709",
	    "tax": "vat-standard"'

	bss-crm set subscription S-500 param_commitments=k
	for of in '"to": "2026-10-01"' '"from": "2026-10-02"' \
	    '"cycles": "9"'; do
		catalog '' "\"k\": { $k, $of }"
		calls 20 | bill
		[ "$(figures A-500)" = 'net 24.90' ]
	done
	for of in '"to": "2026-10-02"' '"from": "2026-10-01"' \
	    '"cycles": "10", "usage_types": ["voice"]'; do
		catalog '' "\"k\": { $k, $of }"
		calls 20 | bill
		[[ "$(figures A-500)" == 'k S-500 '* ]]
	done
}

@test "bss-bill run: who became known late owes what was committed before" {
	catalog '' '"k": { "name": "K", "minimum": "50", "gl": "709",
	    "tax": "vat-standard" }' '.offers.voip.commitments = ["k"]
	    | .prices.vol = { kind: "usage", usage_type: "data", unit: "octet",
	    name: "V", tax: "vat-standard", gl: "1", settle: { price: "1",
	    per: "1", commit: { quantity: "100", fee: "31" } } }
	    | .offers.voip.prices += ["vol"]'
	bill </dev/null
	post_october
	bss-crm add subscription S-501 --zone Europe/Paris account=A-500 \
	    offer=voip identifier=S-501 from=2026-10-22
	bill 2026-11 </dev/null
	# 10 days of October: 10.00 of the fee, 16.13 of the minimum
	draft A-500 | jq -r 'select(.period == "2026-11") | .invoice_lines[]
	    | select(.subscription == "S-501") | [.price, .period_start_date,
	    .line_net_amount] | join(" ")' >lines
	diff - lines <<-'END'
	line-month 2026-10-22 1.58
	line-month 2026-11-01 4.90
	line-month 2026-12-01 4.90
	vol 2026-10-22 10.00
	vol 2026-10-01 0.00
	vol 2026-11-01 31.00
	vol 2026-11-01 0.00
	k 2026-10-22 13.75
	END
	bss-bill post -q --period 2026-11 --now 2026-12-02T08:00:00Z
	bill 2026-12 </dev/null
	[ "$(draft A-500 | jq -r 'select(.period == "2026-12")
	    | [.invoice_lines[] | select(.subscription == "S-501" and
	    .price == "vol") | .line_net_amount] | join(" ")')" = '31.00 0.00' ]
	# of December, which was left out, the fee comes once
	bill 2027-01 </dev/null
	[ "$(draft A-500 | jq -r 'select(.period == "2027-01")
	    | [.invoice_lines[] | select(.subscription == "S-501" and
	    .settle == "commit-fee") | .line_net_amount] | join(" ")')" = \
	    '31.00 31.00' ]
}

@test "bss-bill run: an account has what its subscriptions give it, while so" {
	catalog '"d": { "name": "D", "scope": "account", "percent": "10",
	    "gl": "709" }' '"k": { "name": "K", "scope": "account",
	    "minimum": "50", "gl": "709", "tax": "vat-standard" }' \
	    '.offers.old = .offers.voip
	    | .offers.old += { discounts: ["d"], commitments: ["k"] }'
	# by the fields of one
	bss-crm set subscription S-500 param_discounts=d param_commitments=k
	calls 20 | bill
	[ "$(figures A-500)" = 'd - 24.90 2.49
k - 27.59
net 50.00' ]
	bss-crm set subscription S-500 param_discounts= param_commitments=
	# by the offer of another, until that has ended
	bss-crm add subscription S-501 --zone Europe/Paris account=A-500 \
	    offer=old identifier=S-501 from=2026-01-01 to=2026-10-02
	calls 20 | bill
	[[ "$(figures A-500)" == 'd - '*'k - '* ]]
	bss-crm end S-501 --zone Europe/Paris 2026-10-01
	calls 20 | bill
	[ "$(figures A-500)" = 'net 24.90' ]
	# late usage of it is discounted, and nothing else, nor is there
	# what it commits to
	{ calls 20; calls 10 S-501; } | bill
	[ "$(figures A-500)" = 'd - 10.00 1.00
net 33.90' ]
}

@test "bss-bill run: a percentage of what comes to nothing, or of two taxes" {
	catalog "$d_ten" '' '.taxes.low = { name: "L", category: "S", rates: [
	    { percent: "5.5", from: "2014-01-01" } ] }
	    | .prices["line-month"].tax = "low"'
	bss-crm set subscription S-500 param_discounts=ten
	bill </dev/null
	post_october
	bss-crm end S-500 --zone Europe/Paris 2026-11-01
	# 4.90 is given back, and 4.90 of usage is charged
	calls 4.90 | jq -c '.ts = "2026-11-02T00:00:00Z"' | bill 2026-11
	[ "$(draft A-500 | jq -rs 'max_by(.period)
	    | .document_level_allowances[] | [.allowance_base_amount,
	    .allowance_amount] | join(" ")')" = '-4.90 -0.49
4.90 0.49' ]
	bss-bill post -q --period 2026-11 --now 2026-12-02T08:00:00Z
	bss-bill check
}

@test "bss-bill run: who comes together to a minimum owes no gap between them" {
	catalog '' '"k": { "name": "K", "scope": "account", "minimum": "31",
	    "maximum": "62", "prices": ["voice"], "gl": "709",
	    "tax": "vat-standard" }'
	bss-crm set account A-500 param_commitments=k
	bss-crm end S-500 --zone Europe/Paris 2026-10-06
	bss-crm add subscription S-501 --zone Europe/Paris account=A-500 \
	    offer=voip identifier=S-501 from=2026-10-22
	# 5 days and 10
	bill </dev/null
	[ "$(draft A-500 | jq -r '.invoice_lines[] | select(.kind
	    == "commitment") | .line_net_amount')" = 15.00 ]
	calls 40 | bill
	[ "$(draft A-500 | jq -r '.document_level_allowances[]
	    | .allowance_amount')" = 10.00 ]
	catalog '' '"k": { "name": "K", "scope": "account", "minimum": "31",
	    "proration": "none", "gl": "709", "prices": ["voice"],
	    "tax": "vat-standard" }'
	bill </dev/null
	[ "$(draft A-500 | jq -r '.invoice_lines[] | select(.kind
	    == "commitment") | .line_net_amount')" = 31.00 ]
}

@test "bss-bill run: above a maximum nothing is charged" {
	bss-crm set subscription S-500 param_commitments=cap
	catalog '' '"cap": { "name": "Cap", "maximum": "30.00", "gl": "709",
	    "usage_types": ["voice"], "tax": "vat-standard" }'
	{ calls 20; calls 15; } | bill
	[ "$(figures A-500)" = 'cap S-500 35.00 5.00
net 34.90' ]
	calls 20 | bill
	[ "$(figures A-500)" = 'net 24.90' ]
}

@test "bss-bill run: a discount that there is none of [bill-discount]" {
	bss-crm set subscription S-500 param_discounts=none
	catalog "$d_ten" ''
	run --separate-stderr bill <<<"$(calls 20)"
	[ "$status" -eq 1 ]
	[[ "$stderr" == *"subscription 'S-500'"*"'none' [bill-discount]"* ]]
	[ "$(figures A-500)" = 'net 24.90' ]
}

@test "catalog: what discounts and commitments may not say" {
	local reply

	wrong() {
		catalog "$1" "$2" "${4-.}"
		run --separate-stderr bill </dev/null
		[ "$status" -eq 2 ]
		[[ "$stderr" == *"$3"* ]]
	}
	reply='"d": { "name": "D", "gl": "7"'
	wrong "$reply }" '' '[doc-missing]'
	wrong "$reply, \"percent\": \"5\", \"amount\": \"5\" }" '' \
	    '[doc-missing]'
	wrong "$reply, \"percent\": \"101\" }" '' 'discounts.d: '
	wrong "$reply, \"percent\": \"5\", \"prices\": [\"x\"] }" '' \
	    'discounts.d.prices[0]: no price is '
	wrong "$reply, \"percent\": \"5\", \"prices\": [] }" '' \
	    'discounts.d.prices: an empty list is of no line'
	wrong "$reply, \"percent\": \"5\", \"usage_types\": [\"x\"] }" '' \
	    'discounts.d.usage_types[0]: no price takes'
	wrong "$reply, \"percent\": \"5\", \"from\": \"x\" }" '' 'is no date'
	wrong "$reply, \"percent\": \"5\", \"from\": \"2026-01-02\",
	    \"to\": \"2026-01-02\" }" '' 'in this order'
	wrong "$reply, \"percent\": \"5\", \"scope\": \"account\",
	    \"cycles\": \"3\" }" '' "count from a date 'from'"
	reply='"k": { "name": "K", "gl": "7", "tax": "vat-standard"'
	wrong '' "$reply }" "'minimum' or 'maximum'"
	wrong '' "$reply, \"minimum\": \"5\", \"maximum\": \"4\" }" \
	    "'minimum' is above"
	wrong '' '"k": { "name": "K", "gl": "7", "tax": "x",
	    "minimum": "1" }' '[catalog-reference]'
	wrong '' '' "offers.voip.discounts[0]: no such discount 'x'" \
	    '.offers.voip.discounts = ["x"]'
	wrong '' '' "offers.voip.commitments[0]: no such commitment 'x'" \
	    '.offers.voip.commitments = ["x"]'
}

@test "bss-bill run: what an SLA owes is on the next invoice, by jq and bss-crm" {
	local fee

	credit() {
		jq -L "$SHARE/jq" --slurpfile v verdicts --argjson terms "{
		    \"gl\": \"709\", \"prices\": [\"$fee\"],
		    \"from\": \"2026-11-01\", \"to\": \"2026-12-01\" }" \
		    "include \"ossbss\"; $1" "${@:2}"
	}
	verdict() {
		printf '{"type":"sla_verdict","subscription":"%s",' "$1"
		printf '"period":"2026-10","sla":"gold","account":"A-500",'
		printf '"from":"2026-10-01T00:00:00Z","verdict":"missed"%s}\n' \
		    "${2:+,\"credit_pct\":$2}"
	}
	catalog '' ''
	calls 20 | bill
	fee=$(draft A-500 | jq -r '.invoice_lines[] |
	    select(.line_net_amount == "4.90") | .price')
	{ verdict S-500 12.5; verdict S-200; } >verdicts
	bss-crm set subscription S-500 param_discounts=none-such
	bss-crm export subscriptions |
	    credit 'sla_credited(inputs; $v[])' -nc >changed
	[ "$(jq -r '.subscription, .param_discounts' changed)" = "S-500
none-such sla-2026-10-12.5" ]
	bss-crm import -q --no-end changed
	# twice is once
	[ -z "$(bss-crm export subscriptions |
	    credit 'sla_credited(inputs; $v[])' -nc)" ]
	credit '.discounts += sla_discounts($v[]; $terms)' \
	    "$OSSBSS_HOME/catalog/catalog.json" >new
	mv new "$OSSBSS_HOME/catalog/catalog.json"
	bss-crm set subscription S-500 param_discounts=sla-2026-10-12.5
	calls 20 | bill
	# 12.5% of the fee of November, 4.90, which October's invoice has
	[ "$(figures A-500)" = 'sla-2026-10-12.5 S-500 4.90 0.61
net 24.29' ]
	# the next one has none of it, though the subscription names it still
	rated c A-500 S-500 voice 60 20 '"ts":"2026-11-12T09:00:00Z"' |
	    bill 2026-11
	[ "$(figures A-500)" = 'sla-2026-10-12.5 S-500 4.90 0.61
net 24.29
net 24.90' ]
}
