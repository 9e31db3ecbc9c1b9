#!/usr/bin/env python3
"""rate_reference.py: bss-rate against a slow rating of its own, as TAP.

Catalogs, subscriptions and usage are drawn from a seed; each record is rated
here, too, by lib/rates.py. Who pays, amount, quantity, bands and destination
must be the same, and so must the code of a reject. SEED=n draws other cases,
RATE_CASES=n so many of them; the seed is in the name of each test.
"""

import csv
import json
import os
import random
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from fractions import Fraction

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)) + "/lib")
from rates import (  # noqa: E402
    BAND_AT, KINDS, NETWORKS, Reject, chain_of, converted, cost_of,
    gets_along, held_at, increment_cost, is_for, narrowest, parse_time,
    price_of, rate)

RECORDS = 300
CATALOGS = max(1, int(os.environ.get("RATE_CASES", "3600")) // RECORDS)
ZONES = ["Europe/Paris", "America/New_York", "Asia/Kolkata",
         "Australia/Lord_Howe", "America/Santiago", "UTC"]
# nights in which clocks change somewhere, and plain days
MOMENTS = [datetime(2026, 3, 29), datetime(2026, 10, 25),
           datetime(2026, 3, 8, 7), datetime(2026, 11, 1, 6),
           datetime(2026, 4, 4, 15), datetime(2026, 4, 5, 3),
           datetime(2026, 9, 6, 4), datetime(2026, 6, 15),
           datetime(2026, 12, 31), datetime(2027, 2, 28)]
MODES = ["half-up", "half-even", "up", "down"]


# ---- the cases ------------------------------------------------------------

def quarter(n):
    seconds = ":20" if n % 5 == 3 else ""
    return f"{n // 4:02}:{n % 4 * 15:02}{seconds}"


def draw_bands(rng):
    bands, cuts = {}, sorted(rng.sample(range(0, 96), 4))
    names = ["peak", "evening"]
    for i, name in enumerate(names):
        start, end = map(quarter, cuts[2 * i:2 * i + 2])
        days = rng.choice(["mon-fri", "mon-sun", "fri-mon", "wed"])
        bands[name] = [{"days": days, "from": start, "to": end}]
    if rng.random() < 0.5:      # over midnight: what the others leave
        bands["night"] = [{"days": "mon-sun", "from": quarter(cuts[3]),
                           "to": quarter(cuts[0])}]
    for weight in range(1, rng.randint(1, 5)):
        bands.setdefault(rng.choice(["peak", "offpeak", "special"]),
                         []).append(draw_window(rng, weight))
    return bands


def draw_window(rng, weight):
    """One that is heavier than others, on days of a kind, between dates."""
    start, end = rng.sample(range(0, 96), 2)
    window = {"days": rng.choice(["holiday", "half-day,sun", "daily",
                                  "mon-fri,holiday"]),
              "from": quarter(start), "to": quarter(end),
              "weight": str(weight)}
    around = [(m + timedelta(days=d)).date().isoformat()
              for m in MOMENTS for d in (-1, 0, 1)]
    first, last = sorted(rng.sample(around, 2))
    if rng.random() < 0.3 and first < last:
        window["since"] = first
        if rng.random() < 0.5:
            window["until"] = last
    return window


def draw_calendar(rng):
    calendar = {}
    for moment in MOMENTS:
        for days in (-1, 0, 1):
            date = (moment + timedelta(days=days)).date().isoformat()
            kinds = [k for k in KINDS if rng.random() < 0.25]
            if kinds:
                calendar[date] = kinds
    return calendar


def draw_destinations(rng):
    prefixes = {}
    for _ in range(40):
        prefix = "+" + "".join(rng.choices("123", k=rng.randint(1, 5)))
        prefixes[prefix] = "D" + str(rng.randint(1, 15))
    return prefixes


def draw_row(rng, destination, band, first, last):
    increments = rng.choice([(1, 1), (60, 60), (60, 1), (30, 6), (1, 7),
                             (1800, 900)])
    return {
        "destination": destination, "band": band,
        "connect_fee": rng.choice(["", "0.05", "0.123456789"]),
        "price": f"{rng.randint(0, 2000) / 1000:.3f}",
        "per": rng.choice(["1", "60", "7", "1000"]),
        "first_increment": str(increments[0]),
        "next_increment": str(increments[1]),
        "minimum": rng.choice(["", "", "0.5"]), "maximum": "", "after": "",
        "from": first, "to": last,
    }


def draw_later(rng, rows, row):
    """Perhaps another rate from some unit of the record on."""
    rows.append(row)
    if rng.random() < 0.7:
        return
    for after in rng.sample([5, 60, 61, 600, 1000], rng.randint(1, 2)):
        rows.append({**draw_row(rng, row["destination"], row["band"],
                                row["from"], row["to"]),
                     "after": str(after)})


def draw_rows(rng, destinations, bands, later):
    rows = []
    names = sorted(set(destinations.values()))
    add = draw_later if later else lambda rng, rows, row: rows.append(row)
    for d in names + [""] * (rng.random() < 0.5):
        for b in rng.sample(sorted({*bands, "offpeak", ""}), 3):
            if rng.random() < 0.3:
                add(rng, rows, draw_row(rng, d, b, "", "2026-06-15"))
                add(rng, rows, draw_row(rng, d, b, "2026-06-15", ""))
            else:
                add(rng, rows, draw_row(rng, d, b, "", ""))
    return rows


def draw_maximum(rng, rows):
    """Some of them are met by so many increments exactly."""
    for row in rows:
        if rng.random() < 0.5:
            continue
        row["maximum"] = rng.choice(["0.5", "0.75", "2", "10.000000001"])
        met = (Fraction(row["connect_fee"] or 0) + rng.randint(1, 4)
               * increment_cost({}, row, int(row["first_increment"])))
        nano = met * 10 ** 9
        if (nano.denominator == 1 and met >= Fraction(row["minimum"] or 0)
                and met > 0 and rng.random() < 0.7):
            row["maximum"] = f"{nano.numerator // 10 ** 9}." \
                f"{nano.numerator % 10 ** 9:09}"


def draw_overrides(rng, destinations, bands):
    """Rows of some customers, each once for a destination and band."""
    rows = []
    for column, names in (("subscription", ["S1.0", "S2.1", "S3.0", "Z1.0",
                                            "B2.1"]),
                          ("account", ["A0", "A1", "A2", "A99"]),
                          ("group", ["gold", "silver"])):
        for name in names:
            wanted = draw_rows(rng, {d: d for d in rng.sample(
                sorted(set(destinations.values())),
                min(3, len(set(destinations.values()))))}, bands, True)
            for row in wanted:
                rows.append({**row, "subscription": "", "account": "",
                             "group": "", column: name})
    return rows


def draw_money(rng, price):
    if rng.random() < 0.5:
        price["currency"] = "USD"
        price["convert"] = {"to": rng.choice(["EUR", "JPY"]),
                            "mode": rng.choice(MODES),
                            "decimals": rng.randint(0, 9)}


def draw_exchange(rng):
    return [{"currency": "USD", "to": to, "from": day,
             "rate": f"{rng.randint(1, 2000000000) / 1000000000:.9f}"}
            for to in ("EUR", "JPY")
            for day in ("2026-03-08", "2026-06-15", "2026-10-25",
                        "2027-02-28")]


def draw_cost(rng, kind, unit, destinations, bands):
    cost = {"unit": unit, "rates": f"{kind}-cost.csv", "currency": "EUR",
            "rounding": {"mode": rng.choice(MODES),
                         "decimals": rng.randint(0, 9)}}
    draw_money(rng, cost)
    if rng.random() < 0.5:
        cost["band_split"] = rng.choice(["start", "end", "none", "exact"])
    if rng.random() < 0.5:
        cost["destinations"] = "carriers.csv"
    rows = []
    for network in ("", "n1", "n2"):
        for row in draw_rows(rng, destinations if kind != "data" else {},
                             bands, False):
            if rng.random() < 0.6:
                rows.append({**row, "network": network})
    return cost, rows or [{**draw_row(rng, "", "", "", ""), "network": ""}]


def draw_price(rng, name, kind, unit):
    price = {"kind": "usage", "usage_type": kind, "unit": unit, "name": name,
             "tax": "vat", "gl": "7", "rates": f"{name}.csv",
             "rounding": {"mode": rng.choice(MODES),
                          "decimals": rng.randint(0, 9)}}
    if rng.random() < 0.4:      # a price that says nothing else
        return price
    price["band_split"] = rng.choice(["start", "end", "none", "exact"])
    if rng.random() < 0.3:
        price["after_split"] = "none"
    price["zero_quantity"] = rng.choice(["free", "fees", "increment"])
    price["above_maximum"] = rng.choice(["free", "cut-off"])
    if rng.random() < 0.5:
        of = ["unit", "part"]
        if price["band_split"] != "exact":
            of.append("increment")
        price["intermediate_rounding"] = {
            "of": rng.choice(of), "mode": rng.choice(MODES),
            "decimals": rng.randint(0, 9)}
    if rng.random() < 0.5:
        price["overrides"] = f"{name}-own.csv"
    return price


def draw_tables(rng, price, name, bands, destinations, tables):
    """The rates of a price, and those of some customers."""
    rows, overrides = tables
    terms = "band_split" in price
    rows[name] = draw_rows(rng, destinations if price["unit"] != "octet"
                           else {}, bands, terms)
    if not rows[name]:
        rows[name] = [draw_row(rng, "", "", "", "")]
    overrides[name] = draw_overrides(rng, destinations, bands)
    if terms:
        draw_maximum(rng, rows[name] + overrides[name])
    if rng.random() < 0.3:      # in the document itself
        price["rates"] = [{k: v for k, v in row.items() if v}
                          for row in rows[name]]


def draw_catalog(rng):
    bands = draw_bands(rng)
    destinations = draw_destinations(rng)
    units = {"voice": "s", "sms": "1", "data": "octet"}
    rows, overrides = {}, {}

    def draw(name, kind):
        price = draw_price(rng, name, kind, units[kind])
        draw_tables(rng, price, name, bands, destinations, (rows, overrides))
        return price

    prices = {k: draw(k, k) for k in units}
    costs = {}
    for kind, price in prices.items():
        if rng.random() < 0.6:
            price["cost"] = kind
        costs[kind], rows["cost", kind] = draw_cost(
            rng, kind, price["unit"], destinations, bands)
    money = {}
    draw_money(rng, money)      # an offer is of one currency
    catalog = {
        "catalog": "drawn", "currency": "EUR", "costs": costs,
        "exchange": draw_exchange(rng),
        "time_zone": rng.choice(ZONES), "bands": bands,
        "taxes": {"vat": {"name": "VAT", "category": "S", "rates": [
            {"percent": "20", "from": "2014-01-01"}]}},
        "prices": prices,
        "offers": {"all": {"name": "All", "status": "active",
                           "prices": list(prices)}},
        "ledger": {"receivable": "4", "tax": "5", "rounding": "6"},
        "calendar": draw_calendar(rng),
        "names": sorted(set(destinations.values())),
    }
    draw_choices(rng, catalog, draw)
    draw_offers(rng, catalog)
    for price in prices.values():
        price.update(money)
    return catalog, destinations, rows, overrides


def draw_limits(rng, catalog, price):
    """For some destinations, some networks, or both."""
    which = rng.choice(["to", "in", "both"])
    if which != "in":
        price["destinations"] = rng.sample(
            sorted(catalog["destination_groups"]) + catalog["names"],
            rng.randint(1, 2))
    if which != "to":
        price["networks"] = rng.sample(sorted(catalog["network_groups"]),
                                       rng.randint(1, 2))


def draw_choices(rng, catalog, draw):
    """Prices beside those of a usage type, for some of it alone."""
    names = catalog["names"]
    catalog["destination_groups"] = {
        g: rng.sample(names, min(len(names), rng.randint(1, 4)))
        for g in ("some", "others")}
    catalog["network_groups"] = {
        "home": ["", "n1"], "away": ["n*"], "near": ["n2"]}
    prices = catalog["prices"]
    for kind in [k for k in list(prices) if rng.random() < 0.5]:
        if rng.random() < 0.2:      # and nothing for the rest
            draw_limits(rng, catalog, prices[kind])
        for n in range(rng.randint(1, 4)):
            price = draw(f"{kind}-{n}", kind)
            draw_limits(rng, catalog, price)
            prices[f"{kind}-{n}"] = price
            regions = {k: is_for(catalog, p) for k, p in prices.items()
                       if p["usage_type"] == kind}
            try:
                for where in set().union(*regions.values()):
                    narrowest(regions, where)
            except ValueError:      # the catalog would not load
                del prices[f"{kind}-{n}"]
    catalog["regions"] = {k: is_for(catalog, p) for k, p in prices.items()}
    catalog["offers"]["all"]["prices"] = list(prices)


def draw_offers(rng, catalog):
    """Some of the prices for a part of the usage are sold beside the rest."""
    offers = catalog["offers"]
    for name in [k for k in catalog["prices"] if "-" in k]:
        to = rng.choice(["all", "plus", "more"])
        for offer in {"all", to}:
            offers.setdefault(offer, {"name": offer, "status": "active",
                                      "prices": []})
        offers["all"]["prices"].remove(name)
        offers[to]["prices"].append(name)
        if not all(gets_along(catalog, [{"offer": o}]) for o in offers):
            offers[to]["prices"].remove(name)
            offers["all"]["prices"].append(name)
    for offer in [o for o in offers if not offers[o]["prices"]]:
        del offers[offer]


def draw_subscriptions(rng, catalog):
    """And one that cannot be beside them, perhaps."""
    subscriptions, refused = [], None
    for i in range(20):
        change = rng.choice(MOMENTS).replace(tzinfo=timezone.utc).isoformat()
        for n, (first, last) in enumerate((
                ("2026-01-01T00:00:00+00:00", change), (change, ""))):
            if n == 0 or rng.random() < 0.8:
                subscriptions.append({
                    "subscription": f"S{i}.{n}", "account": f"A{i % 7}",
                    "offer": "all", "identifier": f"id{i}",
                    "from": first, "to": last,
                    "param_group": rng.choice(["", "gold", "silver"])})
        for n in range(rng.choice([0, 1, 2, 4])):
            option = draw_option(rng, catalog, i, n)
            times = {parse_time(s[k]) for s in subscriptions + [option]
                     for k in ("from", "to") if s[k]}
            with_it = subscriptions + [option]
            if all(gets_along(catalog, held_at(with_it, f"id{i}", t))
                   for t in times):
                subscriptions = with_it
            elif refused is None:
                refused = option
    rng.shuffle(subscriptions)
    return subscriptions, refused


def draw_option(rng, catalog, i, n):
    first, last = sorted(rng.sample(MOMENTS, 2))
    return {"subscription": f"{rng.choice('BZ')}{i}.{n}",
            "account": rng.choice([f"A{i % 7}", "A99"]),
            "offer": rng.choice(list(catalog["offers"])),
            "identifier": f"id{i}",
            "from": first.replace(tzinfo=timezone.utc).isoformat(),
            "to": rng.choice(["", last.replace(
                tzinfo=timezone.utc).isoformat()]),
            "param_group": rng.choice(["", "gold"])}


def draw_usage(rng, number):
    kind, unit = rng.choice([("voice", "s")] * 4 + [("sms", "1"),
                                                    ("data", "octet")])
    network = rng.choice(NETWORKS)
    ts = rng.choice(MOMENTS) + timedelta(
        seconds=rng.randint(-86400, 86400),
        microseconds=rng.choice([0, 0, 500000, 1]))
    if rng.random() < 0.3:      # to begin or end as a band does
        ts = ts.replace(minute=ts.minute // 15 * 15, second=0, microsecond=0)
        ts -= timedelta(seconds=rng.choice([0, 1, 7, 30, 36, 60, 61, 120]))
    quantity = rng.choice([0, 1, rng.randint(1, 90), rng.randint(1, 4000)])
    called = "+" + "".join(rng.choices("123", k=rng.randint(4, 12)))
    if rng.random() < 0.05:
        called = rng.choice(["", "112", "+", "+4412", "+1x", "0612"])
    return {"type": "usage", "usage_id": f"u{number}",
            "ts": ts.isoformat() + "Z", "usage_type": kind,
            "identifier": f"id{rng.randint(0, 20)}",
            "called_number": called, "network": network, "quantity": quantity, "unit": unit,
            "source": "drawn", "seq": number}


# ---- both, side by side ---------------------------------------------------

def write_csv(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as f:
        out = csv.DictWriter(f, fieldnames=list(rows[0]))
        out.writeheader()
        out.writerows(rows)


def run_tool(folder, usage, shards=1):
    got = {}
    for shard in range(1, shards + 1):
        part = run_part(folder, usage,
                        [f"--shard={shard}/{shards}"] if shards > 1 else [])
        if got.keys() & part.keys():
            raise SystemExit("Bail out! two shards have the same record")
        got.update(part)
    return got


def refuse(folder, subscriptions, seed):
    """Two that are equally close to some usage are told, and who they are."""
    write_csv(f"{folder}/subs.csv", subscriptions)
    done = subprocess.run(
        ["bss-rate", "-q", "--no-end", "-c", f"{folder}/c", "-s",
         f"{folder}/subs.csv", "/dev/null"], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, check=False)
    if (done.returncode != 2 or "[rate-clash]" not in done.stderr
            or f"'{subscriptions[-1]['subscription']}'" not in done.stderr):
        raise SystemExit(f"Bail out! no clash, seed {seed}: {done.stderr}")


def run_part(folder, usage, options):
    with open(f"{folder}/usage", "w", encoding="utf-8") as f:
        f.writelines(json.dumps(u) + "\n" for u in usage)
    done = subprocess.run(
        ["bss-rate", *options, "-q", "--no-end", "-c", f"{folder}/c", "-s",
         f"{folder}/subs.csv", "-r", f"{folder}/rejects",
         f"{folder}/usage"], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit("Bail out! bss-rate ended "
                         f"{done.returncode}: {done.stderr}")
    got = {}
    for line in done.stdout.splitlines():
        r = json.loads(line, parse_float=Fraction, parse_int=int)
        if r["type"] == "rated":
            got[r["usage_id"]] = (
                r["subscription"], r["account"], r["offer"], r["price"], r.get("destination", ""), r.get("band", ""),
                r["charged_quantity"], Fraction(r["amount"]),
                Fraction(r["price_amount"]) if "price_amount" in r else None,
                r["currency"], r.get("cost_reason", (
                    Fraction(r["cost_amount"]), r["cost_currency"])
                    if "cost_amount" in r else None))
    with open(f"{folder}/rejects", encoding="utf-8") as f:
        for r in map(json.loads, f):
            got[json.loads(r["raw"])["usage_id"]] = r["code"]
    return got


def carriers(destinations):
    """Another table of prefixes of the same names: each a digit longer."""
    return {p + str(len(p) % 3 + 1): d for p, d in destinations.items()}


def expected(catalog, destinations, rows, overrides, subscriptions, usage):
    try:
        subscription, name, to = price_of(catalog, destinations,
                                          subscriptions, usage)
        price = catalog["prices"][name]
        converted(catalog, price, Fraction(0), usage)   # or there is none
        result = rate(catalog, destinations, chain_of(
            price, rows[name], overrides[name], subscription), price, usage)
        tables = {k[1]: v for k, v in rows.items() if isinstance(k, tuple)}
        tables["prefixes"] = {None: destinations,
                              "carriers.csv": carriers(destinations)}
        cost = cost_of(catalog, tables, price, usage)
        amount = converted(catalog, price, result[3], usage)
        return (subscription["subscription"], subscription["account"],
                subscription["offer"], name, to or result[0]) + result[1:3] + (
            amount, result[3] if "convert" in price else None,
            price["convert"]["to"] if "convert" in price else "EUR", cost)
    except Reject as why:
        return why.args[0]


def one(seed):
    rng = random.Random(seed)
    BAND_AT.clear()
    catalog, destinations, rows, overrides = draw_catalog(rng)
    subscriptions, refused = draw_subscriptions(rng, catalog)
    usage = [draw_usage(rng, n) for n in range(RECORDS)]
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(f"{folder}/c")
        with open(f"{folder}/c/catalog.json", "w", encoding="utf-8") as f:
            json.dump({k: v for k, v in catalog.items()
                       if k not in ("calendar", "exchange", "names",
                                    "regions")}, f)
        write_csv(f"{folder}/c/exchange.csv", catalog["exchange"])
        write_csv(f"{folder}/c/carriers.csv", [
            {"prefix": p, "destination": d}
            for p, d in carriers(destinations).items()])
        write_csv(f"{folder}/c/calendar.csv", [
            {"date": "2000-01-01", "kind": k} for k in KINDS] + [
            {"date": d, "kind": k}
            for d, kinds in catalog["calendar"].items() for k in kinds])
        write_csv(f"{folder}/c/destinations.csv", [
            {"prefix": p, "destination": d}
            for p, d in destinations.items()])
        for kind, table in rows.items():
            if isinstance(kind, tuple):
                write_csv(f"{folder}/c/{kind[1]}-cost.csv", table)
                continue
            write_csv(f"{folder}/c/{kind}.csv", table)
            write_csv(f"{folder}/c/{kind}-own.csv", overrides[kind])
        if refused is not None:
            refuse(folder, subscriptions + [refused], seed)
        write_csv(f"{folder}/subs.csv", subscriptions)
        got = run_tool(folder, usage)
        # the accounts of three shards are those of one
        if seed % 4 == 0 and run_tool(folder, usage, 3) != got:
            raise SystemExit(f"Bail out! shards differ, seed {seed}")
    wrong = []
    for u in usage:
        want = expected(catalog, destinations, rows, overrides,
                        subscriptions, u)
        if got.get(u["usage_id"]) != want:
            wrong.append((u, want, got.get(u["usage_id"])))
    rated = sum(isinstance(g, tuple) for g in got.values())
    return f"{rated} rated, {catalog['time_zone']}", wrong


def main():
    build = os.environ.get("BUILD", "build")
    os.environ["PATH"] = os.path.abspath(build) + "/bin:" \
        + os.environ["PATH"]
    first = int(os.environ.get("SEED", "1"))
    failed = 0
    for n in range(CATALOGS):
        what, wrong = one(first + n)
        print(f"{'not ' if wrong else ''}ok {n + 1} - {RECORDS} records, "
              f"{what}, seed {first + n}")
        for usage, want, got in wrong[:3]:
            print(f"# {json.dumps(usage)}\n#  got {got}\n# want {want}")
        failed += bool(wrong)
    print(f"1..{CATALOGS}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
