# intake.bats: what every tool that reads records does with bad input, and
# every one that writes with output that fails. The bad is set aside with its
# code, file and line, the rest is used, memory does not grow, the exit code
# tells. What one tool alone promises is in its own file.

load lib/common
load lib/snmpd
load lib/pipe

# each reader by a name of its own
READERS=(poll diag samples calls spool rate crm bill)
RECORDS=(poll diag samples spool rate crm bill)

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return 1
	pipe_home "$BATS_FILE_TMPDIR/home"
	ossctl-diag init --now "$NOW"
	cp -R home full
	full_home
	snmpd_start "$BATS_FILE_TMPDIR/agent"
	export SNMPD_PORT
}

# full_home: ./full, with something for each tool to tell
full_home() {
	local OSSBSS_HOME=$PWD/full

	pipe_usage
	cat ./*.usage | land "$OSSBSS_HOME/spool"
	rated "$OSSBSS_HOME/spool" >"$OSSBSS_HOME/rated"
	bill "$OSSBSS_HOME/bss.db" "$OSSBSS_HOME/rated"
	bss-bill post -q --period "$PERIOD" --now "$NOW"
	cp samples.usage master.usage "$OSSBSS_HOME"
	printf '{"type":"sample","ts":"2026-10-05T08:00:00Z","node":"n",%s}\n' \
	    '"kind":"node","object":"n","reachable":false' \
	    >"$OSSBSS_HOME/down"
	ossctl-diag run -q --no-end --now "$NOW" "$OSSBSS_HOME/down" >/dev/null
}

teardown_file() {
	snmpd_stop "$BATS_FILE_TMPDIR/agent"
}

setup() {
	cd "$TMP" || return 1
	OSSBSS_HOME=$TMP/home
	export OSSBSS_HOME OSSBSS_COMMUNITY_DEFAULT=public
	cp -R "$BATS_FILE_TMPDIR/home" home
}

# reader NAME [OPTION...] FILE: it, under the command `under` if there is one
reader() {
	local name=$1

	shift
	case $name in
	poll) "${under[@]}" ossctl-poll "$@" ;;
	diag) "${under[@]}" ossctl-diag run "$@" ;;
	samples) "${under[@]}" bss-mediate samples "$@" ;;
	calls) "${under[@]}" bss-mediate csv -f generic-csv --country-code 33 \
	    "$@" ;;
	spool) "${under[@]}" bss-spool add "$@" ;;
	rate) "${under[@]}" bss-rate -s home/subs.ndjson "$@" ;;
	crm) "${under[@]}" bss-crm import --now "$NOW" "$@" ;;
	bill) "${under[@]}" bss-bill run --period "$PERIOD" --now "$NOW" \
	    "$@" ;;
	esac
}

# no_end NAME: what makes it take records by hand, and again and again
no_end() {
	case $1 in
	calls) ;;
	crm) echo --no-end -n ;;
	*) echo --no-end ;;
	esac
}

# good NAME N: the N-th record for it
good() {
	local ts=2026-10-05T08:0$2:00Z

	case $1 in
	poll) printf '{"type":"node","node":"n%s","address":"127.0.0.%s:%s"}\n' \
	    "$2" "$2" "$SNMPD_PORT" ;;
	diag) printf '{"type":"sample","ts":"%s","node":"n","kind":"node","object":"n","reachable":true,"uptime_cs":%s}\n' \
	    "$ts" "$2" ;;
	samples) printf '{"type":"sample","ts":"%s","node":"n","kind":"interface","object":"p","in_octets":%s,"out_octets":7,"uptime_cs":%s6000}\n' \
	    "$ts" "$2" "$2" ;;
	calls) printf '%s,%s,,call,+33471000200,+33142000000,61,answered,\n' \
	    "$2" "$ts" ;;
	spool | rate) printf '{"type":"usage","usage_id":"t:%s","ts":"%s","usage_type":"voice","identifier":"+33471000200","called_number":"+33142000000","quantity":61,"unit":"s","source":"t","seq":1}\n' \
	    "$2" "$ts" ;;
	crm) printf '{"type":"account","account":"A-%s","customer":"C-100","currency":"EUR","bill_day":1}\n' \
	    "$2" ;;
	bill) printf '{"type":"rated","usage_id":"t:%s","ts":"%s","usage_type":"voice","identifier":"+33471000200","quantity":61,"unit":"s","source":"t","seq":1,"account":"A-200","subscription":"S-200","offer":"voip","price":"voice","charged_quantity":61,"amount":0.5,"currency":"EUR","tax_code":"vat-standard"}\n' \
	    "$2" "$ts" ;;
	esac
}

# header NAME: what stands before its rows
header() {
	[[ $1 != calls ]] ||
	    echo id,start,end,service,from,to,amount,status,note
}

# accounted NAME USED REJECTED STATUS: how the last reader has to have ended
accounted() {
	[ "$status" -eq "$4" ] && [ "$(jq -c '[.used, .rejected,
	    .read + .held_in == .used + .rejected + .duplicate + .filtered
	    + .held_out]' audit)" = "[$2,$3,true]" ] || {
		echo "$1: exit $status, not used $2, rejected $3:"
		cat audit
		echo "$stderr"
		return 1
	}
}

# bad NAME: lines of stdin, CODE and TEXT each, stand between good records;
# they are set aside with code, file and line, the others are used
bad() {
	local code text line=1

	{
		good "$1" 1
		while IFS=$'\t' read -r code text; do
			# shellcheck disable=SC2059 # escapes are wanted
			printf "$text\n" >&5
			echo "reject $code mixed $((++line))"
		done
		good "$1" 2 >&5
	} 5>rest >want
	{ sed -n 1p want; cat rest; } >mixed
	sed -i 1d want
	rm -f rejects* audit
	# shellcheck disable=SC2046 # words are wanted
	run --separate-stderr reader "$1" $(no_end "$1") -r rejects \
	    --audit audit mixed
	accounted "$1" 2 $((line - 1)) 1
	jq -r '[.type, .code, .file, .line] | join(" ")' rejects |
	    diff want - || {
		cat mixed
		return 1
	}
	sed -E 's/^reject (.*) mixed (.*)/\1 \2/' want |
	    head -n 10 | while read -r code line; do
		[[ $stderr == *": mixed:$line:"*"[$code]"* ]]
	done
}

# changed NAME CODE SED...: for bad, the good record changed by sed
changed() {
	local name=$1

	shift
	while (($# > 0)); do
		printf '%s\t%s\n' "$1" "$(good "$name" 3 | sed -E "$2")"
		shift 2
	done
}

@test "readers: lines that are no records" {
	local name

	for name in "${RECORDS[@]}"; do
		{
			cat <<-'END'
			json-not-object	\x7fELF\x02\x01
			json-not-object	plain text
			json-not-object	[1]
			json-syntax	{"type":"usage",}
			json-nested	{"type":"usage","x":{}}
			type-missing	{"x":1}
			END
			changed "$name" json-trailing 's/$/ more/' \
			    json-trailing 's/.*/&&/' json-syntax 's/\}$//' \
			    json-syntax 's/"type"/type/' \
			    json-escape 's/\}$/,"x_a":"\\\\q"}/'
		} | bad "$name"
	done
}

@test "readers: NUL octets and text that is not UTF-8" {
	local name

	for name in "${RECORDS[@]}"; do
		changed "$name" \
		    json-control 's/\}$/,"x_a":"\\x00"}/' \
		    json-control 's/\}$/,"x_a":"\\x1b"}/' \
		    json-utf8 's/\}$/,"x_a":"\\xe9t\\xe9"}/' \
		    json-utf8 's/\}$/,"x_a":"\\xed\\xa0\\x80"}/' \
		    json-utf8 's/\}$/,"x_a":"\\xc0\\x80"}/' | bad "$name"
	done
}

# A field that must be there, a number, and a field of text, of each
needed() {
	case $1 in
	poll) echo address ;;
	diag | samples) echo node ;;
	crm) echo customer ;;
	*) echo identifier ;;
	esac
}

number() {
	case $1 in
	poll) echo interval_s ;;
	diag | samples) echo uptime_cs ;;
	crm) echo bill_day ;;
	*) echo quantity ;;
	esac
}

@test "readers: missing fields, wrong kinds, numbers too large, twice" {
	local name must much v

	for name in "${RECORDS[@]}"; do
		must=$(needed "$name")
		much=$(number "$name")
		{
			for v in "del(.$must)" ".$must = null" ".$must = \"\""
			do
				printf 'field-missing\t'
				good "$name" 3 | jq -c "$v"
			done
			for v in '"many"' true 1.5 -1 18446744073709551616 \
			    1e400; do
				# two hand the number on and do not read it
				[[ $name$v != @(poll|diag)[-1]* ]] || continue
				printf 'field-value\t'
				good "$name" 3 | jq -c ".$much = \"@\"" |
				    sed "s/\"@\"/$v/"
			done
			changed "$name" dup-key 's/}$/,"x_a":1,"x_a":1}/' \
			    dup-key 's/^\{("type":"[a-z]*")/&,\1/'
		} | bad "$name"
	done
}

@test "readers: noise is set aside line by line, or refused" {
	local name seed n

	for seed in 1 2 3; do
		openssl enc -aes-128-ctr -nosalt -K "$(printf %032d $seed)" \
		    -iv "$(printf %032d 0)" -in /dev/zero 2>/dev/null |
		    head -c 20000 >noise
		# noise among records, and in front of them
		for name in "${READERS[@]}"; do
			{ header "$name"; good "$name" 1; cat noise; echo
			    good "$name" 2; } >mixed
			# shellcheck disable=SC2046 # words are wanted
			run --separate-stderr reader "$name" \
			    $(no_end "$name") -r rejects --audit audit mixed
			n=$(wc -l <rejects)
			accounted "$name" 2 "$n" 1
			[ "$n" -ge 50 ]
			{ cat noise; echo; good "$name" 2; } >mixed
			run --separate-stderr reader "$name" \
			    $(no_end "$name") -r rejects --audit audit mixed
			[[ $status == @(1|2) && $stderr == *\[*\]* ]]
		done
	done
}

@test "readers: a file that ends within a record" {
	local name

	for name in "${RECORDS[@]}"; do
		{ good "$name" 1; good "$name" 2
		    good "$name" 3 | head -c -9; } >mixed
		run --separate-stderr reader "$name" $(no_end "$name") -r rejects \
		    --audit audit mixed
		accounted "$name" 2 1 1
		[ "$(jq -r '[.code, .line] | join(" ")' rejects)" = \
		    "json-cut 3" ]
	done
	{ header calls; good calls 1; good calls 2
	    printf '3,"2026-10-05T08:03:00Z'; } >mixed
	run --separate-stderr reader calls -r rejects --audit audit mixed
	accounted calls 2 1 1
	[ "$(jq -r '[.code, .line] | join(" ")' rejects)" = "csv-cut 4" ]
}

@test "readers: a byte order mark, CRLF, blank lines, no last newline" {
	local name

	for name in "${READERS[@]}"; do
		{
			printf '\357\273\277'
			{ header "$name"; good "$name" 1; echo
			    good "$name" 2; } | sed 's/$/\r/' | head -c -2
		} >dos
		# shellcheck disable=SC2046
		run --separate-stderr reader "$name" $(no_end "$name") \
		    --audit audit dos
		accounted "$name" 2 0 0
	done
}

# nothing NAME: it has nothing to do, and is content; a poller without nodes
# is not
nothing() {
	if [[ $1 == poll ]]; then
		[ "$status" -eq 2 ]
	else
		accounted "$1" 0 0 0
	fi
}

@test "readers: an empty file, a header without rows" {
	local name

	: >empty
	for name in "${RECORDS[@]}"; do
		# shellcheck disable=SC2046
		run --separate-stderr reader "$name" $(no_end "$name") --audit audit \
		    empty
		nothing "$name"
		good "$name" 1 | jq -r 'keys_unsorted | @csv' >header
		for f in header <(head -c -1 header); do
			run --separate-stderr reader "$name" $(no_end "$name") \
			    --audit audit "$f"
			nothing "$name"
		done
		# without its end a stream that is empty was cut
		run --separate-stderr reader "$name" empty
		[ "$status" -eq 2 ]
		[[ $name == poll ]] || has_code stream-cut
	done
	header calls >header
	run --separate-stderr reader calls --audit audit header
	accounted calls 0 0 0
	run --separate-stderr reader calls --audit audit empty
	[[ $status == @(0|2) ]]
}

@test "readers: CSV in, with rows that are none" {
	local name n

	for name in "${RECORDS[@]}"; do
		good "$name" 1 | jq -r 'keys_unsorted | @csv' >csv
		n=$(good "$name" 1 | jq length)
		{
			good "$name" 1 | jq -r '[.[]] | @csv'
			echo 'one,"two"x,three'
			seq -s , $((n + 1))
			seq -s , $((n - 1))
			good "$name" 1 | jq -r '[.[]] | map("") + [9] | .[1:] |
			    @csv'
			good "$name" 2 | jq -r '[.[]] | @csv'
			printf 'a,"b\n'
		} >>csv
		run --separate-stderr reader "$name" $(no_end "$name") --audit audit \
		    -r rejects csv
		accounted "$name" 2 5 1
		[ "$(jq -r '[.code, .line] | join(" ")' rejects |
		    grep -v 'missing 6$' | paste -sd' ')" = \
		    "csv-syntax 3 csv-columns 4 csv-columns 5 csv-cut 8" ] || {
			cat rejects
			return 1
		}
	done
}

@test "readers: CSV with a header that cannot be used is one error" {
	local name h

	for name in "${READERS[@]}"; do
		for h in 'ts,ts,node' 'ts,,node' '"ts' $'ts\xff,node' 'ts,"a"b'
		do
			{ echo "$h"; yes 1,2,3 | head -n 50; } >csv
			# shellcheck disable=SC2046
			run --separate-stderr reader "$name" $(no_end "$name") \
			    -r rejects csv
			[ "$status" -eq 2 ] && has_code csv-header || {
				echo "$name, $h: $status $stderr"
				return 1
			}
			[ "$(grep -c . <<<"$stderr")" -eq 1 ]
		done
	done
}

@test "readers: pretty-printed JSON is one error, not a million rejects" {
	local name

	for name in "${RECORDS[@]}"; do
		{ good "$name" 1; good "$name" 2; } >in
		jq . in >pretty
		jq -s . in >array
		jq -c -s . in >line
		for f in pretty array line; do
			run --separate-stderr reader "$name" $(no_end "$name") \
			    -r rejects $f
			[ "$status" -eq 2 ] && has_code json-pretty || {
				echo "$name, $f: $status $stderr"
				return 1
			}
			[ "$(grep -c . <<<"$stderr")" -le 2 ]
		done
	done
}

@test "readers: a line of 100 MB is set aside, in 16 MiB" {
	[[ $BUILD != *-asan ]] || skip 'the sanitizer needs memory itself'
	local name under=("$ROOT/tests/lib/peak.py" kib)

	head -c 100000000 /dev/zero | tr '\0' a >huge
	for name in "${READERS[@]}"; do
		{
			header "$name"
			good "$name" 1
			cat huge
			echo
			good "$name" 2
		} >mixed
		# shellcheck disable=SC2046
		run --separate-stderr reader "$name" $(no_end "$name") \
		    -r rejects --audit audit mixed
		accounted "$name" 2 1 1
		[ "$(jq -r '[.code, .length] | join(" ")' rejects)" = \
		    "line-too-long 100000000" ]
		cmp huge rejects.big
		[ "$(<kib)" -le 16384 ] || {
			echo "$name: $(<kib) KiB"
			return 1
		}
	done
}

# ---- files and streams that fail ---------------------------------------------

# kept: all that the tools keep
kept() {
	sqlite3 home/bss.db .dump
	sqlite3 home/oss.db .dump
	find home -type f
}

# failed CODE: told why, and no word of an end
failed() {
	[ "$status" -eq 2 ] && has_code "$1" &&
	    [ "$(grep -c . <<<"$stderr")" -le 3 ] &&
	    [[ $output != *'"type":"end"'* ]] || {
		echo "exit $status: $stderr"
		return 1
	}
}

@test "readers: what cannot be written down is not done" {
	local name end f

	mkdir folder
	kept >before
	for name in "${READERS[@]}"; do
		{ header "$name"; good "$name" 1; echo no record
		    good "$name" 2; } >mixed
		end=--no-end
		[[ $name != calls ]] || end=-q
		for f in /dev/full no/file folder; do
			run --separate-stderr reader "$name" $end -r $f mixed
			failed "$([[ $f == /* ]] && echo write-failed ||
			    echo open-failed)" || { echo "$name $f"; return 1; }
		done
		run --separate-stderr reader "$name" $end --audit no/file \
		    -r rejects mixed
		failed open-failed || { echo "$name"; return 1; }
	done
	rm mixed
	kept | diff before -
}

@test "readers: without its account a run has not ended" {
	for name in "${READERS[@]}"; do
		{ header "$name"; good "$name" 1; } >in
		end=--no-end
		[[ $name != calls ]] || end=-q
		run --separate-stderr reader "$name" $end --audit /dev/full in
		failed write-failed || { echo "$name"; return 1; }
	done
	# again, it has what it was to have
	for name in "${READERS[@]}"; do
		{ header "$name"; good "$name" 1; } >in
		end=--no-end
		[[ $name != calls ]] || end=-q
		run --separate-stderr reader "$name" $end --audit audit in
		[ "$status" -eq 0 ]
	done
}

@test "bss-mediate samples: a state that cannot be written, no end" {
	mkdir folder
	{ good samples 1; good samples 2; } >in
	for f in /dev/full no/file folder; do
		run --separate-stderr reader samples --no-end --state-out $f in
		[ "$status" -eq 2 ]
		[[ $output != *'"type":"end"'* ]]
	done
}

# outputs: commands that write to standard output, a line each
outputs() {
	local f

	for f in ndjson csv; do
		cat <<-END
		ossctl-poll -q --no-end -o $f nodes
		ossctl-diag run -q --no-end -n -d home/oss.db -o $f full/down
		ossctl-diag list -d full/oss.db -o $f
		ossctl-diag history -d full/oss.db -o $f
		bss-mediate samples -q --no-end -o $f full/sources/samples.ndjson
		bss-mediate csv -f login-data -o $f full/sources/sessions.csv
		bss-spool cat -S full/spool -o $f
		bss-rate -q -s full/subs.ndjson -o $f full/master.usage
		bss-crm export accounts -d full/bss.db -o $f
		bss-crm list accounts -d full/bss.db -o $f
		bss-bill list -d full/bss.db -o $f
		bss-bill ledger -d full/bss.db -o $f
		bss-bill balance -d full/bss.db -o $f
		END
	done
	cat <<-'END'
	ossctl-diag list -d full/oss.db
	bss-mediate formats
	bss-mediate formats generic-csv
	bss-spool list -S full/spool
	bss-spool list -S full/spool -o ndjson
	bss-rate --explain -s full/subs.ndjson full/master.usage
	bss-crm list accounts -d full/bss.db
	bss-crm show customer C-100 -d full/bss.db
	bss-crm journal -d full/bss.db
	bss-bill show A-200 -d full/bss.db
	bss-bill render --all -d full/bss.db
	bss-bill render --all --format json -d full/bss.db
	bss-bill render --format html INV-2026-000001 -d full/bss.db
	bss-bill ledger -d full/bss.db
	bss-rate --schema
	bss-spool cat --schema
	END
}

outputs_home() {
	ln -s "$BATS_FILE_TMPDIR/full" full
	printf 'node,address\na,127.0.0.1:%s\n' "$SNMPD_PORT" >nodes
	outputs >commands
}

@test "writers: a full disk behind standard output is 2, and said once" {
	local line

	outputs_home
	while read -r line; do
		# it has something to say
		run --separate-stderr bash -c "$line </dev/null"
		[ "$status" -eq 0 ] && [ -n "$output" ] || {
			echo "$line: $status $stderr"
			return 1
		}
		run --separate-stderr bash -c "$line </dev/null >/dev/full"
		[ "$status" -eq 2 ] && has_code write-failed &&
		    [ "$(grep -c . <<<"$stderr")" -eq 1 ] || {
			echo "$line: $status $stderr"
			return 1
		}
	done <commands
}

@test "writers: a reader that goes away ends them quietly" {
	local line

	outputs_home
	# ossctl-diag run keeps what it has told: it says that nobody heard
	sed -i '/^ossctl-diag run/d' commands
	while read -r line; do
		run --separate-stderr bash -c "$line </dev/null | head -n 1
		    exit \${PIPESTATUS[0]}"
		[[ $status == @(0|141) ]] && [ -z "$stderr" ] &&
		    [ "${#lines[@]}" -eq 1 ] || {
			echo "$line: $status $stderr"
			return 1
		}
		# gone before it begins, for the shell that made the pipe, too
		run --separate-stderr bash -c "exec 7> >(:); wait \$!
		    exec $line </dev/null >&7 7>&-"
		[[ $status == 141 && -z $stderr ]] || {
			echo "$line: $status $stderr"
			return 1
		}
	done <commands
}

@test "readers, writers: a folder that may not be written" {
	local as=() line

	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR" "$BATS_TEST_TMPDIR" \
	    "$BATS_RUN_TMPDIR"/* 2>/dev/null
	cp -R "$BATS_FILE_TMPDIR/full" full
	mkdir bare
	chmod -R a+rX,a-w full bare
	if [ "$(id -u)" -eq 0 ]; then
		command -v setpriv >/dev/null || skip 'needs setpriv'
		as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	fi
	"${as[@]}" test -r "$SHARE/reasons.tsv" -a -x "$BUILD/bin/bss-bill" \
	    -a -r full/rated || skip 'not reachable'
	export OSSBSS_HOME=full
	find full | sort >before
	while read -r line; do
		run --separate-stderr bash -c "exec ${as[*]} $line"
		[ "$status" -eq 2 ] && [[ $stderr =~ \
		    \[(write-failed|open-failed|db-readonly)\] ]] && {
			[[ $stderr == *'ermission denied'* ]] ||
			    has_code db-readonly
		} || {
			echo "$line: $status $stderr"
			return 1
		}
		[[ $output != *'"type":"end"'* ]]
	done <<-'END'
	bss-mediate csv -f login-data -r bare/r full/sources/sessions.csv
	bss-mediate csv -f login-data --audit bare/a full/sources/sessions.csv
	bss-mediate samples --no-end --state-out bare/s full/sources/samples.ndjson
	bss-spool add full/master.usage
	bss-spool add -S bare/spool full/master.usage
	bss-rate -s full/subs.ndjson -r bare/r full/master.usage
	bss-crm init -d bare/bss.db
	bss-crm set customer C-100 name=X
	bss-crm import --no-end full/more.ndjson
	bss-crm backup bare/copy
	bss-bill run --no-end --period 2026-11 /dev/null
	bss-bill post --period 2026-10 --now 2026-11-02T00:00:00Z
	bss-bill render --all --out bare/out
	ossctl-diag init -d bare/oss.db
	ossctl-diag run --no-end full/down
	ossctl-poll --no-end -r bare/r nodes
	END
	find full | sort | diff before -
}
