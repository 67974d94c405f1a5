#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Streams byte for byte against `tshark -z follow`.

NETCAPD, NETCAP, PLUGINS, TOP_SRCDIR and TOP_BUILDDIR name what was built, as for the tests.  Bytes
that were lost stand in both as the text tshark puts there.  Sides that only one of the two has are
compared too.  justified-follow.csv lists those that differ by the sender's port, or both, with the
reason; where it says "beginning", what tshark has must be the beginning of what ours has, the lost
bytes left out.  A line that explains nothing of a capture that was read is an error, as a difference
without a line is.
"""
import argparse
import collections
import concurrent.futures
import csv
import fnmatch
import ipaddress
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent / "programs"))
import e2e  # noqa: E402

STREAMS_MOST, LARGEST = 2000, 1 << 24
READERS = "http", "tlsclienthello", "dns", "sip", "modbustcp", "proxyprotocol", "ssh", "http2"
COUNTED = ("captures", "captures too large", "captures without bytes of streams",
           "captures with more streams than are compared", "streams", "bytes", "sides", "sides equal",
           "sides explained", "sides unexplained", "lines that explain nothing")
HEX = set("0123456789abcdef")
OPTIONS = ("-o", "tcp.reassemble_out_of_order:TRUE", "-o", "tcp.relative_sequence_numbers:FALSE")


def missing(size):
    return f"[{size} bytes missing in capture file]".encode() + b"\0"


def ours(folder, capture, plugins):
    """By sender and receiver the connections in order, each the bytes of a side."""
    e2e.netcapd("-r", capture, "--stream-buffer=16384", out=folder / "out", plugins=plugins)
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


def streams(capture):
    """How many there are."""
    shown = tshark("-r", capture, "-T", "fields", "-e", "tcp.stream")
    return 1 + max((int(number) for line in shown.splitlines() for number in line.split(",") if number),
                   default=-1)


def theirs(capture, n):
    """The same of tshark."""
    blocks, found = {}, collections.defaultdict(list)
    wanted = [word for number in range(n) for word in ("-z", f"follow,tcp,raw,{number}")]
    for block in tshark("-r", capture, "-q", *wanted).split("=" * 67 + "\n"):
        number = re.search(r"^Filter: tcp.stream eq (\d+)$", block, re.M)
        if number:
            blocks[int(number[1])] = block.splitlines()
    for _, lines in sorted(blocks.items()):
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


def is_beginning(got, data):
    lost = re.compile(rb"\[\d+ bytes missing in capture file\]\0")
    return lost.sub(b"", got).startswith(lost.sub(b"", data))


def explain(capture, side, reasons, got, data):
    """The first line about this side; it has explained something."""
    for row in reasons:
        ports = "*", str(side[1]), f"{side[1]} to {side[3]}"
        holds = not row["condition"] or is_beginning(got, data)
        if fnmatch.fnmatchcase(capture.name, row["capture"]) and row["port"] in ports and holds:
            row["used"] = True
            return True
    return False


def pairs(mine, other):
    """Each stream of each side, as each of the two has it."""
    for side in sorted({*mine, *other}):
        for number in range(max(len(mine[side]), len(other[side]))):
            yield side, number, *(found[side][number] if number < len(found[side]) else b""
                                  for found in (mine, other))


def look(capture, plugins):
    """How many streams there are, and what each of the two has."""
    n = streams(capture)
    with tempfile.TemporaryDirectory() as folder:
        mine = ours(pathlib.Path(folder), capture, plugins)
    return capture, n, mine, theirs(capture, min(n, STREAMS_MOST)) if n else collections.defaultdict(list)


def compare(capture, n, mine, other, reasons, tally):
    tally["captures"] += 1
    tally["captures with more streams than are compared"] += n > STREAMS_MOST
    tally["captures without bytes of streams"] += not mine and not other
    tally["streams"] += n
    for side, number, got, data in pairs(mine, other):
        equal = got == data
        explained = not equal and explain(capture, side, reasons, got, data)
        tally["sides"] += 1
        tally["bytes"] += len(data)
        tally["sides equal" if equal else "sides explained" if explained else "sides unexplained"] += 1
        if not equal and not explained:
            at = next((i for i, (a, b) in enumerate(zip(got, data)) if a != b), min(len(got), len(data)))
            print(f"{capture.name}: {side[0]}:{side[1]} to {side[2]}:{side[3]}, stream {number}: ours has "
                  f"{len(got)} bytes, tshark {len(data)}; they differ from byte {at} on: "
                  f"{got[at:at + 40]!r}, {data[at:at + 40]!r}", flush=True)


def unused(reasons, names):
    """Lines about captures that were read which have explained nothing."""
    return [row for row in reasons if "used" not in row and fnmatch.filter(names, row["capture"])]


def only_dump(place):
    """A folder of plugins of which one reads streams, and all of them."""
    source = place / "streamdump"
    source.mkdir()
    for name in ("streamdump.c", "streamdump.proto"):
        shutil.copy(HERE.parent / "plugins" / name, source)
    plugins = e2e.build_plugin(place / "plugins", source)
    for stem in READERS:
        (plugins / f"{stem}.so").unlink()
    return plugins


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
    tally = collections.Counter({name: 0 for name in COUNTED})
    reasons = justified()
    chosen = [path for path in files(places) if path.stat().st_size <= LARGEST]
    tally["captures too large"] = len(list(files(places))) - len(chosen)
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor(2) as pool:
        plugins = only_dump(pathlib.Path(scratch))
        for found in pool.map(lambda capture: look(capture, plugins), chosen):
            compare(*found, reasons, tally)
    for row in unused(reasons, [path.name for path in chosen]):
        tally["lines that explain nothing"] += 1
        print(f"explains nothing: {row['capture']}, {row['port']}: {row['reason']}")
    for name, count in tally.items():
        print(f"{name:<46} {count:>12,}")
    return 1 if tally["sides unexplained"] or tally["lines that explain nothing"] or not tally["sides"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
