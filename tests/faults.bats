# faults.bats: what no tool may do, whatever it is given. Generic over all that
# is built; what a tool does with its own kind of input is in its own file.

load lib/common

setup_file() {
	local t=$BATS_FILE_TMPDIR

	mkdir "$t/in"
	# noise: the same octets at every run
	seq 1 20000 | sha256sum | cut -c 1-64 >"$t/key"
	openssl enc -aes-256-ctr -nosalt -K "$(<"$t/key")" \
	    -iv 00000000000000000000000000000000 -in /dev/zero 2>/dev/null |
	    head -c 65536 >"$t/in/noise"
	[ "$(stat -c %s "$t/in/noise")" -eq 65536 ]
	head -c 1000 "$t/in/noise" >"$t/in/noise-short"
	head -c 4096 /dev/zero >"$t/in/nul"
	: >"$t/in/empty"
	printf '\n\n\n' >"$t/in/blank-lines"
	printf '\xef\xbb\xbf' >"$t/in/bom-only"
	printf 'type,ts,node,kind,object\n' >"$t/in/csv-header-only"
	printf 'type,ts,node,kind,object' >"$t/in/csv-header-cut"
	printf 'a,a\n1,2\n' >"$t/in/csv-twice"
	printf '"type","ts\n' >"$t/in/csv-open-quote"
	printf '{"type":"usage","usage_id":"a:1","ts":"2026-1' \
	    >"$t/in/json-cut"
	printf '{"type":"usage","usage_id":"a:\x00"}\n' >"$t/in/json-nul"
	printf '{"type":"usage","usage_id":"\xff\xfe"}\n' >"$t/in/json-latin"
	printf '[\n  {\n    "type": "usage"\n  }\n]\n' >"$t/in/json-pretty"
	printf '{"type":"usage"}{"type":"usage"}\n' >"$t/in/json-two"
	printf '{"type":{"type":{"type":1}}}\n' >"$t/in/json-nested"
	head -c 100000 /dev/zero | tr '\0' '[' >"$t/in/json-deep"
	{
		printf '{"type":"usage","x_a":"'
		head -c 3000000 /dev/zero | tr '\0' a
		printf '"}\n'
	} >"$t/in/json-long"
	printf '{"type":"end","tool":"x","written":99999999999999999999}\n' \
	    >"$t/in/end-absurd"
	awk 'BEGIN {
		printf "{\"type\":\"usage\""
		for (i = 0; i < 5000; i++)
			printf ",\"x_%d\":%d", i, i
		print "}"
	}' >"$t/in/json-many-fields"
}

setup() {
	demo_home
	cd "$TMP" || return 1
}

# each COMMAND...: run it for every tool and verb: "$@" TOOL [VERB]
each() {
	local tool verb some

	for tool in $(tools); do
		some=
		for verb in $(verbs "$tool"); do
			some=1
			"$@" "$tool" "$verb" || {
				echo "for: $tool $verb"
				return 1
			}
		done
		[[ -n $some ]] && continue
		"$@" "$tool" || {
			echo "for: $tool"
			return 1
		}
	done
}

@test "every tool: --help ends with 0, fits 80 columns, names the page" {
	help_fits() {
		run --separate-stderr "$@" --help
		[ "$status" -eq 0 ] && [ -z "$stderr" ] &&
		    [[ $output == "Usage: $1 "* ]] &&
		    [[ $output == *"See 'man $1'."* ]] &&
		    [ "$(wc -L <<<"$output")" -lt 80 ]
	}
	each help_fits
	for t in $(tools); do
		help_fits "$t"
	done
}

@test "every tool: --version says name, ossbss, version" {
	for t in $(tools); do
		run --separate-stderr "$t" --version
		[ "$status" -eq 0 ]
		[[ $output =~ ^$t\ \(ossbss\)\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
	done
}

@test "every tool: --help and --version into a full disk end with 2" {
	full() {
		for o in --help --version; do
			run --separate-stderr bash -c '"$@" >/dev/full' - \
			    "$@" $o
			[ "$status" -eq 2 ] && has_code write-failed || return 1
		done
	}
	each full
	for t in $(tools); do
		full "$t"
	done
}

@test "every tool: --help with stdout closed ends with 2" {
	closed() {
		run --separate-stderr bash -c '"$@" >&-' - "$@" --help
		[ "$status" -eq 2 ] && has_code write-failed
	}
	each closed
}

@test "every tool: an unknown option ends with 2" {
	unknown() {
		run --separate-stderr "$@" --no-such-option
		[ "$status" -eq 2 ] && [ -z "$output" ] &&
		    has_code usage-option || return 1
		run --separate-stderr "$@" -@
		[ "$status" -eq 2 ] && has_code usage-option
	}
	each unknown
}

@test "every tool with verbs: no verb or another ends with 2" {
	for t in $(tools); do
		[[ -n $(verbs "$t") ]] || continue
		run --separate-stderr "$t"
		[ "$status" -eq 2 ]
		has_code usage-verb
		run --separate-stderr "$t" no-such-verb
		[ "$status" -eq 2 ]
		has_code usage-verb
	done
}

@test "every tool: a value that an option cannot take ends with 2" {
	for t in $(tools); do
		while IFS=$'\t' read -r verb _ long kind _; do
			case $kind in
			uint | duration | time | enum) ;;
			*) continue ;;
			esac
			[[ $verb == - ]] && verb=
			# shellcheck disable=SC2086 # no verb, no word
			run --separate-stderr "$t" $verb "--$long=?"
			[ "$status" -eq 2 ]
			has_code usage-value
			run --separate-stderr "$t" $verb "--$long"
			[ "$status" -eq 2 ]
			has_code usage-value
		done < <("$t" --print-options)
	done
}

@test "every tool: an option with a value stands once" {
	for t in $(tools); do
		while IFS=$'\t' read -r verb _ long kind _; do
			case $kind in
			str | file | dir) ;;
			*) continue ;;
			esac
			[[ $verb == - ]] && verb=
			run --separate-stderr "$t" $verb "--$long=a" "--$long=a"
			[ "$status" -eq 2 ]
			has_code usage-twice
		done < <("$t" --print-options)
	done
}

# operands TOOL [VERB]: something for each operand that must be there
operands() {
	"$1" --print-options | awk -F '\t' -v verb="${2--}" '
	($4 == "tool" || $4 == "verb") && $1 == verb {
		n = split($5, word, " ")
		for (i = 1; i <= n && word[i] !~ /^[[.-]/; i++) {
			sub(/\|.*/, "", word[i])
			print word[i]
		}
	}'
}

# survives FILE TOOL [VERB]: it ends with a code of ours, in time
survives() {
	local file=$1 rc=0

	shift
	# shellcheck disable=SC2046 # words are wanted
	timeout 60 "$@" $(operands "$@") <"$file" >"$TMP/out" 2>"$TMP/err" ||
	    rc=$?
	case $rc in
	0 | 1 | 2 | 75)
		# a tool that fails says so, with a code
		((rc == 0)) || grep -qE '\[[a-z0-9-]+\]' "$TMP/err" || {
			echo "exit $rc without a code:"
			cat "$TMP/err"
			return 1
		}
		return 0
		;;
	esac
	echo "exit $rc on ${file##*/}:"
	sed -n 1,30p "$TMP/err"
	return 1
}

survive_all() {
	local name

	for name; do
		each survives "$BATS_FILE_TMPDIR/in/$name"
	done
}

@test "every tool survives noise" {
	survive_all noise noise-short nul
}

@test "every tool survives empty input" {
	survive_all empty blank-lines bom-only
}

@test "every tool survives damaged CSV" {
	survive_all csv-header-only csv-header-cut csv-twice csv-open-quote
}

@test "every tool survives damaged JSON" {
	survive_all json-cut json-nul json-latin json-pretty json-two \
	    json-nested json-deep
}

@test "every tool survives records that are too large" {
	survive_all json-long json-many-fields end-absurd
}

@test "every tool survives a closed stdin" {
	no_stdin() {
		run --separate-stderr bash -c '"$@" <&-' - "$@" $(operands "$@")
		[[ $status == @(0|1|2|75) ]]
	}
	each no_stdin
	# and what reads it does not take it for empty
	for tool in "bss-rate --no-end -c $SHARE/demo/catalog \
	    -s $SHARE/demo/subscriptions.csv" \
	    'bss-mediate csv -f generic-csv --zone UTC --country-code 33'; do
		run --separate-stderr bash -c "$tool <&-"
		[ "$status" -eq 2 ]
		has_code read-failed
	done
}

@test "every tool: a reader that goes away is no crash" {
	closed_pipe() {
		local rc

		"$@" --help | head -c 1 >/dev/null
		rc=${PIPESTATUS[0]}
		# SIGPIPE, or written in time
		[[ $rc == @(0|2|141) ]]
	}
	each closed_pipe
}

@test "a settings file over its ceiling is refused" {
	head -c 1048577 /dev/zero | tr '\0' ' ' >big.json
	run --separate-stderr bss-mediate csv -f "$TMP/big.json" </dev/null
	[ "$status" -eq 2 ]
	has_code file-too-large
}

# ---- the operator's folder ---------------------------------------------------

# owners: tools that keep a database, and its name
owners() {
	echo bss-crm bss.db
	echo bss-bill bss.db
	echo ossctl-diag oss.db
}

# more TOOL VERB: options that it cannot do without
more() {
	case "$1 $2" in
	"bss-bill run" | "bss-bill post") echo --period 2026-10 \
	    --now 2026-11-02T00:00:00Z ;;
	"bss-bill render") echo --all ;;
	"bss-mediate csv") echo -f generic-csv ;;
	"bss-rate ") echo -s "$TMP/none" ;;
	esac
}

@test "every tool: an \$OSSBSS_HOME that is not there is said, not made" {
	no_home() {
		# shellcheck disable=SC2046 # words are wanted
		run --separate-stderr "$@" $(operands "$@") $(more "$1" \
		    "${2-}") </dev/null
		# a spool is made where it is wanted first, nothing else is
		[[ $* == "bss-spool add" || ! -e $TMP/nowhere ]] || return 1
		rm -rf "$TMP/nowhere"
		# what needs none may end well
		case "$1 ${2-}" in
		"bss-mediate guess") [ "$status" -eq 1 ] ;;	# nothing fits
		"bss-mediate "* | "ossctl-poll "* | "ossctl-event "*)
			[[ $status == @(0|2) ]] ;;
		*) [ "$status" -eq 2 ] ;;
		esac && { ((status == 0)) || grep -qE '\[[a-z0-9-]+\]' \
		    <<<"$stderr"; } || {
			echo "$status: $stderr"
			return 1
		}
	}
	: >none
	OSSBSS_HOME=$TMP/nowhere each no_home
	unset OSSBSS_HOME
	each no_home
}

@test "every tool: a database that is a text file is refused and kept" {
	local tool base verb

	while read -r tool base; do
		yes 'This is a diary, not a database.' | head -n 500 \
		    >"$OSSBSS_HOME/$base"
		cp "$OSSBSS_HOME/$base" diary
		for verb in $(verbs "$tool"); do
			[[ $verb != restore ]] || continue
			# shellcheck disable=SC2046
			run --separate-stderr "$tool" "$verb" \
			    $(operands "$tool" "$verb") $(more "$tool" \
			    "$verb") </dev/null
			[ "$status" -eq 2 ] || {
				echo "$tool $verb: $status $stderr"
				return 1
			}
			[[ $stderr =~ \[(db-foreign|db-exists|stream-cut|usage-[a-z]*)\] ]] ||
			    { echo "$tool $verb: $stderr"; return 1; }
			cmp diary "$OSSBSS_HOME/$base"
		done
		[ "$(ls "$OSSBSS_HOME/$base"*)" = "$OSSBSS_HOME/$base" ]
	done < <(owners)
}
