# SPDX-License-Identifier: Apache-2.0
"""Captures of the control of power grids, with the records the standards ask for."""
import struct

from files import Capture
from joins import joined
from network import ONE, TWO
from talks import Talk
from tunnels import octets
from wire import IPV4, UDP, ether, ip4, udp

DNP3_PORT = 20000


def crc_dnp(data):
    """IEEE 1815 section 9.2.2.5, lowest bits first."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA6BC if crc & 1 else 0)
    return struct.pack("<H", crc ^ 0xFFFF)


def dnp3_frame(control, to, sender, data=b"", wrong=False):
    """A header and blocks of sixteen bytes, each behind itself with a checksum."""
    head = struct.pack("<HBBHH", 0x6405, 5 + len(data), control, to, sender)
    blocks = [data[at:at + 16] for at in range(0, len(data), 16)]
    frame = b"".join(block + crc_dnp(block) for block in [head, *blocks])
    return frame[:-1] + bytes([frame[-1] ^ 1]) if wrong else frame


REQUEST = {"FromMaster": True, "Primary": True, "LinkFunction": 4, "Destination": 2, "Source": 3}
REPLY = {"Primary": True, "LinkFunction": 4, "Destination": 3, "Source": 2}
WHOLE = {"TransportFirst": True, "TransportFinal": True, "ApplicationFirst": True,
         "ApplicationFinal": True}
CLASSES = [{"Group": 60, "Variation": n, "Range": 6} for n in (2, 3, 4)]


def dnp3_talk(cap):
    """Requests and answers; a message of two frames; frames of the link alone."""
    talk = Talk(cap, 4000, DNP3_PORT)
    talk.ask(dnp3_frame(0xC4, 2, 3, octets("c1 c2 01 3c0206 3c0306 3c0406")))
    cap.expect(Length=17, **REQUEST, **WHOLE, TransportSequence=1, ApplicationSequence=2, Function=1,
               Objects=CLASSES, Context=talk.context(0))
    answer = octets("c2 e2 81 9001 1e02 00 02 03 01 0500 01 0a00 0102 00 00 07 8101010101010181"
                    "5a02 01 00000000 ff")
    talk.answer(dnp3_frame(0x44, 3, 2, answer))
    cap.expect(Length=42, **REPLY, **WHOLE, TransportSequence=2, Confirm=True, ApplicationSequence=2,
               Function=129, Indications=0x9001, Objects=[
                   {"Group": 30, "Variation": 2, "Start": 2, "Stop": 3, "Count": 2},
                   {"Group": 1, "Variation": 2, "Stop": 7, "Count": 8},
                   {"Group": 90, "Variation": 2, "Range": 1, "Count": 1}],
               ObjectsCut=True, Context=talk.context(1))
    first, second = octets("43 c5 82 0000 0202 28 0100 0900") + b"\x81" + bytes(5), octets("84 01")
    began = talk.answer(dnp3_frame(0x44, 3, 2, first) + dnp3_frame(0x44, 3, 2, second))
    cap.expect(Timestamp=began, Length=23, **REPLY, TransportFirst=True, TransportSequence=3,
               ApplicationFirst=True, ApplicationFinal=True, ApplicationSequence=5, Function=130,
               Objects=[{"Group": 2, "Variation": 2, "Prefix": 2, "Range": 8, "Count": 1}],
               ObjectsCut=True, Context=talk.context(1))
    cap.expect(Timestamp=began, Length=7, **REPLY, TransportFinal=True, TransportSequence=4,
               Context=talk.context(1))
    began = talk.ask(dnp3_frame(0xF3, 2, 3, octets("c5 c6 05 0c01 17 01 07 41 03 64000000 c8000000 00")), cut=7)
    cap.expect(Timestamp=began, Length=24, **{**REQUEST, "LinkFunction": 3}, FrameCount=True,
               FrameCountValid=True, **WHOLE, TransportSequence=5, ApplicationSequence=6, Function=5,
               Objects=[{"Group": 12, "Variation": 1, "Prefix": 1, "Range": 7, "Count": 1}],
               Context=talk.context(0))
    talk.answer(dnp3_frame(0x10, 3, 2))
    cap.expect(Length=5, DataFlowControl=True, Destination=3, Source=2, Context=talk.context(1))
    talk.answer(dnp3_frame(0x44, 3, 2, octets("c6 c6 81 0000"), wrong=True))
    talk.ask(dnp3_frame(0xC9, 65535, 3))
    cap.expect(Length=5, FromMaster=True, Primary=True, LinkFunction=9, Destination=65535, Source=3,
               Context=talk.context(0))
    talk.close()


def dnp3():
    """IEEE 1815: in streams and datagrams, on its port and on others; what is none."""
    cap = Capture("dnp3")
    dnp3_talk(cap)
    other = Talk(cap, 4001, 4712)
    other.ask(dnp3_frame(0xC4, 2, 3, octets("c1 c2 17")))
    cap.expect(Length=8, **REQUEST, **WHOLE, TransportSequence=1, ApplicationSequence=2, Function=23,
               Context=other.context(0))
    Talk(cap, 4002, DNP3_PORT).ask(b"GET / HTTP/1.1\r\n\r\n")
    Talk(cap, 4003, DNP3_PORT).ask(dnp3_frame(0xC4, 2, 3, wrong=True))
    sent = {"SrcIP": "192.0.2.1", "DstIP": "192.0.2.2", "SrcPort": "4000", "DstPort": "20000"}
    restart = dnp3_frame(0xC4, 2, 3, octets("c1 c2 0d"))
    for frames, data in ((1, restart), (2, restart + restart), (1, restart + b"\x05\x64"),
                         (0, b"\x05\x64\x05" + bytes(7))):
        cap.packet(ether(TWO, ONE, IPV4, ip4("192.0.2.1", "192.0.2.2", UDP, udp(4000, DNP3_PORT, data)),
                         least=0))
        for _ in range(frames):
            cap.expect(Length=8, **REQUEST, **WHOLE, TransportSequence=1, ApplicationSequence=2, Function=13,
                       Context=sent)
    return cap



def iec_frame(*control, unit=b""):
    return bytes([0x68, 4 + len(unit), *control]) + unit


def iec_information(send, receive, unit):
    return iec_frame(*struct.pack("<HH", send << 1, receive << 1), unit=octets(unit))


def said(talk, side, **members):
    """A frame's record, whose ends are those of who sent it."""
    ends = {name: ends_of(talk, side)[name] for name in ("SrcIP", "DstIP", "SrcPort", "DstPort")}
    joins = {name: value for name, value in joined(talk.context(side), len(talk.cap.packets)).items()
             if name not in ends}
    talk.cap.expect(**members, **ends, **joins)


def ends_of(talk, side):
    return {"SrcIP": talk.addresses[side], "DstIP": talk.addresses[1 - side],
            "SrcPort": talk.port[side], "DstPort": talk.port[1 - side]}


def iec104_talk(cap):
    """Start, interrogation, values one by one and in a sequence, supervision, a test."""
    talk = Talk(cap, 4000, 2404)
    talk.ask(iec_frame(0x07, 0, 0, 0))
    said(talk, 0, Length=4, Format=3, Control=4)
    talk.answer(iec_frame(0x0B, 0, 0, 0))
    said(talk, 1, Length=4, Format=3, Control=8)
    talk.ask(iec_information(0, 0, "64 01 06 05 0100 000000 14"))
    said(talk, 0, Length=14, TypeID=100, Count=1, Cause=6, Originator=5, CommonAddress=1,
         Objects=[{"Element": "14"}])
    began = talk.answer(iec_information(0, 1, "64 01 c7 05 0100 000000 14")
                        + iec_information(1, 1, "0d 02 14 00 0302 0a0b0c 0000803f 00 ff0000 00000040 80"))
    said(talk, 1, Timestamp=began, Length=14, ReceiveSequence=1, TypeID=100, Count=1, Cause=7,
         Negative=True, Test=True, Originator=5, CommonAddress=1, Objects=[{"Element": "14"}])
    said(talk, 1, Timestamp=began, Length=26, SendSequence=1, ReceiveSequence=1, TypeID=13, Count=2,
         Cause=20, CommonAddress=0x0203, Objects=[
             {"Address": 0x0C0B0A, "Element": "0000803f00", "Value": 1},
             {"Address": 255, "Element": "0000004080", "Value": 2, "Quality": 128}])
    began = talk.answer(iec_information(32767, 1, "01 83 03 00 ffff fe0000 00 01 81"), cut=5)
    said(talk, 1, Timestamp=began, Length=16, SendSequence=32767, ReceiveSequence=1, TypeID=1,
         Sequence=True, Count=3, Cause=3, CommonAddress=65535,
         Objects=[{"Address": 254, "Element": "00"}, {"Address": 255, "Element": "01", "Value": 1},
                  {"Address": 256, "Element": "81", "Value": 1, "Quality": 128}])
    talk.ask(iec_frame(0x01, 0, 0xFE, 0xFF))
    said(talk, 0, Length=4, Format=1, ReceiveSequence=32767)
    talk.answer(iec_information(2, 1, "0b 02 03 00 0100 010000 0000 00 020000 01"))
    said(talk, 1, Length=20, SendSequence=2, ReceiveSequence=1, TypeID=11, Count=2, Cause=3,
         CommonAddress=1)
    talk.ask(b"\x68\x04\x03\0\0\0")
    talk.ask(iec_frame(0x43, 0, 0, 0))
    said(talk, 0, Length=4, Format=3, Control=64)
    talk.close()


def iec104():
    """IEC 60870-5-104 section 5; on its port only, and what is none there."""
    cap = Capture("iec104")
    iec104_talk(cap)
    Talk(cap, 4001, 4712).ask(iec_frame(0x07, 0, 0, 0))
    Talk(cap, 4002, 2404).ask(b"GET / HTTP/1.1\r\n\r\n")
    Talk(cap, 4003, 2404).ask(iec_frame(0x0F, 0, 0, 0))
    return cap



def ber(tag, data):
    """A member with its tag and length, X.690 section 8.1."""
    size = len(data)
    length = bytes([size]) if size < 128 else bytes([0x81, size]) if size < 256 else struct.pack("!BH", 0x82, size)
    return bytes([tag]) + length + data


def goose_message(**changed):
    """All members, or those that are said to be otherwise; None: left out."""
    members = {"gocb": b"IED1/LLN0$GO$gcb1", "ttl": b"\x07\xd0", "set": b"IED1/LLN0$DataSet1", "id": b"gcb1",
               "t": octets("65536d80 800000 0a"), "st": b"\x01", "sq": b"\x00", "sim": b"\x00", "rev": b"\x01",
               "nds": b"\x00", "entries": b"\x02", "data": ber(0x83, b"\x01") + ber(0x84, b"\x03\x00\x00"), **changed}
    tags = [*range(0x80, 0x8B), 0xAB]
    return ber(0x61, b"".join(ber(tag, data) for tag, data in zip(tags, members.values()) if data is not None))


def goose_frame(cap, message, reserved=0, length=None, **members):
    """A frame, and its record where members are given."""
    size = 8 + len(message) if length is None else length
    cap.packet(ether("01:0c:cd:01:00:01", ONE, 0x88B8, struct.pack("!HHHH", 0x3FFF, size, reserved, 0) + message))
    if members:
        told = {name: value for name, value in {**GOOSE, **members}.items() if value}
        cap.expect(AppID=0x3FFF, Length=size, Reserved1=reserved, **told)


GOOSE = {"GocbRef": "IED1/LLN0$GO$gcb1", "TimeAllowedToLive": 2000, "DatSet": "IED1/LLN0$DataSet1", "GoID": "gcb1",
         "T": "1699966336.500000000", "TimeQuality": 10, "StNum": 1, "ConfRev": 1, "NumDatSetEntries": 2,
         "DataCount": 2}


def goose():
    """IEC 61850-8-1 annex A: members as they are, the least and the most of them; what is none."""
    cap = Capture("goose")
    goose_frame(cap, goose_message(), SqNum=0)
    goose_frame(cap, goose_message(sq=octets("00ffffffff"), st=octets("7fffffff"), sim=b"\xff", nds=b"\x01"),
                reserved=0x8000, Simulated=True, Simulation=True, NdsCom=True, SqNum=2**32 - 1, StNum=2**31 - 1)
    goose_frame(cap, goose_message(id=None, sim=None, nds=None, entries=b"\x00", data=b""), GoID="",
                NumDatSetEntries=0, DataCount=0)
    goose_frame(cap, goose_message(gocb=b"x" * 129, t=octets("ffffffff ffffff ff")), GocbRef="x" * 129,
                T="4294967295.999999940", TimeQuality=255)
    goose_frame(cap, goose_message(st=None))
    goose_frame(cap, goose_message(t=octets("65536d80 8000")))
    goose_frame(cap, goose_message(), length=400)
    goose_frame(cap, octets("6003 800101"))
    return cap


CAPTURES = (dnp3, iec104, goose)
