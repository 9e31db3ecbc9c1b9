#!/usr/bin/env python3
"""radius.py: bss-mediate radius against a model that knows the truth, as TAP

Access servers run sessions over three days; packets get lost, come twice, late
and again; servers restart and use their ids again; some have 32-bit counters
that turn over, some gigawords, some no Acct-Session-Time. The model knows
which session a packet is of and what was really counted, so it needs none of
the rules that find that out. Usage, its ids and the account must be the
model's, and the same for every cut of the files into runs. SEED=n repeats one
round.
"""
import datetime
import json
import os
import random
import subprocess
import sys
import tempfile
import zoneinfo

ROUNDS = 5
T0 = 1792800000  # 2026-10-24T00:00:00Z: the clocks are put back in Paris
SPAN = 3 * 86400
MAX_BPS = 20000000
UTC = datetime.timezone.utc


class Server:
    """A NAS: what it tells, and how fast its lines are."""

    def __init__(self, rnd, number):
        self.name = "192.0.2.%d" % number
        self.gigawords = rnd.random() < 0.5
        self.seconds = rnd.random() < 0.75
        self.rate = rnd.choice([1000, 200000, 2400000])  # octets a second
        if self.gigawords:
            self.rate = rnd.choice([1000, 10**8])
        self.interim = rnd.choice([300, 600])
        # without seconds only a Start tells that an id is used again
        self.restarts = self.seconds and rnd.random() < 0.7
        self.events = self.seconds and rnd.random() < 0.5


class Packet:
    def __init__(self, server, sid, kind, at, start=0, counts=(0, 0),
                 truth=None):
        self.server, self.sid, self.kind = server, sid, kind
        self.at, self.seconds, self.counts = at, at - start, counts
        self.truth = truth  # which session it is really of
        self.came, self.delay = at, 0

    def event(self):
        if not self.server.events:
            return self.at  # Event-Timestamp says it
        return self.came - self.delay

    def text(self, zone):
        when = datetime.datetime.fromtimestamp(self.came, zone)
        lines = [when.strftime("%a %b %d %H:%M:%S %Y").replace(" 0", "  ", 1)
                 if when.day < 10 else when.strftime("%a %b %d %H:%M:%S %Y")]
        a = ["Acct-Status-Type = " + self.kind,
             "NAS-IP-Address = " + self.server.name]
        if self.sid is not None:
            a += ['Acct-Session-Id = "%s"' % self.sid,
                  'User-Name = "u%d"' % self.truth]
        if self.kind in ("Interim-Update", "Stop"):
            for name, n in zip(("Input", "Output"), self.counts):
                a.append("Acct-%s-Octets = %d" % (name, n % 2**32))
                if self.server.gigawords and n >= 2**32:
                    a.append("Acct-%s-Gigawords = %d" % (name, n >> 32))
            if self.server.seconds:
                a.append("Acct-Session-Time = %d" % self.seconds)
        if not self.server.events:
            when = datetime.datetime.fromtimestamp(self.at, zone)
            a.append('Event-Timestamp = "%s"'
                     % when.strftime("%b %d %Y %H:%M:%S %Z"))
        if self.delay:
            a.append("Acct-Delay-Time = %d" % self.delay)
        a.append("Timestamp = %d" % self.came)
        return "\n".join(lines + ["\t" + x for x in a]) + "\n\n"


def session(rnd, server, sid, start, end, truth):
    """All packets that a session sends; the octets are the truth."""
    out = [Packet(server, sid, "Start", start, start, (0, 0), truth)]
    counts, at = [0, 0], start
    while at < end:
        step = min(server.interim, end - at)
        at += step
        for i in range(2):
            if rnd.random() < 0.8:
                counts[i] += rnd.randrange(server.rate * step)
        kind = "Stop" if at == end else "Interim-Update"
        out.append(Packet(server, sid, kind, at, start, tuple(counts), truth))
    return out


def lives(rnd, servers):
    """Packets of all servers as they would come were nothing lost."""
    out, truth = [], 0
    for s in servers:
        at, number = T0, 0
        ends = [T0 + SPAN]
        if s.restarts:
            ends = sorted(T0 + rnd.randrange(20000, SPAN) for _ in range(2)) \
                + ends
        for end in ends:
            for _ in range(rnd.randrange(3, 9)):
                if end - at < 2000:
                    break
                start = rnd.randrange(at, end - 1000)
                stop = rnd.randrange(start + 60, end)
                if rnd.random() < 0.2:
                    stop = min(end - 1, start + rnd.randrange(60, 900))
                cut = rnd.random() < 0.3 and s.restarts
                packets = session(rnd, s, "%X" % number, start, stop, truth)
                if cut:  # the restart swallowed the Stop
                    packets.pop()
                out += packets
                number += 1
                truth += 1
            at = end + 900
            if end != ends[-1]:
                number = 0 if rnd.random() < 0.8 else number
                if rnd.random() < 0.7:
                    out.append(Packet(s, None, "Accounting-On", at - 10))
    return out


def send(rnd, packets):
    """What the server gets, in its order: lost, late, twice, again."""
    out = []
    for p in packets:
        # without seconds nobody knows that a session is not a forgotten one
        must = p.sid is None or (p.kind == "Start" and not p.server.seconds
                                 and p.at > T0 + 150000)
        if not must and rnd.random() < 0.12:
            continue
        if rnd.random() < 0.15:
            p.came += rnd.randrange(1, 200 if not p.server.events else 30)
            # events are made of what the server knows: it must be right
            if p.server.events or rnd.random() < 0.5:
                p.delay = p.came - p.at
        out.append(p)
        while rnd.random() < 0.2 and p.sid is not None:
            q = Packet(p.server, p.sid, p.kind, p.at, p.at - p.seconds,
                       p.counts, p.truth)
            q.came = p.came + rnd.randrange(0, 30)
            q.delay = q.came - q.at
            out.append(q)
    out.sort(key=lambda p: p.came)
    return out


def stamp(s):
    return datetime.datetime.fromtimestamp(s, UTC).strftime(
        "%Y-%m-%dT%H:%M:%SZ")


def midnights(zone, a, b):
    """Instants between a and b at which a day of the zone begins."""
    day = datetime.datetime.fromtimestamp(a, zone).date()
    while True:
        day += datetime.timedelta(days=1)
        at = int(datetime.datetime(day.year, day.month, day.day,
                                   tzinfo=zone).timestamp())
        if at >= b:
            return
        yield at


def usage(zone, p, a, b, counts, quality, same):
    """The records of an interval, cut at midnight."""
    name = "radius:%s:%s@%s/%s" % (p.server.name, p.sid, stamp(a), stamp(b))
    if same:
        name += "#%d" % same
    cuts = [a] + list(midnights(zone, a, b)) + [b]
    if len(cuts) == 2:
        yield (name, stamp(a), stamp(b)) + counts + (quality, p.truth)
        return
    for i, (x, y) in enumerate(zip(cuts, cuts[1:])):
        part = tuple(n * (y - a) // (b - a) - n * (x - a) // (b - a)
                     for n in counts)
        yield ("%s.%d" % (name, i + 1), stamp(x), stamp(y)) + part \
            + ("gap", p.truth)


class Known:
    """What was told of a session, by the truth of whose packet it is."""

    def __init__(self, at, key, counts):
        self.at, self.key, self.counts, self.same = at, key, counts, 0
        self.narrow = False  # it has turned over: its counters have 32 bits

    def turns(self, p, passed):
        """Whether a 32-bit counter fell, and whether that tells how much it
        counted: no line of 20 Mbit/s can have made it turn once more."""
        fell = not p.server.gigawords and any(
            x % 2**32 < y % 2**32 for x, y in zip(p.counts, self.counts))
        most = MAX_BPS // 8 * (passed + passed // 100 + 1)
        sure = all((x - y) % 2**32 + 2**32 > most
                   for x, y in zip(p.counts, self.counts))
        if fell and sure:
            self.narrow = True
        return fell, sure or not (fell or self.narrow)


def model(zone, packets):
    """Usage and the number of duplicates, packet by packet."""
    known, out, twice = {}, [], 0
    for p in packets:
        if p.sid is None:
            continue
        k = known.get(p.truth)
        key = p.seconds if p.server.seconds else p.event()
        if p.kind == "Start":
            if k is None:
                known[p.truth] = Known(p.event(), key, (0, 0))
            else:
                twice += 1
            continue
        quality = "exact"
        if k is None:
            begin = p.event() - (p.seconds if p.server.seconds else 0)
            quality = "exact" if p.server.seconds else "gap"
            k = known[p.truth] = Known(begin, key - p.seconds, (0, 0))
            passed = p.seconds if p.server.seconds else 0
        elif key <= k.key:
            twice += 1
            continue
        else:
            passed = key - k.key
        fell, sure = k.turns(p, passed)
        counts = tuple(x - y for x, y in zip(p.counts, k.counts))
        if fell and quality == "exact":
            quality = "wrapped"
        to = max(p.event(), k.at)
        k.same = k.same + 1 if to == k.at else 0
        if sure and (to > k.at or any(counts)):
            out += usage(zone, p, k.at, to, counts, quality, k.same)
        k.at, k.key, k.counts = to, key, p.counts
    return sorted(out), twice


def mediate(args, files, data=None):
    r = subprocess.run(["bss-mediate", "radius", "-q"] + args + files,
                       input=data, capture_output=True, check=False)
    if r.returncode != 0:
        raise RuntimeError("exit %d: %s" % (r.returncode,
                                            r.stderr.decode()[-500:]))
    return r.stdout.decode().splitlines()


def records(lines):
    return [x for x in lines if x.startswith('{"type":"usage"')]


def tuples(lines):
    out = []
    for x in map(json.loads, records(lines)):
        out.append((x["usage_id"], x["ts"], x["end_ts"], x["in_octets"],
                    x["out_octets"], x["reading_quality"],
                    int(x["identifier"][1:])))
        assert x["quantity"] == x["in_octets"] + x["out_octets"]
    return sorted(out)


def runs(args, tmp, pieces):
    """The same in a run for each piece, added to one file that grows."""
    out, state, path = [], [], os.path.join(tmp, "growing")
    if os.path.exists(path):
        os.unlink(path)
    for i, piece in enumerate(pieces):
        with open(path, "ab") as f:
            f.write(piece)
        new = os.path.join(tmp, "state.%d" % (i % 2))
        out += records(mediate(args + state + ["--state-out", new], [path]))
        state = ["--state-in", new]
    return out


def cut(rnd, data, n):
    at = sorted(rnd.randrange(len(data)) for _ in range(n))
    return [data[a:b] for a, b in zip([0] + at, at + [len(data)])]


def check(seed, tmp):
    rnd = random.Random(seed)
    name = rnd.choice(["UTC", "Europe/Paris"])
    zone = zoneinfo.ZoneInfo(name)
    servers = [Server(rnd, i) for i in range(1, 4)]
    packets = send(rnd, lives(rnd, servers))
    text = [p.text(zone) for p in packets]
    data = "".join(text).encode()
    args = ["--zone", name]
    audit = os.path.join(tmp, "audit")
    path = os.path.join(tmp, "detail")
    with open(path, "wb") as f:
        f.write(data)
    got = mediate(args + ["--audit", audit], [path])
    want, twice = model(zone, packets)
    if tuples(got) != want:
        a, b = set(tuples(got)), set(want)
        raise RuntimeError("usage is not the model's:\n+ %s\n- %s"
                           % (sorted(a - b)[:4], sorted(b - a)[:4]))
    with open(audit, encoding="ascii") as f:
        law = json.load(f)
    if law["read"] != len(packets) or law["rejected"] != 0:
        raise RuntimeError("the account is %s" % law)
    lone = law["duplicate"] - twice
    if lone > 0 or -lone > len(packets) // 10:
        raise RuntimeError("%d duplicates, the model has %d"
                           % (law["duplicate"], twice))
    whole = records(got)
    for n in (1, 7):
        if runs(args, tmp, cut(rnd, data, n)) != whole:
            raise RuntimeError("another usage in %d runs" % (n + 1))
    few = [x.encode() for x in text[:60]]
    if runs(args, tmp, few) != records(mediate(args, [], b"".join(few))):
        raise RuntimeError("another usage with a run for each packet")
    return "%d packets, %d records" % (len(packets), len(want))


def main():
    seeds = [int(os.environ["SEED"])] if "SEED" in os.environ \
        else range(1, ROUNDS + 1)
    failed = 0
    for i, seed in enumerate(seeds):
        with tempfile.TemporaryDirectory() as tmp:
            try:
                print("ok %d - radius: seed %d: %s"
                      % (i + 1, seed, check(seed, tmp)))
            except RuntimeError as e:
                failed += 1
                print("not ok %d - radius: seed %d" % (i + 1, seed))
                print("\n".join("# " + x for x in str(e).splitlines()))
    print("1..%d" % len(seeds))
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
