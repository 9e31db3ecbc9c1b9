# bss-bill-tax.bats: how an account is taxed, where the price does not say it

load lib/common
load lib/bill

setup() {
	bill_home
	jq '.taxes += ([["ae", "AE", "Reverse charge", "VATEX-EU-AE"],
	    ["ic", "K", "Intra-Community supply", "VATEX-EU-IC"],
	    ["g", "G", "Export outside the EU", "VATEX-EU-G"],
	    ["o", "O", "Not subject to VAT", "VATEX-EU-O"],
	    ["e", "E", "Exempt, diplomatic mission", "VATEX-EU-151"]] |
	    map({ key: .[0], value: { category: .[1], name: .[2],
	    reason_code: .[3], rates: [ { percent: "0", from: "2000-01-01" } ] } })
	    | from_entries)
	    | .taxes.z = { category: "Z", name: "Zero rated",
	    rates: [ { percent: "0", from: "2000-01-01" } ] }
	    | .tax_treatments = (.taxes | del(.["vat-standard"]) | with_entries(
	    { key: "t-\(.key)", value: { name: .value.name,
	    taxes: { "vat-standard": .key } } }))' \
	    "$SHARE/demo/catalog/catalog.json" >home/catalog/catalog.json
}

@test "bss-bill run: each category of a treated account, with its reason" {
	local c

	for c in 'e E VATEX-EU-151 Exempt, diplomatic mission' \
	    'ae AE VATEX-EU-AE Reverse charge' \
	    'ic K VATEX-EU-IC Intra-Community supply' \
	    'g G VATEX-EU-G Export outside the EU' \
	    'o O VATEX-EU-O Not subject to VAT' 'z Z - -'; do
		bss-crm set account A-100 "tax_treatment=t-${c%% *}"
		october | run_october
		[ "$(draft A-100 | jq -r '.vat_breakdown | map(
		    [.vat_category_code, .vat_exemption_reason_code // "-",
		    .vat_exemption_reason_text // "-"] | join(" ")) | join(";")')" \
		    = "${c#* }" ] || { echo "$c"; draft A-100; return 1; }
		draft A-100 | jq -e '[.vat_breakdown[].vat_category_tax_amount]
		    == ["0.00"] and ([.invoice_lines[].tax_code] | unique)
		    == ["vat-standard"]'
	done
	# the others pay as before, and the books are even
	draft A-200 | jq -e '.vat_breakdown[0].vat_category_code == "S"'
	post_october
	bss-bill check
	[ "$(sql 'SELECT count(*) FROM ledger WHERE kind = "tax"
	    AND account = "A-100" AND amount <> 0')" -eq 0 ]
}

@test "bss-bill run: who has no VAT identifier is not reverse-charged" {
	bss-crm set account A-200 tax_treatment=t-ae
	run --separate-stderr run_october < <(october)
	[ "$status" -eq 1 ]
	has_code bill-tax-id
	[[ $stderr == *"account 'A-200': category AE wants the tax_id of "* ]]
	[ -z "$(draft A-200)" ]
	[ -n "$(draft A-100)" ]
	run --separate-stderr run_october -n < <(october)
	[ "$status" -eq 1 ]
	bss-crm set customer C-200 tax_id=BE0123456789
	october | run_october -n
	october | run_october
	draft A-200 | jq -e '.buyer.vat_identifier == "BE0123456789"'
}

@test "bss-bill run: a treatment that the catalog does not have" {
	bss-crm set account A-200 tax_treatment=t-none
	run --separate-stderr run_october < <(october)
	[ "$status" -eq 1 ]
	has_code bill-treatment
	[ -z "$(draft A-200)" ]
	[ -n "$(draft A-100)" ]
}

@test "bss-bill run: charges of a treated account are found again" {
	bss-crm set account A-200 tax_treatment=t-e
	october | run_october
	post_october
	# the line's month in advance is given back from the 16th of November
	bss-crm end S-200 2026-11-16 --zone Europe/Paris
	bss-bill run --period 2026-11 --no-end </dev/null
	sql "SELECT body FROM bill_draft JOIN bill_period USING (run)
	    WHERE account = 'A-200' AND period = '2026-11'" |
	    jq -e '[.invoice_lines[] | select(.kind == "correction") |
	    .line_net_amount] == ["-2.45"]
	    and .vat_breakdown[0].vat_category_code == "E"'
}

@test "bss-bill run: what was charged is given back with its own tax" {
	local n11="SELECT body FROM bill_draft JOIN bill_period USING (run)
	    WHERE account = 'A-200' AND period = '2026-11'"

	bss-crm set account A-200 tax_treatment=t-e
	october | run_october
	post_october
	bss-bill check
	# the month in advance was exempt; who is taxed now is not given VAT back
	bss-crm set account A-200 tax_treatment=
	bss-crm end S-200 2026-11-16 --zone Europe/Paris
	bss-bill run --period 2026-11 --no-end </dev/null
	sql "$n11" | jq -e '[.invoice_lines[] | [.kind, .tax_code, .taxed_as,
	    .vat_category_code, .line_net_amount]] == [["correction",
	    "vat-standard", "e", "E", "-2.45"]]
	    and .vat_breakdown[0].vat_exemption_reason_code == "VATEX-EU-151"'
	# it is there again: as it was, and then VAT of the month to come
	bss-bill post --period 2026-11 --now 2026-12-02T08:00:00Z
	bss-crm set subscription S-200 to=
	bss-bill run --period 2026-12 --no-end </dev/null
	sql "${n11/2026-11/2026-12}" | jq -e '[.invoice_lines[] |
	    select(.kind == "correction")] | length == 1
	    and .[0].taxed_as == "e" and .[0].line_net_amount == "2.45"'
	bss-bill check
}

@test "bss-bill run: VAT that was charged is given back to who has none now" {
	october | run_october
	post_october
	bss-crm set account A-200 tax_treatment=t-e
	bss-crm end S-200 2026-11-16 --zone Europe/Paris
	{ october; rated "u8" A-200 S-200 voice 60 0.08; } | bss-bill run --period 2026-11 --late-from \
	    2026-10-01 --no-end
	sql "SELECT body FROM bill_draft JOIN bill_period USING (run)
	    WHERE account = 'A-200' AND period = '2026-11'" |
	    jq -e '[.vat_breakdown[] | [.vat_category_code,
	    .vat_category_taxable_amount, .vat_category_tax_amount]]
	    == [["S", "-2.37", "-0.47"]]
	    and ([.invoice_lines[].kind] | unique) == ["correction"]'
}

@test "bss-bill run: a treatment that ends: the tax point decides" {
	local n11="SELECT body FROM bill_draft JOIN bill_period USING (run)
	    WHERE account = 'A-200' AND period = '2026-11'"

	# exempt until the end of October, then under reverse charge
	bss-crm set customer C-200 tax_id=BE0123456789
	bss-crm set account A-200 \
	    tax_treatment='t-e@/2026-11-01, t-ae@2026-11-01/2026-12-01'
	{ october; rated "u8" A-200 S-200 voice 60 0.08; } | run_october
	# usage of October is exempt, the month to come is not
	draft A-200 | jq -e '([.invoice_lines[] | {key: .kind,
	    value: .vat_category_code}] | from_entries)
	    == {recurring: "AE", usage: "E"}
	    and ([.vat_breakdown[].vat_category_code] == ["AE", "E"])'
	post_october
	bss-bill run --period 2026-11 --no-end </dev/null
	# that of December is charged in November, and taxed as on its first day
	sql "$n11" | jq -e '[.invoice_lines[].vat_category_code] == ["S"]'
	bss-bill post --period 2026-11 --now 2026-12-02T08:00:00Z
	bss-bill check
}

@test "bss-bill run: within a period each line has its own treatment" {
	bss-crm set account A-200 tax_treatment='t-e@2026-10-31/'
	october | run_october
	draft A-200 | jq -e '[.vat_breakdown[].vat_category_code] == ["E"]'
	bss-crm set account A-200 tax_treatment='t-e@/2026-10-31'
	october | run_october
	draft A-200 | jq -e '[.vat_breakdown[].vat_category_code] == ["S"]'
	for bad in 't-e@2026-10-31' 't-e t-ae' 't-e@/2026-10-31 t-ae@2026-10-30/' \
	    't-e@2026-10-31/2026-10-31' 't-e@x/'; do
		run --separate-stderr bss-crm set account A-200 \
		    "tax_treatment=$bad"
		[ "$status" -eq 2 ]
		has_code field-value
	done
}

@test "bss-bill run: what ends at midnight is taxed as on the day before" {
	local usage='[.invoice_lines[] | select(.kind == "usage") |
	    .vat_category_code] | unique | join(",")'

	bss-crm set account A-200 tax_treatment='t-e@/2026-10-15'
	bss-crm end S-200 2026-10-15 --zone Europe/Paris
	october | run_october
	[ "$(draft A-200 | jq -r "$usage")" = E ]
	# later on that day it could still be used
	bss-crm set subscription S-200 to=2026-10-15T00:00:01+02:00
	october | run_october
	[ "$(draft A-200 | jq -r "$usage")" = S ]
}

@test "bss-bill run: a pool is taxed as on its last day, a fee as on its own" {
	bss-crm add subscription S-101 --zone Europe/Paris account=A-100 \
	    offer=transit-commit identifier=edge1/x from=2026-01-01
	bss-crm add subscription S-102 --zone Europe/Paris account=A-100 \
	    offer=transit-commit identifier=edge1/y from=2026-10-22
	bss-crm end S-101 --zone Europe/Paris 2026-10-06
	bss-crm set account A-100 tax_treatment='t-e@/2026-10-15'
	jq '.prices["transit-95"].settle.pool = "account"' \
	    home/catalog/catalog.json >x && mv x home/catalog/catalog.json
	run_october </dev/null
	draft A-100 | jq -r '.invoice_lines[] | select(.settle) | [.settle,
	    .period_start_date, .vat_category_code] | join(" ")' >x
	[ "$(cat x)" = 'commit-fee 2026-10-01 E
commit-fee 2026-10-22 S
percentile 2026-10-01 S' ]
}

@test "bss-bill run: a minimum of an unknown treatment [bill-treatment]" {
	jq '.commitments = { min: { name: "Minimum", minimum: "50.00",
	    scope: "account", prices: ["voice"], gl: "7061",
	    tax: "vat-standard" } } | .offers.voip.prices -= ["line-month"]' \
	    home/catalog/catalog.json >x && mv x home/catalog/catalog.json
	bss-crm set account A-200 param_commitments=min tax_treatment=t-none
	run --separate-stderr run_october </dev/null
	[ "$status" -eq 1 ]
	has_code bill-treatment
	[[ $stderr != *money-overflow* ]]
}

@test "bss-bill run: BR-O-02: who is not taxed is not named by VAT identifiers" {
	bss-crm set account A-100 tax_treatment=t-o
	october | run_october
	draft A-100 | jq -e '(.seller | has("vat_identifier") | not)
	    and (.seller.legal_registration_identifier | length) > 0
	    and (.buyer | has("vat_identifier") | not)
	    and (has("deliver_to_country_code") | not)'
	draft A-200 | jq -e '.seller | has("vat_identifier")'
	# BR-CO-26: then the register says who the seller is
	jq 'del(.registration)' home/operator.json >x && mv x home/operator.json
	run --separate-stderr run_october < <(october)
	[ "$status" -eq 1 ]
	has_code bill-tax-seller
	[ -z "$(draft A-100)" ]
	[ -n "$(draft A-200)" ]
}

@test "bss-bill run: BR-O-11: what is not subject to tax stands alone" {
	bss-crm set account A-200 tax_treatment=t-o@/2026-11-01
	run --separate-stderr run_october < <({ october
	    rated "u8" A-200 S-200 voice 60 0.08; })
	[ "$status" -eq 1 ]
	has_code bill-tax-mixed
	[[ $stderr == *"account 'A-200': category O has other categories"*'(EN 16931 BR-O-11)'* ]]
	[ -z "$(draft A-200)" ]
	[ -n "$(draft A-100)" ]
	# who is charged in advance goes on in another account
	bss-crm end S-200 2026-11-01 --zone Europe/Paris
	bss-crm add account A-201 customer=C-200 currency=EUR
	bss-crm add subscription S-201 --zone Europe/Paris account=A-201 \
	    offer=voip identifier=+33471000200 from=2026-11-01
	october | run_october
	draft A-200 | jq -e '[.vat_breakdown[].vat_category_code] == ["O"]'
	bss-bill run --period 2026-11 --no-end </dev/null
	sql "SELECT body FROM bill_draft JOIN bill_period USING (run)
	    WHERE account = 'A-201' AND period = '2026-11'" |
	    jq -e '[.vat_breakdown[].vat_category_code] == ["S"]'
}

@test "bss-bill run: BR-IC-12: what is supplied within the EU says where to" {
	bss-crm set customer C-200 tax_id=BE0123456789 country=BE
	bss-crm set account A-200 tax_treatment=t-ic
	october | run_october
	draft A-200 | jq -e '.deliver_to_country_code == "BE"'
	post_october
	bss-bill check
	bss-crm set customer C-200 country=
	run --separate-stderr bss-bill run --period 2026-11 --no-end </dev/null
	[ "$status" -eq 1 ]
	has_code bill-tax-country
}

@test "catalog: what a treatment may not say" {
	local q

	for q in '.tax_treatments["t-e"].taxes["vat-none"] = "e"' \
	    '.tax_treatments["t-e"].taxes["vat-standard"] = "none"' \
	    '.tax_treatments["t-e"].taxes["vat-standard"] = 1' \
	    '.tax_treatments["t-e"].what = "1"' \
	    'del(.tax_treatments["t-e"].name)' \
	    '.tax_treatments["t e"] = .tax_treatments["t-e"]' \
	    '.taxes["vat-standard"].reason_code = "VATEX-EU-O"'; do
		mkdir -p bad
		cp -R home/catalog/. bad
		jq "$q" home/catalog/catalog.json >bad/catalog.json
		run bss-catalog check bad
		[ "$status" -eq 2 ] || { echo "$q: $status"; return 1; }
	done
	sed 's/Exempt, diplomatic mission/Exempt/' home/catalog/catalog.json \
	    >bad/catalog.json
	bss-catalog diff home/catalog bad | grep "tax treatment 't-e'"
}

@test "bss-catalog check: O beside other taxes [catalog-tax-mixed]" {
	bss-catalog check --strict home/catalog
	cp -R home/catalog bad
	jq '.taxes.reduced = (.taxes["vat-standard"] | .name = "Reduced")
	    | .prices["line-month"].tax = "reduced"' \
	    home/catalog/catalog.json >bad/catalog.json
	run --separate-stderr bss-catalog check bad
	[ "$status" -eq 0 ]
	[[ $output == "catalog.json:"*" warning: treatment 't-o' makes other taxes category O, which stands alone on a document, and 'reduced' stays S [catalog-tax-mixed]" ]]
	jq '.prices["line-month"].tax = "o"' home/catalog/catalog.json \
	    >bad/catalog.json
	run --separate-stderr bss-catalog check bad
	[[ $output == *"offer 'voip' has price "*" of tax 'o' and "*"[catalog-tax-mixed]"* ]]
}
