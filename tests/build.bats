# build.bats: the binaries are hardened, what is installed can be taken away,
# the tarball builds, packages are installed without starting a daemon

load lib/common

not_sanitized() {
	[[ $BUILD != *-asan ]] || skip 'a sanitized build is not the product'
}

@test "binaries are PIE, full RELRO, no executable stack" {
	not_sanitized
	for t in $(tools); do
		readelf -W -h -l -d "$BUILD/bin/$t" >"$TMP/elf"
		grep -qE 'Type: +DYN' "$TMP/elf"
		grep -qE 'FLAGS_1.*PIE' "$TMP/elf"
		grep -qE 'FLAGS.*(BIND_NOW|NOW)' "$TMP/elf"
		grep -q GNU_RELRO "$TMP/elf"
		grep -qE 'GNU_STACK.* RW ' "$TMP/elf"
	done
}

@test "binaries have a stack protector and fortified calls" {
	not_sanitized
	for t in $(tools); do
		nm -D --undefined-only "$BUILD/bin/$t" >"$TMP/symbols"
		grep -q __stack_chk_fail "$TMP/symbols"
		grep -qE '__(f|v|s)[a-z]*printf_chk' "$TMP/symbols"
	done
}

@test "binaries load the libraries that they use and no others" {
	not_sanitized
	for t in $(tools); do
		readelf -d "$BUILD/bin/$t" >"$TMP/elf"
		run ! grep -q 'NEEDED.*libnetsnmp' "$TMP/elf"
		[[ $t == ossctl-probe ]] ||
			run ! grep -q 'NEEDED.*libcurl' "$TMP/elf"
	done
}

# the tree with its times, so that a file written again is seen
listing() {
	(cd "$1" && find . -printf '%y %m %p %l\n' | sort)
}

@test "uninstall removes exactly what install put there" {
	not_sanitized
	cd "$ROOT"
	mkdir -p "$TMP/d/usr/local/bin" "$TMP/d/usr/local/share/man/man1" \
	    "$TMP/d/usr/local/share/ossbss"
	echo mine >"$TMP/d/usr/local/bin/other"
	echo mine >"$TMP/d/usr/local/share/man/man1/other.1"
	listing "$TMP/d" >"$TMP/before"
	make -s install DESTDIR="$TMP/d"
	for t in $(tools); do
		[ -x "$TMP/d/usr/local/bin/$t" ]
		[ -e "$TMP/d/usr/local/share/man/man1/$t.1" ]
		[ -e "$TMP/d/usr/local/share/zsh/site-functions/_$t" ]
	done
	[ -e "$TMP/d/usr/local/share/ossbss/reasons.tsv" ]
	# once more over it, as an update does
	make -s install DESTDIR="$TMP/d"
	make -s uninstall DESTDIR="$TMP/d"
	listing "$TMP/d" >"$TMP/after"
	diff -u "$TMP/before" "$TMP/after"
	run make -s uninstall DESTDIR="$TMP/d"
	[ "$status" -ne 0 ]
}

@test "an uninstall leaves files that others put into our folders" {
	not_sanitized
	cd "$ROOT"
	make -s install DESTDIR="$TMP/d"
	mine=$TMP/d/usr/local/share/ossbss/local.json
	echo mine >"$mine"
	make -s uninstall DESTDIR="$TMP/d"
	[ "$(find "$TMP/d" -type f)" = "$mine" ]
}

@test "the tarball of make dist builds and installs, without git" {
	not_sanitized
	cd "$ROOT"
	make -s dist BUILD="$TMP/b"
	tar -C "$TMP" -xzf "$TMP"/b/ossbss-*.tar.gz
	cd "$TMP"/ossbss-*/
	[ ! -e .git ]
	make -s -j2 BUILD="$TMP/b2" OPT=-O0 install PREFIX="$TMP/p"
	for t in $(tools); do
		"$TMP/p/bin/$t" --version
		# the data is looked for where it was installed
		nm "$TMP/p/bin/$t" >"$TMP/symbols"
		grep -q ' share_path$' "$TMP/symbols" || continue
		strings "$TMP/p/bin/$t" >"$TMP/strings"
		grep -q "^$TMP/p/share/ossbss" "$TMP/strings"
	done
	# a tarball of the tarball has the same files
	make -s dist BUILD="$TMP/b3"
	diff <(tar -tzf "$TMP"/b/*.tar.gz | grep -v '/$' | sort) \
	    <(tar -tzf "$TMP"/b3/*.tar.gz | grep -v '/$' | sort)
}

@test "a header that vanished does not stop the build" {
	mkdir "$TMP/src"
	cp -R "$ROOT/Makefile" "$ROOT/lib" "$ROOT/share" "$TMP/src"
	cd "$TMP/src"
	rm -rf lib/oss lib/bss lib/store lib/net lib/doc lib/rec
	echo '#include "base/gone.h"' >lib/base/gone.c
	echo 'int ossbss_gone(void);' >lib/base/gone.h
	echo 'int ossbss_gone(void) { return 0; }' >>lib/base/gone.c
	b=$TMP/b
	make -s -j2 BUILD="$b" OPT=-O0 "$b/libbase.a"
	nm "$b/libbase.a" | grep -q ossbss_gone
	rm lib/base/gone.[ch]
	make -s BUILD="$b" OPT=-O0 "$b/libbase.a"
	[[ $(nm "$b/libbase.a") != *ossbss_gone* ]]
}

# ---- deps.sh, with apt-get and dpkg-query of our own ------------------------

fake_debian() {
	mkdir "$TMP/fake"
	cat >"$TMP/fake/dpkg-query" <<-'END'
	#!/bin/sh
	for last; do :; done
	grep -qx "$last" "$FAKE/there" && printf installed
	END
	cat >"$TMP/fake/apt-get" <<-'END'
	#!/bin/sh
	echo "apt-get $*" >>"$FAKE/calls"
	"$OSSBSS_POLICY"
	echo "policy $?" >>"$FAKE/calls"
	exit "$(cat "$FAKE/rc")"
	END
	printf '#!/bin/sh\necho 0\n' >"$TMP/fake/id"
	chmod +x "$TMP"/fake/*
	printf 'gcc\njq\n' >"$TMP/fake/there"
	echo 0 >"$TMP/fake/rc"
	: >"$TMP/fake/calls"
	export FAKE=$TMP/fake OSSBSS_POLICY=$TMP/policy-rc.d
	PATH=$TMP/fake:$PATH
}

@test "deps: all there, nothing is called" {
	fake_debian
	run "$SHARE/make/deps.sh" gcc jq
	[ "$status" -eq 0 ]
	[[ $output == *'all 2 packages are there'* ]]
	[ ! -s "$FAKE/calls" ]
}

@test "deps: installs what is missing, no daemon may start meanwhile" {
	fake_debian
	run "$SHARE/make/deps.sh" gcc snmpd jq
	[ "$status" -eq 0 ]
	[[ $output == *'to be installed with apt-get: snmpd'* ]]
	grep -q 'apt-get install .* snmpd$' "$FAKE/calls"
	run ! grep -qw gcc "$FAKE/calls"
	grep -qx 'policy 101' "$FAKE/calls"
	[ ! -e "$OSSBSS_POLICY" ]
}

@test "deps: a policy that was there comes back, also on failure" {
	fake_debian
	printf '#!/bin/sh\nexit 0\n' >"$OSSBSS_POLICY"
	chmod 755 "$OSSBSS_POLICY"
	echo 100 >"$FAKE/rc"
	run "$SHARE/make/deps.sh" snmpd
	[ "$status" -eq 2 ]
	grep -qx 'policy 101' "$FAKE/calls"
	run "$OSSBSS_POLICY"
	[ "$status" -eq 0 ]
	[ ! -e "$OSSBSS_POLICY.ossbss-saved" ]
}

@test "deps: without root and sudo it says what to run" {
	fake_debian
	printf '#!/bin/sh\necho 1000\n' >"$FAKE/id"
	mkdir "$TMP/only"
	for p in sh grep cat env; do
		ln -s "$(command -v $p)" "$TMP/only/$p"
	done
	PATH=$FAKE:$TMP/only run "$SHARE/make/deps.sh" snmpd
	[ "$status" -eq 2 ]
	[[ $output == *'apt-get install snmpd'* ]]
	[ ! -s "$FAKE/calls" ]
}

# ---- completions ------------------------------------------------------------

# complete WORD...: what bash offers for the last word
complete_words() {
	bash -c '
		source "$1"
		f=_${2//-/_}
		shift
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
		"$f"
		printf "%s\n" "${COMPREPLY[@]}"
	' - "$BUILD/completions/bash/$1" "$@"
}

@test "bash completes every option of every tool" {
	for t in $(tools); do
		while IFS=$'\t' read -r verb _ long kind arg _; do
			[[ $kind == tool || $kind == verb ]] && continue
			[[ $verb == - ]] && verb=
			complete_words "$t" $verb "--${long:0:1}" |
			    grep -qx -- "--$long"
			[[ $kind == enum ]] || continue
			[ "$(complete_words "$t" $verb "--$long" '' |
			    paste -sd '|')" = "$arg" ]
			[ "$(complete_words "$t" $verb "--$long" = '' |
			    paste -sd '|')" = "$arg" ]
		done < <("$t" --print-options)
	done
}

@test "bash completes verbs, and files as operands" {
	cd "$TMP"
	touch a-file
	for t in $(tools); do
		for v in $(verbs "$t"); do
			complete_words "$t" "${v:0:1}" | grep -qx "$v"
		done
		[[ -n $(verbs "$t") ]] ||
		    complete_words "$t" x a- | grep -qx a-file
	done
}

@test "completions are right shell" {
	for t in $(tools); do
		bash -n "$BUILD/completions/bash/$t"
		if command -v zsh; then
			zsh -n "$BUILD/completions/zsh/_$t"
		fi
		if command -v fish; then
			fish -n "$BUILD/completions/fish/$t.fish"
		fi
	done
}

# ---- the tools of the tests themselves --------------------------------------

sum_of() {
	awk -f "$ROOT/tests/lib/tap.awk" -v rc="$1" -v counts="$TMP/count" - \
	    >"$TMP/failed"
	cat "$TMP/count"
}

@test "TAP is summed: passed, failed, skipped, died, plan not kept" {
	[ "$(printf '1..2\nok 1\nok 2 # SKIP no x\n' | sum_of 0)" = '1 0 1' ]
	[ "$(printf 'ok 1\nnot ok 2 - x\n1..2\n' | sum_of 1)" = '1 1 0' ]
	[ "$(printf 'ok 1\n' | sum_of 139)" = '1 1 0' ]
	[ "$(printf '1..3\nok 1\n' | sum_of 0)" = '1 1 0' ]
	[ "$(printf 'ok 1\n1..2\n# a\nok 1\n1..1\n' | sum_of 0)" = '2 1 0' ]
	[ "$(printf '# ended with 134: test_x\n' | sum_of 0)" = '0 1 0' ]
	[ "$(printf '1..1\nok 1\n# b\n1..1\nok 1\n' | sum_of 0)" = '2 0 0' ]
}

@test "layers: an include that points upward is found" {
	mkdir -p "$TMP/t/lib/base" "$TMP/t/lib/oss" "$TMP/t/tests/lib"
	cp "$ROOT/tests/lib/check-layers.sh" "$TMP/t/tests/lib"
	echo '#include "base/buf.h"' >"$TMP/t/lib/oss/a.c"
	run "$TMP/t/tests/lib/check-layers.sh"
	[ "$status" -eq 0 ]
	echo '#include "rec/rec.h"' >"$TMP/t/lib/base/b.c"
	echo '#include "bss/rate.h"' >>"$TMP/t/lib/oss/a.c"
	run "$TMP/t/tests/lib/check-layers.sh"
	[ "$status" -eq 1 ]
	[[ $output == *'lib/base/b.c:1: rec/rec.h: base may not know rec'* ]]
	[[ $output == *'lib/oss/a.c:2: bss/rate.h: oss may not know bss'* ]]
}

@test "examples of a page run, and their output is compared" {
	printf '%s\n' '.Sh EXAMPLES' '.Bd -literal' '$ echo a \e' '    b' 'a b' \
	    '$ false' '# exit 1' '.Ed' >"$TMP/good.1"
	run "$ROOT/tests/lib/man-examples.sh" "$TMP/good.1"
	[ "$status" -eq 0 ]
	[ "${lines[2]}" = 1..2 ]
	printf '%s\n' '.Sh EXAMPLES' '.Bd -literal' '$ echo a' 'b' '.Ed' \
	    >"$TMP/bad.1"
	run "$ROOT/tests/lib/man-examples.sh" "$TMP/bad.1"
	[ "$status" -eq 1 ]
}
