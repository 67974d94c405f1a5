# SPDX-License-Identifier: Apache-2.0
"""Captures for what is around the packets: link types, file formats, damage, depth."""
import struct

import wire
from files import Capture, enhanced, block, interface, option, section
from wire import ICMPV6, IPIP, IPV4, IPV6, TCP, UDP, VLAN, ether, ip4, ip6, udp, vlan

ONE, TWO = "02:00:00:00:00:01", "02:00:00:00:00:02"
LINK_RAW, LINK_SLL = 101, 113


def query(number):
    message = wire.Message(number, 0x0100).ask("www.example.com", wire.A).done()
    return ip4("192.0.2.1", "192.0.2.53", UDP, udp(40000 + number, 53, message), ident=number)


def syn(number):
    options = wire.mss(1460) + wire.SACK_PERMITTED + wire.NOP * 2
    segment = wire.tcp(40000 + number, 80, 1000 * number, 0, "S", options=options)
    return ip4("192.0.2.1", "192.0.2.80", TCP, segment, ident=number)


def ping6(number):
    message = wire.icmp6(128, 0, wire.echo(99, number, b"ping"))
    return ip6("2001:db8::1", "2001:db8::2", ICMPV6, message)


PACKETS = ((IPV4, query(1)), (IPV4, syn(2)), (IPV6, ping6(3)), (IPV4, query(4)))


def filled(name, link, header, packets=PACKETS, **how):
    """A capture of the usual packets, each behind the header its link type asks for."""
    cap = Capture(name, link, **how)
    for kind, packet in packets:
        cap.packet(header(kind) + packet)
    return cap


def sll():
    """LINKTYPE_LINUX_SLL: direction, hardware type, address length, address, protocol."""
    return filled("sll", LINK_SLL, lambda kind: struct.pack(
        "!HHH", 0, 1, 6) + wire.mac(ONE) + bytes(2) + struct.pack("!H", kind))


def sll2():
    """LINKTYPE_LINUX_SLL2: protocol first, then interface index, hardware type, direction."""
    return filled("sll2", 276, lambda kind: struct.pack(
        "!HHIHBB", kind, 0, 2, 1, 4, 6) + wire.mac(ONE) + bytes(2))


def family(kind, order):
    """The address family word of the BSDs: 2 for IPv4; IPv6 here as macOS has it, 30."""
    return struct.pack(order + "I", 2 if kind == IPV4 else 30)


def null_le():
    return filled("null_le", 0, lambda kind: family(kind, "<"))


def null_be():
    return filled("null_be", 0, lambda kind: family(kind, ">"), order=">")


def loop():
    return filled("loop", 108, lambda kind: family(kind, ">"))


def raw():
    return filled("raw", LINK_RAW, lambda kind: b"")


def raw4():
    return filled("raw4", 228, lambda kind: b"", [p for p in PACKETS if p[0] == IPV4])


def raw6():
    return filled("raw6", 229, lambda kind: b"", [(IPV6, ping6(n)) for n in (1, 2, 3)])


def framed(kind):
    return wire.mac(TWO) + wire.mac(ONE) + struct.pack("!H", kind)


def be_nsec():
    """Big endian, nanoseconds: the fraction has nine digits."""
    cap = Capture("be_nsec", order=">", nano=True)
    for number, (kind, packet) in enumerate(PACKETS):
        cap.clock += number
        cap.packet(framed(kind) + packet)
    return cap


def backwards():
    """Each packet an hour before the one it follows."""
    cap = Capture("backwards")
    for kind, packet in PACKETS * 2:
        cap.packet(framed(kind) + packet, after=-3600)
    return cap


def vlan64():
    cap = Capture("vlan64")
    kind, data = PACKETS[0]
    for identifier in range(64, 0, -1):
        kind, data = VLAN, vlan(identifier, kind, data)
    cap.packet(ether(TWO, ONE, kind, data))
    cap.packet(framed(IPV4) + PACKETS[0][1])
    return cap


def ipip64():
    cap = Capture("ipip64")
    data = PACKETS[0][1]
    for depth in range(63, 0, -1):
        data = ip4(f"10.0.{depth}.1", f"10.0.{depth}.2", IPIP, data)
    cap.packet(framed(IPV4) + data)
    cap.packet(framed(IPV4) + PACKETS[0][1])
    return cap


def poison():
    """Twenty segments; the eighth has TOS 0xEE, at which a test plugin crashes on purpose."""
    cap = Capture("poison")
    for number in range(1, 21):
        segment = wire.tcp(50000 + number, 80, number, 1, "PA", payload=b"packet %02d" % number)
        tos = 0xEE if number == 8 else 0
        cap.packet(ether(TWO, ONE, IPV4, ip4("192.0.2.1", "192.0.2.2", TCP, segment, tos=tos)))
    return cap


def mixed():
    """Two sections of either byte order; link type, snap length, clock differ by interface."""
    second = 1700000000
    out = section("<")
    out += interface("<", 1, 65535, b"lan")
    out += interface("<", LINK_RAW, 96, b"tunnel", 9)
    out += enhanced("<", 0, second * 10**6 + 5, framed(IPV4) + query(1), comment=b"first of all")
    out += enhanced("<", 1, second * 10**9 + 123456789, ping6(2))
    long = ip4("192.0.2.1", "192.0.2.2", UDP, udp(4000, 4001, b"snapped" * 30))
    out += enhanced("<", 1, second * 10**9 + 200000001, long[:96], length=len(long))
    out += block("<", 0x80000BAD, b"a block for local use")
    out += enhanced("<", 0, second * 10**6 + 999999, framed(IPV4) + syn(3))
    out += block("<", 4, bytes(4))
    out += section(">")
    out += interface(">", 1, 262144, b"ticks", 0x8A)
    out += interface(">", LINK_SLL, 65535, b"cooked", 6)
    out += enhanced(">", 0, (second + 1) * 1024 + 512, framed(IPV6) + ping6(4))
    cooked = struct.pack("!HHH", 0, 1, 6) + wire.mac(ONE) + bytes(2) + struct.pack("!H", IPV4)
    out += enhanced(">", 1, (second + 2) * 10**6 + 7, cooked + query(5))
    statistics = struct.pack(">III", 0, 0, 0) + option(">", 0, b"")
    return out + block(">", 5, statistics)


def files():
    """The files that are no captures of the usual form."""
    good = filled("good", 1, framed)
    record = struct.pack("<IIII", 1700000009, 0, 0x7FFFFFFF, 0x7FFFFFFF)
    yield "mixed.pcapng", mixed()
    yield "truncated.pcap", good.bytes()[:-10]
    yield "badlen.pcap", good.bytes() + record + bytes(64)
    yield "empty.pcap", good.header()
    yield "zero.pcap", b""
    yield "notcapture.pcap", b"This is a letter, not a capture.\n" * 3


CAPTURES = (sll, sll2, null_le, null_be, loop, raw, raw4, raw6, be_nsec, backwards, vlan64,
            ipip64, poison)
