# bss-mediate-freeradius.bats: usage out of what a real FreeRADIUS wrote down,
# fed by radclient on loopback

load lib/common
load lib/freeradius

setup() {
	command -v radclient >/dev/null && [ -x /usr/sbin/freeradius ] ||
	    skip "no freeradius and freeradius-utils here"
}

teardown() {
	[[ -z ${TMP-} ]] || freeradius_stop "$TMP/fr"
}

# said SESSION STATUS [ATTRIBUTE=VALUE ...]: a packet of anna
said() {
	local session=$1 status=$2

	shift 2
	account 'User-Name="anna"' "Acct-Session-Id=\"$session\"" \
	    "Acct-Status-Type=$status" "$@"
}

usage() {
	jq -c 'select(.type == "usage")' "$@"
}

@test "freeradius: a session with gigawords, told twice, and its NAS's restart" {
	local nas=NAS-IP-Address=192.0.2.1

	freeradius_start "$TMP/fr" Europe/Paris
	said 8F Start $nas 'Event-Timestamp="Oct  1 2026 08:00:00 UTC"'
	said 8F Interim-Update $nas Acct-Session-Time=600 \
	    Acct-Input-Octets=4294967295 Acct-Output-Octets=5 \
	    'Event-Timestamp="Oct  1 2026 08:10:00 UTC"'
	said 8F Interim-Update $nas Acct-Session-Time=600 \
	    Acct-Input-Octets=4294967295 Acct-Output-Octets=5 \
	    Acct-Delay-Time=5 'Event-Timestamp="Oct  1 2026 08:10:00 UTC"'
	said 8F Stop $nas Acct-Session-Time=1200 Acct-Input-Octets=1 \
	    Acct-Input-Gigawords=1 Acct-Output-Octets=6 \
	    'Event-Timestamp="Oct  1 2026 08:20:00 UTC"'
	# the same id on another NAS, that has IPv6 and odd attributes
	said 8F Stop NAS-IPv6-Address=2001:db8::5 NAS-IP-Address=192.0.2.2 \
	    Acct-Session-Time=60 Acct-Input-Octets=7 Acct-Output-Octets=8 \
	    'Event-Timestamp="Oct  1 2026 08:20:00 UTC"' \
	    Framed-IPv6-Prefix=2001:db8:1::/64 Tunnel-Type:1=VLAN \
	    'Cisco-AVPair="a=b"' 'Cisco-AVPair="c=d"' Class=0x0001ff \
	    Attr-26.9999.1=0x0102
	account Acct-Status-Type=Accounting-On $nas
	account Acct-Status-Type=Accounting-Off NAS-IP-Address=192.0.2.2
	freeradius_stop "$TMP/fr"

	variant=$TMP/f.json
	jq -n '{ extends: "freeradius", description: "t",
	    detail: { behind_max_s: 1000000000, ahead_max_s: 1000000000 } }' \
	    >"$variant"
	bss-mediate radius -f "$variant" --zone Europe/Paris \
	    --audit "$TMP/audit" "$TMP/fr/detail" >"$TMP/out"
	usage "$TMP/out" | jq -c '[.network,.ts,.end_ts,.in_octets,.out_octets,
	    .reading_quality]' | diff - <(cat <<-'E'
	["192.0.2.1","2026-10-01T08:00:00Z","2026-10-01T08:10:00Z",4294967295,5,"exact"]
	["192.0.2.1","2026-10-01T08:10:00Z","2026-10-01T08:20:00Z",2,1,"exact"]
	["192.0.2.2","2026-10-01T08:19:00Z","2026-10-01T08:20:00Z",7,8,"exact"]
	E
	)
	[ "$(jq -c '[.read,.used,.rejected,.duplicate,.filtered]' \
	    "$TMP/audit")" = '[7,6,0,1,0]' ]
}

@test "freeradius: escapes, and the hour that stands twice" {
	local nas=NAS-IP-Address=192.0.2.1

	freeradius_start "$TMP/fr" Europe/Paris
	said 'q\"\\é' Start $nas 'Event-Timestamp="Oct 25 2026 00:30:00 UTC"'
	said 'q\"\\é' Stop $nas Acct-Session-Time=3600 Acct-Input-Octets=1 \
	    Acct-Output-Octets=2 'Event-Timestamp="Oct 25 2026 01:30:00 UTC"'
	freeradius_stop "$TMP/fr"
	grep -q 'Oct 25 2026 02:30:00 CEST' "$TMP/fr/detail"
	grep -q 'Oct 25 2026 02:30:00 CET' "$TMP/fr/detail"
	jq -n '{ extends: "freeradius", description: "t",
	    detail: { behind_max_s: 1000000000, ahead_max_s: 1000000000 } }' \
	    >"$TMP/f.json"
	bss-mediate radius -f "$TMP/f.json" --zone Europe/Paris \
	    "$TMP/fr/detail" >"$TMP/out"
	[ "$(usage "$TMP/out" | jq -c '[.session_id,.ts,.end_ts,.quantity]')" = \
	    '["q\"\\é","2026-10-25T00:30:00Z","2026-10-25T01:30:00Z",3]' ]
}

@test "freeradius: times as it makes them itself, read while it writes" {
	local nas=NAS-IP-Address=192.0.2.1 sent

	freeradius_start "$TMP/fr" UTC
	said a Start $nas Acct-Delay-Time=100
	bss-mediate radius --zone UTC --state-out "$TMP/s1" \
	    --audit "$TMP/audit" "$TMP/fr/detail" >"$TMP/out"
	[ "$(jq -c '[.read,.held_out]' "$TMP/audit")" = '[1,1]' ]
	said a Stop $nas Acct-Session-Time=100 Acct-Input-Octets=1 \
	    Acct-Output-Octets=2
	freeradius_stop "$TMP/fr"
	bss-mediate radius --zone UTC --state-in "$TMP/s1" \
	    --state-out "$TMP/s2" --audit "$TMP/audit" "$TMP/fr/detail" \
	    >"$TMP/out"
	[ "$(jq -c '[.read,.held_in,.used,.held_out]' "$TMP/audit")" = \
	    '[1,1,2,0]' ]
	# 100 s less what the packets took
	sent=$(usage "$TMP/out" | jq '(.end_ts | fromdate) - (.ts | fromdate)')
	[ "$sent" -ge 100 ]
	[ "$sent" -lt 130 ]
	[ "$(usage "$TMP/out" | jq .quantity)" -eq 3 ]
}
