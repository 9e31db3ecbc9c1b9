#!/usr/bin/env bats
# bss-rate: the behaviour that its page promises

load lib/common

setup() {
	cd "$TMP" || return
	catalog=$SHARE/demo/catalog
	cat >subs.csv <<-'END'
	subscription,account,payer,offer,identifier,from,to
	S1,A1,,voip,+33473000001,2026-01-01T00:00:00+01:00,
	S2,A2,A9,mobile,+33600000002,2026-01-01T00:00:00+01:00,2026-11-01T00:00:00+01:00
	S3,A3,,transit,core1/eth0,2026-01-01T00:00:00+01:00,
	S4,A4,,fibre,fibre-4,2026-01-01T00:00:00+01:00,
	END
}

# usage ID TS TYPE IDENTIFIER QUANTITY UNIT [MORE]: a record
usage() {
	printf '{"type":"usage","usage_id":"%s","ts":"%s","usage_type":"%s",' \
	    "$1" "$2" "$3"
	printf '"identifier":"%s","quantity":%s,"unit":"%s",' "$4" "$5" "$6"
	printf '"source":"t","seq":1%s}\n' "${7:+,$7}"
}
call() {
	usage "$1" "$2" voice +33473000001 "$3" s "\"called_number\":\"$4\""
}
rate() {
	bss-rate --no-end -c "$catalog" -s subs.csv "$@"
}
# rejected CODE <usage: the one record is rejected for it, and exit is 1
rejected() {
	run --separate-stderr rate -r rejects
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rejects)" = "$1" ]
	has_code "$1"
}

@test "bss-rate: fields are appended in order, all else stays as it was" {
	call u1 2026-10-05T10:00:00Z 61 +33612345678 |
	    sed 's/}$/, "x_note" : "1\\u00b0", "x_n": 1e2 }/' >in
	run --separate-stderr rate in
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == *'678", "x_note" : "1\u00b0", "x_n": 1e2 ,"acc'* ]]
	[ "$(jq -c 'to_entries[-11:][] | [.key, .value]' <<<"${lines[0]}")" \
	    = "$(cat <<-'END'
	["x_n",100]
	["account","A1"]
	["subscription","S1"]
	["offer","voip"]
	["price","voice"]
	["destination","France mobile"]
	["band","peak"]
	["charged_quantity",61]
	["amount",0.202]
	["currency","EUR"]
	["tax_code","vat-standard"]
	END
	)" ]
}

@test "bss-rate: only the value of type is rewritten" {
	call u1 2026-10-05T10:00:00Z 61 +33612345678 |
	    sed 's/"type":"usage",//; s/}$/,"type" : "usage"}/' >in
	run --separate-stderr rate in
	[[ ${lines[0]} == *',"type" : "rated","account"'* ]]
}

@test "bss-rate: the end record names catalog, subscriptions and zone data" {
	call u1 2026-10-05T10:00:00Z 61 +33612345678 >in
	rate in >out
	jq -s -e '.[-1] | .type == "end" and .written == 1 and .no_end
	    and (.catalog | length) == 64 and (.tzdata | length) >= 5
	    and (.subscriptions | length) == 64' out
	[ "$(cd "$catalog" && for f in catalog.json destinations.csv \
	    rates/sms.csv rates/voice.csv; do
		printf '%s\n%d\n' $f "$(wc -c <$f)"
		cat $f
	    done | sha256sum | cut -d ' ' -f 1)" \
	    = "$(jq -r 'select(.type == "end") | .catalog' out)" ]
}

@test "bss-rate: subscriptions in NDJSON or CSV have the same digest" {
	{
		printf '{"type":"subscription","subscription":"S1",'
		printf '"account":"A1","offer":"voip","identifier":"i",'
		printf '"from":"2025-12-31T23:00:00Z"}\n'
	} >subs.ndjson
	printf 'subscription,account,offer,identifier,from\n%s\n' \
	    S1,A1,voip,i,2026-01-01T00:00:00+01:00 >subs.csv
	: >in
	[ "$(rate in | jq -r .subscriptions)" \
	    = "$(bss-rate --no-end -c "$catalog" -s subs.ndjson in |
	    jq -r .subscriptions)" ]
}

@test "bss-rate: a stream without its end is cut, and has no end either" {
	call u1 2026-10-05T10:00:00Z 61 +33612345678 >in
	run --separate-stderr bss-rate -c "$catalog" -s subs.csv in
	[ "$status" -eq 2 ]
	has_code stream-cut
	[[ $output != *'"end"'* ]]
}

@test "bss-rate: what it wrote it can be given again, by its end" {
	call u1 2026-10-05T10:00:00Z 61 +33612345678 >in
	rate in >rated
	run --separate-stderr bss-rate --pass -c "$catalog" -s subs.csv rated
	[ "$status" -eq 0 ]
	[ "$(jq -sc 'map(.type)' <<<"$output")" \
	    = '["rated","total","end"]' ]
}

@test "bss-rate: CSV in and out gives the same amounts as NDJSON" {
	call u1 2026-10-05T17:59:30Z 61 +33612345678 >in
	usage u2 2026-10-05T10:00:00Z sms +33600000002 1 1 \
	    '"called_number":"+33473000001"' >>in
	rate in | jq -r 'select(.type == "rated") |
	    [.usage_id, .amount, .band] | @csv' >ndjson
	jq -rs '(.[0] | keys_unsorted), (.[] | [.[]]) | @csv' in >in.csv
	rate -o csv in.csv >out.csv
	[ "$(mlr --icsv --ojson cut -f usage_id,amount,band out.csv |
	    jq -r '.[] | [.usage_id, .amount,
	    (if .band == "" then null else .band end)] | @csv')" \
	    = "$(<ndjson)" ]
}

@test "bss-rate: half-open subscriptions, found by the usage's start" {
	usage a 2025-12-31T22:59:59Z sms +33600000002 1 1 \
	    '"called_number":"+331"' >in
	usage b 2025-12-31T23:00:00Z sms +33600000002 1 1 \
	    '"called_number":"+331"' >>in
	usage c 2026-10-31T22:59:59Z sms +33600000002 1 1 \
	    '"called_number":"+331"' >>in
	usage d 2026-10-31T23:00:00Z sms +33600000002 1 1 \
	    '"called_number":"+331"' >>in
	run --separate-stderr rate -r rejects in
	[ "$status" -eq 1 ]
	[ "$(jq -r 'select(.type == "rated") | .usage_id' <<<"$output" |
	    xargs)" = 'b c' ]
	[ "$(jq -r .line rejects | xargs)" = '1 4' ]
	[ "$(jq -r .code rejects | sort -u)" = rate-no-subscription ]
	[[ $(jq -r .reason rejects) == *" at 2025-12-31T22:59:59Z: '"*"' has it from 2025-12-31T23:00:00Z"*"' has it until 2026-10-31T23:00:00Z" ]]
}

@test "bss-rate: nobody's usage is rejected [rate-no-subscription]" {
	usage u1 2026-10-05T10:00:00Z voice +33999999999 1 s |
	    rejected rate-no-subscription
}

@test "bss-rate: an offer without such a price rejects [rate-no-price]" {
	usage u1 2026-10-05T10:00:00Z sms +33473000001 1 1 |
	    rejected rate-no-price
	usage u1 2026-10-05T10:00:00Z voice +33473000001 1 octet |
	    rejected rate-no-price
	usage u1 2026-10-05T10:00:00Z data fibre-4 1 octet |
	    rejected rate-no-price
}

@test "bss-rate: drafts and retired offers are not served [rate-offer-status]" {
	cp -r "$catalog" mine
	catalog=mine
	for status in draft retired; do
		jq --arg s "$status" '.offers.voip.status = $s' \
		    "$SHARE/demo/catalog/catalog.json" >mine/catalog.json
		call u1 2026-10-05T10:00:00Z 1 +33612345678 |
		    rejected rate-offer-status
		[[ $(jq -r .reason rejects) == *"offer 'voip' is $status"* ]]
	done
	# not sold any more, and served
	jq '.offers.voip.to = "2026-02-01"' \
	    "$SHARE/demo/catalog/catalog.json" >mine/catalog.json
	call u1 2026-10-05T10:00:00Z 61 +33612345678 >in
	[ "$(rate in | jq 'select(.type == "rated").amount')" = 0.202 ]
}

@test "bss-rate: a rate that ended is missed by its destination" {
	cp -R "$catalog" ended
	catalog=ended
	sed -i '/^Spain,/s/,$/,2026-10-15/' ended/rates/voice.csv
	call u1 2026-10-14T10:00:00Z 60 +34911234567 >in
	rate in >rated
	[ "$(jq -r 'select(.type == "rated").destination' rated)" = Spain ]
	call u1 2026-10-15T10:00:00Z 60 +34911234567 >in
	rejected rate-no-price <in
	[[ $stderr == *"'voice' of offer 'voip' has no rate to 'Spain'"* ]]
	run --separate-stderr rate --explain -r /dev/null in
	[[ $output == *$'\tnumber\t+34911234567'* ]]
	[[ $output == *$'\tdestination\tSpain'* ]]
}

@test "bss-rate: usage received is never priced by a price for usage made" {
	usage u1 2026-10-05T10:00:00Z sms +33600000002 1 1 \
	    '"direction":"in","called_number":"+33600000002"' |
	    rejected rate-no-price
	run --separate-stderr rate < <(usage u1 2026-10-05T10:00:00Z voice \
	    +33473000001 60 s '"direction":"in"')
	[ "$(jq -r 'select(.type == "rated") | "\(.price) \(.amount)"' \
	    <<<"$output")" = 'voice-received 0' ]
	usage u1 2026-10-05T10:00:00Z voice +33473000001 60 s \
	    '"direction":"up"' | rejected field-value
}

@test "bss-rate --explain: one piece, several pieces" {
	{ usage m1 2026-10-05T10:00:00Z sms +33600000002 1 1 \
	    '"called_number":"+33612345678"'
	  usage m2 2026-10-05T10:00:00Z sms +33600000002 2 1 \
	    '"called_number":"+33612345678"'; } | rate --explain >out
	grep -q '^m1: .* for 1 piece to .*: 1 piece at ' out
	grep -q '^m2: .* for 2 pieces to .*: 2 pieces at ' out
}

@test "bss-rate: short codes that the catalog has" {
	mkdir short
	jq '.prices.voice.rates = "voice.csv" | .prices.sms |= (del(.rates)
	    | .price = "0.1" | .per = "1")' \
	    "$SHARE/demo/catalog/catalog.json" >short/catalog.json
	printf '%s\n' prefix,destination +33,France short:118,Enquiries \
	    >short/destinations.csv
	printf '%s\n' destination,price,per,connect_fee ,0.06,60,0 \
	    Enquiries,3,60,1 >short/voice.csv
	bss-catalog check -q short
	run -0 bss-catalog show --number 118712 --at 2026-10-05T10:00:00Z \
	    --offer voip short
	[[ $output == *"begins with 118 of 'Enquiries', destinations.csv:3: the longest, it counts"* ]]
	printf '%s\n' subscription,account,offer,identifier,from \
	    S1,A1,voip,+33473000001,2026-01-01T00:00:00Z >subs
	{
		echo usage_id,ts,usage_type,identifier,called_number,quantity,unit,source,seq
		printf '%s,2026-10-05T10:00:00Z,voice,+33473000001,%s,60,s,t,1\n' \
		    u1 118712 u2 112 u3 +4930
	} >calls
	run -1 --separate-stderr bss-rate --no-end -c short -s subs \
	    -r rejects calls
	[ "$(jq -r '.amount // empty' <<<"$output" | paste -sd ' ')" = '4 0.06' ]
	[ "$(jq -r .code rejects)" = rate-bad-number ]
	has_code rate-bad-number
}

@test "bss-rate: numbers are E.164 with + [rate-bad-number]" {
	for number in 0612345678 + +1234567890123456 '+33 6' ''; do
		call u1 2026-10-05T10:00:00Z 1 "$number" |
		    rejected rate-bad-number
	done
}

@test "bss-rate: a number that no prefix begins [rate-no-destination]" {
	call u1 2026-10-05T10:00:00Z 1 +99912 | rejected rate-no-destination
}

@test "bss-rate: more seconds than can be walked [rate-quantity]" {
	call u1 2026-10-05T10:00:00Z 18446744073709551615 +33473000001 |
	    rejected rate-quantity
}

@test "bss-rate: an amount past the type [money-overflow]" {
	jq '.prices.transit.per = "1"' "$catalog/catalog.json" >catalog.json
	mkdir c
	cp -R "$catalog/." c
	cp catalog.json c
	catalog=$TMP/c
	usage u1 2026-10-05T10:00:00Z transit core1/eth0 \
	    18446744073709551615 octet | rejected money-overflow
}

@test "bss-rate: fields that are there already [field-collision]" {
	for f in account:'"x"' amount:0 band:null; do
		call u1 2026-10-05T10:00:00Z 1 +33473000001 |
		    sed "s/}$/,\"${f%%:*}\":${f#*:}}/" |
		    rejected field-collision
	done
}

@test "bss-rate: a time that is none [field-value]" {
	call u1 2026-02-30T10:00:00Z 1 +33473000001 | rejected field-value
}

@test "bss-rate: a price that counts one side wants that side" {
	mkdir c
	cp -R "$catalog/." c
	jq '.prices.transit.counts = "in"' "$catalog/catalog.json" \
	    >c/catalog.json
	catalog=$TMP/c
	usage u1 2026-10-05T10:00:00Z transit core1/eth0 3000000000 octet |
	    rejected field-missing
	run rate < <(usage u1 2026-10-05T10:00:00Z transit core1/eth0 \
	    3000000000 octet '"in_octets":1000000000')
	[ "$(jq -r 'select(.type == "rated") |
	    "\(.quantity) \(.charged_quantity) \(.amount)"' <<<"$output")" \
	    = '3000000000 1000000000 0.05' ]
}

@test "bss-rate: rejects that were mended are input again" {
	call u1 2026-10-05T10:00:00Z 1 0612345678 >in
	run rate -r rejects in
	[ "$status" -eq 1 ]
	jq -r .raw rejects | sed 's/0612345678/+33612345678/' >mended
	run rate mended
	[ "$status" -eq 0 ]
	[ "$(jq -r 'select(.type == "rated") | .usage_id' <<<"$output")" \
	    = u1 ]
}

@test "bss-rate: without -r the first reject stops the run" {
	call u1 2026-10-05T10:00:00Z 1 0612345678 >in
	run --separate-stderr rate in
	[ "$status" -eq 2 ]
	has_code rate-bad-number
	has_code rejects-refused
}

@test "bss-rate: shards part the accounts, together they are the whole" {
	for i in 1 2 3 4 5 6 7 8 9; do
		call "v$i" 2026-10-05T10:00:0${i}Z $i +33612345678
		usage "s$i" 2026-10-05T10:00:0${i}Z sms +33600000002 1 1 \
		    '"called_number":"+331"'
		usage "t$i" 2026-10-05T10:00:0${i}Z transit core1/eth0 $i octet
		usage "n$i" 2026-10-05T10:00:0${i}Z transit "none$i" $i octet
	done >in
	rate -r r0 in >whole || [ $? -eq 1 ]
	for i in 1 2 3; do
		rate --shard $i/3 -r r$i in >out$i || [ $? -eq 1 ]
		[ "$(jq -r 'select(.type == "end") | .shard' out$i)" = $i/3 ]
	done
	[ "$(jq -c 'select(.type == "rated")' out[123] | sort)" \
	    = "$(jq -c 'select(.type == "rated")' whole | sort)" ]
	[ "$(jq -r .raw r[123] | sort)" = "$(jq -r .raw r0 | sort)" ]
	for account in A1 A2 A3; do
		[ "$(grep -l "\"account\":\"$account\"" out[123] | wc -l)" \
		    -eq 1 ]
	done
}

@test "bss-rate: --shard wants i of n [usage-value]" {
	for shard in 0/3 4/3 3 a/b 1/0 /; do
		run --separate-stderr rate --shard "$shard" /dev/null
		[ "$status" -eq 2 ]
		has_code usage-value
	done
}

@test "bss-rate: subscriptions are needed [usage-missing]" {
	run --separate-stderr bss-rate -c "$catalog" /dev/null
	[ "$status" -eq 2 ]
	has_code usage-missing
}

@test "bss-rate: a catalog is needed, OSSBSS_HOME has one" {
	run --separate-stderr bss-rate -s subs.csv --no-end /dev/null
	[ "$status" -eq 2 ]
	has_code usage-missing
	demo_home
	run --separate-stderr bss-rate -s subs.csv --no-end /dev/null
	[ "$status" -eq 0 ]
}

@test "bss-rate: subscriptions and usage cannot share stdin [usage-value]" {
	run --separate-stderr bss-rate -c "$catalog" -s - <subs.csv
	[ "$status" -eq 2 ]
	has_code usage-value
	run --separate-stderr bss-rate --no-end -c "$catalog" -s - /dev/null \
	    <subs.csv
	[ "$status" -eq 0 ]
}

@test "bss-rate: an unknown offer is an error [rate-unknown-offer]" {
	echo S5,A5,,gold,+335,2026-01-01T00:00:00Z, >>subs.csv
	run --separate-stderr rate /dev/null
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	[[ $stderr == *"subs.csv:6:"*"'gold'"* ]]
	has_code rate-unknown-offer
}

@test "bss-rate: two at once for the same usage [rate-clash]" {
	echo S0,A5,,mobile,+33473000001,2026-10-01T00:00:00Z, >>subs.csv
	run --separate-stderr rate /dev/null
	[ "$status" -eq 2 ]
	[[ $stderr == *"'S0' and 'S1' of '+33473000001'"* ]]
	has_code rate-clash
}

@test "bss-rate: bad subscriptions stop the run, with file and line" {
	echo S5,A5,,voip,+335,2026-01-02T00:00:00Z,2026-01-01T00:00:00Z \
	    >>subs.csv
	echo S6,,,voip,+336,2026-01-02T00:00:00Z, >>subs.csv
	run --separate-stderr rate /dev/null
	[ "$status" -eq 2 ]
	[[ $stderr == *"subs.csv:6:"*"[field-value]"*"subs.csv:7:"*\
"[field-missing]"* ]]
	run --separate-stderr bss-rate -c "$catalog" -s none /dev/null
	[ "$status" -eq 2 ]
	has_code open-failed
}

@test "bss-rate: subscriptions that lost records [stream-cut]" {
	{
		printf '{"type":"end","tool":"t","version":"1","run":"r",'
		printf '"written":2,"digest":"%032d"}\n' 0
	} >end
	run --separate-stderr bss-rate --no-end -c "$catalog" -s end /dev/null
	[ "$status" -eq 2 ]
	has_code stream-cut
}

@test "bss-rate: a catalog with faults names them all and rates nothing" {
	mkdir c
	cp -R "$catalog/." c
	jq '.prices.sms.tax = "none" | .colour = "red"' \
	    "$catalog/catalog.json" >c/catalog.json
	echo 'Mars,,,1,1,1,1,,,' >>c/rates/voice.csv
	catalog=$TMP/c
	run --separate-stderr rate /dev/null
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	has_code doc-member
	jq 'del(.colour)' c/catalog.json >d && mv d c/catalog.json
	run --separate-stderr rate /dev/null
	[[ $stderr == *"c/rates/voice.csv:29:"*"[catalog-reference]"* ]]
	[[ $stderr == *"prices.sms: no such tax 'none'"* ]]
}

@test "bss-rate: --explain says in words what the record says in numbers" {
	call u1 2026-10-05T17:59:30Z 61 +33612345678 >in
	usage u2 2026-10-05T10:00:00Z sms +33473000001 1 1 >>in
	run --separate-stderr rate --explain -r /dev/null in
	[ "$status" -eq 1 ]
	[[ ${lines[0]} == "u1: 0.1813 EUR for 61 s to France mobile: "* ]]
	[[ ${lines[0]} == *": 30 s at 0.12 per 60 in peak, 31 s at 0.08 "* ]]
	[[ ${lines[0]} == *" 0.08 per 60 in offpeak, connect fee 0.08, "* ]]
	[[ ${lines[0]} == *", rounded half-up to 4 decimals" ]]
	[[ $output == *$'\tstart\t2026-10-05T19:59:30+02:00'* ]]
	[[ $output == *$'\nu2: not rated, '*'[rate-no-price]'* ]]
	[[ $output != *'"end"'* ]]
}

@test "bss-rate: --explain lets no terminal be driven from outside" {
	usage 'u\u001b[31m' 2026-10-05T10:00:00Z transit core1/eth0 1 octet |
	    rate --explain >out
	[ "$(grep -c $'\033' out)" -eq 0 ]
}

@test "bss-rate: memory is constant in the number of records" {
	call u1 2026-10-05T10:00:00Z 61 +33612345678 >one
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
		cat one one >two
		mv two one
	done
	[ "$(wc -l <one)" -eq 65536 ]
	command -v /usr/bin/time >/dev/null || skip 'no time(1)'
	[[ $BUILD == *asan* ]] && skip 'the sanitizer needs memory itself'
	/usr/bin/time -f %M -o kb bss-rate --no-end -c "$catalog" \
	    -s subs.csv one >/dev/null
	[ "$(<kb)" -lt 16384 ]
}

# terms MEMBERS: a copy of the catalog whose price of calls has them besides
terms() {
	mkdir -p c
	[ "$catalog" = "$TMP/c" ] || cp -R "$catalog/." c
	jq --argjson terms "$1" '.prices.voice += $terms' \
	    "$SHARE/demo/catalog/catalog.json" >c/catalog.json
	catalog=$TMP/c
}

@test "bss-rate: --explain says which conventions made an amount" {
	terms '{"above_maximum": "cut-off", "zero_quantity": "fees",
	    "intermediate_rounding":
	    {"of": "increment", "mode": "up", "decimals": 2}}'
	sed -i 's/^France mobile,peak.*/&,0.5/; 1s/$/,maximum/; t; s/$/,/' \
	    c/rates/voice.csv
	call u1 2026-10-05T10:00:00Z 100 +33612345678 >in
	call u2 2026-10-05T10:00:00Z 0 +33612345678 >>in
	run --separate-stderr rate --explain in
	[ "$status" -eq 0 ]
	[[ $output == "u1: 0.5 EUR for 100 s to France mobile: 66 s at 0.12 "* ]]
	[[ $output == *", each increment rounded up to 2 decimals before, cut "* ]]
	[[ $output == *" off below the maximum 0.5, rounded half-up to 4 "* ]]
	[[ $output == *$'\n'"u2: 0.08 EUR for 0 s to France mobile: 0 s "* ]]
	run --separate-stderr rate in
	[ "$(jq -r 'select(.type == "rated") | .charged_quantity' \
	    <<<"$output" | xargs)" = '66 0' ]
}

@test "bss-rate: fees of rates that begin within a record, and --explain" {
	rates='"rates": [{"price": "0.1", "per": "60"}, {"price": "0.2",
	    "per": "60", "after": "60", "connect_fee": "0.05"}]'
	terms "{$rates}"
	call u1 2026-10-05T10:00:00Z 60 +33612345678 >in
	call u2 2026-10-05T10:00:00Z 120 +33612345678 >>in
	run --separate-stderr rate --explain in
	[ "$status" -eq 0 ]
	[[ $output == "u1: 0.1 EUR for 60 s"* ]]
	[[ ${output%%$'\n'u2*} != *"connect fee"* ]]
	[[ $output == *$'\n'"u2: 0.35 EUR for 120 s"*"connect fee 0.05 behind 60"* ]]
	run rate --explain-json in
	[ "$(jq -r 'select(.usage_id == "u2") | .. | .connect_fee? // empty' \
	    <<<"$output")" = 0.05 ]
	terms "{$rates, \"after_split\": \"none\"}"
	run --separate-stderr rate in
	[ "$(jq -r '.amount // empty' <<<"$output" | xargs)" = "0.1 0.45" ]
	terms "{$rates, \"after_split\": \"exact\"}"
	run --separate-stderr rate in
	[ "$status" -eq 2 ]
	has_code doc-value
}

@test "bss-rate: a customer's own rates, by subscription, account and group" {
	terms '{"overrides": "own.csv"}'
	cat >c/own.csv <<-'END'
	group,account,subscription,destination,band,price,per
	gold,,,,,1,60
	,A1,,France,,0.5,60
	,,S1,France,peak,0.25,60
	END
	{
		echo subscription,account,offer,identifier,from,param_group
		echo S1,A1,voip,+33473000001,2026-01-01T00:00:00Z,gold
		echo S2,A1,voip,+33473000002,2026-01-01T00:00:00Z,gold
		echo S3,A3,voip,+33473000003,2026-01-01T00:00:00Z,gold
		echo S4,A4,voip,+33473000004,2026-01-01T00:00:00Z,tin
	} >subs.csv
	for i in 1 2 3 4; do
		call p$i 2026-10-05T10:00:00Z 60 +331 |
		    sed "s/+33473000001/+3347300000$i/"
		call o$i 2026-10-05T20:00:00Z 60 +331 |
		    sed "s/+33473000001/+3347300000$i/"
	done >in
	run --separate-stderr rate in
	[ "$(jq -r 'select(.type == "rated") | "\(.usage_id)=\(.amount)"' \
	    <<<"$output" | xargs)" = 'p1=0.25 o1=0.5 p2=0.5 o2=0.5 p3=1 o3=1 '\
'p4=0.08 o4=0.065' ]
	run --separate-stderr rate --explain in
	[[ $output == *$'\trate\t60 '*', own.csv:4 for subscription S1'* ]]
	[[ $output == *" 0.5 per 60 for account A1, rounded "* ]]
	# the digest of subscriptions knows the group
	[ "$(rate in | jq -r 'select(.type == "end").subscriptions')" \
	    != "$(sed -i s/gold/tin/ subs.csv
	    rate in | jq -r 'select(.type == "end").subscriptions')" ]
}

@test "bss-rate: rates of more parts than a record may have [rate-quantity]" {
	terms "$(jq -n '{rates: [range(300) | {price: "1", per: "1"} +
	    if . == 0 then {} else {after: tostring} end]}')"
	call u1 2026-10-05T10:00:00Z 256 +331 >in
	rate in >out
	call u1 2026-10-05T10:00:00Z 257 +331 | rejected rate-quantity
}

# priced USAGE...: rates them with c/ as "id amount currency", and the rest
priced() {
	printf '%s\n' "$@" >in
	rate -r rejects in | jq -r 'select(.type == "rated") | [.usage_id,
	    .amount, .currency, .price_amount, .price_currency,
	    .exchange_rate, .cost, .cost_amount, .cost_currency,
	    .cost_reason] | map(select(. != null)) | join(" ")'
}

@test "bss-rate: a price in another currency, and converted when asked" {
	terms '{"currency": "USD"}'
	jq '.offers |= map_values(.prices |= map(select(startswith("voice"))))
	    | .prices["voice-received"].currency = "USD"' \
	    c/catalog.json >d && mv d c/catalog.json
	sed -i '/,S2,/d; /,mobile,/d; /^S[34],/d' subs.csv
	call=$(call u1 2026-10-05T10:00:00Z 61 +33612345678)
	[ "$(priced "$call")" = 'u1 0.202 USD' ]
	[ "$(rate in | jq -r 'select(.type == "total") | .currency')" = USD ]
	# not without rates of this pair
	edit='.prices["voice", "voice-received"].convert =
	    {to: "EUR", mode: "up", decimals: 3}'
	jq "$edit" c/catalog.json >d && mv d c/catalog.json
	run --separate-stderr rate in
	[ "$status" -eq 2 ]
	has_code catalog-reference
	printf '%s\n' currency,to,rate,from USD,EUR,0.92,2026-10-05 \
	    USD,EUR,0.9,2026-10-06 EUR,USD,1.1,2026-01-01 >c/exchange.csv
	before=$(call u0 2026-10-04T21:59:59Z 61 +33612345678)
	after=$(call u2 2026-10-05T22:00:00Z 61 +33612345678)
	[ "$(priced "$before" "$call" "$after")" = \
'u1 0.186 EUR 0.202 USD 0.92
u2 0.146 EUR 0.1613 USD 0.9' ]
	[ "$(jq -r .code rejects)" = rate-no-exchange ]
	run --separate-stderr rate --explain -r /dev/null in
	[[ $output == *$'\n'"u1: 0.186 EUR for 61 s"* ]]
	[[ $output == *", that is 0.202 USD at 0.92, rounded up to 3 dec"* ]]
	echo USD,EUR,1,2026-10-05 >>c/exchange.csv
	run --separate-stderr rate in
	has_code catalog-twice
	sed -i '$d; s/,0.92,/,0,/' c/exchange.csv
	run --separate-stderr rate in
	has_code catalog-row
}

@test "bss-rate: prices of an offer have one currency [catalog-currency]" {
	terms '{"currency": "USD"}'
	run --separate-stderr rate /dev/null
	[ "$status" -eq 2 ]
	has_code catalog-currency
	terms '{"currency": "EURO"}'
	run --separate-stderr rate /dev/null
	has_code doc-value
}

@test "bss-rate: what usage costs, by carrier, or why that is not known" {
	terms '{"cost": "carriers"}'
	jq '.costs.carriers = {unit: "s", currency: "USD",
	    destinations: "carriers.csv", rates: "cost.csv",
	    rounding: {mode: "up", decimals: 6}}' c/catalog.json >d
	mv d c/catalog.json
	printf '%s\n' prefix,destination +33,FR +336,FRM >c/carriers.csv
	cat >c/cost.csv <<-'END'
	network,destination,price,per,first_increment
	,FR,0.006,60,
	east,FR,0.005,60,60
	east,FRM,0.05,60,60
	END
	n=0
	for x in east,+33112 west,+33112 east,+33612 west,+33612 east,+4912; do
		call u$((n += 1)) 2026-10-05T10:00:00Z 61 "${x#*,}" |
		    sed "s/}$/,\"network\":\"${x%,*}\"}/"
	done >calls
	mapfile -t calls <calls
	[ "$(priced "${calls[@]}" | cut -d ' ' -f 4-)" = \
'carriers 0.01 USD
carriers 0.0061 USD
carriers 0.1 USD
carriers rate-no-price
carriers rate-no-destination' ]
	run --separate-stderr rate --explain in
	[[ $output == *$'\tcost\t0.1 USD by carriers\n\tcost-rate\t120 in '\
*', cost.csv:4 for network east'* ]]
	[[ $output == *$'\tcost\tnot known, '*'[rate-no-price]'* ]]
	jq '.costs.carriers.unit = "octet"' c/catalog.json >d
	mv d c/catalog.json
	run --separate-stderr rate in
	has_code doc-value
	jq '.costs = {}' c/catalog.json >d && mv d c/catalog.json
	run --separate-stderr rate in
	has_code catalog-reference
}

# ---- rating again -----------------------------------------------------------

# records of three accounts, rated once: rated
rated_once() {
	call u1 2026-10-05T10:00:00Z 61 +33612345678 >in
	call u2 2026-10-05T17:59:30Z 61 +33612345678 |
	    sed 's/}$/,"x_note":"1\\u00b0","x_none":null,"x_empty":""}/' >>in
	usage u3 2026-10-05T10:00:00Z sms +33600000002 1 1 \
	    '"called_number":"+331"' >>in
	usage u4 2026-10-05T10:00:00Z transit core1/eth0 1000000000 octet >>in
	rate in >rated
}
# sums FILE FIELD: its sum by currency, exact to 9 decimals
sums() {
	jq -r "select(.$2) | [.currency, .$2] | @tsv" "$1" |
	    awk '{ s[$1] += $2 * 1e9 } END { for (c in s)
	    printf "%s %d\n", c, s[c] }' | sort
}

@test "bss-rate --rerate: with the same catalog nothing changes" {
	rated_once
	run --separate-stderr bss-rate --rerate --differences diff \
	    -c "$catalog" -s subs.csv rated
	[ "$status" -eq 0 ]
	[[ $stderr == *'0 records changed, 4 as before, 0 not rated '* ]]
	[ "$(jq -c 'select(.type == "rated")' <<<"$output")" \
	    = "$(jq -c 'select(.type == "rated")' rated)" ]
	[ "$(grep -c '"type":"rated"' <<<"$output")" -eq 4 ]
	diff <(grep '"type":"rated"' <<<"$output") \
	    <(grep '"type":"rated"' rated)
	[ "$(jq -s 'length' diff)" -eq 1 ]
	jq -e '.type == "end" and .written == 0' diff
	[ "$(stat -c %a diff)" = 600 ]
}

@test "bss-rate --rerate: new amounts, and what became of the old ones" {
	rated_once
	# late usage keeps its mark; its rated fields stand before it
	sed -i '1s/}$/,"late":true}/' rated
	terms '{"rounding": {"mode": "up", "decimals": 2}}'
	jq '.offers.transit.prices = ["transit-port"]' c/catalog.json >d
	mv d c/catalog.json
	run --separate-stderr rate --rerate --differences diff -r rejects \
	    rated
	[ "$status" -eq 1 ]
	[[ $stderr == *'2 records changed, 1 as before, 1 not rated '* ]]
	echo "$output" >again
	[ "$(jq -r 'select(.type == "rated") | "\(.usage_id) \(.amount)"' \
	    again | xargs)" = 'u1 0.21 u2 0.19 u3 0.06' ]
	[ "$(jq -c 'select(.usage_id == "u1") | [.late, .x_note]' again)" \
	    = '[true,null]' ]
	grep -q '"x_note":"1\\u00b0","x_none":null,"x_empty":"","acc' again
	[ "$(jq -rc 'select(.type == "rated_diff") | [.usage_id, .old_amount,
	    .amount, .difference, .code // ""] | @csv' diff)" = \
'"u1",0.202,0.21,0.008,""
"u2",0.1813,0.19,0.0087,""
"u4",0.05,,-0.05,"rate-no-price"' ]
	# what was and the differences are what is
	[ "$(cat rated diff | sums /dev/stdin amount | wc -l)" -eq 1 ]
	awk -v a="$(sums rated amount | cut -d ' ' -f 2)" \
	    -v d="$(sums diff difference | cut -d ' ' -f 2)" \
	    -v b="$(sums again amount | cut -d ' ' -f 2)" \
	    'BEGIN { exit a + d != b }'
}

@test "bss-rate --rerate: a carrier's price that changed is a difference" {
	terms '{"cost": "carrier"}'
	jq '.costs.carrier = {unit: "s", price: "0.06", per: "60"}' \
	    c/catalog.json >d && mv d c/catalog.json
	rated_once
	jq '.costs.carrier.price = "0.03"' c/catalog.json >d
	mv d c/catalog.json
	run --separate-stderr rate --rerate --differences diff rated
	[ "$status" -eq 0 ]
	[[ $stderr == *'2 records changed, 2 as before, 0 not rated '* ]]
	[ "$(jq -c 'select(.usage_id) | [.usage_id, .difference,
	    .old_cost_amount, .old_cost_currency, .cost_amount,
	    .cost_currency, .cost_difference]' diff)" = \
'["u1",0,0.061,"EUR",0.0305,"EUR",-0.0305]
["u2",0,0.061,"EUR",0.0305,"EUR",-0.0305]' ]
	# not known any more, and in another currency
	jq '.costs.carrier |= (del(.price, .per) + {rates:
	    [{price: "0.06", per: "60", from: "2026-10-05T12:00:00+02:00"}],
	    currency: "USD"})' c/catalog.json >d && mv d c/catalog.json
	sed -i 's/T10:00:00Z/T09:00:00Z/' rated
	run --separate-stderr rate --rerate --no-end --differences diff rated
	[ "$(jq -c 'select(.usage_id) | [.old_cost_amount, .cost_amount,
	    .cost_currency, .cost_difference, .cost_reason]' diff)" = \
'[0.061,null,null,null,"rate-no-price"]
[0.061,0.061,"USD",null,null]' ]
}

@test "bss-rate --rerate: usage with rated fields, and usage without" {
	rated_once
	sed 's/"type":"rated"/"type":"usage"/' rated | grep usage_id >again
	head -n 1 in | sed 's/u1/u9/' >>again
	run --separate-stderr rate --rerate --differences diff again
	[ "$status" -eq 0 ]
	[[ $stderr == *'1 records changed, 4 as before, 0 '* ]]
	[ "$(jq -c 'select(.usage_id) | [.old_amount, .amount, .difference]' \
	    diff)" = '[null,0.202,0.202]' ]
	# without it they collide
	run --separate-stderr rate -r rejects again
	[ "$(jq -r .code rejects | sort | uniq -c | xargs)" \
	    = '4 field-collision' ]
}

@test "bss-rate --rerate: CSV, shards and words" {
	rated_once
	grep -v x_note in >plain
	rate -o csv plain >rated.csv
	run --separate-stderr rate --rerate rated.csv
	[[ $stderr == *'0 records changed, 3 as before'* ]]
	for i in 1 2; do
		rate --rerate --shard $i/2 rated
	done | jq -c 'select(.type == "rated")' | sort >parts
	jq -c 'select(.type == "rated")' rated | sort | cmp - parts
	run --separate-stderr rate --rerate --explain rated
	[ "$status" -eq 0 ]
	[[ $output == 'u1: 0.202 EUR for 61 s to France mobile: '* ]]
}

@test "bss-rate --differences: of a run that failed nothing is kept" {
	rated_once
	sed -i '2s/+33612345678/0612345678/' rated
	run --separate-stderr rate --rerate --differences diff rated
	[ "$status" -eq 2 ]
	[ ! -e diff ]
	run --separate-stderr rate --differences diff rated
	[ "$status" -eq 2 ]
	has_code usage-missing
}

@test "bss-rate --explain-json: what an amount rests on, as a document" {
	terms '{"cost": "carriers", "overrides": "own.csv"}'
	jq '.costs.carriers = {unit: "s", price: "0.01", per: "60"}' \
	    c/catalog.json >d && mv d c/catalog.json
	printf '%s\n' account,destination,price,per,maximum \
	    'A1,France mobile,0.3,60,0.25' >c/own.csv
	call u1 2026-10-05T10:00:00Z 61 +33612345678 >in
	usage u2 2026-10-05T10:00:00Z sms +33473000001 1 1 >>in
	usage u3 2026-10-05T10:00:00Z transit core1/eth0 1 octet >>in
	run --separate-stderr rate --explain-json -r /dev/null in
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 3 ]
	jq -e '.type == "explanation" and .usage_id == "u1"
	    and .parts == [{quantity: "61", price: "0.3", per: "60",
	    first_increment: "1", next_increment: "1", file: "own.csv",
	    line: "2", for: "account A1"}] and .limited == "maximum"
	    and .exact == "15" and .exact_per == "60" and .amount == "0.25" and .currency == "EUR"
	    and .destination == "France mobile" and .record_line == "1"
	    and .cost.parts[0].file == "catalog.json"
	    and .cost.amount == "0.0102" and .allowances == []
	    and .rounding == {mode: "half-up", decimals: 4}
	    and (.text | startswith("u1: 0.25 EUR for 61 s to France"))' \
	    <<<"${lines[0]}"
	jq -e '.code == "rate-no-price" and .account == "A1"
	    and (has("amount") | not)' <<<"${lines[1]}"
	# the words are those of --explain
	[ "$(rate --explain -r /dev/null in | grep -v $'^\t')" \
	    = "$(jq -r .text <<<"$output")" ]
}

# zoned: a catalog whose calls have several prices, into c/
zoned() {
	mkdir -p c
	cp -R "$catalog"/. c
	jq '.destination_groups = {mobiles: ["France mobile", "Germany mobile"]}
	| .network_groups = {home: ["", "20801"], near: ["262*"]}
	| def own($name; $p): .prices.voice + {name: $name} + $p
	    | del(.rates) + {price: "0.60", per: "60"};
	.prices += {
	    mobiles: own("Mobiles"; {destinations: ["mobiles"],
		networks: ["home"], direction: "any"}),
	    spain: own("Spain"; {destinations: ["Spain"], networks: ["home"]}),
	    near: own("Near"; {networks: ["near"]}),
	    away: own("Berlin"; {networks: ["near"],
		destinations: ["Germany"]})}
	| .offers.voip.prices += ["mobiles", "spain", "near", "away"]' \
	    "$catalog/catalog.json" >c/catalog.json
	catalog=c
}

@test "bss-rate: of several prices the closest takes a record" {
	zoned
	{
		call u1 2026-10-05T10:00:00Z 60 +33612345678
		call u2 2026-10-05T10:00:00Z 60 '+33612345678", "network":"20801'
		call u3 2026-10-05T10:00:00Z 60 '+33612345678", "network":"26203'
		call u4 2026-10-05T10:00:00Z 60 '+4930123456", "network":"26203'
		call u5 2026-10-05T10:00:00Z 60 +33112345678
		call u6 2026-10-05T10:00:00Z 60 '+33112345678", "network":"20802'
		call u7 2026-10-05T10:00:00Z 60 +34912345678
	} >in
	run --separate-stderr rate -o csv in
	[ "$status" -eq 0 ]
	[ "$(rate in | jq -r 'select(.amount) | "\(.usage_id) \(.price) \(
	    .destination)"')" = 'u1 mobiles France mobile
u2 mobiles France mobile
u3 near null
u4 away Germany
u5 voice France
u6 voice France
u7 spain Spain' ]
	# the words say for what it is
	run --separate-stderr rate --explain in
	[[ $output == *$'\tprice\taway\n\tprice-for\tsome destinations, network 262*\n'* ]]
	[[ $output == *'u4: 0.6 EUR for 60 s to Germany: '* ]]
	run --separate-stderr rate --rerate <(rate in)
	[ "$status" -eq 0 ]
	[[ $stderr == *'0 records changed, 7 as before'* ]]
}

@test "bss-rate: what none of several prices is for is rejected" {
	zoned
	jq '.offers.voip.prices -= ["voice"]' c/catalog.json >x && mv x c/catalog.json
	call u1 2026-10-05T10:00:00Z 60 +33112345678 | rejected rate-no-price
	[[ $(jq -r .reason rejects) == *"'voice' made in 's' to 'France'" ]]
	call u1 2026-10-05T10:00:00Z 60 +99912 | rejected rate-no-destination
	call u1 2026-10-05T10:00:00Z 60 0612345678 | rejected rate-bad-number
	call u1 2026-10-05T10:00:00Z 60 '+33112345678", "network":"20802' |
	    rejected rate-no-price
	[[ $(jq -r .reason rejects) == *"to 'France', network '20802'" ]]
	# of calls received the calling number is asked
	usage u1 2026-10-05T10:00:00Z voice +33473000001 60 s \
	    '"direction":"in","calling_number":"+33612345678"' >in
	[ "$(rate in | jq -r 'select(.amount).price')" = mobiles ]
	# a number that leads nowhere is for a price of all destinations
	call u1 2026-10-05T10:00:00Z 60 '+99912", "network":"26203' >in
	[ "$(rate in | jq -r 'select(.amount).price')" = near ]
}
