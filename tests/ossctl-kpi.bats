# ossctl-kpi.bats: key figures, outages and SLA verdicts

load lib/common
load lib/phone

setup() {
	cd "$TMP" || return 1
}

# at SECOND: of 2026-10-01
at() {
	printf '2026-10-01T%02d:%02d:%02dZ' $(($1 / 3600)) \
	    $(($1 / 60 % 60)) $(($1 % 60))
}

# port SECOND OPER [IN_OCTETS [NODE/PORT]]
port() {
	local name=${4-a/e0}

	printf '{"type":"sample","ts":"%s","node":"%s","kind":"interface",' \
	    "$(at "$1")" "${name%/*}"
	printf '"object":"%s","admin":"up","oper":"%s","speed_bps":1000000%s}\n' \
	    "${name#*/}" "$2" "${3:+,\"in_octets\":$3,\"out_octets\":0}"
}

# hour [option ...]: figures of the first hour on stdin
hour() {
	ossctl-kpi run --no-end -q --from 2026-10-01T00:00:00Z \
	    --to 2026-10-01T01:00:00Z "$@"
}

# polls FROM TO OPER: every five minutes
polls() {
	local s

	for ((s = $1; s < $2; s += 300)); do
		port $s "$3"
	done
}

@test "kpi: up, down, planned, off and unknown are kept apart and add up" {
	{
		polls 0 600 up
		polls 600 1200 down
		port 1200 up
		printf '{"type":"window","window":"w","from":"%s","to":"%s"}\n' \
		    "$(at 900)" "$(at 1500)"
		# silence from 1200: held for 15 minutes, then unknown
		port 3000 testing
	} >in
	run bash -c "$(declare -f hour); hour --only kpi in | jq -c '
	    select(.type == \"kpi\") | [.service_s, .up_s, .down_s,
	    .planned_s, .off_s, .unknown_s, .outages]'"
	[ "$output" = '[3600,1500,300,300,0,1500,1]' ]
}

@test "kpi: unknown time is never up" {
	port 3000 up >in
	hour in | jq -r 'select(.type == "kpi") |
	    [.up_s, .unknown_s, .availability_pct, .availability_min_pct] |
	    join(" ")' >out
	[ "$(<out)" = '600 3000 100 16.666666' ]
	# nothing at all is no availability
	port 9999 up >in
	hour in | jq -c 'select(.type == "kpi")' >out
	[ ! -s out ]
}

@test "kpi: an outage is told with its alarm, silence does not end it" {
	{
		polls 0 600 up
		polls 600 900 down
		polls 2400 2700 down
		polls 2700 3600 up
		printf '{"type":"alarm","alarm_id":"x","ts":"%s",' "$(at 700)"
		printf '"state":"raised","node":"a","object":"e0",'
		printf '"alarm_type":"port-down","probable_cause":"x",'
		printf '"severity":"major","root_alarm_id":"y"}\n'
	} >in
	hour --only outage in | jq -r 'select(.type == "outage") |
	    [.from, .to, .down_s, .detect_s, .alarm_id, .root_alarm_id] |
	    join(" ")' >out
	[ "$(<out)" = "$(at 600) $(at 2700) 1200 100 x y" ]
	hour in | jq -r 'select(.type == "kpi") | [.outages, .mttr_s, .mtbf_s,
	    .detected_outages, .detect_s] | join(" ")' >out
	[ "$(<out)" = '1 1200 1500 1 100' ]
}

@test "kpi: an outage that lasts, or has lasted since before" {
	{
		port 0 down
		polls 300 3300 up
		port 3300 down
		port 3600 down
	} >in
	hour --only outage in | jq -c 'select(.type == "outage") |
	    [.from, .to, .lasting, .detect_s]' >out
	diff out - <<-END
	["$(at 0)","$(at 300)",null,null]
	["$(at 3300)","$(at 3600)",true,null]
	END
}

@test "kpi: rates by windows, a gap is in no window" {
	{
		port 0 up 0
		port 300 up 37500000		# 1 Mbit/s
		port 600 up 41250000		# 100 kbit/s
		port 3600 up 45000000		# 10 kbit/s, over 50 minutes
	} >in
	hour --only kpi in | jq -r 'select(.type == "kpi") |
	    [.octets_in_sum, .windows, .windows_missing, .in_mean_bps,
	    .in_p50_bps, .in_p95_bps, .in_max_bps, .in_max_pct] |
	    join(" ")' >out
	[ "$(<out)" = '45000000 2 10 100000 100000 1000000 1000000 100' ]
	hour --only kpi --max-gap 2h in | jq -r 'select(.type == "kpi") |
	    [.windows, .in_p50_bps] | join(" ")' >out
	[ "$(<out)" = '12 10000' ]
	hour --only kpi --rate-window 10m in | jq -r 'select(.type == "kpi") |
	    [.windows, .in_max_bps] | join(" ")' >out
	[ "$(<out)" = '1 550000' ]
}

@test "kpi: a link out of its ends, turned where only B has counters" {
	{
		port 0 up '' a/e0
		port 600 down '' a/e0
		port 1200 up '' a/e0
		port 0 up 0 b/e1
		port 600 up 7500000 b/e1
		port 1200 lowerLayerDown 7500000 b/e1
		port 1800 up 7500000 b/e1
	} >in
	printf '%s\n' a_node,a_port,b_node,b_port,capacity_bps \
	    a,e0,b,e1,200000 >links.csv
	hour --by link -l links.csv --only kpi in | jq -r 'select(.type ==
	    "kpi") | [.kind, .a_node, .down_s, .up_s, .outages, .out_max_bps,
	    .in_max_bps, .out_max_pct] | join(" ")' >out
	[ "$(<out)" = 'link a 1200 900 1 100000 0 50' ]
}

@test "kpi: probes: loss, every round trip, what was not expected" {
	{
		printf '{"type":"sample","ts":"%s","node":"a","kind":"probe",' \
		    "$(at 60)"
		printf '"object":"icmp","sent":5,"received":4,"jitter_us":9,'
		printf '"rtt_us":250,"rtt_list_us":"100 - 200 300 400"}\n'
		printf '{"type":"sample","ts":"%s","node":"a","kind":"probe",' \
		    "$(at 360)"
		printf '"object":"http","rtt_us":900,"matched":false}\n'
	} >in
	hour --only kpi in | jq -r 'select(.type == "kpi") | [.object, .sent,
	    .loss_ppm, .rtt_count, .rtt_p50_us, .rtt_p95_us, .rtt_mean_us,
	    .jitter_p99_us, .down_s] | map(. // "-") | join(" ")' >out
	diff out - <<-'END'
	http - - 1 900 900 900 - 900
	icmp 5 200000 4 200 400 250 9 0
	END
}

# a certificate that ends soon is no outage; an answer that is wrong is one
@test "kpi: probes: the error of an answer" {
	local o

	for o in '"a","http_status":503' '"b","http_status":302,"error":"http"' \
	    '"c","answer":"SERVFAIL","error":"dns"' \
	    '"d","http_status":200,"error":"tls"' \
	    '"e","http_status":404,"matched":true'; do
		printf '{"type":"sample","ts":"%s","node":"a","kind":"probe",' \
		    "$(at 60)"
		printf '"reachable":true,"object":%s}\n' "$o"
	done >in
	hour --only kpi in | jq -r 'select(.type == "kpi") | "\(.object) \(
	    .down_s) \(.up_s)"' >out
	diff out - <<-'END'
	a 900 0
	b 900 0
	c 900 0
	d 0 900
	e 0 900
	END
}

@test "kpi: hours of service and holidays, on the clock of a zone" {
	polls 0 3600 up >in
	# 2026-10-01 is a Thursday; 00:00 UTC is 02:00 there
	hour --zone Europe/Paris --hours 'mon-fri 02:30-18:00' --only kpi in |
	    jq -r 'select(.type == "kpi") | .service_s' >out
	[ "$(<out)" = 1800 ]
	printf 'date,kind\n2026-10-01,holiday\n' >days.csv
	hour --zone Europe/Paris --holidays days.csv --only kpi in |
	    jq -r 'select(.type == "kpi") | .service_s' >out
	[ "$(<out)" = 0 ]
	for bad in 'mon 18:00-08:00' 'mon' 'mon-fri 08:00-25:00' 'mon 08:00-18:00,' \
	    'xyz 08:00-18:00' 'mon 08:00-18:00 x'; do
		run --separate-stderr hour --hours "$bad" in
		[ "$status" -eq 2 ]
		has_code usage-value
	done
	echo date,kind$'\n'2026-13-01, >days.csv
	run --separate-stderr hour --holidays days.csv in
	[ "$status" -eq 2 ]
	has_code kpi-input
}

# sla VERDICT-FIELDS... of S-1 on a/e0 with the policy on stdin
sla() {
	printf '{"sla_policies":{"gold":%s}}' "$(cat)" >sla.json
	printf '%s\n' subscription,account,offer,identifier,from,to,sla \
	    "S-1,A-1,o,a/e0,2026-01-01T00:00:00Z,${to-},gold" >subs.csv
	hour -s subs.csv --sla sla.json --only sla_verdict in |
	    jq -r 'select(.type == "sla_verdict") | [.verdict, .down_s,
	    .unknown_s, .credit_pct // "-"] | join(" ")'
}

@test "kpi: an SLA is met, missed, or unknown time decides" {
	{ polls 0 1800 up; polls 1800 2100 down; polls 2100 3600 up; } >in
	[ "$(sla <<<'{"availability":"91.6","per":"any"}')" = 'met 300 0 -' ]
	[ "$(sla <<<'{"availability":"91.7","per":"any","credits":[
	    {"below":"95","percent":"5"},{"below":"91.7","percent":"12.5"},
	    {"below":"90","percent":"50"}]}')" = 'missed 300 0 12.5' ]
	[ "$(sla <<<'{"availability":"50","per":"any","repair_s":"299"}')" = \
	    'missed 300 0 -' ]
	# the last one holds for 15 minutes
	{ polls 0 1800 up; polls 1800 2100 down; port 2100 up; } >in
	[ "$(sla <<<'{"availability":"91.6","per":"any"}')" = \
	    'undecided 300 600 -' ]
	# while the subscription is there only
	to=$(at 1800) && [ "$(sla <<<'{"availability":"99","per":"any"}')" = \
	    'met 0 0 -' ]
}

@test "kpi: a termination is an identifier, where one node alone has it" {
	row() {
		printf '%s,%s,termination,%s,up\n' "$(at 0)" "$1" "$2"
	}
	{
		echo ts,node,kind,object,oper
		row olt1 ONT1; row olt1 ONT2; row olt2 ONT2; row olt2 r9
		printf '%s,r9,node,r9,\n' "$(at 0)"
	} >in
	printf '%s\n' subscription,account,offer,identifier,from \
	    S1,A,o,ONT1,2026-01-01T00:00:00Z S2,A,o,ONT2,2026-01-01T00:00:00Z \
	    S3,A,o,olt2/ONT2,2026-01-01T00:00:00Z \
	    S4,A,o,r9,2026-01-01T00:00:00Z >subs.csv
	hour --by identifier -s subs.csv in | jq -r 'select(.type == "kpi") |
	    [.identifier, .up_s] | join(" ")' >out
	[ "$(<out)" = $'ONT1 900\nolt2/ONT2 900\nr9 0' ]
}

@test "kpi: a port behind a node that is down, as the policy says" {
	{
		# the last one would hold for 15 minutes
		polls 0 1800 up
		for s in 0 1800 2400 3000; do
			printf '{"type":"sample","ts":"%s","node":"a",' \
			    "$(at $s)"
			printf '"kind":"node","object":"a","reachable":%s}\n' \
			    "$([ $s = 0 ] && echo true || echo false)"
		done
	} >in
	[ "$(sla <<<'{"availability":"90","per":"any"}')" = \
	    'undecided 0 1800 -' ]
	[ "$(sla <<<'{"availability":"90","per":"any","node_down":"down"}')" = \
	    'missed 1800 0 -' ]
}

@test "kpi: policies that are not usable, periods that they are not for" {
	polls 0 3600 up >in
	for bad in '{}' '{"availability":"101"}' '{"availability":99}' \
	    '{"availability":"99.1234567"}' '{"availability":"99","per":"week"}' \
	    '{"availability":"99","hours":"always"}' \
	    '{"availability":"99","credits":[{"below":"90","percent":"1"},
	    {"below":"95","percent":"2"}]}'; do
		printf '{"sla_policies":{"gold":%s}}' "$bad" >sla.json
		run --separate-stderr hour --sla sla.json in
		[ "$status" -eq 2 ]
		[[ $stderr == *sla.json*gold* ]]
	done
	has_code kpi-sla
	echo '{}' >sla.json
	run --separate-stderr hour --sla sla.json in
	[ "$status" -eq 2 ]
	has_code kpi-sla
	# a policy per month says nothing of an hour
	[ "$(sla <<<'{"availability":"99"}')" = '' ]
	run --separate-stderr ossctl-kpi run --no-end --from "$(at 0)" \
	    --to "$(at 3600)" -s subs.csv --sla sla.json in
	[ "$status" -eq 0 ]
	has_code kpi-sla-period
	sed -i s/gold/iron/ subs.csv
	run --separate-stderr ossctl-kpi run --no-end --from "$(at 0)" \
	    --to "$(at 3600)" -s subs.csv --sla sla.json in
	has_code kpi-sla-unknown
	# and of its home
	OSSBSS_HOME=$TMP run --separate-stderr ossctl-kpi run --no-end \
	    --from "$(at 0)" --to "$(at 3600)" -s subs.csv in
	has_code kpi-sla-unknown
}

@test "kpi: CSV, text, one type alone" {
	{ polls 0 1800 up; polls 1800 2100 down; polls 2100 3600 up; } >in
	hour -o csv in >out
	[ "$(wc -l <out)" -eq 2 ]
	[[ $(head -n 1 out) == type,period,kind,node,object,*,availability_pct,* ]]
	hour -o text in >out
	grep -qE '^interface  a/e0 +91\.6666  00:05:00 ' out
	grep -qE '^a/e0 +2026-10-01T00:30:00Z  2026-10-01T00:35:00Z ' out
	hour --by node in >out
	[ "$(records out)" -eq 1 ]
	ossctl-kpi run --schema | jq -e .oneOf >/dev/null ||
	    ossctl-kpi run --schema | jq -e . >/dev/null
}

@test "kpi: text has the type that is asked for, a period without samples" {
	{ port 0 up; port 300 down; port 600 up; } >in
	run -0 hour --only outage -o text in
	[[ ${lines[0]} == 'OUTAGE OF '* && ${#lines[@]} -eq 2 ]]
	run -0 hour --only kpi -o text in
	[[ ${lines[0]} == KIND* && $output != *OUTAGE\ OF* ]]
	run -0 hour --only sla_verdict -o text in
	[ -z "$output" ]
	run -0 --separate-stderr ossctl-kpi run --no-end --period 2026-08 in
	has_code kpi-empty
	[[ $stderr == *"none of the 3 samples is of '2026-08'"* ]]
}

@test "kpi: shards add up to all, memory that is too small changes nothing" {
	for n in a b c d e; do
		for ((s = 0; s < 3600; s += 60)); do
			port $s up $((s * 1000)) $n/e0
		done
	done >in
	hour --only kpi in | jq -c 'select(.type == "kpi")' >all
	for i in 1 2 3; do
		hour --only kpi --shard $i/3 --memory 1 in |
		    jq -c 'select(.type == "kpi")'
	done | sort >parts
	sort all | diff - parts
	[ "$(wc -l <all)" -eq 5 ]
}

@test "kpi: what cannot be used is set aside, files kept by hand stop it" {
	{
		port 0 up
		port 300 strange
		port 600 up | sed 's/1000000}/-1}/'
		printf '{"type":"window","window":"w","from":"%s","to":"%s"}\n' \
		    "$(at 10)" "$(at 10)"
		printf '{"type":"sample","ts":"%s","node":"a","kind":"probe",' \
		    "$(at 0)"
		printf '"object":"i","rtt_list_us":"1 x"}\n'
		printf '{"type":"sample","ts":"%s","node":"a","kind":"probe",' \
		    "$(at 0)"
		printf '"object":"i","sent":1,"received":2}\n'
	} >in
	run --separate-stderr hour -r rejects --audit audit in
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rejects | sort -u)" = field-value ]
	[ "$(wc -l <rejects)" -eq 5 ]
	jq -e '.read == .used + .rejected + .filtered + .duplicate' audit
	run --separate-stderr hour in
	[ "$status" -eq 2 ]
	port 0 up >in
	for file in 'a_node,a_port,b_node,b_port,capacity_bps
a,e0,b,e0,x' 'a_node
a'; do
		printf '%s\n' "$file" >links.csv
		run --separate-stderr hour -l links.csv in
		[ "$status" -eq 2 ]
		has_code kpi-input
	done
	printf '%s\n' window,from,to "w,$(at 5),$(at 4)" >windows.csv
	run --separate-stderr hour --windows windows.csv in
	[ "$status" -eq 2 ]
	has_code kpi-input
}

@test "kpi: doubled readings are duplicates, not counted twice" {
	polls 0 3600 up >in
	hour --audit once --only kpi in >out.1
	hour --audit twice --only kpi in in >out.2
	cmp out.1 out.2
	[ "$(jq .duplicate once)" -eq 0 ]
	[ "$(jq .duplicate twice)" -eq 12 ]
}

@test "kpi: periods and options that say nothing" {
	port 0 up >in
	for bad in '' '--period 2026-13' '--from 2026-10-01T00:00:00Z' \
	    '--period 2026-10 --zone Nowhere/Here' '--period 2026-10 --by port' \
	    '--period 2026-10 --shard 3/2' '--period 2026-10 --memory 0' \
	    '--period 2026-10 --max-gap 0s' '--period 2026-10 --rate-window 10ms' \
	    '--period 2020-01-01/2036-01-01 --rate-window 1s'; do
		# shellcheck disable=SC2086
		run --separate-stderr ossctl-kpi run --no-end $bad in
		[ "$status" -eq 2 ]
		[[ $stderr == *'[usage-'* || $stderr == *'[zone-unknown]'* ]]
	done
	run --separate-stderr ossctl-kpi run --period 2026-10 in
	[ "$status" -eq 2 ]
	has_code stream-cut
}

# a day with an outage, planned work, silence and hostile names
day() {
	{
		for ((s = 0; s < 7200; s += 300)); do
			port $s up $((s * 50000))
		done
		port 7200 down
		port 7500 up 350000000
		for ((s = 0; s < 7200; s += 300)); do
			port $s up $((s * 100)) '<b>&/"x'
		done
		printf '{"type":"sample","ts":"%s","node":"a","kind":"node",' \
		    "$(at 60)"
		printf '"object":"a","reachable":true,"rtt_us":1234}\n'
		printf '{"type":"window","window":"w","from":"%s","to":"%s"}\n' \
		    "$(at 9000)" "$(at 9900)"
	} | sed 's/"object":""x"/"object":"\\"x"/'
}

@test "kpi: graph draws states, rates and round trips" {
	day >in
	ossctl-kpi graph --no-end --period 2026-10-01 --of a/e0 in >svg
	xmllint --noout svg
	for class in up down planned unknown; do
		[ "$(xmllint --xpath "count(//*[@class='$class'])" svg)" -ge 1 ]
	done
	# 7200 s to 7500 s of 86400 s in 880 columns
	[ "$(xmllint --xpath "string(//*[@class='down']/@x)" svg)" = \
	    $((90 + 7200 * 880 / 86400)) ]
	ossctl-kpi graph --no-end --period 2026-10-01 --of a in >svg
	xmllint --xpath "//*[@class='rtt']/@d" svg
	ossctl-kpi graph --no-end --period 2026-10-01 --of '<b>&/"x' in >svg
	xmllint --noout svg
	run --separate-stderr ossctl-kpi graph --no-end --period 2026-10-01 \
	    --of nobody in
	[ "$status" -eq 2 ]
	has_code kpi-unknown
	run --separate-stderr ossctl-kpi graph --no-end --period 2026-10-01 in
	[ "$status" -eq 2 ]
	has_code usage-value
}

@test "kpi graph: the ports of an account together" {
	local i

	for i in 0 1 2 3; do
		printf '%s,r1,interface,a,up,up,%s,0\n' "$(at $((i * 300)))" \
		    $((i * 3750000))
		printf '%s,r2,interface,b,up,up,%s,0\n' "$(at $((i * 300)))" \
		    $((i * 7500000))
	done >rows
	{
		echo ts,node,kind,object,admin,oper,in_octets,out_octets
		cat rows
	} >in
	printf '%s\n' subscription,account,offer,identifier,from,sla \
	    S1,A1,t,r1/a,2026-01-01T00:00:00Z,gold \
	    S2,A1,t,r2/b,2026-01-01T00:00:00Z, >subs.csv
	graph() {
		ossctl-kpi graph --no-end --from "$(at 0)" --to "$(at 900)" \
		    -s subs.csv "$@" in
	}
	run --separate-stderr graph --of A1
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	xmllint --noout - <<<"$output"
	[[ $output == *'account A1, '* ]]
	[[ $output == *'class="in-p95"'* ]]
	[[ $output != *'>state<'* ]]
	# 100k and 200k: the axis goes beyond what each port has
	[[ $output == *'>300k<'* ]]
	[[ $(graph --of r1/a) == *'>state<'* ]]
}

@test "kpi: numbers at their end are drawn within the graph" {
	local n

	for n in 17499999999999999999 18446744073709551615; do
		printf '%s%s}\n' '{"type":"sample","ts":"2026-10-01T00:00:00Z",' \
		    '"node":"a","kind":"probe","object":"p","rtt_us":'"$n" >in
		ossctl-kpi graph --no-end --period 2026-10-01 --of a/p in >svg
		[ "$(xmllint --xpath 'count(//*[@text-anchor])' svg)" -le 20 ]
		run xmllint --xpath '//*[@y1 < 0 or @y < 0]' svg
		[[ $output == *"XPath set is empty"* ]]
	done
}

@test "kpi: the report is one page that needs nothing else" {
	day >in
	printf '{"sla_policies":{"gold":{"availability":"99","per":"day"}}}' \
	    >sla.json
	printf '%s\n' subscription,account,offer,identifier,from,sla \
	    S-1,A-1,o,a/e0,2026-01-01T00:00:00Z,gold >subs.csv
	ossctl-kpi report --no-end --period 2026-10-01 --title 'A & B <x>' \
	    -s subs.csv --sla sla.json --top 1 in >html
	grep -q '<title>A &amp; B &lt;x&gt;, 2026-10-01</title>' html
	grep -q '<td>S-1</td>.*<td class="undecided">undecided</td>' html
	[ "$(grep -c '<svg' html)" -eq 2 ]
	run ! grep -qE '<b>&|(src|href)=|<script' html
	ossctl-kpi report --no-end --period 2026-10-01 --top 0 in >html
	[ "$(grep -c '<svg' html)" -eq 0 ]
	sort -R in | ossctl-kpi report --no-end --period 2026-10-01 --top 0 |
	    cmp - html
	run --separate-stderr ossctl-kpi report --no-end --period 2026-10-01 \
	    --top 1001 in
	has_code usage-value
}

# ---- the archive ------------------------------------------------------------

# two days of polls of three ports of two nodes
two_days() {
	awk 'BEGIN {
		split("a/e0 a/e1 b/e0", port, " ")
		for (i = 1; i <= 3; i++)
			for (s = 0; s < 172800; s += 300) {
				split(port[i], name, "/")
				printf "{\"type\":\"sample\",\"ts\":\"2026-10-" \
				    "%02dT%02d:%02d:00Z\",\"node\":\"%s\"," \
				    "\"kind\":\"interface\",\"object\":\"%s\"," \
				    "\"admin\":\"up\",\"oper\":\"up\"," \
				    "\"in_octets\":%d,\"out_octets\":%d}\n",
				    1 + int(s / 86400), int(s / 3600) % 24,
				    int(s / 60) % 60, name[1], name[2],
				    s * 1000, s * 10
			}
	}'
}

@test "kpi: what was archived comes back, once, however it came" {
	two_days >in
	awk 'NR % 2' in | ossctl-kpi archive --archive d --no-end --audit a.1
	sort -R in | ossctl-kpi archive --archive d --no-end --audit a.2
	[ "$(jq .duplicate a.1)" -eq 0 ]
	[ "$(jq .duplicate a.2)" -eq $(($(wc -l <in) / 2)) ]
	[ "$(ls d | tr '\n' ' ')" = '2026-10-01.samples 2026-10-02.samples ' ]
	ossctl-kpi cat --archive d --period 2026-10-01/2026-10-03 >out
	jq -c 'select(.type == "sample")' out | sort >got
	jq -c . in | sort | diff - got
	# as plain zstd, too
	zstd -dqc d/*.samples | jq -c . | sort | diff - got
	# and again: nothing changes, no file is written anew
	sha256sum d/* >sums
	ossctl-kpi archive --archive d --no-end in
	sha256sum -c --quiet sums
	OSSBSS_HOME=$TMP/home ossctl-kpi archive --no-end in
	cmp home/samples/2026-10-01.samples d/2026-10-01.samples
}

@test "kpi: a port and a time out of the archive" {
	two_days | ossctl-kpi archive --archive d --no-end
	ossctl-kpi cat --archive d --node a --object e1 --max-gap 10m \
	    --from 2026-10-01T23:00:00Z --to 2026-10-02T01:00:00Z >out
	jq -r 'select(.type == "sample") | [.node, .object, .ts] | join(" ")' \
	    out >got
	[ "$(wc -l <got)" -eq 28 ]
	[ "$(cut -d ' ' -f 1,2 got | sort -u)" = 'a e1' ]
	[ "$(head -n 1 got)" = 'a e1 2026-10-01T22:50:00Z' ]
	[ "$(tail -n 1 got)" = 'a e1 2026-10-02T01:05:00Z' ]
	ossctl-kpi cat --archive d --node b --period 2026-10-02 -o csv |
	    awk -F , 'NR > 1 { print $3 }' | sort -u >got
	[ "$(<got)" = b ]
	run --separate-stderr ossctl-kpi cat --period 2026-10
	[ "$status" -eq 2 ]
	has_code usage-missing
	# a period of which there is nothing
	run ossctl-kpi cat -q --archive d --period 2020-01
	[ "$status" -eq 0 ]
}

@test "kpi: rolled up, octets and outages stay as they were" {
	two_days >in
	sed -i '/-01T05:[12].*"a".*"e0"/s/"oper":"up"/"oper":"down"/' in
	ossctl-kpi archive --archive d --no-end in
	figures() {
		ossctl-kpi cat --archive d --period 2026-10-01 --max-gap 2h |
		    ossctl-kpi run --period 2026-10-01 --max-gap 2h |
		    jq -c '[.type, .object, .up_s, .down_s, .octets_in_sum,
		    .outages, .outage, .from, .to] | select(.[0] != "end")'
	}
	figures >before
	grep -q '"outage"' before
	run --separate-stderr ossctl-kpi rollup --archive d \
	    --period 2026-10-01/2026-10-03 -v
	[[ $stderr == *'samples kept'* ]]
	figures | diff before -
	# first, last of each hour, two changes of state
	[ "$(zstd -dqc d/2026-10-01.samples | grep -c '"a".*"e1"')" -eq 25 ]
	[ "$(zstd -dqc d/2026-10-01.samples | grep -c '"a".*"e0"')" -eq 27 ]
	sha256sum d/* >sums
	ossctl-kpi rollup -q --archive d --period 2026-10-01/2026-10-03
	sha256sum -c --quiet sums
}

@test "kpi: a damaged day is told, never taken for less" {
	two_days | ossctl-kpi archive --archive d --no-end
	f=d/2026-10-01.samples
	size=$(stat -c %s $f)
	cp $f good
	for at in 100 $((size - 40)) $((size - 4)) $((size - 100)); do
		cp good $f
		printf X | dd of=$f bs=1 seek="$at" conv=notrunc status=none
		run --separate-stderr ossctl-kpi cat --archive d \
		    --period 2026-10-01
		[ "$status" -eq 2 ]
		has_code samples-damaged
	done
	head -c $((size / 2)) good >$f
	run --separate-stderr ossctl-kpi cat --archive d --period 2026-10-01
	has_code samples-damaged
	run --separate-stderr ossctl-kpi rollup --archive d --period 2026-10-01
	has_code samples-damaged
	: >$f
	run --separate-stderr ossctl-kpi archive --archive d --no-end \
	    <<<"$(port 1 up)"
	[ "$status" -eq 2 ]
	has_code samples-damaged
}

@test "kpi: the nightly script: archive, figures, retention" {
	export OSSBSS_HOME=$TMP/home
	mkdir -p home/samples/new
	two_days >in
	grep -v '"ts":"2026-10-02' in | jq -c . >day
	ossctl-kpi archive --archive x --no-end day
	# passes as ossctl-poll-5min leaves them, with their end
	ossctl-kpi cat --archive x --period 2026-10-01 \
	    >home/samples/new/samples.000000000007
	sed 's/"ts":"2026-10-01/"ts":"2025-08-30/' day |
	    ossctl-kpi archive --no-end
	sed 's/"ts":"2026-10-01/"ts":"2021-09-30/' day |
	    ossctl-kpi archive --no-end
	before=$(stat -c %s home/samples/2025-08-30.samples)
	KPI_NOW=2026-10-02T01:20:00Z "$SHARE/cron/ossctl-kpi-nightly"
	[ "$(ls home/samples/new)" = '' ]
	[ "$(records home/kpi/2026-10-01.ndjson kpi)" -eq 3 ]
	[ "$(stat -c %s home/samples/2025-08-30.samples)" -lt "$before" ]
	[ ! -e home/samples/2021-09-30.samples ]
	cmp home/samples/2026-10-01.samples x/2026-10-01.samples
	# again: nothing to do
	sha256sum home/samples/*.samples home/kpi/* >sums
	KPI_NOW=2026-10-02T01:20:00Z "$SHARE/cron/ossctl-kpi-nightly"
	sha256sum -c --quiet sums
	# a cut pass stays, and holds up no other
	head -n 5 day >home/samples/new/samples.000000000008
	sed 's/"ts":"2026-10-01/"ts":"2026-10-02/' day |
	    ossctl-kpi archive --archive y --no-end
	ossctl-kpi cat --archive y --period 2026-10-02 \
	    >home/samples/new/samples.000000000009
	KPI_NOW=2026-10-03T01:20:00Z run "$SHARE/cron/ossctl-kpi-nightly"
	[ "$status" -eq 2 ]
	[[ $output == *'[stream-cut]'*'samples.000000000008: not archived'* ]]
	[ "$(ls home/samples/new)" = samples.000000000008 ]
	cmp home/samples/2026-10-02.samples y/2026-10-02.samples
	[ -s home/kpi/2026-10-02.ndjson ]
	exec 8>home/samples/.nightly
	flock 8
	run "$SHARE/cron/ossctl-kpi-nightly"
	[ "$status" -eq 75 ]
	flock -u 8
	OSSBSS_HOME="" run "$SHARE/cron/ossctl-kpi-nightly"
	[ "$status" -eq 2 ]
}

@test "kpi --now: of an hour that is not over the rest is not yet" {
	polls 0 3600 up >in
	hour --now "$(at 1500)" in | jq -r 'select(.type == "kpi") |
	    [.to, .until, .service_s, .up_s, .unknown_s] | join(" ")' >out
	[ "$(<out)" = "$(at 3600) $(at 1500) 1500 1500 0" ]
	hour --now "$(at 3600)" in | jq -r 'select(.type == "kpi") |
	    [.until // "-", .up_s] | join(" ")' >out
	[ "$(<out)" = '- 3600' ]
	run --separate-stderr hour --now "$(at 0)" in
	[ "$status" -eq 2 ]
	has_code usage-value
}

@test "kpi: the last heartbeat ends an hour that is not over [kpi-not-over]" {
	local from=(--from "$(at 0)" --to "$(at 3600)")

	beat() {
		printf '{"type":"heartbeat","ts":"%s","run":"r",' "$(at "$1")"
		printf '"planned_nodes":1,"answered_nodes":1,"failed_nodes":0}\n'
	}
	{ polls 0 1500 up; beat 1500; beat 1200; } >in
	run --separate-stderr ossctl-kpi run --no-end "${from[@]}" in
	[ "$status" -eq 0 ]
	has_code kpi-not-over
	[ "$(jq -r 'select(.type == "kpi") | [.up_s, .unknown_s] |
	    join(" ")' <<<"$output")" = '1500 0' ]
	# a poller that died: --now says that the hour is over
	run hour --now "$(at 3600)" in
	[ "$(jq -r 'select(.type == "kpi") | [.up_s, .unknown_s] |
	    join(" ")' <<<"$output")" = '2100 1500' ]
	# the last heartbeat of a whole hour bounds nothing
	{ polls 0 3600 up; beat 3302; } >in
	run --separate-stderr ossctl-kpi run --no-end "${from[@]}" in
	[ -z "$stderr" ]
	[[ $output != *until* ]]
}

@test "kpi: an SLA of a period that is not over is missed, or undecided" {
	echo '{"sla_policies":{"g":{"availability":"90","per":"any"}}}' \
	    >sla.json
	echo '{"type":"subscription","subscription":"s","account":"a",
	    "offer":"o","identifier":"a/e0","sla":"g",
	    "from":"2026-01-01T00:00:00Z"}' | jq -c . >subs
	{ polls 0 900 up; polls 900 1500 down; port 1500 up; } >in
	verdict() {
		hour --now "$(at "$1")" --sla sla.json -s subs \
		    --only sla_verdict in | jq -r 'select(.verdict) |
		    [.verdict, .until] | join(" ")'
	}
	[ "$(verdict 900)" = "undecided $(at 900)" ]
	[ "$(verdict 1200)" = "undecided $(at 1200)" ]
	[ "$(verdict 1500)" = "missed $(at 1500)" ]
}

@test "kpi graph: no round trip is drawn under a down span, nor behind now" {
	local s

	for ((s = 0; s < 3600; s += 60)); do
		printf '{"type":"sample","ts":"%s","node":"w","kind":"probe",' \
		    "$(at $s)"
		if ((s >= 1200 && s < 1800)); then
			printf '"object":"icmp","reachable":false}\n'
		else
			printf '"object":"icmp","reachable":true,"rtt_us":900}\n'
		fi
	done >in
	graph() {
		ossctl-kpi graph --no-end --from "$(at 0)" --to "$(at 3600)" \
		    --of w/icmp in "$@"
	}
	# columns of the line, from x of M to the last x, for each stretch
	stretches() {
		grep -v h14 | sed -n 's/.*class="rtt" d="\([^"]*\)".*/\1/p' |
		    sed 's/M/\n/g' | awk 'NF { sub(/L.*/, "", $1)
		    print $1 - 90, $(NF - 1) - 90 }'
	}
	graph >svg
	stretches <svg >got
	# of 880 columns an hour: down from 293 on, up again from 440 on
	diff got - <<-'END'
	0 293
	440 880
	END
	grep -q '>RTT 95%<' svg
	grep -q ', UTC</text>' svg
	graph --now "$(at 1080)" | stretches >got
	[ "$(<got)" = '0 264' ]
}

@test "kpi graph: asks for no SLA policy" {
	export OSSBSS_HOME=$TMP
	echo '{"sla_policies":{"g":{"availability":"90","per":"month"}}}' \
	    >sla.json
	polls 0 3600 up >in
	run --separate-stderr ossctl-kpi graph --no-end --from "$(at 0)" \
	    --to "$(at 3600)" --of a/e0 in
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
}

@test "kpi report: the page fits a phone" {
	polls 0 3600 up >in
	ossctl-kpi report --no-end -q --from "$(at 0)" --to "$(at 3600)" in \
	    >report.html
	fits_phone report.html
}
