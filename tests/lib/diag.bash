# shellcheck shell=bash
# diag.bash: a small network as ossctl-diag is told of it, in $TMP

# node SECOND NODE up|down [error]
node() {
	local ok=true

	[[ $3 == up ]] || ok=false
	printf '{"type":"sample","ts":"%s","node":"%s","kind":"node",' \
	    "$(at "$1")" "$2"
	printf '"object":"%s","reachable":%s%s}\n' "$2" $ok \
	    "${4:+,\"error\":\"$4\"}"
}

# port SECOND NODE PORT OPER [ADMIN]
port() {
	printf '{"type":"sample","ts":"%s","node":"%s","kind":"interface",' \
	    "$(at "$1")" "$2"
	printf '"object":"%s","admin":"%s","oper":"%s"}\n' "$3" "${5-up}" "$4"
}

# beat SECOND
beat() {
	printf '{"type":"heartbeat","ts":"%s","run":"r%s",' "$(at "$1")" "$1"
	printf '"planned_nodes":1,"answered_nodes":1,"failed_nodes":0}\n'
}

# at SECOND: of 2026-10-01
at() {
	printf '2026-10-01T%02d:%02d:%02dZ' $(($1 / 3600)) \
	    $(($1 / 60 % 60)) $(($1 % 60))
}

# diag [option ...]: run on stdin; one word an event: SECOND:state:node/object
diag() {
	local rc=0

	ossctl-diag run --no-end "$@" >"$TMP/out" || rc=$?
	jq -r 'select(.type == "alarm") | "\(.ts | fromdate % 86400):" +
	    "\(.state):\(.node)/\(.object)" +
	    if .root then "" else "!" end +
	    if .planned then "p" else "" end' "$TMP/out"
	return $rc
}

sql() {
	sqlite3 oss.db "$1"
}

# id_of NODE OBJECT TYPE [QUALIFIER]
id_of() {
	{
		printf '%s\0%s\0%s' "$1" "$2" "$3"
		[[ -z ${4-} ]] || printf '\0%s' "$4"
	} | sha256sum | cut -c 1-16
}

# links ROW ...: CSV
links() {
	printf 'a_node,a_port,b_node,b_port\n'
	printf '%s\n' "$@"
}
