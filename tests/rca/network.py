"""network.py: networks to fail in, real ones from topologies/ and made ones.

A network is nodes, links with ports, shared-risk groups, sites, passive
optical trees and customers. Everything is drawn from a seed.
"""
import os
import random

HERE = os.path.dirname(os.path.abspath(__file__))
STYLES = [      # how makers name the n-th port of a slot
    lambda s, n: f"xe-{s}/0/{n}",
    lambda s, n: f"Gi{s + 1}/0/{n + 1}",
    lambda s, n: f"Ethernet{s + 1}/{n + 1}",
    lambda s, n: f"{s + 1}/1/{n + 1}",
    lambda s, n: f"100GE{s}/0/{n}",
]


class Link:
    def __init__(self, a, a_port, b, b_port):
        self.a, self.a_port, self.b, self.b_port = a, a_port, b, b_port
        self.srlg = None

    def ends(self):
        return (self.a, self.a_port), (self.b, self.b_port)

    def far(self, node):
        return (self.b, self.b_port) if node == self.a \
            else (self.a, self.a_port)


class Network:
    def __init__(self, name, edges, seed, per_slot=4):
        self.name = name
        self.rng = random.Random(f"{name} {seed}")
        self.nodes = sorted({n for e in edges for n in e})
        self.links = []
        self.ports = {n: [] for n in self.nodes}
        self.style = {n: self.rng.choice(STYLES) for n in self.nodes}
        self.per_slot = per_slot
        self.slot_of = {}       # (node, port): slot, as the name says it
        self.terms = {}         # (olt, term): (port, splitter)
        self.splitters = {}     # (olt, splitter): [term]
        self.srlgs = {}         # name: [link]
        self.sites = {}         # name: [node]
        self.customers = []     # (subscription, account, identifier, eur)
        self.poller = None
        for a, b in edges:
            self.links.append(Link(a, self.port(a), b, self.port(b)))

    def port(self, node):
        n = len(self.ports[node])
        slot = n // self.per_slot
        name = self.style[node](slot, n % self.per_slot)
        self.ports[node].append(name)
        digits = name.lstrip("abcdefghijklmnopqrstuvwxyzGiEt-")
        if name.startswith("100GE"):
            digits = name[5:]
        self.slot_of[node, name] = digits.split("/")[0]
        return name

    def at(self, node):
        return [k for k in self.links if node in (k.a, k.b)]

    def cards(self):
        """Slots with two ports or more in use, where others are left."""
        found = {}
        for (node, port), slot in self.slot_of.items():
            found.setdefault((node, slot), []).append(port)
        return {k: v for k, v in found.items()
                if 1 < len(v) < len(self.ports[k[0]])}

    def add_customers(self, share=0.5):
        for n in self.nodes:
            if self.rng.random() < share and n != self.poller:
                p = self.port(n)
                self.customer(f"{n}/{p}")

    def customer(self, identifier):
        i = len(self.customers) + 1
        self.customers.append((f"sub-{i}", f"acc-{i % 97}", identifier,
                               f"{self.rng.randint(10, 400)}.{i % 100:02}"))

    def add_srlgs(self, count):
        """Ducts: two or three links that leave a node together."""
        nodes = [n for n in self.nodes if len(self.at(n)) > 2]
        self.rng.shuffle(nodes)
        for n in nodes[:count]:
            free = [k for k in self.at(n) if k.srlg is None]
            if len(free) < 3:
                continue
            name = f"duct-{len(self.srlgs) + 1}"
            self.srlgs[name] = free[:2]
            for k in free[:2]:
                k.srlg = name

    def add_sites(self, count):
        """Buildings with two or three nodes that are neighbours."""
        free = set(self.nodes) - {self.poller}
        order = sorted(free)
        self.rng.shuffle(order)
        for n in order:
            if len(self.sites) == count:
                break
            near = sorted({k.far(n)[0] for k in self.at(n)} & free)
            if n not in free or not near:
                continue
            site = [n] + near[:2]
            self.sites[f"site-{len(self.sites) + 1}"] = site
            free -= set(site)

    def add_pon(self, olt, splitters, each):
        port = self.port(olt)
        for s in range(splitters):
            name = f"{olt}-{port}-s{s + 1}"
            for i in range(each):
                term = f"{olt}-{port}-ont{s * each + i + 1}"
                self.terms[olt, term] = (port, name)
                self.splitters.setdefault((olt, name), []).append(term)
                self.customer(f"{olt}/{term}")


def read(name):
    with open(f"{HERE}/topologies/{name}.txt", encoding="utf-8") as f:
        return [tuple(line.split()) for line in f if line[0] != "#"]


def rings(core, aggregation, access):
    """A core ring, rings of aggregation nodes on it, access rings there."""
    c = [f"core{i}" for i in range(core)]
    edges = [(c[i], c[(i + 1) % core]) for i in range(core)]
    for r in range(core):
        a = [f"agg{r}-{i}" for i in range(aggregation)]
        chain = [c[r]] + a + [c[(r + 1) % core]]
        edges += list(zip(chain, chain[1:]))
        for i in range(0, aggregation - 1, 2):
            s = [f"acc{r}-{i}-{j}" for j in range(access)]
            chain = [a[i]] + s + [a[i + 1]]
            edges += list(zip(chain, chain[1:]))
    return edges


def tree(width, depth, two_roots=True):
    edges, level = [], ["root0", "root1"] if two_roots else ["root0"]
    if two_roots:
        edges.append(("root0", "root1"))
    for d in range(depth):
        below = []
        for i, up in enumerate(level if d else level[:1]):
            for j in range(width):
                n = f"t{d}-{i}-{j}"
                edges.append((up, n))
                if d == 0 and two_roots:
                    edges.append(("root1", n))
                below.append(n)
        level = below
    return edges


def metro(seed, size=750):
    """A meshed core, aggregation homed twice, access rings, chains, leaves."""
    rng = random.Random(seed)
    core = [f"p{i}" for i in range(12)]
    edges = {(core[i], core[(i + 1) % 12]) for i in range(12)}
    edges |= {(core[i], core[i + 6]) for i in range(6)}
    agg = [f"pe{i}" for i in range(60)]
    for n in agg:
        edges |= {(up, n) for up in rng.sample(core, 2)}
    n = len(core) + len(agg)
    i = 0
    while n < size:
        up = rng.choice(agg)
        length = min(rng.choice([1, 1, 2, 3, 4, 6]), size - n)
        chain = [f"a{i}-{j}" for j in range(length)]
        edges |= set(zip([up] + chain, chain))
        if length > 2 or rng.random() < .3:     # a ring, or homed twice
            other = rng.choice(agg)
            if other != up:
                edges.add((other, chain[-1]))
        n += length
        i += 1
    return sorted(edges)
