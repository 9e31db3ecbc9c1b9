# How long each object was up of the time between its samples, microseconds
# apart: [up, all] by object. jq -n -f
reduce (inputs | select(.type == "sample" and (.oper or .reachable != null)))
    as $s ({};
	($s.node + "/" + $s.object) as $k
	| ($s.ts | fromdateiso8601) as $t
	| (.[$k] // {up: 0, all: 0, last: $t, was: false}) as $o
	| .[$k] = {
		up: ($o.up + if $o.was then $t - $o.last else 0 end),
		all: ($o.all + $t - $o.last),
		last: $t,
		was: ($s.oper == "up" or $s.reachable == true)
	})
| map_values([.up, .all])
