# bss-spool-seal.bats: sealed periods, and what comes late

load lib/common
load lib/spool
load lib/bill

setup() {
	cd "$TMP" || return 1
	export S=$TMP/spool
}

# seal PERIOD [OPTION...]: in UTC, long after
seal() {
	bss-spool seal -S "$S" --zone UTC --now 2027-06-01T00:00:00Z \
	    --period "$@"
}

# month PERIOD: what it delivers; * marks what is late
month() {
	cat_records --zone UTC --period "$1" |
	    jq -r '.usage_id + (if .late then "*" else "" end)' | paste -sd' '
}

october() {
	usage o1 2026-10-01T00:00:00Z
	usage o2 2026-10-31T23:59:59.999999Z
}

@test "bss-spool seal: a sealed period reads the same for ever" {
	{
		october
		usage n1 2026-11-01T00:00:00Z
	} | add
	run --separate-stderr seal 2026-10
	[ "$status" -eq 0 ]
	[[ $stderr == *"2026-10: 2 records, 0 of them late, 1 new batches: sealed"* ]]
	bss-spool cat -qS "$S" --period 2026-10 --zone UTC >before
	{
		usage late 2026-10-12T00:00:00Z
		usage n2 2026-11-02T00:00:00Z
	} | add
	bss-spool cat -qS "$S" --period 2026-10 --zone UTC | cmp - before
	[ "$(month 2026-11)" = "late* n1 n2" ]
	# a range is everything, as it landed
	[ "$(ids --from 2026-10-01T00:00:00Z --to 2026-12-01T00:00:00Z)" = \
	    "o1 late o2 n1 n2" ]
	# again: nothing
	run --separate-stderr seal 2026-10
	[ "$status" -eq 0 ]
	[[ $stderr == *"2026-10: sealed already"* ]]
	[ "$(find "$S" -name 'act-*' | wc -l)" -eq 2 ]
	bss-spool verify -q -S "$S"
	tidy
}

@test "bss-spool seal: each record comes once, whenever its batch does" {
	october | add
	seal 2026-10 -q
	usage l1 2026-10-05T00:00:00Z | add
	seal 2026-11 -q
	usage l2 2026-10-06T00:00:00Z | add
	usage l3 2026-11-06T00:00:00Z | add
	[ "$(month 2026-10)" = "o1 o2" ]
	[ "$(month 2026-11)" = "l1*" ]
	[ "$(month 2026-12)" = "l2* l3*" ]
	seal 2026-12 -q
	[ "$(month 2026-12)" = "l2* l3*" ]
	# no month but the next has them
	run --separate-stderr bss-spool cat -S "$S" --period 2027-02 --zone UTC
	[[ $stderr == *"neither sealed nor the one behind"* ]]
	[ "$(jq -r .usage_id <<<"$output")" = null ]
	[ "$(month 2027-01)" = "" ]
}

@test "bss-spool seal: what was delivered and lands again is no late usage" {
	october | add
	seal 2026-10 -q
	# again, in another spelling and with company
	{
		october | sed 's/"source":"pbx"/"source":"b"/;s/"s"/"\\u0073"/'
		usage l1 2026-10-05T00:00:00Z
	} | add
	bss-spool cat -qS "$S" --zone UTC --period 2026-11 --audit audit >out
	[ "$(jq -r 'select(.usage_id).usage_id' out)" = l1 ]
	[ "$(jq -c '[.read,.used,.duplicate,.filtered]' audit)" = '[3,1,2,0]' ]
	seal 2026-11 -q
	[ "$(month 2026-11)" = "l1*" ]
	jq -e '.late == 1 and .repeated == 2' "$S/act-00000002.json"
}

@test "bss-spool seal: other content of what was delivered is held" {
	october | add
	seal 2026-10 -q
	bss-spool cat -qS "$S" --period 2026-10 --zone UTC >before
	usage o1 2026-10-01T00:00:00Z 999 | add
	bss-spool cat -qS "$S" --period 2026-10 --zone UTC | cmp - before
	run --separate-stderr bss-spool cat -S "$S" --period 2026-11 --zone UTC
	[ "$status" -eq 1 ]
	has_code spool-conflict
	[[ $output != *999* ]]
	# and a period with held records is not sealed
	run --separate-stderr seal 2026-11
	[ "$status" -eq 2 ]
	has_code spool-held
	has_code spool-conflict
	[ ! -e "$S/act-00000002.json" ]
	tidy
}

@test "bss-spool seal: bill cycles are sealed apart" {
	october | add
	usage m1 2026-10-20T00:00:00Z | add
	seal 2026-10 -q
	usage l1 2026-10-21T00:00:00Z | add
	# the cycle of the 15th has had none of it
	[ "$(month 2026-10-15/2026-11-15)" = "m1 l1 o2" ]
	seal 2026-10-15/2026-11-15 -q
	usage l2 2026-10-22T00:00:00Z | add
	[ "$(month 2026-10-15/2026-11-15)" = "m1 l1 o2" ]
	[ "$(month 2026-11-15/2026-12-15)" = "l2*" ]
	[ "$(month 2026-11)" = "l1* l2*" ]
	# days are a cycle, too
	seal 2026-10-20 -q
	[ "$(month 2026-10-20)" = "m1" ]
	run --separate-stderr seal 2026-10-22
	[ "$status" -eq 2 ]
	has_code spool-order
}

@test "bss-spool seal: wrong periods are refused" {
	october | add
	run --separate-stderr bss-spool seal -S "$S"
	[ "$status" -eq 2 ]
	has_code usage-missing
	run --separate-stderr bss-spool seal -S "$S" --zone UTC \
	    --period 2026-10 --now 2026-10-31T23:59:59Z
	[ "$status" -eq 2 ]
	has_code spool-early
	run --separate-stderr bss-spool seal -S nowhere --period 2026-10
	[ "$status" -eq 2 ]
	has_code spool-missing
	[ ! -e nowhere ]
	seal 2026-10 -q
	for p in 2026-12 2026-09; do
		run --separate-stderr seal "$p"
		[ "$status" -eq 2 ]
		has_code spool-order
	done
	run --separate-stderr bss-spool unseal -S "$S" --zone UTC --why x \
	    --period 2026-11
	[ "$status" -eq 2 ]
	has_code spool-unsealed
	seal 2026-11 -q --why closed
	run --separate-stderr bss-spool unseal -S "$S" --zone UTC --why x \
	    --period 2026-10
	[ "$status" -eq 2 ]
	has_code spool-sealed
	run --separate-stderr bss-spool unseal -S "$S" --zone UTC \
	    --period 2026-11
	[ "$status" -eq 2 ]
	has_code usage-missing
	jq -e '.why == "closed"' "$S/act-00000002.json"
}

@test "bss-spool unseal: the last period takes its late usage in" {
	october | add
	seal 2026-10 -q
	usage l1 2026-10-05T00:00:00Z | add
	[ "$(month 2026-11)" = "l1*" ]
	seal 2026-10 -n	# sealed: nothing to try
	bss-spool unseal -S "$S" --zone UTC --period 2026-10 \
	    --why 'a file was forgotten'
	[ "$(month 2026-10)" = "o1 l1 o2" ]
	[ "$(month 2026-11)" = "" ]
	run --separate-stderr seal 2026-10 --dry-run
	[[ $stderr == *"3 records, 0 of them late, 2 new batches: would be"* ]]
	seal 2026-10 -q
	[ "$(month 2026-10)" = "o1 l1 o2" ]
	[ "$(month 2026-11)" = "" ]
	[ "$(jq -r .action "$S"/act-*.json | paste -sd' ')" = \
	    "seal unseal seal" ]
	jq -e '.why == "a file was forgotten" and .seal == 1 and .user' \
	    "$S/act-00000002.json"
}

@test "bss-spool seal: a period of nothing, and one without its batch" {
	usage n1 2026-11-05T00:00:00Z | add
	seal 2026-10 -q
	[ "$(month 2026-10)" = "" ]
	[ "$(month 2026-11)" = "n1" ]
	seal 2026-11 -q
	f=$(ls "$S"/batch-*.json)
	mv "$f" away.json
	run --separate-stderr bss-spool cat -S "$S" --zone UTC --period 2026-11
	[ "$status" -eq 2 ]
	has_code spool-damaged
	[[ $output != *'"type":"end"'* ]]
	mv away.json "$f"
	[ "$(month 2026-11)" = "n1" ]
}

@test "bss-spool: acts that were changed, left out or reordered are found" {
	october | add
	seal 2026-10 -q
	seal 2026-11 -q
	seal 2026-12 -q
	cp -R "$S" whole
	for break in 's/"records":2/"records":3/' 's/"act":1/"act":2/' 's/^{/[/'
	do
		sed -i "$break" "$S/act-00000001.json"
		run --separate-stderr bss-spool cat -S "$S" --period 2026-10
		[ "$status" -eq 2 ]
		has_code spool-damaged
		cp whole/act-00000001.json "$S"
	done
	rm "$S/act-00000002.json"
	run --separate-stderr bss-spool cat -S "$S" --period 2026-10
	[ "$status" -eq 2 ]
	has_code spool-damaged
	cp whole/act-00000002.json "$S"
	cp whole/act-00000002.list "$S/act-00000001.list"
	run --separate-stderr bss-spool cat -S "$S" --period 2026-10
	[ "$status" -eq 2 ]
	has_code spool-damaged
}

# forge ACTION LIST: the next act, of a list that is not ours
forge() {
	local last n

	last=$(find "$S" -name 'act-*.json' | sort | tail -n 1)
	n=$(($(jq .act "$last") + 1))
	printf -v next '%s/act-%08d' "$S" "$n"
	printf '%s' "$2" >"$next.list"
	jq -cn --arg action "$1" --argjson act "$n" \
	    --arg previous "$(sha256sum <"$last" | cut -d' ' -f1)" \
	    --arg sha "$(sha256sum <"$next.list" | cut -d' ' -f1)" \
	    '{ type: "act", act: $act, action: $action, previous: $previous,
	    seals: [], list_sha256: $sha }' >"$next.json"
}

@test "bss-spool: a list names batches, not files elsewhere" {
	october | add
	seal 2026-10 -q
	mkdir other
	# 72 octets, as a batch's name has
	printf -v name '../%s%s' "$(printf './%.0s' {1..11})" \
	    "other/$(printf '%041d' 0)"
	echo precious >"$S/$name.zst"
	forge purge "$(printf '%s %064d' "$name" 0)"$'\n'
	run --separate-stderr bss-spool purge -S "$S" --zone UTC --why old \
	    --before 2026-11-01 --now 2027-06-01T00:00:00Z
	[ "$status" -eq 2 ]
	[[ $stderr == *"not the list of its act [spool-damaged]"* ]]
	[ "$(cat other/*)" = precious ]
}

@test "bss-spool prove: text of a seal is shown, not obeyed" {
	october | add
	seal 2026-10 -q
	act=$S/act-00000001.json
	jq -c '.period = "\u001b[2Joctober" | .zone = "\u009b" |
	    .user = "\u001b]0;root\u0007" | .at = "\u001b" |
	    .totals[].unit = "\u001b"' "$act" >new
	mv new "$act"
	run bss-spool prove -q -S "$S" --zone UTC --period 2026-10
	[[ $output == *'\033[2Joctober'* ]]
	! tr -d '\n' <<<"$output" | grep -qP '[\x00-\x1f\x9b]'
}

@test "bss-spool seal: locked, or another was faster" {
	october | add
	flock "$S" -c 'sleep 3' &
	sleep 0.2
	run --separate-stderr seal 2026-10 --wait 0s
	[ "$status" -eq 75 ]
	has_code spool-locked
	wait
	for i in 1 2 3 4 5 6; do
		seal 2026-10 -q 2>>said || echo $? >>codes &
	done
	wait
	[ "$(find "$S" -name 'act-*.json' | wc -l)" -eq 1 ]
	# whoever was not first either knew or must try again
	if [ -e codes ]; then
		[ "$(sort -u codes)" = 75 ]
		grep -q spool-changed said
	fi
	tidy
}

@test "bss-spool seal: kill -9 at 20 points seals or does not" {
	for i in 1 2 3 4 5; do
		many 4000 $((i * 3000)) | add
	done
	october | add
	bss-spool cat -qS "$S" --period 2026-10 --zone UTC >want
	begin=$(date +%s%N)
	seal 2026-10 -q
	took=$((($(date +%s%N) - begin) / 1000))
	killed=0
	for point in $(seq 20); do
		rm -f "$S"/act-*
		us=$((point * took / 18))
		bss-spool seal -q -S "$S" --zone UTC --period 2026-10 &
		pid=$!
		sleep 0.$(printf %06d $us)
		kill -KILL $pid 2>/dev/null && killed=$((killed + 1))
		wait $pid || :
		bss-spool cat -qS "$S" --period 2026-10 --zone UTC |
		    cmp - want
		seal 2026-10 -q
		[ "$(find "$S" -name 'act-*.json' | wc -l)" -eq 1 ]
		bss-spool cat -qS "$S" --period 2026-10 --zone UTC |
		    cmp - want
		tidy
	done
	echo "killed $killed"
	[ "$killed" -gt 5 ]
}

# ---- to the bill ------------------------------------------------------------

# call ID TS SECONDS: from a number of the demo's customer A-200
call() {
	usage "$1" "$2" "$3" +33471000200 |
	    sed 's/"identifier"/"called_number":"+33612345678",&/'
}

# bill_of MONTH [OPTION...]: read its usage as sealed, rate, make the drafts
bill_of() {
	bss-spool cat -qS "$S" --period "$1" |
	    bss-rate -q -s subs.ndjson | bss-bill run -q --period "$1" "${@:2}"
}

# usage_lines: "kind first quantity" of the draft
usage_lines() {
	draft A-200 | jq -r '.invoice_lines[] | select(.records != null and
	    .records != "0") | [.kind, .period_start_date, .invoiced_quantity]
	    | join(" ")'
}

post() {
	bss-bill post -q --period "$1" \
	    --now "$(date -u -d "$1-02 +1 month" +%Y-%m-%dT08:00:00Z)"
}

@test "bss-spool seal: late usage is on exactly one bill" {
	bill_home
	bss-crm export subscriptions >subs.ndjson
	call o1 2026-10-05T10:00:00Z 60 | add
	bill_of 2026-10
	post 2026-10
	seal() {
		bss-spool seal -qS "$S" --period "$1" --now 2027-06-01T00:00:00Z
	}
	seal 2026-10
	call late 2026-10-20T10:00:00Z 120 | add
	call n1 2026-11-05T10:00:00Z 30 | add
	bill_of 2026-11
	[ "$(usage_lines)" = "usage 2026-11-01 30
late-usage 2026-10-01 120" ]
	post 2026-11
	seal 2026-11
	# the file lands once more, with one that is really new
	{
		call late 2026-10-20T10:00:00Z 120
		call later 2026-10-21T10:00:00Z 240
		call n2 2026-11-06T10:00:00Z 480
	} | add
	bill_of 2026-12
	[ "$(usage_lines)" = "late-usage 2026-10-01 240
late-usage 2026-11-01 480" ]
	post 2026-12
	seal 2026-12
	# posted periods, read again, are what they were
	for m in 2026-10 2026-11 2026-12; do
		bill_of $m
	done
	[ "$(sql "SELECT sum(quantity) FROM charged WHERE price = 'voice'")" \
	    = $((60 + 120 + 30 + 240 + 480)) ]
	bss-bill check
}

@test "bss-spool seal: --late-from knows what was charged as late" {
	bill_home
	bss-crm export subscriptions >subs.ndjson
	call o1 2026-10-05T10:00:00Z 60 | add
	bill_of 2026-10
	post 2026-10
	bss-spool seal -qS "$S" --period 2026-10
	call late 2026-10-20T10:00:00Z 120 | add
	bill_of 2026-11
	post 2026-11
	call later 2026-10-21T10:00:00Z 240 | add
	# all that landed, nothing marked: the difference is charged
	bss-spool cat -qS "$S" --period 2026-10-01/2027-01-01 |
	    bss-rate -q -s subs.ndjson |
	    bss-bill run -q --period 2026-12 --late-from 2026-10-01
	[ "$(usage_lines)" = "correction 2026-10-01 240" ]
	post 2026-12
	bss-bill check
}
