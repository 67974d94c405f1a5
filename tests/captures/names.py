# SPDX-License-Identifier: Apache-2.0
"""The capture of DNS: messages byte by byte, with the records the RFCs ask for.

Names in records are bytes, labels joined by dots, the root empty; in JSON all bytes are hex.
"""
import struct

import wire
from files import Capture
from network import V4, V6, four, six
from talks import Talk
from wire import NS, AAAA, CNAME, MX, OPT, PTR, SOA, SRV, TXT, UDP, A, udp

WWW = b"\x03www\x07example\x03com\0"
EXAMPLE_AT = b"\xc0\x10"
NAME_AT = b"\xc0\x0c"
WWW_HEX = "7777772e6578616d706c652e636f6d"
EXAMPLE_HEX = "6578616d706c652e636f6d"
ASKED = {**V4, "SrcPort": "4000", "DstPort": "53"}
ANSWERED = {**V4, "SrcPort": "53", "DstPort": "4000"}


def head(ident, flags, *counts):
    return struct.pack("!HH4H", ident, flags, *(counts + (0, 0, 0, 0))[:4])


def question(name, kind, klass=1):
    return name + struct.pack("!HH", kind, klass)


def rr(name, kind, data, ttl=300, klass=1):
    return name + struct.pack("!HHIH", kind, klass, ttl, len(data)) + data


def ask(cap, message):
    cap.packet(four(udp(4000, 53, message), UDP))


def reply(cap, message):
    cap.packet(four(udp(53, 4000, message), UDP))


def record(kind, data, ttl=300, klass=1, name=WWW_HEX, **members):
    """What every resource record shows, and the members of its kind."""
    shown = {"Name": name, "Type": kind, "Class": klass, "TTL": ttl,
             "DataLength": len(data) // 2, "Data": data, **members}
    return {key: value for key, value in shown.items() if value not in (0, "")}


def headers(cap):
    ask(cap, head(0x1234, 0x0100, 1) + question(WWW, A))
    cap.expect(ID=4660, RD=True, QDCount=1, Context=ASKED,
               Questions=[{"Name": WWW_HEX, "Type": 1, "Class": 1}])
    ask(cap, head(0xFFFF, 0xFFFF))
    cap.expect(ID=65535, QR=True, OpCode=15, AA=True, TC=True, RD=True, RA=True, Z=7,
               ResponseCode=15, Context=ASKED)
    for flags, members in ((0x8000, {"QR": True}), (0x2800, {"OpCode": 5}), (0x0400, {"AA": True}),
                           (0x0200, {"TC": True}), (0x0080, {"RA": True}), (0x0040, {"Z": 4}),
                           (0x0020, {"Z": 2}), (0x0010, {"Z": 1}), (0x0003, {"ResponseCode": 3})):
        ask(cap, head(1, flags))
        cap.expect(ID=1, Context=ASKED, **members)
    ask(cap, head(2, 0, 2) + question(b"\0", NS) + question(b"\x01a\0", 255, 255))
    cap.expect(ID=2, QDCount=2, Context=ASKED,
               Questions=[{"Type": 2, "Class": 1}, {"Name": "61", "Type": 255, "Class": 255}])


def answer(cap, kind, data, ttl=300, klass=1, **members):
    """One answer to one question, its name a pointer to the question's."""
    reply(cap, head(3, 0x8180, 1, 1) + question(WWW, kind, klass)
          + rr(NAME_AT, kind, data, ttl, klass))
    cap.expect(ID=3, QR=True, RD=True, RA=True, QDCount=1, ANCount=1, Context=ANSWERED,
               Questions=[{"Name": WWW_HEX, "Type": kind, "Class": klass}],
               Answers=[record(kind, data.hex(), ttl, klass, **members)])


def kinds(cap):
    answer(cap, A, bytes([192, 0, 2, 80]), IP="192.0.2.80")
    answer(cap, A, bytes([255, 255, 255, 255]), ttl=0xFFFFFFFF, IP="255.255.255.255")
    answer(cap, AAAA, bytes.fromhex("20010db8000000000000000000000050"), IP="2001:db8::50")
    answer(cap, NS, b"\x03ns1" + EXAMPLE_AT, NS="6e73312e" + EXAMPLE_HEX)
    answer(cap, CNAME, b"\x03cdn\x03net\0", CNAME="63646e2e6e6574")
    answer(cap, PTR, b"\x04host\xc0\x10", PTR="686f73742e" + EXAMPLE_HEX)
    answer(cap, MX, b"\x00\x0a\x04mail\xc0\x10",
           MX={"Preference": 10, "Name": "6d61696c2e" + EXAMPLE_HEX})
    answer(cap, TXT, b"\x05first\x00\x06second", TXTs=["6669727374", "", "7365636f6e64"])
    answer(cap, A, b"\x03net\xc0\x10\xff\xfe", klass=3, CHDomain="6e65742e" + EXAMPLE_HEX,
           CHAddress=0xFFFE)
    answer(cap, SRV, bytes.fromhex("0001000213c4") + b"\x03sip\xc0\x10",
           SRV={"Priority": 1, "Weight": 2, "Port": 5060, "Name": "7369702e" + EXAMPLE_HEX})
    answer(cap, SOA, b"\x02ns\xc0\x10\x05admin\xc0\x10"
           + bytes.fromhex("78a5b2c1 00001c20 00000e10 00127500 ffffffff"),
           SOA={"MName": "6e732e" + EXAMPLE_HEX, "RName": "61646d696e2e" + EXAMPLE_HEX,
                "Serial": 2024125121, "Refresh": 7200, "Retry": 3600, "Expire": 1209600,
                "Minimum": 4294967295})
    answer(cap, 65280, b"\xde\xad\xbe\xef")
    answer(cap, 65281, b"")


def sections(cap):
    soa = (b"\x02ns\xc0\x10\x05admin\xc0\x10" + struct.pack("!5I", 1, 2, 3, 4, 5))
    reply(cap, head(4, 0x8583, 1, 0, 1, 1) + question(WWW, A) + rr(EXAMPLE_AT, SOA, soa)
          + rr(b"\0", OPT, b"\x00\x0a\x00\x08cookies!", ttl=0x00008000, klass=1232))
    cap.expect(ID=4, QR=True, AA=True, RD=True, RA=True, ResponseCode=3, QDCount=1, NSCount=1,
               ARCount=1, Context=ANSWERED,
               Questions=[{"Name": WWW_HEX, "Type": 1, "Class": 1}],
               Authorities=[record(6, soa.hex(), name=EXAMPLE_HEX, SOA={
                   "MName": "6e732e" + EXAMPLE_HEX, "RName": "61646d696e2e" + EXAMPLE_HEX,
                   "Serial": 1, "Refresh": 2, "Retry": 3, "Expire": 4, "Minimum": 5})],
               Additionals=[record(41, "000a0008636f6f6b69657321", 32768, 1232, name="")])
    alias = b"\x03web\xc0\x10"
    reply(cap, head(5, 0x8180, 1, 3) + question(WWW, A) + rr(NAME_AT, CNAME, alias)
          + rr(b"\xc0\x2d", A, b"\xc0\0\x02\x51") + rr(b"\xc0\x2d", A, b"\xc0\0\x02\x52"))
    web = "7765622e" + EXAMPLE_HEX
    cap.expect(ID=5, QR=True, RD=True, RA=True, QDCount=1, ANCount=3, Context=ANSWERED,
               Questions=[{"Name": WWW_HEX, "Type": 1, "Class": 1}],
               Answers=[record(5, alias.hex(), CNAME=web),
                        record(1, "c0000251", name=web, IP="192.0.2.81"),
                        record(1, "c0000252", name=web, IP="192.0.2.82")])


def carriers(cap):
    """The ports of DNS, multicast DNS and LLMNR, over both versions of IP."""
    local = b"\x04host\x05local\0"
    cap.packet(six(UDP, udp(5353, 5353, head(0, 0, 1) + question(local, AAAA, 0x8001))))
    cap.expect(QDCount=1, Context={**V6, "SrcPort": "5353", "DstPort": "5353"},
               Questions=[{"Name": "686f73742e6c6f63616c", "Type": 28, "Class": 32769}])
    cap.packet(four(udp(49152, 5355, head(6, 0, 1) + question(b"\x04host\0", A)), UDP))
    cap.expect(ID=6, QDCount=1, Context={**V4, "SrcPort": "49152", "DstPort": "5355"},
               Questions=[{"Name": "686f7374", "Type": 1, "Class": 1}])
    cap.packet(six(UDP, udp(53, 4000, head(7, 0x8000))))
    cap.expect(ID=7, QR=True, Context={**V6, "SrcPort": "53", "DstPort": "4000"})


def streams(cap):
    """In TCP each message has its length before it; segments end where they like."""
    asked = head(10, 0x0100, 1) + question(WWW, A)
    answered = head(10, 0x8180, 1, 1) + question(WWW, A) + rr(NAME_AT, A, b"\xc0\0\x02\x50")
    talk = Talk(cap, 4001, 53)
    talk.ask(struct.pack("!H", len(asked)) + asked)
    cap.expect(ID=10, RD=True, QDCount=1, Context=talk.context(0),
               Questions=[{"Name": WWW_HEX, "Type": 1, "Class": 1}])
    began = talk.answer(struct.pack("!H", len(answered)) + answered, cut=21)
    cap.expect(Timestamp=began, ID=10, QR=True, RD=True, RA=True, QDCount=1, ANCount=1,
               Context=talk.context(1), Questions=[{"Name": WWW_HEX, "Type": 1, "Class": 1}],
               Answers=[record(1, "c0000250", IP="192.0.2.80")])
    talk.close()
    Talk(cap, 4002, 53).ask(b"GET / HTTP/1.1\r\n")


def limits(cap):
    """The longest label and name; then what cannot be a message or a name."""
    longest = b"".join(b"\x3f" + b"a" * 63 for _ in range(3)) + b"\x3d" + b"a" * 61 + b"\0"
    ask(cap, head(8, 0, 1) + question(longest, A))
    cap.expect(ID=8, QDCount=1, Context=ASKED, Questions=[
        {"Name": "2e".join(["61" * 63] * 3 + ["61" * 61]), "Type": 1, "Class": 1}])
    ask(cap, head(9, 0)[:11])
    ask(cap, b"")


def dns():
    """RFC 1035 and what came after."""
    cap = Capture("dns")
    for part in (headers, kinds, sections, carriers, streams, limits):
        part(cap)
    return cap


CAPTURES = (dns,)
