# pipe.bats: laws that cross tools, over the small month of lib/pipe_month.py
# (sources -> usage -> spool -> rated -> drafts -> posted documents)

load lib/common
load lib/pipe

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return 1
	pipe_home "$BATS_FILE_TMPDIR/home"
	mkdir want
	cd want || return 1
	pipe_usage
	cat ./*.usage | land spool
	rated spool >rated
	bill books <rated
	drafts books >drafts
}

setup() {
	WANT=$BATS_FILE_TMPDIR/want
	OSSBSS_HOME=$BATS_FILE_TMPDIR/home
	SOURCES=$OSSBSS_HOME/sources
	export WANT OSSBSS_HOME SOURCES
	cd "$TMP" || return 1
}

# billed SPOOL: what is in it gives the invoices that we want, octet by octet
billed() {
	rm -f books*
	rated "$1" | bill books
	drafts books | cmp - "$WANT/drafts"
}

# ---- the sums ---------------------------------------------------------------

@test "pipe: lines and totals are those of a slow reckoning of the sources" {
	figures "$WANT/rated" "$WANT/drafts" >got
	python3 "$ROOT/tests/lib/pipe_reference.py" "$OSSBSS_HOME" $PERIOD |
	    sort >want
	diff want got
	[ "$(wc -l <want)" -eq 31 ]
}

@test "pipe: quantities go through every stage unharmed" {
	# per usage type and unit: records and octets, seconds, pieces
	sums() {
		jq -r 'select(.type == "total") | [.usage_type, .unit, .records,
		    .quantity_sum] | @tsv' "$@" |
		    awk -F '\t' '{ n[$1 FS $2] += $3; q[$1 FS $2] += $4 }
		    END { for (k in n) printf "%s\t%d\t%.0f\n", k, n[k], q[k] }' |
		    sort
	}
	count() {
		jq -r 'select(.type == "usage" or .type == "rated") |
		    [.usage_type, .unit, .quantity] | @tsv' "$@" |
		    awk -F '\t' '{ n[$1 FS $2]++; q[$1 FS $2] += $3 }
		    END { for (k in n) printf "%s\t%d\t%.0f\n", k, n[k], q[k] }' |
		    sort
	}
	sums "$WANT"/*.usage >mediated
	bss-spool cat -q -S "$WANT/spool" >all
	bss-spool cat -q -S "$WANT/spool" --period $PERIOD >month
	diff mediated <(count "$WANT"/*.usage)
	diff mediated <(sums all)
	diff mediated <(count all)
	diff <(sums month) <(count month)
	diff <(sums month) <(sums "$WANT/rated")
	diff <(sums month) <(count "$WANT/rated")
	[ "$(wc -l <mediated)" -eq 4 ]
}

@test "pipe: a document is the sum of its lines, the ledger sums to zero" {
	cp "$WANT/books" books
	bss-bill post -q -d books --period $PERIOD --now "$NOW"
	bss-bill render -d books --all --format json >posted
	jq -s -e 'def cents: tonumber * 100 | round;
	    length == 6 and all(.[]; .document_totals as $t |
	    ([.invoice_lines[].line_net_amount | cents] | add) ==
		($t.sum_of_invoice_line_net_amount | cents) and
	    ([.vat_breakdown[].vat_category_tax_amount | cents] | add) ==
		($t.total_vat_amount | cents) and
	    ($t.total_amount_without_vat | cents) +
		($t.total_vat_amount | cents) ==
		($t.amount_due_for_payment | cents))' posted
	bss-bill ledger -d books -o ndjson >ledger
	jq -s -e 'map(select(.type == "entry")) | length > 12 and
	    (group_by(.number) | length == 6 and all(.[];
	    (map((.debit // 0) - (.credit // 0) | . * 100 | round) | add)
		== 0))' ledger
	[ "$(sqlite3 books 'SELECT sum(amount) FROM ledger')" = 0 ]
	# what customers owe is what the documents say
	[ "$(sqlite3 books "SELECT sum(amount) FROM ledger
	    WHERE kind = 'receivable'")" = "$(jq -s '[.[] | .document_totals |
	    .amount_due_for_payment | tonumber * 100 | round] | add' posted)" ]
	bss-bill check -d books
}

# ---- forms, cuts, orders ----------------------------------------------------

@test "pipe: CSV between all stages gives the invoices of NDJSON" {
	local s t

	from_calls -o csv "$SOURCES/calls.csv" >calls.csv
	from_master -o csv "$SOURCES/Master.csv" >master.csv
	from_sessions -o csv "$SOURCES/sessions.csv" >sessions.csv
	{
		jq -r 'keys_unsorted | @csv' "$SOURCES/samples.ndjson" |
		    head -n 1
		jq -r '[.[]] | @csv' "$SOURCES/samples.ndjson"
	} | from_samples --no-end -o csv >samples.csv
	for s in *.csv; do
		land spool --no-end "$s"
	done
	# the parties, too, go through CSV
	bss-crm init -d books --now "$NOW"
	for t in customers accounts subscriptions; do
		bss-crm export $t -o csv >$t
	done
	bss-crm import -q --no-end -d books --now "$NOW" accounts customers \
	    subscriptions
	bss-spool cat -q -S spool --period $PERIOD -o csv |
	    bss-rate -q --no-end -s subscriptions -o csv >rated.csv
	bill books --no-end rated.csv
	drafts books | cmp - "$WANT/drafts"
	# and nothing was lost on the way
	land again --no-end "$WANT"/*.usage
	diff <(bss-spool list -S spool -o ndjson | jq -r .digest | sort) \
	    <(for s in "$WANT"/*.usage; do rm -rf one
		land one "$s"
		bss-spool list -S one -o ndjson | jq -r .digest
	    done | sort)
}

# cut NAME HEADER K: the source in parts of K rows each, NAME.part.*
cut_source() {
	local part

	tail -n +$(($2 + 1)) "$SOURCES/$1" | split -l "$3" -a 3 - "$1.part."
	(($2 == 0)) || for part in "$1".part.*; do
		{ head -n "$2" "$SOURCES/$1"; cat "$part"; } >whole
		mv whole "$part"
	done
}

# cut_all K: all of them; readings of ports stay in order
cut_all() {
	rm -rf ./*.part.* ./*.u spool state*
	cut_source calls.csv 1 "$1"
	cut_source Master.csv 0 "$1"
	cut_source sessions.csv 1 "$1"
	cut_source samples.ndjson 0 "$1"
}

# mediate_parts: each to a stream of its own, *.u
mediate_parts() {
	local part state=()

	for part in *.part.*; do
		case $part in
		calls*) from_calls "$part" ;;
		Master*) from_master "$part" ;;
		sessions*) from_sessions "$part" ;;
		samples*)
			from_samples --no-end "${state[@]}" \
			    --state-out "state.$part" "$part"
			state=(--state-in "state.$part")
			;;
		esac >"$part.u" || return 1
	done
}

# shuffled SEED WORD...: the words in another order
shuffled() {
	local seed=$1

	shift
	printf '%s\n' "$@" | shuf --random-source=<(yes "$seed")
}

@test "pipe: cut, shuffled and doubled files change no invoice" {
	local k part

	for k in 8 37; do
		cut_all $k
		mediate_parts
		cp calls.csv.part.aaa calls.csv.part.other
		from_calls calls.csv.part.other >other.u
		cp Master.csv.part.aaa.u renamed.u
		# a batch each
		for part in $(shuffled $k ./*.u); do
			land spool "$part"
		done
		billed spool
		# the same twice is no batch
		[ "$(bss-spool list -S spool -o ndjson | wc -l)" -lt \
		    "$(find . -name '*.u' | wc -l)" ]
		# all in one, as files and as one stream
		rm -rf spool
		# shellcheck disable=SC2046 # words
		land spool $(shuffled 7$k ./*.u)
		billed spool
		rm -rf spool
		# shellcheck disable=SC2046
		cat $(shuffled 8$k ./*.u) | land spool
		billed spool
		# and once more, with the batches there already
		for part in $(shuffled 9$k ./*.u | head -n 5); do
			land spool "$part"
		done
		billed spool
	done
}

@test "pipe: cut at any row, two files give what one gives" {
	local n

	for n in $(seq 1 9 119); do
		rm -rf spool
		from_master <(head -n "$n" "$SOURCES/Master.csv") |
		    land spool
		from_master <(tail -n "+$((n + 1))" "$SOURCES/Master.csv") |
		    land spool
		bss-spool cat -q -S spool >got
		[ "$n" -gt 1 ] || cp got want
		cmp got want
	done
	land spool "$WANT"/{calls,sessions,samples}.usage
	billed spool
}

@test "pipe: any order of rated records, several streams of them" {
	jq -c 'select(.type == "rated")' "$WANT/rated" >records
	shuf --random-source=records records | bill books --no-end
	drafts books | cmp - "$WANT/drafts"
	# two halves of the month, rated apart
	rm books*
	for half in "--to 2026-10-17T03:04:05Z --from 2026-09-30T22:00:00Z" \
	    "--from 2026-10-17T03:04:05Z --to 2026-10-31T23:00:00Z"; do
		# shellcheck disable=SC2086 # words
		bss-spool cat -q -S "$WANT/spool" $half | rate
	done | bill books
	drafts books | cmp - "$WANT/drafts"
}

@test "pipe: shards together are the whole" {
	local n i

	for n in 2 3 7; do
		rm -f shard.* books*
		for ((i = 1; i <= n; i++)); do
			bss-spool cat -q -S "$WANT/spool" --period $PERIOD |
			    rate --shard "$i/$n" >"shard.$i"
		done
		diff <(jq -c 'select(.type == "rated")' shard.* | sort) \
		    <(jq -c 'select(.type == "rated")' "$WANT/rated" | sort)
		bill books shard.*
		drafts books | cmp - "$WANT/drafts"
	done
}

@test "pipe: a stream that comes twice is not priced or billed twice" {
	cp "$WANT/books" books
	sqlite3 books .dump >before
	cp "$WANT/rated" again
	run --separate-stderr bill books "$WANT/rated" again
	[ "$status" -eq 2 ]
	has_code stream-twice
	bss-spool cat -q -S "$WANT/spool" --period $PERIOD >month
	for i in 1 2; do
		rate --shard $i/2 month >"shard.$i"
	done
	# the order of lines is another
	{ grep -v '"type":"\(total\|end\)"' shard.1 | tac
	    grep '"type":"\(total\|end\)"' shard.1; } >shard.1.bak
	run --separate-stderr bill books shard.*
	[ "$status" -eq 2 ]
	has_code stream-twice
	run --separate-stderr rate month month
	[ "$status" -eq 2 ]
	has_code stream-twice
	[[ $output != *'"type":"end"'* ]]
	sqlite3 books .dump | cmp - before
	# empty ones are as many as they like
	head -n 0 month | rate --no-end >none
	bill books "$WANT/rated" none none
	drafts books | cmp - "$WANT/drafts"
}

@test "pipe: the month may be billed again and again" {
	local before

	cp "$WANT/books" books
	before=$(drafts books)
	for _ in 1 2 3; do
		rated "$WANT/spool" | bill books
		[ "$(drafts books)" = "$before" ]
	done
	# a file that comes late changes what it must, and nothing remembers
	rm -rf spool
	land spool "$WANT"/{master,samples,sessions}.usage
	rated spool | bill books
	[ "$(drafts books)" != "$before" ]
	land spool "$WANT/calls.usage"
	rated spool | bill books
	[ "$(drafts books)" = "$before" ]
}

# ---- stages that die ---------------------------------------------------------

# victim COMMAND...: it, where `half` finds it
victim() {
	(
		echo "$BASHPID" >victim
		exec "$@"
	)
}

# strike: the victim dies when something has come out of it (`seen`)
strike() {
	local i

	for ((i = 0; i < 1000; i++)); do
		[[ -s seen ]] && break
		sleep 0.01
	done
	kill -KILL "$(<victim)"
}

# half FILE: the first half of its lines into `feed`; there the victim dies,
# with the rest still to come
half() {
	exec 5>feed
	head -n $(($(wc -l <"$1") / 2)) "$1" >&5
	strike
	exec 5>&-
}

# all that is kept: the spool's folder and register, the books word for word
kept() {
	find spool | sort
	bss-spool list -S spool -o ndjson
	sqlite3 books .dump
}

# keep: something to lose
keep() {
	cp -R "$WANT/spool" spool
	cp "$WANT/books" books
	kept >before
	mkfifo feed
}

# died CODES: how the stages ended, the victim first; nothing has changed
died() {
	[ "$codes" = "$1" ] || {
		echo "ended with: $codes"
		cat err
		return 1
	}
	grep -q '\[stream-cut\]' err
	[ -s seen ]
	! tail -n 1 seen | grep -q '"type":"end"'
	kept | cmp - before
}

@test "pipe: bss-mediate killed half-way: no batch, no state" {
	keep
	# readings that the spool does not have
	sed 's/edge/core/' "$SOURCES/samples.ndjson" >other
	half other &
	victim bss-mediate samples -q --no-end --state-out state <feed |
	    tee seen | land spool 2>err && codes= || codes=${PIPESTATUS[*]}
	wait
	died "137 0 2"
	[ ! -e state ]
	sed 's/04730/04711/' "$SOURCES/Master.csv" >other
	half other &
	victim bss-mediate csv -q -f asterisk-master --zone UTC \
	    --country-code 33 <feed | tee seen | land spool 2>err &&
	    codes= || codes=${PIPESTATUS[*]}
	wait
	died "137 0 2"
}

@test "pipe: bss-rate killed half-way: no drafts" {
	keep
	bss-spool cat -q -S spool --period $PERIOD >month
	half month &
	victim bss-rate -q -s "$OSSBSS_HOME/subs.ndjson" <feed | tee seen |
	    bill books 2>err && codes= || codes=${PIPESTATUS[*]}
	wait
	died "137 0 2"
}

@test "pipe: bss-spool cat killed half-way: nothing is rated, no drafts" {
	keep
	# more than pipes hold
	awk 'BEGIN { for (i = 0; i < 40000; i++)
		printf "{\"type\":\"usage\",\"usage_id\":\"x:%d\",\"ts\":" \
		    "\"2026-10-%02dT00:00:00Z\",\"usage_type\":\"voice\"," \
		    "\"identifier\":\"+33471000200\",\"called_number\":" \
		    "\"+33142000000\",\"quantity\":60,\"unit\":\"s\"," \
		    "\"source\":\"x\",\"seq\":1}\n", i, 1 + i % 28 }' |
	    land spool --no-end
	kept >before
	{ strike; : >dead; } &
	victim bss-spool cat -q -S spool --period $PERIOD | {
		IFS= read -r line
		echo "$line" | tee seen
		until [[ -e dead ]]; do
			sleep 0.01
		done
		cat
	} | rate -r /dev/null 2>err | bill books 2>>err && codes= || codes=${PIPESTATUS[*]}
	wait
	died "137 0 2 2"
	[ "$(grep -c '\[stream-cut\]' err)" -eq 2 ]
}

@test "pipe: ossctl-poll killed half-way: no usage, no state, no alarm" {
	. "$ROOT/tests/lib/snmpd.bash"
	export OSSBSS_COMMUNITY_DEFAULT=public
	keep
	ossctl-diag init -d oss.db
	sqlite3 oss.db .dump >oss
	snmpd_start "$TMP/agent"
	# the second one does not answer for long
	printf 'node,address\na,127.0.0.1:%s\nb,127.0.0.1:9\n' \
	    "$SNMPD_PORT" >nodes.csv
	strike &
	victim ossctl-poll -q --timeout 60s --retries 0 nodes.csv |
	    tee seen >(ossctl-diag run -q -d oss.db >alarms 2>diag.err) |
	    bss-mediate samples -q --state-out state 2>err |
	    land spool 2>>err && codes= || codes=${PIPESTATUS[*]}
	snmpd_stop "$TMP/agent"
	died "137 0 2 2"
	[ ! -e state ]
	timeout 10 sh -c 'until grep "stream-cut" diag.err; do sleep 0.01; done'
	sqlite3 oss.db .dump | cmp - oss
	! grep -q '"type":"end"' alarms
}

# points SIZE N: N octets to cut behind, graded, and the odd ones
points() {
	awk -v size="$1" -v n="$2" 'BEGIN {
		for (i = 0; i < n; i++)
			print int((i * size + i * i * 7919 % size) / n)
	}'
}

# refuses FILE COMMAND...: cut at any octet it ends with 2 and stream-cut
refuses() {
	local file=$1 at

	shift
	for at in $(points $(($(wc -c <"$file") - 1)) 20); do
		head -c "$at" "$file" >"cut"
		run --separate-stderr "$@" <"cut"
		[ "$status" -eq 2 ] && has_code stream-cut || {
			echo "$*: cut at $at: $status $stderr"
			return 1
		}
		[[ $output != *'"type":"end"'* ]]
	done
}

@test "pipe: a stream cut at any octet changes nothing behind it" {
	keep
	sed 's/"generic:/"other:/' "$WANT/calls.usage" >usage
	from_samples --no-end "$SOURCES/samples.ndjson" --state-out state \
	    >/dev/null
	bss-spool cat -q -S spool --period $PERIOD >month
	# what is set aside is no excuse
	refuses usage land spool -r /dev/null
	refuses month rate -r /dev/null
	refuses "$WANT/rated" bill books -r /dev/null
	refuses state from_samples -r /dev/null --state-out other
	kept | cmp - before
	[ ! -e other ]
	# two at once
	both() {
		rate -r /dev/null | bill books -r /dev/null
	}
	refuses month both
	kept | cmp - before
}

# ---- accounts and rejects ----------------------------------------------------

# law AUDIT USED REJECTED DUPLICATE FILTERED WRITTEN: it adds up, as told
law() {
	jq -e '.read + .held_in == .used + .rejected + .duplicate + .filtered
	    + .held_out' "$1" >/dev/null || {
		cat "$1"
		return 1
	}
	[ "$(jq -r '[.used, .rejected, .duplicate, .filtered, .written] |
	    join(" ")' "$1")" = "${*:2}" ] || {
		echo "not ${*:2}:"
		cat "$1"
		return 1
	}
}

# spoil FILE: every tenth line is damaged, in ways that take turns
spoil() {
	awk 'NR % 10 != 5 { print; next }
	{ way = int(NR / 10) % 5 }
	way == 0 { print substr($0, 1, length($0) / 2) }
	way == 1 { print "\001" $0 }
	way == 2 { print $0 " and more" }
	way == 3 { print "no record" }
	way == 4 { print $0 "\377" }' "$1"
}

@test "pipe: the account of each stage adds up" {
	from_calls --audit calls "$SOURCES/calls.csv" >/dev/null
	law calls 213 0 0 27 213
	from_master --audit master "$SOURCES/Master.csv" >/dev/null
	law master 94 0 0 26 94
	from_samples --no-end --audit samples "$SOURCES/samples.ndjson" \
	    >/dev/null
	law samples 154 0 0 0 151
	cat "$WANT"/*.usage | land spool --audit add
	law add 518 0 0 0 0
	# each call of two streams is there twice now, those of calls thrice
	land spool "$WANT/calls.usage"
	land spool "$WANT"/{calls,master}.usage
	bss-spool cat -q -S spool --audit all >/dev/null
	law all 518 0 520 0 518
	bss-spool cat -q -S spool --period $PERIOD --audit month >usage
	rate --audit rated usage >priced
	law rated "$(jq .written month)" 0 0 0 "$(jq .written month)"
	bill books --audit billed priced
	law billed "$(jq .written rated)" 0 0 0 0
}

@test "pipe: the account of each stage adds up when records are bad" {
	ended_with() {
		run "$@"
		[ "$status" -eq 1 ]
	}
	spoil "$SOURCES/Master.csv" >bad
	ended_with from_master --audit audit -r rejects bad
	jq -e '.rejected == 12 and .read == 120' audit
	law audit "$(jq .used audit)" 12 0 "$(jq .filtered audit)" \
	    "$(jq .used audit)"
	spoil "$SOURCES/samples.ndjson" >bad
	ended_with from_samples --no-end --audit audit -r rejects bad
	law audit 139 15 0 0 "$(jq .written audit)"
	for stage in "land spool" rate "bill books"; do
		good=$WANT/calls.usage
		[[ $stage != bill* ]] || good=$WANT/rated
		spoil "$good" >bad
		for file in bad <(cat bad "$good") \
		    <(yes '{"no": record}' | head -n 300); do
			# shellcheck disable=SC2086 # words
			run $stage --no-end --audit audit -r rejects "$file"
			[ "$status" -eq 1 ]
			law audit "$(jq .used audit)" \
			    "$(records rejects reject)" 0 \
			    "$(jq .filtered audit)" "$(jq .written audit)"
			[ "$(jq .rejected audit)" -ge 10 ]
		done
		[ "$(jq .read audit)" = 300 ]
	done
}

@test "pipe: mended rejects are input again and complete the bill" {
	# every 7th row is spoilt where the source is read, and set aside
	sed -E '1!{n;n;n;n;n;n;s/,(2026|[a-z]+,0)/,#\1/}' "$SOURCES/calls.csv" \
	    >bad.csv
	run --separate-stderr from_calls -r rejects bad.csv
	[ "$status" -eq 1 ]
	printf '%s\n' "$output" >some
	[ "$(records rejects reject)" -ge 30 ]
	{ head -n 1 bad.csv; jq -r 'select(.type == "reject") | .raw' rejects |
	    sed 's/,#/,/'; } >mended.csv
	from_calls mended.csv >rest
	land spool some
	land spool rest "$WANT"/{master,samples,sessions}.usage
	# the same ids, though they came another way
	diff <(jq -r '.usage_id // empty' some rest | sort) \
	    <(jq -r '.usage_id // empty' "$WANT/calls.usage" | sort)
	billed spool

	# now usage that cannot be rated: numbers nobody has
	bss-spool cat -q -S spool --period $PERIOD >month
	jq -c 'select(.type == "usage")' month | awk '
	    NR % 9 == 4 { sub(/"identifier":"/, "&?") } 1' >bad
	run --separate-stderr rate --no-end -r rejects bad
	[ "$status" -eq 1 ]
	printf '%s\n' "$output" >some
	[ "$(jq -r 'select(.type == "reject") | .code' rejects | sort -u)" = \
	    rate-no-subscription ]
	jq -r 'select(.type == "reject") | .raw' rejects |
	    sed 's/"identifier":"?/"identifier":"/' | rate --no-end >rest
	rm -f books*
	bill books some rest
	drafts books | cmp - "$WANT/drafts"

	# and rated records that cannot be billed
	jq -c 'select(.type == "rated")' "$WANT/rated" | awk '
	    NR % 5 == 2 { sub(/"price":"/, "&no-") } 1' >bad
	run --separate-stderr bill other --no-end -r rejects bad
	[ "$status" -eq 1 ]
	[ "$(jq -r 'select(.type == "reject") | .code' rejects | sort -u)" = \
	    bill-price ]
	jq -r 'select(.type == "reject") | .raw' rejects |
	    sed 's/"price":"no-/"price":"/' >rest
	grep -v '"price":"no-' bad | cat - rest | bill other --no-end
	drafts other | cmp - "$WANT/drafts"
}

@test "pipe: usage in conflict is held, its mended copy completes the bill" {
	cat "$WANT"/*.usage | land spool
	# a call that was landed with another duration
	jq -c 'select(.usage_id == "generic:c001") | .quantity += 60' \
	    "$WANT/calls.usage" | land spool --no-end
	run --separate-stderr bss-spool cat -S spool --period $PERIOD -r held
	[ "$status" -eq 1 ]
	has_code spool-conflict
	printf '%s\n' "$output" | rate >most
	jq -r 'select(.type == "reject") | .raw' held >both
	[ "$(wc -l <both)" -eq 2 ]
	# one of the two is right, says somebody
	grep -F -f <(grep -o '"quantity":[0-9]*,' "$WANT/calls.usage" |
	    sed -n 2p) both | rate --no-end >right
	bill books most right
	drafts books | cmp - "$WANT/drafts"
}
