#!/usr/bin/env python3
"""settle_reference.py: settled prices against a slow settling, as TAP.

Catalogs, ports and a month of readings are drawn from a seed, rated and
billed; the lines of each account are made here a second time from the words
of ossbss-catalog(5) alone, in exact fractions and without any window kept.
The order of readings, the cut of files and the shards differ from run to
run. In some months buckets take of what is measured before, and usage comes
in order. SEED=n draws one month.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from calendar import monthrange
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from zoneinfo import ZoneInfo

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
BUILD = os.path.join(ROOT, os.environ.get("BUILD", "build"))
MONTHS = 5
ACCOUNTS = 8
TAX = {"name": "VAT", "category": "S",
       "rates": [{"percent": "20", "from": "2014-01-01"}]}


def half_up(x, decimals=2):
    scaled = abs(x) * 10 ** decimals
    n = floor(scaled + Fraction(1, 2))
    return Fraction(n if x >= 0 else -n, 10 ** decimals)


def stamp(t):
    return datetime.fromtimestamp(t, timezone.utc).strftime(
        "%Y-%m-%dT%H:%M:%SZ")


# ---- what is drawn --------------------------------------------------------

def draw_steps(r, unit):
    ends = sorted(r.sample(range(1, 40), r.randint(0, 3)))
    steps = []
    for i in range(len(ends) + 1):
        step = {}
        if i < len(ends):
            step["upto"] = str(ends[i] * unit)
        step["price"] = str(r.randint(0, 300) / 100)
        step["per"] = str(r.choice([unit, unit * 10, unit // 3 + 1]))
        if r.random() < .3:
            step["package"] = str(r.choice([unit, unit * 3]))
        if r.random() < .3:
            step["fee"] = str(r.randint(1, 900) / 100)
        steps.append(step)
    return steps


def draw_settle(r):
    s = {"pool": r.choice(["subscription", "circuit", "account"])}
    unit = 10 ** 9
    if r.random() < .7:
        unit = 10 ** 6
        s["percentile"] = {
            "percent": r.choice(["95", "90", "99.9", "50", "100"]),
            "window_s": str(r.choice([300, 900, 3600, 7200])),
            "measure": r.choice(["max", "max-of-windows", "sum", "in",
                                 "out"]),
            "rank": r.choice(["drop", "nearest", "rrdtool"]),
            "missing": r.choice(["zero", "left-out"]),
            "gaps": r.choice(["spread", "missing"]),
            "coverage": r.choice(["0", "0", "40"]),
        }
    if r.random() < .6:
        s["commit"] = {"quantity": str(r.randint(1, 30) * unit),
                       "fee": str(r.randint(0, 40000) / 100)}
        if r.random() < .3:
            s["cap"] = str(r.randint(31, 60) * unit)
    if "percentile" in s or "commit" in s:
        if r.random() < .8:
            s["proration"] = r.choice(["calendar", "none", "fee"])
        if r.random() < .6:
            s["price"], s["per"] = "0.9137", str(unit)
    if "price" not in s:
        s["tiers"] = {"mode": r.choice(["volume", "graduated"]),
                      "steps": draw_steps(r, unit)}
    if "tiers" in s and "percentile" not in s:
        s["zero_quantity"] = r.choice(["free", "fees"])
    if r.random() < .5:
        s["increment"] = str(r.choice([1, unit // 10, unit]))
    return s


def draw_bucket(r, unit):
    return {"name": "B", "unit": "octet",
            "quantity": str(r.randint(1, 20) * unit * r.choice([1, 10])),
            "shared": r.choice(["subscription", "account", "payer"]),
            "grant": r.choice(["each", "one"])}


def draw_readings(r, port, begin, end):
    """(from, to, in, out, gap), seconds; some lie over the month's end."""
    t = begin + r.randint(0, 5000)
    while t < end:
        to = t + r.randint(60, 9000)
        if r.random() < .85:
            yield (t, to, r.randint(0, 10 ** 11), r.randint(0, 10 ** 11),
                   r.random() < .1)
        t = to + (r.randint(0, 40000) if r.random() < .1 else 0)


# ---- settling, by the page ------------------------------------------------

def part(octets, reading, a, b):
    """What lies between the instants a and b of a reading."""
    t, to = reading[:2]
    a, b = max(a, t), min(b, to)
    if a >= b:
        return 0
    until = lambda x: octets * (x - t) // (to - t)
    return until(b) - until(a)


def percentile(terms, readings, spans):
    """(rate in bit/s as a fraction, covered), of windows within spans"""
    size = int(terms["window_s"])
    begin = -(-spans[0][0] // size) * size
    count = -(-(spans[-1][1] - begin) // size)
    within = [w for w in range(count)
              if any(a <= begin + w * size < b for a, b in spans)]
    sides = [[0, 0] for _ in range(count)]
    seen = set()
    for x in readings:
        if x[4] and terms["gaps"] == "missing":
            continue
        for w in range(max(0, (x[0] - begin) // size),
                       min(count, -(-(x[1] - begin) // size))):
            a = begin + w * size
            seen.add(w)
            sides[w][0] += part(x[2], x, a, a + size)
            sides[w][1] += part(x[3], x, a, a + size)
    if terms["measure"] == "sum":
        # a reading's quantity is spread as a whole
        sides = [[0, 0] for _ in range(count)]
        for x in readings:
            if x[4] and terms["gaps"] == "missing":
                continue
            for w in range(max(0, (x[0] - begin) // size),
                           min(count, -(-(x[1] - begin) // size))):
                a = begin + w * size
                sides[w][0] += part(x[2] + x[3], x, a, a + size)
    seen &= set(within)
    keep = [w for w in within
            if terms["missing"] == "zero" or w in seen]
    covered = len(seen) * 100 >= len(within) * Fraction(terms["coverage"])

    def of(values):
        values, n = sorted(values), len(values)
        p = Fraction(terms["percent"])
        if n == 0:
            return 0
        if terms["rank"] == "drop":
            at = n - floor(n * (100 - p) / 100)
        elif terms["rank"] == "nearest":
            at = max(1, floor(n * p / 100 + Fraction(1, 2)))
        else:
            at = 1 + floor((n - 1) * p / 100 + Fraction(1, 2))
        return values[at - 1]

    ins = of([sides[w][0] for w in keep])
    outs = of([sides[w][1] for w in keep])
    value = {"in": ins, "out": outs, "sum": ins, "max": max(ins, outs),
             "max-of-windows": of([max(sides[w]) for w in keep])
             }[terms["measure"]]
    return Fraction(value * 8, size), covered


def in_blocks(n, block):
    return -(-n // block) * block


def tiers_cost(tiers, quantity):
    cost, before = Fraction(0), 0
    for step in tiers["steps"]:
        upto = int(step.get("upto", 0)) or None
        package = int(step.get("package", 1))
        fee = Fraction(step.get("fee", "0"))
        price = Fraction(step["price"]) / int(step["per"])
        if tiers["mode"] == "volume":
            if upto is None or quantity <= upto:
                return (price * in_blocks(quantity, package) + fee
                        if quantity else 0)
            continue
        units = (quantity if upto is None else min(quantity, upto)) - before
        if units > 0:
            cost += price * in_blocks(units, package) + fee
        before = upto
    return cost


def union(spans):
    """Days that any of the spans has, apart from each other"""
    out = []
    for a, b in sorted(s for s in spans if s[0] < s[1]):
        if out and a <= out[-1][1]:
            out[-1] = (out[-1][0], max(b, out[-1][1]))
        else:
            out.append((a, b))
    return out


def without(stay, others):
    """What of a stay is in none of the others"""
    at = stay[0]
    for a, b in others:
        if a < stay[1] and b > at:
            if a > at:
                yield at, a
            at = b
    if at < stay[1]:
        yield at, stay[1]


def of_days(value, part, cycle, to=half_up):
    """What a part of a cycle has of a value"""
    n = (cycle[1] - cycle[0]).days
    return (to(value * (part[1] - cycle[0]).days / Fraction(n))
            - to(value * (part[0] - cycle[0]).days / Fraction(n)))


def settle(s, readings, quantity, stays, cycle, instant):
    """[(settle, quantity, net)] of those that are measured together"""
    proration = s.get("proration", "calendar")
    prorated = proration != "none"
    commit = s.get("commit")
    limit, lines = 0, []
    kind = ("percentile" if "percentile" in s else
            "commit" if commit else "tier")
    if commit and stays:
        limit = int(commit["quantity"])
        fee = Fraction(commit["fee"])
        parts = stays if prorated else [cycle]
        if prorated and kind != "percentile":
            limit = sum(of_days(limit, p, cycle, floor) for p in parts)
        if fee:
            lines += [("commit-fee", None, of_days(fee, p, cycle))
                      for p in parts]
    measured = quantity
    if kind == "percentile":
        bps, known = percentile(s["percentile"], readings, [
            (instant(a), instant(b)) for a, b in stays])
        measured = ceil(bps) if known else 0
    measured = in_blocks(measured, int(s.get("increment", 1)))
    used = min(measured, int(s["cap"])) if "cap" in s else measured
    charged = max(0, used - limit)
    tiers = s.get("tiers") or {"mode": "volume", "steps": [
        {"price": s["price"], "per": s["per"]}]}
    cost = tiers_cost(tiers, charged)
    if kind == "percentile" and proration == "calendar" and stays:
        cost *= Fraction(sum((b - a).days for a, b in stays),
                         (cycle[1] - cycle[0]).days)
    if not charged and stays and s.get("zero_quantity") == "fees":
        cost = Fraction(tiers["steps"][0].get("fee", "0"))
    if readings or charged or cost or lines:
        lines.append((kind, charged, half_up(cost)))
    return lines


def settle_again(s, before, now, later, cycles, instant):
    """The same of the month behind, in which nothing was used; what the days
    that came to the first one by then have of its fee"""
    lines = settle(s, [], 0, later, cycles[1], instant) if later else []
    fee = Fraction(s.get("commit", {}).get("fee", 0))
    if not fee or s.get("proration") == "none":
        return lines
    return lines + [("commit-fee", None, of_days(fee, gap, cycles[0]))
                    for stay in now for gap in without(stay, before)]


def bucket_takes(bucket, members):
    """What the bucket leaves of each reading, by (subscription, begin);
    members: (subscription, first instant in the cycle, end, readings)"""
    left = {}
    pools = {}
    for sub, begin, end, readings in members:
        key = sub if bucket["shared"] == "subscription" else "all"
        pools.setdefault(key, []).append((sub, begin, end, readings))
    for pool in pools.values():
        gives = sorted(begin for sub, begin, end, _ in pool if begin < end)
        if bucket["grant"] == "one":
            gives = gives[:1]
        taken = 0
        for t, sub, quantity in sorted(
                (x[0], sub, x[2] + x[3]) for sub, _, _, readings in pool
                for x in readings):
            given = int(bucket["quantity"]) * sum(g <= t for g in gives)
            n = min(quantity, given - taken)
            taken += n
            left[sub, t] = quantity - n
    return left


# ---- a month --------------------------------------------------------------

def begin_of(month, bill_day):
    """Where the cycle of a month begins that is counted from year 0"""
    year, month = divmod(month, 12)
    return date(year, month + 1,
                min(bill_day, monthrange(year, month + 1)[1]))


class Month:
    def __init__(self, seed):
        self.r = r = random.Random(seed)
        self.zone = ZoneInfo(r.choice(["Europe/Paris", "America/New_York",
                                       "Asia/Kolkata", "UTC"]))
        self.bill_day = r.choice([1, 1, 15, 29, 30, 31])
        month = r.randint(0, 11)
        self.first, self.end, self.then = (
            begin_of(2026 * 12 + month + n, self.bill_day) for n in range(3))
        self.accounts, self.subs, self.usage = [], [], []
        self.taken_back = []    # ends, in the month behind
        self.buckets = {}
        with_buckets = r.random() < .5
        prices, offers = {}, {}
        for n in range(ACCOUNTS):
            s = draw_settle(r)
            prices[f"p{n}"] = {
                "kind": "usage", "usage_type": "transit", "unit": "octet",
                "name": f"P{n}", "tax": "vat", "gl": "70", "settle": s}
            offers[f"o{n}"] = {"name": f"O{n}", "status": "active",
                               "prices": [f"p{n}"]}
            if with_buckets and r.random() < .8:
                self.buckets[f"b{n}"] = draw_bucket(r, 10 ** 11)
                offers[f"o{n}"]["allowances"] = [f"b{n}"]
            self.draw_account(n, s)
        self.catalog = {
            "catalog": "c", "currency": "EUR", "time_zone": self.zone.key,
            "taxes": {"vat": TAX}, "prices": prices, "offers": offers,
            "ledger": {"receivable": "41", "tax": "44", "rounding": "65"}}
        if self.buckets:
            self.catalog["allowances"] = self.buckets

    def instant(self, day):
        return int(datetime(day.year, day.month, day.day,
                            tzinfo=self.zone).timestamp())

    def draw_account(self, n, s):
        r = self.r
        pools, everyone = {}, []
        for k in range(r.randint(1, 3)):
            sub = f"S{n}-{k}"
            since = self.first - timedelta(days=40)
            until = None
            if r.random() < .3:
                since = self.first + timedelta(days=r.randint(1, 15))
            if r.random() < .2:
                until = max(since, self.first) + timedelta(
                    days=r.randint(1, 20))
                until = min(until, self.end - timedelta(days=1))
            circuit = r.choice(["", "x", "y"])
            row = {"type": "subscription", "subscription": sub,
                   "account": f"A{n}", "offer": f"o{n}",
                   "identifier": f"n{n}/{k}",
                   "from": stamp(self.instant(since))}
            if until:
                row["to"] = stamp(self.instant(until))
            if circuit:
                row["param_circuit"] = circuit
            self.subs.append(row)
            a = max(since, self.first)
            b = min(until or self.end, self.end)
            readings = list(draw_readings(r, sub, self.instant(a),
                                          self.instant(b)))
            if r.random() < .1:
                readings = []
            self.add_usage(f"n{n}/{k}", readings)
            key = {"subscription": sub, "account": "all",
                   "circuit": circuit or sub}[s["pool"]]
            back = until is not None and r.random() < .6
            if back:
                self.taken_back.append(sub)
            everyone.append((k, self.instant(a), self.instant(b), readings))
            pools.setdefault(key, []).append(
                (a, b, readings, self.end if back else b,
                 back or until is None, k))
        takes = {}
        if f"b{n}" in self.buckets and "percentile" not in s:
            takes = bucket_takes(self.buckets[f"b{n}"], everyone)
        cycle, then = (self.first, self.end), (self.end, self.then)
        want, later = [], []
        for members in pools.values():
            stays = union((m[0], m[1]) for m in members)
            readings = [x for m in members for x in m[2]]
            measured = sum(takes.get((m[5], x[0]), x[2] + x[3])
                           for m in members for x in m[2])
            want += settle(s, readings, measured, stays, cycle, self.instant)
            later += settle_again(
                s, stays, union((m[0], m[3]) for m in members),
                [then] if any(m[4] for m in members) else [],
                (cycle, then), self.instant)
        self.accounts.append((f"A{n}", s, want, later))

    def add_usage(self, port, readings):
        for t, to, octets_in, octets_out, gap in readings:
            self.usage.append(json.dumps({
                "type": "usage", "usage_id": f"{port}@{t}", "ts": stamp(t),
                "end_ts": stamp(to), "usage_type": "transit",
                "identifier": port, "quantity": octets_in + octets_out,
                "unit": "octet", "in_octets": octets_in,
                "out_octets": octets_out,
                "reading_quality": "gap" if gap else "exact",
                "source": "samples", "seq": 1}))

    # what the tools say

    def run(self, home):
        def tool(*args, ok=(0,), **kw):
            done = subprocess.run(args, cwd=home, text=True,
                                  capture_output=True, env=self.env, **kw)
            if done.returncode not in ok:
                raise RuntimeError(f"{args}: {done.stderr}")
            return done.stdout

        self.env = dict(os.environ, OSSBSS_HOME=home, LC_ALL="C", TZ="UTC",
                        OSSBSS_SHARE=os.path.join(ROOT, "share"),
                        PATH=f"{BUILD}/bin:{os.environ['PATH']}")
        os.mkdir(f"{home}/catalog")
        with open(f"{home}/catalog/catalog.json", "w") as f:
            json.dump(self.catalog, f)
        demo = os.path.join(ROOT, "share/demo/operator.json")
        with open(demo) as f, open(f"{home}/operator.json", "w") as g:
            g.write(f.read())
        parties = [{"type": "customer", "customer": "C", "name": "C"}]
        parties += [{"type": "account", "account": a[0], "customer": "C",
                     "currency": "EUR", "bill_day": self.bill_day}
                    for a in self.accounts]
        tool("bss-crm", "init")
        tool("bss-crm", "import", "-q", "--no-end",
             input="\n".join(map(json.dumps, parties + self.subs)))
        with open(f"{home}/subs", "w") as f:
            f.write(tool("bss-crm", "export", "all", "-o",
                         "ndjson"))
        period = f"{self.first}/{self.end}"
        more = ()
        if self.buckets:
            self.usage.sort(key=lambda u: (json.loads(u)["ts"],
                                           json.loads(u)["usage_id"]))
            more = ("--period", period)
        else:
            self.r.shuffle(self.usage)
        shards = self.r.randint(1, 3)
        rated = "".join(tool(
            "bss-rate", "-q", "--no-end", "-s", "subs", "--shard",
            f"{i + 1}/{shards}", *more, input="\n".join(self.usage), ok=(0, 1))
            for i in range(shards))
        # coverage is a finding
        tool("bss-bill", "run", "-q", "--period", period, input=rated,
             ok=(0, 1))
        tool("bss-bill", "check")
        got = self.drafts(tool, period)
        tool("bss-bill", "post", "-q", "--period", period, "--now",
             f"{self.end + timedelta(days=2)}T00:00:00Z")
        for sub in self.taken_back:
            tool("bss-crm", "set", "subscription", sub, "to=")
        period = f"{self.end}/{self.then}"
        tool("bss-bill", "run", "-q", "--period", period, "--no-end",
             input="", ok=(0, 1))
        return got, self.drafts(tool, period)

    @staticmethod
    def drafts(tool, period):
        got = {}
        for line in tool("bss-bill", "render", "--draft", "--all",
                         "--format", "json", ok=(0, 1)).splitlines():
            doc = json.loads(line)
            if doc["period"] != period:
                continue
            got[doc["account"]] = [
                (x["settle"], None if x["settle"] == "commit-fee" else
                 int(x["invoiced_quantity"]),
                 Fraction(Decimal(x["line_net_amount"])))
                for x in doc["invoice_lines"]]
        return got


def main():
    seed = os.environ.get("SEED")
    seeds = [int(seed)] if seed else range(1, MONTHS + 1)
    n = 0
    for seed in seeds:
        month = Month(seed)
        with tempfile.TemporaryDirectory() as home:
            try:
                got = month.run(home)
            except RuntimeError as e:
                got = [{"error": str(e)}] * 2
        for account, terms, *wants in month.accounts:
            for which, want, have in zip(("the month", "the next one"),
                                         wants, got):
                n += 1
                same = sorted(have.get(account, []), key=str) == sorted(
                    want, key=str)
                print("ok" if same else "not ok", n, f"- seed {seed}, "
                      f"{account}, {which}: {len(want)} lines")
                if not same:
                    for text in (json.dumps(terms), f"want {want}", "got "
                                 f"{have.get(account, have.get('error'))}"):
                        print("#", text)
    print(f"1..{n}")
    return 0


sys.exit(main())
