# jq.bats: the filters of share/jq

load lib/common

# ossbss FILTER [jq option or file ...]
ossbss() {
	local filter=$1

	shift
	jq -c -L "$SHARE/jq" "include \"ossbss\"; $filter" "$@"
}

setup() {
	cd "$TMP" || return 1
}

# usage TYPE IDENTIFIER QUANTITY
usage() {
	printf '{"type":"usage","usage_type":"%s","unit":"s",' "$1"
	printf '"identifier":"%s","quantity":%s}\n' "$2" "$3"
}

# rated ACCOUNT AMOUNT [CURRENCY]
rated() {
	printf '{"type":"rated","account":"%s","amount":%s,' "$1" "$2"
	printf '"currency":"%s"}\n' "${3-EUR}"
}

end() {
	printf '{"type":"total","records":%d,"amount_sum":0.1}\n' "$1"
	printf '{"type":"end","written":%d}\n' "$1"
}

@test "jq: data drops totals and ends" {
	{ rated A 1; end 1; } >s
	[ "$(ossbss 'data | .type' s)" = '"rated"' ]
}

@test "jq: complete hands on what its ends count, of several streams too" {
	{ rated A 1; rated B 2; end 2; rated C 3; end 1; } >s
	[ "$(ossbss '[complete(inputs).account]' -n s)" = '["A","B","C"]' ]
	end 0 >s
	[ "$(ossbss '[complete(inputs)]' -n s)" = '[]' ]
}

@test "jq: complete stops behind a stream that was cut" {
	{ rated A 1; rated B 2; end 2; } >whole
	for lines in 1d '2,$d' '$d' '3,$d' '2p' 'p;d'; do
		sed "$lines" whole >s
		[ "$lines" != 'p;d' ] || : >s
		run --separate-stderr ossbss 'complete(inputs)' -n s
		[ "$status" -eq 5 ]
		[[ $stderr == *stream-cut* ]]
	done
	# the third is behind an end
	{ cat whole; rated C 3; } >s
	run --separate-stderr ossbss 'complete(inputs)' -n s
	[ "$status" -eq 5 ]
}

@test "jq: sums of money are exact where doubles are not" {
	[ "$(jq -n '[range(10) | 0.1] | add')" != 1 ]
	[ "$(ossbss 'money_sum(range(10) | 0.1)' -n)" = '"1"' ]
	[ "$(ossbss 'money_sum(0.1, 0.2)' -n)" = '"0.3"' ]
	[ "$(ossbss 'money_sum(empty)' -n)" = '"0"' ]
	[ "$(ossbss 'money_sum(999999.999999999, 1e-9)' -n)" = '"1000000"' ]
	[ "$(ossbss 'money_sum(0.000000001, -0.000000002)' -n)" = \
	    '"-0.000000001"' ]
	[ "$(ossbss 'money_sum(-0.5, 0.25)' -n)" = '"-0.25"' ]
	[ "$(ossbss 'money_sum("9007199254740993.5")' -n 2>&1)" != \
	    '"9007199254740993.5"' ]
	[ "$(ossbss 'money_sum("999999999999999.999999999", "0.000000001")' \
	    -n)" = '"1000000000000000"' ]
	[ "$(ossbss 'money_sum("-3", "-0.000000001", 0.5)' -n)" = \
	    '"-2.500000001"' ]
}

@test "jq: sums of random amounts equal those of exact fractions" {
	python3 - >amounts <<-'END'
	import random
	random.seed(7)
	for _ in range(2000):
	    d = random.randrange(10)
	    print("%s%d.%09d" % (random.choice(["", "", "-"]),
	        random.randrange(10 ** random.randrange(1, 7)),
	        random.randrange(10 ** d) * 10 ** (9 - d)))
	END
	want=$(python3 -c 'import sys
from decimal import Decimal, getcontext
getcontext().prec = 40
n = sum(Decimal(l) for l in sys.stdin).normalize()
print("\"%s\"" % format(n, "f"))' <amounts)
	[ "$(ossbss 'money_sum(inputs)' -n amounts)" = "$want" ]
	[ "$(ossbss 'money_sum(inputs)' -n -R amounts)" = "$want" ]
}

@test "jq: a number that a double cannot vouch for is an error" {
	for bad in 'money_sum(1000000)' 'money_sum(-1e9)' 'money_sum("1e3")' \
	    'money_sum("1.0000000001")' 'money_sum("")' 'money_sum(null)' \
	    'count_sum(9007199254740993)' 'count_sum(-1)' 'count_sum(1.5)' \
	    'count_sum("-1")' 'count_sum("1.0")' 'count_sum(null)'; do
		run ossbss "$bad" -n
		[ "$status" -eq 5 ] || { echo "$bad"; false; }
	done
}

@test "jq: what the module says of quoting makes large amounts exact" {
	rated A 123456789.000000001 >s
	rated A 0.1 >>s
	run ossbss 'account_totals(inputs)' -n s
	[ "$status" -eq 5 ]
	trick=$(sed -n 's/^#	\(sed .*\)/\1/p' "$SHARE/jq/ossbss.jq")
	eval "$trick" <s >quoted
	[ "$(ossbss 'account_totals(inputs).amount' -n quoted)" = \
	    '"123456789.100000001"' ]
}

@test "jq: counts up to 2^64 and beyond, as text" {
	[ "$(ossbss 'count_sum("18446744073709551615", 1)' -n)" = \
	    '"18446744073709551616"' ]
	[ "$(ossbss 'count_sum(9007199254740991, 1)' -n)" = \
	    '"9007199254740992"' ]
	[ "$(ossbss 'count_sum(1000000001, 2)' -n)" = '"1000000003"' ]
}

@test "jq: top_talkers of each usage type, greatest first" {
	{
		usage voice b 5
		usage voice a 7
		usage data d 100000000001
		usage voice c 6
		usage voice b 3
		usage data e 99999999999
		end 6
	} >s
	ossbss 'top_talkers(inputs; 2) | [.usage_type, .identifier, .records,
	    .quantity]' -n s >out
	diff - out <<-'END'
	["data","d",1,"100000000001"]
	["data","e",1,"99999999999"]
	["voice","b",2,"8"]
	["voice","a",1,"7"]
	END
}

@test "jq: account_totals, each currency apart" {
	{
		rated B 0.1
		rated A 0.2
		rated B 0.2
		rated B 5 CHF
		rated A 0 | jq -c 'del(.amount) | .settle = "tier"'
		end 5
	} >s
	ossbss 'account_totals(complete(inputs)) |
	    [.account, .currency, .records, .amount]' -n s >out
	diff - out <<-'END'
	["A","EUR",2,"0.2"]
	["B","CHF",1,"5"]
	["B","EUR",2,"0.3"]
	END
}

@test "jq: margins, of what has a known cost in the same currency" {
	{
		rated A 0.3 | jq -c '.cost_amount = 0.1 | .cost_currency = "EUR"'
		rated A 0.2 | jq -c '.cost_amount = 0.25 | .cost_currency = "EUR"'
		rated A 9 | jq -c '.cost_reason = "rate-no-price"'
		rated A 9 | jq -c '.cost_amount = 1 | .cost_currency = "USD"'
		rated B 1
		end 5
	} >s
	ossbss 'margins(complete(inputs)) | [.account, .currency, .records,
	    .amount, .cost, .margin, .unknown]' -n s >out
	diff - out <<-'END'
	["A","EUR",2,"0.5","0.35","0.15",2]
	["B","EUR",0,"0","0","0",1]
	END
}

@test "jq: days on a clock, and what jumps out of them" {
	on() {
		rated "$1" "$3" | jq -c --arg ts "$2" --arg i "$1-1" \
		    '.ts = $ts | .identifier = $i'
	}
	{
		on A 2026-10-01T10:00:00Z 0.4
		on A 2026-10-01T21:59:59.9Z 0.3
		on A 2026-10-02T22:00:00Z 7
		on A 2026-10-03T10:00:00Z 0.5
		on B 2026-10-02T10:00:00Z 3
		on B 2026-10-03T10:00:00Z 6
		on C 2026-10-03T10:00:00Z 5
		on D 2026-10-03T10:00:00Z 4.99
		end 8
	} >s
	export TZ=Europe/Paris
	ossbss 'daily_totals(complete(inputs)) | select(.account == "A")
	    | [.day, .identifier, .records, .amount]' -n s >out
	diff - out <<-'END'
	["2026-10-01","A-1",2,"0.7"]
	["2026-10-03","A-1",2,"7.5"]
	END
	ossbss 'spikes(daily_totals(inputs); "2026-10-03"; 2; 5)
	    | [.account, .amount, .before]' -n s >out
	diff - out <<-'END'
	["A","7.5","0.7"]
	["C","5","0"]
	END
}

@test "jq: how much of a limit bills use" {
	printf '%s\n' \
	    '{"type":"account","account":"A","currency":"EUR","x_limit":"50"}' \
	    '{"type":"account","account":"B","currency":"EUR"}' \
	    '{"type":"account","account":"C","currency":"USD","x_limit":"9"}' \
	    >accounts
	printf '%s\n' \
	    '{"type":"bill","account":"A","due_amount":40.1,"currency":"EUR"}' \
	    '{"type":"bill","account":"A","due_amount":10.2,"currency":"EUR"}' \
	    '{"type":"bill","account":"B","due_amount":99,"currency":"EUR"}' \
	    '{"type":"bill","account":"C","due_amount":99,"currency":"EUR"}' \
	    >bills
	ossbss 'limits_used($b[]; inputs; "x_limit") | [.account, .bills,
	    .amount, .limit, .percent]' -n --slurpfile b bills accounts >out
	diff - out <<<'["A",2,"50.3",50,100]'
}

@test "jq: windows and percentile are those that are billed" {
	local i t b
	for i in $(seq 0 300); do
		t=$((1759276800 + i * 300 - 17))
		b=$((t + 300))
		for p in 1 2; do
			printf '{"type":"usage","usage_id":"%s:%s","ts":"%s",' \
			    "$p" "$i" "$(date -u -d @$t +%FT%T.250Z)"
			printf '"end_ts":"%s","usage_type":"transit",' \
			    "$(date -u -d @$b +%FT%T.487Z)"
			printf '"identifier":"r%s/x","quantity":%s,' $p \
			    $((i * 7919 % 1000003 * 30011 + 3))
			printf '"unit":"octet","in_octets":%s,"out_octets":3,' \
			    $((i * 7919 % 1000003 * 30011))
			printf '"source":"t","seq":1}\n'
		done
	done >usage
	mkdir c
	jq '.time_zone = "UTC" | .prices |= { t: (.["transit-95"]
	    | .settle.pool = "account" | .settle.percentile = {}) }
	    | .offers = { t: { name: "T", status: "active", prices: ["t"] } }
	    | del(.allowances, .discounts, .commitments)' \
	    "$SHARE/demo/catalog/catalog.json" >c/catalog.json
	printf '%s\n' subscription,account,offer,identifier,from \
	    S1,A-200,t,r1/x,2025-01-01T00:00:00Z \
	    S2,A-200,t,r2/x,2025-01-01T00:00:00Z >subs.csv
	export OSSBSS_HOME=$TMP
	bss-crm init
	bss-crm import -q --no-end "$SHARE"/demo/{customers,accounts}.csv
	bss-crm import -q --no-end --type subscription subs.csv
	bss-rate -q --no-end -c c -s subs.csv -r rejects usage |
	    bss-bill run -q -c c --operator "$SHARE/demo/operator.json" \
	    --period 2025-10-01 -r unbilled || true
	bss-bill render --draft --format json A-200 |
	    jq -r '.invoice_lines[] | select(.settle == "percentile")
	    | .measured_quantity' >billed
	ossbss '[windows(inputs; "2025-10-01T00:00:00Z";
	    "2025-10-02T00:00:00Z"; 300)] | length,
	    (percentile_of(.[].in_octets; 95) * 8 / 300 | ceil)' -n usage >out
	[ "$(head -n 1 out)" -eq 288 ]
	diff <(tail -n 1 out) billed
}

@test "jq: SLA credits of fees in advance and in arrears, apart" {
	verdict=$(jq -nc '{type: "sla_verdict", subscription: "S1",
	    period: "2026-10", verdict: "missed", credit_pct: 10}')
	[ "$(ossbss 'sla_discounts(.; {gl: "7"})
	    + sla_discounts(.; {gl: "7", mark: "arrears"})' <<<"$verdict")" = \
	    "$(jq -nc '{name: "Service credit 2026-10", percent: "10", gl: "7"}
	    | {"sla-2026-10-10": ., "sla-2026-10-10-arrears": .}')" ]
	echo '{"type":"subscription","subscription":"S1","account":"A"}' >subs
	[ "$(ossbss 'sla_credited(inputs; $v; "", "arrears").param_discounts' \
	    -n --argjson v "$verdict" subs)" = \
	    '"sla-2026-10-10 sla-2026-10-10-arrears"' ]
}

@test "jq: invoice lines to CSV, one row a line" {
	jq -n -c '{ type: "invoice", invoice_number: "I-1", account: "A",
	    issue_date: "2026-11-01", currency_code: "EUR", invoice_lines: [
	    { line_identifier: "1", item_name: "a \"b\", c",
	      line_net_amount: "1.50" },
	    { line_identifier: "2", item_name: "d", account: "A-2",
	      line_net_amount: "0.10" } ] }' >s
	ossbss 'invoice_lines_csv(inputs)' -n -r s >out.csv
	diff - <(sed -n 2,3p out.csv) <<-'END'
	"I-1","2026-11-01","A","1",,,,"a ""b"", c",,,,,,"1.50","EUR",,
	"I-1","2026-11-01","A-2","2",,,,"d",,,,,,"0.10","EUR",,
	END
	[[ $(head -n 1 out.csv) == '"invoice_number","issue_date",'* ]]
	[ "$(ossbss 'money_sum(inputs | invoice_lines.line_net_amount)' \
	    -n s)" = '"1.6"' ]
}

@test "jq: discounts are lines below 0, which sum to the net total" {
	jq -n -c '{ type: "invoice", account: "A", invoice_lines: [
	    { line_net_amount: "10.00" } ], document_level_allowances: [
	    { allowance_reason: "d", allowance_amount: "1.00", gl: "7" },
	    { allowance_reason: "e", allowance_amount: "-0.25" } ] }' >s
	[ "$(ossbss '[invoice_lines | .item_name, .line_net_amount, .gl]
	    | tojson' -r s)" = \
	    '[null,"10.00",null,"d","-1.00","7","e","0.25",null]' ]
}

@test "jq: no cell is a formula to a spreadsheet" {
	jq -n -c '{ type: "invoice", invoice_number: "I-1", account: "A",
	    issue_date: "2026-11-01", currency_code: "EUR", invoice_lines: [
	    ("=1+1", "@x", "+cmd|x", "-2+3", "\t=1", "+33612345678",
	    "-1.50", "a=b") | { identifier: ., line_net_amount: "-0.10" } ] }' |
	    ossbss 'invoice_lines_csv(inputs)' -n -r >out.csv
	[ "$(grep -c ',"-0.10",' out.csv)" -eq 8 ]
	diff <(tail -n +2 out.csv | cut -d, -f6) - <<-END
	"'=1+1"
	"'@x"
	"'+cmd|x"
	"'-2+3"
	"'	=1"
	"+33612345678"
	"-1.50"
	"a=b"
	END
}

@test "jq: invoice lines of real documents name all that they have" {
	demo_home
	cd "$OSSBSS_HOME"
	bss-crm init
	bss-crm import -q --no-end customers.csv accounts.csv subscriptions.csv
	bss-bill run -q --no-end --period 2026-10 </dev/null
	bss-bill post -q --period 2026-10 --now 2026-11-01T12:00:00Z
	bss-bill render --all --format json >docs
	[ "$(ossbss 'invoice_lines | .invoice_number, .subscription,
	    .line_net_amount, .account, .gl | select(. == null)' docs)" = '' ]
	ossbss '. as $d | money_sum(invoice_lines.line_net_amount) |
	    [., money_sum($d.document_totals.total_amount_without_vat)] |
	    select(.[0] != .[1])' docs >out
	[ ! -s out ]
}

# alarm ID STATE [TYPE]
alarm() {
	printf '{"type":"alarm","alarm_id":"%s","state":"%s",' "$1" "$2"
	printf '"alarm_type":"%s","severity":"major"}\n' "${3-port-down}"
}

@test "jq: alarm_summary counts transitions and what stands" {
	{
		alarm 1 raised
		echo '{"type":"evidence","alarm_id":"1"}'
		alarm 2 raised
		alarm 1 changed
		alarm 1 cleared
		alarm 3 raised node-unreachable
		alarm 3 cleared node-unreachable
		end 6
	} >s
	ossbss 'alarm_summary(inputs) | [.alarm_type, .severity, .raised,
	    .changed, .cleared, .standing]' -n s >out
	diff - out <<-'END'
	["node-unreachable","major",1,0,1,0]
	["port-down","major",2,1,1,1]
	END
	[ "$(ossbss 'alarm_summary(inputs)' -n </dev/null)" = '' ]
}

# sample OBJECT UPTIME IN OUT SPEED
sample() {
	printf '{"type":"sample","ts":"t%s","node":"n","kind":"interface",' "$2"
	printf '"object":"%s","uptime_cs":%s,"in_octets":%s,' "$1" "$2" "$3"
	printf '"out_octets":%s,"speed_bps":%s}\n' "$4" "$5"
}

@test "jq: utilisation of each port and pair of readings" {
	{
		sample a 100 0 0 1000000
		sample b 100 5 5 0
		echo '{"type":"sample","kind":"node","object":"n"}'
		sample a 30100 3750000 375 1000000
		sample b 30100 10 null 0
		sample a 60100 0 375 1000000	# a counter fell
		sample a 10 100 475 1000000	# a restart
		sample a 1010 100 475 1000000
	} >s
	sed -i 's/	#.*//' s
	ossbss 'utilisation(inputs) | [.ts, .object, .seconds, .in_bps,
	    .out_bps, .in_pct, .out_pct]' -n s >out
	diff - out <<-'END'
	["t30100","a",300,100000,10,10,0]
	["t30100","b",300,0,null,null,null]
	["t60100","a",300,null,0,null,0]
	["t1010","a",10,0,0,0,0]
	END
}
