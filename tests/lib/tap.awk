# tap.awk: read TAP, print the failed tests with their diagnostics, and write
# "passed failed skipped" into the file `counts`. A plan that is not kept, or
# an exit code `rc` without a failed test, is a failure too: a test program
# that died in the middle must not look like a short one.
function plan_check() {
	if (planned >= 0 && planned != seen) {
		print "FAILED: " planned " tests planned, " seen " run"
		failed++
	}
	planned = -1
	seen = 0
}
BEGIN { planned = -1 }
/^1\.\.[0-9]+/ {
	# the plan stands before its tests or behind them
	if (seen > 0 && planned < 0) {
		planned = substr($1, 4) + 0
		plan_check()
	} else {
		plan_check()
		planned = substr($1, 4) + 0
	}
	show = 0
	next
}
/^ok / {
	seen++
	show = 0
	if (tolower($0) ~ /# *skip/)
		skipped++
	else
		passed++
	next
}
/^not ok / {
	seen++
	failed++
	show = 1
	print "FAILED: " substr($0, 8)
	next
}
/^# ended with / {
	print "FAILED: " substr($0, 3)
	ended++
	next
}
show { print "    " $0 }
END {
	if (planned > 0)
		plan_check()
	if (failed == 0 && (ended > 0 || rc != 0)) {
		if (ended == 0)
			print "FAILED: the suite ended with " rc
		failed++
	}
	print passed + 0, failed + 0, skipped + 0 > counts
}
