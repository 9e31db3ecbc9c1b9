#!/bin/sh
# install.sh install TOOL... | uninstall
# What install puts there, folders that it has to make included, stands in
# $DATADIR/manifest: `-` file or `/` folder, TAB, path without $DESTDIR.
# uninstall removes exactly that, folders only when nothing else is in them.
set -eu

manifest=$DESTDIR$DATADIR/manifest

# note KIND PATH: once, also when installed over an older one
note() {
	grep -qxF -e "$1	$2" "$list" || printf '%s\t%s\n' "$1" "$2" >>"$list"
}

make_dir() {
	if [ ! -d "$DESTDIR$1" ]; then
		parent=${1%/*}
		[ -z "$parent" ] || make_dir "$parent"
		mkdir "$DESTDIR$1"
		chmod 755 "$DESTDIR$1"
		note / "$1"
	fi
}

# put MODE SOURCE PATH
put() {
	make_dir "${3%/*}"
	install -m "$1" "$2" "$DESTDIR$3"
	note - "$3"
}

mode_of() {
	if [ -x "$1" ]; then echo 755; else echo 644; fi
}

install_all() {
	list=$(mktemp)
	trap 'rm -f "$list"' EXIT
	[ -z "$DESTDIR" ] || mkdir -p "$DESTDIR"
	[ ! -e "$manifest" ] || cat "$manifest" >"$list"
	for t; do
		put 755 "$BUILD/bin/$t" "$BINDIR/$t"
		put 644 "$BUILD/completions/bash/$t" "$BASHCOMPDIR/$t"
		put 644 "$BUILD/completions/zsh/_$t" "$ZSHCOMPDIR/_$t"
		put 644 "$BUILD/completions/fish/$t.fish" "$FISHCOMPDIR/$t.fish"
	done
	for f in $(find share -type f ! -path 'share/make/*' | sort); do
		put "$(mode_of "$f")" "$f" "$DATADIR/${f#share/}"
	done
	for f in man/*.[1-8]; do
		[ ! -e "$f" ] || put 644 "$f" "$MANDIR/man${f##*.}/${f#man/}"
	done
	for f in README.md LICENSE; do
		[ ! -e "$f" ] || put 644 "$f" "$DOCDIR/$f"
	done
	note - "$DATADIR/manifest"
	install -m 644 "$list" "$manifest"
	echo "installed: $(grep -c '^-' "$list") files" \
	    "below $DESTDIR$BINDIR, $DESTDIR$DATADIR, $DESTDIR$MANDIR"
}

uninstall_all() {
	if [ ! -e "$manifest" ]; then
		echo "nothing to uninstall: no $manifest" >&2
		exit 2
	fi
	list=$(mktemp)
	trap 'rm -f "$list"' EXIT
	cat "$manifest" >"$list"
	sed -n 's/^-	//p' "$list" | while IFS= read -r f; do
		rm -f "$DESTDIR$f"
	done
	# the deepest first: they were made from the top down
	sed -n 's|^/	||p' "$list" | sort -r | while IFS= read -r d; do
		rmdir "$DESTDIR$d" 2>/dev/null || :
	done
}

case $1 in
install)
	shift
	install_all "$@"
	;;
uninstall)
	uninstall_all
	;;
esac
