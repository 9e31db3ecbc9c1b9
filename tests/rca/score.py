"""score.py: faults of every class in every network, through ossctl-diag run.

	score.py [--quick] [--seed N] [--only CLASS] [--verbose]

Prints a table of precision and recall by class. Exit 1 when a target is
missed. A fault that the poller cannot tell from another one (their
signatures are the same) counts as found when one of them is named and the
true one is named or among the alternatives.
"""
import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time

import network
from world import WEAR, Fault, Poller, World, at_risk

RISK_NODES = 40         # with more, who is at risk takes too long to find out

TYPES = {       # alarm types of causes and what they say has failed
    "link-down": "link", "node-unreachable": "node", "node-down": "node",
    "management-lost": "access", "port-down": "port", "srlg-down": "srlg",
    "card-failed": "card", "site-power-lost": "power",
    "splitter-down": "splitter", "feeder-down": "feeder",
    "poller-cut-off": "poller", "one-way": "one-way",
    "port-silent": "silent", "ends-disagree": "ends",
    "link-degraded": "worn",
}


def name_of(r):
    """The key of a fault from an alarm record of a cause."""
    kind = TYPES.get(r["alarm_type"], r["alarm_type"])
    node, obj = r["node"], r.get("object", "")
    if kind in ("link", "one-way", "ends", "worn"):
        return kind, *sorted([f"{node}/{obj}", r["alarm_qualifier"]])
    if kind in ("port", "silent"):
        return kind, f"{node}/{obj}"
    if kind == "card":
        return kind, node, obj.removeprefix("slot ")
    if kind in ("splitter", "feeder"):
        return kind, node, obj
    return kind, node


def singles(net, probes):
    """All faults that can be made alone."""
    for n in net.nodes:
        if n != net.poller:
            yield Fault("node", n)
            yield Fault("hung", n)
            yield Fault("access", n)
    for k in net.links:
        yield Fault("link", k)
        yield Fault("one-way", k)
        yield Fault("lossy", k)
        yield Fault("ends", k)
    for s in net.srlgs:
        yield Fault("srlg", s)
    for c in net.cards():
        yield Fault("card", c)
    for s in net.sites:
        yield Fault("power", s)
    for s in net.splitters:
        yield Fault("splitter", s)
    for f in sorted({(o, v[0]) for (o, t), v in net.terms.items()}):
        yield Fault("feeder", f)
    of = {e for k in net.links for e in k.ends()}
    pon = {(o, v[0]) for (o, t), v in net.terms.items()}
    for n in net.nodes:
        for p in net.ports[n]:
            if (n, p) not in of | pon:
                yield Fault("port", (n, p))
            if (n, p) not in pon and n != net.poller:
                yield Fault("silent", (n, p))
    yield Fault("poller", net.poller)


def signatures(net, probes):
    of = {}
    for f in singles(net, probes):
        s = hash(World(net, [f]).signature(probes))
        of.setdefault(s, []).append(f.key(net))
    return of


class Diag:
    def __init__(self, folder):
        self.base, self.db = f"{folder}/empty.db", f"{folder}/oss.db"
        self.file, self.subs = f"{folder}/in", f"{folder}/subscriptions"
        self.rules = f"{folder}/rules.json"
        self.time = 0.0
        subprocess.run(["ossctl-diag", "init", "-d", self.base], check=True)
        with open(self.base, "rb") as f:
            self.empty = f.read()
        with open(f"{os.environ['OSSBSS_SHARE']}/rules.json",
                  encoding="utf-8") as f:
            rules = json.load(f)
        rules["thresholds"].insert(0, {
            "metric": "reading", "sensor_class": "optical-rx-power",
            "low": {"minor": "-16", "major": "-22"}, "hysteresis": "1"})
        with open(self.rules, "w", encoding="utf-8") as f:
            json.dump(rules, f)

    def customers(self, net):
        with open(self.subs, "w", encoding="utf-8") as f:
            for sub, account, identifier, eur in net.customers:
                print(json.dumps({
                    "type": "subscription", "subscription": sub,
                    "account": account, "identifier": identifier,
                    "offer": "x", "from": "2026-01-01T00:00:00Z",
                    "revenue_month": float(eur), "currency": "EUR"}), file=f)

    def run(self, lines, poller, options=()):
        with open(self.db, "wb") as f:
            f.write(self.empty)
        for more in ("-wal", "-shm"):
            if os.path.exists(self.db + more):
                os.unlink(self.db + more)
        with open(self.file, "w", encoding="utf-8") as f:
            f.write("\n".join(lines) + "\n")
        cmd = ["ossctl-diag", "run", "-q", "--no-end", "-d", self.db,
               "-s", self.subs, *options]
        if poller:
            cmd += ["--poller", poller]
        begin = time.monotonic()
        out = subprocess.run(cmd + [self.file], check=True,
                             capture_output=True, text=True).stdout
        self.time += time.monotonic() - begin
        return [json.loads(line) for line in out.splitlines()]


def verdict(records):
    """Causes at the end, with alternatives, and all that ever were named."""
    active, others, ever, hit = {}, {}, set(), {}
    for r in records:
        if r["type"] == "alarm":
            if r["state"] == "cleared" or not r.get("root"):
                active.pop(r["alarm_id"], None)
            else:
                active[r["alarm_id"]] = r
                others[r["alarm_id"]] = []
                hit[r["alarm_id"]] = {}
                ever.add(name_of(r))
        elif r["type"] == "impact":
            hit[r["alarm_id"]][r["subscription"]] = r["effect"]
        elif r["type"] == "alternative":
            others[r["alarm_id"]].append(name_of(r))
    services = {}
    for i in active:
        services.update(hit[i])
    return ({name_of(r): others.get(i, []) for i, r in active.items()}, ever,
            services)


class Table:
    def __init__(self):
        self.row = {}

    def add(self, name, true, found, right, apart, hit=False, risk=None):
        """hit, risk: whether these were exact; risk None: not looked at"""
        r = self.row.setdefault(name, [0] * 9)
        for i, v in enumerate((1, true, found, right, apart,
                               apart and right == true == found,
                               apart and hit, apart and risk is not None,
                               apart and risk is True)):
            r[i] += v

    def show(self):
        print(f"{'faults':22} {'runs':>5} {'precision':>9} {'recall':>7} "
              f"{'apart':>6} {'exact':>7} {'hit':>7} {'at risk':>7}")
        for name, (runs, true, found, right, apart, exact, hit, asked,
                   risk) in \
                sorted(self.row.items()):
            print(f"{name:22} {runs:5} {pct(right, found):>9} "
                  f"{pct(right, true):>7} {apart:6} {pct(exact, apart):>7} "
                  f"{pct(hit, apart):>7} {pct(risk, asked):>7}")


def pct(a, b):
    return f"{100 * a / b:.1f}%" if b else "-"


def matches(truth, found, same):
    """How many of the true faults are named, or their like."""
    right, left = 0, dict(found)
    for t in truth:
        if t in left:
            left.pop(t)
            right += 1
    for t in truth:
        if t in found:
            continue
        for f, others in list(left.items()):
            if same(t, f) and t in others:
                left.pop(f)
                right += 1
                break
    return right


class Trial:
    def __init__(self, diag, table, args):
        self.diag, self.table, self.args = diag, table, args
        self.bad = 0

    def impact(self, net, faults, services):
        """Whether those who are hit, and at risk, are just the true ones."""
        def said(effect):
            return {s for s, e in services.items() if e == effect}
        hit = said("lost") == World(net, faults).lost_services()
        risk = None
        if len(net.nodes) <= RISK_NODES \
                and faults[0].kind not in ("poller", "lossy", "silent"):
            risk = said("at-risk") == at_risk(net, faults)
        return hit, risk

    def play(self, net, faults, rng, probes, records=True, loss=0.0,
             passes=4, poller=True, traffic=False):
        traffic |= any(f.kind in ("silent", "lossy", "ends") for f in faults)
        p = Poller(net, rng, probes, loss, traffic=traffic)
        p.busy = {f.what for f in faults if f.kind == "silent"}
        p.links(records)
        if records:
            p.nodes()
        well, ill = World(net, []), World(net, faults)
        for _ in range(12 if traffic else 2):
            p.poll(well)
        for _ in range(passes):
            p.poll(ill)
        out = self.diag.run(p.lines, net.poller if poller else None)
        return verdict(out)

    def single(self, net, f, rng, probes, like, traffic=False):
        sig = hash(World(net, [f]).signature(probes))
        same = like[sig]
        found, _, services = self.play(net, [f], rng, probes,
                                       traffic=traffic)
        key = f.key(net)
        right = matches([key], found, lambda t, other: other in same)
        hit, risk = self.impact(net, [f], services)
        self.table.add(f.kind, 1, len(found), right, len(same) == 1, hit,
                       risk)
        self.tell(f.kind, net, [key], found, right, len(same) == 1)
        self.tell_impact(net, [key], len(same) == 1, hit, risk)

    def double(self, net, pair, rng, probes, like, faults):
        """Two faults, unless one alone would show the same."""
        seen = hash(World(net, pair).signature(probes))
        if seen in like:
            return
        keys = [f.key(net) for f in pair]
        found, _, services = self.play(net, pair, rng, probes)

        def same(t, other):
            pick = [faults[k] for k in keys if k != t] + [faults.get(other)]
            return None not in pick and seen == hash(
                World(net, pick).signature(probes))
        right = matches(keys, found, same)
        if right < 2 and len(found) == 2 and None not in map(faults.get,
                                                             found) \
                and seen == hash(World(net, [faults[k] for k in found])
                                 .signature(probes)) \
                and all(k in found or any(k in o for o in found.values())
                        for k in keys):
            right = 2
        hit, risk = self.impact(net, pair, services)
        self.table.add("two at once", 2, len(found), right, True, hit, risk)
        self.tell("two at once", net, keys, found, right, True)
        self.tell_impact(net, keys, right == len(found) == 2, hit, risk)

    def wear(self, net, k, kind, rng):
        """A link wears out, is said to, and then it fails."""
        worn, cut = Fault(kind, k), Fault("link", k)
        p = Poller(net, rng, kind in ("slow", "busy"), wear=kind,
                   traffic=kind in ("errors", "busy"))
        p.links()
        p.nodes()
        stages = []
        for faults, passes in (([], 10), ([worn], 5), ([worn, cut], 4)):
            world = World(net, faults)
            for _ in range(passes):
                p.poll(world)
            stages.append(len(p.lines))
        for f, end, name in ((worn, stages[1], kind),
                             (cut, stages[2], f"{kind}, then cut")):
            found, _, services = verdict(self.diag.run(
                p.lines[:end], net.poller, ("--rules", self.diag.rules)))
            key = f.key(net)
            hit = {s for s, e in services.items() if e == "lost"} \
                == World(net, [f]).lost_services()
            self.table.add(name, 1, len(found), key in found, True, hit)
            self.tell(name, net, [key], found, key in found, True)
            self.tell_impact(net, [key], True, hit, None)

    def quiet(self, net, rng, probes, passes):
        found, ever, _ = self.play(net, [], rng, probes, loss=.002,
                                passes=passes, traffic=True)
        self.table.add("quiet, 0.2 % lost", 0, len(ever), 0, False)
        if ever:
            self.bad += 1
            self.tell("quiet", net, [], {e: [] for e in ever}, 0, True)

    def tell_impact(self, net, truth, apart, hit, risk):
        if not apart or (hit and risk is not False):
            return
        self.bad += 1
        if self.args.verbose:
            print(f"{net.name}: true {truth}: hit {hit}, at risk {risk}")

    def tell(self, kind, net, truth, found, right, apart):
        if right == len(truth) == len(found):
            return
        if apart:
            self.bad += 1
        if self.args.verbose:
            print(f"{net.name}: {kind}: true {truth} found {found}"
                  f"{'' if apart else ' (cannot be told apart)'}")


def networks(seed, quick):
    made = [("abilene", None), ("nsfnet", None), ("polska", None),
            ("geant2012", None),
            ("rings", network.rings(5, 4, 3)), ("tree", network.tree(4, 3)),
            ("star", network.tree(6, 2, False)),
            ("access", network.rings(3, 6, 6)),
            ("metro150", network.metro(seed, 150)),
            ("metro750", network.metro(seed, 750))]
    if quick:
        made = [made[1], made[4]]
    for name, edges in made:
        net = network.Network(name, edges or network.read(name), seed,
                              2 if len(name) % 2 else 4)
        degree = {n: len(net.at(n)) for n in net.nodes}
        net.poller = net.rng.choice([n for n in net.nodes
                                     if degree[n] >= 2])
        net.add_srlgs(4)
        net.add_sites(4)
        if name in ("rings", "access", "metro150"):
            for n in net.rng.sample(net.nodes, 2):
                net.add_pon(n, 3, 8)
        net.add_customers()
        yield net


def hops(net, without=None):
    at, far, todo = {}, {net.poller: 0}, [net.poller]
    for k in net.links:
        for n, _ in k.ends():
            at.setdefault(n, []).append(k)
    for n in todo:
        for k in at[n]:
            to = k.far(n)[0]
            if k is not without and to not in far:
                far[to] = far[n] + 1
                todo.append(to)
    return far


def wearing(net, rng, kind, count):
    """Links; to be slow, some that are on all shortest ways to several."""
    far, found = hops(net), []
    for k in rng.sample(net.links, len(net.links)):
        if len(found) == count:
            break
        other = far if kind in ("errors", "light") else hops(net, k)
        behind = [n for n in net.nodes if other.get(n) != far[n]]
        if other is far or len(behind) > 2:
            found.append(k)
    return found


def run(args):
    table = Table()
    rng = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Diag(folder), table, args)
        for net in networks(args.seed, args.quick):
            probes = rng.random() < .5
            like = signatures(net, probes)
            faults = {f.key(net): f for f in singles(net, probes)
                      if f.kind != "hung"}
            every = {}
            trial.diag.customers(net)
            for f in singles(net, probes):
                every.setdefault(f.kind, []).append(f)
            count = args.count if len(net.nodes) < 400 else args.count // 3
            for kind, of in sorted(every.items()):
                if args.only and kind != args.only:
                    continue
                for i, f in enumerate(rng.sample(of, min(len(of), count))):
                    trial.single(net, f, rng, probes, like, i % 3 == 0)
            if args.only in (None, "double"):
                plain = [f for k, of in every.items() for f in of
                         if k in ("node", "link", "srlg", "card", "power")]
                for _ in range(count):
                    trial.double(net, rng.sample(plain, 2), rng, probes,
                                 like, faults)
            for kind in WEAR:
                if args.only in (None, kind, "worn"):
                    for k in wearing(net, rng, kind, count // 3):
                        trial.wear(net, k, kind, rng)
            if args.only in (None, "quiet"):
                trial.quiet(net, rng, probes, 4 if args.quick else 40)
    table.show()
    print(f"seed {args.seed}, {trial.diag.time:.1f} s in ossctl-diag")
    return trial.bad


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--quick", action="store_true")
    p.add_argument("--verbose", action="store_true")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--count", type=int, default=6)
    p.add_argument("--only")
    args = p.parse_args()
    sys.exit(1 if run(args) else 0)


main()
