# story.bats: make story, once, and whether it was told right

load lib/common

setup_file() {
	export STORY_DIR=$BATS_FILE_TMPDIR/story
	"$SHARE/demo/story.sh" >"$BATS_FILE_TMPDIR/log" 2>&1 </dev/null
	echo $? >"$BATS_FILE_TMPDIR/rc"
}

setup() {
	export OSSBSS_HOME=$STORY_DIR LOG=$BATS_FILE_TMPDIR/log
	[ "$(<"$BATS_FILE_TMPDIR/rc")" -eq 0 ] || {
		cat "$LOG"
		return 1
	}
	cd "$OSSBSS_HOME" || return 1
}

# alarms FILTER: node and object of the alarm records that it takes
alarms() {
	jq -r "select(.type == \"alarm\") | select($1) |
	    [.node, .object] | join(\"/\")" all | sort -u
}

# outages of OBJECT: how many with down time, how many planned
outages() {
	ossctl-kpi run --no-end --from "$FROM" --to "$TO" --max-gap 15s \
	    --only outage -q --windows windows.csv -l links.csv all |
	    jq -r --arg o "$1" 'select(.type == "outage" and
	    .object == $o) | if .planned then "planned" else "down" end' |
	    sort | uniq -c | awk '{ printf "%s%s%s", s, $1, $2; s = " " }'
}

@test "story: it is told to its end, and stops its agents" {
	grep -q '^Done in' "$LOG"
	pid=$(pgrep -f "agent.py .*/edge1/ports" || :)
	[ -z "$pid" ]
}

@test "story: each fault raises alarms, and all of them are cleared" {
	[[ $(alarms '.state == "raised"') == *edge1/edge1* ]]
	for node in edge2 edge3; do
		[[ $(alarms '.state == "raised" and .alarm_type ==
		    "node-unreachable"') == *$node/$node* ]]
	done
	[ "$(alarms '.state == "raised" and .alarm_type == "port-silent"')" \
	    = edge1/cust-12 ]
	alarms '.state == "raised"' >raised
	alarms '.state == "cleared"' | diff raised -
	[ -z "$(ossctl-diag list)" ]
}

@test "story: the causes are named: a duct, a site" {
	[[ $(alarms '.root and .alarm_type == "srlg-down"') == duct-7/duct-7 ]]
	[[ $(alarms '.root and .alarm_type == "site-power-lost"') == \
	    Ambert/Ambert ]]
	# and whom they hit
	grep -qE 'srlg-down +duct-7 +duct-7 +2 +0 +600' "$LOG"
	grep -qE 'site-power-lost +Ambert +Ambert +2 +0 +470' "$LOG"
}

@test "story: the status pages draw it" {
	grep -q '<svg' status-duct.html
	grep -q duct-7 status-duct.html
	grep -q Ambert status-power.html
}

@test "story: what is planned wakes nobody" {
	[[ $(alarms '.state == "raised" and .planned') == *core2/core2* ]]
	[ -z "$(alarms '.state == "raised" and .node == "core2" and
	    .object == "core2" and (.planned | not)')" ]
}

@test "story: outages, planned or not, are in the figures" {
	read -r FROM TO < <(jq -r '[.from, .to] | join(" ")' verdicts |
	    head -n 1)
	[ "$(outages edge1)" = 1down ]
	[ "$(outages edge2)" = 1down ]
	[ "$(outages edge3)" = 1down ]
	[ "$(outages core2)" = 1planned ]
	[ "$(outages cust-12)" = '' ]
	[ "$(outages to-edge1)" = 2down ]
}

@test "story: who was hit gets money back, who was told before does not" {
	jq -r 'select(.type == "sla_verdict") | [.subscription, .verdict,
	    .credit_pct // "-"] | join(" ")' verdicts >out
	diff out - <<-END
	S-11 missed 25
	S-12 met -
	S-21 missed 25
	S-31 met -
	S-51 met -
	END
}

@test "story: the report shows it" {
	[ "$(grep -c '<svg' report.html)" -ge 5 ]
	grep -q '<td class="missed">missed</td>' report.html
	xmllint --html --noout report.html 2>&1 |
	    grep -v 'Tag \(svg\|rect\|line\|path\|text\|title\) invalid' |
	    grep -q 'parser error' && return 1
	return 0
}

@test "story: a folder that is no story's is not touched" {
	mkdir "$TMP/mine"
	echo precious >"$TMP/mine/file"
	STORY_DIR=$TMP/mine run "$SHARE/demo/story.sh"
	[ "$status" -eq 2 ]
	[ "$(<"$TMP/mine/file")" = precious ]
}
