#!/usr/bin/env python3
"""agent.py PORTS - the ports of a make-believe router, for snmpd

Speaks snmpd's pass_persist protocol (snmpd.conf(5)) for ifTable and
ifXTable. PORTS is a file with a line for each port:

    name speed_mbps oper in_mbps out_mbps

It is read again whenever it changes: rewriting it is what happens to the
router. Octets flow at the rates it says from then on, and none through a
port that is not up.
"""
import os
import sys
import time

IF = ".1.3.6.1.2.1.2.2.1."
IFX = ".1.3.6.1.2.1.31.1.1.1."
OPER = {"up": 1, "down": 2, "lowerLayerDown": 7}


class Router:
    def __init__(self, path):
        self.path, self.stamp, self.ports = path, None, []
        self.octets, self.at = {}, time.time()

    def flow(self):
        """Count what has flowed until now."""
        now = time.time()
        for i, (_, _, oper, rates) in enumerate(self.ports, 1):
            for side in (0, 1) if oper == "up" else ():
                self.octets[i, side] = self.octets.get((i, side), 10**9) + \
                    rates[side] * 125000 * (now - self.at)
        self.at = now

    def refresh(self):
        self.flow()
        stamp = os.stat(self.path).st_mtime_ns
        if stamp != self.stamp:
            with open(self.path) as f:
                rows = [line.split() for line in f if line.strip()]
            self.ports = [(r[0], int(r[1]), r[2], (float(r[3]), float(r[4])))
                          for r in rows]
            self.stamp = stamp

    def tree(self):
        self.refresh()
        cells = {}
        for i, (name, speed, oper, _) in enumerate(self.ports, 1):
            octets = [int(self.octets.get((i, s), 10**9)) for s in (0, 1)]
            for prefix, column, kind, value in (
                    (IF, 1, "integer", i), (IF, 2, "string", name),
                    (IF, 3, "integer", 6),
                    (IF, 5, "gauge", min(speed * 10**6, 2**32 - 1)),
                    (IF, 7, "integer", 1), (IF, 8, "integer", OPER[oper]),
                    (IF, 13, "counter", 0), (IF, 14, "counter", 0),
                    (IF, 19, "counter", 0), (IF, 20, "counter", 0),
                    (IFX, 1, "string", name),
                    (IFX, 6, "counter64", octets[0]),
                    (IFX, 10, "counter64", octets[1]),
                    (IFX, 15, "gauge", speed), (IFX, 18, "string", ""),
                    (IFX, 19, "timeticks", 0)):
                oid = f"{prefix}{column}.{i}"
                cells[ids(oid)] = (oid, kind, value)
        return cells


def ids(oid):
    return tuple(int(x) for x in oid.strip(".").split("."))


def answer(router, verb, oid):
    cells, want = router.tree(), ids(oid)
    if verb == "getnext":
        # snmpd asks each of the two tables by itself
        table = ids(IF if want[:7] == ids(IF)[:7] else IFX)[:-1]
        want = min((k for k in cells if k > want and k[:len(table)] == table),
                   default=None)
    return "\n".join(map(str, cells[want])) if want in cells else "NONE"


def main():
    router = Router(sys.argv[1])
    while True:
        line = sys.stdin.readline()
        if not line or not line.strip():
            return
        verb = line.strip().lower()
        if verb == "ping":
            print("PONG", flush=True)
        elif verb in ("get", "getnext"):
            print(answer(router, verb, sys.stdin.readline()), flush=True)
        else:			# set OID VALUE
            sys.stdin.readline()
            sys.stdin.readline()
            print("not-writable", flush=True)


main()
