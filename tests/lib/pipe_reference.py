#!/usr/bin/env python3
"""pipe_reference.py HOME PERIOD: what the sources of pipe_month.py must cost

Slow and exact, and from the sources alone: no record of ours is read. Rows
and readings become usage, usage is priced second by second in fractions,
charges and taxes are added, for the catalog and parties of the folder as far
as pipe_month.py and pipe.bash use them. Prints, TAB-separated and sorted:

	rated	usage_type	records	quantity	amount
	line	payer	subscription	price	quantity	net
	total	payer	net	tax	due
"""
import collections
import csv
import datetime
import json
import os
import sys
import zoneinfo
from fractions import Fraction

HOME, PERIOD = sys.argv[1:]
PARIS = zoneinfo.ZoneInfo("Europe/Paris")
UTC = datetime.timezone.utc
Usage = collections.namedtuple("Usage", "ts kind who to quantity")


def rows(path, **how):
    with open(os.path.join(HOME, path), newline="", encoding="utf-8") as f:
        yield from csv.DictReader(f, **how)


def month_begin(months):
    """Midnight in Paris at the first of the period, or months behind it."""
    n = int(PERIOD[:4]) * 12 + int(PERIOD[5:]) - 1 + months
    return datetime.datetime(n // 12, n % 12 + 1, 1, tzinfo=PARIS)


def half_up(value, decimals):
    scaled = value * 10**decimals
    return Fraction((2 * scaled.numerator + scaled.denominator)
                    // (2 * scaled.denominator), 10**decimals)


def text(value):
    """A fraction with all its decimals; none if they do not end."""
    value = Fraction(value)
    digits = 0
    while value * 10**digits % 1:
        digits += 1
    whole = str(int(value * 10**digits)).zfill(digits + 1)
    return whole if not digits else whole[:-digits] + "." + whole[-digits:]


# ---- from the sources to usage ----------------------------------------------

def e164(number):
    if number.startswith("+"):
        return number
    if number.startswith("00"):
        return "+" + number[2:]
    return "+33" + number[1:]


def calls():
    for r in rows("sources/calls.csv"):
        if r["status"] not in ("failed", "busy"):
            text_message = r["service"] == "text"
            yield Usage(datetime.datetime.fromisoformat(
                r["start"].replace("Z", "+00:00")),
                "sms" if text_message else "voice", e164(r["from"]),
                e164(r["to"]), int(r["amount"] or 1))


def master():
    for r in rows("sources/Master.csv", fieldnames=range(18)):
        if r[14] == "ANSWERED":
            yield Usage(datetime.datetime.fromisoformat(r[10]).replace(
                tzinfo=PARIS), "voice", e164(r[1]), e164(r[2]), int(r[13]))


def sessions():
    for r in rows("sources/sessions.csv", delimiter=";"):
        yield Usage(datetime.datetime.fromtimestamp(int(r["start"]), UTC),
                    "data", r["login"], "",
                    int(r["upload"]) + int(r["download"]))


def samples():
    last = {}
    with open(os.path.join(HOME, "sources/samples.ndjson"),
              encoding="utf-8") as lines:
        for s in map(json.loads, lines):
            port = s["node"] + "/" + s["object"]
            before = last.get(port)
            last[port] = s
            # behind a restart what was counted is not known
            if before is None or s["uptime_cs"] < before["uptime_cs"]:
                continue
            octets = sum((s[side] - before[side]) % 2**s["counter_bits"]
                         for side in ("in_octets", "out_octets"))
            yield Usage(datetime.datetime.fromisoformat(
                before["ts"].replace("Z", "+00:00")), "transit", port, "",
                octets)


# ---- what usage costs -------------------------------------------------------

def rates(name):
    table = collections.defaultdict(list)
    for r in rows("catalog/rates/%s.csv" % name):
        table[r["destination"]].append(r)
    return table


PREFIXES = {r["prefix"]: r["destination"]
            for r in rows("catalog/destinations.csv")}
VOICE, SMS = rates("voice"), rates("sms")


def destination(number):
    for n in range(len(number), 1, -1):
        if number[:n] in PREFIXES:
            return PREFIXES[number[:n]]
    raise ValueError(number)


def valid(r, day):
    return r["from"] <= day and (not r["to"] or day < r["to"])


def is_peak(when):
    here = when.astimezone(PARIS)
    return here.weekday() < 5 and 8 <= here.hour < 20


def call_cost(u):
    """(amount, charged seconds), one increment after the other."""
    day = u.ts.astimezone(PARIS).date().isoformat()
    by_band = {r["band"]: r for r in VOICE[destination(u.to)]
               if valid(r, day)}

    def rate(when):
        return by_band.get("peak" if is_peak(when) else "offpeak",
                           by_band.get(""))
    if u.quantity == 0:
        return Fraction(0), 0
    first = rate(u.ts)
    cost, charged = Fraction(first["connect_fee"] or 0), 0
    while charged < u.quantity:
        r = rate(u.ts + datetime.timedelta(seconds=charged))
        step = int(r["next_increment"] if charged else r["first_increment"])
        cost += Fraction(r["price"]) * step / int(r["per"])
        charged += step
    return half_up(max(cost, Fraction(first["minimum"] or 0)), 4), charged


def usage_cost(u):
    if u.kind == "voice":
        return call_cost(u)
    if u.kind == "sms":
        to = SMS.get(destination(u.to)) or SMS[""]
        return Fraction(to[0]["price"]) * u.quantity, u.quantity
    if u.kind == "data":
        charged = -(-u.quantity // 1000) * 1000
        return half_up(Fraction("1.5") * charged / 10**9, 6), charged
    return half_up(Fraction("0.05") * u.quantity / 10**9, 9), u.quantity


# ---- who pays ---------------------------------------------------------------

def parties():
    payer, subs = {}, []
    for r in rows("accounts.csv"):
        payer[r["account"]] = r["payer"] or r["account"]
    for r in rows("subscriptions.csv"):
        subs.append(r)
    with open(os.path.join(HOME, "more.ndjson"), encoding="utf-8") as lines:
        for r in map(json.loads, lines):
            if r["type"] == "account":
                payer[r["account"]] = r["account"]
            else:
                subs.append(r)
    return payer, subs


def charges(sub):
    """(price, quantity, net) of the recurring and one-off charges."""
    with open(os.path.join(HOME, "catalog/catalog.json"),
              encoding="utf-8") as f:
        catalog = json.load(f)
    begin = datetime.datetime.fromisoformat(sub["from"]).astimezone(
        PARIS).date()
    first, end = month_begin(0).date(), month_begin(1).date()
    lost = max((begin - first).days, 0)
    for name in catalog["offers"][sub["offer"]]["prices"]:
        p = catalog["prices"][name]
        amount, days = Fraction(p.get("amount", 0)), (end - first).days
        part = amount - half_up(amount * lost / days, 2)
        if p["kind"] == "one-off" and first <= begin < end:
            yield name, 1, amount
        if p["kind"] == "recurring" and p["timing"] == "advance":
            if lost:
                yield name, days - lost, part
            yield name, 1, amount
        if p["kind"] == "recurring" and p["timing"] == "arrears":
            yield name, days - lost if lost else 1, part


def main():
    payer, subs = parties()
    by_type = collections.defaultdict(lambda: [0, 0, 0])
    gathered = collections.defaultdict(lambda: [0, 0])
    lines = []
    for u in [*calls(), *master(), *sessions(), *samples()]:
        if not month_begin(0) <= u.ts < month_begin(1):
            continue
        sub, = [s for s in subs if s["identifier"] == u.who]
        amount, charged = usage_cost(u)
        for sums, adds in ((by_type[u.kind], (1, u.quantity, amount)), (
                gathered[payer[sub["account"]], sub["subscription"], u.kind],
                (charged, amount))):
            sums[:] = [a + b for a, b in zip(sums, adds)]
    for kind, sums in by_type.items():
        print("rated", kind, *map(text, sums), sep="\t")
    for key, (quantity, amount) in gathered.items():
        lines.append((*key, quantity, half_up(amount, 2)))
    for sub in subs:
        lines += [(payer[sub["account"]], sub["subscription"], *charge)
                  for charge in charges(sub)]
    for *key, quantity, net in lines:
        print("line", *key, quantity, text(net), sep="\t")
    for account in {line[0] for line in lines}:
        net = sum(line[4] for line in lines if line[0] == account)
        tax = half_up(net / 5, 2)
        print("total", account, *map(text, (net, tax, net + tax)), sep="\t")


if __name__ == "__main__":
    main()
