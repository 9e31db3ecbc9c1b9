# bss-crm.bats: customers, accounts and subscriptions, by words and by
# records; what locks, kills, full disks and damage leave behind

load lib/common

setup() {
	export OSSBSS_HOME=$TMP/home
	mkdir "$OSSBSS_HOME"
	DB=$OSSBSS_HOME/bss.db
	DEMO=$SHARE/demo
	CSV=("$DEMO/customers.csv" "$DEMO/accounts.csv"
	    "$DEMO/subscriptions.csv")
	cd "$TMP" || return 1
	bss-crm init
}

demo() {
	bss-crm import -q --no-end "${CSV[@]}"
}

# one customer and account to hang subscriptions on
base() {
	bss-crm add customer C name=Nobody
	bss-crm add account A customer=C currency=EUR
}

sql() {
	sqlite3 "$DB" "$1"
}

# the books without their journal
books() {
	bss-crm export all "$@"
}

# lock SECONDS: hold the write lock in another process; $! is its id
hold_lock() {
	{
		echo 'BEGIN IMMEDIATE;'
		echo '.system touch locked'
		echo ".system sleep $1"
	} | sqlite3 "$DB" &
	until [ -e locked ]; do sleep 0.05; done
}

# ---- the database -----------------------------------------------------------

@test "bss-crm: an option that is misspelt is told what it may have meant" {
	run -2 --separate-stderr bss-crm list --databse x
	[[ $stderr == *"list: no such option '--databse'; is it --database; see --help [usage-option]" ]]
}

@test "bss-crm init: a database for its owner alone, once" {
	[ "$(stat -c %a "$DB")" = 600 ]
	[ "$(sql 'PRAGMA journal_mode')" = wal ]
	run --separate-stderr bss-crm init
	[ "$status" -eq 2 ]
	has_code db-exists
	run --separate-stderr bss-crm init -d "$TMP/none/bss.db"
	[ "$status" -eq 2 ]
	has_code open-failed
	bss-crm init -d "$TMP/other.db" --why 'a second one'
	bss-crm journal -d "$TMP/other.db" | grep 'init database: .*(a second one)'
}

@test "bss-crm: without a database it says which command makes one" {
	run --separate-stderr bss-crm list customers -d "$TMP/none.db"
	[ "$status" -eq 2 ]
	has_code db-missing
	[[ $stderr == *'bss-crm init'* ]]
	run --separate-stderr env -u OSSBSS_HOME bss-crm list customers
	[ "$status" -eq 2 ]
	has_code usage-missing
}

@test "bss-crm migrate: nothing to do, a missing file, a newer schema" {
	run --separate-stderr bss-crm migrate
	[ "$status" -eq 0 ]
	[[ $stderr == *'up to date'* ]]
	cp -R "$SHARE/schema" schema
	printf 'CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT;\n' \
	    >schema/bss/0099-later.sql
	run --separate-stderr env OSSBSS_SHARE="$TMP" bss-crm list customers
	[ "$status" -eq 2 ]
	has_code db-older
	[[ $stderr == *'bss-crm migrate'* ]]
	# numbers have no gaps
	run --separate-stderr env OSSBSS_SHARE="$TMP" bss-crm migrate -q
	[ "$status" -eq 2 ]
	has_code share-missing
	n=$(sql 'PRAGMA user_version')
	mv schema/bss/0099-later.sql \
	    "schema/bss/$(printf %04d $((n + 1)))-later.sql"
	OSSBSS_SHARE=$TMP bss-crm migrate --wait 1s --why later \
	    --now 2026-10-01T00:00:00Z
	[ -e "$DB.before-$((n + 1))" ]
	OSSBSS_SHARE=$TMP bss-crm journal | grep \
	    "^2026-10-01T00:00:00Z .* migrate database: schema $n to $((n + 1)) (later)"
	run --separate-stderr bss-crm list customers
	[ "$status" -eq 2 ]
	has_code db-newer
}

@test "bss-crm migrate: parties of before keep all they had" {
	cp -R "$SHARE/schema" schema
	rm schema/bss/000[4-9]-*
	rm "$DB"
	OSSBSS_SHARE=$TMP bss-crm init
	sql "INSERT INTO customer (customer, name) VALUES ('C-1', 'One');
	    INSERT INTO account (account, customer, currency, bill_day, email,
	    extra) VALUES ('A-100', 'C-1', 'EUR', 28, 'a@b', '{\"x_a\":1}'),
	    ('A-200', 'C-1', 'EUR', NULL, NULL, NULL);
	    INSERT INTO subscription (subscription, account, payer, offer,
	    identifier, from_us) VALUES ('S-100', 'A-100', 'A-200', 'o', 'i', 5)"
	kept() {
		sql 'SELECT account, customer, name, currency, bill_day, payer,
		    email, payment_terms_d, extra FROM account;
		    SELECT * FROM subscription'
	}
	kept >before
	grep -q S-100 before
	bss-crm migrate -q
	kept | cmp - before
	bss-crm set account A-100 bill_day=31
	run --separate-stderr bss-crm set account A-100 customer=none
	[ "$status" -eq 2 ]
	bss-crm check
}

@test "bss-crm: what is no database of ours is refused" {
	printf 'not a database, but long enough to look at twice......\n' >text
	run --separate-stderr bss-crm list customers -d text
	[ "$status" -eq 2 ]
	has_code db-foreign
	sqlite3 other.db 'CREATE TABLE t (x)'
	run --separate-stderr bss-crm list customers -d other.db
	[ "$status" -eq 2 ]
	has_code db-foreign
}

@test "bss-crm backup, restore: the state comes back, what was there is kept" {
	demo
	books >before
	bss-crm backup copy.db
	[ "$(stat -c %a copy.db)" = 600 ]
	bss-crm set customer C-100 name=Other
	bss-crm restore --why 'a wrong name' copy.db
	books >after
	cmp before after
	[ -e "$DB.before-restore" ]
	bss-crm journal | tail -n 1 | grep 'restore database: copy.db (a wrong'
	bss-crm check
}

@test "bss-crm backup: neither a device nor stdout takes a database" {
	demo
	for to in /dev/null /dev/stdout; do
		run --separate-stderr bss-crm backup $to
		[ "$status" -eq 2 ]
		has_code usage-operand
	done
	run --separate-stderr bash -c 'bss-crm backup /dev/stdout >out'
	[ "$status" -eq 2 ]
	has_code usage-operand
}

@test "bss-crm backup: a consistent copy while others write" {
	demo
	hold_lock 2
	bss-crm backup copy.db
	wait
	bss-crm check -d copy.db
	books >a
	books -d copy.db >b
	cmp a b
}

@test "bss-crm restore: a damaged copy is refused, a damaged database replaced" {
	demo
	books >before
	bss-crm backup copy.db
	head -c 20000 copy.db >cut.db
	run --separate-stderr bss-crm restore cut.db
	[ "$status" -eq 2 ]
	has_code db-damaged
	printf 'nothing' >"$DB"
	rm -f "$DB"-*
	run --separate-stderr bss-crm restore copy.db
	[ "$status" -eq 2 ]
	has_code db-foreign
	bss-crm restore --replace copy.db
	books >after
	cmp before after
	[ "$(cat "$DB.damaged")" = nothing ]
}

@test "bss-crm check: damage and broken rules are findings" {
	demo
	run --separate-stderr bss-crm check -v
	[ "$status" -eq 0 ]
	[[ $stderr == *'15 entities, 0 with findings'* ]]
	cp "$DB" damaged.db
	printf 'ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ' |
	    dd of=damaged.db bs=1 seek=12300 conv=notrunc 2>/dev/null
	run --separate-stderr bss-crm check -d damaged.db
	[ "$status" -ne 0 ]
	has_code db-damaged
	sql "UPDATE subscription SET identifier = 'edge1/lo'
	    WHERE subscription = 'S-300'"
	run --separate-stderr bss-crm check
	[ "$status" -eq 1 ]
	has_code crm-overlap
	sql "PRAGMA foreign_keys = OFF;
	    DELETE FROM customer WHERE customer = 'C-200'"
	run --separate-stderr bss-crm check
	[ "$status" -eq 1 ]
	has_code db-reference
}

# ---- by words ---------------------------------------------------------------

@test "bss-crm add: a customer, an account, a subscription" {
	bss-crm add customer C-1 name='Anna Blanc' country=FR x_tier=gold
	bss-crm add account A-1 customer=C-1 currency=EUR bill_day=5
	bss-crm add subscription S-1 account=A-1 offer=voip \
	    identifier=+33471000200 from=2026-10-01 --zone Europe/Paris
	[ "$(bss-crm show subscription S-1 -o ndjson | jq -r \
	    'select(.type == "subscription").from')" = 2026-09-30T22:00:00Z ]
	[ "$(bss-crm show customer C-1 -o ndjson | jq -r 'select(.x_tier).x_tier')" = gold ]
	run bss-crm show customer C-1
	[[ ${lines[0]} == 'customer         C-1' ]]
	[[ $output == *A-1* ]]
	run bss-crm show account A-1
	[[ $output == *'+33471000200'* ]]
}

@test "bss-crm add: what is wrong is said with its code, and nothing changes" {
	base
	books >before
	refuses() {
		local code=$1
		shift
		run --separate-stderr bss-crm "$@"
		[ "$status" -eq 2 ] && [ -z "$output" ] && has_code "$code"
	}
	refuses crm-exists add customer C name=Again
	refuses field-missing add customer D
	refuses field-value add customer D name=N country=France
	refuses field-value add subscription S account=C offer=o \
	    identifier=i from=01.11.2026
	[[ $stderr == *'a time with its zone, as 2026-'* ]]
	refuses field-unknown add customer D name=N colour=red
	[[ $stderr == *"'colour': own fields begin with x_ or param_"* ]]
	refuses field-unknown add customer D name=N bill_day=3
	[[ $stderr == *"'bill_day': an account has it"* ]]
	refuses usage-operand add customer D name
	refuses usage-operand add invoice D name=N
	refuses usage-operand add customer
	refuses crm-reference add account B customer=none currency=EUR
	refuses crm-reference add account B customer=C currency=EUR payer=none
	refuses field-value add account B customer=C currency=EURO
	refuses crm-zone add subscription S account=A offer=o identifier=i \
	    from=2026-10-01
	refuses zone-unknown add subscription S account=A offer=o \
	    identifier=i from=2026-10-01 --zone Europe/Nowhere
	refuses crm-period add subscription S account=A offer=o identifier=i \
	    from=2026-10-01T00:00:00Z to=2026-10-01T00:00:00Z
	refuses crm-reference add subscription S account=none offer=o \
	    identifier=i from=2026-10-01T00:00:00Z
	refuses crm-unknown set customer none name=N
	refuses usage-operand set customer C customer=D
	refuses crm-unknown end none 2026-10-01T00:00:00Z
	refuses crm-unknown show customer none
	books >after
	cmp before after
}

@test "bss-crm set: fields change, an empty value removes, the journal tells" {
	base
	bss-crm set customer C city=Ambert x_a=1 --why 'moved house' \
	    --now 2026-10-05T08:00:00Z
	run --separate-stderr bss-crm set customer C city= x_a= -v
	[ "$status" -eq 0 ]
	[[ $stderr == *"customer 'C': city: Ambert -> -; others:"* ]]
	run bss-crm show customer C
	[[ $output != *Ambert* ]]
	run bss-crm journal customer C
	[ "${#lines[@]}" -eq 3 ]
	[[ ${lines[1]} == '2026-10-05T08:00:00Z '*' bss-crm set customer C: city: - -> Ambert; others: - -> {"x_a":"1"} (moved house)' ]]
}

@test "bss-crm set: the same again is no entry in the journal" {
	base
	bss-crm set customer C city=Ambert
	bss-crm set customer C city=Ambert
	[ "$(bss-crm journal customer C | wc -l)" -eq 2 ]
}

@test "bss-crm add, set -n: said, not done" {
	base
	books >before
	run --separate-stderr bss-crm set customer C name=Other -n
	[ "$status" -eq 0 ]
	[[ $stderr == *'name: Nobody -> Other'* ]]
	bss-crm add customer D name=N --dry-run
	books >after
	cmp before after
}

@test "bss-crm end: half-open, the next one begins where it ends" {
	base
	bss-crm add subscription S-1 account=A offer=voip identifier=+331 \
	    from=2026-01-01T00:00:00Z
	run --separate-stderr bss-crm add subscription S-2 account=A \
	    offer=voip identifier=+331 from=2026-11-01 --zone Europe/Paris
	[ "$status" -eq 2 ]
	has_code crm-overlap
	bss-crm end S-1 2026-11-01 --zone Europe/Paris
	bss-crm add subscription S-2 account=A offer=voip identifier=+331 \
	    from=2026-11-01 --zone Europe/Paris
	bss-crm add subscription S-3 account=A offer=mobile identifier=+331 \
	    from=2026-01-01T00:00:00Z
	at() {
		bss-crm list subscriptions offer=voip --at "$1" -o ndjson |
		    jq -r 'select(.type == "subscription").subscription'
	}
	[ "$(at 2026-10-31T22:59:59.999999Z)" = S-1 ]
	[ "$(at 2026-10-31T23:00:00Z)" = S-2 ]
	[ "$(at 2025-12-31T00:00:00Z)" = '' ]
}

@test "bss-crm: who pays for others pays himself, in one currency" {
	base
	bss-crm add account P customer=C currency=EUR
	bss-crm add account D customer=C currency=USD
	bss-crm set account A payer=P
	for wrong in 'P payer=P' 'P payer=D' 'P currency=USD' 'D payer=P' \
	    'D payer=A'; do
		# shellcheck disable=SC2086 # two words
		run --separate-stderr bss-crm set account $wrong
		[ "$status" -eq 2 ]
		has_code crm-payer
	done
}

@test "bss-crm list: text is aligned, ndjson and csv are records" {
	demo
	run bss-crm list accounts customer=C-300
	[ "${#lines[@]}" -eq 3 ]
	[ "${lines[0]}" = 'account  customer  name                    currency  bill_day  payer' ]
	[ "${lines[2]}" = 'A-310    C-300     Atelier Durand Issoire  EUR       1         A-300' ]
	bss-crm list subscriptions offer=voip account=A-300 -o csv >x.csv
	[ "$(wc -l <x.csv)" -eq 2 ]
	bss-crm list customers customer=C-200 --output ndjson |
	    jq -es '.[0].city == "Le Puy-en-Velay" and .[1].written == 1'
	run --separate-stderr bss-crm list customers colour=red
	[ "$status" -eq 2 ]
	has_code usage-operand
	run --separate-stderr bss-crm list invoices
	[ "$status" -eq 2 ]
}

@test "bss-crm list, show, journal: text from outside cannot drive a terminal" {
	base
	bss-crm set customer C name="$(printf 'a\033[31mb')" x_a="$(printf '\a')"
	# a name of a field, too: U+009B begins a sequence as well as ESC [ does
	jq -nc '{type: "customer", customer: "C", name: "a\u001b[31mb",
	    "x_\u009b31m": 1}' | bss-crm import -q --no-end
	run bss-crm show customer C
	[[ $output == *'x_\302\23331m'* ]]
	for verb in 'list customers' 'show customer C' journal; do
		# shellcheck disable=SC2086 # words
		run bss-crm $verb
		[[ $output == *'a\033[31mb'* ]]
		[[ $output != *$'\033'* ]]
		[[ $output != *$'\a'* ]]
		[[ $output != *$'\302\233'* ]]
	done
}

# ---- by records -------------------------------------------------------------

@test "bss-crm import: --zone takes the dates of a spreadsheet" {
	bss-crm add customer CZ name=CZ
	bss-crm add account AZ customer=CZ currency=EUR
	printf '%s\n' subscription,account,offer,identifier,from,to \
	    SZ,AZ,o,iz,2026-11-01,2026-12-01T00:00:00Z >dates.csv
	bss-crm import -q --no-end --type subscription --zone Europe/Paris \
	    dates.csv
	[ "$(bss-crm export subscriptions |
	    jq -r 'select(.subscription == "SZ") | .from, .to' |
	    tr '\n' ' ')" = '2026-10-31T23:00:00Z 2026-12-01T00:00:00Z ' ]
	run --separate-stderr bss-crm import --no-end --type subscription \
	    --zone Europe/Nowhere dates.csv
	[ "$status" -eq 2 ]
	[[ $stderr == *'[zone-unknown]'* ]]
}

@test "bss-crm: a date without --zone is one of the catalog's" {
	base
	run --separate-stderr bss-crm add subscription S account=A offer=o \
	    identifier=i from=2026-11-01
	[ "$status" -eq 2 ]
	has_code crm-zone
	mkdir home/catalog
	cd home
	echo '{ "time_zone": "Europe/Paris" }' >catalog/catalog.json
	bss-crm add subscription S account=A offer=o identifier=i from=2026-11-01
	bss-crm end S 2026-12-01
	printf '%s\n' subscription,account,offer,identifier,from \
	    T,A,o,j,2026-11-01 U,A,o,k,2026-07-01 >dates.csv
	bss-crm import -q --no-end --type subscription dates.csv
	[ "$(bss-crm export subscriptions |
	    jq -r '(.from, .to) // empty' | paste -sd ' ')" = '2026-10-31T23:00:00Z 2026-11-30T23:00:00Z'\
' 2026-10-31T23:00:00Z 2026-06-30T22:00:00Z' ]
	# one that is told counts more
	bss-crm set subscription T from=2026-11-02 --zone UTC
	[ "$(sql "SELECT from_us % 86400000000 FROM subscription
	    WHERE subscription = 'T'")" = 0 ]
	echo '{' >catalog/catalog.json
	run --separate-stderr bss-crm set subscription T from=2026-11-03
	[ "$status" -eq 2 ]
	has_code doc-syntax
	echo '{ "time_zone": "Europe/Nowhere" }' >catalog/catalog.json
	run --separate-stderr bss-crm import --no-end --type subscription \
	    dates.csv
	[ "$status" -eq 2 ]
	has_code zone-unknown
	echo '{ "currency": "EUR" }' >catalog/catalog.json
	run --separate-stderr bss-crm end T 2026-12-01
	[ "$status" -eq 2 ]
	[[ $stderr == *"catalog.json: 'time_zone' is missing [doc-missing]" ]]
	echo '{ "time_zone": 1 }' >catalog/catalog.json
	run --separate-stderr bss-crm end T 2026-12-01
	[ "$status" -eq 2 ]
	[[ $stderr == *"catalog.json:1: time_zone: not a string [doc-value]" ]]
	# who gives no date asks for none
	bss-crm set customer C name=Somebody
}

@test "bss-crm import: the same again is a duplicate, a change is a change" {
	run --separate-stderr bss-crm import --no-end "${CSV[@]}"
	[ "$status" -eq 0 ]
	[[ $stderr == *'15 added, 0 changed, 0 known already'* ]]
	n=$(bss-crm journal | wc -l)
	run --separate-stderr bss-crm import --no-end --audit audit "${CSV[@]}"
	[ "$status" -eq 0 ]
	[[ $stderr == *'0 added, 0 changed, 15 known already'* ]]
	jq -e '.read == 15 and .used == 0 and .duplicate == 15' audit
	[ "$(bss-crm journal | wc -l)" -eq "$n" ]
	sed s/Durtol/Royat/ "${CSV[0]}" >c.csv
	run --separate-stderr bss-crm import --no-end -v --why moved c.csv
	[ "$status" -eq 0 ]
	[[ $stderr == *'0 added, 1 changed, 3 known already'* ]]
	bss-crm journal customer C-400 | grep 'city: Durtol -> Royat (moved)'
	bss-crm journal | tail -n 1 | grep 'without end record'
}

@test "bss-crm export, import: what comes out goes in, unknown fields in order" {
	demo
	bss-crm import -q --no-end <<-'END'
	{"type":"customer","x_b":1e-05,"customer":"C-9","name":"\u00c9l\"a","x_a":"\u00e9","node":"n","x_t":true}
	END
	books >one
	grep -F '"name":"Él\"a","x_b":1e-05,"x_a":"\u00e9","node":"n","x_t":true}' one
	bss-crm init -d two.db
	bss-crm import -q -d two.db one
	books -d two.db >two
	cmp one two
	for t in customers accounts subscriptions; do
		bss-crm export $t -o csv >$t.csv
	done
	head -n 1 customers.csv | grep ',x_b,x_a,node,x_t$'
	bss-crm init -d three.db
	bss-crm import -q --no-end -d three.db -f csv ./*s.csv
	bss-crm export all -d three.db >three
	for t in customers accounts subscriptions; do
		bss-crm export $t -d three.db -o csv | cmp - $t.csv
	done
}

@test "bss-crm import: any order of records gives the same books" {
	books=$(jq -c 'select(.type != "end")' < <(demo; books))
	for seed in 1 2 3; do
		bss-crm init -d $seed.db
		shuf --random-source=<(yes $seed) <<<"$books" |
		    bss-crm import -q --no-end -d $seed.db \
		    --now 2026-10-01T00:00:00Z
		bss-crm export all -d $seed.db >$seed
		sqlite3 $seed.db 'SELECT object, detail FROM journal
		    WHERE seq > 1' >$seed.journal
	done
	cmp 1 2
	cmp 1 3
	cmp 1.journal 2.journal
	cmp 1.journal 3.journal
}

@test "bss-crm import: a CSV without type column, told by --type" {
	printf 'customer,name\nC-1,Anna\n' >c.csv
	run --separate-stderr bss-crm import --no-end c.csv
	[ "$status" -eq 2 ]
	has_code csv-header
	bss-crm import -q --no-end --type customer c.csv
	bss-crm list customers | grep -q Anna
}

@test "bss-crm import: one bad record stops it, or is set aside with -r" {
	printf '%s\n' '{"type":"customer","customer":"C-1","name":"A"}' \
	    '{"type":"customer","customer":"C-2","name":"B","country":"France"}' \
	    '{"type":"customer","customer":"C-3"}' \
	    '{"type":"account","account":"A","customer":"C-1","currency":"EUR","bill_day":32}' \
	    '{"type":"subscription","subscription":"S","account":"A","offer":"o","identifier":"i","from":"2026-02-01T00:00:00Z","to":"2026-01-01T00:00:00Z"}' >in
	run --separate-stderr bss-crm import --no-end in
	[ "$status" -eq 2 ]
	has_code rejects-refused
	[ "$(books | jq -s length)" -eq 1 ]
	run --separate-stderr bss-crm import --no-end -r rejects in
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rejects | tr '\n' ' ')" = \
	    'field-value field-missing field-value crm-period ' ]
	printf '%s\n' subscription,account,offer,identifier,from \
	    S,C,o,i,2026-11-01 >dates.csv
	run --separate-stderr bss-crm import --no-end --type subscription \
	    dates.csv
	[ "$status" -eq 2 ]
	[[ $stderr == *"needs --zone 'from' [crm-zone]"* ]]
	[ "$(jq -r .line rejects | tr '\n' ' ')" = '2 3 4 5 ' ]
	[ "$(books | jq -s length)" -eq 2 ]
	run --separate-stderr bss-crm import --no-end -r r2 --max-rejects 3 in
	[ "$status" -eq 2 ]
	has_code rejects-many
}

@test "bss-crm import --max-rejects: too many, and nothing is kept" {
	for i in 1 2 3 4; do
		echo '{"type":"customer","customer":"C-'$i'","name":"A"}'
		echo '{"type":"customer","customer":"D-'$i'"}'
	done >in
	run --separate-stderr bss-crm import --no-end -r r --max-rejects 10% in
	[ "$status" -eq 2 ]
	has_code rejects-many
	[ "$(books | jq -s length)" -eq 1 ]
}

@test "bss-crm import --strict: unknown fields are rejected" {
	echo '{"type":"customer","customer":"C","name":"A","x_a":1}' >in
	run --separate-stderr bss-crm import --no-end --strict -r r in
	[ "$status" -eq 1 ]
	[ "$(jq -r .code r)" = field-unknown ]
}

@test "bss-crm import: what does not hold together changes nothing" {
	demo
	books >before
	sub() {
		printf '{"type":"subscription","subscription":"%s","account":"%s","offer":"%s","identifier":"%s","from":"%s"}\n' "$@"
	}
	refuses() {
		run --separate-stderr bss-crm import --no-end in
		[ "$status" -eq 2 ]
		has_code "$1"
		[[ $stderr == *"in:$2:"* ]]
		books >after
		cmp before after
	}
	{
		sub S-1 A-100 voip +331 2026-01-01T00:00:00Z
		sub S-2 none voip +332 2026-01-01T00:00:00Z
	} >in
	refuses crm-reference 2
	sub S-1 A-100 voip +33471000200 2026-05-01T00:00:00Z >in
	refuses crm-overlap 1
	{
		sub S-1 A-100 voip +331 2026-01-01T00:00:00Z
		sub S-1 A-100 voip +332 2026-01-01T00:00:00Z
	} >in
	refuses crm-conflict 2
	echo '{"type":"account","account":"A-9","customer":"C-100","currency":"USD","payer":"A-100"}' >in
	refuses crm-payer 1
	# the same record twice is no conflict; two that swap a number neither
	{
		sub S-1 A-100 voip +331 2026-01-01T00:00:00Z
		sub S-1 A-100 voip +331 2026-01-01T00:00:00Z
		sub S-200 A-200 voip +33473000300 2026-01-01T00:00:00Z
		sub S-301 A-300 voip +33471000200 2026-01-01T00:00:00Z
	} >in
	bss-crm import -q --no-end in
	bss-crm check
}

@test "bss-crm import: many disagreements are counted, not all said" {
	for i in $(seq 30); do
		echo '{"type":"account","account":"A-'"$i"'","customer":"none","currency":"EUR"}'
	done >in
	run --separate-stderr bss-crm import --no-end in
	[ "$status" -eq 2 ]
	[ "$(grep -c crm-reference <<<"$stderr")" -eq 20 ]
	[[ $stderr == *'and 10 more'* ]]
}

@test "bss-crm import: memory is constant in the number of records" {
	awk 'BEGIN { note = sprintf("%300s", "x")
	    for (i = 60000; i > 0; i--)
		printf("{\"type\":\"customer\",\"customer\":\"c%d\"," \
		    "\"name\":\"n\",\"x_note\":\"%s\"}\n", i, note) }' >in
	for known in 0 60000; do
		run --separate-stderr /usr/bin/time -f %M -o kb \
		    bss-crm import --no-end in
		[ "$status" -eq 0 ]
		[[ $stderr == *" $known known already"* ]]
		[[ $BUILD == *-asan ]] || [ "$(<kb)" -lt 45000 ]
	done
	# a duplicate and a conflict, far from the first one
	{ cat in; tail -n 1 in; head -n 1 in | sed 's/"n"/"m"/'; } >twice
	run --separate-stderr bss-crm import --no-end twice
	[ "$status" -eq 2 ]
	[[ $stderr == *"twice:60002: customer 'c60000' is another in twice:1 ["* ]]
	has_code crm-conflict
	[[ $stderr != *c1\'* ]]
}

@test "bss-crm import -n: counted, not done" {
	books >before
	run --separate-stderr bss-crm import -n --no-end "${CSV[@]}"
	[ "$status" -eq 0 ]
	[[ $stderr == *'15 added'*'dry run'* ]]
	books >after
	cmp before after
}

@test "bss-crm import -n: says what would change" {
	demo
	run --separate-stderr bss-crm import -n --no-end \
	    <(sed 's/Durtol/Royat/' "$DEMO/customers.csv")
	[ "$status" -eq 0 ]
	[[ $stderr == *": city: Durtol -> Royat"* ]]
	[ "$(grep -c ' -> ' <<<"$stderr")" -eq 1 ]
	run --separate-stderr bss-crm import -n --no-end \
	    <(printf 'type,customer,name\ncustomer,NEW,Nora\n')
	[[ $stderr == *"customer 'NEW': name: Nora"* ]]
}

@test "bss-crm import: a field that a type does not have is said [crm-field]" {
	printf '%s\n' type,customer,name,strasse,x_own customer,C1,One,Road,a \
	    customer,C2,Two,Road,b customer,C3,Three,,c >in.csv
	run --separate-stderr bss-crm import --no-end in.csv
	[ "$status" -eq 0 ]
	has_code crm-field
	[ "$(grep -c crm-field <<<"$stderr")" -eq 1 ]
	[[ $stderr == *"in.csv:2: "*"'strasse'"* ]]
	# it is kept
	[ "$(bss-crm export customers | jq -r '.strasse // empty' | sort -u)" = \
	    Road ]
	# a field of another type is none of this one
	run --separate-stderr bss-crm import --no-end \
	    <(printf 'type,account,customer,currency,street\naccount,A,C1,EUR,Road\n')
	[[ $stderr == *"'street'"*account*'[crm-field]'* ]]
	run --separate-stderr bss-crm import -q --no-end in.csv
	[ -z "$stderr" ]
}

@test "bss-crm import: a header that says no type, or has no commas" {
	printf 'customer,name\nC1,One\n' >in.csv
	run --separate-stderr bss-crm import --no-end in.csv
	[ "$status" -eq 2 ]
	has_code csv-header
	[[ $stderr == *"'type'"*"it must say which"* ]]
	bss-crm import -n --no-end --type customer in.csv
	run --separate-stderr bss-crm import --no-end <(tr , ';' <in.csv)
	[ "$status" -eq 2 ]
	has_code csv-header
	[[ $stderr == *"'customer;name': columns are parted by commas"* ]]
}

@test "bss-crm import: other types are filtered" {
	demo
	books >all
	echo '{"type":"node","node":"n","address":"a"}' >>all
	run --separate-stderr bss-crm import --no-end --audit audit all
	[ "$status" -eq 0 ]
	jq -e '.filtered == 1 and .duplicate == 15' audit
}

@test "bss-crm export: by type, at a time, ordered, with its end" {
	demo
	bss-crm export subscriptions >s
	[ "$(records s subscription)" -eq 6 ]
	tail -n 1 s | jq -e '.type == "end" and .tool == "bss-crm" and .written == 6'
	jq -r 'select(.subscription).subscription' s | LC_ALL=C sort -c
	bss-crm export subscriptions --at 2026-03-01T00:00:00Z -v >s
	[ "$(records s subscription)" -eq 4 ]
	books --audit audit >/dev/null
	jq -e '.written == 15' audit
	bss-crm export --schema | jq -e 'length > 0'
	run --separate-stderr bss-crm export
	[ "$status" -eq 2 ]
	has_code usage-operand
	run --separate-stderr bss-crm export all -o csv
	[ "$status" -eq 2 ]
	has_code csv-shape
}

# ---- faults -----------------------------------------------------------------

@test "bss-crm: a locked database is 75, reading goes on" {
	demo
	bss-crm export all >all
	sed -i s/Durtol/Royat/ all
	hold_lock 3
	run --separate-stderr bss-crm set customer C-100 name=Other --wait 50ms
	[ "$status" -eq 75 ]
	has_code db-locked
	run --separate-stderr bss-crm import --no-end --wait 50ms all
	[ "$status" -eq 75 ]
	[ "$(bss-crm list customers | wc -l)" -eq 5 ]
	wait
	bss-crm set customer C-100 name=Other
}

@test "bss-crm import: a cut stream changes nothing" {
	demo
	books >all
	bss-crm init -d two.db
	for bytes in 50 100 1000 2000 $(($(wc -c <all) - 2)); do
		run --separate-stderr bash -c \
		    'head -c "$1" all | bss-crm import -d two.db -r /dev/null' - \
		    "$bytes"
		[ "$status" -eq 2 ]
		has_code stream-cut
		[ "$(bss-crm export all -d two.db | jq -s length)" -eq 1 ]
	done
	# one record short of what the end record says
	sed 3d all >short
	run --separate-stderr bss-crm import -d two.db short
	[ "$status" -eq 2 ]
	has_code stream-cut
	[ "$(bss-crm export all -d two.db | jq -s length)" -eq 1 ]
}

@test "bss-crm import: kill -9 at any moment leaves nothing or all" {
	awk 'BEGIN {
		print "{\"type\":\"customer\",\"customer\":\"C\",\"name\":\"N\"}"
		for (i = 0; i < 3000; i++)
			printf "{\"type\":\"account\",\"account\":\"A-%d\",\"customer\":\"C\",\"currency\":\"EUR\"}\n", i
	}' >in
	for ms in 05 10 15 20 25 30 35 40 50 60 80; do
		rm -f k.db*
		bss-crm init -d k.db
		timeout -s KILL "0.0$ms" bss-crm import -q --no-end -d k.db in || :
		n=$(bss-crm export all -d k.db | jq -s 'length - 1')
		[ "$n" -eq 0 ] || [ "$n" -eq 3001 ]
		bss-crm check -d k.db
		# and the rerun completes it
		bss-crm import -q --no-end -d k.db in
		[ "$(bss-crm export all -d k.db | jq -s 'length - 1')" -eq 3001 ]
	done
}

@test "bss-crm: a full disk changes nothing and says so" {
	unshare -rm true 2>/dev/null || skip 'needs a mount namespace'
	demo
	sqlite3 "$DB" .dump >/dev/null
	cat >run.sh <<-'END'
	mkdir small
	mount -t tmpfs -o size=400k none small || exit 99
	cp home/bss.db small/bss.db
	awk 'BEGIN {
		for (i = 0; i < 3000; i++)
			printf "{\"type\":\"customer\",\"customer\":\"X-%d\",\"name\":\"N\"}\n", i
	}' | bss-crm import --no-end -d small/bss.db
	echo "import $?"
	rm -f small/*-wal small/*-shm
	bss-crm export customers -d small/bss.db | jq -s length
	END
	run --separate-stderr unshare -rm bash run.sh
	[ "${lines[0]}" != 99 ] || skip 'cannot mount'
	[ "${lines[0]}" = 'import 2' ]
	[[ $stderr == *'[db-full]'* || $stderr == *'[db-failed]'* ]]
	[ "${lines[1]}" = 5 ]
}

@test "bss-crm export: a full disk behind stdout is 2" {
	demo
	for verb in 'export all' 'list customers' 'show customer C-100' journal; do
		run --separate-stderr bash -c "bss-crm $verb >/dev/full"
		[ "$status" -eq 2 ]
		has_code write-failed
	done
}

@test "bss-crm: a file that may not be written" {
	demo
	if [ "$(id -u)" -eq 0 ]; then
		command -v setpriv >/dev/null || skip 'needs setpriv'
		chmod 755 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR" "$TMP" 2>/dev/null
		as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
		"${as[@]}" test -x "$BUILD/bin/bss-crm" || skip 'not reachable'
		"${as[@]}" test -r "$SHARE/schema/journal.sql" || skip 'not reachable'
		chmod 755 "$OSSBSS_HOME"
		chmod 444 "$DB"
		"${as[@]}" test -r "$DB" || skip 'not reachable'
	else
		as=()
		chmod 444 "$DB"
	fi
	run --separate-stderr "${as[@]}" bss-crm set customer C-100 name=Other
	[ "$status" -eq 2 ]
	has_code db-readonly
}

@test "bss-crm: a database where nobody may write is read, or it is said why not" {
	unshare -rm true 2>/dev/null || skip 'needs a mount namespace'
	demo
	bss-crm set customer C-100 name=Other
	bss-crm list customers >want
	mkdir still
	cat >run.sh <<-'END'
	mount --bind home still && mount -o remount,bind,ro still || exit 99
	bss-crm list customers -d still/bss.db
	echo "list $?"
	bss-crm set customer C-100 name=Third -d still/bss.db
	echo "set $?"
	END
	run --separate-stderr unshare -rm bash run.sh
	[ "$status" -ne 99 ] || skip 'cannot mount'
	diff <(printf '%s\n' "$output") <(cat want; echo 'list 0'; echo 'set 2')
	has_code db-readonly
	# what may have been written last is beside it, and would not be seen
	echo more >home/bss.db-wal
	run --separate-stderr unshare -rm bash run.sh
	[ "${lines[-2]}" = 'list 2' ]
	has_code db-readonly
}

@test "bss-crm: a damaged database is said, whatever is asked of it" {
	demo
	sql 'PRAGMA wal_checkpoint(TRUNCATE)'
	size=$(stat -c %s "$DB")
	head -c $((size - 4096)) /dev/zero | tr '\0' Z |
	    dd of="$DB" bs=4096 seek=1 conv=notrunc 2>/dev/null
	for verb in 'list customers' 'export all' 'set customer C-100 name=Other'; do
		# shellcheck disable=SC2086 # words
		run --separate-stderr bss-crm $verb
		[ "$status" -eq 2 ]
		has_code db-damaged
	done
}

# ---- what the catalog sells --------------------------------------------------

@test "bss-crm -c: a subscription of what is not sold [crm-offer]" {
	bss-crm import -q --no-end -c "$DEMO/catalog" \
	    "$SHARE"/demo/{customers,accounts,subscriptions}.csv
	cp -R "$SHARE/demo/catalog" old
	jq '.offers.voip.status = "retired" | .offers.fibre.to = "2026-06-01"' \
	    "$SHARE/demo/catalog/catalog.json" >old/catalog.json
	add() {
		run --separate-stderr bss-crm add subscription S-X -c old \
		    account=A-200 identifier=x/1 "$@"
	}
	for bad in 'offer=voip from=2026-01-01T00:00:00Z' \
	    'offer=gone from=2026-01-01T00:00:00Z' \
	    'offer=fibre from=2026-06-01T00:00:00Z'; do
		# shellcheck disable=SC2086 # words
		add $bad
		[ "$status" -eq 2 ]
		has_code crm-offer
	done
	add offer=fibre from=2026-05-01T00:00:00Z
	[ "$status" -eq 0 ]
	# what stays as it is may end, and be mended
	bss-crm set subscription S-X -c old revenue_month=1 currency=EUR
	bss-crm end -c old S-X 2026-07-01T00:00:00Z
	run --separate-stderr bss-crm set subscription S-X -c old offer=voip
	[ "$status" -eq 2 ]
	has_code crm-offer
}

@test "bss-crm import -c: what is not sold is rejected" {
	sed 's/,fibre,/,gone,/' "$SHARE/demo/subscriptions.csv" >subs.csv
	run --separate-stderr bss-crm import -q --no-end -r rejects \
	    -c "$DEMO/catalog" "$SHARE"/demo/{customers,accounts}.csv \
	    subs.csv
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rejects | sort -u)" = crm-offer ]
	[ "$(bss-crm list -o csv subscription | tail -n +2 | wc -l)" -eq \
	    "$(($(wc -l <subs.csv) - 1 - $(wc -l <rejects)))" ]
}

@test "bss-crm -c: a tax treatment that is not known [crm-treatment]" {
	cp -R "$SHARE/demo/catalog" mine
	jq '.taxes.e = {name: "Exempt", category: "E", rates: [{percent: "0",
	    from: "2000-01-01"}]} | .tax_treatments.exempt = {name: "Exempt",
	    taxes: {"vat-standard": "e"}}' \
	    "$SHARE/demo/catalog/catalog.json" >mine/catalog.json
	bss-crm import -q --no-end "$SHARE"/demo/{customers,accounts}.csv
	run --separate-stderr bss-crm set account A-200 -c mine \
	    'tax_treatment=exempt@/2026-10-15 exemt@2026-10-15/'
	[ "$status" -eq 2 ]
	has_code crm-treatment
	[[ $stderr == *"'exemt' is not in the catalog"* ]]
	bss-crm set account A-200 -c mine 'tax_treatment=exempt@/2026-10-15'
	# what stays is not asked
	bss-crm set account A-200 -c "$SHARE/demo/catalog" email=a@b.example
	bss-crm export -o csv account >x
	run --separate-stderr bss-crm import -q --no-end -r rejects \
	    -c "$SHARE/demo/catalog" x
	[ "$status" -eq 1 ]
	[ "$(jq -r .code rejects)" = crm-treatment ]
}
