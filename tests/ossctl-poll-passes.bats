# ossctl-poll-passes.bats: when which nodes are asked, and by whom

load lib/common

setup_file() {
	load lib/snmpd
	SNMPD_ADDRESSES=40 snmpd_start "$BATS_FILE_TMPDIR/agent"
	echo "$SNMPD_PORT" >"$BATS_FILE_TMPDIR/port"
}

teardown_file() {
	load lib/snmpd
	snmpd_stop "$BATS_FILE_TMPDIR/agent"
}

setup() {
	PORT=$(<"$BATS_FILE_TMPDIR/port")
	export OSSBSS_COMMUNITY_DEFAULT=public
	cd "$TMP" || return 1
}

teardown() {
	local f

	for f in "$TMP"/*.pid; do
		[ -e "$f" ] && kill "$(<"$f")"
	done
	return 0
}

# nodes N [MORE]: so many addresses of the agent
nodes() {
	local i

	echo "node,address${2:+,interval_s}"
	for ((i = 1; i <= $1; i++)); do
		echo "r$i,127.0.0.$i:$PORT${2:+,$2}"
	done
}

asked() {
	jq -r 'select(.kind == "node").node' "$@"
}

@test "ossctl-poll: --shard: each node is in exactly one part" {
	nodes 30 >n.csv
	for i in 1 2 3; do
		ossctl-poll --shard $i/3 n.csv >$i.out
		asked $i.out >$i
		[ -s $i ]
		[ "$(jq -r 'select(.type == "heartbeat").planned_nodes' \
		    $i.out)" -eq "$(wc -l <$i)" ]
		[ "$(jq -r 'select(.type == "end").shard' $i.out)" = $i/3 ]
	done
	cat 1 2 3 | sort | cmp - <(asked <(ossctl-poll n.csv) | sort)
	# the same parts in another order of the file
	{
		head -1 n.csv
		tail -n +2 n.csv | sort -r
	} >m.csv
	ossctl-poll --shard 2/3 m.csv | asked | sort | cmp - <(sort 2)
	for bad in 0/3 4/3 x 3; do
		run --separate-stderr ossctl-poll --shard $bad n.csv
		[ "$status" -eq 2 ]
		has_code usage-value
	done
}

@test "ossctl-poll: --spread: nodes begin at moments of their own" {
	nodes 40 >n.csv
	ossctl-poll --spread 2s n.csv >a
	# over the whole of the time, and not in one go
	span() {
		jq -s 'map(select(.kind == "node").ts | sub("\\.[0-9]+"; "") |
		    fromdate) | max - min' "$1"
	}
	[ "$(span a)" -ge 1 ]
	ossctl-poll --spread 2s n.csv >b
	# the same moments each time, as near as a busy machine has it
	[ "$(comm -12 <(asked a | head -10 | sort) \
	    <(asked b | head -20 | sort) | wc -l)" -eq 10 ]
	ossctl-poll n.csv >c
	diff <(asked a | sort) <(asked c | sort)
	run --separate-stderr ossctl-poll --interval 5s --spread 5s n.csv
	[ "$status" -eq 2 ]
	has_code usage-value
}

@test "ossctl-poll: interval_s: a node that is asked less often" {
	{
		nodes 1
		echo "slow,127.0.0.2:$PORT,"
	} | sed 's/^node,address$/node,address,interval_s/; s/^r1.*/&,/
	    s/^slow.*/&31000000/' | sed 's/,,/,/' >n.csv
	ossctl-poll --interval 1s n.csv >out 3>&- &
	echo $! >poll.pid
	for ((i = 0; i < 100; i++)); do
		[ "$(grep -c '"type":"heartbeat"' out)" -ge 3 ] && break
		sleep 0.1
	done
	kill "$(<poll.pid)"
	wait "$(<poll.pid)" || true
	rm poll.pid
	[ "$(asked out | grep -c r1)" -ge 3 ]
	[ "$(asked out | grep -c slow)" -le 2 ]
	jq -c 'select(.type == "heartbeat").planned_nodes' out | head -2 |
	    xargs | grep -qx '2 1'
}

@test "ossctl-poll: an interval_s that is none is rejected" {
	nodes 1 90000000 >n.csv
	run --separate-stderr ossctl-poll n.csv
	[ "$status" -eq 2 ]
	has_code field-value
}

@test "ossctl-poll: --lock: one run at a time, the other ends with 75" {
	nodes 3 >n.csv
	ossctl-poll --lock lock n.csv >/dev/null
	ossctl-poll --lock lock --interval 1h n.csv >out 3>&- &
	echo $! >poll.pid
	for ((i = 0; i < 100; i++)); do
		grep -q heartbeat out && break
		sleep 0.05
	done
	run --separate-stderr ossctl-poll --lock lock n.csv
	[ "$status" -eq 75 ]
	[ -z "$output" ]
	has_code pass-locked
	kill -9 "$(<poll.pid)"
	wait "$(<poll.pid)" || true
	rm poll.pid
	# whoever dies holds nothing
	ossctl-poll --lock lock n.csv >/dev/null
	run --separate-stderr ossctl-poll --lock nowhere/lock n.csv
	[ "$status" -eq 2 ]
	has_code open-failed
}

@test "ossctl-poll: --discover: node records of who answers" {
	run --separate-stderr ossctl-poll --discover "127.0.0.32/28:$PORT" \
	    --timeout 200ms --retries 0
	[ "$status" -eq 0 ]
	# 33 to 40 are the agent, 41 to 46 nobody; one sysName for them all
	[ "$(jq -r 'select(.type == "node").address' <<<"$output" | sort |
	    xargs)" = "$(printf "127.0.0.%s:$PORT " 33 34 35 36 37 38 39 40 |
	    xargs)" ]
	[ "$(jq -r 'select(.type == "node").node' <<<"$output" | sort -u |
	    wc -l)" -eq 8 ]
	echo "$output" >found
	# they are nodes to poll
	ossctl-poll found >out
	[ "$(asked out | wc -l)" -eq 8 ]
	# nobody there
	run --separate-stderr ossctl-poll --discover "127.0.0.48/30:$PORT" \
	    --timeout 100ms --retries 0
	[ "$status" -eq 75 ]
}

@test "ossctl-poll: --discover -v says how far it is" {
	run --separate-stderr ossctl-poll -v --discover "127.0.0.1/32:$PORT" \
	    --retries 0
	[[ $stderr == *"1 of 1 addresses asked, 1 answered"* ]]
}

@test "ossctl-poll: --discover: credentials one after the other, at a rate" {
	export OSSBSS_COMMUNITY_WRONG=wrong OSSBSS_COMMUNITY_RIGHT=public
	start=$EPOCHREALTIME
	run --separate-stderr ossctl-poll --discover "127.0.0.8/29:$PORT" \
	    --auth wrong --auth right --timeout 200ms --retries 0 --rate 10
	end=$EPOCHREALTIME
	[ "$status" -eq 0 ]
	[ "$(jq -r 'select(.type == "node").auth' <<<"$output" | uniq -c |
	    xargs)" = "6 right" ]
	[ $(((${end/./} - ${start/./}) / 1000)) -ge 1000 ]
}

@test "ossctl-poll: --discover: what is no range" {
	for o in '--discover 127.0.0.0/8' '--discover x' \
	    '--discover 127.0.0.0/16 --discover 127.1.0.0/16' \
	    '--discover 127.0.0.1 n.csv' '--auth x n.csv' \
	    '--discover 127.0.0.1 --interval 1m' \
	    '--discover 127.0.0.1 --rate 0'; do
		# shellcheck disable=SC2086
		run --separate-stderr ossctl-poll $o
		[ "$status" -eq 2 ]
		has_code usage-value
	done
	run --separate-stderr ossctl-poll --discover 127.0.0.1 --auth nosuch
	[ "$status" -eq 2 ]
	has_code credentials-missing
}

@test "ossctl-poll: --interval: a clock that is set back or ahead" {
	# the clock of the day is off by as many seconds as the file says
	cat >off.c <<-'E'
	#define _GNU_SOURCE
	#include <stdio.h>
	#include <sys/syscall.h>
	#include <time.h>
	#include <unistd.h>
	int
	clock_gettime(clockid_t id, struct timespec *t)
	{
		int rc = (int)syscall(SYS_clock_gettime, id, t);
		long off = 0;
		FILE *f;

		if (id == CLOCK_REALTIME && (f = fopen("off", "r")) != NULL) {
			if (fscanf(f, "%ld", &off) == 1)
				t->tv_sec += off;
			fclose(f);
		}
		return rc;
	}
	E
	cc -shared -fPIC -o off.so off.c
	nodes 2 >n.csv
	echo 0 >off
	LD_PRELOAD=$PWD/off.so ossctl-poll --interval 1s n.csv \
	    >out 2>err 3>&- &
	echo $! >poll.pid
	passes() {
		for _ in {1..40}; do
			[ "$(grep -c '"type":"end"' out)" -ge "$1" ] && return
			sleep 0.1
		done
		return 1
	}
	passes 2
	echo -5000 >off.new && mv off.new off
	passes 4
	echo 90000 >off.new && mv off.new off
	passes 6
	kill "$(<poll.pid)"
	wait
	rm poll.pid
	# nodes are asked and timed as ever
	jq -se 'map(select(.kind == "node")) | length > 10 and
	    all(.reachable and .poll_us < 1000000)' out >/dev/null
	[ "$(jq -c 'select(.type == "heartbeat") | .answered_nodes' out |
	    sort -u)" = 2 ]
	[ "$(grep -c pass-skipped err)" -le 1 ]
}
