# shellcheck shell=bash
# books.bash: the demo's books, its transit settled as in.json has it
export OSSBSS_HOME=$T
cp -R "$OSSBSS_SHARE/demo/." "$T"
jq --slurpfile in ../settled/in.json '.prices.transit |= (del(.price, .per,
    .rounding) + $in[0] | { settle } + del(.discounts, .commitments))
    | . + ($in[0] | { discounts, commitments })' \
    "$OSSBSS_SHARE/demo/catalog/catalog.json" >"$T/catalog/catalog.json"
cd "$T" || exit
bss-crm init
bss-crm import -q --no-end customers.csv accounts.csv subscriptions.csv
bss-crm set subscription S-100 param_discounts=loyal param_commitments=trunk
bss-crm set account A-100 param_discounts=rebate
cd - >/dev/null || exit
bss-crm export subscriptions >"$T/subs"
awk -f ../settled/in.awk |
    bss-rate -q --no-end -s "$T/subs" >"$T/rated"
bss-bill run -q --period 2026-10 "$T/rated"
bss-bill post -q --period 2026-10 --now 2026-11-02T08:00:00Z
