#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A capture of N packets as an internet link carries them.

Of 100 packets 80 are TCP (3 over IPv6, 2 in a VLAN), 18 UDP (3 over IPv6, a third DNS), one
ICMP, one ARP.  About 40 are bare acknowledgements and 40 full-sized; checksums are right.

With --short flows are many and short, as where hosts are looked for and names looked up: of 100
packets 9 are SYNs of a scan with what few answers they get, 10 lookups, 75 of connections, most of
them of a few packets; the five flow models write about 0.6 records a packet.  It lasts long enough
for flows to end while it goes on.

The same N and SEED give the same bytes.
"""
import argparse
import random
import struct

FLOWS = 2000
POOL = 1 << 18
MSS = 1448
TS_OPTION = b"\x01\x01\x08\x0a" + bytes(8)
SYN_OPTION = b"\x02\x04\x05\xb4\x04\x02\x08\x0a" + bytes(8) + b"\x01\x03\x03\x07"
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
WORDS = ("the of and to in network packet server time value order status item user page image "
         "click data cache token price index false true null width height name").split()


def folded(data):
    """The Internet checksum; a number modulo 65535 is its one's complement sum."""
    if len(data) & 1:
        data += b"\0"
    return 65535 - (int.from_bytes(data, "big") % 65535 or 65535)


def pools(rng):
    """Payload to cut from: like text, like something compressed, and mostly zeros."""
    text = bytearray()
    while len(text) < POOL:
        text += rng.choice(WORDS).encode() + rng.choice((b" ", b"=", b"</p>\n", b'":"'))
    sparse = bytearray(POOL)
    for _ in range(POOL // 8):
        sparse[rng.randrange(POOL)] = rng.randrange(256)
    return bytes(text), rng.randbytes(POOL), bytes(sparse)


class Path:
    """Two hosts, either way: link and network header ready but for lengths and checksum."""

    def __init__(self, rng, proto, version=4, vlan=None, hosts=None):
        self.version, self.proto = version, proto
        net = b"\x20\x01\x0d\xb8" + rng.randbytes(8) if version == 6 else b""
        ends = hosts or [net + bytes([rng.randrange(11, 127)]) + rng.randbytes(3)
                         for _ in range(2)]
        macs = [b"\x02" + (ends[way][:1] * 5 if hosts else rng.randbytes(5)) for way in range(2)]
        tag = b"" if vlan is None else struct.pack("!HH", 0x8100, vlan)
        kind = b"\x08\0" if version == 4 else b"\x86\xdd"
        self.link = [macs[1 - way] + macs[way] + tag + kind for way in (0, 1)]
        self.addresses = [ends[way] + ends[1 - way] for way in (0, 1)]
        self.ident = rng.randrange(65536)
        self.ttl = rng.choice((52, 57, 64, 116, 128))

    def wrap(self, way, segment, sum_at):
        """A frame around the segment, whose checksum is filled in at `sum_at`."""
        size = len(segment)
        addresses = self.addresses[way]
        if sum_at:
            pseudo = addresses + struct.pack("!HH", self.proto, size)
            struct.pack_into("!H", segment, sum_at, folded(pseudo + segment))
        if self.version == 6:
            head = struct.pack("!IHBB", 6 << 28, size, self.proto, self.ttl)
            return self.link[way] + head + addresses + segment
        self.ident = self.ident + 1 & 0xFFFF
        head = struct.pack("!HHHHBB", 0x4500, size + 20, self.ident, 0x4000, self.ttl, self.proto)
        check = folded(head + addresses)
        return self.link[way] + head + struct.pack("!H", check) + addresses + segment


def http_request(size, number):
    head = b"GET /item/%d?q=%s HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: bench\r\nX: " % (
        number, b"a" * 20)
    return head + b"x" * (size - len(head) - 4) + b"\r\n\r\n"


def http_response(body):
    """The head of a response whose whole length, with the head, is `body`."""
    for digits in range(1, 9):
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %0*d\r\n\r\n"
        text = head % (digits, 0)
        if len(str(body - len(text))) == digits:
            return head % (digits, body - len(text))
    return b""


def tls_hello(size, rng):
    """A ClientHello with its usual extensions, padded to the size of its segment."""
    extensions = b"".join(struct.pack("!HH", kind, len(data)) + data for kind, data in (
        (0, b"\0\x10\0\0\x0dwww.example.c"), (10, b"\0\4\0\x1d\0\x17"), (11, b"\1\0"),
        (13, b"\0\4\4\3\x08\4"), (16, b"\0\x0c\2h2\x08http/1.1"), (43, b"\4\3\4\3\3")))
    fixed = 5 + 4 + 2 + 32 + 1 + 32 + 2 + 8 + 2 + 2 + len(extensions) + 4
    extensions += struct.pack("!HH", 21, size - fixed) + bytes(size - fixed)
    body = (b"\3\3" + rng.randbytes(32) + b"\x20" + rng.randbytes(32) + b"\0\x08\x13\1\x13\2\xc0\x2b\xc0\x2f" +
            b"\1\0" + struct.pack("!H", len(extensions)) + extensions)
    return b"\x16\3\1" + struct.pack("!H", len(body) + 4) + b"\1\0" + struct.pack("!H", len(body)) + body


class Tcp:
    """A connection: handshake, transfer from the server with acknowledgements, farewell.

    On ports 80 and 8080 it is HTTP, on 443 it begins as TLS does.
    """

    def __init__(self, rng, pool, version=4, vlan=None, most=(40, 100), hosts=None):
        self.rng, self.pool, self.most = rng, rng.choice(pool), most
        self.path = Path(rng, 6, version, vlan, hosts)
        self.ports = rng.randrange(32768, 61000), rng.choice((443, 443, 443, 80, 22, 993, 8080))
        self.seq = [rng.getrandbits(32), rng.getrandbits(32)]
        self.clock = rng.getrandbits(30)
        self.steps = self.script()

    def script(self):
        yield 0, SYN, 0, b""
        yield 1, SYN | ACK, 0, b""
        yield 0, ACK, 0, b""
        for exchange in range(int(self.rng.paretovariate(0.9)) % self.most[0] + 1):
            size, last = self.rng.randrange(240, 700), self.rng.randrange(40, MSS)
            turns = int(self.rng.paretovariate(0.7)) % self.most[1] + 3
            ask, answer = self.heads(exchange, size, MSS * (turns + (turns + 2) // 3) + last)
            yield 0, PSH | ACK, size, ask
            yield 1, ACK, 0, b""
            for turn in range(turns):
                if turn % 3 == 0:
                    yield 1, ACK, MSS, answer
                    answer = b""
                yield 1, ACK, MSS, b""
                yield 0, ACK, 0, b""
            yield 1, PSH | ACK, last, b""
            yield 0, ACK, 0, b""
        yield 0, FIN | ACK, 0, b""
        yield 1, FIN | ACK, 0, b""
        yield 0, ACK, 0, b""

    def heads(self, exchange, size, answer):
        """How what the client says begins, and what the server says."""
        if self.ports[1] in (80, 8080):
            return http_request(size, exchange), http_response(answer)
        if self.ports[1] == 443:
            said = b"\x17\3\3" + struct.pack("!H", size - 5)
            return said if exchange else tls_hello(size, self.rng), b"\x17\3\3\x40\0"
        return b"", b""

    def packet(self):
        """The next frame, or nothing when the connection is over."""
        step = next(self.steps, None)
        if step is None:
            return None
        way, flags, size, head = step
        options = SYN_OPTION if flags & SYN else TS_OPTION
        ack = self.seq[1 - way] if flags & ACK else 0
        segment = bytearray(20 + len(options) + size)
        struct.pack_into("!HHIIBBHHH", segment, 0, self.ports[way], self.ports[1 - way],
                         self.seq[way], ack, (20 + len(options)) << 2, flags, 501, 0, 0)
        segment[20:20 + len(options)] = options
        self.clock += 3
        struct.pack_into("!II", segment, 28 if flags & SYN else 24, self.clock, self.clock - 40)
        if size:
            at = int(self.rng.random() * (POOL - size))
            segment[20 + len(options):] = head + self.pool[at:at + size - len(head)]
        self.seq[way] = self.seq[way] + size + (flags & 1) + (flags >> 1 & 1) & 0xFFFFFFFF
        return self.path.wrap(way, segment, 16)


def name(rng):
    labels = [rng.choice(WORDS) + str(rng.randrange(1000)), rng.choice(WORDS), "example"]
    return b"".join(bytes([len(label)]) + label.encode() for label in labels) + b"\0"


def lookup(rng):
    """A question and its answer: an alias, several addresses, a name server, EDNS."""
    question = name(rng) + struct.pack("!HH", rng.choice((1, 1, 28)), 1)
    ident = rng.randrange(65536)
    options = b"\0" + struct.pack("!HHIH", 41, 1232, 0, 0)
    ask = struct.pack("!6H", ident, 0x0100, 1, 0, 0, 1) + question + options
    alias = b"\x03cdn" + struct.pack("!H", 0xC00C + 1 + question[0])
    records = b"\xc0\x0c" + struct.pack("!HHIH", 5, 1, 300, len(alias)) + alias
    target = struct.pack("!H", 0xC000 + 12 + len(question) + 12)
    count = rng.randrange(1, 6)
    for _ in range(count):
        records += target + struct.pack("!HHIH", 1, 1, 60, 4) + rng.randbytes(4)
    records += b"\xc0\x0c" + struct.pack("!HHIH", 2, 1, 3600, 6) + b"\x03ns1\xc0\x0c"
    tell = struct.pack("!6H", ident, 0x8180, 1, 1 + count, 1, 1) + question + records + options
    return ask, tell


class Udp:
    """A lookup of two packets, or a longer exchange of datagrams of mixed size."""

    def __init__(self, rng, pool, version=4, hosts=None):
        self.path = Path(rng, 17, version, hosts=hosts)
        self.port = rng.randrange(32768, 61000)
        self.server = 53
        self.steps = enumerate(lookup(rng))
        if not hosts and rng.random() > 0.6:
            self.server = rng.choice((443, 3478, 4500, 51820))
            self.steps = self.exchange(rng, rng.choice(pool))

    @staticmethod
    def exchange(rng, pool):
        for _ in range(rng.randrange(4, 12)):
            size = rng.choice((40, 120, 180, 400, 700, 1200))
            at = rng.randrange(POOL - size)
            yield rng.randrange(2), pool[at:at + size]

    def packet(self):
        step = next(self.steps, None)
        if step is None:
            return None
        way, data = step
        ports = (self.port, self.server) if way == 0 else (self.server, self.port)
        datagram = bytearray(struct.pack("!4H", *ports, 8 + len(data), 0) + data)
        return self.path.wrap(way, datagram, 6)


class Ping:
    """Echo request and answer, a few times."""

    def __init__(self, rng, pool):
        self.path = Path(rng, 1)
        self.ident, self.data = rng.randrange(65536), pool[0][:56]
        self.steps = iter(range(rng.randrange(2, 20)))

    def packet(self):
        step = next(self.steps, None)
        if step is None:
            return None
        message = bytearray(struct.pack("!BBHHH", 8 * (step % 2 == 0), 0, 0, self.ident, step // 2))
        message += self.data
        struct.pack_into("!H", message, 2, folded(bytes(message)))
        return self.path.wrap(step % 2, message, 0)


class Arp:
    """Who has it, and here it is."""

    def __init__(self, rng, _):
        macs = [b"\x02" + rng.randbytes(5) for _ in range(2)]
        ips = [b"\x0a\0" + rng.randbytes(2) for _ in range(2)]
        head = b"\x08\x06\0\x01\x08\0\x06\x04"
        ask = b"\xff" * 6 + macs[0] + head + b"\0\1" + macs[0] + ips[0] + bytes(6) + ips[1]
        tell = macs[0] + macs[1] + head + b"\0\2" + macs[1] + ips[1] + macs[0] + ips[0]
        self.steps = iter((ask, tell))

    def packet(self):
        return next(self.steps, None)


class Scan:
    """A SYN to one of many hosts, which one of eight refuses."""

    def __init__(self, rng, _):
        self.path = Path(rng, 6, hosts=[local(rng, 4), b"\x64" + rng.randbytes(3)])
        self.ports = 40000 + rng.randrange(4), rng.choice((22, 23, 80, 443, 445, 3389, 8080))
        self.sequence = rng.getrandbits(32)
        self.steps = iter((0, 1) if rng.random() < 0.125 else (0,))

    def packet(self):
        step = next(self.steps, None)
        if step is None:
            return None
        flags, sequence, ack = ((SYN, self.sequence, 0), (RST | ACK, 0, self.sequence + 1 & 0xFFFFFFFF))[step]
        segment = bytearray(struct.pack("!HHIIBBHHH", self.ports[step], self.ports[1 - step],
                                        sequence, ack, 5 << 4, flags, 1024, 0, 0))
        return self.path.wrap(step, segment, 16)


def local(rng, most):
    """One of so many hosts of a network."""
    return b"\x0a\x01" + struct.pack("!H", rng.randrange(most))


def pair(rng, servers):
    """A host of the network and one of so many servers."""
    return [local(rng, 500), b"\x5c\x7b\x01" + bytes([rng.randrange(servers)])]


KINDS = (
    (75, FLOWS, lambda rng, pool: Tcp(rng, pool)),
    (3, FLOWS // 20, lambda rng, pool: Tcp(rng, pool, 6)),
    (2, FLOWS // 20, lambda rng, pool: Tcp(rng, pool, 4, rng.randrange(1, 4095))),
    (15, FLOWS // 4, lambda rng, pool: Udp(rng, pool)),
    (3, FLOWS // 20, lambda rng, pool: Udp(rng, pool, 6)),
    (1, 20, Ping),
    (1, 10, Arp))


SHORT = (
    (9, 100, Scan),
    (10, 200, lambda rng, pool: Udp(rng, pool, hosts=pair(rng, 3))),
    (38, FLOWS // 4, lambda rng, pool: Tcp(rng, pool, most=(2, 4), hosts=pair(rng, 250))),
    (37, FLOWS // 20, lambda rng, pool: Tcp(rng, pool)),
    (4, FLOWS // 20, lambda rng, pool: Udp(rng, pool, 6)),
    (1, 20, Ping),
    (1, 10, Arp))


def frames(rng, kinds):
    """Frames without end: a kind by its weight, one of its flows, that flow's next packet."""
    pool = pools(rng)
    active = [[make(rng, pool) for _ in range(size)] for _, size, make in kinds]
    weighted = [number for number, (weight, _, _) in enumerate(kinds) for _ in range(weight)]
    while True:
        number = weighted[int(rng.random() * 100)]
        flows = active[number]
        which = int(rng.random() * len(flows))
        frame = flows[which].packet()
        if frame is None:
            flows[which] = kinds[number][2](rng, pool)
            frame = flows[which].packet()
        yield frame


def write(path, count, seed, kinds):
    rng = random.Random(seed)
    clock, gap = 1700000000 * 10**6, 20 if kinds is KINDS else 1000
    with open(path, "wb", buffering=1 << 20) as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for _, frame in zip(range(count), frames(rng, kinds)):
            clock += int(rng.random() * gap)
            size = len(frame)
            out.write(struct.pack("<IIII", clock // 10**6, clock % 10**6, size, size))
            out.write(frame)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", metavar="OUT", help="the file to write; 700 bytes for each packet")
    parser.add_argument("count", metavar="N", type=int, nargs="?", default=1_000_000,
                        help="default: %(default)s")
    parser.add_argument("seed", metavar="SEED", type=int, nargs="?", default=1,
                        help="default: %(default)s")
    parser.add_argument("--short", action="store_true", help="many short flows")
    options = parser.parse_args()
    write(options.out, options.count, options.seed, SHORT if options.short else KINDS)


if __name__ == "__main__":
    main()
