# shellcheck shell=bash
# freeradius.bash: a FreeRADIUS for accounting on loopback, as an ordinary user
#
#	. tests/lib/freeradius.bash
#	freeradius_start FOLDER ZONE	its clock shows the time of ZONE
#	account ATTRIBUTE=VALUE ...	a packet to it, answered
#	freeradius_stop FOLDER
#
# Everything that it reads and writes is in FOLDER, which it makes; the packets
# are in FOLDER/detail. Nothing of the machine's own configuration is read but
# the dictionaries.

# freeradius_conf FOLDER PORT
freeradius_conf() {
	cat <<-END
	prefix = /usr
	logdir = $1
	run_dir = $1
	libdir = ${FREERADIUS_LIB:-/usr/lib/freeradius}
	log {
		destination = stdout
	}
	proxy_requests = no
	thread pool {
		start_servers = 1
		max_servers = 1
		min_spare_servers = 1
		max_spare_servers = 1
	}
	client loopback {
		ipaddr = 127.0.0.0/8
		secret = testing123
	}
	modules {
		detail {
			filename = $1/detail
			header = "%t"
			permissions = 0600
		}
		preprocess {
			huntgroups = $1/empty
			hints = $1/empty
		}
	}
	server default {
		listen {
			type = acct
			ipaddr = 127.0.0.1
			port = $2
		}
		preacct {
			preprocess
		}
		accounting {
			detail
		}
	}
	END
}

# freeradius_try FOLDER PORT ZONE: start it there; fails when it dies
freeradius_try() {
	local i

	freeradius_conf "$1" "$2" >"$1/radiusd.conf"
	TZ=$3 "${FREERADIUS:-/usr/sbin/freeradius}" -f -d "$1" -l stdout \
	    </dev/null >"$1/log" 2>&1 3>&- &
	echo $! >"$1/pid"
	for ((i = 0; i < 100; i++)); do
		kill -0 "$(cat "$1/pid")" 2>/dev/null || return 1
		grep -q 'Ready to process' "$1/log" && return 0
		sleep 0.05
	done
	return 1
}

freeradius_start() {
	local i

	mkdir -p "$1" && : >"$1/empty" || return 1
	for ((i = 0; i < 5; i++)); do
		FREERADIUS_PORT=$((20000 + RANDOM % 12000))
		freeradius_try "$1" "$FREERADIUS_PORT" "$2" && return 0
		freeradius_stop "$1"
	done
	echo "freeradius does not start:" >&2
	cat "$1/log" >&2
	return 1
}

# freeradius_stop FOLDER: end it, if it runs
freeradius_stop() {
	local pid

	[[ -f $1/pid ]] || return 0
	pid=$(cat "$1/pid")
	rm -f "$1/pid"
	kill "$pid" 2>/dev/null || return 0
	wait "$pid" 2>/dev/null
	return 0
}

# account ATTRIBUTE=VALUE ...: one packet, with an answer
account() {
	printf '%s\n' "$@" | radclient -q -r 3 -t 2 \
	    "127.0.0.1:$FREERADIUS_PORT" acct testing123
}
