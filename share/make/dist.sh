#!/bin/sh
# dist.sh NAME FILE: the sources as FILE, a reproducible .tar.gz in which all
# stands below NAME/. From git the last commit, elsewhere the folder as it is.
set -eu

name=$1 file=$2

# -c: also in a folder of another owner, as packagers and CI have it
if git -c safe.directory='*' rev-parse -q --verify HEAD >/dev/null 2>&1; then
	git -c safe.directory='*' archive --format=tar --prefix="$name/" \
	    HEAD >"$file.tmp"
else
	tar --create --file "$file.tmp" --sort=name --owner=0 --group=0 \
	    --numeric-owner --transform "s,^\.,$name," \
	    --exclude='./build*' --exclude=./demo-out \
	    --exclude=./story-out --exclude=./.git \
	    --exclude='*.o' .
fi
gzip -9n <"$file.tmp" >"$file"
rm -f "$file.tmp"
echo "$file"
