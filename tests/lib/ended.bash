# shellcheck shell=bash
# ended.bash: make hand-written records a complete stream
#
#	. tests/lib/ended.bash
#	ended < records > stream
#
# Each record gets an end record of its own (many in a row are as good as
# one), so no sum of 128 bits is needed.

# identity of each record on stdin, as lib/rec joins it
ended_identity() {
	jq -r '{
		sample: ["ts", "node", "kind", "object"],
		heartbeat: ["ts", "run"],
		link: ["a_node", "a_port", "b_node", "b_port"],
		window: ["window"],
		node: ["node"]
	} as $key | . as $r | [$key[.type][] | $r[.] // ""] | join("\u001f")'
}

ended() {
	local line id

	while IFS= read -r line; do
		id=$(ended_identity <<<"$line")
		printf '%s\n{"type":"end","tool":"test","version":"0",' "$line"
		printf '"run":"test","written":1,"digest":"%s"}\n' \
		    "$(printf %s "$id" | xxhsum -H2 - | cut -d ' ' -f 1)"
	done
}
