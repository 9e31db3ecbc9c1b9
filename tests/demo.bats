# demo.bats: make demo, once, and whether its books are right

load lib/common

setup_file() {
	export DEMO_DIR=$BATS_FILE_TMPDIR/demo
	SECONDS=0
	"$SHARE/demo/run-demo.sh" >"$BATS_FILE_TMPDIR/log" 2>&1 </dev/null
	echo $? >"$BATS_FILE_TMPDIR/rc"
	echo $SECONDS >"$BATS_FILE_TMPDIR/seconds"
}

setup() {
	export OSSBSS_HOME=$DEMO_DIR LOG=$BATS_FILE_TMPDIR/log
	[ "$(<"$BATS_FILE_TMPDIR/rc")" -eq 0 ] || {
		cat "$LOG"
		return 1
	}
	cd "$OSSBSS_HOME" || return 1
	MONTH=$(bss-bill list -o ndjson | jq -r '.period // empty' | head -n 1)
}

documents() {
	bss-bill render --all --format json
}

# bought ACCOUNT: the usage prices on its invoice
bought() {
	documents | jq -r --arg a "$1" 'select(.account == $a) |
	    [.invoice_lines[] | select(.kind == "usage").price] | unique |
	    join(" ")'
}

@test "demo: it runs to its end, in less than 30 s" {
	grep -q '^Done in' "$LOG"
	[[ $BUILD == *-asan ]] || [ "$(<"$BATS_FILE_TMPDIR/seconds")" -lt 30 ]
}

@test "demo: invoices by port traffic, by calls, by both, and a flat one" {
	[ "$(bought A-100)" = 'transit transit-95' ]
	[ "$(bought A-200)" = voice ]
	[ "$(bought A-300)" = 'transit voice' ]
	[ "$(bought A-400)" = '' ]
	[ "$(documents | wc -l)" -eq 4 ]
	[ "$(documents | jq -r .account | sort -u | wc -l)" -eq 4 ]
}

@test "demo: the traffic that was made is on the invoice" {
	documents | jq -r '.invoice_lines[] | select(.price == "transit") |
	    "\(.invoiced_quantity) \(.line_net_amount)"' >lines
	[ "$(wc -l <lines)" -eq 2 ]
	# 2000 MB out and in, and what else went through loopback
	awk '$1 < 4e9 || $1 > 12e9 || $2 <= 0 { exit 1 }' lines
	# what was read at the node, what is billed
	jq -n '[inputs | select(.node == "edge1" and .object == "lo") |
	    .in_octets + .out_octets] | .[1] - .[0]' pass.1 pass.2 >readings
	[ "$(head -n 1 lines | cut -d ' ' -f 1)" = "$(<readings)" ]
}

@test "demo: a port is billed by its 95th percentile above the commitment" {
	# from the file that was landed: 5 % of the windows are dropped
	"$SHARE/demo/month.py" edge2/xe-0 "$MONTH" |
	    jq -s 'map(.in_octets * 8 / 300) | sort
	    | .[length - 1 - (length * 5 / 100 | floor)]' >rate
	documents | jq -r '.invoice_lines[] | select(.settle ==
	    "percentile") | .measured_quantity' >measured
	diff rate measured
	documents | jq -r '.invoice_lines[] | select(.price == "transit-95")
	    | .line_net_amount' >amounts
	[ "$(head -n 1 amounts)" = 400.00 ]
	awk 'FNR == NR { rate = $1; next } FNR == 2 {
	    d = (rate / 1e6 - 500) * 0.9 - $1
	    exit d * d > 0.0001 }' rate amounts
}

@test "demo: totals are the sums of lines, in another program's arithmetic" {
	documents | python3 -c '
import json, sys
from decimal import Decimal as D
n = 0
for line in sys.stdin:
    d = json.loads(line)
    t = d["document_totals"]
    net = sum(D(l["line_net_amount"]) for l in d["invoice_lines"])
    assert net == D(t["total_amount_without_vat"]), d["invoice_number"]
    vat = sum(D(v["vat_category_tax_amount"]) for v in d["vat_breakdown"])
    assert vat == (net * 20 / 100).quantize(D("0.01"), "ROUND_HALF_UP")
    assert net + vat == D(t["amount_due_for_payment"])
    n += 1
assert n == 4'
}

@test "demo: calls cost what the rates say, in another program's arithmetic" {
	bss-spool cat -q --period "$MONTH" |
	    bss-rate -q -s subs.ndjson -r /dev/null >rated || [ $? -eq 1 ]
	want=$(jq -rn -L "$SHARE/jq" 'include "ossbss";
	    money_sum(inputs | data | select(.usage_type == "voice").amount)' \
	    rated)
	python3 - "$want" rated <<-'END'
	import csv, json, sys
	from decimal import Decimal as D
	rates = {(r["destination"], r["band"]): r
	    for r in csv.DictReader(open("catalog/rates/voice.csv"))
	    if r["destination"] != "Germany mobile"}
	got = D(0)
	for line in open(sys.argv[2]):
	    r = json.loads(line, parse_float=D)
	    if r.get("usage_type") != "voice" or r["type"] != "rated":
	        continue
	    bands = r.get("band", "").split("+")
	    where = r["destination"]
	    if len(bands) > 1 or where == "Germany mobile":
	        got += r["amount"]      # by parts: bss-rate.bats
	        continue
	    rate = rates.get((where, bands[0])) or rates[where, ""]
	    n = r["quantity"]
	    first = int(rate["first_increment"])
	    more = int(rate["next_increment"])
	    n = first + max(0, -(-(n - first) // more)) * more
	    amount = D(rate["connect_fee"]) + D(rate["price"]) * n / D(rate["per"])
	    got += amount.quantize(D("0.0001"), "ROUND_HALF_UP")
	assert got == D(sys.argv[1]), (got, sys.argv[1])
	END
}

@test "demo: the ledger is balanced and the books check" {
	bss-bill ledger -o ndjson >ledger
	[ "$(jq -rn -L "$SHARE/jq" 'include "ossbss";
	    money_sum(inputs | data | .debit // 0, -(.credit // 0))' ledger)" = 0 ]
	bss-bill check
	bss-crm check
	bss-spool verify -q
	[ "$(documents | jq -r .invoice_number | sed 's/.*-//')" = \
	    "$(printf '%06d\n' 1 2 3 4)" ]
}

@test "demo: the dead node is an alarm, the unknown caller a reject" {
	# the agents are this machine's: its full disk is an alarm, too
	[ "$(ossctl-diag list -o ndjson | jq -r 'select(.type == "alarm")
	    | select(.object | startswith("storage:") | not)
	    | .node' | sort -u)" = edge3 ]
	[ "$(jq -r .code rejects.ndjson)" = rate-no-subscription ]
}

@test "demo: billed again, nothing is doubled or changed" {
	documents >before
	{
		bss-spool cat -q --period "$MONTH" |
		    bss-rate -q -s subs.ndjson -r /dev/null || [ $? -eq 1 ]
	} | bss-bill run -q --period "$MONTH"
	[ "$(bss-bill list -o ndjson | jq -c 'select(.state == "draft")')" = '' ]
	documents | cmp - before
}

@test "demo: HTML invoices and CSV lines are there" {
	[ "$(ls invoices | wc -l)" -eq 4 ]
	for f in invoices/*.html; do
		grep -q "${f:9:15}" "$f"
	done
	[ "$(wc -l <lines.csv)" -eq 16 ]
}

@test "demo: what is shown is what can be typed: its env.sh" {
	out=$(env -i PATH=/usr/bin:/bin bash -c '. ./env.sh && bss-bill list')
	[[ $out == *A-300* ]]
}

@test "demo: no snmpd is left behind, and it writes below its folder alone" {
	pid=$(pgrep -f "snmpd.*-p $DEMO_DIR" || :)
	[ -z "$pid" ]
	[ "$(find "$DEMO_DIR" -name agent.pid)" = '' ]
	[ "$(stat -c %a "$DEMO_DIR")" = 700 ]
}

@test "demo: stopped in the middle, it stops its snmpd" {
	cp -R "$SHARE" "$TMP/share"
	mkdir "$TMP/tests" "$TMP/tmp"
	cp -R "$ROOT/tests/lib" "$TMP/tests"
	# a transfer that never ends
	printf '#!/bin/sh\necho reached\nexec sleep 60\n' \
	    >"$TMP/share/demo/traffic.py"
	cd "$TMP"
	for signal in TERM INT HUP; do
		: >log
		DEMO_DIR=$TMP/demo TMPDIR=$TMP/tmp setsid \
		    env --default-signal share/demo/run-demo.sh \
		    >log 2>&1 </dev/null 3>&- &
		demo=$!
		for _ in {1..100}; do
			grep -q reached log && break
			sleep 0.1
		done
		snmpd=$(<"$(echo tmp/*/pid)")
		kill -0 "$snmpd"
		# to all of them, as the terminal does
		kill -$signal -- "-$demo"
		rc=0
		wait $demo || rc=$?
		[ $rc -gt 2 ]
		run ! kill -0 "$snmpd"
		[ "$(ls tmp)" = '' ]
	done
}

@test "demo: a failing step ends it with the message, and its exit code" {
	cp -R "$SHARE" "$TMP/share"
	mkdir "$TMP/tests" "$TMP/tmp"
	cp -R "$ROOT/tests/lib" "$TMP/tests"
	sed -i 's/A-100,C-100/A-100,C-999/' "$TMP/share/demo/accounts.csv"
	DEMO_DIR=$TMP/demo TMPDIR=$TMP/tmp run "$TMP/share/demo/run-demo.sh"
	[ "$status" -eq 2 ]
	[[ $output == *crm-reference* ]]
	[[ $output == *'step 1 ended with 2'* ]]
	[ "$(ls "$TMP/tmp")" = '' ]
}

@test "demo: a folder that is no demo's is not touched" {
	mkdir "$TMP/mine"
	echo precious >"$TMP/mine/file"
	DEMO_DIR=$TMP/mine run "$SHARE/demo/run-demo.sh"
	[ "$status" -eq 2 ]
	[ "$(<"$TMP/mine/file")" = precious ]
}
