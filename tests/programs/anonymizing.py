# SPDX-License-Identifier: Apache-2.0
"""Records of a run beside those that were made of them without their addresses, value by value, and a search for
the addresses in whatever form they may stand.  Shares no code with netcap."""
import base64
import collections
import hashlib
import ipaddress
import re
import subprocess

import e2e
from e2e import DONE, equal

try:
    import ncap_read
except ImportError as missing:  # python3-protobuf
    WITHOUT = str(missing)
else:
    WITHOUT = ""

KEY = bytes(range(7, 39)).hex()

AMOUNTS = {"time", "s", "ms", "us", "ns", "bytes", "count", "number"}
Leaf = collections.namedtuple("Leaf", "path meaning word field value")

KEPT4 = [ipaddress.ip_network(net) for net in ("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/23", "239.255.255.250/32",
                                               "255.255.255.255/32")]
HOLD4 = [ipaddress.ip_network(net) for net in ("::/96", "::ffff:0:0/96", "64:ff9b::/96")]
GROUPS6 = [ipaddress.ip_network(f"ff0{scope}::/96") for scope in "123458e"]


def anonymize(*arguments, status=DONE):
    done = subprocess.run([e2e.NETCAP, "anonymize", *map(str, arguments)], check=False, timeout=6 * e2e.TIMEOUT,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=e2e.environment())
    text = (done.stdout + done.stderr).decode(errors="replace")
    if status is not None:
        equal(done.returncode, status, f"exit status, of which was said: {text}")
    return text


def key_file(folder, text=KEY, mode=0o600):
    path = folder / "secret-key"
    path.write_text(text, encoding="ascii")
    path.chmod(mode)
    return path


# ---- what records say ----

def said(files):
    """What the comments say of fields, by the full name of their message and their number: meaning, word."""
    found = {}

    def walk(file, message, name, path):
        for i, field in enumerate(message.field):
            comment = next((each.trailing_comments for each in file.source_code_info.location
                            if tuple(each.path) == path + (2, i)), "")
            words = re.match(r" *\[(\w+) ?([^]]*)\]", comment)
            guess = {"IP": "address", "AC": "mac"}.get(field.name[-2:], "")
            found[name, field.number] = words.groups() if words else (guess, "")
        for i, inner in enumerate(message.nested_type):
            walk(file, inner, f"{name}.{inner.name}", path + (3, i))

    for file in files.file:
        for i, message in enumerate(file.message_type):
            walk(file, message, f"{file.package}.{message.name}", (4, i))
    return found


def leaves(message, meanings, before=""):
    """The values of a record that hold something, those of lists one by one."""
    for field, value in message.ListFields():
        values = value if field.label == field.LABEL_REPEATED else [value]
        meaning = meanings.get((message.DESCRIPTOR.full_name, field.number), ("", ""))
        for i, each in enumerate(values):
            path = f"{before}{field.name}" + (f"[{i}]" if field.label == field.LABEL_REPEATED else "")
            if field.type == field.TYPE_MESSAGE:
                yield from leaves(each, meanings, f"{path}.")
            else:
                yield Leaf(path, *meaning, field, each)


def records(path):
    """Of a file: the leaves of one record after the other, by their paths."""
    data = ncap_read.messages(ncap_read.read_bytes(path))
    header = next(data)
    make, meanings = ncap_read.record_class(header), said(ncap_read.schema(header))
    for each in data:
        yield {leaf.path: leaf for leaf in leaves(make.FromString(each), meanings)}


# ---- addresses ----

def is_kept(address):
    """What is no host's stays."""
    if address.version == 4:
        return any(address in net for net in KEPT4)
    if any(address in net for net in HOLD4):
        return is_kept(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return any(address in net for net in GROUPS6)


def address_of(leaf):
    """The address of IP that a field holds, if it is one; that of a prefix is none."""
    if leaf.meaning != "address" and leaf.word != "address":
        return None
    value = leaf.value
    try:
        if isinstance(value, str):
            return ipaddress.ip_address(value.split("%")[0])
        if isinstance(value, bytes):
            return ipaddress.ip_address(value) if len(value) in (4, 16) else None
        return ipaddress.IPv4Address(value & 0xFFFFFFFF)
    except ValueError:
        return None


def link_of(leaf):
    if leaf.meaning != "mac":
        return None
    if isinstance(leaf.value, bytes):
        return leaf.value
    try:
        return bytes.fromhex(leaf.value.replace(":", ""))
    except ValueError:
        return None


def is_mask(address):
    return address.version == 4 and "01" not in f"{int(address):032b}"


def eui64(link):
    return bytes([link[0] ^ 2]) + link[1:3] + b"\xff\xfe" + link[3:]


QUAD = re.compile(rb"(?<!\d)(\d{1,3})([-._,;/ ]|%2[DEF])(\d{1,3})\2(\d{1,3})\2(\d{1,3})(?!\d)", re.I)
PAIRS = re.compile(rb"[0-9a-f]{2}([-.:_ ]|%(?:2D|3A))(?:[0-9a-f]{2}\1){4,6}[0-9a-f]{2}", re.I)
CISCO = re.compile(rb"[0-9a-f]{4}([.:-])[0-9a-f]{4}\1[0-9a-f]{4}", re.I)
COLONS = re.compile(rb"[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*", re.I)
HEX = re.compile(rb"[0-9a-f]{8,}", re.I)
DIGITS = re.compile(rb"\d{8,10}")
OBJECT = re.compile(rb"\b1\.3\.6\.1(?:\.\d+)+")
NIBBLES = re.compile(rb"(?:[0-9a-f]\.){31}[0-9a-f]", re.I)


def quads(text):
    """Four numbers with the same mark between any two, but for the beginning of object identifiers (RFC 1155)."""
    for match in QUAD.finditer(OBJECT.sub(b"", text)):
        numbers = [int(match[i]) for i in (1, 3, 4, 5)]
        if max(numbers) < 256:
            yield bytes(numbers)


def said_by_header(path):
    """All that it says in text, but the time, which is now, and the schema."""
    header = ncap_read.length_delimited(next(ncap_read.messages(ncap_read.read_bytes(path))))
    return [value for number, value in header.items() if number not in (1, ncap_read.HEADER_SCHEMA)]


class Search:
    """Addresses as bytes, and whatever of them is found."""

    def __init__(self, addresses):
        self.addresses = set(addresses)
        self.links = {each for each in self.addresses if len(each) == 6}
        self.all = self.addresses | {eui64(link) for link in self.links}
        self.little = {each[::-1]: each for each in self.addresses if len(each) == 4}

    def in_text(self, text):
        """In each form that people write them in.  Names below ip6.arpa are no numbers with dots between."""
        for numbers in quads(re.sub(rb"(?:[0-9a-f]\.)+ip6\.arpa", b"", text, flags=re.I)):
            backwards = () if is_kept(ipaddress.IPv4Address(numbers)) else (numbers[::-1],)
            yield from {numbers, *backwards} & self.addresses
        for match in [*PAIRS.finditer(text), *CISCO.finditer(text)]:
            plain = re.sub(rb"[^0-9A-Fa-f]", b"", match[0].replace(match[1], b""))
            yield from {bytes.fromhex(plain.decode())} & self.all
        for match in COLONS.finditer(text):
            try:
                yield from {ipaddress.ip_address(match[0].decode()).packed} & self.all
            except ValueError:
                pass
        for match in NIBBLES.finditer(text):
            yield from {bytes.fromhex(match[0].replace(b".", b"").decode()[::-1])} & self.all
        for match in HEX.finditer(text):
            for size in (8, 12, 16, 32):
                for at in range(len(match[0]) - size + 1):
                    yield from {bytes.fromhex(match[0][at:at + size].decode())} & self.all
        for match in DIGITS.finditer(text):
            if int(match[0]) < 1 << 32:
                yield from {int(match[0]).to_bytes(4, "big")} & self.all

    def in_bytes(self, data, sizes=(4, 6, 8, 16)):
        """As they stand in packets, those of version 4 from behind as well."""
        for size in sizes:
            for at in range(len(data) - size + 1):
                part = data[at:at + size]
                if part in self.all:
                    yield part
                if size == 4 and part in self.little:
                    yield self.little[part]

    def in_leaf(self, leaf):
        """Amounts that a capture of spaces or zeros has, 32.32.32.32, are no addresses of it."""
        if leaf.meaning in AMOUNTS:
            found = self.in_text(str(leaf.value).encode()) if leaf.meaning == "time" else ()
            found = {*found, *self.in_number(leaf.value)}
            return {each for each in found if len(set(each)) > 2}
        if isinstance(leaf.value, str):
            return self.in_text(leaf.value.encode())
        if isinstance(leaf.value, bytes):
            inside = {*self.in_bytes(leaf.value)}
            if leaf.word.startswith("plain"):  # numbers: zeros beside others are in many
                inside = {each for each in inside if len(set(each)) > 2}
            return inside | {*self.in_text(leaf.value)}
        return self.in_number(leaf.value)

    def in_number(self, number):
        if isinstance(number, int) and 1 << 24 <= number < 1 << 32:
            return {number.to_bytes(4, "big")} & self.all
        return ()


# ---- what is made of them ----

def common(one, other):
    """Bits that two addresses share."""
    size = one.max_prefixlen
    return size - (int(one) ^ int(other)).bit_length()


def community_id(source, destination, protocol, ports):
    """Version 1, seed 0, of TCP, UDP and SCTP; pieces of packets have no ports."""
    ends = sorted(zip((source.packed, destination.packed), ports or (b"", b"")))
    data = b"\0\0" + ends[0][0] + ends[1][0] + bytes([protocol, 0])
    data += b"".join(port.to_bytes(2, "big") for _, port in ends if ports)
    return "1:" + base64.b64encode(hashlib.sha1(data).digest()).decode()
