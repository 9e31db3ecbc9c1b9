#!/usr/bin/env python3
"""allowance_reference.py: bss-rate's buckets and steps against slow ones.

Catalogs with allowances and graduated prices, subscriptions that share them
and usage are drawn from a seed. The reference holds each bucket as a list of
lots (lib/buckets.py), looks at every single unit of a record, and reckons in
fractions; it knows nothing of periods. bss-rate gets the same usage cut into
periods, each opened with what the last one left, and in shards. Amounts,
quantities, buckets and what is left at the end must be the same. SEED=n draws
other cases, ALLOWANCE_CASES=n more records.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import rate_reference as draws  # noqa: E402  (zones, CSV)
import rates as base  # noqa: E402  (bands, destinations, rounding)
from buckets import Bucket, midnight, parse, stamp  # noqa: E402

RECORDS = 250
CATALOGS = max(1, int(os.environ.get("ALLOWANCE_CASES", "3000")) // RECORDS)
NANO = 10 ** 9
# each with a change of clocks and a month's end
SPANS = [(date(2026, 3, 24), 20), (date(2026, 10, 19), 24),
         (date(2026, 8, 29), 14), (date(2026, 12, 20), 30)]
PRICES = ("voice", "data", "sms")
OPTION = "voice-d1"         # a price for some of the voice, sold beside it
UNITS = {"voice": "s", "data": "octet", "sms": "1"}


# ---- the world ------------------------------------------------------------

HOLDERS = {"subscription": ("subscription", "account"),
           "identifier": ("identifier", "account"), "account": ("account",),
           "payer": ()}


def who_of(rule, s):
    """Name of the bucket, and its holder as its record names it."""
    pays = s["payer"] or s["account"]
    fields = {f: s[f] for f in HOLDERS[rule["shared"]]}
    if rule["every"] == "once":
        fields["subscription"] = s["subscription"]
    if fields.get("account") != pays:
        fields["payer"] = pays
    return (rule["id"], *(fields.get(f, "") for f in (
        "subscription", "identifier", "account", "payer")))


def holder(rule, s):
    return (rule["id"], s["payer"] or s["account"],
            *(s[f] for f in HOLDERS[rule["shared"]][:1]))


def givers_of(lines):
    """Lines of one subscription are one giver, or several with a gap."""
    givers = []
    for name in {s["subscription"] for s in lines}:
        parts = []
        for s in sorted((s for s in lines if s["subscription"] == name),
                        key=lambda s: parse(s["from"])):
            begin, end = parse(s["from"]), parse(s["to"])
            if parts and begin <= parts[-1][1]:
                parts[-1][1] = max(parts[-1][1], end)
            else:
                parts.append([begin, end, name, int(s["param_seats"] or 1),
                              parts[-1][1] if parts else None])
        givers += parts
    return sorted(tuple(g) for g in givers)


class World:
    def __init__(self, catalog, subscriptions, start):
        self.catalog, self.subscriptions = catalog, subscriptions
        self.buckets = {}       # by holder: in the order of use
        for rule in catalog["rules"]:
            gives = [s for s in subscriptions
                     if rule["id"] in catalog["offers"][s["offer"]].get(
                         "allowances", ())
                     or rule["id"] in catalog["offers"][s["offer"]]["prices"]]
            groups = {}
            for s in gives:
                key = holder(rule, s)
                if rule["every"] == "once":
                    key += (s["subscription"],)
                groups.setdefault(key, []).append(s)
            for lines in groups.values():
                self.add(rule, lines, start)
        for chain in self.buckets.values():
            chain.sort(key=lambda b: (b.end, b.who[1])
                       if b.rule["every"] == "once" else 0)

    def add(self, rule, lines, start):
        bucket = Bucket(self.catalog["time_zone"], rule,
                        int(lines[0]["bill_day"]), who_of(rule, lines[0]),
                        [] if rule["tiers"] else givers_of(lines))
        bucket.open(start)
        self.buckets.setdefault(holder(rule, lines[0]), []).append(bucket)

    def gives(self, rule, s):
        offer = self.catalog["offers"][s["offer"]]
        return rule["id"] in [*offer.get("allowances", ()),
                              *offer["prices"]]

    def found(self, rule, key, subscription):
        for bucket in self.buckets.get(key, []):
            if rule["every"] != "once" or bucket.who[1] == subscription:
                return bucket
        return None

    def moved(self, rule, fields):
        """The bucket of who has another payer now"""
        by = "subscription" if rule["every"] == "once" else rule["shared"]
        for s in self.subscriptions:
            if (by != "payer" and s[by] == fields[by]
                    and (by != "identifier"
                         or s["account"] == fields["account"])
                    and self.gives(rule, s)):
                return self.found(rule, holder(rule, s), s["subscription"])
        return None

    def take_up(self, records, start):
        """Balances of a world that was another"""
        late = []
        for chain in self.buckets.values():
            for bucket in chain:
                bucket.reach(start - timedelta(microseconds=1))
        for record in records:
            rule = [r for r in self.catalog["rules"]
                    if r["id"] == record[0]][0]
            fields = dict(zip(("subscription", "identifier", "account",
                               "payer"), record[1:5]))
            key = (rule["id"], fields["payer"] or fields["account"],
                   *(fields[f] for f in HOLDERS[rule["shared"]][:1]))
            bucket = self.found(rule, key, fields["subscription"])
            direct = bucket is not None
            bucket = bucket or self.moved(rule, fields)
            ago = bucket.age(record) if bucket else None
            if ago is None:
                continue
            if direct:
                bucket.take_up(ago, record[8], False)
            else:
                late.append((bucket, ago, record[8]))
        for bucket, ago, left in late:
            bucket.take_up(ago, left, True)

    def of(self, rule, s):
        return self.buckets.get(holder(rule, s), [])

    def leaves(self, end):
        for chain in self.buckets.values():
            for bucket in chain:
                yield from bucket.leaves(end)


# ---- a record -------------------------------------------------------------

def in_bands(catalog, rule, instant):
    return ("bands" not in rule
            or base.band_at(catalog, instant) in rule["bands"])


def usable(world, bucket, usage, now):
    rule, catalog = bucket.rule, world.catalog
    bucket.reach(now)
    if usage["usage_type"] not in rule["covers"]:
        return False
    if not bucket.begin <= now < bucket.end:
        return False
    if not rule["from_at"] <= now < rule["to_at"]:
        return False
    if "destinations" in rule:
        number = usage.get("called_number", "")
        there = [catalog["prefixes"][number[:n]]
                 for n in range(len(number), 1, -1)
                 if number[:n] in catalog["prefixes"]]
        if (not number[:1] == "+" or not number[1:].isdigit() or not there
                or there[0] not in rule["destinations"]):
            return False
    if rule.get("unit") != "s":
        return in_bands(catalog, rule, base.parse_time(usage["ts"]))
    return True


def coverable(world, bucket, usage, position):
    rule = bucket.rule
    if rule["unit"] != "s":
        return True
    at = base.parse_time(usage["ts"]) + timedelta(seconds=position)
    if rule.get("expiry") == "cut" and at >= min(bucket.end, rule["to_at"]):
        return False
    return in_bands(world.catalog, rule, at)


def from_units(world, s, usage, now, positions):
    parts = []
    for rule in world.catalog["rules"]:
        if rule["tiers"] or "unit" not in rule:
            continue
        for bucket in world.of(rule, s):
            if not positions or not usable(world, bucket, usage, now):
                continue
            content = bucket.content()
            covered = set()
            for p in positions:
                if len(covered) == content:
                    break
                if coverable(world, bucket, usage, p):
                    covered.add(p)
            if not covered:
                continue
            positions = [p for p in positions if p not in covered]
            step = int(rule.get("increment", 1))
            parts.append((bucket, min(content, -(-len(covered) // step)
                                      * step)))
    return parts, positions


def row_at(catalog, price, destination, usage, position):
    at = base.parse_time(usage["ts"])
    band = base.band_at(catalog, at + timedelta(seconds=position)
                        if price["unit"] == "s" else at)
    for d in (destination, ""):
        for b in (band, ""):
            for row in price["rows"]:
                if (row["destination"], row["band"]) == (d, b):
                    return row
    raise base.Reject("rate-no-price")


def by_tariff(catalog, price, usage, positions):
    """Units that no bucket covers, in increments: (counted, exact)"""
    destination = base.destination_of(catalog["prefixes"], price["rows"],
                                      usage.get("called_number", ""))
    row_at(catalog, price, destination, usage, 0)
    counted, exact, first = 0, Fraction(0), None
    while counted < len(positions):
        row = row_at(catalog, price, destination, usage, positions[counted])
        size = int(row["next_increment" if first else "first_increment"])
        first = first or row
        counted += size
        exact += Fraction(row["price"]) * size / int(row["per"])
    if first:
        exact = max(exact + Fraction(first["connect_fee"]),
                    Fraction(first["minimum"]))
    return counted, exact


def in_steps(steps, before, quantity):
    """The exact cost of more units, one step after the other"""
    cost, low = Fraction(0), 0
    for step in steps:
        high = step["end"]
        begin = max(before, low)
        end = before + quantity if high is None else min(
            before + quantity, high)
        if begin < end:
            size = int(step.get("package", 1))
            blocks = -(-(end - low) // size) - -(-(begin - low) // size)
            cost += Fraction(step["price"]) * blocks * size / int(
                step["per"])
            if begin == low:
                cost += Fraction(step.get("fee", 0))
        if high is None:
            break
        low = high
    return cost


def priced(world, price, s, usage, now, positions):
    """(charged quantity, exact amount, what to do when it is taken)"""
    catalog, terms = world.catalog, price.get("graduated")
    if terms is None:
        return *by_tariff(catalog, price, usage, positions), None
    count = world.of(price, s)[0]
    count.reach(now)
    if terms.get("by") == "amount":
        counted, exact = by_tariff(catalog, price, usage, positions)
        more = rounded(price, exact) * NANO
        assert more.denominator == 1
        return counted, in_steps(price["ends"], count.fresh, int(more)) \
            / NANO, (count, int(more))
    step = int(terms.get("increment", 1))
    more = -(-len(positions) // step) * step
    return more, in_steps(price["ends"], count.fresh, more), (count, more)


def rounded(price, exact):
    return base.round_to(exact, price["rounding"]["decimals"],
                         price["rounding"]["mode"])


def taker_of(world, usage):
    """Whose usage it is, and which price takes it: the option its part."""
    held = base.held_at(world.subscriptions, usage["identifier"],
                        base.parse_time(usage["ts"]))
    if not held:
        raise base.Reject("rate-no-subscription")
    prices, kind, to = world.catalog["by_id"], usage["usage_type"], None
    options = [s for s in held if s["offer"] == "option"]
    if options and kind == "voice":
        to = base.destination_of(
            world.catalog["prefixes"], [{"destination": "x"},
                                        {"destination": ""}],
            usage.get("called_number", ""))
        if to == "D1":
            return options[0], prices[OPTION]
    for s in held:
        if s["offer"] not in ("addon", "option"):
            return s, prices[kind]
    raise base.Reject("rate-no-destination" if to == "" else "rate-no-price")


def rate(world, usage, now):
    s, price = taker_of(world, usage)
    parts, positions = from_units(world, s, usage, now,
                                  list(range(usage["quantity"])))
    counted, exact, count = priced(world, price, s, usage, now, positions)
    for bucket, taken in parts:
        exact += Fraction(bucket.rule.get("price", 0)) * taken / int(
            bucket.rule.get("per", 1))
    if (parts and not positions and price["rows"] and any(
            b.rule.get("connect_fee") == "charged" for b, _ in parts)):
        exact += Fraction(row_at(
            world.catalog, price, base.destination_of(
                world.catalog["prefixes"], price["rows"],
                usage.get("called_number", "")), usage, 0)["connect_fee"])
    left = rounded(price, exact) * NANO
    units, paid = sum(n for _, n in parts), 0
    for rule in world.catalog["rules"]:
        if rule["tiers"] or "unit" in rule:
            continue
        for bucket in world.of(rule, s):
            if left > 0 and usable(world, bucket, usage, now):
                n = min(left, bucket.content())
                if n > 0:
                    parts.append((bucket, n))
                    left -= n
                    paid += n
    names = []
    for bucket, n in parts:
        bucket.take(n)
        if names[-1:] != [bucket.rule["id"]]:
            names.append(bucket.rule["id"])
    if count:
        count[0].fresh += count[1]
    return counted, units, "+".join(names), Fraction(paid, NANO), Fraction(
        left, NANO)


# ---- drawing --------------------------------------------------------------

def draw_rows(rng, kind):
    rows = []
    places = ["D1", "D2", ""] if kind == "voice" else [""]
    for d in places:
        for b in rng.sample(["peak", "offpeak"], rng.randint(0, 2)) + [""]:
            first = rng.choice([1, 1, 10, 60])
            rows.append({
                "destination": d, "band": b,
                "connect_fee": rng.choice(["0", "0", "0.05"]),
                "price": f"{rng.randint(0, 900) / 1000:.3f}",
                "per": rng.choice(["1", "7", "60"]),
                "first_increment": str(first),
                "next_increment": str(rng.choice([1, first])),
                "minimum": rng.choice(["0", "0", "0.3"])})
    return rows


def draw_steps(rng, by_amount):
    ends, low, steps = [], 0, []
    for _ in range(rng.randint(0, 3)):
        width = rng.choice([1, 50, 300, 1000, 1001]) * (
            rng.choice([NANO // 100, 10 ** 7 + 1]) if by_amount else 1)
        low += width
        text = (lambda n: f"{n // NANO}.{n % NANO:09}") if by_amount else str
        step = {"upto": text(low)} if rng.random() < 0.5 else {
            "width": text(width)}
        ends.append(low)
        steps.append(step)
    steps.append({})
    ends.append(None)
    for step in steps:
        if by_amount:
            step["percent"] = rng.choice(["100", "50", "33.3", "0", "120"])
        else:
            step.update(price=f"{rng.randint(0, 500) / 1000:.3f}",
                        per=rng.choice(["1", "3", "10"]))
            if rng.random() < 0.3:
                step["package"] = rng.choice(["1", "10", "77"])
            if rng.random() < 0.3:
                step["fee"] = "1.5"
    return steps, [
        {"end": e, "price": s["percent"], "per": "100"} if by_amount
        else {**s, "end": e} for s, e in zip(steps, ends)]


def draw_price(rng, kind, name):
    price = {"kind": "usage", "usage_type": kind, "unit": UNITS[kind],
             "name": name, "tax": "t", "gl": "7",
             "rounding": {"mode": rng.choice(draws.MODES),
                          "decimals": rng.randint(2, 9)}}
    extra = {"id": name, "tiers": True, "rows": draw_rows(rng, kind),
             "covers": (), "every": "month", "shared": "subscription"}
    if kind != "voice" and rng.random() < 0.7 or rng.random() < 0.3:
        by_amount = rng.random() < 0.5
        steps, extra["ends"] = draw_steps(rng, by_amount)
        price["graduated"] = {"steps": steps,
                              "shared": rng.choice(list(HOLDERS)),
                              "every": rng.choice(["month", "week", "day",
                                                   "calendar-month"])}
        if by_amount:
            price["graduated"]["by"] = "amount"
        else:
            extra["rows"] = []
            if rng.random() < 0.3:
                price["graduated"]["increment"] = "7"
        extra["every"] = price["graduated"]["every"]
        extra["shared"] = price["graduated"]["shared"]
    if extra["rows"]:
        price["rates"] = f"{name}.csv"
    return price, {**price, **extra}


def draw_allowance(rng, zone, name, span):
    kind = rng.choice(["voice", "voice", "data", "sms", "money"])
    a = {"name": name, "shared": rng.choice(list(HOLDERS)),
         "every": rng.choice(["month", "calendar-month", "week", "day",
                              "day", "once"])}
    r = {"id": name, "tiers": False, "covers": PRICES}
    if kind == "money":
        r["number"] = rng.choice([NANO, 25 * NANO // 10, 10 ** 7 + 1])
        a["amount"] = f"{r['number'] // NANO}.{r['number'] % NANO:09}"
    else:
        r["number"] = rng.choice([1, 60, 601, 3000, 3000, 10000])
        a.update(unit=UNITS[kind], quantity=str(r["number"]))
        r["covers"] = (kind,)
        draw_terms(rng, a)
    if rng.random() < 0.25:
        a["multiply"] = "param_seats"
    if rng.random() < 0.4:
        a["weight"] = str(rng.randint(1, 3))
    if rng.random() < 0.3:
        a["bands"] = rng.choice([["peak"], ["offpeak"], ["peak", "offpeak"]])
    if rng.random() < 0.2:
        a["destinations"] = rng.choice([["D1"], ["D1", "D2"]])
    if kind == "money" and rng.random() < 0.5:
        r["covers"] = a["usage_types"] = rng.sample(PRICES, 2)
    if a["every"] == "once":
        if rng.random() < 0.7:
            a["valid_days"] = str(rng.randint(1, 30))
    else:
        draw_cycle(rng, a, r, kind)
    draw_validity(rng, a, r, zone, span)
    if rng.random() < 0.3:
        a["expiry"] = "cut"
    return a, {**a, **r}


def draw_terms(rng, a):
    if rng.random() < 0.4:
        a["increment"] = rng.choice(["10", "60", "7"])
    if rng.random() < 0.3:
        a.update(price=f"{rng.randint(1, 99) / 1000:.3f}",
                 per=rng.choice(["1", "60", "11"]))
    if rng.random() < 0.3:
        a["connect_fee"] = "charged"


def draw_cycle(rng, a, r, kind):
    if rng.random() < 0.5:
        a["roll_over"] = {"cycles": str(rng.randint(1, 4)),
                          "use": rng.choice(["first", "last"])}
        if rng.random() < 0.5:
            r["limit"] = max(1, r["number"] * rng.randint(1, 3) // 2)
            a["roll_over"]["limit"] = (
                f"{r['limit'] // NANO}.{r['limit'] % NANO:09}"
                if kind == "money" else str(r["limit"]))
    if rng.random() < 0.4:
        a["proration"] = "calendar"
    if rng.random() < 0.3:
        a["grant"] = "one"


def draw_validity(rng, a, r, zone, span):
    r["from_at"] = datetime(1, 1, 2, tzinfo=timezone.utc)
    r["to_at"] = datetime(9999, 1, 1, tzinfo=timezone.utc)
    if rng.random() < 0.2:
        day = span[0] + timedelta(days=rng.randint(0, span[1]))
        side = rng.choice(["from", "to"])
        a[side] = day.isoformat()
        r[side + "_at"] = midnight(zone, day)


def draw_catalog(rng, span):
    zone = rng.choice(draws.ZONES)
    prices = {k: draw_price(rng, k, k) for k in PRICES}
    prices[OPTION] = draw_price(rng, "voice", OPTION)
    prices[OPTION][0]["destinations"] = ["D1"]
    names = [f"a{i}" for i in range(rng.randint(3, 9))]
    drawn = {n: draw_allowance(rng, zone, n, span) for n in names}
    offers = {o: {"name": o, "status": "active", "prices": list(PRICES),
                  "allowances": rng.sample(names, rng.randint(
                      1, len(names)))} for o in ("o1", "o2", "o3")}
    offers["addon"] = {"name": "addon", "status": "active", "prices": [],
                       "allowances": names}
    offers["option"] = {"name": "option", "status": "active",
                        "prices": [OPTION], "allowances": rng.sample(
                            names, rng.randint(0, 2))}
    rules = sorted((r for _, r in drawn.values()), key=lambda r: (
        "unit" not in r, -int(r.get("weight", 0)), r["id"]))
    document = {
        "catalog": "drawn", "currency": "EUR", "time_zone": zone,
        "bands": {"peak": [{"days": "mon-sat", "from": "07:30",
                            "to": "19:00"},
                           {"days": "sun", "from": "22:00",
                            "to": "02:00"}]},
        "taxes": {"t": {"name": "T", "category": "S", "rates": [
            {"percent": "20", "from": "2014-01-01"}]}},
        "prices": {k: p for k, (p, _) in prices.items()},
        "allowances": {n: a for n, (a, _) in drawn.items()},
        "offers": offers,
        "ledger": {"receivable": "4", "tax": "5", "rounding": "6"}}
    world = {**document, "calendar": {}, "rules": rules + [
        p for _, p in prices.values() if "graduated" in p],
        "by_id": {k: p for k, (_, p) in prices.items()},
        "prefixes": {"+1": "D1", "+12": "D2", "+2": "D2"}}
    return document, world


def draw_instant(rng, span, zone):
    """Often at a midnight, where cycles end"""
    day = span[0] + timedelta(days=rng.randint(0, span[1] - 1))
    at = midnight(zone, day)
    if rng.random() < 0.5:
        return at + timedelta(seconds=rng.randint(-1500, 1500))
    return at + timedelta(seconds=rng.randint(0, 86399),
                          microseconds=rng.choice([0, 0, 500000, 1]))


def draw_subscriptions(rng, span, zone):
    lines = []
    bill_days = {p: rng.choice([1, 15, 28, 29, 30, 31, span[0].day])
                 for p in "0123"}
    for i in range(rng.randint(3, 8)):
        account = rng.choice("0123")
        payer = {"3": "A0"}.get(account, rng.choice(["", "", "A0"]))
        pays = (payer or "A" + account)[1]
        begin = "2026-01-01T00:00:00+00:00"
        end = ""
        if rng.random() < 0.4:
            begin = draw_instant(rng, span, zone).isoformat()
        if rng.random() < 0.3:
            end = (parse(begin) + timedelta(
                seconds=rng.randint(1, 86400 * span[1]))).isoformat()
        line = {"subscription": f"S{i}", "account": "A" + account,
                "payer": payer, "offer": rng.choice(["o1", "o2", "o3"]),
                "identifier": f"id{i}", "from": begin, "to": end,
                "bill_day": str(bill_days[pays]),
                "param_seats": rng.choice(["", "", "0", "2", "3"])}
        lines.append(line)
        if rng.random() < 0.2:
            lines.append({**line, "identifier": f"id{i}b"})
        if end and rng.random() < 0.4:
            again = parse(end) + timedelta(seconds=rng.choice(
                [0, rng.randint(1, 86400 * 9)]))
            lines.append({**line, "from": again.isoformat(), "to": ""})
        if rng.random() < 0.3:
            lines.append({**line, "subscription": f"S{i}x", "offer": "addon",
                          "from": draw_instant(rng, span, zone).isoformat(),
                          "to": ""})
        if rng.random() < 0.3:
            lines.append({**line, "subscription": f"S{i}v", "offer": "option",
                          "from": draw_instant(rng, span, zone).isoformat(),
                          "to": ""})
    return lines, bill_days


def draw_change(rng, lines, bill_days):
    """Some have another payer, or end no more"""
    lines = [dict(s) for s in lines]
    for name in sorted({s["subscription"] for s in lines}):
        mine = [s for s in lines if s["subscription"] == name]
        if rng.random() < 0.3:
            payer = rng.choice(["", "A0", "A1"])
            for s in mine:
                s["payer"] = payer
                s["bill_day"] = str(bill_days[(payer or s["account"])[1]])
        if all(s["to"] for s in mine) and rng.random() < 0.5:
            for s in mine:
                s["to"] = ""
    return lines


def draw_usage(rng, n, lines, span, zone):
    kind = rng.choice(PRICES + ("voice",))
    called = "+" + "".join(rng.choices("123", k=rng.randint(4, 9)))
    if rng.random() < 0.03:
        called = "112"
    return {"type": "usage", "usage_id": f"u{n:04}",
            "ts": stamp(draw_instant(rng, span, zone)), "usage_type": kind,
            "identifier": rng.choice(lines)["identifier"],
            "called_number": called, "unit": UNITS[kind],
            "quantity": rng.choice([0, 1, 1, rng.randint(1, 90),
                                    rng.randint(1, 400),
                                    rng.randint(1, 2500)]),
            "source": "drawn", "seq": n}


# ---- both, side by side ---------------------------------------------------

def periods_of(rng, span):
    """The span in parts, and which usage each is given"""
    first, days = span
    cuts = sorted(rng.sample(range(1, days), rng.randint(0, 3)))
    bounds = [first + timedelta(days=d) for d in [0, *cuts, days]]
    return list(zip(bounds, bounds[1:]))


def deliver(rng, usage, zone, periods):
    """Each to its period; some are late and come with the next"""
    parts = [[] for _ in periods]
    for u in usage:
        at = base.parse_time(u["ts"])
        inside = [i for i, (_, end) in enumerate(periods)
                  if at < midnight(zone, end)]
        if not inside:
            continue
        i = inside[0]
        if i + 1 < len(periods) and rng.random() < 0.05:
            i += 1
        parts[i].append(u)
    return [sorted(p, key=lambda u: (base.parse_time(u["ts"]),
                                     u["usage_id"])) for p in parts]


def run_tool(folder, args):
    done = subprocess.run(
        ["bss-rate", "-q", "--no-end", "-c", f"{folder}/c", "-s",
         f"{folder}/subs.csv", "-r", f"{folder}/rejects", *args,
         f"{folder}/usage"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"Bail out! bss-rate ended {done.returncode}: "
                         f"{done.stderr}")
    got = {}
    for line in done.stdout.splitlines():
        r = json.loads(line, parse_float=Fraction, parse_int=int)
        if r["type"] == "rated":
            got[r["usage_id"]] = (
                r["charged_quantity"], r.get("allowance_quantity", 0),
                r.get("allowance", ""), Fraction(r.get("allowance_amount",
                                                       0)),
                Fraction(r["amount"]))
    with open(f"{folder}/rejects", encoding="utf-8") as f:
        for r in map(json.loads, f):
            got[json.loads(r["raw"])["usage_id"]] = r["code"]
    return got


def read_left(path):
    left = []
    with open(path, encoding="utf-8") as f:
        for line in f:
            r = json.loads(line, parse_float=Fraction, parse_int=int)
            if r["type"] != "allowance":
                continue
            number = r.get("left_quantity", r.get("used_quantity"))
            if number is None:
                number = r.get("left_amount", r.get("used_amount")) * NANO
            left.append((r.get("allowance", r.get("price")),
                         *(r.get(f, "") for f in (
                             "subscription", "identifier", "account",
                             "payer")), stamp(base.parse_time(r["from"])),
                         stamp(base.parse_time(r["to"])) if "to" in r
                         else "", r.get("rolled", 0), number))
    return sorted(left)


def run_period(folder, usage, n, last, period, shards):
    with open(f"{folder}/usage", "w", encoding="utf-8") as f:
        f.writelines(json.dumps(u) + "\n" for u in usage)
    got, left = {}, ""
    for i in range(1, shards + 1):
        args = ["--period", f"{period[0]}/{period[1]}",
                "--closing", f"{folder}/left"]
        if last is not None:
            args += ["--opening", f"{folder}/left{last}"]
        if shards > 1:
            args += ["--shard", f"{i}/{shards}"]
        got.update(run_tool(folder, args))
        with open(f"{folder}/left", encoding="utf-8") as f:
            left += f.read()
    with open(f"{folder}/left{n}", "w", encoding="utf-8") as f:
        f.write(left)
    return got


def expect(world, usage, now):
    try:
        return rate(world, usage, max(base.parse_time(usage["ts"]), now))
    except base.Reject as why:
        return why.args[0]


def write_files(folder, document, world, lines):
    os.mkdir(f"{folder}/c")
    with open(f"{folder}/c/catalog.json", "w", encoding="utf-8") as f:
        json.dump(document, f)
    draws.write_csv(f"{folder}/c/destinations.csv", [
        {"prefix": p, "destination": d}
        for p, d in world["prefixes"].items()])
    for kind, price in world["by_id"].items():
        if price["rows"]:
            draws.write_csv(f"{folder}/c/{kind}.csv", price["rows"])
    draws.write_csv(f"{folder}/subs.csv", lines)


def written(left):
    """What of the leaves is in a file"""
    return sorted(w for w in left if w[-1] or w[0] not in (*PRICES, OPTION))


def one(seed):
    rng = random.Random(seed)
    base.BAND_AT.clear()
    span = rng.choice(SPANS)
    document, catalog = draw_catalog(rng, span)
    zone = catalog["time_zone"]
    lines, bill_days = draw_subscriptions(rng, span, zone)
    usage = [draw_usage(rng, n, lines, span, zone) for n in range(RECORDS)]
    periods = periods_of(rng, span)
    world = World(catalog, lines, midnight(zone, span[0]))
    wrong, count, used, last = [], 0, 0, None
    with tempfile.TemporaryDirectory() as folder:
        write_files(folder, document, catalog, lines)
        for n, (period, part) in enumerate(zip(
                periods, deliver(rng, usage, zone, periods))):
            start = midnight(zone, period[0])
            if 0 < n < len(periods) - 1 and rng.random() < 0.25:
                continue        # left out
            if last is not None and (last < n - 1 or rng.random() < 0.5):
                left = written(world.leaves(midnight(zone,
                                                     periods[last][1])))
                lines = draw_change(rng, lines, bill_days)
                draws.write_csv(f"{folder}/subs.csv", lines)
                world = World(catalog, lines, start)
                world.take_up(left, start)
            got = run_period(folder, part, n, last, period,
                             rng.choice([1, 1, 2]))
            last = n
            for u in part:
                want = expect(world, u, start)
                count += 1
                used += isinstance(want, tuple) and want[2] != ""
                if got.get(u["usage_id"]) != want:
                    wrong.append((u, want, got.get(u["usage_id"])))
        left = read_left(f"{folder}/left{last}")
    want = written(world.leaves(midnight(zone, span[0] + timedelta(
        days=span[1]))))
    if left != want:
        wrong.append(("what is left", [w for w in want if w not in left],
                      [w for w in left if w not in want]))
    return f"{count} records, {used} with buckets, {len(periods)} periods, " \
        f"{zone}", wrong


def main():
    build = os.environ.get("BUILD", "build")
    os.environ["PATH"] = os.path.abspath(build) + "/bin:" \
        + os.environ["PATH"]
    first = int(os.environ.get("SEED", "1"))
    failed = 0
    for n in range(CATALOGS):
        what, wrong = one(first + n)
        print(f"{'not ' if wrong else ''}ok {n + 1} - {what}, seed "
              f"{first + n}")
        for usage, want, got in wrong[:3]:
            print(f"# {json.dumps(usage)}\n#  got {got}\n# want {want}")
        failed += bool(wrong)
    print(f"1..{CATALOGS}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
