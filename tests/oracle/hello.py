#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compare every TLSClientHello netcapd writes with the hellos tshark finds in TCP streams.

Apart from oracle.py, because a hello may come to any port: here all of tshark's protocols are on.
Hellos are matched by addresses, ports and random number.  JA3 is tshark's own; JA4 is worked out
from tshark's fields.
"""
import argparse
import collections
import hashlib
import pathlib
import re
import sys
import tempfile

import compare
import ours
import pdml
from compare import Difference

HERE = pathlib.Path(__file__).resolve().parent
KIND, SKIPPED = "TLSClientHello", 77
OPTIONS = ("tcp.desegment_tcp_streams:TRUE", "tcp.reassemble_out_of_order:TRUE",
           "tls.desegment_ssl_records:TRUE", "tls.desegment_ssl_application_data:TRUE",
           "ip.defragment:TRUE", "ipv6.defragment:TRUE", "ip.check_checksum:FALSE",
           "tcp.check_checksum:FALSE")
PREFIX = "tls.handshake."
NUMBERS = {
    "HandshakeType": "type", "HandshakeLen": "length", "HandshakeVersion": "version",
    "SessionIDLen": "session_id_length", "CipherSuiteLen": "cipher_suites_length",
    "ExtensionLen": "extensions_length"}
LISTS = {
    "CipherSuites": "ciphersuite", "CompressMethods": "comp_method",
    "SignatureAlgs": "sig_hash_alg", "SupportedGroups": "extensions_supported_group",
    "SupportedPoints": "extensions_ec_point_format", "Extensions": "extension.type"}
BYTES = {"Random": "random", "SessionID": "session_id"}
SNI, ALPN = 0, 16


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    ours.arguments(parser)
    ours.folders(parser)
    return parser.parse_args(arguments)


class Reader(pdml.Reader):
    """Expat's events to the layers of each packet, whatever they are."""

    def end(self, tag):
        if tag in ("packet", "proto", "field"):
            node = self.stack.pop()
            if tag == "packet":
                self.ready.append(node.children)
                self.read += 1


class Tshark(pdml.Tshark):
    """tshark with all its protocols on."""

    def __init__(self):
        super().__init__()
        self.options = OPTIONS

    def disable(self):
        """Whatever carries TCP is of use."""

    def packets(self, capture):
        command = ["-n", "-r", str(capture), "-Y", "tls.handshake.type == 1 && tcp", "-T", "pdml"]
        for option in self.options:
            command += ["-o", option]
        reader = Reader()
        with tempfile.TemporaryFile() as out:
            self.write([self.program, *command], out)
            out.seek(0)
            return list(reader.packets(out))


def shown(layer, name):
    found = layer.find(name)
    return found[0].show() if found else ""


def is_grease(number):
    return number & 0x0F0F == 0x0A0A and number >> 8 == number & 0xFF


def listed(hello, name):
    return [int(node.show(), 0) for node in hello.find(PREFIX + name)]


def digest(*lists):
    """The beginning of the SHA-256 of lists of hexadecimal numbers, zeros for an empty one."""
    text = "_".join(",".join(f"{number:04x}" for number in numbers) for numbers in lists if numbers)
    return hashlib.sha256(text.encode()).hexdigest()[:12] if lists[0] else "0" * 12


def ends(protocol):
    """The first and last character of a protocol's name, or hexadecimal digit of its bytes."""
    raw = bytes.fromhex(protocol)
    if not raw:
        return "00"
    text = raw.decode("latin-1")
    plain = re.fullmatch("[0-9A-Za-z]{2}", text[0] + text[-1])
    return text[0] + text[-1] if plain else protocol[0] + protocol[-1]


def ja4(hello):
    def sound(name):
        return [number for number in listed(hello, name) if not is_grease(number)]

    suites, extensions = sound("ciphersuite"), sound("extension.type")
    version = max(sound("extensions.supported_version") or listed(hello, "version"))
    name = {0x0300: "s3", 0x0301: "10", 0x0302: "11", 0x0303: "12", 0x0304: "13"}.get(version, "00")
    protocol = [node.wire() for node in hello.find(PREFIX + "extensions_alpn_str")]
    first = (f"t{name}{'d' if SNI in extensions else 'i'}{min(len(suites), 99):02}"
             f"{min(len(extensions), 99):02}{ends(protocol[0] if protocol else '')}")
    others = sorted(number for number in extensions if number not in (SNI, ALPN))
    return "_".join([first, digest(sorted(suites)), digest(others, sound("sig_hash_alg"))])


def values(record, hello):
    """A hello's members; None where tshark shows nothing to compare with."""
    members = {member: int(shown(hello, PREFIX + name) or "0", 0)
               for member, name in NUMBERS.items()}
    members |= {member: listed(hello, name) for member, name in LISTS.items()}
    members |= {member: shown(hello, PREFIX + name).replace(":", "")
                for member, name in BYTES.items()}
    # Of several records tshark hangs the hello up in the last.
    whole = not record.find("tls.handshake.fragments")
    members["Type"] = int(shown(record, "tls.record.content_type"))
    members["Version"] = int(shown(record, "tls.record.version"), 0) if whole else None
    members["MessageLen"] = int(shown(record, "tls.record.length")) if whole else None
    members["SNI"] = shown(hello, PREFIX + "extensions_server_name")
    members["OSCP"] = shown(hello, PREFIX + "extensions_status_request_type") == "1"
    members["ALPNs"] = [node.show() for node in hello.find(PREFIX + "extensions_alpn_str")]
    members["Ja3"], members["Ja4"] = shown(hello, PREFIX + "ja3"), ja4(hello)
    return members


def ssl2_values(record):
    """The members of a hello in the framing of SSL 2.0, which is the record itself."""
    def number(name):
        return int(shown(record, name) or "0", 0)
    return {
        "Type": 0, "Version": 2, "MessageLen": number("tls.record.length"), "HandshakeType": 1,
        "HandshakeLen": number("tls.record.length") - 1,
        "HandshakeVersion": int(record.find("tls.handshake.version")[0].wire() or "0", 16),
        "SessionIDLen": number(PREFIX + "session_id_length"),
        "CipherSuiteLen": number(PREFIX + "cipher_spec_len"),
        "CipherSuites": listed(record, "cipherspec"),
        "Random": None,  # tshark does not show its bytes
        "SessionID": shown(record, PREFIX + "session_id").replace(":", ""),
        "SNI": "", "Extensions": [], "CompressMethods": [], "Ja3": "", "Ja4": ""}


def addresses(layers):
    """The innermost ones."""
    found = {}
    for layer in layers:
        if layer.name in ("ip", "ipv6"):
            found |= {"SrcIP": shown(layer, layer.name + ".src"),
                      "DstIP": shown(layer, layer.name + ".dst")}
        if layer.name == "tcp":
            found |= {"SrcPort": int(shown(layer, "tcp.srcport")),
                      "DstPort": int(shown(layer, "tcp.dstport"))}
    return found


def hellos(packet):
    """The frame's number and the members of each hello in a packet."""
    number = shown(packet[0], "num") or next(
        shown(layer, "frame.number") for layer in packet if layer.name == "frame")
    for layer in packet:
        records = layer.find("tls.record") if layer.name == "tls" else ()
        for record in records:
            if record.find(PREFIX + "challenge"):
                yield number, {**addresses(packet), **ssl2_values(record)}
            for hello in record.find("tls.handshake"):
                if shown(hello, "tls.handshake.type") == "1":
                    yield number, {**addresses(packet), **values(record, hello)}


def key(members):
    names = ("SrcIP", "SrcPort", "DstPort", *(["Random"] if members["Version"] != 2 else []))
    return tuple(str(members.get(name, "")) for name in names)


def default_of(value):
    return type(value)() if value is not None else None


def compare_hello(tally, place, mine, theirs):
    for member, other in theirs.items():
        if other is None:
            continue
        value = mine.get(member, default_of(other))
        tally.count(KIND, compared=1, equal=int(value == other))
        if value != other:
            tally.differ(Difference(KIND, *place, member, value, other))


def compare_capture(tally, capture, mine, theirs):
    tally.count(KIND, captures=1, ours=len(mine), theirs=len(theirs))
    waiting = collections.defaultdict(collections.deque)
    for record in mine:
        waiting[key(record)].append(record)
    for number, other in theirs:
        queue = waiting[key(other)]
        if queue:
            compare_hello(tally, (capture, number), queue.popleft(), other)
        else:
            tally.differ(Difference(KIND, capture, number, compare.MISSING, None, other))
    for queue in waiting.values():
        for record in queue:
            place = (capture, record["Timestamp"], compare.EXTRA)
            tally.differ(Difference(KIND, *place, record, None))


def their_hellos(tshark, path):
    """tshark may show what no rule foresees."""
    try:
        return [hello for packet in tshark.packets(path) for hello in hellos(packet)]
    except (LookupError, StopIteration, ValueError) as reason:
        raise pdml.Unreadable(f"a hello of tshark's cannot be read: {type(reason).__name__} "
                              f"{reason}") from reason


# Where a record of a handshake begins (RFC 8446 section 5.1), or of SSL 2.0 a hello of that or of a later version
# (RFC 5246 appendix E.2); and what is compressed.
BEGINS = re.compile(rb"\x16\x03|[\x80-\xff].\x01(?:\x03|\x00\x02)|\A\x1f\x8b", re.S)


def may_hold_hellos(path):
    """Without, tshark need not be asked, which takes a second to start."""
    return BEGINS.search(path.read_bytes()) is not None


def look_at(tally, tshark, path, decoded):
    try:
        theirs = their_hellos(tshark, path) if may_hold_hellos(path) else []
    except pdml.Unreadable as reason:
        tally.leave_out(path.name, reason)
        return
    mine = decoded(path)(KIND)
    if mine or theirs:
        tally.begin(path.name)
        compare_capture(tally, path.name, mine, theirs)


def run(options):
    tshark = Tshark()
    tally = compare.Tally(compare.Justified([HERE / "hello-justified.csv"]), options.shown)
    captures = list(ours.captures(options.captures))
    with ours.decoded(options, captures) as decoded:
        for path in captures:
            look_at(tally, tshark, path, decoded)
    tally.report()
    if not tally.counts:
        print("hello.py: nothing was compared", file=sys.stderr)
        return 1
    return 1 if tally.failed() else 0


def main(arguments):
    options = parse(arguments)
    try:
        return run(options)
    except pdml.Missing as reason:
        print(f"hello.py: skipped: {reason}")
        return SKIPPED
    except (ours.Failed, compare.Wide) as reason:
        print(f"hello.py: {reason}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
