# SPDX-License-Identifier: Apache-2.0
"""TLS connections, with the hellos of their clients as RFC 5246 and RFC 8446 have them.

The fingerprints are those of the text given here: what JA3 and JA4 are made of.
"""
import hashlib
import struct

import wire
from files import Capture
from joins import OfTCP
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


def chosen(version=0x0303, suite=0xC02F, session=b"", extensions=None, random=RANDOM):
    """The hello of a server, as a message."""
    body = shorts(version) + random + sized(1, session) + shorts(suite) + b"\0"
    if extensions is not None:
        body += sized(2, b"".join(extensions))
    return message(SERVER_HELLO, body)


def stamp(begun):
    seconds, rest = divmod(begun, 10**9)
    return f"{seconds}.{rest // 1000:06d}"


def expect_hello(talk, begun, **members):
    """A record of what the server began to say at that time."""
    source, destination = ADDRESSES[talk.kind]
    talk.cap.expect(**{
        "Timestamp": stamp(begun), "Version": 0x0303, "Random": RANDOM.hex(),
        "CipherSuite": 0xC02F, "SrcIP": destination, "DstIP": source, "SrcMAC": TWO,
        "DstMAC": ONE, "SrcPort": talk.ports[1], "DstPort": talk.ports[0], **members})


OLD = [extension(0xFF01, b"\0"), extension(0x0017), extension(35), extension(STATUS),
       extension(18, sized(2, sized(2, b"\xaa\xbb") + sized(2, b"\xcc"))), protocols(b"h2")]
OLD_MEMBERS = {
    "SecureRenegotiationSupported": True, "Ems": True, "TicketSupported": True,
    "OCSPStapling": True, "Scts": ["aabb", "cc"], "AlpnProtocol": "h2",
    "Extensions": [65281, 23, 35, 5, 18, 16], "Ja3s": md5("771,49199,65281-23-35-5-18-16")}


def old_servers(cap):
    """TLS 1.2: in a record with others; SSL 3.0; and in segments and records of some bytes."""
    talk = Talk(cap)
    talk.say(0, record(HANDSHAKE, hello(PLAIN)))
    begun = talk.say(1, record(HANDSHAKE, chosen(extensions=OLD, session=b"\xab" * 32)
                               + message(14, b""), 0x0303))
    expect_hello(talk, begun, SessionID="ab" * 32, **OLD_MEMBERS)
    talk.end()
    talk = Talk(cap)
    talk.say(0, record(HANDSHAKE, hello(PLAIN, version=0x0300), 0x0300))
    begun = talk.say(1, record(HANDSHAKE, chosen(0x0300, 0x0035), 0x0300))
    expect_hello(talk, begun, Version=0x0300, CipherSuite=0x35, Ja3s=md5("768,53,"))
    talk.end()
    talk = Talk(cap, 8443, IPV6)
    talk.say(0, record(HANDSHAKE, hello(PLAIN)))
    begun = talk.say(1, records(chosen(extensions=OLD), 9, 0x0303), 7)
    expect_hello(talk, begun, **OLD_MEMBERS)
    talk.end()


def new_servers(cap):
    """TLS 1.3: a retry, the hello behind it; what follows is encrypted, whatever it looks like."""
    talk = Talk(cap, 993)
    talk.say(0, record(HANDSHAKE, hello(PLAIN)))
    version = extension(VERSIONS, shorts(0x0304))
    begun = talk.say(1, record(HANDSHAKE, chosen(suite=0x1301, random=RETRY, extensions=[
        version, extension(KEYS, shorts(23)), extension(44, sized(2, b"\xc0\x0c"))]), 0x0303)
        + record(CHANGE_CIPHER_SPEC, b"\1", 0x0303))
    expect_hello(talk, begun, CipherSuite=0x1301, Random=RETRY.hex(), Retry=True,
                 SupportedVersion=0x0304, SelectedGroup=23, Cookie="c00c",
                 Extensions=[43, 51, 44], Ja3s=md5("771,4865,43-51-44"))
    talk.say(0, record(HANDSHAKE, hello(PLAIN), 0x0303))
    begun = talk.say(1, record(HANDSHAKE, chosen(suite=0x1301, extensions=[
        extension(KEYS, shorts(23) + sized(2, RANDOM)), version, extension(41, shorts(1))]), 0x0303)
        + record(CHANGE_CIPHER_SPEC, b"\1", 0x0303) + record(HANDSHAKE, chosen(), 0x0303))
    expect_hello(talk, begun, CipherSuite=0x1301, SupportedVersion=0x0304, SelectedGroup=23,
                 SelectedIdentityPresent=True, SelectedIdentity=1, Extensions=[51, 43, 41],
                 Ja3s=md5("771,4865,51-43-41"))
    talk.end()


def alone(cap):
    """The client was not captured; and lengths that lie, of which there is no record."""
    talk = Talk(cap, opened=False)
    begun = talk.say(1, record(HANDSHAKE, chosen(), 0x0303))
    expect_hello(talk, begun, Ja3s=md5("771,49199,"))
    for body in (chosen()[:-1], chosen(extensions=[])[:-1] + b"\1", chosen(session=bytes(33))):
        talk = Talk(cap)
        talk.say(0, record(HANDSHAKE, hello(PLAIN)))
        talk.say(1, record(HANDSHAKE, body, 0x0303) + record(ALERT, b"\2\x28", 0x0303))
        talk.end()


def tlsserverhello():
    cap = Capture("tlsserverhello")
    Talk.port = 51000
    for part in (old_servers, new_servers, alone):
        part(cap)
    return cap


def element(kind, *parts):
    """Of DER: its length as short as it can be."""
    body = b"".join(parts)
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8 or 1, "big")
    return bytes([kind]) + (size if len(body) < 128 else bytes([0x80 | len(size)]) + size) + body


def oid(hexadecimal):
    return element(6, bytes.fromhex(hexadecimal))


def name(*parts):
    return element(0x30, *(element(0x31, element(0x30, oid(kind), element(0x0C, text.encode())))
                           for kind, text in parts))


COUNTRY, ORGANISATION, COMMON = "550406", "55040a", "550403"
ROOT = name((COUNTRY, "SE"), (COMMON, "Root, a"))
LEAF = name((ORGANISATION, "b"), (COMMON, "c.example"))
SHA256_RSA, RSA = "2a864886f70d01010b", "2a864886f70d010101"
CURVES, P256 = "2a8648ce3d0201", "2a8648ce3d030107"
MODULUS = b"\0\xc1" + bytes(255)


def certificate(issuer, subject, key, extensions=b"", serial=b"\x01\x02", version=2):
    algorithm = element(0x30, oid(SHA256_RSA), b"\5\0")
    times = element(0x30, element(0x17, b"000101000000Z"), element(0x18, b"20500101000000Z"))
    before = element(0xA0, element(2, bytes([version]))) if version else b""
    after = element(0xA3, element(0x30, extensions)) if extensions else b""
    signed = element(0x30, before, element(2, serial), algorithm, issuer, times, subject, key,
                     after)
    return element(0x30, signed, algorithm, element(3, b"\0" + bytes(256)))


RSA_KEY = element(0x30, element(0x30, oid(RSA), b"\5\0"), element(3, b"\0", element(
    0x30, element(2, MODULUS), element(2, b"\1\0\1"))))
P256_KEY = element(0x30, element(0x30, oid(CURVES), oid(P256)), element(3, b"\0\4" + bytes(64)))
CA = (element(0x30, oid("551d13"), b"\1\1\xff", element(4, element(0x30, b"\1\1\xff\2\1\0")))
      + element(0x30, oid("551d0f"), element(4, b"\3\2\1\6")))
HOST = (element(0x30, oid("551d11"), element(4, element(
    0x30, element(0x82, b"c.example"), element(0x82, b"*.c.example"),
    element(0x87, bytes([192, 0, 2, 2])), element(0x81, b"a@c.example"), element(0x86, b"u://"))))
    + element(0x30, oid("551d25"), element(4, element(0x30, oid("2b06010505070301")))))
LEAF_CERTIFICATE = certificate(ROOT, LEAF, P256_KEY, HOST)
ROOT_CERTIFICATE = certificate(ROOT, ROOT, RSA_KEY, CA, serial=b"\x7f")
OLD_CERTIFICATE = certificate(ROOT, ROOT, RSA_KEY, version=0)
CERTIFICATE_MEMBERS = {
    "Version": 3, "Issuer": "CN=Root\\, a,C=SE", "NotBefore": "946684800.000000",
    "NotAfter": "2524608000.000000", "SignatureAlgorithm": "1.2.840.113549.1.1.11"}
LEAF_MEMBERS = {
    **CERTIFICATE_MEMBERS, "SerialNumber": "0102", "Subject": "CN=c.example,O=b",
    "KeyAlgorithm": "1.2.840.10045.2.1", "KeyBits": 256, "KeyCurve": "1.2.840.10045.3.1.7",
    "DNSNames": ["c.example", "*.c.example"], "IPAddresses": ["192.0.2.2"],
    "EmailAddresses": ["a@c.example"], "URIs": ["u://"],
    "ExtendedKeyUsages": ["1.3.6.1.5.5.7.3.1"]}
ROOT_MEMBERS = {
    **CERTIFICATE_MEMBERS, "SerialNumber": "7f", "Subject": "CN=Root\\, a,C=SE",
    "KeyAlgorithm": "1.2.840.113549.1.1.1", "KeyBits": 2048, "IsCA": True, "HasPathLength": True,
    "KeyUsage": 96, "SelfIssued": True}
OLD_MEMBERS_OF = {
    **CERTIFICATE_MEMBERS, "Version": 1, "SerialNumber": "0102", "Subject": "CN=Root\\, a,C=SE",
    "KeyAlgorithm": "1.2.840.113549.1.1.1", "KeyBits": 2048, "SelfIssued": True}


def shown(*chain):
    return message(11, sized(3, b"".join(sized(3, one) for one in chain)))


def expect_certificate(talk, who, begun, data, position, members):
    ends = ADDRESSES[talk.kind]
    talk.cap.expect(Timestamp=stamp(begun), Position=position, Size=len(data),
                    SHA1=hashlib.sha1(data).hexdigest(), SHA256=hashlib.sha256(data).hexdigest(),
                    Context=OfTCP(SrcIP=ends[who], DstIP=ends[not who],
                                  SrcPort=str(talk.ports[who]), DstPort=str(talk.ports[not who])),
                    **members)


def chains(cap):
    """A server's, behind its hello in one record and in small ones; a client's."""
    for size, cut in ((16384, 1400), (100, 333)):
        talk = Talk(cap)
        talk.say(0, record(HANDSHAKE, hello(PLAIN)))
        begun = talk.say(1, records(chosen() + shown(LEAF_CERTIFICATE, ROOT_CERTIFICATE)
                                    + message(14, b""), size, 0x0303), cut)
        yield talk, 1, begun, LEAF_CERTIFICATE, 0, LEAF_MEMBERS
        yield talk, 1, begun, ROOT_CERTIFICATE, 1, ROOT_MEMBERS
        talk.end()
    talk = Talk(cap)
    talk.say(0, record(HANDSHAKE, hello(PLAIN)))
    talk.say(1, record(HANDSHAKE, chosen() + message(14, b""), 0x0303))
    begun = talk.say(0, record(HANDSHAKE, shown(OLD_CERTIFICATE), 0x0303))
    yield talk, 0, begun, OLD_CERTIFICATE, 0, OLD_MEMBERS_OF
    talk.end()


def tlscertificate():
    cap = Capture("tlscertificate")
    Talk.port = 52000
    for talk, who, begun, data, position, members in chains(cap):
        expect_certificate(talk, who, begun, data, position, members)
    talk = Talk(cap)  # no record: of TLS 1.3, and one that is cut short within
    talk.say(0, record(HANDSHAKE, hello(PLAIN)))
    talk.say(1, record(HANDSHAKE, chosen(extensions=[extension(VERSIONS, shorts(0x0304))])
                       + shown(ROOT_CERTIFICATE), 0x0303))
    talk.end()
    talk = Talk(cap)
    talk.say(0, record(HANDSHAKE, hello(PLAIN)))
    talk.say(1, record(HANDSHAKE, chosen() + shown(ROOT_CERTIFICATE[:-1]), 0x0303))
    talk.end()
    return cap


CAPTURES = (tlsclienthello, tlsserverhello, tlscertificate)
