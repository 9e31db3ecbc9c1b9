# bss-spool-decide.bats: withdrawing, purging, proving, and who did it

load lib/common
load lib/spool

setup() {
	cd "$TMP" || return 1
	export S=$TMP/spool
}

seal() {
	bss-spool seal -q -S "$S" --zone UTC --now 2027-06-01T00:00:00Z \
	    --period "$1"
}

month() {
	cat_records --zone UTC --period "$1" |
	    jq -r '.usage_id + (if .late then "*" else "" end)' | paste -sd' '
}

# batch_of ID: the name of the batch that a record landed with
batch_of() {
	local f

	for f in "$S"/batch-*.zst; do
		zstd -dcq "$f" | grep -q "\"$1\"" && basename "$f" .zst
	done
}

states() {
	bss-spool list -S "$S" -o ndjson | jq -r .state | paste -sd' '
}

# ---- withdraw ---------------------------------------------------------------

@test "bss-spool withdraw: a batch is read no more, and can come back" {
	usage good 2026-10-01T00:00:00Z | add
	usage bad 2026-10-02T00:00:00Z | tee wrong | add
	b=$(batch_of bad)
	bss-spool withdraw -S "$S" --why 'of the test exchange' "$b"
	[ "$(ids)" = good ]
	[ "$(states)" = "open withdrawn" ]
	# sent again it does not come back by itself
	run --separate-stderr add wrong
	[ "$status" -eq 1 ]
	has_code spool-withdrawn
	[ "$(ids)" = good ]
	run --separate-stderr bss-spool withdraw -S "$S" --why again "$b.zst"
	[ "$status" -eq 0 ]
	[[ $stderr == *"withdrawn already"* ]]
	bss-spool verify -q -S "$S"
	bss-spool restore -q -S "$S" --why 'it was right' "$S/$b.json"
	[ "$(ids)" = "good bad" ]
	run --separate-stderr bss-spool restore -S "$S" --why again "$b"
	[ "$status" -eq 0 ]
	[[ $stderr == *"is not withdrawn"* ]]
	run bss-spool journal -S "$S"
	[ "${#lines[@]}" -eq 2 ]
	[[ ${lines[0]} == "1 "*": withdraw $b: of the test exchange" ]]
	[[ ${lines[1]} == "2 "*": restore $b: it was right" ]]
	bss-spool journal -S "$S" -o ndjson | jq -se '.[1].why ==
	    "it was right" and .[1].act == 2 and .[0].uid >= 0'
}

@test "bss-spool withdraw: it settles a conflict, and a duplicate stays once" {
	{
		usage a 2026-10-01T00:00:00Z 60
		usage b 2026-10-02T00:00:00Z 60
	} | add
	{
		usage a 2026-10-01T00:00:00Z 90
		usage b 2026-10-02T00:00:00Z 60
	} | add
	run bss-spool cat -qS "$S"
	[ "$status" -eq 1 ]
	run bss-spool verify -qS "$S"
	[ "$status" -eq 1 ]
	for f in "$S"/batch-*.zst; do
		zstd -dcq "$f" | grep -q '"quantity":90' || continue
		bss-spool withdraw -q -S "$S" --why wrong "$f"
	done
	[ "$(cat_records | jq -r .quantity | paste -sd' ')" = "60 60" ]
	bss-spool verify -q -S "$S"
}

@test "bss-spool withdraw: not from a sealed period" {
	usage a 2026-10-01T00:00:00Z | add
	usage b 2026-11-02T00:00:00Z | add
	seal 2026-10
	for verb in withdraw restore; do
		run --separate-stderr bss-spool $verb -S "$S" "$(batch_of b)"
		[ "$status" -eq 2 ]
		has_code usage-missing
	done
	run --separate-stderr bss-spool withdraw -S "$S" --why x "$(batch_of a)"
	[ "$status" -eq 2 ]
	has_code spool-sealed
	run --separate-stderr bss-spool withdraw -S "$S" --why x batch-7
	[ "$status" -eq 2 ]
	has_code spool-batch
	run --separate-stderr bss-spool withdraw -S "$S" --why x
	[ "$status" -eq 2 ]
	has_code usage-operand
	# of the open one it may be, and is no part of the next seal
	b=$(batch_of b)
	bss-spool withdraw -q -S "$S" --why x "$b"
	seal 2026-11
	[ "$(month 2026-11)" = "" ]
	# late when it comes back
	bss-spool restore -q -S "$S" --why y "$b"
	[ "$(month 2026-12)" = "b*" ]
}

@test "bss-spool withdraw: kill -9 withdraws or does not" {
	many 10 | add
	many 10 100 | add
	b=$(batch_of pbx:0000100)
	for us in 0 2 4 6 8 10 12 15 20; do
		rm -f "$S"/act-*
		bss-spool withdraw -q -S "$S" --why x "$b" &
		pid=$!
		sleep 0.0$(printf %02d $us)
		kill -KILL $pid 2>/dev/null || :
		wait $pid || :
		n=$(cat_records | wc -l)
		[ "$n" -eq 10 ] || [ "$n" -eq 20 ]
		bss-spool withdraw -q -S "$S" --why x "$b"
		[ "$(cat_records | wc -l)" -eq 10 ]
		[ "$(find "$S" -name 'act-*' | wc -l)" -eq 1 ]
	done
}

# ---- list -------------------------------------------------------------------

@test "bss-spool list: states, and the files that batches came from" {
	usage a 2026-10-01T00:00:00Z >october.ndjson
	add october.ndjson
	usage b 2026-11-01T00:00:00Z | add --file-name november.csv
	usage c 2026-11-02T00:00:00Z | add
	seal 2026-10
	usage d 2026-10-03T00:00:00Z | add
	run bss-spool list -S "$S"
	[[ ${lines[0]} == FIRST*STATE*BATCH*FILES ]]
	[[ ${lines[1]} == *" sealed "*" october.ndjson" ]]
	[[ ${lines[2]} == *" late "*" -" ]]
	[[ ${lines[3]} == *" open "*" november.csv" ]]
	[ "$(states)" = "sealed late open open" ]
	bss-spool list -S "$S" -o ndjson | jq -se '.[2].source.files ==
	    ["november.csv"]'
	run --separate-stderr bss-spool add -S "$S" --file-name x --no-end \
	    october.ndjson
	[ "$status" -eq 2 ]
	has_code usage-operand
}

# ---- purge ------------------------------------------------------------------

purge() {
	bss-spool purge -S "$S" --zone UTC --why retention "$@"
}

three_months() {
	usage o1 2026-10-05T00:00:00Z | add
	{
		usage o2 2026-10-31T23:00:00Z
		usage n1 2026-11-01T00:00:00Z
	} | add
	usage n2 2026-11-05T00:00:00Z | add
	usage d1 2026-12-05T00:00:00Z | add
	for m in 2026-10 2026-11 2026-12; do
		seal $m
	done
}

@test "bss-spool purge: details go, what proves the period stays" {
	three_months
	bss-spool cat -qS "$S" --zone UTC --period 2026-10 >kept
	bss-spool prove -S "$S" --zone UTC --period 2026-10 kept >before
	grep -q 'read again: they deliver what was sealed' before
	grep -q 'it is what was delivered' before
	run --separate-stderr purge -n --before 2026-11-30
	[[ $stderr == *"1 periods, 1 batches, "*"would be purged"* ]]
	[ "$(find "$S" -name '*.zst' | wc -l)" -eq 4 ]
	run --separate-stderr purge --before 2026-11-30
	[ "$status" -eq 0 ]
	[[ $stderr == *"1 periods, 1 batches, "*" octets: purged"* ]]
	# the batch that reaches into November goes with that
	[ "$(states)" = "purged sealed sealed sealed" ]
	[ "$(find "$S" -name '*.zst' | wc -l)" -eq 3 ]
	run --separate-stderr bss-spool cat -S "$S" --zone UTC --period 2026-10
	[ "$status" -eq 2 ]
	has_code spool-purged
	run --separate-stderr bss-spool cat -S "$S"
	[ "$status" -eq 2 ]
	has_code spool-purged
	[ "$(ids --from 2026-11-01T00:00:00Z)" = "n1 n2 d1" ]
	[ "$(month 2026-11)" = "n1 n2" ]
	run --separate-stderr bss-spool verify -S "$S"
	[ "$status" -eq 0 ]
	[[ $stderr == *"of 1 batches the entry alone is left"* ]]
	bss-spool prove -S "$S" --zone UTC --period 2026-10 kept >after
	diff <(grep -v -e ^details -e ^acts before) \
	    <(grep -v -e ^details -e ^acts after)
	grep -q '^details .*purged' after
	# a stream that is not the one, and an entry that was changed
	jq -c 'if .usage_id == "o1" then .quantity = 61 else . end
	    | if .type == "total" then .quantity_sum += 1 else . end' kept >other
	run bss-spool prove -S "$S" --zone UTC --period 2026-10 other
	[ "$status" -eq 1 ]
	[[ $output == *"NOT what was delivered"* ]]
	f=$(find "$S" -name 'batch-20261005*.json')
	sed -i 's/"records":1/"records":2/' "$f"
	run --separate-stderr bss-spool prove -S "$S" --zone UTC \
	    --period 2026-10 -o ndjson
	[ "$status" -eq 1 ]
	has_code spool-damaged
	jq -e '.entries_changed == 1 and .details == "purged"
	    and .records == 2' <<<"$output"
	run --separate-stderr bss-spool verify -S "$S"
	[ "$status" -eq 2 ]
}

@test "bss-spool purge: --keep counts from --now; again is nothing" {
	three_months
	purge -q --keep 60d --now 2027-01-31T00:00:00Z	# from December 2nd on
	[ "$(states)" = "purged purged purged sealed" ]
	run --separate-stderr purge --keep 60d --now 2027-01-31T00:00:00Z
	[ "$status" -eq 0 ]
	[[ $stderr == *"0 periods, 0 batches"* ]]
	[ "$(find "$S" -name 'act-*.json' | wc -l)" -eq 4 ]
	[ "$(month 2026-12)" = d1 ]
	for o in "" "--keep 1d --before 2026-11-01" "--before tomorrow"; do
		# shellcheck disable=SC2086
		run --separate-stderr purge $o
		[ "$status" -eq 2 ]
	done
}

@test "bss-spool purge: not of what is not sealed" {
	usage o1 2026-10-05T00:00:00Z | add
	run --separate-stderr purge --before 2026-11-01
	[ "$status" -eq 2 ]
	has_code spool-unsealed
	seal 2026-10
	run --separate-stderr purge --before 2026-11-02
	[ "$status" -eq 2 ]
	has_code spool-unsealed
	# a cycle that lags behind keeps what it needs
	usage m1 2026-10-20T00:00:00Z | add
	seal 2026-10-15/2026-11-15
	seal 2026-11
	purge -q --before 2026-11-10
	[ "$(states)" = "sealed sealed" ]
	# what is of no seal yet stays, too
	seal 2026-11-15/2026-12-15
	seal 2026-12
	usage late 2026-10-06T00:00:00Z | add
	purge -q --before 2026-12-01
	[ "$(states)" = "purged late purged" ]
}

@test "bss-spool purge: what lands again of a purged period is recognised" {
	usage o1 2026-10-05T00:00:00Z | tee o1 | add
	seal 2026-10
	seal 2026-11
	purge -q --before 2026-12-01
	# the same content: known, with details or without
	run --separate-stderr bss-spool add -S "$S" --no-end o1
	[ "$status" -eq 0 ]
	[[ $stderr == *"in the spool already"* ]]
	[ "$(batches)" -eq 1 ]
	[ -z "$(find "$S" -name '*.zst')" ]
	# in other company it may be new or not: held, not billed
	{
		cat o1
		usage d1 2026-12-05T00:00:00Z
	} | add
	run --separate-stderr bss-spool cat -S "$S" --zone UTC --period 2026-12
	[ "$status" -eq 1 ]
	has_code spool-gone
	[ "$(jq -r '.usage_id // empty' <<<"$output")" = d1 ]
	run --separate-stderr bss-spool cat -qS "$S" --zone UTC \
	    --period 2026-12 -r held
	[ "$(jq -r .code held)" = spool-gone ]
	run --separate-stderr bss-spool unseal -S "$S" --zone UTC \
	    --period 2026-11 --why x
	[ "$status" -eq 2 ]
	has_code spool-sealed
	run --separate-stderr bss-spool withdraw -S "$S" --why x \
	    "$(bss-spool list -S "$S" -o ndjson | jq -r .batch | head -n 1)"
	[ "$status" -eq 2 ]
	has_code spool-purged
}

@test "bss-spool purge: a period that was delivered late usage of a purged one" {
	usage o1 2026-10-05T00:00:00Z | tee o1 | add
	seal 2026-10
	usage l1 2026-10-06T00:00:00Z | add
	seal 2026-11
	{
		cat o1
		usage l2 2026-10-07T00:00:00Z
	} | add
	seal 2026-12
	purge -q --before 2026-11-01
	# late and no repeat: as it was
	[ "$(month 2026-11)" = "l1*" ]
	# what was a repeat cannot be told any more, and is not billed twice
	run --separate-stderr bss-spool cat -S "$S" --zone UTC --period 2026-12
	[ "$status" -eq 2 ]
	has_code spool-purged
	[[ $output != *'"type":"end"'* ]]
	run bss-spool prove -q -S "$S" --zone UTC --period 2026-12 -o ndjson
	[ "$status" -eq 0 ]
	jq -e '.details == "purged" and .late == 1' <<<"$output"
}

@test "bss-spool purge: kill -9 purges or does not, and again ends well" {
	for i in 1 2 3 4 5 6 7 8; do
		many 50 $((i * 100)) | add
	done
	seal 2026-10
	cp -R "$S" whole
	for us in 0 3 6 8 10 12 14 16 18 20 25 30; do
		rm -rf "$S"
		cp -R whole "$S"
		bss-spool purge -q -S "$S" --zone UTC --why retention \
		    --before 2026-11-01 &
		pid=$!
		sleep 0.0$(printf %02d $us)
		kill -KILL $pid 2>/dev/null || :
		wait $pid || :
		# what there is to say of the period is the same throughout
		bss-spool prove -q -S "$S" --zone UTC --period 2026-10 >said
		grep -q '400 records' said
		bss-spool verify -q -S "$S"
		purge -q --before 2026-11-01
		[ "$(find "$S" -name '*.zst' | wc -l)" -eq 0 ]
		[ "$(find "$S" -name 'act-*.json' | wc -l)" -eq 2 ]
		bss-spool verify -q -S "$S"
	done
}

@test "bss-spool prove: a period that is not sealed, or not what it was" {
	usage o1 2026-10-05T00:00:00Z | add
	run --separate-stderr bss-spool prove -S "$S" --zone UTC --period 2026-10
	[ "$status" -eq 2 ]
	has_code spool-unsealed
	run --separate-stderr bss-spool prove -S "$S"
	[ "$status" -eq 2 ]
	has_code usage-missing
	seal 2026-10
	run bss-spool prove -S "$S" --zone UTC --period 2026-10 -o ndjson
	[ "$status" -eq 0 ]
	jq -e '.details == "equal" and .records == 1
	    and .totals[0].quantity == "60"' <<<"$output"
}
