# shellcheck shell=bash disable=SC2154
# measure.sh: what run.sh and oss.sh measure with; $dir, $runs and $sample are
# theirs

# measure NAME RECORDS OCTETS COMMAND: the median of the runs (one for what is
# slow), as seconds and memory; RATE_name keeps records/s for the ratios.
declare -A rate
measure() {
	local name=$1 records=$2 octets=$3 times=() i t mem=0 m runs=$runs
	shift 3

	((records > sample)) || runs=1
	for ((i = 0; i < runs; i++)); do
		/usr/bin/time -q -o "$dir/time" -f '%e %M' bash -c "$1" \
		    >"$dir/log" 2>&1 || {
			printf '%-34s failed: %s\n' "$name" \
			    "$(tail -n 1 "$dir/log")"
			return 0
		}
		read -r t m <"$dir/time"
		times+=("$t")
		((m > mem)) && mem=$m
	done
	t=$(printf '%s\n' "${times[@]}" | sort -n |
	    sed -n "$(((runs + 1) / 2))p")
	rate[$name]=$(awk "BEGIN { print int($records / ($t > 0.01 ? $t : 0.01)) }")
	awk -v name="$name" -v n="$records" -v o="$octets" -v t="$t" \
	    -v mem=$mem 'BEGIN {
		if (t < 0.01)
			t = 0.01
		printf "%-34s %9.2f s %10.0f rec/s %7.0f MB/s %6.0f MiB\n",
		    name, t, n / t, o / t / 1e6, mem / 1024
	}'
}

# ratio A B TEXT: how many times B's speed A has
ratio() {
	[[ -n ${rate[$1]:-} && -n ${rate[$2]:-} ]] || {
		printf '  %-50s not measured\n' "$3"
		return 0
	}
	awk -v a="${rate[$1]}" -v b="${rate[$2]}" -v text="$3" \
	    'BEGIN { printf "  %-50s %8.2f\n", text, a / b }'
}

size() {
	stat -c %s "$1"
}

section() {
	printf '\n%s\n' "$1"
}
