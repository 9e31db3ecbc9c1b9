# bss-mediate-samples.bats: counter readings of ports to usage per interval

load lib/common

# sample TS NODE PORT IN OUT [MORE]: a reading of a port, up since midnight
sample() {
	local s

	s=$(($(date -ud "$1" +%s) - $(date -ud 2026-10-01T00:00:00Z +%s)))
	printf '{"type":"sample","ts":"%s","node":"%s","kind":"interface",' \
	    "$1" "$2"
	printf '"object":"%s","in_octets":%s,"out_octets":%s' "$3" "$4" "$5"
	printf ',"counter_bits":64,"uptime_cs":%s00,"discontinuity_cs":0%s}\n' \
	    "$s" "${6:+,$6}"
}

at() {
	echo "2026-10-01T0$1:00Z"
}

# mediate [OPTION...]: samples from stdin without an end record
mediate() {
	bss-mediate samples --no-end "$@"
}

usage() {
	jq -c 'select(.type == "usage")' "$@"
}

@test "samples: two readings are one usage record" {
	{ sample "$(at 1:00)" edge ge-0 100 5000
	  sample "$(at 1:05)" edge ge-0 400 5007; } |
	    mediate >"$TMP/out"
	usage "$TMP/out" | diff - <(cat <<-'E'
	{"type":"usage","usage_id":"samples:edge/ge-0@2026-10-01T01:00:00Z/2026-10-01T01:05:00Z","ts":"2026-10-01T01:00:00Z","end_ts":"2026-10-01T01:05:00Z","usage_type":"data","identifier":"edge/ge-0","quantity":307,"unit":"octet","in_octets":300,"out_octets":7,"reading_quality":"exact","source":"samples","seq":1}
	E
	)
}

@test "samples: --usage-type names another" {
	{ sample "$(at 1:00)" a p 1 1; sample "$(at 1:05)" a p 2 2; } |
	    mediate --usage-type transit >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -r .usage_type)" = transit ]
	[ "$(jq -r 'select(.type == "total").usage_type' "$TMP/out")" = \
	    transit ]
}

@test "samples: the state carries readings from run to run" {
	sample "$(at 1:00)" a p 10 0 | mediate --state-out "$TMP/s1" >"$TMP/1"
	[ "$(usage "$TMP/1" | wc -l)" -eq 0 ]
	sample "$(at 1:05)" a p 30 0 |
	    mediate --state-in "$TMP/s1" --state-out "$TMP/s2" >"$TMP/2"
	[ "$(usage "$TMP/2" | jq .quantity)" -eq 20 ]
	[ "$(stat -c %a "$TMP/s2")" = 600 ]
	# the same state and input: the same octets
	sample "$(at 1:05)" a p 30 0 |
	    mediate --state-in "$TMP/s1" --state-out "$TMP/s3" | cmp - "$TMP/2"
	cmp "$TMP/s2" "$TMP/s3"
}

@test "samples: the law holds to the record" {
	{ sample "$(at 1:00)" a p 10 0; sample "$(at 1:00)" a q 10 0
	  echo '{"type":"sample","ts":"2026-10-01T01:00:00Z","node":"a","kind":"node","object":"a"}'
	} | mediate --state-out "$TMP/s1" --audit "$TMP/audit" >"$TMP/1"
	[ "$(jq -c '[.read,.held_in,.used,.rejected,.duplicate,.filtered,.held_out]' \
	    "$TMP/audit")" = '[3,0,0,0,0,1,2]' ]
	{ sample "$(at 1:05)" a p 20 0; sample "$(at 1:05)" a p 20 0
	  sample "$(at 1:10)" a p 30 0; sample "$(at 1:05)" b p 1 0; } |
	    mediate --state-in "$TMP/s1" --state-out "$TMP/s2" \
	    --audit "$TMP/audit" >"$TMP/2"
	[ "$(jq -c '[.read,.held_in,.used,.rejected,.duplicate,.filtered,.held_out]' \
	    "$TMP/audit")" = '[4,2,2,0,1,0,3]' ]
	# without --state-out the last readings end here
	sample "$(at 1:05)" a p 20 0 |
	    mediate --state-in "$TMP/s1" --audit "$TMP/audit" >"$TMP/2"
	[ "$(jq -c '[.read,.held_in,.used,.held_out]' "$TMP/audit")" = \
	    '[1,2,3,0]' ]
}

@test "samples: a late or repeated reading is a duplicate, not usage" {
	{ sample "$(at 1:00)" a p 10 0; sample "$(at 1:10)" a p 30 0
	  sample "$(at 1:05)" a p 20 0; sample "$(at 1:10)" a p 99 0
	  sample "$(at 1:15)" a p 35 0; } |
	    mediate --audit "$TMP/audit" >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -s -c 'map(.quantity)')" = '[20,5]' ]
	[ "$(jq .duplicate "$TMP/audit")" -eq 2 ]
}

@test "samples: a restart voids the interval and says so" {
	{ sample "$(at 1:00)" a p 1000 0
	  sample "$(at 1:05)" a p 70 0 | sed 's/"uptime_cs":[0-9]*/"uptime_cs":6000/'
	} >"$TMP/in"
	run --separate-stderr mediate "$TMP/in"
	[ "$status" -eq 0 ]
	[ "$(usage <<<"$output" | wc -l)" -eq 0 ]
	has_code usage-void
	[[ $stderr == *"'a/p'"*": restart"* ]]
}

@test "samples: --after-restart count takes what the counters show since boot" {
	{ sample "$(at 1:00)" a p 1000 0
	  sample "$(at 1:05)" a p 70 7 | sed 's/"uptime_cs":[0-9]*/"uptime_cs":6000/'
	} | mediate --after-restart count >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -c '[.usage_id,.ts,.end_ts,.quantity,.reading_quality]')" = \
	    '["samples:a/p@2026-10-01T01:00:00Z/2026-10-01T01:05:00Z","2026-10-01T01:04:00Z","2026-10-01T01:05:00Z",77,"exact"]' ]
}

@test "samples: a discontinuity voids the interval" {
	{ sample "$(at 1:00)" a p 1000 0
	  sample "$(at 1:05)" a p 2000 0 | sed 's/"discontinuity_cs":0/"discontinuity_cs":370000/'
	} >"$TMP/in"
	run --separate-stderr mediate "$TMP/in"
	[ "$status" -eq 0 ]
	has_code usage-void
	[[ $stderr == *": discontinuity"* ]]
}

@test "samples: a 32-bit counter that turned over is wrapped, or void when fast" {
	{ sample "$(at 1:00)" a p 4294967290 0 '"speed_bps":10000000'
	  sample "$(at 1:05)" a p 10 0 '"speed_bps":10000000'; } |
	    sed 's/"counter_bits":64/"counter_bits":32/' >"$TMP/in"
	mediate "$TMP/in" >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -c '[.quantity,.reading_quality]')" = \
	    '[16,"wrapped"]' ]
	sed -i 's/"speed_bps":10000000/"speed_bps":1000000000/' "$TMP/in"
	run --separate-stderr mediate "$TMP/in"
	[[ $stderr == *": turns"*"[usage-void]"* ]]
}

@test "samples: a long interval is exact in volume, of quality gap" {
	{ sample "$(at 1:00)" a p 0 0; sample "$(at 1:20)" a p 900 0; } \
	    >"$TMP/in"
	mediate "$TMP/in" >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -c '[.quantity,.reading_quality]')" = \
	    '[900,"gap"]' ]
	mediate --gap-after 30m "$TMP/in" >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -r .reading_quality)" = exact ]
}

@test "samples: a port keeps its series when ifIndex moves" {
	{ sample "$(at 1:00)" a p 10 0 '"if_index":3'
	  sample "$(at 1:05)" a p 30 0 '"if_index":17'; } | mediate >"$TMP/out"
	[ "$(usage "$TMP/out" | jq .quantity)" -eq 20 ]
}

@test "samples: --include and --exclude choose ports" {
	{ for t in 1:00 1:05; do
		for p in lo ge-0 ge-1; do
			sample "$(at $t)" edge $p 1 1
		done
		sample "$(at $t)" core ge-0 1 1
	  done; } >"$TMP/in"
	mediate --include 'edge/*' --exclude '*/lo' --audit "$TMP/audit" \
	    "$TMP/in" >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -r .identifier | sort | paste -sd ' ')" = \
	    'edge/ge-0 edge/ge-1' ]
	[ "$(jq .filtered "$TMP/audit")" -eq 4 ]
}

@test "samples: a pattern that no port is of is told [mediate-pattern]" {
	sample "$(at 1:00)" edge ge-0 1 1 >"$TMP/in"
	sample "$(at 1:00)" edge lo 1 1 >>"$TMP/in"
	printf '{"type":"sample","ts":"%s","node":"core","kind":"node",%s}\n' \
	    "$(at 1:00)" '"object":"core","reachable":false' >>"$TMP/in"
	run --separate-stderr mediate --include 'edge/*' --include 'edeg/*' \
	    --include 'core/ge-*' --exclude '*/lo' --exclude '*/lo9' \
	    --exclude 'edge/ge-1' --state-out "$TMP/s" "$TMP/in"
	[ "$status" -eq 0 ]
	[ "$(grep -o "no port .*" <<<"$stderr")" = \
"no port is one of --include 'edeg/*' [mediate-pattern]
no port is one of --exclude 'edge/ge-1' [mediate-pattern]" ]
	# what the run before had is there, though nothing came of it
	run --separate-stderr mediate --state-in "$TMP/s" --include 'edge/*' \
	    </dev/null
	[[ -z $stderr ]]
	run --separate-stderr mediate --include 'edge/*' </dev/null
	has_code mediate-pattern
}

@test "samples: ports without octet counters are filtered, half a pair rejected" {
	echo '{"type":"sample","ts":"2026-10-01T01:00:00Z","node":"a","kind":"interface","object":"p"}' \
	    >"$TMP/none"
	mediate --audit "$TMP/audit" "$TMP/none" >"$TMP/out"
	[ "$(jq .filtered "$TMP/audit")" -eq 1 ]
	sample "$(at 1:00)" a p 1 1 | sed 's/"out_octets":1,//' >"$TMP/half"
	run --separate-stderr mediate -r "$TMP/rej" "$TMP/half"
	[ "$status" -eq 1 ]
	has_code field-missing
	[[ $(jq -r .reason "$TMP/rej") == *out_octets* ]]
}

@test "samples: cut into batches at any row, the state gives the same usage" {
	for t in 1:00 1:05 1:10 1:30; do
		sample "$(at $t)" a p "${t/:/}" 5
		sample "$(at $t)" b p "${t/:/}" 7
	done >"$TMP/in"
	mediate "$TMP/in" | usage | sort >"$TMP/whole"
	[ "$(wc -l <"$TMP/whole")" -eq 6 ]
	for k in 0 1 2 3 4 5 6 7 8; do
		head -$k "$TMP/in" | mediate --state-out "$TMP/s" >"$TMP/1"
		tail -n +$((k + 1)) "$TMP/in" |
		    mediate --state-in "$TMP/s" >"$TMP/2"
		usage "$TMP/1" "$TMP/2" | sort | cmp - "$TMP/whole"
	done
}

@test "samples: input without its end is refused and leaves no state" {
	sample "$(at 1:00)" a p 1 1 >"$TMP/in"
	run --separate-stderr bss-mediate samples --state-out "$TMP/s" "$TMP/in"
	[ "$status" -eq 2 ]
	has_code stream-cut
	[ ! -e "$TMP/s" ]
	[[ $output != *'"type":"end"'* ]]
}

@test "samples: a state that was cut, changed or is something else is refused" {
	{ sample "$(at 1:00)" a p 1 1; sample "$(at 1:00)" b p 1 1; } |
	    mediate --state-out "$TMP/s" >/dev/null
	head -n -1 "$TMP/s" >"$TMP/cut"
	run --separate-stderr mediate --state-in "$TMP/cut" /dev/null
	[ "$status" -eq 2 ]
	has_code stream-cut
	: >"$TMP/empty"
	run --separate-stderr mediate --state-in "$TMP/empty" /dev/null
	[ "$status" -eq 2 ]
	has_code stream-cut
	sed 2d "$TMP/s" >"$TMP/less"
	run --separate-stderr mediate --state-in "$TMP/less" /dev/null
	[ "$status" -eq 2 ]
	has_code stream-cut
	sed 1p "$TMP/s" >"$TMP/twice"
	run --separate-stderr mediate --state-in "$TMP/twice" /dev/null
	[ "$status" -eq 2 ]
	has_code state-damaged
	sed 's/"kind":"interface"/"kind":"node"/' "$TMP/s" >"$TMP/other"
	run --separate-stderr mediate --state-in "$TMP/other" /dev/null
	[ "$status" -eq 2 ]
	has_code state-damaged
	run --separate-stderr mediate --state-in "$TMP/none" /dev/null
	[ "$status" -eq 2 ]
	has_code open-failed
}

@test "samples: the state is never written in place" {
	sample "$(at 1:00)" a p 1 1 | mediate --state-out "$TMP/s" >/dev/null
	ln "$TMP/s" "$TMP/link"
	run --separate-stderr mediate --state-in "$TMP/s" --state-out \
	    "$TMP/link" /dev/null
	[ "$status" -eq 2 ]
	has_code usage-value
}

@test "samples: a state that cannot be written means no end record" {
	sample "$(at 1:00)" a p 1 1 >"$TMP/in"
	run --separate-stderr mediate --state-out "$TMP/no/such/s" "$TMP/in"
	[ "$status" -eq 2 ]
	[[ $output != *'"type":"end"'* ]]
}

@test "samples: killed half-way it leaves no state and no end" {
	mkfifo "$TMP/in"
	bss-mediate samples --no-end --state-out "$TMP/s" "$TMP/in" \
	    >"$TMP/out" &
	{ sample "$(at 1:00)" a p 1 1; sample "$(at 1:05)" a p 2 2
	  # what was made is flushed before it waits for more
	  until grep -q usage "$TMP/out"; do
		sleep 0.05
	  done
	  kill -9 $!; } >"$TMP/in"
	wait $! || true
	[ "$(find "$TMP" -name 's*' | wc -l)" -eq 0 ]
	run ! grep -q '"end"' "$TMP/out"
}

@test "samples: CSV in, CSV out" {
	{ sample "$(at 1:00)" a p 10 0; sample "$(at 1:05)" a p 30 0; } |
	    jq -r -s '(.[0] | keys_unsorted), (.[] | [.[]]) | @csv' >"$TMP/in.csv"
	mediate -o csv "$TMP/in.csv" >"$TMP/out.csv"
	[ "$(sed -n 2p "$TMP/out.csv" | cut -d, -f 2)" = \
	    samples:a/p@2026-10-01T01:00:00Z/2026-10-01T01:05:00Z ]
}

@test "samples: --pass hands on other records, --strict wants known fields" {
	echo '{"type":"link","a_node":"a","b_node":"b"}' >"$TMP/in"
	mediate --pass --audit "$TMP/audit" "$TMP/in" >"$TMP/out"
	head -1 "$TMP/out" | cmp - "$TMP/in"
	[ "$(jq .filtered "$TMP/audit")" -eq 1 ]
	sample "$(at 1:00)" a p 1 1 '"x_floor":2' >"$TMP/in"
	run --separate-stderr mediate --strict -r "$TMP/rej" "$TMP/in"
	[ "$status" -eq 1 ]
	has_code field-unknown
}
