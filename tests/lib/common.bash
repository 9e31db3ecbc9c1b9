# common.bash: what every .bats file loads
#
#	load lib/common
#
# Puts the binaries under test first in PATH, fixes locale and time zone, and
# names the folders:
#
#	ROOT	the source tree
#	SHARE	its share/ (also $OSSBSS_SHARE, so that nothing installed is read)
#	TMP	a folder of this test alone, removed behind it

bats_require_minimum_version 1.5.0

ROOT=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
BUILD=${BUILD:-build}
[[ $BUILD == /* ]] || BUILD=$ROOT/$BUILD
SHARE=$ROOT/share
TMP=${BATS_TEST_TMPDIR:-}
[[ -d $BUILD/bin ]] || {
	echo "no $BUILD/bin: run make first, or set BUILD" >&2
	exit 1
}
PATH=$BUILD/bin:$PATH
OSSBSS_SHARE=$SHARE
LC_ALL=C
TZ=UTC
export ROOT BUILD SHARE TMP PATH OSSBSS_SHARE LC_ALL TZ
unset OSSBSS_HOME POSIXLY_CORRECT MAKEFLAGS MAKEOVERRIDES MAKELEVEL

# tools: the names of all binaries
tools() {
	local f

	for f in "$ROOT"/cmd/*/main.c; do
		[[ -e $f ]] && basename "${f%/main.c}"
	done
}

# verbs TOOL: its verbs, nothing when it has none
verbs() {
	"$1" --print-options | awk -F '\t' '$4 == "verb" { print $1 }'
}

# has_code CODE: the last `run --separate-stderr` said [CODE]
has_code() {
	[[ $stderr == *"[$1]"* ]] || {
		echo "no [$1] in: $stderr"
		return 1
	}
}

# demo_home: a copy of the demo operator for this test, as $OSSBSS_HOME
demo_home() {
	OSSBSS_HOME=$TMP/home
	cp -R "$SHARE/demo" "$OSSBSS_HOME"
	export OSSBSS_HOME
}

# records FILE [TYPE]: how many records (of a type) are in an NDJSON file
records() {
	jq -c --arg t "${2-}" 'select($t == "" or .type == $t)' "$1" | wc -l
}
