# ossbss.jq - filters for the streams of ossbss, between two tools or behind
# the last
#
#	jq -n -L "$OSSBSS_SHARE/jq" 'include "ossbss"; account_totals(inputs)'
#
# -n and `inputs` read record by record: memory grows with accounts or ports,
# not with the stream.
#
# Numbers in jq are doubles, which cannot hold money. So sums are made here of
# pairs of whole numbers and come out as text: exact. A number that a double
# cannot vouch for is an error, never rounded: money of a million and more in
# one record, counts above 2^53. Quoted it is exact at any size:
#
#	sed 's/"amount":\([-0-9.]*\)/"amount":"\1"/'

# ---- streams ----------------------------------------------------------------

# Of all records those that are data: no totals, no end.
def data: select(.type != "total" and .type != "end");

# The data of a stream, and an error behind it when its end record is missing
# or counts other records. What jq cannot compute, the digest, is not checked.
def complete(records):
	foreach (records, null) as $r ({ read: 0, written: 0, open: true };
		if $r == null then
			if .open or .read != .written then
				error("stream-cut: read \(.read) records, the "
				    + "end says \(.written)")
			else . end
		elif $r.type == "end" then
			.written += $r.written | .open = false
		elif $r.type == "total" then
			.
		else
			.read += 1 | .open = true
		end;
		$r // empty | data);

# ---- exact sums -------------------------------------------------------------

# A sum is a pair [h, l] of whole numbers with 0 <= l < 10^9: units and
# billionths of them for money, billions and the rest for counts.
def pair_of: (. / 1000000000 | floor) as $h | [$h, . - $h * 1000000000];
def pair_negate:
	if .[1] == 0 then [-.[0], 0] else [-1 - .[0], 1000000000 - .[1]] end;
def pair_add($b):
	[.[0] + $b[0], .[1] + $b[1]]
	| if .[1] >= 1000000000 then [.[0] + 1, .[1] - 1000000000] else . end;
def nine_digits: tostring | "000000000"[length:] + .;

# money of a number below a million, or of text
def money_pair:
	if type == "string" then
		(capture("^(?<sign>-?)(?<units>[0-9]{1,15})(\\.(?<nano>[0-9]{1,9}))?$")
		    // error("not an amount: '\(.)'"))
		| .sign as $sign
		| [.units, (.nano // "") + "000000000"[(.nano // "" | length):]]
		| map(tonumber)
		| if $sign == "-" then pair_negate else . end
	elif type != "number" then
		error("not an amount: \(tojson)")
	elif . >= 1000000 or . <= -1000000 then
		error("\(.) is not exact in jq: quote it, see ossbss.jq")
	else
		. * 1000000000 | round | pair_of
	end;

def money_text:
	if .[0] < 0 then
		"-" + (pair_negate | money_text)
	elif .[1] == 0 then
		.[0] | tostring
	else
		"\(.[0]).\(.[1] | nine_digits | sub("0+$"; ""))"
	end;

# a count, of a whole number below 2^53, or of text
def count_pair:
	if type == "string" then
		if test("^[0-9]{1,24}$") then
			("000000000" + .) | [.[:-9], .[-9:]] | map(tonumber)
		else
			error("not a count: '\(.)'")
		end
	elif type != "number" or . < 0 or . != floor then
		error("not a count: \(tojson)")
	elif . >= 9007199254740992 then
		error("\(.) is not exact in jq: quote it, see ossbss.jq")
	else
		pair_of
	end;

def count_text:
	if .[0] == 0 then .[1] | tostring else "\(.[0])\(.[1] | nine_digits)" end;

# The exact sum of amounts (numbers or text), as text: "0.3".
def money_sum(amounts):
	reduce (amounts | money_pair) as $m ([0, 0]; pair_add($m)) | money_text;

# The exact sum of counts (numbers or text), as text.
def count_sum(counts):
	reduce (counts | count_pair) as $c ([0, 0]; pair_add($c)) | count_text;

# One sum for each key, of what value makes a pair of: {key, records, sum}.
def sums_by(records; key; value):
	reduce (records | data) as $r ({};
		($r | key | tojson) as $k
		| ($r | value) as $pair
		| .[$k] |= ((. // { n: 0, sum: [0, 0] })
		    | { n: (.n + 1), sum: (.sum | pair_add($pair)) }))
	| to_entries[]
	| { key: (.key | fromjson), records: .value.n, sum: .value.sum };

# ---- usage ------------------------------------------------------------------

# Who used most: usage or rated records to the n greatest of each usage type
# and unit, {usage_type, unit, identifier, records, quantity}, greatest first.
def top_talkers(records; $n):
	[sums_by(records; [.usage_type, .unit, .identifier];
	    .quantity | count_pair)]
	| group_by(.key[:2])[]
	| sort_by([-.sum[0], -.sum[1], .key[2]])[:$n][]
	| { usage_type: .key[0], unit: .key[1], identifier: .key[2], records,
	    quantity: (.sum | count_text) };

# Rated records to {account, currency, records, amount} for each account, in
# their order. The amounts are net, exact, and not yet rounded to invoices;
# usage that is settled with its period has none yet.
def account_totals(records):
	[sums_by(records; [.account, .currency];
	    if .settle then 0 else .amount end | money_pair)]
	| sort_by(.key)[]
	| { account: .key[0], currency: .key[1], records,
	    amount: (.sum | money_text) };

# Rated records with what they cost to {account, currency, records, amount,
# cost, margin, unknown} for each account. Of the sums are the records whose
# cost is known and in the currency of their amount; the others are counted.
def margins(records):
	def known: .cost_amount != null and .amount != null
	    and .cost_currency == .currency;
	reduce (records | data | select(.type == "rated")) as $r ({};
		([$r.account, $r.currency] | tojson) as $k
		| .[$k] |= ((. // { n: 0, unknown: 0, amount: [0, 0],
		    cost: [0, 0] })
		    | if $r | known then
			.n += 1
			| .amount |= pair_add($r.amount | money_pair)
			| .cost |= pair_add($r.cost_amount | money_pair)
		    else .unknown += 1 end))
	| to_entries | sort_by(.key)[]
	| (.key | fromjson) as [$account, $currency]
	| .value as { $amount, $cost }
	| { account: $account, currency: $currency, records: .value.n,
	    amount: ($amount | money_text), cost: ($cost | money_text),
	    margin: ($amount | pair_add($cost | pair_negate) | money_text),
	    unknown: .value.unknown };

# A time (2026-10-01T08:00:00.5Z) to milliseconds since 1970, by the calendar:
# fromdate of jq 1.6 errs by an hour in summer where TZ is not UTC.
def time_ms:
	capture("^(?<y>[0-9]{4})-(?<m>..)-(?<d>..)T(?<h>..):(?<n>..):(?<s>..)"
	    + "([.](?<f>[0-9]+))?Z$")
	| (.f // "") as $f
	| if $f[3:] | test("[1-9]") then
		error("a time finer than milliseconds")
	    else map_values(. // "0" | tonumber) end
	| (if .m > 2 then .y else .y - 1 end) as $y
	| ($y * 365 + ($y / 4 | floor) - ($y / 100 | floor)
	    + ($y / 400 | floor) + (((.m + 9) % 12 * 153 + 2) / 5 | floor)
	    + .d - 719469) as $day
	| ((($day * 24 + .h) * 60 + .n) * 60 + .s) * 1000
	    + ($f + "000" | .[:3] | tonumber);

# The day of a time on the clock of the environment: TZ=Europe/Paris jq ...
def day_of: sub("[.][0-9]+"; "") | time_ms / 1000 | strflocaltime("%F");

# Rated records to {day, account, identifier, currency, records, amount} for
# each day, number and currency, in the order of days.
def daily_totals(records):
	[sums_by(records | select(.type == "rated");
	    [(.ts | day_of), .account, .identifier, .currency];
	    if .settle then 0 else .amount end | money_pair)]
	| sort_by(.key)[]
	| { day: .key[0], account: .key[1], identifier: .key[2],
	    currency: .key[3], records, amount: (.sum | money_text) };

# Of daily totals those of $day that are at least $floor, and more than $times
# the greatest of the number's days before: {..., before}. What a number never
# used before is a spike from $floor on.
def spikes(totals; $day; $times; $floor):
	[totals | select(.day <= $day)]
	| group_by([.identifier, .currency])[]
	| ([.[] | select(.day < $day) | .amount | tonumber] | max // 0)
	    as $before
	| .[] | select(.day == $day)
	| (.amount | tonumber) as $amount
	| select($amount >= $floor and $amount > $before * $times)
	| . + { before: ($before | money_pair | money_text) };

# Bills (bss-bill list -o ndjson) and accounts to {account, currency, bills,
# amount, limit, percent}: how much of the field $limit of an account, such as
# x_credit_limit, they use. Accounts without one have no line.
def limits_used(bills; accounts; $limit):
	[sums_by(bills | select(.type == "bill"); [.account, .currency];
	    .due_amount | money_pair)] as $sums
	| accounts | select(.type == "account")
	| ((.[$limit] // empty) | tonumber) as $most
	| .account as $account | .currency as $currency
	| ($sums[] | select(.key == [$account, $currency]))
	| (.sum | money_text) as $amount
	| { account: $account, currency: $currency, bills: .records,
	    amount: $amount, limit: $most,
	    percent: (if $most > 0 then ($amount | tonumber) * 100 / $most
	    | floor else 100 end) };

# ---- percentiles ------------------------------------------------------------

# Of so many octets those up to $d of $length, whole: the remainder alone is
# multiplied, for a double holds no more than 2^53.
def octets_until($d; $length):
	(. / $length | floor) as $k
	| $k * $d + ((. - $k * $length) * $d / $length | floor);

# Usage of ports to {ts, in_octets, out_octets} for each window of $seconds
# that begins within [$from, $to), as bss-bill lays readings into windows; of
# several ports together. Windows without a reading are missing.
def windows(records; $from; $to; $seconds):
	($seconds * 1000) as $w
	| ($from | time_ms / $w | ceil) as $first
	| ($to | time_ms / $w | ceil) as $behind
	| reduce (records | data | select(.type | IN("usage", "rated"))) as $r
	    ({};
		($r.ts | time_ms) as $a
		| (($r.end_ts // $r.ts) | time_ms) as $b
		| reduce range($a / $w | floor;
		    [($b / $w | ceil), ($a / $w | floor) + 1] | max) as $n
		    (.; if $n < $first or $n >= $behind then . else
			([$a, $n * $w] | max) as $x
			| ([$b, ($n + 1) * $w] | min) as $y
			| def part: (. // 0) | if $b <= $a then . else
			    octets_until($y - $a; $b - $a)
			    - octets_until($x - $a; $b - $a) end;
			.["\($n)"] |= [(.[0] // 0) + ($r.in_octets | part),
			    (.[1] // 0) + ($r.out_octets | part)] end))
	| to_entries | map(.key |= tonumber) | sort_by(.key)[]
	| { ts: (.key * $seconds | todate), in_octets: .value[0],
	    out_octets: .value[1] };

# Of n values the one that counts when the top floor(n * (100 - $percent) /
# 100) are dropped; null without any.
def percentile_of(values; $percent):
	[values] | sort
	| .[length - 1 - (length * (100 - $percent) / 100 | floor)];

# ---- SLA credits ------------------------------------------------------------

# Verdicts of ossctl-kpi by which something is owed.
def sla_owed(verdicts):
	verdicts | data
	| select(.type == "sla_verdict" and (.credit_pct // 0) > 0);

# "sla-2026-10-12.5": what a period and a percentage are called in a catalog,
# or with a mark "sla-2026-10-12.5-arrears"
def sla_discount_id($mark):
	"sla-\(.period | gsub("[^0-9A-Za-z]+"; "-"))-\(.credit_pct)"
	+ if ($mark // "") == "" then "" else "-\($mark)" end;

# The discounts that give it back, by id, for the `discounts` of a catalog.
# $terms has what the operator decides of them, as a discount has it: gl, the
# prices that are the fee, from and to; and a mark where there are several.
def sla_discounts(verdicts; $terms):
	reduce sla_owed(verdicts) as $v ({};
		.[$v | sla_discount_id($terms.mark)] = ({
		    name: "Service credit \($v.period)",
		    percent: ($v.credit_pct | tostring) }
		    + ($terms | del(.mark))));

# Subscription records of those to whom something is owed, with the ids of
# these discounts in param_discounts, once, behind what stands there.
def sla_credited(records; verdicts; marks):
	(reduce sla_owed(verdicts) as $v ({};
		.[$v.subscription] += [$v | sla_discount_id(marks)])) as $owed
	| records | data
	| select(.type == "subscription")
	| (.param_discounts // "" | [splits("[ ,]+")] - [""]) as $has
	| ($owed[.subscription] // [] | unique - $has) as $new
	| select($new != [])
	| .param_discounts = ($has + $new | join(" "));
def sla_credited(records; verdicts): sla_credited(records; verdicts; "");

# ---- invoices ---------------------------------------------------------------

# The columns of invoice_lines.
def invoice_line_columns: ["invoice_number", "issue_date", "account",
	"line_identifier", "subscription", "identifier", "offer", "item_name",
	"period_start_date", "period_end_date", "invoiced_quantity", "unit",
	"records", "line_net_amount", "currency_code", "vat_rate", "gl"];

# A discount of the document in the terms of a line: it has no number, and
# its amount is below 0.
def allowance_line:
	{ subscription, item_name: .allowance_reason, vat_rate, gl,
	  line_net_amount: (.allowance_amount
	    | if startswith("-") then .[1:] else "-" + . end) };

# A document (bss-bill render --format json) to one flat object for each of
# its lines and discounts; they sum to its net total. Amounts stay text.
def invoice_lines:
	. as $doc
	| (.invoice_lines[],
	    (.document_level_allowances // [] | .[] | allowance_line))
	| (($doc | { invoice_number, issue_date, currency_code, account }) + .)
	    as $line
	| reduce invoice_line_columns[] as $c ({}; .[$c] = $line[$c]);

# A cell that a spreadsheet would take for a formula gets an apostrophe in
# front, which makes it text: customers choose logins, devices name ports.
# Numbers with a sign (an amount, +33612345678) stay.
def plain_cell:
	if type == "string" and test("^[=@\t\r]|^[-+](?![0-9.,]*$)") then
		"'" + .
	else . end;

# Documents to CSV with a header row, for jq -r and a spreadsheet.
def invoice_lines_csv(documents):
	invoice_line_columns as $columns
	| ($columns, (documents | invoice_lines
	    | [.[$columns[]] | plain_cell]))
	| @csv;

# ---- operations -------------------------------------------------------------

# Transitions of alarms (ossctl-diag run or history) to a line for each type
# and severity: how many were raised, changed and cleared, how many stand.
def alarm_summary(records):
	reduce (records | select(.type == "alarm")) as $r ({ kinds: {} };
		([$r.alarm_type, $r.severity] | tojson) as $k
		| .kinds[$k][$r.state] += 1
		| .last[$r.alarm_id] = [$k, $r.state])
	| ([.last // {} | .[] | select(.[1] != "cleared")[0]]
	    | group_by(.) | map({ (.[0]): length }) | add // {}) as $standing
	| .kinds | to_entries | sort_by(.key)[]
	| (.key | fromjson) as [$type, $severity]
	| { alarm_type: $type, severity: $severity,
	    raised: (.value.raised // 0), changed: (.value.changed // 0),
	    cleared: (.value.cleared // 0), standing: ($standing[.key] // 0) };

# Bits in a second of one counter in two readings; null when it fell.
def bits_per_second($name; $a; $b; $s):
	if $a[$name] == null or $b[$name] == null or $b[$name] < $a[$name] then
		null
	else
		($b[$name] - $a[$name]) * 8 / $s
	end;

def percent_of($speed):
	if . == null or ($speed // 0) == 0 then null
	else . * 10000 / $speed | round / 100 end;

# Samples, in the order of time, to {ts, node, object, seconds, in_bps,
# out_bps, in_pct, out_pct} for each port and pair of readings. A pair over a
# restart has none; null where a counter or the speed is not known. For
# looking at: a rate is a double; what is billed is made by bss-mediate.
def utilisation(records):
	foreach (records | select(.type == "sample"
	    and .kind == "interface")) as $r ({ last: {} };
		([$r.node, $r.object] | tojson) as $k
		| .before = .last[$k]
		| .last[$k] = $r;
		.before | select(. != null and .uptime_cs < $r.uptime_cs)
		| . as $a
		| (($r.uptime_cs - $a.uptime_cs) / 100) as $s
		| bits_per_second("in_octets"; $a; $r; $s) as $in
		| bits_per_second("out_octets"; $a; $r; $s) as $out
		| { ts: $r.ts, node: $r.node, object: $r.object, seconds: $s,
		    in_bps: (if $in == null then null else $in | round end),
		    out_bps: (if $out == null then null else $out | round end),
		    in_pct: ($in | percent_of($r.speed_bps)),
		    out_pct: ($out | percent_of($r.speed_bps)) });
