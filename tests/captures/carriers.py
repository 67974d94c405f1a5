# SPDX-License-Identifier: Apache-2.0
"""Captures of carriers: what is known and has no record, tags, and tunnels with a packet inside.

Each is a row: what it is, the packet, and the records of what is inside; programs/carriers_test.py
takes them one by one.
"""
from files import Capture
from tunnels import ONE, TWO, four, octets, six
from wire import UDP, ether, ether8023, ip4, llc, snap, udp

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
    ("GOOSE", frame(0x88B8, "0001 000a 0000 0000 6100"), {}),
    ("sampled values", frame(0x88BA, "4000 000a 0000 0000 6000"), {}),
    ("EtherCAT", frame(0x88A4, "0e10 08 00 0000 0000 0200 0000 0000 0000"), {}),
    ("PROFINET", frame(0x8892, "8000"), {}),
    ("HomePlug", frame(0x88E1, "00 00a0 00b052"), {}),
    ("MOP", frame(0x6002, "0d00 07 00"), {}),
    ("LCP", ether(TWO, ONE, 0x8864, octets("1100 0001 0006 c021 09 01 0004")), {}),
    ("access points of Cisco among themselves", ether8023(TWO, ONE, snap(b"\0\x40\x96", 0, bytes(8))),
     {"LLC": 1, "SNAP": 1}),
    ("a station's own XID", ether8023(TWO, ONE, llc(0, 1, b"\xaf", octets("810100"))), {"LLC": 1}),
]

LINES = [
    ("SLARP", octets("8f00 8035 00000002 00000005 00000002 ffff 0078f0a2"), {}),
    ("IS-IS over Cisco's HDLC", octets("8f00 fefe 74") + ISIS, {}),
]


TABLES = ((NAMED, 1), (LINES, CISCO_HDLC))


def capture(name, rows, link):
    cap = Capture(name, link=link)
    for _, packet, _ in rows:
        cap.packet(packet)
    return cap


def named():
    return capture("named", NAMED, 1)


def named_lines():
    return capture("named_lines", LINES, CISCO_HDLC)


CAPTURES = (named, named_lines)
