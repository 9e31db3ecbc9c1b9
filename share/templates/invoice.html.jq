# invoice.html.jq - an invoice as one HTML page, for screen and for print
#
# Input: the view of an invoice (the text of what is said, all of it strings).
# Output: the page as one string. Every value from outside goes through `e`,
# which escapes; none goes into a style, a script or an address, but for the
# number at the foot of each printed page: letters, digits and - alone.
#
#	bss-bill render --format view INV-2026-000001 | jq -r -f invoice.html.jq

def e: @html;
def each(f): map(f) | join("");

def facts: each("<tr><th>\(.label | e)</th><td>\(.value | e)</td></tr>\n");

# What is to be paid stands at the top as well: a long invoice ends pages later.
def due: map(select(.kind == "due"))
	| each("<tr class=\"due\"><th>\(.label | e)</th>"
		+ "<td>\(.amount | e)</td></tr>\n");

def block(class):
	"<p class=\"name\">\(.name | e)</p>\n"
	+ (.address | each("<p>\(e)</p>\n"))
	+ (.details | each("<p class=\"\(class)\">\(.label | e) "
		+ "\(.value | e)</p>\n"));

# On a telephone there is no heading: the rate says itself what it is.
def line($rate):
	"<tr class=\"line\"><td class=\"what\">\(.name | e)"
	+ (if .about == "" then "" else "<small>\(.about | e)</small>" end)
	+ "</td>\n<td class=\"n\">\(.quantity | e)</td>"
	+ "<td class=\"n\">\(.unit_price | e)</td>"
	+ "<td class=\"n\" title=\"\($rate | e)\">\(.rate | e)</td>"
	+ "<td class=\"n\">\(.amount | e)</td></tr>\n";

# A short group stays on one page; a long one may break between its lines.
def group($text; $c):
	"<tbody\(if (.lines | length) <= 12 then " class=\"keep\"" else "" end)>"
	+ "\n<tr class=\"head\"><td colspan=\"5\"><b>\(.title | e)</b>"
	+ (if .about == "" then "" else " <span>\(.about | e)</span>" end)
	+ "</td></tr>\n"
	+ (.lines | each(line($c.rate)))
	+ (if (.lines | length) > 1 then
		"<tr class=\"sum\"><td colspan=\"4\">\($text.subtotal | e)</td>"
		+ "<td class=\"n\">\(.subtotal | e)</td></tr>\n"
	   else "" end)
	+ "</tbody>";

def totals: each("<tr class=\"\(.kind | e)\"><th>\(.label | e)</th>"
	+ "<td class=\"n\">\(.amount | e)</td></tr>\n");

def reasons: map(select(.reason != ""))
	| each("<p class=\"reason\">\(if .label == "" then "" else "\(.label | e): "
		end)\(.reason | e)</p>\n");

# The single records, on pages of their own: the heading comes again on each,
# and a line's name never stands alone at the foot of one.
def detail:
	"<tr class=\"line\"><td class=\"t\">\(.time | e)</td>"
	+ "<td class=\"what\">\(.number | e)</td>"
	+ "<td class=\"to\">\(.destination | e)</td>"
	+ "<td class=\"n\">\(.quantity | e)"
	+ (if .about == "" then "" else "<small>\(.about | e)</small>" end)
	+ "</td><td class=\"n\">\(.amount | e)</td></tr>\n";

def details($text; $currency):
	.columns as $c
	| "<section class=\"details\">\n<h2>\(.title | e)</h2>\n"
	+ "<table class=\"lines\">\n<thead><tr><th>\($c.time | e)</th>"
	+ "<th>\($c.number | e)</th><th>\($c.destination | e)</th>"
	+ "<th class=\"n\">\($c.quantity | e)</th>"
	+ "<th class=\"n\">\($c.amount | e) (\($currency | e))</th>"
	+ "</tr></thead>\n"
	+ (.groups | each("<tbody>\n<tr class=\"head\"><td colspan=\"5\">"
		+ "<b>\(.title | e)</b> <span>\(.about | e)</span></td></tr>\n"
		+ (.records | each(detail))
		+ "<tr class=\"sum\"><td colspan=\"4\">\($text.subtotal | e)"
		+ "</td><td class=\"n\">\(.amount | e)</td></tr>\n</tbody>\n"))
	+ "</table>\n"
	+ (if .free == "" then "" else "<p class=\"reason\">\(.free | e)</p>\n"
	   end)
	+ "</section>\n";

def plain: gsub("[^A-Za-z0-9-]"; "");

def style: "
@page { size: A4; margin: 14mm 18mm 16mm;
  @bottom-left { content: \"\(.number | plain)\";
    font: 8pt sans-serif; color: #667; }
  @bottom-right { content: counter(page) \" / \" counter(pages);
    font: 8pt sans-serif; color: #667; } }
* { box-sizing: border-box; }
html { font: 10pt/1.45 \"Helvetica Neue\", Helvetica, Arial,
    \"Liberation Sans\", sans-serif; color: #1c2430; background: #e9ecf0; }
body { max-width: 210mm; margin: 8mm auto; padding: 16mm 18mm;
    background: #fff; box-shadow: 0 1px 8px rgba(20,30,50,.18); }
p { margin: 0; }
p, td, th, b, span, small { unicode-bidi: isolate; }
small { display: block; color: #66707f; font-size: 8.5pt; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.n { text-align: right; white-space: nowrap; }
header { display: flex; justify-content: space-between;
    border-bottom: 2pt solid #14506b; padding-bottom: 5mm; }
header .name { font-size: 17pt; font-weight: 700; color: #14506b;
    letter-spacing: -.2pt; line-height: 1.2; margin-bottom: 1mm; }
header .from { font-size: 8.5pt; color: #4a5564; }
header h1 { font-size: 20pt; font-weight: 300; margin: 0; text-align: right;
    line-height: 1.2; }
header .number { text-align: right; font-variant-numeric: tabular-nums;
    color: #4a5564; }
.top { display: flex; justify-content: space-between; gap: 10mm;
    margin: 8mm 0 9mm; }
.to { max-width: 85mm; overflow-wrap: anywhere; }
.to h2, .pay h2 { font-size: 8pt; font-weight: 600; color: #66707f;
    text-transform: uppercase; letter-spacing: .6pt; margin: 0 0 1mm; }
.to .name { font-weight: 600; font-size: 11pt; }
.to .detail { color: #66707f; font-size: 8.5pt; }
.facts th { text-align: left; font-weight: 400; color: #66707f;
    padding: .35mm 7mm .35mm 0; white-space: nowrap; }
.facts td { text-align: right; padding: .35mm 0; white-space: nowrap; }
.facts .due th, .facts .due td { font-weight: 600; color: #14506b;
    padding-top: 1.2mm; }
.lines { width: 100%; }
.lines thead { display: table-header-group; break-inside: avoid; }
.lines thead th { font-size: 8pt; font-weight: 600; color: #66707f;
    text-transform: uppercase; letter-spacing: .5pt; text-align: left;
    border-bottom: .8pt solid #1c2430; padding-bottom: 1.2mm; }
.lines thead th.n { text-align: right; }
.lines td, .lines th { padding-left: 4mm; vertical-align: top; }
.lines td:first-child, .lines th:first-child { padding-left: 0; }
.lines tr { break-inside: avoid; }
.lines .keep { break-inside: avoid; }
.lines .head { break-after: avoid; }
.lines .head td { padding-top: 4mm; padding-bottom: .8mm;
    overflow-wrap: anywhere; }
.lines .head b { font-weight: 600; color: #14506b; }
.lines .head span { color: #66707f; margin-left: 2mm; }
.line td { padding-top: 1.1mm; padding-bottom: 1.1mm;
    border-top: .4pt solid #d5dae1; }
.line .what { width: 52%; overflow-wrap: anywhere; }
.sum td { border-top: .4pt solid #d5dae1; padding: 1mm 0 0;
    text-align: right; color: #4a5564; }
.sum td.n { font-weight: 600; color: #1c2430; padding-left: 4mm; }
.bottom { display: flex; justify-content: space-between; gap: 8mm;
    align-items: flex-start; margin-top: 8mm;
    border-top: .8pt solid #1c2430; padding-top: 4mm;
    break-inside: avoid; }
.pay { flex: 1; }
.pay .say { font-weight: 600; margin-bottom: 2mm; max-width: 80mm; }
.pay table { font-size: 9.5pt; }
.pay th { text-align: left; font-weight: 400; color: #66707f;
    padding: .3mm 5mm .3mm 0; }
.pay td { padding: .3mm 0; white-space: nowrap; }
.totals { min-width: 70mm; }
.totals th { text-align: left; font-weight: 400; padding: .7mm 6mm .7mm 0; }
.totals td { padding: .7mm 0; }
.totals .gross th, .totals .gross td { border-top: .4pt solid #d5dae1;
    font-weight: 600; }
.totals .due th, .totals .due td { background: #14506b; color: #fff;
    font-size: 12pt; font-weight: 600; padding: 2mm 3mm; }
.totals .due th, .totals .due td { border-top: 1.2mm solid #fff; }
.reason { font-size: 8.5pt; color: #4a5564; margin-top: 1.5mm; }
footer { margin-top: 9mm; padding-top: 3mm;
    border-top: .4pt solid #d5dae1; font-size: 8pt; color: #66707f;
    break-inside: avoid; }
footer .seller { margin-top: 1.5mm; }
.details { margin-top: 12mm; break-before: page; }
.details h2 { font-size: 14pt; font-weight: 300; margin: 0 0 4mm;
    color: #14506b; }
.details .line td { padding-top: .7mm; padding-bottom: .7mm;
    font-size: 8.5pt; }
.details .t, .details .line .what { white-space: nowrap; width: auto; }
.details .to { max-width: none; }
.details .line small { font-size: 8pt; }
.details .sum { break-before: avoid; }
.draft header { border-color: #a05a00; }
.draft header h1, .draft header .name { color: #a05a00; }
.draft .totals .due th, .draft .totals .due td { background: #a05a00; }
@media print {
  html { background: #fff; font-size: 9.5pt; line-height: 1.4; }
  body { max-width: none; margin: 0; padding: 0; box-shadow: none; }
  header { padding-bottom: 4mm; }
  .top { margin: 6mm 0 6mm; }
  .lines .head td { padding-top: 3mm; }
  .line td { padding-top: .8mm; padding-bottom: .8mm; }
  .bottom { margin-top: 5mm; padding-top: 3mm; }
  footer { margin-top: 5mm; padding-top: 2mm; }
  .details { margin-top: 0; }
  .details .line td { padding-top: .5mm; padding-bottom: .5mm; }
  .totals .due th, .totals .due td { -webkit-print-color-adjust: exact;
    print-color-adjust: exact; }
}
@media screen and (max-width: 640px) {
  body { margin: 0; padding: 6mm 4mm; box-shadow: none; }
  .top, .bottom, header { flex-wrap: wrap; }
  header { gap: 4mm; }
  .top { margin: 5mm 0 6mm; gap: 5mm; }
  header h1, header .number { text-align: left; }
  .top > *, .bottom > *, .facts, .totals { width: 100%; max-width: none; }
  .lines, .lines tbody, .head, .head td { display: block; }
  .lines thead, .line td:empty { display: none; }
  .line { display: flex; flex-wrap: wrap;
      border-top: .4pt solid #d5dae1; padding: 1.5mm 0; }
  .line td { order: 3; border: 0; padding: 0 2mm 0 0; color: #66707f;
      font-size: 8.5pt; }
  .line .what { order: 1; flex: 1 0 calc(100% - 28mm); width: auto;
      color: inherit; font-size: inherit; }
  .line td:nth-child(5) { order: 2; flex: 0 0 28mm; padding: 0;
      color: inherit; font-size: inherit; }
  .line td:nth-child(3)::before { content: \"\\00d7 \"; }
  .line td:nth-child(4)::before { content: attr(title) \" \"; }
  .details .line td:nth-child(3)::before,
  .details .line td:nth-child(4)::before { content: none; }
  .sum { display: flex; justify-content: space-between;
      border-top: .4pt solid #d5dae1; }
  .sum td { border: 0; }
}
";

. as $v | .text as $text | .columns as $c
| "<!DOCTYPE html>\n<html lang=\"\(.lang | e)\">\n<head>\n"
+ "<meta charset=\"utf-8\">\n"
+ "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
+ "<meta http-equiv=\"Content-Security-Policy\" "
+ "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
+ "<title>\(.title | e) \(.number | e) \(.seller.name | e)</title>\n"
+ "<style>\(style)</style>\n</head>\n"
+ "<body\(if .draft then " class=\"draft\"" else "" end)>\n"
+ "<header>\n<div>\n\(.seller | block("from") )"
+ (if (.seller.contact | length) > 0 then
	"<p class=\"from\">\(.seller.contact | map(e)
		| join(" &middot; "))</p>\n"
   else "" end)
+ "</div>\n<div><h1>\(.title | e)</h1>"
+ "<p class=\"number\">\(.number | e)</p></div>\n</header>\n"
+ "<section class=\"top\">\n<div class=\"to\"><h2>\($text.bill_to | e)</h2>\n"
+ "\(.buyer | block("detail"))</div>\n"
+ "<table class=\"facts\">\n\(.facts | facts)"
+ "\(if .draft then "" else .totals | due end)</table>\n</section>\n"
+ "<table class=\"lines\">\n<thead><tr><th>\($c.description | e)</th>"
+ "<th class=\"n\">\($c.quantity | e)</th>"
+ "<th class=\"n\">\($c.unit_price | e)</th>"
+ "<th class=\"n\">\($c.rate | e)</th>"
+ "<th class=\"n\">\($c.amount | e) (\(.currency | e))</th></tr></thead>\n"
+ (.groups | each(group($text; $c) + "\n"))
+ "</table>\n<section class=\"bottom\">\n"
+ "<div class=\"pay\"><h2>\($text.payment | e)</h2>"
+ "<p class=\"say\">\(.pay | e)</p>\n"
+ "<table>\n\(.payment | facts)</table></div>\n"
+ "<div><table class=\"totals\">\n\(.totals | totals)</table>"
+ "\(.taxes | reasons)</div>\n</section>\n"
+ "<footer>\n\(.notes | each("<p>\(e)</p>\n"))"
+ "<p class=\"seller\">\([.seller.name] + .seller.address
	+ (.seller.details | map(.label + " " + .value))
	| map(e) | join(" &middot; "))</p></footer>\n"
+ (if .details == null then ""
   else .details | details($text; $v.currency) end)
+ "</body>\n</html>\n"
