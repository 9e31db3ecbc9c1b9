# bss-catalog.bats: what a catalog has wrong, shows and changes

load lib/common

setup() {
	cp -R "$SHARE/demo/catalog" "$TMP/new"
	cd "$TMP" || return 1
}

# edit FILTER [ARG...]: change the document of new/ with jq
edit() {
	jq "$@" "$SHARE/demo/catalog/catalog.json" >new/catalog.json
}
# codes [ARG...]: the codes and lines that check finds in new/
codes() {
	bss-catalog check -o ndjson "$@" new |
	    jq -r 'select(.type == "finding") | "\(.file):\(.line) \(.code)"'
}

# ---- check ------------------------------------------------------------------

@test "bss-catalog check: the demo's catalog is clean" {
	run --separate-stderr bss-catalog check --strict new
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[[ $stderr == *'0 errors, 0 warnings'* ]]
	run --separate-stderr bss-catalog check -q new
	[ -z "$stderr" ]
}

@test "bss-catalog check: a catalog that does not load says where, and exits 2" {
	sed -i '5s/offpeak/prime/; 8s/0.06/six/' new/rates/voice.csv
	run --separate-stderr bss-catalog check new
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	[[ $stderr == *'new/rates/voice.csv:5: '*'[catalog-reference]'* ]]
	[[ $stderr == *'new/rates/voice.csv:8: '*'[catalog-row]'* ]]
	# a document names its place as well, and rows in it their number
	edit '.prices.data.per = "0" | .prices.sms.rates = [
	    {price: "1", per: "1"}, {price: "2", per: "1"}]'
	run --separate-stderr bss-catalog check new
	[ "$status" -eq 2 ]
	[[ $stderr == *"new/catalog.json:$(grep -n '"per": "0"' \
	    new/catalog.json | cut -d: -f1): prices.data.per: "*'[doc-value]'* ]]
	[[ $stderr == *"new/catalog.json:$(grep -n '"sms": {' \
	    new/catalog.json | cut -d: -f1): prices.sms: the rates of rows 1 and 2 hold at the same time [catalog-twice]"* ]]
}

@test "bss-catalog check: the catalog of \$OSSBSS_HOME without a folder" {
	demo_home
	bss-catalog check
	run --separate-stderr env -u OSSBSS_HOME bss-catalog check
	[ "$status" -eq 2 ]
	has_code usage-missing
}

@test "bss-catalog check: a gap between two rates [catalog-gap]" {
	sed -i 's/0.18,60,30,1,,2026-11-01/0.18,60,30,1,,2026-11-02/' \
	    new/rates/voice.csv
	run --separate-stderr bss-catalog check new
	[ "$status" -eq 1 ]
	[ "$output" = "rates/voice.csv:14: error: price 'voice' to 'Germany mobile' has no rate from 2026-11-01 to 2026-11-02 [catalog-gap]" ]
	# a rate for any destination takes what is between
	echo ',,,1,60,1,1,,,' >>new/rates/voice.csv
	bss-catalog check --strict new
}

@test "bss-catalog check: a rate that ends, and one that has [catalog-ends]" {
	sed -i 's/^Spain,,0.08,0.06,60,1,1,,2026-01-01,/&2026-12-31/' \
	    new/rates/voice.csv
	# all bands have this end: said once
	[ "$(codes)" = 'rates/voice.csv:16 catalog-ends' ]
	bss-catalog check -q new
	run bss-catalog check -q --strict new
	[ "$status" -eq 1 ]
	[ "$(codes --now 2026-12-30T22:59:59Z)" = \
	    'rates/voice.csv:16 catalog-ends' ]
	[ "$(codes --now 2026-12-30T23:00:00Z)" = \
	    'rates/voice.csv:16 catalog-lapsed' ]
}

@test "bss-catalog check: destinations and bands without a rate [catalog-no-rate]" {
	echo +356,Malta >>new/destinations.csv
	sed -i '/^Germany,offpeak/d' new/rates/voice.csv
	# the price of messages has a rate for any destination
	[ "$(codes)" = $'destinations.csv:11 catalog-no-rate
destinations.csv:29 catalog-no-rate' ]
	run --separate-stderr bss-catalog check new
	[[ $output == *"'Germany' in band 'offpeak' has no rate"* ]]
	[[ $output == *"price 'voice' to 'Malta' has no rate"* ]]
}

@test "bss-catalog check: rows that are never asked [catalog-unreachable]" {
	edit '.bands.night = []'
	sed -i '2i France,,0.1,0.1,60,1,1,,2026-01-01,' new/rates/voice.csv
	echo 'Spain,night,0.1,0.1,60,1,1,,,' >>new/rates/voice.csv
	[ "$(codes)" = $'catalog.json:29 catalog-band-empty
rates/voice.csv:2 catalog-unreachable
rates/voice.csv:30 catalog-unreachable' ]
	# before both of them it is
	sed -i '2s/2026-01-01/2025-01-01/' new/rates/voice.csv
	[[ $(codes) != *voice.csv:2\ * ]]
}

@test "bss-catalog check: a prefix behind which all have longer ones" {
	printf '+351%d,Portugal\n' {0..8} >>new/destinations.csv
	[ -z "$(codes)" ]
	printf '+3519%d,Portugal\n' {0..9} >>new/destinations.csv
	[ "$(codes)" = 'destinations.csv:23 catalog-unreachable' ]
}

@test "bss-catalog check: a band of one summer needs no rate in winter" {
	edit '.bands.summer = [{days: "daily", from: "10:00", to: "12:00",
	    since: "2026-07-01", until: "2026-09-01", weight: "5"}]'
	cat >new/rates/voice.csv <<-'END'
	destination,band,price,per,from,to
	,summer,0.01,60,2026-07-01,2026-09-01
	,peak,0.02,60,,
	,offpeak,0.02,60,,
	END
	[ -z "$(codes)" ]
	sed -i '2s/2026-09-01/2026-08-01/' new/rates/voice.csv
	[ "$(codes)" = 'rates/voice.csv:2 catalog-ends' ]
}

@test "bss-catalog check: offers without prices, prices without offers" {
	edit '.offers.bare = {name: "Bare", status: "active", prices: []}
	    | .offers.plan = {name: "Plan", status: "draft", prices: []}
	    | .prices.spare = .prices.setup'
	run --separate-stderr bss-catalog check new
	[ "$status" -eq 1 ]
	[[ $output == *"offer 'bare'"*'[catalog-offer-empty]'* ]]
	[[ $output == *"price 'spare'"*'[catalog-price-unused]'* ]]
	[ "$(wc -l <<<"$output")" -eq 2 ]
}

@test "bss-catalog check: an allowance that no offer has" {
	edit '.allowances.hour = {name: "Hour", unit: "s", quantity: "60",
	    every: "month", usage_types: ["voice"]}'
	[[ $(codes) == 'catalog.json:'*' catalog-price-unused' ]]
	jq '.offers.voip.allowances = ["hour"]' new/catalog.json >x
	mv x new/catalog.json
	[ -z "$(codes)" ]
}

@test "bss-catalog check: an allowance of a unit that no price has" {
	edit '.allowances.hour = {name: "Hour", unit: "min", quantity: "60"}
	    | .offers.voip.allowances = ["hour"]'
	[[ $(codes) == 'catalog.json:'*' catalog-allowance-empty' ]]
	[[ $(bss-catalog check new) == *"it is of the unit 'min'"* ]]
	edit '.allowances.hour = {name: "Hour", amount: "5.00"}
	    | .offers.voip.allowances = ["hour"]'
	[ -z "$(codes)" ]
}

@test "bss-catalog: what is misspelt is said once, with what it may have meant" {
	edit '.prices.voice |= (.rate = .rates | del(.rates))'
	run -2 --separate-stderr bss-catalog check new
	[[ $stderr == *"prices.voice.rate: no such member here; 'rates' is one [doc-member]" ]]
	[ "$(wc -l <<<"$stderr")" -eq 1 ]
	edit '.prices.more = (.prices.voice | .direction = "in")'
	sed -i '1s/connect_fee/conect_fee/' new/rates/voice.csv
	run -2 --separate-stderr bss-catalog check new
	[[ $stderr == *"voice.csv:1: no such column 'conect_fee'; 'connect_fee' is one [csv-header]" ]]
	[ "$(wc -l <<<"$stderr")" -eq 1 ]
	sed -i 's/,/;/g' new/rates/voice.csv
	run -2 --separate-stderr bss-catalog check new
	[[ $stderr == *"voice.csv:1: commas must stand between columns, not as in "*' [csv-header]' ]]
	[ "$(wc -l <<<"$stderr")" -eq 1 ]
}

@test "bss-catalog check: status against dates [catalog-offer-dates]" {
	edit '.offers.voip |= (.status = "draft" | .from = "2026-06-01")
	    | .offers.fibre |= (.status = "retired" | .to = "2026-09-01")'
	[ -z "$(codes)" ]
	[ "$(codes --now 2026-05-01T00:00:00Z | cut -d' ' -f2)" = \
	    catalog-offer-dates ]
	[ "$(codes --now 2026-07-01T00:00:00Z | wc -l)" -eq 2 ]
	run bss-catalog check --now 2026-07-01T00:00:00Z new
	[[ $output == *"'voip' is a draft after its 'from'"* ]]
	[[ $output == *"'fibre' is retired before its 'to'"* ]]
}

@test "bss-catalog check: a tax that begins too late [catalog-tax-late]" {
	edit '.taxes.green = {name: "G", category: "S",
	    rates: [{percent: "5", from: "2026-01-02"}]}
	    | .prices["fibre-month"].tax = "green"'
	run --separate-stderr bss-catalog check new
	[ "$status" -eq 1 ]
	[[ $output == 'catalog.json:'*"'fibre-month'"*'[catalog-tax-late]' ]]
	sed -i 's/2026-01-02/2026-01-01/' new/catalog.json
	bss-catalog check new
}

@test "bss-catalog check: names that differ in writing alone [catalog-alike]" {
	edit '.offers["VoIP "] = .offers.voip'
	printf '+3378,France  Mobile\n' >>new/destinations.csv
	run --separate-stderr bss-catalog check new
	[[ $output == *"offers 'VoIP ' and 'voip'"*'[catalog-alike]'* ]]
	[[ $output == *"'France  Mobile' and 'France mobile'"* ]]
}

@test "bss-catalog check: prices that are for some usage alone" {
	edit '.destination_groups = {mobiles: ["France mobile", "Spain"],
	    "a, b": ["Spain"], spare: ["Spain"]}
	| .network_groups = {near: ["262*", "20801"]}
	| .prices.mobiles = .prices.voice + {destinations: ["mobiles", "a, b"]}
	| .prices.near = .prices.voice + {networks: ["near"]}
	| .prices.both = .prices.near + {destinations: ["mobiles"]}
	| .offers.voip.prices += ["mobiles", "near", "both"]'
	run --separate-stderr bss-catalog check new
	[ "$status" -eq 0 ]
	# rates to others are never asked, and a group is for nothing
	[ "$(grep -c 'the price is for others \[catalog-unreachable\]' \
	    <<<"$output")" -gt 4 ]
	[[ $output == *"catalog.json:"*"group 'spare' [catalog-price-unused]"* ]]
	[[ $output != *"'a, b'"* ]]
	jq 'del(.destination_groups.spare) | .prices |= with_entries(
	    if .value.destinations then .value |= (del(.rates)
	    + {price: "1", per: "60"}) else . end)
	    | .offers.voip.prices -= ["voice"]' new/catalog.json >x
	mv x new/catalog.json
	run --separate-stderr bss-catalog check new
	[[ $output == *"catalog.json:"*" warning: offer 'voip' has no price for 'voice' to 'France' and "*" more destinations, network 'any other' [catalog-no-rate]"* ]]
	jq '.prices.far = .prices.both + {networks: ["far"]}
	    | .prices.far2 = .prices.both + {networks: ["far2"]}
	    | .prices.far3 = .prices.both + {networks: ["far", "far2"]}
	    | .network_groups += {far: ["1*"], far2: ["2*"]}
	    | .offers.voip.prices += ["voice", "far", "far2", "far3"]' \
	    new/catalog.json >x && mv x new/catalog.json
	run --separate-stderr bss-catalog check new
	[[ $output == *"price 'far3' takes nothing in offer 'voip': others are for less [catalog-unreachable]"* ]]
	jq '.offers.voip.prices -= ["both", "far2", "far3"]' new/catalog.json >x
	mv x new/catalog.json
	run -2 --separate-stderr bss-catalog check new
	[[ $stderr == *"new/catalog.json:"*": offers.voip.prices: 'near' prices what 'mobiles' prices already, 'voice' to 'France mobile', network '20801': neither is for less than the other [catalog-twice]"* ]]
}

# ---- publish, list ----------------------------------------------------------

@test "bss-catalog check: overrides that are never asked, or over" {
	edit '.prices.voice.overrides = "own.csv" | .bands.never = []'
	printf '%s\n' account,destination,band,price,per,from,to \
	    A-100,,peak,0.01,60,2026-01-01, \
	    A-100,,offpeak,0.01,60,2026-01-01, \
	    A-100,,,0.02,60,2026-02-01, \
	    A-200,,never,0.02,60,2026-01-01,2026-03-01 \
	    A-200,,,0.02,60,2026-01-01,2026-03-01 \
	    A-200,,,0.03,60,2026-04-01,2026-05-01 >new/own.csv
	run codes --now 2026-06-01T00:00:00Z
	[[ $output == *'own.csv:2 catalog-old-band'* ]]
	[[ $output == *'own.csv:3 catalog-old-band'* ]]
	[[ $output == *'own.csv:4 catalog-unreachable'* ]]
	[[ $output == *'own.csv:5 catalog-unreachable'* ]]
	[[ $output == *'own.csv:7 catalog-over'* ]]
	[ "$(grep -c '^own.csv' <<<"$output")" -eq 5 ]
	run --separate-stderr bss-catalog check new
	[[ $output == *"own.csv:4: warning: the rate of price 'voice' for \
account A-100 is never asked: others come before it"* ]]
	[[ $output != *catalog-over* ]]
}

@test "bss-catalog check: what costs have wrong [catalog-cost]" {
	edit '.prices.voice.cost = "term" | .costs = {
	    term: { unit: "s", rates: "cost.csv", destinations: "dest.csv" },
	    idle: { unit: "s", price: "0.01", per: "60" } }'
	printf '%s\n' prefix,destination +33,France +32,Belgium >new/dest.csv
	printf '%s\n' destination,price,per,from,to \
	    France,0.01,60,2026-01-01,2026-02-01 \
	    France,0.02,60,2026-03-01, >new/cost.csv
	run --separate-stderr bss-catalog check new
	[ "$status" -eq 0 ]
	[[ $output == *"cost.csv:2: warning: cost 'term' to 'France' has no \
rate from 2026-02-01 to 2026-03-01 [catalog-cost]"* ]]
	[[ $output == *"cost 'term' to 'Belgium' has no rate [catalog-cost]"* ]]
	[[ $output == *"cost 'idle' is in no price [catalog-price-unused]"* ]]
	# a carrier may have what the others do not
	printf '%s\n' network,destination,price,per carrier-x,,0.01,60 \
	    ,France,0.02,60 >new/cost.csv
	run --separate-stderr bss-catalog check new
	[[ $output != *catalog-cost* ]]
}

@test "bss-catalog publish: by digest, read-only, with who and when" {
	demo_home
	run --separate-stderr bss-catalog publish --why 'first prices' \
	    --now 2026-11-27T09:00:00Z
	[ "$status" -eq 0 ]
	digest=$output
	folder=$OSSBSS_HOME/catalogs/$digest
	diff -r "$OSSBSS_HOME/catalog" "$folder" | grep -v published.json && false
	[ -z "$(find "$folder" -type f -perm /222)" ]
	[ "$(ls "$OSSBSS_HOME/catalogs")" = "$digest" ]
	[ "$(bss-catalog list -o csv)" = "type,catalog,name,published,user,reason
publication,$digest,auvernet,2026-11-27T09:00:00Z,$(id -un),first prices" ]
	bss-catalog list -o ndjson "${digest:0:6}" | jq -se \
	    '.[0].type == "publication" and .[1].written == 1'
	[ -z "$(bss-catalog list -o csv 0000 | tail -n +2)" ]
}

@test "bss-catalog publish: again changes nothing, and verifies" {
	demo_home
	digest=$(bss-catalog publish --now 2026-11-27T09:00:00Z)
	before=$(cd "$OSSBSS_HOME/catalogs" && find . -printf '%p %i %T@\n' |
	    sort)
	run --separate-stderr bss-catalog publish
	[ "$status" -eq 0 ]
	[ "$output" = "$digest" ]
	[ "$(cd "$OSSBSS_HOME/catalogs" && find . -printf '%p %i %T@\n' |
	    sort)" = "$before" ]
	chmod u+w "$OSSBSS_HOME/catalogs/$digest/catalog.json"
	sed -i s/39.90/41.90/ "$OSSBSS_HOME/catalogs/$digest/catalog.json"
	run --separate-stderr bss-catalog publish
	[ "$status" -eq 2 ]
	has_code catalog-damaged
	run --separate-stderr bss-catalog check "$digest"
	[ "$status" -eq 2 ]
	has_code catalog-damaged
}

@test "bss-catalog publish: what check calls an error is refused" {
	demo_home
	edit '.offers.bare = {name: "Bare", status: "active", prices: []}'
	run --separate-stderr bss-catalog publish new
	[ "$status" -eq 2 ]
	has_code catalog-offer-empty
	[ ! -e "$OSSBSS_HOME/catalogs" ]
	edit '.prices.spare = .prices.setup'
	bss-catalog publish new	# a warning alone
}

@test "bss-catalog publish: follows no link that stands in its way" {
	demo_home
	digest=$(bss-catalog publish)
	chmod -R u+w "$OSSBSS_HOME/catalogs"
	rm -r "$OSSBSS_HOME/catalogs/$digest"
	mkdir -p victim/deep
	echo precious >victim/file
	echo precious >victim/deep/file
	# the name that it works under, where another may know it
	bash -c 'ln -s "$0" "$OSSBSS_HOME/catalogs/$1.$$.tmp"
	    exec bss-catalog publish' "$PWD/victim" "$digest"
	[ "$(cat victim/file victim/deep/file | uniq -c)" = \
	    '      2 precious' ]
	[ "$(ls -A victim)" = $'deep\nfile' ]
	[ ! -L "$OSSBSS_HOME/catalogs/$digest" ]
	[ "$(ls "$OSSBSS_HOME/catalogs")" = "$digest" ]
}

@test "bss-catalog publish: one that died leaves nothing that counts" {
	demo_home
	mkdir -p "$OSSBSS_HOME/catalogs"
	mkdir "$OSSBSS_HOME/catalogs/$(printf '0%.0s' {1..64}).99.tmp"
	[ "$(bss-catalog list -o csv | wc -l)" -le 1 ]
	# the disk is full
	run bash -c 'ulimit -f 0; trap "" XFSZ; bss-catalog publish'
	[ "$status" -eq 2 ]
	[ "$(bss-catalog list -o csv | wc -l)" -le 1 ]
}

@test "bss-catalog list: a catalog for bss-rate and bss-bill by its digest" {
	demo_home
	a=$(bss-catalog publish)
	sed -i s/0.12,60/0.11,60/ "$OSSBSS_HOME/catalog/rates/voice.csv"
	b=$(bss-catalog publish)
	[ "$a" != "$b" ]
	bss-mediate csv --format pbx "$SHARE/demo/cdr/Master.csv" >usage
	amounts() {
		bss-rate "$@" -s "$SHARE/demo/subscriptions.csv" -r rejects \
		    usage | tee rated | jq -c 'select(.type == "rated").amount'
	}
	[ "$(amounts -c "${a:0:8}")" = \
	    "$(amounts -c "$SHARE/demo/catalog")" ]
	[ "$(tail -n 1 rated | jq -r .catalog)" = "$a" ]
	[ "$(amounts -c "$b")" = "$(amounts)" ]
	bss-crm init
	bss-crm import -q --no-end "$SHARE"/demo/{customers,accounts}.csv \
	    "$SHARE/demo/subscriptions.csv"
	bss-bill run -n --period 2026-10 -c "$b" rated
	run --separate-stderr bss-bill run -n --period 2026-10 -c "$a" rated
	[ "$status" -eq 2 ]
	has_code bill-catalog
	# not a digest of ours
	run --separate-stderr bss-rate -c ffff0000 -s none usage
	[ "$status" -eq 2 ]
	has_code open-failed
}

@test "bss-catalog list: digits that several digests begin with" {
	demo_home
	mkdir -p "$OSSBSS_HOME/catalogs/$(printf 'ab%.0s' {1..32})" \
	    "$OSSBSS_HOME/catalogs/$(printf 'ab%.0s' {1..31})cd"
	run --separate-stderr bss-catalog check abababab
	[ "$status" -eq 2 ]
	has_code usage-value
	run --separate-stderr bss-catalog list
	[ "$status" -eq 2 ]
	has_code open-failed
}

@test "bss-catalog check: findings are records" {
	sed -i '/^Spain,/d' new/rates/voice.csv
	bss-catalog check -q -o ndjson new >out
	head -n 1 out | jq -e '.type == "finding" and .severity == "warning"
	    and .file == "destinations.csv" and .line == 15'
	tail -n 1 out | jq -e '.type == "end" and .written == 1'
	[ "$(bss-catalog check -q -o csv new | head -n 1)" = \
	    type,code,severity,file,line,text ]
}

@test "bss-catalog check: rates from a later unit on are no gaps and reached" {
	edit '.prices.transit |= (del(.price, .per) + {rates: [
	    {price: "2", per: "1"}, {price: "1", per: "1", after: "10"}]})'
	[ -z "$(codes)" ]
	# nothing for the beginning; and one behind the end of its time
	edit '.prices.transit |= (del(.price, .per) + {rates: [
	    {price: "1", per: "1", after: "10"}]})'
	[[ "$(codes)" == *catalog-no-rate* ]]
}
