# SPDX-License-Identifier: Apache-2.0
"""Floods and bombs, N of each: what fills tables, what makes state search, what nests, what repeats
within one message.  A packet each microsecond."""
import collections
import random
import struct

START = 1700000000 * 10**6
FIN, SYN, RST, ACK = 1, 2, 4, 16
LIST_PACKETS = 300 # of each kind that fills one packet

Kind = collections.namedtuple("Kind", "size frames")
KINDS = {}


def flood(size):
    """Puts a kind into the table; size is its N."""
    def put(frames):
        KINDS[frames.__name__] = Kind(size, frames)
        return frames
    return put


def ethernet(ethertype, body):
    return struct.pack("!6s6sH", b"\x02\0\0\0\0\x02", b"\x02\0\0\0\0\x01", ethertype) + body


def ipv4(source, destination, proto, body, ident=0, fragment=0):
    return struct.pack("!BBHHHBBHII", 0x45, 0, 20 + len(body), ident, fragment, 64, proto, 0, source,
                       destination) + body


def ip_frame(source, destination, proto, body, ident=0, fragment=0):
    return ethernet(0x0800, ipv4(source, destination, proto, body, ident, fragment))


def udp(ports, data):
    return struct.pack("!HHHH", *ports, 8 + len(data), 0) + data


def tcp(ports, sequence, acknowledgment, flags, data=b""):
    return struct.pack("!HHIIBBHHH", *ports, sequence & 0xFFFFFFFF, acknowledgment & 0xFFFFFFFF, 0x50,
                       flags, 8192, 0, 0) + data


def ends(number):
    """Addresses and ports of its own for each number up to 2^24."""
    return 0x0A000000 | number & 0xFFFFFF, 0xC6120001, (1024 + number % 60000, 443)


class Talk:
    """One connection; what its sides send as frames."""

    def __init__(self, port=80, client=0x0A000001):
        self.client, self.server, self.ports = client, 0xC6120001, (40000, port)

    def frame(self, by_client, offset, data, flags=ACK, acknowledged=0):
        if by_client:
            return ip_frame(self.client, self.server, 6,
                            tcp(self.ports, 1 + offset, 1 + acknowledged, flags, data))
        return ip_frame(self.server, self.client, 6,
                        tcp(self.ports[::-1], 1 + offset, 1 + acknowledged, flags, data))

    def opening(self):
        yield self.frame(True, -1, b"", SYN)
        yield self.frame(False, -1, b"", SYN | ACK)


@flood(1)
def nothing(_):
    yield ethernet(0x0800, b"")


# ---- tables ----

@flood(60000)
def flows(n):
    for number in range(n):
        client, server, ports = ends(number)
        yield ip_frame(client, server, 6, tcp(ports, number, 0, SYN))
        yield ip_frame(server, client, 6, tcp(ports[::-1], 7, number + 1, SYN | ACK))
        yield ip_frame(client, server, 6, tcp(ports, number + 1, 8, RST))


@flood(150000)
def syns(n):
    for number in range(n):
        client, server, ports = ends(number)
        yield ip_frame(client, server, 6, tcp(ports, number, 0, SYN))


@flood(150000)
def acks(n):
    """Acknowledgements that belong nowhere."""
    for number in range(n):
        client, server, ports = ends(number)
        yield ip_frame(client, server, 6, tcp(ports, number * 0x9E3779B1, number, ACK))


@flood(80000)
def strays(n):
    """Segments with data that begin nowhere."""
    for number in range(n):
        client, server, ports = ends(number)
        yield ip_frame(client, server, 6,
                       tcp(ports, number * 0x9E3779B1, 1, ACK, b"GET / HTTP/1.1\r\n"))


@flood(150000)
def one_ack(n):
    """One connection, acknowledged again and again."""
    talk = Talk()
    yield from talk.opening()
    for _ in range(n):
        yield talk.frame(True, 0, b"")


@flood(100000)
def udp_flows(n):
    for number in range(n):
        client, server, ports = ends(number)
        yield ip_frame(client, server, 17, udp(ports, b""))


@flood(5000)
def ethertypes(n):
    for number in range(10 * n):
        yield ethernet(0x6100 + number % n % 0x2000, b"")


# ---- fragments ----

@flood(40000)
def fragments(n):
    """First fragments of datagrams whose rest never comes."""
    for number in range(n):
        client, server, ports = ends(number)
        yield ip_frame(client, server, 17, struct.pack("!HHHH", *ports, 1472, 0) + bytes(56),
                       number & 0xFFFF, 0x2000)


@flood(40000)
def tiny(n):
    """Datagrams in pieces of eight bytes, the last piece first."""
    for number in range(n):
        datagram, place = divmod(number, 1000)
        yield ip_frame(1, 2, 17, bytes(8), datagram & 0xFFFF, (0x2000 if place else 0) | 999 - place)


@flood(40000)
def overlapping(n):
    """Pieces of one datagram that cover each other, and never all of it."""
    for number in range(n):
        datagram, place = divmod(number, 1000)
        yield ip_frame(1, 2, 17, bytes([number & 0xFF]) * 1400, datagram & 0xFFFF,
                       0x2000 | 1 + place * 7 % 7000)


# ---- streams ----

@flood(20000)
def backwards(n):
    """Each segment before the last one, up to what may wait, again and again."""
    talk, window = Talk(), 2000
    yield from talk.opening()
    for number in range(n):
        turn, place = divmod(number, window)
        yield talk.frame(True, 1 + turn * window * 130 + (window - place) * 130, b"a" * 100)


@flood(20000)
def shuffled(n):
    """Segments in no order behind a hole that is never filled."""
    order, talk = random.Random(1), Talk()
    yield from talk.opening()
    places = list(range(n))
    order.shuffle(places)
    for place in places:
        yield talk.frame(True, 1 + place * 130, b"a" * 100)


@flood(20000)
def holes(n):
    """Behind a hole every other segment, then those between."""
    talk = Talk()
    yield from talk.opening()
    for start in range(0, n, 1000):
        for place in (*range(1, 1000, 2), *range(2, 1000, 2)):
            yield talk.frame(True, (start + place) * 100, b"a" * 100)


@flood(40000)
def single_bytes(n):
    """A header that never ends, a byte a segment."""
    talk = Talk()
    yield from talk.opening()
    text = b"GET / HTTP/1.1\r\n"
    for place in range(n):
        data = text[place:place + 1] or (b"\n" if place % 60 == 59 else b"a")
        yield talk.frame(True, place, data)


@flood(20000)
def drip(n):
    """The same with an answer, a byte as well, to each byte."""
    talk = Talk()
    yield from talk.opening()
    for place in range(n):
        yield talk.frame(True, place, b"GET / HTTP/1.1\r\n"[place:place + 1] or b"a", ACK, place)
        yield talk.frame(False, place, b"HTTP/1.1 200 OK\r\n"[place:place + 1] or b"b", ACK, place + 1)


@flood(500)
def large_drip(n):
    """Headers almost as long as they may be, whose last bytes come one by one, each answered."""
    for number in range(n // 100):
        talk, sent = Talk(client=0x0A000000 + number), 60000
        yield from talk.opening()
        for start in range(0, sent, 1000):
            yield talk.frame(True, start, (b"" if start else b"GET / HTTP/1.1\r\nA: ").ljust(1000, b"a"))
        for place in range(2000):
            yield talk.frame(True, sent + place, b"a", ACK, place)
            yield talk.frame(False, place, b"HTTP/1.1 200 OK\r\n"[place:place + 1] or b"b", ACK,
                             sent + place + 1)


@flood(20000)
def requests(n):
    """Requests that nobody answers, in one connection."""
    talk, text = Talk(), b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    yield from talk.opening()
    for place in range(n):
        yield talk.frame(True, place * len(text), text)


@flood(20000)
def dns_stream(n):
    """Messages of DNS over TCP, a byte a segment, of the greatest length."""
    talk = Talk(53)
    yield from talk.opening()
    message = struct.pack("!HHHHHHH", 65535, 1, 0x8180, 0, 5000, 0, 0)
    for place in range(n):
        yield talk.frame(True, place, message[place % 65537:place % 65537 + 1] or b"\0")


@flood(20000)
def hellos(n):
    """A client hello that promises much, a few bytes a segment."""
    talk = Talk(443)
    yield from talk.opening()
    head = b"\x16\x03\x01\x40\x00\x01\x00\xff\xf0\x03\x03"
    for place in range(n):
        yield talk.frame(True, 4 * place, (head + bytes(8))[4 * place:4 * place + 4] or b"\0" * 4)


@flood(20000)
def unclaimed(n):
    """What nobody reads, though all plugins are asked about it, a byte a segment."""
    talk = Talk(4711)
    yield from talk.opening()
    for place in range(n):
        yield talk.frame(True, place, b"a")
        yield talk.frame(False, place, b"G")


@flood(5)
def unclaimed_talks(n):
    """The same in connections that end before nobody is asked any more."""
    for number in range(n):
        talk = Talk(4711, client=0x0A000000 + number)
        yield from talk.opening()
        for place in range(5000):
            yield talk.frame(True, place, b"a")


@flood(20000)
def wrong_guesses(n):
    """Words of a protocol in turn with what is none of its messages, which ends it each time."""
    talk, hello = Talk(4711), b"\x16\x03\x01\x00\x08\x01\0\0\4\3\3\0\0"
    yield from talk.opening()
    for place in range(n):
        yield talk.frame(True, place * 13, hello)


def lost_place(n, line):
    """Requests of which one is missing; behind it lines that begin none."""
    talk, ask = Talk(), b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    yield from talk.opening()
    yield talk.frame(True, 0, ask)
    data = line * (1400 // len(line))
    for place in range(n):
        begin = 2 * len(ask) + place * len(data)
        yield talk.frame(True, begin, data)
        yield talk.frame(False, 0, b"", ACK, begin + len(data))


@flood(20000)
def empty_lines(n):
    """Where the next message is looked for, and lines are as short as they can be."""
    yield from lost_place(n, b"\n")


@flood(20000)
def almost_requests(n):
    """The same with lines that show only at their end that they are no requests."""
    yield from lost_place(n, b"UNSUBSCRIBE x\n")


# ---- what nests, and lists in one packet: N bytes ----

def many(frame):
    for _ in range(LIST_PACKETS):
        yield frame


@flood(14000)
def tunnels(n):
    inner = b""
    while len(inner) < n:
        inner = ipv4(1, 2, 4, inner)
    yield from many(ethernet(0x0800, inner))


@flood(14000)
def tags(n):
    yield from many(ethernet(0x8100, struct.pack("!HH", 1, 0x8100) * (n // 4)))


@flood(14000)
def labels(n):
    yield from many(ethernet(0x8847, b"\0\0\x10\x40" * (n // 4)))


def dns(body, questions, answers):
    return ip_frame(1, 2, 17, udp((53, 53), struct.pack("!HHHHHH", 1, 0x8180, questions, answers, 0, 0)
                                  + body))


@flood(14000)
def dns_pointers(n):
    """Names of pointers to pointers, as far as is allowed."""
    chain = b"\0" + b"".join(struct.pack("!H", 0xC000 | 12 + max(0, 2 * i - 1)) for i in range(126))
    record = struct.pack("!HHHIH", 0xC000 | 12 + 2 * 125 - 1, 2, 1, 0, 2) + struct.pack(
        "!H", 0xC000 | 12 + 2 * 125 - 1)
    first = b"\0\0\1\0\1" + struct.pack("!HHHIH", 0xC00C, 16, 1, 0, len(chain)) + chain
    count = (n - len(first)) // len(record)
    yield from many(dns(first + record * count, 1, count + 1))


@flood(14000)
def dns_questions(n):
    yield from many(dns(b"\0\0\1\0\1" * (n // 5), n // 5, 0))


@flood(14000)
def dns_long_names(n):
    """Pointers to the longest name there is."""
    name = b"".join(bytes([1]) + b"a" for _ in range(126)) + b"\0"
    count = (n - len(name) - 4) // 6
    yield from many(dns(name + b"\0\1\0\1" + b"\xc0\x0c\0\1\0\1" * count, count + 1, 0))


@flood(14000)
def dns_texts(n):
    """Text records of empty strings."""
    yield from many(dns(b"\0" + struct.pack("!HHIH", 16, 1, 0, n) + bytes(n), 0, 1))


@flood(14000)
def igmp(n):
    groups = n // 8
    yield from many(ip_frame(1, 2, 2, struct.pack("!BBHHH", 0x22, 0, 0, 0, groups)
                             + b"\1\0\0\0\xe0\0\0\1" * groups))


@flood(14000)
def igmp_sources(n):
    yield from many(ip_frame(1, 2, 2, struct.pack("!BBHIBBH", 0x11, 0, 0, 0xE0000001, 0, 0, n // 4)
                             + bytes(n)))


@flood(14000)
def ospf(n):
    """A database description of headers of link states."""
    headers = n // 20
    body = struct.pack("!HBBI", 1500, 2, 0, 1) + bytes(20) * headers
    head = struct.pack("!BBHIIHHQ", 2, 2, 24 + len(body), 1, 0, 0, 0, 0)
    yield from many(ip_frame(1, 2, 89, head + body))


@flood(14000)
def ospf_links(n):
    """Router link states of as many links as fit."""
    links = n // 12
    lsa = struct.pack("!HBBIIIHHBBH", 1, 2, 1, 1, 1, 1, 0, 24 + 12 * links & 0xFFFF, 0, 0, links)
    body = struct.pack("!I", 1) + lsa + bytes(12) * links
    head = struct.pack("!BBHIIHHQ", 2, 4, 24 + len(body), 1, 0, 0, 0, 0)
    yield from many(ip_frame(1, 2, 89, head + body))


@flood(14000)
def lldp(n):
    first = b"\x02\x07\x04\0\0\0\0\0\1\x04\x03\x03ab\x06\x02\0\x78"
    yield from many(ethernet(0x88CC, first + b"\xfe\x04\0\x12\x0f\1" * (n // 6)))


@flood(14000)
def dhcp(n):
    head = struct.pack("!BBBBIHH", 1, 1, 6, 0, 1, 0, 0) + bytes(16 + 16 + 64 + 128) + b"\x63\x82\x53\x63"
    yield from many(ip_frame(1, 2, 17, udp((68, 67), head + b"\x0c\0" * (n // 2) + b"\xff")))


@flood(14000)
def dhcp6(n):
    yield from many(ip_frame(1, 2, 17, udp((546, 547), b"\1\0\0\1" + b"\0\x14\0\0" * (n // 4))))


@flood(14000)
def discovery_advertisement(n):
    message = struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0) + b"\1\1\2\0\0\0\0\1" * (n // 8)
    yield from many(ethernet(0x86DD, struct.pack("!IHBB", 6 << 28, len(message), 58, 255)
                             + bytes(32) + message))


@flood(14000)
def hop_options(n):
    """IPv6 options of one byte, in headers as long as there are."""
    each = b"\0\xff" + bytes(8 * 256 - 2)
    inner = each * (n // len(each))
    yield from many(ethernet(0x86DD, struct.pack("!IHBB", 6 << 28, len(inner), 0, 64) + bytes(32)
                             + inner))


@flood(14000)
def sip(n):
    yield from many(ip_frame(1, 2, 17, udp((5060, 5060), b"INVITE sip:a SIP/2.0\r\n"
                                           + b"a:\r\n" * (n // 4) + b"\r\n")))


@flood(14000)
def sctp_chunks(n):
    yield from many(ip_frame(1, 2, 132, struct.pack("!HHII", 1, 2, 3, 4) + b"\x07\0\0\4" * (n // 4)))


def write(path, kind, count):
    time = START
    with open(path, "wb", buffering=1 << 20) as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        for frame in KINDS[kind].frames(count):
            time += 1
            out.write(struct.pack("<IIII", time // 10**6, time % 10**6, len(frame), len(frame)))
            out.write(frame)
