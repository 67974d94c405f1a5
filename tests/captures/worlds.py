# SPDX-License-Identifier: Apache-2.0
"""Captures of worlds beside and within each other: equal addresses in several of them, tunnels, tags.

What records they must give stands in programs/worlds_test.py.
"""
import struct

import wire
from files import Capture
from network import ONE, TWO
from talks import FOUR, SIX, Talk
from tunnels import FRAMES, GRE, MPLS, PBB, label, octets
from wire import IPIP, IPV4, IPV6, QINQ, UDP, VLAN, ether, fragment6, icmp, ip4, ip6, mac, tcp, udp, vlan

OUTER, ROUTER, RAW = ("198.51.100.1", "198.51.100.2"), "02:00:00:00:00:09", 101
INSIDE, SIX_IN_FOUR, HEADER = ("10.0.0.1", "10.0.0.2"), 41, 14
VXLAN, GENEVE, GTP = 4789, 6081, 2152


class Through:
    """A capture whose packets go into something first: wrap(side, frame) says into what."""

    def __init__(self, cap, wrap):
        self.cap, self.wrap = cap, wrap

    @property
    def clock(self):
        return self.cap.clock

    def packet(self, frame):
        self.cap.packet(self.wrap(int(frame[6:12] != mac(ONE)), frame))


def web(cap, wrap, path, status, port=40000, addresses=FOUR):
    """A whole connection of HTTP: five packets of the client, three of the server."""
    talk = Talk(Through(cap, wrap), port, 80, addresses)
    talk.ask(b"GET /%s HTTP/1.1\r\nHost: a.example\r\n\r\n" % path)
    talk.answer(b"HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n" % status)
    talk.close()


def several(cap, *talks):
    """The packets of several connections in turn, as if they went on side by side."""
    parts = []
    for talk in talks:
        one = Capture("")
        web(one, *talk[:3], **(talk[3] if len(talk) > 3 else {}))
        parts.append(one.packets)
    for each in zip(*parts):
        for _, data, _ in each:
            cap.packet(data)


# What frames go into.

def tagged(*tags, kind=VLAN):
    """Into tags, the outer one first; the inner ones are always customers'."""
    def wrap(_, frame):
        body, inner = frame[HEADER:], int.from_bytes(frame[12:HEADER], "big")
        for number, tag in reversed(list(enumerate(tags))):
            body, inner = vlan(tag, inner, body), VLAN if number else kind
        return frame[:12] + struct.pack("!H", inner) + body
    return wrap


def on_outer(side, proto, payload, **fields):
    """A packet between the ends of a tunnel."""
    return ether(*((TWO, ONE) if side == 0 else (ONE, TWO)), IPV4,
                 ip4(OUTER[side], OUTER[1 - side], proto, payload, **fields), least=0)


def in_udp(port, head, source=50000):
    return lambda side, frame: on_outer(side, UDP, udp(source, port, head + frame, sum=0))


def vxlan(network, inner=lambda _, frame: frame):
    return lambda side, frame: in_udp(VXLAN, octets("08000000") + struct.pack("!I", network << 8))(
        side, inner(side, frame))


def geneve(network):
    return in_udp(GENEVE, octets("0000 6558") + struct.pack("!I", network << 8))


def keyed(key, kind=IPV4):
    """Into GRE with a key: the packet, or as Ethernet the frame; the key may differ by side."""
    def wrap(side, frame):
        number = key[side] if isinstance(key, tuple) else key
        head = struct.pack("!HHI", 0x2000, kind, number)
        return on_outer(side, GRE, head + (frame if kind == FRAMES else frame[HEADER:]))
    return wrap


def unkeyed(side, frame):
    return on_outer(side, GRE, octets("0000 0800") + frame[HEADER:])


def pptp(calls):
    """Into PPP in GRE of version 1: each side sends the other's call."""
    def wrap(side, frame):
        inner = octets("ff030021") + frame[HEADER:]
        return on_outer(side, GRE, octets("3001 880b") + struct.pack("!HHI", len(inner), calls[side], 1)
                        + inner)
    return wrap


def gtp(tunnels):
    def wrap(side, frame):
        inner = frame[HEADER:]
        head = octets("30ff") + struct.pack("!HI", len(inner), tunnels[side])
        return on_outer(side, UDP, udp(GTP, GTP, head + inner, sum=0))
    return wrap


def pseudowire(labels):
    """Into an Ethernet of a provider: each side has the label that the other gave."""
    def wrap(side, frame):
        ends = (ROUTER, ONE) if side == 0 else (ONE, ROUTER)
        return ether(*ends, MPLS, label(labels[side], 1) + bytes(4) + frame, least=0)
    return wrap


def labelled(number):
    return lambda _, frame: frame[:12] + struct.pack("!H", MPLS) + label(number, 1) + frame[HEADER:]


def backbone(service):
    return lambda side, frame: ether(*((ROUTER, ONE) if side == 0 else (ONE, ROUTER)), PBB,
                                     struct.pack("!I", service) + frame, least=0)


def in_ip(side, frame):
    four = frame[12:HEADER] == struct.pack("!H", IPV4)
    return on_outer(side, IPIP if four else SIX_IN_FOUR, frame[HEADER:])


def pieces(port, first, second):
    """A datagram of 32 bytes in two fragments, as bytes behind IP."""
    whole = bytes(udp(port, 4001, first + second, sum=0))
    return whole[:24], whole[24:]


def fragments(wrap, ident, first, second, port=4000, addresses=FOUR, proto=UDP):
    """Two frames."""
    found = []
    for at, piece in zip((0, 3), pieces(port, first, second)):
        packet = ip4(*addresses, proto, piece, ident=ident, flags=int(not at), offset=at)
        found.append(wrap(0, ether(TWO, ONE, IPV4, packet, least=0)))
    return found


def interleaved(cap, *wraps):
    """Datagrams of the same ends and identification, one in each world, their first halves first."""
    parts = [fragments(wrap, 7, bytes([65 + n]) * 16, bytes([97 + n]) * 16)
             for n, wrap in enumerate(wraps)]
    for half in zip(*parts):
        for frame in half:
            cap.packet(frame)


# The captures.

def vlans():
    cap = Capture("worlds-vlans")
    interleaved(cap, tagged(10), tagged(20))
    several(cap, (tagged(10), b"v10", 210), (tagged(20), b"v20", 220))
    return cap


def tenants():
    cap = Capture("worlds-tenants")
    interleaved(cap, vxlan(10), vxlan(20), keyed(1), keyed(2))
    several(cap, (vxlan(10), b"v10", 210), (vxlan(20), b"v20", 220), (keyed(1), b"k1", 201),
            (keyed(2), b"k2", 202))
    return cap


def in_gre():
    cap = Capture("worlds-gre")
    several(cap, (unkeyed, b"one", 201, {"addresses": ("10.1.0.1", "10.9.0.1")}),
            (unkeyed, b"two", 202, {"addresses": ("10.1.0.2", "10.9.0.2")}))
    return cap


def routers():
    """The way back goes by another router."""
    cap = Capture("worlds-routers")
    web(cap, lambda side, frame: frame if side == 0 else mac(ONE) + mac(ROUTER) + frame[12:], b"one", 200)
    return cap


def qinq():
    """Two customers use one tag, one of them the outer as the inner as well; a third has three."""
    cap = Capture("worlds-qinq")
    several(cap, (tagged(100, 5, kind=QINQ), b"c100", 201), (tagged(200, 5, kind=QINQ), b"c200", 202),
            (tagged(300, 100, 5, kind=QINQ), b"c300", 203), (tagged(5, 100, kind=QINQ), b"c5", 204))
    return cap


def priorities():
    """A tag with no VLAN in it, on one side alone."""
    cap = Capture("worlds-priorities")
    web(cap, lambda side, frame: frame if side else tagged(0)(side, frame), b"one", 200)
    return cap


def one_side():
    """A mirror that tags what it sends one way."""
    cap = Capture("worlds-oneside")
    web(cap, lambda side, frame: frame if side else tagged(10)(side, frame), b"one", 200)
    return cap


def tags_inside():
    cap = Capture("worlds-inside")
    several(cap, (vxlan(5, tagged(7)), b"t7", 207), (vxlan(5, tagged(8)), b"t8", 208))
    return cap


def geneves():
    cap = Capture("worlds-geneve")
    several(cap, (geneve(1), b"g1", 201), (geneve(0xFFFFFF), b"g2", 202))
    return cap


def subnets():
    """NVGRE spreads flows of one subnet in the key's last byte; below 0x1000 it is a key like others."""
    cap = Capture("worlds-nvgre")
    several(cap, (keyed((0x123401, 0x1234FE), FRAMES), b"s1", 201),
            (keyed(0x567800, FRAMES), b"s2", 202), (keyed(0x000501, FRAMES), b"k1", 203),
            (keyed(0x000502, FRAMES), b"k2", 204))
    return cap


def calls():
    cap = Capture("worlds-pptp")
    interleaved(cap, pptp((1, 2)), pptp((3, 4)))
    web(cap, pptp((1, 2)), b"one", 200)
    return cap


def bearers():
    cap = Capture("worlds-gtp")
    interleaved(cap, gtp((1, 2)), gtp((3, 4)))
    web(cap, gtp((0x11223344, 0x55667788)), b"one", 200)
    return cap


def wires():
    cap = Capture("worlds-mpls")
    interleaved(cap, pseudowire((16, 17)), pseudowire((18, 19)))
    web(cap, pseudowire((20, 21)), b"wire", 201)
    web(cap, labelled(30), b"label", 202, port=40001)
    return cap


def services():
    cap = Capture("worlds-pbb")
    several(cap, (backbone(1), b"i1", 201), (backbone(2), b"i2", 202))
    return cap


def ip_in_ip():
    cap = Capture("worlds-ipinip")
    several(cap, (in_ip, b"four", 204), (in_ip, b"six", 206, {"addresses": SIX}))
    return cap


def mirrored(vlan, kind=0x88BE):
    """Into ERSPAN II or III: the tag of the frame is gone, its VLAN stands in the header."""
    head, rest = (0x1000, bytes(6)) if kind == 0x88BE else (0x2000, bytes(10))
    return lambda side, frame: on_outer(side, GRE, struct.pack("!HHIH", 0x1000, kind, 1, head | vlan) + rest + frame)


def mirrors():
    cap = Capture("worlds-mirrors")
    several(cap, (mirrored(10), b"m10", 210), (mirrored(20), b"m20", 220), (mirrored(0), b"m0", 200),
            (mirrored(10, 0x22EB), b"three", 203, {"port": 40001}))
    return cap


def mirrored_both_ways():
    """Routed: each direction is mirrored on another VLAN."""
    cap = Capture("worlds-mirrored")
    web(cap, lambda side, frame: mirrored(10 + side)(side, frame), b"one", 200)
    return cap


def dialled(session):
    """Into a session of PPP over Ethernet."""
    return lambda side, frame: frame[:12] + octets("8864 1100") + struct.pack(
        "!HHH", session, len(frame) - HEADER + 2, 0x21) + frame[HEADER:]


def sessions():
    cap = Capture("worlds-sessions")
    several(cap, (dialled(7), b"s7", 207), (dialled(8), b"s8", 208))
    return cap


def fragments_everywhere():
    """Fragments in a tunnel, whose packets are fragments themselves, which is in another tunnel; and half
    a datagram in a tunnel."""
    cap = Capture("worlds-fragments")
    for number, frame in enumerate(fragments(vxlan(10), 7, b"A" * 16, b"a" * 16)):
        outer = frame[HEADER + 20:]
        for at, end in ((0, 48), (48, len(outer))):
            cap.packet(on_outer(0, UDP, outer[at:end], ident=number, offset=at // 8, flags=int(not at)))
    for frame in fragments(keyed(5), 8, b"B" * 16, b"b" * 16):
        cap.packet(unkeyed(0, frame))
    cap.packet(fragments(vxlan(30), 9, b"C" * 16, b"")[0])
    return cap


NESTS = [(f"10.{n}.0.1", f"10.{n}.0.2") for n in range(5)]


def nest(networks, inner):
    for ends in reversed(networks[:-1]):
        inner = ip4(*ends, IPIP, inner)
    return inner


def nested():
    """A datagram in four networks, and in five."""
    cap = Capture("worlds-nested")
    for n in (4, 5):
        inner = ip4(*NESTS[n - 1], UDP, udp(5000 + n, 53000, b"nested", sum=0))
        cap.packet(ether(TWO, ONE, IPV4, nest(NESTS[:n], inner)))
    return cap


def quoted():
    """An error that quotes a datagram, by itself and in a tunnel."""
    cap = Capture("worlds-quoted")
    quote = ip4(*FOUR, UDP, udp(4000, 4001, b"lost"))
    error = ip4(FOUR[1], FOUR[0], wire.ICMP, icmp(3, 3, bytes(4) + quote))
    cap.packet(ether(ONE, TWO, IPV4, error, least=0))
    cap.packet(unkeyed(1, ether(ONE, TWO, IPV4, error, least=0)))
    return cap


def extended(side, frame):
    """Options for each hop and the destination before the transport, on the client's side alone."""
    head, rest = frame[HEADER:HEADER + 40], frame[HEADER + 40:]
    if side:
        return frame
    options = bytes([60, 0]) + octets("0502 0000 0100") + bytes([head[6], 0]) + octets("0104 00000000")
    size = struct.pack("!H", len(options) + len(rest))
    return frame[:HEADER] + head[:4] + size + b"\0" + head[7:] + options + rest


def extensions():
    cap = Capture("worlds-ipv6")
    web(cap, extended, b"one", 200, addresses=SIX)
    for at, piece in zip((0, 3), pieces(4000, b"A" * 16, b"a" * 16)):
        cap.packet(ether(TWO, ONE, IPV6, ip6(*SIX, wire.FRAGMENT, piece,
                                             before=fragment6(UDP, at, int(not at), 9)), least=0))
    return cap


AWAY, HOME, VISITED, ROUTING, DESTINATION = "2001:db8::77", 201, "2001:db8::99", 43, 60
SOURCE_ROUTE, TO_HOME, SEGMENTS = 0, 2, 4
LOOSE, STRICT = 131, 137


def route(kind, nxt):
    """A routing header to SIX[1], by way of somewhere else unless it is a mobile node's."""
    addresses = {SOURCE_ROUTE: (AWAY, SIX[1]), TO_HOME: (SIX[1],), SEGMENTS: (SIX[1], AWAY)}[kind]
    entry = len(addresses) - 1 if kind == SEGMENTS else 0
    return bytes([nxt, 2 * len(addresses), kind, 1, entry, 0, 0, 0]) + b"".join(map(wire.ip, addresses))


def home(nxt):
    """Destination options that say who it is from."""
    return bytes([nxt, 2, 1, 2, 0, 0, HOME, 16]) + wire.ip(SIX[0])


def six_between(source, destination, nxt, payload):
    return ether(TWO, ONE, IPV6, struct.pack("!IHBB", 6 << 28, len(payload), nxt, 64) + wire.ip(source)
                 + wire.ip(destination) + payload, least=0)


def routed(kind):
    """What the client sends; the header has another address than the server's."""
    return lambda side, frame: frame if side else six_between(
        SIX[0], AWAY, ROUTING, route(kind, frame[HEADER + 6]) + frame[HEADER + 40:])


def from_home(side, frame):
    return frame if side else six_between(VISITED, SIX[1], DESTINATION,
                                          home(frame[HEADER + 6]) + frame[HEADER + 40:])


def through(option):
    """The same of IPv4, where one host of the route is left."""
    def wrap(side, frame):
        options = bytes([1, option, 7, 4]) + wire.ip(FOUR[1])
        return frame if side else ether(TWO, ONE, IPV4, ip4(
            FOUR[0], "192.0.2.77", wire.TCP, frame[HEADER + 20:], options=options), least=0)
    return wrap


def at_its_end(side, frame):
    """The route is used up: the header has the server's address."""
    options = bytes([1, LOOSE, 7, 8]) + wire.ip("192.0.2.77")
    return frame if side else ether(TWO, ONE, IPV4, ip4(
        *FOUR, wire.TCP, frame[HEADER + 20:], options=options), least=0)


def routes():
    """Connections and datagrams in fragments whose headers have other addresses than their ends."""
    cap = Capture("worlds-routes")
    several(cap, *((wrap, b"r%d" % n, 200 + n, {"port": 40000 + n, "addresses": SIX}) for n, wrap in enumerate(
        (routed(SOURCE_ROUTE), routed(TO_HOME), routed(SEGMENTS), from_home))))
    several(cap, *((wrap, b"o%d" % n, 210 + n, {"port": 40000 + n}) for n, wrap in enumerate(
        (through(LOOSE), through(STRICT), at_its_end))))
    for at, piece in zip((0, 3), pieces(4000, b"A" * 16, b"a" * 16)):
        cap.packet(six_between(SIX[0], AWAY, ROUTING, route(TO_HOME, wire.FRAGMENT)
                               + fragment6(UDP, at, int(not at), 9) + piece))
    for at, piece in zip((0, 3), (home(UDP), b"".join(pieces(4000, b"B" * 16, b"b" * 16)))):
        cap.packet(six_between(VISITED, SIX[1], wire.FRAGMENT,
                               fragment6(DESTINATION, at, int(not at), 10) + piece))
    return cap


def bare():
    """What vlans() has without tags, without a link."""
    cap = Capture("worlds-bare", link=RAW)
    web(cap, lambda _, frame: frame[HEADER:], b"one", 200)
    return cap


CAPTURES = (vlans, tenants, in_gre, routers, qinq, priorities, one_side, tags_inside, geneves, subnets,
            calls, bearers, wires, services, ip_in_ip, fragments_everywhere, nested, quoted, extensions,
            mirrors, mirrored_both_ways, sessions,
            routes, bare)
