# bss-bill-render.bats: documents as text, HTML and JSON; what must not get
# into them

load lib/common
load lib/phone
load lib/bill

setup() {
	bill_home
}

posted() {
	october | run_october
	post_october
}

# hostile TEXT: it becomes the customer's name, the street and the town
hostile() {
	local t=${1//\'/\'\'}

	sql "UPDATE customer SET name = '$t', street = '$t', city = '$t'
	    WHERE customer = 'C-200'"
}

@test "bss-bill render: text, as show prints it" {
	posted
	bss-bill render INV-2026-000002 >text
	bss-bill show INV-2026-000002 | cmp - text
	grep -q '^Auvernet SAS  *Invoice$' text
	grep -q 'Calls  *1:03:03  *20%  *1.99$' text
	grep -q 'Please pay EUR 8.27 by 17 November 2026[.]' text
	grep -q 'IBAN  *FR76 3000 6000 0112 3456 7890 189' text
	# an account: all its documents
	[ "$(bss-bill show A-200 --language en | grep -c 'Amount due')" -eq 1 ]
	[ "$(awk 'length($0) > 80' text)" = '' ]
}

@test "bss-bill render: JSON is the document as it was posted" {
	posted
	bss-bill render --format json INV-2026-000003 >json
	[ "$(tr -d '\n' <json | sha256sum | cut -d ' ' -f 1)" = \
	    "$(sql "SELECT digest FROM document WHERE serial = 3")" ]
	# money, rates and quantities are strings
	jq -e '[.. | numbers] == []' json
	jq -e '.type == "invoice" and .seller.name == "Auvernet SAS"
	    and .buyer.vat_identifier == "FR83404833048"' json
}

@test "bss-bill render: HTML through jq, and the template by hand" {
	posted
	bss-bill render --format html INV-2026-000002 >html
	grep -q '^<!DOCTYPE html>$' html
	grep -q '<td class="n">1:03:03</td>' html
	grep -q 'EUR 8.27' html
	bss-bill render --format view INV-2026-000002 |
	    jq -r -f "$SHARE/templates/invoice.html.jq" | diff -B - html
	# a template of the operator's own
	echo '"<p>\(.number | @html)</p>"' >own.jq
	[ "$(bss-bill render --format html --template own.jq \
	    INV-2026-000002)" = '<p>INV-2026-000002</p>' ]
}

@test "bss-bill render: a draft says that it is none" {
	october | run_october
	[[ $(bss-bill render --draft A-200) == *'Draft invoice'*'not an invoice'* ]]
	[[ $(bss-bill render --draft A-200) != *IBAN* ]]
	bss-bill render --draft --format html A-200 | grep -q '<body class="draft">'
}

@test "bss-bill render: hostile text stays text, in HTML and on a terminal" {
	hostile '<script>alert("x")</script>&"'"''"'<img src=x onerror=y>'
	october | run_october
	bss-bill render --draft --format html A-200 >html
	run ! grep -qi '<script' html
	run ! grep -qi '<img' html
	grep -q '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;' html
	# controls, a terminal escape, and marks that reorder text
	hostile $'a\e[31mb\x01c\xe2\x80\xaed\xe2\x81\xa6e\xc2\x9bf\rg\nh'
	run_october </dev/null
	for format in text html view; do
		bss-bill render --draft --format $format A-200 >page
		run ! grep -qP '[\x00-\x08\x0b-\x1f\x7f]' page
		run ! env LC_ALL=C.UTF-8 grep -qP '[\x{202a}-\x{202e}\x{2066}-\x{2069}\x{80}-\x{9f}]' page
		LC_ALL=C.UTF-8 grep -q 'a�\[31mb�c�d�e�f g h' page
	done
	# an account that would be a path
	bss-crm add customer X name=X
	bss-crm add account ../x customer=X currency=EUR
	bss-crm add subscription SX account=../x offer=voip \
	    identifier=+33473009999 from=2026-01-01T00:00:00+01:00
	run_october </dev/null
	mkdir out
	bss-bill render --draft --all --format json --out out/in --period 2026-10
	[ "$(ls out)" = in ]
	[ -s 'out/in/draft-2026-10-%2E.%2Fx.json' ]
}

@test "bss-bill render: names in any script, columns by their width" {
	hostile '株式会社ジャパン'
	october | run_october
	LC_ALL=C.UTF-8 bss-bill show A-200 >text
	grep -q '^株式会社ジャパン  *Customer' text
	# 16 columns wide and 24 octets long: the next column is where it was
	[ "$(grep -m 1 -o '^株式会社ジャパン *' text | tr -d -C ' ' |
	    wc -c)" -eq 24 ]
}

@test "bss-bill render: a file per document" {
	posted
	bss-bill render --all --format html --out pages --wait 1s
	[ "$(ls pages | tr '\n' ' ')" = "INV-2026-000001.html \
INV-2026-000002.html INV-2026-000003.html INV-2026-000004.html " ]
	[ "$(stat -c %a pages/INV-2026-000001.html)" = 600 ]
	bss-bill render --format html INV-2026-000003 |
	    cmp - pages/INV-2026-000003.html
	bss-bill render --format text --out pages INV-2026-000001 INV-2026-000002
	[ -s pages/INV-2026-000002.txt ]
	[ "$(bss-bill render INV-2026-000001 INV-2026-000002 |
	    grep -c "$(printf '\f')")" -eq 1 ]
}

@test "bss-bill render: what can be wrong, code by code" {
	posted
	fails() {
		local code=$1

		shift
		run --separate-stderr "$@"
		[ "$status" -eq 2 ]
		has_code "$code"
	}
	fails bill-none bss-bill render INV-2026-000009
	fails bill-none bss-bill render --draft A-200
	fails usage-operand bss-bill render
	fails usage-operand bss-bill render --all INV-2026-000001
	fails usage-missing bss-bill render --all --format html
	fails usage-value bss-bill render --language english INV-2026-000001
	fails open-failed bss-bill render --language xx INV-2026-000001
	echo '.number | error' >bad.jq
	fails template-failed bss-bill render --format html \
	    --template bad.jq INV-2026-000001
	echo 'this is no jq' >bad.jq
	fails template-failed bss-bill render --format html \
	    --template bad.jq INV-2026-000001
	echo '{}' >bad.jq
	fails template-failed bss-bill render --format html \
	    --template bad.jq INV-2026-000001
	echo empty >bad.jq
	fails template-failed bss-bill render --format html \
	    --template bad.jq INV-2026-000001
	fails open-failed bss-bill render --format html \
	    --template none.jq INV-2026-000001
	mkdir bin
	ln -s "$(command -v bss-bill)" bin/
	fails jq-missing env PATH="$TMP/bin" bss-bill render --format html \
	    INV-2026-000001
	cp -R "$SHARE" share
	export OSSBSS_SHARE=$TMP/share
	jq 'del(.pay_by)' "$SHARE/templates/invoice.en.json" \
	    >share/templates/invoice.en.json
	fails template-text bss-bill show INV-2026-000001
	[[ $stderr == *"'pay_by'"* ]]
	echo '{' >share/templates/invoice.en.json
	fails template-text bss-bill show INV-2026-000001
}

@test "bss-bill render: a long name or address is wrapped, never cut" {
	local name='Syndicat intercommunal de fibre du Livradois-Forez'

	bss-crm set customer C-200 "name=$name"
	posted
	bss-bill show INV-2026-000002 >text
	[ "$(sed -n '/Billed to/,/43000/p' text | cut -c 1-38 |
	    sed '1d; s/ *$//' | head -n 2 | paste -s -d ' ')" = "$name" ]
	! grep -q '^.\{79\}' text
}

@test "bss-bill render: the customer's language, where there is a file for it" {
	bss-crm set customer C-200 language=fr
	bss-crm set customer C-300 language=xx
	posted
	run bss-bill show INV-2026-000002
	[[ $output == *'Net à payer'*'8,27'*'EUR'* ]]
	[[ $output == *'1–31 octobre 2026'* ]]
	[[ $(bss-bill show --language en INV-2026-000002) == *'Amount due'* ]]
	[[ $(bss-bill show INV-2026-000003) == *'Amount due'* ]]
}

@test "bss-bill render: each language has all the words, in its own lines" {
	local f l due

	posted
	for f in "$SHARE"/templates/invoice.*.json; do
		l=${f##*/invoice.}
		l=${l%.json}
		due=$(jq -r .due "$f")
		bss-bill show --language "$l" INV-2026-000002 >text
		grep -q "^ *$due " text
		! grep -q '^.\{79\}' text
		bss-bill render --format html --language "$l" \
		    INV-2026-000002 >html
		grep -q "<html lang=\"$l\"" html
		grep -q -F "$due" html
	done
	# a site's own
	cp -R "$SHARE" share
	jq '.language = "br" | .due = "Da baeañ"' "$f" \
	    >share/templates/invoice.br.json
	[[ $(OSSBSS_SHARE=$TMP/share bss-bill show --language br \
	    INV-2026-000002) == *'Da baeañ'* ]]
}

@test "bss-bill render: a document with text that is not UTF-8 is not written" {
	hostile "x"
	sql "UPDATE customer SET name = CAST(x'41ff42' AS TEXT)
	    WHERE customer = 'C-200'"
	october >usage
	run --separate-stderr run_october usage
	[ "$status" -eq 2 ]
	has_code bill-text
	[ "$(bss-bill list)" = '' ]
}

@test "bss-bill render: an invoice fits a phone, with its amounts" {
	posted
	bss-bill render --format html INV-2026-000002 >invoice.html
	fits_phone invoice.html
}

# ---- itemised ----------------------------------------------------------------

# calls: rated records with numbers, and the documents of October made of them
calls() {
	{
		rated u1 A-200 S-200 voice 3723 1.9115 '"called_number":
		    "+33612345678","destination":"France mobile"'
		rated u2 A-200 S-200 voice 60 0.08 '"called_number":"118",
		    "ts":"2026-10-31T22:30:00Z","destination":"Directory"'
		rated u3 A-200 S-200 voice 60 0 '"called_number":"+33800123456",
		    "destination":"Helpline"'
		rated u4 A-200 S-200 voice 90 0 '"called_number":"+33112345678",
		    "allowance":"min","allowance_quantity":90'
		rated u5 A-200 S-200 voice-received 30 0.01 '"direction":"in",
		    "calling_number":"+491701234567"'
		rated u6 A-300 S-301 voice 125 0.0813
		rated u7 A-200 S-999 voice 1 1
	} >details
	grep -v S-999 details | run_october
}

@test "bss-bill render --details: the records of each line, as text" {
	calls
	run --separate-stderr bss-bill render --draft --details details \
	    --mask 3 A-200
	[ "$status" -eq 0 ]
	[[ $output == *'Itemised usage'*'2026-10-12 11:00:00 +33612345xxx '*' France mobile '*'1:02:03    1.9115'* ]]
	# in the zone of the catalog, by time; short codes stay
	[[ $output == *'2026-10-31 23:30:00 118 '*'Directory'*'1:00'*'0.08'* ]]
	[[ $output == *'from +491701234xxx'* ]]
	# an allowance paid for it, so it is listed; a helpline is not
	[[ $output == *'+33112345xxx'*'included'* ]]
	[[ $output != *Helpline* ]]
	[[ $output != *33800* ]]
	[[ $output == *'Free of charge and not listed: 1'* ]]
	[ "$(wc -L <<<"$output")" -le 78 ]
	run --separate-stderr bss-bill render --draft --details details --free \
	    --zone UTC A-200
	[[ $output == *'2026-10-12 09:00:00 +33800123456 '*Helpline* ]]
	# and nobody else's
	[[ $output != *S-301* ]]
	[ "$(grep -c '^2026-10-' <<<"$output")" -eq 5 ]
}

@test "bss-bill render --details: JSON and HTML" {
	calls
	bss-bill render --draft --details details --format json A-200 |
	    jq -e '.usage_details[0].usage_id == "u1"'
	bss-bill render --draft --details - --mask 15 --format json A-200 \
	    <details >out
	jq -e '.usage_details | length == 4 and .[0] == {line_identifier: "2",
	    subscription: "S-200", price: "voice",
	    ts: "2026-10-12T11:00:00+02:00", number: "+xxxxxxxxxxx",
	    direction: "out", destination: "France mobile", quantity: "3723",
	    unit: "s", amount: "1.9115"}' out
	bss-bill render --draft --format json A-200 >plain
	jq -c 'del(.usage_details)' out | cmp - <(jq -c . plain)
	bss-bill render --draft --details details --format html A-200 >page
	xmllint --html --noout page
	[ "$(grep -c '<tr class="line"><td class="t">' page)" -eq 4 ]
	bss-bill render --draft --details details --format view A-200 |
	    jq -e '.details.groups | map(.records | length) == [3, 1]'
	for l in de en es fr it nl pt; do
		bss-bill render --draft --details details --language $l A-200 >x
	done
}

@test "bss-bill render --details: what came late, and what a correction is of" {
	calls
	bss-bill post --period 2026-10 --now 2026-11-02T08:00:00Z
	{
		cat details
		rated u8 A-200 S-200 voice 60 0.08 \
		    '"called_number":"0612345678","ts":"2026-10-13T09:00:00Z"'
	} >all
	grep -v S-999 all |
	    bss-bill run --period 2026-11 --no-end --late-from 2026-10-01
	# the month was charged: of five records which is the one, nobody knows
	run --separate-stderr bss-bill render --draft --details all A-200
	[ "$status" -eq 1 ]
	[[ $stderr == *"line 'Calls' of subscription 'S-200' is of 1 records, 5 are given: which of them cannot be told [bill-details]"* ]]
	[[ $output == *'(usage of earlier periods)'* ]]
	[[ $output != *2026-10-1[23]\ * ]]
	# what was given to no document before is
	grep u8 all >new
	run --separate-stderr bss-bill render --draft --details new --mask 4 A-200
	[ "$status" -eq 0 ]
	[[ $output == *'2026-10-13 11:00:00 061234xxxx '* ]]
	# a sealed period marks it
	jq -c '.late = true' new | bss-bill run --period 2026-11 --no-end
	jq -c '.late = true' new | cat details - >marked
	run --separate-stderr bss-bill render --draft --details marked A-200
	[ "$status" -eq 0 ]
	[[ $output == *'2026-10-13 11:00:00 0612345678 '* ]]
	[[ $output != *33612345678* ]]
}

@test "bss-bill render --details: other records than the document says" {
	calls
	grep -v u2 details >less
	run --separate-stderr bss-bill render --draft --details less A-200
	[ "$status" -eq 1 ]
	has_code bill-details
	[[ $stderr == *"line 'Calls' of subscription 'S-200' is of 4 records, 3 are given"* ]]
	# as many, of another catalog
	sed '/"u2"/s/0.08/0.09/' details >dearer
	run --separate-stderr bss-bill render --draft --details dearer A-200
	[ "$status" -eq 1 ]
	has_code bill-details
	[[ $stderr == *"line 'Calls' of subscription 'S-200' comes to 1.9915 before it is rounded, its records to 2.0015"* ]]
	run bss-bill render --draft --format json --details dearer A-200
	[ "$status" -eq 1 ]
	for bad in '--mask 16 --details details' '--mask 1' --free '--zone UTC' \
	    '--details details --zone Mars/X' '--details none'; do
		# shellcheck disable=SC2086 # words
		run --separate-stderr bss-bill render --draft $bad A-200
		[ "$status" -eq 2 ]
	done
	echo '{"type":"rated"' >bad
	run --separate-stderr bss-bill render --draft --details bad A-200
	[ "$status" -eq 2 ]
}

@test "bss-bill render: a credit asks for nothing and says in whose favour" {
	local l

	october | run_october
	bss-bill post --period 2026-10 --now 2026-11-02T08:00:00Z
	bss-crm end S-200 2026-11-16 --zone Europe/Paris
	bss-bill run --period 2026-11 --no-end </dev/null
	bss-bill post --period 2026-11 --now 2026-12-02T08:00:00Z
	run --separate-stderr bss-bill show INV-2026-000006
	[[ $output == *'An amount of EUR 2.94 is in your favour.'* ]]
	[[ $output != *IBAN* ]]
	[[ $output != *'Due date'* ]]
	for l in de en es fr it nl pt; do
		bss-bill show --language $l INV-2026-000006 | grep -q '[^-]2[.,]94'
	done
	# of usage there is none: no page for it
	rated u1 A-200 S-200 voice 60 0.08 >none
	bss-bill render --details none --format html INV-2026-000006 >page
	run ! grep -q 'class="details"' page
	grep -q '@bottom-left { content: "INV-2026-000006"' page
}

@test "bss-bill render: what no VAT is on, and why, beside each other" {
	jq '.taxes.z = { category: "Z", name: "Zero", rates: [
	    { percent: "0", from: "2000-01-01" } ] }
	    | .taxes.e = (.taxes.z + { category: "E",
	    name: "Exempt, article 132 (1) (k) of the Directive" })
	    | .prices["line-month"].tax = "z" | .prices.gift =
	    (.prices["line-month"] | .tax = "e" | .amount = "7.00")
	    | .offers.voip.prices += ["gift"]
	    | .offers.voip.name = "All the telephony that a family can want, with its neighbours"' \
	    home/catalog/catalog.json >x && mv x home/catalog/catalog.json
	october | run_october
	run --separate-stderr bss-bill render --draft A-200
	[[ $output == *$'\nVAT 0% on 7.00: Exempt, article 132 (1) (k) of the Directive\n'* \
	    || $output == *$' VAT 0% on 7.00: Exempt, article 132 (1) (k) of the Directive\n'* ]]
	[ "$(wc -L <<<"$output")" -le 78 ]
}

@test "bss-bill run: names of the catalog in the language of the document" {
	jq '.prices.voice.name = { fr: "Appels", de: "Gespräche", en: "Calls" }
	    | .prices["line-month"].name = { fr: "Ligne", de: "Leitung" }
	    | .offers.voip.name = { en: "Telephony", fr: "Téléphonie" }
	    | .discounts = { ten: { name: { en: "Ten off", fr: "Remise" },
	    percent: "10", gl: "7090", prices: ["voice"] } }
	    | .offers.voip.discounts = ["ten"]
	    | .taxes.e = { category: "E", name: { en: "Exempt", fr: "Exonéré" },
	    rates: [ { percent: "0", from: "2000-01-01" } ] }
	    | .prices["line-month"].tax = "e"' \
	    home/catalog/catalog.json >x && mv x home/catalog/catalog.json
	bss-catalog check home/catalog
	said() {
		bss-crm set customer C-200 "language=$1"
		october | run_october
		draft A-200 | jq -r '[.language, (.invoice_lines |
		    map(.item_name) | unique[]), .invoice_lines[0].offer_name,
		    .document_level_allowances[0].allowance_reason,
		    (.vat_breakdown[] | .vat_exemption_reason_text // empty)] |
		    join(",")'
	}
	[ "$(said fr)" = \
	    'fr,Appels,Calls received,Ligne,Téléphonie,Remise,Exonéré' ]
	# what it has not in German is in English, else in the first it has
	[[ $(said de) == *'Gespräche'*'Leitung'*',Telephony,Ten off,Exempt' ]]
	[[ $(said it) == *'Calls'*'Leitung'*',Telephony,Ten off,Exempt' ]]
	# the names of a posted document stay
	post_october
	bss-bill show --language fr INV-2026-000002 | grep -q Leitung
	bss-catalog show -o ndjson home/catalog | jq -se 'any(.[];
	    .offer == "voip" and .name == "Telephony")'
	cp -R home/catalog other
	sed -i 's/Gespräche/Telefonate/' other/catalog.json
	bss-catalog diff home/catalog other | grep -q "Telefonate"
	for bad in '{}' '{"english": "Calls"}' '{"en": ""}' '{"en": 1}' '[]'; do
		jq ".prices.voice.name = $bad" home/catalog/catalog.json \
		    >other/catalog.json
		run --separate-stderr bss-catalog check other
		[ "$status" -eq 2 ] || { echo "$bad"; return 1; }
		[[ $stderr == *"catalog.json:"*" prices.voice.name"* ]]
	done
}
