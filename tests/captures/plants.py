# SPDX-License-Identifier: Apache-2.0
"""Captures of buildings and of machines that are plugged together, with the records the standards ask for."""
import struct

from files import Capture
from joins import joined
from network import ONE, TWO
from power import said
from talks import Talk
from tunnels import octets
from wire import IPV4, UDP, ether, ip4, udp


BACNET_SENT = {"SrcIP": "192.0.2.1", "DstIP": "192.0.2.2", "SrcPort": "47808", "DstPort": "47808"}


def bacnet_datagram(cap, function, data, length=None, known=True, **members):
    """A datagram, and its record unless it is none."""
    data = octets(data)
    size = 4 + len(data) if length is None else length
    message = struct.pack("!BBH", 0x81, function, size) + data
    cap.packet(ether(TWO, ONE, IPV4, ip4("192.0.2.1", "192.0.2.2", UDP, udp(47808, 47808, message)), least=0))
    if known:
        cap.expect(Function=function, Length=size, Context=BACNET_SENT, **members)


def bacnet():
    """ASHRAE 135: each kind of message of the application, of routers, of the link alone."""
    cap = Capture("bacnet")
    app = {"Application": True}
    bacnet_datagram(cap, 10, "01 04 00 05 07 0c 0c 00800003 19 55", ExpectingReply=True, **app, InvokeID=7,
                    Service=12, ObjectType=2, ObjectInstance=3, Property=85)
    bacnet_datagram(cap, 10, "01 00 30 07 0c 0c 00800003 19 55 29 02 3e 44 41b80000 3f", **app, PDUType=3,
                    InvokeID=7,
                    Service=12, ObjectType=2, ObjectInstance=3, Property=85, ArrayIndex=2)
    bacnet_datagram(cap, 10, "01 06 02 05 08 0f 0c 004003ff 1a 0102 3e 10 3f", ExpectingReply=True,
                    Priority=2, **app,
                    InvokeID=8, Service=15, ObjectType=1, ObjectInstance=1023, Property=258)
    bacnet_datagram(cap, 10, "01 00 20 08 0f", **app, PDUType=2, InvokeID=8, Service=15)
    bacnet_datagram(cap, 10, "01 00 50 09 0c 91 01 91 1f", **app, PDUType=5, InvokeID=9, Service=12,
                    ErrorClass=1,
                    ErrorCode=31)
    bacnet_datagram(cap, 10, "01 00 60 0a 09", **app, PDUType=6, InvokeID=10, Reason=9)
    bacnet_datagram(cap, 10, "01 00 71 0b 04", **app, PDUType=7, InvokeID=11, Reason=4)
    bacnet_datagram(cap, 10, "01 00 3c 0c 01 10 0e 0102", **app, PDUType=3, Segmented=True, MoreFollows=True,
                    InvokeID=12, SequenceNumber=1, WindowSize=16, Service=14)
    bacnet_datagram(cap, 10, "01 00 40 0c 01 10", **app, PDUType=4, InvokeID=12, SequenceNumber=1,
                    WindowSize=16)
    bacnet_datagram(cap, 11, "01 20 ffff 00 ff 10 08 09 0a 1a 03e8", DestinationNetwork=65535,
                    HopCount=255, **app,
                    PDUType=1, Service=8, LowLimit=10, HighLimit=1000)
    bacnet_datagram(cap, 4, "c0000207 bac0 01 08 0005 01 2a 10 00 c4 0200007b 22 05c4 91 03 22 0104",
                    ForwardedIP="192.0.2.7", ForwardedPort=47808, SourceNetwork=5, SourceAddress="2a", **app,
                    PDUType=1, ObjectType=8, ObjectInstance=123, MaxAPDU=1476, SegmentationSupport=3,
                    VendorID=260)
    bacnet_datagram(cap, 11, "01 80 01 0005", NetworkMessage=True, NetworkMessageType=1)
    bacnet_datagram(cap, 0, "0030", Result=48)
    bacnet_datagram(cap, 5, "003c")
    bacnet_datagram(cap, 10, "02 00 10 08", known=False)
    bacnet_datagram(cap, 10, "01 00 10 08", length=9, known=False)
    bacnet_datagram(cap, 13, "01 00 10 08", known=False)
    return cap



ALL_DEVICES = "01:0e:cf:00:00:00"


def dcp_frame(cap, begins, xid, delay, blocks, length=None, **members):
    """A frame, and its record where members are given."""
    begins, blocks = octets(begins), octets(blocks)
    size = len(blocks) if length is None else length
    cap.packet(ether(ALL_DEVICES, ONE, 0x8892, begins + struct.pack("!IHH", xid, delay, size) + blocks))
    if members:
        cap.expect(FrameID=int.from_bytes(begins[:2], "big"), ServiceID=begins[2], ServiceType=begins[3], Xid=xid,
                   ResponseDelay=delay, Length=size, **members)


def profinetdcp():
    """IEC 61158-6-10: who is called how, and who is to be called how; frames of real time."""
    cap = Capture("profinetdcp")
    dcp_frame(cap, "fefe 05 00", 0xFFFFFFFF, 128, "0202 0005 706c632d31 00", NameOfStation="plc-1",
              Blocks=[{"Option": 2, "Suboption": 2, "Length": 5}])
    dcp_frame(cap, "fefe 05 00", 2, 1, "ffff 0000", Blocks=[{"Option": 255, "Suboption": 255}])
    dcp_frame(cap, "feff 05 01", 2, 0, "0201 0007 0000 53372d3330 00 0202 0007 0000 706c632d31 00"
              "0203 0006 0000 002a 0101 0204 0004 0000 02 00 0102 000e 0001 c0000202 ffffff00 c0000201",
              Vendor="S7-30", NameOfStation="plc-1", VendorID=42, DeviceID=257, Role=2, IP="192.0.2.2",
              Netmask="255.255.255.0", Gateway="192.0.2.1", Blocks=[
                  {"Option": 2, "Suboption": 1, "Length": 7}, {"Option": 2, "Suboption": 2, "Length": 7},
                  {"Option": 2, "Suboption": 3, "Length": 6}, {"Option": 2, "Suboption": 4, "Length": 4},
                  {"Option": 1, "Suboption": 2, "Length": 14, "Info": 1}])
    dcp_frame(cap, "fefd 03 00", 3, 0, "0102 0202", Blocks=[{"Option": 1, "Suboption": 2},
                                                            {"Option": 2, "Suboption": 2}])
    dcp_frame(cap, "fefd 04 00", 4, 0, "0202 0008 0001 706c632d3032 0502 0002 0000", NameOfStation="plc-02", Blocks=[
        {"Option": 2, "Suboption": 2, "Length": 8, "Info": 1}, {"Option": 5, "Suboption": 2, "Length": 2}])
    dcp_frame(cap, "fefd 04 01", 4, 0, "0504 0003 0202 03 00 0504 0003 0502 00 00", Blocks=[
        {"Option": 5, "Suboption": 4, "Length": 3, "Error": 3}, {"Option": 5, "Suboption": 4, "Length": 3}])
    dcp_frame(cap, "fefc 06 00", 5, 0, "0202 0003 0000 61 00 0206 0003 0000 62 00", NameOfStation="a", AliasName="b",
              Blocks=[{"Option": 2, "Suboption": 2, "Length": 3}, {"Option": 2, "Suboption": 6, "Length": 3}])
    dcp_frame(cap, "fefe 05 00", 6, 0, "0202 0005 706c632d31 00", length=100)
    dcp_frame(cap, "fefe 09 00", 7, 0, "")
    cap.packet(ether(TWO, ONE, 0x8892, octets("8000") + bytes(38) + octets("0001 35 00")))
    return cap



def enip_message(command, data=b"", session=0x12345678, status=0, context=b"_context", options=0):
    return struct.pack("<HHII8sI", command, len(data), session, status, context, options) + data


def items(*typed):
    """Interface, time-out, and items of a type each."""
    return (struct.pack("<IHH", 0, 10, len(typed))
            + b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in typed))


def unconnected(hexed):
    return items((0, b""), (0xB2, octets(hexed)))


def connected(sequence, hexed):
    return items((0xA1, octets("01000080")), (0xB1, struct.pack("<H", sequence) + octets(hexed)))


REGISTER = octets("0100 0000")
EMBEDDED = "01 02 20 01 24 01"
SAID = "_context".encode().hex()


def enip_of(command, length, **members):
    return {"Command": command, "Length": length, "SessionHandle": 0x12345678, "SenderContext": SAID,
            "CommandSpecific": {"Cmd": command}, **members}


MESSAGES = (  # who says it, the message, and what the record of CIP has
    (0, 0x6F, unconnected("0e 03 20 01 24 01 30 07"),
     {"ServiceID": 14, "ClassID": 1, "InstanceID": 1, "AttributeID": 7}),
    (1, 0x6F, unconnected("8e 00 00 00 0161"), {"Response": True, "ServiceID": 14, "DataLength": 2}),
    (0, 0x70, connected(1, "10 05 21 00 6b03 25 00 0201 30 04 ffff"),
     {"ServiceID": 16, "ClassID": 0x36B, "InstanceID": 0x102, "AttributeID": 4, "DataLength": 2}),
    (1, 0x70, connected(1, "90 00 05 02 0001 ff20"),
     {"Response": True, "ServiceID": 16, "Status": 5, "AdditionalStatus": [256, 8447]}),
    (0, 0x70, connected(2, "4c 04 91 05 73706565 64 00 0100"), {"ServiceID": 76, "Symbol": "speed", "DataLength": 2}),
    (0, 0x70, connected(3, "0e 04 20 6b 26 00 04030201"),
     {"ServiceID": 14, "ClassID": 107, "InstanceID": 0x01020304}),
)


def enip_talk(cap, kind):
    """The messages of a session, and the records of this kind that they are."""
    talk = Talk(cap, 4000, 44818)
    talk.ask(enip_message(0x65, REGISTER, session=0))
    if kind == "ENIP":
        said(talk, 0, **enip_of(0x65, 4, SessionHandle=0))
    for side, command, data, members in MESSAGES:
        talk.say(side, enip_message(command, data))
        if kind == "ENIP":
            said(talk, side, **enip_of(command, len(data)))
        else:
            cap.expect(**members, Context=talk.context(side))
    return talk


def enip_datagram(cap, message, **members):
    """A datagram, and its record where members are given."""
    cap.packet(ether(TWO, ONE, IPV4, ip4("192.0.2.1", "192.0.2.2", UDP, udp(4000, 44818, message)), least=0))
    if members:
        sent = {"SrcIP": "192.0.2.1", "DstIP": "192.0.2.2", "SrcPort": "4000", "DstPort": "44818"}
        cap.expect(**members, **{**joined(sent, len(cap.packets)), "SrcPort": 4000, "DstPort": 44818})


def enip():
    """Sessions, services without one, messages that CIP refuses; datagrams; what is none."""
    cap = Capture("enip")
    talk = enip_talk(cap, "ENIP")
    began = talk.ask(enip_message(0x00) + enip_message(0x04, session=0))
    for session, command in ((0x12345678, 0), (0, 4)):
        said(talk, 0, Timestamp=began, **enip_of(command, 0, SessionHandle=session, CommandSpecific={
            "Cmd": command} if command else {}))
    talk.answer(enip_message(0x66, status=0x69))
    said(talk, 1, **enip_of(0x66, 0, Status=0x69))
    talk.ask(enip_message(0x6F, unconnected("")))
    said(talk, 0, **enip_of(0x6F, 16))
    talk.ask(enip_message(0x01))
    talk.ask(enip_message(0x63, options=1))
    enip_datagram(cap, enip_message(0x63, session=0), **enip_of(0x63, 0, SessionHandle=0))
    enip_datagram(cap, enip_message(0x63)[:-1])
    Talk(cap, 4001, 4712).ask(enip_message(0x65, REGISTER))
    Talk(cap, 4002, 44818).ask(b"GET / HTTP/1.1\r\n\r\n")
    return cap


def cip():
    """Requests by numbers and by name, responses with what went wrong, one that is passed on."""
    cap = Capture("cip")
    talk = enip_talk(cap, "CIP")
    talk.ask(enip_message(0x6F, unconnected("52 02 20 06 24 01 0a ff 0600" + EMBEDDED + "01 00 01 00")))
    cap.expect(ServiceID=0x52, ClassID=6, InstanceID=1, DataLength=14, Context=talk.context(0))
    cap.expect(ServiceID=1, ClassID=1, InstanceID=1, Context=talk.context(0))
    talk.ask(enip_message(0x6F, unconnected("0e 09 20 01 24 01")))
    talk.ask(enip_message(0x6F, unconnected("0e 01 21 00")))
    talk.answer(enip_message(0x6F, unconnected("8e 00 00")))
    return cap


CAPTURES = (bacnet, profinetdcp, enip, cip)
