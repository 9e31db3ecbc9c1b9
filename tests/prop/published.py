#!/usr/bin/env python3
"""published.py: what other systems publish of their rating, priced here, TAP.

A file of tests/published says of one system what its tests or pages publish:
usage, terms and the result, as facts. The terms are those of
ossbss-catalog(5), a case is one subscription of an account of its own, and
all cases of a file are rated together and, per period, billed together.

    system      whose convention it is; basis: tests, whose results these
                are, or rules, from which they were reckoned
    catalog     members of catalog.json that all cases share, and
                destinations: prefixes by name; calendar: kinds by date
    prices, allowances, discounts, commitments    by id, as in catalog.json
    offers      prices, allowances, ... of each, without name and status
    defaults    members that cases have unless they say otherwise
    cases       name; offer; from, to, param_*: the subscription's; period,
                or several whose sums are asked; bill_day; usage: a list of
                quantities or objects (at; q, of which two are all from one
                to the other; to; type; id; readings: so many windows; ...);
                and what is published: amounts of each record, each: the
                amount of all of them, amount: their sum; charged: the sum of
                their charged quantities; taken, paid: what came out of
                buckets of units, of money; rejected: codes; or billed: the
                document's lines less its allowances, in the decimals of the
                currency
    count       of the published cases that a case stands for, 1 without it

ONLY=text: cases whose name has it.
"""

import glob
import json
import os
import subprocess
import sys
import tempfile
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
BUILD = os.path.join(ROOT, os.environ.get("BUILD", "build"))
TAX = {"name": "None", "category": "O",
       "rates": [{"percent": "0", "from": "1990-01-01"}]}
KEPT = ("in_octets", "out_octets", "calling_number", "direction", "network",
        "end_ts", "reading_quality")


def stamp(t):
    return t.strftime("%Y-%m-%dT%H:%M:%SZ")


def instant(text):
    text = text if "T" in text else text + "T00:00:00Z"
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def bounds(period):
    """From and to of '2026-10' or '2026-10-05/2026-11-05'."""
    if "/" in period:
        return tuple(map(date.fromisoformat, period.split("/")))
    first = date.fromisoformat(period + "-01")
    return first, (first + timedelta(days=31)).replace(day=1)


class Judged:
    """The cases of one file."""

    def __init__(self, path):
        with open(path) as f:
            self.file = json.load(f)
        self.system = self.file["system"]
        only = os.environ.get("ONLY", "")
        self.cases = [dict(self.file.get("defaults", {}), **c, n=n)
                      for n, c in enumerate(self.file["cases"])
                      if only in c["name"]]
        self.got = {}

    # what the tools read

    def catalog(self, home):
        f = self.file
        doc = {"catalog": "published", "currency": "EUR", "time_zone": "UTC",
               "taxes": {"none": TAX}, "prices": {}, "offers": {},
               "ledger": {"receivable": "4110", "tax": "4457",
                          "rounding": "6580"}}
        shared = dict(f.get("catalog", {}))
        destinations = shared.pop("destinations", {})
        calendar = shared.pop("calendar", {})
        doc.update(shared)
        for part in ("prices", "discounts", "commitments", "allowances"):
            for key, value in f.get(part, {}).items():
                base = {"name": key}
                if part == "prices":
                    base.update(kind="usage", tax="none", gl="7000")
                    if value.get("kind", "usage") == "usage":
                        base.update(usage_type="voice", unit="s")
                elif part == "discounts":
                    base.update(gl="7090")
                elif part == "commitments":
                    base.update(gl="7091", tax="none")
                doc.setdefault(part, {})[key] = dict(base, **value)
        for key, value in f["offers"].items():
            if isinstance(value, str):
                value = {"prices": [value]}
            doc["offers"][key] = dict({"name": key, "status": "active"},
                                      **value)
        os.mkdir(f"{home}/catalog")
        with open(f"{home}/catalog/catalog.json", "w") as out:
            json.dump(doc, out, indent=1)
        if destinations:
            with open(f"{home}/catalog/destinations.csv", "w") as out:
                out.write("prefix,destination\n")
                for name, prefixes in destinations.items():
                    for p in prefixes:
                        out.write(f"{p},{name}\n")
        if calendar:
            with open(f"{home}/catalog/calendar.csv", "w") as out:
                out.write("date,kind\n")
                for day, kind in calendar.items():
                    out.write(f"{day},{kind}\n")

    def usage(self, case):
        first = bounds(case["period"])[0]
        at = datetime(first.year, first.month, first.day, 10,
                      tzinfo=timezone.utc)
        price = self.file["prices"][case["price"]] if "price" in case else {}
        for k, u in enumerate(case.get("usage", [])):
            if not isinstance(u, dict):
                u = {"q": u}
            if "readings" in u:
                yield from self.readings(case, k, u)
                continue
            q = u.get("q", 0)
            quantities = range(q[0], q[1] + 1) if isinstance(q, list) else [q]
            for i, q in enumerate(quantities):
                t = instant(u["at"]) if "at" in u else at
                rec = {"type": "usage", "usage_id":
                       f"c{case['n']:03}.{k:03}.{i:05}", "ts": stamp(t),
                       "usage_type": u.get("type", price.get(
                           "usage_type", case.get("type", "voice"))),
                       "identifier": u.get("id", f"c{case['n']}"),
                       "quantity": q,
                       "unit": u.get("unit", price.get(
                           "unit", case.get("unit", "s"))),
                       "source": "published", "seq": 1}
                if "to" in u:
                    rec["called_number"] = u["to"]
                for key in KEPT:
                    if key in u:
                        rec[key] = u[key]
                yield rec
            at += timedelta(minutes=1)

    @staticmethod
    def readings(case, k, u):
        """So many windows of 300 s, Mbit/s from the first to the last."""
        n, sides = u["readings"], []
        for side in ("in", "out"):
            a, b = u[side]
            sides.append([a + (b - a) * i // max(1, n - 1)
                          for i in range(n)])
        first = bounds(case["period"])[0]
        begin = datetime(first.year, first.month, first.day, 12,
                         tzinfo=timezone.utc)
        for i, (a, b) in enumerate(zip(*sides)):
            t = begin + timedelta(seconds=300 * i)
            yield {"type": "usage", "usage_id":
                   f"c{case['n']:03}.{k:03}.{i:05}", "ts": stamp(t),
                   "end_ts": stamp(t + timedelta(seconds=300)),
                   "usage_type": u["type"], "identifier": f"c{case['n']}",
                   "quantity": (a + b) * 37500000, "unit": u["unit"],
                   "in_octets": a * 37500000, "out_octets": b * 37500000,
                   "source": "published", "seq": 1}

    def subscriptions(self, case):
        for s in case.get("subscriptions", [{}]):
            s = dict({"from": case.get("from", "2000-01-01"),
                      "to": case.get("to"), "offer": case["offer"],
                      "id": f"c{case['n']}"}, **s)
            row = {"type": "subscription",
                   "subscription": s.get("subscription", s["id"]),
                   "account": f"A{case['n']}", "offer": s["offer"],
                   "identifier": s["id"], "from": stamp(instant(s["from"]))}
            if s["to"]:
                row["to"] = stamp(instant(s["to"]))
            row.update({k: v for k, v in {**case, **s}.items()
                        if k.startswith("param_")})
            yield row

    # what they say

    def run(self, home):
        self.env = dict(os.environ, OSSBSS_HOME=home, LC_ALL="C", TZ="UTC",
                        OSSBSS_SHARE=os.path.join(ROOT, "share"),
                        PATH=f"{BUILD}/bin:{os.environ['PATH']}")
        self.home = home
        self.catalog(home)
        self.tool("bss-catalog", "check", "-q", ok=(0, 1))
        periods = {}
        for case in self.cases:
            months = case["period"]
            for month in months if isinstance(months, list) else [months]:
                periods.setdefault(month, []).append(
                    dict(case, period=month))
        for period, cases in periods.items():
            self.one_period(period, cases)

    def tool(self, *args, ok=(0,), **kw):
        done = subprocess.run(args, cwd=self.home, text=True, env=self.env,
                              capture_output=True, **kw)
        if done.returncode not in ok:
            raise RuntimeError(f"{' '.join(args)}: {done.stderr}")
        return done.stdout

    def one_period(self, period, cases):
        with open(f"{self.home}/subs", "w") as f:
            for case in cases:
                for s in self.subscriptions(case):
                    f.write(json.dumps(s) + "\n")
        usage = sorted((u for c in cases for u in self.usage(c)),
                       key=lambda u: (u["ts"], u["usage_id"]))
        rated = self.tool(
            "bss-rate", "-q", "--no-end", "-s", "subs", "--period", period,
            "-r", "rejects", input="".join(json.dumps(u) + "\n"
                                           for u in usage), ok=(0, 1))
        for line in rated.splitlines():
            r = json.loads(line, parse_float=Decimal)
            if r["type"] == "rated":
                self.got.setdefault(self.number(r["usage_id"]), []).append(r)
        if os.path.exists(f"{self.home}/rejects"):
            with open(f"{self.home}/rejects") as f:
                for line in f:
                    r = json.loads(line)
                    n = self.number(json.loads(r["raw"])["usage_id"])
                    self.got.setdefault(n, []).append(r)
        if any("billed" in c for c in cases):
            self.bill(period, cases, rated)

    @staticmethod
    def number(usage_id):
        return int(usage_id.split(".")[0][1:])

    def bill(self, period, cases, rated):
        with open(os.path.join(ROOT, "share/demo/operator.json")) as f, \
                open(f"{self.home}/operator.json", "w") as g:
            g.write(f.read())
        if os.path.exists(f"{self.home}/bss.db"):
            os.remove(f"{self.home}/bss.db")
        parties = [{"type": "customer", "customer": "C", "name": "C"}]
        parties += [{"type": "account", "account": f"A{c['n']}",
                     "customer": "C", "currency": self.file.get(
                         "catalog", {}).get("currency", "EUR"),
                     "bill_day": c.get("bill_day", 1)} for c in cases]
        parties += [s for c in cases for s in self.subscriptions(c)]
        self.tool("bss-crm", "init")
        self.tool("bss-crm", "import", "-q", "--no-end",
                  input="".join(json.dumps(p) + "\n" for p in parties))
        self.tool("bss-bill", "run", "-q", "--period", period, input=rated,
                  ok=(0, 1))
        lines = self.tool("bss-bill", "render", "--draft", "--all",
                          "--format", "json", ok=(0, 1)).splitlines()
        for line in lines:
            doc = json.loads(line)
            n = int(doc["account"][1:])
            net = sum(Decimal(x["line_net_amount"])
                      for x in doc["invoice_lines"])
            net -= sum(Decimal(x["allowance_amount"])
                       for x in doc.get(
                           "document_level_allowances", []))
            self.got.setdefault(n, []).append({"billed": net, "doc": doc})

    # the verdict

    def faults(self, case):
        got = self.got.get(case["n"], [])
        rated = sorted((r for r in got if r.get("type") == "rated"),
                       key=lambda r: r["usage_id"])
        amounts = [Decimal(r.get("amount", 0)) for r in rated]
        made = {
            "amounts": amounts,
            "each": amounts,
            "amount": sum(amounts),
            "charged": sum(r.get("charged_quantity", 0) for r in rated),
            "taken": sum(r.get("allowance_quantity", 0) for r in rated),
            "paid": sum(Decimal(r.get("allowance_amount", 0))
                        for r in rated),
            "rejected": [r["code"] for r in got if "code" in r],
            "billed": sum(r["billed"] for r in got if "billed" in r),
        }
        for what, value in made.items():
            want = case.get(what)
            if want is None and what != "rejected":
                continue
            if what == "amounts":
                want = list(map(Decimal, want))
            elif what == "each":
                want = [Decimal(want)] * len(amounts)
            elif what in ("amount", "billed", "paid"):
                want = Decimal(want)
            elif what == "rejected":
                want = want or []
            if want != value:
                yield f"{what}: published {want}, here {value}"


def main():
    n = 0
    for path in sorted(glob.glob(f"{ROOT}/tests/published/*.json")):
        if sys.argv[1:] and os.path.basename(path)[:-5] not in sys.argv[1:]:
            continue
        judged = Judged(path)
        error = None
        with tempfile.TemporaryDirectory() as home:
            try:
                judged.run(home)
            except RuntimeError as e:
                error = str(e)
        if error:
            print("#", error.replace("\n", "\n# "))
        for case in judged.cases:
            n += 1
            faults = ["not run"] if error else list(judged.faults(case))
            print("not ok" if faults else "ok", n,
                  f"- {judged.system}: {case['name']}")
            for text in faults:
                print("#", text)
    print(f"1..{n}")
    return 0


sys.exit(main())
