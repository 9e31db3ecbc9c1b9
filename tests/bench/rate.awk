# The rating of the bench in awk, for the exact layout of the generated
# records (fields cut at the quotes): no JSON parser could be less.
#	mawk -v subs=S.tsv -v rates=R.tsv -f rate.awk usage.ndjson
BEGIN {
	FS = "\t"
	while ((getline < subs) > 0)
		account[$1] = $2
	while ((getline < rates) > 0) {
		dest[$1] = $2
		price[$1] = $3
	}
	FS = "\""
}
$4 != "usage" { next }
{
	match($0, /"quantity":[0-9]+/)
	q = substr($0, RSTART + 11, RLENGTH - 11) + 0
	type = $20
	who = account[$24]
	d = ""
	if (type == "voice") {
		for (k = 7; k > 1; k--)
			if ((p = substr($28, 1, k)) in dest)
				break
		d = ",\"destination\":\"" dest[p] "\""
		c = q <= 30 ? 30 : 30 + int((q - 30 + 5) / 6) * 6
		a = int((price[p] * c / 60 + 0.02) * 10000 + 0.5) / 10000
	} else if (type == "sms") {
		c = q
		a = q * 0.05
	} else {
		c = int((q + 999) / 1000) * 1000
		a = int(c * 2 / 1000 + 0.5) / 1000000
	}
	printf "{\"type\":\"rated\"%s,\"account\":\"%s\",\"price\":\"%s\"%s,\"charged_quantity\":%d,\"amount\":%.6f}\n", \
	    substr($0, 16, length($0) - 16), who, type, d, c, a
}
