#!/usr/bin/env python3
"""rate_reference.py: bss-rate against a slow rating of its own, as TAP.

Catalogs, subscriptions and usage are drawn from a seed; each record is rated
here from the words of bss-rate(1) and ossbss-catalog(5) alone: increment by
increment, in exact fractions, with the clock of Python's zoneinfo. Amount,
quantity, bands and destination must be the same, and so must the code of a
reject. SEED=n draws other cases; the seed is in the name of each test.
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
from zoneinfo import ZoneInfo

CATALOGS = 12
RECORDS = 300
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
ZONES = ["Europe/Paris", "America/New_York", "Asia/Kolkata",
         "Australia/Lord_Howe", "America/Santiago", "UTC"]
# nights in which clocks change somewhere, and plain days
MOMENTS = [datetime(2026, 3, 29), datetime(2026, 10, 25),
           datetime(2026, 3, 8, 7), datetime(2026, 11, 1, 6),
           datetime(2026, 4, 4, 15), datetime(2026, 4, 5, 3),
           datetime(2026, 9, 6, 4), datetime(2026, 6, 15),
           datetime(2026, 12, 31), datetime(2027, 2, 28)]
KINDS = ["holiday", "half-day"]
MODES = ["half-up", "half-even", "up", "down"]


class Reject(Exception):
    """The code that the record is rejected with."""


# ---- the reference --------------------------------------------------------

BAND_OF_MINUTE = {}         # bands and offsets change at whole minutes


def band_at(catalog, instant):
    key = id(catalog), int(instant.timestamp() // 60)
    if key not in BAND_OF_MINUTE:
        BAND_OF_MINUTE[key] = band_find(catalog, instant)
    return BAND_OF_MINUTE[key]


def band_find(catalog, instant):
    """The heaviest window that holds; windows of one weight never clash."""
    local = instant.astimezone(ZoneInfo(catalog["time_zone"]))
    minute = local.hour * 60 + local.minute
    best, weight = "offpeak", -1
    for name, windows in catalog["bands"].items():
        for w in windows:
            if (int(w.get("weight", "0")) > weight
                    and in_window(catalog, w, local.date(), minute)):
                best, weight = name, int(w.get("weight", "0"))
    return best


def in_window(catalog, w, date, minute):
    start, end = (int(t[:2]) * 60 + int(t[3:]) for t in (w["from"], w["to"]))
    if end > start:
        return begins_on(catalog, w, date) and start <= minute < end
    return (begins_on(catalog, w, date) and minute >= start
            or begins_on(catalog, w, date - timedelta(days=1))
            and minute < end)


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


def instant_of(catalog, text):
    """A date is its midnight in the zone; none of ours is skipped."""
    return datetime.fromisoformat(text).replace(
        tzinfo=ZoneInfo(catalog["time_zone"]))


def rate_of(catalog, rows, destination, band, start):
    """A destination's own rows first, then a band's own."""
    for d in ([destination] if destination else []) + [""]:
        for b in (band, ""):
            for row in rows:
                if (row["destination"], row["band"]) != (d, b):
                    continue
                if row["from"] and start < instant_of(catalog, row["from"]):
                    continue
                if row["to"] and start >= instant_of(catalog, row["to"]):
                    continue
                return row
    return None


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


def rate(catalog, destinations, rows, price, usage):
    start = datetime.fromisoformat(usage["ts"].replace("Z", "+00:00"))
    destination = destination_of(destinations, rows,
                                 usage.get("called_number", ""))
    by_band = any(row["band"] for row in rows)
    counted, exact, bands, first = 0, Fraction(0), [], None
    while counted < usage["quantity"] or first is None:
        at = start
        if price["unit"] == "s":
            at = start + timedelta(seconds=counted)
        band = band_at(catalog, at) if by_band else ""
        row = rate_of(catalog, rows, destination, band, start)
        if row is None:
            raise Reject("rate-no-price")
        if row["band"] and row["band"] not in bands:
            bands.append(row["band"])
        size = int((row["next_increment"] if first
                    else row["first_increment"]) or 1)
        first = first or row
        if usage["quantity"] == 0:
            break
        counted += size
        exact += Fraction(row["price"]) * size / int(row["per"])
    if usage["quantity"] > 0:
        exact = max(exact + Fraction(first["connect_fee"] or 0),
                    Fraction(first["minimum"] or 0))
    rounding = price["rounding"]
    amount = round_to(exact, rounding["decimals"], rounding["mode"])
    return (destination, "+".join(bands), counted, amount)


def subscription_of(subscriptions, usage):
    ts = datetime.fromisoformat(usage["ts"].replace("Z", "+00:00"))
    for s in subscriptions:
        if (s["identifier"] == usage["identifier"]
                and datetime.fromisoformat(s["from"]) <= ts
                and (not s["to"] or ts < datetime.fromisoformat(s["to"]))):
            return s
    raise Reject("rate-no-subscription")


# ---- the cases ------------------------------------------------------------

def quarter(n):
    return f"{n // 4:02}:{n % 4 * 15:02}"


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
    increments = rng.choice([(1, 1), (60, 60), (60, 1), (30, 6), (1, 7)])
    return {
        "destination": destination, "band": band,
        "connect_fee": rng.choice(["", "0.05", "0.123456789"]),
        "price": f"{rng.randint(0, 2000) / 1000:.3f}",
        "per": rng.choice(["1", "60", "7", "1000"]),
        "first_increment": str(increments[0]),
        "next_increment": str(increments[1]),
        "minimum": rng.choice(["", "", "0.5"]), "from": first, "to": last,
    }


def draw_rows(rng, destinations, bands):
    rows = []
    names = sorted(set(destinations.values()))
    for d in names + [""] * (rng.random() < 0.5):
        for b in rng.sample(sorted({*bands, "offpeak", ""}), 3):
            if rng.random() < 0.3:
                rows.append(draw_row(rng, d, b, "", "2026-06-15"))
                rows.append(draw_row(rng, d, b, "2026-06-15", ""))
            else:
                rows.append(draw_row(rng, d, b, "", ""))
    return rows


def draw_price(rng, kind, unit):
    return {"kind": "usage", "usage_type": kind, "unit": unit, "name": kind,
            "tax": "vat", "gl": "7", "rates": f"{kind}.csv",
            "rounding": {"mode": rng.choice(MODES),
                         "decimals": rng.randint(0, 9)}}


def draw_catalog(rng):
    bands = draw_bands(rng)
    destinations = draw_destinations(rng)
    prices = {k: draw_price(rng, k, u) for k, u in
              (("voice", "s"), ("sms", "1"), ("data", "octet"))}
    rows = {k: draw_rows(rng, destinations if k != "data" else {}, bands)
            for k in prices}
    if not rows["data"]:
        rows["data"] = [draw_row(rng, "", "", "", "")]
    catalog = {
        "catalog": "drawn", "currency": "EUR",
        "time_zone": rng.choice(ZONES), "bands": bands,
        "taxes": {"vat": {"name": "VAT", "category": "S", "rates": [
            {"percent": "20", "from": "2014-01-01"}]}},
        "prices": prices,
        "offers": {"all": {"name": "All", "status": "active",
                           "prices": list(prices)}},
        "ledger": {"receivable": "4", "tax": "5", "rounding": "6"},
        "calendar": draw_calendar(rng),
    }
    return catalog, destinations, rows


def draw_subscriptions(rng):
    subscriptions = []
    for i in range(20):
        change = rng.choice(MOMENTS).replace(tzinfo=timezone.utc).isoformat()
        for n, (first, last) in enumerate((
                ("2026-01-01T00:00:00+00:00", change), (change, ""))):
            if n == 0 or rng.random() < 0.8:
                subscriptions.append({
                    "subscription": f"S{i}.{n}", "account": f"A{i % 7}",
                    "offer": "all", "identifier": f"id{i}",
                    "from": first, "to": last})
    return subscriptions


def draw_usage(rng, number):
    kind, unit = rng.choice([("voice", "s")] * 4 + [("sms", "1"),
                                                    ("data", "octet")])
    ts = rng.choice(MOMENTS) + timedelta(
        seconds=rng.randint(-86400, 86400),
        microseconds=rng.choice([0, 0, 500000, 1]))
    quantity = rng.choice([0, 1, rng.randint(1, 90), rng.randint(1, 4000)])
    called = "+" + "".join(rng.choices("123", k=rng.randint(4, 12)))
    if rng.random() < 0.05:
        called = rng.choice(["", "112", "+", "+4412", "+1x", "0612"])
    return {"type": "usage", "usage_id": f"u{number}",
            "ts": ts.isoformat() + "Z", "usage_type": kind,
            "identifier": f"id{rng.randint(0, 20)}",
            "called_number": called, "quantity": quantity, "unit": unit,
            "source": "drawn", "seq": number}


# ---- both, side by side ---------------------------------------------------

def write_csv(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as f:
        out = csv.DictWriter(f, fieldnames=list(rows[0]))
        out.writeheader()
        out.writerows(rows)


def run_tool(folder, usage):
    with open(f"{folder}/usage", "w", encoding="utf-8") as f:
        f.writelines(json.dumps(u) + "\n" for u in usage)
    done = subprocess.run(
        ["bss-rate", "-q", "--no-end", "-c", f"{folder}/c", "-s",
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
                r.get("destination", ""), r.get("band", ""),
                r["charged_quantity"], Fraction(r["amount"]))
    with open(f"{folder}/rejects", encoding="utf-8") as f:
        for r in map(json.loads, f):
            got[json.loads(r["raw"])["usage_id"]] = r["code"]
    return got


def expected(catalog, destinations, rows, subscriptions, usage):
    try:
        subscription_of(subscriptions, usage)
        kind = usage["usage_type"]
        return rate(catalog, destinations, rows[kind],
                    catalog["prices"][kind], usage)
    except Reject as why:
        return why.args[0]


def one(seed):
    rng = random.Random(seed)
    BAND_OF_MINUTE.clear()
    catalog, destinations, rows = draw_catalog(rng)
    subscriptions = draw_subscriptions(rng)
    usage = [draw_usage(rng, n) for n in range(RECORDS)]
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(f"{folder}/c")
        with open(f"{folder}/c/catalog.json", "w", encoding="utf-8") as f:
            json.dump({k: v for k, v in catalog.items()
                       if k != "calendar"}, f)
        write_csv(f"{folder}/c/calendar.csv", [
            {"date": "2000-01-01", "kind": k} for k in KINDS] + [
            {"date": d, "kind": k}
            for d, kinds in catalog["calendar"].items() for k in kinds])
        write_csv(f"{folder}/c/destinations.csv", [
            {"prefix": p, "destination": d}
            for p, d in destinations.items()])
        for kind, table in rows.items():
            write_csv(f"{folder}/c/{kind}.csv", table)
        write_csv(f"{folder}/subs.csv", subscriptions)
        got = run_tool(folder, usage)
    wrong = []
    for u in usage:
        want = expected(catalog, destinations, rows, subscriptions, u)
        if got.get(u["usage_id"]) != want:
            wrong.append((u, want, got.get(u["usage_id"])))
    return catalog["time_zone"], wrong


def main():
    build = os.environ.get("BUILD", "build")
    os.environ["PATH"] = os.path.abspath(build) + "/bin:" \
        + os.environ["PATH"]
    first = int(os.environ.get("SEED", "1"))
    failed = 0
    for n in range(CATALOGS):
        zone, wrong = one(first + n)
        print(f"{'not ' if wrong else ''}ok {n + 1} - {RECORDS} records in "
              f"{zone}, seed {first + n}")
        for usage, want, got in wrong[:3]:
            print(f"# {json.dumps(usage)}\n#  got {got}\n# want {want}")
        failed += bool(wrong)
    print(f"1..{CATALOGS}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
