# bss-mediate-inputs.bats: packed and growing files, layouts beside CSV, as
# bss-mediate(1) promises

load lib/common

# login SESSION START: a row of the format login-data
login() {
	printf '%s;%s;%s;nas1;p1;%s;100;20\n' "$1" "$2" "$(($2 + 60))" alice
}

login_header='session;start;stop;nas;port;login;upload;download'

logins() {
	echo "$login_header"
	login s1 1790834400
	login s2 1790834500
	login s3 1790834600
}

data() {
	bss-mediate csv -f login-data "$@"
}

usage() {
	jq -c 'select(.type == "usage")' "$@"
}

ids() {
	usage "$@" | jq -r .usage_id | paste -sd ' '
}

# ---- packed files ------------------------------------------------------------

@test "packed: gzip and zstd give what the plain file gives" {
	logins >"$TMP/in"
	data "$TMP/in" >"$TMP/want"
	[ "$(records "$TMP/want" usage)" -eq 3 ]
	gzip -k "$TMP/in"
	zstd -q "$TMP/in"
	data "$TMP/in.gz" | cmp - "$TMP/want"
	data "$TMP/in.zst" | cmp - "$TMP/want"
	data <"$TMP/in.gz" | cmp - "$TMP/want"
	# members in a row are one file
	{ head -n 2 "$TMP/in" | gzip; tail -n 2 "$TMP/in" | gzip; } |
	    data | cmp - "$TMP/want"
}

@test "packed: samples, and rows read as records" {
	{ echo ts,node,kind,object,in_octets,out_octets,uptime_cs
	  echo 2026-10-01T08:00:00Z,e,interface,p,1000,500,100000
	  echo 2026-10-01T08:05:00Z,e,interface,p,4000,900,130000; } \
	    >"$TMP/in.csv"
	bss-mediate samples --no-end "$TMP/in.csv" >"$TMP/want"
	[ "$(usage "$TMP/want" | jq .quantity)" -eq 3400 ]
	gzip <"$TMP/in.csv" | bss-mediate samples --no-end | cmp - "$TMP/want"
	mlr --icsv --ojsonl put '$type="sample"' "$TMP/in.csv" | zstd -q | bss-mediate samples --no-end |
	    cmp - "$TMP/want"
}

@test "packed: a reject names the archive and the line in it" {
	{ logins; echo 'short;row'; } | gzip >"$TMP/old.csv.gz"
	run --separate-stderr data -r "$TMP/rej" "$TMP/old.csv.gz"
	[ "$status" -eq 1 ]
	[ "$(jq -c '[.file, .line, .raw]' "$TMP/rej")" = \
	    "[\"$TMP/old.csv.gz\",5,\"short;row\"]" ]
}

@test "packed: an archive that is cut or damaged stops the run" {
	for pack in gzip zstd; do
		{ logins; seq 100000; } | $pack -q >"$TMP/whole"
		head -c 5000 "$TMP/whole" >"$TMP/cut"
		run --separate-stderr data -r /dev/null "$TMP/cut"
		[ "$status" -eq 2 ] && has_code archive-cut
		[[ $output != *'"type":"end"'* ]]
		{ cat "$TMP/whole"; echo text; } >"$TMP/bent"
		run --separate-stderr data -r /dev/null "$TMP/bent"
		[ "$status" -eq 2 ] && has_code archive-damaged
	done
	run --separate-stderr bss-mediate samples --no-end "$TMP/cut"
	[ "$status" -eq 2 ] && has_code archive-cut
}

@test "packed: a bomb costs bounded memory and is told" {
	head -c 300M /dev/zero | tr '\0' x | zstd -q >"$TMP/bomb"
	run --separate-stderr "$ROOT/tests/lib/peak.py" "$TMP/kib" \
	    bss-mediate csv -f login-data -r /dev/null "$TMP/bomb"
	[ "$status" -eq 2 ] && has_code archive-bomb
	[ "$(<"$TMP/kib")" -lt 40000 ]
}
