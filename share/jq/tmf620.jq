# tmf620.jq: offers and prices as TM Forum's TMF620 (v4.1) has them
#
#	bss-catalog show -o ndjson |
#	    jq -s -L "$OSSBSS_SHARE/jq" 'include "tmf620"; offerings[]'
#	    ... 'include "tmf620"; prices[]'
#
# Reads the offer and price records of bss-catalog(1), all of them (-s). The
# numbers of a price are jq's: take bss-catalog's own output to reckon with.
# What TMF620 has no member for is among prodSpecCharValueUse.

def _without_null: with_entries(select(.value != null));

def _valid_for:
	if .from == null and .to == null then null
	else { startDateTime: .from, endDateTime: .to } | _without_null end;

# "active" is Active, as the life cycle of TMF620 names it
def _life_cycle:
	{ draft: "In design", active: "Active", retired: "Retired" }[.state];

def _price_type:
	{ usage: "usage", recurring: "recurring", "one-off": "oneTime" }
	[.price_kind];

# A row of rates has its own id: the price, where and when
def price_id:
	[.price, .destination, .band, (.from // null)] | map(select(. != null))
	| join("/");

def _unit_of_measure:
	if .price_kind == "usage"
	then { amount: (.per // 1), units: (.unit // "1") } else null end;

def _characteristic($name):
	if .[$name] == null then empty
	else { name: $name, productSpecCharacteristicValue:
	    [{ value: .[$name] }] } end;

def _price:
	. as $p | {
		id: price_id,
		"@type": "ProductOfferingPrice",
		name: .name,
		isBundle: false,
		lifecycleStatus: "Active",
		priceType: _price_type,
		recurringChargePeriodType:
		    (if .price_kind == "recurring" then .every else null end),
		recurringChargePeriodLength:
		    (if .price_kind == "recurring" then 1 else null end),
		unitOfMeasure: _unit_of_measure,
		price: { unit: .currency, value: (.unit_price // .charge) },
		tax: [{ taxCategory: .tax_code }],
		validFor: _valid_for,
		prodSpecCharValueUse:
		    ([("usage_type", "direction", "destination", "band",
		    "connect_fee", "first_increment", "next_increment",
		    "minimum", "maximum") as $n | $p | _characteristic($n)]
		    | if . == [] then null else . end)
	} | _without_null;

# All ProductOfferingPrice
def prices: map(select(.type == "price") | _price);

def _price_ref: { id: price_id, "@type": "ProductOfferingPriceRef",
    name: .name };

# All ProductOffering
def offerings:
	(map(select(.type == "price")) | group_by(.price)
	    | map({ key: .[0].price, value: map(_price_ref) })
	    | from_entries) as $refs
	| map(select(.type == "offer")) | group_by(.offer) | map(.[0] as $o | {
		id: $o.offer,
		"@type": "ProductOffering",
		name: $o.name,
		isBundle: false,
		isSellable: ($o.state == "active"),
		lifecycleStatus: ($o | _life_cycle),
		validFor: ($o | _valid_for),
		productOfferingRelationship: (if $o.requires == null then null
		    else $o.requires / ", " | map({ id: .,
		    "@type": "ProductOfferingRelationship",
		    relationshipType: "requires" }) end),
		productOfferingPrice: [.[] | select(.price != null)
		    | $refs[.price] // [] | .[]]
	} | _without_null);
