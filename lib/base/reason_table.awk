# reasons.tsv (code, level, text) to the X-macro list that reason.h expands.
BEGIN { FS = "\t"; print "/* made from share/reasons.tsv */" }
/^#/ || /^$/ { next }
NF != 3 { print "reasons.tsv:" FNR ": 3 columns wanted" > "/dev/stderr"; exit 1 }
seen[$1]++ { print "reasons.tsv:" FNR ": '" $1 "' stands twice" > "/dev/stderr"; exit 1 }
{
	id = toupper($1)
	gsub(/-/, "_", id)
	gsub(/["\\]/, "\\\\&", $3)
	printf "REASON(%s, \"%s\", %s, \"%s\")\n", id, $1, toupper($2), $3
}
