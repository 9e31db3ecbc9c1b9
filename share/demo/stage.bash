# shellcheck shell=bash
# stage.bash: how the demo's scripts show what they do
#
# What is shown behind a $ is what is run. Sourced by run-demo.sh and
# story.sh.

bold='' dim='' blue='' plain=''
if [[ -t 1 && ${TERM:-dumb} != dumb && -z ${NO_COLOR-} ]]; then
	bold=$'\e[1m' dim=$'\e[2m' blue=$'\e[36m' plain=$'\e[0m'
fi

steps=0
step() {
	steps=$((steps + 1))
	printf '\n%s%d. %s%s\n' "$bold" $steps "$1" "$plain"
}

note() {
	printf '%s   %s%s\n' "$dim" "$1" "$plain"
}

fail() {
	echo "${0##*/}: $1" >&2
	exit "${2:-2}"
}

# try [-WANT] COMMAND: show it, run it; another exit code than WANT (0) ends it
try() {
	local want=0 rc

	if [[ $1 == -[0-9] ]]; then
		want=${1#-}
		shift
	fi
	printf '%s$ %s%s\n' "$blue" "$1" "$plain"
	(eval "$1") 2>&1
	rc=$?
	((rc == want)) || fail "step $steps ended with $rc, not $want" $rc
	((rc == 0)) || note "exit $rc: it ran to its end, with findings"
}

# needed PROGRAM PACKAGE
needed() {
	command -v "$1" >/dev/null || [[ -x $1 ]] ||
	    fail "no $1: install $2, or run make demo, which does it"
}
