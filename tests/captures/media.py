# SPDX-License-Identifier: Apache-2.0
"""Captures of how media find their way: STUN, with the records the RFCs ask for."""
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


CAPTURES = (stun,)
