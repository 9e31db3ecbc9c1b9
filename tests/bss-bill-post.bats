# bss-bill-post.bats: numbers, the ledger, and what is posted stays

load lib/common
load lib/bill

setup() {
	bill_home
}

numbers() {
	sql 'SELECT number, account FROM document ORDER BY number'
}

@test "bss-bill post: gapless numbers by account, dates, due dates" {
	october | run_october
	run --separate-stderr post_october -v
	[ "$status" -eq 0 ]
	[[ $stderr == *'4 documents posted'*'last number INV-2026-000004'* ]]
	[ "$(numbers)" = "$(printf '%s\n' 'INV-2026-000001|A-100' \
	    'INV-2026-000002|A-200' 'INV-2026-000003|A-300' \
	    'INV-2026-000004|A-400')" ]
	# the account's terms come before the operator's
	[ "$(sql 'SELECT issue_date, due_date FROM document
	    ORDER BY number LIMIT 2')" = \
	    "$(printf '2026-11-02|2026-12-02\n2026-11-02|2026-11-17')" ]
	[ "$(sql 'SELECT count(*) FROM bill_draft')" -eq 0 ]
	bss-bill render --format json INV-2026-000002 | jq -e '
	    .invoice_number == "INV-2026-000002"
	    and .issue_date == "2026-11-02"
	    and .payment_due_date == "2026-11-17"
	    and .type_code == "380"'
	bss-crm journal | grep 'post invoice INV-2026-000004'
}

@test "bss-bill post: again posts nothing" {
	october | run_october
	post_october
	books >want
	post_october
	books | cmp - want
}

@test "bss-bill post: the day is the one of the catalog's zone" {
	october | run_october
	bss-bill post --period 2026-10 --now 2026-10-31T23:30:00Z
	[ "$(sql 'SELECT DISTINCT issue_date FROM document')" = 2026-11-01 ]
}

@test "bss-bill post: a period that is not over is a forecast" {
	october | run_october
	run --separate-stderr bss-bill post --period 2026-10 \
	    --now 2026-10-31T22:59:59Z
	[ "$status" -eq 2 ]
	has_code bill-open
	run --separate-stderr bss-bill post --period 2026-09 \
	    --now 2026-11-02T08:00:00Z
	[ "$status" -eq 2 ]
	has_code bill-no-run
	run --separate-stderr bss-bill post
	[ "$status" -eq 2 ]
	has_code usage-missing
	[ "$(numbers)" = '' ]
}

@test "bss-bill post: numbers begin anew with the year and the series" {
	october | run_october
	post_october
	bss-bill run --period 2026-11 --no-end </dev/null
	bss-bill post --period 2026-11 --now 2026-12-31T23:30:00Z
	[ "$(numbers | tail -n 1)" = 'INV-2027-000004|A-400' ]
	jq '.invoice_series = "K-1"' "$SHARE/demo/operator.json" >op.json
	bss-bill run --period 2026-12 --no-end --operator op.json </dev/null
	bss-bill post --period 2026-12 --operator op.json \
	    --now 2027-01-02T08:00:00Z
	[ "$(numbers | tail -n 1)" = 'K-1-2027-000004|A-400' ]
	bss-bill check
}

@test "bss-bill post: a later number has no earlier date" {
	october | run_october
	post_october
	bss-bill run --period 2026-09 --no-end </dev/null
	run --separate-stderr bss-bill post --period 2026-09 \
	    --now 2026-11-01T08:00:00Z
	[ "$status" -eq 2 ]
	has_code bill-date
	[ "$(numbers | wc -l)" -eq 4 ]
	bss-bill post --period 2026-09 --now 2026-11-02T08:00:00Z
	[ "$(numbers | wc -l)" -eq 7 ]
}

@test "bss-bill run: what is posted is not billed again" {
	october >usage
	run_october usage
	post_october
	run --separate-stderr run_october -v usage
	[ "$status" -eq 0 ]
	[[ $stderr == *'0 drafts'*'4 accounts were posted before'* ]]
	# that it would be another amount now is a finding
	rated late A-200 S-200 voice 60 5 >>usage
	run --separate-stderr run_october usage
	[ "$status" -eq 1 ]
	has_code bill-posted
	[[ $stderr == *"'A-200': posted as INV-2026-000002"*8.27*14.27* ]]
	[ "$(sql 'SELECT count(*) FROM bill_draft')" -eq 0 ]
	# an account that was not billed then is billed now
	bss-crm add account A-500 customer=C-400 currency=EUR
	bss-crm add subscription S-500 account=A-500 offer=mobile \
	    identifier=+33600000000 from=2026-10-01T00:00:00+02:00
	run --separate-stderr run_october usage
	[ "$status" -eq 1 ]
	post_october
	[ "$(numbers | tail -n 1)" = 'INV-2026-000005|A-500' ]
}

@test "bss-bill: no day of an account is billed twice" {
	october | run_october
	bss-bill run --period 2026-10-10/2026-10-20 --no-end </dev/null
	post_october
	run --separate-stderr bss-bill post --period 2026-10-10/2026-10-20 \
	    --now 2026-11-02T08:00:00Z
	[ "$status" -eq 1 ]
	has_code bill-posted
	run --separate-stderr bss-bill run --period 2026-10-10/2026-10-20 \
	    --no-end </dev/null
	[ "$status" -eq 1 ]
	has_code bill-posted
	[ "$(numbers | wc -l)" -eq 4 ]
}

@test "bss-bill: the schema refuses what would spoil the books" {
	october | run_october
	post_october
	books >want
	refused() {
		run sqlite3 "$DB" "PRAGMA foreign_keys = ON; $1"
		[ "$status" -ne 0 ]
		[[ $output == *"$2"* ]]
		books | cmp - want
	}
	refused 'UPDATE document SET due_amount = 0' 'is not changed'
	refused 'DELETE FROM document' 'is not deleted'
	refused 'UPDATE ledger SET amount = 0' 'append-only'
	refused 'DELETE FROM ledger' 'append-only'
	refused "INSERT INTO ledger VALUES ('INV-2026-000001', 9, 'tax', 'x',
	    'A-100', '2026-11-02', 'EUR', 1)" 'is not changed'
	refused "INSERT INTO ledger VALUES ('INV-2026-000009', 1, 'tax', 'x',
	    'A-100', '2026-11-02', 'EUR', 1)" 'FOREIGN KEY'
	refused 'UPDATE charged SET amount = 0' 'is not changed'
	refused 'DELETE FROM charged' 'is not changed'
	refused "INSERT INTO charged SELECT subscription, price, first_date,
	    number, 9, kind, end_date, 0, tax_code, 0, 0, account,
	    period_first, period_end, NULL FROM charged" 'is not changed'
	refused "INSERT INTO charged SELECT subscription, price, first_date,
	    'INV-2026-000009', 1, kind, end_date, 0, tax_code, 0, 0, account,
	    period_first, period_end, NULL FROM charged" \
	    'charged once for a day'
	local insert="BEGIN;
	    INSERT INTO ledger VALUES ('%s', 1, 'receivable', 'x', 'A-310',
		'2026-11-02', 'EUR', 120), ('%s', 2, 'revenue', 'y', 'A-310',
		'2026-11-02', 'EUR', %d);
	    INSERT INTO document VALUES ('%s', 'INV', 2026, %d, '380',
		'A-310', '2026-10', '%s', '%s', '2026-11-02', '2026-11-02',
		'EUR', 100, 20, 0, 120, 'digest', '{}', 0); COMMIT"
	# shellcheck disable=SC2059
	seal() {
		printf "$insert" "$1" "$1" "$2" "$1" "$3" "$4" "$5"
	}
	refused "$(seal INV-2026-000005 -119 5 2026-10-01 2026-11-01)" \
	    'sums to zero'
	refused "$(seal INV-2026-000006 -120 6 2026-10-01 2026-11-01)" \
	    'without a gap'
	refused "$(seal INV-2026-000007 -120 5 2026-10-01 2026-11-01)" CHECK
	sql "$(seal INV-2026-000005 -120 5 2026-10-01 2026-11-01)"
	books >want
	refused "$(seal INV-2026-000006 -120 6 2026-10-31 2026-12-01)" \
	    'billed once'
}

@test "bss-bill ledger, balance: double entry that sums to zero" {
	october | run_october
	post_october
	bss-bill ledger -o ndjson | jq -se 'map(select(.type == "entry"))
	    | group_by(.number) | length == 4
	    and all(.[]; (map((.debit // 0) - (.credit // 0)) | add * 100
	    | round) == 0)'
	[ "$(bss-bill ledger INV-2026-000002 -o csv --wait 1s)" = \
"type,number,entry,date,posting,gl,account,debit,credit,currency
entry,INV-2026-000002,1,2026-11-02,receivable,4110,A-200,8.27,,EUR
entry,INV-2026-000002,2,2026-11-02,revenue,7061,A-200,,6.89,EUR
entry,INV-2026-000002,3,2026-11-02,tax,4457,A-200,,1.38,EUR" ]
	[ "$(bss-bill ledger --period 2026-11)" = '' ]
	bss-bill balance -o ndjson --wait 1s | jq -se '
	    map(select(.type == "balance").balance) | add * 100 | round == 0'
	[ "$(bss-bill balance A-200)" = "$(printf '%s\n' \
	    'account  gl    balance  currency' \
	    'A-200    4110     8.27  EUR')" ]
	[ "$(bss-bill balance --accounts -o csv | tail -n +2 |
	    cut -d, -f2)" = "$(printf 'A-100\nA-200\nA-300\nA-400')" ]
	# the view for questions in SQL
	[ "$(sql "SELECT price, net_amount FROM document_line
	    WHERE account = 'A-200' AND kind = 'usage' ORDER BY line")" = \
	    "$(printf 'voice|1.99\nvoice-received|0.00')" ]
}

@test "bss-bill check: finds what was changed behind its back" {
	october | run_october
	post_october
	bss-bill run --period 2026-11 --no-end </dev/null
	run --separate-stderr bss-bill check -v --wait 1s
	[ "$status" -eq 0 ]
	[[ $stderr == *'4 documents and 4 drafts checked, 0 findings'* ]]
	cp "$DB" good.db
	spoil() {
		cp good.db bad.db
		sqlite3 bad.db "DROP TRIGGER document_no_update;
		    DROP TRIGGER document_no_delete;
		    DROP TRIGGER ledger_no_update;
		    DROP TRIGGER ledger_no_delete;
		    DROP TRIGGER charged_no_update;
		    DROP TRIGGER charged_no_delete; $1"
		run --separate-stderr bss-bill check -d bad.db
		[ "$status" -eq 1 ]
		has_code bill-unsound
		[[ $stderr == *"$2"* ]]
	}
	spoil "UPDATE document SET body = replace(body, '6.89', '5.89')
	    WHERE serial = 2" digest
	spoil "UPDATE document SET body = replace(body, '\"6.89\"', '\"5.89\"')
	    WHERE serial = 2" BR-CO-
	spoil "UPDATE document SET body = 'x' WHERE serial = 2" 'not JSON'
	spoil 'UPDATE document SET due_date = issue_date WHERE serial = 2' \
	    'its row is not what its text says'
	spoil 'DELETE FROM ledger WHERE entry = 3' 'entries are missing'
	spoil "UPDATE ledger SET gl = '7999' WHERE entry = 2" \
	    'is not what it says'
	spoil "INSERT INTO ledger SELECT number || 'x', 9, kind, gl, account,
	    date, currency, 0 FROM ledger WHERE entry = 1;
	    UPDATE ledger SET number = rtrim(number, 'x') WHERE entry = 9" \
	    'too many'
	spoil 'DELETE FROM ledger WHERE number LIKE "%2";
	    DELETE FROM document WHERE serial = 2' 'a gap before it'
	spoil 'DELETE FROM charged WHERE line = 1' 'what it charged'
	spoil "UPDATE charged SET amount = 1 WHERE kind = 'recurring'" \
	    'what it charged'
	spoil "UPDATE bill_draft SET due_amount = 1 WHERE account = 'A-200'" \
	    'its row is not what its text says'
}

@test "bss-bill: amounts finer than the currency, terms without end" {
	bss-bill run --period 2026-10 --no-end </dev/null
	cp "$DB" good.db
	# it adds up, but a tenth of a cent can neither be shown nor booked
	sql "UPDATE bill_draft SET body = replace(replace(body, '\"120.00\"',
	    '\"120.001\"'), '\"144.00\"', '\"144.001\"')
	    WHERE account = 'A-100'"
	for how in 'bss-bill render --draft A-100' 'bss-bill check' \
	    post_october; do
		run --separate-stderr $how
		[ "$status" -ne 0 ]
		has_code bill-unsound
		[[ $stderr == *"finer than the currency"* ]]
	done
	cp good.db "$DB"
	sql "UPDATE bill_draft SET body = replace(body,
	    '\"payment_terms_d\":\"', '\"payment_terms_d\":\"9999999')"
	run --separate-stderr post_october
	[ "$status" -eq 2 ]
	has_code bill-unsound
}

@test "bss-bill post: a draft that does not add up is not posted" {
	october | run_october
	sql "UPDATE bill_draft SET body = replace(body, '\"8.27\"', '\"8.28\"')
	    WHERE account = 'A-200'"
	run --separate-stderr post_october
	[ "$status" -eq 2 ]
	has_code bill-unsound
	[[ $stderr == *"'A-200': BR-CO-15"* ]]
	# the rest of its transaction is not posted either: no gap
	bss-bill check -q 2>/dev/null || :
	[ "$(numbers)" = '' ]
	october | run_october
	post_october
	[ "$(numbers | wc -l)" -eq 4 ]
}
