#!/usr/bin/env python3
"""calls.py: partial records and legs against a model that knows the calls.

Calls are drawn from a seed, each with one or two legs of several numbered
records; records get lost, come twice, late, in any order, cut into any files
and runs with a state from one to the next. The model knows which records of a
call were there when it ended and what they come to: usage, what is missing of
it, records that came too late, duplicates and the law of each run must be the
same. SEED=n draws other calls.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from datetime import datetime, timezone

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
TOOL = os.path.join(ROOT, os.environ.get("BUILD", "build"),
                    "bin/bss-mediate")
WORLDS = 12
BEGIN = 1790000000
NEVER = BEGIN + 10 ** 8


def draw_format(r):
    call = {"number": "n", "kind": "kind", "last": ["L", "E"],
            "timeout_s": r.choice([600, 3600, 20000]),
            "remember_s": 10 ** 6}
    if r.random() < .7:
        call["single"] = ["S"]
    if r.random() < .5:
        call["from"] = "0"
    legs = r.random() < .6
    if legs:
        call["leg"] = "side"
        call["legs"] = [{"name": "a", "equals": ["O"]},
                        {"name": "b", "equals": ["T", "F"],
                         "fields": ["called_number", "x_trunk"]}]
        if r.random() < .3:
            call["legs"][1]["optional"] = True
    return {"description": "d", "source": "sw",
            "csv": {"header": r.random() < .3},
            "columns": ["id", "n", "kind", "side", "t", "s", "in", "who",
                        "to", "trunk"],
            "key": ["id"], "call": call,
            "fields": {
                "ts": {"column": "t", "time": "epoch"},
                "end_ts": {"ts_plus": "quantity"}, "usage_type": "voice",
                "identifier": {"column": "who"},
                "called_number": {"column": "to"},
                "quantity": {"column": "s"}, "unit": "s",
                "in_octets": {"column": "in"},
                "x_trunk": {"column": "trunk"}}}


class Call:
    def __init__(self, r, n, format_):
        terms = format_["call"]
        self.id, self.terms = f"c{n}", terms
        first = int(terms.get("from", "1"))
        start = BEGIN + r.randint(0, 40000)
        self.records = []
        for leg in terms.get("legs", [{"name": "call", "equals": ["O"]}]):
            if leg.get("optional") and r.random() < .5:
                continue
            parts = r.choice([1, 1, 2, 3, 6])
            at = start
            for i in range(parts):
                span = r.randint(0, 900)
                kind = (r.choice(terms["last"]) if i == parts - 1
                        else "F" if i == 0 else "I")
                number = first + i
                if parts == 1 and "single" in terms:
                    kind, number = "S", r.randint(0, 9)
                self.records.append({
                    "id": self.id, "n": number, "kind": kind,
                    "side": r.choice(leg["equals"]), "t": at, "s": span,
                    "in": r.randint(0, 10 ** 12), "who": f"w{n}",
                    "to": f"t{leg['name']}{i}",
                    "trunk": r.choice(["", "x,y", 'q"', "3:x"])
                    + leg["name"],
                    "leg": leg["name"], "number": first + i,
                    "last": i == parts - 1})
                at += span


def missing(terms, have):
    words = []
    legs = terms.get("legs", [{"name": "call"}])
    for leg in legs:
        mine = [x for x in have if x["leg"] == leg["name"]]
        prefix = leg["name"] + ":" if len(legs) > 1 else ""
        if not mine:
            if not leg.get("optional"):
                words.append(leg["name"])
            continue
        at, numbers = int(terms.get("from", "1")), {
            x["number"] for x in mine}
        while at < max(numbers):
            end = at
            while end not in numbers:
                end += 1
            if end > at:
                words.append(prefix + (f"{at}" if end == at + 1
                                       else f"{at}-{end - 1}"))
            at = end + 1
        if not any(x["last"] for x in mine):
            words.append(prefix + "last")
    return " ".join(words)


def usage(terms, have):
    """What the records of a call that were there make"""
    legs = [leg["name"] for leg in terms.get("legs", [{"name": "call"}])]
    by_leg = {n: sorted((x for x in have if x["leg"] == n),
                        key=lambda x: x["number"]) for n in legs}
    main = [n for n in legs if by_leg[n]][0]
    of = by_leg[main]
    second = by_leg[legs[1]] if len(legs) > 1 and by_leg[legs[1]] else of
    out = {"ts": min(x["t"] for x in of),
           "end_ts": max(x["t"] + x["s"] for x in of),
           "quantity": sum(x["s"] for x in of),
           "in_octets": sum(x["in"] for x in of),
           "identifier": of[0]["who"], "called_number": second[0]["to"],
           "x_trunk": second[0]["trunk"]}
    if len(legs) == 1 and of[0]["kind"] == "S":
        return out
    out["parts"] = len(have)
    if missing(terms, have):
        out["missing_parts"] = missing(terms, have)
        out["reading_quality"] = "partial"
    return out


class Model:
    def __init__(self, terms):
        self.terms = terms
        self.open, self.over, self.clock = {}, {}, -1

    def whole(self, have):
        legs = self.terms.get("legs", [{"name": "call"}])
        return not missing(self.terms, have) and all(
            any(x["leg"] == leg["name"] for x in have) for leg in legs)

    def run(self, records, now):
        """(usage by call, late records, duplicates)"""
        made, late, twice = {}, [], 0
        for x in records:
            key = (x["leg"], x["number"])
            self.clock = max(self.clock, x["t"] + x["s"])
            if x["kind"] == "S" and "legs" not in self.terms:
                made.setdefault(x["id"], []).append(usage(self.terms, [x]))
                continue
            if x["id"] in self.over:
                if key in self.over[x["id"]]:
                    twice += 1
                else:
                    late.append(x)
                continue
            have = self.open.setdefault(x["id"], {})
            if key in have:
                twice += 1
                continue
            have[key] = x
            if self.whole(list(have.values())):
                self.end(x["id"], made)
        now = max(self.clock, now)
        for call, have in list(self.open.items()):
            if max(x["t"] + x["s"] for x in have.values()) \
                    + self.terms["timeout_s"] < now:
                self.end(call, made)
        return made, late, twice

    def end(self, call, made):
        have = self.open.pop(call)
        self.over[call] = set(have)
        made.setdefault(call, []).append(usage(self.terms,
                                               list(have.values())))


def quoted(x):
    text = str(x)
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',"') \
        else text


def write(r, path, format_, records):
    columns = list(format_["columns"])
    with open(path, "w", encoding="utf-8") as f:
        if format_["csv"]["header"]:
            r.shuffle(columns)
            f.write(",".join(columns) + "\n")
        for x in records:
            f.write(",".join(quoted(x[c]) for c in columns) + "\n")


def draw_runs(r, calls):
    """Records of runs: some lost, some twice, some in another run"""
    runs = [[] for _ in range(r.randint(1, 5))]
    for call in calls:
        home = r.randrange(len(runs))
        for x in call.records:
            if r.random() < .06:
                continue
            i = home
            while i + 1 < len(runs) and r.random() < .3:
                i += 1
            runs[i].append(x)
            if r.random() < .08:
                runs[r.randrange(i, len(runs))].append(x)
    for records in runs:
        r.shuffle(records)
    return runs + [[]]


def epoch(text):
    return int(datetime.fromisoformat(text).timestamp())


def tool(folder, files, n, now):
    args = [TOOL, "csv", "-q", "-f", f"{folder}/f.json", "--audit",
            f"{folder}/audit", "-r", f"{folder}/rejects", "--state-out",
            f"{folder}/s{n + 1}"]
    if n > 0:
        args += ["--state-in", f"{folder}/s{n}"]
    if now >= 0:
        args += ["--now", stamp(now)]
    done = subprocess.run(args + files, text=True, capture_output=True,
                          check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"Bail out! {done.returncode}: {done.stderr}")
    made = {}
    for line in done.stdout.splitlines():
        x = json.loads(line)
        if x["type"] != "usage":
            continue
        call = x["usage_id"].removeprefix("sw:")
        x["ts"], x["end_ts"] = epoch(x["ts"]), epoch(x["end_ts"])
        made.setdefault(call, []).append({k: v for k, v in x.items(
            ) if k not in ("type", "usage_id", "usage_type", "unit",
                           "source", "seq")})
    with open(f"{folder}/rejects", encoding="utf-8") as f:
        late = [json.loads(line)["code"] for line in f]
    with open(f"{folder}/audit", encoding="utf-8") as f:
        return made, late, json.loads(f.read())


def stamp(t):
    return datetime.fromtimestamp(t, timezone.utc).strftime(
        "%Y-%m-%dT%H:%M:%SZ")


def world(seed):
    r = random.Random(seed)
    format_ = draw_format(r)
    calls = [Call(r, n, format_) for n in range(60)]
    model, wrong = Model(format_["call"]), []
    runs = draw_runs(r, calls)
    counted, lates = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        document = dict(format_)
        if format_["csv"]["header"]:
            del document["columns"]
        with open(f"{folder}/f.json", "w", encoding="utf-8") as f:
            json.dump(document, f)
        for n, records in enumerate(runs):
            now = NEVER if n == len(runs) - 1 else r.choice(
                [-1, BEGIN + r.randint(0, 80000)])
            cuts = sorted(r.randint(0, len(records))
                          for _ in range(r.randint(0, 3)))
            files = []
            for i, (a, b) in enumerate(zip([0, *cuts],
                                           [*cuts, len(records)])):
                files.append(f"{folder}/in{n}-{i}")
                write(r, files[-1], format_, records[a:b])
            r.shuffle(files)
            want, late, twice = model.run(records, now)
            made, codes, law = tool(folder, files, n, now)
            counted += sum(len(x) for x in made.values())
            lates += len(late)
            held = sum(len(x) for x in model.open.values())
            if made != want:
                wrong.append((n, {k: (want.get(k), made.get(k))
                                  for k in {*want, *made}
                                  if want.get(k) != made.get(k)}))
            if codes != ["call-late"] * len(late) or (
                    law["duplicate"], law["held_out"]) != (twice, held):
                wrong.append((n, codes, len(late), law, twice, held))
    if model.open:
        wrong.append(("still open", model.open))
    return f"{counted} calls, {len(runs)} runs, {lates} late", wrong


def main():
    first = int(os.environ.get("SEED", "1"))
    failed = 0
    for n in range(WORLDS):
        what, wrong = world(first + n)
        print(f"{'not ' if wrong else ''}ok {n + 1} - {what}, seed "
              f"{first + n}")
        for w in wrong[:2]:
            print("#", str(w)[:2000])
        failed += bool(wrong)
    print(f"1..{WORLDS}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
