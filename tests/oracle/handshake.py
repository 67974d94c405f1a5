#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compare TLSServerHello, TLSCertificate and QUIC with the handshakes tshark finds.

As hello.py does for client hellos, apart from oracle.py, because they may come to any port.  Hellos
are matched by addresses, ports and random number, certificates by their SHA-256, which is worked
out from tshark's bytes.
"""
import calendar
import collections
import hashlib
import sys
import tempfile
import time

import compare
import hello
import ours
import pdml
from hello import PREFIX, addresses, listed, shown

FILTER = "(tls.handshake.type == 2 || tls.handshake.type == 11) && tcp || quic.long.packet_type"
EMAIL, DNS = "x509ce.rfc822Name", "x509ce.dNSName"
ADDRESS = ("x509ce.IPAddress.ipv4", "x509ce.IPAddress.ipv6")
FORMS = ((19, "%Y-%m-%d %H:%M:%S"), (21, "%b %d, %Y %H:%M:%S"))
KEYS = {"TLSServerHello": ("SrcIP", "SrcPort", "DstPort", "Random"),
        "TLSCertificate": ("SrcIP", "SrcPort", "DstPort", "SHA256"),
        "QUIC": ("SrcIP", "SrcPort", "DCID", "Kind")}


class Tshark(hello.Tshark):
    def packets(self, capture):
        command = ["-n", "-r", str(capture), "-Y", FILTER, "-T", "pdml"]
        for option in self.options:
            command += ["-o", option]
        reader = hello.Reader()
        with tempfile.TemporaryFile() as out:
            self.write([self.program, *command], out)
            out.seek(0)
            return list(reader.packets(out))


def plain(layer, name):
    return shown(layer, name).replace(":", "")


def number(layer, name):
    return int(shown(layer, name) or "0", 0)


def server_hello(node):
    extensions = listed(node, "extension.type")
    return {
        "Version": number(node, PREFIX + "version"), "Random": plain(node, PREFIX + "random"),
        "SessionID": plain(node, PREFIX + "session_id"),
        "CipherSuite": number(node, PREFIX + "ciphersuite"),
        "CompressionMethod": number(node, PREFIX + "comp_method"),
        "Extensions": extensions, "Ems": 23 in extensions, "TicketSupported": 35 in extensions,
        "OCSPStapling": 5 in extensions, "NextProtoNeg": 13172 in extensions,
        "SecureRenegotiationSupported": 0xFF01 in extensions,
        "SupportedVersion": number(node, PREFIX + "extensions.supported_version"),
        "AlpnProtocol": shown(node, PREFIX + "extensions_alpn_str"),
        "SelectedGroup": (number(node, PREFIX + "extensions_key_share_group")
                          or number(node, PREFIX + "extensions_key_share_selected_group")),
        "Ja3s": shown(node, PREFIX + "ja3s")}


def seconds(node):
    """Both times as the record has them, of "2016-02-11 00:00:00 (UTC)" or "Jan  1, 2050 ..."."""
    times = [each for name in ("x509af.utcTime", "x509af.generalizedTime")
             for each in node.find(name)]
    times.sort(key=lambda each: each.number("pos"))
    forms = [FORMS[each.show()[0].isalpha()] for each in times[:2]]
    return [f"{calendar.timegm(time.strptime(each.show()[:size], form))}.000000"
            for each, (size, form) in zip(times, forms)]


def all_shown(node, *names):
    return [each.show() for name in names for each in node.find(name)]


def certificate(node, position):
    data = bytes.fromhex(node.wire())
    algorithms, times = all_shown(node, "x509af.algorithm.id"), seconds(node)
    modulus = plain(node, "pkcs1.modulus")
    usage = node.find("x509ce.KeyUsage")
    return {
        "Position": position, "Size": len(data), "Version": number(node, "x509af.version") + 1,
        "SHA1": hashlib.sha1(data).hexdigest(), "SHA256": hashlib.sha256(data).hexdigest(),
        "SerialNumber": plain(node, "x509af.serialNumber"), "NotBefore": times[0],
        "NotAfter": times[1], "SignatureAlgorithm": algorithms[0], "KeyAlgorithm": algorithms[1],
        "KeyBits": int(modulus, 16).bit_length() if modulus else None,
        "DNSNames": all_shown(node, DNS), "EmailAddresses": all_shown(node, EMAIL),
        "IPAddresses": all_shown(node, *ADDRESS),
        "IsCA": any(each.show() in ("1", "True") for each in node.find("x509ce.cA")),
        "KeyUsage": sum((int(usage[0].show()[at:at + 2], 16) >> (7 - bit) & 1) << (4 * at + bit)
                        for at in range(0, len(usage[0].show()), 2) for bit in range(8))
        if usage else 0,
        "ExtendedKeyUsages": all_shown(node, "x509ce.KeyPurposeId")}


def quic(layer, node):
    found = {"Kind": "Initial", "Version": number(layer, "quic.version"),
             "DCID": plain(layer, "quic.dcid"), "SCID": plain(layer, "quic.scid"),
             "TokenLength": number(layer, "quic.token_length"),
             "HelloSize": number(node, PREFIX + "length") + 4,
             "SNI": shown(node, PREFIX + "extensions_server_name"),
             "ALPNs": all_shown(node, PREFIX + "extensions_alpn_str"),
             "Ja3": shown(node, PREFIX + "ja3"), "Ja4": "q" + hello.ja4(node)[1:]}
    lists = {"CipherSuites": "ciphersuite", "SignatureAlgs": "sig_hash_alg",
             "SupportedGroups": "extensions_supported_group", "Extensions": "extension.type"}
    found |= {member: listed(node, name) for member, name in lists.items()}
    return found | {"NumCipherSuites": len(found["CipherSuites"])}


def udp_ports(packet):
    ports = {}
    for layer in packet:
        if layer.name == "udp":
            ports = {"SrcPort": int(shown(layer, "udp.srcport")),
                     "DstPort": int(shown(layer, "udp.dstport"))}
    return ports


def of_tls(layer, ends):
    for record in layer.find("tls.record"):
        for node in record.find("tls.handshake"):
            if shown(node, "tls.handshake.type") == "2":
                yield "TLSServerHello", {**ends, **server_hello(node)}
            for at, one in enumerate(node.find(PREFIX + "certificate")):
                yield "TLSCertificate", {**ends, **certificate(one, at)}


def messages(packet):
    """The record and its members of each message in a packet."""
    for layer in packet:
        if layer.name == "tls":
            yield from of_tls(layer, addresses(packet))
        if layer.name != "quic":
            continue
        for node in layer.find("tls.handshake"):
            if shown(node, "tls.handshake.type") == "1":
                yield "QUIC", {**addresses(packet), **udp_ports(packet), **quic(layer, node)}


def flat(record):
    """Addresses and ports stand in the Context of layers."""
    ends = {name: int(value) if name.endswith("Port") else value
            for name, value in record.get("Context", {}).items()}
    return {**ends, **record}


def key(kind, members):
    return tuple(str(members.get(name) or "") for name in KEYS[kind])


def compare_capture(tally, capture, kind, mine, theirs):
    waiting = collections.defaultdict(collections.deque)
    tally.count(kind, captures=1, ours=len(mine), theirs=len(theirs))
    for record in map(flat, mine):
        waiting[key(kind, record)].append(record)
    for frame, other in theirs:
        queue = waiting[key(kind, other)]
        if not queue:
            tally.differ(compare.Difference(kind, capture, frame, compare.MISSING, None, other))
            continue
        record = queue.popleft()
        for member, value in other.items():
            if value is None:
                continue
            got = record.get(member, hello.default_of(value))
            tally.count(kind, compared=1, equal=int(got == value))
            if got != value:
                tally.differ(compare.Difference(kind, capture, frame, member, got, value))
    for record in (record for queue in waiting.values() for record in queue):
        place = (capture, record["Timestamp"], compare.EXTRA)
        tally.differ(compare.Difference(kind, *place, record, None))


def theirs_of(tshark, path):
    found = collections.defaultdict(list)
    try:
        for packet in tshark.packets(path):
            frame = shown(packet[0], "num")
            for kind, members in messages(packet):
                found[kind].append((frame, members))
    except (LookupError, StopIteration, ValueError) as reason:
        raise pdml.Unreadable(f"a message of tshark's cannot be read: {type(reason).__name__} "
                              f"{reason}") from reason
    return found


def run(options):
    tshark = Tshark()
    justified = compare.Justified([hello.HERE / "handshake-justified.csv"])
    tally = compare.Tally(justified, options.shown)
    captures = list(ours.captures(options.captures))
    with ours.decoded(options, captures) as decoded:
        for path in captures:
            mine = decoded(path)
            records = {kind: [each for each in mine(kind) if each.get("Kind", "Initial") == "Initial"]
                       for kind in KEYS}
            try:
                theirs = theirs_of(tshark, path)
            except pdml.Unreadable as reason:
                tally.leave_out(path.name, reason)
                continue
            for kind in KEYS:
                if records[kind] or theirs[kind]:
                    tally.begin(path.name)
                    compare_capture(tally, path.name, kind, records[kind], theirs[kind])
    tally.report()
    return 1 if tally.failed() or not tally.counts else 0


def main(arguments):
    try:
        return run(hello.parse(arguments))
    except pdml.Missing as reason:
        print(f"handshake.py: skipped: {reason}")
        return hello.SKIPPED
    except (ours.Failed, compare.Wide) as reason:
        print(f"handshake.py: {reason}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
