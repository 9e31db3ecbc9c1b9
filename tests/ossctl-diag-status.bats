# ossctl-diag-status.bats: the network and its causes on a page

load lib/common
load lib/phone
load lib/subs

setup() {
	cd "$TMP" || return 1
	export OSSBSS_HOME=$TMP
	ossctl-diag init
}

at() {
	printf '2026-10-01T00:%02d:%02dZ' $(($1 / 60)) $(($1 % 60))
}

# node SECOND NODE up|down
node() {
	jq -cn --arg ts "$(at "$1")" --arg node "$2" \
	    --argjson up "$([ "$3" = up ] && echo true || echo false)" '
	    { type: "sample", $ts, $node, kind: "node", object: $node,
	      reachable: $up }'
}

# port SECOND NODE PORT up|down
port() {
	jq -cn --arg ts "$(at "$1")" --arg node "$2" --arg object "$3" \
	    --arg oper "$4" '{ type: "sample", $ts, $node, $object,
	    kind: "interface", admin: "up", $oper }'
}

# fan SECOND NODE STATUS
fan() {
	jq -cn --arg ts "$(at "$1")" --arg node "$2" --arg status "$3" '
	    { type: "sample", $ts, $node, kind: "sensor", object: "fan",
	      sensor_class: "fan", $status }'
}

beat() {
	printf '{"type":"heartbeat","ts":"%s","run":"r%s",' "$(at "$1")" "$1"
	printf '"planned_nodes":1,"answered_nodes":1,"failed_nodes":0}\n'
}

links() {
	printf 'a_node,a_port,b_node,b_port,srlg\n'
	printf '%s\n' "$@"
}

diag() {
	ossctl-diag run --no-end -q "$@" >"$TMP/out"
}

# A ring of four; the poller at p. b is cut off from one side, c is down.
fault() {
	links p,1,a,1,d1 a,2,b,1,d2 p,2,c,1,d3 c,2,b,2,d4 >links.csv
	diag -l links.csv --poller p "$@" < <(
		for n in p a b c; do node 1 "$n" up; done
		port 1 a 2 up; port 1 p 2 up; port 1 b 2 up; beat 2)
	for t in 11 21 31; do
		diag --poller p "$@" < <(
			for n in p a b; do node $t "$n" up; done
			node $t c down; port $t p 2 down; port $t b 2 down
			fan $t a warning; beat $((t + 1)))
	done
}

page() {
	ossctl-diag status -o html --poller p "$@" >page.html
}

text() {
	ossctl-diag status -o text --poller p "$@" >page.txt
}

@test "diag status: text: causes first, who has no second way, totals" {
	subs c 20.25 b 5 >subs
	fault -s subs
	text --now "$(at 92)"
	cat >want <<-END
	NETWORK CRITICAL: 2 causes, 3 symptoms
	last heartbeat $(at 32), 1 min ago

	CRITICAL node-unreachable c
	  it does not answer
	  since $(at 11) (1 min), confidence NN%
	  hits 1 customer, 20.25 EUR a month; 1 at risk
	  for: no answer since $(at 11), and 2 more
	  symptoms: port-down b 2, port-down p 2
	  alarm_id ID

	WARNING sensor-failed a fan
	  its node says that it has failed
	  since $(at 11) (1 min)
	  hits no customer
	  for: warning since $(at 11)
	  alarm_id ID

	AT RISK, with no second way left
	  b: by node-unreachable c

	nodes 4: 1 critical, 1 warning, 1 at risk, 1 well
	customers: 1 without full service, 1 at risk
	END
	sed -E 's/(alarm_id )[0-9a-f]{16}$/\1ID/; s/(confidence )[0-9]+/\1NN/
	    /^  or: /d' page.txt | sed 's/3 symptoms/N symptoms/
	    s/2 symptoms/N symptoms/' >got
	sed -i 's/3 symptoms/N symptoms/' want
	diff got want
	text --now "$(at 92)" && text --now "$(at 92)"
	awk 'length($0) > 79' page.txt | diff - /dev/null
}

@test "diag status: the place of the poller, which nobody asks, is not unknown" {
	links p,1,a,1,d1 a,2,b,1,d2 >links.csv
	diag -l links.csv --poller p < <(node 1 a up; beat 2)
	text
	[[ $(tail -n 1 page.txt) == 'nodes 3: 1 unknown, 2 well' ]]
	[ "$(sed -n '/^UNKNOWN/{n;p}' page.txt)" = '  b' ]
	run -0 ossctl-diag status -o text
	[[ $output == *'nodes 3: 2 unknown, 1 well' ]]
	# with a heartbeat that is too old nothing is known of it either
	ossctl-diag status -o text --poller p --max-age 1m --now "$(at 92)" \
	    >page.txt
	[[ $(tail -n 1 page.txt) == 'nodes 3: 3 unknown' ]]
}

@test "diag: list and status tell whole seconds, records all of it" {
	diag < <(node 1 a down | sed 's/\(:[0-9][0-9]\)Z/\1.987Z/'; beat 2)
	[[ $(ossctl-diag list | sed -n 2p) == "$(at 1)  critical "* ]]
	[ "$(ossctl-diag list -o ndjson | jq -r '.ts // empty')" = \
	    "$(at 1 | sed 's/Z/.987Z/')" ]
	ossctl-diag status -o text | grep -q "  since $(at 1) ("
}

@test "diag status: alternatives, the likeliest first" {
	links p,1,a,1, a,2,b,1, >links.csv
	diag -l links.csv --poller p < <(for n in p a b; do node 1 "$n" up; done
		port 1 a 2 up; port 1 b 1 up; beat 2)
	for t in 11 21 31; do
		diag --poller p < <(node $t p up; node $t a up
			node $t b down; port $t a 2 down; beat $((t + 1)))
	done
	text
	sed -n 's/^  or: .*(\([0-9]*\)%)$/\1/p' page.txt >got
	[ "$(wc -l <got)" -ge 2 ]
	sort -rnc got
}

@test "diag status: nothing is wrong; nothing is known" {
	text_only() { ossctl-diag status -o text; }
	run text_only
	[[ ${lines[0]} == 'NETWORK UNKNOWN: 0 causes, 0 symptoms' ]]
	[[ $output == *'no heartbeat yet: nothing is known'* ]]
	ossctl-diag status -o html | grep -q 'no heartbeat yet'
	diag < <(node 1 a up; beat 2)
	run text_only
	[[ ${lines[0]} == 'NETWORK OK: 0 causes, 0 symptoms' ]]
	[[ $output == *'nodes 1: 1 well' ]]
}

@test "diag status: an old heartbeat says nothing good of anybody" {
	diag < <(node 1 a up; beat 2)
	run ossctl-diag status -o text --max-age 10s --now "$(at 13)"
	[ "$status" -eq 0 ]
	[[ $output == 'NETWORK UNKNOWN'*'TOO OLD'*'nodes 1: 1 unknown' ]]
	run ossctl-diag status -o text --max-age 10s --now "$(at 12)"
	[[ $output == 'NETWORK OK'*'nodes 1: 1 well' ]]
	ossctl-diag status -o html --max-age 10s --now "$(at 13)" >page.html
	grep -q 'class="stale" id="stale">' page.html
	# the browser sees by itself that nobody writes the page any more
	ossctl-diag status -o html --max-age 10s --now "$(at 12)" >page.html
	grep -q 'class="stale" id="stale" hidden' page.html
	grep -q 'data-heartbeat="1790812802000" data-max-age="10000"' page.html
	run --separate-stderr ossctl-diag status --max-age 10s
	[ "$status" -eq 2 ]
	has_code usage-missing
}

@test "diag status: exit codes and the line of a monitor come first" {
	fault
	run ossctl-diag status -o text --nagios --poller p
	[ "$status" -eq 2 ]
	[[ ${lines[0]} == 'ALARMS CRITICAL - '*' | active='* ]]
	[[ ${lines[1]} == 'NETWORK CRITICAL'* ]]
	run ossctl-diag status -o html --check
	[ "$status" -eq 1 ]
	[[ ${lines[0]} == '<!DOCTYPE html>' ]]
	run ossctl-diag status -o text --nagios -d none.db
	[ "$status" -eq 3 ]
}

@test "diag status: text on a terminal, else a page" {
	ossctl-diag status | head -n 1 | grep -q '^<!DOCTYPE html>'
	script -qec 'ossctl-diag status' /dev/null </dev/null |
	    head -n 1 | grep -q '^NETWORK UNKNOWN'
}

@test "diag status: many causes: --full of them, then lines, then a number" {
	diag < <(for i in {10..40}; do fan 1 n$i failed; done; beat 2)
	ossctl-diag status -o text --full 2 >page.txt
	[ "$(grep -c alarm_id page.txt)" -eq 2 ]
	[ "$(grep -c '^MAJOR sensor-failed n' page.txt)" -eq 22 ]
	grep -qx 'and 9 more causes' page.txt
}

@test "diag status: planned, shelved, acknowledged" {
	printf 'window,from,to,node,object\n%s\n%s\n%s\n' \
	    "w1,$(at 0),$(at 600),c," "w2,$(at 900),$(at 999),a,fan" \
	    w3,2026-10-03T00:00:00Z,2026-10-04T00:00:00Z,b, >windows
	fault --windows windows
	ossctl-diag list -o ndjson | jq -r 'select(.alarm_type ==
	    "sensor-failed").alarm_id' >fan
	ossctl-diag ack --why 'spare is <ordered>' "$(<fan)"
	text
	grep -q "^  window w1: c, until $(at 600)" page.txt
	grep -q "^  window w2: a fan, from $(at 900) until $(at 999)" page.txt
	grep -q 'node-unreachable c, since' page.txt
	[ "$(grep -c w3 page.txt)" -eq 0 ]
	[ "$(grep -c '^CRITICAL' page.txt)" -eq 0 ]
	grep -q 'acknowledged by .*: spare is <ordered>' page.txt
	page
	grep -q 'spare is &lt;ordered&gt;' page.html
	grep -q 'window w1: c since' page.html
	ossctl-diag shelve --for 1h --now "$(at 40)" "$(<fan)"
	text
	grep -q '1 shelved' page.txt
	[ "$(grep -c '^WARNING' page.txt)" -eq 0 ]
}

@test "diag status: who is cut off by planned work is in the first line" {
	links p,1,b,1, b,2,c,1, c,2,d,1, >links.csv
	printf 'window,from,to,node\nw,%s,%s,b\n' "$(at 5)" "$(at 600)" >w.csv
	all() {
		node $1 p up; node $1 e $3
		for n in b c d; do node $1 $n $2; done
	}
	diag -l links.csv --windows w.csv --poller p < <(all 1 up up; beat 2)
	diag --poller p < <(all 11 down up; beat 12)
	text
	[ "$(sed -n 1p page.txt)" = 'NETWORK CRITICAL: 0 causes, 2 symptoms, 2 '\
'of them by planned work, 1 planned' ]
	sed -n '/^NOT PLANNED/,/^$/p' page.txt >got
	diff - got <<-END
	NOT PLANNED, but cut off by planned work
	  node-unreachable c, since $(at 11): by node-unreachable b
	  node-unreachable d, since $(at 11): by node-unreachable b

	END
	page
	grep -q '<h2>Not planned, but cut off by planned work</h2>' page.html
	grep -q '<li>node-unreachable c, since .*: by node-unreachable b</li>' \
	    page.html
	# what the window names is no more than planned
	printf 'window,from,to,node\nw2,%s,%s,\n' "$(at 5)" "$(at 600)" >w.csv
	diag --windows w.csv --poller p < <(all 21 down up; beat 22)
	text
	[ "$(sed -n 1p page.txt)" = 'NETWORK OK: 0 causes, 0 symptoms, 3 planned' ]
	[ "$(grep -c 'NOT PLANNED' page.txt)" -eq 0 ]
	# who sees nobody does not say that all is well
	diag --poller p < <(all 31 down down; beat 32)
	text
	[[ $(sed -n 1p page.txt) == 'NETWORK UNKNOWN: 0 causes, 0 symp'* ]]
}

@test "diag status: a page: causes by severity, each with its own sign" {
	subs c 20.25 b 5 >subs
	fault -s subs
	page
	grep -q '<h1>2 causes, ' page.html
	grep -q 'hits 1 customer, 20.25 EUR a month; 1 at risk' page.html
	grep -q '<article class="cause critical">' page.html
	grep -q '<article class="cause warning">' page.html
	grep -q '<li>port-down p 2, since ' page.html
	grep -q '<h2>At risk' page.html
	# the drawing for a screen and that for a phone
	[ "$(grep -c '<svg.* class="net ' page.html)" -eq 2 ]
	[ "$(grep -c '<g class="n critical"><title>c: critical' page.html)" \
	    -eq 2 ]
	[ "$(grep -c '<g class="n warning"><title>a: ' page.html)" -eq 2 ]
	[ "$(grep -c '<g class="n risk"><title>b: ' page.html)" -eq 2 ]
	grep -q '<path class="wire l-hit".*<title>p 2 - c 1, d3<' page.html
	# a warning is drawn in other colours and shapes than a critical alarm
	style() { grep -o -- "--$1:#[0-9a-f]*" page.html | sort -u; }
	[ "$(cat <(style critical) <(style major) <(style minor) \
	    <(style warning) | cut -d : -f 2 | sort | uniq -d | wc -l)" -eq 0 ]
	page && cp page.html again.html && page && cmp page.html again.html
}

@test "diag status: a duct and a site are drawn where they are" {
	links p,1,a,1,duct p,2,b,1,duct b,2,c,1, >links.csv
	printf 'node,address,site\nb,127.0.0.1,hill\nc,127.0.0.1,hill\n' \
	    >nodes.csv
	ports() { for x in 'p 1' 'a 1' 'p 2' 'b 1'; do port $1 $x $2; done; }
	diag -l links.csv --poller p < <(for n in p a b c; do node 1 $n up
	    done; ports 1 up; beat 2)
	for t in 11 21 31; do
		diag --poller p < <(node $t p up; for n in a b c; do
		    node $t $n down; done
		    port $t p 1 down; port $t p 2 down; beat $((t + 1)))
	done
	page
	ossctl-diag list | grep -q srlg-down
	[ "$(grep -c 'class="wire l-critical"' page.html)" -eq 4 ]
}

@test "diag status: --nodes: on a map where nodes have lat and lon" {
	fault
	cat >nodes.csv <<-'END'
	node,address,site,lat,lon
	p,127.0.0.1,Lyon,45.76,4.84
	a,127.0.0.1,Paris,48.86,2.35
	b,127.0.0.1,Lille,50.63,3.06
	c,127.0.0.1,Nice,43.7,7.27
	END
	page --nodes nodes.csv
	# sign NODE: x and y of its mark on the wide sheet
	svg() { sed -n '/class="net wide"/,/<\/svg>/p' page.html; }
	grep -q ' km</text>' page.html
	# to the north is up, to the east is right, by the label's place
	spot() {
		svg | sed -nE "s/.*<title>$1: .*class=\"name\" x=\"([0-9]+)\" \
y=\"([0-9]+)\".*/\1 \2/p"
	}
	read -r px py < <(spot p)
	read -r ax ay < <(spot a)
	read -r bx by < <(spot b)
	read -r cx cy < <(spot c)
	((by < ay && ay < py && py < cy))
	((ax < px && px < cx))
	# values out of range, or of some nodes alone, are no place
	sed -i 's/48.86/98.86/; s/50.63//; s/43.7/x/' nodes.csv
	page --nodes nodes.csv
	[ "$(grep -c ' km</text>' page.html)" -eq 0 ]
	run ossctl-diag status --nodes none.csv
	[ "$status" -eq 2 ]
}

@test "diag status: nodes at one place, and across the date line" {
	diag < <(for n in a b c d; do node 1 $n up; done; beat 2)
	cat >nodes.csv <<-'END'
	node,address,site,lat,lon
	a,127.0.0.1,Suva,-18.1,178.4
	b,127.0.0.1,Suva,-18.1,178.4
	c,127.0.0.1,Apia,-13.8,-171.8
	d,127.0.0.1,Pole,-13.9,-172.4
	END
	ossctl-diag status -o html --nodes nodes.csv >page.html
	grep -q 'Suva (2)</text>' page.html
	# 1,100 km, not once around the earth
	[[ $(grep -o '[0-9]* km</text>' page.html | head -n 1) == 200\ km* ]]
}

@test "diag status: of a great network what is not well is drawn" {
	{
		printf 'a_node,b_node\n'
		for i in {1..40}; do
			echo "p,a$i"
			for k in {1..10}; do
				echo "a$i,a$i-$k"
			done
		done
	} >links.csv
	all() {
		awk -F , -v ts="$(at "$1")" -v bad="$2" 'NR > 1 && $2 != bad {
		    printf "{\"type\":\"sample\",\"ts\":\"%s\",\"node\":\"%s\",\
\"kind\":\"node\",\"object\":\"%s\",\"reachable\":true}\n", ts, $2, $2 }' \
		    links.csv
		node "$1" p up
	}
	diag -l links.csv --poller p < <(all 1; beat 2)
	for t in 11 21 31; do
		diag --poller p < <(all $t a40-10; node $t a40-10 down
		    beat $((t + 1)))
	done
	page
	[ "$(grep -c '<title>a40-10: critical' page.html)" -eq 2 ]
	[ "$(grep -c '<g class="n ' page.html)" -lt 200 ]
	grep -q '>+10</text>' page.html
	# each node is drawn, or counted where it is folded
	sed -n '/net wide/,/<\/svg>/p' page.html >wide
	[ $(($(grep -c '<g class="n ' wide) + $(grep -o '>+[0-9]*' wide |
	    tr -d '>+' | paste -sd+))) -eq 441 ]
}

@test "diag status: hostile names stay text" {
	local evil

	evil=$'<script>x\033[2J"\302\233\'&'
	links 'p,1,a<b>&,1,"d""><u>"' 'a<b>&,2,c,1,' >links.csv
	diag -l links.csv --poller p < <(node 1 p up; port 1 p 1 up
	    node 1 'a<b>&' up; node 1 c up; node 1 "$evil" up; beat 2)
	diag < <(node 3 p up; port 3 p 1 down; node 3 'a<b>&' down
	    node 3 c down; node 3 "$evil" down; beat 4)
	printf 'node,address,site\n"%s",127.0.0.1,"<b>\nhill\377"\n' "$evil" \
	    >nodes.csv
	page --nodes nodes.csv
	grep -q 'a&lt;b&gt;' page.html
	[ "$(grep -c 'a<b>' page.html)" -eq 0 ]
	[ "$(grep -ciE '<(script|u|b)>(x|<|hill)' page.html)" -eq 0 ]
	[ "$(LC_ALL=C grep -cP '[\x00-\x08\x0b-\x1f\x7f]' page.html)" -eq 0 ]
	iconv -f UTF-8 -t UTF-8 page.html >/dev/null
	sed -n '/<svg.*net wide/,/<\/svg>/p' page.html | xmllint --noout -
	text --nodes nodes.csv
	[ "$(LC_ALL=C grep -cP '[\x00-\x08\x0b-\x1f\x7f]' page.txt)" -eq 0 ]
	run --separate-stderr ossctl-diag status --poller nobody
	[ "$status" -eq 2 ]
	has_code object-unknown
}

@test "diag status: --refresh: the page is asked for again" {
	ossctl-diag status -o html --refresh 1m |
	    grep -q '<meta http-equiv="refresh" content="60">'
	[ "$(ossctl-diag status -o html | grep -c http-equiv)" -eq 0 ]
}

@test "diag status: the page fits a phone" {
	fault
	page
	fits_phone page.html
}
