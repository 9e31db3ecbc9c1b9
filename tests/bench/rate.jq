# The rating of the bench in jq: subscriptions, longest prefix, increments.
#	jq -cn --slurpfile subs S --slurpfile rates R -f rate.jq usage.ndjson
def ceil_to($first; $next):
  if . <= $first then $first
  else $first + (((. - $first + $next - 1) / $next) | floor) * $next end;

($subs[0]) as $who | ($rates[0]) as $rate |
def longest: . as $n
  | first(range(7; 1; -1) | $rate[$n[0:.]] | select(. != null));

inputs | select(.type == "usage") | . as $u | $who[.identifier] as $account
| if .usage_type == "voice" then
    (.called_number | longest) as $r
    | (.quantity | ceil_to(30; 6)) as $q
    | . + {type: "rated", account: $account, price: "voice",
        destination: $r.destination, charged_quantity: $q,
        amount: ((($r.price * $q / 60 + 0.02) * 10000 | round) / 10000)}
  elif .usage_type == "sms" then
    . + {type: "rated", account: $account, price: "sms",
      charged_quantity: .quantity, amount: (.quantity * 0.05)}
  else
    (((.quantity + 999) / 1000 | floor) * 1000) as $q
    | . + {type: "rated", account: $account, price: "data",
        charged_quantity: $q,
        amount: (($q * 2 / 1000000000 * 1000000 | round) / 1000000)}
  end
