# bss-spool-conflicts.bats: versions side by side, and settling them

load lib/common
load lib/spool

setup() {
	cd "$TMP" || return 1
	export S=$TMP/spool
}

settle() {
	bss-spool settle -q -S "$S" --why 'asked the exchange' "$@"
}

# quantities of what is delivered
delivered() {
	cat_records "$@" | jq -r .quantity | paste -sd' '
}

# batch_with QUANTITY: the batch that has a record of it
batch_with() {
	local f

	for f in "$S"/batch-*.zst; do
		zstd -dcq "$f" | grep -q "\"quantity\":$1," &&
		    basename "$f" .zst
	done
	return 0
}

# version_with QUANTITY: its name
version_with() {
	bss-spool conflicts -q -S "$S" -o ndjson | jq -r --arg q "$1" \
	    '.versions[] | select(.raw | fromjson.quantity == ($q | tonumber))
	    .version' | head -n 1
}

two() {
	{
		usage a 2026-10-01T00:00:00Z 60
		usage b 2026-10-01T00:00:01Z 5
	} >one.ndjson
	usage a 2026-10-01T00:00:00Z 90 +33123456789 voice msc >two.ndjson
	add one.ndjson
	add two.ndjson
}

@test "bss-spool conflicts: the versions side by side, with their sources" {
	two
	run --separate-stderr bss-spool conflicts -S "$S"
	[ "$status" -eq 1 ]
	[[ $stderr == *"1 conflicts, 1 of them shown"* ]]
	[ "${lines[0]}" = "usage 'a'" ]
	grep -qE '^  version +[0-9a-f]{10}  [0-9a-f]{10}$' <<<"$output"
	grep -qE '^  quantity +(60 +90|90 +60)$' <<<"$output"
	grep -qE '^  source +(pbx +msc|msc +pbx)$' <<<"$output"
	grep -q " $(batch_with 60) one.ndjson$" <<<"$output"
	grep -q " $(batch_with 90) two.ndjson$" <<<"$output"
	[[ $output != *identifier* ]]
	run --separate-stderr bss-spool conflicts -q -S "$S" -o ndjson
	[ "$status" -eq 1 ]
	jq -e '.record == "usage" and .id == "a" and .fields == ["quantity"]
	    and (.versions | length == 2 and all(.delivered == false))
	    and ([.versions[].values.quantity] | sort == ["60", "90"])
	    and ([.versions[].batches[].files] | sort
	    == ["one.ndjson", "two.ndjson"])' <<<"$output"
}

@test "bss-spool conflicts: fields that one version lacks, odd spellings" {
	usage a 2026-10-01T00:00:00Z | sed 's/}$/,"x_\\u0074runk":"\\u001b[2J"}/' |
	    add
	usage a 2026-10-01T02:00:00+02:00 | sed 's/"quantity":[0-9]*/"quantity":6e1/' |
	    add
	run --separate-stderr bss-spool conflicts -S "$S"
	[ "$status" -eq 1 ]
	[[ $output == *'\033[2J'* ]]
	[[ $output != *$'\e'* ]]
	[[ $output != *quantity* ]]
	[[ $output != *' ts '* ]]
}

@test "bss-spool conflicts: none, some, and only of a range" {
	usage a 2026-10-01T00:00:00Z 1 | add
	run bss-spool conflicts -S "$S"
	[ "$status" -eq 0 ]
	for i in 1 2 3; do
		usage c$i 2026-11-0${i}T00:00:00Z 1
	done | add
	for i in 1 2 3; do
		usage c$i 2026-11-0${i}T00:00:00Z 2
	done | add
	run bss-spool conflicts -q -S "$S" --zone UTC --period 2026-10
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	bss-spool conflicts -q -S "$S" -o ndjson --limit 2 \
	    --from 2026-11-01T00:00:00Z --to 2026-12-01T00:00:00Z >out || :
	[ "$(wc -l <out)" -eq 2 ]
	bss-spool conflicts -q -S "$S" -o ndjson >out || :
	[ "$(jq -r .id out | paste -sd' ')" = "c1 c2 c3" ]
}

@test "bss-spool settle: by version; again landing changes nothing" {
	two
	settle --choose "$(version_with 90)" a
	[ "$(delivered)" = "90 5" ]
	bss-spool verify -q -S "$S"
	run bss-spool conflicts -S "$S"
	[ "$status" -eq 0 ]
	# both land again, in other company and spelling
	{
		sed 's/"quantity":60/"quantity":60.0/' one.ndjson
		usage c 2026-10-02T00:00:00Z 7
	} | add
	{
		cat two.ndjson
		usage d 2026-10-03T00:00:00Z 8
	} | add
	[ "$(delivered)" = "90 5 7 8" ]
	bss-spool cat -qS "$S" --audit audit >/dev/null
	jq -e '.read == 8 and .used == 4 and .duplicate == 4' audit
	# a third content is a question again
	usage a 2026-10-01T00:00:00Z 30 | add
	run --separate-stderr bss-spool cat -S "$S"
	[ "$status" -eq 1 ]
	has_code spool-conflict
	settle --choose "$(version_with 30)" a
	[ "$(delivered)" = "30 5 7 8" ]
	bss-spool journal -S "$S" | grep -q 'settle 1 identities: asked the'
	bss-spool journal -S "$S" -o ndjson | jq -se '.[1].things[0]
	    | .id == "a" and .record == "usage" and (.others | length == 2)'
}

@test "bss-spool settle: by batch, one or all; another mind" {
	for i in 1 2 3 4; do
		usage c$i 2026-10-0${i}T00:00:00Z 1
	done | add
	for i in 1 2 3; do
		usage c$i 2026-10-0${i}T00:00:00Z 2
	done | add
	usage c4 2026-10-04T00:00:00Z 3 | add
	settle --batch "$(batch_with 1)" c1 c2
	run --separate-stderr bss-spool cat -qS "$S"
	[ "$status" -eq 1 ]
	settle --all --batch "$(batch_with 3)"
	run --separate-stderr bss-spool cat -qS "$S"
	[ "$status" -eq 1 ]
	settle --all --batch "$S/$(batch_with 2).zst"
	[ "$(delivered)" = "1 1 2 3" ]
	settle --batch "$(batch_with 2)" c1
	[ "$(delivered)" = "2 1 2 3" ]
	bss-spool verify -q -S "$S"
}

@test "bss-spool settle: at another time it is the same thing" {
	usage a 2026-10-31T23:59:00Z 1 | add
	usage a 2026-11-01T00:01:00Z 2 | add
	settle --choose "$(version_with 2)" a
	# what was not chosen is nowhere, also where it stands alone
	[ "$(delivered --period 2026-10 --zone UTC)" = "" ]
	[ "$(delivered --period 2026-11 --zone UTC)" = 2 ]
}

@test "bss-spool settle: what a sealed period delivered stands" {
	two
	settle --choose "$(version_with 60)" a
	bss-spool seal -q -S "$S" --zone UTC --period 2026-10
	bss-spool cat -qS "$S" --zone UTC --period 2026-10 >before
	# the other one comes again, in a batch of its own: settled already
	{
		cat two.ndjson
		usage n 2026-11-01T00:00:00Z 7
	} | add
	[ "$(delivered --zone UTC --period 2026-11)" = 7 ]
	# another one comes late
	usage a 2026-10-01T00:00:00Z 30 | add
	run --separate-stderr bss-spool cat -qS "$S" --zone UTC --period 2026-11
	[ "$status" -eq 1 ]
	bss-spool conflicts -q -S "$S" -o ndjson | jq -e '[.versions[]
	    | select(.delivered).values.quantity] == ["60"]'
	run --separate-stderr settle --choose "$(version_with 30)" a
	[ "$status" -eq 2 ]
	has_code spool-sealed
	settle --choose "$(version_with 60)" a
	[ "$(delivered --zone UTC --period 2026-11)" = 7 ]
	bss-spool cat -qS "$S" --zone UTC --period 2026-10 | cmp - before
	bss-spool seal -q -S "$S" --zone UTC --now 2027-01-01T00:00:00Z \
	    --period 2026-11
}

@test "bss-spool settle: what cannot be settled" {
	two
	usage a 2026-10-01T00:00:00Z 91 | cat - two.ndjson | add
	for args in "--choose 0000000000 a" "--choose $(version_with 60) b" \
	    "--choose $(version_with 60) nobody" \
	    "--batch $(batch_with 91) a"; do
		# shellcheck disable=SC2086
		run --separate-stderr settle $args
		[ "$status" -eq 2 ] || [[ $args == *nobody ]]
		has_code spool-settle
	done
	for args in a --all "--all --choose 0000000000" \
	    "--choose 0000000000 --batch x a" "--batch x" \
	    "--batch x --all a"; do
		# shellcheck disable=SC2086
		run --separate-stderr settle $args
		[ "$status" -eq 2 ]
		[[ $stderr == *"[usage-"* ]]
	done
	run --separate-stderr bss-spool settle -S "$S" --choose 0 a
	[ "$status" -eq 2 ]
	has_code usage-missing
	[ ! -e "$S/act-00000001.json" ]
}

@test "bss-spool conflicts: a source that sends one identity all the time" {
	local line

	line=$(usage a 2026-10-01T00:00:00Z 60)
	for i in {1..1003}; do
		printf '%s\n' "${line/:60,/:$i,}"
	done | add
	run --separate-stderr bss-spool conflicts -S "$S" -o ndjson
	[ "$status" -eq 1 ]
	[ "$(jq -c '[(.versions | length), .more]' <<<"$output")" = '[1000,3]' ]
	run --separate-stderr bss-spool conflicts -S "$S"
	[[ $output == *'  and 3 records of other contents' ]]
	run --separate-stderr settle --batch "$(batch_with 7)" a
	[ "$status" -eq 2 ]
	[[ $stderr == *"'a' stands with too many contents"*"[spool-settle]"* ]]
	bss-spool withdraw -q -S "$S" --why 'all wrong' "$(batch_with 7)"
	run bss-spool conflicts -q -S "$S"
	[ "$status" -eq 0 ]
}
