#!/usr/bin/env bats
# bss-bill: what allowances had of a month

load lib/common
load lib/bill

setup() {
	bill_home
	jq '.allowances = {
	    minutes: { name: "1 hour", unit: "s", quantity: "3600" },
	    credit: { name: "Credit", amount: "0.05" } }
	    | .offers.voip.allowances = ["minutes", "credit"]' \
	    "$SHARE/demo/catalog/catalog.json" \
	    >"$OSSBSS_HOME/catalog/catalog.json"
}

# call ID TS SECONDS: of the number of S-200
call() {
	jq -nc --arg id "$1" --arg ts "$2" --argjson q "$3" --arg who \
	    "$(sql "SELECT identifier FROM subscription
	    WHERE subscription = 'S-200'")" '{ type: "usage", usage_id: $id,
	    ts: $ts, usage_type: "voice", identifier: $who,
	    called_number: "+33612345678", quantity: $q, unit: "s",
	    source: "t", seq: 1 }'
}
rate() {
	bss-crm export subscriptions >"$TMP/subs"
	bss-rate -q --no-end -s "$TMP/subs" --period 2026-10
}
calls() {
	call u1 2026-10-05T10:00:00Z 3000
	call u2 2026-10-06T10:00:00Z 660
	call u3 2026-10-07T10:00:00Z 60
}

@test "bss-bill run: a line says what was included and what was charged" {
	calls | rate | bss-bill run -q --period 2026-10
	# u2: 60 s at 0.12 a minute and 0.08 to connect, less 0.05; u3: 0.20
	draft A-200 | jq -e '.invoice_lines[] | select(.price == "voice")
	    | .invoiced_quantity == "120" and .records == "3"
	    and .included_quantity == "3600" and .included_amount == "0.05"
	    and .line_net_amount == "0.35"'
	run bss-bill show --period 2026-10 A-200
	[[ $output == *'3 calls · 1:00:00 included · 0.05 paid from your credit'* ]]
}

@test "bss-bill run: usage that is included has its line, of nothing" {
	call u1 2026-10-05T10:00:00Z 3000 | rate |
	    bss-bill run -q --period 2026-10
	draft A-200 | jq -e '.invoice_lines[] | select(.price == "voice")
	    | .invoiced_quantity == "0" and .records == "1"
	    and .included_quantity == "3000"
	    and .line_net_amount == "0.00"'
}

@test "bss-bill run: usage that was rated for another period" {
	calls >"$TMP/usage"
	bss-crm export subscriptions >"$TMP/subs"
	bss-rate -q --no-end -s "$TMP/subs" --period 2026-11 "$TMP/usage" \
	    >"$TMP/rated"
	run -2 --separate-stderr bss-bill run --period 2026-10 "$TMP/rated"
	has_code bill-rated-period
	[[ $stderr == *"for the period '2026-11', this is '2026-10'"* ]]
	# the same days in other words are the same period
	bss-rate -q --no-end -s "$TMP/subs" --period 2026-10-01/2026-11-01 \
	    "$TMP/usage" | bss-bill run -q --period 2026-10
}

@test "bss-bill: what was included stays with the posted document" {
	calls | rate | bss-bill run -q --period 2026-10
	post_october -q
	bss-bill check
	run bss-bill render --all --period 2026-10
	[[ $output == *' included'* ]]
	# the same again changes nothing
	run --separate-stderr bash -c "$(declare -f calls call rate sql)
	    DB=$DB; calls | rate | bss-bill run --period 2026-10"
	[ "$status" -eq 0 ]
	bss-bill check
}
