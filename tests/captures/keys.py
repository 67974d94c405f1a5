# SPDX-License-Identifier: Apache-2.0
"""Captures of how tunnels get their keys: WireGuard and IKE, with the records their specifications ask for."""
import struct

from access import Asks
from files import Capture
from network import V6
from wire import ip


def span(start, size):
    """Bytes that count up."""
    return bytes((start + i) % 256 for i in range(size))


def wireguard():
    """Section 5.4 of the paper: a handshake, one who is busy, data and nothing."""
    cap = Capture("wireguard")
    line = Asks(cap, 40000, 51820)
    key, static, time, mac, zeros = span(0, 32), span(32, 48), span(80, 28), span(108, 16), bytes(16)
    line.ask(struct.pack("<II", 1, 0x80000001) + key + static + time + mac + zeros, Type=1,
             SenderIndex=0x80000001, Ephemeral=key.hex(), EncryptedStatic=static.hex(),
             EncryptedTimestamp=time.hex(), MAC1=mac.hex(), MAC2=zeros.hex())
    line.answer(struct.pack("<III", 2, 7, 0x80000001) + key + mac + mac + span(1, 16), Type=2, SenderIndex=7,
                ReceiverIndex=0x80000001, Ephemeral=key.hex(), EncryptedEmpty=mac.hex(), MAC1=mac.hex(),
                MAC2=span(1, 16).hex())
    nonce, cookie = span(3, 24), span(4, 32)
    line.answer(struct.pack("<II", 3, 0x80000001) + nonce + cookie, Type=3, ReceiverIndex=0x80000001,
                Nonce=nonce.hex(), EncryptedCookie=cookie.hex())
    line.ask(struct.pack("<IIQ", 4, 7, 2**63 + 1) + span(5, 112), Type=4, ReceiverIndex=7,
             Counter=2**63 + 1, DataSize=112)
    six = Asks(cap, 51820, 40001, V6)
    six.ask(struct.pack("<IIQ", 4, 9, 0) + mac, Type=4, ReceiverIndex=9, DataSize=16, Keepalive=True)
    six.ask(struct.pack("<IIQ", 4, 9, 0) + mac[1:])
    six.ask(struct.pack("<II", 1, 1) + key + static + time + mac + zeros + b"\0")
    six.ask(b"\4\0\1\0" + span(6, 60))
    six.ask(b"GET / HTTP/1.1\r\n\r\n")
    return cap


ONE_SPI, TWO_SPI = span(1, 8), span(17, 8)


def payloads(*pairs):
    """Kinds and bodies, each payload saying which is next: the first kind, and the bytes."""
    kinds = [kind for kind, _ in pairs] + [0]
    return kinds[0], b"".join(struct.pack("!BBH", kinds[i + 1], 0, 4 + len(body)) + body
                              for i, (_, body) in enumerate(pairs))


def ike_message(version, exchange, flags, ident, first, body, responder=TWO_SPI):
    """The message, and what is expected of its header."""
    data = ONE_SPI + responder + struct.pack("!BBBBII", first, version << 4, exchange, flags, ident,
                                             28 + len(body)) + body
    return data, {"InitiatorSPI": ONE_SPI.hex(), "ResponderSPI": responder.hex(), "NextPayload": first,
                  "MajorVersion": version, "ExchangeType": exchange, "Flags": flags, "MessageID": ident,
                  "Length": len(data)}


def transform2(last, kind, ident, attributes=b""):
    return struct.pack("!BBHBBH", 0 if last else 3, 0, 8 + len(attributes), kind, 0, ident) + attributes


def ike_two(cap):
    """RFC 7296 section 1.2."""
    line = Asks(cap, 500, 500)
    transforms = (transform2(False, 1, 20, bytes.fromhex("800e0100")) + transform2(False, 2, 5)
                  + transform2(True, 4, 31))
    proposal = struct.pack("!BBHBBBB", 0, 0, 8 + len(transforms), 1, 1, 0, 3) + transforms
    shown = {"Number": 1, "ProtocolID": 1, "Transforms": [{"Type": 1, "ID": 20, "KeyLength": 256},
                                                          {"Type": 2, "ID": 5}, {"Type": 4, "ID": 31}]}
    first, body = payloads((33, proposal), (34, b"\0\x1f\0\0" + span(0, 32)), (40, span(1, 24)),
                           (41, bytes.fromhex("01004004") + span(2, 20)), (43, b"strongSwan"))
    data, expected = ike_message(2, 34, 8, 0, first, body, bytes(8))
    line.ask(data, **expected, PayloadTypes=[33, 34, 40, 41, 43], Proposals=[shown], KeyGroup=31, KeySize=32,
             NonceSize=24, NotifyTypes=[0x4004], VendorIDs=[b"strongSwan".hex()])
    first, body = payloads((41, bytes.fromhex("0000000e")))
    data, expected = ike_message(2, 34, 0x20, 0, first, body)
    line.answer(data, **expected, PayloadTypes=[41], NotifyTypes=[14])
    moved = Asks(cap, 4500, 4500)
    data, expected = ike_message(2, 35, 8, 1, 46, struct.pack("!BBH", 35, 0, 36) + span(0, 32))
    moved.ask(bytes(4) + data, **expected, PayloadTypes=[46], Encrypted=True)


def transform1(number, ident, attributes):
    return struct.pack("!BBHBBH", 0, 0, 8 + len(attributes), number, ident, 0) + attributes


def ike_one(cap):
    """RFC 2409 section 5: aggressive mode, and what is encrypted behind main mode."""
    line = Asks(cap, 500, 500, V6)
    attributes = bytes.fromhex("80010007 800e0100 80020004 80030001 8004000e 800b0001 000c0004 00015180")
    inner = transform1(1, 1, attributes)
    proposal = struct.pack("!BBHBBBB", 0, 0, 8 + len(inner), 1, 1, 0, 1) + inner
    shown = {"Number": 1, "ProtocolID": 1, "Transforms": [
        {"Number": 1, "ID": 1, "KeyLength": 256, "Encryption": 7, "Hash": 4, "Authentication": 1, "Group": 14,
         "LifeType": 1, "LifeDuration": 86400}]}
    first, body = payloads((1, struct.pack("!II", 1, 1) + proposal), (4, span(0, 128)), (10, span(3, 16)),
                           (5, b"\3\x11\1\xf4me@example.com"), (13, span(7, 16)))
    data, expected = ike_message(1, 4, 0, 0, first, body, bytes(8))
    line.ask(data, **expected, PayloadTypes=[1, 4, 10, 5, 13], Proposals=[shown], KeySize=128, NonceSize=16,
             IDType=3, Identity="me@example.com", VendorIDs=[span(7, 16).hex()])
    first, body = payloads((1, struct.pack("!II", 1, 1) + proposal), (5, b"\1\0\0\0" + ip("192.0.2.9")),
                           (11, struct.pack("!IBBH", 1, 1, 0, 24576)))
    data, expected = ike_message(1, 4, 0, 0, first, body)
    line.answer(data, **expected, PayloadTypes=[1, 5, 11], Proposals=[shown], IDType=1, Identity="192.0.2.9",
                NotifyTypes=[24576])
    data, expected = ike_message(1, 2, 1, 0, 5, span(0, 40))
    line.ask(data, **expected, PayloadTypes=[5], Encrypted=True)


def ike():
    """RFC 7296, RFC 2409, RFC 3948; and what is none at its port."""
    cap = Capture("ike")
    ike_two(cap)
    ike_one(cap)
    line = Asks(cap, 40000, 500)
    sound, _ = ike_message(2, 37, 8, 5, 0, b"")
    line.ask(sound + b"\0")
    line.ask(sound[:17] + b"\x30" + sound[18:])
    line.ask(b"\xff")
    return cap


CAPTURES = (wireguard, ike)
