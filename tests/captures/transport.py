# SPDX-License-Identifier: Apache-2.0
"""Captures of ICMP, TCP and UDP, with the records the RFCs ask for."""
import wire
from files import Capture
from network import V4, V6, four, six
from wire import ICMP, ICMPV6, TCP, UDP, echo, icmp, icmp6, ip4, ip6, udp

PORTS = {"SrcPort": 49152, "DstPort": 443}


def icmpv4():
    """RFC 792: type and code as one number, and the four bytes after the checksum."""
    cap = Capture("icmpv4")
    cap.packet(four(icmp(8, 0, echo(0x1234, 1, b"abcdefgh"), sum=0xABCD), ICMP))
    cap.expect(TypeCode=2048, Checksum=43981, Id=4660, Seq=1, Context=V4)
    cap.packet(four(icmp(0, 0, echo(0x1234, 65535), sum=1), ICMP))
    cap.expect(Checksum=1, Id=4660, Seq=65535, Context=V4)
    quoted = ip4("192.0.2.2", "192.0.2.1", UDP, udp(53, 5353, b"lost")[:8])
    cap.packet(four(icmp(3, 3, bytes(4) + quoted, sum=2), ICMP))
    cap.expect(TypeCode=771, Checksum=2, Context=V4)
    cap.packet(four(icmp(3, 4, b"\0\0\x05\xdc" + quoted, sum=3), ICMP))
    cap.expect(TypeCode=772, Checksum=3, Seq=1500, Context=V4)
    cap.packet(four(icmp(5, 1, bytes.fromhex("c00002fe") + quoted, sum=4), ICMP))
    cap.expect(TypeCode=1281, Checksum=4, Id=49152, Seq=766, Context=V4)
    cap.packet(four(icmp(11, 0, bytes(4) + quoted, sum=5), ICMP))
    cap.expect(TypeCode=2816, Checksum=5, Context=V4)
    cap.packet(four(icmp(255, 255, b"\xff" * 4, sum=0xFFFF), ICMP))
    cap.expect(TypeCode=65535, Checksum=65535, Id=65535, Seq=65535, Context=V4)
    cap.packet(six(ICMP, icmp(8, 0, echo(2, 3), sum=6)))
    cap.expect(TypeCode=2048, Checksum=6, Id=2, Seq=3, Context=V6)
    cap.packet(four(icmp(8, 0, echo(1, 1))[:7], ICMP))
    cap.packet(four(icmp(8, 0, echo(1, 1)), ICMP, flags=0, offset=5))
    return cap


def icmpv6():
    """RFC 4443: type and code as one number, and the checksum."""
    cap = Capture("icmpv6")
    cap.packet(six(ICMPV6, icmp6(128, 0, echo(7, 8, b"abcdefgh"), sum=0xABCD)))
    cap.expect(TypeCode=32768, Checksum=43981, Context=V6)
    cap.packet(six(ICMPV6, icmp6(135, 0, bytes(4) + wire.ip("fe80::1"), sum=1), hops=255))
    cap.expect(TypeCode=34560, Checksum=1, Context=V6)
    quoted = ip6("2001:db8::2", "2001:db8::1", UDP, udp(53, 5353, b"lost"))
    cap.packet(six(ICMPV6, icmp6(1, 4, bytes(4) + quoted, sum=2)))
    cap.expect(TypeCode=260, Checksum=2, Context=V6)
    report = bytes.fromhex("00000001 04000000") + wire.ip("ff02::fb")
    before = wire.hop_by_hop(ICMPV6, b"\x05\x02\0\0\x01\0")
    cap.packet(six(0, icmp6(143, 0, report, sum=3), upper=ICMPV6, before=before, hops=1))
    cap.expect(TypeCode=36608, Checksum=3, Context=V6)
    cap.packet(six(ICMPV6, icmp6(255, 255, bytes(4), sum=0xFFFF)))
    cap.expect(TypeCode=65535, Checksum=65535, Context=V6)
    cap.packet(four(bytes(icmp6(128, 0, echo(1, 1), sum=4)), ICMPV6))
    cap.expect(TypeCode=32768, Checksum=4, Context=V4)
    cap.packet(six(ICMPV6, icmp6(1, 0, b"", sum=5)))
    cap.expect(TypeCode=256, Checksum=5, Context=V6)
    cap.packet(six(ICMPV6, b"\x80\0\0"))
    return cap


def segment(payload=b"", seq=1000, ack=2000, **fields):
    fields.setdefault("sum", 0x1234)
    return wire.tcp(49152, 443, seq, ack, payload=payload, **fields)


def tcp_flags(cap):
    for letter, member in zip("FSRPAUECN", ("FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE",
                                            "CWR", "NS")):
        cap.packet(four(segment(flags=letter, ack=0), TCP))
        cap.expect(**PORTS, SeqNum=1000, DataOffset=5, Window=65535, Checksum=4660, Context=V4,
                   **{member: True})
    cap.packet(four(segment(flags="", seq=0, ack=0, window=0, sum=1), TCP))
    cap.expect(**PORTS, DataOffset=5, Checksum=1, Context=V4)
    cap.packet(six(TCP, segment(b"abcd", seq=0xFFFFFFFF, ack=0x80000000, flags="AU", urgent=65535)))
    cap.expect(**PORTS, SeqNum=4294967295, AckNum=2147483648, DataOffset=5, ACK=True, URG=True,
               Window=65535, Checksum=4660, Urgent=65535, PayloadSize=4, PayloadEntropy=2.0,
               Context=V6)


def tcp_options(cap):
    options = (wire.mss(1460) + wire.SACK_PERMITTED + wire.stamps(0x01020304, 0) + wire.NOP
               + wire.window_scale(7))
    cap.packet(four(segment(flags="S", ack=0, options=options), TCP))
    cap.expect(**PORTS, SeqNum=1000, DataOffset=10, SYN=True, Window=65535, Checksum=4660,
               Context=V4, Options=[
                   {"OptionType": 2, "OptionLength": 4, "OptionData": "05b4"},
                   {"OptionType": 4, "OptionLength": 2},
                   {"OptionType": 8, "OptionLength": 10, "OptionData": "0102030400000000"},
                   {"OptionType": 1, "OptionLength": 1},
                   {"OptionType": 3, "OptionLength": 3, "OptionData": "07"}])
    options = wire.NOP * 2 + wire.sack((3000, 4000), (5000, 6000))
    cap.packet(four(segment(options=options), TCP))
    cap.expect(**PORTS, SeqNum=1000, AckNum=2000, DataOffset=10, ACK=True, Window=65535,
               Checksum=4660, Context=V4, Options=[
                   {"OptionType": 1, "OptionLength": 1}, {"OptionType": 1, "OptionLength": 1},
                   {"OptionType": 5, "OptionLength": 18,
                    "OptionData": "00000bb800000fa0" "0000138800001770"}])
    # After End-of-options nothing is an option: the rest is padding (RFC 9293 section 3.1).
    cap.packet(four(segment(b"ab", options=wire.mss(536) + b"\0\x01\x02\x03"), TCP))
    cap.expect(**PORTS, SeqNum=1000, AckNum=2000, DataOffset=7, ACK=True, Window=65535,
               Checksum=4660, Padding="010203", PayloadSize=2, PayloadEntropy=1.0, Context=V4,
               Options=[{"OptionType": 2, "OptionLength": 4, "OptionData": "0218"},
                        {"OptionLength": 1}])
    cap.packet(four(segment(b"ab", options=wire.NOP * 40), TCP))
    cap.expect(**PORTS, SeqNum=1000, AckNum=2000, DataOffset=15, ACK=True, Window=65535,
               Checksum=4660, PayloadSize=2, PayloadEntropy=1.0, Context=V4,
               Options=[{"OptionType": 1, "OptionLength": 1}] * 40)
    cap.packet(four(segment(options=b"\xfd\x06\xe2\xd4\x58\xd9\x01\x01"), TCP))
    cap.expect(**PORTS, SeqNum=1000, AckNum=2000, DataOffset=7, ACK=True, Window=65535,
               Checksum=4660, Context=V4, Options=[
                   {"OptionType": 253, "OptionLength": 6, "OptionData": "e2d458d9"},
                   {"OptionType": 1, "OptionLength": 1}, {"OptionType": 1, "OptionLength": 1}])


def tcp_payload(cap):
    """The IP length bounds the payload, and so does what was captured."""
    padded = four(segment(b"ab"), TCP).ljust(60, b"\0")
    cap.packet(padded)
    cap.expect(**PORTS, SeqNum=1000, AckNum=2000, DataOffset=5, ACK=True, Window=65535,
               Checksum=4660, PayloadSize=2, PayloadEntropy=1.0, Context=V4)
    cap.packet(four(segment(b"abcd" * 100), TCP), snap=14 + 20 + 20 + 4)
    cap.expect(**PORTS, SeqNum=1000, AckNum=2000, DataOffset=5, ACK=True, Window=65535,
               Checksum=4660, PayloadSize=4, PayloadEntropy=2.0, Context=V4)
    inner = ip4("10.0.0.1", "10.0.0.2", TCP, segment(b"ab"))
    cap.packet(four(inner, proto=wire.IPIP))
    cap.expect(**PORTS, SeqNum=1000, AckNum=2000, DataOffset=5, ACK=True, Window=65535,
               Checksum=4660, PayloadSize=2, PayloadEntropy=1.0,
               Context={"SrcIP": "10.0.0.1", "DstIP": "10.0.0.2"})


def tcp_fragments(cap):
    """The segment is there once, at the time of the fragment that completes it."""
    whole = bytes(segment(b"abcd" * 4))
    cap.packet(four(whole[:16], TCP, ident=5, flags=1))
    cap.packet(four(whole[16:], TCP, ident=5, flags=0, offset=2))
    cap.expect(**PORTS, SeqNum=1000, AckNum=2000, DataOffset=5, ACK=True, Window=65535,
               Checksum=4660, PayloadSize=16, PayloadEntropy=2.0, Context=V4)


def tcp_refused(cap):
    cap.packet(four(segment()[:19], TCP))
    cap.packet(four(segment(offset=4), TCP))
    cap.packet(four(segment(offset=6), TCP))


def tcp_malformed(cap):
    """A broken option ends the list; header and payload are right all the same."""
    for before, options in ((0, b"\x02\x00\x01\x01"), (3, b"\x01\x01\x01\x02"),
                            (2, b"\x01\x01\x02\x04")):
        cap.packet(four(segment(b"ab", options=options), TCP))
        cap.expect(**PORTS, SeqNum=1000, AckNum=2000, DataOffset=6, ACK=True, Window=65535,
                   Checksum=4660, PayloadSize=2, PayloadEntropy=1.0, Context=V4,
                   Options=[{"OptionType": 1, "OptionLength": 1}] * before)


def tcp():
    """RFC 9293."""
    cap = Capture("tcp")
    for part in (tcp_flags, tcp_options, tcp_payload, tcp_fragments, tcp_refused,
                 tcp_malformed):
        part(cap)
    return cap


def datagram(payload=b"", **fields):
    fields.setdefault("sum", 0x1234)
    return udp(4000, 4001, payload, **fields)


def udp_datagrams():
    """RFC 768."""
    cap = Capture("udp")
    ports = {"SrcPort": 4000, "DstPort": 4001}
    cap.packet(four(datagram(b"abcd"), UDP))
    cap.expect(**ports, Length=12, Checksum=4660, PayloadSize=4, PayloadEntropy=2.0, Context=V4)
    cap.packet(six(UDP, udp(65535, 65535, b"abcd", sum=0xFFFF)))
    cap.expect(SrcPort=65535, DstPort=65535, Length=12, Checksum=65535, PayloadSize=4,
               PayloadEntropy=2.0, Context=V6)
    cap.packet(four(udp(0, 0, sum=0), UDP))
    cap.expect(Length=8, Context=V4)
    cap.packet(four(datagram(b"ab" + b"\xff" * 30, length=10), UDP))
    cap.expect(**ports, Length=10, Checksum=4660, PayloadSize=2, PayloadEntropy=1.0, Context=V4)
    # A length of 0 means everything that is left (jumbograms, RFC 2675).
    cap.packet(four(datagram(b"abcd", length=0), UDP))
    cap.expect(**ports, Checksum=4660, PayloadSize=4, PayloadEntropy=2.0, Context=V4)
    cap.packet(four(datagram(b"abcd" * 100), UDP), snap=14 + 20 + 8 + 4)
    cap.expect(**ports, Length=408, Checksum=4660, PayloadSize=4, PayloadEntropy=2.0, Context=V4)
    cap.packet(four(datagram(b"ab"), UDP).ljust(60, b"\0"))
    cap.expect(**ports, Length=10, Checksum=4660, PayloadSize=2, PayloadEntropy=1.0, Context=V4)
    whole = bytes(datagram(b"abcd" * 5))
    cap.packet(four(whole[:16], UDP, ident=5, flags=1))
    cap.packet(four(whole[16:], UDP, ident=5, flags=0, offset=2))
    cap.expect(**ports, Length=28, Checksum=4660, PayloadSize=20, PayloadEntropy=2.0, Context=V4)
    cap.packet(six(wire.FRAGMENT, whole, before=wire.fragment6(UDP, 0, 0, 6)))
    cap.expect(**ports, Length=28, Checksum=4660, PayloadSize=20, PayloadEntropy=2.0, Context=V6)
    inner = ip6("2001:db8::a", "2001:db8::b", UDP, datagram(b"ab"))
    cap.packet(four(inner, proto=41))
    cap.expect(**ports, Length=10, Checksum=4660, PayloadSize=2, PayloadEntropy=1.0,
               Context={"SrcIP": "2001:db8::a", "DstIP": "2001:db8::b"})
    for wrong in (1, 7):
        cap.packet(four(datagram(b"abcd", length=wrong), UDP))
    cap.packet(four(datagram()[:7], UDP))
    return cap


CAPTURES = (icmpv4, icmpv6, tcp, udp_datagrams)
