# bss-bill-faults.bats: what locks, kills, full disks and cut streams leave
# behind

load lib/common
load lib/bill

setup() {
	bill_home
}

# crowd N: N more accounts with a line each, and usage of them in `usage`
crowd() {
	sql "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
	    LIMIT $1)
	INSERT INTO account (account, customer, currency)
	    SELECT printf('X-%05d', i), 'C-200', 'EUR' FROM n;
	WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
	    LIMIT $1)
	INSERT INTO subscription (subscription, account, offer, identifier,
	    from_us) SELECT printf('XS-%05d', i), printf('X-%05d', i),
	    'mobile', printf('+336%08d', i), 1767222000000000 FROM n"
	awk -v n="$1" -v one="$(rated ID ACC SUB voice 60 0.0813)" 'BEGIN {
		for (i = 1; i <= n; i++) {
			r = one
			sub(/ID/, "x" i, r)
			sub(/ACC/, sprintf("X-%05d", i), r)
			sub(/SUB/, sprintf("XS-%05d", i), r)
			print r
		}
	}' >usage
}

us() {
	echo $(($(date +%s%N) / 1000))
}

# kill_at US PROGRAM...: kill -9 it after that time. When it was done before,
# the machine is less busy now than when $took was measured: take less.
kill_at() {
	local pid

	"${@:2}" 2>/dev/null 3>&- &
	pid=$!
	sleep $(($1 / 1000000)).$(printf %06d $(($1 % 1000000)))
	if kill -KILL $pid 2>/dev/null; then
		killed=$((killed + 1))
	else
		took=$((took * 9 / 10))
	fi
	wait $pid || :
}

@test "bss-bill: a locked database is 75, and looking goes on" {
	october | run_october
	books >want
	hold_lock 4
	october >usage
	run --separate-stderr run_october --wait 50ms usage
	[ "$status" -eq 75 ]
	has_code db-locked
	run --separate-stderr post_october --wait 50ms
	[ "$status" -eq 75 ]
	has_code db-locked
	[[ $(bss-bill list --wait 1ms) == *A-200* ]]
	[[ $(bss-bill show --period 2026-10) == *'drafts: 4'* ]]
	wait
	books | cmp - want
	run_october --why 'after the lock' usage
	bss-crm journal | grep 'after the lock'
}

@test "bss-bill: others get the lock while a long run and posting go on" {
	crowd 6000
	run_october -q usage &
	pid=$!
	while kill -0 $pid 2>/dev/null; do
		bss-crm set account A-200 email="$RANDOM@x.example" --wait 1s
	done
	wait $pid
	post_october -q &
	pid=$!
	while kill -0 $pid 2>/dev/null; do
		bss-crm set account A-200 email="$RANDOM@x.example" --wait 1s
	done
	wait $pid
	bss-bill check
	[ "$(sql 'SELECT count(*) FROM document')" -eq 6004 ]
}

@test "bss-bill run: kill -9 at 50 points leaves the earlier drafts whole" {
	crowd 400
	run_october </dev/null
	books >before
	cp "$DB" begin.db
	began=$(us)
	run_october usage
	took=$(($(us) - began))
	books >after
	killed=0
	for point in $(seq 50); do
		rm -f "$DB"*
		cp begin.db "$DB"
		kill_at $((point * took / 45)) bss-bill run --period 2026-10 \
		    --no-end usage
		sqlite3 "$DB" 'SELECT account, net_amount, tax_amount,
		    due_amount, body FROM bill_draft
		    JOIN bill_period USING (run) ORDER BY account' >now
		grep -v -e '^[0-9]*$' -e '^2026-10$' before | cmp -s - now ||
		    grep -v -e '^[0-9]*$' -e '^2026-10$' after | cmp - now
		run_october usage
		books | cmp - after
	done
	echo "killed $killed"
	[ "$killed" -gt 20 ]
	[ "$(sql 'SELECT count(*) FROM bill_run')" -eq 1 ]
}

@test "bss-bill post: kill -9 at 50 points loses, doubles and changes nothing" {
	crowd 400
	run_october usage
	cp "$DB" begin.db
	began=$(us)
	post_october
	took=$(($(us) - began))
	books >after
	killed=0 part=0
	for point in $(seq 50); do
		rm -f "$DB"*
		cp begin.db "$DB"
		kill_at $((point * took / 45)) bss-bill post \
		    --period 2026-10 --now 2026-11-02T08:00:00Z
		# what is there is the beginning of what will be
		sql 'SELECT * FROM document ORDER BY number' >now
		n=$(wc -l <now)
		grep '^INV-[-0-9]*|INV|' after | head -n "$n" | cmp - now
		((n == 0 || n == 404)) || part=$((part + 1))
		bss-bill check
		post_october
		books | cmp - after
	done
	echo "killed $killed, in the middle $part"
	[ "$killed" -gt 20 ]
}

@test "bss-bill: kill -9 of run and post after each other, totals right" {
	crowd 300
	run_october usage
	post_october
	books >want
	rm -f "$DB"*
	cd .. && rm -rf "$OSSBSS_HOME" && bill_home
	crowd 300
	for ms in 02 04 08 16 24 32 48; do
		timeout -s KILL 0.0$ms bss-bill run --period 2026-10 \
		    --no-end usage 2>/dev/null || :
	done
	run_october usage
	for ms in 02 04 08 16 24 32 48; do
		timeout -s KILL 0.0$ms bss-bill post --period 2026-10 \
		    --now 2026-11-02T08:00:00Z 2>/dev/null || :
	done
	post_october
	books | cmp - want
	bss-bill check
}

@test "bss-bill post: drafts that are replaced meanwhile are not posted" {
	run_october </dev/null
	# a trigger does at the second document what another run would
	sql "CREATE TRIGGER meanwhile AFTER INSERT ON document
	    WHEN NEW.serial = 2 BEGIN
	    INSERT INTO bill_run (period, first_date, end_date, end_us, zone,
		catalog, records, no_end) VALUES ('2026-10', '2026-10-01',
		'2026-11-01', 1, 'UTC', 'x', 0, 0);
	    UPDATE bill_period SET run = (SELECT max(run) FROM bill_run);
	    END"
	run --separate-stderr post_october
	[ "$status" -eq 75 ]
	has_code bill-overtaken
}

@test "bss-bill: a full disk behind stdout ends with 2" {
	october | run_october
	post_october
	for verb in 'show A-200' 'show --period 2026-10' list ledger balance \
	    'render INV-2026-000001' 'render --format json INV-2026-000001' \
	    'render --format html INV-2026-000001' 'list -o csv' \
	    'ledger -o ndjson'; do
		run --separate-stderr bash -c "bss-bill $verb >/dev/full"
		[ "$status" -eq 2 ]
		has_code write-failed
	done
}

@test "bss-bill: a full disk under the database changes nothing" {
	unshare -rm true 2>/dev/null || skip 'needs a mount namespace'
	crowd 2000
	run_october </dev/null
	sql 'VACUUM'
	sqlite3 "$DB" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	cat >run.sh <<-'END'
	set -e
	mkdir small
	size=$(($(stat -c %s "$OSSBSS_HOME/bss.db") / 1024 + 600))
	mount -t tmpfs -o size=${size}k none small || exit 99
	cp "$OSSBSS_HOME/bss.db" small/bss.db
	rc=0
	bss-bill run --period 2026-10 --no-end -d small/bss.db usage || rc=$?
	echo "run $rc"
	rc=0
	bss-bill post --period 2026-10 --now 2026-11-02T08:00:00Z \
	    -d small/bss.db || rc=$?
	echo "post $rc"
	cp small/bss.db* .
	END
	run --separate-stderr unshare -rm bash run.sh
	[ "${lines[0]}" != 99 ] || skip 'cannot mount'
	[ "${lines[0]}" = 'run 2' ]
	[ "${lines[1]}" = 'post 2' ]
	[[ $stderr == *'[db-full]'* || $stderr == *'[db-failed]'* ]]
	# what got posted is sound, the rest follows on a larger disk
	bss-bill check -d bss.db
	bss-bill post --period 2026-10 --now 2026-11-02T08:00:00Z -d bss.db
	bss-bill check -d bss.db
	post_october
	books >want
	books bss.db | cmp - want
}

@test "bss-bill render: a page that cannot be written" {
	october | run_october
	post_october
	mkdir out
	ln -s /dev/full out/INV-2026-000001.txt
	run --separate-stderr bss-bill render --out out INV-2026-000001
	[ "$status" -eq 0 ] || [ "$status" -eq 2 ]
	touch file
	run --separate-stderr bss-bill render --out file INV-2026-000001
	[ "$status" -eq 2 ]
}
