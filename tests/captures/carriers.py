# SPDX-License-Identifier: Apache-2.0
"""Captures of carriers: what is known and has no record, tags, and tunnels with a packet inside.

Each is a row: what it is, the packet, the records of what is inside, and the scope that this is in
should there be one; programs/carriers_test.py takes them one by one.
"""
from files import Capture
from joins import L2TP, LISP, VXLAN
from tunnels import ONE, TWO, four, octets, six
from wire import IPV4, UDP, checksum, ether, ether8023, ip4, ip6, llc, snap, udp

GROUP = "01:80:c2:00:00:02"
CISCO_HDLC = 104


def frame(kind, text, payload=b""):
    return ether(TWO, ONE, kind, octets(text) + payload)


INSIDE = ip4("10.0.0.1", "10.0.0.2", UDP, udp(40001, 40002, b"inside"))
EIGRP = octets("02 05 eecb 00000000 00000000 00000000 0000 0064 0001 000c 01 00 01 00 00 00 000f")
HSRP = octets("00 00 10 03 0a 64 01 00") + b"cisco\0\0\0" + octets("0a000001")
HSRP_2 = octets("01 28 02 00 06 04 0001 020000000001 00000064 00000bb8 00002710 0a000001") + bytes(12)
PTP = octets("1b 12 002c") + bytes(40)
ISIS = octets("83 08 01 00 0f 01 00 00")

NAMED = [
    ("EIGRP", four(88, EIGRP), {}),
    ("EIGRP over IPv6", six(88, EIGRP), {}),
    ("PIM", four(103, octets("20 00 df96 0001 0002 0069")), {}),
    ("a register of PIM", four(103, octets("21 00 deff 00000000") + INSIDE), {"IPv4": 1, "UDP": 1}),
    ("a null register of PIM", four(103, octets("21 00 9eff 40000000") + INSIDE[:20]), {}),
    ("IPComp", four(108, octets("06 00 0002 4bcc")), {}),
    ("NHRP", four(47, octets("0000 2001 0001 0800 0000000000 ff 001c 0000 0000 01 03 04 00 00000000 00000000")),
     {"GRE": 1}),
    ("HSRP", four(UDP, udp(1985, 1985, HSRP)), {"UDP": 1}),
    ("HSRP version 2", four(UDP, udp(1985, 1985, HSRP_2)), {"UDP": 1}),
    ("HSRP of IPv6", six(UDP, udp(2029, 2029, HSRP_2)), {"UDP": 1}),
    ("PTP over UDP", four(UDP, udp(319, 319, PTP)), {"UDP": 1}),
    ("PTP", frame(0x88F7, "", PTP), {}),
    ("SSDP", four(UDP, udp(50000, 1900, b"M-SEARCH * HTTP/1.1\r\nHost: 239.255.255.250:1900\r\n\r\n")), {"UDP": 1}),
    ("IS-IS", ether8023(GROUP, ONE, llc(0xFE, 0xFE, b"\3", ISIS)), {"LLC": 1}),
    ("LACP", ether(GROUP, ONE, 0x8809, octets("01 01 01 14") + bytes(106)), {}),
    ("OAM of Ethernet", ether(GROUP, ONE, 0x8809, octets("03 0050 00") + bytes(42)), {}),
    ("management of GOOSE", frame(0x88B8, "0001 000a 0000 0000 6000"), {}),
    ("sampled values", frame(0x88BA, "4000 000a 0000 0000 6000"), {}),
    ("EtherCAT", frame(0x88A4, "0e10 08 00 0000 0000 0200 0000 0000 0000"), {}),
    ("PROFINET", frame(0x8892, "8000"), {}),
    ("HomePlug", frame(0x88E1, "00 00a0 00b052"), {}),
    ("MOP", frame(0x6002, "0d00 07 00"), {}),
    ("LCP", ether(TWO, ONE, 0x8864, octets("1100 0001 0006 c021 09 01 0004")), {}),
    ("access points of Cisco among themselves", ether8023(TWO, ONE, snap(b"\0\x40\x96", 0, bytes(8))),
     {"LLC": 1, "SNAP": 1}),
    ("VRRP version 3", four(112, octets("3101 6401 0064 abcd c0000201")), {}),
    ("VRRP version 3 of IPv6", six(112, octets("3101 6401 0064 abcd fe80") + bytes(13) + b"\1"), {}),
    ("RSVP", four(46, octets("10 01 0000 ff 00 0008")), {}),
    ("DCCP", six(33, octets("9c40 9c41 04 00 0000 05 000000 00000000")), {}),
    ("IPX behind 802.2", ether8023(TWO, ONE, llc(0xE0, 0xE0, b"\3", octets("ffff 001e"))), {"LLC": 1}),
    ("NetBIOS", ether8023(TWO, ONE, llc(0xF0, 0xF0, b"\x7f")), {"LLC": 1}),
    ("UDLD", ether8023(TWO, ONE, snap(b"\0\0\x0c", 0x111, octets("21 00 0000"))), {"LLC": 1, "SNAP": 1}),
    ("a length of 0", ether8023(TWO, ONE, b""), {}),
    ("a station's own XID", ether8023(TWO, ONE, llc(0, 1, b"\xaf", octets("810100"))), {"LLC": 1}),
]

LINES = [
    ("SLARP", octets("8f00 8035 00000002 00000005 00000002 ffff 0078f0a2"), {}),
    ("IS-IS over Cisco's HDLC", octets("8f00 fefe 74") + ISIS, {}),
]


PACKET, SIX = {"IPv4": 1, "UDP": 1}, ip6("2001:db8:1::1", "2001:db8:1::2", UDP, udp(40001, 40002, b"inside"))
WHOLE = ether(ONE, TWO, IPV4, INSIDE, least=0)
CHECK = bytes(4)
IN_FRAME = {"Ethernet": 1, **PACKET}
AIR = octets("0801 0000 020000000001 020000000002 020000000003 0000 aaaa03 000000 0800") + INSIDE
SERVICE = octets("0fc2 02 01 00000aff") + INSIDE

TAGGED = [
    ("VN-Tag", frame(0x8926, "0001 0002 0800", INSIDE), PACKET),
    ("E-Tag", frame(0x893F, "2001 0002 0000 0800", INSIDE), PACKET),
    ("HSR", frame(0x892F, "1034 0001 0800", INSIDE), PACKET),
    ("R-TAG", frame(0xF1C1, "0000 0001 0800", INSIDE), PACKET),
    ("R-TAG in a VLAN's", frame(0x8100, "0005 f1c1 0000 0001 0800", INSIDE), {"Dot1Q": 1, **PACKET}),
    ("PRP's trailer", frame(0x0800, "", INSIDE.ljust(40, b"\0") + octets("0007 a02e 88fb")), {"UDP": 1}),
    ("PRP's trailer behind a length", ether8023(TWO, ONE, snap(bytes(3), 0x0800, INSIDE)) +
     octets("0007 a034 88fb"), {"LLC": 1, "SNAP": 1, **PACKET}),
    ("Cisco MetaData", frame(0x8909, "01 01 0001 0005 0800", INSIDE), PACKET),
    ("FabricPath", frame(0x8903, "0060", WHOLE + CHECK), IN_FRAME),
    ("a service header", frame(0x894F, "", SERVICE), PACKET),
    ("a service header with fixed metadata", frame(0x894F, "0fc6 01 03 00000aff", bytes(16) + WHOLE), IN_FRAME),
]


def over(port, text, inside):
    return four(UDP, udp(50000, port, octets(text) + inside))


def within(outer, inside):
    return {kind: outer.get(kind, 0) + inside.get(kind, 0) for kind in {*outer, *inside}}


ONE_UDP = {"UDP": 1}
IN_PACKET, IN_WHOLE = within(ONE_UDP, PACKET), within(ONE_UDP, IN_FRAME)
IN_SIX = {"IPv6": 1, "UDP": 2}
PPP = octets("ff03 0021") + INSIDE
RADIO = "06 020000000001 00"

TUNNELLED = [
    ("VXLAN-GPE", over(4790, "0c000003 00000700", WHOLE), IN_WHOLE, (VXLAN, 7)),
    ("a packet in VXLAN-GPE", over(4790, "0c000001 00000700", INSIDE), IN_PACKET, (VXLAN, 7)),
    ("a service header in VXLAN-GPE", over(4790, "0c000004 00000700", SERVICE), IN_PACKET, (VXLAN, 7)),
    ("LISP", over(4341, "80123456 00000001", INSIDE), IN_PACKET),
    ("an instance of LISP", over(4341, "c8123456 00000501", INSIDE), IN_PACKET, (LISP, 5)),
    ("a frame in LISP", over(4341, "0c000003 00000500", WHOLE), IN_WHOLE, (LISP, 5)),
    ("WCCP version 1", four(47, octets("0000 883e") + INSIDE), within({"GRE": 1}, PACKET)),
    ("WCCP version 2", four(47, octets("0000 883e 00020000") + INSIDE), within({"GRE": 1}, PACKET)),
    ("GUE", over(6080, "00 04 0000", INSIDE), IN_PACKET),
    ("GUE with a field", over(6080, "01 04 8000 aabbccdd", INSIDE), IN_PACKET),
    ("GUE without a header", over(6080, "", SIX), IN_SIX),
    ("GRE in UDP", over(4754, "0000 0800", INSIDE), {"GRE": 1, **IN_PACKET}),
    ("AYIYA", over(5072, "41 52 21 29 00000000", bytes(16) + bytes(range(20)) + SIX), IN_SIX),
    ("CAPWAP", over(5247, "00 100200 00000000", WHOLE), IN_WHOLE),
    ("CAPWAP of the air", over(5247, "00 200310 00000000" + RADIO, AIR),
     {"Dot11": 1, "LLC": 1, "SNAP": 1, **IN_PACKET}),
    ("CAPWAP's keepalive", over(5247, "00 100208 00000000", octets("0004 0023 0010") + bytes(16)), ONE_UDP),
    ("CAPWAP that is encrypted", over(5247, "01 000000 16fefd", bytes(30)), ONE_UDP),
    ("L2TP", over(1701, "0002 0001 0002", PPP), IN_PACKET, (L2TP, 0x10002)),
    ("L2TP with length, numbers and padding", over(1701, "4a02 {:04x} 0001 0002 0003 0004 0002 aabb".format(
        16 + len(PPP)), PPP + b"end"), IN_PACKET, (L2TP, 0x10002)),
    ("L2TP's control", over(1701, "c802 000c 0001 0000 0000 0001", b""), ONE_UDP),
    ("L2TP version 3", over(1701, "0003 0000 00000007 deadbeef", WHOLE), IN_WHOLE, (L2TP, 7)),
    ("L2TP over IP", four(115, octets("00000007 deadbeefdeadbeef 40000001") + WHOLE), IN_FRAME, (L2TP, 7)),
    ("L2TP over IP without a cookie", four(115, octets("00000007") + WHOLE), IN_FRAME, (L2TP, 7)),
    ("L2TP's control over IP", four(115, octets("00000000 c803 000c 00000001 0000 0001")), {}),
    ("a header of segment routing", six(43, udp(1, 2, b"inside", sum=0), before=octets(
        "11 02 04 00 00 00 0000") + SIX[8:24], upper=UDP), ONE_UDP),
    ("a frame behind a header of segment routing", six(43, WHOLE, before=octets(
        "8f 02 04 00 00 00 0000") + SIX[8:24]), IN_FRAME),
    ("AYIYA with IPv4 that asks for an echo", over(5072, "41 41 23 04 00000000", bytes(32) + INSIDE), IN_PACKET),
    ("AYIYA without a packet", over(5072, "41 52 20 3b 00000000", bytes(36)), ONE_UDP),
    ("GRE in UDP with a checksum", over(4754, "8000 0800 {:04x} 0000".format(
        checksum(octets("8000 0800 0000 0000") + INSIDE)), INSIDE), {"GRE": 1, **IN_PACKET}),
    ("CAPWAP of the air with its control the other way round", over(5247, "00 200310 00000000" + RADIO,
     AIR[1::-1] + AIR[2:]), {"Dot11": 1, "LLC": 1, "SNAP": 1, **IN_PACKET}),
    ("PPP over several links in L2TP", over(1701, "0002 0001 0002", octets("ff03 003d c0000001 0021") + INSIDE),
     IN_PACKET, (L2TP, 0x10002)),
    ("PPP over several links with short numbers", over(1701, "0002 0001 0002", octets("003d c123 0021") + INSIDE),
     IN_PACKET, (L2TP, 0x10002)),
    ("a part of a frame in L2TP", over(1701, "0002 0001 0002", octets("ff03 003d 80000007 0021") + INSIDE), ONE_UDP),
    ("PPP in GRE in UDP", over(4754, "0000 880b", PPP), {"GRE": 1, **IN_PACKET}),
]

TABLES = ((NAMED, 1), (LINES, CISCO_HDLC), (TAGGED, 1), (TUNNELLED, 1))


def capture(name, rows, link):
    cap = Capture(name, link=link)
    for row in rows:
        cap.packet(row[1])
    return cap


def named_frames():
    return capture("named_frames", NAMED, 1)


def named_lines():
    return capture("named_lines", LINES, CISCO_HDLC)


def tags():
    return capture("tags", TAGGED, 1)


def tunnels():
    return capture("tunnels", TUNNELLED, 1)


CAPTURES = (named_frames, named_lines, tags, tunnels)
