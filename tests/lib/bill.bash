# shellcheck shell=bash
# bill.bash: what the tests of bss-bill share
#
#	bill_home			the demo operator with its database
#	rated ID ACCOUNT SUBSCRIPTION PRICE QUANTITY AMOUNT [MEMBERS]
#	october | bss-bill run ...	a small period of rated usage

bill_home() {
	demo_home
	DB=$OSSBSS_HOME/bss.db
	cd "$TMP" || return 1
	bss-crm init
	bss-crm import -q --no-end "$SHARE"/demo/{customers,accounts}.csv \
	    "$SHARE"/demo/subscriptions.csv
}

sql() {
	sqlite3 -cmd ".timeout 10000" "$DB" "$1"
}

# rated: one record; MEMBERS (JSON, without braces) come last and win
rated() {
	local unit=s type=voice more=${7-}

	case $4 in
	transit) unit=octet type=transit ;;
	data) unit=octet type=data ;;
	sms) unit=1 type=sms ;;
	esac
	jq -nc --arg id "$1" --arg account "$2" --arg sub "$3" \
	    --arg price "$4" --argjson q "$5" --argjson amount "$6" \
	    --arg unit "$unit" --arg type "$type" --argjson more "{$more}" '
	{
		type: "rated", usage_id: $id, ts: "2026-10-12T09:00:00Z",
		usage_type: $type, identifier: "x", quantity: $q,
		unit: $unit, source: "test", seq: 1, account: $account,
		subscription: $sub, offer: "voip", price: $price,
		charged_quantity: $q, amount: $amount, currency: "EUR",
		tax_code: "vat-standard"
	} + $more | with_entries(select(.value != null))'
}

october() {
	rated u1 A-200 S-200 voice 3723 1.9115
	rated u2 A-200 S-200 voice 60 0.08
	rated u3 A-300 S-301 voice 125 0.0813
	rated u4 A-310 S-310 voice 600 0.4305
	rated u5 A-300 S-300 transit 123456789012 6.172839451
	rated u6 A-100 S-100 transit 98765432109876 4938.271605494
	rated u7 A-200 S-200 voice-received 30 0
}

# make the drafts of October from stdin
run_october() {
	bss-bill run --period 2026-10 --no-end "$@"
}

post_october() {
	bss-bill post --period 2026-10 --now 2026-11-02T08:00:00Z "$@"
}

# what is in the books, but for run numbers and the journal
books() {
	sqlite3 "${1:-$DB}" \
	    'SELECT account, net_amount, tax_amount, due_amount, body
	     FROM bill_draft JOIN bill_period USING (run) ORDER BY account;
	     SELECT count(*) FROM bill_draft;
	     SELECT period FROM bill_period;
	     SELECT * FROM document ORDER BY number;
	     SELECT * FROM ledger ORDER BY number, entry'
}

# the draft of an account, as JSON
draft() {
	bss-bill render --draft --format json "$1"
}

# hold_lock SECONDS: hold the write lock in another process
hold_lock() {
	rm -f locked
	{
		echo 'BEGIN IMMEDIATE;'
		echo '.system touch locked'
		echo ".system sleep $1"
	} | sqlite3 "$DB" 3>&- &
	until [ -e locked ]; do sleep 0.05; done
}
