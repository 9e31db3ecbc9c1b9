# bss-bill-past.bats: what changed after a period was posted

load lib/common
load lib/bill

setup() {
	bill_home
	# one month in advance and one in arrears, 31.00 each, and 50.00 once
	jq '.prices["fibre-month"].amount = "31.00"
	    | .prices["mobile-month"].amount = "31.00"' \
	    "$SHARE/demo/catalog/catalog.json" \
	    >"$OSSBSS_HOME/catalog/catalog.json"
	bss-crm add account A-500 customer=C-400 currency=EUR
	sub S-500 A-500 fibre 2026-01-01
}

# sub ID ACCOUNT OFFER FROM [FIELD=VALUE ...]
sub() {
	bss-crm add subscription "$1" --zone Europe/Paris account="$2" \
	    offer="$3" identifier="$1" from="$4" "${@:5}"
}

# run_month MONTH: a run without usage, unless there is some on stdin
run_month() {
	bss-bill run -q --period "$1" --no-end "${@:2}"
}

# post_month MONTH: on the second day of the month behind
post_month() {
	bss-bill post -q --period "$1" \
	    --now "$(date -u -d "$1-02 +1 month" +%Y-%m-%dT08:00:00Z)"
}

bill_month() {
	run_month "$1" </dev/null && post_month "$1"
}

# lines ACCOUNT: "kind subscription price first last net" of its draft
lines() {
	draft "$1" | jq -r '.invoice_lines[] | [.kind, .subscription, .price,
	    .period_start_date, .period_end_date, .line_net_amount]
	    | join(" ")'
}

# what the documents of A-500 come to, by subscription
net() {
	sql "SELECT subscription, sum(amount) FROM charged
	    WHERE account = 'A-500' GROUP BY 1 ORDER BY 1"
}

@test "bss-bill run: what was charged in advance and not had is given back" {
	bill_month 2026-10
	# the offer changes on 16 November, of which all was charged
	bss-crm end S-500 --zone Europe/Paris 2026-11-16
	sub S-501 A-500 fibre 2026-11-16
	run_month 2026-11 </dev/null
	[ "$(lines A-500)" = \
'correction S-500 fibre-month 2026-11-16 2026-11-30 -15.50
recurring S-501 fibre-month 2026-11-16 2026-11-30 15.50
recurring S-501 fibre-month 2026-12-01 2026-12-31 31.00
one-off S-501 setup 2026-11-16 2026-11-16 50.00' ]
	draft A-500 | jq -e '.invoice_lines[0]
	    | .invoiced_quantity == "15" and .unit == "d" and .vat_rate == "20"'
	[[ $(bss-bill show A-500) == *'Fibre 1 Gbit/s (correction)'* ]]
	post_month 2026-11
	bss-bill check
	# given back once, and a run of what is posted finds nothing new
	bill_month 2026-12
	run run_month 2026-11 </dev/null
	[ "$status" -eq 0 ]
	[ "$(net)" = 'S-500|1550
S-501|12750' ]
}

@test "bss-bill run: an end that moves is followed, there and back" {
	bill_month 2026-10
	bss-crm end S-500 --zone Europe/Paris 2026-11-16
	bill_month 2026-11
	bss-crm set subscription S-500 --zone Europe/Paris to=2026-11-11
	bill_month 2026-12
	[ "$(net)" = 'S-500|1033' ]	# 10 of 30 days
	bss-crm set subscription S-500 to=
	run_month 2027-01 </dev/null
	[ "$(lines A-500)" = \
'recurring S-500 fibre-month 2026-12-01 2026-12-31 31.00
recurring S-500 fibre-month 2027-01-01 2027-01-31 31.00
recurring S-500 fibre-month 2027-02-01 2027-02-28 31.00
correction S-500 fibre-month 2026-11-11 2026-11-30 20.67' ]
	bss-crm set subscription S-500 --zone Europe/Paris \
	    from=2026-12-05 to=2026-12-05T12:00:00+01:00
	run_month 2027-01 </dev/null
	[ "$(lines A-500)" = \
	    'correction S-500 fibre-month 2026-11-01 2026-11-30 -10.33' ]
}

@test "bss-bill run: an end that is put off is charged to its day" {
	bss-crm end S-500 --zone Europe/Paris 2026-11-07
	sub S-501 A-500 mobile 2026-01-01 to=2026-10-11T00:00:00+02:00
	bill_month 2026-10
	bss-crm set subscription S-500 --zone Europe/Paris to=2026-11-25
	bss-crm set subscription S-501 --zone Europe/Paris to=2026-11-11
	run_month 2026-11 </dev/null
	[ "$(lines A-500)" = \
'recurring S-500 fibre-month 2026-11-07 2026-11-24 18.60
recurring S-501 mobile-month 2026-10-11 2026-10-31 21.00
recurring S-501 mobile-month 2026-11-01 2026-11-10 10.33' ]
}

@test "bss-bill run: arrears that were charged too long, or not as wholes" {
	sub S-510 A-500 mobile 2026-10-05
	bill_month 2026-10
	bss-crm set subscription S-510 --zone Europe/Paris from=2026-10-10 \
	    to=2026-10-30
	run_month 2026-11 </dev/null
	# 27 days of 31 were charged, it has 20 of them
	[ "$(lines A-500 | grep S-510)" = \
	    'correction S-510 mobile-month 2026-10-05 2026-10-31 -7.00' ]
	jq '.prices["mobile-month"].proration = "none"' \
	    "$SHARE/demo/catalog/catalog.json" \
	    >"$OSSBSS_HOME/catalog/catalog.json"
	run_month 2026-11 </dev/null
	[ "$(lines A-500 | grep -c S-510)" -eq 0 ]
}

@test "bss-bill run: who was entered late is charged from the beginning" {
	bill_month 2026-10
	sub S-502 A-500 fibre 2026-10-20
	sub S-503 A-500 mobile 2026-10-20
	sub S-504 A-500 fibre 2026-09-20	# before A-500 was billed here
	run_month 2026-11 </dev/null
	[ "$(lines A-500 | grep -v S-500)" = \
'recurring S-502 fibre-month 2026-10-20 2026-10-31 12.00
recurring S-502 fibre-month 2026-11-01 2026-11-30 31.00
recurring S-502 fibre-month 2026-12-01 2026-12-31 31.00
one-off S-502 setup 2026-10-20 2026-10-20 50.00
recurring S-503 mobile-month 2026-10-20 2026-10-31 12.00
recurring S-503 mobile-month 2026-11-01 2026-11-30 31.00
recurring S-504 fibre-month 2026-12-01 2026-12-31 31.00' ]
	post_month 2026-11
	# once, whatever is run again
	run run_month 2026-11 </dev/null
	[ "$status" -eq 0 ]
	run_month 2026-12 </dev/null
	[ "$(lines A-500 | grep -c setup)" -eq 0 ]
	[ "$(lines A-500 | grep -c S-502)" -eq 1 ]
}

@test "bss-bill run: a period that was left out is billed behind the next" {
	sub S-503 A-500 mobile 2026-01-01
	bill_month 2026-10
	sub S-502 A-500 fibre 2026-11-10
	bill_month 2026-12
	bill_month 2026-11
	# December in advance with November; S-502 from its beginning, once;
	# November in arrears with December
	[ "$(net)" = 'S-500|9300
S-502|13370
S-503|9300' ]
	bss-bill check
}

@test "bss-bill run: another payer does not pay what is paid" {
	sub S-505 A-500 mobile 2026-10-01
	usage() {
		rated u1 A-500 S-505 voice 60 0.5
	}
	usage | run_month 2026-10
	post_month 2026-10
	bss-crm add account A-600 customer=C-400 currency=EUR
	bss-crm set subscription S-505 payer=A-600
	usage >usage
	run --separate-stderr run_month 2026-10 usage
	[ "$status" -eq 1 ]
	has_code bill-posted	# A-500 would have less now
	run --separate-stderr bss-bill render --draft A-600
	[ "$status" -eq 2 ]
	# what is new is A-600's
	{
		usage
		rated u2 A-500 S-505 voice 40 0.1
	} | run run_month 2026-10
	[ "$(lines A-600)" = \
	    'usage S-505 voice 2026-10-01 2026-10-31 0.10' ]
	# nor is the other one given what this one paid
	bss-crm end S-505 --zone Europe/Paris 2026-10-20
	run --separate-stderr run_month 2026-11 </dev/null
	[ "$status" -eq 1 ]
	has_code bill-charged
}

# october_calls N: so many calls of S-200 in October, 0.333 each
october_calls() {
	local i

	for ((i = 1; i <= $1; i++)); do
		rated "o$i" A-200 S-200 voice 60 0.333
	done
}

november_call() {
	rated n1 A-200 S-200 voice 30 0.2 '"ts": "2026-11-10T09:00:00Z"'
}

@test "bss-bill run --late-from: usage that came after the posting is charged" {
	october_calls 2 | run_month 2026-10
	post_month 2026-10
	# 0.67 was charged for two; five are 1.665
	{
		october_calls 5
		november_call
	} >usage
	run_month 2026-11 --late-from 2026-10-01 usage
	[ "$(lines A-200)" = \
'recurring S-200 line-month 2026-12-01 2026-12-31 4.90
usage S-200 voice 2026-11-01 2026-11-30 0.20
correction S-200 voice 2026-10-01 2026-10-31 1.00' ]
	draft A-200 | jq -e '.invoice_lines[2] | .records == "3"
	    and .invoiced_quantity == "180" and .unit == "s"'
	[[ $(bss-bill show A-200) == *'Calls (usage of earlier periods)'* ]]
	post_month 2026-11
	bss-bill check
	# charged once, and one more the month after
	{
		october_calls 6
		november_call
	} >usage
	run_month 2026-12 --late-from 2026-10-01 usage
	[ "$(lines A-200 | grep correction)" = \
	    'correction S-200 voice 2026-10-01 2026-10-31 0.33' ]
	# a run of October knows that November has charged the three
	run --separate-stderr run_month 2026-10 <(october_calls 5)
	[ "$status" -eq 0 ]
	run --separate-stderr run_month 2026-10 <(october_calls 6)
	[ "$status" -eq 1 ]
	has_code bill-posted
}

@test "bss-bill run --late-from: less or dearer usage is a finding, no charge" {
	october_calls 3 | run_month 2026-10
	post_month 2026-10
	run --separate-stderr run_month 2026-11 --late-from 2026-10-01 \
	    <(october_calls 2)
	[ "$status" -eq 1 ]
	has_code bill-posted
	[ "$(lines A-200 | wc -l)" -eq 1 ]
	run --separate-stderr run_month 2026-11 --late-from 2026-10-01 \
	    <(october_calls 3 | sed s/0.333/0.444/)
	[ "$status" -eq 1 ]
	has_code bill-posted
	[ "$(lines A-200 | wc -l)" -eq 1 ]
	# without the option it is not of the period at all
	run --separate-stderr run_month 2026-11 <(october_calls 1)
	[ "$status" -eq 2 ]
	has_code bill-period
}

@test "bss-bill run --late-from: all usage again, none of it marked as late" {
	october_calls 2 | run_month 2026-10
	post_month 2026-10
	run --separate-stderr run_month 2026-11 --late-from 2026-10-01 \
	    <(october_calls 1 | sed 's/}$/,"late":true}/')
	[ "$status" -eq 2 ]
	has_code bill-late
	run_month 2026-11 <(october_calls 1 | sed 's/}$/,"late":true}/')
}

@test "bss-bill run --late-from: a first day of months like the period's" {
	local day

	for day in 2026-10-02 2026-11-01 2025-09-01 soon; do
		run --separate-stderr run_month 2026-11 --late-from "$day" \
		    </dev/null
		[ "$status" -eq 2 ]
		has_code usage-value
	done
	run_month 2026-11-15/2026-12-15 --late-from 2026-10-15 </dev/null
	run --separate-stderr run_month 2026-11-15/2026-12-01 \
	    --late-from 2026-10-15 </dev/null
	[ "$status" -eq 2 ]
	has_code usage-value
}

@test "bss-bill post: usage that was charged since the draft was made" {
	october_calls 2 | run_month 2026-10
	{
		october_calls 2
		november_call
	} | run_month 2026-11 --late-from 2026-10-01
	post_month 2026-10
	run --separate-stderr post_month 2026-11
	[ "$status" -eq 1 ]
	has_code bill-charged
	{
		october_calls 2
		november_call
	} | run_month 2026-11 --late-from 2026-10-01
	post_month 2026-11
	[ "$(sql "SELECT sum(amount) FROM charged WHERE price = 'voice'")" = 87 ]
}

@test "bss-bill run: another bill day leaves no day uncharged" {
	bill_month 2026-10
	bss-crm set account A-500 bill_day=15
	run_month 2026-11-15/2026-12-15 </dev/null
	[ "$(lines A-500)" = \
'recurring S-500 fibre-month 2026-12-01 2026-12-14 14.47
recurring S-500 fibre-month 2026-12-15 2027-01-14 31.00' ]
}

@test "bss-bill post: a draft that another posting has overtaken" {
	bill_month 2026-10
	sub S-502 A-500 fibre 2026-10-20
	run_month 2026-11 </dev/null
	run_month 2026-12 </dev/null
	post_month 2026-11
	run --separate-stderr post_month 2026-12
	[ "$status" -eq 1 ]
	has_code bill-charged
	run_month 2026-12 </dev/null
	post_month 2026-12
	[ "$(net)" = 'S-500|9300
S-502|15500' ]
	bss-bill check
}

@test "bss-bill run: a price that is gone cannot be given back" {
	bill_month 2026-10
	bss-crm end S-500 --zone Europe/Paris 2026-11-16
	jq 'del(.prices["fibre-month"])
	    | .offers.fibre.prices -= ["fibre-month"]' \
	    "$SHARE/demo/catalog/catalog.json" \
	    >"$OSSBSS_HOME/catalog/catalog.json"
	run --separate-stderr run_month 2026-11 </dev/null
	[ "$status" -eq 1 ]
	has_code bill-price
}

@test "bss-crm migrate: what was posted before is known afterwards" {
	bill_month 2026-10
	sql 'SELECT * FROM charged ORDER BY number, line' >want
	grep -q S-500 want
	sql 'DROP TABLE charged; ALTER TABLE bill_run DROP COLUMN posted'
	cat "$SHARE"/schema/bss/{0003-charged,0006-taxed-as}.sql | sqlite3 "$DB"
	sql 'SELECT * FROM charged ORDER BY number, line' | cmp - want
}
