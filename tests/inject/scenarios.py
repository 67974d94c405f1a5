# SPDX-License-Identifier: Apache-2.0
"""Short runs of the programs, each with what it reads, for calls to fail in."""
import gzip
import lzma
import pathlib
import shutil
import struct
import subprocess

import e2e
import running

PLUGINS = "ethernet ipv4 udp tcp dns http connection flow".split()
INI = """[netcapd]
context = off
filter =
fragment_timeout = 20
[DNS]
on = udp.port:5300, udp.port:5301
[TCP]
payload = on
[Flow]
enabled = off
"""


class Scenario:
    """A program's arguments; OUT stands for a folder that is not there yet, or holds what an
    earlier run wrote."""

    def __init__(self, name, program, *arguments, stdin=None, before=None):
        self.name, self.program, self.stdin, self.before = name, program, stdin, before
        self.arguments = [str(each) for each in arguments]


def some_plugins(folder, stems=PLUGINS):
    """A folder with a few plugins, so that runs are short."""
    folder.mkdir()
    for path in pathlib.Path(e2e.PLUGINS).glob("*.so"):
        if path.stem in stems:
            (folder / path.name).symlink_to(path)
    return folder


def mixed(folder):
    """Captures of a few packets: one to be decoded whole, one with unknown and broken packets, one
    of another link type."""
    head, http = e2e.packets(e2e.CAPTURES / "http.pcap")
    _, dns = e2e.packets(e2e.CAPTURES / "dns.pcap")
    _, parts = e2e.packets(e2e.CAPTURES / "defrag.pcap")
    _, demo = e2e.packets(e2e.DEMO)
    good = e2e.write_capture(folder / "good.pcap", head, http + dns[:8] + parts[:12])
    odd = e2e.write_capture(folder / "odd.pcap", head, demo[:60] + demo[-30:])
    raw = head[:20] + struct.pack("<I", 12)
    other = e2e.write_capture(folder / "other.pcap", raw, dns[:2])
    return good, odd, other


def packed(good):
    """The capture in each compression that there is a program or module for."""
    data, found = good.read_bytes(), []
    for ending, pack in (("gz", gzip.compress),
                         ("xz", lambda data: lzma.compress(data, lzma.FORMAT_XZ))):
        path = good.with_name(f"good.pcap.{ending}")
        path.write_bytes(pack(data))
        found.append(path)
    for ending, program in (("zst", "zstd"), ("lz4", "lz4")):
        if shutil.which(program):
            path = good.with_name(f"good.pcap.{ending}")
            subprocess.run([program, "-q", "-f", good, path], check=True)
            found.append(path)
    return found


def runs(place):
    good, odd, other = mixed(place)
    both = place / "captures"
    both.mkdir()
    for path in (good, odd):
        shutil.copy(path, both)
    (place / "some.ini").write_text(INI)
    e2e.netcapd("-r", odd, "-r", other, out=place / "earlier", plugins=place / "plugins", status=0)
    (place / "earlier/SIP.ncap.gz.part").write_bytes(b"")
    report = place / "earlier/run.json"
    text = report.read_text()
    report.write_text(text.replace('"older": []', '"older": [{"name": "SIP.ncap.gz.part"}]'))
    assert report.read_text() != text, "what a killed run left is not listed"

    def run(name, *arguments, workers=1, **how):
        return Scenario(name, "netcapd", f"--plugins={place}/plugins", "--only-plugins", f"-w{workers}", "-o", "OUT",
                        *arguments, **how)
    return [run("gzip", "-r", good),
            run("plain", "--compression=none", "-r", good),
            run("unknown", "-r", odd, "-r", other),
            run("ini", f"--config={place}/some.ini", "--set=UDP.enabled=off", "-r", good),
            run("folder", "-r", both),
            run("filter", "--filter=udp", "-r", good),
            run("stdin", "-r", "-", stdin=good),
            run("rotate", "-r", "-", "--rotate-records=40", "--keep=3", "--flush-interval=60s", stdin=good),
            *[run(path.suffix[1:], "-r", path) for path in packed(good)],
            run("overwrite", "--overwrite", "-r", good, before=place / "earlier"),
            run("ends", "--min-free=1", "--errors-size=1", "-r", odd),
            run("unconfined", "--sandbox=off", "-r", good),
            *[run("live", "-i", "lo", "--filter=tcp port 40406", "--duration=1",
                  "--flush-interval=200ms")] * running.may_capture(),
            run("workers", "-r", good, workers=2),
            run("threads", "--isolation=none", "-r", good)]


def questions(place):
    def ask(name, *arguments):
        return Scenario(name, "netcapd", f"--plugins={place}/plugins", "--only-plugins", *arguments)
    return [ask("list", "--list-plugins"),
            Scenario("dump-plugin", "netcapd", f"--dump-plugin={place}/plugins/dns.so"),
            ask("print-config", "--print-config"),
            Scenario("man", "netcapd", "--man"),
            Scenario("list-all", "netcapd", f"--plugins={e2e.PLUGINS}", "--list-plugins")]


def readings(place):
    """netcap, over what netcapd has written."""
    out = place / "records"
    e2e.netcapd("-r", e2e.CAPTURES / "dns.pcap", out=out, plugins=place / "plugins", status=0)
    files = [out / "DNS.ncap.gz", out / "UDP.ncap.gz"]
    shown = [Scenario(f"netcap-{name}", "netcap", "dump", f"--format={name}", *files)
             for name in ("csv", "jsonl", "text", "table")]
    return shown + [Scenario("netcap-info", "netcap", "info", *files),
                    Scenario("netcap-fields", "netcap", "fields", *files),
                    *[Scenario(f"netcap-export-{name}", "netcap", "export", f"--format={name}", "-o", "OUT", *files)
                      for name in ("parquet", "jsonl")],
                    Scenario("netcap-where", "netcap", "dump", "--where=has Timestamp && DstPort in {53}",
                             "--sort=-DstPort", files[1]),
                    Scenario("netcap-tail", "netcap", "tail", "--json", "-n3", *files),
                    Scenario("netcap-stats", "netcap", "stats", *files),
                    Scenario("netcap-packets", "netcap", "packets", "-r", e2e.CAPTURES / "dns.pcap", "-w",
                             "OUT/dns.pcapng", files[0]),
                    Scenario("netcap-check", "netcap", "check", *files),
                    Scenario("netcap-repair", "netcap", "check", "--repair", "-o", "OUT", *files),
                    Scenario("netcap-merge", "netcap", "merge", "-o", "OUT", files[0], *files),
                    Scenario("netcap-proto", "netcap", "proto", files[0]),
                    Scenario("range", "netcapd", f"--plugins={place}/plugins", "--only-plugins", "-w1", "-o", "OUT",
                             "--packets=3-9", "-r", e2e.CAPTURES / "dns.pcap"),
                    Scenario("netcap-export-pipe", "netcap", "export", "--out-dir=-", files[0]),
                    Scenario("netcap-select", "netcap", "dump", "--utc",
                             "--select=Timestamp,Questions.Name", files[0])]


def all_of_them(place):
    some_plugins(place / "plugins")
    return runs(place) + questions(place) + readings(place)
