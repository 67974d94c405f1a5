# SPDX-License-Identifier: Apache-2.0
"""TLS connections, with the hellos of their clients as RFC 5246 and RFC 8446 have them.

The fingerprints are those of the text given here: what JA3 and JA4 are made of.
"""
import hashlib
import struct

import wire
from files import Capture
from network import ONE, TWO
from wire import IPV4, IPV6, TCP, ether, ip4, ip6

ADDRESSES = {IPV4: ("192.0.2.1", "192.0.2.2"), IPV6: ("2001:db8::1", "2001:db8::2")}
MACS = (ONE, TWO)
CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, DATA = 20, 21, 22, 23
CLIENT_HELLO, SERVER_HELLO, KEY_EXCHANGE = 1, 2, 16
RANDOM = bytes(range(32))
# What a server puts in the place of its random number when it wants another hello.
RETRY = hashlib.sha256(b"HelloRetryRequest").digest()
SNI, STATUS, GROUPS, POINTS, ALGORITHMS, ALPN, PADDING, VERSIONS, KEYS = (
    0, 5, 10, 11, 13, 16, 21, 43, 51)


def sized(size, data):
    """The data behind its length, which has so many bytes."""
    return len(data).to_bytes(size, "big") + data


def shorts(*numbers):
    return struct.pack(f"!{len(numbers)}H", *numbers)


def extension(kind, data=b""):
    return shorts(kind) + sized(2, data)


def server_name(name):
    return extension(SNI, sized(2, b"\0" + sized(2, name)))


def protocols(*names):
    return extension(ALPN, sized(2, b"".join(sized(1, name) for name in names)))


def hello(suites, extensions=None, version=0x0303, session=b"", random=RANDOM):
    body = shorts(version) + random + sized(1, session) + sized(2, shorts(*suites)) + b"\1\0"
    if extensions is not None:
        body += sized(2, b"".join(extensions))
    return message(CLIENT_HELLO, body)


def message(kind, body):
    return bytes([kind]) + sized(3, body)


def record(kind, data, version=0x0301):
    return bytes([kind]) + shorts(version) + sized(2, data)


def records(data, size, version=0x0301):
    """A message in records of so many bytes."""
    return b"".join(record(HANDSHAKE, data[at:at + size], version)
                    for at in range(0, len(data), size))


def server_hello(random, *extensions):
    body = shorts(0x0303) + random + sized(1, b"") + shorts(0x1301) + b"\0"
    return record(HANDSHAKE, message(SERVER_HELLO, body + sized(2, b"".join(extensions))), 0x0303)


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def ja4(first, suites, extensions):
    """The beginning as it is; of the others the beginnings of their SHA-256, zeros for nothing."""
    digests = [hashlib.sha256(text.encode()).hexdigest()[:12] if text else "0" * 12
               for text in (suites, extensions)]
    return "_".join([first, *digests])


class Talk:
    """A connection; who speaks is 0, the client, or 1."""
    port = 50000

    def __init__(self, cap, port=443, kind=IPV4, opened=True):
        Talk.port += 1
        self.cap, self.kind = cap, kind
        self.ports, self.at = (Talk.port, port), [1000 * Talk.port, 0xFFFFFFF0]
        if opened:
            for who, flags in ((0, "S"), (1, "SA"), (0, "A")):
                self.segment(who, b"", flags, self.at[who])
                self.at[who] += "S" in flags

    def segment(self, who, data, flags, at):
        ends = ADDRESSES[self.kind]
        ack = self.at[not who] & 0xFFFFFFFF if "A" in flags else 0
        packet = wire.tcp(self.ports[who], self.ports[not who], at & 0xFFFFFFFF, ack, flags,
                          payload=data)
        layer = (ip4 if self.kind == IPV4 else ip6)(ends[who], ends[not who], TCP, packet)
        self.cap.packet(ether(MACS[not who], MACS[who], self.kind, layer, least=0), after=0.01)

    def say(self, who, data, size=1400):
        """All of it in order; when the first byte of it was captured."""
        begun = None
        for at in range(0, len(data), size):
            self.segment(who, data[at:at + size], "AP", self.at[who])
            self.at[who] += len(data[at:at + size])
            begun = begun or self.cap.time
        return begun

    def end(self):
        for who, flags in ((0, "FA"), (1, "FA"), (0, "A")):
            self.segment(who, b"", flags, self.at[who])
            self.at[who] += "F" in flags

    def expect(self, begun, **members):
        """A record of what the client began to say at that time."""
        source, destination = ADDRESSES[self.kind]
        record_of = {"Type": 22, "Version": 0x0301, "HandshakeType": 1, "HandshakeVersion": 0x0303,
                     "Random": RANDOM.hex(), "CompressMethods": [0], "SrcIP": source,
                     "DstIP": destination, "SrcMAC": ONE, "DstMAC": TWO, "SrcPort": self.ports[0],
                     "DstPort": self.ports[1], **members}
        seconds, rest = divmod(begun, 10**9)
        self.cap.expect(**{**record_of, "Timestamp": f"{seconds}.{rest // 1000:06d}"})


FULL = [extension(0x2A2A), server_name(b"www.example.com"), extension(0x0017),
        extension(0xFF01, b"\0"), extension(GROUPS, sized(2, shorts(0x4A4A, 29, 23))),
        extension(POINTS, sized(1, b"\0")), extension(STATUS, b"\1\0\0\0\0"),
        extension(ALGORITHMS, sized(2, shorts(0x0403, 0x0804, 0x0401))),
        protocols(b"h2", b"http/1.1"),
        extension(VERSIONS, sized(1, shorts(0x6A6A, 0x0304, 0x0303)))]
FULL_SUITES = (0x0A0A, 0x1301, 0x1302, 0xC02F, 0x009C)
FULL_MEMBERS = {
    "CipherSuiteLen": 10, "CipherSuites": [2570, 4865, 4866, 49199, 156], "ExtensionLen": 105,
    "Extensions": [10794, 0, 23, 65281, 10, 11, 5, 13, 16, 43], "SNI": "www.example.com",
    "OSCP": True, "SignatureAlgs": [1027, 2052, 1025], "SupportedGroups": [19018, 29, 23],
    "SupportedPoints": [0], "ALPNs": ["h2", "http/1.1"],
    "Ja3": md5("771,4865-4866-49199-156,0-23-65281-10-11-5-13-16-43,29-23,0"),
    "Ja4": ja4("t13d0409h2", "009c,1301,1302,c02f",
               "0005,000a,000b,000d,0017,002b,ff01_0403,0804,0401"),
}
PLAIN = (0xC02F, 0x009C)
PLAIN_MEMBERS = {"CipherSuiteLen": 4, "CipherSuites": [49199, 156]}
BARE_MEMBERS = {**PLAIN_MEMBERS, "HandshakeLen": 43, "Ja3": md5("771,49199-156,,,"),
                "Ja4": ja4("t12i020000", "009c,c02f", "")}


def whole(cap):
    """TLS 1.2 to its end: only the hello is told of."""
    talk = Talk(cap)
    begun = talk.say(0, record(HANDSHAKE, hello(FULL_SUITES, FULL, session=b"\xab" * 32)))
    talk.expect(begun, MessageLen=192, HandshakeLen=188, SessionIDLen=32, SessionID="ab" * 32,
                **FULL_MEMBERS)
    talk.say(1, server_hello(RANDOM) + record(HANDSHAKE, message(14, b""), 0x0303))
    talk.say(0, record(HANDSHAKE, message(KEY_EXCHANGE, b"\x20" + RANDOM), 0x0303)
             + record(CHANGE_CIPHER_SPEC, b"\1", 0x0303)
             + record(HANDSHAKE, b"\1\0\0\x20" + RANDOM[::-1], 0x0303))
    talk.say(1, record(CHANGE_CIPHER_SPEC, b"\1", 0x0303) + record(HANDSHAKE, RANDOM, 0x0303))
    talk.say(0, record(DATA, b"\x16\3\1\0\x30\1" * 20, 0x0303))
    talk.end()


def segments(cap):
    """Over IPv6 and another port, in segments of seven bytes; then out of order and twice."""
    talk = Talk(cap, 8443, IPV6)
    begun = talk.say(0, record(HANDSHAKE, hello(FULL_SUITES, FULL)), 7)
    talk.expect(begun, MessageLen=160, HandshakeLen=156, **FULL_MEMBERS)
    talk.end()
    talk = Talk(cap)
    data, at = record(HANDSHAKE, hello(FULL_SUITES, FULL)), talk.at[0]
    times = []
    for begin, end in ((60, 110), (0, 60), (60, 110), (40, 70), (110, len(data))):
        talk.segment(0, data[begin:end], "AP", at + begin)
        times.append(cap.time)
    talk.at[0] += len(data)
    talk.expect(times[1], MessageLen=160, HandshakeLen=156, **FULL_MEMBERS)
    talk.end()


def fragments(cap):
    """A message in records of nine bytes, and one of 20000 bytes, more than a record holds."""
    talk = Talk(cap)
    begun = talk.say(0, records(hello(FULL_SUITES, FULL), 9))
    talk.expect(begun, MessageLen=9, HandshakeLen=156, **FULL_MEMBERS)
    talk.end()
    talk = Talk(cap)
    padded = hello(PLAIN, [extension(PADDING, bytes(20000 - 47 - 4 - 2))])
    begun = talk.say(0, records(padded, 16384))
    talk.expect(begun, MessageLen=16384, HandshakeLen=len(padded) - 4, ExtensionLen=19951,
                Extensions=[21], Ja3=md5("771,49199-156,21,,"),
                Ja4=ja4("t12i020100", "009c,c02f", "0015"), **PLAIN_MEMBERS)
    talk.end()


def retry(cap):
    """RFC 8446 section 4.1.4: the server asks for another group, early data in between."""
    talk = Talk(cap, 993)
    for group in (29, 23):
        keys = extension(KEYS, sized(2, shorts(group) + sized(2, RANDOM)))
        begun = talk.say(0, record(HANDSHAKE, hello(PLAIN, [server_name(b"a.example"), keys]),
                                   0x0301 if group == 29 else 0x0303))
        talk.expect(begun, Version=0x0301 if group == 29 else 0x0303, MessageLen=109,
                    HandshakeLen=105, SNI="a.example", ExtensionLen=60, Extensions=[0, 51],
                    Ja3=md5("771,49199-156,0-51,,"),
                    Ja4=ja4("t12d020200", "009c,c02f", "0033"), **PLAIN_MEMBERS)
        if group == 29:
            talk.say(0, record(CHANGE_CIPHER_SPEC, b"\1", 0x0303) + record(DATA, bytes(40), 0x0303))
            talk.say(1, server_hello(RETRY, extension(KEYS, shorts(23)))
                     + record(CHANGE_CIPHER_SPEC, b"\1", 0x0303))
    talk.say(1, server_hello(RANDOM))
    talk.say(0, record(DATA, bytes(60), 0x0303))
    talk.end()


def without(cap):
    """Without extensions, as SSL 3.0 has it; and on a connection whose opening is not there."""
    talk = Talk(cap)
    begun = talk.say(0, record(HANDSHAKE, hello(PLAIN, version=0x0300), 0x0300))
    talk.expect(begun, **{**BARE_MEMBERS, "Version": 0x0300, "HandshakeVersion": 0x0300,
                          "MessageLen": 47, "Ja3": md5("768,49199-156,,,"),
                          "Ja4": ja4("ts3i020000", "009c,c02f", "")})
    talk.say(1, record(ALERT, b"\2\x46", 0x0300))
    talk.end()
    talk = Talk(cap, 4711, opened=False)
    begun = talk.say(0, record(HANDSHAKE, hello(PLAIN)))
    talk.expect(begun, MessageLen=47, **BARE_MEMBERS)
    talk.say(1, b"HTTP/1.1 400 Bad Request\r\n\r\n")
    talk.end()


def refused(cap):
    """Lengths that lie, a hello that breaks off, one with a hole, and what is no hello at all."""
    for data in (record(HANDSHAKE, hello(PLAIN, [shorts(SNI, 9) + b"\0"])),
                 record(HANDSHAKE, hello(PLAIN, [extension(SNI, shorts(6) + b"\0\0\4a.b")])),
                 record(HANDSHAKE, hello(PLAIN)[:-3]) + record(ALERT, b"\2\x28"),
                 record(HANDSHAKE, message(CLIENT_HELLO, shorts(0x0303) + RANDOM + b"\x21")),
                 record(HANDSHAKE, b"\1\xff\xff\xff"),
                 server_hello(RANDOM), record(DATA, RANDOM)):
        talk = Talk(cap)
        talk.say(0, data)
        talk.end()
    talk = Talk(cap)
    talk.say(0, record(HANDSHAKE, hello(PLAIN))[:20])
    talk.at[0] += 20
    talk.say(0, record(HANDSHAKE, hello(PLAIN))[40:])
    talk.say(1, b"")
    talk.end()


def ssl2(cap):
    """RFC 5246 appendix E.2: in the framing of SSL 2.0, for TLS 1.0 and for SSL 2.0 itself."""
    specs, challenge = bytes.fromhex("00002f000035010080"), RANDOM[:16]
    for version, session in ((0x0301, b""), (2, RANDOM[16:])):
        lengths = shorts(len(specs), len(session), len(challenge))
        body = b"\1" + shorts(version) + lengths + specs + session + challenge
        talk = Talk(cap)
        begun = talk.say(0, shorts(0x8000 | len(body)) + body)
        talk.expect(begun, Type=0, Version=2, MessageLen=len(body), HandshakeLen=len(body) - 1,
                    HandshakeVersion=version, Random=challenge.hex(), CompressMethods=[],
                    CipherSuiteLen=9, CipherSuites=[47, 53, 65664], SessionIDLen=len(session),
                    SessionID=session.hex())
        talk.say(1, server_hello(RANDOM) if version > 2 else b"\x80\x03\0\0\1")
        talk.end()


def tlsclienthello():
    cap = Capture("tlsclienthello")
    Talk.port = 50000
    for part in (whole, segments, fragments, retry, without, refused, ssl2):
        part(cap)
    return cap


CAPTURES = (tlsclienthello,)
