# completion-zsh.awk: a table of --print-options to a zsh completion
#	awk -f completion-zsh.awk -v tool=bss-rate TABLE
BEGIN { FS = "\t" }
# for single quotes and for the brackets of _arguments
function plain(s) {
	gsub(/\[|\]|:|\\/, "\\\\&", s)
	gsub(/'/, "'\\''", s)
	return s
}
function action(kind, arg) {
	if (kind == "flag")
		return ""
	if (kind == "enum") {
		gsub(/\|/, " ", arg)
		return ":value:(" arg ")"
	}
	if (kind == "file")
		return ":" plain(arg) ":_files"
	if (kind == "dir")
		return ":" plain(arg) ":_files -/"
	return ":" plain(arg) ":"
}
function spec(letter, name, kind, arg, help, s, repeat, value, text) {
	value = kind != "flag"
	text = "[" plain(help) "]" action(kind, arg)
	repeat = kind == "list" ? "*" : ""
	if (letter == "-")
		return "'" repeat "--" name (value ? "=" : "") text "'"
	if (kind == "list")
		return "'*'{-" letter "+,--" name "=}'" text "'"
	return "'(-" letter " --" name ")'{-" letter (value ? "+" : "") \
	    ",--" name (value ? "=" : "") "}'" text "'"
}
function operands(s, first) {
	first = s
	sub(/ .*/, "", first)
	if (first ~ /^[a-z]+(\|[a-z]+)+$/) {
		gsub(/\|/, " ", first)
		return "'1:what:(" first ")' '*:file:_files'"
	}
	return s == "-" ? "" : "'*:file:_files'"
}
function put(s) {
	body = body (body != "" ? " \\\n\t    " : "") s
}
function flush() {
	if (current == "" || (current == "-" && verbs > 0))
		return
	put("'(- *)'{-h,--help}'[print help and exit]'")
	put("'(- *)--version[print the version and exit]'")
	if (rest != "")
		put(rest)
	arguments[current] = body
	body = ""
}
$4 == "tool" || $4 == "verb" {
	if ($4 == "verb" && verbs++ == 0)
		body = ""
	else
		flush()
	current = $1
	rest = operands($5)
	if ($4 == "verb")
		verb[verbs] = $1
	help[$1] = $6
	next
}
{ put(spec($2, $3, $4, $5, $6)) }
END {
	flush()
	print "#compdef " tool
	print "# zsh completion of " tool ", made by `make completions`"
	print ""
	if (verbs == 0) {
		print "_arguments -s -S \\\n\t    " arguments["-"]
		exit
	}
	print "local -a verbs=("
	for (i = 1; i <= verbs; i++)
		print "\t'" verb[i] ":" plain(help[verb[i]]) "'"
	print ")"
	print "if ((CURRENT == 2)); then"
	print "\t_describe verb verbs"
	print "\treturn"
	print "fi"
	print "shift words"
	print "((CURRENT--))"
	print "case $words[1] in"
	for (i = 1; i <= verbs; i++) {
		print verb[i] ")"
		print "\t_arguments -s -S \\\n\t    " arguments[verb[i]]
		print "\t;;"
	}
	print "esac"
}
