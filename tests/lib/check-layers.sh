#!/usr/bin/env bash
# check-layers.sh: includes point downward only (STYLE section 2)
#
#	cmd -> store, net, doc -> oss, bss -> rec -> base
#
# A layer may include itself and what stands below; layers of one row do not
# know each other. A tool may not include another tool. Prints each violation
# as file:line; exit 1 when there is one. With $BUILD set, the objects of oss
# and bss are looked through for calls that a pure rule does not make.
set -u
cd "${0%/*}/../.." || exit 2

# The first argument is the tree to look at (for the test of this script).
awk '
BEGIN {
	split("base:0 rec:1 oss:2 bss:2 store:3 net:3 doc:3", layer, " ")
	for (i in layer) {
		split(layer[i], part, ":")
		rank[part[1]] = part[2]
	}
}
FNR == 1 {
	split(FILENAME, dir, "/")
	mine = dir[1] == "lib" ? dir[2] : "cmd/" dir[2]
	my_rank = dir[1] == "lib" ? rank[mine] : 4
}
/^[ \t]*#[ \t]*include[ \t]+"/ {
	split($0, quoted, "\"")
	if (split(quoted[2], part, "/") < 2)
		next
	theirs = part[1]
	if (theirs == "..")
		bad("leaves its folder")
	else if (!(theirs in rank))
		next
	else if (theirs != mine && rank[theirs] >= my_rank)
		bad(mine " may not know " theirs)
}
function bad(why) {
	print FILENAME ":" FNR ": " quoted[2] ": " why
	failed = 1
}
END { exit failed }
' $(find lib cmd -name '*.[ch]' 2>/dev/null | sort) || failed=1

impure='fopen|open|open64|getenv|secure_getenv|time|clock_gettime'
impure+='|gettimeofday|clock_us|mono_us|exit|_exit|abort|system|popen|socket|sqlite3_.*'
for lib in oss bss; do
	[[ -e ${BUILD-}/lib$lib.a ]] || continue
	if nm -A -u "$BUILD/lib$lib.a" |
	    grep -E " U ($impure)(@.*)?$"; then
		echo "lib/$lib is pure: it makes none of these calls"
		failed=1
	fi
done
exit "${failed:-0}"
