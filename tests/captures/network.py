# SPDX-License-Identifier: Apache-2.0
"""Captures of IPv4, IPv6 and its extension headers, with the records the RFCs ask for."""
from files import Capture
from wire import (FRAGMENT, ICMPV6, IPIP, IPV4, IPV6, NO_NEXT, UDP, VLAN, ether, fragment6,
                  hop_by_hop, ip4, ip6, udp, vlan)

ONE, TWO = "02:00:00:00:00:01", "02:00:00:00:00:02"
V4 = {"SrcIP": "192.0.2.1", "DstIP": "192.0.2.2"}
V6 = {"SrcIP": "2001:db8::1", "DstIP": "2001:db8::2"}
ALERT = b"\x05\x02\0\0"
PADN2 = b"\x01\x00"


def four(payload=b"", proto=254, **fields):
    packet = ip4("192.0.2.1", "192.0.2.2", proto, payload, **fields)
    return ether(TWO, ONE, IPV4, packet, least=0)


def six(nxt, payload=b"", **fields):
    packet = ip6("2001:db8::1", "2001:db8::2", nxt, payload, **fields)
    return ether(TWO, ONE, IPV6, packet, least=0)


def ipv4_plain(cap):
    # The header of the textbooks: its checksum is known to be 0xb861.
    head = bytes.fromhex("450000730000400040 11b861c0a80001c0a800c7".replace(" ", ""))
    body = bytes.fromhex("0035e97c005f0000") + b"x" * 87
    cap.packet(ether(TWO, ONE, IPV4, head + body, least=0))
    cap.expect(Version=4, IHL=5, Length=115, Flags=2, TTL=64, Protocol=17, Checksum=0xB861,
               SrcIP="192.168.0.1", DstIP="192.168.0.199", PayloadSize=95, payload=body)
    cap.packet(four(b"ab", tos=0xEE, ident=0xFFFF, flags=0, ttl=255, sum=0xFFFF))
    cap.expect(Version=4, IHL=5, TOS=238, Length=22, Id=65535, TTL=255, Protocol=254,
               Checksum=65535, **V4, PayloadSize=2, PayloadEntropy=1.0)
    cap.packet(four(b"ab" + b"\0" * 24, length=22, sum=1))
    cap.expect(Version=4, IHL=5, Length=22, Flags=2, TTL=64, Protocol=254, Checksum=1, **V4,
               PayloadSize=2, PayloadEntropy=1.0)
    cap.packet(four(flags=4, ttl=0, proto=253, sum=2))
    cap.expect(Version=4, IHL=5, Length=20, Flags=4, Protocol=253, Checksum=2, **V4)


def ipv4_options(cap):
    cap.packet(four(b"abcd", options=b"\x94\x04\0\0", sum=3))
    cap.expect(Version=4, IHL=6, Length=28, Flags=2, TTL=64, Protocol=254, Checksum=3, **V4,
               Options=[{"OptionType": 148, "OptionLength": 4, "OptionData": "0000"}],
               PayloadSize=4, PayloadEntropy=2.0)
    record_route = b"\x07\x0b\x08" + bytes.fromhex("c0000205c000020600000000")[:8]
    cap.packet(four(b"abcd", options=b"\x01" + record_route, sum=4))
    cap.expect(Version=4, IHL=8, Length=36, Flags=2, TTL=64, Protocol=254, Checksum=4, **V4,
               Options=[{"OptionType": 1, "OptionLength": 1},
                        {"OptionType": 7, "OptionLength": 11,
                         "OptionData": "08c0000205c0000206"}],
               PayloadSize=4, PayloadEntropy=2.0)
    cap.packet(four(b"abcd", options=b"\x44\x08\x09\x00\x00\x00\x12\x34\x00\xaa\xbb\xcc", sum=5))
    cap.expect(Version=4, IHL=8, Length=36, Flags=2, TTL=64, Protocol=254, Checksum=5, **V4,
               Options=[{"OptionType": 68, "OptionLength": 8, "OptionData": "090000001234"},
                        {"OptionLength": 1}],
               Padding="aabbcc", PayloadSize=4, PayloadEntropy=2.0)
    cap.packet(four(b"abcd", options=b"\x01" * 40, sum=6))
    cap.expect(Version=4, IHL=15, Length=64, Flags=2, TTL=64, Protocol=254, Checksum=6, **V4,
               Options=[{"OptionType": 1, "OptionLength": 1}] * 40,
               PayloadSize=4, PayloadEntropy=2.0)


def ipv4_nested(cap):
    inner = ip4("10.0.0.1", "10.0.0.2", 254, b"in", sum=8)
    cap.packet(four(inner, proto=IPIP, sum=7))
    cap.expect(Version=4, IHL=5, Length=42, Flags=2, TTL=64, Protocol=4, Checksum=7, **V4,
               PayloadSize=22, payload=inner)
    cap.expect(Version=4, IHL=5, Length=22, Flags=2, TTL=64, Protocol=254, Checksum=8,
               SrcIP="10.0.0.1", DstIP="10.0.0.2", PayloadSize=2, PayloadEntropy=1.0, Context=V4)
    cap.packet(six(IPIP, inner))
    cap.expect(Version=4, IHL=5, Length=22, Flags=2, TTL=64, Protocol=254, Checksum=8,
               SrcIP="10.0.0.1", DstIP="10.0.0.2", PayloadSize=2, PayloadEntropy=1.0, Context=V6)
    packet = ip4("192.0.2.1", "192.0.2.2", 254, b"ab", sum=9)
    cap.packet(ether(TWO, ONE, VLAN, vlan(5, IPV4, packet)))
    cap.expect(Version=4, IHL=5, Length=22, Flags=2, TTL=64, Protocol=254, Checksum=9, **V4,
               PayloadSize=2, PayloadEntropy=1.0)


def ipv4_fragments(cap):
    """Each fragment is a record; the datagram put together again is none of IPv4's."""
    whole = bytes(udp(4000, 4001, b"fragmented datagram with 40 bytes in it.", sum=0x1234))
    cap.packet(four(whole[:24], UDP, ident=77, flags=1))
    cap.expect(Version=4, IHL=5, Length=44, Id=77, Flags=1, TTL=64, Protocol=17, Checksum=0xD670,
               **V4, PayloadSize=24, payload=whole[:24])
    cap.packet(four(whole[24:], UDP, ident=77, flags=0, offset=3))
    cap.expect(Version=4, IHL=5, Length=44, Id=77, FragOffset=3, TTL=64, Protocol=17, Checksum=0xF66D,
               **V4, PayloadSize=24, payload=whole[24:])
    cap.packet(four(b"ab", ident=78, flags=5, offset=8191))
    cap.expect(Version=4, IHL=5, Length=22, Id=78, Flags=5, FragOffset=8191, TTL=64, Protocol=254,
               Checksum=0x3599, **V4, PayloadSize=2, PayloadEntropy=1.0)


def ipv4_limits(cap):
    # A length of 0 is what segmentation offload leaves: the captured bytes stand in for it.
    cap.packet(four(b"abcd", length=0, sum=13))
    cap.expect(Version=4, IHL=5, Length=24, Flags=2, TTL=64, Protocol=254, Checksum=13, **V4,
               PayloadSize=4, PayloadEntropy=2.0)
    cap.packet(four(b"abcd" * 30, sum=14), snap=14 + 20 + 4)
    cap.expect(Version=4, IHL=5, Length=140, Flags=2, TTL=64, Protocol=254, Checksum=14, **V4,
               PayloadSize=4, PayloadEntropy=2.0)
    cap.packet(four(b"abcd", ihl=4))
    cap.packet(four(b"abcd", length=19))
    cap.packet(four(b"abcd", ihl=15))
    cap.packet(four()[:14 + 19])
    # A broken option ends the list; the header and the payload are right all the same.
    for number, option in enumerate((b"\x94\x01\0\0", b"\x94\x09\0\0"), 15):
        cap.packet(four(b"abcd", options=option, sum=number))
        cap.expect(Version=4, IHL=6, Length=28, Flags=2, TTL=64, Protocol=254, Checksum=number,
                   **V4, PayloadSize=4, PayloadEntropy=2.0)


def ipv4():
    """RFC 791."""
    cap = Capture("ipv4")
    for part in (ipv4_plain, ipv4_options, ipv4_nested, ipv4_fragments, ipv4_limits):
        part(cap)
    return cap


def ipv6():
    """RFC 8200."""
    cap = Capture("ipv6")
    cap.packet(six(NO_NEXT))
    cap.expect(Version=6, NextHeader=59, HopLimit=64, **V6)
    cap.packet(six(253, b"ab", tclass=0xEE, flow=0xFFFFF, hops=255))
    cap.expect(Version=6, TrafficClass=238, FlowLabel=1048575, Length=2, NextHeader=253,
               HopLimit=255, **V6, PayloadSize=2, PayloadEntropy=1.0)
    cap.packet(six(253, b"abcd" + bytes(40), length=4, hops=0))
    cap.expect(Version=6, Length=4, NextHeader=253, **V6, PayloadSize=4, PayloadEntropy=2.0)
    inner = ip6("2001:db8:1:0:0:1::", "::1", 253, b"in")
    cap.packet(six(41, inner))
    cap.expect(Version=6, Length=42, NextHeader=41, HopLimit=64, **V6, PayloadSize=42,
               payload=inner)
    cap.expect(Version=6, Length=2, NextHeader=253, HopLimit=64, SrcIP="2001:db8:1::1:0:0",
               DstIP="::1", PayloadSize=2, PayloadEntropy=1.0, Context=V6)
    cap.packet(four(inner, proto=41))
    cap.expect(Version=6, Length=2, NextHeader=253, HopLimit=64, SrcIP="2001:db8:1::1:0:0",
               DstIP="::1", PayloadSize=2, PayloadEntropy=1.0, Context=V4)
    cap.packet(six(0, b"abcd", before=hop_by_hop(253, ALERT + PADN2)))
    cap.expect(Version=6, Length=12, HopLimit=64, **V6, PayloadSize=4, PayloadEntropy=2.0,
               HopByHop={"Options": [
                   {"OptionType": 5, "OptionLength": 2, "ActualLength": 4, "OptionData": "0000"},
                   {"OptionType": 1, "ActualLength": 2}]})
    cap.packet(six(253, b"abcd" * 30), snap=14 + 40 + 4)
    cap.expect(Version=6, Length=120, NextHeader=253, HopLimit=64, **V6, PayloadSize=4,
               PayloadEntropy=2.0)
    cap.packet(six(253, b"abcd")[:14 + 39])
    cap.packet(six(253)[:14 + 1])
    return cap


def ipv6hopbyhop():
    """RFC 8200 section 4.3; Pad1 is a lone byte, every other option has a length."""
    cap = Capture("ipv6hopbyhop")
    alert = {"OptionType": 5, "OptionLength": 2, "ActualLength": 4, "OptionData": "0000"}
    cap.packet(six(0, b"abcd", before=hop_by_hop(253, ALERT + PADN2)))
    cap.expect(Options=[alert, {"OptionType": 1, "ActualLength": 2}], Context=V6)
    cap.packet(six(0, b"abcd", before=hop_by_hop(253, ALERT + b"\0\0")))
    cap.expect(Options=[alert, {"ActualLength": 1}, {"ActualLength": 1}], Context=V6)
    cap.packet(six(0, b"abcd", before=hop_by_hop(253, b"\xc2\x04\0\x01\0\0")))
    cap.expect(Options=[{"OptionType": 194, "OptionLength": 4, "ActualLength": 6,
                         "OptionData": "00010000"}], Context=V6)
    cap.packet(six(0, b"abcd", before=hop_by_hop(253, b"\x3e\x0c" + b"z" * 12)))
    cap.expect(Options=[{"OptionType": 62, "OptionLength": 12, "ActualLength": 14,
                         "OptionData": "7a" * 12}], Context=V6)
    cap.packet(six(0, b"abcd", before=hop_by_hop(253, b"\x01\x04\0\0\0\0")))
    cap.expect(Options=[{"OptionType": 1, "OptionLength": 4, "ActualLength": 6,
                         "OptionData": "00000000"}], Context=V6)
    cap.packet(six(0, b"", before=hop_by_hop(253, ALERT + b"\x3e\x01")))
    cap.packet(six(0, b"", before=hop_by_hop(253, ALERT + PADN2, length=1)))
    cap.packet(six(0, b"\xfd"))
    return cap


def ipv6fragment():
    """RFC 8200 section 4.5: the offset in 8-byte units, two reserved bits, the more flag."""
    cap = Capture("ipv6fragment")
    whole = bytes(udp(4000, 4001, b"fragmented datagram with 40 bytes in it.", sum=0x1234))
    cap.packet(six(FRAGMENT, whole[:24], before=fragment6(UDP, 0, 1, 0xFFFFFFFF)))
    cap.expect(NextHeader=17, MoreFragments=True, Identification=4294967295, Context=V6)
    cap.packet(six(FRAGMENT, whole[24:], before=fragment6(UDP, 3, 0, 0xFFFFFFFF)))
    cap.expect(NextHeader=17, FragmentOffset=3, Identification=4294967295, Context=V6)
    cap.packet(six(FRAGMENT, whole, before=fragment6(UDP, 0, 0, 7)))
    cap.expect(NextHeader=17, Identification=7, Context=V6)
    cap.packet(six(FRAGMENT, b"", before=fragment6(NO_NEXT, 0, 0, 8, reserved=255, bits=3)))
    cap.expect(NextHeader=59, Reserved1=255, Reserved2=3, Identification=8, Context=V6)
    cap.packet(six(FRAGMENT, b"tail", before=fragment6(ICMPV6, 8191, 0, 9)))
    cap.expect(NextHeader=58, FragmentOffset=8191, Identification=9, Context=V6)
    before = hop_by_hop(FRAGMENT, ALERT + PADN2) + fragment6(UDP, 0, 0, 10)
    cap.packet(six(0, whole, before=before))
    cap.expect(NextHeader=17, Identification=10, Context=V6)
    cap.packet(six(FRAGMENT, fragment6(UDP, 0, 0, 11)[:7]))
    return cap


CAPTURES = (ipv4, ipv6, ipv6hopbyhop, ipv6fragment)
