# shellcheck shell=bash
# nfcapd.bash: NetFlow from softflowd to nfcapd on loopback
#
#	. tests/lib/nfcapd.bash
#	nfcapd_collect FOLDER VERSION CAPTURE
#	nfdump -r FOLDER/nfcapd.* ...
#
# VERSION is that of NetFlow: 5, 9 or 10. Nothing is left running. Ports are
# chosen by snmpd.bash's udp_port.

. "$ROOT/tests/lib/snmpd.bash"

# nfcapd_idle PORT: what was sent to it has been read
nfcapd_idle() {
	local hex

	printf -v hex ':%04X' "$1"
	awk -v p="$hex" 'index($2, p) { split($5, q, ":"); n += q[2] != "00000000" }
	    END { exit n != 0 }' /proc/net/udp
}

# nfcapd_try FOLDER PORT: start it there; fails when it dies
nfcapd_try() {
	local i

	nfcapd -b 127.0.0.1 -p "$2" -w "$1" -t 3600 -I test >"$1/log" 2>&1 \
	    3>&- &
	NFCAPD_PID=$!
	for ((i = 0; i < 100; i++)); do
		kill -0 $NFCAPD_PID 2>/dev/null || return 1
		grep -q 'Startup nfcapd' "$1/log" && return 0
		sleep 0.05
	done
	return 1
}

nfcapd_collect() {
	local dir=$1 port i

	mkdir -p "$dir"
	for ((i = 0; i < 5; i++)); do
		port=$(udp_port) || return 1
		nfcapd_try "$dir" "$port" && break
		kill "$NFCAPD_PID" 2>/dev/null
	done
	PATH=$PATH:/usr/sbin softflowd -d -v "$2" -c none -r "$3" \
	    -n "127.0.0.1:$port" >"$dir/softflowd" 2>&1 3>&- </dev/null
	for ((i = 0; i < 100; i++)); do
		nfcapd_idle "$port" && break
		sleep 0.05
	done
	sleep 0.1
	kill "$NFCAPD_PID"
	wait "$NFCAPD_PID"
	rm -f "$dir"/*.stat
	[[ -e $(echo "$dir"/nfcapd.*) ]] || {
		cat "$dir/log" "$dir/softflowd" >&2
		return 1
	}
}
