#!/usr/bin/env python3
"""A law of ossctl-diag: a pass at a time, each in a run of its own as from
cron, tells octet by octet what one run of all of them tells. The networks have
faults that come and go, repairs in the middle of a pass, names without an
address, answers that are lost, sessions, traffic and optics."""
import json
import os
import random
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../rca"))
import network  # noqa: E402
from world import Fault, Poller, World  # noqa: E402

SEED = int(os.environ.get("SEED", "8"))
ROUNDS = int(os.environ.get("ROUNDS", "4"))
PASSES = 24
MADE = (lambda: network.rings(3, 3, 2), lambda: network.tree(3, 2),
        lambda: network.read("polska"), lambda: network.read("abilene"),
        lambda: network.rings(4, 4, 3), lambda: network.metro(7, 110))


def any_fault(net, rng):
    """One fault of any kind, of any thing."""
    kind = rng.choice(("node", "hung", "access", "link", "one-way", "lossy",
                       "srlg", "card", "power", "splitter", "feeder", "port",
                       "silent", "poller", "link", "link", "node", "card"))
    nodes = [n for n in net.nodes if n != net.poller]
    of = {
        "srlg": list(net.srlgs), "card": list(net.cards()),
        "power": list(net.sites), "splitter": list(net.splitters),
        "feeder": sorted({(o, v[0]) for (o, t), v in net.terms.items()}),
        "poller": [net.poller],
        "port": [(n, p) for n in net.nodes for p in net.ports[n]],
    }
    of["silent"] = of["port"]
    some = of.get(kind, nodes if kind in ("node", "hung", "access")
                  else net.links)
    return Fault(kind, rng.choice(some)) if some else Fault(
        "link", rng.choice(net.links))


class Passes(Poller):
    """Passes in which the world may change half-way, with sessions."""

    def __init__(self, net, rng):
        super().__init__(net, rng, rng.random() < .6,
                         rng.choice((0, 0, .002, .02)),
                         traffic=rng.random() < .5,
                         wear=rng.choice((None, None, "light", "slow")))
        self.sessions = rng.random() < .5
        self.nameless = set()
        self.wrong = rng.choice(net.links) if rng.random() < .3 else None
        self.lldp = rng.random() < .3
        self.options = rng.choice(([], [], ["--stale", "7m"], [
            "--hold", "2/3", "--recover", "2/2"]))
        self.ill = rng.choice(("timeout", "refused", "auth"))
        self.cuts = []

    def put(self, **fields):
        if fields.get("error") == "timeout" \
                and fields["node"] in self.nameless:
            fields["error"] = "resolve"
        elif fields.get("error") == "timeout" and self.rng.random() < .1:
            fields["error"] = self.ill
        super().put(**fields)

    def node(self, world, n, us):
        if n in self.nameless:
            self.put(type="sample", ts=self.stamp(us), node=n, kind="node",
                     object=n, reachable=False, error="timeout")
            return False
        if not super().node(world, n, us):
            return False
        for k in self.net.at(n) if self.sessions else ():
            far = k.far(n)[0]
            up = far in world.reached and world.works(k)
            self.put(type="sample", ts=self.stamp(us), node=n,
                     kind="neighbor", object=f"ospf:{far}", protocol="ospf",
                     peer_node=far, state="full" if up else "down")
        for k in self.net.at(n) if self.lldp else ():
            far, port = k.far(n)
            if self.rng.random() < .8 and world.works(k):
                self.put(type="sample", ts=self.stamp(us), node=n,
                         kind="neighbor", object=f"lldp:{far}",
                         protocol="lldp", port=self.port_of(k, n),
                         peer_node=self.net.poller if k is self.wrong
                         and self.passes % 7 > 3 else far, peer_port=port)
        return True

    @staticmethod
    def port_of(link, node):
        return link.a_port if link.a == node else link.b_port

    def halves(self, before, after):
        order = self.net.nodes[:]
        self.rng.shuffle(order)
        half = self.rng.randrange(len(order))
        for i, n in enumerate(order):
            self.node(before if i < half else after, n, 1000 + 100 * i)
        super().put(type="heartbeat", ts=self.stamp(900_000),
                    run=f"r{self.passes}", planned_nodes=len(order),
                    answered_nodes=len(order), failed_nodes=0)
        self.passes += 1
        self.now += 300
        self.cuts.append(len(self.lines))


def make(seed):
    rng = random.Random(seed)
    net = network.Network("made", rng.choice(MADE)(), seed,
                          rng.choice((2, 4)))
    net.poller = rng.choice([n for n in net.nodes if len(net.at(n)) > 1])
    net.add_srlgs(3)
    net.add_sites(3)
    net.add_customers()
    if rng.random() < .5:
        net.add_pon(rng.choice(net.nodes), 2, 6)
    poller = Passes(net, rng)
    poller.links()
    poller.nodes()
    faults = [[any_fault(net, rng), False, rng.choice((.1, .3, .5, .8))]
              for _ in range(rng.randrange(1, 5))]
    before = World(net, [])
    for i in range(PASSES):
        for f in faults if i > 2 else ():
            f[1] ^= rng.random() < f[2]
        if rng.random() < .15:
            poller.nameless ^= set(rng.sample(net.nodes, 2))
        after = World(net, [f for f, on, _ in faults if on])
        poller.halves(before, after)
        before = after
    return poller, net


def play(poller, net, cuts, folder):
    """What is told, without the records of ends, and by which command."""
    db = os.path.join(folder, "oss.db")
    for f in (db, db + "-wal", db + "-shm"):
        if os.path.exists(f):
            os.unlink(f)
    subprocess.run(["ossctl-diag", "init", "-d", db], check=True)
    told, begin = [], 0
    for end in cuts:
        out = subprocess.run(
            ["ossctl-diag", "run", "-q", "-d", db, "--no-end", "--poller",
             net.poller, *poller.options, "-s", os.path.join(folder, "subs")],
            input="\n".join(poller.lines[begin:end]) + "\n", text=True,
            check=True, capture_output=True).stdout
        told += [x for x in out.splitlines() if '"type":"end"' not in x]
        begin = end
    return told


def customers(net, folder):
    with open(os.path.join(folder, "subs"), "w", encoding="utf-8") as f:
        for sub, account, identifier, eur in net.customers:
            print(json.dumps({
                "type": "subscription", "subscription": sub,
                "account": account, "identifier": identifier, "offer": "x",
                "from": "2026-01-01T00:00:00Z",
                "revenue_month": float(eur), "currency": "EUR"}), file=f)


def differ(one, many):
    """The first record that is another, for people."""
    for i in range(max(len(one), len(many))):
        a, b = (x[i] if i < len(x) else None for x in (one, many))
        if a != b:
            return "# at once: %s\n# by pass: %s\n" % (a, b)
    return ""


def main():
    os.environ["OSSBSS_SHARE"] = os.environ.get("OSSBSS_SHARE", "share")
    flapped = 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["OSSBSS_HOME"] = folder
        for r in range(ROUNDS):
            poller, net = make(SEED + r)
            customers(net, folder)
            one = play(poller, net, poller.cuts[-1:], folder)
            many = play(poller, net, poller.cuts, folder)
            flapped += any('-flapping"' in x for x in one)
            print("%s%s %d - seed %d: %d nodes, %d records" % (
                differ(one, many), "ok" if one == many else "not ok", r + 1,
                SEED + r, len(net.nodes), len(one)))
    print("%s %d - things flapped in %d of %d" % (
        "ok" if flapped else "not ok", ROUNDS + 1, flapped, ROUNDS))
    print("1..%d" % (ROUNDS + 1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
