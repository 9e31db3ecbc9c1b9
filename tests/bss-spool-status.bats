# bss-spool-status.bats: what must have come by when

load lib/common
load lib/spool

setup() {
	cd "$TMP" || return 1
	export S=$TMP/spool
}

# status [NOW [OPTION...]]: of October in Paris, long after
status() {
	bss-spool status -q -S "$S" --zone Europe/Paris --expect expect.csv \
	    --period 2026-10 --now "${1:-2036-12-01T00:00:00Z}" "${@:2}"
}

# hours FROM N: a record in each of N hours
hours() {
	local i at

	at=$(date -u -d "$1" +%s)
	for ((i = 0; i < $2; i++)); do
		usage "h$((at / 3600 + i))" \
		    "$(date -u -d "@$((at + i * 3600 + 60))" +%FT%TZ)"
	done
}

@test "bss-spool status: the hours of October are 745 in Paris" {
	echo expect,every,within,source >expect.csv
	echo calls,hour,2h,pbx >>expect.csv
	# 2026-10-01T00:00+02:00 to 2026-11-01T00:00+01:00, three hours short
	hours 2026-09-30T22:00:00Z 3 | add
	seq 3 744 | awk '{ t = 1790805600 + $1 * 3600 + 60
	    if ($1 == 30 || $1 == 31 || $1 == 603) next
	    printf "{\"type\":\"usage\",\"usage_id\":\"x%d\",\"ts\":\"%s\"," \
	    "\"usage_type\":\"voice\",\"identifier\":\"+331\",\"quantity\":1," \
	    "\"unit\":\"s\",\"source\":\"pbx\",\"seq\":1}\n", $1,
	    strftime("%Y-%m-%dT%H:%M:%SZ", t, 1) }' | add
	run status 2036-12-01T00:00:00Z
	[ "$status" -eq 1 ]
	[ "${lines[0]}" = "2026-10: open, 2 batches" ]
	[[ ${lines[1]} == "calls: 745 expected, "*" 3 missing" ]]
	# one that stood twice on the clock is named with its offset
	[[ $output == *"missing  2026-10-02T06:00:00+02:00 to 2026-10-02T08:00:00+02:00, 2 hours"* ]]
	[[ $output == *"missing  2026-10-26T02:00:00+01:00 to 2026-10-26T03:00:00+01:00, 1 hour"* ]]
	[ "$(status '' -o ndjson | jq -r 'select(.type == "expected").expect' |
	    wc -l)" -eq 745 ]
	status '' -o csv >out.csv || :
	[ "$(wc -l <out.csv)" -eq 746 ]
	[ "$(head -n 1 out.csv)" = \
	    type,expect,ts,end_ts,due,state,records,file ]
	run bss-spool status -q -S "$S" --zone Europe/Paris \
	    --expect expect.csv --period 2027-03 --now 2027-03-01T00:00:00Z
	[ "$status" -eq 0 ]
	[[ $output == *"calls: 743 expected, 0 complete, 0 late, 743 waiting"* ]]
}

@test "bss-spool status: in time, late, waiting, missing" {
	echo expect,every,within,usage_type,records >expect.csv
	echo voice,day,6h,voice,2 >>expect.csv
	{
		usage a 2026-10-01T10:00:00Z
		usage b 2026-10-01T11:00:00Z
		usage c 2026-10-02T10:00:00Z
		usage d 2026-10-02T10:00:00Z 1 +331 fax
	} | add
	# what has landed by the clock of this machine is late for 2001
	run status 2026-10-03T04:00:00Z -o ndjson
	[ "$status" -eq 1 ]
	jq -se 'map(select(.type == "expected")) | [.[0].state, .[1].state,
	    .[2].state, .[0].records, .[1].records, (. | length)]
	    | (.[0] == "complete" or .[0] == "late")
	    and .[1:] == ["missing", "waiting", 2, 1, 31]' <<<"$output"
	run status 2026-10-03T03:59:00Z
	[ "$status" -eq 0 ]
	sed -i 's/"landed_ts":"[^"]*"/"landed_ts":"2026-10-02T03:59:59Z"/' \
	    "$S"/batch-*.json
	run status 2026-10-03T03:59:00Z
	[[ $output == *"1 complete, 0 late, 30 waiting, 0 missing"* ]]
	sed -i 's/"landed_ts":"[^"]*"/"landed_ts":"2026-10-02T04:00:01Z"/' \
	    "$S"/batch-*.json
	run status 2026-10-03T03:59:00Z
	[[ $output == *"0 complete, 1 late, 30 waiting, 0 missing"* ]]
	[[ $output == *"late     2026-10-01T00:00:00+02:00 to 2026-10-02"* ]]
}

@test "bss-spool status: files by their names" {
	echo expect,every,within,file >expect.csv
	echo pbx,day,1d,cdr-%Y%m%d.csv >>expect.csv
	for d in 01 02 04; do
		usage f$d 2026-10-${d}T10:00:00Z |
		    add --file-name /in/cdr-202610$d.csv
	done
	run status 2026-10-06T00:00:00Z
	[ "$status" -eq 1 ]
	[[ $output == *"pbx: 31 expected, "*"27 waiting, 1 missing"* ]]
	[[ $output == *"missing  2026-10-03T00:00:00+02:00 to 2026-10-04T00:00:00+02:00, 1 day from cdr-20261003.csv"* ]]
	# withdrawn is not there
	bss-spool withdraw -q -S "$S" --why test \
	    "$(bss-spool list -S "$S" -o ndjson | jq -r .batch | head -n 1)"
	run status 2026-10-06T00:00:00Z
	[[ $output == *"2 missing"* ]]
	# sealed or not, months, and what came behind the seal
	echo pbx,month,1d,cdr-%Y%m%d.csv >>expect.csv
	bss-spool seal -q -S "$S" --zone Europe/Paris --period 2026-10
	usage f05 2026-10-05T10:00:00Z | add
	run status
	[[ ${lines[0]} == "2026-10: sealed (act 2), 1 batches came late" ]]
}

@test "bss-spool status: lists that are wrong" {
	usage a 2026-10-01T10:00:00Z | add
	while IFS= read -r line; do
		printf 'expect,every,within,source,file,records\n%s\n' "$line" \
		    >expect.csv
		run --separate-stderr status
		[ "$status" -eq 2 ]
		has_code expect-value
		[[ $stderr == *"expect.csv:2:"* ]]
	done <<-'END'
	a,week,1d,x,,
	a,day,soon,x,,
	a,day,d,x,,
	a,day,1d,x,,0
	a,day,1d,x,,many
	a,day,1d,,cdr-%S,
	a,day,1d,,in/cdr,
	a,day,1d,,cdr-%,
	a,day,1d,x,cdr,
	END
	echo expect,every >expect.csv
	run --separate-stderr status
	[ "$status" -eq 2 ]
	has_code csv-header
	run --separate-stderr bss-spool status -S "$S" --period 2026-10
	[ "$status" -eq 2 ]
	has_code usage-missing
	OSSBSS_HOME=$TMP/nowhere run --separate-stderr bss-spool status -S "$S" \
	    --period 2026-10
	[ "$status" -eq 2 ]
	has_code usage-missing
	[[ $stderr == *"no '$TMP/nowhere/expect.csv', which says what must come"* ]]
	run --separate-stderr bss-spool status -S "$S" --expect expect.csv
	[ "$status" -eq 2 ]
	has_code usage-missing
}

@test "share/cron/bss-spool-nightly: mail only when something is missing" {
	export OSSBSS_HOME=$TMP/home
	mkdir home
	S=$TMP/home/spool
	run env -u OSSBSS_HOME "$SHARE/cron/bss-spool-nightly"
	[ "$status" -eq 2 ]
	usage a 2026-10-01T10:00:00Z | add
	run "$SHARE/cron/bss-spool-nightly"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	printf 'expect,every,within,source\ncalls,day,6h,pbx\n' \
	    >home/expect.csv
	export SPOOL_NOW=2026-10-02T05:00:00Z
	run --separate-stderr "$SHARE/cron/bss-spool-nightly"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	export SPOOL_NOW=2026-10-04T07:00:00Z
	run --separate-stderr "$SHARE/cron/bss-spool-nightly"
	[ "$status" -eq 1 ]
	[[ $output == *"missing  2026-10-02"*"2 days"* ]]
	usage a 2026-10-01T10:00:00Z 999 | add
	rm home/expect.csv
	run --separate-stderr "$SHARE/cron/bss-spool-nightly"
	[ "$status" -eq 1 ]
	has_code spool-conflict
}
