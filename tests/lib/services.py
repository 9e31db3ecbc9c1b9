#!/usr/bin/env python3
"""services.py READY [CERT KEY]: servers on loopback for ossctl-probe, until
killed. READY gets the lines `export NAME=PORT`: HTTP, HTTPS (with CERT), DNS
(UDP and TCP), OPEN (takes connections), FULL (takes none and refuses none),
SILENT (UDP, says nothing), BABBLE (TCP, no HTTP)."""
import http.server
import os
import socket
import ssl
import struct
import sys
import threading
import time


class Web(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def answer(self, code, body=b"", **headers):
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/ok":
            self.answer(200, b"<p>state: all 17 systems go</p>\0\x1b[2J")
        elif self.path == "/broken":
            self.answer(500, b"oh no")
        elif self.path == "/moved":
            self.answer(302, Location="/ok")
        elif self.path == "/circle":
            self.answer(302, Location="/circle")
        elif self.path == "/file":
            self.answer(302, Location="file:///etc/passwd")
        elif self.path == "/slow":
            time.sleep(3)
            self.answer(200, b"late")
        elif self.path == "/big":
            self.send_response(200)
            self.end_headers()
            try:
                self.wfile.write(b"needle")
                while True:
                    self.wfile.write(bytes(65536))
            except OSError:
                pass
        elif self.path == "/login":
            good = "Basic dTpzM2NyZXQ="    # u:s3cret
            ok = self.headers.get("Authorization") == good
            self.answer(200 if ok else 401, b"in")
        else:
            self.answer(404)


def serve(server):
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def tcp():
    s = socket.socket()
    s.bind(("127.0.0.1", 0))
    return s


def name(text):
    out = b""
    for label in text.split("."):
        out += bytes([len(label)]) + label.encode()
    return out + b"\0"


def reply(q, tcp_too):
    """The answer to a query, None: none at all."""
    ident, question = q[:2], q[12:]
    end = question.index(b"\0") + 5
    labels, at = [], 0
    while question[at]:
        n = question[at]
        labels.append(question[at + 1:at + 1 + n].decode())
        at += n + 1
    host, kind = labels[0].lower(), struct.unpack(
        ">H", question[end - 4:end - 2])[0]
    question = question[:end]

    def message(rcode=0, rdata=(), flags=0x8180, ident=ident, kind=kind):
        m = ident + struct.pack(">HHHHH", flags | rcode, 1, len(rdata), 0, 0)
        m += question
        for r in rdata:
            m += b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(r)) + r
        return m

    if host == "nx":
        return message(3)
    if host == "fail":
        return message(2)
    if host == "silent":
        return None
    if host == "cut" and not tcp_too:
        return message(flags=0x8380)
    if host == "broken":
        return message(rdata=[b"\1"] * 3)[:-2]
    if host == "loop":
        return message(rdata=[b"\xc0\x0c\xff"], kind=kind)
    if host == "foreign":
        return message(ident=bytes([ident[0] ^ 1, ident[1]]))
    if kind == 1:
        return message(rdata=[bytes([192, 0, 2, 9]), bytes([192, 0, 2, 1])])
    if kind == 28:
        return message(rdata=[bytes.fromhex("20010db8" + "0" * 23 + "1")])
    if kind == 15:
        return message(rdata=[struct.pack(">H", 10) + name("mail.Example.net")])
    if kind == 16:
        return message(rdata=[b"\x06a b\x1b\xffc"])
    return message()


def dns_udp(s):
    while True:
        q, peer = s.recvfrom(4096)
        m = reply(q, False)
        if m is not None:
            s.sendto(m, peer)


def dns_tcp(s):
    while True:
        c, _ = s.accept()
        q = c.recv(4096)
        m = reply(q[2:], True)
        if m is not None:
            m = struct.pack(">H", len(m)) + m
            c.sendall(m[:5])
            time.sleep(0.02)
            c.sendall(m[5:])
        c.close()


def babble(s):
    while True:
        c, _ = s.accept()
        c.sendall(b"\x1b[2J220 this is no web server\r\n" * 3)
        c.close()


def main():
    ports = {}
    ports["HTTP"] = serve(http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), Web))
    if len(sys.argv) > 2:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Web)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
        server.socket = context.wrap_socket(server.socket, server_side=True,
                                            do_handshake_on_connect=False)
        ports["HTTPS"] = serve(server)
    t, u = tcp(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    t.listen(64)
    ports["DNS"] = t.getsockname()[1]
    u.bind(("127.0.0.1", ports["DNS"]))
    threading.Thread(target=dns_udp, args=(u,), daemon=True).start()
    threading.Thread(target=dns_tcp, args=(t,), daemon=True).start()
    o = tcp()
    o.listen(4096)
    ports["OPEN"] = o.getsockname()[1]
    f = tcp()
    f.listen(0)
    ports["FULL"] = f.getsockname()[1]
    fill = [socket.socket() for _ in range(4)]
    for s in fill:
        s.setblocking(False)
        s.connect_ex(("127.0.0.1", ports["FULL"]))
    q = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    q.bind(("127.0.0.1", 0))
    ports["SILENT"] = q.getsockname()[1]
    b = tcp()
    b.listen(64)
    ports["BABBLE"] = b.getsockname()[1]
    threading.Thread(target=babble, args=(b,), daemon=True).start()
    with open(sys.argv[1] + ".new", "w") as out:
        for n, p in ports.items():
            out.write(f"export {n}={p}\n")
    os.rename(sys.argv[1] + ".new", sys.argv[1])
    threading.Event().wait()


main()
