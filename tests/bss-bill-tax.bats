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

# outside_october: A-200 leaves category O in a month charged in advance
outside_october() {
	bss-crm set account A-200 tax_treatment=t-o@/2026-11-01
	{ october; rated "u8" A-200 S-200 voice 60 0.08; } >used
	run_october <used
}

@test "bss-bill run: BR-O-11: what is not subject to tax stands alone" {
	outside_october
	draft A-200 | jq -se '(map([.vat_breakdown[].vat_category_code])
	    == [["S"], ["O"]])
	    and (map([.invoice_lines[].kind] | unique)
	    == [["recurring"], ["usage"]])
	    and (map(.invoice_lines[0].line_identifier) == ["1", "1"])
	    and (map(.seller | has("vat_identifier")) == [true, false])
	    and (map(.document_totals.amount_due_for_payment)
	    == ["5.88", "2.07"])
	    and all(.[1].invoice_lines[]; has("vat_rate") | not)'
	# the parts are as much as the whole
	[ "$(draft A-200 | jq -r .document_totals.total_amount_without_vat |
	    xargs)" = '4.90 2.07' ]
	bss-bill render --draft --format html --out pages A-200
	[ -s pages/draft-2026-10-A-200.html ]
	run ! grep -q '>0%<' pages/draft-2026-10-A-200+O.html
	grep -q '>Not subject to VAT<' pages/draft-2026-10-A-200+O.html
	# an account may be called as the other one's mark
	sql "UPDATE bill_draft SET account = 'A-200-O' WHERE account = 'A-300'"
	bss-bill render --draft --all --format html --out all
	ls -A all >files
	[ "$(wc -l <files)" -eq "$(sql 'SELECT count(*) FROM bill_draft')" ]
	sql "UPDATE bill_draft SET account = 'A-300' WHERE account = 'A-200-O'"
	run --separate-stderr bss-bill render --draft --format html A-200
	[ "$status" -eq 2 ]
	has_code usage-missing
	post_october
	bss-bill check
	[ "$(bss-bill list -o ndjson A-200 | jq -s 'map(select(.number)) |
	    length')" -eq 2 ]
	# and again there is nothing to do
	run_october <used
	[ -z "$(draft A-200)" ]
	# the month that follows has one document
	bss-bill run --period 2026-11 --no-end </dev/null
	[ "$(draft A-200 | jq -r '.vat_breakdown[].vat_category_code')" = S ]
}

@test "bss-bill run: a posting that was cut between the two goes on" {
	outside_october
	sql "DELETE FROM bill_draft WHERE account = 'A-200' AND outside = 1"
	post_october
	run_october <used
	draft A-200 | jq -se 'length == 1
	    and .[0].vat_breakdown[0].vat_category_code == "O"'
	post_october
	bss-bill check
	[ "$(sql "SELECT count(*), sum(due_amount) FROM document
	    WHERE account = 'A-200'")" = '2|795' ]
}

@test "bss-bill run: the second of two is not made beside another first" {
	run_october < <(october)
	post_october
	outside_october 2>err || [ "$?" -eq 1 ]
	grep -q "posted as INV-2026-000002 .* with 8.27, now it would be 5.88 \[bill-posted\]" err \
	    || { cat err; return 1; }
	grep -q "2.07 that is not subject to VAT is left out: INV-2026-000002 has lines of it \[bill-posted\]" err
	[ -z "$(draft A-200)" ]
	# it is all outside now: there is no document such as the posted one
	bss-crm set account A-200 tax_treatment=t-o
	run --separate-stderr run_october <used
	[ "$status" -eq 1 ]
	[[ $stderr == *'now it would be 0.00 '*'left out: INV-2026-000002 '* ]]
	[ -z "$(draft A-200)" ]
}

@test "bss-bill run: the other of two is made though the posted one differs" {
	cp home/operator.json op.json
	jq 'del(.registration)' op.json >home/operator.json
	outside_october 2>err || [ "$?" -eq 1 ]
	grep -q 'BR-CO-26' err
	post_october
	cp op.json home/operator.json
	bss-crm end S-200 2026-11-16 --zone Europe/Paris
	run --separate-stderr run_october <used
	[ "$status" -eq 1 ]
	[[ $stderr == *'with 5.88, now it would be 2.94 '* ]]
	[[ $stderr != *'left out'* ]]
	draft A-200 | jq -se 'map([.vat_breakdown[0].vat_category_code,
	    .document_totals.amount_due_for_payment]) == [["O", "2.07"]]'
	post_october
	bss-bill check
	# both are posted: nothing is left
	run --separate-stderr run_october <used
	[ "$status" -eq 1 ]
	[[ $stderr != *'left out'* ]]
	[ -z "$(draft A-200)" ]
}

@test "bss-crm migrate: what stands outside is known of before" {
	outside_october
	post_october
	bss-bill run --period 2026-11 --no-end </dev/null
	bss-crm set account A-200 tax_treatment=t-o
	run_october -q < <(october) || [ "$?" -eq 1 ]
	sql 'SELECT number, outside FROM document;
	    SELECT account, outside, body FROM bill_draft' >want
	grep -q '|1$' want
	sql 'DROP TRIGGER document_seal; DROP INDEX document_account;
	    DROP INDEX customer_lacks;
	    ALTER TABLE document DROP COLUMN outside;
	    CREATE TRIGGER document_seal BEFORE INSERT ON document
	    BEGIN SELECT 1; END;
	    CREATE INDEX document_account ON document (account, first_date);
	    ALTER TABLE bill_draft RENAME TO was;
	    CREATE TABLE bill_draft AS SELECT run, account, currency,
	    net_amount, tax_amount, due_amount, body FROM was; DROP TABLE was'
	sqlite3 "$DB" <"$SHARE/schema/bss/0007-outside-scope.sql"
	sql 'SELECT number, outside FROM document;
	    SELECT account, outside, body FROM bill_draft' | cmp - want
}

@test "bss-bill run: BR-S-02: who charges VAT says by which number" {
	jq 'del(.tax_id)' "$SHARE/demo/operator.json" >op.json
	run --separate-stderr run_october -n --operator op.json < <(october)
	[ "$status" -eq 1 ]
	has_code bill-tax-seller
	[[ $stderr == *"account 'A-200': category S wants the tax_id or the tax_number of the operator (EN 16931 BR-S-02)"* ]]
	jq '.tax_number = "143/815/08156"' op.json >number.json
	october | run_october --operator number.json
	bss-bill render --draft A-200 | grep -q '^Tax No. 143/815/08156$'
	draft A-200 | jq -e '.seller | .tax_registration_identifier
	    == "143/815/08156" and (has("vat_identifier") | not)'
	# BR-CO-26: a tax number does not tell who he is
	jq 'del(.registration)' number.json >op.json
	run --separate-stderr run_october --operator op.json < <(october)
	[ "$status" -eq 1 ]
	[[ $stderr == *'(EN 16931 BR-CO-26)'*'[bill-tax-seller]'* ]]
	# BR-CO-09
	jq '.tax_id = "40123456824"' number.json >op.json
	run --separate-stderr run_october --operator op.json < <(october)
	[ "$status" -eq 2 ]
	[[ $stderr == *'tax_id: '*'BR-CO-09'*'[doc-value]'* ]]
}

@test "bss-bill post: a draft that breaks a rule is left, and said" {
	october | run_october
	sql "UPDATE bill_draft SET body = json_remove(body,
	    '$.seller.vat_identifier') WHERE account = 'A-200';
	    UPDATE bill_draft SET body = json_insert(body,
	    '$.vat_breakdown[#]', json('{\"vat_category_code\":\"O\",
	    \"vat_category_rate\":\"0\", \"gl\":\"x\",
	    \"vat_category_taxable_amount\":\"0.00\",
	    \"vat_category_tax_amount\":\"0.00\"}')) WHERE account = 'A-300'"
	run --separate-stderr post_october
	[ "$status" -eq 1 ]
	has_code bill-tax-mixed
	[[ $stderr == *"account 'A-300': category O has other categories beside it: run the period again (EN 16931 BR-O-11)"* ]]
	[[ $stderr == *"account 'A-200': category S "*'BR-S-02'* ]]
	[ "$(sql 'SELECT group_concat(account) FROM bill_draft')" = A-200,A-300 ]
	[ "$(sql 'SELECT count(*) FROM document')" -eq 2 ]
}

@test "bss-bill run: BR-11, BR-CO-09: buyers as electronic invoices want them" {
	bss-crm set customer C-200 country=
	run_october -n < <(october)	# a private person
	bss-crm set customer C-200 tax_id=0123456789
	for n in -n ''; do
		# shellcheck disable=SC2086
		run --separate-stderr run_october $n < <(october)
		[ "$status" -eq 1 ]
		[[ $stderr == *"account 'A-200': an electronic invoice wants a country before the tax_id of customer 'C-200' (EN 16931 BR-CO-09) [bill-buyer]"* ]]
	done
	[ -n "$(draft A-200)" ]
	bss-crm set customer C-200 tax_id=BE0123456789
	run --separate-stderr run_october < <(october)
	[ "$status" -eq 1 ]
	[[ $stderr == *"the country of customer 'C-200' (EN 16931 BR-11) [bill-buyer]"* ]]
	bss-crm set customer C-200 country=BE
	october | run_october
	# of who owes the tax himself the number must be right
	bss-crm set customer C-200 tax_id=0123456789
	bss-crm set account A-200 tax_treatment=t-ae
	run --separate-stderr run_october < <(october)
	[ "$status" -eq 1 ]
	[[ $stderr == *"category AE wants a country before the tax_id of customer 'C-200' (EN 16931 BR-CO-09) [bill-tax-id]"* ]]
	[ -z "$(draft A-200)" ]
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
	[[ $output == "catalog.json:"*" warning: treatment 't-o' makes other taxes category O, and 'reduced' stays S: its accounts get two documents [catalog-tax-mixed]" ]]
}
