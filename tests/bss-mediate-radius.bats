# bss-mediate-radius.bats: detail files to usage, as bss-mediate(1) promises

load lib/common

T0=1790841600		# 2026-10-01T08:00:00Z

# packet SECONDS STATUS ['Name = value' ...]: a record, SECONDS behind T0
packet() {
	local at=$((T0 + $1)) line

	date -ud "@$at" '+%a %b %e %H:%M:%S %Y'
	printf '\tAcct-Status-Type = %s\n' "$2"
	shift 2
	for line; do
		printf '\t%s\n' "$line"
	done
	printf '\tTimestamp = %s\n\n' "$at"
}

# of SESSION SECONDS STATUS [USED IN OUT ['Name = value' ...]]: of anna on nas
of() {
	local session=$1 at=$2 status=$3
	local -a more=()

	shift 3
	if [[ ${1-} =~ ^[0-9]+$ ]]; then
		more=("Acct-Session-Time = $1" "Acct-Input-Octets = $2"
			"Acct-Output-Octets = $3")
		shift 3
	fi
	packet "$at" "$status" 'NAS-IP-Address = 192.0.2.1' \
	    "Acct-Session-Id = \"$session\"" 'User-Name = "anna"' \
	    "${more[@]}" "$@"
}

radius() {
	bss-mediate radius --zone UTC "$@"
}

usage() {
	jq -c 'select(.type == "usage")' "$@"
}

# brief FILE: from, to, in, out, quality of each, in seconds behind T0
brief() {
	jq -r --argjson t0 "$T0" 'select(.type == "usage")
	    | "\((.ts | fromdate) - $t0)-\((.end_ts | fromdate) - $t0) " +
	    "\(.in_octets)/\(.out_octets) \(.reading_quality)"' "$@"
}

law() {
	jq -c '[.read,.held_in,.used,.rejected,.duplicate,.filtered,.held_out]' \
	    "$1"
}

# variant JSON: a format of its own, over freeradius
variant() {
	jq -n --argjson f "$1" '{ extends: "freeradius", description: "t",
	    source: "radius", zone: "UTC" } * $f' >"$TMP/f.json"
}

refused_format() {
	variant "$1"
	run --separate-stderr bss-mediate radius -f "$TMP/f.json" /dev/null
	[ "$status" -eq 2 ] && has_code "${2-format-invalid}"
}

# one_reject CODE: the last -r file has this one alone
one_reject() {
	[ "$(jq -r .code "$TMP/rejects")" = "$1" ]
}

# ---- usage -----------------------------------------------------------------

@test "radius: a session is one usage record for each interval" {
	{ of 8F 0 Start
	  of 8F 600 Interim-Update 600 100 2000
	  of 8F 700 Stop 700 150 2000; } >"$TMP/detail"
	radius "$TMP/detail" >"$TMP/out"
	usage "$TMP/out" | diff - <(cat <<-'E'
	{"type":"usage","usage_id":"radius:192.0.2.1:8F@2026-10-01T08:00:00Z/2026-10-01T08:10:00Z","ts":"2026-10-01T08:00:00Z","end_ts":"2026-10-01T08:10:00Z","usage_type":"data","identifier":"anna","quantity":2100,"unit":"octet","in_octets":100,"out_octets":2000,"network":"192.0.2.1","session_id":"8F","reading_quality":"exact","source":"radius","seq":1}
	{"type":"usage","usage_id":"radius:192.0.2.1:8F@2026-10-01T08:10:00Z/2026-10-01T08:11:40Z","ts":"2026-10-01T08:10:00Z","end_ts":"2026-10-01T08:11:40Z","usage_type":"data","identifier":"anna","quantity":50,"unit":"octet","in_octets":50,"out_octets":0,"network":"192.0.2.1","session_id":"8F","reading_quality":"exact","source":"radius","seq":1}
	E
	)
}

@test "radius: gigawords, and a NAS that turns over without them" {
	{ of a 0 Start
	  of a 600 Interim-Update 600 4294967290 7
	  of a 1200 Interim-Update 1200 10 7 'Acct-Input-Gigawords = 1'
	  of a 1800 Stop 1800 0 7 'Acct-Input-Gigawords = 2'
	  of b 2000 Start
	  of b 2600 Interim-Update 600 4294967290 7
	  of b 3200 Stop 1200 10 7; } >"$TMP/detail"
	radius "$TMP/detail" >"$TMP/out"
	brief "$TMP/out" | diff - <(cat <<-'E'
	0-600 4294967290/7 exact
	600-1200 16/0 exact
	1200-1800 4294967286/0 exact
	2000-2600 4294967290/7 exact
	2600-3200 16/0 wrapped
	E
	)
}

@test "radius: packets that come twice, late or again make no usage" {
	{ of a 0 Start; of a 3 Start
	  of a 600 Interim-Update 600 10 10
	  of a 605 Interim-Update 600 10 10
	  of a 1200 Interim-Update 1200 20 20
	  of a 1201 Interim-Update 900 15 15 'Acct-Delay-Time = 301'
	  of a 1300 Stop 1300 30 30
	  of a 1310 Stop 1300 30 30 'Acct-Delay-Time = 10'; } >"$TMP/detail"
	radius --audit "$TMP/audit" "$TMP/detail" >"$TMP/out"
	brief "$TMP/out" | diff - <(cat <<-'E'
	0-600 10/10 exact
	600-1200 10/10 exact
	1200-1300 10/10 exact
	E
	)
	[ "$(law "$TMP/audit")" = '[8,0,4,0,4,0,0]' ]
}

@test "radius: a file that lands twice adds nothing to the spool" {
	{ of a 0 Start; of a 600 Interim-Update 600 10 10
	  of a 700 Stop 700 15 15; } >"$TMP/detail"
	radius "$TMP/detail" | bss-spool add -q --spool "$TMP/spool"
	cp "$TMP/detail" "$TMP/again"
	{ cat "$TMP/again"; of b 800 Stop 50 1 1; } >"$TMP/more"
	radius "$TMP/more" | bss-spool add -q --spool "$TMP/spool"
	bss-spool cat --spool "$TMP/spool" --audit "$TMP/audit" >"$TMP/out"
	[ "$(usage "$TMP/out" | wc -l)" -eq 3 ]
	[ "$(jq .duplicate "$TMP/audit")" -eq 2 ]
}

@test "radius: a lost Start counts from the session's begin, or not at all" {
	of a 1000 Stop 600 10 20 >"$TMP/detail"
	radius "$TMP/detail" >"$TMP/out"
	[ "$(brief "$TMP/out")" = '400-1000 10/20 exact' ]
	variant '{"detail":{"lost_start":"void"}}'
	run --separate-stderr bss-mediate radius -f "$TMP/f.json" "$TMP/detail"
	[ "$status" -eq 0 ]
	[ -z "$(usage <<<"$output")" ]
	has_code usage-void
	[[ $stderr == *"'a' on '192.0.2.1' from 2026-10-01T08:06:40Z"*": start"* ]]
}

@test "radius: Accounting-On ends the sessions of its NAS alone" {
	{ of a 0 Start; of a 600 Interim-Update 600 10 10
	  packet 10 Start 'NAS-IP-Address = 192.0.2.2' \
	    'Acct-Session-Id = "a"' 'User-Name = "otto"'
	  packet 900 Accounting-On 'NAS-IP-Address = 192.0.2.1'
	  packet 910 Stop 'NAS-IP-Address = 192.0.2.2' \
	    'Acct-Session-Id = "a"' 'User-Name = "otto"' \
	    'Acct-Session-Time = 900' 'Acct-Input-Octets = 1' \
	    'Acct-Output-Octets = 2'
	  of a 950 Start; of a 990 Stop 40 3 4; } >"$TMP/detail"
	run --separate-stderr radius --audit "$TMP/audit" "$TMP/detail"
	[ "$status" -eq 0 ]
	brief <<<"$output" | diff - <(cat <<-'E'
	0-600 10/10 exact
	10-910 1/2 exact
	950-990 3/4 exact
	E
	)
	has_code usage-void
	[[ $stderr == *"'a' on '192.0.2.1' ended without a Stop"*": restart"* ]]
	[ "$(law "$TMP/audit")" = '[7,0,7,0,0,0,0]' ]
}

@test "radius: an id that comes again is another session" {
	{ of a 0 Start; of a 600 Interim-Update 600 10 10
	  of a 90000 Start; of a 90100 Stop 100 1 1
	  of a 180000 Interim-Update 60 5 5; } >"$TMP/detail"
	run --separate-stderr radius "$TMP/detail"
	[ "$status" -eq 0 ]
	brief <<<"$output" | diff - <(cat <<-'E'
	0-600 10/10 exact
	90000-90100 1/1 exact
	179940-180000 5/5 exact
	E
	)
	[[ $stderr == *": reuse [usage-void]"* ]]
}

@test "radius: an Acct-Unique-Session-Id that changes is no other session" {
	{ of a 0 Start 'Acct-Unique-Session-Id = "11"'
	  of a 600 Interim-Update 600 10 10 'Acct-Unique-Session-Id = "22"'
	  of a 700 Stop 700 12 12 'Acct-Unique-Session-Id = "33"'
	} >"$TMP/detail"
	radius "$TMP/detail" >"$TMP/out"
	brief "$TMP/out" | diff - <(cat <<-'E'
	0-600 10/10 exact
	600-700 2/2 exact
	E
	)
}

@test "radius: --timeout ends a silent session, by the packets' clock or --now" {
	{ of a 0 Start; of a 600 Interim-Update 600 10 10; } >"$TMP/detail"
	radius --timeout 1h --state-out "$TMP/s" "$TMP/detail" >"$TMP/out"
	[ "$(jq -r 'select(.type == "session").state' "$TMP/s")" = open ]
	run --separate-stderr radius --timeout 1h --now 2026-10-01T09:11:00Z \
	    --state-in "$TMP/s" --state-out "$TMP/s2" --audit "$TMP/audit" \
	    /dev/null
	[ "$status" -eq 0 ]
	[[ $stderr == *"behind 2026-10-01T08:10:00Z"*": timeout [usage-void]"* ]]
	[ "$(law "$TMP/audit")" = '[0,1,1,0,0,0,0]' ]
	[ "$(records "$TMP/s2" session)" -eq 0 ]
	of b 5000 Start >"$TMP/detail"
	run --separate-stderr radius --timeout 1h --state-in "$TMP/s" \
	    --state-out "$TMP/s3" "$TMP/detail"
	[[ $stderr == *": timeout [usage-void]"* ]]
}

@test "radius: what was forgotten is rejected, never counted again" {
	{ of a 0 Start; of a 600 Stop 600 10 10; } >"$TMP/1"
	of b 10000 Start >"$TMP/2"
	cat "$TMP/1" "$TMP/2" "$TMP/1" >"$TMP/detail"
	run --separate-stderr radius --remember 1h --timeout 2h \
	    -r "$TMP/rejects" --audit "$TMP/audit" "$TMP/detail"
	[ "$status" -eq 1 ]
	[ "$(brief <<<"$output")" = '0-600 10/10 exact' ]
	has_code radius-forgotten
	[ "$(law "$TMP/audit")" = '[5,0,3,2,0,0,0]' ]
	# remembered for longer they are duplicates
	radius --remember 1d --audit "$TMP/audit" "$TMP/detail" >"$TMP/out"
	[ "$(law "$TMP/audit")" = '[5,0,3,0,2,0,0]' ]
}

# ---- cuts and times --------------------------------------------------------

@test "radius: a long session is cut at midnight, and the parts add up" {
	# 100 h: 16 h, four days, and 8 h of the last
	{ of a 0 Start; of a 360000 Stop 360000 1000003 77; } >"$TMP/detail"
	radius "$TMP/detail" >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -s -c 'map(.ts[5:13])')" = \
	    '["10-01T08","10-02T00","10-03T00","10-04T00","10-05T00"]' ]
	[ "$(usage "$TMP/out" | jq -s -c '[(map(.in_octets) | add),
	    (map(.out_octets) | add), (map(.quantity) | add)]')" = \
	    '[1000003,77,1000080]' ]
	[ "$(usage "$TMP/out" | jq -r .reading_quality | sort -u)" = gap ]
	usage "$TMP/out" | jq -r .usage_id | sed -n '1p;$p' | diff - \
	    <(printf 'radius:192.0.2.1:a@%s/%s%s\n' \
	    2026-10-01T08:00:00Z 2026-10-05T12:00:00Z .1 \
	    2026-10-01T08:00:00Z 2026-10-05T12:00:00Z .5)
}

@test "radius: of more days than are cut apart nothing is made [radius-long]" {
	of a 0 Stop 34560000 1000 77 >"$TMP/detail"
	of a 0 Stop 34560001 1000 77 >"$TMP/more"
	radius "$TMP/detail" >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -s -c '[length, (map(.in_octets) | add)]')" \
	    = '[401,1000]' ]
	run --separate-stderr radius -r "$TMP/rejects" "$TMP/more"
	[ "$status" -eq 1 ]
	one_reject radius-long
	variant '{"detail":{"cut":"month"}}'
	bss-mediate radius -f "$TMP/f.json" "$TMP/more" >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -s length)" -eq 15 ]
}

@test "radius: at the month's end only, in a zone of its own, with its hours" {
	# Oct 31 12:00 to Nov 1 12:00 in New York: 12 and 13 hours
	local begin=2649600

	{ of a $begin Start
	  of a $((begin + 90000)) Stop 90000 90001 0; } >"$TMP/detail"
	variant '{"detail":{"cut":"month","cut_zone":"America/New_York",
	    "duration":"online"}}'
	bss-mediate radius -f "$TMP/f.json" "$TMP/detail" >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -c '[.usage_type,.ts,.end_ts,.quantity,.unit]' |
	    tr '\n' ' ')" = '["data","2026-11-01T00:00:00Z","2026-11-01T04:00:00Z",14400,"octet"] ["data","2026-11-01T04:00:00Z","2026-11-02T01:00:00Z",75601,"octet"] ["online","2026-11-01T00:00:00Z","2026-11-01T04:00:00Z",14400,"s"] ["online","2026-11-01T04:00:00Z","2026-11-02T01:00:00Z",75600,"s"] ' ]
	[ "$(usage "$TMP/out" | jq -r .usage_id | tail -n 1)" = \
	    radius:192.0.2.1:a@2026-11-01T00:00:00Z/2026-11-02T01:00:00Z:s.2 ]
	bss-mediate radius -f "$TMP/f.json" "$TMP/detail" |
	    bss-spool add --spool "$TMP/spool"
}

@test "radius: Event-Timestamp, then Timestamp less the delay, then the date" {
	of a 1000 Stop 600 1 2 'Event-Timestamp = "Oct  1 2026 10:16:00 CEST"' \
	    'Acct-Delay-Time = 7' >"$TMP/1"
	sed '/Event-Timestamp/d' "$TMP/1" >"$TMP/2"
	sed '/Timestamp/d; s/^Thu.*/Thu Oct  1 10:16:39 2026/' "$TMP/1" >"$TMP/3"
	for i in 1 2 3; do
		bss-mediate radius --zone Europe/Paris "$TMP/$i" | usage |
		    jq -r .end_ts
	done | diff - <(cat <<-'E'
	2026-10-01T08:16:00Z
	2026-10-01T08:16:33Z
	2026-10-01T08:16:32Z
	E
	)
	variant '{"detail":{"times":["timestamp"]}}'
	[ "$(bss-mediate radius -f "$TMP/f.json" --zone Europe/Paris "$TMP/1" |
	    usage | jq -r .end_ts)" = 2026-10-01T08:16:33Z ]
}

@test "radius: the hour that stands twice, by the name of its offset" {
	# 02:30 CEST, 02:30 CET of Paris
	{ of a 2068200 Start 'Event-Timestamp = "Oct 25 2026 02:30:00 CEST"' \
	    >"$TMP/1"
	  of a 2071800 Stop 3600 1 2 \
	    'Event-Timestamp = "Oct 25 2026 02:30:00 CET"'; } >>"$TMP/1"
	bss-mediate radius --zone Europe/Paris "$TMP/1" >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -r '.ts + " " + .end_ts')" = \
	    '2026-10-25T00:30:00Z 2026-10-25T01:30:00Z' ]
}

# ---- runs ------------------------------------------------------------------

@test "radius: the state carries sessions from run to run" {
	of a 0 Start >"$TMP/1"
	of a 600 Interim-Update 600 10 20 >"$TMP/2"
	of a 700 Stop 700 11 22 >"$TMP/3"
	radius "$TMP/1" --state-out "$TMP/s1" --audit "$TMP/audit" >"$TMP/o1"
	[ "$(law "$TMP/audit")" = '[1,0,0,0,0,0,1]' ]
	radius "$TMP/2" --state-in "$TMP/s1" --state-out "$TMP/s2" \
	    --audit "$TMP/audit" >"$TMP/o2"
	[ "$(law "$TMP/audit")" = '[1,1,1,0,0,0,1]' ]
	[ "$(brief "$TMP/o2")" = '0-600 10/20 exact' ]
	[ "$(stat -c %a "$TMP/s2")" = 600 ]
	# the same state and input: the same octets
	radius "$TMP/2" --state-in "$TMP/s1" --state-out "$TMP/s3" |
	    cmp - "$TMP/o2"
	cmp "$TMP/s2" "$TMP/s3"
	radius "$TMP/3" --state-in "$TMP/s2" --state-out "$TMP/s3" \
	    --audit "$TMP/audit" >"$TMP/o3"
	[ "$(law "$TMP/audit")" = '[1,1,2,0,0,0,0]' ]
	[ "$(brief "$TMP/o3")" = '600-700 1/2 exact' ]
	# without --state-out an open session ends with the run
	radius "$TMP/2" --state-in "$TMP/s1" --audit "$TMP/audit" >"$TMP/out"
	[ "$(law "$TMP/audit")" = '[1,1,2,0,0,0,0]' ]
}

@test "radius: a growing file is read on where it was left, also renamed" {
	{ of a 0 Start; of a 600 Interim-Update 600 10 20
	  of a 700 Stop 700 11 22; } >"$TMP/whole"
	head -c 300 "$TMP/whole" >"$TMP/detail"
	radius --state-out "$TMP/s1" --audit "$TMP/audit" "$TMP/detail" >"$TMP/o1"
	[ "$(law "$TMP/audit")" = '[1,0,0,0,0,0,1]' ]
	head -c 450 "$TMP/whole" >"$TMP/detail"
	mv "$TMP/detail" "$TMP/detail-20261001"
	radius --state-in "$TMP/s1" --state-out "$TMP/s2" --audit "$TMP/audit" \
	    "$TMP/detail-20261001" >"$TMP/o2"
	[ "$(law "$TMP/audit")" = '[1,1,1,0,0,0,1]' ]
	cp "$TMP/whole" "$TMP/detail-20261001"
	radius --state-in "$TMP/s2" --state-out "$TMP/s3" --audit "$TMP/audit" \
	    "$TMP/detail-20261001" >"$TMP/o3"
	[ "$(law "$TMP/audit")" = '[1,1,2,0,0,0,0]' ]
	cat "$TMP"/o? | usage | diff - <(radius "$TMP/whole" | usage)
	# nothing new: nothing is read
	radius --state-in "$TMP/s3" --state-out "$TMP/s4" --audit "$TMP/audit" \
	    "$TMP/detail-20261001" >"$TMP/o4"
	[ "$(law "$TMP/audit")" = '[0,0,0,0,0,0,0]' ]
	cmp "$TMP/s3" "$TMP/s4"
}

@test "radius: a file that was packed when it was rotated goes on too" {
	local pack

	{ of a 0 Start; of a 600 Interim-Update 600 10 20
	  of a 700 Stop 700 11 22; } >"$TMP/whole"
	for pack in gzip zstd; do
		head -c 450 "$TMP/whole" >"$TMP/detail"
		radius --state-out "$TMP/s1" "$TMP/detail" >"$TMP/o1"
		"$pack" -q -c "$TMP/whole" >"$TMP/detail-1.$pack"
		radius --state-in "$TMP/s1" --state-out "$TMP/s2" \
		    --audit "$TMP/audit" "$TMP/detail-1.$pack" >"$TMP/o2"
		[ "$(law "$TMP/audit")" = '[1,1,2,0,0,0,0]' ]
		cat "$TMP"/o[12] | usage | diff - <(radius "$TMP/whole" | usage)
		radius <"$TMP/detail-1.$pack" | usage |
		    diff - <(radius "$TMP/whole" | usage)
	done
	# its end is its end
	gzip -c "$TMP/detail" >"$TMP/cut.gz"
	run --separate-stderr radius -r "$TMP/rejects" --state-out "$TMP/s" \
	    "$TMP/cut.gz"
	[ "$status" -eq 1 ]
	has_code detail-cut
	head -c 100 "$TMP/detail-1.gzip" >"$TMP/cut.gz"
	run --separate-stderr radius "$TMP/cut.gz"
	[ "$status" -eq 2 ]
	has_code archive-cut
}

@test "radius: files cut into runs at every record, in pieces of any length" {
	{ of a 0 Start; of b 5 Start; of a 5 Start
	  of a 600 Interim-Update 600 10 20
	  packet 650 Accounting-On 'NAS-IP-Address = 192.0.2.9'
	  of b 605 Interim-Update 600 4294967290 7
	  of a 700 Stop 700 11 22; of a 705 Stop 700 11 22
	  of b 1205 Interim-Update 1200 5 7
	  packet 1300 Accounting-On 'NAS-IP-Address = 192.0.2.1'
	  of b 1400 Start; of b 1500 Stop 100 1 1; } >"$TMP/whole"
	radius -q "$TMP/whole" | usage >"$TMP/want"
	for size in 97 250 1000; do
		: >"$TMP/got"
		rm -f "$TMP/s"
		for ((n = size; n < $(stat -c %s "$TMP/whole") + size; n += size)); do
			head -c "$n" "$TMP/whole" >"$TMP/detail"
			state=()
			[[ ! -e $TMP/s ]] || state=(--state-in "$TMP/s")
			radius -q "${state[@]}" --state-out "$TMP/new" \
			    "$TMP/detail" >"$TMP/out"
			usage "$TMP/out" >>"$TMP/got"
			mv "$TMP/new" "$TMP/s"
		done
		diff "$TMP/want" "$TMP/got"
	done
}

@test "radius: a state that is not one is refused" {
	of a 0 Start >"$TMP/1"
	radius "$TMP/1" --state-out "$TMP/s" >"$TMP/out"
	head -n 1 "$TMP/s" >"$TMP/cut"
	run --separate-stderr radius --state-in "$TMP/cut" /dev/null
	[ "$status" -eq 2 ]
	has_code stream-cut
	{ head -n -1 "$TMP/s"; grep '"session"' "$TMP/s"; } >"$TMP/twice"
	run --separate-stderr radius --state-in "$TMP/twice" /dev/null
	[ "$status" -eq 2 ]
	has_code state-damaged
	# sessions of nobody, one that was never heard of
	grep -v '"kind":"node"' "$TMP/s" | grep -v '"end"' |
	    bss-mediate samples --pass --no-end >"$TMP/odd"
	run --separate-stderr radius --state-in "$TMP/odd" /dev/null
	[ "$status" -eq 2 ]
	has_code state-damaged
	for field in since end_ts duration_ts; do
		jq -c "del(.$field)" "$TMP/s" >"$TMP/odd"
		run --separate-stderr radius --state-in "$TMP/odd" /dev/null
		[ "$status" -eq 2 ]
		has_code state-damaged
	done
	sed 's/"open"/"ajar"/' "$TMP/s" >"$TMP/odd"
	run --separate-stderr radius --state-in "$TMP/odd" /dev/null
	[ "$status" -eq 2 ]
	has_code state-damaged
	run --separate-stderr radius --state-in "$TMP/s" --state-out "$TMP/s" \
	    /dev/null
	[ "$status" -eq 2 ]
	has_code usage-value
}

@test "radius: a failed run leaves no state" {
	{ of a 0 Start; packet 5 Start 'NAS-IP-Address = 1'; } >"$TMP/1"
	run --separate-stderr radius "$TMP/1" --state-out "$TMP/s"
	[ "$status" -eq 2 ]
	has_code rejects-refused
	[ ! -e "$TMP/s" ]
	run --separate-stderr radius "$TMP/1" "$TMP/none" --state-out "$TMP/s"
	[ "$status" -eq 2 ]
	run --separate-stderr radius "$TMP/none" --state-out "$TMP/s"
	[ "$status" -eq 2 ]
	has_code open-failed
	[ ! -e "$TMP/s" ]
}

# ---- bad records -----------------------------------------------------------

@test "radius: what is packed in the middle of a plain file is garbage" {
	of a 0 Start >"$TMP/detail"
	radius --state-out "$TMP/s" "$TMP/detail" >/dev/null
	of a 600 Interim-Update 600 10 20 | gzip >>"$TMP/detail"
	of a 700 Stop 700 11 21 >>"$TMP/detail"
	# gone on with as if it were read at once
	radius -r "$TMP/rej" "$TMP/detail" >"$TMP/once" || [ $? -eq 1 ]
	radius -r "$TMP/rej2" --state-in "$TMP/s" --state-out "$TMP/s2" \
	    "$TMP/detail" >"$TMP/twice" || [ $? -eq 1 ]
	cmp "$TMP/once" "$TMP/twice"
	[ -s "$TMP/rej2" ]
	cmp "$TMP/rej" "$TMP/rej2"
}

@test "radius: garbage costs itself alone, and keeps its text" {
	{ of a 0 Start
	  printf 'noise\nmore\n\n'
	  of a 600 Interim-Update 600 10 20
	  printf 'Thu Oct  1 08:11:00 2026\n\tAcct-Status-Type = St'
	  of a 700 Stop 700 11 22
	  printf '\001\002\n\n'; } >"$TMP/detail"
	run --separate-stderr radius -r "$TMP/rejects" --audit "$TMP/audit" \
	    "$TMP/detail"
	[ "$status" -eq 1 ]
	[ "$(jq -r .code "$TMP/rejects" | tr '\n' ' ')" = \
	    'detail-syntax dup-key detail-syntax ' ]
	[ "$(jq -r .raw "$TMP/rejects" | head -n 2)" = $'noise\nmore' ]
	# the Stop was torn by what stood before it
	[ "$(law "$TMP/audit")" = '[5,0,2,3,0,0,0]' ]
}

@test "radius: a record that another one cuts short" {
	{ of a 0 Start
	  printf 'Thu Oct  1 08:05:00 2026\n\tAcct-Status-Type = Stop\n'
	  of a 600 Stop 600 10 20; } >"$TMP/detail"
	run --separate-stderr radius -r "$TMP/rejects" "$TMP/detail"
	[ "$status" -eq 1 ]
	has_code detail-cut
	[ "$(brief <<<"$output")" = '0-600 10/20 exact' ]
}

@test "radius: the last record of a file that is cut" {
	of a 0 Start | head -n -1 >"$TMP/detail"
	run --separate-stderr radius -r "$TMP/rejects" "$TMP/detail"
	[ "$status" -eq 1 ]
	has_code detail-cut
	run --separate-stderr radius --whole -r "$TMP/rejects" \
	    --state-out "$TMP/s" "$TMP/detail"
	[ "$status" -eq 1 ]
	has_code detail-cut
	# of a pipe too, for nobody can come back to it
	run --separate-stderr radius -r "$TMP/rejects" --state-out "$TMP/s" \
	    - <"$TMP/detail"
	[ "$status" -eq 1 ]
	has_code detail-cut
}

@test "radius: packets that say nothing usable are rejected with their reason" {
	while IFS='|' read -r code lines; do
		eval "packet 0 $lines" >"$TMP/detail"
		run --separate-stderr radius -r "$TMP/rejects" "$TMP/detail"
		[ "$status" -eq 1 ]
		one_reject "$code" || { echo "$code: $lines"; false; }
	done <<-'E'
	radius-status|Pause 'NAS-IP-Address = n' 'Acct-Session-Id = "a"'
	radius-status|'""' 'NAS-IP-Address = n' 'Acct-Session-Id = "a"'
	field-missing|Stop 'NAS-IP-Address = n' 'User-Name = "anna"'
	field-missing|Stop 'Acct-Session-Id = "a"' 'User-Name = "anna"'
	field-missing|Stop 'Acct-Session-Id = "a"' 'NAS-IP-Address = n'
	field-missing|Stop 'Acct-Session-Id = "a"' 'NAS-IP-Address = n' 'User-Name = "b"' 'Acct-Input-Octets = 1'
	field-value|Stop 'Acct-Session-Id = "a"' 'NAS-IP-Address = n' 'User-Name = "b"' 'Acct-Input-Octets = x' 'Acct-Output-Octets = 1'
	dup-key|Stop 'Acct-Session-Id = "a"' 'Acct-Session-Id = "b"' 'NAS-IP-Address = n' 'User-Name = "b"'
	mediate-time|Stop 'Acct-Session-Id = "a"' 'NAS-IP-Address = n' 'User-Name = "b"' 'Event-Timestamp = "today"'
	radius-counter|Stop 'Acct-Session-Id = "a"' 'NAS-IP-Address = n' 'User-Name = "b"' 'Acct-Session-Time = 4294967295'
	radius-counter|Stop 'Acct-Session-Id = "a"' 'NAS-IP-Address = n' 'User-Name = "b"' 'Acct-Session-Time = 1' 'Acct-Input-Octets = 1' 'Acct-Input-Gigawords = 99999999' 'Acct-Output-Octets = 1'
	E
	{ echo 'Thu Oct  1 08:00:00 2026'; echo '	User-Name = "a"'; echo; } \
	    >"$TMP/detail"
	run --separate-stderr radius -r "$TMP/rejects" "$TMP/detail"
	[ "$status" -eq 1 ]
	one_reject radius-status
}

@test "radius: a rejected record is mended and read again" {
	{ of a 0 Start; of a 600 Stop 600 10 2x; } >"$TMP/detail"
	radius -q -r "$TMP/rejects" --state-out "$TMP/s" "$TMP/detail" \
	    >"$TMP/out" || [ $? -eq 1 ]
	jq -r '.raw + "\n"' "$TMP/rejects" | sed 's/2x/20/' |
	    radius --state-in "$TMP/s" --state-out "$TMP/s2" >"$TMP/out"
	[ "$(brief "$TMP/out")" = '0-600 10/20 exact' ]
}

@test "radius: a record of more than 128 KiB, and --max-rejects" {
	{ of a 0 Start
	  echo 'Thu Oct  1 08:05:00 2026'
	  printf '\tReply-Message = "%0140000d"\n\n' 0
	  of a 600 Stop 600 10 20; } >"$TMP/detail"
	run --separate-stderr radius -r "$TMP/rejects" "$TMP/detail"
	[ "$status" -eq 1 ]
	one_reject line-too-long
	[ "$(stat -c %s "$TMP/rejects.big")" -gt 140000 ]
	[ "$(brief <<<"$output")" = '0-600 10/20 exact' ]
	run --separate-stderr radius -r "$TMP/rejects" --max-rejects 0 \
	    "$TMP/detail"
	[ "$status" -eq 2 ]
	has_code rejects-many
}

@test "radius: DOS line ends, octal, tags, IPv6 and unknown attributes" {
	{ of 'q\"\\\303\251' 0 Start 'Tunnel-Type:0 = VLAN' \
	    'Attr-26.9999.1 = 0x0102' 'Framed-IPv6-Prefix = 2001:db8::/64'
	  of 'q\"\\\303\251' 600 Stop 600 10 20 'Tunnel-Type:0 = VLAN'; } |
	    sed 's/$/\r/' >"$TMP/detail"
	variant '{"fields":{"x_tunnel":{"column":"Tunnel-Type"}}}'
	bss-mediate radius -f "$TMP/f.json" "$TMP/detail" >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -c '[.session_id,.x_tunnel,.quantity]')" = \
	    '["q\"\\é","VLAN",30]' ]
}

# ---- formats ---------------------------------------------------------------

@test "radius: a format names NAS and identifier, filters and adds seconds" {
	{ of a 0 Start 'Calling-Station-Id = "0473000300"'
	  of a 600 Stop 600 10 20 'Calling-Station-Id = "0473000300"'
	  packet 5 Accounting-On 'NAS-IP-Address = 192.0.2.1'
	  packet 700 Stop 'NAS-IP-Address = 192.0.2.2' 'User-Name = "mgmt-1"' \
	    'Acct-Session-Id = "b"'; } >"$TMP/detail"
	variant '{"source":"access","numbers":{"country_code":"33",
	    "national_prefix":"0"},"detail":{"duration":"online",
	    "nas_names":{"192.0.2.1":"bras1"}},
	    "where":[{"column":"User-Name","not_begins":["mgmt-"]}],
	    "fields":{"identifier":{"column":"Calling-Station-Id",
	    "number":true}}}'
	bss-mediate radius -q -f "$TMP/f.json" --country-code 33 \
	    --audit "$TMP/audit" "$TMP/detail" >"$TMP/out"
	usage "$TMP/out" | jq -c '[.usage_id[:16],.usage_type,.identifier,
	    .quantity,.unit,.network]' | diff - <(cat <<-'E'
	["access:bras1:a@2","data","+33473000300",30,"octet","bras1"]
	["access:bras1:a@2","online","+33473000300",600,"s","bras1"]
	E
	)
	[ "$(law "$TMP/audit")" = '[4,0,3,0,0,1,0]' ]
}

@test "radius: who used it may stand in another packet of the session" {
	{ of a 0 Start
	  of a 600 Interim-Update 600 10 20 | grep -v User-Name; } >"$TMP/1"
	of a 700 Stop 700 11 21 | grep -v User-Name >"$TMP/2"
	radius --state-out "$TMP/s" "$TMP/1" >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -r .identifier)" = anna ]
	radius --state-in "$TMP/s" "$TMP/2" >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -r .identifier)" = anna ]
}

@test "radius: a session id that is used again does not tell who it is" {
	{ of a 0 Start
	  of a 600 Stop 600 10 20
	  of a 9000 Interim-Update 60 5 5 | grep -v User-Name
	  of a 9060 Interim-Update 120 6 6; } >"$TMP/detail"
	run -1 --separate-stderr radius -r "$TMP/rej" "$TMP/detail"
	[[ $stderr == *"detail:"*": nothing for 'identifier' [field-missing]"* ]]
	[ "$(usage <<<"$output" | jq -r .identifier | uniq -c)" = '      2 anna' ]
	bss-mediate radius --zone UTC -r "$TMP/rej" "$TMP/detail" 2>&- |
	    bss-spool add --spool "$TMP/spool"
}

@test "radius: counters of a vendor, and of a NAS that has them the other way" {
	{ packet 0 Start 'NAS-IP-Address = n' 'Acct-Session-Id = "a"' \
	    'User-Name = "b"'
	  packet 600 Stop 'NAS-IP-Address = n' 'Acct-Session-Id = "a"' \
	    'User-Name = "b"' 'Acct-Session-Time = 600' \
	    'Acct-Input-Octets64 = 5000000000' 'Acct-Output-Octets64 = 7'
	} >"$TMP/detail"
	variant '{"detail":{"in_octets":"Acct-Output-Octets64",
	    "out_octets":"Acct-Input-Octets64"}}'
	[ "$(bss-mediate radius -f "$TMP/f.json" "$TMP/detail" | brief)" = \
	    '0-600 7/5000000000 exact' ]
}

@test "radius: gigawords, max_bps and gap_after_s of a format" {
	{ of a 0 Start; of a 600 Interim-Update 600 4000000000 0
	  of a 1200 Stop 1200 5 0; } >"$TMP/detail"
	variant '{"detail":{"gigawords":"sent","gap_after_s":500}}'
	run --separate-stderr bss-mediate radius -f "$TMP/f.json" "$TMP/detail"
	[ "$(brief <<<"$output")" = '0-600 4000000000/0 gap' ]
	[[ $stderr == *": fall [usage-void]"* ]]
	variant '{"detail":{"gigawords":"never","max_bps":100000000}}'
	run --separate-stderr bss-mediate radius -f "$TMP/f.json" "$TMP/detail"
	[ -z "$(brief <<<"$output")" ]
	[[ $stderr == *": turns [usage-void]"* ]]
}

@test "radius: a format that cannot be is refused with its place" {
	refused_format '{"detail":{"nas":[]}}'
	refused_format '{"detail":{"times":["sun"]}}'
	refused_format '{"detail":{"nas_names":{"a":1}}}'
	refused_format '{"detail":{"cut":"year"}}'
	refused_format '{"detail":{"speed":1}}'
	refused_format '{"key":[]}'
	refused_format '{"csv":{}}'
	refused_format '{"fields":{"quantity":{"column":"x"}}}'
	refused_format '{"detail":{"cut_zone":"Mars"}}' zone-unknown
	run --separate-stderr bss-mediate radius /dev/null
	[ "$status" -eq 2 ]
	has_code format-invalid
	run --separate-stderr radius -f asterisk-master --country-code 33 \
	    /dev/null
	[ "$status" -eq 2 ]
	has_code format-invalid
	run --separate-stderr bss-mediate csv -f freeradius --zone UTC /dev/null
	[ "$status" -eq 2 ]
	has_code format-invalid
}

@test "radius: formats explains it" {
	bss-mediate formats | grep -q '^freeradius '
	bss-mediate formats freeradius >"$TMP/out"
	grep -q 'access server by NAS-IP-Address, else' "$TMP/out"
	grep -q '^id  *radius:NAS:Acct-Session-Id@FROM/TO' "$TMP/out"
	grep -q '^cut  *at midnight' "$TMP/out"
	grep -q '^read by  *bss-mediate radius$' "$TMP/out"
}

@test "radius: -o csv, -v, --schema, standard input" {
	of a 600 Stop 600 10 20 | radius -v -o csv >"$TMP/out" 2>"$TMP/err"
	head -n 1 "$TMP/out" | grep -q '^type,usage_id,ts,end_ts'
	grep -q 'read 1, used 1' "$TMP/err"
	bss-mediate radius --schema | jq -e '.["$schema"]' >"$TMP/schema"
}
