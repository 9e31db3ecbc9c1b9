#!/usr/bin/env python3
"""far.py: the far end of a tunnel (in a network namespace of its own, with
the right to make one) that answers ICMP echo at 10.9.0.N in its own way,
plainly behind that and not at all from 10.9.20.0 on. Says `ready` once it
listens."""
import fcntl
import os
import socket
import struct
import subprocess
import sys
import threading
import time

TUNSETIFF = 0x400454ca
IFF_TUN, IFF_NO_PI = 1, 0x1000


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    s = sum(struct.unpack(f">{len(data) // 2}H", data))
    s = (s >> 16) + (s & 0xffff)
    return ~(s + (s >> 16)) & 0xffff


def icmp(kind, code, rest):
    m = bytes([kind, code, 0, 0]) + rest
    return m[:2] + struct.pack(">H", checksum(m)) + m[4:]


def packet(src, dst, body):
    h = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(body), 0, 0, 64, 1, 0,
                    src, dst)
    return h[:10] + struct.pack(">H", checksum(h)) + h[12:] + body


tun = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", b"far0", IFF_TUN | IFF_NO_PI))
for command in ("ip addr add 10.9.1.1/16 dev far0", "ip link set far0 up",
                "ip link set lo up"):
    subprocess.run(command.split(), check=True)
print("ready", flush=True)
sys.stdout.close()
seen = {}


def later(delay, p):
    threading.Timer(delay, os.write, (tun, p)).start()


while True:
    p = os.read(tun, 65536)
    if p[0] >> 4 != 4 or p[9] != 1 or p[20] != 8:
        continue
    src, dst, body = p[12:16], p[16:20], p[20:]
    if dst[2] >= 20:
        continue
    n = dst[3] if dst[2] == 0 else 1
    seen[n] = count = seen.get(n, 0) + 1
    answer = packet(dst, src, icmp(0, 0, body[4:]))
    if n == 2 and count % 2 == 0:           # every other is lost
        continue
    if n == 4 and count == 1:               # the first comes late
        later(0.3, answer)
        continue
    if n == 5:                              # other data than was sent
        answer = packet(dst, src, icmp(0, 0, body[4:8] + bytes(56)))
    if n == 6:                              # a router says: no such host
        answer = packet(bytes([10, 9, 0, 254]), src,
                        icmp(3, 1, bytes(4) + p[:28]))
    if n == 7:                              # somebody else answers
        answer = packet(bytes([10, 9, 0, 99]), src, icmp(0, 0, body[4:]))
    if n == 8:                              # data cut
        answer = packet(dst, src, icmp(0, 0, body[4:12]))
    if n == 9:
        answer = packet(bytes([10, 9, 0, 254]), src,
                        icmp(3, 13, bytes(4) + p[:28]))
    if n == 10:
        later(0.05, answer)
        continue
    if n == 11:                             # nothing at all
        continue
    if n == 12 and not p[6] & 0x40:         # wants the DF bit
        continue
    if n == 13 and len(p) != 20 + 8 + 1000:     # wants this size
        continue
    os.write(tun, answer)
    if n == 3:                              # twice
        os.write(tun, answer)
