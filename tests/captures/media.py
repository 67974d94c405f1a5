# SPDX-License-Identifier: Apache-2.0
"""Captures of media and how they find their way: STUN, RTP and RTCP, with the records the RFCs ask for."""
import struct
import zlib

from access import Asks
from files import Capture
from network import V4, V6
from talks import Talk
from wire import ip

COOKIE = 0x2112A442
ID = bytes.fromhex("b7e7a701bc34d686fa87dfae")


def stun_attribute(kind, value):
    """RFC 8489 section 14."""
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


HIDDEN = (0x08, 0x13, 0x1C)  # of these records have no value


def stun_message(kind, *attributes, fingerprint=None):
    """The message, and what is expected of any; the fingerprint is added to what it is of."""
    body = b"".join(stun_attribute(*pair) for pair in attributes)
    shown = [{"Type": code, "Length": len(value), **({"Value": value.hex()} if value and code not in HIDDEN else {})}
             for code, value in attributes]
    length = len(body) + (8 if fingerprint is not None else 0)
    data = struct.pack("!HHI", kind, length, COOKIE) + ID + body
    expected = {"Type": kind, "Length": length, "TransactionID": ID.hex()}
    if fingerprint is not None:
        number = zlib.crc32(data) ^ 0x5354554E ^ fingerprint
        data += stun_attribute(0x8028, struct.pack("!I", number))
        shown.append({"Type": 0x8028, "Length": 4, "Value": f"{number:08x}"})
        expected.update(Fingerprint=number, FingerprintRight=not fingerprint)
    if shown:
        expected["Attributes"] = shown
    return data, expected


def stun_end(address, port, masked=False):
    """Sections 14.1 and 14.2."""
    raw = ip(address)
    if masked:
        mask = struct.pack("!I", COOKIE) + ID
        raw = bytes(a ^ b for a, b in zip(raw, mask))
        port ^= COOKIE >> 16
    return struct.pack("!BBH", 0, 1 if len(raw) == 4 else 2, port) + raw


def stun_bindings(cap):
    line = Asks(cap, 40000, 3478)
    key = bytes(range(20))
    data, expected = stun_message(
        1, (0x8022, b"STUN test client"), (0x24, struct.pack("!I", 0x6E0001FF)),
        (0x8029, bytes.fromhex("932ff9b151263b36")), (0x25, b""), (0x06, b"evtj:h6vY"), (0x08, key), fingerprint=0)
    line.ask(data, **expected, Class=0, Method=1, Software="STUN test client", Priority=0x6E0001FF,
             IceControlled=0x932FF9B151263B36, UseCandidate=True, Username="evtj:h6vY", MessageIntegrity=key.hex())
    data, expected = stun_message(
        0x101, (0x20, stun_end("192.0.2.1", 40000, True)), (0x01, stun_end("192.0.2.1", 40000)),
        (0x802B, stun_end("192.0.2.2", 3478)), (0x802C, stun_end("192.0.2.3", 3479)), fingerprint=1)
    line.answer(data, **expected, Class=2, Method=1, XorMappedIP="192.0.2.1", XorMappedPort=40000,
                MappedIP="192.0.2.1", MappedPort=40000, OriginIP="192.0.2.2", OriginPort=3478,
                OtherIP="192.0.2.3", OtherPort=3479)
    six = Asks(cap, 40001, 3478, V6)
    data, expected = stun_message(1, (0x802A, bytes(range(8))))
    six.ask(data, **expected, Method=1, IceControlling=0x0001020304050607)
    data, expected = stun_message(0x101, (0x20, stun_end("2001:db8::1", 40001, True)))
    six.answer(data, **expected, Class=2, Method=1, XorMappedIP="2001:db8::1", XorMappedPort=40001)
    # No cookie: RFC 3489.  Then a length that is not the datagram's, and data of a channel.
    line.ask(struct.pack("!HHI", 1, 0, 0x01020304) + ID)
    line.ask(struct.pack("!HHI", 1, 4, COOKIE) + ID)
    line.ask(struct.pack("!HH", 0x4000, 4) + b"data")


def stun_relayed(cap):
    """RFC 8656: an allocation that is asked for twice, a channel, data by way of the relay."""
    line = Asks(cap, 40002, 3478, V4)
    data, expected = stun_message(3, (0x19, b"\x11\0\0\0"))
    line.ask(data, **expected, Method=3, RequestedTransport=17)
    data, expected = stun_message(0x113, (0x09, b"\0\0\x04\x01Unauthorized"), (0x14, b"example.org"),
                                  (0x15, b"f//499k954d6OL34oL9FSTvy64sA"), (0x0A, b"\0\x02\x7f\xff"))
    line.answer(data, **expected, Class=3, Method=3, ErrorCode=401, ErrorReason="Unauthorized", Realm="example.org",
                Nonce="f//499k954d6OL34oL9FSTvy64sA", UnknownAttributes=[2, 32767])
    data, expected = stun_message(0x103, (0x16, stun_end("192.0.2.15", 49200, True)), (0x0D, struct.pack("!I", 600)))
    line.answer(data, **expected, Class=2, Method=3, RelayedIP="192.0.2.15", RelayedPort=49200, Lifetime=600)
    data, expected = stun_message(9, (0x0C, b"\x40\x01\0\0"), (0x12, stun_end("192.0.2.210", 49191, True)))
    line.ask(data, **expected, Method=9, ChannelNumber=0x4001, PeerIP="192.0.2.210", PeerPort=49191)
    data, expected = stun_message(0x17, (0x12, stun_end("192.0.2.210", 49191, True)), (0x13, b"hello"))
    line.answer(data, **expected, Class=1, Method=7, PeerIP="192.0.2.210", PeerPort=49191, DataSize=5)
    data, expected = stun_message(0x113, (0x09, b"\0\0\x03\0"), (0x8023, stun_end("192.0.2.4", 3478)))
    line.answer(data, **expected, Class=3, Method=3, ErrorCode=300, AlternateIP="192.0.2.4", AlternatePort=3478)


def stun_stream(cap):
    talk = Talk(cap, 40003, 3478)
    one, expected = stun_message(1)
    two, of_two = stun_message(1, (0x06, b"me"))
    talk.ask(one + two)
    cap.expect(**expected, Method=1, Context=talk.context(0))
    cap.expect(**of_two, Method=1, Username="me", Context=talk.context(0))
    talk.close()


def stun():
    """RFC 8489, RFC 8656, RFC 5780."""
    cap = Capture("stun")
    stun_bindings(cap)
    stun_relayed(cap)
    stun_stream(cap)
    return cap


CRLF = b"\r\n"


def invites(cap, port, *lines, ends=V4, kind=b"application/sdp", side=0):
    """RFC 3261 and RFC 8866: a session that begins, or the answer to it."""
    start = b"SIP/2.0 200 OK" if side else b"INVITE sip:b@example.com SIP/2.0"
    body = CRLF.join((b"v=0", *lines, b""))
    message = CRLF.join((start, b"CSeq: 1 INVITE", b"Content-Type: " + kind,
                         b"Content-Length: %d" % len(body), b"", body))
    Asks(cap, port, 5060, ends).send(side, message)


def rtp_packet(kind, number, time, source, payload, flags=0x80, marker=0, more=b""):
    """RFC 3550 section 5.1: the packet, and what is expected of any."""
    data = struct.pack("!BBHII", flags, marker << 7 | kind, number, time, source) + more + payload
    return data, {"Version": 2, "PayloadType": kind, "SequenceNumber": number, "RTPTimestamp": time, "SSRC": source,
                  "Marker": marker}


AUDIO = (b"c=IN IP4 192.0.2.1", b"m=audio 40000 RTP/AVP 0 97 101", b"a=rtpmap:97 iLBC/8000",
         b"a=rtpmap:101 telephone-event/8000")
VIDEO = (b"m=video 40010 RTP/SAVP 96", b"a=rtpmap:96 H264/90000", b"a=rtcp-mux")


def rtp_calls(cap):
    """What comes before a session is announced is nobody's."""
    voice = Asks(cap, 40000, 50000)
    early, _ = rtp_packet(0, 1, 160, 7, bytes(160))
    voice.ask(early)
    invites(cap, 5062, *AUDIO, *VIDEO)
    data, expected = rtp_packet(0, 2, 320, 0x01020304, bytes(160), marker=1)
    other = Asks(cap, 40000, 50002)
    other.answer(data, **expected, PayloadSize=160, Encoding="PCMU", ClockRate=8000)
    data, expected = rtp_packet(97, 65535, 2**32 - 1, 2**32 - 2, b"x" * 38, 0xB2,
                                more=struct.pack("!IIHH", 9, 10, 0xBEDE, 1) + bytes(4))
    other.ask(data + b"\0\0\3", **expected, Padding=1, Extension=1, CSRCCount=2, CSRCs=[9, 10],
              ExtensionProfile=0xBEDE, ExtensionSize=4, PaddingSize=3, PayloadSize=38, Encoding="iLBC",
              ClockRate=8000)
    data, expected = rtp_packet(101, 3, 480, 5, bytes(4))
    other.ask(data, **expected, PayloadSize=4, Encoding="telephone-event", ClockRate=8000)
    data, expected = rtp_packet(99, 4, 640, 5, b"")
    other.ask(data, **expected)
    # What opens the way, and what no packet is.
    other.ask(stun_message(1)[0])
    other.ask(early[:11])
    other.ask(rtp_packet(0, 5, 1, 5, b"\4", 0xA0)[0])
    seen = Asks(cap, 50010, 40010, {"SrcIP": "192.0.2.9", "DstIP": "192.0.2.1"})
    data, expected = rtp_packet(96, 9, 90000, 11, b"y" * 20)
    seen.ask(data, **expected, PayloadSize=20, Encoding="H264", ClockRate=90000)


def rtp():
    """RFC 3550, RFC 3551: of sessions that SIP announced."""
    cap = Capture("rtp")
    rtp_calls(cap)
    # IPv6, of which the port counts; a port of 0 and a body of another kind announce nothing.
    invites(cap, 5062, b"c=IN IP6 2001:db8::1", b"m=audio 41000 RTP/AVP 8", ends=V6)
    six = Asks(cap, 41000, 51000, V6)
    data, expected = rtp_packet(8, 1, 2, 3, b"abc")
    six.answer(data, **expected, PayloadSize=3, Encoding="PCMA", ClockRate=8000)
    invites(cap, 5063, b"c=IN IP4 192.0.2.1", b"m=audio 0 RTP/AVP 8")
    invites(cap, 5064, b"c=IN IP4 192.0.2.1", b"m=audio 42000 RTP/AVP 8", kind=b"text/plain")
    Asks(cap, 42000, 52000).answer(data)
    return cap


def rtcp_packet(count, kind, body):
    """RFC 3550 section 6.4."""
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body


def rtcp():
    """RFC 3550 section 6: at the port behind that of media, at one that is named, and among them."""
    cap = Capture("rtcp")
    invites(cap, 5062, *AUDIO)
    block = struct.pack("!IIIIII", 7, 64 << 24 | 0xFFFFFE, 0x10002, 5, 0xAABBCCDD, 65536)
    sender = rtcp_packet(1, 200, struct.pack("!IQIII", 1, 0xE5B4C0D180000000, 160, 10, 1600) + block)
    described = rtcp_packet(1, 202, struct.pack("!I", 1) + b"\1\x07me@home\6\4tool\0")
    line = Asks(cap, 40001, 50001)
    report = {"SSRC": 7, "FractionLost": 64, "PacketsLost": -2, "HighestSequence": 0x10002, "Jitter": 5,
              "LastReport": 0xAABBCCDD, "Delay": 65536}
    line.ask(sender + described, PacketTypes=[200, 202], SSRC=1, NTPTimestamp=0xE5B4C0D180000000, RTPTimestamp=160,
             PacketCount=10, OctetCount=1600, Reports=[report],
             Descriptions=[{"SSRC": 1, "CNAME": "me@home", "Tool": "tool"}])
    receiver = rtcp_packet(0, 201, struct.pack("!I", 2))
    bye = rtcp_packet(2, 203, struct.pack("!II", 2, 3) + b"\3end")
    line.answer(receiver + bye, PacketTypes=[201, 203], SSRC=2, Goodbyes=[2, 3], Reason="end")
    line.ask(sender[:-1])
    line.ask(b"\0" + sender[1:])
    invites(cap, 5063, b"c=IN IP4 192.0.2.1", b"m=audio 40020 RTP/AVP 0", b"a=rtcp:40099")
    Asks(cap, 40099, 50099).ask(receiver, PacketTypes=[201], SSRC=2)
    invites(cap, 5064, b"c=IN IP4 192.0.2.1", b"m=audio 40030 RTP/AVP 0", b"a=rtcp-mux")
    among = Asks(cap, 40030, 50030)
    among.ask(rtp_packet(0, 2, 320, 1, bytes(16))[0])
    among.ask(receiver, PacketTypes=[201], SSRC=2)
    return cap


CAPTURES = (stun, rtp, rtcp)
