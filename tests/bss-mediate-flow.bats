# bss-mediate-flow.bats: flows to usage of who is inside, as bss-mediate(1)
# promises; against softflowd, nfcapd and nfdump on loopback

load lib/common
load lib/nfcapd

usage() {
	jq -c 'select(.type == "usage")' "$@"
}

# volumes FILE: identifier, in and out, sorted
volumes() {
	usage "$1" | jq -r '[.identifier, .in_octets // 0, .out_octets // 0] |
	    join(" ")' | sort | paste -sd ,
}

flow() {
	bss-mediate flow "$@"
}

# pm SRC DST BYTES [MEMBERS]: a line of pmacct's JSON
pm() {
	printf '{"event_type":"purge","ip_src":"%s","ip_dst":"%s",' "$1" "$2"
	printf '"timestamp_start":"2026-10-01 08:00:00.25",'
	printf '"timestamp_end":"2026-10-01 08:00:10","packets":1,"bytes":%s%s}\n' \
	    "$3" "${4:+,$4}"
}

pmacct() {
	flow -f pmacct-json --zone UTC --local 192.0.2.0/24 "$@"
}

# nf FIRST LAST RECEIVED [MEMBERS]: an object of nfdump's JSON
nf() {
	printf '{"type":"FLOW","first":"%s","last":"%s","received":"%s",' \
	    "$1" "$2" "$3"
	printf '"src4_addr":"192.0.2.1","dst4_addr":"198.51.100.5",'
	printf '"in_packets":1,"in_bytes":100%s}\n' "${4:+,$4}"
}

nfjson() {
	flow -f nfdump-json --zone UTC --local 192.0.2.0/24 "$@"
}

all='192.0.2.10 0 2056,192.0.2.10 328 0,192.0.2.10 512 0,192.0.2.20 0 328'

# ---- the real thing ----------------------------------------------------------

@test "flow: NetFlow v5 of softflowd, through nfcapd and nfdump" {
	"$ROOT/tests/lib/flows.py" "$TMP/pcap" 30
	nfcapd_collect "$TMP/nf" 5 "$TMP/pcap"
	nfdump -r "$TMP"/nf/nfcapd.* -o csv >"$TMP/csv"
	grep -q '^Summary' "$TMP/csv"
	nfdump -r "$TMP"/nf/nfcapd.* -o json >"$TMP/json"
	for o in csv json; do
		flow -f nfdump-$o --zone UTC --local 192.0.2.0/24 \
		    --audit "$TMP/audit" "$TMP/$o" >"$TMP/out"
		[ "$(volumes "$TMP/out")" = "$all" ]
		[ "$(usage "$TMP/out" | jq -c 'select(.uptime_wraps)')" = '' ]
		[ "$(jq -c '[.read,.used,.filtered,.written]' "$TMP/audit")" = \
		    '[4,3,1,4]' ]
	done
}

# softflowd begins to count its uptime when it starts, after the packets of
# the capture: their first and last are from before the counter was 0, as those
# of a flow are that is older than the exporter's turn.
@test "flow: NetFlow v9 whose uptime turned over lies 49.7 days ahead, and is put right" {
	"$ROOT/tests/lib/flows.py" "$TMP/pcap" 30
	nfcapd_collect "$TMP/nf" 9 "$TMP/pcap"
	nfdump -r "$TMP"/nf/nfcapd.* -o json >"$TMP/json"
	first=$(jq -r '.[0].first' "$TMP/json")
	[ "$(date -d "$first" +%s)" -gt "$(date -d '40 days' +%s)" ] || {
		echo "no turn in: $first"
		return 1
	}
	for o in csv json; do
		nfdump -r "$TMP"/nf/nfcapd.* -o $o >"$TMP/in"
		run --separate-stderr flow -f nfdump-$o --zone UTC \
		    --local 192.0.2.0/24 "$TMP/in"
		[ "$status" -eq 0 ] && has_code flow-wrapped
		[[ $stderr == *'the times of 3 flows'* ]]
		echo "$output" >"$TMP/out"
		[ "$(volumes "$TMP/out")" = "$all" ]
		[ "$(usage "$TMP/out" | jq .uptime_wraps | sort -u)" = 1 ]
		# the flows were 30 s ago, give or take what the test took
		usage "$TMP/out" | jq -r .ts | while read -r ts; do
			age=$(($(date +%s) - $(date -d "$ts" +%s)))
			[ "$age" -ge 20 ] && [ "$age" -lt 120 ]
		done
		run --separate-stderr flow -f nfdump-$o --zone UTC \
		    --local 192.0.2.0/24 --uptime-wrap reject \
		    -r "$TMP/rej" "$TMP/in"
		[ "$status" -eq 1 ] && has_code flow-wrap
		[ "$(jq -r .code "$TMP/rej" | sort | uniq -c |
		    tr -s ' ')" = ' 3 flow-wrap' ]
	done
}

@test "flow: nfdump that finds nothing is no flow and no fault" {
	"$ROOT/tests/lib/flows.py" "$TMP/pcap" 30
	nfcapd_collect "$TMP/nf" 5 "$TMP/pcap"
	for o in csv json; do
		nfdump -r "$TMP"/nf/nfcapd.* -o $o 'host 203.0.113.77' \
		    >"$TMP/in"
		grep -qi 'no match' "$TMP/in"
		flow -f nfdump-$o --zone UTC --local 192.0.2.0/24 \
		    --audit "$TMP/audit" "$TMP/in" >"$TMP/out"
		[ "$(jq .read "$TMP/audit")" -eq 0 ]
	done
}

@test "flow: both directions in one record (nfdump -b)" {
	"$ROOT/tests/lib/flows.py" "$TMP/pcap" 30
	nfcapd_collect "$TMP/nf" 5 "$TMP/pcap"
	# (the json of nfdump 1.7.1 leaves the way back out)
	nfdump -b -r "$TMP"/nf/nfcapd.* -o csv |
	    flow -f nfdump-csv --zone UTC --local 192.0.2.0/24 >"$TMP/out"
	[ "$(volumes "$TMP/out")" = \
	    '192.0.2.10 328 0,192.0.2.10 512 2056,192.0.2.20 0 328' ]
	t=2026-10-01T08:00:00.000
	nf $t $t $t '"out_bytes":7' | nfjson >"$TMP/out"
	[ "$(volumes "$TMP/out")" = '192.0.2.1 100 7' ]
}

# ---- who is inside -----------------------------------------------------------

@test "flow: a file of networks says whose an address is, the longest prefix holds" {
	cat >"$TMP/nets.csv" <<-'E'
	network,identifier
	192.0.2.0/24,
	192.0.2.128/25,ann
	192.0.2.130,bob
	2001:db8:1::/48,2001:db8:1::/48
	E
	{ pm 192.0.2.1 198.51.100.1 1; pm 192.0.2.129 198.51.100.1 2
	  pm 198.51.100.1 192.0.2.130 3; pm 2001:DB8:1:0::9 2001:db8:2::1 4
	  pm 198.51.100.1 198.51.100.2 5; pm 192.0.2.200 192.0.2.201 6
	  pm ::ffff:192.0.2.1 2001:db8:2::1 7; } |
	    flow -f pmacct-json --zone UTC --locals "$TMP/nets.csv" \
	    --local 203.0.113.0/24 --audit "$TMP/audit" >"$TMP/out"
	[ "$(volumes "$TMP/out")" = \
	    '192.0.2.1 1 0,192.0.2.1 7 0,2001:db8:1::/48 4 0,ann 0 6,ann 2 0,ann 6 0,bob 0 3' ]
	[ "$(jq -c '[.read,.used,.filtered,.written]' "$TMP/audit")" = \
	    '[7,6,1,7]' ]
}

@test "flow: networks that are none are refused" {
	for n in 192.0.2.1/24 192.0.2.0/33 net 192.0.2.0/24,a,b; do
		printf 'network,identifier\n%s\n' "$n,x" >"$TMP/nets.csv"
		run --separate-stderr flow -f pmacct-json --zone UTC \
		    --locals "$TMP/nets.csv" /dev/null
		[ "$status" -eq 2 ]
		[[ $stderr == *"[flow-network]"* || $stderr == *"[csv-columns]"* ]]
	done
	printf 'network,identifier\n192.0.2.0/24,a\n192.0.2.0/24,b\n' \
	    >"$TMP/nets.csv"
	run --separate-stderr flow -f pmacct-json --zone UTC \
	    --locals "$TMP/nets.csv" /dev/null
	[ "$status" -eq 2 ]
	has_code flow-network
	[[ $stderr == *"nets.csv:3:"* ]]
	run --separate-stderr flow -f pmacct-json --zone UTC --local x /dev/null
	[ "$status" -eq 2 ]
	has_code flow-network
}

@test "flow: the command line" {
	run --separate-stderr flow --local 192.0.2.0/24 /dev/null
	[ "$status" -eq 2 ]
	has_code usage-missing
	run --separate-stderr flow -f pmacct-json --zone UTC /dev/null
	[ "$status" -eq 2 ]
	has_code usage-missing
	run --separate-stderr pmacct --sampling 0 /dev/null
	[ "$status" -eq 2 ]
	has_code usage-value
	run --separate-stderr pmacct --max-delay 50d /dev/null
	[ "$status" -eq 2 ]
	has_code usage-value
	run --separate-stderr flow -f generic-json --local 192.0.2.0/24 /dev/null
	[ "$status" -eq 2 ]
	has_code format-invalid
	run --separate-stderr bss-mediate json -f pmacct-json --zone UTC /dev/null
	[ "$status" -eq 2 ]
	has_code format-invalid
	[[ $stderr == *'bss-mediate flow'* ]]
	pm 192.0.2.1 198.51.100.1 1 >"$TMP/in"
	pmacct -q -v --max-rejects 0 -o csv "$TMP/in" >"$TMP/out.csv"
	[ "$(head -1 "$TMP/out.csv" | tr , '\n' | grep -c sampling)" -eq 1 ]
	flow --schema | jq -e . >/dev/null
}

@test "flow: an address that is none is rejected" {
	{ pm 192.0.2.1 198.51.100.1 1; pm host 198.51.100.1 1
	  pm 192.0.2.1 192.0.2 1; } >"$TMP/in"
	run --separate-stderr pmacct -r "$TMP/rej" "$TMP/in"
	[ "$status" -eq 1 ]
	has_code flow-address
	[ "$(jq -r '"\(.line) \(.code)"' "$TMP/rej" | paste -sd ' ')" = \
	    '2 flow-address 3 flow-address' ]
}

# ---- sampling ----------------------------------------------------------------

@test "flow: what was sampled is scaled by the stated rate, and marked" {
	pm 192.0.2.1 198.51.100.1 100 >"$TMP/in"
	[ "$(pmacct --sampling 1000 "$TMP/in" | usage |
	    jq -c '[.quantity,.in_octets,.reading_quality,.sampling]')" = \
	    '[100000,100000,"sampled",1000]' ]
	# what the record says holds
	pm 192.0.2.1 198.51.100.1 100 '"sampling_rate":64' >"$TMP/in"
	[ "$(pmacct --sampling 1000 "$TMP/in" | usage |
	    jq -c '[.quantity,.sampling]')" = '[6400,64]' ]
	pm 192.0.2.1 198.51.100.1 100 >"$TMP/in"
	[ "$(pmacct "$TMP/in" | usage |
	    jq -c '[.quantity,.reading_quality,.sampling]')" = \
	    '[100,null,null]' ]
}

@test "flow: what the collector has scaled is not scaled again" {
	t=2026-10-01T08:00:00.000
	{ nf $t $t $t '"sampled":1'; nf $t $t $t '"sampled":0'; } |
	    nfjson --sampling 10 >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -c '[.quantity,.sampling]' | paste -sd ,)" = \
	    '[100,10],[1000,10]' ]
}

@test "flow: octets that are too many when scaled are rejected" {
	pm 192.0.2.1 198.51.100.1 18446744073709551615 >"$TMP/in"
	[ "$(pmacct "$TMP/in" | grep -o '"quantity":[0-9]*')" = \
	    '"quantity":18446744073709551615' ]
	run --separate-stderr pmacct --sampling 2 -r /dev/null "$TMP/in"
	[ "$status" -eq 1 ]
	has_code mediate-quantity
}

# ---- times -------------------------------------------------------------------

@test "flow: times that do not fit to the receipt are rejected, never guessed" {
	{ nf 2026-10-01T08:00:00.000 2026-10-01T08:01:00.000 2026-10-01T08:01:05.000
	  nf 2026-10-01T06:00:00.000 2026-10-01T06:01:00.000 2026-10-01T08:01:05.000
	  nf 2026-10-02T08:00:00.000 2026-10-02T08:01:00.000 2026-10-01T08:01:05.000
	  nf 2026-10-01T08:01:00.000 2026-10-01T08:00:00.000 2026-10-01T08:01:05.000
	} >"$TMP/in"
	run --separate-stderr nfjson -r "$TMP/rej" "$TMP/in"
	[ "$status" -eq 1 ]
	[ "$(usage <<<"$output" | jq -r .ts)" = 2026-10-01T08:00:00Z ]
	[ "$(jq -r '"\(.line) \(.code)"' "$TMP/rej" | paste -sd ,)" = \
	    '2 flow-time,3 flow-time,4 flow-time' ]
	run --separate-stderr nfjson --max-delay 3h -r "$TMP/rej" "$TMP/in"
	[ "$(usage <<<"$output" | jq -r .ts | paste -sd ,)" = \
	    2026-10-01T08:00:00Z,2026-10-01T06:00:00Z ]
}

@test "flow: without a receipt a flow must not end before it begins" {
	pm 192.0.2.1 198.51.100.1 1 | sed 's/08:00:10/07:00:10/' >"$TMP/in"
	run --separate-stderr pmacct -r /dev/null "$TMP/in"
	[ "$status" -eq 1 ]
	has_code mediate-order
}

@test "flow: a flow over the turn has a beginning 49.7 days ahead of its end" {
	# 2026-10-01T08:00:00 and 4294967.296 s
	nf 2026-11-20T01:02:47.296 2026-10-01T08:01:00.000 \
	    2026-10-01T08:01:05.000 >"$TMP/in"
	[ "$(nfjson -q "$TMP/in" | usage | jq -c '[.ts,.end_ts,.uptime_wraps]')" = \
	    '["2026-10-01T08:00:00Z","2026-10-01T08:01:00Z",1]' ]
}

@test "flow: the same flows twice are the same usage" {
	{ pm 192.0.2.1 198.51.100.1 1; pm 192.0.2.1 198.51.100.1 1
	  pm 192.0.2.1 192.0.2.2 1; } >"$TMP/in"
	pmacct "$TMP/in" >"$TMP/1"
	pmacct <"$TMP/in" >"$TMP/2"
	cmp "$TMP/1" "$TMP/2"
	[ "$(usage "$TMP/1" | jq -r .usage_id | sort -u | wc -l)" -eq 4 ]
}

@test "flow: flows that differ in a port alone are two, also in two files" {
	pm 192.0.2.1 198.51.100.1 1 '"port_src":1' >"$TMP/1"
	pm 192.0.2.1 198.51.100.1 1 '"port_src":2' >"$TMP/2"
	pmacct "$TMP/1" "$TMP/2" | usage >"$TMP/out"
	[ "$(jq -r .usage_id "$TMP/out" | sort -u | wc -l)" -eq 2 ]
}

@test "flow: a format with a key tells the two ends apart" {
	jq '.key = ["id"]' "$SHARE/formats/pmacct-json.json" >"$TMP/f.json"
	pm 192.0.2.1 192.0.2.2 1 '"id":"a:7"' |
	    flow -f "$TMP/f.json" --zone UTC --local 192.0.2.0/24 >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -r .usage_id | paste -sd ' ')" = \
	    'pmacct:a%3A7:source pmacct:a%3A7:destination' ]
}

@test "flow: a format of flows that says what it cannot is refused" {
	while read -r f; do
		jq -n --argjson f "$f" '{ description: "t", source: "t",
		    json: {}, zone: "UTC", fields: ({ ts: { column: "ts",
		    time: "epoch" }, usage_type: "data" } + ($f.fields // {})),
		    flow: ({ source: { column: "s" },
		    destination: { column: "d" }, octets: { column: "o" } }
		    + ($f.flow // {})) | with_entries(select(.value != null)) }
		    ' >"$TMP/f.json"
		run --separate-stderr flow -f "$TMP/f.json" --local 192.0.2.1 \
		    /dev/null
		[ "$status" -eq 2 ] && has_code format-invalid || {
			echo "accepted: $f"
			return 1
		}
	done <<-'E'
	{"fields":{"identifier":"x"}}
	{"fields":{"quantity":{"column":"q"}}}
	{"fields":{"unit":"octet"}}
	{"fields":{"sampling":{"column":"q"}}}
	{"fields":{"end_ts":{"ts_plus":"quantity"}}}
	{"flow":{"source":null}}
	{"flow":{"octets":null}}
	{"flow":{"protocol":{"column":"p"}}}
	{"flow":{"source":{"template":"{a}.{b}"}}}
	{"flow":{"received":{"column":"r"}}}
	{"flow":{"sampling":{"column":"r","time":"epoch"}}}
	E
}

@test "flow: rows of several kinds" {
	jq '.fields = {} | .rows = [
	    { where: [{ column: "packets", equals: ["1"] }],
	      fields: { x_size: "small" } }, { fields: { x_size: "large" } }]
	    | .rows[].fields += $f.fields' --slurpfile x /dev/null \
	    --argjson f "$(jq '{ fields }' "$SHARE/formats/pmacct-json.json")" \
	    "$SHARE/formats/pmacct-json.json" >"$TMP/k.json"
	{ pm 192.0.2.1 198.51.100.5 100
	    pm 192.0.2.2 198.51.100.5 900 | sed 's/"packets":1/"packets":9/'
	} >"$TMP/in"
	run --separate-stderr flow -f "$TMP/k.json" --zone UTC \
	    --local 192.0.2.0/24 "$TMP/in"
	[ "$status" -eq 0 ]
	[ "$(usage <<<"$output" | jq -r '[.identifier, .in_octets, .x_size]
	    | join(" ")')" = $'192.0.2.1 100 small\n192.0.2.2 900 large' ]
}
