"""world.py: what a network with faults in it shows to a poller.

It knows nothing of how causes are found: it is physics. A node answers when
it lives and packets pass to it and back; a port is up when it works and
light comes in from the other end.
"""
import json


WEAR = ("errors", "light", "slow", "busy")  # of a link, before it fails
SAID = {"lossy": "one-way", **{k: "worn" for k in WEAR}}


class Fault:
    """kind, what: ("node", "a"), ("link", Link), ("srlg", "d"), ..."""

    def __init__(self, kind, what):
        self.kind, self.what = kind, what

    def key(self, net):
        return key_of(net, self.kind, self.what)


def key_of(net, kind, what):
    """A name that tells resources apart, as text."""
    if kind in ("link", "one-way", "lossy", "ends") + WEAR:
        return SAID.get(kind, kind), \
            *sorted([f"{n}/{p}" for n, p in what.ends()])
    if kind in ("port", "silent"):
        return kind, f"{what[0]}/{what[1]}"
    if kind in ("card", "splitter", "feeder"):
        return kind, what[0], str(what[1])
    return "node" if kind == "hung" else kind, what


class World:
    def __init__(self, net, faults):
        self.net = net
        self.dead, self.mute, self.hung = set(), set(), set()
        self.cut, self.dark_in = set(), set()   # links; (node, port)
        self.gone = set()                       # ports of failed cards
        self.lost, self.gasped = set(), set()   # terminations
        self.silent, self.lossy = set(), set()  # (node, port); links
        self.unlike = set()                     # links
        self.worn = {k: set() for k in WEAR}    # links
        self.me = False
        for f in faults:
            if f.kind in WEAR:
                self.worn[f.kind].add(f.what)
            else:
                getattr(self, "do_" + f.kind.replace("-", "_"))(f.what)
        self.reached = self.flood()
        self.way = None

    def do_node(self, n):
        self.dead.add(n)

    def do_hung(self, n):
        """Its ports stay up, but it passes nothing on and says nothing."""
        self.hung.add(n)

    def do_link(self, k):
        self.cut.add(k)

    def do_srlg(self, s):
        self.cut |= set(self.net.srlgs[s])

    def do_card(self, card):
        self.gone |= {(card[0], p) for p in self.net.cards()[card]}

    def do_port(self, port):
        self.gone.add(port)

    def do_access(self, n):
        self.mute.add(n)

    def do_power(self, s):
        self.dead |= set(self.net.sites[s])

    def do_poller(self, _):
        self.me = True

    def do_one_way(self, k):
        self.dark_in.add((k.b, k.b_port))

    def do_silent(self, port):
        """It is up, but nothing passes through it."""
        self.silent.add(port)

    def do_lossy(self, k):
        """Up at both ends, but what a sends does not come to b."""
        self.lossy.add(k)

    def do_ends(self, k):
        """Its ports are not set alike."""
        self.unlike.add(k)

    def do_splitter(self, s):
        self.lost |= {(s[0], t) for t in self.net.splitters[s]}

    def do_feeder(self, f):
        self.lost |= {k for k, v in self.net.terms.items()
                      if (k[0], v[0]) == f}

    def broken(self, node, port):
        return (node, port) in self.gone

    def works(self, k):
        return k not in self.cut and not any(
            self.broken(*e) or e in self.dark_in or e[0] in self.dead
            for e in k.ends())

    def flood(self):
        if self.me:
            return {self.net.poller}
        seen, todo = {self.net.poller}, [self.net.poller]
        at = {}
        for k in self.net.links:
            at.setdefault(k.a, []).append(k)
            at.setdefault(k.b, []).append(k)
        while todo:
            n = todo.pop()
            if n in self.dead | self.hung:
                continue
            for k in at.get(n, []):
                far = k.far(n)[0]
                if far not in seen and self.works(k):
                    seen.add(far)
                    todo.append(far)
        return seen - self.dead - self.hung

    def delay(self, n):
        """Microseconds there and back, by the first of the shortest ways."""
        if self.way is None:
            self.way, todo, of = {self.net.poller: 500}, \
                [self.net.poller], {}
            for k in self.net.links:
                for n, _ in k.ends():
                    of.setdefault(n, []).append(k)
            for at in todo:
                for k in of[at]:
                    far = k.far(at)[0]
                    if far in self.reached and far not in self.way \
                            and self.works(k):
                        late = k in self.worn["slow"] | self.worn["busy"]
                        self.way[far] = self.way[at] + 400 + 25000 * late
                        todo.append(far)
        return self.way.get(n, 500)

    def pings(self, n):
        return n in self.reached

    def answers(self, n):
        return n in self.reached and n not in self.mute

    def port_up(self, node, port, link):
        if self.broken(node, port) or (node, port) in self.dark_in:
            return False
        if link is None:
            return True
        far, far_port = link.far(node)
        return link not in self.cut and far not in self.dead \
            and not self.broken(far, far_port)

    def carries(self, node, port, link):
        """Whether octets come in, and go out."""
        if (node, port) in self.silent:
            return False, False
        if link is None:
            return True, True
        far = link.far(node)
        return far not in self.silent and far[0] not in self.hung and not (
            link in self.lossy and node == link.b), True

    def serves(self, identifier):
        """Whether packets pass between a customer and the rest."""
        node, what = identifier.split("/", 1)
        if node not in self.served:
            return False
        if (node, what) in self.net.terms:
            return (node, what) not in self.lost and not self.broken(
                node, self.net.terms[node, what][0])
        return not self.broken(node, what) \
            and (node, what) not in self.silent

    def lost_services(self):
        # a poller that is cut off itself cuts nobody else
        me, self.me = self.me, False
        self.served, self.me = self.flood(), me
        return {s for s, _, i, _ in self.net.customers if not self.serves(i)}

    def signature(self, probes):
        """All that a poller can see, without chance."""
        seen, of = [], {}
        for k in self.net.links:
            for n, p in k.ends():
                of[n, p] = k
        for n in self.net.nodes:
            seen.append((self.answers(n), self.pings(n) if probes else None))
            if self.answers(n):
                seen += [self.port_up(n, p, of.get((n, p)))
                         for p in self.net.ports[n]]
                seen += [(n, t) in self.lost or self.broken(n, v[0])
                         for (o, t), v in self.net.terms.items() if o == n]
        return tuple(seen + sorted(self.silent)
                     + [("lossy", id(k)) for k in self.lossy]
                     + [("ends", id(k)) for k in self.unlike])


def at_risk(net, faults):
    """Who would be cut by one more node or link, and not by that alone."""
    now, risk = World(net, faults).lost_services(), set()
    more = [Fault("node", n) for n in net.nodes if n != net.poller] \
        + [Fault("link", k) for k in net.links]
    for f in more:
        risk |= World(net, faults + [f]).lost_services() \
            - World(net, [f]).lost_services() - now
    return risk


class Poller:
    """Writes what ossctl-poll and ossctl-probe write."""

    def __init__(self, net, rng, probes=False, loss=0.0, start=1_790_000_000,
                 traffic=False, wear=None):
        self.net, self.rng, self.probes, self.loss = net, rng, probes, loss
        self.now, self.lines, self.passes = start, [], 0
        self.of = {}
        self.traffic = traffic      # whether octets are counted
        self.usual, self.octets, self.idle = {}, {}, set()
        self.busy = set()           # ports that are not
        self.wear = wear            # what is read to see a link wear out
        self.since = 0              # passes that it does
        self.errors = {}
        for k in net.links:
            for n, p in k.ends():
                self.of[n, p] = k

    def put(self, **fields):
        self.lines.append(json.dumps(fields, separators=(",", ":")))

    def stamp(self, us):
        import datetime
        t = datetime.datetime.fromtimestamp(self.now, datetime.timezone.utc)
        return t.strftime("%Y-%m-%dT%H:%M:%S") + f".{us:06}Z"

    def links(self, with_srlg=True):
        for k in self.net.links:
            r = dict(type="link", a_node=k.a, a_port=k.a_port, b_node=k.b,
                     b_port=k.b_port)
            if with_srlg and k.srlg:
                r["srlg"] = k.srlg
            self.put(**r)
        for (olt, term), (port, splitter) in self.net.terms.items():
            self.put(type="link", a_node=olt, a_port=port, b_node=term,
                     srlg=splitter)

    def nodes(self):
        for site, nodes in self.net.sites.items():
            for n in nodes:
                self.put(type="node", node=n, address="192.0.2.1", site=site)

    def flow(self, world, node, port):
        """Octets in and out by now; some ports are idle often."""
        end = node, port
        if end not in self.usual:
            self.usual[end] = 10 ** self.rng.uniform(4.5, 8.5)
            self.octets[end] = [self.rng.randrange(1 << 40) for _ in "io"]
            if end not in self.of and end not in self.busy \
                    and self.rng.random() < .2:
                self.idle.add(end)
        link = self.of.get(end)
        rest = end in self.idle and self.passes % 11 > 6
        if world.port_up(node, port, link) and not rest:
            for i, way in enumerate(world.carries(node, port, link)):
                self.octets[end][i] += way * self.rate(world, end, link, i)
        if self.wear == "errors" and link in world.worn["errors"]:
            self.errors[end] = self.errors.get(end, 0) \
                + 300 * 4 ** self.since
        return dict(in_octets=self.octets[end][0],
                    out_octets=self.octets[end][1], counter_bits=64,
                    in_errors=self.errors.get(end, 0),
                    uptime_cs=10 ** 8 + self.passes * 30000)

    def rate(self, world, end, link, way):
        """Octets of a pass; one direction of a link may be full."""
        if link in world.worn["busy"] and (end == link.ends()[0]) == way:
            return int(300 * 10 ** 10 / 8 * self.rng.uniform(.96, .99))
        return int(300 * self.usual[end] * self.rng.uniform(.5, 1.5))

    def optics(self, world, base, node, port):
        link = self.of.get((node, port))
        if link is None:
            return
        dim = 4 * self.since if link in world.worn["light"] else 0
        self.put(**base, kind="sensor", object=f"rx:{port}", port=port,
                 sensor_class="optical-rx-power", reading_unit="dBm",
                 reading=round(-9 - dim - self.rng.random(), 1), status="ok")

    def setting(self, world, node, port):
        """Speed, MTU as the maker counts it, duplex."""
        link = self.of.get((node, port))
        r = dict(speed_bps=10 ** 10, duplex="full",
                 mtu=1500 + 14 * (len(node) % 2))
        if link in world.unlike and node == link.b:
            r.update([dict(speed_bps=10 ** 9), dict(duplex="half"),
                      dict(mtu=9000)][len(port) % 3])
        return r

    def lost(self):
        return self.loss > 0 and self.rng.random() < self.loss

    def node(self, world, n, us):
        ts = self.stamp(us)
        ok = world.answers(n) and not self.lost()
        base = dict(type="sample", ts=ts, node=n)
        if self.probes:
            ping = world.pings(n) and not self.lost()
            rtt = dict(rtt_us=world.delay(n) + self.rng.randint(0, 150)) \
                if ping and self.wear in ("slow", "busy") else {}
            self.put(**base, kind="probe", object="icmp", protocol="icmp",
                     reachable=ping, sent=3, received=3 if ping else 0,
                     loss_pct=0 if ping else 100, **rtt)
        if not ok:
            self.put(**base, kind="node", object=n, reachable=False,
                     error="timeout")
            return False
        self.put(**base, kind="node", object=n, reachable=True,
                 rtt_us=self.rng.randint(900, 4000))
        for i, p in enumerate(self.net.ports[n]):
            up = world.port_up(n, p, self.of.get((n, p)))
            more = {**self.flow(world, n, p), **self.setting(world, n, p)} \
                if self.traffic else {}
            self.put(**base, kind="interface", object=p, if_index=i + 1,
                     admin="up", oper="up" if up else "down", **more)
            if self.wear == "light":
                self.optics(world, base, n, p)
        for (olt, t), (port, _) in self.net.terms.items():
            if olt == n:
                down = (olt, t) in world.lost or world.broken(olt, port)
                r = dict(kind="termination", object=t, port=port,
                         oper="down" if down else "up")
                if down:
                    r["last_down_cause"] = "los"
                self.put(**base, **r)
        return True

    def poll(self, world):
        """One pass over all nodes, in an order of its own, and its beat."""
        self.since += any(world.worn.values())
        order = self.net.nodes[:]
        self.rng.shuffle(order)
        ok = sum(self.node(world, n, 1000 + 100 * i)
                 for i, n in enumerate(order))
        self.put(type="heartbeat", ts=self.stamp(900_000),
                 run=f"r{self.passes}", planned_nodes=len(order),
                 answered_nodes=ok, failed_nodes=len(order) - ok)
        self.passes += 1
        self.now += 300
