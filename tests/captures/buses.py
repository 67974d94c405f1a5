# SPDX-License-Identifier: Apache-2.0
"""Captures of a ring, a bus and what runs over them, with the records the standards ask for."""
import struct

from files import Capture
from talks import Talk
from wire import IPV4, UDP, ether, ip4, mac, snap, udp

ONE, TWO = "02:00:00:00:00:01", "02:00:00:00:00:02"
FDDI, USB_LINUX, USB_LINUX_MMAPPED = 10, 189, 220
V4 = {"SrcIP": "192.0.2.1", "DstIP": "192.0.2.2"}
SENT = {**V4, "SrcPort": "4000", "DstPort": "7667"}


def fddi():
    """ISO 9314-2: class, address length and format, then the priority of asynchronous frames."""
    cap = Capture("fddi", link=FDDI)
    datagram = ip4("192.0.2.1", "192.0.2.2", UDP, udp(4000, 4001, b"hello"))
    inner = mac(TWO) + mac(ONE) + snap(b"\0\0\0", IPV4, datagram)
    for control, members in ((0x50, {"FrameControl": 0x50}),
                             (0x57, {"FrameControl": 0x50, "Priority": 7}),
                             (0xD1, {"FrameControl": 0xD0, "Priority": 1}),
                             (0x41, {"FrameControl": 0x40, "Priority": 1}),
                             (0xFF, {"FrameControl": 0xF8, "Priority": 7})):
        cap.packet(bytes([control]) + inner)
        cap.expect(SrcMAC=ONE, DstMAC=TWO, **members)
    cap.packet(b"\x50" + mac(TWO) + mac(ONE))
    cap.expect(FrameControl=0x50, SrcMAC=ONE, DstMAC=TWO)
    cap.packet(b"\x50" + mac(TWO) + mac(ONE)[:-1])
    return cap


def urb(kind=2, endpoint=0x80, event="C", setup=0x2D, data=0, status=0, length=0, captured=0,
        ident=0xFFFF880012345678):
    """The first forty bytes, low byte first: flags of 0 say that setup bytes and data are there."""
    return struct.pack("<QBBBBHBBqiiII", ident, ord(event), kind, endpoint, 5, 2, setup, data,
                       1700000000, 999999, status, length, captured)


MORE = struct.pack("<IIII", 8, 0xFFFFFFFE, 0x200, 0)
GET_DEVICE = bytes.fromhex("80 06 0001 0000 1200")


def block(**members):
    """What every packet here shows."""
    return {"ID": 0xFFFF880012345678, "EventType": 67, "Direction": 1, "DeviceAddress": 5,
            "BusID": 2, "TimestampSec": 1700000000, "TimestampUsec": 999999, "Data": True,
            "TransferType": 2, **members}


MAPPED = {"UrbInterval": 8, "UrbStartFrame": 4294967294, "UrbCopyOfTransferFlags": 512}


def usb():
    """Linux usbmon, memory mapped: sixty-four bytes, then the data."""
    cap = Capture("usb", link=USB_LINUX_MMAPPED)
    cap.packet(urb(event="S", setup=0, data=0x3C, status=-115, length=18) + GET_DEVICE + MORE)
    cap.expect(**{**block(**MAPPED), "EventType": 83, "Setup": True, "Data": False,
                  "Status": -115, "UrbLength": 18})
    cap.packet(urb(length=18, captured=18) + bytes(8) + MORE + b"\x12" + bytes(17))
    cap.expect(**block(**MAPPED, UrbLength=18, UrbDataLength=18))
    cap.packet(urb(kind=1, endpoint=0x83, length=8, captured=8) + bytes(8) + MORE + bytes(8))
    cap.expect(**block(**MAPPED, TransferType=1, EndpointNumber=3, UrbLength=8, UrbDataLength=8))
    cap.packet(urb(kind=3, endpoint=0x02, event="S", data=0x3E, length=0xFFFFFFFF) + bytes(8)
               + MORE)
    cap.expect(**{**block(**MAPPED), "TransferType": 3, "EndpointNumber": 2, "Direction": 2,
                  "EventType": 83, "Data": False, "UrbLength": 4294967295})
    cap.packet(urb(kind=0, endpoint=0x81, captured=48) + struct.pack("<II", 1, 2)
               + MORE[:-4] + struct.pack("<I", 2) + bytes(48))
    cap.expect(**block(**MAPPED, TransferType=0, EndpointNumber=1, UrbDataLength=48, IsoNumDesc=2))
    cap.packet(urb(captured=64) + bytes(8) + MORE + bytes(64), snap=80)
    cap.expect(**block(**MAPPED, UrbDataLength=64))
    cap.packet(urb() + bytes(7))
    cap.packet(urb()[:39])
    return cap


def usbrequestblocksetup():
    """USB 2.0 section 9.3, low byte first; the capture is one of the older link type."""
    cap = Capture("usbrequestblocksetup", link=USB_LINUX)
    cap.packet(urb(event="S", setup=0, data=0x3C, length=18) + GET_DEVICE)
    cap.expect(RequestType=128, Request=6, Value=256, Length=18)
    cap.packet(urb(event="S", setup=0, captured=3) + b"\x21\x09\x03\x02\x01\x00\xff\xff" + b"abc")
    cap.expect(RequestType=33, Request=9, Value=515, Index=1, Length=65535)
    cap.packet(urb(setup=0x2D, captured=2) + GET_DEVICE + b"ab")
    cap.packet(urb(event="S", setup=0) + GET_DEVICE[:7])
    return cap


def lcm_datagram(cap, message, port=7667):
    cap.packet(ether(TWO, ONE, IPV4, ip4("192.0.2.1", "192.0.2.2", UDP, udp(4000, port, message)),
                     least=0))


def lcm():
    """LC02: sequence, channel, payload.  LC03: sizes and numbers; the channel in the first only."""
    cap = Capture("lcm")
    small, large = 0x4C433032, 0x4C433033
    lcm_datagram(cap, struct.pack("!II", small, 0xFFFFFFFF) + b"POSE\0" + b"payload")
    cap.expect(Magic=small, SequenceNumber=4294967295, ChannelName="POSE", Context=SENT)
    lcm_datagram(cap, struct.pack("!II", small, 1) + b"\0")
    cap.expect(Magic=small, SequenceNumber=1, Context=SENT)
    lcm_datagram(cap, struct.pack("!II", small, 2) + b"a\xff\0")
    cap.expect(Magic=small, SequenceNumber=2, ChannelName="a\\xff", Context=SENT)
    lcm_datagram(cap, struct.pack("!IIIIHH", large, 3, 0x80000000, 0, 0, 2) + b"IMAGE\0" + b"first")
    cap.expect(Magic=large, SequenceNumber=3, PayloadSize=2147483648, TotalFragments=2,
               ChannelName="IMAGE", Fragmented=True, Context=SENT)
    lcm_datagram(cap, struct.pack("!IIIIHH", large, 3, 0x80000000, 0xFFFFFFF0, 1, 2) + b"second\0")
    cap.expect(Magic=large, SequenceNumber=3, PayloadSize=2147483648, FragmentOffset=4294967280,
               FragmentNumber=1, TotalFragments=2, Fragmented=True, Context=SENT)
    lcm_datagram(cap, struct.pack("!IIIIHH", large, 3, 8, 0, 2, 2) + b"beyond")
    lcm_datagram(cap, struct.pack("!II", small, 4) + b"endless")
    lcm_datagram(cap, struct.pack("!II", 0x4C433031, 4) + b"other\0")
    lcm_datagram(cap, struct.pack("!II", small, 5)[:7])
    lcm_datagram(cap, struct.pack("!II", small, 6) + b"POSE\0", port=7668)
    return cap


def adu(ident, unit, message, protocol=0, length=None):
    """The length counts the unit and what follows it."""
    size = len(message) + 1 if length is None else length
    return struct.pack("!HHHB", ident, protocol, size, unit) + message


def modbus_talk(cap):
    """Two messages in one segment, one in two, one of the greatest length."""
    talk = Talk(cap, 4000, 502)
    talk.ask(adu(0xFFFF, 17, b"\x03\0\x6b\0\3"))
    cap.expect(TransactionIdentifier=65535, Length=6, UnitIdentifier=17, FunctionCode=3,
               Context=talk.context(0))
    talk.answer(adu(1, 255, b"\x83\x02"))
    cap.expect(TransactionIdentifier=1, Length=3, UnitIdentifier=255, FunctionCode=3,
               Exception=True, Context=talk.context(1))
    talk.ask(adu(2, 1, b"\x07") + adu(3, 2, b"\x11"))
    cap.expect(TransactionIdentifier=2, Length=2, UnitIdentifier=1, FunctionCode=7, Context=talk.context(0))
    cap.expect(TransactionIdentifier=3, Length=2, UnitIdentifier=2, FunctionCode=17, Context=talk.context(0))
    began = talk.answer(adu(4, 1, b"\x10" + bytes(252)), cut=100)
    cap.expect(Timestamp=began, TransactionIdentifier=4, Length=254, UnitIdentifier=1,
               FunctionCode=16, Context=talk.context(1))
    talk.ask(adu(5, 1, b"\x03\0", length=6))
    talk.close()


def modbustcp():
    """Implementation guide 1.0b section 3.1.3; the highest bit of the function is an exception."""
    cap = Capture("modbustcp")
    modbus_talk(cap)
    wrong = (adu(6, 1, b"\x10" + bytes(253)), adu(7, 1, b"\x07", protocol=1),
             adu(8, 1, b"\x07", length=1), adu(9, 1, b""))
    for port, message in enumerate(wrong, 4001):
        Talk(cap, port, 502).ask(message)
    # A talk whose beginning was not captured: in the middle of a message, then at one's beginning.
    talk = Talk(cap, 4010, 502, opened=False)
    talk.ask(b"\xff\xff\xff\xff\xff\xff\xff\xff")
    talk.ask(adu(10, 3, b"\x07"))
    cap.expect(TransactionIdentifier=10, Length=2, UnitIdentifier=3, FunctionCode=7,
               Context=talk.context(0))
    return cap


CAPTURES = (fddi, usb, usbrequestblocksetup, lcm, modbustcp)
