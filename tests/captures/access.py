# SPDX-License-Identifier: Apache-2.0
"""Captures of who lets whom in: RADIUS and Diameter, with the records the RFCs ask for."""
import struct

from files import Capture
from joins import community_id, connection_id
from network import ONE, TWO, V4, V6, four
from talks import Talk
from wire import IPV4, IPV6, UDP, ether, ip, ip4, ip6, udp

DIGEST = bytes(range(16))


def context(source, destination, ends=V4):
    return {**ends, "SrcPort": str(source), "DstPort": str(destination)}


class Asks:
    """Datagrams between a client's port and a server's, and the records expected of them."""

    def __init__(self, cap, client, server, ends=V4):
        self.cap, self.ports, self.ends = cap, (client, server), ends

    def send(self, side, data, **members):
        source, destination = self.ports[side], self.ports[1 - side]
        ends = (self.ends["SrcIP"], self.ends["DstIP"])[::-1 if side else 1]
        four = ":" not in ends[0]
        packet = (ip4 if four else ip6)(*ends, UDP, udp(source, destination, data))
        macs = (ONE, TWO) if side else (TWO, ONE)
        self.cap.packet(ether(*macs, IPV4 if four else IPV6, packet, least=0))
        if members:
            self.cap.expect(**members, Context=context(
                source, destination, {"SrcIP": ends[0], "DstIP": ends[1]}))

    def ask(self, data, **members):
        self.send(0, data, **members)

    def answer(self, data, **members):
        self.send(1, data, **members)


def attribute(kind, value):
    return struct.pack("!BB", kind, 2 + len(value)) + value


def word(value):
    return struct.pack("!I", value)


def radius_message(code, ident, *attributes, padding=b""):
    """The message and what is expected of any."""
    body = b"".join(attribute(*pair) for pair in attributes)
    data = struct.pack("!BBH", code, ident, 20 + len(body)) + DIGEST + body
    expected = {"Code": code, "Identifier": ident, "Length": len(data), "Authenticator": DIGEST.hex()}
    if attributes:
        expected["Attributes"] = [radius_attribute(*pair) for pair in attributes]
    return data + padding, expected


def radius_attribute(kind, value):
    shown = {"Type": kind, "Length": 2 + len(value)}
    if kind == 26:
        shown["VendorID"], = struct.unpack("!I", value[:4])
        value = value[4:]
    return {**shown, "Value": value.hex()} if value else shown


def radius_logins(cap):
    """RFC 2865 section 7.1: nemo telnets in; then one who is asked back and turned away."""
    line = Asks(cap, 49152, 1812)
    hidden = bytes.fromhex("0dbe708d93d413ce3196e43f782a0aee")
    data, expected = radius_message(1, 0, (1, b"nemo"), (2, hidden), (4, ip("192.168.1.16")),
                                    (5, word(3)))
    line.ask(data, **expected, UserName="nemo", UserPassword=hidden.hex(), NASIP="192.168.1.16",
             NASPort=3)
    data, expected = radius_message(2, 0, (6, word(1)), (15, word(0)), (14, ip("192.168.1.3")))
    line.answer(data, **expected, ServiceType=1)
    chap = b"\x16" + bytes(range(16, 32))
    data, expected = radius_message(1, 1, (1, b"flopsy"), (3, chap), (95, ip("2001:db8::7")),
                                    (61, word(15)), (87, b"ge-0/0/1"), (6, word(2)), (7, word(1)))
    line.ask(data, **expected, UserName="flopsy", CHAPPassword=chap.hex(), NASIP="2001:db8::7",
             NASPortType=15, NASPortID="ge-0/0/1", ServiceType=2, FramedProtocol=1)
    data, expected = radius_message(3, 1, (18, b"go away"), padding=b"\0\0")
    line.answer(data, **expected, ReplyMessage="go away")


def radius_eap(cap):
    """RFC 3579: a message in two attributes, a challenge, and who is let in for a while."""
    line = Asks(cap, 49153, 1645, V6)
    data, expected = radius_message(
        1, 7, (1, b"caf\xc3\xa9"), (30, b"02-00-00-00-00-01:net"), (31, b"02-00-00-00-00-02"),
        (32, b"ap"), (77, b"54Mbps"), (79, b"\x02\x01\x00\x0b\x19abc"), (79, b"def"), (80, DIGEST))
    line.ask(data, **expected, UserName="café", CalledStationID="02-00-00-00-00-01:net",
             CallingStationID="02-00-00-00-00-02", NASIdentifier="ap", ConnectInfo="54Mbps",
             EAPCode=2, EAPType=25)
    data, expected = radius_message(11, 7, (24, b"state"), (79, b"\x01\x02\x00\x04"))
    line.answer(data, **expected, EAPCode=1)
    data, expected = radius_message(
        2, 8, (8, ip("192.0.2.77")), (9, ip("255.255.255.0")), (11, b"staff"), (12, word(1400)),
        (25, b"\x01\x02"), (27, word(3600)), (28, word(600)), (26, word(311) + b"\x11\x04ab"))
    line.answer(data, **expected, FramedIP="192.0.2.77", FramedNetmask="255.255.255.0",
                FilterID="staff", FramedMTU=1400, Class="0102", SessionTimeout=3600,
                IdleTimeout=600)


def radius_accounts(cap):
    line = Asks(cap, 49154, 1813)
    data, expected = radius_message(
        4, 9, (40, word(2)), (44, b"0000001A"), (50, b"all"), (41, word(5)), (42, word(0xFFFFFFFE)),
        (52, word(1)), (43, word(7)), (45, word(1)), (46, word(60)), (47, word(100)),
        (48, word(200)), (49, word(1)))
    line.ask(data, **expected, AcctStatusType=2, AcctSessionID="0000001A", AcctMultiSessionID="all",
             AcctDelayTime=5, AcctInputOctets=0x1FFFFFFFE, AcctOutputOctets=7, AcctAuthentic=1,
             AcctSessionTime=60, AcctInputPackets=100, AcctOutputPackets=200, AcctTerminateCause=1)
    data, expected = radius_message(5, 9)
    line.answer(data, **expected)
    change = Asks(cap, 49155, 3799)
    data, expected = radius_message(40, 1, (44, b"0000001A"))
    change.ask(data, **expected, AcctSessionID="0000001A")
    data, expected = radius_message(42, 1, (101, word(503)))
    change.answer(data, **expected, ErrorCause=503)


def radius():
    """RFC 2865, RFC 2866, RFC 5176; and what is none at its ports."""
    cap = Capture("radius")
    radius_logins(cap)
    radius_eap(cap)
    radius_accounts(cap)
    line = Asks(cap, 49156, 1812)
    sound, _ = radius_message(1, 2, (1, b"nemo"))
    line.ask(sound[:-1])
    line.ask(b"\x0e" + sound[1:])
    line.ask(sound[:2] + b"\0\x13" + sound[4:])
    line.ask(sound[:2] + b"\0\x1d" + sound[4:] + b"\x01\x01\0")
    return cap


THREE_GPP = 10415
SCTP = 132


def avp(code, value, vendor=0, flags=0x40):
    """RFC 6733 section 4.1."""
    head = struct.pack("!I", vendor) if vendor else b""
    length = 8 + len(head) + len(value)
    return (struct.pack("!II", code, (flags | (0x80 if vendor else 0)) << 24 | length) + head + value
            + bytes(-length % 4))


def shown(code, name, form, value, text="", vendor=0, flags=0x40):
    """What is expected of that one."""
    header = 12 if vendor else 8
    members = {"AttributeCode": code, "AttributeName": name, "AttributeFormat": form,
               "Flags": flags | (0x80 if vendor else 0), "HeaderLen": header, "Len": header + len(value),
               "VendorCode": vendor, "DecodedValue": text, "Padding": -len(value) % 4,
               "Value": value.hex(), "ValueLen": len(value)}
    if vendor == THREE_GPP:
        members.update(VendorName="3GPP", VendorID="10415")
    return {key: member for key, member in members.items() if member}


def diameter_message(flags, command, application, hop, end, *avps):
    """Each AVP as shown() has it: the message, and what is expected of it."""
    body = b"".join(avp(row[0], row[3], *row[5:]) for row in avps)
    data = struct.pack("!5I", 1 << 24 | 20 + len(body), flags << 24 | command, application, hop, end) + body
    return data, {"Version": 1, "Flags": flags, "MessageLen": len(data), "CommandCode": command,
                  "ApplicationID": application, "HopByHopID": hop, "EndToEndID": end,
                  "AVPs": [shown(*row) for row in avps]}


def text_avp(code, name, text, form="UTF8String"):
    return code, name, form, text.encode(), text


def host_avp(code, name, text):
    return text_avp(code, name, text, "DiameterIdentity")


def number_avp(code, name, number, form="Unsigned32"):
    return code, name, form, word(number), str(number)


def capabilities():
    """RFC 6733 section 5.3: an exchange over TCP."""
    request = diameter_message(
        0x80, 257, 0, 0x11223344, 0xFFFFFFFE, host_avp(264, "Origin-Host", "client.example"),
        host_avp(296, "Origin-Realm", "example"),
        (257, "Host-IP-Address", "Address", b"\0\x01" + ip("192.0.2.1"), "192.0.2.1"),
        number_avp(266, "Vendor-Id", 0), text_avp(269, "Product-Name", "café"),
        number_avp(258, "Auth-Application-Id", 4))
    answer = diameter_message(
        0, 257, 0, 0x11223344, 0xFFFFFFFE, number_avp(268, "Result-Code", 2001),
        host_avp(264, "Origin-Host", "server.example"), host_avp(296, "Origin-Realm", "example"),
        (257, "Host-IP-Address", "Address", b"\0\x02" + ip("2001:db8::1"), "2001:db8::1"),
        number_avp(265, "Supported-Vendor-Id", THREE_GPP))
    return request, answer


def diameter_tcp(cap):
    talk = Talk(cap, 40000, 3868)
    back = {"SrcIP": "192.0.2.2", "DstIP": "192.0.2.1", "SrcPort": 3868, "DstPort": 40000}
    (asked, of_asked), (answered, of_answered) = capabilities()
    cap.expect(Timestamp=talk.ask(asked, cut=60), **of_asked, **talk.ends(), OriginHost="client.example",
               OriginRealm="example")
    cap.expect(Timestamp=talk.answer(answered), **of_answered, **back, OriginHost="server.example",
               OriginRealm="example", ResultCode=2001)
    # Two in one segment.
    session = text_avp(263, "Session-Id", "client;1;2")
    credit, of_credit = diameter_message(
        0xC0, 272, 4, 1, 2, session, host_avp(293, "Destination-Host", "server.example"),
        host_avp(283, "Destination-Realm", "example"), text_avp(1, "User-Name", "nemo"),
        number_avp(416, "CC-Request-Type", 1, "Enumerated"),
        (55, "Event-Timestamp", "Time", word(0x83AA7E80 + 5), "5"), (999, "", "", b"abcde", ""))
    watch, of_watch = diameter_message(0x80, 280, 0, 3, 4)
    first = talk.ask(credit + watch)
    cap.expect(Timestamp=first, **of_credit, **talk.ends(), SessionID="client;1;2",
               DestinationHost="server.example", DestinationRealm="example", UserName="nemo")
    del of_watch["AVPs"]
    cap.expect(Timestamp=first, **of_watch, **talk.ends())
    talk.close()


def chunk(data, flags=3):
    """RFC 9260 section 3.3.1."""
    head = struct.pack("!BBHIHHI", 0, flags, 16 + len(data), 1, 0, 0, 46)
    return head + data + bytes(-len(data) % 4)


def diameter_sctp(cap):
    """RFC 6733 section 2.1.2; 3GPP TS 29.272 section 7.2.4."""
    group = avp(266, word(THREE_GPP)) + avp(298, word(5001))
    data, expected = diameter_message(
        0x40, 316, 16777251, 5, 6, text_avp(263, "Session-Id", "s"),
        (297, "Experimental-Result", "Grouped", group, ""),
        (1406, "ULA-Flags", "Unsigned32", word(1), "1", THREE_GPP))
    ends = {"SrcIP": "192.0.2.1", "DstIP": "192.0.2.2", "SrcPort": 3868, "DstPort": 3869}
    head = struct.pack("!HHII", 3868, 3869, 7, 0)
    cap.packet(four(head + chunk(data), SCTP))
    between = (("192.0.2.1", "192.0.2.2"), (3868, 3869), SCTP)
    cap.expect(**expected, **ends, SessionID="s", ExperimentalResultCode=5001,
               PacketNumber=len(cap.packets), ConnectionID=connection_id(*between),
               CommunityID=community_id(*between))
    cap.packet(four(head + chunk(b"GET / HTTP/1.1\r\n\r\n"), SCTP))


def diameter():
    """RFC 6733."""
    cap = Capture("diameter")
    diameter_tcp(cap)
    diameter_sctp(cap)
    other = Talk(cap, 40001, 3868)
    other.ask(b"EHLO example.com\r\n")
    return cap


CAPTURES = (radius, diameter)
