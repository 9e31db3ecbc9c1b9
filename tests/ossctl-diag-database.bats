# ossctl-diag-database.bats: oss.db is made, grown, copied and mended

load lib/common
load lib/diag

setup() {
	cd "$TMP" || return 1
	export OSSBSS_HOME=$TMP
	ossctl-diag init
}

@test "diag: no database, and one that is there already" {
	run --separate-stderr ossctl-diag init
	[ "$status" -eq 2 ]
	has_code db-exists
	run --separate-stderr ossctl-diag list --database none.db
	[ "$status" -eq 2 ]
	has_code db-missing
	[[ $stderr == *'`ossctl-diag init`'* ]]
	[ "$(stat -c %a oss.db)" = 600 ]
}

@test "diag: backup, restore, check, migrate" {
	diag < <(node 1 a down)
	ossctl-diag backup copy.db
	diag < <(node 2 a up)
	run ossctl-diag list
	[ -z "$output" ]
	ossctl-diag restore --why 'went wrong' copy.db
	run ossctl-diag list
	[[ $output == *node-unreachable* ]]
	ossctl-diag check
	run --separate-stderr ossctl-diag migrate
	[ "$status" -eq 0 ]
	[[ $stderr == *'schema 8 is the newest'* ]]
}

@test "diag migrate: alarms of the first schema go on" {
	local id

	id=$(id_of a a node-unreachable)
	mkdir -p old/schema/oss
	cp "$OSSBSS_SHARE/schema/journal.sql" old/schema
	cp "$OSSBSS_SHARE"/schema/oss/0001-* old/schema/oss
	rm oss.db*
	OSSBSS_SHARE=old ossctl-diag init
	sql "INSERT INTO object VALUES ('a', 'node', 'a', 2000000, 2000000, 1,
	    1, 1), ('a', 'interface', 'e0', 1000000, 0, 0, 1, 0);
	    INSERT INTO alarm VALUES ('$id', 'a', 'node', 'a', 1, 2000000,
	    2000000, 'communicationsSubsystemFailure', 1, NULL, 0, 5, 'me',
	    'seen');
	    INSERT INTO transition VALUES (1, '$id', 2000000, 'raised', 'a',
	    'a', 'node-unreachable', 'communicationsSubsystemFailure',
	    'critical', 1, NULL, 0, 'a/a@1970-01-01T00:00:02Z', 'no answer')"
	run --separate-stderr ossctl-diag list
	[ "$status" -eq 2 ]
	has_code db-older
	ossctl-diag migrate
	[ -e oss.db.before-2 ]
	ossctl-diag check
	run ossctl-diag list
	[[ $output == *critical*node-unreachable*acknowledged*"$id" ]]
	run diag < <(port 1 a e0 down; node 3 a up)
	[ "${lines[0]}" = 2:raised:a/a ]	# as nobody was told yet
	[ "${lines[1]}" = 1:raised:a/e0 ]
	[ "${lines[2]}" = 3:cleared:a/a ]
}

@test "diag: what the network is made of is kept: groups, sites" {
	{
		echo '{"type":"link","a_node":"a","b_node":"b","srlg":"d1","capacity_bps":100}'
		echo '{"type":"node","node":"a","address":"x","site":"hill"}'
		node 1 a up
	} >in
	ossctl-diag run --no-end --audit audit in
	[ "$(jq -c '[.used, .filtered]' audit)" = '[3,0]' ]
	[ "$(sql 'SELECT srlg, capacity_bps FROM link')" = 'd1|100' ]
	diag < <(echo '{"type":"node","node":"a","address":"x","site":"mill"}')
	[ "$(sql 'SELECT node, site FROM site')" = 'a|mill' ]
	diag < <(node 2 a up)
	[ "$(sql 'SELECT node, site FROM site')" = 'a|mill' ]
}

@test "diag: a damaged database is found, restore --replace mends it" {
	diag < <(node 1 a down)
	ossctl-diag backup copy.db
	head -c 4096 /dev/urandom | dd of=oss.db bs=4096 seek=0 conv=notrunc \
	    status=none
	run --separate-stderr ossctl-diag check
	[ "$status" -ne 0 ]
	ossctl-diag restore --replace copy.db
	ossctl-diag check
}

@test "diag: what was of late is damaged: told, and the passes go on" {
	diag < <(node 1 a up; node 2 a down timeout)
	sql "UPDATE lately SET octets = x'0102030405'"
	run --separate-stderr ossctl-diag check
	[ "$status" -eq 1 ]
	has_code db-damaged
	run --separate-stderr ossctl-diag run --no-end < <(node 3 a up)
	[ "$status" -eq 0 ]
	has_code db-damaged
	ossctl-diag check
}
