#!/usr/bin/env bash
# check-docs.sh: the manual pages, the option tables, the reason codes and the
# completions say the same, as TAP. (That ossbss-records(5) says what the table
# of types says is tests/unit/test_records_page.c.)
set -u
cd "${0%/*}/../.." || exit 2
BUILD=${BUILD:-build}
export LC_ALL=C TZ=UTC
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
shopt -s nullglob
pages=(man/*.[1-8])

# options of a table: "letter" and "-long", one a line
table_options() {
	awk -F '\t' '$4 != "tool" && $4 != "verb" {
		if ($2 != "-")
			print $2
		print "-" $3
	}' "$1" | sort -u
}

# options of a page: the words behind Fl in .It lines
page_options() {
	awk '/^\.It Fl/ {
		for (i = 2; i <= NF; i++)
			if ($i == "Fl" && i < NF) {
				o = $(i + 1)
				gsub(/\\-/, "-", o)
				gsub(/\\&/, "", o)
				sub(/[,=].*$/, "", o)
				print o
			}
	}' "$1" | sort -u | grep -vxE 'h|-help|-version'
}

docs_options() {
	local tool=$1 bad=0 o

	[[ -e man/$tool.1 ]] || { echo "no man/$tool.1"; return 1; }
	table_options "$tmp/$tool.table" >"$tmp/table"
	page_options "man/$tool.1" >"$tmp/page"
	for o in $(comm -23 "$tmp/table" "$tmp/page"); do
		echo "-$o has no .It Fl in man/$tool.1"
		bad=1
	done
	for o in $(comm -13 "$tmp/table" "$tmp/page"); do
		echo "-$o of man/$tool.1 is not an option of $tool"
		bad=1
	done
	awk -F '\t' '
	$4 == "verb" && system("grep -qE \"^\\.(It|Ss|Nm|Cm).*[^a-z]" $1 \
	    "\" man/'"$tool"'.1") != 0 {
		print "verb " $1 " is not in man/'"$tool"'.1"
		bad = 1
	}
	{ key = $1 "\t" $2; long = $1 "\t" $3 }
	$2 != "-" && letter[key]++ { print "-" $2 " stands twice"; bad = 1 }
	$3 != "-" && name[long]++ { print "--" $3 " stands twice"; bad = 1 }
	END { exit bad }' "$tmp/$tool.table" || bad=1
	return $bad
}

# Is an option of a tool used by a test? The long name anywhere in the tests
# of the tool or beside its name; the letter only there.
docs_tested() {
	local tool=$1 bad=0 verb letter long kind

	cat tests/"$tool"*.bats tests/golden/"$tool"/*/cmd \
	    >"$tmp/tests" 2>/dev/null
	grep -hE -- "$tool" tests/*.bats tests/golden/*/*/cmd tests/prop/* \
	    share/demo/*.sh >>"$tmp/tests" 2>/dev/null
	# what all streams share is tested once, on any tool
	cat tests/stream*.bats tests/faults.bats >>"$tmp/tests" 2>/dev/null
	while IFS=$'\t' read -r verb letter long kind _; do
		[[ $kind == tool || $kind == verb ]] && continue
		grep -qE -- "(^|[^a-z-])--$long([^a-z-]|\$)" "$tmp/tests" &&
		    continue
		[[ $letter != - ]] && grep -qE -- \
		    "(^|[[:space:]\"'(])-[a-zA-Z]*$letter" "$tmp/tests" &&
		    continue
		echo "no test uses --$long of $tool ${verb#-}"
		bad=1
	done <"$tmp/$tool.table"
	return $bad
}

docs_sections() {
	local tool=$1 bad=0 section

	[[ -e man/$tool.1 ]] || return 1
	for section in NAME SYNOPSIS DESCRIPTION ENVIRONMENT FILES \
	    'EXIT STATUS' EXAMPLES DIAGNOSTICS 'SEE ALSO'; do
		grep -qx ".Sh $section" "man/$tool.1" && continue
		echo "man/$tool.1: no section $section"
		bad=1
	done
	return $bad
}

# mandoc knows only installed pages: our own are looked for beside the page
docs_mandoc() {
	local page=$1 bad=0 line name section

	while read -r line; do
		if [[ $line =~ 'referenced manual not found: Xr '([^ ]+)' '([0-9]) ]]
		then
			name=${BASH_REMATCH[1]} section=${BASH_REMATCH[2]}
			[[ $name == oss* || $name == bss-* ]] || continue
			[[ -e man/$name.$section ]] && continue
		fi
		# of the machine's index, not of the page
		[[ $line == *'run makewhatis'* ]] && continue
		echo "$line"
		bad=1
	done < <(mandoc -Tlint -W style "$page" 2>&1)
	return $bad
}

# Is a code raised by the sources, explained by a page, named by a test?
docs_reason() {
	local code=$1 id bad=0

	id=REASON_$(tr 'a-z-' 'A-Z_' <<<"$code")
	grep -qrw --include='*.[ch]' -- "$id" lib cmd ||
	    { echo "$code: nothing in lib or cmd uses it"; bad=1; }
	grep -qE -- "(^|[^a-z-])$code([^a-z-]|\$)" "${pages[@]}" /dev/null ||
	    { echo "$code: no page explains it"; bad=1; }
	grep -qrE --include='*.bats' --include='*.c' --include='*.sh' \
	    --include='*.py' --include=err --include=out --include=cmd -- \
	    "(^|[^a-z-])$code([^a-z-]|\$)|$id" tests ||
	    { echo "$code: no test names it"; bad=1; }
	return $bad
}

docs_reasons() {
	local bad=0 code

	while IFS=$'\t' read -r code _; do
		[[ $code == '#'* || -z $code ]] && continue
		docs_reason "$code" || bad=1
	done <share/reasons.tsv
	return $bad
}

docs_completions() {
	local main tool f bad=0

	for main in cmd/*/main.c; do
		tool=$(basename "${main%/main.c}")
		for f in bash/$tool zsh/_$tool fish/$tool.fish; do
			diff -u "completions/$f" "$BUILD/completions/$f" ||
			    bad=1
		done
	done
	for f in completions/*/*; do
		tool=$(basename "$f" .fish)
		[[ -e cmd/${tool#_}/main.c ]] ||
		    { echo "$f: no such tool"; bad=1; }
	done
	((bad == 0)) || echo 'run: make completions'
	return $bad
}

n=0 failed=0
check() {
	local name=$1 said

	n=$((n + 1))
	shift
	if said=$("$@" 2>&1); then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		printf '%s\n' "$said" | sed 's/^/# /'
		failed=1
	fi
}

for main in cmd/*/main.c; do
	tool=$(basename "${main%/main.c}")
	"$BUILD/bin/$tool" --print-options >"$tmp/$tool.table"
	check "$tool: option table and page agree" docs_options "$tool"
	check "$tool: every option is tested" docs_tested "$tool"
	check "$tool: sections of the page" docs_sections "$tool"
done
for page in "${pages[@]}"; do
	check "${page##*/}: mandoc -Tlint" docs_mandoc "$page"
done
check 'reason codes are used, explained and tested' docs_reasons
check 'completions are fresh' docs_completions
echo "1..$n"
exit $failed
