# shellcheck shell=bash
# pipe.bash: a small month and the whole pipe, for laws that cross tools
#
#	. tests/lib/pipe.bash
#	pipe_home FOLDER	the demo operator with two more accounts
#	figures RATED DRAFTS	sums and lines, as pipe_reference.py prints them
#	pipe_usage		mediate the sources of the folder: *.usage
#	land SPOOL [FILE]	... a stream into a spool, as a batch
#	rated SPOOL		the rated stream of the month
#	bill BOOKS		... from stdin to drafts in BOOKS, a new database
#	drafts BOOKS		the drafts, a JSON document a line
#	books BOOKS		all that a database says, but for when and who

PERIOD=2026-10
NOW=2026-11-01T06:00:00+01:00
export PERIOD NOW

# pipe_home FOLDER [SEED]: $OSSBSS_HOME with bss.db, subs.ndjson and sources/
pipe_home() {
	export OSSBSS_HOME=$1
	cp -R "$SHARE/demo" "$OSSBSS_HOME"
	mkdir "$OSSBSS_HOME/sources"
	python3 "$ROOT/tests/lib/pipe_month.py" "$OSSBSS_HOME/sources" \
	    "${2:-0}"
	cat >"$OSSBSS_HOME/more.ndjson" <<-'END'
	{"type":"account","account":"A-500","customer":"C-200","currency":"EUR"}
	{"type":"account","account":"A-600","customer":"C-400","currency":"EUR"}
	{"type":"subscription","subscription":"S-500","account":"A-500","offer":"mobile","identifier":"+33600000500","from":"2026-01-01T00:00:00+01:00"}
	{"type":"subscription","subscription":"S-600","account":"A-600","offer":"mobile","identifier":"+33600000600","from":"2026-10-11T00:00:00+02:00"}
	END
	bss-crm init --now "$NOW"
	bss-crm import -q --no-end --now "$NOW" "$OSSBSS_HOME"/more.ndjson \
	    "$OSSBSS_HOME"/{customers,accounts,subscriptions}.csv
	bss-crm export subscriptions >"$OSSBSS_HOME/subs.ndjson"
}

# the four ways from a source to usage; more options may follow
from_calls() {
	bss-mediate csv -q -f generic-csv --country-code 33 "$@"
}

from_master() {
	bss-mediate csv -q -f asterisk-master --zone Europe/Paris \
	    --country-code 33 "$@"
}

from_sessions() {
	bss-mediate csv -q -f login-data "$@"
}

from_samples() {
	bss-mediate samples -q --usage-type transit "$@"
}

pipe_usage() {
	local src=$OSSBSS_HOME/sources

	from_calls "$src/calls.csv" >calls.usage &&
	    from_master "$src/Master.csv" >master.usage &&
	    from_sessions "$src/sessions.csv" >sessions.usage &&
	    from_samples --no-end "$src/samples.ndjson" >samples.usage
}

land() {
	bss-spool add -q -S "$@"
}

# shellcheck disable=SC2120 # options are for those who need some
# shellcheck disable=SC2120 # options may follow
rate() {
	bss-rate -q -s "$OSSBSS_HOME/subs.ndjson" "$@"
}

rated() {
	bss-spool cat -q -S "$1" --period "$PERIOD" "${@:2}" |
	    rate
}

bill() {
	local books=$1

	shift
	[[ -e $books ]] || cp "$OSSBSS_HOME/bss.db" "$books"
	bss-bill run -q -d "$books" --period "$PERIOD" --now "$NOW" "$@"
}

drafts() {
	bss-bill list -d "$1" --period "$PERIOD" -o ndjson |
	    jq -r '.account // empty' |
	    xargs bss-bill render -d "$1" --period "$PERIOD" --draft \
	    --format json
}

figures() {
	{
		jq -r 'select(.type == "total") | ["rated", .usage_type,
		    .records, .quantity_sum, .amount_sum] | @tsv' "$1"
		jq -r '.account as $a | .invoice_lines[] | ["line", $a,
		    .subscription, .price, .invoiced_quantity,
		    .line_net_amount] | @tsv' "$2"
		jq -r '[.account, (.document_totals |
		    .total_amount_without_vat, .total_vat_amount,
		    .amount_due_for_payment)] | ["total"] + . | @tsv' "$2"
	} | sed -E 's/(\.[0-9]*[1-9])0+(\t|$)/\1\2/g; s/\.0+(\t|$)/\1/g' |
	    sort
}
