# bss-catalog-show.bats: a catalog for people and for programs

load lib/common

setup() {
	catalog=$SHARE/demo/catalog
	cd "$TMP" || return 1
}

at=2026-12-01T10:00:00Z
show() {
	run --separate-stderr bss-catalog show "$@" "$catalog"
}

@test "bss-catalog show: all offers with their prices" {
	show
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == 'auvernet: EUR, Europe/Paris, '*' offers, '* ]]
	for offer in $(jq -r '.offers | keys[]' "$catalog/catalog.json"); do
		[[ $output == *$'\n'"offer $offer: "* ]]
	done
	[[ $output == *$'\tdata\tMobile data: usage, '*'price 1.50'* ]]
}

@test "bss-catalog show: one offer, one price, one destination" {
	show --offer voip
	[[ $output == 'offer voip: VoIP line, '* ]]
	[[ $output == *$'\nrates/voice.csv\n  line  destination '* ]]
	show --price sms
	[[ $output == *$'\ttax\tvat-standard\n'* ]]
	[ "${lines[-1]}" = '     4  -              0.12   1    1                1               2026-01-01' ]
	show --destination 'Germany mobile'
	[ "${lines[0]}" = 'Germany mobile: +4915, +4916, +4917' ]
	[ "${#lines[@]}" -eq 5 ]
	for what in offer price destination; do
		show "--$what" gone
		[ "$status" -eq 2 ]
		has_code catalog-unknown
	done
}

@test "bss-catalog show --number: prefix, band and row, as rating takes them" {
	show --number +33612345678 --offer voip --at $at
	[ "$status" -eq 0 ]
	[[ $output == *"+336 of 'France mobile', destinations.csv:3: the longest"* ]]
	[[ $output == *'in band peak'* ]]
	[[ $output == *$'\nrates/voice.csv:4: '*'price 0.12, per 60'* ]]
	show --number +33612345678 --offer voip --at 2026-12-01T20:00:00Z
	[[ $output == *$'\nrates/voice.csv:5: '*'price 0.08'* ]]
	# at another date another row
	show --number +49151 --offer voip --at 2026-10-31T22:59:59Z
	[[ $output == *$'\nrates/voice.csv:14: '* ]]
	show --number +49151 --offer voip --at 2026-10-31T23:00:00Z
	[[ $output == *$'\nrates/voice.csv:15: '* ]]
	# in all prices that ask for a destination
	show --number +33612345678 --at $at
	[[ $output == *'rates/sms.csv:3: '*'rates/voice.csv:4: '* ]]
}

@test "bss-catalog show --number: what has no rate, and is not served" {
	show --number +99912 --offer voip --at $at
	[ "$status" -eq 1 ]
	[[ $output == *'no prefix begins +99912'*'no rate then'* ]]
	cp -R "$catalog" mine
	jq '.offers.voip.status = "retired"' "$catalog/catalog.json" \
	    >mine/catalog.json
	catalog=mine
	show --number +33612345678 --offer voip --at $at
	[ "$status" -eq 1 ]
	[[ $output == *'offer voip is retired: it is not served'* ]]
	for bad in '--number 0612 --at '$at '--number +33'; do
		# shellcheck disable=SC2086 # words
		show $bad
		[ "$status" -eq 2 ]
	done
	show --number +33 --at $at --offer gone
	has_code catalog-unknown
}

@test "bss-catalog show --number --network: which of several prices" {
	cp -R "$catalog" mine
	jq '.network_groups.near = ["262*"] | .prices.near = .prices.voice
	    + {networks: ["near"]} | .prices.fr = (.prices.voice
	    + {destinations: ["France"], price: "1", per: "60"} | del(.rates))
	    | .prices.fr.networks = ["near"]
	    | .offers.voip.prices += ["near", "fr"]' \
	    "$catalog/catalog.json" >mine/catalog.json
	catalog=mine
	show --number +33112345678 --offer voip --at $at
	[[ $output == *$'\nprice voice, Calls: the rate to France, in peak\n'* ]]
	[[ $output == *$'\nprice near, Calls: not asked, \'voice\' is the one for it\n'* ]]
	show --number +33112345678 --offer voip --at $at --network 26201
	[ "$status" -eq 0 ]
	[[ $output == *"price voice, Calls: not asked, 'fr' is the one for it"* ]]
	[[ $output == *$'\nprice fr, Calls: the rate for any destination, at any time\n'* ]]
	show --number +33612345678 --at $at --network 20801
	[[ $output != *'price near'* ]]
	show -o ndjson --price fr
	[ "$(jq -r 'select(.type == "price") | .destinations, .networks' \
	    <<<"$output")" = $'France\nnear' ]
}

@test "bss-catalog show -o ndjson: offers once a price, prices once a row" {
	bss-catalog show -o ndjson "$catalog" >out
	rows=$(tail -qn +2 "$catalog"/rates/*.csv | wc -l)
	jq -se --argjson rows "$rows" --slurpfile c "$catalog/catalog.json" '
	    ($c[0].prices | to_entries) as $p
	    | (map(select(.type == "offer")) | length)
	      == ([$c[0].offers[].prices | length] | add)
	    and (map(select(.type == "price")) | length)
	      == $rows + ($p | map(select(.value.rates == null)) | length)
	    and .[-1].type == "end"' out
	jq -se 'map(select(.destination == "France mobile" and .band == "peak"))
	    == [{type: "price", price: "voice", name: "Calls",
	    price_kind: "usage", usage_type: "voice", unit: "s",
	    destination: "France mobile", band: "peak", unit_price: 0.12,
	    per: 60, connect_fee: 0.08, first_increment: 30,
	    next_increment: 1, from: "2025-12-31T23:00:00Z", currency: "EUR",
	    tax_code: "vat-standard", gl: "7061", file: "rates/voice.csv",
	    line: 4, rates: "rates/voice.csv", rounding_mode: "half-up",
	    rounding_decimals: "4"}]' out
}

@test "bss-catalog show -o csv: the rows of rates, whatever their members" {
	bss-catalog show -o csv --price voice "$catalog" >out
	[ "$(wc -l <out)" -eq "$(wc -l <"$catalog/rates/voice.csv")" ]
	bss-catalog show -o csv --destination Spain "$catalog" |
	    mlr --icsv --ojson cut -o -f price,unit_price |
	    jq -e '. == [{price: "voice", unit_price: 0.06}]'
	bss-catalog show -o csv "$catalog" >all
	[ "$(wc -l <all)" -gt "$(wc -l <out)" ]
}

@test "tmf620.jq: offerings and prices with the names of TMF620" {
	bss-catalog show -o ndjson "$catalog" >out
	jq -s -L "$SHARE/jq" 'include "tmf620"; offerings' out >offerings
	jq -e --slurpfile c "$catalog/catalog.json" '
	    (map(.id) | sort) == ($c[0].offers | keys)
	    and all(.[]; ."@type" == "ProductOffering" and .name != null
	        and .lifecycleStatus == "Active" and .isSellable
	        and .validFor.startDateTime == "2025-12-31T23:00:00Z"
	        and (.productOfferingPrice | length) > 0)' offerings
	jq -s -L "$SHARE/jq" 'include "tmf620"; prices' out >prices
	jq -e '(map(.id) | length) == (map(.id) | unique | length)' prices
	jq -e 'map(select(.id == "fibre-month")) == [{id: "fibre-month",
	    "@type": "ProductOfferingPrice", name: "Fibre 1 Gbit/s",
	    isBundle: false, lifecycleStatus: "Active",
	    priceType: "recurring", recurringChargePeriodType: "month",
	    recurringChargePeriodLength: 1,
	    price: {unit: "EUR", value: 39.9},
	    tax: [{taxCategory: "vat-standard"}]}]' prices
	jq -e 'map(select(.id == "voice/France mobile/peak/2025-12-31T23:00:00Z"))
	    | length == 1 and (.[0] | .priceType == "usage"
	    and .unitOfMeasure == {amount: 60, units: "s"}
	    and .price == {unit: "EUR", value: 0.12})' prices
	# each reference leads to a price
	jq -e --slurpfile p prices '[.[].productOfferingPrice[].id] - [$p[0][].id]
	    == []' offerings
}

@test "tmf620.jq: drafts and retired offers" {
	cp -R "$catalog" mine
	jq '.offers.voip.status = "retired" | .offers.fibre.status = "draft"
	    | .offers.mobile.to = "2027-01-01"' "$catalog/catalog.json" \
	    >mine/catalog.json
	bss-catalog show -o ndjson mine |
	    jq -s -L "$SHARE/jq" 'include "tmf620"; offerings' |
	    jq -e 'map({key: .id, value: .}) | from_entries
	    | .voip.lifecycleStatus == "Retired"
	    and (.voip.isSellable | not)
	    and .fibre.lifecycleStatus == "In design"
	    and .mobile.validFor.endDateTime == "2026-12-31T23:00:00Z"'
}
