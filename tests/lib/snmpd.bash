# shellcheck shell=bash
# snmpd.bash: net-snmp's snmpd on loopback, as an ordinary user
#
#	. tests/lib/snmpd.bash
#	snmpd_start FOLDER [line of snmpd.conf ...] [-- snmpd option ...]
#	... ask 127.0.0.1:$SNMPD_PORT (127.0.0.2 to 127.0.0.40 are the same agent)
#	snmpd_stop FOLDER
#
# Everything that it writes is in FOLDER, which it makes. Nothing of the
# machine's own configuration is read. The community is `public` unless a line
# begins with rocommunity. Used by tests/*.bats and by the demo.

# the addresses that one agent answers on
SNMPD_ADDRESSES=${SNMPD_ADDRESSES:-40}

# udp_port_free PORT: nobody has it on 127.0.0.1
udp_port_free() {
	local hex

	printf -v hex ':%04X' "$1"
	! awk -v p="$hex" 'index($2, p) { found = 1 }
	    END { exit !found }' /proc/net/udp
}

# udp_port: print a port that is free now
udp_port() {
	local port i

	for ((i = 0; i < 100; i++)); do
		port=$((20000 + RANDOM % 12000))
		if udp_port_free "$port"; then
			echo "$port"
			return 0
		fi
	done
	echo "no free UDP port" >&2
	return 1
}

# snmpd_conf FOLDER LINE...: its configuration
snmpd_conf() {
	local dir=$1 community='rocommunity public' line

	shift
	for line; do
		[[ $line == rocommunity* ]] && community=
	done
	{
		echo "[snmp] persistentDir $dir/var"
		echo "[snmpd]"
		echo "$community"
		printf '%s\n' "$@"
	} > "$dir/snmpd.conf"
}

# snmpd_listen PORT: its addresses, comma between
snmpd_listen() {
	local i list=udp:127.0.0.1:$1

	for ((i = 2; i <= SNMPD_ADDRESSES; i++)); do
		list+=,udp:127.0.0.$i:$1
	done
	echo "$list"
}

# snmpd_try FOLDER PORT [option ...]: start it there; fails when it dies
snmpd_try() {
	local dir=$1 port=$2 i

	shift 2
	: > "$dir/log"
	SNMP_PERSISTENT_DIR=$dir/var SNMPCONFPATH=$dir MIBS='' \
	    "${SNMPD:-/usr/sbin/snmpd}" -f -C -c "$dir/snmpd.conf" \
	    -p "$dir/agent.pid" -Lf "$dir/log" "$@" \
	    "$(snmpd_listen "$port")" < /dev/null > /dev/null 2>&1 3>&- &
	echo $! > "$dir/pid"
	for ((i = 0; i < 100; i++)); do
		kill -0 "$(cat "$dir/pid")" 2> /dev/null || return 1
		grep -q '^NET-SNMP version' "$dir/log" && return 0
		sleep 0.05
	done
	return 1
}

snmpd_start() {
	local dir=$1 i
	local -a lines=()

	shift
	mkdir -p "$dir/var" || return 1
	while (($# > 0)) && [[ $1 != -- ]]; do
		lines+=("$1")
		shift
	done
	(($# > 0)) && shift
	snmpd_conf "$dir" "${lines[@]}"
	for ((i = 0; i < 5; i++)); do
		SNMPD_PORT=$(udp_port) || return 1
		snmpd_try "$dir" "$SNMPD_PORT" "$@" && return 0
		snmpd_stop "$dir"
	done
	echo "snmpd does not start:" >&2
	cat "$dir/log" >&2
	return 1
}

# snmpd_stop FOLDER: end it, if it runs
snmpd_stop() {
	local pid

	[[ -f $1/pid ]] || return 0
	pid=$(cat "$1/pid")
	rm -f "$1/pid"
	kill "$pid" 2> /dev/null || return 0
	wait "$pid" 2> /dev/null
	return 0
}
