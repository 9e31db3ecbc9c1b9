# bss-spool.bats: landing, reading back, checking

load lib/common
load lib/spool

setup() {
	cd "$TMP" || return 1
	export S=$TMP/spool
}

teardown() {
	! mountpoint -q "$TMP/small" || umount "$TMP/small"
}

@test "bss-spool: what was landed comes back by ts and usage_id" {
	{
		usage b 2026-10-02T00:00:00Z
		usage c 2026-10-01T12:00:00Z
		usage a 2026-10-01T14:00:00+02:00
		usage A 2026-10-01T12:00:00.5Z
		usage z 2026-09-30T23:59:59.999999Z
	} >in
	add in
	cat_records >out
	[ "$(jq -r .usage_id out | paste -sd' ')" = "z a c A b" ]
	diff <(sort in) <(sort out)
	tidy
}

@test "bss-spool cat: totals and an end that the next tool accepts" {
	many 100 | add
	bss-spool cat -S "$S" >out
	[ "$(jq 'select(.type == "total" and .usage_type == "fax").records' \
	    out)" -eq 34 ]
	[ "$(tail -n 1 out | jq -r .written)" = 100 ]
	bss-spool add -q -S again out	# refuses what does not add up
	diff out <(bss-spool cat -S again)
}

@test "bss-spool cat: of a period that has nothing it says what there is" {
	run -2 --separate-stderr bss-spool cat -S none
	has_code spool-missing
	usage u1 2026-10-01T08:00:00Z | add
	run --separate-stderr bss-spool cat -S "$S" \
	    --from 2026-11-01T00:00:00Z
	[ "$status" -eq 0 ]
	[[ $stderr == *"no such record; the spool has some from 2026-10-01T08:00:00Z to 2026-10-01T08:00:00Z" ]]
	run --separate-stderr bss-spool cat -S "$S"
	[ -z "$stderr" ]
}

@test "bss-spool add: the same content again is no batch, whatever its name" {
	many 50 >one
	add one
	cp one two
	run --separate-stderr bss-spool add -S "$S" --no-end two
	[ "$status" -eq 0 ]
	[[ $stderr == *" records, in the spool already"* ]]
	shuf --random-source=one one >shuffled
	add shuffled
	# other spelling: order of fields, escapes, zone, number, source
	jq -c '{type, seq: 9, source: "other", unit, identifier, usage_type,
	    quantity, called_number, ts: (.ts[:-1] + "+00:00"), usage_id}' \
	    one | sed 's/"quantity":60,/"quantity":6e1,/; s/pbx:/p\\u0062x:/' \
	    >spelled
	add spelled
	[ "$(batches)" -eq 1 ]
	tidy
}

@test "bss-spool add: a stream without its end, or cut, lands nothing" {
	many 50 | add
	bss-spool cat -S "$S" >whole
	head -n -1 whole >no-end
	head -n 20 whole >short
	sed 20d whole >lost
	sed 's/"quantity":7,/"quantity":8,/' whole >changed
	sed 's/"written":50/"written":51/' whole >wrong
	for f in no-end short lost changed wrong; do
		run --separate-stderr bss-spool add -S other "$f"
		[ "$status" -eq 2 ]
		has_code stream-cut
		[ -z "$(ls -A other/tmp)" ]
		run bss-spool list -S other
		[ -z "$output" ]
	done
	bss-spool add -q -S other whole
	run --separate-stderr bss-spool list -S other -o ndjson
	[ "$(jq -r '.no_end, .source.tool, .source.files[0]' <<<"$output" |
	    paste -sd' ')" = "false bss-spool whole" ]
}

@test "bss-spool add: --no-end is recorded" {
	many 3 | add
	[ "$(jq .no_end "$S"/batch-*.json)" = true ]
	run bss-spool list --spool "$S" --output text
	[[ $output == *"(no end)"* ]]
}

@test "bss-spool: batches that overlap give each record once" {
	many 60 >a
	many 60 30 >b
	add a
	add b
	bss-spool cat -S "$S" --audit audit >out
	[ "$(records out usage)" -eq 90 ]
	[ "$(jq -c '[.read, .used, .duplicate, .written]' audit)" = \
	    '[120,90,30,90]' ]
	diff <(many 90) <(head -n 90 out)
}

@test "bss-spool: the same thing twice in one stream comes out once" {
	{
		usage a 2026-10-01T00:00:00Z
		usage a 2026-10-01T00:00:00Z
	} | add
	[ "$(jq .repeated "$S"/batch-*.json)" -eq 1 ]
	[ "$(ids)" = a ]
}

@test "bss-spool cat: same id, other content: held, named, exit 1" {
	{
		usage a 2026-10-01T00:00:00Z 60
		usage b 2026-10-01T00:00:01Z 60
	} | add
	usage a 2026-10-01T00:00:00Z 90 | add
	run --separate-stderr bss-spool cat -S "$S"
	[ "$status" -eq 1 ]
	has_code spool-conflict
	[ "$(grep -c 'spool-conflict' <<<"$stderr")" -eq 2 ]
	[ "$(jq -r '.usage_id // empty' <<<"$output")" = b ]
	[ "$(tail -n 1 <<<"$output" | jq .written)" -eq 1 ]
	# it is the same whichever was landed first
	usage a 2026-10-01T00:00:00Z 90 | bss-spool add -qS other --no-end
	{
		usage b 2026-10-01T00:00:01Z 60
		usage a 2026-10-01T00:00:00Z 60
	} | bss-spool add -qS other --no-end
	diff <(bss-spool cat -qS "$S" 2>&1) <(bss-spool cat -qS other 2>&1)
	run bss-spool verify -q -S "$S"
	[ "$status" -eq 1 ]
}

@test "bss-spool cat: same id at another time is a conflict too" {
	usage a 2026-10-01T00:00:00Z 60 | add
	usage a 2026-10-01T01:00:00Z 60 | add
	usage b 2026-10-01T02:00:00Z 60 | add
	run --separate-stderr bss-spool cat -S "$S"
	[ "$status" -eq 1 ]
	has_code spool-conflict
	[ "$(jq -r '.usage_id // empty' <<<"$output")" = b ]
}

@test "bss-spool cat: other unknown fields are other content" {
	usage a 2026-10-01T00:00:00Z | sed 's/}$/,"x_trunk":1}/' | add
	usage a 2026-10-01T00:00:00Z | sed 's/}$/,"x_trunk":2}/' | add
	run bss-spool cat -qS "$S"
	[ "$status" -eq 1 ]
}

@test "bss-spool cat: -r takes what is held; the law holds with and without" {
	{
		usage a 2026-10-01T00:00:00Z 60
		usage b 2026-10-01T00:00:01Z 60
	} | add
	usage a 2026-10-01T00:00:00Z 90 | add
	run bss-spool cat -qS "$S" --audit audit
	[ "$(jq -c '[.read,.used,.rejected,.held_out]' audit)" = '[3,1,0,2]' ]
	run bss-spool cat -qS "$S" -r rejects --audit audit
	[ "$status" -eq 1 ]
	[ "$(jq -c '[.read,.used,.rejected,.held_out]' audit)" = '[3,1,2,0]' ]
	[ "$(jq -r .code rejects | sort -u)" = spool-conflict ]
	[ "$(jq -r '.raw | fromjson | .quantity' rejects | sort |
	    paste -sd' ')" = "60 90" ]
	run bss-spool cat -qS "$S" --rejects rejects --max-rejects 1
	[ "$status" -eq 2 ]
}

@test "bss-spool cat: a period is half-open and in the zone" {
	{
		usage before 2026-09-30T21:59:59.999999Z
		usage first 2026-09-30T22:00:00Z
		usage clock 2026-10-25T00:30:00Z
		usage last 2026-10-31T22:59:59.999999Z
		usage behind 2026-10-31T23:00:00Z
	} | add
	[ "$(ids --period 2026-10 --zone Europe/Paris)" = "first clock last" ]
	[ "$(ids --period 2026-10)" = "clock last behind" ]
	run --separate-stderr bss-spool cat -S "$S" --period 2026-10
	[[ $stderr == *"the period is in UTC"* ]]
	run --separate-stderr bss-spool cat -S "$S" --period 2026-10 --zone UTC
	[ "$stderr" = "" ]
	[ "$(ids --period 2026-10-25 --zone Europe/Paris)" = clock ]
	[ "$(ids --from 2026-09-30T22:00:00Z --to 2026-10-31T23:00:00Z)" = \
	    "first clock last" ]
	[ "$(ids --from 2026-10-31T22:59:59.999999Z)" = "last behind" ]
	[ "$(ids --to 2026-09-30T22:00:00Z)" = before ]
}

@test "bss-spool cat: the zone of a period is the catalog's" {
	mkdir -p home/catalog my
	echo '{"time_zone":"Europe/Paris"}' >home/catalog/catalog.json
	echo '{"time_zone":"Asia/Tokyo"}' >my/catalog.json
	export OSSBSS_HOME=$TMP/home
	S=$TMP/home/spool
	{
		usage paris 2026-09-30T22:00:00Z
		usage tokyo 2026-09-30T15:00:00Z
	} | bss-spool add -q --no-end
	[ "$(ids --period 2026-10)" = paris ]
	[ "$(ids --period 2026-10 -c my)" = "tokyo paris" ]
	[ "$(ids --period 2026-10 --catalog my --zone UTC)" = "" ]
	echo '{}' >my/catalog.json
	run --separate-stderr bss-spool cat --period 2026-10 -c my
	[ "$status" -eq 2 ]
	has_code zone-unknown
	run --separate-stderr bss-spool cat --period 2026-10 --zone Mars/Base
	[ "$status" -eq 2 ]
	has_code zone-unknown
}

@test "bss-spool cat: wrong ranges are refused" {
	many 1 | add
	for o in "--period 2026-13" "--period 2026-10 --to 2026-10-01T00:00:00Z" \
	    "--from 2026-10-02T00:00:00Z --to 2026-10-01T00:00:00Z"; do
		# shellcheck disable=SC2086
		run --separate-stderr bss-spool cat -S "$S" $o
		[ "$status" -eq 2 ]
		has_code usage-value
	done
}

@test "bss-spool cat: by usage type and identifier" {
	{
		usage a 2026-10-01T00:00:00Z 1 +331 voice
		usage b 2026-10-01T00:00:01Z 1 +332 fax
		usage c 2026-10-01T00:00:02Z 1 'caf\u00e9/eth0' voice
		usage d 2026-10-01T00:00:03Z 1 +331 fax
	} | add
	[ "$(ids --usage-type fax)" = "b d" ]
	[ "$(ids --usage-type fax --usage-type voice)" = "a b c d" ]
	[ "$(ids --identifier +331)" = "a d" ]
	[ "$(ids --identifier café/eth0)" = c ]
	[ "$(ids --identifier +331 --usage-type voice)" = a ]
	[ "$(ids --identifier +3)" = "" ]
	bss-spool cat -S "$S" --usage-type fax --audit audit >out
	[ "$(jq -c '[.read,.used,.filtered]' audit)" = '[4,2,2]' ]
	[ "$(tail -n 1 out | jq .written)" -eq 2 ]
}

@test "bss-spool: other records with a ts land too, the rest is filtered" {
	cat >in <<-'EOF'
	{"type":"node","node":"r1","address":"192.0.2.1"}
	{"type":"sample","ts":"2026-10-01T00:05:00Z","node":"r1","kind":"node","object":"r1","reachable":true}
	{"type":"sample","ts":"2026-10-01T00:00:00Z","node":"r1","kind":"node","object":"r1","reachable":true}
	{"type":"heartbeat","ts":"2026-10-01T00:00:00Z","run":"1","planned_nodes":1,"answered_nodes":1,"failed_nodes":0}
	EOF
	add --audit audit in
	[ "$(jq -c '[.read,.used,.filtered]' audit)" = '[4,3,1]' ]
	bss-spool cat -S "$S" >out
	[ "$(records out)" -eq 4 ]
	[ "$(records out sample)" -eq 2 ]
	bss-spool verify -q -S "$S"
	bss-spool add -q -S again out
}

@test "bss-spool: CSV in, CSV out" {
	many 20 >in
	{
		echo type,usage_id,ts,usage_type,identifier,called_number,quantity,unit,source,seq
		jq -r '[.type,.usage_id,.ts,.usage_type,.identifier,
		    .called_number,.quantity,.unit,.source,.seq] | @csv' in
	} >in.csv
	add in
	add -f csv in.csv
	[ "$(batches)" -eq 1 ]
	bss-spool cat -S "$S" -o csv >out.csv
	add out.csv
	[ "$(batches)" -eq 1 ]
}

@test "bss-spool add: bad records are set aside, the register counts them" {
	{
		usage a 2026-10-01T00:00:00Z
		echo '{"type":"usage",'
		usage b 2026-10-01T25:00:00Z
		usage c 2026-10-01T00:00:00Z | sed 's/60/1.5/'
	} >in
	run --separate-stderr bss-spool add -S "$S" --no-end in
	[ "$status" -eq 2 ]
	has_code rejects-refused
	[ "$(batches)" -eq 0 ]
	run --separate-stderr bss-spool add -S "$S" --no-end -r rejects in
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rejects | paste -sd' ')" = \
	    "json-syntax field-value field-value" ]
	[ "$(jq -c '[.records,.rejected]' "$S"/batch-*.json)" = '[1,3]' ]
	[ "$(ids)" = a ]
	run bss-spool add -qS "$S" --no-end --rejects rejects \
	    --max-rejects 2 in
	[ "$status" -eq 2 ]
	usage x 2026-10-01T00:00:00Z | sed 's/}/,"nix":1}/' >in
	run bss-spool add -qS "$S" --no-end -r rejects --strict in
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rejects)" = field-unknown ]
}

@test "bss-spool add: more totals than there is room for stop it" {
	awk 'BEGIN { for (i = 0; i < 4100; i++)
		printf "{\"type\":\"usage\",\"usage_id\":\"a:%d\",\"ts\":" \
		    "\"2026-10-01T00:00:00Z\",\"usage_type\":\"t%d\"," \
		    "\"identifier\":\"+331\",\"quantity\":1,\"unit\":\"1\"," \
		    "\"source\":\"a\",\"seq\":1}\n", i, i }' >in
	run --separate-stderr bss-spool add -S "$S" --no-end in
	[ "$status" -eq 2 ]
	has_code totals-full
	[ "$(batches)" -eq 0 ]
}

@test "bss-spool add: nothing in, nothing landed" {
	printf '%s' '{"type":"end","tool":"t","version":"1","run":"1",' \
	    '"written":0,"digest":"00000000000000000000000000000000"}' >in
	run --separate-stderr bss-spool add -v -S "$S" in
	[ "$status" -eq 0 ]
	[[ $stderr == *"nothing landed"* ]]
	[ "$(batches)" -eq 0 ]
	bss-spool cat -S "$S" >out
	[ "$(records out)" -eq 1 ]
	bss-spool verify -S "$S"
}

@test "bss-spool add: -n says what would be landed" {
	many 5 >in
	run --separate-stderr bss-spool add -n -S "$S" --no-end in
	[ "$status" -eq 0 ]
	[[ $stderr == *"5 records, would be landed"* ]]
	[ "$(batches)" -eq 0 ]
	tidy
}

@test "bss-spool list: for people and for machines" {
	many 5 | add
	many 5 10 | add
	run --separate-stderr bss-spool list -S "$S"
	[ "${#lines[@]}" -eq 3 ]
	[[ ${lines[1]} == "2026-10-01T00:00:00Z "*" 5 "*" batch-20261001T000000Z-"* ]]
	run --separate-stderr bss-spool list -S "$S" -o ndjson
	[ "$(jq -r '.records, .totals[0].quantity' <<<"$output" |
	    paste -sd' ')" = "5 3 5 48" ]
}

@test "bss-spool: a batch is zstd, readable without us" {
	many 5000 >in
	shuf --random-source=in in | add
	zstd -dcq "$S"/batch-*.zst | cmp - in
}

@test "bss-spool add: more records than memory holds" {
	many 30000 >in
	shuf --random-source=in in >shuffled
	add --memory 8 shuffled
	cat_records | cmp - in
	tidy
	# the digest does not depend on how it was sorted
	add in
	[ "$(batches)" -eq 1 ]
	bss-spool verify -q -S "$S"
	run --separate-stderr add --memory 7 in
	[ "$status" -eq 2 ]
	has_code usage-value
}

@test "bss-spool: cutting and shuffling the input changes no octet of cat" {
	many 1500 >in
	add in
	bss-spool cat -S "$S" >want
	for k in 40 700; do
		rm -rf cut part.*
		shuf --random-source=want in | split -l $k - part.
		cp part.aa part.again
		for p in part.* in; do
			bss-spool add -qS cut --no-end "$p"
		done
		bss-spool cat -S cut | cmp - want
	done
}

@test "bss-spool cat: records of 80 batches that all overlap" {
	many 4000 >in
	awk '{ print > sprintf("part.%02d", NR % 80) }' in
	for p in part.*; do
		add "$p"
	done
	[ "$(batches)" -eq 80 ]
	cat_records | cmp - in
	(ulimit -n 30; cat_records --period 2026-10 | cmp - in)
	bss-spool verify -q -S "$S"
}

@test "bss-spool: no spool, no batch, no place" {
	run --separate-stderr bss-spool cat -S nowhere
	[ "$status" -eq 2 ]
	has_code spool-missing
	run --separate-stderr bss-spool cat
	[ "$status" -eq 2 ]
	has_code usage-missing
	touch file
	run --separate-stderr bss-spool add -S file/spool --no-end </dev/null
	[ "$status" -eq 2 ]
	has_code write-failed
	OSSBSS_HOME=$TMP/home bss-spool add -q --no-end < <(many 2)
	[ -d home/spool ]
}

@test "bss-spool cat: --schema tells the types" {
	run --separate-stderr bss-spool cat --schema
	[ "$status" -eq 0 ]
	jq -e . <<<"$output"
	[[ $output == *usage_id* ]]
}

# ---- damage -----------------------------------------------------------------

@test "bss-spool verify: a flipped bit anywhere is found and named" {
	many 400 | add
	many 400 5000 | add
	f=$(ls "$S"/batch-*.zst | head -n 1)
	size=$(stat -c %s "$f")
	cp "$f" whole
	for i in $(seq 0 40); do
		at=$((i * (size - 1) / 40))
		cp whole "$f"
		octet=$(xxd -s $at -l 1 -p "$f")
		printf "\\x$(printf %02x $((0x$octet ^ 0x10)))" |
		    dd of="$f" bs=1 seek=$at conv=notrunc status=none
		run --separate-stderr bss-spool verify -S "$S"
		[ "$status" -eq 2 ]
		has_code spool-damaged
		[[ $stderr == *"$(basename "$f" .zst)"* ]]
		[[ $stderr == *"2 batches, 1 damaged"* ]]
		# cat either stops, or what was hit is not of the records
		run --separate-stderr bss-spool cat -S "$S"
		[ "$status" -eq 0 ] || has_code spool-damaged
		[ "$status" -ne 0 ] || [ "$(tail -n 1 <<<"$output" |
		    jq .written)" -eq 800 ]
	done
	cp whole "$f"
	bss-spool verify --quiet --spool "$S"
}

@test "bss-spool: a batch that is cut, empty or gone stops cat and verify" {
	many 400 | add
	f=$(ls "$S"/batch-*.zst)
	cp "$f" whole
	for n in 0 1 31 32 100 -1 -32 -40; do
		head -c $n whole >"$f"
		run --separate-stderr bss-spool cat -S "$S"
		[ "$status" -eq 2 ]
		has_code spool-damaged
		[[ $output != *'"type":"end"'* ]]
		run --separate-stderr bss-spool verify -S "$S"
		[ "$status" -eq 2 ]
	done
	rm "$f"
	run --separate-stderr bss-spool cat -S "$S"
	[ "$status" -eq 2 ]
	run --separate-stderr bss-spool verify -S "$S"
	[ "$status" -eq 2 ]
	[[ $stderr == *"1 batches, 1 damaged"* ]]
}

@test "bss-spool: an entry that is damaged, or of another batch" {
	many 10 | add
	j=$(ls "$S"/batch-*.json)
	cp "$j" entry
	for e in 's/"records":10/"records":11/' 's/"quantity":"/&1/' \
	    's/"digest":"./"digest":"g/' 's/"batch":"batch-2/"batch":"batch-1/' \
	    's/"file_octets":/&1/' 's/$/}/' 's/"first_ts":"2/"first_ts":"1/'
	do
		sed "$e" entry >"$j"
		run --separate-stderr bss-spool verify -S "$S"
		[ "$status" -eq 2 ]
		has_code spool-damaged
	done
	: >"$j"
	run --separate-stderr bss-spool list -S "$S"
	[ "$status" -eq 2 ]
	has_code spool-damaged
}

@test "bss-spool cat: a full disk ends with 2" {
	many 10 | add
	run --separate-stderr bash -c 'bss-spool cat -S "$S" >/dev/full'
	[ "$status" -eq 2 ]
	has_code write-failed
}

@test "bss-spool cat: a reader that goes away is no error of ours" {
	many 20000 | add
	run bash -c 'bss-spool cat -S "$S" | head -n 1'
	[ "$status" -eq 0 ]
}

@test "bss-spool add: no room for the file leaves the spool as it was" {
	many 20000 | shuf --random-source=<(yes) >in
	many 10 90000 | add
	bss-spool cat -S "$S" >want
	for kib in 4 64 400; do
		run --separate-stderr bash -c "trap '' XFSZ; ulimit -f $kib
		    bss-spool add -S '$S' --no-end --memory 8 in"
		[ "$status" -eq 2 ]
		has_code write-failed
		bss-spool cat -S "$S" | cmp - want
		tidy
	done
}

@test "bss-spool add: a file system that is full" {
	mkdir small
	mount -t tmpfs -o size=256k tmpfs small 2>/dev/null ||
	    skip "may not mount"
	many 20000 >in
	run --separate-stderr bss-spool add -S small/spool --no-end in
	rest=$(find small/spool -type f)
	umount small
	[ "$status" -eq 2 ]
	has_code write-failed
	[ -z "$rest" ]
}

@test "bss-spool add: a spool that is locked ends with 75 after --wait" {
	many 10 >in
	mkdir "$S"
	flock "$S" -c 'sleep 3' &
	sleep 0.2
	run --separate-stderr bss-spool add -S "$S" --no-end --wait 0s in
	[ "$status" -eq 75 ]
	has_code spool-locked
	[ "$(batches)" -eq 0 ]
	bss-spool add -q -S "$S" --no-end --wait 20s in	# waits its turn
	[ "$(batches)" -eq 1 ]
	wait
}

@test "bss-spool add: many at the same time all land" {
	for i in 1 2 3 4 5 6 7 8; do
		many 500 $((i * 400)) | add &
	done
	many 500 400 | add
	wait
	[ "$(batches)" -eq 8 ]
	cat_records | cmp - <(many 3300 400)
	tidy
}

@test "bss-spool add: leftovers of the dead go, work of the living stays" {
	mkdir -p "$S/tmp/99.0" "$S/tmp/100.0"
	echo x >"$S/tmp/99.0/run-0"
	echo x >"$S/tmp/100.0/run-0"
	orphan=batch-20261001T000000Z-20261001T000001Z-0123456789abcdef0123456789abcdef
	echo x >"$S/$orphan.zst"
	echo x >"$S/not-ours.zst"
	flock "$S/tmp/100.0" -c 'sleep 2' &
	sleep 0.2
	[ -z "$(bss-spool list -S "$S")" ]
	many 10 | add
	[ ! -e "$S/tmp/99.0" ]
	[ -e "$S/tmp/100.0/run-0" ]
	[ ! -e "$S/$orphan.zst" ]
	[ -e "$S/not-ours.zst" ]
	wait
	many 10 20 | add
	[ ! -e "$S/tmp/100.0" ]
}

@test "bss-spool add: only its own leftovers are cleared away" {
	mkdir -p "$S" precious/sub precious/77.0x
	echo x >precious/sub/file
	echo x >precious/77.0x/file
	ln -s ../precious "$S/tmp"
	many 10 | add
	[ -e precious/sub/file ]
	[ -e precious/77.0x/file ]
	[ "$(find precious -mindepth 1 -maxdepth 1 | wc -l)" -eq 2 ]
	[ "$(batches)" -eq 1 ]
}

@test "bss-spool add: an entry that could not be read back is not landed" {
	many 1 >in
	name=$(printf '\001%.0s' {1..240})
	cp in "$name"
	mapfile -t names < <(yes "$name" | head -n 7000)
	run --separate-stderr bss-spool add -S "$S" --no-end "${names[@]}"
	[ "$status" -eq 2 ]
	has_code file-too-large
	[ "$(batches)" -eq 0 ]
	tidy
}

@test "bss-spool list: what an end record says does not reach the terminal" {
	many 1 >in
	bss-spool add -q -S other --no-end in
	digest=$(jq -r .digest other/batch-*.json)
	printf '{"type":"total","usage_type":"fax","unit":"s","records":1,' >>in
	printf '"quantity_sum":0}\n{"type":"end","tool":"\\u001b[2J\\u009bm",' \
	    >>in
	printf '"version":"1","run":"1","written":1,"digest":"%s"}\n' \
	    "$digest" >>in
	bss-spool add -q -S "$S" in
	run bss-spool list -S "$S"
	[ "$status" -eq 0 ]
	[[ $output == *'\033[2J\302\233m'* ]]
	[[ $output != *$'\e'* ]]
}

@test "bss-spool add: kill -9 at 50 points loses and doubles nothing" {
	many 15000 >all
	shuf --random-source=all all >in
	many 10 90000 | add
	cat_records >before
	cat all before >after
	begin=$(date +%s%N)
	bss-spool add -qS timing --no-end --memory 8 in
	took=$((($(date +%s%N) - begin) / 1000))
	killed=0
	for point in $(seq 50); do
		us=$((point * took / 45))
		bss-spool add -qS "$S" --no-end --memory 8 in 2>/dev/null &
		pid=$!
		sleep $((us / 1000000)).$(printf %06d $((us % 1000000)))
		if kill -KILL $pid 2>/dev/null; then
			killed=$((killed + 1))
		else	# it was measured on a busier machine
			took=$((took * 9 / 10))
		fi
		wait $pid || :
		# all of it or nothing
		cat_records >now
		cmp -s now before || cmp now after
		add --memory 8 in
		cat_records | cmp - after
		tidy
		[ "$(batches)" -eq 2 ]
		((point % 10)) || bss-spool verify -qS "$S"
		rm "$S"/batch-20261001T000000Z-*
	done
	echo "killed $killed"
	[ "$killed" -gt 20 ]
}
