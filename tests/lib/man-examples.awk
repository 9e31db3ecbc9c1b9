# man-examples.awk: the runnable blocks of a page's EXAMPLES, into files
#
#	$ command, with \		becomes DIR/NNN.cmd
#	    a second line
#	(or <<END and lines to END)
#	what it prints			becomes DIR/NNN.out
#	# exit 1			becomes DIR/NNN.rc, also behind the command
#
# Blocks are .Bd -literal; only those with a line beginning "$ " count.
function text(s) {
	if (s == "\\&" || s == "")
		return ""
	gsub(/\\&/, "", s)
	gsub(/\\-/, "-", s)
	gsub(/\\\(aq/, "'", s)
	gsub(/\\\(dq/, "\"", s)
	gsub(/\\\(ti/, "~", s)
	gsub(/\\\(ha/, "^", s)
	gsub(/\\\(ga/, "`", s)
	gsub(/\\e/, "\\", s)
	return s
}
function put(kind, line) {
	print line > (dir "/" sprintf("%03d", n) "." kind)
}
/^\.Sh / { examples = $2 == "EXAMPLES"; next }
!examples { next }
/^\.Bd / { block = /-literal/; running = more = here = 0; next }
/^\.Ed/ { block = 0; next }
!block || /^\./ || /^'/ { next }
{
	line = text($0)
	if (more || here) {
		put("cmd", line)
	} else if (line ~ /^\$ /) {
		n++
		running = 1
		if (match(line, /[ \t]+# exit [0-9]+$/)) {
			split(substr(line, RSTART), word, " ")
			put("rc", word[3])
			line = substr(line, 1, RSTART - 1)
		}
		put("cmd", substr(line, 3))
		print FNR > (dir "/" sprintf("%03d", n) ".line")
	} else if (running && line ~ /^# exit [0-9]+$/) {
		put("rc", $3)
	} else if (running) {
		put("out", line)
	}
	here = here ? line != "END" : line ~ /^\$ .*<<'?END'?$/
	more = (more || line ~ /^\$ /) && line ~ /\\$/
}
