"""rates.py: the rules of rating, as slow as their words.

From bss-rate(1) and ossbss-catalog(5) alone: who has what at the time, which
price takes it, increment by increment, in exact fractions, with the clock of
Python's zoneinfo.
"""

from bisect import bisect_right
from datetime import datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
KINDS = ["holiday", "half-day"]


class Reject(Exception):
    """The code that the record is rejected with."""


# ---- bands ----------------------------------------------------------------

BAND_AT = {}                # bands and offsets change at tens of seconds


def band_at(catalog, instant):
    key = id(catalog), int(instant.timestamp() // 10)
    if key not in BAND_AT:
        BAND_AT[key] = band_find(catalog, instant)
    return BAND_AT[key]


def band_find(catalog, instant):
    """The heaviest window that holds; windows of one weight never clash."""
    local = instant.astimezone(ZoneInfo(catalog["time_zone"]))
    at = local.hour * 3600 + local.minute * 60 + local.second
    best, weight = "offpeak", -1
    for name, windows in catalog["bands"].items():
        for w in windows:
            if (int(w.get("weight", "0")) > weight
                    and in_window(catalog, w, local.date(), at)):
                best, weight = name, int(w.get("weight", "0"))
    return best


def in_window(catalog, w, date, at):
    start, end = (int(t[:2]) * 3600 + int(t[3:5]) * 60 + int(t[6:] or 0)
                  for t in (w["from"], w["to"]))
    if end > start:
        return begins_on(catalog, w, date) and start <= at < end
    return (begins_on(catalog, w, date) and at >= start
            or begins_on(catalog, w, date - timedelta(days=1))
            and at < end)


def begins_on(catalog, w, date):
    if (date.isoformat() < w.get("since", "")
            or date.isoformat() >= w.get("until", "9")):
        return False
    for part in w["days"].split(","):
        kinds = catalog["calendar"].get(date.isoformat(), ())
        if part in kinds or part not in KINDS and date.weekday() in days_of(
                part):
            return True
    return False


def days_of(text):
    if text == "daily":
        return range(7)
    first, _, last = text.partition("-")
    days, at = [DAYS.index(first)], DAYS.index(first)
    while last and at != DAYS.index(last):
        at = (at + 1) % 7
        days.append(at)
    return days


@lru_cache(maxsize=None)
def instant_of(zone, text):
    """A date is its midnight in the zone; none of ours is skipped."""
    return datetime.fromisoformat(text).replace(
        tzinfo=ZoneInfo(zone)).timestamp()


def holds(catalog, row, start):
    zone = catalog["time_zone"]
    return ((not row["from"] or start >= instant_of(zone, row["from"]))
            and (not row["to"] or start < instant_of(zone, row["to"])))


def rate_of(chain, destination, band, position):
    """Own rates before the list's; a destination's own rows first, then a
    band's own; of these the one that begins last before the unit."""
    for rows in chain:
        for d in ([destination] if destination else []) + [""]:
            for b in (band, "") if band else ("",):
                found = [row for row in rows
                         if (row["destination"], row["band"]) == (d, b)
                         and int(row["after"] or 0) <= position]
                if found:
                    return max(found, key=lambda r: int(r["after"] or 0))
    raise Reject("rate-no-price")


def destination_of(destinations, rows, number):
    if not any(row["destination"] for row in rows):
        return ""
    if not (number[:1] == "+" and number[1:].isdigit()
            and len(number) <= 16):
        raise Reject("rate-bad-number")
    for n in range(len(number), 1, -1):
        if number[:n] in destinations:
            return destinations[number[:n]]
    if any(not row["destination"] for row in rows):
        return ""
    raise Reject("rate-no-destination")


def round_to(value, decimals, mode):
    scaled = value * 10 ** decimals
    whole = scaled.numerator // scaled.denominator
    rest = scaled - whole
    if mode == "up" and rest > 0:
        whole += 1
    elif mode == "half-up" and rest >= Fraction(1, 2):
        whole += 1
    elif mode == "half-even" and (rest > Fraction(1, 2)
                                  or rest == Fraction(1, 2) and whole % 2):
        whole += 1
    return Fraction(whole, 10 ** decimals)


def whole(quantity, first, following):
    """In increments: the first, then as many as cover the rest."""
    if quantity <= first:
        return first
    return first + -(-(quantity - first) // following) * following


class Walk:
    """How a record is counted: rows and sizes of increments, in order."""

    def __init__(self, catalog, price, destination, chain, usage):
        self.catalog, self.price = catalog, price
        self.destination = destination
        self.start = parse_time(usage["ts"])
        self.by_band = any(row["band"] for rows in chain for row in rows)
        self.split = price.get("band_split", "start")
        self.last = None        # the unit by which all of the record goes
        if price.get("after_split") == "none":
            self.last = max(usage["quantity"] - 1, 0)
        self.chain = [[row for row in rows
                       if holds(catalog, row, self.start.timestamp())]
                      for rows in chain]
        self.later = sorted({int(row["after"] or 0)
                             for rows in self.chain for row in rows})
        self.known = {}         # no rate begins between two of them

    def rate(self, position, ahead_us=0):
        at = self.start
        if self.price["unit"] == "s" and self.split != "none":
            at += timedelta(seconds=position, microseconds=ahead_us)
        band = band_at(self.catalog, at) if self.by_band else ""
        if self.last is not None:
            position = self.last
        key = band, bisect_right(self.later, position)
        if key not in self.known:
            self.known[key] = rate_of(self.chain, self.destination, band,
                                      position)
        return self.known[key]

    def increments(self, quantity):
        if self.split == "exact":
            yield from self.units(quantity)
            return
        counted = 0
        while counted < quantity:
            row = self.rate(counted)
            size = int((row["next_increment"] if counted
                        else row["first_increment"]) or 1)
            if self.split == "end" and self.price["unit"] == "s":
                row = self.rate(counted, size * 1000000 - 1)
            yield row, size
            counted += size

    def units(self, quantity):
        if quantity == 0:
            return
        for counted in range(quantity):
            row = self.rate(counted)
            if counted == 0:
                first = int(row["first_increment"] or 1)
            yield row, 1
        for _ in range(whole(quantity, first, int(
                row["next_increment"] or 1)) - quantity):
            yield row, 1


def increment_cost(inner, row, size):
    price, per = Fraction(row["price"]), int(row["per"])
    if inner.get("of") == "unit":
        return round_to(price / per, inner["decimals"], inner["mode"]) * size
    if inner.get("of") == "increment":
        return round_to(price * size / per, inner["decimals"], inner["mode"])
    return price * size / per


def chain_of(price, rows, overrides, subscription):
    """Whose rates go before the list's: its own, the account's, a group's."""
    chain = []
    for column, value in (("subscription", subscription["subscription"]),
                          ("account", subscription["account"]),
                          ("group", subscription.get("param_group", ""))):
        own = [row for row in overrides if value and row[column] == value]
        if own and "overrides" in price:
            chain.append(own)
    return chain + [rows]


def rate(catalog, destinations, chain, price, usage):
    destination = destination_of(destinations, sum(chain, []),
                                 usage.get("called_number", ""))
    walk = Walk(catalog, price, destination, chain, usage)
    zero, quantity = price.get("zero_quantity", "free"), usage["quantity"]
    if quantity == 0 and zero == "increment":
        quantity = 1
    inner = price.get("intermediate_rounding", {})
    parts, costs, exact = [], {}, None
    limit, fees, reached = None, [], 0
    for row, size in walk.increments(quantity):
        if exact is None:
            first, exact = row, Fraction(row["connect_fee"] or 0)
            parts.append([row, 0])
            reached = int(row["after"] or 0)
            if price.get("above_maximum") == "cut-off" and row["maximum"]:
                limit = Fraction(row["maximum"])
        key = id(row), size
        if key not in costs:
            costs[key] = [increment_cost(inner, row, size), 0]
        fee = Fraction(0)       # of a row that begins within the record
        if int(row["after"] or 0) > reached:
            fee = Fraction(row["connect_fee"] or 0)
        if limit is not None:
            if exact + fee + costs[key][0] > limit:
                break
            exact += costs[key][0]
        exact += fee
        fees.append(fee)
        reached = max(reached, int(row["after"] or 0))
        costs[key][1] += 1
        for part in parts:
            if part[0] is row:
                part[1] += size
                break
        else:
            parts.append([row, size])
    if quantity > 0 and limit is None:
        exact += sum(cost * n for cost, n in costs.values())
    if quantity == 0:
        first = walk.rate(0)
        parts = [[first, 0]]
        exact = Fraction(first["connect_fee"] or 0)
    if inner.get("of") == "part":
        exact = Fraction(first["connect_fee"] or 0) + sum(fees) + sum(
            round_to(Fraction(row["price"]) * n / int(row["per"]),
                     inner["decimals"], inner["mode"]) for row, n in parts)
    exact = max(exact, Fraction(first["minimum"] or 0))
    if first["maximum"]:
        exact = min(exact, Fraction(first["maximum"]))
    if quantity == 0 and zero == "free":
        exact = Fraction(0)
    bands = []
    for row, _ in parts:
        if row["band"] and row["band"] not in bands:
            bands.append(row["band"])
    rounding = price["rounding"]
    amount = round_to(exact, rounding["decimals"], rounding["mode"])
    return (destination, "+".join(bands), sum(n for _, n in parts), amount)


@lru_cache(maxsize=None)
def parse_time(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def converted(catalog, price, amount, usage):
    """The rounded amount at the rate of the usage's date, rounded again."""
    if "convert" not in price:
        return amount
    c, start = price["convert"], parse_time(usage["ts"]).timestamp()
    rates = [row for row in catalog["exchange"]
             if (row["currency"], row["to"]) == (price["currency"], c["to"])
             and instant_of(catalog["time_zone"], row["from"]) <= start]
    if not rates:
        raise Reject("rate-no-exchange")
    rate_then = max(rates, key=lambda row: instant_of(
        catalog["time_zone"], row["from"]))["rate"]
    return round_to(amount * Fraction(rate_then), c["decimals"], c["mode"])


def cost_of(catalog, tables, price, usage):
    """By the carrier's own rows first; a code where it is not known."""
    if "cost" not in price:
        return None
    cost, rows = catalog["costs"][price["cost"]], tables[price["cost"]]
    chain = [[row for row in rows if not row["network"]]]
    own = [row for row in rows
           if usage.get("network") and row["network"] == usage["network"]]
    if own:
        chain.insert(0, own)
    try:
        amount = rate(catalog, tables["prefixes"][cost.get("destinations")],
                      chain, cost, usage)[3]
        return (converted(catalog, cost, amount, usage),
                cost["convert"]["to"] if "convert" in cost
                else cost["currency"])
    except Reject as why:
        return why.args[0]


def held_at(subscriptions, identifier, ts):
    return [s for s in subscriptions
            if s["identifier"] == identifier and parse_time(s["from"]) <= ts
            and (not s["to"] or ts < parse_time(s["to"]))]


# ---- which price ----------------------------------------------------------

NETWORKS = ["", "n1", "n2", "n3", "x"]


def is_for(catalog, price):
    """The destinations and networks that it is for, as a set of pairs."""
    names = {""} | set(catalog["names"])
    to, within = names, NETWORKS
    if "destinations" in price:
        to = {name for item in price["destinations"] for name in
              catalog["destination_groups"].get(item, [item])}
    if "networks" in price:
        patterns = [p for g in price["networks"]
                    for p in catalog["network_groups"][g]]
        within = [n for n in NETWORKS
                  if n in patterns or any(p[-1:] == "*" and n.startswith(
                      p[:-1]) for p in patterns)]
    return {(d, n) for d in to for n in within}


def narrowest(regions, where):
    """The one that lies within all others; None: there is no such one."""
    found = [p for p, region in regions.items() if where in region]
    for p in found:
        if all(p == q or regions[p] < regions[q] for q in found):
            return p
    if found:
        raise ValueError(found)
    return None


def for_kind(catalog, held, kind):
    """What all that are held have for a usage type: (subscription, id)"""
    return [(n, k) for n, s in enumerate(held)
            for k in catalog["offers"][s["offer"]]["prices"]
            if catalog["prices"][k]["usage_type"] == kind]


def gets_along(catalog, held):
    """Whether there is always one that lies within all others"""
    for kind in ("voice", "sms", "data"):
        regions = {nk: catalog["regions"][nk[1]]
                   for nk in for_kind(catalog, held, kind)}
        try:
            for where in set().union(*regions.values()):
                narrowest(regions, where)
        except ValueError:
            return False
    return True


def price_of(catalog, destinations, subscriptions, usage):
    """Whose and which it is, and the destination where it is for some."""
    held = held_at(subscriptions, usage["identifier"],
                   parse_time(usage["ts"]))
    if not held:
        raise Reject("rate-no-subscription")
    choice = for_kind(catalog, held, usage["usage_type"])
    prices, to = catalog["prices"], ""
    asked = any("destinations" in prices[k] for _, k in choice)
    if asked:
        to = destination_of(destinations, [{"destination": "x"},
                                           {"destination": ""}],
                            usage.get("called_number", ""))
    regions = {nk: catalog["regions"][nk[1]] for nk in choice}
    found = narrowest(regions, (to, usage.get("network", "")))
    if found is None:
        raise Reject("rate-no-destination" if asked and not to
                     else "rate-no-price")
    return (held[found[0]], found[1],
            to if "destinations" in prices[found[1]] else "")
