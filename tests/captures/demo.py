# SPDX-License-Identifier: Apache-2.0
"""demo.pcap: a morning in a small office, with a little of everything that is decoded.

Anna's laptop and Ben's desktop sit behind a switch and a router that is also their name
server; a server answers them over IPv4 and IPv6.  Towards the end things go wrong.
"""
import random
import struct

import wire
from files import Capture
from wire import (ARP, FRAGMENT, ICMP, ICMPV6, IPIP, IPV4, IPV6, MAC_ALL, QINQ, TCP, UDP, VLAN,
                  ether, ether8023, icmp, icmp6, ip, ip4, ip6, llc, mac, snap, udp, vlan)

HOSTS = {
    "anna": ("02:00:5e:00:01:0a", "192.0.2.10", "2001:db8::a"),
    "ben": ("02:00:5e:00:01:0b", "192.0.2.11", "2001:db8::b"),
    "router": ("02:00:5e:00:01:01", "192.0.2.1", "2001:db8::1"),
    "server": ("02:00:5e:00:01:01", "198.51.100.80", "2001:db8:80::80"),
}
SWITCH = "02:00:5e:00:01:fe"
NOWHERE = "00:00:00:00:00:00"
PAGE = ("<!DOCTYPE html><title>Office hours</title><p>We are open from nine to five, "
        "and closed on public holidays.</p>\n")


class Office:
    """The capture and what its packets share: running identifiers and who has which address."""

    def __init__(self):
        self.cap = Capture("demo")
        self.ident = 0x1000
        self.port = 49152
        self.noise = random.Random(1)

    def frame(self, who, to, kind, data, after=0.01):
        self.cap.packet(ether(HOSTS[to][0], HOSTS[who][0], kind, data), after)

    def four(self, who, to, proto, payload, after=0.01, **fields):
        self.ident += 1
        packet = ip4(HOSTS[who][1], HOSTS[to][1], proto, payload, ident=self.ident, **fields)
        self.frame(who, to, IPV4, packet, after)

    def six(self, who, to, nxt, payload, after=0.01, **fields):
        packet = ip6(HOSTS[who][2], HOSTS[to][2], nxt, payload, **fields)
        self.frame(who, to, IPV6, packet, after)

    def over(self, version, who, to, proto, payload, after=0.01):
        (self.four if version == 4 else self.six)(who, to, proto, payload, after)

    def next_port(self):
        self.port += 1
        return self.port


class Talk:
    """One TCP connection; keeps both sides' sequence numbers and clocks."""

    def __init__(self, office, who, to, port, version=4):
        self.office, self.version = office, version
        self.sides = {who: [office.next_port(), 0x10000 * office.port], to: [port, 0xFFFFFF00]}
        self.who, self.to = who, to
        self.clock = 1000

    def send(self, sender, flags="A", payload=b"", options=None, after=0.005, lost=False):
        """A segment; a lost one moves the sequence number on without being captured."""
        receiver = self.to if sender == self.who else self.who
        port, seq = self.sides[sender]
        self.clock += 5
        if options is None:
            options = wire.NOP * 2 + wire.stamps(self.clock, self.clock - 3)
        ack = self.sides[receiver][1] if "A" in flags else 0
        segment = wire.tcp(port, self.sides[receiver][0], seq, ack, flags, 64240,
                           options, payload)
        if not lost:
            self.office.over(self.version, sender, receiver, TCP, segment, after)
        moved = len(payload) + ("S" in flags) + ("F" in flags)
        self.sides[sender][1] = (seq + moved) & 0xFFFFFFFF
        return seq, payload

    def again(self, sender, seq, payload):
        """Send bytes that were sent before."""
        now = self.sides[sender][1]
        self.sides[sender][1] = seq
        self.send(sender, "PA", payload)
        self.sides[sender][1] = now

    def open(self):
        hello = wire.mss(1460) + wire.SACK_PERMITTED
        tail = wire.NOP + wire.window_scale(7)
        self.send(self.who, "S", options=hello + wire.stamps(self.clock, 0) + tail)
        self.send(self.to, "SA", options=hello + wire.stamps(self.clock, self.clock - 3) + tail)
        self.send(self.who)

    def close(self):
        self.send(self.who, "FA")
        self.send(self.to, "FA")
        self.send(self.who)

    def fetch(self, path, body):
        """A request and its answer in segments of at most 600 bytes, every second one acked."""
        self.send(self.who, "PA", f"GET {path} HTTP/1.1\r\nHost: www.example.com\r\n\r\n".encode())
        self.send(self.to)
        answer = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        for at in range(0, len(answer), 600):
            self.send(self.to, "PA" if at + 600 >= len(answer) else "A", answer[at:at + 600])
            if at % 1200:
                self.send(self.who)
        self.send(self.who)


def neighbours(office):
    """Everybody finds everybody: ARP, neighbour discovery, router advertisement, MLD."""
    for who, to in (("anna", "router"), ("ben", "router"), ("router", "ben"), ("anna", "ben")):
        (my_mac, my_ip, _), (its_mac, its_ip, _) = HOSTS[who], HOSTS[to]
        ask = wire.arp(1, my_mac, my_ip, NOWHERE, its_ip)
        office.cap.packet(ether(MAC_ALL, my_mac, ARP, ask), 0.01)
        office.frame(to, who, ARP, wire.arp(2, its_mac, its_ip, my_mac, my_ip))
    gratuitous = wire.arp(1, HOSTS["anna"][0], HOSTS["anna"][1], NOWHERE, HOSTS["anna"][1])
    office.cap.packet(ether(MAC_ALL, HOSTS["anna"][0], ARP, gratuitous), 0.01)
    prefix = b"\x03\x04\x40\xc0" + struct.pack("!III", 86400, 14400, 0) + ip("2001:db8::")
    router = b"\x40\0\x07\x08" + bytes(8) + b"\x01\x01" + mac(HOSTS["router"][0]) + prefix
    for who in ("anna", "ben"):
        office.six(who, "router", ICMPV6, icmp6(133, 0, bytes(4)), hops=255)
        office.six("router", who, ICMPV6, icmp6(134, 0, router), hops=255)
        ask = bytes(4) + ip(HOSTS["router"][2]) + b"\x01\x01" + mac(HOSTS[who][0])
        office.six(who, "router", ICMPV6, icmp6(135, 0, ask), hops=255)
        tell = b"\xe0\0\0\0" + ip(HOSTS["router"][2]) + b"\x02\x01" + mac(HOSTS["router"][0])
        office.six("router", who, ICMPV6, icmp6(136, 0, tell), hops=255)
        report = b"\0\0\0\x01\x04\0\0\0" + ip("ff02::fb")
        alert = wire.hop_by_hop(ICMPV6, b"\x05\x02\0\0\x01\0")
        office.six(who, "router", 0, icmp6(143, 0, report), upper=ICMPV6, before=alert, hops=1)


def switch(office):
    """What switches say: spanning tree, discovery, and an old protocol or two."""
    bridge = b"\x80\0" + mac(SWITCH)
    bpdu = bytes(5) + bridge + bytes(4) + bridge + bytes.fromhex("8001 0000 1400 0200 0f00")
    for _ in range(5):
        office.cap.packet(ether8023("01:80:c2:00:00:00", SWITCH, llc(0x42, 0x42, b"\x03", bpdu)),
                          0.4)
    cdp = b"\x02\xb4\0\0" + b"\0\x01\0\x0aswitch" + b"\0\x03\0\x08fe01"
    office.cap.packet(ether8023("01:00:0c:cc:cc:cc", SWITCH, snap(b"\0\0\x0c", 0x2000, cdp)))
    lldp = b"\x02\x07\x04" + mac(SWITCH) + b"\x04\x04\x05fe1" + b"\x06\x02\0\x78" + b"\0\0"
    office.cap.packet(ether("01:80:c2:00:00:0e", SWITCH, 0x88CC, lldp))
    office.cap.packet(ether8023(HOSTS["ben"][0], SWITCH, llc(0xF0, 0xF0, b"\x01\x03", b"netbios")))
    office.cap.packet(ether8023(HOSTS["ben"][0], SWITCH, llc(0xFE, 0xFE, b"\x03", b"\x83\x1b")))
    office.cap.packet(ether(HOSTS["ben"][0], SWITCH, 0x88B5, b"local experiment"))
    datagram = ip4("192.0.2.11", "192.0.2.1", UDP, udp(4000, 4001, b"by SNAP"))
    office.cap.packet(ether8023(HOSTS["router"][0], HOSTS["ben"][0],
                                snap(b"\0\0\0", IPV4, datagram)))


def lookup(office, version, who, message_for):
    """A question to the router's name server and its answer."""
    port, ident = office.next_port(), office.noise.randrange(65536)
    ask = message_for(wire.Message(ident, 0x0100), False)
    tell = message_for(wire.Message(ident, 0x8180), True)
    office.over(version, who, "router", UDP, udp(port, 53, ask.done()))
    office.over(version, "router", who, UDP, udp(53, port, tell.done()))


def simple(name, kind, *data, owner=None):
    """A message of one question and, when it is the answer, one record."""
    def build(message, answering):
        message.ask(name, kind)
        return message.answer(owner or name, kind, 3600, *data) if answering else message
    return build


def alias(message, answering):
    message.ask("www.example.com", wire.A)
    if not answering:
        return message.add(3, "", wire.OPT, 0, b"\0\x0a\0\x08\1\2\3\4\5\6\7\x08", klass=1232)
    message.answer("www.example.com", wire.CNAME, 300, "web.cdn.example.net")
    for last in (80, 81):
        message.answer("web.cdn.example.net", wire.A, 60, ip(f"198.51.100.{last}"))
    message.add(2, "cdn.example.net", wire.NS, 3600, "ns1.cdn.example.net")
    message.add(3, "ns1.cdn.example.net", wire.A, 3600, ip("198.51.100.53"))
    return message.add(3, "", wire.OPT, 0, klass=1232)


def missing(message, answering):
    message.ask("no-such-host.example.com", wire.AAAA)
    if not answering:
        return message
    message.bytes[3] |= 3
    numbers = struct.pack("!5I", 2024010101, 7200, 3600, 1209600, 300)
    return message.add(2, "example.com", wire.SOA, 300, "ns.example.com", "admin.example.com",
                       numbers)


def names(office):
    """Each kind of record by both versions of IP, then the local kind."""
    builders = (
        alias, missing,
        simple("www.example.com", wire.AAAA, ip("2001:db8:80::80")),
        simple("example.com", wire.MX, b"\0\x0a", "mail.example.com"),
        simple("example.com", wire.TXT, wire.texts(b"v=spf1 mx -all", b"office=open")),
        simple("example.com", wire.SOA, "ns.example.com", "admin.example.com",
               struct.pack("!5I", 2024010101, 7200, 3600, 1209600, 300)),
        simple("_sip._udp.example.com", wire.SRV, b"\0\1\0\2\x13\xc4", b"\3sip\7example\3com\0"),
        simple("80.100.51.198.in-addr.arpa", wire.PTR, "www.example.com"),
        simple("example.com", wire.NS, "ns.example.com"))
    for build in builders:
        for version, who in ((4, "anna"), (6, "ben")):
            lookup(office, version, who, build)
    ask = wire.Message(0, 0).ask("printer.local", wire.A, 0x8001).done()
    tell = wire.Message(0, 0x8400).answer("printer.local", wire.A, 120, ip("192.0.2.99"),
                                          klass=0x8001).done()
    group = "01:00:5e:00:00:fb"
    for src, message in (("192.0.2.10", ask), ("192.0.2.99", tell)):
        packet = ip4(src, "224.0.0.251", UDP, udp(5353, 5353, message), ttl=255)
        office.cap.packet(ether(group, HOSTS["anna"][0], IPV4, packet))


def web(office):
    """Connections of all sorts: plain, lossy, reset, over either version of IP."""
    for count, (who, version) in enumerate((("anna", 4), ("ben", 6), ("ben", 4), ("anna", 6)) * 5):
        talk = Talk(office, who, "server", 80, version)
        talk.open()
        talk.fetch(f"/hours/{count}", (PAGE * (1 + count % 4)).encode())
        talk.close()
    lossy(office)
    talk = Talk(office, "ben", "server", 8443)
    talk.send("ben", "S", options=wire.mss(1460))
    talk.send("server", "RA", options=b"")
    talk = Talk(office, "anna", "server", 443)
    talk.open()
    for _ in range(6):
        talk.send("anna", "PA", office.noise.randbytes(300))
        talk.send("server", "PA", office.noise.randbytes(500))
    talk.send("anna", "R", options=b"")


def lossy(office):
    """A segment is lost, the receiver says what it has, the segment comes again, twice."""
    talk = Talk(office, "anna", "server", 80)
    talk.open()
    missed = talk.send("server", "A", PAGE.encode(), lost=True)
    for _ in range(2):
        seq, payload = talk.send("server", "A", PAGE.encode())
    have = talk.sides["server"][1]
    talk.sides["server"][1] = missed[0]
    blocks = wire.NOP * 2 + wire.sack((seq - len(payload), have), (have, have + 1))
    talk.send("anna", options=blocks)
    talk.send("anna", options=wire.NOP * 2 + wire.sack((seq, have)))
    talk.sides["server"][1] = have
    for _ in range(2):
        talk.again("server", *missed)
    talk.send("anna", "AU")
    talk.send("anna", "AEC")
    talk.close()


def pings(office):
    """Echoes, and the errors routers send; the quoted packet is not decoded again."""
    for seq in range(1, 6):
        body = wire.echo(77, seq, bytes(range(48)))
        office.four("anna", "server", ICMP, icmp(8, 0, body))
        office.four("server", "anna", ICMP, icmp(0, 0, body))
        office.six("ben", "server", ICMPV6, icmp6(128, 0, body))
        office.six("server", "ben", ICMPV6, icmp6(129, 0, body))
    lost4 = ip4(HOSTS["anna"][1], HOSTS["server"][1], UDP, udp(33434, 33435, b"trace"), ttl=1)
    lost6 = ip6(HOSTS["ben"][2], HOSTS["server"][2], UDP, udp(33434, 33435, b"trace"), hops=1)
    for kind, code, rest in ((3, 3, bytes(4)), (3, 4, b"\0\0\x05\x14"), (11, 0, bytes(4)),
                             (5, 1, ip("192.0.2.254"))):
        office.four("router", "anna", ICMP, icmp(kind, code, rest + lost4[:28]))
    for kind, code, rest in ((1, 4, bytes(4)), (2, 0, b"\0\0\x05\0"), (3, 0, bytes(4))):
        office.six("router", "ben", ICMPV6, icmp6(kind, code, rest + lost6))


def tags(office):
    """The telephones have a VLAN of their own; the provider adds a second tag."""
    voice = udp(16384, 16386, office.noise.randbytes(160))
    call = ip4("10.0.7.1", "10.0.7.2", UDP, voice, tos=0xB8)
    ends = HOSTS["ben"][0], HOSTS["router"][0]
    for _ in range(10):
        office.cap.packet(ether(*ends, VLAN, vlan(7, IPV4, call, priority=5)), 0.02)
    inner = vlan(8, IPV6, ip6(HOSTS["ben"][2], HOSTS["router"][2], UDP, udp(4000, 4001, b"six")))
    for _ in range(5):
        office.cap.packet(ether(*ends, QINQ, vlan(300, VLAN, inner, priority=3, drop=1)), 0.02)
    ask = wire.arp(1, ends[1], "10.0.7.1", NOWHERE, "10.0.7.2")
    office.cap.packet(ether(MAC_ALL, ends[1], VLAN, vlan(7, ARP, ask)))
    office.cap.packet(ether("01:80:c2:00:00:00", SWITCH, VLAN,
                            vlan(7, 38, llc(0x42, 0x42, b"\x03", bytes(35)))))


def pieces(office):
    """Datagrams in fragments: in order, in reverse, one that never ends, an atomic one."""
    whole = ip4("192.0.2.10", "198.51.100.80", UDP, udp(4000, 4001, PAGE.encode() * 12))[20:]
    cuts = range(0, len(whole), 480)
    for ident, order in ((1, cuts), (2, cuts[::-1]), (3, cuts[:-1])):
        for at in order:
            packet = ip4("192.0.2.10", "198.51.100.80", UDP, whole[at:at + 480], ident=ident,
                         flags=int(at + 480 < len(whole)), offset=at // 8)
            office.frame("anna", "server", IPV4, packet)
    whole = ip6(HOSTS["ben"][2], HOSTS["server"][2], UDP, udp(4000, 4001, PAGE.encode() * 12))[40:]
    for at in cuts:
        head = wire.fragment6(UDP, at // 8, int(at + 480 < len(whole)), 4)
        office.six("ben", "server", FRAGMENT, whole[at:at + 480], before=head)
    small = ip6(HOSTS["ben"][2], HOSTS["server"][2], UDP, udp(4000, 4001, b"atomic"))[40:]
    office.six("ben", "server", FRAGMENT, small, before=wire.fragment6(UDP, 0, 0, 5))


def options(office):
    """IPv4 options, tunnels, and protocols without a decoder."""
    route = b"\x07\x0b\x04" + bytes(8) + b"\0"
    clock = b"\x44\x0c\x05\x00" + struct.pack("!II", 0, 0)
    for bits in (b"\x94\x04\0\0", route, clock, wire.NOP * 4, b"\0\0\0\0"):
        office.four("anna", "server", ICMP, icmp(8, 0, wire.echo(78, 1)), options=bits)
    inner4 = ip4("10.1.0.1", "10.1.0.2", UDP, udp(4000, 4001, b"inside"))
    inner6 = ip6("fd00::1", "fd00::2", ICMPV6, icmp6(128, 0, wire.echo(79, 1)))
    for send in (office.four, office.six):
        send("anna", "server", IPIP, inner4)
        send("anna", "server", 41, inner6)
    for proto in (89, 132, 50, 253):
        office.four("ben", "router", proto, office.noise.randbytes(44))


def wrongs(office):
    """What a decoder must survive: short, absurd and untrue headers."""
    sound = ip4("192.0.2.10", "192.0.2.11", UDP, udp(4000, 4001, b"sound"))
    office.four("anna", "ben", UDP, udp(4000, 4001, length=0))
    for length in (4, 9, 5000):
        office.four("anna", "ben", UDP, udp(4000, 4001, b"", length=length))
    office.four("anna", "ben", UDP, udp(4000, 4001, b"no checksum", sum=0))
    office.four("anna", "ben", UDP, udp(4000, 4001, b"wrong checksum", sum=0xBAD))
    office.four("anna", "ben", TCP, wire.tcp(1, 2, 3, offset=4))
    office.four("anna", "ben", TCP, wire.tcp(1, 2, 3, offset=15))
    office.four("anna", "ben", TCP, wire.tcp(1, 2, 3, options=b"\x02\x01\0\0"))
    office.four("anna", "ben", ICMP, b"\x08\0\xf7")
    for how in ({"ihl": 3}, {"ihl": 15}, {"version": 7}, {"length": 12}, {"sum": 0xBAD}):
        packet = ip4("192.0.2.10", "192.0.2.11", UDP, sound[20:], **how)
        office.frame("anna", "ben", IPV4, packet)
    office.frame("anna", "ben", IPV6, ip6("::1", "::2", 17, b"abc", length=3)[:30])
    office.frame("anna", "ben", ARP, b"\0\1\x08\0\xff\xff\0\1")
    forward = struct.pack("!6H", 9, 0x100, 1, 0, 0, 0)
    for bad in (b"\xc0\x0c\0\1\0\1", b"\x3fabc", b"\x80\0\0\1\0\1", b"\xc0\xff\0\1\0\1"):
        office.four("anna", "router", UDP, udp(4001, 53, forward + bad))
    office.cap.packet(sound[:9])


def demo():
    office = Office()
    for chapter in (neighbours, switch, names, web, pings, tags, pieces, options, wrongs):
        chapter(office)
    return office.cap


CAPTURES = (demo,)
