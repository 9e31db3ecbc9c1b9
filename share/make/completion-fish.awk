# completion-fish.awk: a table of --print-options to a fish completion
#	awk -f completion-fish.awk -v tool=bss-rate TABLE
BEGIN {
	FS = "\t"
	print "# fish completion of " tool ", made by `make completions`"
	print ""
}
function quoted(s) {
	gsub(/[\\']/, "\\\\&", s)
	return "'" s "'"
}
function where(verb) {
	return verb == "-" ? "" : \
	    " -n '__fish_seen_subcommand_from " verb "'"
}
function value_of(kind, arg) {
	if (kind == "flag")
		return ""
	if (kind == "enum") {
		gsub(/\|/, " ", arg)
		return " -x -a " quoted(arg)
	}
	if (kind == "file")
		return " -r -F"
	if (kind == "dir")
		return " -x -a '(__fish_complete_directories)'"
	return " -x"
}
function operands(verb, s, first) {
	first = s
	sub(/ .*/, "", first)
	if (first !~ /^[a-z]+(\|[a-z]+)+$/)
		return
	gsub(/\|/, " ", first)
	print "complete -c " tool where(verb) " -a " quoted(first)
}
$4 == "tool" {
	print "complete -c " tool " -s h -l help -d 'print help and exit'"
	print "complete -c " tool " -l version -d 'print the version and exit'"
	operands("-", $5)
	next
}
$4 == "verb" {
	print "complete -c " tool " -n __fish_use_subcommand -f -a " $1 \
	    " -d " quoted($6)
	operands($1, $5)
	next
}
{
	print "complete -c " tool where($1) ($2 != "-" ? " -s " $2 : "") \
	    " -l " $3 value_of($4, $5) " -d " quoted($6)
}
