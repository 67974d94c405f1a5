# SPDX-License-Identifier: Apache-2.0
"""Captures of what machines, their controls and things say, with the records the standards ask for."""
import struct

from files import Capture
from power import said
from talks import Talk
from tunnels import octets


def mqtt_text(text):
    data = text.encode() if isinstance(text, str) else text
    return struct.pack("!H", len(data)) + data


def mqtt_packet(first, *parts):
    """The length seven bits a byte, the lowest first."""
    inside = b"".join(parts)
    size, length = len(inside), b""
    while size > 127:
        length += bytes([size & 127 | 128])
        size >>= 7
    return bytes([first]) + length + bytes([size]) + inside


def mqtt_311(cap):
    """OASIS 3.1.1: all packets of a session, a message longer than what is read of it."""
    talk = Talk(cap, 4000, 1883)
    talk.ask(mqtt_packet(0x10, mqtt_text("MQTT"), b"\x04\xee", b"\0\x3c", mqtt_text("pump-1"),
                         mqtt_text("gone"), mqtt_text("offline"), mqtt_text("joe"), mqtt_text("secret")))
    said(talk, 0, Type=1, RemainingLength=46, Protocol="MQTT", Version=4, CleanSession=True, KeepAlive=60,
         ClientID="pump-1", WillTopic="gone", WillQoS=1, WillRetain=True, WillSize=7, UserName="joe",
         Password=b"secret".hex())
    talk.answer(octets("20 02 01 00"))
    said(talk, 1, Type=2, RemainingLength=2, Version=4, SessionPresent=True)
    talk.ask(mqtt_packet(0x82, b"\0\x01", mqtt_text("a/+"), b"\x01", mqtt_text("#"), b"\x02"))
    said(talk, 0, Type=8, RemainingLength=12, Version=4, PacketID=1, Topics=["a/+", "#"],
         TopicQoS=[1, 2])
    talk.answer(octets("90 04 0001 01 80"))
    said(talk, 1, Type=9, RemainingLength=4, Version=4, PacketID=1, ReturnCodes=[1, 128])
    began = talk.answer(mqtt_packet(0x31, mqtt_text("a/b"), b"21.5")
                        + mqtt_packet(0x3B, mqtt_text("a/c"), b"\0\x02", b""))
    said(talk, 1, Timestamp=began, Type=3, Retain=True, RemainingLength=9, Version=4, Topic="a/b",
         PayloadSize=4)
    said(talk, 1, Timestamp=began, Type=3, Duplicate=True, QoS=1, Retain=True, RemainingLength=7, Version=4,
         Topic="a/c", PacketID=2)
    talk.ask(octets("40 02 0002"))
    said(talk, 0, Type=4, RemainingLength=2, Version=4, PacketID=2)
    began = talk.ask(mqtt_packet(0x34, mqtt_text("big"), b"\0\x03", bytes(20000)), cut=30000)
    said(talk, 0, Timestamp=began, Type=3, QoS=2, RemainingLength=20007, Version=4, Topic="big", PacketID=3,
         PayloadSize=20000)
    for side, first, kind in ((1, 0x50, 5), (0, 0x62, 6), (1, 0x70, 7)):
        talk.say(side, bytes([first, 2, 0, 3]))
        said(talk, side, Type=kind, RemainingLength=2, Version=4, PacketID=3)
    talk.ask(mqtt_packet(0xA2, b"\0\x04", mqtt_text("a/+")))
    said(talk, 0, Type=10, RemainingLength=7, Version=4, PacketID=4, Topics=["a/+"])
    for side, hexed, kind, members in ((1, "b0 02 0004", 11, {"RemainingLength": 2, "PacketID": 4}),
                                       (0, "c0 00", 12, {}), (1, "d0 00", 13, {}), (0, "e0 00", 14, {})):
        talk.say(side, octets(hexed))
        said(talk, side, Type=kind, Version=4, **members)
    talk.close()


def mqtt_5(cap):
    """OASIS 5.0: properties, reason codes; in pieces."""
    talk = Talk(cap, 4001, 1883)
    began = talk.ask(mqtt_packet(0x10, mqtt_text("MQTT"), b"\x05\x06\0\0", octets("05 11 00000078"),
                                 mqtt_text(""), octets("05 18 0000000a"), mqtt_text("w"), mqtt_text("")), cut=3)
    said(talk, 0, Timestamp=began, Type=1, RemainingLength=29, Protocol="MQTT", Version=5, CleanSession=True,
         WillTopic="w")
    talk.answer(octets("20 06 00 87 03 21 000a"))
    said(talk, 1, Type=2, RemainingLength=6, Version=5, ReturnCode=0x87)
    talk.ask(mqtt_packet(0x32, mqtt_text("t"), b"\0\x07", octets("03 23 0001"), b"hi"))
    said(talk, 0, Type=3, QoS=1, RemainingLength=11, Version=5, Topic="t", PacketID=7, PayloadSize=2)
    talk.answer(octets("40 03 0007 10"))
    said(talk, 1, Type=4, RemainingLength=3, Version=5, PacketID=7, ReturnCode=16)
    talk.ask(mqtt_packet(0xA2, octets("0008 00"), mqtt_text("t")))
    said(talk, 0, Type=10, RemainingLength=6, Version=5, PacketID=8, Topics=["t"])
    talk.answer(octets("b0 04 0008 00 11"))
    said(talk, 1, Type=11, RemainingLength=4, Version=5, PacketID=8, ReturnCodes=[17])
    talk.answer(octets("e0 02 8d 00"))
    said(talk, 1, Type=14, RemainingLength=2, Version=5, ReturnCode=0x8D)
    talk.close()


def mqtt():
    """From the client's first packet on any port; from the middle on MQTT's; what is none."""
    cap = Capture("mqtt")
    mqtt_311(cap)
    mqtt_5(cap)
    old = Talk(cap, 4002, 1883)
    old.ask(mqtt_packet(0x10, mqtt_text("MQIsdp"), b"\x03\xc2\0\x05", mqtt_text("c")))
    said(old, 0, Type=1, RemainingLength=15, Protocol="MQIsdp", Version=3, CleanSession=True, KeepAlive=5,
         ClientID="c")
    other = Talk(cap, 4006, 4712)
    other.ask(mqtt_packet(0x10, mqtt_text("MQTT"), b"\x04\0\0\0", mqtt_text("d")))
    said(other, 0, Type=1, RemainingLength=13, Protocol="MQTT", Version=4, ClientID="d")
    middle = Talk(cap, 4003, 1883, opened=False)
    middle.ask(b"of a message")
    middle.answer(mqtt_packet(0x30, mqtt_text("a"), b"1"))
    said(middle, 1, Type=3, RemainingLength=4, Topic="a", PayloadSize=1)
    Talk(cap, 4004, 1883).ask(b"GET / HTTP/1.1\r\n\r\n")
    Talk(cap, 4005, 1883).ask(mqtt_packet(0x10, mqtt_text("MQTT"), b"\x04\0\0\0", b"\0\xff"))
    return cap



def tpkt(data, last=0x80):
    """RFC 1006: a packet of data, the last of a message or not."""
    return struct.pack("!BBH", 3, 0, 7 + len(data)) + bytes([2, 0xF0, last]) + data


def s7(kind, number, parameter, data=b"", error=b""):
    return struct.pack("!BBHHHH", 0x32, kind, 0, number, len(parameter), len(data)) + error + parameter + data


CONNECT = octets("03000016 11 e0 0000 0001 00 c00109 c1020100 c2020102")
CONNECTED = octets("03000016 11 d0 0001 0002 00 c00109 c1020100 c2020102")
ITEM_ANY = "12 0a 10 "


def s7_talk(cap):
    """Setup, a read of two items, its answer with an error, user data, a message of two packets."""
    talk = Talk(cap, 4000, 102)
    talk.ask(CONNECT)
    talk.answer(CONNECTED)
    talk.ask(tpkt(s7(1, 0xFFFF, octets("f0 00 0001 0002 01e0"))))
    said(talk, 0, ProtocolID=50, MessageType=1, PDUReference=65535, ParameterLength=8, Function=240,
         CallsMost=1, PDULength=480, Length=18)
    talk.answer(tpkt(s7(3, 0xFFFF, octets("f0 00 0003 0003 00f0"), error=b"\0\0")))
    said(talk, 1, ProtocolID=50, MessageType=3, PDUReference=65535, ParameterLength=8, Function=240,
         CallsMost=3, PDULength=240, Length=20)
    talk.ask(tpkt(s7(1, 1, octets("04 02" + ITEM_ANY + "02 0010 0001 84 000050"
                                + ITEM_ANY + "01 0001 0000 83 00000b"))))
    said(talk, 0, ProtocolID=50, MessageType=1, PDUReference=1, ParameterLength=26, Function=4, ItemCount=2,
         Items=[{"Syntax": 16, "TransportSize": 2, "Count": 16, "DB": 1, "Area": 132, "Address": 80},
                {"Syntax": 16, "TransportSize": 1, "Count": 1, "Area": 131, "Address": 11}], Length=36)
    talk.answer(tpkt(s7(3, 1, octets("04 02"), octets("0a000000 ff030001 01"), b"\x81\x04")))
    said(talk, 1, ProtocolID=50, MessageType=3, PDUReference=1, ParameterLength=2, DataLength=9,
         ErrorClass=129, ErrorCode=4, Function=4, ItemCount=2, Length=23)
    began = talk.ask(tpkt(s7(7, 2, octets("000112 04 11 44 01 07"), octets("ff090004 001c0001"))), cut=9)
    said(talk, 0, Timestamp=began, ProtocolID=50, MessageType=7, PDUReference=2, ParameterLength=8,
         DataLength=8, UserDataType=4, UserDataGroup=4, SubFunction=1, Sequence=7, Length=26)
    whole = s7(1, 3, octets("05 01" + ITEM_ANY + "02 0006 0001 84 000000"), octets("00040030 010203040506"))
    began = talk.ask(tpkt(whole[:24], 0) + tpkt(whole[24:]))
    said(talk, 0, Timestamp=began, ProtocolID=50, MessageType=1, PDUReference=3, ParameterLength=14,
         DataLength=10, Function=5, ItemCount=1, Cut=True, Length=34,
         Items=[{"Syntax": 16, "TransportSize": 2, "Count": 6, "DB": 1, "Area": 132}])
    talk.answer(tpkt(s7(2, 4, b"", error=b"\xd0\x05")))
    said(talk, 1, ProtocolID=50, MessageType=2, PDUReference=4, ErrorClass=208, ErrorCode=5, Length=12)
    talk.ask(tpkt(s7(1, 5, b"\x29", b"more")[:-1]))
    talk.ask(tpkt(s7(1, 6, octets("29 0000000000 09") + b"P_PROGRAM")))
    said(talk, 0, ProtocolID=50, MessageType=1, PDUReference=6, ParameterLength=16, Function=41, Length=26)
    talk.close()


def s7comm():
    """On its port and on others; S7-Plus; what others have in such packets."""
    cap = Capture("s7comm")
    s7_talk(cap)
    other = Talk(cap, 4001, 4712)
    other.ask(tpkt(s7(1, 1, octets("1d"))))
    said(other, 0, ProtocolID=50, MessageType=1, PDUReference=1, ParameterLength=1, Function=29, Length=11)
    plus = Talk(cap, 4002, 102)
    plus.ask(tpkt(octets("72 01 0006 31 0000 04ca 00 72010000")))
    said(plus, 0, ProtocolID=114, MessageType=1, Length=6)
    mms = Talk(cap, 4003, 102)
    mms.ask(CONNECT)
    mms.ask(tpkt(octets("0d b2 05 06 130100 160102 140200 02 3302 0001")))
    Talk(cap, 4004, 3389).ask(octets("03000013 0ee00000000000 0100080003000000"))
    Talk(cap, 4005, 102).ask(b"GET / HTTP/1.1\r\n\r\n")
    return cap



CAPTURES = (mqtt, s7comm)
