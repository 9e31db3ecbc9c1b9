#!/usr/bin/env python3
"""traffic.py MEGABYTES: send so much from one socket to another on loopback"""
import socket
import sys
import threading


def drain(listener):
    taker, _ = listener.accept()
    block = bytearray(1 << 20)
    while taker.recv_into(block):
        pass


listener = socket.create_server(("127.0.0.1", 0))
reader = threading.Thread(target=drain, args=(listener,))
reader.start()
with socket.create_connection(listener.getsockname()) as sender:
    for _ in range(int(sys.argv[1])):
        sender.sendall(bytes(1000000))
reader.join()
