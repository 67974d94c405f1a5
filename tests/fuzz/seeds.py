#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Starting points for the fuzz targets, a folder of TO for each, out of a folder of captures."""
import argparse
import gzip
import lzma
import pathlib
import shutil
import struct
import subprocess
import tempfile

MAGIC = {b"\xd4\xc3\xb2\xa1": "<", b"\xa1\xb2\xc3\xd4": ">",
         b"\x4d\x3c\xb2\xa1": "<", b"\xa1\xb2\x3c\x4d": ">"}
STREAMS = ("amqp", "diameter", "dnp3", "dns", "enip", "ftp", "http", "http2", "iec104", "imap",
           "kerberos", "ldap", "modbustcp", "mqtt", "opcua", "pop3", "rdp", "redis", "s7comm",
           "sip", "smb2", "smtp", "ssh", "stun", "tlsclienthello")
FLOWS = ("connection", "flow", "linkflow", "networkflow", "transportflow")
LARGEST = 8192  # bytes of a seed: small ones are found to be useful sooner


def packets(data):
    """Link type and bytes of each packet of a classic capture."""
    order = MAGIC.get(data[:4])
    if not order or len(data) < 24:
        return
    linktype = struct.unpack(order + "I", data[20:24])[0] & 0xFFFF
    at = 24
    while at + 16 <= len(data):
        length = struct.unpack(order + "I", data[at + 8:at + 12])[0]
        if at + 16 + length > len(data):
            return
        yield linktype, data[at + 16:at + 16 + length]
        at += 16 + length


def save(folder, seed):
    if len(seed) <= LARGEST:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{len(list(folder.iterdir())):05}").write_bytes(seed)


def said(found):
    """What either side of each TCP connection over IPv4 in Ethernet says, as (side, bytes)."""
    conversations = {}
    for linktype, packet in found:
        if linktype != 1 or packet[12:14] != b"\x08\x00" or packet[23:24] != b"\x06":
            continue
        ip = packet[14:14 + struct.unpack(">H", packet[16:18])[0]]
        tcp = ip[(ip[0] & 15) * 4:]
        if len(tcp) < 20 or not (text := tcp[(tcp[12] >> 4) * 4:]):
            continue
        source, destination = (ip[12:16], tcp[0:2]), (ip[16:20], tcp[2:4])
        if (destination, source) in conversations:
            conversations[destination, source].append((1, text))
        else:
            conversations.setdefault((source, destination), []).append((0, text))
    return conversations.values()


def conversation(pieces):
    """As fuzz_plugin_stream.c wants it: all options on, the opening captured."""
    return b"\xff\x01\x07" + b"".join(struct.pack("<BH", side, len(text)) + text for side, text in pieces)


def of_capture(to, data):
    found = list(packets(data))
    save(to / "capture", data)
    if found:
        save(to / "stages", struct.pack("<H", found[0][0]) + b"".join(
            struct.pack("<HB", len(packet), 16) + packet for _, packet in found))
    for linktype, packet in found:
        save(to / "dissect", struct.pack("<HB", linktype, 2) + packet)
    for pieces in said(found):
        for stem in STREAMS:
            save(to / f"plugin_{stem}", conversation(pieces))


def of_records(to, path, netcapd, plugins):
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([netcapd, "--plugins=" + plugins, "-r", str(path), "-o", out + "/out"],
                       stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
        for record_file in sorted(pathlib.Path(out).glob("out/*.ncap.gz")):
            save(to / "ncap", gzip.decompress(record_file.read_bytes()))
            save(to / "exchange", b"\xff\xff" + record_file.read_bytes())


def of_compression(to):
    """The same lines compressed in each way, in one member and in two, cut and whole."""
    lines = b"".join(b"line %d of this file\n" % n for n in range(200))
    for how in (gzip.compress, lzma.compress, bytes,
                *(lambda text, name=name: subprocess.run([name, "-c"], input=text, check=True,
                                                         capture_output=True).stdout
                  for name in ("zstd", "lz4") if shutil.which(name))):
        one = how(lines)
        for whole in (one, one + how(b"more"), one[:-3], one + b"no member"):
            for portion in (1, 4):
                save(to / "source", bytes([portion]) + whole)


def of_settings(to, netcapd, plugins):
    """The default settings as they are printed, but for comments, a section at a time."""
    printed = subprocess.run([netcapd, "--plugins=" + plugins, "--print-config"], check=True,
                             capture_output=True, text=True).stdout
    for section in printed.split("\n["):
        lines = [line for line in section.splitlines() if not line.startswith("#")]
        save(to / "ini", ("[" + "\n".join(lines).lstrip("[\n") + "\n").encode())


def of_expressions(to):
    """Expressions of each kind, and two records: without and with a port, an address and a time."""
    record = b"\x0a\x0c1700000000.5" + b"\x42\x0810.1.2.3" + b"\x5a\x03443"
    for text in ("DstPort == 443 && (AppPayloadSize > 0 || !has UID)", "SrcIP in 10.0.0.0/8", "SrcPort in {80, 1..1023}",
                 "SrcMAC != 00:00:5e:00:53:01", "TimestampFirst in 2026-11-28", "Duration > 1.5s || Protocol ~ \"^T\"",
                 "Questions.Name ~ \"^a.*z$\" && QR", "Context.SrcIP == fe80::1", "ID < 0x1BB",
                 "Answers.IP in 192.0.2.1..192.0.2.9"):
        save(to / "query", text.encode() + b"\0\0\0" + struct.pack("<H", len(record)) + record)


def of_names(to):
    """Addresses as people write them in names and URLs."""
    for text in (b"2001-db8-5--1.sslip.io", b"ec2-10-1.2_3.example", b"c0-a8-4d-0a", b"a010203", b"ESP_4D0A1B", b"167838211",
                 b"7.0/28.2.0.192.in-addr.arpa.", b"_x.8.b.d.0.1.0.0.2.ip6.arpa:53", b"00-11:2a_33-44.55",
                 b"http://a@[2001:db8::7]:80/x?ip=192%252E0.2.7&b=dXNlcjoxMC4xLjIuMw==#c"):
        save(to / "anonymize", text)


def of_labels(to):
    """The examples of each format, and others that say less."""
    for path in sorted((pathlib.Path(__file__).resolve().parents[1] / "labels").glob("*.*")):
        if path.suffix in (".json", ".log", ".csv"):
            save(to / "labels", path.read_bytes())
    save(to / "labels", b'begin,end,label,ports\n1,2,"a, ""b""",1-9 80;443\n2026-11-28,2026-11-29T00:00Z,x,any\n')
    save(to / "labels", b"11/28/26-12:00:00.5 [**] [1:2:3] x [**] [Priority: 1] {PROTO:47} 1.2.3.4 -> 5.6.7.8\n")


def of_layers(to, mutate, plugins, captures):
    """What is behind the layers below each plugin, as fuzz_plugin_layer.c wants it: over IPv4."""
    with tempfile.TemporaryDirectory() as layers:
        subprocess.run([mutate, "--plugins=" + plugins, f"--layers={layers}/seeds", f"--log={layers}/log",
                        captures], check=True, stdout=subprocess.DEVNULL)
        for seed in sorted(pathlib.Path(layers).glob("seeds/*/*")):
            stem, layer = seed.parent.name.lower(), seed.read_bytes()
            save(to / f"plugin_{stem}", b"\x7f\x17" + layer)
            if stem in STREAMS:
                save(to / f"plugin_{stem}", conversation([(0, layer)]))


def of_flows(to):
    """Packets there and back of one flow, of two that close, of one that waits."""
    def packet(later, ends, flags, sequence=1):
        return struct.pack("<BBBBBHBII", later, 0x80, ends, 12, 6, 100, flags, sequence, sequence)
    closed = packet(1, 0, 2) + packet(1, 128, 18) + packet(1, 0, 16) + packet(1, 0, 17) + packet(1, 128, 17)
    for stem in FLOWS:
        for head in (b"\xff\x3c\x10\x0e\x07", b"\xff\x01\x02\x00\x01"):
            save(to / f"plugin_{stem}", head + closed + packet(200, 0, 2) + packet(1, 20, 4))
            save(to / f"plugin_{stem}", head + packet(9, 0, 0) * 3 + packet(200, 64, 0) + closed)


def of_fragments(to):
    """Datagrams in three pieces: in order, backwards, one twice, one too many."""
    def piece(head, unit, size):
        return struct.pack("<BHHB", head, unit, size, 1)
    first, middle, last = piece(4, 0, 64), piece(4, 8, 64), piece(0, 16, 9)
    for order in ((first, middle, last), (last, middle, first), (first, first, last, middle),
                  (first, piece(4, 4, 64), last, middle), (last, piece(0, 16, 20), first)):
        for switches in range(3):
            save(to / "defrag", bytes([switches & 1, switches, 100]) + b"".join(order))


def of_segments(to):
    """What one side says in three segments, and its end: in order, backwards, overlapping."""
    def segment(head, flags, place, size):
        return struct.pack("<BBHHHB", head, flags, place, size, 0, 1)
    first, middle, last = segment(0, 16, 0, 300), segment(0, 16, 300, 200), segment(0, 17, 500, 50)
    opening = segment(0, 2, 65535, 0) + segment(4, 18, 65535, 0)
    for order in ((first, middle, last), (last, middle, first), (first, segment(0, 16, 100, 300), last)):
        for switches in range(4):
            save(to / "streams", bytes([switches, 5]) + opening + b"".join(order) + segment(4, 16, 0, 70))


def make(captures, netcapd, plugins, mutate, to):
    to = pathlib.Path(to)
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir()
    captures, netcapd, plugins, mutate = (str(pathlib.Path(it).resolve())
                                          for it in (captures, netcapd, plugins, mutate))
    to = to.resolve()
    for path in sorted(pathlib.Path(captures).glob("*.pcap*")):
        of_capture(to, path.read_bytes())
        of_records(to, path, netcapd, plugins)
    of_compression(to)
    of_settings(to, netcapd, plugins)
    of_expressions(to)
    of_labels(to)
    of_names(to)
    of_layers(to, mutate, plugins, captures)
    of_flows(to)
    of_fragments(to)
    of_segments(to)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name, what in (("captures", "folder of captures"), ("netcapd", "the program"),
                       ("plugins", "folder of the plugins"),
                       ("mutate", "the program that knows where layers begin"), ("to", "folder to make them in")):
        parser.add_argument(name, metavar=name.upper(), help=what)
    make(**vars(parser.parse_args()))


if __name__ == "__main__":
    main()
