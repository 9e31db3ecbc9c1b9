#!/usr/bin/env python3
"""agent.py [-a ADDRESS] [-H HABIT[=N]] READY [WALK] - a bad SNMPv2c agent

Answers GET and GETBULK from WALK, lines as `snmpwalk -On` prints them, on a
free UDP port that it writes to READY. snmpd is the good agent of the tests;
this one has the habits of the field:

  cut=N      at most N cells in an answer (agents that truncate in mid-row)
  toobig=N   tooBig when more than N cells are asked
  mute=N     silent when more than N cells are asked
  stop=N     silent after N answers
  loop       the first cell of a table again and again
  endless    a table that never ends
  auth       authorizationError to everything
  other      answers from another address
  garbage    an answer that is not BER, before the good one
  wrongid    an answer with another request id, before the good one
  chop=N     packets end after N octets
  twice      each answer two times
  slow=N     waits N milliseconds before each answer
"""
import getopt
import os
import re
import socket
import sys
import time

TAGS = {"INTEGER": 0x02, "STRING": 0x04, "Hex-STRING": 0x04, "OID": 0x06,
        "Counter32": 0x41, "Gauge32": 0x42, "Timeticks": 0x43,
        "Counter64": 0x46, "NULL": 0x05}
GET, RESPONSE, GETBULK = 0xa0, 0xa2, 0xa5
NO_INSTANCE, END_OF_VIEW = b"\x81\x00", b"\x82\x00"
TOO_BIG, AUTHORIZATION_ERROR = 1, 16


def tlv(tag, body):
    n = len(body)
    if n < 0x80:
        return bytes([tag, n]) + body
    size = (n.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + n.to_bytes(size, "big") + body


def integer(n, tag=0x02):
    return tlv(tag, n.to_bytes(n.bit_length() // 8 + 1, "big", signed=True))


def oid(ids):
    out = bytearray([ids[0] * 40 + ids[1]])
    for i in ids[2:]:
        part = [i & 0x7f]
        while i := i >> 7:
            part.append(i & 0x7f | 0x80)
        out += bytes(reversed(part))
    return tlv(0x06, bytes(out))


def read(data, at):
    """One TLV: tag, body, where it ends."""
    tag, n, at = data[at], data[at + 1], at + 2
    if n & 0x80:
        size = n & 0x7f
        n, at = int.from_bytes(data[at:at + size], "big"), at + size
    return tag, data[at:at + n], at + n


def parts(body):
    at = 0
    while at < len(body):
        tag, part, at = read(body, at)
        yield tag, part


def oid_ids(body):
    ids, n = [body[0] // 40, body[0] % 40], 0
    for c in body[1:]:
        n = n << 7 | c & 0x7f
        if not c & 0x80:
            ids.append(n)
            n = 0
    return tuple(ids)


def dotted(text):
    return tuple(int(i) for i in text.strip(".").split("."))


def value(kind, text):
    if kind == "OID":
        return oid(dotted(text))
    if kind == "STRING":
        text = text[1:-1] if text[:1] == '"' else text
        return tlv(0x04, text.encode())
    if kind == "Hex-STRING":
        return tlv(0x04, bytes.fromhex(text))
    if kind == "NULL":
        return tlv(0x05, b"")
    return integer(int(re.search(r"-?\d+", text).group()), TAGS[kind])


def load(path):
    tree = {}
    with open(path) as f:
        for line in f:
            m = re.match(r"(\.[\d.]+) = ([\w-]+): ?(.*)", line)
            if m:
                tree[dotted(m[1])] = value(m[2], m[3].strip())
    return tree


class Agent:
    def __init__(self, tree, habit, n):
        self.tree, self.names = tree, sorted(tree)
        self.habit, self.n, self.answers = habit, n, 0

    def next(self, name):
        if self.habit == "endless" and name[:9] == (1, 3, 6, 1, 2, 1, 2, 2, 1):
            name += (0,) * (11 - len(name))
            return name[:10] + (name[10] + 1,), integer(1)
        if self.habit == "loop" and len(name) > 10:
            name = name[:10]
        lo, hi = 0, len(self.names)
        while lo < hi:
            mid = (lo + hi) // 2
            if self.names[mid] <= name:
                lo = mid + 1
            else:
                hi = mid
        if lo == len(self.names):
            return name, END_OF_VIEW
        return self.names[lo], self.tree[self.names[lo]]

    def bulk(self, names, fixed, rows):
        out = [self.next(n) for n in names[:fixed]]
        names = names[fixed:]
        for _ in range(rows):
            row = [self.next(n) for n in names]
            out += row
            names = [n for n, _ in row]
        if self.habit == "cut":
            out = out[:fixed + self.n]
        return out

    def answer(self, tag, names, a, b):
        """Error status and variable bindings, or None for silence."""
        asked = len(names) if tag == GET else (len(names) - a) * b
        if self.habit == "mute" and asked > self.n:
            return None
        if self.habit == "stop" and self.answers >= self.n:
            return None
        if self.habit == "auth":
            return AUTHORIZATION_ERROR, [(n, tlv(5, b"")) for n in names]
        if self.habit == "toobig" and asked > self.n:
            return TOO_BIG, []
        if tag == GETBULK:
            return 0, self.bulk(names, a, b)
        return 0, [(n, self.tree.get(n, NO_INSTANCE)) for n in names]

    def handle(self, data):
        """Answers to a packet, and whether from the wrong address."""
        version, community, (tag, pdu) = parts(read(data, 0)[1])
        (_, rid), (_, a), (_, b), (_, vbs) = parts(pdu)
        names = [oid_ids(next(parts(vb))[1]) for _, vb in parts(vbs)]
        got = self.answer(tag, names, int.from_bytes(a, "big"),
                          int.from_bytes(b, "big"))
        if got is None:
            return []
        self.answers += 1

        def packet(request_id):
            body = b"".join(tlv(0x30, oid(n) + v) for n, v in got[1])
            return tlv(0x30, tlv(*version) + tlv(*community) + tlv(
                RESPONSE, tlv(0x02, request_id) + integer(got[0])
                + integer(0) + tlv(0x30, body)))

        out = [packet(rid)]
        if self.habit == "garbage":
            out.insert(0, b"\x30\x82\xff\xff\x02\x01\x01\x04")
        if self.habit == "chop":
            out = [out[0][:self.n]]
        if self.habit == "twice":
            out *= 2
        if self.habit == "wrongid":
            out.insert(0, packet(bytes([rid[0] ^ 1]) + rid[1:]))
        return out


def main():
    opts, args = getopt.getopt(sys.argv[1:], "a:H:")
    opts = dict(opts)
    habit, _, n = opts.get("-H", "").partition("=")
    agent = Agent(load(args[1]) if len(args) > 1 else {}, habit, int(n or 0))
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind((opts.get("-a", "127.0.0.1"), 0))
    way = sock
    if habit == "other":
        way = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        way.bind(("127.0.0.77", 0))
    with open(args[0] + ".new", "w") as f:
        print(sock.getsockname()[1], file=f)
    os.rename(args[0] + ".new", args[0])
    while True:
        data, peer = sock.recvfrom(65536)
        for out in agent.handle(data):
            if habit == "slow":
                time.sleep(agent.n / 1000)
            way.sendto(out, peer)


if __name__ == "__main__":
    main()
