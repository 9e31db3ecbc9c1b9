# addon.bats: a tariff, and what is added to it, from usage to the bill

load lib/common
load lib/bill

setup() {
	bill_home
	jq '.network_groups = { home: ["", "21401"], eu: ["208*", "262*"] }
	| .destination_groups = { abroad: ["Germany", "Spain"] }
	| def own($p): .prices.voice + { price: "0.60", per: "60" } + $p
	    | del(.rates);
	  def month($amount; $name): .prices["line-month"] + { amount: $amount,
	    name: $name } | del(.amounts);
	.prices += {
	    roam: own({ name: "Calls in the EU", networks: ["eu"],
		price: "0.10" }),
	    world: own({ name: "Calls abroad", destinations: ["abroad"],
		networks: ["home"], price: "0.02" }),
	    "roam-month": month("5.00"; "Roaming"),
	    "pack-month": month("4.00"; "One hour more") }
	| .allowances = {
	    "roam-minutes": { name: "2 minutes in the EU", unit: "s",
		quantity: "120", prices: ["roam"] },
	    mine: { name: "1 minute", unit: "s", quantity: "60",
		prices: ["voice"], weight: "1" },
	    pack: { name: "1 hour more", unit: "s", quantity: "3600",
		prices: ["voice", "roam"], shared: "identifier" } }
	| .offers.voip.allowances = ["mine"]
	| .offers += {
	    roaming: { name: "Roaming option", status: "active",
		prices: ["roam-month", "roam"], allowances: ["roam-minutes"],
		requires: ["voip"] },
	    abroad: { name: "International bundle", status: "active",
		prices: ["world"], requires: ["voip"] },
	    pack: { name: "Hour pack", status: "active",
		prices: ["pack-month"], allowances: ["pack"],
		requires: ["voip"] } }' \
	    "$SHARE/demo/catalog/catalog.json" \
	    >"$OSSBSS_HOME/catalog/catalog.json"
	cat >subs.csv <<-'END'
	subscription,account,offer,identifier,from,to
	S-200,A-200,voip,+33471000200,2026-01-01T00:00:00Z,
	S-201,A-200,roaming,+33471000200,2026-10-10T00:00:00Z,2026-10-20T00:00:00Z
	S-101,A-100,abroad,+33471000200,2026-10-15T00:00:00Z,
	END
}

# edit FILTER: of the catalog
edit() {
	jq "$1" "$OSSBSS_HOME/catalog/catalog.json" >x
	mv x "$OSSBSS_HOME/catalog/catalog.json"
}

# call ID DAY SECONDS NUMBER [NETWORK]
call() {
	jq -nc --arg id "$1" --arg d "$2" --argjson q "$3" --arg to "$4" \
	    --arg in "${5-}" '{ type: "usage", usage_id: $id,
	    ts: "2026-10-\($d)T10:00:00Z", usage_type: "voice",
	    identifier: "+33471000200", called_number: $to, network: $in,
	    quantity: $q, unit: "s", source: "t", seq: 1 }'
}
calls() {
	call u1 09 60 +34915550000 20801
	call u2 10 100 +34915550000 20801
	call u3 11 60 +34915550000 21401
	call u4 12 60 +34915550000
	call u5 15 60 +34915550000
	call u6 16 60 +34915550000 26203
	call u7 21 60 +34915550000 26203
}
rate() {
	bss-rate -q --no-end -s subs.csv --period 2026-10 "$@"
}
# taken: who and what took each, and out of which bucket
taken() {
	jq -r 'select(.price) | [.usage_id, .subscription, .offer, .price,
	    .allowance, .amount] | map(. // "-") | join(" ")'
}

@test "add-on: the closest price takes usage, at the times of each" {
	calls | rate >rated
	diff <(taken <rated) - <<-'END'
	u1 S-200 voip voice mine 0
	u2 S-201 roaming roam roam-minutes 0
	u3 S-200 voip voice - 0.14
	u4 S-200 voip voice - 0.14
	u5 S-101 abroad world - 0.02
	u6 S-201 roaming roam roam-minutes 0.0667
	u7 S-200 voip voice - 0.14
	END
	# each to the account of its own, whichever shard it is in
	diff <(for i in 1 2 3; do calls | rate --shard $i/3; done |
	    taken | sort) <(taken <rated)
	run --separate-stderr rate --rerate rated
	[ "$status" -eq 0 ]
	[[ -z $stderr ]]
	[ "$(taken <<<"$output")" = "$(taken <rated)" ]
	calls | rate --explain | grep -A9 ^u6 >words
	grep -q $'\toffer\troaming' words
	grep -q $'\tprice-for\tnetwork 262' words
}

@test "add-on: its allowances by weight, with those of the tariff" {
	echo S-202,A-200,pack,+33471000200,2026-10-11T00:00:00Z, >>subs.csv
	diff <(calls | rate | taken) - <<-'END'
	u1 S-200 voip voice mine 0
	u2 S-201 roaming roam roam-minutes 0
	u3 S-200 voip voice pack 0
	u4 S-200 voip voice pack 0
	u5 S-101 abroad world - 0.02
	u6 S-201 roaming roam pack 0
	u7 S-200 voip voice pack 0
	END
}

@test "add-on: what nobody's price is for is rejected, and not free" {
	sed -i '/voip/d' subs.csv
	{
		call u1 16 60 +33112345678
		call u2 16 60 +34915550000 26203
		call u3 16 60 0612
		call u4 16 60 +99912
	} | rate -r left >/dev/null || [ $? -eq 1 ]
	[ "$(jq -r .code left | paste -sd ' ')" = \
	    'rate-no-price rate-bad-number rate-no-destination' ]
	[[ $(jq -r .reason left | head -n 1) == "offer 'abroad' has no price \
for 'voice' made in 's' to 'France', nor has another of '+33471000200'" ]]
}

@test "add-on: what is equally close clashes [rate-clash]" {
	echo S-203,A-200,roaming,+33471000200,2026-10-19T00:00:00Z, >>subs.csv
	run -2 --separate-stderr rate </dev/null
	has_code rate-clash
	[[ $stderr == *"'S-201' and 'S-203' of '+33471000200' price the same usage at \
the same time to 'France', network '208*' ('roam' and 'roam'): neither is for less"* ]]
	# neither within the other, where both are for some of it
	sed -i 's/,roaming,+33471000200,2026-10-19/,zones,+33471000200,2026-10-19/' subs.csv
	edit '.prices.zones = .prices.world + { networks: ["home", "eu"],
	    destinations: ["Spain"] } | .offers.zones = .offers.abroad + {
	    prices: ["zones"] }'
	run -2 --separate-stderr rate </dev/null
	[[ $stderr == *"'S-101' and 'S-203' of '+33471000200' price the same usage at \
the same time to 'Spain', network "*" ('world' and 'zones'): neither"* ]]
}

@test "add-on: the bill has its charge and its usage under its own offer" {
	sed /voip/d subs.csv |
	    bss-crm import -q --no-end --type subscription
	bss-crm export subscriptions >all
	mv all subs.csv
	calls | rate | bss-bill run -q --period 2026-10
	draft A-200 | jq -r '.invoice_lines[]
	    | select(.subscription == ("S-200", "S-201")) | [.subscription,
	    .offer, .price, .period_start_date, .period_end_date, .records,
	    .line_net_amount] | map(. // "-") | join(" ")' >lines
	diff lines - <<-'END'
	S-200 voip line-month 2026-11-01 2026-11-30 0 4.90
	S-200 voip voice 2026-10-01 2026-10-31 4 0.42
	S-201 roaming roam-month 2026-10-10 2026-10-19 0 1.61
	S-201 roaming roam 2026-10-01 2026-10-31 2 0.07
	END
	draft A-100 | jq -e '.invoice_lines[] | select(.subscription == "S-101")
	    | .offer == "abroad" and .price == "world" and .records == "1"'
	run bss-bill render --draft A-200
	[[ $output == *'Roaming option'*'Calls in the EU'* ]]
}

@test "add-on: bss-catalog check takes it with what it requires" {
	run --separate-stderr bss-catalog check --strict
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	bss-catalog show -o ndjson | jq -s -L "$SHARE/jq" 'include "tmf620";
	    offerings[] | select(.id == "roaming")
	    | .productOfferingRelationship' | jq -e '. == [{ id: "voip",
	    "@type": "ProductOfferingRelationship",
	    relationshipType: "requires" }]'
	# as close as a price of the tariff, and for nothing beside it
	edit '.network_groups += { fr: ["208*"], de: ["262*"] }
	    | .prices.idle = .prices.roam + { destinations: ["Germany"] }
	    | .prices.one = .prices.idle + { networks: ["fr"] }
	    | .prices.two = .prices.idle + { networks: ["de"] }
	    | .prices.spain = .prices.idle + { networks: ["home", "eu"],
		destinations: ["Spain"] }
	    | .offers.voip.prices += ["roam", "one", "two"]
	    | .offers.roaming.prices -= ["roam"]
	    | .offers.abroad.prices = ["spain", "idle"]
	    | .offers.idle = .offers.abroad + { requires: ["gone", "idle"] }'
	run -2 --separate-stderr bss-catalog check
	[[ $stderr == *"offers.idle.requires[0]: no such other offer 'gone' \
[catalog-reference]"*"offers.idle.requires[1]: no such other offer 'idle'"* ]]
	edit 'del(.offers.idle)'
	run --separate-stderr bss-catalog check
	[ "$status" -eq 1 ]
	[[ $output == *"error: offer 'roaming' gives allowance 'roam-minutes', \
which is the subscription's own and covers no price of it \
[catalog-allowance-empty]"* ]]
	[[ $output == *"error: offer 'abroad' prices what 'voip' prices, which it \
requires, 'voice' to 'Spain', network '208*': neither 'spain' nor 'roam' is for \
less [catalog-twice]"* ]]
	edit '.offers.abroad.prices -= ["spain"]'
	run --separate-stderr bss-catalog check
	[[ $output == *"warning: price 'idle' of offer 'abroad' takes nothing \
beside 'voip': others are for less [catalog-unreachable]"* ]]
}

@test "add-on: bss-crm -c takes it beside what it requires [crm-requires]" {
	local add='bss-crm add subscription --zone UTC -c home/catalog'

	run -2 --separate-stderr $add S-500 account=A-100 offer=roaming \
	    identifier=+33471000201 from=2026-10-10
	has_code crm-requires
	[[ $stderr == *"offer 'roaming' requires 'voip', and '+33471000201' \
has none when it begins"* ]]
	$add S-501 account=A-200 offer=roaming identifier=+33471000200 \
	    from=2026-10-10 to=2026-10-20
	edit '.offers.other = .offers.roaming'
	run -2 --separate-stderr $add S-502 account=A-200 offer=other \
	    identifier=+33471000200 from=2026-10-19
	has_code rate-clash
	[[ $stderr == *"'S-501' and 'S-502' of '+33471000200' price the same"* ]]
	$add S-502 account=A-200 offer=other identifier=+33471000200 \
	    from=2026-10-20
	run -2 --separate-stderr bss-crm set subscription S-501 --zone UTC \
	    -c home/catalog to=2026-10-21
	has_code rate-clash
	# an import, as a whole: what it requires may come with it
	printf '%s\n' subscription,account,offer,identifier,from \
	    S-1,A-200,roaming,+1,2026-10-10T00:00:00Z \
	    S-2,A-200,voip,+1,2026-10-10T00:00:00Z >both.csv
	bss-crm import -q --no-end --type subscription -c home/catalog both.csv
	sed -n '1p; s/S-1,\(.*\)+1,2026-10-10/S-3,\1+2,2026-10-11/p' both.csv >one
	run -2 --separate-stderr bss-crm import --no-end --type subscription \
	    -c home/catalog one
	[[ $stderr == *"one:2: subscription 'S-3': offer 'roaming' requires \
'voip', and"*'[crm-requires]'* ]]
	bss-crm export subscriptions >all
	bss-rate -q --no-end -s all --period 2026-10 </dev/null
}

@test "add-on: what usage costs, rating again, and what a change would do" {
	local c=$OSSBSS_HOME/catalog

	printf '%s\n' destination,network,price,per Spain,,0.03,60 \
	    Spain,20801,0.05,60 Spain,26203,0.25,60 >"$c/carrier.csv"
	edit '.costs.carrier = { unit: "s", rates: "carrier.csv" }
	    | .prices.roam.cost = "carrier" | .prices.world.cost = "carrier"'
	calls | rate >rated
	# all of it costs something, whatever buckets cover; by network
	[ "$(jq -r 'select(.cost) | [.usage_id, .subscription, .amount,
	    .cost_amount] | join(" ")' rated)" = 'u2 S-201 0 0.0833
u5 S-101 0.02 0.03
u6 S-201 0.0667 0.25' ]
	cp -R "$c" was
	# the option is dearer, and the bundle for less: the tariff has the rest
	edit '.prices.roam.price = "0.20" | .prices.roam.per = "60"
	    | .prices.world.destinations = ["Germany"]'
	run --separate-stderr rate --rerate --differences diff rated
	[ "$status" -eq 0 ]
	[ "$(jq -r 'select(.amount != null) | [.usage_id, .subscription,
	    .price, .amount] | join(" ")' <<<"$output" | sed -n '5,6p')" = \
	    'u5 S-200 voice 0.14
u6 S-201 roam 0.1333' ]
	run --separate-stderr bss-catalog diff was "$c" --usage \
	    <(calls) --no-end -s subs.csv --period 2026-10 -o ndjson
	[ "$(jq -r 'select(.type == "comparison") | [.account, .old_total,
	    .new_total, .old_cost, .new_cost] | map(. // "-")
	    | join(" ")' <<<"$output")" = 'A-100 0.02 0 0.03 0
A-200 0.4867 0.6933 0.3333 0.3333' ]
}

@test "bss-rate: two clash beside any number of others" {
	# 33 kinds of usage, each with a tariff and an option; two for the last
	edit '.prices.roam as $roam | .prices.voice as $voice
	    | reduce range(33) as $i (.; "u\($i)" as $u
		| .prices[$u] = $voice + { usage_type: $u, price: "0.60",
		    per: "60" } | .prices[$u] |= del(.rates)
		| .prices[$u + "e"] = $roam + { usage_type: $u }
		| .offers[$u] = { name: $u, status: "active", prices: [$u] }
		| .offers[$u + "e"] = { name: $u, status: "active",
		    prices: [$u + "e"] })'
	{
		echo subscription,account,offer,identifier,from,to
		for i in {0..32}; do
			echo "P-$i,A-200,u$i,x,2026-01-01T00:00:00Z,"
			echo "Q-$i,A-200,u${i}e,x,2026-01-01T00:00:00Z,"
		done
	} >many.csv
	bss-rate -q --no-end --period 2026-10 -s many.csv </dev/null
	echo 'Z,A-200,u32e,x,2026-01-01T00:00:00Z,' >>many.csv
	run --separate-stderr bss-rate -q --no-end --period 2026-10 -s many.csv </dev/null
	[ "$status" -eq 2 ]
	has_code rate-clash
	[[ $stderr == *"'Q-32' and 'Z' of 'x'"* ]]
}
