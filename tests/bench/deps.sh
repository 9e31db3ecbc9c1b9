#!/usr/bin/env bash
# deps.sh: what the bench compares with. Debian packages, and DuckDB from npm
# in a folder outside the tree ($BENCH_NODE, default ~/.cache/ossbss-bench).
set -eu
cd "${0%/*}/../.."
node=
command -v npm >/dev/null || node="nodejs npm"	# a Node.js of one's own will do
# shellcheck disable=SC2086 # a list of names
share/make/deps.sh time miller mawk sqlite3 curl \
    prometheus-snmp-exporter $node
dir=${BENCH_NODE:-${XDG_CACHE_HOME:-$HOME/.cache}/ossbss-bench}
mkdir -p "$dir"
echo "bench-deps: npm install @duckdb/node-api in $dir"
npm install --prefix "$dir" --no-audit --no-fund @duckdb/node-api
