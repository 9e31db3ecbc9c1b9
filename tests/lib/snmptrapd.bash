# shellcheck shell=bash
# snmptrapd.bash: net-snmp's snmptrapd on loopback, as an ordinary user
#
#	. tests/lib/snmptrapd.bash
#	snmptrapd_start FOLDER		what it hears goes to FOLDER/log, with the
#					format that ossctl-event(1) wants
#	trap_v1, trap_v2c, trap_v3 ARGUMENT...	send one (snmptrap(1))
#	snmptrapd_stop FOLDER
#
# Nothing of the machine's own configuration is read or written.

TRAP_FORMAT='TRAP\t%#y-%#02.2m-%#02.2lT%#02.2h:%#02.2j:%#02.2kZ\t%a\t%b\t%N\t%w\t%q\t%v\t\n'
TRAP_ENGINE=0x8000000001020304

snmptrapd_start() {
	local try

	mkdir -p "$1/var/cert_indexes"
	cat >"$1/snmptrapd.conf" <<-END
	disableAuthorization yes
	createUser -e $TRAP_ENGINE tester SHA authpass1 AES privpass1
	authUser log tester
	END
	export SNMP_PERSISTENT_DIR=$1/var SNMPCONFPATH=$1 MIBS=
	for try in {1..20}; do
		TRAP_PORT=$((20000 + RANDOM % 10000))
		: >"$1/log"
		snmptrapd -f -Lo -On -C -c "$1/snmptrapd.conf" -p "$1/pid" \
		    -F "$TRAP_FORMAT" "udp:127.0.0.1:$TRAP_PORT" \
		    >"$1/log" 2>"$1/err" 3>&- &
		for _ in {1..100}; do
			grep -q 'NET-SNMP version' "$1/log" && return 0
			kill -0 $! 2>/dev/null || break
			sleep 0.05
		done
		kill $! 2>/dev/null
	done
	echo "snmptrapd does not start (try $try)" >&2
	return 1
}

snmptrapd_stop() {
	[ -e "$1/pid" ] && kill "$(<"$1/pid")" 2>/dev/null
	return 0
}

trap_v1() { snmptrap -v 1 -c public "127.0.0.1:$TRAP_PORT" "$@"; }
trap_v2c() { snmptrap -v 2c -c public "127.0.0.1:$TRAP_PORT" "$@"; }
trap_v3() {
	snmptrap -v 3 -e $TRAP_ENGINE -u tester -l authPriv -a SHA \
	    -A authpass1 -x AES -X privpass1 "127.0.0.1:$TRAP_PORT" "$@"
}

# traps_heard FOLDER N: wait until so many came
traps_heard() {
	for _ in {1..100}; do
		[ "$(grep -c '^TRAP' "$1/log")" -ge "$2" ] && return 0
		sleep 0.05
	done
	return 1
}
