#!/usr/bin/env python3
"""pipe_month.py FOLDER [SEED]: the sources of a small month

The same octets always, for a seed:

calls.csv	calls and messages, for the format generic-csv
Master.csv	calls of an exchange, for asterisk-master
sessions.csv	mobile data, for login-data
samples.ndjson	readings of two ports, for bss-mediate samples

It is October 2026 in Paris. Some usage lies before and behind it, some on
its very ends, some is failed calls; a counter turns over, a node restarts,
polls are missed. Identifiers are those of share/demo and of pipe.bash.
"""
import csv
import datetime
import json
import os
import sys
import zoneinfo

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
BEGIN = datetime.datetime(2026, 10, 1, tzinfo=PARIS).timestamp()
END = datetime.datetime(2026, 11, 1, tzinfo=PARIS).timestamp()
TO = ["0142000000", "0612345678", "003222000000", "004915123456789",
      "0021671000000", "0800123456", "0890123456", "00881612345678",
      "+14155550100", "0014155550100"]
FROM = ["0471000200", "0473000300", "0473000310", "0600000500",
        "0600000600"]


class Draw:
    """Numbers that look like chance (Knuth's MMIX generator)."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state * 6364136223846793005
                      + 1442695040888963407) % 2**64
        return (self.state >> 33) % n

    def one_of(self, what):
        return what[self.below(len(what))]


def utc(seconds):
    when = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def local(seconds, form):
    return datetime.datetime.fromtimestamp(seconds, PARIS).strftime(form)


def moment(draw, i):
    """A second of the month; now and then its ends, or outside."""
    ends = [BEGIN, BEGIN - 1, END - 1, END, END - 30, BEGIN - 86400,
            END + 86400]
    if i % 20 == 7:
        return int(ends[i // 20 % len(ends)])
    return int(BEGIN) + draw.below(int(END - BEGIN))


def calls(draw, path):
    with open(path, "w", newline="", encoding="utf-8") as out:
        row = csv.writer(out, lineterminator="\n").writerow
        row(["id", "start", "end", "service", "from", "to", "amount",
             "status", "note"])
        for i in range(240):
            start, seconds = moment(draw, i), draw.below(1500)
            frm, text = draw.one_of(FROM), ""
            if frm > "06" and draw.below(2):
                text = draw.one_of(TO[:3])
            # A-600 has its phone from the 11th on
            if frm == FROM[4] and start < BEGIN + 10 * 86400:
                frm = FROM[3]
            row(["c%03d" % i,
                 utc(start) if i % 3 else local(start, "%Y-%m-%dT%H:%M:%S%z")
                 [:-2] + ":00",
                 "" if text else utc(start + seconds),
                 "text" if text else "call", frm, text or draw.one_of(TO),
                 "" if text else seconds,
                 draw.one_of(["answered"] * 7 + ["busy"]),
                 ""])


def master(draw, path):
    with open(path, "w", newline="", encoding="utf-8") as out:
        row = csv.writer(out, lineterminator="\n",
                         quoting=csv.QUOTE_NONNUMERIC).writerow
        for i in range(120):
            start, seconds = moment(draw, i), draw.below(900)
            if local(start, "%m-%d %H") == "10-25 02":
                start += 7200       # an hour that the clock shows twice
            done = draw.below(6) > 0
            clock = "%Y-%m-%d %H:%M:%S"
            row(["", draw.one_of(FROM[:3]), draw.one_of(TO[:8]),
                 "out, \"%d\"" % (i % 3), "", "SIP/1", "SIP/2", "Dial", "", local(start - 5, clock),
                 local(start, clock) if done else "",
                 local(start + seconds, clock), seconds + 5,
                 seconds if done else 0,
                 "ANSWERED" if done else "NO ANSWER", "DOCUMENTATION",
                 "%d.%d" % (start, i), ""])


def sessions(draw, path):
    with open(path, "w", newline="", encoding="utf-8") as out:
        row = csv.writer(out, delimiter=";", lineterminator="\n").writerow
        row(["session", "login", "nas", "port", "start", "stop", "upload",
             "download"])
        for i in range(60):
            start = moment(draw, i)
            late = start >= BEGIN + 10 * 86400
            row(["s%02d" % i, "+33600000%d" % (600 if late and i % 2
                                              else 500), "ggsn", i % 4,
                 start, start + draw.below(7200), draw.below(5 * 10**7),
                 draw.below(9 * 10**8)])


def samples(draw, path):
    with open(path, "w", encoding="utf-8") as out:
        ports = {"edge1": [64, 0, 10**15], "edge2": [32, 2**31, 2**32 - 9000]}
        booted = {node: int(BEGIN) - 864000 for node in ports}
        for i in range(80):
            at = int(BEGIN) + 4 * 86400 + i * 300
            for node, counter in ports.items():
                bits = counter[0]
                most = 10**8 if bits == 64 else 10**7
                for side in 1, 2:
                    counter[side] = (counter[side] + draw.below(most)
                                     ) % 2**bits
                if node == "edge1" and i == 30:
                    counter[1:] = [1000, 2000]
                    booted[node] = at - 100
                if i % 23 == 11:
                    continue        # a poll that was missed
                out.write(json.dumps({
                    "type": "sample", "ts": utc(at), "node": node,
                    "kind": "interface", "object": "lo",
                    "speed_bps": 10**9 if bits == 64 else 10**7,
                    "in_octets": counter[1], "out_octets": counter[2],
                    "counter_bits": bits,
                    "uptime_cs": (at - booted[node]) * 100,
                    "discontinuity_cs": 0}, separators=(",", ":")) + "\n")


def main():
    folder = sys.argv[1]
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    for seed, name in enumerate(["calls.csv", "Master.csv", "sessions.csv",
                                 "samples.ndjson"]):
        make = [calls, master, sessions, samples][seed]
        make(Draw(4 * first + seed + 1), os.path.join(folder, name))


if __name__ == "__main__":
    main()
