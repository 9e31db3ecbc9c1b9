# ossctl-diag-impact.bats: whom an alarm hits, who is at risk, what is critical

load lib/common
load lib/diag

setup() {
	cd "$TMP" || return 1
	export OSSBSS_HOME=$TMP
	ossctl-diag init
}

# subs IDENTIFIER EUR ...
subs() {
	local i=0

	while (($# > 0)); do
		i=$((i + 1))
		printf '{"type":"subscription","subscription":"s%d",' $i
		printf '"account":"a%d","offer":"o","identifier":"%s",' $i "$1"
		printf '"from":"2026-01-01T00:00:00Z","revenue_month":%s,' "$2"
		printf '"currency":"EUR"}\n'
		shift 2
	done
}

@test "diag: impact: whom a cause hits, and what they pay" {
	links p,1,a,1 a,2,b,1 >links.csv
	subs b/7 10.50 a/9 20.25 p/3 5 ont-1 7 b/8 1 a/2 3 >subs
	diag -l links.csv --poller p < <(node 1 p up; port 1 p 1 up
	    port 1 p 3 up; node 1 a up; port 1 a 2 up; port 1 a 9 up
	    node 1 b up
	    printf '{"type":"sample","ts":"%s","node":"b",' "$(at 1)"
	    printf '"kind":"termination","object":"ont-1","oper":"up"}\n'
	    beat 2)
	run ossctl-diag impact -s subs
	[ -z "$output" ]
	diag < <(node 3 p up; port 3 p 1 up; port 3 p 3 down; node 3 a up
	    port 3 a 2 down; port 3 a 9 up; node 3 b down; beat 4)
	run ossctl-diag impact -s subs
	[[ ${lines[1]} == *link-down*a*2*'4'*21.5*EUR* ]]
	[[ ${lines[2]} == *port-down*p*3*'1'*5*EUR* ]]
	# of one cause: who it is
	run -0 ossctl-diag impact -s subs "${lines[2]%% *}"
	[ "${#lines[@]}" -eq 2 ]
	[[ ${lines[1]} == *' s3 '*' lost '*5*EUR ]]
	run -2 ossctl-diag impact -s subs nosuch
	[[ $output == *"no cause 'nosuch' is active [alarm-unknown]"* ]]
	ossctl-diag impact -s subs -o ndjson >got
	run jq -r 'select(.type == "impact") | [.subscription, .effect] |
	    join(" ")' got
	[ "$(sort <<<"$output")" = "$(printf 's%d lost\n' 1 3 4 5 6)" ]
	run --separate-stderr ossctl-diag impact
	[ "$status" -eq 2 ]
	has_code usage-value
	# what bss-crm says of accounts beside them is no matter of this
	{ jq -nc '{type: "account", account: "a1", customer: "c",
	    currency: "EUR"}'; cat subs; } >crm
	ossctl-diag impact -s crm -o ndjson | cmp - got
	head -n 1 crm >bad
	run --separate-stderr ossctl-diag impact -s bad
	[ "$status" -eq 2 ]
	has_code link-input
	[[ $stderr == *"no subscription record"* ]]
	echo '{"type":"subscription","subscription":"x"' >bad
	run --separate-stderr ossctl-diag impact -s bad
	[ "$status" -eq 2 ]
	has_code link-input
}

# at_risk SUBSCRIPTIONS: the services at risk
at_risk() {
	ossctl-diag impact --poller p -s "$1" -o ndjson |
	    jq -r 'select(.effect == "at-risk") | .subscription' | xargs
}

@test "diag: impact: a tariff and what was added to it are one customer" {
	links p,1,a,1 >links.csv
	subs a/9 20.25 a/9 5 a/9 7 | sed '2s/"a2"/"a1"/' >subs
	diag -l links.csv --poller p < <(node 1 p up; port 1 p 1 up
	    node 1 a up; port 1 a 9 up; beat 2)
	diag < <(node 3 p up; port 3 p 1 up; node 3 a up; port 3 a 9 down
	    beat 4)
	run -0 ossctl-diag impact -s subs
	[[ ${lines[1]} == *port-down*a*9*'2'*32.25*EUR* ]]
	ossctl-diag impact -s subs -o ndjson >got
	[ "$(jq -r 'select(.type == "impact") | .subscription' got |
	    paste -sd ' ')" = 's1 s2 s3' ]
}

@test "diag: impact: at risk is who one more failure would cut off" {
	# a ring p a b c, with d behind b: its own link was no redundancy
	links p,1,a,1 a,2,b,1 b,2,c,2 c,1,p,2 b,3,d,1 >links.csv
	subs a/9 1 b/9 2 c/9 3 d/9 4 p/9 5 >subs
	diag -l links.csv --poller p < <(for n in p a b c d; do
	    node 1 $n up; done
	    port 1 p 1 up; port 1 a 1 up; port 1 a 2 up; port 1 b 1 up
	    beat 2)
	[ -z "$(at_risk subs)" ]
	diag < <(port 3 p 1 down; port 3 a 1 down; beat 4)
	[ "$(at_risk subs)" = 's1 s2 s3 s4' ]
	run ossctl-diag impact --poller p -s subs
	[[ ${lines[1]} =~ link-down\ +p\ +1\ +0\ +4 ]]
	# the other half of the ring: a and b are apart, and cut
	diag < <(port 5 p 1 up; port 5 a 1 up; port 5 a 2 down
	    port 5 b 1 down; beat 6)
	[ "$(at_risk subs)" = 's1 s2 s3 s4' ]
	diag < <(port 7 a 2 up; port 7 b 1 up; beat 8)
	[ -z "$(at_risk subs)" ]
	run --separate-stderr ossctl-diag impact --poller nobody -s subs
	[ "$status" -eq 2 ]
	has_code object-unknown
}

@test "diag: impact: no redundancy, nothing to lose of it" {
	# a line, and a link that is doubled
	links p,1,a,1 p,2,a,2 a,3,b,1 >links.csv
	# told by the other end as well, and for a second duct
	echo b,1,a,3 >>links.csv
	subs a/9 1 b/9 2 b/8 3 >subs
	diag -l links.csv --poller p < <(for n in p a b; do node 1 $n up; done
	    port 1 p 1 up; port 1 a 1 up; port 1 b 8 up; beat 2)
	diag < <(port 3 b 8 down; beat 4)
	[ -z "$(at_risk subs)" ]
	diag < <(port 5 b 8 up; port 5 p 1 down; port 5 a 1 down; beat 6)
	[ "$(at_risk subs)" = 's1 s2 s3' ]
}

# hits: of the last run: SUBSCRIPTION effect ALARM_ID, sorted
hits() {
	jq -r 'select(.type == "impact") | [.subscription, .effect, .alarm_id] |
	    join(" ")' out | sort
}

@test "diag: run: causes say whom they hit, once" {
	local well ill cause

	links p,1,a,1 a,2,b,1 >links.csv
	subs b/7 10.50 a/9 20.25 p/3 5 b/8 1 >subs
	well='node 1 p up; port 1 p 1 up; port 1 p 3 up; node 1 a up
	    port 1 a 2 up; port 1 a 9 up; node 1 b up; beat 2'
	ill='port 3 p 3 down; port 3 a 2 down; node 3 b down; node 3 p up
	    node 3 a up; beat 4'
	diag -s subs -l links.csv --poller p < <(eval "$well")
	[ -z "$(hits)" ]
	diag -s subs --poller p < <(eval "$ill")
	cause=$(jq -r 'select(.alarm_type == "link-down") | .alarm_id' out)
	[ "$(hits)" = "s1 lost $cause
s3 lost $(id_of p 3 port-down)
s4 lost $cause" ]
	run jq -r 'select(.type == "alarm") | [.alarm_type, .root,
	    .customer_count, .revenue_month, .currency] | @csv' out
	[ "$(sort <<<"$output")" = '"link-down",true,2,11.5,"EUR"
"node-unreachable",false,,,
"port-down",false,,,
"port-down",true,1,5,"EUR"' ]
	# impact records stand behind the alarm that they are of
	run jq -s '[foreach .[] as $r (null; if $r.type == "alarm"
	    then $r.alarm_id else . end; {is: ., r: $r}) |
	    select(.r.type == "impact" and .is != .r.alarm_id)] | length' out
	[ "$output" = 0 ]
	# the same as the verb says
	ossctl-diag impact --poller p -s subs -o ndjson >verb
	[ "$(jq -c 'select(.type == "impact")' verb | sort)" = \
	    "$(jq -c 'select(.type == "impact")' out | sort)" ]
	# another subscription is no news of the cause
	subs b/7 10.50 a/9 20.25 p/3 5 b/8 1 b/9 400 >subs
	run diag -s subs --poller p < <(node 5 p up; port 5 p 3 down; beat 6)
	[ -z "$output" ]
}

@test "diag: run: severity follows whom a cause hits" {
	cat >rules.json <<-'E'
	{ "thresholds": [], "impact": [
	  { "severity": "critical", "customers": "3" },
	  { "severity": "critical", "revenue_month": "100",
	    "currency": "EUR" },
	  { "severity": "minor", "customers": "1" } ] }
	E
	subs a/1 10 a/2 99.99 b/1 1 b/2 1 b/3 1 c/1 100 >subs
	diag -s subs < <(for n in a b c; do for p in 1 2 3; do
	    port 1 $n $p up; done; done; node 1 b up; beat 2)
	diag -s subs < <(port 3 a 1 down; port 3 a 2 down; port 3 c 1 down
	    node 3 b down; beat 4)
	run jq -r 'select(.type == "alarm") | [.node, .object, .severity] |
	    join(" ")' out
	[ "$output" = 'a 1 major
a 2 major
b b critical
c 1 critical' ]
	run ossctl-diag list --severity critical
	[[ $output == *port-down*c* ]]
	# it lasts, and the next run knows of it, with subscriptions or without
	run diag < <(port 5 c 1 down; beat 6)
	[ -z "$output" ]
	run diag -s subs < <(port 7 c 1 down; beat 8)
	[ -z "$output" ]
	# what is raised anew is worth what it is then
	diag -s subs < <(port 9 c 1 up; beat 10)
	diag < <(port 11 c 1 down; beat 12)
	[ "$(jq -r 'select(.type == "alarm") | .severity' out)" = major ]
}

@test "diag: run: levels of impact that make no sense" {
	for level in '{"severity":"major"}' \
	    '{"severity":"cleared","customers":"1"}' \
	    '{"severity":"major","revenue_month":"5"}' \
	    '{"severity":"major","customers":"3","currency":"EUR"}'; do
		echo "{\"thresholds\":[],\"impact\":[$level]}" >bad.json
		run --separate-stderr ossctl-diag run --no-end \
		    --rules bad.json </dev/null
		[ "$status" -eq 2 ]
		has_code doc-value
	done
}

@test "diag: run: revenue of several currencies is in the impact records" {
	subs a/1 10 a/2 20 >subs
	sed -i '2s/EUR/CHF/' subs
	diag -s subs < <(node 1 a up; beat 2)
	diag -s subs < <(node 3 a down; beat 4)
	run jq -r 'select(.type == "alarm") | [.customer_count,
	    .revenue_month, .currency] | @csv' out
	[ "$output" = '2,,' ]
	[ "$(jq -r 'select(.type == "impact") | .currency' out | xargs)" = \
	    'EUR CHF' ]
	# without subscriptions nothing is said of them
	diag < <(node 5 a up; beat 6)
	diag < <(node 7 a down; beat 8)
	[ "$(jq -r 'select(.type == "alarm") | .customer_count' out)" = null ]
	echo '{"type":"subscription","subscription":"x"' >bad
	run --separate-stderr ossctl-diag run --no-end -s bad </dev/null
	[ "$status" -eq 2 ]
}

@test "diag: impact: who cannot be managed serves on" {
	subs a/9 20 >subs
	diag < <(node 1 a up; port 1 a 9 up; node 2 a down auth; beat 3)
	run ossctl-diag impact -s subs
	[ -z "$output" ]
}

@test "diag: critical: what the loss of each thing would cost" {
	printf 'a_node,a_port,b_node,b_port,srlg\n%s\n%s\n%s\n%s\n' \
	    p,1,a,1,d1 p,2,b,1,d1 a,2,b,2, b,3,c,1, >links.csv
	subs c/1 100 a/5 30 >subs
	diag -l links.csv --poller p < <(node 1 p up; beat 2)
	run ossctl-diag critical --poller p -s subs
	[[ ${lines[1]} == srlg*d1*3*2*130*EUR* ]]
	[[ ${lines[2]} == node*b*2*1*100*EUR* ]]
	[[ ${lines[3]} == node*c*1*1*100* ]]
	[[ ${lines[4]} == link*b/3*c/1*1*1*100* ]]
	[[ ${lines[5]} == node*a*1*1*30* ]]
	[ "${#lines[@]}" -eq 6 ]
	run bash -c 'ossctl-diag critical --poller p -o csv | head -n 2'
	[[ ${lines[1]} == critical,srlg,d1,d1,,,3,0,* ]]
	run --separate-stderr ossctl-diag critical --poller nobody
	[ "$status" -eq 2 ]
	has_code object-unknown
}
