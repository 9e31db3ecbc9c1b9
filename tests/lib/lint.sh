#!/usr/bin/env bash
# lint.sh: what can be said about the sources without running them, as TAP
set -u
cd "${0%/*}/../.." || exit 2
export BUILD=${BUILD:-build}

mapfile -t sources < <(find lib cmd tests -name '*.[ch]' 2>/dev/null | sort)
mapfile -t scripts < <(find .ci share tests -type f \
    \( -name '*.sh' -o -name '*.bash' -o -path '.ci/run' -o -path \
    'share/cron/*' \) -exec grep -lE '^#!.*\b(ba)?sh\b|^# [a-z.]+\.bash' {} + |
    sort)
mapfile -t bats < <(find tests -name '*.bats' | sort)

lint_layers() {
	tests/lib/check-layers.sh
}

lint_file_length() {
	wc -l $(find lib cmd -name '*.[ch]') | awk '
	$2 != "total" && $1 > 900 { print $2 ": " $1 " lines"; bad = 1 }
	END { exit bad }'
}

lint_line_width() {
	awk '
	# fields.def is a table; a tab goes on to the next column of eight
	{
		width = 0
		n = split($0, piece, "\t")
		for (i = 1; i <= n; i++) {
			width += length(piece[i])
			if (i < n)
				width += 8 - width % 8
		}
		if (width > 100) {
			print FILENAME ":" FNR ": " width " columns"
			bad = 1
		}
	}
	END { exit bad }' "${sources[@]}"
}

lint_blanks() {
	! grep -nE '[ 	]+$' "${sources[@]}" "${scripts[@]}" Makefile
}

lint_marks() {
	! grep -nwE 'TODO|FIXME|XXX:|HACK' "${sources[@]}" "${scripts[@]}" \
	    Makefile README.md man/*.[1-8] 2>/dev/null |
	    grep -v '^tests/lib/lint.sh:'
}

# "[ a ] && b" in the middle of a test passes when a does not hold: set -e
# looks at the last of a list alone
lint_checks() {
	awk '
	/^@test/ { inside = 1 }
	/^}/ { inside = 0 }
	before != "" && inside { print before; bad = 1 }
	{ before = "" }
	inside && /^\t\[+ .* \]+ && (\[|has_code)[^|]*$/ && !/[\\&]$/ {
		before = FILENAME ":" FNR ": " $0
	}
	END { exit bad }' "${bats[@]}"
}

lint_headers() {
	local h name bad=0

	for h in $(find lib -name '*.h'); do
		name=${h##*/}
		grep -q "^ \* $name ([a-z]*) - " "$h" && continue
		echo "$h: does not begin with '$name (layer) - what it is'"
		bad=1
	done
	return $bad
}

lint_shell() {
	# names of our files have no blanks; $stderr comes from bats
	local ours=SC2044,SC2046,SC2115,SC2154

	shellcheck -S warning -x -e $ours "${scripts[@]}" || return 1
	((${#bats[@]} == 0)) || shellcheck -S warning -s bats \
	    -e $ours,SC2030,SC2031,SC2034,SC2164 "${bats[@]}"
}

# Macros of libraries are named, not included. cppcheck takes a search that
# ends at the bound for an index behind it (arrayIndexOutOfBounds).
lint_cppcheck() {
	cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr \
	    --enable=warning,portability --suppress=missingInclude \
	    --suppress=arrayIndexOutOfBounds --suppress=unknownMacro \
	    '-DLIST_HEAD(n,t)=struct n { struct t *first; }' \
	    '-DTAILQ_HEAD(n,t)=struct n { struct t *first; }' \
	    '-DLIST_ENTRY(t)=struct { struct t *next; }' \
	    '-DTAILQ_ENTRY(t)=struct { struct t *next; }' \
	    '-Djson_array_foreach(a,i,v)=for (i = 0; (v = a) != 0; i++)' \
	    '-Djson_object_foreach(o,k,v)=for (k = ""; (v = o) != 0;)' \
	    -j 2 -Ilib -I"$BUILD/gen" $(find lib cmd -name '*.c') 2>&1
}

n=0 failed=0
# check NAME FUNCTION [PROGRAM]: a test, skipped without the program
check() {
	local said

	n=$((n + 1))
	if (($# > 2)) && ! command -v "$3" >/dev/null; then
		echo "ok $n - $1 # SKIP no $3 here"
	elif said=$("$2"); then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		printf '%s\n' "$said" | sed 's/^/# /'
		failed=1
	fi
}

check 'includes point downward, rules are pure' lint_layers
check 'no source file over 900 lines' lint_file_length
check 'no line over 100 columns' lint_line_width
check 'no blanks at the end of a line' lint_blanks
check 'no marks of unfinished work' lint_marks
check 'each check of a test can fail' lint_checks
check 'headers say what they are' lint_headers
check 'shellcheck' lint_shell shellcheck
check 'cppcheck' lint_cppcheck cppcheck
echo "1..$n"
exit $failed
