# SPDX-License-Identifier: Apache-2.0
"""The usual packets behind the headers of link types that only some systems write."""
import struct

from buses import GET_DEVICE
from containers import ONE, PACKETS, TWO, filled, framed, query
from files import Capture
from wire import IPV4, ether, ether8023, llc, mac, snap, vlan

ACKNOWLEDGEMENT = bytes.fromhex("d4000000") + mac(ONE)  # IEEE 802.11
DATA_REQUEST = bytes.fromhex("6388 f5 b61a 0000 efbe 04")  # IEEE 802.15.4
CAN = bytes.fromhex("00000123 04 000000 01020304")


def attribute(order, kind, value):
    """One of NFLOG's: its length, which counts its header and no padding, and its type."""
    padding = b"\0" * (-len(value) % 4)
    return struct.pack(order + "HH", len(value) + 4, kind) + value + padding


def logged(name, order):
    """Family, version, group, attributes; the packet is one of them, so it has a length of its own."""
    cap = Capture(name, 239, order=order)
    for kind, packet in PACKETS:
        head = struct.pack("!BBH", 2 if kind == IPV4 else 10, 0, 5)
        head += attribute(order, 1, struct.pack("!HBB", kind, 3, 0)) + attribute(order, 10, b"seen: \0")
        cap.packet(head + attribute(order, 9, packet))
    return cap


def nflog():
    return logged("nflog", "<")


def nflog_be():
    return logged("nflog_be", ">")


def pktap():
    """108 bytes: length, what follows, link type, interface; the process is left out."""
    return filled("pktap", 258, lambda kind: struct.pack(
        "<III24sIIII", 108, 1, 1, b"en0", 1, 2, 14, 0).ljust(108, b"\0") + framed(kind))


def pflog():
    """61 bytes as OpenBSD 4 and FreeBSD have it, and three to the next multiple of four."""
    return filled("pflog", 117, lambda kind: struct.pack(
        "!BBBB16s16sIIIIIIB", 61, 2 if kind == IPV4 else 24, 0, 0, b"em0", b"", 1, 0xFFFFFFFF, 0, 0,
        0, 0, 1).ljust(64, b"\0"))


def ipnet():
    """24 bytes: version, family, hook, length, interfaces, zones."""
    cap = Capture("ipnet", 226)
    for kind, packet in PACKETS:
        cap.packet(struct.pack("!BBHIIIII", 1, 2 if kind == IPV4 else 26, 0, len(packet), 1, 0, 0, 0)
                   + packet)
    return cap


def pppdirection():
    """With address and control, as LINKTYPE_PPP_WITH_DIR may have them."""
    return filled("pppdirection", 204, lambda kind: b"\1\xff\3" + struct.pack(
        "!H", 0x21 if kind == IPV4 else 0x57))


def each(name, link, *packets):
    cap = Capture(name, link)
    for packet in packets:
        cap.packet(packet)
    return cap


def usbpcap():
    """Two stages of a control transfer, one of an interrupt; the header says how long it is."""
    def block(transfer, data, stage=b"", out=b""):
        return struct.pack("<HQIHBHHBBI", 27 + len(stage), 0xFFFF8900, 0, 9, 0, 1, 2, 0x81, transfer,
                           len(data)) + stage + data + out
    return each("usbpcap", 249, block(2, GET_DEVICE, b"\0"), block(2, bytes(18), b"\1"),
                block(2, b"", b"\3"), block(1, bytes(8)))


def usbdarwin():
    """A control request and its completion, with 1.01's header of 40 bytes; a bulk one with 1.00's."""
    def block(version, done, kind, data):
        size = 40 if version else 32
        return struct.pack("<BBBBIIIQIBBBB", version, 1, size, done, len(data), 0, 0, 0x852B, 0x01100000,
                           4, 4, 0x80, kind).ljust(size, b"\0") + data
    return each("usbdarwin", 266, block(1, 0, 0, GET_DEVICE), block(1, 1, 0, bytes(18)),
                block(0, 0, 2, b"USBC"))


def cooked(device, protocol):
    return struct.pack("!HHH", 0, device, 6) + mac(ONE) + bytes(2) + struct.pack("!H", protocol)


def devices():
    """Linux cooked captures of devices whose frames are no Ethernet's."""
    return each("devices", 113,
                cooked(770, 0) + bytes.fromhex("18410800") + query(1),
                cooked(778, 0x6558) + framed(IPV4) + query(2),
                cooked(519, IPV4) + query(3),
                cooked(512, 7) + bytes.fromhex("ff030021") + query(4),
                cooked(803, 4) + struct.pack("<BBHI", 0, 0, 8, 0) + ACKNOWLEDGEMENT,
                cooked(280, 0x0C) + CAN,
                cooked(804, 0xF6) + DATA_REQUEST,
                cooked(824, 0) + struct.pack("<IHHII", 16, 3, 0, 1, 0))


def ieee802154():
    return each("ieee802154", 230, DATA_REQUEST, bytes.fromhex("020001"))


def ieee802154tap():
    return each("ieee802154tap", 283, bytes.fromhex("00000c00 00000100 00000000") + DATA_REQUEST,
                bytes.fromhex("00000400") + DATA_REQUEST)


def netlink():
    return each("netlink", 253, cooked(824, 0) + struct.pack("<IHHII", 16, 3, 0, 1, 0))


HCI = (bytes.fromhex("01030c00"), bytes.fromhex("040e0401030c00"), bytes.fromhex("02 0020 0400 00000400"))


def bluetooth():
    return each("bluetooth", 187, *HCI)


def bluetoothdirection():
    return each("bluetoothdirection", 201, *(struct.pack("!I", n % 2) + packet
                                             for n, packet in enumerate(HCI)))


def socketcan():
    return each("socketcan", 227, CAN, bytes.fromhex("80000123 0c 040000 0102030405060708090a0b0c"))


def behind_addresses(tag):
    return lambda kind: mac(TWO) + mac(ONE) + bytes.fromhex(tag) + struct.pack("!H", kind)


def switchtag():
    return filled("switchtag", 281, behind_addresses("2c000080"))


def switchtag_typed():
    return filled("switchtag_typed", 285, behind_addresses("dada0000 c0100539"))


def in_snap(kind):
    return snap(b"\0\0\0", kind)


def tokenring():
    """Every other frame came over a bridge, which its source's first bit says."""
    cap = Capture("tokenring", 6)
    for number, (kind, packet) in enumerate(PACKETS):
        source, route = (mac(ONE), b"") if number % 2 else (
            b"\x82" + mac(ONE)[1:], bytes.fromhex("0670 0011 0020"))
        cap.packet(b"\x10\x40" + mac(TWO) + source + route + in_snap(kind) + packet)
    cap.packet(b"\x10\x00" + mac(TWO) + mac(ONE) + bytes.fromhex("0004 0005"))
    return cap


def slip():
    return filled("slip", 8, lambda kind: b"\1" + struct.pack("!B", 0x40).ljust(15, b"\0"))


def atm():
    """The last one is of an emulated Ethernet."""
    cap = filled("atm", 123, lambda kind: bytes.fromhex("82 00 0020") + in_snap(kind), PACKETS[:3])
    cap.packet(bytes.fromhex("01 00 0021 0001") + framed(IPV4) + query(4))
    return cap


def classicalip():
    """Without LLC, which is what tshark knows of it."""
    return filled("classicalip", 106, lambda kind: b"")


def isl():
    """A frame of a VLAN, and its check sequence; what it carries has one as well.  The second is one of
    a ring, which says where it came from, the third one of ATM."""
    inner = ether(TWO, ONE, IPV4, query(1)) + bytes(4)
    head = bytes.fromhex("aaaa03 00000c") + struct.pack("!HHH", 7 << 1, 1, 0)
    ring = b"\x10\x40" + mac(TWO) + mac(ONE) + in_snap(IPV4) + query(1)
    came = bytes.fromhex("aaaa03 00000c 000e 0001 000e 0011 0021 40")
    return each("isl", 1, ether8023("01:00:0c:00:00:00", ONE, head + inner) + bytes(4),
                ether8023("01:00:0c:00:00:10", ONE, came + ring),
                ether8023("01:00:0c:00:00:30", ONE, head + bytes(48)))


def novell():
    """IPX behind a length, without 802.2; the second in a VLAN; and behind what else there is for it."""
    ipx = bytes.fromhex("ffff 0022 00 04 00000001 ffffffffffff 0452 00000001") + mac(ONE) + bytes.fromhex(
        "4000 0003 0004")
    return each("novell", 1, ether8023("ff:ff:ff:ff:ff:ff", ONE, ipx),
                ether("ff:ff:ff:ff:ff:ff", ONE, 0x8100, vlan(7, len(ipx), ipx)),
                ether8023("ff:ff:ff:ff:ff:ff", ONE, llc(0xE0, 0xE0, b"\3", ipx)),
                ether8023("ff:ff:ff:ff:ff:ff", ONE, snap(bytes(3), 0x8137, ipx)),
                ether("ff:ff:ff:ff:ff:ff", ONE, 0x8137, ipx))


def novell_cooked():
    """The same in a cooked capture, whose protocol 1 it is, and 4 with 802.2."""
    ipx = bytes.fromhex("ffff 001e 00 04 00000001 ffffffffffff 0452 00000001") + mac(ONE) + bytes.fromhex("4000")
    head = struct.pack("!HHH8s", 1, 1, 6, mac(ONE))
    return each("novell_cooked", 113, head + struct.pack("!H", 1) + ipx,
                head + struct.pack("!H", 4) + llc(0xE0, 0xE0, b"\3", ipx))


def serial():
    """Cisco's HDLC: a keepalive, IS-IS, discovery, IP."""
    return each("serial", 104, bytes.fromhex("8f008035 00000002 00000005 00000002 ffff 0078f0a2"),
                bytes.fromhex("8f00fefe 74 83 08 01 00 11 01 00 00"),
                bytes.fromhex("8f002000 02b40000 0001 0006 5231"),
                bytes.fromhex("0f000800") + query(1))


CAPTURES = (nflog, nflog_be, pktap, pflog, ipnet, pppdirection, usbpcap, usbdarwin, devices,
            ieee802154, ieee802154tap, netlink, bluetooth, bluetoothdirection, socketcan, switchtag,
            switchtag_typed, tokenring, slip, atm, classicalip, isl, novell, novell_cooked, serial)
