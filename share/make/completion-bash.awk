# completion-bash.awk: a table of --print-options to a bash completion
#	awk -f completion-bash.awk -v tool=bss-rate TABLE
# Needs nothing of bash-completion; --long=value arrives as three words.
BEGIN { FS = "\t" }
function word(letter, name) {
	return (letter != "-" ? "-" letter " " : "") "--" name
}
function value_of(kind, arg, s) {
	if (kind == "enum") {
		gsub(/\|/, " ", arg)
		return "_ossbss_words '" arg "'"
	}
	if (kind == "file")
		return "_ossbss_files -f"
	if (kind == "dir")
		return "_ossbss_files -d"
	return ":"
}
# "a|b [file ...]": the words that the first operand is one of
function choices(operands, first) {
	first = operands
	sub(/ .*/, "", first)
	if (first !~ /^[a-z]+(\|[a-z]+)+$/)
		return ""
	gsub(/\|/, " ", first)
	return first
}
$4 == "tool" || $4 == "verb" {
	section[++sections] = $1
	first[$1] = choices($5)
	if ($4 == "verb")
		verbs = verbs (verbs != "" ? " " : "") $1
	next
}
{
	words[$1] = words[$1] " " word($2, $3)
	if ($4 != "flag") {
		pattern = ($2 != "-" ? $1 ":-" $2 "|" : "") $1 ":--" $3
		cases = cases "\t" pattern ") " value_of($4, $5) "; return ;;\n"
	}
}
END {
	f = "_" tool
	gsub(/-/, "_", f)
	print "# bash completion of " tool ", made by `make completions`"
	print ""
	print "_ossbss_words() {"
	print "\tmapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$cur\")"
	print "}"
	print "_ossbss_files() {"
	print "\tcompopt -o filenames 2>/dev/null"
	print "\tmapfile -t COMPREPLY < <(compgen \"$1\" -- \"$cur\")"
	print "}"
	print ""
	print f "() {"
	print "\tlocal cur=${COMP_WORDS[COMP_CWORD]}"
	print "\tlocal prev=${COMP_WORDS[COMP_CWORD - 1]} verb=- first=1"
	print ""
	print "\tCOMPREPLY=()"
	print "\tif [[ $cur == = ]]; then"
	print "\t\tcur="
	print "\telif [[ $prev == = ]]; then"
	print "\t\tprev=${COMP_WORDS[COMP_CWORD - 2]}"
	print "\tfi"
	if (verbs != "") {
		print "\tif ((COMP_CWORD == 1)); then"
		print "\t\t_ossbss_words '" verbs " --help --version'"
		print "\t\treturn"
		print "\tfi"
		print "\tverb=${COMP_WORDS[1]} first=2"
	}
	print "\tcase $verb:$prev in"
	printf "%s", cases
	print "\tesac"
	print "\tif [[ $cur != -* ]]; then"
	print "\t\tcase $verb:$((COMP_CWORD - first)) in"
	for (i = 1; i <= sections; i++)
		if (first[section[i]] != "")
			print "\t\t" section[i] ":0) _ossbss_words '" \
			    first[section[i]] "' ;;"
	print "\t\t*) _ossbss_files -f ;;"
	print "\t\tesac"
	print "\t\treturn"
	print "\tfi"
	print "\tcase $verb in"
	for (i = 1; i <= sections; i++) {
		if (verbs != "" && section[i] == "-")
			continue
		print "\t" section[i] ") _ossbss_words '" \
		    substr(words[section[i]] " --help --version", 2) "' ;;"
	}
	print "\tesac"
	print "}"
	print "complete -F " f " " tool
}
