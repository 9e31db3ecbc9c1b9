# readme.awk: the marked blocks of a Markdown page, into files
#
#	<!-- run -->		the block behind becomes DIR/NNN.cmd
#	<!-- prints -->		what it prints, DIR/NNN.out: to the line, where
#				a line ... stands for any lines
/^<!-- run -->$/ { kind = "cmd"; n++; next }
/^<!-- prints -->$/ { kind = "out"; next }
/^```/ {
	if (inside || kind == "") {
		inside = 0
		kind = ""
	} else {
		inside = 1
		printf "" > (dir "/" sprintf("%03d", n) "." kind)
	}
	next
}
inside { print > (dir "/" sprintf("%03d", n) "." kind) }
