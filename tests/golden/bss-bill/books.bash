# shellcheck shell=bash
# books.bash: a small operator's books for one month, from ../usage.ndjson
export OSSBSS_HOME=$T
cp -R "$OSSBSS_SHARE/demo/." "$T"
bss-crm init
bss-crm import -q --no-end ../parties.ndjson
bss-bill run --period 2026-10 --no-end "${USAGE-../usage.ndjson}"
