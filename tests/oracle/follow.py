#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Streams byte for byte against `tshark -z follow`.

NETCAPD, NETCAP, PLUGINS, TOP_SRCDIR and TOP_BUILDDIR name what was built, as for the tests.  Bytes
that were lost stand in both as the text tshark puts there.  Left out are captures with tunnels and
fragments, in which tshark's streams are others.  justified-follow.csv lists the sides that differ,
with the reason.
"""
import argparse
import collections
import csv
import fnmatch
import ipaddress
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent / "programs"))
import e2e  # noqa: E402

STREAMS_MOST, LARGEST = 40, 1 << 20
OTHERS = "--exclude=HTTP,TLSClientHello,DNS,SIP,ModbusTCP"
HEX = set("0123456789abcdef")
OPTIONS = ("-o", "tcp.reassemble_out_of_order:TRUE", "-o", "tcp.relative_sequence_numbers:FALSE")


def missing(size):
    return f"[{size} bytes missing in capture file]".encode() + b"\0"


def ours(folder, capture, plugins):
    """By sender and receiver the connections in order, each the bytes of a side."""
    e2e.netcapd("-r", capture, OTHERS, out=folder / "out", plugins=plugins)
    found = collections.defaultdict(list)
    for record in e2e.records(folder / "out", "StreamDump"):
        ends = (record["ClientIP"], record["ClientPort"]), (record["ServerIP"], record["ServerPort"])
        side = found[ends[record["Side"]] + ends[1 - record["Side"]]]
        if int(record["Offset"]) == int(record["Gap"]) or not side:
            side.append(b"")
        if int(record["Gap"]):
            side[-1] += missing(int(record["Gap"]))
        side[-1] += bytes.fromhex(record["Data"])
    return found


def tshark(*arguments):
    done = subprocess.run(["tshark", "-n", *OPTIONS, *map(str, arguments)], check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=300)
    return done.stdout.decode(errors="replace")


def simple(capture):
    """How many streams there are; 0 where the capture is left out."""
    most = 0
    for line in tshark("-r", capture, "-T", "fields", "-e", "tcp.stream", "-e", "frame.protocols", "-e",
                       "ip.flags.mf", "-e", "ip.frag_offset", "-e", "ipv6.fraghdr.nxt").splitlines():
        stream, protocols, more, offset, fragment = (line.split("\t") + [""] * 5)[:5]
        layers = protocols.split(":")
        if layers.count("ip") + layers.count("ipv6") > 1 or more.strip("0,False") or offset.strip("0,") or fragment:
            return 0
        if stream:
            most = max(most, int(stream.split(",")[0]) + 1)
    return min(most, STREAMS_MOST)


def theirs(capture, n):
    """The same of tshark."""
    found = collections.defaultdict(list)
    wanted = [word for number in range(n) for word in ("-z", f"follow,tcp,raw,{number}")]
    for block in tshark("-r", capture, "-q", *wanted).split("=" * 67 + "\n"):
        lines = block.splitlines()
        nodes = [line.split(": ", 1)[1].rsplit(":", 1) for line in lines if line.startswith("Node ")]
        if len(nodes) != 2 or not all(host for host, _ in nodes):
            continue
        ends = [(str(ipaddress.ip_address(host.strip("[]"))), int(port)) for host, port in nodes]
        for index in (0, 1):
            text = "".join(line.strip() for line in lines
                           if line.startswith("\t") == bool(index) and set(line.strip()) <= HEX)
            if text:
                found[ends[index] + ends[1 - index]].append(bytes.fromhex(text))
    return found


def justified():
    with open(HERE / "justified-follow.csv", newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def compare(folder, capture, plugins, reasons, tally):
    n = simple(capture)
    if not n:
        tally["captures left out"] += 1
        return
    mine, other = ours(folder, capture, plugins), theirs(capture, n)
    tally["captures"] += 1
    for side, streams in other.items():
        for number, data in enumerate(streams):
            got = mine[side][number] if number < len(mine[side]) else b""
            tally["sides"] += 1
            tally["bytes"] += len(data)
            if got == data:
                continue
            why = next((row["reason"] for row in reasons if fnmatch.fnmatchcase(capture.name, row["capture"])
                        and row["port"] in ("*", str(side[1]))), None)
            tally["explained" if why else "unexplained"] += 1
            if not why:
                at = next((i for i, (a, b) in enumerate(zip(got, data)) if a != b), min(len(got), len(data)))
                print(f"{capture.name}: {side[0]}:{side[1]} to {side[2]}:{side[3]}, stream {number}: ours has "
                      f"{len(got)} bytes, tshark {len(data)}; they differ from byte {at} on: "
                      f"{got[at:at + 40]!r}, {data[at:at + 40]!r}", flush=True)


def files(places):
    for place in map(pathlib.Path, places):
        yield from (sorted(path for path in place.rglob("*") if path.suffix in (".pcap", ".pcapng", ".cap"))
                    if place.is_dir() else [place])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("places", metavar="PLACE", nargs="*", default=[HERE.parent / "captures"],
                        help="captures and folders of them; default: our own")
    places = parser.parse_args().places
    if not shutil.which("tshark"):
        print("skipped: no tshark")
        return 77
    tally = collections.Counter()
    with tempfile.TemporaryDirectory() as scratch:
        source = pathlib.Path(scratch) / "streamdump"
        source.mkdir()
        for name in ("streamdump.c", "streamdump.proto"):
            shutil.copy(HERE.parent / "plugins" / name, source)
        plugins = e2e.build_plugin(pathlib.Path(scratch) / "plugins", source)
        for capture in files(places):
            if capture.stat().st_size <= LARGEST:
                with tempfile.TemporaryDirectory() as folder:
                    compare(pathlib.Path(folder), capture, plugins, justified(), tally)
    for name, count in sorted(tally.items()):
        print(f"{name:<20} {count:>12,}")
    return 1 if tally["unexplained"] or not tally["sides"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
