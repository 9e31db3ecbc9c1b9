# shellcheck shell=bash
# subs.bash: subscriptions of which each is an account's only one

# subs IDENTIFIER REVENUE ...
subs() {
	while [ $# -gt 0 ]; do
		printf '{"type":"subscription","subscription":"S-%s",' "$1"
		printf '"account":"A-%s","offer":"o","identifier":"%s",' \
		    "$1" "$1"
		printf '"from":"2026-01-01T00:00:00Z","revenue_month":%s,' "$2"
		printf '"currency":"EUR"}\n'
		shift 2
	done
}
