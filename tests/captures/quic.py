# SPDX-License-Identifier: Apache-2.0
"""QUIC, RFC 9000, 9001 and 9369: first packets of clients, sealed with keys that anybody can have.

The cipher is that of FIPS 197 and NIST SP 800-38D, written here so that these bytes need no
library; what it makes is held against the beginnings of the packets that the RFCs have.
"""
import hashlib
import hmac

import joins
import wire
from files import Capture
from network import ONE, TWO
from tls import (ALGORITHMS, ALPN, GROUPS, KEYS, RANDOM, VERSIONS, extension, hello, ja4, md5,
                 protocols, server_name, shorts, sized)
from wire import IPV4, UDP, ether, ip4

V1, V2 = 1, 0x6B3343CF
SALTS = {V1: "38762cf7f55934b34d179ae6a4c80cadccbb7f0a",
         V2: "0dede3def700a6db819381be6e269dcbf9bd2ed9"}
LABELS = {V1: b"quic ", V2: b"quicv2 "}
RETRY_KEYS = {V1: ("be0c690b9f66575a1d766b54e368c84e", "461599d35d632bf2239825bb"),
              V2: ("8fb4b01b56ac48e260fbcbcead7ccc92", "d86969bc2d7c6d9990efb04a")}
ID, SERVER_ID = bytes.fromhex("8394c8f03e515708"), bytes.fromhex("f067a5502a4262b5")
CLIENT, SERVER = "192.0.2.1", "192.0.2.2"
RFC_HELLO = bytes.fromhex(
    "010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c0000041301130201"
    "0000c000000010000e00000b6578616d706c652e636f6dff01000100000a00080006001d00170018001000070005"
    "04616c706e000500050100000000003300260024001d00209370b2c9caa47fbabaf4559fedba753de171fa71f50f"
    "1ce15d43e994ec74d748002b0003020304000d0010000e0403050306030203080408050806002d00020101001c00"
    "024001003900320408ffffffffffffffff05048000ffff07048000ffff0801100104800075300901100f088394c8"
    "f03e51570806048000ffff")
RFC_BEGINS = {V1: "c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11",
              V2: "d76b3343cf088394c8f03e5157080000449ea0c95e82ffe67b6abcdb4298b485"}
RFC_MEMBERS = {
    "SNI": "example.com", "ALPNs": ["alpn"], "NumCipherSuites": 2, "CipherSuites": [4865, 4866],
    "Extensions": [0, 65281, 10, 16, 5, 51, 43, 13, 45, 28, 57], "SupportedGroups": [29, 23, 24],
    "SignatureAlgs": [0x0403, 0x0503, 0x0603, 0x0203, 0x0804, 0x0805, 0x0806], "HelloSize": 241,
    "Ja3": md5("771,4865-4866,0-65281-10-16-5-51-43-13-45-28-57,29-23-24,"),
    "Ja4": ja4("q13d0211an", "1301,1302",
               "0005,000a,000d,001c,002b,002d,0033,0039,ff01_0403,0503,0603,0203,0804,0805,0806")}


def doubled(byte):
    return (byte << 1 ^ (0x11B if byte & 0x80 else 0)) & 0xFF


def times(a, b):
    """In the field of FIPS 197 section 4.2."""
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a, b = doubled(a), b >> 1
    return product


def substitution(byte):
    inverse = next((other for other in range(256) if times(byte, other) == 1), 0)
    turned = inverse
    for _ in range(4):
        inverse = (inverse << 1 | inverse >> 7) & 0xFF
        turned ^= inverse
    return turned ^ 0x63


BOX = [substitution(byte) for byte in range(256)]


def round_keys(key):
    words, constant = [key[at:at + 4] for at in range(0, 16, 4)], 1
    for at in range(4, 44):
        word = words[-1]
        if at % 4 == 0:
            word = bytes(BOX[byte] for byte in word[1:] + word[:1])
            word, constant = bytes([word[0] ^ constant]) + word[1:], doubled(constant)
        words.append(xor(words[-4], word))
    return [b"".join(words[at:at + 4]) for at in range(0, 44, 4)]


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def aes(keys, block):
    state = xor(block, keys[0])
    for number, key in enumerate(keys[1:], 1):
        state = bytes(BOX[state[(at + 4 * (at % 4)) % 16]] for at in range(16))
        if number < 10:
            state = bytes(doubled(state[at]) ^ doubled(state[at & 12 | (at + 1) & 3])
                          ^ state[at & 12 | (at + 1) & 3] ^ state[at & 12 | (at + 2) & 3]
                          ^ state[at & 12 | (at + 3) & 3] for at in range(16))
        state = xor(state, key)
    return state


def ghash(key, data):
    """NIST SP 800-38D section 6.4."""
    value, key = 0, int.from_bytes(key, "big")
    for at in range(0, len(data), 16):
        value ^= int.from_bytes(data[at:at + 16], "big")
        product, other = 0, key
        for bit in range(127, -1, -1):
            product ^= other if value >> bit & 1 else 0
            other = other >> 1 ^ (0xE1 << 120 if other & 1 else 0)
        value = product
    return value.to_bytes(16, "big")


def seal(key, nonce, beside, plain):
    """AES-128-GCM: the sealed bytes and their tag."""
    keys = round_keys(key)
    stream = b"".join(aes(keys, nonce + (2 + n).to_bytes(4, "big"))
                      for n in range((len(plain) + 15) // 16))
    sealed = xor(plain, stream)
    sizes = (8 * len(beside)).to_bytes(8, "big") + (8 * len(sealed)).to_bytes(8, "big")
    padded = b"".join(part + bytes(-len(part) % 16) for part in (beside, sealed))
    tag = xor(ghash(aes(keys, bytes(16)), padded + sizes), aes(keys, nonce + bytes([0, 0, 0, 1])))
    return sealed + tag


def expand(secret, label, size):
    """HKDF-Expand-Label, RFC 8446 section 7.1, of one block."""
    info = shorts(size) + sized(1, b"tls13 " + label) + b"\0\1"
    return hmac.digest(secret, info, "sha256")[:size]


def initial(frames, version=V1, dcid=ID, scid=b"", token=b"", number=2, key_id=ID):
    """A client's packet; its number has four bytes."""
    secret = expand(hmac.digest(bytes.fromhex(SALTS[version]), key_id, "sha256"), b"client in", 32)
    key, iv, protection = (expand(secret, LABELS[version] + name, size)
                           for name, size in ((b"key", 16), (b"iv", 12), (b"hp", 16)))
    first = 0xC3 if version == V1 else 0xD3
    head = (bytes([first]) + version.to_bytes(4, "big") + sized(1, dcid) + sized(1, scid)
            + varint(len(token)) + token + varint(4 + len(frames) + 16, 2))
    count = number.to_bytes(4, "big")
    sealed = seal(key, xor(iv, bytes(8) + count), head + count, frames)
    mask = aes(round_keys(protection), sealed[:16])
    return bytes([first ^ mask[0] & 15]) + head[1:] + xor(count, mask[1:5]) + sealed


def varint(number, size=None):
    size = size or (1 if number < 64 else 2)
    return (number | {1: 0, 2: 0x4000}[size]).to_bytes(size, "big")


def crypto(data, at=0):
    return b"\6" + varint(at) + varint(len(data), 2) + data


def padded(frames, size=1162):
    return frames.ljust(size, b"\0")


def retry(version, token, scid, dcid=b"", key_id=ID):
    """RFC 9001 section 5.8."""
    first = 0xFF if version == V1 else 0xCF
    head = bytes([first]) + version.to_bytes(4, "big") + sized(1, dcid) + sized(1, scid) + token
    key, nonce = (bytes.fromhex(text) for text in RETRY_KEYS[version])
    return head + seal(key, nonce, sized(1, key_id) + head, b"")


class Talk:
    """Datagrams between a client and a server; who speaks is 0, the client, or 1."""
    port = 53000

    def __init__(self, cap, port=443):
        Talk.port += 1
        self.cap, self.ports = cap, (Talk.port, port)

    def say(self, who, data):
        ends, macs = (CLIENT, SERVER), (ONE, TWO)
        packet = wire.udp(self.ports[who], self.ports[not who], data)
        layer = ip4(ends[who], ends[not who], UDP, packet)
        self.cap.packet(ether(macs[not who], macs[who], IPV4, layer, least=0), after=0.01)
        return self.cap.time

    def expect(self, begun, who=0, **members):
        ends, macs = (CLIENT, SERVER), (ONE, TWO)
        joined = {"ConnectionID": joins.connection_id(ends, self.ports),
                  "CommunityID": joins.community_id(ends, self.ports),
                  "PacketNumber": len(self.cap.packets)}
        seconds, rest = divmod(begun, 10**9)
        self.cap.expect(**{
            "Timestamp": f"{seconds}.{rest // 1000:06d}", "Kind": "Initial", "Version": V1,
            "DCID": ID.hex(), "SrcIP": ends[who], "DstIP": ends[not who], "SrcMAC": macs[who],
            "DstMAC": macs[not who], "SrcPort": self.ports[who], "DstPort": self.ports[not who],
            **joined, **members})


def of_the_rfcs(cap):
    for version in (V1, V2):
        packet = initial(padded(crypto(RFC_HELLO)), version)
        assert len(packet) == 1200 and packet.hex().startswith(RFC_BEGINS[version])
        talk = Talk(cap)
        begun = talk.say(0, packet)
        talk.expect(begun, Version=version, NumDatagrams=1, **RFC_MEMBERS)
        talk.say(1, bytes.fromhex("d2") + bytes(40))
        talk.say(0, b"\x40" + bytes(60))


OWN = hello((0x1301, 0x1302, 0x1303), [
    server_name(b"www.example.org"), extension(GROUPS, sized(2, shorts(29, 23))),
    protocols(b"h3", b"h3-29"), extension(ALGORITHMS, sized(2, shorts(0x0403, 0x0804))),
    extension(VERSIONS, sized(1, shorts(0x0304))),
    extension(KEYS, sized(2, shorts(29) + sized(2, RANDOM)))])
OWN_MEMBERS = {
    "SNI": "www.example.org", "ALPNs": ["h3", "h3-29"], "NumCipherSuites": 3,
    "CipherSuites": [4865, 4866, 4867], "Extensions": [0, 10, ALPN, 13, 43, 51],
    "SupportedGroups": [29, 23], "SignatureAlgs": [1027, 2052], "HelloSize": len(OWN),
    "Ja3": md5("771,4865-4866-4867,0-10-16-13-43-51,29-23,"),
    "Ja4": ja4("q13d0306h3", "1301,1302,1303", "000a,000d,002b,0033_0403,0804")}


def in_pieces(cap):
    """Frames out of order, in one datagram and in several, the server's own id in between; behind
    other packets."""
    talk = Talk(cap, 8443)
    begun = talk.say(0, initial(padded(crypto(OWN[70:], 70) + b"\1" + crypto(OWN[:80]))))
    talk.expect(begun, NumDatagrams=1, **OWN_MEMBERS)
    talk = Talk(cap)
    talk.say(0, initial(padded(crypto(OWN[100:], 100)), scid=b"\xaa\xbb"))
    begun = talk.say(0, initial(padded(crypto(OWN[:100])), dcid=SERVER_ID, scid=b"\xaa\xbb",
                                number=3))
    talk.expect(begun, DCID=SERVER_ID.hex(), SCID="aabb", NumDatagrams=2, **OWN_MEMBERS)
    talk = Talk(cap)
    other = b"\xe3" + V1.to_bytes(4, "big") + sized(1, ID) + sized(1, b"") + varint(30) + bytes(30)
    begun = talk.say(0, initial(padded(b"\2\5\0\1\0\0\1", 200)) + other
                     + initial(padded(crypto(OWN), 400), number=4) + bytes(7))
    talk.expect(begun, NumDatagrams=1, **OWN_MEMBERS)


def answers(cap):
    """A retry, in both versions; the versions that a server knows."""
    for version in (V1, V2):
        talk = Talk(cap)
        begun = talk.say(0, initial(padded(crypto(RFC_HELLO)), version))
        talk.expect(begun, Version=version, NumDatagrams=1, **RFC_MEMBERS)
        packet = retry(version, b"token", SERVER_ID)
        assert version == V2 or packet.hex() == (
            "ff000000010008f067a5502a4262b5746f6b656e04a265ba2eff4d829058fb3f0f2496ba")
        begun = talk.say(1, packet)
        talk.expect(begun, 1, Kind="Retry", Version=version, DCID="", SCID=SERVER_ID.hex(),
                    TokenLength=5)
        begun = talk.say(0, initial(padded(crypto(RFC_HELLO)), version, SERVER_ID, token=b"token",
                                    key_id=SERVER_ID))
        talk.expect(begun, Version=version, DCID=SERVER_ID.hex(), TokenLength=5, NumDatagrams=2,
                    Retried=True, **RFC_MEMBERS)
    talk = Talk(cap)
    talk.say(0, b"\xc3\x1a\x2a\x3a\x4a" + sized(1, ID) + sized(1, b"\xcc") + bytes(1180))
    begun = talk.say(1, b"\x80" + bytes(4) + sized(1, b"\xcc") + sized(1, ID)
                     + V1.to_bytes(4, "big") + V2.to_bytes(4, "big"))
    talk.expect(begun, 1, Kind="VersionNegotiation", Version=0, DCID="cc", SCID=ID.hex(),
                SupportedVersions=[1, V2])
    begun = talk.say(0, initial(padded(crypto(OWN))))
    talk.expect(begun, NumDatagrams=2, Negotiated=True, **OWN_MEMBERS)


def nothing(cap):
    """Other keys; what begins in its middle, until it begins anew; a packet that is cut short."""
    talk = Talk(cap)
    talk.say(0, initial(padded(crypto(OWN)), key_id=SERVER_ID))
    talk = Talk(cap)
    talk.say(0, b"\x40" + bytes(40))
    begun = talk.say(0, initial(padded(crypto(OWN))))
    talk.expect(begun, NumDatagrams=1, **OWN_MEMBERS)
    talk = Talk(cap)
    talk.say(0, initial(padded(crypto(OWN)))[:-1])


def quic():
    cap = Capture("quic")
    Talk.port = 53000
    for part in (of_the_rfcs, in_pieces, answers, nothing):
        part(cap)
    return cap


CAPTURES = (quic,)
