# shellcheck shell=bash
# spool.bash: what the tests of bss-spool share

# usage ID TS [QUANTITY [IDENTIFIER [USAGE_TYPE [SOURCE]]]]: one record
usage() {
	printf '{"type":"usage","usage_id":"%s","ts":"%s","usage_type":"%s",' \
	    "$1" "$2" "${5:-voice}"
	printf '"identifier":"%s","quantity":%d,"unit":"s","source":"%s",' \
	    "${4:-+33123456789}" "${3:-60}" "${6:-pbx}"
	printf '"seq":1}\n'
}

# many N [FIRST]: N records, a second apart, with numbers from FIRST on
many() {
	awk -v n="$1" -v first="${2:-0}" 'BEGIN {
		for (i = first; i < first + n; i++)
			printf "{\"type\":\"usage\",\"usage_id\":\"pbx:%07d\"," \
			    "\"ts\":\"2026-10-%02dT%02d:%02d:%02dZ\"," \
			    "\"usage_type\":\"%s\",\"identifier\":" \
			    "\"+3312345%04d\",\"called_number\":\"+44%09d\"," \
			    "\"quantity\":%d,\"unit\":\"s\",\"source\":" \
			    "\"pbx\",\"seq\":%d}\n", i, 1 + i / 86400 % 28, \
			    i / 3600 % 24, i / 60 % 60, i % 60, \
			    i % 3 ? "voice" : "fax", i % 97, i * 7919 % 1e9, \
			    i % 600, i + 1
	}'
}

# add [OPTION...]: land stdin without an end
add() {
	bss-spool add -q -S "$S" --no-end "$@"
}

# the records that cat delivers, without totals and end
cat_records() {
	bss-spool cat -q -S "$S" "$@" | grep -v -e '"type":"total"' \
	    -e '"type":"end"'
}

ids() {
	cat_records "$@" | jq -r .usage_id | paste -sd' '
}

batches() {
	find "$S" -name 'batch-*.json' | wc -l
}

# nothing but whole batches and an empty tmp
tidy() {
	[ -z "$(ls -A "$S/tmp")" ]
	diff <(cd "$S" && ls | sed -n 's/\.zst$//p') \
	    <(cd "$S" && ls | sed -n 's/\(batch.*\)\.json$/\1/p')
}
