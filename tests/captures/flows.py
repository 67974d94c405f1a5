# SPDX-License-Identifier: Apache-2.0
"""Captures for the five flow models: the same traffic, and what each of them makes of it.

Which packets belong together, why each flow ended and in which order is written down by hand;
identifiers are worked out here from their definitions, sums from the packets.
"""
import hashlib
import struct

import joins
import wire
from files import Capture
from wire import (ARP, ICMP, IPV4, IPV6, MAC_ALL, TCP, UDP, Message, echo, ether, icmp, ip, ip4,
                  ip6, mac, tcp, udp)

ONE, TWO = "02:00:00:00:00:01", "02:00:00:00:00:02"
A4, B4, A6, B6 = "192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2"
INSIDE = ("10.0.0.1", "10.0.0.2")
GRE = 47
KINDS = {"IPv4": 1, "IPv6": 2, "MAC": 3, "TCP": 4, "UDP": 5}
NUMBERS = {"TCP": TCP, "UDP": UDP}
FLAGS = {"F": "FIN", "S": "SYN", "R": "RST", "P": "PSH", "A": "ACK"}


def there(proto, payload):
    return ether(TWO, ONE, IPV4, ip4(A4, B4, proto, payload))


def back(proto, payload):
    return ether(ONE, TWO, IPV4, ip4(B4, A4, proto, payload))


def connections(cap):
    """Packets 0 to 10: one that is closed, its FIN said again; its ports again, refused."""
    cap.packet(there(TCP, tcp(40000, 80, 100, flags="S")), 0.1)
    cap.packet(back(TCP, tcp(80, 40000, 500, 101, flags="SA")), 0.1)
    cap.packet(there(TCP, tcp(40000, 80, 101, 501)), 0.1)
    cap.packet(there(TCP, tcp(40000, 80, 101, 501, flags="PA", payload=b"0123456789")), 0.1)
    cap.packet(back(TCP, tcp(80, 40000, 501, 111)), 0.1)
    cap.packet(there(TCP, tcp(40000, 80, 111, 501, flags="FA")), 0.1)
    cap.packet(back(TCP, tcp(80, 40000, 501, 112, flags="FA")), 0.1)
    cap.packet(there(TCP, tcp(40000, 80, 112, 502)), 1)
    cap.packet(back(TCP, tcp(80, 40000, 501, 112, flags="FA")), 2)
    cap.packet(there(TCP, tcp(40000, 80, 90000, flags="S")), 0.1)
    cap.packet(back(TCP, tcp(80, 40000, 0, 90001, flags="RA")), 0.1)


def traffic(name):
    cap = Capture(name)
    connections(cap)
    cap.packet(there(UDP, udp(5000, 5001, b"abcd")), 0.1)  # 11
    cap.packet(back(UDP, udp(5001, 5000, b"ef")), 0.1)
    cap.packet(there(UDP, udp(1, 2)), 0.1)
    cap.packet(back(TCP, tcp(443, 41000, 700, 300, flags="SA")), 0.1)  # 14: the SYN is missing
    cap.packet(there(TCP, tcp(41000, 443, 300, 701)), 0.1)
    cap.packet(there(ICMP, icmp(8, 0, echo(1, 1, b"ping"))), 0.1)  # 16
    cap.packet(back(ICMP, icmp(0, 0, echo(1, 1, b"ping"))), 0.1)
    query = Message(1, 0x0100).ask("example.com", wire.AAAA).done()
    cap.packet(ether(TWO, ONE, IPV6, ip6(A6, B6, UDP, udp(40001, 53, query))), 0.1)  # 18
    inside = ip4(*INSIDE, TCP, tcp(1000, 80, 7, 8))
    cap.packet(there(GRE, b"\0\0\x08\0" + inside), 0.1)
    ask = wire.arp(1, ONE, A4, "00:00:00:00:00:00", B4)
    cap.packet(ether(MAC_ALL, ONE, ARP, ask), 70)  # 20: longer than the idle timeouts
    cap.packet(there(UDP, udp(5000, 5001, b"abcd")), -1)
    cap.packet(back(UDP, udp(5001, 5000, b"ef")), 1.5)  # 22: a second earlier
    cap.packet(there(UDP, udp(5000, 5001, b"abcd")))
    return cap


def fnv(data):
    value = 14695981039346656037
    for byte in data:
        value = (value ^ byte) * 1099511628211 % 2**64
    return value


def pair(kind, one, other):
    """The hash of two addresses or ports, whichever is first."""
    return ((fnv(one) + fnv(other)) % 2**64 ^ KINDS[kind]) * 1099511628211 % 2**64


def port(number):
    return struct.pack("!H", number)


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def numbers(proto, ports, src):
    """What Community ID takes for ports: of an echo the types of both; of a tunnel none."""
    if proto == ICMP:
        return (8, 0) if src == A4 else (0, 8)
    return ports


def stamp(time):
    return f"{time // 10**9}.{time % 10**9 // 1000:06d}"


def expect(cap, packets, reason, part=1, **members):
    """The record of a flow of these packets, by their numbers."""
    times = [cap.packets[n][0] for n in packets]
    record = {"TimestampFirst": stamp(min(times)), "TimestampLast": stamp(max(times)),
              "Duration": max(times) - min(times), "NumPackets": len(packets),
              "TotalSize": sum(len(cap.packets[n][1]) for n in packets),
              "EndReason": reason, "Part": part, **members}
    cap.records.append({name: value for name, value in record.items() if value not in (0, "")})


def ends(cap, packets, src, dst, transport, ports, proto, swap=False, depth=0):
    """What Flow and Connection say of their ends; swap: the other host is the source.  What lies in a
    tunnel of ours has no link of its own."""
    macs = (TWO, ONE) if swap else (ONE, TWO)
    link = {"LinkProto": "Ethernet", "SrcMAC": macs[0], "DstMAC": macs[1]}
    proto = proto or NUMBERS[transport]
    return {**(link if not depth else {}), "NetworkProto": "IPv6" if ":" in src else "IPv4",
            "TransportProto": transport, "SrcIP": src, "DstIP": dst, "Protocol": proto,
            **({"SrcPort": str(ports[0]), "DstPort": str(ports[1])} if ports else {}),
            **joins.place(depth=depth), "TotalSizeOnWire": sum(cap.packets[n][2] for n in packets),
            "CommunityID": joins.community_id((src, dst), numbers(proto, ports, src), proto),
            "ConnectionID": joins.connection_id((src, dst), ports or (0, 0), proto, depth=depth,
                                                links=depth)}


def flags(letters):
    return {f"Num{FLAGS[letter]}Flags": letters.count(letter) for letter in set(letters)}


def connection_record(cap, there_and_back, reason, src, dst, transport="", ports=(), proto=None,
                      letters="", depth=0, **members):
    """there_and_back: the packets of the source, and the other's."""
    hashes = (0 if depth else pair("MAC", mac(ONE), mac(TWO)),
              pair("IPv6" if ":" in src else "IPv4", ip(src), ip(dst)),
              pair(transport, port(ports[0]), port(ports[1])) if ports else 0)
    names = ("SrcPackets", "SrcBytes", "DstPackets", "DstBytes")
    counts = [count for numbers in there_and_back
              for count in (len(numbers), sum(cap.packets[n][2] for n in numbers))]
    packets = sum(there_and_back, [])
    expect(cap, packets, reason,
           **ends(cap, packets, src, dst, transport, ports, proto, depth=depth), UID=md5("".join(map(str, hashes))), **flags(letters), **dict(zip(names, counts)),
           **members)


def connection():
    """60 seconds idle; a SYN of another number is another connection."""
    cap = traffic("connection")
    web, app = (A4, B4, "TCP", (40000, 80)), (A4, B4, "UDP", (5000, 5001))
    connection_record(cap, ([0, 2, 3, 5, 7], [1, 4, 6, 8]), "closed", *web,
                      letters="S" + "SA" + "A" + "PA" + "A" + "FA" + "FA" + "A" + "FA",
                      ApplicationProto="Payload", AppPayloadSize=10)
    connection_record(cap, ([9], [10]), "reset", *web, letters="SRA", part=2)
    connection_record(cap, ([11], [12]), "idle", *app, ApplicationProto="Payload", AppPayloadSize=6)
    connection_record(cap, ([13], []), "idle", A4, B4, "UDP", (1, 2))
    connection_record(cap, ([15], [14]), "idle", A4, B4, "TCP", (41000, 443), letters="SAA")
    connection_record(cap, ([16], [17]), "idle", A4, B4, proto=ICMP)
    connection_record(cap, ([18], []), "idle", A6, B6, "UDP", (40001, 53), ApplicationProto="DNS",
                      AppPayloadSize=29)
    connection_record(cap, ([19], []), "idle", A4, B4, proto=GRE)
    connection_record(cap, ([19], []), "idle", *INSIDE, "TCP", (1000, 80), letters="A", depth=1)
    connection_record(cap, ([21, 23], [22]), "input-end", *app, part=2,
                      ApplicationProto="Payload", AppPayloadSize=10)
    return cap


def flow_record(cap, packets, reason, src, dst, transport="", ports=(), proto=None, letters="",
                depth=0, **members):
    text = f"{src}->{dst}:" + (f"{ports[0]}->{ports[1]}" if ports else "[]->[]")
    expect(cap, packets, reason,
           **ends(cap, packets, src, dst, transport, ports, proto, src == B4, depth),
           UID=md5(text), **flags(letters), **members)


def flow():
    """30 seconds idle; each side's FIN closes its own, and what it then says comes late."""
    cap = traffic("flow")
    web, answers = (A4, B4, "TCP", (40000, 80)), (B4, A4, "TCP", (80, 40000))
    app, other = (A4, B4, "UDP", (5000, 5001)), (B4, A4, "UDP", (5001, 5000))
    payload = {"ApplicationProto": "Payload"}
    flow_record(cap, [0, 2, 3, 5, 7], "closed", *web, letters="S" + "A" + "PA" + "FA" + "A",
                AppPayloadSize=10, **payload)
    flow_record(cap, [1, 4, 6, 8], "closed", *answers, letters="SA" + "A" + "FA" + "FA")
    flow_record(cap, [9], "idle", *web, letters="S", part=2)
    flow_record(cap, [11], "idle", *app, AppPayloadSize=4, **payload)
    flow_record(cap, [12], "idle", *other, AppPayloadSize=2, **payload)
    flow_record(cap, [13], "idle", A4, B4, "UDP", (1, 2))
    flow_record(cap, [14], "idle", B4, A4, "TCP", (443, 41000), letters="SA")
    flow_record(cap, [15], "idle", A4, B4, "TCP", (41000, 443), letters="A")
    flow_record(cap, [16], "idle", A4, B4, proto=ICMP)
    flow_record(cap, [17], "idle", B4, A4, proto=ICMP)
    flow_record(cap, [18], "idle", A6, B6, "UDP", (40001, 53), ApplicationProto="DNS",
                AppPayloadSize=29)
    flow_record(cap, [19], "idle", A4, B4, proto=GRE)
    flow_record(cap, [19], "idle", *INSIDE, "TCP", (1000, 80), letters="A", depth=1)
    flow_record(cap, [10], "reset", *answers, letters="RA", part=2)
    flow_record(cap, [21, 23], "input-end", *app, part=2, AppPayloadSize=8, **payload)
    flow_record(cap, [22], "input-end", *other, part=2, AppPayloadSize=2, **payload)
    return cap


def link_ids(*ends):
    return {"UID": pair("MAC", *map(mac, ends)),
            "FlowID": joins.flow_id(KINDS["MAC"], [mac(end).ljust(8, b"\0") for end in ends])}


def network_ids(kind, *ends, depth=0):
    return {"UID": pair(kind, *map(ip, ends)),
            "FlowID": joins.flow_id(KINDS[kind], [ip(end).ljust(16, b"\0") for end in ends], depth=depth,
                                    links=depth)}


def linkflow():
    """30 seconds idle; whatever is inside."""
    cap = traffic("linkflow")
    hosts = {"Proto": "Ethernet", "SrcMAC": ONE, "DstMAC": TWO,
             **link_ids(ONE, TWO)}
    expect(cap, range(20), "idle", **hosts)
    expect(cap, [20], "idle", Proto="Ethernet", SrcMAC=ONE, DstMAC=MAC_ALL,
           **link_ids(ONE, MAC_ALL))
    expect(cap, [21, 22, 23], "input-end", part=2, **hosts)
    return cap


def networkflow():
    """30 seconds idle; a tunnel counts with its own addresses, and what is inside with others."""
    cap = traffic("networkflow")
    hosts = {"Proto": "IPv4", "SrcIP": A4, "DstIP": B4, **network_ids("IPv4", A4, B4)}
    expect(cap, [*range(18), 19], "idle", **hosts)
    expect(cap, [18], "idle", Proto="IPv6", SrcIP=A6, DstIP=B6, **network_ids("IPv6", A6, B6))
    expect(cap, [19], "idle", Proto="IPv4", SrcIP=INSIDE[0], DstIP=INSIDE[1], Depth=1,
           **network_ids("IPv4", *INSIDE, depth=1))
    expect(cap, [21, 22, 23], "input-end", part=2, **hosts)
    return cap


def ports(kind, src, dst, depth=0):
    return {"Proto": kind, "SrcPort": src, "DstPort": dst, "UID": pair(kind, port(src), port(dst)),
            "FlowID": joins.flow_id(KINDS[kind], [port(src), port(dst)], depth=depth, links=depth)}


def transportflow():
    """30 seconds idle; nothing but time ends it."""
    cap = traffic("transportflow")
    expect(cap, range(11), "idle", **ports("TCP", 40000, 80))
    expect(cap, [11, 12], "idle", **ports("UDP", 5000, 5001))
    expect(cap, [13], "idle", **ports("UDP", 1, 2))
    expect(cap, [14, 15], "idle", **ports("TCP", 443, 41000))
    expect(cap, [18], "idle", **ports("UDP", 40001, 53))
    expect(cap, [19], "idle", Depth=1, **ports("TCP", 1000, 80, depth=1))
    expect(cap, [21, 22, 23], "input-end", part=2, **ports("UDP", 5000, 5001))
    return cap


CAPTURES = (flow, connection, linkflow, networkflow, transportflow)
