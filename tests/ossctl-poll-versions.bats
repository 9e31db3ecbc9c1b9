# ossctl-poll-versions.bats: SNMPv1 and SNMPv3 against net-snmp's snmpd

load lib/common

setup_file() {
	load lib/snmpd
	SNMPD_ADDRESSES=3 snmpd_start "$BATS_FILE_TMPDIR/agent" \
	    "rocommunity public" \
	    'createUser nobody' 'rouser nobody noauth' \
	    'createUser md5 MD5 "pass phrase one"' 'rouser md5 auth' \
	    'createUser sha512 SHA-512 "pass phrase two"' 'rouser sha512 auth' \
	    'createUser md5des MD5 "phrase three" DES "phrase four"' \
	    'rouser md5des priv' \
	    'createUser md5aes256 MD5 "phrase three" AES-256 "phrase four"' \
	    'rouser md5aes256 priv' \
	    'createUser shaaes SHA "phrase three" AES "phrase four"' \
	    'rouser shaaes priv' \
	    'createUser sha224aes192 SHA-224 "phrase three" AES-192 "phrase four"' \
	    'rouser sha224aes192 priv' \
	    'createUser sha256aes SHA-256 "phrase three" AES "phrase four"' \
	    'rouser sha256aes priv' \
	    'createUser sha384aes256 SHA-384 "phrase three" AES-256 "phrase four"' \
	    'rouser sha384aes256 priv'
	echo "$SNMPD_PORT" >"$BATS_FILE_TMPDIR/port"
}

teardown_file() {
	load lib/snmpd
	snmpd_stop "$BATS_FILE_TMPDIR/agent"
}

setup() {
	load lib/snmpd
	PORT=$(<"$BATS_FILE_TMPDIR/port")
	cd "$TMP" || return 1
	export OSSBSS_HOME=$TMP/home
	mkdir -p home/credentials
	echo node,address,auth >n.csv
}

teardown() {
	[ ! -e "$TMP/other/pid" ] || snmpd_stop "$TMP/other"
	[ ! -e "$TMP/poll.pid" ] || kill "$(<"$TMP/poll.pid")" || true
}

# asked NAME LINE...: a node NAME with credentials of these lines
asked() {
	echo "$1,127.0.0.1:$PORT,$1" >>n.csv
	printf '%s\n' "${@:2}" >"home/credentials/$1"
	chmod 600 "home/credentials/$1"
}

# said FILTER: of the nodes' samples, one line each
said() {
	jq -r "select(.kind == \"node\") | $1" <<<"$output" | sort
}

# the ports of a node by its counters' names and all that does not change
ports() {
	jq -c 'select(.kind == "interface" and .node == $n) |
	    [.object, .if_index, .admin, .oper, .speed_bps]' --arg n "$1" \
	    <<<"$output"
}

@test "ossctl-poll: SNMPv1 reads the same ports, by GETNEXT" {
	asked v1 'version 1' 'community public'
	asked v2 'community public'
	run --separate-stderr ossctl-poll n.csv
	[ "$status" -eq 0 ]
	[ -n "$(ports v1)" ]
	diff <(ports v1) <(ports v2)
	# Counter64 does not exist there
	[ "$(jq -c 'select(.object == "lo") | [.node, .counter_bits]' \
	    <<<"$output" | sort | paste -sd ' ')" = '["v1",32] ["v2",64]' ]
}

@test "ossctl-poll: SNMPv3 with every digest and cipher" {
	asked plain 'community public'
	asked nobody 'user nobody' 'level noAuthNoPriv'
	asked md5 'user md5' 'auth MD5 pass phrase one'
	asked sha512 'user sha512' 'auth SHA-512 pass phrase two' \
	    'level authNoPriv'
	for u in md5des:MD5:DES md5aes256:MD5:AES-256 shaaes:SHA:AES \
	    sha224aes192:SHA-224:AES-192 sha256aes:SHA256:aes128 \
	    sha384aes256:SHA-384:AES256; do
		IFS=: read -r user auth priv <<<"${u/aes128/AES-128}"
		asked "$user" "# the user $user" 'version 3' "user $user" \
		    "auth $auth phrase three" "priv $priv phrase four" \
		    'level authPriv'
	done
	run --separate-stderr ossctl-poll n.csv
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "$(said .reachable | uniq -c | xargs)" = "10 true" ]
	for u in nobody md5 sha512 md5des md5aes256 shaaes sha224aes192 \
	    sha256aes sha384aes256; do
		diff <(ports "$u") <(ports plain)
	done
	# the engine is asked for once
	[ "$(said 'select(.node == "md5") | .poll_requests')" -eq \
	    "$(said 'select(.node == "plain") | .poll_requests + 1')" ]
}

@test "ossctl-poll: what SNMPv3 minds has a name, and the node is alive" {
	asked user 'user stranger'
	asked digest 'user shaaes' 'auth SHA wrong phrase' 'priv AES phrase four'
	asked access 'user shaaes' 'auth SHA phrase three'
	asked level 'user md5' 'auth MD5 pass phrase one' 'priv DES phrase four'
	asked silent 'user shaaes' 'auth SHA phrase three' 'priv AES wrong phrase'
	asked good 'user md5' 'auth MD5 pass phrase one'
	run --separate-stderr ossctl-poll --timeout 200ms --retries 1 n.csv
	[ "$status" -eq 1 ]
	[ "$(said '[.node, .reachable, .error, .fault] | @tsv' | expand -t 10)" = \
"access    true      auth      access
digest    true      auth      digest
good      true                
level     true      auth      level
silent    true      auth      silent
user      true      auth      user" ]
	[[ $stderr == *"(digest): 'digest'"*"[node-auth]"* ]]
	[[ $stderr != *phrase* && $output != *phrase* ]]
	jq -c 'select(.type == "heartbeat") | [.answered_nodes, .failed_nodes]' \
	    <<<"$output" | grep -qxF '[6,0]'
}

@test "ossctl-poll: a device that was replaced has another engine" {
	asked r 'user shaaes' 'auth SHA phrase three' 'priv AES phrase four'
	SNMPD_ADDRESSES=1 snmpd_start "$TMP/other" 'engineID one' \
	    'createUser shaaes SHA "phrase three" AES "phrase four"' \
	    'rouser shaaes priv'
	sed -i "s/:$PORT/:$SNMPD_PORT/" n.csv
	ossctl-poll -q --interval 1s --timeout 200ms --retries 0 n.csv \
	    >>out 2>err 3>&- &
	echo $! >poll.pid
	waited 'grep -q "\"reachable\":true" out'
	snmpd_stop "$TMP/other"
	rm -rf other/var
	mkdir other/var
	sed -i 's/engineID one/engineID quite another/' other/snmpd.conf
	waited 'grep -q "\"reachable\":false" out'
	snmpd_try "$TMP/other" "$SNMPD_PORT"
	: >out
	waited 'grep -q "\"reachable\":true" out'
	kill "$(<poll.pid)"
	wait "$(<poll.pid)" || true
	rm poll.pid
	jq -c 'select(.kind == "node" and .reachable) | .error' out |
	    sort -u | grep -qx null
}

# waited COMMAND: until it succeeds, at most ten seconds
waited() {
	local i

	for ((i = 0; i < 100; i++)); do
		eval "$1" && return 0
		sleep 0.1
	done
	return 1
}

@test "ossctl-poll: credentials as lines in the environment" {
	echo "r,127.0.0.1:$PORT,core-ro" >>n.csv
	OSSBSS_CREDENTIALS_CORE_RO=$'user md5\nauth MD5 pass phrase one' \
	    run --separate-stderr ossctl-poll n.csv
	[ "$status" -eq 0 ]
	[ "$(said .reachable)" = true ]
}

@test "ossctl-poll: credentials that cannot be are rejected, with the line" {
	asked twice 'community a' 'community b'
	asked unknown '# first' 'comunity a'
	asked empty '#'
	asked both 'user u' 'community c'
	asked two 'version 2c' 'community c' 'user u'
	asked four 'version 4' 'community c'
	asked short 'user u' 'auth SHA 1234567'
	asked md4 'user u' 'auth MD4 pass phrase one'
	asked rot13 'user u' 'auth SHA pass phrase one' 'priv ROT13 pass phrase'
	asked noauth 'user u' 'priv AES pass phrase'
	asked level 'user u' 'auth SHA pass phrase one' 'level authPriv'
	asked value 'user'
	run --separate-stderr ossctl-poll -r rejects n.csv
	[ "$status" -eq 2 ]
	[ "$(jq -r .code rejects | uniq -c | xargs)" = "12 credentials-syntax" ]
	jq -r .reason rejects >reasons
	grep -q "line 2: this has been said before: 'twice'" reasons
	grep -q "line 2: version, community, user" reasons
	grep -q "at least 8 characters" reasons
	grep -q "the level does not go with" reasons
	[ "$(grep -c 'pass phrase one' reasons)" -eq 0 ]
}

# requests: how many the nodes' samples say
requests() {
	jq -s 'map(select(.poll_requests).poll_requests) | add' <<<"$output"
}

@test "ossctl-poll --engines: what one run discovered, the next one knows" {
	local first line

	asked shaaes 'user shaaes' 'auth SHA phrase three' 'priv AES phrase four'
	asked nobody 'user nobody'
	run ossctl-poll -q --engines e n.csv
	[ "$status" -eq 0 ]
	first=$(requests)
	[ "$(stat -c %a e)" = 600 ]
	[ "$(wc -l <e)" -eq 3 ]
	[ "$(grep -cE 'phrase|three' e)" -eq 0 ]
	run ossctl-poll -q --engines e n.csv
	[ "$status" -eq 0 ]
	[ "$(requests)" -le $((first - 2)) ]
	# another boot, another engine, a clock that is off, lines that are none
	cp e good
	for line in 's/^\([0-9a-f]*\) [0-9]*/\1 77/' 's/^80/81/' \
	    's/ [0-9]* shaaes/ 12345 shaaes/' 's/^8.*/8 x/' '$d'; do
		sed "$line" good >e
		run ossctl-poll -q --retries 1 --timeout 500ms --engines e n.csv
		[ "$status" -eq 0 ]
		# without authentication nothing hangs on the clock
		[ "$(cut -d ' ' -f 1,4- e)" = "$(cut -d ' ' -f 1,4- good)" ]
		[ "$(grep shaaes e | cut -d ' ' -f 2)" = \
		    "$(grep shaaes good | cut -d ' ' -f 2)" ]
	done
}

@test "ossctl-poll --engines: another file is left alone" {
	asked nobody 'user nobody'
	echo mine >e
	run --separate-stderr ossctl-poll --engines e n.csv
	[ "$status" -eq 2 ]
	has_code engines-file
	[ "$(cat e)" = mine ]
	run --separate-stderr ossctl-poll --discover 127.0.0.1 --engines e
	has_code usage-value
}
