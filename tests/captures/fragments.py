# SPDX-License-Identifier: Apache-2.0
"""The capture of fragments: what is in the datagrams they make, as the RFCs have it.

RFC 791 section 3.2 and RFC 8200 section 4.5 put datagrams together; overlaps go by the first
bytes in IPv4, and spoil the datagram in IPv6 (RFC 5722).  A datagram's layers have the time of
the fragment that completed it.  What follows packets without expect() must leave no record.
"""
import json

import wire
from files import Capture
from names import WWW, WWW_HEX, head, question, rr
from network import ALERT, PADN2, V4, V6, four, six
from tunnels import GRE, octets
from wire import FRAGMENT, IPIP, TCP, TXT, UDP, A, fragment6, hop_by_hop, ip4, tcp, udp

DESTINATION_OPTIONS = 60
INSIDE = {"SrcIP": "10.0.0.1", "DstIP": "10.0.0.2"}
LONGER_THAN_ANYONE_WAITS = 3600
TEXT = b"abcdefgh" * 4


class Traffic(Capture):
    """A capture with records of several types, those of each in a file NAME.TYPE.jsonl."""

    def __init__(self, name):
        super().__init__(name)
        self.kinds = {}

    def expect(self, payload=None, kind="udp", **members):
        super().expect(payload, **members)
        self.kinds.setdefault(kind, []).append(self.records.pop())

    def files(self):
        yield from super().files()
        for kind, records in self.kinds.items():
            lines = (json.dumps(record, sort_keys=True) + "\n" for record in records)
            yield f"{self.name}.{kind}.jsonl", "".join(lines).encode()

    def packets_of(self, *frames):
        for frame in frames:
            self.packet(frame)


def cut(whole, *edges):
    """Pieces of a datagram between these offsets: offset, bytes, whether more follow."""
    starts, ends = (0, *edges), (*edges, len(whole))
    return [(at, whole[at:end], end < len(whole)) for at, end in zip(starts, ends)]


def piece4(ident, piece, proto=UDP, source=V4["SrcIP"], destination=V4["DstIP"]):
    """A fragment as an IPv4 packet."""
    at, data, more = piece
    return ip4(source, destination, proto, data, ident=ident, flags=int(more), offset=at // 8)


def framed(packet):
    return wire.ether("02:00:00:00:00:02", "02:00:00:00:00:01", wire.IPV4, packet, least=0)


def frag4(ident, piece, proto=UDP):
    return framed(piece4(ident, piece, proto))


def frag6(ident, piece, nxt=UDP):
    at, data, more = piece
    return six(FRAGMENT, data, before=fragment6(nxt, at // 8, int(more), ident))


def datagram(port, payload=TEXT):
    return bytes(udp(port, 4001, payload, sum=0x1234))


def expect_udp(cap, port, payload=TEXT, context=V4):
    cap.expect(SrcPort=port, DstPort=4001, Length=8 + len(payload), Checksum=0x1234,
               PayloadSize=len(payload), payload=payload, Context=context)


def asked(ident):
    """A question to a name server: 41 bytes with the header of UDP."""
    message = head(ident, 0x0100, 1) + question(WWW, A)
    return message, bytes(udp(4000, 53, message, sum=0x1234))


def expect_asked(cap, ident, message, context):
    cap.expect(SrcPort=4000, DstPort=53, Length=41, Checksum=0x1234, PayloadSize=33,
               payload=message, Context=context)
    cap.expect(kind="dns", ID=ident, RD=True, QDCount=1,
               Context={**context, "SrcPort": "4000", "DstPort": "53"},
               Questions=[{"Name": WWW_HEX, "Type": 1, "Class": 1}])


def order(cap, frag, context):
    """In order, reversed, and the middle last with duplicates of what is there."""
    message, whole = asked(1)
    cap.packets_of(*(frag(1, piece) for piece in cut(whole, 16, 32)))
    expect_asked(cap, 1, message, context)
    message, whole = asked(2)
    cap.packets_of(*(frag(2, piece) for piece in reversed(cut(whole, 16, 32))))
    expect_asked(cap, 2, message, context)
    message, whole = asked(3)
    first, middle, last = cut(whole, 16, 32)
    cap.packets_of(*(frag(3, piece) for piece in (first, last, first, last, middle)))
    expect_asked(cap, 3, message, context)
    cap.packets_of(frag(3, middle))  # late: nothing comes of it


def large(cap, frag, context):
    """An answer of 849 bytes through links that carry 552 of a datagram."""
    data = (b"\xc8" + b"0123456789" * 20) * 4
    message = head(4, 0x8180, 1, 1) + question(WWW, TXT) + rr(b"\xc0\x0c", TXT, data)
    cap.packets_of(*(frag(4, piece) for piece in cut(bytes(udp(53, 4000, message, sum=1)), 552)))
    cap.expect(SrcPort=53, DstPort=4000, Length=857, Checksum=1, PayloadSize=849, payload=message,
               Context=context)
    cap.expect(kind="dns", ID=4, QR=True, RD=True, RA=True, QDCount=1, ANCount=1,
               Context={**context, "SrcPort": "53", "DstPort": "4000"},
               Questions=[{"Name": WWW_HEX, "Type": 16, "Class": 1}],
               Answers=[{"Name": WWW_HEX, "Type": 16, "Class": 1, "TTL": 300, "DataLength": 804,
                         "Data": data.hex(), "TXTs": [(b"0123456789" * 20).hex()] * 4}])


def never_whole(cap, frag):
    """A piece is missing; it comes an hour late; two ends; a piece behind the end."""
    first, _, last = cut(datagram(40010), 16, 32)
    cap.packets_of(frag(10, first), frag(10, last))
    first, last = cut(datagram(40011), 16)
    cap.packet(frag(11, first), after=LONGER_THAN_ANYONE_WAITS)
    cap.packet(frag(11, last))
    first, last = cut(datagram(40012), 24)
    cap.packets_of(frag(12, last), frag(12, (24, last[1] + b"x", False)), frag(12, first))
    first, last = cut(datagram(40013), 24)
    cap.packets_of(frag(13, last), frag(13, (48, b"12345678", True)), frag(13, first))


def refused(cap, frag, context):
    """Pieces of no use do no harm: of an odd size, empty, beyond the longest datagram."""
    first, last = cut(datagram(40020), 16)
    cap.packets_of(frag(20, first), frag(20, (16, b"1234567", True)), frag(20, (16, b"", True)),
                   frag(20, (65528, b"12345678", False)), frag(20, last))
    expect_udp(cap, 40020, context=context)


def overlaps4(cap):
    """The first bytes win, and agreeing ones harm nobody."""
    whole = datagram(40030)
    cap.packets_of(frag4(30, (0, whole[:24], True)), frag4(30, (16, whole[16:], False)))
    expect_udp(cap, 40030)
    whole = datagram(40031)
    cap.packets_of(frag4(31, (8, whole[8:24], True)), frag4(31, (0, whole[:8] + b"x" * 24, True)),
                   frag4(31, (32, whole[32:], False)))
    expect_udp(cap, 40031, TEXT[:16] + b"x" * 8 + TEXT[24:])
    whole = datagram(40032)
    cap.packets_of(frag4(32, (16, b"x" * 8, True)), frag4(32, (16, whole[16:24], True)),
                   frag4(32, (24, whole[24:], False)), frag4(32, (0, whole[:16], True)))
    expect_udp(cap, 40032, TEXT[:8] + b"x" * 8 + TEXT[16:])


def overlaps6(cap):
    """Nothing comes of the datagram, not even from pieces that come whole later."""
    whole = datagram(40030)
    cap.packets_of(frag6(30, (0, whole[:24], True)), frag6(30, (16, whole[16:], False)))
    cap.packets_of(*(frag6(30, piece) for piece in cut(whole, 24)))
    whole = datagram(40031)
    cap.packets_of(frag6(31, (0, whole[:16], True)), frag6(31, (0, b"x" * 16, True)),
                   frag6(31, (16, whole[16:], False)))


def keys4(cap):
    """One identification, four datagrams at a time: other protocol, way back, other address."""
    back = {"source": V4["DstIP"], "destination": V4["SrcIP"]}
    others = {"source": "192.0.2.3", "destination": V4["DstIP"]}
    there, here, third = (cut(datagram(port), 16) for port in (40040, 40041, 40042))
    cap.packets_of(frag4(40, there[0]), framed(piece4(40, here[1], **back)),
                   framed(piece4(40, third[0], **others)), frag4(40, (16, b"other", False), 253))
    cap.packet(frag4(40, there[1]))
    expect_udp(cap, 40040)
    cap.packet(framed(piece4(40, here[0], **back)))
    expect_udp(cap, 40041, context={"SrcIP": V4["DstIP"], "DstIP": V4["SrcIP"]})
    cap.packet(framed(piece4(40, third[1], **others)))
    expect_udp(cap, 40042, context={"SrcIP": "192.0.2.3", "DstIP": V4["DstIP"]})


def tunnels4(cap):
    """Pieces inside GRE and IP in IP; a tunnel's own packets in pieces; both."""
    for port, carry in ((40050, lambda inner: four(octets("0000 0800") + inner, proto=GRE)),
                        (40051, lambda inner: four(inner, proto=IPIP)),
                        (40052, lambda inner: six(IPIP, inner))):
        for piece in cut(datagram(port), 16):
            cap.packet(carry(piece4(50, piece, source="10.0.0.1", destination="10.0.0.2")))
        expect_udp(cap, port, context=INSIDE)
    inner = octets("0000 0800") + ip4("10.0.0.1", "10.0.0.2", UDP, datagram(40053))
    cap.packets_of(*(frag4(53, piece, GRE) for piece in cut(inner, 16, 40)))
    expect_udp(cap, 40053, context=INSIDE)
    first, last = (piece4(54, piece, source="10.0.0.1", destination="10.0.0.2")
                   for piece in cut(datagram(40054), 16))
    cap.packet(four(last, proto=IPIP))
    cap.packets_of(*(frag4(54, piece, IPIP) for piece in cut(first, 24)))
    expect_udp(cap, 40054, context=INSIDE)


def segments4(cap):
    """A TCP header in pieces of eight bytes, the ports in one and the flags in another."""
    whole = bytes(tcp(49152, 443, 1000, 2000, "PA", payload=b"abcd" * 4, sum=0x1234))
    pieces = cut(whole, 8, 16, 24, 32)
    cap.packets_of(*(frag4(60, pieces[n], TCP) for n in (1, 4, 0, 3, 2)))
    cap.expect(kind="tcp", SrcPort=49152, DstPort=443, SeqNum=1000, AckNum=2000, DataOffset=5,
               PSH=True, ACK=True, Window=65535, Checksum=0x1234, PayloadSize=16,
               PayloadEntropy=2.0, Context=V4)


def headers6(cap):
    """What stands before a fragment header, in what is cut, and who says what that is."""
    before = hop_by_hop(FRAGMENT, ALERT + PADN2)
    for at, data, more in cut(datagram(40060), 16):
        cap.packet(six(0, data, before=before + fragment6(UDP, at // 8, int(more), 60)))
    expect_udp(cap, 40060, context=V6)
    options = bytes([UDP, 0]) + b"\x01\x04" + bytes(4)
    pieces = cut(options + datagram(40061), 8, 24)
    cap.packets_of(*(frag6(61, piece, DESTINATION_OPTIONS) for piece in pieces))
    expect_udp(cap, 40061, context=V6)
    first, last = cut(datagram(40062), 16)
    cap.packets_of(frag6(62, first), frag6(62, last, wire.NO_NEXT))
    expect_udp(cap, 40062, context=V6)


def atomic6(cap):
    """A fragment that is all of its datagram has nothing to do with others, RFC 6946."""
    first, last = cut(datagram(40070), 16)
    cap.packet(frag6(70, first))
    cap.packet(frag6(70, (0, datagram(40071), False)))
    expect_udp(cap, 40071, context=V6)
    cap.packet(frag6(70, last))
    expect_udp(cap, 40070, context=V6)


def defrag():
    cap = Traffic("defrag")
    for frag, context in ((frag4, V4), (frag6, V6)):
        order(cap, frag, context)
        large(cap, frag, context)
        never_whole(cap, frag)
        refused(cap, frag, context)
    for part in (overlaps4, overlaps6, keys4, tunnels4, segments4, headers6, atomic6):
        part(cap)
    return cap


CAPTURES = (defrag,)
