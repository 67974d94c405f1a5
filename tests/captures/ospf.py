# SPDX-License-Identifier: Apache-2.0
"""Captures of OSPF: every type of packet and of advertisement, with the record the RFCs ask for."""
import struct

from files import Capture
from wire import IPV4, IPV6, checksum, ether, ip4, ip6, put16, summed

ONE, TWO = "02:00:00:00:00:01", "01:00:5e:00:00:05"
OSPF, ROUTER, AREA = 89, 0xC0000201, 1
V4 = {"SrcIP": "192.0.2.1", "DstIP": "224.0.0.5"}
V6 = {"SrcIP": "fe80::1", "DstIP": "ff02::5"}
HELLO, DESCRIPTION, REQUEST, UPDATE, ACKNOWLEDGEMENT = range(1, 6)


def octets(text):
    return bytes.fromhex(text.replace(" ", ""))


def sum_of(packet):
    return int.from_bytes(packet[12:14], "big")


def two(kind, body, after=b"", length=None):
    """A packet of version 2 without authentication; `after` lies behind its length."""
    size = 24 + len(body) if length is None else length
    packet = struct.pack("!BBHIIHHQ", 2, kind, size, ROUTER, AREA, 0, 0, 0) + body
    return put16(packet, 12, checksum(packet)) + after


def three(kind, body, after=b""):
    """A packet of version 3; its checksum waits for the addresses."""
    packet = struct.pack("!BBHIIHBB", 3, kind, 16 + len(body), ROUTER, AREA, 0, 0, 0) + body
    return summed(packet + after, 12, None)


def lsa2(kind, body, length=None):
    size = 20 + len(body) if length is None else length
    head = struct.pack("!HBBIIIHH", 1, 0x22, kind, 0x0A000001, ROUTER, 0x80000001, 0x1234, size)
    return head + body


def lsa3(kind, body):
    return struct.pack("!HHIIIHH", 1, kind, 5, ROUTER, 0x80000001, 0x1234, 20 + len(body)) + body


def head2(kind, length):
    """What an advertisement's header becomes."""
    return {"LSAge": 1, "LSOptions": 34, "LSType": kind, "LinkStateID": 167772161,
            "AdvRouter": 3221225985, "LSSeqNumber": 2147483649, "LSChecksum": 4660,
            "Length": length}


def head3(kind, length):
    return {"LSAge": 1, "LSType": kind, "LinkStateID": 5, "AdvRouter": 3221225985,
            "LSSeqNumber": 2147483649, "LSChecksum": 4660, "Length": length}


def put2(cap, packet, **members):
    cap.packet(ether(TWO, ONE, IPV4, ip4("192.0.2.1", "224.0.0.5", OSPF, packet, ttl=1), least=0))
    cap.expect(Version=2, RouterID=3221225985, AreaID=1, Checksum=sum_of(packet), Context=V4,
               **members)


def put3(cap, packet, **members):
    cap.packet(ether("33:33:00:00:00:05", ONE, IPV6,
                     ip6("fe80::1", "ff02::5", OSPF, packet, hops=1), least=0))
    cap.expect(Version=3, RouterID=3221225985, AreaID=1, Checksum=sum_of(cap.packets[-1][1][54:]),
               Context=V6, **members)


# Body of an advertisement and what it becomes, type by type.
VERSION_2 = [
    (1, "05 00 0002 0a000002 ffffff00 03 01 000a 08 00 0001 0a000003 0a000001 02 00 ffff",
     {"RLSAV2": {"Flags": 5, "Links": 2, "Routers": [
         {"Type": 3, "LinkID": 167772162, "LinkData": 4294967040, "Metric": 10},
         {"Type": 2, "LinkID": 167772163, "LinkData": 167772161, "Metric": 65535}]}}),
    (2, "ffffff00 c0000201 c0000202",
     {"NLSA": {"NetworkMask": 4294967040, "AttachedRouter": [3221225985, 3221225986]}}),
    (3, "ffffff00 00010203", {"SummaryV2": {"NetworkMask": 4294967040, "Metric": 66051}}),
    (4, "00000000 00000014", {"SummaryV2": {"Metric": 20}}),
    (5, "ffffff00 80000014 c0000209 deadbeef",
     {"ASELSAV2": {"NetworkMask": 4294967040, "ExternalBit": 128, "Metric": 20,
                   "ForwardingAddress": 3221225993, "ExternalRouteTag": 3735928559}}),
    (7, "ffffff00 00000014 00000000 00000000",
     {"ASELSAV2": {"NetworkMask": 4294967040, "Metric": 20}}),
    (10, "00010004 c0000201", {"Body": "00010004c0000201"}),
]
VERSION_3 = [
    (0x2001, "03 000033 02 00 000a 00000005 00000006 c0000202",
     {"RLSA": {"Flags": 3, "Options": 51, "Routers": [
         {"Type": 2, "Metric": 10, "InterfaceID": 5, "NeighborInterfaceID": 6,
          "NeighborRouterID": 3221225986}]}}),
    (0x2002, "00 000033 c0000201", {"NLSA": {"Options": 51, "AttachedRouter": [3221225985]}}),
    (0x2003, "00 00004a 21 04 0000 20010db8 80000000",
     {"InterAPrefixLSA": {"Metric": 74, "PrefixLength": 33, "PrefixOptions": 4,
                          "AddressPrefix": "20010db880000000"}}),
    (0x2004, "00 000033 00 00004a c0000203",
     {"IARouterLSA": {"Options": 51, "Metric": 74, "DestinationRouterID": 3221225987}}),
    (0x4005, "07 000014 20 00 2001 20010db8 fe800000000000000000000000000001 deadbeef 00000009",
     {"ASELSA": {"Flags": 7, "Metric": 20, "PrefixLength": 32, "RefLSType": 8193,
                 "AddressPrefix": "20010db8", "ExternalRouteTag": 3735928559,
                 "ForwardingAddress": "fe800000000000000000000000000001", "RefLinkStateID": 9}}),
    (0x2007, "04 000014 20 08 0000 20010db8",
     {"ASELSA": {"Flags": 4, "Metric": 20, "PrefixLength": 32, "PrefixOptions": 8,
                 "AddressPrefix": "20010db8"}}),
    (0x0008, "01 000033 fe800000000000000000000000000001 00000001 40 00 0000 20010db8 00000012",
     {"LLSA": {"RtrPriority": 1, "Options": 51, "NumOfPrefixes": 1,
               "LinkLocalAddress": "fe800000000000000000000000000001",
               "Prefixes": [{"PrefixLength": 64, "AddressPrefix": "20010db800000012"}]}}),
    (0x2009, "0002 2001 00000007 c0000201 20 02 0001 20010db8 40 00 000a 20010db8 00000012",
     {"IntraAPrefixLSA": {"NumOfPrefixes": 2, "RefLSType": 8193, "RefLinkStateID": 7,
                          "RefAdvRouter": 3221225985, "Prefixes": [
                              {"PrefixLength": 32, "PrefixOptions": 2, "Metric": 1,
                               "AddressPrefix": "20010db8"},
                              {"PrefixLength": 64, "Metric": 10,
                               "AddressPrefix": "20010db800000012"}]}}),
    (0x800C, "00010004 c0000201", {"Body": "00010004c0000201"}),
]


def ospfv2():
    """RFC 2328 appendix A."""
    cap = Capture("ospfv2")
    body = octets("ffffff00 000a 12 05 00000028 c0000201 c0000202 c0000203 c0000204")
    hello = {"NetworkMask": 4294967040, "HelloInterval": 10, "Options": 18, "RtrPriority": 5,
             "RouterDeadInterval": 40, "DesignatedRouterID": 3221225985,
             "BackupDesignatedRouterID": 3221225986, "NeighborID": [3221225987, 3221225988]}
    put2(cap, two(HELLO, body), Type=1, PacketLength=52, HelloV2=hello)
    signed = put16(two(HELLO, body)[:14] + octets("0002 0000 01 10 3c7ec4f7") + body, 12, 0)
    put2(cap, signed + bytes(16), Type=1, PacketLength=52, AuType=2, Authentication=0x01103C7EC4F7,
         HelloV2=hello)
    put2(cap, two(DESCRIPTION, octets("05dc 42 07 00001234") + lsa2(5, b"", 36)), Type=2,
         PacketLength=52, DbDesc={"InterfaceMTU": 1500, "Options": 66, "Flags": 7,
                                  "DDSeqNumber": 4660, "LSAinfo": [head2(5, 36)]})
    put2(cap, two(REQUEST, octets("00000001 0a000001 c0000201 00000005 0a000002 c0000202")),
         Type=3, PacketLength=48,
         LSR=[{"LSType": 1, "LSID": 167772161, "AdvRouter": 3221225985},
              {"LSType": 5, "LSID": 167772162, "AdvRouter": 3221225986}])
    bodies = [lsa2(kind, octets(body)) for kind, body, _ in VERSION_2]
    lsas = [{"Header": head2(kind, len(octets(body)) + 20), **members}
            for kind, body, members in VERSION_2]
    put2(cap, two(UPDATE, struct.pack("!I", len(bodies)) + b"".join(bodies)), Type=4,
         PacketLength=28 + sum(map(len, bodies)), LSU={"NumOfLSAs": len(bodies), "LSAs": lsas})
    put2(cap, two(ACKNOWLEDGEMENT, lsa2(1, b"", 48) + lsa2(2, b"", 32)), Type=5, PacketLength=64,
         LSAs=[head2(1, 48), head2(2, 32)])
    put2(cap, two(UPDATE, octets("00000002") + lsa2(3, octets("ffffff00 00000014"))), Type=4,
         PacketLength=56, LSU={"NumOfLSAs": 2, "LSAs": [
             {"Header": head2(3, 28),
              "SummaryV2": {"NetworkMask": 4294967040, "Metric": 20}}]})
    for bad in (two(HELLO, body, length=23), two(HELLO, body)[:23], b""):
        cap.packet(ether(TWO, ONE, IPV4, ip4("192.0.2.1", "224.0.0.5", OSPF, bad)))
    return cap


def ospfv3():
    """RFC 5340 appendix A."""
    cap = Capture("ospfv3")
    put3(cap, three(HELLO, octets("00000005 01 000013 000a 0028 c0000201 c0000202 c0000203")),
         Type=1, PacketLength=40,
         Hello={"InterfaceID": 5, "RtrPriority": 1, "Options": 19, "HelloInterval": 10,
                "RouterDeadInterval": 40, "DesignatedRouterID": 3221225985,
                "BackupDesignatedRouterID": 3221225986, "NeighborID": [3221225987]})
    put3(cap, three(DESCRIPTION, octets("00 000013 05dc 00 07 00001234") + lsa3(0x2001, b"")),
         Type=2, PacketLength=48, DbDesc={"Options": 19, "InterfaceMTU": 1500, "Flags": 7,
                                          "DDSeqNumber": 4660, "LSAinfo": [head3(0x2001, 20)]})
    put3(cap, three(REQUEST, octets("0000 2003 00000001 c0000202")), Type=3, PacketLength=28,
         LSR=[{"LSType": 8195, "LSID": 1, "AdvRouter": 3221225986}])
    bodies = [lsa3(kind, octets(body)) for kind, body, _ in VERSION_3]
    lsas = [{"Header": head3(kind, len(octets(body)) + 20), **members}
            for kind, body, members in VERSION_3]
    put3(cap, three(UPDATE, struct.pack("!I", len(bodies)) + b"".join(bodies)), Type=4,
         PacketLength=20 + sum(map(len, bodies)), LSU={"NumOfLSAs": len(bodies), "LSAs": lsas})
    put3(cap, three(ACKNOWLEDGEMENT, lsa3(0x2009, b"")), Type=5, PacketLength=36,
         LSAs=[head3(0x2009, 20)])
    long_prefix = lsa3(0x2003, octets("00 00004a 81 00 0000") + bytes(20))
    put3(cap, three(UPDATE, octets("00000001") + long_prefix), Type=4, PacketLength=68,
         LSU={"NumOfLSAs": 1, "LSAs": [{
             "Header": head3(0x2003, 48),
             "InterAPrefixLSA": {"Metric": 74, "PrefixLength": 129}}]})
    cap.packet(ether("33:33:00:00:00:05", ONE, IPV6,
                     ip6("fe80::1", "ff02::5", OSPF, octets("03010010 c0000201 00000001 0000"))))
    return cap


CAPTURES = (ospfv2, ospfv3)
