#!/usr/bin/env python3
"""flows.py FILE SECONDS: a capture with four flows, begun SECONDS ago

The inside is 192.0.2.0/24. Octets are those of the IP packets.

    192.0.2.10   -> 198.51.100.5   4 packets,  512 octets
    198.51.100.5 -> 192.0.2.10     2 packets, 2056 octets
    192.0.2.10   -> 192.0.2.20     1 packet,   328 octets, both inside
    203.0.113.1  -> 198.51.100.7   1 packet,   328 octets, passing by
"""
import ipaddress
import struct
import sys
import time


def checksum(octets):
    """The Internet checksum (RFC 1071) of an even number of octets."""
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def frame(src, dst, sport, dport, length):
    """An Ethernet frame with a UDP packet of so many octets of data."""
    udp = struct.pack("!HHHH", sport, dport, 8 + length, 0) + b"x" * length
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 1, 0, 64, 17,
                       0, ipaddress.ip_address(src).packed,
                       ipaddress.ip_address(dst).packed)
    head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
    return b"\2\0\0\0\0\1\2\0\0\0\0\2\x08\0" + head + udp


def main():
    """Write the file."""
    at = time.time() - float(sys.argv[2])
    frames = [frame("192.0.2.10", "198.51.100.5", 4000, 53, 100)] * 4 \
        + [frame("198.51.100.5", "192.0.2.10", 53, 4000, 1000)] * 2 \
        + [frame("192.0.2.10", "192.0.2.20", 5000, 5001, 300),
           frame("203.0.113.1", "198.51.100.7", 5000, 5001, 300)]
    with open(sys.argv[1], "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for octets in frames:
            out.write(struct.pack("<IIII", int(at), int(at % 1 * 1e6),
                                  len(octets), len(octets)) + octets)
            at += 0.5


main()
