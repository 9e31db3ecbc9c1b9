#!/usr/bin/env python3
"""Laws of ossctl-diag: input that comes late, twice, shuffled, and cut into
runs at any record gives the history that it gives in order and at once, octet
by octet, when it is late by no more than --late."""
import json
import os
import random
import subprocess
import sys
import tempfile

SEED = int(os.environ.get("SEED", "20261127"))
ROUNDS = int(os.environ.get("ROUNDS", "4"))
LATE_S = 120


def stamp(s):
    return "2026-10-01T%02d:%02d:%02dZ" % (s // 3600, s // 60 % 60, s % 60)


def walk(rng, state, key, stay):
    """Up and down, mostly as before."""
    if rng.random() > stay:
        state[key] = not state.get(key, True)
    return state.get(key, True)


def stream(rng):
    """A network of a chain of four, ports, a sensor, a probe, counters."""
    out, state, octets = [], {}, {}
    for minute in range(40):
        s = minute * 60
        for i in range(4):
            node, at = "n%d" % i, s + rng.randrange(50)
            up = walk(rng, state, node, 0.85)
            out.append((at, dict(kind="node", node=node, object=node,
                                 reachable=up)))
            if not up:
                continue
            for port in ("e0", "e1"):
                key = node + port
                octets[key] = octets.get(key, 0) + rng.choice(
                    (1000, 7000000))
                out.append((at, dict(
                    kind="interface", node=node, object=port, admin="up",
                    oper="up" if walk(rng, state, key, 0.8) else "down",
                    in_octets=octets[key], counter_bits=64,
                    speed_bps=1000000, uptime_cs=(s + 1000) * 100)))
            out.append((at, dict(kind="sensor", node=node, object="t",
                                 sensor_class="temperature", status="ok",
                                 reading=rng.randrange(55, 95))))
        out.append((s + rng.randrange(50), dict(
            kind="probe", node="n0", object="icmp", loss_pct=rng.choice(
                (0, 0, 0, 30)), rtt_us=rng.choice((1000, 1100, 90000)),
            sent=10, received=7)))
        out.append((s + 59, "heartbeat"))
    # the last word comes when nothing is late any more
    out.append((40 * 60 + 3600, "heartbeat"))
    return [(at, line(at, r)) for at, r in out]


def line(at, r):
    if r == "heartbeat":
        return json.dumps(dict(type="heartbeat", ts=stamp(at), run="r%d" % at,
                               planned_nodes=1, answered_nodes=1,
                               failed_nodes=0))
    return json.dumps(dict(type="sample", ts=stamp(at), **r))


def history(lines, runs, folder):
    db = os.path.join(folder, "oss.db")
    for f in (db, db + "-wal", db + "-shm"):
        if os.path.exists(f):
            os.remove(f)
    subprocess.run(["ossctl-diag", "init", "-d", db], check=True)
    cuts = sorted(random.sample(range(1, len(lines)), runs - 1)) + [
        len(lines)]
    begin = 0
    for end in cuts:
        subprocess.run(
            ["ossctl-diag", "run", "-q", "-d", db, "--no-end", "--hold",
             "2/3", "--recover", "2/2", "--stale", "5m", "--late",
             "%ds" % LATE_S],
            input="\n".join(lines[begin:end]) + "\n", text=True, check=True,
            stdout=subprocess.DEVNULL)
        begin = end
    told = subprocess.run(["ossctl-diag", "history", "-d", db, "-o",
                           "ndjson"], check=True, capture_output=True,
                          text=True).stdout
    return "".join(x for x in told.splitlines(True)
                   if '"type":"end"' not in x)


def main():
    os.environ["OSSBSS_SHARE"] = os.environ.get("OSSBSS_SHARE", "share")
    n = 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["OSSBSS_HOME"] = folder
        for r in range(ROUNDS):
            rng = random.Random(SEED + r)
            random.seed(SEED + r)
            records = sorted(stream(rng))
            want = history([x for _, x in records], 1, folder)
            kinds = {json.loads(x).get("alarm_type")
                     for x in want.splitlines()}
            late = [(at + rng.random() * (LATE_S - 1), x)
                    for at, x in records[:-1] for _ in
                    range(rng.choice((1, 1, 2)))]
            shuffled = [x for _, x in sorted(late)] + [records[-1][1]]
            for runs in (1, 7, 30):
                got = history(shuffled, runs, folder)
                n += 1
                print("%s %d - seed %d, %d runs: %d octets of history" % (
                    "ok" if got == want else "not ok", n, SEED + r, runs,
                    len(want)))
            n += 1
            print("%s %d - seed %d: it has %s" % (
                "ok" if {"port-down", "reading-high", "utilisation-high",
                         "node-unreachable"} <= kinds else "not ok", n,
                SEED + r, ", ".join(sorted(k for k in kinds if k))))
    print("1..%d" % n)
    return 0


if __name__ == "__main__":
    sys.exit(main())
