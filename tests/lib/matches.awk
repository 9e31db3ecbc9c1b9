# matches.awk WANT GOT: true when the files are equal, where a line ... in WANT
# matches any lines of GOT (one row of the table at a time).
FILENAME == ARGV[1] { want[++n] = $0; next }
{ got[++m] = $0 }
END {
	# fits[i] of row j: want[1..i] matches got[1..j]
	fits[0] = 1
	for (i = 1; i <= n; i++)
		fits[i] = fits[i - 1] && want[i] == "..."
	for (j = 1; j <= m; j++) {
		left = fits[0]
		fits[0] = 0
		for (i = 1; i <= n; i++) {
			above = fits[i]
			fits[i] = want[i] == "..." ? fits[i - 1] || above : \
			    left && want[i] == got[j]
			left = above
		}
	}
	exit !fits[n + 0]
}
