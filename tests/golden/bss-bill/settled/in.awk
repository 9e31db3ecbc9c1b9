# twenty hours of a port, in Mbit/s, as readings
BEGIN {
	n = split("100 200 300 400 500 600 700 843.2 900 110 210 310 410 510 " \
	    "610 710 120 220 320 420", rate, " ")
	for (i = 1; i <= n; i++)
		printf "{\"type\":\"usage\",\"usage_id\":\"r%d\"," \
		    "\"ts\":\"2026-10-10T%02d:00:00Z\"," \
		    "\"end_ts\":\"2026-10-10T%02d:00:00Z\"," \
		    "\"usage_type\":\"transit\",\"identifier\":\"edge1/lo\"," \
		    "\"quantity\":%.0f,\"unit\":\"octet\",\"in_octets\":%.0f," \
		    "\"out_octets\":0,\"source\":\"in\",\"seq\":1}\n",
		    i, i - 1, i, rate[i] * 450000000, rate[i] * 450000000
}
