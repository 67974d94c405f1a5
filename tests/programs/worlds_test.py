#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Who talked to whom in captures with VLANs, tunnels and fragments: captures/worlds.py.

Each connection must be there, with its packets each way, where it stood, and the ConnectionID that
follows from that; each direction of it a Flow; each request with the status of its own answer.
"""
import e2e
from e2e import CAPTURES, DONE, equal, named, netcapd, test

import joins
from joins import ERSPAN, GENEVE, GRE, GTP, MPLS, NVGRE, PPPOE, PPTP, SERVICE, VLAN, VXLAN
from worlds import FOUR, NESTS, OUTER, SIX

TCP, UDP, ICMP, IPIP, SIX_IN_FOUR, GRE_PROTOCOL = 6, 17, 1, 4, 41, 47
WEB, TEXT = (40000, 80), (4000, 4001)
MEMBERS = ("SrcIP", "DstIP", "SrcPort", "DstPort", "Protocol", "Depth", "VLAN", "OuterVLAN", "Tunnel",
           "TunnelID", "ConnectionID", "SrcPackets", "DstPackets")


def connection(ends, ports, protocol, packets, scopes=(), depth=0, links=0):
    """scopes: around it, the outer one first; links: headers of links around it, not its own."""
    tags = []
    for kind, number in scopes:
        tags = [number, *tags] if kind == VLAN else []
    members = dict(zip(("SrcIP", "DstIP"), ends), Protocol=protocol,
                   SrcPackets=packets[0], DstPackets=packets[1], **joins.place(scopes, depth, tags))
    members["ConnectionID"] = joins.connection_id(ends, ports or (0, 0), protocol, None if ports else 0,
                                                  scopes, depth, links)
    if ports:
        members.update(SrcPort=str(ports[0]), DstPort=str(ports[1]))
    return {name: value for name, value in members.items() if value}


def web(packets=(5, 3), ends=FOUR, ports=WEB, **where):
    return connection(ends, ports, TCP, packets, **where)


def text(packets=2, **where):
    """The datagram that came in two fragments."""
    return connection(FOUR, TEXT, UDP, (packets, 0), **where)


def tunnel(protocol, there, back, ends=OUTER, **where):
    return connection(ends, (), protocol, (there, back), **where)


def over_udp(port, there, back):
    """Each side of such a tunnel sends to the port from another."""
    return [connection(ends, (50000, port), UDP, (packets, 0))
            for ends, packets in ((OUTER, there), (OUTER[::-1], back)) if packets]


def inside(*scopes, links=1, depth=1):
    return {"scopes": scopes, "depth": depth, "links": links}


def numbers(record):
    """The members compared, numbers as numbers."""
    found = {name: record.get(name) for name in MEMBERS}
    for name in ("TunnelID", "SrcPackets", "DstPackets"):
        found[name] = int(found[name] or 0)
    return {name: value for name, value in found.items() if value}


def by_all(records):
    return sorted(records, key=lambda record: sorted(map(str, record.items())))


def same(got, wanted, what):
    """Says what there is too much of, and what too little."""
    more, less = ([one for one in mine if mine.count(one) > other.count(one)]
                  for mine, other in ((got, wanted), (wanted, got)))
    assert not more and not less, f"{what}: there is {more}, expected {less}"


def flows_fit(out, connections):
    """Each direction that has packets is a Flow with the id of its Connection."""
    found = [(flow["ConnectionID"], flow["SrcIP"], flow["SrcPort"], int(flow["NumPackets"]))
             for flow in e2e.records(out, "Flow")]
    wanted = [(one["ConnectionID"], one[f"{side}IP"], one.get(f"{side}Port", ""), one[f"{side}Packets"])
              for one in connections for side in ("Src", "Dst") if one.get(f"{side}Packets")]
    same(found, wanted, "flows")


def look(folder, name, connections, pages=(), texts=(), options=()):
    """texts: what datagrams from port 4000 hold."""
    netcapd("-r", CAPTURES / f"worlds-{name}.pcap", "--set", "UDP.payload=on", *options,
            out=folder / "out", status=DONE)
    found = [numbers(record) for record in e2e.records(folder / "out", "Connection")]
    same(by_all(found), by_all(connections), "connections")
    flows_fit(folder / "out", connections)
    same([(page["URL"], page.get("StatusCode", 0)) for page in e2e.records(folder / "out", "HTTP")],
         list(pages), "pages")
    same(sorted(bytes.fromhex(record["Payload"]).decode() for record in e2e.records(folder / "out", "UDP")
                if record["SrcPort"] == TEXT[0]), sorted(texts), "datagrams")


def halves(count):
    return [chr(65 + n) * 16 + chr(97 + n) * 16 for n in range(count)]


def case(sentence, name, connections, *what, **how):
    named(sentence, lambda folder: look(folder, name, connections, *what, **how))


def in_each(make, *scopes, **where):
    return [make(**inside(scope, **where)) for scope in scopes]


VLANS = [{"scopes": [(VLAN, tag)]} for tag in (10, 20)]
case("equal addresses on two VLANs are two worlds: datagrams, requests, connections", "vlans",
     [make(**vlan) for vlan in VLANS for make in (web, text)], [("/v10", 210), ("/v20", 220)], halves(2))
case("equal addresses in two VXLAN networks and behind two GRE keys are four worlds", "tenants",
     [make(**inside(scope)) for make in (web, text)
      for scope in ((VXLAN, 10), (VXLAN, 20), (GRE, 1), (GRE, 2))]
     + over_udp(4789, 14, 6) + [tunnel(GRE_PROTOCOL, 14, 6)],
     [("/v10", 210), ("/v20", 220), ("/k1", 201), ("/k2", 202)], halves(4))
case("two conversations in one GRE tunnel are two, and the tunnel has no ports", "gre",
     [tunnel(GRE_PROTOCOL, 10, 6)]
     + [web(ends=(f"10.1.0.{n}", f"10.9.0.{n}"), **inside()) for n in (1, 2)],
     [("/one", 201), ("/two", 202)])
case("a connection whose way back goes by another router is one", "routers", [web()], [("/one", 200)])
case("one tag inside of two others, and the other way round, are worlds; of three tags the innermost and the outermost are told", "qinq",
     [web(scopes=[(VLAN, tag) for tag in tags]) for tags in ((100, 5), (200, 5), (300, 100, 5), (5, 100))],
     [("/c100", 201), ("/c200", 202), ("/c300", 203), ("/c5", 204)])
case("a tag for its priority alone is no VLAN", "priorities", [web()], [("/one", 200)])
case("a connection of which one direction is tagged is two, each of one direction", "oneside",
     [web((5, 0), scopes=[(VLAN, 10)]), web((0, 3))], [("/one", 0), ("", 200)])
case("with --ignore-tags=on a connection of which one direction is tagged is one", "oneside",
     [{**web(), "VLAN": 10}], [("/one", 200)], options=("--ignore-tags=on",))
case("tags inside of one VXLAN network separate worlds", "inside",
     [web(**inside((VXLAN, 5), (VLAN, tag))) for tag in (7, 8)] + over_udp(4789, 10, 6),
     [("/t7", 207), ("/t8", 208)])
case("equal addresses in two Geneve networks are two worlds", "geneve",
     in_each(web, (GENEVE, 1), (GENEVE, 0xFFFFFF)) + over_udp(6081, 10, 6), [("/g1", 201), ("/g2", 202)])
case("a subnet of NVGRE is one world whatever its flows' last byte, a lower key is a key", "nvgre",
     in_each(web, (NVGRE, 0x1234), (NVGRE, 0x5678), (GRE, 0x501), (GRE, 0x502))
     + [tunnel(GRE_PROTOCOL, 20, 12)],
     [("/s1", 201), ("/s2", 202), ("/k1", 203), ("/k2", 204)])
case("a connection in PPTP, whose sides have calls of their own, is one; fragments of two calls do not mix",
     "pptp", [web(**inside((PPTP, 1))), text(4, **inside((PPTP, 1))), tunnel(GRE_PROTOCOL, 9, 3)],
     [("/one", 200)], halves(2))
case("a connection in GTP, whose sides have tunnels of their own, is one; fragments of two do not mix",
     "gtp", [web(**inside((GTP, 0x11223344))), text(4, **inside((GTP, 1))),
             connection(OUTER, (2152, 2152), UDP, (9, 3))], [("/one", 200)], halves(2))
case("a connection in a pseudowire with a label each way is one; fragments of two do not mix; a label "
     "before a network is no scope", "mpls",
     [web(**inside((MPLS, 20), depth=0)), web(ports=(40001, 80)), text(4, **inside((MPLS, 16), depth=0))],
     [("/wire", 201), ("/label", 202)], halves(2))
case("equal addresses in two services of a backbone are two worlds", "pbb",
     in_each(web, (SERVICE, 1), (SERVICE, 2), depth=0), [("/i1", 201), ("/i2", 202)])
case("equal addresses on two VLANs that a mirror's header tells are two worlds", "mirrors",
     in_each(web, (ERSPAN, 10), (ERSPAN, 20)) + [web(**inside()), web(ports=(40001, 80), **inside((ERSPAN, 10)))]
     + [tunnel(GRE_PROTOCOL, 20, 12)], [("/m10", 210), ("/m20", 220), ("/m0", 200), ("/three", 203)])
case("with --ignore-tags=on they are none, and a connection of which each direction is mirrored on another is one",
     "mirrored", [{**web(**inside()), "Tunnel": "erspan", "TunnelID": 10}, tunnel(GRE_PROTOCOL, 5, 3)],
     [("/one", 200)], options=("--ignore-tags=on",))
case("equal addresses in two sessions of PPP over Ethernet are two worlds", "sessions",
     in_each(web, (PPPOE, 7), (PPPOE, 8), links=0, depth=0), [("/s7", 207), ("/s8", 208)])
case("IP in IP and IPv6 in IPv4 are conversations in conversations", "ipinip",
     [web(**inside()), web(ends=SIX, **inside()), tunnel(IPIP, 5, 3), tunnel(SIX_IN_FOUR, 5, 3)],
     [("/four", 204), ("/six", 206)])
case("fragments in a tunnel whose packets are fragments, and in a tunnel in a tunnel, come together; half a "
     "datagram in a tunnel is of the tunnel with its ports, and of its own ends without", "fragments",
     over_udp(4789, 5, 0)
     + [text(**inside((VXLAN, 10))), tunnel(GRE_PROTOCOL, 2, 0), tunnel(GRE_PROTOCOL, 2, 0, **inside()),
        text(**inside((GRE, 5), depth=2)), tunnel(UDP, 1, 0, ends=FOUR, **inside((VXLAN, 30)))],
     [], halves(2))
case("of networks in each other four are conversations, and what is in a fifth is read", "nested",
     [tunnel(IPIP, *packets, ends=NESTS[depth], depth=depth, links=int(depth > 0))
      for depth, packets in enumerate(((2, 0), (2, 0), (2, 0), (1, 0)))]
     + [connection(NESTS[3], (5004, 53000), UDP, (1, 0), depth=3, links=1)])
case("a header that an error quotes is no conversation", "quoted",
     [tunnel(ICMP, 1, 0, ends=FOUR[::-1]), tunnel(GRE_PROTOCOL, 1, 0, ends=OUTER[::-1]),
      tunnel(ICMP, 1, 0, ends=FOUR[::-1], **inside())])
case("a connection with extension headers in one direction is one, and of TCP", "ipv6",
     [web(ends=SIX), connection(SIX, TEXT, UDP, (2, 0))], [("/one", 200)], halves(1))
case("who a source route leads to at last, and who a mobile node is at home, are the ends of connections and of "
     "datagrams in fragments", "routes",
     [web(ends=SIX, ports=(40000 + n, 80)) for n in range(4)] + [web(ports=(40000 + n, 80)) for n in range(3)]
     + [connection(SIX, TEXT, UDP, (4, 0))],
     [(f"/r{n}", 200 + n) for n in range(4)] + [(f"/o{n}", 210 + n) for n in range(3)], halves(2))
case("a connection has the same id without a link's header", "bare", [web()], [("/one", 200)])


def written(folder, *options, name="tenants"):
    netcapd("-r", CAPTURES / f"worlds-{name}.pcap", *options, out=folder / "out", status=DONE)
    return folder / "out"


@test
def headers_have_what_joins_them_only_with_packet_numbers(folder):
    out = written(folder / "without")
    for kind in ("UDP", "TCP", "IPv4", "GRE"):
        for record in e2e.records(out, kind):
            assert not record.get("Context", {}).get("ConnectionID"), f"{kind} has {record}"
    out = written(folder / "with", "--packet-numbers=on")
    ids = {record["ConnectionID"] for record in e2e.records(out, "Connection")}
    for kind in ("UDP", "TCP", "GRE"):
        found = e2e.records(out, kind)
        assert found and all(record["Context"]["ConnectionID"] in ids for record in found), kind


@test
def with_packet_numbers_a_header_has_its_own_packet_and_level(folder):
    out = written(folder, "--packet-numbers=on", name="nested")
    found = [(record["Context"]["PacketNumber"], record["Context"].get("Depth", 0),
              record["Context"]["SrcIP"]) for record in e2e.records(out, "UDP")]
    equal(found[0], (1, 3, NESTS[3][0]), "the first UDP header")


@test
def without_contexts_nothing_joins(folder):
    out = written(folder, "--context=off", "--packet-numbers=on")
    assert not any(record.get("Context") for record in e2e.records(out, "UDP")), "there is a Context"


@test
def the_ids_are_the_same_for_any_number_of_workers(folder):
    for workers in (1, 4):
        written(folder / str(workers), "--packet-numbers=on", f"--workers={workers}")
    e2e.same_files(folder / "1/out", folder / "4/out", "*.ncap.gz")


if __name__ == "__main__":
    raise SystemExit(e2e.main())
