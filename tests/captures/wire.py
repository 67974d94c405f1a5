# SPDX-License-Identifier: Apache-2.0
"""Headers as the RFCs draw them, each from its fields to bytes.

A segment that carries a checksum over a pseudo header is a Segment until ip4 or ip6,
which know the addresses, fill it in; a checksum given by the caller is left as it is.
"""
import ipaddress
import math
import struct

MAC_ALL = "ff:ff:ff:ff:ff:ff"
ARP, IPV4, IPV6, VLAN, QINQ = 0x0806, 0x0800, 0x86DD, 0x8100, 0x88A8
ICMP, IPIP, TCP, UDP, FRAGMENT, ICMPV6, NO_NEXT = 1, 4, 6, 17, 44, 58, 59
A, NS, CNAME, SOA, PTR, MX, TXT, AAAA, SRV, OPT = 1, 2, 5, 6, 12, 15, 16, 28, 33, 41


class Segment(bytes):
    """A transport message whose checksum at `at` waits for the pseudo header."""
    at = 0


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def ip(text):
    return ipaddress.ip_address(text).packed


def checksum(data):
    """The Internet checksum, RFC 1071."""
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def entropy(data):
    """Shannon entropy of the bytes in bits, to six decimals."""
    counts = (data.count(byte) for byte in set(data))
    return round(sum(n / len(data) * math.log2(len(data) / n) for n in counts), 6)


def put16(data, at, value):
    return data[:at] + struct.pack("!H", value) + data[at + 2:]


def summed(data, at, given):
    """`data` with the checksum given, or to be filled in by the layer below."""
    if given is not None:
        return put16(data, at, given)
    segment = Segment(data)
    segment.at = at
    return segment


def filled(payload, pseudo):
    """The payload with its checksum over the pseudo header; UDP's 0 means none, so 0xffff."""
    if not isinstance(payload, Segment):
        return payload
    return put16(bytes(payload), payload.at, checksum(pseudo + payload) or 0xFFFF)


def ether(dst, src, kind, payload=b"", least=60):
    """Ethernet II, or 802.3 when `kind` is a length; padded as a network card does."""
    return (mac(dst) + mac(src) + struct.pack("!H", kind) + payload).ljust(least, b"\0")


def ether8023(dst, src, payload):
    return ether(dst, src, len(payload), payload)


def llc(dsap, ssap, control, payload=b""):
    """LLC; the control field is bytes, one or two."""
    return bytes([dsap, ssap]) + control + payload


def snap(oui, kind, payload=b""):
    return llc(0xAA, 0xAA, b"\x03", oui + struct.pack("!H", kind) + payload)


def vlan(identifier, kind, payload=b"", priority=0, drop=0):
    return struct.pack("!HH", priority << 13 | drop << 12 | identifier, kind) + payload


def arp(operation, src_mac, src_ip, dst_mac, dst_ip):
    head = struct.pack("!HHBBH", 1, IPV4, 6, 4, operation)
    return head + mac(src_mac) + ip(src_ip) + mac(dst_mac) + ip(dst_ip)


def ip4(src, dst, proto, payload=b"", tos=0, ident=0, flags=2, offset=0, ttl=64, options=b"",
        length=None, sum=None, version=4, ihl=None):
    """IPv4, RFC 791.  Flags: 1 more fragments, 2 don't fragment, 4 reserved."""
    pseudo = ip(src) + ip(dst) + struct.pack("!BBH", 0, proto, len(payload))
    size = 20 + len(options)
    total = size + len(payload) if length is None else length
    first = version << 4 | (size // 4 if ihl is None else ihl)
    head = struct.pack("!BBHHHBBH", first, tos, total, ident, flags << 13 | offset, ttl, proto, 0)
    head += ip(src) + ip(dst) + options
    return put16(head, 10, checksum(head) if sum is None else sum) + filled(payload, pseudo)


def ip6(src, dst, nxt, payload=b"", tclass=0, flow=0, hops=64, length=None, version=6,
        upper=None, before=b""):
    """IPv6, RFC 8200.  `before` holds extension headers, `upper` the protocol after them."""
    pseudo = ip(src) + ip(dst) + struct.pack("!IHBB", len(payload), 0, 0, upper or nxt)
    size = len(before) + len(payload) if length is None else length
    head = struct.pack("!IHBB", version << 28 | tclass << 20 | flow, size, nxt, hops)
    return head + ip(src) + ip(dst) + before + filled(payload, pseudo)


def hop_by_hop(nxt, options, length=None):
    """Hop-by-hop options; the length counts 8-byte units after the first."""
    return bytes([nxt, (len(options) + 2) // 8 - 1 if length is None else length]) + options


def fragment6(nxt, offset, more, ident, reserved=0, bits=0):
    return struct.pack("!BBHI", nxt, reserved, offset << 3 | bits << 1 | more, ident)


def tcp(src, dst, seq, ack=0, flags="A", window=65535, options=b"", payload=b"", urgent=0,
        offset=None, sum=None):
    """TCP, RFC 9293.  Flags by letter: FSRPAUEC and N for the old nonce sum bit."""
    bits = 0
    for letter in flags:
        bits |= 1 << "FSRPAUECN".index(letter)
    words = 5 + len(options) // 4 if offset is None else offset
    head = struct.pack("!HHIIHHHH", src, dst, seq, ack, words << 12 | bits, window, 0, urgent)
    return summed(head + options + payload, 16, sum)


def mss(size):
    return struct.pack("!BBH", 2, 4, size)


def window_scale(shift):
    return struct.pack("!BBB", 3, 3, shift)


SACK_PERMITTED = b"\x04\x02"
NOP = b"\x01"


def sack(*blocks):
    edges = [edge for block in blocks for edge in block]
    return struct.pack(f"!BB{len(edges)}I", 5, 2 + 4 * len(edges), *edges)


def stamps(value, echo):
    return struct.pack("!BBII", 8, 10, value, echo)


def udp(src, dst, payload=b"", length=None, sum=None):
    size = 8 + len(payload) if length is None else length
    return summed(struct.pack("!HHHH", src, dst, size, 0) + payload, 6, sum)


def icmp(kind, code, rest, sum=None):
    """ICMPv4: everything after the checksum is `rest`; no pseudo header."""
    data = struct.pack("!BBH", kind, code, 0) + rest
    return put16(data, 2, checksum(data) if sum is None else sum)


def icmp6(kind, code, rest, sum=None):
    return summed(struct.pack("!BBH", kind, code, 0) + rest, 2, sum)


def echo(ident, seq, data=b""):
    return struct.pack("!HH", ident, seq) + data


class Message:
    """A DNS message under construction, which remembers names to point back to them."""

    def __init__(self, ident, flags):
        self.bytes = bytearray(struct.pack("!HHHHHH", ident, flags, 0, 0, 0, 0))
        self.names = {}

    def name(self, text):
        """Write a name, RFC 1035 4.1.4: the longest known tail becomes a pointer."""
        while text and text not in self.names:
            self.names[text] = len(self.bytes)
            label, _, text = text.partition(".")
            self.bytes += bytes([len(label)]) + label.encode()
        pointer = struct.pack("!H", 0xC000 | self.names[text]) if text else b"\0"
        self.bytes += pointer

    def count(self, section):
        at = 4 + 2 * section
        self.bytes[at:at + 2] = struct.pack("!H", int.from_bytes(self.bytes[at:at + 2], "big") + 1)

    def ask(self, name, kind, klass=1):
        self.count(0)
        self.name(name)
        self.bytes += struct.pack("!HH", kind, klass)
        return self

    def add(self, section, name, kind, ttl, *data, klass=1):
        """A record in section 1 to 3; text among its data is a name, everything else bytes."""
        self.count(section)
        self.name(name)
        self.bytes += struct.pack("!HHIH", kind, klass, ttl, 0)
        start = len(self.bytes)
        for part in data:
            if isinstance(part, str):
                self.name(part)
            else:
                self.bytes += part
        self.bytes[start - 2:start] = struct.pack("!H", len(self.bytes) - start)
        return self

    def answer(self, name, kind, ttl, *data, klass=1):
        return self.add(1, name, kind, ttl, *data, klass=klass)

    def done(self):
        return bytes(self.bytes)


def texts(*strings):
    """The data of a TXT record: strings, each with its length."""
    return b"".join(bytes([len(text)]) + text for text in strings)
