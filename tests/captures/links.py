# SPDX-License-Identifier: Apache-2.0
"""The usual packets behind the headers of link types that only some systems write."""
import struct

from containers import PACKETS, filled, framed
from files import Capture
from wire import IPV4


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


CAPTURES = (nflog, nflog_be, pktap, pflog, ipnet, pppdirection)
